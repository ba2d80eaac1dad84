#include "algebra/kernel.h"

#include "algebra/factors.h"

typedef struct entry {
    nb_expr base;
    int sign;
    uint32_t terms, last; /* in how many terms; the last of them */
} entry;

enum { MOST_ENTRIES = 64 };

typedef struct table {
    entry entries[MOST_ENTRIES];
    uint32_t n;
} table;

static void count(table *t, nb_expr base, int sign, uint32_t term)
{
    for (uint32_t i = 0; i < t->n; i++) {
        entry *e = &t->entries[i];
        if (e->base != base || e->sign != sign)
            continue;
        e->terms += e->last != term;
        e->last = term;
        return;
    }
    if (t->n < MOST_ENTRIES)
        t->entries[t->n++] = (entry){base, sign, 1, term};
}

/* The factors of every term, by the signs of their exponents. */
static bool tabulate(nb_pool *p, nb_expr sum, table *t)
{
    nb_list bases = {0}, exponents = {0};
    nb_expr one = nb_one(p);
    bool ok = true;
    t->n = 0;
    for (uint32_t i = 1; ok && i < nb_nargs(p, sum); i += 2) {
        nb_expr term = nb_arg(p, sum, i);
        bases.n = exponents.n = 0;
        if (term == one)
            continue;
        ok = nb_list_factors(p, term, &bases, &exponents);
        for (uint32_t k = 0; ok && k < bases.n; k++)
            count(t, bases.items[k], nb_number_sign(p, exponents.items[k]), i);
    }
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return ok;
}

bool nb_find_kernels(nb_pool *p, nb_expr sum, nb_kernels *k)
{
    table t;
    k->n = 0;
    if (!tabulate(p, sum, &t))
        return false;
    for (uint32_t i = 0; i < t.n && k->n < NB_MOST_KERNELS; i++) {
        const entry *e = &t.entries[i];
        bool plain = nb_is_symbol(p, e->base) || nb_is_number(p, e->base);
        if (e->terms < 2 || 2 * e->terms == nb_nargs(p, sum) || (plain && e->sign > 0))
            continue;
        k->bases[k->n] = e->base;
        k->signs[k->n++] = e->sign;
    }
    return k->n > 0;
}

static bool has_kernel(nb_pool *p, nb_expr term, nb_expr base, int sign)
{
    nb_list bases = {0}, exponents = {0};
    bool found = false;
    if (!nb_is_number(p, term) && nb_list_factors(p, term, &bases, &exponents))
        for (uint32_t i = 0; i < bases.n && !found; i++)
            found =
                bases.items[i] == base && nb_number_sign(p, exponents.items[i]) == sign;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return found;
}

bool nb_split_by_kernel(nb_pool *p, nb_expr sum, const nb_kernels *k, uint32_t i,
                        nb_expr *with, nb_expr *without)
{
    nb_list c[2] = {{0}, {0}}, terms[2] = {{0}, {0}};
    bool ok = true;
    for (uint32_t j = 0; ok && j < nb_nargs(p, sum); j += 2) {
        nb_expr t = nb_arg(p, sum, j + 1);
        int side = !has_kernel(p, t, k->bases[i], k->signs[i]);
        ok = nb_list_add(p, &c[side], nb_arg(p, sum, j)) &&
             nb_list_add(p, &terms[side], t);
    }
    *with = ok ? nb_linear(p, c[0].items, terms[0].items, c[0].n) : NB_NONE;
    *without = ok ? nb_linear(p, c[1].items, terms[1].items, c[1].n) : NB_NONE;
    for (int side = 0; side < 2; side++) {
        nb_list_free(&c[side]);
        nb_list_free(&terms[side]);
    }
    return *with && *without;
}

bool nb_shares_factors(nb_pool *p, nb_expr sum)
{
    table t;
    if (!tabulate(p, sum, &t) || t.n == MOST_ENTRIES)
        return true;
    for (uint32_t i = 0; i < t.n; i++) {
        if (t.entries[i].terms > 1)
            return true;
        for (uint32_t k = 0; k < i; k++) /* x and 1/x */
            if (t.entries[k].base == t.entries[i].base)
                return true;
    }
    return false;
}
