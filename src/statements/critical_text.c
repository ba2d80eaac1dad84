/* The answer of `critical` for people and for programs. */

#include "algebra/layout.h"
#include "session/lines.h"
#include "session/table.h"
#include "session/value.h"
#include "statements/critical.h"
#include "text/utf8.h"

#include <string.h>

enum { COLUMNS = 4 };

/* ---- numbers ---- */

nb_expr nb_layout_for(nabla_result *r, nb_expr canonical)
{
    nb_layout_options options = {
        .variables = r->def->parts, .n = r->def->n, .decimals = r->def->decimals};
    return nb_layout(r->session->pool, canonical, &options);
}

bool nb_short_exact(nb_pool *p, nabla_result *r, nb_expr exact, nb_style style,
                    size_t most, nb_buf *out)
{
    nb_buf b = {0};
    if (exact)
        nb_print(p, nb_layout_for(r, exact), style, &b);
    bool fits = exact && nb_utf8_width(nb_buf_text(&b), b.length) <= most;
    if (fits)
        nb_buf_puts(out, nb_buf_text(&b));
    nb_buf_free(&b);
    return fits;
}

typedef enum which { COORDINATE, VALUE, EIGENVALUE } which;

static nb_decimal_status decimal(nabla_result *r, const nb_critical_point *c, which what,
                                 uint32_t i, slong digits, nb_buf *out)
{
    nb_pool *p = r->session->pool;
    switch (what) {
    case COORDINATE: return nb_critical_coordinate(p, c, i, digits, out);
    case VALUE: return nb_critical_value(p, r->def->expanded, c, digits, out);
    case EIGENVALUE: break;
    }
    return nb_critical_eigen(p, r->def->expanded, c, i, digits, out);
}

static nb_expr exact_of(const nb_critical_point *c, which what, uint32_t i)
{
    return what == COORDINATE ? c->exact[i]
           : what == VALUE    ? c->value
                              : c->eigen_exact[i];
}

static void put_digits(nb_out *o, nabla_result *r, const nb_critical_point *c, which what,
                       uint32_t i, nb_buf *out)
{
    nb_buf digits = {0};
    if (decimal(r, c, what, i, nb_people_digits(r->session), &digits) <=
        NB_DECIMAL_ROUNDED) {
        nb_style_decimal(nb_buf_text(&digits), o->style, out);
    } else {
        nb_buf_puts(out, "not proven");
        nb_note_unproven(r);
    }
    nb_buf_free(&digits);
}

/* Whether a number has a short exact form that its digits add something to. */
static bool is_closed_form(nb_out *o, nabla_result *r, const nb_critical_point *c,
                           which what, uint32_t i)
{
    nb_buf b = {0};
    nb_expr exact = exact_of(c, what, i);
    bool form = exact && !nb_is_number(o->p, exact) &&
                nb_short_exact(o->p, r, exact, o->style, NB_SHORT_EXACT, &b);
    nb_buf_free(&b);
    return form;
}

/* Appends a number: exactly where that is short, else its digits. */
static void number(nb_out *o, nabla_result *r, const nb_critical_point *c, which what,
                   uint32_t i, nb_buf *out)
{
    if (!nb_short_exact(o->p, r, exact_of(c, what, i), o->style, NB_SHORT_EXACT, out))
        put_digits(o, r, c, what, i, out);
}

/* ---- the table ---- */

void nb_critical_put_variables(nb_out *o, nabla_result *r, nb_buf *out)
{
    nb_style style = o->style == NB_STYLE_UNICODE ? NB_STYLE_UNICODE : NB_STYLE_ASCII;
    nb_buf_puts(out, r->def->n > 1 ? "(" : "");
    for (uint32_t i = 0; i < r->def->n; i++) {
        nb_buf_puts(out, i ? ", " : "");
        nb_print(o->p, nb_def_param(r->def, i), style, out);
    }
    nb_buf_puts(out, r->def->n > 1 ? ")" : "");
}

static void heading(nb_out *o, nabla_result *r, uint32_t column, nb_buf *out)
{
    if (column == 0) {
        nb_critical_put_variables(o, r, out);
    } else if (column == 1) {
        nb_buf_puts(out, r->def->name ? r->def->name : "value");
    } else if (column == 2) {
        nb_buf_puts(out, "kind");
    } else {
        nb_buf_puts(out,
                    r->def->n == 1 ? "second derivative" : "eigenvalues of the Hessian");
    }
}

static void kind(nb_out *o, nabla_result *r, const nb_critical_point *c, nb_buf *out)
{
    (void)o;
    nb_buf_puts(out, nb_critical_words(c->kind, r->def->n));
    if (c->on_boundary)
        nb_buf_puts(out, ", on the boundary");
    if (c->at_edge)
        nb_buf_puts(out, ", not decided whether within the box");
}

static void because(nb_out *o, nabla_result *r, const nb_critical_point *c, nb_buf *out)
{
    if (!c->smooth && c->n == 1) {
        nb_buf_puts(out, "no derivative");
        return;
    }
    if (!c->smooth && c->failing) {
        nb_buf_puts(out, "no derivative by ");
        nb_print(o->p, c->failing,
                 o->style == NB_STYLE_UNICODE ? NB_STYLE_UNICODE : NB_STYLE_ASCII, out);
        return;
    }
    for (uint32_t i = 0; c->has_eigen && i < c->n; i++) {
        nb_buf_puts(out, i ? ", " : "");
        if (is_closed_form(o, r, c, EIGENVALUE, i))
            put_digits(o, r, c, EIGENVALUE, i, out);
        else
            number(o, r, c, EIGENVALUE, i, out);
    }
    if (c->kind != NB_CRITICAL_INCONCLUSIVE && c->because != NB_BECAUSE_HESSIAN)
        nb_buf_printf(out, "%s%s", c->has_eigen ? "; " : "",
                      c->because == NB_BECAUSE_SIGN ? "by its sign" : "by higher order");
}

/* (2, 1), or x alone; as digits if asked for. */
static void place(nb_out *o, nabla_result *r, const nb_critical_point *c, bool digits,
                  nb_buf *out)
{
    nb_buf_puts(out, c->n > 1 ? "(" : "");
    for (uint32_t i = 0; i < c->n; i++) {
        nb_buf_puts(out, i ? ", " : "");
        if (digits)
            put_digits(o, r, c, COORDINATE, i, out);
        else
            number(o, r, c, COORDINATE, i, out);
    }
    nb_buf_puts(out, c->n > 1 ? ")" : "");
}

static void point_cell(nb_out *o, nabla_result *r, const nb_critical_point *c,
                       uint32_t column, nb_buf *out)
{
    bool digits = false;
    if (column == 0) {
        for (uint32_t i = 0; i < c->n; i++)
            digits = digits || is_closed_form(o, r, c, COORDINATE, i);
        place(o, r, c, false, out);
        if (digits) {
            nb_buf_puts(out, nb_sign_text(NB_SIGN_ABOUT, o->style));
            place(o, r, c, true, out);
        }
    } else if (column == 1) {
        number(o, r, c, VALUE, 0, out);
        if (is_closed_form(o, r, c, VALUE, 0)) {
            nb_buf_puts(out, nb_sign_text(NB_SIGN_ABOUT, o->style));
            put_digits(o, r, c, VALUE, 0, out);
        }
    } else if (column == 2) {
        kind(o, r, c, out);
    } else {
        because(o, r, c, out);
    }
}

typedef struct point_table {
    nb_out *o;
    nabla_result *r;
    const nb_critical_set *set;
} point_table;

static void cell(void *data, uint32_t row, uint32_t column, nb_buf *out)
{
    const point_table *t = data;
    if (row == 0)
        heading(t->o, t->r, column, out);
    else
        point_cell(t->o, t->r, &t->set->points[row - 1], column, out);
}

/* ---- sentences ---- */

static void put_equations(nb_out *o, nabla_result *r, const nb_critical_curve *c)
{
    for (uint32_t k = 0; k < c->n; k++) {
        nb_out_text(o, k ? ", " : "");
        nb_out_expr(o, nb_layout_for(r, c->equations[k]), NB_LEVEL_RELATION);
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_out_text(o, "0");
    }
}

/* Whether there are points where the function is not defined. */
static bool has_domain(nabla_result *r)
{
    const nb_reading *body = nb_reading_of(r->session, r->def);
    return body && body->conditions.keys.n > 0;
}

static void curve(nb_out *o, nabla_result *r, const nb_critical_curve *c)
{
    nb_out_words(o, c->n ? "every point of " : "every point");
    put_equations(o, r, c);
    for (uint32_t k = 0; k < c->n_where; k++) {
        nb_out_words(o, k ? ", " : " with ");
        nb_out_expr(o, nb_layout_for(r, c->where[k]), NB_LEVEL_RELATION);
        nb_out_text(o, c->signs[k] > 0 ? " > 0" : " < 0");
    }
    nb_out_words(o, has_domain(r) ? " where it is defined is critical" : " is critical");
    if (c->failing) {
        nb_out_words(o, ": the derivative by ");
        nb_out_expr(o, c->failing, NB_LEVEL_RELATION);
        nb_out_words(o, " does not exist there");
    } else if (c->rough) {
        nb_out_words(o, ": a partial derivative does not exist there");
    }
    if (c->value) {
        nb_out_words(o, c->rough ? "; the value there is " : ": the value there is ");
        nb_out_expr(o, nb_layout_for(r, c->value), NB_LEVEL_RELATION);
    }
    if (c->kind != NB_CRITICAL_INCONCLUSIVE) {
        nb_out_words(o, ", a ");
        nb_out_words(o, nb_critical_words(c->kind, r->def->n));
    }
    if (c->except)
        nb_out_words(o, ", but for single points of it");
    else if (c->failing || c->rough)
        nb_out_words(o, ", single points of it perhaps excepted");
    nb_out_end(o);
}

/* Four digits, rounded outwards. */
static void put_double(nb_out *o, double x, bool up)
{
    nb_buf b = {0}, styled = {0};
    double more = 1e-3 * (x < 0 ? -x : x) + 1e-300;
    nb_buf_printf(&b, "%.4g", up ? x + more : x - more);
    nb_style_decimal(nb_buf_text(&b), o->style, &styled);
    nb_out_raw(o, nb_buf_text(&styled));
    nb_buf_free(&b);
    nb_buf_free(&styled);
}

static void undecided(nb_out *o, nabla_result *r, const nb_critical_set *s)
{
    enum { MOST = 12 };
    for (uint32_t i = 0; i < s->rough.n; i++) {
        nb_out_words(o, "not decided where ");
        nb_out_expr(o, nb_layout_for(r, s->rough.items[i]), NB_LEVEL_RELATION);
        nb_out_words(o, " is zero");
        nb_out_end(o);
    }
    for (uint32_t i = 0; i < s->undecided.n && i < MOST; i++) {
        nb_out_words(o, "not decided within ");
        for (uint32_t k = 0; k < r->def->n; k++) {
            nb_out_text(o, k ? ", " : "");
            nb_out_expr(o, nb_def_param(r->def, k), NB_LEVEL_RELATION);
            nb_out_text(o, " = ");
            put_double(o, s->undecided.items[i].side[k].low, false);
            nb_out_text(o, " .. ");
            put_double(o, s->undecided.items[i].side[k].high, true);
        }
        nb_out_end(o);
    }
    if (s->undecided.n > MOST) {
        nb_buf b = {0};
        nb_buf_printf(&b, "and within %u more boxes", (unsigned)s->undecided.n - MOST);
        nb_out_words(o, nb_buf_text(&b));
        nb_out_end(o);
        nb_buf_free(&b);
    }
}

static void completeness(nb_out *o, const nb_critical_run *run)
{
    const nb_critical_set *s = &run->set;
    const char *where = run->box.given ? " in the box" : "";
    nb_buf b = {0};
    if (!s->complete)
        nb_buf_printf(&b,
                      s->n_points || s->n_curves
                          ? "these are proven, and%s there may be others only where it "
                            "is not decided"
                          : "critical points%s: none, or where it is not decided",
                      where);
    else if (s->n_curves)
        nb_buf_printf(&b, "these are all critical points%s, proven", where);
    else if (s->n_points == 0)
        nb_buf_printf(&b, "no critical point%s, proven", where);
    else if (s->n_points == 1)
        nb_buf_printf(&b, "the only critical point%s, proven", where);
    else
        nb_buf_printf(&b, "all %u critical points%s, proven", (unsigned)s->n_points,
                      where);
    nb_out_words(o, nb_buf_text(&b));
    nb_out_end(o);
    if (s->edge) {
        nb_out_words(o,
                     "points on the edge of the domain are not critical points: look at "
                     "the values there as well");
        nb_out_end(o);
    }
    nb_buf_free(&b);
}

void nb_line_critical(nb_out *o, nabla_result *r, const nb_critical_run *run)
{
    if (!r->def->name)
        nb_line_echo(o, r);
    o->width = 0; /* formulas stand inside sentences */
    if (run->set.n_points)
        nb_line_table(o, run->set.n_points, COLUMNS, cell,
                      &(point_table){o, r, &run->set});
    for (uint32_t i = 0; i < run->set.n_curves; i++)
        curve(o, r, &run->set.curves[i]);
    undecided(o, r, &run->set);
    completeness(o, run);
}

/* ---- for programs ---- */

const char *nb_critical_word(nb_critical_kind kind)
{
    static const char *const words[] = {"inconclusive", "minimum", "maximum", "saddle"};
    return words[kind];
}

/* {exact, decimal} */
static void put_number(nb_writer *w, const nb_critical_point *c, which what, uint32_t i)
{
    slong digits = w->s->settings.digits ? (slong)w->s->settings.digits : NB_JSON_DIGITS;
    nb_buf b = {0};
    nb_json_open(&w->j, '{');
    bool exact = nb_short_exact(w->p, w->r, exact_of(c, what, i), NB_STYLE_TEXT,
                                NB_EXACT_COLUMNS, &b);
    nb_json_member(&w->j, "exact", exact ? nb_buf_text(&b) : NULL);
    nb_buf_clear(&b);
    bool known = decimal(w->r, c, what, i, digits, &b) <= NB_DECIMAL_ROUNDED;
    nb_json_member(&w->j, "decimal", known ? nb_buf_text(&b) : NULL);
    nb_json_close(&w->j, '}');
    nb_buf_free(&b);
}

static void put_bool(nb_writer *w, const char *key, bool value)
{
    nb_json_key(&w->j, key);
    nb_json_bool(&w->j, value);
}

void nb_put_critical_point(nb_writer *w, const nb_critical_point *c)
{
    static const char *const reasons[] = {"hessian", "sign", "higher order"};
    nb_json_key(&w->j, "point");
    nb_json_open(&w->j, '{');
    for (uint32_t i = 0; i < c->n; i++) {
        nb_json_key(&w->j, nb_symbol_name(w->p, nb_def_param(w->r->def, i)));
        put_number(w, c, COORDINATE, i);
    }
    nb_json_close(&w->j, '}');
    nb_json_key(&w->j, "value");
    put_number(w, c, VALUE, 0);
    nb_json_member(&w->j, "kind", nb_critical_word(c->kind));
    nb_json_member(&w->j, "because",
                   c->kind == NB_CRITICAL_INCONCLUSIVE ? NULL : reasons[c->because]);
    nb_json_key(&w->j, "eigenvalues");
    if (c->has_eigen)
        nb_json_open(&w->j, '[');
    else
        nb_json_null(&w->j);
    for (uint32_t i = 0; c->has_eigen && i < c->n; i++)
        put_number(w, c, EIGENVALUE, i);
    if (c->has_eigen)
        nb_json_close(&w->j, ']');
    put_bool(w, "derivatives_exist", c->smooth);
    if (c->at_edge)
        nb_json_member(&w->j, "on_boundary", NULL);
    else
        put_bool(w, "on_boundary", c->on_boundary);
}

static void put_curve(nb_writer *w, const nb_critical_curve *c)
{
    nb_json_open(&w->j, '{');
    nb_json_key(&w->j, "equations");
    nb_json_open(&w->j, '[');
    for (uint32_t k = 0; k < c->n; k++)
        nb_put_item(w, nb_layout_for(w->r, c->equations[k]), NB_STYLE_TEXT);
    nb_json_close(&w->j, ']');
    nb_json_key(&w->j, "where");
    nb_json_open(&w->j, '[');
    for (uint32_t k = 0; k < c->n_where; k++) {
        nb_json_open(&w->j, '{');
        nb_put_typed(w, "expression", nb_layout_for(w->r, c->where[k]), NB_STYLE_TEXT);
        nb_json_key(&w->j, "sign");
        nb_json_integer(&w->j, c->signs[k]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
    if (c->value)
        nb_put_typed(w, "value", nb_layout_for(w->r, c->value), NB_STYLE_TEXT);
    else
        nb_json_member(&w->j, "value", NULL);
    nb_json_member(&w->j, "kind", nb_critical_word(c->kind));
    put_bool(w, "derivatives_exist", !c->rough);
    put_bool(w, "exceptions", c->except);
    nb_json_close(&w->j, '}');
}

static void put_cell_of(nb_writer *w, const nb_cell *cell)
{
    nb_json_open(&w->j, '{');
    for (uint32_t i = 0; i < w->r->def->n; i++) {
        nb_buf b = {0};
        nb_json_key(&w->j, nb_symbol_name(w->p, nb_def_param(w->r->def, i)));
        nb_json_open(&w->j, '[');
        nb_buf_printf(&b, "%.17g", cell->side[i].low);
        nb_json_raw(&w->j, nb_buf_text(&b));
        nb_buf_clear(&b);
        nb_buf_printf(&b, "%.17g", cell->side[i].high);
        nb_json_raw(&w->j, nb_buf_text(&b));
        nb_json_close(&w->j, ']');
        nb_buf_free(&b);
    }
    nb_json_close(&w->j, '}');
}

void nb_put_critical(nb_writer *w, const nb_critical_run *run)
{
    const nb_critical_set *s = &run->set;
    nb_json_key(&w->j, "box");
    if (!run->box.given)
        nb_json_null(&w->j);
    else
        nb_json_open(&w->j, '{');
    for (uint32_t i = 0; run->box.given && i < w->r->def->n; i++) {
        nb_json_key(&w->j, nb_symbol_name(w->p, nb_def_param(w->r->def, i)));
        nb_json_open(&w->j, '[');
        nb_put_item(w, run->box.from[i], NB_STYLE_TEXT);
        nb_put_item(w, run->box.to[i], NB_STYLE_TEXT);
        nb_json_close(&w->j, ']');
    }
    if (run->box.given)
        nb_json_close(&w->j, '}');
    nb_json_key(&w->j, "points");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < s->n_points && nb_poll(w->p); i++) {
        nb_json_open(&w->j, '{');
        nb_put_critical_point(w, &s->points[i]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
    nb_json_key(&w->j, "curves");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < s->n_curves; i++)
        put_curve(w, &s->curves[i]);
    nb_json_close(&w->j, ']');
    put_bool(w, "complete", s->complete);
    put_bool(w, "edge", s->edge);
    nb_json_key(&w->j, "undecided");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < s->undecided.n; i++)
        put_cell_of(w, &s->undecided.items[i]);
    nb_json_close(&w->j, ']');
    nb_json_key(&w->j, "undecided_where_zero");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < s->rough.n; i++)
        nb_put_item(w, nb_layout_for(w->r, s->rough.items[i]), NB_STYLE_TEXT);
    nb_json_close(&w->j, ']');
}
