#ifndef NB_EXPLORE_SAMPLE_H
#define NB_EXPLORE_SAMPLE_H

#include "expr/expr.h"

/* Values of a function in double precision at many points, for pictures: not a number
 * where the function is undefined. Nothing that is printed as a digit comes from
 * here. */
typedef struct nb_sampler nb_sampler;

/* Of a typed expression without CALLs in n variables, 1 or 2; by a compiled tape. The
 * pool must not be collected meanwhile. NULL with an error in the pool. */
nb_sampler *nb_sampler_new(nb_pool *p, nb_expr function, uint32_t n,
                           const nb_expr *variables);
void nb_sampler_free(nb_sampler *s);

/* values[k] at the point (inputs[0][k], ..., inputs[n - 1][k]), and, unless `gradient`
 * is NULL, the partial derivatives gradient[i][k]. Polls; false with an error. */
bool nb_sample(nb_sampler *s, const double *const *inputs, size_t points, double *values,
               double *const *gradient);

#endif
