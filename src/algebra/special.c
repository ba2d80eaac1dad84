#include "algebra/angle.h"
#include "algebra/facts.h"
#include "algebra/parts.h"
#include "algebra/template.h"
#include "numeric/sign.h"

/* Exact values and simpler forms of the functions of the table, one
 * special_<name>() for each name in its column. NB_NONE says that there is
 * none; then the application itself is the canonical form. */

/* ---- shared ---- */

void nb_split_pi(nb_pool *p, nb_expr e, nb_expr *multiple, nb_expr *rest)
{
    nb_expr pi = nb_make(p, NB_FN, NB_FN_PI, 0, NULL);
    *multiple = nb_zero(p);
    *rest = e;
    if (e == pi) {
        *multiple = nb_one(p);
        *rest = nb_zero(p);
    } else if (nb_op_of(p, e) == NB_SUM) {
        for (uint32_t i = 0; i < nb_nargs(p, e); i += 2) {
            if (nb_arg(p, e, i + 1) != pi)
                continue;
            *multiple = nb_arg(p, e, i);
            *rest = nb_difference(p, e, nb_scale(p, *multiple, pi));
            return;
        }
    } else if (nb_is_int(p, e, 0)) {
        *rest = nb_zero(p);
    }
}

bool nb_is_negative_form(nb_pool *p, nb_expr e)
{
    if (nb_is_number(p, e))
        return nb_number_sign(p, e) < 0;
    if (nb_op_of(p, e) != NB_SUM)
        return false;
    for (uint32_t i = 0; i < nb_nargs(p, e); i += 2)
        if (nb_number_sign(p, nb_arg(p, e, i)) > 0)
            return false;
    return true;
}

/* f(-u) = -f(u). */
static nb_expr odd(nb_pool *p, unsigned fn, nb_expr u)
{
    if (nb_is_int(p, u, 0))
        return u;
    if (nb_is_negative_form(p, u))
        return nb_negate(p, nb_apply1(p, fn, nb_negate(p, u)));
    return NB_NONE;
}

/* f(-u) = f(u). */
static nb_expr even(nb_pool *p, unsigned fn, nb_expr u)
{
    if (nb_is_negative_form(p, u))
        return nb_apply1(p, fn, nb_negate(p, u));
    return NB_NONE;
}

static nb_expr pi_times(nb_pool *p, const fmpq_t q)
{
    return nb_scale(p, nb_number(p, q, NB_EXACT), nb_make(p, NB_FN, NB_FN_PI, 0, NULL));
}

/* ---- trigonometric functions ---- */

/* f of u in terms of the inverse function that u is, or NB_NONE. Where the
 * inverse is defined so is the right side, with one branch for each. */
typedef struct of_inverse {
    unsigned outer, inner;
    const char *value;
} of_inverse;

static const of_inverse inverses[] = {
    {NB_FN_SIN, NB_FN_ASIN, "u"},
    {NB_FN_SIN, NB_FN_ACOS, "sqrt(1-u^2)"},
    {NB_FN_SIN, NB_FN_ATAN, "u/sqrt(1+u^2)"},
    {NB_FN_SIN, NB_FN_ACOT, "1/sqrt(1+u^2)"},
    {NB_FN_SIN, NB_FN_ACSC, "1/u"},
    {NB_FN_COS, NB_FN_ACOS, "u"},
    {NB_FN_COS, NB_FN_ASIN, "sqrt(1-u^2)"},
    {NB_FN_COS, NB_FN_ATAN, "1/sqrt(1+u^2)"},
    {NB_FN_COS, NB_FN_ACOT, "u/sqrt(1+u^2)"},
    {NB_FN_COS, NB_FN_ASEC, "1/u"},
    {NB_FN_TAN, NB_FN_ATAN, "u"},
    {NB_FN_TAN, NB_FN_ASIN, "u/sqrt(1-u^2)"},
    {NB_FN_TAN, NB_FN_ACOS, "sqrt(1-u^2)/u"},
    {NB_FN_TAN, NB_FN_ACOT, "1/u"},
    {NB_FN_COT, NB_FN_ACOT, "u"},
    {NB_FN_COT, NB_FN_ATAN, "1/u"},
    {NB_FN_SEC, NB_FN_ASEC, "u"},
    {NB_FN_SEC, NB_FN_ACOS, "1/u"},
    {NB_FN_SEC, NB_FN_ATAN, "sqrt(1+u^2)"},
    {NB_FN_CSC, NB_FN_ACSC, "u"},
    {NB_FN_CSC, NB_FN_ASIN, "1/u"},
    {NB_FN_SINH, NB_FN_ASINH, "u"},
    {NB_FN_SINH, NB_FN_ACOSH, "sqrt(u-1)*sqrt(u+1)"},
    {NB_FN_COSH, NB_FN_ACOSH, "u"},
    {NB_FN_COSH, NB_FN_ASINH, "sqrt(1+u^2)"},
    {NB_FN_COSH, NB_FN_ATANH, "1/sqrt(1-u^2)"},
    {NB_FN_TANH, NB_FN_ATANH, "u"},
    {NB_FN_COTH, NB_FN_ACOTH, "u"},
    {NB_FN_SECH, NB_FN_ASECH, "u"},
    {NB_FN_CSCH, NB_FN_ACSCH, "u"},
    {NB_FN_ASINH, NB_FN_SINH, "u"},
    {NB_FN_ACOSH, NB_FN_COSH, "abs(u)"},
    {NB_FN_ATANH, NB_FN_TANH, "u"},
    {NB_FN_ACOTH, NB_FN_COTH, "u"},
    {NB_FN_ASECH, NB_FN_SECH, "abs(u)"},
    {NB_FN_ACSCH, NB_FN_CSCH, "u"},
};

static nb_expr of_its_inverse(nb_pool *p, unsigned fn, nb_expr u)
{
    if (nb_op_of(p, u) != NB_FN || nb_nargs(p, u) != 1)
        return NB_NONE;
    for (size_t i = 0; i < sizeof inverses / sizeof *inverses; i++)
        if (inverses[i].outer == fn && inverses[i].inner == nb_fn_of(p, u))
            return nb_template(p, inverses[i].value, nb_arg(p, u, 0), NB_NONE);
    return NB_NONE;
}

/* How a trigonometric function behaves under u -> u + pi/2: f(u + pi/2) is
 * sign * shifted(u), and its value at q * pi comes from the table of angles by
 * the ratio, at q or at 1/2 - q. */
typedef struct circular {
    unsigned fn, shifted;
    int sign;
    nb_ratio_kind ratio;
    bool of_complement;
    bool odd;
} circular;

static const circular circulars[] = {
    {NB_FN_SIN, NB_FN_COS, 1, NB_SINE, false, true},
    {NB_FN_COS, NB_FN_SIN, -1, NB_SINE, true, false},
    {NB_FN_TAN, NB_FN_COT, -1, NB_TANGENT, false, true},
    {NB_FN_COT, NB_FN_TAN, -1, NB_TANGENT, true, true},
    {NB_FN_SEC, NB_FN_CSC, -1, NB_SECANT, false, false},
    {NB_FN_CSC, NB_FN_SEC, 1, NB_SECANT, true, true},
};

static const circular *circular_row(unsigned fn)
{
    const circular *row = circulars;
    while (row->fn != fn)
        row++;
    return row;
}

/* f(q pi + rest), 2q an integer: quarter turns come out one by one, at most
 * three, after whole turns have gone. */
static nb_expr quarter_turns(nb_pool *p, unsigned fn, const fmpq_t q, nb_expr rest)
{
    fmpz_t turns;
    fmpz_init(turns);
    fmpz_mul_ui(turns, fmpq_numref(q), 2);
    fmpz_divexact(turns, turns, fmpq_denref(q));
    ulong n = fmpz_fdiv_ui(turns, 4);
    fmpz_clear(turns);
    int sign = 1;
    for (; n > 0; n--) {
        const circular *row = circular_row(fn);
        sign *= row->sign;
        fn = row->shifted;
    }
    nb_expr e = nb_apply1(p, fn, rest);
    return sign > 0 ? e : nb_negate(p, e);
}

/* f(q pi) for a rational q: first into 0 <= q < 1/2, then the table. */
static nb_expr at_angle(nb_pool *p, unsigned fn, nb_expr u, const fmpq_t q)
{
    fmpq_t turn, half, rest;
    fmpz_t n;
    nb_expr e = NB_NONE;
    fmpz_init(n);
    fmpq_init(turn);
    fmpq_init(half);
    fmpq_init(rest);
    fmpq_set_si(half, 1, 2);
    fmpq_div(turn, q, half);
    fmpz_fdiv_q(n, fmpq_numref(turn), fmpq_denref(turn));
    if (!fmpz_is_zero(n)) {
        fmpq_mul_fmpz(turn, half, n);
        fmpq_sub(rest, q, turn);
        e = quarter_turns(p, fn, turn, pi_times(p, rest));
    } else {
        const circular *row = circular_row(fn);
        fmpq_set(rest, q);
        if (row->of_complement)
            fmpq_sub(rest, half, q);
        e = nb_angle_value(p, row->ratio, rest);
        /* 1/0 at an end of the quarter: it stays what it is */
        if (!e && !nb_failed(p))
            e = u == NB_NONE ? NB_NONE : nb_make(p, NB_FN, fn, 1, &u);
    }
    fmpz_clear(n);
    fmpq_clear(turn);
    fmpq_clear(half);
    fmpq_clear(rest);
    return e;
}

static nb_expr special_circular(nb_pool *p, unsigned fn, nb_expr u)
{
    nb_expr multiple, rest, e = NB_NONE;
    nb_split_pi(p, u, &multiple, &rest);
    if (!multiple || !rest)
        return NB_NONE;
    fmpq_t q;
    fmpq_init(q);
    fmpq_set(q, nb_value(p, multiple));
    if (nb_is_int(p, rest, 0))
        e = at_angle(p, fn, u, q);
    else if (!fmpq_is_zero(q) && fmpz_cmp_ui(fmpq_denref(q), 2) <= 0)
        e = quarter_turns(p, fn, q, rest);
    fmpq_clear(q);
    if (e || nb_failed(p))
        return e;
    e = circular_row(fn)->odd ? odd(p, fn, u) : even(p, fn, u);
    return e ? e : of_its_inverse(p, fn, u);
}

/* ---- inverse trigonometric functions ---- */

/* The angle whose ratio is the constant u >= 0. */
static nb_expr angle_of(nb_pool *p, nb_ratio_kind kind, nb_expr u, bool complement)
{
    fmpq_t q, half;
    nb_expr e = NB_NONE;
    if (!nb_is_closed(p, u))
        return NB_NONE;
    fmpq_init(q);
    fmpq_init(half);
    fmpq_set_si(half, 1, 2);
    if (nb_angle_of(p, kind, u, q)) {
        if (complement)
            fmpq_sub(q, half, q);
        e = pi_times(p, q);
    }
    fmpq_clear(q);
    fmpq_clear(half);
    return e;
}

/* f^-1(f(v)) = v for a constant v inside the principal range, which goes from
 * twice_low pi/2 to pi more. */
static nb_expr of_principal(nb_pool *p, unsigned inverse, nb_expr u, slong twice_low)
{
    static const unsigned pairs[][2] = {{NB_FN_ASIN, NB_FN_SIN},
                                        {NB_FN_ACOS, NB_FN_COS},
                                        {NB_FN_ATAN, NB_FN_TAN},
                                        {NB_FN_ACOT, NB_FN_COT}};
    if (nb_op_of(p, u) != NB_FN || nb_nargs(p, u) != 1 || !nb_is_closed(p, u))
        return NB_NONE;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i][0] != inverse || pairs[i][1] != nb_fn_of(p, u))
            continue;
        nb_expr v = nb_arg(p, u, 0), pi = nb_make(p, NB_FN, NB_FN_PI, 0, NULL);
        nb_expr low = nb_scale(p, nb_ratio(p, twice_low, 2), pi);
        nb_sign above = nb_sign_of(p, nb_difference(p, v, low));
        nb_sign below = nb_sign_of(p, nb_difference(p, nb_sum2(p, low, pi), v));
        return above == NB_POSITIVE && below == NB_POSITIVE ? v : NB_NONE;
    }
    return NB_NONE;
}

static nb_expr special_odd_inverse(nb_pool *p, unsigned fn, nb_ratio_kind kind, nb_expr u)
{
    nb_expr e = odd(p, fn, u);
    if (!e && !nb_failed(p))
        e = of_principal(p, fn, u, -1);
    if (e || nb_failed(p))
        return e;
    e = angle_of(p, kind, u, false);
    if (!e && nb_is_closed(p, u) && !nb_failed(p)) {
        /* constants such as 1 - sqrt(2) have no sign on their face */
        e = angle_of(p, kind, nb_negate(p, u), false);
        e = e ? nb_negate(p, e) : NB_NONE;
    }
    return e;
}

/* arccos, arccot: f(-u) = pi - f(u), used for constants alone. */
static nb_expr special_co_inverse(nb_pool *p, unsigned fn, nb_ratio_kind kind, nb_expr u)
{
    if (!nb_is_closed(p, u))
        return NB_NONE;
    nb_expr pi = nb_make(p, NB_FN, NB_FN_PI, 0, NULL);
    if (nb_is_negative_form(p, u) && !nb_is_int(p, u, 0))
        return nb_difference(p, pi, nb_apply1(p, fn, nb_negate(p, u)));
    nb_expr e = of_principal(p, fn, u, 0);
    if (!e && !nb_failed(p))
        e = angle_of(p, kind, u, true);
    if (e || nb_failed(p))
        return e;
    e = angle_of(p, kind, nb_negate(p, u), true);
    return e ? nb_difference(p, pi, e) : NB_NONE;
}

/* ---- the rows ---- */

static nb_expr special_none(nb_pool *p, unsigned fn, const nb_expr *a, uint32_t n)
{
    (void)p, (void)fn, (void)a, (void)n;
    return NB_NONE;
}

#define ONE_ARGUMENT(name, body)                                                         \
    static nb_expr special_##name(nb_pool *p, unsigned fn, const nb_expr *a, uint32_t n) \
    {                                                                                    \
        nb_expr u = a[0];                                                                \
        (void)fn, (void)n;                                                               \
        return body;                                                                     \
    }

static nb_expr odd_or_inverse(nb_pool *p, unsigned fn, nb_expr u)
{
    nb_expr e = odd(p, fn, u);
    return e || nb_failed(p) ? e : of_its_inverse(p, fn, u);
}

static nb_expr even_one(nb_pool *p, unsigned fn, nb_expr u)
{
    if (nb_is_int(p, u, 0))
        return nb_one(p);
    nb_expr e = even(p, fn, u);
    return e || nb_failed(p) ? e : of_its_inverse(p, fn, u);
}

/* coth, csch and their inverses are not defined at 0. */
static nb_expr odd_without_zero(nb_pool *p, unsigned fn, nb_expr u)
{
    return nb_is_int(p, u, 0) ? NB_NONE : odd_or_inverse(p, fn, u);
}

/* ln(b^k) = k ln b, or k ln |b| where b^k is positive on both sides of 0. */
static nb_expr logarithm_of_power(nb_pool *p, nb_expr u)
{
    nb_expr b, k;
    nb_split_power(p, u, &b, &k);
    if (b == u)
        return NB_NONE;
    if (nb_is_positive(p, b) || nb_is_even_root(p, k))
        return nb_product2(p, k, nb_apply1(p, NB_FN_LN, b));
    if (!nb_is_number(p, k))
        return NB_NONE;
    bool even_power = fmpz_is_even(fmpq_numref(nb_value(p, k)));
    nb_expr inside = even_power ? nb_apply1(p, NB_FN_ABS, b) : b;
    return nb_scale(p, k, nb_apply1(p, NB_FN_LN, inside));
}

/* ln of a rational: a perfect power comes down, a number below 1 is turned. */
static nb_expr logarithm_of_number(nb_pool *p, nb_expr u)
{
    fmpz_t root;
    nb_expr e = NB_NONE;
    if (nb_number_sign(p, u) <= 0)
        return NB_NONE;
    fmpq_t q;
    fmpq_init(q);
    fmpz_init(root);
    fmpq_set(q, nb_value(p, u));
    if (fmpq_is_one(q)) {
        e = nb_zero(p);
    } else if (fmpz_cmp(fmpq_numref(q), fmpq_denref(q)) < 0) {
        fmpq_inv(q, q);
        e = nb_negate(
            p, nb_apply1(p, NB_FN_LN, nb_with_facts(p, nb_number(p, q, NB_EXACT))));
    } else if (fmpz_is_one(fmpq_denref(q))) {
        int k = fmpz_is_perfect_power(root, fmpq_numref(q));
        if (k > 1) {
            fmpq_set_fmpz(q, root);
            nb_expr b = nb_with_facts(p, nb_number(p, q, NB_EXACT));
            e = nb_scale(p, nb_integer(p, k), nb_apply1(p, NB_FN_LN, b));
        }
    }
    fmpz_clear(root);
    fmpq_clear(q);
    return e;
}

static nb_expr special_logarithm(nb_pool *p, nb_expr u)
{
    if (nb_is_fn(p, u, NB_FN_E))
        return nb_one(p);
    if (nb_is_number(p, u))
        return logarithm_of_number(p, u);
    if (nb_op_of(p, u) == NB_PROD && nb_nargs(p, u) == 2)
        return logarithm_of_power(p, u);
    return NB_NONE;
}

/* |c t| = |c| |t|, |b1^e1 b2^e2| = |b1|^e1 |b2|^e2; what is known to be
 * nonnegative is its own absolute value. */
static nb_expr absolute_product(nb_pool *p, nb_expr u)
{
    nb_list bases = {0}, exponents = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, u); i += 2)
        ok = nb_list_add(p, &bases, nb_apply1(p, NB_FN_ABS, nb_arg(p, u, i))) &&
             nb_list_add(p, &exponents, nb_arg(p, u, i + 1));
    nb_expr e = ok ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

static nb_expr special_absolute(nb_pool *p, nb_expr u)
{
    nb_expr c, t;
    if (nb_is_nonnegative(p, u))
        return u;
    if (nb_facts(p, u) & NB_FACT_NONPOS)
        return nb_negate(p, u);
    if (nb_is_closed(p, u)) {
        nb_sign s = nb_sign_of(p, u);
        if (s == NB_ZERO)
            return nb_zero(p);
        if (s != NB_SIGN_UNKNOWN)
            return s == NB_POSITIVE ? u : nb_negate(p, u);
    }
    if (nb_op_of(p, u) == NB_PROD)
        return nb_nargs(p, u) > 2 || nb_arg(p, u, 0) != u ? absolute_product(p, u)
                                                          : NB_NONE;
    if (nb_op_of(p, u) != NB_SUM)
        return NB_NONE;
    if (nb_nargs(p, u) == 2)
        nb_split_coefficient(p, u, &c, &t);
    else
        t = nb_primitive_part(p, u, true, &c);
    if (!c || !t || nb_is_int(p, c, 1))
        return NB_NONE;
    nb_expr size = nb_number_sign(p, c) < 0 ? nb_negate(p, c) : c;
    return nb_scale(p, size, nb_apply1(p, NB_FN_ABS, t));
}

static nb_expr special_signum(nb_pool *p, nb_expr u)
{
    if (nb_is_positive(p, u))
        return nb_one(p);
    if (nb_is_closed(p, u)) {
        nb_sign s = nb_sign_of(p, u);
        return s == NB_SIGN_UNKNOWN ? NB_NONE : nb_integer(p, s);
    }
    if (nb_is_negative_form(p, u))
        return nb_negate(p, nb_apply1(p, NB_FN_SIGN, nb_negate(p, u)));
    return NB_NONE;
}

static nb_expr acosh_value(nb_pool *p, nb_expr u)
{
    return nb_is_int(p, u, 1) ? nb_zero(p) : NB_NONE;
}

static nb_expr even_inverse(nb_pool *p, unsigned fn, nb_expr u)
{
    nb_expr e = acosh_value(p, u);
    return e || nb_failed(p) ? e : of_its_inverse(p, fn, u);
}

ONE_ARGUMENT(ln, special_logarithm(p, u))
ONE_ARGUMENT(abs, special_absolute(p, u))
ONE_ARGUMENT(sign, special_signum(p, u))
ONE_ARGUMENT(sin, special_circular(p, fn, u))
ONE_ARGUMENT(cos, special_circular(p, fn, u))
ONE_ARGUMENT(tan, special_circular(p, fn, u))
ONE_ARGUMENT(cot, special_circular(p, fn, u))
ONE_ARGUMENT(sec, special_circular(p, fn, u))
ONE_ARGUMENT(csc, special_circular(p, fn, u))
ONE_ARGUMENT(asin, special_odd_inverse(p, fn, NB_SINE, u))
ONE_ARGUMENT(acos, special_co_inverse(p, fn, NB_SINE, u))
ONE_ARGUMENT(atan, special_odd_inverse(p, fn, NB_TANGENT, u))
ONE_ARGUMENT(acot, special_co_inverse(p, fn, NB_TANGENT, u))
ONE_ARGUMENT(asec, nb_is_closed(p, u) && !nb_is_int(p, u, 0)
                       ? nb_apply1(p, NB_FN_ACOS, nb_quotient(p, nb_one(p), u))
                       : NB_NONE)
ONE_ARGUMENT(acsc, nb_is_closed(p, u) && !nb_is_int(p, u, 0)
                       ? nb_apply1(p, NB_FN_ASIN, nb_quotient(p, nb_one(p), u))
                       : NB_NONE)
ONE_ARGUMENT(sinh, odd_or_inverse(p, fn, u))
ONE_ARGUMENT(cosh, even_one(p, fn, u))
ONE_ARGUMENT(tanh, odd_or_inverse(p, fn, u))
ONE_ARGUMENT(coth, odd_without_zero(p, fn, u))
ONE_ARGUMENT(sech, even_one(p, fn, u))
ONE_ARGUMENT(csch, odd_without_zero(p, fn, u))
ONE_ARGUMENT(asinh, odd_or_inverse(p, fn, u))
ONE_ARGUMENT(acosh, even_inverse(p, fn, u))
ONE_ARGUMENT(atanh, odd_or_inverse(p, fn, u))
ONE_ARGUMENT(acoth, odd_without_zero(p, fn, u))
ONE_ARGUMENT(asech, even_inverse(p, fn, u))
ONE_ARGUMENT(acsch, odd_without_zero(p, fn, u))
ONE_ARGUMENT(erf, odd(p, fn, u))

/* The angle of the point (x, y) where the signs of both are known. */
static nb_expr special_atan2(nb_pool *p, unsigned fn, const nb_expr *a, uint32_t n)
{
    nb_expr y = a[0], x = a[1];
    (void)fn, (void)n;
    if (nb_is_positive(p, x))
        return nb_apply1(p, NB_FN_ATAN, nb_quotient(p, y, x));
    if (!nb_is_closed(p, x) || !nb_is_closed(p, y))
        return NB_NONE;
    nb_sign sx = nb_sign_of(p, x), sy = nb_sign_of(p, y);
    if (sx == NB_SIGN_UNKNOWN || sy == NB_SIGN_UNKNOWN ||
        (sx == NB_ZERO && sy == NB_ZERO))
        return NB_NONE;
    nb_expr pi = nb_make(p, NB_FN, NB_FN_PI, 0, NULL);
    if (sx == NB_ZERO)
        return nb_scale(p, nb_ratio(p, sy, 2), pi);
    nb_expr base = nb_apply1(p, NB_FN_ATAN, nb_quotient(p, y, x));
    if (sx == NB_POSITIVE)
        return base;
    return sy == NB_NEGATIVE ? nb_difference(p, base, pi) : nb_sum2(p, base, pi);
}

/* Drops what another argument is known to beat; `sense` is 1 for max. */
static nb_expr extremum(nb_pool *p, unsigned fn, const nb_expr *a, uint32_t n, int sense)
{
    nb_list kept = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        bool beaten = false;
        for (uint32_t k = 0; k < kept.n && !beaten; k++) {
            nb_expr d = nb_difference(p, kept.items[k], a[i]);
            nb_sign s = d && nb_is_closed(p, d) ? nb_sign_of(p, d) : NB_SIGN_UNKNOWN;
            if (s == NB_SIGN_UNKNOWN)
                continue;
            beaten = true;
            if ((int)s * sense < 0)
                kept.items[k] = a[i];
        }
        ok = beaten || nb_list_add(p, &kept, a[i]);
    }
    nb_expr e = NB_NONE;
    if (ok && kept.n == 1)
        e = kept.items[0];
    else if (ok && kept.n < n)
        e = nb_make(p, NB_FN, fn, kept.n, kept.items);
    nb_list_free(&kept);
    return e;
}

static nb_expr special_min(nb_pool *p, unsigned fn, const nb_expr *a, uint32_t n)
{
    return extremum(p, fn, a, n, -1);
}

static nb_expr special_max(nb_pool *p, unsigned fn, const nb_expr *a, uint32_t n)
{
    return extremum(p, fn, a, n, 1);
}

nb_expr nb_special_value(nb_pool *p, unsigned fn, uint32_t n, const nb_expr *args)
{
    typedef nb_expr handler(nb_pool *, unsigned, const nb_expr *, uint32_t);
    static handler *const handlers[NB_FN_COUNT] = {
#define NB_FUNCTION(id, name, arity, spellings, unicode, latex, d1, d2, domain, rewrite, \
                    inverse, enclosure, special, rule, help, example)                    \
    [NB_FN_##id] = special_##special,
#include "expr/functions.def"
#undef NB_FUNCTION
    };
    return n ? handlers[fn](p, fn, args, n) : NB_NONE;
}
