#include "calculus/at_internal.h"

#include "expr/function.h"

/* Numbers that are known to be irrational by their form alone. */

/* prime^(p/q) with q > 1: distinct primes give a product that is irrational. */
static bool is_surd(nb_pool *p, nb_expr base, nb_expr exponent)
{
    if (!nb_is_number(p, base) || !nb_is_number(p, exponent))
        return false;
    const fmpq *b = nb_value(p, base), *r = nb_value(p, exponent);
    return !fmpz_is_one(fmpq_denref(r)) && fmpz_is_one(fmpq_denref(b)) &&
           fmpz_bits(fmpq_numref(b)) <= 64 && fmpz_is_prime(fmpq_numref(b)) == 1;
}

/* Lindemann: e^r and ln r, sin r, … of algebraic r are transcendental, but for
 * the one r where they are plainly rational. pi^r, by the transcendence of pi. */
static bool is_transcendental(nb_pool *p, nb_expr base, nb_expr exponent)
{
    if (!nb_is_number(p, exponent))
        return false;
    if (nb_is_fn(p, base, NB_FN_PI) || nb_is_fn(p, base, NB_FN_E))
        return true;
    if (nb_op_of(p, base) != NB_FN || nb_nargs(p, base) != 1 ||
        !nb_is_number(p, nb_arg(p, base, 0)))
        return false;
    nb_expr u = nb_arg(p, base, 0);
    switch (nb_fn_of(p, base)) {
    case NB_FN_LN: return nb_number_sign(p, u) > 0 && !nb_is_int(p, u, 1);
    case NB_FN_SIN:
    case NB_FN_COS:
    case NB_FN_TAN:
    case NB_FN_SINH:
    case NB_FN_COSH:
    case NB_FN_TANH: return nb_number_sign(p, u) != 0;
    default: return false;
    }
}

static bool product_is_irrational(nb_pool *p, nb_expr e)
{
    uint32_t n = nb_nargs(p, e);
    if (n == 2 && is_transcendental(p, nb_arg(p, e, 0), nb_arg(p, e, 1)))
        return true;
    for (uint32_t i = 0; i < n; i += 2)
        if (!is_surd(p, nb_arg(p, e, i), nb_arg(p, e, i + 1)))
            return false;
    return true;
}

bool nb_is_irrational(nb_pool *p, nb_expr e)
{
    if (nb_op_of(p, e) == NB_SUM) { /* a rational, and a multiple of one term */
        uint32_t n = nb_nargs(p, e), others = 0;
        nb_expr term = NB_NONE;
        for (uint32_t i = 0; i < n; i += 2)
            if (!nb_is_number(p, nb_arg(p, e, i + 1)))
                others++, term = nb_arg(p, e, i + 1);
        if (others != 1)
            return false;
        e = term;
    }
    if (nb_op_of(p, e) == NB_PROD)
        return product_is_irrational(p, e);
    return nb_op_of(p, e) == NB_FN && is_transcendental(p, e, nb_integer(p, 1));
}
