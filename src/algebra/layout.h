#ifndef NB_ALGEBRA_LAYOUT_H
#define NB_ALGEBRA_LAYOUT_H

#include "algebra/order.h"

typedef struct nb_layout_options {
    const nb_expr *variables; /* SYMBOLs: the user's variables in their order */
    uint32_t n;
    bool decimals;         /* decimals were typed: 0.5x, not x/2 */
    const nb_order *order; /* how the terms of sums were typed, or NULL */
    uint32_t plain; /* names beyond the first so many stand for calls; 0: none do */
} nb_layout_options;

/* Canonical -> typed, in the form a textbook prints: descending degrees, the
 * user's order of variables, differences, quotients instead of negative powers,
 * roots for halves and thirds, a leading term without a minus sign where there is
 * one. `options` may be NULL: then the variables are in alphabetical order.
 *
 * Value and domain stay what they are; nb_canonical() of the result is the
 * expression again. Costs about the size of the expression times the logarithm of
 * its longest sum. NB_NONE after an error. */
nb_expr nb_layout(nb_pool *p, nb_expr canonical, const nb_layout_options *options);

/* The layouts of n expressions into typed[0 … n-1]; what they share is laid out once.
 * False after an error. */
bool nb_layout_all(nb_pool *p, const nb_expr *canonical, uint32_t n,
                   const nb_layout_options *options, nb_expr *typed);

/* A rational number alone: 3, -3, 3/2, -3/2, or 1.5. */
nb_expr nb_layout_number(nb_pool *p, const fmpq_t value, bool decimals);

#endif
