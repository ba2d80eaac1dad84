#include "syntax/lex.h"

#include <stdlib.h>
#include <string.h>

/* Digits that a number may be written with, and the size of a decimal exponent:
 * beyond these, 1e999999999 would fill the memory before it means anything. */
enum { MOST_DIGITS = 1000000, MOST_EXPONENT = 100000 };

static bool refuse(nb_error *err, nb_token t, const char *limit)
{
    nb_error_at(err, NB_ERR_LIMIT, t.begin, t.end,
                "this number is too large to write out: %s", limit);
    return false;
}

/* The digits of the token in plain ASCII, without its point; *after counts those
 * behind the point, *exponent points at the exponent's sign or digits. */
static char *plain_digits(const char *text, nb_token t, size_t *after,
                          const char **exponent)
{
    char *out = malloc(t.end - t.begin + 2);
    if (!out)
        return NULL;
    size_t n = 0;
    bool point = false;
    *after = 0;
    *exponent = NULL;
    for (uint32_t i = t.begin; i < t.end;) {
        nb_character c = nb_character_at(text, t.end, i);
        i += c.length;
        if (c.plain == '.') {
            point = true;
        } else if (c.plain == 'e' || c.plain == 'E') {
            out[n++] = '\0';
            *exponent = out + n;
        } else if (c.plain != '+') {
            out[n++] = c.plain;
            *after += point && !*exponent;
        }
    }
    out[n] = '\0';
    return out;
}

/* value = digits * 10^scale */
static void assemble(fmpq_t value, const char *digits, long scale)
{
    fmpz_t power;
    fmpz_init(power);
    fmpz_set_str(fmpq_numref(value), digits, 10);
    fmpz_one(fmpq_denref(value));
    fmpz_set_ui(power, 10);
    fmpz_pow_ui(power, power, (ulong)labs(scale));
    if (scale >= 0)
        fmpz_mul(fmpq_numref(value), fmpq_numref(value), power);
    else
        fmpz_set(fmpq_denref(value), power);
    fmpq_canonicalise(value);
    fmpz_clear(power);
}

/* An integer of a few ASCII digits, as nearly all are. */
static bool small_integer(const char *text, nb_token t, fmpq_t value)
{
    enum { FEW_DIGITS = 18 };
    slong n = 0;
    if (t.end - t.begin > FEW_DIGITS)
        return false;
    for (uint32_t i = t.begin; i < t.end; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        n = 10 * n + (text[i] - '0');
    }
    fmpq_set_si(value, n, 1);
    return true;
}

bool nb_token_value(nb_error *err, const char *text, nb_token t, fmpq_t value)
{
    size_t after;
    const char *exponent;
    if (small_integer(text, t, value))
        return true;
    if (t.end - t.begin > MOST_DIGITS)
        return refuse(err, t, "the limit is 1,000,000 digits");
    char *digits = plain_digits(text, t, &after, &exponent);
    if (!digits) {
        nb_error_at(err, NB_ERR_MEMORY, t.begin, t.end, "out of memory");
        return false;
    }
    /* strtol stops at LONG_MAX for longer ones, which is refused as well. */
    long scale = exponent ? strtol(exponent, NULL, 10) : 0;
    bool good = scale <= MOST_EXPONENT && scale >= -MOST_EXPONENT;
    if (good)
        assemble(value, digits, scale - (long)after);
    free(digits);
    return good || refuse(err, t, "the limit is 10^100000");
}
