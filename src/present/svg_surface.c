#include "present/svg_internal.h"

#include "present/chart.h"

#include <math.h>

/* A surface in parallel projection: seen from the front right and from above, its
 * squares painted from the back to the front, so that what is nearer hides what is
 * behind it. Heights are cut at the range that is shown. */

typedef struct view {
    const nb_sheet *t;
    double cx, cy; /* the centre of the picture */
    double size;   /* pixels that the side of the box takes */
} view;

/* x and y run from 0 to 1 over the box, z over the range. */
static void project(const view *v, double x, double y, double z, double *sx, double *sy)
{
    static const double cosine = 0.866, sine = 0.5; /* of 30 degrees */
    enum { HIGH = 60, PERCENT = 100 };              /* height against the side */
    double a = x - 0.5, b = y - 0.5;
    double right = a * cosine + b * sine, back = b * cosine - a * sine;
    *sx = v->cx + v->size * right;
    *sy = v->cy - v->size * (back * 0.45 + (z - 0.5) * HIGH / PERCENT);
}

static void put_point(const view *v, double x, double y, double z, char command,
                      nb_buf *out)
{
    double sx, sy;
    project(v, x, y, z, &sx, &sy);
    nb_buf_putc(out, command);
    nb_put_fixed(sx, out);
    nb_buf_putc(out, ' ');
    nb_put_fixed(sy, out);
}

static double height(const nb_scene *s, double value)
{
    double z = (value - s->range.low) / (s->range.high - s->range.low);
    return isfinite(value) ? fmin(fmax(z, 0), 1) : NAN;
}

static void put_square(const view *v, uint32_t i, uint32_t j, nb_buf *out)
{
    const nb_scene *s = v->t->s;
    const nb_grid *g = &s->grid;
    const double *a = g->values + (size_t)j * g->nx + i, *b = a + g->nx;
    double mean = (a[0] + a[1] + b[0] + b[1]) / 4;
    int band = nb_scene_band(s, fmin(fmax(mean, s->range.low), s->range.high));
    double x0 = (double)i / (g->nx - 1), x1 = (double)(i + 1) / (g->nx - 1);
    double y0 = (double)j / (g->ny - 1), y1 = (double)(j + 1) / (g->ny - 1);
    double spread = fmax(fmax(a[0], a[1]), fmax(b[0], b[1])) -
                    fmin(fmin(a[0], a[1]), fmin(b[0], b[1]));
    if (!isfinite(mean) || band < 0 || spread > 2 * (s->range.high - s->range.low))
        return;
    nb_buf_printf(out, "<path fill=\"#%06X\" d=\"",
                  nb_band_rgb((uint32_t)band, s->n_levels));
    put_point(v, x0, y0, height(s, a[0]), 'M', out);
    put_point(v, x1, y0, height(s, a[1]), 'L', out);
    put_point(v, x1, y1, height(s, b[1]), 'L', out);
    put_point(v, x0, y1, height(s, b[0]), 'L', out);
    nb_buf_puts(out, "Z\"/>\n");
}

static void put_edge(const view *v, const double a[3], const double b[3], nb_buf *out)
{
    nb_buf_puts(out, "<path d=\"");
    put_point(v, a[0], a[1], a[2], 'M', out);
    put_point(v, b[0], b[1], b[2], 'L', out);
    nb_buf_puts(out, "\"/>\n");
}

/* The edges of the box that are behind the surface: floor and back walls. */
static void put_box(const view *v, nb_buf *out)
{
    static const double edges[][2][3] = {
        {{0, 0, 0}, {1, 0, 0}}, {{1, 0, 0}, {1, 1, 0}}, {{0, 0, 0}, {0, 1, 0}},
        {{0, 1, 0}, {1, 1, 0}}, {{0, 1, 0}, {0, 1, 1}}, {{0, 0, 0}, {0, 0, 1}},
        {{1, 1, 0}, {1, 1, 1}}, {{0, 0, 1}, {0, 1, 1}}, {{0, 1, 1}, {1, 1, 1}}};
    nb_buf_puts(out, "<g fill=\"none\" stroke=\"#999\">\n");
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        put_edge(v, edges[i][0], edges[i][1], out);
    nb_buf_puts(out, "</g>\n");
}

static void put_tick(const view *v, int axis, nb_round tick, nb_buf *out)
{
    const nb_scene *s = v->t->s;
    double low = axis < 2 ? s->low[axis] : s->range.low;
    double high = axis < 2 ? s->high[axis] : s->range.high, x, y;
    double part = (nb_round_value(tick) - low) / (high - low);
    nb_buf label = {0};
    nb_chart_number(tick, true, &label);
    if (axis == 0)
        project(v, part, 0, 0, &x, &y);
    else if (axis == 1)
        project(v, 1, part, 0, &x, &y);
    else
        project(v, 0, 0, part, &x, &y);
    nb_svg_label(x + (axis == 1   ? 8
                      : axis == 2 ? -8
                                  : 0),
                 y + (axis == 2 ? 4 : 16),
                 axis == 0   ? "middle"
                 : axis == 1 ? "start"
                             : "end",
                 nb_buf_text(&label), out);
    nb_buf_free(&label);
}

static void put_names(const view *v, nb_buf *out)
{
    double x, y;
    project(v, 0.5, 0, 0, &x, &y);
    nb_svg_label(x - 14, y + 36, "end", v->t->f->names[0], out);
    project(v, 1, 0.5, 0, &x, &y);
    nb_svg_label(x + 30, y + 30, "start", v->t->f->names[1], out);
    project(v, 0, 0, 1, &x, &y);
    nb_svg_label(x, y - 12, "middle", v->t->f->names[2], out);
}

void nb_svg_surface(const nb_sheet *t, nb_buf *out)
{
    enum { TICKS = 6 };
    const nb_scene *s = t->s;
    nb_round ticks[NB_TICKS_MAX];
    view v = {t, t->left + t->width / 2, t->top + t->height / 2, t->width * 0.72};
    put_box(&v, out);
    nb_buf_puts(out, "<g stroke=\"#000\" stroke-opacity=\"0.35\" stroke-width=\"0.6\" "
                     "stroke-linejoin=\"round\">\n");
    for (uint32_t j = s->grid.ny - 1; j-- > 0;)
        for (uint32_t i = 0; i + 1 < s->grid.nx; i++)
            put_square(&v, i, j, out);
    nb_buf_puts(out, "</g>\n");
    for (int axis = 0; axis < 3; axis++) {
        double low = axis < 2 ? s->low[axis] : s->range.low;
        double high = axis < 2 ? s->high[axis] : s->range.high;
        uint32_t n = nb_ticks(low, high, TICKS, ticks);
        for (uint32_t i = 0; i < n; i++)
            put_tick(&v, axis, ticks[i], out);
    }
    put_names(&v, out);
}
