/* The places where there may be an extremum, and their values. */

#include "explore/extrema_internal.h"

#include "algebra/canon.h"
#include "algebra/tidy.h"
#include "calculus/at.h"
#include "numeric/sign.h"

#include <stdlib.h>
#include <string.h>

bool nb_quest_undecided(nb_quest *q)
{
    q->out->complete = false;
    return !nb_failed(q->p);
}

void nb_candidate_init(nb_candidate *c, uint32_t n, nb_candidate_place place)
{
    *c = (nb_candidate){.n = n, .place = place};
    for (uint32_t i = 0; i < NB_MOST_VARIABLES; i++)
        arb_init(&c->at[i]);
    arb_init(&c->value_ball);
    arb_init(&c->multiplier_ball);
}

void nb_candidate_free(nb_candidate *c)
{
    for (uint32_t i = 0; i < NB_MOST_VARIABLES; i++)
        arb_clear(&c->at[i]);
    arb_clear(&c->value_ball);
    arb_clear(&c->multiplier_ball);
}

bool nb_candidate_is_exact(const nb_candidate *c)
{
    for (uint32_t i = 0; i < c->n; i++)
        if (!c->exact[i])
            return false;
    return true;
}

bool nb_quest_append(nb_quest *q, nb_candidate *c)
{
    nb_extrema *out = q->out;
    nb_candidate *items = realloc(out->items, (out->n + 1) * sizeof *items);
    if (!items) {
        nb_candidate_free(c);
        return nb_fail(q->p, NB_ERR_MEMORY, "out of memory");
    }
    out->items = items;
    out->items[out->n++] = *c;
    return true;
}

static bool is_listed(nb_quest *q, const nb_candidate *c)
{
    for (uint32_t k = 0; k < q->out->n; k++) {
        const nb_candidate *other = &q->out->items[k];
        bool same = other->curve.n == c->curve.n &&
                    memcmp(other->curve.equations, c->curve.equations,
                           c->curve.n * sizeof *c->curve.equations) == 0;
        for (uint32_t i = 0; same && c->curve.n == 0 && i < c->n; i++)
            same = c->exact[i] && other->exact[i] &&
                   nb_sign_of(q->p, nb_difference(q->p, c->exact[i], other->exact[i])) ==
                       NB_ZERO;
        if (same)
            return true;
    }
    return false;
}

/* The sign of an expression at a candidate. */
nb_sign nb_quest_sign_at(nb_quest *q, nb_expr e, const nb_candidate *c)
{
    nb_expr value = nb_candidate_is_exact(c) ? nb_hunt_at(&q->h, e, c->exact) : NB_NONE;
    nb_sign s = NB_SIGN_UNKNOWN;
    arb_t y;
    if (value)
        return nb_sign_of(q->p, value);
    arb_init(y);
    if (nb_hunt_ball(&q->h, e, c->at, NB_EXTREMA_BITS, y))
        s = arb_is_positive(y) ? NB_POSITIVE : arb_is_negative(y) ? NB_NEGATIVE : s;
    arb_clear(y);
    return s;
}

/* Whether a critical point lies inside: 1, 0 (outside, or on the boundary, which is
 * looked at by itself), or -1. */
static int is_inside(nb_quest *q, const nb_candidate *c)
{
    int answer = 1;
    for (uint32_t k = 0; k < q->n_inside; k++) {
        nb_sign s = nb_quest_sign_at(q, q->inside[k], c);
        if (s == NB_NEGATIVE || s == NB_ZERO)
            return 0;
        if (s == NB_SIGN_UNKNOWN)
            answer = -1;
    }
    return answer;
}

/* The value as the function was typed; *undefined where there is none. */
static bool find_value(nb_quest *q, nb_candidate *c, bool *undefined)
{
    nb_map map = {0};
    nb_undefined why;
    nb_at_result got = NB_AT_UNKNOWN;
    *undefined = false;
    if (c->value)
        return nb_enclose(q->p, c->value, NB_EXTREMA_BITS, &c->value_ball);
    if (!nb_candidate_is_exact(c))
        return nb_hunt_ball(&q->h, q->h.typed, c->at, NB_EXTREMA_BITS, &c->value_ball);
    bool ok = true;
    for (uint32_t i = 0; ok && i < q->n; i++)
        ok = nb_map_put(q->p, &map, q->h.variables[i], c->exact[i]);
    if (ok)
        got = nb_at(q->p, q->h.typed, &map, &c->value, &why);
    nb_map_free(&map);
    *undefined = got == NB_AT_UNDEFINED;
    c->value = got == NB_AT_DEFINED ? nb_tidy(q->p, c->value) : NB_NONE;
    return c->value && nb_enclose(q->p, c->value, NB_EXTREMA_BITS, &c->value_ball);
}

/* ---- pieces ---- */

/* Adds a candidate whose place is known, with its value; takes it over. */
bool nb_quest_add(nb_quest *q, nb_candidate *c)
{
    bool undefined = false;
    bool listed = nb_candidate_is_exact(c) && is_listed(q, c);
    if (listed || !find_value(q, c, &undefined)) {
        nb_candidate_free(c);
        return listed || undefined ? !nb_failed(q->p) : nb_quest_undecided(q);
    }
    if (q->region->g && c->place == NB_PLACE_BOUNDARY && c->smooth)
        nb_level_tell(q, c);
    return nb_quest_append(q, c) && !nb_failed(q->p);
}

/* A coordinate of a point of a piece: exactly where what it depends on is exact. */
static bool map_coordinate(nb_hunt *h, nb_expr coordinate, const nb_critical_point *at,
                           nb_expr *exact, arb_t ball)
{
    nb_expr values[NB_MOST_VARIABLES];
    nb_list rest = {0};
    for (uint32_t k = 0; k < h->n; k++)
        values[k] = at->exact[k] ? at->exact[k] : h->variables[k];
    nb_expr e = nb_tidy(h->p, nb_hunt_put(h, coordinate, values));
    *exact = e && nb_free_symbols(h->p, e, &rest) && rest.n == 0 ? e : NB_NONE;
    nb_list_free(&rest);
    return *exact ? nb_enclose(h->p, e, NB_EXTREMA_BITS, ball)
                  : nb_hunt_ball(h, coordinate, at->at, NB_EXTREMA_BITS, ball);
}

static bool add_point(nb_quest *q, const nb_piece *s, const nb_critical_point *point)
{
    nb_candidate c;
    nb_hunt h = {.p = q->p, .n = s->m};
    bool good = true;
    if (point->on_boundary) /* found by the piece that it lies on */
        return true;
    if (point->at_edge)
        return nb_quest_undecided(q);
    memcpy(h.variables, s->variables, sizeof h.variables);
    nb_candidate_init(&c, q->n, s->place);
    for (uint32_t i = 0; good && i < q->n; i++)
        good = map_coordinate(&h, s->coordinates[i], point, &c.exact[i], &c.at[i]);
    int inside = good && s->place == NB_PLACE_INSIDE ? is_inside(q, &c) : 1;
    if (good && inside > 0)
        return nb_quest_add(q, &c);
    nb_candidate_free(&c);
    return good && inside == 0 ? !nb_failed(q->p) : nb_quest_undecided(q);
}

/* Whether e is zero where g is. */
static bool is_level(nb_quest *q, nb_expr e)
{
    nb_expr c = q->region->g ? nb_quotient(q->p, e, q->region->g) : NB_NONE;
    return c && nb_is_number(q->p, c);
}

/* Sets of critical points: those of a box and all of g = 0 are there, others may be
 * elsewhere. On an edge where the function is constant its ends tell the value. */
bool nb_quest_add_curve(nb_quest *q, const nb_piece *s, const nb_critical_curve *curve)
{
    nb_candidate c;
    bool boxed = s->place == NB_PLACE_INSIDE && s->boxed && !q->n_inside && curve->n &&
                 !curve->n_where && !curve->except;
    if (s->m == 1 && q->n > 1 && curve->n == 0) {
        q->out->flat++;
        return true;
    }
    if (!curve->value || (s->m < q->n && q->n > 2))
        return nb_quest_undecided(q);
    if (!boxed && !(curve->n == 1 && is_level(q, curve->equations[0])))
        return nb_list_add(q->p, &q->loose, curve->value);
    nb_candidate_init(&c, q->n, s->place);
    c.curve = *curve;
    c.value = curve->value;
    bool listed = is_listed(q, &c);
    if (!listed && nb_enclose(q->p, c.value, NB_EXTREMA_BITS, &c.value_ball))
        return nb_quest_append(q, &c);
    nb_candidate_free(&c);
    return listed || nb_quest_undecided(q);
}

static bool add_set(nb_quest *q, const nb_piece *s, const nb_critical_set *set)
{
    bool ok = set->complete || nb_quest_undecided(q);
    for (uint32_t i = 0; ok && i < set->n_points; i++)
        ok = add_point(q, s, &set->points[i]);
    for (uint32_t i = 0; ok && i < set->n_curves; i++)
        ok = nb_quest_add_curve(q, s, &set->curves[i]);
    return ok;
}

bool nb_quest_add_corner(nb_quest *q, const nb_expr *coordinates)
{
    nb_candidate c;
    bool good = true;
    nb_candidate_init(&c, q->n, NB_PLACE_CORNER);
    for (uint32_t i = 0; good && i < q->n; i++) {
        c.exact[i] = coordinates[i];
        good = nb_enclose(q->p, c.exact[i], NB_EXTREMA_BITS, &c.at[i]);
    }
    if (good)
        return nb_quest_add(q, &c);
    nb_candidate_free(&c);
    return nb_quest_undecided(q);
}

/* What cannot be searched leaves the answer open. */
bool nb_quest_forgive(nb_quest *q)
{
    nb_error *e = nb_pool_error(q->p);
    if (e->code != NB_ERR_USAGE)
        return false;
    nb_error_clear(e);
    return nb_quest_undecided(q);
}

/* The critical points of the function on a piece. */
bool nb_quest_add_piece(nb_quest *q, const nb_piece *s)
{
    nb_critical_set set = {0};
    nb_expr f = s->m == q->n ? q->h.typed : nb_hunt_put(&q->h, q->h.f, s->coordinates);
    if (s->m == 0)
        return nb_quest_add_corner(q, s->coordinates);
    bool ok = f && nb_critical(q->p, f, s->variables, s->m, s->boxed ? s->low : NULL,
                               s->boxed ? s->high : NULL, &set);
    if (!ok && q->boxed && nb_pool_error(q->p)->code == NB_ERR_USAGE) {
        nb_error_clear(nb_pool_error(q->p));
        nb_critical_free(&set);
        ok = nb_critical(q->p, f, s->variables, s->m, q->low, q->high, &set);
    }
    ok = ok ? add_set(q, s, &set) : nb_quest_forgive(q);
    nb_critical_free(&set);
    return ok;
}
