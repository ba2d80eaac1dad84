#ifndef NB_EXPR_EXPR_H
#define NB_EXPR_EXPR_H

#include "text/buf.h"
#include "text/error.h"
#include "text/flint.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The expression pool: one growing array of immutable, hash-consed nodes named
 * by a 32-bit index. The operands of a node have lower indices than the node,
 * so equality of structure is ==, sharing is automatic, and a pass over an
 * expression is a loop (Filliatre & Conchon, "Type-safe modular hash-consing",
 * 2006, describes the technique).
 *
 * Two kinds of expression live in one pool:
 *   typed      what a person wrote, or what is laid out for a person to read:
 *              ADD SUB MUL DIV NEG POW CALL and the functions as spelled;
 *   canonical  what the algebra works on: SUM and PROD (see below).
 * NUMBER, SYMBOL, FN, REL, AND, OR, NOT and CASES are shared by both.
 *
 * Errors are sticky: the first one is recorded in the nb_error that the pool
 * points at; from then on constructors return NB_NONE, and a constructor that
 * is given NB_NONE returns NB_NONE. A pass checks once, at its end. */
typedef uint32_t nb_expr;
enum { NB_NONE = 0 };

typedef enum nb_op {
    NB_OP_NONE,
    NB_NUMBER, /* a rational; fn is an nb_number_style                          */
    NB_SYMBOL, /* a variable or a name                                          */
    NB_FN,     /* an elementary function or constant; fn is an nb_fn            */
    NB_ADD,    /* typed, 2 operands                                             */
    NB_SUB,
    NB_MUL,
    NB_DIV,
    NB_NEG,   /* typed, 1 operand                                               */
    NB_POW,   /* typed, 2 operands: base, exponent                              */
    NB_CALL,  /* typed: the SYMBOL of a user function, then its arguments       */
    NB_REL,   /* 2 operands; fn is an nb_rel                                    */
    NB_AND,   /* 2 conditions                                                   */
    NB_OR,    /* 2 conditions                                                   */
    NB_NOT,   /* 1 condition                                                    */
    NB_CASES, /* value, condition, value, condition, …, [value otherwise]       */
    NB_SUM,   /* canonical: coefficient (NUMBER), term, coefficient, term, …    */
    NB_PROD   /* canonical: base, exponent, base, exponent, …                   */
} nb_op;

/* The fn of a typed MUL that joins two runs of factors, read without brackets around the
 * second. A long product that is laid out is a tree of runs, so that products that differ
 * in a factor share nearly all of it; written down it is a chain like any other. */
enum { NB_RUN = 1 };

/* Canonical forms, which the constructors of algebra/canon.h keep:
 *   SUM   [c1 t1 c2 t2 …]  c nonzero NUMBERs; t distinct, not SUM, not a NUMBER
 *         but 1 (the constant term's t is the NUMBER 1); ordered by t's index;
 *         never the single pair [1 t], nor [c 1].
 *   PROD  [b1 e1 b2 e2 …]  b distinct, ordered by index; e nonzero canonical
 *         expressions; never the single pair [b 1]. No rational factor: that is
 *         the coefficient of a SUM. A SUM as a base is primitive: its
 *         coefficients are coprime integers and the one whose term has the
 *         smallest structural hash is positive (where the exponent lets a
 *         sign out).
 *   POW   [a 1]  a long sum or product that several others have as a part, kept whole:
 * were its operands listed in each of them, what is linear in shared parts would be
 *         quadratic.
 * So 2x is SUM[2 x], x^2 is PROD[x 2], 1/x is PROD[x -1], sqrt(x) is
 * PROD[x 1/2], e^x is PROD[e x], -x is SUM[-1 x]. */

typedef enum nb_number_style { NB_EXACT, NB_DECIMAL } nb_number_style;
typedef enum nb_rel { NB_LT, NB_LE, NB_EQ, NB_NE, NB_GE, NB_GT } nb_rel;

typedef struct nb_node {
    uint8_t op;     /* nb_op */
    uint8_t fn;     /* nb_fn, nb_rel or nb_number_style */
    uint16_t facts; /* what the algebra knows of its sign; see algebra/facts.h */
    uint32_t nargs;
    uint32_t first; /* place of the operands; for NUMBER, SYMBOL the payload */
    uint32_t hash;  /* of the structure: does not depend on indices */
} nb_node;

typedef struct nb_pool nb_pool;

/* The head of a pool, for the questions below, which are asked at every step. */
typedef struct nb_pool_head {
    nb_node *nodes;
    nb_expr *args; /* the operands of all nodes */
    fmpq *numbers; /* the values of the NUMBER nodes */
    nb_error *err;
    const volatile sig_atomic_t *interrupt;
} nb_pool_head;

static inline const nb_pool_head *nb_head(const nb_pool *p)
{
    return (const nb_pool_head *)(const void *)p;
}

/* A new pool that reports to *err (borrowed; must outlive the pool), or NULL
 * when memory ran out. */
nb_pool *nb_pool_new(nb_error *err);
void nb_pool_free(nb_pool *p);

/* Bytes that nodes, operands, numbers and names may take; 0: no limit. */
void nb_pool_set_limit(nb_pool *p, size_t bytes);
/* A flag that another thread or a signal handler sets to stop the work;
 * borrowed; NULL: none. */
void nb_pool_set_interrupt(nb_pool *p, const volatile sig_atomic_t *flag);
/* Where errors are recorded from now on. */
nb_error *nb_pool_error(const nb_pool *p);
size_t nb_pool_bytes(const nb_pool *p);
uint32_t nb_pool_size(const nb_pool *p); /* indices below this are nodes */

/* True when an error has been recorded. */
static inline bool nb_failed(const nb_pool *p) { return nb_head(p)->err->code != NB_OK; }
/* Records an error (printf-style) and returns NB_NONE. */
nb_expr nb_fail(nb_pool *p, nb_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Whether all that was written to the buffer is there; an error of the pool, where
 * memory ran out. What writes for others ends so. */
bool nb_is_written(nb_pool *p, const nb_buf *b);
static inline bool nb_is_interrupted(const nb_pool *p)
{
    return nb_head(p)->interrupt && *nb_head(p)->interrupt;
}

/* Records that the work was interrupted, if it was; false. */
bool nb_stop(nb_pool *p);

/* To be called in every loop whose length the input decides: looks at the
 * interrupt flag; false when the work must stop. */
static inline bool nb_poll(nb_pool *p)
{
    return nb_is_interrupted(p) || nb_failed(p) ? nb_stop(p) : true;
}

/* ---- nodes ---- */

/* Valid until the next constructor. */
static inline const nb_node *nb_get(const nb_pool *p, nb_expr e)
{
    return &nb_head(p)->nodes[e];
}

static inline nb_op nb_op_of(const nb_pool *p, nb_expr e)
{
    return (nb_op)nb_get(p, e)->op;
}

/* The fn field. */
static inline unsigned nb_fn_of(const nb_pool *p, nb_expr e) { return nb_get(p, e)->fn; }

static inline uint32_t nb_nargs(const nb_pool *p, nb_expr e)
{
    return nb_get(p, e)->nargs;
}

/* The operands in a row; valid until the next constructor. */
static inline const nb_expr *nb_args(const nb_pool *p, nb_expr e)
{
    return nb_head(p)->args + nb_get(p, e)->first;
}

static inline nb_expr nb_arg(const nb_pool *p, nb_expr e, uint32_t i)
{
    return nb_args(p, e)[i];
}

static inline uint32_t nb_hash(const nb_pool *p, nb_expr e) { return nb_get(p, e)->hash; }

/* The facts field: notes of the layers above, 0 in a new node. */
static inline unsigned nb_facts_of(const nb_pool *p, nb_expr e)
{
    return nb_get(p, e)->facts;
}
void nb_set_facts(nb_pool *p, nb_expr e, unsigned facts);

/* Keeps two expressions that were worked out from e, until a later node needs the place
 * or the pool is collected; what for is one question for all callers: the primitive part
 * and the content of a sum. nb_recall() is false where nothing is kept. */
void nb_keep(nb_pool *p, nb_expr e, nb_expr first, nb_expr second);
bool nb_recall(const nb_pool *p, nb_expr e, nb_expr *first, nb_expr *second);

/* The node with these parts, made if it is not there yet. For NUMBER and
 * SYMBOL use the constructors below. args must not point into the pool. */
nb_expr nb_make(nb_pool *p, nb_op op, unsigned fn, uint32_t n, const nb_expr *args);

nb_expr nb_number(nb_pool *p, const fmpq_t value, nb_number_style style);
nb_expr nb_integer(nb_pool *p, slong value);
nb_expr nb_ratio(nb_pool *p, slong numerator, ulong denominator);
/* The rational that a NUMBER is; valid until the next nb_number(). */
static inline const fmpq *nb_value(const nb_pool *p, nb_expr e)
{
    return nb_head(p)->numbers + nb_get(p, e)->first;
}

/* A name, in its ASCII form ("alpha", "x_1"). */
nb_expr nb_symbol(nb_pool *p, const char *name, size_t length);
/* Valid until the next collection. */
const char *nb_symbol_name(const nb_pool *p, nb_expr e);

/* Typed forms. */
nb_expr nb_unary(nb_pool *p, nb_op op, nb_expr a);             /* NEG, NOT */
nb_expr nb_binary(nb_pool *p, nb_op op, nb_expr a, nb_expr b); /* ADD … POW, AND, OR */
nb_expr nb_fn1(nb_pool *p, unsigned fn, nb_expr a);
nb_expr nb_fn2(nb_pool *p, unsigned fn, nb_expr a, nb_expr b);
nb_expr nb_relation(nb_pool *p, nb_rel rel, nb_expr a, nb_expr b);

/* ---- questions ---- */

static inline bool nb_is_number(const nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_NUMBER;
}

static inline bool nb_is_symbol(const nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_SYMBOL;
}

static inline bool nb_is_fn(const nb_pool *p, nb_expr e, unsigned fn)
{
    return nb_op_of(p, e) == NB_FN && nb_fn_of(p, e) == fn;
}

/* A product of runs; see NB_RUN. */
static inline bool nb_is_run(const nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_MUL && nb_fn_of(p, e) == NB_RUN;
}

/* A NUMBER equal to this integer (of either style); the integer is a small one. */
static inline bool nb_is_int(const nb_pool *p, nb_expr e, slong value)
{
    if (!nb_is_number(p, e))
        return false;
    const fmpq *q = nb_head(p)->numbers + nb_get(p, e)->first;
    return *fmpq_numref(q) == value && *fmpq_denref(q) == 1;
}
/* A NUMBER that is an integer; *value gets it where it fits (else the answer
 * is false). */
bool nb_get_int(const nb_pool *p, nb_expr e, slong *value);
/* -1, 0, 1 for a NUMBER. */
int nb_number_sign(const nb_pool *p, nb_expr e);

/* ---- passes ---- */

/* Room for one more of n items of this size in an array that grows by doubling: the
 * array, which may have moved, with its capacity; NULL, and an error in the pool, when
 * memory ran out, and then the old array is still there. */
void *nb_room(nb_pool *p, void *items, uint32_t n, uint32_t *capacity, size_t size);

typedef struct nb_list {
    nb_expr *items;
    uint32_t n, capacity;
} nb_list;

void nb_list_free(nb_list *l);
/* Makes room; false (and an error in the pool) when memory ran out. */
bool nb_list_grow(nb_pool *p, nb_list *l);
/* False likewise. */
static inline bool nb_list_add(nb_pool *p, nb_list *l, nb_expr e)
{
    if (l->n == l->capacity && !nb_list_grow(p, l))
        return false;
    l->items[l->n++] = e;
    return true;
}

/* Every node that the roots reach, once, operands before users. Appends to
 * *out. NB_NONE roots are passed over. */
bool nb_topological(nb_pool *p, const nb_expr *roots, uint32_t n, nb_list *out);

/* Expression -> 32-bit value, open addressing. Zero-initialise to start. */
typedef struct nb_map_entry {
    nb_expr key; /* NB_NONE: an empty place */
    uint32_t value;
} nb_map_entry;

typedef struct nb_map {
    nb_map_entry *entries;
    uint32_t n, capacity;
} nb_map;

void nb_map_free(nb_map *m);
void nb_map_clear(nb_map *m);
/* Makes room for n keys at once; false (and an error in the pool) without memory. */
bool nb_map_reserve(nb_pool *p, nb_map *m, uint32_t n);
bool nb_map_put(nb_pool *p, nb_map *m, nb_expr key, uint32_t value);
/* The value, or `missing`. */
uint32_t nb_map_get(const nb_map *m, nb_expr key, uint32_t missing);

/* Node -> 32-bit value for a pass that meets most nodes of an expression: an array beside
 * those of the pool, which lends it, so that nothing is hashed or cleared. */
typedef struct nb_slots_entry {
    uint32_t turn, value;
} nb_slots_entry;

typedef struct nb_slots {
    nb_slots_entry *entries;
    uint32_t capacity, turn;
} nb_slots;

/* Lends an array in which every node has the value 0; to be given back, the one that was
 * lent last first. NULL (and an error in the pool) when memory ran out. */
nb_slots *nb_slots_take(nb_pool *p);
/* s may be NULL. */
void nb_slots_give(nb_pool *p, nb_slots *s);
bool nb_slots_grow(nb_pool *p, nb_slots *s, nb_expr e);

static inline uint32_t nb_slots_get(const nb_slots *s, nb_expr e)
{
    return e < s->capacity && s->entries[e].turn == s->turn ? s->entries[e].value : 0;
}

/* False (and an error in the pool) when memory ran out. */
static inline bool nb_slots_put(nb_pool *p, nb_slots *s, nb_expr e, uint32_t value)
{
    if (e >= s->capacity && !nb_slots_grow(p, s, e))
        return false;
    s->entries[e] = (nb_slots_entry){s->turn, value};
    return true;
}

/* The same without what is in the map `but` (NULL: nothing) and what only that
 * reaches. */
bool nb_topological_but(nb_pool *p, const nb_expr *roots, uint32_t n, const nb_map *but,
                        nb_list *out);

/* The free SYMBOLs of e (not the heads of CALLs), by first appearance in
 * reading order of the DAG; appended to *out. */
bool nb_free_symbols(nb_pool *p, nb_expr e, nb_list *out);
/* Whether e contains the symbol (or any node) x. */
bool nb_contains(nb_pool *p, nb_expr e, nb_expr x);
/* Nodes of e counted as a tree, capped at `cap`: what printing it would cost. */
uint64_t nb_tree_size(nb_pool *p, nb_expr e, uint64_t cap);
/* The same for n of them, into sizes[0 … n-1]; what they share is counted once. */
bool nb_tree_sizes(nb_pool *p, const nb_expr *roots, uint32_t n, uint64_t cap,
                   uint64_t *sizes);

/* ---- memory ---- */

/* Keeps what the roots reach, drops all the rest, and rewrites the roots to the
 * new indices, which keep their order. Every other index becomes invalid. */
void nb_pool_collect(nb_pool *p, nb_expr **roots, size_t n);

#endif
