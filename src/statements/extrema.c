#include "explore/extrema.h"

#include "algebra/canon.h"
#include "session/lines.h"
#include "session/table.h"
#include "session/value.h"
#include "statements/argument.h"
#include "statements/box.h"
#include "statements/critical.h"
#include "statements/statements.h"

#include <stdlib.h>

/* extrema [f] in x=0..3, y=0..2 | on x^2 + y^2 = 4 | on x^2 + y^2 <= 4 |
 * on (0, 0), (2, 0), (0, 3) */

typedef struct extrema {
    nb_region region;
    nb_box box;
    nb_expr relation;                    /* typed: of a level set and what it bounds */
    nb_expr corners[NB_MOST_CORNERS][2]; /* typed */
    nb_extrema found;
} extrema;

static bool refuse(nabla_result *r, nb_span at, const char *message, const char *hint)
{
    nb_error_at(&r->session->error, NB_ERR_USAGE, at.begin, at.end, "%s", message);
    if (hint)
        nb_error_hint(&r->session->error, "%s", hint);
    return false;
}

/* ---- the region ---- */

static bool read_corners(nabla_result *r, const char *text, nb_span span, extrema *e)
{
    nb_span parts[NB_MOST_CORNERS + 1], inside;
    uint32_t n = nb_split_list(text, span, parts, NB_MOST_CORNERS);
    nb_region *region = &e->region;
    region->kind = NB_REGION_POLYGON;
    if (n < 3 || n > NB_MOST_CORNERS)
        return refuse(r, span, "a region is a relation, or a polygon's corners",
                      "write on x^2 + y^2 <= 4, or on (0, 0), (2, 0), (0, 3)");
    for (uint32_t k = 0; k < n; k++) {
        nb_list typed = {0}, values = {0};
        bool ok = nb_inside_brackets(text, parts[k], &inside)
                      ? nb_read_constants(r->session, text, parts[k], &typed, &values)
                      : refuse(r, parts[k], "a corner like (2, 0) should be here", NULL);
        if (ok && values.n != 2)
            ok = refuse(r, parts[k], "a corner has two coordinates", NULL);
        for (uint32_t i = 0; ok && i < 2; i++) {
            e->corners[k][i] = typed.items[i];
            region->corners[k][i] = values.items[i];
        }
        nb_list_free(&typed);
        nb_list_free(&values);
        if (!ok)
            return false;
    }
    region->n_corners = n;
    return r->def->n == 2 ||
           refuse(r, span, "a polygon needs a function of two variables", NULL);
}

/* g = 0 or g <= 0 of a typed relation. */
static bool take_relation(nabla_result *r, nb_span span, extrema *e)
{
    nb_pool *p = r->session->pool;
    nb_rel rel = (nb_rel)nb_fn_of(p, e->relation);
    nb_expr sides[2], typed[2];
    for (uint32_t i = 0; i < 2; i++) {
        typed[i] = nb_arg(p, e->relation, i);
        if (nb_is_condition(p, typed[i]))
            return refuse(r, span, "one relation should be here", NULL);
        typed[i] = nb_session_expand(r->session, typed[i], r->def->parts, r->def->n);
        sides[i] = typed[i] ? nb_canonical(p, typed[i]) : NB_NONE;
        if (!sides[i])
            return false;
    }
    if (rel != NB_EQ && rel != NB_LE && rel != NB_GE)
        return refuse(r, span, "a region must contain its boundary",
                      "write <= or >= for a region, = for a curve");
    e->region.kind = rel == NB_EQ ? NB_REGION_LEVEL : NB_REGION_WITHIN;
    e->region.written = nb_binary(p, NB_SUB, typed[0], typed[1]);
    e->region.g = rel == NB_GE ? nb_difference(p, sides[1], sides[0])
                               : nb_difference(p, sides[0], sides[1]);
    if (e->region.g && nb_is_number(p, e->region.g))
        return refuse(r, span, "this relation does not depend on the variables", NULL);
    return e->region.g && (r->def->n == 2 || r->def->n == 3 ||
                           refuse(r, span,
                                  "a curve or surface needs a function of two or three "
                                  "variables",
                                  NULL));
}

static bool read_region(nabla_result *r, const char *text, nb_span span, extrema *e)
{
    nb_span sign, first;
    bool corners =
        !nb_find_equals(text, span, &sign) && nb_split_list(text, span, &first, 1) == 2;
    if (corners)
        return read_corners(r, text, span, e);
    e->relation = nb_read_typed(r->session, text, span, r->def->parts, r->def->n);
    if (!e->relation)
        return false;
    if (nb_op_of(r->session->pool, e->relation) == NB_REL)
        return take_relation(r, span, e);
    return refuse(r, span, "a region is a relation, or a polygon's corners",
                  "write on x^2 + y^2 = 4, on x^2 + y^2 <= 4, or on (0, 0), (2, 0), "
                  "(0, 3)");
}

static bool read_box(nabla_result *r, const char *text, nb_span span, extrema *e)
{
    nb_region *region = &e->region;
    region->kind = NB_REGION_BOX;
    if (!nb_read_whole_box(r, text, span, &e->box))
        return false;
    for (uint32_t i = 0; i < r->def->n; i++) {
        region->low[i] = e->box.low_value[i];
        region->high[i] = e->box.high_value[i];
    }
    return true;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    static const char *const keywords[] = {"in", "on", NULL};
    nb_clauses c;
    extrema *e = r->data = calloc(1, sizeof *e);
    if (!e)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    if (!nb_split_clauses(r->session->pool, text, st->argument, keywords, &c) ||
        !nb_read_subject(r, st, text, c.items[0].span))
        return false;
    const nb_clause *in = nb_clause_of(&c, "in"), *on = nb_clause_of(&c, "on");
    if (r->has_point || !in == !on)
        return nb_usage(r->session, st->command, st->argument);
    if (!(in ? read_box(r, text, in->span, e) : read_region(r, text, on->span, e)))
        return false;
    bool ok = nb_extrema_of(r->session->pool, r->def->expanded, r->def->parts, r->def->n,
                            &e->region, &e->found);
    if (!ok && r->session->error.code == NB_ERR_USAGE) {
        r->session->error.begin = (in ? in : on)->span.begin;
        r->session->error.end = (in ? in : on)->span.end;
    }
    if (e->found.gap == NB_GAP_UNDECIDED || e->found.gap == NB_GAP_CONTINUITY ||
        !e->found.complete)
        r->status = NABLA_LIMIT;
    return ok;
}

/* ---- numbers ---- */

/* A number as it is known: exactly, or by a ball. */
typedef struct number {
    nb_expr exact;
    arb_srcptr ball;
} number;

static number coordinate(const nb_candidate *c, uint32_t i)
{
    return (number){c->exact[i], &c->at[i]};
}

static number value(const nb_candidate *c) { return (number){c->value, &c->value_ball}; }

static number multiplier(const nb_candidate *c)
{
    return (number){c->multiplier, &c->multiplier_ball};
}

static bool decimal(nb_pool *p, number x, slong digits, nb_buf *out)
{
    return (x.exact ? nb_decimal(p, x.exact, digits, out)
                    : nb_decimal_of_ball(x.ball, digits, out)) <= NB_DECIMAL_ROUNDED;
}

static void put_digits(nb_out *o, nabla_result *r, number x, nb_buf *out)
{
    nb_buf digits = {0};
    if (decimal(o->p, x, nb_people_digits(r->session), &digits)) {
        nb_style_decimal(nb_buf_text(&digits), o->style, out);
    } else {
        nb_buf_puts(out, "not proven");
        nb_note_unproven(r);
    }
    nb_buf_free(&digits);
}

/* Exactly where that is short, else its digits; *form where digits add something. */
static void put_number(nb_out *o, nabla_result *r, number x, bool *form, nb_buf *out)
{
    if (!nb_short_exact(o->p, r, x.exact, o->style, NB_SHORT_EXACT, out))
        put_digits(o, r, x, out);
    else if (!nb_is_number(o->p, x.exact))
        *form = true;
}

static void put_with_digits(nb_out *o, nabla_result *r, number x, nb_buf *out)
{
    bool form = false;
    put_number(o, r, x, &form, out);
    if (!form)
        return;
    nb_buf_puts(out, nb_sign_text(NB_SIGN_ABOUT, o->style));
    put_digits(o, r, x, out);
}

typedef enum written { WRITTEN_EXACTLY, WRITTEN_AS_DIGITS, WRITTEN_BOTH_WAYS } written;

static void put_place(nb_out *o, nabla_result *r, const nb_candidate *c, written how,
                      nb_buf *out)
{
    bool form = false;
    nb_buf_puts(out, c->n > 1 ? "(" : "");
    for (uint32_t i = 0; i < c->n; i++) {
        nb_buf_puts(out, i ? ", " : "");
        if (how == WRITTEN_AS_DIGITS)
            put_digits(o, r, coordinate(c, i), out);
        else
            put_number(o, r, coordinate(c, i), &form, out);
    }
    nb_buf_puts(out, c->n > 1 ? ")" : "");
    if (!form || how != WRITTEN_BOTH_WAYS)
        return;
    nb_buf_puts(out, nb_sign_text(NB_SIGN_ABOUT, o->style));
    put_place(o, r, c, WRITTEN_AS_DIGITS, out);
}

/* Where all the equations of a set hold. */
static void put_set(nb_out *o, nabla_result *r, const nb_critical_curve *curve,
                    nb_buf *out)
{
    nb_buf_puts(out, "where ");
    for (uint32_t k = 0; k < curve->n; k++) {
        nb_buf_puts(out, k ? ", " : "");
        nb_print(o->p, nb_layout_for(r, curve->equations[k]), o->style, out);
        nb_buf_puts(out, nb_sign_text(NB_SIGN_EQUALS, o->style));
        nb_buf_puts(out, "0");
    }
}

/* ---- told to people ---- */

typedef struct candidates {
    nb_out *o;
    nabla_result *r;
    extrema *e;
} candidates;

static const char *place_words(const nb_candidate *c)
{
    static const char *const words[] = {"inside", "on the boundary", "corner"};
    return c->n == 1 && c->place == NB_PLACE_CORNER ? "end" : words[c->place];
}

static const char *kind_words(const nb_candidate *c)
{
    if (!c->smooth && !c->curve.n)
        return "no derivative";
    return c->kind == NB_CRITICAL_SADDLE ? "neither" : nb_critical_words(c->kind, c->n);
}

static void put_heading(const candidates *t, uint32_t column, nb_buf *out)
{
    bool level = t->e->region.kind == NB_REGION_LEVEL;
    if (column == 0)
        nb_critical_put_variables(t->o, t->r, out);
    else if (column == 1)
        nb_buf_puts(out, t->r->def->name ? t->r->def->name : "value");
    else if (column == 2)
        nb_buf_puts(out, level ? "along it" : "where");
    else
        nb_buf_puts(out, "multiplier");
}

static void cell(void *data, uint32_t row, uint32_t column, nb_buf *out)
{
    const candidates *t = data;
    bool level = t->e->region.kind == NB_REGION_LEVEL;
    if (row == 0) {
        put_heading(t, column, out);
        return;
    }
    const nb_candidate *c = &t->e->found.items[row - 1];
    if (column == 0 && c->curve.n)
        put_set(t->o, t->r, &c->curve, out);
    else if (column == 0)
        put_place(t->o, t->r, c, WRITTEN_BOTH_WAYS, out);
    else if (column == 1)
        put_with_digits(t->o, t->r, value(c), out);
    else if (column == 2)
        nb_buf_puts(out, level ? kind_words(c) : place_words(c));
    else if (c->has_multiplier)
        put_with_digits(t->o, t->r, multiplier(c), out);
    else
        nb_buf_puts(out, "none");
}

static void put_vertices(nb_out *o, const extrema *e)
{
    nb_out_words(o, e->region.n_corners == 3 ? "the triangle " : "the polygon ");
    for (uint32_t k = 0; k < e->region.n_corners; k++) {
        nb_out_text(o, k ? ", (" : "(");
        nb_out_expr(o, e->corners[k][0], NB_LEVEL_ANY);
        nb_out_text(o, ", ");
        nb_out_expr(o, e->corners[k][1], NB_LEVEL_ANY);
        nb_out_text(o, ")");
    }
}

static void put_ranges(nb_out *o, nabla_result *r, const extrema *e)
{
    const char *at_most = o->style == NB_STYLE_UNICODE ? " ≤ "
                          : o->style == NB_STYLE_LATEX ? " \\le "
                                                       : " <= ";
    for (uint32_t i = 0; i < r->def->n; i++) {
        nb_out_text(o, i ? ", " : "");
        nb_out_expr(o, e->box.from[i], NB_LEVEL_RELATION);
        nb_out_raw(o, at_most);
        nb_out_expr(o, nb_def_param(r->def, i), NB_LEVEL_RELATION);
        nb_out_raw(o, at_most);
        nb_out_expr(o, e->box.to[i], NB_LEVEL_RELATION);
    }
}

/* How the region was read. */
static void put_region(nb_out *o, nabla_result *r, const extrema *e)
{
    nb_out_words(o, "on ");
    switch (e->region.kind) {
    case NB_REGION_BOX: put_ranges(o, r, e); break;
    case NB_REGION_POLYGON: put_vertices(o, e); break;
    case NB_REGION_LEVEL:
    case NB_REGION_WITHIN: nb_out_expr(o, e->relation, NB_LEVEL_ANY); break;
    }
    nb_out_end(o);
}

/* "absolute minimum: -1 at (1, 0), (0, 1)" */
static void put_extremum(nb_out *o, nabla_result *r, const extrema *e, bool greatest)
{
    nb_buf b = {0};
    bool first = true;
    nb_buf_puts(&b, greatest ? "absolute maximum: " : "absolute minimum: ");
    for (uint32_t i = 0; i < e->found.n; i++) {
        const nb_candidate *c = &e->found.items[i];
        if (!(greatest ? c->greatest : c->least))
            continue;
        if (first)
            put_with_digits(o, r, value(c), &b);
        nb_buf_puts(&b, !first ? ", " : c->curve.n ? " " : " at ");
        if (first && c->n == 1 && !c->curve.n) {
            nb_critical_put_variables(o, r, &b);
            nb_buf_puts(&b, " = ");
        }
        if (c->curve.n)
            put_set(o, r, &c->curve, &b);
        else
            put_place(o, r, c, WRITTEN_EXACTLY, &b);
        first = false;
    }
    nb_out_raw(o, nb_buf_text(&b));
    nb_out_end(o);
    nb_buf_free(&b);
}

static const char *gap_words(const extrema *e)
{
    bool level = e->region.kind == NB_REGION_LEVEL;
    switch (e->found.gap) {
    case NB_GAP_UNDECIDED:
        return "not all places of extrema could be found: which value "
               "is least or greatest is not proven";
    case NB_GAP_UNBOUNDED:
        return level ? "the set is not known to be bounded: there need be no least or "
                       "greatest value"
                     : "the region is not known to be bounded: there need be no least or "
                       "greatest value";
    case NB_GAP_CONTINUITY:
        return "that the function is continuous there is not proven: "
               "there need be no least or greatest value";
    case NB_GAP_EMPTY: return "there is no place of an extremum, proven";
    case NB_GAP_NONE: break;
    }
    return NULL;
}

static void put_count(nb_out *o, const extrema *e)
{
    nb_buf b = {0};
    if (e->found.n && e->found.complete) {
        nb_buf_printf(&b,
                      e->found.n == 1 ? "the only place where there may be an extremum, "
                                        "proven"
                                      : "all %u places where there may be an extremum, "
                                        "proven",
                      (unsigned)e->found.n);
        nb_out_words(o, nb_buf_text(&b));
        nb_out_end(o);
    }
    if (e->found.flat) {
        nb_buf_clear(&b);
        nb_buf_printf(&b,
                      e->found.flat == 1
                          ? "on an edge the function is constant: all of it has the "
                            "value of its ends"
                          : "on %u edges the function is constant: all of them have the "
                            "value of their ends",
                      (unsigned)e->found.flat);
        nb_out_words(o, nb_buf_text(&b));
        nb_out_end(o);
    }
    nb_buf_free(&b);
}

static void people(nabla_result *r, nb_out *o)
{
    extrema *e = r->data;
    o->width = 0;
    if (!r->def->name)
        nb_line_echo(o, r);
    put_region(o, r, e);
    if (e->found.n)
        nb_line_table(o, e->found.n, e->region.kind == NB_REGION_LEVEL ? 4 : 3, cell,
                      &(candidates){o, r, e});
    put_count(o, e);
    if (e->found.least_known)
        put_extremum(o, r, e, false);
    if (e->found.greatest_known)
        put_extremum(o, r, e, true);
    if (e->found.tied && (e->found.least_known || e->found.greatest_known)) {
        nb_out_words(o, "that values which agree in all digits are equal is not proven");
        nb_out_end(o);
    }
    const char *gap = gap_words(e);
    if (gap && !e->found.least_known && !e->found.greatest_known) {
        nb_out_words(o, gap);
        nb_out_end(o);
    }
}

/* ---- for programs ---- */

static void json_number(nb_writer *w, const char *key, number x)
{
    slong digits = w->s->settings.digits ? (slong)w->s->settings.digits : NB_JSON_DIGITS;
    nb_buf b = {0};
    nb_json_key(&w->j, key);
    nb_json_open(&w->j, '{');
    bool exact = nb_short_exact(w->p, w->r, x.exact, NB_STYLE_TEXT, NB_EXACT_COLUMNS, &b);
    nb_json_member(&w->j, "exact", exact ? nb_buf_text(&b) : NULL);
    nb_buf_clear(&b);
    bool known = decimal(w->p, x, digits, &b);
    nb_json_member(&w->j, "decimal", known ? nb_buf_text(&b) : NULL);
    nb_json_close(&w->j, '}');
    nb_buf_free(&b);
}

static void json_candidate(nb_writer *w, const extrema *e, const nb_candidate *c)
{
    static const char *const words[] = {"inside", "boundary", "corner"};
    nb_json_open(&w->j, '{');
    if (c->curve.n) {
        nb_json_key(&w->j, "where_zero");
        nb_json_open(&w->j, '[');
        for (uint32_t k = 0; k < c->curve.n; k++)
            nb_put_item(w, nb_layout_for(w->r, c->curve.equations[k]), NB_STYLE_TEXT);
        nb_json_close(&w->j, ']');
    } else {
        nb_json_key(&w->j, "point");
        nb_json_open(&w->j, '{');
        for (uint32_t i = 0; i < c->n; i++)
            json_number(w, nb_symbol_name(w->p, nb_def_param(w->r->def, i)),
                        coordinate(c, i));
        nb_json_close(&w->j, '}');
    }
    json_number(w, "value", value(c));
    if (e->region.kind == NB_REGION_LEVEL) {
        nb_json_member(&w->j, "kind", nb_critical_word(c->kind));
        if (c->has_multiplier)
            json_number(w, "multiplier", multiplier(c));
        else
            nb_json_member(&w->j, "multiplier", NULL);
    } else {
        nb_json_member(&w->j, "place", words[c->place]);
    }
    nb_json_close(&w->j, '}');
}

/* {value, at: which candidates}, or null. */
static void json_extremum(nb_writer *w, const extrema *e, bool greatest)
{
    bool known = greatest ? e->found.greatest_known : e->found.least_known, first = true;
    nb_json_key(&w->j, greatest ? "maximum" : "minimum");
    if (!known) {
        nb_json_null(&w->j);
        return;
    }
    nb_json_open(&w->j, '{');
    for (uint32_t i = 0; i < e->found.n; i++) {
        const nb_candidate *c = &e->found.items[i];
        if (!(greatest ? c->greatest : c->least))
            continue;
        if (first) {
            json_number(w, "value", value(c));
            nb_json_key(&w->j, "at");
            nb_json_open(&w->j, '[');
        }
        nb_json_integer(&w->j, i);
        first = false;
    }
    nb_json_close(&w->j, ']');
    nb_json_close(&w->j, '}');
}

static void json(nabla_result *r, nb_writer *w)
{
    static const char *const gaps[] = {NULL, "undecided", "unbounded", "continuity",
                                       "empty"};
    const extrema *e = r->data;
    nb_buf b = {0};
    nb_out o;
    nb_put_function(w, r->def);
    nb_out_init(&o, w->s, NB_STYLE_ASCII, 0, &b);
    o.indent = "";
    put_region(&o, r, e);
    nb_out_free(&o);
    if (b.length > 0)
        b.text[--b.length] = '\0';
    nb_json_member(&w->j, "region", nb_buf_text(&b));
    nb_buf_free(&b);
    nb_json_key(&w->j, "candidates");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < e->found.n && nb_poll(w->p); i++)
        json_candidate(w, e, &e->found.items[i]);
    nb_json_close(&w->j, ']');
    nb_json_key(&w->j, "complete");
    nb_json_bool(&w->j, e->found.complete);
    json_extremum(w, e, false);
    json_extremum(w, e, true);
    nb_json_member(&w->j, "gap", gaps[e->found.gap]);
    if (e->found.tied)
        nb_json_member(&w->j, "remark",
                       "that values which agree are equal is not proven");
}

/* ---- what it holds ---- */

static void roots(void *data, nb_roots *all)
{
    extrema *e = data;
    nb_box_roots(&e->box, all);
    nb_roots_add(all, &e->relation);
    nb_roots_add(all, &e->region.g);
    nb_roots_add(all, &e->region.written);
    for (uint32_t i = 0; i < NB_MOST_VARIABLES; i++) {
        nb_roots_add(all, &e->region.low[i]);
        nb_roots_add(all, &e->region.high[i]);
    }
    for (uint32_t k = 0; k < e->region.n_corners; k++)
        for (uint32_t i = 0; i < 2; i++) {
            nb_roots_add(all, &e->corners[k][i]);
            nb_roots_add(all, &e->region.corners[k][i]);
        }
    for (uint32_t k = 0; k < e->found.n; k++) {
        nb_candidate *c = &e->found.items[k];
        for (uint32_t i = 0; i < c->n; i++)
            nb_roots_add(all, &c->exact[i]);
        for (uint32_t i = 0; i < c->curve.n; i++)
            nb_roots_add(all, &c->curve.equations[i]);
        nb_roots_add(all, &c->value);
        nb_roots_add(all, &c->multiplier);
    }
}

static void release(void *data)
{
    extrema *e = data;
    nb_extrema_free(&e->found);
    free(e);
}

const nb_command_class nb_extrema_command = {.kind = "extrema",
                                             .run = run,
                                             .people = people,
                                             .json = json,
                                             .roots = roots,
                                             .release = release};
