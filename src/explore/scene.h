#ifndef NB_EXPLORE_SCENE_H
#define NB_EXPLORE_SCENE_H

#include "explore/contour.h"
#include "explore/sample.h"
#include "explore/scale.h"

/* What a picture of a function of one or two variables shows, worked out: samples,
 * levels, contours, arrows. Plain numbers, to be drawn by the layer above. */

typedef struct nb_arrow {
    double x, y, dx, dy; /* the gradient (dx, dy) at (x, y) */
} nb_arrow;

typedef enum nb_mark_kind {
    NB_MARK_MINIMUM,
    NB_MARK_MAXIMUM,
    NB_MARK_SADDLE,
    NB_MARK_OTHER,
    NB_MARK_START, /* of a descent */
    NB_MARK_END,
    NB_MARK_KINDS
} nb_mark_kind;

typedef struct nb_mark {
    nb_mark_kind kind;
    double x, y;
} nb_mark;

typedef struct nb_scene {
    uint32_t n;             /* variables: 1 or 2 */
    double low[2], high[2]; /* ranges: of x, and of y or of the values */
    nb_value_range range;   /* of the values */
    nb_grid grid;           /* two variables */
    nb_round levels[NB_LEVELS_MAX];
    uint32_t n_levels;
    nb_contour contours[NB_LEVELS_MAX];
    nb_arrow *arrows;
    uint32_t n_arrows;
    uint32_t n_samples; /* one variable: evenly spaced, ends included */
    double *curve, *slope;
    double *path; /* of a descent: x, y, x, y, ...; borrowed */
    uint32_t n_path;
    const nb_mark *marks; /* borrowed */
    uint32_t n_marks;
} nb_scene;

typedef struct nb_scene_plan {
    nb_sampler *sampler;
    uint32_t n;
    double low[2], high[2];
    uint32_t columns, rows;      /* of the grid; samples of a curve: columns */
    uint32_t levels;             /* at most */
    uint32_t arrows_x, arrows_y; /* 0: none */
} nb_scene_plan;

/* Zero-initialise *out; free it either way. False with an error in the pool of the
 * sampler. Work: one evaluation for each sample and each arrow. */
bool nb_scene_make(nb_pool *p, const nb_scene_plan *plan, nb_scene *out);
void nb_scene_free(nb_scene *s);

/* The part [0, n_levels] of the levels that a value lies in; -1 where it is undefined. */
int nb_scene_band(const nb_scene *s, double value);

#endif
