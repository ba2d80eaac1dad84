#ifndef NB_TEACH_NEAT_H
#define NB_TEACH_NEAT_H

#include "expr/expr.h"

/* A typed expression without what nobody writes down when a formula has been filled in:
 * factors 1, terms 0, exponents 1, double signs, products inside products, and with
 * exponents such as 3 - 1 worked out. Its order stays, nothing else is simplified:
 * 2*x^(2-1)*sin(y) + x^2*0 is 2*x*sin(y). Equal in value wherever `typed` is defined. */
nb_expr nb_neat(nb_pool *p, nb_expr typed);

#endif
