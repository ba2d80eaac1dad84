#include "algebra/canon.h"
#include "calculus/derive.h"
#include "statements/local.h"

#include <stdlib.h>

/* taylor f at P order N: the Taylor polynomial in several variables,
 *
 *     sum over |a| <= N of  (D^a f)(P) / a!  (x - P)^a
 *
 * for multi-indices a. It is given where all of these derivatives are proven to be
 * continuous around P. */

enum { ORDER_MAX = 20, TERMS_MAX = 300 };

typedef struct terms {
    uint32_t *power; /* for each term, one exponent for each variable */
    nb_expr *formula;
    uint32_t n; /* terms so far, by total degree */
} terms;

static void free_terms(terms *t)
{
    free(t->power);
    free(t->formula);
}

/* How many monomials of degree up to `order` there are in n variables, or too many. */
static uint32_t count_terms(uint32_t n, uint32_t order)
{
    uint64_t count = 1;
    for (uint32_t i = 1; i <= n; i++) {
        count = count * (order + i) / i;
        if (count > TERMS_MAX)
            return TERMS_MAX + 1;
    }
    return (uint32_t)count;
}

/* The next multi-index of the same degree, (2, 0) before (1, 1) before (0, 2); false
 * after the last. */
static bool step(uint32_t *a, uint32_t n)
{
    for (uint32_t i = n - 1; i-- > 0;) {
        if (a[i] == 0)
            continue;
        uint32_t rest = 1;
        for (uint32_t k = i + 1; k < n; k++) {
            rest += a[k];
            a[k] = 0;
        }
        a[i]--;
        a[i + 1] = rest;
        return true;
    }
    return false;
}

static uint32_t find(const terms *t, const uint32_t *a, uint32_t n)
{
    for (uint32_t i = 0; i < t->n; i++) {
        bool same = true;
        for (uint32_t k = 0; k < n && same; k++)
            same = t->power[i * n + k] == a[k];
        if (same)
            return i;
    }
    return 0;
}

/* The formula of D^a f from that of a derivative of one order less. */
static nb_expr derive(nabla_result *r, const terms *t, const uint32_t *a)
{
    uint32_t n = r->def->n, k = n - 1;
    uint32_t less[TERMS_MAX];
    while (k > 0 && a[k] == 0)
        k--;
    for (uint32_t i = 0; i < n; i++)
        less[i] = a[i] - (i == k);
    return nb_derive(r->session->pool, t->formula[find(t, less, n)],
                     nb_def_param(r->def, k));
}

static bool make_terms(nabla_result *r, uint32_t order, uint32_t count, terms *t)
{
    nb_pool *p = r->session->pool;
    uint32_t n = r->def->n;
    t->power = calloc((size_t)count * n, sizeof *t->power);
    t->formula = calloc(count, sizeof *t->formula);
    if (!t->power || !t->formula)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t degree = 0; degree <= order; degree++) {
        uint32_t a[TERMS_MAX] = {degree};
        do {
            t->formula[t->n] =
                degree ? derive(r, t, a) : nb_def_canonical(r->session, r->def);
            for (uint32_t k = 0; k < n; k++)
                t->power[t->n * n + k] = a[k];
            t->n++;
        } while (nb_poll(p) && step(a, n));
    }
    return !nb_failed(p);
}

/* (x - a)^i (y - b)^k, typed; NB_NONE for 1. */
static nb_expr monomial(nabla_result *r, const uint32_t *a)
{
    nb_pool *p = r->session->pool;
    nb_expr product = NB_NONE;
    for (uint32_t i = 0; i < r->def->n; i++) {
        if (a[i] == 0)
            continue;
        nb_expr x = nb_local_shift(r, nb_def_param(r->def, i), r->values.items[i]);
        if (a[i] > 1)
            x = nb_binary(p, NB_POW, x, nb_integer(p, a[i]));
        product = product ? nb_binary(p, NB_MUL, product, x) : x;
    }
    return product;
}

static nb_expr factorials(nb_pool *p, const uint32_t *a, uint32_t n)
{
    nb_expr product = nb_one(p);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 2; k <= a[i]; k++)
            product = nb_product2(p, product, nb_integer(p, k));
    return product;
}

static bool add_polynomial(nabla_result *r, const nb_local *l, const terms *t)
{
    nb_pool *p = r->session->pool;
    uint32_t n = r->def->n;
    nb_expr sum = NB_NONE, value;
    nb_undefined why;
    for (uint32_t i = 0; i < t->n && nb_poll(p); i++) {
        const uint32_t *a = t->power + (size_t)i * n;
        if (nb_at(p, t->formula[i], &l->point, &value, &why) != NB_AT_DEFINED)
            return nb_failed(p) ? false : nb_fail(p, NB_ERR_UNPROVEN, "not proven");
        sum = nb_local_add(r, sum, nb_quotient(p, value, factorials(p, a, n)),
                           monomial(r, a));
    }
    nb_row *row = nb_row_new(r, "taylor", "Taylor polynomial: ");
    if (!nb_row_typed(r, row, sum ? sum : nb_integer(p, 0)))
        return false;
    row->left = nb_local_call(r, "T");
    return !nb_failed(p);
}

static bool is_smooth(nabla_result *r, const nb_local *l, const terms *t)
{
    nb_place *place = nb_place_new(r->session->pool, r->def->expanded, &l->point);
    bool smooth = place && nb_place_is_smooth(place, t->formula, t->n);
    nb_place_free(place);
    return smooth;
}

static bool answer(nabla_result *r, uint32_t order, nb_span span)
{
    nb_local l = {0};
    terms t = {0};
    uint32_t count = count_terms(r->def->n, order);
    if (count > TERMS_MAX) {
        nb_error_at(&r->session->error, NB_ERR_LIMIT, span.begin, span.end,
                    "the polynomial would have more than %d terms", TERMS_MAX);
        return false;
    }
    bool ok = nb_local_begin(r, &l);
    if (ok && nb_local_differentiable(r, &l, "Taylor polynomial") &&
        (ok = make_terms(r, order, count, &t))) {
        if (is_smooth(r, &l, &t)) {
            ok = add_polynomial(r, &l, &t);
        } else {
            ok = nb_row_say(r, nb_row_new(r, "reason", NULL),
                            "the derivatives up to order %u are not proven to be "
                            "continuous there: no Taylor polynomial is given",
                            (unsigned)order);
            r->status = NABLA_LIMIT;
        }
    }
    free_terms(&t);
    nb_local_free(&l);
    return ok && !nb_failed(r->session->pool);
}

/* ---- the command ---- */

static bool read_order(nabla_result *r, const char *text, const nb_clause *c,
                       uint32_t *order)
{
    nb_list typed = {0}, values = {0};
    slong value = -1;
    *order = 2;
    if (!c)
        return true;
    bool ok = nb_read_constants(r->session, text, c->span, &typed, &values);
    if (ok && (values.n != 1 || !nb_get_int(r->session->pool, values.items[0], &value) ||
               value < 0 || value > ORDER_MAX)) {
        nb_error_at(&r->session->error, NB_ERR_USAGE, c->span.begin, c->span.end,
                    "the order is a whole number from 0 to %d", ORDER_MAX);
        ok = false;
    }
    nb_list_free(&typed);
    nb_list_free(&values);
    *order = ok ? (uint32_t)value : 0;
    return ok;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    static const char *const keywords[] = {"order", NULL};
    nb_clauses clauses;
    uint32_t order;
    if (!nb_split_clauses(r->session->pool, text, st->argument, keywords, &clauses))
        return false;
    const nb_clause *c = nb_clause_of(&clauses, "order");
    if (!read_order(r, text, c, &order) ||
        !nb_read_subject(r, st, text, clauses.items[0].span))
        return false;
    return r->has_point ? answer(r, order, c ? c->span : st->argument)
                        : nb_needs_point(r->session, st);
}

const nb_command_class nb_taylor_command = {
    .kind = "taylor", .formulas = true, .run = run, NB_ROWS_CLASS};
