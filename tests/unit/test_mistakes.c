/* The table of mistakes: every row reproduces its mistake on an example, and is named. */

#include "algebra/canon.h"
#include "syntax/parse.h"
#include "teach/diagnose.h"
#include "text/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

/* The explanations of an answer for ∂f/∂x as "ONE, TWO + THREE". */
static void explain(fixture *f, const char *function, const char *answer, nb_buf *out)
{
    nb_expr x = nb_symbol(f->pool, "x", 1), y = nb_symbol(f->pool, "y", 1);
    nb_expr variables[2] = {x, y};
    nb_task task = {
        .function = read(f, function), .variable = x, .variables = variables, .n = 2};
    nb_work work = {.left = NB_WORK_DEFAULT};
    nb_diagnosis found;
    nb_expr value = nb_canonical(f->pool, read(f, answer));
    assert_true(nb_diagnose(f->pool, &task, value, &work, &found));
    for (unsigned i = 0; i < found.n; i++)
        for (unsigned k = 0; k < found.items[i].n; k++)
            nb_buf_printf(out, "%s%s",
                          k   ? " + "
                          : i ? ", "
                              : "",
                          found.items[i].slips[k].mistake->row.id);
}

static void explained(fixture *f, const char *function, const char *answer,
                      const char *expected)
{
    nb_buf b = {0};
    explain(f, function, answer, &b);
    if (strcmp(nb_buf_text(&b), expected) != 0)
        print_message("d/dx %s = %s\n", function, answer);
    assert_string_equal(nb_buf_text(&b), expected);
    nb_buf_free(&b);
}

typedef struct row {
    const char *function, *answer, *expected;
} row;

static const row examples[] = {
    {"(x^2*y + 1)^3", "3*(x^2*y + 1)^2", "INNER_POWER"},
    {"e^(x^2*y)", "e^(x^2*y)", "INNER_EXPONENTIAL"},
    {"2^(x^2)", "2^(x^2)*ln(2)", "INNER_BASE"},
    {"1/(x^2 + y)", "-1/(x^2 + y)^2", "INNER_RECIPROCAL, SWAPPED"},
    {"ln(x^2 + y^2)", "1/(x^2 + y^2)", "INNER_LN"},
    {"log2(x^2 + y^2)", "1/((x^2 + y^2)*ln(2))", "INNER_LOG2"},
    {"log10(x^2 + y^2)", "1/((x^2 + y^2)*ln(10))", "INNER_LOG10"},
    {"sqrt(x^2 + y^2)", "1/(2*sqrt(x^2 + y^2))", "INNER_SQRT"},
    {"sin(x^2*y)", "cos(x^2*y)", "INNER_FUNCTION"},
    {"x^2*y", "2*x*y + x^2", "OTHER_TOO"},
    {"sin(x^2*y)", "cos(x^2*y)*(2*x*y + x^2)", "OTHER_TOO"},
    {"x^3 + x*y^2", "3*x^2 + 2*x*y", "OTHER_INSTEAD"},
    {"x^2*sin(y)", "2*x*cos(y)", "FACTOR_DERIVED"},
    {"y^2*sin(x)", "cos(x)", "FACTOR_LOST"},
    {"x^2 + y^3", "2*x + y^3", "TERM_KEPT"},
    {"x^2*y + y^3", "x^2 + 3*y^2", "SWAPPED"},
    {"x^2*sin(x)", "2*x*cos(x)", "PRODUCT_OF"},
    {"x^2*sin(x)", "2*x*sin(x)", "PRODUCT_FIRST"},
    {"x^2*sin(x)", "x^2*cos(x)", "PRODUCT_SECOND"},
    {"x^2*sin(x)", "2*x*sin(x) - x^2*cos(x)", "PRODUCT_SIGN, SIGN_SIN, SIN_INTEGRATED"},
    {"x/(x^2 + y)", "(2*x^2 - x^2 - y)/(x^2 + y)^2", "QUOTIENT_ORDER"},
    {"x/(x^2 + y)", "(x^2 + y + 2*x^2)/(x^2 + y)^2", "QUOTIENT_SIGN"},
    {"x/(x^2 + y)", "(y - x^2)/(x^2 + y)", "QUOTIENT_SQUARE"},
    {"x/(x^2 + y)", "y - x^2", "QUOTIENT_BELOW"},
    {"x/(x^2 + y)", "1/(2*x)", "QUOTIENT_OF"},
    {"1/(x^2 + y)", "-2*x/(x^2 + y)", "RECIPROCAL_SQUARE"},
    {"1/(x^2 + y)", "-2*x", "RECIPROCAL_BELOW"},
    {"1/(x^2 + y)", "1/(2*x)", "RECIPROCAL_OF"},
    {"1/(x^2 + y)", "2*x/(x^2 + y)^2", "RECIPROCAL_SIGN"},
    {"(x^2 + y)^(-3)", "6*x*(x^2 + y)^(-4)", "NEGATIVE_POWER"},
    {"x^(-3) + y", "3*x^(-4)", "NEGATIVE_POWER_X"},
    {"e^(-x)", "e^(-x)", "INNER_EXPONENTIAL, SIGN_EXPONENTIAL, SIGN_LOST"},
    {"cos(x*y)", "y*sin(x*y)", "SIGN_COS"},
    {"sin(x*y)", "-y*cos(x*y)", "SIGN_SIN"},
    {"cosh(x*y)", "-y*sinh(x*y)", "SIGN_FUNCTION"},
    {"-x^2 + y*x", "2*x + y", "SIGN_LOST"},
    {"x^3 - x^2", "3*x^2 + 2*x", "SIGN_DIFFERENCE"},
    {"y - x^2", "2*x", "SIGN_DIFFERENCE_LEFT"},
    {"x^3 + y*x", "3*x^3 + y", "POWER_KEPT"},
    {"x^3 + y*x", "x^2 + y", "POWER_NOT_DOWN"},
    {"x^3 + y*x", "3*x^4 + y", "POWER_RAISED"},
    {"(x^2 + y)^3", "6*x*(x^2 + y)^3", "POWER_OF_KEPT"},
    {"(x^2 + y)^3", "2*x*(x^2 + y)^2", "POWER_OF_NOT_DOWN"},
    {"(x^2 + y)^3", "6*x*(x^2 + y)^4", "POWER_OF_RAISED"},
    {"(x^2 + y)^3", "3*(2*x)^2", "POWER_OF_INNER"},
    {"sqrt(x^2 + y)", "2*x/sqrt(x^2 + y)", "ROOT_HALF"},
    {"sqrt(x^2 + y)", "x*sqrt(x^2 + y)", "ROOT_KEPT"},
    {"sqrt(x^2 + y)", "sqrt(2*x)", "ROOT_OF"},
    {"5*sin(x)", "cos(x)", "COEFFICIENT_LOST"},
    {"sin(x)/3", "cos(x)", "COEFFICIENT_LOST"},
    {"x^2 + 5", "2*x + 5", "CONSTANT_KEPT"},
    {"x^2 + 5", "2*x + 1", "CONSTANT_ONE"},
    {"e^(x^2)", "2*x*x^2*e^(x^2 - 1)", "EXPONENTIAL_POWER"},
    {"e^(x*y)", "x*y*e^(x*y - 1)", "EXPONENTIAL_POWER_INNER"},
    {"exp(x^2)", "2*x*x^2*exp(x^2 - 1)", "EXP_POWER"},
    {"2^(x^2)", "2*x*x^2*2^(x^2 - 1)", "BASE_POWER"},
    {"2^(x*y)", "x*y*2^(x*y - 1)", "BASE_POWER_INNER"},
    {"2^(x*y)", "y*2^(x*y)", "BASE_LOGARITHM"},
    {"x^3 + y*x", "x^3*ln(x) + y", "POWER_EXPONENTIAL"},
    {"(x*y + 1)^3", "y*(x*y + 1)^3*ln(x*y + 1)", "POWER_OF_EXPONENTIAL"},
    {"(x + 1)^(x*y)", "x*y*(x + 1)^(x*y - 1)", "GENERAL_AS_POWER"},
    {"(x + 1)^(x*y)", "y*(x + 1)^(x*y)*ln(x + 1)", "GENERAL_AS_EXPONENTIAL"},
    {"x^2*y", "-2*x*y", "SIGN_WHOLE"},
    {"x^3 + sin(x*y)", "-3*x^2 - y*cos(x*y)", "SIGN_WHOLE"},
    {"sin(x*y)", "-y*cos(x*y)", "SIGN_SIN"},
    {"x^2 + y", "x^3/3 + x*y", "INTEGRATED"},
    {"x^3 + y*x", "x^4/4 + y", "POWER_INTEGRATED"},
    {"y*x + sin(x)", "y - cos(x)", "SIGN_SIN, SIN_INTEGRATED"},
    {"y*x + sin(2*x)", "y - cos(2*x)/2", "SIN_INTEGRATED"},
    {"y*x + cos(2*x)", "y + sin(2*x)/2", "COS_INTEGRATED"},
    {"y*x + e^(2*x)", "y + e^(2*x)/2", "EXP_INTEGRATED"},
    {"(x + y)^3", "3*x^2", "SPLIT"},
    {"1/(x + y)", "-1/x^2", "SPLIT"},
};

static void test_every_row_is_named(void **state)
{
    bool seen[NB_MISTAKE_COUNT] = {false};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const row *e = &examples[i];
        explained(*state, e->function, e->answer, e->expected);
        for (unsigned k = 0; k < NB_MISTAKE_COUNT; k++)
            seen[k] =
                seen[k] || strstr(e->expected, nb_mistake_of((nb_mistake_id)k)->row.id);
    }
    for (unsigned k = 0; k < NB_MISTAKE_COUNT; k++) {
        const nb_mistake *m = nb_mistake_of((nb_mistake_id)k);
        if (!seen[k] && m->tried != NB_TRY_ELSEWHERE)
            print_message("no example names %s\n", m->row.id);
        assert_true(seen[k] || m->tried == NB_TRY_ELSEWHERE);
    }
}

static const row pairs[] = {
    {"cos(x^2*y)", "sin(x^2*y)",
     "INNER_FUNCTION + SIGN_COS, INNER_FUNCTION + COS_INTEGRATED"},
    {"sin(3*x) + (2*x + y)^4", "cos(3*x) + 4*(2*x + y)^3",
     "INNER_POWER + INNER_FUNCTION, INNER_POWER + COEFFICIENT_LOST, "
     "INNER_FUNCTION + OTHER_INSTEAD"},
    {"x^2*sin(2*x)", "2*x*cos(2*x)",
     "INNER_FUNCTION + PRODUCT_OF, POWER_NOT_DOWN + PRODUCT_OF, "
     "COEFFICIENT_LOST + PRODUCT_OF"},
};

static void test_pairs_are_named(void **state)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        explained(*state, pairs[i].function, pairs[i].answer, pairs[i].expected);
}

static const row unexplained[] = {
    {"x^2*y + 3*y^2", "17*x^5", ""},
    {"sin(x*y)", "x + y", ""},
    {"ln(x + y)", "tan(x)", ""},
};

static void test_nothing_is_named_in_vain(void **state)
{
    for (size_t i = 0; i < sizeof unexplained / sizeof *unexplained; i++)
        explained(*state, unexplained[i].function, unexplained[i].answer,
                  unexplained[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_row_is_named, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(test_pairs_are_named, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(test_nothing_is_named_in_vain, open_pool,
                                        close_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
