#ifndef NB_STATEMENTS_DESCENT_H
#define NB_STATEMENTS_DESCENT_H

#include "explore/descent.h"
#include "session/out.h"
#include "session/writer.h"
#include "syntax/clauses.h"

/* What "descend", "minimise" and "plot ... with descent" have in common: a descent as
 * it is asked for in a statement, and what came of it. */

enum {
    NB_DESCENT_DIGITS = 30, /* of the iterates, at least */
    NB_DESCENT_DEFAULT_STEPS = 1000
};

/* What the Hessian says of a fixed rate: each step multiplies the distance to the
 * minimum by 1 - rate * λ along the eigenvector of each eigenvalue λ. */
typedef struct nb_curvature {
    bool known, constant;  /* constant: the Hessian is the same everywhere        */
    bool exact;            /* the eigenvalues are `values`, else only the texts   */
    bool definite;         /* all eigenvalues are positive                        */
    bool negative;         /* at least one is negative                            */
    int compared;          /* rate against 2/λmax: -1, 0, 1; 2 where not known    */
    uint32_t point;        /* of the descent, that the Hessian was taken at       */
    nb_expr least, most;   /* eigenvalues, typed; where exact                     */
    nb_expr limit, factor; /* 2/λmax and |1 - rate*λmax|, typed; where exact     */
    char *least_text, *most_text, *limit_text, *factor_text; /* proven decimals  */
} nb_curvature;

typedef struct nb_descent_run {
    nb_descent_options options;
    nb_expr rate, tolerance; /* typed, as they are shown */
    nb_list second;          /* n * n second derivatives, canonical */
    nb_descent path;
    nb_curvature curvature;
} nb_descent_run;

/* The settings that hold where nothing is said: rate 0.1, or 1 for the methods that
 * find a length of their own. */
bool nb_descent_defaults(nabla_result *r, nb_descent_run *run, nb_descent_method method);
/* Reads the clauses rate, until, steps and with, as far as they are there. */
bool nb_read_descent(nabla_result *r, const char *text, const nb_clauses *c,
                     nb_descent_run *run);
/* Whether the span is the word of a method of descent, which is set then. */
bool nb_read_method(const char *text, nb_span word, nb_descent_run *run);
/* Reads "(2, 1)" or "x=2, y=1" as the point of r. */
bool nb_read_start(nabla_result *r, const char *text, nb_span span);

/* Descends on r->def from the point of r. */
bool nb_run_descent(nabla_result *r, nb_descent_run *run);
/* What the Hessian says, at the start of a descent that diverged, else at its end. */
bool nb_find_curvature(nabla_result *r, nb_descent_run *run);

/* The second derivatives of r->def, canonical, appended. */
bool nb_second_derivatives(nabla_result *r, nb_list *out);

void nb_descent_run_roots(nb_descent_run *run, nb_roots *roots);
void nb_descent_run_free(nb_descent_run *run);

/* ---- told ---- */

/* The word for a method, for programs. */
const char *nb_method_word(nb_descent_method method);

/* How and from where, with a remark on the start; the table of steps; why it ended; what
 * the Hessian says of the rate. */
void nb_line_descent_method(nb_out *o, nabla_result *r, const nb_descent_run *run,
                            const char *remark);
void nb_line_descent_table(nb_out *o, nabla_result *r, const nb_descent_run *run);
void nb_line_descent_end(nb_out *o, nabla_result *r, const nb_descent_run *run);
void nb_line_curvature(nb_out *o, nabla_result *r, const nb_descent_run *run);

/* The members method, rate, tolerance, end, steps, table ... of the JSON object. */
void nb_put_descent(nb_writer *w, const nb_descent_run *run);

#endif
