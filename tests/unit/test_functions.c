/* Walks the table of elementary functions: every column is held against the
 * enclosures, in ball arithmetic. */

#include "pool.h"

#include "algebra/canon.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "expr/function.h"
#include "numeric/ball.h"
#include "numeric/enclosure.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static nb_expr u, v;

static int setup(void **state)
{
    if (pool_setup(state) != 0)
        return 1;
    u = nb_symbol(p, "u", 1);
    v = nb_symbol(p, "v", 1);
    return 0;
}

/* The function applied to as many arguments as it takes; two where it takes any
 * number. */
static nb_expr applied(unsigned fn, nb_expr a, nb_expr b)
{
    int arity = nb_function_row(fn)->arity;
    return nb_make(p, NB_FN, fn, arity < 0 ? 2 : (uint32_t)arity, (nb_expr[]){a, b});
}

/* ---- derivatives against difference quotients ---- */

enum { BITS = 1200, STEP_BITS = 300, AGREE_BITS = 250 };

static const double points[] = {-7.25, -2.5, -1.125, -0.625, -0.25,
                                0.375, 0.75, 1.0625, 2.75,   9.5};
enum { POINTS = sizeof points / sizeof *points };

/* e where u and v have these values. */
static void value_at(arb_t y, nb_expr e, const arb_t x1, const arb_t x2)
{
    nb_balls b;
    nb_balls_init(&b, p, BITS);
    assert_true(nb_balls_bind(&b, u, x1) && nb_balls_bind(&b, v, x2));
    arb_srcptr ball = nb_balls_of(&b, e);
    assert_non_null(ball);
    arb_set(y, ball);
    nb_balls_clear(&b);
}

/* (f(x + h) - f(x - h)) / 2h, x and h in the place of `by`. */
static void difference_quotient(arb_t y, nb_expr f, nb_expr by, double x1, double x2)
{
    arb_t a[2], low, high, h;
    arb_init(a[0]);
    arb_init(a[1]);
    arb_init(low);
    arb_init(high);
    arb_init(h);
    arb_one(h);
    arb_mul_2exp_si(h, h, -STEP_BITS);
    arb_set_d(a[0], x1);
    arb_set_d(a[1], x2);
    arb_ptr moving = by == u ? a[0] : a[1];
    arb_add(moving, moving, h, BITS);
    value_at(high, f, a[0], a[1]);
    arb_submul_ui(moving, h, 2, BITS);
    value_at(low, f, a[0], a[1]);
    arb_sub(y, high, low, BITS);
    arb_mul_2exp_si(y, y, STEP_BITS - 1);
    arb_clear(a[0]);
    arb_clear(a[1]);
    arb_clear(low);
    arb_clear(high);
    arb_clear(h);
}

/* Whether a derivative agrees with the difference quotient: 1 or 0; -1 where the
 * function is not defined. */
static int agrees(nb_expr f, nb_expr derivative, nb_expr by, double x1, double x2)
{
    arb_t q, d, x, y;
    int answer = -1;
    arb_init(q);
    arb_init(d);
    arb_init(x);
    arb_init(y);
    arb_set_d(x, x1);
    arb_set_d(y, x2);
    difference_quotient(q, f, by, x1, x2);
    if (arb_is_finite(q)) {
        mag_t gap;
        mag_init(gap);
        value_at(d, derivative, x, y);
        arb_sub(d, d, q, BITS);
        arb_get_mag(gap, d);
        answer = mag_cmp_2exp_si(gap, -AGREE_BITS) < 0;
        mag_clear(gap);
    }
    arb_clear(q);
    arb_clear(d);
    arb_clear(x);
    arb_clear(y);
    return answer;
}

/* Holds a derivative against the quotient at all points; returns how many were
 * in the domain. */
static int check_derivative(unsigned fn, nb_expr derivative, nb_expr by)
{
    int defined = 0;
    bool two = nb_function_row(fn)->arity != 1;
    nb_expr f = applied(fn, u, v);
    for (int i = 0; i < POINTS; i++) {
        for (int k = 0; k < (two ? POINTS : 1); k++) {
            if (fn == NB_FN_MIN || fn == NB_FN_MAX) /* not differentiable in a tie */
                if (i == k)
                    continue;
            int answer = agrees(f, derivative, by, points[i], points[k]);
            if (answer == 0)
                fail_msg("%s: wrong derivative at (%g, %g)", nb_function_row(fn)->name,
                         points[i], points[k]);
            defined += answer > 0;
        }
    }
    return defined;
}

static void test_derivative_columns(void **state)
{
    (void)state;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = nb_function_row(fn);
        if (*row->derivative)
            assert_true(check_derivative(fn, read_typed(row->derivative), u) >= 2);
        if (*row->derivative2)
            assert_true(check_derivative(fn, read_typed(row->derivative2), v) >= 2);
    }
}

/* The differentiator's answer, through the canonical form. */
static void test_derived(void **state)
{
    (void)state;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        if (nb_function_row(fn)->arity == 0 || fn == NB_FN_FACTORIAL || fn == NB_FN_ROOT)
            continue;
        nb_expr f = nb_canonical(p, applied(fn, u, v));
        assert_true(check_derivative(fn, nb_derive(p, f, u), u) >= 2);
        if (nb_function_row(fn)->arity != 1)
            assert_true(check_derivative(fn, nb_derive(p, f, v), v) >= 2);
    }
}

/* ---- special values against enclosures ---- */

static void check_value(nb_expr e, const char *name)
{
    enum { VALUE_BITS = 200 };
    nb_map none = {0};
    nb_expr value;
    nb_undefined why;
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    nb_at_result result = nb_at(p, e, &none, &value, &why);
    bool finite = nb_enclose(p, e, VALUE_BITS, x);
    if (result == NB_AT_DEFINED) {
        bool close = nb_enclose(p, value, VALUE_BITS, y) && arb_overlaps(x, y);
        if (!finite || !close)
            fail_msg("%s: a special value is wrong", name);
    } else if (result == NB_AT_UNDEFINED && finite && arb_rel_accuracy_bits(x) > 10) {
        fail_msg("%s: has a value that is called undefined", name);
    } else if (result == NB_AT_UNKNOWN) {
        fail_msg("%s: not decided", name);
    }
    arb_clear(x);
    arb_clear(y);
}

static const char *const arguments[] = {
    "0",
    "1",
    "1/2",
    "1/3",
    "2",
    "3",
    "4",
    "8",
    "1/4",
    "32",
    "100",
    "sqrt(2)",
    "sqrt(3)",
    "sqrt(2)/2",
    "sqrt(3)/2",
    "sqrt(3)/3",
    "2*sqrt(3)/3",
    "2+sqrt(3)",
    "2-sqrt(3)",
    "(sqrt(6)-sqrt(2))/4",
    "(sqrt(6)+sqrt(2))/4",
    "sqrt(6)+sqrt(2)",
    "sqrt(6)-sqrt(2)",
    "(1+sqrt(5))/4",
    "(sqrt(5)-1)/4",
    "sqrt(2)-1",
    "1+sqrt(2)",
    "e",
    "e^2",
    "1/e",
    "sqrt(e)",
    "(e-1/e)/2",
    "(e+1/e)/2",
    "ln(2)",
    "ln(3)/2",
    "10^20",
    "10^(-20)",
    "1+10^(-20)",
    "1-10^(-20)",
    "pi",
    "pi^2",
    "7/5",
};

static void check_values_of(unsigned fn, nb_expr a)
{
    nb_expr minus = nb_unary(p, NB_NEG, a);
    const char *name = nb_function_row(fn)->name;
    check_value(applied(fn, a, NB_NONE), name);
    check_value(applied(fn, minus, NB_NONE), name);
}

static void test_special_values(void **state)
{
    (void)state;
    char text[40];
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        if (nb_function_row(fn)->arity != 1 || fn == NB_FN_FACTORIAL)
            continue;
        for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
            check_values_of(fn, read_typed(arguments[i]));
        for (int k = 1; k <= 60; k++) {
            snprintf(text, sizeof text, "%d*pi/12", k);
            check_values_of(fn, read_typed(text));
            snprintf(text, sizeof text, "%d*pi/10", k);
            check_values_of(fn, read_typed(text));
        }
    }
}

static void test_special_values_of_two(void **state)
{
    (void)state;
    static const char *const values[] = {"0",   "1",        "-1", "2",       "-2",
                                         "1/2", "8",        "-8", "sqrt(3)", "9",
                                         "1/9", "-sqrt(3)", "pi"};
    enum { VALUES = sizeof values / sizeof *values };
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = nb_function_row(fn);
        if (row->arity != 2 && row->arity != -1)
            continue;
        for (int i = 0; i < VALUES; i++)
            for (int k = 0; k < VALUES; k++) {
                nb_expr a = read_typed(values[i]), b = read_typed(values[k]);
                bool irrational_root = fn == NB_FN_ROOT && i > 0;
                if (!irrational_root || nb_is_number(p, nb_canonical(p, b)))
                    check_value(applied(fn, a, b), row->name);
            }
    }
}

static void test_known_values(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"sin(pi/6)", "1/2"},
        {"sin(pi/12)", "(sqrt(6)-sqrt(2))/4"},
        {"cos(pi/4)", "sqrt(2)/2"},
        {"tan(pi/3)", "sqrt(3)"},
        {"ln(e^2)", "2"},
        {"e^(ln(3))", "3"},
        {"atan(1)", "pi/4"},
        {"asin(-1/2)", "-pi/6"},
        {"acos(-1)", "pi"},
        {"acot(-1)", "3*pi/4"},
        {"asec(2)", "pi/3"},
        {"acsc(-2)", "-pi/6"},
        {"atan2(1, -1)", "3*pi/4"},
        {"log10(1000)", "3"},
        {"log2(1/8)", "-3"},
        {"cbrt(-27)", "-3"},
        {"root(81, 4)", "3"},
        {"cosh(0)", "1"},
        {"acosh(1)", "0"},
        {"erf(0)", "0"},
        {"hypot(3, 4)", "5"},
        {"sign(-pi)", "-1"},
        {"abs(1-sqrt(2))", "sqrt(2)-1"},
        {"min(3, 2, pi)", "2"},
    };
    nb_map none = {0};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        nb_expr value, want = nb_canonical(p, read_typed(pairs[i][1]));
        nb_undefined why;
        assert_int_equal(nb_at(p, read_typed(pairs[i][0]), &none, &value, &why),
                         NB_AT_DEFINED);
        if (value != want)
            fail_msg("%s is not found to be %s", pairs[i][0], pairs[i][1]);
    }
}

/* The inverse column: f(g(x)) = x on the domain of g. */
static void test_inverses(void **state)
{
    (void)state;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = nb_function_row(fn);
        if (!*row->inverse || !*row->help || row->name[0] != 'a')
            continue;
        nb_fn inverse = nb_function_find(row->inverse, strlen(row->inverse));
        assert_true(inverse != NB_FN_COUNT);
        nb_expr e = nb_fn1(p, inverse, nb_fn1(p, fn, u));
        for (int i = 0; i < POINTS; i++) {
            arb_t x, y;
            arb_init(x);
            arb_init(y);
            arb_set_d(x, points[i]);
            value_at(y, e, x, x);
            if (arb_is_finite(y) && !arb_contains(y, x))
                fail_msg("%s(%s(%g))", row->inverse, row->name, points[i]);
            arb_clear(x);
            arb_clear(y);
        }
    }
}

/* ---- columns ---- */

static void test_every_row_can_be_enclosed(void **state)
{
    (void)state;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        bool own = fn == NB_FN_ATAN2 || fn == NB_FN_MIN || fn == NB_FN_MAX ||
                   fn == NB_FN_FACTORIAL;
        assert_true(own || nb_enclosure_of(fn) || *nb_function_row(fn)->rewrite);
    }
}

/* Calls every spelling of the function. */
static void check_spelling(unsigned fn, const char *name, size_t length)
{
    const nb_function *row = nb_function_row(fn);
    char text[80];
    const char *arguments_of = row->arity == 0         ? ""
                               : fn == NB_FN_FACTORIAL ? "(5)"
                               : row->arity == 1       ? "(1/2)"
                                                       : "(2, 3)";
    assert_int_equal(nb_function_find(name, length), fn);
    snprintf(text, sizeof text, "%.*s%s", (int)length, name, arguments_of);
    nb_expr e = read_typed(text);
    if (!nb_is_fn(p, e, fn))
        fail_msg("%s is not read as %s", text, row->name);
}

static void test_spellings(void **state)
{
    (void)state;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = nb_function_row(fn);
        check_spelling(fn, row->name, strlen(row->name));
        for (const char *w = row->spellings; *w;
             w += w[strcspn(w, " ")] ? strcspn(w, " ") + 1 : strlen(w))
            check_spelling(fn, w, strcspn(w, " "));
    }
}

static void test_examples_of_values(void **state)
{
    (void)state;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const char *text = nb_function_row(fn)->example;
        const char *body = strchr(text, '=');
        read_typed(body ? body + 1 : text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derivative_columns),
        cmocka_unit_test(test_derived),
        cmocka_unit_test(test_special_values),
        cmocka_unit_test(test_special_values_of_two),
        cmocka_unit_test(test_known_values),
        cmocka_unit_test(test_inverses),
        cmocka_unit_test(test_every_row_can_be_enclosed),
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_examples_of_values),
    };
    return cmocka_run_group_tests(tests, setup, pool_teardown);
}
