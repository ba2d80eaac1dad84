#ifndef NB_TEXT_UTF8_H
#define NB_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Reads the character at the head of `n` bytes into *c and returns its length in
 * bytes; 0 when they do not begin with well-formed UTF-8 (overlong forms,
 * surrogates and values above U+10FFFF are not well-formed) or n is 0. */
size_t nb_utf8_decode(const char *text, size_t n, uint32_t *c);

/* Writes the character (at most 4 bytes) and returns its length. */
size_t nb_utf8_encode(uint32_t c, char out[4]);

/* Columns of one character on a terminal: 0 for combining and invisible ones, 2
 * for East Asian wide ones and emoji, else 1. */
int nb_utf8_columns(uint32_t c);

/* Columns of `n` bytes on a terminal; a byte that is not UTF-8 counts as 1. */
size_t nb_utf8_width(const char *text, size_t n);

#endif
