#ifndef NB_EXPR_POOL_INTERNAL_H
#define NB_EXPR_POOL_INTERNAL_H

#include "expr/expr.h"

/* What only the pool's own files see. */

/* -16 … 15 are found without hashing. */
enum { NB_SMALL_INTEGERS = 16 };

/* A node in the hash table, with its hash: most that differ differ there. */
typedef struct nb_place_in_table {
    uint32_t hash;
    nb_expr e;
} nb_place_in_table;

/* What a layer above has found out about a node. */
typedef struct nb_pool_note {
    nb_expr of, first, second;
} nb_pool_note;
enum { NB_POOL_NOTES = 64 };

/* Passes within passes that may borrow slots; few do. */
enum { NB_POOL_SLOTS = 32 };

struct nb_pool {
    nb_pool_head at; /* the first member: expr.h reads it */
    uint32_t n, capacity;
    uint32_t nargs, args_capacity;
    uint32_t nnumbers, numbers_capacity;

    char **names; /* of the SYMBOL nodes; a string of its own each, so that it stays */
    uint32_t nnames, names_capacity;

    nb_place_in_table *table; /* open addressing; e 0 is an empty place */
    uint32_t table_size;      /* a power of two */

    /* The nodes of small integers, NB_NONE where they are not made yet. */
    nb_expr integers[2 * NB_SMALL_INTEGERS];

    nb_slots lent[NB_POOL_SLOTS]; /* the first `n_lent` are in use */
    uint32_t n_lent;

    nb_pool_note notes[NB_POOL_NOTES]; /* see nb_recall() */

    size_t name_bytes;
    size_t number_bytes; /* limbs beyond what a small fmpz holds in place */
    size_t limit;
};

/* Enters every node into the (empty) table again. */
void nb_pool_rehash(nb_pool *p);
/* Bytes that a value takes beyond its place in the array. */
size_t nb_fmpq_bytes(const fmpq *q);

#endif
