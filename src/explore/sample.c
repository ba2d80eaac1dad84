#include "explore/sample.h"

#include "tape/tape.h"

#include <stdlib.h>

struct nb_sampler {
    nb_pool *p;
    nb_tape tape;
};

nb_sampler *nb_sampler_new(nb_pool *p, nb_expr function, uint32_t n,
                           const nb_expr *variables)
{
    nb_sampler *s = calloc(1, sizeof *s);
    if (!s) {
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
        return NULL;
    }
    s->p = p;
    if (nb_tape_make(&s->tape, p, function, n, variables))
        return s;
    nb_sampler_free(s);
    return NULL;
}

void nb_sampler_free(nb_sampler *s)
{
    if (!s)
        return;
    nb_tape_free(&s->tape);
    free(s);
}

/* Samples [first, first + points) of all of them. */
static bool sample_part(nb_sampler *s, const double *const *inputs, size_t first,
                        size_t points, double *values, double *const *gradient)
{
    enum { MOST = 2 }; /* variables that a picture can have */
    const double *in[MOST];
    double *out[MOST];
    for (uint32_t i = 0; i < s->tape.n && i < MOST; i++) {
        in[i] = inputs[i] + first;
        out[i] = gradient ? gradient[i] + first : NULL;
    }
    nb_batch batch = {.points = points,
                      .variables = in,
                      .stride = 1,
                      .value = values + first,
                      .gradient = gradient ? out : NULL,
                      .gradient_stride = 1};
    return nb_tape_evaluate(&s->tape, &batch, 1) ||
           nb_fail(s->p, NB_ERR_MEMORY, "out of memory");
}

bool nb_sample(nb_sampler *s, const double *const *inputs, size_t points, double *values,
               double *const *gradient)
{
    enum { PART = 1024 }; /* points between two looks at the interrupt flag */
    for (size_t first = 0; first < points; first += PART) {
        size_t n = points - first < PART ? points - first : PART;
        if (!nb_poll(s->p) || !sample_part(s, inputs, first, n, values, gradient))
            return false;
    }
    return !nb_failed(s->p);
}
