#include "explore/branches.h"

#include "algebra/facts.h"
#include "algebra/parts.h"
#include "algebra/poly.h"
#include "algebra/tidy.h"

#include <string.h>

/* The factors of one expression; `zero`: it is zero everywhere. */
typedef struct factors {
    uint32_t n;
    nb_expr items[NB_MOST_FACTORS];
    bool zero, full;
} factors;

static bool never_zero(nb_pool *p, nb_expr e)
{
    return nb_is_positive(p, e) || nb_is_positive(p, nb_negate(p, e)) ||
           (nb_is_number(p, e) && nb_number_sign(p, e) != 0);
}

static void add(nb_pool *p, factors *f, nb_expr e)
{
    nb_expr coefficient, term;
    nb_split_coefficient(p, e, &coefficient, &term);
    e = nb_op_of(p, term) == NB_SUM ? nb_primitive_part(p, term, true, &coefficient)
                                    : term;
    if (nb_is_fn(p, e, NB_FN_ABS))
        e = nb_arg(p, e, 0);
    if (never_zero(p, e))
        return;
    for (uint32_t i = 0; i < f->n; i++)
        if (f->items[i] == e)
            return;
    if (f->n == NB_MOST_FACTORS)
        f->full = true;
    else
        f->items[f->n++] = e;
}

/* A sum as a product of irreducible polynomials, where that is short work. */
static nb_expr factor_sum(nb_pool *p, nb_expr e)
{
    nb_ring r;
    nb_expr product = NB_NONE;
    if (nb_op_of(p, e) != NB_SUM || !nb_ring_init(&r, p, &e, 1))
        return e;
    fmpz_mpoly_t poly;
    fmpz_t scale;
    fmpz_mpoly_init(poly, r.ctx);
    fmpz_init(scale);
    if (nb_to_poly(&r, e, poly, scale))
        product = nb_factored(&r, poly);
    fmpz_mpoly_clear(poly, r.ctx);
    fmpz_clear(scale);
    nb_ring_clear(&r);
    return product ? product : e;
}

static void split(nb_pool *p, nb_expr e, factors *f, int depth)
{
    nb_expr coefficient, term;
    nb_split_coefficient(p, e, &coefficient, &term);
    nb_op op = nb_op_of(p, term);
    if (op == NB_SUM && depth < 3) {
        nb_expr product = factor_sum(p, term);
        nb_split_coefficient(p, product, &coefficient, &product);
        if (product != term && nb_op_of(p, product) == NB_PROD)
            split(p, product, f, depth + 1);
        else
            add(p, f, term);
        return;
    }
    if (op != NB_PROD) {
        add(p, f, term);
        return;
    }
    nb_list bases = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, term); i += 2) {
        nb_expr exponent = nb_arg(p, term, i + 1), base = nb_arg(p, term, i);
        if (!nb_is_number(p, exponent))
            ok = nb_is_positive(p, term) || nb_is_fn(p, base, NB_FN_E) ||
                 nb_list_add(p, &bases, nb_opaque_power(p, base, exponent));
        else if (nb_number_sign(p, exponent) > 0)
            ok = nb_list_add(p, &bases, base);
    }
    for (uint32_t i = 0; ok && i < bases.n; i++)
        if ((nb_op_of(p, bases.items[i]) == NB_SUM ||
             nb_op_of(p, bases.items[i]) == NB_PROD) &&
            depth < 3)
            split(p, bases.items[i], f, depth + 1);
        else
            add(p, f, bases.items[i]);
    nb_list_free(&bases);
}

/* Multiplies a sum by the denominators of its terms: what is zero stays so, where it is
 * defined. */
static nb_expr clear_denominators(nb_pool *p, nb_expr e)
{
    enum { MOST = 4 };
    if (nb_op_of(p, e) != NB_SUM || nb_nargs(p, e) > 64)
        return e;
    for (int round = 0; round < MOST; round++) {
        nb_expr denominator = NB_NONE;
        for (uint32_t i = 1; !denominator && i < nb_nargs(p, e); i += 2) {
            nb_expr term = nb_arg(p, e, i);
            for (uint32_t k = 0; nb_op_of(p, term) == NB_PROD && k < nb_nargs(p, term);
                 k += 2) {
                nb_expr power = nb_arg(p, term, k + 1);
                if (nb_is_number(p, power) && nb_number_sign(p, power) < 0)
                    denominator = nb_power(p, nb_arg(p, term, k), nb_negate(p, power));
            }
        }
        if (!denominator)
            return e;
        nb_expr sum = nb_zero(p);
        for (uint32_t i = 0; i < nb_nargs(p, e); i += 2) {
            nb_expr term = nb_product2(p, nb_arg(p, e, i), nb_arg(p, e, i + 1));
            sum = nb_sum2(p, sum, nb_product2(p, term, denominator));
        }
        e = sum;
        if (nb_op_of(p, e) != NB_SUM)
            return e;
    }
    return e;
}

/* Adds the factors of a term's denominator: where one of them is zero the term is not
 * defined. */
static void add_poles(nb_pool *p, nb_expr term, factors *poles)
{
    nb_expr coefficient;
    nb_split_coefficient(p, term, &coefficient, &term);
    bool product = nb_op_of(p, term) == NB_PROD;
    uint32_t n = product ? nb_nargs(p, term) / 2 : 1;
    for (uint32_t i = 0; i < n && !poles->full; i++) {
        nb_expr base = nb_arg(p, term, 2 * i), exponent = nb_arg(p, term, 2 * i + 1);
        if (!product)
            nb_split_power(p, term, &base, &exponent);
        if (nb_is_number(p, exponent) && nb_number_sign(p, exponent) < 0)
            split(p, base, poles, 1);
    }
}

static factors factors_of(nb_pool *p, nb_expr e, factors *poles)
{
    factors f = {0};
    if (nb_is_int(p, e, 0)) {
        f.zero = true;
        return f;
    }
    nb_expr tidy = nb_tidy(p, e);
    uint32_t terms = nb_op_of(p, tidy) == NB_SUM ? nb_nargs(p, tidy) / 2 : 0;
    if (terms == 0)
        add_poles(p, tidy, poles);
    for (uint32_t i = 0; i < terms; i++)
        add_poles(p, nb_arg(p, tidy, 2 * i + 1), poles);
    if (nb_is_int(p, tidy, 0))
        f.zero = true;
    else
        split(p, nb_tidy(p, clear_denominators(p, tidy)), &f, 0);
    if (f.full) {
        f = (factors){.n = 1};
        f.items[0] = e;
    }
    return f;
}

/* ---- systems ---- */

static bool has(const nb_branch *b, nb_expr e)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (b->equations[i] == e)
            return true;
    return false;
}

static bool is_part(const nb_branch *small, const nb_branch *large)
{
    for (uint32_t i = 0; i < small->n; i++)
        if (!has(large, small->equations[i]))
            return false;
    return true;
}

/* Keeps the systems that contain no other. */
static void keep_least(nb_branches *b)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        bool needed = true;
        for (uint32_t j = 0; needed && j < b->n; j++)
            needed = j == i || !is_part(&b->items[j], &b->items[i]) ||
                     (is_part(&b->items[i], &b->items[j]) && i < j);
        if (needed)
            b->items[kept++] = b->items[i];
    }
    b->n = kept;
}

/* Every system so far with every factor; false when they would be too many. */
static bool multiply(nb_branches *b, const factors *f)
{
    nb_branches *next = b, old = *b;
    next->n = 0;
    for (uint32_t i = 0; i < old.n; i++)
        for (uint32_t k = 0; k < f->n; k++) {
            if (next->n == NB_MOST_BRANCHES)
                return false;
            nb_branch *to = &next->items[next->n++];
            *to = old.items[i];
            if (has(to, f->items[k]))
                continue;
            if (to->n == NB_MOST_VARIABLES)
                return false;
            to->equations[to->n++] = f->items[k];
        }
    keep_least(next);
    return true;
}

enum { MOST_EQUATIONS = 4 * NB_MOST_VARIABLES };

/* A sum of terms that are nowhere negative, with coefficients of one sign, is zero where
 * each of them is: appends the terms, or the expression itself. */
static bool add_terms(nb_pool *p, nb_expr e, nb_expr *list, uint32_t *n)
{
    uint32_t terms = nb_op_of(p, e) == NB_SUM ? nb_nargs(p, e) / 2 : 0;
    bool squares = terms > 1 && *n + terms <= MOST_EQUATIONS;
    for (uint32_t i = 0; squares && i < terms; i++)
        squares =
            nb_is_nonnegative(p, nb_arg(p, e, 2 * i + 1)) &&
            nb_number_sign(p, nb_arg(p, e, 2 * i)) == nb_number_sign(p, nb_arg(p, e, 0));
    if (!squares)
        list[(*n)++] = e;
    for (uint32_t i = 0; squares && i < terms; i++)
        list[(*n)++] = nb_arg(p, e, 2 * i + 1);
    return squares;
}

/* Drops the factors that have no zero where all expressions are defined. */
static void drop_poles(factors *f, const factors *poles)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < f->n; i++) {
        bool pole = false;
        for (uint32_t k = 0; k < poles->n; k++)
            pole = pole || poles->items[k] == f->items[i];
        if (!pole)
            f->items[kept++] = f->items[i];
    }
    f->n = kept;
}

static bool combine(nb_pool *p, const nb_expr *expressions, uint32_t n, nb_branches *out)
{
    factors f[MOST_EQUATIONS], poles = {0};
    out->n = 1;
    out->items[0].n = 0;
    for (uint32_t i = 0; i < n; i++)
        f[i] = factors_of(p, expressions[i], &poles);
    for (uint32_t i = 0; i < n; i++) {
        drop_poles(&f[i], &poles);
        if (!f[i].zero && !multiply(out, &f[i]))
            return false;
    }
    return true;
}

/* Systems that a sum of squares takes further apart; they may have more equations than
 * there is room for, and then stay. */
static bool take_squares(nb_pool *p, nb_branches *out)
{
    nb_branches more;
    for (uint32_t i = 0; i < out->n; i++) {
        nb_expr list[MOST_EQUATIONS];
        uint32_t n = 0;
        bool squares = false;
        for (uint32_t k = 0; k < out->items[i].n; k++)
            squares = add_terms(p, out->items[i].equations[k], list, &n) || squares;
        if (!squares || !combine(p, list, n, &more) ||
            more.n + out->n > NB_MOST_BRANCHES + 1)
            continue;
        out->items[i--] = out->items[--out->n];
        for (uint32_t k = 0; k < more.n; k++)
            out->items[out->n++] = more.items[k];
    }
    keep_least(out);
    return !nb_failed(p);
}

bool nb_branches_of(nb_pool *p, const nb_expr *expressions, uint32_t n, nb_branches *out)
{
    memset(out, 0, sizeof *out);
    if (combine(p, expressions, n, out))
        return take_squares(p, out);
    out->n = 1; /* as they are */
    out->items[0].n = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!nb_is_int(p, expressions[i], 0) && !has(&out->items[0], expressions[i]))
            out->items[0].equations[out->items[0].n++] = expressions[i];
    return !nb_failed(p);
}
