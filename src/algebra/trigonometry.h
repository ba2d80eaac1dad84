#ifndef NB_ALGEBRA_TRIGONOMETRY_H
#define NB_ALGEBRA_TRIGONOMETRY_H

#include "algebra/canon.h"

/* Other ways to write a canonical expression with trigonometric and hyperbolic
 * functions. Each works on the sums and products at the top, not inside the
 * arguments of functions; each is true wherever the original is defined. */

/* tan, cot, sec, csc (and tanh, coth, sech, csch) as quotients of sine and
 * cosine. */
nb_expr nb_in_sines(nb_pool *p, nb_expr e);

/* Back: sin/cos is tan, 1/cos is sec, and so on. */
nb_expr nb_in_ratios(nb_pool *p, nb_expr e);

/* 1 + (tan u)^2 is (sec u)^2, 1 - (sin u)^2 is (cos u)^2, and so on, in sums. */
nb_expr nb_squares(nb_pool *p, nb_expr e);

/* Which of these functions occur at the top or in sums that are factors there: bits,
 * 0 for none. */
enum { NB_HAS_SINES = 1, NB_HAS_RATIOS = 2 };
unsigned nb_trigonometric(nb_pool *p, nb_expr e);

/* sin u cos u is sin(2u)/2, and (cos u)^2 - (sin u)^2 is cos 2u. */
nb_expr nb_double_angles(nb_pool *p, nb_expr e);

#endif
