#ifndef NB_EXPLORE_REFINE_H
#define NB_EXPLORE_REFINE_H

#include "explore/search.h"

/* A zero of n functions of n variables that is known to be the only one in a box,
 * to any precision. */
typedef struct nb_solution {
    uint32_t n;
    nb_expr variables[NB_MOST_VARIABLES];
    nb_expr functions[NB_MOST_VARIABLES]; /* canonical */
    nb_expr jacobian[NB_MOST_VARIABLES * NB_MOST_VARIABLES];
    nb_cell around; /* has this zero and no other */
    nb_cell cell;   /* within it; has the zero    */
} nb_solution;

/* Encloses its coordinates in n balls of about this absolute precision in bits (or
 * relative, for large ones): Newton's method, then Krawczyk's test in balls. False
 * when that did not come to an end, or after an error. */
bool nb_solution_refine(nb_pool *p, const nb_solution *zero, slong prec, arb_ptr out);

#endif
