#include "algebra/front.h"

#include "algebra/canon.h"
#include "algebra/parts.h"
#include "expr/function.h"

static uint32_t digits_cost(const fmpz_t n)
{
    enum { FEW = 100000 };
    if (!COEFF_IS_MPZ(*n) && *n < FEW && *n > -FEW)
        return 1;
    size_t digits = fmpz_sizeinbase(n, 10);
    return digits <= 5 ? 1 : 1 + (uint32_t)((digits - 3) / 3);
}

uint32_t nb_number_cost(const fmpq_t q)
{
    uint32_t over = digits_cost(fmpq_numref(q)), under = digits_cost(fmpq_denref(q));
    return over > under ? over : under;
}

uint32_t nb_coefficient_cost(const fmpq_t c, uint32_t above)
{
    bool written = above == 0 || !fmpq_is_pm1(c);
    return (written ? nb_number_cost(c) : 0) + (written + above > 1);
}

bool nb_is_below(nb_pool *p, nb_expr base, nb_expr exponent)
{
    if (!nb_is_number(p, exponent) || nb_number_sign(p, exponent) > 0)
        return false;
    if (nb_is_int(p, base, 0)) /* not defined, and 1/0^2 would be 1/0 */
        return false;
    return !nb_is_fn(p, base, NB_FN_E) || nb_is_integer(p, exponent);
}

uint32_t nb_lowered(nb_pool *p, nb_expr term)
{
    uint32_t found = UINT32_MAX, above = 0;
    bool numbers = false;
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2)
        numbers = numbers || nb_is_number(p, nb_arg(p, term, i));
    if (!numbers)
        return UINT32_MAX;
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        bool turns = nb_is_number(p, b) && nb_op_of(p, k) == NB_SUM &&
                     nb_nargs(p, k) == 2 && nb_number_sign(p, nb_arg(p, k, 0)) < 0 &&
                     !nb_takes_sign(p, nb_arg(p, k, 1));
        if (turns && found == UINT32_MAX)
            found = i;
        else
            above += !nb_is_below(p, b, k);
    }
    return above ? found : UINT32_MAX;
}

bool nb_joins(nb_pool *p, nb_joined *before, nb_expr base, nb_expr exponent)
{
    bool absolute = nb_is_fn(p, base, NB_FN_ABS) && nb_is_number(p, exponent) &&
                    fmpz_is_pm1(fmpq_numref(nb_value(p, exponent)));
    bool radical =
        nb_is_number(p, base) && nb_number_sign(p, base) > 0 && nb_is_number(p, exponent);
    if (!absolute && !radical)
        return false;
    nb_expr *seen = radical ? before->radicals : before->absolutes;
    for (int i = 0; i < NB_MOST_JOINED; i++) {
        if (seen[i] == exponent)
            return true;
        if (!seen[i]) {
            seen[i] = exponent;
            return false;
        }
    }
    return false;
}

uint32_t nb_factors_above(nb_pool *p, nb_expr term)
{
    if (nb_is_number(p, term))
        return 0;
    if (nb_op_of(p, term) != NB_PROD)
        return 1;
    uint32_t above = 0, lowered = nb_lowered(p, term);
    nb_joined joined = {0};
    for (uint32_t i = 0; i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        above += !nb_joins(p, &joined, b, k) && !nb_is_below(p, b, k) && i != lowered;
    }
    return above;
}

/* What the coefficients cost when each is divided by `factor`, and that is written
 * in front. */
static uint32_t cost_with(nb_pool *p, nb_expr sum, const fmpq_t factor)
{
    bool one = fmpq_is_one(factor);
    uint32_t cost = one ? 0 : nb_number_cost(factor) + 1;
    fmpq_t c;
    fmpq_init(c);
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2) {
        fmpq_set(c, nb_value(p, nb_arg(p, sum, i)));
        if (!one)
            fmpq_div(c, c, factor);
        cost += nb_coefficient_cost(c, nb_factors_above(p, nb_arg(p, sum, i + 1)));
    }
    fmpq_clear(c);
    return cost;
}

/* The content of the coefficients; whether they have one denominator, and are all
 * of one size. */
static void compare_coefficients(nb_pool *p, nb_expr sum, fmpq_t content, bool *below,
                                 bool *same)
{
    const fmpq *first = nb_value(p, nb_arg(p, sum, 0));
    fmpq_zero(content);
    *below = *same = true;
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2) {
        const fmpq *c = nb_value(p, nb_arg(p, sum, i));
        fmpq_gcd(content, content, c);
        *below = *below && fmpz_equal(fmpq_denref(c), fmpq_denref(first));
        *same = *same && fmpz_cmpabs(fmpq_numref(c), fmpq_numref(first)) == 0;
    }
    *same = *same && *below;
}

/* Whether a term has something below a fraction bar beside its coefficient. */
static bool has_quotient(nb_pool *p, nb_expr sum)
{
    for (uint32_t i = 1; i < nb_nargs(p, sum); i += 2) {
        nb_expr t = nb_arg(p, sum, i);
        for (uint32_t k = 1; nb_op_of(p, t) == NB_PROD && k < nb_nargs(p, t); k += 2)
            if (nb_is_number(p, nb_arg(p, t, k)) &&
                nb_number_sign(p, nb_arg(p, t, k)) < 0)
                return true;
    }
    return false;
}

void nb_front_factor(nb_pool *p, nb_expr sum, bool decimals, fmpq_t factor)
{
    bool below, same;
    if (nb_is_primitive(p, sum)) {
        fmpq_one(factor);
        return;
    }
    compare_coefficients(p, sum, factor, &below, &same);
    bool fraction = !fmpz_is_one(fmpq_denref(factor)) && !decimals;
    if (fmpq_is_one(factor))
        return;
    if (decimals && !same && !fmpz_is_one(fmpq_denref(factor))) {
        fmpq_one(factor);
        return;
    }
    fmpq_t one, denominator;
    fmpq_init(one);
    fmpq_init(denominator);
    fmpq_one(one);
    fmpq_one(denominator);
    fmpz_set(fmpq_denref(denominator), fmpq_denref(factor));
    bool quotient = has_quotient(p, sum), out = below && fraction && !quotient;
    uint32_t plain = cost_with(p, sum, one), with = cost_with(p, sum, factor) + quotient;
    if (with > plain || (with == plain && !out))
        fmpq_one(factor);
    if (out && cost_with(p, sum, denominator) < (with < plain ? with : plain))
        fmpq_set(factor, denominator);
    fmpq_clear(one);
    fmpq_clear(denominator);
}

/* ---- constants ---- */

/* q such that n = m^q, q > 1, for natural numbers; 0 where there is none. */
static slong power_of(const fmpz_t n, const fmpz_t m)
{
    fmpz_t rest;
    fmpz_init_set(rest, n);
    slong q = fmpz_cmp_ui(m, 1) > 0 ? fmpz_remove(rest, rest, m) : 0;
    bool is = fmpz_is_one(rest);
    fmpz_clear(rest);
    return is && q > 1 ? q : 0;
}

/* ln(m) beside (m^q)^u with q | c */
static void respell_log(nb_respelling *r, nb_pool *p, nb_expr term, nb_expr log)
{
    const fmpq *m = nb_value(p, nb_arg(p, log, 0));
    for (uint32_t i = 0; i < nb_nargs(p, term) && !r->log; i += 2) {
        nb_expr b = nb_arg(p, term, i);
        if (!nb_is_number(p, b) || nb_is_number(p, nb_arg(p, term, i + 1)) ||
            !nb_is_integer(p, b) || !fmpz_is_one(fmpq_denref(m)))
            continue;
        slong q = power_of(fmpq_numref(nb_value(p, b)), fmpq_numref(m));
        if (q == 0 || !fmpz_divisible_si(fmpq_numref(r->coefficient), q))
            continue;
        r->log = log;
        r->log_power = q;
        fmpz_divexact_si(fmpq_numref(r->coefficient), fmpq_numref(r->coefficient), q);
    }
}

/* n^(1/2) beside a constant^(-1/2), with n in the denominator of c */
static void respell_radical(nb_respelling *r, nb_pool *p, nb_expr term, nb_expr n)
{
    nb_expr half = nb_ratio(p, -1, 2);
    if (!nb_is_integer(p, n) ||
        !fmpz_divisible(fmpq_denref(r->coefficient), fmpq_numref(nb_value(p, n))))
        return;
    for (uint32_t i = 0; i < nb_nargs(p, term) && !r->radical; i += 2) {
        nb_expr b = nb_arg(p, term, i);
        if (nb_op_of(p, b) != NB_FN || nb_nargs(p, b) > 0 || nb_is_fn(p, b, NB_FN_E) ||
            nb_arg(p, term, i + 1) != half)
            continue;
        r->radical = n;
        r->beside = b;
        fmpz_divexact(fmpq_denref(r->coefficient), fmpq_denref(r->coefficient),
                      fmpq_numref(nb_value(p, n)));
    }
}

void nb_respelling_init(nb_respelling *r, nb_pool *p, const fmpq_t c, nb_expr term)
{
    *r = (nb_respelling){0};
    fmpq_init(r->coefficient);
    fmpq_set(r->coefficient, c);
    if (fmpq_is_pm1(c) || nb_op_of(p, term) != NB_PROD)
        return;
    for (uint32_t i = 0; i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        if (nb_is_number(p, b) && nb_is_number(p, k) &&
            fmpz_is_one(fmpq_numref(nb_value(p, k))) &&
            fmpz_equal_ui(fmpq_denref(nb_value(p, k)), 2))
            respell_radical(r, p, term, b);
        else if (nb_is_fn(p, b, NB_FN_LN) && nb_is_int(p, k, 1) &&
                 nb_is_number(p, nb_arg(p, b, 0)))
            respell_log(r, p, term, b);
    }
}

void nb_respelling_clear(nb_respelling *r) { fmpq_clear(r->coefficient); }
