#include "teach/diagnose.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "calculus/identical.h"
#include "numeric/decimal.h"
#include "numeric/sign.h"
#include "teach/candidate.h"
#include "teach/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAIRS_MAX = 64,  /* parts of a derivation in which pairs are looked for */
    PAIRS_NAMED = 3, /* pairs that are named */
    COST_BUILD = 5,
    COST_PROOF = 50
};

bool nb_work_take(nb_work *w, uint64_t amount)
{
    if (w->left < amount) {
        w->left = 0;
        w->exhausted = true;
        return false;
    }
    w->left -= amount;
    return true;
}

/* The search for what explains an answer. */
typedef struct search {
    nb_pool *p;
    const nb_task *task;
    nb_expr answer;
    nb_derivation d;
    nb_candidates c;
    nb_samples samples;
    double answer_at[NB_SAMPLES_MAX], truth_at[NB_SAMPLES_MAX];
    double (*slope)[NB_SAMPLES_MAX]; /* by record: what one more in its derivative adds */
    double (*change)[NB_SAMPLES_MAX]; /* by candidate: what it adds to the truth */
    uint64_t *below;                  /* by record: those it uses, as bits */
    nb_work *work;
    nb_diagnosis *out;
    nb_diagnosis before; /* what another pass has found: only other kinds are news */
} search;

/* ---- points ---- */

static double middle(nb_pool *p, nb_expr closed)
{
    double low, high;
    return nb_interval(p, closed, &low, &high) ? low / 2 + high / 2 : NAN;
}

static bool sample_point(search *s)
{
    double *x = malloc((s->task->n + 1) * sizeof *x);
    if (!x)
        return nb_fail(s->p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; i < s->task->n; i++)
        x[i] = middle(s->p, nb_map_get(s->task->point, s->task->variables[i], NB_NONE));
    bool ok = nb_samples_at(&s->samples, s->task->variables, x, s->task->n);
    free(x);
    return ok;
}

static bool copy_values(search *s, nb_expr e, double *out)
{
    const double *v = nb_samples_of(&s->samples, e);
    for (uint32_t k = 0; v && k < s->samples.n_points; k++)
        out[k] = v[k];
    return v != NULL;
}

static bool choose_points(search *s)
{
    nb_expr both[2] = {nb_derivation_raw(&s->d), s->answer};
    bool ok = s->task->point ? sample_point(s)
                             : nb_samples_choose(&s->samples, s->task->variables,
                                                 s->task->n, both, 2);
    return ok && copy_values(s, both[0], s->truth_at) &&
           copy_values(s, both[1], s->answer_at);
}

/* ---- proofs ---- */

static bool has_value(search *s, nb_expr typed)
{
    nb_expr value = NB_NONE;
    nb_undefined why = {0};
    return nb_at(s->p, typed, s->task->point, &value, &why) == NB_AT_DEFINED &&
           nb_sign_of(s->p, nb_difference(s->p, value, s->answer)) == NB_ZERO;
}

/* Where both are defined; that their domains differ is no matter here. */
static bool are_equal(search *s, nb_expr a, nb_expr b)
{
    nb_expr d = nb_difference(s->p, nb_canonical(s->p, a), nb_canonical(s->p, b));
    nb_conditions conditions = {0};
    if (!d || nb_is_int(s->p, d, 0))
        return d != NB_NONE;
    bool equal = nb_conditions_of(s->p, a, &conditions) &&
                 nb_is_identically_zero(s->p, d, &conditions);
    nb_conditions_free(&conditions);
    return equal && !nb_failed(s->p);
}

/* Whether the typed expression provably is the answer. */
static bool is_answer(search *s, nb_expr typed)
{
    if (!typed || !nb_work_take(s->work, COST_PROOF))
        return false;
    return s->task->point ? has_value(s, typed) : are_equal(s, typed, s->answer);
}

/* ---- what has been found ---- */

static bool is_partial_of_other(const nb_slip *a)
{
    return a->mistake->tried == NB_TRY_OTHER_TOO;
}

/* What the answer has too much, as a formula. */
static nb_expr extra_of(search *s)
{
    nb_layout_options options = {.variables = s->task->variables, .n = s->task->n};
    if (s->task->point)
        return NB_NONE;
    nb_expr e =
        nb_difference(s->p, s->answer, nb_canonical(s->p, nb_derivation_raw(&s->d)));
    return e ? nb_layout(s->p, nb_tidy(s->p, e), &options) : NB_NONE;
}

static nb_slip slip_of(search *s, const nb_candidate *c)
{
    const nb_record *r = &s->d.records[c->of];
    nb_slip slip = {.mistake = c->mistake,
                    .part = c->part,
                    .left = c->left,
                    .right = c->right,
                    .variable = r->variable,
                    .other = c->other,
                    .right_one = r->raw,
                    .rule = r->row};
    if (is_partial_of_other(&slip))
        slip.extra = extra_of(s);
    return slip;
}

static bool is_of_other(const nb_slip *a)
{
    return a->mistake->tried == NB_TRY_SWAPPED ||
           a->mistake->tried == NB_TRY_OTHER_INSTEAD;
}

/* That another variable was derived by is one mistake wherever one sees it. */
static bool same_slip(const nb_slip *a, const nb_slip *b)
{
    bool one = is_of_other(a) && is_of_other(b) && b->other == a->other;
    return one ||
           (strcmp(a->mistake->row.name, b->mistake->row.name) == 0 &&
            a->other == b->other && (a->part == b->part || is_partial_of_other(a)));
}

/* A logarithm's or a root's inner derivative is one like any other. */
static bool same_kind(const nb_mistake *a, const nb_mistake *b)
{
    const char *x = strcmp(a->kind, "M11") == 0 ? "M1" : a->kind;
    const char *y = strcmp(b->kind, "M11") == 0 ? "M1" : b->kind;
    return strcmp(x, y) == 0;
}

static bool has_kind(const nb_diagnosis *d, const nb_mistake *m)
{
    for (unsigned i = 0; i < d->n; i++)
        if (same_kind(d->items[i].slips[0].mistake, m))
            return true;
    return false;
}

static bool same_explanation(const nb_explanation *a, const nb_explanation *b)
{
    if (a->n != b->n)
        return false;
    if (a->n == 1)
        return same_slip(&a->slips[0], &b->slips[0]);
    return (same_slip(&a->slips[0], &b->slips[0]) &&
            same_slip(&a->slips[1], &b->slips[1])) ||
           (same_slip(&a->slips[0], &b->slips[1]) &&
            same_slip(&a->slips[1], &b->slips[0]));
}

static void add_explanation(nb_diagnosis *out, const nb_explanation *e)
{
    for (unsigned i = 0; i < out->n; i++)
        if (same_explanation(&out->items[i], e))
            return;
    if (out->n < NB_EXPLANATIONS_MAX)
        out->items[out->n++] = *e;
}

static bool is_full(const search *s)
{
    return s->out->n == NB_EXPLANATIONS_MAX || s->work->exhausted || nb_failed(s->p);
}

/* ---- one mistake ---- */

/* Whether a value is zero, or nearly so, at one of the points. */
static bool is_zero_somewhere(const search *s, const double *v)
{
    for (uint32_t k = 0; k < s->samples.n_points; k++)
        if (fabs(v[k]) < 1e-6)
            return true;
    return false;
}

/* How the whole depends on the derivative of each record: it is linear in it. The
 * derivative is doubled, or where it is zero 1 added, and the whole looked at. */
static bool find_slopes(search *s)
{
    for (uint32_t i = 0; i < s->d.n && nb_work_take(s->work, COST_BUILD); i++) {
        nb_expr raw = s->d.records[i].raw;
        double at[NB_SAMPLES_MAX];
        if (!copy_values(s, raw, at))
            return false;
        bool one = is_zero_somewhere(s, at);
        nb_expr more = nb_binary(s->p, NB_ADD, raw, one ? nb_integer(s->p, 1) : raw);
        nb_override o = {.record = i, .derivative = more};
        const double *v = nb_samples_of(&s->samples, nb_derivation_with(&s->d, &o, 1));
        for (uint32_t k = 0; v && k < s->samples.n_points; k++)
            s->slope[i][k] = (v[k] - s->truth_at[k]) / (one ? 1 : at[k]);
    }
    return !nb_failed(s->p);
}

static bool find_changes(search *s)
{
    for (uint32_t i = 0; i < s->c.n; i++) {
        const nb_candidate *c = &s->c.items[i];
        double raw[NB_SAMPLES_MAX], local[NB_SAMPLES_MAX];
        if (!copy_values(s, s->d.records[c->record].raw, raw) ||
            !copy_values(s, c->local, local))
            return false;
        for (uint32_t k = 0; k < s->samples.n_points; k++)
            s->change[i][k] = s->slope[c->record][k] * (local[k] - raw[k]);
    }
    return true;
}

/* Whether truth and these changes make the answer, up to rounding. */
static bool makes_answer(const search *s, const double *a, const double *b)
{
    double sum[NB_SAMPLES_MAX];
    for (uint32_t k = 0; k < s->samples.n_points; k++)
        sum[k] = s->truth_at[k] + a[k] + (b ? b[k] : 0);
    return nb_samples_agree(&s->samples, sum, s->answer_at);
}

static nb_override override_of(const nb_candidate *c, bool sees)
{
    nb_override o = {.record = c->record, .derivative = c->local};
    if (sees && c->sees)
        o.row = &c->mistake->row;
    return o;
}

static void try_singles(search *s)
{
    for (uint32_t i = 0; i < s->c.n && !is_full(s); i++) {
        const nb_candidate *c = &s->c.items[i];
        nb_override o = override_of(c, false);
        if (!c->paired && makes_answer(s, s->change[i], NULL) &&
            !has_kind(&s->before, c->mistake) &&
            is_answer(s, nb_derivation_with(&s->d, &o, 1)))
            add_explanation(s->out, &(nb_explanation){.slips = {slip_of(s, c)}, .n = 1});
    }
}

/* ---- integrated instead ---- */

static bool is_integral(const nb_slip *slip)
{
    return strcmp(slip->mistake->kind, "M12") == 0;
}

static bool try_integrated(search *s)
{
    nb_expr f = s->task->function;
    if (s->task->point || is_full(s) || !nb_work_take(s->work, COST_BUILD))
        return !nb_failed(s->p);
    for (unsigned i = 0; i < s->out->n; i++)
        if (s->out->items[i].slips[0].part == f && is_integral(s->out->items[i].slips))
            return true; /* said already, with the rule */
    nb_expr back = nb_derive(s->p, s->answer, s->task->variable);
    double a[NB_SAMPLES_MAX], b[NB_SAMPLES_MAX];
    if (!copy_values(s, back, a) || !copy_values(s, f, b))
        return false;
    if (!nb_samples_agree(&s->samples, a, b) || !nb_work_take(s->work, COST_PROOF) ||
        !are_equal(s, f, back))
        return !nb_failed(s->p);
    nb_slip slip = {.mistake = nb_mistake_of(NB_MISTAKE_INTEGRATED),
                    .part = f,
                    .variable = s->task->variable,
                    .right_one = nb_derivation_raw(&s->d),
                    .rule = s->d.records[s->d.root].row};
    add_explanation(s->out, &(nb_explanation){.slips = {slip}, .n = 1});
    return !nb_failed(s->p);
}

/* ---- the sign of the whole ---- */

/* Where no single rule explains it: the negative of what is right. */
static void try_negated(search *s)
{
    double negative[NB_SAMPLES_MAX];
    nb_expr raw = nb_derivation_raw(&s->d);
    for (uint32_t k = 0; k < s->samples.n_points; k++)
        negative[k] = -s->truth_at[k];
    if (is_full(s) || !nb_samples_agree(&s->samples, negative, s->answer_at) ||
        !is_answer(s, nb_unary(s->p, NB_NEG, raw)))
        return;
    nb_slip slip = {.mistake = nb_mistake_of(NB_MISTAKE_SIGN_WHOLE),
                    .part = s->task->function,
                    .variable = s->task->variable,
                    .right_one = raw,
                    .rule = s->d.records[s->d.root].row};
    add_explanation(s->out, &(nb_explanation){.slips = {slip}, .n = 1});
}

/* ---- two mistakes ---- */

static bool find_users(search *s)
{
    for (uint32_t i = 0; i < s->d.n; i++) {
        const nb_record *r = &s->d.records[i];
        for (uint32_t k = 0; k < r->n; k++) {
            uint32_t j = s->d.operands.items[r->first + k];
            s->below[i] |= s->below[j] | UINT64_C(1) << j;
        }
    }
    return true;
}

static bool is_below(const search *s, uint32_t i, uint32_t j)
{
    return s->below[j] >> i & 1;
}

static void name_pair(search *s, const nb_candidate *a, const nb_candidate *b)
{
    nb_explanation e = {.slips = {slip_of(s, a), slip_of(s, b)}, .n = 2};
    add_explanation(s->out, &e);
}

/* Two places, neither of which is a part of the other. */
static void try_apart(search *s, uint32_t i, uint32_t j)
{
    const nb_candidate *a = &s->c.items[i], *b = &s->c.items[j];
    nb_override both[2] = {override_of(a, false), override_of(b, false)};
    if (makes_answer(s, s->change[i], s->change[j]) &&
        is_answer(s, nb_derivation_with(&s->d, both, 2)))
        name_pair(s, a, b);
}

/* A place inside another one, whose wrong formula sees the wrong derivative. */
static void try_nested(search *s, uint32_t i, uint32_t j)
{
    const nb_candidate *inner = &s->c.items[i], *outer = &s->c.items[j];
    nb_override both[2] = {override_of(inner, false), override_of(outer, true)};
    if (!outer->sees || !nb_work_take(s->work, COST_BUILD))
        return;
    nb_expr e = nb_derivation_with(&s->d, both, 2);
    const double *v = nb_samples_of(&s->samples, e);
    if (v && nb_samples_agree(&s->samples, v, s->answer_at) && is_answer(s, e))
        name_pair(s, inner, outer);
}

/* A candidate that changes nothing, or has no value, explains nothing. */
static bool has_effect(const search *s, uint32_t i)
{
    bool zero = true;
    for (uint32_t k = 0; k < s->samples.n_points; k++) {
        if (!isfinite(s->change[i][k]))
            return false;
        zero = zero && fabs(s->change[i][k]) < 1e-12;
    }
    return !zero;
}

/* Of pairs, those that come first will do. */
static bool has_enough(const search *s) { return s->out->n >= PAIRS_NAMED || is_full(s); }

static void try_pairs(search *s)
{
    for (uint32_t i = 0; i < s->c.n && !has_enough(s); i++) {
        uint32_t a = s->c.items[i].record;
        for (uint32_t j = i + 1; j < s->c.n && has_effect(s, i) && !has_enough(s); j++) {
            uint32_t b = s->c.items[j].record;
            if (a == b || !has_effect(s, j) || !nb_work_take(s->work, 1))
                continue;
            if (is_below(s, a, b))
                try_nested(s, i, j);
            else if (is_below(s, b, a))
                try_nested(s, j, i);
            else
                try_apart(s, i, j);
        }
    }
}

/* ---- the search ---- */

static bool open_search(search *s, bool as_written)
{
    const nb_task *t = s->task;
    return as_written
               ? nb_derivation_open_as_written(&s->d, s->p, t->function, t->variable)
               : nb_derivation_open(&s->d, s->p, t->function, t->variable, NULL, NULL);
}

static bool prepare(search *s, bool as_written)
{
    bool ok = open_search(s, as_written) && choose_points(s) &&
              nb_candidates_list(&s->c, &s->d, s->task, s->work);
    if (!ok)
        return false;
    s->slope = calloc(s->d.n + 1, sizeof *s->slope);
    s->change = calloc(s->c.n + 1, sizeof *s->change);
    s->below = calloc(s->d.n + 1, sizeof *s->below);
    return (s->slope && s->change && s->below) ||
           nb_fail(s->p, NB_ERR_MEMORY, "out of memory");
}

static void close_search(search *s)
{
    nb_candidates_free(&s->c);
    nb_samples_close(&s->samples);
    nb_derivation_close(&s->d);
    free(s->slope);
    free(s->change);
    free(s->below);
}

/* One pass over the derivation, of products and quotients arranged as a textbook does,
 * or as they were written; the last one, where nothing was found, looks for more. */
static bool run(search s, bool as_written, bool last)
{
    nb_samples_open(&s.samples, s.p);
    bool ok = prepare(&s, as_written);
    if (ok && s.samples.n_points > 0) {
        ok = find_slopes(&s) && find_changes(&s);
        if (ok)
            try_singles(&s);
        ok = ok && try_integrated(&s);
        if (ok && last && s.out->n == 0)
            try_negated(&s);
        bool pairs = last && s.out->n == 0 && !s.task->point && s.d.n <= PAIRS_MAX;
        if (ok && pairs && find_users(&s))
            try_pairs(&s);
    }
    close_search(&s);
    return ok && !nb_failed(s.p);
}

/* Whether the two passes differ: a quotient, or a product of three factors. */
static bool may_be_arranged(nb_pool *p, nb_expr e)
{
    nb_list order = {0};
    bool found = false;
    if (nb_topological(p, &e, 1, &order))
        for (uint32_t i = 0; i < order.n && !found; i++) {
            nb_expr x = order.items[i];
            found =
                nb_op_of(p, x) == NB_DIV ||
                (nb_op_of(p, x) == NB_MUL && (nb_op_of(p, nb_arg(p, x, 0)) == NB_MUL ||
                                              nb_op_of(p, nb_arg(p, x, 1)) == NB_MUL));
        }
    nb_list_free(&order);
    return found;
}

bool nb_diagnose(nb_pool *p, const nb_task *task, nb_expr answer, nb_work *work,
                 nb_diagnosis *out)
{
    search s = {.p = p, .task = task, .answer = answer, .work = work, .out = out};
    *out = (nb_diagnosis){0};
    bool ok = run(s, false, false);
    s.before = *out;
    if (ok && may_be_arranged(p, task->function))
        ok = run(s, true, false);
    if (ok && out->n == 0)
        ok = run(s, false, true);
    out->gave_up = work->exhausted;
    return ok;
}

/* ---- equalities ---- */

/* Each sum in `left` is split in turn. */
static bool try_splits(search *s, nb_expr left)
{
    nb_list order = {0};
    bool ok = nb_topological(s->p, &left, 1, &order);
    for (uint32_t i = 0; ok && i < order.n && !is_full(s); i++) {
        nb_expr e = order.items[i], split = nb_split_wrongly(s->p, e, false);
        if (!split || !nb_work_take(s->work, COST_BUILD))
            continue;
        nb_expr whole = nb_with_part(s->p, left, e, split);
        const double *v = nb_samples_of(&s->samples, whole);
        nb_slip slip = {.mistake = nb_mistake_of(NB_MISTAKE_SPLIT), .part = e};
        if (v && nb_samples_agree(&s->samples, v, s->answer_at) && is_answer(s, whole))
            add_explanation(s->out, &(nb_explanation){.slips = {slip}, .n = 1});
    }
    nb_list_free(&order);
    return ok && !nb_failed(s->p);
}

bool nb_diagnose_equality(nb_pool *p, nb_expr left, const nb_expr *variables, uint32_t n,
                          nb_expr answer, nb_work *work, nb_diagnosis *out)
{
    nb_task task = {.function = left, .variables = variables, .n = n};
    search s = {.p = p, .task = &task, .answer = answer, .work = work, .out = out};
    nb_expr both[2] = {left, answer};
    *out = (nb_diagnosis){0};
    nb_samples_open(&s.samples, p);
    bool ok = nb_samples_choose(&s.samples, variables, n, both, 2) &&
              copy_values(&s, answer, s.answer_at);
    if (ok && s.samples.n_points > 0)
        ok = try_splits(&s, left);
    nb_samples_close(&s.samples);
    return ok;
}
