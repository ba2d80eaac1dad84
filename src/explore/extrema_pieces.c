/* Regions whose boundary falls into pieces: boxes and polygons. */

#include "explore/extrema_internal.h"

#include "algebra/canon.h"
#include "numeric/sign.h"

/* ---- boxes ---- */

/* The face on which digit i of `code` in base 3 says of the i-th variable: 0 free, 1 at
 * its lower end, 2 at its upper end. */
static bool add_face(nb_quest *q, uint32_t code)
{
    nb_piece s = {.boxed = true};
    const nb_region *r = q->region;
    for (uint32_t i = 0; i < q->n; i++, code /= 3) {
        s.coordinates[i] = code % 3 == 0   ? q->h.variables[i]
                           : code % 3 == 1 ? r->low[i]
                                           : r->high[i];
        if (code % 3)
            continue;
        s.variables[s.m] = q->h.variables[i];
        s.low[s.m] = r->low[i];
        s.high[s.m++] = r->high[i];
    }
    s.place = s.m == q->n ? NB_PLACE_INSIDE
              : s.m == 0  ? NB_PLACE_CORNER
                          : NB_PLACE_BOUNDARY;
    return nb_quest_add_piece(q, &s);
}

bool nb_quest_search_box(nb_quest *q)
{
    uint32_t faces = 1;
    bool ok = true;
    for (uint32_t i = 0; i < q->n; i++)
        faces *= 3;
    for (uint32_t code = 0; ok && code < faces; code++)
        ok = add_face(q, code);
    return ok;
}

/* ---- polygons ---- */

/* (b - a) x (c - a): positive where c lies to the left of the line from a to b. */
static nb_expr cross(nb_pool *p, const nb_expr *a, const nb_expr *b, const nb_expr *c)
{
    nb_expr u = nb_difference(p, b[0], a[0]), v = nb_difference(p, b[1], a[1]);
    return nb_difference(p, nb_product2(p, u, nb_difference(p, c[1], a[1])),
                         nb_product2(p, v, nb_difference(p, c[0], a[0])));
}

/* Each edge has all other corners on one side, the same for all edges. */
static bool is_convex(nb_quest *q, int *turn)
{
    const nb_region *r = q->region;
    *turn = 0;
    for (uint32_t k = 0; k < r->n_corners; k++) {
        uint32_t next = (k + 1) % r->n_corners;
        for (uint32_t i = 0; i < r->n_corners; i++) {
            if (i == k || i == next)
                continue;
            nb_sign s = nb_sign_of(
                q->p, cross(q->p, r->corners[k], r->corners[next], r->corners[i]));
            if (s != NB_POSITIVE && s != NB_NEGATIVE)
                return false;
            *turn = *turn ? *turn : (int)s;
            if ((int)s != *turn)
                return false;
        }
    }
    return r->n_corners >= 3;
}

/* a + t (b - a), 0 <= t <= 1, with the first variable for t. */
static bool add_edge(nb_quest *q, const nb_expr *a, const nb_expr *b)
{
    nb_pool *p = q->p;
    nb_expr t = q->h.variables[0];
    nb_piece s = {.m = 1, .boxed = true, .place = NB_PLACE_BOUNDARY};
    s.variables[0] = t;
    s.low[0] = nb_zero(p);
    s.high[0] = nb_one(p);
    for (uint32_t i = 0; i < 2; i++)
        s.coordinates[i] =
            nb_sum2(p, a[i], nb_product2(p, t, nb_difference(p, b[i], a[i])));
    return nb_quest_add_piece(q, &s);
}

/* The least or the greatest of the corners' coordinates. */
nb_expr nb_polygon_extent(nb_quest *q, uint32_t i, nb_sign wanted)
{
    const nb_region *r = q->region;
    nb_expr best = r->corners[0][i];
    for (uint32_t k = 1; k < r->n_corners; k++)
        if (nb_sign_of(q->p, nb_difference(q->p, r->corners[k][i], best)) == wanted)
            best = r->corners[k][i];
    return best;
}

bool nb_quest_search_polygon(nb_quest *q)
{
    const nb_region *r = q->region;
    nb_piece inside = {.m = 2, .boxed = true, .place = NB_PLACE_INSIDE};
    int turn;
    bool ok = true;
    if (!is_convex(q, &turn))
        return !nb_failed(q->p) &&
               nb_fail(q->p, NB_ERR_USAGE,
                       "these are not the corners of a convex polygon, in order");
    for (uint32_t i = 0; i < 2; i++) {
        inside.variables[i] = inside.coordinates[i] = q->h.variables[i];
        inside.low[i] = nb_polygon_extent(q, i, NB_NEGATIVE);
        inside.high[i] = nb_polygon_extent(q, i, NB_POSITIVE);
    }
    for (uint32_t k = 0; k < r->n_corners; k++) {
        nb_expr c = cross(q->p, r->corners[k], r->corners[(k + 1) % r->n_corners],
                          q->h.variables);
        q->inside[q->n_inside++] = turn > 0 ? c : nb_negate(q->p, c);
    }
    ok = nb_quest_add_piece(q, &inside);
    for (uint32_t k = 0; ok && k < r->n_corners; k++)
        ok = add_edge(q, r->corners[k], r->corners[(k + 1) % r->n_corners]);
    for (uint32_t k = 0; ok && k < r->n_corners; k++)
        ok = nb_quest_add_corner(q, r->corners[k]);
    return ok;
}
