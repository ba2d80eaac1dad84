#ifndef NB_PRESENT_BOX_INTERNAL_H
#define NB_PRESENT_BOX_INTERNAL_H

#include "present/box.h"
#include "present/print_internal.h"

typedef enum box_kind {
    B_TEXT,     /* one row of characters                              */
    B_ROW,      /* boxes side by side, their baselines level          */
    B_FRACTION, /* two boxes and a bar, which is the baseline         */
    B_RAISED,   /* base, exponent                                     */
    B_ROOT,     /* radicand; mark: 3 for a cube root                  */
    B_FENCE,    /* a box in brackets; mark: '(' '|' '{'               */
    B_TABLE     /* rows of two boxes: the pieces and their conditions */
} box_kind;

typedef struct box {
    uint8_t kind, mark;
    uint8_t first, last;    /* tokens at its ends, for products         */
    uint32_t width, height; /* in columns and rows                      */
    uint32_t above;         /* rows above the baseline                  */
    uint32_t start, n;      /* its boxes in `items`, or bytes in `text` */
} box;

/* All boxes of one output; a box is named by its index, 0 is none. */
typedef struct boxes {
    nb_pool *p;
    bool ascii;
    bool ok;
    box *all;
    uint32_t n, capacity;
    uint32_t *items;
    uint32_t n_items, items_capacity;
    nb_buf text;
    nb_list order;       /* nodes of the expressions, operands first         */
    nb_map place;        /* node -> its place in order                       */
    uint32_t (*made)[4]; /* the boxes of a node, by variant             */
    uint8_t *needed;     /* which variants are asked for                */
    uint32_t *row;       /* boxes of the row that is being put together */
    uint32_t n_row, row_capacity;
} boxes;

/* ---- making boxes (box_draw.c): each is measured when it is made ---- */

/* A box of one line of text, or around n others; 0 after an error. */
uint32_t nb_box_text(boxes *b, const char *text, token t);
uint32_t nb_box_of(boxes *b, box_kind kind, unsigned mark, const uint32_t *items,
                   uint32_t n);

/* Rows are put together one after the other, not one inside another: begin with
 * start = b->n_row. Joins are as in a product. */
void nb_row_add(boxes *b, uint32_t item);
void nb_row_text(boxes *b, const char *text, token t);
void nb_row_join(boxes *b, uint32_t start, uint32_t item);
uint32_t nb_row_end(boxes *b, uint32_t start);

/* Draws a box; each line behind `indent` blanks, the one of the baseline behind
 * `label` instead. */
void nb_box_draw(boxes *b, uint32_t which, const char *label, uint32_t indent,
                 nb_buf *out);

void nb_boxes_free(boxes *b);

/* ---- typed expressions (box_build.c) ---- */

/* Makes the boxes of the expressions and all they need. */
bool nb_boxes_build(boxes *b, const nb_expr *roots, uint32_t n);
/* The box of one of the roots; in brackets if it is looser than `least`. */
uint32_t nb_box_expr(boxes *b, nb_expr e, nb_level least);
/* The same behind an operator, where a minus sign is bracketed. */
uint32_t nb_box_later(boxes *b, nb_expr e, nb_level least);

#endif
