#include "explore/ticks.h"

#include <math.h>

/* 10^k for moderate k; correctly rounded where it can be. */
static double ten_to(int k) { return pow(10, k); }

double nb_round_value(nb_round r)
{
    if (r.exponent < 0 && r.exponent >= -22)
        return (double)r.digits / ten_to(-r.exponent);
    return (double)r.digits * ten_to(r.exponent);
}

void nb_round_text(nb_round r, nb_buf *out)
{
    enum { LONGEST = 6, SMALLEST = -5 };
    char digits[24];
    int n = 0;
    uint64_t m = r.digits < 0 ? -(uint64_t)r.digits : (uint64_t)r.digits;
    if (m == 0) {
        nb_buf_putc(out, '0');
        return;
    }
    while (m % 10 == 0) {
        m /= 10;
        r.exponent++;
    }
    for (; m; m /= 10)
        digits[n++] = (char)('0' + m % 10); /* the last first */
    if (r.digits < 0)
        nb_buf_putc(out, '-');
    int first = n - 1 + r.exponent; /* place of the first digit */
    bool positional = first < LONGEST && first >= SMALLEST;
    if (positional && first < 0)
        nb_buf_puts(out, "0.");
    for (int k = -1; positional && k > first; k--)
        nb_buf_putc(out, '0');
    for (int i = n; i-- > 0;) {
        nb_buf_putc(out, digits[i]);
        int place = i + r.exponent;
        if (i > 0 && ((positional && place == 0) || (!positional && i == n - 1)))
            nb_buf_putc(out, '.');
    }
    for (int k = 0; positional && k < r.exponent; k++)
        nb_buf_putc(out, '0');
    if (!positional)
        nb_buf_printf(out, "e%d", first);
}

/* Multiples of step = digits * 10^exponent within [low, high], widened by a billionth
 * of a step so that ends which are multiples count in spite of rounding. */
static uint32_t multiples(double low, double high, nb_round step, int64_t *first)
{
    double size = nb_round_value(step);
    double a = ceil(low / size - 1e-9), b = floor(high / size + 1e-9);
    if (!(fabs(a) < 1e15 && fabs(b) < 1e15) || b < a)
        return 0;
    *first = (int64_t)a;
    return b - a >= NB_TICKS_MAX ? NB_TICKS_MAX + 1 : (uint32_t)(b - a) + 1;
}

uint32_t nb_ticks(double low, double high, uint32_t most, nb_round *out)
{
    static const int mantissas[] = {1, 2, 5};
    if (!(high > low) || !isfinite(high - low))
        return 0;
    if (most > NB_TICKS_MAX)
        most = NB_TICKS_MAX;
    int exponent = (int)floor(log10((high - low) / most)) - 1;
    for (int i = 0; i < 12; i++) {
        nb_round step = {mantissas[i % 3], exponent + i / 3};
        int64_t first = 0;
        uint32_t n = multiples(low, high, step, &first);
        if (n > most)
            continue;
        for (uint32_t k = 0; k < n; k++)
            out[k] = (nb_round){(first + k) * step.digits, step.exponent};
        return n;
    }
    return 0;
}
