#ifndef NB_CALCULUS_POINTS_H
#define NB_CALCULUS_POINTS_H

#include "expr/expr.h"

/* Points to try an expression at, the same ones always: small integers first, then
 * small fractions of either sign. */
enum { NB_POINTS = 72 };

/* Sets coordinates[0 … n - 1] to the canonical NUMBERs of point number i. False
 * after an error. */
bool nb_point(nb_pool *p, uint32_t i, uint32_t n, nb_expr *coordinates);

#endif
