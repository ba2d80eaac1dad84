#ifndef NB_ALGEBRA_MEASURE_H
#define NB_ALGEBRA_MEASURE_H

#include "expr/expr.h"

/* How much there is to read in a canonical expression once it is laid out
 * (algebra/layout.h); doc/forms.md says why it counts as it does.
 *
 *   1  a symbol, a number (and 1 for each three digits beyond five), pi, e
 *   1  a function, a square root, e^: and what it is taken of
 *   1  a power: and its base and exponent; none for an exponent below the bar
 *   1  a sum, whatever the number of its terms; their signs are free, unless
 *      all are minus
 *   1  a product above or below a fraction bar, whatever the number of factors
 *   1  a fraction bar; 3 one that stands above or below another
 *   1  a minus sign that is not that of a term
 */

/* Sizes that are known already: measuring forms of one expression, most of which
 * they share, costs each part once. Holds indices of the pool. */
typedef struct nb_measures {
    nb_pool *p;
    nb_map sizes;
    nb_list stack;
} nb_measures;

void nb_measures_init(nb_measures *m, nb_pool *p);
void nb_measures_clear(nb_measures *m);

/* Capped at NB_MEASURE_MOST, which is also what NB_NONE gets. */
enum { NB_MEASURE_MOST = 1 << 20 };
uint32_t nb_measure_with(nb_measures *m, nb_expr e);

/* The same for one expression alone. */
uint32_t nb_measure(nb_pool *p, nb_expr e);
/* The same up to `most`; where it is more, something more, at once. */
uint32_t nb_measure_within(nb_pool *p, nb_expr e, uint32_t most);

#endif
