#ifndef NB_ALGEBRA_CONSTANTS_H
#define NB_ALGEBRA_CONSTANTS_H

#include "algebra/canon.h"

/* Small rewritings of what has no place among polynomials. */

/* In a SUM: ln(3) - ln(2) is ln(3/2). The expression itself where there is none. */
nb_expr nb_joined_logarithms(nb_pool *p, nb_expr e);

/* In a PROD: x |x|^(-3/2) is |x|^(1/2)/x. The term itself where there is none. */
nb_expr nb_shifted_absolutes(nb_pool *p, nb_expr term);

#endif
