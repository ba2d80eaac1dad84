#ifndef NB_ALGEBRA_CANON_H
#define NB_ALGEBRA_CANON_H

#include "expr/expr.h"
#include "expr/function.h"

/* Constructors of canonical expressions (their forms: expr/expr.h). Operands
 * are canonical. Each costs about the size of its operands at the top level,
 * so building an expression is linear in its size.
 *
 * Every rewriting is true over the reals wherever the left side is defined; it
 * may be defined in more points (x^2/x becomes x), never in fewer. What is lost
 * of the domain is told by calculus/domain.h from the typed form. */

nb_expr nb_zero(nb_pool *p);
nb_expr nb_one(nb_pool *p);

/* a + b, a - b, -a, and the sum of n terms. */
nb_expr nb_sum2(nb_pool *p, nb_expr a, nb_expr b);
nb_expr nb_difference(nb_pool *p, nb_expr a, nb_expr b);
nb_expr nb_negate(nb_pool *p, nb_expr a);
nb_expr nb_sum(nb_pool *p, const nb_expr *terms, uint32_t n);
/* The sum of c[i] * terms[i]; c[i] are NUMBERs. */
nb_expr nb_linear(nb_pool *p, const nb_expr *c, const nb_expr *terms, uint32_t n);

/* a * b, a / b, and the product of b[i]^e[i]. */
nb_expr nb_product2(nb_pool *p, nb_expr a, nb_expr b);
nb_expr nb_quotient(nb_pool *p, nb_expr a, nb_expr b);
nb_expr nb_product(nb_pool *p, const nb_expr *b, const nb_expr *e, uint32_t n);

/* base^exponent over the reals: a rational exponent with an odd denominator is
 * the real root, so (-8)^(1/3) is -2; the square root of x^2 is |x|. */
nb_expr nb_power(nb_pool *p, nb_expr base, nb_expr exponent);
nb_expr nb_sqrt(nb_pool *p, nb_expr a);

/* A function of the table applied to canonical arguments. */
nb_expr nb_apply(nb_pool *p, unsigned fn, uint32_t n, const nb_expr *args);
nb_expr nb_apply1(nb_pool *p, unsigned fn, nb_expr a);

/* Conditions and pieces. A decided condition is the NUMBER 1 or 0. */
nb_expr nb_compare(nb_pool *p, nb_rel rel, nb_expr a, nb_expr b);
nb_expr nb_both(nb_pool *p, nb_expr a, nb_expr b);
nb_expr nb_either(nb_pool *p, nb_expr a, nb_expr b);
nb_expr nb_not(nb_pool *p, nb_expr a);
nb_expr nb_cases(nb_pool *p, const nb_expr *args, uint32_t n);

/* The canonical form of a typed expression (a canonical one stays as it is).
 * CALLs must have been expanded (algebra/substitute.h). */
nb_expr nb_canonical(nb_pool *p, nb_expr typed);
/* The same with SYMBOLs replaced by canonical expressions. */
nb_expr nb_canonical_with(nb_pool *p, nb_expr typed, const nb_map *bindings);
/* The canonical forms of the parts too, into an empty map; the inner links of a
 * chain of sums or of products have none. */
bool nb_canonical_forms(nb_pool *p, nb_expr typed, nb_map *forms);

/* A canonical expression kept whole, POW[e 1], which the constructors leave alone where
 * they would list its operands. */
nb_expr nb_hold(nb_pool *p, nb_expr e);

/* ---- parts ---- */

/* Splits e into a rational coefficient and a term: 2x is 2 and x, 5 is 5 and 1,
 * x is 1 and x. *coefficient is a NUMBER. */
void nb_split_coefficient(nb_pool *p, nb_expr e, nb_expr *coefficient, nb_expr *term);
/* Splits a factor into base and exponent: x^2 is x and 2, x is x and 1. */
void nb_split_power(nb_pool *p, nb_expr e, nb_expr *base, nb_expr *exponent);

#endif
