/* Two-dimensional output. */
#include "pool.h"

#include "present/box.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expr/function.h"
#include "text/utf8.h"

static nb_expr read(const char *text)
{
    nb_expr e = nb_parse_expression(p, text, strlen(text), NULL, NULL);
    if (nb_failed(p))
        fail_msg("%s: %s", text, err.message);
    return e;
}

static void expect_drawn(const char *text, bool ascii, uint32_t width, const char *wanted)
{
    nb_box_options options = {ascii, width};
    nb_buf out = {0};
    nb_buf_putc(&out, '\n');
    nb_print_box(p, "f = ", read(text), &options, &out);
    assert_string_equal(nb_buf_text(&out), wanted);
    nb_buf_free(&out);
}

static void test_unicode(void **state)
{
    (void)state;
    expect_drawn("x^2 + 3*y^2", false, 80, "\nf = x² + 3y²\n");
    expect_drawn("5!*x", false, 80, "\nf = 5! x\n");
    expect_drawn("piecewise(x, x >= -2 and x <= 2, -x)", false, 80,
                 "\n"
                 "f = ⎧x   if x ≥ −2 and x ≤ 2\n"
                 "    ⎩−x  otherwise\n");
    expect_drawn("-2*x*y/(x^2 + y^2)^2", false, 80,
                 "\n"
                 "         2x y\n"
                 "f = − ──────────\n"
                 "      (x² + y²)²\n");
    expect_drawn("x/sqrt(x^2 + y^2)", false, 80,
                 "\n"
                 "       x\n"
                 "f = ────────\n"
                 "     _______\n"
                 "    √x² + y²\n");
    expect_drawn("2*x*e^(-x^2/2) + 1", false, 80,
                 "\n"
                 "        −x²/2\n"
                 "f = 2x e      + 1\n");
    expect_drawn("(x/(x + y) + 1)^3*sin(x/y)", false, 80,
                 "\n"
                 "    ⎛  x      ⎞³    ⎛x⎞\n"
                 "f = ⎜───── + 1⎟  sin⎜─⎟\n"
                 "    ⎝x + y    ⎠     ⎝y⎠\n");
    expect_drawn("sqrt(x/y) + abs(1/x)", false, 80,
                 "\n"
                 "        _\n"
                 "       ╱x   │1│\n"
                 "f =   ╱ ─ + │─│\n"
                 "    ╲╱  y   │x│\n");
    expect_drawn("(x/y)/z - (-1)/x", false, 80,
                 "\n"
                 "     x\n"
                 "     ─\n"
                 "     y    ⎛  1⎞\n"
                 "f = ─── − ⎜− ─⎟\n"
                 "     z    ⎝  x⎠\n");
    expect_drawn("piecewise(x^2, x > 0, 1/x)", false, 80,
                 "\n"
                 "    ⎧x²  if x > 0\n"
                 "f = ⎨1\n"
                 "    ⎪─   otherwise\n"
                 "    ⎩x\n");
}

static void test_ascii(void **state)
{
    (void)state;
    expect_drawn("x^2 + 3*y^2", true, 80,
                 "\n"
                 "     2      2\n"
                 "f = x  + 3 y\n");
    expect_drawn("-x/sqrt(x^2 + y^2)^3", true, 80,
                 "\n"
                 "            x\n"
                 "f = - -------------\n"
                 "      /   _______\\3\n"
                 "      |  / 2    2|\n"
                 "      \\\\/ x  + y /\n");
    nb_expr e = read("sqrt(x/y)*sin(x)^2 + abs(1/x)/cbrt(y + 1)");
    nb_box_options options = {true, 80};
    nb_buf out = {0};
    nb_print_box(p, "", e, &options, &out);
    for (size_t i = 0; i < out.length; i++)
        assert_in_range(out.text[i], 10, 126);
    nb_buf_free(&out);
}

static void test_broken_lines(void **state)
{
    (void)state;
    const char *sum = "x^5 + 5*x^4 + 10*x^3 - 10*x^2 + 1/x + 1";
    expect_drawn(sum, false, 25,
                 "\n"
                 "f = x⁵ + 5x⁴ + 10x³\n"
                 "              1\n"
                 "     − 10x² + ─ + 1\n"
                 "              x\n");
    expect_drawn(sum, false, 80,
                 "\n"
                 "                             1\n"
                 "f = x⁵ + 5x⁴ + 10x³ − 10x² + ─ + 1\n"
                 "                             x\n");
    expect_drawn("sin(x + y + z + 1)*cos(x - y - z - 1)/(x + 1)", false, 24,
                 "\n"
                 "f = sin(x + y + z + 1)\n"
                 "    cos(x − y − z\n"
                 "    − 1)/(x + 1)\n");
}

/* No line is wider than asked for, wherever it is broken. */
static void test_width(void **state)
{
    (void)state;
    nb_expr items[] = {
        read("2*x*y/(x^2 + y^2)^2 + sin(x)*cos(y)*e^(x*y) - x"), read("x + y"),
        read("(x*y + x*z + y*z + x + y + z)^2*(x - y)*(y - z)/(x + y + z + 1)")};
    nb_box_part parts[] = {{.kind = NB_BOX_TEXT, .text = "∇f = "},
                           {.kind = NB_BOX_VECTOR, .items = items, .n = 3},
                           {.kind = NB_BOX_TEXT, .text = " = "},
                           {.kind = NB_BOX_EXPR, .items = items, .n = 1}};
    for (uint32_t width = 30; width < 140; width++) {
        nb_box_options options = {width % 2, width};
        nb_buf out = {0};
        nb_print_boxes(p, parts, 4, &options, &out);
        assert_false(nb_failed(p));
        for (const char *line = nb_buf_text(&out); *line;) {
            size_t n = strcspn(line, "\n");
            assert_in_range(nb_utf8_width(line, n), 0, width);
            assert_true(n == 0 || line[n - 1] != ' ');
            line += n + 1;
        }
        nb_buf_free(&out);
    }
}

/* What is too large to draw is written on a line; depth needs no stack. */
static void test_large(void **state)
{
    (void)state;
    nb_expr x = nb_symbol(p, "x", 1), e = x;
    nb_box_options options = {false, 80};
    for (unsigned i = 0; i < 50000; i++)
        e = nb_fn1(p, NB_FN_SIN, nb_binary(p, NB_DIV, x, e));
    nb_buf out = {0};
    nb_print_box(p, "f = ", e, &options, &out);
    assert_true(out.length > 100000);
    nb_buf_clear(&out);
    e = x;
    for (unsigned i = 0; i < 1000; i++)
        e = nb_binary(p, NB_DIV, x, nb_binary(p, NB_ADD, x, e));
    options.width = 0;
    nb_print_box(p, "f = ", e, &options, &out);
    assert_false(nb_failed(p));
    nb_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_unicode, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_ascii, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_broken_lines, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_width, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_large, pool_setup, pool_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
