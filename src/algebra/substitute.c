#include "algebra/substitute.h"

/* What has been put for an operand; itself where that is nothing else. */
static nb_expr form_of(const nb_slots *done, nb_expr e)
{
    nb_expr form = nb_slots_get(done, e);
    return form ? form : e;
}

/* The node with its operands replaced by what has been put for them. */
static nb_expr rebuilt(nb_pool *p, nb_expr e, const nb_slots *done)
{
    enum { FEW = 8 };
    nb_expr few[FEW];
    nb_list many = {0};
    uint32_t n = nb_nargs(p, e);
    bool same = true, ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        nb_expr a = nb_arg(p, e, i), b = form_of(done, a);
        same = same && a == b;
        if (n <= FEW)
            few[i] = b;
        else
            ok = nb_list_add(p, &many, b);
    }
    nb_expr result = e;
    if (!ok)
        result = NB_NONE;
    else if (!same)
        result =
            nb_make(p, nb_op_of(p, e), nb_fn_of(p, e), n, n <= FEW ? few : many.items);
    nb_list_free(&many);
    return result;
}

nb_expr nb_substitute(nb_pool *p, nb_expr e, const nb_map *values)
{
    nb_list order = {0};
    nb_slots *done = nb_slots_take(p);
    nb_expr result = NB_NONE;
    bool ok = done && e && nb_topological(p, &e, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        result = nb_map_get(values, x, NB_NONE);
        if (!result)
            result = rebuilt(p, x, done);
        ok = result && (result == x || nb_slots_put(p, done, x, result));
    }
    nb_list_free(&order);
    nb_slots_give(p, done);
    return ok ? result : NB_NONE;
}

static nb_expr call(nb_pool *p, nb_expr e, const nb_slots *done,
                    nb_definition_of *definition_of, void *data)
{
    nb_definition d;
    nb_map values = {0};
    nb_expr name = nb_arg(p, e, 0), result = NB_NONE;
    if (!definition_of(data, name, &d))
        return nb_fail(p, NB_ERR_NAME, "the function '%s' is not defined",
                       nb_symbol_name(p, name));
    if (d.n != nb_nargs(p, e) - 1)
        return nb_fail(p, NB_ERR_USAGE, "%s takes %u arguments, not %u",
                       nb_symbol_name(p, name), d.n, nb_nargs(p, e) - 1);
    bool ok = true;
    for (uint32_t i = 0; ok && i < d.n; i++) {
        nb_expr a = nb_arg(p, e, i + 1);
        ok = nb_map_put(p, &values, d.params[i], form_of(done, a));
    }
    if (ok)
        result = nb_substitute(p, d.body, &values);
    nb_map_free(&values);
    return result;
}

nb_expr nb_expand_calls(nb_pool *p, nb_expr e, nb_definition_of *definition_of,
                        void *data)
{
    nb_list order = {0};
    nb_slots *done = nb_slots_take(p);
    nb_expr result = NB_NONE;
    bool ok = done && e && nb_topological(p, &e, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        result = nb_op_of(p, x) == NB_CALL ? call(p, x, done, definition_of, data)
                                           : rebuilt(p, x, done);
        ok = result && (result == x || nb_slots_put(p, done, x, result));
    }
    nb_list_free(&order);
    nb_slots_give(p, done);
    return ok ? result : NB_NONE;
}
