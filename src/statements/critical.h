#ifndef NB_STATEMENTS_CRITICAL_H
#define NB_STATEMENTS_CRITICAL_H

#include "explore/critical.h"
#include "session/out.h"
#include "session/writer.h"

/* What the files of the command critical share. */

typedef struct nb_critical_run {
    bool boxed;
    nb_expr low_typed[NB_MOST_VARIABLES], high_typed[NB_MOST_VARIABLES];
    nb_expr low[NB_MOST_VARIABLES], high[NB_MOST_VARIABLES]; /* canonical */
    nb_critical_set set;
} nb_critical_run;

/* The points as a table; the curves; what was not decided; how complete it is. */
void nb_line_critical(nb_out *o, nabla_result *r, const nb_critical_run *run);
/* "points", "curves", "undecided", "complete". */
void nb_put_critical(nb_writer *w, const nb_critical_run *run);
/* One point: "point", "value", "kind", "eigenvalues", …. */
void nb_put_critical_point(nb_writer *w, const nb_critical_point *point);
void nb_critical_point_roots(nb_critical_point *point, nb_roots *roots);

#endif
