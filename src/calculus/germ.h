#ifndef NB_CALCULUS_GERM_H
#define NB_CALCULUS_GERM_H

#include "calculus/at_internal.h"

/* What a typed function does on one side of a point, along one variable: the
 * first-order part of its one-sided expansion, worked out node by node. */

typedef enum nb_side_status {
    NB_SIDE_FINITE,    /* the one-sided derivative exists: `value`           */
    NB_SIDE_INFINITE,  /* the difference quotient is unbounded               */
    NB_SIDE_JUMP,      /* the limit is not the value, or does not exist      */
    NB_SIDE_UNDEFINED, /* the function is undefined on this side             */
    NB_SIDE_UNKNOWN    /* none of these could be proven                      */
} nb_side_status;

typedef struct nb_side {
    nb_side_status status;
    nb_expr value;
} nb_side;

/* The side v > v0 for direction 1, v < v0 for -1, of the function at the run's
 * point; `value` is its value there. The derivative is by v on both sides. */
nb_side nb_side_of(nb_at_run *at, nb_expr function, nb_expr value, nb_expr variable,
                   int direction);

#endif
