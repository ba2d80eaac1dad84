/* Gradient descent: its points, its ends, and the rounding of its iterates. */

#include "pool.h"

#include "algebra/canon.h"
#include "calculus/derive.h"
#include "explore/descent.h"
#include "explore/descent_internal.h"
#include "numeric/decimal.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static nb_descent d;

static int teardown(void **state)
{
    nb_descent_free(&d);
    return pool_teardown(state);
}

/* Descends from (x0, y0) on a function of x and y. */
static void run(const char *function, const char *x0, const char *y0, const char *rate,
                const char *tolerance, uint32_t steps, nb_descent_method method)
{
    nb_expr f = read_typed(function), c = nb_canonical(p, f);
    nb_expr vars[2] = {nb_symbol(p, "x", 1), nb_symbol(p, "y", 1)}, partials[2],
            second[4];
    for (unsigned i = 0; i < 2; i++)
        partials[i] = nb_derive(p, c, vars[i]);
    for (unsigned i = 0; i < 4; i++)
        second[i] = nb_derive(p, partials[i / 2], vars[i % 2]);
    nb_expr start[2] = {nb_canonical(p, read_typed(x0)), nb_canonical(p, read_typed(y0))};
    nb_descent_problem problem = {.function = f,
                                  .n = 2,
                                  .variables = vars,
                                  .partials = partials,
                                  .second = second,
                                  .start = start};
    nb_descent_options options = {.method = method,
                                  .rate = nb_canonical(p, read_typed(rate)),
                                  .tolerance = nb_canonical(p, read_typed(tolerance)),
                                  .momentum = nb_ratio(p, 9, 10),
                                  .steps = steps,
                                  .digits = 30};
    nb_descent_free(&d);
    if (!nb_gradient_descent(p, &problem, &options, &d))
        fail_msg("%s: %s", function, err.message);
}

static void coordinate_is(uint32_t k, uint32_t i, const char *text)
{
    nb_buf b = {0};
    nb_decimal(p, nb_descent_coordinate(&d, k, i), 12, &b);
    assert_string_equal(nb_buf_text(&b), text);
    nb_buf_free(&b);
}

static void article(void **state)
{
    (void)state;
    run("x^2 + 3y^2", "2", "1", "1/10", "1/10^10", 1000, NB_DESCENT_PLAIN);
    assert_int_equal(d.end, NB_DESCENT_SMALL);
    /* ‖(2x, 6y)‖ with x = 2 (4/5)^k: 4 (4/5)^k < 10^-10 from k = 110 on */
    assert_int_equal(d.points, 111);
    coordinate_is(1, 0, "1.6");
    coordinate_is(1, 1, "0.4");
    coordinate_is(3, 0, "1.024");
    coordinate_is(110, 0, "4.37450144957e-11"); /* 2 (4/5)^110 */
}

static void too_fast(void **state)
{
    (void)state;
    run("x^2 + 3y^2", "2", "1", "2/5", "1/10^10", 1000, NB_DESCENT_PLAIN);
    assert_int_equal(d.end, NB_DESCENT_DIVERGES);
    coordinate_is(2, 1, "1.96"); /* (1 - 6 * 2/5)^2 */
}

static const struct {
    const char *f, *x, *y, *rate;
    nb_descent_method method;
    nb_descent_end end;
} ends[] = {
    {"x^2 + 3y^2", "2", "1", "1/3", NB_DESCENT_PLAIN, NB_DESCENT_CYCLE},
    {"x^2 + 3y^2", "0", "1", "1/3", NB_DESCENT_PLAIN, NB_DESCENT_CYCLE},
    {"x^2 + 3y^2", "0", "0", "1/3", NB_DESCENT_PLAIN, NB_DESCENT_SMALL},
    {"x^2 + 3y^2", "2", "1", "1", NB_DESCENT_LINE_SEARCH, NB_DESCENT_SMALL},
    {"x^2 + 3y^2", "2", "1", "1", NB_DESCENT_NEWTON, NB_DESCENT_SMALL},
    {"x^2 + 3y^2", "2", "1", "1", NB_DESCENT_BEST, NB_DESCENT_SMALL},
    {"x^2 + 3y^2", "2", "1", "1/20", NB_DESCENT_MOMENTUM, NB_DESCENT_SMALL},
    {"(1 - x)^2 + 100(y - x^2)^2", "-12/10", "1", "1", NB_DESCENT_BEST, NB_DESCENT_SMALL},
    {"x - y", "0", "0", "1", NB_DESCENT_PLAIN, NB_DESCENT_STEPS},
    {"x - y", "0", "0", "1", NB_DESCENT_NEWTON, NB_DESCENT_SINGULAR},
    {"x^2 - y^2", "1", "0", "1", NB_DESCENT_NEWTON, NB_DESCENT_SMALL},
    {"ln x + y^2", "1", "1", "2", NB_DESCENT_PLAIN, NB_DESCENT_UNDEFINED},
    {"|x| + y^2", "1", "0", "1", NB_DESCENT_PLAIN, NB_DESCENT_UNDEFINED},
    {"e^(e^x) + y", "8", "0", "1", NB_DESCENT_PLAIN, NB_DESCENT_DIVERGES},
    {"cos x + y^2", "sqrt(2)", "1", "1/10", NB_DESCENT_PLAIN, NB_DESCENT_SMALL},
};

static void all_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        run(ends[i].f, ends[i].x, ends[i].y, ends[i].rate, "1/10^6", 500, ends[i].method);
        if (d.end != ends[i].end)
            fail_msg("%s by method %d ends as %d after %u points", ends[i].f,
                     (int)ends[i].method, (int)d.end, (unsigned)d.points);
    }
}

static void minimum_of_rosenbrock(void **state)
{
    (void)state;
    run("(1 - x)^2 + 100(y - x^2)^2", "-12/10", "1", "1", "1/10^12", 500,
        NB_DESCENT_BEST);
    assert_int_equal(d.end, NB_DESCENT_SMALL);
    assert_in_range(d.points, 10, 40);
    for (uint32_t k = 1; k < d.points; k++)
        assert_true(arb_lt(d.values + k, d.values + k - 1));
}

static const struct {
    const char *value;
    slong digits;
    const char *decimal;
} roundings[] = {{"1/3", 3, "0.333"},  {"-2/3", 3, "-0.667"}, {"999.96", 4, "1000"},
                 {"0.5", 3, "0.5"},    {"12345", 2, "12000"}, {"1/10^9", 3, "0"},
                 {"1/10^5", 3, "1e-5"}};

static void rounding(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++) {
        arb_t x;
        nb_expr e;
        nb_buf b = {0};
        arb_init(x);
        arb_set_fmpq(x, nb_value(p, nb_canonical(p, read_typed(roundings[i].value))),
                     100);
        assert_int_equal(nb_round_ball(p, x, roundings[i].digits, 100, &e), NB_ROUNDED);
        nb_decimal(p, e, 12, &b);
        nb_expr expected = nb_canonical(p, read_typed(roundings[i].decimal));
        if (e != expected)
            fail_msg("%s: %s", roundings[i].value, nb_buf_text(&b));
        nb_buf_free(&b);
        arb_clear(x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(article, pool_setup, teardown),
        cmocka_unit_test_setup_teardown(too_fast, pool_setup, teardown),
        cmocka_unit_test_setup_teardown(all_ends, pool_setup, teardown),
        cmocka_unit_test_setup_teardown(minimum_of_rosenbrock, pool_setup, teardown),
        cmocka_unit_test_setup_teardown(rounding, pool_setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
