#include "tape/graph.h"

#include "algebra/canon.h"

#include <stdlib.h>

/* The reverse sweep, written out: from the function's value downwards each value
 * passes its adjoint, the derivative of the function by it, on to its operands. */

/* In which points a value counts at all: a condition, everywhere, or nowhere. A
 * piece that is not taken must not spoil the derivative of the one that is, though
 * it may be undefined there. */
typedef enum reach { NOWHERE, SOMEWHERE, EVERYWHERE } reach;

typedef struct sweep {
    nb_graph *g;
    nb_tape_value *adjoint; /* 0: none */
    nb_tape_value *where;   /* the condition, for SOMEWHERE */
    unsigned char *reach;
} sweep;

static nb_tape_value integer(sweep *s, slong value)
{
    return nb_graph_integer(s->g, value);
}

static void widen(sweep *s, nb_tape_value u, reach r, nb_tape_value condition)
{
    if (r == EVERYWHERE || s->reach[u] == NOWHERE) {
        s->reach[u] = r > s->reach[u] ? r : s->reach[u];
        s->where[u] = condition;
    } else if (s->reach[u] == SOMEWHERE && s->where[u] != condition) {
        s->where[u] = nb_graph_2(s->g, NB_TAPE_OR, s->where[u], condition);
    }
}

/* Adds to the adjoint of u, an operand of v. */
static void pass_on(sweep *s, nb_tape_value v, nb_tape_value u, nb_tape_value adjoint)
{
    nb_graph *g = s->g;
    if (nb_graph_closed(g, u) || !adjoint)
        return;
    if (s->reach[v] == SOMEWHERE)
        adjoint = nb_graph_select(g, s->where[v], adjoint, integer(s, 0));
    widen(s, u, (reach)s->reach[v], s->where[v]);
    s->adjoint[u] = s->adjoint[u] ? nb_graph_add(g, s->adjoint[u], adjoint) : adjoint;
}

/* ---- rules ---- */

static void product(sweep *s, nb_tape_value v, nb_tape_value a, nb_tape_value b)
{
    nb_tape_value adjoint = s->adjoint[v];
    if (a == b) {
        nb_tape_value twice = nb_graph_mul(s->g, integer(s, 2), adjoint);
        pass_on(s, v, a, nb_graph_mul(s->g, twice, a));
    } else {
        pass_on(s, v, a, nb_graph_mul(s->g, adjoint, b));
        pass_on(s, v, b, nb_graph_mul(s->g, adjoint, a));
    }
}

static void quotient(sweep *s, nb_tape_value v, nb_tape_value a, nb_tape_value b)
{
    nb_graph *g = s->g;
    if (a == b) { /* 1 wherever it is defined */
        pass_on(s, v, a, integer(s, 0));
        return;
    }
    nb_tape_value t = nb_graph_div(g, s->adjoint[v], b);
    pass_on(s, v, a, t);
    pass_on(s, v, b, nb_graph_mul(g, integer(s, -1), nb_graph_mul(g, t, v)));
}

/* min, max: step() says which operand counts. */
static void extreme(sweep *s, nb_tape_value v, nb_tape_value a, nb_tape_value b)
{
    nb_graph *g = s->g;
    bool least = g->nodes[v].op == NB_TAPE_MIN;
    if (a == b) {
        pass_on(s, v, a, s->adjoint[v]);
        return;
    }
    nb_tape_value low = nb_graph_2(g, NB_TAPE_STEP, a, b),
                  high = nb_graph_2(g, NB_TAPE_STEP, b, a);
    pass_on(s, v, a, nb_graph_mul(g, s->adjoint[v], least ? low : high));
    pass_on(s, v, b, nb_graph_mul(g, s->adjoint[v], least ? high : low));
}

static void power(sweep *s, nb_tape_value v, nb_tape_value a, nb_tape_value b)
{
    nb_graph *g = s->g;
    nb_operation op = (nb_operation)g->nodes[v].op;
    nb_tape_value adjoint = s->adjoint[v];
    if (!nb_graph_closed(g, a)) {
        nb_tape_value less = nb_graph_sub(g, b, integer(s, 1));
        nb_tape_value slope = nb_graph_mul(g, b, nb_graph_2(g, op, a, less));
        pass_on(s, v, a, nb_graph_mul(g, adjoint, slope));
    }
    if (!nb_graph_closed(g, b)) {
        nb_tape_value slope = nb_graph_mul(g, v, nb_graph_1(g, NB_TAPE_LN, a));
        pass_on(s, v, b, nb_graph_mul(g, adjoint, slope));
    }
}

/* Passes the adjoint on to u where the condition c holds, of the points where v
 * counts. */
static void pass_on_where(sweep *s, nb_tape_value v, nb_tape_value u, nb_tape_value c,
                          nb_tape_value adjoint)
{
    nb_graph *g = s->g;
    if (nb_graph_closed(g, u) || !c || !adjoint)
        return;
    if (s->reach[v] == SOMEWHERE)
        c = nb_graph_2(g, NB_TAPE_AND, s->where[v], c);
    nb_tape_value share = nb_graph_select(g, c, adjoint, integer(s, 0));
    widen(s, u, SOMEWHERE, c);
    s->adjoint[u] = s->adjoint[u] ? nb_graph_add(g, s->adjoint[u], share) : share;
}

/* A piece counts where its condition holds; where that changes there is no
 * derivative. */
static void selection(sweep *s, nb_tape_value v)
{
    const nb_tape_node n = s->g->nodes[v];
    nb_tape_value otherwise = nb_graph_1(s->g, NB_TAPE_NOT, n.a[0]);
    pass_on_where(s, v, n.a[1], n.a[0], s->adjoint[v]);
    pass_on_where(s, v, n.a[2], otherwise, s->adjoint[v]);
    pass_on(s, v, n.a[0], integer(s, 0));
}

static void condition(sweep *s, nb_tape_value v)
{
    const nb_tape_node n = s->g->nodes[v];
    nb_tape_value nothing = integer(s, 0);
    nb_tape_value edge;
    switch ((nb_operation)n.op) {
    case NB_TAPE_NOT: pass_on(s, v, n.a[0], nothing); break;
    case NB_TAPE_AND:
        pass_on(s, v, n.a[0], nothing);
        pass_on_where(s, v, n.a[1], n.a[0], nothing);
        break;
    case NB_TAPE_OR:
        pass_on(s, v, n.a[0], nothing);
        pass_on_where(s, v, n.a[1], nb_graph_1(s->g, NB_TAPE_NOT, n.a[0]), nothing);
        break;
    default:
        if (n.a[0] == n.a[1])
            return;
        edge = nb_graph_2(s->g, NB_TAPE_EDGE, n.a[0], n.a[1]);
        pass_on(s, v, n.a[0], edge);
        pass_on(s, v, n.a[1], edge);
    }
}

/* By the derivatives that the tables give. */
static void function(sweep *s, nb_tape_value v)
{
    nb_graph *g = s->g;
    const nb_tape_node n = g->nodes[v];
    nb_operation op = (nb_operation)n.op;
    unsigned arity = nb_operation_arity(op);
    for (unsigned i = 0; i < arity; i++) {
        if (nb_graph_closed(g, n.a[i]))
            continue;
        nb_tape_value slope = nb_graph_column(g, nb_operation_derivative(op, i), n.a[0],
                                              arity > 1 ? n.a[1] : 0);
        pass_on(s, v, n.a[i], nb_graph_mul(g, s->adjoint[v], slope));
    }
}

/* Roots: the derivative by way of the value. */
static void root(sweep *s, nb_tape_value v)
{
    nb_graph *g = s->g;
    nb_tape_value a = g->nodes[v].a[0];
    bool cubic = g->nodes[v].op == NB_TAPE_CBRT;
    nb_tape_value divisor = cubic ? nb_graph_mul(g, v, v) : v;
    nb_expr share = nb_ratio(g->pool, 1, cubic ? 3 : 2);
    nb_tape_value adjoint = nb_graph_mul(g, nb_graph_constant(g, share), s->adjoint[v]);
    pass_on(s, v, a, nb_graph_div(g, adjoint, divisor));
}

static void visit(sweep *s, nb_tape_value v)
{
    const nb_tape_node n = s->g->nodes[v];
    switch ((nb_operation)n.op) {
    case NB_TAPE_CONST:
    case NB_TAPE_INPUT: break;
    case NB_TAPE_ADD:
        pass_on(s, v, n.a[0], s->adjoint[v]);
        pass_on(s, v, n.a[1], s->adjoint[v]);
        break;
    case NB_TAPE_MUL: product(s, v, n.a[0], n.a[1]); break;
    case NB_TAPE_DIV: quotient(s, v, n.a[0], n.a[1]); break;
    case NB_TAPE_MIN:
    case NB_TAPE_MAX: extreme(s, v, n.a[0], n.a[1]); break;
    case NB_TAPE_POW:
    case NB_TAPE_POWP: power(s, v, n.a[0], n.a[1]); break;
    case NB_TAPE_SELECT: selection(s, v); break;
    case NB_TAPE_LT:
    case NB_TAPE_LE:
    case NB_TAPE_EQ:
    case NB_TAPE_NE:
    case NB_TAPE_AND:
    case NB_TAPE_OR:
    case NB_TAPE_NOT: condition(s, v); break;
    case NB_TAPE_EXP: pass_on(s, v, n.a[0], nb_graph_mul(s->g, s->adjoint[v], v)); break;
    case NB_TAPE_SQRT:
    case NB_TAPE_CBRT: root(s, v); break;
    default: function(s, v);
    }
}

/* ---- the sweep ---- */

/* The norm: the square root of the sum of squares, |a| of a single component. */
static nb_tape_value norm_of(nb_graph *g)
{
    nb_tape_value sum = nb_graph_integer(g, 0), only = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->n_inputs; i++) {
        nb_tape_value d = g->gradient[i];
        if (nb_graph_is_int(g, d, 0))
            continue;
        count++;
        only = d;
        sum = nb_graph_add(g, sum, nb_graph_mul(g, d, d));
    }
    if (count == 1)
        return nb_graph_1(g, NB_TAPE_ABS, only);
    return nb_graph_1(g, NB_TAPE_SQRT, sum);
}

static bool allocate(sweep *s, nb_graph *g)
{
    size_t n = g->n_function + 1;
    s->g = g;
    s->adjoint = calloc(n, sizeof *s->adjoint);
    s->where = calloc(n, sizeof *s->where);
    s->reach = calloc(n, sizeof *s->reach);
    g->gradient = calloc(g->n_inputs + 1, sizeof *g->gradient);
    if (!s->adjoint || !s->where || !s->reach || !g->gradient)
        nb_fail(g->pool, NB_ERR_MEMORY, "out of memory");
    return !nb_failed(g->pool);
}

bool nb_graph_reverse(nb_graph *g)
{
    sweep s = {0};
    g->n_function = g->n;
    g->reverse = true;
    bool ok = allocate(&s, g);
    if (ok) {
        s.adjoint[g->value] = nb_graph_integer(g, 1);
        s.reach[g->value] = EVERYWHERE;
    }
    for (nb_tape_value v = g->value; ok && v > 0; v--) {
        if (s.adjoint[v])
            visit(&s, v);
        ok = nb_poll(g->pool) && !nb_failed(g->pool);
    }
    for (uint32_t i = 0; ok && i < g->n_inputs; i++) {
        nb_tape_value x = nb_graph_input(g, i);
        nb_tape_value d = x < g->n_function ? s.adjoint[x] : 0;
        g->gradient[i] = d ? d : nb_graph_integer(g, 0);
    }
    g->norm = ok ? norm_of(g) : 0;
    free(s.adjoint);
    free(s.where);
    free(s.reach);
    return g->norm != 0 && !nb_failed(g->pool);
}
