#ifndef NB_SYNTAX_LEX_INTERNAL_H
#define NB_SYNTAX_LEX_INTERNAL_H

/* What the files of the lexer share: lex.c, word.c, latex.c. */

#include "syntax/lex.h"

#include <string.h>

typedef struct nb_source {
    const char *text;
    uint32_t length;
} nb_source;

static inline nb_character nb_at(nb_source s, uint32_t i)
{
    return nb_character_at(s.text, s.length, i);
}

static inline bool nb_is_digit(nb_character c)
{
    return c.plain >= '0' && c.plain <= '9' && c.kind == T_NUMBER;
}

static inline bool nb_is_letter(nb_character c) { return c.kind == T_WORD && c.plain; }

static inline bool nb_starts(nb_source s, uint32_t i, const char *word)
{
    size_t n = strlen(word);
    return i + n <= s.length && memcmp(s.text + i, word, n) == 0;
}

/* Gives the token the kind of an ASCII sign that is a token of its own, unless what
 * follows makes a pair with it; false for any other byte. */
bool nb_plain_sign(unsigned char c, nb_token *t);

/* Past blanks and comments. */
uint32_t nb_skip_blanks(nb_source s, uint32_t i);

/* The token that begins at t.begin. */
nb_token nb_token_at(nb_source s, nb_token t);

/* ---- word.c ---- */

/* Where the ASCII name goes while a word is read; n counts on when it is full. */
typedef struct nb_name_sink {
    char text[NB_NAME_MAX + 1];
    size_t n;
    bool ascii;
} nb_name_sink;

/* The letters after a backslash: their end. */
uint32_t nb_command_end(nb_source s, uint32_t i);

/* Past the word that begins at i; 0 when none does. */
uint32_t nb_scan_word(nb_source s, uint32_t i, nb_name_sink *sink);

/* ---- latex.c ---- */

/* The token that a backslash begins: a sign, a word, or none that is known. */
nb_token nb_latex_command(nb_source s, nb_token t);

#endif
