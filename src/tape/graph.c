#include "tape/graph.h"

#include "algebra/canon.h"
#include "expr/function.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Values of a graph: made once, simplified as far as no domain is lost. */

/* ---- the tables ---- */

static const struct {
    unsigned char operands, cost;
} operations[] = {
#define NB_OPERATION(id, operands, cost) {operands, cost},
#include "tape/operations.def"
#undef NB_OPERATION
};

static const struct {
    unsigned char fn, op;
    const char *derivative, *derivative2;
} kernels[] = {
#define NB_KERNEL(id, operation, value, derivative, derivative2) \
    {NB_FN_##id, NB_TAPE_##operation, derivative, derivative2},
#include "tape/kernels.def"
#undef NB_KERNEL
};

unsigned nb_operation_arity(nb_operation op) { return operations[op].operands; }
/* What it counts for: 1 or 0. */
static unsigned operation_cost(nb_operation op) { return operations[op].cost; }

unsigned nb_operation_function(nb_operation op)
{
    for (size_t i = 0; op && i < sizeof kernels / sizeof *kernels; i++)
        if (kernels[i].op == op)
            return kernels[i].fn;
    return NB_FN_COUNT;
}

const char *nb_operation_derivative(nb_operation op, unsigned i)
{
    unsigned fn = nb_operation_function(op);
    if (fn == NB_FN_COUNT)
        return "";
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        const char *own = i ? kernels[k].derivative2 : kernels[k].derivative;
        if (kernels[k].fn == fn && *own)
            return own;
    }
    const nb_function *row = nb_function_row(fn);
    return i ? row->derivative2 : row->derivative;
}

/* ---- nodes ---- */

void nb_graph_free(nb_graph *g)
{
    free(g->nodes);
    free(g->table);
    free(g->gradient);
    nb_list_free(&g->constants);
    nb_map_free(&g->constant_of);
    *g = (nb_graph){0};
}

static uint32_t hash_of(const nb_tape_node *n)
{
    uint32_t h = n->op * 0x9E3779B1u;
    for (int i = 0; i < 3; i++) {
        h ^= n->a[i];
        h *= 0x85EBCA6Bu;
        h ^= h >> 15;
    }
    return h;
}

static uint32_t *find(nb_graph *g, const nb_tape_node *n)
{
    uint32_t i = hash_of(n) & (g->table_size - 1);
    while (g->table[i]) {
        const nb_tape_node *m = &g->nodes[g->table[i]];
        if (m->op == n->op && memcmp(m->a, n->a, sizeof n->a) == 0)
            break;
        i = (i + 1) & (g->table_size - 1);
    }
    return &g->table[i];
}

static bool out_of_memory(nb_graph *g)
{
    nb_fail(g->pool, NB_ERR_MEMORY, "out of memory");
    return false;
}

/* Room for one more node, in array and table. */
static bool make_room(nb_graph *g)
{
    if (g->n < g->capacity)
        return true;
    if (g->capacity >= UINT32_MAX / 8)
        return out_of_memory(g);
    uint32_t capacity = g->capacity ? 2 * g->capacity : 64;
    nb_tape_node *nodes = realloc(g->nodes, capacity * sizeof *nodes);
    if (!nodes)
        return out_of_memory(g);
    g->nodes = nodes;
    uint32_t *table = calloc(2 * (size_t)capacity, sizeof *table);
    if (!table)
        return out_of_memory(g);
    free(g->table);
    g->table = table;
    g->table_size = 2 * capacity;
    if (g->n == 0)
        g->nodes[g->n++] = (nb_tape_node){0};
    g->capacity = capacity;
    for (uint32_t i = 1; i < g->n; i++)
        *find(g, &g->nodes[i]) = i;
    return true;
}

static nb_tape_value make(nb_graph *g, nb_operation op, nb_tape_value a, nb_tape_value b,
                          nb_tape_value c)
{
    nb_tape_node n = {.op = (uint8_t)op, .a = {a, b, c}};
    if (nb_failed(g->pool) || !make_room(g) || !nb_poll(g->pool))
        return 0;
    uint32_t *place = find(g, &n);
    if (!*place) {
        *place = g->n;
        g->nodes[g->n++] = n;
    }
    return *place;
}

nb_tape_value nb_graph_input(nb_graph *g, uint32_t i)
{
    return make(g, NB_TAPE_INPUT, i, 0, 0);
}

/* ---- constants ---- */

nb_tape_value nb_graph_constant(nb_graph *g, nb_expr closed)
{
    uint32_t i = nb_map_get(&g->constant_of, closed, 0);
    if (nb_failed(g->pool))
        return 0;
    if (i == 0) {
        i = g->constants.n + 1;
        if (!nb_list_add(g->pool, &g->constants, closed) ||
            (closed && !nb_map_put(g->pool, &g->constant_of, closed, i)))
            return 0;
    }
    return make(g, NB_TAPE_CONST, i - 1, 0, 0);
}

nb_tape_value nb_graph_integer(nb_graph *g, slong value)
{
    return nb_graph_constant(g, nb_integer(g->pool, value));
}

nb_expr nb_graph_closed(const nb_graph *g, nb_tape_value v)
{
    const nb_tape_node *n = &g->nodes[v];
    return v && n->op == NB_TAPE_CONST ? g->constants.items[n->a[0]] : NB_NONE;
}

bool nb_graph_is_int(const nb_graph *g, nb_tape_value v, slong value)
{
    nb_expr e = nb_graph_closed(g, v);
    return e && nb_is_int(g->pool, e, value);
}

/* ---- arithmetic ---- */

/* Splits c * base; *c is a closed expression. */
static nb_tape_value split(nb_graph *g, nb_tape_value v, nb_expr *c)
{
    const nb_tape_node *n = &g->nodes[v];
    nb_expr closed = nb_graph_closed(g, v);
    *c = closed ? closed : nb_one(g->pool);
    if (closed)
        return nb_graph_integer(g, 1);
    if (n->op == NB_TAPE_MUL && nb_graph_closed(g, n->a[0])) {
        *c = nb_graph_closed(g, n->a[0]);
        return n->a[1];
    }
    return v;
}

/* Constants are drawn together only as long as no product of them leaves the range
 * of doubles before the variables would have brought it back. */
static bool is_moderate(nb_graph *g, nb_expr c)
{
    if (!nb_is_number(g->pool, c))
        return true;
    const fmpq *q = nb_value(g->pool, c);
    slong bits = (slong)fmpz_bits(fmpq_numref(q)) - (slong)fmpz_bits(fmpq_denref(q));
    return bits > -300 && bits < 300;
}

static nb_tape_value scaled(nb_graph *g, nb_expr c, nb_tape_value base)
{
    if (!c || !base)
        return 0;
    if (nb_is_int(g->pool, c, 1))
        return base;
    if (nb_graph_is_int(g, base, 1) || (g->reverse && nb_is_int(g->pool, c, 0)))
        return nb_graph_constant(g, c);
    return make(g, NB_TAPE_MUL, nb_graph_constant(g, c), base, 0);
}

static nb_tape_value product(nb_graph *g, nb_tape_value a, nb_tape_value b)
{
    if (nb_graph_is_int(g, a, 1))
        return b;
    if (nb_graph_is_int(g, b, 1))
        return a;
    return a < b ? make(g, NB_TAPE_MUL, a, b, 0) : make(g, NB_TAPE_MUL, b, a, 0);
}

nb_tape_value nb_graph_mul(nb_graph *g, nb_tape_value a, nb_tape_value b)
{
    nb_expr ca, cb;
    if (!a || !b)
        return 0;
    nb_tape_value ba = split(g, a, &ca), bb = split(g, b, &cb);
    nb_expr c = nb_product2(g->pool, ca, cb);
    if (!c || !ba || !bb)
        return 0;
    if (is_moderate(g, c))
        return scaled(g, c, product(g, ba, bb));
    if (nb_graph_closed(g, b))
        return make(g, NB_TAPE_MUL, b, a, 0);
    return make(g, NB_TAPE_MUL, a, b, 0);
}

nb_tape_value nb_graph_add(nb_graph *g, nb_tape_value a, nb_tape_value b)
{
    if (!a || !b)
        return 0;
    nb_expr ca = nb_graph_closed(g, a), cb = nb_graph_closed(g, b);
    if (ca && cb)
        return nb_graph_constant(g, nb_sum2(g->pool, ca, cb));
    if (ca && nb_is_int(g->pool, ca, 0))
        return b;
    if (cb && nb_is_int(g->pool, cb, 0))
        return a;
    nb_tape_value ba = split(g, a, &ca), bb = split(g, b, &cb);
    if (ba == bb && g->reverse)
        return scaled(g, nb_sum2(g->pool, ca, cb), ba);
    return make(g, NB_TAPE_ADD, a, b, 0);
}

nb_tape_value nb_graph_sub(nb_graph *g, nb_tape_value a, nb_tape_value b)
{
    return nb_graph_add(g, a, nb_graph_mul(g, nb_graph_integer(g, -1), b));
}

static bool is_power_of_two(nb_graph *g, nb_expr c)
{
    if (!nb_is_number(g->pool, c))
        return false;
    const fmpq *q = nb_value(g->pool, c);
    fmpz_t n;
    fmpz_init(n);
    fmpz_abs(n, fmpq_numref(q));
    fmpz_mul(n, n, fmpq_denref(q));
    bool yes = !fmpz_is_zero(n) && fmpz_val2(n) + 1 == fmpz_bits(n);
    fmpz_clear(n);
    return yes;
}

/* A quotient by a constant stays one in the function, where it is rounded once. */
nb_tape_value nb_graph_div(nb_graph *g, nb_tape_value a, nb_tape_value b)
{
    nb_expr ca, cb = nb_graph_closed(g, b);
    if (!a || !b)
        return 0;
    bool zero = cb && nb_is_int(g->pool, cb, 0);
    if (cb && !zero && (g->reverse || nb_graph_closed(g, a) || is_power_of_two(g, cb))) {
        nb_expr inverse = nb_power(g->pool, cb, nb_integer(g->pool, -1));
        return nb_graph_mul(g, a, nb_graph_constant(g, inverse));
    }
    if (!g->reverse || nb_graph_is_int(g, a, 0))
        return make(g, NB_TAPE_DIV, a, b, 0);
    nb_tape_value base = split(g, a, &ca);
    return scaled(g, ca, make(g, NB_TAPE_DIV, base, b, 0));
}

/* ---- other operations ---- */

nb_tape_value nb_graph_1(nb_graph *g, nb_operation op, nb_tape_value a)
{
    nb_expr closed = nb_graph_closed(g, a);
    unsigned fn = nb_operation_function(op);
    if (!a)
        return 0;
    if (closed && fn != NB_FN_COUNT)
        return nb_graph_constant(g, nb_canonical(g->pool, nb_fn1(g->pool, fn, closed)));
    return make(g, op, a, 0, 0);
}

nb_tape_value nb_graph_2(nb_graph *g, nb_operation op, nb_tape_value a, nb_tape_value b)
{
    return a && b ? make(g, op, a, b, 0) : 0;
}

nb_tape_value nb_graph_select(nb_graph *g, nb_tape_value c, nb_tape_value a,
                              nb_tape_value b)
{
    return a && b && c ? make(g, NB_TAPE_SELECT, c, a, b) : 0;
}

/* ---- powers ---- */

/* Beyond these a power by multiplications would cost more than 4 units in the last
 * place. */
enum { MOST_FACTORS = 8, MOST_ROOTS = 3 };

static nb_tape_value repeated(nb_graph *g, nb_tape_value x, slong n)
{
    nb_tape_value power = x, result = 0;
    for (; n > 0; n >>= 1) {
        if (n & 1)
            result = result ? nb_graph_mul(g, result, power) : power;
        if (n > 1)
            power = nb_graph_mul(g, power, power);
    }
    return result ? result : nb_graph_integer(g, 1);
}

static nb_tape_value library_power(nb_graph *g, nb_tape_value x, const fmpq_t r)
{
    nb_expr exponent = nb_number(g->pool, r, NB_EXACT);
    nb_tape_value c = nb_graph_constant(g, exponent);
    if (fmpz_is_one(fmpq_denref(r)))
        return nb_graph_2(g, NB_TAPE_POW, x, c);
    if (fmpz_is_even(fmpq_denref(r)))
        return nb_graph_2(g, NB_TAPE_POWP, x, c);
    nb_tape_value size = nb_graph_2(g, NB_TAPE_POWP, nb_graph_1(g, NB_TAPE_ABS, x), c);
    if (fmpz_is_even(fmpq_numref(r)))
        return size;
    return nb_graph_mul(g, size, nb_graph_1(g, NB_TAPE_SIGN, x));
}

/* x^(n/d) for small n > 0, d = 1, 2, 3; 0 where that is not so. */
static nb_tape_value short_power(nb_graph *g, nb_tape_value x, slong n, slong d)
{
    if (d > 3 || n > MOST_FACTORS)
        return 0;
    nb_tape_value whole = repeated(g, x, n / d);
    if (d == 1)
        return whole;
    nb_tape_value root = nb_graph_1(g, d == 2 ? NB_TAPE_SQRT : NB_TAPE_CBRT, x);
    return nb_graph_mul(g, whole, repeated(g, root, n % d));
}

nb_tape_value nb_graph_power(nb_graph *g, nb_tape_value base, const fmpq_t r)
{
    if (!base)
        return 0;
    if (fmpq_is_zero(r))
        return nb_graph_2(g, NB_TAPE_DIV, base, base); /* 0^0 is undefined */
    nb_tape_value y = 0;
    if (fmpz_bits(fmpq_numref(r)) < 30 && fmpz_bits(fmpq_denref(r)) < 30) {
        slong n = fmpz_get_si(fmpq_numref(r));
        y = short_power(g, base, n < 0 ? -n : n, fmpz_get_si(fmpq_denref(r)));
    }
    if (!y)
        return nb_failed(g->pool) ? 0 : library_power(g, base, r);
    return fmpq_sgn(r) < 0 ? nb_graph_div(g, nb_graph_integer(g, 1), y) : y;
}

/* ---- counting ---- */

static void mark(const nb_graph *g, bool *needed)
{
    for (uint32_t v = g->n; v-- > 1;) {
        unsigned arity = nb_operation_arity((nb_operation)g->nodes[v].op);
        for (unsigned i = 0; needed[v] && i < arity; i++)
            needed[g->nodes[v].a[i]] = true;
    }
}

uint64_t nb_graph_operations(const nb_graph *g, bool gradient)
{
    uint64_t count = 0;
    bool *needed = calloc(g->n + 1, sizeof *needed);
    if (!needed)
        return 0;
    needed[g->value] = true;
    for (uint32_t i = 0; gradient && i < g->n_inputs; i++)
        needed[g->gradient[i]] = true;
    mark(g, needed);
    for (uint32_t v = 1; v < g->n; v++)
        count += needed[v] ? operation_cost((nb_operation)g->nodes[v].op) : 0;
    free(needed);
    return count;
}
