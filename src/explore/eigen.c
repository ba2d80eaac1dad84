#include "explore/eigen.h"

#include "numeric/sign.h"

#include <stdlib.h>

/* A square matrix of balls and its side. */
typedef struct matrix {
    arb_ptr at;
    uint32_t n;
    slong prec;
} matrix;

static arb_ptr entry(const matrix *m, uint32_t i, uint32_t j)
{
    return m->at + (size_t)i * m->n + j;
}

static matrix new_matrix(uint32_t n, slong prec)
{
    return (matrix){_arb_vec_init((slong)n * n), n, prec};
}

static void clear_matrix(matrix *m) { _arb_vec_clear(m->at, (slong)m->n * m->n); }

static void drop_radius(arb_t x) { mag_zero(arb_radref(x)); }

/* ---- rotations ---- */

/* (x, y) becomes (c x - s y, s x + c y), midpoints only. */
static void rotate(arb_t x, arb_t y, const arb_t c, const arb_t s, slong prec)
{
    arb_t u, v;
    arb_init(u);
    arb_init(v);
    arb_mul(u, c, x, prec);
    arb_submul(u, s, y, prec);
    arb_mul(v, s, x, prec);
    arb_addmul(v, c, y, prec);
    arb_swap(x, u);
    arb_swap(y, v);
    drop_radius(x);
    drop_radius(y);
    arb_clear(u);
    arb_clear(v);
}

/* Cosine and sine of the rotation that makes entry (i, j) zero: tan is the smaller
 * root of t^2 + 2 t cot(2 angle) - 1. False where that entry is zero already. */
static bool rotation(const matrix *a, uint32_t i, uint32_t j, arb_t c, arb_t s)
{
    slong prec = a->prec;
    arb_t t, r;
    if (arb_is_zero(entry(a, i, j)))
        return false;
    arb_init(t);
    arb_init(r);
    arb_sub(t, entry(a, j, j), entry(a, i, i), prec);
    arb_div(t, t, entry(a, i, j), prec);
    arb_mul_2exp_si(t, t, -1);
    drop_radius(t);
    bool negative = arf_sgn(arb_midref(t)) < 0;
    arb_abs(t, t);
    arb_mul(r, t, t, prec);
    arb_add_ui(r, r, 1, prec);
    arb_sqrt(r, r, prec);
    arb_add(t, t, r, prec);
    arb_inv(t, t, prec); /* tan */
    if (negative)
        arb_neg(t, t);
    arb_mul(r, t, t, prec);
    arb_add_ui(r, r, 1, prec);
    arb_rsqrt(c, r, prec);
    arb_mul(s, c, t, prec);
    drop_radius(c);
    drop_radius(s);
    arb_clear(t);
    arb_clear(r);
    return arb_is_finite(c) && arb_is_finite(s);
}

static void annihilate(matrix *a, matrix *v, uint32_t i, uint32_t j)
{
    arb_t c, s;
    arb_init(c);
    arb_init(s);
    if (rotation(a, i, j, c, s)) {
        for (uint32_t k = 0; k < a->n; k++)
            rotate(entry(a, i, k), entry(a, j, k), c, s, a->prec);
        for (uint32_t k = 0; k < a->n; k++)
            rotate(entry(a, k, i), entry(a, k, j), c, s, a->prec);
        for (uint32_t k = 0; k < v->n; k++)
            rotate(entry(v, k, i), entry(v, k, j), c, s, v->prec);
        arb_zero(entry(a, i, j));
        arb_zero(entry(a, j, i));
    }
    arb_clear(c);
    arb_clear(s);
}

/* Whether what is off the diagonal is no more than rounding. */
static bool is_diagonal(const matrix *a)
{
    mag_t off, all, m;
    mag_init(off);
    mag_init(all);
    mag_init(m);
    for (uint32_t i = 0; i < a->n * a->n; i++) {
        arb_get_mag(m, a->at + i);
        mag_max(all, all, m);
        if (i % a->n != i / a->n)
            mag_max(off, off, m);
    }
    mag_mul_2exp_si(all, all, -a->prec);
    bool answer = mag_cmp(off, all) <= 0;
    mag_clear(off);
    mag_clear(all);
    mag_clear(m);
    return answer;
}

/* V, nearly orthogonal, with V'AV nearly diagonal for the midpoints. The rotations
 * converge quadratically; a bound on the sweeps costs width, not correctness. */
static bool diagonalise(nb_pool *p, matrix *v, arb_srcptr given)
{
    enum { MOST_SWEEPS = 40 };
    uint32_t n = v->n;
    matrix a = new_matrix(n, v->prec);
    for (uint32_t i = 0; i < n * n; i++)
        arb_get_mid_arb(a.at + i, given + i);
    for (uint32_t i = 0; i < n; i++)
        arb_one(entry(v, i, i));
    for (int sweep = 0; sweep < MOST_SWEEPS && !is_diagonal(&a); sweep++)
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = i + 1; j < n && nb_poll(p); j++)
                annihilate(&a, v, i, j);
    clear_matrix(&a);
    return !nb_failed(p);
}

/* ---- enclosures ---- */

/* out = X' A Y in balls; A is the identity where NULL. */
static bool congruence(nb_pool *p, matrix *out, const matrix *x, arb_srcptr a)
{
    uint32_t n = out->n;
    matrix ax = new_matrix(n, out->prec);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n && nb_poll(p); j++) {
            if (!a)
                arb_set(entry(&ax, i, j), entry(x, i, j));
            for (uint32_t k = 0; a && k < n; k++)
                arb_addmul(entry(&ax, i, j), a + (size_t)i * n + k, entry(x, k, j),
                           out->prec);
        }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n && nb_poll(p); j++)
            for (uint32_t k = 0; k < n; k++)
                arb_addmul(entry(out, i, j), entry(x, k, i), entry(&ax, k, j), out->prec);
    clear_matrix(&ax);
    return !nb_failed(p);
}

/* norm: a bound of the row sums of what is off the diagonal, with the radii (or, of
 * X'X, with the distances from 1) on it. */
static void off_norm(mag_t norm, const matrix *b, bool from_identity)
{
    mag_t row, m;
    arb_t t;
    mag_init(row);
    mag_init(m);
    arb_init(t);
    mag_zero(norm);
    for (uint32_t i = 0; i < b->n; i++) {
        mag_zero(row);
        for (uint32_t j = 0; j < b->n; j++) {
            arb_set(t, entry(b, i, j));
            if (i == j && from_identity)
                arb_sub_ui(t, t, 1, b->prec);
            if (i == j && !from_identity)
                mag_set(m, arb_radref(t));
            else
                arb_get_mag(m, t);
            mag_add(row, row, m);
        }
        mag_max(norm, norm, row);
    }
    mag_clear(row);
    mag_clear(m);
    arb_clear(t);
}

static int by_midpoint(const void *a, const void *b)
{
    return arf_cmp(arb_midref((arb_srcptr)a), arb_midref((arb_srcptr)b));
}

/* The diagonal of b = X'AX, sorted, widened to the eigenvalues of A. */
static bool read_diagonal(arb_ptr values, const matrix *b, const matrix *identity)
{
    mag_t norm, skew;
    arb_t factor;
    mag_init(norm);
    mag_init(skew);
    arb_init(factor);
    off_norm(norm, b, false);
    off_norm(skew, identity, true);
    arb_one(factor);
    mag_set(arb_radref(factor), skew);
    bool good = mag_cmp_2exp_si(skew, -1) < 0 && !mag_is_inf(norm);
    for (uint32_t i = 0; good && i < b->n; i++)
        arb_get_mid_arb(values + i, entry(b, i, i));
    if (good)
        qsort(values, b->n, sizeof *values, by_midpoint);
    for (uint32_t i = 0; good && i < b->n; i++) {
        arb_add_error_mag(values + i, norm);
        arb_div(values + i, values + i, factor, b->prec);
    }
    mag_clear(norm);
    mag_clear(skew);
    arb_clear(factor);
    return good;
}

bool nb_eigen_enclose(nb_pool *p, arb_ptr values, arb_srcptr given, uint32_t n,
                      slong prec)
{
    for (uint32_t i = 0; i < n * n; i++)
        if (!arb_is_finite(given + i))
            return false;
    if (n == 1) {
        arb_set(values, given);
        return true;
    }
    matrix v = new_matrix(n, prec + 8), b = new_matrix(n, prec + 8);
    matrix identity = new_matrix(n, prec + 8);
    bool good = diagonalise(p, &v, given) && congruence(p, &b, &v, given) &&
                congruence(p, &identity, &v, NULL) &&
                read_diagonal(values, &b, &identity);
    clear_matrix(&v);
    clear_matrix(&b);
    clear_matrix(&identity);
    return good;
}

/* ---- matrices of expressions ---- */

/* The balls of the entries at one precision. */
static bool entries(nb_pool *p, const nb_expr *given, uint32_t n, slong prec, arb_ptr out)
{
    nb_balls b;
    nb_balls_init(&b, p, prec);
    bool good = true;
    for (uint32_t i = 0; good && i < n * n; i++) {
        arb_srcptr x = nb_balls_of(&b, given[i]);
        good = x && arb_is_finite(x);
        if (good)
            arb_set(out + i, x);
    }
    nb_balls_clear(&b);
    return good;
}

static bool values_at(nb_pool *p, const nb_expr *given, uint32_t n, slong prec,
                      arb_ptr values)
{
    arb_ptr a = _arb_vec_init((slong)n * n);
    bool good = entries(p, given, n, prec, a) && nb_eigen_enclose(p, values, a, n, prec);
    _arb_vec_clear(a, (slong)n * n);
    return good;
}

nb_decimal_status nb_eigen_decimal(nb_pool *p, const nb_expr *given, uint32_t n,
                                   uint32_t k, slong digits, nb_buf *out)
{
    enum { GUARD_BITS = 32, SPARE_BITS = 4096 };
    nb_decimal_status status = NB_DECIMAL_UNPROVEN;
    arb_ptr values = _arb_vec_init((slong)n);
    slong first = (slong)((double)digits * 3.33) + GUARD_BITS;
    for (slong prec = first; status == NB_DECIMAL_UNPROVEN; prec *= 2) {
        if (values_at(p, given, n, prec, values))
            status = nb_decimal_of_ball(values + k, digits, out);
        if (nb_failed(p))
            status = NB_DECIMAL_STOPPED;
        if (prec >= first + SPARE_BITS)
            break;
    }
    _arb_vec_clear(values, (slong)n);
    return status;
}

/* ---- signs ---- */

static nb_inertia count_signs(arb_srcptr values, uint32_t n)
{
    nb_inertia s = {0};
    for (uint32_t i = 0; i < n; i++) {
        s.positive += arb_is_positive(values + i);
        s.negative += arb_is_negative(values + i);
        s.zero += arb_is_zero(values + i);
    }
    s.unknown = n - s.positive - s.negative - s.zero;
    return s;
}

/* By the signs of the coefficients of a polynomial with real roots only. */
static bool descartes(nb_pool *p, const nb_expr *c, uint32_t n, nb_inertia *s)
{
    int signs[NB_EIGEN_MOST + 1], last = 0;
    *s = (nb_inertia){0};
    for (uint32_t i = 0; i <= n; i++) {
        nb_sign sign = nb_sign_of(p, c[i]);
        if (sign == NB_SIGN_UNKNOWN)
            return false;
        signs[i] = (int)sign;
    }
    while (signs[s->zero] == 0)
        s->zero++;
    for (uint32_t i = 0; i <= n; i++) {
        s->positive += signs[i] * last < 0;
        last = signs[i] ? signs[i] : last;
    }
    s->negative = n - s->zero - s->positive;
    return true;
}

nb_inertia nb_eigen_inertia(nb_pool *p, const nb_expr *given, uint32_t n)
{
    enum { FIRST_BITS = 64, MOST_BITS = 512 };
    nb_inertia s = {.unknown = n}, proven;
    nb_expr c[5];
    arb_ptr values = _arb_vec_init((slong)n);
    for (slong prec = FIRST_BITS; s.unknown && prec <= MOST_BITS; prec *= 2)
        if (values_at(p, given, n, prec, values))
            s = count_signs(values, n);
    _arb_vec_clear(values, (slong)n);
    if (s.unknown && n <= 4 && nb_characteristic(p, given, n, c) &&
        descartes(p, c, n, &proven))
        s = proven;
    return s;
}

nb_definiteness nb_definiteness_of(nb_inertia s)
{
    if (s.positive && s.negative)
        return NB_INDEFINITE;
    if (s.unknown)
        return NB_DEFINITENESS_UNKNOWN;
    if (!s.positive && !s.negative)
        return NB_ZERO_FORM;
    if (s.positive)
        return s.zero ? NB_POSITIVE_SEMIDEFINITE : NB_POSITIVE_DEFINITE;
    return s.zero ? NB_NEGATIVE_SEMIDEFINITE : NB_NEGATIVE_DEFINITE;
}

const char *nb_definiteness_words(nb_definiteness kind)
{
    static const char *const words[] = {
        "not decided", "positive definite",     "negative definite",
        "indefinite",  "positive semidefinite", "negative semidefinite",
        "zero"};
    return words[kind];
}
