#include "algebra/layout.h"

#include "algebra/front.h"
#include "algebra/layout_internal.h"
#include "expr/function.h"

#include <stdlib.h>
#include <string.h>

record *nb_record_of(const layout *l, nb_expr e)
{
    return &l->records[nb_slots_get(l->place, e)];
}

/* ---- sorting ---- */

void nb_layout_sort(layout *l, uint32_t n, nb_layout_order *order)
{
    uint32_t *from = l->sorted, *to = l->spare, first = 1;
    while (first < n && order(l, from[first - 1], from[first]) <= 0)
        first++;
    if (first >= n)
        return;
    for (uint32_t width = 1; width < n; width *= 2) {
        for (uint32_t start = 0; start < n; start += 2 * width) {
            uint32_t middle = start + width < n ? start + width : n;
            uint32_t end = middle + width < n ? middle + width : n;
            uint32_t i = start, j = middle;
            for (uint32_t k = start; k < end; k++) {
                bool left = j == end || (i < middle && order(l, from[i], from[j]) <= 0);
                to[k] = left ? from[i++] : from[j++];
            }
        }
        if (!nb_poll(l->p))
            break; /* what it came from is whole */
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != l->sorted)
        memcpy(l->sorted, from, n * sizeof *from);
}

/* ---- sums ---- */

/* A sum while it is laid out: its terms in their order. */
typedef struct sum {
    nb_expr e;
    uint32_t n;
    uint32_t *terms; /* which pair of e stands where */
    int8_t *signs;   /* of the term that stands there */
    fmpq_t scale;    /* each coefficient is multiplied by it */
    bool as_typed;   /* the order is that in which it was typed */
} sum;

static int by_degree(const layout *l, uint32_t i, uint32_t j)
{
    return nb_layout_compare_terms(l, &l->records[i], &l->records[j], false);
}

static int constants_first(const layout *l, uint32_t i, uint32_t j)
{
    return nb_layout_compare_terms(l, &l->records[i], &l->records[j], true);
}

/* 1 + cos x, 1 + e^x: before functions alone a constant goes first. */
static bool constant_leads(const layout *l, nb_expr e)
{
    bool other = false;
    for (uint32_t i = 1; i < nb_nargs(l->p, e); i += 2) {
        const record *t = nb_record_of(l, nb_arg(l->p, e, i));
        if (t->kind == K_OTHER)
            other = true;
        else if (t->kind != K_CONSTANT && t->degree > 0)
            return false;
    }
    return other;
}

static const fmpq *coefficient(const layout *l, const sum *s, uint32_t i)
{
    return nb_value(l->p, nb_arg(l->p, s->e, 2 * s->terms[i]));
}

static nb_expr term_of(const layout *l, const sum *s, uint32_t i)
{
    return nb_arg(l->p, s->e, 2 * s->terms[i] + 1);
}

/* Of a term before the sum is scaled. */
static int sign_of(layout *l, const sum *s, uint32_t i)
{
    return nb_layout_term_sign(l, coefficient(l, s, i), term_of(l, s, i));
}

/* Takes the order in which the sum was typed, where it was. */
static void sort_as_typed(layout *l, sum *s)
{
    uint32_t n = 0;
    const nb_expr *typed =
        l->typed_order ? nb_order_of(l->p, l->typed_order, s->e, &n) : NULL;
    if (!typed || n != s->n)
        return;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t pair = nb_record_of(l, typed[i])->pair;
        if (pair >= s->n || nb_arg(l->p, s->e, 2 * pair + 1) != typed[i])
            return;
    }
    for (uint32_t i = 0; i < n; i++)
        s->terms[i] = nb_record_of(l, typed[i])->pair;
    s->as_typed = true;
}

static bool start_sum(layout *l, sum *s, nb_expr e)
{
    *s = (sum){.e = e, .n = nb_nargs(l->p, e) / 2};
    fmpq_init(s->scale);
    fmpq_one(s->scale);
    s->terms = malloc(s->n * sizeof *s->terms);
    s->signs = malloc(s->n * sizeof *s->signs);
    if (!s->terms || !s->signs)
        return nb_fail(l->p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; i < s->n; i++) {
        l->sorted[i] = nb_slots_get(l->place, nb_arg(l->p, e, 2 * i + 1));
        l->records[l->sorted[i]].pair = i;
    }
    nb_layout_sort(l, s->n, constant_leads(l, e) ? constants_first : by_degree);
    for (uint32_t i = 0; i < s->n; i++)
        s->terms[i] = l->records[l->sorted[i]].pair;
    sort_as_typed(l, s);
    bool ok = true;
    for (uint32_t i = 0; ok && i < s->n; i++) {
        s->signs[i] = (int8_t)sign_of(l, s, i);
        ok = nb_poll(l->p);
    }
    return ok;
}

static void end_sum(sum *s)
{
    free(s->terms);
    free(s->signs);
    fmpq_clear(s->scale);
}

static void negate(sum *s)
{
    fmpq_neg(s->scale, s->scale);
    for (uint32_t i = 0; i < s->n; i++)
        s->signs[i] = (int8_t)-s->signs[i];
}

/* Moves the i-th term to the front. */
static void to_front(sum *s, uint32_t i)
{
    uint32_t t = s->terms[i];
    int8_t sign = s->signs[i];
    memmove(s->terms + 1, s->terms, i * sizeof *s->terms);
    memmove(s->signs + 1, s->signs, i * sizeof *s->signs);
    s->terms[0] = t;
    s->signs[0] = sign;
}

/* Turns the order of the degrees round, keeping the order within each. */
static bool ascending(layout *l, sum *s)
{
    uint32_t n = s->n, kept = 0;
    uint32_t *terms = malloc(n * sizeof *terms);
    int8_t *signs = malloc(n * sizeof *signs);
    bool ok = terms && signs;
    for (uint32_t end = n; ok && end > 0;) {
        uint32_t start = end - 1;
        double degree = nb_record_of(l, term_of(l, s, start))->degree;
        while (start > 0 && nb_record_of(l, term_of(l, s, start - 1))->degree == degree)
            start--;
        memcpy(terms + kept, s->terms + start, (end - start) * sizeof *terms);
        memcpy(signs + kept, s->signs + start, (end - start) * sizeof *signs);
        kept += end - start;
        end = start;
    }
    if (ok) {
        memcpy(s->terms, terms, n * sizeof *terms);
        memcpy(s->signs, signs, n * sizeof *signs);
    }
    free(terms);
    free(signs);
    return ok || nb_fail(l->p, NB_ERR_MEMORY, "out of memory");
}

static bool is_polynomial(const layout *l, const sum *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        const record *t = nb_record_of(l, term_of(l, s, i));
        if (t->kind > K_MONOMIAL || t->degree < 0)
            return false;
    }
    return true;
}

/* The first term with a plus; or, with `degree`, the first such of that degree;
 * 0 where there is none. */
static uint32_t first_plus(const layout *l, const sum *s, const double *degree)
{
    for (uint32_t i = 1; i < s->n; i++)
        if (s->signs[i] > 0 &&
            (!degree || nb_record_of(l, term_of(l, s, i))->degree == *degree))
            return i;
    return 0;
}

/* Of terms that all have a minus sign, the first that can take it in: -x - y (x - z)
 * is y (z - x) - x. */
static uint32_t first_to_turn(layout *l, const sum *s)
{
    fmpq_t c;
    uint32_t i = 0;
    bool found = false;
    fmpq_init(c);
    for (; i < s->n && !found; i++) {
        fmpq_mul(c, coefficient(l, s, i), s->scale);
        found = nb_layout_takes_sign(l, c, term_of(l, s, i));
    }
    fmpq_clear(c);
    return found ? i - 1 : 0;
}

/* Lets a sum begin without a minus sign: 1 - x^2, 3 + 2x - x^2, y - x. */
static bool lead_with_plus(layout *l, sum *s)
{
    if (s->signs[0] > 0)
        return true;
    double highest = nb_record_of(l, term_of(l, s, 0))->degree;
    uint32_t plus = s->as_typed ? first_plus(l, s, NULL) : first_plus(l, s, &highest);
    if (plus) {
        to_front(s, plus);
        return true;
    }
    bool last = s->signs[s->n - 1] > 0 && is_polynomial(l, s);
    double degree = nb_record_of(l, term_of(l, s, s->n - 1))->degree;
    bool alone = s->n < 2 || nb_record_of(l, term_of(l, s, s->n - 2))->degree != degree;
    if (last && alone)
        return ascending(l, s);
    plus = first_plus(l, s, NULL);
    to_front(s, plus ? plus : first_to_turn(l, s));
    return true;
}

/* What reads better in front of the sum; with a minus sign where all terms have
 * one. */
static void common_factor(layout *l, const sum *s, fmpq_t factor)
{
    bool negative = true;
    nb_front_factor(l->p, s->e, l->decimals, factor);
    for (uint32_t i = 0; i < s->n; i++)
        negative = negative && s->signs[i] < 0;
    if (negative && !fmpq_is_one(factor))
        fmpq_neg(factor, factor);
}

static nb_expr lay_terms(layout *l, const sum *s)
{
    nb_pool *p = l->p;
    nb_expr whole = NB_NONE;
    fmpq_t c;
    fmpq_init(c);
    for (uint32_t i = 0; i < s->n && nb_poll(p); i++) {
        fmpq_mul(c, coefficient(l, s, i), s->scale);
        nb_expr t = nb_layout_term(l, c, term_of(l, s, i), i == 0 ? WHOLE : MAGNITUDE);
        whole = i == 0 ? t : nb_binary(p, s->signs[i] < 0 ? NB_SUB : NB_ADD, whole, t);
    }
    fmpq_clear(c);
    return whole;
}

/* factor * (the sum in parentheses). */
static nb_expr lay_multiple(layout *l, const fmpq_t factor, nb_expr terms)
{
    nb_pool *p = l->p;
    fmpq_t over, under;
    fmpq_init(over);
    fmpq_init(under);
    fmpq_set_fmpz(over, fmpq_numref(factor));
    fmpq_set_fmpz(under, fmpq_denref(factor));
    bool whole = l->decimals || fmpz_is_one(fmpq_denref(factor));
    nb_expr e;
    if (whole)
        e = nb_binary(p, NB_MUL, nb_layout_number(p, factor, l->decimals), terms);
    else if (fmpz_is_pm1(fmpq_numref(factor)))
        e = fmpq_sgn(factor) < 0 ? nb_unary(p, NB_NEG, terms) : terms;
    else
        e = nb_binary(p, NB_MUL, nb_layout_number(p, over, false), terms);
    if (!whole)
        e = nb_binary(p, NB_DIV, e, nb_layout_number(p, under, false));
    fmpq_clear(over);
    fmpq_clear(under);
    return e;
}

static nb_expr lay_sum(layout *l, nb_expr e, bool flip, record *r)
{
    sum s;
    fmpq_t factor;
    nb_expr whole = NB_NONE;
    fmpq_init(factor);
    bool ok = start_sum(l, &s, e);
    if (ok) {
        r->lead = s.signs[0];
        r->plus = r->minus = 0;
        for (uint32_t i = 0; i < s.n; i++)
            s.signs[i] > 0 ? r->plus++ : r->minus++;
        if (flip)
            negate(&s);
        common_factor(l, &s, factor);
        if (fmpq_sgn(factor) < 0)
            negate(&s);
        fmpq_div(s.scale, s.scale, factor);
        if (fmpq_sgn(factor) < 0)
            fmpq_neg(s.scale, s.scale);
        ok = lead_with_plus(l, &s);
    }
    if (ok)
        whole = lay_terms(l, &s);
    if (ok && !fmpq_is_one(factor))
        whole = lay_multiple(l, factor, whole);
    end_sum(&s);
    fmpq_clear(factor);
    return whole;
}

/* ---- every node ---- */

/* A node whose operands are laid out each by itself. */
static nb_expr lay_operands(layout *l, nb_expr e)
{
    nb_pool *p = l->p;
    nb_op op = nb_op_of(p, e);
    unsigned fn = nb_fn_of(p, e);
    uint32_t n = nb_nargs(p, e);
    if (n == 0)
        return e;
    for (uint32_t i = 0; i < n; i++)
        l->sorted[i] = nb_record_of(l, nb_arg(p, e, i))->typed;
    if (nb_is_fn(p, e, NB_FN_ABS)) { /* |x - y| for |y - x| */
        const record *a = nb_record_of(l, nb_arg(p, e, 0));
        if (a->flipped && a->lead < 0)
            l->sorted[0] = a->flipped;
    }
    return nb_make(p, op, fn, n, l->sorted);
}

static void lay_node(layout *l, record *r)
{
    nb_pool *p = l->p;
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    switch (nb_op_of(p, r->e)) {
    case NB_NUMBER: {
        fmpq_t value;
        fmpq_init(value);
        fmpq_set(value, nb_value(p, r->e));
        r->typed = nb_layout_number(p, value, l->decimals);
        fmpq_clear(value);
        break;
    }
    case NB_SYMBOL: r->typed = r->e; break;
    case NB_POW: r->typed = nb_record_of(l, nb_arg(p, r->e, 0))->typed; break;
    case NB_PROD:
        if (r->needed & NEEDS_TYPED)
            r->typed = nb_layout_term(l, one, r->e, WHOLE);
        break;
    case NB_SUM:
        if (nb_nargs(p, r->e) == 2) {
            fmpq_t c;
            fmpq_init(c);
            fmpq_set(c, nb_value(p, nb_arg(p, r->e, 0)));
            r->typed = nb_layout_term(l, c, nb_arg(p, r->e, 1), WHOLE);
            fmpq_clear(c);
            break;
        }
        if (r->needed & NEEDS_FLIPPED)
            r->flipped = lay_sum(l, r->e, true, r);
        r->typed = lay_sum(l, r->e, false, r);
        break;
    default: r->typed = lay_operands(l, r->e);
    }
    fmpq_clear(one);
}

/* ---- the whole ---- */

/* Notes which layouts of its operands a node will ask for. */
static void mark_needs(layout *l, nb_expr e)
{
    nb_op op = nb_op_of(l->p, e);
    bool turns = op == NB_PROD || nb_is_fn(l->p, e, NB_FN_ABS);
    for (uint32_t i = 0; i < nb_nargs(l->p, e); i++) {
        unsigned needs = op == NB_SUM          ? NEEDS_KEY
                         : turns && i % 2 == 0 ? NEEDS_KEY | NEEDS_TYPED | NEEDS_FLIPPED
                                               : NEEDS_KEY | NEEDS_TYPED;
        nb_record_of(l, nb_arg(l->p, e, i))->needed |= (uint8_t)needs;
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Ranks the user's variables from 1 on, then the other symbols by name. */
static bool rank_symbols(layout *l, const nb_layout_options *options)
{
    nb_pool *p = l->p;
    const char **names = malloc((l->order.n + 1) * sizeof *names);
    uint32_t n = 0;
    bool ok = names != NULL || nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && options && i < options->n; i++)
        if (!nb_map_get(&l->ranks, options->variables[i], 0))
            ok = nb_map_put(p, &l->ranks, options->variables[i], ++l->known);
    for (uint32_t i = 0; ok && i < l->order.n; i++) {
        nb_expr e = l->order.items[i];
        if (nb_is_symbol(p, e) && !nb_map_get(&l->ranks, e, 0))
            names[n++] = nb_symbol_name(p, e);
    }
    if (ok && n > 1)
        qsort(names, n, sizeof *names, by_name);
    for (uint32_t i = 0; ok && i < n; i++) {
        nb_expr e = nb_symbol(p, names[i], strlen(names[i]));
        ok = e && nb_map_put(p, &l->ranks, e, l->known + 1 + i);
    }
    free(names);
    return ok;
}

static bool prepare(layout *l, const nb_expr *roots, uint32_t n_roots,
                    const nb_layout_options *options)
{
    nb_pool *p = l->p;
    l->place = nb_slots_take(p);
    if (!l->place || !nb_topological(p, roots, n_roots, &l->order) ||
        !rank_symbols(l, options))
        return false;
    uint32_t n = l->order.n, longest = 2;
    l->records = calloc(n, sizeof *l->records);
    bool ok = l->records != NULL;
    for (uint32_t i = 0; ok && i < n; i++) {
        l->records[i].e = l->order.items[i];
        if (nb_nargs(p, l->order.items[i]) > longest)
            longest = nb_nargs(p, l->order.items[i]);
        ok = nb_slots_put(p, l->place, l->order.items[i], i);
    }
    l->sorted = malloc(longest * sizeof *l->sorted);
    l->spare = malloc(longest * sizeof *l->spare);
    if (!ok || !l->sorted || !l->spare)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; i < n && nb_poll(p); i++)
        mark_needs(l, l->order.items[i]);
    for (uint32_t i = 0; i < n_roots; i++)
        nb_record_of(l, roots[i])->needed |= NEEDS_TYPED;
    return true;
}

bool nb_layout_all(nb_pool *p, const nb_expr *canonical, uint32_t n,
                   const nb_layout_options *options, nb_expr *typed)
{
    layout l = {.p = p,
                .decimals = options && options->decimals,
                .plain = options ? options->plain : 0,
                .typed_order = options ? options->order : NULL};
    bool ok = !nb_failed(p);
    for (uint32_t i = 0; ok && i < n; i++)
        ok = canonical[i] != NB_NONE;
    ok = ok && (n == 0 || prepare(&l, canonical, n, options));
    for (uint32_t i = 0; ok && i < l.order.n; i++) {
        bool asked = l.records[i].needed & NEEDS_KEY;
        ok = (!asked || nb_layout_measure(&l, &l.records[i])) && nb_poll(p);
        if (ok)
            lay_node(&l, &l.records[i]);
    }
    ok = ok && !nb_failed(p);
    for (uint32_t i = 0; ok && i < n; i++)
        typed[i] = nb_record_of(&l, canonical[i])->typed;
    nb_list_free(&l.order);
    nb_slots_give(p, l.place);
    nb_map_free(&l.ranks);
    free(l.records);
    free(l.powers);
    free(l.parts);
    free(l.sorted);
    free(l.spare);
    return ok;
}

nb_expr nb_layout(nb_pool *p, nb_expr canonical, const nb_layout_options *options)
{
    nb_expr typed;
    return nb_layout_all(p, &canonical, 1, options, &typed) ? typed : NB_NONE;
}
