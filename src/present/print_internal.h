#ifndef NB_PRESENT_PRINT_INTERNAL_H
#define NB_PRESENT_PRINT_INTERNAL_H

#include "expr/function.h"
#include "expr/precedence.h"
#include "present/name.h"
#include "present/print.h"

/* What the one-line printers share: a stack of pieces still to be written, and
 * the kind of the last token, which decides how a product is joined. */

typedef enum token {
    T_OTHER,    /* operators, commas, braces               */
    T_NUMBER,   /* 12                                      */
    T_LETTER,   /* x, α, x₁                                */
    T_WORD,     /* a longer name, or a constant            */
    T_CALL,     /* the name of a function before its "("   */
    T_OPEN,     /* (                                       */
    T_CLOSE,    /* )                                       */
    T_END_CALL, /* ) of a call                             */
    T_POWER,    /* a number as an exponent                 */
    T_EXPONENT, /* any other exponent                      */
    T_RADICAL,  /* √                                       */
    T_RADICAND, /* what √ stands before, without brackets  */
    T_BAR,      /* | before an absolute value              */
    T_END_BAR,  /* | behind it                             */
    T_FRACTION  /* \frac                                   */
} token;

typedef enum piece_kind {
    P_EXPR,   /* e, in parentheses if it is looser than `least` */
    P_TEXT,   /* text                                           */
    P_NUMBER, /* the digits of the NUMBER e                     */
    P_SUPER,  /* the same as superscripts                       */
    P_NAME,   /* the SYMBOL e                                   */
    P_JOIN,   /* a product's sign, if one is needed             */
    P_UNSIGN, /* drops the minus sign that would be written next  */
    P_MARK,   /* nothing: what comes before counts as `token`   */
    P_KEEP,   /* nothing: the text from `start` on is that of e */
    P_BEGIN,  /* nothing: the run e begins with the next token  */
    P_END     /* nothing: it ends                               */
} piece_kind;

/* A level that nothing has: always in parentheses. */
enum { BRACKETED = NB_LEVEL_ATOM + 1 };

typedef struct piece {
    union {
        const char *text;
        size_t start;
    };
    nb_expr e;
    uint8_t kind, least, token;
} piece;

typedef struct style_row style_row;

/* The nodes under `root` with an absolute value in them, found when the first is asked
 * for: bars inside bars could not be told apart. */
typedef struct barred_nodes {
    nb_expr root;
    bool found;
    nb_map nodes;
} barred_nodes;

/* A run of factors that is being written: where its text begins, and with what. */
typedef struct begun_run {
    size_t start;
    uint8_t first;
} begun_run;

typedef struct printer {
    nb_pool *p;
    nb_buf *out;
    nb_buf token_text; /* room for the token that is being written */
    nb_style style;
    const style_row *row;
    piece *stack;
    size_t n, capacity;
    token last;
    bool joining;
    bool unsigned_next; /* the minus sign that comes next was written already */
    barred_nodes *barred;
    nb_written *known; /* or NULL */
    begun_run *runs;   /* of which the last n_waiting have no token yet */
    uint32_t n_runs, n_waiting, runs_capacity;
} printer;

/* These add to the stack; nb_print() turns the pieces of a node round, so they
 * are called in reading order. */
void nb_put_expr(printer *w, nb_expr e, nb_level least);
/* An operand that is not the first: one that begins with a minus sign is always
 * bracketed, as in a - (-b) and 2^(-x). */
void nb_put_later(printer *w, nb_expr e, nb_level least);
void nb_put_text(printer *w, const char *text, token t);
void nb_put_node(printer *w, piece_kind kind, nb_expr e, token t);
void nb_put_join(printer *w);
void nb_put_mark(printer *w, token t);
/* A minus sign, unless a fraction carries it: where nothing stands before a
 * fraction, the minus sign that begins its numerator is written in front of it. */
void nb_put_sign(printer *w, const char *sign);
void nb_put_carried_sign(printer *w, nb_expr quotient, nb_level least, const char *sign);
/* The arguments from `first` on, with ", " between. */
void nb_put_arguments(printer *w, nb_expr e, uint32_t first);

/* What a style knows: how tightly a node binds as it is written; its pieces, in
 * a place that asks for `least`; how `next` is joined to what was written last in
 * a product; and its parentheses. */
struct style_row {
    nb_level (*level)(const printer *w, nb_expr e);
    void (*pieces)(printer *w, nb_expr e, nb_level least);
    const char *(*joint)(const printer *w, token next, const char *text);
    const char *open, *close;
};

extern const style_row nb_infix_row, nb_latex_row, nb_mathml_row;

/* How a product is joined in TEXT, UNICODE or ASCII between two tokens; `text` is
 * the second. */
const char *nb_infix_joint(nb_style style, token last, token next, const char *text);

/* Questions that several printers ask. */

/* Whether an absolute value is in e. */
bool nb_is_barred(const printer *w, nb_expr e);

/* A SYMBOL as a token. */
token nb_name_token(const printer *w, nb_expr e);
/* Whether the first thing written of a product or quotient is a minus sign, and
 * then the operand behind it: e itself if it is a negative NUMBER. */
bool nb_is_signed(nb_pool *p, nb_expr e, nb_expr *behind);
/* The least level for the right operand of a product, or quotient. */
nb_level nb_right_of_product(const nb_pool *p, nb_expr e);
/* The level of a NUMBER as it prints: -2 is a sign, 1/2 a quotient. */
nb_level nb_number_level(nb_pool *p, nb_expr e);
/* An exact integer, not negative. */
bool nb_is_natural(nb_pool *p, nb_expr e);
/* n! can be written for a literal n. */
bool nb_is_literal_factorial(nb_pool *p, nb_expr e);
/* sin²(x): the square of the value, as textbooks write it for the trigonometric
 * and hyperbolic functions and an exponent of at least 2. */
bool nb_takes_inner_power(nb_pool *p, nb_expr power);

#endif
