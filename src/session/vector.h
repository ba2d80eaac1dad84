#ifndef NB_SESSION_VECTOR_H
#define NB_SESSION_VECTOR_H

#include "session/out.h"

/* The formulas as a vector, in the shape that is set. */
void nb_put_formulas(nb_out *o, const nb_formula *formulas, uint32_t n);

/* " = (cos(1), 2e²) ≈ (0.5403, 14.778)": the members of r. What has no value is
 * told by a word in its place. */
void nb_put_values(nb_out *o, nabla_result *r);

#endif
