#include "algebra/trigonometry.h"

#include "algebra/facts.h"
#include "algebra/parts.h"

enum { MOST_DEPTH = 4 };

/* What is done to a term, and to a sum when its terms are done (NULL: nothing). */
typedef struct rule {
    nb_expr (*term)(nb_pool *p, nb_expr term);
    nb_expr (*sum)(nb_pool *p, nb_expr sum);
} rule;

static nb_expr apply(nb_pool *p, nb_expr e, const rule *f, int depth);

/* The term with the rule applied inside the sums among its factors. */
static nb_expr inside_term(nb_pool *p, nb_expr term, const rule *f, int depth)
{
    if (nb_op_of(p, term) != NB_PROD || depth >= MOST_DEPTH)
        return term;
    nb_list bases = {0}, exponents = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        if (nb_op_of(p, b) == NB_SUM && nb_is_number(p, k))
            b = apply(p, b, f, depth + 1);
        ok = b && nb_list_add(p, &bases, b) && nb_list_add(p, &exponents, k);
    }
    nb_expr e = ok ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

static nb_expr apply(nb_pool *p, nb_expr e, const rule *f, int depth)
{
    if (!e || nb_op_of(p, e) != NB_SUM) {
        e = e ? inside_term(p, e, f, depth) : NB_NONE;
        return e && nb_op_of(p, e) != NB_SUM ? f->term(p, e) : e;
    }
    nb_list c = {0}, terms = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2) {
        nb_expr t = inside_term(p, nb_arg(p, e, i + 1), f, depth);
        if (t && nb_op_of(p, t) != NB_SUM)
            t = f->term(p, t);
        ok = nb_list_add(p, &c, nb_arg(p, e, i)) && nb_list_add(p, &terms, t);
    }
    nb_expr result = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    if (result && f->sum && nb_op_of(p, result) == NB_SUM)
        result = f->sum(p, result);
    nb_list_free(&c);
    nb_list_free(&terms);
    return result;
}

/* ---- quotients ---- */

/* ratio = sine^s cosine^c */
typedef struct quotient {
    unsigned ratio;
    int s, c;
} quotient;

static const quotient circular[] = {
    {NB_FN_TAN, 1, -1}, {NB_FN_COT, -1, 1}, {NB_FN_SEC, 0, -1}, {NB_FN_CSC, -1, 0}};
static const quotient hyperbolic[] = {
    {NB_FN_TANH, 1, -1}, {NB_FN_COTH, -1, 1}, {NB_FN_SECH, 0, -1}, {NB_FN_CSCH, -1, 0}};

static const quotient *find_quotient(unsigned fn, bool *is_circular)
{
    for (int i = 0; i < 4; i++) {
        *is_circular = circular[i].ratio == fn;
        if (*is_circular)
            return &circular[i];
        if (hyperbolic[i].ratio == fn)
            return &hyperbolic[i];
    }
    return NULL;
}

static nb_expr in_sines(nb_pool *p, nb_expr term)
{
    nb_list bases = {0}, exponents = {0};
    uint32_t n = nb_op_of(p, term) == NB_PROD ? nb_nargs(p, term) : 2;
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i += 2) {
        bool product = nb_op_of(p, term) == NB_PROD, round;
        nb_expr b = product ? nb_arg(p, term, i) : term;
        nb_expr k = product ? nb_arg(p, term, i + 1) : nb_one(p);
        const quotient *q = nb_op_of(p, b) == NB_FN && nb_is_integer(p, k)
                                ? find_quotient(nb_fn_of(p, b), &round)
                                : NULL;
        if (!q) {
            ok = nb_list_add(p, &bases, b) && nb_list_add(p, &exponents, k);
            continue;
        }
        nb_expr u = nb_arg(p, b, 0);
        ok = nb_list_add(p, &bases, nb_apply1(p, round ? NB_FN_SIN : NB_FN_SINH, u)) &&
             nb_list_add(p, &exponents, nb_scale(p, nb_integer(p, q->s), k)) &&
             nb_list_add(p, &bases, nb_apply1(p, round ? NB_FN_COS : NB_FN_COSH, u)) &&
             nb_list_add(p, &exponents, nb_scale(p, nb_integer(p, q->c), k));
    }
    nb_expr e = ok ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

nb_expr nb_in_sines(nb_pool *p, nb_expr e)
{
    static const rule f = {in_sines, NULL};
    return apply(p, e, &f, 0);
}

/* The integer exponent of a base in a term, 0 where it is none. */
static slong exponent_of(nb_pool *p, nb_expr term, nb_expr base)
{
    slong k;
    if (term == base)
        return 1;
    if (nb_op_of(p, term) != NB_PROD)
        return 0;
    for (uint32_t i = 0; i < nb_nargs(p, term); i += 2)
        if (nb_arg(p, term, i) == base)
            return nb_get_int(p, nb_arg(p, term, i + 1), &k) ? k : 0;
    return 0;
}

/* sine^s cosine^c with a negative exponent: as many tangents (cotangents) as
 * there are pairs, then secants and cosecants. */
static nb_expr ratio_of(nb_pool *p, nb_expr u, bool round, slong s, slong c)
{
    unsigned tan = round ? NB_FN_TAN : NB_FN_TANH, cot = round ? NB_FN_COT : NB_FN_COTH;
    unsigned sec = round ? NB_FN_SEC : NB_FN_SECH, csc = round ? NB_FN_CSC : NB_FN_CSCH;
    unsigned sine = round ? NB_FN_SIN : NB_FN_SINH,
             cosine = round ? NB_FN_COS : NB_FN_COSH;
    slong tans = s > 0 && c < 0 ? (s < -c ? s : -c) : 0;
    slong cots = s < 0 && c > 0 ? (c < -s ? c : -s) : 0;
    s += cots - tans;
    c += tans - cots;
    nb_expr bases[] = {nb_apply1(p, tan, u), nb_apply1(p, cot, u),
                       nb_apply1(p, s < 0 ? csc : sine, u),
                       nb_apply1(p, c < 0 ? sec : cosine, u)};
    nb_expr exponents[] = {nb_integer(p, tans), nb_integer(p, cots),
                           nb_integer(p, s < 0 ? -s : s), nb_integer(p, c < 0 ? -c : c)};
    return nb_product(p, bases, exponents, 4);
}

static nb_expr in_ratios(nb_pool *p, nb_expr term)
{
    uint32_t n = nb_op_of(p, term) == NB_PROD ? nb_nargs(p, term) : 0;
    for (uint32_t i = 0; i < n; i += 2) {
        nb_expr b = nb_arg(p, term, i);
        if (nb_op_of(p, b) != NB_FN || nb_nargs(p, b) != 1)
            continue;
        unsigned fn = nb_fn_of(p, b);
        bool round = fn == NB_FN_SIN || fn == NB_FN_COS;
        if (!round && fn != NB_FN_SINH && fn != NB_FN_COSH)
            continue;
        nb_expr u = nb_arg(p, b, 0);
        nb_expr sine = nb_apply1(p, round ? NB_FN_SIN : NB_FN_SINH, u);
        nb_expr cosine = nb_apply1(p, round ? NB_FN_COS : NB_FN_COSH, u);
        slong s = exponent_of(p, term, sine), c = exponent_of(p, term, cosine);
        if (s >= 0 && c >= 0)
            continue;
        nb_expr bases[] = {term, sine, cosine, ratio_of(p, u, round, s, c)};
        nb_expr exponents[] = {nb_one(p), nb_integer(p, -s), nb_integer(p, -c),
                               nb_one(p)};
        return nb_product(p, bases, exponents, 4);
    }
    return term;
}

nb_expr nb_in_ratios(nb_pool *p, nb_expr e)
{
    static const rule f = {in_ratios, NULL};
    return apply(p, e, &f, 0);
}

/* ---- double angles ---- */

static nb_expr double_sine(nb_pool *p, nb_expr term)
{
    uint32_t n = nb_op_of(p, term) == NB_PROD ? nb_nargs(p, term) : 0;
    nb_expr one = nb_one(p), minus = nb_integer(p, -1), two = nb_integer(p, 2);
    for (uint32_t i = 0; i < n; i += 2) {
        nb_expr b = nb_arg(p, term, i);
        bool round = nb_is_fn(p, b, NB_FN_SIN);
        if ((!round && !nb_is_fn(p, b, NB_FN_SINH)) ||
            !nb_is_int(p, nb_arg(p, term, i + 1), 1))
            continue;
        nb_expr u = nb_arg(p, b, 0);
        nb_expr cosine = nb_apply1(p, round ? NB_FN_COS : NB_FN_COSH, u);
        if (exponent_of(p, term, cosine) != 1)
            continue;
        nb_expr twice = nb_apply1(p, round ? NB_FN_SIN : NB_FN_SINH, nb_scale(p, two, u));
        nb_expr bases[] = {term, b, cosine, twice, two};
        nb_expr exponents[] = {one, minus, minus, one, minus};
        return nb_product(p, bases, exponents, 5);
    }
    return term;
}

/* c (cos u)^2 - c (sin u)^2 = c cos 2u and c (cosh u)^2 + c (sinh u)^2 =
 * c cosh 2u, for a sum that has such a pair. */
static nb_expr double_cosine(nb_pool *p, nb_expr sum)
{
    nb_expr one = nb_one(p), two = nb_integer(p, 2);
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2) {
        nb_expr c = nb_arg(p, sum, i), term = nb_arg(p, sum, i + 1);
        uint32_t n = nb_op_of(p, term) == NB_PROD ? nb_nargs(p, term) : 0;
        for (uint32_t k = 0; k < n; k += 2) {
            nb_expr b = nb_arg(p, term, k);
            bool round = nb_is_fn(p, b, NB_FN_COS);
            if ((!round && !nb_is_fn(p, b, NB_FN_COSH)) ||
                !nb_is_int(p, nb_arg(p, term, k + 1), 2))
                continue;
            nb_expr u = nb_arg(p, b, 0);
            nb_expr sine = nb_apply1(p, round ? NB_FN_SIN : NB_FN_SINH, u);
            nb_expr rest = nb_quotient(p, term, nb_power(p, b, two));
            nb_expr partner = nb_product2(p, rest, nb_power(p, sine, two));
            nb_expr twice =
                nb_apply1(p, round ? NB_FN_COS : NB_FN_COSH, nb_scale(p, two, u));
            nb_expr other = round ? nb_negate(p, c) : c;
            for (uint32_t j = 0; j < nb_nargs(p, sum); j += 2)
                if (nb_arg(p, sum, j + 1) == partner && nb_arg(p, sum, j) == other)
                    return nb_linear(
                        p, (nb_expr[]){one, nb_negate(p, c), nb_negate(p, other), c},
                        (nb_expr[]){sum, term, partner, nb_product2(p, rest, twice)}, 4);
        }
    }
    return sum;
}

nb_expr nb_double_angles(nb_pool *p, nb_expr e)
{
    static const rule f = {double_sine, double_cosine};
    return apply(p, e, &f, 0);
}

/* ---- squares ---- */

/* square f^2 + constant = g^2 */
typedef struct squares {
    unsigned f, g;
    int square, constant;
} squares;

static const squares square_rules[] = {
    {NB_FN_SIN, NB_FN_COS, -1, 1},   {NB_FN_COS, NB_FN_SIN, -1, 1},
    {NB_FN_TAN, NB_FN_SEC, 1, 1},    {NB_FN_SEC, NB_FN_TAN, 1, -1},
    {NB_FN_COT, NB_FN_CSC, 1, 1},    {NB_FN_CSC, NB_FN_COT, 1, -1},
    {NB_FN_SINH, NB_FN_COSH, 1, 1},  {NB_FN_COSH, NB_FN_SINH, 1, -1},
    {NB_FN_TANH, NB_FN_SECH, -1, 1}, {NB_FN_SECH, NB_FN_TANH, -1, 1},
    {NB_FN_COTH, NB_FN_CSCH, 1, -1}, {NB_FN_CSCH, NB_FN_COTH, 1, 1}};
enum { SQUARE_RULES = sizeof square_rules / sizeof *square_rules };

static const squares *find_squares(nb_pool *p, nb_expr f)
{
    for (int i = 0; nb_op_of(p, f) == NB_FN && i < SQUARE_RULES; i++)
        if (square_rules[i].f == nb_fn_of(p, f))
            return &square_rules[i];
    return NULL;
}

static nb_expr coefficient_of(nb_pool *p, nb_expr sum, nb_expr term)
{
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2)
        if (nb_arg(p, sum, i + 1) == term)
            return nb_arg(p, sum, i);
    return NB_NONE;
}

/* c r f^2 + d r with d = c constant/square is c square r g^2. */
static nb_expr square_in(nb_pool *p, nb_expr sum, nb_expr c, nb_expr term, nb_expr f)
{
    const squares *q = find_squares(p, f);
    nb_expr one = nb_one(p), two = nb_integer(p, 2);
    if (!q)
        return sum;
    nb_expr rest = nb_quotient(p, term, nb_power(p, f, two));
    nb_expr d = rest ? coefficient_of(p, sum, rest) : NB_NONE;
    nb_expr front = q->square > 0 ? c : nb_negate(p, c);
    if (!d || d != (q->constant > 0 ? front : nb_negate(p, front)))
        return sum;
    nb_expr g = nb_apply1(p, q->g, nb_arg(p, f, 0));
    nb_expr square = nb_product2(p, rest, nb_power(p, g, two));
    return nb_linear(p, (nb_expr[]){one, nb_negate(p, c), nb_negate(p, d), front},
                     (nb_expr[]){sum, term, rest, square}, 4);
}

static nb_expr squares_in_sum(nb_pool *p, nb_expr sum)
{
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2) {
        nb_expr c = nb_arg(p, sum, i), term = nb_arg(p, sum, i + 1);
        uint32_t n = nb_op_of(p, term) == NB_PROD ? nb_nargs(p, term) : 0;
        for (uint32_t k = 0; k < n; k += 2) {
            slong power;
            if (!nb_get_int(p, nb_arg(p, term, k + 1), &power) || power < 2)
                continue;
            nb_expr shorter = square_in(p, sum, c, term, nb_arg(p, term, k));
            if (shorter != sum)
                return shorter;
        }
    }
    return sum;
}

static nb_expr as_it_is(nb_pool *p, nb_expr term)
{
    (void)p;
    return term;
}

nb_expr nb_squares(nb_pool *p, nb_expr e)
{
    static const rule f = {as_it_is, squares_in_sum};
    return apply(p, e, &f, 0);
}

/* ---- is there any? ---- */

static unsigned kind_of(nb_pool *p, nb_expr e)
{
    unsigned facts = nb_facts(p, e);
    return (facts & NB_FACT_SINES ? NB_HAS_SINES : 0u) |
           (facts & NB_FACT_RATIOS ? NB_HAS_RATIOS : 0u);
}

static unsigned kinds_in(nb_pool *p, nb_expr e, int depth)
{
    nb_op op = nb_op_of(p, e);
    unsigned kinds = kind_of(p, e);
    bool sum = op == NB_SUM;
    if (!kinds || op == NB_FN)
        return kinds;
    if (depth > MOST_DEPTH)
        return 0;
    kinds = 0;
    for (uint32_t i = sum; i < nb_nargs(p, e) && kinds != 3; i += 2)
        kinds |= kinds_in(p, nb_arg(p, e, i), depth + sum);
    return kinds;
}

unsigned nb_trigonometric(nb_pool *p, nb_expr e) { return kinds_in(p, e, 0); }
