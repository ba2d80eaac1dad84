#include "session/session.h"

#include "algebra/canon.h"
#include "algebra/substitute.h"
#include "calculus/gradient.h"

#include <stdlib.h>
#include <string.h>

/* ---- definitions ---- */

nb_def *nb_def_new(nabla *s, const char *name, uint32_t n, const nb_expr *params)
{
    nb_def *d = calloc(1, sizeof *d + 2 * (size_t)n * sizeof *d->parts);
    char *copy = d && name ? strdup(name) : NULL;
    if (!d || (name && !copy)) {
        free(d);
        nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
        return NULL;
    }
    d->name = copy;
    d->references = 1;
    d->n = n;
    if (n)
        memcpy(d->parts, params, n * sizeof *params);
    d->next = s->living;
    if (d->next)
        d->next->previous = d;
    s->living = d;
    return d;
}

nb_def *nb_def_keep(nb_def *d)
{
    if (d)
        d->references++;
    return d;
}

void nb_def_release(nabla *s, nb_def *d)
{
    if (!d || --d->references)
        return;
    if (d->previous)
        d->previous->next = d->next;
    else
        s->living = d->next;
    if (d->next)
        d->next->previous = d->previous;
    nb_def_release(s, d->outline);
    for (nb_def *x = d->derived, *next; x; x = next) {
        next = x->next_derived;
        nb_def_release(s, x);
    }
    free(d->name);
    free(d);
}

nb_expr nb_def_param(const nb_def *d, uint32_t i) { return d->parts[i]; }

nb_expr nb_def_canonical(nabla *s, nb_def *d)
{
    if (!d->canonical)
        d->canonical =
            d->n ? nb_read_canonical(s, d->expanded) : nb_canonical(s->pool, d->expanded);
    return d->canonical;
}

nb_expr nb_def_partial(nabla *s, nb_def *d, uint32_t i)
{
    nb_expr e = nb_def_canonical(s, d);
    if (e && !d->parts[d->n + i])
        nb_gradient(s->pool, e, &d->parts[i], 1, &d->parts[d->n + i]);
    return d->parts[d->n + i];
}

bool nb_def_partials(nabla *s, nb_def *d)
{
    bool all = true;
    for (uint32_t i = 0; i < d->n; i++)
        all = all && d->parts[d->n + i];
    nb_expr e = all ? NB_NONE : nb_def_canonical(s, d);
    return all || (e && nb_gradient(s->pool, e, d->parts, d->n, d->parts + d->n));
}

void nb_set_current(nabla *s, nb_def *d)
{
    if (d != s->current)
        nb_hints_clear(&s->hints);
    nb_def_keep(d);
    nb_def_release(s, s->current);
    s->current = d;
}

void nb_forget_progress(nabla *s)
{
    nb_def_release(s, s->progress.def);
    nb_def_release(s, s->progress.current);
    free(s->progress.by);
    s->progress = (nb_progress){0};
}

/* ---- the table of names ---- */

static size_t hash_of(const char *name)
{
    size_t h = 2166136261u;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return h ^ (h >> 15);
}

/* The slot of the name: what it holds, or the empty one where it belongs. */
static nb_def **slot_of(const nb_table *t, const char *name)
{
    size_t i = hash_of(name) & (t->hash_size - 1);
    while (t->hash[i] && strcmp(t->hash[i]->name, name) != 0)
        i = (i + 1) & (t->hash_size - 1);
    return &t->hash[i];
}

nb_def *nb_table_find(const nabla *s, const char *name)
{
    return s->table.hash_size ? *slot_of(&s->table, name) : NULL;
}

static void rehash(nb_table *t)
{
    memset(t->hash, 0, t->hash_size * sizeof *t->hash);
    for (size_t i = 0; i < t->n; i++)
        *slot_of(t, t->items[i]->name) = t->items[i];
}

/* Room for one more. */
static bool reserve(nabla *s)
{
    nb_table *t = &s->table;
    if (t->n == t->capacity) {
        size_t capacity = t->capacity ? t->capacity * 2 : 16;
        nb_def **items = realloc(t->items, capacity * sizeof *items);
        if (!items)
            return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
        t->items = items;
        t->capacity = capacity;
    }
    if ((t->n + 1) * 2 > t->hash_size) {
        size_t size = t->hash_size ? t->hash_size * 2 : 64;
        nb_def **hash = realloc(t->hash, size * sizeof *hash);
        if (!hash)
            return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
        t->hash = hash;
        t->hash_size = size;
        rehash(t);
    }
    return true;
}

static size_t place_of(const nb_table *t, const nb_def *d)
{
    size_t i = t->n;
    while (i > 0 && t->items[i - 1] != d)
        i--;
    return i - 1;
}

/* Takes d out; its reference becomes the caller's. */
static void take_out(nb_table *t, const nb_def *d)
{
    size_t i = place_of(t, d);
    memmove(t->items + i, t->items + i + 1, (t->n - i - 1) * sizeof *t->items);
    t->n--;
    rehash(t);
}

/* Puts d in; room has been reserved, and the caller's reference is taken. */
static void put_in(nb_table *t, nb_def *d, size_t place)
{
    memmove(t->items + place + 1, t->items + place, (t->n - place) * sizeof *t->items);
    t->items[place] = d;
    t->n++;
    *slot_of(t, d->name) = d;
}

/* ---- changes ---- */

static void free_change(nabla *s, nb_change *c)
{
    free(c->name);
    nb_def_release(s, c->before);
    nb_def_release(s, c->current);
}

/* Records how things were before the name changes. */
static bool record(nabla *s, const char *name, nb_def *before)
{
    nb_table *t = &s->table;
    char *copy = strdup(name);
    if (!copy)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    if (t->n_changes == NB_UNDO_MAX) {
        free_change(s, &t->changes[0]);
        memmove(t->changes, t->changes + 1, (NB_UNDO_MAX - 1) * sizeof *t->changes);
        t->n_changes--;
    }
    t->changes[t->n_changes++] = (nb_change){.name = copy,
                                             .before = nb_def_keep(before),
                                             .current = nb_def_keep(s->current),
                                             .place = before ? place_of(t, before) : 0};
    return true;
}

/* Makes the name mean what it meant before the change, which becomes the one from now
 * on to then. There has to be room for one more. */
static void swap(nabla *s, nb_change *c)
{
    nb_table *t = &s->table;
    nb_def *now = nb_table_find(s, c->name), *current = nb_def_keep(s->current);
    size_t place = now ? place_of(t, now) : 0;
    if (now)
        take_out(t, now);
    if (c->before)
        put_in(t, c->before, c->place < t->n ? c->place : t->n);
    nb_set_current(s, c->current);
    nb_def_release(s, c->current);
    c->before = now;
    c->current = current;
    c->place = place;
}

/* Reads bodies again after the last change; where that fails, all is as before it. */
static bool finish_change(nabla *s)
{
    nb_table *t = &s->table;
    nb_change *c = &t->changes[t->n_changes - 1];
    if (nb_reread_bodies(s, c->name, c->before))
        return true;
    swap(s, c);
    free_change(s, c);
    t->n_changes--;
    return false;
}

/* Whether it is read as the name of a function's derivative, like f_x. */
static bool is_derivative(nabla *s, const char *name)
{
    nb_list by = {0};
    nb_scope scope = nb_session_scope(s);
    bool found = nb_derivative_parts(s->pool, &scope, name, &by);
    nb_list_free(&by);
    return found;
}

bool nb_table_define(nabla *s, nb_def *d)
{
    nb_def *before = nb_table_find(s, d->name);
    bool known = before || is_derivative(s, d->name);
    if (nb_failed(s->pool) || !reserve(s) || !record(s, d->name, before))
        return false;
    if (before && place_of(&s->table, before) == s->table.n - 1) {
        *slot_of(&s->table, d->name) = nb_def_keep(d);
        s->table.items[s->table.n - 1] = d;
    } else {
        if (before)
            take_out(&s->table, before);
        put_in(&s->table, nb_def_keep(d), s->table.n);
    }
    nb_def_release(s, before);
    return !known || finish_change(s);
}

bool nb_table_forget(nabla *s, nb_def *d)
{
    if (!record(s, d->name, d))
        return false;
    if (s->current == d)
        nb_set_current(s, NULL);
    take_out(&s->table, d);
    nb_def_release(s, d);
    return finish_change(s);
}

bool nb_table_undo(nabla *s, char **name)
{
    nb_table *t = &s->table;
    if (t->n_changes == 0 || !reserve(s))
        return false;
    nb_change *c = &t->changes[t->n_changes - 1];
    swap(s, c);
    if (!nb_reread_bodies(s, c->name, c->before)) {
        swap(s, c);
        return false;
    }
    t->n_changes--;
    nb_def_release(s, c->before);
    nb_def_release(s, c->current);
    *name = c->name;
    return true;
}

void nb_table_free(nabla *s)
{
    nb_table *t = &s->table;
    for (size_t i = 0; i < t->n_changes; i++)
        free_change(s, &t->changes[i]);
    for (size_t i = 0; i < t->n; i++)
        nb_def_release(s, t->items[i]);
    free(t->items);
    free(t->hash);
}

/* ---- what names mean ---- */

static nb_named look_up(void *data, const char *name)
{
    nb_def *d = nb_table_find(data, name);
    if (!d)
        return (nb_named){NB_NAME_UNKNOWN, 0, NULL};
    if (d->constant)
        return (nb_named){NB_NAME_CONSTANT, 0, NULL};
    return (nb_named){NB_NAME_FUNCTION, d->n, d->parts};
}

static const char *name_at(void *data, size_t i)
{
    const nabla *s = data;
    return i < s->table.n ? s->table.items[i]->name : NULL;
}

nb_scope nb_session_scope(nabla *s)
{
    const nb_def *of = s->working.def;
    return (nb_scope){.data = s,
                      .look_up = look_up,
                      .name_at = name_at,
                      .variables = of ? of->parts : NULL,
                      .n_variables = of ? of->n : 0};
}

/* The function that a name like f_xy means. */
static nb_def *find_derivative(nabla *s, const char *symbol)
{
    char name[NB_NAME_MAX + 1];
    nb_list by = {0};
    nb_scope scope = nb_session_scope(s);
    if (strlen(symbol) > NB_NAME_MAX)
        return NULL;
    strcpy(name, symbol); /* the pool may move */
    nb_expr f = nb_derivative_parts(s->pool, &scope, name, &by);
    nb_def *d = f ? nb_table_find(s, nb_symbol_name(s->pool, f)) : NULL;
    d = d ? nb_def_derived(s, d, name, &by) : NULL;
    nb_list_free(&by);
    return d;
}

bool nb_session_definition(void *data, nb_expr name, nb_definition *out)
{
    nabla *s = data;
    nb_def *d = nb_table_find(s, nb_symbol_name(s->pool, name));
    d = d ? d : find_derivative(s, nb_symbol_name(s->pool, name));
    if (!d || d->constant)
        return false;
    *out = (nb_definition){.n = d->n, .params = d->parts, .body = d->expanded};
    return true;
}

/* The constants among the free symbols of e, with their values. */
static bool find_constants(nabla *s, nb_expr e, const nb_map *hidden, nb_map *values)
{
    nb_list symbols = {0};
    bool ok = nb_free_symbols(s->pool, e, &symbols);
    for (uint32_t i = 0; ok && i < symbols.n; i++) {
        nb_expr x = symbols.items[i];
        const nb_def *d = nb_table_find(s, nb_symbol_name(s->pool, x));
        if (d && d->constant && !nb_map_get(hidden, x, 0))
            ok = nb_map_put(s->pool, values, x, d->expanded);
    }
    nb_list_free(&symbols);
    return ok;
}

nb_expr nb_session_constants(nabla *s, nb_expr typed, const nb_expr *hidden, uint32_t n)
{
    nb_map params = {0}, values = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++)
        ok = nb_map_put(s->pool, &params, hidden[i], 1);
    ok = ok && find_constants(s, typed, &params, &values);
    if (ok && values.n)
        typed = nb_substitute(s->pool, typed, &values);
    nb_map_free(&params);
    nb_map_free(&values);
    return ok ? typed : NB_NONE;
}

/* True after an error too. */
static bool has_calls(nb_pool *p, nb_expr typed)
{
    nb_list order = {0};
    bool found = !nb_topological(p, &typed, 1, &order);
    for (uint32_t i = 0; i < order.n && !found; i++)
        found = nb_op_of(p, order.items[i]) == NB_CALL;
    nb_list_free(&order);
    return found;
}

nb_expr nb_session_expand(nabla *s, nb_expr typed, const nb_expr *hidden, uint32_t n)
{
    nb_expr e = typed;
    if (typed && has_calls(s->pool, typed)) {
        e = nb_derivatives_at_points(s, typed, hidden, n);
        e = e ? nb_expand_calls(s->pool, e, nb_session_definition, s) : NB_NONE;
    }
    return e ? nb_session_constants(s, e, hidden, n) : NB_NONE;
}
