#include "calculus/derive.h"

#include "algebra/canon.h"
#include "algebra/template.h"

typedef struct pass {
    nb_pool *p;
    nb_expr zero, one;
    const nb_map *done; /* expression -> derivative; what is missing has derivative 0 */
    uint64_t left;      /* operands that may still be gone through */
} pass;

/* Repeated derivatives grow like a polynomial in the order, or faster: from here on they
 * are of no use to anybody, and take minutes and gigabytes. */
enum { MOST_OPERANDS = 30000000 };

static bool spend(pass *s, nb_expr e)
{
    uint64_t n = nb_nargs(s->p, e) + 1;
    if (n > s->left)
        return nb_fail(s->p, NB_ERR_LIMIT,
                       "the derivative is too large to be worked out: more than %d "
                       "million terms and factors",
                       MOST_OPERANDS / 1000000);
    s->left -= n;
    return true;
}

static nb_expr derivative(const pass *s, nb_expr e)
{
    return nb_map_get(s->done, e, s->zero);
}

static bool depends(const pass *s, nb_expr e)
{
    return nb_map_get(s->done, e, NB_NONE) != NB_NONE;
}

/* (sum of c t)' = sum of c t' */
static nb_expr of_sum(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_list c = {0}, terms = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2) {
        nb_expr t = nb_arg(p, e, i + 1);
        if (depends(s, t))
            ok = spend(s, derivative(s, t)) && nb_list_add(p, &c, nb_arg(p, e, i)) &&
                 nb_list_add(p, &terms, derivative(s, t));
    }
    nb_expr result = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return result;
}

/* The terms that one factor b^u of the product e gives to e':
 *   e/b * u * b'        (power rule; the factor b^(u-1) forms by itself)
 *   e * ln(b) * u'      (exponential rule) */
static bool of_factor(pass *s, nb_expr e, nb_expr b, nb_expr u, nb_list *terms)
{
    nb_pool *p = s->p;
    nb_expr minus = nb_integer(p, -1);
    bool ok = true;
    if (depends(s, b) || depends(s, u))
        ok = spend(s, e) && spend(s, derivative(s, b)) && spend(s, derivative(s, u));
    if (ok && depends(s, b))
        ok = nb_list_add(p, terms,
                         nb_product(p, (nb_expr[]){e, b, u, derivative(s, b)},
                                    (nb_expr[]){s->one, minus, s->one, s->one}, 4));
    if (ok && depends(s, u)) {
        nb_expr factors[] = {e, nb_apply1(p, NB_FN_LN, b), derivative(s, u)};
        ok = nb_list_add(p, terms, nb_product(p, factors, NULL, 3));
    }
    return ok;
}

static nb_expr of_product(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_list terms = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2)
        ok = of_factor(s, e, nb_arg(p, e, i), nb_arg(p, e, i + 1), &terms);
    nb_expr result = ok ? nb_sum(p, terms.items, terms.n) : NB_NONE;
    nb_list_free(&terms);
    return result;
}

nb_expr nb_outer_derivative(nb_pool *p, unsigned fn, unsigned i, const nb_expr *args)
{
    const nb_function *row = nb_function_row(fn);
    const char *text = i == 0 ? row->derivative : row->derivative2;
    return nb_template(p, text, args[0], row->arity > 1 ? args[1] : NB_NONE);
}

nb_expr nb_taken_alone(nb_pool *p, unsigned fn, const nb_expr *args, uint32_t n,
                       uint32_t i)
{
    nb_rel beats = fn == NB_FN_MIN ? NB_LT : NB_GT;
    nb_expr condition = nb_one(p);
    for (uint32_t k = 0; k < n; k++)
        if (k != i)
            condition = nb_both(p, condition, nb_compare(p, beats, args[i], args[k]));
    return condition;
}

static bool list_args(nb_pool *p, nb_expr e, nb_list *out)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i++)
        ok = nb_list_add(p, out, nb_arg(p, e, i));
    return ok;
}

/* The derivative of min and max is that of the argument taken, where one is
 * taken alone. */
static nb_expr of_extremum(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_list pieces = {0}, args = {0};
    bool ok = list_args(p, e, &args);
    for (uint32_t i = 0; ok && i < args.n; i++)
        ok = nb_list_add(p, &pieces, derivative(s, args.items[i])) &&
             nb_list_add(p, &pieces,
                         nb_taken_alone(p, nb_fn_of(p, e), args.items, args.n, i));
    nb_expr result = ok ? nb_cases(p, pieces.items, pieces.n) : NB_NONE;
    nb_list_free(&pieces);
    nb_list_free(&args);
    return result;
}

static nb_expr of_function(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    unsigned fn = nb_fn_of(p, e);
    if (fn == NB_FN_MIN || fn == NB_FN_MAX)
        return of_extremum(s, e);
    nb_expr args[2] = {nb_arg(p, e, 0), nb_nargs(p, e) > 1 ? nb_arg(p, e, 1) : NB_NONE};
    nb_expr sum = s->zero;
    for (unsigned i = 0; i < nb_nargs(p, e); i++) {
        if (!depends(s, args[i]))
            continue;
        if (!spend(s, derivative(s, args[i])))
            return NB_NONE;
        nb_expr outer = nb_outer_derivative(p, fn, i, args);
        sum = nb_sum2(p, sum, nb_product2(p, outer, derivative(s, args[i])));
    }
    return sum;
}

/* ---- pieces ---- */

/* The condition, operands first, without the points on its boundary, where the derivative
 * of a piece is not that of the function: <= becomes <, and an equation holds in no open
 * set. */
static nb_expr interior_of(pass *s, nb_expr c, const nb_map *done)
{
    nb_pool *p = s->p;
    nb_expr a = nb_nargs(p, c) ? nb_arg(p, c, 0) : NB_NONE;
    nb_expr b = nb_nargs(p, c) > 1 ? nb_arg(p, c, 1) : NB_NONE;
    switch (nb_op_of(p, c)) {
    case NB_REL: {
        nb_rel rel = (nb_rel)nb_fn_of(p, c);
        if (!depends(s, a) && !depends(s, b))
            return c;
        if (rel == NB_EQ)
            return s->zero;
        if (rel == NB_LE || rel == NB_GE)
            return nb_compare(p, rel == NB_LE ? NB_LT : NB_GT, a, b);
        return c;
    }
    case NB_AND: return nb_both(p, nb_map_get(done, a, a), nb_map_get(done, b, b));
    case NB_OR: return nb_either(p, nb_map_get(done, a, a), nb_map_get(done, b, b));
    default: return c;
    }
}

static nb_expr interior(pass *s, nb_expr c)
{
    nb_pool *p = s->p;
    nb_list order = {0};
    nb_map done = {0};
    nb_expr result = NB_NONE;
    bool ok = c && nb_topological(p, &c, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_op op = nb_op_of(p, order.items[i]);
        if (op != NB_REL && op != NB_AND && op != NB_OR && order.items[i] != c)
            continue;
        result = interior_of(s, order.items[i], &done);
        ok = result && nb_map_put(p, &done, order.items[i], result);
    }
    nb_list_free(&order);
    nb_map_free(&done);
    return ok ? result : NB_NONE;
}

/* Each piece keeps the inside of the region where it is taken. Along a variable that
 * no condition contains there is no boundary. */
static bool regions(pass *s, const nb_expr *conditions, uint32_t n, nb_list *out)
{
    nb_pool *p = s->p;
    nb_expr before = s->one; /* none of the earlier conditions holds */
    bool ok = true, bounded = false;
    for (uint32_t i = 0; i < n; i++)
        bounded = bounded || (conditions[i] && depends(s, conditions[i]));
    for (uint32_t i = 0; ok && i < n; i++) {
        nb_expr c = conditions[i] ? conditions[i] : s->one;
        ok = nb_list_add(p, out, bounded ? interior(s, nb_both(p, before, c)) : c);
        before = nb_both(p, before, nb_not(p, c));
    }
    return ok && !nb_failed(p);
}

/* On a boundary the formula is silent: calculus/at.h looks at both sides there. */
static nb_expr of_cases(pass *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_list pieces = {0}, conditions = {0}, inside = {0};
    uint32_t n = nb_nargs(p, e);
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i += 2)
        ok = nb_list_add(p, &conditions, i + 1 < n ? nb_arg(p, e, i + 1) : NB_NONE);
    ok = ok && regions(s, conditions.items, conditions.n, &inside);
    for (uint32_t i = 0; ok && i < inside.n; i++)
        ok = nb_list_add(p, &pieces, derivative(s, nb_arg(p, e, 2 * i))) &&
             nb_list_add(p, &pieces, inside.items[i]);
    nb_expr result = ok ? nb_cases(p, pieces.items, pieces.n) : NB_NONE;
    nb_list_free(&pieces);
    nb_list_free(&conditions);
    nb_list_free(&inside);
    return result;
}

/* ---- the pass ---- */

static nb_expr of_node(pass *s, nb_expr e)
{
    switch (nb_op_of(s->p, e)) {
    case NB_SUM: return of_sum(s, e);
    case NB_PROD: return of_product(s, e);
    case NB_FN: return of_function(s, e);
    case NB_CASES: return of_cases(s, e);
    case NB_POW: /* kept whole */ return derivative(s, nb_arg(s->p, e, 0));
    default: /* conditions: only that they depend matters */ return s->zero;
    }
}

nb_expr nb_derive_node(nb_pool *p, nb_expr e, const nb_map *done)
{
    pass s = {
        .p = p, .zero = nb_zero(p), .one = nb_one(p), .done = done, .left = UINT64_MAX};
    return of_node(&s, e);
}

static bool has_dependent_operand(const pass *s, nb_expr e)
{
    for (uint32_t i = 0; i < nb_nargs(s->p, e); i++)
        if (depends(s, nb_arg(s->p, e, i)))
            return true;
    return false;
}

bool nb_regions(nb_pool *p, const nb_expr *conditions, uint32_t n, nb_expr variable,
                nb_list *out)
{
    nb_map done = {0};
    pass s = {.p = p, .zero = nb_zero(p), .one = nb_one(p), .done = &done};
    nb_list order = {0};
    bool ok =
        nb_topological(p, conditions, n, &order) && nb_map_put(p, &done, variable, s.one);
    for (uint32_t i = 0; ok && i < order.n; i++)
        if (has_dependent_operand(&s, order.items[i]))
            ok = nb_map_put(p, &done, order.items[i], s.zero);
    ok = ok && regions(&s, conditions, n, out);
    nb_list_free(&order);
    nb_map_free(&done);
    return ok;
}

static nb_expr derive(nb_pool *p, nb_expr e, nb_expr variable, uint64_t *left)
{
    nb_map done = {0};
    pass s = {.p = p, .zero = nb_zero(p), .one = nb_one(p), .done = &done, .left = *left};
    nb_list order = {0};
    bool ok = e && variable && nb_topological(p, &e, 1, &order) &&
              nb_map_put(p, &done, variable, s.one);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr x = order.items[i];
        if (x == variable || !has_dependent_operand(&s, x))
            continue;
        nb_expr d = of_node(&s, x);
        ok = d && nb_map_put(p, &done, x, d);
    }
    nb_expr result = ok ? derivative(&s, e) : NB_NONE;
    nb_list_free(&order);
    nb_map_free(&done);
    *left = s.left;
    return result;
}

nb_expr nb_derive_by(nb_pool *p, nb_expr e, const nb_expr *variables, uint32_t n)
{
    uint64_t left = MOST_OPERANDS;
    for (uint32_t i = 0; e && i < n; i++)
        e = nb_poll(p) ? derive(p, e, variables[i], &left) : NB_NONE;
    return e;
}

nb_expr nb_derive(nb_pool *p, nb_expr e, nb_expr variable)
{
    return nb_derive_by(p, e, &variable, 1);
}
