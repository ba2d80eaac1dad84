#include "typed_size.h"

#include "expr/function.h"

/* Recurses on the depth of expressions, which in tests is small. */

typedef struct chain {
    nb_pool *p;
    nb_expr above[64], below[64];
    int n_above, n_below;
    bool minus;
} chain;

static uint32_t size_in(nb_pool *p, nb_expr e, bool in_fraction);

static uint32_t literal(nb_pool *p, nb_expr e)
{
    const fmpq *q = nb_value(p, e);
    size_t over = fmpz_sizeinbase(fmpq_numref(q), 10);
    size_t under = fmpz_sizeinbase(fmpq_denref(q), 10);
    size_t digits = over > under ? over : under;
    return digits <= 5 ? 1 : 1 + (uint32_t)((digits - 3) / 3);
}

/* Flattens a chain of * and /; a minus sign counts once, in front. */
static void flatten(chain *c, nb_expr e, bool below)
{
    nb_op op = nb_op_of(c->p, e);
    if (op == NB_MUL || op == NB_DIV) {
        flatten(c, nb_arg(c->p, e, 0), below);
        flatten(c, nb_arg(c->p, e, 1), below != (op == NB_DIV));
    } else if (op == NB_NEG) {
        c->minus = !c->minus;
        flatten(c, nb_arg(c->p, e, 0), below);
    } else if (below) {
        c->below[c->n_below++] = e;
    } else {
        c->above[c->n_above++] = e;
    }
}

/* Without its sign. */
static uint32_t chain_size(nb_pool *p, const chain *c, bool in_fraction)
{
    uint32_t number = 0, above = 0, below = 0, size = 0, numbers_above = 0;
    for (int i = 0; i < c->n_above; i++) {
        if (nb_is_number(p, c->above[i])) {
            number = literal(p, c->above[i]);
            numbers_above++;
        } else {
            above++;
        }
    }
    for (int i = 0; i < c->n_below; i++) {
        bool is = nb_is_number(p, c->below[i]);
        below += !is;
        if (is && literal(p, c->below[i]) > number)
            number = literal(p, c->below[i]);
    }
    bool inner = in_fraction || below;
    for (int i = 0; i < c->n_above; i++)
        if (!nb_is_number(p, c->above[i]))
            size += size_in(p, c->above[i], inner);
    for (int i = 0; i < c->n_below; i++)
        if (!nb_is_number(p, c->below[i]))
            size += size_in(p, c->below[i], inner);
    size += number + ((number > 0) + above > 1);
    return size + (below > 0 ? (in_fraction ? 3 : 1) + (below > 1) : 0);
}

typedef struct terms {
    uint32_t size;
    int n, minus;
} terms;

static void add_terms(nb_pool *p, nb_expr e, bool minus, bool in_fraction, terms *t)
{
    nb_op op = nb_op_of(p, e);
    if (op == NB_ADD || op == NB_SUB) {
        add_terms(p, nb_arg(p, e, 0), minus, in_fraction, t);
        add_terms(p, nb_arg(p, e, 1), minus != (op == NB_SUB), in_fraction, t);
        return;
    }
    chain c = {.p = p};
    flatten(&c, e, false);
    t->n++;
    t->minus += c.minus != minus;
    t->size += chain_size(p, &c, in_fraction);
}

static uint32_t size_in(nb_pool *p, nb_expr e, bool in_fraction)
{
    terms t = {0};
    uint32_t size = 1;
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: return literal(p, e);
    case NB_SYMBOL: return 1;
    case NB_POW: {
        nb_expr b = nb_arg(p, e, 0), k = nb_arg(p, e, 1);
        bool exponential = nb_is_fn(p, b, NB_FN_E);
        return 1 + (exponential ? 0 : size_in(p, b, in_fraction)) + size_in(p, k, false);
    }
    case NB_FN:
        if (nb_is_fn(p, e, NB_FN_CBRT)) /* a power to 1/3 */
            return 2 + size_in(p, nb_arg(p, e, 0), in_fraction);
        for (uint32_t i = 0; i < nb_nargs(p, e); i++)
            size += size_in(p, nb_arg(p, e, i), false);
        return size;
    default:
        add_terms(p, e, false, in_fraction, &t);
        return t.size + (t.n > 1) + (t.minus == t.n);
    }
}

uint32_t typed_size(nb_pool *p, nb_expr typed) { return size_in(p, typed, false); }
