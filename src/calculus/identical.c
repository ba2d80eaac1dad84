#include "calculus/identical.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "calculus/points.h"
#include "calculus/tower.h"
#include "numeric/sign.h"

enum { MOST_NODES = 600, MOST_ATTEMPTS = 5, MOST_VARIABLES = 8 };

typedef enum verdict { FAILED, PROVEN, CONTRADICTORY } verdict;

typedef struct proof {
    nb_pool *p;
    nb_expr e;
    const nb_conditions *conditions;
    nb_list assumed;   /* whose signs are distinguished */
    nb_expr candidate; /* whose sign would help next    */
    ulong turn, root;
    uint32_t mask; /* of a contradiction: the assumptions it rests on */
} proof;

/* ---- one tower ---- */

static void note_conditions(nb_tower *t, const nb_conditions *c)
{
    for (uint32_t i = 0; i < c->keys.n; i++) {
        nb_rel rel = (nb_rel)c->rels.items[i];
        if (rel == NB_EQ)
            continue;
        const nb_fraction *u = nb_tower_value(t, c->keys.items[i]);
        if (u && rel == NB_NE)
            nb_tower_note_nonzero(t, u);
        else if (u)
            nb_tower_note_sign(t, u, rel == NB_GT);
        if (!t->ok && (t->want_turn || t->want_root || nb_failed(t->p)))
            return;
        t->ok = true;
    }
}

static verdict judge(proof *s, nb_tower *t)
{
    note_conditions(t, s->conditions);
    const nb_fraction *u = nb_tower_value(t, s->e);
    bool zero = u && nb_tower_is_zero(t, u);
    s->candidate = NB_NONE;
    if (t->candidates.n)
        s->candidate = t->candidates.items[0];
    if (t->contradictions.n) {
        s->mask = t->contradictions.n == 1 ? t->contradictions.items[0] : 0;
        return CONTRADICTORY;
    }
    return zero ? PROVEN : FAILED;
}

/* With the assumptions on signs that the bits of `minus` say; grows the
 * denominators of exponents until they are enough. */
static verdict attempt(proof *s, unsigned minus)
{
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
        nb_tower t;
        nb_tower_init(&t, s->p, s->turn, s->root, &s->assumed, minus);
        verdict v = judge(s, &t);
        ulong turn = t.want_turn, root = t.want_root;
        nb_tower_clear(&t);
        if (v == PROVEN || (!turn && !root) || nb_failed(s->p))
            return v;
        s->turn = turn ? turn : s->turn;
        s->root = root ? root : s->root;
    }
    return FAILED;
}

/* ---- cases of signs ---- */

/* The cases are closed (f >= 0, f <= 0), so each point is in one of them. A case in
 * which a radicand would be negative holds only where one of its factors is zero. If
 * that can only be one whose sign was assumed, the case with its sign turned round
 * holds there too. */
static bool covered(const verdict *verdicts, const uint32_t *masks, unsigned minus,
                    uint32_t n)
{
    if (masks[minus] == 0 || masks[minus] & NB_TOWER_UNCOVERED)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (masks[minus] >> i & 1 && verdicts[minus ^ (1u << i)] != PROVEN)
            return false;
    return true;
}

static bool all_cases(proof *s)
{
    verdict verdicts[1 << NB_TOWER_SPLITS];
    uint32_t masks[1 << NB_TOWER_SPLITS], n = s->assumed.n;
    nb_expr candidate = NB_NONE;
    bool proven = true;
    for (unsigned minus = 0; minus < 1u << n && !nb_failed(s->p); minus++) {
        s->mask = 0;
        verdicts[minus] = attempt(s, minus);
        masks[minus] = s->mask;
        if (verdicts[minus] == FAILED) {
            s->candidate = s->candidate ? s->candidate : candidate;
            return false;
        }
    }
    for (unsigned minus = 0; minus < 1u << n && proven; minus++)
        proven = verdicts[minus] == PROVEN || covered(verdicts, masks, minus, n);
    return proven && !nb_failed(s->p);
}

static bool by_cases(proof *s)
{
    for (;;) {
        s->candidate = NB_NONE;
        if (all_cases(s))
            return true;
        if (!s->candidate || s->assumed.n == NB_TOWER_SPLITS || nb_failed(s->p) ||
            !nb_list_add(s->p, &s->assumed, s->candidate))
            return false;
    }
}

static bool by_algebra(nb_pool *p, nb_expr e, const nb_conditions *conditions)
{
    proof s = {.p = p, .e = e, .conditions = conditions, .turn = 1, .root = 1};
    bool proven = by_cases(&s);
    nb_list_free(&s.assumed);
    return proven;
}

/* ---- by derivatives ---- */

/* Whether e has an inverse function or another that algebra alone knows little of,
 * and none that jumps inside its domain. */
static bool is_smooth_enough(nb_pool *p, nb_expr e)
{
    nb_list order = {0};
    bool ok = nb_topological(p, &e, 1, &order) && order.n <= MOST_NODES, reason = false;
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        nb_op op = nb_op_of(p, x);
        unsigned fn = op == NB_FN ? nb_fn_of(p, x) : NB_FN_COUNT;
        ok = op == NB_NUMBER || op == NB_SYMBOL || op == NB_SUM || op == NB_PROD ||
             (op == NB_FN && fn != NB_FN_SIGN && fn != NB_FN_ATAN2 &&
              fn != NB_FN_FACTORIAL);
        reason = reason || fn == NB_FN_LN || (fn >= NB_FN_ASIN && fn <= NB_FN_ACSC) ||
                 (fn >= NB_FN_ASINH && fn <= NB_FN_ACSCH);
    }
    nb_list_free(&order);
    return ok && reason;
}

/* Whether e is linear in the variables, by its second derivatives. */
static bool is_linear(nb_pool *p, nb_expr e, const nb_list *variables)
{
    for (uint32_t i = 0; i < variables->n; i++) {
        nb_expr d = nb_derive(p, e, variables->items[i]);
        if (!d || !nb_is_closed(p, d))
            return false;
    }
    return true;
}

/* The domain is cut out by linear forms; those that must not be zero cut it into
 * pieces. */
static bool is_convex(nb_pool *p, const nb_conditions *c, const nb_list *variables,
                      nb_list *cuts)
{
    for (uint32_t i = 0; i < c->keys.n; i++) {
        nb_expr e = c->keys.items[i];
        if (c->rels.items[i] == NB_EQ || !is_linear(p, e, variables))
            return false;
        if (c->rels.items[i] == NB_NE && !nb_list_add(p, cuts, e))
            return false;
    }
    return cuts->n <= 2;
}

/* On which piece the point lies, as a bit mask; -1 where it is outside. */
static int piece_of(nb_pool *p, const nb_conditions *c, const nb_list *cuts,
                    const nb_map *point)
{
    int piece = 0;
    nb_expr value;
    nb_undefined why;
    for (uint32_t i = 0; i < c->keys.n; i++) {
        if (nb_at(p, c->keys.items[i], point, &value, &why) != NB_AT_DEFINED)
            return -1;
        nb_sign s = nb_sign_of(p, value);
        if (s == NB_SIGN_UNKNOWN || s == NB_ZERO)
            return -1;
        if (c->rels.items[i] != NB_NE && s != NB_POSITIVE)
            return -1;
        for (uint32_t k = 0; k < cuts->n; k++)
            if (cuts->items[k] == c->keys.items[i] && c->rels.items[i] == NB_NE &&
                s == NB_POSITIVE)
                piece |= 1 << k;
    }
    return piece;
}

/* Whether all of the formulas have a value at the point. */
static bool all_defined(nb_pool *p, const nb_list *formulas, const nb_map *point)
{
    nb_expr value;
    nb_undefined why;
    for (uint32_t i = 0; i < formulas->n; i++)
        if (nb_at(p, formulas->items[i], point, &value, &why) != NB_AT_DEFINED)
            return false;
    return true;
}

/* Whether e is zero, and its derivatives have values, at a point inside of each
 * piece. */
static bool zero_on_pieces(nb_pool *p, nb_expr e, const nb_conditions *c,
                           const nb_list *variables, const nb_list *cuts,
                           const nb_list *derivatives)
{
    unsigned seen = 0, all = (1u << (1u << cuts->n)) - 1;
    nb_expr coordinates[MOST_VARIABLES], value;
    for (uint32_t i = 0; i < NB_POINTS && seen != all && !nb_failed(p); i++) {
        nb_map point = {0};
        nb_undefined why;
        bool ok = nb_point(p, i, variables->n, coordinates);
        for (uint32_t k = 0; ok && k < variables->n; k++)
            ok = nb_map_put(p, &point, variables->items[k], coordinates[k]);
        int piece = ok ? piece_of(p, c, cuts, &point) : -1;
        if (piece >= 0 && !(seen >> piece & 1) &&
            nb_at(p, e, &point, &value, &why) == NB_AT_DEFINED &&
            nb_sign_of(p, value) == NB_ZERO && all_defined(p, derivatives, &point))
            seen |= 1u << piece;
        nb_map_free(&point);
    }
    return seen == all;
}

/* A continuous function on a convex set whose derivatives vanish wherever their
 * formulas hold, which is on all but finitely many points of almost every line where
 * they hold at all, is constant. */
static bool by_derivatives(nb_pool *p, nb_expr e, const nb_conditions *c)
{
    nb_list variables = {0}, cuts = {0}, derivatives = {0};
    bool ok = is_smooth_enough(p, e) && nb_free_symbols(p, e, &variables) &&
              variables.n > 0 && variables.n <= MOST_VARIABLES &&
              is_convex(p, c, &variables, &cuts);
    for (uint32_t i = 0; ok && i < variables.n; i++) {
        nb_expr d = nb_derive(p, e, variables.items[i]);
        ok = d && nb_list_add(p, &derivatives, d);
    }
    ok = ok && zero_on_pieces(p, e, c, &variables, &cuts, &derivatives);
    for (uint32_t i = 0; ok && i < derivatives.n; i++)
        ok = by_algebra(p, derivatives.items[i], c);
    nb_list_free(&variables);
    nb_list_free(&cuts);
    nb_list_free(&derivatives);
    return ok;
}

/* ---- the whole ---- */

static bool small(nb_pool *p, nb_expr e)
{
    nb_list order = {0};
    bool ok = nb_topological(p, &e, 1, &order) && order.n <= MOST_NODES;
    nb_list_free(&order);
    return ok;
}

bool nb_is_identically_zero(nb_pool *p, nb_expr e, const nb_conditions *conditions)
{
    if (!e || nb_failed(p) || !small(p, e))
        return false;
    if (nb_is_int(p, e, 0) || by_algebra(p, e, conditions))
        return !nb_failed(p);
    if (nb_is_closed(p, e))
        return nb_sign_of(p, e) == NB_ZERO;
    return by_derivatives(p, e, conditions) && !nb_failed(p);
}

/* ---- what follows from what ---- */

typedef struct beyond {
    nb_tower *t;
    nb_conditions *out;
    bool ok;
} beyond;

static void keep(beyond *b, nb_rel rel, nb_expr e)
{
    for (uint32_t i = 0; i < b->out->keys.n; i++)
        if (b->out->keys.items[i] == e && b->out->rels.items[i] == (uint32_t)rel)
            return;
    b->ok = b->ok && nb_list_add(b->t->p, &b->out->keys, e) &&
            nb_list_add(b->t->p, &b->out->rels, (uint32_t)rel);
}

/* Each factor that may be zero, as a condition of its own; false where one of them has
 * no expression. */
static bool keep_factors(beyond *b, const fmpz_mpoly_factor_t f)
{
    bool strict;
    for (slong i = 0; i < f->num; i++)
        if (!nb_tower_expr(b->t, f->poly + i))
            return false;
    for (slong i = 0; i < f->num; i++) {
        nb_tower_sign(b->t, f->poly + i, &strict);
        if (!strict)
            keep(b, NB_NE, nb_tower_expr(b->t, f->poly + i));
    }
    return true;
}

/* Whether u rel 0 is dealt with: it holds, or is kept by its factors. */
static bool settled(beyond *b, const nb_fraction *u, nb_rel rel)
{
    nb_tower *t = b->t;
    fmpz_mpoly_factor_t f;
    fmpz_mpoly_t whole;
    bool all_strict = true, done = false;
    fmpz_mpoly_init(whole, t->ctx);
    fmpz_mpoly_factor_init(f, t->ctx);
    nb_tower_product(t, whole, u->num, u->den);
    bool known = t->ok && fmpz_mpoly_length(whole, t->ctx) <= 40 &&
                 !nb_poly_is_complex(t, whole) &&
                 fmpz_mpoly_total_degree_si(whole, t->ctx) <= 24 &&
                 fmpz_mpoly_factor(f, whole, t->ctx);
    int sign = known ? fmpz_sgn(f->constant) : 0;
    for (slong i = 0; known && i < f->num; i++) {
        bool strict;
        int s = nb_tower_sign(t, f->poly + i, &strict);
        all_strict = all_strict && strict;
        sign *= fmpz_is_even(f->exp + i) ? 1 : s;
    }
    if (known && rel == NB_NE)
        done = all_strict || keep_factors(b, f);
    else if (known)
        done = sign > 0 && (rel == NB_GE || all_strict);
    fmpz_mpoly_factor_clear(f, t->ctx);
    fmpz_mpoly_clear(whole, t->ctx);
    return done;
}

/* The conditions without those of powers x^y, from which little follows. */
static bool firm_ones(nb_pool *p, const nb_conditions *c, nb_conditions *out)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < c->keys.n; i++)
        ok = nb_is_soft(c, i) || (nb_list_add(p, &out->keys, c->keys.items[i]) &&
                                  nb_list_add(p, &out->rels, c->rels.items[i]));
    return ok;
}

/* Adds those conditions of `wanted`, of powers or the others, that are not given. */
static bool add_beyond(nb_pool *p, const nb_conditions *wanted,
                       const nb_conditions *given, bool soft, nb_conditions *out)
{
    nb_tower t;
    beyond b = {.t = &t, .out = out, .ok = true};
    nb_tower_init(&t, p, 2, 2, NULL, 0);
    note_conditions(&t, given);
    for (uint32_t i = 0; b.ok && i < wanted->keys.n; i++) {
        nb_rel rel = (nb_rel)wanted->rels.items[i];
        if (nb_is_soft(wanted, i) != soft ||
            nb_condition_follows(p, wanted, i, given, NB_NO_CONDITION))
            continue;
        const nb_fraction *u =
            rel == NB_EQ ? NULL : nb_tower_value(&t, wanted->keys.items[i]);
        if (!u || !settled(&b, u, rel))
            keep(&b, rel, wanted->keys.items[i]);
        t.ok = true;
    }
    nb_tower_clear(&t);
    return b.ok && !nb_failed(p);
}

bool nb_conditions_beyond(nb_pool *p, const nb_conditions *wanted,
                          const nb_conditions *given, nb_conditions *out)
{
    nb_conditions firm = {0};
    if (wanted->keys.n == 0)
        return !nb_failed(p);
    bool ok = firm_ones(p, given, &firm) && add_beyond(p, wanted, &firm, false, out) &&
              (wanted->soft.n == 0 || add_beyond(p, wanted, given, true, out));
    nb_conditions_free(&firm);
    return ok;
}
