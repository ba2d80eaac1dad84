#include "calculus/arrange.h"

#include "expr/function.h"

enum { ON = 1, OFF = 2 };

bool nb_depends(const nb_dependence *d, nb_expr e)
{
    return e && nb_map_get(&d->known, e, OFF) == ON;
}

static bool is_known(const nb_dependence *d, nb_expr e)
{
    return nb_map_get(&d->known, e, 0) != 0;
}

/* The first operand that is not known yet, or NB_NONE. The head of a CALL is a name,
 * no variable. */
static nb_expr unknown_operand(nb_pool *p, const nb_dependence *d, nb_expr e)
{
    for (uint32_t k = nb_op_of(p, e) == NB_CALL; k < nb_nargs(p, e); k++)
        if (!is_known(d, nb_arg(p, e, k)))
            return nb_arg(p, e, k);
    return NB_NONE;
}

static bool conclude(nb_pool *p, nb_dependence *d, nb_expr e)
{
    bool depends = e == d->variable;
    for (uint32_t k = nb_op_of(p, e) == NB_CALL; !depends && k < nb_nargs(p, e); k++)
        depends = nb_depends(d, nb_arg(p, e, k));
    return nb_map_put(p, &d->known, e, depends ? ON : OFF);
}

bool nb_depend_note(nb_pool *p, nb_dependence *d, nb_expr e)
{
    nb_list stack = {0};
    bool ok = nb_list_add(p, &stack, e);
    while (ok && stack.n && nb_poll(p)) {
        nb_expr x = stack.items[stack.n - 1];
        nb_expr operand = is_known(d, x) ? NB_NONE : unknown_operand(p, d, x);
        if (operand) {
            ok = nb_list_add(p, &stack, operand);
        } else {
            ok = is_known(d, x) || conclude(p, d, x);
            stack.n--;
        }
    }
    nb_list_free(&stack);
    return ok && !nb_failed(p);
}

void nb_depend_free(nb_dependence *d)
{
    nb_map_free(&d->known);
    nb_map_free(&d->settled);
    nb_map_free(&d->records);
}

/* ---- the factors of a product ---- */

enum { ABOVE, BELOW, SIDES };

/* Above and below the fraction bar: with the variable, and without. */
typedef struct factors {
    nb_list with[SIDES], without[SIDES], links;
} factors;

static void free_factors(factors *f)
{
    for (unsigned i = 0; i < SIDES; i++) {
        nb_list_free(&f->with[i]);
        nb_list_free(&f->without[i]);
    }
    nb_list_free(&f->links);
}

static bool is_chain(const nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_MUL || nb_op_of(p, e) == NB_DIV;
}

/* The ends of the chain of * and / in reading order. A constant part is one factor. */
static bool list_factors(nb_pool *p, const nb_dependence *d, nb_expr top, factors *f)
{
    nb_list stack = {0};
    bool ok = nb_list_add(p, &stack, top) && nb_list_add(p, &stack, ABOVE);
    while (ok && stack.n) {
        unsigned side = stack.items[--stack.n];
        nb_expr e = stack.items[--stack.n];
        bool depends = nb_depends(d, e);
        if (!depends || !is_chain(p, e)) {
            ok = nb_list_add(p, depends ? &f->with[side] : &f->without[side], e);
            continue;
        }
        unsigned second = nb_op_of(p, e) == NB_DIV ? !side : side;
        ok = nb_list_add(p, &f->links, e) && nb_list_add(p, &stack, nb_arg(p, e, 1)) &&
             nb_list_add(p, &stack, second) && nb_list_add(p, &stack, nb_arg(p, e, 0)) &&
             nb_list_add(p, &stack, side) && nb_poll(p);
    }
    nb_list_free(&stack);
    return ok;
}

/* a b c, from the left; NB_NONE for none. */
static nb_expr multiplied(nb_pool *p, const nb_list *l)
{
    nb_expr e = l->n ? l->items[0] : NB_NONE;
    for (uint32_t i = 1; i < l->n; i++)
        e = nb_binary(p, NB_MUL, e, l->items[i]);
    return e;
}

static nb_expr over(nb_pool *p, nb_expr above, nb_expr below)
{
    if (!below)
        return above;
    return nb_binary(p, NB_DIV, above ? above : nb_integer(p, 1), below);
}

static nb_expr times(nb_pool *p, nb_expr c, nb_expr u)
{
    return !c || nb_is_int(p, c, 1) ? u : nb_binary(p, NB_MUL, c, u);
}

/* -n for a typed number, without two signs. */
static nb_expr negated(nb_pool *p, nb_expr n)
{
    if (nb_op_of(p, n) == NB_NEG)
        return nb_arg(p, n, 0);
    if (nb_op_of(p, n) == NB_DIV && nb_is_number(p, nb_arg(p, n, 0)))
        return nb_binary(p, NB_DIV, nb_unary(p, NB_NEG, nb_arg(p, n, 0)),
                         nb_arg(p, n, 1));
    return nb_unary(p, NB_NEG, n);
}

/* 1/u^n as u^(-n), 1/sqrt(u) as u^(-1/2); NB_NONE for another u. */
static nb_expr inverse_power(nb_pool *p, const nb_dependence *d, nb_expr e)
{
    nb_expr exponent = NB_NONE;
    if (nb_op_of(p, e) == NB_POW && !nb_depends(d, nb_arg(p, e, 1)))
        exponent = negated(p, nb_arg(p, e, 1));
    else if (nb_is_fn(p, e, NB_FN_SQRT))
        exponent = negated(p, nb_binary(p, NB_DIV, nb_integer(p, 1), nb_integer(p, 2)));
    return exponent ? nb_binary(p, NB_POW, nb_arg(p, e, 0), exponent) : NB_NONE;
}

static bool note_dependent(nb_pool *p, nb_dependence *d, nb_expr e)
{
    return e && nb_depend_note(p, d, e);
}

/* Products without constant factors need not be looked into again. */
static bool settle(nb_pool *p, nb_dependence *d, const nb_list *links)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < links->n; i++)
        ok = nb_map_put(p, &d->settled, links->items[i], 1);
    return ok;
}

static nb_expr rearranged(nb_pool *p, nb_dependence *d, nb_expr e, const factors *f)
{
    nb_expr c = multiplied(p, &f->without[ABOVE]),
            c_below = multiplied(p, &f->without[BELOW]);
    nb_expr u = multiplied(p, &f->with[ABOVE]), v = multiplied(p, &f->with[BELOW]);
    nb_expr power = !u && f->with[BELOW].n == 1 ? inverse_power(p, d, v) : NB_NONE;
    if (power)
        return times(p, over(p, c, c_below), power);
    if (!c && !c_below)
        return e;
    if (!u) /* (c/d)/v */
        return nb_binary(p, NB_DIV, over(p, c, c_below), v);
    u = over(p, u, v);
    return c ? times(p, over(p, c, c_below), u) : nb_binary(p, NB_DIV, u, c_below);
}

nb_expr nb_arranged(nb_pool *p, nb_dependence *d, nb_expr e)
{
    factors f = {0};
    nb_expr result = NB_NONE;
    if (!is_chain(p, e) || nb_map_get(&d->settled, e, 0))
        return e;
    if (list_factors(p, d, e, &f))
        result = rearranged(p, d, e, &f);
    bool ok =
        result && (result != e || settle(p, d, &f.links)) && note_dependent(p, d, result);
    free_factors(&f);
    return ok ? result : NB_NONE;
}
