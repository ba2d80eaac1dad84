#include "calculus/at_internal.h"

#include "algebra/canon.h"
#include "algebra/tidy.h"

#include <stdlib.h>

/* One loop over the nodes, operands first, in which each gets the canonical
 * constant that it is at the point, or the reason why there is none. */

enum { FIRST_BITS = 64 };

/* Fractions of more bits than this, and integers of more than that, are not multiplied
 * out any further: iterating a map of degree 2 doubles them at each step. */
enum { FRACTION_BITS = 2048, INTEGER_BITS = 1 << 16 };

/* ---- the run ---- */

void nb_at_begin(nb_at_run *r, nb_pool *p, const nb_map *point)
{
    *r = (nb_at_run){.p = p, .point = point};
    nb_balls_init(&r->balls, p, FIRST_BITS);
}

void nb_at_end(nb_at_run *r)
{
    nb_balls_clear(&r->balls);
    nb_map_free(&r->place);
    nb_list_free(&r->stack);
    nb_list_free(&r->symbols);
    free(r->nodes);
    *r = (nb_at_run){0};
}

static nb_at_node *add_node(nb_at_run *r, nb_expr e)
{
    nb_at_node *nodes = nb_room(r->p, r->nodes, r->n, &r->capacity, sizeof *nodes);
    if (!nodes)
        return NULL;
    r->nodes = nodes;
    if (!nb_map_put(r->p, &r->place, e, r->n + 1))
        return NULL;
    r->nodes[r->n] = (nb_at_node){0};
    return &r->nodes[r->n++];
}

static bool has(const nb_at_run *r, nb_expr e)
{
    return nb_map_get(&r->place, e, 0) != 0;
}

const nb_at_node *nb_at_operand(const nb_at_run *r, nb_expr e, uint32_t i)
{
    return &r->nodes[nb_map_get(&r->place, nb_arg(r->p, e, i), 0) - 1];
}

nb_varset nb_at_bit(nb_at_run *r, nb_expr symbol)
{
    uint32_t i = 0;
    while (i < r->symbols.n && r->symbols.items[i] != symbol)
        i++;
    if (i == r->symbols.n)
        nb_list_add(r->p, &r->symbols, symbol);
    return (nb_varset)1 << (i < 63 ? i : 63);
}

nb_sign nb_at_sign(nb_at_run *r, nb_expr *value)
{
    nb_sign s = nb_sign_with(&r->balls, *value);
    if (s == NB_SIGN_UNKNOWN) {
        /* an identity between functions, such as tan 1 cot 1 = 1, may show it */
        nb_expr tidy = nb_tidy(r->p, *value);
        if (tidy && tidy != *value) {
            *value = tidy;
            s = nb_sign_with(&r->balls, tidy);
        }
    }
    if (s == NB_ZERO)
        *value = nb_zero(r->p);
    return s;
}

/* ---- what a node can come to ---- */

void nb_at_undefined(nb_at_node *n, nb_reason reason, nb_expr culprit)
{
    n->status = NB_AT_UNDEFINED;
    n->why = (nb_undefined){.reason = reason, .node = culprit};
}

void nb_at_unknown(nb_at_node *n, nb_reason reason, nb_expr culprit, nb_expr first)
{
    n->status = NB_AT_UNKNOWN;
    n->why = (nb_undefined){.reason = reason, .node = culprit, .first = first};
}

void nb_at_defined(nb_at_node *n, nb_expr value)
{
    n->status = NB_AT_DEFINED;
    n->value = value;
}

static void truth(nb_at_run *r, nb_at_node *n, bool value)
{
    nb_at_defined(n, value ? nb_one(r->p) : nb_zero(r->p));
}

/* The sets of variables. */
static void inherit(nb_at_node *n, const nb_at_node *from)
{
    n->depends |= from->depends;
    n->edge |= from->edge;
    n->jump |= from->jump;
}

void nb_at_adopt(nb_at_node *n, const nb_at_node *from)
{
    n->status = from->status;
    n->value = from->value;
    n->why = from->why;
}

/* Takes what comes up from the operands. True when all are defined; else *n has
 * the first reason, a proven one before one that is not. */
static bool operands_defined(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    const nb_at_node *bad = NULL;
    for (uint32_t i = 0; i < nb_nargs(r->p, e); i++) {
        const nb_at_node *a = nb_at_operand(r, e, i);
        inherit(n, a);
        if (a->status == NB_AT_UNDEFINED && (!bad || bad->status == NB_AT_UNKNOWN))
            bad = a;
        else if (a->status == NB_AT_UNKNOWN && !bad)
            bad = a;
    }
    if (bad)
        nb_at_adopt(n, bad);
    return !bad;
}

/* ---- large numbers ---- */

/* The value as an operand: a number too long to calculate with becomes its first power,
 * which the canonical constructors leave alone and balls evaluate. */
static nb_expr as_operand(nb_at_run *r, nb_expr value)
{
    if (!value || !nb_is_number(r->p, value))
        return value;
    const fmpq *q = nb_value(r->p, value);
    slong bits = (slong)fmpz_bits(fmpq_numref(q)) + (slong)fmpz_bits(fmpq_denref(q));
    bool integer = fmpz_is_one(fmpq_denref(q));
    if (bits <= (integer ? INTEGER_BITS : FRACTION_BITS))
        return value;
    return nb_hold(r->p, value);
}

/* ---- powers ---- */

static void root_of_negative(nb_at_run *r, nb_at_node *n, nb_expr exponent)
{
    bool square = fmpz_equal_ui(fmpq_denref(nb_value(r->p, exponent)), 2);
    nb_at_undefined(n, square ? NB_WHY_SQRT_OF_NEGATIVE : NB_WHY_ROOT_OF_NEGATIVE,
                    NB_NONE);
}

/* 0^exponent */
static void check_power_of_zero(nb_at_run *r, nb_expr *exponent, nb_at_node *n)
{
    nb_sign s = nb_at_sign(r, exponent);
    if (s == NB_NEGATIVE)
        nb_at_undefined(n, NB_WHY_DIVISION_BY_ZERO, NB_NONE);
    else if (s == NB_ZERO)
        nb_at_undefined(n, NB_WHY_ZERO_TO_ZERO, NB_NONE);
    else if (s == NB_SIGN_UNKNOWN)
        nb_at_unknown(n, NB_WHY_SIGN_UNKNOWN, NB_NONE, *exponent);
}

static void check_power_of_negative(nb_at_run *r, nb_expr exponent, nb_at_node *n)
{
    if (!nb_is_number(r->p, exponent)) {
        if (nb_is_irrational(r->p, exponent))
            nb_at_undefined(n, NB_WHY_POWER_OF_NEGATIVE, NB_NONE);
        else
            nb_at_unknown(n, NB_WHY_SIGN_UNKNOWN, NB_NONE, exponent);
    } else if (fmpz_is_even(fmpq_denref(nb_value(r->p, exponent)))) {
        root_of_negative(r, n, exponent);
    }
}

/* A natural exponent asks nothing of the base. */
bool nb_at_is_natural(nb_pool *p, nb_expr e)
{
    return nb_is_number(p, e) && nb_number_sign(p, e) > 0 &&
           fmpz_is_one(fmpq_denref(nb_value(p, e)));
}

/* Whether base^exponent is defined for two values; sets the status and reason of
 * *to, and *edge where the base is on the edge of the domain. Values that are
 * hidden zeros become the NUMBER 0. */
static void check_power(nb_at_run *r, nb_expr *base, nb_expr *exponent, nb_at_node *to,
                        bool *edge)
{
    to->status = NB_AT_DEFINED;
    *edge = false;
    if (nb_at_is_natural(r->p, *exponent))
        return;
    bool rational = nb_is_number(r->p, *exponent);
    switch (nb_at_sign(r, base)) {
    case NB_POSITIVE: break;
    case NB_NEGATIVE: check_power_of_negative(r, *exponent, to); break;
    case NB_ZERO:
        check_power_of_zero(r, exponent, to);
        *edge = !rational || fmpz_is_even(fmpq_denref(nb_value(r->p, *exponent)));
        break;
    case NB_SIGN_UNKNOWN: nb_at_unknown(to, NB_WHY_SIGN_UNKNOWN, NB_NONE, *base); break;
    }
}

/* base^exponent is defined along the line only for a base >= 0 where the
 * exponent moves. */
static void note_power_edge(nb_at_run *r, nb_at_node *n, const nb_at_node *exponent,
                            nb_expr base, bool edge)
{
    if (edge)
        n->edge |= n->depends;
    else if (exponent->depends && nb_sign_with(&r->balls, base) != NB_POSITIVE)
        n->edge |= exponent->depends;
}

static void power(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    bool edge;
    nb_expr b = as_operand(r, nb_at_operand(r, e, 0)->value);
    nb_expr w = nb_at_operand(r, e, 1)->value;
    check_power(r, &b, &w, n, &edge);
    n->why.node = e;
    note_power_edge(r, n, nb_at_operand(r, e, 1), b, edge);
    if (n->status == NB_AT_DEFINED)
        nb_at_defined(n, nb_power(r->p, b, w));
}

/* The factors of a canonical product. A culprit is named by the factor alone. */
static void product(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    uint32_t count = nb_nargs(r->p, e) / 2;
    nb_expr *values = malloc(2 * (count + 1) * sizeof *values);
    if (!values) {
        nb_fail(r->p, NB_ERR_MEMORY, "out of memory");
        return;
    }
    nb_expr *b = values, *w = values + count;
    n->status = NB_AT_DEFINED;
    for (uint32_t i = 0; i < count && n->status == NB_AT_DEFINED; i++) {
        const nb_at_node *base = nb_at_operand(r, e, 2 * i),
                         *exponent = nb_at_operand(r, e, 2 * i + 1);
        nb_at_node factor = {.depends = base->depends | exponent->depends};
        bool edge;
        b[i] = as_operand(r, base->value);
        w[i] = exponent->value;
        check_power(r, &b[i], &w[i], &factor, &edge);
        note_power_edge(r, &factor, exponent, b[i], edge);
        inherit(n, &factor);
        if (factor.status != NB_AT_DEFINED) {
            nb_at_adopt(n, &factor);
            n->why.node =
                nb_power(r->p, nb_arg(r->p, e, 2 * i), nb_arg(r->p, e, 2 * i + 1));
        }
    }
    if (n->status == NB_AT_DEFINED)
        nb_at_defined(n, nb_product(r->p, b, w, count));
    free(values);
}

static void sum(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    uint32_t count = nb_nargs(r->p, e) / 2;
    nb_expr *values = malloc(2 * (count + 1) * sizeof *values);
    if (!values) {
        nb_fail(r->p, NB_ERR_MEMORY, "out of memory");
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        values[i] = nb_arg(r->p, e, 2 * i);
        values[count + i] = as_operand(r, nb_at_operand(r, e, 2 * i + 1)->value);
    }
    nb_at_defined(n, nb_linear(r->p, values, values + count, count));
    free(values);
}

static void quotient(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_expr a = as_operand(r, nb_at_operand(r, e, 0)->value);
    nb_expr b = as_operand(r, nb_at_operand(r, e, 1)->value);
    switch (nb_at_sign(r, &b)) {
    case NB_ZERO: nb_at_undefined(n, NB_WHY_DIVISION_BY_ZERO, e); break;
    case NB_SIGN_UNKNOWN: nb_at_unknown(n, NB_WHY_SIGN_UNKNOWN, e, b); break;
    default: nb_at_defined(n, nb_quotient(r->p, a, b));
    }
}

/* ---- conditions ---- */

static bool holds(nb_rel rel, nb_sign s)
{
    switch (rel) {
    case NB_LT: return s < 0;
    case NB_LE: return s <= 0;
    case NB_EQ: return s == 0;
    case NB_NE: return s != 0;
    case NB_GE: return s >= 0;
    case NB_GT: return s > 0;
    }
    return false;
}

/* Where both sides are equal another piece may begin. */
static void relation(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_expr d =
        nb_difference(r->p, nb_at_operand(r, e, 0)->value, nb_at_operand(r, e, 1)->value);
    nb_sign s = nb_at_sign(r, &d);
    if (s == NB_ZERO || s == NB_SIGN_UNKNOWN)
        n->jump |= n->depends;
    if (s == NB_SIGN_UNKNOWN)
        nb_at_unknown(n, NB_WHY_SIGN_UNKNOWN, e, d);
    else
        truth(r, n, holds((nb_rel)nb_fn_of(r->p, e), s));
}

bool nb_at_is_true(nb_pool *p, const nb_at_node *n)
{
    return n->status == NB_AT_DEFINED && !nb_is_int(p, n->value, 0);
}

static bool is_false(nb_pool *p, const nb_at_node *n)
{
    return n->status == NB_AT_DEFINED && nb_is_int(p, n->value, 0);
}

/* `and`, `or`: read from the left; one operand may settle the matter alone. */
static void connective(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    bool is_and = nb_op_of(r->p, e) == NB_AND;
    bool (*settles)(nb_pool *, const nb_at_node *) = is_and ? is_false : nb_at_is_true;
    const nb_at_node *a = nb_at_operand(r, e, 0), *b = nb_at_operand(r, e, 1);
    inherit(n, a);
    inherit(n, b);
    if (settles(r->p, a) && !a->jump && !a->edge)
        n->jump = n->edge = 0; /* whatever b does nearby */
    else if (settles(r->p, b) && !b->jump && !b->edge)
        n->jump = 0;
    if (settles(r->p, a))
        truth(r, n, !is_and);
    else if (a->status == NB_AT_UNDEFINED)
        nb_at_adopt(n, a);
    else if (settles(r->p, b))
        truth(r, n, !is_and);
    else
        nb_at_adopt(n, a->status == NB_AT_DEFINED ? b : a);
}

/* The first value whose condition holds. Pieces that are not taken, and may be
 * undefined, do not matter. */
static void cases(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    uint32_t count = nb_nargs(r->p, e);
    for (uint32_t i = 0; i < count; i++)
        n->depends |= nb_at_operand(r, e, i)->depends;
    for (uint32_t i = 0; i < count; i += 2) {
        const nb_at_node *condition = i + 1 < count ? nb_at_operand(r, e, i + 1) : NULL;
        if (condition)
            inherit(n, condition);
        if (condition && condition->status != NB_AT_DEFINED) {
            nb_at_adopt(n, condition);
            return;
        }
        if (condition && is_false(r->p, condition))
            continue;
        inherit(n, nb_at_operand(r, e, i));
        nb_at_adopt(n, nb_at_operand(r, e, i));
        return;
    }
    nb_at_undefined(n, NB_WHY_NO_CASE, e);
}

/* ---- the pass ---- */

static void symbol(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_expr value = nb_map_get(r->point, e, NB_NONE);
    n->depends = nb_at_bit(r, e);
    if (value)
        nb_at_defined(n, value);
    else
        nb_at_unknown(n, NB_WHY_NO_VALUE, e, NB_NONE);
}

/* A node of arithmetic or a function, all of whose operands are defined. */
static void combine(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    nb_op op = nb_op_of(r->p, e);
    nb_expr a = NB_NONE, b = NB_NONE;
    if (op == NB_ADD || op == NB_SUB || op == NB_MUL || op == NB_NEG || op == NB_NOT)
        a = as_operand(r, nb_at_operand(r, e, 0)->value);
    if (op == NB_ADD || op == NB_SUB || op == NB_MUL)
        b = as_operand(r, nb_at_operand(r, e, 1)->value);
    switch (op) {
    case NB_ADD: nb_at_defined(n, nb_sum2(r->p, a, b)); break;
    case NB_SUB: nb_at_defined(n, nb_difference(r->p, a, b)); break;
    case NB_MUL: nb_at_defined(n, nb_product2(r->p, a, b)); break;
    case NB_NEG: nb_at_defined(n, nb_negate(r->p, a)); break;
    case NB_DIV: quotient(r, e, n); break;
    case NB_POW: power(r, e, n); break;
    case NB_SUM: sum(r, e, n); break;
    case NB_PROD: product(r, e, n); break;
    case NB_FN: nb_at_function(r, e, n); break;
    case NB_REL: relation(r, e, n); break;
    case NB_NOT: truth(r, n, nb_is_int(r->p, a, 0)); break;
    default: nb_at_unknown(n, NB_WHY_NO_VALUE, e, NB_NONE);
    }
}

static void evaluate(nb_at_run *r, nb_expr e, nb_at_node *n)
{
    switch (nb_op_of(r->p, e)) {
    case NB_NUMBER: nb_at_defined(n, nb_canonical(r->p, e)); break;
    case NB_SYMBOL: symbol(r, e, n); break;
    case NB_CALL: nb_at_unknown(n, NB_WHY_NO_VALUE, e, NB_NONE); break;
    case NB_AND:
    case NB_OR: connective(r, e, n); break;
    case NB_CASES: cases(r, e, n); break;
    default:
        if (operands_defined(r, e, n))
            combine(r, e, n);
    }
}

/* Evaluates what e needs and has not been met yet, operands first. */
static bool reach(nb_at_run *r, nb_expr e)
{
    nb_pool *p = r->p;
    r->stack.n = 0;
    bool ok = nb_list_add(p, &r->stack, e);
    while (ok && r->stack.n) {
        nb_expr top = r->stack.items[r->stack.n - 1];
        uint32_t waiting = r->stack.n;
        for (uint32_t i = nb_nargs(p, top); ok && !has(r, top) && i-- > 0;)
            if (!has(r, nb_arg(p, top, i)))
                ok = nb_list_add(p, &r->stack, nb_arg(p, top, i));
        if (r->stack.n > waiting)
            continue;
        r->stack.n--;
        if (!ok || has(r, top))
            continue;
        nb_at_node *n = add_node(r, top);
        ok = n && nb_poll(p);
        if (ok)
            evaluate(r, top, n);
        ok = ok && !nb_failed(p);
    }
    return ok;
}

const nb_at_node *nb_at_node_of(nb_at_run *r, nb_expr e)
{
    if (!e || nb_failed(r->p) || !reach(r, e))
        return NULL;
    return &r->nodes[nb_map_get(&r->place, e, 0) - 1];
}

nb_at_result nb_at(nb_pool *p, nb_expr e, const nb_map *point, nb_expr *value,
                   nb_undefined *why)
{
    nb_at_run r;
    nb_at_begin(&r, p, point);
    nb_at_result result = NB_AT_UNKNOWN;
    *value = NB_NONE;
    *why = (nb_undefined){0};
    const nb_at_node *n = nb_at_node_of(&r, e);
    if (n) {
        result = n->status;
        *value = result == NB_AT_DEFINED ? n->value : NB_NONE;
        *why = n->why;
        if (*value)
            nb_at_sign(&r, value);
    }
    nb_at_end(&r);
    return nb_failed(p) ? NB_AT_UNKNOWN : result;
}
