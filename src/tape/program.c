#include "tape/program.h"

#include "numeric/ball.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOWHERE UINT32_MAX

/* An instruction before it has columns: its operands are values of the graph. */
typedef struct draft {
    nb_tape_value a[3];
    double k, k2;
    unsigned char op;
    bool emitted, scheduled, is_output;
} draft;

typedef struct maker {
    const nb_graph *g;
    nb_program *out;
    const nb_tape_value *outputs;
    uint32_t n_outputs;
    draft *drafts;        /* by value */
    uint32_t *uses;       /* of each value */
    double *doubles;      /* of each constant */
    nb_tape_value *order; /* values in the order of their instructions */
    uint32_t n_order;
    uint32_t *pending;       /* operands that are not computed yet */
    uint32_t *users, *first; /* those of v: users[first[v]] … users[first[v + 1] - 1] */
    nb_tape_value *ready;
    uint32_t n_ready;
    uint32_t *column; /* of each value */
    uint32_t *last;   /* place in the order of its last use */
    uint32_t *since;  /* of each output's column: that of its first value */
    uint32_t *free_slots, n_free;
} maker;

uint32_t nb_program_columns(const nb_program *p)
{
    return p->n_inputs + p->n_outputs + p->n_slots + p->n_constants;
}

void nb_program_free(nb_program *p)
{
    free(p->code);
    free(p->constants);
    *p = (nb_program){0};
}

/* ---- constants ---- */

double nb_nearest_double(nb_pool *p, nb_expr closed)
{
    enum { FIRST = 96, MOST = 4096 };
    double result = NAN;
    arb_t x;
    arf_t low, high;
    if (!closed)
        return NAN;
    arb_init(x);
    arf_init(low);
    arf_init(high);
    for (slong prec = FIRST; prec <= MOST; prec *= 2) {
        if (!nb_enclose(p, closed, prec, x))
            continue;
        arb_get_interval_arf(low, high, x, prec);
        result = arf_get_d(low, ARF_RND_NEAR);
        if (result == arf_get_d(high, ARF_RND_NEAR))
            break;
    }
    arb_clear(x);
    arf_clear(low);
    arf_clear(high);
    return result;
}

static bool is_constant(const maker *m, nb_tape_value v)
{
    return m->g->nodes[v].op == NB_TAPE_CONST;
}

static bool is_leaf(const maker *m, nb_tape_value v)
{
    return is_constant(m, v) || m->g->nodes[v].op == NB_TAPE_INPUT;
}

static double constant(const maker *m, nb_tape_value v)
{
    return m->doubles[m->g->nodes[v].a[0]];
}

/* ---- choosing instructions ---- */

/* A term k x or k (x y) of a sum; y is 0 where there is none. */
typedef struct term {
    double k;
    nb_tape_value x, y;
} term;

/* The divisor q of an inverse 1/q that at most two values want, 0 where that is not
 * so: products with it are quotients, rounded once; more of them share the inverse. */
static nb_tape_value divisor(const maker *m, nb_tape_value v)
{
    const nb_tape_node *n = &m->g->nodes[v];
    bool few = n->op == NB_TAPE_DIV && nb_graph_is_int(m->g, n->a[0], 1) &&
               m->uses[v] <= 2 && !is_constant(m, n->a[1]);
    return few ? n->a[1] : 0;
}

static bool is_product(const maker *m, nb_tape_value v)
{
    const nb_tape_node *n = &m->g->nodes[v];
    return n->op == NB_TAPE_MUL && !is_constant(m, n->a[0]);
}

static bool is_quotient(const maker *m, nb_tape_value v)
{
    const nb_tape_node *n = &m->g->nodes[v];
    return is_product(m, v) && (divisor(m, n->a[0]) || divisor(m, n->a[1]));
}

/* A product of two values that nothing else needs. */
static bool is_own_product(const maker *m, nb_tape_value v)
{
    return is_product(m, v) && m->uses[v] == 1;
}

static bool match_term(const maker *m, nb_tape_value v, term *t)
{
    const nb_tape_node *n = &m->g->nodes[v];
    if (n->op != NB_TAPE_MUL || is_quotient(m, v))
        return false;
    *t = (term){.k = 1, .x = n->a[0], .y = n->a[1]};
    if (!is_constant(m, n->a[0]))
        return m->uses[v] == 1;
    if (divisor(m, n->a[1]) || is_quotient(m, n->a[1]))
        return false;
    *t = (term){.k = constant(m, n->a[0]), .x = n->a[1]};
    if (m->uses[v] == 1 && is_own_product(m, n->a[1])) {
        const nb_tape_node *inner = &m->g->nodes[n->a[1]];
        t->x = inner->a[0];
        t->y = inner->a[1];
    }
    return true;
}

static void set(draft *d, unsigned op, nb_tape_value a, nb_tape_value b, nb_tape_value c)
{
    d->op = (unsigned char)op;
    d->a[0] = a;
    d->a[1] = b;
    d->a[2] = c;
}

/* constant + t */
static void choose_constant_sum(const maker *m, draft *d, nb_tape_value k,
                                nb_tape_value v)
{
    term t;
    double value = constant(m, k);
    d->k = value;
    if (!match_term(m, v, &t) || (t.y && t.k != 1)) {
        set(d, NB_RUN_ADDK, v, 0, 0);
    } else if (t.y) {
        set(d, NB_RUN_KFMA, t.x, t.y, 0);
    } else if (t.k == -1) {
        set(d, NB_RUN_RSUBK, t.x, 0, 0);
    } else {
        set(d, NB_RUN_KFMAK, t.x, 0, 0);
        d->k = t.k;
        d->k2 = value;
    }
}

static void choose_sum(const maker *m, draft *d, nb_tape_value a, nb_tape_value b)
{
    term t;
    if (is_constant(m, a) || is_constant(m, b)) {
        choose_constant_sum(m, d, is_constant(m, a) ? a : b, is_constant(m, a) ? b : a);
        return;
    }
    nb_tape_value other = a;
    if (!match_term(m, b, &t)) {
        other = b;
        if (!match_term(m, a, &t)) {
            set(d, NB_TAPE_ADD, a, b, 0);
            return;
        }
    }
    d->k = t.k;
    if (t.y)
        set(d,
            t.k == 1    ? NB_RUN_FMA
            : t.k == -1 ? NB_RUN_FNMA
                        : NB_RUN_FMAP,
            t.x, t.y, other);
    else
        set(d, t.k == -1 ? NB_RUN_SUB : NB_RUN_FMAK, t.x, 0, other);
}

static void choose_product(const maker *m, draft *d, nb_tape_value a, nb_tape_value b)
{
    if (!is_constant(m, a)) {
        if (divisor(m, b))
            set(d, NB_TAPE_DIV, a, divisor(m, b), 0);
        else if (divisor(m, a))
            set(d, NB_TAPE_DIV, b, divisor(m, a), 0);
        else
            set(d, NB_TAPE_MUL, a, b, 0);
        return;
    }
    d->k = constant(m, a);
    const nb_tape_node *inner = &m->g->nodes[b];
    bool second = divisor(m, inner->a[1]) != 0;
    if (is_constant(m, b))
        set(d, NB_TAPE_MUL, a, b, 0);
    else if (divisor(m, b))
        set(d, NB_RUN_KDIV, divisor(m, b), 0, 0);
    else if (is_quotient(m, b) && m->uses[b] == 1)
        set(d, NB_RUN_MULDIV, inner->a[!second], divisor(m, inner->a[second]), 0);
    else if (is_own_product(m, b))
        set(d, NB_RUN_MULP, inner->a[0], inner->a[1], 0);
    else
        set(d, d->k == -1 ? NB_RUN_NEG : NB_RUN_MULK, b, 0, 0);
}

static void choose(const maker *m, nb_tape_value v, draft *d)
{
    const nb_tape_node *n = &m->g->nodes[v];
    switch ((nb_operation)n->op) {
    case NB_TAPE_ADD: choose_sum(m, d, n->a[0], n->a[1]); break;
    case NB_TAPE_MUL: choose_product(m, d, n->a[0], n->a[1]); break;
    case NB_TAPE_DIV:
        if (is_constant(m, n->a[0]) && !is_constant(m, n->a[1])) {
            set(d, NB_RUN_KDIV, n->a[1], 0, 0);
            d->k = constant(m, n->a[0]);
            break;
        }
        if (is_constant(m, n->a[1]) && constant(m, n->a[1]) != 0) {
            set(d, NB_RUN_DIVK, n->a[0], 0, 0);
            d->k = constant(m, n->a[1]);
            break;
        }
        set(d, NB_TAPE_DIV, n->a[0], n->a[1], 0);
        break;
    default: set(d, n->op, n->a[0], n->a[1], n->a[2]);
    }
}

static void count_uses(maker *m)
{
    const nb_graph *g = m->g;
    for (uint32_t i = 0; i < m->n_outputs; i++)
        m->uses[m->outputs[i]] += 2;
    for (uint32_t v = g->n; v-- > 1;) {
        if (m->uses[v] == 0)
            continue;
        unsigned arity = nb_operation_arity((nb_operation)g->nodes[v].op);
        for (unsigned i = 0; i < arity; i++)
            m->uses[g->nodes[v].a[i]]++;
    }
}

/* Users first, so that it is known of a value whether anybody wants it by itself. */
static bool choose_all(maker *m)
{
    const nb_graph *g = m->g;
    for (uint32_t i = 0; i < m->n_outputs; i++)
        m->drafts[m->outputs[i]].emitted = m->drafts[m->outputs[i]].is_output = true;
    for (uint32_t v = g->n; v-- > 1;) {
        draft *d = &m->drafts[v];
        d->emitted = d->emitted && !is_leaf(m, v);
        if (!d->emitted)
            continue;
        choose(m, v, d);
        for (unsigned i = 0; i < 3; i++)
            if (d->a[i])
                m->drafts[d->a[i]].emitted = true;
        if (!nb_poll(g->pool))
            return false;
    }
    return true;
}

/* ---- the order ---- */

static void link_users(maker *m)
{
    uint32_t n = m->g->n;
    for (uint32_t v = 1; v < n; v++)
        for (unsigned i = 0; m->drafts[v].emitted && i < 3; i++)
            m->first[m->drafts[v].a[i] + 1]++;
    for (uint32_t v = 0; v < n; v++)
        m->first[v + 1] += m->first[v];
    uint32_t *next = m->last; /* borrowed */
    memcpy(next, m->first, n * sizeof *next);
    for (uint32_t v = 1; v < n; v++) {
        for (unsigned i = 0; m->drafts[v].emitted && i < 3; i++) {
            nb_tape_value a = m->drafts[v].a[i];
            m->users[next[a]++] = v;
        }
    }
}

/* A value whose operands are all inputs is computed when it is first wanted. */
static bool is_on_demand(const maker *m, nb_tape_value v)
{
    for (unsigned i = 0; i < 3; i++)
        if (m->drafts[v].a[i] && !is_leaf(m, m->drafts[v].a[i]))
            return false;
    return v >= m->g->n_function;
}

static bool is_waiting(const maker *m, nb_tape_value v)
{
    return m->drafts[v].emitted && !m->drafts[v].scheduled;
}

/* What of the reverse sweep v was the last to be waited for, of the outputs or of the
 * other values. */
static void find_ready(maker *m, nb_tape_value v, bool outputs)
{
    for (uint32_t i = m->first[v]; i < m->first[v + 1]; i++) {
        nb_tape_value user = m->users[i];
        if (m->drafts[user].is_output == outputs && --m->pending[user] == 0 &&
            user >= m->g->n_function)
            m->ready[m->n_ready++] = user;
    }
}

/* The last of the ready comes next: outputs, after which operands may die. */
static void append(maker *m, nb_tape_value v)
{
    m->drafts[v].scheduled = true;
    m->order[m->n_order++] = v;
    if (is_on_demand(m, v))
        return;
    find_ready(m, v, false);
    find_ready(m, v, true);
}

/* Whether v and w are sin and cos of the same value. */
static bool is_circle(const maker *m, nb_tape_value v, nb_tape_value w)
{
    unsigned a = m->drafts[v].op, b = m->drafts[w].op;
    return ((a == NB_TAPE_SIN && b == NB_TAPE_COS) ||
            (a == NB_TAPE_COS && b == NB_TAPE_SIN)) &&
           m->drafts[v].a[0] == m->drafts[w].a[0];
}

/* sin and cos of one value come together: one instruction computes both. */
static void append_circle(maker *m, nb_tape_value v)
{
    unsigned op = m->drafts[v].op;
    append(m, v);
    if (op != NB_TAPE_SIN && op != NB_TAPE_COS)
        return;
    nb_tape_value a = m->drafts[v].a[0];
    for (uint32_t i = m->first[a]; i < m->first[a + 1]; i++)
        if (is_waiting(m, m->users[i]) && is_circle(m, v, m->users[i]))
            append(m, m->users[i]);
}

static void schedule(maker *m, nb_tape_value v)
{
    for (unsigned i = 0; i < 3; i++)
        if (is_waiting(m, m->drafts[v].a[i]))
            append_circle(m, m->drafts[v].a[i]);
    if (is_waiting(m, v))
        append_circle(m, v);
}

/* The function in its own order; after each value, what of the reverse sweep has
 * become possible: so the values between the two live as short as can be. */
static void order(maker *m)
{
    uint32_t n = m->g->n;
    for (uint32_t v = 1; v < n; v++)
        for (unsigned i = 0; m->drafts[v].emitted && i < 3; i++) {
            nb_tape_value a = m->drafts[v].a[i];
            m->pending[v] += a && m->drafts[a].emitted && !is_on_demand(m, a);
        }
    for (uint32_t v = 1; v < n; v++) {
        if (!is_waiting(m, v))
            continue;
        if (v < m->g->n_function || m->pending[v] == 0)
            schedule(m, v);
        while (m->n_ready)
            schedule(m, m->ready[--m->n_ready]);
    }
}

/* ---- columns ---- */

static uint32_t constant_column(maker *m, nb_tape_value v)
{
    nb_program *p = m->out;
    if (m->column[v] == NOWHERE) {
        m->column[v] = p->n_constants;
        p->constants[p->n_constants++] = constant(m, v);
    }
    return m->column[v];
}

static void find_last_uses(maker *m)
{
    memset(m->last, 0, m->g->n * sizeof *m->last);
    for (uint32_t i = 0; i < m->n_order; i++)
        for (unsigned k = 0; k < 3; k++)
            m->last[m->drafts[m->order[i]].a[k]] = i;
}

static bool in_slot(const maker *m, nb_tape_value v)
{
    return !is_leaf(m, v) && m->column[v] >= m->out->n_inputs + m->out->n_outputs;
}

/* Frees the slots of operands that are not needed after place i. */
static void release(maker *m, const draft *d, uint32_t i)
{
    for (unsigned k = 0; k < 3; k++) {
        nb_tape_value a = d->a[k];
        bool again = (k > 0 && d->a[0] == a) || (k > 1 && d->a[1] == a);
        if (a && !again && in_slot(m, a) && m->last[a] == i)
            m->free_slots[m->n_free++] = m->column[a];
    }
}

static uint32_t new_slot(maker *m)
{
    nb_program *p = m->out;
    if (m->n_free)
        return m->free_slots[--m->n_free];
    return p->n_inputs + p->n_outputs + p->n_slots++;
}

static void place_outputs(maker *m)
{
    for (uint32_t i = m->n_outputs; i-- > 0;)
        if (!is_leaf(m, m->outputs[i]))
            m->column[m->outputs[i]] = m->out->n_inputs + i;
}

/* A value that dies where an output, or another value in an output's column, comes
 * into being lies in that column already, which nobody reads before: a product of n
 * factors keeps its n partial products where its n derivatives will be. */
static void borrow_outputs(maker *m)
{
    uint32_t first = m->out->n_inputs, end = first + m->out->n_outputs;
    for (uint32_t i = m->n_order; i-- > 0;) {
        nb_tape_value v = m->order[i];
        uint32_t c = m->column[v];
        if (c == NOWHERE) {
            c = m->column[m->order[m->last[v]]];
            if (c < first || c >= end || m->since[c - first] < m->last[v])
                continue;
            m->column[v] = c;
        }
        m->since[c - first] = i;
    }
}

static uint32_t column_of(maker *m, nb_tape_value v)
{
    if (m->column[v] == NOWHERE)
        m->column[v] = new_slot(m);
    return m->column[v];
}

/* The last instruction, sin or cos, gives w as well. */
static void write_circle(maker *m, nb_tape_value v, nb_tape_value w)
{
    nb_instruction *in = &m->out->code[m->out->n - 1];
    uint32_t of_v = in->r, of_w = column_of(m, w);
    bool is_sine = m->drafts[v].op == NB_TAPE_SIN;
    in->op = NB_RUN_SINCOS;
    in->r = is_sine ? of_v : of_w;
    in->b = is_sine ? of_w : of_v;
}

static void write_code(maker *m)
{
    nb_program *p = m->out;
    place_outputs(m);
    find_last_uses(m);
    borrow_outputs(m);
    for (uint32_t i = 0; i < m->n_order; i++) {
        nb_tape_value v = m->order[i];
        draft *d = &m->drafts[v];
        if (i > 0 && is_circle(m, m->order[i - 1], v)) {
            release(m, d, i);
            write_circle(m, m->order[i - 1], v);
            continue;
        }
        nb_instruction *in = &p->code[p->n++];
        *in = (nb_instruction){.op = d->op, .k = d->k, .k2 = d->k2};
        uint32_t *operands[] = {&in->a, &in->b, &in->c};
        for (unsigned k = 0; k < 3; k++)
            if (d->a[k])
                *operands[k] = is_constant(m, d->a[k]) ? constant_column(m, d->a[k])
                                                       : m->column[d->a[k]];
        for (unsigned k = 0; k < 3; k++)
            in->op |= d->a[k] && is_constant(m, d->a[k]) ? 0x100u << k : 0;
        release(m, d, i);
        in->r = column_of(m, v);
    }
}

/* Constants got numbers of their own; now their columns follow the slots. */
static void number_constants(nb_program *p)
{
    uint32_t base = p->n_inputs + p->n_outputs + p->n_slots;
    for (uint32_t i = 0; i < p->n; i++) {
        nb_instruction *in = &p->code[i];
        in->a += in->op & 0x100 ? base : 0;
        in->b += in->op & 0x200 ? base : 0;
        in->c += in->op & 0x400 ? base : 0;
        in->op &= 0xFF;
    }
}

/* Outputs that are no instruction's result. */
static void write_copies(maker *m)
{
    nb_program *p = m->out;
    for (uint32_t i = 0; i < m->n_outputs; i++) {
        nb_tape_value v = m->outputs[i];
        nb_instruction in = {.op = NB_RUN_COPY, .r = p->n_inputs + i};
        in.a = m->column[v];
        if (is_constant(m, v)) {
            in.op = NB_RUN_FILL;
            in.k = constant(m, v);
            in.a = 0;
        }
        if (is_leaf(m, v) || m->column[v] != in.r)
            p->code[p->n++] = in;
    }
}

/* ---- all of it ---- */

static void *array(maker *m, size_t n, size_t size)
{
    void *items = calloc(n + 1, size);
    if (!items)
        nb_fail(m->g->pool, NB_ERR_MEMORY, "out of memory");
    return items;
}

static bool allocate(maker *m)
{
    size_t n = (size_t)m->g->n + 1;
    m->drafts = array(m, n, sizeof *m->drafts);
    m->uses = array(m, n, sizeof *m->uses);
    m->doubles = array(m, m->g->constants.n, sizeof *m->doubles);
    m->order = array(m, n, sizeof *m->order);
    m->pending = array(m, n, sizeof *m->pending);
    m->users = array(m, 3 * n, sizeof *m->users);
    m->first = array(m, n + 1, sizeof *m->first);
    m->ready = array(m, n, sizeof *m->ready);
    m->column = array(m, n, sizeof *m->column);
    m->last = array(m, n + 1, sizeof *m->last);
    m->since = array(m, m->n_outputs, sizeof *m->since);
    m->free_slots = array(m, n, sizeof *m->free_slots);
    m->out->code = array(m, n + m->n_outputs, sizeof *m->out->code);
    m->out->constants = array(m, m->g->constants.n, sizeof(double));
    return !nb_failed(m->g->pool);
}

static void release_all(maker *m)
{
    void *const arrays[] = {m->drafts,  m->uses,  m->doubles, m->order,
                            m->pending, m->users, m->first,   m->ready,
                            m->column,  m->last,  m->since,   m->free_slots};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
}

static bool make(maker *m)
{
    const nb_graph *g = m->g;
    for (uint32_t i = 0; i < g->constants.n; i++)
        m->doubles[i] = nb_nearest_double(g->pool, g->constants.items[i]);
    count_uses(m);
    if (nb_failed(g->pool) || !choose_all(m))
        return false;
    link_users(m);
    order(m);
    for (uint32_t v = 0; v < g->n; v++)
        m->column[v] = g->nodes[v].op == NB_TAPE_INPUT ? g->nodes[v].a[0] : NOWHERE;
    write_code(m);
    write_copies(m);
    number_constants(m->out);
    return nb_poll(g->pool);
}

bool nb_program_make(nb_program *p, const nb_graph *g, const nb_tape_value *outputs,
                     uint32_t n_outputs)
{
    *p = (nb_program){.n_inputs = g->n_inputs, .n_outputs = n_outputs};
    maker m = {.g = g, .out = p, .outputs = outputs, .n_outputs = n_outputs};
    bool ok = allocate(&m) && make(&m);
    release_all(&m);
    if (!ok)
        nb_program_free(p);
    return ok;
}
