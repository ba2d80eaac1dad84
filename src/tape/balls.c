#include "tape/balls.h"

#include "expr/function.h"
#include "numeric/ball.h"
#include "numeric/enclosure.h"
#include "numeric/power.h"

#include <stdlib.h>

typedef struct balls {
    const nb_graph *g;
    arb_srcptr point;
    arb_ptr y; /* of each value; conditions are 1 or 0, or not finite */
    slong prec;
} balls;

/* ---- conditions ---- */

static bool holds(arb_srcptr c) { return arb_is_one(c); }
static bool fails(arb_srcptr c) { return arb_is_zero(c); }

static void set_truth(arb_t y, bool certain, bool value)
{
    if (certain)
        arb_set_si(y, value);
    else
        arb_indeterminate(y);
}

static bool are_equal(const arb_t a, const arb_t b)
{
    return arb_is_exact(a) && arb_is_exact(b) && arb_equal(a, b);
}

static void compare(nb_operation op, arb_t y, const arb_t a, const arb_t b)
{
    bool apart = !arb_overlaps(a, b), same = are_equal(a, b);
    switch (op) {
    case NB_TAPE_LT: set_truth(y, arb_lt(a, b) || arb_ge(a, b), arb_lt(a, b)); break;
    case NB_TAPE_LE: set_truth(y, arb_le(a, b) || arb_gt(a, b), arb_le(a, b)); break;
    case NB_TAPE_EQ: set_truth(y, apart || same, same); break;
    case NB_TAPE_NE: set_truth(y, apart || same, apart); break;
    case NB_TAPE_STEP: set_truth(y, apart, arb_lt(a, b)); break;
    default: set_truth(y, apart, false); /* EDGE */
    }
}

/* Where one operand settles the matter the other may be what it will. */
static void connect(bool is_and, arb_t y, const arb_t a, const arb_t b)
{
    if (is_and ? fails(a) : holds(a))
        arb_set(y, a);
    else if (is_and ? holds(a) : fails(a))
        arb_set(y, b);
    else
        arb_indeterminate(y);
}

static void select_piece(arb_t y, const arb_t c, const arb_t a, const arb_t b)
{
    if (holds(c))
        arb_set(y, a);
    else if (fails(c))
        arb_set(y, b);
    else
        arb_indeterminate(y);
}

/* ---- powers and functions ---- */

static void power(const balls *s, const nb_tape_node *n, arb_t y)
{
    nb_expr exponent = nb_graph_closed(s->g, n->a[1]);
    arb_srcptr a = s->y + n->a[0], b = s->y + n->a[1];
    if (exponent && nb_is_number(s->g->pool, exponent))
        nb_arb_pow_rational(y, a, nb_value(s->g->pool, exponent), s->prec);
    else if (n->op == NB_TAPE_POWP && !arb_is_nonnegative(a))
        arb_indeterminate(y);
    else
        nb_arb_pow(y, a, b, s->prec);
}

static void root(arb_t y, const arb_t a, ulong degree, slong prec)
{
    fmpq_t r;
    fmpq_init(r);
    fmpq_set_si(r, 1, degree);
    nb_arb_pow_rational(y, a, r, prec);
    fmpq_clear(r);
}

static void logarithm(arb_t y, const arb_t a, ulong base, slong prec)
{
    if (arb_is_positive(a))
        arb_log_base_ui(y, a, base, prec);
    else
        arb_indeterminate(y);
}

static void function(const balls *s, const nb_tape_node *n, arb_t y)
{
    arb_srcptr a = s->y + n->a[0], b = s->y + n->a[1];
    nb_enclosure enclosure = nb_enclosure_of(nb_operation_function((nb_operation)n->op));
    switch ((nb_operation)n->op) {
    case NB_TAPE_SQRT: root(y, a, 2, s->prec); break;
    case NB_TAPE_CBRT: root(y, a, 3, s->prec); break;
    case NB_TAPE_EXP: arb_exp(y, a, s->prec); break;
    case NB_TAPE_LOG2: logarithm(y, a, 2, s->prec); break;
    case NB_TAPE_LOG10: logarithm(y, a, 10, s->prec); break;
    case NB_TAPE_HYPOT: arb_hypot(y, a, b, s->prec); break;
    case NB_TAPE_ATAN2:
        if (arb_contains_zero(a) && arb_contains_zero(b))
            arb_indeterminate(y);
        else
            arb_atan2(y, a, b, s->prec);
        break;
    default:
        if (enclosure)
            enclosure(y, a, s->prec);
        else
            arb_indeterminate(y);
    }
}

/* ---- the pass ---- */

static bool operands_finite(const balls *s, const nb_tape_node *n)
{
    unsigned arity = nb_operation_arity((nb_operation)n->op);
    for (unsigned i = 0; i < arity; i++)
        if (!arb_is_finite(s->y + n->a[i]))
            return false;
    return true;
}

static void constant(const balls *s, const nb_tape_node *n, arb_t y)
{
    nb_expr closed = s->g->constants.items[n->a[0]];
    if (!closed || !nb_enclose(s->g->pool, closed, s->prec, y))
        arb_indeterminate(y);
}

static void compute(const balls *s, const nb_tape_node *n, arb_t y)
{
    arb_srcptr a = s->y + n->a[0], b = s->y + n->a[1], c = s->y + n->a[2];
    switch ((nb_operation)n->op) {
    case NB_TAPE_CONST: constant(s, n, y); return;
    case NB_TAPE_INPUT: arb_set(y, s->point + n->a[0]); return;
    case NB_TAPE_AND:
    case NB_TAPE_OR: connect(n->op == NB_TAPE_AND, y, a, b); return;
    case NB_TAPE_SELECT: select_piece(y, a, b, c); return;
    default: break;
    }
    if (!operands_finite(s, n)) {
        arb_indeterminate(y);
        return;
    }
    switch ((nb_operation)n->op) {
    case NB_TAPE_ADD: arb_add(y, a, b, s->prec); break;
    case NB_TAPE_MUL:
        if (n->a[0] == n->a[1])
            arb_sqr(y, a, s->prec);
        else
            arb_mul(y, a, b, s->prec);
        break;
    case NB_TAPE_DIV: arb_div(y, a, b, s->prec); break;
    case NB_TAPE_MIN: arb_min(y, a, b, s->prec); break;
    case NB_TAPE_MAX: arb_max(y, a, b, s->prec); break;
    case NB_TAPE_POW:
    case NB_TAPE_POWP: power(s, n, y); break;
    case NB_TAPE_LT:
    case NB_TAPE_LE:
    case NB_TAPE_EQ:
    case NB_TAPE_NE:
    case NB_TAPE_STEP:
    case NB_TAPE_EDGE: compare((nb_operation)n->op, y, a, b); break;
    case NB_TAPE_NOT: set_truth(y, true, fails(a)); break;
    default: function(s, n, y);
    }
}

/* The distance of a number from 1, in binary orders of magnitude. */
static slong distance(const arb_t y)
{
    if (!arb_is_finite(y) || arb_is_zero(y))
        return 0;
    slong e = arf_abs_bound_lt_2exp_si(arb_midref(y));
    return e < 0 ? -e : e;
}

static void give(const balls *s, arb_t to, nb_tape_value from, bool defined)
{
    if (defined)
        arb_set(to, s->y + from);
    else
        arb_indeterminate(to);
}

bool nb_graph_balls(const nb_graph *g, arb_srcptr point, slong prec, arb_t value,
                    arb_ptr gradient, arb_ptr norm, slong *range)
{
    balls s = {.g = g, .point = point, .prec = prec, .y = _arb_vec_init((slong)g->n)};
    bool ok = true;
    slong farthest = 0;
    for (uint32_t v = 1; ok && v < g->n; v++) {
        compute(&s, &g->nodes[v], s.y + v);
        slong d = distance(s.y + v);
        farthest = d > farthest ? d : farthest;
        ok = nb_poll(g->pool);
    }
    bool defined = ok && arb_is_finite(s.y + g->value);
    give(&s, value, g->value, defined);
    for (uint32_t i = 0; i < g->n_inputs; i++)
        give(&s, gradient + i, g->gradient[i], defined);
    if (norm)
        give(&s, norm, g->norm, defined);
    if (range)
        *range = farthest;
    _arb_vec_clear(s.y, (slong)g->n);
    return ok && !nb_failed(g->pool);
}
