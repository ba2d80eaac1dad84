#ifndef NB_EXPLORE_EXACTLY_H
#define NB_EXPLORE_EXACTLY_H

#include "expr/expr.h"

/* A short closed form that a number known to some hundred bits may have: a rational, a
 * rational multiple of pi, a quadratic radical, a root of a rational, a power of e or
 * a logarithm of a rational. A canonical expression whose ball touches x, or NB_NONE;
 * that it is the number itself is for the caller to prove. */
nb_expr nb_guess_number(nb_pool *p, const arb_t x);

/* The simplest rational in [low, high] (finite), or the simplest rational multiple of
 * pi if that is simpler by far. */
nb_expr nb_guess_within(nb_pool *p, double low, double high);

#endif
