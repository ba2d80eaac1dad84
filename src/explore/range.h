#ifndef NB_EXPLORE_RANGE_H
#define NB_EXPLORE_RANGE_H

#include "expr/expr.h"

/* Intervals of doubles, rounded outwards, for searching boxes fast; every result
 * contains all values over the points where the operation is defined (set-based
 * semantics of IEEE 1788-2015). Ends may be infinite; low > high is the empty set. */
typedef struct nb_range {
    double low, high;
} nb_range;

nb_range nb_range_empty(void);
nb_range nb_range_whole(void);
bool nb_range_is_empty(nb_range x);
bool nb_range_has(nb_range x, double value);
/* A range around a ball, whole where that is not finite; a ball around a range. */
nb_range nb_range_of_ball(const arb_t x);
void nb_range_to_ball(arb_t y, nb_range x);
double nb_range_width(nb_range x);
double nb_range_middle(nb_range x); /* a finite double in x */

nb_range nb_range_add(nb_range x, nb_range y);
nb_range nb_range_subtract(nb_range x, nb_range y);
nb_range nb_range_multiply(nb_range x, nb_range y);
/* The points of both; the least range around the points of either. */
nb_range nb_range_meet(nb_range x, nb_range y);
nb_range nb_range_join(nb_range x, nb_range y);
/* Whether x lies in the interior of y. */
bool nb_range_inside(nb_range x, nb_range y);

/* These clear *smooth where the operation is not defined, continuous and
 * differentiable on all of x. */
nb_range nb_range_divide(nb_range x, nb_range y, bool *smooth);
nb_range nb_range_power(nb_range x, const fmpq *exponent, bool *smooth);
nb_range nb_range_exp(nb_range x);
/* A one-argument function of the table that has an enclosure. */
nb_range nb_range_function(unsigned fn, nb_range x, bool *smooth);
nb_range nb_range_atan2(nb_range y, nb_range x, bool *smooth);

#endif
