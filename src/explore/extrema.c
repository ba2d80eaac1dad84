#include "explore/extrema.h"

#include "algebra/canon.h"
#include "explore/extrema_internal.h"
#include "numeric/sign.h"

#include <stdlib.h>

/* ---- which are the least and the greatest? ---- */

/* The sign of the difference of two values. */
static nb_sign compare(nb_pool *p, const nb_candidate *a, const nb_candidate *b)
{
    if (arb_gt(&a->value_ball, &b->value_ball))
        return NB_POSITIVE;
    if (arb_lt(&a->value_ball, &b->value_ball))
        return NB_NEGATIVE;
    if (!a->value || !b->value)
        return NB_SIGN_UNKNOWN;
    return nb_sign_of(p, nb_difference(p, a->value, b->value));
}

static const nb_candidate *mark(nb_quest *q, nb_sign wanted)
{
    nb_extrema *e = q->out;
    nb_candidate *best = &e->items[0];
    for (uint32_t i = 1; i < e->n; i++)
        if (compare(q->p, &e->items[i], best) == wanted)
            best = &e->items[i];
    for (uint32_t i = 0; i < e->n; i++) {
        nb_sign s = &e->items[i] == best ? NB_ZERO : compare(q->p, &e->items[i], best);
        bool alike = s == NB_ZERO || s == NB_SIGN_UNKNOWN;
        e->tied = e->tied || s == NB_SIGN_UNKNOWN;
        *(wanted == NB_POSITIVE ? &e->items[i].greatest : &e->items[i].least) = alike;
    }
    return best;
}

/* Values that may not be taken on the region matter only beyond those that are. */
static void judge_loose(nb_quest *q, const nb_candidate *least, const nb_candidate *most)
{
    for (uint32_t i = 0; i < q->loose.n; i++) {
        nb_expr v = q->loose.items[i];
        nb_candidate c = {.value = v};
        arb_init(&c.value_ball);
        bool good = nb_enclose(q->p, v, NB_EXTREMA_BITS, &c.value_ball);
        nb_sign low = compare(q->p, &c, least), high = compare(q->p, &c, most);
        arb_clear(&c.value_ball);
        if (!good || (low != NB_POSITIVE && low != NB_ZERO) ||
            (high != NB_NEGATIVE && high != NB_ZERO))
            q->out->complete = false;
    }
}

static void conclude(nb_quest *q)
{
    nb_extrema *e = q->out;
    if (e->n) {
        const nb_candidate *most = mark(q, NB_POSITIVE);
        judge_loose(q, mark(q, NB_NEGATIVE), most);
    }
    e->gap = !e->complete                  ? NB_GAP_UNDECIDED
             : !nb_region_is_bounded(q)    ? NB_GAP_UNBOUNDED
             : !nb_region_is_continuous(q) ? NB_GAP_CONTINUITY
             : e->n == 0                   ? NB_GAP_EMPTY
                                           : NB_GAP_NONE;
    int convex =
        e->gap == NB_GAP_UNBOUNDED && e->complete && e->n && nb_region_is_continuous(q)
            ? nb_level_convexity(q)
            : 0;
    e->least_known = e->gap == NB_GAP_NONE || convex > 0;
    e->greatest_known = e->gap == NB_GAP_NONE || convex < 0;
}

/* ---- the answer ---- */

/* Inside before the boundary before corners; by coordinates. */
static int by_place(const void *a, const void *b)
{
    const nb_candidate *x = a, *y = b;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    for (uint32_t i = 0; i < x->n; i++) {
        if (arb_lt(&x->at[i], &y->at[i]))
            return -1;
        if (arb_gt(&x->at[i], &y->at[i]))
            return 1;
    }
    return 0;
}

bool nb_extrema_of(nb_pool *p, nb_expr function, const nb_expr *variables, uint32_t n,
                   const nb_region *region, nb_extrema *out)
{
    nb_quest q = {.p = p, .n = n, .region = region, .out = out};
    bool ok = n >= 1 && n <= NB_MOST_VARIABLES &&
              nb_hunt_begin(&q.h, p, function, variables, n);
    out->complete = true;
    switch (region->kind) {
    case NB_REGION_BOX: ok = ok && nb_quest_search_box(&q); break;
    case NB_REGION_POLYGON: ok = ok && nb_quest_search_polygon(&q); break;
    case NB_REGION_LEVEL:
    case NB_REGION_WITHIN: ok = ok && nb_quest_search_level(&q); break;
    }
    if (ok) {
        if (out->n)
            qsort(out->items, out->n, sizeof *out->items, by_place);
        conclude(&q);
    }
    nb_list_free(&q.loose);
    return ok && !nb_failed(p);
}

void nb_extrema_free(nb_extrema *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        nb_candidate_free(&e->items[i]);
    free(e->items);
    *e = (nb_extrema){0};
}
