#include "algebra/canon.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "expr/function.h"
#include "numeric/ball.h"
#include "present/print.h"
#include "random_expression.h"
#include "syntax/parse.h"
#include "tape/balls.h"
#include "tape/tape.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PI 3.14159265358979323846

enum { VARIABLES = 3 };

typedef struct fixture {
    nb_error err;
    nb_pool *p;
    nb_expr x[VARIABLES];
} fixture;

static void open_pool(fixture *f)
{
    *f = (fixture){0};
    f->p = nb_pool_new(&f->err);
    f->x[0] = nb_symbol(f->p, "x", 1);
    f->x[1] = nb_symbol(f->p, "y", 1);
    f->x[2] = nb_symbol(f->p, "z", 1);
}

static nb_expr read(fixture *f, const char *text)
{
    nb_expr e = nb_parse_expression(f->p, text, strlen(text), NULL, NULL);
    if (!e)
        fail_msg("%s: %s", text, f->err.message);
    return e;
}

static nb_tape compile(fixture *f, const char *text)
{
    nb_tape t;
    if (!nb_tape_make(&t, f->p, read(f, text), VARIABLES, f->x))
        fail_msg("%s: %s", text, f->err.message);
    return t;
}

/* Value, gradient and norm at one point. */
typedef struct answer {
    double value, gradient[VARIABLES], norm;
} answer;

static answer evaluate(const nb_tape *t, double x, double y, double z)
{
    answer a;
    const double *const in[] = {&x, &y, &z};
    double *const out[] = {&a.gradient[0], &a.gradient[1], &a.gradient[2]};
    nb_batch b = {1, in, 1, &a.value, out, 1, &a.norm};
    assert_true(nb_tape_evaluate(t, &b, 1));
    return a;
}

static answer at(const char *text, double x, double y, double z)
{
    fixture f;
    open_pool(&f);
    nb_tape t = compile(&f, text);
    answer a = evaluate(&t, x, y, z);
    nb_tape_free(&t);
    nb_pool_free(f.p);
    return a;
}

static void expect(const char *text, double x, double y, double value, double dx,
                   double dy)
{
    answer a = at(text, x, y, 0);
    const double got[] = {a.value, a.gradient[0], a.gradient[1]};
    const double want[] = {value, dx, dy};
    for (int i = 0; i < 3; i++)
        if (isnan(got[i]) != isnan(want[i]) ||
            fabs(got[i] - want[i]) > 4e-15 * fabs(want[i]))
            fail_msg("%s at (%g, %g): %.17g for %.17g", text, x, y, got[i], want[i]);
}

/* ---- the tables ---- */

static void every_function_can_be_compiled(void **state)
{
    (void)state;
    fixture f;
    open_pool(&f);
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = nb_function_row(fn);
        nb_expr args[] = {f.x[0], row->arity > 1 && fn == NB_FN_ROOT ? nb_integer(f.p, 3)
                                                                     : f.x[1]};
        uint32_t n = row->arity < 0 ? 2 : (uint32_t)row->arity;
        if (fn == NB_FN_FACTORIAL)
            args[0] = nb_integer(f.p, 5);
        nb_tape t;
        nb_expr e = nb_make(f.p, NB_FN, fn, n, args);
        if (!nb_tape_make(&t, f.p, e, VARIABLES, f.x))
            fail_msg("%s: %s", row->name, f.err.message);
        nb_tape_free(&t);
    }
    nb_pool_free(f.p);
}

static void operations_have_derivatives(void **state)
{
    (void)state;
    for (unsigned op = NB_TAPE_LN; op < NB_TAPE_OPERATIONS; op++)
        for (unsigned i = 0; i < nb_operation_arity((nb_operation)op); i++)
            assert_true(*nb_operation_derivative((nb_operation)op, i));
}

/* ---- single values ---- */

static void values_by_hand(void **state)
{
    (void)state;
    expect("x^2 + 3y^2", 2, 1, 7, 4, 6);
    expect("x y", 3, 5, 15, 5, 3);
    expect("x/y", 3, 4, 0.75, 0.25, -3.0 / 16);
    expect("x/10", 3, 0, 0.3, 0.1, 0);
    expect("-x^3", 2, 0, -8, -12, 0);
    expect("x^(-2)", 2, 0, 0.25, -0.25, 0);
    expect("x^10", 0, 0, 0, 0, 0);
    expect("x^10", -2, 0, 1024, -5120, 0);
    expect("x^11", -2, 0, -2048, 11264, 0);
    expect("x^(1/3)", -8, 0, -2, 1.0 / 12, 0);
    expect("x^(2/3)", -8, 0, 4, -1.0 / 3, 0);
    expect("x^(1/5)", -32, 0, -2, 1.0 / 80, 0);
    expect("x^(4/5)", -32, 0, 16, -0.4, 0);
    expect("root(x, 4)", 16, 0, 2, 1.0 / 32, 0);
    expect("x^(3/2)", 4, 0, 8, 3, 0);
    expect("2^x", 3, 0, 8, 8 * log(2), 0);
    expect("x^y", 2, 3, 8, 12, 8 * log(2));
    expect("x^y", -2, 3, -8, 12, NAN);
    expect("|x| + sign(y)", -3, 2, 4, -1, 0);
    expect("max(x, y)", 2, 1, 2, 1, 0);
    expect("min(x, y, 7)", 2, 1, 1, 0, 1);
    expect("acot(x)", -1, 0, 3 * atan(1), -0.5, 0);
    expect("asec(x)", -2, 0, 2 * PI / 3, 1 / (2 * sqrt(3)), 0);
    expect("acsc(x)", 1.25, 0, asin(0.8), -1 / (1.25 * 0.75), 0);
    expect("atan2(y, x)", -1, 0, PI, -0.0, -1);
    expect("atan2(y, x)", -1, -0.0, PI, -0.0, -1);
    expect("hypot(x, y)", 3, 4, 5, 0.6, 0.8);
}

static void undefined_is_not_a_number(void **state)
{
    (void)state;
    expect("ln x", -1, 0, NAN, NAN, NAN);
    expect("ln x", 0, 0, NAN, NAN, NAN);
    expect("x + ln y", 1, -1, NAN, NAN, NAN);
    expect("1/x", 0, 1, NAN, NAN, NAN);
    expect("x/x", 0, 1, NAN, NAN, NAN);
    expect("x/x", 3, 1, 1, 0, 0);
    expect("x^0", 0, 1, NAN, NAN, NAN);
    expect("atan(1/x)", 0, 0, NAN, NAN, NAN);
    expect("exp(-1/x^2)", 0, 0, NAN, NAN, NAN);
    expect("0 ln(x)", -1, 0, NAN, NAN, NAN);
    expect("sqrt(x)", -1, 0, NAN, NAN, NAN);
    expect("sqrt(x)", 0, 0, 0, NAN, 0);
    expect("cbrt(x)", 0, 0, 0, NAN, 0);
    expect("|x|", 0, 0, 0, NAN, 0);
    expect("sign(x)", 0, 0, 0, NAN, 0);
    expect("max(x, y)", 2, 2, 2, NAN, NAN);
    expect("asin(x)", 2, 0, NAN, NAN, NAN);
    expect("asin(x)", 1, 0, asin(1), NAN, 0);
    expect("acosh(x)", -3, 0, NAN, NAN, NAN);
    expect("atanh(x)", 1, 0, NAN, NAN, NAN);
    expect("acoth(x)", 0.5, 0, NAN, NAN, NAN);
    expect("asech(x)", -0.5, 0, NAN, NAN, NAN);
    expect("atan2(x, y)", 0, 0, NAN, NAN, NAN);
    expect("x^y", 0, 0, NAN, NAN, NAN);
    expect("x^y", -2, 0.5, NAN, NAN, NAN);
    expect("x^sqrt(2)", -2, 0, NAN, NAN, NAN);
    expect("log(x, y)", 2, 1, NAN, NAN, NAN);
    expect("csc(x)", 0, 0, NAN, NAN, NAN);
}

static void pieces(void **state)
{
    (void)state;
    const char *f = "piecewise(sqrt(x) + y, x > 0, y^2)";
    expect(f, 4, 1, 3, 0.25, 1);
    expect(f, -4, 3, 9, 0, 6); /* sqrt(x), not taken, spoils nothing */
    expect(f, 0, 3, 9, NAN, 6);
    expect("piecewise(1, x > 0, 2, x < 0)", 0, 0, NAN, NAN, NAN);
    expect("piecewise(x, ln(x) > 0, y)", -1, 0, NAN, NAN, NAN);
    expect("piecewise(x, x > 1 and ln(x) > 0, 7y)", -1, 1, 7, 0, 7);
    expect("piecewise(x, x < 1 or ln(x) > 0, y)", -1, 1, -1, 1, 0);
    expect("piecewise(piecewise(ln(x y), y > 0, sqrt(-y)), x > 0, ln(-x))", 2, -4, 2, 0,
           -0.25);
}

static void far_from_one(void **state)
{
    (void)state;
    answer a = at("exp(x)", 1000, 0, 0);
    assert_true(isinf(a.value));
    a = at("1e-200 x^2 + 1e-200 y^2", 1, 1, 0);
    assert_true(fabs(a.norm / (sqrt(8) * 1e-200) - 1) < 1e-14);
    a = at("1e200 x^2 + 1e200 y^2", 1, 1, 0);
    assert_true(fabs(a.norm / (sqrt(8) * 1e200) - 1) < 1e-14);
    a = at("(1e-200 x)(1e-200 y)", 1e250, 1e250, 0);
    assert_true(fabs(a.value / 1e100 - 1) < 1e-14);
    a = at("5", 1, 2, 3);
    assert_true(a.value == 5 && a.norm == 0 && a.gradient[2] == 0);
    a = at("x", 1, 2, 3);
    assert_true(a.value == 1 && a.norm == 1 && a.gradient[0] == 1);
}

static void elementary_functions_at_their_edges(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double x, value;
    } cases[] = {{"exp(x)", -745, 5e-324},
                 {"exp(x)", -708.5, 0x0.e6cf6d08897acp-1022},
                 {"exp(x)", -1000, 0},
                 {"exp(x)", 709.75, 0x1.ef85a11e73f2dp1023},
                 {"exp(x)", 1000, INFINITY},
                 {"exp(x)", 5e-324, 1},
                 {"ln(x)", 5e-324, -744.4400719213812},
                 {"ln(x)", 0x1p-1022, -708.3964185322641},
                 {"ln(x)", 0x1.fffffffffffffp1023, 709.782712893384},
                 {"ln(x)", 1, 0},
                 {"ln(x)", 0x1.fffffffffffffp-1, -0x1p-53},
                 {"ln(x)", -0.0, NAN},
                 {"sin(x)", 1e22, -0.8522008497671888},
                 {"cos(x)", 1e22, 0.5232147853951389},
                 {"sin(x)", 0x1.921fb54442d18p1, 0x1.1a62633145c07p-53},
                 {"cos(x)", 0x1.921fb54442d18p30, 0x1.fffffffffffedp-1},
                 {"sin(x)", 6381956970095103.0 * 0x1p797, 1},
                 {"sin(x)", -5e-324, -5e-324},
                 {"sin(x)", INFINITY, NAN},
                 {"cos(x)", -INFINITY, NAN},
                 {"sin(x) + 0 cos(x)", 1e22, -0.8522008497671888}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double got = at(cases[i].text, cases[i].x, 0, 0).value, want = cases[i].value;
        double ulp = nextafter(fabs(want), INFINITY) - fabs(want);
        if (isnan(got) != isnan(want) || (got != want && fabs(got - want) > ulp))
            fail_msg("%s at %a: %a for %a", cases[i].text, cases[i].x, got, want);
    }
}

/* ---- what rounding leaves ---- */

static void long_sums_lose_little(void **state)
{
    (void)state;
    enum { TERMS = 4000 };
    nb_buf text = {0};
    for (int i = 0; i < TERMS; i++)
        nb_buf_puts(&text, i ? (i % 3 ? "+x" : "-(-x)") : "x");
    answer a = at(nb_buf_text(&text), 0.1, 0, 0);
    assert_true(fabs(a.value - 400) <= 4 * (nextafter(400, 500) - 400));
    assert_true(a.gradient[0] == TERMS);
    nb_buf_free(&text);
}

static void quotients_are_rounded_once(void **state)
{
    (void)state;
    answer a = at("ln(1 + x^2)", 3, 0, 0);
    assert_true(a.gradient[0] == 0.6);
    a = at("ln(x^2 + y^2) ", 1, 7, 0);
    assert_true(a.gradient[0] == 2.0 / 50 && a.gradient[1] == 14.0 / 50);
}

/* ---- cost ---- */

static void product_of_many_has_no_division(void **state)
{
    (void)state;
    enum { N = 100 };
    nb_error err = {0};
    nb_pool *p = nb_pool_new(&err);
    nb_expr x[N], e = NB_NONE;
    for (int i = 0; i < N; i++) {
        char name[8];
        int length = snprintf(name, sizeof name, "x%d", i);
        x[i] = nb_symbol(p, name, (size_t)length);
        e = e ? nb_binary(p, NB_MUL, e, x[i]) : x[i];
    }
    nb_tape t;
    assert_true(nb_tape_make(&t, p, e, N, x));
    assert_int_equal(t.function_operations, N - 1);
    assert_true(t.gradient_operations <= 3 * (N - 1));
    /* Partial products lie where the derivatives will be. */
    assert_true(t.gradient.n_slots <= 1);
    double in[N], out[N], value;
    const double *columns[N];
    double *gradient[N];
    for (int i = 0; i < N; i++) {
        in[i] = i == 17 ? 0 : i % 2 ? 2 : 0.5;
        columns[i] = &in[i];
        gradient[i] = &out[i];
    }
    nb_batch b = {1, columns, 1, &value, gradient, 1, NULL};
    assert_true(nb_tape_evaluate(&t, &b, 1));
    assert_true(value == 0);
    for (int i = 0; i < N; i++)
        assert_true(out[i] == (i == 17 ? 0.5 : 0));
    nb_tape_free(&t);
    nb_pool_free(p);
}

static void cheap_gradient_principle(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "x^2 + 3y^2",
        "exp(x y) sin(x) + ln(1 + x^2 + y^2)",
        "100(y - x^2)^2 + (1 - x)^2 + 100(z - y^2)^2 + (1 - y)^2",
        "exp(-(x - 1)^2 - (y - 2)^2 - z^2) + exp(-2(x + 1)^2 - y^2 - z^2)",
        "x y z",
        "tanh(x + 2y) + tanh(y - z)",
        "x/(y + z) + sqrt(x^2 + y^2 + z^2)"};
    fixture f;
    open_pool(&f);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        nb_tape t = compile(&f, texts[i]);
        assert_true(t.gradient_operations <= 4 * t.function_operations);
        nb_tape_free(&t);
    }
    nb_pool_free(f.p);
}

/* ---- blocks, strides, threads ---- */

static void points_do_not_depend_on_each_other(void **state)
{
    (void)state;
    enum { N = 20011 };
    fixture f;
    open_pool(&f);
    nb_tape t = compile(&f, "exp(x y) sin(x) + ln(y + z) + sqrt(x) + x^y");
    double *in = malloc(3 * N * sizeof *in), *out = malloc(8 * N * sizeof *out);
    for (int i = 0; i < 3 * N; i++)
        in[i] = (i * 7919 % 4001) / 1000.0 - 0.5;
    const double *const rows[] = {in, in + 1, in + 2};
    double *const gradient[] = {out + 1, out + 2, out + 3};
    double *value = out + 4 * N, *norm = out + 5 * N;
    nb_batch b = {N, rows, 3, value, gradient, 4, norm};
    assert_true(nb_tape_evaluate(&t, &b, 1));
    double *again = malloc(3 * N * sizeof *again);
    nb_batch columns = {N, rows, 3, again, NULL, 1, again + N};
    for (unsigned threads = 0; threads <= 3; threads++) {
        memset(again, 0, 2 * N * sizeof *again);
        assert_true(nb_tape_evaluate(&t, &columns, threads));
        assert_memory_equal(again, value, N * sizeof *again);
        assert_memory_equal(again + N, norm, N * sizeof *again);
    }
    for (int k = 0; k < N; k += 997) {
        answer a = evaluate(&t, in[3 * k], in[3 * k + 1], in[3 * k + 2]);
        assert_memory_equal(&a.value, &value[k], sizeof a.value);
        for (int i = 0; i < 3; i++)
            assert_memory_equal(&a.gradient[i], &out[4 * k + 1 + i], sizeof a.value);
        assert_memory_equal(&a.norm, &norm[k], sizeof a.value);
    }
    free(in);
    free(out);
    free(again);
    nb_tape_free(&t);
    nb_pool_free(f.p);
}

/* ---- against the symbolic derivatives, in balls ---- */

typedef struct point {
    double at[VARIABLES];
} point;

static void bind(fixture *f, nb_balls *b, const point *x, slong prec)
{
    arb_t value;
    arb_init(value);
    nb_balls_init(b, f->p, prec);
    for (int i = 0; i < VARIABLES; i++) {
        arb_set_d(value, x->at[i]);
        nb_balls_bind(b, f->x[i], value);
    }
    arb_clear(value);
}

/* The sweep in balls: the value, then the partial derivatives. */
typedef arb_struct sweep[VARIABLES + 1];

static slong ball_sweep(const nb_graph *g, const point *x, slong prec, sweep y)
{
    slong range;
    arb_ptr at = _arb_vec_init(VARIABLES);
    for (int i = 0; i < VARIABLES; i++)
        arb_set_d(at + i, x->at[i]);
    for (int i = 0; i <= VARIABLES; i++)
        arb_init(&y[i]);
    assert_true(nb_graph_balls(g, at, prec, &y[0], &y[1], NULL, &range));
    _arb_vec_clear(at, VARIABLES);
    return range;
}

static void clear_sweep(sweep y)
{
    for (int i = 0; i <= VARIABLES; i++)
        arb_clear(&y[i]);
}

/* Counts what was compared: values in balls, in doubles, undefined ones. */
static unsigned compared[3];

/* The enclosure by the sweep, `fine`, and that of the formula e have the true value in
 * common; a double must be as near to it as the same sweep with 53 bits proves to
 * come, but for a factor. */
static void hold_against(fixture *f, nb_expr e, const point *x, const arb_t fine,
                         const arb_t coarse, double got, const char *what,
                         const char *text)
{
    nb_balls b;
    bind(f, &b, x, 200);
    arb_srcptr formula = nb_balls_of(&b, e);
    if (formula && arb_is_finite(formula) && arb_is_finite(fine)) {
        compared[0]++;
        if (!arb_overlaps(formula, fine))
            fail_msg("%s, %s at (%.17g, %.17g, %.17g): the sweep in balls is wrong", text,
                     what, x->at[0], x->at[1], x->at[2]);
    }
    nb_balls_clear(&b);
    double middle = arf_get_d(arb_midref(fine), ARF_RND_NEAR);
    double bound = 20 * mag_get_d(arb_radref(coarse)) + 1e-15 * fabs(middle) + 1e-300;
    bool tiny = fabs(middle) < 1e-150 && !arb_is_zero(fine);
    if (!arb_is_finite(coarse) || !isfinite(bound) || fabs(middle) > 1e290 || tiny)
        return;
    compared[1]++;
    if (!(fabs(got - middle) <= bound))
        fail_msg("%s, %s at (%.17g, %.17g, %.17g): %.17g for %.17g", text, what, x->at[0],
                 x->at[1], x->at[2], got, middle);
}

/* Why e is undefined at the point; NOTHING where that is not proven. */
static nb_reason exactly(fixture *f, nb_expr e, const point *x)
{
    nb_map map = {0};
    nb_expr value;
    nb_undefined why;
    fmpq_t q;
    arf_t a;
    fmpq_init(q);
    arf_init(a);
    for (int i = 0; i < VARIABLES; i++) {
        arf_set_d(a, x->at[i]);
        arf_get_fmpq(q, a);
        nb_map_put(f->p, &map, f->x[i], nb_number(f->p, q, NB_EXACT));
    }
    nb_at_result result = nb_at(f->p, e, &map, &value, &why);
    nb_map_free(&map);
    fmpq_clear(q);
    arf_clear(a);
    return result == NB_AT_UNDEFINED ? why.reason : NB_WHY_NOTHING;
}

/* Undefined here and all around: not a matter of rounding, as a zero divisor is. */
static bool is_undefined_around(fixture *f, nb_expr e, const point *x)
{
    for (int side = -4; side <= 4; side++) {
        point near = *x;
        for (int i = 0; i < VARIABLES; i++)
            near.at[i] *= 1 + side * (i + 1) * 0x1p-30;
        switch (exactly(f, e, &near)) {
        case NB_WHY_LOG_OF_NEGATIVE:
        case NB_WHY_SQRT_OF_NEGATIVE:
        case NB_WHY_ROOT_OF_NEGATIVE:
        case NB_WHY_NO_CASE: break;
        default: return false;
        }
    }
    return true;
}

static void check_point(fixture *f, const nb_tape *t, const nb_graph *g, nb_expr e,
                        const nb_expr *partial, const point *x, const char *text)
{
    static const char *const names[] = {"d/dx", "d/dy", "d/dz"};
    answer a = evaluate(t, x->at[0], x->at[1], x->at[2]);
    sweep fine, coarse;
    slong range = ball_sweep(g, x, 200, fine);
    ball_sweep(g, x, 53, coarse);
    if (range > 900) {
        /* doubles could not follow */
    } else if (arb_is_finite(&coarse[0])) {
        hold_against(f, e, x, &fine[0], &coarse[0], a.value, "f", text);
        for (int i = 0; i < VARIABLES; i++)
            hold_against(f, partial[i], x, &fine[i + 1], &coarse[i + 1], a.gradient[i],
                         names[i], text);
    } else if (is_undefined_around(f, e, x)) {
        compared[2]++;
        if (!isnan(a.value) || !isnan(a.gradient[0]) || !isnan(a.norm))
            fail_msg("%s at (%.17g, %.17g, %.17g): %.17g, undefined", text, x->at[0],
                     x->at[1], x->at[2], a.value);
    }
    clear_sweep(fine);
    clear_sweep(coarse);
}

static void check_expression(fixture *f, random_source *r, nb_expr e, const char *text)
{
    nb_tape t;
    nb_graph g;
    if (!nb_tape_make(&t, f->p, e, VARIABLES, f->x) ||
        !nb_graph_build(&g, f->p, e, VARIABLES, f->x) || !nb_graph_reverse(&g))
        fail_msg("%s: %s", text, f->err.message);
    nb_expr canonical = nb_canonical(f->p, e), partial[VARIABLES];
    for (int i = 0; i < VARIABLES; i++)
        partial[i] = nb_derive(f->p, canonical, f->x[i]);
    for (int k = 0; k < 3; k++) {
        point x;
        for (int i = 0; i < VARIABLES; i++)
            x.at[i] = ((double)random_below(r, 6000) - 3000.5) / 1000;
        check_point(f, &t, &g, e, partial, &x, text);
    }
    nb_graph_free(&g);
    nb_tape_free(&t);
}

static void reverse_sweep_against_symbolic_partials(void **state)
{
    (void)state;
    random_source r = random_from_environment();
    for (unsigned round = 0; round < 1500; round++) {
        fixture f;
        open_pool(&f);
        nb_expr e = random_expression(f.p, &r, 3 + random_below(&r, 22), round % 2);
        nb_buf text = {0};
        nb_print(f.p, e, NB_STYLE_TEXT, &text);
        check_expression(&f, &r, e, nb_buf_text(&text));
        if (nb_failed(f.p) && f.err.code != NB_ERR_LIMIT)
            fail_msg("%s: %s", nb_buf_text(&text), f.err.message);
        nb_buf_free(&text);
        nb_pool_free(f.p);
    }
    printf("# %u in balls, %u doubles, %u undefined\n", compared[0], compared[1],
           compared[2]);
    assert_true(compared[0] > 4000 && compared[1] > 4000 && compared[2] > 100);
}

/* ---- accuracy ---- */

/* A double of any size that functions are likely to see. */
static double any_double(random_source *r)
{
    double unit = ((double)random_below(r, 1 << 30) + 0.5) / (1 << 30);
    double sign = random_below(r, 2) ? 1 : -1;
    switch (random_below(r, 4)) {
    case 0: return sign * unit;
    case 1: return sign * (1 + unit * ldexp(1, -(int)random_below(r, 30)));
    case 2: return sign * ldexp(unit, (int)random_below(r, 40) - 20);
    default: return sign * 8 * unit;
    }
}

/* The error of a double in units in its last place. */
static double error_in_ulp(const arb_t truth, double got)
{
    arb_t t;
    arb_init(t);
    double size = fabs(arf_get_d(arb_midref(truth), ARF_RND_NEAR));
    arb_set_d(t, got);
    arb_sub(t, truth, t, 200);
    double error = fabs(arf_get_d(arb_midref(t), ARF_RND_NEAR));
    arb_clear(t);
    return error / (nextafter(size, HUGE_VAL) - size);
}

/* The worst error of a formula over n points; *where gets the point. */
static double worst_error(fixture *f, random_source *r, const char *text, double where[2])
{
    enum { N = 3000 };
    double worst = 0;
    nb_tape t = compile(f, text);
    nb_expr e = read(f, text);
    for (int k = 0; k < N; k++) {
        point x = {{any_double(r), any_double(r), 0}};
        double got = evaluate(&t, x.at[0], x.at[1], 0).value;
        nb_balls b;
        bind(f, &b, &x, 200);
        arb_srcptr truth = nb_balls_of(&b, e);
        bool usable = truth && arb_is_finite(truth) &&
                      arf_cmpabs_2exp_si(arb_midref(truth), 1020) < 0 &&
                      arf_cmpabs_2exp_si(arb_midref(truth), -1020) > 0;
        double error = usable ? error_in_ulp(truth, got) : 0;
        if (!(error <= worst)) {
            worst = error;
            memcpy(where, x.at, 2 * sizeof *where);
        }
        nb_balls_clear(&b);
    }
    nb_tape_free(&t);
    return worst;
}

/* Prints what doc/points.md says. */
static void functions_are_accurate(void **state)
{
    (void)state;
    random_source r = random_from_environment();
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = nb_function_row(fn);
        char text[40];
        double where[2];
        if (row->arity == 0 || fn == NB_FN_FACTORIAL || fn == NB_FN_ROOT)
            continue;
        snprintf(text, sizeof text, row->arity == 1 ? "%s(x)" : "%s(x, y)",
                 fn == NB_FN_LOGB ? "log" : row->name);
        fixture f;
        open_pool(&f);
        double error = worst_error(&f, &r, text, where);
        printf("# %-12s %.2f ulp\n", text, error);
        bool own =
            fn == NB_FN_EXP || fn == NB_FN_LN || fn == NB_FN_SIN || fn == NB_FN_COS;
        if (!(error <= (own ? 0.85 : 4)))
            fail_msg("%s at (%.17g, %.17g): %.2f ulp", text, where[0], where[1], error);
        nb_pool_free(f.p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_can_be_compiled),
        cmocka_unit_test(operations_have_derivatives),
        cmocka_unit_test(values_by_hand),
        cmocka_unit_test(undefined_is_not_a_number),
        cmocka_unit_test(pieces),
        cmocka_unit_test(far_from_one),
        cmocka_unit_test(elementary_functions_at_their_edges),
        cmocka_unit_test(long_sums_lose_little),
        cmocka_unit_test(quotients_are_rounded_once),
        cmocka_unit_test(product_of_many_has_no_division),
        cmocka_unit_test(cheap_gradient_principle),
        cmocka_unit_test(points_do_not_depend_on_each_other),
        cmocka_unit_test(reverse_sweep_against_symbolic_partials),
        cmocka_unit_test(functions_are_accurate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
