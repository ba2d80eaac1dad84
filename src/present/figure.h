#ifndef NB_PRESENT_FIGURE_H
#define NB_PRESENT_FIGURE_H

#include "explore/scene.h"

/* Pictures for files: as SVG, written here; and as a script for gnuplot, which makes
 * PNG, PDF and windows of it. Both are complete texts that name no file. */

typedef enum nb_figure_kind {
    NB_FIGURE_CONTOURS,
    NB_FIGURE_HEAT,
    NB_FIGURE_SURFACE,
    NB_FIGURE_CURVE
} nb_figure_kind;

typedef struct nb_figure {
    nb_figure_kind kind;
    const char *title;     /* UTF-8, one line          */
    const char *names[3];  /* of x, y and of the value */
    const char *curves[2]; /* one variable: of the function and of its derivative */
} nb_figure;

/* Samples that suit a figure, for nb_scene_make(). */
void nb_figure_plan(const nb_figure *f, nb_scene_plan *plan);

/* Appends an SVG document (SVG 1.1, no scripts, no references). */
void nb_svg(const nb_figure *f, const nb_scene *s, nb_buf *out);

/* How gnuplot shows the picture. */
typedef enum nb_terminal {
    NB_TERMINAL_PNG,
    NB_TERMINAL_PDF,
    NB_TERMINAL_WINDOW
} nb_terminal;

/* Appends a script that draws the picture on gnuplot's standard output, or in a
 * window. */
void nb_gnuplot(const nb_figure *f, const nb_scene *s, nb_terminal terminal, nb_buf *out);

/* Colours as RRGGBB: of level i of n (dark enough for a white ground), of band i of
 * n + 1, from dark to bright. */
unsigned nb_level_rgb(uint32_t i, uint32_t n);
unsigned nb_band_rgb(uint32_t i, uint32_t n);

/* Appends a number with two decimals, the same whatever the locale. */
void nb_put_fixed(double x, nb_buf *out);

#endif
