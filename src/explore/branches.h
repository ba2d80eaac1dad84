#ifndef NB_EXPLORE_BRANCHES_H
#define NB_EXPLORE_BRANCHES_H

#include "explore/search.h"

/* Where several expressions are zero at once, taken apart at their factors: every
 * common zero makes one factor of each expression zero. So (x - y)(x + y) = 0 and
 * x y = 0 become four systems, each without a multiple zero, and x y^2 = 0, x^2 y = 0
 * become the two lines x = 0 and y = 0. */

enum { NB_MOST_FACTORS = 8, NB_MOST_BRANCHES = 64 };

/* One system: these canonical expressions are all zero. None of them is a multiple
 * of another system's in the list. */
typedef struct nb_branch {
    uint32_t n;
    nb_expr equations[NB_MOST_VARIABLES];
} nb_branch;

typedef struct nb_branches {
    uint32_t n;
    nb_branch items[NB_MOST_BRANCHES];
} nb_branches;

/* The branches of n canonical expressions (1 to 4), over the points where all of
 * them are defined. No branch: there is no common zero. Denominators and factors
 * that are positive wherever they are defined are left out. False after an error;
 * where there are too many factors an expression stays whole. */
bool nb_branches_of(nb_pool *p, const nb_expr *expressions, uint32_t n, nb_branches *out);

#endif
