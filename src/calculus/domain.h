#ifndef NB_CALCULUS_DOMAIN_H
#define NB_CALCULUS_DOMAIN_H

#include "expr/expr.h"

/* Where an expression is defined, as a list of conditions that must all hold:
 * canonical RELs such as x != 0 or x*y > 0 (an OR where the function table has
 * one). What holds everywhere as far as the signs show is left out. Conditions
 * inside a piecewise value are left out too: they count in their region only. */
bool nb_domain(nb_pool *p, nb_expr e, nb_list *conditions);

/* The conditions of `typed` that `shown`, a simplified formula for it or for a
 * derivative of it, does not bring along by itself: x^2/x = x "for x != 0".
 * Appends RELs (or ORs) to *out, none of them implied by another or by the
 * domain of `shown`. */
bool nb_lost_conditions(nb_pool *p, nb_expr typed, nb_expr shown, nb_list *out);

#endif
