#ifndef NB_TEST_RANDOM_EXPRESSION_H
#define NB_TEST_RANDOM_EXPRESSION_H

#include "expr/expr.h"

/* Random typed expressions in x, y and z, such as people write: the same seed
 * gives the same sequence. */
typedef struct random_source {
    uint64_t state;
} random_source;

/* From $SEED, 1 without; prints it, so that a failure can be run again. */
random_source random_from_environment(void);
uint32_t random_below(random_source *r, uint32_t n);

/* About `size` nodes. With `smooth`, only functions that have a derivative in an
 * open set around most points: no piecewise, min, max or sign. */
nb_expr random_expression(nb_pool *p, random_source *r, unsigned size, bool smooth);

/* A rational between -3 and 3 with a small denominator, never an integer. */
void random_rational(random_source *r, fmpq_t q);

#endif
