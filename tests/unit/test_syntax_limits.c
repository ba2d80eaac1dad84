/* Depth, length and bytes of every kind: a clear error or success, never a crash. */

#include "reading.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Frames of the recursion are several times as large without optimization, and
 * with sanitizers; then the limit is the stack's. */
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
enum { FULL_DEPTH = 1 };
#else
enum { FULL_DEPTH = 0 };
#endif

/* head, then n times before, then middle, then n times after. */
static char *repeated(const char *head, const char *before, const char *middle,
                      const char *after, size_t n, size_t *length)
{
    size_t h = strlen(head), b = strlen(before), m = strlen(middle), a = strlen(after);
    char *text = malloc(h + n * (a + b) + m + 1), *at = text;
    assert_non_null(text);
    memcpy(at, head, h);
    at += h;
    for (size_t i = 0; i < n; i++, at += b)
        memcpy(at, before, b);
    memcpy(at, middle, m);
    at += m;
    for (size_t i = 0; i < n; i++, at += a)
        memcpy(at, after, a);
    *length = (size_t)(at - text);
    return text;
}

static nb_code nested(const char *head, const char *before, const char *middle,
                      const char *after, size_t n)
{
    size_t length;
    char *text = repeated(head, before, middle, after, n, &length);
    nb_code code = survives(text, length);
    free(text);
    return code;
}

static const struct {
    const char *head, *before, *middle, *after;
} towers[] = {
    {"", "(", "x", ")"},
    {"", "[", "x", "]"},
    {"", "0+0*(", "x", ")"},
    {"", "2^(", "x", ")"},
    {"", "2^", "x", ""},
    {"", "-", "x", ""},
    {"", "√", "x", ""},
    {"", "√(", "x", ")"},
    {"", "³√(", "x", ")"},
    {"", "sin ", "x", ""},
    {"", "sin(", "x", ")"},
    {"", "sin^2 ", "x", ""},
    {"", "f(x,", "x", ")"},
    {"", "|1+", "x", "|"},
    {"", "x^2+x(", "x", ")"},
    {"", "\\frac{", "x", "}{2}"},
    {"", "\\sqrt{", "x", "}"},
    {"", "\\left(", "x", "\\right)"},
    {"", "piecewise(x, x<", "x", ",1)"},
    {"", "{1 if x<", "x", "; 2 otherwise}"},
    {"", "log_(", "2", ")(x)"},
    {"h(x) = ", "(", "x", ")"},
    {"at (", "(", "1", ")"},
    {"d/dx ", "(", "x", ")"},
    {"diff(", "(", "x", ")"},
    {"∇", "(", "x", ")"},
};

static void ten_thousand_levels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof towers / sizeof towers[0]; i++) {
        nb_code code = nested(towers[i].head, towers[i].before, towers[i].middle,
                              towers[i].after, 9990);
        bool list =
            strcmp(towers[i].head, "at (") == 0 || strcmp(towers[i].head, "diff(") == 0;
        if (FULL_DEPTH && code != (list ? NB_ERR_SYNTAX : NB_OK))
            fail_msg("%s%s...: %s", towers[i].head, towers[i].before, nb_code_name(code));
    }
}

static void deeper_is_an_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof towers / sizeof towers[0]; i++) {
        nb_code code = nested(towers[i].head, towers[i].before, towers[i].middle,
                              towers[i].after, 20000);
        if (code != NB_ERR_LIMIT)
            fail_msg("%s%s...: %s", towers[i].head, towers[i].before, nb_code_name(code));
        code = nested(towers[i].head, towers[i].before, "", "", 50000);
        assert_true(code != NB_OK);
    }
}

static void the_limit_is_named(void **state)
{
    (void)state;
    size_t length;
    char *text = repeated("", "-", "x", "", 10001, &length);
    refuses(text, NB_ERR_LIMIT, 10000, 10001, "nested deeper than 10,000 levels", "");
    free(text);
}

static void long_lines(void **state)
{
    (void)state;
    assert_int_equal(nested("", "x + ", "x", "", 100000), NB_OK);
    assert_int_equal(nested("", "2x y - ", "1", "", 100000), NB_OK);
    assert_int_equal(nested("", "x ", "x", "", 100000), NB_OK);
    assert_int_equal(nested("piecewise(", "x, x < 1, ", "1)", "", 30000), NB_OK);
    assert_int_equal(nested("min(", "x, ", "1)", "", 100000), NB_OK);
    assert_int_equal(nested("", " ", "x", "", 10000000), NB_OK);
    assert_int_equal(nested("x #", "(", "", "", 10000000), NB_OK);
    assert_int_equal(nested("", "1", "", "", 10000000), NB_ERR_LIMIT);
    assert_int_equal(nested("", "a", "", "", 10000000), NB_ERR_LIMIT);
    assert_int_equal(nested("", "xy", "", "", 5000000), NB_ERR_LIMIT);
    assert_int_equal(nested("g", "'", "", "", 1000000), NB_ERR_LIMIT);
    assert_int_equal(nested("x", "²", "", "", 2000000), NB_ERR_LIMIT);
    assert_int_equal(nested("1e", "9", "", "", 1000000), NB_ERR_LIMIT);
    assert_int_equal(nested("", "|", "", "", 1000000), NB_ERR_LIMIT);
}

static void bytes(void **state)
{
    (void)state;
    assert_int_equal(survives("x + \0y", 6), NB_ERR_SYNTAX);
    assert_int_equal(survives("\0", 1), NB_ERR_SYNTAX);
    assert_int_equal(survives("x \xC3", 3), NB_ERR_SYNTAX);
    assert_int_equal(survives("\xED\xA0\x80", 3), NB_ERR_SYNTAX);
    assert_int_equal(survives("\xF8\x88\x80\x80\x80", 5), NB_ERR_SYNTAX);
    assert_int_equal(survives("\xC0\xAF", 2), NB_ERR_SYNTAX);
    assert_int_equal(survives("x\\", 2), NB_ERR_SYNTAX);
    assert_int_equal(survives("", 0), NB_OK);
}

/* ---- random lines ---- */

static uint64_t seed;

static uint32_t random_below(uint32_t n)
{
    seed ^= seed << 13; /* xorshift, Marsaglia 2003 */
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32) % n;
}

static const char *const pieces[] = {
    "x",
    "y",
    "f",
    "g",
    "a",
    "xy",
    "sin",
    "ln",
    "log",
    "log_2",
    "e",
    "pi",
    "2",
    "1.5",
    "3e2",
    "1,5",
    "+",
    "-",
    "*",
    "/",
    "^",
    "**",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "|",
    ",",
    ";",
    "=",
    "<",
    ">=",
    "!=",
    "!",
    "'",
    "²",
    "⁻¹",
    "√",
    "∛",
    "∇",
    "∂",
    "‖",
    "°",
    "·",
    "−",
    " ",
    " ",
    "at",
    "and",
    "not",
    "if",
    "otherwise",
    "piecewise",
    "diff",
    "d/dx ",
    "∂/∂x ",
    "f_x",
    "f'",
    "norm",
    "grad ",
    "\\frac",
    "\\sqrt",
    "\\left(",
    "\\|",
    "\\sin",
    "\\alpha",
    "\\begin{cases}",
    "\\end{cases}",
    "&",
    "\\\\",
    "_",
    "α",
    "x₁",
    "½",
    "#",
    "\xFF",
    "$",
    "∂f/∂x",
    "\\log_{2}",
    "df/dx",
    "d^2",
    "dx",
    ":=",
    "->",
    "\\frac{d}{dx}",
    "1.",
};

static void random_pieces(void **state)
{
    const char *given = getenv("SEED");
    uint64_t first = given ? strtoull(given, NULL, 10) : 1;
    char line[600];
    (void)state;
    for (uint64_t round = 0; round < 10000; round++) {
        seed = (first + 1) * 0x9E3779B97F4A7C15u + round;
        random_below(2);
        uint32_t n = 1 + random_below(20);
        line[0] = '\0';
        for (uint32_t i = 0; i < n; i++)
            strcat(line, pieces[random_below(sizeof pieces / sizeof pieces[0])]);
        survives(line, strlen(line));
    }
    for (uint64_t round = 0; round < 5000; round++) {
        uint32_t n = random_below(40);
        for (uint32_t i = 0; i < n; i++)
            line[i] = (char)random_below(256);
        survives(line, n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_levels),
        cmocka_unit_test(deeper_is_an_error),
        cmocka_unit_test(the_limit_is_named),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(bytes),
        cmocka_unit_test(random_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
