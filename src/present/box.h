#ifndef NB_PRESENT_BOX_H
#define NB_PRESENT_BOX_H

#include "expr/expr.h"
#include "expr/precedence.h"
#include "text/buf.h"

/* Two-dimensional output: stacked fractions, raised exponents, roots under a bar,
 * tall brackets. Boxes are measured first, then drawn (the way of TeX: Knuth, The
 * TeXbook, chapters 11 and 17). */

typedef enum nb_box_kind {
    NB_BOX_TEXT,  /* as it stands, on the baseline                         */
    NB_BOX_EXPR,  /* items[0], a typed expression                          */
    NB_BOX_VECTOR /* (items[0], items[1], ...), typed expressions          */
} nb_box_kind;

typedef struct nb_box_part {
    nb_box_kind kind;
    const char *text;
    const nb_expr *items;
    uint32_t n;
    nb_level least; /* an expression that is looser is bracketed */
} nb_box_part;

typedef struct nb_box_options {
    bool ascii;     /* draw with ASCII characters alone            */
    uint32_t width; /* columns of the terminal; 0: no lines broken */
} nb_box_options;

/* Appends the parts side by side, lines ended by "\n". Too wide a line is broken
 * before a text that begins with a blank (" = "), before the operators of a sum,
 * and between the items of a vector; what is behind is aligned to the end of the
 * first part if that is a text. What cannot be broken so is written on one line,
 * as by nb_print(), and broken at blanks. */
void nb_print_boxes(nb_pool *p, const nb_box_part *parts, uint32_t n,
                    const nb_box_options *options, nb_buf *out);

/* The usual case: a label such as "∂f/∂x = " and an expression. */
void nb_print_box(nb_pool *p, const char *label, nb_expr typed,
                  const nb_box_options *options, nb_buf *out);

#endif
