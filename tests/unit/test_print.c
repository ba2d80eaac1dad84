/* The printers: what each style writes, and that it reads back. */
#include "pool.h"

#include "expr/function.h"
#include "expr/precedence.h"
#include "present/json.h"
#include "present/mathml.h"
#include "present/print.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Reads an expression in which these names are parameters, so that x(y + 1) is a
 * product. */
static nb_expr read(const char *text)
{
    nb_buf line = {0};
    nb_statement s = {0};
    nb_buf_printf(&line, "F(a, b, c, x, y, z, x_1, alpha, speed, e2, theta_max) = %s",
                  text);
    nb_parse_statement(p, nb_buf_text(&line), line.length, NULL, NULL, &s);
    nb_expr e = nb_failed(p) ? NB_NONE : s.body;
    if (nb_failed(p))
        print_error("%s: %s\n", text, err.message);
    nb_error_clear(&err);
    nb_statement_free(&s);
    nb_buf_free(&line);
    return e;
}

static const char *print(nb_expr e, nb_style style)
{
    static nb_buf out;
    nb_buf_clear(&out);
    if (e == NB_NONE) {
        nb_buf_free(&out);
        return "";
    }
    nb_print(p, e, style, &out);
    assert_false(nb_failed(p));
    return nb_buf_text(&out);
}

/* ---- what is written ---- */

static const struct {
    const char *text, *unicode, *ascii, *latex;
} table[] = {
    {"x^2+3*y^2", "x² + 3y²", "x^2 + 3 y^2", "x^{2} + 3 y^{2}"},
    {"2*sqrt(13)", "2√13", "2 sqrt(13)", "2 \\sqrt{13}"},
    {"e^(x*y)", "e^(x y)", "e^(x y)", "e^{x y}"},
    {"(1-x^2)/(1+x^2)^2", "(1 − x²)/(1 + x²)²", "(1 - x^2)/(1 + x^2)^2",
     "\\frac{1 - x^{2}}{\\left(1 + x^{2}\\right)^{2}}"},
    {"x/sqrt(x^2+y^2)", "x/√(x² + y²)", "x/sqrt(x^2 + y^2)",
     "\\frac{x}{\\sqrt{x^{2} + y^{2}}}"},
    {"-2*x*y/(x^2+y^2)^2", "−2x y/(x² + y²)²", "-2 x y/(x^2 + y^2)^2",
     "-\\frac{2 x y}{\\left(x^{2} + y^{2}\\right)^{2}}"},
    {"a-(b-c)", "a − (b − c)", "a - (b - c)", "a - \\left(b - c\\right)"},
    {"x*y*z", "x y z", "x y z", "x y z"},
    {"x*(y*z)", "x(y z)", "x (y z)", "x \\left(y z\\right)"},
    {"(-x)^2", "(−x)²", "(-x)^2", "\\left(-x\\right)^{2}"},
    {"-x^2", "−x²", "-x^2", "-x^{2}"},
    {"2^(-x)", "2^(−x)", "2^(-x)", "2^{-x}"},
    {"x^(-1)", "x⁻¹", "x^(-1)", "x^{-1}"},
    {"2^3^2", "2^(3²)", "2^(3^2)", "2^{3^{2}}"},
    {"(2^3)^2", "(2³)²", "(2^3)^2", "\\left(2^{3}\\right)^{2}"},
    {"1/2*x", "(1/2) x", "(1/2) x", "\\frac{1}{2} x"},
    {"x/y/z", "(x/y)/z", "(x/y)/z", "\\frac{\\frac{x}{y}}{z}"},
    {"x/(y*z)", "x/(y z)", "x/(y z)", "\\frac{x}{y z}"},
    {"2*3", "2·3", "2*3", "2 \\cdot 3"},
    {"x*2", "x·2", "x*2", "x \\cdot 2"},
    {"sin(x)^2", "sin²(x)", "sin(x)^2", "\\sin^{2}\\left(x\\right)"},
    {"sin(x)*cos(y)", "sin(x) cos(y)", "sin(x) cos(y)",
     "\\sin\\left(x\\right) \\cos\\left(y\\right)"},
    {"ln(x)^2", "ln(x)²", "ln(x)^2", "\\ln\\left(x\\right)^{2}"},
    {"asin(x)", "arcsin(x)", "asin(x)", "\\arcsin\\left(x\\right)"},
    {"asinh(x)", "arsinh(x)", "asinh(x)", "\\operatorname{arsinh}\\left(x\\right)"},
    {"abs(x-y)", "|x − y|", "|x - y|", "\\left|x - y\\right|"},
    {"abs(abs(x)+1)", "abs(|x| + 1)", "abs(|x| + 1)",
     "\\left|\\left|x\\right| + 1\\right|"},
    {"x*abs(y)", "x |y|", "x |y|", "x \\left|y\\right|"},
    {"cbrt(x)", "∛x", "cbrt(x)", "\\sqrt[3]{x}"},
    {"sqrt(x)*y", "√x·y", "sqrt(x) y", "\\sqrt{x} y"},
    {"sqrt(x)^2", "(√x)²", "sqrt(x)^2", "\\left(\\sqrt{x}\\right)^{2}"},
    {"2*pi*x", "2π x", "2 pi x", "2 \\pi x"},
    {"2*e^x", "2e^x", "2 e^x", "2 e^{x}"},
    {"2*e2", "2·e2", "2 e2", "2 \\mathrm{e2}"},
    {"x_1+alpha", "x₁ + α", "x_1 + alpha", "x_{1} + \\alpha"},
    {"theta_max", "θ_max", "theta_max", "\\theta_{max}"},
    {"x*(y+1)", "x(y + 1)", "x (y + 1)", "x \\left(y + 1\\right)"},
    {"speed*(y+1)", "speed·(y + 1)", "speed*(y + 1)",
     "\\mathrm{speed} \\cdot \\left(y + 1\\right)"},
    {"pi*(y+1)", "π(y + 1)", "pi*(y + 1)", "\\pi \\cdot \\left(y + 1\\right)"},
    {"(x+1)*(y-2)", "(x + 1)(y − 2)", "(x + 1) (y - 2)",
     "\\left(x + 1\\right) \\left(y - 2\\right)"},
    {"sin(x)*(y+1)", "sin(x)·(y + 1)", "sin(x)*(y + 1)",
     "\\sin\\left(x\\right) \\left(y + 1\\right)"},
    {"x^y*(y+1)", "x^y·(y + 1)", "x^y*(y + 1)", "x^{y} \\left(y + 1\\right)"},
    {"0.5*x", "0.5x", "0.5 x", "0.5 x"},
    {"2.0*x", "2.0x", "2.0 x", "2.0 x"},
    {"1e-200*x", "1e-200 x", "1e-200 x", "1e-200 x"},
    {"factorial(5)^2", "(5!)²", "(5!)^2", "\\left(5!\\right)^{2}"},
    {"atan2(y, x)", "atan2(y, x)", "atan2(y, x)",
     "\\operatorname{atan2}\\left(y, x\\right)"},
    {"x-(-y)", "x − (−y)", "x - (-y)", "x - \\left(-y\\right)"},
    {"x+(-y/z)", "x + (−y/z)", "x + (-y/z)", "x + \\frac{-y}{z}"},
    {"-(x+y)", "−(x + y)", "-(x + y)", "-\\left(x + y\\right)"},
    {"-(x*y)", "−(x y)", "-(x y)", "-\\left(x y\\right)"},
    {"-(-x)", "−(−x)", "-(-x)", "-\\left(-x\\right)"},
};

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        nb_expr e = read(table[i].text);
        assert_int_not_equal(e, NB_NONE);
        assert_string_equal(print(e, NB_STYLE_TEXT), table[i].text);
        assert_string_equal(print(e, NB_STYLE_UNICODE), table[i].unicode);
        assert_string_equal(print(e, NB_STYLE_ASCII), table[i].ascii);
        assert_string_equal(print(e, NB_STYLE_LATEX), table[i].latex);
    }
    print(NB_NONE, NB_STYLE_TEXT);
}

static void test_conditions(void **state)
{
    (void)state;
    nb_expr x = nb_symbol(p, "x", 1), zero = nb_integer(p, 0);
    nb_expr positive = nb_relation(p, NB_GT, x, zero),
            other = nb_relation(p, NB_NE, x, zero);
    nb_expr both = nb_binary(p, NB_AND, positive, nb_unary(p, NB_NOT, other));
    assert_string_equal(print(other, NB_STYLE_UNICODE), "x ≠ 0");
    assert_string_equal(print(other, NB_STYLE_TEXT), "x != 0");
    assert_string_equal(print(other, NB_STYLE_LATEX), "x \\ne 0");
    assert_string_equal(print(both, NB_STYLE_UNICODE), "x > 0 and not (x ≠ 0)");
    nb_expr args[] = {nb_binary(p, NB_POW, x, nb_integer(p, 2)), positive,
                      nb_unary(p, NB_NEG, x)};
    nb_expr pieces = nb_make(p, NB_CASES, 0, 3, args);
    assert_string_equal(print(pieces, NB_STYLE_TEXT), "piecewise(x^2, x > 0, -x)");
    assert_string_equal(print(pieces, NB_STYLE_LATEX),
                        "\\begin{cases} x^{2} & \\text{if } x > 0 \\\\ -x & "
                        "\\text{otherwise} \\end{cases}");
    for (nb_style style = NB_STYLE_TEXT; style <= NB_STYLE_LATEX; style++)
        assert_int_equal(read(print(pieces, style)), pieces);
    print(NB_NONE, NB_STYLE_TEXT);
}

static void test_vector_and_mathml(void **state)
{
    (void)state;
    nb_expr items[] = {read("2*x"), read("6*y")};
    nb_buf out = {0};
    nb_print_vector(p, items, 2, NB_STYLE_UNICODE, &out);
    assert_string_equal(nb_buf_text(&out), "(2x, 6y)");
    nb_buf_clear(&out);
    nb_print_mathml(p, read("-x_1/sqrt(2*y)"), &out);
    assert_string_equal(
        nb_buf_text(&out),
        "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">"
        "<mo>&#x2212;</mo><mfrac><mrow><msub><mi>x</mi><mn>1</mn></msub></mrow>"
        "<mrow><msqrt><mrow><mn>2</mn><mo>&#x2062;</mo><mi>y</mi></mrow></msqrt>"
        "</mrow></mfrac></math>");
    nb_buf_free(&out);
}

static void test_json(void **state)
{
    (void)state;
    nb_buf out = {0};
    nb_json j = {.out = &out};
    nb_json_open(&j, '{');
    nb_json_member(&j, "text", "a\"b\\c\n\x01∂");
    nb_json_key(&j, "bad");
    nb_json_bytes(&j, "x\xFFy\xE2\x88\xC0\x80\xED\xA0\x80z", 11);
    nb_json_key(&j, "list");
    nb_json_open(&j, '[');
    nb_json_integer(&j, -3);
    nb_json_bool(&j, true);
    nb_json_string(&j, NULL);
    nb_json_open(&j, '[');
    nb_json_close(&j, ']');
    nb_json_close(&j, ']');
    nb_json_member(&j, "last", "");
    nb_json_close(&j, '}');
#define R "\xEF\xBF\xBD"
    assert_string_equal(nb_buf_text(&out),
                        "{\"text\":\"a\\\"b\\\\c\\n\\u0001∂\",\"bad\":\"x" R
                        "y" R R R R R R R
                        "z\",\"list\":[-3,true,null,[]],\"last\":\"\"}");
    nb_buf_free(&out);
}

/* ---- that it reads back ---- */

static uint64_t seed = 1;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

static nb_expr random_leaf(void)
{
    static const char *const names[] = {"x",     "y",     "z",  "x_1",
                                        "alpha", "speed", "e2", "theta_max"};
    static const char *const numbers[] = {
        "0",   "1",   "2",      "3",     "10",
        "0.5", "2.0", "1e-200", "12.75", "123456789012345678901234567890",
        "1e30"};
    const char *name;
    switch (draw(5)) {
    case 0: return read(numbers[draw(sizeof numbers / sizeof *numbers)]);
    case 1: return nb_make(p, NB_FN, draw(2) ? NB_FN_PI : NB_FN_E, 0, NULL);
    case 2: return nb_integer(p, 1 + draw(4));
    default:
        name = names[draw(sizeof names / sizeof *names)];
        return nb_symbol(p, name, strlen(name));
    }
}

static nb_expr random_expression(unsigned depth)
{
    if (depth == 0 || draw(8) == 0)
        return random_leaf();
    nb_expr a = random_expression(depth - 1), b = random_expression(depth - 1);
    unsigned fn;
    switch (draw(9)) {
    case 0: return nb_binary(p, NB_ADD, a, b);
    case 1: return nb_binary(p, NB_SUB, a, b);
    case 2:
    case 3: return nb_binary(p, NB_MUL, a, b);
    case 4: return nb_binary(p, NB_DIV, a, b);
    case 5: return nb_binary(p, NB_POW, a, b);
    case 6: return nb_binary(p, NB_POW, a, nb_integer(p, draw(4)));
    case 7: return nb_unary(p, NB_NEG, a);
    default:
        do
            fn = draw(NB_FN_COUNT);
        while (nb_function_row(fn)->arity == 0 || fn == NB_FN_FACTORIAL);
        return nb_function_row(fn)->arity == 1 ? nb_fn1(p, fn, a) : nb_fn2(p, fn, a, b);
    }
}

/* LATEX moves the minus sign of a numerator before the fraction: -(a/b) for
 * (-a)/b. This does it everywhere, from below, and drops pairs of signs. */
static nb_expr without_sign(nb_expr e, bool *negative)
{
    for (; nb_op_of(p, e) == NB_NEG; e = nb_arg(p, e, 0))
        *negative = !*negative;
    if (nb_op_of(p, e) != NB_MUL && nb_op_of(p, e) != NB_DIV)
        return e;
    nb_expr right = nb_arg(p, e, 1), left = without_sign(nb_arg(p, e, 0), negative);
    return nb_binary(p, nb_op_of(p, e), left, right);
}

static nb_expr signs_in_front(nb_expr e)
{
    uint32_t n = nb_nargs(p, e);
    nb_expr args[8];
    bool negative = false;
    if (n == 0)
        return e;
    for (uint32_t i = 0; i < n; i++)
        args[i] = signs_in_front(nb_arg(p, e, i));
    e = nb_make(p, nb_op_of(p, e), nb_fn_of(p, e), n, args);
    if (nb_op_of(p, e) != NB_DIV && nb_op_of(p, e) != NB_NEG)
        return e;
    e = without_sign(e, &negative);
    return negative ? nb_unary(p, NB_NEG, e) : e;
}

static void test_reads_back(void **state)
{
    (void)state;
    const char *given = getenv("SEED");
    seed = given ? strtoull(given, NULL, 10) : 1;
    for (unsigned i = 0; i < 4000; i++) {
        nb_expr e = random_expression(1 + i % 5);
        for (nb_style style = NB_STYLE_TEXT; style <= NB_STYLE_LATEX; style++) {
            const char *text = print(e, style);
            nb_expr back = read(text);
            if (style == NB_STYLE_LATEX && back) {
                back = signs_in_front(back);
                e = signs_in_front(e);
            }
            if (back != e)
                fail_msg("seed %s, style %d: \"%s\" reads back as %s",
                         given ? given : "1", (int)style, text,
                         back ? "something else" : "an error");
        }
    }
    print(NB_NONE, NB_STYLE_TEXT);
}

/* What has been written before and is copied is what would be written: parts of a few
 * random expressions in others made of those, in every style and place. */
static void test_again(void **state)
{
    (void)state;
    nb_expr parts[12];
    for (nb_style style = NB_STYLE_TEXT; style <= NB_STYLE_MATHML; style++) {
        nb_written known = {0};
        nb_buf out = {0};
        for (unsigned i = 0; i < 600; i++) {
            if (i % 40 < 12)
                parts[i % 40] = random_expression(4 + i % 3);
            nb_expr a = parts[draw(i % 40 < 12 ? i % 40 + 1 : 12)], b = random_leaf();
            a = draw(2) ? nb_binary(p, draw(2) ? NB_MUL : NB_POW, a, b)
                        : nb_binary(p, draw(2) ? NB_SUB : NB_DIV, b, a);
            int least = draw(2) ? NB_LEVEL_ANY : NB_LEVEL_POWER;
            nb_buf plain = {0};
            size_t before = out.length;
            nb_print_within(p, a, style, least, &plain);
            nb_print_again(p, a, style, least, &known, &out);
            assert_string_equal(nb_buf_text(&out) + before, nb_buf_text(&plain));
            nb_buf_free(&plain);
        }
        assert_true(known.n > 0);
        nb_written_free(&known);
        nb_buf_free(&out);
    }
}

/* A sum of many terms, a deep fraction: the stack is not the program's. */
static void test_deep(void **state)
{
    (void)state;
    nb_expr x = nb_symbol(p, "x", 1), e = x;
    for (unsigned i = 0; i < 200000; i++)
        e = i % 2 ? nb_fn1(p, NB_FN_SIN, e)
                  : nb_binary(p, NB_DIV, x, nb_binary(p, NB_ADD, x, e));
    for (nb_style style = NB_STYLE_TEXT; style <= NB_STYLE_MATHML; style++)
        assert_true(strlen(print(e, style)) > 1000000);
    print(NB_NONE, NB_STYLE_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_table, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_conditions, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_vector_and_mathml, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(test_json, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_reads_back, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_again, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_deep, pool_setup, pool_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
