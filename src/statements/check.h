#ifndef NB_STATEMENTS_CHECK_H
#define NB_STATEMENTS_CHECK_H

#include "session/out.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"
#include "teach/diagnose.h"
#include "teach/judge.h"

/* What the commands check and work share: an answer that was judged, and how that is
 * told. */

typedef enum nb_asked {
    NB_ASKED_DERIVATIVE, /* r->by, as a formula or at the point */
    NB_ASKED_GRADIENT,   /* a part for each component           */
    NB_ASKED_NORM,
    NB_ASKED_ALONG,        /* the derivative along `vector`       */
    NB_ASKED_DISCRIMINANT, /* f_xx f_yy - f_xy^2                  */
    NB_ASKED_KIND,         /* of a critical point                 */
    NB_ASKED_EQUALITY      /* left = right                        */
} nb_asked;

/* One expression of the answer. */
typedef struct nb_check_part {
    nb_expr variable; /* of a component of a gradient, or NB_NONE              */
    nb_expr answer;   /* typed, as it was written                              */
    nb_expr expanded; /* typed, without CALLs and named constants              */
    nb_decimal_form form;
    nb_expr truth; /* typed: what it should be, as a formula or expression  */
    nb_judgement judged;
    nb_diagnosis diagnosis;
    nb_member yours, right; /* values: where `values` says so */
    bool values;
} nb_check_part;

typedef struct nb_check {
    nb_asked asked;
    nb_check_part *parts;
    uint32_t n;
    nb_expr left;       /* typed: the left side of an equality, or NB_NONE */
    uint32_t left_line; /* the line of a working that it stands in; 0: this one */
    nb_list vector;     /* typed, as written                               */
    nb_list unit;       /* canonical                                       */
    nb_expr length;     /* canonical: the norm of the vector               */
    const char *kind;   /* what was said of a critical point */
    const char *remark; /* a sentence more, or NULL                        */
    nb_mark mark;       /* of the whole                                    */
    bool gave_up;
} nb_check;

/* Says what the answer is wrong by, where it is. */
bool nb_check_explain(nabla_result *r, nb_check *c);
/* The mark of the whole, and r->status from it. */
void nb_check_conclude(nabla_result *r, nb_check *c);

/* ---- read (check.c) ---- */

/* Reads an expression over r->def's variables, or a closed one, into part->answer. */
bool nb_check_read(nabla_result *r, const char *text, nb_span span, nb_check_part *part);

/* Judges a piece of the text as the answer to a question about a derivative, a gradient
 * or a norm, a statement that was not read from the text; or, along a vector of whole
 * numbers, about a directional derivative, with r->def and its point. As the command
 * check does; its class tells r. */
bool nb_check_question(nabla_result *r, nb_statement *question, const char *text,
                       nb_span answer);
bool nb_check_along(nabla_result *r, const int *vector, const char *text, nb_span answer);

/* ---- the second derivative test (check_kind.c); r->def and the point are read ---- */

/* The discriminant, or the kind, that the answer names; false after an error. */
bool nb_check_discriminant(nabla_result *r, nb_check *c, const char *text, nb_span right);
bool nb_check_kind(nabla_result *r, nb_check *c, const char *text, nb_span right);

/* Judges one part: a formula over the function's variables, or a value. */
bool nb_check_formula(nabla_result *r, nb_check_part *part, nb_expr truth);
bool nb_check_value(nabla_result *r, nb_check_part *part, const nb_member *truth);

/* ---- the Laplacian (laplacian.c) ---- */

/* Makes a question "laplacian u" the formula u_xx + u_yy. */
bool nb_check_laplacian(nabla_result *r, nb_statement *question, const char *text);

/* ---- told ---- */

/* How the answer was read, as a line: "∂f/∂x = 2xy". */
void nb_check_put_read(nb_out *o, nabla_result *r, const nb_check *c);
/* The left side alone. */
void nb_check_put_question(nb_out *o, nabla_result *r, const nb_check *c);
/* Appends what is said of a mistake, 0: message, 1: hint, 2: the rule, 3: the step;
 * nothing where there is none. */
enum { NB_SAYINGS = 4 };
void nb_check_say(nb_out *o, nabla_result *r, const nb_slip *slip, unsigned saying);

/* Lines of verdict and mistakes, and the same in JSON. */
void nb_check_put_verdict(nb_out *o, nabla_result *r, const nb_check *c);
void nb_check_put_part(nb_writer *w, const nb_check_part *part);
void nb_check_put_json(nb_writer *w, const nb_check *c);

/* What hint says after this answer. */
void nb_check_leave_hints(nabla_result *r, const nb_check *c);

void nb_check_roots(void *data, nb_roots *roots);
void nb_check_release(void *data);
/* Frees what it holds, but not itself. */
void nb_check_empty(nb_check *c);

#endif
