#ifndef NB_STATEMENTS_CRITICAL_H
#define NB_STATEMENTS_CRITICAL_H

#include "explore/critical.h"
#include "session/out.h"
#include "session/writer.h"
#include "statements/box.h"

/* What the files of the command critical share. */

typedef struct nb_critical_run {
    nb_box box;
    nb_critical_set set;
} nb_critical_run;

enum { NB_SHORT_EXACT = 16 };

/* A canonical expression as it is written in the answer, typed. */
nb_expr nb_layout_for(nabla_result *r, nb_expr canonical);

/* Appends the exact form of a number (canonical, or NB_NONE) where it has at most so many
 * columns; false where it is longer. */
bool nb_short_exact(nb_pool *p, nabla_result *r, nb_expr exact, nb_style style,
                    size_t most, nb_buf *out);
/* "(x, y)" */
void nb_critical_put_variables(nb_out *o, nabla_result *r, nb_buf *out);

/* The points as a table; the curves; what was not decided; how complete it is. */
void nb_line_critical(nb_out *o, nabla_result *r, const nb_critical_run *run);
/* "points", "curves", "undecided", "complete". */
void nb_put_critical(nb_writer *w, const nb_critical_run *run);
/* "minimum", "saddle", … of a kind. */
const char *nb_critical_word(nb_critical_kind kind);
/* One point: "point", "value", "kind", "eigenvalues", …. */
void nb_put_critical_point(nb_writer *w, const nb_critical_point *point);
void nb_critical_point_roots(nb_critical_point *point, nb_roots *roots);

#endif
