#ifndef NB_STATEMENTS_PLOT_H
#define NB_STATEMENTS_PLOT_H

#include "present/figure.h"
#include "session/out.h"
#include "session/writer.h"
#include "statements/box.h"
#include "statements/descent.h"

/* What "plot" was asked for. */

typedef enum nb_plot_form {
    NB_PLOT_CONTOURS,
    NB_PLOT_HEAT,
    NB_PLOT_SURFACE,
    NB_PLOT_DESCRIPTION,
    NB_PLOT_CURVE /* one variable */
} nb_plot_form;

typedef struct nb_plot {
    nb_plot_form form;
    nb_box box;
    bool arrows, descent, critical;
    nb_terminal terminal; /* of gnuplot */
    nb_descent_run run;   /* where `descent` */
    double *path;
    uint32_t n_path;
    nb_mark *marks;
    uint32_t n_marks;
    uint32_t n_critical;            /* among the marks                                 */
    bool marks_complete;            /* they are all there are, proven                  */
    bool curves;                    /* there are curves of critical points, too        */
    nb_round levels[NB_LEVELS_MAX]; /* of the contours that were described */
    uint32_t n_levels;
} nb_plot;

/* The scene for a drawing: samples by the plan, with path and marks of the plot. */
bool nb_plot_scene(nabla_result *r, const nb_plot *plot, nb_scene_plan *plan,
                   nb_scene *out);

/* The picture in words, sentence by sentence, each on a line, or without an indent all
 * in one; values in it are proven. */
void nb_describe(nabla_result *r, nb_plot *plot, nb_style style, const char *indent,
                 nb_buf *out);

#endif
