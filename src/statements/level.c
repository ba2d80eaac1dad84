#include "algebra/canon.h"
#include "numeric/sign.h"
#include "statements/local.h"

/* level f at P: the level curve (surface) through P, its normal and tangent, and the
 * slope dy/dx = -f_x / f_y by implicit differentiation (OpenStax, Calculus Volume 3,
 * 4.5 and 4.6). The curve may be given by an equation: level x^2 + y^2 = 25 at (3, 4). */

/* -f_x / f_last for the i-th variable */
static nb_expr slope_formula(nabla_result *r, uint32_t i)
{
    nb_pool *p = r->session->pool;
    nb_expr last = nb_def_partial(r->session, r->def, r->def->n - 1);
    return nb_negate(p, nb_quotient(p, nb_def_partial(r->session, r->def, i), last));
}

static void label_slope(nabla_result *r, nb_row *row, uint32_t i)
{
    row->above = nb_def_param(r->def, r->def->n - 1);
    row->below = nb_def_param(r->def, i);
}

static bool add_slope_formulas(nabla_result *r)
{
    static const char *const keys[] = {"slope", "slope2", NULL};
    for (uint32_t i = 0; i + 1 < r->def->n; i++) {
        nb_row *row = nb_row_new(r, keys[i < 3 ? i : 2], NULL);
        if (!nb_row_canonical(r, row, slope_formula(r, i), true))
            return false;
        label_slope(r, row, i);
    }
    return true;
}

static bool is_zero(nabla_result *r, const nb_local *l)
{
    for (uint32_t i = 0; i < r->def->n; i++)
        if (!nb_is_int(r->session->pool, l->gradient.items[i], 0))
            return false;
    return true;
}

/* f_x(P) (x - a) + f_y(P) (y - b) = 0 */
static bool add_tangent(nabla_result *r, const nb_local *l)
{
    nb_pool *p = r->session->pool;
    bool curve = r->def->n == 2;
    nb_row *row =
        nb_row_new(r, "tangent", curve ? "its tangent line: " : "its tangent plane: ");
    nb_expr left = nb_local_linear(r, l, NB_NONE);
    return nb_row_typed(r, row, nb_relation(p, NB_EQ, left, nb_integer(p, 0)));
}

static bool add_slope(nabla_result *r, const nb_local *l)
{
    nb_pool *p = r->session->pool;
    nb_expr below = l->gradient.items[1];
    nb_row *row = nb_row_new(r, "slope", "slope there: ");
    if (nb_is_int(p, below, 0))
        return nb_row_say(r, row, "none, the tangent is vertical");
    nb_expr slope = nb_negate(p, nb_quotient(p, l->gradient.items[0], below));
    if (!nb_row_values(r, row, &slope, 1))
        return false;
    label_slope(r, row, 0);
    return true;
}

/* f(x, y) = f(P), or the equation as it was written. */
static bool add_equation(nabla_result *r, nb_expr equation)
{
    nb_pool *p = r->session->pool;
    bool curve = r->def->n == 2;
    nb_row *row = nb_row_new(r, "level", curve ? "level curve: " : "level surface: ");
    if (!equation)
        equation = nb_relation(p, NB_EQ, r->def->body, nb_local_typed(r, r->value.value));
    return nb_row_typed(r, row, equation);
}

static bool answer_point(nabla_result *r, nb_local *l, nb_expr equation)
{
    if (!nb_local_begin(r, l))
        return false;
    if (!nb_local_differentiable(r, l, "tangent to its level set"))
        return !nb_failed(r->session->pool);
    if (!add_equation(r, equation))
        return false;
    if (is_zero(r, l)) {
        nb_row *row = nb_row_new(r, "reason", NULL);
        return nb_row_say(r, row,
                          "the gradient is zero there: it tells no normal, and the level "
                          "set need not be smooth");
    }
    nb_row *row = nb_row_new(r, "normal", "its normal: the gradient");
    if (!nb_row_values(r, row, l->gradient.items, l->gradient.n))
        return false;
    return add_tangent(r, l) && (r->def->n > 2 || add_slope(r, l));
}

static bool too_few(nabla_result *r, const nb_statement *st)
{
    nb_error_at(&r->session->error, NB_ERR_USAGE, st->argument.begin, st->argument.end,
                "a level curve needs a function of two variables or more");
    nb_error_hint(&r->session->error, "for example: %s",
                  nb_command_of(st->command)->example);
    return false;
}

/* ---- an equation ---- */

/* A = B as the function A - B, of A's variables if B has no others. */
static bool take_equation(nabla_result *r, const nb_statement *st, const char *text,
                          nb_span left, nb_span right, nb_expr *equation)
{
    nabla *s = r->session;
    nb_list variables = {0};
    nb_expr typed[2], expanded;
    nb_span whole = {left.begin, right.end};
    bool ok = nb_read_subexpression(r, st, text, left, &typed[0], &expanded, &variables);
    uint32_t n = variables.n;
    ok =
        ok && nb_read_subexpression(r, st, text, right, &typed[1], &expanded, &variables);
    nb_expr body = ok ? nb_binary(s->pool, NB_SUB, typed[0], typed[1]) : NB_NONE;
    if (body)
        r->def = variables.n == n ? nb_function_over(s, &variables, body, whole)
                                  : nb_nameless_function(s, body, whole);
    *equation = body ? nb_relation(s->pool, NB_EQ, typed[0], typed[1]) : NB_NONE;
    nb_list_free(&variables);
    return r->def && *equation;
}

/* "x^2 + y^2 = 25 at (3, 4)"; *equation stays NB_NONE where there is none. */
static bool read_subject(nabla_result *r, const nb_statement *st, const char *text,
                         nb_expr *equation)
{
    static const char *const keywords[] = {"at", NULL};
    nb_clauses c;
    nb_span sign;
    if (!nb_split_clauses(r->session->pool, text, st->argument, keywords, &c))
        return false;
    nb_span subject = c.items[0].span;
    const nb_clause *at = nb_clause_of(&c, "at");
    if (!nb_find_equals(text, subject, &sign))
        return nb_read_subject(r, st, text, st->argument);
    nb_span left = nb_trimmed(text, subject.begin, sign.begin);
    nb_span right = nb_trimmed(text, sign.end, subject.end);
    if (nb_is_empty_span(left) || nb_is_empty_span(right))
        return nb_usage(r->session, st->command, subject);
    return take_equation(r, st, text, left, right, equation) &&
           (!at || nb_read_place_of(r, text, at->span));
}

/* Whether the point solves the equation; an error where it does not. */
static bool is_on(nabla_result *r, const nb_statement *st)
{
    if (!nb_answer_value(r))
        return false;
    if (r->value.status != NB_AT_DEFINED ||
        nb_sign_of(r->session->pool, r->value.value) == NB_ZERO)
        return true;
    nb_error_at(&r->session->error, NB_ERR_USAGE, st->argument.begin, st->argument.end,
                "the point does not solve this equation");
    nb_error_hint(&r->session->error,
                  "the level curve through a point: level x^2 + y^2 at (1, 1)");
    return false;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    nb_local l = {0};
    nb_expr equation = NB_NONE;
    if (!read_subject(r, st, text, &equation))
        return false;
    if (r->def->n < 2)
        return too_few(r, st);
    if (!r->has_point)
        return (!equation || add_equation(r, equation)) && add_slope_formulas(r);
    bool ok = (!equation || is_on(r, st)) && answer_point(r, &l, equation);
    nb_local_free(&l);
    return ok;
}

const nb_command_class nb_level_command = {
    .kind = "level", .formulas = true, .run = run, NB_ROWS_CLASS};
