/* Values and partial derivatives of random functions, in points where their
 * formulas tend to fail, against difference quotients in ball arithmetic. */

#include "algebra/canon.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "dump.h"
#include "numeric/ball.h"
#include "random_expression.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { FUNCTIONS = 1500, SIZE = 9, BITS = 6000, NEAR = 600, NEARER = 1200, AGREE = 100 };

static nb_error err;
static nb_pool *p;
static nb_expr symbols[3];

/* A function, a point, and balls of both. */
typedef struct sample {
    nb_expr f;
    nb_map point;
    slong at[3];
    arb_t value; /* of f there */
} sample;

/* f where the first coordinate is moved by direction * 2^-bits. */
static bool value_near(const sample *s, int direction, slong bits, arb_t y)
{
    nb_balls b;
    arb_t x;
    bool ok = true;
    arb_init(x);
    nb_balls_init(&b, p, BITS);
    for (int i = 0; ok && i < 3; i++) {
        arb_set_si(x, i == 0 ? direction : 0);
        arb_mul_2exp_si(x, x, -bits);
        arb_add_si(x, x, s->at[i], BITS);
        ok = nb_balls_bind(&b, symbols[i], x);
    }
    arb_srcptr ball = ok ? nb_balls_of(&b, s->f) : NULL;
    ok = ball && arb_is_finite(ball);
    if (ok)
        arb_set(y, ball);
    nb_balls_clear(&b);
    arb_clear(x);
    return ok;
}

/* What is seen on one side: is f defined, and does (f(x + h) - f(x))/h settle? */
typedef struct side {
    bool defined, settled; /* as far as the balls tell */
    arb_t slope;
} side;

static bool close_to(const arb_t a, const arb_t b)
{
    arb_t gap, scale;
    arb_init(gap);
    arb_init(scale);
    arb_sub(gap, a, b, BITS);
    arb_abs(gap, gap);
    arb_abs(scale, a);
    arb_add_ui(scale, scale, 1, BITS);
    arb_mul_2exp_si(scale, scale, -AGREE);
    bool close = arb_lt(gap, scale);
    arb_clear(gap);
    arb_clear(scale);
    return close;
}

/* A slope may be tiny on a vertical tangent, too, after e^(-1000), but it grows. */
static bool has_grown(const arb_t rough, const arb_t slope)
{
    mag_t before, after;
    mag_init(before);
    mag_init(after);
    arb_get_mag(before, rough);
    arb_get_mag_lower(after, slope);
    mag_mul_2exp_si(before, before, 20);
    bool grown = mag_cmp(after, before) > 0;
    mag_clear(before);
    mag_clear(after);
    return grown;
}

static void look(const sample *s, int direction, side *out)
{
    arb_t rough;
    arb_init(rough);
    arb_init(out->slope);
    out->defined = value_near(s, direction, NEAR, rough) &&
                   value_near(s, direction, NEARER, out->slope);
    arb_sub(rough, rough, s->value, BITS);
    arb_mul_2exp_si(rough, rough, NEAR);
    arb_sub(out->slope, out->slope, s->value, BITS);
    arb_mul_2exp_si(out->slope, out->slope, NEARER);
    if (direction < 0) {
        arb_neg(rough, rough);
        arb_neg(out->slope, out->slope);
    }
    out->settled =
        out->defined && close_to(rough, out->slope) && !has_grown(rough, out->slope);
    arb_clear(rough);
}

static void complain(const sample *s, const char *what)
{
    nb_buf text = {0};
    dump_expr(&text, p, s->f);
    fail_msg("%s: %s at (%ld, %ld, %ld)", what, nb_buf_text(&text), (long)s->at[0],
             (long)s->at[1], (long)s->at[2]);
}

static void check_defined(const sample *s, nb_expr value, bool one_sided,
                          const side *left, const side *right)
{
    arb_t d;
    arb_init(d);
    assert_true(nb_enclose(p, value, BITS, d));
    bool misses_left = left->defined && !(left->settled && close_to(left->slope, d));
    bool misses_right = right->defined && !(right->settled && close_to(right->slope, d));
    if (one_sided && left->defined && right->defined)
        complain(s, "not one-sided");
    if (misses_left || misses_right)
        complain(s, "wrong derivative");
    arb_clear(d);
}

static void check_differing(const sample *s, const nb_undefined *why, const side *left,
                            const side *right)
{
    arb_t d;
    arb_init(d);
    bool good = nb_enclose(p, why->first, BITS, d) && close_to(left->slope, d) &&
                nb_enclose(p, why->second, BITS, d) && close_to(right->slope, d);
    if (left->settled && right->settled && !good)
        complain(s, "wrong one-sided derivatives");
    arb_clear(d);
}

static void check_undefined(const sample *s, const side *left, const side *right)
{
    if (left->settled && right->settled && close_to(left->slope, right->slope))
        complain(s, "called undefined, but has a derivative");
    if ((left->settled && !right->defined) || (right->settled && !left->defined))
        complain(s, "called undefined, but has a one-sided derivative");
}

/* Returns whether the derivative was decided. */
static bool check_partial(const sample *s)
{
    nb_expr value, partial = nb_derive(p, nb_canonical(p, s->f), symbols[0]);
    nb_undefined why;
    side left, right;
    nb_at_result result =
        nb_partial_at(p, s->f, partial, symbols[0], &s->point, &value, &why);
    look(s, -1, &left);
    look(s, 1, &right);
    if (result == NB_AT_DEFINED)
        check_defined(s, value, why.one_sided, &left, &right);
    else if (why.reason == NB_WHY_SIDES_DIFFER)
        check_differing(s, &why, &left, &right);
    else if (result == NB_AT_UNDEFINED)
        check_undefined(s, &left, &right);
    arb_clear(left.slope);
    arb_clear(right.slope);
    return result != NB_AT_UNKNOWN;
}

/* Returns whether f has a value that can be enclosed, and is not huge. */
static bool check_value(sample *s)
{
    nb_expr value;
    nb_undefined why;
    nb_at_result result = nb_at(p, s->f, &s->point, &value, &why);
    bool finite = value_near(s, 0, 0, s->value);
    if (result == NB_AT_UNDEFINED && finite)
        complain(s, "called undefined, but has a value");
    if (result == NB_AT_DEFINED) {
        arb_t exact;
        arb_init(exact);
        if (nb_enclose(p, value, BITS, exact) && finite && !arb_overlaps(exact, s->value))
            complain(s, "wrong value");
        arb_clear(exact);
    }
    bool moderate = finite && arf_cmpabs_2exp_si(arb_midref(s->value), 100) < 0 &&
                    mag_cmp_2exp_si(arb_radref(s->value), -2 * NEARER) < 0;
    return result == NB_AT_DEFINED && moderate && !nb_failed(p);
}

static void test_random_functions(void **state)
{
    (void)state;
    random_source source = random_from_environment();
    int decided = 0, undecided = 0;
    for (int n = 0; n < FUNCTIONS; n++) {
        sample s = {.point = {0}};
        nb_error_clear(&err);
        p = nb_pool_new(&err);
        assert_non_null(p);
        arb_init(s.value);
        s.f = random_expression(p, &source, SIZE, false);
        for (int i = 0; i < 3; i++) {
            symbols[i] = nb_symbol(p, &"xyz"[i], 1);
            s.at[i] = (slong)random_below(&source, 4) - 1;
            nb_map_put(p, &s.point, symbols[i], nb_canonical(p, nb_integer(p, s.at[i])));
        }
        if (check_value(&s)) {
            bool is_decided = check_partial(&s);
            decided += is_decided;
            undecided += !is_decided;
        }
        arb_clear(s.value);
        nb_map_free(&s.point);
        nb_pool_free(p);
    }
    print_message("%d derivatives decided, %d not\n", decided, undecided);
    assert_true(decided > FUNCTIONS / 4);
    assert_true(undecided * 50 < decided);
    flint_cleanup();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_functions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
