/* The derivation of typed expressions by the table of rules. */
#include "pool.h"

#include "algebra/canon.h"
#include "algebra/tidy.h"
#include "calculus/derivation.h"
#include "calculus/derive.h"
#include "present/print.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static nb_expr variable(const char *name) { return nb_symbol(p, name, strlen(name)); }

static void expect_text(nb_expr e, const char *wanted)
{
    nb_buf out = {0};
    nb_print(p, e, NB_STYLE_TEXT, &out);
    assert_string_equal(nb_buf_text(&out), wanted);
    nb_buf_free(&out);
}

static void expect_equal(nb_derivation *d, nb_expr a, nb_expr b, const char *what)
{
    nb_expr difference =
        nb_difference(p, nb_derivation_value(d, a), nb_derivation_value(d, b));
    if (nb_tidy(p, difference) != nb_zero(p))
        fail_msg("%s: not proven equal (%s)", what, err.message);
}

static const char *const functions[] = {
    "5",
    "y",
    "x",
    "x^2",
    "3x^2 y",
    "x^2 - 3 x y + 2 y^2 - 4 x + 5 y - 12",
    "-x^2",
    "x sin x",
    "x^2 sin(x y)/(1 + y^2)",
    "x y/(x^2 + y^2)",
    "(x - y)/(x + y)",
    "1/x",
    "3/x^2",
    "y/(x^2 + y^2)^2",
    "1/sqrt(x^2 + y^2)",
    "2/e^x",
    "sqrt(x^2 + y^2)",
    "cbrt(x y)",
    "root(x, 5)",
    "hypot(x, y)",
    "e^x",
    "e^(x y)",
    "2^(3x)",
    "a^x",
    "exp(-x^2)",
    "ln(x^2 + y^2)",
    "log2(x)",
    "log(x, y)",
    "log(y, x)",
    "log(x, x^2 + 1)",
    "sin(x)^3 cos(2x - y)",
    "tan x cot x sec x csc x",
    "asin(x) + acos(x y) + atan(y/x) + acot x + asec x + acsc x",
    "sinh x cosh x tanh x coth x sech x csch x",
    "asinh x + acosh x + atanh x + acoth x + asech x + acsch x",
    "atan2(y, x)",
    "atan2(x, x^2)",
    "erf(x/(2 sqrt(y)))",
    "|x|",
    "|x y - 1|",
    "sign(x) x",
    "x^x",
    "x^y",
    "(x^2 + 1)^(x y)",
    "min(x, y)",
    "max(x^2, y, x + y)",
    "piecewise(x^2, x < y, x y)",
    "piecewise(x^2, x <= 1, 2x - 1, x > 1)",
    "(sin(x y) + 1) (sin(x y) + 1)",
    "((x^2 + 1)/(x - 1))^(1/3)",
    "x^(1/2) y^(1/2)",
    "5 x/(3 y) x^2/7",
    "x/y/x^3",
    "ln(ln(ln x))",
};

static void derivatives_are_those_of_the_canonical_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        nb_derivation d;
        nb_expr e = read_typed(functions[i]), x = variable("x");
        if (!nb_derivation_open(&d, p, e, x, NULL, NULL))
            fail_msg("%s: %s", functions[i], err.message);
        for (uint32_t k = 0; k < d.n; k++) {
            const nb_record *r = &d.records[k];
            nb_expr c = nb_derive(p, nb_derivation_value(&d, r->e), x);
            expect_equal(&d, r->raw, c, functions[i]);
            for (uint32_t j = 0; j < r->n; j++)
                assert_true(d.operands.items[r->first + j] < k);
        }
        nb_derivation_close(&d);
    }
}

/* Each part's rule, operands first. */
static void expect_rules(const char *text, const char *wanted)
{
    nb_derivation d;
    nb_buf out = {0};
    assert_true(nb_derivation_open(&d, p, read_typed(text), variable("x"), NULL, NULL));
    for (uint32_t k = 0; k < d.n; k++) {
        nb_buf_puts(&out, d.records[k].row->id);
        nb_buf_puts(&out, ": ");
        nb_print(p, d.records[k].form, NB_STYLE_TEXT, &out);
        nb_buf_puts(&out, k + 1 < d.n ? "; " : "");
    }
    assert_string_equal(nb_buf_text(&out), wanted);
    nb_buf_free(&out);
    nb_derivation_close(&d);
}

static void rules_are_those_of_the_textbook(void **state)
{
    (void)state;
    expect_rules("3 + y", "CONSTANT: 3+y");
    expect_rules("3 x^2 y", "POWER: x^2; MULTIPLE: 3*y*x^2");
    expect_rules("x^2 sin(x y)/(1 + y^2)",
                 "POWER: x^2; IDENTITY: x; MULTIPLE: y*x; FUNCTION: sin(x*y); "
                 "PRODUCT: x^2*sin(x*y); PART: x^2*sin(x*y)/(1+y^2)");
    expect_rules("x/(x + y)", "IDENTITY: x; CONSTANT: y; SUM_LEFT: x+y; "
                              "QUOTIENT: x/(x+y)");
    expect_rules("5/x^2", "POWER: x^(-2); MULTIPLE: 5*x^(-2)");
    expect_rules("e^x*2^x*x^x", "IDENTITY: x; EXPONENTIAL: e^x; "
                                "EXPONENTIAL_BASE: 2^x; PRODUCT: e^x*2^x; "
                                "LOGARITHMIC: x^x; PRODUCT: e^x*2^x*x^x");
    expect_rules("hypot(x, y)", "POWER: x^2; CONSTANT: y^2; SUM_LEFT: x^2+y^2; "
                                "FUNCTION: sqrt(x^2+y^2); ALGEBRA: sqrt(x^2+y^2)");
}

static void formulas_are_filled_in(void **state)
{
    static const char *const table[][2] = {
        {"x^2 sin y", "sin(y)*(2*x^(2-1))"},
        {"x sin x", "1*sin(x)+x*(cos(x)*1)"},
        {"x/sin x", "(1*sin(x)-x*(cos(x)*1))/sin(x)^2"},
        {"x^y", "y*x^(y-1)"},
        {"y^x", "y^x*ln(y)*1"},
        {"x^x", "x^x*(1*ln(x)+x*1/x)"},
        {"y/x", "-(y*1/x^2)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        nb_derivation d;
        assert_true(nb_derivation_open(&d, p, read_typed(table[i][0]), variable("x"),
                                       NULL, NULL));
        expect_text(nb_derivation_raw(&d), table[i][1]);
        nb_derivation_close(&d);
    }
}

/* ---- functions of the user ---- */

static bool body_of_g(void *data, nb_expr name, nb_definition *out)
{
    static nb_expr params[2];
    (void)data;
    bool one = strcmp(nb_symbol_name(p, name), "g") == 0;
    params[0] = variable(one ? "t" : "x");
    params[1] = variable("y");
    *out = (nb_definition){one ? 1 : 2, params, read_typed(one ? "sin t" : "x^2 y")};
    return true;
}

static nb_expr call(const char *name, nb_expr a, nb_expr b)
{
    nb_expr args[] = {variable(name), a, b};
    return nb_make(p, NB_CALL, 0, b ? 3 : 2, args);
}

static void called_functions_go_by_the_chain_rule(void **state)
{
    (void)state;
    nb_derivation d;
    nb_expr e =
        nb_binary(p, NB_ADD, call("g", read_typed("x y"), NB_NONE), read_typed("y"));
    assert_true(nb_derivation_open(&d, p, e, variable("x"), body_of_g, NULL));
    expect_equal(&d, nb_derivation_raw(&d), read_typed("y cos(x y)"), "g(x y) + y");
    nb_derivation_close(&d);
    e = call("h", read_typed("x^3"), read_typed("2 x y"));
    assert_true(nb_derivation_open(&d, p, e, variable("x"), body_of_g, NULL));
    expect_equal(&d, nb_derivation_raw(&d), read_typed("14 x^6 y"), "h(x^3, 2 x y)");
    nb_derivation_close(&d);
}

/* ---- wrong rules ---- */

static const nb_rule_row inner_missing = {
    "INNER", "inner derivative missing", NB_FN, NB_ANY_FN, "u", "", "f1", ""};
static const nb_rule_row factors_derived = {
    "FACTORS", "product of derivatives", NB_MUL, NB_ANY_FN, "u", "v", "du*dv", ""};
static const nb_rule_row constant_kept = {
    "KEPT", "constant kept", NB_OP_NONE, NB_ANY_FN, "c", "", "c", ""};

static void expect_mistakes(const char *text, const nb_rule_row *row, const char *wanted)
{
    nb_derivation d;
    nb_buf out = {0};
    assert_true(nb_derivation_open(&d, p, read_typed(text), variable("x"), NULL, NULL));
    nb_expr right = nb_derivation_raw(&d);
    for (uint32_t k = 0; k < d.n; k++) {
        if (!nb_record_fits(&d, k, row))
            continue;
        nb_override o = {.record = k, .row = row};
        nb_print(p, nb_derivation_with(&d, &o, 1), NB_STYLE_TEXT, &out);
        nb_buf_puts(&out, "; ");
    }
    assert_string_equal(nb_buf_text(&out), wanted);
    assert_int_equal(nb_derivation_with(&d, NULL, 0), right);
    nb_buf_free(&out);
    nb_derivation_close(&d);
}

static void wrong_rules_are_tried_at_one_place(void **state)
{
    (void)state;
    expect_mistakes("sin(cos(x^2))", &inner_missing,
                    "cos(cos(x^2))*(-sin(x^2)); cos(cos(x^2)); ");
    expect_mistakes("x sin x + y", &factors_derived, "1*(cos(x)*1)+0; ");
    expect_mistakes("x + y + 3", &constant_kept, "1+y+0; 1+0+3; ");
}

static void wrong_rules_can_be_combined(void **state)
{
    (void)state;
    nb_derivation d;
    assert_true(
        nb_derivation_open(&d, p, read_typed("x sin(x^2)"), variable("x"), NULL, NULL));
    nb_override both[2];
    for (uint32_t k = 0; k < d.n; k++) {
        if (nb_record_fits(&d, k, &inner_missing))
            both[0] = (nb_override){.record = k, .row = &inner_missing};
        if (nb_record_fits(&d, k, &factors_derived))
            both[1] = (nb_override){.record = k, .row = &factors_derived};
    }
    expect_text(nb_derivation_with(&d, both, 2), "1*cos(x^2)");
    both[0].row = NULL;
    both[0].derivative = read_typed("7");
    expect_text(nb_derivation_with(&d, both, 2), "1*7");
    nb_derivation_close(&d);
}

static void long_and_deep_expressions_are_derived_in_linear_time(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    nb_expr x = variable("x"), sum = x, product = x, deep = x;
    for (int i = 0; i < MANY; i++) {
        sum = nb_binary(p, NB_ADD, sum, nb_fn1(p, NB_FN_SIN, x));
        product = nb_binary(p, NB_MUL, product, nb_fn1(p, NB_FN_SIN, x));
        deep = nb_fn1(p, NB_FN_SIN, deep);
    }
    nb_expr all[] = {sum, product, deep};
    for (int i = 0; i < 3; i++) {
        nb_derivation d;
        assert_true(nb_derivation_open(&d, p, all[i], x, NULL, NULL));
        assert_in_range(d.n, MANY, 3 * MANY);
        nb_derivation_close(&d);
    }
}

static void every_row_is_a_rule_of_its_letters(void **state)
{
    (void)state;
    for (unsigned i = 0; i < NB_RULE_COUNT; i++) {
        const nb_rule_row *row = nb_rule_row_of((nb_rule)i);
        nb_expr left, right;
        assert_int_equal(nb_rule_of_row(row), i);
        bool formula = nb_rule_statement(p, row, NB_FN_SIN, &left, &right);
        assert_int_equal(formula, row->derivative[0] != '\0');
        assert_false(nb_failed(p));
    }
    nb_expr left, right;
    nb_rule_statement(p, nb_rule_row_of(NB_RULE_PRODUCT), NB_ANY_FN, &left, &right);
    expect_text(left, "u*v");
    expect_text(right, "u'*v+u*v'");
    nb_rule_statement(p, nb_rule_row_of(NB_RULE_FUNCTION), NB_FN_ATAN, &left, &right);
    expect_text(left, "atan(u)");
    expect_text(right, "1/(1+u^2)*u'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(derivatives_are_those_of_the_canonical_form,
                                        pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(rules_are_those_of_the_textbook, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(formulas_are_filled_in, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(called_functions_go_by_the_chain_rule, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(wrong_rules_are_tried_at_one_place, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(wrong_rules_can_be_combined, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(
            long_and_deep_expressions_are_derived_in_linear_time, pool_setup,
            pool_teardown),
        cmocka_unit_test_setup_teardown(every_row_is_a_rule_of_its_letters, pool_setup,
                                        pool_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
