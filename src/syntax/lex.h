#ifndef NB_SYNTAX_LEX_H
#define NB_SYNTAX_LEX_H

#include "syntax/parse.h"
#include "text/error.h"

/* Text -> tokens, one at a time and without a state of its own: a token is read
 * from a place in the text, so looking ahead is keeping a copy of a token.
 *
 * All spellings of a symbol give the same token: 2*x, 2×x, 2·x, 2\cdot x. */

typedef enum nb_token_kind {
    T_END,
    T_NUMBER,
    T_WORD,     /* a name, function or keyword                         */
    T_SUPER,    /* raised digits: ², ⁻¹                                */
    T_OPEN,     /* sub: ( [ {                                          */
    T_CLOSE,    /* sub: ) ] }                                          */
    T_BAR,      /* | that may open or close                            */
    T_OPENBAR,  /* \left|                                              */
    T_CLOSEBAR, /* \right|                                             */
    T_NORM,     /* ‖; sub: '(' for \left\|, ')' for \right\|, 0: plain */
    T_COMMA,
    T_SEMICOLON,
    T_PLUS,
    T_MINUS,
    T_TIMES,
    T_SLASH,
    T_CARET,
    T_BANG,
    T_DEGREE,
    T_PRIME,    /* sub: how many                                       */
    T_ROOT,     /* √ ∛ ∜; sub: 2, 3, 4                                 */
    T_RELATION, /* sub: nb_rel                                         */
    T_ASSIGN,   /* :=                                                  */
    T_NABLA,
    T_PARTIAL,
    T_AND,       /* ∧                                                   */
    T_OR,        /* ∨                                                   */
    T_NOT,       /* ¬                                                   */
    T_FRACTION,  /* \frac                                               */
    T_VULGAR,    /* ½; sub: numerator*16 + denominator                  */
    T_RADICAL,   /* \sqrt                                               */
    T_CASES,     /* \begin{cases}                                       */
    T_ENDCASES,  /* \end{cases}                                         */
    T_AMPERSAND, /* & between the columns of cases                      */
    T_ROW,       /* \\ between the rows of cases                        */
    T_SUBSCRIPT, /* _ that is not part of a name                        */
    T_ARROW,     /* -> ↦                                                */
    T_BAD        /* sub: nb_bad                                         */
} nb_token_kind;

/* Why a token cannot be read. */
typedef enum nb_bad {
    BAD_CHARACTER,
    BAD_UTF8,
    BAD_NUL,
    BAD_NUMBER,  /* 1.2.3                       */
    BAD_COMMAND, /* \foo                        */
    BAD_SUPER,   /* x²⁻                         */
    BAD_DOLLAR   /* $…$                         */
} nb_bad;

typedef struct nb_token {
    uint8_t kind, sub;
    bool space; /* blanks before it                                        */
    bool ascii; /* WORD: the text itself is the name (no LaTeX, no Unicode) */
    uint32_t begin, end;
} nb_token;

/* The token at or after byte `from`. */
nb_token nb_lex(const char *text, uint32_t length, uint32_t from);

/* Records why a T_BAD token cannot be read. */
void nb_lex_explain(nb_error *err, const char *text, nb_token t);

/* The ASCII name of a WORD: α₁ -> "alpha_1", \operatorname{arsinh} -> "arsinh".
 * Returns its length; 0 when it is longer than NB_NAME_MAX. */
size_t nb_word_name(const char *text, nb_token t, char name[NB_NAME_MAX + 1]);

/* The rational that a NUMBER token or raised digits denote. False with an error
 * when there are too many digits. */
bool nb_token_value(nb_error *err, const char *text, nb_token t, fmpq_t value);

/* Whether a NUMBER token has a decimal point or an exponent. */
bool nb_token_is_decimal(const char *text, nb_token t);

/* ---- characters (character.c) ---- */

typedef struct nb_character {
    uint8_t kind, sub; /* of the token that the character makes alone       */
    uint8_t length;    /* bytes; 0 at the end of the text                   */
    char plain;        /* ASCII letter, digit or sign it stands for, or 0   */
    bool blank;
    const char *greek; /* name of a Greek letter, or NULL                   */
    char lowered;      /* letter or digit that it writes as a subscript     */
} nb_character;

/* What the character at byte `at` is, without regard to its neighbours. */
nb_character nb_character_at(const char *text, uint32_t length, uint32_t at);

/* The Greek letter's name of this LaTeX or ASCII spelling, or NULL. */
const char *nb_greek_name(const char *name, size_t length);

#endif
