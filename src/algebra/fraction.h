#ifndef NB_ALGEBRA_FRACTION_H
#define NB_ALGEBRA_FRACTION_H

#include "algebra/canon.h"

/* Sums as numerators over a common denominator. Canonical expressions in and out;
 * equal in value wherever the original is defined. */

/* A SUM of several terms: what forms are chosen for. */
bool nb_is_sum(const nb_pool *p, nb_expr e);

/* The product of each base that the terms of the sum have, to its least exponent,
 * where a term without it counts as exponent 0. NB_ABOVE: only what all terms have
 * above the bar; NB_OF_ALL: above or below; NB_BAR: also what any term has below, so
 * that the factor holds the common denominator. */
typedef enum nb_commonness { NB_ABOVE, NB_OF_ALL, NB_BAR } nb_commonness;
nb_expr nb_common_factor(nb_pool *p, nb_expr sum, nb_commonness which);

/* sum / factor, term by term. */
nb_expr nb_divided(nb_pool *p, nb_expr sum, nb_expr factor);

/* The sum over its common denominator: 1 + x/y is (x + y)/y. */
nb_expr nb_over_denominator(nb_pool *p, nb_expr sum);

/* Whether the sum, or a sum that is a factor in it, has terms with something below a
 * bar, or with e^(-u). */
bool nb_has_bar(nb_pool *p, nb_expr sum);

/* Terms with equal denominators over one bar each, the others as they are. */
nb_expr nb_grouped_by_denominator(nb_pool *p, nb_expr sum);

/* e with every sum that is a factor over a common denominator; with more than one
 * storey, the sums inside those first. */
nb_expr nb_cleared(nb_pool *p, nb_expr e, int storeys);
/* The i-th factor (base at 2i) of a PROD alone. */
nb_expr nb_cleared_factor(nb_pool *p, nb_expr term, uint32_t i);

/* Each term with a sum to the first power and fractions in the sum or beside it,
 * multiplied out: x (y + 1/x) is x y + 1. NB_NONE (and no error) where none is. */
nb_expr nb_distributed(nb_pool *p, nb_expr e);

/* A PROD with what all terms of its sums to the first power have in common beside
 * them: (x y^2 - y) z is y (x y - 1) z. NB_NONE (and no error) where there is none. */
nb_expr nb_pulled_out(nb_pool *p, nb_expr term);

/* A PROD with the first difference of squares that it has to the first power as two
 * factors: x (y^2 - z^2) is x (y - z) (y + z). NB_NONE (and no error) without one. */
nb_expr nb_squares_apart(nb_pool *p, nb_expr term);

/* A PROD with the sums that stand to the first power below its bar multiplied out. */
nb_expr nb_denominator_multiplied(nb_pool *p, nb_expr term);

/* outside * numerator with the numerator multiplied out and cancelled against the
 * sums in the denominator of `outside`; NB_NONE (and no error) for what is too large
 * or has not been tried. `known`, if not NULL, keeps the polynomials that have been
 * factored, and what came of it, from one call to the next. */
typedef struct nb_fraction_forms {
    nb_expr numerator;  /* alone, multiplied out                               */
    nb_expr rest;       /* what it is to be multiplied by                      */
    nb_expr multiplied; /* over one bar                                        */
    nb_expr by_terms;   /* each term by itself: (x^4 - 1)/x^3 is x - 1/x^3     */
    nb_expr factored;   /* with the numerator in factors                       */
} nb_fraction_forms;
bool nb_fraction(nb_pool *p, nb_expr outside, nb_expr numerator, nb_map *known,
                 nb_fraction_forms *forms);

#endif
