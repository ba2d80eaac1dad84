#include "calculus/at_internal.h"

#include "algebra/canon.h"
#include "calculus/derive.h"
#include "calculus/germ.h"

#include <stdlib.h>

struct nb_place {
    nb_pool *p;
    nb_expr function;
    const nb_map *point;
    nb_expr known; /* the function's value there, where its formula has none */
    nb_at_run run;
};

nb_place *nb_place_new(nb_pool *p, nb_expr function, const nb_map *point)
{
    nb_place *place = malloc(sizeof *place);
    if (!place) {
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
        return NULL;
    }
    *place = (nb_place){.p = p, .function = function, .point = point};
    nb_at_begin(&place->run, p, point);
    return place;
}

void nb_place_free(nb_place *place)
{
    if (!place)
        return;
    nb_at_end(&place->run);
    free(place);
}

/* The node of e, copied: the next evaluation may move it. */
static nb_at_node node_at(nb_at_run *run, nb_expr e)
{
    const nb_at_node *n = nb_at_node_of(run, e);
    return n ? *n : (nb_at_node){.status = NB_AT_UNKNOWN};
}

static nb_at_result answer(nb_at_run *run, const nb_at_node *n, nb_expr *value,
                           nb_undefined *why)
{
    *value = n->status == NB_AT_DEFINED ? n->value : NB_NONE;
    *why = n->why;
    if (*value)
        nb_at_sign(run, value);
    return nb_failed(run->p) ? NB_AT_UNKNOWN : n->status;
}

nb_at_result nb_place_value(nb_place *place, nb_expr *value, nb_undefined *why)
{
    nb_at_node n = node_at(&place->run, place->function);
    return answer(&place->run, &n, value, why);
}

/* A formula's value is the derivative if the formula is continuous along the
 * line and the function is defined on both sides (mean value theorem). */
static bool formula_holds(const nb_at_node *function, const nb_at_node *formula,
                          nb_varset along)
{
    return formula->status == NB_AT_DEFINED &&
           !((function->edge | function->jump | formula->edge | formula->jump) & along);
}

/* ---- both sides ---- */

static nb_at_result no_derivative(nb_undefined *why, nb_reason reason)
{
    *why = (nb_undefined){.reason = reason};
    return NB_AT_UNDEFINED;
}

static nb_at_result both_finite(nb_at_run *run, nb_side left, nb_side right,
                                nb_expr *value, nb_undefined *why)
{
    nb_expr d = nb_difference(run->p, right.value, left.value);
    switch (nb_at_sign(run, &d)) {
    case NB_ZERO:
        *value = right.value;
        nb_at_sign(run, value);
        return NB_AT_DEFINED;
    case NB_SIGN_UNKNOWN:
        *why = (nb_undefined){.reason = NB_WHY_SIGN_UNKNOWN, .first = d};
        return NB_AT_UNKNOWN;
    default:
        *why = (nb_undefined){
            .reason = NB_WHY_SIDES_DIFFER, .first = left.value, .second = right.value};
        return NB_AT_UNDEFINED;
    }
}

static bool either(nb_side left, nb_side right, nb_side_status status)
{
    return left.status == status || right.status == status;
}

/* The derivative from what each side shows. `formula` tells why its value is
 * undefined, which is the better name for what is wrong on a vertical tangent or
 * off the domain. */
static nb_at_result from_sides(nb_at_run *run, nb_side left, nb_side right,
                               const nb_at_node *formula, nb_expr *value,
                               nb_undefined *why)
{
    bool named =
        formula->status == NB_AT_UNDEFINED && formula->why.reason != NB_WHY_NO_CASE;
    *why = (nb_undefined){.reason = NB_WHY_UNDECIDED};
    if (left.status == NB_SIDE_FINITE && right.status == NB_SIDE_FINITE)
        return both_finite(run, left, right, value, why);
    if (either(left, right, NB_SIDE_JUMP))
        return no_derivative(why, NB_WHY_JUMP);
    if (either(left, right, NB_SIDE_INFINITE)) {
        no_derivative(why, NB_WHY_VERTICAL);
    } else if (left.status == NB_SIDE_UNDEFINED && right.status == NB_SIDE_UNDEFINED) {
        no_derivative(why, NB_WHY_ISOLATED);
    } else if (either(left, right, NB_SIDE_FINITE) &&
               either(left, right, NB_SIDE_UNDEFINED)) {
        *value = left.status == NB_SIDE_FINITE ? left.value : right.value;
        nb_at_sign(run, value);
        *why = (nb_undefined){.one_sided = true};
        return NB_AT_DEFINED;
    } else {
        return NB_AT_UNKNOWN;
    }
    if (named)
        *why = formula->why;
    return NB_AT_UNDEFINED;
}

/* ---- restriction to the line ---- */

/* The function as one of `variable` alone, the others having their values. */
static nb_expr restriction(nb_at_run *run, nb_expr function, nb_expr variable)
{
    nb_map others = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < run->point->capacity; i++) {
        nb_expr symbol = run->point->entries[i].key;
        if (symbol && symbol != variable)
            ok = nb_map_put(run->p, &others, symbol, run->point->entries[i].value);
    }
    nb_expr g = ok ? nb_canonical_with(run->p, function, &others) : NB_NONE;
    nb_map_free(&others);
    return g;
}

/* Tries the derivative of the restriction. The canonical form may be defined
 * where the function is not, so the function must not be near an edge. */
static bool by_restriction(nb_at_run *run, nb_expr function, const nb_at_node *at,
                           nb_expr variable, nb_varset along, nb_expr *value)
{
    if ((at->edge | at->jump) & along)
        return false;
    nb_expr g = restriction(run, function, variable);
    nb_at_node n = node_at(run, nb_derive(run->p, g, variable));
    if (!formula_holds(at, &n, along))
        return false;
    *value = n.value;
    nb_at_sign(run, value);
    return true;
}

nb_at_result nb_place_partial(nb_place *place, nb_expr partial, nb_expr variable,
                              nb_expr *value, nb_undefined *why)
{
    nb_at_run *run = &place->run;
    nb_varset along = nb_at_bit(run, variable);
    nb_at_node function = node_at(run, place->function);
    *value = NB_NONE;
    *why = (nb_undefined){0};
    if (function.status != NB_AT_DEFINED && place->known) {
        nb_at_defined(&function, place->known);
        function.jump |= along;
    }
    if (function.status != NB_AT_DEFINED)
        return answer(run, &function, value, why);
    nb_at_node formula = node_at(run, partial);
    if (nb_failed(place->p))
        return NB_AT_UNKNOWN;
    if (formula_holds(&function, &formula, along))
        return answer(run, &formula, value, why);
    nb_side right = nb_side_of(run, place->function, function.value, variable, 1);
    nb_side left = nb_side_of(run, place->function, function.value, variable, -1);
    nb_at_result result = from_sides(run, left, right, &formula, value, why);
    if (result == NB_AT_UNKNOWN &&
        by_restriction(run, place->function, &function, variable, along, value))
        result = NB_AT_DEFINED;
    return nb_failed(place->p) ? NB_AT_UNKNOWN : result;
}

bool nb_place_is_smooth(nb_place *place, const nb_expr *partials, uint32_t n)
{
    nb_at_node function = node_at(&place->run, place->function);
    bool smooth = function.status == NB_AT_DEFINED && !(function.edge | function.jump);
    for (uint32_t i = 0; i < n && smooth; i++) {
        nb_at_node formula = node_at(&place->run, partials[i]);
        smooth = formula_holds(&function, &formula, ~(nb_varset)0);
    }
    return smooth && !nb_failed(place->p);
}

/* The partial derivative of a function whose value at the point may be `known`. */
static nb_at_result partial_at(nb_pool *p, nb_expr function, nb_expr known,
                               nb_expr partial, nb_expr variable, const nb_map *point,
                               nb_expr *value, nb_undefined *why)
{
    nb_place *place = nb_place_new(p, function, point);
    nb_at_result result = NB_AT_UNKNOWN;
    *value = NB_NONE;
    *why = (nb_undefined){0};
    if (place) {
        place->known = known;
        result = nb_place_partial(place, partial, variable, value, why);
    }
    nb_place_free(place);
    return result;
}

nb_at_result nb_partial_at(nb_pool *p, nb_expr function, nb_expr partial,
                           nb_expr variable, const nb_map *point, nb_expr *value,
                           nb_undefined *why)
{
    return partial_at(p, function, NB_NONE, partial, variable, point, value, why);
}

nb_at_result nb_derivative_at(nb_pool *p, nb_expr function, const nb_expr *variables,
                              uint32_t n, const nb_map *point, nb_expr *value,
                              nb_undefined *why)
{
    nb_at_result result = nb_at(p, function, point, value, why);
    nb_expr e = nb_canonical(p, function);
    for (uint32_t i = 0; i < n && result == NB_AT_DEFINED; i++) {
        nb_expr derivative = nb_derive(p, e, variables[i]);
        result =
            partial_at(p, function, *value, derivative, variables[i], point, value, why);
        function = e = derivative;
    }
    return nb_failed(p) ? NB_AT_UNKNOWN : result;
}
