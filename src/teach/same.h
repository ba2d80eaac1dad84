#ifndef NB_TEACH_SAME_H
#define NB_TEACH_SAME_H

#include "expr/expr.h"

/* Whether two formulas say the same: proven by algebra, refuted by exact values at a
 * point, or neither. */

typedef enum nb_alikeness {
    NB_ALIKE_UNPROVEN,
    NB_ALIKE,
    NB_ALIKE_WHERE, /* where the conditions hold */
    NB_UNLIKE       /* at the point the values are left and right */
} nb_alikeness;

typedef struct nb_likeness {
    nb_alikeness verdict;
    nb_list point;       /* canonical values of the variables */
    nb_expr left, right; /* canonical */
    nb_list conditions;  /* typed */
} nb_likeness;

/* Holds a against b, typed or canonical functions of n SYMBOLs. False with an error; to
 * be freed either way. */
bool nb_hold_against(nb_pool *p, nb_expr a, nb_expr b, const nb_expr *variables,
                     uint32_t n, nb_likeness *out);
void nb_likeness_free(nb_likeness *c);

#endif
