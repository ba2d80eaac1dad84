#include "numeric/sign.h"

#include "expr/function.h"

#include <math.h>
#include <stdlib.h>

/* With an expression goes a quotient U/L of algebraic integers that equals it.
 * u and l bound log2 of U, L and all their conjugates. Where D is the degree of
 * the field that holds U and L, a nonzero norm of U is at least 1, so
 * |U| >= 2^(-(D-1) u) and |U/L| >= 2^-((D-1) u + l). */
typedef struct bound {
    double u, l;
} bound;

/* Rounding errors of the bounds' own arithmetic stay below this share. */
static const double slack = 1e-9;
static const bound unknown = {HUGE_VAL, HUGE_VAL};

typedef struct separation {
    nb_pool *p;
    nb_list order;
    nb_map place;
    bound *bounds;  /* of the nodes, by place */
    ulong *degrees; /* of the roots taken of a node: their common multiple */
    double circle;  /* common multiple of the orders of roots of unity */
} separation;

static double up(double x) { return x + fabs(x) * slack + slack; }

static double log2_fmpz(const fmpz_t n)
{
    return fmpz_is_zero(n) ? 0 : up(fmpz_dlog(n) / log(2.0));
}

/* log2(2^a + 2^b) */
static double log2_sum(double a, double b)
{
    double high = fmax(a, b), low = fmin(a, b);
    return isinf(high) ? high : up(high + log2(1 + exp2(low - high)));
}

static bound of_number(const fmpq *q)
{
    fmpz_t n;
    fmpz_init(n);
    fmpz_abs(n, fmpq_numref(q));
    bound b = {log2_fmpz(n), log2_fmpz(fmpq_denref(q))};
    fmpz_clear(n);
    return b;
}

static bound plus(bound a, bound b)
{
    return (bound){log2_sum(a.u + b.l, a.l + b.u), up(a.l + b.l)};
}

static bound times(bound a, bound b) { return (bound){up(a.u + b.u), up(a.l + b.l)}; }

static bound inverse(bound a) { return (bound){a.l, a.u}; }

/* The kth root of U/L is root(U L^(k-1)) / L, or U / root(U^(k-1) L). */
static bound root_of(bound a, double k)
{
    if (a.u >= a.l)
        return (bound){up((a.u + (k - 1) * a.l) / k), a.l};
    return (bound){a.u, up(((k - 1) * a.u + a.l) / k)};
}

static bound power_of(bound a, double n) { return (bound){up(n * a.u), up(n * a.l)}; }

/* ---- nodes ---- */

static uint32_t place_of(const separation *s, nb_expr e)
{
    return nb_map_get(&s->place, e, 0);
}

static bound operand(const separation *s, nb_expr e, uint32_t i)
{
    return s->bounds[place_of(s, nb_arg(s->p, e, i))];
}

static ulong common_multiple(ulong a, ulong b)
{
    ulong g = n_gcd(a, b);
    return a / g > UINT32_MAX / b ? UINT32_MAX : a / g * b;
}

/* base^exponent for a NUMBER exponent. */
static bound rational_power(separation *s, nb_expr base, nb_expr exponent)
{
    if (!nb_is_number(s->p, exponent))
        return unknown;
    const fmpq *r = nb_value(s->p, exponent);
    if (fmpz_bits(fmpq_numref(r)) > 30 || fmpz_bits(fmpq_denref(r)) > 30)
        return unknown;
    double n = fabs((double)fmpz_get_si(fmpq_numref(r)));
    ulong k = fmpz_get_ui(fmpq_denref(r));
    uint32_t place = place_of(s, base);
    bound b = s->bounds[place];
    if (k > 1) {
        s->degrees[place] = common_multiple(s->degrees[place], k);
        b = root_of(b, (double)k);
    }
    b = power_of(b, n);
    return fmpq_sgn(r) < 0 ? inverse(b) : b;
}

/* Finds r where e is r * pi. */
static bool multiple_of_pi(nb_pool *p, nb_expr e, fmpq_t r)
{
    fmpq_one(r);
    if (nb_is_fn(p, e, NB_FN_PI))
        return true;
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) != 2 ||
        !nb_is_fn(p, nb_arg(p, e, 1), NB_FN_PI))
        return false;
    fmpq_set(r, nb_value(p, nb_arg(p, e, 0)));
    return true;
}

/* 2 sin(a pi/n) and 2 cos(a pi/n) are sums of two roots of unity of an order that
 * divides 4n: algebraic integers, all of whose conjugates are at most 2. */
static bound trigonometric(separation *s, nb_expr e)
{
    bound result = unknown;
    fmpq_t r;
    fmpq_init(r);
    if (multiple_of_pi(s->p, nb_arg(s->p, e, 0), r) && fmpz_bits(fmpq_denref(r)) < 20) {
        ulong order = 4 * fmpz_get_ui(fmpq_denref(r));
        s->circle = (double)common_multiple((ulong)s->circle, order);
        result = (bound){1, 1};
    }
    fmpq_clear(r);
    return result;
}

static bound of_function(separation *s, nb_expr e)
{
    switch (nb_fn_of(s->p, e)) {
    case NB_FN_ABS: return operand(s, e, 0);
    case NB_FN_SIN:
    case NB_FN_COS:
    case NB_FN_TAN:
    case NB_FN_COT:
    case NB_FN_SEC:
    case NB_FN_CSC: return trigonometric(s, e);
    case NB_FN_SQRT:
        s->degrees[place_of(s, nb_arg(s->p, e, 0))] =
            common_multiple(s->degrees[place_of(s, nb_arg(s->p, e, 0))], 2);
        return root_of(operand(s, e, 0), 2);
    default: return unknown;
    }
}

static bound of_sum(const separation *s, nb_expr e)
{
    bound total = times(operand(s, e, 0), operand(s, e, 1));
    for (uint32_t i = 2; i + 1 < nb_nargs(s->p, e); i += 2)
        total = plus(total, times(operand(s, e, i), operand(s, e, i + 1)));
    return total;
}

static bound of_product(separation *s, nb_expr e)
{
    bound total = {0, 0};
    for (uint32_t i = 0; i + 1 < nb_nargs(s->p, e); i += 2)
        total =
            times(total, rational_power(s, nb_arg(s->p, e, i), nb_arg(s->p, e, i + 1)));
    return total;
}

static bound bound_of(separation *s, nb_expr e)
{
    switch (nb_op_of(s->p, e)) {
    case NB_NUMBER: return of_number(nb_value(s->p, e));
    case NB_ADD:
    case NB_SUB: return plus(operand(s, e, 0), operand(s, e, 1));
    case NB_MUL: return times(operand(s, e, 0), operand(s, e, 1));
    case NB_DIV: return times(operand(s, e, 0), inverse(operand(s, e, 1)));
    case NB_NEG: return operand(s, e, 0);
    case NB_POW: return rational_power(s, nb_arg(s->p, e, 0), nb_arg(s->p, e, 1));
    case NB_SUM: return of_sum(s, e);
    case NB_PROD: return of_product(s, e);
    case NB_FN: return nb_nargs(s->p, e) == 1 ? of_function(s, e) : unknown;
    default: return unknown;
    }
}

/* ---- the whole ---- */

/* The degree of the field: the product of the degrees of all that is adjoined. */
static double degree(const separation *s)
{
    double d = s->circle;
    for (uint32_t i = 0; i < s->order.n; i++)
        d *= (double)s->degrees[i];
    return d;
}

static double separation_bits(separation *s, nb_expr closed)
{
    uint32_t n = s->order.n;
    s->bounds = malloc(n * sizeof *s->bounds);
    s->degrees = malloc(n * sizeof *s->degrees);
    if (!s->bounds || !s->degrees)
        return HUGE_VAL;
    for (uint32_t i = 0; i < n; i++) {
        s->degrees[i] = 1;
        s->bounds[i] = bound_of(s, s->order.items[i]);
        if (!nb_map_put(s->p, &s->place, s->order.items[i], i))
            return HUGE_VAL;
    }
    bound b = s->bounds[place_of(s, closed)];
    return isinf(b.u) || isinf(b.l) ? HUGE_VAL
                                    : up((degree(s) - 1) * fmax(b.u, 0) + b.l + 1);
}

double nb_separation_bits(nb_pool *p, nb_expr closed)
{
    separation s = {.p = p, .circle = 1};
    double bits = HUGE_VAL;
    if (nb_topological(p, &closed, 1, &s.order))
        bits = separation_bits(&s, closed);
    nb_list_free(&s.order);
    nb_map_free(&s.place);
    free(s.bounds);
    free(s.degrees);
    return bits;
}
