#ifndef NB_NUMERIC_ENCLOSURE_H
#define NB_NUMERIC_ENCLOSURE_H

#include "text/flint.h"

/* The enclosure column of expr/functions.def. Each of these sets y to a ball that
 * contains f(x) for every x in the ball u, at `prec` bits; y is not finite where
 * f may be undefined or unbounded on u. Constants pass over u. */
typedef void (*nb_enclosure)(arb_t y, const arb_t u, slong prec);

/* The row's enclosure; NULL where the function has none of its own. */
nb_enclosure nb_enclosure_of(unsigned fn);

#endif
