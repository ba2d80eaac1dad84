#ifndef NB_EXPLORE_TICKS_H
#define NB_EXPLORE_TICKS_H

#include "text/buf.h"

#include <stdint.h>

/* Round numbers, digits * 10^exponent, exactly: what axes and contours are marked
 * with. */
typedef struct nb_round {
    int64_t digits;
    int exponent;
} nb_round;

double nb_round_value(nb_round r);

/* Appends it as a decimal: "-0.5", "20", "3e7". */
void nb_round_text(nb_round r, nb_buf *out);

enum { NB_TICKS_MAX = 24 };

/* Puts the multiples of a step 1, 2 or 5 times a power of ten that lie in [low, high]
 * into `out`, in ascending order, and answers their number: as many as there are for
 * the smallest step that gives at most `most` (2 ... NB_TICKS_MAX). None where the
 * range is empty or not finite. */
uint32_t nb_ticks(double low, double high, uint32_t most, nb_round *out);

#endif
