#ifndef NB_SESSION_OUT_H
#define NB_SESSION_OUT_H

#include "expr/precedence.h"
#include "session/answer.h"

/* Lines for people: text, signs and formulas side by side. A line is collected
 * first and written when it ends, for how it is drawn depends on all of it. */

typedef enum nb_sign_name {
    NB_SIGN_EQUALS,
    NB_SIGN_ABOUT,   /* ≈ */
    NB_SIGN_MAPS_TO, /* ↦ */
    NB_SIGN_NABLA,   /* ∇, before a name */
    NB_SIGN_PRIME,
    NB_SIGN_COUNT
} nb_sign_name;

typedef enum nb_bracket {
    NB_BRACKET_ROUND,
    NB_BRACKET_ANGLE,
    NB_BRACKET_BARS,
    NB_BRACKET_NORM,
    NB_BRACKET_COUNT
} nb_bracket;

typedef enum nb_piece_kind {
    NB_PIECE_TEXT, /* text [at, at + length) of the line's texts */
    NB_PIECE_EXPR, /* e, in brackets where it is looser than `least` */
    NB_PIECE_OPEN, /* a bracket */
    NB_PIECE_CLOSE,
    NB_PIECE_RATIO, /* two texts, one above the other or with / between */
    NB_PIECE_VECTOR /* `length` items from `at` on, in round brackets */
} nb_piece_kind;

typedef struct nb_line_piece {
    uint8_t kind, least, bracket;
    nb_expr e;
    size_t at, length;
    size_t below, below_length;
} nb_line_piece;

typedef struct nb_out {
    nabla *s;
    nb_pool *p;
    nb_style style;
    int width; /* 0: each line as it comes */
    const char *indent;
    nb_buf *to;
    nb_buf texts;  /* of the pieces */
    nb_list items; /* of their vectors */
    nb_line_piece *pieces;
    size_t n, capacity;
    bool sentence;      /* this line is one: no part of it is a label */
    size_t rows;        /* of the formula that was drawn last, or 0 */
    bool noted;         /* the notes of the answer are written */
    nb_written written; /* texts of formulas in `to` */
    bool brief;         /* formulas are written with names for shared parts, */
    bool told;          /* which have been told */
} nb_out;

/* Lines of at most `width` columns (0: formulas on one line) are appended to `to`. */
void nb_out_init(nb_out *o, nabla *s, nb_style style, int width, nb_buf *to);
void nb_out_free(nb_out *o);

/* Whether a formula is short enough to be written. */
bool nb_out_takes(const nb_out *o, const nb_formula *f);
/* The formula as it is to be written, and its conditions. */
nb_expr nb_out_form(const nb_out *o, const nb_formula *f);
const nb_list *nb_out_conditions(const nb_out *o, const nb_formula *f);

void nb_out_text(nb_out *o, const char *text);
/* What is in the style already: MathML elements, or text as above. */
void nb_out_raw(nb_out *o, const char *text);
/* Words of a sentence: LaTeX must be told that they are some. */
void nb_out_words(nb_out *o, const char *text);
void nb_out_sign(nb_out *o, nb_sign_name sign);
void nb_out_open(nb_out *o, nb_bracket bracket);
void nb_out_close(nb_out *o, nb_bracket bracket);
/* A name given in ASCII. */
void nb_out_name(nb_out *o, const char *name);
void nb_out_expr(nb_out *o, nb_expr typed, nb_level least);
/* A vector in round brackets, and its items one after the other. */
void nb_out_vector(nb_out *o);
void nb_out_item(nb_out *o, nb_expr typed);
void nb_out_ratio(nb_out *o, const char *above, const char *below);
/* Writes the line, with a line feed. */
void nb_out_end(nb_out *o);

/* Appends a decimal as nb_decimal() writes it: -1.5e-7 is −1.5·10⁻⁷ to people. */
void nb_style_decimal(const char *digits, nb_style style, nb_buf *out);

/* Which column of a table of signs a style has: ASCII, Unicode, LaTeX, MathML. */
enum { NB_SIGN_STYLES = 4 };
unsigned nb_style_column(nb_style style);

/* A sign, with blanks around where it is a relation. */
const char *nb_sign_text(nb_sign_name sign, nb_style style);

#endif
