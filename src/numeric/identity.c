#include "numeric/identity.h"

#include "expr/function.h"

#include <stdlib.h>

enum {
    MOST_NODES = 400,
    MOST_GENERATORS = 12,
    MOST_POWER = 64,
    MOST_DENOMINATOR = 5040,
    MOST_EXPONENT = 1 << 20, /* of a generator: the polynomials are sparse */
    MOST_PRODUCT = 50000,    /* terms of a product before like ones meet */
    MOST_FACTOR_BITS = 63
};

typedef enum gen_kind {
    KERNEL, /* the value of `key`, a number of which nothing is used            */
    ROOT,   /* key^(1/den), key a NUMBER: a natural number                      */
    TURN,   /* e^(i key/den)                                                    */
    GROWTH, /* e^(key/den)                                                      */
    UNIT    /* i                                                                */
} gen_kind;

typedef struct generator {
    gen_kind kind;
    nb_expr key;
    slong den; /* common multiple of the denominators met */
} generator;

/* num/den */
typedef struct fraction {
    fmpz_mpoly_t num, den;
    bool made;
} fraction;

typedef struct identity {
    nb_pool *p;
    nb_list order;
    nb_map place;
    fraction *values;
    generator generators[MOST_GENERATORS];
    slong n;
    fmpz_mpoly_ctx_t ctx;
    nb_expr one; /* the NUMBER 1: key of the constant part of an argument */
    bool ok;
} identity;

/* ---- generators ---- */

static slong find(identity *s, gen_kind kind, nb_expr key)
{
    for (slong i = 0; i < s->n; i++)
        if (s->generators[i].kind == kind && s->generators[i].key == key)
            return i;
    return -1;
}

/* Notes that key/den is needed of this kind. */
static void need(identity *s, gen_kind kind, nb_expr key, slong den)
{
    slong i = find(s, kind, key);
    if (i < 0 && s->n == MOST_GENERATORS) {
        s->ok = false;
        return;
    }
    if (i < 0) {
        i = s->n++;
        s->generators[i] = (generator){kind, key, 1};
    }
    slong have = s->generators[i].den;
    slong common = have / (slong)n_gcd((ulong)have, (ulong)den) * den;
    if (common > MOST_DENOMINATOR)
        s->ok = false;
    else
        s->generators[i].den = common;
}

static bool small_ratio(const fmpq *q, slong *num, slong *den)
{
    if (fmpz_bits(fmpq_numref(q)) > 20 || fmpz_bits(fmpq_denref(q)) > 6)
        return false;
    *num = fmpz_get_si(fmpq_numref(q));
    *den = fmpz_get_si(fmpq_denref(q));
    return true;
}

/* The i-th of the terms c t that a canonical expression is the sum of; t is the
 * NUMBER 1 in the constant term. False after the last one, or when c is long. */
static bool term_of(identity *s, nb_expr e, uint32_t i, nb_expr *t, slong *num,
                    slong *den)
{
    nb_pool *p = s->p;
    if (nb_op_of(p, e) == NB_SUM) {
        *t = nb_arg(p, e, 2 * i + 1);
        if (!small_ratio(nb_value(p, nb_arg(p, e, 2 * i)), num, den))
            s->ok = false;
        return s->ok;
    }
    *t = nb_is_number(p, e) ? s->one : e;
    *num = *den = 1;
    if (nb_is_number(p, e) && !small_ratio(nb_value(p, e), num, den))
        s->ok = false;
    return s->ok;
}

static uint32_t terms_in(const nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_SUM ? nb_nargs(p, e) / 2 : 1;
}

static void need_exponential(identity *s, gen_kind kind, nb_expr argument)
{
    nb_expr t;
    slong num, den;
    for (uint32_t i = 0; s->ok && i < terms_in(s->p, argument); i++)
        if (term_of(s, argument, i, &t, &num, &den))
            need(s, kind, t, den);
}

static bool is_trigonometric(unsigned fn) { return fn >= NB_FN_SIN && fn <= NB_FN_CSC; }

static bool is_hyperbolic(unsigned fn) { return fn >= NB_FN_SINH && fn <= NB_FN_CSCH; }

/* The prime factors of a positive rational; false where it is too long. */
static bool factor(fmpz_factor_t f, const fmpz_t n)
{
    if (fmpz_sgn(n) <= 0 || fmpz_bits(n) > MOST_FACTOR_BITS)
        return false;
    fmpz_factor(f, n);
    return true;
}

static nb_expr logarithm_of_prime(identity *s, const fmpz_t prime)
{
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_fmpz(q, prime);
    nb_expr e = nb_fn1(s->p, NB_FN_LN, nb_number(s->p, q, NB_EXACT));
    fmpq_clear(q);
    return e;
}

/* Whether e is ln of a rational, and notes the primes. */
static void need_primes(identity *s, const fmpz_t n)
{
    fmpz_factor_t f;
    fmpz_factor_init(f);
    s->ok = s->ok && factor(f, n);
    for (slong i = 0; s->ok && i < f->num; i++)
        need(s, KERNEL, logarithm_of_prime(s, f->p + i), 1);
    fmpz_factor_clear(f);
}

static bool is_log_of_rational(nb_pool *p, nb_expr e)
{
    return nb_is_fn(p, e, NB_FN_LN) && nb_is_number(p, nb_arg(p, e, 0));
}

static nb_expr pi_of(identity *s) { return nb_make(s->p, NB_FN, NB_FN_PI, 0, NULL); }

/* acos x = pi/2 - asin x, and the like: the partner, or NB_FN_COUNT. */
static unsigned complement(unsigned fn)
{
    return fn == NB_FN_ACOS   ? NB_FN_ASIN
           : fn == NB_FN_ACOT ? NB_FN_ATAN
           : fn == NB_FN_ASEC ? NB_FN_ACSC
                              : NB_FN_COUNT;
}

static nb_expr partner(identity *s, nb_expr e)
{
    return nb_fn1(s->p, complement(nb_fn_of(s->p, e)), nb_arg(s->p, e, 0));
}

static void need_function(identity *s, nb_expr e)
{
    unsigned fn = nb_fn_of(s->p, e);
    if (fn == NB_FN_E) {
        need(s, GROWTH, s->one, 1);
    } else if (is_trigonometric(fn)) {
        need(s, UNIT, NB_NONE, 1);
        need_exponential(s, TURN, nb_arg(s->p, e, 0));
    } else if (is_hyperbolic(fn)) {
        need_exponential(s, GROWTH, nb_arg(s->p, e, 0));
    } else if (is_log_of_rational(s->p, e)) {
        need_primes(s, fmpq_numref(nb_value(s->p, nb_arg(s->p, e, 0))));
        need_primes(s, fmpq_denref(nb_value(s->p, nb_arg(s->p, e, 0))));
    } else if (complement(fn) != NB_FN_COUNT) {
        need(s, KERNEL, pi_of(s), 1);
        need(s, KERNEL, partner(s, e), 1);
    } else {
        need(s, KERNEL, e, 1);
    }
}

static bool is_natural(const nb_pool *p, nb_expr e)
{
    return nb_is_number(p, e) && nb_number_sign(p, e) > 0 &&
           fmpz_is_one(fmpq_denref(nb_value(p, e)));
}

/* The factor b^w of a product, as a node of its own. */
static nb_expr factor_node(identity *s, nb_expr b, nb_expr w)
{
    return nb_make(s->p, NB_PROD, 0, 2, (nb_expr[]){b, w});
}

/* What a factor b^w is made of. True when b's own value is needed. */
static bool need_factor(identity *s, nb_expr b, nb_expr w)
{
    slong num, den;
    if (nb_is_fn(s->p, b, NB_FN_E)) {
        need_exponential(s, GROWTH, w);
        return false;
    }
    bool rational = nb_is_number(s->p, w);
    if (rational && !small_ratio(nb_value(s->p, w), &num, &den))
        s->ok = false;
    else if (rational && den == 1)
        return true;
    else if (rational && is_natural(s->p, b))
        need(s, ROOT, b, den);
    else
        need(s, KERNEL, factor_node(s, b, w), 1);
    return false;
}

/* Marks what a node needs by giving it a place; kernels are not entered. */
static void need_node(identity *s, nb_expr e)
{
    nb_pool *p = s->p;
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: break;
    case NB_SUM:
        for (uint32_t i = 1; i < nb_nargs(p, e); i += 2)
            nb_map_put(p, &s->place, nb_arg(p, e, i), 0);
        break;
    case NB_PROD:
        for (uint32_t i = 0; s->ok && i < nb_nargs(p, e); i += 2)
            if (need_factor(s, nb_arg(p, e, i), nb_arg(p, e, i + 1)))
                nb_map_put(p, &s->place, nb_arg(p, e, i), 0);
        break;
    case NB_FN: need_function(s, e); break;
    default: need(s, KERNEL, e, 1);
    }
}

/* ---- fractions ---- */

static void make(identity *s, fraction *f, slong value)
{
    fmpz_mpoly_init(f->num, s->ctx);
    fmpz_mpoly_init(f->den, s->ctx);
    fmpz_mpoly_set_si(f->num, value, s->ctx);
    fmpz_mpoly_one(f->den, s->ctx);
    f->made = true;
}

static void drop(identity *s, fraction *f)
{
    if (!f->made)
        return;
    fmpz_mpoly_clear(f->num, s->ctx);
    fmpz_mpoly_clear(f->den, s->ctx);
    f->made = false;
}

static void multiply(identity *s, fmpz_mpoly_t y, const fmpz_mpoly_t a,
                     const fmpz_mpoly_t b)
{
    s->ok = s->ok &&
            fmpz_mpoly_length(a, s->ctx) * fmpz_mpoly_length(b, s->ctx) <= MOST_PRODUCT;
    if (s->ok)
        fmpz_mpoly_mul(y, a, b, s->ctx);
}

static void times(identity *s, fraction *y, const fraction *a)
{
    multiply(s, y->num, y->num, a->num);
    multiply(s, y->den, y->den, a->den);
}

static void plus(identity *s, fraction *y, const fraction *a)
{
    if (fmpz_mpoly_equal(y->den, a->den, s->ctx)) {
        fmpz_mpoly_add(y->num, y->num, a->num, s->ctx);
        return;
    }
    fmpz_mpoly_t t;
    fmpz_mpoly_init(t, s->ctx);
    multiply(s, t, a->num, y->den);
    multiply(s, y->num, y->num, a->den);
    multiply(s, y->den, y->den, a->den);
    fmpz_mpoly_add(y->num, y->num, t, s->ctx);
    fmpz_mpoly_clear(t, s->ctx);
}

static void turn_over(identity *s, fraction *y)
{
    fmpz_mpoly_swap(y->num, y->den, s->ctx);
}

static void scale(identity *s, fraction *y, const fmpq *c)
{
    fmpz_mpoly_scalar_mul_fmpz(y->num, y->num, fmpq_numref(c), s->ctx);
    fmpz_mpoly_scalar_mul_fmpz(y->den, y->den, fmpq_denref(c), s->ctx);
}

/* y times the generator to the n. */
static void times_generator(identity *s, fraction *y, slong i, slong n)
{
    if (i < 0 || labs(n) > MOST_EXPONENT) {
        s->ok = false;
        return;
    }
    ulong exponents[MOST_GENERATORS] = {0};
    fmpz_mpoly_t g;
    fmpz_mpoly_init(g, s->ctx);
    exponents[i] = (ulong)labs(n);
    fmpz_mpoly_push_term_si_ui(g, 1, exponents, s->ctx);
    multiply(s, n < 0 ? y->den : y->num, n < 0 ? y->den : y->num, g);
    fmpz_mpoly_clear(g, s->ctx);
}

/* y times a^n for a small integer n. */
static void times_power(identity *s, fraction *y, const fraction *a, slong n)
{
    if (labs(n) > MOST_POWER) {
        s->ok = false;
        return;
    }
    if (n < 0)
        turn_over(s, y);
    for (slong i = 0; s->ok && i < labs(n); i++)
        times(s, y, a);
    if (n < 0)
        turn_over(s, y);
}

/* y times e^(i argument) or e^argument. */
static void times_exponential(identity *s, fraction *y, gen_kind kind, nb_expr argument)
{
    nb_expr t;
    slong num, den;
    for (uint32_t k = 0; s->ok && k < terms_in(s->p, argument); k++) {
        if (!term_of(s, argument, k, &t, &num, &den))
            return;
        slong i = find(s, kind, t);
        if (i < 0)
            s->ok = false;
        else
            times_generator(s, y, i, num * (s->generators[i].den / den));
    }
}

/* ---- values ---- */

/* i is a power of e^(i pi/den) where that is about. */
static void divide_by_i(identity *s, fraction *y)
{
    slong half_turn = find(s, TURN, pi_of(s));
    if (half_turn >= 0)
        times_generator(s, y, half_turn, -s->generators[half_turn].den / 2);
    else
        times_generator(s, y, find(s, UNIT, NB_NONE), -1);
}

/* Doubled sine: (Z - 1/Z)/i or W - 1/W; doubled cosine: with +. */
static void doubled(identity *s, fraction *y, const fraction *z, gen_kind kind, bool sine)
{
    fraction inverse;
    make(s, y, 1);
    times(s, y, z);
    make(s, &inverse, sine ? -1 : 1);
    turn_over(s, &inverse);
    times(s, &inverse, z);
    turn_over(s, &inverse);
    plus(s, y, &inverse);
    if (sine && kind == TURN)
        divide_by_i(s, y);
    drop(s, &inverse);
}

/* sin … csc and sinh … csch, which stand in this order in the table. */
static void circular(identity *s, nb_expr e, fraction *y)
{
    unsigned fn = nb_fn_of(s->p, e);
    gen_kind kind = is_trigonometric(fn) ? TURN : GROWTH;
    unsigned which = fn - (kind == TURN ? NB_FN_SIN : NB_FN_SINH);
    fraction z, sine, cosine, two;
    make(s, &two, 2);
    make(s, &z, 1);
    times_exponential(s, &z, kind, nb_arg(s->p, e, 0));
    doubled(s, &sine, &z, kind, true);
    doubled(s, &cosine, &z, kind, false);
    const fraction *over[] = {&sine, &cosine, &sine, &cosine, &two, &two};
    const fraction *under[] = {&two, &two, &cosine, &sine, &cosine, &sine};
    times(s, y, over[which]);
    turn_over(s, y);
    times(s, y, under[which]);
    turn_over(s, y);
    drop(s, &z);
    drop(s, &sine);
    drop(s, &cosine);
    drop(s, &two);
}

/* Adds sign * ln n to y. */
static void plus_logarithm(identity *s, fraction *y, const fmpz_t n, slong sign)
{
    fmpz_factor_t f;
    fmpz_factor_init(f);
    s->ok = s->ok && factor(f, n);
    for (slong k = 0; s->ok && k < f->num; k++) {
        fraction t;
        make(s, &t, sign * (slong)f->exp[k]);
        times_generator(s, &t, find(s, KERNEL, logarithm_of_prime(s, f->p + k)), 1);
        plus(s, y, &t);
        drop(s, &t);
    }
    fmpz_factor_clear(f);
}

/* pi/2 - partner */
static void complementary(identity *s, nb_expr e, fraction *y)
{
    fraction t;
    fmpq_t half;
    fmpq_init(half);
    fmpq_set_si(half, 1, 2);
    times_generator(s, y, find(s, KERNEL, pi_of(s)), 1);
    scale(s, y, half);
    make(s, &t, -1);
    times_generator(s, &t, find(s, KERNEL, partner(s, e)), 1);
    plus(s, y, &t);
    drop(s, &t);
    fmpq_clear(half);
}

/* y is 1. */
static void function(identity *s, nb_expr e, fraction *y)
{
    unsigned fn = nb_fn_of(s->p, e);
    if (fn == NB_FN_E) {
        times_exponential(s, y, GROWTH, s->one);
    } else if (is_trigonometric(fn) || is_hyperbolic(fn)) {
        circular(s, e, y);
    } else if (is_log_of_rational(s->p, e)) {
        const fmpq *q = nb_value(s->p, nb_arg(s->p, e, 0));
        fmpq_t value;
        fmpq_init(value);
        fmpq_set(value, q);
        fmpz_mpoly_zero(y->num, s->ctx);
        plus_logarithm(s, y, fmpq_numref(value), 1);
        plus_logarithm(s, y, fmpq_denref(value), -1);
        fmpq_clear(value);
    } else if (complement(fn) != NB_FN_COUNT) {
        complementary(s, e, y);
    } else {
        times_generator(s, y, find(s, KERNEL, e), 1);
    }
}

static const fraction *value_of(identity *s, nb_expr e)
{
    const fraction *f = &s->values[nb_map_get(&s->place, e, 0)];
    s->ok = s->ok && f->made;
    return f;
}

static void times_factor(identity *s, fraction *y, nb_expr b, nb_expr w)
{
    slong num = 0, den = 1;
    if (nb_is_fn(s->p, b, NB_FN_E)) {
        times_exponential(s, y, GROWTH, w);
        return;
    }
    bool rational = nb_is_number(s->p, w) && small_ratio(nb_value(s->p, w), &num, &den);
    if (rational && den == 1) {
        const fraction *base = value_of(s, b);
        if (s->ok)
            times_power(s, y, base, num);
    } else if (rational && is_natural(s->p, b)) {
        slong i = find(s, ROOT, b);
        times_generator(s, y, i, i < 0 ? 0 : num * (s->generators[i].den / den));
    } else {
        times_generator(s, y, find(s, KERNEL, factor_node(s, b, w)), 1);
    }
}

static void sum(identity *s, nb_expr e, fraction *y)
{
    fmpz_mpoly_zero(y->num, s->ctx);
    for (uint32_t i = 0; s->ok && i < nb_nargs(s->p, e); i += 2) {
        fraction t;
        const fraction *term = value_of(s, nb_arg(s->p, e, i + 1));
        make(s, &t, 1);
        if (s->ok)
            times(s, &t, term);
        scale(s, &t, nb_value(s->p, nb_arg(s->p, e, i)));
        plus(s, y, &t);
        drop(s, &t);
    }
}

static void evaluate(identity *s, nb_expr e, fraction *y)
{
    nb_pool *p = s->p;
    make(s, y, 1);
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: scale(s, y, nb_value(p, e)); break;
    case NB_SUM: sum(s, e, y); break;
    case NB_PROD:
        for (uint32_t i = 0; s->ok && i < nb_nargs(p, e); i += 2)
            times_factor(s, y, nb_arg(p, e, i), nb_arg(p, e, i + 1));
        break;
    case NB_FN: function(s, e, y); break;
    default: times_generator(s, y, find(s, KERNEL, e), 1);
    }
}

/* ---- reduction ---- */

/* c g^exponent with the exponent brought below the generator's degree. */
static void reduce_power(const identity *s, const generator *g, fmpz_t c, ulong *exponent)
{
    ulong degree = (ulong)g->den;
    if (g->kind == UNIT) { /* i^2 = -1 */
        if (*exponent & 2)
            fmpz_neg(c, c);
        *exponent &= 1;
    } else if (g->kind == ROOT) { /* g^q = n */
        fmpz_t n;
        fmpz_init(n);
        fmpz_pow_ui(n, fmpq_numref(nb_value(s->p, g->key)), *exponent / degree);
        fmpz_mul(c, c, n);
        *exponent %= degree;
        fmpz_clear(n);
    } else if (g->kind == TURN && nb_is_fn(s->p, g->key, NB_FN_PI)) { /* g^q = -1 */
        if (*exponent / degree & 1)
            fmpz_neg(c, c);
        *exponent %= degree;
    }
}

/* Whether the polynomial is zero by the relations of its generators. */
static bool reduces_to_zero(identity *s, const fmpz_mpoly_t a)
{
    fmpz_mpoly_t r;
    fmpz_t c;
    ulong exponents[MOST_GENERATORS];
    fmpz_mpoly_init(r, s->ctx);
    fmpz_init(c);
    for (slong i = 0; i < fmpz_mpoly_length(a, s->ctx); i++) {
        fmpz_mpoly_get_term_coeff_fmpz(c, a, i, s->ctx);
        fmpz_mpoly_get_term_exp_ui(exponents, a, i, s->ctx);
        for (slong k = 0; k < s->n; k++)
            reduce_power(s, &s->generators[k], c, &exponents[k]);
        fmpz_mpoly_push_term_fmpz_ui(r, c, exponents, s->ctx);
    }
    fmpz_mpoly_sort_terms(r, s->ctx);
    fmpz_mpoly_combine_like_terms(r, s->ctx);
    bool zero = fmpz_mpoly_is_zero(r, s->ctx);
    fmpz_mpoly_clear(r, s->ctx);
    fmpz_clear(c);
    return zero;
}

/* ---- the whole ---- */

/* Users first: finds the nodes and generators that the root is made of. */
static bool survey(identity *s, nb_expr root)
{
    nb_map_put(s->p, &s->place, root, 0);
    for (uint32_t i = s->order.n; s->ok && i-- > 0;) {
        nb_expr e = s->order.items[i];
        if (nb_map_get(&s->place, e, 1) == 0) {
            need_node(s, e);
            nb_map_put(s->p, &s->place, e, i + 1);
        }
    }
    if (find(s, TURN, pi_of(s)) >= 0)
        need(s, TURN, pi_of(s), 2);
    return s->ok && !nb_failed(s->p);
}

static bool prove(identity *s, nb_expr root)
{
    s->values = calloc(s->order.n + 1, sizeof *s->values);
    if (!s->values)
        return false;
    fmpz_mpoly_ctx_init(s->ctx, MOST_GENERATORS, ORD_LEX);
    for (uint32_t i = 0; s->ok && i < s->order.n; i++) {
        nb_expr e = s->order.items[i];
        if (nb_map_get(&s->place, e, 0))
            evaluate(s, e, &s->values[i + 1]);
        s->ok = s->ok && nb_poll(s->p);
    }
    const fraction *f = value_of(s, root);
    bool zero = s->ok && reduces_to_zero(s, f->num);
    for (uint32_t i = 0; i <= s->order.n; i++)
        drop(s, &s->values[i]);
    fmpz_mpoly_ctx_clear(s->ctx);
    free(s->values);
    return zero;
}

bool nb_vanishes(nb_pool *p, nb_expr closed)
{
    identity s = {.p = p, .ok = true, .one = nb_integer(p, 1)};
    bool zero = nb_topological(p, &closed, 1, &s.order) && s.order.n <= MOST_NODES &&
                survey(&s, closed) && prove(&s, closed);
    nb_list_free(&s.order);
    nb_map_free(&s.place);
    return zero && !nb_failed(p);
}
