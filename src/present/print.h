#ifndef NB_PRESENT_PRINT_H
#define NB_PRESENT_PRINT_H

#include "expr/expr.h"
#include "text/buf.h"

/* One-line output. TEXT, UNICODE, ASCII and LATEX are input of nabla's own
 * language: reading the output back gives the same typed expression, node for
 * node (a tree of NB_RUNs as one chain), provided that its symbols are declared. LATEX alone writes a minus sign
 * that begins a numerator before the fraction: \frac{-x}{y} comes out, and comes
 * back, as -\frac{x}{y}. */
typedef enum nb_style {
    NB_STYLE_TEXT,    /* for programs:    2*x+e^(x*y)       */
    NB_STYLE_UNICODE, /* for people:      2x + e^(x y)      */
    NB_STYLE_ASCII,   /* the same without Unicode: 2 x + e^(x y) */
    NB_STYLE_LATEX,   /* for documents:   2 x + e^{x y}     */
    NB_STYLE_MATHML   /* for pages; not read back. present/mathml.h wraps it up */
} nb_style;

/* Appends a typed expression, which may also be a condition. Its length is that
 * of the tree, not of the DAG: callers ask nb_tree_size() first. Stops with the
 * pool's error set when memory runs out or on an interrupt; when the buffer
 * fails, the buffer tells. */
void nb_print(nb_pool *p, nb_expr typed, nb_style style, nb_buf *out);

/* The same in a place where only what binds at least as tightly as `least` (an
 * nb_level of expr/precedence.h) needs no parentheses: 1 + x before "^2". */
void nb_print_within(nb_pool *p, nb_expr typed, nb_style style, int least, nb_buf *out);

/* Where the texts of long expressions stand in a buffer, without brackets around them.
 * Zero-initialise; free it with nb_written_free(). */
typedef struct nb_text_place {
    uint32_t start, length;
    uint8_t first, last; /* of a run of factors: the kinds of its tokens at the ends */
} nb_text_place;

typedef struct nb_written {
    nb_map at; /* expression -> 1 + its place in `places` */
    nb_text_place *places;
    uint32_t n, capacity;
} nb_written;
void nb_written_free(nb_written *known);

/* Like nb_print_within(), to a buffer to which, from the first call with `known` to the
 * last, text is only added, in one style: what is long and has been written before is
 * copied, as a whole or in brackets. */
void nb_print_again(nb_pool *p, nb_expr typed, nb_style style, int least,
                    nb_written *known, nb_buf *out);

/* Appends the items with commas between, and parentheses around: (2x, 6y). */
void nb_print_vector(nb_pool *p, const nb_expr *items, uint32_t n, nb_style style,
                     nb_buf *out);

/* Appends a name given in ASCII: alpha as α or \alpha, x_1 as x₁ or x_{1}. */
void nb_print_name(const char *name, nb_style style, nb_buf *out);
/* Whether a name prints as one letter, with or without a subscript. */
bool nb_is_letter(const char *name, nb_style style);

/* Appends a nonnegative NUMBER: an integer, a fraction p/q, or a decimal as its
 * digits (0.5, 2.0, 1e-200), always exactly. */
void nb_print_number(nb_pool *p, nb_expr number, nb_buf *out);

/* The sign of a relation in a style: "<=", "≤", "\le". */
const char *nb_relation_sign(unsigned rel, nb_style style);

#endif
