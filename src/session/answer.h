#ifndef NB_SESSION_ANSWER_H
#define NB_SESSION_ANSWER_H

#include "calculus/at.h"
#include "expr/expr.h"
#include "present/print.h"
#include "present/share.h"
#include "session/session.h"
#include "text/buf.h"

/* The answer to a statement, and how it is made. */

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
/* The gradient of r->def, which has an outline, as r->told (chain.c). False after an
 * error; and without one where the names it would be told in mean something else now. */
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
