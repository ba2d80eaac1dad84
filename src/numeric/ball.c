#include "numeric/ball.h"

#include "expr/function.h"
#include "numeric/enclosure.h"
#include "numeric/power.h"
#include "syntax/parse.h"

#include <stdlib.h>
#include <string.h>

/* Exact values are followed through typed arithmetic up to this many bits; they
 * are there for exponents such as 2/3. */
enum { EXACT_BITS = 4096 };
/* From this factorial on its logarithm's ball would do; a literal is shorter. */
enum { MOST_FACTORIAL = 1000000 };
/* exp() of more than 2^TOO_LARGE_BITS is taken to have left the range. */
enum { TOO_LARGE_BITS = 48 };

/* ---- life ---- */

void nb_balls_init(nb_balls *b, nb_pool *p, slong prec)
{
    *b = (nb_balls){.pool = p, .prec = prec};
}

void nb_balls_clear(nb_balls *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        arb_clear(&b->slots[i].ball);
        fmpq_clear(&b->slots[i].exact);
    }
    free(b->slots);
    nb_map_free(&b->place);
    nb_list_free(&b->stack);
    *b = (nb_balls){0};
}

/* A new slot for e, not finite yet; NULL when memory ran out. */
static nb_slot *add_slot(nb_balls *b, nb_expr e)
{
    nb_slot *slots = nb_room(b->pool, b->slots, b->n, &b->capacity, sizeof *slots);
    if (!slots)
        return NULL;
    b->slots = slots;
    if (!nb_map_put(b->pool, &b->place, e, b->n + 1))
        return NULL;
    nb_slot *s = &b->slots[b->n++];
    arb_init(&s->ball);
    arb_indeterminate(&s->ball);
    fmpq_init(&s->exact);
    s->has_exact = false;
    s->truth = -1;
    return s;
}

/* The slot of an operand, which has been computed. */
static nb_slot *slot_of(const nb_balls *b, nb_expr e)
{
    return &b->slots[nb_map_get(&b->place, e, 0) - 1];
}

static nb_slot *operand(const nb_balls *b, nb_expr e, uint32_t i)
{
    return slot_of(b, nb_arg(b->pool, e, i));
}

static arb_srcptr ball_of(const nb_balls *b, nb_expr e, uint32_t i)
{
    return &operand(b, e, i)->ball;
}

/* ---- exact values ---- */

static void set_exact(nb_balls *b, nb_slot *s, const fmpq_t value)
{
    fmpq_set(&s->exact, value);
    s->has_exact = true;
    arb_set_fmpq(&s->ball, value, b->prec);
}

static bool short_enough(const fmpq *q)
{
    return fmpz_bits(fmpq_numref(q)) + fmpz_bits(fmpq_denref(q)) <= EXACT_BITS;
}

/* base^exponent for a small integer exponent. */
static bool exact_power(fmpq_t out, const fmpq *base, const fmpq *exponent)
{
    if (!fmpz_is_one(fmpq_denref(exponent)) || fmpz_bits(fmpq_numref(exponent)) > 12)
        return false;
    slong n = fmpz_get_si(fmpq_numref(exponent));
    ulong bits = fmpz_bits(fmpq_numref(base)) + fmpz_bits(fmpq_denref(base));
    if ((fmpq_is_zero(base) && n <= 0) || bits * (ulong)(n < 0 ? -n : n) > EXACT_BITS)
        return false;
    fmpq_pow_si(out, base, n);
    return true;
}

/* The exact value of a typed node whose operands have exact ones. */
static bool exact_arithmetic(fmpq_t out, nb_op op, const fmpq *a, const fmpq *c)
{
    switch (op) {
    case NB_ADD: fmpq_add(out, a, c); return true;
    case NB_SUB: fmpq_sub(out, a, c); return true;
    case NB_MUL: fmpq_mul(out, a, c); return true;
    case NB_DIV:
        if (fmpq_is_zero(c))
            return false;
        fmpq_div(out, a, c);
        return true;
    case NB_POW: return exact_power(out, a, c);
    case NB_NEG: fmpq_neg(out, a); return true;
    default: return false;
    }
}

static bool try_exact(nb_balls *b, nb_expr e, nb_slot *s)
{
    nb_op op = nb_op_of(b->pool, e);
    if (op < NB_ADD || op > NB_POW)
        return false;
    uint32_t last = nb_nargs(b->pool, e) - 1;
    nb_slot *x = operand(b, e, 0), *y = operand(b, e, last);
    if (!x->has_exact || !y->has_exact || !short_enough(&x->exact) ||
        !short_enough(&y->exact))
        return false;
    fmpq_t value;
    fmpq_init(value);
    bool done = exact_arithmetic(value, op, &x->exact, &y->exact);
    if (done)
        set_exact(b, s, value);
    fmpq_clear(value);
    return done;
}

/* ---- arithmetic ---- */

void nb_arb_addmul_fmpq(arb_t y, const arb_t x, const fmpq_t c, slong prec)
{
    arb_t t;
    arb_init(t);
    arb_mul_fmpz(t, x, fmpq_numref(c), prec);
    if (!fmpz_is_one(fmpq_denref(c)))
        arb_div_fmpz(t, t, fmpq_denref(c), prec);
    arb_add(y, y, t, prec);
    arb_clear(t);
}

/* Notes a result that left the range of exponents although the argument u was
 * finite and large. */
static void note_range(nb_balls *b, const arb_t y, const arb_t u)
{
    if (arb_is_finite(u) && !arb_is_finite(y) &&
        arf_cmpabs_2exp_si(arb_midref(u), TOO_LARGE_BITS) > 0)
        b->too_large = true;
}

static void power(nb_balls *b, arb_t y, nb_expr base, nb_expr exponent)
{
    nb_slot *x = slot_of(b, base), *w = slot_of(b, exponent);
    if (w->has_exact)
        nb_arb_pow_rational(y, &x->ball, &w->exact, b->prec);
    else if (nb_is_fn(b->pool, base, NB_FN_E))
        arb_exp(y, &w->ball, b->prec);
    else
        nb_arb_pow(y, &x->ball, &w->ball, b->prec);
    if (!arb_is_finite(&x->ball) || !arb_is_finite(&w->ball))
        arb_indeterminate(y);
    else if (arb_is_nonzero(&x->ball))
        note_range(b, y, &w->ball);
}

static void sum(nb_balls *b, nb_expr e, arb_t y)
{
    arb_zero(y);
    for (uint32_t i = 0; i + 1 < nb_nargs(b->pool, e); i += 2)
        nb_arb_addmul_fmpq(y, ball_of(b, e, i + 1), &operand(b, e, i)->exact, b->prec);
}

static void product(nb_balls *b, nb_expr e, arb_t y)
{
    arb_t t;
    arb_init(t);
    arb_one(y);
    for (uint32_t i = 0; i + 1 < nb_nargs(b->pool, e); i += 2) {
        power(b, t, nb_arg(b->pool, e, i), nb_arg(b->pool, e, i + 1));
        arb_mul(y, y, t, b->prec);
    }
    arb_clear(t);
}

/* ---- functions ---- */

static void atan2_of(arb_t z, const arb_t y, const arb_t x, slong prec)
{
    if (arb_contains_zero(y) && arb_contains_zero(x))
        arb_indeterminate(z);
    else
        arb_atan2(z, y, x, prec);
}

static void extreme(nb_balls *b, nb_expr e, arb_t y)
{
    bool least = nb_fn_of(b->pool, e) == NB_FN_MIN;
    arb_set(y, ball_of(b, e, 0));
    for (uint32_t i = 1; i < nb_nargs(b->pool, e); i++) {
        if (least)
            arb_min(y, y, ball_of(b, e, i), b->prec);
        else
            arb_max(y, y, ball_of(b, e, i), b->prec);
    }
}

static void factorial(nb_balls *b, arb_t y, const nb_slot *u)
{
    bool natural = u->has_exact && fmpz_is_one(fmpq_denref(&u->exact)) &&
                   fmpq_sgn(&u->exact) >= 0 &&
                   fmpz_cmp_ui(fmpq_numref(&u->exact), MOST_FACTORIAL) <= 0;
    if (natural)
        arb_fac_ui(y, fmpz_get_ui(fmpq_numref(&u->exact)), b->prec);
}

/* Copies the slot of an argument to the symbol that stands for it in a column of
 * the function table. */
static bool bind_slot(nb_balls *inner, const char *name, const nb_slot *from)
{
    nb_slot *s = add_slot(inner, nb_symbol(inner->pool, name, 1));
    if (!s)
        return false;
    arb_set(&s->ball, &from->ball);
    fmpq_set(&s->exact, &from->exact);
    s->has_exact = from->has_exact;
    return true;
}

/* A function that the table explains by simpler ones. */
static void rewritten(nb_balls *b, nb_expr e, arb_t y)
{
    const nb_function *row = nb_function_row(nb_fn_of(b->pool, e));
    nb_balls inner;
    nb_balls_init(&inner, b->pool, b->prec);
    nb_expr body =
        nb_parse_expression(b->pool, row->rewrite, strlen(row->rewrite), NULL, NULL);
    bool bound = body != NB_NONE;
    for (uint32_t i = 0; bound && i < nb_nargs(b->pool, e) && i < 2; i++)
        bound = bind_slot(&inner, i ? "v" : "u", operand(b, e, i));
    arb_srcptr value = bound ? nb_balls_of(&inner, body) : NULL;
    if (value)
        arb_set(y, value);
    b->too_large = b->too_large || inner.too_large;
    nb_balls_clear(&inner);
}

static void function(nb_balls *b, nb_expr e, arb_t y)
{
    unsigned fn = nb_fn_of(b->pool, e);
    uint32_t n = nb_nargs(b->pool, e);
    nb_enclosure enclosure = nb_enclosure_of(fn);
    for (uint32_t i = 0; i < n; i++)
        if (!arb_is_finite(ball_of(b, e, i)))
            return;
    if (enclosure) {
        enclosure(y, n ? ball_of(b, e, 0) : y, b->prec);
        if (n)
            note_range(b, y, ball_of(b, e, 0));
    } else if (fn == NB_FN_ATAN2) {
        atan2_of(y, ball_of(b, e, 0), ball_of(b, e, 1), b->prec);
    } else if (fn == NB_FN_MIN || fn == NB_FN_MAX) {
        extreme(b, e, y);
    } else if (fn == NB_FN_FACTORIAL) {
        factorial(b, y, operand(b, e, 0));
    } else if (*nb_function_row(fn)->rewrite) {
        rewritten(b, e, y);
    }
}

/* ---- conditions ---- */

/* Whether x < y (or x <= y): 1, 0, or -1 where it is not known. */
static int less(const arb_t x, const arb_t y, bool or_equal)
{
    if (!arb_is_finite(x) || !arb_is_finite(y))
        return -1;
    if (x == y)
        return or_equal;
    if (or_equal)
        return arb_le(x, y) ? 1 : arb_gt(x, y) ? 0 : -1;
    return arb_lt(x, y) ? 1 : arb_ge(x, y) ? 0 : -1;
}

static int equal(const nb_slot *x, const nb_slot *y)
{
    if (!arb_is_finite(&x->ball) || !arb_is_finite(&y->ball))
        return -1;
    if (x == y || (x->has_exact && y->has_exact && fmpq_equal(&x->exact, &y->exact)))
        return 1;
    if (!arb_overlaps(&x->ball, &y->ball))
        return 0;
    return arb_is_exact(&x->ball) && arb_is_exact(&y->ball) ? 1 : -1;
}

static int negation(int truth) { return truth < 0 ? -1 : !truth; }

static int relation(const nb_balls *b, nb_expr e)
{
    nb_slot *x = operand(b, e, 0), *y = operand(b, e, 1);
    switch ((nb_rel)nb_fn_of(b->pool, e)) {
    case NB_LT: return less(&x->ball, &y->ball, false);
    case NB_LE: return less(&x->ball, &y->ball, true);
    case NB_GT: return less(&y->ball, &x->ball, false);
    case NB_GE: return less(&y->ball, &x->ball, true);
    case NB_EQ: return equal(x, y);
    case NB_NE: return negation(equal(x, y));
    }
    return -1;
}

static int truth_of(const nb_balls *b, nb_expr e)
{
    int x, y;
    switch (nb_op_of(b->pool, e)) {
    case NB_NUMBER: return nb_number_sign(b->pool, e) != 0;
    case NB_REL: return relation(b, e);
    case NB_NOT: return negation(operand(b, e, 0)->truth);
    case NB_AND:
        x = operand(b, e, 0)->truth;
        y = operand(b, e, 1)->truth;
        return x == 0 || y == 0 ? 0 : x == 1 && y == 1 ? 1 : -1;
    case NB_OR:
        x = operand(b, e, 0)->truth;
        y = operand(b, e, 1)->truth;
        return x == 1 || y == 1 ? 1 : x == 0 && y == 0 ? 0 : -1;
    default: return -1;
    }
}

/* The first value whose condition holds, if those before it certainly don't. */
static void cases(const nb_balls *b, nb_expr e, arb_t y)
{
    uint32_t n = nb_nargs(b->pool, e);
    for (uint32_t i = 0; i < n; i += 2) {
        int truth = i + 1 < n ? operand(b, e, i + 1)->truth : 1;
        if (truth > 0)
            arb_set(y, ball_of(b, e, i));
        if (truth != 0)
            return;
    }
}

/* ---- the pass ---- */

static void compute(nb_balls *b, nb_expr e, nb_slot *s)
{
    arb_ptr y = &s->ball;
    if (try_exact(b, e, s))
        return;
    switch (nb_op_of(b->pool, e)) {
    case NB_NUMBER: set_exact(b, s, nb_value(b->pool, e)); break;
    case NB_ADD: arb_add(y, ball_of(b, e, 0), ball_of(b, e, 1), b->prec); break;
    case NB_SUB: arb_sub(y, ball_of(b, e, 0), ball_of(b, e, 1), b->prec); break;
    case NB_MUL: arb_mul(y, ball_of(b, e, 0), ball_of(b, e, 1), b->prec); break;
    case NB_DIV: arb_div(y, ball_of(b, e, 0), ball_of(b, e, 1), b->prec); break;
    case NB_NEG: arb_neg(y, ball_of(b, e, 0)); break;
    case NB_POW: power(b, y, nb_arg(b->pool, e, 0), nb_arg(b->pool, e, 1)); break;
    case NB_SUM: sum(b, e, y); break;
    case NB_PROD: product(b, e, y); break;
    case NB_FN: function(b, e, y); break;
    case NB_CASES: cases(b, e, y); break;
    default: break;
    }
    s->truth = (signed char)truth_of(b, e);
}

static bool has(const nb_balls *b, nb_expr e) { return nb_map_get(&b->place, e, 0) != 0; }

/* Computes what e needs and lacks, operands first. */
static bool reach(nb_balls *b, nb_expr e)
{
    nb_pool *p = b->pool;
    b->stack.n = 0;
    bool ok = nb_list_add(p, &b->stack, e);
    while (ok && b->stack.n) {
        nb_expr top = b->stack.items[b->stack.n - 1];
        uint32_t waiting = b->stack.n;
        for (uint32_t i = nb_nargs(p, top); ok && !has(b, top) && i-- > 0;)
            if (!has(b, nb_arg(p, top, i)))
                ok = nb_list_add(p, &b->stack, nb_arg(p, top, i));
        if (b->stack.n > waiting)
            continue;
        b->stack.n--;
        if (ok && !has(b, top)) {
            nb_slot *s = add_slot(b, top);
            ok = s && nb_poll(p);
            if (ok)
                compute(b, top, s);
        }
    }
    return ok && !nb_failed(p);
}

arb_srcptr nb_balls_of(nb_balls *b, nb_expr e)
{
    if (e == NB_NONE || nb_failed(b->pool) || !reach(b, e))
        return NULL;
    return &slot_of(b, e)->ball;
}

int nb_balls_truth(nb_balls *b, nb_expr condition)
{
    return nb_balls_of(b, condition) ? slot_of(b, condition)->truth : -1;
}

bool nb_balls_bind(nb_balls *b, nb_expr symbol, const arb_t value)
{
    nb_slot *s = symbol ? add_slot(b, symbol) : NULL;
    if (s)
        arb_set(&s->ball, value);
    return s != NULL;
}

bool nb_enclose(nb_pool *p, nb_expr closed, slong prec, arb_t out)
{
    nb_balls b;
    nb_balls_init(&b, p, prec);
    arb_srcptr value = nb_balls_of(&b, closed);
    bool finite = value && arb_is_finite(value);
    if (finite)
        arb_set(out, value);
    else
        arb_indeterminate(out);
    nb_balls_clear(&b);
    return finite;
}
