#include "teach/finish.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "expr/function.h"

#include <stdlib.h>

/* ---- what a form is made of ---- */

static uint64_t mixed(uint64_t h)
{
    h ^= h >> 31;
    h *= UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

static uint64_t own_mark(nb_pool *p, nb_expr e)
{
    if (nb_nargs(p, e) == 0)
        return mixed(nb_hash(p, e) + 1);
    nb_op op = nb_op_of(p, e);
    return mixed((uint64_t)op << 40 | (op == NB_FN ? nb_fn_of(p, e) : 0));
}

/* A sum over the tree of a typed expression that does not depend on its order. */
static uint64_t contents(nb_pool *p, nb_expr e)
{
    nb_list order = {0};
    nb_map places = {0};
    uint64_t *sums = NULL, result = 0;
    bool ok = nb_topological(p, &e, 1, &order);
    sums = ok ? calloc(order.n + 1, sizeof *sums) : NULL;
    if (ok && !sums)
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; sums && ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        sums[i] = own_mark(p, x);
        for (uint32_t k = 0; k < nb_nargs(p, x); k++)
            sums[i] += sums[nb_map_get(&places, nb_arg(p, x, k), 0)];
        ok = nb_map_put(p, &places, x, i);
        result = sums[i];
    }
    free(sums);
    nb_list_free(&order);
    nb_map_free(&places);
    return result;
}

static bool is_circular(nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_FN && nb_fn_of(p, e) >= NB_FN_SIN &&
           nb_fn_of(p, e) <= NB_FN_CSCH;
}

/* Whether b has a trigonometric or hyperbolic function that a has not. */
static bool has_new_function(nb_pool *p, nb_expr a, nb_expr b)
{
    nb_list before = {0}, after = {0};
    nb_map known = {0};
    bool found = false;
    bool ok = nb_topological(p, &a, 1, &before) && nb_topological(p, &b, 1, &after);
    for (uint32_t i = 0; ok && i < before.n; i++)
        ok = nb_map_put(p, &known, before.items[i], 1);
    for (uint32_t i = 0; ok && !found && i < after.n; i++)
        found = is_circular(p, after.items[i]) && !nb_map_get(&known, after.items[i], 0);
    nb_list_free(&before);
    nb_list_free(&after);
    nb_map_free(&known);
    return found;
}

/* How many times trigonometric or hyperbolic functions are mentioned. */
static uint32_t count_functions(nb_pool *p, nb_expr e)
{
    nb_list order = {0};
    uint32_t n = 0;
    if (nb_topological(p, &e, 1, &order))
        for (uint32_t i = 0; i < order.n; i++)
            n += is_circular(p, order.items[i]);
    nb_list_free(&order);
    return n;
}

static bool is_sum(nb_pool *p, nb_expr c)
{
    return nb_op_of(p, c) == NB_SUM && nb_nargs(p, c) > 2;
}

/* Whether a power has a minus sign before its exponent. */
static bool has_negative_power(nb_pool *p, nb_expr e)
{
    nb_list order = {0};
    bool found = false;
    if (nb_topological(p, &e, 1, &order)) {
        for (uint32_t i = 0; i < order.n && !found; i++) {
            nb_expr x = order.items[i];
            if (nb_op_of(p, x) != NB_POW)
                continue;
            x = nb_arg(p, x, 1);
            found = nb_op_of(p, nb_op_of(p, x) == NB_DIV ? nb_arg(p, x, 0) : x) == NB_NEG;
        }
    }
    nb_list_free(&order);
    return found;
}

/* How many terms are added up at the top of a typed expression, or above its bar. */
static uint32_t terms_of(nb_pool *p, nb_expr e)
{
    nb_list stack = {0};
    uint32_t n = 0;
    bool ok = nb_list_add(p, &stack, e);
    while (ok && stack.n) {
        nb_expr x = stack.items[--stack.n];
        nb_op op = nb_op_of(p, x);
        if (op == NB_ADD || op == NB_SUB)
            ok = nb_list_add(p, &stack, nb_arg(p, x, 0)) &&
                 nb_list_add(p, &stack, nb_arg(p, x, 1));
        else if (op == NB_NEG || op == NB_DIV)
            ok = nb_list_add(p, &stack, nb_arg(p, x, 0));
        else
            n++;
    }
    nb_list_free(&stack);
    return n;
}

/* ---- fractions ---- */

/* The factors of a canonical term that stand under its bar, or above it; those that are
 * sums left out where they are not asked for. */
static nb_expr side_of(nb_pool *p, nb_expr term, int sign, bool sums)
{
    nb_list bases = {0}, exponents = {0};
    bool ok = true;
    if (nb_op_of(p, term) != NB_PROD) {
        bool keeps = sign > 0 && (sums || !is_sum(p, term)) && !nb_is_number(p, term);
        return keeps ? term : nb_one(p);
    }
    for (uint32_t i = 0; ok && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        int s = nb_is_number(p, k) ? nb_number_sign(p, k) : 1;
        if (s == sign && (sums || !is_sum(p, b)))
            ok = nb_list_add(p, &bases, b) && nb_list_add(p, &exponents, k);
    }
    nb_expr e = ok ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

static nb_expr term_part(nb_pool *p, nb_expr e)
{
    nb_expr c, term;
    nb_split_coefficient(p, e, &c, &term);
    return term;
}

static nb_expr denominator(nb_pool *p, nb_expr e)
{
    return side_of(p, term_part(p, e), -1, true);
}

/* The denominator that all terms of a canonical sum have, or NB_NONE. */
static nb_expr shared_denominator(nb_pool *p, nb_expr sum)
{
    nb_expr all = NB_NONE;
    for (uint32_t i = 1; i < nb_nargs(p, sum); i += 2) {
        nb_expr d = side_of(p, nb_arg(p, sum, i), -1, true);
        if (all && d != all)
            return NB_NONE;
        all = d;
    }
    return all;
}

/* The factor before the sums of a canonical product, with its number. */
static nb_expr factor_before_sums(nb_pool *p, nb_expr e)
{
    nb_expr c, term;
    nb_split_coefficient(p, e, &c, &term);
    return nb_product2(p, c, side_of(p, term, 1, false));
}

static bool has_sum_factor(nb_pool *p, nb_expr e)
{
    nb_expr term = term_part(p, e);
    return side_of(p, term, 1, true) != side_of(p, term, 1, false);
}

static uint32_t count_sum_factors(nb_pool *p, nb_expr e)
{
    nb_expr term = term_part(p, e);
    uint32_t n = is_sum(p, term);
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2)
        n += is_sum(p, nb_arg(p, term, i));
    return n;
}

static nb_change_made about(nb_pool *p, const char *name, nb_expr canonical)
{
    return (nb_change_made){name, canonical ? nb_layout(p, canonical, NULL) : NB_NONE};
}

static nb_change_made plain(const char *name) { return (nb_change_made){name, NB_NONE}; }

static nb_expr without_sign(nb_pool *p, nb_expr e)
{
    nb_expr c, term;
    nb_split_coefficient(p, e, &c, &term);
    return nb_product2(p, nb_apply1(p, NB_FN_ABS, c), term);
}

static bool has_sum_base(nb_pool *p, nb_expr term)
{
    bool found = false;
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2)
        found = found || (is_sum(p, nb_arg(p, term, i)) &&
                          nb_is_number(p, nb_arg(p, term, i + 1)) &&
                          nb_number_sign(p, nb_arg(p, term, i + 1)) > 0);
    return found;
}

/* Whether a sum stands above the bar one of whose terms has a sum as a factor. */
static bool has_nested_sums(nb_pool *p, nb_expr e)
{
    nb_expr term = term_part(p, e);
    bool found = false;
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2) {
        nb_expr sum = nb_arg(p, term, i);
        for (uint32_t k = 1; is_sum(p, sum) && k < nb_nargs(p, sum); k += 2)
            found = found || has_sum_base(p, nb_arg(p, sum, k));
    }
    return found;
}

/* Between products with one denominator: which factor came out of the sums. */
static nb_change_made regrouped(nb_pool *p, nb_expr from, nb_expr to)
{
    nb_expr before = factor_before_sums(p, from), after = factor_before_sums(p, to);
    nb_expr factor = before && after ? nb_quotient(p, after, before) : NB_NONE;
    if (!factor)
        return plain("simplify");
    if (!has_sum_factor(p, to))
        return plain("multiply out and collect like terms");
    if (nb_is_int(p, factor, 1) || nb_is_int(p, factor, -1))
        return plain(count_sum_factors(p, to) > count_sum_factors(p, from) ? "factor"
                     : has_nested_sums(p, from) && !has_nested_sums(p, to)
                         ? "multiply out and collect like terms"
                         : "collect like terms");
    if (nb_is_number(p, factor) || nb_is_int(p, denominator(p, factor), 1))
        return about(p, "factor out", without_sign(p, factor));
    return plain("multiply out");
}

/* The exponent, a NUMBER, that a base has in a canonical term, 0 where it is none. */
static nb_expr exponent_in(nb_pool *p, nb_expr term, nb_expr base)
{
    if (term == base)
        return nb_one(p);
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2)
        if (nb_arg(p, term, i) == base && nb_is_number(p, nb_arg(p, term, i + 1)))
            return nb_arg(p, term, i + 1);
    return nb_zero(p);
}

/* Whether every term of the sum has the power base^exponent as a factor. */
static bool all_have(nb_pool *p, nb_expr sum, nb_expr base, nb_expr exponent)
{
    for (uint32_t i = 1; i < nb_nargs(p, sum); i += 2) {
        nb_expr k = exponent_in(p, nb_arg(p, sum, i), base);
        if (fmpq_cmp(nb_value(p, k), nb_value(p, exponent)) < 0)
            return false;
    }
    return true;
}

/* The factors of a product, other than sums that came about by adding, that the terms of
 * a sum have in common, with the size of its number. */
static nb_expr common_of(nb_pool *p, nb_expr sum, nb_expr product)
{
    nb_expr c, term;
    nb_split_coefficient(p, product, &c, &term);
    nb_expr result = nb_apply1(p, NB_FN_ABS, c);
    if (nb_op_of(p, term) != NB_PROD)
        return is_sum(p, term) ? result : nb_product2(p, result, term);
    for (uint32_t i = 0; i < nb_nargs(p, term); i += 2) {
        nb_expr base = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        bool number = nb_is_number(p, k), sum_base = is_sum(p, base);
        if (number && nb_number_sign(p, k) < 0)
            continue;
        if (sum_base && !(number && all_have(p, sum, base, k)))
            continue;
        result = nb_product2(p, result, nb_power(p, base, k));
    }
    return result;
}

/* From a sum to one term. */
static nb_change_made combined(nb_pool *p, nb_expr from, nb_expr to)
{
    nb_expr before = shared_denominator(p, from), after = denominator(p, to);
    if (!before && nb_is_int(p, after, 1) && has_sum_factor(p, to))
        before = after;
    if (!before)
        return about(p, "write over the common denominator",
                     nb_quotient(p, nb_one(p), after));
    if (before != after)
        return plain("factor and cancel");
    if (!has_sum_factor(p, to))
        return plain("multiply out and collect like terms");
    nb_expr factor = common_of(p, from, to);
    return nb_is_int(p, factor, 1) ? plain("factor") : about(p, "factor out", factor);
}

/* Whether a root stands above the bar that did not before. */
static bool has_new_root(nb_pool *p, nb_expr from, nb_expr to)
{
    nb_expr before = term_part(p, from), after = term_part(p, to);
    for (uint32_t i = 0; nb_op_of(p, after) == NB_PROD && i < nb_nargs(p, after);
         i += 2) {
        nb_expr k = nb_arg(p, after, i + 1);
        if (!nb_is_number(p, k) || nb_number_sign(p, k) < 0 ||
            fmpz_is_one(fmpq_denref(nb_value(p, k))))
            continue;
        if (nb_number_sign(p, exponent_in(p, before, nb_arg(p, after, i))) <= 0)
            return true;
    }
    return false;
}

static nb_change_made by_form(nb_pool *p, nb_expr from, nb_expr to)
{
    bool sum_before = is_sum(p, from), sum_after = is_sum(p, to);
    if (sum_before && !sum_after)
        return combined(p, from, to);
    if (!sum_before && sum_after)
        return plain(nb_is_int(p, denominator(p, from), 1) ? "multiply out"
                                                           : "divide term by term");
    if (sum_before)
        return plain("combine the terms");
    if (denominator(p, from) != denominator(p, to))
        return plain(has_new_root(p, from, to) ? "simplify the roots"
                                               : "cancel common factors");
    return regrouped(p, from, to);
}

nb_change_made nb_name_change(nb_pool *p, nb_expr from, nb_expr to)
{
    if (from == to || contents(p, from) == contents(p, to))
        return plain(NULL);
    nb_expr a = nb_canonical(p, from), b = nb_canonical(p, to);
    if (!a || !b || nb_op_of(p, to) == NB_CASES)
        return plain("simplify");
    if (has_new_function(p, a, b) || count_functions(p, from) > count_functions(p, to))
        return plain("use an identity");
    if (a == b) {
        if (terms_of(p, from) > terms_of(p, to))
            return plain("collect like terms");
        if (has_negative_power(p, from) && !has_negative_power(p, to))
            return plain("write without negative exponents");
        return plain(nb_op_of(p, from) == NB_DIV ? "simplify the fraction"
                                                 : "simplify the products");
    }
    return by_form(p, a, b);
}
