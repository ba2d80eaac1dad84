#ifndef NB_TEST_TYPED_SIZE_H
#define NB_TEST_TYPED_SIZE_H

#include "expr/expr.h"

/* What algebra/measure.h says of a canonical expression, counted instead on what is
 * printed: a typed expression, as the layout made it. */
uint32_t typed_size(nb_pool *p, nb_expr typed);

#endif
