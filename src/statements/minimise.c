#include "algebra/canon.h"
#include "algebra/layout.h"
#include "explore/critical.h"
#include "explore/sample.h"
#include "numeric/decimal.h"
#include "session/label.h"
#include "session/lines.h"
#include "session/value.h"
#include "statements/argument.h"
#include "statements/box.h"
#include "statements/critical.h"
#include "statements/descent.h"
#include "statements/statements.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* minimise [f] [from P] [in x=a..b, y=c..d]: descends as well as it can, and proves what
 * it has come to. */

typedef enum nb_origin {
    ORIGIN_GIVEN,
    ORIGIN_LOWEST, /* of the samples in the box */
    ORIGIN_MIDDLE  /* of the box                */
} nb_origin;

typedef struct minimise_data {
    nb_descent_run run;
    nb_box box;
    nb_origin origin;
    bool proven;  /* one critical point is near, and `point` is it */
    bool outside; /* of the box that was given */
    nb_critical_point point;
} minimise_data;

/* ---- the start ---- */

/* A short decimal for a coordinate: what is chosen may be round. */
static bool add_coordinate(nabla_result *r, double x)
{
    enum { THOUSAND = 1000 };
    nb_pool *p = r->session->pool;
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, (slong)lround(x * THOUSAND), THOUSAND);
    nb_expr value = nb_number(p, q, NB_EXACT);
    nb_expr typed = nb_layout_number(p, q, true);
    fmpq_clear(q);
    return nb_list_add(p, &r->point, typed) && nb_list_add(p, &r->values, value);
}

static bool start_at(nabla_result *r, const double *x)
{
    bool ok = true;
    r->point.n = r->values.n = 0;
    for (uint32_t i = 0; ok && i < r->def->n; i++)
        ok = add_coordinate(r, x[i]);
    r->has_point = ok;
    return ok;
}

/* The lowest of the samples of a function of one or two variables. */
static bool lowest_sample(nabla_result *r, const nb_box *box, double out[2], bool *found)
{
    enum { STEPS = 40, POINTS = (STEPS + 1) * (STEPS + 1) };
    nb_def *d = r->def;
    uint32_t rows = d->n == 2 ? STEPS + 1 : 1, n = rows * (STEPS + 1);
    double *data = calloc(3 * POINTS, sizeof *data);
    nb_sampler *sampler =
        data ? nb_sampler_new(r->session->pool, d->expanded, d->n, d->parts) : NULL;
    if (!data)
        nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    double *x[2] = {data, data + POINTS}, *values = data + 2 * (size_t)POINTS;
    for (uint32_t k = 0; sampler && k < n; k++) {
        uint32_t at[2] = {k % (STEPS + 1), k / (STEPS + 1)};
        for (uint32_t i = 0; i < d->n; i++)
            x[i][k] = box->low[i] + (box->high[i] - box->low[i]) * at[i] / STEPS;
    }
    bool ok = sampler && nb_sample(sampler, (const double *const *)x, n, values, NULL);
    size_t best = 0;
    *found = false;
    for (uint32_t k = 0; ok && k < n; k++)
        if (isfinite(values[k]) && (!*found || values[k] < values[best])) {
            best = k;
            *found = true;
        }
    for (uint32_t i = 0; ok && *found && i < d->n; i++)
        out[i] = x[i][best];
    nb_sampler_free(sampler);
    free(data);
    return ok;
}

static bool choose_start(nabla_result *r, minimise_data *data)
{
    double x[NB_BOX_MOST] = {0};
    bool found = false;
    const nb_box *box = &data->box;
    if (r->def->n <= 2 && !lowest_sample(r, box, x, &found))
        return false;
    data->origin = found ? ORIGIN_LOWEST : ORIGIN_MIDDLE;
    for (uint32_t i = 0; !found && i < r->def->n; i++)
        x[i] = box->low[i] + (box->high[i] - box->low[i]) / 2;
    return start_at(r, x);
}

/* ---- running ---- */

/* 10^-12: near enough for doubles to be a good beginning of the proof. */
static bool defaults(nabla_result *r, nb_descent_run *run)
{
    nb_pool *p = r->session->pool;
    if (!nb_descent_defaults(r, run, NB_DESCENT_BEST))
        return false;
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, 1, WORD(1000000000000));
    run->options.tolerance = nb_number(p, q, NB_EXACT);
    run->tolerance = nb_number(p, q, NB_DECIMAL);
    fmpq_clear(q);
    return !nb_failed(p);
}

static bool is_outside(const nabla_result *r, const nb_box *box, const double *x)
{
    bool outside = false;
    for (uint32_t i = 0; i < r->def->n; i++)
        outside = outside || x[i] < box->low[i] || x[i] > box->high[i];
    return outside;
}

/* By looking for all critical points in a small box, as kinks ask for: there must be one
 * and nothing undecided; where whole lines are critical it must be a minimum. */
static bool search_box(nabla_result *r, minimise_data *data)
{
    enum { PARTS = 100 }; /* the box reaches 1/100 to each side */
    nb_pool *p = r->session->pool;
    const nb_def *d = r->def;
    const nb_descent *path = &data->run.path;
    nb_critical_set set = {0};
    nb_expr low[NB_MOST_VARIABLES], high[NB_MOST_VARIABLES];
    nb_expr reach = nb_ratio(p, 1, PARTS);
    for (uint32_t i = 0; i < d->n; i++) {
        nb_expr x = nb_descent_coordinate(path, path->points - 1, i);
        low[i] = nb_difference(p, x, reach);
        high[i] = nb_sum2(p, x, reach);
    }
    data->proven = !nb_failed(p) &&
                   nb_critical(p, d->expanded, d->parts, d->n, low, high, &set) &&
                   set.complete && set.n_points == 1 &&
                   (set.n_curves == 0 || set.points[0].kind == NB_CRITICAL_MINIMUM);
    if (data->proven) {
        data->point = set.points[0];
        set.n_points = 0;
    }
    nb_critical_free(&set);
    return !nb_failed(p);
}

/* Proves what is near the last point. */
static bool prove(nabla_result *r, minimise_data *data)
{
    nb_pool *p = r->session->pool;
    const nb_descent *path = &data->run.path;
    double x[NB_BOX_MOST], high;
    if (path->end == NB_DESCENT_STEPS || path->end == NB_DESCENT_DIVERGES ||
        (path->end == NB_DESCENT_UNDEFINED && path->culprit == 0))
        return true;
    for (uint32_t i = 0; i < r->def->n; i++)
        if (!nb_interval(p, nb_descent_coordinate(path, path->points - 1, i), &x[i],
                         &high))
            return !nb_failed(p);
    data->outside = data->box.given && is_outside(r, &data->box, x);
    data->proven =
        nb_critical_near(p, r->def->expanded, r->def->parts, r->def->n, x, &data->point);
    if (!data->proven && !nb_failed(p) && path->end != NB_DESCENT_SMALL)
        return search_box(r, data);
    return !nb_failed(p);
}

static bool run_minimise(nabla_result *r, const nb_statement *st, const char *text)
{
    static const char *const keywords[] = {"in", "from", "steps", "on", NULL};
    nabla *s = r->session;
    nb_clauses c;
    minimise_data *data = calloc(1, sizeof *data);
    if (!data)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    r->data = data;
    if (!nb_split_clauses(s->pool, text, st->argument, keywords, &c) ||
        !nb_read_subject(r, st, text, c.items[0].span))
        return false;
    const nb_clause *from = nb_clause_of(&c, "from"), *in = nb_clause_of(&c, "in");
    if (r->has_point)
        return nb_usage(s, st->command, c.items[0].span);
    if (nb_clause_of(&c, "on"))
        return nb_refuse_region(s, st->command, nb_clause_of(&c, "on"));
    if (r->def->n == 0 || r->def->n > NB_BOX_MOST) {
        nb_error_at(&s->error, NB_ERR_USAGE, st->argument.begin, st->argument.end,
                    "a function of 1 to %d variables can be minimised", NB_BOX_MOST);
        return false;
    }
    if (!defaults(r, &data->run) || !nb_read_descent(r, text, &c, &data->run) ||
        (in && !nb_read_box(r, text, in->span, &data->box)) ||
        !nb_choose_box(r, &data->box))
        return false;
    bool ok = from ? nb_read_start(r, text, from->span) : choose_start(r, data);
    if (!ok || !nb_run_descent(r, &data->run) || !prove(r, data))
        return false;
    if (!data->proven && data->run.path.end == NB_DESCENT_UNDEFINED)
        r->status = NABLA_UNDEFINED;
    else if (!data->proven || data->point.kind != NB_CRITICAL_MINIMUM)
        r->status = NABLA_LIMIT;
    return true;
}

/* ---- for people ---- */

static void put_digits(nb_out *o, const nb_buf *digits)
{
    nb_buf b = {0};
    nb_style_decimal(nb_buf_text(digits), o->style, &b);
    nb_out_raw(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

/* Exact where it is known, else with proven digits. */
static void put_coordinate(nb_out *o, nabla_result *r, const nb_critical_point *point,
                           uint32_t i)
{
    nb_buf b = {0};
    if (point->exact[i])
        nb_out_expr(o, nb_layout(o->p, point->exact[i], &(nb_layout_options){0}),
                    NB_LEVEL_ANY);
    else if (nb_critical_coordinate(o->p, point, i, nb_people_digits(r->session), &b) <=
             NB_DECIMAL_ROUNDED)
        put_digits(o, &b);
    else
        nb_out_words(o, "?");
    nb_buf_free(&b);
}

/* "local minimum at (1, 1), proven: f = 0 there" */
static void put_verdict(nb_out *o, nabla_result *r, const minimise_data *data)
{
    const nb_critical_point *point = &data->point;
    uint32_t n = r->def->n;
    nb_buf b = {0};
    if (!data->proven) {
        nb_out_words(o, "that a minimum is there is not proven");
        nb_out_end(o);
        return;
    }
    nb_out_words(o, nb_critical_words(point->kind, n));
    nb_out_words(o, " at ");
    if (n == 1) {
        nb_out_expr(o, nb_def_param(r->def, 0), NB_LEVEL_ANY);
        nb_out_sign(o, point->all_exact ? NB_SIGN_EQUALS : NB_SIGN_ABOUT);
    } else {
        nb_out_text(o, "(");
    }
    for (uint32_t i = 0; i < n; i++) {
        nb_out_text(o, i ? ", " : "");
        put_coordinate(o, r, point, i);
    }
    nb_out_text(o, n > 1 ? ")" : "");
    nb_out_words(o, ", proven; the value there is ");
    if (nb_critical_value(o->p, r->def->expanded, point, nb_people_digits(r->session),
                          &b) <= NB_DECIMAL_ROUNDED)
        put_digits(o, &b);
    else
        nb_out_words(o, "not known");
    nb_buf_free(&b);
    nb_out_end(o);
    if (data->outside) {
        nb_out_words(o, "it is outside the box");
        nb_out_end(o);
    }
}

static void people(nabla_result *r, nb_out *o)
{
    static const char *const origins[] = {
        "", ", the lowest of the points that were looked at", ", the middle of the box"};
    const minimise_data *data = r->data;
    if (!r->def->name)
        nb_line_echo(o, r);
    nb_line_descent_method(o, r, &data->run, origins[data->origin]);
    nb_line_descent_table(o, r, &data->run);
    nb_line_descent_end(o, r, &data->run);
    put_verdict(o, r, data);
}

/* ---- for programs ---- */

static void json(nabla_result *r, nb_writer *w)
{
    const minimise_data *data = r->data;
    nb_put_name(w, "function", r->def);
    nb_json_key(&w->j, "proven");
    nb_json_bool(&w->j, data->proven);
    nb_json_key(&w->j, "found");
    if (data->proven) {
        nb_json_open(&w->j, '{');
        nb_put_critical_point(w, &data->point);
        nb_json_close(&w->j, '}');
    } else {
        nb_json_null(&w->j);
    }
    nb_json_key(&w->j, "descent");
    nb_json_open(&w->j, '{');
    nb_put_point(w);
    nb_put_descent(w, &data->run);
    nb_json_close(&w->j, '}');
}

static void roots(void *own, nb_roots *all)
{
    minimise_data *data = own;
    nb_descent_run_roots(&data->run, all);
    nb_box_roots(&data->box, all);
    if (data->proven)
        nb_critical_point_roots(&data->point, all);
}

static void release(void *own)
{
    minimise_data *data = own;
    if (data->proven)
        nb_critical_point_free(&data->point);
    nb_descent_run_free(&data->run);
    free(data);
}

const nb_command_class nb_minimise_command = {.kind = "minimise",
                                              .run = run_minimise,
                                              .people = people,
                                              .json = json,
                                              .roots = roots,
                                              .release = release};
