#ifndef NB_SHELL_CSV_H
#define NB_SHELL_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Comma-separated values as RFC 4180 has them, read record by record: fields in double
 * quotes may hold commas, line feeds and doubled quotes; lines end with LF or CRLF;
 * blank lines and the byte order mark at the head of the file are passed over. */
typedef struct csv {
    FILE *in;
    char *buffer;
    size_t size, begin, end; /* what has been read and not yet used */
    bool at_end;
    size_t line; /* on which the record begins, from 1 */
    size_t next_line;
    /* The record: its bytes without the line's end, and its fields, without quotes
     * and surrounding blanks, each followed by a NUL. All valid until the next one. */
    const char *record;
    size_t length;
    char **fields;
    size_t n;
    bool unclosed; /* a quote is missing */
    bool failed;   /* out of memory; see also ferror(in) */
    size_t capacity;
    char *text;
    size_t text_size;
} csv;

void csv_open(csv *c, FILE *in);
void csv_close(csv *c);
/* The next record; false after the last. */
bool csv_next(csv *c);

/* Reads a decimal number, "-1.5e3", all of the text; false when it is none. */
bool csv_number(const char *text, double *value);

enum { CSV_NUMBER_MAX = 32 };
/* Writes the shortest decimal that reads back as the same finite double; returns its
 * length. */
size_t csv_print(char out[CSV_NUMBER_MAX], double value);

#endif
