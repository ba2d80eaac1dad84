#include "algebra/tidy.h"

#include "algebra/canon.h"
#include "algebra/constants.h"
#include "algebra/fraction.h"
#include "algebra/kernel.h"
#include "algebra/measure.h"
#include "algebra/parts.h"
#include "algebra/trigonometry.h"

/* A search from below: the best form of an expression is looked for among a few forms of
 * it, in which the sums that are factors have their own best forms, found in the same way
 * and kept. What is found is searched again, until nothing becomes shorter.
 *
 * TIDY_SIZE: longer ones are left alone, longer sums than TIDY_TERMS too. WHOLE_SIZE and
 * PART_SIZE: up to which size they are searched as a whole and as a part.
 * MOST_STOREYS: of a continued fraction that is cleared. MOST_DEPTH, MOST_ROUNDS: never
 * reached as far as is known; against what is not.
 * WORK: units of work for one expression, of which looking at a form costs as many as it
 * has operands at the top, and polynomials the square of their terms; about a tenth of a
 * microsecond each. */
enum {
    TIDY_SIZE = 1200,
    TIDY_TERMS = 80,
    WHOLE_SIZE = 160,
    PART_SIZE = 320,
    MOST_STOREYS = 6,
    MOST_DEPTH = 24,
    MOST_ROUNDS = 8,
    WORK = 100000
};

/* How much is tried: for the whole expression everything; for its parts no writing in
 * sines alone; for parts of those, which new forms bring up by the hundred, only
 * common factors and polynomials. */
enum tier { WHOLE, PART, PIECE, TIERS };

typedef struct search {
    nb_pool *p;
    nb_measures sizes;
    nb_map best[TIERS]; /* a form -> the best one */
    nb_map factored;    /* see nb_fraction() */
    uint32_t work;
    int depth, tier;
} search;

/* The candidates for one expression. */
typedef struct contest {
    search *s;
    nb_expr e; /* the best so far */
    uint32_t size;
    nb_map seen; /* forms that have been offered */
} contest;

static nb_expr best_of(search *s, nb_expr e);

static bool spend(search *s, uint32_t units)
{
    s->work += units;
    return s->work < WORK && nb_poll(s->p);
}

static void consider(contest *b, nb_expr e)
{
    if (!e || e == b->e)
        return;
    uint32_t size = nb_measure_with(&b->s->sizes, e);
    spend(b->s, nb_nargs(b->s->p, e));
    if (size < b->size) {
        b->e = e;
        b->size = size;
    }
}

/* Factors that are out of a sum read better, as long as that is not longer. */
static void prefer(contest *b, nb_expr e)
{
    if (e && nb_measure_with(&b->s->sizes, e) == b->size)
        b->e = e;
    else
        consider(b, e);
}

/* ---- the parts of a form ---- */

/* A factor of a term in its best form. Only sums to the powers 1 and -1 are
 * rewritten: what stands under a root, to a power or in a function has been typed
 * so, and is known again as it was typed; there, only identities of sines are used. */
static nb_expr best_factor(search *s, nb_expr b, nb_expr k)
{
    nb_pool *p = s->p;
    if (!nb_is_sum(p, b) || !nb_is_number(p, k))
        return b;
    if (nb_is_int(p, k, 1) || nb_is_int(p, k, -1))
        return best_of(s, b);
    return nb_trigonometric(p, b) ? nb_squares(p, b) : b;
}

static nb_expr best_term(search *s, nb_expr term)
{
    nb_pool *p = s->p;
    nb_list bases = {0}, exponents = {0};
    bool ok = true, changed = false;
    if (nb_op_of(p, term) != NB_PROD)
        return term;
    for (uint32_t i = 0; ok && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        nb_expr better = best_factor(s, b, k);
        changed = changed || better != b;
        ok = better && nb_list_add(p, &bases, better) && nb_list_add(p, &exponents, k);
    }
    nb_expr e = ok && changed ? nb_product(p, bases.items, exponents.items, bases.n)
                : ok          ? term
                              : NB_NONE;
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return e;
}

/* e with its parts in their best forms. */
static nb_expr with_best_parts(search *s, nb_expr e)
{
    nb_pool *p = s->p;
    nb_list c = {0}, terms = {0};
    bool ok = true, changed = false;
    if (nb_op_of(p, e) != NB_SUM)
        return best_term(s, e);
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2) {
        nb_expr t = nb_arg(p, e, i + 1), better = best_term(s, t);
        changed = changed || better != t;
        ok = nb_list_add(p, &c, nb_arg(p, e, i)) && nb_list_add(p, &terms, better);
    }
    nb_expr result = ok && changed ? nb_linear(p, c.items, terms.items, c.n)
                     : ok          ? e
                                   : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return result;
}

/* ---- sums ---- */

/* What some terms share, pulled out of those: (c - k) e^(c/k) + k. */
static void offer_kernels(contest *b, nb_expr sum)
{
    nb_pool *p = b->s->p;
    nb_kernels kernels;
    if (b->s->tier == PIECE || !nb_is_sum(p, sum) || nb_nargs(p, sum) < 6 ||
        !nb_find_kernels(p, sum, &kernels))
        return;
    for (uint32_t i = 0; i < kernels.n && spend(b->s, 4 * nb_nargs(p, sum)); i++) {
        nb_expr with, without;
        if (!nb_split_by_kernel(p, sum, &kernels, i, &with, &without))
            return;
        consider(b, nb_sum2(p, best_of(b->s, with), best_of(b->s, without)));
    }
}

static void offer_product(contest *b, nb_expr factor, nb_expr rest)
{
    if (factor && rest)
        consider(b, nb_product2(b->s->p, factor, best_of(b->s, rest)));
}

static void offer_fraction(contest *b, nb_expr outside, nb_expr numerator)
{
    nb_pool *p = b->s->p;
    nb_fraction_forms f;
    uint32_t n = nb_nargs(p, numerator);
    if (!spend(b->s, 100 + n * n) ||
        !nb_fraction(p, outside, numerator, &b->s->factored, &f))
        return;
    n = nb_nargs(p, f.numerator);
    spend(b->s, n * n);
    consider(b, f.multiplied);
    consider(b, f.by_terms);
    consider(b, f.factored);
    if (nb_is_sum(p, f.numerator))
        offer_product(b, f.rest, f.numerator);
}

/* Whether a term has a sum as a factor. */
static bool has_sums(nb_pool *p, nb_expr term)
{
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term); i += 2)
        if (nb_is_sum(p, nb_arg(p, term, i)))
            return true;
    return false;
}

static bool has_products_of_sums(nb_pool *p, nb_expr sum)
{
    for (uint32_t i = 1; i < nb_nargs(p, sum); i += 2)
        if (has_sums(p, nb_arg(p, sum, i)))
            return true;
    return false;
}

/* Whether writing factor * sum as one polynomial can lead anywhere: there are
 * products to be multiplied out or sums to be cancelled, or enough terms that the
 * sum may fall into factors. */
static bool worth_multiplying(nb_pool *p, nb_expr factor, nb_expr sum)
{
    nb_expr c, t;
    nb_split_coefficient(p, factor, &c, &t);
    return nb_is_sum(p, sum) && nb_nargs(p, sum) <= 2 * TIDY_TERMS &&
           (has_sums(p, t) || nb_shares_factors(p, sum) || has_products_of_sums(p, sum));
}

static void combine_sum(contest *b, nb_expr e)
{
    nb_pool *p = b->s->p;
    nb_expr one = nb_one(p);
    consider(b, nb_joined_logarithms(p, e));
    if (!nb_shares_factors(p, e) && !has_products_of_sums(p, e))
        return;
    spend(b->s, 10 * nb_nargs(p, e));
    nb_expr factors[3];
    for (int i = 0; i < 3; i++) {
        static const nb_commonness which[] = {NB_BAR, NB_OF_ALL, NB_ABOVE};
        factors[i] = nb_common_factor(p, e, which[i]);
        bool again = i > 0 && factors[i] == factors[i - 1];
        if (factors[i] && factors[i] != one && !again)
            offer_product(b, factors[i], nb_divided(p, e, factors[i]));
    }
    nb_expr factor = factors[0], rest = factor == one ? e : nb_divided(p, e, factor);
    if (!factor || !rest)
        return;
    consider(b, nb_grouped_by_denominator(p, e));
    offer_kernels(b, e);
    if (worth_multiplying(p, factor, rest))
        offer_fraction(b, factor, rest);
}

/* A single term: its sums above the fraction bar are its numerator. */
static void combine_term(contest *b, nb_expr e)
{
    nb_pool *p = b->s->p;
    nb_list bases = {0}, exponents = {0};
    nb_expr c, term;
    bool ok = true;
    uint32_t below = 0, times = 0;
    nb_split_coefficient(p, e, &c, &term);
    for (uint32_t i = 0; ok && nb_op_of(p, term) == NB_PROD && i < nb_nargs(p, term);
         i += 2) {
        slong k;
        nb_expr base = nb_arg(p, term, i);
        if (!nb_is_sum(p, base) || !nb_get_int(p, nb_arg(p, term, i + 1), &k))
            continue;
        below += k < 0;
        times += k > 0 ? (uint32_t)k : 0;
        if (k > 0)
            ok = nb_list_add(p, &bases, base) &&
                 nb_list_add(p, &exponents, nb_arg(p, term, i + 1));
    }
    if (ok && bases.n &&
        (times > 1 || below || worth_multiplying(p, c, bases.items[0]))) {
        nb_expr numerator = nb_product(p, bases.items, exponents.items, bases.n);
        offer_fraction(b, nb_quotient(p, e, numerator), numerator);
    }
    if (ok && below > 1)
        consider(b, nb_product2(p, c, nb_denominator_multiplied(p, term)));
    consider(b, nb_product2(p, c, nb_shifted_absolutes(p, term)));
    consider(b, nb_product2(p, c, nb_squares_apart(p, term)));
    prefer(b, nb_product2(p, c, nb_pulled_out(p, term)));
    nb_list_free(&bases);
    nb_list_free(&exponents);
}

static void combine(contest *b, nb_expr e)
{
    nb_pool *p = b->s->p;
    if (!e || !spend(b->s, nb_nargs(p, e)))
        return;
    nb_expr distributed = nb_distributed(p, e);
    if (distributed) {
        consider(b, distributed);
        if (nb_is_sum(p, distributed)) {
            consider(b, nb_grouped_by_denominator(p, distributed));
            offer_kernels(b, distributed);
        }
    }
    if (nb_is_sum(p, e))
        combine_sum(b, e);
    else
        combine_term(b, e);
}

/* ---- fractions inside fractions ---- */

/* Whether a factor of a term is a sum with a fraction in it. */
static bool has_storeys(nb_pool *p, nb_expr e)
{
    if (nb_op_of(p, e) == NB_SUM) {
        for (uint32_t i = 1; i < nb_nargs(p, e); i += 2)
            if (has_storeys(p, nb_arg(p, e, i)))
                return true;
        return false;
    }
    for (uint32_t i = 0; nb_op_of(p, e) == NB_PROD && i < nb_nargs(p, e); i += 2)
        if (nb_is_sum(p, nb_arg(p, e, i)) && nb_has_bar(p, nb_arg(p, e, i)))
            return true;
    return false;
}

/* ---- everything ---- */

static void offer_trigonometric(contest *b, nb_expr e)
{
    nb_pool *p = b->s->p;
    unsigned kinds = b->s->tier < PIECE ? nb_trigonometric(p, e) : 0;
    if (!kinds || !spend(b->s, 20 * nb_nargs(p, e)))
        return;
    contest combined = {.s = b->s, .e = e, .size = nb_measure_with(&b->s->sizes, e)};
    combine(&combined, e);
    nb_map_free(&combined.seen);
    nb_expr ratios = nb_in_ratios(p, combined.e);
    consider(b, ratios);
    consider(b, nb_double_angles(p, e));
    consider(b, nb_double_angles(p, combined.e));
    consider(b, nb_double_angles(p, b->e));
    nb_expr squares = nb_squares(p, e);
    if (squares && squares != e)
        combine(b, squares);
    ratios = nb_in_ratios(p, e);
    squares = ratios ? nb_squares(p, ratios) : NB_NONE;
    if (squares && squares != e) {
        consider(b, squares);
        combine(b, squares);
    }
}

static void offer(contest *b, nb_expr e)
{
    search *s = b->s;
    if (!e || nb_map_get(&b->seen, e, 0) || !nb_map_put(s->p, &b->seen, e, 1) ||
        !spend(s, 10))
        return;
    consider(b, e);
    combine(b, e);
    offer_trigonometric(b, e);
}

static void offer_cleared(contest *b, nb_expr e)
{
    nb_pool *p = b->s->p;
    if (!has_storeys(p, e) || !spend(b->s, 50))
        return;
    offer(b, nb_cleared(p, e, 1));
    offer(b, nb_cleared(p, e, MOST_STOREYS));
    nb_expr c, term;
    nb_split_coefficient(p, e, &c, &term);
    for (uint32_t i = 0; nb_op_of(p, term) == NB_PROD && 2 * i < nb_nargs(p, term); i++)
        if (nb_is_sum(p, nb_arg(p, term, 2 * i)) &&
            nb_is_number(p, nb_arg(p, term, 2 * i + 1)) &&
            nb_has_bar(p, nb_arg(p, term, 2 * i)))
            consider(b, nb_product2(p, c, nb_cleared_factor(p, term, i)));
}

/* The best among some forms of e. */
static nb_expr round_of(search *s, nb_expr e)
{
    nb_pool *p = s->p;
    contest b = {.s = s, .e = e, .size = nb_measure_with(&s->sizes, e)};
    if (b.size <= TIDY_SIZE && nb_nargs(p, e) <= 2 * TIDY_TERMS) {
        offer(&b, e);
        offer(&b, with_best_parts(s, e));
        offer_cleared(&b, e);
        if (s->tier == WHOLE && (nb_trigonometric(p, e) & NB_HAS_RATIOS))
            offer(&b, nb_in_sines(p, e));
    }
    nb_map_free(&b.seen);
    return nb_failed(p) ? NB_NONE : b.e;
}

/* Whether there is nothing in e to be rewritten. */
static bool is_plain(nb_pool *p, nb_expr e)
{
    nb_op op = nb_op_of(p, e);
    if (op == NB_SUM)
        return nb_nargs(p, e) == 2 && is_plain(p, nb_arg(p, e, 1));
    for (uint32_t i = 0; op == NB_PROD && i < nb_nargs(p, e); i += 2) {
        nb_op factor = nb_op_of(p, nb_arg(p, e, i));
        if (factor != NB_SYMBOL && factor != NB_NUMBER)
            return false;
    }
    return true;
}

/* Rounds until nothing becomes shorter. */
static nb_expr settled(search *s, nb_expr e)
{
    for (int i = 0; e && i < MOST_ROUNDS && s->work < WORK; i++) {
        nb_expr next = round_of(s, e);
        if (next == e)
            break;
        e = next;
    }
    return e;
}

static nb_expr best_of(search *s, nb_expr e)
{
    int tier = s->tier < PIECE ? s->tier + 1 : PIECE;
    if (!e || is_plain(s->p, e))
        return e;
    nb_map *best = &s->best[tier];
    nb_expr known = nb_map_get(best, e, NB_NONE);
    if (known || s->depth >= MOST_DEPTH)
        return known ? known : e;
    if (!nb_map_put(s->p, best, e, e))
        return NB_NONE;
    int outer = s->tier;
    s->tier = tier;
    s->depth++;
    nb_expr found = settled(s, e);
    s->depth--;
    s->tier = outer;
    bool ok =
        found && nb_map_put(s->p, best, e, found) && nb_map_put(s->p, best, found, found);
    return ok ? found : NB_NONE;
}

/* ---- the whole ---- */

static int tier_of(uint32_t size)
{
    return size <= WHOLE_SIZE ? WHOLE : size <= PART_SIZE ? PART : PIECE;
}

/* The number that a sum is, where it is one in sines and cosines: what many terms
 * amount to is best seen at once. NB_NONE (and no error) where it is none. */
static nb_expr as_number(nb_pool *p, nb_expr e)
{
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) < 8 ||
        !(nb_trigonometric(p, e) & NB_HAS_RATIOS))
        return NB_NONE;
    nb_expr sines = nb_in_sines(p, e);
    if (!sines || !nb_is_sum(p, sines))
        return NB_NONE;
    nb_fraction_forms f;
    nb_expr factor = nb_common_factor(p, sines, NB_BAR);
    if (!factor || !nb_fraction(p, factor, nb_divided(p, sines, factor), NULL, &f))
        return NB_NONE;
    return nb_is_number(p, f.multiplied) ? f.multiplied : NB_NONE;
}

/* A search of this tier with a budget of its own; NB_NONE where that is spent. */
static nb_expr searched(nb_pool *p, nb_expr e, int tier)
{
    search s = {.p = p, .tier = tier};
    nb_measures_init(&s.sizes, p);
    nb_expr best = settled(&s, e);
    nb_measures_clear(&s.sizes);
    for (int i = 0; i < TIERS; i++)
        nb_map_free(&s.best[i]);
    nb_map_free(&s.factored);
    return s.work < WORK ? best : NB_NONE;
}

/* What is too long for a search, or takes one too much work, is searched less; and
 * when that has made it shorter, once more. */
static nb_expr tidied(nb_pool *p, nb_expr e)
{
    if (!e || nb_failed(p) || is_plain(p, e))
        return nb_failed(p) ? NB_NONE : e;
    nb_expr number = as_number(p, e);
    for (int i = 0; !number && i < MOST_ROUNDS && !nb_failed(p); i++) {
        uint32_t size = nb_measure_within(p, e, TIDY_SIZE);
        if (size > TIDY_SIZE)
            break;
        int tier = tier_of(size);
        nb_expr next = searched(p, e, tier);
        while (!next && ++tier < TIERS && !nb_failed(p))
            next = searched(p, e, tier);
        if (!next || next == e)
            break;
        e = next;
        if (tier == tier_of(nb_measure(p, e)))
            break;
    }
    return nb_failed(p) ? NB_NONE : number ? number : e;
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
