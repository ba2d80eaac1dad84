#ifndef NB_EXPLORE_OVER_H
#define NB_EXPLORE_OVER_H

#include "explore/range.h"

/* Canonical expressions compiled for evaluation over boxes: what they share is
 * computed once. Results contain the values over all points of the box where the
 * expression is defined. */
typedef struct nb_over nb_over;

/* For n expressions in these variables (SYMBOLs; others count as anything). NULL
 * when memory ran out or the pool has an error. Holds no index of the pool. */
nb_over *nb_over_new(nb_pool *p, const nb_expr *expressions, uint32_t n,
                     const nb_expr *variables, uint32_t n_variables);
/* The same, where *smooth is to tell whether they can be differentiated along the last
 * of the variables: kinks in the others do not matter. */
nb_over *nb_over_along(nb_pool *p, const nb_expr *expressions, uint32_t n,
                       const nb_expr *variables, uint32_t n_variables);
void nb_over_free(nb_over *o);

/* Expressions first … first + n - 1 over the box (one range a variable). *smooth
 * tells whether each node that was looked at is defined and differentiable on all
 * of the box, so that the derivatives' formulas hold there. */
void nb_over_eval(nb_over *o, const nb_range *box, uint32_t first, uint32_t n,
                  nb_range *out, bool *smooth);

#endif
