#ifndef NB_SYNTAX_PARSE_H
#define NB_SYNTAX_PARSE_H

#include "expr/expr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text -> typed expressions and statements. The language is that of
 * grammar/nabla.ebnf; two rules stand above it: nothing is misread in silence
 * (what is not understood is an error with its place), and where people differ
 * one reading is taken, the echo shows it and a note names the other. */

enum { NB_NESTING_MAX = 10000, NB_NAME_MAX = 64 };

/* Bytes [begin, end) of the statement's text. */
typedef struct nb_span {
    uint32_t begin, end;
} nb_span;

/* ---- what names mean outside the statement ---- */

typedef enum nb_meaning {
    NB_NAME_UNKNOWN,
    NB_NAME_CONSTANT,
    NB_NAME_FUNCTION
} nb_meaning;

/* A user function's parameters, SYMBOLs of the pool, in their order; for the
 * other meanings n is 0. Valid while the statement is parsed. */
typedef struct nb_named {
    nb_meaning meaning;
    uint32_t n;
    const nb_expr *params;
} nb_named;

typedef struct nb_scope {
    void *data;
    /* What the name (in its ASCII form, NUL-terminated) means. */
    nb_named (*look_up)(void *data, const char *name);
    /* The i-th known name, NULL after the last; for "did you mean". May be NULL. */
    const char *(*name_at)(void *data, size_t i);
    /* SYMBOLs that are variables, whatever else bears their names. */
    const nb_expr *variables;
    uint32_t n_variables;
} nb_scope;

/* ---- notes: how an ambiguous spelling was read ---- */

typedef enum nb_note_kind {
    NB_NOTE_QUOTIENT,  /* 1/2x is (1/2)·x                            */
    NB_NOTE_POWER,     /* e^2x is (e^2)·x                            */
    NB_NOTE_PRODUCT,   /* xy is x·y                                  */
    NB_NOTE_INVERSE,   /* sin^-1 x is arcsin x                       */
    NB_NOTE_LOG,       /* log is the natural logarithm               */
    NB_NOTE_TIMES_E,   /* 2e is 2·e                                  */
    NB_NOTE_EXPONENT,  /* 3e2 is 300                                 */
    NB_NOTE_REAL_ROOT, /* (-8)^(1/3) is -2                           */
    NB_NOTE_DEGREES,   /* sin(90) is of 90 radians                   */
    NB_NOTE_REACH,     /* d/dx a + b is d/dx (a + b)                 */
    NB_NOTE_RUN,       /* sin π/2 is (sin π)/2                       */
    NB_NOTE_FRACTION,  /* x^1/3 is (x^1)/3                           */
    NB_NOTE_KINDS
} nb_note_kind;

enum { NB_NOTE_MAX = 240 };

typedef struct nb_note {
    nb_note_kind kind;
    nb_span span;
    char text[NB_NOTE_MAX];
} nb_note;

/* Each kind at most once a statement; a session shows each kind once.
 * Zero-initialise to start; n is set to 0 by each parse. */
typedef struct nb_notes {
    uint32_t n;
    nb_note items[NB_NOTE_KINDS];
} nb_notes;

/* ---- statements ---- */

typedef enum nb_kind {
    NB_EMPTY,      /* nothing but blanks and a comment                                */
    NB_DEFINITION, /* f(x, y) = body [at point]: name, params, body                   */
    NB_ANONYMOUS,  /* body [at point]: a nameless function, or a value when closed    */
    NB_CONSTANT,   /* a = body: name, body (closed)                                   */
    NB_SHOW,       /* f: name of a user function                                      */
    NB_POINT,      /* at point; f at point: [name], point                             */
    NB_GRADIENT, /* ∇f, ∇f(2, 1), grad (body): name or body, [point]                */
    NB_NORM, /* ‖∇f(2, 1)‖, norm grad f(2, 1): name or body, [point]            */
    NB_PARTIAL, /* ∂f/∂x (2, 1), f_x, f'(3): name, order, [point]                  */
    NB_DERIVATIVE, /* d/dx body, diff(body, x, 2) [at point]: body, order, [point]    */
    NB_COMMAND     /* command word and its argument's span                            */
} nb_kind;

typedef enum nb_command {
#define NB_COMMAND_ROW(id, class, name, aliases, synopsis, help, example) NB_COMMAND_##id,
#include "syntax/commands.def"
#undef NB_COMMAND_ROW
    NB_COMMAND_COUNT
} nb_command;

typedef struct nb_command_row {
    const char *name, *aliases, *synopsis, *help, *example;
} nb_command_row;

/* The row of a command. */
const nb_command_row *nb_command_of(nb_command command);
/* The command of that name or alias; NB_COMMAND_COUNT when there is none. */
nb_command nb_command_find(const char *name, size_t length);

/* Differentiate `times` times by `variable`, a SYMBOL. */
typedef struct nb_by {
    nb_expr variable;
    uint32_t times;
} nb_by;

enum { NB_ORDER_MAX = 1000 }; /* of a derivative, all variables together */

typedef struct nb_statement {
    nb_kind kind;
    nb_expr name;      /* SYMBOL of the function or constant, or NB_NONE        */
    nb_list params;    /* SYMBOLs; a DEFINITION's                               */
    nb_expr body;      /* typed expression, or NB_NONE                          */
    bool has_point;    /* "at …" or arguments in parentheses                    */
    nb_list at_names;  /* SYMBOLs of "x=2, y=1"; empty: values by position      */
    nb_list at_values; /* typed closed expressions, one for each coordinate     */
    nb_by *by;         /* PARTIAL, DERIVATIVE: in the order of differentiation: */
    uint32_t n_by;     /* f_xy is by x, then by y; ∂²f/∂x∂y is by y, then by x  */
    nb_command command;
    nb_span argument; /* what follows the command word, blanks trimmed         */
    nb_span name_span, body_span, point_span;
} nb_statement;

/* Frees what the statement holds and clears it. Zero-initialise before the
 * first parse. The expressions are the pool's. */
void nb_statement_free(nb_statement *s);

/* Reads one statement (`length` bytes; need not end with NUL; line feeds are
 * blanks). False, with code, span and message in the pool's error, when it could
 * not be read; *out then holds what there is to free. `scope` and `notes` may be
 * NULL. In a DERIVATIVE the variables of `by` hide constants of their name. */
bool nb_parse_statement(nb_pool *p, const char *text, size_t length,
                        const nb_scope *scope, nb_notes *notes, nb_statement *out);

/* Reads a point, "(2, 1)", "x=2, y=1" or one value, into a statement that is a POINT
 * without a name. */
bool nb_parse_point(nb_pool *p, const char *text, size_t length, const nb_scope *scope,
                    nb_notes *notes, nb_statement *out);

/* Reads one expression or condition in which every name that is not otherwise
 * known is a variable; NB_NONE and an error when it could not be read. */
nb_expr nb_parse_expression(nb_pool *p, const char *text, size_t length,
                            const nb_scope *scope, nb_notes *notes);

/* Reads an expression over the n SYMBOLs and the names of the scope; any other name is
 * an error. Without SYMBOLs it must be closed. "xy" is x*y where x and y are among
 * them. */
nb_expr nb_parse_over(nb_pool *p, const char *text, size_t length, const nb_expr *symbols,
                      uint32_t n, const nb_scope *scope, nb_notes *notes);

/* In formulas, the derivative of a user function is a CALL whose head is named for it:
 * f_xy by x, then by y; f'' for a function of one variable. Takes such a name apart: the
 * function, with the variables in the order of differentiation added to *by; NB_NONE when
 * it is none. */
nb_expr nb_derivative_parts(nb_pool *p, const nb_scope *scope, const char *name,
                            nb_list *by);

/* True for the nodes that are conditions: REL, AND, OR, NOT. */
bool nb_is_condition(const nb_pool *p, nb_expr e);

/* Brackets still open after this piece of text, given how many were before it;
 * never negative. Comments are passed over. */
size_t nb_open_brackets(const char *text, size_t length, size_t before);

/* Whether the statement goes on in the next line: a bracket is open. */
bool nb_is_unfinished(const char *text, size_t length);

#endif
