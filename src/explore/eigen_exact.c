/* Eigenvalues in closed form. */

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/tidy.h"
#include "explore/eigen.h"
#include "numeric/sign.h"

static nb_expr at(const nb_expr *m, uint32_t n, uint32_t i, uint32_t j)
{
    return m[(size_t)i * n + j];
}

static nb_expr ratio(nb_pool *p, slong a, ulong b)
{
    return nb_with_facts(p, nb_ratio(p, a, b));
}

/* out = A (M + c I) for the canonical matrices A and M; one step of the recursion. */
static void step(nb_pool *p, const nb_expr *a, uint32_t n, nb_expr *m, nb_expr c)
{
    nb_expr out[16];
    for (uint32_t i = 0; i < n; i++)
        m[(size_t)i * n + i] = nb_sum2(p, m[(size_t)i * n + i], c);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            nb_expr terms[4];
            for (uint32_t k = 0; k < n; k++)
                terms[k] = nb_product2(p, at(a, n, i, k), at(m, n, k, j));
            out[i * n + j] = nb_tidy(p, nb_sum(p, terms, n));
        }
    for (uint32_t i = 0; i < n * n; i++)
        m[i] = out[i];
}

bool nb_characteristic(nb_pool *p, const nb_expr *a, uint32_t n, nb_expr *c)
{
    nb_expr m[16], trace[4];
    if (n < 1 || n > 4)
        return false;
    for (uint32_t i = 0; i < n * n; i++)
        m[i] = nb_zero(p);
    c[n] = nb_one(p);
    for (uint32_t k = 1; k <= n; k++) {
        step(p, a, n, m, c[n - k + 1]);
        for (uint32_t i = 0; i < n; i++)
            trace[i] = at(m, n, i, i);
        c[n - k] = nb_product2(p, ratio(p, -1, k), nb_sum(p, trace, n));
    }
    return !nb_failed(p);
}

/* ---- order ---- */

/* Sorts by proven signs of differences; false where one is not known. */
static bool sort(nb_pool *p, nb_expr *values, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t j = i; j > 0; j--) {
            nb_expr low = values[j - 1], high = values[j];
            nb_sign s =
                low == high ? NB_ZERO : nb_sign_of(p, nb_difference(p, high, low));
            if (s == NB_SIGN_UNKNOWN)
                return false;
            if (s != NB_NEGATIVE)
                break;
            values[j - 1] = high;
            values[j] = low;
        }
    return true;
}

/* ---- forms ---- */

/* (s - sqrt(d))/2 and (s + sqrt(d))/2 */
static void pair(nb_pool *p, nb_expr s, nb_expr d, nb_expr *low, nb_expr *high)
{
    nb_expr root = nb_sqrt(p, nb_tidy(p, d)), half = ratio(p, 1, 2);
    *low = nb_tidy(p, nb_product2(p, half, nb_difference(p, s, root)));
    *high = nb_tidy(p, nb_product2(p, half, nb_sum2(p, s, root)));
}

static bool of_two(nb_pool *p, const nb_expr *m, nb_expr *values)
{
    nb_expr two = ratio(p, 2, 1), four = ratio(p, 4, 1);
    nb_expr difference = nb_difference(p, m[0], m[3]);
    nb_expr d = nb_sum2(p, nb_power(p, difference, two),
                        nb_product2(p, four, nb_power(p, m[1], two)));
    pair(p, nb_sum2(p, m[0], m[3]), d, &values[0], &values[1]);
    return !nb_failed(p);
}

static bool is_diagonal(nb_pool *p, const nb_expr *m, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            if (i != j && !nb_is_int(p, at(m, n, i, j), 0))
                return false;
    return true;
}

/* ---- matrices of rationals ---- */

static nb_expr integer(nb_pool *p, const fmpz_t n)
{
    fmpq_t q;
    fmpq_init(q);
    fmpz_set(fmpq_numref(q), n);
    nb_expr e = nb_with_facts(p, nb_number(p, q, NB_EXACT));
    fmpq_clear(q);
    return e;
}

/* The roots of a factor of degree 1 or 2, which are real. */
static uint32_t roots_of(nb_pool *p, const fmpz_poly_t f, nb_expr *values)
{
    nb_expr a = integer(p, f->coeffs + fmpz_poly_degree(f));
    if (fmpz_poly_degree(f) == 1) {
        values[0] = nb_quotient(p, nb_negate(p, integer(p, f->coeffs)), a);
        return 1;
    }
    nb_expr b = integer(p, f->coeffs + 1), c = integer(p, f->coeffs);
    nb_expr s = nb_negate(p, nb_quotient(p, b, a));
    nb_expr product = nb_quotient(p, c, a);
    nb_expr d = nb_difference(p, nb_power(p, s, ratio(p, 2, 1)),
                              nb_product2(p, ratio(p, 4, 1), product));
    pair(p, s, d, &values[0], &values[1]);
    return 2;
}

/* The characteristic polynomial with integer coefficients. */
static void rational_characteristic(nb_pool *p, const nb_expr *m, uint32_t n,
                                    fmpz_poly_t out)
{
    fmpq_mat_t a;
    fmpq_poly_t c;
    fmpq_mat_init(a, n, n);
    fmpq_poly_init(c);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            fmpq_set(fmpq_mat_entry(a, i, j), nb_value(p, at(m, n, i, j)));
    fmpq_mat_charpoly(c, a);
    fmpq_poly_get_numerator(out, c);
    fmpq_mat_clear(a);
    fmpq_poly_clear(c);
}

static bool of_rationals(nb_pool *p, const nb_expr *m, uint32_t n, nb_expr *values)
{
    for (uint32_t i = 0; i < n * n; i++)
        if (!nb_is_number(p, m[i]))
            return false;
    fmpz_poly_t c;
    fmpz_poly_factor_t f;
    uint32_t found = 0;
    fmpz_poly_init(c);
    fmpz_poly_factor_init(f);
    rational_characteristic(p, m, n, c);
    fmpz_poly_factor(f, c);
    for (slong i = 0; i < f->num; i++) {
        nb_expr roots[2];
        if (fmpz_poly_degree(f->p + i) > 2)
            continue;
        uint32_t k = roots_of(p, f->p + i, roots);
        for (slong times = 0; times < f->exp[i]; times++)
            for (uint32_t j = 0; j < k; j++)
                values[found++] = roots[j];
    }
    fmpz_poly_clear(c);
    fmpz_poly_factor_clear(f);
    return found == n && !nb_failed(p);
}

bool nb_eigen_exact(nb_pool *p, const nb_expr *m, uint32_t n, nb_expr *values)
{
    if (n < 1 || n > NB_EIGEN_MOST || nb_failed(p))
        return false;
    if (is_diagonal(p, m, n)) {
        for (uint32_t i = 0; i < n; i++)
            values[i] = at(m, n, i, i);
        return sort(p, values, n);
    }
    if (n == 2)
        return of_two(p, m, values);
    return of_rationals(p, m, n, values) && sort(p, values, n);
}
