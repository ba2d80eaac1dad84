#include "calculus/series.h"

#include "algebra/canon.h"
#include "calculus/at_internal.h"
#include "calculus/derive.h"
#include "numeric/decimal.h"

#include <stdlib.h>

/* ---- exponents ---- */

/* Exponents beyond this are of no use here; such a series is given up. */
enum { MOST_EXPONENT = 1 << 20 };

nb_exponent nb_exponent_of(slong num, slong den)
{
    slong a = labs(num), b = labs(den);
    while (b) {
        slong r = a % b;
        a = b;
        b = r;
    }
    if (a == 0)
        return (nb_exponent){0, 1};
    return den < 0 ? (nb_exponent){-num / a, -den / a} : (nb_exponent){num / a, den / a};
}

static bool fits(nb_exponent a)
{
    return labs(a.num) <= MOST_EXPONENT && a.den <= MOST_EXPONENT;
}

static nb_exponent plus(nb_exponent a, nb_exponent b)
{
    return nb_exponent_of(a.num * b.den + b.num * a.den, a.den * b.den);
}

static nb_exponent minus(nb_exponent a, nb_exponent b)
{
    return plus(a, (nb_exponent){-b.num, b.den});
}

static nb_exponent times(nb_exponent a, nb_exponent b)
{
    return nb_exponent_of(a.num * b.num, a.den * b.den);
}

int nb_exponent_compare(nb_exponent a, nb_exponent b)
{
    slong left = a.num * b.den, right = b.num * a.den;
    return (left > right) - (left < right);
}

static nb_expr ratio_expr(nb_pool *p, nb_exponent a)
{
    return nb_canonical(p, nb_ratio(p, a.num, (ulong)a.den));
}

/* ---- building ---- */

nb_series nb_series_of_status(nb_series_status status)
{
    return (nb_series){.status = status, .exact = true, .rest = {0, 1}, .truth = -1};
}

static nb_series zero(void) { return nb_series_of_status(NB_SERIES_GOOD); }

nb_series nb_series_truth(int truth)
{
    nb_series s = nb_series_of_status(truth < 0 ? NB_SERIES_UNKNOWN : NB_SERIES_GOOD);
    s.truth = (signed char)truth;
    return s;
}

nb_series nb_series_rest(nb_exponent rest)
{
    nb_series s = zero();
    s.exact = false;
    s.rest = rest;
    return s;
}

nb_series_status nb_series_worse(nb_series_status a, nb_series_status b)
{
    if (a == NB_SERIES_UNDEFINED || b == NB_SERIES_UNDEFINED)
        return NB_SERIES_UNDEFINED;
    return a == NB_SERIES_GOOD ? b : a;
}

/* Cuts a series at t^e. */
static void cut(nb_series *s, nb_exponent e)
{
    while (s->n && nb_exponent_compare(s->terms[s->n - 1].e, e) >= 0)
        s->n--;
    if (s->exact || nb_exponent_compare(e, s->rest) < 0)
        s->rest = e;
    s->exact = false;
}

static void remove_term(nb_series *s, uint32_t i)
{
    s->n--;
    for (; i < s->n; i++)
        s->terms[i] = s->terms[i + 1];
}

/* Adds c t^e; what lies at or beyond the limit or the remainder joins that. */
static void add_term(nb_expansion *x, nb_series *s, nb_exponent e, nb_expr c)
{
    if (!c || nb_is_int(x->p, c, 0))
        return;
    if (!fits(e)) {
        s->status = NB_SERIES_UNKNOWN;
        return;
    }
    if (nb_exponent_compare(e, x->limit) >= 0 && e.num > 0) {
        cut(s, e);
        return;
    }
    if (!s->exact && nb_exponent_compare(e, s->rest) >= 0)
        return;
    uint32_t i = 0;
    while (i < s->n && nb_exponent_compare(s->terms[i].e, e) < 0)
        i++;
    if (i < s->n && nb_exponent_compare(s->terms[i].e, e) == 0) {
        s->terms[i].c = nb_sum2(x->p, s->terms[i].c, c);
        if (s->terms[i].c && nb_is_int(x->p, s->terms[i].c, 0))
            remove_term(s, i);
        return;
    }
    if (s->n == NB_SERIES_TERMS) {
        cut(s, s->terms[s->n - 1].e);
        if (nb_exponent_compare(e, s->rest) >= 0)
            return;
    }
    for (uint32_t k = s->n++; k > i; k--)
        s->terms[k] = s->terms[k - 1];
    s->terms[i] = (nb_term){e, c};
}

nb_series nb_series_linear(nb_expansion *x, nb_expr c, nb_expr d)
{
    nb_series s = zero();
    add_term(x, &s, (nb_exponent){0, 1}, c);
    add_term(x, &s, (nb_exponent){1, 1}, d);
    return s;
}

/* ---- questions ---- */

nb_sign nb_series_sign(nb_expansion *x, nb_series *a)
{
    while (a->n) {
        nb_sign s = nb_sign_with(x->balls, a->terms[0].c);
        if (s != NB_ZERO)
            return s;
        remove_term(a, 0);
    }
    return a->exact ? NB_ZERO : NB_SIGN_UNKNOWN;
}

/* An exponent e with a = O(t^e); false for zero. */
static bool order(const nb_series *a, nb_exponent *e)
{
    if (a->n)
        *e = a->terms[0].e;
    else if (!a->exact)
        *e = a->rest;
    return a->n || !a->exact;
}

bool nb_series_is_constant(nb_expansion *x, const nb_series *a, nb_expr *c)
{
    if (a->status != NB_SERIES_GOOD || !a->exact || a->n > 1 ||
        (a->n && a->terms[0].e.num != 0))
        return false;
    *c = a->n ? a->terms[0].c : nb_zero(x->p);
    return true;
}

bool nb_series_limit(nb_expansion *x, const nb_series *a, nb_expr *c)
{
    *c = nb_zero(x->p);
    if (a->status != NB_SERIES_GOOD || (!a->exact && a->rest.num <= 0))
        return false;
    if (a->n && a->terms[0].e.num < 0)
        return false;
    if (a->n && a->terms[0].e.num == 0)
        *c = a->terms[0].c;
    return true;
}

/* ---- arithmetic ---- */

nb_series nb_series_add(nb_expansion *x, const nb_series *a, const nb_series *b)
{
    nb_series s = *a;
    s.status = nb_series_worse(a->status, b->status);
    if (!b->exact)
        cut(&s, b->rest);
    for (uint32_t i = 0; i < b->n; i++)
        add_term(x, &s, b->terms[i].e, b->terms[i].c);
    return s;
}

nb_series nb_series_scale(nb_expansion *x, const nb_series *a, nb_expr c)
{
    nb_series s = *a;
    if (c && nb_is_int(x->p, c, 0)) {
        s = zero();
        s.status = a->status;
    }
    for (uint32_t i = 0; i < s.n; i++)
        s.terms[i].c = nb_product2(x->p, a->terms[i].c, c);
    return s;
}

nb_series nb_series_multiply(nb_expansion *x, const nb_series *a, const nb_series *b)
{
    nb_series s = zero();
    nb_exponent ea, eb;
    s.status = nb_series_worse(a->status, b->status);
    if (s.status != NB_SERIES_GOOD || !order(a, &ea) || !order(b, &eb))
        return s;
    if (!a->exact)
        cut(&s, plus(a->rest, eb));
    if (!b->exact)
        cut(&s, plus(b->rest, ea));
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++)
            add_term(x, &s, plus(a->terms[i].e, b->terms[k].e),
                     nb_product2(x->p, a->terms[i].c, b->terms[k].c));
    return s;
}

/* c t^e times a. */
static nb_series multiply_term(nb_expansion *x, const nb_series *a, nb_exponent e,
                               nb_expr c)
{
    nb_series s = zero();
    s.status = a->status;
    if (!a->exact)
        cut(&s, plus(a->rest, e));
    for (uint32_t i = 0; i < a->n; i++)
        add_term(x, &s, plus(a->terms[i].e, e), nb_product2(x->p, a->terms[i].c, c));
    return s;
}

nb_series nb_series_derivative(nb_expansion *x, const nb_series *a)
{
    nb_exponent one = {1, 1};
    nb_series s = zero();
    s.status = a->status;
    if (!a->exact)
        cut(&s, minus(a->rest, one));
    for (uint32_t i = 0; i < a->n; i++)
        if (a->terms[i].e.num != 0)
            add_term(x, &s, minus(a->terms[i].e, one),
                     nb_product2(x->p, a->terms[i].c, ratio_expr(x->p, a->terms[i].e)));
    return s;
}

nb_series nb_series_integral(nb_expansion *x, const nb_series *a)
{
    nb_exponent one = {1, 1}, e;
    nb_series s = zero();
    s.status = a->status;
    if (order(a, &e) && plus(e, one).num <= 0)
        s.status = nb_series_worse(s.status, NB_SERIES_UNKNOWN);
    if (!a->exact)
        cut(&s, plus(a->rest, one));
    for (uint32_t i = 0; s.status == NB_SERIES_GOOD && i < a->n; i++) {
        e = plus(a->terms[i].e, one);
        add_term(x, &s, e, nb_quotient(x->p, a->terms[i].c, ratio_expr(x->p, e)));
    }
    return s;
}

/* ---- sums of powers ---- */

/* Sums coefficient(k) h^k over k >= 0 up to the limit; h -> 0. The coefficients
 * of bounded functions: what is left out is O(h^k). `most` ends a sum that is
 * finite. */
typedef nb_expr coefficient_of(void *data, nb_pool *p, ulong k);

static nb_series sum_of_powers(nb_expansion *x, const nb_series *h,
                               coefficient_of *coefficient, void *data, ulong most)
{
    enum { MOST_POWERS = 12 };
    nb_exponent e;
    nb_series total = nb_series_linear(x, coefficient(data, x->p, 0), NB_NONE);
    if (!order(h, &e))
        return total;
    if (e.num <= 0)
        return nb_series_of_status(NB_SERIES_UNKNOWN);
    nb_series power = nb_series_linear(x, nb_one(x->p), NB_NONE);
    for (ulong k = 1; k <= most; k++) {
        nb_exponent reach = times(e, (nb_exponent){(slong)k, 1});
        if (k > MOST_POWERS || nb_exponent_compare(reach, x->limit) >= 0) {
            cut(&total, reach);
            break;
        }
        nb_expr c = coefficient(data, x->p, k);
        if (!c)
            return nb_series_of_status(NB_SERIES_UNKNOWN);
        power = nb_series_multiply(x, &power, h);
        nb_series scaled = nb_series_scale(x, &power, c);
        total = nb_series_add(x, &total, &scaled);
    }
    return total;
}

/* ---- powers ---- */

/* binomial(w, k), w canonical. */
static nb_expr binomial(void *data, nb_pool *p, ulong k)
{
    nb_expr w = *(nb_expr *)data, c = nb_one(p);
    for (ulong i = 0; i < k; i++) {
        nb_expr factor = nb_difference(p, w, nb_canonical(p, nb_integer(p, (slong)i)));
        factor = nb_quotient(p, factor, nb_canonical(p, nb_integer(p, (slong)i + 1)));
        c = nb_product2(p, c, factor);
    }
    return c;
}

/* (c t^e (1 + h))^w = c^w t^(e w) (1 + h)^w, where c^w is real; w is r, or any
 * constant where e is 0. */
static nb_series power_by_leading(nb_expansion *x, const nb_series *a, nb_expr w,
                                  nb_exponent r, ulong most)
{
    nb_pool *p = x->p;
    nb_term first = a->terms[0];
    nb_exponent shift = times(first.e, r);
    nb_series h = *a;
    remove_term(&h, 0);
    nb_exponent limit = x->limit;
    /* relative to the leading term, as far as the limit reaches from there */
    nb_exponent reach = minus(limit, shift);
    x->limit = nb_exponent_compare(reach, limit) > 0 ? reach : limit;
    h = multiply_term(x, &h, (nb_exponent){-first.e.num, first.e.den},
                      nb_quotient(p, nb_one(p), first.c));
    nb_series s = sum_of_powers(x, &h, binomial, &w, most);
    x->limit = limit;
    return multiply_term(x, &s, shift, nb_power(p, first.c, w));
}

static bool small_ratio(nb_pool *p, nb_expr w, nb_exponent *r)
{
    const fmpq *q = nb_value(p, w);
    if (fmpz_cmpabs(fmpq_numref(q), fmpq_denref(q)) > 0 && fmpz_bits(fmpq_numref(q)) > 18)
        return false;
    if (fmpz_bits(fmpq_denref(q)) > 18)
        return false;
    *r = (nb_exponent){fmpz_get_si(fmpq_numref(q)), fmpz_get_si(fmpq_denref(q))};
    return true;
}

/* a^r where the leading term of a is not known. */
static nb_series power_unseen(nb_expansion *x, const nb_series *a, nb_exponent r)
{
    enum { MOST_FACTORS = 8 };
    if (r.den == 1 && r.num > 0 && r.num <= MOST_FACTORS) {
        nb_series s = *a;
        for (slong i = 1; i < r.num; i++)
            s = nb_series_multiply(x, &s, a);
        return s;
    }
    if (a->n == 0 && r.num > 0 && r.den % 2 == 1)
        return nb_series_rest(times(a->rest, r));
    return nb_series_of_status(NB_SERIES_UNKNOWN);
}

/* ---- what ends after finitely many terms ---- */

/* In these every term is kept, as far as there is room. */
static void unlimited(nb_expansion *x) { x->limit = (nb_exponent){MOST_EXPONENT, 1}; }

static nb_series natural_power(nb_expansion *x, const nb_series *a, slong n)
{
    nb_series s = nb_series_linear(x, nb_one(x->p), NB_NONE);
    for (slong i = 0; i < n; i++)
        s = nb_series_multiply(x, &s, a);
    return s;
}

/* Whether a - b is zero without remainder. */
static bool same(nb_expansion *x, const nb_series *a, const nb_series *b)
{
    nb_series minus = nb_series_scale(x, b, nb_negate(x->p, nb_one(x->p)));
    nb_series d = nb_series_add(x, a, &minus);
    return d.status == NB_SERIES_GOOD && nb_series_sign(x, &d) == NB_ZERO;
}

/* Takes the remainder away from s = a^(num/den) if that makes s^den = a^num. */
static void finish_root(nb_expansion *x, nb_series *s, const nb_series *a, nb_exponent r)
{
    enum { MOST = 4 };
    if (s->exact || !a->exact || r.num <= 0 || r.num > MOST || r.den > MOST)
        return;
    nb_exponent limit = x->limit;
    nb_series whole = *s;
    whole.exact = true;
    unlimited(x);
    nb_series left = natural_power(x, &whole, r.den), right = natural_power(x, a, r.num);
    if (same(x, &left, &right))
        s->exact = true;
    x->limit = limit;
}

/* The same for s = a/b if that makes s b = a. */
static void finish_quotient(nb_expansion *x, nb_series *s, const nb_series *a,
                            const nb_series *b)
{
    if (s->exact || !a->exact || !b->exact)
        return;
    nb_exponent limit = x->limit;
    nb_series whole = *s;
    whole.exact = true;
    unlimited(x);
    nb_series product = nb_series_multiply(x, &whole, b);
    if (same(x, &product, a))
        s->exact = true;
    x->limit = limit;
}

static nb_series rational_power(nb_expansion *x, nb_series *a, nb_expr w)
{
    nb_exponent r;
    if (!small_ratio(x->p, w, &r))
        return nb_series_of_status(NB_SERIES_UNKNOWN);
    ulong most = r.den == 1 && r.num >= 0 ? (ulong)r.num : UINT32_MAX;
    switch (nb_series_sign(x, a)) {
    case NB_SIGN_UNKNOWN: return power_unseen(x, a, r);
    case NB_ZERO: return r.num > 0 ? zero() : nb_series_of_status(NB_SERIES_UNDEFINED);
    case NB_NEGATIVE:
        if (r.den % 2 == 0)
            return nb_series_of_status(NB_SERIES_UNDEFINED);
        break;
    case NB_POSITIVE: break;
    }
    nb_series s = power_by_leading(x, a, w, r, most);
    finish_root(x, &s, a, r);
    return s;
}

nb_series nb_series_divide(nb_expansion *x, const nb_series *a, const nb_series *b)
{
    nb_series w = nb_series_linear(x, nb_canonical(x->p, nb_integer(x->p, -1)), NB_NONE);
    nb_series inverse = nb_series_power(x, b, &w);
    nb_series s = nb_series_multiply(x, a, &inverse);
    if (s.status == NB_SERIES_GOOD)
        finish_quotient(x, &s, a, b);
    return s;
}

/* A rational number below w * e, a little. */
static bool lower_exponent(nb_expansion *x, nb_expr w, nb_exponent e, nb_exponent *below)
{
    double low, high;
    if (!nb_interval(x->p, w, &low, &high) || low <= 0 || low > 1000)
        return false;
    *below =
        nb_exponent_of((slong)(low * 1000 * (double)e.num / (double)e.den) - 1, 1000);
    return below->num > 0;
}

/* a^w for a positive a and a w that is no rational constant. */
static nb_series positive_power(nb_expansion *x, const nb_series *a, const nb_series *w)
{
    nb_expr limit, base, exponent;
    nb_exponent below;
    if (!nb_series_limit(x, w, &limit) || a->terms[0].e.num < 0)
        return nb_series_of_status(NB_SERIES_UNKNOWN);
    if (a->terms[0].e.num > 0) { /* a -> 0: a^w = O(t^(e w - epsilon)) */
        if (nb_sign_with(x->balls, limit) == NB_POSITIVE &&
            lower_exponent(x, limit, a->terms[0].e, &below))
            return nb_series_rest(below);
        return nb_series_of_status(NB_SERIES_UNKNOWN);
    }
    bool still = nb_series_is_constant(x, w, &exponent);
    if (still && nb_series_is_constant(x, a, &base))
        return nb_series_linear(x, nb_power(x->p, base, exponent), NB_NONE);
    if (still)
        return power_by_leading(x, a, exponent, (nb_exponent){0, 1}, UINT32_MAX);
    nb_series s = nb_series_taylor(x, NB_FN_LN, a);
    s = nb_series_multiply(x, w, &s);
    return nb_series_taylor(x, NB_FN_EXP, &s);
}

static nb_series power_of_zero(nb_expansion *x, const nb_series *w)
{
    nb_series exponent = *w;
    switch (nb_series_sign(x, &exponent)) {
    case NB_POSITIVE: return zero();
    case NB_SIGN_UNKNOWN: return nb_series_of_status(NB_SERIES_UNKNOWN);
    default: return nb_series_of_status(NB_SERIES_UNDEFINED);
    }
}

nb_series nb_series_power(nb_expansion *x, const nb_series *a, const nb_series *w)
{
    nb_expr exponent = NB_NONE;
    nb_series base = *a;
    nb_series_status status = nb_series_worse(a->status, w->status);
    if (status != NB_SERIES_GOOD)
        return nb_series_of_status(status);
    bool still = nb_series_is_constant(x, w, &exponent);
    if (still && nb_is_number(x->p, exponent))
        return rational_power(x, &base, exponent);
    switch (nb_series_sign(x, &base)) {
    case NB_POSITIVE: return positive_power(x, &base, w);
    case NB_ZERO: return power_of_zero(x, w);
    case NB_NEGATIVE: /* defined for some exponents only, on no interval of them */
        still = still && !nb_is_irrational(x->p, exponent);
        return nb_series_of_status(still ? NB_SERIES_UNKNOWN : NB_SERIES_UNDEFINED);
    default: return nb_series_of_status(NB_SERIES_UNKNOWN);
    }
}

/* ---- functions ---- */

/* The Taylor coefficients f^(k)(c)/k!, one after the other. */
typedef struct taylor {
    nb_expr symbol;
    nb_expr derivative; /* the k-th, of the symbol */
    nb_map point;       /* symbol -> c */
    ulong k;
    nb_expr factorial;
} taylor;

/* To be called with k = 0, 1, 2 …; NB_NONE where the derivative does not exist. */
static nb_expr taylor_coefficient(void *data, nb_pool *p, ulong k)
{
    taylor *t = data;
    nb_expr value;
    nb_undefined why;
    if (k > t->k) {
        t->k = k;
        t->derivative = nb_derive(p, t->derivative, t->symbol);
        t->factorial =
            nb_product2(p, t->factorial, nb_canonical(p, nb_integer(p, (slong)k)));
    }
    if (nb_at(p, t->derivative, &t->point, &value, &why) != NB_AT_DEFINED)
        return NB_NONE;
    return nb_quotient(p, value, t->factorial);
}

nb_series nb_series_taylor(nb_expansion *x, unsigned fn, const nb_series *a)
{
    nb_pool *p = x->p;
    nb_expr c;
    if (a->status != NB_SERIES_GOOD)
        return nb_series_of_status(a->status);
    if (!nb_series_limit(x, a, &c))
        return nb_series_of_status(NB_SERIES_UNKNOWN);
    taylor t = {.symbol = nb_symbol(p, "u", 1), .factorial = nb_one(p)};
    t.derivative = nb_apply1(p, fn, t.symbol);
    nb_series s = nb_series_of_status(NB_SERIES_UNKNOWN);
    bool ok = nb_map_put(p, &t.point, t.symbol, c) && taylor_coefficient(&t, p, 0);
    nb_series h = *a;
    if (h.n && h.terms[0].e.num == 0)
        remove_term(&h, 0);
    nb_exponent e;
    if (ok && order(&h, &e)) /* where f' exists so do all derivatives */
        ok = taylor_coefficient(&t, p, 1) != NB_NONE;
    if (ok) {
        t.derivative = nb_apply1(p, fn, t.symbol);
        t.factorial = nb_one(p);
        t.k = 0;
        s = sum_of_powers(x, &h, taylor_coefficient, &t, UINT32_MAX);
    }
    nb_map_free(&t.point);
    return s;
}
