#include "present/json.h"
#include "session/value.h"

#include <stdlib.h>
#include <string.h>

/* Answers for programs: one JSON object each. doc/json.md describes them. */

typedef struct writer {
    nb_json j;
    nabla *s;
    nb_pool *p;
    nabla_result *r;
} writer;

/* ---- texts ---- */

static void member_text(writer *w, const char *key, nb_expr typed, nb_style style)
{
    nb_buf b = {0};
    nb_print(w->p, typed, style, &b);
    nb_json_member(&w->j, key, nb_buf_text(&b));
    w->j.out->failed |= b.failed;
    nb_buf_free(&b);
}

static void item_text(writer *w, nb_expr typed, nb_style style)
{
    nb_buf b = {0};
    nb_print(w->p, typed, style, &b);
    nb_json_string(&w->j, nb_buf_text(&b));
    w->j.out->failed |= b.failed;
    nb_buf_free(&b);
}

static const char *name_of(const nb_def *d) { return d->name; }

static void put_name(writer *w, const char *key, const nb_def *d)
{
    nb_json_key(&w->j, key);
    nb_json_string(&w->j, name_of(d));
}

static const char *symbol(const writer *w, nb_expr e) { return nb_symbol_name(w->p, e); }

/* ---- functions and formulas ---- */

static void put_params(writer *w, const nb_def *d)
{
    nb_json_key(&w->j, "params");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < d->n; i++)
        nb_json_string(&w->j, symbol(w, nb_def_param(d, i)));
    nb_json_close(&w->j, ']');
}

static void put_function(writer *w, const nb_def *d)
{
    nb_json_key(&w->j, "function");
    nb_json_open(&w->j, '{');
    put_name(w, "name", d);
    put_params(w, d);
    member_text(w, "body", d->body, NB_STYLE_TEXT);
    nb_json_close(&w->j, '}');
}

static void put_formula(writer *w, const nb_formula *f)
{
    if (f->size >= NB_TREE_MAX) {
        nb_json_key(&w->j, "error");
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "code", "limit");
        nb_json_member(&w->j, "message", "the formula is too long to write out");
        nb_json_close(&w->j, '}');
        nb_note_unproven(w->r);
        return;
    }
    member_text(w, "text", f->typed, NB_STYLE_TEXT);
    member_text(w, "latex", f->typed, NB_STYLE_LATEX);
    nb_json_key(&w->j, "conditions");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < f->conditions.n; i++)
        if (nb_is_int(w->p, f->conditions.items[i], 0))
            nb_json_string(&w->j, "false");
        else
            item_text(w, f->conditions.items[i], NB_STYLE_TEXT);
    nb_json_close(&w->j, ']');
}

static void put_gradient(writer *w)
{
    const nb_def *d = w->r->def;
    nb_json_key(&w->j, "gradient");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < d->n; i++) {
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "variable", symbol(w, nb_def_param(d, i)));
        put_formula(w, &w->r->formulas[i]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

/* ---- values ---- */

static slong digits_of(const nabla *s)
{
    return s->settings.digits ? (slong)s->settings.digits : NB_JSON_DIGITS;
}

static void put_decimal(writer *w, const nb_member *m, bool exact)
{
    nb_buf b = {0};
    nb_decimal_status status = nb_decimal(w->p, m->value, digits_of(w->s), &b);
    nb_json_key(&w->j, "decimal");
    nb_json_string(&w->j, b.length ? nb_buf_text(&b) : NULL);
    nb_buf_free(&b);
    if (status == NB_DECIMAL_UNPROVEN)
        nb_json_member(&w->j, "unknown", "the digits could not be proven");
    else if (status == NB_DECIMAL_TOO_LARGE)
        nb_json_member(&w->j, "unknown", "too large for a decimal");
    if (status == NB_DECIMAL_UNPROVEN || (status == NB_DECIMAL_TOO_LARGE && !exact))
        nb_note_unproven(w->r);
}

/* The inside of a value: exact and decimal, or why there is none. */
static void put_value(writer *w, const nb_member *m)
{
    nb_buf b = {0};
    if (m->status != NB_AT_DEFINED) {
        nb_write_reason(w->s, &m->why, NB_STYLE_TEXT, &b);
        nb_json_member(&w->j, m->status == NB_AT_UNDEFINED ? "undefined" : "unknown",
                       nb_buf_text(&b));
        nb_buf_free(&b);
        return;
    }
    bool exact = nb_value_exact(w->p, m, NB_STYLE_TEXT, &b);
    nb_json_key(&w->j, "exact");
    nb_json_string(&w->j, exact ? nb_buf_text(&b) : NULL);
    nb_buf_free(&b);
    put_decimal(w, m, exact);
    if (m->why.one_sided) {
        nb_json_key(&w->j, "one_sided");
        nb_json_bool(&w->j, true);
    }
}

static void member_value(writer *w, const char *key, const nb_member *m)
{
    nb_json_key(&w->j, key);
    nb_json_open(&w->j, '{');
    put_value(w, m);
    nb_json_close(&w->j, '}');
}

static void put_point(writer *w)
{
    nb_json_key(&w->j, "point");
    nb_json_open(&w->j, '{');
    for (uint32_t i = 0; i < w->r->def->n; i++)
        member_text(w, symbol(w, nb_def_param(w->r->def, i)), w->r->point.items[i],
                    NB_STYLE_TEXT);
    nb_json_close(&w->j, '}');
}

static void put_members(writer *w, const char *key)
{
    nb_json_key(&w->j, key);
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < w->r->n_members; i++) {
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "variable", symbol(w, nb_def_param(w->r->def, i)));
        put_value(w, &w->r->members[i]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

static void put_norm(writer *w)
{
    nb_json_key(&w->j, "norm");
    nb_json_open(&w->j, '{');
    if (w->r->norm.status == NB_AT_DEFINED)
        put_value(w, &w->r->norm);
    else if (w->r->norm.status == NB_AT_UNDEFINED)
        nb_json_member(&w->j, "undefined", "a component of the gradient is undefined");
    else
        nb_json_member(&w->j, "unknown", "a component of the gradient is not proven");
    nb_json_close(&w->j, '}');
}

/* ---- kinds ---- */

static void kind(writer *w, const char *name) { nb_json_member(&w->j, "kind", name); }

static void put_evaluation(writer *w)
{
    kind(w, "evaluation");
    put_name(w, "function", w->r->def);
    put_point(w);
    member_value(w, "value", &w->r->value);
    put_members(w, "gradient");
    put_norm(w);
}

static void put_function_answer(writer *w)
{
    if (!w->r->has_point) {
        kind(w, "gradient");
        put_function(w, w->r->def);
        put_gradient(w);
        return;
    }
    put_evaluation(w);
    nb_json_key(&w->j, "definition");
    nb_json_open(&w->j, '{');
    put_function(w, w->r->def);
    put_gradient(w);
    nb_json_close(&w->j, '}');
}

static void put_closed(writer *w)
{
    nabla_result *r = w->r;
    if (r->kind == NB_ANSWER_CONSTANT) {
        kind(w, "constant");
        put_name(w, "name", r->def);
        member_text(w, "body", r->def->body, NB_STYLE_TEXT);
    } else {
        kind(w, "value");
        member_text(w, "body", r->body, NB_STYLE_TEXT);
    }
    if (r->kind == NB_ANSWER_VALUE && r->def) {
        put_name(w, "function", r->def);
        put_point(w);
    }
    member_value(w, "value", &r->value);
}

static void put_gradient_answer(writer *w)
{
    kind(w, "gradient");
    put_function(w, w->r->def);
    if (w->r->has_point) {
        put_point(w);
        put_members(w, "gradient");
    } else {
        put_gradient(w);
    }
}

static void put_norm_answer(writer *w)
{
    kind(w, "norm");
    put_function(w, w->r->def);
    if (w->r->has_point) {
        put_point(w);
        put_norm(w);
    } else {
        put_formula(w, &w->r->formulas[0]);
    }
}

static void put_by(writer *w, const nb_by *by, uint32_t n)
{
    nb_json_key(&w->j, "by");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < by[i].times; k++)
            nb_json_string(&w->j, symbol(w, by[i].variable));
    nb_json_close(&w->j, ']');
}

static void put_derivative(writer *w)
{
    nabla_result *r = w->r;
    kind(w, "derivative");
    put_function(w, r->def);
    put_by(w, r->by, r->n_by);
    if (r->has_point) {
        put_point(w);
        member_value(w, "value", &r->value);
    } else {
        put_formula(w, &r->formulas[0]);
    }
}

static void put_hessian(writer *w)
{
    nabla_result *r = w->r;
    uint32_t n = r->def->n;
    kind(w, "hessian");
    put_function(w, r->def);
    if (r->has_point)
        put_point(w);
    nb_json_key(&w->j, "hessian");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < n; i++) {
        nb_json_open(&w->j, '[');
        for (uint32_t k = i * n; k < (i + 1) * n; k++) {
            nb_json_open(&w->j, '{');
            if (r->has_point)
                put_value(w, &r->members[k]);
            else
                put_formula(w, &r->formulas[k]);
            nb_json_close(&w->j, '}');
        }
        nb_json_close(&w->j, ']');
    }
    nb_json_close(&w->j, ']');
}

static void put_direction(writer *w)
{
    nabla_result *r = w->r;
    bool flat = r->norm.status == NB_AT_DEFINED && nb_is_int(w->p, r->norm.value, 0);
    kind(w, "direction");
    put_name(w, "function", r->def);
    put_point(w);
    if (flat || r->norm.status != NB_AT_DEFINED) {
        nb_json_key(&w->j, "direction");
        nb_json_null(&w->j);
    } else {
        put_members(w, "direction");
    }
    nb_json_key(&w->j, "rate");
    nb_json_open(&w->j, '{');
    if (r->norm.status == NB_AT_DEFINED)
        put_value(w, &r->norm);
    else
        nb_json_member(&w->j, r->norm.status == NB_AT_UNDEFINED ? "undefined" : "unknown",
                       "a component of the gradient");
    nb_json_close(&w->j, '}');
}

/* ---- the session ---- */

static void put_settings(writer *w)
{
    const char *one = w->r->argument;
    if (one && *one) {
        kind(w, "setting");
        nb_json_member(&w->j, "name", one);
        nb_json_member(&w->j, "value", nabla_get(w->s, one));
        return;
    }
    kind(w, "settings");
    nb_json_key(&w->j, "settings");
    nb_json_open(&w->j, '{');
    for (size_t i = 0; nb_option_at(i)->name; i++)
        nb_json_member(&w->j, nb_option_at(i)->name,
                       nabla_get(w->s, nb_option_at(i)->name));
    nb_json_close(&w->j, '}');
}

static void put_definition(writer *w, const nb_def *d)
{
    nb_json_open(&w->j, '{');
    put_name(w, "name", d);
    if (!d->constant)
        put_params(w, d);
    member_text(w, "body", d->body, NB_STYLE_TEXT);
    nb_json_close(&w->j, '}');
}

static void put_vars(writer *w)
{
    const nb_table *t = &w->s->table;
    kind(w, "vars");
    nb_json_key(&w->j, "definitions");
    nb_json_open(&w->j, '[');
    for (size_t i = 0; i < t->n; i++)
        put_definition(w, t->items[i]);
    nb_json_close(&w->j, ']');
}

static void put_change(writer *w)
{
    kind(w, w->r->command == NB_COMMAND_UNDO ? "undo" : "forget");
    nb_json_member(&w->j, "name", w->r->argument);
    nb_json_key(&w->j, "definition");
    if (w->r->def)
        put_definition(w, w->r->def);
    else
        nb_json_null(&w->j);
}

static void put_help(writer *w)
{
    nb_buf b = {0};
    kind(w, "help");
    nb_json_member(&w->j, "topic", w->r->argument);
    nb_write_help(w->s, w->r->argument, NB_STYLE_TEXT, &b);
    nb_json_member(&w->j, "text", nb_buf_text(&b));
    nb_buf_free(&b);
}

static void put_file(writer *w)
{
    bool load = w->r->action == NABLA_LOAD;
    kind(w, load ? "load" : "save");
    nb_json_member(&w->j, "file", w->r->argument);
    nb_json_key(&w->j, load ? "statements" : "definitions");
    nb_json_integer(&w->j, (int64_t)w->r->statements);
    if (load) {
        nb_json_key(&w->j, "status");
        nb_json_integer(&w->j, w->r->file_status);
    }
}

/* What people would see, as one text. */
static void put_markup(writer *w)
{
    nb_buf b = {0};
    bool latex = w->r->command == NB_COMMAND_LATEX;
    kind(w, latex ? "latex" : "mathml");
    nb_write_people(w->r, 0, &b);
    nb_json_member(&w->j, latex ? "latex" : "mathml", nb_buf_text(&b));
    w->j.out->failed |= b.failed;
    nb_buf_free(&b);
}

static void put_answer(writer *w)
{
    if (w->r->markup) {
        put_markup(w);
        return;
    }
    switch (w->r->kind) {
    case NB_ANSWER_NOTHING: break;
    case NB_ANSWER_FUNCTION: put_function_answer(w); break;
    case NB_ANSWER_EVALUATION: put_evaluation(w); break;
    case NB_ANSWER_VALUE:
    case NB_ANSWER_CONSTANT: put_closed(w); break;
    case NB_ANSWER_GRADIENT: put_gradient_answer(w); break;
    case NB_ANSWER_NORM: put_norm_answer(w); break;
    case NB_ANSWER_DERIVATIVE: put_derivative(w); break;
    case NB_ANSWER_HESSIAN: put_hessian(w); break;
    case NB_ANSWER_DIRECTION: put_direction(w); break;
    case NB_ANSWER_SETTINGS: put_settings(w); break;
    case NB_ANSWER_VARS: put_vars(w); break;
    case NB_ANSWER_CHANGE: put_change(w); break;
    case NB_ANSWER_HELP: put_help(w); break;
    case NB_ANSWER_FILE: put_file(w); break;
    case NB_ANSWER_QUIT: kind(w, "quit"); break;
    }
}

static void put_span(writer *w, uint32_t begin, uint32_t end)
{
    nb_json_key(&w->j, "span");
    nb_json_open(&w->j, '[');
    nb_json_integer(&w->j, begin);
    nb_json_integer(&w->j, end);
    nb_json_close(&w->j, ']');
}

static void put_notes(writer *w)
{
    const nabla_result *r = w->r;
    if (r->n_notes == 0)
        return;
    nb_json_key(&w->j, "notes");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < r->n_notes; i++) {
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "text", r->notes[i].text);
        put_span(w, r->notes[i].span.begin, r->notes[i].span.end);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

static void put_error(writer *w)
{
    const nb_error *e = &w->r->error;
    kind(w, "error");
    nb_json_member(&w->j, "code", nb_code_name(e->code));
    nb_json_member(&w->j, "message", e->message);
    put_span(w, e->begin, e->end);
    if (e->hint[0])
        nb_json_member(&w->j, "hint", e->hint);
}

void nb_write_json(nabla_result *r, nb_buf *out)
{
    writer w = {.j = {.out = out}, .s = r->session, .p = r->session->pool, .r = r};
    r->worst = r->status;
    if (r->kind == NB_ANSWER_NOTHING && r->error.code == NB_OK)
        return;
    nb_json_open(&w.j, '{');
    if (r->error.code != NB_OK)
        put_error(&w);
    else
        put_answer(&w);
    put_notes(&w);
    nb_json_close(&w.j, '}');
}
