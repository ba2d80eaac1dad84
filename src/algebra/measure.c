#include "algebra/measure.h"

#include "algebra/canon.h"
#include "algebra/front.h"
#include "algebra/parts.h"

/* The size of a node, and how many fraction bars are in sight: not hidden in an
 * argument or an exponent, and not counted as standing above or below another.
 * The two are packed for the map. */
enum { BARS = 22, MOST_BARS = 1000 };

typedef struct extent {
    uint32_t size, bars;
} extent;

static uint32_t pack(extent x)
{
    uint32_t size = x.size < NB_MEASURE_MOST ? x.size : NB_MEASURE_MOST;
    uint32_t bars = x.bars < MOST_BARS ? x.bars : MOST_BARS;
    return bars << BARS | size;
}

static extent of(const nb_measures *m, nb_expr e)
{
    uint32_t x = nb_map_get(&m->sizes, e, 1);
    return (extent){x & ((1u << BARS) - 1), x >> BARS};
}

/* b^|e|, or e^q where that is not below the bar */
static uint32_t power_size(const nb_measures *m, nb_expr b, nb_expr e)
{
    nb_pool *p = m->p;
    bool exponential = nb_is_fn(p, b, NB_FN_E);
    if (!nb_is_number(p, e))
        return (exponential ? 0 : of(m, b).size) + 1 + of(m, e).size;
    const fmpq *q = nb_value(p, e);
    uint32_t base = of(m, b).size;
    if (fmpz_is_pm1(fmpq_numref(q)) && fmpz_is_one(fmpq_denref(q)))
        return base;
    if (exponential)
        return 1 + nb_number_cost(q) + (fmpq_sgn(q) < 0 && !nb_is_below(p, b, e));
    if (fmpz_is_pm1(fmpq_numref(q)) && fmpz_equal_ui(fmpq_denref(q), 2))
        return 1 + base;
    return 1 + base + nb_number_cost(q);
}

/* A root sign hides the bars in it, other powers do not. */
static uint32_t bars_in_power(const nb_measures *m, nb_expr b, nb_expr k)
{
    if (!nb_is_number(m->p, k))
        return 0;
    const fmpq *q = nb_value(m->p, k);
    bool root = fmpz_is_pm1(fmpq_numref(q)) && fmpz_equal_ui(fmpq_denref(q), 2);
    return root ? 0 : of(m, b).bars;
}

/* ---- signs ---- */

/* How many terms of a sum have a plus and a minus. */
static void count_signs(nb_pool *p, nb_expr sum, uint32_t *plus, uint32_t *minus)
{
    *plus = *minus = 0;
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2)
        nb_number_sign(p, nb_arg(p, sum, i)) > 0 ? ++*plus : ++*minus;
}

/* Whether c * e, printed by itself, begins with a minus sign that no factor takes
 * in. A sum stands as its first term has it, which is mostly as most have it. */
static bool keeps_sign(nb_pool *p, int sign, nb_expr e)
{
    uint32_t n = nb_op_of(p, e) == NB_PROD ? nb_nargs(p, e) : 0, plus, minus;
    for (uint32_t i = 0; i < n; i += 2) {
        nb_expr b = nb_arg(p, e, i), k = nb_arg(p, e, i + 1);
        if (nb_op_of(p, b) != NB_SUM || nb_nargs(p, b) == 2 || !nb_is_odd_root(p, k) ||
            fmpz_is_even(fmpq_numref(nb_value(p, k))))
            continue;
        count_signs(p, b, &plus, &minus);
        if (plus == minus || (plus && minus && nb_is_int(p, k, 1)))
            return false;
        sign = minus > plus ? -sign : sign;
    }
    return sign < 0;
}

/* ---- products ---- */

/* c * e without its sign: the factors above and below the bar. */
static extent product_size(const nb_measures *m, const fmpq_t c, nb_expr e)
{
    nb_pool *p = m->p;
    if (nb_op_of(p, e) != NB_PROD) {
        extent x = of(m, e);
        x.size += nb_coefficient_cost(c, 1);
        return x;
    }
    extent x = {0, 0};
    uint32_t below = 0, n = nb_nargs(p, e), lowered = nb_lowered(p, e);
    nb_joined joined = {0};
    nb_respelling r;
    nb_respelling_init(&r, p, c, e);
    for (uint32_t i = 0; i < n; i += 2) {
        nb_expr b = nb_arg(p, e, i), k = nb_arg(p, e, i + 1);
        bool under = nb_is_below(p, b, k), again = nb_joins(p, &joined, b, k);
        if (b == r.radical) { /* 2 pi under the root instead of pi */
            x.size += 2;
            continue;
        }
        if (i == lowered) { /* without the sign of its exponent */
            below++;
            x.size += power_size(m, b, k) - 1;
            continue;
        }
        x.bars += bars_in_power(m, b, k);
        below += under && !again;
        if (!again)
            x.size += power_size(m, b, k);
        else if (!nb_is_number(p, b)) /* |x y|: a product inside the bars */
            x.size += of(m, nb_arg(p, b, 0)).size + 1;
    }
    x.size +=
        nb_coefficient_cost(r.coefficient, nb_factors_above(p, e) - (r.radical != 0));
    nb_respelling_clear(&r);
    if (below) {
        x.size += 1 + (below > 1) + 2 * x.bars;
        x.bars = 1;
    }
    return x;
}

static extent whole_product(const nb_measures *m, const fmpq_t c, nb_expr e)
{
    extent x = product_size(m, c, e);
    x.size += keeps_sign(m->p, fmpq_sgn(c), e);
    return x;
}

/* ---- sums ---- */

static extent sum_size(const nb_measures *m, nb_expr e)
{
    nb_pool *p = m->p;
    uint32_t n = nb_nargs(p, e);
    bool keeps = true;
    extent all = {1, 0};
    fmpq_t c, front;
    fmpq_init(c);
    fmpq_init(front);
    nb_front_factor(p, e, false, front);
    if (!fmpq_is_one(front))
        all.size += nb_number_cost(front) + 1;
    for (uint32_t i = 0; i < n; i += 2) {
        nb_expr t = nb_arg(p, e, i + 1);
        fmpq_div(c, nb_value(p, nb_arg(p, e, i)), front);
        extent x =
            nb_is_number(p, t) ? (extent){nb_number_cost(c), 0} : product_size(m, c, t);
        keeps = keeps && keeps_sign(p, fmpq_sgn(c), t);
        all.size += x.size;
        all.bars += x.bars;
        if (all.size > NB_MEASURE_MOST)
            all.size = NB_MEASURE_MOST;
    }
    fmpq_clear(c);
    fmpq_clear(front);
    all.size += keeps;
    return all;
}

/* ---- all nodes ---- */

static extent node_size(const nb_measures *m, nb_expr e)
{
    nb_pool *p = m->p;
    extent x = {1, 0};
    fmpq_t one;
    switch (nb_op_of(p, e)) {
    case NB_NUMBER:
        x.size = nb_number_cost(nb_value(p, e)) + (nb_number_sign(p, e) < 0);
        return x;
    case NB_SYMBOL: return x;
    case NB_SUM:
        return nb_nargs(p, e) > 2
                   ? sum_size(m, e)
                   : whole_product(m, nb_value(p, nb_arg(p, e, 0)), nb_arg(p, e, 1));
    case NB_POW: return of(m, nb_arg(p, e, 0)); /* kept whole */
    case NB_PROD:
        fmpq_init(one);
        fmpq_one(one);
        x = whole_product(m, one, e);
        fmpq_clear(one);
        return x;
    default:
        for (uint32_t i = 0; i < nb_nargs(p, e) && x.size < NB_MEASURE_MOST; i++)
            x.size += of(m, nb_arg(p, e, i)).size;
        return x;
    }
}

void nb_measures_init(nb_measures *m, nb_pool *p) { *m = (nb_measures){.p = p}; }

void nb_measures_clear(nb_measures *m)
{
    nb_map_free(&m->sizes);
    nb_list_free(&m->stack);
}

/* Operands before users; a node is looked at again when its operands are done. What has
 * a part of more than `most` has more itself. */
static uint32_t measure(nb_measures *m, nb_expr e, uint32_t most)
{
    nb_pool *p = m->p;
    uint32_t size = 0;
    bool ok = e && nb_list_add(p, &m->stack, e);
    while (ok && m->stack.n && size <= most) {
        nb_expr x = m->stack.items[m->stack.n - 1];
        bool ready = true;
        for (uint32_t i = 0; ok && i < nb_nargs(p, x); i++) {
            nb_expr a = nb_arg(p, x, i);
            if (nb_map_get(&m->sizes, a, 0))
                continue;
            ready = false;
            ok = nb_list_add(p, &m->stack, a);
        }
        if (!ready)
            continue;
        m->stack.n--;
        if (nb_map_get(&m->sizes, x, 0))
            continue;
        ok = ok && nb_map_put(p, &m->sizes, x, pack(node_size(m, x)));
        size = of(m, x).size;
    }
    m->stack.n = 0;
    return !ok ? NB_MEASURE_MOST : size > most ? size : of(m, e).size;
}

uint32_t nb_measure_with(nb_measures *m, nb_expr e)
{
    return measure(m, e, NB_MEASURE_MOST);
}

uint32_t nb_measure_within(nb_pool *p, nb_expr e, uint32_t most)
{
    nb_measures m;
    nb_measures_init(&m, p);
    uint32_t size = measure(&m, e, most);
    nb_measures_clear(&m);
    return size;
}

uint32_t nb_measure(nb_pool *p, nb_expr e)
{
    return nb_measure_within(p, e, NB_MEASURE_MOST);
}
