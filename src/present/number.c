#include "present/print.h"

#include <stdlib.h>
#include <string.h>

/* Decimals with a point between these places are written out; others, such as
 * 1e-200, with an exponent. */
enum { LEAST_POINT = -5, GREATEST_POINT = 21 };

static void print_integer(const fmpz_t n, nb_buf *out)
{
    enum { SMALL = 1000000, PLACES = 6 };
    if (fmpz_sgn(n) >= 0 && fmpz_cmp_ui(n, SMALL) < 0) {
        char text[PLACES + 1] = "";
        size_t first = PLACES;
        ulong rest = fmpz_get_ui(n);
        do
            text[--first] = (char)('0' + rest % 10);
        while ((rest /= 10) > 0);
        nb_buf_add(out, text + first, PLACES - first);
        return;
    }
    char *digits = fmpz_get_str(NULL, 10, n);
    nb_buf_puts(out, digits);
    flint_free(digits);
}

static void zeros(slong n, nb_buf *out)
{
    while (n-- > 0)
        nb_buf_putc(out, '0');
}

/* Writes 0.DIGITS * 10^point. */
static void print_scaled(const char *digits, slong point, nb_buf *out)
{
    slong n = (slong)strlen(digits);
    if (point < LEAST_POINT || point > GREATEST_POINT) {
        nb_buf_add(out, digits, 1);
        if (n > 1)
            nb_buf_printf(out, ".%s", digits + 1);
        nb_buf_printf(out, "e%ld", (long)(point - 1));
    } else if (point <= 0) {
        nb_buf_puts(out, "0.");
        zeros(-point, out);
        nb_buf_puts(out, digits);
    } else if (point >= n) {
        nb_buf_puts(out, digits);
        zeros(point - n, out);
        nb_buf_puts(out, ".0");
    } else {
        nb_buf_add(out, digits, (size_t)point);
        nb_buf_printf(out, ".%s", digits + point);
    }
}

/* Removes the factor `prime` from n; how often it was there. */
static slong take_out(fmpz_t n, ulong prime)
{
    fmpz_t f;
    fmpz_init_set_ui(f, prime);
    slong times = fmpz_remove(n, n, f);
    fmpz_clear(f);
    return times;
}

/* Writes p/q as a decimal; false when its digits do not end. */
static bool print_decimal(const fmpq *value, nb_buf *out)
{
    fmpz_t n, power;
    fmpz_init_set(n, fmpq_denref(value));
    fmpz_init(power);
    slong twos = take_out(n, 2), fives = take_out(n, 5);
    bool ends = fmpz_is_one(n);
    if (ends) {
        slong scale = twos > fives ? twos : fives;
        fmpz_ui_pow_ui(power, twos > fives ? 5 : 2,
                       (ulong)(twos > fives ? twos - fives : fives - twos));
        fmpz_mul(n, fmpq_numref(value), power);
        char *digits = fmpz_get_str(NULL, 10, n);
        slong length = (slong)strlen(digits), point = length - scale;
        while (length > 1 && digits[length - 1] == '0')
            digits[--length] = '\0';
        if (fmpz_is_zero(n))
            nb_buf_puts(out, "0.0");
        else
            print_scaled(digits, point, out);
        flint_free(digits);
    }
    fmpz_clear(n);
    fmpz_clear(power);
    return ends;
}

void nb_print_number(nb_pool *p, nb_expr number, nb_buf *out)
{
    fmpq_t value;
    slong small;
    bool decimal = nb_fn_of(p, number) == NB_DECIMAL;
    if (!decimal && nb_get_int(p, number, &small) && small > -10 && small < 10) {
        nb_buf_putc(out, (char)('0' + (small < 0 ? -small : small)));
        return;
    }
    fmpq_init(value);
    fmpq_abs(value, nb_value(p, number));
    if (!decimal || !print_decimal(value, out)) {
        print_integer(fmpq_numref(value), out);
        if (!fmpz_is_one(fmpq_denref(value))) {
            nb_buf_putc(out, '/');
            print_integer(fmpq_denref(value), out);
        }
    }
    fmpq_clear(value);
}
