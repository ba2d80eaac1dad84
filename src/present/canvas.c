#include "present/canvas.h"

#include "text/utf8.h"

#include <math.h>
#include <stdlib.h>

bool nb_canvas_init(nb_canvas *c, int columns, int rows)
{
    *c = (nb_canvas){columns, rows, NULL};
    c->cells = calloc((size_t)columns * (size_t)rows, sizeof *c->cells);
    return c->cells != NULL;
}

void nb_canvas_free(nb_canvas *c)
{
    free(c->cells);
    *c = (nb_canvas){0};
}

nb_pixel *nb_canvas_cell(const nb_canvas *c, int column, int row)
{
    if (column < 0 || row < 0 || column >= c->columns || row >= c->rows)
        return NULL;
    return &c->cells[(size_t)row * (size_t)c->columns + (size_t)column];
}

/* The bits of a braille pattern, U+2800 plus these, by row and column of the dot
 * (The Unicode Standard, 21.1). */
static const uint8_t braille[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};

void nb_canvas_dot(nb_canvas *c, int x, int y, uint8_t color)
{
    if (x < 0 || y < 0)
        return;
    nb_pixel *cell = nb_canvas_cell(c, x / 2, y / 4);
    if (!cell || cell->taken)
        return;
    cell->dots |= braille[y % 4][x % 2];
    cell->color = color;
}

void nb_canvas_line(nb_canvas *c, double x0, double y0, double x1, double y1, int step,
                    uint8_t color)
{
    /* Rounding that does not depend on the last bits of the ends. */
    const double nudge = 1e-6;
    double length = fmax(fabs(x1 - x0), fabs(y1 - y0));
    if (!(length < 1e5))
        return;
    int n = (int)ceil(length) + 1;
    for (int i = 0; i <= n; i++) {
        double x = x0 + (x1 - x0) * i / n, y = y0 + (y1 - y0) * i / n;
        int column = (int)floor(x + nudge), row = (int)floor(y + nudge);
        if (step <= 1 || column % step == 0)
            nb_canvas_dot(c, column, row, color);
    }
}

void nb_canvas_put(nb_canvas *c, int column, int row, uint32_t glyph, uint8_t color)
{
    nb_pixel *cell = nb_canvas_cell(c, column, row);
    if (!cell || cell->taken)
        return;
    cell->glyph = glyph;
    cell->color = color;
}

void nb_color_escape(uint8_t color, uint8_t ground, nb_buf *out)
{
    nb_buf_puts(out, "\033[0");
    if (color)
        nb_buf_printf(out, ";38;5;%u", color);
    if (ground)
        nb_buf_printf(out, ";48;5;%u", ground);
    nb_buf_putc(out, 'm');
}

static uint32_t character(const nb_pixel *cell)
{
    enum { BRAILLE = 0x2800 };
    return cell->glyph ? cell->glyph : cell->dots ? (uint32_t)BRAILLE + cell->dots : ' ';
}

void nb_canvas_write(const nb_canvas *c, int row, bool color, nb_buf *out)
{
    uint8_t now = 0, ground = 0;
    int last = c->columns - 1;
    const nb_pixel *cells = nb_canvas_cell(c, 0, row);
    while (last >= 0 && character(&cells[last]) == ' ' && (!color || !cells[last].ground))
        last--;
    for (int i = 0; i <= last; i++) {
        char bytes[4];
        uint32_t glyph = character(&cells[i]);
        uint8_t wanted = glyph == ' ' ? now : cells[i].color;
        if (color && (wanted != now || cells[i].ground != ground)) {
            now = wanted;
            ground = cells[i].ground;
            nb_color_escape(now, ground, out);
        }
        nb_buf_add(out, bytes, nb_utf8_encode(glyph, bytes));
    }
    if (now || ground)
        nb_color_escape(0, 0, out);
    for (int i = last + 1; i < c->columns; i++)
        nb_buf_putc(out, ' ');
}
