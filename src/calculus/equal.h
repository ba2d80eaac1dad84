#ifndef NB_CALCULUS_EQUAL_H
#define NB_CALCULUS_EQUAL_H

#include "expr/expr.h"

typedef enum nb_equality {
    NB_EQUAL,            /* proven, with equal domains as far as could be seen        */
    NB_EQUAL_WHERE,      /* proven where both are defined; the domains may differ     */
    NB_UNEQUAL,          /* proven at a point where both are defined                  */
    NB_EQUALITY_UNPROVEN /* neither, or they are defined nowhere together             */
} nb_equality;

typedef struct nb_comparison {
    nb_equality verdict;
    bool same_form; /* the canonical forms are one node                               */
    nb_list conditions; /* EQUAL_WHERE: canonical conditions that one of them has and
                           the other lacks: they are equal where these hold           */
    bool first_wider, second_wider; /* EQUAL_WHERE: proven to be defined at a point
                                       where the other is undefined. Neither: the
                                       conditions may hold everywhere                 */
    nb_list point; /* UNEQUAL: canonical NUMBERs, one for each variable; EQUAL_WHERE
                      with one wider: where only that one is defined; else empty      */
    nb_expr at_first, at_second; /* UNEQUAL and EQUAL_WHERE: the canonical values at
                                    the point; NB_NONE: undefined there               */
} nb_comparison;

/* Compares two expressions (typed, CALLs expanded, or canonical) as real functions of
 * the n SYMBOLs, which are all the symbols they have. Equality is proven by algebra
 * (calculus/identical.h), difference by enclosures at a point where both are defined;
 * points of small integers are tried first. The work is bounded and the same each
 * time. False after an error of the pool (nothing is in *out then); else *out is to
 * be freed with nb_comparison_free(). Holds indices of the pool. */
bool nb_compare_functions(nb_pool *p, nb_expr a, nb_expr b, const nb_expr *variables,
                          uint32_t n, nb_comparison *out);
void nb_comparison_free(nb_comparison *c);

#endif
