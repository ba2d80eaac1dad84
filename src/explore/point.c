/* A critical point that was found: its place exactly, its value, its digits. */

#include "algebra/canon.h"
#include "algebra/tidy.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "explore/critical_internal.h"
#include "explore/eigen.h"
#include "explore/exactly.h"
#include "explore/rough.h"
#include "numeric/sign.h"

#include <stdlib.h>
#include <string.h>

enum { PLACE_BITS = 400, FIRST_BITS = 128, MOST_BITS = 4096 };

/* ---- the function at points ---- */

bool nb_hunt_derive(nb_hunt *h, nb_expr f)
{
    uint32_t n = h->n;
    h->f = f;
    for (uint32_t i = 0; i < n; i++)
        h->gradient[i] = nb_tidy(h->p, nb_derive(h->p, f, h->variables[i]));
    for (uint32_t i = 0; i < n * n; i++)
        h->hessian[i] =
            nb_tidy(h->p, nb_derive(h->p, h->gradient[i / n], h->variables[i % n]));
    return !nb_failed(h->p);
}

bool nb_hunt_begin(nb_hunt *h, nb_pool *p, nb_expr typed, const nb_expr *variables,
                   uint32_t n)
{
    *h = (nb_hunt){.p = p, .n = n, .typed = typed, .n_patterns = 1};
    for (uint32_t i = 0; i < n; i++)
        h->variables[i] = variables[i];
    return nb_hunt_derive(h, nb_without_extremes(p, nb_canonical(p, typed)));
}

static bool map_of(nb_hunt *h, const nb_expr *values, nb_map *map)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < h->n; i++)
        ok = nb_map_put(h->p, map, h->variables[i], values[i]);
    return ok;
}

nb_expr nb_hunt_at(nb_hunt *h, nb_expr e, const nb_expr *point)
{
    nb_map map = {0};
    nb_expr value = NB_NONE;
    nb_undefined why;
    if (!map_of(h, point, &map) || nb_at(h->p, e, &map, &value, &why) != NB_AT_DEFINED)
        value = NB_NONE;
    nb_map_free(&map);
    return value;
}

nb_expr nb_hunt_put(nb_hunt *h, nb_expr e, const nb_expr *values)
{
    nb_map map = {0};
    nb_expr out = map_of(h, values, &map) ? nb_canonical_with(h->p, e, &map) : NB_NONE;
    nb_map_free(&map);
    return out;
}

bool nb_hunt_ball(nb_hunt *h, nb_expr e, arb_srcptr at, slong prec, arb_t out)
{
    nb_balls b;
    nb_balls_init(&b, h->p, prec);
    bool good = true;
    for (uint32_t i = 0; good && i < h->n; i++)
        good = nb_balls_bind(&b, h->variables[i], at + i);
    arb_srcptr x = good ? nb_balls_of(&b, e) : NULL;
    good = x && arb_is_finite(x);
    if (good)
        arb_set(out, x);
    nb_balls_clear(&b);
    return good;
}

/* ---- life ---- */

static void init_balls(nb_critical_point *point)
{
    for (uint32_t i = 0; i < NB_MOST_VARIABLES; i++) {
        arb_init(&point->at[i]);
        arb_init(&point->eigen[i]);
    }
    arb_init(&point->value_ball);
    arb_indeterminate(&point->value_ball);
}

void nb_critical_point_free(nb_critical_point *point)
{
    for (uint32_t i = 0; i < NB_MOST_VARIABLES; i++) {
        arb_clear(&point->at[i]);
        arb_clear(&point->eigen[i]);
    }
    arb_clear(&point->value_ball);
}

/* ---- places ---- */

/* Coordinates of the point to a precision, whatever it is known by. */
static bool place(nb_pool *p, const nb_critical_point *point, slong prec, arb_ptr out)
{
    bool good = point->all_exact || nb_solution_refine(p, &point->zero, prec, out);
    for (uint32_t i = 0; good && i < point->n; i++)
        if (point->exact[i])
            good = nb_enclose(p, point->exact[i], prec + 16, out + i);
    return good;
}

static bool is_zero(nb_pool *p, nb_expr value)
{
    return value && nb_sign_of(p, value) == NB_ZERO;
}

/* With the coordinates in `exact` put in (the others NB_NONE) the functions that do not
 * vanish must be as many as the other variables, and have a zero in the same box: that
 * is then the zero, and those coordinates are exact. */
static bool prove(nb_hunt *h, const nb_solution *zero, const nb_expr *exact)
{
    nb_solution part = {.around = zero->around};
    nb_expr values[NB_MOST_VARIABLES];
    uint32_t equations = 0;
    for (uint32_t i = 0; i < h->n; i++) {
        values[i] = exact[i] ? exact[i] : h->variables[i];
        if (exact[i])
            continue;
        part.variables[part.n] = h->variables[i];
        part.around.side[part.n] = zero->around.side[i];
        part.cell.side[part.n++] = zero->cell.side[i];
    }
    for (uint32_t k = 0; k < h->n; k++) {
        nb_expr e = part.n ? nb_tidy(h->p, nb_hunt_put(h, zero->functions[k], values))
                           : nb_hunt_at(h, zero->functions[k], exact);
        if (!e || nb_failed(h->p))
            return false;
        if (part.n == 0 ? is_zero(h->p, e) : nb_is_int(h->p, e, 0))
            continue;
        if (equations == part.n)
            return false;
        part.functions[equations++] = e;
    }
    if (equations != part.n)
        return false;
    if (part.n == 0)
        return true;
    for (uint32_t k = 0; k < part.n * part.n; k++)
        part.jacobian[k] =
            nb_derive(h->p, part.functions[k / part.n], part.variables[k % part.n]);
    arb_ptr x = _arb_vec_init((slong)part.n);
    bool good = nb_solution_refine(h->p, &part, FIRST_BITS, x);
    _arb_vec_clear(x, (slong)part.n);
    return good;
}

/* Recognises coordinates and proves them. */
static void find_exact(nb_hunt *h, nb_critical_point *point)
{
    nb_expr guess[NB_MOST_VARIABLES];
    uint32_t known = 0;
    for (uint32_t i = 0; i < h->n; i++) {
        guess[i] = nb_guess_number(h->p, &point->at[i]);
        known += guess[i] != NB_NONE;
    }
    if (known && prove(h, &point->zero, guess)) {
        memcpy(point->exact, guess, h->n * sizeof *guess);
        point->all_exact = known == h->n;
    }
    /* what is right for all may not be proven; zeros alone often are */
    for (uint32_t i = 0; known && !point->all_exact && i < h->n; i++) {
        nb_expr one[NB_MOST_VARIABLES] = {0};
        if (point->exact[i] || !guess[i])
            continue;
        one[i] = guess[i];
        if (prove(h, &point->zero, one))
            point->exact[i] = guess[i];
    }
}

/* ---- in the box? ---- */

/* Of a number against a bound: its sign, or UNKNOWN. */
static nb_sign side_of(nb_hunt *h, const nb_critical_point *point, uint32_t i,
                       nb_expr bound)
{
    if (point->exact[i])
        return nb_sign_of(h->p, nb_difference(h->p, point->exact[i], bound));
    nb_sign s = NB_SIGN_UNKNOWN;
    arb_t b;
    arb_init(b);
    if (nb_enclose(h->p, bound, PLACE_BITS, b)) {
        arb_sub(b, &point->at[i], b, PLACE_BITS);
        s = arb_is_positive(b)   ? NB_POSITIVE
            : arb_is_negative(b) ? NB_NEGATIVE
                                 : NB_SIGN_UNKNOWN;
    }
    arb_clear(b);
    return s;
}

/* False when the point is outside the box; notes whether it is on its boundary. */
static bool is_inside(nb_hunt *h, nb_critical_point *point)
{
    for (uint32_t i = 0; h->low && i < h->n; i++) {
        nb_sign low = side_of(h, point, i, h->low[i]);
        nb_sign high = side_of(h, point, i, h->high[i]);
        if (low == NB_NEGATIVE || high == NB_POSITIVE)
            return false;
        if (low == NB_ZERO || high == NB_ZERO)
            point->on_boundary = true;
        if (low == NB_SIGN_UNKNOWN || high == NB_SIGN_UNKNOWN)
            point->at_edge = true;
    }
    return true;
}

bool nb_hunt_lists(const nb_hunt *h, const nb_expr *exact)
{
    for (uint32_t k = 0; k < h->out->n_points; k++) {
        bool same = true;
        for (uint32_t i = 0; same && i < h->n; i++) {
            nb_expr other = h->out->points[k].exact[i];
            same = exact[i] && other &&
                   (exact[i] == other ||
                    is_zero(h->p, nb_difference(h->p, exact[i], other)));
        }
        if (same)
            return true;
    }
    return false;
}

/* Whether a point that is not exact in all coordinates is listed, by another branch
 * of the equations: its enclosure touches one, which lies in its box. */
static bool lists_place(const nb_hunt *h, const nb_critical_point *point)
{
    for (uint32_t k = 0; k < h->out->n_points; k++) {
        bool touch = true;
        for (uint32_t i = 0; touch && i < h->n; i++)
            touch = arb_overlaps(&point->at[i], &h->out->points[k].at[i]);
        if (touch)
            return true;
    }
    return false;
}

/* ---- adding ---- */

/* The function as typed is defined there. UNKNOWN counts as not. */
static bool is_defined(nb_hunt *h, nb_critical_point *point, bool *undefined)
{
    arb_t y;
    *undefined = false;
    if (point->all_exact) {
        nb_map map = {0};
        nb_undefined why;
        nb_expr value;
        nb_at_result got = NB_AT_UNKNOWN;
        if (map_of(h, point->exact, &map))
            got = nb_at(h->p, h->typed, &map, &value, &why);
        nb_map_free(&map);
        *undefined = got == NB_AT_UNDEFINED;
        if (got == NB_AT_DEFINED)
            point->value = nb_tidy(h->p, value);
        return got == NB_AT_DEFINED;
    }
    arb_init(y);
    bool defined = nb_hunt_ball(h, h->typed, point->at, PLACE_BITS, y);
    arb_clear(y);
    return defined;
}

/* A sum of n even powers and perhaps a number has that number for its value where the
 * n bases are zero at once; they are so at the point if they have a zero in its box,
 * for every such zero is a critical point. */
static nb_expr value_of_squares(nb_hunt *h, const nb_critical_point *point)
{
    nb_solution squares = point->zero;
    nb_expr value = nb_zero(h->p);
    uint32_t n = 0, terms = nb_op_of(h->p, h->f) == NB_SUM ? nb_nargs(h->p, h->f) : 0;
    for (uint32_t i = 0; i < terms; i += 2) {
        nb_expr c = nb_arg(h->p, h->f, i), term = nb_arg(h->p, h->f, i + 1), b, k;
        nb_split_power(h->p, term, &b, &k);
        slong power = 0;
        if (nb_is_int(h->p, term, 1))
            value = c;
        else if (n < h->n && nb_get_int(h->p, k, &power) && power > 0 && power % 2 == 0)
            squares.functions[n++] = b;
        else
            return NB_NONE;
    }
    if (n != h->n)
        return NB_NONE;
    for (uint32_t i = 0; i < n * n; i++)
        squares.jacobian[i] =
            nb_derive(h->p, squares.functions[i / n], h->variables[i % n]);
    arb_ptr x = _arb_vec_init((slong)n);
    bool zero = nb_solution_refine(h->p, &squares, FIRST_BITS, x);
    _arb_vec_clear(x, (slong)n);
    return zero ? value : NB_NONE;
}

/* A value of which coordinates that are not exact are no part. */
static void find_value(nb_hunt *h, nb_critical_point *point)
{
    nb_expr values[NB_MOST_VARIABLES];
    nb_list rest = {0};
    for (uint32_t i = 0; i < h->n; i++)
        values[i] = point->exact[i] ? point->exact[i] : h->variables[i];
    nb_expr e = nb_tidy(h->p, nb_hunt_put(h, h->f, values));
    if (e && nb_free_symbols(h->p, e, &rest) && rest.n == 0)
        point->value = e;
    else if (!h->plain)
        point->value = value_of_squares(h, point);
    nb_list_free(&rest);
}

static bool leave_undecided(nb_hunt *h, const nb_critical_point *point)
{
    nb_cell cell;
    for (uint32_t i = 0; i < h->n; i++)
        cell.side[i] = nb_range_of_ball(&point->at[i]);
    h->out->complete = false;
    return nb_cells_add(h->p, &h->out->undecided, &cell);
}

static bool append(nb_hunt *h, nb_critical_point *point)
{
    nb_critical_set *s = h->out;
    nb_critical_point *points = realloc(s->points, (s->n_points + 1) * sizeof *s->points);
    if (!points) {
        nb_fail(h->p, NB_ERR_MEMORY, "out of memory");
        nb_critical_point_free(point);
        return false;
    }
    s->points = points;
    s->points[s->n_points++] = *point;
    return true;
}

bool nb_hunt_locate(nb_hunt *h, const nb_solution *zero, nb_critical_point *point)
{
    *point = (nb_critical_point){.n = h->n, .zero = *zero};
    init_balls(point);
    if (!place(h->p, point, PLACE_BITS, point->at)) {
        for (uint32_t i = 0; i < h->n; i++)
            nb_range_to_ball(&point->at[i], zero->cell.side[i]);
        return false;
    }
    find_exact(h, point);
    return true;
}

/* The point against the signs that the function stands for: 1 where they are right, 0
 * where one is not, -1 where that is not known. */
static int has_signs(nb_hunt *h, const nb_critical_point *point)
{
    int answer = 1;
    arb_t y;
    arb_init(y);
    for (uint32_t k = 0; answer && k < h->n_kinks; k++) {
        nb_sign s = NB_SIGN_UNKNOWN;
        nb_expr value =
            point->all_exact ? nb_hunt_at(h, h->kinks[k], point->exact) : NB_NONE;
        if (value)
            s = nb_sign_of(h->p, value);
        else if (nb_hunt_ball(h, h->kinks[k], point->at, PLACE_BITS, y))
            s = arb_is_positive(y)   ? NB_POSITIVE
                : arb_is_negative(y) ? NB_NEGATIVE
                                     : NB_SIGN_UNKNOWN;
        if (s == NB_SIGN_UNKNOWN)
            answer = -1;
        else if ((int)s != h->signs[k])
            answer = 0;
    }
    arb_clear(y);
    return answer;
}

/* Whether the formulas of the partial derivatives hold at the point: the equations may
 * have lost a denominator that is zero there. */
static bool has_gradient(nb_hunt *h, const nb_critical_point *point)
{
    bool holds = true;
    arb_t y;
    if (point->all_exact)
        return nb_hunt_solves(h, h->gradient, h->n, point->exact);
    arb_init(y);
    for (uint32_t i = 0; holds && i < h->n; i++)
        holds = nb_hunt_ball(h, h->gradient[i], point->at, PLACE_BITS, y);
    arb_clear(y);
    return holds;
}

/* Whether the point, whose place is known, is one to add; *ok is false after an error. */
static bool is_wanted(nb_hunt *h, nb_critical_point *point, bool *ok)
{
    bool undefined;
    *ok = true;
    if (!is_inside(h, point) || (point->all_exact && nb_hunt_lists(h, point->exact)))
        return false;
    int signs = has_signs(h, point);
    if (signs == 0)
        return false;
    /* a second one in the place of another is the same, most likely: not proven */
    if (signs < 0 || (!point->all_exact && lists_place(h, point))) {
        *ok = leave_undecided(h, point);
        return false;
    }
    bool defined = is_defined(h, point, &undefined);
    if (defined && (!point->smooth || point->by_definition || has_gradient(h, point)))
        return true;
    *ok = undefined || leave_undecided(h, point);
    return false;
}

bool nb_hunt_add(nb_hunt *h, nb_critical_point *point)
{
    bool ok = true;
    point->n = h->n;
    init_balls(point);
    if (!place(h->p, point, PLACE_BITS, point->at)) {
        for (uint32_t i = 0; i < h->n; i++)
            nb_range_to_ball(&point->at[i], point->zero.cell.side[i]);
        ok = leave_undecided(h, point);
        nb_critical_point_free(point);
        return ok && !nb_failed(h->p);
    }
    if (!point->all_exact)
        find_exact(h, point);
    if (!is_wanted(h, point, &ok)) {
        nb_critical_point_free(point);
        return ok && !nb_failed(h->p);
    }
    if (!point->all_exact && !point->value)
        find_value(h, point);
    if (!point->value &&
        !nb_hunt_ball(h, h->f, point->at, PLACE_BITS, &point->value_ball))
        arb_indeterminate(&point->value_ball);
    if (!h->plain)
        nb_hunt_kind(h, point);
    if (point->extreme_only && point->kind != NB_CRITICAL_MINIMUM &&
        point->kind != NB_CRITICAL_MAXIMUM) {
        nb_critical_point_free(point);
        return !nb_failed(h->p);
    }
    return append(h, point) && !nb_failed(h->p);
}

/* ---- digits ---- */

/* What a number at the point is computed by. */
typedef bool nb_measure(nb_hunt *h, arb_srcptr at, uint32_t k, slong prec, arb_t out);

static nb_decimal_status decimal_by(nb_hunt *h, const nb_critical_point *point,
                                    nb_measure *measure, uint32_t k, slong digits,
                                    nb_buf *out)
{
    slong first = FIRST_BITS + (slong)((double)digits * 3.33);
    nb_decimal_status status = NB_DECIMAL_UNPROVEN;
    arb_ptr at = _arb_vec_init((slong)point->n);
    arb_t y;
    arb_init(y);
    for (slong prec = first; status == NB_DECIMAL_UNPROVEN && prec < first + MOST_BITS;
         prec *= 2) {
        if (!place(h->p, point, prec, at))
            break;
        if (measure(h, at, k, prec, y))
            status = nb_decimal_of_ball(y, digits, out);
        if (arb_contains_zero(y) && prec > first)
            break; /* zero, for all that can be seen */
    }
    arb_clear(y);
    _arb_vec_clear(at, (slong)point->n);
    return nb_failed(h->p) ? NB_DECIMAL_STOPPED : status;
}

static bool coordinate(nb_hunt *h, arb_srcptr at, uint32_t k, slong prec, arb_t out)
{
    (void)h;
    (void)prec;
    arb_set(out, at + k);
    return true;
}

static bool value(nb_hunt *h, arb_srcptr at, uint32_t k, slong prec, arb_t out)
{
    (void)k;
    return nb_hunt_ball(h, h->f, at, prec, out);
}

static bool eigenvalue(nb_hunt *h, arb_srcptr at, uint32_t k, slong prec, arb_t out)
{
    uint32_t n = h->n;
    arb_ptr m = _arb_vec_init((slong)n * n), values = _arb_vec_init((slong)n);
    bool good = true;
    for (uint32_t i = 0; good && i < n * n; i++)
        good = nb_hunt_ball(h, h->hessian[i], at, prec, m + i);
    good = good && nb_eigen_enclose(h->p, values, m, n, prec);
    if (good)
        arb_set(out, values + k);
    _arb_vec_clear(m, (slong)n * n);
    _arb_vec_clear(values, (slong)n);
    return good;
}

nb_decimal_status nb_critical_coordinate(nb_pool *p, const nb_critical_point *point,
                                         uint32_t i, slong digits, nb_buf *out)
{
    nb_hunt h = {.p = p, .n = point->n};
    if (point->exact[i])
        return nb_decimal(p, point->exact[i], digits, out);
    if (nb_decimal_of_ball(&point->at[i], digits, out) <= NB_DECIMAL_ROUNDED)
        return NB_DECIMAL_ROUNDED;
    return decimal_by(&h, point, coordinate, i, digits, out);
}

nb_decimal_status nb_critical_value(nb_pool *p, nb_expr function,
                                    const nb_critical_point *point, slong digits,
                                    nb_buf *out)
{
    nb_hunt h = {.p = p, .n = point->n, .f = nb_canonical(p, function)};
    memcpy(h.variables, point->zero.variables, sizeof h.variables);
    if (point->value)
        return nb_decimal(p, point->value, digits, out);
    if (nb_decimal_of_ball(&point->value_ball, digits, out) <= NB_DECIMAL_ROUNDED)
        return NB_DECIMAL_ROUNDED;
    return decimal_by(&h, point, value, 0, digits, out);
}

nb_decimal_status nb_critical_eigen(nb_pool *p, nb_expr function,
                                    const nb_critical_point *point, uint32_t k,
                                    slong digits, nb_buf *out)
{
    nb_hunt h;
    if (point->eigen_exact[k])
        return nb_decimal(p, point->eigen_exact[k], digits, out);
    if (nb_decimal_of_ball(&point->eigen[k], digits, out) <= NB_DECIMAL_ROUNDED)
        return NB_DECIMAL_ROUNDED; /* the Hessian need not be derived again */
    if (!nb_hunt_begin(&h, p, function, point->zero.variables, point->n))
        return NB_DECIMAL_STOPPED;
    return decimal_by(&h, point, eigenvalue, k, digits, out);
}

const char *nb_critical_words(nb_critical_kind kind, uint32_t n)
{
    switch (kind) {
    case NB_CRITICAL_MINIMUM: return "local minimum";
    case NB_CRITICAL_MAXIMUM: return "local maximum";
    case NB_CRITICAL_SADDLE: return n == 1 ? "neither" : "saddle point";
    case NB_CRITICAL_INCONCLUSIVE: break;
    }
    return "inconclusive";
}
