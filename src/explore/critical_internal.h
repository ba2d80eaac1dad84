#ifndef NB_EXPLORE_CRITICAL_INTERNAL_H
#define NB_EXPLORE_CRITICAL_INTERNAL_H

#include "explore/branches.h"
#include "explore/critical.h"

/* What the files of the search for critical points share. */

enum { NB_MOST_ENTRIES = NB_MOST_VARIABLES * NB_MOST_VARIABLES, NB_MOST_ORDINARY = 32 };

typedef struct nb_hunt {
    nb_pool *p;
    uint32_t n;
    nb_expr variables[NB_MOST_VARIABLES];
    nb_expr typed, f; /* as typed, and canonical */
    nb_expr gradient[NB_MOST_VARIABLES];
    nb_expr hessian[NB_MOST_ENTRIES];
    const nb_expr *low, *high; /* the box, exactly; NULL: the whole space */
    nb_cell box;               /* around it */
    nb_critical_set *out;
    /* f stands for a function with |u| in it where u has this sign: */
    uint32_t n_kinks, n_patterns;
    nb_expr kinks[NB_MOST_KINKS];
    int signs[NB_MOST_KINKS];
    /* points where u = 0 and yet all partial derivatives exist, not all of them zero */
    bool plain; /* the gradient stands for any system, f for what is evaluated at its
                   zeros: they have no kind */
    uint32_t n_ordinary;
    nb_expr ordinary[NB_MOST_ORDINARY][NB_MOST_VARIABLES];
} nb_hunt;

/* Derivatives; false after an error. */
bool nb_hunt_begin(nb_hunt *h, nb_pool *p, nb_expr typed, const nb_expr *variables,
                   uint32_t n);
/* Makes a canonical expression the function, for its derivatives. */
bool nb_hunt_derive(nb_hunt *h, nb_expr f);
/* e at an exact point; NB_NONE where it is undefined there, or unknown. */
nb_expr nb_hunt_at(nb_hunt *h, nb_expr e, const nb_expr *point);
/* e at balls; false where it is not finite. */
bool nb_hunt_ball(nb_hunt *h, nb_expr e, arb_srcptr at, slong prec, arb_t out);
/* e with the variables replaced. */
nb_expr nb_hunt_put(nb_hunt *h, nb_expr e, const nb_expr *values);

/* Adds a point of which `exact` or `zero` is filled in, unless it is there already or
 * outside the box; with value and kind. */
bool nb_hunt_add(nb_hunt *h, nb_critical_point *point);
/* Whether an exact point is one of those already listed. */
bool nb_hunt_lists(const nb_hunt *h, const nb_expr *exact);

/* The kind of a point whose place is known, and eigenvalues of its Hessian. */
void nb_hunt_kind(nb_hunt *h, nb_critical_point *point);

/* Whether f - value has one sign everywhere: MINIMUM or MAXIMUM, or INCONCLUSIVE. */
nb_critical_kind nb_kind_by_sign(nb_hunt *h, nb_expr value);

/* Leading forms about an exact critical point: the kind, and a box about it without
 * another stationary point (false: none was found). `reach` is the half width that the
 * box should have. */
nb_critical_kind nb_kind_by_forms(nb_hunt *h, const nb_expr *point, double reach,
                                  bool *alone);

/* The box that all real solutions of polynomial systems lie in; false where that is
 * not known. *none: there is no solution. */
bool nb_bound_solutions(nb_hunt *h, const nb_branch *branch, nb_cell *box, bool *none);

/* Whether equations hold at an exact point, proven. */
bool nb_hunt_solves(nb_hunt *h, const nb_expr *equations, uint32_t n,
                    const nb_expr *point);

/* The zeros of as many equations as variables in a box, each given to `found`; cells
 * about which nothing is known to `left` (both false after an error). */
typedef struct nb_finder {
    bool (*found)(nb_hunt *h, const nb_solution *zero, void *data);
    bool (*left)(nb_hunt *h, const nb_branch *b, const nb_cell *cell, void *data);
    void *data;
} nb_finder;

bool nb_hunt_zeros(nb_hunt *h, const nb_branch *b, const nb_cell *box,
                   const nb_finder *finder);

/* The common zeros of a branch of the gradient's components into h->out, as points or as a
 * curve; NB_ERR_USAGE where they cannot be bounded and there is no box. */
bool nb_hunt_branch(nb_hunt *h, const nb_branch *b);

/* Notes that critical points may be in a cell, if that touches the box; or where an
 * expression is zero. */
bool nb_hunt_undecided(nb_hunt *h, const nb_cell *cell);
bool nb_hunt_rough_undecided(nb_hunt *h, nb_expr u);

/* Whether an expression is proven to take both signs on a box, continuously. */
bool nb_hunt_changes_sign(nb_hunt *h, nb_expr e, const nb_cell *box);

/* Whether the set of a branch with fewer equations than variables has points in a
 * box: 1, 0 (neither is there one), or -1 where that was not decided; then `cells`, if
 * not NULL, get what covers them. */
int nb_hunt_is_real(nb_hunt *h, const nb_branch *b, const nb_cell *box, nb_cells *cells);
/* Cells that cover its points in a box. */
bool nb_hunt_cover(nb_hunt *h, const nb_branch *b, const nb_cell *box, nb_cells *out);

/* Joins cells that are near to each other; very many become one. */
void nb_cells_merge(nb_cells *cells, uint32_t n);

/* The points of a branch with fewer equations than variables: listed as a set where they
 * are there, noted as undecided where that is not known. */
bool nb_hunt_curve(nb_hunt *h, const nb_branch *b, const nb_cell *box);

/* Adds a set; NULL after an error. */
nb_critical_curve *nb_hunt_add_curve(nb_hunt *h, const nb_branch *b);

/* One variable's value from an equation that is linear in it: *solution. */
bool nb_hunt_solve_linear(nb_hunt *h, nb_expr e, uint32_t *variable, nb_expr *solution);

/* Where to look in the whole space for whether there is anything. */
nb_cell nb_hunt_usual_box(const nb_hunt *h);

/* The exact place of a zero, where it is recognised and proven: all_exact or not. */
bool nb_hunt_locate(nb_hunt *h, const nb_solution *zero, nb_critical_point *point);

/* Whether a polynomial system has no other zero in a cell than an exact one: each
 * variable's eliminant, without multiple roots, is monotonic there. */
bool nb_only_solution(nb_hunt *h, const nb_branch *branch, const nb_expr *point,
                      const nb_cell *cell);

/* Finds the points where a partial derivative fails to exist. */
bool nb_hunt_rough(nb_hunt *h);

#endif
