#include "session/writer.h"
#include "statements/statements.h"

#include <stdlib.h>
#include <string.h>

/* Answers for programs: one JSON object each. doc/json.md describes them. */

/* ---- kinds ---- */

static void kind(nb_writer *w, const char *name) { nb_json_member(&w->j, "kind", name); }

static void put_evaluation(nb_writer *w)
{
    kind(w, "evaluation");
    nb_put_name(w, "function", w->r->def);
    nb_put_point(w);
    nb_put_member(w, "value", &w->r->value);
    nb_put_members(w, "gradient");
    nb_put_norm(w);
}

/* The function, and what it is with its derivatives worked out. */
static void put_worked_out(nb_writer *w)
{
    const nb_formula *f = nb_worked_out(w->r);
    nb_put_function(w, w->r->def);
    if (!f)
        return;
    nb_json_key(&w->j, "worked_out");
    nb_json_open(&w->j, '{');
    nb_put_formula(w, f);
    nb_json_close(&w->j, '}');
}

static void put_function_answer(nb_writer *w)
{
    if (!nb_need_formulas(w->r))
        return;
    if (!w->r->has_point) {
        kind(w, "gradient");
        put_worked_out(w);
        nb_put_gradient(w);
        return;
    }
    put_evaluation(w);
    nb_json_key(&w->j, "definition");
    nb_json_open(&w->j, '{');
    put_worked_out(w);
    nb_put_gradient(w);
    nb_json_close(&w->j, '}');
}

static void put_closed(nb_writer *w)
{
    nabla_result *r = w->r;
    if (r->kind == NB_ANSWER_CONSTANT) {
        kind(w, "constant");
        nb_put_name(w, "name", r->def);
        nb_put_typed(w, "body", r->def->body, NB_STYLE_TEXT);
    } else {
        kind(w, "value");
        nb_put_typed(w, "body", r->body, NB_STYLE_TEXT);
    }
    if (r->kind == NB_ANSWER_VALUE && r->def) {
        nb_put_name(w, "function", r->def);
        nb_put_point(w);
    }
    nb_put_member(w, "value", &r->value);
}

static void put_gradient_answer(nb_writer *w)
{
    kind(w, "gradient");
    nb_put_function(w, w->r->def);
    if (w->r->has_point) {
        nb_put_point(w);
        nb_put_members(w, "gradient");
    } else {
        nb_put_gradient(w);
    }
}

static void put_norm_answer(nb_writer *w)
{
    kind(w, "norm");
    nb_put_function(w, w->r->def);
    if (w->r->has_point) {
        nb_put_point(w);
        nb_put_norm(w);
    } else {
        nb_put_formula(w, &w->r->formulas[0]);
    }
}

static void put_by(nb_writer *w, const nb_by *by, uint32_t n)
{
    nb_json_key(&w->j, "by");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < by[i].times; k++)
            nb_json_string(&w->j, nb_symbol_name(w->p, by[i].variable));
    nb_json_close(&w->j, ']');
}

static void put_derivative(nb_writer *w)
{
    nabla_result *r = w->r;
    kind(w, "derivative");
    nb_put_function(w, r->def);
    put_by(w, r->by, r->n_by);
    if (r->has_point) {
        nb_put_point(w);
        nb_put_member(w, "value", &r->value);
    } else {
        nb_put_formula(w, &r->formulas[0]);
    }
}

/* What people would see, as one text. */
static void put_markup(nb_writer *w)
{
    nb_buf b = {0};
    bool latex = w->r->command == NB_COMMAND_LATEX;
    kind(w, latex ? "latex" : "mathml");
    nb_write_people(w->r, 0, &b);
    nb_json_member(&w->j, latex ? "latex" : "mathml", nb_buf_text(&b));
    w->j.out->failed |= b.failed;
    nb_buf_free(&b);
}

static void put_answer(nb_writer *w)
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
    case NB_ANSWER_COMMAND:
        if (w->r->class->kind)
            kind(w, w->r->class->kind);
        if (w->r->class->json)
            w->r->class->json(w->r, w);
        break;
    }
    nb_put_where(w);
}

static void put_span(nb_writer *w, uint32_t begin, uint32_t end)
{
    nb_json_key(&w->j, "span");
    nb_json_open(&w->j, '[');
    nb_json_integer(&w->j, begin);
    nb_json_integer(&w->j, end);
    nb_json_close(&w->j, ']');
}

static void put_notes(nb_writer *w)
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

static void put_error(nb_writer *w)
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
    nb_writer w = {.j = {.out = out}, .s = r->session, .p = r->session->pool, .r = r};
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
    nb_buf_free(&w.scratch);
}
