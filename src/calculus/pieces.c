#include "calculus/pieces.h"

#include "algebra/canon.h"
#include "calculus/identical.h"

enum { MOST_NESTED = 4, MOST_PIECES = 32, MOST_NODES = 400 };

typedef struct splitting {
    nb_pool *p;
    nb_conditions facts;     /* what holds on the piece                     */
    nb_list decided, truths; /* canonical conditions that hold there or not */
    uint32_t pieces;         /* looked at so far */
} splitting;

/* ---- replacing ---- */

static nb_expr rebuilt(nb_pool *p, nb_expr e, const nb_map *done)
{
    nb_list args = {0};
    bool ok = true, same = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i++) {
        nb_expr a = nb_arg(p, e, i), b = nb_map_get(done, a, a);
        same = same && a == b;
        ok = nb_list_add(p, &args, b);
    }
    nb_expr y = e;
    if (!ok)
        y = NB_NONE;
    else if (!same)
        y = nb_make(p, nb_op_of(p, e), nb_fn_of(p, e), args.n, args.items);
    nb_list_free(&args);
    return y;
}

/* e, typed, with the node replaced. */
static nb_expr replaced(nb_pool *p, nb_expr e, nb_expr node, nb_expr by)
{
    nb_list order = {0};
    nb_map done = {0};
    bool ok = nb_topological(p, &e, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        ok = nb_map_put(p, &done, x, x == node ? by : rebuilt(p, x, &done));
    }
    nb_expr y = ok ? nb_map_get(&done, e, NB_NONE) : NB_NONE;
    nb_list_free(&order);
    nb_map_free(&done);
    return y;
}

/* The first piecewise node, operands before users; NB_NONE: there is none. */
static nb_expr first_cases(nb_pool *p, nb_expr a, nb_expr b)
{
    nb_expr roots[] = {a, b}, found = NB_NONE;
    nb_list order = {0};
    if (nb_topological(p, roots, 2, &order))
        for (uint32_t i = 0; i < order.n && !found; i++)
            if (nb_op_of(p, order.items[i]) == NB_CASES)
                found = order.items[i];
    nb_list_free(&order);
    return found;
}

/* ---- pieces ---- */

static bool equal_here(splitting *s, nb_expr a, nb_expr b)
{
    nb_pool *p = s->p;
    nb_conditions all = {0};
    nb_expr d = nb_difference(p, nb_canonical(p, a), nb_canonical(p, b));
    bool ok = d && nb_conditions_of(p, a, &all) && nb_conditions_of(p, b, &all);
    for (uint32_t i = 0; ok && i < s->facts.keys.n; i++)
        ok = nb_list_add(p, &all.keys, s->facts.keys.items[i]) &&
             nb_list_add(p, &all.rels, s->facts.rels.items[i]);
    ok = ok && nb_is_identically_zero(p, d, &all);
    nb_conditions_free(&all);
    return ok;
}

/* 1 where the condition is known to hold on the piece, 0 where it is known not to, -1
 * otherwise. */
static int known_truth(const splitting *s, nb_expr condition)
{
    nb_expr canonical = nb_canonical(s->p, condition);
    for (uint32_t i = 0; i < s->decided.n; i++)
        if (s->decided.items[i] == canonical)
            return (int)s->truths.items[i];
    return -1;
}

static bool decide(splitting *s, nb_expr condition, bool holds)
{
    return nb_list_add(s->p, &s->decided, nb_canonical(s->p, condition)) &&
           nb_list_add(s->p, &s->truths, holds) &&
           nb_note_condition(s->p, condition, holds, &s->facts);
}

static void forget(splitting *s, uint32_t facts, uint32_t decided)
{
    s->facts.keys.n = s->facts.rels.n = facts;
    s->decided.n = s->truths.n = decided;
}

/* Recurses as deep as pieces are nested, MOST_NESTED at most. */
static bool equal_pieces(splitting *s, nb_expr a, nb_expr b, int depth)
{
    nb_pool *p = s->p;
    nb_expr node = a && b ? first_cases(p, a, b) : NB_NONE;
    if (!a || !b || ++s->pieces > MOST_PIECES)
        return false;
    if (!node)
        return equal_here(s, a, b);
    bool ok = depth < MOST_NESTED, last = false;
    uint32_t n = nb_nargs(p, node), facts = s->facts.keys.n, decided = s->decided.n;
    for (uint32_t i = 0; ok && !last && i < n; i += 2) {
        uint32_t known_facts = s->facts.keys.n, known = s->decided.n;
        nb_expr value = nb_arg(p, node, i);
        nb_expr condition = i + 1 < n ? nb_arg(p, node, i + 1) : NB_NONE;
        int truth = condition ? known_truth(s, condition) : 1;
        if (truth == 0)
            continue;
        last = truth == 1;
        ok = (last || decide(s, condition, true)) &&
             equal_pieces(s, replaced(p, a, node, value), replaced(p, b, node, value),
                          depth + 1);
        forget(s, known_facts, known);
        ok = ok && (last || decide(s, condition, false));
    }
    forget(s, facts, decided);
    return ok;
}

bool nb_is_equal_by_pieces(nb_pool *p, nb_expr a, nb_expr b)
{
    splitting s = {.p = p};
    nb_expr roots[] = {a, b};
    nb_list order = {0};
    bool few = nb_topological(p, roots, 2, &order) && order.n <= MOST_NODES;
    bool ok = few && first_cases(p, a, b) && equal_pieces(&s, a, b, 0);
    nb_list_free(&order);
    nb_conditions_free(&s.facts);
    nb_list_free(&s.decided);
    nb_list_free(&s.truths);
    return ok && !nb_failed(p);
}
