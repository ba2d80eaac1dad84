#include "algebra/canon.h"
#include "algebra/facts.h"
#include "numeric/sign.h"

/* Conditions and pieces. The NUMBERs 1 and 0 stand for true and false. */

static bool holds(nb_rel rel, int sign)
{
    switch (rel) {
    case NB_LT: return sign < 0;
    case NB_LE: return sign <= 0;
    case NB_EQ: return sign == 0;
    case NB_NE: return sign != 0;
    case NB_GE: return sign >= 0;
    case NB_GT: return sign > 0;
    }
    return false;
}

nb_expr nb_compare(nb_pool *p, nb_rel rel, nb_expr a, nb_expr b)
{
    nb_expr d = nb_difference(p, a, b);
    if (!d)
        return NB_NONE;
    if (nb_is_closed(p, d)) {
        nb_sign s = nb_sign_of(p, d);
        if (s != NB_SIGN_UNKNOWN)
            return nb_integer(p, holds(rel, s));
    }
    return nb_with_facts(p, nb_relation(p, rel, a, b));
}

nb_expr nb_both(nb_pool *p, nb_expr a, nb_expr b)
{
    if (!a || !b)
        return NB_NONE;
    if (nb_is_number(p, a))
        return nb_is_int(p, a, 0) ? a : b;
    if (nb_is_number(p, b))
        return nb_is_int(p, b, 0) ? b : a;
    return a == b ? a : nb_with_facts(p, nb_binary(p, NB_AND, a, b));
}

nb_expr nb_either(nb_pool *p, nb_expr a, nb_expr b)
{
    if (!a || !b)
        return NB_NONE;
    if (nb_is_number(p, a))
        return nb_is_int(p, a, 0) ? b : a;
    if (nb_is_number(p, b))
        return nb_is_int(p, b, 0) ? a : b;
    return a == b ? a : nb_with_facts(p, nb_binary(p, NB_OR, a, b));
}

static nb_rel opposite(nb_rel rel)
{
    static const nb_rel table[] = {[NB_LT] = NB_GE, [NB_LE] = NB_GT, [NB_EQ] = NB_NE,
                                   [NB_NE] = NB_EQ, [NB_GE] = NB_LT, [NB_GT] = NB_LE};
    return table[rel];
}

/* The negation moves inwards to the relations. This goes down the nesting of
 * the condition, which the parser bounds (NB_NESTING_MAX). */
nb_expr nb_not(nb_pool *p, nb_expr a)
{
    if (!a)
        return NB_NONE;
    if (nb_is_number(p, a))
        return nb_integer(p, nb_is_int(p, a, 0));
    if (nb_op_of(p, a) == NB_REL)
        return nb_with_facts(p, nb_relation(p, opposite((nb_rel)nb_fn_of(p, a)),
                                            nb_arg(p, a, 0), nb_arg(p, a, 1)));
    nb_op op = nb_op_of(p, a);
    nb_expr left = nb_not(p, nb_arg(p, a, 0)), right = nb_not(p, nb_arg(p, a, 1));
    return op == NB_AND ? nb_either(p, left, right) : nb_both(p, left, right);
}

/* Pieces whose condition is false go; what follows a true one is never reached. */
nb_expr nb_cases(nb_pool *p, const nb_expr *args, uint32_t n)
{
    nb_list kept = {0};
    bool ok = true, done = false;
    uint32_t i = 0;
    for (; ok && !done && i + 1 < n; i += 2) {
        ok = args[i] && args[i + 1];
        if (!ok || nb_is_int(p, args[i + 1], 0))
            continue;
        done = nb_is_number(p, args[i + 1]);
        ok = nb_list_add(p, &kept, args[i]);
        if (ok && !done)
            ok = nb_list_add(p, &kept, args[i + 1]);
    }
    if (ok && !done && i < n)
        ok = args[i] && nb_list_add(p, &kept, args[i]);
    nb_expr e = NB_NONE;
    if (ok && kept.n == 1)
        e = kept.items[0];
    else if (ok)
        e = nb_with_facts(p, nb_make(p, NB_CASES, 0, kept.n, kept.items));
    nb_list_free(&kept);
    return e;
}
