/* Random expressions, rewritten by identities: never told to be different, and nearly
 * always proven equal; different ones are never proven equal. */

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/rewrite.h"
#include "algebra/tidy.h"
#include "calculus/equal.h"
#include "present/print.h"
#include "random_expression.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    nb_error error;
    nb_pool *pool;
    random_source random;
    nb_expr variables[3];
} fixture;

static int open_pool(void **state)
{
    static fixture f;
    f.error = (nb_error){0};
    f.pool = nb_pool_new(&f.error);
    f.random = random_from_environment();
    for (unsigned i = 0; i < 3; i++)
        f.variables[i] = nb_symbol(f.pool, &"xyz"[i], 1);
    *state = &f;
    return f.pool ? 0 : -1;
}

static int close_pool(void **state)
{
    nb_pool_free(((fixture *)*state)->pool);
    flint_cleanup();
    return 0;
}

/* ---- rewriting ---- */

static nb_expr half(nb_pool *p, nb_expr u)
{
    return nb_binary(p, NB_DIV, u, nb_integer(p, 2));
}

static nb_expr square(nb_pool *p, nb_expr u)
{
    return nb_binary(p, NB_POW, u, nb_integer(p, 2));
}

static nb_expr rewritten_function(nb_pool *p, nb_expr e, nb_expr u)
{
    nb_expr one = nb_integer(p, 1), two = nb_integer(p, 2);
    switch (nb_fn_of(p, e)) {
    case NB_FN_SIN:
        return nb_binary(p, NB_MUL, two,
                         nb_binary(p, NB_MUL, nb_fn1(p, NB_FN_SIN, half(p, u)),
                                   nb_fn1(p, NB_FN_COS, half(p, u))));
    case NB_FN_COS:
        return nb_binary(
            p, NB_SUB, one,
            nb_binary(p, NB_MUL, two, square(p, nb_fn1(p, NB_FN_SIN, half(p, u)))));
    case NB_FN_TAN:
        return nb_binary(p, NB_DIV, nb_fn1(p, NB_FN_SIN, u), nb_fn1(p, NB_FN_COS, u));
    case NB_FN_SEC: return nb_binary(p, NB_DIV, one, nb_fn1(p, NB_FN_COS, u));
    case NB_FN_EXP: return square(p, nb_fn1(p, NB_FN_EXP, half(p, u)));
    case NB_FN_COSH:
        return half(p, nb_binary(p, NB_ADD, nb_fn1(p, NB_FN_EXP, u),
                                 nb_fn1(p, NB_FN_EXP, nb_unary(p, NB_NEG, u))));
    case NB_FN_TANH:
        return nb_binary(p, NB_DIV, nb_fn1(p, NB_FN_SINH, u), nb_fn1(p, NB_FN_COSH, u));
    case NB_FN_LN:
        return nb_unary(p, NB_NEG, nb_fn1(p, NB_FN_LN, nb_binary(p, NB_DIV, one, u)));
    case NB_FN_ACOS:
        return nb_binary(p, NB_SUB, half(p, nb_make(p, NB_FN, NB_FN_PI, 0, NULL)),
                         nb_fn1(p, NB_FN_ASIN, u));
    case NB_FN_ABS: return nb_fn1(p, NB_FN_SQRT, square(p, u));
    default: return e;
    }
}

/* One node written in another way; its operands are at hand. */
static nb_expr rewritten_node(nb_pool *p, nb_expr e)
{
    nb_expr a = nb_nargs(p, e) > 0 ? nb_arg(p, e, 0) : NB_NONE;
    nb_expr b = nb_nargs(p, e) > 1 ? nb_arg(p, e, 1) : NB_NONE;
    switch (nb_op_of(p, e)) {
    case NB_ADD: return nb_binary(p, NB_ADD, b, a);
    case NB_SUB: return nb_unary(p, NB_NEG, nb_binary(p, NB_SUB, b, a));
    case NB_MUL:
        if (nb_op_of(p, b) == NB_ADD) /* a (c + d) = a c + a d */
            return nb_binary(p, NB_ADD, nb_binary(p, NB_MUL, a, nb_arg(p, b, 0)),
                             nb_binary(p, NB_MUL, a, nb_arg(p, b, 1)));
        return nb_binary(p, NB_MUL, b, a);
    case NB_DIV:
        return nb_binary(p, NB_MUL, a, nb_binary(p, NB_POW, b, nb_integer(p, -1)));
    case NB_POW: return nb_is_int(p, b, 2) ? nb_binary(p, NB_MUL, a, a) : e;
    case NB_FN: return nb_nargs(p, e) == 1 ? rewritten_function(p, e, a) : e;
    default: return e;
    }
}

/* e with about one node in four rewritten. */
static nb_expr rewritten_nodes(fixture *f, nb_expr e)
{
    nb_pool *p = f->pool;
    nb_list order = {0};
    nb_map done = {0};
    assert_true(nb_topological(p, &e, 1, &order));
    for (uint32_t i = 0; i < order.n; i++) {
        nb_expr x = order.items[i], args[3] = {0};
        uint32_t n = nb_nargs(p, x);
        assert_true(n <= 3);
        for (uint32_t k = 0; k < n; k++)
            args[k] = nb_map_get(&done, nb_arg(p, x, k), NB_NONE);
        nb_expr y = n ? nb_make(p, nb_op_of(p, x), nb_fn_of(p, x), n, args) : x;
        if (random_below(&f->random, 4) == 0)
            y = rewritten_node(p, y);
        assert_true(nb_map_put(p, &done, x, y));
    }
    nb_expr y = nb_map_get(&done, e, NB_NONE);
    nb_list_free(&order);
    nb_map_free(&done);
    return y;
}

/* The same in another form; NB_NONE where there is none. */
static nb_expr rewritten(fixture *f, nb_expr e)
{
    nb_pool *p = f->pool;
    nb_expr c = nb_canonical(p, e), content, y = NB_NONE;
    switch (random_below(&f->random, 8)) {
    case 0: y = nb_tidy(p, c); break;
    case 1: y = nb_expand(p, c); break;
    case 2: y = nb_together(p, c); break;
    case 3:
        y = nb_factors_of(p, c, &content);
        y = y ? nb_product2(p, content, y) : NB_NONE;
        break;
    default: return rewritten_nodes(f, e);
    }
    if (!y && f->error.code == NB_ERR_LIMIT) {
        nb_error_clear(&f->error);
        return NB_NONE;
    }
    return nb_layout(p, y, NULL);
}

/* ---- the tests ---- */

static void show(fixture *f, const char *verdict, nb_expr a, nb_expr b)
{
    nb_buf text = {0};
    nb_print(f->pool, a, NB_STYLE_TEXT, &text);
    nb_buf_puts(&text, ", ");
    nb_print(f->pool, b, NB_STYLE_TEXT, &text);
    print_message("%s: equal %s\n", verdict, nb_buf_text(&text));
    nb_buf_free(&text);
}

static nb_comparison compare(fixture *f, nb_expr a, nb_expr b)
{
    nb_comparison c;
    if (!nb_compare_functions(f->pool, a, b, f->variables, 3, &c))
        print_message("%s\n", f->error.message);
    assert_false(nb_failed(f->pool));
    return c;
}

/* Whether both are defined at one of the first points at least. */
static bool counts(const nb_comparison *c) { return c->verdict != NB_EQUALITY_UNPROVEN; }

static void rewritten_is_equal(void **state)
{
    enum { ROUNDS = 1200 };
    fixture *f = *state;
    unsigned proven = 0, tried = 0, different = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        nb_expr e = random_expression(f->pool, &f->random, 4 + i % 12, true);
        nb_expr y = rewritten(f, e);
        if (!y)
            continue;
        /* nothing can be said of what is defined nowhere */
        nb_expr apart = nb_binary(f->pool, NB_ADD, e, nb_integer(f->pool, 1));
        nb_comparison c = compare(f, e, apart);
        bool somewhere = counts(&c);
        nb_comparison_free(&c);
        if (!somewhere)
            continue;
        c = compare(f, e, y);
        tried++;
        proven += c.verdict == NB_EQUAL || c.verdict == NB_EQUAL_WHERE;
        different += c.verdict == NB_UNEQUAL;
        if (c.verdict != NB_EQUAL && c.verdict != NB_EQUAL_WHERE)
            show(f, c.verdict == NB_UNEQUAL ? "different" : "unproven", e, y);
        nb_comparison_free(&c);
    }
    print_message("%u of %u proven\n", proven, tried);
    assert_int_equal(different, 0);
    assert_true(tried > ROUNDS / 4 && proven * 100 >= tried * 98);
}

/* e and e + something that is zero at few points: never equal. */
static void different_is_not_equal(void **state)
{
    enum { ROUNDS = 600 };
    fixture *f = *state;
    nb_pool *p = f->pool;
    unsigned equal = 0, unequal = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        nb_expr e = random_expression(p, &f->random, 4 + i % 12, true);
        nb_expr x = f->variables[random_below(&f->random, 3)];
        nb_expr more[] = {nb_integer(p, 1), x, nb_fn1(p, NB_FN_SIN, x),
                          nb_binary(p, NB_DIV, x, nb_integer(p, 1000000))};
        nb_expr y = nb_binary(p, random_below(&f->random, 2) ? NB_ADD : NB_SUB,
                              rewritten_nodes(f, e), more[random_below(&f->random, 4)]);
        nb_comparison c = compare(f, e, y);
        equal += c.verdict == NB_EQUAL || c.verdict == NB_EQUAL_WHERE;
        unequal += c.verdict == NB_UNEQUAL;
        if (c.verdict == NB_EQUAL || c.verdict == NB_EQUAL_WHERE)
            show(f, "equal", e, y);
        nb_comparison_free(&c);
    }
    print_message("%u different of %d\n", unequal, (int)ROUNDS);
    assert_int_equal(equal, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rewritten_is_equal, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(different_is_not_equal, open_pool, close_pool),
    };
    return cmocka_run_group_tests_name("rewritten", tests, NULL, NULL);
}
