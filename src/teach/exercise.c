#include "teach/exercise.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "calculus/along.h"
#include "calculus/derive.h"
#include "syntax/parse.h"
#include "text/buf.h"

#include <string.h>

static const nb_topic_row topics[] = {
#define NB_TOPIC(id, name, task, about) {name, task, about},
#include "teach/exercises.def"
#undef NB_TOPIC
};

typedef struct pattern {
    nb_topic topic;
    unsigned level;
    const char *body;
} pattern;

static const pattern patterns[] = {
#define NB_EXERCISE(topic, level, body) {NB_TOPIC_##topic, level, body},
#include "teach/exercises.def"
#undef NB_EXERCISE
};

enum { PATTERNS = sizeof patterns / sizeof *patterns };

const nb_topic_row *nb_topic_of(nb_topic topic) { return &topics[topic]; }

nb_topic nb_topic_find(const char *name, size_t length)
{
    unsigned i = 0;
    while (i < NB_TOPIC_COUNT && (strlen(topics[i].name) != length ||
                                  memcmp(topics[i].name, name, length) != 0))
        i++;
    return (nb_topic)i;
}

unsigned nb_random_below(nb_random *r, unsigned n)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (unsigned)((z ^ (z >> 31)) >> 33) % n;
}

/* ---- the function ---- */

static const pattern *draw_pattern(nb_random *random, nb_topic topic, unsigned level)
{
    unsigned fitting = 0;
    for (unsigned i = 0; i < PATTERNS; i++)
        fitting += patterns[i].topic == topic && patterns[i].level == level;
    unsigned k = nb_random_below(random, fitting);
    for (unsigned i = 0;; i++)
        if (patterns[i].topic == topic && patterns[i].level == level && k-- == 0)
            return &patterns[i];
}

/* A, B and C in a random order of 2 to 5; K and L each of 2 to 4. */
static void draw_numbers(nb_random *random, unsigned letters[5])
{
    unsigned left[] = {2, 3, 4, 5};
    for (unsigned i = 0; i < 3; i++) {
        unsigned k = nb_random_below(random, 4 - i);
        letters[i] = left[k];
        left[k] = left[3 - i];
    }
    letters[3] = 2 + nb_random_below(random, 3);
    letters[4] = 2 + nb_random_below(random, 3);
}

static void write_body(nb_random *random, const char *text, nb_buf *out)
{
    static const char letters[] = "ABCKL";
    unsigned numbers[5];
    draw_numbers(random, numbers);
    for (; *text; text++) {
        const char *letter = strchr(letters, *text);
        if (letter)
            nb_buf_printf(out, "%u", numbers[letter - letters]);
        else if (*text == 'S')
            nb_buf_puts(out, nb_random_below(random, 2) ? "+" : "-");
        else if (*text == 'T')
            nb_buf_puts(out, nb_random_below(random, 2) ? "sin" : "cos");
        else
            nb_buf_putc(out, *text);
    }
}

static nb_expr variable(nb_pool *p, unsigned i) { return nb_symbol(p, i ? "y" : "x", 1); }

/* As a textbook writes it: 3x^4 and not 3 x^4, sums in order. */
static nb_expr make_body(nb_pool *p, nb_random *random, const char *body_pattern)
{
    nb_buf text = {0};
    nb_expr xy[2] = {variable(p, 0), variable(p, 1)};
    nb_order order = {0};
    write_body(random, body_pattern, &text);
    nb_expr typed =
        nb_is_written(p, &text)
            ? nb_parse_over(p, nb_buf_text(&text), text.length, xy, 2, NULL, NULL)
            : NB_NONE;
    nb_buf_free(&text);
    nb_map forms = {0};
    if (!typed || !nb_canonical_forms(p, typed, &forms) ||
        !nb_order_note(p, &order, typed, &forms)) {
        nb_map_free(&forms);
        return NB_NONE;
    }
    nb_layout_options options = {.variables = xy, .n = 2, .order = &order};
    nb_expr body = nb_layout(p, nb_map_get(&forms, typed, NB_NONE), &options);
    nb_map_free(&forms);
    nb_order_free(&order);
    return body;
}

/* ---- the point ---- */

/* Whether the norm of the gradient there is a rational number, not 0. */
static bool is_pleasant(nb_pool *p, const nb_expr *gradient, const int at[2])
{
    nb_map point = {0};
    nb_expr squares = nb_zero(p), value;
    nb_undefined why;
    bool ok = nb_map_put(p, &point, variable(p, 0), nb_integer(p, at[0])) &&
              nb_map_put(p, &point, variable(p, 1), nb_integer(p, at[1]));
    for (unsigned i = 0; ok && i < 2; i++) {
        ok = nb_at(p, gradient[i], &point, &value, &why) == NB_AT_DEFINED;
        if (ok)
            squares = nb_sum2(p, squares, nb_power(p, value, nb_integer(p, 2)));
    }
    nb_map_free(&point);
    nb_expr norm = ok ? nb_sqrt(p, squares) : NB_NONE;
    return norm && nb_is_number(p, norm) && !nb_is_int(p, norm, 0);
}

/* The first pleasant point of a small grid, walked from a random place on. */
static bool find_point(nb_pool *p, nb_random *random, nb_exercise *e)
{
    enum { SIDE = 11, CELLS = SIDE * SIDE };
    nb_expr f = nb_canonical(p, e->body);
    nb_expr gradient[2] = {nb_derive(p, f, variable(p, 0)),
                           nb_derive(p, f, variable(p, 1))};
    unsigned start = nb_random_below(random, CELLS);
    for (unsigned i = 0; i < CELLS && !nb_failed(p); i++) {
        unsigned cell = (start + i) % CELLS;
        int at[2] = {(int)(cell % SIDE) - SIDE / 2, (int)(cell / SIDE) - SIDE / 2};
        if (!is_pleasant(p, gradient, at))
            continue;
        memcpy(e->point, at, sizeof at);
        return true;
    }
    return false;
}

static void draw_direction(nb_random *random, nb_exercise *e)
{
    static const int vectors[][2] = {{3, 4},  {4, 3},  {-3, 4},  {4, -3}, {6, 8},
                                     {5, 12}, {12, 5}, {-5, 12}, {8, 15}, {8, -6}};
    const int *v = vectors[nb_random_below(random, sizeof vectors / sizeof *vectors)];
    for (unsigned i = 0; i < 2; i++) {
        e->vector[i] = v[i];
        e->point[i] = (int)nb_random_below(random, 5) - 2;
    }
}

/* ---- the answer ---- */

/* grad f . v / |v| at the point, or |grad f| there */
static nb_expr value_there(nb_pool *p, const nb_exercise *e, const nb_expr *gradient)
{
    bool norm = nb_topic_of(e->topic)->ask == NB_ASK_NORM;
    nb_expr there[2], v[2], value;
    nb_undefined why;
    nb_map point = {0};
    bool ok = true;
    for (unsigned i = 0; ok && i < 2; i++)
        ok = nb_map_put(p, &point, variable(p, i), nb_integer(p, e->point[i]));
    for (unsigned i = 0; ok && i < 2; i++) {
        ok = nb_at(p, gradient[i], &point, &there[i], &why) == NB_AT_DEFINED;
        v[i] = nb_integer(p, e->vector[i]);
    }
    nb_map_free(&point);
    if (!ok)
        return NB_NONE;
    if (norm)
        return nb_sqrt(p, nb_dot(p, there, there, 2));
    value = nb_dot(p, there, v, 2);
    return nb_quotient(p, value, nb_sqrt(p, nb_dot(p, v, v, 2)));
}

unsigned nb_exercise_solve(nb_pool *p, const nb_exercise *e, nb_expr answers[2])
{
    nb_expr f = nb_canonical(p, e->body);
    nb_expr gradient[2] = {nb_derive(p, f, variable(p, 0)),
                           nb_derive(p, f, variable(p, 1))};
    switch (nb_topic_of(e->topic)->ask) {
    case NB_ASK_PARTIAL: answers[0] = gradient[e->by]; return 1;
    case NB_ASK_MIXED: answers[0] = nb_derive(p, gradient[0], variable(p, 1)); return 1;
    case NB_ASK_GRADIENT: memcpy(answers, gradient, sizeof gradient); return 2;
    default: answers[0] = value_there(p, e, gradient); return 1;
    }
}

/* ---- drawing ---- */

/* Whether a value is one to work out by hand. */
static bool is_small(nb_pool *p, nb_expr value)
{
    enum { BITS = 8 }; /* of the numerator */
    return value && nb_is_number(p, value) &&
           fmpz_bits(fmpq_numref(nb_value(p, value))) <= BITS;
}

/* Whether the exercise is one on its topic: the rule is needed for the variable, and
 * values are small. */
static bool is_fit(nb_pool *p, nb_random *random, nb_exercise *e)
{
    nb_expr answers[2] = {NB_NONE, NB_NONE};
    switch (nb_topic_of(e->topic)->ask) {
    case NB_ASK_NORM: return find_point(p, random, e);
    case NB_ASK_DIRECTIONAL:
        draw_direction(random, e);
        nb_exercise_solve(p, e, answers);
        return is_small(p, answers[0]);
    case NB_ASK_PARTIAL:
        nb_exercise_solve(p, e, answers);
        return answers[0] && !nb_is_number(p, answers[0]);
    default: return true;
    }
}

bool nb_exercise_draw(nb_pool *p, nb_random *random, nb_topic topic, unsigned level,
                      nb_exercise *out)
{
    enum { TRIES = 50 };
    for (unsigned i = 0; i < TRIES && nb_poll(p); i++) {
        *out = (nb_exercise){.topic = topic, .level = level};
        out->body = make_body(p, random, draw_pattern(random, topic, level)->body);
        /* At level 1 the rule of the topic is there for x. */
        out->by = level > 1 ? nb_random_below(random, 2) : 0;
        if (out->body && is_fit(p, random, out))
            return !nb_failed(p);
    }
    return !nb_failed(p) && nb_fail(p, NB_ERR_LIMIT, "no exercise was found");
}
