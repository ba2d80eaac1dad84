#include "statements/local.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "numeric/sign.h"

#include <string.h>

void nb_local_free(nb_local *l)
{
    nb_map_free(&l->point);
    nb_list_free(&l->partials);
    nb_list_free(&l->gradient);
}

static const nb_row_sign nabla_sign = {"grad ", "∇", "\\nabla ", "<mo>∇</mo>"};
static const nb_row_sign no_sign = {"", "", "", ""};

static bool add_value_rows(nabla_result *r)
{
    nb_row *row = nb_row_new(r, "value", r->def->name ? NULL : "value");
    if (!row || !nb_row_members(r, row, &r->value, 1))
        return false;
    row->named = r->def->name != NULL;
    row->sign = row->named ? &no_sign : NULL;
    row->place = NB_PLACE_POINT;
    if (r->value.status != NB_AT_DEFINED)
        return true;
    bool single = r->def->n == 1, named = r->def->name != NULL;
    row = nb_row_new(r, "gradient", named ? NULL : single ? "derivative" : "gradient");
    if (!row || !nb_row_members(r, row, r->members, r->n_members))
        return false;
    row->derivative = named && single;
    row->named = named && !single;
    row->sign = row->named ? &nabla_sign : NULL;
    row->place = NB_PLACE_POINT;
    row->vector = !single;
    return true;
}

bool nb_local_begin(nabla_result *r, nb_local *l)
{
    nb_pool *p = r->session->pool;
    *l = (nb_local){0};
    if (!nb_answer_value(r) || !nb_answer_members(r) || !add_value_rows(r))
        return false;
    l->whole = r->value.status == NB_AT_DEFINED;
    bool ok = true;
    for (uint32_t i = 0; ok && i < r->def->n; i++) {
        const nb_member *m = &r->members[i];
        bool here = m->status == NB_AT_DEFINED && !m->why.one_sided;
        l->whole = l->whole && here;
        ok = nb_map_put(p, &l->point, nb_def_param(r->def, i), r->values.items[i]) &&
             nb_list_add(p, &l->partials, nb_def_partial(r->session, r->def, i)) &&
             nb_list_add(p, &l->gradient, here ? m->value : NB_NONE);
    }
    l->differentiable = NB_NOT_DIFFERENTIABLE;
    if (ok && l->whole)
        l->differentiable =
            nb_differentiable_at(p, r->def->expanded, r->def->parts, r->def->n, &l->point,
                                 l->partials.items, l->gradient.items);
    return ok && !nb_failed(p);
}

/* Whether the value or a partial derivative could not be decided. */
static bool is_undecided(const nabla_result *r)
{
    bool undecided = r->value.status == NB_AT_UNKNOWN;
    for (uint32_t i = 0; i < r->n_members; i++)
        undecided = undecided || r->members[i].status == NB_AT_UNKNOWN;
    return undecided;
}

bool nb_local_differentiable(nabla_result *r, const nb_local *l, const char *what)
{
    if (l->differentiable == NB_DIFFERENTIABLE)
        return true;
    nb_row *row = nb_row_new(r, "reason", NULL);
    const char *name = r->def->name ? r->def->name : "the function";
    bool unknown = l->differentiable == NB_DIFFERENTIABILITY_UNKNOWN || is_undecided(r);
    if (unknown)
        nb_row_say(r, row,
                   "whether %s is differentiable there is not proven: no %s is "
                   "given",
                   name, what);
    else if (r->value.status != NB_AT_DEFINED)
        nb_row_say(r, row, "%s is undefined there, so it has no %s", name, what);
    else
        nb_row_say(r, row,
                   l->whole ? "%s is not differentiable there, though its partial "
                              "derivatives exist: it has no %s"
                            : "%s is not differentiable there: it has no %s",
                   name, what);
    r->status = unknown ? NABLA_LIMIT : NABLA_UNDEFINED;
    return false;
}

/* ---- typed sums ---- */

nb_expr nb_local_typed(nabla_result *r, nb_expr value)
{
    nb_layout_options options = {.decimals = r->decimals};
    nb_pool *p = r->session->pool;
    return value ? nb_layout(p, nb_tidy(p, value), &options) : NB_NONE;
}

/* Whether a minus sign stands in front when the value is written. */
static bool leads_negative(nb_pool *p, nb_expr typed)
{
    while (nb_op_of(p, typed) == NB_MUL || nb_op_of(p, typed) == NB_DIV)
        typed = nb_arg(p, typed, 0);
    return nb_op_of(p, typed) == NB_NEG ||
           (nb_is_number(p, typed) && nb_number_sign(p, typed) < 0);
}

nb_expr nb_local_shift(nabla_result *r, nb_expr x, nb_expr a)
{
    nb_pool *p = r->session->pool;
    if (nb_is_int(p, a, 0))
        return x;
    if (leads_negative(p, nb_local_typed(r, a)))
        return nb_binary(p, NB_ADD, x, nb_local_typed(r, nb_negate(p, a)));
    return nb_binary(p, NB_SUB, x, nb_local_typed(r, a));
}

/* c times a product, the number in front of its first factor: 3x(y - 1). */
static nb_expr in_front(nb_pool *p, nb_expr c, nb_expr product)
{
    nb_list rest = {0};
    bool ok = true;
    while (ok && nb_op_of(p, product) == NB_MUL) {
        ok = nb_list_add(p, &rest, nb_arg(p, product, 1));
        product = nb_arg(p, product, 0);
    }
    product = nb_binary(p, NB_MUL, c, product);
    while (ok && rest.n > 0)
        product = nb_binary(p, NB_MUL, product, rest.items[--rest.n]);
    nb_list_free(&rest);
    return product;
}

/* c times a typed factor, for a positive c: x/6 and 2x/3 rather than (2/3)x. */
static nb_expr scaled(nabla_result *r, nb_expr c, nb_expr factor)
{
    nb_pool *p = r->session->pool;
    if (nb_is_int(p, c, 1))
        return factor;
    if (!nb_is_number(p, c) || nb_get_int(p, c, &(slong){0}) || r->decimals)
        return in_front(p, nb_local_typed(r, c), factor);
    fmpq_t part;
    fmpq_init(part);
    fmpz_set(fmpq_numref(part), fmpq_numref(nb_value(p, c)));
    nb_expr above = nb_number(p, part, NB_EXACT);
    fmpz_set(fmpq_numref(part), fmpq_denref(nb_value(p, c)));
    nb_expr below = nb_number(p, part, NB_EXACT);
    fmpq_clear(part);
    return nb_binary(p, NB_DIV,
                     nb_is_int(p, above, 1) ? factor : in_front(p, above, factor), below);
}

/* -2x/3 rather than -(2x/3): the sign belongs to the first factor. */
static nb_expr negated(nb_pool *p, nb_expr term)
{
    nb_list rest = {0}, ops = {0};
    bool ok = true;
    while (ok && (nb_op_of(p, term) == NB_MUL || nb_op_of(p, term) == NB_DIV)) {
        ok = nb_list_add(p, &ops, nb_op_of(p, term)) &&
             nb_list_add(p, &rest, nb_arg(p, term, 1));
        term = nb_arg(p, term, 0);
    }
    term = nb_unary(p, NB_NEG, term);
    while (ok && rest.n > 0) {
        rest.n--;
        term = nb_binary(p, (nb_op)ops.items[rest.n], term, rest.items[rest.n]);
    }
    nb_list_free(&rest);
    nb_list_free(&ops);
    return term;
}

nb_expr nb_local_add(nabla_result *r, nb_expr sum, nb_expr c, nb_expr factor)
{
    nb_pool *p = r->session->pool;
    if (!c || nb_is_int(p, c, 0))
        return sum;
    bool negative = leads_negative(p, nb_local_typed(r, c));
    nb_expr size = negative ? nb_negate(p, c) : c;
    nb_expr term = factor ? scaled(r, size, factor) : nb_local_typed(r, size);
    if (!sum)
        return negative ? negated(p, term) : term;
    return nb_binary(p, negative ? NB_SUB : NB_ADD, sum, term);
}

nb_expr nb_local_linear(nabla_result *r, const nb_local *l, nb_expr value)
{
    nb_expr sum = value ? nb_local_add(r, NB_NONE, value, NB_NONE) : NB_NONE;
    for (uint32_t i = 0; i < r->def->n; i++)
        sum =
            nb_local_add(r, sum, l->gradient.items[i],
                         nb_local_shift(r, nb_def_param(r->def, i), r->values.items[i]));
    return sum ? sum : nb_integer(r->session->pool, 0);
}

nb_expr nb_local_symbol(nabla_result *r, const char *letters)
{
    for (; *letters; letters++) {
        nb_expr symbol = nb_symbol(r->session->pool, letters, 1);
        bool taken = r->def->name && r->def->name[0] == *letters && !r->def->name[1];
        for (uint32_t i = 0; i < r->def->n && !taken; i++)
            taken = nb_def_param(r->def, i) == symbol;
        if (!taken)
            return symbol;
    }
    return nb_symbol(r->session->pool, "value", 5);
}

nb_expr nb_local_call(nabla_result *r, const char *name)
{
    nb_pool *p = r->session->pool;
    nb_list args = {0};
    nb_list_add(p, &args, nb_symbol(p, name, strlen(name)));
    for (uint32_t i = 0; i < r->def->n; i++)
        nb_list_add(p, &args, nb_def_param(r->def, i));
    nb_expr call = nb_make(p, NB_CALL, 0, args.n, args.items);
    nb_list_free(&args);
    return call;
}
