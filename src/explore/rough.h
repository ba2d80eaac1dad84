#ifndef NB_EXPLORE_ROUGH_H
#define NB_EXPLORE_ROUGH_H

#include "expr/expr.h"

/* Where a canonical function may be defined without having all partial derivatives. */

enum { NB_MOST_LOCI = 8 };

typedef enum nb_locus_kind {
    NB_LOCUS_KINK,  /* |u| where u = 0                                            */
    NB_LOCUS_CUSP,  /* an odd root of u, to a power below 1, where u = 0          */
    NB_LOCUS_JUMP,  /* sign(u) where u = 0                                        */
    NB_LOCUS_TOUCH, /* an even root of u where u = 0: an inner point of the domain
                       only if u is nowhere negative near it                      */
    NB_LOCUS_OTHER  /* boundaries of pieces, branch cuts: not worked on           */
} nb_locus_kind;

typedef struct nb_locus {
    nb_locus_kind kind;
    nb_expr u;    /* canonical */
    nb_expr node; /* the |u|, root or sign(u) itself */
} nb_locus;

typedef struct nb_loci {
    uint32_t n;
    nb_locus items[NB_MOST_LOCI];
    bool more; /* there are more than fit */
} nb_loci;

/* The loci of a canonical expression without min and max. */
bool nb_loci_of(nb_pool *p, nb_expr f, nb_loci *out);

/* f with min(a, b) as (a + b - |a - b|)/2 and max(a, b) likewise. */
nb_expr nb_without_extremes(nb_pool *p, nb_expr f);

/* f with a node replaced, canonical. */
nb_expr nb_replace_node(nb_pool *p, nb_expr f, nb_expr node, nb_expr by);

#endif
