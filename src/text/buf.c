#include "text/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void nb_buf_free(nb_buf *b)
{
    free(b->text);
    *b = (nb_buf){0};
}

void nb_buf_clear(nb_buf *b)
{
    b->length = 0;
    b->failed = false;
    if (b->text)
        b->text[0] = '\0';
}

/* Known by its place, so what stands here is unlike any other text: compilers let equal
 * constants share one. */
static const char lost[] = "\0lost";

bool nb_is_lost(const char *text) { return text == lost; }

static bool fail(nb_buf *b)
{
    b->failed = true;
    b->length = 0;
    return false;
}

/* Makes room for n more bytes and the NUL. */
static bool reserve(nb_buf *b, size_t n)
{
    if (b->failed)
        return false;
    if (n < b->capacity && b->length < b->capacity - n)
        return true;
    size_t want = b->length + n + 1;
    size_t capacity = b->capacity ? b->capacity : 64;
    while (capacity < want)
        capacity *= 2;
    char *text = realloc(b->text, capacity);
    if (!text)
        return fail(b);
    b->text = text;
    b->capacity = capacity;
    return true;
}

void nb_buf_heed(nb_buf *b, const char *text)
{
    if (nb_is_lost(text))
        fail(b);
}

void nb_buf_add(nb_buf *b, const char *bytes, size_t n)
{
    nb_buf_heed(b, bytes);
    if (!reserve(b, n))
        return;
    memcpy(b->text + b->length, bytes, n);
    b->length += n;
    b->text[b->length] = '\0';
}

void nb_buf_repeat(nb_buf *b, size_t start, size_t n)
{
    if (!reserve(b, n))
        return;
    memcpy(b->text + b->length, b->text + start, n);
    b->length += n;
    b->text[b->length] = '\0';
}

void nb_buf_puts(nb_buf *b, const char *text) { nb_buf_add(b, text, strlen(text)); }

void nb_buf_putc(nb_buf *b, char c)
{
    if (!reserve(b, 1))
        return;
    b->text[b->length++] = c;
    b->text[b->length] = '\0';
}

void nb_buf_printf(nb_buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !reserve(b, (size_t)n))
        return;
    va_start(args, format);
    vsnprintf(b->text + b->length, (size_t)n + 1, format, args);
    va_end(args);
    b->length += (size_t)n;
}

const char *nb_buf_text(const nb_buf *b)
{
    if (b->failed)
        return lost;
    return b->text ? b->text : "";
}

char *nb_buf_take(nb_buf *b)
{
    if (!b->failed)
        reserve(b, 0);
    char *text = b->failed ? NULL : b->text;
    if (b->failed)
        free(b->text);
    else
        text[b->length] = '\0';
    *b = (nb_buf){0};
    return text;
}
