#include "explore/scale.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

size_t nb_sort_samples(double *samples, size_t n)
{
    size_t finite = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(samples[i]))
            samples[finite++] = samples[i];
    qsort(samples, finite, sizeof *samples, compare);
    return finite;
}

static double quantile(const double *s, size_t n, double q)
{
    return s[(size_t)(q * (double)(n - 1) + 0.5)];
}

enum {
    TIMES = 3 /* what the other values may add to the range on a side */
};

bool nb_range_of(const double *s, size_t n, nb_value_range *out)
{
    *out = (nb_value_range){0};
    if (n == 0)
        return false;
    double low = quantile(s, n, 0.08), high = quantile(s, n, 0.92);
    double middle = high - low;
    out->defined = n;
    out->low = s[0];
    out->high = s[n - 1];
    if (middle > 0 && s[n - 1] - high > TIMES * middle)
        out->high = high + middle / 2;
    if (middle > 0 && low - s[0] > TIMES * middle)
        out->low = low - middle / 2;
    out->cut = out->low > s[0] || out->high < s[n - 1];
    if (!(out->high - out->low > 1e-12 * (fabs(out->low) + fabs(out->high)))) {
        double room = out->low == 0 ? 1 : fabs(out->low) / 2;
        out->low -= room;
        out->high += room;
    }
    return true;
}

/* ---- levels ---- */

/* The number 1, 2 or 5 times a power of ten that is nearest to x, in proportion; 0 for
 * what is small against the unit. */
static nb_round rounded(double x, double unit)
{
    double size = fabs(x);
    if (!(size > unit))
        return (nb_round){0, 0};
    int exponent = (int)floor(log10(size) + 1e-12);
    double d = size / pow(10, exponent);
    int digits = d < 1.414 ? 1 : d < 3.162 ? 2 : d < 7.071 ? 5 : 10;
    return (nb_round){x < 0 ? -digits : digits, exponent};
}

/* Quantiles of the values, rounded: about the same number of values lies between any
 * two levels. */
static uint32_t by_quantiles(const double *s, size_t n, const nb_value_range *range,
                             uint32_t most, nb_round *out)
{
    uint32_t count = 0;
    double unit = (range->high - range->low) / 500, last = range->low;
    for (uint32_t i = 0; i < most; i++) {
        double q = quantile(s, n, (i + 0.7) / (most + 0.4));
        nb_round level = rounded(q, unit);
        double value = nb_round_value(level);
        if (value > last + unit / 10 && value < range->high) {
            out[count++] = level;
            last = value;
        }
    }
    return count;
}

/* Levels at an end of the range, or so near that nothing lies beyond, show nothing. */
static uint32_t evenly(const nb_value_range *range, uint32_t most, nb_round *out)
{
    nb_round all[NB_TICKS_MAX];
    double room = (range->high - range->low) * 1e-6;
    uint32_t n = nb_ticks(range->low, range->high, most + 1, all), count = 0;
    for (uint32_t i = 0; i < n && count < most; i++) {
        double value = nb_round_value(all[i]);
        if (value > range->low + room && value < range->high - room)
            out[count++] = all[i];
    }
    return count;
}

uint32_t nb_levels(const double *s, size_t n, const nb_value_range *range, uint32_t most,
                   nb_round *out)
{
    enum { CROWDED = 8 }; /* half of the values in this part of the range */
    uint32_t count = 0;
    if (most > NB_LEVELS_MAX)
        most = NB_LEVELS_MAX;
    nb_value_range seen = *range; /* a constant's range is wider than its values */
    if (n) {
        seen.low = fmax(seen.low, s[0]);
        seen.high = fmin(seen.high, s[n - 1]);
        double middle = quantile(s, n, 0.5), reach = range->high - range->low;
        if ((middle - range->low) * CROWDED < reach ||
            (range->high - middle) * CROWDED < reach)
            count = by_quantiles(s, n, range, most, out);
    }
    return count >= 3 ? count : evenly(&seen, most, out);
}
