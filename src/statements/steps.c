#include "statements/steps.h"

#include "calculus/derive.h"
#include "session/label.h"
#include "session/lines.h"
#include "session/value.h"
#include "session/vector.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"
#include "teach/steps.h"

#include <stdlib.h>
#include <string.h>

/* steps: a derivative, rule by rule. */

/* ---- the data ---- */

static void visit(void *data, nb_expr *e) { nb_roots_add(data, e); }

void nb_steps_roots(void *data, nb_roots *roots)
{
    nb_steps_answer *a = data;
    nb_told_each(&a->told, visit, roots);
    nb_roots_add_list(roots, &a->variables);
    nb_roots_add_list(roots, &a->inserted);
}

void nb_steps_release(void *data)
{
    nb_steps_answer *a = data;
    nb_told_free(&a->told);
    nb_list_free(&a->variables);
    nb_list_free(&a->inserted);
    free(a);
}

/* ---- what is asked for ---- */

/* "EXPRESSION, x" as the derivative of that expression. */
static bool read_by_name(nabla *s, const nb_statement *st, const char *text,
                         const nb_span *parts, nb_statement *out)
{
    nb_statement name = {0};
    bool ok =
        nb_read_part(s, text, parts[0], out) && nb_read_part(s, text, parts[1], &name);
    bool fits = ok && (out->kind == NB_ANONYMOUS || out->kind == NB_SHOW) &&
                !out->has_point && name.kind == NB_ANONYMOUS && !name.has_point &&
                nb_is_symbol(s->pool, name.body);
    if (ok && !fits)
        ok = nb_usage(s, st->command, st->argument);
    out->by = ok ? malloc(sizeof *out->by) : NULL;
    if (ok && !out->by)
        ok = nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    if (ok) {
        out->kind = out->kind == NB_SHOW ? NB_PARTIAL : NB_DERIVATIVE;
        out->by[0] = (nb_by){name.body, 1};
        out->n_by = 1;
    }
    nb_statement_free(&name);
    return ok;
}

static bool read_request(nabla *s, const nb_statement *st, const char *text, nb_span part,
                         nb_statement *out)
{
    nb_span parts[2];
    if (nb_is_empty_span(part)) {
        out->kind = NB_SHOW;
        out->name_span = st->name_span;
        return true;
    }
    if (nb_split_list(text, part, parts, 2) == 2 && !nb_is_empty_span(parts[1]))
        return read_by_name(s, st, text, parts, out);
    return nb_read_part(s, text, part, out);
}

/* Runs the request as the statement that it is, for its function, its variables and
 * the values at its point. */
static bool run_request(nabla_result *r, const nb_statement *st, const char *text,
                        nb_statement *request)
{
    nb_steps_answer *a = r->data;
    bool fits = request->kind == NB_DEFINITION || request->kind == NB_ANONYMOUS ||
                request->kind == NB_SHOW || request->kind == NB_POINT ||
                request->kind == NB_GRADIENT || request->kind == NB_PARTIAL ||
                request->kind == NB_DERIVATIVE;
    if (!fits)
        return nb_usage(r->session, st->command, st->argument);
    a->only_point = request->kind == NB_POINT && !request->name && !request->body;
    if (!nb_run_statement(r, request, text))
        return false;
    if (!r->def || r->kind == NB_ANSWER_VALUE)
        return nb_usage(r->session, st->command, st->argument);
    return true;
}

static bool list_variables(nabla_result *r)
{
    nb_steps_answer *a = r->data;
    nb_pool *p = r->session->pool;
    bool ok = true;
    a->higher = r->n_by > 0;
    for (uint32_t i = 0; ok && i < r->n_by; i++)
        for (uint32_t k = 0; ok && k < r->by[i].times; k++)
            ok = nb_list_add(p, &a->variables, r->by[i].variable);
    for (uint32_t i = 0; ok && !a->higher && i < r->def->n; i++)
        ok = nb_list_add(p, &a->variables, nb_def_param(r->def, i));
    a->n_sections = a->variables.n;
    if (ok && a->n_sections > NB_SECTIONS_MAX)
        return nb_fail(
            p, NB_ERR_LIMIT,
            "at most %d derivatives are told at once: name the variable, as in "
            "steps f, %s",
            (int)NB_SECTIONS_MAX, nb_symbol_name(p, a->variables.items[0]));
    return ok;
}

/* ---- the results ---- */

static void drop_formulas(nabla_result *r)
{
    for (uint32_t i = 0; i < r->n_formulas; i++)
        nb_formula_free(&r->formulas[i]);
    free(r->formulas);
    r->formulas = NULL;
    r->n_formulas = 0;
}

static bool make_results(nabla_result *r)
{
    nabla *s = r->session;
    const nb_steps_answer *a = r->data;
    nb_expr e = nb_def_canonical(r->session, r->def);
    drop_formulas(r);
    r->formulas = calloc(a->n_sections + 1, sizeof *r->formulas);
    if (!r->formulas)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    r->n_formulas = a->n_sections;
    for (uint32_t i = 0; i < a->n_sections && nb_poll(s->pool); i++) {
        nb_expr x = a->variables.items[i];
        nb_expr derivative =
            nb_derive(s->pool, a->higher ? e : nb_def_canonical(r->session, r->def), x);
        e = derivative;
        nb_make_formula(s, r->def, true, a->higher && i > 0 ? NB_NONE : x, derivative,
                        &r->formulas[i]);
    }
    return !nb_failed(s->pool);
}

/* The body as it was written, but for the values of named constants. */
static nb_expr body_of(nabla_result *r)
{
    nabla *s = r->session;
    const nb_def *d = r->def;
    return nb_session_constants(s, d->body, d->parts, d->n);
}

static bool tell(nabla_result *r)
{
    nabla *s = r->session;
    nb_steps_answer *a = r->data;
    const nb_reading *reading = nb_reading_of(s, r->def);
    if (!reading)
        return false;
    nb_layout_options options = {.variables = r->def->parts,
                                 .n = r->def->n,
                                 .decimals = r->def->decimals,
                                 .order = &reading->order};
    nb_expr body = body_of(r);
    nb_told_init(&a->told, s->pool);
    for (uint32_t i = 0; i < a->n_sections; i++) {
        bool again = a->higher && i > 0;
        nb_lesson lesson = {.e = again ? r->formulas[i - 1].typed : body,
                            .variable = a->variables.items[i],
                            .final = r->formulas[i].typed,
                            .definition_of = nb_session_definition,
                            .data = s,
                            .options = &options};
        if (!nb_tell_steps(&a->told, &lesson))
            return false;
    }
    return true;
}

/* The formulas with the coordinates of the point in the places of the variables. */
static bool insert_point(nabla_result *r)
{
    nb_steps_answer *a = r->data;
    nb_pool *p = r->session->pool;
    nb_map values = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < r->def->n; i++)
        ok = nb_map_put(p, &values, nb_def_param(r->def, i), r->point.items[i]);
    ok = ok && nb_list_add(p, &a->inserted, nb_substitute(p, r->def->expanded, &values));
    for (uint32_t i = 0; ok && i < r->n_formulas; i++)
        ok =
            nb_list_add(p, &a->inserted, nb_substitute(p, r->formulas[i].typed, &values));
    nb_map_free(&values);
    return ok && !nb_failed(p);
}

static bool reserve_answer(nabla_result *r)
{
    if (!r->data)
        r->data = calloc(1, sizeof(nb_steps_answer));
    return r->data || nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
}

bool nb_answer_steps_of(nabla_result *r)
{
    return reserve_answer(r) && list_variables(r) && make_results(r) && tell(r) &&
           (!r->has_point || insert_point(r));
}

bool nb_answer_steps(nabla_result *r, const nb_statement *st, const char *text,
                     nb_span part)
{
    nb_statement request = {0};
    bool ok = read_request(r->session, st, text, part, &request);
    ok = ok && reserve_answer(r) && run_request(r, st, text, &request) &&
         nb_answer_steps_of(r);
    r->kind = NB_ANSWER_COMMAND;
    nb_statement_free(&request);
    return ok;
}

/* ---- the command ---- */

/* "as latex", "as markdown" */
static bool read_format(nabla_result *r, const nb_statement *st, const char *text,
                        nb_span span, nb_steps_format *format)
{
    static const char *const names[] = {[NB_STEPS_TEXT] = "text",
                                        [NB_STEPS_LATEX] = "latex",
                                        [NB_STEPS_MARKDOWN] = "markdown"};
    size_t length = span.end - span.begin;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == length &&
            strncmp(names[i], text + span.begin, length) == 0) {
            *format = (nb_steps_format)i;
            return true;
        }
    }
    return nb_usage(r->session, st->command,
                    nb_is_empty_span(span) ? st->argument : span);
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    static const char *const keywords[] = {"as", NULL};
    nb_clauses clauses;
    nb_steps_format format = NB_STEPS_TEXT;
    if (!nb_split_clauses(r->session->pool, text, st->argument, keywords, &clauses))
        return false;
    const nb_clause *as = nb_clause_of(&clauses, "as");
    if (as && !read_format(r, st, text, as->span, &format))
        return false;
    if (!nb_answer_steps(r, st, text, nb_clause_of(&clauses, NULL)->span))
        return false;
    ((nb_steps_answer *)r->data)->format = format;
    return true;
}

/* "f(2, 1) = 2^2 + 3*1^2 = 7", with the label there already. */
static void put_value(nb_out *o, nabla_result *r, nb_expr inserted, const nb_member *m)
{
    if (m->status == NB_AT_DEFINED) {
        nb_chain c;
        nb_chain_begin(&c, o, true);
        nb_chain_expr(&c, inserted);
        nb_chain_member(&c, r, m);
        nb_chain_end(&c);
    } else {
        nb_line_gap(o, r, m, false);
    }
    nb_out_end(o);
}

static void put_point(nb_out *o, nabla_result *r)
{
    const nb_steps_answer *a = r->data;
    nb_line_place(o, r);
    if (r->n_members == 0) { /* of one derivative */
        nb_label_derivative(o, r, r->by, r->n_by, NB_PLACE_POINT);
        put_value(o, r, a->inserted.items[a->n_sections], &r->value);
        return;
    }
    if (r->def->name)
        nb_label_function(o, r, NB_PLACE_POINT);
    else
        nb_out_words(o, "value");
    put_value(o, r, a->inserted.items[0], &r->value);
    for (uint32_t i = 0; i < r->n_members; i++) {
        nb_by by = {nb_def_param(r->def, i), 1};
        nb_label_derivative(o, r, &by, 1, NB_PLACE_POINT);
        put_value(o, r, a->inserted.items[i + 1], &r->members[i]);
    }
    if (!nb_is_single(r)) {
        nb_label_gradient(o, r, NB_PLACE_POINT);
        nb_put_values(o, r);
        nb_out_end(o);
    }
    nb_line_norm(o, r);
}

static void put_gradient(nb_out *o, nabla_result *r)
{
    nb_label_gradient(o, r, NB_PLACE_PARAMETERS);
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_put_formulas(o, r->formulas, r->n_formulas);
    nb_out_end(o);
}

/* The results alone, which a point is put into next. */
static void put_results(nb_out *o, nabla_result *r)
{
    for (uint32_t i = 0; i < r->n_formulas; i++) {
        nb_steps_label(o, r, i);
        nb_line_formula(o, r, &r->formulas[i]);
        nb_out_end(o);
    }
}

static void people(nabla_result *r, nb_out *o)
{
    const nb_steps_answer *a = r->data;
    if (o->style == NB_STYLE_LATEX || a->format == NB_STEPS_LATEX) {
        nb_steps_latex(o, r);
        return;
    }
    if (a->format == NB_STEPS_MARKDOWN) {
        nb_steps_markdown(o, r);
        return;
    }
    nb_line_echo(o, r);
    if (a->only_point)
        put_results(o, r);
    else
        nb_steps_lines(o, r, 0, a->told.n_lines, 0);
    if (!a->only_point && !a->higher && r->def->n > 1)
        put_gradient(o, r);
    if (r->has_point)
        put_point(o, r);
}

static void json(nabla_result *r, nb_writer *w)
{
    nb_put_function(w, r->def);
    nb_steps_json(r, w);
    if (!r->has_point)
        return;
    nb_put_point(w);
    nb_put_member(w, "value", &r->value);
    if (r->n_members) {
        nb_put_members(w, "gradient");
        nb_put_norm(w);
    }
}

const nb_command_class nb_steps_command = {.kind = "steps",
                                           .formulas = true,
                                           .run = run,
                                           .people = people,
                                           .json = json,
                                           .roots = nb_steps_roots,
                                           .release = nb_steps_release};
