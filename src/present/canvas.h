#ifndef NB_PRESENT_CANVAS_H
#define NB_PRESENT_CANVAS_H

#include "text/buf.h"

#include <stdint.h>

/* A picture made of characters. A cell holds a character, or 2 by 4 dots that are
 * written as a braille pattern; (0, 0) is at the top left. Colours are those of the
 * 256 that terminals share: 1 ... 255; 0 is the terminal's own. */
typedef struct nb_pixel {
    uint32_t glyph; /* 0: the dots, or blank */
    uint8_t dots;
    uint8_t color, ground;
    bool taken; /* by a mark or a label, which nothing overwrites */
} nb_pixel;

typedef struct nb_canvas {
    int columns, rows;
    nb_pixel *cells;
} nb_canvas;

/* False when memory ran out. */
bool nb_canvas_init(nb_canvas *c, int columns, int rows);
void nb_canvas_free(nb_canvas *c);

/* The cell, or NULL outside. */
nb_pixel *nb_canvas_cell(const nb_canvas *c, int column, int row);

/* A dot, in units of dots from the top left; outside nothing happens. */
void nb_canvas_dot(nb_canvas *c, int x, int y, uint8_t color);
/* A straight line of dots; where `step` is more than 1, of every step-th. */
void nb_canvas_line(nb_canvas *c, double x0, double y0, double x1, double y1, int step,
                    uint8_t color);
/* A character into a cell that is not taken. */
void nb_canvas_put(nb_canvas *c, int column, int row, uint32_t glyph, uint8_t color);
/* Appends a row without a line feed; with colours if asked for. */
void nb_canvas_write(const nb_canvas *c, int row, bool color, nb_buf *out);

/* Switches a colour (0: back to the terminal's own) on. */
void nb_color_escape(uint8_t color, uint8_t ground, nb_buf *out);

#endif
