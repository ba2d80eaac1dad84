#include "session/lines.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <stdlib.h>
#include <string.h>

static bool run_forget(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    if (nb_is_empty_span(st->argument))
        return nb_usage(s, NB_COMMAND_FORGET, st->name_span);
    if (!nb_take_argument(r, text, st->argument))
        return false;
    /* A name may be spelled with Greek letters: let the parser read it. */
    nb_expr e =
        nb_parse_expression(s->pool, r->argument, strlen(r->argument), NULL, NULL);
    nb_error_forgive(&s->error);
    nb_def *d = e && nb_is_symbol(s->pool, e)
                    ? nb_table_find(s, nb_symbol_name(s->pool, e))
                    : nb_table_find(s, r->argument);
    if (!d) {
        nb_error_at(&s->error, NB_ERR_NAME, st->argument.begin, st->argument.end,
                    "there is no definition of %.60s", r->argument);
        return false;
    }
    char *name = strdup(d->name);
    free(r->argument);
    r->argument = name;
    if (!name)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    return !nb_failed(s->pool) && nb_table_forget(s, d);
}

static bool run_undo(nabla_result *r, const nb_statement *st, const char *text)
{
    (void)text;
    nabla *s = r->session;
    if (nb_table_undo(s, &r->argument)) {
        r->def = nb_def_keep(nb_table_find(s, r->argument));
        return true;
    }
    if (!nb_failed(s->pool))
        nb_error_at(&s->error, NB_ERR_USAGE, st->name_span.begin, st->name_span.end,
                    "there is nothing to undo");
    return false;
}

static void people(nabla_result *r, nb_out *o)
{
    if (r->def) {
        nb_line_definition(o, r->def);
        return;
    }
    nb_out_name(o, r->argument);
    nb_out_words(o, " is no longer defined");
    nb_out_end(o);
}

static void json(nabla_result *r, nb_writer *w)
{
    nb_json_member(&w->j, "name", r->argument);
    nb_json_key(&w->j, "definition");
    if (r->def)
        nb_put_definition(w, r->def);
    else
        nb_json_null(&w->j);
}

const nb_command_class nb_forget_command = {
    .kind = "forget", .run = run_forget, .people = people, .json = json};
const nb_command_class nb_undo_command = {
    .kind = "undo", .run = run_undo, .people = people, .json = json};
