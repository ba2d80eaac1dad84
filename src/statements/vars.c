#include "session/lines.h"
#include "session/writer.h"
#include "statements/statements.h"

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    (void)r, (void)st, (void)text;
    return true;
}

static void people(nabla_result *r, nb_out *o)
{
    (void)r;
    const nb_table *t = &o->s->table;
    for (size_t i = 0; i < t->n; i++)
        nb_line_definition(o, t->items[i]);
    if (t->n == 0)
        nb_buf_puts(o->to, "  nothing is defined\n");
}

static void json(nabla_result *r, nb_writer *w)
{
    (void)r;
    const nb_table *t = &w->s->table;
    nb_json_key(&w->j, "definitions");
    nb_json_open(&w->j, '[');
    for (size_t i = 0; i < t->n; i++)
        nb_put_definition(w, t->items[i]);
    nb_json_close(&w->j, ']');
}

const nb_command_class nb_vars_command = {
    .kind = "vars", .run = run, .people = people, .json = json};
