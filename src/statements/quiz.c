#include "algebra/layout.h"
#include "session/vector.h"
#include "statements/check.h"
#include "statements/exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* quiz and answer: exercises one after the other, answers checked as `check` does, a
 * score. What the session keeps of it is session->quiz. */

typedef enum nb_said { SAID_EXERCISE, SAID_SCORE, SAID_RESET, SAID_END } nb_said;

typedef struct told {
    nb_said said;
    const nb_command_class *judge; /* of an answer; NULL: none was given */
    void *judged;                  /* its data                           */
    bool counted, right;
    unsigned asked, n_right;
    nb_exercise missed; /* skipped: its answers are told */
    nb_formula solution[NB_EXERCISE_VARIABLES];
    unsigned n_solution;
    bool has_next;
    nb_exercise next;
} told;

/* ---- memory ---- */

static told *begin(nabla_result *r)
{
    told *t = r->data = calloc(1, sizeof *t);
    if (!t)
        nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    return t;
}

static void release(void *data)
{
    told *t = data;
    if (t->judged && t->judge->release)
        t->judge->release(t->judged);
    for (unsigned i = 0; i < t->n_solution; i++)
        nb_formula_free(&t->solution[i]);
    free(t);
}

static void roots(void *data, nb_roots *to)
{
    told *t = data;
    if (t->judged && t->judge->roots)
        t->judge->roots(t->judged, to);
    for (unsigned i = 0; i < t->n_solution; i++)
        nb_roots_add_formula(to, &t->solution[i]);
    nb_roots_add(to, &t->next.body);
    nb_roots_add(to, &t->missed.body);
}

/* An answer of its own about an exercise, for labels; to be ended. */
static bool begin_probe(nabla *s, nabla_result *probe, const nb_exercise *e)
{
    *probe = (nabla_result){.session = s};
    return nb_exercise_begin(probe, e);
}

static void end_probe(nabla_result *probe)
{
    nb_def_release(probe->session, probe->def);
    nb_list_free(&probe->point);
    nb_list_free(&probe->values);
}

/* ---- what is done ---- */

static void take_score(told *t, const nb_quiz *q)
{
    t->asked = q->asked;
    t->n_right = q->right;
}

static bool go_on(nabla_result *r, told *t)
{
    nb_quiz *q = &r->session->quiz;
    t->has_next = nb_quiz_next(r->session->pool, q);
    t->next = q->exercise;
    return t->has_next;
}

static bool tell_solution(nabla_result *r, told *t)
{
    nabla_result probe;
    t->missed = r->session->quiz.exercise;
    if (begin_probe(r->session, &probe, &t->missed))
        t->n_solution = nb_exercise_answers(&probe, &t->missed, t->solution);
    end_probe(&probe);
    return t->n_solution > 0;
}

static bool no_exercise(nabla_result *r, const nb_statement *st)
{
    nb_error_at(&r->session->error, NB_ERR_USAGE, st->name_span.begin, st->name_span.end,
                "no exercise is open");
    nb_error_hint(&r->session->error, "begin with: quiz");
    return false;
}

static bool is_word(const char *text, nb_span span, const char *word)
{
    size_t n = strlen(word);
    return span.end - span.begin == n && memcmp(text + span.begin, word, n) == 0;
}

static bool start(nabla_result *r, const nb_statement *st, const char *text, told *t)
{
    nb_quiz *q = &r->session->quiz;
    nb_wish wish;
    if (!nb_wish_read(r->session, text, st->argument, false, &wish))
        return false;
    if (wish.format.begin != wish.format.end)
        return nb_usage(r->session, st->command, st->argument);
    q->one_topic = wish.one_topic;
    q->topic = wish.topic;
    q->level = wish.level;
    q->asked = q->right = q->in_a_row = 0;
    q->drawn = (nb_drawn){{0}};
    if (wish.has_seed)
        q->random.state = wish.seed;
    return go_on(r, t);
}

static bool skip(nabla_result *r, const nb_statement *st, told *t)
{
    nb_quiz *q = &r->session->quiz;
    if (!q->pending)
        return no_exercise(r, st);
    if (!tell_solution(r, t))
        return false;
    nb_quiz_count(q, false);
    t->counted = true;
    take_score(t, q);
    return go_on(r, t);
}

static bool run_quiz(nabla_result *r, const nb_statement *st, const char *text)
{
    nb_quiz *q = &r->session->quiz;
    told *t = begin(r);
    if (!t)
        return false;
    take_score(t, q);
    if (is_word(text, st->argument, "skip"))
        return skip(r, st, t);
    if (is_word(text, st->argument, "score")) {
        t->said = SAID_SCORE;
    } else if (is_word(text, st->argument, "end")) {
        t->said = SAID_END;
        q->pending = false;
    } else if (is_word(text, st->argument, "reset")) {
        t->said = SAID_RESET;
        *q = (nb_quiz){0};
    } else {
        return start(r, st, text, t);
    }
    return true;
}

/* ---- answers ---- */

static bool add_by(nabla_result *r, nb_statement *question, const nb_exercise *e)
{
    bool mixed = nb_topic_of(e->topic)->ask == NB_ASK_MIXED;
    question->by = malloc(2 * sizeof *question->by);
    if (!question->by)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    for (question->n_by = 0; question->n_by < (mixed ? 2u : 1u); question->n_by++)
        question->by[question->n_by] =
            (nb_by){nb_exercise_variable(r->session->pool, e->by[question->n_by]), 1};
    return true;
}

static bool add_point(nabla_result *r, nb_statement *question, const nb_exercise *e)
{
    nb_pool *p = r->session->pool;
    question->has_point = true;
    for (unsigned i = 0; i < e->n; i++)
        if (!nb_list_add(p, &question->at_values,
                         nb_layout(p, nb_integer(p, e->point[i]), NULL)))
            return false;
    return true;
}

/* Checks the text as an answer about the function f of the exercise. */
static bool judge(nabla_result *r, const char *text, nb_span answer, const nb_exercise *e)
{
    nb_statement question = {.name = nb_symbol(r->session->pool, "f", 1),
                             .name_span = answer};
    bool ok = question.name != NB_NONE;
    switch (nb_topic_of(e->topic)->ask) {
    case NB_ASK_PARTIAL:
    case NB_ASK_MIXED:
        question.kind = NB_PARTIAL;
        ok = ok && add_by(r, &question, e);
        break;
    case NB_ASK_GRADIENT: question.kind = NB_GRADIENT; break;
    case NB_ASK_NORM:
        question.kind = NB_NORM;
        ok = ok && add_point(r, &question, e);
        break;
    case NB_ASK_DIRECTIONAL:
        return nb_exercise_begin(r, e) && nb_check_along(r, e->vector, text, answer);
    }
    ok = ok && nb_check_question(r, &question, text, answer);
    nb_statement_free(&question);
    return ok;
}

/* The same while the name f means that function. */
static bool judge_with_f(nabla_result *r, const char *text, nb_span answer,
                         const nb_exercise *e)
{
    nabla *s = r->session;
    nabla_result probe;
    char *name = NULL;
    bool ok = begin_probe(s, &probe, e) && nb_table_define(s, probe.def);
    if (ok) {
        ok = judge(r, text, answer, e);
        nb_error before = s->error;
        nb_error_clear(&s->error);
        nb_table_undo(s, &name);
        free(name);
        s->error = before;
    }
    end_probe(&probe);
    return ok;
}

static bool run_answer(nabla_result *r, const nb_statement *st, const char *text)
{
    nb_quiz *q = &r->session->quiz;
    if (!q->pending)
        return no_exercise(r, st);
    if (nb_is_empty_span(st->argument))
        return nb_usage(r->session, st->command, st->name_span);
    if (!judge_with_f(r, text, st->argument, &q->exercise))
        return false;
    void *judged = r->data;
    r->data = NULL;
    r->class = &nb_answer_command;
    told *t = begin(r);
    if (!t)
        return false;
    t->judge = nb_command_class_of(NB_COMMAND_CHECK);
    t->judged = judged;
    if (r->status == NABLA_LIMIT) {
        take_score(t, q);
        return true;
    }
    t->counted = true;
    t->right = r->status == NABLA_OK;
    nb_quiz_count(q, t->right);
    take_score(t, q);
    if (t->right)
        return go_on(r, t);
    return true;
}

/* ---- for people ---- */

static void write_score(nb_out *o, const told *t)
{
    char text[80];
    snprintf(text, sizeof text, "score: %u of %u", t->n_right, t->asked);
    nb_out_words(o, text);
    nb_out_end(o);
}

static void write_exercise(nb_out *o, const nb_exercise *e)
{
    const nb_topic_row *topic = nb_topic_of(e->topic);
    nabla_result probe;
    char text[120];
    snprintf(text, sizeof text, "exercise on %s, level %u:", topic->about, e->level);
    nb_out_words(o, text);
    nb_out_end(o);
    if (begin_probe(o->s, &probe, e)) {
        nb_line_echo(o, &probe);
        nb_out_words(o, "find ");
        nb_exercise_label(o, &probe, e);
        nb_out_words(o, "  (answer ...; hint; quiz skip)");
        nb_out_end(o);
    }
    end_probe(&probe);
}

static void write_solution(nb_out *o, const told *t)
{
    nb_out_words(o, "the answer: ");
    if (t->n_solution > 1)
        nb_put_formulas(o, t->solution, t->n_solution);
    else
        nb_out_expr(o, t->solution[0].typed, NB_LEVEL_ANY);
    nb_out_end(o);
}

static void people(nabla_result *r, nb_out *o)
{
    const told *t = r->data;
    if (t->judged) {
        r->data = t->judged;
        t->judge->people(r, o);
        r->data = (void *)t;
    }
    if (t->n_solution)
        write_solution(o, t);
    if (t->said == SAID_RESET) {
        nb_out_words(o, "the record of the quiz is forgotten");
        nb_out_end(o);
    } else if (t->counted || t->said != SAID_EXERCISE) {
        write_score(o, t);
    }
    if (t->has_next)
        write_exercise(o, &t->next);
}

/* ---- for programs ---- */

static void put_exercise(nb_writer *w, const char *key, const nb_exercise *e)
{
    nabla_result probe, *before = w->r;
    if (begin_probe(w->s, &probe, e)) {
        w->r = &probe;
        nb_json_key(&w->j, key);
        nb_json_open(&w->j, '{');
        nb_exercise_put(w, e);
        nb_json_close(&w->j, '}');
        w->r = before;
    }
    end_probe(&probe);
}

static void put_solution(nb_writer *w, const told *t)
{
    nb_json_key(&w->j, "solution");
    nb_json_open(&w->j, '[');
    for (unsigned i = 0; i < t->n_solution; i++) {
        nb_json_open(&w->j, '{');
        nb_put_formula(w, &t->solution[i]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

static void json(nabla_result *r, nb_writer *w)
{
    const told *t = r->data;
    if (t->judged) {
        nb_json_key(&w->j, "check");
        nb_json_open(&w->j, '{');
        r->data = t->judged;
        t->judge->json(r, w);
        r->data = (void *)t;
        nb_json_close(&w->j, '}');
    }
    if (t->n_solution)
        put_solution(w, t);
    nb_json_key(&w->j, "asked");
    nb_json_integer(&w->j, t->asked);
    nb_json_key(&w->j, "right");
    nb_json_integer(&w->j, t->n_right);
    if (t->has_next)
        put_exercise(w, "exercise", &t->next);
}

const nb_command_class nb_quiz_command = {.kind = "quiz",
                                          .run = run_quiz,
                                          .people = people,
                                          .json = json,
                                          .roots = roots,
                                          .release = release};

const nb_command_class nb_answer_command = {.kind = "answer",
                                            .run = run_answer,
                                            .people = people,
                                            .json = json,
                                            .roots = roots,
                                            .release = release};

/* ---- the record, for the host ---- */

char *nabla_quiz_record(nabla *s)
{
    nb_buf b = {0};
    nb_quiz_write(&s->quiz, &b);
    return nb_buf_take(&b);
}

bool nabla_quiz_restore(nabla *s, const char *record)
{
    return nb_quiz_read(&s->quiz, record);
}
