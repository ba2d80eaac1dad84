#include "statements/argument.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "calculus/derive.h"
#include "syntax/lex.h"

#include <stdlib.h>
#include <string.h>

bool nb_take_argument(nabla_result *r, const char *text, nb_span span)
{
    size_t n = span.end - span.begin;
    r->argument = malloc(n + 1);
    if (!r->argument)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    memcpy(r->argument, text + span.begin, n);
    r->argument[n] = '\0';
    return true;
}

bool nb_usage(nabla *s, nb_command command, nb_span span)
{
    const nb_command_row *row = nb_command_of(command);
    nb_error_at(&s->error, NB_ERR_USAGE, span.begin, span.end, "the command is: %s",
                row->synopsis);
    nb_error_hint(&s->error, "for example: %s", row->example);
    return false;
}

bool nb_refuse_region(nabla *s, nb_command command, const nb_clause *on)
{
    nb_error_at(&s->error, NB_ERR_USAGE, on->word.begin, on->span.end,
                "%s looks at all of a function's domain, or at a box of it",
                nb_command_of(command)->name);
    nb_error_hint(&s->error, "for a curve or a region: extrema f on x^2 + y^2 = 4");
    return false;
}

static void move(nb_span *span, uint32_t by)
{
    span->begin += by;
    span->end += by;
}

void nb_pass_notes(nabla *s, const nb_notes *from, uint32_t by)
{
    nb_notes *to = s->notes;
    for (uint32_t i = 0; to && i < from->n; i++) {
        bool known = false;
        for (uint32_t k = 0; k < to->n; k++)
            known = known || to->items[k].kind == from->items[i].kind;
        if (known || to->n == NB_NOTE_KINDS)
            continue;
        to->items[to->n] = from->items[i];
        move(&to->items[to->n++].span, by);
    }
}

/* A statement that was read from a part: its spans, or the error's, in the whole text. */
static bool move_spans(nabla *s, bool ok, const nb_notes *notes, nb_span part,
                       nb_statement *out)
{
    nb_pass_notes(s, notes, part.begin);
    if (!ok) {
        s->error.begin += part.begin;
        s->error.end += part.begin;
        return false;
    }
    move(&out->argument, part.begin);
    move(&out->name_span, part.begin);
    move(&out->body_span, part.begin);
    move(&out->point_span, part.begin);
    return true;
}

bool nb_read_part(nabla *s, const char *text, nb_span part, nb_statement *out)
{
    nb_scope scope = nb_session_scope(s);
    nb_notes notes = {0};
    bool ok = nb_parse_statement(s->pool, text + part.begin, part.end - part.begin,
                                 &scope, &notes, out);
    return move_spans(s, ok, &notes, part, out);
}

bool nb_read_place_of(nabla_result *r, const char *text, nb_span part)
{
    nabla *s = r->session;
    nb_scope scope = nb_session_scope(s);
    nb_notes notes = {0};
    nb_statement st = {0};
    bool ok = nb_parse_point(s->pool, text + part.begin, part.end - part.begin, &scope,
                             &notes, &st);
    ok = move_spans(s, ok, &notes, part, &st) && nb_answer_point(r, &st);
    nb_statement_free(&st);
    return ok;
}

bool nb_is_empty_span(nb_span span) { return span.begin == span.end; }

/* ---- expressions ---- */

nb_expr nb_read_typed(nabla *s, const char *text, nb_span part, const nb_expr *symbols,
                      uint32_t n)
{
    nb_scope scope = nb_session_scope(s);
    nb_notes notes = {0};
    nb_expr e = nb_parse_over(s->pool, text + part.begin, part.end - part.begin, symbols,
                              n, &scope, &notes);
    nb_pass_notes(s, &notes, part.begin);
    if (!e) {
        s->error.begin += part.begin;
        s->error.end += part.begin;
    }
    return e;
}

nb_expr nb_read_over(nabla *s, const char *text, nb_span part, const nb_expr *symbols,
                     uint32_t n)
{
    nb_expr e = nb_read_typed(s, text, part, symbols, n);
    return e ? nb_session_expand(s, e, symbols, n) : NB_NONE;
}

static bool no_value(nabla *s, const nb_member *m, nb_span part)
{
    bool undefined = m->status == NB_AT_UNDEFINED;
    nb_buf reason = {0};
    nb_write_reason(s, &m->why, (nb_style)s->settings.style, &reason);
    nb_error_at(&s->error, undefined ? NB_ERR_UNDEFINED : NB_ERR_UNPROVEN, part.begin,
                part.end, "the value is %s: %s", undefined ? "undefined" : "not known",
                nb_buf_text(&reason));
    nb_buf_free(&reason);
    return false;
}

static bool read_constant(nabla *s, const char *text, nb_span part, nb_list *typed,
                          nb_list *values)
{
    nb_expr e = nb_read_typed(s, text, part, NULL, 0);
    nb_expr expanded = e ? nb_session_expand(s, e, NULL, 0) : NB_NONE;
    nb_map nowhere = {0};
    nb_member m = {0};
    if (!expanded)
        return false;
    m.status = nb_at(s->pool, expanded, &nowhere, &m.value, &m.why);
    nb_map_free(&nowhere);
    if (nb_failed(s->pool))
        return false;
    if (m.status != NB_AT_DEFINED)
        return no_value(s, &m, part);
    return nb_list_add(s->pool, typed, e) && nb_list_add(s->pool, values, m.value);
}

bool nb_read_constants(nabla *s, const char *text, nb_span part, nb_list *typed,
                       nb_list *values)
{
    enum { MAX = 64 };
    nb_span parts[MAX], inside;
    if (nb_inside_brackets(text, part, &inside))
        part = inside;
    uint32_t n = nb_split_list(text, part, parts, MAX);
    if (n == 0 || n > MAX) {
        nb_error_at(&s->error, NB_ERR_SYNTAX, part.begin, part.end,
                    n ? "at most %d numbers can stand here" : "numbers should stand here",
                    MAX);
        return false;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!read_constant(s, text, parts[i], typed, values))
            return false;
    return true;
}

/* ---- vectors ---- */

enum { UNITS = 3 };

/* Whether one of the first n of i, j, k occurs in the text and is no name of the
 * session. */
static bool has_unit_vectors(nabla *s, const char *text, nb_span part, uint32_t n)
{
    static const char *const units[UNITS] = {"i", "j", "k"};
    for (uint32_t at = part.begin; at < part.end;) {
        nb_token t = nb_lex(text, part.end, at);
        char name[NB_NAME_MAX + 1];
        if (t.kind == T_END || t.end <= at)
            break;
        at = t.end;
        if (t.kind != T_WORD || nb_word_name(text, t, name) == 0)
            continue;
        for (uint32_t i = 0; i < n && i < UNITS; i++)
            if (strcmp(name, units[i]) == 0 && !nb_table_find(s, name))
                return true;
    }
    return false;
}

/* 3i + 4j: an expression that is linear in i, j and k. */
static bool read_unit_vectors(nabla_result *r, const char *text, nb_span part,
                              nb_list *typed, nb_list *values)
{
    nabla *s = r->session;
    nb_pool *p = s->pool;
    nb_expr units[UNITS], rest;
    nb_map nowhere = {0};
    for (uint32_t i = 0; i < UNITS; i++)
        units[i] = nb_symbol(p, &"ijk"[i], 1);
    nb_expr e = nb_read_over(s, text, part, units, UNITS);
    rest = e = e ? nb_canonical(p, e) : NB_NONE;
    for (uint32_t i = 0; e && i < r->def->n && i < UNITS; i++) {
        nb_undefined why;
        nb_expr c = nb_derive(p, e, units[i]);
        bool closed = nb_at(p, c, &nowhere, &c, &why) == NB_AT_DEFINED;
        if (!closed || !nb_list_add(p, values, c) ||
            !nb_list_add(p, typed, nb_layout(p, c, NULL)))
            break;
        rest = nb_difference(p, rest, nb_product2(p, c, units[i]));
    }
    if (e && !nb_failed(p) && (values->n != r->def->n || !nb_is_int(p, rest, 0)))
        nb_error_at(&s->error, NB_ERR_USAGE, part.begin, part.end,
                    "this is no sum of multiples of %s",
                    r->def->n == 2 ? "i and j" : "i, j and k");
    return !nb_failed(p);
}

bool nb_read_vector(nabla_result *r, const char *text, nb_span part, nb_list *typed,
                    nb_list *values)
{
    nb_span inside;
    uint32_t n = r->def->n;
    if ((n == 2 || n == 3) && !nb_inside_brackets(text, part, &inside) &&
        has_unit_vectors(r->session, text, part, n))
        return read_unit_vectors(r, text, part, typed, values);
    return nb_read_constants(r->session, text, part, typed, values);
}
