#ifndef NB_STATEMENTS_LOCAL_H
#define NB_STATEMENTS_LOCAL_H

#include "calculus/along.h"
#include "statements/argument.h"
#include "statements/rows.h"
#include "statements/statements.h"

/* What the commands about a function near a point share. */

/* The function at the point: value and gradient are in r, and here as lists. */
typedef struct nb_local {
    nb_map point;     /* SYMBOL -> canonical value                        */
    nb_list partials; /* canonical formulas                               */
    nb_list gradient; /* canonical values; NB_NONE: none                  */
    bool whole;       /* the value and all of the gradient exist          */
    nb_differentiability differentiable;
} nb_local;

/* Evaluates r->def at its point and adds the rows "value" and "gradient", whose gaps
 * tell what is missing. To be freed either way. */
bool nb_local_begin(nabla_result *r, nb_local *l);
void nb_local_free(nb_local *l);

/* For an answer that needs f to be differentiable: true where it is; otherwise adds a
 * row that says why there is none, and sets the status. `what` is what is missing, such
 * as "a tangent plane". */
bool nb_local_differentiable(nabla_result *r, const nb_local *l, const char *what);

/* A typed expression of a canonical closed value, however long. */
nb_expr nb_local_typed(nabla_result *r, nb_expr value);
/* Typed x - a, written x + 2 and x where it is that. */
nb_expr nb_local_shift(nabla_result *r, nb_expr x, nb_expr a);
/* Typed sum + c factor (factor NB_NONE: 1), for a canonical closed c; a sum of nothing
 * is NB_NONE, and zero terms are left out. */
nb_expr nb_local_add(nabla_result *r, nb_expr sum, nb_expr c, nb_expr factor);
/* f(P) + f_x(P) (x - a) + ...: the constant first where `value` is given. */
nb_expr nb_local_linear(nabla_result *r, const nb_local *l, nb_expr value);

/* A SYMBOL that is none of the function's, the first free one of the letters given. */
nb_expr nb_local_symbol(nabla_result *r, const char *letters);
/* "L(x, y)" */
nb_expr nb_local_call(nabla_result *r, const char *name);

#endif
