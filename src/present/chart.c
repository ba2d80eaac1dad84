#include "present/chart_internal.h"

#include "text/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the size ---- */

enum {
    KEY_COLUMNS = 30, /* beside the picture, with a gap */
    KEY_GAP = 3,
    LEAST_BESIDE = 64, /* columns of a window with the key beside */
    AXIS_ROWS = 2,
    LEAST_ROWS = 6,
    LEAST_COLUMNS = 16,
    CURVE_MARGIN = 8
};

void nb_chart_number(nb_round r, bool unicode, nb_buf *out)
{
    nb_buf plain = {0};
    nb_round_text(r, &plain);
    const char *text = nb_buf_text(&plain);
    const char *exponent = strchr(text, 'e');
    if (unicode && *text == '-') {
        nb_buf_puts(out, "−");
        text++;
    }
    if (!unicode || !exponent) {
        nb_buf_puts(out, text);
    } else {
        static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴",
                                             "⁵", "⁶", "⁷", "⁸", "⁹"};
        nb_buf_add(out, text, (size_t)(exponent - text));
        nb_buf_puts(out, "·10");
        for (const char *c = exponent + 1; *c; c++)
            nb_buf_puts(out, *c == '-' ? "⁻" : digits[*c - '0']);
    }
    nb_buf_free(&plain);
}

static int width_of(const char *text) { return (int)nb_utf8_width(text, strlen(text)); }

/* A number to every other row at most. */
static uint32_t ticks_for(int rows) { return (uint32_t)(rows > 4 ? rows / 2 : 2); }

/* Room for the numbers beside so many rows or fewer. */
static int margin_for(const nb_chart *c, double low, double high, int rows)
{
    nb_round ticks[NB_TICKS_MAX];
    nb_buf b = {0};
    int margin = width_of(c->names[1]);
    for (uint32_t most = 2; most <= ticks_for(rows); most++) {
        uint32_t n = nb_ticks(low, high, most, ticks);
        for (uint32_t i = 0; i < n; i++) {
            nb_buf_clear(&b);
            nb_chart_number(ticks[i], c->unicode, &b);
            if (width_of(nb_buf_text(&b)) > margin)
                margin = width_of(nb_buf_text(&b));
        }
    }
    nb_buf_free(&b);
    return margin + 1;
}

/* Rows that the key takes below the picture. */
static int rows_below(const nb_chart *c) { return c->kind == NB_CHART_CURVE ? 1 : 4; }

static int at_least(int a, int b) { return a > b ? a : b; }

void nb_chart_fit(nb_chart *c, const double low[2], const double high[2])
{
    c->beside = c->width >= LEAST_BESIDE && c->kind != NB_CHART_CURVE;
    int rows = c->height - AXIS_ROWS - (c->beside ? 0 : rows_below(c));
    c->margin =
        c->kind == NB_CHART_CURVE ? CURVE_MARGIN : margin_for(c, low[1], high[1], rows);
    int left = width_of(c->indent) + c->margin + 1;
    int columns = c->width - left - 1 - width_of(c->names[0]);
    if (c->beside)
        columns = c->width - left - KEY_COLUMNS - KEY_GAP;
    c->columns = columns = at_least(columns, LEAST_COLUMNS);
    c->rows = rows = at_least(rows, LEAST_ROWS);
    c->equal = false;
    if (c->kind == NB_CHART_CURVE)
        return;
    /* A cell is twice as high as it is wide. */
    double ratio = (high[0] - low[0]) / (high[1] - low[1]);
    int wide = (int)lround(2 * ratio * rows),
        high_rows = (int)lround(columns / (2 * ratio));
    if (ratio < 1.0 / 4 || ratio > 4)
        return;
    if (wide <= columns && wide >= LEAST_COLUMNS) {
        c->columns = wide;
        c->equal = true;
    } else if (high_rows <= rows && high_rows >= LEAST_ROWS) {
        c->rows = high_rows;
        c->equal = true;
    }
}

void nb_chart_plan(const nb_chart *c, nb_scene_plan *plan)
{
    enum { CELLS_X = 6, CELLS_Y = 3, LEVELS = 10, FEW_LEVELS = 7, FINER = 4 };
    if (c->kind == NB_CHART_CURVE) {
        plan->columns = (uint32_t)(2 * FINER * c->columns + 1);
        return;
    }
    plan->columns = (uint32_t)c->columns + 1;
    plan->rows = 2 * (uint32_t)c->rows + 1;
    plan->levels = c->rows < 30 ? FEW_LEVELS : LEVELS;
    plan->arrows_x = (uint32_t)at_least(c->columns / CELLS_X, 2);
    plan->arrows_y = (uint32_t)at_least(c->rows / CELLS_Y, 2);
}

/* ---- places ---- */

double nb_dot_x(const nb_drawing *d, double x)
{
    return (x - d->s->low[0]) / (d->s->high[0] - d->s->low[0]) * 2 * d->c->columns;
}

double nb_dot_y(const nb_drawing *d, double y)
{
    return (d->s->high[1] - y) / (d->s->high[1] - d->s->low[1]) * 4 * d->c->rows;
}

/* The cell of a point; the far ends belong to the last cells. */
bool nb_cell_of(const nb_drawing *d, double x, double y, int *column, int *row)
{
    const double nudge = 1e-6;
    double u = nb_dot_x(d, x) / 2, v = nb_dot_y(d, y) / 4;
    if (!(u >= -nudge && u <= d->c->columns + nudge && v >= -nudge &&
          v <= d->c->rows + nudge))
        return false;
    *column = (int)floor(u + nudge);
    *row = (int)floor(v + nudge);
    *column -= *column == d->c->columns;
    *row -= *row == d->c->rows;
    return true;
}

/* ---- axes ---- */

/* Where the ticks of the left axis are: a text for each row, or NULL. */
static void put_margin(const nb_drawing *d, int row, const nb_round *ticks, uint32_t n,
                       nb_buf *out)
{
    const nb_chart *c = d->c;
    nb_buf b = {0};
    bool tick = false;
    for (uint32_t i = 0; i < n; i++) {
        int at = (int)floor(nb_dot_y(d, nb_round_value(ticks[i])) / 4 + 1e-6);
        at -= at == c->rows;
        if (at == row && !tick) {
            nb_chart_number(ticks[i], c->unicode, &b);
            tick = true;
        }
    }
    if (!tick && row == 0)
        nb_buf_puts(&b, c->names[1]);
    nb_buf_puts(out, c->indent);
    for (int i = width_of(nb_buf_text(&b)); i < c->margin - 1; i++)
        nb_buf_putc(out, ' ');
    nb_buf_puts(out, nb_buf_text(&b));
    nb_buf_putc(out, ' ');
    nb_buf_puts(out, c->unicode ? tick ? "┤" : "│" : tick ? "+" : "|");
    nb_buf_free(&b);
}

static void pad(nb_buf *out, int n)
{
    for (int i = 0; i < n; i++)
        nb_buf_putc(out, ' ');
}

/* Numbers under the axis, each centred under its tick where there is room. */
static void put_numbers(const nb_drawing *d, const int *places, const nb_round *ticks,
                        uint32_t n, nb_buf *out)
{
    const nb_chart *c = d->c;
    int at = 0;
    nb_buf b = {0};
    nb_buf_puts(out, c->indent);
    pad(out, c->margin + 1);
    for (uint32_t i = 0; i < n; i++) {
        nb_buf_clear(&b);
        nb_chart_number(ticks[i], c->unicode, &b);
        int width = width_of(nb_buf_text(&b)), left = places[i] - (width - 1) / 2;
        if (left < at || left + width > c->columns + 2)
            continue;
        pad(out, left - at);
        nb_buf_puts(out, nb_buf_text(&b));
        at = left + width + 1;
        nb_buf_putc(out, ' ');
    }
    nb_buf_free(&b);
    while (out->length && out->text[out->length - 1] == ' ')
        out->text[--out->length] = '\0';
    nb_buf_putc(out, '\n');
}

static void put_bottom(const nb_drawing *d, nb_buf *out)
{
    const nb_chart *c = d->c;
    nb_round ticks[NB_TICKS_MAX];
    int places[NB_TICKS_MAX];
    uint32_t n = nb_ticks(d->s->low[0], d->s->high[0],
                          (uint32_t)at_least(c->columns / 6 + 1, 3), ticks);
    for (uint32_t i = 0; i < n; i++) {
        places[i] = (int)floor(nb_dot_x(d, nb_round_value(ticks[i])) / 2 + 1e-6);
        places[i] -= places[i] == c->columns;
    }
    nb_buf_puts(out, c->indent);
    pad(out, c->margin);
    nb_buf_puts(out, c->unicode ? "└" : "+");
    for (int i = 0; i < c->columns; i++) {
        bool tick = false;
        for (uint32_t k = 0; k < n; k++)
            tick = tick || places[k] == i;
        nb_buf_puts(out, c->unicode ? tick ? "┬" : "─" : tick ? "+" : "-");
    }
    nb_buf_printf(out, " %s\n", c->names[0]);
    put_numbers(d, places, ticks, n, out);
}

/* ---- all of it ---- */

static void put_beside(const nb_drawing *d, int row, nb_buf *out)
{
    if (row >= d->n_key)
        return;
    pad(out, KEY_GAP);
    nb_buf_puts(out, nb_buf_text(&d->key[row]));
}

/* The lines of the key one after the other, as many in a row as fit. */
static void put_below(const nb_drawing *d, nb_buf *out)
{
    int at = 0, start = width_of(d->c->indent);
    for (int i = 0; i < d->n_key; i++) {
        int width = d->key_width[i];
        if (at && start + at + 3 + width > d->c->width) {
            nb_buf_putc(out, '\n');
            at = 0;
        }
        nb_buf_puts(out, at ? "   " : d->c->indent);
        nb_buf_puts(out, nb_buf_text(&d->key[i]));
        at += width + (at ? 3 : 0);
    }
    if (at)
        nb_buf_putc(out, '\n');
}

static void write_all(nb_drawing *d, nb_buf *out)
{
    const nb_chart *c = d->c;
    nb_round ticks[NB_TICKS_MAX];
    uint32_t n = nb_ticks(d->s->low[1], d->s->high[1], ticks_for(c->rows), ticks);
    for (int row = 0; row < c->rows; row++) {
        put_margin(d, row, ticks, n, out);
        nb_canvas_write(&d->canvas, row, c->color, out);
        if (c->beside)
            put_beside(d, row, out);
        while (out->length && out->text[out->length - 1] == ' ')
            out->text[--out->length] = '\0';
        nb_buf_putc(out, '\n');
    }
    put_bottom(d, out);
    if (!c->beside)
        put_below(d, out);
}

bool nb_chart_draw(const nb_chart *c, const nb_scene *s, nb_buf *out)
{
    nb_drawing d = {.c = c, .s = s};
    bool ok = nb_canvas_init(&d.canvas, c->columns, c->rows);
    if (ok) {
        if (c->kind == NB_CHART_CURVE)
            nb_draw_curves(&d);
        else
            nb_draw_surface(&d);
        nb_make_key(&d);
        write_all(&d, out);
    }
    for (int i = 0; i < d.n_key; i++) {
        ok = ok && !d.key[i].failed;
        nb_buf_free(&d.key[i]);
    }
    nb_canvas_free(&d.canvas);
    return ok && !out->failed;
}
