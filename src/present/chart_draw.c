#include "present/chart_internal.h"

#include "text/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is drawn inside the axes. */

/* ---- contours ---- */

/* A point of a contour, in columns and rows of the grid, in dots. */
static double grid_dot_x(const nb_drawing *d, double column)
{
    return column / (d->s->grid.nx - 1) * 2 * d->c->columns;
}

static double grid_dot_y(const nb_drawing *d, double row)
{
    return (1 - row / (d->s->grid.ny - 1)) * 4 * d->c->rows;
}

/* In letters: one in each cell that the line goes through. */
static void letter_line(nb_drawing *d, double x0, double y0, double x1, double y1,
                        uint32_t glyph, uint8_t color)
{
    double length = fmax(fabs(x1 - x0) / 2, fabs(y1 - y0) / 4);
    int n = (int)ceil(2 * length) + 1;
    for (int i = 0; i <= n; i++) {
        int column = (int)floor((x0 + (x1 - x0) * i / n) / 2 + 1e-6);
        int row = (int)floor((y0 + (y1 - y0) * i / n) / 4 + 1e-6);
        const nb_pixel *cell = nb_canvas_cell(&d->canvas, column, row);
        if (cell && !cell->glyph)
            nb_canvas_put(&d->canvas, column, row, glyph, color);
    }
}

static void draw_polyline(nb_drawing *d, const nb_polyline *line, uint32_t level)
{
    uint8_t color = nb_level_color(level, d->s->n_levels);
    uint32_t n = line->n;
    for (uint32_t i = 0; i + !line->closed < n; i++) {
        const double *a = line->points + 2 * (size_t)i,
                     *b = line->points + 2 * (size_t)((i + 1) % n);
        double x0 = grid_dot_x(d, a[0]), y0 = grid_dot_y(d, a[1]);
        double x1 = grid_dot_x(d, b[0]), y1 = grid_dot_y(d, b[1]);
        if (d->c->unicode)
            nb_canvas_line(&d->canvas, x0, y0, x1, y1, 1, color);
        else
            letter_line(d, x0, y0, x1, y1, 'a' + level, color);
    }
}

static void draw_contours(nb_drawing *d)
{
    for (uint32_t k = 0; k < d->s->n_levels; k++)
        for (uint32_t i = 0; i < d->s->contours[k].n; i++)
            draw_polyline(d, &d->s->contours[k].lines[i], k);
}

/* ---- labels ---- */

/* Writes over what is there, on its ground. */
static void over(nb_drawing *d, int column, int row, uint32_t glyph, uint8_t color,
                 bool take)
{
    nb_pixel *cell = nb_canvas_cell(&d->canvas, column, row);
    if (!cell || cell->taken)
        return;
    if (cell->ground)
        color = nb_band_ink(cell->ground);
    nb_canvas_put(&d->canvas, column, row, glyph, color);
    cell->taken = take;
}

/* Whether `length` cells from a column on are inside and free, one more to each side. */
static bool is_room(const nb_drawing *d, int column, int row, int length)
{
    for (int i = -1; i <= length; i++) {
        const nb_pixel *cell = nb_canvas_cell(&d->canvas, column + i, row);
        if (!cell || cell->taken)
            return false;
    }
    return true;
}

static void write_over(nb_drawing *d, int column, int row, const char *text,
                       uint8_t color)
{
    size_t n = strlen(text);
    uint32_t c;
    for (size_t at = 0, length; at < n; at += length) {
        length = nb_utf8_decode(text + at, n - at, &c);
        if (length == 0)
            return;
        over(d, column++, row, c, color, true);
    }
}

/* Puts the label of a level on one of its lines, the first place that is free. */
static bool label_line(nb_drawing *d, const nb_polyline *line, const char *text,
                       uint8_t color)
{
    enum { TRIES = 24 };
    int length = (int)nb_utf8_width(text, strlen(text));
    for (uint32_t k = 0; k < TRIES; k++) {
        /* In the middle first, then ever nearer to the ends. */
        double part = 0.5 + (k % 2 ? -0.5 : 0.5) * k / TRIES;
        const double *p = line->points + 2 * (size_t)(part * (line->n - 1));
        int column = (int)floor(grid_dot_x(d, p[0]) / 2 + 1e-6) - length / 2;
        int row = (int)floor(grid_dot_y(d, p[1]) / 4 + 1e-6);
        if (is_room(d, column, row, length)) {
            write_over(d, column, row, text, color);
            return true;
        }
    }
    return false;
}

/* The longest line of a contour that is long enough to carry a label. */
static const nb_polyline *longest(const nb_contour *c)
{
    const nb_polyline *best = NULL;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->lines[i].n >= 6 && (!best || c->lines[i].n > best->n))
            best = &c->lines[i];
    return best;
}

static void draw_labels(nb_drawing *d)
{
    const nb_scene *s = d->s;
    nb_buf b = {0};
    for (uint32_t k = 0; k < s->n_levels; k++) {
        const nb_polyline *line = longest(&s->contours[k]);
        if (!line)
            continue;
        nb_buf_clear(&b);
        nb_chart_number(s->levels[k], d->c->unicode, &b);
        label_line(d, line, nb_buf_text(&b), nb_level_color(k, s->n_levels));
    }
    nb_buf_free(&b);
}

/* ---- heat ---- */

/* The band of the rectangle (i, j) to (i2, j2) of the grid, by the mean of its
 * corners; -1 where one is undefined. */
static int band_of(const nb_scene *s, uint32_t i, uint32_t j, uint32_t j2)
{
    const nb_grid *g = &s->grid;
    const double *low = g->values + (size_t)j * g->nx + i,
                 *high = g->values + (size_t)j2 * g->nx + i;
    return nb_scene_band(s, (low[0] + low[1] + high[0] + high[1]) / 4);
}

static void heat_cell(nb_drawing *d, int column, int row)
{
    enum { UPPER = 0x2580, LOWER = 0x2584 };
    const nb_scene *s = d->s;
    uint32_t i = (uint32_t)column, j = 2 * (uint32_t)(d->c->rows - 1 - row);
    nb_pixel *cell = nb_canvas_cell(&d->canvas, column, row);
    int low = band_of(s, i, j, j + 1), high = band_of(s, i, j + 1, j + 2);
    d->undefined = d->undefined || low < 0 || high < 0;
    if (!d->c->color || !d->c->unicode) {
        int band = band_of(s, i, j, j + 2);
        if (band >= 0) {
            cell->glyph = nb_band_glyph(d->c, (uint32_t)band, s->n_levels);
            cell->ground = d->c->color ? nb_band_color((uint32_t)band, s->n_levels) : 0;
            cell->color = cell->ground ? nb_band_ink(cell->ground) : 0;
        }
        return;
    }
    if (high >= 0) {
        cell->glyph = UPPER;
        cell->color = nb_band_color((uint32_t)high, s->n_levels);
        cell->ground = low >= 0 ? nb_band_color((uint32_t)low, s->n_levels) : 0;
    } else if (low >= 0) {
        cell->glyph = LOWER;
        cell->color = nb_band_color((uint32_t)low, s->n_levels);
    }
}

static void draw_heat(nb_drawing *d)
{
    for (int row = 0; row < d->c->rows; row++)
        for (int column = 0; column < d->c->columns; column++)
            heat_cell(d, column, row);
}

/* ---- arrows ---- */

/* The direction as it is seen: the plane is stretched. */
static uint32_t arrow_glyph(const nb_drawing *d, const nb_arrow *a)
{
    static const uint32_t unicode[] = {0x2192, 0x2197, 0x2191, 0x2196,
                                       0x2190, 0x2199, 0x2193, 0x2198};
    static const char ascii[] = {'>', '^', '<', 'v'};
    double dx = a->dx * 2 * d->c->columns / (d->s->high[0] - d->s->low[0]);
    double dy = a->dy * 4 * d->c->rows / (d->s->high[1] - d->s->low[1]);
    double turn = atan2(dy, dx) / (2 * acos(-1)); /* of a full turn */
    if (dx == 0 && dy == 0)
        return 0;
    unsigned n = d->c->unicode ? 8 : 4;
    unsigned k = (unsigned)floor(turn * n + 0.5 + n + 1e-9) % n;
    return d->c->unicode ? unicode[k] : (uint32_t)ascii[k];
}

static bool is_free(const nb_drawing *d, int column, int row)
{
    const nb_pixel *cell = nb_canvas_cell(&d->canvas, column, row);
    if (!cell || cell->taken)
        return false;
    return d->c->kind == NB_CHART_HEAT || (!cell->dots && !cell->glyph);
}

/* Beside its place where a line goes through that. */
static void draw_arrow(nb_drawing *d, const nb_arrow *a)
{
    static const int shifts[][2] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    int column, row;
    uint32_t glyph = arrow_glyph(d, a);
    if (!glyph || !nb_cell_of(d, a->x, a->y, &column, &row))
        return;
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++)
        if (is_free(d, column + shifts[i][0], row + shifts[i][1])) {
            over(d, column + shifts[i][0], row + shifts[i][1], glyph, 0, false);
            d->arrows = true;
            return;
        }
}

/* ---- path and marks ---- */

static void draw_path(nb_drawing *d)
{
    const double *p = d->s->path;
    for (uint32_t k = 0;
         d->c->unicode && d->c->kind == NB_CHART_CONTOURS && k + 1 < d->s->n_path; k++)
        nb_canvas_line(&d->canvas, nb_dot_x(d, p[2 * k]), nb_dot_y(d, p[2 * k + 1]),
                       nb_dot_x(d, p[2 * k + 2]), nb_dot_y(d, p[2 * k + 3]), 1,
                       NB_PATH_COLOR);
    for (uint32_t k = 0; k < d->s->n_path; k++) {
        int column, row;
        if (nb_cell_of(d, p[2 * k], p[2 * k + 1], &column, &row))
            over(d, column, row, d->c->unicode ? 0x2022 : 'o', NB_PATH_COLOR, true);
    }
}

static void draw_marks(nb_drawing *d)
{
    for (uint32_t k = 0; k < d->s->n_marks; k++) {
        const nb_mark *m = &d->s->marks[k];
        int column, row;
        if (!nb_cell_of(d, m->x, m->y, &column, &row))
            continue;
        nb_pixel *cell = nb_canvas_cell(&d->canvas, column, row);
        cell->taken = false;
        over(d, column, row, nb_mark_glyph(d->c, m->kind), nb_mark_color(m->kind), true);
    }
}

static void find_undefined(nb_drawing *d)
{
    const nb_grid *g = &d->s->grid;
    for (size_t i = 0; i < (size_t)g->nx * g->ny; i++)
        d->undefined = d->undefined || !isfinite(g->values[i]);
}

void nb_draw_surface(nb_drawing *d)
{
    find_undefined(d);
    if (d->c->kind == NB_CHART_HEAT)
        draw_heat(d);
    else
        draw_contours(d);
    draw_path(d);
    draw_marks(d);
    if (d->c->unicode || d->c->kind == NB_CHART_HEAT)
        draw_labels(d);
    for (uint32_t i = 0; i < d->s->n_arrows; i++)
        draw_arrow(d, &d->s->arrows[i]);
}

/* ---- curves ---- */

/* The lines x = 0 and y = 0. */
static void draw_axes(nb_drawing *d)
{
    int column = -1, row = -1, other;
    const nb_scene *s = d->s;
    if (s->low[1] < 0 && s->high[1] > 0)
        nb_cell_of(d, s->low[0], 0, &other, &row);
    if (s->low[0] < 0 && s->high[0] > 0)
        nb_cell_of(d, 0, s->low[1], &column, &other);
    for (int i = 0; i < d->c->columns && row >= 0; i++)
        nb_canvas_put(&d->canvas, i, row, d->c->unicode ? 0x2500 : '-', 0);
    for (int i = 0; i < d->c->rows && column >= 0; i++)
        nb_canvas_put(&d->canvas, column, i, d->c->unicode ? 0x2502 : '|', 0);
    if (row >= 0 && column >= 0)
        nb_canvas_put(&d->canvas, column, row, d->c->unicode ? 0x253C : '+', 0);
}

/* Whether samples i and i + 1 are not to be joined. */
static bool is_gap(const nb_drawing *d, const double *y, uint32_t i)
{
    double low = d->s->low[1], high = d->s->high[1], a = y[i], b = y[i + 1];
    if (!isfinite(a) || !isfinite(b) || (a > high && b < low) || (a < low && b > high))
        return true;
    return i > 0 && i + 2 < d->s->n_samples && fabs(b - a) > (high - low) / 4 &&
           nb_leaps(y[i - 1], a, b, y[i + 2]);
}

static void letter_curve(nb_drawing *d, const double *y, uint32_t glyph, uint8_t color)
{
    const nb_scene *s = d->s;
    for (uint32_t i = 0; i < s->n_samples; i++) {
        int column, row;
        double x = s->low[0] + (s->high[0] - s->low[0]) * i / (s->n_samples - 1);
        if (isfinite(y[i]) && nb_cell_of(d, x, y[i], &column, &row))
            nb_canvas_put(&d->canvas, column, row, glyph, color);
    }
}

static void braille_curve(nb_drawing *d, const double *y, int step, uint8_t color)
{
    const nb_scene *s = d->s;
    double dots = 2.0 * d->c->columns / (s->n_samples - 1);
    for (uint32_t i = 0; i + 1 < s->n_samples; i++) {
        if (is_gap(d, y, i))
            continue;
        nb_canvas_line(&d->canvas, i * dots, nb_dot_y(d, y[i]), (i + 1) * dots,
                       nb_dot_y(d, y[i + 1]), step, color);
    }
}

/* Cells with dots show these instead of the axis. */
static void dots_over_axes(nb_drawing *d)
{
    for (int i = 0; i < d->c->columns * d->c->rows; i++)
        if (d->canvas.cells[i].dots)
            d->canvas.cells[i].glyph = 0;
}

void nb_draw_curves(nb_drawing *d)
{
    const nb_scene *s = d->s;
    draw_axes(d);
    for (uint32_t i = 0; i < s->n_samples; i++)
        d->undefined = d->undefined || !isfinite(s->curve[i]);
    if (d->c->unicode) {
        braille_curve(d, s->slope, 4, NB_SLOPE_COLOR);
        braille_curve(d, s->curve, 1, NB_CURVE_COLOR);
        dots_over_axes(d);
    } else {
        letter_curve(d, s->slope, '.', NB_SLOPE_COLOR);
        letter_curve(d, s->curve, '*', NB_CURVE_COLOR);
    }
    draw_marks(d);
}
