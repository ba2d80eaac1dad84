#ifndef NB_ALGEBRA_PARTS_H
#define NB_ALGEBRA_PARTS_H

#include "algebra/canon.h"

/* What the files of the canonical simplifier share. */

/* c * e for a NUMBER c; a coefficient is distributed over a sum. */
nb_expr nb_scale(nb_pool *p, nb_expr c, nb_expr e);

/* Writes a SUM of several terms as content times primitive part (coprime
 * integer coefficients); with the sign, so that x - y and y - x share theirs. */
nb_expr nb_primitive_part(nb_pool *p, nb_expr sum, bool with_sign, nb_expr *content);

/* Whether all coefficients of a SUM are integers, and one of them is 1 or -1. */
bool nb_is_primitive(const nb_pool *p, nb_expr sum);

/* c (sin u)^2 + c (cos u)^2 = c, c (cosh u)^2 - c (sinh u)^2 = c in a sum. */
nb_expr nb_pythagoras(nb_pool *p, nb_expr sum);

/* b^e for NUMBERs b and e. What is too large to write out, or not real, stays
 * a PROD of its own. Radicals are reduced: 12^(1/2) is 2*3^(1/2). */
nb_expr nb_number_power(nb_pool *p, nb_expr b, nb_expr e);

/* The factors of an integer other than 0 that fits a word: primes below ten thousand,
 * and what is left, as a power where it is one. FLINT's complete factorization would
 * keep megabytes of primes for it. */
void nb_factor_word(fmpz_factor_t f, const fmpz_t n);

/* PROD[b e], with no rewriting at all. */
nb_expr nb_opaque_power(nb_pool *p, nb_expr b, nb_expr e);

/* The value of a function where a textbook knows one exactly, or a simpler
 * form; else NB_NONE (and no error). */
nb_expr nb_special_value(nb_pool *p, unsigned fn, uint32_t n, const nb_expr *args);

/* e as a multiple of pi plus the rest: *multiple is a NUMBER. */
void nb_split_pi(nb_pool *p, nb_expr e, nb_expr *multiple, nb_expr *rest);

/* Whether -e is the tidier one of e and -e: its coefficients are all negative. */
bool nb_is_negative_form(nb_pool *p, nb_expr e);

/* Whether a minus sign before the term disappears into one of its factors:
 * -(y - x)/z is (x - y)/z. */
bool nb_takes_sign(nb_pool *p, nb_expr term);

/* An integer NUMBER, or a rational one. */
bool nb_is_integer(const nb_pool *p, nb_expr e);
bool nb_is_odd_root(const nb_pool *p, nb_expr e);  /* NUMBER, odd denominator  */
bool nb_is_even_root(const nb_pool *p, nb_expr e); /* NUMBER, even denominator */

#endif
