#ifndef NB_ALGEBRA_SUBSTITUTE_H
#define NB_ALGEBRA_SUBSTITUTE_H

#include "expr/expr.h"

/* e with every SYMBOL of the map replaced by its value, all at once, with no
 * rewriting: a typed expression stays typed. Sharing is kept. */
nb_expr nb_substitute(nb_pool *p, nb_expr e, const nb_map *values);

/* A user function's definition: its parameters and its typed body, in which no
 * CALL is left. False when there is none of that name. */
typedef struct nb_definition {
    uint32_t n;
    const nb_expr *params;
    nb_expr body;
} nb_definition;
typedef bool nb_definition_of(void *data, nb_expr name, nb_definition *out);

/* e with every CALL replaced by the function's body with the arguments put in.
 * A body is walked once for each distinct list of arguments. */
nb_expr nb_expand_calls(nb_pool *p, nb_expr e, nb_definition_of *definition_of,
                        void *data);

#endif
