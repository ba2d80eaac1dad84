#ifndef NB_EXPLORE_DESCENT_INTERNAL_H
#define NB_EXPLORE_DESCENT_INTERNAL_H

#include "explore/descent.h"

/* A descent that is under way. */
typedef struct nb_walk {
    nb_pool *p;
    const nb_descent_problem *problem;
    const nb_descent_options *options;
    nb_descent *out;
    slong first_prec, prec; /* at the start of each step; now */
    arb_t rate, tolerance, momentum;
    const nb_expr *here; /* coordinates of the last point; of `out` */
    nb_expr *next;       /* those of the next                       */
    bool exact;          /* the balls here come from exact values   */
    arb_t value, norm;
    arb_ptr gradient, step; /* n */
    arb_ptr matrix;         /* n * n; where second derivatives are needed */
} nb_walk;

enum { NB_WALK_RAISES = 4 }; /* how often the precision of a step may double */

/* Encloses value, gradient and norm at w->here at the precision w->prec. False where
 * one is not finite, or after an error. */
bool nb_walk_enclose(nb_walk *w);
/* The same by exact evaluation, derivatives by definition. Where one does not exist,
 * w->out has the end and its reason. */
bool nb_walk_evaluate(nb_walk *w);
/* The value of the function alone, at other coordinates. */
bool nb_walk_value(nb_walk *w, const nb_expr *coordinates, arb_t value);
/* The Hessian here, into w->matrix. */
bool nb_walk_hessian(nb_walk *w);

typedef enum nb_rounding {
    NB_ROUNDED,
    NB_ROUNDING_COARSE, /* the ball is too wide */
    NB_ROUNDING_HUGE    /* beyond 2^4000        */
} nb_rounding;

/* The decimal of `digits` significant digits nearest to the middle of the ball, which
 * must be narrower than half a unit of its last place; a NUMBER. */
nb_rounding nb_round_ball(nb_pool *p, const arb_t x, slong digits, slong prec,
                          nb_expr *out);

#endif
