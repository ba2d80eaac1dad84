#ifndef NB_CALCULUS_IDENTICAL_H
#define NB_CALCULUS_IDENTICAL_H

#include "calculus/domain.h"

/* Whether a canonical expression is zero wherever it and the given conditions are
 * defined and hold, proven by algebra: as a fraction over a tower of generators
 * (calculus/tower.h), the signs of what stands in moduli and roots distinguished by
 * cases where that is needed; or because its derivatives vanish, it is continuous on
 * a convex domain (or on each of few convex pieces), and zero at a point. False says
 * nothing. The work is bounded. `conditions` is what its typed parts require. */
bool nb_is_identically_zero(nb_pool *p, nb_expr e, const nb_conditions *conditions);

/* The conditions of `wanted` that do not follow from `given` by the signs of their
 * factors, those that something is not zero factor by factor: x != 1 for x^2 - 1 != 0
 * where x > 0. Appends to *out. */
bool nb_conditions_beyond(nb_pool *p, const nb_conditions *wanted,
                          const nb_conditions *given, nb_conditions *out);

#endif
