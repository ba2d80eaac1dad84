/* The leading term of f(P + t^w v) - f(P) for small t > 0.
 *
 * With whole weights w the curves x_i = P_i + t^(w_i) v_i, v on the faces of the cube
 * |v_i| <= 1, fill a neighbourhood of P. Where the first k - 1 derivatives by t vanish
 * at t = 0 for every v, Taylor's formula gives
 *
 *     f(P + t^w v) - f(P) = t^k/k! g(s, v),   g = (d/dt)^k f(P + t^w v),  0 <= s <= t,
 *
 * so an enclosure of g over 0 <= t <= e and all faces tells the sign of the difference:
 * the same on all faces makes an extremum, and then no other point within e is critical,
 * because t d/dt f does not vanish; both signs, at t = 0, make a saddle. Weights other
 * than 1 are for forms such as x^2 + y^4 and (y - x^2)(y - 2 x^2). */

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "explore/critical_internal.h"
#include "explore/rough.h"
#include "numeric/sign.h"

#include <math.h>
#include <string.h>

enum { MOST_ORDER = 8, MOST_PIECES = 4000, N = NB_MOST_VARIABLES };

/* ---- axes ---- */

/* n vectors, of exact numbers, that take the place of the axes. */
typedef struct axes {
    nb_expr at[N][N]; /* [k][i]: coordinate i of the k-th */
} axes;

static axes usual_axes(nb_pool *p, uint32_t n)
{
    axes a;
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < n; i++)
            a.at[k][i] = i == k ? nb_one(p) : nb_zero(p);
    return a;
}

/* In the plane: along (-b, a), and across it. */
static bool turned_axes(nb_pool *p, nb_expr a, nb_expr b, axes *out)
{
    if (!a || !b || !nb_is_number(p, a) || !nb_is_number(p, b) || nb_is_int(p, a, 0) ||
        nb_is_int(p, b, 0))
        return false;
    out->at[0][0] = nb_negate(p, b);
    out->at[0][1] = a;
    out->at[1][0] = a;
    out->at[1][1] = b;
    return true;
}

/* ---- along the curves ---- */

/* A SYMBOL that no program can spell. */
static nb_expr hidden_symbol(nb_pool *p, uint32_t i)
{
    char name[] = " v0";
    name[2] = (char)('0' + i);
    return nb_symbol(p, name, 3);
}

/* t^k pulled out of a base: *rest is what is left; k = 0 where there is none. */
static nb_expr pull(nb_pool *p, nb_expr base, nb_expr t, nb_expr *rest)
{
    nb_expr tidy = nb_tidy(p, base), coefficient, term, exponent = nb_zero(p);
    nb_split_coefficient(p, tidy, &coefficient, &term);
    *rest = tidy;
    if (term == t) {
        *rest = coefficient;
        return nb_one(p);
    }
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2)
        if (nb_arg(p, term, i) == t && nb_is_number(p, nb_arg(p, term, i + 1))) {
            exponent = nb_arg(p, term, i + 1);
            *rest = nb_quotient(p, tidy, nb_power(p, t, exponent));
        }
    return exponent;
}

/* One node with operands rewritten for t > 0: |t u| = t |u|, (t^2 u)^(1/2) = t u^(1/2).
 */
static nb_expr rewrite(nb_pool *p, nb_expr e, const nb_map *done, nb_expr t)
{
    nb_expr args[16], rest, k;
    uint32_t n = nb_nargs(p, e);
    nb_op op = nb_op_of(p, e);
    if (n == 0 || op == NB_NUMBER || op == NB_SYMBOL)
        return e;
    if (op == NB_SUM) {
        nb_expr sum = nb_zero(p);
        for (uint32_t i = 0; i < n; i += 2)
            sum = nb_sum2(p, sum,
                          nb_product2(p, nb_arg(p, e, i),
                                      nb_map_get(done, nb_arg(p, e, i + 1), NB_NONE)));
        return sum;
    }
    if (op == NB_PROD) {
        nb_expr product = nb_one(p);
        for (uint32_t i = 0; i < n; i += 2) {
            nb_expr base = nb_map_get(done, nb_arg(p, e, i), NB_NONE);
            nb_expr exponent = nb_map_get(done, nb_arg(p, e, i + 1), NB_NONE);
            if (exponent && nb_is_number(p, exponent) && base && base != t) {
                k = pull(p, base, t, &rest);
                product = nb_product2(p, product, nb_power(p, rest, exponent));
                if (!nb_is_int(p, k, 0))
                    product = nb_product2(p, product,
                                          nb_power(p, t, nb_product2(p, k, exponent)));
            } else {
                product = nb_product2(p, product, nb_power(p, base, exponent));
            }
        }
        return product;
    }
    if (op != NB_FN || n > 16)
        return e; /* left as it is: nothing will be concluded about it */
    for (uint32_t i = 0; i < n; i++)
        args[i] = nb_map_get(done, nb_arg(p, e, i), NB_NONE);
    if (nb_fn_of(p, e) == NB_FN_ABS) {
        k = pull(p, args[0], t, &rest);
        return nb_product2(p, nb_apply1(p, NB_FN_ABS, rest), nb_power(p, t, k));
    }
    return nb_apply(p, nb_fn_of(p, e), n, args);
}

static nb_expr for_positive(nb_pool *p, nb_expr e, nb_expr t)
{
    nb_list nodes = {0};
    nb_map done = {0};
    bool ok = e && nb_topological(p, &e, 1, &nodes);
    for (uint32_t i = 0; ok && i < nodes.n; i++)
        ok = nb_poll(p) &&
             nb_map_put(p, &done, nodes.items[i], rewrite(p, nodes.items[i], &done, t));
    nb_expr out = ok ? nb_map_get(&done, e, NB_NONE) : NB_NONE;
    nb_list_free(&nodes);
    nb_map_free(&done);
    return out;
}

/* f(P + t^w v) - f(P), canonical, for t > 0. */
static nb_expr along(nb_hunt *h, const nb_expr *point, nb_expr value, const ulong *w,
                     const axes *axis, nb_expr t)
{
    nb_pool *p = h->p;
    nb_expr place[N];
    for (uint32_t i = 0; i < h->n; i++)
        place[i] = point[i];
    for (uint32_t k = 0; k < h->n; k++) {
        nb_expr power = nb_power(p, t, nb_with_facts(p, nb_ratio(p, (slong)w[k], 1)));
        nb_expr step = nb_product2(p, power, hidden_symbol(p, k));
        for (uint32_t i = 0; i < h->n; i++)
            place[i] = nb_sum2(p, place[i], nb_product2(p, axis->at[k][i], step));
    }
    nb_expr e = for_positive(p, nb_hunt_put(h, h->f, place), t);
    return nb_difference(p, e, value);
}

/* ---- signs over the faces ---- */

typedef struct faces {
    nb_hunt *h;
    nb_over *over; /* of the derivative: variables v0 … v(n-1), t */
    double reach;  /* 0 <= t <= reach */
    bool positive, negative, unknown;
    uint32_t pieces;
} faces;

static nb_range value_on(faces *a, const nb_range *v, double reach, bool *smooth)
{
    nb_range at[N + 1], y[2];
    memcpy(at, v, a->h->n * sizeof *at);
    at[a->h->n] = (nb_range){0, reach};
    nb_over_eval(a->over, at, 0, 2, y, smooth);
    return y[0];
}

static const double NEARLY_ZERO = 1e-30;

/* At the middle of a piece, for small t: a proven sign is one that f takes. */
static void sample(faces *a, const nb_range *v)
{
    nb_range at[N];
    bool smooth;
    for (uint32_t i = 0; i < a->h->n; i++) {
        double middle = nb_range_middle(v[i]);
        at[i] = (nb_range){middle, middle};
    }
    nb_range y = value_on(a, at, NEARLY_ZERO, &smooth);
    if (nb_range_is_empty(y) || !smooth)
        return;
    a->positive = a->positive || y.low > 0;
    a->negative = a->negative || y.high < 0;
}

/* The signs on one piece of a face, halved where they are not clear. */
static void look(faces *a, nb_range *v)
{
    nb_range stack[64][N];
    uint32_t n = a->h->n, depth = 1;
    memcpy(stack[0], v, n * sizeof *v);
    while (depth && a->pieces++ < MOST_PIECES && nb_poll(a->h->p)) {
        nb_range *piece = stack[--depth];
        bool smooth;
        nb_range y = value_on(a, piece, a->reach, &smooth);
        if (nb_range_is_empty(y))
            a->unknown = true;
        sample(a, piece);
        if (a->positive && a->negative)
            return;
        if (smooth && (y.low > 0 || y.high < 0))
            continue;
        uint32_t side = 0;
        for (uint32_t i = 1; i < n; i++)
            if (nb_range_width(piece[i]) > nb_range_width(piece[side]))
                side = i;
        double middle = nb_range_middle(piece[side]);
        if (depth + 2 > 64 || nb_range_width(piece[side]) < 1e-3) {
            a->unknown = true;
            if (nb_range_width(piece[side]) == 0)
                return;
            continue;
        }
        memcpy(stack[depth + 1], piece, n * sizeof *piece);
        stack[depth][side].high = middle;
        stack[depth + 1][side].low = middle;
        depth += 2;
    }
    a->unknown = a->unknown || depth > 0;
}

/* All faces of the cube. */
static void look_at_faces(faces *a)
{
    for (uint32_t i = 0; i < 2 * a->h->n; i++) {
        nb_range v[N];
        for (uint32_t k = 0; k < a->h->n; k++)
            v[k] = (nb_range){-1, 1};
        v[i / 2] = i % 2 ? (nb_range){1, 1} : (nb_range){-1, -1};
        look(a, v);
        if (a->positive && a->negative)
            return;
    }
}

/* ---- the test ---- */

/* The kind that one choice of weights shows. */
static nb_critical_kind with_weights(nb_hunt *h, const nb_expr *point, nb_expr value,
                                     const ulong *w, const axes *axis, double reach,
                                     bool *alone)
{
    nb_pool *p = h->p;
    nb_expr t = hidden_symbol(p, N), variables[N + 1];
    nb_expr g = along(h, point, value, w, axis, t), f = g;
    nb_map at_zero = {0};
    nb_critical_kind kind = NB_CRITICAL_INCONCLUSIVE;
    bool ok = nb_map_put(p, &at_zero, t, nb_zero(p));
    for (uint32_t i = 0; i < h->n; i++)
        variables[i] = hidden_symbol(p, i);
    variables[h->n] = t;
    for (int order = 0; ok && g && order <= MOST_ORDER; order++) {
        /* forms that are undefined at t = 0 as they stand say nothing */
        faces a = {.h = h, .reach = NEARLY_ZERO};
        for (uint32_t i = 0; i < h->n; i++)
            a.reach = fmax(a.reach, pow(reach, 1.0 / (double)w[i]));
        nb_expr form = nb_tidy(p, nb_canonical_with(p, g, &at_zero));
        if (!form || nb_failed(p))
            break;
        if (nb_is_int(p, form, 0)) {
            g = nb_tidy(p, nb_derive(p, g, t));
            continue;
        }
        a.over =
            order ? nb_over_along(p, (nb_expr[]){g, f}, 2, variables, h->n + 1) : NULL;
        if (!a.over)
            break;
        look_at_faces(&a);
        nb_over_free(a.over);
        if (a.positive && a.negative)
            kind = NB_CRITICAL_SADDLE;
        else if (!a.unknown && (a.positive || a.negative))
            kind = a.positive ? NB_CRITICAL_MINIMUM : NB_CRITICAL_MAXIMUM;
        *alone = kind == NB_CRITICAL_MINIMUM || kind == NB_CRITICAL_MAXIMUM;
        break;
    }
    nb_map_free(&at_zero);
    return kind;
}

/* All weights with one choice of axes. */
static nb_critical_kind with_axes(nb_hunt *h, const nb_expr *point, nb_expr value,
                                  const axes *a, double reach, bool *alone)
{
    static const ulong weights[][N] = {
        {1, 1, 1, 1}, {2, 2, 2, 2}, {3, 3, 3, 3}, {1, 2, 2, 2}, {2, 1, 2, 2},
        {2, 2, 1, 2}, {1, 1, 2, 2}, {2, 1, 1, 1}, {1, 2, 1, 1}, {2, 3, 1, 1},
        {3, 2, 1, 1}, {1, 3, 1, 1}, {3, 1, 1, 1}, {1, 4, 1, 1}, {4, 1, 1, 1}};
    static const ulong roots[][N] = {{1}, {2}, {3}, {4}, {5}, {6}};
    size_t count =
        h->n == 1 ? sizeof roots / sizeof *roots : sizeof weights / sizeof *weights;
    nb_critical_kind kind = NB_CRITICAL_INCONCLUSIVE;
    for (size_t i = 0; i < count && kind == NB_CRITICAL_INCONCLUSIVE; i++) {
        if (nb_failed(h->p))
            break;
        kind = with_weights(h, point, value, h->n == 1 ? roots[i] : weights[i], a, reach,
                            alone);
    }
    return kind;
}

nb_critical_kind nb_kind_by_forms(nb_hunt *h, const nb_expr *point, double reach,
                                  bool *alone)
{
    nb_expr value = nb_hunt_at(h, h->f, point);
    axes a = usual_axes(h->p, h->n);
    *alone = false;
    if (!value)
        return NB_CRITICAL_INCONCLUSIVE;
    nb_critical_kind kind = with_axes(h, point, value, &a, reach, alone);
    nb_loci loci;
    if (kind != NB_CRITICAL_INCONCLUSIVE || h->n != 2 || !nb_loci_of(h->p, h->f, &loci))
        return kind;
    /* the direction in which the Hessian is zero; those of kinks */
    bool unused;
    if (turned_axes(h->p, nb_hunt_at(h, h->hessian[0], point),
                    nb_hunt_at(h, h->hessian[1], point), &a))
        kind = with_axes(h, point, value, &a, 0, &unused);
    for (uint32_t i = 0; kind == NB_CRITICAL_INCONCLUSIVE && i < loci.n; i++) {
        nb_expr x = nb_derive(h->p, loci.items[i].u, h->variables[0]);
        nb_expr y = nb_derive(h->p, loci.items[i].u, h->variables[1]);
        if (turned_axes(h->p, nb_hunt_at(h, x, point), nb_hunt_at(h, y, point), &a))
            kind = with_axes(h, point, value, &a, 0, &unused);
    }
    return kind;
}
