/* The public header: what a program that embeds the library does with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <nabla.h>
#include <string.h>

static int open_session(void **state)
{
    *state = nabla_new();
    return *state == NULL;
}

static int close_session(void **state)
{
    nabla_free(*state);
    return 0;
}

/* Runs a statement and gives its answer as a string literal would be. */
static void says(nabla *s, const char *statement, const char *expected)
{
    nabla_result *r;
    nabla_run(s, statement, strlen(statement), &r);
    assert_non_null(r);
    assert_string_equal(nabla_result_text(r, 0), expected);
    nabla_result_free(r);
}

static nabla_status status_of(nabla *s, const char *statement)
{
    nabla_result *r;
    nabla_status status = nabla_run(s, statement, strlen(statement), &r);
    nabla_result_free(r);
    return status;
}

/* ---- statements ---- */

static void the_article(void **state)
{
    says(*state, "f(x, y) = x^2 + 3y^2",
         "  f(x, y) = x² + 3y²\n"
         "  ∂f/∂x = 2x\n"
         "  ∂f/∂y = 6y\n"
         "  ∇f(x, y) = (2x, 6y)\n");
    says(*state, "at (2, 1)",
         "  f(2, 1) = 7\n"
         "  ∇f(2, 1) = (4, 6)\n"
         "  ‖∇f(2, 1)‖ = √(4² + 6²) = √52 = 2√13 ≈ 7.2111\n");
}

static void one_result_both_ways(void **state)
{
    nabla_result *r;
    nabla_run(*state, "1/3", 3, &r);
    assert_string_equal(nabla_result_json(r),
                        "{\"kind\":\"value\",\"body\":\"1/3\",\"value\":"
                        "{\"exact\":\"1/3\",\"decimal\":\"0.333333\"}}");
    assert_string_equal(nabla_result_text(r, 0), "  1/3 ≈ 0.33333\n");
    assert_string_equal(nabla_result_text(r, 80), "  1\n"
                                                  "  ─ ≈ 0.33333\n"
                                                  "  3\n");
    nabla_result_free(r);
}

/* A result may be asked after other statements, and after a collection. */
static void results_last(void **state)
{
    nabla *s = *state;
    nabla_result *r;
    nabla_run(s, "x^2 y at (3, 4)", 15, &r);
    for (int i = 0; i < 3000; i++)
        assert_int_equal(status_of(s, "g(x) = sin(x^2)/x"), NABLA_OK);
    assert_non_null(strstr(nabla_result_text(r, 0), "∇ = (24, 9)"));
    nabla_result_free(r);
}

static void statuses(void **state)
{
    assert_int_equal(status_of(*state, ""), NABLA_OK);
    assert_int_equal(status_of(*state, "1/0"), NABLA_UNDEFINED);
    assert_int_equal(status_of(*state, "f(x) = x + 1/0"), NABLA_UNDEFINED);
    assert_int_equal(status_of(*state, "3 4"), NABLA_ERROR);
    assert_int_equal(status_of(*state, "at (1, 2)"), NABLA_ERROR);
    assert_int_equal(status_of(*state, "plot f as cube"), NABLA_ERROR);
}

static void errors_have_a_place(void **state)
{
    nabla_result *r;
    assert_int_equal(nabla_run(*state, "f(x) = x + 3 4", 14, &r), NABLA_ERROR);
    const nabla_error *e = nabla_result_error(r);
    assert_string_equal(e->code, "syntax");
    assert_int_equal(e->begin, 11);
    assert_int_equal(e->end, 14);
    assert_string_not_equal(e->hint, "");
    assert_string_equal(nabla_result_text(r, 0), "");
    nabla_result_free(r);
}

/* A statement that fails leaves no trace. */
static void failures_leave_no_trace(void **state)
{
    nabla *s = *state;
    assert_int_equal(status_of(s, "f(x) = x^2"), NABLA_OK);
    assert_int_equal(status_of(s, "f(x) = x^3 at (1, 2)"), NABLA_ERROR);
    assert_int_equal(status_of(s, "f(x) = x^3 + 0^0"), NABLA_UNDEFINED);
    says(s, "f(3)", "  f(3) = 9\n");
    nabla_set_memory(s, 3 << 20);
    assert_int_equal(status_of(s, "f(x) = (sin(x^2) cos(x)/(1 + x^3))^30"), NABLA_OK);
    assert_int_equal(status_of(s, "diff(exp(sin(x^2) cos(x))/(1 + x^3), x, 300)"),
                     NABLA_LIMIT);
    says(s, "f(0)", "  f(0) = 0\n");
}

static void interrupts(void **state)
{
    nabla_interrupt(*state); /* before a statement: of no effect */
    assert_int_equal(status_of(*state, "f(x) = x^2"), NABLA_OK);
}

static void notes_come_once(void **state)
{
    nabla_result *r;
    nabla_run(*state, "f(x) = 1/2x", 11, &r);
    assert_non_null(nabla_result_note(r, 0));
    assert_null(nabla_result_note(r, 1));
    nabla_result_free(r);
    nabla_run(*state, "f(x) = 1/3x", 11, &r);
    assert_null(nabla_result_note(r, 0));
    nabla_result_free(r);
}

static void settings(void **state)
{
    nabla *s = *state;
    assert_true(nabla_set(s, "digits", "3"));
    says(s, "pi", "  π ≈ 3.14\n");
    assert_true(nabla_set(s, "style", "ascii"));
    says(s, "pi", "  pi ~ 3.14\n");
    assert_string_equal(nabla_get(s, "digits"), "3");
    assert_string_equal(nabla_get(s, "style"), "ascii");
    assert_null(nabla_get(s, "nothing"));
    assert_false(nabla_set(s, "digits", "10001"));
    assert_false(nabla_set(s, "digits", "many"));
    assert_false(nabla_set(s, "nothing", "3"));
    assert_string_equal(nabla_last_error(s)->code, "usage");
}

/* What is saved defines the same again, also where names have got new meanings. */
static void saved_definitions(void **state)
{
    nabla *s = *state;
    size_t n;
    status_of(s, "g(t) = sin t");
    status_of(s, "a = 1/2");
    status_of(s, "f(x, y) = g(x y) + a");
    char *text = nabla_saved(s, &n);
    assert_string_equal(text, "g(t) = sin(t)\na = 1/2\nf(x, y) = g(x*y)+a\n");
    assert_int_equal(n, 3);
    nabla_string_free(text);
    status_of(s, "a = 7");
    text = nabla_saved(s, &n);
    assert_string_equal(text, "g(t) = sin(t)\nf(x, y) = g(x*y)+1/2\na = 7\n");
    nabla_string_free(text);
}

/* A line between formulas of which one is taller than a line. */
static void tall_formulas_stand_apart(void **state)
{
    nabla_result *r;
    nabla_run(*state, "f(x) = ln(x)", 12, &r);
    assert_string_equal(nabla_result_text(r, 80), "  f(x) = ln(x)\n"
                                                  "\n"
                                                  "          1\n"
                                                  "  f′(x) = ─  for x > 0\n"
                                                  "          x\n");
    nabla_result_free(r);
    assert_true(nabla_set(*state, "vector", "ij"));
    nabla_run(*state, "f(x, y) = x y + y^2", 19, &r);
    assert_non_null(strstr(nabla_result_text(r, 80), "∇f(x, y) = y i + (x + 2y) j\n"));
    nabla_result_free(r);
}

static void words(void **state)
{
    nabla_word w;
    bool sin = false, help = false, mine = false, alpha = false;
    status_of(*state, "mine(x) = x");
    for (size_t i = 0; nabla_word_at(*state, i, &w); i++) {
        sin = sin || (strcmp(w.text, "sin") == 0 && w.kind == NABLA_WORD_FUNCTION);
        help = help || (strcmp(w.text, "help") == 0 && w.kind == NABLA_WORD_COMMAND);
        mine = mine || (strcmp(w.text, "mine") == 0 && w.kind == NABLA_WORD_NAME);
        alpha =
            alpha || (strcmp(w.text, "\\alpha") == 0 && strcmp(w.replacement, "α") == 0);
    }
    assert_true(sin && help && mine && alpha);
}

/* ---- expressions ---- */

static void prints(nabla_expr *e, nabla_style style, const char *expected)
{
    char *text = nabla_print(e, style);
    assert_string_equal(text, expected);
    nabla_string_free(text);
}

static void expressions(void **state)
{
    nabla *s = *state;
    nabla_expr *e = nabla_parse(s, "x*sin(y) + sin(y)*x", 19);
    nabla_expr *simple = nabla_simplify(e), *dx = nabla_derive(e, "x");
    prints(e, NABLA_TEXT, "x*sin(y)+sin(y)*x");
    prints(simple, NABLA_UNICODE, "2x sin(y)");
    prints(dx, NABLA_TEXT, "2*sin(y)");
    prints(dx, NABLA_LATEX, "2 \\sin\\left(y\\right)");
    nabla_expr_free(e);
    nabla_expr_free(simple);
    nabla_expr_free(dx);
    assert_null(nabla_parse(s, "x +", 3));
    assert_string_equal(nabla_last_error(s)->code, "syntax");
}

static void defined_functions(void **state)
{
    nabla *s = *state;
    assert_int_equal(nabla_define(s, "f(x, y) = x^2 + 3y^2", 20), NABLA_OK);
    assert_int_equal(nabla_define(s, "1 + 1", 5), NABLA_ERROR);
    assert_int_equal(nabla_parameters(s, "f"), 2);
    assert_string_equal(nabla_parameter(s, "f", 1), "y");
    nabla_expr *body = nabla_function(s, "f"), *fy = nabla_gradient(s, "f", 1);
    prints(body, NABLA_ASCII, "x^2 + 3 y^2");
    prints(fy, NABLA_TEXT, "6*y");
    nabla_expr_free(body);
    nabla_expr_free(fy);
    assert_null(nabla_gradient(s, "f", 2));
    assert_null(nabla_gradient(s, "g", 0));
    assert_null(nabla_function(s, "g"));
}

static void values(void **state)
{
    nabla *s = *state;
    nabla_value v;
    nabla_expr *e = nabla_parse(s, "sqrt(x^2 + y^2)/y", 17);
    const nabla_assignment at[] = {{"x", "4"}, {"y", "sqrt(2)"}},
                           zero[] = {{"x", "4"}, {"y", "0"}};
    assert_int_equal(nabla_evaluate(e, at, 2, &v), NABLA_OK);
    assert_string_equal(v.exact, "3");
    assert_string_equal(v.decimal, "3");
    assert_true(v.low <= 3 && 3 <= v.high && v.high - v.low < 1e-12);
    nabla_value_clear(&v);
    assert_int_equal(nabla_evaluate(e, zero, 2, &v), NABLA_UNDEFINED);
    assert_non_null(strstr(v.reason, "division by zero"));
    assert_null(v.exact);
    assert_true(isinf(v.low) && isinf(v.high));
    nabla_value_clear(&v);
    assert_int_equal(nabla_evaluate(e, (nabla_assignment[]){{"x", "1/0"}}, 1, &v),
                     NABLA_UNDEFINED);
    nabla_value_clear(&v);
    assert_int_equal(nabla_evaluate(e, (nabla_assignment[]){{"x", "1+"}}, 1, &v),
                     NABLA_ERROR);
    nabla_value_clear(&v);
    nabla_expr_free(e);
}

static void contexts_are_apart(void **state)
{
    nabla *other = nabla_new();
    status_of(*state, "f(x) = x^2");
    status_of(other, "f(x) = x^3");
    says(*state, "f(3)", "  f(3) = 9\n");
    says(other, "f(3)", "  f(3) = 27\n");
    nabla_free(other);
    nabla_free(NULL);
    nabla_result_free(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_session, close_session)

static void pictures(void **state)
{
    nabla *s = *state;
    nabla_result *r;
    size_t n;
    const char *file = "plot x^2 + y^2 with critical to a.svg",
               *window = "plot x^2 to window";
    nabla_run(s, file, strlen(file), &r);
    assert_int_equal(nabla_result_action(r), NABLA_WRITE);
    assert_string_equal(nabla_result_argument(r), "a.svg");
    assert_memory_equal(nabla_result_output(r, &n), "<svg ", 5);
    assert_true(n > 1000);
    nabla_result_done(r, 0, NABLA_OK, "cannot write a.svg: no room");
    assert_int_equal(nabla_result_status(r), NABLA_ERROR);
    nabla_result_free(r);
    nabla_run(s, window, strlen(window), &r);
    assert_int_equal(nabla_result_action(r), NABLA_GNUPLOT);
    assert_string_equal(nabla_result_argument(r), "");
    assert_null(strstr(nabla_result_output(r, &n), "set output"));
    nabla_result_free(r);
    for (int size = -1; size < 200; size += 67) {
        nabla_set_window(s, size, size / 2);
        nabla_run(s, "plot x y", 8, &r);
        assert_true(strlen(nabla_result_text(r, 0)) > 100);
        nabla_result_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_article),
        TEST(one_result_both_ways),
        TEST(results_last),
        TEST(statuses),
        TEST(pictures),
        TEST(errors_have_a_place),
        TEST(failures_leave_no_trace),
        TEST(interrupts),
        TEST(notes_come_once),
        TEST(settings),
        TEST(saved_definitions),
        TEST(words),
        TEST(tall_formulas_stand_apart),
        TEST(expressions),
        TEST(defined_functions),
        TEST(values),
        TEST(contexts_are_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
