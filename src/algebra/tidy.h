#ifndef NB_ALGEBRA_TIDY_H
#define NB_ALGEBRA_TIDY_H

#include "expr/expr.h"

/* The form of a canonical expression that is easiest to read: as it is, with
 * common factors pulled out, over a common denominator, multiplied out or
 * factored, with fractions inside fractions cleared; the one with the smallest
 * measure (algebra/measure.h), and in a tie the one that is nearer to what was
 * there. Equal in value wherever the expression is defined; common factors may
 * have been cancelled (x/x is 1), so the domain may be wider. What is too large
 * to be read in any form is returned as it is, at once. */
nb_expr nb_tidy(nb_pool *p, nb_expr e);

#endif
