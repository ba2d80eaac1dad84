#include "expr/pool_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_TABLE = 256, MOST_NODES = UINT32_MAX / 4 };

/* ---- life ---- */

nb_pool *nb_pool_new(nb_error *err)
{
    nb_pool *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->at.err = err;
    p->table = calloc(FIRST_TABLE, sizeof *p->table);
    p->at.nodes = calloc(FIRST_TABLE, sizeof *p->at.nodes);
    p->at.args = calloc(FIRST_TABLE, sizeof *p->at.args);
    if (!p->table || !p->at.nodes || !p->at.args) {
        nb_pool_free(p);
        return NULL;
    }
    p->table_size = FIRST_TABLE;
    p->capacity = FIRST_TABLE;
    p->args_capacity = FIRST_TABLE;
    p->n = 1; /* index 0 is NB_NONE */
    return p;
}

void nb_pool_free(nb_pool *p)
{
    if (!p)
        return;
    for (uint32_t i = 0; i < p->nnumbers; i++)
        fmpq_clear(p->at.numbers + i);
    free(p->at.numbers);
    free(p->at.nodes);
    free(p->at.args);
    for (uint32_t i = 0; i < p->nnames; i++)
        free(p->names[i]);
    free(p->names);
    free(p->table);
    for (uint32_t i = 0; i < NB_POOL_SLOTS; i++)
        free(p->lent[i].entries);
    free(p);
}

void nb_pool_set_limit(nb_pool *p, size_t bytes) { p->limit = bytes; }

void nb_pool_set_interrupt(nb_pool *p, const volatile sig_atomic_t *flag)
{
    p->at.interrupt = flag;
}

nb_error *nb_pool_error(const nb_pool *p) { return p->at.err; }

uint32_t nb_pool_size(const nb_pool *p) { return p->n; }

size_t nb_pool_bytes(const nb_pool *p)
{
    size_t lent = 0;
    for (uint32_t i = 0; i < NB_POOL_SLOTS; i++)
        lent += p->lent[i].capacity * sizeof *p->lent[i].entries;
    return lent + p->capacity * sizeof *p->at.nodes +
           p->args_capacity * sizeof *p->at.args +
           p->numbers_capacity * sizeof *p->at.numbers +
           p->names_capacity * sizeof *p->names + p->name_bytes +
           p->table_size * sizeof *p->table + p->number_bytes;
}

/* ---- errors ---- */

nb_expr nb_fail(nb_pool *p, nb_code code, const char *format, ...)
{
    char message[NB_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    nb_error_set(p->at.err, code, "%s", message);
    return NB_NONE;
}

bool nb_is_written(nb_pool *p, const nb_buf *b)
{
    if (b->failed)
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
    return !b->failed;
}

bool nb_stop(nb_pool *p)
{
    if (nb_is_interrupted(p))
        nb_fail(p, NB_ERR_INTERRUPTED, "interrupted");
    return false;
}

/* ---- growth ---- */

/* Grows an array to hold `want` elements; the limit is checked before. */
static bool grow(nb_pool *p, void **array, uint32_t *capacity, uint64_t want, size_t size)
{
    if (want <= *capacity)
        return true;
    uint64_t next = *capacity ? *capacity : 64;
    while (next < want)
        next *= 2;
    if (next > MOST_NODES)
        return nb_fail(p, NB_ERR_MEMORY, "the expression has outgrown the pool");
    if (p->limit && nb_pool_bytes(p) + (next - *capacity) * size > p->limit)
        return nb_fail(p, NB_ERR_MEMORY,
                       "the expression has outgrown the memory limit (%zu %s)",
                       p->limit >> (p->limit < 1 << 20 ? 10 : 20),
                       p->limit < 1 << 20 ? "KiB" : "MiB");
    void *grown = realloc(*array, next * size);
    if (!grown)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    *array = grown;
    *capacity = (uint32_t)next;
    return true;
}

/* ---- hashing ---- */

/* One to one in h and in v: were it not, the hashes of a long chain x + x + ... would
 * run into a cycle after some 2^16 links. The last steps are MurmurHash3's. */
static uint32_t mix(uint32_t h, uint32_t v)
{
    h += v * 0x9E3779B9u + 0x7F4A7C15u;
    h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
    h = (h ^ (h >> 13)) * 0xC2B2AE35u;
    return h ^ (h >> 16);
}

static uint32_t hash_bytes(const char *s, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h;
}

/* n modulo m; most numbers are smaller. */
static ulong residue(const fmpz_t n, ulong m)
{
    if (!COEFF_IS_MPZ(*n) && *n > -(slong)m && *n < (slong)m)
        return *n < 0 ? m - (ulong) - *n : (ulong)*n;
    return fmpz_fdiv_ui(n, m);
}

static uint32_t hash_fmpq(const fmpq_t q, unsigned style)
{
    ulong num = residue(fmpq_numref(q), 4294967291u);
    ulong den = residue(fmpq_denref(q), 4294967279u);
    return mix(mix(mix(NB_NUMBER, style), (uint32_t)num), (uint32_t)den);
}

/* Operands of SUM and PROD are ordered by index, which depends on history;
 * adding the hashes of the pairs makes the hash of the structure alone. */
static uint32_t hash_node(const nb_pool *p, nb_op op, unsigned fn, uint32_t n,
                          const nb_expr *args)
{
    uint32_t h = mix(mix(op, fn), n);
    if (op == NB_SUM || op == NB_PROD) {
        uint32_t sum = 0;
        for (uint32_t i = 0; i + 1 < n; i += 2)
            sum += mix(p->at.nodes[args[i]].hash, p->at.nodes[args[i + 1]].hash);
        return mix(h, sum);
    }
    for (uint32_t i = 0; i < n; i++)
        h = mix(h, p->at.nodes[args[i]].hash);
    return h;
}

static void enter(nb_pool *p, nb_expr e)
{
    uint32_t mask = p->table_size - 1;
    uint32_t i = p->at.nodes[e].hash & mask;
    while (p->table[i].e)
        i = (i + 1) & mask;
    p->table[i] = (nb_place_in_table){p->at.nodes[e].hash, e};
}

void nb_pool_rehash(nb_pool *p)
{
    for (nb_expr e = 1; e < p->n; e++)
        enter(p, e);
}

static bool reserve_table(nb_pool *p)
{
    if (p->n + p->n / 2 < p->table_size)
        return true;
    nb_place_in_table *table = calloc((size_t)p->table_size * 2, sizeof *table);
    if (!table)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    free(p->table);
    p->table = table;
    p->table_size *= 2;
    nb_pool_rehash(p);
    return true;
}

/* Appends a node and enters it. */
static nb_expr append(nb_pool *p, nb_node node)
{
    void *nodes = p->at.nodes;
    if (!grow(p, &nodes, &p->capacity, (uint64_t)p->n + 1, sizeof *p->at.nodes))
        return NB_NONE;
    p->at.nodes = nodes;
    if (!reserve_table(p))
        return NB_NONE;
    p->at.nodes[p->n] = node;
    enter(p, p->n);
    return p->n++;
}

/* ---- constructors ---- */

static nb_expr find_node(const nb_pool *p, uint32_t hash, nb_op op, unsigned fn,
                         uint32_t n, const nb_expr *args)
{
    uint32_t mask = p->table_size - 1;
    for (uint32_t i = hash & mask; p->table[i].e; i = (i + 1) & mask) {
        if (p->table[i].hash != hash)
            continue;
        const nb_node *node = &p->at.nodes[p->table[i].e];
        if (node->op == op && node->fn == fn && node->nargs == n &&
            (n == 0 || memcmp(p->at.args + node->first, args, n * sizeof *args) == 0))
            return p->table[i].e;
    }
    return NB_NONE;
}

nb_expr nb_make(nb_pool *p, nb_op op, unsigned fn, uint32_t n, const nb_expr *args)
{
    if (!nb_poll(p))
        return NB_NONE;
    for (uint32_t i = 0; i < n; i++)
        if (args[i] == NB_NONE)
            return NB_NONE;
    uint32_t hash = hash_node(p, op, fn, n, args);
    nb_expr found = find_node(p, hash, op, fn, n, args);
    if (found)
        return found;
    void *space = p->at.args;
    if (!grow(p, &space, &p->args_capacity, (uint64_t)p->nargs + n, sizeof *p->at.args))
        return NB_NONE;
    p->at.args = space;
    if (n)
        memcpy(p->at.args + p->nargs, args, n * sizeof *args);
    nb_expr e = append(p, (nb_node){.op = (uint8_t)op,
                                    .fn = (uint8_t)fn,
                                    .nargs = n,
                                    .first = p->nargs,
                                    .hash = hash});
    if (e)
        p->nargs += n;
    return e;
}

size_t nb_fmpq_bytes(const fmpq *q)
{
    size_t limbs = 0;
    if (COEFF_IS_MPZ(*fmpq_numref(q)))
        limbs += fmpz_size(fmpq_numref(q));
    if (COEFF_IS_MPZ(*fmpq_denref(q)))
        limbs += fmpz_size(fmpq_denref(q));
    return limbs * sizeof(mp_limb_t);
}

nb_expr nb_number(nb_pool *p, const fmpq_t value, nb_number_style style)
{
    if (nb_failed(p))
        return NB_NONE;
    bool small = style == NB_EXACT && *fmpq_denref(value) == 1 &&
                 *fmpq_numref(value) >= -NB_SMALL_INTEGERS &&
                 *fmpq_numref(value) < NB_SMALL_INTEGERS;
    nb_expr *known = &p->integers[small ? *fmpq_numref(value) + NB_SMALL_INTEGERS : 0];
    if (small && *known)
        return *known;
    uint32_t hash = hash_fmpq(value, style);
    uint32_t mask = p->table_size - 1;
    for (uint32_t i = hash & mask; p->table[i].e; i = (i + 1) & mask) {
        if (p->table[i].hash != hash)
            continue;
        const nb_node *node = &p->at.nodes[p->table[i].e];
        if (node->op == NB_NUMBER && node->fn == style &&
            fmpq_equal(p->at.numbers + node->first, value)) {
            if (small)
                *known = p->table[i].e;
            return p->table[i].e;
        }
    }
    void *numbers = p->at.numbers;
    if (!grow(p, &numbers, &p->numbers_capacity, (uint64_t)p->nnumbers + 1,
              sizeof *p->at.numbers))
        return NB_NONE;
    p->at.numbers = numbers;
    nb_expr e = append(p, (nb_node){.op = NB_NUMBER,
                                    .fn = (uint8_t)style,
                                    .first = p->nnumbers,
                                    .hash = hash});
    if (!e)
        return NB_NONE;
    fmpq_init(p->at.numbers + p->nnumbers);
    fmpq_set(p->at.numbers + p->nnumbers, value);
    p->number_bytes += nb_fmpq_bytes(p->at.numbers + p->nnumbers);
    p->nnumbers++;
    if (small)
        *known = e;
    return e;
}

nb_expr nb_integer(nb_pool *p, slong value)
{
    bool small = value >= -NB_SMALL_INTEGERS && value < NB_SMALL_INTEGERS;
    nb_expr *known = small ? &p->integers[value + NB_SMALL_INTEGERS] : NULL;
    if (small && *known)
        return nb_failed(p) ? NB_NONE : *known;
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, value, 1);
    nb_expr e = nb_number(p, q, NB_EXACT);
    fmpq_clear(q);
    return e;
}

nb_expr nb_ratio(nb_pool *p, slong numerator, ulong denominator)
{
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, numerator, denominator);
    nb_expr e = nb_number(p, q, NB_EXACT);
    fmpq_clear(q);
    return e;
}

nb_expr nb_symbol(nb_pool *p, const char *name, size_t length)
{
    if (nb_failed(p))
        return NB_NONE;
    uint32_t hash = mix(NB_SYMBOL, hash_bytes(name, length));
    uint32_t mask = p->table_size - 1;
    for (uint32_t i = hash & mask; p->table[i].e; i = (i + 1) & mask) {
        if (p->table[i].hash != hash)
            continue;
        const nb_node *node = &p->at.nodes[p->table[i].e];
        if (node->op != NB_SYMBOL)
            continue;
        const char *have = p->names[node->first];
        if (strncmp(have, name, length) == 0 && have[length] == '\0')
            return p->table[i].e;
    }
    void *names = p->names;
    if (!grow(p, &names, &p->names_capacity, (uint64_t)p->nnames + 1, sizeof *p->names))
        return NB_NONE;
    p->names = names;
    char *copy = malloc(length + 1);
    if (!copy)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    memcpy(copy, name, length);
    copy[length] = '\0';
    nb_expr e = append(p, (nb_node){.op = NB_SYMBOL, .first = p->nnames, .hash = hash});
    if (!e) {
        free(copy);
        return NB_NONE;
    }
    p->names[p->nnames++] = copy;
    p->name_bytes += length + 1;
    return e;
}

nb_expr nb_unary(nb_pool *p, nb_op op, nb_expr a) { return nb_make(p, op, 0, 1, &a); }

nb_expr nb_binary(nb_pool *p, nb_op op, nb_expr a, nb_expr b)
{
    return nb_make(p, op, 0, 2, (nb_expr[]){a, b});
}

nb_expr nb_fn1(nb_pool *p, unsigned fn, nb_expr a)
{
    return nb_make(p, NB_FN, fn, 1, &a);
}

nb_expr nb_fn2(nb_pool *p, unsigned fn, nb_expr a, nb_expr b)
{
    return nb_make(p, NB_FN, fn, 2, (nb_expr[]){a, b});
}

nb_expr nb_relation(nb_pool *p, nb_rel rel, nb_expr a, nb_expr b)
{
    return nb_make(p, NB_REL, rel, 2, (nb_expr[]){a, b});
}

/* ---- questions ---- */

void nb_set_facts(nb_pool *p, nb_expr e, unsigned facts)
{
    p->at.nodes[e].facts = (uint16_t)facts;
}

void nb_keep(nb_pool *p, nb_expr e, nb_expr first, nb_expr second)
{
    p->notes[e % NB_POOL_NOTES] = (nb_pool_note){e, first, second};
}

bool nb_recall(const nb_pool *p, nb_expr e, nb_expr *first, nb_expr *second)
{
    const nb_pool_note *n = &p->notes[e % NB_POOL_NOTES];
    if (!e || n->of != e)
        return false;
    *first = n->first;
    *second = n->second;
    return true;
}

const char *nb_symbol_name(const nb_pool *p, nb_expr e)
{
    return p->names[p->at.nodes[e].first];
}

bool nb_get_int(const nb_pool *p, nb_expr e, slong *value)
{
    if (!nb_is_number(p, e))
        return false;
    const fmpq *q = nb_value(p, e);
    if (!fmpz_is_one(fmpq_denref(q)) || !fmpz_fits_si(fmpq_numref(q)))
        return false;
    *value = fmpz_get_si(fmpq_numref(q));
    return true;
}

int nb_number_sign(const nb_pool *p, nb_expr e) { return fmpq_sgn(nb_value(p, e)); }
