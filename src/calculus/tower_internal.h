#ifndef NB_CALCULUS_TOWER_INTERNAL_H
#define NB_CALCULUS_TOWER_INTERNAL_H

#include "calculus/tower.h"

/* What the files of the tower share. */

/* An integer; to be cleared. */
void nb_fraction_init(nb_tower *t, nb_fraction *f, slong value);
void nb_fraction_clear(nb_tower *t, nb_fraction *f);
void nb_fraction_copy(nb_tower *t, nb_fraction *y, const nb_fraction *f);
/* y *= a; y += a; y *= c; y = 1/y. They don't reduce. */
void nb_fraction_times(nb_tower *t, nb_fraction *y, const nb_fraction *a);
void nb_fraction_plus(nb_tower *t, nb_fraction *y, const nb_fraction *a);
void nb_fraction_scale(nb_tower *t, nb_fraction *y, const fmpq_t c);
void nb_fraction_invert(nb_tower *t, nb_fraction *y);
/* y *= a^n, reduced now and then. */
void nb_fraction_power(nb_tower *t, nb_fraction *y, const nb_fraction *a, slong n);
/* Brings it into lowest terms, by the relations and a gcd where that is cheap. */
void nb_fraction_reduce(nb_tower *t, nb_fraction *f);
bool nb_fraction_same(nb_tower *t, const nb_fraction *a, const nb_fraction *b);
/* Multiplies by the generator to the n. */
void nb_times_generator(nb_tower *t, nb_fraction *y, slong i, slong n);
/* The single generator that f is, or -1. */
slong nb_generator_in(nb_tower *t, const fmpz_mpoly_t f);
/* A new generator, its keys made and zero; -1 when there are too many. */
slong nb_new_generator(nb_tower *t, nb_gen_kind kind, unsigned fn, nb_expr expr);
slong nb_kernel(nb_tower *t, nb_expr e);
slong nb_imaginary_unit(nb_tower *t);
/* The conjugate of f: turns go the other way. Its polynomial part, and what that is
 * over, a product of turns. */
void nb_poly_conjugate(nb_tower *t, const fmpz_mpoly_t f, fmpz_mpoly_t num,
                       fmpz_mpoly_t den);
nb_expr nb_fraction_expr(nb_tower *t, const nb_fraction *f);
/* Asks for a tower with exponents over this denominator too. */
void nb_want(nb_tower *t, ulong *want, ulong have, const fmpz_t denominator);

/* The factors of f; what is too long for that stays in one piece. `out` is made. */
void nb_tower_factor(nb_tower *t, fmpz_mpoly_factor_t out, const fmpz_mpoly_t whole);
/* y *= (sign f)^c for an integer c */
void nb_times_plain(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f, int sign,
                    const fmpz_t c);
/* y *= |n|^c */
void nb_times_integer(nb_tower *t, nb_fraction *y, const fmpz_t n, const fmpq_t c);
/* y *= |u|^c */
void nb_times_modulus(nb_tower *t, nb_fraction *y, const nb_fraction *u, const fmpq_t c);
/* y *= |f|^c for a generator f of a LOG. */
void nb_times_modulus_of(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f,
                         const fmpq_t c);
/* y *= u^c over the reals; c has a denominator. */
void nb_times_root(nb_tower *t, nb_fraction *y, const nb_fraction *u, const fmpq_t c);
/* y *= sqrt(u) */
void nb_times_sqrt(nb_tower *t, nb_fraction *y, const nb_fraction *u);
/* y += c ln|u| */
void nb_plus_log(nb_tower *t, nb_fraction *y, const nb_fraction *u, const fmpq_t c);
/* y *= e^(argument) (GROWTH) or e^(i argument) (TURN), for a canonical expression or
 * for c times a value. */
void nb_times_exponential(nb_tower *t, nb_fraction *y, nb_gen_kind kind,
                          nb_expr argument);
void nb_times_exponential_of(nb_tower *t, nb_fraction *y, nb_gen_kind kind,
                             const nb_fraction *u, const fmpq_t c);
/* y += n */
void nb_fraction_plus_integer(nb_tower *t, nb_fraction *y, slong n);
/* y (which is 1) becomes the value of the FN e. */
void nb_tower_function(nb_tower *t, nb_expr e, nb_fraction *y);

#endif
