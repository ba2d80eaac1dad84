#include "teach/sample.h"

#include "expr/function.h"

#include <math.h>
#include <stdlib.h>

void nb_samples_open(nb_samples *s, nb_pool *p) { *s = (nb_samples){.pool = p}; }

void nb_samples_close(nb_samples *s)
{
    nb_map_free(&s->place);
    free(s->values);
    *s = (nb_samples){0};
}

/* The place for the values of e, which has none yet. */
static double *place_for(nb_samples *s, nb_expr e)
{
    void *values = nb_room(s->pool, s->values, s->n, &s->capacity, sizeof *s->values);
    if (!values)
        return NULL;
    s->values = values;
    return nb_map_put(s->pool, &s->place, e, s->n + 1) ? s->values[s->n++] : NULL;
}

static double *known(const nb_samples *s, nb_expr e)
{
    uint32_t i = nb_map_get(&s->place, e, 0);
    return i ? s->values[i - 1] : NULL;
}

bool nb_samples_at(nb_samples *s, const nb_expr *variables, const double *values,
                   uint32_t n)
{
    if (s->n_points == NB_SAMPLES_MAX)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        double *v = known(s, variables[i]);
        if (!v)
            v = place_for(s, variables[i]);
        if (!v)
            return false;
        v[s->n_points] = values[i];
    }
    s->n_points++;
    return true;
}

/* ---- one operation at one point ---- */

static double root_sign(double x, double magnitude)
{
    return x < 0 ? -magnitude : magnitude;
}

static double inverse(double x) { return 1 / x; }

static double acot(double x) { return atan2(1, x); }

static double function1(unsigned fn, double u)
{
    switch ((nb_fn)fn) {
    case NB_FN_SQRT: return sqrt(u);
    case NB_FN_CBRT: return cbrt(u);
    case NB_FN_EXP: return exp(u);
    case NB_FN_LN: return u > 0 ? log(u) : NAN;
    case NB_FN_LOG2: return u > 0 ? log2(u) : NAN;
    case NB_FN_LOG10: return u > 0 ? log10(u) : NAN;
    case NB_FN_ABS: return fabs(u);
    case NB_FN_SIGN: return u == 0 ? 0 : root_sign(u, 1);
    case NB_FN_SIN: return sin(u);
    case NB_FN_COS: return cos(u);
    case NB_FN_TAN: return tan(u);
    case NB_FN_COT: return inverse(tan(u));
    case NB_FN_SEC: return inverse(cos(u));
    case NB_FN_CSC: return inverse(sin(u));
    case NB_FN_ASIN: return asin(u);
    case NB_FN_ACOS: return acos(u);
    case NB_FN_ATAN: return atan(u);
    case NB_FN_ACOT: return acot(u);
    case NB_FN_ASEC: return acos(inverse(u));
    case NB_FN_ACSC: return asin(inverse(u));
    case NB_FN_SINH: return sinh(u);
    case NB_FN_COSH: return cosh(u);
    case NB_FN_TANH: return tanh(u);
    case NB_FN_COTH: return inverse(tanh(u));
    case NB_FN_SECH: return inverse(cosh(u));
    case NB_FN_CSCH: return inverse(sinh(u));
    case NB_FN_ASINH: return asinh(u);
    case NB_FN_ACOSH: return acosh(u);
    case NB_FN_ATANH: return atanh(u);
    case NB_FN_ACOTH: return atanh(inverse(u));
    case NB_FN_ASECH: return acosh(inverse(u));
    case NB_FN_ACSCH: return asinh(inverse(u));
    case NB_FN_ERF: return erf(u);
    case NB_FN_FACTORIAL: return tgamma(u + 1);
    default: return NAN;
    }
}

static double function2(unsigned fn, double u, double v)
{
    switch ((nb_fn)fn) {
    case NB_FN_ROOT: return pow(u, 1 / v);
    case NB_FN_LOGB: return u > 0 && v > 0 ? log(u) / log(v) : NAN;
    case NB_FN_ATAN2: return atan2(u, v);
    case NB_FN_HYPOT: return hypot(u, v);
    case NB_FN_MIN: return u < v ? u : v;
    case NB_FN_MAX: return u > v ? u : v;
    default: return NAN;
    }
}

/* The exponent as a fraction in lowest terms with an odd denominator, if it is one:
 * *negative says that a negative base gives a negative power. */
static bool has_odd_root(nb_pool *p, nb_expr e, bool *negative)
{
    bool found = false;
    fmpq_t r;
    fmpq_init(r);
    if (nb_op_of(p, e) == NB_NEG)
        e = nb_arg(p, e, 0);
    if (nb_is_number(p, e)) {
        fmpq_set(r, nb_value(p, e));
        found = true;
    } else if (nb_op_of(p, e) == NB_DIV && nb_is_number(p, nb_arg(p, e, 0)) &&
               nb_is_number(p, nb_arg(p, e, 1)) &&
               nb_number_sign(p, nb_arg(p, e, 1)) != 0) {
        fmpq_div(r, nb_value(p, nb_arg(p, e, 0)), nb_value(p, nb_arg(p, e, 1)));
        found = true;
    }
    found = found && fmpz_is_odd(fmpq_denref(r));
    *negative = found && fmpz_is_odd(fmpq_numref(r));
    fmpq_clear(r);
    return found;
}

/* base^exponent over the reals. */
static double power_at(double base, double exponent, bool odd_root, bool negative)
{
    if (base < 0 && odd_root)
        return negative ? -pow(-base, exponent) : pow(-base, exponent);
    return pow(base, exponent);
}

static double relation(unsigned rel, double a, double b)
{
    if (isnan(a) || isnan(b))
        return NAN;
    switch ((nb_rel)rel) {
    case NB_LT: return a < b;
    case NB_LE: return a <= b;
    case NB_EQ: return a == b;
    case NB_NE: return a != b;
    case NB_GE: return a >= b;
    case NB_GT: return a > b;
    }
    return NAN;
}

/* ---- one node at all points ---- */

/* The operand's value at point k; all operands are known. */
static double operand(const nb_samples *s, nb_expr e, uint32_t i, uint32_t k)
{
    return known(s, nb_arg(s->pool, e, i))[k];
}

static double sum_at(const nb_samples *s, nb_expr e, uint32_t k)
{
    double sum = 0;
    for (uint32_t i = 0; i < nb_nargs(s->pool, e); i += 2)
        sum += operand(s, e, i, k) * operand(s, e, i + 1, k);
    return sum;
}

static double product_at(const nb_samples *s, nb_expr e, uint32_t k)
{
    double product = 1;
    for (uint32_t i = 0; i < nb_nargs(s->pool, e); i += 2) {
        bool negative, odd = has_odd_root(s->pool, nb_arg(s->pool, e, i + 1), &negative);
        product *= power_at(operand(s, e, i, k), operand(s, e, i + 1, k), odd, negative);
    }
    return product;
}

static double cases_at(const nb_samples *s, nb_expr e, uint32_t k)
{
    uint32_t n = nb_nargs(s->pool, e);
    for (uint32_t i = 0; i + 1 < n; i += 2) {
        double truth = operand(s, e, i + 1, k);
        if (isnan(truth))
            return NAN;
        if (truth != 0)
            return operand(s, e, i, k);
    }
    return n % 2 ? operand(s, e, n - 1, k) : NAN;
}

static double function_at(const nb_samples *s, nb_expr e, uint32_t k)
{
    unsigned fn = nb_fn_of(s->pool, e);
    uint32_t n = nb_nargs(s->pool, e);
    if (n == 0)
        return fn == NB_FN_PI ? acos(-1) : fn == NB_FN_E ? exp(1) : NAN;
    double u = operand(s, e, 0, k);
    if (n == 1)
        return function1(fn, u);
    for (uint32_t i = 1; i < n; i++)
        u = function2(fn, u, operand(s, e, i, k));
    return u;
}

static double binary_at(const nb_samples *s, nb_expr e, uint32_t k)
{
    double a = operand(s, e, 0, k), b = operand(s, e, 1, k);
    bool negative, odd;
    switch (nb_op_of(s->pool, e)) {
    case NB_ADD: return a + b;
    case NB_SUB: return a - b;
    case NB_MUL: return a * b;
    case NB_DIV: return b == 0 ? NAN : a / b;
    case NB_AND: return isnan(a) || isnan(b) ? NAN : a != 0 && b != 0;
    case NB_OR: return isnan(a) || isnan(b) ? NAN : a != 0 || b != 0;
    case NB_POW:
        odd = has_odd_root(s->pool, nb_arg(s->pool, e, 1), &negative);
        return power_at(a, b, odd, negative);
    default: return NAN;
    }
}

static double number_at(nb_pool *p, nb_expr e)
{
    arb_t x;
    arb_init(x);
    arb_set_fmpq(x, nb_value(p, e), 64);
    double d = arf_get_d(arb_midref(x), ARF_RND_NEAR);
    arb_clear(x);
    return d;
}

static double value_at(const nb_samples *s, nb_expr e, uint32_t k)
{
    nb_pool *p = s->pool;
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: return number_at(p, e);
    case NB_NEG: return -operand(s, e, 0, k);
    case NB_NOT: return isnan(operand(s, e, 0, k)) ? NAN : operand(s, e, 0, k) == 0;
    case NB_FN: return function_at(s, e, k);
    case NB_REL:
        return relation(nb_fn_of(p, e), operand(s, e, 0, k), operand(s, e, 1, k));
    case NB_CASES: return cases_at(s, e, k);
    case NB_SUM: return sum_at(s, e, k);
    case NB_PROD: return product_at(s, e, k);
    case NB_SYMBOL:
    case NB_CALL: return NAN;
    default: return binary_at(s, e, k);
    }
}

const double *nb_samples_of(nb_samples *s, nb_expr e)
{
    nb_list order = {0};
    if (!e)
        return NULL;
    if (known(s, e))
        return known(s, e);
    bool ok = nb_topological_but(s->pool, &e, 1, &s->place, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        double values[NB_SAMPLES_MAX] = {0};
        for (uint32_t k = 0; k < s->n_points; k++)
            values[k] = value_at(s, order.items[i], k);
        double *v = place_for(s, order.items[i]);
        ok = v && nb_poll(s->pool);
        for (uint32_t k = 0; ok && k < s->n_points; k++)
            v[k] = values[k];
    }
    nb_list_free(&order);
    return ok ? known(s, e) : NULL;
}

bool nb_samples_agree(const nb_samples *s, const double *a, const double *b)
{
    const double tolerance = 1e-9;
    for (uint32_t k = 0; k < s->n_points; k++) {
        double scale = fmax(1, fmax(fabs(a[k]), fabs(b[k])));
        if (!(fabs(a[k] - b[k]) <= tolerance * scale))
            return false;
    }
    return s->n_points > 0;
}

/* ---- points ---- */

/* Coordinates of the points that are tried: variable i of point j. The fractional parts
 * of multiples of irrationals; near 1, then between 0 and 1, then of any sign. */
static double coordinate(uint32_t i, uint32_t j)
{
    double t = (i + 1) * 0.618033988749895 + (j + 1) * 0.414213562373095 +
               (i + 1) * (j + 1) * 0.0732050807568877;
    t -= floor(t);
    switch (j % 4) {
    case 0: return 0.4 + 1.4 * t;
    case 1: return 1.2 + 1.9 * t;
    case 2: return -1.7 + 3.3 * t;
    default: return 0.1 + 0.8 * t;
    }
}

static bool all_finite(nb_samples *s, const nb_expr *e, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const double *v = nb_samples_of(s, e[i]);
        if (!v || !isfinite(v[0]))
            return false;
    }
    return true;
}

bool nb_samples_choose(nb_samples *s, const nb_expr *variables, uint32_t n,
                       const nb_expr *expressions, uint32_t n_expressions)
{
    enum { TRIED = 40 };
    double *x = malloc((n + 1) * sizeof *x);
    bool ok = x || nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    for (uint32_t j = 0; ok && j < TRIED && s->n_points < NB_SAMPLES_MAX; j++) {
        nb_samples trial;
        nb_samples_open(&trial, s->pool);
        for (uint32_t i = 0; i < n; i++)
            x[i] = coordinate(i, j);
        ok = nb_samples_at(&trial, variables, x, n);
        if (ok && all_finite(&trial, expressions, n_expressions))
            ok = nb_samples_at(s, variables, x, n);
        nb_samples_close(&trial);
        ok = ok && !nb_failed(s->pool);
    }
    free(x);
    return ok;
}
