#ifndef NB_ALGEBRA_POLY_H
#define NB_ALGEBRA_POLY_H

#include "algebra/canon.h"

/* Canonical expressions as polynomials over the integers (FLINT's fmpz_mpoly)
 * in generators: symbols, and whatever is no sum or product with natural
 * exponents, such as sin(x), sqrt(x), e^(x*y). Generator i is bases[i]^(1/roots[i]),
 * so that sqrt(x) and x are powers of one. */

typedef struct nb_ring {
    nb_pool *p;
    nb_list bases; /* canonical expressions */
    nb_list roots; /* natural numbers */
    fmpz_mpoly_ctx_t ctx;
    bool ready;
} nb_ring;

/* A ring that can hold these expressions. False when they are too large or have
 * too many generators to be worth it; nothing need be freed then. */
bool nb_ring_init(nb_ring *r, nb_pool *p, const nb_expr *expressions, uint32_t n);
void nb_ring_clear(nb_ring *r);

/* e * scale as a polynomial, with the least natural number `scale` that clears
 * the denominators of its coefficients. False when e has a negative power, or
 * multiplied out has more than a few hundred terms. */
bool nb_to_poly(nb_ring *r, nb_expr e, fmpz_mpoly_t poly, fmpz_t scale);

nb_expr nb_from_poly(nb_ring *r, const fmpz_mpoly_t poly);

/* The polynomial as a product of powers of irreducible factors; NB_NONE (and no
 * error) where the attempt would be too long. */
nb_expr nb_factored(nb_ring *r, const fmpz_mpoly_t poly);

#endif
