#include "tape/tape.h"

#include <stdlib.h>

/* Whether a program has a use for vector functions. */
static bool calls_functions(const nb_program *p)
{
    for (uint32_t i = 0; i < p->n; i++) {
        uint32_t op = p->code[i].op;
        if (op < NB_TAPE_OPERATIONS && nb_is_library_function((nb_operation)op))
            return true;
    }
    return false;
}

bool nb_tape_make(nb_tape *t, nb_pool *p, nb_expr typed, uint32_t n,
                  const nb_expr *variables)
{
    nb_graph g = {0};
    nb_tape_value *outputs = malloc(((size_t)n + 2) * sizeof *outputs);
    *t = (nb_tape){.n = n};
    bool ok =
        outputs && nb_graph_build(&g, p, typed, n, variables) && nb_graph_reverse(&g);
    if (!outputs)
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
    if (ok) {
        outputs[0] = g.value;
        for (uint32_t i = 0; i < n; i++)
            outputs[i + 1] = g.gradient[i];
        outputs[n + 1] = g.norm;
        ok = nb_program_make(&t->function, &g, outputs, 1) &&
             nb_program_make(&t->gradient, &g, outputs, n + 1) &&
             nb_program_make(&t->all, &g, outputs, n + 2);
    }
    if (ok) {
        t->function_operations = nb_graph_operations(&g, false);
        t->gradient_operations = nb_graph_operations(&g, true);
        nb_engine_open(&t->engine, calls_functions(&t->all));
    }
    nb_graph_free(&g);
    free(outputs);
    if (!ok)
        nb_tape_free(t);
    return ok;
}

void nb_tape_free(nb_tape *t)
{
    nb_program_free(&t->function);
    nb_program_free(&t->gradient);
    nb_program_free(&t->all);
    nb_engine_close(&t->engine);
    *t = (nb_tape){0};
}
