#ifndef NB_PRESENT_CHART_INTERNAL_H
#define NB_PRESENT_CHART_INTERNAL_H

#include "present/chart.h"

enum { NB_KEY_LINES = 40 };

/* A chart that is being drawn. */
typedef struct nb_drawing {
    const nb_chart *c;
    const nb_scene *s;
    nb_canvas canvas;
    nb_buf key[NB_KEY_LINES];
    int key_width[NB_KEY_LINES];
    int n_key;
    bool arrows, undefined; /* there are some to be seen */
} nb_drawing;

/* A point in units of dots from the top left; the cell of a point, false outside. */
double nb_dot_x(const nb_drawing *d, double x);
double nb_dot_y(const nb_drawing *d, double y);
bool nb_cell_of(const nb_drawing *d, double x, double y, int *column, int *row);

/* Onto the canvas: a surface, curves; and the lines of the key. */
void nb_draw_surface(nb_drawing *d);
void nb_draw_curves(nb_drawing *d);
void nb_make_key(nb_drawing *d);

/* Colours: of level i of n, of band i of n + 1, and what is legible on that. */
uint8_t nb_level_color(uint32_t i, uint32_t n);
uint8_t nb_band_color(uint32_t i, uint32_t n);
uint8_t nb_band_ink(uint8_t band_color);
/* The character that stands for a band where there is no colour. */
uint32_t nb_band_glyph(const nb_chart *c, uint32_t i, uint32_t n);
/* The character and the colour of a mark, and its name. */
uint32_t nb_mark_glyph(const nb_chart *c, nb_mark_kind kind);
uint8_t nb_mark_color(nb_mark_kind kind);
const char *nb_mark_word(nb_mark_kind kind);

enum { NB_PATH_COLOR = 163, NB_CURVE_COLOR = 27, NB_SLOPE_COLOR = 166 };

#endif
