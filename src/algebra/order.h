#ifndef NB_ALGEBRA_ORDER_H
#define NB_ALGEBRA_ORDER_H

#include "expr/expr.h"

/* In which order a person wrote the terms of their sums: who types sin(x + y^2)
 * expects cos(x + y^2), not cos(y^2 + x). Kept for each sum up to a rational
 * factor, so that y - x and 2x - 2y follow x - y. Zero-initialise to start; holds
 * indices of the pool, so it must not outlive a collection. */
typedef struct nb_order {
    nb_map places; /* primitive SUM -> place in `terms` */
    nb_list terms; /* how many, then the terms; and so on */
} nb_order;

/* Notes the sums of a typed expression; those seen first win. `forms` are its canonical
 * forms (nb_canonical_forms()). */
bool nb_order_note(nb_pool *p, nb_order *order, nb_expr typed, const nb_map *forms);
void nb_order_free(nb_order *order);

/* The terms of a canonical SUM in the order that was noted: a pointer to *n of
 * them, valid while the order is; NULL where none was. */
const nb_expr *nb_order_of(nb_pool *p, const nb_order *order, nb_expr sum, uint32_t *n);

#endif
