#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "statements/argument.h"
#include "statements/statements.h"

/* Expressions as operands of commands. */

static bool add_variables(nb_pool *p, nb_list *to, const nb_expr *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bool known = false;
        for (uint32_t k = 0; k < to->n; k++)
            known = known || to->items[k] == items[i];
        if (!known && !nb_list_add(p, to, items[i]))
            return false;
    }
    return true;
}

static bool read_body(nabla *s, nb_expr body, nb_expr *expanded, nb_list *variables)
{
    nb_list mine = {0};
    *expanded = nb_session_expand(s, body, NULL, 0);
    bool ok = *expanded && nb_free_variables(s, body, &mine) &&
              add_variables(s->pool, variables, mine.items, mine.n);
    nb_list_free(&mine);
    return ok;
}

/* A derivative of a function, as its formula. */
static bool read_partial(nabla *s, const nb_statement *st, nb_expr *typed,
                         nb_list *variables)
{
    nb_def *d = nb_statement_function(s, st);
    nb_expr e = d ? nb_def_canonical(s, d) : NB_NONE;
    for (uint32_t i = 0; e && i < st->n_by; i++)
        for (uint32_t k = 0; e && k < st->by[i].times; k++)
            e = nb_derive(s->pool, e, st->by[i].variable);
    *typed = e ? nb_layout(s->pool, nb_tidy(s->pool, e), NULL) : NB_NONE;
    bool ok = *typed && add_variables(s->pool, variables, d->parts, d->n);
    if (d)
        nb_def_release(s, d);
    return ok;
}

bool nb_read_subexpression(nabla_result *r, const nb_statement *st, const char *text,
                           nb_span part, nb_expr *typed, nb_expr *expanded,
                           nb_list *variables)
{
    nabla *s = r->session;
    nb_statement inner = {0};
    bool ok = nb_read_part(s, text, part, &inner);
    if (ok && inner.kind == NB_SHOW) {
        nb_def *d = nb_named_function(s, inner.name, part);
        ok = d && add_variables(s->pool, variables, d->parts, d->n);
        *typed = ok ? d->body : NB_NONE;
        *expanded = ok ? d->expanded : NB_NONE;
        if (d)
            nb_def_release(s, d);
    } else if (ok && inner.kind == NB_ANONYMOUS && !inner.has_point) {
        *typed = inner.body;
        ok = read_body(s, inner.body, expanded, variables);
    } else if (ok && (inner.kind == NB_PARTIAL || inner.kind == NB_DERIVATIVE) &&
               !inner.has_point) {
        ok = read_partial(s, &inner, typed, variables);
        *expanded = *typed;
    } else if (ok) {
        ok = nb_usage(s, st->command, part);
    }
    nb_statement_free(&inner);
    return ok;
}
