#include "calculus/germ.h"

#include "algebra/canon.h"
#include "calculus/series.h"

#include <stdlib.h>
#include <string.h>

/* Expansions of all nodes of an expression whose symbols have expansions. */
typedef struct germ {
    nb_expansion *x;
    nb_pool *p;
    nb_at_run *at;   /* values of what stays still; NULL in columns of the table */
    nb_varset moves; /* the variable's bit */
    nb_list order;
    nb_map place;
    nb_series *nodes;
    const nb_expr *symbols; /* these stand for the series beside them */
    const nb_series *bound;
    uint32_t nbound;
} germ;

static const nb_series *operand(const germ *g, nb_expr e, uint32_t i)
{
    return &g->nodes[nb_map_get(&g->place, nb_arg(g->p, e, i), 0)];
}

static nb_series constant(const germ *g, nb_expr c)
{
    return nb_series_linear(g->x, c, NB_NONE);
}

static nb_series unknown(void) { return nb_series_of_status(NB_SERIES_UNKNOWN); }

static nb_series undefined(void) { return nb_series_of_status(NB_SERIES_UNDEFINED); }

static nb_series negative(const germ *g, const nb_series *a)
{
    return nb_series_scale(g->x, a, nb_canonical(g->p, nb_integer(g->p, -1)));
}

static nb_series difference(const germ *g, const nb_series *a, const nb_series *b)
{
    nb_series minus = negative(g, b);
    if (a == b)
        return constant(g, NB_NONE);
    return nb_series_add(g->x, a, &minus);
}

/* a/b; where both are one node the quotient is 1. */
static nb_series quotient(const germ *g, const nb_series *a, const nb_series *b)
{
    nb_series copy = *b;
    nb_sign sign = nb_series_sign(g->x, &copy);
    if (a == b && (sign == NB_POSITIVE || sign == NB_NEGATIVE))
        return constant(g, nb_one(g->p));
    return nb_series_divide(g->x, a, b);
}

/* ---- functions ---- */

static nb_series absolute(const germ *g, const nb_series *u)
{
    nb_series a = *u;
    switch (nb_series_sign(g->x, &a)) {
    case NB_NEGATIVE: return negative(g, &a);
    case NB_SIGN_UNKNOWN: /* |O(t^r)| = O(t^r) */ return a.n ? unknown() : a;
    default: return a;
    }
}

static nb_series sign_of(const germ *g, const nb_series *u)
{
    nb_series a = *u;
    nb_sign s = nb_series_sign(g->x, &a);
    return s == NB_SIGN_UNKNOWN ? unknown()
                                : constant(g, nb_canonical(g->p, nb_integer(g->p, s)));
}

/* The greater (or the lesser) of two; where they differ by O(t^r) either, with
 * that remainder. */
static nb_series extremum(const germ *g, const nb_series *a, const nb_series *b,
                          bool least)
{
    nb_series d = difference(g, a, b);
    switch (nb_series_sign(g->x, &d)) {
    case NB_NEGATIVE: return least ? *a : *b;
    case NB_SIGN_UNKNOWN: return d.n ? unknown() : nb_series_add(g->x, a, &d);
    default: return least ? *b : *a;
    }
}

static nb_series extremum_of(const germ *g, nb_expr e)
{
    nb_series best = *operand(g, e, 0);
    for (uint32_t i = 1; i < nb_nargs(g->p, e); i++)
        best = extremum(g, &best, operand(g, e, i), nb_fn_of(g->p, e) == NB_FN_MIN);
    return best;
}

static nb_series column_germ(const germ *g, const char *text, const nb_series *args,
                             uint32_t n);

/* f(a) = f(a(0)) + integral of f'(a) a', where f has no Taylor expansion at a(0),
 * as the inverse sine at 1; f' from the table. */
static nb_series by_integral(const germ *g, unsigned fn, const nb_series *a)
{
    nb_expr c, value;
    nb_undefined why;
    nb_map none = {0};
    const char *derivative = nb_function_row(fn)->derivative;
    if (!*derivative || !nb_series_limit(g->x, a, &c) ||
        nb_at(g->p, nb_fn1(g->p, fn, c), &none, &value, &why) != NB_AT_DEFINED)
        return unknown();
    nb_series outer = column_germ(g, derivative, a, 1);
    nb_series inner = nb_series_derivative(g->x, a);
    nb_series s = nb_series_multiply(g->x, &outer, &inner);
    s = nb_series_integral(g->x, &s);
    nb_series start = constant(g, value);
    return nb_series_add(g->x, &start, &s);
}

static nb_series half_turn(const germ *g, int sign)
{
    nb_expr pi = nb_apply(g->p, NB_FN_PI, 0, NULL);
    return constant(g, sign < 0 ? nb_negate(g->p, pi) : pi);
}

/* atan(y/x) for x > 0, plus or minus pi for x < 0; pi/2 - atan(x/y) between. */
static nb_series angle(const germ *g, const nb_series *v, const nb_series *u)
{
    nb_series y = *v, x = *u, limit, s;
    nb_expr c;
    nb_sign sy = nb_series_sign(g->x, &y), sx = nb_series_sign(g->x, &x);
    if (sy == NB_SIGN_UNKNOWN || sx == NB_SIGN_UNKNOWN)
        return unknown();
    if (sx == NB_ZERO && sy == NB_ZERO)
        return undefined();
    if (sx != NB_ZERO) {
        s = quotient(g, &y, &x);
        if (nb_series_limit(g->x, &s, &c)) {
            s = nb_series_taylor(g->x, NB_FN_ATAN, &s);
            limit = half_turn(g, sy == NB_NEGATIVE ? -1 : 1);
            return sx == NB_POSITIVE ? s : nb_series_add(g->x, &s, &limit);
        }
    }
    s = quotient(g, &x, &y);
    s = nb_series_taylor(g->x, NB_FN_ATAN, &s);
    limit = half_turn(g, sy);
    limit = nb_series_scale(g->x, &limit, nb_canonical(g->p, nb_ratio(g->p, 1, 2)));
    return difference(g, &limit, &s);
}

static nb_series logarithm(const germ *g, const nb_series *u)
{
    nb_series a = *u;
    switch (nb_series_sign(g->x, &a)) {
    case NB_POSITIVE: return nb_series_taylor(g->x, NB_FN_LN, &a);
    case NB_SIGN_UNKNOWN: return unknown();
    default: return undefined();
    }
}

/* Whether the argument is proven to be off the domain for all small t > 0. */
static bool outside_domain(const germ *g, unsigned fn, const nb_series *a)
{
    const char *domain = nb_function_row(fn)->domain;
    if (!*domain)
        return false;
    nb_series condition = column_germ(g, domain, a, 1);
    return condition.status == NB_SERIES_GOOD && condition.truth == 0;
}

static nb_series function(const germ *g, nb_expr e)
{
    unsigned fn = nb_fn_of(g->p, e);
    uint32_t n = nb_nargs(g->p, e);
    const char *rewrite = nb_function_row(fn)->rewrite;
    if (n == 0)
        return constant(g, nb_apply(g->p, fn, 0, NULL));
    if (fn == NB_FN_MIN || fn == NB_FN_MAX)
        return extremum_of(g, e);
    if (fn == NB_FN_ABS)
        return absolute(g, operand(g, e, 0));
    if (fn == NB_FN_SIGN)
        return sign_of(g, operand(g, e, 0));
    if (fn == NB_FN_LN)
        return logarithm(g, operand(g, e, 0));
    if (fn == NB_FN_ATAN2)
        return angle(g, operand(g, e, 0), operand(g, e, 1));
    if (*rewrite) {
        nb_series args[2] = {*operand(g, e, 0), *operand(g, e, n - 1)};
        return column_germ(g, rewrite, args, n);
    }
    if (n > 1)
        return unknown();
    nb_series s = nb_series_taylor(g->x, fn, operand(g, e, 0));
    if (s.status != NB_SERIES_UNKNOWN)
        return s;
    return outside_domain(g, fn, operand(g, e, 0)) ? undefined()
                                                   : by_integral(g, fn, operand(g, e, 0));
}

/* ---- conditions ---- */

static int negation(int truth) { return truth < 0 ? -1 : !truth; }

static nb_series relation(const germ *g, nb_expr e)
{
    nb_series d = difference(g, operand(g, e, 0), operand(g, e, 1));
    if (d.status != NB_SERIES_GOOD)
        return nb_series_of_status(d.status);
    nb_sign s = nb_series_sign(g->x, &d);
    if (s == NB_SIGN_UNKNOWN)
        return unknown();
    switch ((nb_rel)nb_fn_of(g->p, e)) {
    case NB_LT: return nb_series_truth(s < 0);
    case NB_LE: return nb_series_truth(s <= 0);
    case NB_EQ: return nb_series_truth(s == 0);
    case NB_NE: return nb_series_truth(s != 0);
    case NB_GE: return nb_series_truth(s >= 0);
    case NB_GT: return nb_series_truth(s > 0);
    }
    return unknown();
}

/* From the left; one operand may settle the matter alone. */
static nb_series connective(const germ *g, nb_expr e)
{
    int settling = nb_op_of(g->p, e) == NB_OR;
    const nb_series *a = operand(g, e, 0), *b = operand(g, e, 1);
    if (a->status == NB_SERIES_UNDEFINED || a->truth == settling)
        return *a;
    if (b->truth == settling)
        return a->truth < 0 ? unknown() : *b;
    return a->truth < 0 ? unknown() : *b;
}

static nb_series cases(const germ *g, nb_expr e)
{
    uint32_t n = nb_nargs(g->p, e);
    for (uint32_t i = 0; i < n; i += 2) {
        const nb_series *condition = i + 1 < n ? operand(g, e, i + 1) : NULL;
        if (condition && condition->truth < 0)
            return nb_series_of_status(condition->status);
        if (!condition || condition->truth)
            return *operand(g, e, i);
    }
    return undefined();
}

/* ---- nodes ---- */

static nb_series sum(const germ *g, nb_expr e)
{
    nb_series s = constant(g, NB_NONE);
    for (uint32_t i = 0; i + 1 < nb_nargs(g->p, e); i += 2) {
        nb_series t = nb_series_scale(g->x, operand(g, e, i + 1), nb_arg(g->p, e, i));
        s = nb_series_add(g->x, &s, &t);
    }
    return s;
}

static nb_series product(const germ *g, nb_expr e)
{
    nb_series s = constant(g, nb_one(g->p));
    for (uint32_t i = 0; i + 1 < nb_nargs(g->p, e); i += 2) {
        nb_series t = nb_series_power(g->x, operand(g, e, i), operand(g, e, i + 1));
        s = nb_series_multiply(g->x, &s, &t);
    }
    return s;
}

static nb_series combine(const germ *g, nb_expr e)
{
    const nb_series *a = operand(g, e, 0);
    const nb_series *b = operand(g, e, nb_nargs(g->p, e) - 1);
    switch (nb_op_of(g->p, e)) {
    case NB_ADD: return nb_series_add(g->x, a, b);
    case NB_SUB: return difference(g, a, b);
    case NB_MUL: return nb_series_multiply(g->x, a, b);
    case NB_DIV: return quotient(g, a, b);
    case NB_NEG: return negative(g, a);
    case NB_POW: return nb_series_power(g->x, a, b);
    case NB_SUM: return sum(g, e);
    case NB_PROD: return product(g, e);
    case NB_FN: return function(g, e);
    case NB_REL: return relation(g, e);
    case NB_NOT: return nb_series_truth(negation(a->truth));
    default: return unknown();
    }
}

static nb_series_status worst_operand(const germ *g, nb_expr e)
{
    nb_series_status worst = NB_SERIES_GOOD;
    for (uint32_t i = 0; i < nb_nargs(g->p, e); i++)
        worst = nb_series_worse(worst, operand(g, e, i)->status);
    return worst;
}

/* What does not move has its value already. */
static nb_series still(const germ *g, const nb_at_node *n)
{
    if (n->status != NB_AT_DEFINED)
        return nb_series_of_status(n->status == NB_AT_UNDEFINED ? NB_SERIES_UNDEFINED
                                                                : NB_SERIES_UNKNOWN);
    nb_series s = constant(g, n->value);
    if (nb_is_number(g->p, n->value))
        s.truth = !nb_is_int(g->p, n->value, 0);
    return s;
}

static nb_series of_node(const germ *g, nb_expr e)
{
    for (uint32_t i = 0; i < g->nbound; i++)
        if (e == g->symbols[i])
            return g->bound[i];
    const nb_at_node *n = g->at ? nb_at_node_of(g->at, e) : NULL;
    if (n && !(n->depends & g->moves))
        return still(g, n);
    switch (nb_op_of(g->p, e)) {
    case NB_NUMBER: return constant(g, nb_canonical(g->p, e));
    case NB_SYMBOL:
    case NB_CALL: return unknown();
    case NB_FN:
        if (nb_nargs(g->p, e) == 0)
            return function(g, e);
        break;
    case NB_AND:
    case NB_OR: return connective(g, e);
    case NB_CASES: return cases(g, e);
    default: break;
    }
    nb_series_status worst = worst_operand(g, e);
    return worst == NB_SERIES_GOOD ? combine(g, e) : nb_series_of_status(worst);
}

static nb_series expand(germ *g, nb_expr e)
{
    nb_series result = unknown();
    bool ok = e && nb_topological(g->p, &e, 1, &g->order);
    if (ok)
        g->nodes = malloc(g->order.n * sizeof *g->nodes);
    if (ok && !g->nodes)
        nb_fail(g->p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; g->nodes && i < g->order.n && nb_poll(g->p); i++) {
        g->nodes[i] = of_node(g, g->order.items[i]);
        if (!nb_map_put(g->p, &g->place, g->order.items[i], i))
            break;
        if (i + 1 == g->order.n)
            result = g->nodes[i];
    }
    nb_list_free(&g->order);
    nb_map_free(&g->place);
    free(g->nodes);
    return nb_failed(g->p) ? unknown() : result;
}

/* A column of the function table, u and v standing for these series. Columns
 * name only functions further up in the table, so this does not go deep. */
static nb_series column_germ(const germ *g, const char *text, const nb_series *args,
                             uint32_t n)
{
    nb_expr symbols[2] = {nb_symbol(g->p, "u", 1), nb_symbol(g->p, "v", 1)};
    germ inner = {.x = g->x, .p = g->p, .symbols = symbols, .bound = args, .nbound = n};
    return expand(&inner, nb_read_column(g->p, text));
}

/* ---- the verdict ---- */

/* Reads (f(v0 + d t) - f(v0)) / t off the expansion of f. */
static nb_side verdict(nb_expansion *x, nb_series *s, nb_expr value, int direction)
{
    nb_pool *p = x->p;
    nb_side side = {NB_SIDE_UNKNOWN, NB_NONE};
    if (s->status != NB_SERIES_GOOD) {
        if (s->status == NB_SERIES_UNDEFINED)
            side.status = NB_SIDE_UNDEFINED;
        return side;
    }
    nb_series start = nb_series_linear(x, nb_negate(p, value), NB_NONE);
    nb_series d = nb_series_add(x, s, &start);
    nb_sign sign = nb_series_sign(x, &d);
    nb_exponent first = d.n ? d.terms[0].e : (nb_exponent){2, 1};
    nb_exponent one = {1, 1};
    if (sign == NB_SIGN_UNKNOWN && d.n)
        return side;
    if (d.n && first.num <= 0)
        side.status = NB_SIDE_JUMP;
    else if (d.n && nb_exponent_compare(first, one) < 0)
        side.status = NB_SIDE_INFINITE;
    else if (d.exact || nb_exponent_compare(d.rest, one) > 0)
        side.status = NB_SIDE_FINITE;
    if (side.status == NB_SIDE_FINITE) {
        bool linear = d.n && nb_exponent_compare(first, one) == 0;
        side.value = linear ? d.terms[0].c : nb_zero(p);
        if (direction < 0)
            side.value = nb_negate(p, side.value);
    }
    return side;
}

static nb_side side_within(nb_at_run *at, nb_expr function, nb_expr value,
                           nb_expr variable, int direction, slong limit)
{
    nb_expansion x = {.p = at->p, .balls = &at->balls, .limit = {limit, 1}};
    nb_expr step = nb_canonical(at->p, nb_integer(at->p, direction));
    nb_expr here = nb_map_get(at->point, variable, NB_NONE);
    nb_series line = nb_series_linear(&x, here, step);
    germ g = {.x = &x,
              .p = at->p,
              .at = at,
              .moves = nb_at_bit(at, variable),
              .symbols = &variable,
              .bound = &line,
              .nbound = 1};
    nb_series s = expand(&g, function);
    return verdict(&x, &s, value, direction);
}

nb_side nb_side_of(nb_at_run *at, nb_expr function, nb_expr value, nb_expr variable,
                   int direction)
{
    static const slong limits[] = {2, 4, 8, 20};
    nb_side side = {NB_SIDE_UNKNOWN, NB_NONE};
    for (unsigned i = 0; i < sizeof limits / sizeof *limits; i++) {
        side = side_within(at, function, value, variable, direction, limits[i]);
        if (side.status != NB_SIDE_UNKNOWN || nb_failed(at->p))
            break;
    }
    return side;
}
