#ifndef NB_PRESENT_MATHML_H
#define NB_PRESENT_MATHML_H

#include "present/print.h"

/* Appends a typed expression as presentation MathML (W3C MathML Core): a whole
 * <math> element on one line. Products and applications are marked by the
 * invisible operators U+2062 and U+2061, which screen readers speak. */
void nb_print_mathml(nb_pool *p, nb_expr typed, nb_buf *out);

/* The same for `left = right`, where left is MathML already; it may be "". */
void nb_print_mathml_equation(nb_pool *p, const char *left, nb_expr right, nb_buf *out);

/* Appends a name: <mi>α</mi>, <msub><mi>x</mi><mn>1</mn></msub>. */
void nb_print_mathml_name(const char *name, nb_buf *out);

#endif
