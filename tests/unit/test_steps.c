/* Derivations told step by step: every equation that is shown is proven again. */
#include "pool.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "present/print.h"
#include "syntax/parse.h"
#include "teach/finish.h"
#include "teach/neat.h"
#include "teach/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static nb_expr variable(const char *name) { return nb_symbol(p, name, strlen(name)); }

/* The derivative as it is shown. */
static nb_expr answer(nb_expr e, nb_expr x)
{
    return nb_layout(p, nb_tidy(p, nb_derive(p, nb_canonical(p, e), x)), NULL);
}

static void tell(nb_told *t, const char *text, const char *x)
{
    nb_expr e = read_typed(text);
    nb_lesson lesson = {.e = e, .variable = variable(x), .final = answer(e, variable(x))};
    nb_told_init(t, p);
    if (!nb_tell_steps(t, &lesson))
        fail_msg("%s by %s: %s", text, x, err.message);
}

/* ---- the replay ---- */

static bool proven(nb_expr canonical, nb_expr shown)
{
    nb_expr d = nb_difference(p, canonical, nb_canonical(p, shown));
    return d && nb_tidy(p, d) == nb_zero(p);
}

/* Every equation that begins with a derivative, in the line from piece i on; how many
 * sides it has that are proven, or -1. */
static int replay_line(const nb_told *t, const nb_told_line *line, nb_expr whole)
{
    nb_expr value = NB_NONE;
    int sides = 0;
    for (uint32_t i = line->first; i < line->first + line->n; i++) {
        const nb_told_piece *piece = &t->pieces[i];
        nb_expr d = NB_NONE;
        switch (piece->kind) {
        case NB_TOLD_WHOLE: d = whole; break;
        case NB_TOLD_DERIVATIVE:
            d = nb_derive(p, nb_canonical(p, piece->e), piece->variable);
            break;
        case NB_TOLD_EQUALS: continue;
        case NB_TOLD_EXPR:
            if (value && !proven(value, piece->e))
                return -1;
            sides += value != NB_NONE;
            continue;
        default: value = NB_NONE; continue;
        }
        if (value && nb_tidy(p, nb_difference(p, value, d)) != nb_zero(p))
            return -1;
        value = d;
    }
    return sides;
}

static bool shows(const nb_told *t, const nb_told_line *line, nb_expr e)
{
    for (uint32_t i = line->first; i < line->first + line->n; i++)
        if (t->pieces[i].kind == NB_TOLD_EXPR && t->pieces[i].e == e)
            return true;
    return false;
}

/* Proves every step of the derivation, the last of which is the answer; how many
 * equations there were, or -1. */
static int replay(const char *text, const char *x)
{
    nb_told t;
    tell(&t, text, x);
    nb_expr whole = nb_derive(p, nb_canonical(p, read_typed(text)), variable(x));
    int equations = 0;
    bool ok = true;
    for (uint32_t i = 0; ok && i < t.n_lines; i++) {
        int sides = replay_line(&t, &t.lines[i], whole);
        ok = sides >= 0;
        equations += sides;
    }
    for (uint32_t i = 0; ok && i < t.n_steps; i++) {
        const nb_step *step = &t.steps[i];
        nb_expr d =
            step->of ? nb_derive(p, nb_canonical(p, step->of), step->variable) : whole;
        ok = ok && proven(d, step->result);
        for (uint32_t k = 0; k < step->n_used; k++)
            ok = ok && t.used.items[step->first_used + k] != i;
    }
    ok = ok && shows(&t, &t.lines[t.n_lines - 1], answer(read_typed(text), variable(x)));
    nb_told_free(&t);
    return ok && !nb_failed(p) ? equations : -1;
}

static const char *const functions[] = {
    "5",
    "y",
    "x",
    "x^2 + 3y^2",
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
    "e^(x y)",
    "2^(3x)",
    "exp(-x^2)",
    "ln(x^2 + y^2)",
    "log(x, y)",
    "log(y, x)",
    "log(x, x^2 + 1)",
    "sin(x)^3 cos(2x - y)",
    "tan x cot x sec x csc x",
    "asin(x) + acos(x y) + atan(y/x) + acot x + asec x + acsc x",
    "sinh x cosh x tanh x coth x sech x csch x",
    "asinh x + acosh x + atanh x + acoth x + asech x + acsch x",
    "atan2(y, x)",
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
    "(sin(x y) + 1) (sin(x y) + 2)",
    "((x^2 + 1)/(x - 1))^(1/3)",
    "x^0.7 y^0.3",
    "5 x/(3 y) x^2/7",
    "x/y/x^3",
    "ln(ln(ln x))",
    "tan(2x - y) + tan(2x - y)^2",
    "(x + 1) (x + 2) (x + 3)",
    "x/(x - 1)/(x - 2)",
    "-(x - y)/(-x)",
};

static void every_equation_that_is_shown_is_proven(void **state)
{
    static const char *const variables[] = {"x", "y"};
    (void)state;
    int equations = 0;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        for (int k = 0; k < 2; k++) {
            int n = replay(functions[i], variables[k]);
            if (n < 0)
                fail_msg("%s by %s: a step is not proven", functions[i], variables[k]);
            equations += n;
        }
    }
    assert_in_range(equations, 300, 5000);
}

/* Lines of a file that the environment names: a variable, a tab, an expression. */
static void equations_of_a_file_are_proven(void **state)
{
    char line[4096];
    const char *name = getenv("STEPS_FILE");
    (void)state;
    FILE *file = name ? fopen(name, "r") : NULL;
    if (!file)
        skip();
    int lines = 0, wrong = 0, equations = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *tab = strchr(line, '\t');
        if (!tab)
            continue;
        *tab = '\0';
        int n = replay(tab + 1, line);
        lines++;
        wrong += n < 0;
        equations += n > 0 ? n : 0;
        if (n < 0)
            print_message("not proven: d/d%s %s\n", line, tab + 1);
    }
    fclose(file);
    print_message("%d derivatives, %d not proven, %d equations\n", lines, wrong,
                  equations);
    assert_int_equal(wrong, 0);
}

/* ---- order and wording ---- */

static void what_is_derived_once_is_referred_to(void **state)
{
    (void)state;
    nb_told t;
    tell(&t, "sin(x^2 y) e^(x^2 y)", "x");
    uint32_t told = 0, referred = 0;
    for (uint32_t i = 0; i < t.n_steps; i++)
        told += t.steps[i].of == read_typed("x^2 y");
    for (uint32_t i = 0; i < t.n_lines; i++)
        referred += t.lines[i].kind == NB_LINE_BESIDE;
    assert_int_equal(told, 1);
    assert_int_equal(referred, 1);
    nb_told_free(&t);
}

static void long_derivations_are_an_error(void **state)
{
    (void)state;
    nb_expr e = read_typed("x");
    for (int i = 0; i < NB_STEPS_MAX; i++)
        e = nb_fn1(p, NB_FN_SIN, e);
    nb_told t;
    nb_lesson lesson = {.e = e, .variable = variable("x"), .final = read_typed("0")};
    nb_told_init(&t, p);
    assert_false(nb_tell_steps(&t, &lesson));
    assert_int_equal(err.code, NB_ERR_LIMIT);
    assert_string_equal(err.message, "the derivation has 301 parts: at most 300 are "
                                     "told step by step");
    nb_told_free(&t);
}

static void deep_derivations_are_told_without_recursion(void **state)
{
    (void)state;
    nb_expr e = read_typed("x"), one = read_typed("1");
    for (int i = 0; i < NB_STEPS_MAX / 2 - 1; i++)
        e = nb_fn1(p, NB_FN_SIN, nb_binary(p, NB_ADD, e, one));
    nb_told t;
    nb_lesson lesson = {.e = nb_fn1(p, NB_FN_SIN, read_typed("x")),
                        .variable = variable("x"),
                        .final = read_typed("cos(x)")};
    nb_told_init(&t, p);
    assert_true(nb_tell_steps(&t, &lesson));
    assert_int_equal(t.n_steps, 1);
    nb_told_free(&t);
}

/* ---- the cosmetics of a filled-in formula ---- */

static void neat_forms_keep_order_and_value(void **state)
{
    static const char *const table[][2] = {
        {"1*x", "x"},
        {"0*x + y", "y"},
        {"x + 0", "x"},
        {"0 - x", "-x"},
        {"2*x^(2-1)*sin(y) + x^2*0", "2*x*sin(y)"},
        {"3*x^(3-1)", "3*x^2"},
        {"(1/2)*x^((1/2)-1)", "x^(-1/2)/2"},
        {"x*(y*(z*1))", "x*y*z"},
        {"x*(-sin(y))", "-x*sin(y)"},
        {"x + -y", "x-y"},
        {"x - (-(y*z))", "x+y*z"},
        {"(1/u)*w", "w/u"},
        {"a/b*(c/d)", "a*c/(b*d)"},
        {"-(-x)", "x"},
        {"x^(n-1)", "x^(n-1)"},
        {"0.7*x^(0.7-1)", "0.7*x^(-0.3)"},
        {"-1*x", "-x"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        nb_buf out = {0};
        nb_expr e = read_typed(table[i][0]), neat = nb_neat(p, e);
        nb_print(p, neat, NB_STYLE_TEXT, &out);
        assert_string_equal(nb_buf_text(&out), table[i][1]);
        assert_int_equal(nb_canonical(p, e), nb_canonical(p, neat));
        nb_buf_free(&out);
    }
}

/* ---- names of simplifications ---- */

static void changes_of_form_have_names(void **state)
{
    static const struct {
        const char *from, *to, *name, *about;
    } table[] = {
        {"x*cos(y)", "cos(y)*x", NULL, NULL},
        {"2x + 3x", "5x", "collect like terms", NULL},
        {"x*2*x", "2x^2", "simplify the products", NULL},
        {"2*x^(-3)", "2/x^3", "write without negative exponents", NULL},
        {"x^2 y + x y^2", "x y (x + y)", "factor out", "x*y"},
        {"6x y + 4x", "2x(3y + 2)", "factor out", "2*x"},
        {"6x (x - 1)^2 + 8 (x - 1)^3", "2 (x - 1)^2 (7x - 4)", "factor out", "2*(x-1)^2"},
        {"2 ln(x) - ln(x)^2", "(2 - ln(x)) ln(x)", "factor out", "ln(x)"},
        {"1/x + 1/y", "(x + y)/(x y)", "write over the common denominator", "x*y"},
        {"x^2 + 2x + 1", "(x + 1)^2", "factor", NULL},
        {"2 sin(x) cos(x)", "sin(2x)", "use an identity", NULL},
        {"(2x(x^2 - 1) - 2x(x^2 + 1))/(x^2 - 1)^2", "-4x/(x^2 - 1)^2",
         "multiply out and collect like terms", NULL},
        {"(x^2 y + x y^2)/(x + y)^2", "x y/(x + y)", "cancel common factors", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        nb_change_made c =
            nb_name_change(p, read_typed(table[i].from), read_typed(table[i].to));
        if (!table[i].name) {
            assert_null(c.name);
            continue;
        }
        if (!c.name || strcmp(c.name, table[i].name))
            fail_msg("%s -> %s: %s", table[i].from, table[i].to,
                     c.name ? c.name : "no change");
        nb_buf out = {0};
        if (c.about)
            nb_print(p, c.about, NB_STYLE_TEXT, &out);
        assert_string_equal(nb_buf_text(&out), table[i].about ? table[i].about : "");
        nb_buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_equation_that_is_shown_is_proven,
                                        pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(equations_of_a_file_are_proven, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(what_is_derived_once_is_referred_to, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(long_derivations_are_an_error, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(deep_derivations_are_told_without_recursion,
                                        pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(neat_forms_keep_order_and_value, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(changes_of_form_have_names, pool_setup,
                                        pool_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
