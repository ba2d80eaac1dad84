#ifndef NB_ALGEBRA_FRONT_H
#define NB_ALGEBRA_FRONT_H

#include "expr/expr.h"

/* What the coefficients of a sum cost to read, and which number is better written
 * in front of it: 2(x + 3y - z), (x + 3y)/2. Shared by the measure, which must know
 * what the layout will do, and the layout. */

/* A number is one thing to read; each three digits beyond five, of the longer of
 * numerator and denominator, are one more. */
uint32_t nb_number_cost(const fmpq_t q);

/* What the coefficient c adds to a term that has `above` factors above its fraction
 * bar: the number, where it is written, and a sign of multiplication. */
uint32_t nb_coefficient_cost(const fmpq_t c, uint32_t above);

/* Whether the factor base^exponent is printed below the fraction bar: negative
 * numeric exponents are; but e^(-1/2) stays what it is. */
bool nb_is_below(nb_pool *p, nb_expr base, nb_expr exponent);

/* The factor of a PROD (its base at this place) that is a number to a negative symbolic
 * exponent and is printed below the bar, since others stand above it: x 3^(-w) is x/3^w,
 * but 3^(-w) is not 1/3^w. UINT32_MAX where there is none. */
uint32_t nb_lowered(nb_pool *p, nb_expr term);

/* sqrt(2) sqrt(3) is printed as sqrt(6), |x| |y| as |x y|, and so are their roots.
 * Zero-initialise for each product, then ask for its factors in turn: true for one that
 * goes under the root or between the bars of an earlier one. */
enum { NB_MOST_JOINED = 4 };
typedef struct nb_joined {
    nb_expr radicals[NB_MOST_JOINED], absolutes[NB_MOST_JOINED];
} nb_joined;
bool nb_joins(nb_pool *p, nb_joined *before, nb_expr base, nb_expr exponent);

/* How many factors of a term without coefficient stand above its fraction bar. */
uint32_t nb_factors_above(nb_pool *p, nb_expr term);

/* The positive number to be written in front of a SUM of several terms: the one
 * that leaves least to read; 1 where there is none. Where that is a draw, common
 * denominators go out and integers stay; where a term is itself a quotient, it must
 * save more than one thing to read. With `decimals`, coefficients are printed
 * as decimals, and only integers and what all terms share come out. */
void nb_front_factor(nb_pool *p, nb_expr sum, bool decimals, fmpq_t factor);

/* Constants that a product prints in another way than the canonical form has them:
 *   2 ln(2) 4^r is ln(4) 4^r; 1/2 sqrt(2) pi^(-1/2) is 1/sqrt(2 pi). */
typedef struct nb_respelling {
    nb_expr log;        /* the factor ln(q) ...                              */
    slong log_power;    /* ... printed as ln(q^log_power)                    */
    nb_expr radical;    /* the factor q^(1/2) that goes below the bar        */
    nb_expr beside;     /* and the constant whose square root it joins there */
    fmpq_t coefficient; /* what is printed in front                          */
} nb_respelling;
/* For the product c * term; to be cleared whatever it found. */
void nb_respelling_init(nb_respelling *r, nb_pool *p, const fmpq_t c, nb_expr term);
void nb_respelling_clear(nb_respelling *r);

#endif
