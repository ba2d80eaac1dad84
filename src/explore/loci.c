/* The parts of a function that are not smooth. */

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"
#include "explore/rough.h"
#include "expr/function.h"

static void keep(nb_pool *p, nb_loci *l, nb_locus_kind kind, nb_expr u, nb_expr node)
{
    if (nb_is_positive(p, u) || nb_is_closed(p, u))
        return;
    for (uint32_t i = 0; i < l->n; i++)
        if (l->items[i].u == u && l->items[i].kind == kind && l->items[i].node == node)
            return;
    if (l->n == NB_MOST_LOCI)
        l->more = true;
    else
        l->items[l->n++] = (nb_locus){kind, u, node};
}

static void of_power(nb_pool *p, nb_loci *l, nb_expr b, nb_expr e)
{
    if (!nb_is_number(p, e) || nb_is_integer(p, e))
        return;
    const fmpq *r = nb_value(p, e);
    bool below_one = fmpz_cmp(fmpq_numref(r), fmpq_denref(r)) < 0;
    if (fmpq_sgn(r) > 0 && below_one)
        keep(p, l, nb_is_even_root(p, e) ? NB_LOCUS_TOUCH : NB_LOCUS_CUSP, b,
             nb_power(p, b, e));
}

static nb_expr minus_square(nb_pool *p, nb_expr u, slong sign)
{
    nb_expr one = nb_one(p), two = nb_with_facts(p, nb_integer(p, 2));
    nb_expr d = nb_difference(p, one, nb_power(p, u, two));
    return sign > 0 ? d : nb_negate(p, d);
}

static void of_function(nb_pool *p, nb_loci *l, nb_expr e)
{
    nb_expr u = nb_arg(p, e, 0);
    switch (nb_fn_of(p, e)) {
    case NB_FN_ABS: keep(p, l, NB_LOCUS_KINK, u, e); break;
    case NB_FN_SIGN: keep(p, l, NB_LOCUS_JUMP, u, e); break;
    case NB_FN_ASIN:
    case NB_FN_ACOS: keep(p, l, NB_LOCUS_TOUCH, minus_square(p, u, 1), e); break;
    case NB_FN_ASEC:
    case NB_FN_ACSC: keep(p, l, NB_LOCUS_TOUCH, minus_square(p, u, -1), e); break;
    case NB_FN_ACOSH:
        keep(p, l, NB_LOCUS_TOUCH, nb_difference(p, u, nb_one(p)), e);
        break;
    case NB_FN_ASECH:
        keep(p, l, NB_LOCUS_TOUCH, nb_difference(p, nb_one(p), u), e);
        break;
    case NB_FN_ATAN2: keep(p, l, NB_LOCUS_OTHER, u, e); break;
    case NB_FN_MIN:
    case NB_FN_MAX:
        keep(p, l, NB_LOCUS_OTHER, nb_difference(p, u, nb_arg(p, e, 1)), e);
        break;
    default: break;
    }
}

bool nb_loci_of(nb_pool *p, nb_expr f, nb_loci *out)
{
    nb_list nodes = {0};
    *out = (nb_loci){0};
    bool ok = f && nb_topological(p, &f, 1, &nodes);
    for (uint32_t i = 0; ok && i < nodes.n; i++) {
        nb_expr e = nodes.items[i];
        nb_op op = nb_op_of(p, e);
        ok = nb_poll(p);
        if (op == NB_FN && nb_nargs(p, e) > 0)
            of_function(p, out, e);
        else if (op == NB_REL)
            keep(p, out, NB_LOCUS_OTHER,
                 nb_difference(p, nb_arg(p, e, 0), nb_arg(p, e, 1)), e);
        for (uint32_t k = 0; op == NB_PROD && k < nb_nargs(p, e); k += 2)
            of_power(p, out, nb_arg(p, e, k), nb_arg(p, e, k + 1));
    }
    nb_list_free(&nodes);
    return ok && !nb_failed(p);
}

/* ---- rewriting ---- */

/* (a + b -+ |a - b|)/2 */
static nb_expr extreme(nb_pool *p, unsigned fn, nb_expr a, nb_expr b)
{
    nb_expr half = nb_with_facts(p, nb_ratio(p, 1, 2)), sum = nb_sum2(p, a, b);
    nb_expr apart = nb_apply1(p, NB_FN_ABS, nb_difference(p, a, b));
    return nb_product2(
        p, half, fn == NB_FN_MIN ? nb_difference(p, sum, apart) : nb_sum2(p, sum, apart));
}

/* A canonical node built again from the new forms of its operands. */
static nb_expr rebuild(nb_pool *p, nb_expr e, const nb_map *done, bool extremes,
                       nb_expr node, nb_expr by)
{
    enum { MOST = 256 };
    nb_expr args[MOST];
    uint32_t n = nb_nargs(p, e);
    nb_op op = nb_op_of(p, e);
    bool same = true;
    if (n == 0 || n > MOST || op == NB_NUMBER || op == NB_SYMBOL)
        return e;
    for (uint32_t i = 0; i < n; i++) {
        args[i] = nb_map_get(done, nb_arg(p, e, i), NB_NONE);
        same = same && args[i] == nb_arg(p, e, i);
    }
    unsigned fn = nb_fn_of(p, e);
    if (op == NB_FN && extremes && (fn == NB_FN_MIN || fn == NB_FN_MAX)) {
        nb_expr out = args[0];
        for (uint32_t i = 1; i < n; i++)
            out = extreme(p, fn, out, args[i]);
        return out;
    }
    bool power = op == NB_PROD && node && nb_op_of(p, node) == NB_PROD;
    if (same && !power)
        return e;
    nb_expr out = op == NB_SUM ? nb_zero(p) : nb_one(p);
    switch (op) {
    case NB_SUM:
        for (uint32_t i = 0; i < n; i += 2)
            out = nb_sum2(p, out, nb_product2(p, args[i], args[i + 1]));
        return out;
    case NB_PROD:
        for (uint32_t i = 0; i < n; i += 2) {
            bool it = power && nb_power(p, nb_arg(p, e, i), nb_arg(p, e, i + 1)) == node;
            out = nb_product2(p, out, it ? by : nb_power(p, args[i], args[i + 1]));
        }
        return out;
    case NB_FN: return nb_apply(p, fn, n, args);
    case NB_CASES: return nb_cases(p, args, n);
    case NB_REL: return nb_compare(p, (nb_rel)fn, args[0], args[1]);
    case NB_AND: return nb_both(p, args[0], args[1]);
    case NB_OR: return nb_either(p, args[0], args[1]);
    case NB_NOT: return nb_not(p, args[0]);
    default: return e;
    }
}

/* `node` (NB_NONE: none) replaced, extremes rewritten if asked for. */
static nb_expr rewrite(nb_pool *p, nb_expr f, nb_expr node, nb_expr by, bool extremes)
{
    nb_list nodes = {0};
    nb_map done = {0};
    bool ok = f && nb_topological(p, &f, 1, &nodes);
    for (uint32_t i = 0; ok && i < nodes.n; i++) {
        nb_expr e = nodes.items[i];
        nb_expr to = e == node ? by : rebuild(p, e, &done, extremes, node, by);
        ok = nb_poll(p) && nb_map_put(p, &done, e, to);
    }
    nb_expr out = ok ? nb_map_get(&done, f, NB_NONE) : NB_NONE;
    nb_list_free(&nodes);
    nb_map_free(&done);
    return out;
}

nb_expr nb_without_extremes(nb_pool *p, nb_expr f)
{
    return rewrite(p, f, NB_NONE, NB_NONE, true);
}

nb_expr nb_replace_node(nb_pool *p, nb_expr f, nb_expr node, nb_expr by)
{
    return rewrite(p, f, node, by, false);
}
