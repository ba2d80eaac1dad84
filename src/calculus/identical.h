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

/* Whether (rel, e) of `wanted`, the i-th, follows from the conditions of `given`, by
 * the signs of their factors. False says nothing. */
bool nb_condition_follows(nb_pool *p, const nb_conditions *wanted, uint32_t i,
                          const nb_conditions *given);

#endif
