#include "session/answer.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "calculus/confirm.h"
#include "calculus/derive.h"
#include "calculus/domain.h"

#include <stdlib.h>

/* Formulas as people write them: gradients, derivatives of any order. */

bool nb_has_decimals(nabla *s, nb_expr typed)
{
    nb_list order = {0};
    bool found = false;
    if (nb_topological(s->pool, &typed, 1, &order))
        for (uint32_t i = 0; i < order.n && !found; i++)
            found = nb_is_number(s->pool, order.items[i]) &&
                    nb_fn_of(s->pool, order.items[i]) == NB_DECIMAL;
    nb_list_free(&order);
    return found;
}

void nb_formula_free(nb_formula *f)
{
    nb_list_free(&f->conditions);
    nb_list_free(&f->brief_conditions);
}

void nb_forget_reading(nabla *s)
{
    nb_order_free(&s->reading.order);
    nb_conditions_free(&s->reading.conditions);
    s->reading.of = NB_NONE;
}

nb_expr nb_read_canonical(nabla *s, nb_expr expanded)
{
    nb_reading *r = &s->reading;
    nb_map forms = {0};
    nb_forget_reading(s);
    bool ok = nb_canonical_forms(s->pool, expanded, &forms) &&
              nb_order_note(s->pool, &r->order, expanded, &forms) &&
              nb_conditions_with(s->pool, expanded, &forms, &r->conditions);
    if (ok)
        r->of = expanded;
    nb_expr canonical = ok ? nb_map_get(&forms, expanded, NB_NONE) : NB_NONE;
    nb_map_free(&forms);
    return canonical;
}

bool nb_is_unconditional(const nabla *s)
{
    const nb_conditions *c = &s->reading.conditions;
    return s->reading.of && c->keys.n == 0 && c->jumps.n == 0;
}

const nb_reading *nb_reading_of(nabla *s, const nb_def *d)
{
    bool ok = s->reading.of == d->expanded || nb_read_canonical(s, d->expanded);
    return ok ? &s->reading : NULL;
}

/* Formulas of so many variables are searched for the form that is easiest to read, one
 * by one. Of more nobody reads each, and the search is what takes the time. */
enum { MOST_TIDIED = 32 };

/* What the formulas of an answer pass through. */
typedef struct batch {
    nabla *s;
    const nb_def *d;
    const nb_reading *body;
    nb_layout_options options;
    uint32_t n;
    nb_expr *canonical, *typed;
    uint64_t *sizes;
    uint32_t *ends; /* of the conditions of each */
} batch;

static bool open_batch(batch *b, nabla *s, const nb_def *d, uint32_t n)
{
    *b = (batch){.s = s, .d = d, .n = n, .body = nb_reading_of(s, d)};
    if (!b->body)
        return false;
    b->options = (nb_layout_options){.variables = d->parts,
                                     .n = d->n,
                                     .plain = d->plain,
                                     .decimals = d->decimals,
                                     .order = &b->body->order};
    b->canonical = malloc((n + 1) * sizeof *b->canonical);
    b->typed = malloc((n + 1) * sizeof *b->typed);
    b->sizes = malloc((n + 1) * sizeof *b->sizes);
    b->ends = malloc((n + 1) * sizeof *b->ends);
    return (b->canonical && b->typed && b->sizes && b->ends) ||
           nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
}

static void close_batch(batch *b)
{
    free(b->canonical);
    free(b->typed);
    free(b->sizes);
    free(b->ends);
}

/* Lays the conditions out that the body has and the formulas have not. */
static bool add_conditions(batch *b, const nb_expr *variables, nb_formula *out)
{
    nb_pool *p = b->s->pool;
    nb_list lost = {0};
    bool ok = nb_all_lost_conditions(p, &b->body->conditions, b->canonical, variables,
                                     b->n, &lost, b->ends);
    ok = ok && nb_layout_all(p, lost.items, lost.n, &b->options, lost.items);
    uint64_t *sizes = ok ? malloc((lost.n + 1) * sizeof *sizes) : NULL;
    if (ok && !sizes)
        ok = nb_fail(p, NB_ERR_MEMORY, "out of memory");
    ok = ok && nb_tree_sizes(p, lost.items, lost.n, NB_TREE_MAX, sizes);
    for (uint32_t i = 0, k = 0; ok && i < b->n; i++) {
        for (; ok && k < b->ends[i]; k++) {
            ok = nb_list_add(p, &out[i].conditions, lost.items[k]);
            b->sizes[i] += sizes[k];
        }
    }
    free(sizes);
    nb_list_free(&lost);
    return ok && !nb_failed(p);
}

/* What does not agree with the formula that it was made from is not shown; that stays
 * as it was, and the session counts it. */
static bool confirm(batch *b, const nb_expr *given)
{
    nb_pool *p = b->s->pool;
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->canonical[i] == given[i] || nb_confirmed(p, given[i], b->typed[i]))
            continue;
        b->s->fallbacks++;
        b->canonical[i] = given[i];
        b->typed[i] = nb_layout(p, given[i], &b->options);
    }
    return !nb_failed(p);
}

bool nb_make_formulas(nabla *s, const nb_def *d, const nb_expr *variables,
                      const nb_expr *canonical, uint32_t n, nb_formula *out)
{
    batch b;
    bool ok = open_batch(&b, s, d, n);
    for (uint32_t i = 0; ok && i < n; i++) {
        b.canonical[i] = n > MOST_TIDIED ? canonical[i] : nb_tidy(s->pool, canonical[i]);
        ok = b.canonical[i] && nb_poll(s->pool);
    }
    ok = ok && nb_layout_all(s->pool, b.canonical, n, &b.options, b.typed) &&
         confirm(&b, canonical) &&
         nb_tree_sizes(s->pool, b.typed, n, NB_TREE_MAX, b.sizes);
    ok = ok && (!variables || add_conditions(&b, variables, out));
    for (uint32_t i = 0; ok && i < n; i++) {
        out[i].typed = b.typed[i];
        out[i].size = (uint32_t)(b.sizes[i] < NB_TREE_MAX ? b.sizes[i] : NB_TREE_MAX);
    }
    close_batch(&b);
    return ok;
}

bool nb_make_formula(nabla *s, const nb_def *d, bool conditions, nb_expr variable,
                     nb_expr canonical, nb_formula *out)
{
    return nb_make_formulas(s, d, conditions ? &variable : NULL, &canonical, 1, out);
}

static bool reserve_formulas(nabla_result *r, uint32_t n)
{
    r->formulas = calloc(n ? n : 1, sizeof *r->formulas);
    if (!r->formulas)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    r->n_formulas = n;
    return true;
}

bool nb_answer_gradient(nabla_result *r)
{
    nabla *s = r->session;
    nb_def *d = r->def;
    bool more = d->body != d->expanded && nb_has_derivatives(s, d->body);
    if (!reserve_formulas(r, d->n + more) || !nb_def_partials(s, d) ||
        !nb_make_formulas(s, d, d->parts, d->parts + d->n, d->n, r->formulas))
        return false;
    return !more || nb_make_formula(s, d, true, NB_NONE, nb_def_canonical(s, d),
                                    &r->formulas[d->n]);
}

const nb_formula *nb_worked_out(const nabla_result *r)
{
    bool any = r->kind == NB_ANSWER_FUNCTION && r->n_formulas > r->def->n;
    return any ? &r->formulas[r->def->n] : NULL;
}

bool nb_answer_function(nabla_result *r)
{
    bool told = r->def->outline && !r->def->outdated && !r->session->settings.expand;
    if (told && nb_answer_by_chain_rule(r))
        return true;
    return !nb_failed(r->session->pool) && nb_answer_gradient(r);
}

bool nb_need_formulas(nabla_result *r)
{
    return !r->told || r->formulas || (nb_answer_gradient(r) && nb_abridge(r));
}

/* ---- derivatives of any order ---- */

/* The variables of r->by, each as often as it says. */
static bool list_variables(nabla_result *r, nb_list *out)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < r->n_by; i++)
        for (uint32_t k = 0; ok && k < r->by[i].times; k++)
            ok = nb_list_add(r->session->pool, out, r->by[i].variable);
    return ok;
}

static bool derivative_value(nabla_result *r, const nb_list *variables)
{
    nabla *s = r->session;
    nb_map point = {0};
    bool ok = nb_point_map(r, &point);
    nb_member *m = &r->value;
    r->has_value = true;
    if (ok)
        m->status = nb_derivative_at(s->pool, r->def->expanded, variables->items,
                                     variables->n, &point, &m->value, &m->why);
    nb_map_free(&point);
    if (!nb_failed(s->pool))
        nb_member_show(r, m);
    return !nb_failed(s->pool);
}

/* The formula, simplified from order to order. */
static bool derivative_formula(nabla_result *r, const nb_list *variables)
{
    nabla *s = r->session;
    nb_expr e = nb_def_canonical(s, r->def);
    e = nb_derive_by(s->pool, e, variables->items, variables->n);
    return e && reserve_formulas(r, 1) &&
           nb_make_formula(r->session, r->def, true, NB_NONE, e, &r->formulas[0]);
}

bool nb_answer_derivative(nabla_result *r)
{
    nb_list variables = {0};
    bool ok = list_variables(r, &variables) &&
              (r->has_point ? derivative_value(r, &variables)
                            : derivative_formula(r, &variables));
    nb_list_free(&variables);
    return ok;
}

/* ---- the Hessian ---- */

static nb_expr second(nabla_result *r, uint32_t i, uint32_t j)
{
    nabla *s = r->session;
    return nb_derive(s->pool, nb_def_partial(s, r->def, i), nb_def_param(r->def, j));
}

bool nb_answer_hessian(nabla_result *r)
{
    nb_def *d = r->def;
    uint32_t n = d->n;
    if (n > 100)
        return nb_fail(r->session->pool, NB_ERR_LIMIT,
                       "a Hessian of %u variables is too large to show", (unsigned)n);
    if (!r->has_point) {
        if (!reserve_formulas(r, n * n))
            return false;
        for (uint32_t k = 0; k < n * n && nb_poll(r->session->pool); k++)
            nb_make_formula(r->session, d, true, NB_NONE, second(r, k / n, k % n),
                            &r->formulas[k]);
        return !nb_failed(r->session->pool);
    }
    r->members = calloc((size_t)n * n + 1, sizeof *r->members);
    r->n_members = n * n;
    if (!r->members)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    /* Each entry is a derivative of its own at the point. */
    for (uint32_t k = 0; k < n * n && nb_poll(r->session->pool); k++) {
        nb_by by[2] = {{nb_def_param(d, k / n), 1}, {nb_def_param(d, k % n), 1}};
        r->by = by;
        r->n_by = 2;
        nb_answer_derivative(r);
        r->members[k] = r->value;
        r->by = NULL;
        r->n_by = 0;
    }
    r->value = (nb_member){0};
    r->has_value = false;
    return !nb_failed(r->session->pool);
}
