#include "session/out.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <string.h>

static bool run_set(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    if (!nb_take_argument(r, text, st->argument))
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

static void write_settings(nb_out *o, const nabla_result *r)
{
    for (size_t i = 0; nb_option_at(i)->name; i++) {
        const nb_option *option = nb_option_at(i);
        if (r->argument && *r->argument && strcmp(r->argument, option->name) != 0)
            continue;
        nb_buf_printf(o->to, "  %-9s %-12s %s: %s\n", option->name,
                      nabla_get(o->s, option->name), option->help, option->values);
    }
}

static void write_one_setting(nb_out *o, const nabla_result *r)
{
    const char *name = r->argument;
    nb_buf_printf(o->to, "  %s is %s\n", name, nabla_get(o->s, name));
}

static void people(nabla_result *r, nb_out *o)
{
    if (r->argument && *r->argument)
        write_one_setting(o, r);
    else
        write_settings(o, r);
}

static void json(nabla_result *r, nb_writer *w)
{
    const char *one = r->argument;
    if (one && *one) {
        nb_json_member(&w->j, "kind", "setting");
        nb_json_member(&w->j, "name", one);
        nb_json_member(&w->j, "value", nabla_get(w->s, one));
        return;
    }
    nb_json_member(&w->j, "kind", "settings");
    nb_json_key(&w->j, "settings");
    nb_json_open(&w->j, '{');
    for (size_t i = 0; nb_option_at(i)->name; i++)
        nb_json_member(&w->j, nb_option_at(i)->name,
                       nabla_get(w->s, nb_option_at(i)->name));
    nb_json_close(&w->j, '}');
}

const nb_command_class nb_set_command = {.run = run_set, .people = people, .json = json};
