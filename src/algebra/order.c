#include "algebra/order.h"

#include "algebra/canon.h"
#include "algebra/parts.h"

static bool is_sum_op(nb_op op) { return op == NB_ADD || op == NB_SUB || op == NB_NEG; }

/* What the sums that differ by a factor alone have in common. */
static nb_expr key_of(nb_pool *p, nb_expr sum)
{
    nb_expr content;
    return nb_primitive_part(p, sum, true, &content);
}

/* Appends the terms of one end of a chain, without their coefficients. */
static bool list_terms(nb_pool *p, nb_expr end, nb_list *out)
{
    nb_expr c, t;
    nb_split_coefficient(p, end, &c, &t);
    if (nb_op_of(p, t) != NB_SUM)
        return nb_list_add(p, out, t);
    bool ok = true;
    for (uint32_t i = 1; ok && i < nb_nargs(p, t); i += 2)
        ok = nb_list_add(p, out, nb_arg(p, t, i));
    return ok;
}

/* The terms of a chain of + and -, from left to right. */
static bool list_chain(nb_pool *p, const nb_map *forms, nb_expr top, nb_list *out)
{
    nb_list stack = {0};
    bool ok = nb_list_add(p, &stack, top);
    while (ok && stack.n) {
        nb_expr e = stack.items[--stack.n];
        if (!is_sum_op(nb_op_of(p, e))) {
            nb_expr form = nb_map_get(forms, e, NB_NONE);
            ok = form && list_terms(p, form, out);
            continue;
        }
        for (uint32_t i = nb_nargs(p, e); ok && i-- > 0;)
            ok = nb_list_add(p, &stack, nb_arg(p, e, i));
    }
    nb_list_free(&stack);
    return ok;
}

static bool note_chain(nb_pool *p, nb_order *order, const nb_map *forms, nb_expr top)
{
    nb_expr sum = nb_map_get(forms, top, NB_NONE);
    if (!sum || nb_op_of(p, sum) != NB_SUM || nb_nargs(p, sum) < 4)
        return true;
    nb_expr key = key_of(p, sum);
    if (!key || nb_map_get(&order->places, key, UINT32_MAX) != UINT32_MAX)
        return key != NB_NONE;
    nb_list terms = {0};
    bool ok = true;
    /* where terms have merged, what was typed is no order of what is left */
    if (list_chain(p, forms, top, &terms) && terms.n == nb_nargs(p, sum) / 2) {
        ok = nb_map_put(p, &order->places, key, order->terms.n) &&
             nb_list_add(p, &order->terms, terms.n);
        for (uint32_t i = 0; ok && i < terms.n; i++)
            ok = nb_list_add(p, &order->terms, terms.items[i]);
    }
    nb_list_free(&terms);
    return ok && !nb_failed(p);
}

bool nb_order_note(nb_pool *p, nb_order *order, nb_expr typed, const nb_map *forms)
{
    nb_list nodes = {0};
    bool ok = nb_topological(p, &typed, 1, &nodes);
    for (uint32_t i = nodes.n; ok && i-- > 0;)
        if (is_sum_op(nb_op_of(p, nodes.items[i])))
            ok = note_chain(p, order, forms, nodes.items[i]);
    nb_list_free(&nodes);
    return ok;
}

void nb_order_free(nb_order *order)
{
    nb_map_free(&order->places);
    nb_list_free(&order->terms);
}

const nb_expr *nb_order_of(nb_pool *p, const nb_order *order, nb_expr sum, uint32_t *n)
{
    if (order->places.n == 0 || nb_nargs(p, sum) < 4)
        return NULL;
    nb_expr key = key_of(p, sum);
    uint32_t place = key ? nb_map_get(&order->places, key, UINT32_MAX) : UINT32_MAX;
    if (place == UINT32_MAX)
        return NULL;
    *n = order->terms.items[place];
    return order->terms.items + place + 1;
}
