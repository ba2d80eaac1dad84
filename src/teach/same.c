#include "teach/same.h"

#include "algebra/canon.h"
#include "algebra/tidy.h"
#include "calculus/at.h"
#include "numeric/identity.h"
#include "numeric/sign.h"

/* Small integers, the j-th coordinate of the i-th point; later ones of both signs. */
static slong coordinate(uint32_t i, uint32_t j)
{
    slong x = (slong)((j * 7 + i * 5 + i * j) % 4) + 1;
    return i > 6 ? x - 3 : x;
}

static bool has_values(nb_pool *p, nb_expr a, nb_expr b, const nb_map *at,
                       nb_likeness *out)
{
    nb_undefined why = {0};
    return nb_at(p, a, at, &out->left, &why) == NB_AT_DEFINED &&
           nb_at(p, b, at, &out->right, &why) == NB_AT_DEFINED;
}

/* Whether the values at the i-th point differ. */
static bool differs_at(nb_pool *p, nb_expr a, nb_expr b, const nb_expr *variables,
                       uint32_t n, uint32_t i, nb_likeness *out)
{
    nb_map at = {0};
    bool ok = true;
    out->point.n = 0;
    for (uint32_t j = 0; ok && j < n; j++) {
        nb_expr v = nb_integer(p, coordinate(i, j));
        ok = nb_list_add(p, &out->point, v) && nb_map_put(p, &at, variables[j], v);
    }
    ok = ok && has_values(p, a, b, &at, out);
    nb_map_free(&at);
    if (!ok)
        return false;
    nb_sign sign = nb_sign_of(p, nb_difference(p, out->left, out->right));
    return sign == NB_POSITIVE || sign == NB_NEGATIVE;
}

bool nb_hold_against(nb_pool *p, nb_expr a, nb_expr b, const nb_expr *variables,
                     uint32_t n, nb_likeness *out)
{
    enum { POINTS = 12 };
    nb_expr d = nb_difference(p, nb_canonical(p, a), nb_canonical(p, b));
    if (!d)
        return false;
    if (nb_is_int(p, nb_tidy(p, d), 0) || nb_vanishes(p, d)) {
        out->verdict = NB_ALIKE;
        return !nb_failed(p);
    }
    for (uint32_t i = 0; i < POINTS && !nb_failed(p); i++)
        if (differs_at(p, a, b, variables, n, i, out)) {
            out->verdict = NB_UNLIKE;
            return true;
        }
    out->left = out->right = NB_NONE;
    out->point.n = 0;
    return !nb_failed(p);
}

void nb_likeness_free(nb_likeness *c)
{
    nb_list_free(&c->point);
    nb_list_free(&c->conditions);
}
