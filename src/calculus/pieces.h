#ifndef NB_CALCULUS_PIECES_H
#define NB_CALCULUS_PIECES_H

#include "expr/expr.h"

/* Whether two expressions, typed or canonical, are equal wherever both are defined,
 * proven by nb_is_identically_zero() on each piece of their piecewise parts; few pieces
 * only. False says nothing. */
bool nb_is_equal_by_pieces(nb_pool *p, nb_expr a, nb_expr b);

#endif
