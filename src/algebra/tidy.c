#include "algebra/tidy.h"

#include "algebra/canon.h"
#include "algebra/factors.h"
#include "algebra/facts.h"
#include "algebra/measure.h"
#include "algebra/poly.h"
#include "algebra/trigonometry.h"

/* MOST_STOREYS: of a continued fraction that is cleared. */
enum { TIDY_SIZE = 1200, TIDY_TERMS = 80, MOST_STOREYS = 6 };

typedef struct best {
    nb_pool *p;
    nb_expr e;
    uint32_t size;
} best;

static void consider(best *b, nb_expr e)
{
    if (!e || e == b->e)
        return;
    uint32_t size = nb_measure(b->p, e);
    if (size < b->size) {
        b->e = e;
        b->size = size;
    }
}

/* A difference of squares is as good as its factors: these must be shorter by
 * more than the one sign that they save. */
static void consider_factored(best *b, nb_expr e)
{
    if (e && nb_measure(b->p, e) + 1 < b->size)
        consider(b, e);
}

/* ---- the common factor of the terms of a sum ---- */

typedef struct common {
    nb_pool *p;
    nb_list bases, exponents; /* the least exponent of each base */
    nb_list terms;            /* in how many terms the base occurs */
    bool ok;
} common;

static void add_factor(common *c, nb_expr base, nb_expr exponent)
{
    nb_pool *p = c->p;
    for (uint32_t i = 0; i < c->bases.n; i++) {
        if (c->bases.items[i] != base)
            continue;
        if (fmpq_cmp(nb_value(p, exponent), nb_value(p, c->exponents.items[i])) < 0)
            c->exponents.items[i] = exponent;
        c->terms.items[i]++;
        return;
    }
    c->ok = c->ok && nb_list_add(p, &c->bases, base) &&
            nb_list_add(p, &c->exponents, exponent) && nb_list_add(p, &c->terms, 1);
}

static void add_term(common *c, nb_expr term)
{
    nb_list bases = {0}, exponents = {0};
    if (term != nb_one(c->p))
        c->ok = c->ok && nb_list_factors(c->p, term, &bases, &exponents);
    for (uint32_t i = 0; c->ok && i < bases.n; i++)
        add_factor(c, bases.items[i], exponents.items[i]);
    nb_list_free(&bases);
    nb_list_free(&exponents);
}

/* The product of each base to its least exponent, where a term without the base
 * counts as exponent 0. Powers with negative exponents in some terms only are
 * the common denominator. */
static nb_expr common_factor(nb_pool *p, nb_expr sum)
{
    common c = {.p = p, .ok = true};
    uint32_t n = nb_nargs(p, sum) / 2;
    for (uint32_t i = 0; c.ok && i < n; i++)
        add_term(&c, nb_arg(p, sum, 2 * i + 1));
    for (uint32_t i = 0; c.ok && i < c.bases.n; i++)
        if (c.terms.items[i] < n && nb_number_sign(p, c.exponents.items[i]) > 0)
            c.exponents.items[i] = nb_zero(p);
    nb_expr e =
        c.ok ? nb_product(p, c.bases.items, c.exponents.items, c.bases.n) : NB_NONE;
    nb_list_free(&c.bases);
    nb_list_free(&c.exponents);
    nb_list_free(&c.terms);
    return e;
}

/* sum / factor, term by term. */
static nb_expr divided(nb_pool *p, nb_expr sum, nb_expr factor)
{
    nb_list c = {0}, terms = {0};
    nb_expr inverse = nb_quotient(p, nb_one(p), factor);
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, sum); i += 2)
        ok = nb_list_add(p, &c, nb_arg(p, sum, i)) &&
             nb_list_add(p, &terms, nb_product2(p, nb_arg(p, sum, i + 1), inverse));
    nb_expr e = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return e;
}

/* ---- numerator and denominator ---- */

/* outside * numerator / scale */
typedef struct fraction {
    nb_pool *p;
    nb_ring ring;
    nb_expr outside;
    fmpz_mpoly_t numerator;
    fmpz_t scale;
} fraction;

static bool is_sum(const nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_SUM && nb_nargs(p, e) > 2;
}

/* The sums in the denominator of e, a term without coefficient, and how often. */
static bool list_denominators(nb_pool *p, nb_expr e, nb_list *bases, nb_list *times)
{
    if (nb_op_of(p, e) != NB_PROD)
        return true;
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2) {
        slong k;
        nb_expr b = nb_arg(p, e, i);
        if (is_sum(p, b) && nb_get_int(p, nb_arg(p, e, i + 1), &k) && k < 0 && k > -64)
            ok = nb_list_add(p, bases, b) && nb_list_add(p, times, (uint32_t)-k);
    }
    return ok;
}

/* Divides the numerator by the sum b as often as that goes, `most` times. */
static void cancel(fraction *f, nb_expr b, uint32_t most)
{
    nb_pool *p = f->p;
    fmpz_mpoly_t divisor, quotient;
    fmpz_t scale;
    fmpz_init(scale);
    fmpz_mpoly_init(divisor, f->ring.ctx);
    fmpz_mpoly_init(quotient, f->ring.ctx);
    if (nb_to_poly(&f->ring, b, divisor, scale) && fmpz_is_one(scale)) {
        for (uint32_t i = 0; i < most && nb_poll(p); i++) {
            if (!fmpz_mpoly_divides(quotient, f->numerator, divisor, f->ring.ctx))
                break;
            fmpz_mpoly_swap(f->numerator, quotient, f->ring.ctx);
            f->outside = nb_product2(p, f->outside, b);
        }
    }
    fmpz_clear(scale);
    fmpz_mpoly_clear(divisor, f->ring.ctx);
    fmpz_mpoly_clear(quotient, f->ring.ctx);
}

static nb_expr over_scale(fraction *f, nb_expr numerator)
{
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_fmpz(q, f->scale);
    fmpq_inv(q, q);
    nb_expr factors[] = {f->outside, numerator,
                         nb_with_facts(f->p, nb_number(f->p, q, NB_EXACT))};
    fmpq_clear(q);
    return nb_product(f->p, factors, NULL, 3);
}

/* Each term of the numerator over the denominator: (x^4 - 1)/x^3 is x - 1/x^3. */
static nb_expr term_by_term(fraction *f, nb_expr numerator)
{
    nb_expr factor = over_scale(f, nb_one(f->p));
    if (!factor || !numerator || !is_sum(f->p, numerator))
        return NB_NONE;
    return divided(f->p, numerator, nb_quotient(f->p, nb_one(f->p), factor));
}

/* Multiplies the numerator out, cancels it against the sums in the denominator
 * of `outside`, and offers it multiplied out and factored. */
static void offer_fraction(best *b, nb_expr outside, nb_expr numerator)
{
    nb_pool *p = b->p;
    fraction f = {.p = p, .outside = outside};
    nb_list all = {0}, bases = {0}, times = {0};
    nb_expr c, term;
    if (!outside || !numerator)
        return;
    nb_split_coefficient(p, outside, &c, &term);
    bool ok =
        list_denominators(p, term, &bases, &times) && nb_list_add(p, &all, numerator);
    for (uint32_t i = 0; ok && i < bases.n; i++)
        ok = nb_list_add(p, &all, bases.items[i]);
    if (ok && nb_ring_init(&f.ring, p, all.items, all.n)) {
        fmpz_init(f.scale);
        fmpz_mpoly_init(f.numerator, f.ring.ctx);
        if (nb_to_poly(&f.ring, numerator, f.numerator, f.scale)) {
            for (uint32_t i = 0; i < bases.n; i++)
                cancel(&f, bases.items[i], times.items[i]);
            nb_expr multiplied = nb_from_poly(&f.ring, f.numerator);
            consider(b, over_scale(&f, multiplied));
            if (bases.n == 0)
                consider(b, term_by_term(&f, multiplied));
            nb_expr factored = nb_factored(&f.ring, f.numerator);
            if (factored)
                consider_factored(b, over_scale(&f, factored));
        }
        fmpz_clear(f.scale);
        fmpz_mpoly_clear(f.numerator, f.ring.ctx);
        nb_ring_clear(&f.ring);
    }
    nb_list_free(&all);
    nb_list_free(&bases);
    nb_list_free(&times);
}

static void combine_sum(best *b, nb_expr e)
{
    nb_expr factor = common_factor(b->p, e);
    if (!factor)
        return;
    nb_expr rest = divided(b->p, e, factor);
    consider(b, nb_product2(b->p, factor, rest));
    offer_fraction(b, factor, rest);
}

/* A single term: its sums above the fraction bar are its numerator. */
static void combine_term(best *b, nb_expr e)
{
    nb_pool *p = b->p;
    nb_list bases = {0}, exponents = {0};
    nb_expr c, term;
    bool ok = true;
    nb_split_coefficient(p, e, &c, &term);
    for (uint32_t i = 0; ok && nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term);
         i += 2) {
        slong k;
        if (is_sum(p, nb_arg(p, term, i)) && nb_get_int(p, nb_arg(p, term, i + 1), &k) &&
            k > 0)
            ok = nb_list_add(p, &bases, nb_arg(p, term, i)) &&
                 nb_list_add(p, &exponents, nb_arg(p, term, i + 1));
    }
    if (ok && bases.n) {
        nb_expr numerator = nb_product(p, bases.items, exponents.items, bases.n);
        offer_fraction(b, nb_quotient(p, e, numerator), numerator);
    }
    nb_list_free(&bases);
    nb_list_free(&exponents);
}

/* The factors of the term with negative exponents: what stands under its bar. */
static nb_expr denominator_of(nb_pool *p, nb_expr term)
{
    nb_list bases = {0}, exponents = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term);
         i += 2) {
        nb_expr k = nb_arg(p, term, i + 1);
        if (nb_is_number(p, k) && nb_number_sign(p, k) < 0)
            ok = nb_list_add(p, &bases, nb_arg(p, term, i)) &&
                 nb_list_add(p, &exponents, k);
    }
    nb_expr e = ok ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

/* The terms of the sum over this denominator, added over one bar. */
static nb_expr over_denominator(nb_pool *p, nb_expr sum, nb_expr denominator)
{
    nb_list c = {0}, terms = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, sum); i += 2)
        if (denominator_of(p, nb_arg(p, sum, i + 1)) == denominator)
            ok = nb_list_add(p, &c, nb_arg(p, sum, i)) &&
                 nb_list_add(p, &terms, nb_arg(p, sum, i + 1));
    nb_expr e = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    if (e && c.n > 1 && nb_op_of(p, e) == NB_SUM) {
        nb_expr factor = common_factor(p, e);
        e = nb_product2(p, factor, divided(p, e, factor));
    }
    nb_list_free(&c);
    nb_list_free(&terms);
    return e;
}

/* Terms with equal denominators over one bar each, the others as they are. */
static nb_expr grouped(nb_pool *p, nb_expr sum)
{
    nb_list groups = {0}, seen = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, sum); i += 2) {
        nb_expr d = denominator_of(p, nb_arg(p, sum, i + 1));
        bool known = !d;
        for (uint32_t k = 0; k < seen.n && !known; k++)
            known = seen.items[k] == d;
        if (!known)
            ok = nb_list_add(p, &seen, d) &&
                 nb_list_add(p, &groups, over_denominator(p, sum, d));
    }
    nb_expr e = ok ? nb_sum(p, groups.items, groups.n) : NB_NONE;
    nb_list_free(&groups);
    nb_list_free(&seen);
    return e;
}

static void combine(best *b, nb_expr e)
{
    if (!e)
        return;
    if (is_sum(b->p, e)) {
        consider(b, grouped(b->p, e));
        combine_sum(b, e);
    } else {
        combine_term(b, e);
    }
}

/* ---- fractions inside fractions ---- */

/* A sum over its common denominator: 1 + x/y is (x + y)/y. */
static nb_expr over_common_denominator(nb_pool *p, nb_expr sum)
{
    nb_expr factor = common_factor(p, sum);
    return factor ? nb_product2(p, factor, divided(p, sum, factor)) : NB_NONE;
}

static nb_expr cleared(nb_pool *p, nb_expr e, int storeys);

/* The term with every sum that it has as a factor over a common denominator; with
 * more than one storey, the sums inside those first. */
static nb_expr cleared_term(nb_pool *p, nb_expr term, int storeys)
{
    if (nb_op_of(p, term) != NB_PROD || storeys == 0)
        return term;
    nb_list bases = {0}, exponents = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        if (is_sum(p, b) && nb_is_number(p, k)) {
            b = cleared(p, b, storeys - 1);
            b = b && is_sum(p, b) ? over_common_denominator(p, b) : b;
        }
        ok = b && nb_list_add(p, &bases, b) && nb_list_add(p, &exponents, k);
    }
    nb_expr e = ok ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

static nb_expr cleared(nb_pool *p, nb_expr e, int storeys)
{
    if (nb_op_of(p, e) != NB_SUM)
        return cleared_term(p, e, storeys);
    nb_list c = {0}, terms = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2)
        ok = nb_list_add(p, &c, nb_arg(p, e, i)) &&
             nb_list_add(p, &terms, cleared_term(p, nb_arg(p, e, i + 1), storeys));
    nb_expr result = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return result;
}

/* Looks at e, at what it combines to, and at both in tangents and secants and
 * with double angles. */
static void offer(best *b, nb_expr e)
{
    nb_pool *p = b->p;
    if (!e)
        return;
    consider(b, e);
    combine(b, e);
    best ratios = {.p = p, .e = e, .size = nb_measure(p, e)};
    combine(&ratios, e);
    consider(b, nb_in_ratios(p, ratios.e));
    consider(b, nb_double_angles(p, ratios.e));
    consider(b, nb_double_angles(p, b->e));
}

static nb_expr tidied(nb_pool *p, nb_expr e)
{
    if (!e || nb_failed(p))
        return NB_NONE;
    best b = {.p = p, .e = e, .size = nb_measure(p, e)};
    if (b.size > TIDY_SIZE || nb_nargs(p, e) > 2 * TIDY_TERMS)
        return e;
    offer(&b, e);
    offer(&b, cleared(p, e, 1));
    offer(&b, cleared(p, e, MOST_STOREYS));
    nb_expr sines = nb_in_sines(p, e);
    if (sines && sines != e)
        offer(&b, sines);
    return nb_failed(p) ? NB_NONE : b.e;
}

/* The values of the pieces; their conditions stay as they are. */
static nb_expr tidied_pieces(nb_pool *p, nb_expr e)
{
    nb_list args = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i++) {
        nb_expr a = nb_arg(p, e, i);
        bool value = i % 2 == 0;
        ok = nb_list_add(p, &args, value ? tidied(p, a) : a);
    }
    nb_expr result = ok ? nb_cases(p, args.items, args.n) : NB_NONE;
    nb_list_free(&args);
    return result;
}

nb_expr nb_tidy(nb_pool *p, nb_expr e)
{
    return e && nb_op_of(p, e) == NB_CASES ? tidied_pieces(p, e) : tidied(p, e);
}
