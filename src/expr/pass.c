#include "expr/pool_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists ---- */

void nb_list_free(nb_list *l)
{
    free(l->items);
    *l = (nb_list){0};
}

void *nb_room(nb_pool *p, void *items, uint32_t n, uint32_t *capacity, size_t size)
{
    enum { FIRST = 16 };
    if (n < *capacity)
        return items;
    uint32_t more = *capacity ? 2 * *capacity : FIRST;
    void *larger = more > *capacity ? realloc(items, more * size) : NULL;
    if (larger)
        *capacity = more;
    else
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
    return larger;
}

bool nb_list_grow(nb_pool *p, nb_list *l)
{
    nb_expr *items = nb_room(p, l->items, l->n, &l->capacity, sizeof *items);
    if (items)
        l->items = items;
    return items != NULL;
}

/* ---- maps ---- */

void nb_map_free(nb_map *m)
{
    free(m->entries);
    *m = (nb_map){0};
}

void nb_map_clear(nb_map *m)
{
    if (m->entries)
        memset(m->entries, 0, m->capacity * sizeof *m->entries);
    m->n = 0;
}

/* The place of the key, or the empty place where it belongs. Eight neighbours stay
 * together, for passes go from node to node. */
static uint32_t map_place(const nb_map *m, nb_expr key)
{
    uint32_t mask = m->capacity - 1;
    uint32_t i = ((key >> 3) * 2654435769u << 3 | (key & 7)) & mask;
    while (m->entries[i].key && m->entries[i].key != key)
        i = (i + 1) & mask;
    return i;
}

static bool map_grow(nb_pool *p, nb_map *m, uint32_t capacity)
{
    nb_map larger = {.capacity = capacity, .n = m->n};
    larger.entries = calloc(larger.capacity, sizeof *larger.entries);
    if (!larger.entries)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; i < m->capacity; i++)
        if (m->entries[i].key)
            larger.entries[map_place(&larger, m->entries[i].key)] = m->entries[i];
    nb_map_free(m);
    *m = larger;
    return true;
}

enum { FIRST_CAPACITY = 32 };

bool nb_map_reserve(nb_pool *p, nb_map *m, uint32_t n)
{
    uint32_t capacity = FIRST_CAPACITY;
    while (n + n / 2 + 1 >= capacity)
        capacity *= 2;
    return capacity <= m->capacity || map_grow(p, m, capacity);
}

bool nb_map_put(nb_pool *p, nb_map *m, nb_expr key, uint32_t value)
{
    bool full = m->n + m->n / 2 + 1 >= m->capacity;
    if (!nb_poll(p) ||
        (full && !map_grow(p, m, m->capacity ? m->capacity * 2 : FIRST_CAPACITY)))
        return false;
    uint32_t i = map_place(m, key);
    m->n += m->entries[i].key == 0;
    m->entries[i] = (nb_map_entry){key, value};
    return true;
}

uint32_t nb_map_get(const nb_map *m, nb_expr key, uint32_t missing)
{
    if (m->n == 0)
        return missing;
    const nb_map_entry *x = &m->entries[map_place(m, key)];
    return x->key ? x->value : missing;
}

/* ---- slots ---- */

nb_slots *nb_slots_take(nb_pool *p)
{
    if (p->n_lent == NB_POOL_SLOTS) {
        nb_fail(p, NB_ERR_LIMIT, "passes within passes go too deep");
        return NULL;
    }
    nb_slots *s = &p->lent[p->n_lent];
    if (++s->turn == 0) {
        if (s->capacity)
            memset(s->entries, 0, s->capacity * sizeof *s->entries);
        s->turn = 1;
    }
    p->n_lent++;
    return s;
}

void nb_slots_give(nb_pool *p, nb_slots *s) { p->n_lent -= s != NULL; }

bool nb_slots_grow(nb_pool *p, nb_slots *s, nb_expr e)
{
    uint32_t capacity = p->capacity > e ? p->capacity : e + 1;
    nb_slots_entry *entries = realloc(s->entries, capacity * sizeof *entries);
    if (!entries)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    memset(entries + s->capacity, 0, (capacity - s->capacity) * sizeof *entries);
    s->entries = entries;
    s->capacity = capacity;
    return true;
}

/* ---- passes ---- */

/* A node waits on the stack twice: first to have its operands pushed, then,
 * marked by the top bit, to be listed behind them. Indices stay below 2^30. */
enum { OPENED = 1 };

/* Lists what the stack leads to and is not in `met`, which has room for all nodes. */
static bool visit(nb_pool *p, nb_list *stack, const nb_map *but, nb_slots *met,
                  nb_list *out)
{
    nb_slots_entry *entries = met->entries;
    uint32_t turn = met->turn;
    while (stack->n) {
        uint32_t top = stack->items[--stack->n];
        nb_expr e = top >> 1;
        if (top & OPENED) {
            if (!nb_list_add(p, out, e))
                return false;
            continue;
        }
        if (entries[e].turn == turn || (but && nb_map_get(but, e, 0)))
            continue;
        entries[e].turn = turn;
        uint32_t n = nb_nargs(p, e);
        const nb_expr *args = nb_args(p, e);
        if (n == 0 ? !nb_list_add(p, out, e) : !nb_list_add(p, stack, e << 1 | OPENED))
            return false;
        for (uint32_t i = n; i-- > 0;)
            if (entries[args[i]].turn != turn && !nb_list_add(p, stack, args[i] << 1))
                return false;
    }
    return nb_poll(p);
}

bool nb_topological(nb_pool *p, const nb_expr *roots, uint32_t n, nb_list *out)
{
    return nb_topological_but(p, roots, n, NULL, out);
}

bool nb_topological_but(nb_pool *p, const nb_expr *roots, uint32_t n, const nb_map *but,
                        nb_list *out)
{
    nb_list stack = {0};
    nb_slots *met = nb_slots_take(p);
    bool ok = met && (met->capacity >= p->n || nb_slots_grow(p, met, p->n)) && nb_poll(p);
    for (uint32_t i = 0; ok && i < n; i++)
        if (roots[i])
            ok = nb_list_add(p, &stack, roots[i] << 1) && visit(p, &stack, but, met, out);
    nb_list_free(&stack);
    nb_slots_give(p, met);
    return ok;
}

bool nb_free_symbols(nb_pool *p, nb_expr e, nb_list *out)
{
    enum { HEAD = 1, OPERAND = 2 };
    nb_list order = {0};
    nb_slots *uses = nb_slots_take(p);
    bool ok = uses && nb_topological(p, &e, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        bool call = nb_op_of(p, x) == NB_CALL;
        for (uint32_t k = 0; ok && k < nb_nargs(p, x); k++) {
            nb_expr a = nb_arg(p, x, k);
            uint32_t use = call && k == 0 ? HEAD : OPERAND;
            if (nb_is_symbol(p, a))
                ok = nb_slots_put(p, uses, a, nb_slots_get(uses, a) | use);
        }
    }
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        if (nb_is_symbol(p, x) && nb_slots_get(uses, x) != HEAD)
            ok = nb_list_add(p, out, x);
    }
    nb_list_free(&order);
    nb_slots_give(p, uses);
    return ok;
}

bool nb_contains(nb_pool *p, nb_expr e, nb_expr x)
{
    nb_list order = {0};
    bool found = false;
    if (x <= e && nb_topological(p, &e, 1, &order))
        for (uint32_t i = 0; i < order.n && !found; i++)
            found = order.items[i] == x;
    nb_list_free(&order);
    return found;
}

bool nb_tree_sizes(nb_pool *p, const nb_expr *roots, uint32_t n, uint64_t cap,
                   uint64_t *sizes)
{
    nb_list order = {0};
    nb_slots *place = nb_slots_take(p);
    bool ok = place && nb_topological(p, roots, n, &order);
    uint64_t *all = ok ? malloc(((size_t)order.n + 1) * sizeof *all) : NULL;
    if (ok && !all)
        ok = nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        const nb_expr *args = nb_args(p, x);
        uint64_t size = 1;
        for (uint32_t k = 0; k < nb_nargs(p, x) && size < cap; k++)
            size += all[nb_slots_get(place, args[k])];
        all[i] = size < cap ? size : cap;
        ok = nb_slots_put(p, place, x, i);
    }
    for (uint32_t i = 0; ok && i < n; i++)
        sizes[i] = all[nb_slots_get(place, roots[i])];
    free(all);
    nb_list_free(&order);
    nb_slots_give(p, place);
    return ok;
}

uint64_t nb_tree_size(nb_pool *p, nb_expr e, uint64_t cap)
{
    uint64_t size;
    return e && nb_tree_sizes(p, &e, 1, cap, &size) ? size : cap;
}
