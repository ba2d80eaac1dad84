#ifndef NB_TEXT_BUF_H
#define NB_TEXT_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* A growable string. Always NUL-terminated once something was added. When
 * memory runs out `failed` is set, the buffer is empty, and later additions do
 * nothing, so a writer checks once, at its end. Zero-initialise to start:
 * nb_buf b = {0}; */
typedef struct nb_buf {
    char *text;
    size_t length, capacity;
    bool failed;
} nb_buf;

void nb_buf_free(nb_buf *b);
void nb_buf_clear(nb_buf *b);
void nb_buf_add(nb_buf *b, const char *bytes, size_t n);
void nb_buf_puts(nb_buf *b, const char *text);
void nb_buf_putc(nb_buf *b, char c);
/* Appends the n bytes from `start` on once more. */
void nb_buf_repeat(nb_buf *b, size_t start, size_t n);
void nb_buf_printf(nb_buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The text ("" when empty); stays the buffer's. That of a buffer that has failed is
 * empty too, and known by its place: what it is added to fails with it, so that a part
 * put together in a buffer of its own is never left out in silence. */
const char *nb_buf_text(const nb_buf *b);
/* Whether a text is that of a buffer that has failed; and letting b fail where it is, for
 * writers that go through a text byte by byte. */
bool nb_is_lost(const char *text);
void nb_buf_heed(nb_buf *b, const char *text);

/* Gives the text away (free() it); NULL when the buffer has failed. */
char *nb_buf_take(nb_buf *b);

#endif
