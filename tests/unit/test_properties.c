/* Two ways to the same answer, on random expressions. */

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/substitute.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "calculus/gradient.h"
#include "numeric/ball.h"
#include "present/print.h"
#include "present/share.h"
#include "random_expression.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { EXPRESSIONS = 1500, PRECISION = 5000 };

typedef struct fixture {
    nb_error error;
    nb_pool *pool;
    random_source random;
    nb_expr symbols[3];
} fixture;

static int open_pool(void **state)
{
    static fixture f;
    f.error = (nb_error){0};
    f.pool = nb_pool_new(&f.error);
    f.random = random_from_environment();
    for (int i = 0; i < 3; i++)
        f.symbols[i] = nb_symbol(f.pool, &"xyz"[i], 1);
    *state = &f;
    return f.pool ? 0 : -1;
}

static int close_pool(void **state)
{
    nb_pool_free(((fixture *)*state)->pool);
    flint_cleanup();
    return 0;
}

/* The next expression; the pool is emptied now and then, as a session does. */
static nb_expr next(fixture *f, bool smooth)
{
    if (nb_pool_size(f->pool) > 200000) {
        nb_expr *roots[] = {&f->symbols[0], &f->symbols[1], &f->symbols[2]};
        nb_pool_collect(f->pool, roots, 3);
    }
    nb_error_clear(&f->error);
    return random_expression(f->pool, &f->random, 2 + random_below(&f->random, 24),
                             smooth);
}

static void say(fixture *f, const char *what, nb_expr typed)
{
    nb_buf b = {0};
    nb_print(f->pool, typed, NB_STYLE_TEXT, &b);
    print_message("%s: %s\n", what, nb_buf_text(&b));
    nb_buf_free(&b);
}

static void say_canonical(fixture *f, const char *what, nb_expr e)
{
    say(f, what, nb_layout(f->pool, e, NULL));
}

/* ---- print and parse ---- */

/* LaTeX writes (-a)/b as -\frac{a}{b}: there the canonical forms must agree. */
static void reads_back(fixture *f, nb_expr typed, nb_style style)
{
    nb_buf b = {0};
    nb_statement s = {0};
    nb_buf_puts(&b, "F(x, y, z) = "); /* x(y + 1) is a product for a parameter x */
    nb_print(f->pool, typed, style, &b);
    nb_parse_statement(f->pool, nb_buf_text(&b), b.length, NULL, NULL, &s);
    nb_expr again = nb_failed(f->pool) ? NB_NONE : s.body;
    nb_statement_free(&s);
    if (again && again != typed && style == NB_STYLE_LATEX) {
        again = nb_canonical(f->pool, again);
        typed = nb_canonical(f->pool, typed);
    }
    if (again != typed) {
        print_message("style %d: %s\n", (int)style, nb_buf_text(&b));
        print_message("error: %s\n", f->error.message);
        say(f, "was", typed);
        if (again)
            say(f, "is read as", again);
    }
    assert_int_equal(again, typed);
    nb_buf_free(&b);
}

static void printing_and_parsing_is_identity(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < EXPRESSIONS; i++) {
        nb_expr typed = next(f, false);
        for (int style = NB_STYLE_TEXT; style <= NB_STYLE_LATEX; style++)
            reads_back(f, typed, (nb_style)style);
    }
}

/* ---- canonical form ---- */

static void canonical_form_is_idempotent(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < EXPRESSIONS; i++) {
        nb_expr typed = next(f, false);
        nb_expr e = nb_canonical(f->pool, typed);
        nb_expr again = nb_canonical(f->pool, e);
        if (e != again) {
            say(f, "typed", typed);
            say_canonical(f, "canonical", e);
            say_canonical(f, "once more", again);
        }
        assert_int_equal(e, again);
    }
}

static void layout_is_undone_by_the_canonical_form(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < EXPRESSIONS; i++) {
        nb_expr typed = next(f, false);
        nb_expr e = nb_canonical(f->pool, typed);
        nb_expr shown = nb_layout(f->pool, e, NULL);
        nb_expr again = nb_canonical(f->pool, shown);
        if (e != again) {
            say(f, "typed", typed);
            say(f, "laid out", shown);
            if (again)
                say_canonical(f, "again", again);
            print_message("error: %s\n", f->error.message);
        }
        assert_int_equal(e, again);
        for (int style = NB_STYLE_TEXT; style <= NB_STYLE_LATEX; style++)
            reads_back(f, shown, (nb_style)style);
    }
}

/* ---- values ---- */

typedef struct point {
    arb_struct v[3];
} point;

static void random_point(fixture *f, point *at)
{
    fmpq_t q;
    fmpq_init(q);
    for (int i = 0; i < 3; i++) {
        arb_init(&at->v[i]);
        random_rational(&f->random, q);
        arb_set_fmpq(&at->v[i], q, PRECISION);
    }
    fmpq_clear(q);
}

static void clear_point(point *at)
{
    for (int i = 0; i < 3; i++)
        arb_clear(&at->v[i]);
}

/* The value at the point with coordinate k moved by `step`; false when it is not
 * a finite ball. */
static bool value(fixture *f, nb_expr e, const point *at, int k, double step, arb_t out)
{
    nb_balls balls;
    arb_t moved;
    arb_init(moved);
    nb_balls_init(&balls, f->pool, PRECISION);
    for (int i = 0; i < 3; i++) {
        arb_set_d(moved, i == k ? step : 0);
        arb_add(moved, moved, &at->v[i], PRECISION);
        nb_balls_bind(&balls, f->symbols[i], moved);
    }
    arb_srcptr ball = nb_balls_of(&balls, e);
    bool finite = ball && arb_is_finite(ball);
    if (finite)
        arb_set(out, ball);
    nb_balls_clear(&balls);
    arb_clear(moved);
    return finite;
}

static void must_agree(fixture *f, nb_expr a, nb_expr b, const char *what, int *compared)
{
    point at;
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    random_point(f, &at);
    if (value(f, a, &at, 0, 0, x)) {
        bool defined = value(f, b, &at, 0, 0, y);
        if (!defined || !arb_overlaps(x, y)) {
            print_message("%s\n", what);
            if (nb_op_of(f->pool, a) != NB_SUM && nb_op_of(f->pool, a) != NB_PROD)
                say(f, "first", a);
            say_canonical(f, "second", b);
            for (int i = 0; i < 3; i++) {
                arb_printd(&at.v[i], 10);
                printf("\n");
            }
        }
        assert_true(defined); /* a simplification must not narrow the domain */
        assert_true(arb_overlaps(x, y));
        ++*compared;
    }
    clear_point(&at);
    arb_clear(x);
    arb_clear(y);
}

static void simplifying_preserves_value_and_domain(void **state)
{
    fixture *f = *state;
    int compared = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
        nb_expr typed = next(f, false);
        nb_expr e = nb_canonical(f->pool, typed);
        assert_int_not_equal(e, NB_NONE);
        must_agree(f, typed, e, "typed against canonical", &compared);
        nb_expr tidy = nb_tidy(f->pool, e);
        must_agree(f, typed, tidy, "typed against tidied", &compared);
    }
    assert_true(compared > EXPRESSIONS / 4);
}

/* The symmetric difference quotient differs from the derivative by a third
 * derivative times h^2/6; where the function is of moderate size, so is that. */
static bool moderate(const arb_t x) { return arf_cmpabs_2exp_si(arb_midref(x), 100) < 0; }

static void derivative_is_the_limit_of_difference_quotients(void **state)
{
    fixture *f = *state;
    const double h = 0x1p-1000;
    int compared = 0;
    arb_t right, left, d;
    arb_init(right);
    arb_init(left);
    arb_init(d);
    for (int i = 0; i < EXPRESSIONS; i++) {
        nb_expr typed = next(f, true);
        int k = (int)random_below(&f->random, 3);
        nb_expr e = nb_canonical(f->pool, typed);
        nb_expr derivative = nb_derive(f->pool, e, f->symbols[k]);
        nb_expr tidy = nb_tidy(f->pool, derivative);
        assert_int_not_equal(tidy, NB_NONE);
        point at;
        random_point(f, &at);
        /* the function must be defined at the point, not only around it */
        if (value(f, typed, &at, k, 0, d) && value(f, typed, &at, k, h, right) &&
            value(f, typed, &at, k, -h, left) && moderate(left)) {
            bool defined = value(f, tidy, &at, k, 0, d);
            arb_sub(right, right, left, PRECISION);
            arb_mul_2exp_si(right, right, 999);
            bool fair = moderate(right);
            arb_sub(right, right, d, PRECISION);
            arb_get_mag(arb_radref(left), d);
            mag_add_ui(arb_radref(left), arb_radref(left), 1);
            mag_mul_2exp_si(arb_radref(left), arb_radref(left), -200);
            arf_zero(arb_midref(left));
            if (fair && (!defined || !arb_overlaps(left, right))) {
                say(f, "function", typed);
                print_message("derivative by %c\n", "xyz"[k]);
                say_canonical(f, "is", tidy);
                for (int j = 0; j < 3; j++) {
                    arb_printd(&at.v[j], 10);
                    printf("\n");
                }
            }
            assert_true(!fair || defined);
            assert_true(!fair || arb_overlaps(left, right));
            compared += fair;
        }
        clear_point(&at);
    }
    arb_clear(right);
    arb_clear(left);
    arb_clear(d);
    assert_true(compared > EXPRESSIONS / 8);
}

/* ---- all partial derivatives at once ---- */

static void gradients_are_the_derivatives_by_each_variable(void **state)
{
    fixture *f = *state;
    int compared = 0, same = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
        nb_expr typed = next(f, i % 2 == 0), out[3];
        nb_expr e = nb_canonical(f->pool, typed);
        nb_gradient_way way = i % 3 == 0 ? NB_REVERSE : NB_FORWARD;
        if (!nb_gradient_in(f->pool, e, f->symbols, 3, way, out))
            say(f, "no gradient of", typed);
        assert_false(nb_failed(f->pool));
        for (int k = 0; k < 3; k++) {
            nb_expr d = nb_derive(f->pool, e, f->symbols[k]);
            same += d == out[k];
            if (d != out[k])
                must_agree(f, d, out[k], "derivative against gradient", &compared);
        }
    }
    print_message("%d of %d are the same expressions\n", same, 3 * EXPRESSIONS);
    assert_true(same > 2 * EXPRESSIONS);
}

/* ---- names for shared parts ---- */

static bool is_taken(void *data, const char *name)
{
    (void)data;
    return name[0] == 't' || (name[1] == '3' && !name[2]);
}

/* The formulas with each name replaced by its part, the last first. */
static nb_expr without_names(fixture *f, const nb_sharing *s, nb_expr e)
{
    for (uint32_t k = s->names.n; k-- > 0;) {
        nb_map values = {0};
        nb_map_put(f->pool, &values, s->names.items[k], s->parts.items[k]);
        e = nb_substitute(f->pool, e, &values);
        nb_map_free(&values);
    }
    return e;
}

static void names_for_shared_parts_stand_for_them(void **state)
{
    fixture *f = *state;
    nb_names_taken taken = {f->symbols, 3, is_taken, NULL};
    uint32_t named = 0;
    for (int i = 0; i < EXPRESSIONS / 2; i++) {
        nb_expr typed = next(f, false), out[4], brief[4];
        nb_sharing s = {0};
        nb_expr e = nb_canonical(f->pool, typed);
        assert_true(nb_gradient(f->pool, e, f->symbols, 3, out));
        out[3] = e;
        assert_true(nb_layout_all(f->pool, out, 4, NULL, out));
        assert_true(nb_share(f->pool, out, 4, &taken, &s, brief));
        for (int k = 0; k < 4; k++)
            assert_int_equal(without_names(f, &s, brief[k]), out[k]);
        for (uint32_t k = 0; k < s.names.n; k++)
            assert_int_equal(*nb_symbol_name(f->pool, s.names.items[k]), 's');
        named += s.names.n;
        nb_sharing_free(&s);
    }
    print_message("%u parts have got names\n", named);
    assert_true(named > EXPRESSIONS / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printing_and_parsing_is_identity),
        cmocka_unit_test(canonical_form_is_idempotent),
        cmocka_unit_test(layout_is_undone_by_the_canonical_form),
        cmocka_unit_test(simplifying_preserves_value_and_domain),
        cmocka_unit_test(derivative_is_the_limit_of_difference_quotients),
        cmocka_unit_test(gradients_are_the_derivatives_by_each_variable),
        cmocka_unit_test(names_for_shared_parts_stand_for_them),
    };
    return cmocka_run_group_tests(tests, open_pool, close_pool);
}
