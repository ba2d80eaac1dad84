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

typedef struct form {
    nb_topic topic;
    unsigned level;
    const char *body;
} form;

static const form forms[] = {
#define NB_EXERCISE(topic, level, body) {NB_TOPIC_##topic, level, body},
#include "teach/exercises.def"
#undef NB_EXERCISE
};

typedef struct part {
    char letter;
    const char *text;
} part;

static const part parts[] = {
#define NB_PART(letter, text) {letter, text},
#include "teach/exercises.def"
#undef NB_PART
};

enum { PARTS = sizeof parts / sizeof *parts };

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

/* One of the forms of the topic and level that were drawn least. */
static unsigned draw_form(nb_random *random, nb_topic topic, unsigned level,
                          const nb_drawn *drawn)
{
    unsigned fitting[NB_FORMS], n = 0;
    for (unsigned i = 0; i < NB_FORMS; i++) {
        if (forms[i].topic != topic || forms[i].level != level)
            continue;
        if (n && drawn->times[i] < drawn->times[fitting[0]])
            n = 0;
        if (n == 0 || drawn->times[i] == drawn->times[fitting[0]])
            fitting[n++] = i;
    }
    return fitting[nb_random_below(random, n)];
}

/* What letters stand for in one exercise. */
typedef struct meaning {
    unsigned numbers[6];             /* A B C D K L */
    char xyz[NB_EXERCISE_VARIABLES]; /* what stands for x, y, z */
} meaning;

/* A, B, C and D in a random order of 2 to 7; K and L each of 2 to 4. */
static meaning draw_meaning(nb_random *random)
{
    meaning m = {.xyz = "xyz"};
    unsigned left[] = {2, 3, 4, 5, 6, 7};
    for (unsigned i = 0; i < 4; i++) {
        unsigned k = nb_random_below(random, 6 - i);
        m.numbers[i] = left[k];
        left[k] = left[5 - i];
    }
    m.numbers[4] = 2 + nb_random_below(random, 3);
    m.numbers[5] = 2 + nb_random_below(random, 3);
    return m;
}

/* The variables of a form, in another order. */
static void permute(nb_random *random, meaning *m, unsigned n)
{
    for (unsigned i = n; i > 1; i--) {
        unsigned k = nb_random_below(random, i);
        char c = m->xyz[k];
        m->xyz[k] = m->xyz[i - 1];
        m->xyz[i - 1] = c;
    }
}

static const char *draw_part(nb_random *random, char letter)
{
    unsigned fitting[PARTS], n = 0;
    for (unsigned i = 0; i < PARTS; i++)
        if (parts[i].letter == letter)
            fitting[n++] = i;
    return n ? parts[fitting[nb_random_below(random, n)]].text : NULL;
}

/* Puts parts in the places of their letters, until none is left. */
static void expand_parts(nb_random *random, const char *form_text, nb_buf *out)
{
    enum { ROUNDS = 4 };
    nb_buf from = {0};
    nb_buf_puts(out, form_text);
    for (unsigned round = 0; round < ROUNDS; round++) {
        nb_buf_clear(&from);
        nb_buf_puts(&from, nb_buf_text(out));
        nb_buf_clear(out);
        nb_buf_heed(out, nb_buf_text(&from));
        if (out->failed)
            break;
        for (const char *c = nb_buf_text(&from); *c; c++) {
            const char *inside = draw_part(random, *c);
            if (inside)
                nb_buf_puts(out, inside);
            else
                nb_buf_putc(out, *c);
        }
    }
    nb_buf_free(&from);
}

/* How many of x, y, z there are up to the last that occurs. Names of functions have none
 * of these letters. */
static unsigned count_variables(const char *text)
{
    return strchr(text, 'z') ? 3 : strchr(text, 'y') ? 2 : 1;
}

static void write_letters(nb_random *random, const char *text, const meaning *m,
                          nb_buf *out)
{
    static const char numbers[] = "ABCDKL", variables[] = "xyz";
    for (; *text; text++) {
        const char *number = strchr(numbers, *text), *x = strchr(variables, *text);
        if (number)
            nb_buf_printf(out, "%u", m->numbers[number - numbers]);
        else if (x)
            nb_buf_putc(out, m->xyz[x - variables]);
        else if (*text == 'S')
            nb_buf_puts(out, nb_random_below(random, 2) ? "+" : "-");
        else if (*text == 'T')
            nb_buf_puts(out, nb_random_below(random, 2) ? "sin" : "cos");
        else
            nb_buf_putc(out, *text);
    }
}

nb_expr nb_exercise_variable(nb_pool *p, unsigned i)
{
    return nb_symbol(p, &"xyz"[i], 1);
}

static void variables_of(nb_pool *p, nb_expr xyz[NB_EXERCISE_VARIABLES])
{
    for (unsigned i = 0; i < NB_EXERCISE_VARIABLES; i++)
        xyz[i] = nb_exercise_variable(p, i);
}

/* As a textbook writes it: 3x^4 and not 3 x^4, sums in order. */
static nb_expr as_written(nb_pool *p, nb_expr typed, const nb_expr *xyz, unsigned n)
{
    nb_order order = {0};
    nb_map canonical = {0};
    nb_expr body = NB_NONE;
    if (nb_canonical_forms(p, typed, &canonical) &&
        nb_order_note(p, &order, typed, &canonical)) {
        nb_layout_options options = {.variables = xyz, .n = n, .order = &order};
        body = nb_layout(p, nb_map_get(&canonical, typed, NB_NONE), &options);
    }
    nb_map_free(&canonical);
    nb_order_free(&order);
    return body;
}

static void make_body(nb_pool *p, nb_random *random, nb_exercise *e)
{
    nb_buf letters = {0}, text = {0};
    nb_expr xyz[NB_EXERCISE_VARIABLES];
    meaning m = draw_meaning(random);
    variables_of(p, xyz);
    expand_parts(random, forms[e->form].body, &letters);
    e->n = count_variables(nb_buf_text(&letters));
    if (e->level > 1)
        permute(random, &m, e->n);
    write_letters(random, nb_buf_text(&letters), &m, &text);
    bool written = nb_is_written(p, &letters) && nb_is_written(p, &text);
    nb_expr typed =
        written ? nb_parse_over(p, nb_buf_text(&text), text.length, xyz, e->n, NULL, NULL)
                : NB_NONE;
    nb_buf_free(&letters);
    nb_buf_free(&text);
    e->body = typed ? as_written(p, typed, xyz, e->n) : NB_NONE;
}

/* The partial derivatives of the body. */
static void gradient_of(nb_pool *p, const nb_exercise *e, nb_expr *gradient)
{
    nb_expr f = nb_canonical(p, e->body);
    for (unsigned i = 0; i < e->n; i++)
        gradient[i] = nb_derive(p, f, nb_exercise_variable(p, i));
}

/* ---- the point ---- */

static bool point_map(nb_pool *p, const nb_exercise *e, nb_map *point)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < e->n; i++)
        ok = nb_map_put(p, point, nb_exercise_variable(p, i), nb_integer(p, e->point[i]));
    return ok;
}

/* The gradient at the exercise's point; false where it is undefined or after an error. */
static bool gradient_there(nb_pool *p, const nb_exercise *e, const nb_expr *gradient,
                           nb_expr *there)
{
    nb_map point = {0};
    nb_undefined why;
    bool ok = point_map(p, e, &point);
    for (unsigned i = 0; ok && i < e->n; i++)
        ok = nb_at(p, gradient[i], &point, &there[i], &why) == NB_AT_DEFINED;
    nb_map_free(&point);
    return ok;
}

/* The first point of a small grid, walked from a random place on, where the norm of the
 * gradient is a rational number, not 0. */
static bool find_point(nb_pool *p, nb_random *random, nb_exercise *e)
{
    nb_expr gradient[NB_EXERCISE_VARIABLES], there[NB_EXERCISE_VARIABLES];
    int side = e->n > 2 ? 7 : 11, cells = 1;
    for (unsigned i = 0; i < e->n; i++)
        cells *= side;
    gradient_of(p, e, gradient);
    int start = (int)nb_random_below(random, (unsigned)cells);
    for (int i = 0; i < cells && nb_poll(p); i++) {
        int cell = (start + i) % cells;
        for (unsigned k = 0; k < e->n; k++, cell /= side)
            e->point[k] = cell % side - side / 2;
        if (!gradient_there(p, e, gradient, there))
            continue;
        nb_expr norm = nb_sqrt(p, nb_dot(p, there, there, e->n));
        if (norm && nb_is_number(p, norm) && !nb_is_int(p, norm, 0))
            return true;
    }
    return false;
}

static void draw_direction(nb_random *random, nb_exercise *e)
{
    static const int plane[][2] = {{3, 4},  {4, 3},  {-3, 4},  {4, -3}, {6, 8},
                                   {5, 12}, {12, 5}, {-5, 12}, {8, 15}, {8, -6}};
    static const int space[][3] = {{1, 2, 2},  {2, 1, -2}, {2, -2, 1}, {2, 3, 6},
                                   {6, -2, 3}, {1, 4, 8},  {4, -4, 7}, {-2, 1, 2}};
    const int *v = e->n == 2
                       ? plane[nb_random_below(random, sizeof plane / sizeof *plane)]
                       : space[nb_random_below(random, sizeof space / sizeof *space)];
    for (unsigned i = 0; i < e->n; i++) {
        e->vector[i] = v[i];
        e->point[i] = (int)nb_random_below(random, 5) - 2;
    }
}

/* ---- the answer ---- */

/* grad f . v / |v| at the point, or |grad f| there */
static nb_expr value_there(nb_pool *p, const nb_exercise *e, const nb_expr *gradient)
{
    nb_expr there[NB_EXERCISE_VARIABLES], v[NB_EXERCISE_VARIABLES];
    if (!gradient_there(p, e, gradient, there))
        return NB_NONE;
    if (nb_topic_of(e->topic)->ask == NB_ASK_NORM)
        return nb_sqrt(p, nb_dot(p, there, there, e->n));
    for (unsigned i = 0; i < e->n; i++)
        v[i] = nb_integer(p, e->vector[i]);
    return nb_quotient(p, nb_dot(p, there, v, e->n), nb_sqrt(p, nb_dot(p, v, v, e->n)));
}

unsigned nb_exercise_solve(nb_pool *p, const nb_exercise *e,
                           nb_expr answers[NB_EXERCISE_VARIABLES])
{
    nb_expr gradient[NB_EXERCISE_VARIABLES];
    gradient_of(p, e, gradient);
    switch (nb_topic_of(e->topic)->ask) {
    case NB_ASK_PARTIAL: answers[0] = gradient[e->by[0]]; return 1;
    case NB_ASK_MIXED:
        answers[0] = nb_derive(p, gradient[e->by[0]], nb_exercise_variable(p, e->by[1]));
        return 1;
    case NB_ASK_GRADIENT: memcpy(answers, gradient, sizeof gradient); return e->n;
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

/* By which variables; at level 1 the rule of the topic is there for x. */
static void draw_by(nb_random *random, nb_exercise *e)
{
    bool mixed = nb_topic_of(e->topic)->ask == NB_ASK_MIXED;
    e->by[0] = e->level > 1 && !mixed ? nb_random_below(random, e->n) : 0;
    e->by[1] = mixed;
    if (mixed && e->n > 2) {
        e->by[0] = nb_random_below(random, 2);
        e->by[1] = e->by[0] + 1;
    }
}

/* Whether the exercise is one on its topic: the rule is needed for the variable, and
 * values are small. */
static bool is_fit(nb_pool *p, nb_random *random, nb_exercise *e)
{
    nb_expr answers[NB_EXERCISE_VARIABLES] = {NB_NONE};
    nb_ask ask = nb_topic_of(e->topic)->ask;
    if (e->n < 2 && ask != NB_ASK_PARTIAL)
        return false;
    switch (ask) {
    case NB_ASK_NORM: return find_point(p, random, e);
    case NB_ASK_DIRECTIONAL:
        draw_direction(random, e);
        nb_exercise_solve(p, e, answers);
        return is_small(p, answers[0]) && !nb_is_int(p, answers[0], 0);
    case NB_ASK_GRADIENT: return true;
    default:
        draw_by(random, e);
        nb_exercise_solve(p, e, answers);
        return answers[0] && !(ask == NB_ASK_PARTIAL ? nb_is_number(p, answers[0])
                                                     : nb_is_int(p, answers[0], 0));
    }
}

bool nb_exercise_draw(nb_pool *p, nb_random *random, nb_topic topic, unsigned level,
                      nb_drawn *drawn, nb_exercise *out)
{
    enum { TRIES = 50 };
    for (unsigned i = 0; i < TRIES && nb_poll(p); i++) {
        *out = (nb_exercise){.topic = topic, .level = level};
        out->form = draw_form(random, topic, level, drawn);
        make_body(p, random, out);
        if (!out->body || !is_fit(p, random, out))
            continue;
        drawn->times[out->form]++;
        return !nb_failed(p);
    }
    return !nb_failed(p) && nb_fail(p, NB_ERR_LIMIT, "no exercise was found");
}
