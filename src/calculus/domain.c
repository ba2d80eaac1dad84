#include "calculus/domain.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/fraction.h"
#include "algebra/parts.h"
#include "algebra/template.h"

/* Conditions being collected. */
typedef struct conditions {
    nb_pool *p;
    nb_conditions *out;
    bool ok;
    bool any; /* some were found since this was cleared */
} conditions;

static void keep(conditions *c, nb_rel rel, nb_expr e)
{
    nb_list *keys = &c->out->keys, *rels = &c->out->rels;
    c->any = true;
    for (uint32_t i = 0; i < keys->n; i++)
        if (keys->items[i] == e && rels->items[i] == (uint32_t)rel)
            return;
    c->ok = c->ok && nb_list_add(c->p, keys, e) && nb_list_add(c->p, rels, (uint32_t)rel);
}

/* k sqrt(s) + t is positive where k^2 s - t^2 is and k > 0: x + sqrt(x^2 + 1). */
static bool root_outweighs(nb_pool *p, nb_expr e)
{
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) != 4)
        return false;
    nb_expr half = nb_with_facts(p, nb_ratio(p, 1, 2)), two = nb_integer(p, 2);
    for (uint32_t i = 0; i < 4; i += 2) {
        nb_expr k = nb_arg(p, e, i), b, r;
        nb_split_power(p, nb_arg(p, e, i + 1), &b, &r);
        if (r != half || nb_number_sign(p, k) < 0)
            continue;
        nb_expr t = nb_scale(p, nb_arg(p, e, 2 - i), nb_arg(p, e, 3 - i));
        nb_expr weight = nb_product(p, (nb_expr[]){k, b}, (nb_expr[]){two, nb_one(p)}, 2);
        if (nb_is_positive(p, nb_difference(p, weight, nb_power(p, t, two))))
            return true;
    }
    return false;
}

/* 1 + v >= 0 where 1 - v^2 >= 0: x/sqrt(x^2 + y^2) >= -1. */
static bool is_within_one(nb_pool *p, nb_expr e)
{
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) != 4)
        return false;
    nb_expr one = nb_one(p), v = nb_difference(p, e, one);
    nb_expr rest = nb_difference(p, one, nb_power(p, v, nb_integer(p, 2)));
    if (!rest || !nb_is_sum(p, rest) || !nb_has_bar(p, rest))
        return false;
    return nb_is_nonnegative(p, nb_over_denominator(p, rest));
}

static bool holds_everywhere(nb_pool *p, nb_rel rel, nb_expr e)
{
    if (rel == NB_GE && (nb_is_nonnegative(p, e) || is_within_one(p, e)))
        return true;
    return nb_is_positive(p, e) || root_outweighs(p, e);
}

/* The condition that holds nowhere. */
static void never(conditions *c) { keep(c, NB_EQ, nb_zero(c->p)); }

static void require_nonzero(conditions *c, nb_expr e);

/* A sum of several terms != 0. With fractions it is its numerator that counts, their
 * denominators have conditions of their own: 1/x + 1/y != 0 is x + y != 0. */
static void require_nonzero_sum(conditions *c, nb_expr sum)
{
    enum { MOST_TERMS = 12 };
    nb_pool *p = c->p;
    nb_expr content, coefficient, over = NB_NONE;
    if (nb_nargs(p, sum) <= 2 * MOST_TERMS && nb_has_bar(p, sum))
        over = nb_over_denominator(p, sum);
    nb_split_coefficient(p, over, &coefficient, &over);
    if (!over || nb_op_of(p, over) != NB_PROD) {
        keep(c, NB_NE, nb_primitive_part(p, sum, true, &content));
        return;
    }
    for (uint32_t i = 0; c->ok && i < nb_nargs(p, over); i += 2) {
        nb_expr b = nb_arg(p, over, i), k = nb_arg(p, over, i + 1);
        if (nb_is_number(p, k) && nb_number_sign(p, k) > 0 && !nb_is_sum(p, b))
            require_nonzero(c, b);
        else if (nb_is_number(p, k) && nb_number_sign(p, k) > 0 &&
                 !holds_everywhere(p, NB_NE, b))
            keep(c, NB_NE, nb_primitive_part(p, b, true, &content));
    }
}

/* e != 0: each factor of a product is not zero. */
static void require_nonzero(conditions *c, nb_expr e)
{
    nb_pool *p = c->p;
    nb_expr coefficient, term;
    nb_split_coefficient(p, e, &coefficient, &term);
    if (c->ok && nb_is_int(p, e, 0))
        never(c);
    if (!c->ok || holds_everywhere(p, NB_NE, e) || nb_is_number(p, e))
        return;
    if (nb_op_of(p, term) == NB_PROD) {
        for (uint32_t i = 0; i < nb_nargs(p, term); i += 2) {
            nb_expr b = nb_arg(p, term, i);
            if (b != term && !holds_everywhere(p, NB_NE, b))
                keep(c, NB_NE, b);
        }
    } else if (nb_op_of(p, term) == NB_SUM && nb_nargs(p, term) > 2) {
        require_nonzero_sum(c, term);
    } else if (nb_is_fn(p, term, NB_FN_ABS)) {
        keep(c, NB_NE, nb_arg(p, term, 0));
    } else {
        keep(c, NB_NE, term);
    }
}

/* A single power b^k > 0 or >= 0, in terms of b; false when it is none. */
static bool require_sign_of_power(conditions *c, nb_rel rel, nb_expr term)
{
    nb_pool *p = c->p;
    nb_expr b, k;
    nb_split_power(p, term, &b, &k);
    if (b == term || !nb_is_number(p, k))
        return false;
    const fmpq *q = nb_value(p, k);
    bool even = fmpz_is_even(fmpq_numref(q)), root = fmpz_is_even(fmpq_denref(q));
    bool strict = rel == NB_GT || fmpq_sgn(q) < 0;
    if (even && !root) {
        if (strict)
            require_nonzero(c, b);
        return true;
    }
    if (strict && nb_is_nonnegative(p, b))
        require_nonzero(c, b);
    else if (!holds_everywhere(p, strict ? NB_GT : NB_GE, b))
        keep(c, strict ? NB_GT : NB_GE, b);
    return true;
}

/* e > 0 or e >= 0. */
static void require_sign(conditions *c, nb_rel rel, nb_expr e)
{
    nb_pool *p = c->p;
    nb_expr coefficient, term;
    if (!c->ok || holds_everywhere(p, rel, e))
        return;
    if (nb_is_number(p, e) || (rel == NB_GT && (nb_facts(p, e) & NB_FACT_NONPOS))) {
        never(c);
        return;
    }
    nb_split_coefficient(p, e, &coefficient, &term);
    if (coefficient && nb_number_sign(p, coefficient) > 0 &&
        require_sign_of_power(c, rel, term))
        return;
    if (rel == NB_GT && nb_is_nonnegative(p, e)) {
        require_nonzero(c, e);
        return;
    }
    if (nb_op_of(p, e) == NB_SUM && nb_nargs(p, e) == 2)
        e = nb_number_sign(p, coefficient) > 0 ? term : nb_negate(p, term);
    keep(c, rel, e);
}

/* A condition of the function table, canonical. */
static void require(conditions *c, nb_expr condition)
{
    nb_pool *p = c->p;
    nb_list stack = {0};
    c->ok = c->ok && condition && nb_list_add(p, &stack, condition);
    while (c->ok && stack.n) {
        nb_expr e = stack.items[--stack.n];
        if (nb_op_of(p, e) == NB_AND) {
            c->ok = nb_list_add(p, &stack, nb_arg(p, e, 1)) &&
                    nb_list_add(p, &stack, nb_arg(p, e, 0));
            continue;
        }
        if (nb_op_of(p, e) != NB_REL) {
            if (!nb_is_int(p, e, 1))
                keep(c, NB_EQ, e);
            continue;
        }
        nb_expr a = nb_arg(p, e, 0), b = nb_arg(p, e, 1);
        nb_rel rel = (nb_rel)nb_fn_of(p, e);
        bool less = rel == NB_LT || rel == NB_LE;
        nb_expr d = less ? nb_difference(p, b, a) : nb_difference(p, a, b);
        if (rel == NB_NE)
            require_nonzero(c, d);
        else if (rel == NB_EQ)
            keep(c, NB_EQ, e);
        else
            require_sign(c, rel == NB_LT || rel == NB_GT ? NB_GT : NB_GE, d);
    }
    nb_list_free(&stack);
}

/* base^exponent, both canonical. */
static void require_power(conditions *c, nb_expr b, nb_expr e)
{
    nb_pool *p = c->p;
    if (!nb_is_number(p, e)) {
        require_sign(c, NB_GT, b);
        return;
    }
    const fmpq *q = nb_value(p, e);
    bool negative = fmpq_sgn(q) < 0;
    if (fmpz_is_even(fmpq_denref(q)))
        require_sign(c, negative ? NB_GT : NB_GE, b);
    else if (negative || fmpq_is_zero(q)) /* 0^0 is undefined, as typed */
        require_nonzero(c, b);
}

/* ---- one node ---- */

typedef struct pass {
    conditions *c;
    nb_expr whole;
    bool is_canonical;   /* `whole`, and so its parts */
    const nb_map *forms; /* the canonical forms of its parts, or NULL */
    nb_map canonical;    /* of the parts of `whole`, made when the first is asked for */
} pass;

static nb_expr canonical(pass *s, nb_expr e)
{
    if (s->is_canonical)
        return e;
    nb_expr known = s->forms ? nb_map_get(s->forms, e, NB_NONE) : NB_NONE;
    if (known)
        return known;
    if (s->canonical.capacity == 0 && !s->forms)
        s->c->ok = s->c->ok && nb_canonical_forms(s->c->p, s->whole, &s->canonical);
    nb_expr have = nb_map_get(&s->canonical, e, NB_NONE);
    if (have || !s->c->ok)
        return have;
    have = nb_canonical(s->c->p, e); /* a link of a chain has none there */
    s->c->ok = s->c->ok && have && nb_map_put(s->c->p, &s->canonical, e, have);
    return have;
}

static void require_function(pass *s, nb_expr e)
{
    nb_pool *p = s->c->p;
    unsigned fn = nb_fn_of(p, e);
    const nb_function *row = nb_function_row(fn);
    if (fn == NB_FN_SIGN)
        s->c->ok =
            s->c->ok && nb_list_add(p, &s->c->out->jumps, canonical(s, nb_arg(p, e, 0)));
    if (fn == NB_FN_ROOT) {
        nb_expr n = canonical(s, nb_arg(p, e, 1));
        require_power(s->c, canonical(s, nb_arg(p, e, 0)), nb_quotient(p, nb_one(p), n));
    } else if (row->domain[0]) {
        nb_expr v = row->arity > 1 ? canonical(s, nb_arg(p, e, 1)) : NB_NONE;
        require(s->c, nb_template(p, row->domain, canonical(s, nb_arg(p, e, 0)), v));
    }
}

static void require_node(pass *s, nb_expr e)
{
    nb_pool *p = s->c->p;
    switch (nb_op_of(p, e)) {
    case NB_DIV: require_nonzero(s->c, canonical(s, nb_arg(p, e, 1))); break;
    case NB_POW:
        require_power(s->c, canonical(s, nb_arg(p, e, 0)), canonical(s, nb_arg(p, e, 1)));
        break;
    case NB_PROD:
        for (uint32_t i = 0; s->c->ok && i < nb_nargs(p, e); i += 2)
            require_power(s->c, nb_arg(p, e, i), nb_arg(p, e, i + 1));
        break;
    case NB_FN: require_function(s, e); break;
    default: break;
    }
}

/* The nodes outside of piecewise values, operands first. */
static bool outside_of_pieces(nb_pool *p, nb_expr e, const nb_map *plain, nb_list *out)
{
    nb_list order = {0};
    nb_map wanted = {0};
    bool ok = nb_topological_but(p, &e, 1, plain, &order) && nb_map_put(p, &wanted, e, 1);
    for (uint32_t i = order.n; ok && i-- > 0;) {
        nb_expr x = order.items[i];
        if (!nb_map_get(&wanted, x, 0) || nb_op_of(p, x) == NB_CASES)
            continue;
        ok = nb_list_add(p, out, x);
        for (uint32_t k = 0; ok && k < nb_nargs(p, x); k++)
            ok = nb_map_put(p, &wanted, nb_arg(p, x, k), 1);
    }
    for (uint32_t i = 0, j = out->n; i + 1 < j; i++, j--) {
        nb_expr x = out->items[i];
        out->items[i] = out->items[j - 1];
        out->items[j - 1] = x;
    }
    nb_list_free(&order);
    nb_map_free(&wanted);
    return ok;
}

/* Notes that nothing under e has a condition, where that is so. */
static bool note_plain(conditions *c, nb_map *plain, nb_expr e)
{
    bool none = !c->any && nb_op_of(c->p, e) != NB_CASES;
    for (uint32_t i = 0; none && i < nb_nargs(c->p, e); i++)
        none = nb_map_get(plain, nb_arg(c->p, e, i), 0);
    return !none || nb_map_put(c->p, plain, e, 1);
}

/* `plain`, if not NULL, holds the nodes that are known to have no conditions, and gets
 * those that turn out to have none; then e is canonical. */
static bool collect(nb_pool *p, nb_expr e, nb_map *plain, const nb_map *forms,
                    nb_conditions *out)
{
    nb_list order = {0};
    conditions c = {.p = p, .out = out, .ok = true};
    pass s = {.c = &c, .whole = e, .is_canonical = plain != NULL, .forms = forms};
    c.ok = e && outside_of_pieces(p, e, plain, &order);
    for (uint32_t i = 0; c.ok && i < order.n; i++) {
        c.any = false;
        require_node(&s, order.items[i]);
        c.ok = c.ok && (!plain || note_plain(&c, plain, order.items[i]));
    }
    nb_list_free(&order);
    nb_map_free(&s.canonical);
    return c.ok && !nb_failed(p);
}

bool nb_conditions_of(nb_pool *p, nb_expr e, nb_conditions *out)
{
    return collect(p, e, NULL, NULL, out);
}

bool nb_conditions_with(nb_pool *p, nb_expr e, const nb_map *forms, nb_conditions *out)
{
    return collect(p, e, NULL, forms, out);
}

void nb_conditions_free(nb_conditions *c)
{
    nb_list_free(&c->keys);
    nb_list_free(&c->rels);
    nb_list_free(&c->jumps);
}

/* ---- what follows from what ---- */

static bool stronger(nb_rel have, nb_rel want)
{
    return have == want || (have == NB_GT && (want == NB_GE || want == NB_NE));
}

/* A product that is positive has no factor zero. */
static bool is_factor_of(nb_pool *p, nb_expr product, nb_expr factor)
{
    if (nb_op_of(p, product) != NB_PROD)
        return false;
    for (uint32_t i = 0; i < nb_nargs(p, product); i += 2)
        if (nb_arg(p, product, i) == factor)
            return true;
    return false;
}

/* A product in the sign of which its integer exponents count as even or odd: that of
 * y/x is that of x y. Where one is not zero, neither is the other. */
static nb_expr sign_of_factors(nb_pool *p, nb_expr e)
{
    nb_list bases = {0}, exponents = {0};
    bool ok = true, whole = nb_op_of(p, e) == NB_PROD;
    for (uint32_t i = 0; ok && whole && i < nb_nargs(p, e); i += 2) {
        slong k;
        whole = nb_get_int(p, nb_arg(p, e, i + 1), &k);
        k = k % 2 ? 1 : 2;
        ok = nb_list_add(p, &bases, nb_arg(p, e, i)) &&
             nb_list_add(p, &exponents, nb_integer(p, whole ? k : 1));
    }
    nb_expr s = ok && whole ? nb_product(p, bases.items, exponents.items, bases.n) : e;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return s;
}

/* Whether the condition number i of `want` follows from those of `have`,
 * leaving out the one numbered `except`. */
static bool follows(nb_pool *p, const nb_conditions *want, uint32_t i,
                    const nb_conditions *have, uint32_t except)
{
    nb_expr e = want->keys.items[i];
    nb_rel rel = (nb_rel)want->rels.items[i];
    /* 1 - u^2 > 0 gives 1 + u > 0 and 1 - u > 0 */
    nb_expr square = NB_NONE, opposite = NB_NONE;
    if (rel == NB_GE || rel == NB_GT) {
        nb_expr u = nb_difference(p, e, nb_one(p));
        square = nb_difference(p, nb_one(p), nb_power(p, u, nb_integer(p, 2)));
    } else if (rel == NB_NE) {
        opposite = nb_negate(p, e);
    }
    for (uint32_t k = 0; k < have->keys.n; k++) {
        nb_expr h = have->keys.items[k];
        nb_rel hrel = (nb_rel)have->rels.items[k];
        if (k == except)
            continue;
        if (h == e && stronger(hrel, rel))
            return true;
        if (hrel == NB_GT && rel == NB_GT && nb_op_of(p, h) == NB_PROD &&
            sign_of_factors(p, h) == sign_of_factors(p, e))
            return true;
        if (hrel == NB_GT && (h == opposite || (rel == NB_NE && is_factor_of(p, h, e))))
            return true;
        if (square && h == square && stronger(hrel, rel))
            return true;
    }
    return false;
}

bool nb_condition_follows(nb_pool *p, const nb_conditions *wanted, uint32_t i,
                          const nb_conditions *given)
{
    return follows(p, wanted, i, given, UINT32_MAX);
}

/* ---- for people ---- */

/* Splits e into lhs - rhs, so that e rel 0 reads lhs rel rhs: x - y != 0 is
 * x != y, and x + y - 1 >= 0 is x + y >= 1. */
static nb_expr right_side(nb_pool *p, nb_expr e)
{
    nb_expr one = nb_one(p), negative = NB_NONE;
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) == 2)
        return nb_zero(p);
    uint32_t minus = 0;
    for (uint32_t i = 0; i < nb_nargs(p, e); i += 2) {
        nb_expr c = nb_arg(p, e, i), t = nb_arg(p, e, i + 1);
        if (t == one)
            return nb_negate(p, c);
        if (nb_number_sign(p, c) < 0) {
            minus++;
            negative = nb_scale(p, c, t);
        }
    }
    return minus == 1 && nb_nargs(p, e) == 4 ? nb_negate(p, negative) : nb_zero(p);
}

/* All minus signs on the left turn the relation around: -x > -1 is x < 1; what
 * is left of a single term is its factor: 5x > 7 is x > 7/5. */
static nb_expr readable(nb_pool *p, nb_rel rel, nb_expr e)
{
    nb_expr c, t;
    if (rel == NB_EQ)
        return e;
    nb_expr right = right_side(p, e);
    nb_expr left = nb_sum2(p, e, right);
    nb_split_coefficient(p, left, &c, &t);
    if (left && nb_is_negative_form(p, left) &&
        !(nb_is_int(p, right, 0) && nb_takes_sign(p, t))) {
        left = nb_negate(p, left);
        right = nb_negate(p, right);
        rel = rel == NB_GT ? NB_LT : rel == NB_GE ? NB_LE : rel;
        nb_split_coefficient(p, left, &c, &t);
    }
    if (nb_is_number(p, right) && left != t && nb_number_sign(p, c) > 0) {
        left = t;
        right = nb_quotient(p, right, c);
    }
    return nb_with_facts(p, nb_relation(p, rel, left, right));
}

/* The typed conditions, and that no sign() jumps along the variable. */
static bool wanted(nb_pool *p, const nb_conditions *typed, nb_expr variable,
                   nb_conditions *out)
{
    conditions c = {.p = p, .out = out, .ok = true};
    for (uint32_t i = 0; c.ok && i < typed->keys.n; i++)
        c.ok = nb_list_add(p, &out->keys, typed->keys.items[i]) &&
               nb_list_add(p, &out->rels, typed->rels.items[i]);
    for (uint32_t i = 0; c.ok && i < typed->jumps.n; i++) {
        nb_expr u = typed->jumps.items[i];
        if (!nb_is_closed(p, u) && (!variable || nb_contains(p, u, variable)))
            require_nonzero(&c, u);
    }
    return c.ok && !nb_failed(p);
}

/* What is the same for all formulas of one function. */
typedef struct losses {
    nb_pool *p;
    const nb_conditions *typed;
    nb_map plain;  /* parts of formulas without conditions */
    nb_list spare; /* of each typed condition, whether others imply it */
} losses;

static bool find_spare(losses *l)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < l->typed->keys.n; i++)
        ok = nb_list_add(l->p, &l->spare, follows(l->p, l->typed, i, l->typed, i)) &&
             nb_poll(l->p);
    return ok;
}

/* Whether the others of `want` imply its condition number i. */
static bool is_spare(losses *l, const nb_conditions *want, uint32_t i)
{
    return want->keys.n == l->spare.n ? l->spare.items[i]
                                      : follows(l->p, want, i, want, i);
}

static bool lost_by(losses *l, nb_expr shown, nb_expr variable, nb_list *out)
{
    nb_pool *p = l->p;
    nb_conditions have = {0}, want = {0};
    nb_expr never = nb_zero(p);
    bool ok = wanted(p, l->typed, variable, &want), nowhere = false;
    for (uint32_t i = 0; i < want.keys.n; i++)
        nowhere = nowhere || (want.keys.items[i] == never && want.rels.items[i] == NB_EQ);
    if (nowhere)
        ok = ok && nb_list_add(p, out, never);
    else if (want.keys.n)
        ok = ok && collect(p, shown, &l->plain, NULL, &have);
    for (uint32_t i = 0; ok && !nowhere && i < want.keys.n; i++)
        if (!is_spare(l, &want, i) && !follows(p, &want, i, &have, UINT32_MAX))
            ok = nb_list_add(
                     p, out,
                     readable(p, (nb_rel)want.rels.items[i], want.keys.items[i])) &&
                 nb_poll(p);
    nb_conditions_free(&have);
    nb_conditions_free(&want);
    return ok;
}

bool nb_all_lost_conditions(nb_pool *p, const nb_conditions *typed, const nb_expr *shown,
                            const nb_expr *variables, uint32_t n, nb_list *out,
                            uint32_t *ends)
{
    losses l = {.p = p, .typed = typed};
    bool ok = find_spare(&l);
    for (uint32_t i = 0; ok && i < n; i++) {
        ok = lost_by(&l, shown[i], variables[i], out);
        ends[i] = out->n;
    }
    nb_map_free(&l.plain);
    nb_list_free(&l.spare);
    return ok;
}

bool nb_lost_conditions(nb_pool *p, const nb_conditions *typed, nb_expr shown,
                        nb_expr variable, nb_list *out)
{
    uint32_t end;
    return nb_all_lost_conditions(p, typed, &shown, &variable, 1, out, &end);
}
