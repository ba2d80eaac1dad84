#include "algebra/layout.h"
#include "session/label.h"
#include "session/value.h"
#include "session/vector.h"

#include <string.h>

/* Answers for people, line by line. */

/* ---- reasons ---- */

static bool is_canonical(nb_pool *p, nb_expr e)
{
    nb_list order = {0};
    bool found = false;
    nb_topological(p, &e, 1, &order);
    for (uint32_t i = 0; i < order.n && !found; i++)
        found = nb_op_of(p, order.items[i]) == NB_SUM ||
                nb_op_of(p, order.items[i]) == NB_PROD;
    nb_list_free(&order);
    return found;
}

void nb_write_any(nb_pool *p, nb_expr e, nb_style style, nb_buf *out)
{
    if (e && is_canonical(p, e))
        e = nb_layout(p, e, NULL);
    nb_print(p, e, style, out);
}

static void write_in_style(void *data, nb_pool *p, nb_expr e, nb_buf *out)
{
    nb_write_any(p, e, *(nb_style *)data, out);
}

void nb_write_reason(nabla *s, const nb_undefined *why, nb_style style, nb_buf *out)
{
    enum { CULPRIT_MAX = 60 };
    nb_undefined short_why = *why;
    if (why->node && nb_tree_size(s->pool, why->node, CULPRIT_MAX + 1) > CULPRIT_MAX &&
        why->reason != NB_WHY_OUTSIDE_DOMAIN)
        short_why.node = NB_NONE;
    nb_undefined_text(s->pool, &short_why, write_in_style, &style, out);
}

static void put_reason(nb_out *o, const nb_member *m)
{
    nb_buf b = {0};
    /* Inside \text{} of LaTeX a formula would need dollars: ASCII is honest there. */
    nb_style style = nb_style_column(o->style) > 1 ? NB_STYLE_ASCII : o->style;
    nb_write_reason(o->s, &m->why, style, &b);
    nb_out_words(o, nb_buf_text(&b));
    o->to->failed |= b.failed;
    nb_buf_free(&b);
}

/* " at (2, 0)", " at x = 2" */
static void put_at(nb_out *o, const nabla_result *r)
{
    nb_out_words(o, " at ");
    if (r->def->n > 1) {
        nb_label_place(o, r, NB_PLACE_POINT);
        return;
    }
    nb_out_name(o, nb_symbol_name(o->p, nb_def_param(r->def, 0)));
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_out_expr(o, r->point.items[0], NB_LEVEL_SUM);
}

/* " is undefined at (2, 0): division by zero in 1/y" behind a label, or
 * " at (2, 0): not proven whether ... is zero". */
static void put_gap(nb_out *o, const nabla_result *r, const nb_member *m, bool place)
{
    if (m->status == NB_AT_UNDEFINED)
        nb_out_words(o, " is undefined");
    if (place)
        put_at(o, r);
    nb_out_words(o, ": ");
    put_reason(o, m);
}

/* ---- formulas ---- */

/* Whether a condition is the number 0: it holds nowhere. */
static bool is_nowhere(const nb_out *o, const nb_formula *f)
{
    for (uint32_t i = 0; i < f->conditions.n; i++)
        if (nb_is_int(o->p, f->conditions.items[i], 0))
            return true;
    return false;
}

static void put_conditions(nb_out *o, const nb_formula *f)
{
    if (is_nowhere(o, f)) {
        nb_out_words(o, "  (defined nowhere)");
        return;
    }
    for (uint32_t i = 0; i < f->conditions.n; i++) {
        nb_buf b = {0};
        nb_print_within(o->p, f->conditions.items[i], o->style, NB_LEVEL_NOT, &b);
        nb_out_words(o, i ? " and " : "  for ");
        nb_out_raw(o, nb_buf_text(&b));
        o->to->failed |= b.failed;
        nb_buf_free(&b);
    }
}

static void put_formula(nb_out *o, nabla_result *r, const nb_formula *f)
{
    if (!nb_out_takes(o, f)) {
        nb_out_words(o, o->width ? " is too long for a screen: see latex, or --linear"
                                 : " is too long to write out");
        if (!o->width)
            nb_note_unproven(r);
        return;
    }
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_out_expr(o, f->typed, NB_LEVEL_RELATION);
    put_conditions(o, f);
}

/* ---- the lines of a function ---- */

/* Notes stand under the echo at a prompt. */
static void write_notes(nb_out *o, const nabla_result *r)
{
    if (!o->s->settings.inline_notes || r->markup)
        return;
    for (uint32_t i = 0; i < r->n_notes; i++)
        nb_buf_printf(
            o->to, o->s->settings.color ? "%s\033[2mnote: %s\033[0m\n" : "%snote: %s\n",
            o->indent, r->notes[i].text);
}

static void write_echo(nb_out *o, const nabla_result *r)
{
    if (r->def->name || r->def->n != 1)
        nb_label_function(o, r, NB_PLACE_PARAMETERS);
    else
        nb_out_name(o, nb_symbol_name(o->p, nb_def_param(r->def, 0)));
    nb_out_sign(o, r->def->name ? NB_SIGN_EQUALS : NB_SIGN_MAPS_TO);
    nb_out_expr(o, r->def->body, NB_LEVEL_RELATION);
    nb_out_end(o);
    write_notes(o, r);
}

static void write_function(nb_out *o, nabla_result *r)
{
    const nb_def *d = r->def;
    write_echo(o, r);
    for (uint32_t i = 0; i < d->n; i++) {
        nb_by by = {nb_def_param(d, i), 1};
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
        put_formula(o, r, &r->formulas[i]);
        nb_out_end(o);
    }
    if (d->n == 1)
        return;
    nb_label_gradient(o, r, NB_PLACE_PARAMETERS);
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_put_formulas(o, r->formulas, d->n);
    nb_out_end(o);
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
        put_gap(o, r, &r->value, false);
    }
    nb_out_end(o);
}

static void put_side(nb_out *o, const nb_member *m)
{
    if (m->status == NB_AT_DEFINED && m->why.one_sided)
        nb_out_words(o, "  (from one side: the other is outside the domain)");
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
        put_side(o, m);
    } else {
        put_gap(o, r, m, false);
    }
    nb_out_end(o);
}

/* A line for each component that has no value, and the sides of the others. */
static void write_gaps(nb_out *o, nabla_result *r)
{
    for (uint32_t i = 0; i < r->n_members; i++) {
        nb_by by = {nb_def_param(r->def, i), 1};
        const nb_member *m = &r->members[i];
        if (m->status == NB_AT_DEFINED && !m->why.one_sided)
            continue;
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
        if (m->status == NB_AT_DEFINED)
            put_side(o, m);
        else
            put_gap(o, r, m, r->def->name != NULL);
        nb_out_end(o);
    }
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
    write_gaps(o, r);
}

/* Whether the norm in exact form says less than the step it came from. */
static bool is_no_simpler(const nb_out *o, const nabla_result *r)
{
    enum { CAP = 1000 };
    return r->steps.n == 1 && r->norm.shown &&
           nb_tree_size(o->p, r->norm.shown, CAP) >=
               nb_tree_size(o->p, r->steps.items[0], CAP);
}

static void write_norm(nb_out *o, nabla_result *r)
{
    nb_chain c;
    nb_label_norm(o, r, NB_PLACE_POINT);
    if (r->norm.status == NB_AT_DEFINED) {
        nb_member norm = r->norm;
        if (is_no_simpler(o, r))
            norm.shown = NB_NONE;
        nb_chain_begin(&c, o, true);
        for (uint32_t i = 0; i < r->steps.n; i++)
            nb_chain_expr(&c, r->steps.items[i]);
        nb_chain_member(&c, r, &norm);
        nb_chain_end(&c);
    } else {
        static const char *const gaps[2][2] = {
            {": not proven, since a component of the gradient is not",
             ": not proven, since the derivative is not"},
            {" is undefined: a component of the gradient is",
             " is undefined: the derivative is"}};
        bool undefined = r->norm.status == NB_AT_UNDEFINED;
        nb_out_words(o, gaps[undefined][nb_is_single(r)]);
    }
    nb_out_end(o);
}

/* A nameless function's values need the point told first. */
static void write_place(nb_out *o, nabla_result *r)
{
    if (r->def->name)
        return;
    nb_out_words(o, "at ");
    if (r->def->n > 1) {
        nb_label_place(o, r, NB_PLACE_PARAMETERS);
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_label_place(o, r, NB_PLACE_POINT);
    } else {
        nb_out_name(o, nb_symbol_name(o->p, nb_def_param(r->def, 0)));
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_out_expr(o, r->point.items[0], NB_LEVEL_SUM);
    }
    nb_out_text(o, ":");
    nb_out_end(o);
}

static void write_evaluation(nb_out *o, nabla_result *r)
{
    write_place(o, r);
    write_value(o, r);
    write_members(o, r);
    write_norm(o, r);
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
        put_gap(o, r, &r->value, false);
    nb_chain_end(&c);
    nb_out_end(o);
    write_notes(o, r);
}

static void write_gradient(nb_out *o, nabla_result *r)
{
    if (r->has_point) {
        write_place(o, r);
        write_members(o, r);
        return;
    }
    if (!r->def->name)
        write_echo(o, r);
    if (nb_is_single(r)) {
        nb_by by = {nb_def_param(r->def, 0), 1};
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
        put_formula(o, r, &r->formulas[0]);
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
        put_conditions(o, &r->formulas[i]);
        nb_out_end(o);
    }
}

static void write_norm_answer(nb_out *o, nabla_result *r)
{
    if (r->has_point) {
        write_place(o, r);
        if (r->norm.status != NB_AT_DEFINED)
            write_gaps(o, r);
        write_norm(o, r);
        return;
    }
    if (!r->def->name)
        write_echo(o, r);
    nb_label_norm(o, r, NB_PLACE_PARAMETERS);
    put_formula(o, r, &r->formulas[0]);
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
        put_formula(o, r, &r->formulas[0]);
    } else if (r->value.status == NB_AT_DEFINED) {
        if (!named)
            put_at(o, r);
        nb_chain_begin(&c, o, true);
        nb_chain_member(&c, r, &r->value);
        nb_chain_end(&c);
        put_side(o, &r->value);
    } else {
        put_gap(o, r, &r->value, !named);
    }
    nb_out_end(o);
    write_notes(o, r);
}

/* ---- Hessian, direction ---- */

static void write_hessian(nb_out *o, nabla_result *r)
{
    uint32_t n = r->def->n;
    if (r->has_point)
        write_place(o, r);
    for (uint32_t k = 0; k < n * n; k++) {
        nb_by by[2] = {{nb_def_param(r->def, k / n), 1},
                       {nb_def_param(r->def, k % n), 1}};
        bool twice = k / n == k % n;
        if (twice)
            by[0].times = 2;
        nb_label_derivative(o, r, by, twice ? 1 : 2,
                            r->has_point ? NB_PLACE_POINT : NB_PLACE_NONE);
        if (!r->has_point) {
            put_formula(o, r, &r->formulas[k]);
        } else if (r->members[k].status == NB_AT_DEFINED) {
            nb_chain c;
            nb_chain_begin(&c, o, true);
            nb_chain_member(&c, r, &r->members[k]);
            nb_chain_end(&c);
        } else {
            put_gap(o, r, &r->members[k], false);
        }
        nb_out_end(o);
    }
}

static void write_direction(nb_out *o, nabla_result *r)
{
    write_place(o, r);
    if (r->norm.status != NB_AT_DEFINED) {
        write_gaps(o, r);
        write_norm(o, r);
        return;
    }
    if (nb_is_int(o->p, r->norm.value, 0)) {
        nb_label_gradient(o, r, NB_PLACE_POINT);
        nb_out_words(o, " is zero: there is no direction of steepest ascent");
        nb_out_end(o);
        return;
    }
    nb_out_words(o, "steepest ascent along ");
    nb_label_gradient(o, r, NB_PLACE_POINT);
    nb_out_text(o, o->style == NB_STYLE_LATEX ? " / " : "/");
    nb_label_norm(o, r, NB_PLACE_POINT);
    nb_put_values(o, r);
    nb_out_end(o);
    nb_out_words(o, "rate of change there: ");
    write_norm(o, r);
}

/* ---- the session ---- */

static void write_settings(nb_out *o, const nabla_result *r)
{
    for (size_t i = 0; nb_option_at(i)->name; i++) {
        const nb_option *option = nb_option_at(i);
        if (r->argument && *r->argument && strcmp(r->argument, option->name) != 0)
            continue;
        nb_buf_printf(o->to, "  %-9s %-12s %s: %s\n", option->name,
                      nabla_get(o->s, option->name), option->help, option->values);
    }
}

static void write_one_setting(nb_out *o, const nabla_result *r)
{
    const char *name = r->argument;
    nb_buf_printf(o->to, "  %s is %s\n", name, nabla_get(o->s, name));
}

static void write_definition(nb_out *o, nb_def *d)
{
    nabla_result probe = {.session = o->s, .def = d};
    if (d->constant) {
        nb_out_name(o, d->name);
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_out_expr(o, d->body, NB_LEVEL_RELATION);
        nb_out_end(o);
    } else {
        write_echo(o, &probe);
    }
}

static void write_vars(nb_out *o)
{
    const nb_table *t = &o->s->table;
    for (size_t i = 0; i < t->n; i++)
        write_definition(o, t->items[i]);
    if (t->n == 0)
        nb_buf_puts(o->to, "  nothing is defined\n");
}

static void write_change(nb_out *o, nabla_result *r)
{
    if (r->def) {
        write_definition(o, r->def);
        return;
    }
    nb_out_name(o, r->argument);
    nb_out_words(o, " is no longer defined");
    nb_out_end(o);
}

static void write_file(nb_out *o, const nabla_result *r)
{
    nb_buf_printf(o->to, "  %s %zu %s %s %s\n", r->action == NABLA_LOAD ? "ran" : "saved",
                  r->statements,
                  r->action == NABLA_SAVE
                      ? r->statements == 1 ? "definition" : "definitions"
                  : r->statements == 1 ? "statement"
                                       : "statements",
                  r->action == NABLA_LOAD ? "from" : "in", r->argument);
}

static void write_answer(nb_out *o, nabla_result *r)
{
    switch (r->kind) {
    case NB_ANSWER_NOTHING:
    case NB_ANSWER_QUIT: break;
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
    case NB_ANSWER_HESSIAN: write_hessian(o, r); break;
    case NB_ANSWER_DIRECTION: write_direction(o, r); break;
    case NB_ANSWER_SETTINGS:
        if (r->argument && *r->argument)
            write_one_setting(o, r);
        else
            write_settings(o, r);
        break;
    case NB_ANSWER_VARS: write_vars(o); break;
    case NB_ANSWER_CHANGE: write_change(o, r); break;
    case NB_ANSWER_HELP: nb_write_help(o->s, r->argument, o->style, o->to); break;
    case NB_ANSWER_FILE: write_file(o, r); break;
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
    write_answer(&o, r);
    nb_out_free(&o);
}
