#include "present/share.h"

#include "expr/function.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SHORTEST: characters of a part that gets a name. DEEPEST: brackets within brackets. */
enum { SHORTEST = 12, DEEPEST = 40, NAME_LENGTH = 3, LONGEST_NAME = 24 };

/* A node of the formulas, operands first. */
typedef struct shared_node {
    nb_expr e, brief; /* as it is, and as its users write it */
    uint32_t uses, depth;
    bool in_run;            /* a run of factors, or part of one */
    uint64_t whole, length; /* written out, and with names */
} shared_node;

typedef struct pass {
    nb_pool *p;
    nb_list order;
    nb_map place;
    shared_node *nodes;
    nb_sharing *out;
    const nb_names_taken *taken;
    char letter;
    uint32_t last; /* number of the last name */
} pass;

/* ---- lengths ---- */

/* The characters of a node beyond those of its operands. */
static uint64_t own_length(nb_pool *p, nb_expr e)
{
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: {
        const fmpq *q = nb_value(p, e);
        bool whole = fmpz_is_one(fmpq_denref(q));
        return fmpz_sizeinbase(fmpq_numref(q), 10) +
               (whole ? 0 : 1 + fmpz_sizeinbase(fmpq_denref(q), 10));
    }
    case NB_SYMBOL: return strlen(nb_symbol_name(p, e));
    case NB_FN: return strlen(nb_function_row(nb_fn_of(p, e))->name) + 1 + nb_nargs(p, e);
    case NB_NEG:
    case NB_MUL:
    case NB_DIV: return 1;
    case NB_POW: return 2;
    default: return 1 + 2 * (uint64_t)nb_nargs(p, e);
    }
}

static shared_node *node_of(const pass *s, nb_expr e)
{
    return &s->nodes[nb_map_get(&s->place, e, 0)];
}

static uint64_t capped(uint64_t n)
{
    const uint64_t most = UINT64_MAX / 4;
    return n < most ? n : most;
}

/* A bracket opens at a function, a power, and a sum in a product. */
static uint32_t brackets(nb_pool *p, nb_expr e, nb_expr operand)
{
    nb_op op = nb_op_of(p, e), inner = nb_op_of(p, operand);
    bool sum = inner == NB_ADD || inner == NB_SUB || inner == NB_NEG;
    bool chain = op == NB_ADD || op == NB_SUB || op == NB_NEG;
    if (nb_nargs(p, operand) == 0 || chain)
        return 0;
    return op == NB_MUL || op == NB_DIV ? sum : 1;
}

/* The length and depth of a node from those of its operands. */
static void measure(pass *s, shared_node *x)
{
    nb_pool *p = s->p;
    x->whole = x->length = own_length(p, x->e);
    x->depth = 0;
    for (uint32_t k = 0; k < nb_nargs(p, x->e); k++) {
        const shared_node *a = node_of(s, nb_arg(p, x->e, k));
        x->whole = capped(x->whole + a->whole);
        x->length = capped(x->length + a->length);
        uint32_t depth = a->depth + brackets(p, x->e, a->brief);
        if (depth > x->depth)
            x->depth = depth;
    }
}

/* ---- names ---- */

static bool is_numbered(const char *name, char letter)
{
    return name[0] == letter && name[1 + strspn(name + 1, "_0123456789")] == '\0' &&
           name[1];
}

static bool is_free(const pass *s, char letter)
{
    const nb_names_taken *t = s->taken;
    char first[] = {letter, '1', '\0'};
    for (uint32_t i = 0; i < s->order.n; i++)
        if (nb_is_symbol(s->p, s->nodes[i].e) &&
            is_numbered(nb_symbol_name(s->p, s->nodes[i].e), letter))
            return false;
    for (uint32_t i = 0; i < t->n; i++)
        if (is_numbered(nb_symbol_name(s->p, t->symbols[i]), letter))
            return false;
    return !t->is_taken || !t->is_taken(t->data, first);
}

/* A letter of which no numbered name has a meaning; false where there is none. */
static bool choose_letter(pass *s)
{
    for (const char *c = "tsuvwpqhkTSUVWPQ"; *c && !s->letter; c++)
        if (is_free(s, *c))
            s->letter = *c;
    return s->letter;
}

static nb_expr new_name(pass *s)
{
    const nb_names_taken *t = s->taken;
    char name[LONGEST_NAME];
    do
        snprintf(name, sizeof name, "%c%u", s->letter, (unsigned)++s->last);
    while (t->is_taken && t->is_taken(t->data, name));
    return nb_symbol(s->p, name, strlen(name));
}

/* ---- the pass ---- */

static bool open_pass(pass *s, nb_pool *p, const nb_expr *typed, uint32_t n)
{
    *s = (pass){.p = p};
    bool ok = nb_topological(p, typed, n, &s->order);
    s->nodes = ok ? calloc((size_t)s->order.n + 1, sizeof *s->nodes) : NULL;
    if (ok && !s->nodes)
        ok = nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && i < s->order.n; i++) {
        s->nodes[i].e = s->nodes[i].brief = s->order.items[i];
        ok = nb_map_put(p, &s->place, s->order.items[i], i);
    }
    return ok;
}

static void close_pass(pass *s)
{
    nb_list_free(&s->order);
    nb_map_free(&s->place);
    free(s->nodes);
}

static void count_uses(pass *s, const nb_expr *typed, uint32_t n)
{
    for (uint32_t i = 0; i < s->order.n && nb_poll(s->p); i++)
        for (uint32_t k = 0; k < nb_nargs(s->p, s->nodes[i].e); k++)
            node_of(s, nb_arg(s->p, s->nodes[i].e, k))->uses++;
    for (uint32_t i = 0; i < n; i++)
        node_of(s, typed[i])->uses++;
}

/* Where a long product breaks into runs is no matter of meaning: x18 x19 ... x25 is no
 * part that a reader would name. */
static void mark_runs(pass *s)
{
    for (uint32_t i = s->order.n; i-- > 0;) {
        shared_node *x = &s->nodes[i];
        x->in_run = x->in_run || nb_is_run(s->p, x->e);
        for (uint32_t k = 0; x->in_run && k < nb_nargs(s->p, x->e); k++) {
            shared_node *a = node_of(s, nb_arg(s->p, x->e, k));
            a->in_run = a->in_run || nb_op_of(s->p, a->e) == NB_MUL;
        }
    }
}

/* The node with its operands as they are written. */
static nb_expr rebuilt(pass *s, nb_expr e, nb_list *args)
{
    bool same = true, ok = true;
    args->n = 0;
    for (uint32_t k = 0; ok && k < nb_nargs(s->p, e); k++) {
        nb_expr a = nb_arg(s->p, e, k), b = node_of(s, a)->brief;
        same = same && a == b;
        ok = nb_list_add(s->p, args, b);
    }
    if (same)
        return ok ? e : NB_NONE;
    return nb_make(s->p, nb_op_of(s->p, e), nb_fn_of(s->p, e), args->n, args->items);
}

static bool deserves_name(const pass *s, const shared_node *x)
{
    if (x->in_run)
        return false;
    switch (nb_op_of(s->p, x->e)) {
    case NB_NUMBER:
    case NB_SYMBOL:
    case NB_NEG: /* its operand does */
    case NB_REL:
    case NB_AND:
    case NB_OR:
    case NB_NOT: return false;
    default:
        return x->length >= SHORTEST &&
               (x->uses > 1 || (x->depth > DEEPEST && x->uses > 0));
    }
}

static bool share_node(pass *s, shared_node *x, nb_list *args)
{
    nb_pool *p = s->p;
    measure(s, x);
    x->brief = rebuilt(s, x->e, args);
    if (!x->brief || !deserves_name(s, x))
        return x->brief;
    nb_expr name = new_name(s);
    bool ok =
        nb_list_add(p, &s->out->names, name) && nb_list_add(p, &s->out->parts, x->brief);
    s->out->brief = capped(s->out->brief + x->length + 2 * NAME_LENGTH);
    x->brief = name;
    x->length = NAME_LENGTH;
    x->depth = 0;
    return ok && name;
}

bool nb_share(nb_pool *p, const nb_expr *typed, uint32_t n, const nb_names_taken *taken,
              nb_sharing *out, nb_expr *brief)
{
    pass s;
    nb_list args = {0};
    bool ok = open_pass(&s, p, typed, n);
    s.out = out;
    s.taken = taken;
    if (ok) {
        count_uses(&s, typed, n);
        mark_runs(&s);
    }
    bool names = ok && choose_letter(&s);
    for (uint32_t i = 0; ok && names && i < s.order.n; i++)
        ok = share_node(&s, &s.nodes[i], &args) && nb_poll(p);
    for (uint32_t i = 0; ok && i < n; i++) {
        const shared_node *x = node_of(&s, typed[i]);
        brief[i] = x->brief;
        out->whole = capped(out->whole + x->whole);
        out->brief = capped(out->brief + x->length);
    }
    nb_list_free(&args);
    close_pass(&s);
    return ok && !nb_failed(p);
}

void nb_sharing_free(nb_sharing *s)
{
    nb_list_free(&s->names);
    nb_list_free(&s->parts);
    *s = (nb_sharing){0};
}
