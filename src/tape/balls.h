#ifndef NB_TAPE_BALLS_H
#define NB_TAPE_BALLS_H

#include "tape/graph.h"

/* The same program in ball arithmetic: enclosures of a function, all its partial
 * derivatives and their norm by one reverse sweep, at a cost that does not depend on
 * the number of variables.
 *
 * `point` has g->n_inputs balls. value, gradient (as many) and norm are initialised
 * by the caller; norm may be NULL. A ball that is not finite says nothing: the number
 * may be undefined, or the precision too low to tell; so it is with all of the gradient
 * where the value's is not. *range (may be NULL) gets the largest binary exponent, up
 * or down, of what was computed on the way: beyond 1022 doubles could not have
 * followed. False with an error in the graph's pool. */
bool nb_graph_balls(const nb_graph *g, arb_srcptr point, slong prec, arb_t value,
                    arb_ptr gradient, arb_ptr norm, slong *range);

#endif
