/* The textbook layout of canonical expressions. */
#include "pool.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "expr/precedence.h"
#include "present/print.h"
#include "random_expression.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static nb_expr canonical(const char *text)
{
    nb_expr e = nb_canonical(p, nb_parse_expression(p, text, strlen(text), NULL, NULL));
    if (nb_failed(p))
        fail_msg("%s: %s", text, err.message);
    return e;
}

/* With the variables x, y, z in this order. */
static nb_expr laid_out(nb_expr e, bool decimals)
{
    const nb_expr variables[] = {nb_symbol(p, "x", 1), nb_symbol(p, "y", 1),
                                 nb_symbol(p, "z", 1)};
    nb_layout_options options = {.variables = variables, .n = 3, .decimals = decimals};
    return nb_layout(p, e, &options);
}

static void expect(const char *typed, const char *wanted, bool decimals)
{
    nb_buf out = {0};
    nb_expr e = canonical(typed), shown = laid_out(e, decimals);
    nb_print(p, shown, NB_STYLE_TEXT, &out);
    assert_string_equal(nb_buf_text(&out), wanted);
    nb_buf_free(&out);
    assert_int_equal(nb_canonical(p, shown), e);
}

static const struct {
    const char *typed, *shown;
} table[] = {
    /* sums: degree, then the order of the variables, constants last */
    {"3y^2 + x^2", "x^2+3*y^2"},
    {"y + x + y^2 + x y + x^2 + 1", "x^2+x*y+y^2+x+y+1"},
    {"z x^2 + y^3", "x^2*z+y^3"},
    {"b x + a y", "b*x+a*y"},
    {"4 + 2/x^2 - 2/x^3", "4+2/x^2-2/x^3"},
    {"1 + 1/x + x", "x+1+1/x"},
    {"cos x + 1", "1+cos(x)"},
    {"e^x + x^2 + 1", "x^2+e^x+1"},
    {"x y cos(x y) + sin(x y)", "sin(x*y)+x*y*cos(x*y)"},
    {"sqrt(5) + 1", "1+sqrt(5)"},
    {"1 + pi", "pi+1"},
    /* a plus leads where there is one */
    {"1 - x^2", "1-x^2"},
    {"y - x", "y-x"},
    {"x - x^2 - 1", "x-x^2-1"},
    {"3 + 2x - x^2", "3+2*x-x^2"},
    {"-x - y", "-x-y"},
    {"-x^2", "-x^2"},
    {"120 - 2x - y", "120-2*x-y"},
    /* common factors */
    {"2x + 2y", "2*(x+y)"},
    {"2y - 2x", "2*(y-x)"},
    {"-2x - 2y", "-2*(x+y)"},
    {"18x - 12", "18*x-12"},
    {"2x + 2", "2*x+2"},
    {"x/2 + 1/2", "(x+1)/2"},
    {"x^2/2 + 3y/2", "(x^2+3*y)/2"},
    {"x/2 + y/3", "x/2+y/3"},
    {"1/2 + 1/(2x^2)", "1/2+1/(2*x^2)"},
    {"3 (2x + 1)^2", "3*(2*x+1)^2"},
    /* products */
    {"y e^(x y)", "y*e^(x*y)"},
    {"e^x x sin y", "x*e^x*sin(y)"},
    {"e^x (x + 1)", "(x+1)*e^x"},
    {"(x^2 - y^2) y", "y*(x^2-y^2)"},
    {"sqrt(2) pi x", "pi*sqrt(2)*x"},
    {"ln(2)*2^x", "2^x*ln(2)"},
    {"tan(x) sec(x)", "sec(x)*tan(x)"},
    {"sin(2 y) cos(x)", "cos(x)*sin(2*y)"},
    {"sqrt(x^2 + y^2) z", "z*sqrt(x^2+y^2)"},
    {"sqrt(2) sqrt(3)", "sqrt(6)"},
    {"|x| |y|", "abs(x*y)"},
    {"|y - x|", "abs(x-y)"},
    /* quotients */
    {"3x/2", "3*x/2"},
    {"x/(2y)", "x/(2*y)"},
    {"-x/(x^2 + y^2)", "-x/(x^2+y^2)"},
    {"1/(2 sqrt x)", "1/(2*sqrt(x))"},
    {"x^-1", "1/x"},
    {"x^-2 y", "y/x^2"},
    {"-2x y/(x^2 + y^2)^2", "-2*x*y/(x^2+y^2)^2"},
    {"sqrt(1/2)", "sqrt(2)/2"},
    {"sqrt 52", "2*sqrt(13)"},
    {"-3/2", "-3/2"},
    {"x e^-1", "x/e"},
    {"e^(-x)", "e^(-x)"},
    {"x e^(-1/2)", "e^(-1/2)*x"},
    {"(x^2 + y^2)^(-3/2)", "1/(x^2+y^2)^(3/2)"},
    {"x^(1/3)", "cbrt(x)"},
    {"x^(2/3)", "x^(2/3)"},
    /* signs of sums */
    {"-1/(y - x)", "1/(x-y)"},
    {"1/(y - x)", "1/(y-x)"},
    {"(y - x)^2", "(x-y)^2"},
    {"-y (x^2 - y^2)", "y*(y^2-x^2)"},
    {"-(x - y)^3", "(y-x)^3"},
    {"-(x^2 + y^2)^2", "-(x^2+y^2)^2"},
    {"z - (x - y)(y + z)", "z-(x-y)*(y+z)"},
    {"-z (x - y - 1)", "z*(y-x+1)"},
    {"(y - x)^(1/3)", "cbrt(y-x)"},
    {"sqrt(1 - x^2)", "sqrt(1-x^2)"},
    {"-x sin(y - x)", "-x*sin(y-x)"},
};

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        expect(table[i].typed, table[i].shown, false);
}

static void test_decimals(void **state)
{
    (void)state;
    expect("0.5x", "0.5*x", true);
    expect("0.5x", "x/2", false);
    expect("x/3", "x/3", true);
    expect("0.5x + 1.5y", "0.5*x+1.5*y", true);
    expect("0.25/x", "0.25/x", true);
    expect("x^0.7 y^0.3", "x^0.7*y^0.3", true);
    expect("-0.3 x^-0.7", "-0.3/x^0.7", true);
    expect("1e-200 x + 3 y", "1e-200*x+3*y", true);
    expect("1e200 x", "1e200*x", true);
    expect("sqrt(x)/4", "0.25*sqrt(x)", true);
}

static void test_order_of_variables(void **state)
{
    (void)state;
    nb_expr e = canonical("x y + y^2 + x^2 + 3a x y");
    const nb_expr yx[] = {nb_symbol(p, "y", 1), nb_symbol(p, "x", 1)};
    nb_layout_options options = {.variables = yx, .n = 2};
    nb_buf out = {0};
    nb_print(p, nb_layout(p, e, &options), NB_STYLE_TEXT, &out);
    assert_string_equal(nb_buf_text(&out), "3*a*y*x+y^2+y*x+x^2");
    nb_buf_clear(&out);
    nb_print(p, nb_layout(p, e, NULL), NB_STYLE_TEXT, &out);
    assert_string_equal(nb_buf_text(&out), "3*a*x*y+x^2+x*y+y^2");
    nb_buf_free(&out);
}

/* The result has no canonical node in it, and no other sign of a number than NEG. */
static void check_typed(nb_expr e)
{
    nb_list order = {0};
    assert_true(nb_topological(p, &e, 1, &order));
    for (uint32_t i = 0; i < order.n; i++) {
        nb_expr x = order.items[i];
        assert_int_not_equal(nb_op_of(p, x), NB_SUM);
        assert_int_not_equal(nb_op_of(p, x), NB_PROD);
        if (!nb_is_number(p, x))
            continue;
        assert_true(nb_number_sign(p, x) >= 0);
        assert_true(nb_fn_of(p, x) == NB_DECIMAL ||
                    fmpz_is_one(fmpq_denref(nb_value(p, x))));
    }
    nb_list_free(&order);
}

static void test_random(void **state)
{
    (void)state;
    random_source r = random_from_environment();
    for (unsigned i = 0; i < 2000; i++) {
        nb_expr typed = random_expression(p, &r, 2 + i % 40, false);
        nb_expr e = nb_canonical(p, typed);
        if (nb_failed(p)) {
            nb_error_clear(&err);
            continue;
        }
        nb_expr shown = laid_out(e, i % 2);
        check_typed(shown);
        nb_expr back = nb_canonical(p, shown);
        if (back != e) {
            nb_buf out = {0};
            nb_print(p, shown, NB_STYLE_TEXT, &out);
            fail_msg("%s is another expression than what was laid out",
                     nb_buf_text(&out));
        }
    }
}

/* Long sums and deep nests take about linear time and no stack. */
static void test_size(void **state)
{
    (void)state;
    clock_t begin = clock();
    nb_expr x = nb_symbol(p, "x", 1), y = nb_symbol(p, "y", 1);
    nb_list terms = {0};
    for (slong i = 0; i < 10000; i++) {
        nb_expr a = nb_power(p, x, nb_integer(p, i % 100)),
                b = nb_power(p, y, nb_integer(p, i / 100));
        assert_true(nb_list_add(
            p, &terms, nb_product2(p, nb_integer(p, i % 7 - 3), nb_product2(p, a, b))));
    }
    nb_expr sum = nb_sum(p, terms.items, terms.n);
    assert_int_equal(nb_canonical(p, laid_out(sum, false)), sum);
    nb_list_free(&terms);

    nb_expr deep = x;
    for (unsigned i = 0; i < 100000; i++)
        deep = nb_apply1(p, NB_FN_SIN, nb_sum2(p, nb_quotient(p, y, deep), x));
    assert_int_equal(nb_canonical(p, laid_out(deep, false)), deep);
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 20);
}

/* Of `count` factors: names, powers, functions, some below the bar. */
static nb_expr factor(unsigned i)
{
    char name[16];
    snprintf(name, sizeof name, "x%u", i);
    nb_expr x = nb_symbol(p, name, strlen(name));
    switch (i % 11) {
    case 3: return nb_power(p, x, nb_integer(p, 3));
    case 5: return nb_apply1(p, NB_FN_SIN, x);
    case 7: return nb_sum2(p, x, nb_one(p));
    case 9: return nb_power(p, x, nb_integer(p, -1));
    default: return x;
    }
}

/* Products of many factors that differ in one share nearly all of what is laid out and
 * written; they read like any other product. */
static void test_long_products(void **state)
{
    (void)state;
    enum { COUNT = 400 };
    nb_expr factors[COUNT], products[COUNT], shown[COUNT];
    for (unsigned i = 0; i < COUNT; i++)
        factors[i] = factor(i);
    for (unsigned i = 0; i < COUNT; i++) {
        nb_expr skipped = factors[i];
        factors[i] = i % 2 ? nb_integer(p, -2) : nb_one(p);
        products[i] = nb_product(p, factors, NULL, COUNT);
        factors[i] = skipped;
    }
    uint32_t before = nb_pool_size(p);
    assert_true(nb_layout_all(p, products, COUNT, NULL, shown));
    assert_true(nb_pool_size(p) - before < 60 * COUNT);
    for (nb_style style = NB_STYLE_TEXT; style <= NB_STYLE_ASCII; style++) {
        nb_written known = {0};
        nb_buf again = {0};
        for (unsigned i = 0; i < COUNT; i++) {
            nb_buf plain = {0};
            size_t from = again.length;
            nb_print(p, shown[i], style, &plain);
            nb_print_again(p, shown[i], style, NB_LEVEL_ANY, &known, &again);
            assert_string_equal(nb_buf_text(&again) + from, nb_buf_text(&plain));
            /* of sines, sums and one denominator; none around runs */
            size_t brackets = 0;
            for (const char *c = nb_buf_text(&plain); *c; c++)
                brackets += *c == '(';
            assert_in_range(brackets, 1, 2 * (COUNT / 11 + 1) + 1);
            if (style == NB_STYLE_TEXT)
                assert_int_equal(canonical(nb_buf_text(&plain)), products[i]);
            nb_buf_free(&plain);
        }
        nb_written_free(&known);
        nb_buf_free(&again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_table, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_decimals, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_order_of_variables, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(test_random, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_size, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_long_products, pool_setup, pool_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
