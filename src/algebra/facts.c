#include "algebra/facts.h"

#include "expr/function.h"

enum {
    POSITIVE = NB_FACT_POSITIVE | NB_FACT_NONNEG,
    SIGNS = POSITIVE | NB_FACT_NONPOS,
    BOUNDS = NB_FACT_WITHIN_1 | NB_FACT_UNDER_1
};

static unsigned sign_of_number(const nb_pool *p, nb_expr e)
{
    int s = nb_number_sign(p, e);
    return s > 0 ? POSITIVE : s < 0 ? NB_FACT_NONPOS : NB_FACT_NONNEG | NB_FACT_NONPOS;
}

static unsigned sign_of_function(nb_pool *p, nb_expr e)
{
    switch (nb_fn_of(p, e)) {
    case NB_FN_PI:
    case NB_FN_E:
    case NB_FN_COSH:
    case NB_FN_SECH:
    case NB_FN_ACOT: return POSITIVE;
    case NB_FN_ABS:
    case NB_FN_ACOS:
    case NB_FN_ASEC:
    case NB_FN_ACOSH:
    case NB_FN_ASECH: return NB_FACT_NONNEG;
    default: return 0;
    }
}

/* Terms of one sign make a sum of that sign; one of them strict makes it so. */
static unsigned sign_of_terms(nb_pool *p, nb_expr e)
{
    bool nonneg = true, nonpos = true, strict = false;
    for (uint32_t i = 0; i < nb_nargs(p, e); i += 2) {
        bool minus = nb_number_sign(p, nb_arg(p, e, i)) < 0;
        unsigned t = nb_facts(p, nb_arg(p, e, i + 1));
        nonneg = nonneg && (t & (minus ? NB_FACT_NONPOS : NB_FACT_NONNEG));
        nonpos = nonpos && (t & (minus ? NB_FACT_NONNEG : NB_FACT_NONPOS));
        strict = strict || (!minus && (t & NB_FACT_POSITIVE));
    }
    return (nonneg ? NB_FACT_NONNEG | (strict ? NB_FACT_POSITIVE : 0u) : 0u) |
           (nonpos ? NB_FACT_NONPOS : 0u);
}

/* The sign of what the sum, or its negative, is never less than, where its terms are
 * bounded by 1 or of one sign: 1 - cos(x) >= 0, 2 + sin(x) > 0. *strict: it is always
 * more; false: there is no such bound. */
static bool lower_bound(nb_pool *p, nb_expr e, bool negative, int *sign, bool *strict)
{
    bool exists = true;
    fmpq_t least, k;
    fmpq_init(least);
    fmpq_init(k);
    *strict = false;
    for (uint32_t i = 0; exists && i < nb_nargs(p, e); i += 2) {
        nb_expr t = nb_arg(p, e, i + 1);
        unsigned f = nb_facts(p, t);
        bool constant = nb_is_int(p, t, 1);
        fmpq_set(k, nb_value(p, nb_arg(p, e, i)));
        if (negative)
            fmpq_neg(k, k);
        if (nb_is_fn(p, t, NB_FN_COSH) && fmpq_sgn(k) > 0) { /* 1 at least */
            fmpq_add(least, least, k);
            continue;
        }
        if (!constant && (f & (fmpq_sgn(k) < 0 ? NB_FACT_NONPOS : NB_FACT_NONNEG))) {
            *strict = *strict || (fmpq_sgn(k) > 0 && (f & NB_FACT_POSITIVE));
            continue;
        }
        exists = constant || (f & NB_FACT_WITHIN_1);
        *strict = *strict || (f & NB_FACT_UNDER_1);
        if (!constant && fmpq_sgn(k) > 0)
            fmpq_neg(k, k);
        fmpq_add(least, least, k);
    }
    *sign = fmpq_sgn(least);
    fmpq_clear(least);
    fmpq_clear(k);
    return exists;
}

static unsigned sign_of_sum(nb_pool *p, nb_expr e)
{
    int sign;
    bool strict;
    unsigned found = sign_of_terms(p, e);
    if (found & SIGNS)
        return found;
    if (lower_bound(p, e, false, &sign, &strict) && sign >= 0)
        return sign > 0 || strict ? POSITIVE : NB_FACT_NONNEG;
    if (lower_bound(p, e, true, &sign, &strict) && sign >= 0)
        return NB_FACT_NONPOS;
    return 0;
}

/* The sign of b^e. Where a power with a negative exponent is defined it is not
 * zero; an even root is not negative. */
static unsigned sign_of_power(nb_pool *p, nb_expr b, nb_expr e)
{
    unsigned base = nb_facts(p, b);
    if (base & NB_FACT_POSITIVE)
        return POSITIVE;
    if (!nb_is_number(p, e))
        return base & NB_FACT_NONNEG;
    const fmpq *q = nb_value(p, e);
    bool nonneg = (base & NB_FACT_NONNEG) || fmpz_is_even(fmpq_numref(q)) ||
                  fmpz_is_even(fmpq_denref(q));
    if (!nonneg)
        return base & NB_FACT_NONPOS;
    return fmpq_sgn(q) < 0 ? (unsigned)POSITIVE : (unsigned)NB_FACT_NONNEG;
}

static unsigned sign_of_product(nb_pool *p, nb_expr e)
{
    bool nonneg = true, strict = true;
    for (uint32_t i = 0; i < nb_nargs(p, e); i += 2) {
        unsigned f = sign_of_power(p, nb_arg(p, e, i), nb_arg(p, e, i + 1));
        nonneg = nonneg && (f & NB_FACT_NONNEG);
        strict = strict && (f & NB_FACT_POSITIVE);
    }
    return nonneg ? NB_FACT_NONNEG | (strict ? NB_FACT_POSITIVE : 0u) : 0u;
}

static unsigned sign_facts(nb_pool *p, nb_expr e)
{
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: return sign_of_number(p, e);
    case NB_FN: return sign_of_function(p, e);
    case NB_SUM: return sign_of_sum(p, e);
    case NB_PROD: return sign_of_product(p, e);
    case NB_POW: /* kept whole */ return nb_facts(p, nb_arg(p, e, 0)) & SIGNS;
    default: return 0;
    }
}

static unsigned bound_of_function(nb_pool *p, nb_expr e)
{
    switch (nb_fn_of(p, e)) {
    case NB_FN_SIN:
    case NB_FN_COS:
    case NB_FN_SIGN:
    case NB_FN_SECH: return NB_FACT_WITHIN_1;
    case NB_FN_TANH:
    case NB_FN_ERF: return NB_FACT_WITHIN_1 | NB_FACT_UNDER_1;
    case NB_FN_ABS: return nb_facts(p, nb_arg(p, e, 0)) & BOUNDS;
    default: return 0;
    }
}

/* A product of powers that are all bounded by 1. */
static unsigned bound_of_product(nb_pool *p, nb_expr e)
{
    unsigned all = NB_FACT_WITHIN_1, any = 0;
    for (uint32_t i = 0; all && i < nb_nargs(p, e); i += 2) {
        nb_expr k = nb_arg(p, e, i + 1);
        unsigned f = nb_facts(p, nb_arg(p, e, i));
        all &= nb_is_number(p, k) && nb_number_sign(p, k) > 0 ? f : 0u;
        any |= f & NB_FACT_UNDER_1;
    }
    return all ? all | any : 0u;
}

static unsigned bound_facts(nb_pool *p, nb_expr e)
{
    switch (nb_op_of(p, e)) {
    case NB_FN: return bound_of_function(p, e);
    case NB_PROD: return bound_of_product(p, e);
    case NB_POW: /* kept whole */ return nb_facts(p, nb_arg(p, e, 0)) & BOUNDS;
    default: return 0;
    }
}

static unsigned closed_fact(nb_pool *p, nb_expr e)
{
    if (nb_is_symbol(p, e))
        return 0;
    for (uint32_t i = 0; i < nb_nargs(p, e); i++)
        if (!(nb_facts(p, nb_arg(p, e, i)) & NB_FACT_CLOSED))
            return 0;
    return NB_FACT_CLOSED;
}

static unsigned angles_of_function(nb_pool *p, nb_expr e)
{
    switch (nb_fn_of(p, e)) {
    case NB_FN_SIN:
    case NB_FN_COS:
    case NB_FN_SINH:
    case NB_FN_COSH: return NB_FACT_SINES;
    case NB_FN_TAN:
    case NB_FN_COT:
    case NB_FN_SEC:
    case NB_FN_CSC:
    case NB_FN_TANH:
    case NB_FN_COTH:
    case NB_FN_SECH:
    case NB_FN_CSCH: return NB_FACT_RATIOS;
    default: return 0;
    }
}

/* Whether the functions of angles are factors in e, or in sums that are. */
static unsigned angle_facts(nb_pool *p, nb_expr e)
{
    unsigned found = 0, both = NB_FACT_SINES | NB_FACT_RATIOS;
    nb_op op = nb_op_of(p, e);
    if (op == NB_FN)
        return angles_of_function(p, e);
    if (op != NB_SUM && op != NB_PROD)
        return 0;
    for (uint32_t i = op == NB_SUM; i < nb_nargs(p, e) && found != both; i += 2)
        found |= nb_facts(p, nb_arg(p, e, i)) & both;
    return found;
}

nb_expr nb_with_facts(nb_pool *p, nb_expr e)
{
    if (e && !(nb_facts_of(p, e) & NB_FACT_KNOWN))
        nb_set_facts(p, e,
                     NB_FACT_KNOWN | sign_facts(p, e) | bound_facts(p, e) |
                         closed_fact(p, e) | angle_facts(p, e));
    return e;
}

/* Operands of a canonical node have their facts already, unless they are leaves
 * or conditions, so this goes down one level at most. */
unsigned nb_facts(nb_pool *p, nb_expr e)
{
    return e ? nb_facts_of(p, nb_with_facts(p, e)) : 0;
}

bool nb_is_nonnegative(nb_pool *p, nb_expr e) { return nb_facts(p, e) & NB_FACT_NONNEG; }

bool nb_is_positive(nb_pool *p, nb_expr e) { return nb_facts(p, e) & NB_FACT_POSITIVE; }

bool nb_is_closed(nb_pool *p, nb_expr e) { return nb_facts(p, e) & NB_FACT_CLOSED; }
