#ifndef NB_STATEMENTS_BOX_H
#define NB_STATEMENTS_BOX_H

#include "statements/argument.h"

/* The box that a statement is about: "in x=-3..3, y=-3..3". */

enum { NB_BOX_MOST = 4 }; /* variables */

typedef struct nb_box {
    bool given, chosen; /* by the user; at least one range by us */
    nb_expr from[NB_BOX_MOST], to[NB_BOX_MOST];              /* typed */
    nb_expr low_value[NB_BOX_MOST], high_value[NB_BOX_MOST]; /* canonical */
    double low[NB_BOX_MOST], high[NB_BOX_MOST];              /* nearest doubles */
} nb_box;

/* Reads ranges for variables of r->def, by name or in their order. */
bool nb_read_box(nabla_result *r, const char *text, nb_span span, nb_box *box);
/* The same, with a range for each of the variables, of which there are at most
 * NB_BOX_MOST. */
bool nb_read_whole_box(nabla_result *r, const char *text, nb_span span, nb_box *box);
/* Gives the variables that have none the range from -3 to 3. */
bool nb_choose_box(nabla_result *r, nb_box *box);
void nb_box_roots(nb_box *box, nb_roots *roots);

#endif
