#include "algebra/layout_internal.h"
#include "expr/function.h"

#include <stdlib.h>

/* Where terms stand in a sum: descending degree, then the order of the variables,
 * x^2 before x y before y^2. */

/* So many symbols decide where a term stands; of many products with thousands each, all
 * would take more memory than the products. */
enum { LONGEST_MONOMIAL = 64 };

static bool add_power(layout *l, uint32_t rank, double exponent)
{
    if (l->n_powers == l->powers_capacity) {
        uint32_t capacity = l->powers_capacity ? l->powers_capacity * 2 : 64;
        variable_power *powers = realloc(l->powers, capacity * sizeof *powers);
        if (!powers)
            return nb_fail(l->p, NB_ERR_MEMORY, "out of memory");
        l->powers = powers;
        l->powers_capacity = capacity;
    }
    l->powers[l->n_powers++] = (variable_power){rank, exponent};
    return true;
}

static int by_rank(const void *a, const void *b)
{
    uint32_t x = ((const variable_power *)a)->rank, y = ((const variable_power *)b)->rank;
    return (x > y) - (x < y);
}

static uint32_t earlier(uint32_t a, uint32_t b)
{
    return a == NO_RANK || (b != NO_RANK && b < a) ? b : a;
}

/* As much of an exponent as an order needs; far ones are all alike, so that none
 * is infinite. */
static double exponent_of(nb_pool *p, nb_expr number)
{
    const double far = 1e9;
    slong small;
    double e =
        nb_get_int(p, number, &small) ? (double)small : fmpq_get_d(nb_value(p, number));
    return e > far ? far : e < -far ? -far : e;
}

static bool measure_product(layout *l, record *r)
{
    nb_pool *p = l->p;
    r->monomial = l->n_powers;
    for (uint32_t i = 0; i < nb_nargs(p, r->e); i += 2) {
        nb_expr exponent = nb_arg(p, r->e, i + 1);
        const record *b = nb_record_of(l, nb_arg(p, r->e, i));
        const record *x = nb_record_of(l, exponent);
        kind k = K_OTHER;
        r->first = earlier(r->first, earlier(b->first, x->first));
        if (b->kind == K_CONSTANT && x->kind == K_CONSTANT)
            k = K_CONSTANT;
        else if (nb_is_number(p, exponent))
            k = b->kind;
        if (k > r->kind)
            r->kind = (uint8_t)k;
        if (!nb_is_number(p, exponent))
            continue;
        double e = exponent_of(p, exponent);
        r->degree += e * b->degree;
        if (nb_is_symbol(p, b->e) && !add_power(l, b->first, e))
            return false;
    }
    r->n_monomial = l->n_powers - r->monomial;
    bool sorted = true;
    for (uint32_t i = 1; i < r->n_monomial; i++)
        sorted = sorted &&
                 l->powers[r->monomial + i - 1].rank <= l->powers[r->monomial + i].rank;
    if (!sorted)
        qsort(l->powers + r->monomial, r->n_monomial, sizeof *l->powers, by_rank);
    if (r->n_monomial > LONGEST_MONOMIAL) {
        r->n_monomial = LONGEST_MONOMIAL;
        l->n_powers = r->monomial + LONGEST_MONOMIAL;
    }
    return true;
}

static void measure_sum(layout *l, record *r)
{
    uint32_t n = nb_nargs(l->p, r->e);
    for (uint32_t i = 1; i < n; i += 2) {
        const record *t = nb_record_of(l, nb_arg(l->p, r->e, i));
        r->first = earlier(r->first, t->first);
        if (t->kind > r->kind)
            r->kind = t->kind;
        if (i == 1 || t->degree > r->degree)
            r->degree = t->degree;
        if (n == 2) {
            r->monomial = t->monomial;
            r->n_monomial = t->n_monomial;
        }
    }
    if (n > 2 && r->kind == K_MONOMIAL)
        r->kind = K_ALGEBRAIC;
}

static void measure_function(layout *l, record *r)
{
    kind inside = K_CONSTANT;
    double degree = 0;
    for (uint32_t i = 0; i < nb_nargs(l->p, r->e); i++) {
        const record *a = nb_record_of(l, nb_arg(l->p, r->e, i));
        r->first = earlier(r->first, a->first);
        if (a->kind > inside)
            inside = (kind)a->kind;
        degree = a->degree;
    }
    r->kind = inside == K_CONSTANT ? K_CONSTANT : K_OTHER;
    if (nb_is_fn(l->p, r->e, NB_FN_ABS) && inside != K_CONSTANT && inside != K_OTHER) {
        r->kind = K_ALGEBRAIC;
        r->degree = degree;
    }
}

bool nb_layout_measure(layout *l, record *r)
{
    switch (nb_op_of(l->p, r->e)) {
    case NB_NUMBER: return true;
    case NB_SYMBOL:
        r->kind = K_MONOMIAL;
        r->degree = 1;
        r->first = nb_map_get(&l->ranks, r->e, 1);
        r->monomial = l->n_powers;
        r->n_monomial = 1;
        return add_power(l, r->first, 1);
    case NB_PROD: return measure_product(l, r);
    case NB_SUM: measure_sum(l, r); return true;
    default: measure_function(l, r); return true;
    }
}

/* ---- comparing ---- */

/* Which block of a sum a term stands in. */
static int block(const record *t, bool leads)
{
    if (t->kind == K_CONSTANT)
        return leads ? 0 : 3;
    if (t->kind == K_OTHER)
        return 2;
    return t->degree > 0 ? 1 : 4;
}

static int compare(double a, double b) { return (a > b) - (a < b); }

/* The term with the higher power of the first variable in which they differ comes
 * first. */
static int compare_monomials(const layout *l, const record *a, const record *b)
{
    if (a->n_monomial == 0 && b->n_monomial == 0)
        return 0;
    const variable_power *x = l->powers + a->monomial, *y = l->powers + b->monomial;
    uint32_t i = 0, j = 0;
    while (i < a->n_monomial || j < b->n_monomial) {
        bool left = j == b->n_monomial || (i < a->n_monomial && x[i].rank < y[j].rank);
        bool right = i == a->n_monomial || (j < b->n_monomial && y[j].rank < x[i].rank);
        double dx = right ? 0 : x[i].exponent, dy = left ? 0 : y[j].exponent;
        if (dx != dy)
            return compare(dy, dx);
        i += !right;
        j += !left;
    }
    return 0;
}

/* Constants: pi + 1 and ln(2) + 1, but 1 + sqrt(2). */
static int constant_rank(const layout *l, const record *t)
{
    if (nb_is_number(l->p, t->e))
        return 1;
    return nb_op_of(l->p, t->e) == NB_PROD && nb_is_number(l->p, nb_arg(l->p, t->e, 0))
               ? 2
               : 0;
}

/* The same on every run: functions in the order of their table, then by the hash
 * of the structure. */
static int compare_structure(const layout *l, const record *a, const record *b)
{
    nb_pool *p = l->p;
    if (nb_op_of(p, a->e) != nb_op_of(p, b->e))
        return nb_op_of(p, a->e) < nb_op_of(p, b->e) ? -1 : 1;
    if (nb_op_of(p, a->e) == NB_FN && nb_fn_of(p, a->e) != nb_fn_of(p, b->e))
        return nb_fn_of(p, a->e) < nb_fn_of(p, b->e) ? -1 : 1;
    uint32_t x = nb_hash(p, a->e), y = nb_hash(p, b->e);
    return x != y ? (x < y ? -1 : 1) : a->e < b->e ? -1 : a->e > b->e;
}

int nb_layout_compare_terms(const layout *l, const record *a, const record *b, bool leads)
{
    int x = block(a, leads), y = block(b, leads), order = x - y;
    if (order)
        return order;
    if (a->kind == K_CONSTANT)
        order = constant_rank(l, a) - constant_rank(l, b);
    else if (x == 2) /* u'v + u v': the shorter factor first */
        order = compare(a->degree, b->degree);
    else
        order = compare(b->degree, a->degree);
    if (!order)
        order = a->kind - b->kind;
    if (!order)
        order = compare_monomials(l, a, b);
    if (!order && a->first != b->first)
        order = a->first < b->first ? -1 : 1;
    return order ? order : compare_structure(l, a, b);
}
