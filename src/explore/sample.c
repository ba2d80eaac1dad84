#include "explore/sample.h"

#include "algebra/canon.h"
#include "calculus/derive.h"
#include "numeric/ball.h"

#include <math.h>
#include <stdlib.h>

struct nb_sampler {
    nb_pool *p;
    nb_expr function;
    uint32_t n;
    const nb_expr *variables;
    nb_expr *partials;
};

nb_sampler *nb_sampler_new(nb_pool *p, nb_expr function, uint32_t n,
                           const nb_expr *variables)
{
    nb_sampler *s = calloc(1, sizeof *s);
    if (!s) {
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
        return NULL;
    }
    *s = (nb_sampler){.p = p, .function = function, .n = n, .variables = variables};
    s->partials = calloc(n, sizeof *s->partials);
    nb_expr canonical = nb_canonical(p, function);
    for (uint32_t i = 0; s->partials && i < n; i++)
        s->partials[i] = nb_derive(p, canonical, variables[i]);
    if (!s->partials || nb_failed(p)) {
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
        nb_sampler_free(s);
        return NULL;
    }
    return s;
}

void nb_sampler_free(nb_sampler *s)
{
    if (!s)
        return;
    free(s->partials);
    free(s);
}

static double middle(nb_balls *b, nb_expr e)
{
    arb_srcptr x = nb_balls_of(b, e);
    return x && arb_is_finite(x) && arb_rel_accuracy_bits(x) > 10
               ? arf_get_d(arb_midref(x), ARF_RND_NEAR)
           : x && arb_is_finite(x) ? 0
                                   : NAN;
}

bool nb_sample(nb_sampler *s, const double *const *inputs, size_t points, double *values,
               double *const *gradient)
{
    enum { PREC = 64 };
    arb_t x;
    arb_init(x);
    for (size_t k = 0; k < points && !nb_failed(s->p); k++) {
        nb_balls b;
        nb_balls_init(&b, s->p, PREC);
        for (uint32_t i = 0; i < s->n; i++) {
            arb_set_d(x, inputs[i][k]);
            nb_balls_bind(&b, s->variables[i], x);
        }
        values[k] = middle(&b, s->function);
        for (uint32_t i = 0; gradient && i < s->n; i++)
            gradient[i][k] = isnan(values[k]) ? NAN : middle(&b, s->partials[i]);
        nb_balls_clear(&b);
    }
    arb_clear(x);
    return !nb_failed(s->p);
}
