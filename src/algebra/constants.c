#include "algebra/constants.h"

#include "algebra/facts.h"
#include "algebra/parts.h"

/* Numbers beyond this are harder to read than a sum of logarithms. */
enum { LARGEST = 999 };

static bool is_log_of_number(nb_pool *p, nb_expr e)
{
    return nb_is_fn(p, e, NB_FN_LN) && nb_is_number(p, nb_arg(p, e, 0));
}

/* q *= n^k; false where it becomes large. */
static bool multiply(fmpq_t q, const fmpq_t n, slong k)
{
    fmpq_t power;
    bool ok = k > -10 && k < 10 && fmpz_cmpabs(fmpq_numref(n), fmpq_denref(n)) != 0;
    fmpq_init(power);
    if (ok) {
        fmpq_pow_si(power, n, k);
        fmpq_mul(q, q, power);
        ok = fmpz_cmp_ui(fmpq_numref(q), LARGEST) <= 0 &&
             fmpz_cmp_ui(fmpq_denref(q), LARGEST) <= 0;
    }
    fmpq_clear(power);
    return ok;
}

/* The terms c ln(n) with integers c as one. */
static nb_expr join_terms(nb_pool *p, nb_expr sum)
{
    nb_list c = {0}, terms = {0};
    fmpq_t q;
    slong k;
    uint32_t logs = 0;
    bool ok = true;
    fmpq_init(q);
    fmpq_one(q);
    for (uint32_t i = 0; ok && i < nb_nargs(p, sum); i += 2) {
        nb_expr t = nb_arg(p, sum, i + 1);
        if (is_log_of_number(p, t) && nb_get_int(p, nb_arg(p, sum, i), &k)) {
            ok = multiply(q, nb_value(p, nb_arg(p, t, 0)), k);
            logs++;
        } else {
            ok = nb_list_add(p, &c, nb_arg(p, sum, i)) && nb_list_add(p, &terms, t);
        }
    }
    nb_expr e = sum;
    if (ok && logs > 1) {
        nb_expr whole = nb_with_facts(p, nb_number(p, q, NB_EXACT));
        nb_expr log = nb_apply1(p, NB_FN_LN, whole);
        ok = nb_list_add(p, &c, nb_one(p)) && nb_list_add(p, &terms, log);
        e = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    }
    nb_list_free(&c);
    nb_list_free(&terms);
    fmpq_clear(q);
    return e;
}

nb_expr nb_joined_logarithms(nb_pool *p, nb_expr e)
{
    uint32_t logs = 0;
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) < 4)
        return e;
    for (uint32_t i = 1; i < nb_nargs(p, e); i += 2)
        logs += is_log_of_number(p, nb_arg(p, e, i));
    return logs > 1 ? join_terms(p, e) : e;
}

/* The |u|^b beside u^a, a an odd integer and b no integer. */
static bool find_absolute(nb_pool *p, nb_expr term, uint32_t *at, slong *a)
{
    for (uint32_t i = 0; i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        if (!nb_is_fn(p, b, NB_FN_ABS) || !nb_is_even_root(p, k))
            continue;
        *at = i;
        for (uint32_t j = 0; j < nb_nargs(p, term); j += 2)
            if (nb_arg(p, term, j) == nb_arg(p, b, 0))
                return nb_get_int(p, nb_arg(p, term, j + 1), a);
    }
    return false;
}

/* u^2 |u|^-2 = 1 for u != 0, which a negative exponent of either asks for. */
nb_expr nb_shifted_absolutes(nb_pool *p, nb_expr term)
{
    uint32_t i;
    slong a;
    if (nb_op_of(p, term) != NB_PROD || !find_absolute(p, term, &i, &a))
        return term;
    nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1), u = nb_arg(p, b, 0);
    int sign = nb_number_sign(p, k);
    if ((a > 0) == (sign > 0))
        return term;
    slong by = a > 0 ? 2 : -2;
    nb_list bases = {0}, exponents = {0};
    bool ok = true;
    for (uint32_t j = 0; ok && j < nb_nargs(p, term); j += 2) {
        nb_expr base = nb_arg(p, term, j), e = nb_arg(p, term, j + 1);
        if (base == b)
            e = nb_with_facts(p, nb_sum2(p, e, nb_integer(p, by)));
        else if (base == u)
            e = nb_with_facts(p, nb_integer(p, a - by));
        ok = nb_list_add(p, &bases, base) && nb_list_add(p, &exponents, e);
    }
    nb_expr e = ok ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}
