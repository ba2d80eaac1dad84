#ifndef NB_SESSION_SESSION_H
#define NB_SESSION_SESSION_H

#include "algebra/order.h"
#include "calculus/domain.h"
#include "expr/expr.h"
#include "nabla.h"
#include "session/definition.h"
#include "session/hints.h"
#include "session/settings.h"
#include "syntax/parse.h"
#include "teach/quiz.h"

/* A context owns a pool and whatever names expressions in it: definitions, results,
 * expressions of the host. Each of these is in a list of the context, so that the pool
 * can be collected. */

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

void nb_set_current(nabla *s, nb_def *d);
void nb_forget_progress(nabla *s);

/* ---- workings (statements/work.c adds to them) ---- */

/* Ends the working; drops the chain that its next line might go on with. */
void nb_working_clear(nabla *s);
void nb_working_forget_chain(nabla *s);

#endif
