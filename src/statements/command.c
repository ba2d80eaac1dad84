#include "statements/statements.h"

/* The classes of the commands, from the table; and the two commands that have no
 * file of their own. */

const nb_command_class *nb_command_class_of(nb_command command)
{
    static const nb_command_class *const classes[] = {
#define NB_COMMAND_ROW(id, class, name, aliases, synopsis, help, example) \
    &nb_##class##_command,
#include "syntax/commands.def"
#undef NB_COMMAND_ROW
    };
    return classes[command];
}

bool nb_command_works(nb_command command)
{
    return nb_command_class_of(command) != &nb_planned_command;
}

/* ---- quit ---- */

static bool quit(nabla_result *r, const nb_statement *st, const char *text)
{
    (void)st, (void)text;
    r->action = NABLA_QUIT;
    return true;
}

const nb_command_class nb_quit_command = {.kind = "quit", .run = quit};

/* ---- commands that are still to come ---- */

static bool not_yet(nabla_result *r, const nb_statement *st, const char *text)
{
    nb_error *e = &r->session->error;
    (void)text;
    nb_error_at(e, NB_ERR_USAGE, st->name_span.begin, st->name_span.end,
                "'%s' is not part of this version yet", nb_command_of(st->command)->name);
    nb_error_hint(e, "'help' lists what there is");
    return false;
}

const nb_command_class nb_planned_command = {.run = not_yet};
