#ifndef NB_SESSION_LABEL_H
#define NB_SESSION_LABEL_H

#include "session/out.h"

/* What stands left of the equals signs: f(x, y), ∂f/∂x, f′(3), ‖∇f(2, 1)‖. */

typedef enum nb_place_shown {
    NB_PLACE_NONE,
    NB_PLACE_PARAMETERS, /* (x, y) */
    NB_PLACE_POINT       /* (2, 1) */
} nb_place_shown;

/* (x, y) or (2, 1) */
void nb_label_place(nb_out *o, const nabla_result *r, nb_place_shown place);
/* f(x, y); for a nameless function nothing but the place: (x, y). */
void nb_label_function(nb_out *o, const nabla_result *r, nb_place_shown place);
/* ∇f(x, y); ∇ */
void nb_label_gradient(nb_out *o, const nabla_result *r, nb_place_shown place);
/* ‖∇f(x, y)‖; |f′(x)| */
void nb_label_norm(nb_out *o, const nabla_result *r, nb_place_shown place);
/* The derivative along `by`. Of a function of one variable f′(x) and of another
 * ∂f/∂x, which shows a place only where it is a point. */
void nb_label_derivative(nb_out *o, const nabla_result *r, const nb_by *by, uint32_t n,
                         nb_place_shown place);

/* A function of one variable, whose gradient is f′. */
bool nb_is_single(const nabla_result *r);

#endif
