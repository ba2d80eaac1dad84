#include "session/label.h"
#include "session/lines.h"
#include "session/value.h"
#include "session/vector.h"
#include "statements/statements.h"

#include <string.h>

/* Answers for people, line by line. */

/* ---- the lines of a function ---- */

/* The gradient as people are told it. */
static const nb_formula *formulas_of(const nabla_result *r)
{
    return r->told ? r->told : r->formulas;
}

/* Whether the formulas are so long that nobody wants to see them again in the vector. */
static bool is_told_once(const nb_out *o, const nabla_result *r)
{
    enum { LONG = 20000 }; /* nodes, some twenty screens */
    uint64_t nodes = 0;
    for (uint32_t i = 0; i < r->def->n; i++)
        nodes += o->brief ? 0 : formulas_of(r)[i].size;
    return nodes > LONG;
}

/* (∂f/∂x1, ∂f/∂x2, ..., ∂f/∂x9): the formulas stand above. */
static void write_names_of_partials(nb_out *o, const nabla_result *r)
{
    enum { FIRST = 2 };
    uint32_t n = r->def->n;
    nb_out_open(o, NB_BRACKET_ROUND);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            nb_out_text(o, ", ");
        if (i == FIRST && n > FIRST + 2) {
            nb_out_text(o, "..., ");
            i = n - 1;
        }
        nb_by by = {nb_def_param(r->def, i), 1};
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
    }
    nb_out_close(o, NB_BRACKET_ROUND);
}

static void write_function(nb_out *o, nabla_result *r)
{
    const nb_def *d = r->def;
    nb_line_echo(o, r);
    nb_line_worked_out(o, r);
    for (uint32_t i = 0; i < d->n; i++) {
        nb_by by = {nb_def_param(d, i), 1};
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
        nb_line_formula(o, r, &formulas_of(r)[i]);
        nb_out_end(o);
    }
    if (d->n != 1) {
        nb_label_gradient(o, r, NB_PLACE_PARAMETERS);
        nb_out_sign(o, NB_SIGN_EQUALS);
        if (is_told_once(o, r))
            write_names_of_partials(o, r);
        else
            nb_put_formulas(o, formulas_of(r), d->n);
        nb_out_end(o);
    }
    nb_line_where(o, r);
}

/* ---- values at a point ---- */

static void write_value(nb_out *o, nabla_result *r)
{
    nb_chain c;
    if (r->def->name)
        nb_label_function(o, r, NB_PLACE_POINT);
    else
        nb_out_words(o, "value");
    if (r->value.status == NB_AT_DEFINED) {
        nb_chain_begin(&c, o, true);
        nb_chain_member(&c, r, &r->value);
        nb_chain_end(&c);
    } else {
        nb_line_gap(o, r, &r->value, false);
    }
    nb_out_end(o);
}

static void write_single(nb_out *o, nabla_result *r)
{
    nb_by by = {nb_def_param(r->def, 0), 1};
    nb_member *m = &r->members[0];
    nb_chain c;
    nb_label_derivative(o, r, &by, 1, NB_PLACE_POINT);
    if (m->status == NB_AT_DEFINED) {
        nb_chain_begin(&c, o, true);
        nb_chain_member(&c, r, m);
        nb_chain_end(&c);
        nb_line_side(o, m);
    } else {
        nb_line_gap(o, r, m, false);
    }
    nb_out_end(o);
}

static void write_members(nb_out *o, nabla_result *r)
{
    if (nb_is_single(r)) {
        write_single(o, r);
        return;
    }
    nb_label_gradient(o, r, NB_PLACE_POINT);
    bool any = false;
    for (uint32_t i = 0; i < r->n_members; i++)
        any = any || r->members[i].status == NB_AT_DEFINED;
    if (r->has_value && r->value.status != NB_AT_DEFINED && !any) {
        bool undefined = r->value.status == NB_AT_UNDEFINED;
        nb_out_words(o, undefined ? " is undefined: " : ": not proven, since ");
        nb_out_words(o, r->def->name ? r->def->name : "the function");
        nb_out_words(o, undefined ? " itself is undefined there" : " itself is not");
        nb_out_end(o);
        return;
    }
    nb_put_values(o, r);
    nb_out_end(o);
    nb_line_gaps(o, r);
}

static void write_evaluation(nb_out *o, nabla_result *r)
{
    nb_line_place(o, r);
    write_value(o, r);
    write_members(o, r);
    nb_line_norm(o, r);
}

/* ---- other answers ---- */

/* 2 + 3 = 5; a = 3/2 */
static void write_closed(nb_out *o, nabla_result *r)
{
    nb_chain c;
    nb_expr typed = r->kind == NB_ANSWER_CONSTANT ? r->def->body : r->body;
    if (r->kind == NB_ANSWER_CONSTANT) {
        nb_out_name(o, r->def->name);
        nb_out_sign(o, NB_SIGN_EQUALS);
    }
    nb_buf echo = {0};
    nb_print(o->p, typed, o->style, &echo);
    nb_chain_begin(&c, o, true);
    nb_chain_label(&c, nb_buf_text(&echo));
    nb_buf_free(&echo);
    nb_out_expr(o, typed, NB_LEVEL_RELATION);
    if (r->value.status == NB_AT_DEFINED)
        nb_chain_member(&c, r, &r->value);
    else
        nb_line_gap(o, r, &r->value, false);
    nb_chain_end(&c);
    nb_out_end(o);
    nb_line_notes(o, r);
}

static void write_gradient(nb_out *o, nabla_result *r)
{
    if (r->has_point) {
        nb_line_place(o, r);
        write_members(o, r);
        return;
    }
    if (!r->def->name)
        nb_line_echo(o, r);
    if (nb_is_single(r)) {
        nb_by by = {nb_def_param(r->def, 0), 1};
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
        nb_line_formula(o, r, &r->formulas[0]);
        nb_out_end(o);
        return;
    }
    nb_label_gradient(o, r, NB_PLACE_PARAMETERS);
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_put_formulas(o, r->formulas, r->def->n);
    nb_out_end(o);
    for (uint32_t i = 0; i < r->def->n; i++) {
        nb_by by = {nb_def_param(r->def, i), 1};
        if (r->formulas[i].conditions.n == 0)
            continue;
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
        nb_line_conditions(o, &r->formulas[i]);
        nb_out_end(o);
    }
}

static void write_norm_answer(nb_out *o, nabla_result *r)
{
    if (r->has_point) {
        nb_line_place(o, r);
        if (r->norm.status != NB_AT_DEFINED)
            nb_line_gaps(o, r);
        nb_line_norm(o, r);
        return;
    }
    if (!r->def->name)
        nb_line_echo(o, r);
    nb_label_norm(o, r, NB_PLACE_PARAMETERS);
    nb_line_formula(o, r, &r->formulas[0]);
    nb_out_end(o);
}

static void write_derivative(nb_out *o, nabla_result *r)
{
    nb_chain c;
    bool named = r->def->name != NULL;
    nb_label_derivative(o, r, r->by, r->n_by,
                        r->has_point ? NB_PLACE_POINT : NB_PLACE_NONE);
    if (!named) {
        nb_out_text(o, " ");
        nb_out_expr(o, r->def->body, NB_LEVEL_POWER);
    }
    if (!r->has_point) {
        nb_line_formula(o, r, &r->formulas[0]);
    } else if (r->value.status == NB_AT_DEFINED) {
        if (!named)
            nb_line_at(o, r);
        nb_chain_begin(&c, o, true);
        nb_chain_member(&c, r, &r->value);
        nb_chain_end(&c);
        nb_line_side(o, &r->value);
    } else {
        nb_line_gap(o, r, &r->value, !named);
    }
    nb_out_end(o);
    nb_line_notes(o, r);
}

static void write_answer(nb_out *o, nabla_result *r)
{
    switch (r->kind) {
    case NB_ANSWER_NOTHING: break;
    case NB_ANSWER_FUNCTION:
        write_function(o, r);
        if (r->has_point)
            write_evaluation(o, r);
        break;
    case NB_ANSWER_EVALUATION: write_evaluation(o, r); break;
    case NB_ANSWER_VALUE:
        if (r->def)
            write_value(o, r);
        else
            write_closed(o, r);
        break;
    case NB_ANSWER_CONSTANT: write_closed(o, r); break;
    case NB_ANSWER_GRADIENT: write_gradient(o, r); break;
    case NB_ANSWER_NORM: write_norm_answer(o, r); break;
    case NB_ANSWER_DERIVATIVE: write_derivative(o, r); break;
    case NB_ANSWER_COMMAND:
        if (r->class->people)
            r->class->people(r, o);
        nb_line_notes(o, r);
        break;
    }
}

void nb_write_people(nabla_result *r, int width, nb_buf *out)
{
    nabla *s = r->session;
    nb_out o;
    nb_out_init(&o, s, (nb_style)s->settings.style, s->settings.linear ? 0 : width, out);
    r->worst = r->status;
    if (r->markup) {
        o.style = r->command == NB_COMMAND_LATEX ? NB_STYLE_LATEX : NB_STYLE_MATHML;
        o.width = 0;
        o.indent = "";
    }
    o.brief = nb_shows_brief(r);
    write_answer(&o, r);
    nb_line_where(&o, r);
    nb_out_free(&o);
}
