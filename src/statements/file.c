#include "session/out.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <string.h>

static bool run_file(nabla_result *r, const nb_statement *st, const char *text)
{
    r->action = st->command == NB_COMMAND_LOAD ? NABLA_LOAD : NABLA_SAVE;
    if (nb_is_empty_span(st->argument))
        return nb_usage(r->session, st->command, st->name_span);
    if (memchr(text + st->argument.begin, '\0', st->argument.end - st->argument.begin)) {
        nb_error_at(&r->session->error, NB_ERR_USAGE, st->argument.begin,
                    st->argument.end, "a file name cannot hold a NUL character");
        return false;
    }
    return nb_take_argument(r, text, st->argument);
}

static void people(nabla_result *r, nb_out *o)
{
    nb_buf_printf(o->to, "  %s %zu %s %s %s\n", r->action == NABLA_LOAD ? "ran" : "saved",
                  r->statements,
                  r->action == NABLA_SAVE
                      ? r->statements == 1 ? "definition" : "definitions"
                  : r->statements == 1 ? "statement"
                                       : "statements",
                  r->action == NABLA_LOAD ? "from" : "in", r->argument);
}

static void json(nabla_result *r, nb_writer *w)
{
    bool load = r->action == NABLA_LOAD;
    nb_json_member(&w->j, "kind", load ? "load" : "save");
    nb_json_member(&w->j, "file", r->argument);
    nb_json_key(&w->j, load ? "statements" : "definitions");
    nb_json_integer(&w->j, (int64_t)r->statements);
    if (load) {
        nb_json_key(&w->j, "status");
        nb_json_integer(&w->j, r->file_status);
    }
}

const nb_command_class nb_file_command = {
    .run = run_file, .people = people, .json = json};
