#ifndef NB_SYNTAX_PARSER_H
#define NB_SYNTAX_PARSER_H

/* What the files of the parser share; nobody else includes it.
 *
 * Recursive descent for brackets and arguments; between brackets, binary and
 * prefix operators wait on an explicit stack (Dijkstra 1961), so that a long sum
 * costs no stack and a level of brackets costs few and small frames. Every
 * parsing function leaves its result on the operand stack and answers false
 * when an error has been recorded. */

#include "expr/function.h"
#include "expr/precedence.h"
#include "syntax/lex.h"
#include "syntax/parse.h"

/* Which names an expression may use besides those of the scope. */
typedef enum nb_names {
    NAMES_DECLARED, /* the parameters                                        */
    NAMES_FREE,     /* and every single letter, Greek letter, x1, x_1        */
    NAMES_ANY,      /* and every other name                                  */
    NAMES_CLOSED    /* not even parameters: a constant, a coordinate         */
} nb_names;

typedef enum nb_shape {
    SHAPE_PLAIN,
    SHAPE_BRACKETED, /* (a)                                                  */
    SHAPE_CHAIN,     /* a < b without brackets                               */
    SHAPE_BARS,      /* |a| between plain bars                               */
    SHAPE_NUMBER,    /* a number as typed                                    */
    SHAPE_APPLIED    /* sin 2x: an argument without brackets                 */
} nb_shape;

typedef struct nb_operand {
    nb_expr value;
    /* CHAIN: its last member; a plain a/b or a^b, or a product that ends with a^b:
     * where b begins; APPLIED: where the argument begins; otherwise 0. */
    uint32_t extra;
    uint32_t power; /* where the a^b of a product or of -a^b begins           */
    uint32_t begin, end;
    uint8_t shape;
} nb_operand;

typedef struct nb_operator {
    uint8_t op;      /* nb_op; NB_FN for a prefix root                        */
    uint8_t fn;      /* nb_rel, or the root's nb_fn                           */
    uint8_t level;   /* nb_level                                              */
    bool juxtaposed; /* a product that nothing spells                        */
    bool glued;      /* and no blank either                                  */
    uint32_t begin;
    nb_expr index; /* of a prefix root with a raised index, or NB_NONE     */
} nb_operator;

typedef struct nb_parser {
    nb_pool *p;
    nb_error *err;
    const nb_scope *scope;
    nb_notes *notes;
    const char *text;
    uint32_t length;
    nb_token t;        /* the token to be read next                          */
    uint32_t last_end; /* where the token before it ended                    */
    nb_names names;
    nb_map params; /* SYMBOL -> 1                                        */
    nb_map bare;   /* SYMBOL -> 1: occurs without a bracket after it     */
    bool bare_known;
    uint32_t depth;    /* open brackets and arguments                        */
    const char *stack; /* where the recursion began                          */
    uint32_t waiting;  /* signs, roots and powers whose operand is not there */
    uint32_t open;     /* where the innermost bracket began, + 1; 0: none    */
    uint32_t bars;     /* plain bars open since the last bracket             */
    uint32_t steps;
    nb_operand *operands;
    uint32_t n_operands, operands_capacity;
    nb_operator *operators;
    uint32_t n_operators, operators_capacity;
    nb_list scratch;
    nb_expr self;   /* the function that is being defined, or NB_NONE     */
    nb_span target; /* the name of the constant that is being defined     */
} nb_parser;

/* ---- parser.c ---- */

void nb_parser_init(nb_parser *P, nb_pool *p, const char *text, uint32_t length,
                    const nb_scope *scope, nb_notes *notes);
void nb_parser_free(nb_parser *P);

/* Goes on to the next token; false when it cannot be read. */
bool nb_advance(nb_parser *P);
/* Goes on to the token at or after a byte. */
bool nb_advance_to(nb_parser *P, uint32_t end);
/* Back to a token that was read before. */
void nb_rewind(nb_parser *P, nb_token t);
/* The token after this one. */
nb_token nb_after(const nb_parser *P, nb_token t);
/* From an opening bracket to the token after the bracket that closes it. */
nb_token nb_after_group(const nb_parser *P, nb_token t);

/* Whether the token is this word, and it is no name of the session or the
 * function. */
bool nb_token_is_word(nb_parser *P, nb_token t, const char *word);
bool nb_is_keyword(nb_parser *P, const char *word);
/* The symbol that a WORD spells; NB_NONE when the name is too long. */
nb_expr nb_word_symbol(nb_parser *P, nb_token t);
bool nb_is_param(const nb_parser *P, nb_expr symbol);
nb_named nb_look_up(nb_parser *P, nb_expr symbol);

/* Records an error over a token or a span, and answers false. */
bool nb_syntax_error(nb_parser *P, uint32_t begin, uint32_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool nb_name_error(nb_parser *P, uint32_t begin, uint32_t end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void nb_hint(nb_parser *P, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "the token is not what was expected here", in words; false. */
bool nb_unexpected(nb_parser *P, const char *expected);

/* Text of a span, cut to a readable length, for messages. */
typedef struct nb_quote {
    char text[64];
} nb_quote;
nb_quote nb_quoted(const nb_parser *P, uint32_t begin, uint32_t end);

/* Adds a note unless there is one of the kind. */
void nb_note_add(nb_parser *P, nb_note_kind kind, uint32_t begin, uint32_t end,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* One bracket or argument deeper; false with an error at the limit. */
bool nb_descend(nb_parser *P);
/* The same for an operator that waits for the operand to its right. */
bool nb_await(nb_parser *P);

/* The frames of the recursion must stay small: 10,000 levels in a stack of 8 MiB.
 * Functions that hold buffers, or that do not recurse, are kept out of them. */
#define NB_REPORTS __attribute__((noinline, cold))
#define NB_APART   __attribute__((noinline))

/* ---- operands ---- */

bool nb_push(nb_parser *P, nb_expr value, uint32_t begin, uint32_t end, nb_shape shape);
nb_operand nb_pop(nb_parser *P);
nb_operand *nb_top(nb_parser *P);
/* Replaces the topmost n operands by op (fn) of them. */
bool nb_build(nb_parser *P, nb_op op, unsigned fn, uint32_t n, uint32_t begin);

/* ---- expression.c ---- */

/* Notes sin π/2 and x^1/3, before the / is read; `base` counts the operators of
 * outer expressions. note.c */
NB_APART void nb_note_slash(nb_parser *P, uint32_t base);
/* An expression or condition; `tight`: the run written without a blank that is
 * the argument of a function. */
bool nb_read_expression(nb_parser *P, bool tight);
/* The same, refusing conditions. */
bool nb_read_value(nb_parser *P);
bool nb_read_condition(nb_parser *P);
/* Whether raised digits are the index of a root: a blank before them, none between
 * them and the sign, as in 2 ⁴√x. In 2⁴√x they might be a power as well. */
bool nb_is_root_index(const nb_parser *P, nb_token t);
/* Whether the token can begin an operand. */
bool nb_begins_operand(nb_parser *P, nb_token t);
/* Whether a word ends an expression: at, if, and, or, ... */
bool nb_is_stop_word(nb_parser *P, nb_token t);

/* ---- operand.c ---- */

/* One operand with what is written after it (powers, !, °). */
bool nb_read_operand(nb_parser *P);
/* What raised digits denote, -1 as NEG(1); NB_NONE and an error when too large. */
nb_expr nb_raised(nb_parser *P, nb_token t);
/* ( … ) of any bracket: one value. */
bool nb_read_group(nb_parser *P);
/* After an opening bracket: the values up to the closing one; *n says how many. */
bool nb_read_list(nb_parser *P, uint32_t *n);
/* A closing bracket for `open`. */
bool nb_close(nb_parser *P, nb_token open);
/* The error for a comma after the value on top of the stack; false. */
bool nb_comma_error(nb_parser *P);

/* ---- name.c ---- */

typedef enum nb_word_kind {
    WORD_NONE,       /* unknown; no error recorded yet   */
    WORD_VARIABLE,   /* parameter or free variable       */
    WORD_CONSTANT,   /* named constant of the session    */
    WORD_FUNCTION,   /* user function                    */
    WORD_DERIVATIVE, /* of a user function: f_xy         */
    WORD_ELEMENTARY, /* row fn of the table             */
    WORD_LOGARITHM,  /* log with a base: log_2, log_b    */
    WORD_PIECEWISE,
    WORD_KEYWORD
} nb_word_kind;

typedef struct nb_word {
    uint8_t kind;
    uint8_t fn;
    bool guessed;   /* a variable because it looks like one                  */
    nb_expr symbol; /* VARIABLE, CONSTANT, FUNCTION; base of a LOGARITHM     */
    uint32_t end;   /* less than the token's end when the word was split     */
} nb_word;

/* What the WORD token t means. False after an error. */
bool nb_classify(nb_parser *P, nb_token t, nb_word *out);
/* Whether the letters name a known factor, or a variable where any letter is one. */
bool nb_is_factor(nb_parser *P, const char *name, size_t n);
/* Whether a name has the look of a variable (x, alpha, x1, x_1) and no meaning. */
bool nb_is_free_name(nb_parser *P, const char *name);
/* Records the error for a name that means nothing, with a suggestion; false. */
bool nb_unknown_name(nb_parser *P, nb_token t);
/* Refuses a name that cannot be given to a parameter, constant or function. */
bool nb_check_new_name(nb_parser *P, nb_token t, bool parameter);

/* ---- call.c ---- */

/* The error for a function that its own definition uses; false. */
bool nb_defined_by_itself(nb_parser *P, uint32_t begin, uint32_t end);
/* A function with its argument; the word has been read. */
bool nb_read_elementary(nb_parser *P, nb_token word, const nb_word *meaning);
bool nb_read_call(nb_parser *P, nb_token word, nb_expr symbol);
/* A root sign (√ ∛ ∜ or a raised index before √) that brackets follow. */
bool nb_read_root(nb_parser *P);
bool nb_read_radical(nb_parser *P);
bool nb_read_fraction(nb_parser *P);

/* ---- cases.c ---- */

/* piecewise( … ), the word has been read. */
bool nb_read_piecewise(nb_parser *P, nb_token word);
/* \begin{cases} … \end{cases} */
bool nb_read_latex_cases(nb_parser *P);
/* { value if condition; … }, the first value has been read. */
bool nb_read_cases_after(nb_parser *P, nb_token open);

/* ---- derived.c: derivatives inside formulas ---- */

/* In how many ways (0, 1, or 2 for more) a subscript is a row of the function's
 * variables; the lengths of the variables, from the front, go to lengths[]. */
int nb_subscript_ways(nb_pool *p, const char *sub, nb_named f,
                      uint8_t lengths[NB_NAME_MAX]);
/* The function in a name like f_xy, with the length of its own name; NB_NONE when
 * what stands before each _ is no function. */
nb_expr nb_subscripted_function(nb_pool *p, const nb_scope *scope, const char *name,
                                size_t *length);
/* A derivative with its arguments, if they are there: f_xy, of which the word has been
 * read; f'', of which the name has been read; ∂f/∂x, which is to be read. */
bool nb_read_derivative(nb_parser *P, nb_token word);
bool nb_read_primed(nb_parser *P, nb_token word, nb_expr function);
bool nb_read_derivative_quotient(nb_parser *P);

/* ---- statement.c ---- */

/* The body of a statement: an expression that is no condition. */
bool nb_read_body(nb_parser *P, nb_statement *s);
/* Whether a token ends what a statement is about: the end, "at". */
bool nb_ends_target(nb_parser *P, nb_token t);
/* Declares a parameter. */
bool nb_declare(nb_parser *P, nb_expr symbol);
/* Whether the token is a user function's name. */
bool nb_is_function(nb_parser *P, nb_token t);

/* ---- point.c ---- */

/* "at …", when it is there. */
bool nb_read_at(nb_parser *P, nb_statement *s);
/* The point alone; what begins at that byte needs it. */
bool nb_read_place(nb_parser *P, nb_statement *s, uint32_t begin);
/* "(2, 1)" after a function or its derivative, when it is there; (x, y) with the
 * parameters themselves is no point. */
bool nb_read_arguments(nb_parser *P, nb_statement *s, nb_named f);
/* Whether a bracket holds the parameters themselves. */
bool nb_is_identity(nb_parser *P, nb_token open, nb_named f);

/* ---- gradient.c, quotient.c, subscript.c ---- */

/* Each looks whether the statement is of its kind; *found tells. False when it is
 * and could not be read. */
bool nb_try_gradient(nb_parser *P, nb_statement *s, bool *found);
bool nb_try_quotient(nb_parser *P, nb_statement *s, bool *found);
bool nb_try_subscript(nb_parser *P, nb_statement *s, bool *found);
bool nb_try_diff(nb_parser *P, nb_statement *s, bool *found);

/* The error for a subscript that is a row of the function's variables in none of
 * `count` ways, or in several; false. */
bool nb_wrong_subscript(nb_parser *P, nb_token t, const char *sub, nb_named f, int count);
/* The primes after the name of a function, which must have one variable. */
bool nb_read_primes(nb_parser *P, nb_token word, nb_named f, uint32_t *order);
/* Whether the derivative of a user function as a quotient begins here: ∂f/∂x. */
bool nb_is_named_quotient(nb_parser *P);
/* Reads one up to its arguments. */
bool nb_read_quotient(nb_parser *P, nb_statement *s);
/* "differentiate `times` more by the variable", as the next step. */
bool nb_add_by(nb_parser *P, nb_statement *s, nb_expr variable, uint32_t times);
/* The variables of a PARTIAL must be parameters of its function. */
bool nb_check_partial(nb_parser *P, nb_statement *s, uint32_t begin, uint32_t end);
/* What an operator like d/dx stands before: a function's name or a formula. */
bool nb_read_differentiated(nb_parser *P, nb_statement *s);

/* ---- command.c ---- */

bool nb_try_command(nb_parser *P, nb_statement *s, bool *found);

#endif
