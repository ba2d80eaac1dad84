#include "calculus/equal.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "calculus/at.h"
#include "calculus/domain.h"
#include "calculus/identical.h"
#include "calculus/pieces.h"
#include "calculus/points.h"
#include "numeric/sign.h"

#include <stdlib.h>

enum { FIRST_POINTS = 10, FIRST_BITS = 64, MORE_BITS = 192 };

typedef struct comparing {
    nb_pool *p;
    nb_expr a, b;   /* as typed */
    nb_expr ca, cb; /* canonical */
    const nb_expr *variables;
    uint32_t n;
    nb_expr *coordinates;
    nb_conditions of_a, of_b;
    bool met; /* both are defined at some point */
    nb_comparison *out;
} comparing;

/* ---- points ---- */

static bool bind(comparing *s, nb_map *point)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (!nb_map_put(s->p, point, s->variables[i], s->coordinates[i]))
            return false;
    return true;
}

static void keep_point(comparing *s, nb_expr at_first, nb_expr at_second)
{
    s->out->point.n = 0;
    for (uint32_t i = 0; i < s->n; i++)
        nb_list_add(s->p, &s->out->point, s->coordinates[i]);
    s->out->at_first = at_first;
    s->out->at_second = at_second;
}

/* Exactly, at the point of `coordinates`: whether the values differ for certain. */
static bool differ_here(comparing *s)
{
    nb_map point = {0};
    nb_expr va, vb;
    nb_undefined why;
    bool differ = false;
    if (bind(s, &point) && nb_at(s->p, s->a, &point, &va, &why) == NB_AT_DEFINED &&
        nb_at(s->p, s->b, &point, &vb, &why) == NB_AT_DEFINED) {
        nb_sign sign = nb_sign_of(s->p, nb_difference(s->p, va, vb));
        s->met = true;
        differ = sign == NB_NEGATIVE || sign == NB_POSITIVE;
        if (differ)
            keep_point(s, va, vb);
    }
    nb_map_free(&point);
    return differ;
}

typedef enum sight { NOT_BOTH, ALIKE, APART } sight;

/* By enclosures, at the point of `coordinates`. */
static sight look(comparing *s, slong bits)
{
    nb_balls balls;
    arb_t value;
    sight seen = NOT_BOTH;
    nb_balls_init(&balls, s->p, bits);
    arb_init(value);
    bool ok = true;
    for (uint32_t i = 0; ok && i < s->n; i++) {
        arb_set_fmpq(value, nb_value(s->p, s->coordinates[i]), bits);
        ok = nb_balls_bind(&balls, s->variables[i], value);
    }
    arb_srcptr x = ok ? nb_balls_of(&balls, s->a) : NULL;
    if (x && arb_is_finite(x)) {
        arb_set(value, x);
        x = nb_balls_of(&balls, s->b);
        if (x && arb_is_finite(x))
            seen = arb_overlaps(x, value) ? ALIKE : APART;
    }
    arb_clear(value);
    nb_balls_clear(&balls);
    return seen;
}

/* Looks for a difference at the points from number `from` to `to`. */
static bool differ_at(comparing *s, uint32_t from, uint32_t to, slong bits)
{
    for (uint32_t i = from; i < to && nb_poll(s->p); i++) {
        if (!nb_point(s->p, i, s->n, s->coordinates))
            return false;
        sight seen = look(s, bits);
        if (seen == APART && differ_here(s))
            return true;
        if (seen == ALIKE && !s->met && differ_here(s))
            return true;
        if (s->n == 0)
            return false;
    }
    return false;
}

/* ---- domains ---- */

/* Appends what `mine` requires and the other does not. */
static bool lost(comparing *s, const nb_conditions *mine, const nb_conditions *others,
                 nb_list *out)
{
    nb_conditions rest = {0};
    bool ok = nb_conditions_beyond(s->p, mine, others, &rest);
    if (ok && rest.keys.n)
        ok = nb_lost_conditions(s->p, &rest, nb_one(s->p), NB_NONE, out);
    nb_conditions_free(&rest);
    return ok;
}

/* Looks for a point at which one is defined and the other proven not to be. */
static void witness(comparing *s, bool first, bool second)
{
    for (uint32_t i = 0; i < NB_POINTS && nb_poll(s->p); i++) {
        nb_map point = {0};
        nb_expr va = NB_NONE, vb = NB_NONE;
        nb_undefined why;
        if (!nb_point(s->p, i, s->n, s->coordinates) || !bind(s, &point)) {
            nb_map_free(&point);
            return;
        }
        nb_at_result ra = nb_at(s->p, s->a, &point, &va, &why);
        nb_at_result rb = nb_at(s->p, s->b, &point, &vb, &why);
        nb_map_free(&point);
        bool a_only = ra == NB_AT_DEFINED && rb == NB_AT_UNDEFINED;
        bool b_only = rb == NB_AT_DEFINED && ra == NB_AT_UNDEFINED;
        if ((a_only || b_only) && !s->out->first_wider && !s->out->second_wider)
            keep_point(s, va, vb);
        s->out->first_wider = s->out->first_wider || a_only;
        s->out->second_wider = s->out->second_wider || b_only;
        if ((s->out->first_wider || !first) && (s->out->second_wider || !second))
            return;
    }
}

/* The values are equal where both are defined: are the domains? */
static void compare_domains(comparing *s)
{
    nb_list of_a = {0}, of_b = {0};
    nb_comparison *out = s->out;
    out->verdict = NB_EQUAL;
    bool ok = lost(s, &s->of_a, &s->of_b, &of_a) && lost(s, &s->of_b, &s->of_a, &of_b);
    for (uint32_t i = 0; ok && i < of_a.n; i++)
        ok = nb_list_add(s->p, &out->conditions, of_a.items[i]);
    for (uint32_t i = 0; ok && i < of_b.n; i++)
        ok = nb_list_add(s->p, &out->conditions, of_b.items[i]);
    if (ok && out->conditions.n) {
        out->verdict = NB_EQUAL_WHERE;
        witness(s, of_b.n > 0, of_a.n > 0);
    }
    nb_list_free(&of_a);
    nb_list_free(&of_b);
}

/* ---- the whole ---- */

static void compare(comparing *s)
{
    nb_pool *p = s->p;
    nb_comparison *out = s->out;
    s->ca = nb_canonical(p, s->a);
    s->cb = nb_canonical(p, s->b);
    out->same_form = s->ca && s->ca == s->cb;
    out->verdict = NB_EQUALITY_UNPROVEN;
    if (!s->ca || !s->cb || !nb_conditions_of(p, s->a, &s->of_a) ||
        !nb_conditions_of(p, s->b, &s->of_b))
        return;
    if (out->same_form) {
        compare_domains(s);
        return;
    }
    if (differ_at(s, 0, FIRST_POINTS, FIRST_BITS)) {
        out->verdict = NB_UNEQUAL;
        return;
    }
    nb_expr d = nb_difference(p, s->ca, s->cb);
    nb_conditions both = {0};
    bool zero =
        nb_conditions_of(p, s->a, &both) && nb_conditions_of(p, s->b, &both) &&
        (nb_is_identically_zero(p, d, &both) || nb_is_equal_by_pieces(p, s->a, s->b));
    nb_conditions_free(&both);
    if (zero && !s->met && differ_at(s, FIRST_POINTS, NB_POINTS, FIRST_BITS))
        out->verdict = NB_UNEQUAL;
    else if (zero && s->met)
        compare_domains(s);
    else if (!zero && (differ_at(s, 0, FIRST_POINTS, MORE_BITS) ||
                       differ_at(s, FIRST_POINTS, NB_POINTS, MORE_BITS)))
        out->verdict = NB_UNEQUAL;
}

bool nb_compare_functions(nb_pool *p, nb_expr a, nb_expr b, const nb_expr *variables,
                          uint32_t n, nb_comparison *out)
{
    *out = (nb_comparison){.verdict = NB_EQUALITY_UNPROVEN};
    comparing s = {.p = p, .a = a, .b = b, .variables = variables, .n = n, .out = out};
    if (!a || !b || nb_failed(p))
        return false;
    s.coordinates = malloc((n + 1) * sizeof *s.coordinates);
    if (!s.coordinates)
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
    else
        compare(&s);
    free(s.coordinates);
    nb_conditions_free(&s.of_a);
    nb_conditions_free(&s.of_b);
    if (nb_failed(p))
        nb_comparison_free(out);
    return !nb_failed(p);
}

void nb_comparison_free(nb_comparison *c)
{
    nb_list_free(&c->conditions);
    nb_list_free(&c->point);
    *c = (nb_comparison){.verdict = NB_EQUALITY_UNPROVEN};
}
