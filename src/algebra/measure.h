#ifndef NB_ALGEBRA_MEASURE_H
#define NB_ALGEBRA_MEASURE_H

#include "expr/expr.h"

/* How much there is to read in a canonical expression once it is laid out: its
 * symbols, numbers, functions, powers, fraction bars and sums counted, with a
 * surcharge for a fraction inside a fraction and for long numbers. Capped. */
uint32_t nb_measure(nb_pool *p, nb_expr e);

#endif
