#ifndef NB_EXPR_POOL_INTERNAL_H
#define NB_EXPR_POOL_INTERNAL_H

#include "expr/expr.h"

/* What only the pool's own files see. */
struct nb_pool {
    nb_node *nodes;
    uint32_t n, capacity;

    nb_expr *args; /* the operands of all nodes */
    uint32_t nargs, args_capacity;

    fmpq *numbers; /* the values of the NUMBER nodes */
    uint32_t nnumbers, numbers_capacity;

    char **names; /* of the SYMBOL nodes; a string of its own each, so that it stays */
    uint32_t nnames, names_capacity;

    uint32_t *table;     /* open addressing; 0 is an empty place */
    uint32_t table_size; /* a power of two */

    size_t name_bytes;
    size_t number_bytes; /* limbs beyond what a small fmpz holds in place */
    size_t limit;
    const volatile sig_atomic_t *interrupt;
    nb_error *err;
};

/* Enters every node into the (empty) table again. */
void nb_pool_rehash(nb_pool *p);
/* Bytes that a value takes beyond its place in the array. */
size_t nb_fmpq_bytes(const fmpq *q);

#endif
