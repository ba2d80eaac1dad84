#ifndef NB_NUMERIC_SIGN_H
#define NB_NUMERIC_SIGN_H

#include "numeric/ball.h"

/* The sign of a closed expression, proven. */
typedef enum nb_sign {
    NB_NEGATIVE = -1,
    NB_ZERO = 0,
    NB_POSITIVE = 1,
    NB_SIGN_UNKNOWN = 2 /* undefined, or equal to zero for all that could be seen */
} nb_sign;

/* By enclosures of rising precision; that a value is zero is proven where it is
 * the NUMBER 0, an algebraic expression below its separation bound, or zero by an
 * identity (numeric/identity.h). */
nb_sign nb_sign_of(nb_pool *p, nb_expr closed);

/* The same, where balls of e are at hand: they are looked at first. */
nb_sign nb_sign_with(nb_balls *b, nb_expr closed);

/* A number s such that e is zero if |e| < 2^-s; HUGE_VAL where none is known:
 * e is not built from rationals with + - * / and roots (and sines, cosines …
 * of rational multiples of pi). Burnikel, Funke, Mehlhorn, Schirra & Schmitt,
 * "A separation bound for real algebraic expressions", ESA 2001. */
double nb_separation_bits(nb_pool *p, nb_expr closed);

#endif
