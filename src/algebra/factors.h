#ifndef NB_ALGEBRA_FACTORS_H
#define NB_ALGEBRA_FACTORS_H

#include "algebra/canon.h"

/* The factors of a canonical term (not a NUMBER; without its coefficient), as
 * bases and rational exponents (NUMBERs). A power with a symbolic exponent is
 * split where that is true over the reals: e^(x - 2y) is e^x to the 1 and e^y
 * to the -2; x^(-y - 1) is x^y to the -1 and x to the -1. Appends. */
bool nb_list_factors(nb_pool *p, nb_expr term, nb_list *bases, nb_list *exponents);

#endif
