#ifndef NB_ALGEBRA_RATIONAL_H
#define NB_ALGEBRA_RATIONAL_H

#include "algebra/canon.h"

/* A canonical expression as a quotient of polynomials over the integers in
 * generators: symbols, and whatever is no sum, product or whole power of such. Unlike
 * the ring of algebra/poly.h it takes denominators in, and is made for commands that
 * ask for a certain form, whatever its length. */

typedef struct nb_rational {
    nb_pool *p;
    bool whole;    /* denominators are generators too: the quotient is a polynomial */
    nb_list bases; /* generator i is bases[i]^(1/roots[i]) */
    nb_list roots;
    fmpz_mpoly_ctx_t ctx;
    fmpz_mpoly_t num, den;
    uint64_t work;
    bool ready;
} nb_rational;

/* False, with an error of the pool, when the expression is too large. With `whole`
 * each power with a negative exponent is a generator. Only then not in lowest terms. */
bool nb_rational_init(nb_rational *r, nb_pool *p, nb_expr e, bool whole);
void nb_rational_clear(nb_rational *r);
/* A polynomial in the generators as a canonical expression. */
nb_expr nb_rational_expr(nb_rational *r, const fmpz_mpoly_t poly);

#endif
