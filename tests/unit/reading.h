#ifndef TESTS_READING_H
#define TESTS_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "syntax/parse.h"

/* Reads statements in a session that knows the functions f(x, y) and g(t) and the
 * constants a, b and rate, and holds them against what they should be. */

/* The statement is read as this (see dump.h), without a note. */
void reads(const char *text, const char *expected);
/* The same with one note of this kind and text. */
void reads_with_note(const char *text, const char *expected, nb_note_kind kind,
                     const char *note);
/* A bare expression in which every unknown name is a variable. */
void expression_reads(const char *text, const char *expected);
/* The statement is refused with this place, message and hint. */
void refuses(const char *text, nb_code code, uint32_t begin, uint32_t end,
             const char *message, const char *hint);
/* The statement is refused with this code and a message that has these words. */
void refuses_with(const char *text, nb_code code, const char *words);
/* The statement of `length` bytes is read or refused, and nothing worse: the error
 * has a message and lies within the text. Returns the code. */
nb_code survives(const char *text, size_t length);

typedef struct reading {
    const char *text, *expected;
} reading;

void all_read(const reading *table, size_t n);

#endif
