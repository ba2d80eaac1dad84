#include "random_expression.h"

#include "expr/function.h"

#include <stdio.h>
#include <stdlib.h>

random_source random_from_environment(void)
{
    const char *seed = getenv("SEED");
    unsigned long long value = seed ? strtoull(seed, NULL, 10) : 1;
    printf("seed %llu\n", value);
    return (random_source){value * 2685821657736338717ull + 1};
}

uint32_t random_below(random_source *r, uint32_t n)
{
    r->state = r->state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(((r->state >> 33) * (uint64_t)n) >> 31);
}

void random_rational(random_source *r, fmpq_t q)
{
    static const ulong denominators[] = {3, 5, 7, 11, 13};
    ulong d = denominators[random_below(r, 5)];
    slong n = (slong)random_below(r, (uint32_t)(6 * d)) - (slong)(3 * d);
    if (n % (slong)d == 0)
        n++;
    fmpq_set_si(q, n, d);
}

static nb_expr leaf(nb_pool *p, random_source *r)
{
    static const char *const names[] = {"x", "y", "z"};
    switch (random_below(r, 6)) {
    case 0: return nb_integer(p, 1 + (slong)random_below(r, 9));
    case 1:
        return random_below(r, 3)
                   ? nb_integer(p, 2)
                   : nb_make(p, NB_FN, random_below(r, 2) ? NB_FN_PI : NB_FN_E, 0, NULL);
    default: return nb_symbol(p, names[random_below(r, 3)], 1);
    }
}

static nb_expr exponent(nb_pool *p, random_source *r)
{
    nb_expr n = nb_integer(p, 2 + (slong)random_below(r, 3));
    switch (random_below(r, 6)) {
    case 0: return nb_unary(p, NB_NEG, n);
    case 1:
        return nb_binary(p, NB_DIV, nb_integer(p, 1 + (slong)random_below(r, 4)),
                         nb_integer(p, 3));
    case 2:
        return nb_binary(p, NB_DIV, nb_integer(p, 1 + 2 * (slong)random_below(r, 2)),
                         nb_integer(p, 2));
    default: return n;
    }
}

static unsigned one_argument_function(random_source *r, bool smooth)
{
    static const unsigned functions[] = {
        NB_FN_SIN,  NB_FN_COS,   NB_FN_TAN,   NB_FN_LN,    NB_FN_EXP,   NB_FN_SQRT,
        NB_FN_CBRT, NB_FN_ATAN,  NB_FN_SINH,  NB_FN_COSH,  NB_FN_TANH,  NB_FN_ASIN,
        NB_FN_SEC,  NB_FN_CSC,   NB_FN_COT,   NB_FN_ASINH, NB_FN_ERF,   NB_FN_ABS,
        NB_FN_ACOS, NB_FN_LOG10, NB_FN_ACOSH, NB_FN_ATANH, NB_FN_ACOT,  NB_FN_SECH,
        NB_FN_COTH, NB_FN_CSCH,  NB_FN_ASEC,  NB_FN_ACSC,  NB_FN_ACOTH, NB_FN_ASECH,
        NB_FN_LOG2, NB_FN_ACSCH, NB_FN_SIGN};
    uint32_t n = sizeof functions / sizeof *functions - (smooth ? 1 : 0);
    return functions[random_below(r, random_below(r, 3) ? 18 : n)];
}

/* What is drawn is drawn in an order of statements: that of arguments is the compiler's,
 * and a seed means the same under all. */
static nb_expr node(nb_pool *p, random_source *r, unsigned size, bool smooth);

static nb_expr pieces(nb_pool *p, random_source *r, unsigned size)
{
    nb_expr args[3];
    args[0] = node(p, r, size / 3, false);
    nb_expr right = node(p, r, size / 4, false), left = leaf(p, r);
    args[1] = nb_relation(p, (nb_rel)random_below(r, 6), left, right);
    args[2] = node(p, r, size / 3, false);
    return nb_make(p, NB_CASES, 0, 3, args);
}

static nb_expr call(nb_pool *p, random_source *r, unsigned size, bool smooth)
{
    nb_expr argument = node(p, r, size - 1, smooth);
    return nb_fn1(p, one_argument_function(r, smooth), argument);
}

/* Recursion as deep as the size asked for has binary digits, a few dozen. */
static nb_expr node(nb_pool *p, random_source *r, unsigned size, bool smooth)
{
    static const nb_op ops[] = {NB_ADD, NB_ADD, NB_SUB, NB_MUL, NB_MUL, NB_MUL, NB_DIV};
    if (size < 2)
        return leaf(p, r);
    unsigned left = 1 + random_below(r, size - 1);
    uint32_t kind = random_below(r, smooth ? 11 : 13);
    if (kind == 7)
        return nb_unary(p, NB_NEG, node(p, r, size - 1, smooth));
    if (kind == 8) {
        nb_expr k = exponent(p, r);
        return nb_binary(p, NB_POW, node(p, r, size - 1, smooth), k);
    }
    if (kind == 11)
        return pieces(p, r, size);
    if (kind == 10 || (kind == 9 && random_below(r, 8) > 0))
        return call(p, r, size, smooth);
    nb_expr b = node(p, r, size - left, smooth), a = node(p, r, left, smooth);
    if (kind == 12)
        return nb_fn2(p, random_below(r, 2) ? NB_FN_MIN : NB_FN_MAX, a, b);
    return nb_binary(p, kind == 9 ? NB_POW : ops[kind], a, b);
}

nb_expr random_expression(nb_pool *p, random_source *r, unsigned size, bool smooth)
{
    return node(p, r, size, smooth);
}
