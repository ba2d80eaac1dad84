#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"

#include <stdlib.h>
#include <string.h>

/* Sums: pairs of coefficient and term are gathered, sorted by term and merged. */

/* Most sums are short: so many pairs need no memory of their own. */
enum { FEW_PAIRS = 8 };

typedef struct pair {
    nb_expr term;
    fmpq c;
} pair;

typedef struct gathered {
    pair *pairs;
    uint32_t n, capacity;
    pair few[FEW_PAIRS];
} gathered;

nb_expr nb_zero(nb_pool *p) { return nb_integer(p, 0); }

nb_expr nb_one(nb_pool *p) { return nb_with_facts(p, nb_integer(p, 1)); }

void nb_split_coefficient(nb_pool *p, nb_expr e, nb_expr *coefficient, nb_expr *term)
{
    nb_expr one = nb_one(p);
    *coefficient = one;
    *term = e;
    if (!e || !one)
        return;
    if (nb_is_number(p, e)) {
        *coefficient = e;
        *term = one;
    } else if (nb_op_of(p, e) == NB_SUM && nb_nargs(p, e) == 2) {
        *coefficient = nb_arg(p, e, 0);
        *term = nb_arg(p, e, 1);
    }
}

static bool add_pair(nb_pool *p, gathered *g, const fmpq_t c, nb_expr term)
{
    if (g->n == g->capacity) {
        uint32_t capacity = g->capacity * 2;
        bool few = g->pairs == g->few;
        pair *pairs = realloc(few ? NULL : g->pairs, capacity * sizeof *pairs);
        if (!pairs)
            return nb_fail(p, NB_ERR_MEMORY, "out of memory");
        if (few)
            memcpy(pairs, g->few, sizeof g->few);
        g->pairs = pairs;
        g->capacity = capacity;
    }
    pair *next = &g->pairs[g->n++];
    next->term = term;
    fmpq_init(&next->c);
    fmpq_set(&next->c, c);
    return true;
}

/* Adds c times e, flattening one level: the terms of a SUM are never SUMs. */
static bool gather(nb_pool *p, gathered *g, const fmpq_t c, nb_expr e)
{
    fmpq_t product;
    bool ok = true, one = fmpq_is_one(c);
    fmpq_init(product);
    if (nb_is_number(p, e)) {
        fmpq_mul(product, c, nb_value(p, e));
        ok = add_pair(p, g, product, nb_one(p));
    } else if (nb_op_of(p, e) == NB_SUM) {
        for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2) {
            const fmpq *own = nb_value(p, nb_arg(p, e, i));
            if (one)
                fmpq_set(product, own);
            else
                fmpq_mul(product, c, own);
            ok = add_pair(p, g, product, nb_arg(p, e, i + 1));
        }
    } else {
        ok = add_pair(p, g, c, e);
    }
    fmpq_clear(product);
    return ok;
}

static int by_term(const void *a, const void *b)
{
    nb_expr x = ((const pair *)a)->term, y = ((const pair *)b)->term;
    return (x > y) - (x < y);
}

/* Sorts, merges equal terms and drops zero coefficients. */
static void merge(gathered *g)
{
    uint32_t kept = 0;
    bool sorted = true;
    for (uint32_t i = 1; i < g->n; i++)
        sorted = sorted && g->pairs[i - 1].term <= g->pairs[i].term;
    if (!sorted)
        qsort(g->pairs, g->n, sizeof *g->pairs, by_term);
    for (uint32_t i = 0; i < g->n;) {
        uint32_t next = i + 1;
        for (; next < g->n && g->pairs[next].term == g->pairs[i].term; next++)
            fmpq_add(&g->pairs[i].c, &g->pairs[i].c, &g->pairs[next].c);
        if (!fmpq_is_zero(&g->pairs[i].c)) {
            fmpq_swap(&g->pairs[kept].c, &g->pairs[i].c);
            g->pairs[kept++].term = g->pairs[i].term;
        }
        i = next;
    }
    for (uint32_t i = kept; i < g->n; i++)
        fmpq_clear(&g->pairs[i].c);
    g->n = kept;
}

/* Room for n pairs of operands: `few`, or memory that make_sum() frees. */
static nb_expr *room_for(nb_pool *p, uint32_t n, nb_expr few[2 * FEW_PAIRS])
{
    nb_expr *args = n <= FEW_PAIRS ? few : malloc(2 * (size_t)n * sizeof *args);
    if (!args)
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
    return args;
}

static nb_expr make_sum(nb_pool *p, nb_expr *args, uint32_t n, const nb_expr *few)
{
    nb_expr e = nb_with_facts(p, nb_make(p, NB_SUM, 0, 2 * n, args));
    if (args != few)
        free(args);
    return e;
}

static nb_expr build(nb_pool *p, gathered *g)
{
    merge(g);
    if (g->n == 0)
        return nb_zero(p);
    nb_expr one = nb_one(p);
    if (g->n == 1 && g->pairs[0].term == one)
        return nb_with_facts(p, nb_number(p, &g->pairs[0].c, NB_EXACT));
    if (g->n == 1 && fmpq_is_one(&g->pairs[0].c))
        return g->pairs[0].term;
    nb_expr few[2 * FEW_PAIRS];
    nb_expr *args = room_for(p, g->n, few);
    if (!args)
        return NB_NONE;
    for (uint32_t i = 0; i < g->n; i++) {
        args[2 * i] = nb_with_facts(p, nb_number(p, &g->pairs[i].c, NB_EXACT));
        args[2 * i + 1] = g->pairs[i].term;
    }
    return make_sum(p, args, g->n, few);
}

static void drop(gathered *g)
{
    for (uint32_t i = 0; i < g->n; i++)
        fmpq_clear(&g->pairs[i].c);
    if (g->pairs != g->few)
        free(g->pairs);
}

nb_expr nb_linear(nb_pool *p, const nb_expr *c, const nb_expr *terms, uint32_t n)
{
    gathered g;
    fmpq_t factor;
    bool ok = nb_poll(p);
    g.pairs = g.few;
    g.n = 0;
    g.capacity = FEW_PAIRS;
    fmpq_init(factor);
    for (uint32_t i = 0; ok && i < n; i++) {
        ok = terms[i] != NB_NONE && (!c || c[i] != NB_NONE);
        if (!ok)
            break;
        if (c)
            fmpq_set(factor, nb_value(p, c[i]));
        else
            fmpq_one(factor);
        ok = gather(p, &g, factor, terms[i]);
    }
    nb_expr e = ok ? nb_pythagoras(p, build(p, &g)) : NB_NONE;
    drop(&g);
    fmpq_clear(factor);
    return e;
}

nb_expr nb_sum(nb_pool *p, const nb_expr *terms, uint32_t n)
{
    return nb_linear(p, NULL, terms, n);
}

nb_expr nb_sum2(nb_pool *p, nb_expr a, nb_expr b)
{
    return nb_sum(p, (nb_expr[]){a, b}, 2);
}

/* Whether a NUMBER is an integer whose square fits a word. */
static bool is_half_word(const nb_pool *p, nb_expr e)
{
    const slong limit = (slong)1 << 31;
    const fmpq *q = nb_value(p, e);
    return *fmpq_denref(q) == 1 && *fmpq_numref(q) < limit && *fmpq_numref(q) > -limit;
}

/* The NUMBER a * b. */
static nb_expr multiplied(nb_pool *p, nb_expr a, nb_expr b)
{
    if (is_half_word(p, a) && is_half_word(p, b))
        return nb_with_facts(
            p, nb_integer(p, *fmpq_numref(nb_value(p, a)) * *fmpq_numref(nb_value(p, b))));
    fmpq_t product;
    fmpq_init(product);
    fmpq_mul(product, nb_value(p, a), nb_value(p, b));
    nb_expr e = nb_with_facts(p, nb_number(p, product, NB_EXACT));
    fmpq_clear(product);
    return e;
}

/* A sum stays sorted, and no two of its coefficients become equal that were not. */
static nb_expr scale_sum(nb_pool *p, nb_expr c, nb_expr sum)
{
    uint32_t n = nb_nargs(p, sum) / 2;
    nb_expr few[2 * FEW_PAIRS];
    nb_expr *args = room_for(p, n, few);
    for (uint32_t i = 0; args && i < n; i++) {
        args[2 * i] = multiplied(p, c, nb_arg(p, sum, 2 * i));
        args[2 * i + 1] = nb_arg(p, sum, 2 * i + 1);
    }
    return args ? make_sum(p, args, n, few) : NB_NONE;
}

nb_expr nb_scale(nb_pool *p, nb_expr c, nb_expr e)
{
    nb_expr one = nb_one(p), own, term;
    if (!nb_poll(p) || !c || !e)
        return NB_NONE;
    if (c == one)
        return e;
    if (nb_is_int(p, c, 0))
        return nb_zero(p);
    if (nb_op_of(p, e) == NB_SUM && nb_nargs(p, e) > 2)
        return scale_sum(p, c, e);
    nb_split_coefficient(p, e, &own, &term);
    c = multiplied(p, c, own);
    if (!c || term == one)
        return c;
    if (c == one)
        return term;
    return nb_with_facts(p, nb_make(p, NB_SUM, 0, 2, (nb_expr[]){c, term}));
}

nb_expr nb_negate(nb_pool *p, nb_expr a) { return nb_scale(p, nb_integer(p, -1), a); }

nb_expr nb_difference(nb_pool *p, nb_expr a, nb_expr b)
{
    return nb_linear(p, (nb_expr[]){nb_one(p), nb_integer(p, -1)}, (nb_expr[]){a, b}, 2);
}

/* ---- content ---- */

bool nb_is_primitive(const nb_pool *p, nb_expr sum)
{
    bool unit = false;
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2) {
        const fmpq *c = nb_value(p, nb_arg(p, sum, i));
        if (*fmpq_denref(c) != 1)
            return false;
        unit = unit || *fmpq_numref(c) == 1 || *fmpq_numref(c) == -1;
    }
    return unit;
}

/* The greatest rational that leaves coprime integers: the gcd of the numerators
 * over the lcm of the denominators. */
static void content_of(nb_pool *p, nb_expr sum, fmpq_t content)
{
    if (nb_is_primitive(p, sum)) {
        fmpq_one(content);
        return;
    }
    fmpq_zero(content);
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2)
        fmpq_gcd(content, content, nb_value(p, nb_arg(p, sum, i)));
}

/* Whether the coefficient that decides the sign is negative. The choice must
 * not depend on indices, which depend on what was typed before. */
static bool sign_is_out(nb_pool *p, nb_expr sum)
{
    uint32_t least = 1;
    for (uint32_t i = 3; i < nb_nargs(p, sum); i += 2)
        if (nb_hash(p, nb_arg(p, sum, i)) < nb_hash(p, nb_arg(p, sum, least)))
            least = i;
    return nb_number_sign(p, nb_arg(p, sum, least - 1)) < 0;
}

nb_expr nb_primitive_part(nb_pool *p, nb_expr sum, bool with_sign, nb_expr *content)
{
    fmpq_t c;
    if (nb_facts_of(p, sum) & NB_FACT_PRIMITIVE) {
        *content = nb_one(p);
        return sum;
    }
    nb_expr part = sum;
    if (with_sign && nb_recall(p, sum, &part, content))
        return part;
    fmpq_init(c);
    content_of(p, sum, c);
    if (with_sign && sign_is_out(p, sum))
        fmpq_neg(c, c);
    *content = nb_with_facts(p, nb_number(p, c, NB_EXACT));
    if (with_sign && fmpq_is_one(c))
        nb_set_facts(p, sum, nb_facts(p, sum) | NB_FACT_PRIMITIVE);
    if (!fmpq_is_one(c)) {
        fmpq_inv(c, c);
        part = nb_scale(p, nb_number(p, c, NB_EXACT), sum);
        if (with_sign && part)
            nb_keep(p, sum, part, *content);
    }
    fmpq_clear(c);
    return part;
}
