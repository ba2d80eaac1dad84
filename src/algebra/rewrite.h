#ifndef NB_ALGEBRA_REWRITE_H
#define NB_ALGEBRA_REWRITE_H

#include "algebra/canon.h"

/* Forms that are asked for: each equal to the canonical expression wherever that is
 * defined; where common factors are cancelled the domain may be wider. NB_NONE with an
 * error of the pool when the expression is too large, or of no such kind. */

/* Products and whole powers of sums multiplied out; functions, denominators and
 * exponents stay as they are. */
nb_expr nb_expand(nb_pool *p, nb_expr e);

/* One fraction in lowest terms: numerator multiplied out, denominator in factors. */
nb_expr nb_together(nb_pool *p, nb_expr e);

/* Irreducible factors over the rationals of numerator and denominator; x, sin(x), e^x
 * and the like count as variables. *content gets a rational number and the result
 * leaves it out: it may stand before a single sum, which no canonical form has. */
nb_expr nb_factors_of(nb_pool *p, nb_expr e, nb_expr *content);

/* By powers of `by`, a symbol or a function: the canonical coefficients and the NUMBERs
 * that are their exponents, the greatest first. Appends to both lists. */
bool nb_collect(nb_pool *p, nb_expr e, nb_expr by, nb_list *coefficients,
                nb_list *exponents);

/* Partial fractions over the rationals of a quotient of polynomials in the SYMBOL x
 * with rational coefficients: the whole part first, then over the powers of the
 * irreducible factors of the denominator. */
nb_expr nb_apart(nb_pool *p, nb_expr e, nb_expr x);

#endif
