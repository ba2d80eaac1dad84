#include "present/figure.h"

#include <math.h>
#include <string.h>

/* Scripts for gnuplot 5. Texts go into single quotes, in which gnuplot knows no
 * escapes but the doubled quote, and are not "enhanced"; data stand in the script. */

static void put_quoted(const char *text, nb_buf *out)
{
    nb_buf_putc(out, '\'');
    for (; *text; text++) {
        if ((unsigned char)*text < ' ')
            continue;
        nb_buf_putc(out, *text);
        if (*text == '\'')
            nb_buf_putc(out, '\'');
    }
    nb_buf_putc(out, '\'');
}

/* A double for a program, whatever the locale. */
static void put_double(double x, nb_buf *out)
{
    size_t from = out->length;
    if (!isfinite(x)) {
        nb_buf_puts(out, "NaN");
        return;
    }
    nb_buf_printf(out, "%.9e", x);
    char *comma = out->failed ? NULL : strchr(out->text + from, ',');
    if (comma)
        *comma = '.';
}

static void put_range(const char *axis, double low, double high, nb_buf *out)
{
    nb_buf_printf(out, "set %srange [", axis);
    put_double(low, out);
    nb_buf_putc(out, ':');
    put_double(high, out);
    nb_buf_puts(out, "]\n");
}

static void put_row(const double *x, unsigned n, nb_buf *out)
{
    for (unsigned i = 0; i < n; i++) {
        if (i)
            nb_buf_putc(out, ' ');
        put_double(x[i], out);
    }
    nb_buf_putc(out, '\n');
}

static void put_head(const nb_figure *f, nb_terminal terminal, nb_buf *out)
{
    static const char *const terminals[] = {
        [NB_TERMINAL_PNG] = "set terminal pngcairo noenhanced size 900,700",
        [NB_TERMINAL_PDF] = "set terminal pdfcairo noenhanced size 9,7",
        [NB_TERMINAL_WINDOW] =
            ("if (GPVAL_TERM eq 'unknown' || GPVAL_TERM eq 'dumb') exit status 7\n"
             "set termoption noenhanced")};
    nb_buf_printf(out, "set encoding utf8\n%s\nset title ", terminals[terminal]);
    put_quoted(f->title, out);
    nb_buf_puts(out, "\nset xlabel ");
    put_quoted(f->names[0], out);
    if (f->kind != NB_FIGURE_CURVE) {
        nb_buf_puts(out, "\nset ylabel ");
        put_quoted(f->names[1], out);
    }
    nb_buf_putc(out, '\n');
}

/* ---- data ---- */

static void put_curve_data(const nb_scene *s, nb_buf *out)
{
    nb_buf_puts(out, "$curve << EOD\n");
    for (uint32_t i = 0; i < s->n_samples; i++) {
        double row[3] = {s->low[0] + (s->high[0] - s->low[0]) * i / (s->n_samples - 1),
                         s->curve[i], s->slope[i]};
        put_row(row, 3, out);
    }
    nb_buf_puts(out, "EOD\n");
}

static void put_grid_data(const nb_scene *s, nb_buf *out)
{
    const nb_grid *g = &s->grid;
    nb_buf_puts(out, "$grid << EOD\n");
    for (uint32_t j = 0; j < g->ny; j++) {
        for (uint32_t i = 0; i < g->nx; i++) {
            double row[3] = {nb_grid_x(g, i), nb_grid_y(g, j),
                             g->values[(size_t)j * g->nx + i]};
            put_row(row, 3, out);
        }
        nb_buf_putc(out, '\n');
    }
    nb_buf_puts(out, "EOD\n");
}

static void put_contour_data(const nb_scene *s, uint32_t k, nb_buf *out)
{
    const nb_contour *c = &s->contours[k];
    nb_buf_printf(out, "$level%u << EOD\n", (unsigned)k);
    for (uint32_t i = 0; i < c->n; i++) {
        const nb_polyline *line = &c->lines[i];
        for (uint32_t j = 0; j < line->n + line->closed; j++) {
            const double *p = line->points + 2 * (size_t)(j % line->n);
            double row[2] = {nb_grid_x(&s->grid, p[0]), nb_grid_y(&s->grid, p[1])};
            put_row(row, 2, out);
        }
        nb_buf_putc(out, '\n');
    }
    nb_buf_puts(out, "EOD\n");
}

/* Arrows of at most the distance between two of them. */
static void put_arrow_data(const nb_scene *s, nb_buf *out)
{
    double most = 0, room = (s->high[0] - s->low[0]) / 16;
    double across = (s->high[1] - s->low[1]) / (s->high[0] - s->low[0]);
    for (uint32_t i = 0; i < s->n_arrows; i++)
        most = fmax(most, hypot(s->arrows[i].dx, s->arrows[i].dy));
    nb_buf_puts(out, "$arrows << EOD\n");
    for (uint32_t i = 0; i < s->n_arrows; i++) {
        const nb_arrow *a = &s->arrows[i];
        double norm = hypot(a->dx, a->dy), seen = hypot(a->dx, a->dy / across);
        if (!(norm > 0) || !isfinite(norm))
            continue;
        double length = room * (0.3 + 0.7 * sqrt(norm / most)) / seen;
        double row[4] = {a->x - a->dx * length / 2, a->y - a->dy * length / 2,
                         a->dx * length, a->dy * length};
        put_row(row, 4, out);
    }
    nb_buf_puts(out, "EOD\n");
}

static void put_point_data(const nb_scene *s, nb_buf *out)
{
    nb_buf_puts(out, "$path << EOD\n");
    for (uint32_t k = 0; k < s->n_path; k++)
        put_row(s->path + 2 * k, 2, out);
    nb_buf_puts(out, "EOD\n");
    for (int kind = 0; kind < NB_MARK_START; kind++) {
        nb_buf_printf(out, "$mark%d << EOD\n", kind);
        for (uint32_t i = 0; i < s->n_marks; i++) {
            double row[2] = {s->marks[i].x, s->marks[i].y};
            if ((int)s->marks[i].kind == kind)
                put_row(row, 2, out);
        }
        nb_buf_puts(out, "EOD\n");
    }
}

/* ---- plots ---- */

/* What continues a plot command: the marks, kind by kind. */
static void plot_marks(const nb_scene *s, nb_buf *out)
{
    static const char *const marks[] = {"pt 7 lc rgb '#005FD7' title 'local minimum'",
                                        "pt 9 lc rgb '#C80000' title 'local maximum'",
                                        "pt 2 lc rgb '#087300' title 'saddle point'",
                                        "pt 13 lc rgb '#AF5F00' title 'other'"};
    for (int kind = 0; kind < NB_MARK_START; kind++)
        for (uint32_t i = 0; i < s->n_marks; i++)
            if ((int)s->marks[i].kind == kind) {
                nb_buf_printf(out, ", $mark%d with points ps 1.5 %s", kind, marks[kind]);
                break;
            }
}

static void plot_curve(const nb_figure *f, const nb_scene *s, nb_buf *out)
{
    put_curve_data(s, out);
    put_point_data(s, out);
    put_range("y", s->low[1], s->high[1], out);
    nb_buf_puts(out,
                "set zeroaxis\nplot $curve using 1:2 with lines lw 2 lc rgb '#005FD7' "
                "title ");
    put_quoted(f->curves[0], out);
    nb_buf_puts(out, ", $curve using 1:3 with lines dt 2 lc rgb '#CF5300' title ");
    put_quoted(f->curves[1], out);
    plot_marks(s, out);
    nb_buf_putc(out, '\n');
}

static void put_palette(const nb_scene *s, nb_buf *out)
{
    nb_buf_puts(out, "set palette defined (");
    for (uint32_t i = 0; i <= 10; i++)
        nb_buf_printf(out, "%s%u '#%06X'", i ? ", " : "", (unsigned)i,
                      nb_band_rgb(i, 10));
    nb_buf_puts(out, ")\n");
    put_range("cb", s->range.low, s->range.high, out);
}

static void plot_surface(const nb_figure *f, const nb_scene *s, nb_buf *out)
{
    put_grid_data(s, out);
    put_palette(s, out);
    put_range("y", s->low[1], s->high[1], out);
    put_range("z", s->range.low, s->range.high, out);
    nb_buf_puts(out, "set zlabel ");
    put_quoted(f->names[2], out);
    nb_buf_puts(out,
                "\nset view 60,30\nset ticslevel 0\nset pm3d depthorder border lc rgb "
                "'#555555' lw 0.3\nsplot $grid with pm3d notitle\n");
}

static void put_key(const char *text, nb_buf *out)
{
    nb_buf_puts(out, " title ");
    put_quoted(text, out);
}

static void plot_plane(const nb_figure *f, const nb_scene *s, nb_buf *out)
{
    bool heat = f->kind == NB_FIGURE_HEAT;
    nb_buf label = {0};
    put_range("y", s->low[1], s->high[1], out);
    if (heat) {
        put_grid_data(s, out);
        put_palette(s, out);
    }
    for (uint32_t k = 0; k < s->n_levels; k++)
        put_contour_data(s, k, out);
    put_arrow_data(s, out);
    put_point_data(s, out);
    double ratio = (s->high[1] - s->low[1]) / (s->high[0] - s->low[0]);
    if (ratio >= 0.25 && ratio <= 4)
        nb_buf_puts(out, "set size ratio -1\n");
    nb_buf_puts(out, "set key outside right top\nplot ");
    if (heat)
        nb_buf_puts(out, "$grid with image notitle, ");
    for (uint32_t k = 0; k < s->n_levels; k++) {
        nb_buf_printf(out, "$level%u with lines lw 1.5 lc rgb '#%06X'", (unsigned)k,
                      heat ? 0xFFFFFFu : nb_level_rgb(k, s->n_levels));
        nb_buf_clear(&label);
        nb_round_text(s->levels[k], &label);
        put_key(nb_buf_text(&label), out);
        nb_buf_puts(out, ", ");
    }
    nb_buf_printf(out, "$arrows with vectors filled head lc rgb '%s' title 'gradient'",
                  heat ? "#dddddd" : "#333333");
    if (s->n_path)
        nb_buf_puts(out, ", $path with linespoints pt 7 ps 0.6 lw 2 lc rgb '#B0009B' "
                         "title 'descent'");
    plot_marks(s, out);
    nb_buf_putc(out, '\n');
    nb_buf_free(&label);
}

void nb_gnuplot(const nb_figure *f, const nb_scene *s, nb_terminal terminal, nb_buf *out)
{
    put_head(f, terminal, out);
    put_range("x", s->low[0], s->high[0], out);
    if (f->kind == NB_FIGURE_CURVE)
        plot_curve(f, s, out);
    else if (f->kind == NB_FIGURE_SURFACE)
        plot_surface(f, s, out);
    else
        plot_plane(f, s, out);
}
