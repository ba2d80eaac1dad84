#include "calculus/gradient.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"
#include "calculus/derive.h"

#include <stdlib.h>

/* Nodes go by their number in `order`, operands first. */

static const uint32_t NOWHERE = UINT32_MAX;

/* That a node is operand number `position` of the node `user`. */
typedef struct use {
    uint32_t user, position;
    uint32_t next; /* forward: another use of something dependent by the same user */
    nb_expr outer; /* the derivative of the user by the operand, once it is known */
} use;

/* A derivative: its value, or, while that is not made, outer times that of `link`. */
typedef struct lazy {
    nb_expr value, outer;
    uint32_t link;
} lazy;

typedef struct graph {
    nb_pool *p;
    nb_expr one;
    nb_list order;
    uint32_t *place; /* expression -> number + 1, or 0 */
    uint32_t *first; /* the uses of node i are uses[first[i] … first[i + 1] - 1] */
    use *uses;
    lazy *d;           /* of each node by the variable, or of e by each node */
    uint32_t *visit;   /* the last variable, counted from 1, that reached the node */
    uint32_t *hits;    /* forward: the first of the dependent uses by the node */
    uint32_t *reached; /* the nodes that depend on the variable */
    uint32_t n_reached;
    bool pieces; /* there are piecewise parts: rules that look deeper than operands */
    nb_map done; /* then: expression -> derivative by the variable */
} graph;

/* ---- the index ---- */

static bool counts(nb_pool *p, nb_expr e)
{
    return !nb_is_number(p, e) && !nb_is_closed(p, e);
}

/* Calls for each operand that may depend on a variable: counts the uses, or, when there
 * is room for them, enters them. */
static void list_uses(graph *g)
{
    nb_pool *p = g->p;
    for (uint32_t i = 0; i < g->order.n; i++) {
        nb_expr e = g->order.items[i];
        const nb_expr *args = nb_args(p, e);
        for (uint32_t k = 0; k < nb_nargs(p, e); k++) {
            if (!counts(p, args[k]))
                continue;
            uint32_t a = g->place[args[k]] - 1;
            if (g->uses)
                g->uses[g->first[a]++] = (use){i, k, NOWHERE, NB_NONE};
            else
                g->first[a + 1]++;
        }
    }
}

static bool make_index(graph *g)
{
    uint32_t n = g->order.n;
    g->first = calloc((size_t)n + 2, sizeof *g->first);
    if (!g->first)
        return false;
    list_uses(g);
    for (uint32_t i = 0; i < n; i++)
        g->first[i + 1] += g->first[i];
    g->uses = malloc(((size_t)g->first[n] + 1) * sizeof *g->uses);
    if (!g->uses)
        return false;
    list_uses(g);
    /* entering has moved each first to that of the next node */
    for (uint32_t i = n; i > 0; i--)
        g->first[i] = g->first[i - 1];
    g->first[0] = 0;
    return true;
}

static bool open_graph(graph *g, nb_pool *p, nb_expr e)
{
    *g = (graph){.p = p, .one = nb_one(p)};
    if (!e || !nb_topological(p, &e, 1, &g->order))
        return false;
    uint32_t n = g->order.n;
    g->place = calloc((size_t)e + 1, sizeof *g->place);
    g->d = calloc(n, sizeof *g->d);
    g->visit = calloc(n, sizeof *g->visit);
    g->hits = malloc(n * sizeof *g->hits);
    g->reached = malloc(n * sizeof *g->reached);
    if (!g->place || !g->d || !g->visit || !g->hits || !g->reached)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; i < n; i++) {
        g->place[g->order.items[i]] = i + 1;
        g->pieces = g->pieces || nb_op_of(p, g->order.items[i]) == NB_CASES;
    }
    return make_index(g) || nb_fail(p, NB_ERR_MEMORY, "out of memory");
}

static void close_graph(graph *g)
{
    nb_list_free(&g->order);
    nb_map_free(&g->done);
    free(g->place);
    free(g->first);
    free(g->uses);
    free(g->d);
    free(g->visit);
    free(g->hits);
    free(g->reached);
}

/* ---- products along a chain ---- */

/* The derivative as an expression: what was put off is multiplied at once. */
static nb_expr value_of(graph *g, uint32_t i)
{
    nb_list factors = {0};
    uint32_t k = i;
    bool ok = true;
    for (; ok && !g->d[k].value; k = g->d[k].link)
        if (g->d[k].outer != g->one)
            ok = nb_list_add(g->p, &factors, g->d[k].outer);
    if (k != i) {
        if (ok && (g->d[k].value != g->one || factors.n == 0))
            ok = nb_list_add(g->p, &factors, g->d[k].value);
        if (ok)
            g->d[i].value = factors.n == 1
                                ? factors.items[0]
                                : nb_product(g->p, factors.items, NULL, factors.n);
    }
    nb_list_free(&factors);
    return g->d[i].value;
}

/* The product without the factor whose base is operand number i, which has the exponent
 * 1: what remains is a product in normal form. */
static nb_expr without_factor(graph *g, nb_expr e, uint32_t i)
{
    nb_pool *p = g->p;
    uint32_t n = nb_nargs(p, e) - 2;
    const nb_expr *args = nb_args(p, e);
    if (n == 2 && args[(i + 3) % 4] == g->one)
        return args[(i + 2) % 4];
    nb_list rest = {0};
    bool ok = nb_poll(p);
    for (uint32_t k = 0; ok && k < n + 2; k++)
        ok = k / 2 == i / 2 || nb_list_add(p, &rest, args[k]);
    nb_expr made = ok ? nb_with_facts(p, nb_make(p, NB_PROD, 0, n, rest.items)) : NB_NONE;
    nb_list_free(&rest);
    return made;
}

/* Whether the power number i of the product stays in normal form when its exponent is
 * one less: an integer, and not 1 or 0, of a base without rules of its own. */
static bool lowers(const graph *g, nb_expr e, uint32_t i)
{
    nb_pool *p = g->p;
    nb_expr base = nb_arg(p, e, i);
    nb_op op = nb_op_of(p, base);
    slong k;
    return (op == NB_SYMBOL || op == NB_SUM ||
            (op == NB_FN && !nb_is_fn(p, base, NB_FN_ABS))) &&
           nb_get_int(p, nb_arg(p, e, i + 1), &k) && k != 1 && k != 0 && k > WORD_MIN;
}

/* k b^(k-1) and the other factors, for the power b^k number i of the product. */
static nb_expr lowered(graph *g, nb_expr e, uint32_t i)
{
    nb_pool *p = g->p;
    uint32_t n = nb_nargs(p, e);
    nb_expr base = nb_arg(p, e, i), k = nb_arg(p, e, i + 1);
    slong exponent;
    nb_get_int(p, k, &exponent);
    nb_expr less = nb_with_facts(p, nb_integer(p, exponent - 1)), power = base;
    if (n > 2 || less != g->one) {
        nb_list args = {0};
        bool ok = true;
        for (uint32_t a = 0; ok && a < n; a++)
            ok = nb_list_add(p, &args, a == i + 1 ? less : nb_arg(p, e, a));
        power = ok ? nb_with_facts(p, nb_make(p, NB_PROD, 0, n, args.items)) : NB_NONE;
        nb_list_free(&args);
    }
    return nb_scale(p, k, power);
}

/* The derivative of the node by its operand number `position` alone; of a sum, a
 * product, or a function of one or two arguments. */
static nb_expr outer_of(graph *g, nb_expr e, uint32_t position)
{
    nb_pool *p = g->p;
    nb_expr pair[2], minus = nb_integer(p, -1);
    switch (nb_op_of(p, e)) {
    case NB_SUM: return nb_arg(p, e, position - 1);
    case NB_POW: return g->one; /* kept whole */
    case NB_PROD:               /* e/b * u for the base b, e * ln(b) for the exponent u */
        pair[0] = nb_arg(p, e, position & ~1u);
        pair[1] = nb_arg(p, e, position | 1u);
        if (position & 1)
            return nb_product2(p, e, nb_apply1(p, NB_FN_LN, pair[0]));
        if (pair[1] == g->one && nb_nargs(p, e) > 2)
            return without_factor(g, e, position & ~1u);
        if (lowers(g, e, position & ~1u))
            return lowered(g, e, position & ~1u);
        return nb_product(p, (nb_expr[]){e, pair[0], pair[1]},
                          (nb_expr[]){g->one, minus, g->one}, 3);
    default:
        pair[0] = nb_arg(p, e, 0);
        pair[1] = nb_nargs(p, e) > 1 ? nb_arg(p, e, 1) : NB_NONE;
        return nb_outer_derivative(p, nb_fn_of(p, e), position, pair);
    }
}

/* The same for a use; it is worked out once for all variables. */
static nb_expr outer_by(graph *g, use *u)
{
    if (!u->outer)
        u->outer = outer_of(g, g->order.items[u->user], u->position);
    return u->outer;
}

/* Whether outer_of() can tell. */
static bool has_outer(const nb_pool *p, nb_expr e)
{
    nb_op op = nb_op_of(p, e);
    if (op == NB_FN)
        return nb_fn_of(p, e) != NB_FN_MIN && nb_fn_of(p, e) != NB_FN_MAX;
    return op == NB_SUM || op == NB_PROD || op == NB_POW;
}

/* ---- forward: the derivatives of the nodes by one variable ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Lists the nodes that depend on node `v`, operands first, and for each the uses that
 * make it so. `turn` numbers the variables from 1. */
static void reach(graph *g, uint32_t v, uint32_t turn)
{
    g->n_reached = 0;
    g->reached[g->n_reached++] = v;
    g->visit[v] = turn;
    for (uint32_t i = 0; i < g->n_reached; i++) {
        uint32_t a = g->reached[i];
        for (uint32_t k = g->first[a]; k < g->first[a + 1]; k++) {
            uint32_t w = g->uses[k].user;
            if (g->visit[w] != turn) {
                g->visit[w] = turn;
                g->hits[w] = NOWHERE;
                g->reached[g->n_reached++] = w;
            }
            g->uses[k].next = g->hits[w];
            g->hits[w] = k;
        }
    }
    qsort(g->reached, g->n_reached, sizeof *g->reached, by_number);
}

static uint32_t operand_of(const graph *g, uint32_t user, uint32_t position)
{
    return g->place[nb_arg(g->p, g->order.items[user], position)] - 1;
}

/* The sum, over the dependent operands, of the derivative by each times its own. */
static nb_expr sum_over_hits(graph *g, uint32_t w)
{
    nb_pool *p = g->p;
    nb_expr e = g->order.items[w];
    nb_list c = {0}, terms = {0};
    bool ok = true, sum = nb_op_of(p, e) == NB_SUM;
    for (uint32_t k = g->hits[w]; ok && k != NOWHERE; k = g->uses[k].next) {
        uint32_t position = g->uses[k].position;
        nb_expr term = value_of(g, operand_of(g, w, position));
        if (sum)
            ok = nb_list_add(p, &c, nb_arg(p, e, position - 1));
        else
            term = nb_product2(p, outer_by(g, &g->uses[k]), term);
        ok = ok && nb_list_add(p, &terms, term);
    }
    nb_expr result =
        ok ? nb_linear(p, sum ? c.items : NULL, terms.items, terms.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return result;
}

static bool note_done(graph *g, uint32_t i)
{
    nb_expr value = value_of(g, i);
    return value && nb_map_put(g->p, &g->done, g->order.items[i], value);
}

/* By the rule in derive.c, for nodes that outer_of() does not know. */
static nb_expr by_rule(graph *g, uint32_t w)
{
    bool ok = true;
    if (!g->pieces) {
        nb_map_clear(&g->done);
        for (uint32_t k = g->hits[w]; ok && k != NOWHERE; k = g->uses[k].next)
            ok = note_done(g, operand_of(g, w, g->uses[k].position));
    }
    return ok ? nb_derive_node(g->p, g->order.items[w], &g->done) : NB_NONE;
}

static bool forward_node(graph *g, uint32_t w)
{
    nb_expr e = g->order.items[w];
    lazy *d = &g->d[w];
    uint32_t k = g->hits[w];
    d->value = NB_NONE;
    if (!has_outer(g->p, e)) {
        d->value = by_rule(g, w);
    } else if (g->uses[k].next != NOWHERE) {
        d->value = sum_over_hits(g, w);
    } else {
        d->outer = outer_by(g, &g->uses[k]);
        d->link = operand_of(g, w, g->uses[k].position);
        if (!d->outer)
            return false;
        /* what several nodes use is made before them */
        bool shared = g->first[w + 1] - g->first[w] > 1;
        return !(shared || g->pieces) || value_of(g, w);
    }
    return d->value != NB_NONE;
}

static nb_expr forward(graph *g, uint32_t v, uint32_t turn)
{
    bool ok = nb_poll(g->p);
    reach(g, v, turn);
    g->d[v].value = g->one;
    nb_map_clear(&g->done);
    if (g->pieces)
        ok = ok && note_done(g, v);
    for (uint32_t i = 1; ok && i < g->n_reached; i++)
        ok =
            forward_node(g, g->reached[i]) && (!g->pieces || note_done(g, g->reached[i]));
    uint32_t root = g->order.n - 1;
    return !ok ? NB_NONE : g->visit[root] == turn ? value_of(g, root) : nb_zero(g->p);
}

/* ---- in reverse: the derivatives of the root by each node ---- */

static bool reverse_node(graph *g, uint32_t i)
{
    lazy *d = &g->d[i];
    uint32_t from = g->first[i], n = g->first[i + 1] - from;
    nb_list terms = {0};
    bool ok = nb_poll(g->p);
    if (n == 1) {
        use *u = &g->uses[from];
        d->value = NB_NONE;
        d->outer = outer_by(g, u);
        d->link = u->user;
        return ok && d->outer;
    }
    for (uint32_t k = from; ok && k < from + n; k++) {
        use *u = &g->uses[k];
        nb_expr outer = outer_by(g, u);
        ok = nb_list_add(g->p, &terms, nb_product2(g->p, outer, value_of(g, u->user)));
    }
    d->value = ok ? nb_sum(g->p, terms.items, terms.n) : NB_NONE;
    nb_list_free(&terms);
    return d->value != NB_NONE;
}

static bool reverse(graph *g)
{
    uint32_t root = g->order.n - 1;
    bool ok = true;
    g->d[root].value = g->one;
    for (uint32_t i = root; ok && i-- > 0;)
        if (counts(g->p, g->order.items[i]))
            ok = reverse_node(g, i);
    return ok;
}

/* ---- which of the two ---- */

/* In reverse every node must have its outer derivatives. */
static bool can_reverse(const graph *g)
{
    for (uint32_t i = 0; i < g->order.n; i++) {
        nb_expr e = g->order.items[i];
        if (nb_nargs(g->p, e) && !has_outer(g->p, e))
            return false;
    }
    return true;
}

/* Whether forward visits far more uses than there are. Counting stops as soon as that
 * is clear. */
static bool forward_is_long(graph *g, const nb_expr *variables, uint32_t n, nb_expr e)
{
    enum { FEW = 8, TIMES = 8 };
    uint64_t most = (uint64_t)TIMES * g->first[g->order.n], visited = 0;
    if (n < FEW)
        return false;
    for (uint32_t v = 0; v < n && visited <= most; v++) {
        if (variables[v] > e || !g->place[variables[v]])
            continue;
        reach(g, g->place[variables[v]] - 1, v + 1);
        for (uint32_t i = 0; i < g->n_reached; i++)
            visited += g->first[g->reached[i] + 1] - g->first[g->reached[i]];
    }
    return visited > most;
}

bool nb_gradient_in(nb_pool *p, nb_expr e, const nb_expr *variables, uint32_t n,
                    nb_gradient_way way, nb_expr *out)
{
    graph g;
    nb_expr zero = nb_zero(p);
    bool ok = open_graph(&g, p, e);
    bool back = ok && way != NB_FORWARD && can_reverse(&g) &&
                (way == NB_REVERSE || forward_is_long(&g, variables, n, e));
    ok = ok && (!back || reverse(&g));
    for (uint32_t v = 0; ok && v < n; v++) {
        uint32_t place = variables[v] <= e ? g.place[variables[v]] : 0;
        out[v] = !place ? zero
                 : back ? value_of(&g, place - 1)
                        : forward(&g, place - 1, n + 1 + v);
        ok = out[v] != NB_NONE;
    }
    close_graph(&g);
    return ok && !nb_failed(p);
}

bool nb_gradient(nb_pool *p, nb_expr e, const nb_expr *variables, uint32_t n,
                 nb_expr *out)
{
    return nb_gradient_in(p, e, variables, n, NB_SHORTER_WAY, out);
}
