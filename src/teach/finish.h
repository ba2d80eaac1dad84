#ifndef NB_TEACH_FINISH_H
#define NB_TEACH_FINISH_H

#include "expr/expr.h"

/* What has happened between two typed forms of one value. */
typedef struct nb_change_made {
    const char *name; /* "collect like terms"; NULL: they look the same but for their
                         order */
    nb_expr about;    /* typed, what stands behind the name: factor out 2x; or NB_NONE */
} nb_change_made;

/* Compares the forms: terms that were collected, a factor that was pulled out, a common
 * denominator, a factor cancelled, an identity used; else simply "simplify". The forms
 * must have no CALL. */
nb_change_made nb_name_change(nb_pool *p, nb_expr from, nb_expr to);

#endif
