#include "algebra/canon.h"
#include "calculus/derive.h"
#include "explore/eigen.h"
#include "session/lines.h"
#include "session/value.h"
#include "statements/argument.h"
#include "statements/rows.h"
#include "statements/statements.h"

#include <stdlib.h>
#include <string.h>

/* The Hessian, its discriminant and eigenvalues, and what they say of f at a point
 * (OpenStax, Calculus Volume 3, 4.7). */

/* ---- the discriminant ---- */

/* f_xx f_yy - f_xy^2 of a 2 by 2 matrix, row after row */
static nb_expr determinant(nb_pool *p, const nb_expr *m)
{
    return nb_difference(p, nb_product2(p, m[0], m[3]), nb_product2(p, m[1], m[2]));
}

static bool add_discriminant(nabla_result *r, nb_row **row)
{
    *row = nb_row_new(r, "discriminant", "discriminant: ");
    if (*row)
        (*row)->left = nb_symbol(r->session->pool, "D", 1);
    return *row && (*row)->left;
}

static nb_expr second(nabla_result *r, uint32_t i, uint32_t k)
{
    return nb_derive(r->session->pool, nb_def_partial(r->session, r->def, i),
                     nb_def_param(r->def, k));
}

/* The discriminant as a formula, where that is short enough to be read. */
static bool answer_formula(nabla_result *r)
{
    enum { READABLE = 100 };
    nb_pool *p = r->session->pool;
    nb_expr m[4];
    nb_row *row;
    if (r->def->n != 2)
        return true;
    for (uint32_t k = 0; k < 4; k++)
        m[k] = second(r, k / 2, k % 2);
    nb_expr d = determinant(p, m);
    if (nb_tree_size(p, d, READABLE) >= READABLE)
        return !nb_failed(p);
    return add_discriminant(r, &row) && nb_row_canonical(r, row, d, true);
}

/* ---- eigenvalues ---- */

static bool add_exact(nabla_result *r, const nb_expr *values, uint32_t n)
{
    nb_row *row = nb_row_new(r, "eigenvalues", "eigenvalues");
    if (!nb_row_values(r, row, values, n))
        return false;
    row->vector = true;
    return true;
}

static bool add_decimals(nabla_result *r, const nb_expr *matrix, uint32_t n)
{
    nb_buf all = {0};
    bool proven = true;
    for (uint32_t k = 0; k < n && proven; k++) {
        if (k)
            nb_buf_puts(&all, " ");
        proven =
            nb_eigen_decimal(r->session->pool, matrix, n, k, nb_people_digits(r->session),
                             &all) != NB_DECIMAL_UNPROVEN;
    }
    nb_row *row = proven ? nb_row_new(r, "eigenvalues", "eigenvalues") : NULL;
    if (row && !(row->decimals = strdup(nb_buf_text(&all))))
        nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    nb_buf_free(&all);
    return !nb_failed(r->session->pool);
}

static bool add_eigenvalues(nabla_result *r, const nb_expr *matrix, uint32_t n)
{
    nb_expr values[NB_EIGEN_MOST];
    return nb_eigen_exact(r->session->pool, matrix, n, values)
               ? add_exact(r, values, n)
               : add_decimals(r, matrix, n);
}

/* ---- what they say ---- */

/* Whether f is proven to be twice continuously differentiable around the point, and its
 * gradient is zero there: what the second derivative test asks for. */
static bool is_critical(nabla_result *r)
{
    nb_pool *p = r->session->pool;
    uint32_t n = r->def->n;
    nb_map point = {0};
    nb_list formulas = {0};
    nb_expr value;
    nb_undefined why;
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        ok = nb_map_put(p, &point, nb_def_param(r->def, i), r->values.items[i]) &&
             nb_list_add(p, &formulas, nb_def_partial(r->session, r->def, i));
        for (uint32_t k = 0; ok && k < n; k++)
            ok = nb_list_add(p, &formulas, second(r, i, k));
    }
    nb_place *place = ok ? nb_place_new(p, r->def->expanded, &point) : NULL;
    bool zero = place && nb_place_is_smooth(place, formulas.items, formulas.n);
    for (uint32_t i = 0; i < n && zero; i++)
        zero = nb_at(p, nb_def_partial(r->session, r->def, i), &point, &value, &why) ==
                   NB_AT_DEFINED &&
               nb_is_int(p, value, 0);
    nb_place_free(place);
    nb_map_free(&point);
    nb_list_free(&formulas);
    return zero;
}

static const char *kind_of_point(nb_definiteness kind)
{
    switch (kind) {
    case NB_POSITIVE_DEFINITE: return "a local minimum";
    case NB_NEGATIVE_DEFINITE: return "a local maximum";
    case NB_INDEFINITE: return "a saddle point";
    default: return "the second derivative test is inconclusive";
    }
}

static bool add_verdict(nabla_result *r, const nb_expr *matrix, uint32_t n)
{
    nb_definiteness kind =
        nb_definiteness_of(nb_eigen_inertia(r->session->pool, matrix, n));
    nb_row *row = nb_row_new(r, "definiteness", "the Hessian there: ");
    if (!nb_row_say(r, row, "%s",
                    kind == NB_DEFINITENESS_UNKNOWN ? "not proven"
                                                    : nb_definiteness_words(kind)))
        return false;
    if (kind == NB_DEFINITENESS_UNKNOWN || !is_critical(r))
        return !nb_failed(r->session->pool);
    row = nb_row_new(r, "critical", "the gradient is zero there: ");
    return nb_row_say(r, row, "%s", kind_of_point(kind));
}

/* The matrix's entries, if all exist and it is symmetric. */
static bool take_matrix(nabla_result *r, nb_list *out)
{
    nb_pool *p = r->session->pool;
    uint32_t n = r->def->n;
    for (uint32_t k = 0; k < n * n; k++)
        if (r->members[k].status != NB_AT_DEFINED || r->members[k].why.one_sided ||
            !nb_list_add(p, out, r->members[k].value))
            return false;
    for (uint32_t k = 0; k < n * n; k++)
        if (!nb_is_int(p, nb_difference(p, out->items[k], out->items[k % n * n + k / n]),
                       0))
            return false;
    return true;
}

static bool answer_point(nabla_result *r)
{
    nb_list m = {0};
    uint32_t n = r->def->n;
    nb_row *row;
    bool ok = true;
    if (n > 1 && n <= NB_EIGEN_MOST && take_matrix(r, &m)) {
        nb_expr d = n == 2 ? determinant(r->session->pool, m.items) : NB_NONE;
        if (d)
            ok = add_discriminant(r, &row) && nb_row_values(r, row, &d, 1);
        ok = ok && add_eigenvalues(r, m.items, n) && add_verdict(r, m.items, n);
    }
    nb_list_free(&m);
    return ok && !nb_failed(r->session->pool);
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    if (!nb_read_subject(r, st, text, st->argument) || !nb_answer_hessian(r))
        return false;
    return r->has_point ? answer_point(r) : answer_formula(r);
}

static void people(nabla_result *r, nb_out *o)
{
    uint32_t n = r->def->n;
    if (r->has_point)
        nb_line_place(o, r);
    for (uint32_t k = 0; k < n * n; k++) {
        nb_by by[2] = {{nb_def_param(r->def, k / n), 1},
                       {nb_def_param(r->def, k % n), 1}};
        bool twice = k / n == k % n;
        if (twice)
            by[0].times = 2;
        nb_label_derivative(o, r, by, twice ? 1 : 2,
                            r->has_point ? NB_PLACE_POINT : NB_PLACE_NONE);
        if (!r->has_point) {
            nb_line_formula(o, r, &r->formulas[k]);
        } else if (r->members[k].status == NB_AT_DEFINED) {
            nb_chain c;
            nb_chain_begin(&c, o, true);
            nb_chain_member(&c, r, &r->members[k]);
            nb_chain_end(&c);
        } else {
            nb_line_gap(o, r, &r->members[k], false);
        }
        nb_out_end(o);
    }
    nb_rows_people(r, o);
}

static void json(nabla_result *r, nb_writer *w)
{
    uint32_t n = r->def->n;
    nb_put_function(w, r->def);
    if (r->has_point)
        nb_put_point(w);
    nb_json_key(&w->j, "hessian");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < n; i++) {
        nb_json_open(&w->j, '[');
        for (uint32_t k = i * n; k < (i + 1) * n; k++) {
            nb_json_open(&w->j, '{');
            if (r->has_point)
                nb_put_value(w, &r->members[k]);
            else
                nb_put_formula(w, &r->formulas[k]);
            nb_json_close(&w->j, '}');
        }
        nb_json_close(&w->j, ']');
    }
    nb_json_close(&w->j, ']');
    nb_rows_put(r, w);
}

const nb_command_class nb_hessian_command = {.kind = "hessian",
                                             .formulas = true,
                                             .run = run,
                                             .people = people,
                                             .json = json,
                                             .roots = nb_rows_roots,
                                             .release = nb_rows_release};
