/* Critical points: all of them, each proven. */

#include "pool.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "explore/critical.h"
#include "numeric/decimal.h"
#include "numeric/sign.h"
#include "present/print.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static nb_expr read(const char *text, size_t length)
{
    nb_expr e = nb_parse_expression(p, text, length, NULL, NULL);
    if (!e)
        fail_msg("%.*s: %s", (int)length, text, err.message);
    return e;
}

/* "x=-3..3 y=-1..2": variables and ends; without "=" variables alone. */
static uint32_t read_box(const char *text, nb_expr *variables, nb_expr *low,
                         nb_expr *high, bool *boxed)
{
    uint32_t n = 0;
    *boxed = strchr(text, '=') != NULL;
    for (; *text; n++) {
        size_t length = strcspn(text, " ");
        variables[n] = nb_symbol(p, text, 1);
        if (*boxed) {
            const char *dots = strstr(text, "..");
            low[n] = nb_canonical(p, read(text + 2, (size_t)(dots - text - 2)));
            high[n] = nb_canonical(p, read(dots + 2, (size_t)(text + length - dots - 2)));
        }
        text += length + strspn(text + length, " ");
    }
    return n;
}

static void put_number(nb_buf *out, nb_expr exact)
{
    nb_buf_puts(out, exact ? "=" : "~");
}

static void put_point(const nb_critical_point *c, nb_expr f, nb_buf *out)
{
    nb_buf_puts(out, "(");
    for (uint32_t i = 0; i < c->n; i++) {
        nb_buf_puts(out, i ? " " : "");
        put_number(out, c->exact[i]);
        if (nb_critical_coordinate(p, c, i, 5, out) > NB_DECIMAL_ROUNDED)
            nb_buf_puts(out, "?");
    }
    nb_buf_puts(out, "):");
    put_number(out, c->value);
    if (nb_critical_value(p, f, c, 5, out) > NB_DECIMAL_ROUNDED)
        nb_buf_puts(out, "?");
    static const char *const kinds[] = {"?", "min", "max", "saddle"};
    nb_buf_printf(out, " %s%s%s%s; ", kinds[c->kind], c->smooth ? "" : " rough",
                  c->on_boundary ? " boundary" : "", c->at_edge ? " edge" : "");
}

static void put_set(const nb_critical_set *s, nb_expr f, nb_buf *out)
{
    static const char *const kinds[] = {"", " min", " max", " saddle"};
    for (uint32_t i = 0; i < s->n_points; i++)
        put_point(&s->points[i], f, out);
    for (uint32_t i = 0; i < s->n_curves; i++) {
        nb_buf_puts(out, "curve");
        for (uint32_t k = 0; k < s->curves[i].n; k++) {
            nb_buf_puts(out, " ");
            nb_print(p, nb_layout(p, s->curves[i].equations[k], NULL), NB_STYLE_TEXT,
                     out);
        }
        nb_buf_printf(out, "%s%s%s; ", kinds[s->curves[i].kind],
                      s->curves[i].rough ? " rough" : "",
                      s->curves[i].except ? " except" : "");
    }
    nb_buf_printf(out, "%s%s", s->complete ? "all" : "undecided",
                  s->edge ? ", edge" : "");
    if (!s->complete)
        nb_buf_printf(out, " %u cells, %u rough", s->undecided.n, s->rough.n);
}

typedef struct example {
    const char *function, *box;
    const char *expected; /* "=" before exact numbers, "~" before others */
} example;

static const example examples[] = {
    {"(x^2+y-11)^2+(x+y^2-7)^2", "x=-5..5 y=-5..5",
     "(~-3.7793 ~-3.2832):=0 min; "
     "(~-3.0730 ~-0.081353):~104.02 saddle; "
     "(~-2.8051 ~3.1313):=0 min; "
     "(~-0.27084 ~-0.92304):~181.62 max; "
     "(~-0.12796 ~-1.9537):~178.34 saddle; "
     "(~0.086678 ~2.8843):~67.719 saddle; "
     "(=3 =2):=0 min; "
     "(~3.3852 ~0.073852):~13.312 saddle; "
     "(~3.5844 ~-1.8481):=0 min; "
     "all"},
    {"(x^2+y-11)^2+(x+y^2-7)^2", "x y",
     "(~-3.7793 ~-3.2832):=0 min; "
     "(~-3.0730 ~-0.081353):~104.02 saddle; "
     "(~-2.8051 ~3.1313):=0 min; "
     "(~-0.27084 ~-0.92304):~181.62 max; "
     "(~-0.12796 ~-1.9537):~178.34 saddle; "
     "(~0.086678 ~2.8843):~67.719 saddle; "
     "(=3 =2):=0 min; "
     "(~3.3852 ~0.073852):~13.312 saddle; "
     "(~3.5844 ~-1.8481):=0 min; "
     "all"},
    {"x^4+y^4-16x*y", "x=-5..5 y=-5..5",
     "(=-2 =-2):=-32 min; "
     "(=0 =0):=0 saddle; "
     "(=2 =2):=-32 min; "
     "all"},
    {"x^4+y^4-16x*y", "x y",
     "(=-2 =-2):=-32 min; "
     "(=0 =0):=0 saddle; "
     "(=2 =2):=-32 min; "
     "all"},
    {"(4-2.1x^2+x^4/3)*x^2+x*y+(4y^2-4)*y^2", "x=-2..2 y=-1.2..1.2",
     "(~-1.7036 ~0.79608):~-0.21546 min; "
     "(~-1.6381 ~-0.22867):~2.2294 saddle; "
     "(~-1.6071 ~-0.56865):~2.1043 min; "
     "(~-1.2961 ~-0.60508):~2.2295 saddle; "
     "(~-1.2302 ~-0.16233):~2.4963 max; "
     "(~-1.1092 ~0.76827):~0.54372 saddle; "
     "(~-0.089842 ~0.71266):~-1.0316 min; "
     "(=0 =0):=0 saddle; "
     "(~0.089842 ~-0.71266):~-1.0316 min; "
     "(~1.1092 ~-0.76827):~0.54372 saddle; "
     "(~1.2302 ~0.16233):~2.4963 max; "
     "(~1.2961 ~0.60508):~2.2295 saddle; "
     "(~1.6071 ~0.56865):~2.1043 min; "
     "(~1.6381 ~0.22867):~2.2294 saddle; "
     "(~1.7036 ~-0.79608):~-0.21546 min; "
     "all"},
    {"(1-x)^2+100(y-x^2)^2", "x=-5..5 y=-5..5",
     "(=1 =1):=0 min; "
     "all"},
    {"(1-x)^2+100(y-x^2)^2", "x y",
     "(=1 =1):=0 min; "
     "all"},
    {"x^3-3x*y^2", "x y",
     "(=0 =0):=0 saddle; "
     "all"},
    {"x^2*y^2", "x=-5..5 y=-5..5",
     "curve x min; "
     "curve y min; "
     "all"},
    {"|x|+|y|", "x=-3..3 y=-3..3",
     "(=0 =0):=0 min rough; "
     "curve x rough; "
     "curve y rough; "
     "all"},
    {"sqrt(x^2+y^2)", "x y",
     "(=0 =0):=0 min rough; "
     "all"},
    {"-20e^(-0.2sqrt((x^2+y^2)/2))-e^((cos(2pi*x)+cos(2pi*y))/2)+e+20",
     "x=-0.7..0.7 y=-0.7..0.7",
     "(~-0.67310 ~-0.67310):~4.6089 max; "
     "(~-0.67310 ~0.67310):~4.6089 max; "
     "(~-0.62578 =0):~3.2525 saddle; "
     "(=0 ~-0.62578):~3.2525 saddle; "
     "(=0 =0):=0 min rough; "
     "(=0 ~0.62578):~3.2525 saddle; "
     "(~0.62578 =0):~3.2525 saddle; "
     "(~0.67310 ~-0.67310):~4.6089 max; "
     "(~0.67310 ~0.67310):~4.6089 max; "
     "all"},
    {"sin(x)+sin(y)", "x=-4..4 y=-4..4",
     "(=-1.5708 =-1.5708):=-2 min; "
     "(=-1.5708 =1.5708):=0 saddle; "
     "(=1.5708 =-1.5708):=0 saddle; "
     "(=1.5708 =1.5708):=2 max; "
     "all"},
    {"x^3-3x", "x",
     "(=-1):=2 max; "
     "(=1):=-2 min; "
     "all"},
    {"x^4", "x",
     "(=0):=0 min; "
     "all"},
    {"x^3", "x",
     "(=0):=0 saddle; "
     "all"},
    {"x^2+1", "x=1..2", "all"},
    {"x^2", "x=0..2",
     "(=0):=0 min boundary; "
     "all"},
    {"x^2", "x y",
     "curve x min; "
     "all"},
    {"5", "x",
     "curve min; "
     "all"},
    {"x^2+y", "x y", "all"},
    {"x*y*z", "x y z",
     "curve x y; "
     "curve x z; "
     "curve y z; "
     "all"},
    {"x^2+y^2+z^2-x*y+3z", "x y z",
     "(=0 =0 =-1.5):=-2.25 min; "
     "all"},
    {"x^4+y^4+z^4-4x*y*z", "x y z",
     "(=-1 =-1 =1):=-1 min; "
     "(=-1 =1 =-1):=-1 min; "
     "(=0 =0 =0):=0 saddle; "
     "(=1 =-1 =-1):=-1 min; "
     "(=1 =1 =1):=-1 min; "
     "all"},
    {"(x^2+y^2)^2", "x y",
     "(=0 =0):=0 min; "
     "all"},
    {"(x+y)^2+x^4", "x y",
     "(=0 =0):=0 min; "
     "all"},
    {"(y-x^2)*(y-2x^2)", "x y",
     "(=0 =0):=0 saddle; "
     "all"},
    {"x^4+y^4+x^5", "x=-1/2..1/2 y=-1..1",
     "(=0 =0):=0 min; "
     "all"},
    {"x/(x^2+y^2+1)", "x y",
     "(=-1 =0):=-0.5 min; "
     "(=1 =0):=0.5 max; "
     "all"},
    {"x*y*e^(-x^2-y^2)", "x y",
     "(=-0.70711 =-0.70711):=0.18394 max; "
     "(=-0.70711 =0.70711):=-0.18394 min; "
     "(=0 =0):=0 saddle; "
     "(=0.70711 =-0.70711):=-0.18394 min; "
     "(=0.70711 =0.70711):=0.18394 max; "
     "all"},
    {"e^(-x^2-y^2)*(x^2+y^2)", "x=-5..5 y=-5..5",
     "(=0 =0):=0 min; "
     "curve x^2+y^2-1; "
     "all"},
    {"x*ln(x)+y^2", "x=-5..5 y=-5..5",
     "(=0.36788 =0):=-0.36788 min; "
     "all"},
    {"e^x-2x", "x=-5..5",
     "(=0.69315):=0.61371 min; "
     "all"},
    {"x^2/x", "x", "all"},
    {"x^3/x", "x", "all"},
    {"1/x+x", "x=-5..5",
     "(=-1):=-2 max; "
     "(=1):=2 min; "
     "all"},
    {"1/x+1/y+x*y", "x=-5..5 y=-5..5",
     "(=1 =1):=3 min; "
     "all"},
    {"tan(x)-2x", "x=-1.5..1.5",
     "(=-0.78540):=0.57080 max; "
     "(=0.78540):=-0.57080 min; "
     "all"},
    {"sin(x*y)", "x=-2..2 y=-2..2",
     "(=0 =0):=0 saddle; "
     "curve cos(x*y); "
     "all"},
    {"cos(x)+cos(y)+cos(x+y)", "x=-1..6 y=-1..6",
     "(=0 =0):=3 max; "
     "(=0 =3.1416):=-1 saddle; "
     "(=2.0944 =2.0944):=-1.5 min; "
     "(=3.1416 =0):=-1 saddle; "
     "(=3.1416 =3.1416):=-1 saddle; "
     "(=4.1888 =4.1888):=-1.5 min; "
     "all"},
    {"x*sin(y)", "x=-4..4 y=-4..4",
     "(=0 =-3.1416):=0 saddle; "
     "(=0 =0):=0 saddle; "
     "(=0 =3.1416):=0 saddle; "
     "all"},
    {"(x-1)^2*(y+2)^2+z^2", "x y z",
     "curve x-1 z min; "
     "curve y+2 z min; "
     "all"},
    {"|x|", "x",
     "(=0):=0 min rough; "
     "all"},
    {"|x^2-2|", "x",
     "(=-1.4142):=0 min rough; "
     "(=0):=2 max; "
     "(=1.4142):=0 min rough; "
     "all"},
    {"|x^3-x-1|", "x",
     "(=-0.57735):=0.61510 min; "
     "(=0.57735):=1.3849 max; "
     "(~1.3247):=0 min rough; "
     "all"},
    {"x^(2/3)", "x",
     "(=0):=0 min rough; "
     "all"},
    {"x^(1/3)*(x-4)", "x",
     "(=0):=0 saddle rough; "
     "(=1):=-3 min; "
     "all"},
    {"sqrt(x)", "x=-2..2", "all, edge"},
    {"sqrt(1-x^2-y^2)", "x=-2..2 y=-2..2",
     "(=0 =0):=1 max; "
     "all, edge"},
    {"|x|+y^2", "x y",
     "(=0 =0):=0 min rough; "
     "curve x rough; "
     "all"},
    {"|x|*y", "x=-2..2 y=-2..2",
     "(=0 =0):=0 saddle; "
     "curve x rough; "
     "all"},
    {"x*|x|", "x",
     "(=0):=0 saddle; "
     "all"},
    {"x^2+|x-1|", "x",
     "(=0.5):=0.75 min; "
     "(=1):=1 saddle rough; "
     "all"},
    {"max(x,-x,y)", "x=-2..2 y=-2..2",
     "curve abs(x)-y rough; "
     "undecided 0 cells, 1 rough"},
    {"|x^2+y^2-1|", "x=-2..2 y=-2..2",
     "(=0 =0):=1 max; "
     "curve x^2+y^2-1 min rough; "
     "all"},
    {"sqrt(x^2+y^2)-x^2", "x=-3..3 y=-3..3",
     "(=-0.5 =0):=0.25 saddle; "
     "(=0 =0):=0 min rough; "
     "(=0.5 =0):=0.25 saddle; "
     "all"},
    {"|x-y|+x^2+y^2-x", "x=-3..3 y=-3..3",
     "(=0.25 =0.25):=-0.125 min rough; "
     "curve y-x rough; "
     "all"},
    {"|x+y|-|x-y|+x", "x=-3..3 y=-3..3",
     "curve y-x rough except; "
     "curve x+y rough except; "
     "all"},
    {"|x|+|y|+|z|", "x y z",
     "(=0 =0 =0):=0 min rough; "
     "curve x rough; "
     "curve y rough; "
     "curve z rough; "
     "all"},
    {"e^(-sqrt(x^2+y^2))", "x y",
     "(=0 =0):=1 max rough; "
     "all"},
    {"(1.5-x+x*y)^2+(2.25-x+x*y^2)^2+(2.625-x+x*y^3)^2", "x=-4.5..4.5 y=-4.5..4.5",
     "(=0 =1):=14.203 saddle; "
     "(~0.10054 ~-2.6445):~9.8645 saddle; "
     "(=3 =0.5):=0 min; "
     "all"},
    {"(x+2y-7)^2+(2x+y-5)^2", "x y",
     "(=1 =3):=0 min; "
     "all"},
    {"x^2+y^2+z^2+w^2-x*w+2y", "x y z w",
     "(=0 =-1 =0 =0):=-1 min; "
     "all"},
    {"sin(x)*sin(y)*sin(z)", "x=1..2 y=1..2 z=1..2",
     "(=1.5708 =1.5708 =1.5708):=1 max; "
     "all"},
    {"x^5-x^2*y^3+y", "x y",
     "(~-0.65222 ~-0.88520):~-0.70816 saddle; "
     "(~0.65222 ~0.88520):~0.70816 saddle; "
     "all"},
    {"x^2+y^2+z^2+w^2-x*y*z*w", "w x y z",
     "(=-1.4142 =-1.4142 =-1.4142 =-1.4142):=4 saddle; "
     "(=-1.4142 =-1.4142 =1.4142 =1.4142):=4 saddle; "
     "(=-1.4142 =1.4142 =-1.4142 =1.4142):=4 saddle; "
     "(=-1.4142 =1.4142 =1.4142 =-1.4142):=4 saddle; "
     "(=0 =0 =0 =0):=0 min; "
     "(=1.4142 =-1.4142 =-1.4142 =1.4142):=4 saddle; "
     "(=1.4142 =-1.4142 =1.4142 =-1.4142):=4 saddle; "
     "(=1.4142 =1.4142 =-1.4142 =-1.4142):=4 saddle; "
     "(=1.4142 =1.4142 =1.4142 =1.4142):=4 saddle; "
     "all"},
    {"ln(x^2+y^2+1)-x", "x y", "(=1 =0):=-0.30685 saddle; all"},
    {"asin(1/(1+x^2))", "x", "(=0):=1.5708 max rough; all"},
    {"(x+y)/(x^2+y^2+1)", "x y",
     "(=-0.70711 =-0.70711):=-0.70711 min; "
     "(=0.70711 =0.70711):=0.70711 max; "
     "all"},
    {"x*y*|x|", "x y", "curve x; all"},
    {"x*|x|+y^2", "x y", "(=0 =0):=0 saddle; all"},
    {"min(x^2,(x-1)^2)", "x",
     "(=0):=0 min; "
     "(=0.5):=0.25 max rough; "
     "(=1):=0 min; "
     "all"},
};

static void check(const example *x)
{
    nb_expr variables[4], low[4], high[4];
    bool boxed;
    uint32_t n = read_box(x->box, variables, low, high, &boxed);
    nb_expr f = read(x->function, strlen(x->function));
    nb_critical_set set = {0};
    nb_buf text = {0};
    if (!nb_critical(p, f, variables, n, boxed ? low : NULL, boxed ? high : NULL, &set))
        fail_msg("%s: %s", x->function, err.message);
    put_set(&set, f, &text);
    if (strcmp(nb_buf_text(&text), x->expected) != 0)
        fail_msg("%s in %s:\n%s\nwant\n%s", x->function, x->box, nb_buf_text(&text),
                 x->expected);
    nb_buf_free(&text);
    nb_critical_free(&set);
    assert_false(nb_failed(p));
}

static void test_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        check(&examples[i]);
}

/* What cannot be decided is told: infinitely many critical points, budgets. */
static void test_undecided(void **state)
{
    (void)state;
    nb_expr x = nb_symbol(p, "x", 1), low = nb_canonical(p, read("-1", 2));
    nb_expr high = nb_canonical(p, read("1", 1)), f = read("x^2*sin(1/x)", 12);
    nb_critical_set set = {0};
    assert_true(nb_critical(p, f, &x, 1, &low, &high, &set));
    assert_false(set.complete);
    assert_true(set.undecided.n > 0);
    bool zero = false; /* where they accumulate */
    for (uint32_t i = 0; i < set.undecided.n; i++)
        zero = zero || nb_range_has(set.undecided.items[i].side[0], 0);
    assert_true(zero);
    nb_critical_free(&set);
}

static void refuses(const char *function, const char *variables, nb_code code)
{
    nb_expr v[4], low[4], high[4], f = read(function, strlen(function));
    bool boxed;
    uint32_t n = read_box(variables, v, low, high, &boxed);
    nb_critical_set set = {0};
    assert_false(nb_critical(p, f, v, n, boxed ? low : NULL, boxed ? high : NULL, &set));
    assert_int_equal(err.code, code);
    nb_critical_free(&set);
    nb_error_clear(&err);
}

static void test_refused(void **state)
{
    (void)state;
    refuses("sin(x)+y^2", "x y", NB_ERR_USAGE);
    refuses("x^2", "x=2..1", NB_ERR_USAGE);
    refuses("x^2", "x=1..1", NB_ERR_USAGE);
}

static volatile sig_atomic_t stop;

static void test_interrupt(void **state)
{
    (void)state;
    nb_expr v[2] = {nb_symbol(p, "x", 1), nb_symbol(p, "y", 1)};
    nb_expr f = read("x^4+y^4-16x*y", 13);
    nb_critical_set set = {0};
    stop = 1;
    nb_pool_set_interrupt(p, &stop);
    assert_false(nb_critical(p, f, v, 2, NULL, NULL, &set));
    assert_int_equal(err.code, NB_ERR_INTERRUPTED);
    nb_critical_free(&set);
    stop = 0;
}

/* One approximate point, proven and classified. */
static void test_near(void **state)
{
    (void)state;
    nb_expr v[2] = {nb_symbol(p, "x", 1), nb_symbol(p, "y", 1)};
    nb_expr f = read("x^4+y^4-16x*y", 13);
    nb_critical_point point;
    assert_true(nb_critical_near(p, f, v, 2, (double[]){2.00001, 1.99998}, &point));
    assert_true(point.all_exact && nb_is_int(p, point.exact[0], 2));
    assert_int_equal(point.kind, NB_CRITICAL_MINIMUM);
    nb_critical_point_free(&point);
    assert_false(nb_critical_near(p, f, v, 2, (double[]){1, 1}, &point));
    f = read("(x-1)^4+y^2", 11); /* singular Hessian: by recognition */
    assert_true(nb_critical_near(p, f, v, 2, (double[]){1.0001, 1e-9}, &point));
    assert_int_equal(point.kind, NB_CRITICAL_MINIMUM);
    nb_critical_point_free(&point);
    assert_false(nb_failed(p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_examples, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_undecided, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_refused, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_interrupt, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_near, pool_setup, pool_teardown),
    };
    return cmocka_run_group_tests_name("critical points", tests, NULL, NULL);
}
