#ifndef NB_SESSION_SESSION_H
#define NB_SESSION_SESSION_H

#include "algebra/order.h"
#include "algebra/substitute.h"
#include "calculus/at.h"
#include "calculus/domain.h"
#include "expr/expr.h"
#include "nabla.h"
#include "present/print.h"
#include "present/share.h"
#include "session/hints.h"
#include "syntax/parse.h"
#include "teach/quiz.h"
#include "text/buf.h"

/* What the files of the session share. A context owns a pool and whatever names
 * expressions in it: definitions, results, expressions of the host. Each of these
 * is in a list of the context, so that the pool can be collected. */

typedef struct nb_def nb_def;

/* A function or a constant. What it uses was bound when it was defined. */
struct nb_def {
    nb_def *previous, *next; /* all that live */
    uint32_t references;
    bool constant, decimals; /* decimals: some were typed */
    bool everywhere;         /* it is known to be defined for all real arguments */
    nb_def *outline;         /* see chain.c; NULL where its gradient is told whole */
    char *name;              /* in ASCII; NULL: nameless */
    nb_def *derived;         /* its derivatives that formulas have used, in a row ... */
    nb_def *next_derived;    /* ... by this; kept */
    nb_expr body;            /* typed, as written */
    nb_expr expanded;        /* typed; no CALL and no named constant is left */
    nb_expr canonical;       /* nb_def_canonical() asks; NB_NONE: not yet worked out */
    uint32_t n;              /* parameters */
    uint32_t plain; /* of an outline: the first so many parameters are no calls */
    nb_expr
        parts[]; /* n SYMBOLs, then n partial derivatives (NB_NONE: not yet derived) */
};

/* What `undo` puts back. */
typedef struct nb_change {
    char *name;
    nb_def *before; /* NULL: there was none */
    nb_def *current;
    size_t place; /* of `before` among the names */
} nb_change;

enum { NB_UNDO_MAX = 100 };

typedef struct nb_table {
    nb_def **items; /* in the order of definition */
    size_t n, capacity;
    nb_def **hash; /* by name; open addressing */
    size_t hash_size;
    nb_change changes[NB_UNDO_MAX];
    size_t n_changes;
} nb_table;

typedef enum nb_notation { NB_LEIBNIZ, NB_SUBSCRIPT } nb_notation;
typedef enum nb_vector { NB_PARENTHESES, NB_ANGLE, NB_IJ } nb_vector;

typedef struct nb_settings {
    uint32_t digits; /* 0: by default */
    unsigned style;  /* nb_style: UNICODE, ASCII or LATEX */
    unsigned notation, vector;
    bool linear;
    bool expand;       /* formulas are written whole, with no names for shared parts */
    bool inline_notes; /* under the echo */
    bool color;
    int columns, rows; /* of the window that pictures are made for; 0: not known */
    uint32_t limit;    /* of work for a check; 0: by default */
} nb_settings;

/* How far the hints have come in a derivation. */
typedef struct nb_progress {
    nb_def *def, *current; /* kept; the function, and the one that was current then */
    nb_by *by;             /* n_by of them; none: by each of its variables          */
    uint32_t n_by, shown;
} nb_progress;

struct nabla_expr {
    nabla *session;
    nabla_expr *previous, *next;
    nb_expr typed;
};

/* How the sums of a body were typed, and where it is defined. */
typedef struct nb_reading {
    nb_expr of; /* the typed body; NB_NONE: of none yet */
    nb_order order;
    nb_conditions conditions;
} nb_reading;

/* A working that goes on from line to line; see statements/work.c. */
typedef struct nb_working {
    bool active, unproven;
    uint32_t lines, judged; /* judged: expressions that something was said of */
    uint32_t wrong;         /* the first line that does not follow, or 0      */
    nb_def *def;            /* whose variables the expressions have; kept     */
    nb_expr last;           /* typed: what the next expression must equal     */
    uint32_t last_line;     /* the line that it is from                       */
    nb_by *by;              /* `last` is this derivative of def, not yet told */
    uint32_t n_by;
    nb_expr astray; /* typed: the expression after it that does not follow, or NB_NONE */
    bool astray_wrong; /* and is wrong; else it is not proven */
} nb_working;

struct nabla {
    nb_pool *pool;
    nb_error error;
    nabla_error shown_error; /* the same for the host */
    volatile sig_atomic_t interrupt;
    nb_settings settings;
    nb_table table;
    nb_def *living;
    nb_def *current; /* the function that a bare "at" means; or NULL */
    nabla_result *results;
    nabla_expr *expressions;
    nb_quiz quiz;
    nb_reading reading; /* of the body that was shown last */
    nb_progress progress;
    uint32_t kept_nodes; /* after the last collection */
    size_t kept_bytes;
    nb_hints hints;
    nb_working working;
    unsigned notes_given; /* bit: an nb_note_kind */
    nb_notes *notes;      /* of the statement that is running */
    size_t fallbacks;     /* of nabla_fallbacks() */
    char number[16];      /* room for nabla_get() */
    char word[128];       /* room for nabla_word_at() */
};

/* ---- memory (context.c) ---- */

/* Reclaims what nothing names any more, if that is worth while. */
void nb_session_collect(nabla *s);

/* What a typed body says that its canonical form does not; the session's, until
 * the next collection. NULL with an error. */
const nb_reading *nb_reading_of(nabla *s, const nb_def *d);
/* The canonical form of an expanded typed expression; what is read off on the way is kept
 * for nb_reading_of(). */
nb_expr nb_read_canonical(nabla *s, nb_expr expanded);
void nb_forget_reading(nabla *s);
/* Whether the function that was read last is defined for all real arguments. */
bool nb_is_unconditional(const nabla *s);

/* ---- definitions (definition.c) ---- */

/* A definition with one reference; its expressions are filled in by the caller.
 * NULL with an error. `name` may be NULL. */
nb_def *nb_def_new(nabla *s, const char *name, uint32_t n, const nb_expr *params);
nb_def *nb_def_keep(nb_def *d);
void nb_def_release(nabla *s, nb_def *d);
nb_expr nb_def_param(const nb_def *d, uint32_t i);
/* Its canonical form; NB_NONE with an error. */
nb_expr nb_def_canonical(nabla *s, nb_def *d);
/* The canonical partial derivative, derived when it is asked for first. */
nb_expr nb_def_partial(nabla *s, nb_def *d, uint32_t i);
/* Derives all of them that are missing, at once; false with an error. */
bool nb_def_partials(nabla *s, nb_def *d);

/* The derivative of d by these SYMBOLs, one after the other, as a function of that name
 * (derived.c). It belongs to d. NULL with an error. */
nb_def *nb_def_derived(nabla *s, nb_def *d, const char *name, const nb_list *by);
/* Whether a typed body, as written, has the derivative of a function in it. */
bool nb_has_derivatives(nabla *s, nb_expr typed);
/* `typed` with such derivatives at constant points replaced by their values, which are
 * those by definition: the formula of f_x may say nothing where f_x(0, 0) exists. */
nb_expr nb_derivatives_at_points(nabla *s, nb_expr typed);

/* The definition of that name, or NULL. */
nb_def *nb_table_find(const nabla *s, const char *name);
/* Makes the name mean d (which is kept), to be undone by nb_table_undo(). */
bool nb_table_define(nabla *s, nb_def *d);
bool nb_table_forget(nabla *s, nb_def *d);
/* Takes back the last of these two; *name gets the name that changed (free() it).
 * False when there is nothing to take back. */
bool nb_table_undo(nabla *s, char **name);
void nb_table_free(nabla *s);
void nb_set_current(nabla *s, nb_def *d);
void nb_forget_progress(nabla *s);

/* The names of the session, for the parser; the variables are those of the working. */
nb_scope nb_session_scope(nabla *s);
/* typed with CALLs replaced by bodies and named constants by their values, but for
 * the n SYMBOLs in `hidden`. */
nb_expr nb_session_expand(nabla *s, nb_expr typed, const nb_expr *hidden, uint32_t n);
/* typed with the named constants replaced alone. */
nb_expr nb_session_constants(nabla *s, nb_expr typed, const nb_expr *hidden, uint32_t n);
/* The user's functions, for algebra/substitute.h; data is the session. */
bool nb_session_definition(void *data, nb_expr name, nb_definition *out);

/* ---- workings (statements/work.c adds to them) ---- */

/* Ends the working; drops the chain that its next line might go on with. */
void nb_working_clear(nabla *s);
void nb_working_forget_chain(nabla *s);

/* ---- answers ---- */

/* A formula to be shown, with the conditions it holds under beyond its own. */
typedef struct nb_formula {
    nb_expr typed;
    nb_list conditions;
    uint32_t size; /* nodes as a tree, with the conditions; at most NB_TREE_MAX */
    nb_expr brief; /* the same with names for shared parts; NB_NONE: not needed */
    nb_list brief_conditions;
} nb_formula;

/* The shared parts that the formulas of an answer name, and what may be shown. */
typedef struct nb_abridged {
    nb_sharing sharing;
    bool helps;    /* longer than a screenful, and much shorter with names     */
    bool too_long; /* too long for `text` in JSON unless it is asked for       */
} nb_abridged;

/* A value at a point. */
typedef struct nb_member {
    nb_at_result status;
    nb_expr value; /* canonical; where DEFINED */
    nb_expr shown; /* typed; NB_NONE where it is not short */
    nb_undefined why;
} nb_member;

typedef enum nb_answer {
    NB_ANSWER_NOTHING,
    NB_ANSWER_FUNCTION,   /* its gradient; [evaluation]                         */
    NB_ANSWER_EVALUATION, /* value, gradient, norm                              */
    NB_ANSWER_VALUE,      /* of a closed expression, or of a function at a point */
    NB_ANSWER_CONSTANT,
    NB_ANSWER_GRADIENT,   /* alone; as formulas or at a point */
    NB_ANSWER_NORM,       /* likewise */
    NB_ANSWER_DERIVATIVE, /* likewise */
    NB_ANSWER_COMMAND     /* r->class tells */
} nb_answer;

/* What holds expressions between statements, for the collector. */
typedef struct nb_roots nb_roots;
void nb_roots_add(nb_roots *roots, nb_expr *e);
void nb_roots_add_list(nb_roots *roots, nb_list *list);
void nb_roots_add_formula(nb_roots *roots, nb_formula *f);
void nb_roots_add_member(nb_roots *roots, nb_member *m);

struct nb_out;
struct nb_writer;

/* What a command does. Its row in syntax/commands.def names its class. */
typedef struct nb_command_class {
    const char *kind; /* of its JSON object; NULL: `json` writes it too */
    bool formulas;    /* its answer is one that "latex" and "mathml" can write */
    /* Carries the command out: reads st->argument, a span of `text`, and leaves what
     * it found in r, or in r->data. False with an error of the session. */
    bool (*run)(nabla_result *r, const nb_statement *st, const char *text);
    /* The answer for people, line by line. */
    void (*people)(nabla_result *r, struct nb_out *o);
    /* The members of its JSON object that follow "kind". */
    void (*json)(nabla_result *r, struct nb_writer *w);
    /* For classes that use r->data: the expressions in it (the pool moves them when
     * it is collected), and the end of it. */
    void (*roots)(void *data, nb_roots *roots);
    void (*release)(void *data);
} nb_command_class;

struct nabla_result {
    nabla *session;
    nabla_result *previous, *next;
    nb_answer kind;
    nabla_status status; /* without what rendering adds */
    nabla_status worst;  /* with it */
    nb_error error;
    nabla_error shown_error;

    nb_def *def;  /* the function; named or nameless */
    bool defines; /* it enters the table when all else is done */
    nb_expr body; /* VALUE, DERIVATIVE: typed, as written */
    nb_by *by;
    uint32_t n_by;
    bool decimals;

    nb_formula *formulas;
    uint32_t n_formulas;
    nb_abridged abridged;
    nb_formula *told; /* the same for people, told by the chain rule; or NULL */
    uint32_t n_told;

    bool has_point;
    nb_list point;  /* typed coordinates, as written */
    nb_list values; /* canonical coordinates */
    bool has_value, has_norm;
    nb_member value, norm;
    nb_member *members; /* of the gradient (n), the Hessian (n*n), the direction (n) */
    uint32_t n_members;
    nb_list steps; /* typed: the norm with the numbers in it */

    nb_command command;
    const nb_command_class *class; /* of a COMMAND */
    void *data;                    /* its own, or NULL */
    bool markup;                   /* for the command latex or mathml */
    nabla_action action;
    char *argument;
    nb_buf output; /* for the host to write */
    size_t statements;
    nabla_status file_status;
    char *problem;

    uint32_t n_notes;
    nb_note *notes;
    nabla_note shown_note;
    nb_buf text, json;
};

/* ---- making answers (formula.c, evaluate.c) ---- */

/* `canonical` as people write it, d's variables and sums in the order in which they
 * were typed; with the conditions of d's body that it has lost, if asked for, as a
 * derivative by `variable` (NB_NONE: by any). */
bool nb_make_formula(nabla *s, const nb_def *d, bool conditions, nb_expr variable,
                     nb_expr canonical, nb_formula *out);
/* The same for n of them, by a variable each (NULL: without conditions), into
 * out[0 … n-1]. What they share is worked on once. */
bool nb_make_formulas(nabla *s, const nb_def *d, const nb_expr *variables,
                      const nb_expr *canonical, uint32_t n, nb_formula *out);
void nb_formula_free(nb_formula *f);
/* Names the parts that the formulas of r share, where that makes them much shorter;
 * after this they are not to change. False after an error. */
bool nb_abridge(nabla_result *r);
/* Whether formulas are shown with names: to people, and in JSON in place of `text`. */
bool nb_shows_brief(const nabla_result *r);
bool nb_lacks_text(const nabla_result *r);
/* The n formulas of the gradient of r->def; and one more, nb_worked_out(), where its body
 * has derivatives in it: the function itself without them. */
bool nb_answer_gradient(nabla_result *r);
const nb_formula *nb_worked_out(const nabla_result *r);

/* ---- told through calls (chain.c) ---- */

/* Gives d, whose body and expanded body are known, its outline, where its gradient is
 * better told by the chain rule; whether it has one. */
bool nb_find_outline(nabla *s, nb_def *d);
/* The gradient of r->def, which has an outline, as r->told. */
bool nb_answer_by_chain_rule(nabla_result *r);
/* The gradient of a function that was given or is to be shown: by the chain rule where it
 * is better told so. */
bool nb_answer_function(nabla_result *r);
/* Makes the formulas of such an answer for those who do not ask for what is told. */
bool nb_need_formulas(nabla_result *r);

/* Reads the statement's point as one of r->def: coordinates, names, count. */
bool nb_answer_point(nabla_result *r, const nb_statement *st);
/* Puts the parameters of r->def with the values of the point into a map. */
bool nb_point_map(nabla_result *r, nb_map *m);
/* Evaluates r->def at the point. */
bool nb_answer_value(nabla_result *r);
bool nb_answer_members(nabla_result *r);
bool nb_answer_norm(nabla_result *r);
/* Evaluates a closed typed expression. */
bool nb_member_closed(nabla_result *r, nb_expr expanded, nb_member *out);
/* The derivative by r->by: its formula, or its value when there is a point. */
bool nb_answer_derivative(nabla_result *r);
bool nb_answer_hessian(nabla_result *r);
/* Gives the member what is shown of it. */
void nb_member_show(nabla_result *r, nb_member *m);
/* The member for a host; *out is to be cleared. */
void nb_member_tell(nabla *s, nb_member *m, nabla_value *out);

/* False with an error when a part without variables is undefined, as in x + 1/0. */
bool nb_check_literals(nabla *s, nb_expr expanded, nb_span span);
bool nb_has_decimals(nabla *s, nb_expr typed);

/* ---- settings (settings.c) ---- */

typedef struct nb_option {
    const char *name, *values, *help;
} nb_option;

/* The i-th option; NULL name after the last. */
const nb_option *nb_option_at(size_t i);

/* ---- writing answers ---- */

/* Largest number of nodes, as a tree, that is written out. */
#define NB_TREE_MAX 8000000u

/* The reason why a member has no value. */
void nb_write_reason(nabla *s, const nb_undefined *why, nb_style style, nb_buf *out);
/* Writes an expression, typed or canonical. */
void nb_write_any(nb_pool *p, nb_expr e, nb_style style, nb_buf *out);

/* What an error means for the status of a result. */
nabla_status nb_status_of(nb_code code);

#endif
