#ifndef NB_EXPLORE_SCALE_H
#define NB_EXPLORE_SCALE_H

#include "explore/ticks.h"

#include <stdbool.h>
#include <stddef.h>

/* Which part of a function's values a picture shows. */
typedef struct nb_value_range {
    double low, high;
    size_t defined; /* samples that are numbers */
    bool cut;       /* some values lie outside */
} nb_value_range;

/* The range of the samples: all of it unless a few percent of them would take most of
 * the room, as beside a pole; then that of the rest. Samples that are not finite are
 * passed over. An empty range is widened. False when there is no finite sample. */
bool nb_range_of(const double *samples, size_t n, nb_value_range *out);

enum { NB_LEVELS_MAX = 16 };

/* Levels for contours: round numbers within the range, at most `most`, in ascending
 * order; evenly spaced, or, where the values crowd at one end of the range, near their
 * quantiles. Answers their number. */
uint32_t nb_levels(const double *samples, size_t n, const nb_value_range *range,
                   uint32_t most, nb_round *out);

#endif
