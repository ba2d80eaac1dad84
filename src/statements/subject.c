#include "statements/argument.h"
#include "statements/statements.h"

/* What a command is about: a function and, if one is given, a point. */

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

/* An expression; it becomes the current function. A closed one is none. */
static bool take_expression(nabla_result *r, const nb_statement *st, nb_statement *part)
{
    nabla *s = r->session;
    r->def = nb_statement_function(s, part);
    if (!r->def)
        return false;
    if (r->def->n == 0 && !part->has_point)
        return nb_usage(s, st->command, st->argument);
    if (part->has_point && !nb_answer_point(r, part))
        return false;
    nb_set_current(s, r->def);
    return true;
}

/* Sets r->def and, if one is given, the point. */
static bool read_subject(nabla_result *r, const nb_statement *st, nb_statement *part)
{
    nabla *s = r->session;
    if (part->kind == NB_ANONYMOUS && !part->has_point && is_closed_call(s, part->body) &&
        !call_as_point(s, part))
        return false;
    if (part->kind == NB_ANONYMOUS)
        return take_expression(r, st, part);
    if (part->kind != NB_SHOW && part->kind != NB_POINT)
        return nb_usage(s, st->command, st->argument);
    r->def = nb_named_function(s, part->name, part->name_span);
    return r->def && (!part->has_point || nb_answer_point(r, part));
}

bool nb_read_subject(nabla_result *r, const nb_statement *st, const char *text,
                     nb_span part)
{
    nb_statement inner = {0};
    bool ok = true;
    if (nb_is_empty_span(part)) {
        inner.kind = NB_SHOW;
        inner.name_span = st->name_span;
    } else {
        ok = nb_read_part(r->session, text, part, &inner);
    }
    ok = ok && read_subject(r, st, &inner);
    nb_statement_free(&inner);
    return ok;
}

bool nb_read_subject_at(nabla_result *r, const nb_statement *st, const char *text,
                        nb_span part, const nb_clause *at)
{
    if (!nb_read_subject(r, st, text, part))
        return false;
    if (at && r->has_point) {
        nb_error_at(&r->session->error, NB_ERR_USAGE, at->word.begin, at->span.end,
                    "there is a point already");
        return false;
    }
    return !at || nb_read_place_of(r, text, at->span);
}

bool nb_needs_point(nabla *s, const nb_statement *st)
{
    const nb_command_row *row = nb_command_of(st->command);
    nb_error_at(&s->error, NB_ERR_USAGE, st->name_span.begin, st->name_span.end,
                "'%s' needs a point", row->name);
    nb_error_hint(&s->error, "for example: %s", row->example);
    return false;
}
