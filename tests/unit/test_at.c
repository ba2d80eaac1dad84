/* Values and partial derivatives at a point, by definition. */

#include "pool.h"

#include "algebra/canon.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "numeric/sign.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static nb_expr read_part(const char *text, size_t length)
{
    nb_expr e = nb_parse_expression(p, text, length, NULL, NULL);
    if (!e)
        fail_msg("%s: %s", text, err.message);
    return e;
}

static nb_expr read(const char *text) { return read_part(text, strlen(text)); }

/* "x=2; y=1" */
static void read_point(const char *text, nb_map *point)
{
    while (*text) {
        size_t n = strcspn(text, ";");
        const char *is = memchr(text, '=', n);
        assert_non_null(is);
        nb_expr value = nb_canonical(p, read_part(is + 1, n - (size_t)(is + 1 - text)));
        assert_true(nb_map_put(p, point, nb_symbol(p, text, (size_t)(is - text)), value));
        text += n;
        text += strspn(text, "; ");
    }
}

/* Writes an expression as in nabla's text output, as far as the tests need it. */
static void write_part(void *data, nb_pool *pool, nb_expr e, nb_buf *out)
{
    (void)data;
    if (nb_is_symbol(pool, e))
        nb_buf_puts(out, nb_symbol_name(pool, e));
    else
        nb_buf_printf(out, "#%d", (int)nb_op_of(pool, e));
}

enum { ONE_SIDED = 1000 };

typedef struct expected {
    const char *function, *point;
    const char *variable; /* "": the value of the function */
    const char *value;    /* NULL: none */
    int reason;           /* nb_reason, or ONE_SIDED with a value */
} expected;

static void describe(const nb_undefined *why, nb_buf *out)
{
    nb_undefined_text(p, why, write_part, NULL, out);
}

static void compare(const expected *x, nb_at_result result, nb_expr value,
                    const nb_undefined *why)
{
    nb_buf text = {0};
    bool good;
    describe(why, &text);
    if (x->value) {
        nb_expr want = nb_canonical(p, read(x->value));
        bool side = x->reason == ONE_SIDED;
        good = result == NB_AT_DEFINED && why->one_sided == side &&
               (value == want || nb_sign_of(p, nb_difference(p, value, want)) == NB_ZERO);
    } else {
        bool open = x->reason == NB_WHY_UNDECIDED || x->reason == NB_WHY_SIGN_UNKNOWN;
        good = result == (open ? NB_AT_UNKNOWN : NB_AT_UNDEFINED) &&
               (int)why->reason == x->reason;
    }
    if (!good)
        fail_msg("%s at %s by '%s': result %d, %s", x->function, x->point, x->variable,
                 result, nb_buf_text(&text));
    nb_buf_free(&text);
}

static void check(const expected *x)
{
    nb_map point = {0};
    nb_expr f = read(x->function), value;
    nb_undefined why;
    nb_at_result result;
    read_point(x->point, &point);
    if (*x->variable) {
        nb_expr by = nb_symbol(p, x->variable, strlen(x->variable));
        nb_expr partial = nb_derive(p, nb_canonical(p, f), by);
        result = nb_partial_at(p, f, partial, by, &point, &value, &why);
    } else {
        result = nb_at(p, f, &point, &value, &why);
    }
    compare(x, result, value, &why);
    assert_false(nb_failed(p));
    nb_map_free(&point);
}

static void check_all(const expected *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check(&table[i]);
}

#define CHECK_ALL(table) check_all(table, sizeof(table) / sizeof *(table))

static void test_values(void **state)
{
    (void)state;
    static const expected table[] = {
        {"x^2+3*y^2", "x=2;y=1", "", "7", 0},
        {"sin(x)/x", "x=pi/6", "", "3/pi", 0},
        {"ln(x*y)", "x=-1;y=-1", "", "0", 0},
        {"x^y", "x=-8;y=1/3", "", "-2", 0},
        {"x^y", "x=-2;y=3", "", "-8", 0},
        {"sqrt(x)", "x=sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6))", "", "0", 0},
        {"abs(x)", "x=1-sqrt(2)", "", "sqrt(2)-1", 0},
        {"max(x, y)", "x=pi;y=22/7", "", "22/7", 0},
        {"piecewise(1/x, x>0, 0)", "x=0", "", "0", 0},
        {"piecewise(ln(x), x>0, sqrt(x), x==0, -x)", "x=-2", "", "2", 0},
        {"hypot(x, y)", "x=3;y=4", "", "5", 0},
        {"logb(x, y)", "x=8;y=2", "", "3", 0},
        {"acos(x)", "x=-1", "", "pi", 0},
        {"e^(ln(x)/2)", "x=9", "", "3", 0},
        {"sin(x)^2+cos(x)^2", "x=1", "", "1", 0},
        {"sign(x-y)", "x=e;y=pi", "", "-1", 0},
        {"0^x", "x=sqrt(2)", "", "0", 0},
    };
    CHECK_ALL(table);
}

static void test_undefined_values(void **state)
{
    (void)state;
    static const expected table[] = {
        {"1/y", "x=2;y=0", "", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"x^2/x", "x=0", "", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"0/(x-x)", "x=3", "", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"0*ln(x)", "x=0", "", NULL, NB_WHY_LOG_OF_ZERO},
        {"x*ln(x)", "x=0", "", NULL, NB_WHY_LOG_OF_ZERO},
        {"ln(x)-ln(x)", "x=-1", "", NULL, NB_WHY_LOG_OF_NEGATIVE},
        {"log10(x)", "x=-1", "", NULL, NB_WHY_LOG_OF_NEGATIVE},
        {"ln(x*y)", "x=-1;y=1", "", NULL, NB_WHY_LOG_OF_NEGATIVE},
        {"sqrt(x)^2", "x=-4", "", NULL, NB_WHY_SQRT_OF_NEGATIVE},
        {"x^(3/2)", "x=-4", "", NULL, NB_WHY_SQRT_OF_NEGATIVE},
        {"x^(1/4)", "x=-4", "", NULL, NB_WHY_ROOT_OF_NEGATIVE},
        {"root(x, 6)", "x=-4", "", NULL, NB_WHY_ROOT_OF_NEGATIVE},
        {"x^y", "x=-2;y=pi", "", NULL, NB_WHY_POWER_OF_NEGATIVE},
        {"x^y", "x=-2;y=sqrt(2)/3+1", "", NULL, NB_WHY_POWER_OF_NEGATIVE},
        {"x^y", "x=0;y=0", "", NULL, NB_WHY_ZERO_TO_ZERO},
        {"x^y", "x=0;y=-1", "", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"x^y", "x=0;y=-sqrt(2)", "", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"tan(x)", "x=pi/2", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"sec(x*y)", "x=pi;y=-3/2", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"cot(x)", "x=7*pi", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"csc(x)", "x=0", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"asin(x)", "x=1+1/10^30", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"acosh(x)", "x=1/2", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"atanh(x)", "x=1", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"asec(x)", "x=1/2", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"asech(x)", "x=0", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"coth(x)", "x=0", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"atan2(y, x)", "x=0;y=0", "", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"logb(x, y)", "x=2;y=1", "", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"piecewise(1, x<0, 2, x>0)", "x=0", "", NULL, NB_WHY_NO_CASE},
        {"piecewise(1/x, x>=0, 2)", "x=0", "", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"1/(sqrt(2)+sqrt(3)-x)", "x=sqrt(5+2*sqrt(6))", "", NULL,
         NB_WHY_DIVISION_BY_ZERO},
        {"1/(x^2-2*x*y+y^2)", "x=1+sqrt(2);y=1+sqrt(2)", "", NULL,
         NB_WHY_DIVISION_BY_ZERO},
        {"1/(sin(2*x)-2*sin(x)*cos(x))", "x=1", "", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"ln(x^2-2*x*y+y^2-(x-y)^2)", "x=e;y=pi", "", NULL, NB_WHY_LOG_OF_ZERO},
        {"1/(4*atan(1/5)-atan(1/239)-pi/x)", "x=4", "", NULL, NB_WHY_SIGN_UNKNOWN},
    };
    CHECK_ALL(table);
}

static void test_partials(void **state)
{
    (void)state;
    static const expected table[] = {
        {"x^2+3*y^2", "x=2;y=1", "x", "4", 0},
        {"x^2+3*y^2", "x=2;y=1", "y", "6", 0},
        {"x^y", "x=2;y=3", "y", "8*ln(2)", 0},
        {"x^y", "x=-2;y=2", "x", "-4", 0},
        {"atan2(y, x)", "x=0;y=1", "x", "-1", 0},
        {"max(x, y)", "x=1;y=2", "y", "1", 0},
        {"ln(x*y)", "x=-1;y=-2", "y", "-1/2", 0},
        {"x^1000", "x=10^200", "x", "1000*(10^200)^999", 0},
        {"piecewise(x^2, x<1, 2*x-1)", "x=-3", "x", "-6", 0},
    };
    CHECK_ALL(table);
}

/* Where the formula fails, or says too much, the definition decides. */
static void test_partials_by_definition(void **state)
{
    (void)state;
    static const expected table[] = {
        {"abs(x*y)", "x=0;y=3", "y", "0", 0},
        {"abs(x*y)", "x=0;y=3", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"sqrt(x*y)", "x=0;y=1", "y", "0", 0},
        {"sqrt(x*y)", "x=0;y=1", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"sin(abs(x))*sin(x)", "x=0", "x", "0", 0},
        {"sqrt(x^4+x^6)", "x=0", "x", "0", 0},
        {"sqrt(x^2+x^4)", "x=0", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"sqrt(x^2+y^2)", "x=0;y=0", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"(x^8+y^8)^(1/4)", "x=0;y=0", "y", "0", 0},
        {"sqrt(1-cos(x))", "x=0", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"acos(1-x^2)", "x=0", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"cos(sqrt(abs(x)))", "x=0", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"abs(x)^3", "x=0", "x", "0", 0},
        {"abs(x)*x", "x=0", "x", "0", 0},
        {"abs(x)", "x=0", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"abs(sin(x))", "x=pi", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"x^(1/3)", "x=0", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"x^(2/3)", "x=0", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"x^(5/3)", "x=0", "x", "0", 0},
        {"cbrt(x^2*y)", "x=0;y=1", "y", "0", 0},
        {"cbrt(x*y)", "x=0;y=0", "x", "0", 0},
        {"x^(3/2)", "x=0", "x", "0", ONE_SIDED},
        {"sqrt(x)*sqrt(x)", "x=0", "x", "1", ONE_SIDED},
        {"acos(x)^2", "x=1", "x", "-2", ONE_SIDED},
        {"x^sqrt(2)", "x=0", "x", "0", ONE_SIDED},
        {"sqrt(x)", "x=0", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"asin(x)", "x=1", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"acosh(x)", "x=1", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"sqrt(-x^2)", "x=0", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"atan2(y, x)", "x=-1;y=0", "y", NULL, NB_WHY_JUMP},
        {"atan2(y, x)", "x=-1;y=0", "x", "0", 0},
        {"sign(x)", "x=0", "x", NULL, NB_WHY_JUMP},
        {"sign(x)*x", "x=0", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"sign(x)*x^2", "x=0", "x", "0", 0},
        {"sign(y)*x", "x=1;y=0", "x", "0", 0},
        {"max(x, y)", "x=1;y=1", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"max(x^2, -x^2)", "x=0", "x", "0", 0},
        {"max(x, sin(x))", "x=0", "x", "1", 0},
        {"min(abs(x), x^2)", "x=0", "x", "0", 0},
        {"x^y", "x=-2;y=2", "y", NULL, NB_WHY_LOG_OF_NEGATIVE},
        {"x^y", "x=0;y=2", "y", "0", 0},
        {"x^y", "x=0;y=1", "x", "1", 0},
        {"0^x", "x=2", "x", "0", 0},
        {"(-8)^x", "x=1/3", "x", NULL, NB_WHY_LOG_OF_NEGATIVE},
    };
    CHECK_ALL(table);
}

static void test_pieces(void **state)
{
    (void)state;
    static const expected table[] = {
        {"piecewise(x^2, x<0, x)", "x=0", "x", NULL, NB_WHY_SIDES_DIFFER},
        {"piecewise(x^2, x<0, x^3)", "x=0", "x", "0", 0},
        {"piecewise(x^2, x<1, 2*x-1)", "x=1", "x", "2", 0},
        {"piecewise(x^2, x<1, 2*x)", "x=1", "x", NULL, NB_WHY_JUMP},
        {"piecewise(5, x==0, x)", "x=0", "x", NULL, NB_WHY_JUMP},
        {"piecewise(0, x==0, x)", "x=0", "x", "1", 0},
        {"piecewise(sin(x)/x, x!=0, 1)", "x=0", "x", "0", 0},
        {"piecewise((1-cos(x))/x^2, x!=0, 1/2)", "x=0", "x", "0", 0},
        {"piecewise(x^2*y/(x^2+y^2), x!=0 or y!=0, 0)", "x=0;y=0", "x", "0", 0},
        {"piecewise((x^3-y^3)/(x^2+y^2), x!=0 or y!=0, 0)", "x=0;y=0", "y", "-1", 0},
        {"piecewise(x*y/(x^2+y^2), x!=0 or y!=0, 0)", "x=0;y=0", "x", "0", 0},
        {"piecewise(x^3, x>=0)", "x=0", "x", "0", ONE_SIDED},
        {"piecewise(x, y>0, x^2)", "x=3;y=0", "x", "6", 0},
        {"piecewise(x, y>0, x^2)", "x=3;y=0", "y", NULL, NB_WHY_JUMP},
        {"piecewise(x, y>0, x)", "x=3;y=0", "y", "0", 0},
        {"piecewise(1/x, x>0, 0)", "x=0", "x", NULL, NB_WHY_JUMP},
    };
    CHECK_ALL(table);
}

static void test_function_undefined_leaves_no_partial(void **state)
{
    (void)state;
    static const expected table[] = {
        {"ln(x)", "x=-1", "x", NULL, NB_WHY_LOG_OF_NEGATIVE},
        {"x^2/x", "x=0", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"x/y", "x=1;y=0", "x", NULL, NB_WHY_DIVISION_BY_ZERO},
        {"tan(x)*y", "x=pi/2;y=0", "y", NULL, NB_WHY_OUTSIDE_DOMAIN},
        {"ln(x)+y", "x=0;y=1", "y", NULL, NB_WHY_LOG_OF_ZERO},
    };
    CHECK_ALL(table);
}

/* The value, all partials and a second look share one place. */
static void test_place(void **state)
{
    (void)state;
    nb_map point = {0};
    nb_expr f = read("x*ln(y)+1/z"), c = nb_canonical(p, f), value;
    nb_undefined why;
    read_point("x=2;y=1;z=4", &point);
    nb_place *place = nb_place_new(p, f, &point);
    assert_int_equal(nb_place_value(place, &value, &why), NB_AT_DEFINED);
    assert_true(value == nb_canonical(p, read("1/4")));
    static const char *const partials[][2] = {{"x", "0"}, {"y", "2"}, {"z", "-1/16"}};
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 3; i++) {
            nb_expr by = nb_symbol(p, partials[i][0], 1);
            assert_int_equal(
                nb_place_partial(place, nb_derive(p, c, by), by, &value, &why),
                NB_AT_DEFINED);
            assert_true(value == nb_canonical(p, read(partials[i][1])));
        }
    nb_place_free(place);
    nb_map_free(&point);
}

static void test_reasons_as_text(void **state)
{
    (void)state;
    nb_map point = {0};
    nb_expr value;
    nb_undefined why;
    nb_buf out = {0};
    read_point("x=1", &point);
    assert_int_equal(nb_at(p, read("ln(-x)"), &point, &value, &why), NB_AT_UNDEFINED);
    describe(&why, &out);
    assert_memory_equal(nb_buf_text(&out), "logarithm of a negative number in ", 34);
    nb_buf_clear(&out);
    why = (nb_undefined){.reason = NB_WHY_SIDES_DIFFER,
                         .first = nb_symbol(p, "a", 1),
                         .second = nb_symbol(p, "b", 1)};
    describe(&why, &out);
    assert_string_equal(nb_buf_text(&out), "the one-sided derivatives differ: a and b");
    nb_buf_free(&out);
    nb_map_free(&point);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_undefined_values),
        cmocka_unit_test(test_partials),
        cmocka_unit_test(test_partials_by_definition),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_function_undefined_leaves_no_partial),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_reasons_as_text),
    };
    return cmocka_run_group_tests(tests, pool_setup, pool_teardown);
}
