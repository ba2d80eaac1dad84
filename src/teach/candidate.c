#include "teach/candidate.h"

#include "expr/function.h"

#include <stdlib.h>
#include <string.h>

static bool no_memory(nb_pool *p) { return nb_fail(p, NB_ERR_MEMORY, "out of memory"); }

static bool add(nb_candidates *c, nb_candidate item)
{
    if (!item.local)
        return !nb_failed(c->p);
    nb_candidate *items = nb_room(c->p, c->items, c->n, &c->capacity, sizeof *items);
    if (!items)
        return false;
    c->items = items;
    c->items[c->n++] = item;
    return true;
}

static nb_candidate at(nb_candidates *c, uint32_t i, nb_mistake_id id)
{
    const nb_record *r = &c->d->records[i];
    return (nb_candidate){.mistake = nb_mistake_of(id),
                          .record = i,
                          .of = i,
                          .part = r->e,
                          .left = r->u,
                          .right = r->v};
}

/* ---- rows with a formula ---- */

static bool is_closed(nb_pool *p, nb_expr e)
{
    nb_list symbols = {0};
    bool closed = nb_free_symbols(p, e, &symbols) && symbols.n == 0;
    nb_list_free(&symbols);
    return closed;
}

/* What is constant in the record: its only operand, or the second one. */
static nb_expr constant_of(const nb_record *r, const nb_rule_row *row)
{
    return row->op == NB_OP_NONE ? r->form : r->v;
}

static bool has_own_row(unsigned fn)
{
    return fn == NB_FN_LN || fn == NB_FN_LOG2 || fn == NB_FN_LOG10 || fn == NB_FN_SQRT ||
           fn == NB_FN_ABS || fn == NB_FN_SIGN;
}

static bool is_negative(nb_pool *p, nb_expr n)
{
    return nb_op_of(p, n) == NB_NEG || (nb_is_number(p, n) && nb_number_sign(p, n) < 0);
}

static bool may_be_tried(nb_candidates *c, const nb_record *r, const nb_mistake *m)
{
    nb_pool *p = c->p;
    unsigned fn = nb_op_of(p, r->form) == NB_FN ? nb_fn_of(p, r->form) : NB_ANY_FN;
    if (m->row.left[0] == 'a' && nb_is_fn(p, nb_arg(p, r->form, 0), NB_FN_E))
        return false; /* e has rows of its own */
    switch (m->tried) {
    case NB_TRY_FORMULA: return true;
    case NB_TRY_NUMBER: return is_closed(p, constant_of(r, &m->row));
    case NB_TRY_NAMES: return !is_closed(p, constant_of(r, &m->row));
    case NB_TRY_CHAIN: return !has_own_row(fn);
    case NB_TRY_SIGN: return !has_own_row(fn) && fn != NB_FN_SIN && fn != NB_FN_COS;
    case NB_TRY_NEGATIVE: return is_negative(p, nb_arg(p, r->form, 1));
    default: return false;
    }
}

/* The operands by the letters of the mistake's row, which may be others than those of
 * the record's own. */
static void take_operands(nb_candidates *c, nb_candidate *item)
{
    nb_expr form = c->d->records[item->record].form;
    bool leaf = nb_nargs(c->p, form) == 0 || item->mistake->row.op == NB_OP_NONE;
    item->left = leaf ? form : nb_arg(c->p, form, 0);
    item->right = leaf || nb_nargs(c->p, form) < 2 ? NB_NONE : nb_arg(c->p, form, 1);
}

static bool is_inner(const nb_mistake *m)
{
    return m->tried == NB_TRY_CHAIN || strncmp(m->row.id, "INNER_", 6) == 0;
}

/* The same once more as an inner derivative 1, for rules that are wrong in another way
 * at the same place. */
static bool add_inner(nb_candidates *c, nb_candidate item)
{
    const nb_record *r = &c->d->records[item.record];
    bool second = item.mistake->row.right[0] == 'u';
    if (!is_inner(item.mistake))
        return true;
    item.record = second ? r->dv : r->du;
    item.local = nb_integer(c->p, 1);
    item.sees = false;
    item.paired = true;
    return item.record == NB_NO_RECORD || add(c, item);
}

static bool add_formulas(nb_candidates *c, uint32_t i)
{
    bool ok = true;
    for (unsigned id = 0; ok && id < NB_MISTAKE_COUNT; id++) {
        nb_candidate item = at(c, i, (nb_mistake_id)id);
        const nb_mistake *m = item.mistake;
        if (!m->row.derivative[0] || !nb_record_fits(c->d, i, &m->row) ||
            !may_be_tried(c, &c->d->records[i], m))
            continue;
        take_operands(c, &item);
        item.local = nb_record_by(c->d, i, &m->row);
        item.sees = true;
        ok = item.local && add(c, item) && add_inner(c, item);
    }
    return ok;
}

/* ---- constant factors lost ---- */

enum { FACTORS_MAX = 16 };

typedef struct factor_list {
    nb_expr items[FACTORS_MAX];
    bool below[FACTORS_MAX];
    uint32_t n;
} factor_list;

/* The factors of a typed chain of products and quotients, all of which may stand below a
 * fraction bar. */
static void list_factors(nb_pool *p, nb_expr e, bool is_below, factor_list *out)
{
    nb_expr stack[FACTORS_MAX + 2];
    bool below[FACTORS_MAX + 2];
    uint32_t n = 1;
    stack[0] = e;
    below[0] = is_below;
    while (n > 0 && out->n < FACTORS_MAX) {
        nb_expr x = stack[--n];
        bool under = below[n];
        nb_op op = nb_op_of(p, x);
        if ((op == NB_MUL || op == NB_DIV) && n + 2 <= FACTORS_MAX) {
            stack[n] = nb_arg(p, x, 1);
            below[n++] = op == NB_DIV ? !under : under;
            stack[n] = nb_arg(p, x, 0);
            below[n++] = under;
        } else {
            out->below[out->n] = under;
            out->items[out->n++] = x;
        }
    }
}

/* du times the factors but for the k-th, of which the sign may be kept. */
static nb_expr without(nb_pool *p, const factor_list *f, uint32_t k, bool keep_sign,
                       nb_expr du)
{
    nb_expr e = keep_sign ? nb_unary(p, NB_NEG, du) : du;
    for (uint32_t i = 0; i < f->n; i++)
        if (i != k)
            e = nb_binary(p, f->below[i] ? NB_DIV : NB_MUL, e, f->items[i]);
    return e;
}

/* c and u of a record of a constant multiple. */
static bool multiple(const nb_candidates *c, const nb_record *r, nb_expr *factor,
                     nb_expr *u, nb_expr *du, bool *below)
{
    nb_rule rule = nb_rule_of_row(r->row);
    bool second = rule == NB_RULE_MULTIPLE_OF || rule == NB_RULE_PART;
    if (!second && rule != NB_RULE_MULTIPLE)
        return false;
    uint32_t record = second ? r->du : r->dv != NB_NO_RECORD ? r->dv : r->du;
    if (record == NB_NO_RECORD)
        return false;
    *factor = second ? r->v : r->u;
    *u = second ? r->u : r->v;
    *below = rule == NB_RULE_PART;
    *du = c->d->records[record].raw;
    return true;
}

static bool add_lost_factors(nb_candidates *c, uint32_t i)
{
    factor_list f = {0};
    nb_expr factor, u, du;
    bool below, ok = true;
    if (!multiple(c, &c->d->records[i], &factor, &u, &du, &below))
        return true;
    list_factors(c->p, factor, below, &f);
    for (uint32_t k = 0; ok && k < f.n; k++) {
        bool number = is_closed(c->p, f.items[k]);
        nb_candidate item =
            at(c, i, number ? NB_MISTAKE_COEFFICIENT_LOST : NB_MISTAKE_FACTOR_LOST);
        if (nb_is_int(c->p, f.items[k], 1))
            continue;
        item.left = f.below[k] ? nb_binary(c->p, NB_DIV, nb_integer(c->p, 1), f.items[k])
                               : f.items[k];
        item.right = u;
        item.local = without(c->p, &f, k, false, du);
        ok = item.local && add(c, item);
        if (ok && is_negative(c->p, f.items[k])) {
            item.local = without(c->p, &f, k, true, du);
            ok = item.local && add(c, item);
        }
    }
    return ok;
}

/* ---- other variables ---- */

/* The derivation of the whole function by the k-th variable. */
static nb_derivation *by_other(nb_candidates *c, uint32_t k)
{
    if (!c->opened[k]) {
        c->opened[k] = true;
        nb_work_take(c->work, 50);
        nb_derivation_open(&c->others[k], c->p, c->task->function, c->task->variables[k],
                           NULL, NULL);
    }
    return nb_failed(c->p) ? NULL : &c->others[k];
}

/* The derivative of a part by the k-th variable; NB_NONE where it is not at hand. */
static nb_expr derivative_by(nb_candidates *c, nb_expr part, uint32_t k)
{
    nb_derivation *d = by_other(c, k);
    for (uint32_t i = 0; d && i < d->n; i++)
        if (d->records[i].e == part && d->records[i].variable == c->task->variables[k])
            return d->records[i].raw;
    nb_derivation alone;
    if (!d || !nb_work_take(c->work, 10))
        return NB_NONE;
    nb_expr e = nb_derivation_open(&alone, c->p, part, c->task->variables[k], NULL, NULL)
                    ? nb_derivation_raw(&alone)
                    : NB_NONE;
    nb_derivation_close(&alone);
    return e;
}

static bool add_other(nb_candidates *c, uint32_t i, uint32_t k)
{
    const nb_record r = c->d->records[i];
    bool root = i == c->d->root;
    nb_expr y = c->task->variables[k];
    if (!nb_contains(c->p, r.e, y))
        return true;
    nb_expr by_y = derivative_by(c, r.e, k);
    nb_candidate too = at(c, i, NB_MISTAKE_OTHER_TOO);
    nb_candidate instead = at(c, i, root ? NB_MISTAKE_SWAPPED : NB_MISTAKE_OTHER_INSTEAD);
    too.other = instead.other = y;
    too.local = by_y ? nb_binary(c->p, NB_ADD, r.raw, by_y) : NB_NONE;
    instead.local = nb_contains(c->p, r.e, c->task->variable) ? by_y : NB_NONE;
    return add(c, too) && add(c, instead);
}

/* c(y) u(x) with c derived by y and u by x. Of y u(x) that is u'(x): y is lost. */
static bool add_other_factor(nb_candidates *c, uint32_t i, uint32_t k)
{
    nb_candidate item = at(c, i, NB_MISTAKE_FACTOR_DERIVED);
    nb_expr factor, u, du;
    bool below;
    if (!multiple(c, &c->d->records[i], &factor, &u, &du, &below) || below ||
        nb_is_symbol(c->p, factor) || !nb_contains(c->p, factor, c->task->variables[k]))
        return true;
    nb_expr by_y = derivative_by(c, factor, k);
    item.left = factor;
    item.right = u;
    item.other = c->task->variables[k];
    item.local = by_y ? nb_binary(c->p, NB_MUL, by_y, du) : NB_NONE;
    return add(c, item);
}

static bool add_others(nb_candidates *c, uint32_t i)
{
    bool ok = true;
    for (uint32_t k = 0; ok && k < c->task->n; k++)
        if (c->task->variables[k] != c->task->variable)
            ok = add_other(c, i, k) && add_other_factor(c, i, k);
    return ok;
}

/* ---- sums split ---- */

static bool add_split(nb_candidates *c, uint32_t i, bool once)
{
    const nb_record r = c->d->records[i];
    nb_candidate item = at(c, i, NB_MISTAKE_SPLIT);
    nb_expr split = nb_split_wrongly(c->p, r.e, once);
    nb_derivation d;
    if (!split || !nb_work_take(c->work, 50))
        return !nb_failed(c->p);
    if (nb_derivation_open(&d, c->p, split, r.variable, NULL, NULL))
        item.local = nb_derivation_raw(&d);
    nb_derivation_close(&d);
    return add(c, item);
}

/* ---- one occurrence of many ---- */

/* How many records use the i-th. */
static uint32_t users_of(const nb_derivation *d, uint32_t i)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < d->operands.n; k++)
        n += d->operands.items[k] == i;
    return n;
}

static bool add_at_user(nb_candidates *c, const nb_candidate *of, uint32_t user,
                        bool second)
{
    nb_candidate item = *of;
    item.record = user;
    item.sees = false;
    item.local = nb_record_given(c->d, user, second, of->local);
    return add(c, item);
}

/* A part that stands in several places is derived once, but people may go wrong in one
 * of these places only. */
static bool add_occurrences(nb_candidates *c, uint32_t first)
{
    enum { MOST = 600 };
    bool ok = true;
    for (uint32_t k = first; ok && k < c->n && c->n < MOST; k++) {
        nb_candidate item = c->items[k];
        if (item.paired || users_of(c->d, item.record) < 2)
            continue;
        for (uint32_t j = 0; ok && j < c->d->n; j++) {
            const nb_record *r = &c->d->records[j];
            ok = (r->du != item.record || add_at_user(c, &item, j, false)) &&
                 (r->dv != item.record || add_at_user(c, &item, j, true));
        }
    }
    return ok;
}

/* ---- all of them ---- */

/* The mistakes that are made more often stand higher in the table; of the same, the
 * smaller part is named first. */
static int by_rank(const void *a, const void *b)
{
    const nb_candidate *x = a, *y = b;
    if (x->paired != y->paired)
        return x->paired ? 1 : -1;
    if (x->mistake != y->mistake)
        return x->mistake < y->mistake ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

bool nb_candidates_list(nb_candidates *c, nb_derivation *d, const nb_task *task,
                        nb_work *work)
{
    *c = (nb_candidates){.p = d->p, .d = d, .task = task, .work = work};
    c->others = calloc(task->n + 1, sizeof *c->others);
    c->opened = calloc(task->n + 1, sizeof *c->opened);
    bool ok = (c->others && c->opened) || no_memory(c->p);
    for (uint32_t i = 0; ok && i < d->n; i++) {
        uint32_t before = c->n;
        ok = add_formulas(c, i) && add_lost_factors(c, i) && add_others(c, i) &&
             add_split(c, i, false) && add_split(c, i, true) && nb_poll(c->p);
        ok = ok && add_occurrences(c, before);
        if (!nb_work_take(work, c->n - before + 1))
            break;
    }
    if (c->n)
        qsort(c->items, c->n, sizeof *c->items, by_rank);
    return ok && !nb_failed(c->p);
}

void nb_candidates_free(nb_candidates *c)
{
    for (uint32_t k = 0; c->others && c->opened && k < c->task->n; k++)
        if (c->opened[k])
            nb_derivation_close(&c->others[k]);
    free(c->others);
    free(c->opened);
    free(c->items);
    *c = (nb_candidates){0};
}
