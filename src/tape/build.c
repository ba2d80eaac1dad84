#include "tape/graph.h"

#include "algebra/canon.h"
#include "expr/function.h"
#include "syntax/parse.h"

#include <stdlib.h>
#include <string.h>

/* From a typed expression to the operations that compute it. */

typedef struct kernel {
    nb_operation op; /* CONST: none */
    const char *value;
} kernel;

static const kernel kernels[NB_FN_COUNT] = {
#define NB_KERNEL(id, operation, value, derivative, derivative2) \
    [NB_FN_##id] = {NB_TAPE_##operation, value},
#include "tape/kernels.def"
#undef NB_KERNEL
};

/* One pass over an expression: the value of each node met so far, and which nodes
 * contain no variable. */
typedef struct pass {
    nb_graph *g;
    nb_map value;
    nb_map open;        /* nodes with a variable in them */
    nb_map sum;         /* of each sum the last of its parts */
    struct part *parts; /* parts[0] is unused */
    uint32_t n_parts, capacity;
} pass;

static bool is_open(const pass *b, nb_expr e) { return nb_map_get(&b->open, e, 0) != 0; }

/* ---- sums ---- */

/* A sum is added up in blocks of that many terms, and blocks of equal length two by
 * two: so what is rounded grows by the logarithm of the number of terms only (N. J.
 * Higham, "The accuracy of floating point summation", SIAM J. Sci. Comput. 14, 1993),
 * and few parts wait for others. */
enum { BLOCK = 16 };

/* The last terms of a sum; before them stand parts of at least as many terms. */
typedef struct part {
    nb_tape_value value;
    uint32_t terms, before;
} part;

/* Its number; 0 after an error. */
static uint32_t add_part(pass *b, nb_tape_value value, uint32_t terms, uint32_t before)
{
    if (b->n_parts == b->capacity) {
        uint32_t capacity = b->capacity ? 2 * b->capacity : 16;
        part *parts = realloc(b->parts, capacity * sizeof *parts);
        if (!parts || capacity > UINT32_MAX / 4) {
            nb_fail(b->g->pool, NB_ERR_MEMORY, "out of memory");
            return 0;
        }
        b->parts = parts;
        b->capacity = capacity;
        b->n_parts += b->n_parts == 0;
    }
    b->parts[b->n_parts] = (part){value, terms, before};
    return b->n_parts++;
}

static uint32_t add_term(pass *b, uint32_t sum, nb_tape_value term)
{
    part last = b->parts[sum];
    if (last.terms % BLOCK)
        return add_part(b, nb_graph_add(b->g, last.value, term), last.terms + 1,
                        last.before);
    while (last.before && b->parts[last.before].terms == last.terms) {
        part *p = &b->parts[last.before];
        last = (part){nb_graph_add(b->g, p->value, last.value), 2 * p->terms, p->before};
        sum = add_part(b, last.value, last.terms, last.before);
    }
    return add_part(b, term, 1, sum);
}

static nb_tape_value total(pass *b, uint32_t sum)
{
    nb_tape_value y = b->parts[sum].value;
    while ((sum = b->parts[sum].before))
        y = nb_graph_add(b->g, b->parts[sum].value, y);
    return y;
}

/* The value of an operand; closed parts become constants when they are asked for. */
static nb_tape_value value_of(pass *b, nb_expr e)
{
    uint32_t sum = nb_map_get(&b->sum, e, 0);
    if (sum)
        return total(b, sum);
    if (is_open(b, e))
        return nb_map_get(&b->value, e, 0);
    return nb_graph_constant(b->g, nb_canonical(b->g->pool, e));
}

static nb_tape_value operand(pass *b, nb_expr e, uint32_t i)
{
    return value_of(b, nb_arg(b->g->pool, e, i));
}

/* ---- powers ---- */

static nb_tape_value power(pass *b, nb_expr e)
{
    nb_graph *g = b->g;
    nb_pool *p = g->pool;
    if (nb_is_fn(p, nb_arg(p, e, 0), NB_FN_E))
        return nb_graph_1(g, NB_TAPE_EXP, operand(b, e, 1));
    nb_tape_value base = operand(b, e, 0), exponent = operand(b, e, 1);
    nb_expr closed = nb_graph_closed(g, exponent);
    if (!closed)
        return nb_graph_2(g, NB_TAPE_POW, base, exponent);
    if (!nb_is_number(p, closed))
        return nb_graph_2(g, NB_TAPE_POWP, base, exponent);
    fmpq_t r;
    fmpq_init(r);
    fmpq_set(r, nb_value(p, closed));
    nb_tape_value y = nb_graph_power(g, base, r);
    fmpq_clear(r);
    return y;
}

/* ---- functions ---- */

static nb_tape_value function(pass *b, nb_expr e)
{
    nb_graph *g = b->g;
    const kernel *k = &kernels[nb_fn_of(g->pool, e)];
    uint32_t n = nb_nargs(g->pool, e);
    nb_tape_value u = n > 0 ? operand(b, e, 0) : 0, v = n > 1 ? operand(b, e, 1) : 0;
    if (k->op == NB_TAPE_MIN || k->op == NB_TAPE_MAX) {
        for (uint32_t i = 1; i < n; i++)
            u = nb_graph_2(g, k->op, u, operand(b, e, i));
        return u;
    }
    if (k->op != NB_TAPE_CONST)
        return n > 1 ? nb_graph_2(g, k->op, u, v) : nb_graph_1(g, k->op, u);
    if (*k->value)
        return nb_graph_column(g, k->value, u, v);
    nb_fail(g->pool, NB_ERR_USAGE, "%s takes constants only",
            nb_function_row(nb_fn_of(g->pool, e))->name);
    return 0;
}

/* ---- conditions ---- */

static nb_tape_value relation(pass *b, nb_expr e)
{
    nb_tape_value x = operand(b, e, 0), y = operand(b, e, 1);
    switch ((nb_rel)nb_fn_of(b->g->pool, e)) {
    case NB_LT: return nb_graph_2(b->g, NB_TAPE_LT, x, y);
    case NB_LE: return nb_graph_2(b->g, NB_TAPE_LE, x, y);
    case NB_GT: return nb_graph_2(b->g, NB_TAPE_LT, y, x);
    case NB_GE: return nb_graph_2(b->g, NB_TAPE_LE, y, x);
    case NB_EQ: return nb_graph_2(b->g, NB_TAPE_EQ, x, y);
    case NB_NE: return nb_graph_2(b->g, NB_TAPE_NE, x, y);
    }
    return 0;
}

static nb_tape_value cases(pass *b, nb_expr e)
{
    uint32_t n = nb_nargs(b->g->pool, e);
    nb_tape_value y = n % 2 ? operand(b, e, n - 1) : nb_graph_constant(b->g, NB_NONE);
    for (uint32_t i = n - n % 2; i >= 2; i -= 2)
        y = nb_graph_select(b->g, operand(b, e, i - 1), operand(b, e, i - 2), y);
    return y;
}

/* ---- the pass ---- */

static nb_tape_value negation(nb_graph *g, nb_tape_value a)
{
    return nb_graph_mul(g, nb_graph_integer(g, -1), a);
}

/* The left operand's terms, and the right one. */
static bool sum(pass *b, nb_expr e)
{
    nb_pool *p = b->g->pool;
    uint32_t left = nb_map_get(&b->sum, nb_arg(p, e, 0), 0);
    nb_tape_value term = operand(b, e, 1);
    if (nb_op_of(p, e) == NB_SUB)
        term = negation(b->g, term);
    if (!left)
        left = add_part(b, operand(b, e, 0), 1, 0);
    uint32_t y = left ? add_term(b, left, term) : 0;
    return y && nb_map_put(p, &b->sum, e, y);
}

static nb_tape_value compute(pass *b, nb_expr e)
{
    nb_graph *g = b->g;
    switch (nb_op_of(g->pool, e)) {
    case NB_MUL: return nb_graph_mul(g, operand(b, e, 0), operand(b, e, 1));
    case NB_DIV: return nb_graph_div(g, operand(b, e, 0), operand(b, e, 1));
    case NB_NEG: return negation(g, operand(b, e, 0));
    case NB_POW: return power(b, e);
    case NB_FN: return function(b, e);
    case NB_REL: return relation(b, e);
    case NB_AND: return nb_graph_2(g, NB_TAPE_AND, operand(b, e, 0), operand(b, e, 1));
    case NB_OR: return nb_graph_2(g, NB_TAPE_OR, operand(b, e, 0), operand(b, e, 1));
    case NB_NOT: return nb_graph_1(g, NB_TAPE_NOT, operand(b, e, 0));
    case NB_CASES: return cases(b, e);
    case NB_SYMBOL:
        nb_fail(g->pool, NB_ERR_NAME, "%s has no value", nb_symbol_name(g->pool, e));
        return 0;
    default: nb_fail(g->pool, NB_ERR_USAGE, "this cannot be compiled"); return 0;
    }
}

static bool evaluate(pass *b, nb_expr e)
{
    nb_pool *p = b->g->pool;
    if (nb_op_of(p, e) == NB_ADD || nb_op_of(p, e) == NB_SUB)
        return sum(b, e);
    nb_tape_value y = compute(b, e);
    return y && nb_map_put(p, &b->value, e, y);
}

/* The value of an expression whose variables b has values for. */
static nb_tape_value run(pass *b, nb_expr e)
{
    nb_pool *p = b->g->pool;
    nb_list nodes = {0};
    bool ok = nb_topological(p, &e, 1, &nodes);
    for (uint32_t i = 0; ok && i < nodes.n; i++) {
        nb_expr x = nodes.items[i];
        bool open = is_open(b, x) || nb_is_symbol(p, x);
        for (uint32_t k = 0; k < nb_nargs(p, x) && !open; k++)
            open = is_open(b, nb_arg(p, x, k));
        if (!open || nb_map_get(&b->value, x, 0))
            continue;
        ok = nb_map_put(p, &b->open, x, 1) && evaluate(b, x) && nb_poll(p);
    }
    nb_list_free(&nodes);
    return ok ? value_of(b, e) : 0;
}

static bool bind(pass *b, nb_expr symbol, nb_tape_value value)
{
    return symbol && value && nb_map_put(b->g->pool, &b->value, symbol, value) &&
           nb_map_put(b->g->pool, &b->open, symbol, 1);
}

static void end(pass *b)
{
    nb_map_free(&b->value);
    nb_map_free(&b->open);
    nb_map_free(&b->sum);
    free(b->parts);
}

nb_tape_value nb_graph_column(nb_graph *g, const char *text, nb_tape_value u,
                              nb_tape_value v)
{
    pass b = {.g = g};
    bool ok = bind(&b, nb_symbol(g->pool, "u", 1), u) &&
              (!v || bind(&b, nb_symbol(g->pool, "v", 1), v));
    nb_expr e =
        ok ? nb_parse_expression(g->pool, text, strlen(text), NULL, NULL) : NB_NONE;
    nb_tape_value y = e ? run(&b, e) : 0;
    end(&b);
    return y;
}

bool nb_graph_build(nb_graph *g, nb_pool *p, nb_expr typed, uint32_t n,
                    const nb_expr *variables)
{
    *g = (nb_graph){.pool = p, .n_inputs = n};
    pass b = {.g = g};
    bool ok = typed != NB_NONE;
    for (uint32_t i = 0; ok && i < n; i++)
        ok = bind(&b, variables[i], nb_graph_input(g, i));
    g->value = ok ? run(&b, typed) : 0;
    g->n_function = g->n;
    end(&b);
    return g->value != 0 && !nb_failed(p);
}
