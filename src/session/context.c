#include "session/answer.h"

#include <stdlib.h>
#include <string.h>

const char *nabla_version(void) { return NABLA_VERSION; }

nabla *nabla_new(void)
{
    nabla *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->pool = nb_pool_new(&s->error);
    if (!s->pool) {
        free(s);
        return NULL;
    }
    nb_pool_set_interrupt(s->pool, &s->interrupt);
    s->settings.style = 1; /* Unicode; see settings.c */
    return s;
}

void nb_working_forget_chain(nabla *s)
{
    nb_def_release(s, s->working.def);
    free(s->working.by);
    s->working.def = NULL;
    s->working.by = NULL;
    s->working.n_by = 0;
    s->working.last = s->working.astray = NB_NONE;
}

void nb_working_clear(nabla *s)
{
    nb_working_forget_chain(s);
    s->working = (nb_working){0};
}

void nabla_free(nabla *s)
{
    if (!s)
        return;
    nb_set_current(s, NULL);
    nb_forget_progress(s);
    nb_table_free(s);
    nb_forget_reading(s);
    nb_hints_clear(&s->hints);
    nb_working_clear(s);
    nb_pool_free(s->pool);
    free(s);
}

void nabla_set_memory(nabla *s, size_t bytes) { nb_pool_set_limit(s->pool, bytes); }

void nabla_set_inline_notes(nabla *s, bool on) { s->settings.inline_notes = on; }

void nabla_set_color(nabla *s, bool on) { s->settings.color = on; }

void nabla_set_window(nabla *s, int columns, int rows)
{
    s->settings.columns = columns;
    s->settings.rows = rows;
}

void nabla_interrupt(nabla *s) { s->interrupt = 1; }

size_t nabla_fallbacks(const nabla *s) { return s->fallbacks; }

/* A limit on memory and one on work are one thing to the world outside. */
nabla_status nb_status_of(nb_code code)
{
    switch (code) {
    case NB_OK: return NABLA_OK;
    case NB_ERR_UNDEFINED: return NABLA_UNDEFINED;
    case NB_ERR_UNPROVEN:
    case NB_ERR_LIMIT:
    case NB_ERR_MEMORY: return NABLA_LIMIT;
    case NB_ERR_INTERRUPTED: return NABLA_INTERRUPTED;
    default: return NABLA_ERROR;
    }
}

const nabla_error *nabla_last_error(const nabla *s)
{
    /* The host's view of an error is filled in where it is asked for. */
    nabla *self = (nabla *)s;
    self->shown_error = (nabla_error){.code = nb_code_name(s->error.code),
                                      .message = s->error.message,
                                      .hint = s->error.hint,
                                      .begin = s->error.begin,
                                      .end = s->error.end};
    return &self->shown_error;
}

/* ---- collecting ---- */

struct nb_roots {
    nb_expr **items;
    size_t n, capacity;
    bool failed;
};

void nb_roots_add(nb_roots *r, nb_expr *e)
{
    if (r->n == r->capacity) {
        size_t capacity = r->capacity ? r->capacity * 2 : 64;
        nb_expr **items = realloc(r->items, capacity * sizeof *items);
        if (!items) {
            r->failed = true;
            return;
        }
        r->items = items;
        r->capacity = capacity;
    }
    r->items[r->n++] = e;
}

void nb_roots_add_list(nb_roots *r, nb_list *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        nb_roots_add(r, &l->items[i]);
}

void nb_roots_add_formula(nb_roots *r, nb_formula *f)
{
    nb_roots_add(r, &f->typed);
    nb_roots_add_list(r, &f->conditions);
    nb_roots_add(r, &f->brief);
    nb_roots_add_list(r, &f->brief_conditions);
}

void nb_roots_add_member(nb_roots *r, nb_member *m)
{
    nb_roots_add(r, &m->value);
    nb_roots_add(r, &m->shown);
    nb_roots_add(r, &m->why.node);
    nb_roots_add(r, &m->why.first);
    nb_roots_add(r, &m->why.second);
}

static void add_result(nb_roots *r, nabla_result *x)
{
    nb_roots_add(r, &x->body);
    for (uint32_t i = 0; i < x->n_by; i++)
        nb_roots_add(r, &x->by[i].variable);
    for (uint32_t i = 0; i < x->n_formulas; i++)
        nb_roots_add_formula(r, &x->formulas[i]);
    for (uint32_t i = 0; i < x->n_told; i++)
        nb_roots_add_formula(r, &x->told[i]);
    if (x->data && x->class->roots)
        x->class->roots(x->data, r);
    nb_roots_add_list(r, &x->abridged.sharing.names);
    nb_roots_add_list(r, &x->abridged.sharing.parts);
    nb_roots_add_list(r, &x->point);
    nb_roots_add_list(r, &x->values);
    nb_roots_add_list(r, &x->steps);
    nb_roots_add_member(r, &x->value);
    nb_roots_add_member(r, &x->norm);
    for (uint32_t i = 0; i < x->n_members; i++)
        nb_roots_add_member(r, &x->members[i]);
}

static void add_all(nb_roots *r, nabla *s)
{
    for (nb_def *d = s->living; d; d = d->next) {
        nb_roots_add(r, &d->body);
        nb_roots_add(r, &d->outdated);
        nb_roots_add(r, &d->expanded);
        nb_roots_add(r, &d->canonical);
        for (uint32_t i = 0; i < 2 * d->n; i++)
            nb_roots_add(r, &d->parts[i]);
    }
    nb_roots_add(r, &s->working.last);
    nb_roots_add(r, &s->working.astray);
    for (uint32_t i = 0; i < s->working.n_by; i++)
        nb_roots_add(r, &s->working.by[i].variable);
    for (nabla_result *x = s->results; x; x = x->next)
        add_result(r, x);
    nb_roots_add(r, &s->quiz.exercise.body);
    for (nabla_expr *e = s->expressions; e; e = e->next)
        nb_roots_add(r, &e->typed);
    for (uint32_t i = 0; i < s->progress.n_by; i++)
        nb_roots_add(r, &s->progress.by[i].variable);
}

void nb_session_collect(nabla *s)
{
    enum { FEW_NODES = 2000, FEW_BYTES = 1 << 20 };
    if (nb_pool_size(s->pool) < 2 * s->kept_nodes + FEW_NODES &&
        nb_pool_bytes(s->pool) < 2 * s->kept_bytes + FEW_BYTES)
        return;
    nb_roots r = {0};
    nb_forget_reading(s);
    add_all(&r, s);
    if (!r.failed)
        nb_pool_collect(s->pool, r.items, r.n);
    free(r.items);
    s->kept_nodes = nb_pool_size(s->pool);
    s->kept_bytes = nb_pool_bytes(s->pool);
}
