#ifndef NB_NUMERIC_IDENTITY_H
#define NB_NUMERIC_IDENTITY_H

#include "expr/expr.h"

/* Whether a canonical closed expression is zero wherever it is defined, proven by
 * algebra alone: it is written as a fraction of polynomials in what is left when
 * sines, cosines and hyperbolic functions have become exponentials (over a common
 * measure of their arguments, so that sin 2 - 2 sin 1 cos 1 is zero), logarithms of
 * rationals sums over primes, and roots of integers generators g with g^q = n; the
 * numerator is then reduced to zero. False says nothing.
 *
 * Work and size are bounded: large expressions are given up. */
bool nb_vanishes(nb_pool *p, nb_expr closed);

#endif
