#ifndef NB_TAPE_RUN_H
#define NB_TAPE_RUN_H

#include "tape/program.h"

/* Runs programs. There is one runner for each kind of processor, of the same source
 * (run_body.h); which one is chosen when a tape is made. */

/* A block has a multiple of this many points. */
enum { NB_LANES = 8 };

/* Vector functions by operation; NULL: the C library's, one point after the other. */
typedef struct nb_vector_functions {
    void *at[NB_TAPE_OPERATIONS];
} nb_vector_functions;

/* Runs the program over a block: columns[i] points to `points` doubles, a multiple of
 * NB_LANES. */
typedef void (*nb_runner)(const nb_program *p, double *const *columns, size_t points,
                          const nb_vector_functions *functions);

/* Whether some point of a block needs a second look: the value does not exist, or the
 * norm (NULL: none) may have lost digits since squares left the range of doubles. */
typedef bool (*nb_inspector)(const double *value, const double *norm, size_t points);

#define NB_DECLARE_RUNNER(name)                                                    \
    void nb_run_##name(const nb_program *p, double *const *columns, size_t points, \
                       const nb_vector_functions *functions);                      \
    bool nb_inspect_##name(const double *value, const double *norm, size_t points)

#define NB_NORM_LEAST 1e-140
#define NB_NORM_MOST  1e150

NB_DECLARE_RUNNER(plain);

#if defined(__x86_64__) && defined(__GNUC__)
#define NB_RUN_X86 1
NB_DECLARE_RUNNER(avx2);
NB_DECLARE_RUNNER(avx512);
#endif

/* How a tape is run here. */
typedef struct nb_engine {
    nb_runner run;
    nb_inspector inspect;
    nb_vector_functions functions;
    void *library;         /* where the functions come from; NULL: none */
    const char *processor; /* "avx512", "avx2", "plain" */
    const char *source;    /* "sleef", "libmvec", "libm" */
} nb_engine;

/* Chooses the runner for this processor and, where the graph needs any, the vector
 * functions: SLEEF's (at most one unit in the last place off) where that is
 * installed, else those of the C library that have at most four. The environment
 * variable NABLA_VECTOR (avx512, avx2, plain; libm for no vector functions) limits
 * the choice, for tests. */
void nb_engine_open(nb_engine *e, bool functions);
void nb_engine_close(nb_engine *e);

/* Whether an operation is one that vector functions of a library serve. */
bool nb_is_library_function(nb_operation op);

/* The C library's functions by operation; NULL for all others. */
double (*nb_libm_1(nb_operation op))(double);
double (*nb_libm_2(nb_operation op))(double, double);

#endif
