#include "calculus/at_internal.h"

#include "algebra/canon.h"
#include "syntax/parse.h"

#include <string.h>

/* Functions of the table at a point: whether the arguments are in the domain that
 * the table gives, and the value. */

nb_expr nb_read_column(nb_pool *p, const char *text)
{
    return nb_parse_expression(p, text, strlen(text), NULL, NULL);
}

/* The variables that the arguments depend on which a set of the column's own u and
 * v stands for. */
static nb_varset along_arguments(nb_at_run *r, nb_expr e, nb_at_run *inner, nb_varset set)
{
    nb_varset along = 0;
    for (uint32_t i = 0; set && i < nb_nargs(r->p, e) && i < 2; i++)
        if (set & nb_at_bit(inner, nb_symbol(r->p, i ? "v" : "u", 1)))
            along |= nb_at_operand(r, e, i)->depends;
    return along;
}

/* Evaluates a column of the function table with the values of e's arguments in
 * the places of u and v. */
static nb_at_node column_at(nb_at_run *r, nb_expr e, const char *text)
{
    nb_map values = {0};
    nb_at_run inner;
    nb_at_node result = {.status = NB_AT_UNKNOWN};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(r->p, e) && i < 2; i++)
        ok = nb_map_put(r->p, &values, nb_symbol(r->p, i ? "v" : "u", 1),
                        nb_at_operand(r, e, i)->value);
    nb_at_begin(&inner, r->p, &values);
    const nb_at_node *n = ok ? nb_at_node_of(&inner, nb_read_column(r->p, text)) : NULL;
    if (n)
        result = *n;
    result.edge = along_arguments(r, e, &inner, result.edge);
    result.jump = along_arguments(r, e, &inner, result.jump);
    nb_at_end(&inner);
    nb_map_free(&values);
    return result;
}

/* A function that the table explains by simpler ones is what they are. */
static void rewritten(nb_at_run *r, nb_expr e, nb_at_node *n, const char *rewrite)
{
    nb_at_node inner = column_at(r, e, rewrite);
    nb_at_adopt(n, &inner);
    n->why.node = e;
    n->edge |= inner.edge;
    n->jump |= inner.jump;
}

static void outside_domain(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_at_undefined(n, NB_WHY_OUTSIDE_DOMAIN, e);
    n->why.first = nb_at_operand(r, e, 0)->value;
    if (nb_nargs(r->p, e) > 1)
        n->why.second = nb_at_operand(r, e, 1)->value;
}

/* Whether the arguments are in the domain that the table gives. */
static bool in_domain(nb_at_run *r, nb_expr e, nb_at_node *n, const char *domain)
{
    nb_at_node inner = column_at(r, e, domain);
    if (inner.status != NB_AT_DEFINED) {
        nb_at_unknown(n, NB_WHY_SIGN_UNKNOWN, e, inner.why.first);
        return false;
    }
    n->edge |= inner.jump;
    if (nb_at_is_true(r->p, &inner))
        return true;
    outside_domain(r, e, n);
    return false;
}

static void logarithm(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_expr u = nb_at_operand(r, e, 0)->value;
    switch (nb_at_sign(r, &u)) {
    case NB_POSITIVE: nb_at_defined(n, nb_apply1(r->p, NB_FN_LN, u)); break;
    case NB_ZERO: nb_at_undefined(n, NB_WHY_LOG_OF_ZERO, e); break;
    case NB_NEGATIVE: nb_at_undefined(n, NB_WHY_LOG_OF_NEGATIVE, e); break;
    case NB_SIGN_UNKNOWN: nb_at_unknown(n, NB_WHY_SIGN_UNKNOWN, e, u); break;
    }
}

/* |u| and sign(u) */
static void absolute(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    bool sign = nb_fn_of(r->p, e) == NB_FN_SIGN;
    nb_expr u = nb_at_operand(r, e, 0)->value;
    nb_sign s = nb_at_sign(r, &u);
    if (sign && (s == NB_ZERO || s == NB_SIGN_UNKNOWN))
        n->jump |= n->depends;
    if (s == NB_SIGN_UNKNOWN)
        nb_at_defined(n, nb_apply1(r->p, nb_fn_of(r->p, e), u));
    else if (sign)
        nb_at_defined(n, nb_integer(r->p, s));
    else
        nb_at_defined(n, s == NB_NEGATIVE ? nb_negate(r->p, u) : u);
}

static void extremum(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_sign wanted = nb_fn_of(r->p, e) == NB_FN_MIN ? NB_POSITIVE : NB_NEGATIVE;
    nb_expr best = nb_at_operand(r, e, 0)->value;
    for (uint32_t i = 1; i < nb_nargs(r->p, e); i++) {
        nb_expr a = nb_at_operand(r, e, i)->value;
        nb_expr d = nb_difference(r->p, best, a);
        nb_sign s = nb_at_sign(r, &d);
        if (s == NB_ZERO || s == NB_SIGN_UNKNOWN)
            n->jump |= n->depends;
        if (s == NB_SIGN_UNKNOWN)
            best = nb_apply(r->p, nb_fn_of(r->p, e), 2, (nb_expr[]){best, a});
        else if (s == wanted)
            best = a;
    }
    nb_at_defined(n, best);
}

/* The angle leaps by a turn where the ray to the left is crossed. */
static void note_cut(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_sign y = nb_sign_with(&r->balls, nb_at_operand(r, e, 0)->value);
    nb_sign x = nb_sign_with(&r->balls, nb_at_operand(r, e, 1)->value);
    if ((y == NB_ZERO || y == NB_SIGN_UNKNOWN) && x != NB_POSITIVE)
        n->jump |= n->depends;
}

static void factorial(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_expr u = nb_at_operand(r, e, 0)->value;
    if (nb_is_int(r->p, u, 0) || nb_at_is_natural(r->p, u))
        nb_at_defined(n, nb_apply1(r->p, NB_FN_FACTORIAL, u));
    else
        outside_domain(r, e, n);
}

static void apply(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    uint32_t count = nb_nargs(r->p, e);
    nb_expr values[2] = {NB_NONE, NB_NONE};
    for (uint32_t i = 0; i < count && i < 2; i++)
        values[i] = nb_at_operand(r, e, i)->value;
    nb_at_defined(n, nb_apply(r->p, nb_fn_of(r->p, e), count, values));
}

void nb_at_function(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    unsigned fn = nb_fn_of(r->p, e);
    const nb_function *row = nb_function_row(fn);
    if (fn == NB_FN_LN)
        logarithm(r, e, n);
    else if (fn == NB_FN_ABS || fn == NB_FN_SIGN)
        absolute(r, e, n);
    else if (fn == NB_FN_MIN || fn == NB_FN_MAX)
        extremum(r, e, n);
    else if (fn == NB_FN_FACTORIAL)
        factorial(r, e, n);
    else if (*row->rewrite)
        rewritten(r, e, n, row->rewrite);
    else if (!*row->domain || in_domain(r, e, n, row->domain))
        apply(r, e, n);
    if (fn == NB_FN_ATAN2 && n->status == NB_AT_DEFINED)
        note_cut(r, e, n);
}
