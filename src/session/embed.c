#include "session/answer.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "numeric/decimal.h"
#include "session/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Expressions for hosts that do without statements. They are kept typed, as they
 * would be printed. */

/* ---- life ---- */

static void *fail(nabla *s, nb_code code, const char *message)
{
    nb_error_set(&s->error, code, "%s", message);
    return NULL;
}

static nabla_expr *wrap(nabla *s, nb_expr typed)
{
    nabla_expr *e = typed ? malloc(sizeof *e) : NULL;
    if (!e)
        return fail(s, NB_ERR_MEMORY, "out of memory");
    *e = (nabla_expr){.session = s, .next = s->expressions, .typed = typed};
    if (e->next)
        e->next->previous = e;
    s->expressions = e;
    return e;
}

void nabla_expr_free(nabla_expr *e)
{
    if (!e)
        return;
    if (e->previous)
        e->previous->next = e->next;
    else
        e->session->expressions = e->next;
    if (e->next)
        e->next->previous = e->previous;
    free(e);
}

void nabla_string_free(char *text) { free(text); }

/* Every call begins so; expressions in C variables must not live across it. */
static void begin(nabla *s)
{
    nb_session_collect(s);
    nb_error_clear(&s->error);
    s->interrupt = 0;
}

/* ---- definitions ---- */

nabla_expr *nabla_parse(nabla *s, const char *text, size_t length)
{
    nb_scope scope = nb_session_scope(s);
    begin(s);
    nb_expr e = nb_parse_expression(s->pool, text, length, &scope, NULL);
    return e ? wrap(s, e) : NULL;
}

nabla_status nabla_define(nabla *s, const char *text, size_t length)
{
    nabla_result *r;
    nabla_status status = nabla_run(s, text, length, &r);
    if (r && r->error.code == NB_OK && r->kind != NB_ANSWER_CONSTANT &&
        r->kind != NB_ANSWER_FUNCTION) {
        fail(s, NB_ERR_USAGE, "this is not a definition");
        status = NABLA_ERROR;
    }
    nabla_result_free(r);
    return status;
}

static nb_def *find(nabla *s, const char *name)
{
    nb_def *d = nb_table_find(s, name);
    return d && !d->constant ? d : fail(s, NB_ERR_NAME, "there is no such function");
}

nabla_expr *nabla_function(nabla *s, const char *name)
{
    begin(s);
    nb_def *d = find(s, name);
    return d ? wrap(s, d->body) : NULL;
}

size_t nabla_parameters(nabla *s, const char *name)
{
    const nb_def *d = nb_table_find(s, name);
    return d ? d->n : 0;
}

const char *nabla_parameter(nabla *s, const char *name, size_t i)
{
    const nb_def *d = nb_table_find(s, name);
    return d && i < d->n ? nb_symbol_name(s->pool, nb_def_param(d, (uint32_t)i)) : NULL;
}

nabla_expr *nabla_gradient(nabla *s, const char *name, size_t i)
{
    begin(s);
    nb_def *d = find(s, name);
    if (!d)
        return NULL;
    if (i >= d->n)
        return fail(s, NB_ERR_USAGE, "the function has fewer parameters");
    nb_formula f = {0};
    nb_expr partial = nb_def_partial(s, d, (uint32_t)i);
    bool ok = partial && nb_make_formula(s, d, false, NB_NONE, partial, &f);
    return ok ? wrap(s, f.typed) : NULL;
}

/* ---- calculus ---- */

static nb_expr canonical_of(nabla_expr *e)
{
    nabla *s = e->session;
    nb_expr expanded = nb_session_expand(s, e->typed, NULL, 0);
    return expanded ? nb_canonical(s->pool, expanded) : NB_NONE;
}

static nabla_expr *laid_out(nabla *s, nb_expr canonical)
{
    nb_expr e =
        canonical ? nb_layout(s->pool, nb_tidy(s->pool, canonical), NULL) : NB_NONE;
    return e ? wrap(s, e) : NULL;
}

nabla_expr *nabla_simplify(nabla_expr *e)
{
    begin(e->session);
    return laid_out(e->session, canonical_of(e));
}

nabla_expr *nabla_derive(nabla_expr *e, const char *variable)
{
    nabla *s = e->session;
    begin(s);
    nb_expr x = nb_symbol(s->pool, variable, strlen(variable));
    nb_expr canonical = canonical_of(e);
    return laid_out(s, canonical && x ? nb_derive(s->pool, canonical, x) : NB_NONE);
}

char *nabla_print(nabla_expr *e, nabla_style style)
{
    static const nb_style styles[] = {[NABLA_TEXT] = NB_STYLE_TEXT,
                                      [NABLA_UNICODE] = NB_STYLE_UNICODE,
                                      [NABLA_ASCII] = NB_STYLE_ASCII,
                                      [NABLA_LATEX] = NB_STYLE_LATEX};
    nabla *s = e->session;
    nb_buf b = {0};
    begin(s);
    if (nb_tree_size(s->pool, e->typed, NB_TREE_MAX) >= NB_TREE_MAX)
        return fail(s, NB_ERR_LIMIT, "too long to write out");
    nb_print(s->pool, e->typed, styles[style], &b);
    char *text = nb_buf_take(&b);
    if (text && !nb_failed(s->pool))
        return text;
    free(text);
    return fail(s, NB_ERR_MEMORY, "out of memory");
}

/* ---- evaluation ---- */

static bool read_point(nabla *s, const nabla_assignment *at, size_t n, nb_map *point)
{
    nb_scope scope = nb_session_scope(s);
    for (size_t i = 0; i < n; i++) {
        nb_map nowhere = {0};
        nb_expr value = NB_NONE;
        nb_undefined why;
        nb_expr typed =
            nb_parse_expression(s->pool, at[i].value, strlen(at[i].value), &scope, NULL);
        nb_expr closed = typed ? nb_session_expand(s, typed, NULL, 0) : NB_NONE;
        if (!closed)
            return false;
        if (nb_at(s->pool, closed, &nowhere, &value, &why) != NB_AT_DEFINED) {
            nb_error_set(&s->error, NB_ERR_UNDEFINED, "the value of %s does not exist",
                         at[i].variable);
            return false;
        }
        nb_expr x = nb_symbol(s->pool, at[i].variable, strlen(at[i].variable));
        if (!x || !nb_map_put(s->pool, point, x, value))
            return false;
    }
    return true;
}

static void fill_value(nabla *s, nb_member *m, nabla_value *out)
{
    nabla_result r = {.session = s};
    nb_buf exact = {0}, decimal = {0};
    nb_member_show(&r, m);
    if (nb_value_exact(s->pool, m, NB_STYLE_TEXT, &exact))
        out->exact = nb_buf_take(&exact);
    slong digits = s->settings.digits ? (slong)s->settings.digits : NB_JSON_DIGITS;
    nb_decimal_status status = nb_decimal(s->pool, m->value, digits, &decimal);
    if (status == NB_DECIMAL_EXACT || status == NB_DECIMAL_ROUNDED)
        out->decimal = nb_buf_take(&decimal);
    else if (!out->exact)
        out->status = NABLA_LIMIT;
    nb_interval(s->pool, m->value, &out->low, &out->high);
    nb_buf_free(&exact);
    nb_buf_free(&decimal);
}

static void fill_reason(nabla *s, const nb_member *m, nabla_value *out)
{
    nb_buf reason = {0};
    out->status = m->status == NB_AT_UNDEFINED ? NABLA_UNDEFINED : NABLA_LIMIT;
    nb_write_reason(s, &m->why, NB_STYLE_TEXT, &reason);
    out->reason = nb_buf_take(&reason);
}

void nb_member_tell(nabla *s, nb_member *m, nabla_value *out)
{
    *out = (nabla_value){.low = -HUGE_VAL, .high = HUGE_VAL};
    if (m->status == NB_AT_DEFINED)
        fill_value(s, m, out);
    else
        fill_reason(s, m, out);
}

nabla_status nabla_evaluate(nabla_expr *e, const nabla_assignment *at, size_t n,
                            nabla_value *value)
{
    nabla *s = e->session;
    nb_map point = {0};
    nb_member m = {0};
    *value = (nabla_value){.low = -HUGE_VAL, .high = HUGE_VAL};
    begin(s);
    nb_expr expanded = nb_session_expand(s, e->typed, NULL, 0);
    if (expanded && read_point(s, at, n, &point)) {
        m.status = nb_at(s->pool, expanded, &point, &m.value, &m.why);
        nb_member_tell(s, &m, value);
    }
    nb_map_free(&point);
    if (nb_failed(s->pool))
        value->status = nb_status_of(s->error.code);
    return value->status;
}

void nabla_value_clear(nabla_value *value)
{
    free(value->exact);
    free(value->decimal);
    free(value->reason);
    *value = (nabla_value){.low = -HUGE_VAL, .high = HUGE_VAL};
}
