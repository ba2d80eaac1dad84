#include "shell/csv.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 16 };

void csv_open(csv *c, FILE *in) { *c = (csv){.in = in, .next_line = 1}; }

void csv_close(csv *c)
{
    free(c->buffer);
    free(c->fields);
    free(c->text);
    *c = (csv){0};
}

/* ---- records ---- */

/* Reads more behind what is there; false when there is no more. */
static bool fill(csv *c)
{
    if (c->at_end)
        return false;
    if (c->begin > 0) {
        memmove(c->buffer, c->buffer + c->begin, c->end - c->begin);
        c->end -= c->begin;
        c->begin = 0;
    }
    if (c->size - c->end < PIECE) {
        size_t size = 2 * c->size + 2 * PIECE;
        char *buffer = realloc(c->buffer, size);
        if (!buffer) {
            c->failed = c->at_end = true;
            return false;
        }
        c->buffer = buffer;
        c->size = size;
    }
    size_t n = fread(c->buffer + c->end, 1, PIECE, c->in);
    bool first = c->end == 0 && c->next_line == 1;
    c->end += n;
    c->at_end = n == 0;
    if (first && n >= 3 && memcmp(c->buffer, "\xEF\xBB\xBF", 3) == 0)
        c->begin = 3;
    return n > 0;
}

/* The length of the record at the head of the buffer, up to its line feed, or to the
 * end of the file. */
static size_t record_length(csv *c, bool *ended)
{
    size_t i = 0;
    bool quoted = false;
    for (*ended = false;; i++) {
        if (c->begin + i == c->end && !fill(c))
            break;
        char b = c->buffer[c->begin + i];
        if (b == '"') {
            quoted = !quoted;
        } else if (b == '\n' && !quoted) {
            *ended = true;
            break;
        }
    }
    c->unclosed = quoted;
    return i;
}

static bool is_blank(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r')
            return false;
    return true;
}

static bool room(csv *c, size_t fields)
{
    if (c->text_size < 2 * c->length + 2) {
        c->text_size = 4 * c->length + 64;
        free(c->text);
        c->text = malloc(c->text_size);
    }
    if (c->capacity < fields) {
        c->capacity = 2 * fields;
        free(c->fields);
        c->fields = malloc(c->capacity * sizeof *c->fields);
    }
    c->failed = c->failed || !c->text || !c->fields;
    return !c->failed;
}

/* Copies one field to `to` and returns what follows it: a comma, or the end. */
static const char *take_field(const char *from, const char *end, char **to)
{
    char *start = *to;
    while (from < end && (*from == ' ' || *from == '\t'))
        from++;
    bool quoted = from < end && *from == '"';
    from += quoted;
    for (; from < end && (quoted || *from != ','); from++) {
        if (quoted && *from == '"') {
            if (from + 1 < end && from[1] == '"')
                from++;
            else {
                quoted = false;
                continue;
            }
        }
        *(*to)++ = *from;
    }
    while (*to > start && ((*to)[-1] == ' ' || (*to)[-1] == '\t'))
        --*to;
    *(*to)++ = '\0';
    return from;
}

static bool split(csv *c)
{
    size_t commas = 1;
    for (size_t i = 0; i < c->length; i++)
        commas += c->record[i] == ',';
    if (!room(c, commas))
        return false;
    const char *from = c->record, *end = c->record + c->length;
    char *to = c->text;
    for (c->n = 0;; from++) {
        c->fields[c->n++] = to;
        from = take_field(from, end, &to);
        if (from >= end)
            return true;
    }
}

bool csv_next(csv *c)
{
    for (;;) {
        bool ended;
        size_t n = record_length(c, &ended);
        if (c->failed || (n == 0 && !ended))
            return false;
        c->record = c->buffer + c->begin;
        c->length = n;
        c->line = c->next_line;
        for (size_t i = 0; i < n; i++)
            c->next_line += c->record[i] == '\n';
        c->next_line += ended;
        c->begin += n + ended;
        if (c->length > 0 && c->record[c->length - 1] == '\r')
            c->length--;
        if (!is_blank(c->record, c->length))
            return split(c);
    }
}

/* ---- numbers ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* m * 10^e where both are exact in a double, so that the result is rounded once
 * (Clinger, "How to read floating point numbers accurately", 1990). */
static bool exactly(unsigned long long m, int e, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (m >> 53 || e < -22 || e > 22)
        return false;
    *value = e < 0 ? (double)m / powers[-e] : (double)m * powers[e];
    return true;
}

bool csv_number(const char *text, double *value)
{
    const char *s = text;
    bool minus = *s == '-';
    unsigned long long m = 0;
    int e = 0, exponent = 0;
    bool long_one = false; /* too many digits: left to strtod */
    s += *s == '-' || *s == '+';
    const char *first = s;
    for (; is_digit(*s) || *s == '.'; s++) {
        if (*s == '.')
            continue;
        if (m < 100000000000000000ull)
            m = 10 * m + (unsigned)(*s - '0');
        else
            long_one = true;
    }
    const char *point = memchr(first, '.', (size_t)(s - first));
    if (s - first == (point ? 1 : 0) ||
        (point && memchr(point + 1, '.', (size_t)(s - point) - 1)))
        return false;
    if (point)
        e = -(int)(s - point - 1 > 1000 ? 1000 : s - point - 1);
    if (*s == 'e' || *s == 'E') {
        bool down = s[1] == '-';
        s += 1 + (s[1] == '-' || s[1] == '+');
        if (!is_digit(*s))
            return false;
        for (; is_digit(*s); s++)
            exponent = exponent < 10000 ? 10 * exponent + (*s - '0') : exponent;
        e += down ? -exponent : exponent;
    }
    if (*s)
        return false;
    if (long_one || !exactly(m, e, value)) {
        *value = strtod(text, NULL);
        return true;
    }
    if (minus)
        *value = -*value;
    return true;
}

/* ---- printing ---- */

/* d[0].d[1]… * 10^exponent with n digits, as people write it. */
static size_t write_decimal(char *out, const char *d, int n, int exponent)
{
    char *to = out;
    while (n > 1 && d[n - 1] == '0')
        n--;
    if (exponent < -5 || exponent > 15) {
        *to++ = d[0];
        if (n > 1)
            *to++ = '.';
        memcpy(to, d + 1, (size_t)n - 1);
        to += n - 1;
        return (size_t)(to - out) + (size_t)snprintf(to, 8, "e%d", exponent);
    }
    if (exponent < 0) {
        *to++ = '0';
        *to++ = '.';
        for (int i = -1; i > exponent; i--)
            *to++ = '0';
    }
    for (int i = 0; i < n || i <= exponent; i++) {
        *to++ = i < n ? d[i] : '0';
        if (i == exponent && i + 1 < n)
            *to++ = '.';
    }
    *to = '\0';
    return (size_t)(to - out);
}

/* Rounds the 17 digits d to n; *exponent grows where they were all nines. */
static void round_digits(const char *d, int n, char *out, int *exponent)
{
    memcpy(out, d, (size_t)n);
    bool up = d[n] >= '5';
    for (int i = n - 1; up && i >= 0; i--) {
        up = out[i] == '9';
        out[i] = up ? '0' : (char)(out[i] + 1);
    }
    if (up) {
        out[0] = '1';
        ++*exponent;
    }
}

static double value_of(const char *d, int n, int exponent)
{
    unsigned long long m = 0;
    double value;
    for (int i = 0; i < n; i++)
        m = 10 * m + (unsigned)(d[i] - '0');
    if (exactly(m, exponent - n + 1, &value))
        return value;
    char text[40];
    snprintf(text, sizeof text, "%llue%d", m, exponent - n + 1);
    return strtod(text, NULL);
}

static size_t print_integer(char *out, double value)
{
    char digits[20];
    int n = 0;
    for (unsigned long long m = (unsigned long long)value; m || n == 0; m /= 10)
        digits[n++] = (char)('0' + m % 10);
    for (int i = 0; i < n; i++)
        out[i] = digits[n - 1 - i];
    out[n] = '\0';
    return (size_t)n;
}

size_t csv_print(char out[CSV_NUMBER_MAX], double value)
{
    char text[CSV_NUMBER_MAX], digits[17], fewer[17];
    size_t sign = value < 0;
    double size = sign ? -value : value;
    out[0] = '-';
    if (size < 1e15 && size == (double)(unsigned long long)size)
        return sign + print_integer(out + sign, size);
    /* 17 digits tell every double; often 15 or 16 do. */
    snprintf(text, sizeof text, "%.16e", size);
    digits[0] = text[0];
    memcpy(digits + 1, text + 2, 16);
    int exponent = (int)strtol(text + 19, NULL, 10);
    for (int n = 15; n <= 16; n++) {
        int e = exponent;
        round_digits(digits, n, fewer, &e);
        if (value_of(fewer, n, e) == size)
            return sign + write_decimal(out + sign, fewer, n, e);
    }
    return sign + write_decimal(out + sign, digits, 17, exponent);
}
