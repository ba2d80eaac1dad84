#include "text/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *nb_code_name(nb_code code)
{
    static const char *const names[] = {
        [NB_OK] = "ok",
        [NB_ERR_SYNTAX] = "syntax",
        [NB_ERR_NAME] = "name",
        [NB_ERR_USAGE] = "usage",
        [NB_ERR_UNDEFINED] = "undefined",
        [NB_ERR_UNPROVEN] = "unproven",
        [NB_ERR_LIMIT] = "limit",
        [NB_ERR_MEMORY] = "memory",
        [NB_ERR_INTERRUPTED] = "interrupted",
        [NB_ERR_IO] = "io",
    };
    return names[code];
}

void nb_error_clear(nb_error *err)
{
    err->code = NB_OK;
    err->begin = err->end = 0;
    err->message[0] = err->hint[0] = '\0';
}

void nb_error_forgive(nb_error *err)
{
    if (err->code != NB_ERR_MEMORY && err->code != NB_ERR_INTERRUPTED)
        nb_error_clear(err);
}

/* Drops a UTF-8 sequence that the end of the buffer cut in two. */
static void trim_partial_character(char *text)
{
    size_t n = strlen(text), k = n;
    while (k > 0 && ((unsigned char)text[k - 1] & 0xC0) == 0x80)
        k--;
    if (k == 0)
        return;
    unsigned char lead = (unsigned char)text[k - 1];
    size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (n - (k - 1) < want)
        text[k - 1] = '\0';
}

static void set(nb_error *err, nb_code code, uint32_t begin, uint32_t end,
                const char *format, va_list args)
{
    if (err->code != NB_OK)
        return;
    err->code = code;
    err->begin = begin;
    err->end = end;
    err->hint[0] = '\0';
    int n = vsnprintf(err->message, sizeof err->message, format, args);
    if (n >= (int)sizeof err->message)
        trim_partial_character(err->message);
}

void nb_error_set(nb_error *err, nb_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(err, code, 0, 0, format, args);
    va_end(args);
}

void nb_error_at(nb_error *err, nb_code code, uint32_t begin, uint32_t end,
                 const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(err, code, begin, end, format, args);
    va_end(args);
}

void nb_error_hint(nb_error *err, const char *format, ...)
{
    if (err->code == NB_OK || err->hint[0])
        return;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(err->hint, sizeof err->hint, format, args);
    va_end(args);
    if (n >= (int)sizeof err->hint)
        trim_partial_character(err->hint);
}
