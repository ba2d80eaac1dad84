#ifndef NB_EXPLORE_CONTOUR_H
#define NB_EXPLORE_CONTOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Samples over a rectangle: rows of nx, from the lowest y upwards; not finite where
 * the function is undefined. */
typedef struct nb_grid {
    uint32_t nx, ny; /* at least 2 */
    double low[2], high[2];
    double *values;
} nb_grid;

/* The coordinate of a column, or row, counted from 0; in between where it is no
 * whole number. */
double nb_grid_x(const nb_grid *g, double column);
double nb_grid_y(const nb_grid *g, double row);

/* A line of points: x, y, x, y, ... in units of columns and rows of the grid. */
typedef struct nb_polyline {
    uint32_t n; /* points */
    bool closed;
    double *points;
} nb_polyline;

typedef struct nb_contour {
    uint32_t n;
    nb_polyline *lines;
} nb_contour;

/* Whether a function leaps between the samples a and b, as across a pole: it goes the
 * other way before and after them, and less far. */
bool nb_leaps(double before, double a, double b, double after);

/* The lines on which the function has the value `level`, by marching squares with
 * linear interpolation; a square with four crossings is decided by the mean of its
 * corners. Squares with an undefined corner, or across which the values change by more
 * than `jump` or leap, have none. False when memory ran out; free either way. */
bool nb_contour_make(const nb_grid *g, double level, double jump, nb_contour *out);
void nb_contour_free(nb_contour *c);

#endif
