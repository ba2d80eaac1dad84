#ifndef NB_SESSION_DEFINITION_H
#define NB_SESSION_DEFINITION_H

#include "algebra/substitute.h"
#include "expr/expr.h"
#include "nabla.h"
#include "syntax/parse.h"

/* Functions and constants that were defined, and their names. */

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
    nb_expr body;            /* typed, as written; see nb_reread_bodies() */
    nb_expr outdated;        /* as written, where `body` is not; or NB_NONE   */
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

/* Gives d, whose body and expanded body are known, its outline, where its gradient is
 * better told by the chain rule (chain.c); whether it has one. */
bool nb_find_outline(nabla *s, nb_def *d);

/* The derivative of d by these SYMBOLs, one after the other, as a function of that name
 * (derived.c). It belongs to d. NULL with an error. */
nb_def *nb_def_derived(nabla *s, nb_def *d, const char *name, const nb_list *by);
/* Whether a typed body, as written, has the derivative of a function in it. */
bool nb_has_derivatives(nabla *s, nb_expr typed);
/* `typed` with such derivatives at constant points replaced by their values, which are
 * those by definition: the formula of f_x may say nothing where f_x(0, 0) exists. The n
 * SYMBOLs in `hidden` are no constants. */
nb_expr nb_derivatives_at_points(nabla *s, nb_expr typed, const nb_expr *hidden,
                                 uint32_t n);

/* After a name has got another meaning: in bodies that would now be read as something
 * else, what it meant (`was`; NULL: not known) stands in its place, until they are read
 * as they were meant again. False, and no body is changed, after an error. */
bool nb_reread_bodies(nabla *s, const char *name, const nb_def *was);

/* The definition of that name, or NULL. */
nb_def *nb_table_find(const nabla *s, const char *name);
/* Makes the name mean d (which is kept), to be undone by nb_table_undo(). */
bool nb_table_define(nabla *s, nb_def *d);
bool nb_table_forget(nabla *s, nb_def *d);
/* Takes back the last of these two; *name gets the name that changed (free() it).
 * False when there is nothing to take back. */
bool nb_table_undo(nabla *s, char **name);
void nb_table_free(nabla *s);

/* The names of the session, for the parser; the variables are those of the working. */
nb_scope nb_session_scope(nabla *s);
/* typed with CALLs replaced by bodies and named constants by their values, but for
 * the n SYMBOLs in `hidden`. */
nb_expr nb_session_expand(nabla *s, nb_expr typed, const nb_expr *hidden, uint32_t n);
/* typed with the named constants replaced alone. */
nb_expr nb_session_constants(nabla *s, nb_expr typed, const nb_expr *hidden, uint32_t n);
/* The user's functions, for algebra/substitute.h; data is the session. */
bool nb_session_definition(void *data, nb_expr name, nb_definition *out);

#endif
