#include "session/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Commands: a word, and an argument that each reads for itself. */

/* ---- arguments ---- */

static bool take_argument(nabla_result *r, const char *text, nb_span span)
{
    size_t n = span.end - span.begin;
    r->argument = malloc(n + 1);
    if (!r->argument)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    memcpy(r->argument, text + span.begin, n);
    r->argument[n] = '\0';
    return true;
}

static bool usage(nabla *s, nb_command command, nb_span span)
{
    const nb_command_row *row = nb_command_of(command);
    nb_error_at(&s->error, NB_ERR_USAGE, span.begin, span.end, "the command is: %s",
                row->synopsis);
    nb_error_hint(&s->error, "for example: %s", row->example);
    return false;
}

static void move(nb_span *span, uint32_t by)
{
    span->begin += by;
    span->end += by;
}

/* A statement read from a piece of the text, with spans of the whole. */
static bool read_part(nabla *s, const char *text, nb_span part, nb_statement *out)
{
    nb_scope scope = nb_session_scope(s);
    bool ok = nb_parse_statement(s->pool, text + part.begin, part.end - part.begin,
                                 &scope, NULL, out);
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

static bool is_empty(nb_span span) { return span.begin == span.end; }

/* ---- set ---- */

static bool run_set(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    r->kind = NB_ANSWER_SETTINGS;
    if (!take_argument(r, text, st->argument))
        return false;
    char *name = r->argument;
    char *value = name + strcspn(name, " \t=");
    if (*name == '\0')
        return true;
    if (*value) {
        *value++ = '\0';
        value += strspn(value, " \t=");
    }
    bool ok = true;
    if (*value)
        ok = nabla_set(s, name, value);
    else if (!nabla_get(s, name))
        ok = nabla_set(s, name, "");
    if (!ok) {
        s->error.begin = st->argument.begin;
        s->error.end = st->argument.end;
    }
    return ok;
}

/* ---- forget, undo ---- */

static bool run_forget(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    r->kind = NB_ANSWER_CHANGE;
    if (is_empty(st->argument))
        return usage(s, NB_COMMAND_FORGET, st->name_span);
    if (!take_argument(r, text, st->argument))
        return false;
    /* A name may be spelled with Greek letters: let the parser read it. */
    nb_expr e =
        nb_parse_expression(s->pool, r->argument, strlen(r->argument), NULL, NULL);
    nb_error_clear(&s->error);
    nb_def *d = e && nb_is_symbol(s->pool, e)
                    ? nb_table_find(s, nb_symbol_name(s->pool, e))
                    : nb_table_find(s, r->argument);
    if (!d) {
        nb_error_at(&s->error, NB_ERR_NAME, st->argument.begin, st->argument.end,
                    "there is no definition of %.60s", r->argument);
        return false;
    }
    free(r->argument);
    r->argument = strdup(d->name);
    return nb_table_forget(s, d);
}

static bool run_undo(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    r->kind = NB_ANSWER_CHANGE;
    if (nb_table_undo(s, &r->argument)) {
        r->def = nb_def_keep(nb_table_find(s, r->argument));
        return true;
    }
    if (!nb_failed(s->pool))
        nb_error_at(&s->error, NB_ERR_USAGE, st->name_span.begin, st->name_span.end,
                    "there is nothing to undo");
    return false;
}

/* ---- load, save ---- */

static bool run_file(nabla_result *r, const nb_statement *st, const char *text)
{
    r->kind = NB_ANSWER_FILE;
    r->action = st->command == NB_COMMAND_LOAD ? NABLA_LOAD : NABLA_SAVE;
    if (is_empty(st->argument))
        return usage(r->session, st->command, st->name_span);
    if (memchr(text + st->argument.begin, '\0', st->argument.end - st->argument.begin)) {
        nb_error_at(&r->session->error, NB_ERR_USAGE, st->argument.begin,
                    st->argument.end, "a file name cannot hold a NUL character");
        return false;
    }
    return take_argument(r, text, st->argument);
}

/* ---- latex, mathml ---- */

static bool run_markup(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_statement inner = {0};
    if (is_empty(st->argument)) {
        inner.kind = NB_SHOW;
        inner.name_span = st->name_span;
    } else if (!read_part(s, text, st->argument, &inner)) {
        nb_statement_free(&inner);
        return false;
    }
    bool ok = inner.kind == NB_COMMAND && inner.command != NB_COMMAND_HESSIAN &&
                      inner.command != NB_COMMAND_DIRECTION
                  ? usage(s, st->command, st->argument)
                  : nb_run_statement(r, &inner, text);
    r->markup = true;
    r->command = st->command;
    nb_statement_free(&inner);
    return ok;
}

/* ---- hessian, direction ---- */

/* "f(2, 1)" as an argument is a function and its point. */
static bool call_as_point(nabla *s, nb_statement *part)
{
    nb_expr call = part->body;
    part->kind = NB_POINT;
    part->has_point = true;
    part->point_span = part->body_span;
    part->name = nb_arg(s->pool, call, 0);
    part->body = NB_NONE;
    for (uint32_t i = 1; i < nb_nargs(s->pool, call); i++)
        if (!nb_list_add(s->pool, &part->at_values, nb_arg(s->pool, call, i)))
            return false;
    return true;
}

static bool is_closed_call(nabla *s, nb_expr e)
{
    nb_list symbols = {0};
    bool closed =
        nb_op_of(s->pool, e) == NB_CALL && nb_free_symbols(s->pool, e, &symbols);
    for (uint32_t i = 0; i < symbols.n && closed; i++) {
        const nb_def *d = nb_table_find(s, nb_symbol_name(s->pool, symbols.items[i]));
        closed = d && d->constant;
    }
    nb_list_free(&symbols);
    return closed;
}

/* Sets r->def and, if one is given, the point. */
static bool read_subject(nabla_result *r, const nb_statement *st, nb_statement *part)
{
    nabla *s = r->session;
    if (part->kind == NB_ANONYMOUS && !part->has_point && is_closed_call(s, part->body) &&
        !call_as_point(s, part))
        return false;
    if (part->kind == NB_ANONYMOUS) {
        /* The expression is run, and becomes the current function. */
        if (!nb_run_statement(r, part, NULL))
            return false;
        if (!r->def)
            return usage(s, st->command, st->argument);
        return true;
    }
    if (part->kind != NB_SHOW && part->kind != NB_POINT)
        return usage(s, st->command, st->argument);
    r->def = nb_named_function(s, part->name, part->name_span);
    return r->def && (!part->has_point || nb_answer_point(r, part));
}

static bool needs_point(nabla *s, const nb_statement *st)
{
    const nb_command_row *row = nb_command_of(st->command);
    nb_error_at(&s->error, NB_ERR_USAGE, st->name_span.begin, st->name_span.end,
                "'%s' needs a point", row->name);
    nb_error_hint(&s->error, "for example: %s", row->example);
    return false;
}

static bool run_calculus(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_statement part = {0};
    if (is_empty(st->argument)) {
        part.kind = NB_SHOW;
        part.name_span = st->name_span;
    } else if (!read_part(s, text, st->argument, &part)) {
        nb_statement_free(&part);
        return false;
    }
    bool ok = read_subject(r, st, &part);
    nb_statement_free(&part);
    if (!ok)
        return false;
    for (uint32_t i = 0; i < r->n_formulas; i++)
        nb_formula_free(&r->formulas[i]);
    free(r->formulas);
    free(r->members);
    r->formulas = NULL;
    r->members = NULL;
    r->n_formulas = r->n_members = 0;
    r->steps.n = 0;
    r->has_value = r->has_norm = false;
    if (st->command == NB_COMMAND_HESSIAN) {
        r->kind = NB_ANSWER_HESSIAN;
        return nb_answer_hessian(r);
    }
    r->kind = NB_ANSWER_DIRECTION;
    if (!r->has_point)
        return needs_point(s, st);
    return nb_answer_direction(r);
}

/* ---- all of them ---- */

static bool run_help(nabla_result *r, const nb_statement *st, const char *text)
{
    r->kind = NB_ANSWER_HELP;
    return take_argument(r, text, st->argument) &&
           nb_check_topic(r->session, r->argument, st->argument);
}

bool nb_command_works(nb_command command)
{
    switch (command) {
    case NB_COMMAND_STEPS:
    case NB_COMMAND_CHECK:
    case NB_COMMAND_TANGENT:
    case NB_COMMAND_CRITICAL:
    case NB_COMMAND_DESCEND:
    case NB_COMMAND_PLOT: return false;
    default: return true;
    }
}

static bool not_yet(nabla *s, const nb_statement *st)
{
    nb_error_at(&s->error, NB_ERR_USAGE, st->name_span.begin, st->name_span.end,
                "'%s' is not part of this version yet", nb_command_of(st->command)->name);
    nb_error_hint(&s->error, "'help' lists what there is");
    return false;
}

bool nb_run_command(nabla_result *r, const nb_statement *st, const char *text)
{
    r->command = st->command;
    switch (st->command) {
    case NB_COMMAND_HELP: return run_help(r, st, text);
    case NB_COMMAND_SET: return run_set(r, st, text);
    case NB_COMMAND_VARS: r->kind = NB_ANSWER_VARS; return true;
    case NB_COMMAND_FORGET: return run_forget(r, st, text);
    case NB_COMMAND_UNDO: return run_undo(r, st);
    case NB_COMMAND_LOAD:
    case NB_COMMAND_SAVE: return run_file(r, st, text);
    case NB_COMMAND_LATEX:
    case NB_COMMAND_MATHML: return run_markup(r, st, text);
    case NB_COMMAND_HESSIAN:
    case NB_COMMAND_DIRECTION: return run_calculus(r, st, text);
    case NB_COMMAND_QUIT:
        r->kind = NB_ANSWER_QUIT;
        r->action = NABLA_QUIT;
        return true;
    default: return not_yet(r->session, st);
    }
}
