#ifndef NB_ALGEBRA_ANGLE_H
#define NB_ALGEBRA_ANGLE_H

#include "algebra/canon.h"

/* The angles between 0 and pi/2 whose sine, tangent and secant a textbook
 * writes with square roots. The functions of the complement follow from them:
 * cos(a) = sin(pi/2 - a), and so on. */

typedef enum nb_ratio_kind { NB_SINE, NB_TANGENT, NB_SECANT } nb_ratio_kind;

/* The value at q * pi, 0 <= q <= 1/2, or NB_NONE where the table has none. */
nb_expr nb_angle_value(nb_pool *p, nb_ratio_kind kind, const fmpq_t q);

/* Looks a nonnegative constant up in the table: *q is its angle over pi. */
bool nb_angle_of(nb_pool *p, nb_ratio_kind kind, nb_expr value, fmpq_t q);

#endif
