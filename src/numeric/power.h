#ifndef NB_NUMERIC_POWER_H
#define NB_NUMERIC_POWER_H

#include "text/flint.h"

/* Enclosures of powers over the real numbers. y may be x. Not finite where the
 * power may be undefined. */

/* x^r: the real root for an odd denominator (in lowest terms), else for x >= 0. */
void nb_arb_pow_rational(arb_t y, const arb_t x, const fmpq_t r, slong prec);
/* x^w for x > 0; 0^w = 0 for w > 0; any x where w is an integer without error. */
void nb_arb_pow(arb_t y, const arb_t x, const arb_t w, slong prec);

#endif
