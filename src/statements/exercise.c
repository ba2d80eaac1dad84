#include "statements/exercise.h"

#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "session/label.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is wished for ---- */

static bool refuse(nabla *s, nb_span word, const char *why)
{
    nb_error_at(&s->error, NB_ERR_USAGE, word.begin, word.end, "%s", why);
    nb_error_hint(&s->error, "topics are power, product, quotient, chain, exponential, "
                             "logarithm, trigonometric, inverse, hyperbolic, root, "
                             "mixed, gradient, norm, direction; levels 1 to 3");
    return false;
}

/* A natural number below 2^63; false when the word is none. */
static bool read_natural(const char *text, nb_span word, uint64_t *value)
{
    *value = 0;
    if (word.begin == word.end || word.end - word.begin > 18)
        return false;
    for (uint32_t i = word.begin; i < word.end; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = 10 * *value + (uint64_t)(text[i] - '0');
    }
    return true;
}

static bool read_word(nabla *s, const char *text, nb_span word, bool counted,
                      nb_wish *out)
{
    enum { COUNT_MAX = 500 };
    uint64_t number;
    if (!read_natural(text, word, &number)) {
        out->topic = nb_topic_find(text + word.begin, word.end - word.begin);
        if (out->topic == NB_TOPIC_COUNT)
            return refuse(s, word, "there is no such topic");
        out->one_topic = true;
        return true;
    }
    if (counted && out->count == 0) {
        if (number < 1 || number > COUNT_MAX)
            return refuse(s, word, "a worksheet has 1 to 500 exercises");
        out->count = (unsigned)number;
        return true;
    }
    if (number < 1 || number > NB_LEVELS)
        return refuse(s, word, "there are the levels 1, 2 and 3");
    out->level = (unsigned)number;
    return true;
}

static bool read_words(nabla *s, const char *text, nb_span span, bool counted,
                       nb_wish *out)
{
    for (uint32_t at = span.begin; at < span.end;) {
        uint32_t end = at;
        while (end < span.end && text[end] != ' ' && text[end] != '\t')
            end++;
        if (end > at && !read_word(s, text, (nb_span){at, end}, counted, out))
            return false;
        at = end + 1;
    }
    return true;
}

bool nb_wish_read(nabla *s, const char *text, nb_span argument, bool counted,
                  nb_wish *out)
{
    static const char *const keywords[] = {"seed", "as", NULL};
    nb_clauses clauses;
    *out = (nb_wish){0};
    if (!nb_split_clauses(s->pool, text, argument, keywords, &clauses) ||
        !read_words(s, text, clauses.items[0].span, counted, out))
        return false;
    const nb_clause *seed = nb_clause_of(&clauses, "seed");
    const nb_clause *as = nb_clause_of(&clauses, "as");
    if (seed && !read_natural(text, seed->span, &out->seed)) {
        nb_error_at(&s->error, NB_ERR_USAGE, seed->word.begin, seed->span.end,
                    "a seed is a natural number: seed 7");
        return false;
    }
    out->has_seed = seed != NULL;
    if (as)
        out->format = as->span;
    return true;
}

/* ---- the exercise as an answer ---- */

static bool has_point(const nb_exercise *e)
{
    nb_ask ask = nb_topic_of(e->topic)->ask;
    return ask == NB_ASK_NORM || ask == NB_ASK_DIRECTIONAL;
}

bool nb_exercise_begin(nabla_result *r, const nb_exercise *e)
{
    nabla *s = r->session;
    nb_expr xyz[NB_EXERCISE_VARIABLES];
    for (unsigned i = 0; i < e->n; i++)
        xyz[i] = nb_exercise_variable(s->pool, i);
    nb_list params = {.items = xyz, .n = e->n};
    nb_def *d = nb_def_new(s, "f", e->n, xyz);
    nb_def *same = nb_function_over(s, &params, e->body, (nb_span){0, 0});
    if (!d || !same) {
        nb_def_release(s, d);
        nb_def_release(s, same);
        return false;
    }
    d->body = same->body;
    d->expanded = same->expanded;
    d->canonical = same->canonical;
    nb_def_release(s, same);
    nb_def_release(s, r->def);
    r->def = d;
    r->point.n = r->values.n = 0;
    r->has_point = has_point(e);
    for (unsigned i = 0; i < e->n && has_point(e); i++)
        if (!nb_list_add(s->pool, &r->point,
                         nb_layout(s->pool, nb_integer(s->pool, e->point[i]), NULL)) ||
            !nb_list_add(s->pool, &r->values, nb_integer(s->pool, e->point[i])))
            return false;
    return true;
}

unsigned nb_exercise_answers(nabla_result *r, const nb_exercise *e,
                             nb_formula answers[NB_EXERCISE_VARIABLES])
{
    nb_expr canonical[NB_EXERCISE_VARIABLES];
    unsigned n = nb_exercise_solve(r->session->pool, e, canonical);
    for (unsigned i = 0; i < n; i++)
        if (!canonical[i] || !nb_make_formula(r->session, r->def, true, NB_NONE,
                                              canonical[i], &answers[i]))
            return 0;
    return n;
}

/* ---- texts ---- */

void nb_exercise_vector(nb_out *o, const nb_exercise *e)
{
    nb_out_open(o, NB_BRACKET_ROUND);
    for (unsigned i = 0; i < e->n; i++) {
        if (i)
            nb_out_text(o, ", ");
        nb_out_expr(o, nb_layout(o->p, nb_integer(o->p, e->vector[i]), NULL),
                    NB_LEVEL_ANY);
    }
    nb_out_close(o, NB_BRACKET_ROUND);
}

void nb_exercise_label(nb_out *o, const nabla_result *r, const nb_exercise *e)
{
    nb_by by[2] = {{NB_NONE, 1}, {NB_NONE, 1}};
    for (unsigned i = 0; i < 2; i++)
        by[i].variable = nb_def_param(r->def, e->by[i]);
    switch (nb_topic_of(e->topic)->ask) {
    case NB_ASK_PARTIAL: nb_label_derivative(o, r, by, 1, NB_PLACE_NONE); break;
    case NB_ASK_MIXED: nb_label_derivative(o, r, by, 2, NB_PLACE_NONE); break;
    case NB_ASK_GRADIENT: nb_label_gradient(o, r, NB_PLACE_PARAMETERS); break;
    case NB_ASK_NORM: nb_label_norm(o, r, NB_PLACE_POINT); break;
    case NB_ASK_DIRECTIONAL:
        nb_out_words(o, "the directional derivative of ");
        nb_out_name(o, "f");
        nb_out_words(o, " at ");
        nb_label_place(o, r, NB_PLACE_POINT);
        nb_out_words(o, " along ");
        nb_exercise_vector(o, e);
        break;
    }
}

static void put_mixed(nb_writer *w, const nb_exercise *e)
{
    nb_json_key(&w->j, "by");
    nb_json_open(&w->j, '[');
    for (unsigned i = 0; i < 2; i++)
        nb_put_item(w, nb_exercise_variable(w->p, e->by[i]), NB_STYLE_TEXT);
    nb_json_close(&w->j, ']');
}

void nb_exercise_put(nb_writer *w, const nb_exercise *e)
{
    static const char *const asks[] = {"partial", "mixed", "gradient", "norm",
                                       "directional"};
    nb_ask ask = nb_topic_of(e->topic)->ask;
    nb_json_member(&w->j, "topic", nb_topic_of(e->topic)->name);
    nb_json_key(&w->j, "level");
    nb_json_integer(&w->j, e->level);
    nb_json_member(&w->j, "ask", asks[ask]);
    if (ask == NB_ASK_PARTIAL)
        nb_json_member(&w->j, "by",
                       nb_symbol_name(w->p, nb_exercise_variable(w->p, e->by[0])));
    if (ask == NB_ASK_MIXED)
        put_mixed(w, e);
    nb_put_function(w, w->r->def);
    if (has_point(e))
        nb_put_point(w);
    if (ask != NB_ASK_DIRECTIONAL)
        return;
    nb_json_key(&w->j, "vector");
    nb_json_open(&w->j, '[');
    for (unsigned i = 0; i < e->n; i++)
        nb_json_integer(&w->j, e->vector[i]);
    nb_json_close(&w->j, ']');
}
