#include "calculus/domain.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"

/* Which condition follows from which. */

static bool stronger(nb_rel have, nb_rel want)
{
    return have == want || (have == NB_GT && (want == NB_GE || want == NB_NE));
}

/* A product that is positive has no factor zero. */
static bool is_factor_of(nb_pool *p, nb_expr product, nb_expr factor)
{
    if (nb_op_of(p, product) != NB_PROD)
        return false;
    for (uint32_t i = 0; i < nb_nargs(p, product); i += 2)
        if (nb_arg(p, product, i) == factor)
            return true;
    return false;
}

/* A product in the sign of which its integer exponents count as even or odd: that of
 * y/x is that of x y. Where one is not zero, neither is the other. */
static nb_expr sign_of_factors(nb_pool *p, nb_expr e)
{
    nb_list bases = {0}, exponents = {0};
    bool ok = true, whole = nb_op_of(p, e) == NB_PROD;
    for (uint32_t i = 0; ok && whole && i < nb_nargs(p, e); i += 2) {
        slong k;
        whole = nb_get_int(p, nb_arg(p, e, i + 1), &k);
        k = k % 2 ? 1 : 2;
        ok = nb_list_add(p, &bases, nb_arg(p, e, i)) &&
             nb_list_add(p, &exponents, nb_integer(p, whole ? k : 1));
    }
    nb_expr s = ok && whole ? nb_product(p, bases.items, exponents.items, bases.n) : e;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return s;
}

/* u^2 - c^2 for |u| - c with c > 0, in whole numbers; else NB_NONE. */
static nb_expr square_of_distance(nb_pool *p, nb_expr e)
{
    nb_expr u = NB_NONE, c = NB_NONE, content;
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) != 4)
        return NB_NONE;
    for (uint32_t i = 0; i < 4; i += 2) {
        nb_expr k = nb_arg(p, e, i), t = nb_arg(p, e, i + 1);
        if (nb_is_int(p, t, 1) && nb_number_sign(p, k) < 0)
            c = k;
        else if (nb_is_fn(p, t, NB_FN_ABS) && nb_number_sign(p, k) > 0)
            u = nb_scale(p, k, nb_arg(p, t, 0));
    }
    if (!u || !c)
        return NB_NONE;
    nb_expr two = nb_integer(p, 2);
    nb_expr d = nb_difference(p, nb_power(p, u, two), nb_power(p, c, two));
    return d ? nb_primitive_part(p, d, false, &content) : NB_NONE;
}

/* Where cos(u) is not zero, sin(u) is neither 1 nor -1; and the other way round. */
static nb_expr cofunction_of_one(nb_pool *p, nb_expr e)
{
    nb_expr u = NB_NONE;
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) != 4)
        return NB_NONE;
    for (uint32_t i = 0; i < 4; i += 2) {
        nb_expr k = nb_arg(p, e, i), t = nb_arg(p, e, i + 1);
        if (!nb_is_int(p, k, 1) && !nb_is_int(p, k, -1))
            return NB_NONE;
        if (nb_is_fn(p, t, NB_FN_SIN))
            u = nb_fn1(p, NB_FN_COS, nb_arg(p, t, 0));
        else if (nb_is_fn(p, t, NB_FN_COS))
            u = nb_fn1(p, NB_FN_SIN, nb_arg(p, t, 0));
        else if (!nb_is_int(p, t, 1))
            return NB_NONE;
    }
    return nb_with_facts(p, u);
}

/* Whether a sum of terms that are not negative has an even power of u among them. */
static bool has_even_power(nb_pool *p, nb_expr e, nb_expr u)
{
    bool found = false;
    if (nb_op_of(p, e) != NB_SUM || !nb_is_nonnegative(p, e))
        return false;
    for (uint32_t i = 0; i < nb_nargs(p, e); i += 2) {
        nb_expr b, k;
        if (nb_number_sign(p, nb_arg(p, e, i)) < 0)
            return false;
        nb_split_power(p, nb_arg(p, e, i + 1), &b, &k);
        found = found || (b == u && b != nb_arg(p, e, i + 1));
    }
    return found;
}

/* x^2 + 3y^2 is not zero where x or y is not: h is "x != 0 or y != 0". */
static bool is_sum_of_powers(nb_pool *p, nb_expr e, nb_expr h)
{
    if (nb_op_of(p, h) == NB_OR)
        return is_sum_of_powers(p, e, nb_arg(p, h, 0)) &&
               is_sum_of_powers(p, e, nb_arg(p, h, 1));
    return nb_op_of(p, h) == NB_REL && nb_fn_of(p, h) == NB_NE &&
           nb_is_int(p, nb_arg(p, h, 1), 0) && has_even_power(p, e, nb_arg(p, h, 0));
}

/* u^2 + v^2 for the condition that one of u and v is not zero; else NB_NONE. */
static nb_expr sum_of_squares(nb_pool *p, nb_expr e)
{
    nb_expr sum = nb_zero(p), two = nb_integer(p, 2);
    if (nb_op_of(p, e) != NB_OR)
        return NB_NONE;
    for (uint32_t i = 0; i < 2; i++) {
        nb_expr r = nb_arg(p, e, i);
        if (nb_op_of(p, r) != NB_REL || nb_fn_of(p, r) != NB_NE ||
            !nb_is_int(p, nb_arg(p, r, 1), 0))
            return NB_NONE;
        sum = nb_sum2(p, sum, nb_power(p, nb_arg(p, r, 0), two));
    }
    return sum;
}

static nb_expr one_minus_square(nb_pool *p, nb_expr u)
{
    nb_expr one = nb_one(p);
    return u ? nb_difference(p, one, nb_power(p, u, nb_integer(p, 2))) : NB_NONE;
}

/* u for 1 + u, 1 - u, u - 1 and -1 - u, up to its sign. */
static nb_expr right_of_one(nb_pool *p, nb_expr e)
{
    nb_expr one = nb_one(p), minus = nb_integer(p, -1);
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) != 4)
        return NB_NONE;
    for (uint32_t i = 0; i < 4; i += 2)
        if (nb_arg(p, e, i + 1) == one &&
            (nb_is_int(p, nb_arg(p, e, i), 1) || nb_is_int(p, nb_arg(p, e, i), -1)))
            return nb_sum2(p, e, nb_is_int(p, nb_arg(p, e, i), 1) ? minus : one);
    return NB_NONE;
}

/* h > 0 or h >= 0 gives h + c > 0 for c > 0. */
static bool exceeds(nb_pool *p, nb_expr e, nb_expr h)
{
    bool sums = nb_op_of(p, e) == NB_SUM || nb_op_of(p, h) == NB_SUM;
    nb_expr c = sums ? nb_difference(p, e, h) : NB_NONE;
    return c && nb_is_number(p, c) && nb_number_sign(p, c) > 0;
}

bool nb_condition_follows(nb_pool *p, const nb_conditions *want, uint32_t i,
                          const nb_conditions *have, uint32_t except)
{
    nb_expr e = want->keys.items[i];
    nb_rel rel = (nb_rel)want->rels.items[i];
    bool soft = nb_is_soft(want, i);
    /* 1 - u^2 > 0 gives 1 + u > 0 and 1 - u > 0, and that they are not zero */
    nb_expr square = NB_NONE, opposite = NB_NONE, other = NB_NONE;
    if (rel == NB_GE || rel == NB_GT) {
        square = one_minus_square(p, nb_difference(p, e, nb_one(p)));
        other = square_of_distance(p, e);
    } else if (rel == NB_NE) {
        opposite = nb_negate(p, e);
        square = one_minus_square(p, right_of_one(p, e));
        other = cofunction_of_one(p, e);
    } else {
        other = sum_of_squares(p, e);
    }
    for (uint32_t k = 0; k < have->keys.n; k++) {
        nb_expr h = have->keys.items[k];
        nb_rel hrel = (nb_rel)have->rels.items[k];
        if (k == except || (!soft && nb_is_soft(have, k)))
            continue;
        if (h == e && stronger(hrel, rel))
            return true;
        if (hrel == NB_GT && rel == NB_GT && nb_op_of(p, h) == NB_PROD &&
            sign_of_factors(p, h) == sign_of_factors(p, e))
            return true;
        if (hrel == NB_GT && (h == opposite || (rel == NB_NE && is_factor_of(p, h, e))))
            return true;
        if (square && h == square && stronger(hrel, rel))
            return true;
        if (hrel == NB_EQ && rel == NB_EQ && nb_clause_follows(p, e, h))
            return true;
        if (hrel == NB_EQ && rel == NB_NE && is_sum_of_powers(p, e, h))
            return true;
        if (rel != NB_EQ && (hrel == NB_GT || hrel == NB_GE) && exceeds(p, e, h))
            return true;
        if (other && h == other && stronger(hrel, rel == NB_EQ ? NB_NE : rel))
            return true;
    }
    return false;
}
