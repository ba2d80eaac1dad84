#ifndef NB_TAPE_EMIT_H
#define NB_TAPE_EMIT_H

#include "tape/graph.h"
#include "text/buf.h"

/* Writes a function with its gradient, the norm of that and all helpers as C99:
 *
 *     double NAME_gradient(const double x[d], double g[d], double *norm);
 *
 * which returns the value. What several results have in common is computed once. The
 * graph has been reversed; `name` may be NULL; names[i] is the i-th variable, for the
 * comments. False with an error in the graph's pool. */
bool nb_emit_c(const nb_graph *g, const char *name, const char *const *names,
               const char *comment, nb_buf *out);

#endif
