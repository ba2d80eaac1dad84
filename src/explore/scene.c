#include "explore/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *reserve(nb_pool *p, size_t n)
{
    double *x = calloc(n ? n : 1, sizeof *x);
    if (!x)
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
    return x;
}

/* A copy of the samples for the functions of scale.h; *n becomes the number of finite
 * ones. NULL with an error in the pool. */
static double *sorted(nb_pool *p, const double *samples, size_t *n)
{
    double *s = reserve(p, *n);
    if (s) {
        memcpy(s, samples, *n * sizeof *s);
        *n = nb_sort_samples(s, *n);
    }
    return s;
}

/* ---- two variables ---- */

/* Row by row, so that an interrupt is seen soon and little room is needed. */
static bool sample_grid(nb_pool *p, const nb_scene_plan *plan, nb_grid *g)
{
    double *x = reserve(p, g->nx), *y = reserve(p, g->nx);
    bool ok = x && y;
    for (uint32_t i = 0; ok && i < g->nx; i++)
        x[i] = nb_grid_x(g, i);
    for (uint32_t j = 0; ok && j < g->ny; j++) {
        const double *inputs[2] = {x, y};
        for (uint32_t i = 0; i < g->nx; i++)
            y[i] = nb_grid_y(g, j);
        ok = nb_sample(plan->sampler, inputs, g->nx, g->values + (size_t)j * g->nx, NULL);
    }
    free(x);
    free(y);
    return ok;
}

/* Arrows stand in the middles of equal rectangles. */
static bool sample_arrows(nb_pool *p, const nb_scene_plan *plan, nb_scene *s)
{
    size_t n = (size_t)plan->arrows_x * plan->arrows_y;
    double *data = reserve(p, 5 * n), *x = data, *y = data + n;
    s->arrows = calloc(n ? n : 1, sizeof *s->arrows);
    bool ok = data && (s->arrows || nb_fail(p, NB_ERR_MEMORY, "out of memory"));
    for (size_t k = 0; ok && k < n; k++) {
        double i = (double)(k % plan->arrows_x), j = (double)(k / plan->arrows_x);
        x[k] = s->low[0] + (s->high[0] - s->low[0]) * (i + 0.5) / plan->arrows_x;
        y[k] = s->low[1] + (s->high[1] - s->low[1]) * (j + 0.5) / plan->arrows_y;
    }
    if (ok && n) {
        const double *inputs[2] = {x, y};
        double *gradient[2] = {data + 3 * n, data + 4 * n};
        ok = nb_sample(plan->sampler, inputs, n, data + 2 * n, gradient);
    }
    for (size_t k = 0; ok && k < n; k++)
        if (isfinite(data[2 * n + k]) && isfinite(data[3 * n + k]) &&
            isfinite(data[4 * n + k]))
            s->arrows[s->n_arrows++] =
                (nb_arrow){x[k], y[k], data[3 * n + k], data[4 * n + k]};
    free(data);
    return ok;
}

static bool make_surface(nb_pool *p, const nb_scene_plan *plan, nb_scene *s)
{
    enum { CLIFF = 2 };
    nb_grid *g = &s->grid;
    size_t n = (size_t)plan->columns * plan->rows;
    *g = (nb_grid){.nx = plan->columns, .ny = plan->rows};
    for (int i = 0; i < 2; i++) {
        g->low[i] = s->low[i];
        g->high[i] = s->high[i];
    }
    g->values = reserve(p, n);
    if (!g->values || !sample_grid(p, plan, g))
        return false;
    double *samples = sorted(p, g->values, &n);
    if (!samples)
        return false;
    if (nb_range_of(samples, n, &s->range))
        s->n_levels = nb_levels(samples, n, &s->range, plan->levels, s->levels);
    free(samples);
    if (n == 0)
        return true;
    double jump = CLIFF * (s->range.high - s->range.low);
    for (uint32_t i = 0; i < s->n_levels; i++)
        if (!nb_contour_make(g, nb_round_value(s->levels[i]), jump, &s->contours[i]))
            return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    return plan->arrows_x == 0 || sample_arrows(p, plan, s);
}

/* ---- one variable ---- */

/* nb_range_of samples in any order; false with an error in the pool. */
static bool range_of(nb_pool *p, const double *samples, size_t n, nb_value_range *out)
{
    double *s = sorted(p, samples, &n);
    if (!s)
        return false;
    nb_range_of(s, n, out);
    free(s);
    return true;
}

/* The range of a curve is that of its values, and of the slopes' as much as does not
 * make it more than twice as large. */
static bool value_range(nb_pool *p, nb_scene *s)
{
    nb_value_range slopes;
    if (!range_of(p, s->curve, s->n_samples, &s->range) ||
        !range_of(p, s->slope, s->n_samples, &slopes))
        return false;
    s->low[1] = s->range.low;
    s->high[1] = s->range.high;
    double room = s->high[1] - s->low[1];
    if (slopes.defined) {
        if (slopes.low < s->low[1])
            s->low[1] = fmax(slopes.low, s->low[1] - room / 2);
        if (slopes.high > s->high[1])
            s->high[1] = fmin(slopes.high, s->high[1] + room / 2);
    }
    room = (s->high[1] - s->low[1]) / 40;
    s->low[1] -= room;
    s->high[1] += room;
    return true;
}

static bool make_curve(nb_pool *p, const nb_scene_plan *plan, nb_scene *s)
{
    uint32_t n = s->n_samples = plan->columns;
    double *x = reserve(p, n);
    s->curve = reserve(p, n);
    s->slope = reserve(p, n);
    bool ok = x && s->curve && s->slope;
    for (uint32_t i = 0; ok && i < n; i++)
        x[i] = s->low[0] + (s->high[0] - s->low[0]) * i / (n - 1);
    if (ok) {
        const double *inputs[1] = {x};
        double *gradient[1] = {s->slope};
        ok = nb_sample(plan->sampler, inputs, n, s->curve, gradient);
    }
    ok = ok && value_range(p, s);
    free(x);
    return ok;
}

bool nb_scene_make(nb_pool *p, const nb_scene_plan *plan, nb_scene *out)
{
    out->n = plan->n;
    for (int i = 0; i < 2; i++) {
        out->low[i] = plan->low[i];
        out->high[i] = plan->high[i];
    }
    return plan->n == 1 ? make_curve(p, plan, out) : make_surface(p, plan, out);
}

void nb_scene_free(nb_scene *s)
{
    for (uint32_t i = 0; i < s->n_levels; i++)
        nb_contour_free(&s->contours[i]);
    free(s->grid.values);
    free(s->arrows);
    free(s->curve);
    free(s->slope);
    *s = (nb_scene){0};
}

int nb_scene_band(const nb_scene *s, double value)
{
    int band = 0;
    if (!isfinite(value))
        return -1;
    while (band < (int)s->n_levels && value >= nb_round_value(s->levels[band]))
        band++;
    return band;
}
