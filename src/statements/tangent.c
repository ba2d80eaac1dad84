#include "algebra/canon.h"
#include "statements/local.h"

#include <string.h>

/* tangent f at P: tangent plane, linear approximation, total differential and normal
 * line of the graph of f (OpenStax, Calculus Volume 3, 4.4). */

/* The variable that the graph gives the value of f. */
static nb_expr height(nabla_result *r)
{
    return nb_local_symbol(r, r->def->n == 1 ? "yzwuvsq" : "zwuvsq");
}

/* z = f(P) + f_x(P) (x - a) + f_y(P) (y - b) */
static bool add_plane(nabla_result *r, const nb_local *l)
{
    static const char *const names[][2] = {{"line", "tangent line: "},
                                           {"plane", "tangent plane: "},
                                           {"hyperplane", "tangent hyperplane: "}};
    nb_pool *p = r->session->pool;
    const char *const *name = names[r->def->n < 3 ? r->def->n - 1 : 2];
    nb_row *row = nb_row_new(r, name[0], name[1]);
    nb_expr left = height(r);
    nb_expr right = nb_local_linear(r, l, r->value.value);
    return nb_row_typed(r, row, nb_relation(p, NB_EQ, left, right));
}

/* L(x, y), multiplied out */
static bool add_approximation(nabla_result *r, const nb_local *l)
{
    nb_row *row = nb_row_new(r, "linear", "linear approximation: ");
    nb_expr sum = nb_canonical(r->session->pool, nb_local_linear(r, l, r->value.value));
    if (!row || !nb_row_canonical(r, row, sum, false))
        return false;
    row->left = nb_local_call(r, "L");
    return true;
}

/* d and a name: df, dx. */
static nb_expr differential(nabla_result *r, const char *name)
{
    char text[NB_NAME_MAX + 2] = "d";
    strncat(text, name, NB_NAME_MAX);
    return nb_symbol(r->session->pool, text, strlen(text));
}

static bool add_differential(nabla_result *r, const nb_local *l)
{
    nb_pool *p = r->session->pool;
    nb_row *row = nb_row_new(r, "differential", "total differential: ");
    nb_expr sum = NB_NONE;
    for (uint32_t i = 0; i < r->def->n; i++)
        sum = nb_local_add(r, sum, l->gradient.items[i],
                           differential(r, nb_symbol_name(p, nb_def_param(r->def, i))));
    nb_expr left =
        differential(r, r->def->name ? r->def->name : nb_symbol_name(p, height(r)));
    return nb_row_typed(r, row,
                        nb_relation(p, NB_EQ, left, sum ? sum : nb_integer(p, 0)));
}

/* (x, y, z) = (a, b, f(P)) + t (f_x, f_y, -1) */
static bool add_normal(nabla_result *r, const nb_local *l)
{
    nb_pool *p = r->session->pool;
    nb_expr t = nb_local_symbol(r, "tsuvw");
    nb_list items = {0};
    nb_row *row = nb_row_new(r, "normal", "normal line: ");
    bool ok = row != NULL;
    for (uint32_t i = 0; ok && i <= r->def->n; i++) {
        bool last = i == r->def->n;
        nb_expr at = last ? r->value.value : r->values.items[i];
        nb_expr slope = last ? nb_integer(p, -1) : l->gradient.items[i];
        nb_expr sum = nb_local_add(r, NB_NONE, at, NB_NONE);
        sum = nb_local_add(r, sum, slope, t);
        ok = nb_list_add(p, &items, sum ? sum : nb_integer(p, 0)) &&
             nb_list_add(p, &row->lefts, last ? height(r) : nb_def_param(r->def, i));
    }
    ok = ok && nb_row_vector(r, row, items.items, items.n);
    nb_list_free(&items);
    return ok;
}

static bool answer(nabla_result *r, nb_local *l)
{
    if (!nb_local_begin(r, l))
        return false;
    if (!nb_local_differentiable(r, l,
                                 r->def->n == 1   ? "tangent line"
                                 : r->def->n == 2 ? "tangent plane"
                                                  : "tangent hyperplane"))
        return !nb_failed(r->session->pool);
    return add_plane(r, l) && add_approximation(r, l) && add_differential(r, l) &&
           (r->def->n > 2 || add_normal(r, l));
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    nb_local l = {0};
    if (!nb_read_subject(r, st, text, st->argument))
        return false;
    if (!r->has_point)
        return nb_needs_point(r->session, st);
    bool ok = answer(r, &l);
    nb_local_free(&l);
    return ok;
}

const nb_command_class nb_tangent_command = {
    .kind = "tangent", .formulas = true, .run = run, NB_ROWS_CLASS};
