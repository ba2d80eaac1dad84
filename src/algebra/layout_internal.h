#ifndef NB_ALGEBRA_LAYOUT_INTERNAL_H
#define NB_ALGEBRA_LAYOUT_INTERNAL_H

#include "algebra/layout.h"

/* What the files of the textbook layout share. The expression is laid out from
 * below, one record a node, so that nothing here recurses. */

/* What an expression is made of, which decides its place in a sum. */
typedef enum kind {
    K_CONSTANT,  /* no symbols                                   */
    K_MONOMIAL,  /* symbols to numeric powers, times a constant  */
    K_ALGEBRAIC, /* sums to numeric powers as well               */
    K_OTHER      /* exponentials, functions                      */
} kind;

enum { NO_RANK = 0 };

typedef struct record {
    nb_expr e;                     /* the canonical node                              */
    nb_expr typed;                 /* its layout                                      */
    nb_expr flipped;               /* that of -e, for a sum that is a factor          */
    double degree;                 /* of its algebraic part, by all symbols together  */
    uint32_t first;                /* rank of its first symbol; NO_RANK for none      */
    uint32_t monomial, n_monomial; /* its symbols and their exponents   */
    uint8_t kind;
    int8_t lead;          /* sign of a sum's leading term                 */
    uint8_t needed;       /* NEEDS_TYPED, NEEDS_FLIPPED, NEEDS_KEY        */
    uint32_t plus, minus; /* how many terms of a sum have which sign    */
    uint32_t pair;        /* its place in the sum that was begun last   */
} record;

/* NEEDS_KEY: degree, kind, first, monomial and lead are asked for. */
enum { NEEDS_TYPED = 1, NEEDS_FLIPPED = 2, NEEDS_KEY = 4 };

typedef struct variable_power {
    uint32_t rank;
    double exponent;
} variable_power;

/* A factor of a product. */
typedef struct part {
    nb_expr base, exponent;
    uint32_t where;  /* record of the base                      */
    uint8_t rank;    /* part_rank: its place in the product     */
    bool below;      /* in the denominator                      */
    bool flip;       /* -base stands for base                   */
    bool odd;        /* (-base)^exponent is -(base^exponent)    */
    bool lowered;    /* 3^(-w), printed as 3^w below the bar */
    nb_expr instead; /* what is printed for the base, or NB_NONE */
} part;

typedef struct layout {
    nb_pool *p;
    bool decimals;
    const nb_order *typed_order; /* may be NULL                    */
    nb_list order;               /* the nodes, operands first             */
    nb_slots *place;             /* node -> record                        */
    record *records;
    nb_map ranks;   /* SYMBOL -> rank from 1, for sums       */
    uint32_t known; /* ranks up to this are the user's       */
    uint32_t plain; /* ranks beyond stand for calls; 0: none */

    variable_power *powers;
    uint32_t n_powers, powers_capacity;

    part *parts;                               /* of the product that is being laid out */
    uint32_t n_parts, parts_capacity, n_above; /* n_above: not below the bar */

    uint32_t *sorted, *spare; /* for sorting; as long as the longest node */
} layout;

record *nb_record_of(const layout *l, nb_expr e);

/* Sorts the first n items of l->sorted; stable. */
typedef int nb_layout_order(const layout *l, uint32_t a, uint32_t b);
void nb_layout_sort(layout *l, uint32_t n, nb_layout_order *order);

/* Fills in degree, kind, first and the monomial of a record; false without
 * memory. */
bool nb_layout_measure(layout *l, record *r);
/* The order of two terms in a sum; `leads` says whether a constant goes first. */
int nb_layout_compare_terms(const layout *l, const record *a, const record *b,
                            bool leads);
/* The place of a symbol in a product: the unknown first, by name, then the user's. */
uint32_t nb_layout_product_rank(const layout *l, uint32_t rank);

/* c * t for a term t that is no multiple. MAGNITUDE leaves a minus sign away,
 * WHOLE moves one into a factor where it reads better. */
typedef enum lay_mode { MAGNITUDE, SIGNED, WHOLE } lay_mode;
nb_expr nb_layout_term(layout *l, const fmpq_t c, nb_expr t, lay_mode mode);
/* Whether WHOLE would move a minus sign into it. */
bool nb_layout_takes_sign(layout *l, const fmpq_t c, nb_expr t);
/* The sign that it has before MAGNITUDE leaves it away. */
int nb_layout_term_sign(layout *l, const fmpq_t c, nb_expr t);

#endif
