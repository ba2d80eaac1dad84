#ifndef NB_CALCULUS_SERIES_H
#define NB_CALCULUS_SERIES_H

#include "numeric/sign.h"

/* One-sided expansions as t -> 0+: finitely many terms c t^e with rational
 * exponents (Puiseux) and exact constants c, and a remainder O(t^rest).
 * Coefficients are canonical closed expressions; those that are zero without
 * showing it do no harm, because nothing is concluded from a leading term before
 * its sign is proven. */

enum { NB_SERIES_TERMS = 16 };

typedef struct nb_exponent {
    slong num, den; /* lowest terms, den > 0 */
} nb_exponent;

typedef enum nb_series_status {
    NB_SERIES_GOOD,
    NB_SERIES_UNDEFINED, /* the function is undefined for all small t > 0, proven */
    NB_SERIES_UNKNOWN
} nb_series_status;

typedef struct nb_term {
    nb_exponent e;
    nb_expr c;
} nb_term;

typedef struct nb_series {
    nb_series_status status;
    uint32_t n;
    nb_term terms[NB_SERIES_TERMS]; /* ascending exponents */
    bool exact;                     /* no remainder */
    nb_exponent rest;
    signed char truth; /* of a condition for small t > 0: 1, 0, or -1: unknown */
} nb_series;

typedef struct nb_expansion {
    nb_pool *p;
    nb_balls *balls;   /* for the signs of coefficients */
    nb_exponent limit; /* terms from this exponent on go into the remainder */
} nb_expansion;

/* num/den in lowest terms. */
nb_exponent nb_exponent_of(slong num, slong den);
int nb_exponent_compare(nb_exponent a, nb_exponent b);

/* Zero without remainder, in that state; a condition: 1, 0, or -1 for unknown. */
nb_series nb_series_of_status(nb_series_status status);
nb_series nb_series_truth(int truth);
/* c + d t; NB_NONE for zero. */
nb_series nb_series_linear(nb_expansion *x, nb_expr c, nb_expr d);
/* The remainder O(t^rest) alone. */
nb_series nb_series_rest(nb_exponent rest);
/* The worse of two states, for a result that needs both operands. */
nb_series_status nb_series_worse(nb_series_status a, nb_series_status b);

/* The sign for small t > 0. Zero only where the series is zero without remainder.
 * Leading terms that are proven to be zero are taken away. */
nb_sign nb_series_sign(nb_expansion *x, nb_series *a);

/* a + b, c a, a b. */
nb_series nb_series_add(nb_expansion *x, const nb_series *a, const nb_series *b);
nb_series nb_series_scale(nb_expansion *x, const nb_series *a, nb_expr c);
nb_series nb_series_multiply(nb_expansion *x, const nb_series *a, const nb_series *b);
/* a^w, for a constant or a moving exponent, over the real numbers. */
nb_series nb_series_power(nb_expansion *x, const nb_series *a, const nb_series *w);
/* a/b; a quotient of polynomials that divides evenly has no remainder. */
nb_series nb_series_divide(nb_expansion *x, const nb_series *a, const nb_series *b);
/* d/dt a, and the integral of a from 0 to t (UNKNOWN where that diverges). */
nb_series nb_series_derivative(nb_expansion *x, const nb_series *a);
nb_series nb_series_integral(nb_expansion *x, const nb_series *a);

/* Whether the series is a constant; *c gets it. */
bool nb_series_is_constant(nb_expansion *x, const nb_series *a, nb_expr *c);
/* The limit for t -> 0 as an expression, where it is finite and known. */
bool nb_series_limit(nb_expansion *x, const nb_series *a, nb_expr *c);

/* f(a) for a one-argument function of the table whose Taylor expansion at the
 * limit of a exists; UNKNOWN elsewhere. */
nb_series nb_series_taylor(nb_expansion *x, unsigned fn, const nb_series *a);

#endif
