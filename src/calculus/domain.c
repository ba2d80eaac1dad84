#include "calculus/domain.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/fraction.h"
#include "algebra/parts.h"
#include "algebra/rewrite.h"
#include "algebra/template.h"

/* Conditions being collected. */
typedef struct conditions {
    nb_pool *p;
    nb_conditions *out;
    bool ok;
    bool any;  /* some were found since this was cleared */
    bool soft; /* they come from a power x^y */
} conditions;

bool nb_is_soft(const nb_conditions *c, uint32_t i)
{
    bool found = false;
    for (uint32_t k = 0; k < c->soft.n && !found; k++)
        found = c->soft.items[k] == c->keys.items[i] && c->rels.items[i] == NB_GT;
    return found;
}

/* That the key is positive is wanted by more than a power. */
static void harden(nb_conditions *c, nb_expr key)
{
    for (uint32_t k = 0; k < c->soft.n; k++)
        if (c->soft.items[k] == key)
            c->soft.items[k] = c->soft.items[--c->soft.n];
}

static void keep(conditions *c, nb_rel rel, nb_expr e)
{
    nb_list *keys = &c->out->keys, *rels = &c->out->rels;
    c->any = true;
    for (uint32_t i = 0; i < keys->n; i++)
        if (keys->items[i] == e && rels->items[i] == (uint32_t)rel) {
            if (!c->soft && rel == NB_GT)
                harden(c->out, e);
            return;
        }
    if (c->soft && rel == NB_GT)
        c->ok = c->ok && nb_list_add(c->p, &c->out->soft, e);
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

/* Whether the factors of e show that it is not negative; what is long or too large to be
 * factored is not known. */
static bool has_nonnegative_factors(nb_pool *p, nb_expr e)
{
    enum { MOST_NODES = 100 };
    nb_expr content;
    if (nb_failed(p) || nb_tree_size(p, e, MOST_NODES) >= MOST_NODES)
        return false;
    nb_expr factors = nb_factors_of(p, e, &content);
    if (nb_pool_error(p)->code == NB_ERR_LIMIT)
        nb_error_clear(nb_pool_error(p));
    return factors && nb_number_sign(p, content) > 0 && nb_is_nonnegative(p, factors);
}

/* c + v >= 0 where c > 0 and c^2 - v^2 >= 0: x/sqrt(x^2 + y^2) >= -1, and
 * x/(1 + x^2) >= -1/2, where c^2 - v^2 is a square over another. */
static bool is_within_constant(nb_pool *p, nb_expr e)
{
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) != 4)
        return false;
    nb_expr one = nb_one(p), two = nb_integer(p, 2);
    uint32_t i = nb_arg(p, e, 1) == one ? 0 : 2;
    nb_expr c = nb_arg(p, e, i), v = nb_difference(p, e, c);
    if (nb_arg(p, e, i + 1) != one || nb_number_sign(p, c) < 0)
        return false;
    nb_expr rest = nb_difference(p, nb_power(p, c, two), nb_power(p, v, two));
    if (!rest || !nb_is_sum(p, rest) || !nb_has_bar(p, rest))
        return false;
    nb_expr over = nb_over_denominator(p, rest);
    return nb_is_nonnegative(p, over) || has_nonnegative_factors(p, over);
}

/* Functions that are zero nowhere, and have either sign. */
static bool is_never_zero(nb_pool *p, nb_expr e)
{
    switch (nb_op_of(p, e) == NB_FN ? nb_fn_of(p, e) : (unsigned)NB_FN_COUNT) {
    case NB_FN_SEC:
    case NB_FN_CSC:
    case NB_FN_COTH:
    case NB_FN_CSCH:
    case NB_FN_ACSC:
    case NB_FN_ACOTH:
    case NB_FN_ACSCH: return true;
    default: return false;
    }
}

static bool holds_everywhere(nb_pool *p, nb_rel rel, nb_expr e)
{
    if (rel == NB_NE && is_never_zero(p, e))
        return true;
    if (rel == NB_GE && (nb_is_nonnegative(p, e) || is_within_constant(p, e)))
        return true;
    return nb_is_positive(p, e) || root_outweighs(p, e);
}

/* What has the sign of a function's value, and is zero where that is, wherever the
 * function is defined: u - 1 for ln(u). NB_NONE: nothing simpler is known. */
static nb_expr sign_carrier(nb_pool *p, nb_expr e)
{
    nb_expr u =
        nb_op_of(p, e) == NB_FN && nb_nargs(p, e) == 1 ? nb_arg(p, e, 0) : NB_NONE;
    switch (u ? nb_fn_of(p, e) : (unsigned)NB_FN_COUNT) {
    case NB_FN_LN: return nb_difference(p, u, nb_one(p));
    case NB_FN_SINH:
    case NB_FN_TANH:
    case NB_FN_ASIN:
    case NB_FN_ATAN:
    case NB_FN_ASINH:
    case NB_FN_ATANH:
    case NB_FN_ERF:
    case NB_FN_SIGN: return u;
    default: return NB_NONE;
    }
}

/* What is zero where a function's value is, wherever the function is defined. */
static nb_expr zero_carrier(nb_pool *p, nb_expr e)
{
    nb_expr u =
        nb_op_of(p, e) == NB_FN && nb_nargs(p, e) == 1 ? nb_arg(p, e, 0) : NB_NONE;
    switch (u ? nb_fn_of(p, e) : (unsigned)NB_FN_COUNT) {
    case NB_FN_TAN: return nb_with_facts(p, nb_fn1(p, NB_FN_SIN, u));
    case NB_FN_COT: return nb_with_facts(p, nb_fn1(p, NB_FN_COS, u));
    case NB_FN_ABS: return u;
    case NB_FN_ACOS:
    case NB_FN_ACOSH:
    case NB_FN_ASEC:
    case NB_FN_ASECH: return nb_difference(p, u, nb_one(p));
    default: return sign_carrier(p, e);
    }
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
    nb_expr coefficient, term, carrier;
    nb_split_coefficient(p, e, &coefficient, &term);
    if (c->ok && nb_is_int(p, e, 0))
        never(c);
    if (!c->ok || holds_everywhere(p, NB_NE, e) || nb_is_number(p, e))
        return;
    if (nb_op_of(p, term) == NB_PROD) {
        for (uint32_t i = 0; i < nb_nargs(p, term); i += 2) {
            nb_expr b = nb_arg(p, term, i);
            if (b != term && (carrier = zero_carrier(p, b)) != NB_NONE)
                require_nonzero(c, carrier);
            else if (b != term && !holds_everywhere(p, NB_NE, b))
                keep(c, NB_NE, b);
        }
    } else if (nb_op_of(p, term) == NB_SUM && nb_nargs(p, term) > 2) {
        require_nonzero_sum(c, term);
    } else if ((carrier = zero_carrier(p, term)) != NB_NONE) {
        require_nonzero(c, carrier);
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
    nb_expr carrier = term ? sign_carrier(p, term) : NB_NONE;
    if (carrier) {
        require_sign(
            c, rel, nb_number_sign(p, coefficient) > 0 ? carrier : nb_negate(p, carrier));
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
        bool zero = nb_is_int(p, b, 0);
        c->soft = !zero;
        require_sign(c, NB_GT, zero ? e : b);
        c->soft = false;
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

/* atan2(u, v) jumps where u = 0 and v < 0, along what changes u. */
static void add_cut(pass *s, nb_expr u, nb_expr v)
{
    nb_pool *p = s->c->p;
    if (!u || !v || nb_is_closed(p, u) || nb_is_nonnegative(p, v))
        return;
    nb_expr off = nb_readable_condition(p, NB_NE, u);
    if (!nb_is_number(p, v))
        off = nb_either(p, off, nb_readable_condition(p, NB_GT, v));
    s->c->ok = s->c->ok && off && nb_list_add(p, &s->c->out->jumps, off);
}

static void require_function(pass *s, nb_expr e)
{
    nb_pool *p = s->c->p;
    unsigned fn = nb_fn_of(p, e);
    const nb_function *row = nb_function_row(fn);
    if (fn == NB_FN_SIGN)
        s->c->ok =
            s->c->ok && nb_list_add(p, &s->c->out->jumps, canonical(s, nb_arg(p, e, 0)));
    if (fn == NB_FN_ATAN2)
        add_cut(s, canonical(s, nb_arg(p, e, 0)), canonical(s, nb_arg(p, e, 1)));
    if (fn == NB_FN_ROOT) {
        nb_expr n = canonical(s, nb_arg(p, e, 1));
        require_power(s->c, canonical(s, nb_arg(p, e, 0)), nb_quotient(p, nb_one(p), n));
    } else if (row->domain[0]) {
        nb_expr v = row->arity > 1 ? canonical(s, nb_arg(p, e, 1)) : NB_NONE;
        require(s->c, nb_template(p, row->domain, canonical(s, nb_arg(p, e, 0)), v));
    }
}

static void require_cases(conditions *c, nb_expr e)
{
    nb_list clauses = {0};
    c->ok = c->ok && nb_clauses_of(c->p, e, &clauses);
    for (uint32_t i = 0; c->ok && i < clauses.n; i++) {
        if (nb_is_int(c->p, clauses.items[i], 0))
            never(c);
        else
            require(c, clauses.items[i]);
    }
    nb_list_free(&clauses);
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
    case NB_CASES: require_cases(s->c, e); break;
    default: break;
    }
}

/* The nodes outside of piecewise values, which are among them, operands first. */
static bool outside_of_pieces(nb_pool *p, nb_expr e, const nb_map *plain, nb_list *out)
{
    nb_list order = {0};
    nb_map wanted = {0};
    bool ok = nb_topological_but(p, &e, 1, plain, &order) && nb_map_put(p, &wanted, e, 1);
    for (uint32_t i = order.n; ok && i-- > 0;) {
        nb_expr x = order.items[i];
        if (!nb_map_get(&wanted, x, 0))
            continue;
        ok = nb_list_add(p, out, x);
        if (nb_op_of(p, x) == NB_CASES)
            continue;
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
    nb_list_free(&c->soft);
    nb_list_free(&c->jumps);
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
nb_expr nb_readable_condition(nb_pool *p, nb_rel rel, nb_expr e)
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
    for (uint32_t i = 0; c.ok && i < typed->soft.n; i++)
        c.ok = nb_list_add(p, &out->soft, typed->soft.items[i]);
    for (uint32_t i = 0; c.ok && i < typed->jumps.n; i++) {
        nb_expr jump = typed->jumps.items[i];
        bool cut = nb_op_of(p, jump) == NB_OR || nb_op_of(p, jump) == NB_REL;
        nb_expr u = nb_op_of(p, jump) == NB_OR ? nb_arg(p, jump, 0) : jump;
        if (nb_is_closed(p, u) || (variable && !nb_contains(p, u, variable)))
            continue;
        if (cut)
            require(&c, jump);
        else
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
        ok = nb_list_add(l->p, &l->spare,
                         nb_condition_follows(l->p, l->typed, i, l->typed, i)) &&
             nb_poll(l->p);
    return ok;
}

/* Whether the others of `want` imply its condition number i. */
static bool is_spare(losses *l, const nb_conditions *want, uint32_t i)
{
    return want->keys.n == l->spare.n ? l->spare.items[i]
                                      : nb_condition_follows(l->p, want, i, want, i);
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
        if (!is_spare(l, &want, i) &&
            !nb_condition_follows(p, &want, i, &have, NB_NO_CONDITION))
            ok = nb_list_add(p, out,
                             nb_readable_condition(p, (nb_rel)want.rels.items[i],
                                                   want.keys.items[i])) &&
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
