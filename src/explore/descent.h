#ifndef NB_EXPLORE_DESCENT_H
#define NB_EXPLORE_DESCENT_H

#include "calculus/at.h"
#include "expr/expr.h"

/* Gradient descent: x[k+1] = x[k] - rate * grad f(x[k]), and its relatives.
 *
 * So that every printed digit is true without the numbers growing from step to step,
 * the iteration is one over decimals: each new coordinate is rounded to `digits`
 * significant digits (0 below 10^(-2 digits)), and the next step begins from exactly
 * that number. Value and norm at an iterate are enclosures of the exact ones there. */

typedef enum nb_descent_method {
    NB_DESCENT_PLAIN,
    NB_DESCENT_LINE_SEARCH, /* halves the rate until f falls enough (Armijo; Nocedal &
                               Wright, Numerical Optimization, 2nd ed., alg. 3.1)    */
    NB_DESCENT_MOMENTUM,    /* the heavy ball of Polyak, 1964                        */
    NB_DESCENT_NEWTON,      /* the step solves H s = grad f                          */
    NB_DESCENT_BEST         /* Newton's where H is positive definite, with line search */
} nb_descent_method;

typedef enum nb_descent_end {
    NB_DESCENT_SMALL,     /* the norm is below the tolerance, proven           */
    NB_DESCENT_STEPS,     /* as many steps as were allowed                     */
    NB_DESCENT_DIVERGES,  /* the norm has become a million times the first one */
    NB_DESCENT_CYCLE,     /* the last point is the one before the last but one */
    NB_DESCENT_STILL,     /* the last step changed nothing                     */
    NB_DESCENT_UNDEFINED, /* f or its gradient does not exist at the last point */
    NB_DESCENT_UNKNOWN,   /* the same, not decided                             */
    NB_DESCENT_SINGULAR,  /* the Hessian is singular, or not shown not to be   */
    NB_DESCENT_NO_LOWER   /* the line search found no lower point              */
} nb_descent_end;

typedef struct nb_descent_problem {
    nb_expr function; /* typed, without CALLs */
    uint32_t n;
    const nb_expr *variables; /* SYMBOLs                       */
    const nb_expr *partials;  /* n, canonical                  */
    const nb_expr *second;    /* n * n, for NEWTON and BEST    */
    const nb_expr *start;     /* canonical closed coordinates  */
} nb_descent_problem;

enum { NB_DESCENT_MOST_STEPS = 100000, NB_DESCENT_MOST_DIGITS = 1000 };

typedef struct nb_descent_options {
    nb_descent_method method;
    nb_expr rate;      /* closed, positive; NEWTON and BEST: how much of the step */
    nb_expr tolerance; /* closed, positive */
    nb_expr momentum;  /* closed; part of the last step that is kept */
    uint32_t steps;
    slong digits; /* of the iterates */
} nb_descent_options;

typedef struct nb_descent {
    uint32_t n, points;    /* variables; points, the start included */
    nb_list coordinates;   /* NUMBERs, n for each point */
    arb_ptr values, norms; /* at each point; at the last not finite where UNDEFINED */
    uint32_t capacity;
    nb_descent_end end;
    bool rounded_start;
    uint32_t halvings; /* of the rate, all line searches together */
    uint32_t culprit;  /* UNDEFINED, UNKNOWN: 0 the function, i + 1 a partial */
    nb_undefined why;
} nb_descent;

/* Zero-initialise *out; free it whatever comes. False with an error in the pool.
 * Polls; the work is at most `steps` evaluations (times 64 with line search). */
bool nb_gradient_descent(nb_pool *p, const nb_descent_problem *problem,
                         const nb_descent_options *options, nb_descent *out);
void nb_descent_free(nb_descent *d);

/* The coordinate i of point k. */
nb_expr nb_descent_coordinate(const nb_descent *d, uint32_t k, uint32_t i);

#endif
