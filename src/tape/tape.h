#ifndef NB_TAPE_TAPE_H
#define NB_TAPE_TAPE_H

#include "tape/run.h"

/* A compiled function: its value, gradient and the gradient's norm at many points, in
 * double precision. A tape knows no pool and does not change: any number of threads
 * may evaluate it at the same time. */
typedef struct nb_tape {
    nb_program function; /* outputs: value                 */
    nb_program gradient; /* outputs: value, gradient       */
    nb_program all;      /* outputs: value, gradient, norm */
    nb_engine engine;
    uint32_t n;                                        /* variables */
    uint64_t function_operations, gradient_operations; /* the latter: of both */
} nb_tape;

/* The tape of a typed expression (CALLs expanded) in n variables. False with an error
 * in the pool. */
bool nb_tape_make(nb_tape *t, nb_pool *p, nb_expr typed, uint32_t n,
                  const nb_expr *variables);
void nb_tape_free(nb_tape *t);

/* Arrays of `points` doubles, and what lies between one point's number and the
 * next one's: point k has the i-th variable in variables[i][k * stride]. */
typedef struct nb_batch {
    size_t points;
    const double *const *variables; /* [t->n]                                       */
    size_t stride;
    double *value;           /* [points], or NULL                                   */
    double *const *gradient; /* [t->n] arrays, each may be NULL; NULL: none         */
    size_t gradient_stride;
    double *norm; /* [points], or NULL */
} nb_batch;

/* Evaluates. A NaN says that the value does not exist or is not a double's to decide;
 * where the function has no value neither do gradient and norm. Infinities are values
 * too large for a double. The numbers at a point do not depend on the other points
 * nor on `threads`, the most that may work (0 counts as 1). False when memory ran
 * out. */
bool nb_tape_evaluate(const nb_tape *t, const nb_batch *batch, unsigned threads);

#endif
