#include <math.h>
#include <nabla.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Functions at many points and at one, by the public interface. */

static nabla *session_with(const char *definition)
{
    nabla *s = nabla_new();
    assert_non_null(s);
    assert_int_equal(nabla_define(s, definition, strlen(definition)), NABLA_OK);
    return s;
}

static void tapes_outlive_their_context(void **state)
{
    (void)state;
    nabla *s = session_with("f(b, a) = 2b + a^2");
    nabla_tape *t = nabla_tape_new(s, NULL);
    assert_string_equal(nabla_current(s), "f");
    nabla_free(s);
    assert_int_equal(nabla_tape_variables(t), 2);
    assert_string_equal(nabla_tape_variable(t, 0), "b");
    assert_string_equal(nabla_tape_variable(t, 1), "a");
    assert_null(nabla_tape_variable(t, 2));
    double b[] = {1, 2, 3}, a[] = {4, 5, 6}, value[3], da[3];
    const double *const in[] = {b, a};
    double *const out[] = {NULL, da};
    assert_int_equal(nabla_tape_evaluate(t, 3, in, 1, value, out, 1, NULL, 8), NABLA_OK);
    assert_true(value[0] == 18 && value[1] == 29 && value[2] == 42);
    assert_true(da[0] == 8 && da[1] == 10 && da[2] == 12);
    assert_int_equal(nabla_tape_evaluate(t, 0, in, 1, value, out, 1, NULL, 1), NABLA_OK);
    nabla_tape_free(t);
    nabla_tape_free(NULL);
}

static void what_cannot_be_compiled(void **state)
{
    (void)state;
    nabla *s = nabla_new();
    assert_null(nabla_tape_new(s, NULL));
    assert_string_equal(nabla_last_error(s)->message, "no function has been defined");
    assert_null(nabla_tape_new(s, "f"));
    assert_string_equal(nabla_last_error(s)->message, "there is no function f");
    assert_null(nabla_current(s));
    nabla_free(s);
}

/* The decimals of both ways, or the lack of them. */
static void same_decimals(nabla *s, const char *x, const char *y)
{
    const char *const at[] = {x, y};
    nabla_value exact[4], fast[4];
    nabla_status a = nabla_gradient_at(s, NULL, at, exact);
    nabla_status b = nabla_decimals_at(s, NULL, at, fast);
    if (a != b)
        fail_msg("at (%s, %s): status %d for %d", x, y, (int)b, (int)a);
    for (int i = 0; i < 4; i++) {
        const char *e = exact[i].decimal ? exact[i].decimal : "none";
        const char *f = fast[i].decimal ? fast[i].decimal : "none";
        if (strcmp(e, f) != 0)
            fail_msg("at (%s, %s): %s for %s", x, y, f, e);
        assert_int_equal(exact[i].status, fast[i].status);
        nabla_value_clear(&exact[i]);
        nabla_value_clear(&fast[i]);
    }
}

static void one_sweep_gives_the_same_digits(void **state)
{
    (void)state;
    static const char *const functions[] = {
        "f(x, y) = x^2 + 3y^2",
        "f(x, y) = exp(x y) sin(x) + ln(1 + x^2 + y^2)",
        "f(x, y) = sqrt(x) + x/y",
        "f(x, y) = |x| y + max(x, y)",
        "f(x, y) = piecewise(x^2, x > y, y^3)",
        "f(x, y) = sin(x)^2 + cos(x)^2 + 10^40 y - 10^40 y",
        "f(x, y) = tanh(100 x) x^y"};
    static const char *const values[] = {"0",       "1",   "-1",   "0.1", "2.5e-3",
                                         "sqrt(2)", "800", "-1/3", "pi"};
    static const char *const digits[] = {"1", "6", "17", "40"};
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        nabla *s = session_with(functions[k]);
        for (size_t i = 0; i < 9; i++) {
            for (size_t j = 0; j < 9; j++) {
                assert_true(nabla_set(s, "digits", digits[(i + j) % 4]));
                same_decimals(s, values[i], values[j]);
            }
        }
        nabla_free(s);
    }
}

static void points_that_cannot_be_read(void **state)
{
    (void)state;
    nabla *s = session_with("f(x) = x^2");
    const char *const bad[] = {"1/0"}, *const worse[] = {"2 +"}, *const good[] = {"1/3"};
    nabla_value v[3];
    assert_int_equal(nabla_decimals_at(s, NULL, bad, v), NABLA_UNDEFINED);
    assert_string_equal(nabla_last_error(s)->message, "the value of 1/0 does not exist");
    assert_int_equal(nabla_decimals_at(s, NULL, worse, v), NABLA_ERROR);
    assert_int_equal(nabla_decimals_at(s, "g", good, v), NABLA_ERROR);
    assert_int_equal(nabla_decimals_at(s, NULL, good, v), NABLA_OK);
    assert_string_equal(v[0].decimal, "0.111111");
    assert_string_equal(v[1].decimal, "0.666667");
    for (int i = 0; i < 3; i++)
        nabla_value_clear(&v[i]);
    nabla_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tapes_outlive_their_context),
        cmocka_unit_test(what_cannot_be_compiled),
        cmocka_unit_test(one_sweep_gives_the_same_digits),
        cmocka_unit_test(points_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
