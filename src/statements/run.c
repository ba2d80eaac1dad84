#include "statements/statements.h"

#include "algebra/canon.h"
#include "algebra/tidy.h"

#include <stdlib.h>
#include <string.h>

/* Statements: text in, an answer out. Whatever fails leaves the session as it was:
 * definitions enter the table as the last step. */

/* ---- results ---- */

static nabla_result *result_new(nabla *s)
{
    nabla_result *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->session = s;
    r->next = s->results;
    if (r->next)
        r->next->previous = r;
    s->results = r;
    return r;
}

/* Frees what the answer holds, and leaves the notes. */
static void forget_answer(nabla_result *r)
{
    for (uint32_t i = 0; i < r->n_formulas; i++)
        nb_formula_free(&r->formulas[i]);
    for (uint32_t i = 0; i < r->n_told; i++)
        nb_formula_free(&r->told[i]);
    free(r->formulas);
    free(r->told);
    nb_sharing_free(&r->abridged.sharing);
    free(r->members);
    free(r->by);
    nb_list_free(&r->point);
    nb_list_free(&r->values);
    nb_list_free(&r->steps);
    nb_def_release(r->session, r->def);
    if (r->data && r->class->release)
        r->class->release(r->data);
    r->data = NULL;
    r->formulas = r->told = NULL;
    r->members = NULL;
    r->by = NULL;
    r->def = NULL;
    r->n_formulas = r->n_told = r->n_members = r->n_by = 0;
    r->has_value = r->has_norm = false;
}

void nabla_result_free(nabla_result *r)
{
    if (!r)
        return;
    forget_answer(r);
    free(r->argument);
    free(r->problem);
    nb_buf_free(&r->output);
    free(r->notes);
    nb_buf_free(&r->text);
    nb_buf_free(&r->json);
    if (r->previous)
        r->previous->next = r->next;
    else
        r->session->results = r->next;
    if (r->next)
        r->next->previous = r->previous;
    free(r);
}

/* Makes the answer the error that the session has. */
static void fail_result(nabla_result *r)
{
    forget_answer(r);
    r->kind = NB_ANSWER_NOTHING;
    r->action = NABLA_NOTHING;
    r->error = r->session->error;
    r->status = nb_status_of(r->error.code);
    r->worst = r->status;
}

/* ---- notes ---- */

/* Keeps the notes of kinds that the session has not given yet. */
static void keep_notes(nabla_result *r, const nb_notes *notes)
{
    nabla *s = r->session;
    if (notes->n == 0)
        return;
    r->notes = malloc(notes->n * sizeof *r->notes);
    for (uint32_t i = 0; r->notes && i < notes->n; i++) {
        unsigned bit = 1u << notes->items[i].kind;
        if (!(s->notes_given & bit))
            r->notes[r->n_notes++] = notes->items[i];
        s->notes_given |= bit;
    }
}

/* ---- definitions ---- */

/* A definition with this body, expanded, checked and simplified. */
static nb_def *make_def(nabla *s, const char *name, const nb_list *params, nb_expr body,
                        nb_span span)
{
    nb_expr expanded = nb_session_expand(s, body, params->items, params->n);
    if (!expanded || !nb_check_literals(s, expanded, span))
        return NULL;
    nb_def *d = nb_def_new(s, name, params->n, params->items);
    if (!d)
        return NULL;
    d->body = body;
    d->expanded = expanded;
    d->decimals = nb_has_decimals(s, expanded);
    if (name && nb_find_outline(s, d))
        return d;
    if (!nb_failed(s->pool) && nb_def_canonical(s, d)) {
        d->everywhere = d->n && nb_is_unconditional(s);
        return d;
    }
    nb_def_release(s, d);
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The free variables of an expression in alphabetical order: all that is no
 * constant of the session, and the n SYMBOLs of `more`. */
static bool find_variables(nabla *s, nb_expr body, const nb_by *more, uint32_t n_more,
                           nb_list *out)
{
    nb_pool *p = s->pool;
    nb_list found = {0};
    bool ok = nb_free_symbols(p, body, &found);
    for (uint32_t i = 0; ok && i < found.n; i++) {
        const nb_def *d = nb_table_find(s, nb_symbol_name(p, found.items[i]));
        bool hides = false;
        for (uint32_t k = 0; k < n_more; k++)
            hides = hides || more[k].variable == found.items[i];
        if (!d || !d->constant || hides)
            ok = nb_list_add(p, out, found.items[i]);
    }
    nb_list_free(&found);
    for (uint32_t k = 0; ok && k < n_more; k++) {
        bool known = false;
        for (uint32_t i = 0; i < out->n; i++)
            known = known || out->items[i] == more[k].variable;
        if (!known)
            ok = nb_list_add(p, out, more[k].variable);
    }
    const char **names = ok ? malloc((out->n + 1) * sizeof *names) : NULL;
    if (ok && !names)
        ok = nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && i < out->n; i++)
        names[i] = nb_symbol_name(p, out->items[i]);
    if (ok)
        qsort(names, out->n, sizeof *names, by_name);
    /* All of these are there already: the pool, and so the names, stay in place. */
    for (uint32_t i = 0; ok && i < out->n; i++)
        out->items[i] = nb_symbol(p, names[i], strlen(names[i]));
    free(names);
    return ok;
}

/* The nameless function of a statement's body. */
static nb_def *nameless(nabla *s, const nb_statement *st)
{
    nb_list variables = {0};
    nb_def *d = NULL;
    if (find_variables(s, st->body, st->by, st->n_by, &variables))
        d = make_def(s, NULL, &variables, st->body, st->body_span);
    nb_list_free(&variables);
    return d;
}

nb_def *nb_nameless_function(nabla *s, nb_expr body, nb_span span)
{
    nb_statement st = {.body = body, .body_span = span};
    return nameless(s, &st);
}

bool nb_free_variables(nabla *s, nb_expr body, nb_list *out)
{
    return find_variables(s, body, NULL, 0, out);
}

nb_def *nb_function_over(nabla *s, const nb_list *params, nb_expr body, nb_span span)
{
    return make_def(s, NULL, params, body, span);
}

nb_def *nb_named_function(nabla *s, nb_expr name, nb_span span)
{
    nb_def *d = name ? nb_table_find(s, nb_symbol_name(s->pool, name)) : s->current;
    if (d && !d->constant)
        return nb_def_keep(d);
    if (d)
        nb_error_at(&s->error, NB_ERR_NAME, span.begin, span.end,
                    "%s is a constant, not a function", d->name);
    else if (name)
        nb_error_at(&s->error, NB_ERR_NAME, span.begin, span.end,
                    "there is no function %s", nb_symbol_name(s->pool, name));
    else
        nb_error_at(&s->error, NB_ERR_USAGE, span.begin, span.end,
                    "there is no function yet");
    if (!d && !name)
        nb_error_hint(&s->error, "define one first: f(x, y) = x^2 + 3y^2");
    return NULL;
}

/* ---- statements, one by one ---- */

static bool evaluate_all(nabla_result *r, const nb_statement *st)
{
    return nb_answer_point(r, st) && nb_answer_value(r) && nb_answer_members(r) &&
           nb_answer_norm(r);
}

static bool run_definition(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    r->kind = NB_ANSWER_FUNCTION;
    r->def = make_def(s, nb_symbol_name(s->pool, st->name), &st->params, st->body,
                      st->body_span);
    if (!r->def || !nb_answer_function(r))
        return false;
    if (st->has_point && !evaluate_all(r, st))
        return false;
    r->defines = true;
    return true;
}

/* A call f(2, 1) and nothing else is told like the value of f there. */
static bool is_call(nabla *s, const nb_statement *st)
{
    nb_pool *p = s->pool;
    return nb_op_of(p, st->body) == NB_CALL &&
           nb_table_find(s, nb_symbol_name(p, nb_arg(p, st->body, 0)));
}

static bool run_call(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    nb_statement at = {.has_point = true, .point_span = st->body_span};
    r->def = nb_named_function(s, nb_arg(s->pool, st->body, 0), st->body_span);
    bool ok = r->def != NULL;
    for (uint32_t i = 1; ok && i < nb_nargs(s->pool, st->body); i++)
        ok = nb_list_add(s->pool, &at.at_values, nb_arg(s->pool, st->body, i));
    ok = ok && nb_answer_point(r, &at) && nb_answer_value(r);
    nb_list_free(&at.at_values);
    return ok;
}

static bool run_value(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    nb_expr expanded = nb_session_expand(s, st->body, NULL, 0);
    r->has_value = true;
    r->decimals = expanded && nb_has_decimals(s, expanded);
    if (!expanded || !nb_member_closed(r, expanded, &r->value))
        return false;
    /* The echo names it already; a function is told with its argument. */
    if (r->value.why.node == expanded && r->value.why.reason != NB_WHY_OUTSIDE_DOMAIN)
        r->value.why.node = NB_NONE;
    return true;
}

static bool run_anonymous(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    nb_list variables = {0};
    if (!find_variables(s, st->body, NULL, 0, &variables))
        return false;
    bool closed = variables.n == 0;
    nb_list_free(&variables);
    r->body = st->body;
    if (closed && !st->has_point) {
        r->kind = NB_ANSWER_VALUE;
        return is_call(s, st) ? run_call(r, st) : run_value(r, st);
    }
    r->kind = NB_ANSWER_FUNCTION;
    r->def = nameless(s, st);
    if (!r->def || !nb_answer_gradient(r) || (st->has_point && !evaluate_all(r, st)))
        return false;
    nb_set_current(s, r->def);
    return true;
}

static bool run_constant(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    nb_list none = {0};
    r->kind = NB_ANSWER_CONSTANT;
    nb_expr expanded = nb_session_expand(s, st->body, NULL, 0);
    r->decimals = expanded && nb_has_decimals(s, expanded);
    r->has_value = true;
    if (!expanded || !nb_member_closed(r, expanded, &r->value))
        return false;
    if (r->value.status != NB_AT_DEFINED) {
        nb_buf reason = {0};
        nb_write_reason(s, &r->value.why, (nb_style)s->settings.style, &reason);
        nb_error_at(&s->error,
                    r->value.status == NB_AT_UNDEFINED ? NB_ERR_UNDEFINED
                                                       : NB_ERR_UNPROVEN,
                    st->body_span.begin, st->body_span.end, "the value is %s: %s",
                    r->value.status == NB_AT_UNDEFINED ? "undefined" : "not known",
                    nb_buf_text(&reason));
        nb_buf_free(&reason);
        return false;
    }
    r->def =
        make_def(s, nb_symbol_name(s->pool, st->name), &none, st->body, st->body_span);
    if (!r->def)
        return false;
    r->def->constant = true;
    r->defines = true;
    return true;
}

/* The function that a statement is about: named, given by its body, or current. */
nb_def *nb_statement_function(nabla *s, const nb_statement *st)
{
    return st->body ? nameless(s, st) : nb_named_function(s, st->name, st->name_span);
}

static bool run_show(nabla_result *r, const nb_statement *st)
{
    r->kind = NB_ANSWER_FUNCTION;
    r->def = nb_statement_function(r->session, st);
    if (!r->def || !nb_answer_function(r))
        return false;
    nb_set_current(r->session, r->def);
    return true;
}

static bool run_point(nabla_result *r, const nb_statement *st)
{
    r->kind = NB_ANSWER_EVALUATION;
    r->def = nb_statement_function(r->session, st);
    return r->def && evaluate_all(r, st);
}

static bool run_gradient(nabla_result *r, const nb_statement *st)
{
    r->kind = NB_ANSWER_GRADIENT;
    r->def = nb_statement_function(r->session, st);
    if (!r->def)
        return false;
    if (!st->has_point)
        return nb_answer_gradient(r);
    return nb_answer_point(r, st) && nb_answer_members(r);
}

/* The formula of the norm of the gradient. */
static bool norm_formula(nabla_result *r)
{
    nabla *s = r->session;
    nb_def *d = r->def;
    nb_list terms = {0};
    for (uint32_t i = 0; i < d->n; i++)
        nb_list_add(s->pool, &terms,
                    nb_power(s->pool, nb_def_partial(s, d, i), nb_integer(s->pool, 2)));
    nb_expr squares = nb_sum(s->pool, terms.items, terms.n);
    nb_expr norm = d->n == 1
                       ? nb_apply1(s->pool, NB_FN_ABS, nb_def_partial(s, d, 0))
                       : nb_sqrt(s->pool, squares ? nb_tidy(s->pool, squares) : NB_NONE);
    nb_list_free(&terms);
    r->formulas = calloc(1, sizeof *r->formulas);
    if (!r->formulas || !norm)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    r->n_formulas = 1;
    return nb_make_formula(s, d, true, NB_NONE, norm, &r->formulas[0]);
}

static bool run_norm(nabla_result *r, const nb_statement *st)
{
    r->kind = NB_ANSWER_NORM;
    r->def = nb_statement_function(r->session, st);
    if (!r->def)
        return false;
    if (!st->has_point)
        return norm_formula(r);
    return nb_answer_point(r, st) && nb_answer_members(r) && nb_answer_norm(r);
}

static bool check_order(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    for (uint32_t i = 0; i < st->n_by; i++) {
        bool known = st->body != NB_NONE;
        for (uint32_t k = 0; k < r->def->n; k++)
            known = known || nb_def_param(r->def, k) == st->by[i].variable;
        if (!known) {
            nb_error_at(&s->error, NB_ERR_NAME, st->name_span.begin, st->name_span.end,
                        "%s is no parameter of %s",
                        nb_symbol_name(s->pool, st->by[i].variable), r->def->name);
            return false;
        }
    }
    return true;
}

static bool run_derivative(nabla_result *r, const nb_statement *st)
{
    r->kind = NB_ANSWER_DERIVATIVE;
    r->def = nb_statement_function(r->session, st);
    if (!r->def || !check_order(r, st))
        return false;
    r->body = st->body;
    r->by = malloc((st->n_by + 1) * sizeof *r->by);
    if (!r->by)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    memcpy(r->by, st->by, st->n_by * sizeof *r->by);
    r->n_by = st->n_by;
    if (st->has_point && !nb_answer_point(r, st))
        return false;
    return nb_answer_derivative(r);
}

static bool run_command(nabla_result *r, const nb_statement *st, const char *text)
{
    r->kind = NB_ANSWER_COMMAND;
    r->command = st->command;
    r->class = nb_command_class_of(st->command);
    return r->class->run(r, st, text);
}

bool nb_run_statement(nabla_result *r, const nb_statement *st, const char *text)
{
    switch (st->kind) {
    case NB_EMPTY: return true;
    case NB_DEFINITION: return run_definition(r, st);
    case NB_ANONYMOUS: return run_anonymous(r, st);
    case NB_CONSTANT: return run_constant(r, st);
    case NB_SHOW: return run_show(r, st);
    case NB_POINT: return run_point(r, st);
    case NB_GRADIENT: return run_gradient(r, st);
    case NB_NORM: return run_norm(r, st);
    case NB_PARTIAL:
    case NB_DERIVATIVE: return run_derivative(r, st);
    case NB_COMMAND: return run_command(r, st, text);
    }
    return true;
}

/* The last step, which takes effect or changes nothing. */
static bool enter_definition(nabla_result *r)
{
    nabla *s = r->session;
    if (nb_failed(s->pool) || (r->defines && !nb_table_define(s, r->def)))
        return false;
    if (r->defines && !r->def->constant)
        nb_set_current(s, r->def);
    return true;
}

nabla_status nabla_run(nabla *s, const char *text, size_t length, nabla_result **result)
{
    nb_session_collect(s);
    nb_error_clear(&s->error);
    s->interrupt = 0;
    nabla_result *r = *result = result_new(s);
    if (!r) {
        nb_error_set(&s->error, NB_ERR_MEMORY, "out of memory");
        return NABLA_LIMIT;
    }
    nb_scope scope = nb_session_scope(s);
    nb_notes notes = {0};
    nb_statement st = {0};
    nb_def *current = nb_def_keep(s->current);
    s->notes = &notes;
    bool ok = nb_working_line_of(s, text, length, &st) ||
              nb_parse_statement(s->pool, text, length, &scope, &notes, &st);
    ok = ok && nb_run_statement(r, &st, text) && nb_abridge(r) && enter_definition(r);
    /* Whatever fails answers: a program that waits for a line must get one. */
    if (!ok && s->error.code == NB_OK)
        nb_error_set(&s->error, NB_ERR_LIMIT, "the statement could not be carried out");
    if (ok)
        keep_notes(r, &notes);
    else
        fail_result(r);
    if (!ok)
        nb_set_current(s, current);
    nb_def_release(s, current);
    r->worst = r->status;
    s->notes = NULL;
    nb_statement_free(&st);
    return r->status;
}

/* ---- asking a result ---- */

/* Rendering works out decimals, so it may fail like a statement. */
static const char *render(nabla_result *r, bool json, int width, nb_buf *out)
{
    nabla *s = r->session;
    nb_buf_clear(out);
    nb_error_clear(&s->error);
    if (json)
        nb_write_json(r, out);
    else if (r->error.code == NB_OK)
        nb_write_people(r, width, out);
    if (out->failed) {
        nb_buf_free(out);
        nb_error_set(&s->error, NB_ERR_MEMORY, "out of memory");
    }
    if (nb_failed(s->pool)) {
        fail_result(r);
        nb_buf_clear(out);
        nb_error_clear(&s->error);
        if (json)
            nb_write_json(r, out);
        s->error = r->error;
    }
    return nb_buf_text(out);
}

const char *nabla_result_text(nabla_result *r, int width)
{
    return render(r, false, width, &r->text);
}

const char *nabla_result_json(nabla_result *r) { return render(r, true, 0, &r->json); }

nabla_status nabla_result_status(const nabla_result *r) { return r->worst; }

const nabla_error *nabla_result_error(const nabla_result *r)
{
    nabla_result *self = (nabla_result *)r;
    if (r->error.code == NB_OK)
        return NULL;
    self->shown_error = (nabla_error){.code = nb_code_name(r->error.code),
                                      .message = r->error.message,
                                      .hint = r->error.hint,
                                      .begin = r->error.begin,
                                      .end = r->error.end};
    return &self->shown_error;
}

const nabla_note *nabla_result_note(nabla_result *r, size_t i)
{
    if (i >= r->n_notes)
        return NULL;
    const nb_note *n = &r->notes[i];
    r->shown_note =
        (nabla_note){.text = n->text, .begin = n->span.begin, .end = n->span.end};
    return &r->shown_note;
}

nabla_action nabla_result_action(const nabla_result *r) { return r->action; }

const char *nabla_result_argument(const nabla_result *r)
{
    return r->argument ? r->argument : "";
}

const char *nabla_result_output(const nabla_result *r, size_t *length)
{
    *length = r->output.length;
    return nb_buf_text(&r->output);
}

void nabla_result_done(nabla_result *r, size_t statements, nabla_status worst,
                       const char *problem)
{
    nabla *s = r->session;
    r->statements = statements;
    r->file_status = worst;
    if (worst > r->worst)
        r->status = r->worst = worst;
    if (problem) {
        nb_error_clear(&s->error);
        nb_error_set(&s->error, NB_ERR_IO, "%s", problem);
        fail_result(r);
    }
}

bool nabla_is_unfinished(const char *text, size_t length)
{
    return nb_is_unfinished(text, length);
}

size_t nabla_open_brackets(const char *text, size_t length, size_t before)
{
    return nb_open_brackets(text, length, before);
}
