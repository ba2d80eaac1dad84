#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"
#include "algebra/template.h"

#include <stdlib.h>

/* ---- functions ---- */

/* The radicals and e^u are what everything is made of, so they do not go
 * through their row's rewriting; it says the same. */
static nb_expr rewritten(nb_pool *p, unsigned fn, const nb_expr *args)
{
    switch (fn) {
    case NB_FN_SQRT: return nb_sqrt(p, args[0]);
    case NB_FN_CBRT: return nb_power(p, args[0], nb_ratio(p, 1, 3));
    case NB_FN_EXP: return nb_power(p, nb_make(p, NB_FN, NB_FN_E, 0, NULL), args[0]);
    default: {
        const nb_function *row = nb_function_row(fn);
        return nb_template(p, row->rewrite, args[0], row->arity > 1 ? args[1] : NB_NONE);
    }
    }
}

static nb_expr factorial(nb_pool *p, nb_expr a)
{
    enum { MOST = 5000 };
    slong n;
    if (!nb_get_int(p, a, &n) || n < 0)
        return nb_fail(p, NB_ERR_UNDEFINED, "n! needs a natural number");
    if (n > MOST)
        return nb_fail(p, NB_ERR_LIMIT, "%ld! is too large to write out (at most %d!)",
                       (long)n, (int)MOST);
    fmpq_t q;
    fmpq_init(q);
    fmpz_fac_ui(fmpq_numref(q), (ulong)n);
    nb_expr e = nb_with_facts(p, nb_number(p, q, NB_EXACT));
    fmpq_clear(q);
    return e;
}

nb_expr nb_apply(nb_pool *p, unsigned fn, uint32_t n, const nb_expr *args)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!args[i])
            return NB_NONE;
        nb_facts(p, args[i]);
    }
    if (fn == NB_FN_FACTORIAL)
        return factorial(p, args[0]);
    if (nb_function_row(fn)->rewrite[0])
        return rewritten(p, fn, args);
    nb_expr e = nb_special_value(p, fn, n, args);
    return nb_with_facts(p, e || nb_failed(p) ? e : nb_make(p, NB_FN, fn, n, args));
}

nb_expr nb_apply1(nb_pool *p, unsigned fn, nb_expr a) { return nb_apply(p, fn, 1, &a); }

/* ---- typed -> canonical ---- */

typedef struct pass {
    nb_pool *p;
    const nb_map *bindings;
    nb_map done;     /* typed -> canonical */
    nb_slots *users; /* typed -> how it is used, by the flags below */
    uint32_t shared; /* further uses of what is used already, and no leaf */
    bool holds;      /* long shared parts are kept whole                  */
    bool ok;
} pass;

/* A chain of + and - is gathered at its top: adding its terms two by two would
 * be quadratic. The same for a chain of * and /. */
enum { USED_BY_SUM = 1, USED_BY_PRODUCT = 2, USED_OTHERWISE = 4, IS_ROOT = 4 };

static bool is_sum_op(nb_op op) { return op == NB_ADD || op == NB_SUB || op == NB_NEG; }

static bool is_product_op(nb_op op) { return op == NB_MUL || op == NB_DIV; }

static unsigned use_by(nb_op op)
{
    return is_sum_op(op)       ? USED_BY_SUM
           : is_product_op(op) ? USED_BY_PRODUCT
                               : USED_OTHERWISE;
}

static bool note_users(pass *s, const nb_list *order, nb_expr root)
{
    s->ok = nb_slots_put(s->p, s->users, root, IS_ROOT);
    for (uint32_t i = 0; s->ok && i < order->n; i++) {
        nb_expr e = order->items[i];
        unsigned use = use_by(nb_op_of(s->p, e));
        for (uint32_t k = 0; s->ok && k < nb_nargs(s->p, e); k++) {
            nb_expr a = nb_arg(s->p, e, k);
            unsigned before = nb_slots_get(s->users, a);
            s->shared += before && nb_nargs(s->p, a);
            /* what is used twice is built once and shared */
            s->ok =
                nb_slots_put(s->p, s->users, a, before ? before | USED_OTHERWISE : use);
        }
    }
    return s->ok;
}

/* Whether the node is an inner link, which its chain's top takes care of. */
static bool is_link(pass *s, nb_expr e)
{
    nb_op op = nb_op_of(s->p, e);
    unsigned use = nb_slots_get(s->users, e);
    return (is_sum_op(op) && use == USED_BY_SUM) ||
           (is_product_op(op) && use == USED_BY_PRODUCT);
}

static nb_expr done(pass *s, nb_expr e) { return nb_map_get(&s->done, e, NB_NONE); }

nb_expr nb_hold(nb_pool *p, nb_expr e)
{
    return nb_with_facts(p, nb_binary(p, NB_POW, e, nb_one(p)));
}

/* Where an expression written out would be MUCH longer than its parts together, sums and
 * products of LONG_SHARED operands that several others use are kept whole. */
enum { LONG_SHARED = 4, MUCH = 8, FEW_NODES = 30, LONG_TREE = 4000 };

static bool is_much_shared(const pass *s, const nb_list *order, nb_expr root)
{
    uint64_t most = (uint64_t)MUCH * order->n;
    if (order->n < FEW_NODES || s->shared < order->n / 16)
        return false;
    if (most < LONG_TREE)
        most = LONG_TREE;
    return nb_tree_size(s->p, root, most) >= most;
}

static nb_expr held_if_long(nb_pool *p, nb_op op, nb_expr e)
{
    nb_expr c, t;
    nb_split_coefficient(p, e, &c, &t);
    if (!t || nb_op_of(p, t) != op || nb_nargs(p, t) < 2 * LONG_SHARED)
        return e;
    return nb_scale(p, c, nb_hold(p, t));
}

/* An end of a chain, as an operand of its sum or product. */
static nb_expr end_of(pass *s, nb_expr top, nb_expr e)
{
    bool shared = nb_slots_get(s->users, e) & USED_OTHERWISE;
    nb_expr form = done(s, e);
    if (!s->holds || !shared || !form)
        return form;
    return held_if_long(s->p, is_sum_op(nb_op_of(s->p, top)) ? NB_SUM : NB_PROD, form);
}

/* Walks the chain under `top` and lists its ends with the NUMBERs 1 or -1 that
 * they bear: signs in a sum, exponents in a product. */
static bool list_ends(pass *s, nb_expr top, nb_list *ends, nb_list *signs)
{
    nb_pool *p = s->p;
    nb_list stack = {0};
    nb_expr plus = nb_one(p), minus = nb_with_facts(p, nb_integer(p, -1));
    bool ok = nb_list_add(p, &stack, top) && nb_list_add(p, &stack, plus);
    while (ok && stack.n) {
        nb_expr sign = stack.items[--stack.n], e = stack.items[--stack.n];
        if (e != top && !is_link(s, e)) {
            ok = nb_list_add(p, ends, end_of(s, top, e)) && nb_list_add(p, signs, sign);
            continue;
        }
        nb_op op = nb_op_of(p, e);
        bool turns = op == NB_SUB || op == NB_DIV || op == NB_NEG;
        nb_expr turned = sign == plus ? minus : plus;
        for (uint32_t i = nb_nargs(p, e); ok && i-- > 0;) {
            bool last = i + 1 == nb_nargs(p, e);
            ok = nb_list_add(p, &stack, nb_arg(p, e, i)) &&
                 nb_list_add(p, &stack, last && turns ? turned : sign);
        }
    }
    nb_list_free(&stack);
    return ok;
}

static nb_expr chain(pass *s, nb_expr top)
{
    nb_list ends = {0}, signs = {0};
    nb_expr e = NB_NONE;
    if (list_ends(s, top, &ends, &signs))
        e = is_sum_op(nb_op_of(s->p, top))
                ? nb_linear(s->p, signs.items, ends.items, ends.n)
                : nb_product(s->p, ends.items, signs.items, ends.n);
    nb_list_free(&ends);
    nb_list_free(&signs);
    return e;
}

/* The canonical operands of a node with many of them. */
static nb_expr many(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_op op = nb_op_of(p, e);
    nb_list args = {0}, exponents = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i++) {
        bool exponent = op == NB_PROD && i % 2;
        ok = nb_list_add(p, exponent ? &exponents : &args, done(s, nb_arg(p, e, i)));
    }
    nb_expr result = NB_NONE;
    if (ok && op == NB_FN)
        result = nb_apply(p, nb_fn_of(p, e), args.n, args.items);
    else if (ok && op == NB_CASES)
        result = nb_cases(p, args.items, args.n);
    else if (ok && op == NB_PROD)
        result = nb_product(p, args.items, exponents.items, args.n);
    nb_list_free(&args);
    nb_list_free(&exponents);
    return result;
}

static nb_expr resummed(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_list c = {0}, terms = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2)
        ok = nb_list_add(p, &c, nb_arg(p, e, i)) &&
             nb_list_add(p, &terms, done(s, nb_arg(p, e, i + 1)));
    nb_expr result = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return result;
}

static nb_expr convert(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_expr a = nb_nargs(p, e) > 0 ? done(s, nb_arg(p, e, 0)) : NB_NONE;
    nb_expr b = nb_nargs(p, e) > 1 ? done(s, nb_arg(p, e, 1)) : NB_NONE;
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: {
        fmpq_t q;
        fmpq_init(q);
        fmpq_set(q, nb_value(p, e));
        nb_expr n = nb_number(p, q, NB_EXACT);
        fmpq_clear(q);
        return nb_with_facts(p, n);
    }
    case NB_SYMBOL: return s->bindings ? nb_map_get(s->bindings, e, e) : e;
    case NB_ADD:
    case NB_SUB:
    case NB_NEG:
    case NB_MUL:
    case NB_DIV: return chain(s, e);
    case NB_POW:
        if (nb_is_int(p, b, 1))
            return s->holds ? held_if_long(p, nb_op_of(p, a), a) : a;
        return nb_power(p, a, b);
    case NB_REL: return nb_compare(p, (nb_rel)nb_fn_of(p, e), a, b);
    case NB_AND: return nb_both(p, a, b);
    case NB_OR: return nb_either(p, a, b);
    case NB_NOT: return nb_not(p, a);
    case NB_SUM: return resummed(s, e);
    case NB_FN:
    case NB_CASES:
    case NB_PROD: return many(s, e);
    case NB_CALL:
        return nb_fail(p, NB_ERR_NAME, "the function '%s' is not defined",
                       nb_symbol_name(p, nb_arg(p, e, 0)));
    default: return NB_NONE;
    }
}

static nb_expr run(pass *s, nb_expr typed)
{
    nb_pool *p = s->p;
    nb_list order = {0};
    nb_expr result = NB_NONE;
    s->users = nb_slots_take(p);
    s->ok = s->users && typed && nb_topological(p, &typed, 1, &order) &&
            note_users(s, &order, typed) && nb_map_reserve(p, &s->done, order.n);
    s->holds = s->ok && is_much_shared(s, &order, typed);
    for (uint32_t i = 0; s->ok && i < order.n; i++) {
        nb_expr e = order.items[i];
        if (is_link(s, e))
            continue;
        result = nb_with_facts(p, convert(s, e));
        s->ok = result && nb_map_put(p, &s->done, e, result);
    }
    nb_list_free(&order);
    nb_slots_give(p, s->users);
    return s->ok ? result : NB_NONE;
}

nb_expr nb_canonical_with(nb_pool *p, nb_expr typed, const nb_map *bindings)
{
    pass s = {.p = p, .bindings = bindings};
    nb_expr e = run(&s, typed);
    nb_map_free(&s.done);
    return e;
}

nb_expr nb_canonical(nb_pool *p, nb_expr typed)
{
    return nb_canonical_with(p, typed, NULL);
}

bool nb_canonical_forms(nb_pool *p, nb_expr typed, nb_map *forms)
{
    pass s = {.p = p};
    bool ok = run(&s, typed) != NB_NONE;
    *forms = s.done;
    return ok;
}
