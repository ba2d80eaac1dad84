#include "statements/argument.h"

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

static void move(nb_span *span, uint32_t by)
{
    span->begin += by;
    span->end += by;
}

bool nb_read_part(nabla *s, const char *text, nb_span part, nb_statement *out)
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

bool nb_is_empty_span(nb_span span) { return span.begin == span.end; }
