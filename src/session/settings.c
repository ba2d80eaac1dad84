#include "present/print.h"
#include "session/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 10000 };

static const nb_option options[] = {
    {"digits", "1 ... 10000, default", "significant digits of decimals"},
    {"style", "unicode, ascii, latex", "how formulas are written"},
    {"notation", "leibniz, subscript", "partial derivatives as df/dx or as f_x"},
    {"vector", "parentheses, angle, ij", "vectors as (a, b), as <a, b> or as a i + b j"},
    {"linear", "on, off", "on: every formula on one line, at a terminal too"},
    {"expand", "on, off", "on: long results are written whole, with no names for parts"},
    {"limit", "1 ... 1000000000, default", "work that check may do to find a mistake"},
    {NULL, NULL, NULL},
};

const nb_option *nb_option_at(size_t i) { return &options[i]; }

/* The words of a setting, in the order of its numbers. */
static const char *const styles[] = {"text", "unicode", "ascii", "latex", NULL};
static const char *const notations[] = {"leibniz", "subscript", NULL};
static const char *const vectors[] = {"parentheses", "angle", "ij", NULL};
static const char *const switches[] = {"off", "on", NULL};

/* Sets *to to the place of the word from `first` on. */
static bool choose(const char *const *words, unsigned first, const char *word,
                   unsigned *to)
{
    for (unsigned i = first; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            *to = i;
            return true;
        }
    }
    return false;
}

static bool set_digits(nb_settings *t, const char *value)
{
    char *end;
    if (strcmp(value, "default") == 0) {
        t->digits = 0;
        return true;
    }
    long n = value[0] >= '0' && value[0] <= '9' ? strtol(value, &end, 10) : 0;
    if (n < 1 || n > DIGITS_MAX || *end)
        return false;
    t->digits = (uint32_t)n;
    return true;
}

static bool set_limit(nb_settings *t, const char *value)
{
    char *end;
    if (strcmp(value, "default") == 0) {
        t->limit = 0;
        return true;
    }
    long long n = value[0] >= '0' && value[0] <= '9' ? strtoll(value, &end, 10) : 0;
    if (n < 1 || n > 1000000000 || *end)
        return false;
    t->limit = (uint32_t)n;
    return true;
}

static bool set_switch(bool *to, const char *value)
{
    unsigned on;
    if (!choose(switches, 0, value, &on))
        return false;
    *to = on;
    return true;
}

bool nabla_set(nabla *s, const char *option, const char *value)
{
    nb_settings *t = &s->settings;
    size_t i = 0;
    nb_error_clear(&s->error);
    while (options[i].name && strcmp(options[i].name, option) != 0)
        i++;
    bool done;
    switch (i) {
    case 0: done = set_digits(t, value); break;
    case 1: done = choose(styles, NB_STYLE_UNICODE, value, &t->style); break;
    case 2: done = choose(notations, 0, value, &t->notation); break;
    case 3: done = choose(vectors, 0, value, &t->vector); break;
    case 4: done = set_switch(&t->linear, value); break;
    case 5: done = set_switch(&t->expand, value); break;
    case 6: done = set_limit(t, value); break;
    default:
        nb_error_set(&s->error, NB_ERR_USAGE, "there is no setting '%.40s'", option);
        nb_error_hint(&s->error,
                      "settings: digits, style, notation, vector, linear, expand, "
                      "limit");
        return false;
    }
    if (!done) {
        nb_error_set(&s->error, NB_ERR_USAGE, "%s cannot be '%.40s'", option, value);
        nb_error_hint(&s->error, "%s: %s", option, options[i].values);
    }
    return done;
}

const char *nabla_get(const nabla *s, const char *option)
{
    const nb_settings *t = &s->settings;
    nabla *self = (nabla *)s;
    if (strcmp(option, "digits") == 0) {
        if (!t->digits)
            return "default";
        snprintf(self->number, sizeof self->number, "%u", (unsigned)t->digits);
        return self->number;
    }
    if (strcmp(option, "style") == 0)
        return styles[t->style];
    if (strcmp(option, "notation") == 0)
        return notations[t->notation];
    if (strcmp(option, "vector") == 0)
        return vectors[t->vector];
    if (strcmp(option, "linear") == 0)
        return switches[t->linear];
    if (strcmp(option, "expand") == 0)
        return switches[t->expand];
    if (strcmp(option, "limit") == 0) {
        if (!t->limit)
            return "default";
        snprintf(self->number, sizeof self->number, "%u", (unsigned)t->limit);
        return self->number;
    }
    return NULL;
}
