#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"

#include <stdlib.h>
#include <string.h>

/* Products: pairs of base and exponent are gathered beside one rational
 * coefficient, sorted by base and merged. x^a * x^b = x^(a+b) holds over the
 * reals wherever the left side is defined. */

bool nb_takes_sign(nb_pool *p, nb_expr term)
{
    slong k;
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2)
        if (nb_op_of(p, nb_arg(p, term, i)) == NB_SUM &&
            nb_get_int(p, nb_arg(p, term, i + 1), &k) && (k & 1))
            return true;
    return false;
}

typedef struct pair {
    nb_expr base, exponent;
} pair;

/* Most products are short: so many pairs need no memory of their own. */
enum { FEW_PAIRS = 8 };

typedef struct gathered {
    nb_pool *p;
    pair *pairs;
    uint32_t n, capacity;
    fmpq_t coefficient;
    bool ok;
    pair few[FEW_PAIRS];
} gathered;

static void start(gathered *g, nb_pool *p)
{
    g->p = p;
    g->pairs = g->few;
    g->n = 0;
    g->capacity = FEW_PAIRS;
    g->ok = nb_poll(p);
    fmpq_init(g->coefficient);
    fmpq_one(g->coefficient);
}

static void end(gathered *g)
{
    if (g->pairs != g->few)
        free(g->pairs);
    fmpq_clear(g->coefficient);
}

void nb_split_power(nb_pool *p, nb_expr e, nb_expr *base, nb_expr *exponent)
{
    *base = e;
    *exponent = nb_one(p);
    if (e && nb_op_of(p, e) == NB_PROD && nb_nargs(p, e) == 2) {
        *base = nb_arg(p, e, 0);
        *exponent = nb_arg(p, e, 1);
    }
}

static void add_pair(gathered *g, nb_expr base, nb_expr exponent)
{
    if (g->ok && g->n == g->capacity) {
        uint32_t capacity = g->capacity * 2;
        bool few = g->pairs == g->few;
        pair *pairs = realloc(few ? NULL : g->pairs, capacity * sizeof *pairs);
        g->ok = pairs || nb_fail(g->p, NB_ERR_MEMORY, "out of memory");
        if (!g->ok)
            return;
        if (few)
            memcpy(pairs, g->few, sizeof g->few);
        g->pairs = pairs;
        g->capacity = capacity;
    }
    if (g->ok && base && exponent)
        g->pairs[g->n++] = (pair){base, exponent};
    else
        g->ok = false;
}

static void add_factor(gathered *g, nb_expr base, nb_expr exponent);

/* Whether b^e may be in another form than b to a multiple of e: a root of a
 * number has an exponent between 0 and 1, and a sum or product that was under an
 * even root is taken apart in an integer power and under an odd root. */
static bool needs_form(nb_pool *p, nb_expr b, nb_expr e)
{
    nb_op op = nb_op_of(p, b);
    if (!nb_is_number(p, e))
        return false;
    if (nb_is_fn(p, b, NB_FN_ABS)) /* |u|^2 = u^2, |u|^(2/3) = u^(2/3) */
        return fmpz_is_even(fmpq_numref(nb_value(p, e)));
    return op == NB_NUMBER || ((op == NB_SUM || op == NB_PROD) && nb_is_odd_root(p, e));
}

/* The pairs of a PROD, each exponent times the integer n. */
static void add_product(gathered *g, nb_expr product, nb_expr n)
{
    nb_pool *p = g->p;
    bool same = nb_is_int(p, n, 1);
    for (uint32_t i = 0; g->ok && i < nb_nargs(p, product); i += 2) {
        nb_expr base = nb_arg(p, product, i), e = nb_arg(p, product, i + 1);
        if (!same)
            e = nb_scale(p, n, e);
        if (e && !same && needs_form(p, base, e))
            add_factor(g, base, e);
        else
            add_pair(g, base, e);
    }
}

static void add_coefficient(gathered *g, nb_expr c, nb_expr n)
{
    if (c == nb_one(g->p))
        return;
    nb_expr power = nb_number_power(g->p, c, n);
    if (!power)
        g->ok = false;
    else if (nb_is_number(g->p, power))
        fmpq_mul(g->coefficient, g->coefficient, nb_value(g->p, power));
    else
        add_pair(g, c, n);
}

/* Multiplies by base^n for an integer n. */
static void add_integer_power(gathered *g, nb_expr base, nb_expr n)
{
    nb_pool *p = g->p;
    if (nb_is_fn(p, base, NB_FN_ABS) && fmpz_is_even(fmpq_numref(nb_value(p, n))))
        base = nb_arg(p, base, 0);
    if (nb_is_number(p, base)) {
        add_coefficient(g, base, n);
    } else if (nb_op_of(p, base) == NB_PROD) {
        add_product(g, base, n);
    } else if (nb_op_of(p, base) == NB_SUM) {
        nb_expr c, part;
        if (nb_nargs(p, base) == 2)
            nb_split_coefficient(p, base, &c, &part);
        else
            part = nb_primitive_part(p, base, true, &c);
        add_coefficient(g, c, n);
        if (part && nb_op_of(p, part) != NB_SUM)
            add_integer_power(g, part, n);
        else
            add_pair(g, part, n);
    } else {
        add_pair(g, base, n);
    }
}

static void add_factor(gathered *g, nb_expr base, nb_expr exponent)
{
    g->ok = g->ok && base && exponent;
    if (!g->ok)
        return;
    if (nb_is_integer(g->p, exponent)) {
        add_integer_power(g, base, exponent);
        return;
    }
    nb_expr power = nb_power(g->p, base, exponent);
    if (!power)
        g->ok = false;
    else if (nb_op_of(g->p, power) == NB_PROD)
        add_product(g, power, nb_one(g->p)); /* already in normal form */
    else
        add_integer_power(g, power, nb_one(g->p));
}

static int by_base(const void *a, const void *b)
{
    nb_expr x = ((const pair *)a)->base, y = ((const pair *)b)->base;
    return (x > y) - (x < y);
}

/* The exponents of a run of equal bases, added. */
static nb_expr add_exponents(gathered *g, uint32_t from, uint32_t to)
{
    nb_list terms = {0};
    if (to - from == 2)
        return nb_sum2(g->p, g->pairs[from].exponent, g->pairs[from + 1].exponent);
    for (uint32_t i = from; i < to && g->ok; i++)
        g->ok = nb_list_add(g->p, &terms, g->pairs[i].exponent);
    nb_expr e = g->ok ? nb_sum(g->p, terms.items, terms.n) : NB_NONE;
    nb_list_free(&terms);
    return e;
}

/* Sorts by base; whether there are equal ones. */
static bool sort(gathered *g)
{
    bool sorted = true, equal = false;
    for (uint32_t i = 1; i < g->n; i++) {
        sorted = sorted && g->pairs[i - 1].base <= g->pairs[i].base;
        equal = equal || g->pairs[i - 1].base == g->pairs[i].base;
    }
    if (sorted)
        return equal;
    qsort(g->pairs, g->n, sizeof *g->pairs, by_base);
    equal = false;
    for (uint32_t i = 1; i < g->n && !equal; i++)
        equal = g->pairs[i - 1].base == g->pairs[i].base;
    return equal;
}

/* Merges the run of equal bases from..to-1 into `next`; true when the power has taken
 * another form. */
static bool merge_run(gathered *g, uint32_t from, uint32_t to, gathered *next)
{
    nb_expr base = g->pairs[from].base, e = add_exponents(g, from, to);
    next->ok = g->ok && e;
    if (!next->ok || nb_is_int(g->p, e, 0))
        return false;
    uint32_t before = next->n;
    add_factor(next, base, e);
    return next->n != before + 1 || next->pairs[before].base != base;
}

/* Sorts and merges once. True when a merged power has taken another form (two
 * square roots became a number, say), so that another round is needed. */
static bool merge(gathered *g)
{
    gathered next;
    bool again = false;
    if (!g->ok || !sort(g))
        return false;
    start(&next, g->p);
    fmpq_set(next.coefficient, g->coefficient);
    for (uint32_t i = 0, j; next.ok && i < g->n; i = j) {
        for (j = i + 1; j < g->n && g->pairs[j].base == g->pairs[i].base;)
            j++;
        if (j > i + 1)
            again = merge_run(g, i, j, &next) || again;
        else
            add_pair(&next, g->pairs[i].base, g->pairs[i].exponent);
    }
    end(g);
    *g = next;
    if (next.pairs == next.few)
        g->pairs = g->few;
    return again && g->ok;
}

static pair *find_base(gathered *g, nb_expr base)
{
    pair key = {base, NB_NONE};
    return bsearch(&key, g->pairs, g->n, sizeof key, by_base);
}

/* |u|^a u^b for integers a and b: u keeps an exponent of 0 or 1, and an even
 * power of |u| is one of u. So |u|^-1 u^2 = |u|, and |u|^2 = u^2. */
static void combine_absolute(gathered *g)
{
    nb_pool *p = g->p;
    for (uint32_t i = 0; g->ok && i < g->n; i++) {
        slong a, b;
        if (!nb_is_fn(p, g->pairs[i].base, NB_FN_ABS) ||
            !nb_get_int(p, g->pairs[i].exponent, &a))
            continue;
        pair *u = find_base(g, nb_arg(p, g->pairs[i].base, 0));
        if (!u || !nb_get_int(p, u->exponent, &b))
            continue;
        slong odd = b & 1;
        a += b - odd;
        bool even = (a & 1) == 0;
        u->exponent = nb_integer(p, even ? odd + a : odd);
        g->pairs[i].exponent = nb_integer(p, even ? 0 : a);
        nb_facts(p, u->exponent);
    }
}

/* A sum under a root keeps its content (sqrt(2x + 2y)), in an integer power it
 * does not. Where both occur, c P to the r and P to the n, the latter becomes
 * (c P)^n c^-n. True when something has changed. */
static bool absorb_sums(gathered *g)
{
    nb_pool *p = g->p;
    bool changed = false;
    for (uint32_t i = 0; g->ok && i < g->n; i++) {
        nb_expr b = g->pairs[i].base, c;
        if (nb_op_of(p, b) != NB_SUM || nb_is_integer(p, g->pairs[i].exponent))
            continue;
        nb_expr part = nb_primitive_part(p, b, true, &c);
        pair *whole = part && part != b ? find_base(g, part) : NULL;
        if (!whole || !nb_is_integer(p, whole->exponent))
            continue;
        nb_expr n = whole->exponent;
        whole->base = b;
        changed = true;
        add_coefficient(g, c, nb_negate(p, n));
    }
    return changed && g->ok;
}

/* PROD of the pairs, of which those to the 0 are left out; 1 where none is left. */
static nb_expr make_core(gathered *g)
{
    nb_pool *p = g->p;
    nb_expr few[2 * FEW_PAIRS], one = nb_one(p);
    bool is_few = g->n <= FEW_PAIRS;
    nb_expr *args = is_few ? few : malloc(2 * (size_t)g->n * sizeof *args);
    uint32_t n = 0;
    if (!args)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; i < g->n; i++) {
        if (nb_is_int(p, g->pairs[i].exponent, 0))
            continue;
        args[n++] = g->pairs[i].base;
        args[n++] = g->pairs[i].exponent;
    }
    nb_expr core = n == 0 ? one
                   : n == 2 && nb_is_int(p, args[1], 1)
                       ? args[0]
                       : nb_with_facts(p, nb_make(p, NB_PROD, 0, n, args));
    if (!is_few)
        free(args);
    return core;
}

static nb_expr build(gathered *g)
{
    nb_pool *p = g->p;
    if (!g->ok)
        return NB_NONE;
    nb_expr c = nb_with_facts(p, nb_number(p, g->coefficient, NB_EXACT));
    return fmpq_is_zero(g->coefficient) ? c : nb_scale(p, c, make_core(g));
}

nb_expr nb_product(nb_pool *p, const nb_expr *b, const nb_expr *e, uint32_t n)
{
    enum { MOST_ROUNDS = 16 }; /* each round leaves fewer or simpler factors */
    gathered g;
    start(&g, p);
    nb_expr one = nb_one(p);
    for (uint32_t i = 0; g.ok && i < n; i++)
        add_factor(&g, b[i], e ? e[i] : one);
    for (int round = 0; round < MOST_ROUNDS && g.ok; round++)
        if (!merge(&g) && !absorb_sums(&g))
            break;
    if (g.ok)
        combine_absolute(&g);
    nb_expr result = build(&g);
    end(&g);
    return result;
}

nb_expr nb_product2(nb_pool *p, nb_expr a, nb_expr b)
{
    return nb_product(p, (nb_expr[]){a, b}, NULL, 2);
}

nb_expr nb_quotient(nb_pool *p, nb_expr a, nb_expr b)
{
    return nb_product(p, (nb_expr[]){a, b}, (nb_expr[]){nb_one(p), nb_integer(p, -1)}, 2);
}
