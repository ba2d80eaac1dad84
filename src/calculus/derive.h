#ifndef NB_CALCULUS_DERIVE_H
#define NB_CALCULUS_DERIVE_H

#include "expr/expr.h"

/* The partial derivative of a canonical expression by a SYMBOL, canonical and
 * simplified as it is built. One loop over the nodes, operands first, so shared
 * parts are differentiated once; what does not contain the variable is not
 * looked at. */
nb_expr nb_derive(nb_pool *p, nb_expr e, nb_expr variable);

/* The same by n SYMBOLs in turn: a derivative of order n. Both fail with a limit where
 * that goes through too many terms and factors: the derivative of a product of n factors
 * has n products of n factors, and orders multiply. */
nb_expr nb_derive_by(nb_pool *p, nb_expr e, const nb_expr *variables, uint32_t n);

/* The derivative of a function of the table by its argument number i (0 or 1),
 * at canonical arguments: the outer factor of the chain rule. */
nb_expr nb_outer_derivative(nb_pool *p, unsigned fn, unsigned i, const nb_expr *args);

/* The rule of a single node: the derivative of e, with those of the nodes below it in
 * `done` (expression -> derivative; what is missing does not depend on the variable).
 * It makes one step of nb_derive() and of nb_gradient(). */
nb_expr nb_derive_node(nb_pool *p, nb_expr e, const nb_map *done);

/* Where each piece of a piecewise value is taken, without the points on its boundary
 * along `variable`, where the derivative of the piece is not that of the function: n
 * canonical conditions, appended to *out. conditions[] are canonical, NB_NONE for
 * "otherwise", each to be tried where those before do not hold. */
bool nb_regions(nb_pool *p, const nb_expr *conditions, uint32_t n, nb_expr variable,
                nb_list *out);

/* The condition under which min or max of n canonical arguments is the i-th alone. */
nb_expr nb_taken_alone(nb_pool *p, unsigned fn, const nb_expr *args, uint32_t n,
                       uint32_t i);

#endif
