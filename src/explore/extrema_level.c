/* Level sets: where the gradients of f and g are parallel. */

#include "explore/extrema_internal.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/tidy.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "explore/rough.h"
#include "numeric/sign.h"

#include <stdlib.h>
#include <string.h>

/* ---- multipliers and kinds ---- */

/* A variable by which the derivative of g is not zero there; n where none is known. */
static uint32_t pivot(nb_quest *q, const nb_candidate *c)
{
    uint32_t i = 0;
    nb_sign s;
    while (i < q->n) {
        s = nb_quest_sign_at(q, nb_derive(q->p, q->region->g, q->h.variables[i]), c);
        if (s == NB_POSITIVE || s == NB_NEGATIVE)
            break;
        i++;
    }
    return i;
}

/* lambda with grad f = lambda grad g; there is one where grad g is not zero. */
static void find_multiplier(nb_quest *q, nb_candidate *c, uint32_t i)
{
    nb_expr g_i = nb_derive(q->p, q->region->g, q->h.variables[i]);
    nb_expr ratio = g_i ? nb_quotient(q->p, q->h.gradient[i], g_i) : NB_NONE;
    if (!ratio)
        return;
    if (nb_candidate_is_exact(c)) {
        nb_expr value = nb_hunt_at(&q->h, ratio, c->exact);
        c->multiplier = value ? nb_tidy(q->p, value) : NB_NONE;
    }
    c->has_multiplier =
        c->multiplier
            ? nb_enclose(q->p, c->multiplier, NB_EXTREMA_BITS, &c->multiplier_ball)
            : nb_hunt_ball(&q->h, ratio, c->at, NB_EXTREMA_BITS, &c->multiplier_ball);
}

/* t_j = g_i e_j - g_j e_i is tangent to g = 0 for each j but i; the second derivative of
 * f along the set is the form of the matrix H(f) - lambda H(g), lambda = f_i/g_i. One of
 * its entries, t_j' (H(f) - lambda H(g)) t_k. */
static nb_expr form_entry(nb_quest *q, uint32_t i, uint32_t j, uint32_t k)
{
    nb_pool *p = q->p;
    const nb_expr *x = q->h.variables;
    nb_expr g = q->region->g, g_i = nb_derive(p, g, x[i]), entry = nb_zero(p);
    nb_expr lambda = nb_quotient(p, q->h.gradient[i], g_i);
    const uint32_t rows[2] = {j, i}, columns[2] = {k, i};
    nb_expr left[2] = {g_i, nb_negate(p, nb_derive(p, g, x[j]))};
    nb_expr right[2] = {g_i, nb_negate(p, nb_derive(p, g, x[k]))};
    for (uint32_t a = 0; a < 2; a++)
        for (uint32_t b = 0; b < 2; b++) {
            nb_expr h_g = nb_derive(p, nb_derive(p, g, x[rows[a]]), x[columns[b]]);
            nb_expr h = nb_difference(p, q->h.hessian[rows[a] * q->n + columns[b]],
                                      nb_product2(p, lambda, h_g));
            h = nb_product2(p, h, nb_product2(p, left[a], right[b]));
            entry = nb_sum2(p, entry, h);
        }
    return entry;
}

/* The kind by the signs of a form in one or two variables. */
static void find_kind(nb_quest *q, nb_candidate *c, uint32_t i)
{
    nb_pool *p = q->p;
    uint32_t others[2] = {0}, m = 0;
    for (uint32_t k = 0; k < q->n && m < 2; k++)
        if (k != i)
            others[m++] = k;
    nb_expr a = form_entry(q, i, others[0], others[0]), d = nb_one(p);
    if (m == 2) {
        nb_expr b = form_entry(q, i, others[0], others[1]);
        nb_expr e = form_entry(q, i, others[1], others[1]);
        d = nb_difference(p, nb_product2(p, a, e), nb_product2(p, b, b));
    }
    nb_sign first = nb_quest_sign_at(q, a, c), second = nb_quest_sign_at(q, d, c);
    if (second == NB_NEGATIVE)
        c->kind = NB_CRITICAL_SADDLE;
    else if (second == NB_POSITIVE && first == NB_POSITIVE)
        c->kind = NB_CRITICAL_MINIMUM;
    else if (second == NB_POSITIVE && first == NB_NEGATIVE)
        c->kind = NB_CRITICAL_MAXIMUM;
}

void nb_level_tell(nb_quest *q, nb_candidate *c)
{
    uint32_t i = pivot(q, c);
    if (i == q->n)
        return;
    find_multiplier(q, c, i);
    if (q->region->kind == NB_REGION_LEVEL && c->has_multiplier)
        find_kind(q, c, i);
}

/* ---- level sets ---- */

static nb_piece whole_piece(const nb_quest *q, nb_candidate_place place)
{
    nb_piece s = {.m = q->n, .place = place};
    memcpy(s.variables, q->h.variables, sizeof s.variables);
    memcpy(s.coordinates, q->h.variables, sizeof s.coordinates);
    return s;
}

/* Equations that are all zero at the candidates wanted. */
typedef struct equations {
    uint32_t n;
    nb_expr items[NB_MOST_VARIABLES];
    nb_expr value; /* of f there, canonical, where that is known */
} equations;

/* Whether the equations hold at a zero of one of their branches, which may have lost a
 * denominator; `solved` says that it has as many equations as variables at most. 1, 0, or
 * -1. */
static int solves(nb_quest *q, const equations *e, const nb_candidate *c, bool solved)
{
    arb_t y;
    int answer = 1;
    if (nb_candidate_is_exact(c)) {
        for (uint32_t i = 0; i < e->n; i++) {
            nb_expr value = nb_hunt_at(&q->h, e->items[i], c->exact);
            nb_sign s = value ? nb_sign_of(q->p, value) : NB_POSITIVE;
            if (s != NB_ZERO)
                return s == NB_SIGN_UNKNOWN ? -1 : 0;
        }
        return 1;
    }
    arb_init(y);
    for (uint32_t i = 0; answer && i < e->n; i++)
        if (!nb_hunt_ball(&q->h, e->items[i], c->at, NB_EXTREMA_BITS, y))
            answer = -1;
        else if (!arb_contains_zero(y))
            answer = 0;
        else if (!solved)
            answer = -1;
    arb_clear(y);
    return answer;
}

/* Whether g, as it was typed, is defined there: 1, 0, or -1. */
static int is_on(nb_quest *q, const nb_candidate *c)
{
    nb_map map = {0};
    nb_undefined why;
    nb_expr value;
    nb_at_result got = NB_AT_UNKNOWN;
    if (nb_candidate_is_exact(c)) {
        bool ok = true;
        for (uint32_t i = 0; ok && i < q->n; i++)
            ok = nb_map_put(q->p, &map, q->h.variables[i], c->exact[i]);
        if (ok)
            got = nb_at(q->p, q->region->written, &map, &value, &why);
        nb_map_free(&map);
    } else {
        arb_t y;
        arb_init(y);
        if (nb_hunt_ball(&q->h, q->region->written, c->at, NB_EXTREMA_BITS, y))
            got = NB_AT_DEFINED;
        arb_clear(y);
    }
    return got == NB_AT_DEFINED ? 1 : got == NB_AT_UNDEFINED ? 0 : -1;
}

static bool add_solution(nb_quest *q, const equations *e, const nb_critical_point *point,
                         bool solved, bool smooth)
{
    nb_candidate c;
    nb_candidate_init(&c, q->n, NB_PLACE_BOUNDARY);
    c.smooth = smooth;
    c.value = e->value;
    memcpy(c.exact, point->exact, sizeof c.exact);
    for (uint32_t i = 0; i < q->n; i++)
        arb_set(&c.at[i], &point->at[i]);
    int good = solves(q, e, &c, solved);
    if (good > 0)
        good = is_on(q, &c);
    if (good > 0)
        return nb_quest_add(q, &c);
    nb_candidate_free(&c);
    return good == 0 ? !nb_failed(q->p) : nb_quest_undecided(q);
}

static bool solve(nb_quest *q, const nb_branch *b, nb_critical_set *set)
{
    nb_hunt h = q->h;
    *set = (nb_critical_set){.complete = true};
    h.plain = true;
    h.out = set;
    for (uint32_t i = 0; i < q->n; i++)
        h.gradient[i] = b->equations[i < b->n ? i : 0];
    if (nb_hunt_branch(&h, b))
        return true;
    if (!q->boxed || nb_pool_error(q->p)->code != NB_ERR_USAGE)
        return false;
    nb_error_clear(nb_pool_error(q->p));
    nb_critical_free(set);
    *set = (nb_critical_set){.complete = true};
    h.low = q->low;
    h.high = q->high;
    h.box = q->box;
    return nb_hunt_branch(&h, b);
}

/* Of one equation more than variables one is left out, such that the others have single
 * zeros, all of which are found. */
static bool solve_all_but_one(nb_quest *q, const nb_branch *b, nb_critical_set *set)
{
    for (uint32_t out = b->n; out-- > 0;) {
        nb_branch some = {.n = b->n - 1};
        for (uint32_t i = 0, n = 0; i < b->n; i++)
            if (i != out)
                some.equations[n++] = b->equations[i];
        bool ok = solve(q, &some, set);
        if (ok && set->complete && set->n_curves == 0)
            return true;
        nb_critical_free(set);
        if (!ok && nb_pool_error(q->p)->code != NB_ERR_USAGE)
            return false;
        nb_error_clear(nb_pool_error(q->p));
    }
    return nb_fail(q->p, NB_ERR_USAGE, "the zeros of these equations were not found");
}

/* The common zeros of some equations, taken apart at their factors, are candidates. */
static bool add_zeros(nb_quest *q, const equations *e, bool smooth)
{
    nb_branches *branches = calloc(1, sizeof *branches);
    nb_piece s = whole_piece(q, NB_PLACE_BOUNDARY);
    if (!branches)
        return nb_fail(q->p, NB_ERR_MEMORY, "out of memory");
    bool ok = nb_branches_of(q->p, e->items, e->n, branches);
    for (uint32_t k = 0; ok && k < branches->n; k++) {
        const nb_branch *b = &branches->items[k];
        nb_critical_set set = {0};
        bool solved = b->n <= q->n;
        ok = solved ? solve(q, b, &set) : solve_all_but_one(q, b, &set);
        ok = ok ? set.complete || nb_quest_undecided(q) : nb_quest_forgive(q);
        for (uint32_t i = 0; ok && i < set.n_points; i++)
            ok = add_solution(q, e, &set.points[i], solved, smooth);
        for (uint32_t i = 0; ok && i < set.n_curves; i++)
            ok = nb_quest_add_curve(q, &s, &set.curves[i]);
        nb_critical_free(&set);
    }
    free(branches);
    return ok;
}

/* grad f and grad g are parallel, or grad g is zero, where their minors are zero. */
static bool search_parallel(nb_quest *q)
{
    nb_pool *p = q->p;
    const nb_expr *x = q->h.variables, *f = q->h.gradient;
    nb_expr g = q->region->g;
    equations e = {.n = 1, .items = {g}};
    nb_loci l;
    for (uint32_t i = 0; i < q->n; i++)
        for (uint32_t k = i + 1; k < q->n; k++) {
            nb_expr minor = nb_difference(p, nb_product2(p, f[i], nb_derive(p, g, x[k])),
                                          nb_product2(p, f[k], nb_derive(p, g, x[i])));
            e.items[e.n++] = nb_tidy(p, minor);
        }
    bool ok = add_zeros(q, &e, true) && nb_loci_of(p, q->h.f, &l);
    for (uint32_t i = 0; ok && i < l.n; i++) {
        equations rough = {.n = 2, .items = {g, l.items[i].u}};
        nb_expr there = nb_replace_node(p, q->h.f, l.items[i].node, nb_zero(p));
        if (there && nb_is_closed(p, there))
            rough.value = there;
        ok = l.items[i].kind == NB_LOCUS_OTHER ? nb_quest_undecided(q)
                                               : add_zeros(q, &rough, false);
    }
    return ok && (!l.more || nb_quest_undecided(q));
}

/* f = c g + v with numbers c and v: the value is v on all of g = 0, if there is any. */
static bool is_constant(nb_quest *q, nb_expr *value)
{
    nb_pool *p = q->p;
    nb_expr g = q->region->g, x = q->h.variables[0], c;
    nb_list symbols = {0};
    c = nb_quotient(p, q->h.gradient[0], nb_derive(p, g, x));
    c = c ? nb_tidy(p, c) : NB_NONE;
    if (!c || !nb_is_number(p, c))
        return false;
    *value = nb_tidy(p, nb_difference(p, q->h.f, nb_product2(p, c, g)));
    bool constant = *value && nb_free_symbols(p, *value, &symbols) && symbols.n == 0;
    nb_list_free(&symbols);
    return constant;
}

static bool add_whole_level(nb_quest *q, nb_expr value)
{
    nb_candidate c;
    nb_cell box = nb_hunt_usual_box(&q->h);
    if (!nb_hunt_changes_sign(&q->h, q->region->g, &box))
        return nb_quest_undecided(q);
    nb_candidate_init(&c, q->n, NB_PLACE_BOUNDARY);
    c.curve = (nb_critical_curve){.n = 1, .equations = {q->region->g}};
    c.value = value;
    if (nb_enclose(q->p, c.value, NB_EXTREMA_BITS, &c.value_ball))
        return nb_quest_append(q, &c);
    nb_candidate_free(&c);
    return nb_quest_undecided(q);
}

bool nb_quest_search_level(nb_quest *q)
{
    bool within = q->region->kind == NB_REGION_WITHIN;
    nb_piece s = whole_piece(q, NB_PLACE_INSIDE);
    nb_level_find_box(q);
    if (within) {
        q->inside[q->n_inside++] = nb_negate(q->p, q->region->g);
        if (!nb_quest_add_piece(q, &s))
            return false;
    }
    nb_expr value;
    return is_constant(q, &value) ? add_whole_level(q, value) : search_parallel(q);
}
