#include "teach/neat.h"

typedef struct pass {
    nb_pool *p;
    nb_map done; /* node -> the same, neat */
} pass;

static nb_expr neat_of(const pass *s, nb_expr e) { return nb_map_get(&s->done, e, e); }

static nb_expr number(nb_pool *p, slong n) { return nb_integer(p, n); }

/* ---- numbers ---- */

/* Reads 3, -3, 3/2, (-3)/2 and 3/2/2; *decimal tells whether it was typed as 1.5. */
static bool get_rational(nb_pool *p, nb_expr e, fmpq_t q, bool *decimal)
{
    fmpq_t below;
    fmpq_init(below);
    fmpq_one(below);
    for (; nb_op_of(p, e) == NB_DIV && nb_is_number(p, nb_arg(p, e, 1)) &&
           !nb_is_int(p, nb_arg(p, e, 1), 0);
         e = nb_arg(p, e, 0))
        fmpq_mul(below, below, nb_value(p, nb_arg(p, e, 1)));
    bool negative = nb_op_of(p, e) == NB_NEG;
    if (negative)
        e = nb_arg(p, e, 0);
    bool found = nb_is_number(p, e);
    if (found) {
        fmpq_div(q, nb_value(p, e), below);
        if (negative)
            fmpq_neg(q, q);
        *decimal = *decimal || nb_fn_of(p, e) == NB_DECIMAL;
    }
    fmpq_clear(below);
    return found;
}

/* A nonnegative rational, as a person writes it. */
static nb_expr put_rational(nb_pool *p, const fmpq_t q, bool decimal)
{
    if (decimal || fmpz_is_one(fmpq_denref(q)))
        return nb_number(p, q, decimal ? NB_DECIMAL : NB_EXACT);
    fmpq_t part;
    fmpq_init(part);
    fmpq_set_fmpz(part, fmpq_numref(q));
    nb_expr above = nb_number(p, part, NB_EXACT);
    fmpq_set_fmpz(part, fmpq_denref(q));
    nb_expr below = nb_number(p, part, NB_EXACT);
    fmpq_clear(part);
    return nb_binary(p, NB_DIV, above, below);
}

static bool is_zero(nb_pool *p, nb_expr e) { return nb_is_int(p, e, 0); }
static bool is_one(nb_pool *p, nb_expr e) { return nb_is_int(p, e, 1); }

/* ---- sums ---- */

/* The leftmost factor of a product or quotient. */
static nb_expr leftmost(nb_pool *p, nb_expr e)
{
    while (nb_op_of(p, e) == NB_MUL || nb_op_of(p, e) == NB_DIV)
        e = nb_arg(p, e, 0);
    return e;
}

/* e with another leftmost factor. */
static nb_expr with_leftmost(nb_pool *p, nb_expr e, nb_expr factor)
{
    nb_list chain = {0};
    bool ok = true;
    for (; ok && (nb_op_of(p, e) == NB_MUL || nb_op_of(p, e) == NB_DIV);
         e = nb_arg(p, e, 0))
        ok = nb_list_add(p, &chain, e);
    for (uint32_t i = chain.n; ok && i-- > 0;) {
        nb_expr x = chain.items[i];
        factor = nb_is_int(p, factor, 1) && nb_op_of(p, x) == NB_MUL
                     ? nb_arg(p, x, 1)
                     : nb_binary(p, nb_op_of(p, x), factor, nb_arg(p, x, 1));
    }
    nb_list_free(&chain);
    return ok ? factor : NB_NONE;
}

static bool is_negative(nb_pool *p, nb_expr e)
{
    return nb_op_of(p, leftmost(p, e)) == NB_NEG;
}

/* -e, the sign at the leftmost factor, where a person writes it. */
static nb_expr negative(nb_pool *p, nb_expr e)
{
    nb_expr first = leftmost(p, e);
    if (is_zero(p, e))
        return e;
    if (nb_op_of(p, first) == NB_NEG)
        return with_leftmost(p, e, nb_arg(p, first, 0));
    return with_leftmost(p, e, nb_unary(p, NB_NEG, first));
}

/* a - b for written numbers; NB_NONE for others. */
static nb_expr number_difference(nb_pool *p, nb_expr a, nb_expr b)
{
    fmpq_t x, y;
    bool decimal = false;
    nb_expr e = NB_NONE;
    fmpq_init(x);
    fmpq_init(y);
    if (get_rational(p, a, x, &decimal) && get_rational(p, b, y, &decimal)) {
        fmpq_sub(x, x, y);
        bool is_less = fmpq_sgn(x) < 0;
        fmpq_abs(x, x);
        e = put_rational(p, x, decimal);
        e = is_less ? negative(p, e) : e;
    }
    fmpq_clear(x);
    fmpq_clear(y);
    return e;
}

static nb_expr sum(nb_pool *p, nb_op op, nb_expr a, nb_expr b)
{
    if (is_zero(p, b))
        return a;
    if (is_zero(p, a))
        return op == NB_ADD ? b : negative(p, b);
    if (is_negative(p, b)) {
        op = op == NB_ADD ? NB_SUB : NB_ADD;
        b = negative(p, b);
    }
    return nb_binary(p, op, a, b);
}

/* ---- products ---- */

typedef struct factors {
    nb_list above, below;
    bool negative, zero;
} factors;

/* Appends the factors of a neat expression, which is a product of few levels. */
static bool add_factors(nb_pool *p, factors *f, nb_expr e, bool below)
{
    nb_list stack = {0};
    bool ok = nb_list_add(p, &stack, e) && nb_list_add(p, &stack, below);
    while (ok && stack.n) {
        bool under = stack.items[--stack.n];
        nb_expr x = stack.items[--stack.n];
        nb_op op = nb_op_of(p, x);
        if (op == NB_NEG) {
            f->negative = !f->negative;
            ok = nb_list_add(p, &stack, nb_arg(p, x, 0)) && nb_list_add(p, &stack, under);
        } else if (op == NB_MUL || op == NB_DIV) {
            ok = nb_list_add(p, &stack, nb_arg(p, x, 1)) &&
                 nb_list_add(p, &stack, op == NB_DIV ? !under : under) &&
                 nb_list_add(p, &stack, nb_arg(p, x, 0)) && nb_list_add(p, &stack, under);
        } else if (!is_one(p, x)) {
            f->zero = f->zero || (is_zero(p, x) && !under);
            ok = nb_list_add(p, under ? &f->below : &f->above, x);
        }
    }
    nb_list_free(&stack);
    return ok;
}

static nb_expr multiplied(nb_pool *p, const nb_list *factors_of)
{
    nb_expr e = factors_of->n ? factors_of->items[0] : number(p, 1);
    for (uint32_t i = 1; i < factors_of->n; i++)
        e = nb_binary(p, NB_MUL, e, factors_of->items[i]);
    return e;
}

static nb_expr product(nb_pool *p, nb_op op, nb_expr a, nb_expr b)
{
    factors f = {0};
    nb_expr e = NB_NONE;
    if (add_factors(p, &f, a, false) && add_factors(p, &f, b, op == NB_DIV)) {
        e = f.zero ? number(p, 0) : multiplied(p, &f.above);
        if (!f.zero && f.below.n)
            e = nb_binary(p, NB_DIV, e, multiplied(p, &f.below));
        if (f.negative)
            e = negative(p, e);
    }
    nb_list_free(&f.above);
    nb_list_free(&f.below);
    return e;
}

/* ---- every node ---- */

static nb_expr power(nb_pool *p, nb_expr base, nb_expr exponent)
{
    if (nb_op_of(p, exponent) == NB_SUB) {
        nb_expr n = number_difference(p, nb_arg(p, exponent, 0), nb_arg(p, exponent, 1));
        exponent = n ? n : exponent;
    }
    if (is_one(p, exponent))
        return base;
    return is_zero(p, exponent) ? number(p, 1) : nb_binary(p, NB_POW, base, exponent);
}

static nb_expr remade(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_list args = {0};
    bool ok = true;
    if (nb_nargs(p, e) == 0)
        return e;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i++)
        ok = nb_list_add(p, &args, neat_of(s, nb_arg(p, e, i)));
    nb_expr result =
        ok ? nb_make(p, nb_op_of(p, e), nb_fn_of(p, e), args.n, args.items) : NB_NONE;
    nb_list_free(&args);
    return result;
}

static nb_expr of_node(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_op op = nb_op_of(p, e);
    nb_expr a = nb_nargs(p, e) > 0 ? neat_of(s, nb_arg(p, e, 0)) : NB_NONE;
    nb_expr b = nb_nargs(p, e) > 1 ? neat_of(s, nb_arg(p, e, 1)) : NB_NONE;
    switch (op) {
    case NB_ADD:
    case NB_SUB: return sum(p, op, a, b);
    case NB_NEG: return negative(p, a);
    case NB_MUL:
    case NB_DIV: return product(p, op, a, b);
    case NB_POW: return power(p, a, b);
    default: return remade(s, e);
    }
}

nb_expr nb_neat(nb_pool *p, nb_expr typed)
{
    pass s = {.p = p};
    nb_list order = {0};
    nb_expr result = NB_NONE;
    bool ok = typed && nb_topological(p, &typed, 1, &order);
    for (uint32_t i = 0; ok && i < order.n && nb_poll(p); i++) {
        result = of_node(&s, order.items[i]);
        ok = result && nb_map_put(p, &s.done, order.items[i], result);
    }
    nb_list_free(&order);
    nb_map_free(&s.done);
    return ok && !nb_failed(p) ? result : NB_NONE;
}
