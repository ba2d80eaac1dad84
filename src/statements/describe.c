#include "algebra/canon.h"
#include "numeric/decimal.h"
#include "present/chart.h"
#include "session/value.h"
#include "statements/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A picture in words, for those who do not see it and for programs. Which points are
 * lowest, highest or turning is found by looking at samples, and is called found; the
 * values told of them are worked out anew and proven. */

enum { SIDE = 40, LINE = 240 }; /* steps along a side of the box; along a line */

typedef struct telling {
    nabla_result *r;
    nb_plot *plot;
    const nb_scene *scene;
    nb_style style;
    nb_buf *out;
} telling;

static void say(telling *t, const char *text) { nb_buf_puts(t->out, text); }

static void say_count(telling *t, uint32_t n)
{
    nb_buf_printf(t->out, "%u", (unsigned)n);
}

static void say_expr(telling *t, nb_expr e)
{
    nb_print(t->r->session->pool, e, t->style, t->out);
}

static void say_round(telling *t, nb_round x)
{
    nb_chart_number(x, t->style == NB_STYLE_UNICODE, t->out);
}

static void say_decimal(telling *t, nb_expr value, slong digits)
{
    nb_buf b = {0};
    nb_decimal_status status = nb_decimal(t->r->session->pool, value, digits, &b);
    if (status == NB_DECIMAL_EXACT || status == NB_DECIMAL_ROUNDED)
        nb_style_decimal(nb_buf_text(&b), t->style, t->out);
    else
        say(t, "a number whose digits are not proven");
    nb_buf_free(&b);
}

/* ---- points ---- */

/* low + (high - low) k / steps along variable i, exactly. */
static nb_expr coordinate(telling *t, uint32_t i, uint32_t k, uint32_t steps)
{
    nb_pool *p = t->r->session->pool;
    nb_expr low = t->plot->box.low_value[i];
    nb_expr reach = nb_difference(p, t->plot->box.high_value[i], low);
    return nb_sum2(p, low, nb_product2(p, reach, nb_ratio(p, (slong)k, steps)));
}

static void say_place(telling *t, const uint32_t k[2], uint32_t steps)
{
    enum { DIGITS = 4 };
    uint32_t n = t->r->def->n;
    if (n == 1) {
        say_expr(t, nb_def_param(t->r->def, 0));
        say(t, " = ");
    }
    for (uint32_t i = 0; i < n; i++) {
        say(t, n == 1 ? "" : i ? ", " : "(");
        say_decimal(t, coordinate(t, i, k[i], steps), DIGITS);
    }
    say(t, n == 1 ? "" : ")");
}

static void say_value(telling *t, const uint32_t k[2], uint32_t steps)
{
    nb_pool *p = t->r->session->pool;
    nb_map point = {0};
    nb_expr value;
    nb_undefined why = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < t->r->def->n; i++)
        ok = nb_map_put(p, &point, nb_def_param(t->r->def, i),
                        coordinate(t, i, k[i], steps));
    if (ok && nb_at(p, t->r->def->expanded, &point, &value, &why) == NB_AT_DEFINED)
        say_decimal(t, value, nb_people_digits(t->r->session));
    else
        say(t, "a number that is not known");
    nb_map_free(&point);
}

/* "The lowest value found is 0 at (0, 0), the highest 36 at (-3, -3)." */
static void say_extremes(telling *t, const double *values, uint32_t nx, uint32_t ny,
                         uint32_t steps)
{
    size_t least = 0, most = 0, n = (size_t)nx * ny;
    bool found = false;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i]))
            continue;
        if (!found || values[i] < values[least])
            least = i;
        if (!found || values[i] > values[most])
            most = i;
        found = true;
    }
    for (int high = 0; high < 2; high++) {
        size_t i = high ? most : least;
        uint32_t k[2] = {(uint32_t)(i % nx), (uint32_t)(i / nx)};
        bool edge =
            k[0] == 0 || k[0] == nx - 1 || (ny > 1 && (k[1] == 0 || k[1] == ny - 1));
        say(t, high ? ", the highest " : "The lowest value found is ");
        say_value(t, k, steps);
        say(t, " at ");
        say_place(t, k, steps);
        say(t, edge ? ", on the edge" : "");
    }
    say(t, ".\n");
}

static void say_domain(telling *t, const double *values, size_t n)
{
    size_t undefined = 0;
    for (size_t i = 0; i < n; i++)
        undefined += !isfinite(values[i]);
    if (undefined == 0)
        say(t, "It is defined at all of them.\n");
    else
        nb_buf_printf(t->out, "It is undefined at %zu of these %zu points.\n", undefined,
                      n);
}

/* ---- two variables ---- */

typedef struct shape {
    uint32_t closed, open;
} shape;

static shape shape_of(const nb_contour *c)
{
    shape s = {0, 0};
    for (uint32_t i = 0; i < c->n; i++) {
        s.closed += c->lines[i].closed;
        s.open += !c->lines[i].closed;
    }
    return s;
}

static void say_curves(telling *t, uint32_t n, const char *kind)
{
    static const char *const words[] = {"no",   "one",  "two", "three",
                                        "four", "five", "six"};
    if (n < sizeof words / sizeof *words)
        say(t, words[n]);
    else
        say_count(t, n);
    nb_buf_printf(t->out, " %s curve%s", kind, n == 1 ? "" : "s");
}

static void say_shape(telling *t, shape s)
{
    if (s.closed || !s.open)
        say_curves(t, s.closed, "closed");
    if (s.closed && s.open)
        say(t, " and ");
    if (s.open)
        say_curves(t, s.open, "open");
}

/* "Contours: at 5 and 10 one closed curve; at 15 two open curves." */
static void say_contours(telling *t)
{
    const nb_scene *s = t->scene;
    say(t, s->n_levels ? "Contours: " : "There are no contours.\n");
    for (uint32_t i = 0; i < s->n_levels;) {
        shape now = shape_of(&s->contours[i]);
        uint32_t end = i + 1;
        while (end < s->n_levels) {
            shape next = shape_of(&s->contours[end]);
            if (next.closed != now.closed || next.open != now.open)
                break;
            end++;
        }
        say(t, i ? "; at " : "at ");
        for (uint32_t k = i; k < end; k++) {
            say(t, k == i ? "" : k + 1 == end ? " and " : ", ");
            say_round(t, s->levels[k]);
        }
        say(t, " ");
        say_shape(t, now);
        say(t, end - i > 1 ? " each" : "");
        i = end;
    }
    if (s->n_levels)
        say(t, ".\n");
}

static const char *direction_word(const nb_arrow *a)
{
    static const char *const words[] = {"right",       "up and right",  "up",
                                        "up and left", "left",          "down and left",
                                        "down",        "down and right"};
    double turn = atan2(a->dy, a->dx) / (2 * acos(-1));
    if (a->dx == 0 && a->dy == 0)
        return "nowhere, it is zero";
    return words[(unsigned)floor(turn * 8 + 8.5 + 1e-9) % 8];
}

/* The gradient in the middle of each third of the box. */
static void say_gradient(telling *t)
{
    static const char *const places[] = {"lower left", "below",  "lower right",
                                         "left",       "middle", "right",
                                         "upper left", "above",  "upper right"};
    const nb_scene *s = t->scene;
    if (s->n_arrows != 9)
        return;
    say(t, "The gradient points");
    for (uint32_t i = 0; i < 9; i++) {
        if (i == 4)
            continue;
        nb_buf_printf(t->out, "%s %s (%s)", i ? "," : "", direction_word(&s->arrows[i]),
                      places[i]);
    }
    say(t, ".\n");
}

static void say_box(telling *t)
{
    const nb_def *d = t->r->def;
    say(t, d->name ? d->name : "The function");
    if (d->name) {
        for (uint32_t i = 0; i < d->n; i++) {
            say(t, i ? ", " : "(");
            say_expr(t, nb_def_param(d, i));
        }
        say(t, ")");
    }
    say(t, d->name ? " = " : " ");
    say_expr(t, d->body);
    for (uint32_t i = 0; i < d->n; i++) {
        say(t, i ? " and " : ", for ");
        say_expr(t, nb_def_param(d, i));
        say(t, " from ");
        say_expr(t, t->plot->box.from[i]);
        say(t, " to ");
        say_expr(t, t->plot->box.to[i]);
    }
    nb_buf_printf(t->out, ", looked at in %s points.\n", d->n == 1 ? "241" : "41 by 41");
}

static void say_marks(telling *t)
{
    static const char *const words[] = {"local minimum", "local maximum", "saddle point",
                                        "critical point of another kind"};
    const nb_plot *plot = t->plot;
    for (int kind = 0; kind <= NB_MARK_OTHER; kind++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < plot->n_marks; i++)
            n += (int)plot->marks[i].kind == kind;
        if (n)
            nb_buf_printf(t->out, "%u %s%s marked.\n", (unsigned)n, words[kind],
                          n == 1                  ? " is"
                          : kind == NB_MARK_OTHER ? " are"
                                                  : "s are");
    }
}

static void say_surface(telling *t)
{
    const nb_grid *g = &t->scene->grid;
    size_t n = (size_t)g->nx * g->ny;
    say_domain(t, g->values, n);
    if (t->scene->range.defined == 0)
        return;
    say_extremes(t, g->values, g->nx, g->ny, SIDE);
    say_contours(t);
    say_gradient(t);
    say_marks(t);
}

/* ---- one variable ---- */

typedef enum nb_step {
    STEP_FALLS = -1,
    STEP_LEVEL,
    STEP_RISES,
    STEP_LEAPS,
    STEP_NONE
} nb_step;

/* From sample i to the next. */
static nb_step step(const nb_scene *s, uint32_t i)
{
    double a = s->curve[i], b = s->curve[i + 1];
    if (!isfinite(a) || !isfinite(b))
        return STEP_NONE;
    if (i > 0 && i + 2 < s->n_samples &&
        fabs(a - b) > (s->range.high - s->range.low) / 2 &&
        nb_leaps(s->curve[i - 1], a, b, s->curve[i + 2]))
        return STEP_LEAPS;
    return b > a ? STEP_RISES : b < a ? STEP_FALLS : STEP_LEVEL;
}

static const char *step_words(nb_step now)
{
    switch (now) {
    case STEP_FALLS: return "falls to about ";
    case STEP_RISES: return "rises to about ";
    case STEP_LEAPS: return "leaps before ";
    case STEP_LEVEL: return "stays level to ";
    default: return "is undefined to about ";
    }
}

/* "From left to right it falls to x = -1.575, rises to x = 1.575, falls to x = 3." */
static void say_runs(telling *t)
{
    enum { MOST = 8 };
    const nb_scene *s = t->scene;
    uint32_t runs = 0;
    nb_buf *all = t->out, b = {0};
    t->out = &b;
    for (uint32_t i = 0; i + 1 < s->n_samples;) {
        nb_step now = step(s, i);
        uint32_t end = i + 1;
        while (end + 1 < s->n_samples && step(s, end) == now)
            end++;
        say(t, runs++ ? ", " : "From left to right it ");
        say(t, step_words(now));
        say_place(t, (uint32_t[2]){end, 0}, LINE);
        i = end;
    }
    t->out = all;
    if (runs > MOST)
        nb_buf_printf(t->out, "It turns %u times.\n", (unsigned)runs - 1);
    else if (runs)
        nb_buf_puts(t->out, nb_buf_text(&b));
    if (runs && runs <= MOST)
        nb_buf_puts(t->out, ".\n");
    nb_buf_free(&b);
}

static void say_zeros(telling *t)
{
    enum { MOST = 8 };
    const nb_scene *s = t->scene;
    uint32_t n = 0;
    for (uint32_t i = 0; i + 1 < s->n_samples && n < MOST; i++) {
        double a = s->curve[i], b = s->curve[i + 1];
        if (step(s, i) >= STEP_LEAPS || (a < 0) == (b < 0))
            continue;
        say(t, n++ ? ", " : "It changes its sign near ");
        say_place(t, (uint32_t[2]){fabs(a) < fabs(b) ? i : i + 1, 0}, LINE);
    }
    say(t, n ? ".\n" : "");
}

static void say_curve(telling *t)
{
    const nb_scene *s = t->scene;
    say_domain(t, s->curve, s->n_samples);
    if (s->range.defined == 0)
        return;
    say_extremes(t, s->curve, s->n_samples, 1, LINE);
    say_runs(t);
    say_zeros(t);
}

void nb_describe(nabla_result *r, nb_plot *plot, nb_style style, const char *indent,
                 nb_buf *out)
{
    enum { THIRDS = 3, LEVELS = 7 };
    bool curve = r->def->n == 1, arrows = plot->arrows;
    nb_scene scene = {0};
    nb_buf b = {0};
    nb_scene_plan plan = {.columns = curve ? LINE + 1 : SIDE + 1,
                          .rows = SIDE + 1,
                          .levels = LEVELS,
                          .arrows_x = THIRDS,
                          .arrows_y = THIRDS};
    telling t = {r, plot, &scene, style, &b};
    plot->arrows = true;
    bool ok = nb_plot_scene(r, plot, &plan, &scene);
    plot->arrows = arrows;
    plot->n_levels = scene.n_levels;
    memcpy(plot->levels, scene.levels, sizeof plot->levels);
    if (ok) {
        say_box(&t);
        if (curve)
            say_curve(&t);
        else
            say_surface(&t);
    }
    for (const char *line = nb_buf_text(&b); *line;) {
        size_t n = strcspn(line, "\n");
        nb_buf_puts(out, indent);
        nb_buf_add(out, line, n);
        line += n + (line[n] == '\n');
        if (*indent)
            nb_buf_putc(out, '\n');
        else if (*line)
            nb_buf_putc(out, ' ');
    }
    out->failed |= b.failed;
    nb_buf_free(&b);
    nb_scene_free(&scene);
}
