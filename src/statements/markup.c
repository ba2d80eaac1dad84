#include "statements/argument.h"
#include "statements/statements.h"

/* latex, mathml: the answer of another statement, written for another program. */

static bool run_markup(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_statement inner = {0};
    if (nb_is_empty_span(st->argument)) {
        inner.kind = NB_SHOW;
        inner.name_span = st->name_span;
    } else if (!nb_read_part(s, text, st->argument, &inner)) {
        nb_statement_free(&inner);
        return false;
    }
    const nb_command_class *class =
        inner.kind == NB_COMMAND ? nb_command_class_of(inner.command) : NULL;
    bool ok = class && !class->formulas ? nb_usage(s, st->command, st->argument)
                                        : nb_run_statement(r, &inner, text);
    r->markup = true;
    r->command = st->command;
    nb_statement_free(&inner);
    return ok;
}

const nb_command_class nb_markup_command = {.run = run_markup};
