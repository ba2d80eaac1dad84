#ifndef NB_TEACH_TOLD_H
#define NB_TEACH_TOLD_H

#include "calculus/rules.h"
#include "text/buf.h"

/* What a teacher writes on the board: steps, each of some lines, each of some pieces:
 * words, formulas, derivatives still to be taken. It is no text yet; the statements
 * print it in each style. */

typedef enum nb_told_kind {
    NB_TOLD_WORDS,      /* text [at, at + length) of `texts`                          */
    NB_TOLD_EXPR,       /* e                                                          */
    NB_TOLD_SYMBOL,     /* e, a SYMBOL in running words                               */
    NB_TOLD_EQUALS,     /*  =                                                         */
    NB_TOLD_DERIVATIVE, /* d/dx of e, x being `variable`                              */
    NB_TOLD_WHOLE, /* the derivative that the section is about: ∂f/∂x            */
    NB_TOLD_PRIMED /* (e)', of a rule in letters */
} nb_told_kind;

typedef struct nb_told_piece {
    nb_told_kind kind;
    nb_expr e, variable;
    size_t at, length;
} nb_told_piece;

typedef enum nb_told_line_kind {
    NB_LINE_SECTION, /* the first of a section: what is derived, what is held constant */
    NB_LINE_HEAD,    /* a numbered line: the rule of a step                            */
    NB_LINE_BESIDE,  /* a remark to the step                                           */
    NB_LINE_RESULT   /* a step's equation, behind the steps that it uses               */
} nb_told_line_kind;

typedef struct nb_told_line {
    nb_told_line_kind kind;
    uint32_t step; /* index of the step; NB_NO_STEP for a SECTION */
    uint32_t section, depth;
    uint32_t first, n; /* pieces */
} nb_told_line;

#define NB_NO_STEP UINT32_MAX

typedef struct nb_step {
    const nb_rule_row *row; /* NULL: simplification */
    size_t rule;            /* place in `texts` of the rule's name, NUL-terminated */
    nb_expr of, variable;   /* what is derived, typed, by what; `of` is NB_NONE for a
                               simplification                                          */
    nb_expr result;         /* typed; equal to the derivative of `of`                  */
    uint32_t section;
    uint32_t first_used, n_used;   /* steps that it uses, in `used` */
    uint32_t first_equal, n_equal; /* expressions in `equals` that its lines say are
                                      equal to each other, the result among them */
} nb_step;

typedef struct nb_told {
    nb_pool *p;
    nb_told_piece *pieces;
    nb_told_line *lines;
    nb_step *steps;
    uint32_t n_pieces, n_lines, n_steps, n_sections;
    uint32_t pieces_capacity, lines_capacity, steps_capacity;
    nb_list used, equals;
    nb_buf texts;
} nb_told;

void nb_told_init(nb_told *t, nb_pool *p);
void nb_told_free(nb_told *t);
/* Every expression that it holds. */
void nb_told_each(nb_told *t, void (*visit)(void *data, nb_expr *e), void *data);

/* Begins a line, and adds pieces to it. Errors go into the pool. */
void nb_told_line_begin(nb_told *t, nb_told_line_kind kind, uint32_t step,
                        uint32_t depth);
void nb_told_words(nb_told *t, const char *words);
/* The name of a step's rule, as words of the line too. */
void nb_told_name(nb_told *t, uint32_t step, const char *name);
void nb_told_put(nb_told *t, nb_told_kind kind, nb_expr e);
void nb_told_derivative(nb_told *t, nb_expr e, nb_expr variable);
const char *nb_told_text(const nb_told *t, const nb_told_piece *piece);

/* A new step; NB_NO_STEP with an error. */
uint32_t nb_told_step(nb_told *t, const nb_rule_row *row, nb_expr of, nb_expr variable);

#endif
