#ifndef NB_CALCULUS_GRADIENT_H
#define NB_CALCULUS_GRADIENT_H

#include "expr/expr.h"

/* The partial derivatives of a canonical expression by n SYMBOLs, canonical, into
 * out[0 … n-1]: what nb_derive() gives by each, at a cost that does not grow with the
 * product of variables and size.
 *
 * Forward, for each variable only the nodes that depend on it are visited, and of a sum
 * or product only the operands that do; they are found through an index of users. Where
 * the nodes visited so would outnumber the operands of the expression by far (layers of
 * sums, each depending on all variables), one sweep from the root down instead
 * accumulates the adjoint of each node, the derivative of e by it (Griewank & Walther,
 * "Evaluating Derivatives", 2nd ed., chapter 3). Both multiply the outer derivatives
 * along a chain of functions at once, at its end.
 *
 * False after an error. */
bool nb_gradient(nb_pool *p, nb_expr e, const nb_expr *variables, uint32_t n,
                 nb_expr *out);

/* The same in a given way. In reverse only where no node is piecewise, a minimum or a
 * maximum; else forward all the same. */
typedef enum nb_gradient_way { NB_SHORTER_WAY, NB_FORWARD, NB_REVERSE } nb_gradient_way;
bool nb_gradient_in(nb_pool *p, nb_expr e, const nb_expr *variables, uint32_t n,
                    nb_gradient_way way, nb_expr *out);

#endif
