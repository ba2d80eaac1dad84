/* Round numbers, ranges, levels, contours: what pictures are made of. */

#include "explore/contour.h"
#include "explore/scale.h"
#include "explore/ticks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void numbers(const nb_round *r, uint32_t n, const char *expected)
{
    nb_buf b = {0};
    for (uint32_t i = 0; i < n; i++) {
        nb_buf_puts(&b, i ? " " : "");
        nb_round_text(r[i], &b);
    }
    assert_string_equal(nb_buf_text(&b), expected);
    nb_buf_free(&b);
}

static void texts(void **state)
{
    (void)state;
    nb_round r[] = {{0, 3},  {5, -1},  {-25, -1}, {20, 0},  {3, 7},   {12, 5},
                    {1, -5}, {-1, -6}, {15, -8},  {100, 0}, {123, -2}};
    numbers(r, sizeof r / sizeof *r,
            "0 0.5 -2.5 20 3e7 1.2e6 0.00001 -1e-6 1.5e-7 100 1.23");
}

static const struct {
    double low, high;
    uint32_t most;
    const char *ticks;
} axes[] = {
    {-3, 3, 7, "-3 -2 -1 0 1 2 3"},
    {-3, 3, 5, "-2 0 2"},
    {0, 1, 6, "0 0.2 0.4 0.6 0.8 1"},
    {0.1, 0.7, 8, "0.1 0.2 0.3 0.4 0.5 0.6 0.7"},
    {1e6, 1.00001e6, 6, "1e6 1.000002e6 1.000004e6 1.000006e6 1.000008e6 1.00001e6"},
    {-1e-9, 1e-9, 4, "-1e-9 0 1e-9"},
    {2, 2, 5, ""},
    {3, 2, 5, ""},
    {0, INFINITY, 5, ""},
};

static void ticks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        nb_round r[NB_TICKS_MAX];
        uint32_t n = nb_ticks(axes[i].low, axes[i].high, axes[i].most, r);
        numbers(r, n, axes[i].ticks);
    }
}

static void a_pole_does_not_ruin_the_range(void **state)
{
    (void)state;
    double y[201];
    nb_value_range r;
    for (int i = 0; i <= 200; i++)
        y[i] = i == 100 ? NAN : 100.0 / (i - 100);
    assert_int_equal(nb_sort_samples(y, 201), 200);
    assert_true(nb_range_of(y, 200, &r));
    assert_int_equal(r.defined, 200);
    assert_true(r.cut);
    assert_true(r.high < 30 && r.high > 5 && r.low > -30);
    for (int i = 0; i <= 200; i++)
        y[i] = i * i;
    nb_range_of(y, 201, &r);
    assert_false(r.cut);
    assert_true(r.low == 0 && r.high == 40000);
    y[0] = NAN;
    assert_int_equal(nb_sort_samples(y, 1), 0);
    assert_false(nb_range_of(y, 0, &r));
}

static void levels(void **state)
{
    (void)state;
    double y[101];
    nb_value_range r;
    nb_round l[NB_LEVELS_MAX];
    for (int i = 0; i <= 100; i++)
        y[i] = i;
    nb_range_of(y, 101, &r);
    numbers(l, nb_levels(y, 101, &r, 7, l), "20 40 60 80");
    for (int i = 0; i <= 100; i++)
        y[i] = pow(10, i / 20.0);
    nb_range_of(y, 101, &r);
    uint32_t n = nb_levels(y, 101, &r, 7, l);
    assert_in_range(n, 3, 7);
    for (uint32_t i = 1; i < n; i++)
        assert_true(nb_round_value(l[i]) > nb_round_value(l[i - 1]));
    for (int i = 0; i <= 100; i++)
        y[i] = 5;
    nb_range_of(y, 101, &r);
    assert_int_equal(nb_levels(y, 101, &r, 7, l), 0);
}

/* ---- contours ---- */

enum { SIDE = 41 };

static double values[SIDE * SIDE];

static nb_grid sampled(double (*f)(double, double))
{
    nb_grid g = {
        .nx = SIDE, .ny = SIDE, .low = {-2, -2}, .high = {2, 2}, .values = values};
    for (uint32_t j = 0; j < SIDE; j++)
        for (uint32_t i = 0; i < SIDE; i++)
            values[j * SIDE + i] = f(nb_grid_x(&g, i), nb_grid_y(&g, j));
    return g;
}

static double bowl(double x, double y) { return x * x + y * y; }
static double saddle(double x, double y) { return x * y; }
static double pole(double x, double y) { return 1 / (x + 0.01) + 0 * y; }
static double hole(double x, double y) { return x * x + y * y < 0.5 ? NAN : x; }

static void circle(void **state)
{
    (void)state;
    nb_grid g = sampled(bowl);
    nb_contour c;
    assert_true(nb_contour_make(&g, 1, INFINITY, &c));
    assert_int_equal(c.n, 1);
    assert_true(c.lines[0].closed);
    assert_true(c.lines[0].n > 50);
    for (uint32_t i = 0; i < c.lines[0].n; i++) {
        double x = nb_grid_x(&g, c.lines[0].points[2 * i]);
        double y = nb_grid_y(&g, c.lines[0].points[2 * i + 1]);
        assert_true(fabs(hypot(x, y) - 1) < 0.01);
    }
    nb_contour_free(&c);
    assert_true(nb_contour_make(&g, 6, INFINITY, &c)); /* the four corners */
    assert_int_equal(c.n, 4);
    assert_false(c.lines[0].closed);
    nb_contour_free(&c);
    assert_true(nb_contour_make(&g, 9, INFINITY, &c));
    assert_int_equal(c.n, 0);
    nb_contour_free(&c);
}

static void two_branches(void **state)
{
    (void)state;
    nb_grid g = sampled(saddle);
    nb_contour c;
    assert_true(nb_contour_make(&g, 0.5, INFINITY, &c));
    assert_int_equal(c.n, 2);
    nb_contour_free(&c);
}

static void no_line_along_a_pole(void **state)
{
    (void)state;
    nb_grid g = sampled(pole);
    nb_contour c;
    assert_true(nb_contour_make(&g, 0, INFINITY, &c));
    assert_int_equal(c.n, 0);
    nb_contour_free(&c);
    assert_true(nb_leaps(-1, -5, 5, 1));
    assert_false(nb_leaps(-1, -0.5, 0.5, 1));
    assert_false(nb_leaps(NAN, -5, 5, 1));
}

static void a_hole_ends_lines(void **state)
{
    (void)state;
    nb_grid g = sampled(hole);
    nb_contour c;
    assert_true(nb_contour_make(&g, 0.01, INFINITY, &c));
    assert_int_equal(c.n, 2);
    nb_contour_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(ticks),
        cmocka_unit_test(a_pole_does_not_ruin_the_range),
        cmocka_unit_test(levels),
        cmocka_unit_test(circle),
        cmocka_unit_test(two_branches),
        cmocka_unit_test(no_line_along_a_pole),
        cmocka_unit_test(a_hole_ends_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
