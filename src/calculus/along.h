#ifndef NB_CALCULUS_ALONG_H
#define NB_CALCULUS_ALONG_H

#include "calculus/at.h"

/* Derivatives along vectors, and differentiability at a point. In what follows a
 * function is typed, with its n variables (SYMBOLs); a point is a map from these to
 * canonical closed expressions, and vectors have n of those. */

/* The derivative of f along v at P by definition: of t -> f(P + t v) at t = 0. With a
 * unit vector it is the directional derivative. */
nb_at_result nb_along_at(nb_pool *p, nb_expr function, const nb_expr *variables,
                         uint32_t n, const nb_map *point, const nb_expr *v,
                         nb_expr *value, nb_undefined *why);

typedef enum nb_differentiability {
    NB_DIFFERENTIABLE,           /* proven: continuously so around the point            */
    NB_NOT_DIFFERENTIABLE,       /* proven: a partial derivative fails, or the
                                    derivative along some vector is not grad f . v       */
    NB_DIFFERENTIABILITY_UNKNOWN /* the partial derivatives exist, no more is known */
} nb_differentiability;

/* Whether f is differentiable at P, given its partial derivatives as canonical formulas
 * and its gradient there (canonical values; NB_NONE: a component does not exist). That
 * it is not is sought along a few vectors with small components. */
nb_differentiability nb_differentiable_at(nb_pool *p, nb_expr function,
                                          const nb_expr *variables, uint32_t n,
                                          const nb_map *point, const nb_expr *partials,
                                          const nb_expr *gradient);

/* u . v, in canonical form. */
nb_expr nb_dot(nb_pool *p, const nb_expr *u, const nb_expr *v, uint32_t n);

#endif
