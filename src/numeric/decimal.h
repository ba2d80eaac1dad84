#ifndef NB_NUMERIC_DECIMAL_H
#define NB_NUMERIC_DECIMAL_H

#include "expr/expr.h"
#include "text/buf.h"

typedef enum nb_decimal_status {
    NB_DECIMAL_EXACT,     /* the text is the value itself                       */
    NB_DECIMAL_ROUNDED,   /* the value correctly rounded to the digits asked    */
    NB_DECIMAL_UNPROVEN,  /* nothing written: the digits could not be decided   */
    NB_DECIMAL_TOO_LARGE, /* nothing written: beyond what can be computed       */
    NB_DECIMAL_STOPPED    /* nothing written: the pool has the error            */
} nb_decimal_status;

/* Appends the value of a closed expression with `digits` significant digits
 * (>= 1) to *out. Every digit is proven: the precision rises until the enclosure
 * rounds to one decimal only. Rationals are rounded exactly, ties away from zero.
 *
 * A value with no more than `digits` significant digits is written in full,
 * without zeros behind them: 7, 0.5, 1e-200; others keep exactly `digits` digits.
 * The point stands in its place from 0.00001 on, for rounded values as long as no
 * digit before it is missing; elsewhere there is an exponent: 1.5e-6, 1.2346e200.
 *
 * A value that is zero but not proven to be so, a hidden tie, and what nb_sign_of
 * cannot decide are NB_DECIMAL_UNPROVEN: never a guess. */
nb_decimal_status nb_decimal(nb_pool *p, nb_expr closed, slong digits, nb_buf *out);

/* The same for a number of which only a ball is known: ROUNDED, UNPROVEN where the
 * ball is too wide for these digits, TOO_LARGE; EXACT for the ball 0 alone. */
nb_decimal_status nb_decimal_of_ball(const arb_t x, slong digits, nb_buf *out);

/* Doubles with *low <= value <= *high, about as close as doubles can be (an end
 * beyond their range is infinite). False where there is no finite enclosure. */
bool nb_interval(nb_pool *p, nb_expr closed, double *low, double *high);

#endif
