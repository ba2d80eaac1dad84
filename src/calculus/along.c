#include "calculus/along.h"

#include "algebra/canon.h"
#include "algebra/substitute.h"
#include "numeric/sign.h"

nb_expr nb_dot(nb_pool *p, const nb_expr *u, const nb_expr *v, uint32_t n)
{
    nb_list terms = {0};
    for (uint32_t i = 0; i < n; i++)
        nb_list_add(p, &terms, nb_product2(p, u[i], v[i]));
    nb_expr sum = nb_sum(p, terms.items, terms.n);
    nb_list_free(&terms);
    return sum;
}

nb_at_result nb_along_at(nb_pool *p, nb_expr function, const nb_expr *variables,
                         uint32_t n, const nb_map *point, const nb_expr *v,
                         nb_expr *value, nb_undefined *why)
{
    /* All variables are replaced, so this name cannot clash. */
    nb_expr t = nb_symbol(p, "t", 1);
    nb_map line = {0}, origin = {0};
    bool ok = nb_map_put(p, &origin, t, nb_zero(p));
    for (uint32_t i = 0; ok && i < n; i++) {
        nb_expr at = nb_map_get(point, variables[i], NB_NONE);
        ok = nb_map_put(p, &line, variables[i], nb_sum2(p, at, nb_product2(p, t, v[i])));
    }
    nb_expr restricted = ok ? nb_substitute(p, function, &line) : NB_NONE;
    nb_at_result result = NB_AT_UNKNOWN;
    *value = NB_NONE;
    *why = (nb_undefined){.reason = NB_WHY_UNDECIDED};
    if (restricted)
        result = nb_derivative_at(p, restricted, &t, 1, &origin, value, why);
    nb_map_free(&line);
    nb_map_free(&origin);
    return result;
}

/* Whether the derivative along v is proven not to be grad f . v. */
static bool refutes(nb_pool *p, nb_expr function, const nb_expr *variables, uint32_t n,
                    const nb_map *point, const nb_expr *gradient, const nb_expr *v)
{
    nb_expr value;
    nb_undefined why;
    nb_at_result r = nb_along_at(p, function, variables, n, point, v, &value, &why);
    if (r == NB_AT_UNDEFINED)
        return true;
    if (r != NB_AT_DEFINED || why.one_sided)
        return false;
    nb_sign sign = nb_sign_of(p, nb_difference(p, value, nb_dot(p, gradient, v, n)));
    return sign == NB_POSITIVE || sign == NB_NEGATIVE;
}

/* Looks along the diagonals of each pair of variables. */
static bool is_refuted(nb_pool *p, nb_expr function, const nb_expr *variables, uint32_t n,
                       const nb_map *point, const nb_expr *gradient)
{
    enum { MOST_PAIRS = 10 };
    static const int slopes[] = {1, -1, 2};
    nb_list v = {0};
    uint32_t pairs = 0;
    bool refuted = false, ok = true;
    for (uint32_t i = 0; ok && i < n; i++)
        ok = nb_list_add(p, &v, nb_zero(p));
    for (uint32_t i = 0; ok && i < n && !refuted; i++)
        for (uint32_t k = i + 1; k < n && !refuted && pairs++ < MOST_PAIRS; k++) {
            v.items[i] = nb_one(p);
            for (int s = 0; s < 3 && !refuted && nb_poll(p); s++) {
                v.items[k] = nb_integer(p, slopes[s]);
                refuted = refutes(p, function, variables, n, point, gradient, v.items);
            }
            v.items[i] = v.items[k] = nb_zero(p);
        }
    nb_list_free(&v);
    return refuted;
}

nb_differentiability nb_differentiable_at(nb_pool *p, nb_expr function,
                                          const nb_expr *variables, uint32_t n,
                                          const nb_map *point, const nb_expr *partials,
                                          const nb_expr *gradient)
{
    nb_place *place = nb_place_new(p, function, point);
    bool smooth = place && nb_place_is_smooth(place, partials, n);
    nb_place_free(place);
    if (smooth)
        return NB_DIFFERENTIABLE;
    for (uint32_t i = 0; i < n; i++)
        if (!gradient[i])
            return NB_NOT_DIFFERENTIABLE;
    if (n == 1)
        return NB_DIFFERENTIABLE;
    if (!nb_failed(p) && is_refuted(p, function, variables, n, point, gradient))
        return NB_NOT_DIFFERENTIABLE;
    return NB_DIFFERENTIABILITY_UNKNOWN;
}
