#include "statements/statements.h"

/* The classes of the commands, from the table; and the one command that has no file of
 * its own. */

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

/* ---- quit ---- */

static bool quit(nabla_result *r, const nb_statement *st, const char *text)
{
    (void)st, (void)text;
    r->action = NABLA_QUIT;
    return true;
}

const nb_command_class nb_quit_command = {.kind = "quit", .run = quit};
