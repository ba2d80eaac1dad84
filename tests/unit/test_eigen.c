/* Eigenvalues of symmetric matrices: enclosures, closed forms, signs. */

#include "pool.h"

#include "algebra/canon.h"
#include "explore/eigen.h"
#include "numeric/sign.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Canonical expressions separated by blanks. */
static uint32_t read_all(const char *text, nb_expr *out)
{
    uint32_t n = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        out[n] = nb_canonical(p, nb_parse_expression(p, text, length, NULL, NULL));
        assert_true(out[n] != NB_NONE);
        n++;
        text += length + strspn(text + length, " ");
    }
    return n;
}

typedef struct example {
    const char *matrix;
    const char *exact;    /* ascending; "" where no closed form is expected */
    const char *decimals; /* with 8 digits */
    nb_definiteness kind;
} example;

static const example examples[] = {
    {"5", "5", "5", NB_POSITIVE_DEFINITE},
    {"2 0 0 6", "2 6", "2 6", NB_POSITIVE_DEFINITE},
    {"6 0 0 -2", "-2 6", "-2 6", NB_INDEFINITE},
    {"1 2 2 1", "-1 3", "-1 3", NB_INDEFINITE},
    {"1 1 1 1", "0 2", "0 2", NB_POSITIVE_SEMIDEFINITE},
    {"-1 1 1 -1", "-2 0", "-2 0", NB_NEGATIVE_SEMIDEFINITE},
    {"0 0 0 0", "0 0", "0 0", NB_ZERO_FORM},
    {"1 1 1 2", "(3-sqrt(5))/2 (3+sqrt(5))/2", "0.38196601 2.6180340",
     NB_POSITIVE_DEFINITE},
    {"sqrt(2) 1 1 -sqrt(2)", "-sqrt(3) sqrt(3)", "-1.7320508 1.7320508", NB_INDEFINITE},
    {"-pi 0 0 -e", "-pi -e", "-3.1415927 -2.7182818", NB_NEGATIVE_DEFINITE},
    {"2 1 0 1 2 1 0 1 2", "2-sqrt(2) 2 2+sqrt(2)", "0.58578644 2 3.4142136",
     NB_POSITIVE_DEFINITE},
    {"1 1 1 1 1 1 1 1 1", "0 0 3", "0 0 3", NB_POSITIVE_SEMIDEFINITE},
    {"2 -1 0 0 -1 2 -1 0 0 -1 2 -1 0 0 -1 2",
     "(3-sqrt(5))/2 (5-sqrt(5))/2 (3+sqrt(5))/2 (5+sqrt(5))/2",
     "0.38196601 1.3819660 2.6180340 3.6180340", NB_POSITIVE_DEFINITE},
    {"1 1 0 1 0 1 0 1 3", "", "-0.81360650 1.4706834 3.3429231", NB_INDEFINITE},
    {"sqrt(2) 1 0 1 0 sin(1) 0 sin(1) 1", "", "-0.83178470 1.1454907 2.1005076",
     NB_INDEFINITE},
    {"sqrt(2) sqrt(2) 0 sqrt(2) sqrt(2) 0 0 0 -1", "", "-1 0 2.8284271", NB_INDEFINITE},
    {"2 sqrt(2) 0 sqrt(2) 1 0 0 0 0", "", "0 0 3", NB_POSITIVE_SEMIDEFINITE},
    {"1e-40 0 0 1", "1e-40 1", "1e-40 1", NB_POSITIVE_DEFINITE},
};

static uint32_t side(uint32_t entries)
{
    uint32_t n = 1;
    while (n * n < entries)
        n++;
    assert_int_equal(n * n, entries);
    return n;
}

static void check_exact(const example *x, const nb_expr *m, uint32_t n)
{
    nb_expr values[4], want[4];
    uint32_t k = read_all(x->exact, want);
    assert_int_equal(nb_eigen_exact(p, m, n, values), k == n);
    for (uint32_t i = 0; i < k; i++)
        if (values[i] != want[i] &&
            nb_sign_of(p, nb_difference(p, values[i], want[i])) != NB_ZERO)
            fail_msg("%s: exact value %u is another one", x->matrix, i);
}

static void check_decimals(const example *x, const nb_expr *m, uint32_t n)
{
    const char *want = x->decimals;
    for (uint32_t i = 0; i < n; i++) {
        size_t length = strcspn(want, " ");
        nb_buf text = {0};
        nb_decimal_status s = nb_eigen_decimal(p, m, n, i, 8, &text);
        /* a zero that is none by enclosures, and whole numbers, show no digits */
        if (s == NB_DECIMAL_ROUNDED && memchr(want, '.', length) &&
            (text.length != length || memcmp(text.text, want, length)))
            fail_msg("%s: %s, want %.*s", x->matrix, text.text, (int)length, want);
        nb_buf_free(&text);
        want += length + strspn(want + length, " ");
    }
}

/* Every value's ball, at several precisions, holds the decimal to 7 digits. */
static void check_enclosures(const example *x, const nb_expr *m, uint32_t n)
{
    nb_expr want[4];
    assert_int_equal(read_all(x->decimals, want), n);
    for (slong prec = 40; prec < 300; prec *= 2) {
        arb_ptr a = _arb_vec_init(16), values = _arb_vec_init(4);
        for (uint32_t i = 0; i < n * n; i++)
            assert_true(nb_enclose(p, m[i], prec, a + i));
        assert_true(nb_eigen_enclose(p, values, a, n, prec));
        for (uint32_t i = 0; i < n; i++) {
            double middle = arf_get_d(arb_midref(values + i), ARF_RND_NEAR);
            double good = fmpq_get_d(nb_value(p, want[i]));
            assert_true(middle - good < 1e-6 && good - middle < 1e-6);
            assert_true(mag_cmp_2exp_si(arb_radref(values + i), 10 - prec) < 0);
        }
        _arb_vec_clear(a, 16);
        _arb_vec_clear(values, 4);
    }
}

static void test_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const example *x = &examples[i];
        nb_expr m[16];
        uint32_t n = side(read_all(x->matrix, m));
        check_exact(x, m, n);
        check_decimals(x, m, n);
        check_enclosures(x, m, n);
        nb_definiteness kind = nb_definiteness_of(nb_eigen_inertia(p, m, n));
        if (kind != x->kind)
            fail_msg("%s is %s, want %s", x->matrix, nb_definiteness_words(kind),
                     nb_definiteness_words(x->kind));
    }
    assert_false(nb_failed(p));
}

/* A number in 0 … n - 1, always the same ones. */
static slong draw(uint32_t n)
{
    static uint32_t state = 1;
    state = state * 1664525 + 1013904223;
    return (slong)((state >> 8) % n);
}

/* A matrix of wide balls: the eigenvalues of random members are enclosed. */
static void test_wide(void **state)
{
    (void)state;
    arb_ptr wide = _arb_vec_init(9), one = _arb_vec_init(9), w = _arb_vec_init(3),
            v = _arb_vec_init(3);
    for (int round = 0; round < 200; round++) {
        for (uint32_t i = 0; i < 9; i++) {
            uint32_t j = i % 3 * 3 + i / 3;
            arb_set_si(wide + i, draw(9) - 4);
            arb_set(one + i, wide + i);
            mag_set_d(arb_radref(wide + i), 0.25);
            arb_set_si(v, draw(3) - 1);
            arb_mul_2exp_si(v, v, -2);
            arb_add(one + i, one + i, v, 64);
            if (j < i) {
                arb_set(wide + i, wide + j);
                arb_set(one + i, one + j);
            }
        }
        assert_true(nb_eigen_enclose(p, w, wide, 3, 64));
        assert_true(nb_eigen_enclose(p, v, one, 3, 64));
        for (uint32_t i = 0; i < 3; i++)
            assert_true(arb_overlaps(w + i, v + i));
    }
    _arb_vec_clear(wide, 9);
    _arb_vec_clear(one, 9);
    _arb_vec_clear(w, 3);
    _arb_vec_clear(v, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_examples, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(test_wide, pool_setup, pool_teardown),
    };
    return cmocka_run_group_tests_name("eigen", tests, NULL, NULL);
}
