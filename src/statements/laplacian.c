#include "algebra/canon.h"
#include "calculus/derive.h"
#include "statements/argument.h"
#include "statements/check.h"

#include <stdio.h>
#include <string.h>

/* "laplacian u" as a formula, so that it may be checked: laplacian u = 0. */

/* u_xx(x, y), or u''(x); NB_NONE where the function has no name for it. */
static nb_expr second_derivative(nabla *s, const nb_def *d, uint32_t i)
{
    char name[NB_NAME_MAX + 1];
    nb_pool *p = s->pool;
    const char *x = nb_symbol_name(p, nb_def_param(d, i));
    nb_list args = {0}, by = {0};
    nb_scope scope = nb_session_scope(s);
    if (!d->name || nb_table_find(s, d->name) != d ||
        strlen(d->name) + 2 * strlen(x) + 1 > NB_NAME_MAX)
        return NB_NONE;
    snprintf(name, sizeof name, d->n == 1 ? "%s''" : "%s_%s%s", d->name, x, x);
    bool ok = nb_derivative_parts(p, &scope, name, &by) &&
              nb_list_add(p, &args, nb_symbol(p, name, strlen(name)));
    for (uint32_t k = 0; ok && k < d->n; k++)
        ok = nb_list_add(p, &args, nb_def_param(d, k));
    nb_expr e = ok ? nb_make(p, NB_CALL, 0, args.n, args.items) : NB_NONE;
    nb_list_free(&args);
    nb_list_free(&by);
    return e;
}

/* u_xx + u_yy, with the function's own name. */
static nb_expr by_name(nabla *s, const nb_def *d)
{
    nb_expr sum = NB_NONE;
    for (uint32_t i = 0; i < d->n; i++) {
        nb_expr e = second_derivative(s, d, i);
        if (!e)
            return NB_NONE;
        sum = sum ? nb_binary(s->pool, NB_ADD, sum, e) : e;
    }
    return sum;
}

/* The formula. Where the function is defined in fewer points, nothing is added: 0 u. */
static nb_expr by_formula(nabla *s, nb_def *d)
{
    nb_pool *p = s->pool;
    nb_formula f = {0};
    nb_expr sum = nb_zero(p);
    for (uint32_t i = 0; i < d->n; i++)
        sum = nb_sum2(p, sum, nb_derive(p, nb_def_partial(s, d, i), nb_def_param(d, i)));
    bool ok = sum && nb_make_formula(s, d, true, NB_NONE, sum, &f);
    nb_expr e = ok ? f.typed : NB_NONE;
    if (f.conditions.n > 0)
        e = nb_binary(p, NB_ADD, e, nb_binary(p, NB_MUL, nb_zero(p), d->expanded));
    nb_formula_free(&f);
    return e;
}

bool nb_check_laplacian(nabla_result *r, nb_statement *question, const char *text)
{
    nabla *s = r->session;
    nb_statement of = {0};
    nb_def *d = NULL;
    bool empty = nb_is_empty_span(question->argument);
    if (empty)
        d = nb_named_function(s, NB_NONE, question->argument);
    else if (nb_read_part(s, text, question->argument, &of))
        d = of.kind == NB_SHOW || (of.kind == NB_ANONYMOUS && !of.has_point)
                ? nb_statement_function(s, &of)
                : NULL;
    nb_statement_free(&of);
    if (d && d->n == 0) {
        nb_def_release(s, d);
        d = NULL;
    }
    if (!d)
        return s->error.code == NB_OK ? nb_usage(s, question->command, question->argument)
                                      : false;
    question->body = by_name(s, d);
    if (!question->body && !nb_failed(s->pool))
        question->body = by_formula(s, d);
    question->kind = NB_ANONYMOUS;
    question->body_span = question->argument;
    nb_def_release(s, d);
    return question->body != NB_NONE;
}
