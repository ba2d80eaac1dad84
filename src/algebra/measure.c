#include "algebra/measure.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"

/* The size of a node and whether a fraction bar is in sight (not hidden in an
 * argument or an exponent), packed for the map. */
enum { BAR = 1 << 30, CAP = 1 << 24 };

typedef struct pass {
    nb_pool *p;
    nb_map sizes;
} pass;

static uint32_t packed(const pass *s, nb_expr e) { return nb_map_get(&s->sizes, e, 1); }

static uint32_t size_of(const pass *s, nb_expr e)
{
    return packed(s, e) & ~(uint32_t)BAR;
}

/* A number is one thing to read; each three digits beyond five are one more. */
static uint32_t number_size(const fmpq *q)
{
    size_t digits = fmpz_sizeinbase(fmpq_numref(q), 10);
    if (!fmpz_is_one(fmpq_denref(q)))
        digits += fmpz_sizeinbase(fmpq_denref(q), 10);
    return digits <= 5 ? 1 : 1 + (uint32_t)((digits - 3) / 3);
}

static uint32_t power_size(const pass *s, nb_expr b, nb_expr e)
{
    nb_pool *p = s->p;
    if (nb_is_fn(p, b, NB_FN_E))
        return 1 + size_of(s, e);
    uint32_t base = size_of(s, b);
    if (!nb_is_number(p, e))
        return 1 + base + size_of(s, e);
    const fmpq *q = nb_value(p, e);
    if (fmpz_is_pm1(fmpq_numref(q)))
        return fmpz_cmp_ui(fmpq_denref(q), 1) == 0   ? base
               : fmpz_cmp_ui(fmpq_denref(q), 2) == 0 ? 1 + base
                                                     : 2 + base;
    return 2 + base;
}

/* A product: its factors above and below the bar, and the signs between them. */
static uint32_t product_size(const pass *s, const fmpq *c, nb_expr e)
{
    nb_pool *p = s->p;
    uint32_t size = 0, above = 0, below = 0, inner = 0;
    uint32_t n = nb_op_of(p, e) == NB_PROD ? nb_nargs(p, e) : 0;
    for (uint32_t i = 0; i < n; i += 2) {
        nb_expr b = nb_arg(p, e, i), k = nb_arg(p, e, i + 1);
        bool under = nb_is_number(p, k) && nb_number_sign(p, k) < 0;
        size += power_size(s, b, k);
        above += !under;
        below += under;
        inner += (packed(s, b) & BAR) != 0;
    }
    if (n == 0) {
        size += size_of(s, e);
        above = 1;
        inner = (packed(s, e) & BAR) != 0;
    }
    if (!fmpq_is_pm1(c)) {
        size += number_size(c);
        above++;
    }
    size += (above > 1) + (below > 1) + (below > 0);
    size += below ? 2 * inner : 0;
    return (size < CAP ? size : CAP) | (below || inner ? BAR : 0);
}

static uint32_t sum_size(const pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_expr one = nb_one(p);
    uint32_t size = 0, n = nb_nargs(p, e);
    bool bar = false, all_negative = true;
    for (uint32_t i = 0; i < n; i += 2) {
        nb_expr t = nb_arg(p, e, i + 1);
        const fmpq *c = nb_value(p, nb_arg(p, e, i));
        uint32_t term = t == one ? number_size(c) : product_size(s, c, t);
        size += term & ~(uint32_t)BAR;
        bar = bar || (term & BAR);
        all_negative = all_negative && fmpq_sgn(c) < 0;
        if (size > CAP)
            size = CAP;
    }
    if (n == 2 && nb_takes_sign(p, nb_arg(p, e, 1)))
        all_negative = false;
    return (size + (n > 2) + all_negative) | (bar ? BAR : 0);
}

static uint32_t node_size(const pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    fmpq_t one;
    uint32_t size = 1;
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: return number_size(nb_value(p, e)) + (nb_number_sign(p, e) < 0);
    case NB_SYMBOL: return 1;
    case NB_SUM: return sum_size(s, e);
    case NB_PROD:
        fmpq_init(one);
        fmpq_one(one);
        size = product_size(s, one, e);
        fmpq_clear(one);
        return size;
    default:
        for (uint32_t i = 0; i < nb_nargs(p, e); i++)
            size += size_of(s, nb_arg(p, e, i));
        return size < CAP ? size : CAP;
    }
}

uint32_t nb_measure(nb_pool *p, nb_expr e)
{
    pass s = {.p = p};
    nb_list order = {0};
    uint32_t size = CAP;
    bool ok = e && nb_topological(p, &e, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        size = node_size(&s, order.items[i]);
        ok = nb_map_put(p, &s.sizes, order.items[i], size);
    }
    nb_list_free(&order);
    nb_map_free(&s.sizes);
    return ok ? size & ~(uint32_t)BAR : CAP;
}
