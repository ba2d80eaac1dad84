#include "present/svg_internal.h"

#include "present/chart.h"

#include <math.h>

/* ---- elements ---- */

/* Escaped. */
static void put_text(const char *text, nb_buf *out)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': nb_buf_puts(out, "&amp;"); break;
        case '<': nb_buf_puts(out, "&lt;"); break;
        case '>': nb_buf_puts(out, "&gt;"); break;
        case '"': nb_buf_puts(out, "&quot;"); break;
        default: nb_buf_putc(out, *text);
        }
    }
}

static void put_attribute(const char *name, double x, nb_buf *out)
{
    nb_buf_printf(out, " %s=\"", name);
    nb_put_fixed(x, out);
    nb_buf_putc(out, '"');
}

void nb_svg_label(double x, double y, const char *anchor, const char *text, nb_buf *out)
{
    nb_buf_puts(out, "<text");
    put_attribute("x", x, out);
    put_attribute("y", y, out);
    nb_buf_printf(out, " text-anchor=\"%s\">", anchor);
    put_text(text, out);
    nb_buf_puts(out, "</text>\n");
}

static void put_pair(double x, double y, nb_buf *out)
{
    nb_put_fixed(x, out);
    nb_buf_putc(out, ' ');
    nb_put_fixed(y, out);
}

static void put_line(double x0, double y0, double x1, double y1, nb_buf *out)
{
    nb_buf_puts(out, "<path d=\"M");
    put_pair(x0, y0, out);
    nb_buf_putc(out, 'L');
    put_pair(x1, y1, out);
    nb_buf_puts(out, "\"/>\n");
}

static double px(const nb_sheet *t, double x)
{
    return t->left + (x - t->s->low[0]) / (t->s->high[0] - t->s->low[0]) * t->width;
}

static double py(const nb_sheet *t, double y)
{
    return t->top + (t->s->high[1] - y) / (t->s->high[1] - t->s->low[1]) * t->height;
}

/* ---- axes ---- */

static void put_axes(const nb_sheet *t, nb_buf *out)
{
    enum { TICK = 5, GAP = 4, TICKS = 9 };
    nb_round ticks[NB_TICKS_MAX];
    nb_buf label = {0};
    double bottom = t->top + t->height;
    nb_buf_puts(out, "<g stroke=\"#444\" fill=\"none\"><rect");
    put_attribute("x", t->left, out);
    put_attribute("y", t->top, out);
    put_attribute("width", t->width, out);
    put_attribute("height", t->height, out);
    nb_buf_puts(out, "/>\n");
    for (int axis = 0; axis < 2; axis++) {
        uint32_t n = nb_ticks(t->s->low[axis], t->s->high[axis], TICKS, ticks);
        for (uint32_t i = 0; i < n; i++) {
            double v = nb_round_value(ticks[i]);
            if (axis == 0)
                put_line(px(t, v), bottom, px(t, v), bottom + TICK, out);
            else
                put_line(t->left - TICK, py(t, v), t->left, py(t, v), out);
        }
    }
    nb_buf_puts(out, "</g>\n");
    for (int axis = 0; axis < 2; axis++) {
        uint32_t n = nb_ticks(t->s->low[axis], t->s->high[axis], TICKS, ticks);
        for (uint32_t i = 0; i < n; i++) {
            double v = nb_round_value(ticks[i]);
            nb_buf_clear(&label);
            nb_chart_number(ticks[i], true, &label);
            if (axis == 0)
                nb_svg_label(px(t, v), bottom + TICK + GAP + 11, "middle",
                             nb_buf_text(&label), out);
            else
                nb_svg_label(t->left - TICK - GAP, py(t, v) + 4, "end",
                             nb_buf_text(&label), out);
        }
    }
    nb_buf_free(&label);
    nb_svg_label(t->left + t->width, bottom + 34, "end", t->f->names[0], out);
    if (t->s->n == 2)
        nb_svg_label(t->left - 36, t->top + 4, "end", t->f->names[1], out);
}

/* ---- contours ---- */

static double gx(const nb_sheet *t, double column)
{
    return t->left + column / (t->s->grid.nx - 1) * t->width;
}

static double gy(const nb_sheet *t, double row)
{
    return t->top + (1 - row / (t->s->grid.ny - 1)) * t->height;
}

static void put_contours(const nb_sheet *t, nb_buf *out)
{
    const nb_scene *s = t->s;
    bool heat = t->f->kind == NB_FIGURE_HEAT;
    nb_buf_puts(out, "<g fill=\"none\" stroke-width=\"1.5\">\n");
    for (uint32_t k = 0; k < s->n_levels; k++) {
        nb_buf_printf(out, "<path stroke=\"#%06X\"%s d=\"",
                      heat ? 0xFFFFFF : nb_level_rgb(k, s->n_levels),
                      heat ? " stroke-opacity=\"0.5\"" : "");
        for (uint32_t i = 0; i < s->contours[k].n; i++) {
            const nb_polyline *line = &s->contours[k].lines[i];
            for (uint32_t j = 0; j < line->n; j++) {
                nb_buf_putc(out, j ? 'L' : 'M');
                put_pair(gx(t, line->points[2 * j]), gy(t, line->points[2 * j + 1]), out);
            }
            if (line->closed)
                nb_buf_putc(out, 'Z');
        }
        nb_buf_puts(out, "\"/>\n");
    }
    nb_buf_puts(out, "</g>\n");
}

/* The value of each contour, in the middle of its longest line, on a patch of the
 * ground's colour. */
static void put_contour_labels(const nb_sheet *t, nb_buf *out)
{
    const nb_scene *s = t->s;
    nb_buf_puts(out, "<g font-size=\"11\" stroke=\"#fff\" stroke-width=\"3\" "
                     "paint-order=\"stroke\">\n");
    for (uint32_t k = 0; k < s->n_levels; k++) {
        const nb_polyline *best = NULL;
        for (uint32_t i = 0; i < s->contours[k].n; i++)
            if (!best || s->contours[k].lines[i].n > best->n)
                best = &s->contours[k].lines[i];
        if (!best || best->n < 12)
            continue;
        /* At another part of each, so that they do not stand in a row. */
        uint32_t at = best->n * (2 + k % 3) / 6;
        nb_buf label = {0};
        nb_chart_number(s->levels[k], true, &label);
        nb_svg_label(gx(t, best->points[2 * at]), gy(t, best->points[2 * at + 1]) + 4,
                     "middle", nb_buf_text(&label), out);
        nb_buf_free(&label);
    }
    nb_buf_puts(out, "</g>\n");
}

/* ---- heat ---- */

/* Squares of the grid, those of one band that stand in a row as one rectangle. */
static void put_heat(const nb_sheet *t, nb_buf *out)
{
    const nb_scene *s = t->s;
    const nb_grid *g = &s->grid;
    nb_buf_puts(out, "<g shape-rendering=\"crispEdges\">\n");
    for (uint32_t j = 0; j + 1 < g->ny; j++)
        for (uint32_t i = 0; i + 1 < g->nx;) {
            const double *v = g->values + (size_t)j * g->nx;
            int band =
                nb_scene_band(s, (v[i] + v[i + 1] + v[g->nx + i] + v[g->nx + i + 1]) / 4);
            uint32_t end = i + 1;
            while (end + 1 < g->nx &&
                   nb_scene_band(
                       s, (v[end] + v[end + 1] + v[g->nx + end] + v[g->nx + end + 1]) /
                              4) == band)
                end++;
            if (band >= 0) {
                nb_buf_printf(out, "<path fill=\"#%06X\" d=\"M",
                              nb_band_rgb((uint32_t)band, s->n_levels));
                put_pair(gx(t, i), gy(t, j), out);
                nb_buf_putc(out, 'H');
                nb_put_fixed(gx(t, end), out);
                nb_buf_putc(out, 'V');
                nb_put_fixed(gy(t, j + 1), out);
                nb_buf_putc(out, 'H');
                nb_put_fixed(gx(t, i), out);
                nb_buf_puts(out, "Z\"/>\n");
            }
            i = end;
        }
    nb_buf_puts(out, "</g>\n");
}

/* ---- arrows, path, marks ---- */

static void put_arrow(const nb_sheet *t, const nb_arrow *a, double most, nb_buf *out)
{
    enum { LONGEST = 24, SHORTEST = 8, HEAD = 5 };
    double dx = a->dx * t->width / (t->s->high[0] - t->s->low[0]);
    double dy = -a->dy * t->height / (t->s->high[1] - t->s->low[1]);
    double size = hypot(dx, dy), norm = hypot(a->dx, a->dy);
    if (!(size > 0) || !isfinite(size))
        return;
    double length = SHORTEST + (LONGEST - SHORTEST) * fmin(1, sqrt(norm / most));
    double ux = dx / size, uy = dy / size;
    double x0 = px(t, a->x) - ux * length / 2, y0 = py(t, a->y) - uy * length / 2;
    double x1 = x0 + ux * length, y1 = y0 + uy * length;
    nb_buf_puts(out, "<path d=\"M");
    put_pair(x0, y0, out);
    nb_buf_putc(out, 'L');
    put_pair(x1, y1, out);
    nb_buf_putc(out, 'M');
    put_pair(x1 - HEAD * (ux - 0.5 * uy), y1 - HEAD * (uy + 0.5 * ux), out);
    nb_buf_putc(out, 'L');
    put_pair(x1, y1, out);
    nb_buf_putc(out, 'L');
    put_pair(x1 - HEAD * (ux + 0.5 * uy), y1 - HEAD * (uy - 0.5 * ux), out);
    nb_buf_puts(out, "\"/>\n");
}

static void put_arrows(const nb_sheet *t, nb_buf *out)
{
    double most = 0;
    for (uint32_t i = 0; i < t->s->n_arrows; i++) {
        double norm = hypot(t->s->arrows[i].dx, t->s->arrows[i].dy);
        if (isfinite(norm))
            most = fmax(most, norm);
    }
    nb_buf_printf(out, "<g fill=\"none\" stroke=\"%s\" stroke-width=\"1.2\">\n",
                  t->f->kind == NB_FIGURE_HEAT ? "#fff" : "#333");
    for (uint32_t i = 0; i < t->s->n_arrows; i++)
        put_arrow(t, &t->s->arrows[i], most, out);
    nb_buf_puts(out, "</g>\n");
}

static bool is_inside(const nb_sheet *t, double x, double y)
{
    const nb_scene *s = t->s;
    return x >= s->low[0] && x <= s->high[0] && y >= s->low[1] && y <= s->high[1];
}

static void put_path(const nb_sheet *t, nb_buf *out)
{
    const nb_scene *s = t->s;
    if (s->n_path == 0)
        return;
    nb_buf_puts(out, "<g clip-path=\"url(#box)\"><path fill=\"none\" stroke=\"#B0009B\" "
                     "stroke-width=\"2\" d=\"");
    for (uint32_t k = 0; k < s->n_path; k++) {
        nb_buf_putc(out, k ? 'L' : 'M');
        put_pair(px(t, s->path[2 * k]), py(t, s->path[2 * k + 1]), out);
    }
    nb_buf_puts(out, "\"/>\n<g fill=\"#B0009B\">\n");
    for (uint32_t k = 0; k < s->n_path; k++) {
        if (!is_inside(t, s->path[2 * k], s->path[2 * k + 1]))
            continue;
        nb_buf_puts(out, "<circle r=\"3\"");
        put_attribute("cx", px(t, s->path[2 * k]), out);
        put_attribute("cy", py(t, s->path[2 * k + 1]), out);
        nb_buf_puts(out, "/>\n");
    }
    nb_buf_puts(out, "</g></g>\n");
}

/* A shape of its own for each kind. */
static void put_mark(nb_mark_kind kind, double x, double y, nb_buf *out)
{
    static const char *const shapes[NB_MARK_KINDS] = {
        [NB_MARK_MINIMUM] = "<circle r=\"5\" fill=\"#005FD7\" stroke=\"#fff\"/>",
        [NB_MARK_MAXIMUM] = "<path d=\"M0-6L6 5H-6Z\" fill=\"#C80000\" stroke=\"#fff\"/>",
        [NB_MARK_SADDLE] =
            "<path d=\"M-5-5L5 5M-5 5L5-5\" stroke=\"#087300\" stroke-width=\"3\"/>",
        [NB_MARK_OTHER] =
            "<path d=\"M0-6L6 0L0 6L-6 0Z\" fill=\"#AF5F00\" stroke=\"#fff\"/>",
        [NB_MARK_START] = "<text x=\"-10\" y=\"-6\" fill=\"#B0009B\" "
                          "font-weight=\"bold\">S</text>",
        [NB_MARK_END] = "<text x=\"6\" y=\"14\" fill=\"#B0009B\" "
                        "font-weight=\"bold\">E</text>",
    };
    nb_buf_puts(out, "<g transform=\"translate(");
    put_pair(x, y, out);
    nb_buf_printf(out, ")\">%s</g>\n", shapes[kind]);
}

static void put_marks(const nb_sheet *t, nb_buf *out)
{
    for (uint32_t i = 0; i < t->s->n_marks; i++) {
        const nb_mark *m = &t->s->marks[i];
        if (is_inside(t, m->x, m->y))
            put_mark(m->kind, px(t, m->x), py(t, m->y), out);
    }
}

/* ---- curves ---- */

static void put_curve(const nb_sheet *t, const double *y, const char *style, nb_buf *out)
{
    const nb_scene *s = t->s;
    enum { FAR = 20 };
    bool pen = false;
    double room = s->high[1] - s->low[1];
    nb_buf_printf(out, "<path clip-path=\"url(#box)\" fill=\"none\" %s d=\"", style);
    for (uint32_t i = 0; i < s->n_samples; i++) {
        double x = s->low[0] + (s->high[0] - s->low[0]) * i / (s->n_samples - 1);
        bool leap = i > 1 && i + 1 < s->n_samples && fabs(y[i] - y[i - 1]) > room / 4 &&
                    nb_leaps(y[i - 2], y[i - 1], y[i], y[i + 1]);
        if (!isfinite(y[i]) || leap)
            pen = false;
        if (!isfinite(y[i]))
            continue;
        nb_buf_putc(out, pen ? 'L' : 'M');
        /* What is far outside is drawn less far: renderers compute in small numbers. */
        double shown = fmin(fmax(y[i], s->low[1] - FAR * room), s->high[1] + FAR * room);
        put_pair(px(t, x), py(t, shown), out);
        pen = true;
    }
    nb_buf_puts(out, "\"/>\n");
}

static void put_zero_lines(const nb_sheet *t, nb_buf *out)
{
    const nb_scene *s = t->s;
    nb_buf_puts(out, "<g stroke=\"#bbb\">\n");
    if (s->low[1] < 0 && s->high[1] > 0)
        put_line(t->left, py(t, 0), t->left + t->width, py(t, 0), out);
    if (s->low[0] < 0 && s->high[0] > 0)
        put_line(px(t, 0), t->top, px(t, 0), t->top + t->height, out);
    nb_buf_puts(out, "</g>\n");
}

static const char function_style[] = "stroke=\"#005FD7\" stroke-width=\"2\"";
static const char slope_style[] =
    "stroke=\"#CF5300\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"";

static void put_curves(const nb_sheet *t, nb_buf *out)
{
    put_zero_lines(t, out);
    put_curve(t, t->s->slope, slope_style, out);
    put_curve(t, t->s->curve, function_style, out);
}

/* ---- the key ---- */

static void key_text(const nb_sheet *t, double *y, const char *text, nb_buf *out)
{
    nb_svg_label(t->left + t->width + 52, *y + 4, "start", text, out);
    *y += 20;
}

static void key_level(const nb_sheet *t, uint32_t k, double *y, nb_buf *out)
{
    nb_buf label = {0};
    bool bands = t->f->kind != NB_FIGURE_CONTOURS;
    double x = t->left + t->width + 20;
    nb_buf_printf(out, "<g stroke=\"#%06X\" stroke-width=\"%d\">",
                  bands ? nb_band_rgb(k, t->s->n_levels)
                        : nb_level_rgb(k, t->s->n_levels),
                  bands ? 16 : 2);
    put_line(x, *y, x + 24, *y, out);
    nb_buf_puts(out, "</g>");
    if (bands && k == 0)
        nb_buf_puts(&label, "below ");
    nb_chart_number(t->s->levels[bands && k ? k - 1 : k], true, &label);
    if (bands && k > 0 && k < t->s->n_levels) {
        nb_buf_puts(&label, " … ");
        nb_chart_number(t->s->levels[k], true, &label);
    } else if (bands && k > 0) {
        nb_buf_puts(&label, " and more");
    }
    key_text(t, y, nb_buf_text(&label), out);
    nb_buf_free(&label);
}

static void key_levels(const nb_sheet *t, double *y, nb_buf *out)
{
    uint32_t n = t->s->n_levels;
    if (n == 0)
        return;
    for (uint32_t k = t->f->kind == NB_FIGURE_CONTOURS ? n : n + 1; k-- > 0;)
        key_level(t, k, y, out);
}

/* Letters stand beside their point in the picture, in the key in its middle. */
static void key_mark(nb_mark_kind kind, double x, double y, nb_buf *out)
{
    if (kind != NB_MARK_START && kind != NB_MARK_END) {
        put_mark(kind, x, y, out);
        return;
    }
    nb_buf_puts(out, "<g fill=\"#B0009B\" font-weight=\"bold\">");
    nb_svg_label(x, y + 4, "middle", kind == NB_MARK_START ? "S" : "E", out);
    nb_buf_puts(out, "</g>");
}

static void key_marks(const nb_sheet *t, double *y, nb_buf *out)
{
    for (int kind = 0; kind < NB_MARK_KINDS; kind++)
        for (uint32_t i = 0; i < t->s->n_marks; i++)
            if ((int)t->s->marks[i].kind == kind) {
                key_mark((nb_mark_kind)kind, t->left + t->width + 32, *y, out);
                key_text(t, y, nb_mark_word((nb_mark_kind)kind), out);
                break;
            }
}

static void put_key(const nb_sheet *t, nb_buf *out)
{
    double y = t->top + 10, x = t->left + t->width + 20;
    if (t->f->kind == NB_FIGURE_CURVE) {
        for (int i = 0; i < 2; i++) {
            nb_buf_printf(out, "<g %s>", i ? slope_style : function_style);
            put_line(x, y, x + 24, y, out);
            nb_buf_puts(out, "</g>");
            key_text(t, &y, t->f->curves[i], out);
        }
        key_marks(t, &y, out);
        return;
    }
    key_levels(t, &y, out);
    key_marks(t, &y, out);
    if (t->s->n_arrows && t->f->kind != NB_FIGURE_SURFACE)
        key_text(t, &y, "arrows: the gradient", out);
}

/* ---- all of it ---- */

static void lay_out(nb_sheet *t)
{
    enum { LEFT = 70, TOP = 44, LONG = 520, SHORT = 200, WIDE = 640, HIGH = 400 };
    const nb_scene *s = t->s;
    double ratio = (s->high[0] - s->low[0]) / (s->high[1] - s->low[1]);
    t->left = LEFT;
    t->top = TOP;
    t->width = t->height = LONG;
    if (t->f->kind == NB_FIGURE_CURVE) {
        t->width = WIDE;
        t->height = HIGH;
    } else if (t->f->kind != NB_FIGURE_SURFACE && ratio > 1 && ratio <= 4) {
        t->height = fmax(LONG / ratio, SHORT);
    } else if (t->f->kind != NB_FIGURE_SURFACE && ratio < 1 && ratio >= 0.25) {
        t->width = fmax(LONG * ratio, SHORT);
    }
}

static void put_surface_picture(const nb_sheet *t, nb_buf *out)
{
    if (t->f->kind == NB_FIGURE_SURFACE) {
        nb_svg_surface(t, out);
        return;
    }
    if (t->f->kind == NB_FIGURE_HEAT)
        put_heat(t, out);
    put_contours(t, out);
    put_arrows(t, out);
    put_contour_labels(t, out);
    put_path(t, out);
    put_axes(t, out);
    put_marks(t, out);
}

void nb_svg(const nb_figure *f, const nb_scene *s, nb_buf *out)
{
    enum { KEY = 190, BOTTOM = 50 };
    nb_sheet t = {.f = f, .s = s};
    lay_out(&t);
    double width = t.left + t.width + KEY, height = t.top + t.height + BOTTOM;
    nb_buf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    put_attribute("width", width, out);
    put_attribute("height", height, out);
    nb_buf_puts(out, " viewBox=\"0 0 ");
    put_pair(width, height, out);
    nb_buf_puts(out, "\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#000\" "
                     "role=\"img\">\n<title>");
    put_text(f->title, out);
    nb_buf_puts(out, "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
                     "<clipPath id=\"box\"><rect");
    put_attribute("x", t.left, out);
    put_attribute("y", t.top, out);
    put_attribute("width", t.width, out);
    put_attribute("height", t.height, out);
    nb_buf_puts(out, "/></clipPath>\n<g font-size=\"15\">");
    nb_svg_label(t.left, 26, "start", f->title, out);
    nb_buf_puts(out, "</g>\n");
    if (f->kind == NB_FIGURE_CURVE) {
        put_curves(&t, out);
        put_axes(&t, out);
        put_marks(&t, out);
    } else {
        put_surface_picture(&t, out);
    }
    put_key(&t, out);
    nb_buf_puts(out, "</svg>\n");
}
