#ifndef NB_CALCULUS_AT_H
#define NB_CALCULUS_AT_H

#include "expr/expr.h"
#include "text/buf.h"

/* Exact evaluation at a point, over the real numbers, of a function as it was
 * typed: where the typed expression is undefined so is the value, whatever a
 * simplified form would give. */

typedef enum nb_at_result {
    NB_AT_DEFINED,
    NB_AT_UNDEFINED, /* proven */
    NB_AT_UNKNOWN    /* not proven either way */
} nb_at_result;

/* Why a value does not exist, or could not be decided. */
typedef enum nb_reason {
    NB_WHY_NOTHING,
    NB_WHY_DIVISION_BY_ZERO,
    NB_WHY_LOG_OF_ZERO,
    NB_WHY_LOG_OF_NEGATIVE,
    NB_WHY_SQRT_OF_NEGATIVE,
    NB_WHY_ROOT_OF_NEGATIVE,  /* an even root, or a power with such an exponent */
    NB_WHY_POWER_OF_NEGATIVE, /* to an irrational exponent                      */
    NB_WHY_ZERO_TO_ZERO,
    NB_WHY_OUTSIDE_DOMAIN, /* of the function of `node`, at first (, second) */
    NB_WHY_NO_CASE,        /* no case of a piecewise function applies        */
    NB_WHY_SIDES_DIFFER,   /* one-sided derivatives: first, second           */
    NB_WHY_VERTICAL,       /* the difference quotient grows without bound    */
    NB_WHY_JUMP,           /* not continuous along the variable              */
    NB_WHY_ISOLATED,       /* defined on neither side of the point           */
    NB_WHY_SIGN_UNKNOWN,   /* the sign of `first` could not be decided       */
    NB_WHY_UNDECIDED,      /* the derivative could not be decided            */
    NB_WHY_NO_VALUE        /* a symbol without a value, or a CALL            */
} nb_reason;

typedef struct nb_undefined {
    nb_reason reason;
    nb_expr node; /* the culprit, with its symbols: 1/y; may be NB_NONE */
    nb_expr first, second;
    bool one_sided; /* with NB_AT_DEFINED: a derivative from one side only,
                       the function being undefined on the other */
} nb_undefined;

/* Evaluates an expression, typed or canonical (CALLs expanded), at a point: a map
 * from SYMBOLs to canonical closed expressions. *value gets the canonical value
 * where DEFINED, *why the reason otherwise; neither may be NULL. After an error
 * the answer is UNKNOWN. */
nb_at_result nb_at(nb_pool *p, nb_expr e, const nb_map *point, nb_expr *value,
                   nb_undefined *why);

/* A function and its partial derivatives at one point; what they share is
 * evaluated once. */
typedef struct nb_place nb_place;

/* `point` is borrowed and must outlive the place, and the pool must not be
 * collected meanwhile. NULL when memory ran out. */
nb_place *nb_place_new(nb_pool *p, nb_expr function, const nb_map *point);
void nb_place_free(nb_place *place);

/* The value of the function. */
nb_at_result nb_place_value(nb_place *place, nb_expr *value, nb_undefined *why);

/* The partial derivative by a SYMBOL, by definition: the limit of the difference
 * quotient of the typed function. `partial` is its formula in canonical form,
 * which is believed where it is defined and continuous; elsewhere the function's
 * restriction to the line along `variable` is differentiated, then expanded on
 * both sides of the point (calculus/germ.h). */
nb_at_result nb_place_partial(nb_place *place, nb_expr partial, nb_expr variable,
                              nb_expr *value, nb_undefined *why);

/* Whether the function is proven to be continuously differentiable around the point: it
 * and its n partial derivatives, formulas in canonical form, are defined there and
 * continuous in all directions. That is more than having partial derivatives, and makes
 * f(P + v) = f(P) + grad f(P) v + o(|v|) true. */
bool nb_place_is_smooth(nb_place *place, const nb_expr *partials, uint32_t n);

/* nb_place_partial() for one derivative. */
nb_at_result nb_partial_at(nb_pool *p, nb_expr function, nb_expr partial,
                           nb_expr variable, const nb_map *point, nb_expr *value,
                           nb_undefined *why);

/* The derivative of any order of a typed function, by n SYMBOLs one after the other,
 * each step by definition as above: a derivative that its formula does not give at
 * the point, on the boundary of a piece, is taken from the step before. */
nb_at_result nb_derivative_at(nb_pool *p, nb_expr function, const nb_expr *variables,
                              uint32_t n, const nb_map *point, nb_expr *value,
                              nb_undefined *why);

/* Writes an expression for a person. */
typedef void (*nb_write_expr)(void *data, nb_pool *p, nb_expr e, nb_buf *out);

/* Appends the reason as a phrase: "division by zero in 1/y". */
void nb_undefined_text(nb_pool *p, const nb_undefined *why, nb_write_expr write,
                       void *data, nb_buf *out);

#endif
