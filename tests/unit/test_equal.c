/* Which functions are equal: a table of identities, one of near misses, and random
 * expressions rewritten. */

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "calculus/equal.h"
#include "calculus/identical.h"
#include "present/print.h"
#include "random_expression.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture {
    nb_error error;
    nb_pool *pool;
} fixture;

static int open_pool(void **state)
{
    static fixture f;
    f.error = (nb_error){0};
    f.pool = nb_pool_new(&f.error);
    *state = &f;
    return f.pool ? 0 : -1;
}

static int close_pool(void **state)
{
    nb_pool_free(((fixture *)*state)->pool);
    flint_cleanup();
    return 0;
}

static nb_expr read(fixture *f, const char *text)
{
    nb_expr e = nb_parse_expression(f->pool, text, strlen(text), NULL, NULL);
    if (!e)
        print_message("%s: %s\n", text, f->error.message);
    assert_int_not_equal(e, NB_NONE);
    return e;
}

static void compare(fixture *f, nb_expr a, nb_expr b, nb_comparison *out)
{
    nb_list variables = {0};
    assert_true(nb_free_symbols(f->pool, a, &variables));
    uint32_t n = variables.n;
    nb_list more = {0};
    assert_true(nb_free_symbols(f->pool, b, &more));
    for (uint32_t i = 0; i < more.n; i++) {
        bool known = false;
        for (uint32_t k = 0; k < n; k++)
            known = known || variables.items[k] == more.items[i];
        if (!known)
            assert_true(nb_list_add(f->pool, &variables, more.items[i]));
    }
    if (!nb_compare_functions(f->pool, a, b, variables.items, variables.n, out))
        print_message("%s\n", f->error.message);
    assert_false(nb_failed(f->pool));
    nb_list_free(&variables);
    nb_list_free(&more);
}

static const char *name_of(nb_equality verdict)
{
    static const char *names[] = {"equal", "equal where", "unequal", "unproven"};
    return names[verdict];
}

typedef struct pair {
    const char *a, *b;
} pair;

/* Counts the pairs whose verdict is not one of the two, and shows them. */
static void all_are(fixture *f, const pair *pairs, size_t n, nb_equality one,
                    nb_equality other)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < n; i++) {
        nb_comparison c;
        compare(f, read(f, pairs[i].a), read(f, pairs[i].b), &c);
        if (c.verdict != one && c.verdict != other) {
            print_message("%s  and  %s: %s\n", pairs[i].a, pairs[i].b,
                          name_of(c.verdict));
            wrong++;
        }
        nb_comparison_free(&c);
    }
    assert_int_equal(wrong, 0);
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void identities(void **state)
{
    static const pair pairs[] = {
        /* polynomials and fractions */
        {"(x + y)^2", "x^2 + 2x y + y^2"},
        {"(x + y)(x - y)", "x^2 - y^2"},
        {"(x + y + z)^3 - x^3 - y^3 - z^3", "3(x + y)(y + z)(z + x)"},
        {"x^5 - 1", "(x - 1)(x^4 + x^3 + x^2 + x + 1)"},
        {"1/x + 1/y", "(x + y)/(x y)"},
        {"1/(1 + 1/(1 + 1/x))", "(x + 1)/(2x + 1)"},
        {"(x^2 - 1)/(x - 1)", "x + 1"},
        {"x/(x^2 + y^2) - 1/x", "-y^2/(x(x^2 + y^2))"},
        {"1/(x - 1) - 1/(x + 1)", "2/(x^2 - 1)"},
        {"(2x(x^2 + y^2) - 2x x^2)/(x^2 + y^2)^2", "2x y^2/(x^2 + y^2)^2"},
        {"0.5x", "x/2"},
        /* sines and cosines */
        {"sin(x)^2 + cos(x)^2", "1"},
        {"sin(2x)", "2 sin(x) cos(x)"},
        {"cos(2x)", "1 - 2 sin(x)^2"},
        {"cos(2x)", "2 cos(x)^2 - 1"},
        {"cos(x)^2 - sin(x)^2", "cos(2x)"},
        {"sin(3x)", "3 sin(x) - 4 sin(x)^3"},
        {"cos(3x)", "4 cos(x)^3 - 3 cos(x)"},
        {"sin(x + y)", "sin(x) cos(y) + cos(x) sin(y)"},
        {"cos(x - y)", "cos(x) cos(y) + sin(x) sin(y)"},
        {"sin(x) sin(y)", "(cos(x - y) - cos(x + y))/2"},
        {"sin(x) + sin(y)", "2 sin((x + y)/2) cos((x - y)/2)"},
        {"sin(x)^2", "(1 - cos(2x))/2"},
        {"sin(x)^4", "(3 - 4 cos(2x) + cos(4x))/8"},
        {"1 + tan(x)^2", "sec(x)^2"},
        {"1 + tan(x)^2", "1/cos(x)^2"},
        {"1 + cot(x)^2", "csc(x)^2"},
        {"tan(x)", "sin(x)/cos(x)"},
        {"tan(x) + cot(x)", "sec(x) csc(x)"},
        {"tan(x + y)", "(tan(x) + tan(y))/(1 - tan(x) tan(y))"},
        {"tan(2x)", "2 tan(x)/(1 - tan(x)^2)"},
        {"tan(x/2)", "sin(x)/(1 + cos(x))"},
        {"tan(x/2)", "(1 - cos(x))/sin(x)"},
        {"sin(x)/(1 - cos(x))", "(1 + cos(x))/sin(x)"},
        {"sin(x + pi/6)", "sqrt(3)/2 sin(x) + cos(x)/2"},
        {"sin(x + pi/4)", "(sin(x) + cos(x))/sqrt(2)"},
        {"cos(x + pi/3)", "cos(x)/2 - sqrt(3) sin(x)/2"},
        {"sin(x)cos(y) y - 2 y cos(y) sin(x)", "-y sin(x) cos(y)"},
        {"sin(x y)^2 x + x cos(x y)^2", "x"},
        {"sin((x + y)^2)", "sin(x^2 + 2x y + y^2)"},
        {"sin(x^2 - y^2)", "sin((x - y)(x + y))"},
        {"cos(1/x + 1/y)", "cos((x + y)/(x y))"},
        {"sin(1/2)^2", "(1 - cos(1))/2"},
        {"sin(sin(x)^2)", "sin(1 - cos(x)^2)"},
        /* exponentials and hyperbolic functions */
        {"e^(x + y)", "e^x e^y"},
        {"(e^x)^2", "e^(2x)"},
        {"e^(-x)", "1/e^x"},
        {"(e^x - 1)(e^x + 1)", "e^(2x) - 1"},
        {"e^(x/2) e^(x/3)", "e^(5x/6)"},
        {"cosh(x)", "(e^x + e^(-x))/2"},
        {"cosh(x)^2 - sinh(x)^2", "1"},
        {"sinh(2x)", "2 sinh(x) cosh(x)"},
        {"tanh(x)", "(e^(2x) - 1)/(e^(2x) + 1)"},
        {"1 - tanh(x)^2", "sech(x)^2"},
        {"cosh(x) + sinh(x)", "e^x"},
        {"sinh(x + y)", "sinh(x) cosh(y) + cosh(x) sinh(y)"},
        {"1/(1 + e^(-x))", "e^x/(1 + e^x)"},
        {"e^(-x)/(1 + e^(-x))^2", "e^x/(1 + e^x)^2"},
        {"2^x*3^x", "6^x"},
        {"4^x", "2^(2x)"},
        {"2^x", "e^(x ln(2))"},
        {"x^y x", "x^(y + 1)"},
        {"x^x", "e^(x ln(x))"},
        {"x^(y - 1) y", "y x^y/x"},
        /* logarithms */
        {"ln(x y)", "ln(x) + ln(y)"},
        {"ln(x/y)", "ln(x) - ln(y)"},
        {"ln(x^3)", "3 ln(x)"},
        {"ln(x^2)", "2 ln(|x|)"},
        {"ln(sqrt(x))", "ln(x)/2"},
        {"ln(6) - ln(2)", "ln(3)"},
        {"ln(8)/ln(2)", "3"},
        {"ln(e^x y)", "x + ln(y)"},
        {"ln(x^2 - 1)", "ln((x - 1)(x + 1))"},
        {"ln(x^2 + 2x y + y^2)", "2 ln(|x + y|)"},
        {"log2(x)", "ln(x)/ln(2)"},
        {"log10(100x)", "2 + log10(x)"},
        {"ln(tan(x))", "ln(sin(x)) - ln(cos(x))"},
        {"ln(1 + cos(x))", "ln(2) + 2 ln(|cos(x/2)|)"},
        {"e^(2 ln(x))", "x^2"},
        {"e^(ln(x)/2)", "sqrt(x)"},
        /* roots and moduli */
        {"sqrt(x^2)", "|x|"},
        {"sqrt(x) sqrt(y)", "sqrt(x y)"},
        {"sqrt(x)^2", "x"},
        {"x/sqrt(x)", "sqrt(x)"},
        {"1/(sqrt(x) + 1)", "(sqrt(x) - 1)/(x - 1)"},
        {"sqrt(x^2 + 2x y + y^2)", "|x + y|"},
        {"sqrt(12x)", "2 sqrt(3) sqrt(x)"},
        {"sqrt(x^2 y)", "|x| sqrt(y)"},
        {"sqrt(x/y)", "sqrt(x y)/|y|"},
        {"sqrt(x^2 + y^2)^3", "(x^2 + y^2) sqrt(x^2 + y^2)"},
        {"1/sqrt(x^2 + y^2) - x^2/(x^2 + y^2)^(3/2)", "y^2/(x^2 + y^2)^(3/2)"},
        {"x^(1/3) x^(2/3)", "x"},
        {"(x y)^(1/3)", "x^(1/3) y^(1/3)"},
        {"x^(1/2) x^(1/3)", "x^(5/6)"},
        {"sqrt(1 - cos(x)^2)", "|sin(x)|"},
        {"sqrt(1 + tan(x)^2)", "|sec(x)|"},
        {"(1 + sin(x))/sqrt(1 + sin(x))", "sqrt(1 + sin(x))"},
        {"|x|^2", "x^2"},
        {"|x| |y|", "|x y|"},
        {"x/|x|", "|x|/x"},
        {"|x|/x", "sign(x)"},
        {"max(x, y) + min(x, y)", "x + y"},
        {"max(x, y)", "(x + y + |x - y|)/2"},
        {"sqrt(x + 2 sqrt(x) + 1)", "sqrt(x) + 1"},
        {"|x|^3", "x^2 |x|"},
        {"sqrt(2) sqrt(3)", "sqrt(6)"},
        {"1/(sqrt(3) - sqrt(2))", "sqrt(3) + sqrt(2)"},
        {"sqrt(3 + 2 sqrt(2))", "1 + sqrt(2)"},
        {"sqrt(e^(2x))", "e^x"},
        {"sec(x)^(3/2)", "(1/cos(x))^(3/2)"},
        {"(-sin(2x))^(1/3)", "-sin(2x)^(1/3)"},
        {"hypot(x, y)", "sqrt(x^2 + y^2)"},
        {"cbrt(x)^3", "x"},
        /* inverse functions */
        {"arcsin(x) + arccos(x)", "pi/2"},
        {"arctan(x) + arccot(x)", "pi/2"},
        {"arctan(x) + arctan(1/x)", "pi/2 sign(x)"},
        {"arctan(-y/x)", "-arctan(y/x)"},
        {"sin(2 arctan(x))", "2x/(1 + x^2)"},
        {"cos(arcsin(x))", "sqrt(1 - x^2)"},
        {"tan(arcsin(x))", "x/sqrt(1 - x^2)"},
        {"sin(arccos(x))", "sqrt(1 - x^2)"},
        {"cos(2 arccos(x))", "2x^2 - 1"},
        {"artanh(x)", "ln((1 + x)/(1 - x))/2"},
        {"arsinh(x)", "ln(x + sqrt(x^2 + 1))"},
        {"arcosh(x)", "ln(x + sqrt(x^2 - 1))"},
        {"sinh(arcosh(x))", "sqrt(x^2 - 1)"},
        {"erf(-x)", "-erf(x)"},
        /* pieces */
        {"piecewise(x, x > 0, -x)", "|x|"},
        {"piecewise(x^2, x >= 0, -x^2)", "x |x|"},
        {"piecewise(sin(2x), x < y, 0)", "piecewise(2 sin(x) cos(x), x < y, 0)"},
        {"piecewise(1, x > 0, -1, x < 0)", "x/|x|"},
        {"piecewise(x, x > y, y)", "max(x, y)"},
        {"arccos(-x)", "pi - arccos(x)"},
    };
    all_are(*state, pairs, COUNT(pairs), NB_EQUAL, NB_EQUAL_WHERE);
}

/* One sign, factor, constant or exponent away from an identity, or equal on a half
 * line only. */
static void near_misses(void **state)
{
    static const pair pairs[] = {
        {"(x + y)^2", "x^2 + x y + y^2"},
        {"(x + y)^2", "x^2 + y^2"},
        {"(x - y)^2", "x^2 - 2x y - y^2"},
        {"x^5 - 1", "(x - 1)(x^4 + x^3 + x^2 + x - 1)"},
        {"1/x + 1/y", "2/(x + y)"},
        {"1/(x + y)", "1/x + 1/y"},
        {"1/(x - 1) - 1/(x + 1)", "-2/(x^2 - 1)"},
        {"x/(x^2 + y^2) - 1/x", "y^2/(x(x^2 + y^2))"},
        {"x y^2", "x^2 y"},
        {"x", "x + 1/10^30"},
        {"x - y", "y - x"},
        {"x^2/y", "x^2/y^2"},
        {"2x", "2x + 1"},
        {"x^4", "x^4 + (x - 1)(x - 2)(x - 3)(x + 1)(x + 2)(x + 3) x"},
        {"sin(2x)", "sin(x) cos(x)"},
        {"sin(2x)", "2 sin(x)"},
        {"cos(2x)", "1 + 2 sin(x)^2"},
        {"cos(2x)", "sin(x)^2 - cos(x)^2"},
        {"sin(x)^2 + cos(x)^2", "-1"},
        {"sin(x)^2 - cos(x)^2", "1"},
        {"sin(3x)", "3 sin(x) + 4 sin(x)^3"},
        {"cos(3x)", "4 cos(x)^3 + 3 cos(x)"},
        {"sin(x + y)", "sin(x) + sin(y)"},
        {"sin(x + y)", "sin(x) cos(y) - cos(x) sin(y)"},
        {"cos(x + y)", "cos(x) cos(y) + sin(x) sin(y)"},
        {"cos(x)", "sin(x)"},
        {"sin(x^2)", "sin(x)^2"},
        {"cos(x y)", "-cos(x y)"},
        {"1 + tan(x)^2", "csc(x)^2"},
        {"tan(x)^2 - 1", "sec(x)^2"},
        {"tan(x)", "cos(x)/sin(x)"},
        {"tan(2x)", "2 tan(x)/(1 + tan(x)^2)"},
        {"tan(x/2)", "sin(x)/(1 - cos(x))"},
        {"sin(x + pi/6)", "sin(x)/2 + sqrt(3)/2 cos(x)"},
        {"sin(x + pi)", "sin(x)"},
        {"sin(x + pi/2)", "-cos(x)"},
        {"sin(x)^4", "(3 - 4 cos(2x) - cos(4x))/8"},
        {"y cos(x y)", "x cos(x y)"},
        {"y cos(x y)", "cos(x y)"},
        {"e^(x + y)", "e^x + e^y"},
        {"e^(2x)", "(e^x)^3"},
        {"e^(x^2)", "(e^x)^2"},
        {"x e^(x - 1)", "e^x"},
        {"e^(-x)", "-e^x"},
        {"2x e^(x^2 + y)", "2x e^(x^2) + y"},
        {"cosh(x)^2 + sinh(x)^2", "1"},
        {"sinh(2x)", "sinh(x) cosh(x)"},
        {"1 + tanh(x)^2", "sech(x)^2"},
        {"cosh(x) - sinh(x)", "e^x"},
        {"2^x*3^y", "6^(x + y)"},
        {"4^x", "2^(x/2)"},
        {"2^x", "x^2"},
        {"x^y", "y^x"},
        {"y x^(y - 1)", "x^y"},
        {"x^y ln(x)", "x^y ln(y)"},
        {"ln(x + y)", "ln(x) + ln(y)"},
        {"ln(x y)", "ln(x) ln(y)"},
        {"ln(x/y)", "ln(x)/ln(y)"},
        {"ln(x^3)", "ln(x)^3"},
        {"ln(x^2)", "2 ln(|x|) + 1"},
        {"log10(x)", "ln(x)"},
        {"log2(x)", "ln(x) ln(2)"},
        {"ln(6) - ln(2)", "ln(4)"},
        {"1/x", "ln(x)"},
        {"sqrt(x^2)", "x"},
        {"sqrt(x^2 + y^2)", "x + y"},
        {"sqrt(x^2 + y^2)", "|x| + |y|"},
        {"sqrt(x^2 y)", "x sqrt(y)"},
        {"sqrt(x + 1)", "sqrt(x) + 1"},
        {"1/sqrt(x)", "sqrt(x)"},
        {"1/(2 sqrt(x))", "1/2 sqrt(x)"},
        {"x/sqrt(x^2 + y^2)", "y/sqrt(x^2 + y^2)"},
        {"x/sqrt(x^2 + y^2)", "2x/sqrt(x^2 + y^2)"},
        {"1/sqrt(x^2 + y^2) - x^2/(x^2 + y^2)^(3/2)", "y^2/(x^2 + y^2)^(1/2)"},
        {"sqrt(1 - cos(x)^2)", "sin(x)"},
        {"sqrt(1 + tan(x)^2)", "sec(x)"},
        {"(x^3)^(1/3)", "|x|"},
        {"x^(1/3) x^(2/3)", "|x|"},
        {"|x + y|", "|x| + |y|"},
        {"|x|", "x"},
        {"x/|x|", "1"},
        {"max(x, y)", "min(x, y)"},
        {"max(x, y)", "(x + y - |x - y|)/2"},
        {"sqrt(x - 2 sqrt(x) + 1)", "sqrt(x) - 1"},
        {"sqrt(2) + sqrt(3)", "sqrt(10)"},
        {"sqrt(3 + 2 sqrt(2))", "1 + sqrt(3)"},
        {"arcsin(x) + arccos(x)", "pi"},
        {"arctan(x) + arctan(1/x)", "pi/2"},
        {"arctan(x) + arctan(y)", "arctan((x + y)/(1 - x y))"},
        {"arctan(x)", "1/tan(x)"},
        {"2 arctan(x)", "arctan(2x/(1 - x^2))"},
        {"arctan(y/x)", "arctan(x/y)"},
        {"sin(2 arctan(x))", "x/(1 + x^2)"},
        {"cos(arcsin(x))", "sqrt(1 + x^2)"},
        {"artanh(x)", "ln((1 - x)/(1 + x))/2"},
        {"arsinh(x)", "ln(x + sqrt(x^2 - 1))"},
        {"arsinh(x)", "ln(x + sqrt(x^2 + 2))"},
        {"arccos(-x)", "-arccos(x)"},
        {"arcsin(sin(x))", "x"},
        /* different on the edge of the domain only */
        {"sqrt(x y) + sqrt(x) + |y|", "sqrt(x y) + sqrt(x) + y"},
        {"erf(-x)", "erf(x)"},
        {"piecewise(x, x > 0, -x)", "x"},
        {"piecewise(x, x > 1, -x)", "|x|"},
        {"piecewise(1, x > 0, 0)", "1"},
        {"atan2(y, x)", "arctan(y/x)"},
    };
    all_are(*state, pairs, COUNT(pairs), NB_UNEQUAL, NB_UNEQUAL);
}

/* Defined nowhere together, or beyond what can be told. */
static void unproven(void **state)
{
    static const pair pairs[] = {
        {"ln(x)", "ln(-x)"},
        {"sqrt(x - 1)", "sqrt(-x)"},
        {"ln(-1 - x^2)", "0"},
    };
    all_are(*state, pairs, COUNT(pairs), NB_EQUALITY_UNPROVEN, NB_EQUALITY_UNPROVEN);
}

/* What holds but on the edge of the domain, x = 0 and y < 0, is no identity. */
static void edges(void **state)
{
    fixture *f = *state;
    nb_pool *p = f->pool;
    nb_expr a = read(f, "sqrt(x y) + sqrt(x) + |y|");
    nb_expr b = read(f, "sqrt(x y) + sqrt(x) + y");
    nb_conditions c = {0};
    assert_true(nb_conditions_of(p, a, &c) && nb_conditions_of(p, b, &c));
    assert_false(nb_is_identically_zero(
        p, nb_difference(p, nb_canonical(p, a), nb_canonical(p, b)), &c));
    nb_conditions_free(&c);
}

typedef struct domain_row {
    const char *a, *b, *conditions; /* as text, after a blank each */
    bool first_wider, second_wider;
} domain_row;

static void domains(void **state)
{
    static const domain_row rows[] = {
        {"x^2/x", "x", " x != 0", false, true},
        {"2 ln(x)", "ln(x^2)", " x > 0", false, true},
        {"sqrt(x) sqrt(y)", "sqrt(x y)", " x >= 0 y >= 0", false, true},
        {"1/x", "x/x^2", "", false, false},
        {"1/(x^2 - y^2)", "1/((x - y)(x + y))", "", false, false},
        {"(x^2 - 1)/(x - 1)", "x + 1", " x != 1", false, true},
        {"sqrt(x)^2", "(x^3)^(1/3)", " x >= 0", false, true},
        {"sqrt(x)^2 + 1/y", "x + 1/y", " x >= 0", false, true},
        {"ln(x) + ln(y)", "ln(x y)", " x > 0 y > 0", false, true},
        {"x/x + y", "1 + y y/y", " x != 0 y != 0", true, true},
        {"1/(x^2 + x + 1)", "(x - 1)/(x^3 - 1)", " x != 1", true, false},
        {"sin(x)^2 + cos(x)^2", "1", "", false, false},
        {"ln(x) + ln(1/x)", "0", " x > 0", false, true},
        {"ln(x y) + ln(x y)", "2 ln(x y)", "", false, false},
        {"1/cos(x) + sin(x)/cos(x)", "(1 + sin(x))/cos(x)", "", false, false},
        {"sin(arccos(x))", "sqrt(1 - x^2)", "", false, false},
    };
    fixture *f = *state;
    unsigned wrong = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        nb_comparison c;
        nb_buf b = {0};
        compare(f, read(f, rows[i].a), read(f, rows[i].b), &c);
        for (uint32_t k = 0; k < c.conditions.n; k++) {
            nb_buf_putc(&b, ' ');
            nb_print(f->pool, nb_layout(f->pool, c.conditions.items[k], NULL),
                     NB_STYLE_TEXT, &b);
        }
        bool as_expected =
            strcmp(nb_buf_text(&b), rows[i].conditions) == 0 &&
            c.first_wider == rows[i].first_wider &&
            c.second_wider == rows[i].second_wider &&
            c.verdict == (rows[i].conditions[0] ? NB_EQUAL_WHERE : NB_EQUAL);
        if (!as_expected) {
            print_message("%s  and  %s: %s where%s, wider %d %d\n", rows[i].a, rows[i].b,
                          name_of(c.verdict), nb_buf_text(&b), c.first_wider,
                          c.second_wider);
            wrong++;
        }
        nb_buf_free(&b);
        nb_comparison_free(&c);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(identities, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(near_misses, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(unproven, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(edges, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(domains, open_pool, close_pool),
    };
    return cmocka_run_group_tests_name("equal", tests, NULL, NULL);
}
