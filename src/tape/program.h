#ifndef NB_TAPE_PROGRAM_H
#define NB_TAPE_PROGRAM_H

#include "tape/graph.h"

/* A graph made ready to be run over blocks of points in double precision: products
 * fused with the sums they go into, in an order in which values die early, each in a
 * place of its own only as long as it lives.
 *
 * An instruction reads columns of doubles, one for each point of the block, and
 * writes one. Columns are numbered: the inputs, the outputs, then the workspace, of
 * which the last are filled with constants once. */

/* The operations of operations.def, and these: */
enum {
    NB_RUN_COPY = NB_TAPE_OPERATIONS, /* a           */
    NB_RUN_FILL,                      /* k           */
    NB_RUN_ADDK,                      /* a + k       */
    NB_RUN_RSUBK,                     /* k - a       */
    NB_RUN_SUB,                       /* c - a       */
    NB_RUN_NEG,                       /* -a          */
    NB_RUN_MULK,                      /* k a         */
    NB_RUN_MULP,                      /* k (a b)     */
    NB_RUN_MULDIV,                    /* (k a) / b   */
    NB_RUN_DIVK,                      /* a / k       */
    NB_RUN_KDIV,                      /* k / a       */
    NB_RUN_FMA,                       /* a b + c     */
    NB_RUN_FNMA,                      /* c - a b     */
    NB_RUN_FMAK,                      /* k a + c     */
    NB_RUN_FMAP,                      /* k (a b) + c */
    NB_RUN_KFMA,                      /* a b + k     */
    NB_RUN_KFMAK,                     /* k a + k2    */
    NB_RUN_SINCOS                     /* sin a, and cos a to b */
};

typedef struct nb_instruction {
    uint32_t op;
    uint32_t r, a, b, c; /* columns */
    double k, k2;
} nb_instruction;

typedef struct nb_program {
    nb_instruction *code;
    uint32_t n;
    uint32_t n_inputs, n_outputs;
    uint32_t n_slots;
    double *constants; /* the columns behind the slots */
    uint32_t n_constants;
} nb_program;

/* Translates what the outputs need. False with an error in the graph's pool. */
bool nb_program_make(nb_program *p, const nb_graph *g, const nb_tape_value *outputs,
                     uint32_t n_outputs);
void nb_program_free(nb_program *p);

/* Columns in all. */
uint32_t nb_program_columns(const nb_program *p);

/* The double nearest to a closed expression; not a number where it is undefined. */
double nb_nearest_double(nb_pool *p, nb_expr closed);

#endif
