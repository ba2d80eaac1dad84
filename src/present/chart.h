#ifndef NB_PRESENT_CHART_H
#define NB_PRESENT_CHART_H

#include "explore/scene.h"
#include "present/canvas.h"

/* Pictures in a terminal: contours or a heat map with arrows, path and marks; or the
 * curve of a function of one variable and that of its derivative. In braille and half
 * blocks with Unicode, in letters without; whatever colour tells is told by a letter
 * or a label too. */

typedef enum nb_chart_kind {
    NB_CHART_CONTOURS,
    NB_CHART_HEAT,
    NB_CHART_CURVE
} nb_chart_kind;

typedef struct nb_chart {
    nb_chart_kind kind;
    bool unicode, color;
    const char *indent;
    const char *names[2];   /* of x and y */
    const char *function;   /* "f" */
    const char *derivative; /* one variable: "f'" */
    int width, height;      /* columns and rows of the window that may be used */
    /* Set by nb_chart_fit(): */
    int columns, rows; /* of cells in the picture */
    int margin;        /* columns of the numbers on the left */
    bool beside;       /* the key is beside the picture, else below */
    bool equal;        /* a unit is as long along x as along y */
} nb_chart;

/* Decides how large the picture is. For a curve high[1] may still be unknown. */
void nb_chart_fit(nb_chart *c, const double low[2], const double high[2]);

/* Samples that suit the size, for nb_scene_make(). */
void nb_chart_plan(const nb_chart *c, nb_scene_plan *plan);

/* Appends the picture with its axes and key. False when memory ran out. */
bool nb_chart_draw(const nb_chart *c, const nb_scene *s, nb_buf *out);

/* A number of an axis as people read it: a minus sign, powers of ten. */
void nb_chart_number(nb_round r, bool unicode, nb_buf *out);

#endif
