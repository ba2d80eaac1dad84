#include "statements/exercise.h"
#include "statements/steps.h"

#include <stdlib.h>
#include <string.h>

/* hint: the next step of a derivation alone, or, after a check that found a mistake, what
 * there is to say about that. */

/* ---- which derivation ---- */

static nb_by *copy_by(nabla *s, const nb_by *by, uint32_t n)
{
    nb_by *copy = malloc((n + 1) * sizeof *copy);
    if (!copy)
        nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    else if (n)
        memcpy(copy, by, n * sizeof *copy);
    return copy;
}

/* Takes up the derivation where the last hint has left it; false (and no error) when
 * another function has become the current one since, or there is none. */
static bool resume(nabla_result *r)
{
    const nb_progress *h = &r->session->progress;
    if (!h->def || h->current != r->session->current)
        return false;
    r->by = copy_by(r->session, h->by, h->n_by);
    r->n_by = r->by ? h->n_by : 0;
    r->def = nb_def_keep(h->def);
    return nb_answer_steps_of(r);
}

/* The variables that an exercise wants the function derived by; none: by each. */
static bool ask_by(nabla_result *r, const nb_exercise *e)
{
    nb_ask ask = nb_topic_of(e->topic)->ask;
    nb_by by[2];
    uint32_t n = ask == NB_ASK_PARTIAL ? 1 : ask == NB_ASK_MIXED ? 2 : 0;
    for (uint32_t i = 0; i < n; i++)
        by[i] = (nb_by){nb_def_param(r->def, e->by[i]), 1};
    r->by = copy_by(r->session, by, n);
    r->n_by = r->by ? n : 0;
    return r->by != NULL;
}

/* Takes up the exercise of the quiz; *shown gets how many hints it has had. */
static bool help_exercise(nabla_result *r, uint32_t *shown)
{
    const nb_progress *h = &r->session->progress;
    const nb_exercise *e = &r->session->quiz.exercise;
    if (!nb_exercise_begin(r, e) || !ask_by(r, e))
        return false;
    r->has_point = false;
    if (h->def && h->def->expanded == r->def->expanded && h->n_by == r->n_by)
        *shown = h->shown;
    return nb_answer_steps_of(r);
}

static bool remember(nabla_result *r, uint32_t shown)
{
    nabla *s = r->session;
    nb_by *by = copy_by(s, r->by, r->n_by);
    if (!by)
        return false;
    nb_def *def = nb_def_keep(r->def), *current = nb_def_keep(s->current);
    nb_forget_progress(s);
    s->progress = (nb_progress){
        .def = def, .current = current, .by = by, .n_by = r->n_by, .shown = shown};
    return true;
}

/* ---- what one hint is ---- */

typedef struct hint {
    uint32_t first, end, pieces;
} hint;

/* The pieces of a line before its first equals sign: what to do, without what comes out
 * of it. */
static uint32_t pieces_before_equals(const nb_told *t, const nb_told_line *line)
{
    uint32_t i = 0;
    while (i < line->n && t->pieces[line->first + i].kind != NB_TOLD_EQUALS)
        i++;
    /* the derivative of the whole, which is what was asked for, says nothing */
    return i > 0 && t->pieces[line->first + i - 1].kind == NB_TOLD_WHOLE ? i - 1 : i;
}

/* A line at the top of the tree would give the answer away: its rule comes first. */
static bool is_told_in_two(const nb_told *t, const nb_told_line *line)
{
    bool equation = false;
    for (uint32_t i = 0; i < line->n; i++)
        equation = equation || t->pieces[line->first + i].kind == NB_TOLD_WHOLE;
    return line->kind == NB_LINE_HEAD && equation;
}

/* The hint of that number, from 0 on; with a number too large their count. */
static uint32_t find_hint(const nb_told *t, uint32_t number, hint *out)
{
    uint32_t n = 0, first = 0;
    for (uint32_t i = 0; i < t->n_lines; i++) {
        const nb_told_line *line = &t->lines[i];
        bool beside = i + 1 < t->n_lines && t->lines[i + 1].kind == NB_LINE_BESIDE;
        if (line->kind == NB_LINE_SECTION || beside)
            continue;
        if (is_told_in_two(t, line)) {
            if (n++ == number)
                *out = (hint){first, i + 1, pieces_before_equals(t, line)};
            first = i;
        }
        if (n++ == number)
            *out = (hint){first, i + 1, 0};
        first = i + 1;
    }
    return n;
}

/* The next sentence that a check has left behind; false (and no error) without one. */
static bool take_sentence(nabla_result *r)
{
    const char *sentence = nb_hints_next(&r->session->hints);
    r->argument = sentence ? strdup(sentence) : NULL;
    if (sentence && !r->argument)
        nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    return sentence != NULL;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    uint32_t shown = 0;
    bool bare = nb_is_empty_span(st->argument);
    if (!bare)
        nb_hints_clear(&r->session->hints);
    else if (take_sentence(r))
        return !nb_failed(r->session->pool);
    bool exercise = bare && r->session->quiz.pending;
    bool goes_on = bare && !exercise && resume(r);
    if (nb_failed(r->session->pool))
        return false;
    if (goes_on)
        shown = r->session->progress.shown;
    else if (exercise ? !help_exercise(r, &shown)
                      : !nb_answer_steps(r, st, text, st->argument))
        return false;
    nb_steps_answer *a = r->data;
    hint h = {0};
    a->n_hints = find_hint(&a->told, shown, &h);
    a->hint = shown;
    a->first_line = h.first;
    a->end_line = h.end;
    a->pieces = h.pieces;
    return remember(r, shown < a->n_hints ? shown + 1 : 0);
}

/* ---- the answer ---- */

static void people(nabla_result *r, nb_out *o)
{
    const nb_steps_answer *a = r->data;
    char count[64];
    if (!a) {
        nb_buf_printf(o->to, "%s%s\n", o->indent, r->argument);
        return;
    }
    if (a->hint >= a->n_hints) {
        nb_out_words(o, "there is no step left");
        nb_out_end(o);
        for (uint32_t i = 0; i < a->n_sections; i++) {
            nb_steps_label(o, r, i);
            nb_line_formula(o, r, &r->formulas[i]);
            nb_out_end(o);
        }
        return;
    }
    if (a->hint == 0)
        nb_line_echo(o, r);
    nb_steps_lines(o, r, a->first_line, a->end_line, a->pieces);
    snprintf(count, sizeof count, "(hint %u of %u)", (unsigned)(a->hint + 1),
             (unsigned)a->n_hints);
    nb_out_words(o, count);
    nb_out_end(o);
}

static void put_text(nabla_result *r, nb_writer *w, const char *key, nb_style style)
{
    const nb_steps_answer *a = r->data;
    nb_buf text = {0};
    for (uint32_t i = a->first_line; i < a->end_line; i++) {
        if (nb_steps_is_idle(a, &a->told.lines[i]))
            continue;
        bool latex = style == NB_STYLE_LATEX, last = i + 1 == a->end_line;
        nb_buf_puts(&text, !text.length ? "" : latex ? " \\\\ " : "; ");
        nb_steps_line_text(r, i, last ? a->pieces : 0, style, &text);
    }
    nb_json_member(&w->j, key, nb_buf_text(&text));
    w->j.out->failed |= text.failed;
    nb_buf_free(&text);
}

static void json(nabla_result *r, nb_writer *w)
{
    const nb_steps_answer *a = r->data;
    if (!a) {
        nb_json_member(&w->j, "text", r->argument);
        return;
    }
    bool done = a->hint >= a->n_hints;
    nb_put_function(w, r->def);
    nb_json_key(&w->j, "number");
    if (done)
        nb_json_null(&w->j);
    else
        nb_json_integer(&w->j, (int64_t)a->hint + 1);
    nb_json_key(&w->j, "of");
    nb_json_integer(&w->j, a->n_hints);
    if (done) {
        nb_json_member(&w->j, "text", "there is no step left");
        nb_json_member(&w->j, "latex", "\\text{there is no step left}");
    } else {
        put_text(r, w, "text", NB_STYLE_ASCII);
        put_text(r, w, "latex", NB_STYLE_LATEX);
    }
}

const nb_command_class nb_hint_command = {.kind = "hint",
                                          .run = run,
                                          .people = people,
                                          .json = json,
                                          .roots = nb_steps_roots,
                                          .release = nb_steps_release};
