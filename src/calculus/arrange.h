#ifndef NB_CALCULUS_ARRANGE_H
#define NB_CALCULUS_ARRANGE_H

#include "expr/expr.h"

/* Which parts of typed expressions contain a variable. */
typedef struct nb_dependence {
    nb_expr variable;
    nb_map known;   /* part -> whether it contains it                              */
    nb_map settled; /* keys: products that have no factor without it               */
    nb_map records; /* part -> what the user of this structure keeps for it        */
} nb_dependence;

/* Walks e and notes which parts contain the variable. */
bool nb_depend_note(nb_pool *p, nb_dependence *d, nb_expr e);
bool nb_depends(const nb_dependence *d, nb_expr e);
void nb_depend_free(nb_dependence *d);

/* A typed product or quotient as a textbook writes it before it derives it: the factors
 * without the variable together and first, c u, or c/d u, or u/d; and c/u^n as c u^(-n).
 * Other expressions, and those that are so already, stay as they are. */
nb_expr nb_arranged(nb_pool *p, nb_dependence *d, nb_expr e);

#endif
