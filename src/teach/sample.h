#ifndef NB_TEACH_SAMPLE_H
#define NB_TEACH_SAMPLE_H

#include "expr/expr.h"

/* Values of expressions at a few points in double precision: a sieve in front of
 * proofs. What differs here by more than rounding need not be compared; what agrees is
 * still to be proven. */

enum { NB_SAMPLES_MAX = 3 };

typedef struct nb_samples {
    nb_pool *pool;
    uint32_t n_points;
    nb_map place;
    double (*values)[NB_SAMPLES_MAX];
    uint32_t n, capacity;
} nb_samples;

/* Starts with no points. The pool must not be collected while samples are open. */
void nb_samples_open(nb_samples *s, nb_pool *p);
void nb_samples_close(nb_samples *s);

/* Adds a point: values[i] for variables[i]. Before the first nb_samples_of(). False
 * when there are NB_SAMPLES_MAX already. */
bool nb_samples_at(nb_samples *s, const nb_expr *variables, const double *values,
                   uint32_t n);

/* Chooses the first points of a fixed list, all of them generic, where each of the
 * expressions has a finite value. s->n_points is how many were found. */
bool nb_samples_choose(nb_samples *s, const nb_expr *variables, uint32_t n,
                       const nb_expr *expressions, uint32_t n_expressions);

/* The values of e, typed or canonical without CALLs, at the points: not a number where
 * it has none. Valid until the next call; NULL with an error. */
const double *nb_samples_of(nb_samples *s, nb_expr e);

/* Whether two lists of values are the same up to rounding. */
bool nb_samples_agree(const nb_samples *s, const double *a, const double *b);

#endif
