#include "algebra/canon.h"
#include "numeric/decimal.h"
#include "session/label.h"
#include "session/lines.h"
#include "session/value.h"
#include "statements/argument.h"
#include "statements/descent.h"
#include "statements/statements.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

/* descend [f] from P [rate r] [until ‖∇f‖ < tol] [steps N] [with METHOD] */

static const char *const keywords[] = {"from", "rate", "until", "steps", "with", NULL};

static bool run_descend(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_clauses c;
    nb_descent_run *run = calloc(1, sizeof *run);
    if (!run)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    r->data = run;
    if (!nb_split_clauses(s->pool, text, st->argument, keywords, &c) ||
        !nb_read_subject(r, st, text, c.items[0].span))
        return false;
    const nb_clause *from = nb_clause_of(&c, "from");
    if (!from || nb_is_empty_span(from->span) || r->has_point)
        return from && !r->has_point ? nb_usage(s, st->command, from->word)
               : r->has_point        ? nb_usage(s, st->command, c.items[0].span)
                                     : nb_needs_point(s, st);
    if (!nb_descent_defaults(r, run, NB_DESCENT_PLAIN) ||
        !nb_read_start(r, text, from->span) || !nb_read_descent(r, text, &c, run) ||
        !nb_run_descent(r, run))
        return false;
    if (run->path.end == NB_DESCENT_UNDEFINED)
        r->status = NABLA_UNDEFINED;
    else if (run->path.end == NB_DESCENT_UNKNOWN)
        r->status = NABLA_LIMIT;
    return run->path.end == NB_DESCENT_UNDEFINED || nb_find_curvature(r, run);
}

/* ---- the table ---- */

/* Value or norm at point k exactly, where the numbers are short: 3.04 is shown as such,
 * not as 3.0400. */
static bool exact_value(nabla_result *r, const nb_descent_run *run, uint32_t k, bool norm,
                        nb_expr *value)
{
    enum { SHORT_BITS = 40 }; /* of a coordinate */
    nb_pool *p = r->session->pool;
    const nb_descent *d = &run->path;
    nb_map point = {0};
    nb_undefined why = {0};
    nb_expr squares = nb_zero(p), two = nb_integer(p, 2);
    bool ok = true;
    for (uint32_t i = 0; ok && i < d->n; i++) {
        nb_expr e = nb_descent_coordinate(d, k, i);
        const fmpq *q = nb_value(p, e);
        ok = fmpz_bits(fmpq_numref(q)) + fmpz_bits(fmpq_denref(q)) <= SHORT_BITS &&
             nb_map_put(p, &point, nb_def_param(r->def, i), e);
    }
    if (ok && !norm)
        ok = nb_at(p, r->def->expanded, &point, value, &why) == NB_AT_DEFINED;
    for (uint32_t i = 0; ok && norm && i < d->n; i++) {
        ok = nb_at(p, nb_def_partial(r->session, r->def, i), &point, value, &why) ==
                 NB_AT_DEFINED &&
             nb_is_number(p, *value);
        if (ok)
            squares = nb_sum2(p, squares, nb_power(p, *value, two));
    }
    if (ok && norm)
        *value = nb_sqrt(p, squares);
    nb_map_free(&point);
    return ok && !nb_failed(p);
}

/* Appends value or norm at point k with proven digits; false where they are not. */
static bool descent_value(nabla_result *r, const nb_descent_run *run, uint32_t k,
                          bool norm, slong digits, nb_buf *out)
{
    arb_srcptr x = (norm ? run->path.norms : run->path.values) + k;
    nb_expr value;
    if (!arb_is_finite(x))
        return false;
    if (exact_value(r, run, k, norm, &value) &&
        nb_decimal(r->session->pool, value, digits, out) <= NB_DECIMAL_ROUNDED)
        return true;
    return nb_decimal_of_ball(x, digits, out) <= NB_DECIMAL_ROUNDED;
}

enum {
    FIRST_ROWS = 6, /* of a long table */
    LAST_ROWS = 3,
    MOST_ROWS = 14,
    POINT_COLUMNS = 4 /* functions of more variables: value and norm only */
};

static bool is_shown(const nb_descent *d, uint32_t k)
{
    return d->points <= MOST_ROWS || k < FIRST_ROWS || k >= d->points - LAST_ROWS;
}

typedef struct nb_columns {
    size_t width[POINT_COLUMNS + 3];
    uint32_t n, coordinates;
} nb_columns;

/* The text of a cell: step, coordinates, value, norm. */
static void cell(nb_out *o, nabla_result *r, const nb_descent_run *run,
                 const nb_columns *c, uint32_t k, uint32_t column, nb_buf *out)
{
    nb_buf digits = {0};
    slong n = nb_people_digits(r->session);
    nb_buf_clear(out);
    if (column == 0) {
        nb_buf_printf(out, "%u", (unsigned)k);
        return;
    }
    if (column <= c->coordinates)
        nb_decimal(o->p, nb_descent_coordinate(&run->path, k, column - 1), n, &digits);
    else if (!descent_value(r, run, k, column == c->n - 1, n, &digits))
        nb_buf_puts(out, arb_is_finite(run->path.norms + k) ? "not proven" : "none");
    if (nb_is_written(o->p, &digits) && digits.length)
        nb_style_decimal(nb_buf_text(&digits), o->style, out);
    nb_buf_free(&digits);
}

static void heading(nb_out *o, nabla_result *r, const nb_columns *c, uint32_t column,
                    nb_buf *out)
{
    bool plain = o->style != NB_STYLE_UNICODE;
    const char *name = r->def->name ? r->def->name : "f";
    nb_buf_clear(out);
    if (column == 0)
        nb_buf_puts(out, "step");
    else if (column <= c->coordinates)
        nb_print(o->p, nb_def_param(r->def, column - 1),
                 plain ? NB_STYLE_ASCII : NB_STYLE_UNICODE, out);
    else if (column == c->n - 2)
        nb_buf_puts(out, name);
    else if (r->def->n == 1)
        nb_buf_printf(out, plain ? "|%s'|" : "|%s′|", name);
    else
        nb_buf_printf(out, plain ? "||grad %s||" : "‖∇%s‖", name);
}

/* A cell that is lost for want of memory would have another width. */
static void measure(nb_out *o, nb_columns *c, uint32_t column, const nb_buf *b)
{
    if (!nb_is_written(o->p, b))
        return;
    size_t width = nb_utf8_width(nb_buf_text(b), b->length);
    if (width > c->width[column])
        c->width[column] = width;
}

/* Numbers begin under one another; steps end so. */
static void put_cell(nb_out *o, const nb_columns *c, uint32_t column, const nb_buf *b)
{
    size_t own = nb_utf8_width(nb_buf_text(b), b->length), width = c->width[column];
    size_t gap = width > own ? width - own : 0;
    if (column > 0)
        nb_buf_puts(o->to, "   ");
    for (size_t i = 0; i < gap && column == 0; i++)
        nb_buf_putc(o->to, ' ');
    nb_buf_puts(o->to, nb_buf_text(b));
    for (size_t i = 0; i < gap && column > 0 && column + 1 < c->n; i++)
        nb_buf_putc(o->to, ' ');
}

void nb_line_descent_table(nb_out *o, nabla_result *r, const nb_descent_run *run)
{
    const nb_descent *d = &run->path;
    nb_columns c = {.coordinates = d->n <= POINT_COLUMNS ? d->n : 0};
    nb_buf b = {0};
    c.n = c.coordinates + 3;
    for (uint32_t column = 0; column < c.n; column++) {
        heading(o, r, &c, column, &b);
        measure(o, &c, column, &b);
    }
    for (uint32_t k = 0; k < d->points; k++)
        for (uint32_t column = 0; is_shown(d, k) && column < c.n; column++) {
            cell(o, r, run, &c, k, column, &b);
            measure(o, &c, column, &b);
        }
    nb_buf_puts(o->to, o->indent);
    for (uint32_t column = 0; column < c.n; column++) {
        heading(o, r, &c, column, &b);
        put_cell(o, &c, column, &b);
    }
    nb_buf_putc(o->to, '\n');
    for (uint32_t k = 0; k < d->points; k++) {
        if (!is_shown(d, k)) {
            if (k == FIRST_ROWS)
                nb_buf_printf(o->to, "%s%*s\n", o->indent,
                              (int)c.width[0] + (o->style == NB_STYLE_UNICODE ? 2 : 0),
                              o->style == NB_STYLE_UNICODE ? "…" : "...");
            continue;
        }
        nb_buf_puts(o->to, o->indent);
        for (uint32_t column = 0; column < c.n; column++) {
            cell(o, r, run, &c, k, column, &b);
            put_cell(o, &c, column, &b);
        }
        nb_buf_putc(o->to, '\n');
    }
    nb_buf_free(&b);
}

/* ---- the end ---- */

/* For programs. */
static const char *end_word(nb_descent_end end)
{
    static const char *const words[] = {"small",   "steps",    "diverges",
                                        "cycle",   "still",    "undefined",
                                        "unknown", "singular", "no_lower"};
    return words[end];
}

static void put_steps(nb_out *o, const nb_descent *d)
{
    nb_buf b = {0};
    nb_buf_printf(&b, "%u step%s", (unsigned)d->points - 1, d->points == 2 ? "" : "s");
    nb_out_words(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

static void put_culprit(nb_out *o, nabla_result *r, const nb_descent_run *run)
{
    const nb_descent *d = &run->path;
    nb_buf b = {0};
    if (d->culprit == 0) {
        nb_label_function(o, r, NB_PLACE_NONE);
        if (!r->def->name)
            nb_out_words(o, "the function");
    } else {
        nb_by by = {nb_def_param(r->def, d->culprit - 1), 1};
        nb_label_derivative(o, r, &by, 1, NB_PLACE_NONE);
    }
    nb_out_words(o, d->end == NB_DESCENT_UNDEFINED ? " is undefined at the last point: "
                                                   : " is not known at the last point: ");
    nb_write_reason(r->session, &d->why, o->style, &b);
    nb_out_raw(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

void nb_line_descent_end(nb_out *o, nabla_result *r, const nb_descent_run *run)
{
    const nb_descent *d = &run->path;
    o->sentence = true;
    nb_out_words(o,
                 d->end == NB_DESCENT_DIVERGES ? "diverges: after " : "stopped after ");
    put_steps(o, d);
    nb_out_words(o, d->end == NB_DESCENT_DIVERGES ? " " : ": ");
    switch (d->end) {
    case NB_DESCENT_SMALL:
        nb_label_norm(o, r, NB_PLACE_NONE);
        nb_out_text(o, " < ");
        nb_out_expr(o, run->tolerance, NB_LEVEL_SUM);
        break;
    case NB_DESCENT_STEPS: {
        nb_out_words(o, "no more were asked for, and ");
        nb_label_norm(o, r, NB_PLACE_NONE);
        nb_out_words(o, " is not yet less than ");
        nb_out_expr(o, run->tolerance, NB_LEVEL_SUM);
        break;
    }
    case NB_DESCENT_DIVERGES:
        nb_label_norm(o, r, NB_PLACE_NONE);
        nb_out_words(o, " is a million times what it was, or more");
        break;
    case NB_DESCENT_CYCLE:
        nb_out_words(o, "it goes to and fro between the same two points");
        break;
    case NB_DESCENT_STILL: nb_out_words(o, "a step no longer changes the point"); break;
    case NB_DESCENT_UNDEFINED:
    case NB_DESCENT_UNKNOWN: put_culprit(o, r, run); break;
    case NB_DESCENT_SINGULAR:
        nb_out_words(o, "the Hessian is singular there, or not shown not to be");
        break;
    case NB_DESCENT_NO_LOWER:
        nb_out_words(o, "the line search finds no lower point");
        break;
    }
    nb_out_end(o);
}

void nb_line_descent_method(nb_out *o, nabla_result *r, const nb_descent_run *run,
                            const char *remark)
{
    static const char *const names[] = {
        "gradient descent", "gradient descent with line search",
        "gradient descent with momentum", "Newton's method",
        "Newton's method and gradient descent with line search"};
    o->sentence = true;
    nb_out_words(o, names[run->options.method]);
    nb_out_words(o, " from ");
    if (r->def->n == 1) {
        nb_out_expr(o, nb_def_param(r->def, 0), NB_LEVEL_SUM);
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_out_expr(o, r->point.items[0], NB_LEVEL_SUM);
    } else {
        nb_label_place(o, r, NB_PLACE_POINT);
    }
    nb_out_words(o, remark);
    if (run->options.method < NB_DESCENT_BEST) {
        nb_out_words(o, ", rate ");
        nb_out_expr(o, run->rate, NB_LEVEL_SUM);
    }
    nb_out_end(o);
}

static void people(nabla_result *r, nb_out *o)
{
    const nb_descent_run *run = r->data;
    if (!r->def->name)
        nb_line_echo(o, r);
    nb_line_descent_method(o, r, run, "");
    nb_line_descent_table(o, r, run);
    nb_line_descent_end(o, r, run);
    nb_line_curvature(o, r, run);
}

/* ---- for programs ---- */

static void put_row(nb_writer *w, const nb_descent_run *run, uint32_t k)
{
    nabla_result *r = w->r;
    slong digits = w->s->settings.digits ? (slong)w->s->settings.digits : NB_JSON_DIGITS;
    nb_buf b = {0};
    nb_json_open(&w->j, '{');
    nb_json_key(&w->j, "step");
    nb_json_integer(&w->j, k);
    nb_json_key(&w->j, "point");
    nb_json_open(&w->j, '{');
    for (uint32_t i = 0; i < run->path.n; i++) {
        nb_buf_clear(&b);
        nb_decimal(w->p, nb_descent_coordinate(&run->path, k, i), digits, &b);
        nb_json_member(&w->j, nb_symbol_name(w->p, nb_def_param(r->def, i)),
                       nb_buf_text(&b));
    }
    nb_json_close(&w->j, '}');
    for (int norm = 0; norm < 2; norm++) {
        nb_buf_clear(&b);
        bool known = descent_value(r, run, k, norm, digits, &b);
        nb_json_member(&w->j, norm ? "norm" : "value", known ? nb_buf_text(&b) : NULL);
    }
    nb_json_close(&w->j, '}');
    nb_buf_free(&b);
}

static void put_number(nb_writer *w, const char *key, nb_expr typed, const char *text)
{
    if (typed)
        nb_put_typed(w, key, typed, NB_STYLE_TEXT);
    else
        nb_json_member(&w->j, key, text);
}

void nb_put_descent(nb_writer *w, const nb_descent_run *run)
{
    const nb_curvature *c = &run->curvature;
    nb_buf b = {0};
    nb_json_member(&w->j, "method", nb_method_word(run->options.method));
    nb_put_typed(w, "rate", run->rate, NB_STYLE_TEXT);
    nb_put_typed(w, "tolerance", run->tolerance, NB_STYLE_TEXT);
    nb_json_key(&w->j, "digits");
    nb_json_integer(&w->j, run->options.digits);
    nb_json_member(&w->j, "end", end_word(run->path.end));
    if (run->path.end == NB_DESCENT_UNDEFINED || run->path.end == NB_DESCENT_UNKNOWN) {
        nb_write_reason(w->s, &run->path.why, NB_STYLE_TEXT, &b);
        nb_json_member(&w->j, "reason", nb_buf_text(&b));
        nb_buf_free(&b);
    }
    nb_json_key(&w->j, "steps");
    nb_json_integer(&w->j, run->path.points - 1);
    if (c->known) {
        nb_json_key(&w->j, "curvature");
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "at",
                       c->constant ? "everywhere"
                       : c->point  ? "end"
                                   : "start");
        put_number(w, "least", c->least, c->least_text);
        put_number(w, "most", c->most, c->most_text);
        put_number(w, "rate_below", c->limit, c->limit_text);
        nb_json_close(&w->j, '}');
    }
    nb_json_key(&w->j, "table");
    nb_json_open(&w->j, '[');
    for (uint32_t k = 0; k < run->path.points && nb_poll(w->p); k++)
        put_row(w, run, k);
    nb_json_close(&w->j, ']');
}

static void json(nabla_result *r, nb_writer *w)
{
    nb_put_name(w, "function", r->def);
    nb_put_point(w);
    nb_put_descent(w, r->data);
}

static void roots(void *data, nb_roots *all) { nb_descent_run_roots(data, all); }

static void release(void *data)
{
    nb_descent_run_free(data);
    free(data);
}

const nb_command_class nb_descend_command = {.kind = "descend",
                                             .run = run_descend,
                                             .people = people,
                                             .json = json,
                                             .roots = roots,
                                             .release = release};
