#include "algebra/canon.h"
#include "algebra/tidy.h"
#include "calculus/identical.h"
#include "teach/teller.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* A derivation as a tree of steps. */

/* The records that stand below record i in the tree, in their order. */
static bool list_children(nb_teller *s, uint32_t i, nb_list *out)
{
    nb_list plus = {0};
    bool ok = true;
    if (nb_is_additive(nb_rule_at(s, i))) {
        ok = nb_teller_terms(s, i, out, &plus);
    } else {
        if (nb_is_multiple(nb_rule_at(s, i)) &&
            nb_is_chain(nb_rule_at(s, nb_inner_of(s, i))))
            i = nb_inner_of(s, i);
        for (uint32_t k = 0; ok && k < nb_record_at(s, i)->n; k++)
            ok = nb_list_add(s->p, out, nb_operand(s, i, k));
    }
    nb_list_free(&plus);
    return ok;
}

/* "d/dx e = ... was step 3" */
static void refer(nb_teller *s, uint32_t i, uint32_t depth)
{
    const nb_record *r = nb_record_at(s, i);
    char text[48];
    nb_told_line_begin(s->t, NB_LINE_BESIDE, s->step[i], depth);
    nb_told_derivative(s->t, r->e, r->variable);
    nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
    nb_told_put(s->t, NB_TOLD_EXPR, s->shown[i]);
    snprintf(text, sizeof text, ", from step %u", (unsigned)(s->step[i] + 1));
    nb_told_words(s->t, text);
}

static bool is_silent(const nb_teller *s, uint32_t i)
{
    return nb_rule_at(s, i) == NB_RULE_IDENTITY || nb_rule_at(s, i) == NB_RULE_CONSTANT;
}

typedef enum moment {
    OPENS,     /* the step's head, or a reference to it */
    CONSTANTS, /* the terms of a sum that vanish        */
    CLOSES     /* the step's equation                   */
} moment;

typedef struct place {
    uint32_t record, depth;
    moment when;
} place;

typedef struct places {
    place *items;
    uint32_t n, capacity;
} places;

static bool push(nb_teller *s, places *l, place x)
{
    place *items = nb_room(s->p, l->items, l->n, &l->capacity, sizeof *items);
    if (!items)
        return false;
    l->items = items;
    l->items[l->n++] = x;
    return true;
}

/* What the children of record i are told by, behind it. */
static void close_step(nb_teller *s, uint32_t i, uint32_t depth)
{
    uint32_t step = s->step[i];
    nb_list children = {0};
    bool ok = list_children(s, i, &children);
    s->t->steps[step].first_used = s->t->used.n;
    for (uint32_t k = 0; ok && k < children.n; k++) {
        uint32_t used = s->step[children.items[k]];
        if (used == NB_NO_STEP)
            continue;
        bool known = false;
        for (uint32_t j = s->t->steps[step].first_used; j < s->t->used.n; j++)
            known = known || s->t->used.items[j] == used;
        if (!known && nb_list_add(s->p, &s->t->used, used))
            s->t->steps[step].n_used++;
    }
    nb_list_free(&children);
    nb_told_line_begin(s->t, NB_LINE_RESULT, step, depth);
    nb_tell_equation(s, i, step);
}

static bool open_children(nb_teller *s, places *stack, uint32_t i, uint32_t depth)
{
    nb_list children = {0};
    bool ok = list_children(s, i, &children);
    if (ok && nb_is_additive(nb_rule_at(s, i)))
        ok = push(s, stack, (place){i, depth, CONSTANTS});
    for (uint32_t k = children.n; ok && k-- > 0;)
        if (!is_silent(s, children.items[k]))
            ok = push(s, stack, (place){children.items[k], depth, OPENS});
    nb_list_free(&children);
    return ok;
}

static void tell_constant_terms(nb_teller *s, uint32_t i, uint32_t depth)
{
    nb_list terms = {0}, plus = {0};
    if (nb_teller_terms(s, i, &terms, &plus))
        nb_tell_constants(s, &terms, depth);
    nb_list_free(&terms);
    nb_list_free(&plus);
}

static bool tell_opening(nb_teller *s, places *stack, place x)
{
    if (s->step[x.record] != NB_NO_STEP) {
        refer(s, x.record, x.depth);
    } else if (x.depth > 0 && nb_is_plain_sum(s, x.record)) {
        nb_tell_plain_sum(s, x.record, x.depth);
    } else if (nb_is_plain(s, x.record)) {
        nb_tell_plain(s, x.record, x.depth);
    } else {
        return nb_tell_head(s, x.record, x.depth) != NB_NO_STEP &&
               push(s, stack, (place){x.record, x.depth, CLOSES}) &&
               open_children(s, stack, x.record, x.depth + 1);
    }
    return true;
}

static bool tell_tree(nb_teller *s)
{
    places stack = {0};
    bool ok = push(s, &stack, (place){s->d.root, 0, OPENS});
    while (ok && stack.n && nb_poll(s->p)) {
        place x = stack.items[--stack.n];
        switch (x.when) {
        case OPENS: ok = tell_opening(s, &stack, x); break;
        case CONSTANTS: tell_constant_terms(s, x.record, x.depth); break;
        case CLOSES: close_step(s, x.record, x.depth); break;
        }
    }
    free(stack.items);
    return ok && !nb_failed(s->p);
}

/* ---- beginning and end ---- */

/* "y and z are held constant: they do not depend on x" */
static bool tell_held(nb_teller *s)
{
    nb_list symbols = {0};
    nb_expr x = s->lesson->variable, last = NB_NONE;
    nb_told *t = s->t;
    bool ok = nb_free_symbols(s->p, s->lesson->e, &symbols);
    uint32_t n = 0, done = 0;
    for (uint32_t i = 0; i < symbols.n; i++)
        n += symbols.items[i] != x;
    t->n_sections++;
    nb_told_line_begin(t, NB_LINE_SECTION, NB_NO_STEP, 0);
    nb_told_put(t, NB_TOLD_WHOLE, NB_NONE);
    for (uint32_t i = 0; ok && i < symbols.n; i++) {
        if (symbols.items[i] == x)
            continue;
        nb_told_words(t, done == 0 ? ": " : done + 1 < n ? ", " : " and ");
        nb_told_put(t, NB_TOLD_SYMBOL, symbols.items[i]);
        last = symbols.items[i];
        done++;
    }
    if (last) {
        nb_told_words(t, n > 1 ? " are held constant: they do not depend on "
                               : " is held constant: it does not depend on ");
        nb_told_put(t, NB_TOLD_SYMBOL, x);
    }
    nb_list_free(&symbols);
    return ok;
}

/* A step that goes on from step `from`; it, or NB_NO_STEP with an error. */
static uint32_t tell_change(nb_teller *s, uint32_t from, nb_change_made change,
                            nb_expr to)
{
    nb_buf name = {0};
    nb_buf_puts(&name, change.name);
    if (!name.failed)
        name.text[0] = (char)toupper((unsigned char)name.text[0]);
    uint32_t step = nb_told_step(s->t, NULL, NB_NONE, s->lesson->variable);
    if (step != NB_NO_STEP) {
        nb_told_line_begin(s->t, NB_LINE_HEAD, step, 0);
        s->t->steps[step].result = to;
        nb_told_name(s->t, step, nb_buf_text(&name));
        if (change.about) {
            nb_told_words(s->t, " ");
            nb_told_put(s->t, NB_TOLD_EXPR, change.about);
        }
        nb_told_words(s->t, ": ");
        nb_told_put(s->t, NB_TOLD_WHOLE, NB_NONE);
        if (nb_list_add(s->p, &s->t->used, from))
            s->t->steps[step].n_used = 1;
        nb_tell_equal(s, step, to);
    }
    nb_buf_free(&name);
    return step;
}

/* Whether two typed forms without CALLs are proven to have one value. The form that is
 * shown was searched for by other ways than the rules. */
static bool are_equal(nb_teller *s, nb_expr a, nb_expr b)
{
    nb_pool *p = s->p;
    nb_expr difference = nb_difference(p, nb_canonical(p, a), nb_canonical(p, b));
    if (!difference || nb_is_int(p, difference, 0) ||
        nb_is_int(p, nb_tidy(p, difference), 0))
        return true; /* or an error, which is looked at later */
    nb_conditions none = {0};
    return nb_is_identically_zero(p, difference, &none);
}

/* From the formula of the last rule to the form that is shown. */
static bool tell_finish(nb_teller *s)
{
    uint32_t step = s->step[s->d.root];
    nb_expr at = s->t->steps[step].result;
    nb_expr stages[] = {s->shown[s->d.root], s->lesson->final};
    for (int i = 0; i < 2; i++) {
        nb_change_made change = nb_teller_change(s, at, stages[i]);
        if (nb_failed(s->p))
            return false;
        if (!change.name)
            continue;
        bool proven = i == 0 || are_equal(s, at, stages[i]);
        step = tell_change(s, step, change, stages[i]);
        if (step == NB_NO_STEP)
            return false;
        if (!proven)
            nb_told_words(s->t, "  (not proven)");
        at = stages[i];
    }
    return true;
}

/* The last formula of the rules is written as the answer is, where that is the same. */
static bool settle_order(nb_teller *s)
{
    nb_expr *last = &s->shown[s->d.root];
    if (!nb_teller_change(s, *last, s->lesson->final).name)
        *last = s->lesson->final;
    return !nb_failed(s->p);
}

bool nb_tell_steps(nb_told *t, const nb_lesson *lesson)
{
    nb_teller s = {.p = t->p, .t = t, .lesson = lesson};
    bool ok = nb_derivation_open(&s.d, t->p, lesson->e, lesson->variable,
                                 lesson->definition_of, lesson->data);
    if (ok && s.d.n > NB_STEPS_MAX)
        ok = nb_fail(t->p, NB_ERR_LIMIT,
                     "the derivation has %u parts: at most %d are told step by step",
                     (unsigned)s.d.n, (int)NB_STEPS_MAX);
    if (ok) {
        s.shown = calloc(s.d.n + 1, sizeof *s.shown);
        s.step = malloc((s.d.n + 1) * sizeof *s.step);
        ok = (s.shown && s.step) || nb_fail(t->p, NB_ERR_MEMORY, "out of memory");
        for (uint32_t i = 0; ok && i < s.d.n; i++)
            s.step[i] = NB_NO_STEP;
    }
    ok = ok && nb_teller_derive(&s) && settle_order(&s) && tell_held(&s) &&
         tell_tree(&s) && tell_finish(&s);
    free(s.shown);
    free(s.step);
    nb_derivation_close(&s.d);
    return ok && !nb_failed(t->p);
}
