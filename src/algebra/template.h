#ifndef NB_ALGEBRA_TEMPLATE_H
#define NB_ALGEBRA_TEMPLATE_H

#include "algebra/canon.h"

/* The canonical form of a piece of text in nabla's language, with u and v
 * standing for these canonical expressions (NB_NONE: not used). It is how the
 * columns of the function table become expressions. */
nb_expr nb_template(nb_pool *p, const char *text, nb_expr u, nb_expr v);

#endif
