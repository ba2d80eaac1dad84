#include "teach/candidate.h"

#include "expr/function.h"

/* Sums that are taken apart as if every function were linear. */

enum { TERMS_MAX = 8 };

typedef struct terms {
    nb_expr items[TERMS_MAX];
    bool minus[TERMS_MAX];
    uint32_t n;
} terms;

static bool is_sum(const nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_ADD || nb_op_of(p, e) == NB_SUB;
}

/* a + b - c as its terms, from the left; false when there are too many, or one. */
static bool list_terms(nb_pool *p, nb_expr e, terms *out)
{
    nb_expr reversed[TERMS_MAX];
    bool minus[TERMS_MAX];
    uint32_t n = 0;
    for (; is_sum(p, e) && n + 1 < TERMS_MAX; e = nb_arg(p, e, 0)) {
        minus[n] = nb_op_of(p, e) == NB_SUB;
        reversed[n++] = nb_arg(p, e, 1);
    }
    if (n == 0 || is_sum(p, e))
        return false;
    minus[n] = false;
    reversed[n++] = e;
    out->n = n;
    for (uint32_t i = 0; i < n; i++) {
        out->items[i] = reversed[n - 1 - i];
        out->minus[i] = minus[n - 1 - i];
    }
    return true;
}

/* Which operand of e is a sum that a person might split; -1 for none. */
static int splittable(nb_pool *p, nb_expr e)
{
    switch (nb_op_of(p, e)) {
    case NB_POW:
        return is_sum(p, nb_arg(p, e, 0)) ? 0 : is_sum(p, nb_arg(p, e, 1)) ? 1 : -1;
    case NB_DIV: return is_sum(p, nb_arg(p, e, 1)) ? 1 : -1;
    case NB_FN: return nb_nargs(p, e) == 1 && is_sum(p, nb_arg(p, e, 0)) ? 0 : -1;
    default: return -1;
    }
}

static nb_expr with_operand(nb_pool *p, nb_expr e, int i, nb_expr operand)
{
    nb_expr args[2] = {nb_arg(p, e, 0), nb_nargs(p, e) > 1 ? nb_arg(p, e, 1) : NB_NONE};
    args[i] = operand;
    return nb_make(p, nb_op_of(p, e), nb_fn_of(p, e), nb_nargs(p, e), args);
}

/* a + b and c of a + b + c; false where there are two terms only. */
static bool last_term(nb_pool *p, nb_expr e, terms *out)
{
    nb_expr a = nb_arg(p, e, 0), b = nb_arg(p, e, 1);
    *out = (terms){{a, b}, {false, nb_op_of(p, e) == NB_SUB}, 2};
    return is_sum(p, a);
}

nb_expr nb_split_wrongly(nb_pool *p, nb_expr e, bool once)
{
    terms t;
    int i = splittable(p, e);
    nb_expr whole = i < 0 ? NB_NONE : nb_arg(p, e, (uint32_t)i);
    if (!whole || !(once ? last_term(p, whole, &t) : list_terms(p, whole, &t)))
        return NB_NONE;
    nb_expr sum = with_operand(p, e, i, t.items[0]);
    for (uint32_t k = 1; k < t.n; k++)
        sum = nb_binary(p, t.minus[k] ? NB_SUB : NB_ADD, sum,
                        with_operand(p, e, i, t.items[k]));
    return sum;
}

/* ---- parts replaced ---- */

/* The node with operands looked up in the map. */
static nb_expr rebuilt(nb_pool *p, nb_expr e, const nb_map *now, nb_list *args)
{
    bool same = true, ok = true;
    args->n = 0;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i++) {
        nb_expr a = nb_arg(p, e, i), b = nb_map_get(now, a, a);
        same = same && a == b;
        ok = nb_list_add(p, args, b);
    }
    if (!ok || same)
        return ok ? e : NB_NONE;
    return nb_make(p, nb_op_of(p, e), nb_fn_of(p, e), args->n, args->items);
}

nb_expr nb_with_part(nb_pool *p, nb_expr e, nb_expr part, nb_expr by)
{
    nb_list order = {0}, args = {0};
    nb_map now = {0};
    bool ok = nb_topological(p, &e, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i], y = x == part ? by : rebuilt(p, x, &now, &args);
        ok = y && (y == x || nb_map_put(p, &now, x, y)) && nb_poll(p);
    }
    nb_expr result = ok ? nb_map_get(&now, e, e) : NB_NONE;
    nb_list_free(&order);
    nb_list_free(&args);
    nb_map_free(&now);
    return result;
}
