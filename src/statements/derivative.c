#include "algebra/canon.h"
#include "algebra/layout.h"
#include "numeric/sign.h"
#include "statements/local.h"

#include <stdio.h>
#include <string.h>

/* derivative f along v at P: the directional derivative D_u f(P), where u is v made a
 * unit vector; v may be given by an angle, or as the way to another point (OpenStax,
 * Calculus Volume 3, 4.6). */

static const nb_row_sign d_sign = {"D_u ", "Dᵤ", "D_{\\mathbf{u}} ",
                                   "<msub><mi>D</mi><mi>u</mi></msub>"};

typedef struct request {
    nb_clauses clauses;
    nb_list v, unit; /* canonical */
    bool normalised; /* v was no unit vector */
} request;

static bool vector_missing(nabla *s, const nb_statement *st)
{
    nb_error_at(&s->error, NB_ERR_USAGE, st->argument.begin, st->argument.end,
                "a directional derivative needs a vector");
    nb_error_hint(&s->error, "for example: derivative f along (3, 4) at (2, 1); other "
                             "derivatives: f_x, d/dx x^2");
    return false;
}

static bool usage(nabla_result *r, const nb_statement *st)
{
    return nb_usage(r->session, st->command, st->argument);
}

/* ---- the vector ---- */

static bool wrong_count(nabla_result *r, nb_span span, uint32_t n)
{
    nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                "the vector needs %u components, one for each variable, and has %u",
                (unsigned)r->def->n, (unsigned)n);
    return false;
}

/* A number alone may be meant in degrees. */
static void note_angle(nabla_result *r, nb_expr angle, const char *text, nb_span span)
{
    nb_notes notes = {.n = 1};
    nb_note *note = &notes.items[0];
    int n = (int)(span.end - span.begin);
    bool plain = strspn(text + span.begin, "0123456789.") >= (size_t)n;
    if (!nb_is_number(r->session->pool, angle) || !plain || n > 20)
        return;
    note->kind = NB_NOTE_DEGREES;
    note->span = span;
    snprintf(note->text, sizeof note->text,
             "angles are in radians; %.*s degrees are written %.*s°", n,
             text + span.begin, n, text + span.begin);
    nb_pass_notes(r->session, &notes, 0);
}

/* (cos a, sin a) */
static bool from_angle(nabla_result *r, nb_list *v)
{
    nb_pool *p = r->session->pool;
    nb_expr angle = v->items[0];
    v->n = 0;
    return nb_list_add(p, v, nb_apply1(p, NB_FN_COS, angle)) &&
           nb_list_add(p, v, nb_apply1(p, NB_FN_SIN, angle));
}

static bool read_vector(nabla_result *r, const char *text, request *q)
{
    const nb_clause *along = nb_clause_of(&q->clauses, "along");
    const nb_clause *toward = nb_clause_of(&q->clauses, "toward");
    const nb_clause *c = along ? along : toward;
    nb_pool *p = r->session->pool;
    nb_list typed = {0};
    nb_span inside;
    bool ok = along ? nb_read_vector(r, text, c->span, &typed, &q->v)
                    : nb_read_constants(r->session, text, c->span, &typed, &q->v);
    nb_list_free(&typed);
    if (!ok)
        return false;
    if (along && q->v.n == 1 && r->def->n == 2 &&
        !nb_inside_brackets(text, c->span, &inside)) {
        note_angle(r, q->v.items[0], text, c->span);
        return from_angle(r, &q->v);
    }
    if (q->v.n != r->def->n)
        return wrong_count(r, c->span, q->v.n);
    for (uint32_t i = 0; toward && i < q->v.n; i++)
        q->v.items[i] = nb_difference(p, q->v.items[i], r->values.items[i]);
    return true;
}

/* u = v / |v|; false with an error for the zero vector. */
static bool make_unit(nabla_result *r, request *q, nb_span span, nb_expr *norm)
{
    nb_pool *p = r->session->pool;
    *norm = nb_sqrt(p, nb_dot(p, q->v.items, q->v.items, q->v.n));
    nb_sign sign = *norm ? nb_sign_of(p, *norm) : NB_SIGN_UNKNOWN;
    if (sign == NB_ZERO)
        nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                    "the zero vector has no direction");
    else if (sign != NB_POSITIVE)
        nb_error_at(&r->session->error, NB_ERR_UNPROVEN, span.begin, span.end,
                    "it is not proven that this is not the zero vector");
    if (sign != NB_POSITIVE)
        return false;
    q->normalised = nb_sign_of(p, nb_difference(p, *norm, nb_one(p))) != NB_ZERO;
    for (uint32_t i = 0; i < q->v.n; i++)
        if (!nb_list_add(p, &q->unit,
                         q->normalised ? nb_quotient(p, q->v.items[i], *norm)
                                       : q->v.items[i]))
            return false;
    return true;
}

static bool add_vectors(nabla_result *r, const request *q, nb_expr norm)
{
    nb_row *row;
    if (q->normalised) {
        row = nb_row_new(r, "vector", "v");
        if (!nb_row_values(r, row, q->v.items, q->v.n))
            return false;
        row->vector = true;
        nb_row_say(r, row, " is not a unit vector: divided by its norm");
        row = nb_row_new(r, "length", "norm of v");
        if (!nb_row_values(r, row, &norm, 1))
            return false;
    }
    row = nb_row_new(r, "unit", "u");
    if (!nb_row_values(r, row, q->unit.items, q->unit.n))
        return false;
    row->vector = true;
    return true;
}

/* ---- the derivative ---- */

static bool add_label(nb_row *row, nb_place_shown place)
{
    row->sign = &d_sign;
    row->named = true;
    row->place = place;
    return true;
}

/* f_x u_1 + f_y u_2 as a formula */
static bool answer_formula(nabla_result *r, const request *q)
{
    nb_pool *p = r->session->pool;
    nb_list terms = {0};
    for (uint32_t i = 0; i < r->def->n; i++)
        nb_list_add(
            p, &terms,
            nb_product2(p, nb_def_partial(r->session, r->def, i), q->unit.items[i]));
    nb_expr sum = nb_sum(p, terms.items, terms.n);
    nb_list_free(&terms);
    nb_row *row = nb_row_new(r, "derivative", NULL);
    return nb_row_canonical(r, row, sum, true) && add_label(row, NB_PLACE_PARAMETERS);
}

/* Whether grad f . u is proven to be another value. */
static bool differs(nabla_result *r, const nb_local *l, const request *q, nb_expr value)
{
    nb_pool *p = r->session->pool;
    nb_expr dot = nb_dot(p, l->gradient.items, q->unit.items, r->def->n);
    nb_sign sign = nb_sign_of(p, nb_difference(p, dot, value));
    return sign == NB_POSITIVE || sign == NB_NEGATIVE;
}

/* 4·(3/5) + 6·(4/5), as long as it is short; else NB_NONE. */
static nb_expr written_out(nabla_result *r, const nb_local *l, const request *q)
{
    enum { SHORT = 40 };
    nb_pool *p = r->session->pool;
    nb_expr sum = NB_NONE;
    for (uint32_t i = 0; i < r->def->n; i++) {
        nb_expr term = nb_binary(p, NB_MUL, nb_local_typed(r, l->gradient.items[i]),
                                 nb_local_typed(r, q->unit.items[i]));
        sum = sum ? nb_binary(p, NB_ADD, sum, term) : term;
    }
    return nb_tree_size(p, sum, SHORT + 1) <= SHORT ? sum : NB_NONE;
}

static bool answer_value(nabla_result *r, const request *q, const nb_local *l)
{
    nb_pool *p = r->session->pool;
    nb_member m = {0};
    m.status = nb_along_at(p, r->def->expanded, r->def->parts, r->def->n, &l->point,
                           q->unit.items, &m.value, &m.why);
    if (nb_failed(p))
        return false;
    nb_member_show(r, &m);
    nb_row *row = nb_row_new(r, "derivative", NULL);
    if (!nb_row_members(r, row, &m, 1) || !add_label(row, NB_PLACE_POINT))
        return false;
    if (l->differentiable == NB_DIFFERENTIABLE && r->def->n > 1)
        nb_row_typed(r, row, written_out(r, l, q));
    if (m.status == NB_AT_DEFINED && l->whole && differs(r, l, q, m.value)) {
        row = nb_row_new(r, "remark", NULL);
        return nb_row_say(r, row,
                          "by its definition as a limit: the function is not "
                          "differentiable there, and the gradient times u is another "
                          "value");
    }
    return true;
}

static bool answer(nabla_result *r, request *q, nb_span span)
{
    nb_expr norm;
    nb_local l = {0};
    if (!make_unit(r, q, span, &norm))
        return false;
    if (!r->has_point)
        return add_vectors(r, q, norm) && answer_formula(r, q);
    bool ok = nb_local_begin(r, &l) && add_vectors(r, q, norm) && answer_value(r, q, &l);
    nb_local_free(&l);
    return ok;
}

/* ---- the command ---- */

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    static const char *const keywords[] = {"at", "along", "toward", "towards", NULL};
    request q = {0};
    if (!nb_split_clauses(r->session->pool, text, st->argument, keywords, &q.clauses))
        return false;
    for (uint32_t i = 0; i < q.clauses.n; i++)
        if (q.clauses.items[i].keyword &&
            strcmp(q.clauses.items[i].keyword, "towards") == 0)
            q.clauses.items[i].keyword = "toward";
    const nb_clause *along = nb_clause_of(&q.clauses, "along");
    const nb_clause *toward = nb_clause_of(&q.clauses, "toward");
    if (!along && !toward)
        return vector_missing(r->session, st);
    if (along && toward)
        return usage(r, st);
    bool ok = nb_read_subject_at(r, st, text, q.clauses.items[0].span,
                                 nb_clause_of(&q.clauses, "at"));
    if (ok && toward && !r->has_point)
        ok = nb_needs_point(r->session, st);
    ok = ok && read_vector(r, text, &q) &&
         answer(r, &q, along ? along->span : toward->span);
    nb_list_free(&q.v);
    nb_list_free(&q.unit);
    return ok;
}

const nb_command_class nb_derivative_command = {
    .kind = "directional", .formulas = true, .run = run, NB_ROWS_CLASS};
