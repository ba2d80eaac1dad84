#include "session/answer.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "calculus/derive.h"

#include <string.h>

/* Derivatives of functions as functions: what f_x stands for inside a formula. */

/* The one variable that they all are, or NB_NONE. */
static nb_expr only(const nb_list *by)
{
    for (uint32_t i = 1; i < by->n; i++)
        if (by->items[i] != by->items[0])
            return NB_NONE;
    return by->items[0];
}

/* The formula, defined only where the conditions hold. */
static nb_expr restricted(nb_pool *p, const nb_formula *f)
{
    nb_expr all = NB_NONE;
    if (f->conditions.n == 0)
        return f->typed;
    for (uint32_t i = 0; i < f->conditions.n; i++) {
        nb_expr c = f->conditions.items[i];
        all = all ? nb_binary(p, NB_AND, all, c) : c;
    }
    return nb_make(p, NB_CASES, 0, 2, (nb_expr[]){f->typed, all});
}

/* A derivative is defined where the function is, at most. What the formula has lost of
 * that domain is put back by adding nothing, 0 f(x); where a sign() jumps the function
 * is defined and its derivative is not, and only a condition says so. */
static nb_expr body_of(nabla *s, nb_def *d, const nb_formula *f)
{
    nb_pool *p = s->pool;
    const nb_reading *reading = nb_reading_of(s, d);
    if (!reading)
        return NB_NONE;
    if (f->conditions.n == 0 || reading->conditions.jumps.n > 0)
        return restricted(p, f);
    nb_expr nothing = nb_binary(p, NB_MUL, nb_zero(p), d->expanded);
    return nb_binary(p, NB_ADD, f->typed, nothing);
}

static nb_def *make_derived(nabla *s, nb_def *d, const char *name, const nb_list *by)
{
    nb_pool *p = s->pool;
    nb_formula f = {0};
    nb_expr canonical = nb_derive_by(p, nb_def_canonical(s, d), by->items, by->n);
    nb_def *x = NULL;
    if (canonical && nb_make_formula(s, d, true, only(by), canonical, &f))
        x = nb_def_new(s, name, d->n, d->parts);
    if (x) {
        x->body = x->expanded = body_of(s, d, &f);
        x->canonical = canonical;
        x->decimals = d->decimals;
    }
    nb_formula_free(&f);
    if (x && nb_failed(p)) {
        nb_def_release(s, x);
        x = NULL;
    }
    return x;
}

nb_def *nb_def_derived(nabla *s, nb_def *d, const char *name, const nb_list *by)
{
    for (nb_def *x = d->derived; x; x = x->next_derived)
        if (strcmp(x->name, name) == 0)
            return x;
    nb_def *x = make_derived(s, d, name, by);
    if (x) {
        x->next_derived = d->derived;
        d->derived = x;
    }
    return x;
}

/* ---- at points ---- */

/* The function that a CALL is a derivative of, with the variables; NULL when it is none
 * or after an error. */
static nb_def *derivative_in(nabla *s, nb_expr e, nb_list *by)
{
    char name[NB_NAME_MAX + 1];
    nb_pool *p = s->pool;
    by->n = 0;
    if (nb_op_of(p, e) != NB_CALL)
        return NULL;
    const char *head = nb_symbol_name(p, nb_arg(p, e, 0));
    if (nb_table_find(s, head) || strlen(head) > NB_NAME_MAX)
        return NULL;
    strcpy(name, head); /* the pool may move */
    nb_scope scope = nb_session_scope(s);
    nb_expr f = nb_derivative_parts(p, &scope, name, by);
    return f ? nb_table_find(s, nb_symbol_name(p, f)) : NULL;
}

bool nb_has_derivatives(nabla *s, nb_expr typed)
{
    nb_list order = {0}, by = {0};
    bool found = false;
    if (nb_topological(s->pool, &typed, 1, &order))
        for (uint32_t i = 0; i < order.n && !found; i++)
            found = derivative_in(s, order.items[i], &by) != NULL;
    nb_list_free(&order);
    nb_list_free(&by);
    return found;
}

/* Derivatives at points. */
typedef struct at_points {
    nabla *s;
    const nb_expr *hidden; /* SYMBOLs that are no constants */
    uint32_t n;
    nb_map values; /* CALL -> its value */
} at_points;

/* The arguments of a CALL as a point; false when they are no constants. */
static bool read_point(at_points *at, const nb_def *d, nb_expr call, nb_map *point)
{
    nabla *s = at->s;
    nb_pool *p = s->pool;
    bool ok = nb_nargs(p, call) == d->n + 1;
    for (uint32_t i = 0; ok && i < d->n; i++) {
        nb_map nowhere = {0};
        nb_undefined why;
        nb_expr value = NB_NONE;
        nb_expr a = nb_substitute(p, nb_arg(p, call, i + 1), &at->values);
        a = a ? nb_expand_calls(p, a, nb_session_definition, s) : NB_NONE;
        a = a ? nb_session_constants(s, a, at->hidden, at->n) : NB_NONE;
        ok = a && nb_at(p, a, &nowhere, &value, &why) == NB_AT_DEFINED &&
             nb_map_put(p, point, d->parts[i], value);
        nb_map_free(&nowhere);
    }
    return ok;
}

/* Notes the value of a derivative at a point, where it exists. */
static bool take_value(at_points *at, nb_expr call)
{
    nabla *s = at->s;
    nb_pool *p = s->pool;
    nb_list by = {0};
    nb_map point = {0};
    nb_undefined why;
    nb_expr value = NB_NONE;
    const nb_def *d = derivative_in(s, call, &by);
    if (d && read_point(at, d, call, &point) &&
        nb_derivative_at(p, d->expanded, by.items, by.n, &point, &value, &why) ==
            NB_AT_DEFINED)
        nb_map_put(p, &at->values, call, nb_layout(p, value, NULL));
    nb_map_free(&point);
    nb_list_free(&by);
    return !nb_failed(p);
}

nb_expr nb_derivatives_at_points(nabla *s, nb_expr typed, const nb_expr *hidden,
                                 uint32_t n)
{
    nb_list order = {0};
    at_points at = {.s = s, .hidden = hidden, .n = n};
    bool ok = nb_topological(s->pool, &typed, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++)
        ok = nb_op_of(s->pool, order.items[i]) != NB_CALL ||
             take_value(&at, order.items[i]);
    if (ok && at.values.n)
        typed = nb_substitute(s->pool, typed, &at.values);
    nb_list_free(&order);
    nb_map_free(&at.values);
    return ok ? typed : NB_NONE;
}
