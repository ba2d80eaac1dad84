/* Enclosures, signs and decimals of closed expressions. */

#include "pool.h"

#include "algebra/canon.h"
#include "numeric/ball.h"
#include "numeric/decimal.h"
#include "numeric/identity.h"
#include "numeric/sign.h"
#include "syntax/parse.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* ---- decimals ---- */

static const struct {
    const char *text;
    slong digits;
    nb_decimal_status status;
    const char *decimal;
} decimals[] = {
    {"0", 6, NB_DECIMAL_EXACT, "0"},
    {"7", 6, NB_DECIMAL_EXACT, "7"},
    {"1/2", 6, NB_DECIMAL_EXACT, "0.5"},
    {"1/3", 6, NB_DECIMAL_ROUNDED, "0.333333"},
    {"-2/3", 6, NB_DECIMAL_ROUNDED, "-0.666667"},
    {"1/8", 2, NB_DECIMAL_ROUNDED, "0.13"}, /* a tie: away from zero */
    {"-1/8", 2, NB_DECIMAL_ROUNDED, "-0.13"},
    {"1/8", 3, NB_DECIMAL_EXACT, "0.125"},
    {"99999996/100", 6, NB_DECIMAL_ROUNDED, "1.00000e6"},
    {"999999", 6, NB_DECIMAL_EXACT, "999999"},
    {"1000001/10", 6, NB_DECIMAL_ROUNDED, "100000"},
    {"12345678", 6, NB_DECIMAL_ROUNDED, "1.23457e7"},
    {"1200000", 6, NB_DECIMAL_EXACT, "1200000"},
    {"10^14", 6, NB_DECIMAL_EXACT, "100000000000000"},
    {"10^15", 6, NB_DECIMAL_EXACT, "1e15"},
    {"10^15", 20, NB_DECIMAL_EXACT, "1000000000000000"},
    {"-15*10^(-201)", 6, NB_DECIMAL_EXACT, "-1.5e-200"},
    {"1/100000", 6, NB_DECIMAL_EXACT, "0.00001"},
    {"1/1000000", 6, NB_DECIMAL_EXACT, "1e-6"},
    {"1/30000", 6, NB_DECIMAL_ROUNDED, "0.0000333333"},
    {"1/300000", 6, NB_DECIMAL_ROUNDED, "3.33333e-6"},
    {"sqrt(52)", 5, NB_DECIMAL_ROUNDED, "7.2111"},
    {"sqrt(52)", 20, NB_DECIMAL_ROUNDED, "7.2111025509279785862"},
    {"sqrt(10^13)", 6, NB_DECIMAL_ROUNDED, "3.16228e6"},
    {"sin(10^22)", 20, NB_DECIMAL_ROUNDED, "-0.85220084976718880177"},
    {"(1-cos(10^(-8)))/10^(-16)", 20, NB_DECIMAL_ROUNDED, "0.49999999999999999583"},
    {"sqrt(10^400+10^(-400))", 20, NB_DECIMAL_ROUNDED, "1.0000000000000000000e200"},
    {"erf(20)-1", 6, NB_DECIMAL_ROUNDED, "-5.39587e-176"},
    {"e^(10^15)", 6, NB_DECIMAL_ROUNDED, "6.72436e434294481903251"},
    {"e^(-10^15)", 6, NB_DECIMAL_ROUNDED, "1.48713e-434294481903252"},
    {"9^387420489", 6, NB_DECIMAL_ROUNDED, "4.28125e369693099"},
    {"pi*10^20", 6, NB_DECIMAL_ROUNDED, "3.14159e20"},
    {"sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6))", 6, NB_DECIMAL_EXACT, "0"},
    {"9^(9^387420489)", 6, NB_DECIMAL_TOO_LARGE, ""},
    {"cosh(10^(10^9))", 6, NB_DECIMAL_TOO_LARGE, ""},
    {"sin(10^(10^9))", 6, NB_DECIMAL_UNPROVEN, ""},
    {"sin(2)-2*sin(1)*cos(1)", 6, NB_DECIMAL_EXACT, "0"},
    {"4*atan(1/5)-atan(1/239)-pi/4", 6, NB_DECIMAL_UNPROVEN, ""},
};

static void test_decimals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof decimals / sizeof *decimals; i++) {
        nb_buf out = {0};
        nb_expr e = nb_canonical(p, read_typed(decimals[i].text));
        nb_decimal_status status = nb_decimal(p, e, decimals[i].digits, &out);
        if (status != decimals[i].status ||
            strcmp(nb_buf_text(&out), decimals[i].decimal) != 0)
            fail_msg("%s: got %d %s, want %d %s", decimals[i].text, status,
                     nb_buf_text(&out), decimals[i].status, decimals[i].decimal);
        nb_buf_free(&out);
    }
}

/* More digits must begin with those of fewer, but for the last one. */
static void test_many_digits(void **state)
{
    (void)state;
    static const char *const texts[] = {"pi", "e", "sqrt(2)", "ln(2)", "sin(1)/10^30"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        nb_buf some = {0}, many = {0};
        nb_expr e = nb_canonical(p, read_typed(texts[i]));
        assert_int_equal(nb_decimal(p, e, 1000, &some), NB_DECIMAL_ROUNDED);
        assert_int_equal(nb_decimal(p, e, 10000, &many), NB_DECIMAL_ROUNDED);
        assert_true(many.length > 10000);
        assert_memory_equal(nb_buf_text(&some), nb_buf_text(&many), 990);
        nb_buf_free(&some);
        nb_buf_free(&many);
    }
}

/* ---- signs ---- */

static const struct {
    const char *text;
    nb_sign sign;
} signs[] = {
    {"0", NB_ZERO},
    {"-1/7", NB_NEGATIVE},
    {"pi-355/113", NB_NEGATIVE},
    {"e^pi-pi^e", NB_POSITIVE},
    {"(1+sqrt(2))^2-3-2*sqrt(2)", NB_ZERO},
    {"sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6))", NB_ZERO},
    {"(7+5*2^(1/2))^(1/3)-1-2^(1/2)", NB_ZERO},
    {"(20+14*2^(1/2))^(1/3)+(20-14*2^(1/2))^(1/3)-4", NB_ZERO},
    {"1/(sqrt(3)-sqrt(2))-sqrt(3)-sqrt(2)", NB_ZERO},
    {"sqrt(10^40+1)-10^20", NB_POSITIVE},
    {"sqrt(10^40+1)-10^20-1/(2*10^20)", NB_NEGATIVE},
    {"cos(pi/7)-cos(2*pi/7)+cos(3*pi/7)-1/2", NB_ZERO},
    {"sin(pi/9)*sin(2*pi/9)*sin(4*pi/9)-sqrt(3)/8", NB_ZERO},
    {"cos(pi/7)-cos(2*pi/7)+cos(3*pi/7)-1/2+10^(-40)", NB_POSITIVE},
    {"sin(2)-2*sin(1)*cos(1)", NB_ZERO},
    {"4*atan(1/5)-atan(1/239)-pi/4", NB_SIGN_UNKNOWN},
    {"sin(2)-2*sin(1)*cos(1)-10^(-300)", NB_NEGATIVE},
    {"9^(9^387420489)-1", NB_SIGN_UNKNOWN},
};

static void test_signs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        nb_sign s = nb_sign_of(p, nb_canonical(p, read_typed(signs[i].text)));
        if (s != signs[i].sign)
            fail_msg("%s: got %d, want %d", signs[i].text, s, signs[i].sign);
    }
}

/* The bound must not be beaten by values that come close to zero. */
static void test_separation(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "sqrt(10^40+1)-10^20",
        "(3+2*sqrt(2))^20-2*10^15",
        "sqrt(2)-14142135623730950488/10^19",
        "2^(1/3)+3^(1/5)-251/100",
        "1/(sqrt(10^30+1)-10^15)-2*10^15",
        "cos(pi/7)-9/10",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        nb_expr e = nb_canonical(p, read_typed(texts[i]));
        double low, high, bits = nb_separation_bits(p, e);
        assert_true(nb_interval(p, e, &low, &high));
        assert_true(isfinite(bits));
        assert_true(fmax(fabs(low), fabs(high)) >= exp2(-bits));
    }
    assert_true(isinf(nb_separation_bits(p, read_typed("pi-3"))));
    assert_true(isinf(nb_separation_bits(p, read_typed("sin(1)-3"))));
}

static const struct {
    const char *text;
    bool zero;
} identities[] = {
    {"(e+pi)^2-e^2-2*e*pi-pi^2", true},
    {"1/pi+1/e-(e+pi)/(e*pi)", true},
    {"sin(3)-3*sin(1)+4*sin(1)^3", true},
    {"sin(3/2)-sin(1)*cos(1/2)-cos(1)*sin(1/2)", true},
    {"sin(1+sqrt(2))-sin(1)*cos(sqrt(2))-cos(1)*sin(sqrt(2))", true},
    {"tan(2)-2*tan(1)/(1-tan(1)^2)", true},
    {"sec(1)^2-tan(1)^2-1", true},
    {"cosh(1)-(e+1/e)/2", true},
    {"tanh(1)-(e^2-1)/(e^2+1)", true},
    {"ln(12)-2*ln(2)-ln(3)", true},
    {"ln(2/3)-ln(2)+ln(3)", true},
    {"asin(1/3)+acos(1/3)-pi/2", true},
    {"(sqrt(2)*e+1)^2-2*e^2-2*sqrt(2)*e-1", true},
    {"cos(pi/7)-sin(5*pi/14)", true},
    {"2*sin(pi/7)*cos(pi/7)-cos(3*pi/14)", true},
    {"sin(3)-3*sin(1)+4*sin(1)^2", false},
    {"sqrt(2)*e-sqrt(3)*e", false},
    {"tan(2)-2*tan(1)", false},
    {"ln(12)-2*ln(2)-ln(5)", false},
    {"asin(1/3)+acos(1/2)-pi/2", false},
    {"cosh(1)-(e-1/e)/2", false},
    {"cos(pi/7)-cos(6*pi/7)", false},
    {"(e+pi)^65-e", false},
};

static void test_identities(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof identities / sizeof *identities; i++)
        if (nb_vanishes(p, nb_canonical(p, read_typed(identities[i].text))) !=
            identities[i].zero)
            fail_msg("%s", identities[i].text);
}

/* ---- balls ---- */

/* Typed and canonical forms, at any precision, enclose the same value. */
static void test_enclosures_agree(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "(-8)^(1/3)",
        "(-8)^(2/3)",
        "(-8)^(-5/3)",
        "4^(-3/2)",
        "2^(1/97)",
        "2^(355/113)",
        "pi^e",
        "root(-32, 5)",
        "cbrt(-2)",
        "logb(10, 2)",
        "log2(3)",
        "log10(2)",
        "hypot(3, 5)",
        "atan2(-1, -2)",
        "min(2, pi, e)",
        "max(2, pi, e)",
        "abs(-pi)",
        "sign(1-pi)",
        "piecewise(1, pi<3, 2)",
        "factorial(30)/7",
        "acot(-3)",
        "acot(3)",
        "asec(-3)",
        "acsc(-3)",
        "acoth(3)",
        "asech(1/3)",
        "acsch(-3)",
        "erf(1/3)",
        "exp(1/3)",
        "2^pi/3-pi*2^(-1/2)",
    };
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        nb_expr typed = read_typed(texts[i]), canonical = nb_canonical(p, typed);
        assert_true(nb_enclose(p, canonical, 500, x));
        assert_true(arb_rel_accuracy_bits(x) > 400);
        for (slong prec = 20; prec < 1000; prec *= 3)
            if (!nb_enclose(p, typed, prec, y) || !arb_overlaps(x, y))
                fail_msg("%s at %ld bits", texts[i], (long)prec);
    }
    arb_clear(x);
    arb_clear(y);
}

static void test_undefined_is_not_finite(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "1/0",         "0^0",        "0^(-1)",      "ln(0)",
        "ln(-1)",      "sqrt(-1)",   "(-2)^(1/2)",  "(-2)^pi",
        "asin(2)",     "acos(-3/2)", "acosh(1/2)",  "atanh(1)",
        "acoth(1/2)",  "asech(2)",   "asec(1/2)",   "acsc(0)",
        "acsch(0)",    "cot(0)",     "csc(0)",      "coth(0)",
        "atan2(0, 0)", "logb(2, 1)", "root(-4, 2)", "piecewise(1, pi<3)",
        "x+1",
    };
    arb_t x;
    arb_init(x);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (nb_enclose(p, read_typed(texts[i]), 100, x))
            fail_msg("%s has a value", texts[i]);
    arb_clear(x);
}

static void test_balls_with_values(void **state)
{
    (void)state;
    nb_balls b;
    arb_t x;
    arb_init(x);
    arb_set_d(x, 0.75);
    nb_balls_init(&b, p, 64);
    assert_true(nb_balls_bind(&b, nb_symbol(p, "x", 1), x));
    arb_srcptr y = nb_balls_of(&b, read_typed("x^2-x"));
    assert_non_null(y);
    arb_set_d(x, -0.1875);
    assert_true(arb_equal(y, x));
    assert_int_equal(nb_balls_truth(&b, read_typed("x^2 < x and x > 0")), 1);
    assert_int_equal(nb_balls_truth(&b, read_typed("x^2 >= x or x < 0")), 0);
    nb_balls_clear(&b);
    arb_clear(x);
}

static void test_intervals(void **state)
{
    (void)state;
    double low, high;
    assert_true(nb_interval(p, read_typed("1/3"), &low, &high));
    assert_true(low < high && nextafter(low, 1) == high && low * 3 <= 1 && high * 3 >= 1);
    assert_true(nb_interval(p, read_typed("10^400"), &low, &high));
    assert_true(isfinite(low) && isinf(high));
    assert_true(nb_interval(p, read_typed("7"), &low, &high));
    assert_true(low == 7 && high == 7);
    assert_false(nb_interval(p, read_typed("1/0"), &low, &high));
}

/* What is too large ends at once. */
static void test_absurd_sizes(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "9^(9^387420489)",
        "(9^(9^387420489))^(1/3)",
        "e^(e^(e^100))",
        "sin(e^(e^100))",
        "tan(10^(10^12))",
        "erf(e^(e^100))",
        "acot(e^(e^100))",
        "ln(9^(9^387420489))",
        "2^(10^(10^10))-1",
        "atan2(e^(e^100), 1)",
        "cosh(e^(e^100))/sinh(e^(e^100))",
    };
    arb_t x;
    arb_init(x);
    clock_t start = clock();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (slong prec = 64; prec <= 4096; prec *= 8)
            nb_enclose(p, read_typed(texts[i]), prec, x);
    assert_true(clock() - start < CLOCKS_PER_SEC);
    arb_clear(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_many_digits),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_separation),
        cmocka_unit_test(test_identities),
        cmocka_unit_test(test_enclosures_agree),
        cmocka_unit_test(test_undefined_is_not_finite),
        cmocka_unit_test(test_balls_with_values),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_absurd_sizes),
    };
    return cmocka_run_group_tests(tests, pool_setup, pool_teardown);
}
