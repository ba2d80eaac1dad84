#include "calculus/equal.h"
#include "algebra/layout.h"
#include "numeric/sign.h"
#include "session/lines.h"
#include "session/value.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <stdlib.h>
#include <string.h>

/* equal A, B: whether two functions are equal, told with the proof of a difference: a
 * point and both values. */

typedef struct answer {
    nb_comparison c;
    nb_expr typed[2], expanded[2];
    nb_list variables;
    nb_list conditions; /* typed */
    nb_member at[2];    /* the values at c.point */
} answer;

/* ---- what is compared ---- */

/* "A, B" or "A = B". */
static bool split(const char *text, nb_span argument, nb_span *parts)
{
    uint32_t n = nb_split_list(text, argument, parts, 2);
    nb_span sign, again;
    if (n == 1 && nb_find_equals(text, argument, &sign)) {
        parts[0] = nb_trimmed(text, argument.begin, sign.begin);
        parts[1] = nb_trimmed(text, sign.end, argument.end);
        n = nb_find_equals(text, parts[1], &again) ? 0 : 2;
    }
    return n == 2 && !nb_is_empty_span(parts[0]) && !nb_is_empty_span(parts[1]);
}

/* ---- the answer ---- */

static bool show_values(nabla_result *r, answer *a)
{
    nb_expr values[] = {a->c.at_first, a->c.at_second};
    nb_map point = {0};
    for (uint32_t i = 0; i < a->c.point.n; i++)
        nb_map_put(r->session->pool, &point, a->variables.items[i], a->c.point.items[i]);
    for (unsigned k = 0; k < 2 && !nb_failed(r->session->pool); k++) {
        nb_member *m = &a->at[k];
        m->status = NB_AT_DEFINED;
        m->value = values[k];
        if (!m->value)
            m->status =
                nb_at(r->session->pool, a->expanded[k], &point, &m->value, &m->why);
        nb_member_show(r, m);
    }
    nb_map_free(&point);
    return !nb_failed(r->session->pool);
}

static bool show_conditions(nabla_result *r, answer *a)
{
    nb_pool *p = r->session->pool;
    for (uint32_t i = 0; i < a->c.conditions.n; i++)
        if (!nb_list_add(p, &a->conditions, nb_layout(p, a->c.conditions.items[i], NULL)))
            return false;
    return !nb_failed(p);
}

static bool has_point(const answer *a)
{
    return a->c.verdict == NB_UNEQUAL || a->c.first_wider || a->c.second_wider;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_span parts[2];
    answer *a = calloc(1, sizeof *a);
    if (!a)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    r->data = a;
    if (!split(text, st->argument, parts))
        return nb_usage(s, st->command,
                        nb_is_empty_span(st->argument) ? st->name_span : st->argument);
    for (unsigned k = 0; k < 2; k++)
        if (!nb_read_subexpression(r, st, text, parts[k], &a->typed[k], &a->expanded[k],
                                   &a->variables))
            return false;
    if (!nb_compare_functions(s->pool, a->expanded[0], a->expanded[1], a->variables.items,
                              a->variables.n, &a->c))
        return false;
    if (a->c.verdict == NB_UNEQUAL)
        r->status = NABLA_UNDEFINED;
    else if (a->c.verdict == NB_EQUALITY_UNPROVEN)
        r->status = NABLA_LIMIT;
    return (!has_point(a) || show_values(r, a)) && show_conditions(r, a);
}

/* ---- for people ---- */

static void write_sides(nb_out *o, const answer *a, const char *between)
{
    nb_out_expr(o, a->typed[0], NB_LEVEL_ANY);
    nb_out_words(o, between);
    nb_out_expr(o, a->typed[1], NB_LEVEL_ANY);
}

/* "at x = 2, y = 1: " */
static void write_point(nb_out *o, const answer *a)
{
    nb_pool *p = o->p;
    for (uint32_t i = 0; i < a->variables.n; i++) {
        nb_out_words(o, i ? ", " : "at ");
        nb_out_expr(o, a->variables.items[i], NB_LEVEL_ANY);
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_out_expr(o, nb_layout(p, a->c.point.items[i], NULL), NB_LEVEL_ANY);
    }
    nb_out_words(o, a->variables.n ? ": " : "");
}

static void write_value(nabla_result *r, nb_out *o, const nb_member *m, const char *which)
{
    nb_chain c;
    nb_out_words(o, which);
    if (m->status != NB_AT_DEFINED) {
        nb_out_words(o, " is undefined");
        return;
    }
    nb_out_words(o, " is ");
    nb_chain_begin(&c, o, false);
    nb_chain_member(&c, r, m);
    nb_chain_end(&c);
}

static void people(nabla_result *r, nb_out *o)
{
    const answer *a = r->data;
    nb_formula conditions = {.conditions = a->conditions};
    switch (a->c.verdict) {
    case NB_EQUAL:
    case NB_EQUAL_WHERE:
        nb_out_words(o, a->c.same_form ? "equal, of one form: " : "equal: ");
        write_sides(o, a, " = ");
        nb_line_conditions(o, &conditions);
        break;
    case NB_UNEQUAL:
        nb_out_words(o, "different: ");
        write_sides(o, a, " and ");
        break;
    case NB_EQUALITY_UNPROVEN:
        nb_out_words(o, "not proven, neither equal nor different: ");
        write_sides(o, a, " and ");
    }
    nb_out_end(o);
    if (!has_point(a))
        return;
    write_point(o, a);
    write_value(r, o, &a->at[0], "the first");
    write_value(r, o, &a->at[1], ", the second");
    nb_out_end(o);
}

/* ---- for programs ---- */

static void json(nabla_result *r, nb_writer *w)
{
    static const char *const verdicts[] = {"equal", "equal where", "different",
                                           "not proven"};
    const answer *a = r->data;
    const char *wider = a->c.first_wider && a->c.second_wider ? "both"
                        : a->c.first_wider                    ? "first"
                        : a->c.second_wider                   ? "second"
                                                              : NULL;
    nb_put_typed(w, "first", a->typed[0], NB_STYLE_TEXT);
    nb_put_typed(w, "second", a->typed[1], NB_STYLE_TEXT);
    nb_json_member(&w->j, "verdict", verdicts[a->c.verdict]);
    nb_json_key(&w->j, "same_form");
    nb_json_bool(&w->j, a->c.same_form);
    nb_put_conditions(w, &a->conditions);
    nb_json_member(&w->j, "wider", wider);
    if (!has_point(a))
        return;
    nb_json_key(&w->j, "point");
    nb_json_open(&w->j, '{');
    for (uint32_t i = 0; i < a->variables.n; i++)
        nb_put_typed(w, nb_symbol_name(w->p, a->variables.items[i]),
                     nb_layout(w->p, a->c.point.items[i], NULL), NB_STYLE_TEXT);
    nb_json_close(&w->j, '}');
    nb_put_member(w, "at_first", &a->at[0]);
    nb_put_member(w, "at_second", &a->at[1]);
}

static void roots(void *data, nb_roots *all)
{
    answer *a = data;
    for (unsigned k = 0; k < 2; k++) {
        nb_roots_add(all, &a->typed[k]);
        nb_roots_add(all, &a->expanded[k]);
        nb_roots_add_member(all, &a->at[k]);
    }
    nb_roots_add(all, &a->c.at_first);
    nb_roots_add(all, &a->c.at_second);
    nb_roots_add_list(all, &a->c.point);
    nb_roots_add_list(all, &a->c.conditions);
    nb_roots_add_list(all, &a->variables);
    nb_roots_add_list(all, &a->conditions);
}

static void release(void *data)
{
    answer *a = data;
    if (a) {
        nb_comparison_free(&a->c);
        nb_list_free(&a->variables);
        nb_list_free(&a->conditions);
    }
    free(a);
}

const nb_command_class nb_equal_command = {.kind = "equality",
                                           .run = run,
                                           .people = people,
                                           .json = json,
                                           .roots = roots,
                                           .release = release};
