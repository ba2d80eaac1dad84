#include "session/lines.h"

#include "algebra/layout.h"
#include "session/label.h"
#include "session/value.h"

/* The parts of lines that many answers have. */

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
void nb_line_at(nb_out *o, const nabla_result *r)
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
void nb_line_gap(nb_out *o, const nabla_result *r, const nb_member *m, bool place)
{
    if (m->status == NB_AT_UNDEFINED)
        nb_out_words(o, " is undefined");
    if (place)
        nb_line_at(o, r);
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

void nb_line_conditions(nb_out *o, const nb_formula *f)
{
    if (is_nowhere(o, f)) {
        nb_out_words(o, "  (defined nowhere)");
        return;
    }
    const nb_list *conditions = nb_out_conditions(o, f);
    for (uint32_t i = 0; i < conditions->n; i++) {
        nb_buf b = {0};
        nb_print_within(o->p, conditions->items[i], o->style, NB_LEVEL_NOT, &b);
        nb_out_words(o, i ? " and " : "  for ");
        nb_out_raw(o, nb_buf_text(&b));
        o->to->failed |= b.failed;
        nb_buf_free(&b);
    }
}

void nb_line_formula(nb_out *o, nabla_result *r, const nb_formula *f)
{
    if (!nb_out_takes(o, f)) {
        nb_out_words(o, o->width ? " is too long for a screen: see latex, or --linear"
                                 : " is too long to write out");
        if (!o->width)
            nb_note_unproven(r);
        return;
    }
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_out_expr(o, nb_out_form(o, f), NB_LEVEL_RELATION);
    nb_line_conditions(o, f);
}

void nb_line_where(nb_out *o, const nabla_result *r)
{
    const nb_sharing *s = &r->abridged.sharing;
    if (!o->brief || o->told)
        return;
    o->told = true;
    for (uint32_t i = 0; i < s->names.n; i++) {
        nb_out_words(o, i ? "      " : "where ");
        nb_out_name(o, nb_symbol_name(o->p, s->names.items[i]));
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_out_expr(o, s->parts.items[i], NB_LEVEL_RELATION);
        nb_out_end(o);
    }
}

/* ---- echo and notes ---- */

/* Notes stand under the echo at a prompt. */
void nb_line_notes(nb_out *o, const nabla_result *r)
{
    if (!o->s->settings.inline_notes || r->markup || o->noted)
        return;
    o->noted = true;
    for (uint32_t i = 0; i < r->n_notes; i++)
        nb_buf_printf(
            o->to, o->s->settings.color ? "%s\033[2mnote: %s\033[0m\n" : "%snote: %s\n",
            o->indent, r->notes[i].text);
}

/* f(x, y) =, or (x, y) -> for a nameless function. */
static void put_head(nb_out *o, const nabla_result *r)
{
    if (r->def->name || r->def->n != 1)
        nb_label_function(o, r, NB_PLACE_PARAMETERS);
    else
        nb_out_name(o, nb_symbol_name(o->p, nb_def_param(r->def, 0)));
    nb_out_sign(o, r->def->name ? NB_SIGN_EQUALS : NB_SIGN_MAPS_TO);
}

void nb_line_echo(nb_out *o, const nabla_result *r)
{
    put_head(o, r);
    nb_out_expr(o, r->def->body, NB_LEVEL_RELATION);
    nb_out_end(o);
    nb_line_notes(o, r);
}

void nb_line_worked_out(nb_out *o, const nabla_result *r)
{
    const nb_formula *f = nb_worked_out(r);
    if (!f || !nb_out_takes(o, f))
        return;
    put_head(o, r);
    nb_out_expr(o, nb_out_form(o, f), NB_LEVEL_RELATION);
    nb_line_conditions(o, f);
    nb_out_end(o);
}

/* ---- values at a point ---- */

void nb_line_side(nb_out *o, const nb_member *m)
{
    if (m->status == NB_AT_DEFINED && m->why.one_sided)
        nb_out_words(o, "  (from one side: the other is outside the domain)");
}

/* A line for each component that has no value, and the sides of the others. */
void nb_line_gaps(nb_out *o, nabla_result *r)
{
    for (uint32_t i = 0; i < r->n_members; i++) {
        nb_by by = {nb_def_param(r->def, i), 1};
        const nb_member *m = &r->members[i];
        if (m->status == NB_AT_DEFINED && !m->why.one_sided)
            continue;
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
        if (m->status == NB_AT_DEFINED)
            nb_line_side(o, m);
        else
            nb_line_gap(o, r, m, r->def->name != NULL);
        nb_out_end(o);
    }
}

/* Whether the norm in exact form says less than the step it came from. */
static bool is_no_simpler(const nb_out *o, const nabla_result *r)
{
    enum { CAP = 1000 };
    return r->steps.n == 1 && r->norm.shown &&
           nb_tree_size(o->p, r->norm.shown, CAP) >=
               nb_tree_size(o->p, r->steps.items[0], CAP);
}

void nb_line_norm(nb_out *o, nabla_result *r)
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
void nb_line_place(nb_out *o, nabla_result *r)
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

void nb_line_definition(nb_out *o, nb_def *d)
{
    nabla_result probe = {.session = o->s, .def = d};
    if (d->constant) {
        nb_out_name(o, d->name);
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_out_expr(o, d->body, NB_LEVEL_RELATION);
        nb_out_end(o);
    } else {
        nb_line_echo(o, &probe);
    }
}
