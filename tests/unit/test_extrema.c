/* Absolute extrema: no point of the region has a value beyond them. */

#include "pool.h"

#include "algebra/canon.h"
#include "explore/extrema.h"
#include "expr/function.h"
#include "numeric/ball.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The region is a box from -2 to 2 in each variable, the triangle (-1, 0), (2, -1),
 * (1, 2), or what the relation with zero says. */
typedef struct example {
    const char *function, *relation; /* NULL: the box; "": the triangle */
    const char *least, *greatest;    /* NULL: not known */
} example;

static const example examples[] = {
    {"x^2+y^2", NULL, "0", "8"},
    {"x*y", NULL, "-4", "4"},
    {"x^3-3*x+y^2", NULL, "-2", "6"},
    {"abs(x)-abs(y-1)", NULL, NULL, NULL}, /* its kinks are lines, it varies on them */
    {"(x^2+y^2-1)^2", NULL, "0", "49"},
    {"e^(x*y)", NULL, "e^(-4)", "e^4"},
    {"x/(4-x^2)", NULL, NULL, NULL},
    {"piecewise(x, x > 0, 1)", NULL, NULL, NULL},
    {"x^2+y^2", "", "0", "5"},
    {"x-y", "", "-1", "3"},
    {"x^2*y", "", "-4", "500/243"},
    {"x*y", "x^2+4*y^2-8 = 0", "-2", "2"},
    {"x^2+2*y^2-x", "x^2+y^2-4 <= 0", "-1/4", "33/4"},
    {"x^2+2*y^2-x", "4-x^2-y^2 <= 0", NULL, NULL},
    {"x^2+y^2", "x+y-1 = 0", "1/2", NULL},
    {"x*y", "x+y-2 = 0", NULL, "1"},
    {"x^2+y^2", "x*y-1 = 0", NULL, NULL},
    {"x^2+y^2", "x^2+y^2-4 = 0", "4", "4"},
    {"sqrt(9-x^2-y^2)", "x^2+y^2-9 <= 0", "0", "3"},
    {"x", "y^2-x^3 = 0", NULL, NULL},
    {"x^3+y^3", "x^4+y^4-1 = 0", "-2^(1/4)", "2^(1/4)"},
    {"1/x", "x^2+y^2-1 = 0", NULL, NULL},
    {"abs(x)+abs(y)", "x^2+y^2-1 = 0", "1", "sqrt(2)"},
};

static void read_region(const char *relation, nb_region *r)
{
    static const int corners[3][2] = {{-1, 0}, {2, -1}, {1, 2}};
    *r = (nb_region){.kind = NB_REGION_BOX};
    for (uint32_t i = 0; i < 2; i++) {
        r->low[i] = nb_integer(p, -2);
        r->high[i] = nb_integer(p, 2);
    }
    if (relation && !*relation) {
        r->kind = NB_REGION_POLYGON;
        r->n_corners = 3;
        for (uint32_t k = 0; k < 6; k++)
            r->corners[k / 2][k % 2] = nb_integer(p, corners[k / 2][k % 2]);
    } else if (relation) {
        nb_expr e = read_typed(relation);
        r->kind = nb_fn_of(p, e) == NB_EQ ? NB_REGION_LEVEL : NB_REGION_WITHIN;
        r->written = nb_arg(p, e, 0);
        r->g = nb_canonical(p, r->written);
    }
}

static const nb_candidate *marked(const nb_extrema *e, bool greatest)
{
    for (uint32_t i = 0; i < e->n; i++)
        if (greatest ? e->items[i].greatest : e->items[i].least)
            return &e->items[i];
    return NULL;
}

static void expect(const example *x, const nb_extrema *e, bool greatest)
{
    const char *wanted = greatest ? x->greatest : x->least;
    bool known = greatest ? e->greatest_known : e->least_known;
    if (known != (wanted != NULL))
        fail_msg("%s, %s: %s", x->function, x->relation, known ? "known" : "not known");
    if (!wanted)
        return;
    const nb_candidate *c = marked(e, greatest);
    arb_t y;
    arb_init(y);
    assert_non_null(c);
    assert_true(nb_enclose(p, nb_canonical(p, read_typed(wanted)), 64, y));
    if (!arb_overlaps(y, &c->value_ball))
        fail_msg("%s, %s: not %s", x->function, x->relation, wanted);
    arb_clear(y);
}

static void test_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const example *x = &examples[i];
        nb_expr variables[2] = {nb_symbol(p, "x", 1), nb_symbol(p, "y", 1)};
        nb_region region;
        nb_extrema e = {0};
        read_region(x->relation, &region);
        if (!nb_extrema_of(p, read_typed(x->function), variables, 2, &region, &e))
            fail_msg("%s: %s", x->function, err.message);
        expect(x, &e, false);
        expect(x, &e, true);
        nb_extrema_free(&e);
    }
}

/* Values at points of a box, against the extrema that were found there. */
static void test_samples(void **state)
{
    static const char *const functions[] = {
        "x^2*y-y^3+x",  "x^4+y^4-4*x*y+2", "sin(x)*cos(y)", "x*e^(-x^2-y^2)",
        "abs(x*y-1)+x", "(x-1)^(2/3)+y^2", "max(x,y)-x*y",  "sqrt(x^2+y^2)-x",
    };
    enum { STEPS = 16 };
    (void)state;
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        nb_expr variables[2] = {nb_symbol(p, "x", 1), nb_symbol(p, "y", 1)};
        nb_expr f = read_typed(functions[k]);
        nb_region region;
        nb_extrema e = {0};
        read_region(NULL, &region);
        assert_true(nb_extrema_of(p, f, variables, 2, &region, &e));
        if (!e.least_known || !e.greatest_known)
            print_message("%s: extrema are not known\n", functions[k]);
        for (int i = 0; i <= STEPS * STEPS; i++) {
            nb_map at = {0};
            nb_expr x = nb_quotient(p, nb_integer(p, 4 * (i / STEPS) - 2 * STEPS),
                                    nb_integer(p, STEPS));
            nb_expr y = nb_quotient(p, nb_integer(p, 4 * (i % STEPS) - 2 * STEPS),
                                    nb_integer(p, STEPS));
            arb_t value;
            arb_init(value);
            nb_map_put(p, &at, variables[0], x);
            nb_map_put(p, &at, variables[1], y);
            bool defined = nb_enclose(p, nb_canonical_with(p, f, &at), 128, value);
            if (defined && e.least_known)
                assert_false(arb_lt(value, &marked(&e, false)->value_ball));
            if (defined && e.greatest_known)
                assert_false(arb_gt(value, &marked(&e, true)->value_ball));
            arb_clear(value);
            nb_map_free(&at);
        }
        nb_extrema_free(&e);
    }
}

static void test_corners(void **state)
{
    static const int crossed[4][2] = {{0, 0}, {1, 1}, {1, 0}, {0, 1}};
    nb_expr variables[2] = {nb_symbol(p, "x", 1), nb_symbol(p, "y", 1)};
    nb_region region = {.kind = NB_REGION_POLYGON, .n_corners = 4};
    nb_extrema e = {0};
    (void)state;
    for (uint32_t k = 0; k < 8; k++)
        region.corners[k / 2][k % 2] = nb_integer(p, crossed[k / 2][k % 2]);
    assert_false(nb_extrema_of(p, read_typed("x"), variables, 2, &region, &e));
    assert_int_equal(err.code, NB_ERR_USAGE);
    nb_extrema_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_examples, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_samples, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_corners, pool_setup, pool_teardown),
    };
    return cmocka_run_group_tests_name("extrema", tests, NULL, NULL);
}
