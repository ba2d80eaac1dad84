#ifndef NABLA_H
#define NABLA_H

#include <stdbool.h>
#include <stddef.h>

/* libnabla: gradients in the form a textbook prints, their exact values at a
 * point, and decimals in which every digit is proven.
 *
 *     nabla *session = nabla_new();
 *     nabla_result *result;
 *     nabla_run(session, "f(x, y) = x^2 + 3y^2 at (2, 1)", 30, &result);
 *     puts(nabla_result_json(result));
 *     nabla_result_free(result);
 *     nabla_free(session);
 *
 * Everything belongs to a context. A context is used by one thread at a time; two
 * contexts share nothing, so each thread may have its own. The library reads and
 * writes no files, prints nothing, and never ends the process: what goes wrong is
 * a status, and nabla_last_error() says why. Texts are UTF-8. */

#if defined(__GNUC__)
#define NABLA_API __attribute__((visibility("default")))
#else
#define NABLA_API
#endif

#define NABLA_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nabla nabla;               /* a context: definitions and settings */
typedef struct nabla_result nabla_result; /* what a statement answered           */
typedef struct nabla_expr nabla_expr;     /* an expression                       */

/* How a statement went. The greater is the worse, and each is the status that a
 * program exits with after it. */
typedef enum nabla_status {
    NABLA_OK = 0,
    NABLA_UNDEFINED = 1,    /* a value that was asked for does not exist         */
    NABLA_ERROR = 2,        /* the text could not be read, or not be carried out */
    NABLA_LIMIT = 3,        /* memory or another limit; or a digit not proven    */
    NABLA_INTERRUPTED = 130 /* nabla_interrupt() was called                      */
} nabla_status;

/* Why something failed. Bytes [begin, end) of the statement's text are where; equal
 * when no place can be named. */
typedef struct nabla_error {
    const char *code; /* "syntax", "name", "usage", "undefined", "unproven",
                         "limit", "memory", "interrupted", "io"; "ok" for none */
    const char *message;
    const char *hint; /* how to write it, or "" */
    size_t begin, end;
} nabla_error;

/* ---- contexts ---- */

/* The version of the library that is linked: NABLA_VERSION, when header and
 * library belong together. */
NABLA_API const char *nabla_version(void);

/* A new context, to be freed with nabla_free(); NULL when memory ran out. */
NABLA_API nabla *nabla_new(void);

/* Frees the context. Its results and expressions must have been freed before. NULL
 * is allowed. */
NABLA_API void nabla_free(nabla *session);

/* Bytes that the expressions of the context may take; 0 (as at the start): no
 * limit. A statement that needs more fails with NABLA_LIMIT and leaves no trace. */
NABLA_API void nabla_set_memory(nabla *session, size_t bytes);

/* Changes a setting, as the statement "set OPTION VALUE" does:
 *     digits    1 to 10000, or default (6 in JSON, 5 in texts for people)
 *     style     unicode, ascii, latex
 *     notation  leibniz, subscript           ∂f/∂x or f_x
 *     vector    parentheses, angle, ij       (2x, 6y), ⟨2x, 6y⟩ or 2x i + 6y j
 *     linear    on, off                      on: never in two dimensions
 *     limit     1 to 1000000000, or default  work that check may do to find a mistake
 * False, with nabla_last_error(), when there is no such option or value. */
NABLA_API bool nabla_set(nabla *session, const char *option, const char *value);

/* Whether texts for people have the notes in them, under the echo (false at the
 * start: the host asks nabla_result_note() for them). */
NABLA_API void nabla_set_inline_notes(nabla *session, bool on);

/* Whether texts for people are coloured by the escape sequences of ECMA-48 (false at
 * the start). Nothing is told by colour alone. */
NABLA_API void nabla_set_color(nabla *session, bool on);

/* The window that pictures in texts for people are made for, in characters; 0, as at
 * the start, means 80 by 24. */
NABLA_API void nabla_set_window(nabla *session, int columns, int rows);

/* The value of a setting, or NULL when there is no such option. Belongs to the
 * context; valid until the setting changes. */
NABLA_API const char *nabla_get(const nabla *session, const char *option);

/* Stops the statement that is running, at once: it fails with NABLA_INTERRUPTED and
 * leaves no trace. The one function that another thread, or a signal handler, may
 * call at any time. */
NABLA_API void nabla_interrupt(nabla *session);

/* Why the last call of this context that failed did so. Belongs to the context;
 * valid until the next call. */
NABLA_API const nabla_error *nabla_last_error(const nabla *session);

/* How many simplified formulas have been dropped since the context was made, because
 * their values at some points were not those of what they were made from, which was
 * shown instead. More than 0 is a defect worth a report. */
NABLA_API size_t nabla_fallbacks(const nabla *session);

/* ---- statements ---- */

/* Runs one statement of `length` bytes, which may hold line feeds. *result gets the
 * answer, errors included, to be freed with nabla_result_free(); NULL only when
 * there was no memory even for that (the status then is NABLA_LIMIT). */
NABLA_API nabla_status nabla_run(nabla *session, const char *text, size_t length,
                                 nabla_result **result);

/* Frees a result. NULL is allowed. */
NABLA_API void nabla_result_free(nabla_result *result);

/* The answer for a person: lines that end with a line feed, indented by two blanks;
 * "" for a blank line, a comment or an error. With a width of 0 each formula stands
 * on one line; otherwise it may be drawn in two dimensions, at most that many
 * columns wide. Belongs to the result; valid until the next call with it.
 *
 * Decimals are worked out here: this may meet a limit that running did not, and
 * then nabla_result_status() tells. */
NABLA_API const char *nabla_result_text(nabla_result *result, int width);

/* The answer for a program: one JSON object without a line feed; "" for a blank line
 * or a comment. doc/json.md describes them. The rest as above. */
NABLA_API const char *nabla_result_json(nabla_result *result);

/* How it went, rendering included. */
NABLA_API nabla_status nabla_result_status(const nabla_result *result);

/* The error, or NULL when there is none. Belongs to the result. */
NABLA_API const nabla_error *nabla_result_error(const nabla_result *result);

/* How an ambiguous spelling was read: a sentence, and where. */
typedef struct nabla_note {
    const char *text;
    size_t begin, end;
} nabla_note;

/* The i-th note, NULL after the last. A context gives each kind of note once.
 * Belongs to the result; valid until the next call with it. */
NABLA_API const nabla_note *nabla_result_note(nabla_result *result, size_t i);

/* What the host is asked to do, since the library knows no files. */
typedef enum nabla_action {
    NABLA_NOTHING,
    NABLA_LOAD, /* run the statements of the file nabla_result_argument() */
    NABLA_SAVE, /* write nabla_saved() to that file                       */
    NABLA_QUIT,
    NABLA_WRITE,  /* write nabla_result_output() to that file               */
    NABLA_GNUPLOT /* start the program gnuplot, with nabla_result_output() for its
                     standard input and that file, if it is not "", for its standard
                     output; else it shows a window                         */
} nabla_action;

NABLA_API nabla_action nabla_result_action(const nabla_result *result);
NABLA_API const char *nabla_result_argument(const nabla_result *result);

/* The bytes for NABLA_WRITE and NABLA_GNUPLOT, and their number; "" for other actions.
 * They name no file. Belongs to the result. */
NABLA_API const char *nabla_result_output(const nabla_result *result, size_t *length);

/* What came of an action with a file, for the result to report: how many
 * statements were run or written, the worst status of them, and, if the file could
 * not be read or written, why (else NULL). */
NABLA_API void nabla_result_done(nabla_result *result, size_t statements,
                                 nabla_status worst, const char *problem);

/* ---- for prompts and scripts ---- */

/* Whether a statement goes on in the next line: a bracket is open. */
NABLA_API bool nabla_is_unfinished(const char *text, size_t length);

/* Brackets that are open after this piece of text when `before` were open before
 * it: the same for text that arrives in pieces. */
NABLA_API size_t nabla_open_brackets(const char *text, size_t length, size_t before);

/* Columns that the text takes on a terminal. */
NABLA_API size_t nabla_columns(const char *text, size_t length);

/* The definitions of the context as statements, one a line, that define them again,
 * and their number; to be freed with nabla_string_free(). NULL with
 * nabla_last_error(). */
NABLA_API char *nabla_saved(nabla *session, size_t *definitions);

/* What the statement "quiz" has kept of right and wrong answers, as a text that a later
 * context can be given; "" when nothing was ever asked. To be freed with
 * nabla_string_free(); NULL without memory. */
NABLA_API char *nabla_quiz_record(nabla *session);
/* Goes on from such a text; false, and nothing changes, when it is none. */
NABLA_API bool nabla_quiz_restore(nabla *session, const char *record);

typedef enum nabla_word_kind {
    NABLA_WORD_FUNCTION, /* elementary          */
    NABLA_WORD_COMMAND,
    NABLA_WORD_NAME,    /* defined in the session */
    NABLA_WORD_SYMBOL,  /* "\alpha", which stands for α */
    NABLA_WORD_SETTING, /* what "set" takes             */
    NABLA_WORD_CHOICE   /* a value of the setting that is named in help */
} nabla_word_kind;

typedef struct nabla_word {
    const char *text;
    const char *help;        /* one line                            */
    const char *replacement; /* of a symbol; else NULL              */
    nabla_word_kind kind;
} nabla_word;

/* The i-th word that one may want to complete; false after the last. The texts
 * belong to the context; valid until the next statement. */
NABLA_API bool nabla_word_at(nabla *session, size_t i, nabla_word *word);

/* ---- expressions, for hosts that do without statements ---- */

/* How an expression is printed. */
typedef enum nabla_style {
    NABLA_TEXT,    /* 2*x + 1/y, for programs */
    NABLA_UNICODE, /* for people              */
    NABLA_ASCII,
    NABLA_LATEX
} nabla_style;

/* Reads an expression. Names of functions and constants of the context mean what
 * they mean there; all other names are variables. To be freed with
 * nabla_expr_free(); NULL with nabla_last_error() when it could not be read. */
NABLA_API nabla_expr *nabla_parse(nabla *session, const char *text, size_t length);

/* Runs a definition, such as "f(x, y) = x^2 + 3y^2" or "a = 3/2", for its effect
 * alone. */
NABLA_API nabla_status nabla_define(nabla *session, const char *text, size_t length);

/* The body of a defined function as it was typed; NULL when there is none. */
NABLA_API nabla_expr *nabla_function(nabla *session, const char *name);

/* The number of its parameters (0 when there is no such function), and the name of
 * the i-th, which belongs to the context until the function changes. */
NABLA_API size_t nabla_parameters(nabla *session, const char *name);
NABLA_API const char *nabla_parameter(nabla *session, const char *name, size_t i);

/* The simplified partial derivative by the i-th parameter: one component of the
 * gradient. NULL with nabla_last_error(). */
NABLA_API nabla_expr *nabla_gradient(nabla *session, const char *name, size_t i);

/* The simplified form, and the simplified partial derivative by a variable. New
 * expressions; NULL with nabla_last_error(). */
NABLA_API nabla_expr *nabla_simplify(nabla_expr *expression);
NABLA_API nabla_expr *nabla_derive(nabla_expr *expression, const char *variable);

/* Text of an expression; to be freed with nabla_string_free(). NULL with
 * nabla_last_error(), which includes texts that would be too large. */
NABLA_API char *nabla_print(nabla_expr *expression, nabla_style style);

NABLA_API void nabla_expr_free(nabla_expr *expression); /* NULL is allowed */
NABLA_API void nabla_string_free(char *text);           /* NULL is allowed */

/* A variable and its value, an expression without variables such as "sqrt(2)/2". */
typedef struct nabla_assignment {
    const char *variable;
    const char *value;
} nabla_assignment;

/* The value of an expression at a point. */
typedef struct nabla_value {
    nabla_status status; /* OK, UNDEFINED, or LIMIT where it is not proven        */
    char *exact;         /* "2*sqrt(13)", or NULL where no short form is known    */
    char *decimal;       /* as many proven digits as are set, or NULL             */
    char *reason;        /* why there is no value, or NULL                        */
    double low, high;    /* low <= value <= high; infinite where none is known    */
} nabla_value;

/* Evaluates. The answer is the status in *value, or ERROR with nabla_last_error()
 * when the point could not be read; *value is to be cleared either way. */
NABLA_API nabla_status nabla_evaluate(nabla_expr *expression, const nabla_assignment *at,
                                      size_t n, nabla_value *value);
NABLA_API void nabla_value_clear(nabla_value *value);

/* ---- many points, in double precision ---- */

/* A function compiled for evaluation at many points: value, gradient and norm of the
 * gradient in one pass, by a reverse sweep. It belongs to nobody: it outlives its
 * context, never changes, and may be evaluated by several threads at the same time. */
typedef struct nabla_tape nabla_tape;

/* Compiles a defined function, or the current one when the name is NULL. NULL with
 * nabla_last_error(). To be freed with nabla_tape_free(); NULL is allowed there. */
NABLA_API nabla_tape *nabla_tape_new(nabla *session, const char *name);
NABLA_API void nabla_tape_free(nabla_tape *tape);

/* The name of the current function, which a bare "at" means; NULL where it has none, or
 * there is no such function. Belongs to the context until the next statement. */
NABLA_API const char *nabla_current(const nabla *session);

/* Its variables: how many, and the name of the i-th (NULL after the last). */
NABLA_API size_t nabla_tape_variables(const nabla_tape *tape);
NABLA_API const char *nabla_tape_variable(const nabla_tape *tape, size_t i);

/* Elementary operations (sums, products, quotients, functions) that a value takes,
 * and a value together with all partial derivatives. */
NABLA_API void nabla_tape_operations(const nabla_tape *tape, size_t *value,
                                     size_t *gradient);

/* How it is evaluated here: "avx512 sleef", "avx2 libmvec", "plain libm". */
NABLA_API const char *nabla_tape_engine(const nabla_tape *tape);

/* Evaluates at n points, with d = nabla_tape_variables(tape):
 *
 *     variables        d arrays; variables[i][k * stride] is the i-th variable at
 *                      the point k. Columns: stride 1 (the fastest). Rows of d
 *                      numbers at p: variables[i] = p + i, stride d
 *     value            n doubles
 *     gradient         d arrays, gradient[i][k * gradient_stride] likewise
 *     gradient_stride
 *     norm             n doubles
 *     threads          that may be started, this one included; 0 and 1: none
 *
 * value, norm, gradient and each gradient[i] may be NULL: what is not asked for is not
 * stored. Outputs and inputs must not overlap.
 *
 * A NaN says that the function or the derivative is undefined there, or that doubles
 * cannot tell: at a kink, at the edge of a piece, and where a step in between left
 * their range. Where the function is undefined, so are its derivatives. An infinity is
 * a value beyond the range. The numbers at a point depend on neither n nor threads.
 * doc/points.md says how accurate they are. */
NABLA_API nabla_status nabla_tape_evaluate(const nabla_tape *tape, size_t n,
                                           const double *const *variables, size_t stride,
                                           double *value, double *const *gradient,
                                           size_t gradient_stride, double *norm,
                                           unsigned threads);

/* The same at one point, exactly and with proven digits: `coordinates` are d texts
 * such as "0.1" or "sqrt(2)", and values[0] gets the value, values[1] … values[d] the
 * partial derivatives, values[d + 1] the norm; each is to be cleared with
 * nabla_value_clear() whatever comes back, but for a function that there is not. The
 * answer is the worst status of them, or ERROR with nabla_last_error(). */
NABLA_API nabla_status nabla_gradient_at(nabla *session, const char *name,
                                         const char *const *coordinates,
                                         nabla_value *values);

/* The same without exact forms, bounds and, as long as all values exist, without a
 * look at the formulas: one reverse sweep in ball arithmetic proves all digits. Much
 * faster, above all for many variables. */
NABLA_API nabla_status nabla_decimals_at(nabla *session, const char *name,
                                         const char *const *coordinates,
                                         nabla_value *values);

#ifdef __cplusplus
}
#endif

#endif
