#include "explore/linear.h"

static arb_ptr entry(arb_ptr a, uint32_t n, uint32_t row, uint32_t column)
{
    return a + (size_t)row * n + column;
}

/* row[i] -= factor * row[k], from column k on. */
static void eliminate(arb_ptr a, uint32_t n, uint32_t i, uint32_t k, const arb_t factor,
                      slong prec)
{
    for (uint32_t j = k; j < n; j++)
        arb_submul(entry(a, n, i, j), factor, entry(a, n, k, j), prec);
}

static uint32_t largest(arb_ptr a, uint32_t n, uint32_t k)
{
    uint32_t best = k;
    for (uint32_t i = k + 1; i < n; i++)
        if (arf_cmpabs(arb_midref(entry(a, n, i, k)), arb_midref(entry(a, n, best, k))) >
            0)
            best = i;
    return best;
}

static void swap_rows(arb_ptr a, arb_ptr x, uint32_t n, uint32_t i, uint32_t k)
{
    if (i == k)
        return;
    for (uint32_t j = 0; j < n; j++)
        arb_swap(entry(a, n, i, j), entry(a, n, k, j));
    arb_swap(x + i, x + k);
}

static void back_substitute(arb_ptr a, arb_ptr x, uint32_t n, slong prec)
{
    for (uint32_t i = n; i-- > 0;) {
        for (uint32_t j = i + 1; j < n; j++)
            arb_submul(x + i, entry(a, n, i, j), x + j, prec);
        arb_div(x + i, x + i, entry(a, n, i, i), prec);
    }
}

bool nb_solve(arb_ptr a, arb_ptr x, arb_srcptr b, uint32_t n, slong prec)
{
    arb_t factor;
    bool regular = true;
    if (x != b)
        for (uint32_t i = 0; i < n; i++)
            arb_set(x + i, b + i);
    arb_init(factor);
    for (uint32_t k = 0; k < n && regular; k++) {
        swap_rows(a, x, n, largest(a, n, k), k);
        arb_ptr pivot = entry(a, n, k, k);
        regular = arb_is_finite(pivot) && !arb_contains_zero(pivot);
        for (uint32_t i = k + 1; i < n && regular; i++) {
            arb_div(factor, entry(a, n, i, k), pivot, prec);
            eliminate(a, n, i, k, factor, prec);
            arb_submul(x + i, factor, x + k, prec);
        }
    }
    if (regular)
        back_substitute(a, x, n, prec);
    arb_clear(factor);
    return regular;
}

bool nb_positive_definite(arb_ptr a, uint32_t n, slong prec)
{
    arb_t factor;
    bool positive = true;
    arb_init(factor);
    for (uint32_t k = 0; k < n && positive; k++) {
        arb_ptr pivot = entry(a, n, k, k);
        positive = arb_is_finite(pivot) && arb_is_positive(pivot);
        for (uint32_t i = k + 1; i < n && positive; i++) {
            arb_div(factor, entry(a, n, i, k), pivot, prec);
            eliminate(a, n, i, k, factor, prec);
        }
    }
    arb_clear(factor);
    return positive;
}
