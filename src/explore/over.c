#include "explore/over.h"

#include "expr/function.h"
#include "numeric/ball.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A node of the program; the operands are places of earlier ones. */
typedef struct step {
    uint8_t op, fn;
    int variable; /* SYMBOL: its number, or -1 */
    uint32_t n, first;
    nb_range constant;
    fmpq exact; /* of a NUMBER: exponents must be known exactly */
} step;

/* Truth of a condition over a box. */
enum { SURELY_NOT = 0, SURELY = 1, PERHAPS = 2 };

struct nb_over {
    step *steps;
    nb_range *values;
    bool *smooth, *constant; /* constant along the variable that is asked about */
    uint32_t n, *operands, *roots, n_roots;
    uint32_t *order, *order_end; /* what each root needs, operands first        */
    uint32_t *computed, now;     /* the call of nb_over_eval that did each step */
};

/* ---- compiling ---- */

static nb_range range_of_number(const fmpq *q)
{
    arb_t t;
    arb_init(t);
    arb_set_fmpq(t, q, 60);
    nb_range x = nb_range_of_ball(t);
    arb_clear(t);
    return x;
}

static nb_range range_of_constant(nb_pool *p, nb_expr e)
{
    arb_t t;
    arb_init(t);
    nb_range x = nb_enclose(p, e, 60, t) ? nb_range_of_ball(t) : nb_range_whole();
    arb_clear(t);
    return x;
}

static void compile_step(nb_over *o, nb_pool *p, nb_expr e, step *s, const nb_map *place,
                         uint32_t *used)
{
    s->op = (uint8_t)nb_op_of(p, e);
    s->fn = (uint8_t)nb_fn_of(p, e);
    s->n = nb_nargs(p, e);
    s->first = *used;
    s->variable = -1;
    fmpq_init(&s->exact);
    if (s->op == NB_NUMBER) {
        fmpq_set(&s->exact, nb_value(p, e));
        s->constant = range_of_number(&s->exact);
        s->n = 0;
    } else if (s->op == NB_FN && s->n == 0) {
        s->constant = range_of_constant(p, e);
    } else if (s->op == NB_SYMBOL) {
        s->n = 0;
    }
    for (uint32_t i = 0; i < s->n; i++)
        o->operands[(*used)++] = nb_map_get(place, nb_arg(p, e, i), 0);
}

static bool allocate(nb_over *o, nb_pool *p, const nb_list *nodes, uint32_t n_roots)
{
    size_t operands = 0;
    for (uint32_t i = 0; i < nodes->n; i++)
        operands += nb_nargs(p, nodes->items[i]);
    o->steps = calloc(nodes->n + 1, sizeof *o->steps);
    o->values = calloc(nodes->n + 1, sizeof *o->values);
    o->smooth = calloc(nodes->n + 1, sizeof *o->smooth);
    o->constant = calloc(nodes->n + 1, sizeof *o->constant);
    o->operands = calloc(operands + 1, sizeof *o->operands);
    o->roots = calloc(n_roots + 1, sizeof *o->roots);
    o->order_end = calloc(n_roots + 1, sizeof *o->order_end);
    o->computed = calloc(nodes->n + 1, sizeof *o->computed);
    o->order = calloc((size_t)(nodes->n + 1) * (n_roots + 1), sizeof *o->order);
    return o->steps && o->values && o->smooth && o->constant && o->operands && o->roots &&
           o->order && o->computed && o->order_end;
}

/* Lists, for each root, the steps that it needs. */
static bool order_steps(nb_over *o)
{
    bool *wanted = calloc(o->n + 1, sizeof *wanted), ok = wanted != NULL;
    uint32_t used = 0;
    for (uint32_t r = 0; ok && r < o->n_roots; r++) {
        memset(wanted, 0, (o->n + 1) * sizeof *wanted);
        wanted[o->roots[r]] = true;
        for (uint32_t i = o->n; i-- > 0;)
            for (uint32_t k = 0; wanted[i] && k < o->steps[i].n; k++)
                wanted[o->operands[o->steps[i].first + k]] = true;
        for (uint32_t i = 0; i < o->n; i++)
            if (wanted[i])
                o->order[used++] = i;
        o->order_end[r] = used;
    }
    free(wanted);
    return ok;
}

static bool compile(nb_over *o, nb_pool *p, const nb_list *nodes,
                    const nb_expr *variables, uint32_t n_variables)
{
    nb_map place = {0};
    uint32_t used = 0;
    bool ok = true;
    for (uint32_t i = 0; ok && i < nodes->n; i++) {
        nb_expr e = nodes->items[i];
        compile_step(o, p, e, &o->steps[i], &place, &used);
        o->n = i + 1;
        ok = nb_map_put(p, &place, e, i);
        for (uint32_t v = 0; v < n_variables; v++)
            if (variables[v] == e)
                o->steps[i].variable = (int)v;
    }
    for (uint32_t r = 0; r < o->n_roots; r++)
        o->roots[r] = nb_map_get(&place, o->roots[r], 0);
    nb_map_free(&place);
    return ok && order_steps(o);
}

nb_over *nb_over_new(nb_pool *p, const nb_expr *expressions, uint32_t n,
                     const nb_expr *variables, uint32_t n_variables)
{
    nb_list nodes = {0};
    nb_over *o = calloc(1, sizeof *o);
    bool ok = o && !nb_failed(p) && nb_topological(p, expressions, n, &nodes) &&
              allocate(o, p, &nodes, n);
    if (ok) {
        o->n_roots = n;
        memcpy(o->roots, expressions, n * sizeof *expressions);
        ok = compile(o, p, &nodes, variables, n_variables);
    }
    nb_list_free(&nodes);
    if (ok)
        return o;
    if (!nb_failed(p))
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
    nb_over_free(o);
    return NULL;
}

void nb_over_free(nb_over *o)
{
    if (!o)
        return;
    for (uint32_t i = 0; i < o->n; i++)
        fmpq_clear(&o->steps[i].exact);
    free(o->steps);
    free(o->values);
    free(o->smooth);
    free(o->constant);
    free(o->operands);
    free(o->roots);
    free(o->order);
    free(o->order_end);
    free(o->computed);
    free(o);
}

nb_over *nb_over_along(nb_pool *p, const nb_expr *expressions, uint32_t n,
                       const nb_expr *variables, uint32_t n_variables)
{
    nb_over *o = nb_over_new(p, expressions, n, variables, n_variables);
    for (uint32_t i = 0; o && i < o->n; i++) {
        const step *s = &o->steps[i];
        o->constant[i] = s->variable != (int)n_variables - 1;
        for (uint32_t k = 0; k < s->n; k++)
            o->constant[i] = o->constant[i] && o->constant[o->operands[s->first + k]];
    }
    return o;
}

/* ---- evaluating ---- */

static uint32_t operand(const nb_over *o, const step *s, uint32_t i)
{
    return o->operands[s->first + i];
}

static nb_range value(const nb_over *o, const step *s, uint32_t i)
{
    return o->values[operand(o, s, i)];
}

static nb_range power(const nb_over *o, const step *s, uint32_t i, bool *smooth)
{
    const step *exponent = &o->steps[operand(o, s, i + 1)];
    const step *base = &o->steps[operand(o, s, i)];
    if (exponent->op == NB_NUMBER)
        return nb_range_power(value(o, s, i), &exponent->exact, smooth);
    if (base->op == NB_FN && base->fn == NB_FN_E)
        return nb_range_exp(value(o, s, i + 1));
    nb_range log = nb_range_function(NB_FN_LN, value(o, s, i), smooth);
    return nb_range_exp(nb_range_multiply(log, value(o, s, i + 1)));
}

static nb_range extreme(const nb_over *o, const step *s, bool *smooth)
{
    nb_range x = value(o, s, 0);
    for (uint32_t i = 1; i < s->n; i++) {
        nb_range y = value(o, s, i);
        if (nb_range_is_empty(x) || nb_range_is_empty(y))
            return nb_range_empty();
        if (!nb_range_is_empty(nb_range_meet(x, y)))
            *smooth = false;
        x = s->fn == NB_FN_MIN ? (nb_range){fmin(x.low, y.low), fmin(x.high, y.high)}
                               : (nb_range){fmax(x.low, y.low), fmax(x.high, y.high)};
    }
    return x;
}

/* A condition's truth is kept as the range of 0 and 1. */
static nb_range truth(int t)
{
    return (nb_range){t == SURELY ? 1 : 0, t == SURELY_NOT ? 0 : 1};
}

static int truth_of(nb_range x)
{
    return x.low >= 1 ? SURELY : x.high <= 0 ? SURELY_NOT : PERHAPS;
}

static nb_range relation(const nb_over *o, const step *s)
{
    nb_range d = nb_range_subtract(value(o, s, 0), value(o, s, 1));
    bool zero = d.low == 0 && d.high == 0, apart = !nb_range_has(d, 0);
    switch ((nb_rel)s->fn) {
    case NB_LT: return truth(d.high < 0 ? SURELY : d.low >= 0 ? SURELY_NOT : PERHAPS);
    case NB_LE: return truth(d.high <= 0 ? SURELY : d.low > 0 ? SURELY_NOT : PERHAPS);
    case NB_GT: return truth(d.low > 0 ? SURELY : d.high <= 0 ? SURELY_NOT : PERHAPS);
    case NB_GE: return truth(d.low >= 0 ? SURELY : d.high < 0 ? SURELY_NOT : PERHAPS);
    case NB_EQ: return truth(zero ? SURELY : apart ? SURELY_NOT : PERHAPS);
    case NB_NE: return truth(apart ? SURELY : zero ? SURELY_NOT : PERHAPS);
    }
    return truth(PERHAPS);
}

/* The join of the cases that may apply. */
static nb_range cases(const nb_over *o, const step *s, bool *smooth)
{
    nb_range x = nb_range_empty();
    for (uint32_t i = 0; i < s->n; i += 2) {
        int t = i + 1 < s->n ? truth_of(value(o, s, i + 1)) : SURELY;
        if (t != SURELY_NOT) {
            x = nb_range_join(x, value(o, s, i));
            *smooth = *smooth && t == SURELY && o->smooth[operand(o, s, i)];
        }
        if (t == SURELY)
            return x;
    }
    *smooth = false;
    return x;
}

static nb_range compute(const nb_over *o, const step *s, const nb_range *box,
                        bool *smooth)
{
    nb_range x = {0, 0};
    switch ((nb_op)s->op) {
    case NB_NUMBER: return s->constant;
    case NB_SYMBOL:
        *smooth = s->variable >= 0;
        return s->variable >= 0 ? box[s->variable] : nb_range_whole();
    case NB_FN:
        if (s->n == 0)
            return s->constant;
        if (s->fn == NB_FN_MIN || s->fn == NB_FN_MAX)
            return extreme(o, s, smooth);
        if (s->fn == NB_FN_ATAN2)
            return nb_range_atan2(value(o, s, 0), value(o, s, 1), smooth);
        return nb_range_function(s->fn, value(o, s, 0), smooth);
    case NB_SUM:
        for (uint32_t i = 0; i < s->n; i += 2)
            x = nb_range_add(x, nb_range_multiply(value(o, s, i), value(o, s, i + 1)));
        return x;
    case NB_PROD:
        x = (nb_range){1, 1};
        for (uint32_t i = 0; i < s->n; i += 2)
            x = nb_range_multiply(x, power(o, s, i, smooth));
        return x;
    case NB_CASES: return cases(o, s, smooth);
    case NB_REL: return relation(o, s);
    case NB_AND: return nb_range_multiply(value(o, s, 0), value(o, s, 1));
    case NB_OR:
        return (nb_range){fmax(value(o, s, 0).low, value(o, s, 1).low),
                          fmax(value(o, s, 0).high, value(o, s, 1).high)};
    case NB_NOT: x = value(o, s, 0); return (nb_range){1 - x.high, 1 - x.low};
    default: *smooth = false; return nb_range_whole();
    }
}

static void run_step(nb_over *o, uint32_t i, const nb_range *box)
{
    const step *s = &o->steps[i];
    bool smooth = true;
    for (uint32_t k = 0; s->op != NB_CASES && k < s->n; k++)
        smooth = smooth && o->smooth[operand(o, s, k)];
    o->computed[i] = o->now;
    o->values[i] = compute(o, s, box, &smooth);
    bool finite = isfinite(o->values[i].low) && isfinite(o->values[i].high);
    o->smooth[i] = smooth || (o->constant[i] && finite);
}

void nb_over_eval(nb_over *o, const nb_range *box, uint32_t first, uint32_t n,
                  nb_range *out, bool *smooth)
{
    *smooth = true;
    o->now++;
    uint32_t begin = first ? o->order_end[first - 1] : 0;
    for (uint32_t r = first; r < first + n; r++) {
        for (uint32_t k = begin; k < o->order_end[r]; k++)
            if (o->computed[o->order[k]] != o->now)
                run_step(o, o->order[k], box);
        begin = o->order_end[r];
        out[r - first] = o->values[o->roots[r]];
        *smooth = *smooth && o->smooth[o->roots[r]];
    }
}
