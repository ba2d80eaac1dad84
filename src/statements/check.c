#include "statements/check.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "calculus/along.h"
#include "numeric/sign.h"
#include "syntax/lex.h"

#include <stdlib.h>
#include <string.h>

/* check QUESTION = ANSWER: reading it, and what is asked. */

static bool no_memory(nabla_result *r)
{
    return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
}

static bool syntax(nabla_result *r, nb_span at, const char *message, const char *hint)
{
    nb_error_at(&r->session->error, NB_ERR_SYNTAX, at.begin, at.end, "%s", message);
    if (hint)
        nb_error_hint(&r->session->error, "%s", hint);
    return false;
}

/* ---- the two sides ---- */

static bool split_sides(nabla_result *r, const nb_statement *st, const char *text,
                        nb_span *left, nb_span *right)
{
    nb_span sign, again;
    if (nb_is_empty_span(st->argument) || !nb_find_equals(text, st->argument, &sign))
        return nb_usage(r->session, st->command, st->argument);
    *left = nb_trimmed(text, st->argument.begin, sign.begin);
    *right = nb_trimmed(text, sign.end, st->argument.end);
    if (nb_is_empty_span(*left))
        return syntax(r, sign, "the question should stand before the equals sign", NULL);
    if (nb_is_empty_span(*right))
        return syntax(r, sign, "the answer should stand behind the equals sign", NULL);
    if (nb_find_equals(text, *right, &again))
        return syntax(r, again, "there is a second equals sign",
                      "check one equality, or the lines of a working with: work");
    return true;
}

static bool new_parts(nabla_result *r, nb_check *c, uint32_t n)
{
    c->parts = calloc(n + 1, sizeof *c->parts);
    c->n = n;
    return c->parts || no_memory(r);
}

bool nb_check_read(nabla_result *r, const char *text, nb_span span, nb_check_part *part)
{
    nabla *s = r->session;
    const nb_expr *symbols = r->def ? r->def->parts : NULL;
    uint32_t n = r->def ? r->def->n : 0;
    nb_scope scope = nb_session_scope(s);
    part->form = nb_decimal_form_of(text + span.begin, span.end - span.begin);
    nb_notes notes = {0};
    part->answer = nb_parse_over(s->pool, text + span.begin, span.end - span.begin,
                                 symbols, n, &scope, &notes);
    nb_pass_notes(s, &notes, span.begin);
    if (!part->answer) {
        s->error.begin += span.begin;
        s->error.end += span.begin;
        return false;
    }
    part->expanded = nb_session_expand(s, part->answer, symbols, n);
    return part->expanded && nb_check_literals(s, part->expanded, span);
}

/* ---- components ---- */

static bool wrong_count(nabla_result *r, nb_span span, uint32_t n)
{
    nb_error_at(
        &r->session->error, NB_ERR_USAGE, span.begin, span.end,
        "the gradient has %u components, one for each variable, and this answer %u",
        (unsigned)r->def->n, (unsigned)n);
    nb_error_hint(&r->session->error, "write them in brackets: (2x, 6y)");
    return false;
}

static bool is_unit_vector(const char *text, nb_token t, const char *name)
{
    return t.kind == T_WORD && t.end - t.begin == strlen(name) &&
           memcmp(text + t.begin, name, strlen(name)) == 0;
}

/* "2x i + 6y j": the terms that end with i, j, k, in this order. */
static bool read_ijk(nabla_result *r, const char *text, nb_span span, nb_check *c)
{
    static const char *const units[] = {"i", "j", "k"};
    uint32_t depth = 0, begin = span.begin, found = 0;
    if (r->def->n > 3)
        return false;
    for (uint32_t at = span.begin; at < span.end && found < r->def->n;) {
        nb_token t = nb_lex(text, span.end, at);
        if (t.kind == T_END || t.end <= at)
            break;
        at = t.end;
        depth += t.kind == T_OPEN;
        depth -= t.kind == T_CLOSE && depth > 0;
        if (depth > 0 || !is_unit_vector(text, t, units[found]))
            continue;
        nb_span part = nb_trimmed(text, begin, t.begin);
        if (part.begin < part.end && text[part.begin] == '+')
            part = nb_trimmed(text, part.begin + 1, part.end);
        if (nb_is_empty_span(part) || !nb_check_read(r, text, part, &c->parts[found]))
            return false;
        found++;
        begin = t.end;
    }
    return found == r->def->n && nb_is_empty_span(nb_trimmed(text, begin, span.end));
}

static bool read_components(nabla_result *r, const char *text, nb_span span, nb_check *c)
{
    enum { MAX = 64 };
    nb_span parts[MAX], inside;
    if (!new_parts(r, c, r->def->n))
        return false;
    if (!nb_inside_brackets(text, span, &inside)) {
        if (r->def->n == 1)
            return nb_check_read(r, text, span, &c->parts[0]);
        if (read_ijk(r, text, span, c))
            return true;
        return r->session->error.code == NB_OK ? wrong_count(r, span, 1) : false;
    }
    uint32_t n = nb_split_list(text, inside, parts, MAX);
    if (n != r->def->n)
        return wrong_count(r, span, n);
    for (uint32_t i = 0; i < n; i++)
        if (!nb_check_read(r, text, parts[i], &c->parts[i]))
            return false;
    return true;
}

/* ---- judging ---- */

static bool is_open(nabla_result *r, nb_expr e)
{
    nb_list symbols = {0};
    bool open = nb_free_symbols(r->session->pool, e, &symbols) && symbols.n > 0;
    nb_list_free(&symbols);
    return open;
}

bool nb_check_formula(nabla_result *r, nb_check_part *part, nb_expr truth)
{
    part->truth = truth;
    return nb_judge_formula(r->session->pool, truth, truth, part->expanded, r->def->parts,
                            r->def->n, &part->judged);
}

/* An answer that should be a value and still has variables in it. */
static bool judge_unevaluated(nabla_result *r, nb_check_part *part)
{
    (void)r;
    part->judged.mark = NB_MARK_DIFFERENT;
    return true;
}

bool nb_check_value(nabla_result *r, nb_check_part *part, const nb_member *truth)
{
    nb_pool *p = r->session->pool;
    r->status = NABLA_OK; /* that the truth is undefined says nothing of the answer */
    part->right = *truth;
    part->truth = truth->shown;
    part->values = true;
    if (is_open(r, part->expanded)) {
        part->values = false;
        return judge_unevaluated(r, part);
    }
    bool decimals = r->decimals;
    r->decimals = decimals || nb_has_decimals(r->session, part->expanded);
    bool ok = nb_member_closed(r, part->expanded, &part->yours);
    r->decimals = decimals;
    r->status = NABLA_OK;
    if (!ok)
        return false;
    if (truth->status == NB_AT_UNKNOWN || part->yours.status == NB_AT_UNKNOWN)
        part->judged.mark = NB_MARK_UNPROVEN;
    else if (truth->status != NB_AT_DEFINED || part->yours.status != NB_AT_DEFINED)
        part->judged.mark = NB_MARK_DIFFERENT;
    else
        return nb_judge_value(p, truth->value, truth->shown, part->yours.value,
                              part->expanded, part->form, &part->judged);
    return true;
}

static bool judge(nabla_result *r, nb_check_part *part, uint32_t i)
{
    if (!r->has_point)
        return nb_check_formula(r, part, r->formulas[i].typed);
    return nb_check_value(r, part, &r->members[i]);
}

/* ---- what is asked ---- */

static bool ask_derivative(nabla_result *r, nb_check *c, const char *text, nb_span right)
{
    c->asked = NB_ASKED_DERIVATIVE;
    if (!new_parts(r, c, 1) || !nb_check_read(r, text, right, &c->parts[0]))
        return false;
    return r->has_point ? nb_check_value(r, &c->parts[0], &r->value)
                        : nb_check_formula(r, &c->parts[0], r->formulas[0].typed);
}

static bool ask_gradient(nabla_result *r, nb_check *c, const char *text, nb_span right)
{
    c->asked = NB_ASKED_GRADIENT;
    if (!read_components(r, text, right, c))
        return false;
    for (uint32_t i = 0; i < c->n; i++) {
        c->parts[i].variable = nb_def_param(r->def, i);
        if (!judge(r, &c->parts[i], i))
            return false;
    }
    return true;
}

static bool ask_norm(nabla_result *r, nb_check *c, const char *text, nb_span right)
{
    c->asked = NB_ASKED_NORM;
    if (!new_parts(r, c, 1) || !nb_check_read(r, text, right, &c->parts[0]))
        return false;
    return r->has_point ? nb_check_value(r, &c->parts[0], &r->norm)
                        : nb_check_formula(r, &c->parts[0], r->formulas[0].typed);
}

/* Adds the variables of what stands behind the equals sign. */
static bool add_variables(nabla_result *r, const char *text, nb_span right, nb_list *out)
{
    nabla *s = r->session;
    nb_statement answer = {0};
    bool ok = nb_read_part(s, text, right, &answer);
    bool named = answer.kind == NB_SHOW || answer.kind == NB_PARTIAL;
    if (ok && named && !answer.has_point) {
        nb_def *d = nb_named_function(s, answer.name, right);
        ok = d != NULL;
        for (uint32_t i = 0; ok && i < d->n; i++)
            ok = nb_list_add(s->pool, out, nb_def_param(d, i));
        nb_def_release(s, d);
    } else if (ok && answer.kind == NB_ANONYMOUS && !answer.has_point) {
        ok = nb_free_variables(s, answer.body, out);
    } else if (ok && answer.kind != NB_PARTIAL) {
        ok = syntax(r, right, "an expression should stand behind the equals sign", NULL);
    }
    nb_statement_free(&answer);
    return ok;
}

/* The nameless function of the variables of both sides. */
static nb_def *function_of_both(nabla_result *r, const nb_statement *question,
                                const char *text, nb_span right)
{
    nabla *s = r->session;
    nb_list variables = {0};
    nb_expr both = question->body;
    bool ok = add_variables(r, text, right, &variables);
    for (uint32_t i = 0; ok && i < variables.n; i++)
        both = nb_binary(s->pool, NB_SUB, both, variables.items[i]);
    nb_list_free(&variables);
    return ok ? nb_nameless_function(s, both, question->body_span) : NULL;
}

/* Both sides as expressions of one nameless function's variables. */
static bool ask_equality(nabla_result *r, nb_check *c, const nb_statement *question,
                         const char *text, nb_span right)
{
    nabla *s = r->session;
    bool named = question->kind == NB_SHOW;
    c->asked = NB_ASKED_EQUALITY;
    r->def = named ? nb_named_function(s, question->name, question->name_span)
                   : function_of_both(r, question, text, right);
    if (!r->def || !new_parts(r, c, 1))
        return false;
    c->left = named ? r->def->body : question->body;
    if (!nb_check_read(r, text, right, &c->parts[0]))
        return false;
    nb_expr left = nb_session_expand(s, c->left, r->def->parts, r->def->n);
    return left && nb_check_formula(r, &c->parts[0], left);
}

/* Runs a question that is a statement, and judges the answer by what comes out. */
static bool ask_statement(nabla_result *r, nb_statement *question, const char *text,
                          nb_span right)
{
    nb_check *c = r->data;
    bool ok = nb_run_statement(r, question, text);
    r->kind = NB_ANSWER_COMMAND;
    r->status = NABLA_OK;
    if (!ok)
        return false;
    switch (question->kind) {
    case NB_GRADIENT: return ask_gradient(r, c, text, right);
    case NB_NORM: return ask_norm(r, c, text, right);
    default: return ask_derivative(r, c, text, right);
    }
}

static bool ask(nabla_result *r, const nb_statement *st, nb_statement *question,
                const char *text, nb_span right)
{
    nb_check *c = r->data;
    switch (question->kind) {
    case NB_PARTIAL:
    case NB_DERIVATIVE:
    case NB_GRADIENT:
    case NB_NORM: return ask_statement(r, question, text, right);
    case NB_SHOW: return ask_equality(r, c, question, text, right);
    case NB_ANONYMOUS:
        if (!question->has_point)
            return ask_equality(r, c, question, text, right);
        return nb_usage(r->session, st->command, st->argument);
    default: return nb_usage(r->session, st->command, st->argument);
    }
}

/* ---- directional derivatives ---- */

/* The text "f at (2, 1)" of "D_u f at (2, 1)", "f(2, 1)" of "D_u f (2, 1)". */
static nb_span without_word(const char *text, nb_span span, bool *found)
{
    nb_token t = nb_lex(text, span.end, span.begin);
    size_t n = t.end - t.begin;
    const char *word = text + t.begin;
    *found = t.kind == T_WORD &&
             ((n == 1 && *word == 'D') || (n > 1 && memcmp(word, "D_", 2) == 0) ||
              (n > 1 && memcmp(word, "Dᵤ", strlen("Dᵤ")) == 0) ||
              (n == strlen("derivative") && memcmp(word, "derivative", n) == 0));
    return *found ? nb_trimmed(text, t.end, span.end) : span;
}

/* Reads what stands before "along", with the clause "at" behind it, as a subject. */
static bool read_along_subject(nabla_result *r, const nb_statement *st, const char *text,
                               const nb_clauses *q)
{
    bool found;
    nb_span first = without_word(text, q->items[0].span, &found);
    return found ? nb_read_subject_at(r, st, text, first, nb_clause_of(q, "at"))
                 : nb_usage(r->session, st->command, st->argument);
}

/* v / |v|, canonical, into c->unit. */
static bool make_unit(nabla_result *r, nb_check *c, const nb_list *v, nb_span span)
{
    nb_pool *p = r->session->pool;
    nb_list squares = {0};
    nb_expr two = nb_integer(p, 2);
    for (uint32_t i = 0; i < v->n; i++)
        nb_list_add(p, &squares, nb_power(p, v->items[i], two));
    nb_expr norm = c->length = nb_sqrt(p, nb_sum(p, squares.items, squares.n));
    nb_list_free(&squares);
    if (!norm || nb_sign_of(p, norm) != NB_POSITIVE) {
        nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                    "the zero vector has no direction");
        return false;
    }
    for (uint32_t i = 0; i < v->n; i++)
        nb_list_add(p, &c->unit, nb_quotient(p, v->items[i], norm));
    return !nb_failed(p);
}

/* grad f . u as a formula, laid out. */
static nb_expr along_formula(nabla_result *r, const nb_check *c)
{
    nb_pool *p = r->session->pool;
    nb_list terms = {0};
    nb_formula f = {0};
    if (!nb_def_partials(r->session, r->def))
        return NB_NONE;
    for (uint32_t i = 0; i < r->def->n; i++)
        nb_list_add(
            p, &terms,
            nb_product2(p, nb_def_partial(r->session, r->def, i), c->unit.items[i]));
    nb_expr sum = nb_sum(p, terms.items, terms.n);
    nb_list_free(&terms);
    bool ok = sum && nb_make_formula(r->session, r->def, true, NB_NONE, sum, &f);
    nb_expr typed = ok ? f.typed : NB_NONE;
    nb_formula_free(&f);
    return typed;
}

static bool along_value(nabla_result *r, const nb_check *c, nb_member *m)
{
    nb_map point = {0};
    if (nb_point_map(r, &point))
        m->status = nb_along_at(r->session->pool, r->def->expanded, r->def->parts,
                                r->def->n, &point, c->unit.items, &m->value, &m->why);
    nb_map_free(&point);
    if (!nb_failed(r->session->pool))
        nb_member_show(r, m);
    return !nb_failed(r->session->pool);
}

/* Judges the answer, given r->def, the point and c->vector with its canonical values. */
static bool judge_along(nabla_result *r, nb_check *c, const nb_list *v, nb_span vector,
                        const char *text, nb_span right)
{
    nb_member m = {0};
    c->asked = NB_ASKED_ALONG;
    if (!new_parts(r, c, 1) || !make_unit(r, c, v, vector) ||
        !nb_check_read(r, text, right, &c->parts[0]))
        return false;
    if (r->has_point)
        return along_value(r, c, &m) && nb_check_value(r, &c->parts[0], &m);
    nb_expr truth = along_formula(r, c);
    return truth && nb_check_formula(r, &c->parts[0], truth);
}

static bool ask_along(nabla_result *r, const nb_statement *st, const char *text,
                      const nb_clauses *q, nb_span right)
{
    nb_check *c = r->data;
    nb_list v = {0};
    nb_span span = nb_clause_of(q, "along")->span;
    bool ok = read_along_subject(r, st, text, q) &&
              nb_read_vector(r, text, span, &c->vector, &v);
    if (ok && v.n != r->def->n) {
        nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                    "the vector needs %u components, one for each variable, and has %u",
                    (unsigned)r->def->n, (unsigned)v.n);
        ok = false;
    }
    ok = ok && judge_along(r, c, &v, span, text, right);
    nb_list_free(&v);
    return ok;
}

/* ---- the second derivative test ---- */

static bool ask_kind(nabla_result *r, const nb_statement *st, const char *text,
                     const nb_clauses *q)
{
    if (!nb_read_subject(r, st, text, q->items[0].span))
        return false;
    if (!r->has_point)
        return nb_needs_point(r->session, st);
    return nb_check_kind(r, r->data, text, nb_clause_of(q, "is")->span);
}

static bool is_discriminant(const char *text, nb_span left, nb_span *rest)
{
    nb_token t = nb_lex(text, left.end, left.begin);
    size_t n = strlen("discriminant");
    *rest = nb_trimmed(text, t.end, left.end);
    return t.kind == T_WORD && t.end - t.begin == n &&
           memcmp(text + t.begin, "discriminant", n) == 0;
}

/* "D_u f(2, 1)" where D_u is no name of the session. */
static bool is_along_without_vector(nabla_result *r, const char *text, nb_span left)
{
    bool found;
    nb_span rest = without_word(text, left, &found);
    char name[NB_NAME_MAX + 1] = "";
    nb_token t = nb_lex(text, left.end, left.begin);
    if (!found || t.end - t.begin < 2 || rest.begin >= rest.end ||
        text[rest.begin] == '(')
        return false;
    return nb_word_name(text, t, name) == 0 || !nb_table_find(r->session, name);
}

/* ---- the command ---- */

static bool run_check(nabla_result *r, const nb_statement *st, const char *text)
{
    static const char *const keywords[] = {"along", "at", NULL};
    static const char *const is[] = {"is", NULL};
    nb_span left, right, rest;
    nb_clauses q;
    nb_statement question = {0};
    if (!nb_split_clauses(r->session->pool, text, st->argument, is, &q))
        return false;
    if (nb_clause_of(&q, "is"))
        return ask_kind(r, st, text, &q);
    if (!split_sides(r, st, text, &left, &right))
        return false;
    if (!nb_split_clauses(r->session->pool, text, left, keywords, &q))
        return false;
    if (nb_clause_of(&q, "along"))
        return ask_along(r, st, text, &q, right);
    if (is_along_without_vector(r, text, left))
        return syntax(r, left, "a directional derivative needs a vector",
                      "for example: check D_u f(2, 1) along (3, 4) = 36/5");
    if (is_discriminant(text, left, &rest))
        return nb_read_subject(r, st, text, rest) &&
               nb_check_discriminant(r, r->data, text, right);
    bool ok = nb_read_part(r->session, text, left, &question);
    if (ok && question.kind == NB_COMMAND && question.command == NB_COMMAND_LAPLACIAN)
        ok = nb_check_laplacian(r, &question, text);
    ok = ok && ask(r, st, &question, text, right);
    nb_statement_free(&question);
    return ok;
}

static bool begin(nabla_result *r)
{
    r->data = calloc(1, sizeof(nb_check));
    return r->data || no_memory(r);
}

static bool conclude(nabla_result *r)
{
    nb_check *c = r->data;
    if (!nb_check_explain(r, c))
        return false;
    nb_check_conclude(r, c);
    nb_check_leave_hints(r, c);
    return !nb_failed(r->session->pool);
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    return begin(r) && run_check(r, st, text) && conclude(r);
}

bool nb_check_question(nabla_result *r, nb_statement *question, const char *text,
                       nb_span answer)
{
    r->class = &nb_check_command;
    return begin(r) && ask_statement(r, question, text, answer) && conclude(r);
}

bool nb_check_along(nabla_result *r, const int *vector, const char *text, nb_span answer)
{
    nb_pool *p = r->session->pool;
    nb_list v = {0};
    r->class = &nb_check_command;
    bool ok = begin(r);
    for (uint32_t i = 0; ok && i < r->def->n; i++) {
        nb_check *c = r->data;
        nb_expr e = nb_integer(p, vector[i]);
        ok = nb_list_add(p, &v, e) && nb_list_add(p, &c->vector, nb_layout(p, e, NULL));
    }
    ok = ok && judge_along(r, r->data, &v, answer, text, answer) && conclude(r);
    nb_list_free(&v);
    return ok;
}

static void people(nabla_result *r, nb_out *o)
{
    nb_check *c = r->data;
    o->width = 0; /* formulas stand inside sentences */
    nb_out_words(o, "read as ");
    nb_check_put_read(o, r, c);
    nb_out_end(o);
    nb_check_put_verdict(o, r, c);
}

static void json(nabla_result *r, nb_writer *w) { nb_check_put_json(w, r->data); }

const nb_command_class nb_check_command = {.kind = "check",
                                           .run = run,
                                           .people = people,
                                           .json = json,
                                           .roots = nb_check_roots,
                                           .release = nb_check_release};
