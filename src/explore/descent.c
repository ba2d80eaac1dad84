#include "explore/descent_internal.h"

#include "explore/linear.h"
#include "numeric/ball.h"

#include <stdlib.h>

enum {
    GUARD_BITS = 64,    /* first precision: that of the digits and this */
    MOST_HALVINGS = 60, /* of one line search */
    TIMES_NORM = 1000000
};

/* ---- the next point ---- */

typedef enum nb_trial { TRIAL_OK, TRIAL_COARSE, TRIAL_HUGE, TRIAL_STOPPED } nb_trial;

/* w->next: x - t * step, rounded. */
static nb_trial move(nb_walk *w, const arb_t t)
{
    nb_trial result = TRIAL_OK;
    arb_t x;
    arb_init(x);
    for (uint32_t i = 0; i < w->problem->n && result == TRIAL_OK; i++) {
        arb_set_fmpq(x, nb_value(w->p, w->here[i]), w->prec);
        arb_submul(x, t, w->step + i, w->prec);
        nb_rounding r = nb_round_ball(w->p, x, w->options->digits, w->prec, &w->next[i]);
        if (r != NB_ROUNDED)
            result = r == NB_ROUNDING_HUGE ? TRIAL_HUGE : TRIAL_COARSE;
        else if (!w->next[i])
            result = TRIAL_STOPPED;
    }
    arb_clear(x);
    return result;
}

/* What is kept of the last step joins the new one: rate * gradient + kept. */
static void add_momentum(nb_walk *w)
{
    nb_descent *d = w->out;
    arb_t last;
    fmpq_t q;
    if (d->points < 2)
        return;
    arb_init(last);
    fmpq_init(q);
    for (uint32_t i = 0; i < d->n; i++) {
        fmpq_sub(q, nb_value(w->p, nb_descent_coordinate(d, d->points - 2, i)),
                 nb_value(w->p, w->here[i]));
        arb_set_fmpq(last, q, w->prec);
        arb_div(last, last, w->rate, w->prec);
        arb_addmul(w->step + i, w->momentum, last, w->prec);
    }
    arb_clear(last);
    fmpq_clear(q);
}

/* Newton's step, for BEST only where the Hessian is positive definite; else that of
 * the gradient stays. False where the Hessian is singular. */
static bool newton_step(nb_walk *w, bool only_definite)
{
    uint32_t n = w->problem->n;
    if (!nb_walk_hessian(w))
        return only_definite;
    if (only_definite && !nb_positive_definite(w->matrix, n, w->prec))
        return true;
    return (!only_definite || nb_walk_hessian(w)) &&
           nb_solve(w->matrix, w->step, w->gradient, n, w->prec);
}

/* Whether f at w->next is below f here by at least t/10000 of what the slope along
 * the step promises: certain, or no. */
static bool falls_enough(nb_walk *w, const arb_t t)
{
    arb_t there, slope;
    arb_init(there);
    arb_init(slope);
    bool falls = nb_walk_value(w, w->next, there);
    if (falls) {
        for (uint32_t i = 0; i < w->problem->n; i++)
            arb_addmul(slope, w->step + i, w->gradient + i, w->prec);
        arb_mul(slope, slope, t, w->prec);
        arb_div_ui(slope, slope, 10000, w->prec);
        arb_add(there, there, slope, w->prec);
        falls = arb_lt(there, w->value);
    }
    arb_clear(there);
    arb_clear(slope);
    return falls;
}

static nb_trial search_line(nb_walk *w)
{
    arb_t t;
    nb_trial result = TRIAL_OK;
    bool falls = false;
    arb_init(t);
    arb_set(t, w->rate);
    for (unsigned k = 0; k < MOST_HALVINGS && !falls && result != TRIAL_STOPPED; k++) {
        result = move(w, t);
        falls = result == TRIAL_OK && falls_enough(w, t);
        if (!falls) {
            arb_mul_2exp_si(t, t, -1);
            w->out->halvings++;
        }
        if (!nb_poll(w->p))
            result = TRIAL_STOPPED;
    }
    if (!falls && result == TRIAL_OK)
        w->out->end = NB_DESCENT_NO_LOWER;
    arb_clear(t);
    return result;
}

static nb_trial try_next(nb_walk *w)
{
    nb_descent_method method = w->options->method;
    for (uint32_t i = 0; i < w->problem->n; i++)
        arb_set(w->step + i, w->gradient + i);
    if (method == NB_DESCENT_MOMENTUM)
        add_momentum(w);
    if (method == NB_DESCENT_NEWTON || method == NB_DESCENT_BEST) {
        if (!newton_step(w, method == NB_DESCENT_BEST)) {
            w->out->end = NB_DESCENT_SINGULAR;
            return nb_failed(w->p) ? TRIAL_STOPPED : TRIAL_COARSE;
        }
    }
    w->out->end = NB_DESCENT_STEPS;
    return method == NB_DESCENT_LINE_SEARCH || method == NB_DESCENT_BEST
               ? search_line(w)
               : move(w, w->rate);
}

/* Finds w->next, at a precision that rises where it must. False at an end, which
 * w->out has. */
static bool find_next(nb_walk *w)
{
    for (int raised = 0;; raised++) {
        uint32_t halvings = w->out->halvings;
        nb_trial result = try_next(w);
        if (result == TRIAL_STOPPED)
            return false;
        if (result == TRIAL_HUGE)
            w->out->end = NB_DESCENT_DIVERGES;
        if (result == TRIAL_OK || result == TRIAL_HUGE)
            return w->out->end == NB_DESCENT_STEPS;
        if (raised == NB_WALK_RAISES || w->exact)
            break;
        w->out->halvings = halvings;
        w->prec *= 2;
        if (!nb_walk_enclose(w))
            break;
    }
    if (w->out->end != NB_DESCENT_SINGULAR)
        w->out->end = NB_DESCENT_UNKNOWN;
    return false;
}

/* ---- points ---- */

static bool append(nb_walk *w, const nb_expr *coordinates)
{
    nb_descent *d = w->out;
    if (d->points == d->capacity) {
        uint32_t more = d->capacity ? 2 * d->capacity : 32;
        arb_ptr values = realloc(d->values, more * sizeof *values);
        if (values)
            d->values = values;
        arb_ptr norms = values ? realloc(d->norms, more * sizeof *norms) : NULL;
        if (norms)
            d->norms = norms;
        if (!norms)
            return nb_fail(w->p, NB_ERR_MEMORY, "out of memory");
        d->capacity = more;
    }
    for (uint32_t i = 0; i < d->n; i++)
        if (!nb_list_add(w->p, &d->coordinates, coordinates[i]))
            return false;
    arb_init(d->values + d->points);
    arb_init(d->norms + d->points);
    arb_indeterminate(d->values + d->points);
    arb_indeterminate(d->norms + d->points);
    d->points++;
    w->here = d->coordinates.items + (size_t)(d->points - 1) * d->n;
    return true;
}

/* Whether the last point is the one `back` before it. */
static bool repeats(const nb_descent *d, uint32_t back)
{
    bool same = d->points > back;
    for (uint32_t i = 0; same && i < d->n; i++)
        same = nb_descent_coordinate(d, d->points - 1, i) ==
               nb_descent_coordinate(d, d->points - 1 - back, i);
    return same;
}

static bool is_next_here(const nb_walk *w)
{
    bool same = true;
    for (uint32_t i = 0; same && i < w->problem->n; i++)
        same = w->next[i] == w->here[i];
    return same;
}

static bool has_grown(nb_walk *w)
{
    arb_t limit, one;
    arb_init(limit);
    arb_init(one);
    arb_one(one);
    arb_max(limit, w->out->norms, one, w->prec);
    arb_mul_ui(limit, limit, TIMES_NORM, w->prec);
    bool grown = arb_gt(w->norm, limit);
    arb_clear(limit);
    arb_clear(one);
    return grown;
}

/* Value, gradient and norm at the last point. False at an end. */
static bool look(nb_walk *w)
{
    nb_descent *d = w->out;
    bool known = false, decided = false;
    w->prec = w->first_prec;
    for (int raised = 0; raised < NB_WALK_RAISES && !decided; raised++) {
        if (raised)
            w->prec *= 2;
        known = nb_walk_enclose(w);
        decided = known && !arb_overlaps(w->norm, w->tolerance);
        if (!nb_poll(w->p))
            return false;
    }
    w->exact = !known;
    if (!known && !nb_walk_evaluate(w))
        return false;
    arb_set(d->values + d->points - 1, w->value);
    arb_set(d->norms + d->points - 1, w->norm);
    d->end = NB_DESCENT_STEPS;
    if (arb_lt(w->norm, w->tolerance))
        d->end = NB_DESCENT_SMALL;
    else if (has_grown(w))
        d->end = NB_DESCENT_DIVERGES;
    else if (w->options->method != NB_DESCENT_MOMENTUM && repeats(d, 2))
        d->end = NB_DESCENT_CYCLE;
    return d->end == NB_DESCENT_STEPS;
}

/* ---- all of it ---- */

static bool begin(nb_walk *w)
{
    uint32_t n = w->problem->n;
    bool curved = w->options->method >= NB_DESCENT_NEWTON;
    const nb_descent_options *o = w->options;
    arb_init(w->rate);
    arb_init(w->tolerance);
    arb_init(w->momentum);
    arb_init(w->value);
    arb_init(w->norm);
    w->next = calloc(n, sizeof *w->next);
    w->gradient = _arb_vec_init((slong)n);
    w->step = _arb_vec_init((slong)n);
    w->matrix = curved ? _arb_vec_init((slong)n * (slong)n) : NULL;
    w->first_prec = w->prec = (slong)((double)o->digits * 3.33) + GUARD_BITS;
    if (!w->next)
        return nb_fail(w->p, NB_ERR_MEMORY, "out of memory");
    return nb_enclose(w->p, o->rate, 8 * w->prec, w->rate) &&
           nb_enclose(w->p, o->tolerance, 8 * w->prec, w->tolerance) &&
           (!o->momentum || nb_enclose(w->p, o->momentum, 8 * w->prec, w->momentum));
}

static void end(nb_walk *w)
{
    uint32_t n = w->problem->n;
    arb_clear(w->rate);
    arb_clear(w->tolerance);
    arb_clear(w->momentum);
    arb_clear(w->value);
    arb_clear(w->norm);
    free(w->next);
    _arb_vec_clear(w->gradient, (slong)n);
    _arb_vec_clear(w->step, (slong)n);
    if (w->matrix)
        _arb_vec_clear(w->matrix, (slong)n * (slong)n);
}

/* The start as it was given where that is a number of moderate length. */
static bool take_start(nb_walk *w)
{
    arb_t x;
    arb_init(x);
    for (uint32_t i = 0; i < w->problem->n; i++) {
        nb_expr e = w->problem->start[i];
        w->next[i] = e;
        const fmpq *q = nb_is_number(w->p, e) ? nb_value(w->p, e) : NULL;
        if (q && (slong)(fmpz_bits(fmpq_numref(q)) + fmpz_bits(fmpq_denref(q))) <
                     w->first_prec)
            continue;
        w->out->rounded_start = true;
        if (!nb_enclose(w->p, e, 4 * w->prec, x) ||
            nb_round_ball(w->p, x, w->options->digits, 4 * w->prec, &w->next[i]) !=
                NB_ROUNDED) {
            nb_fail(w->p, NB_ERR_UNPROVEN, "the start could not be rounded to a decimal");
            break;
        }
    }
    arb_clear(x);
    return !nb_failed(w->p) && append(w, w->next);
}

bool nb_gradient_descent(nb_pool *p, const nb_descent_problem *problem,
                         const nb_descent_options *options, nb_descent *out)
{
    nb_walk w = {.p = p, .problem = problem, .options = options, .out = out};
    out->n = problem->n;
    out->end = NB_DESCENT_STEPS;
    bool ok = begin(&w) && take_start(&w);
    while (ok && look(&w) && out->points <= options->steps && find_next(&w)) {
        if (is_next_here(&w)) {
            out->end = NB_DESCENT_STILL;
            break;
        }
        ok = append(&w, w.next);
    }
    end(&w);
    return ok && !nb_failed(p);
}

void nb_descent_free(nb_descent *d)
{
    for (uint32_t k = 0; k < d->points; k++) {
        arb_clear(d->values + k);
        arb_clear(d->norms + k);
    }
    free(d->values);
    free(d->norms);
    nb_list_free(&d->coordinates);
    *d = (nb_descent){0};
}

nb_expr nb_descent_coordinate(const nb_descent *d, uint32_t k, uint32_t i)
{
    return d->coordinates.items[(size_t)k * d->n + i];
}
