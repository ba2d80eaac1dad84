#include "algebra/fraction.h"

#include "algebra/factors.h"
#include "algebra/facts.h"
#include "algebra/parts.h"
#include "algebra/poly.h"

bool nb_is_sum(const nb_pool *p, nb_expr e)
{
    return nb_op_of(p, e) == NB_SUM && nb_nargs(p, e) > 2;
}

/* ---- the common factor of the terms of a sum ---- */

typedef struct common {
    nb_pool *p;
    nb_list bases, exponents; /* the least exponent of each base */
    nb_list terms;            /* in how many terms the base occurs */
    nb_list above;            /* and in how many with a positive exponent */
    bool ok;
} common;

static void add_factor(common *c, nb_expr base, nb_expr exponent)
{
    nb_pool *p = c->p;
    bool positive = nb_number_sign(p, exponent) > 0;
    for (uint32_t i = 0; i < c->bases.n; i++) {
        if (c->bases.items[i] != base)
            continue;
        c->above.items[i] += positive;
        if (fmpq_cmp(nb_value(p, exponent), nb_value(p, c->exponents.items[i])) < 0)
            c->exponents.items[i] = exponent;
        c->terms.items[i]++;
        return;
    }
    c->ok = c->ok && nb_list_add(p, &c->bases, base) &&
            nb_list_add(p, &c->exponents, exponent) && nb_list_add(p, &c->terms, 1) &&
            nb_list_add(p, &c->above, positive);
}

/* Whether some terms have the base above and others, or not all, below. */
static bool is_mixed(const common *c, uint32_t i, uint32_t n)
{
    return c->above.items[i] ? c->above.items[i] < n : c->terms.items[i] < n;
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

nb_expr nb_common_factor(nb_pool *p, nb_expr sum, nb_commonness which)
{
    common c = {.p = p, .ok = true};
    uint32_t n = nb_nargs(p, sum) / 2;
    for (uint32_t i = 0; c.ok && i < n; i++)
        add_term(&c, nb_arg(p, sum, 2 * i + 1));
    for (uint32_t i = 0; c.ok && i < c.bases.n; i++) {
        bool below = nb_number_sign(p, c.exponents.items[i]) < 0;
        if (which == NB_ABOVE ? below || is_mixed(&c, i, n)
                              : is_mixed(&c, i, n) && !(which == NB_BAR && below))
            c.exponents.items[i] = nb_zero(p);
    }
    nb_expr e =
        c.ok ? nb_product(p, c.bases.items, c.exponents.items, c.bases.n) : NB_NONE;
    nb_list_free(&c.bases);
    nb_list_free(&c.exponents);
    nb_list_free(&c.terms);
    nb_list_free(&c.above);
    return e;
}

nb_expr nb_divided(nb_pool *p, nb_expr sum, nb_expr factor)
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

nb_expr nb_over_denominator(nb_pool *p, nb_expr sum)
{
    nb_expr factor = nb_common_factor(p, sum, NB_BAR);
    return factor ? nb_product2(p, factor, nb_divided(p, sum, factor)) : NB_NONE;
}

bool nb_has_bar(nb_pool *p, nb_expr sum)
{
    for (uint32_t i = 1; i < nb_nargs(p, sum); i += 2) {
        nb_expr t = nb_arg(p, sum, i);
        for (uint32_t k = 0; nb_op_of(p, t) == NB_PROD && k < nb_nargs(p, t); k += 2) {
            nb_expr x = nb_arg(p, t, k + 1), base = nb_arg(p, t, k);
            if (nb_is_negative_form(p, x) || (nb_is_sum(p, base) && nb_has_bar(p, base)))
                return true;
        }
    }
    return false;
}

/* ---- equal denominators ---- */

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
    if (e && c.n > 1 && nb_op_of(p, e) == NB_SUM)
        e = nb_over_denominator(p, e);
    nb_list_free(&c);
    nb_list_free(&terms);
    return e;
}

nb_expr nb_grouped_by_denominator(nb_pool *p, nb_expr sum)
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
    nb_expr e = ok && seen.n > 1 && 2 * seen.n < nb_nargs(p, sum)
                    ? nb_sum(p, groups.items, groups.n)
                    : NB_NONE;
    nb_list_free(&groups);
    nb_list_free(&seen);
    return e;
}

/* ---- fractions inside fractions ---- */

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
        if (nb_is_sum(p, b) && nb_is_number(p, k)) {
            b = nb_cleared(p, b, storeys - 1);
            b = b && nb_is_sum(p, b) ? nb_over_denominator(p, b) : b;
        }
        ok = b && nb_list_add(p, &bases, b) && nb_list_add(p, &exponents, k);
    }
    nb_expr e = ok ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

nb_expr nb_cleared(nb_pool *p, nb_expr e, int storeys)
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

nb_expr nb_cleared_factor(nb_pool *p, nb_expr term, uint32_t i)
{
    nb_expr b = nb_arg(p, term, 2 * i), k = nb_arg(p, term, 2 * i + 1);
    nb_expr over = nb_over_denominator(p, b);
    nb_expr bases[] = {term, b, over};
    nb_expr exponents[] = {nb_one(p), nb_negate(p, k), k};
    return over && over != b ? nb_product(p, bases, exponents, 3) : NB_NONE;
}

/* ---- multiplying out ---- */

static bool has_denominator(nb_pool *p, nb_expr sum)
{
    for (uint32_t i = 1; i < nb_nargs(p, sum); i += 2) {
        nb_expr t = nb_arg(p, sum, i);
        for (uint32_t k = 1; nb_op_of(p, t) == NB_PROD && k < nb_nargs(p, t); k += 2)
            if (nb_is_number(p, nb_arg(p, t, k)) &&
                nb_number_sign(p, nb_arg(p, t, k)) < 0)
                return true;
    }
    return false;
}

/* The first factor of a term that is a sum to the first power, where multiplying it
 * out can make fractions simpler: it has some, or the term has a plain denominator. */
static nb_expr sum_of_fractions(nb_pool *p, nb_expr term)
{
    bool below = false;
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2) {
        nb_expr k = nb_arg(p, term, i + 1);
        below = below || (!nb_is_sum(p, nb_arg(p, term, i)) && nb_is_number(p, k) &&
                          nb_number_sign(p, k) < 0);
    }
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i);
        if (nb_is_sum(p, b) && nb_is_int(p, nb_arg(p, term, i + 1), 1) &&
            (below || has_denominator(p, b)))
            return b;
    }
    return NB_NONE;
}

/* term * sum, multiplied out. */
static nb_expr times_sum(nb_pool *p, nb_expr term, nb_expr sum)
{
    nb_list c = {0}, terms = {0};
    bool ok = term != NB_NONE;
    for (uint32_t i = 0; ok && i < nb_nargs(p, sum); i += 2)
        ok = nb_list_add(p, &c, nb_arg(p, sum, i)) &&
             nb_list_add(p, &terms, nb_product2(p, term, nb_arg(p, sum, i + 1)));
    nb_expr e = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return e;
}

nb_expr nb_distributed(nb_pool *p, nb_expr e)
{
    nb_expr one = nb_one(p);
    nb_list c = {0}, terms = {0};
    bool sum = nb_is_sum(p, e), ok = true, any = false;
    for (uint32_t i = 0; ok && i < (sum ? nb_nargs(p, e) : 2); i += 2) {
        nb_expr coefficient = sum ? nb_arg(p, e, i) : one;
        nb_expr t = sum ? nb_arg(p, e, i + 1) : e;
        if (!sum)
            nb_split_coefficient(p, e, &coefficient, &t);
        nb_expr s = sum_of_fractions(p, t);
        if (s)
            t = times_sum(p, nb_quotient(p, t, s), s);
        any = any || s;
        ok = nb_list_add(p, &c, coefficient) && nb_list_add(p, &terms, t);
    }
    nb_expr result = ok && any ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return result;
}

/* ---- as polynomials ---- */

/* outside * numerator / scale */
typedef struct fraction {
    nb_pool *p;
    nb_ring ring;
    nb_expr outside;
    fmpz_mpoly_t numerator;
    fmpz_t scale;
    nb_map *known; /* a multiplied numerator -> in factors, or itself; or NULL */
} fraction;

/* The sums in the denominator of e, a term without coefficient, and how often. */
static bool list_denominators(nb_pool *p, nb_expr e, nb_list *bases, nb_list *times)
{
    if (nb_op_of(p, e) != NB_PROD)
        return true;
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2) {
        slong k;
        nb_expr b = nb_arg(p, e, i);
        if (nb_is_sum(p, b) && nb_get_int(p, nb_arg(p, e, i + 1), &k) && k < 0 && k > -64)
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

/* Each term of the numerator over the denominator. */
static nb_expr term_by_term(fraction *f, nb_expr numerator)
{
    nb_expr factor = over_scale(f, nb_one(f->p));
    if (!factor || !numerator || !nb_is_sum(f->p, numerator))
        return NB_NONE;
    return nb_divided(f->p, numerator, nb_quotient(f->p, nb_one(f->p), factor));
}

/* Whether no more than a monomial can be a factor of the numerator: it is a g + b for
 * some generator g, with a or b a single term. */
static bool is_irreducible(const fraction *f)
{
    enum { MOST = 16 };
    ulong e[MOST], least[MOST], most[MOST];
    slong above[MOST] = {0}, n = fmpz_mpoly_length(f->numerator, f->ring.ctx);
    uint32_t generators = f->ring.bases.n;
    if (generators > MOST || n < 2)
        return n < 2;
    for (slong i = 0; i < n; i++) {
        fmpz_mpoly_get_term_exp_ui(e, f->numerator, i, f->ring.ctx);
        for (uint32_t g = 0; g < generators; g++) {
            least[g] = i == 0 || e[g] < least[g] ? e[g] : least[g];
            most[g] = i == 0 || e[g] > most[g] ? e[g] : most[g];
        }
    }
    for (slong i = 0; i < n; i++) {
        fmpz_mpoly_get_term_exp_ui(e, f->numerator, i, f->ring.ctx);
        for (uint32_t g = 0; g < generators; g++)
            above[g] += e[g] > least[g];
    }
    for (uint32_t g = 0; g < generators; g++)
        if (most[g] == least[g] + 1 && (above[g] == 1 || above[g] == n - 1))
            return true;
    return false;
}

/* Whether the generators are bases themselves, no roots of them: then the ring, and with
 * it the factors, follow from the polynomial alone. */
static bool has_plain_generators(const fraction *f)
{
    for (uint32_t i = 0; i < f->ring.roots.n; i++)
        if (f->ring.roots.items[i] != 1)
            return false;
    return true;
}

/* The numerator, multiplied out, in factors; NB_NONE where it has been left as it is. */
static nb_expr in_factors(fraction *f, nb_expr numerator)
{
    nb_map *known = has_plain_generators(f) ? f->known : NULL;
    nb_expr e = known && numerator ? nb_map_get(known, numerator, NB_NONE) : NB_NONE;
    if (e)
        return e == numerator ? NB_NONE : e;
    e = is_irreducible(f) ? NB_NONE : nb_factored(&f->ring, f->numerator);
    if (known && numerator && !nb_failed(f->p))
        nb_map_put(f->p, known, numerator, e ? e : numerator);
    return e;
}

static void fill_forms(fraction *f, nb_expr numerator, const nb_list *bases,
                       const nb_list *times, nb_fraction_forms *forms)
{
    fmpz_init(f->scale);
    fmpz_mpoly_init(f->numerator, f->ring.ctx);
    if (nb_to_poly(&f->ring, numerator, f->numerator, f->scale)) {
        for (uint32_t i = 0; i < bases->n; i++)
            cancel(f, bases->items[i], times->items[i]);
        forms->numerator = nb_from_poly(&f->ring, f->numerator);
        forms->rest = over_scale(f, nb_one(f->p));
        forms->multiplied = over_scale(f, forms->numerator);
        if (bases->n == 0)
            forms->by_terms = term_by_term(f, forms->numerator);
        nb_expr factored = in_factors(f, forms->numerator);
        if (factored)
            forms->factored = over_scale(f, factored);
    }
    fmpz_clear(f->scale);
    fmpz_mpoly_clear(f->numerator, f->ring.ctx);
}

bool nb_fraction(nb_pool *p, nb_expr outside, nb_expr numerator, nb_map *known,
                 nb_fraction_forms *forms)
{
    fraction f = {.p = p, .outside = outside, .known = known};
    nb_list all = {0}, bases = {0}, times = {0};
    nb_expr c, term;
    *forms = (nb_fraction_forms){0};
    if (!outside || !numerator)
        return false;
    nb_split_coefficient(p, outside, &c, &term);
    bool ok =
        list_denominators(p, term, &bases, &times) && nb_list_add(p, &all, numerator);
    for (uint32_t i = 0; ok && i < bases.n; i++)
        ok = nb_list_add(p, &all, bases.items[i]);
    if (ok && nb_ring_init(&f.ring, p, all.items, all.n)) {
        fill_forms(&f, numerator, &bases, &times, forms);
        nb_ring_clear(&f.ring);
    }
    nb_list_free(&all);
    nb_list_free(&bases);
    nb_list_free(&times);
    return forms->multiplied && !nb_failed(p);
}

nb_expr nb_denominator_multiplied(nb_pool *p, nb_expr term)
{
    nb_list sums = {0};
    nb_expr one = nb_one(p), result = NB_NONE;
    nb_fraction_forms forms;
    bool ok = nb_op_of(p, term) == NB_PROD;
    for (uint32_t i = 0; ok && i < nb_nargs(p, term); i += 2)
        if (nb_is_sum(p, nb_arg(p, term, i)) && nb_is_int(p, nb_arg(p, term, i + 1), -1))
            ok = nb_list_add(p, &sums, nb_arg(p, term, i));
    if (ok && sums.n > 1) {
        nb_expr below = nb_product(p, sums.items, NULL, sums.n);
        if (nb_fraction(p, one, below, NULL, &forms))
            result = nb_product(p, (nb_expr[]){term, below, forms.multiplied},
                                (nb_expr[]){one, one, nb_integer(p, -1)}, 3);
    }
    nb_list_free(&sums);
    return result;
}

nb_expr nb_pulled_out(nb_pool *p, nb_expr term)
{
    nb_expr one = nb_one(p);
    nb_list bases = {0}, exponents = {0};
    bool ok = nb_op_of(p, term) == NB_PROD, any = false;
    for (uint32_t i = 0; ok && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1), factor = one;
        if (nb_is_sum(p, b) && nb_is_int(p, k, 1))
            factor = nb_common_factor(p, b, NB_OF_ALL);
        if (factor && factor != one) {
            any = true;
            ok = nb_list_add(p, &bases, factor) && nb_list_add(p, &exponents, one);
            b = nb_divided(p, b, factor);
        }
        ok = ok && b && nb_list_add(p, &bases, b) && nb_list_add(p, &exponents, k);
    }
    nb_expr e =
        ok && any ? nb_product(p, bases.items, exponents.items, bases.n) : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

/* The root of c t where that is a square of a product of powers, c > 0. */
static nb_expr root_of_square(nb_pool *p, nb_expr c, nb_expr t)
{
    nb_expr half = nb_with_facts(p, nb_ratio(p, 1, 2));
    nb_expr root = nb_power(p, c, half);
    nb_list bases = {0}, exponents = {0};
    bool ok = root && nb_is_number(p, root) && nb_op_of(p, t) == NB_PROD;
    for (uint32_t i = 0; ok && i < nb_nargs(p, t); i += 2) {
        slong k;
        ok = nb_get_int(p, nb_arg(p, t, i + 1), &k) && k % 2 == 0 &&
             nb_list_add(p, &bases, nb_arg(p, t, i)) &&
             nb_list_add(p, &exponents, nb_with_facts(p, nb_integer(p, k / 2)));
    }
    nb_expr e =
        ok ? nb_product2(p, root, nb_product(p, bases.items, exponents.items, bases.n))
           : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

nb_expr nb_squares_apart(nb_pool *p, nb_expr term)
{
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i);
        if (nb_op_of(p, b) != NB_SUM || nb_nargs(p, b) != 4 ||
            !nb_is_int(p, nb_arg(p, term, i + 1), 1))
            continue;
        bool first = nb_number_sign(p, nb_arg(p, b, 0)) > 0;
        nb_expr plus = first ? nb_arg(p, b, 0) : nb_arg(p, b, 2);
        nb_expr minus = first ? nb_arg(p, b, 2) : nb_arg(p, b, 0);
        if (nb_number_sign(p, plus) < 0 || nb_number_sign(p, minus) > 0)
            continue;
        nb_expr x = root_of_square(p, plus, nb_arg(p, b, first ? 1 : 3));
        nb_expr y =
            x ? root_of_square(p, nb_negate(p, minus), nb_arg(p, b, first ? 3 : 1))
              : NB_NONE;
        if (x && y)
            return nb_product(p,
                              (nb_expr[]){nb_quotient(p, term, b), nb_difference(p, x, y),
                                          nb_sum2(p, x, y)},
                              NULL, 3);
    }
    return NB_NONE;
}
