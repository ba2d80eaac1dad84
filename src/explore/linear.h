#ifndef NB_EXPLORE_LINEAR_H
#define NB_EXPLORE_LINEAR_H

#include "text/flint.h"

#include <stdbool.h>
#include <stdint.h>

/* Solves the n * n system a x = b in balls, by elimination with the largest pivot;
 * a is used up, x may be b. False where a pivot may be zero. */
bool nb_solve(arb_ptr a, arb_ptr x, arb_srcptr b, uint32_t n, slong prec);

/* Whether the symmetric matrix a (used up) is positive definite: 1 proven, 0 not
 * shown. All pivots of elimination are positive then. */
bool nb_positive_definite(arb_ptr a, uint32_t n, slong prec);

#endif
