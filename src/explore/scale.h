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

/* Puts the finite samples first, in ascending order, and answers their number. The two
 * functions below take samples that are so. */
size_t nb_sort_samples(double *samples, size_t n);

/* The range of the samples: all of it unless a few percent of them would take most of
 * the room, as beside a pole; then that of the rest. An empty range is widened. False
 * when there is no sample. */
bool nb_range_of(const double *sorted, size_t n, nb_value_range *out);

enum { NB_LEVELS_MAX = 16 };

/* Levels for contours: round numbers within the range, at most `most`, in ascending
 * order; evenly spaced, or, where the values crowd at one end of the range, near their
 * quantiles. Answers their number. */
uint32_t nb_levels(const double *sorted, size_t n, const nb_value_range *range,
                   uint32_t most, nb_round *out);

#endif
