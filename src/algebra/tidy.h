#ifndef NB_ALGEBRA_TIDY_H
#define NB_ALGEBRA_TIDY_H

#include "expr/expr.h"

/* The form of a canonical expression that is shortest to read (algebra/measure.h), found
 * by a search with a budget of work that doc/forms.md describes: as it is, with common
 * factors pulled out, over a common denominator, multiplied out or factored, with
 * identities of trigonometric and hyperbolic functions used. Where that is a draw it is
 * the one that is nearer to what was there. Never longer than e, and its own best form.
 *
 * Equal in value wherever e is defined; common factors may have been cancelled (x/x is
 * 1), so the domain may be wider. The same on every run. What is too large to be read in
 * any form is returned as it is, at once. */
nb_expr nb_tidy(nb_pool *p, nb_expr e);

#endif
