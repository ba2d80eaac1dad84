#include "statements/check.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "numeric/sign.h"

#include <stdlib.h>

/* Why the parts of an answer are wrong, and the mark of the whole. */

/* ---- mistakes that are no rules ---- */

static bool is_value(nb_pool *p, nb_expr a, nb_expr b)
{
    nb_expr d = a && b ? nb_difference(p, a, b) : NB_NONE;
    return d && nb_sign_of(p, d) == NB_ZERO;
}

static nb_expr laid_out(nb_pool *p, nb_expr canonical)
{
    return canonical ? nb_layout(p, nb_tidy(p, canonical), NULL) : NB_NONE;
}

static void name(nb_check_part *part, nb_mistake_id id, nb_expr left)
{
    nb_diagnosis *d = &part->diagnosis;
    if (d->n < NB_EXPLANATIONS_MAX)
        d->items[d->n++] = (nb_explanation){
            .slips = {{.mistake = nb_mistake_of(id), .left = left}}, .n = 1};
}

static bool explain_along(nabla_result *r, nb_check *c, nb_check_part *part)
{
    nb_pool *p = r->session->pool;
    if (part->values &&
        is_value(p, part->yours.value, nb_product2(p, part->right.value, c->length)))
        name(part, NB_MISTAKE_NOT_NORMALISED, laid_out(p, c->length));
    if (!part->values && !r->has_point) {
        nb_expr wrong = nb_product2(p, nb_canonical(p, part->truth), c->length);
        nb_comparison same = {0};
        if (wrong &&
            nb_compare_functions(p, wrong, part->expanded, r->def->parts, r->def->n,
                                 &same) &&
            same.verdict == NB_EQUAL)
            name(part, NB_MISTAKE_NOT_NORMALISED, laid_out(p, c->length));
        nb_comparison_free(&same);
    }
    return !nb_failed(p);
}

/* The sums that are taken for the norm: of squares, of components, of their absolute
 * values. */
static nb_expr sum_of(nabla_result *r, nb_mistake_id id)
{
    nb_pool *p = r->session->pool;
    nb_list terms = {0};
    for (uint32_t i = 0; i < r->n_members; i++) {
        nb_expr v = r->members[i].value;
        nb_list_add(p, &terms,
                    id == NB_MISTAKE_NORM_NO_ROOT    ? nb_power(p, v, nb_integer(p, 2))
                    : id == NB_MISTAKE_NORM_ABSOLUTE ? nb_apply1(p, NB_FN_ABS, v)
                                                     : v);
    }
    nb_expr sum = nb_sum(p, terms.items, terms.n);
    nb_list_free(&terms);
    if (id == NB_MISTAKE_NORM_SQUARES)
        return sum && nb_sign_of(p, sum) == NB_POSITIVE ? nb_sqrt(p, sum) : NB_NONE;
    return sum;
}

static bool explain_norm(nabla_result *r, nb_check_part *part)
{
    static const nb_mistake_id sums[] = {NB_MISTAKE_NORM_NO_ROOT, NB_MISTAKE_NORM_SUMMED,
                                         NB_MISTAKE_NORM_ABSOLUTE,
                                         NB_MISTAKE_NORM_SQUARES};
    nb_pool *p = r->session->pool;
    nb_expr before[4];
    if (!part->values)
        return true;
    for (unsigned i = 0; i < 4; i++) {
        before[i] = sum_of(r, sums[i]);
        bool again = false;
        for (unsigned k = 0; k < i; k++)
            again = again || before[k] == before[i];
        if (!again && is_value(p, before[i], part->yours.value))
            name(part, sums[i], NB_NONE);
    }
    return !nb_failed(p);
}

/* ---- derivatives ---- */

/* The function whose derivative by the last variable is asked for, typed. */
static nb_expr last_function(nabla_result *r, nb_expr *variable)
{
    nabla *s = r->session;
    nb_pool *p = s->pool;
    nb_expr e = nb_def_canonical(r->session, r->def);
    uint32_t order = 0;
    for (uint32_t i = 0; i < r->n_by; i++)
        order += r->by[i].times;
    *variable = r->n_by ? r->by[r->n_by - 1].variable : NB_NONE;
    if (order == 1)
        return r->def->expanded;
    for (uint32_t i = 0, done = 0; i < r->n_by && e; i++)
        for (uint32_t k = 0; k < r->by[i].times && done + 1 < order && e; k++, done++)
            e = nb_derive(p, e, r->by[i].variable);
    nb_layout_options options = {.variables = r->def->parts, .n = r->def->n};
    return e && order > 1 ? nb_layout(p, nb_tidy(p, e), &options) : NB_NONE;
}

/* The formula where a value was asked for. */
static bool explain_open(nabla_result *r, nb_check_part *part, nb_expr f,
                         nb_expr variable)
{
    nb_pool *p = r->session->pool;
    nb_comparison same = {0};
    nb_expr formula = nb_derive(p, nb_canonical(p, f), variable);
    if (formula &&
        nb_compare_functions(p, formula, part->expanded, r->def->parts, r->def->n,
                             &same) &&
        same.verdict == NB_EQUAL)
        name(part, NB_MISTAKE_NOT_EVALUATED, NB_NONE);
    nb_comparison_free(&same);
    return !nb_failed(p);
}

static bool explain_derivative(nabla_result *r, nb_check *c, nb_check_part *part,
                               nb_work *work)
{
    nb_pool *p = r->session->pool;
    nb_map point = {0};
    nb_expr variable = NB_NONE;
    nb_expr f = part->variable ? r->def->expanded : last_function(r, &variable);
    if (part->variable)
        variable = part->variable;
    if (!f || !variable)
        return !nb_failed(p);
    if (r->has_point && !part->values)
        return explain_open(r, part, f, variable);
    nb_task task = {.function = f,
                    .variable = variable,
                    .variables = r->def->parts,
                    .n = r->def->n,
                    .point = r->has_point ? &point : NULL};
    nb_expr answer = part->values ? part->yours.value : nb_canonical(p, part->expanded);
    bool ok = answer && (!r->has_point || nb_point_map(r, &point)) &&
              nb_diagnose(p, &task, answer, work, &part->diagnosis);
    c->gave_up = c->gave_up || part->diagnosis.gave_up;
    nb_map_free(&point);
    return ok;
}

/* ---- all ---- */

/* The values at the point where a formula differs. */
static void show_difference(nabla_result *r, nb_check_part *part)
{
    const nb_comparison *d = &part->judged.comparison;
    nabla_status status = r->status;
    if (part->values || !d->at_first || !d->at_second)
        return;
    part->right = (nb_member){.status = NB_AT_DEFINED, .value = d->at_first};
    part->yours = (nb_member){.status = NB_AT_DEFINED, .value = d->at_second};
    nb_member_show(r, &part->right);
    nb_member_show(r, &part->yours);
    r->status = status;
}

static bool explain_part(nabla_result *r, nb_check *c, nb_check_part *part, nb_work *work)
{
    bool known = !part->values || (part->yours.status == NB_AT_DEFINED &&
                                   part->right.status == NB_AT_DEFINED);
    show_difference(r, part);
    if (!known)
        return true;
    switch (c->asked) {
    case NB_ASKED_DERIVATIVE:
    case NB_ASKED_GRADIENT: return explain_derivative(r, c, part, work);
    case NB_ASKED_NORM: return explain_norm(r, part);
    case NB_ASKED_ALONG: return explain_along(r, c, part);
    case NB_ASKED_EQUALITY:
        return nb_diagnose_equality(
            r->session->pool, part->truth, r->def->parts, r->def->n,
            nb_canonical(r->session->pool, part->expanded), work, &part->diagnosis);
    default: return true; /* explained where it was judged */
    }
}

bool nb_check_explain(nabla_result *r, nb_check *c)
{
    uint64_t limit = r->session->settings.limit;
    nb_work work = {.left = limit ? limit : NB_WORK_DEFAULT};
    for (uint32_t i = 0; i < c->n; i++)
        if (c->parts[i].judged.mark == NB_MARK_DIFFERENT &&
            !explain_part(r, c, &c->parts[i], &work))
            return false;
    return !nb_failed(r->session->pool);
}

void nb_check_conclude(nabla_result *r, nb_check *c)
{
    for (uint32_t i = 0; i < c->n; i++)
        if (c->parts[i].judged.mark > c->mark)
            c->mark = c->parts[i].judged.mark;
    r->status = nb_is_right(c->mark)           ? NABLA_OK
                : c->mark == NB_MARK_DIFFERENT ? NABLA_UNDEFINED
                                               : NABLA_LIMIT;
}

/* ---- memory ---- */

static void add_slip(nb_roots *roots, nb_slip *s)
{
    nb_roots_add(roots, &s->part);
    nb_roots_add(roots, &s->left);
    nb_roots_add(roots, &s->right);
    nb_roots_add(roots, &s->variable);
    nb_roots_add(roots, &s->other);
    nb_roots_add(roots, &s->extra);
    nb_roots_add(roots, &s->right_one);
}

static void add_part(nb_roots *roots, nb_check_part *part)
{
    nb_roots_add(roots, &part->variable);
    nb_roots_add(roots, &part->answer);
    nb_roots_add(roots, &part->expanded);
    nb_roots_add(roots, &part->truth);
    nb_roots_add_member(roots, &part->yours);
    nb_roots_add_member(roots, &part->right);
    nb_comparison *d = &part->judged.comparison;
    nb_roots_add(roots, &d->at_first);
    nb_roots_add(roots, &d->at_second);
    nb_roots_add_list(roots, &d->point);
    nb_roots_add_list(roots, &d->conditions);
    for (unsigned i = 0; i < part->diagnosis.n; i++)
        for (unsigned k = 0; k < part->diagnosis.items[i].n; k++)
            add_slip(roots, &part->diagnosis.items[i].slips[k]);
}

void nb_check_roots(void *data, nb_roots *roots)
{
    nb_check *c = data;
    for (uint32_t i = 0; c->parts && i < c->n; i++)
        add_part(roots, &c->parts[i]);
    nb_roots_add(roots, &c->left);
    nb_roots_add(roots, &c->length);
    nb_roots_add_list(roots, &c->vector);
    nb_roots_add_list(roots, &c->unit);
}

void nb_check_empty(nb_check *c)
{
    for (uint32_t i = 0; c->parts && i < c->n; i++)
        nb_judgement_free(&c->parts[i].judged);
    free(c->parts);
    nb_list_free(&c->vector);
    nb_list_free(&c->unit);
}

void nb_check_release(void *data)
{
    nb_check_empty(data);
    free(data);
}
