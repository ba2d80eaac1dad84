#include "algebra/canon.h"
#include "calculus/derive.h"
#include "statements/argument.h"
#include "statements/rows.h"
#include "statements/statements.h"

/* jacobian, div, curl of several functions, and the laplacian of one: derivatives of
 * vector fields (OpenStax, Calculus Volume 3, 6.5), as formulas and at a point. */

enum { COMPONENTS = 9 };

typedef struct field {
    nb_command command;
    nb_clauses clauses;
    uint32_t n;                /* components                    */
    nb_def *parts[COMPONENTS]; /* each over all variables; kept */
    nb_def *whole;             /* their sum: defined where all of them are */
    nb_list variables;
    nb_list typed, values; /* the point */
    bool has_point;
} field;

static void free_field(nabla_result *r, field *f)
{
    for (uint32_t i = 0; i < f->n; i++)
        nb_def_release(r->session, f->parts[i]);
    nb_def_release(r->session, f->whole);
    nb_list_free(&f->variables);
    nb_list_free(&f->typed);
    nb_list_free(&f->values);
}

/* ---- reading ---- */

static bool refuse(nabla_result *r, nb_span span, const char *why, const char *hint)
{
    nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end, "%s", why);
    nb_error_hint(&r->session->error, "%s", hint);
    return false;
}

/* A component: a formula, or a function by its name. */
static bool read_component(nabla_result *r, const char *text, nb_span part, nb_expr *body)
{
    nabla *s = r->session;
    nb_statement st = {0};
    bool ok = nb_read_part(s, text, part, &st);
    *body = NB_NONE;
    if (ok && st.kind == NB_ANONYMOUS && !st.has_point) {
        *body = st.body;
    } else if (ok && st.kind == NB_SHOW) {
        nb_def *d = nb_named_function(s, st.name, part);
        *body = d ? d->body : NB_NONE;
        nb_def_release(s, d);
    } else if (ok) {
        refuse(r, part, "a component should be a formula", "for example: div (x y, y^2)");
    }
    nb_statement_free(&st);
    return *body != NB_NONE;
}

static bool is_letter(nb_pool *p, nb_expr symbol, char letter)
{
    const char *name = nb_symbol_name(p, symbol);
    return name[0] == letter && !name[1];
}

/* x, y, z where nothing else occurs in the components; else their free variables. */
static bool default_variables(nabla_result *r, field *f, nb_expr all)
{
    nb_pool *p = r->session->pool;
    bool usual = f->n <= 3;
    if (!nb_free_variables(r->session, all, &f->variables))
        return false;
    for (uint32_t i = 0; i < f->variables.n; i++) {
        bool known = false;
        for (uint32_t k = 0; k < (f->n == 2 ? 2 : 3); k++)
            known = known || is_letter(p, f->variables.items[i], (char)('x' + k));
        usual = usual && known;
    }
    if (!usual || f->variables.n == f->n)
        return true;
    f->variables.n = 0;
    for (uint32_t k = 0; k < f->n; k++) {
        char letter = (char)('x' + k);
        if (!nb_list_add(p, &f->variables, nb_symbol(p, &letter, 1)))
            return false;
    }
    return true;
}

static bool given_variables(nabla_result *r, field *f, const char *text, nb_span span)
{
    nb_span parts[COMPONENTS], inside;
    nb_pool *p = r->session->pool;
    if (nb_inside_brackets(text, span, &inside))
        span = inside;
    uint32_t n = nb_split_list(text, span, parts, COMPONENTS);
    for (uint32_t i = 0; i < n && n <= COMPONENTS; i++) {
        nb_expr e = nb_parse_expression(p, text + parts[i].begin,
                                        parts[i].end - parts[i].begin, NULL, NULL);
        nb_error_forgive(&r->session->error);
        if (!e || !nb_is_symbol(p, e))
            return refuse(r, parts[i], "the name of a variable should be here",
                          "for example: div (x y, y^2) in x, y");
        if (!nb_list_add(p, &f->variables, e))
            return false;
    }
    return n > 0 && n <= COMPONENTS ? true
                                    : refuse(r, span, "the variables should be here",
                                             "for example: div (x y, y^2) in x, y");
}

static bool read_components(nabla_result *r, field *f, const char *text)
{
    nb_pool *p = r->session->pool;
    nb_span parts[COMPONENTS], inside, span = f->clauses.items[0].span;
    nb_expr bodies[COMPONENTS], all = NB_NONE;
    bool vector = nb_inside_brackets(text, span, &inside);
    uint32_t n = nb_split_list(text, vector ? inside : span, parts, COMPONENTS);
    if (n == 0 || n > COMPONENTS)
        return nb_usage(r->session, f->command, span);
    for (uint32_t i = 0; i < n; i++) {
        if (!read_component(r, text, parts[i], &bodies[i]))
            return false;
        all = all ? nb_binary(p, NB_ADD, all, bodies[i]) : bodies[i];
    }
    const nb_clause *in = nb_clause_of(&f->clauses, "in");
    f->n = n;
    if (in ? !given_variables(r, f, text, in->span) : !default_variables(r, f, all))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!(f->parts[i] =
                  nb_function_over(r->session, &f->variables, bodies[i], parts[i])))
            return false;
    f->whole = nb_function_over(r->session, &f->variables, all, span);
    return f->whole != NULL;
}

static bool read_point(nabla_result *r, field *f, const char *text)
{
    const nb_clause *at = nb_clause_of(&f->clauses, "at");
    if (!at)
        return true;
    f->has_point = true;
    if (!nb_read_constants(r->session, text, at->span, &f->typed, &f->values))
        return false;
    if (f->values.n == f->variables.n)
        return true;
    nb_error_at(&r->session->error, NB_ERR_USAGE, at->span.begin, at->span.end,
                "there are %u variables, and this point has %u numbers",
                (unsigned)f->variables.n, (unsigned)f->values.n);
    return false;
}

static bool check_counts(nabla_result *r, const field *f)
{
    nb_span span = f->clauses.items[0].span;
    if (f->command == NB_COMMAND_JACOBIAN)
        return true;
    if (f->command == NB_COMMAND_CURL && f->n != 2 && f->n != 3)
        return refuse(r, span, "the curl is that of a field with two or three components",
                      "for example: curl (y, -x, z)");
    if (f->n == f->variables.n)
        return true;
    nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                "the field has %u components and %u variables", (unsigned)f->n,
                (unsigned)f->variables.n);
    nb_error_hint(&r->session->error, "name the variables: div (x y, y^2) in x, y");
    return false;
}

/* ---- derivatives ---- */

/* The partial derivative of component i by variable k: a formula, or its value at the
 * point. */
typedef struct entry {
    nb_expr formula;
    nb_member value;
} entry;

static bool derive(nabla_result *r, const field *f, uint32_t i, uint32_t k, entry *out)
{
    nb_pool *p = r->session->pool;
    nb_map point = {0};
    bool ok = true;
    *out = (entry){.formula = nb_def_partial(r->session, f->parts[i], k)};
    if (!f->has_point)
        return out->formula != NB_NONE;
    for (uint32_t v = 0; ok && v < f->variables.n; v++)
        ok = nb_map_put(p, &point, f->variables.items[v], f->values.items[v]);
    nb_member *m = &out->value;
    if (ok)
        m->status = nb_derivative_at(p, f->parts[i]->expanded, &f->variables.items[k], 1,
                                     &point, &m->value, &m->why);
    nb_map_free(&point);
    return !nb_failed(p);
}

/* a + c b for a sign c: of formulas, or of values, where a gap is handed on. */
static entry combine(nabla_result *r, entry a, int c, entry b)
{
    nb_pool *p = r->session->pool;
    entry sum = a;
    if (a.formula && b.formula)
        sum.formula = c > 0 ? nb_sum2(p, a.formula, b.formula)
                            : nb_difference(p, a.formula, b.formula);
    if (a.value.status == NB_AT_DEFINED && b.value.status == NB_AT_DEFINED &&
        a.value.value)
        sum.value.value = c > 0 ? nb_sum2(p, a.value.value, b.value.value)
                                : nb_difference(p, a.value.value, b.value.value);
    else if (a.value.status == NB_AT_DEFINED && b.value.status != NB_AT_DEFINED)
        sum.value = b.value;
    return sum;
}

static bool show_values(nabla_result *r, nb_row *row, const entry *e, uint32_t n)
{
    nb_member members[COMPONENTS * COMPONENTS];
    for (uint32_t i = 0; i < n; i++) {
        members[i] = e[i].value;
        nb_member_show(r, &members[i]);
    }
    return nb_row_members(r, row, members, n);
}

/* Adds conditions that the list has not. */
static bool join(nb_pool *p, nb_list *to, const nb_list *from)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < from->n; i++) {
        bool known = false;
        for (uint32_t k = 0; k < to->n; k++)
            known = known || to->items[k] == from->items[i];
        ok = known || nb_list_add(p, to, from->items[i]);
    }
    return ok;
}

/* The formulas, with the conditions that the field has and they have lost. */
static bool show_formulas(nabla_result *r, const field *f, nb_row *row, const entry *e,
                          uint32_t n)
{
    nb_expr typed[COMPONENTS * COMPONENTS];
    nb_list conditions = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        nb_formula one = {0};
        ok = nb_make_formula(r->session, f->whole, true, NB_NONE, e[i].formula, &one) &&
             join(r->session->pool, &conditions, &one.conditions);
        typed[i] = one.typed;
        nb_formula_free(&one);
    }
    ok =
        ok && (n == 1 ? nb_row_typed(r, row, typed[0]) : nb_row_vector(r, row, typed, n));
    if (ok)
        row->formula.conditions = conditions;
    else
        nb_list_free(&conditions);
    return ok;
}

static bool show(nabla_result *r, const field *f, nb_row *row, const entry *e, uint32_t n)
{
    return f->has_point ? show_values(r, row, e, n) : show_formulas(r, f, row, e, n);
}

static bool answer_divergence(nabla_result *r, const field *f)
{
    entry sum = {0}, next;
    for (uint32_t i = 0; i < f->n; i++) {
        if (!derive(r, f, i, i, &next))
            return false;
        sum = i ? combine(r, sum, 1, next) : next;
    }
    nb_row *row = nb_row_new(r, "divergence", NULL);
    return row && nb_row_prefix(r, row, "div") && show(r, f, row, &sum, 1);
}

/* d component a / d variable b - d component c / d variable d */
static bool difference(nabla_result *r, const field *f, const uint32_t index[4],
                       entry *out)
{
    entry plus, minus;
    if (!derive(r, f, index[0], index[1], &plus) ||
        !derive(r, f, index[2], index[3], &minus))
        return false;
    *out = combine(r, plus, -1, minus);
    return true;
}

static bool answer_curl(nabla_result *r, const field *f)
{
    static const uint32_t terms[3][4] = {{2, 1, 1, 2}, {0, 2, 2, 0}, {1, 0, 0, 1}};
    entry e[3];
    uint32_t n = f->n == 2 ? 1 : 3;
    for (uint32_t i = 0; i < n; i++)
        if (!difference(r, f, terms[f->n == 2 ? 2 : i], &e[i]))
            return false;
    nb_row *row = nb_row_new(r, "curl", NULL);
    return row &&
           nb_row_prefix(r, row, n == 1 ? "curl (scalar, in the plane)" : "curl") &&
           show(r, f, row, e, n);
}

/* The determinant of up to 3 by 3, by the first row. */
static nb_expr determinant(nb_pool *p, const nb_expr *m, uint32_t n)
{
    if (n == 1)
        return m[0];
    if (n == 2)
        return nb_difference(p, nb_product2(p, m[0], m[3]), nb_product2(p, m[1], m[2]));
    nb_expr sum = nb_zero(p);
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t a = i == 0, b = i == 2 ? 1 : 2;
        nb_expr minor[4] = {m[3 + a], m[3 + b], m[6 + a], m[6 + b]};
        nb_expr term = nb_product2(p, m[i], determinant(p, minor, 2));
        sum = i == 1 ? nb_difference(p, sum, term) : nb_sum2(p, sum, term);
    }
    return sum;
}

static bool add_determinant(nabla_result *r, const field *f, const entry *e)
{
    nb_pool *p = r->session->pool;
    nb_expr m[COMPONENTS];
    if (f->n != f->variables.n || f->n > 3)
        return true;
    for (uint32_t i = 0; i < f->n * f->n; i++) {
        if (f->has_point && e[i].value.status != NB_AT_DEFINED)
            return true;
        m[i] = f->has_point ? e[i].value.value : e[i].formula;
    }
    entry d = {.formula = determinant(p, m, f->n)};
    d.value.value = d.formula;
    nb_row *row = nb_row_new(r, "determinant", NULL);
    return row && nb_row_prefix(r, row, "determinant") && show(r, f, row, &d, 1);
}

static bool answer_jacobian(nabla_result *r, const field *f)
{
    entry e[COMPONENTS * COMPONENTS];
    uint32_t columns = f->variables.n;
    if (columns > COMPONENTS)
        return refuse(r, f->clauses.items[0].span, "that is too large a matrix to show",
                      "at most nine functions of nine variables");
    for (uint32_t i = 0; i < f->n; i++)
        for (uint32_t k = 0; k < columns; k++)
            if (!derive(r, f, i, k, &e[i * columns + k]))
                return false;
    nb_row *row = nb_row_new(r, "jacobian", NULL);
    if (!row || !nb_row_prefix(r, row, "Jacobian matrix, a function a row:") ||
        !show(r, f, row, e, f->n * columns))
        return false;
    row->columns = columns;
    return add_determinant(r, f, e);
}

static bool answer_laplacian(nabla_result *r, const field *f)
{
    nb_pool *p = r->session->pool;
    const nb_def *d = f->parts[0];
    entry sum = {0}, next = {0};
    nb_map point = {0};
    for (uint32_t k = 0; f->has_point && k < f->variables.n; k++)
        nb_map_put(p, &point, f->variables.items[k], f->values.items[k]);
    for (uint32_t k = 0; k < f->variables.n && !nb_failed(p); k++) {
        nb_expr by[2] = {f->variables.items[k], f->variables.items[k]};
        next = (entry){0};
        next.formula = nb_derive(p, nb_def_partial(r->session, f->parts[0], k), by[0]);
        if (f->has_point)
            next.value.status = nb_derivative_at(p, d->expanded, by, 2, &point,
                                                 &next.value.value, &next.value.why);
        sum = k ? combine(r, sum, 1, next) : next;
    }
    nb_map_free(&point);
    nb_row *row = nb_row_new(r, "laplacian", NULL);
    return !nb_failed(p) && row && nb_row_prefix(r, row, "laplacian") &&
           show(r, f, row, &sum, 1);
}

/* ---- the commands ---- */

static bool answer(nabla_result *r, const field *f)
{
    switch (f->command) {
    case NB_COMMAND_DIV: return answer_divergence(r, f);
    case NB_COMMAND_CURL: return answer_curl(r, f);
    case NB_COMMAND_LAPLACIAN: return answer_laplacian(r, f);
    default: return answer_jacobian(r, f);
    }
}

static bool is_single(const field *f) { return f->command == NB_COMMAND_LAPLACIAN; }

/* laplacian f, with nothing or a named function, has that function's variables. */
static bool read_single(nabla_result *r, field *f, const char *text, nb_span word)
{
    nb_span span = f->clauses.items[0].span;
    nabla *s = r->session;
    nb_statement st = {0};
    nb_def *d = NULL;
    bool ok = true;
    if (span.begin == span.end)
        d = nb_named_function(s, NB_NONE, word);
    else if ((ok = nb_read_part(s, text, span, &st)) &&
             (st.kind == NB_SHOW || st.kind == NB_ANONYMOUS))
        d = nb_statement_function(s, &st);
    else if (ok)
        nb_usage(s, f->command, span);
    nb_statement_free(&st);
    if (!d)
        return false;
    if (d->n == 0) {
        nb_def_release(s, d);
        return nb_usage(s, f->command, span);
    }
    f->n = 1;
    f->parts[0] = d;
    f->whole = nb_def_keep(d);
    for (uint32_t i = 0; ok && i < d->n; i++)
        ok = nb_list_add(s->pool, &f->variables, nb_def_param(d, i));
    return ok;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    static const char *const keywords[] = {"at", "in", NULL};
    field f = {.command = st->command};
    bool ok =
        nb_split_clauses(r->session->pool, text, st->argument, keywords, &f.clauses);
    ok = ok && (is_single(&f) ? read_single(r, &f, text, st->name_span)
                              : read_components(r, &f, text) && check_counts(r, &f));
    ok = ok && read_point(r, &f, text) && answer(r, &f);
    free_field(r, &f);
    return ok;
}

static void json(nabla_result *r, nb_writer *w)
{
    nb_json_member(&w->j, "kind", nb_command_of(r->command)->name);
    nb_rows_put(r, w);
}

const nb_command_class nb_field_command = {.formulas = true,
                                           .run = run,
                                           .people = nb_rows_people,
                                           .json = json,
                                           .roots = nb_rows_roots,
                                           .release = nb_rows_release};
