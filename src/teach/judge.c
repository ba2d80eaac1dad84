#include "teach/judge.h"

#include "algebra/canon.h"
#include "calculus/domain.h"
#include "calculus/identical.h"
#include "numeric/sign.h"

#include <ctype.h>

void nb_judgement_free(nb_judgement *j) { nb_comparison_free(&j->comparison); }

bool nb_is_right(nb_mark mark)
{
    return mark != NB_MARK_DIFFERENT && mark != NB_MARK_UNPROVEN;
}

/* Whether the two, which differ, are equal where e > 0, as far as both are defined. */
static bool equal_where_positive(nb_pool *p, nb_expr a, nb_expr b, nb_expr e)
{
    nb_conditions facts = {0};
    nb_expr d = nb_difference(p, nb_canonical(p, a), nb_canonical(p, b));
    bool ok = d && nb_conditions_of(p, a, &facts) && nb_conditions_of(p, b, &facts) &&
              nb_list_add(p, &facts.keys, e) && nb_list_add(p, &facts.rels, NB_GT) &&
              nb_is_identically_zero(p, d, &facts);
    nb_conditions_free(&facts);
    return ok;
}

/* Looks for a side of one variable where the answer is right: sqrt(x^2) is x for x > 0.
 */
static bool find_side(nb_pool *p, nb_expr truth, nb_expr answer, const nb_expr *variables,
                      uint32_t n, nb_comparison *c)
{
    enum { MOST_VARIABLES = 4 };
    for (uint32_t i = 0; i < n && n <= MOST_VARIABLES && !nb_failed(p); i++) {
        nb_expr x = variables[i], zero = nb_zero(p);
        if (equal_where_positive(p, truth, answer, x))
            return nb_list_add(p, &c->conditions, nb_relation(p, NB_GT, x, zero));
        if (equal_where_positive(p, truth, answer, nb_negate(p, x)))
            return nb_list_add(p, &c->conditions, nb_relation(p, NB_LT, x, zero));
    }
    return !nb_failed(p);
}

bool nb_judge_formula(nb_pool *p, nb_expr truth, nb_expr shown, nb_expr answer,
                      const nb_expr *variables, uint32_t n, nb_judgement *out)
{
    if (answer == shown) {
        out->mark = NB_MARK_SAME;
        return true;
    }
    if (!nb_compare_functions(p, truth, answer, variables, n, &out->comparison))
        return false;
    switch (out->comparison.verdict) {
    case NB_EQUAL: out->mark = NB_MARK_EQUIVALENT; break;
    case NB_EQUAL_WHERE: out->mark = NB_MARK_WHERE; break;
    case NB_UNEQUAL: out->mark = NB_MARK_DIFFERENT; break;
    default: out->mark = NB_MARK_UNPROVEN; break;
    }
    if (out->mark == NB_MARK_DIFFERENT)
        return find_side(p, truth, answer, variables, n, &out->comparison);
    return !nb_failed(p);
}

/* ---- values ---- */

nb_decimal_form nb_decimal_form_of(const char *text, size_t length)
{
    nb_decimal_form form = {0};
    bool point = false;
    size_t i = length > 0 && (text[0] == '-' || text[0] == '+');
    for (; i < length; i++) {
        if (text[i] == '.' && !point)
            point = true;
        else if (!isdigit((unsigned char)text[i]))
            return (nb_decimal_form){0};
        else {
            form.behind += point;
            form.significant += form.significant > 0 || text[i] != '0';
        }
    }
    form.is_decimal = point && form.behind > 0 && form.significant > 0;
    return form;
}

/* Half a unit in the last place of a decimal. */
static nb_expr half_unit(nb_pool *p, uint32_t behind)
{
    fmpq_t x;
    fmpq_init(x);
    fmpz_ui_pow_ui(fmpq_denref(x), 10, behind);
    fmpz_mul_ui(fmpq_denref(x), fmpq_denref(x), 2);
    fmpz_one(fmpq_numref(x));
    fmpq_canonicalise(x);
    nb_expr e = nb_number(p, x, NB_EXACT);
    fmpq_clear(x);
    return e;
}

/* Whether |difference| <= half a unit, proven. */
static bool is_rounded(nb_pool *p, nb_expr difference, nb_sign sign, uint32_t behind)
{
    nb_expr distance = sign == NB_NEGATIVE ? nb_negate(p, difference) : difference;
    nb_sign room = nb_sign_of(p, nb_difference(p, half_unit(p, behind), distance));
    return room == NB_POSITIVE || room == NB_ZERO;
}

/* The sign of a - b; where that is not found out, roots may be in the way, and the
 * squares of two positive values are compared. */
static nb_sign sign_between(nb_pool *p, nb_expr a, nb_expr b, nb_expr difference)
{
    nb_expr two = nb_integer(p, 2);
    nb_sign sign = difference ? nb_sign_of(p, difference) : NB_SIGN_UNKNOWN;
    if (sign != NB_SIGN_UNKNOWN || nb_failed(p) || nb_sign_of(p, a) != NB_POSITIVE ||
        nb_sign_of(p, b) != NB_POSITIVE)
        return sign;
    nb_expr squares = nb_difference(p, nb_power(p, a, two), nb_power(p, b, two));
    return squares ? nb_sign_of(p, squares) : NB_SIGN_UNKNOWN;
}

bool nb_judge_value(nb_pool *p, nb_expr truth, nb_expr shown, nb_expr answer,
                    nb_expr written, nb_decimal_form form, nb_judgement *out)
{
    nb_expr difference = nb_difference(p, truth, answer);
    nb_sign sign = sign_between(p, truth, answer, difference);
    out->mark = NB_MARK_DIFFERENT;
    if (sign == NB_ZERO)
        out->mark = written == shown ? NB_MARK_SAME : NB_MARK_EQUIVALENT;
    else if (sign == NB_SIGN_UNKNOWN)
        out->mark = NB_MARK_UNPROVEN;
    else if (form.is_decimal && form.behind <= 1000 &&
             is_rounded(p, difference, sign, form.behind)) {
        out->mark = NB_MARK_ROUNDED;
        out->digits = form.significant;
    }
    return !nb_failed(p);
}
