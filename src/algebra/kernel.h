#ifndef NB_ALGEBRA_KERNEL_H
#define NB_ALGEBRA_KERNEL_H

#include "algebra/canon.h"

/* What some terms of a sum have in common and others have not, and which is worth
 * writing once: e^(c/k) in k + c e^(c/k) - k e^(c/k), a function, a root, a sum, or a
 * denominator. A power of a symbol above the bar is not: x^2 + x y + y^2 stays. */
enum { NB_MOST_KERNELS = 8 };
typedef struct nb_kernels {
    nb_expr bases[NB_MOST_KERNELS];
    int signs[NB_MOST_KERNELS]; /* of the exponents: 1 above, -1 below the bar */
    uint32_t n;
} nb_kernels;

/* The kernels of a SUM that at least two and not all of its terms have. */
bool nb_find_kernels(nb_pool *p, nb_expr sum, nb_kernels *k);

/* Splits a SUM into the terms with kernel number i and the others. */
bool nb_split_by_kernel(nb_pool *p, nb_expr sum, const nb_kernels *k, uint32_t i,
                        nb_expr *with, nb_expr *without);

/* Whether some factor occurs in two terms of the SUM at all: where none does, nothing
 * can be pulled out or brought together. */
bool nb_shares_factors(nb_pool *p, nb_expr sum);

#endif
