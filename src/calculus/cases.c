#include "calculus/domain.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"

/* Where a function by cases is defined. Each condition of a value or of a comparison
 * counts only where that is reached; so it becomes a clause: it holds, or a case before
 * applies, or this one does not. And some case applies. */

/* ---- conditions as facts ---- */

static bool add_fact(nb_pool *p, nb_rel rel, nb_expr e, nb_conditions *facts)
{
    return e && nb_list_add(p, &facts->keys, e) &&
           nb_list_add(p, &facts->rels, (uint32_t)rel);
}

static bool note_comparison(nb_pool *p, nb_expr condition, bool holds,
                            nb_conditions *facts)
{
    static const nb_rel opposite[] = {[NB_LT] = NB_GE, [NB_LE] = NB_GT, [NB_EQ] = NB_NE,
                                      [NB_NE] = NB_EQ, [NB_GE] = NB_LT, [NB_GT] = NB_LE};
    nb_rel rel = (nb_rel)nb_fn_of(p, condition);
    rel = holds ? rel : opposite[rel];
    nb_expr a = nb_canonical(p, nb_arg(p, condition, 0));
    nb_expr b = nb_canonical(p, nb_arg(p, condition, 1));
    switch (rel) {
    case NB_LT: return add_fact(p, NB_GT, nb_difference(p, b, a), facts);
    case NB_LE: return add_fact(p, NB_GE, nb_difference(p, b, a), facts);
    case NB_EQ: return true;
    default: return add_fact(p, rel, nb_difference(p, a, b), facts);
    }
}

bool nb_note_condition(nb_pool *p, nb_expr condition, bool holds, nb_conditions *facts)
{
    nb_op op = nb_op_of(p, condition);
    if (op == NB_REL)
        return note_comparison(p, condition, holds, facts);
    if (op == NB_OR && holds)
        return add_fact(p, NB_EQ, nb_canonical(p, condition), facts);
    if (op != NB_AND || !holds)
        return true;
    return nb_note_condition(p, nb_arg(p, condition, 0), true, facts) &&
           (nb_op_of(p, nb_arg(p, condition, 1)) == NB_AND ||
            nb_note_condition(p, nb_arg(p, condition, 1), true, facts));
}

/* ---- clauses ---- */

enum { MINUS = 1, ZERO = 2, PLUS = 4, ANY = MINUS | ZERO | PLUS };

static bool alternatives(nb_pool *p, nb_expr clause, nb_list *out)
{
    nb_list stack = {0};
    bool ok = nb_list_add(p, &stack, clause);
    while (ok && stack.n) {
        nb_expr e = stack.items[--stack.n];
        if (nb_op_of(p, e) == NB_OR)
            ok = nb_list_add(p, &stack, nb_arg(p, e, 1)) &&
                 nb_list_add(p, &stack, nb_arg(p, e, 0));
        else
            ok = nb_list_add(p, out, e);
    }
    nb_list_free(&stack);
    return ok;
}

static unsigned flipped(unsigned signs)
{
    return (signs & ZERO) | (signs & MINUS ? PLUS : 0u) | (signs & PLUS ? MINUS : 0u);
}

/* A comparison as the signs that an expression may have, without its factor. */
static unsigned signs_of(nb_pool *p, nb_expr comparison, nb_expr *e)
{
    static const unsigned table[] = {
        [NB_LT] = MINUS,        [NB_LE] = MINUS | ZERO, [NB_EQ] = ZERO,
        [NB_NE] = MINUS | PLUS, [NB_GE] = ZERO | PLUS,  [NB_GT] = PLUS};
    unsigned signs = table[nb_fn_of(p, comparison)];
    nb_expr content = nb_one(p), term;
    nb_expr d = nb_difference(p, nb_arg(p, comparison, 0), nb_arg(p, comparison, 1));
    nb_split_coefficient(p, d, &content, &term);
    *e = d && nb_op_of(p, d) == NB_SUM && nb_nargs(p, d) > 2
             ? nb_primitive_part(p, d, true, &content)
             : term;
    return *e && nb_number_sign(p, content) < 0 ? flipped(signs) : signs;
}

static nb_expr comparison_of(nb_pool *p, unsigned signs, nb_expr e)
{
    nb_expr minus = signs & PLUS ? e : nb_negate(p, e);
    switch (signs) {
    case ANY: return nb_integer(p, 1);
    case ZERO: return nb_with_facts(p, nb_relation(p, NB_EQ, e, nb_zero(p)));
    case MINUS | PLUS: return nb_readable_condition(p, NB_NE, e);
    case PLUS | ZERO:
    case MINUS | ZERO: return nb_readable_condition(p, NB_GE, minus);
    default: return nb_readable_condition(p, NB_GT, minus);
    }
}

/* What is compared in a clause: expressions, and the signs that they may have. */
typedef struct merged {
    nb_list exprs, signs;
} merged;

/* x >= 5 says nothing where x > 0 is an alternative: e and h differ by a constant. */
static bool is_within(nb_pool *p, nb_expr e, unsigned signs, nb_expr h, unsigned wider)
{
    nb_expr c = nb_difference(p, h, e);
    if (!c || !nb_is_number(p, c))
        return false;
    unsigned side = nb_number_sign(p, c) > 0 ? PLUS : MINUS;
    return (wider & side) && !(signs & ANY & ~(side | ZERO));
}

static bool merge(nb_pool *p, nb_expr comparison, merged *m)
{
    nb_expr e;
    unsigned signs = signs_of(p, comparison, &e);
    for (uint32_t i = 0; e && i < m->exprs.n; i++) {
        if (m->exprs.items[i] == e) {
            m->signs.items[i] |= signs;
            return true;
        }
        if (is_within(p, e, signs, m->exprs.items[i], m->signs.items[i]))
            return true;
    }
    return e && nb_list_add(p, &m->exprs, e) && nb_list_add(p, &m->signs, signs);
}

/* A clause with its comparisons of one expression in one: x > 0 or x = 0 is x >= 0. */
static nb_expr simplified(nb_pool *p, nb_expr clause)
{
    nb_list all = {0};
    merged m = {0};
    nb_expr others = nb_integer(p, 0), sum = others;
    bool ok = alternatives(p, clause, &all);
    for (uint32_t i = 0; ok && i < all.n; i++) {
        if (nb_op_of(p, all.items[i]) == NB_REL)
            ok = merge(p, all.items[i], &m);
        else
            others = nb_either(p, others, all.items[i]);
    }
    for (uint32_t i = 0; ok && i < m.exprs.n; i++)
        sum = nb_either(p, sum, comparison_of(p, m.signs.items[i], m.exprs.items[i]));
    nb_list_free(&all);
    nb_list_free(&m.exprs);
    nb_list_free(&m.signs);
    return ok ? nb_either(p, sum, others) : NB_NONE;
}

typedef struct clauses {
    nb_pool *p;
    nb_conditions facts; /* where the part is reached    */
    nb_expr before;      /* that an earlier case applies */
    nb_list *out;
    bool ok;
} clauses;

/* Adds "it holds, or what is reached is not this" for the conditions of a part; those of
 * powers x^y, which are none at some points, are left out. */
static void add_part(clauses *c, nb_expr part, nb_expr elsewhere)
{
    nb_pool *p = c->p;
    nb_conditions all = {0};
    c->ok = c->ok && nb_conditions_of(p, part, &all);
    for (uint32_t i = 0; c->ok && i < all.keys.n; i++) {
        if (nb_is_soft(&all, i) || nb_condition_follows(p, &all, i, &all, i) ||
            nb_condition_follows(p, &all, i, &c->facts, NB_NO_CONDITION))
            continue;
        nb_expr holds =
            nb_readable_condition(p, (nb_rel)all.rels.items[i], all.keys.items[i]);
        c->ok = nb_list_add(p, c->out, simplified(p, nb_either(p, holds, elsewhere)));
    }
    nb_conditions_free(&all);
}

/* The comparisons in a condition are defined. */
static void add_condition(clauses *c, nb_expr condition)
{
    nb_pool *p = c->p;
    nb_list order = {0};
    c->ok = c->ok && nb_topological(p, &condition, 1, &order);
    for (uint32_t i = 0; c->ok && i < order.n; i++)
        if (nb_op_of(p, order.items[i]) == NB_REL)
            for (uint32_t k = 0; k < 2; k++)
                add_part(c, nb_arg(p, order.items[i], k), c->before);
    nb_list_free(&order);
}

bool nb_clauses_of(nb_pool *p, nb_expr cases, nb_list *out)
{
    enum { MOST_PIECES = 32 };
    uint32_t n = nb_nargs(p, cases);
    clauses c = {.p = p, .before = nb_integer(p, 0), .out = out, .ok = true};
    bool few = n <= 2 * MOST_PIECES;
    for (uint32_t i = 0; c.ok && i + 1 < n; i += 2) {
        nb_expr condition = nb_arg(p, cases, i + 1), test = nb_canonical(p, condition);
        uint32_t known = c.facts.keys.n;
        if (few)
            add_condition(&c, condition);
        c.ok = c.ok && test && nb_note_condition(p, condition, true, &c.facts);
        if (few)
            add_part(&c, nb_arg(p, cases, i), nb_either(p, c.before, nb_not(p, test)));
        c.facts.keys.n = c.facts.rels.n = known;
        c.ok = c.ok && nb_note_condition(p, condition, false, &c.facts);
        c.before = nb_either(p, c.before, test);
    }
    if (n % 2 == 0)
        c.ok = c.ok && nb_list_add(p, out, simplified(p, c.before));
    else if (few)
        add_part(&c, nb_arg(p, cases, n - 1), c.before);
    nb_conditions_free(&c.facts);
    return c.ok && !nb_failed(p);
}

/* ---- what follows ---- */

/* x > 0 with its edge: x >= 0. */
static nb_expr closed(nb_pool *p, nb_expr e)
{
    nb_rel rel = nb_op_of(p, e) == NB_REL ? (nb_rel)nb_fn_of(p, e) : NB_EQ;
    if (rel != NB_LT && rel != NB_GT)
        return e;
    return nb_relation(p, rel == NB_LT ? NB_LE : NB_GE, nb_arg(p, e, 0), nb_arg(p, e, 1));
}

bool nb_clause_follows(nb_pool *p, nb_expr wanted, nb_expr given)
{
    nb_list all = {0}, some = {0};
    bool ok = alternatives(p, wanted, &all) && alternatives(p, given, &some);
    for (uint32_t i = 0; ok && i < some.n; i++) {
        bool found = false;
        for (uint32_t k = 0; k < all.n && !found; k++)
            found = closed(p, all.items[k]) == closed(p, some.items[i]);
        ok = found;
    }
    nb_list_free(&all);
    nb_list_free(&some);
    return ok;
}
