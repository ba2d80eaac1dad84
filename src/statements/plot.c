#include "statements/plot.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "explore/critical.h"
#include "numeric/decimal.h"
#include "numeric/sign.h"
#include "present/chart.h"
#include "session/label.h"
#include "session/lines.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* plot [f] [in x=-3..3, y=-3..3] [with arrows, descent, critical] [from P ...]
 *      [as contours|heat|surface|description] [to FILE] */

static const char *const keywords[] = {"in",    "with",  "without", "from", "rate",
                                       "until", "steps", "as",      "to",   NULL};

static bool refuse(nabla *s, nb_span span, const char *hint, const char *message)
{
    nb_error_at(&s->error, NB_ERR_USAGE, span.begin, span.end, "%s", message);
    nb_error_hint(&s->error, "%s", hint);
    return false;
}

static bool is_word(const char *text, nb_span span, const char *word)
{
    return strlen(word) == span.end - span.begin &&
           memcmp(text + span.begin, word, strlen(word)) == 0;
}

/* ---- what is drawn ---- */

static bool read_form(nabla_result *r, const char *text, const nb_clause *as,
                      nb_plot *plot)
{
    static const char *const words[] = {"contours", "heat", "surface", "description"};
    plot->form = r->def->n == 1 ? NB_PLOT_CURVE : NB_PLOT_CONTOURS;
    if (!as)
        return true;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if (!is_word(text, as->span, words[i]))
            continue;
        if (r->def->n == 1 && i != NB_PLOT_DESCRIPTION)
            return refuse(r->session, as->span, "write plot f, or plot f as description",
                          "a function of one variable is drawn as its curve");
        plot->form = (nb_plot_form)i;
        return true;
    }
    return refuse(r->session, as->span,
                  "write as contours, as heat, as surface or as description",
                  "there is no such kind of picture");
}

/* "with arrows, critical", "without arrows" */
static bool read_extras(nabla_result *r, const char *text, const nb_clause *with, bool on,
                        nb_plot *plot)
{
    enum { MOST = 3 };
    nb_span parts[MOST];
    if (!with)
        return true;
    uint32_t n = nb_split_list(text, with->span, parts, MOST);
    for (uint32_t i = 0; i < n && n <= MOST; i++) {
        if (is_word(text, parts[i], "arrows"))
            plot->arrows = on;
        else if (is_word(text, parts[i], "descent"))
            plot->descent = on;
        else if (on && nb_read_method(text, parts[i], &plot->run))
            plot->descent = true;
        else if (is_word(text, parts[i], "critical"))
            plot->critical = on;
        else
            n = 0;
    }
    return (n > 0 && n <= MOST) ||
           refuse(r->session, with->span, "write with arrows, descent, critical",
                  "these cannot be shown in a picture");
}

static bool check_dimension(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    if (r->def->n == 1 || r->def->n == 2)
        return true;
    nb_error_at(&s->error, NB_ERR_USAGE, st->argument.begin, st->argument.end,
                "a picture shows a function of one or two variables, and this one has %u",
                (unsigned)r->def->n);
    nb_error_hint(&s->error, "give the others values: plot f(x, y, 1)");
    return false;
}

/* ---- path and marks ---- */

static double near(nb_pool *p, nb_expr number)
{
    double low = 0, high = 0;
    return nb_interval(p, number, &low, &high) ? low + (high - low) / 2 : NAN;
}

static bool add_mark(nb_pool *p, nb_plot *plot, nb_mark mark)
{
    nb_mark *marks = realloc(plot->marks, (plot->n_marks + 1) * sizeof *marks);
    if (!marks)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    plot->marks = marks;
    marks[plot->n_marks++] = mark;
    return true;
}

static bool make_path(nabla_result *r, nb_plot *plot)
{
    nb_pool *p = r->session->pool;
    const nb_descent *d = &plot->run.path;
    plot->path = malloc(2 * (size_t)d->points * sizeof *plot->path);
    if (!plot->path)
        return nb_fail(p, NB_ERR_MEMORY, "out of memory");
    plot->n_path = d->points;
    for (uint32_t k = 0; k < d->points; k++)
        for (uint32_t i = 0; i < 2; i++)
            plot->path[2 * k + i] = near(p, nb_descent_coordinate(d, k, i));
    const double *last = plot->path + 2 * (size_t)(d->points - 1);
    return add_mark(p, plot, (nb_mark){NB_MARK_END, last[0], last[1]}) &&
           add_mark(p, plot, (nb_mark){NB_MARK_START, plot->path[0], plot->path[1]});
}

static bool run_path(nabla_result *r, const nb_statement *st, const char *text,
                     const nb_clauses *c, nb_plot *plot)
{
    const nb_clause *from = nb_clause_of(c, "from");
    if (from)
        plot->descent = true;
    if (!plot->descent)
        return true;
    if (!from)
        return refuse(r->session, st->name_span, "plot f with descent from (2, 1)",
                      "a descent needs a point to begin from");
    if (r->def->n != 2)
        return refuse(r->session, from->word, "descend f from 2",
                      "a descent is drawn for functions of two variables");
    /* "with" is read already: the method is in the run. */
    nb_descent_method method = plot->run.options.method;
    nb_clauses own = *c;
    for (uint32_t i = 0; i < own.n; i++)
        if (own.items[i].keyword && strcmp(own.items[i].keyword, "with") == 0)
            own.items[i].keyword = "";
    return nb_descent_defaults(r, &plot->run, method) &&
           nb_read_start(r, text, from->span) &&
           nb_read_descent(r, text, &own, &plot->run) && nb_run_descent(r, &plot->run) &&
           make_path(r, plot);
}

/* ---- critical points ---- */

static nb_mark_kind mark_kind(const nabla_result *r, nb_critical_kind kind)
{
    switch (kind) {
    case NB_CRITICAL_MINIMUM: return NB_MARK_MINIMUM;
    case NB_CRITICAL_MAXIMUM: return NB_MARK_MAXIMUM;
    case NB_CRITICAL_SADDLE: return r->def->n == 2 ? NB_MARK_SADDLE : NB_MARK_OTHER;
    default: return NB_MARK_OTHER;
    }
}

/* A sampler of r->def; NULL with an error. */
static nb_sampler *plot_sampler(nabla_result *r)
{
    return nb_sampler_new(r->session->pool, r->def->expanded, r->def->n, r->def->parts);
}

/* The height of a curve at x, for a mark on it. */
static bool height_at(nabla_result *r, double x, double *y)
{
    const double *inputs[1] = {&x};
    nb_sampler *sampler = plot_sampler(r);
    bool ok = sampler && nb_sample(sampler, inputs, 1, y, NULL);
    nb_sampler_free(sampler);
    return ok;
}

static bool mark_points(nabla_result *r, nb_plot *plot, const nb_critical_set *set)
{
    bool ok = true;
    plot->n_critical = set->n_points;
    plot->marks_complete = set->complete;
    plot->curves = set->n_curves > 0;
    for (uint32_t k = 0; ok && k < set->n_points; k++) {
        const nb_critical_point *c = &set->points[k];
        nb_mark mark = {mark_kind(r, c->kind),
                        arf_get_d(arb_midref(&c->at[0]), ARF_RND_NEAR), 0};
        if (r->def->n == 2)
            mark.y = arf_get_d(arb_midref(&c->at[1]), ARF_RND_NEAR);
        else
            ok = height_at(r, mark.x, &mark.y);
        ok = ok && add_mark(r->session->pool, plot, mark);
    }
    return ok;
}

/* Those of the box; or, where none was given and all of them can be found, all. */
static bool find_critical(nabla_result *r, nb_plot *plot)
{
    nabla *s = r->session;
    nb_def *d = r->def;
    nb_box *box = &plot->box;
    nb_critical_set set = {0};
    if (!plot->critical)
        return true;
    bool all = !box->given &&
               nb_critical(s->pool, d->expanded, d->parts, d->n, NULL, NULL, &set) &&
               set.complete && set.everywhere;
    if (!all && s->error.code == NB_ERR_USAGE)
        nb_error_clear(&s->error);
    if (!all && !nb_failed(s->pool)) {
        nb_box three = *box;
        nb_critical_free(&set);
        set = (nb_critical_set){0};
        all = nb_choose_box(r, &three) &&
              nb_critical(s->pool, d->expanded, d->parts, d->n, three.low_value,
                          three.high_value, &set);
    }
    bool ok = all && mark_points(r, plot, &set);
    nb_critical_free(&set);
    return ok;
}

/* ---- a box that shows it all ---- */

typedef struct extent {
    double low[2], high[2];
} extent;

static void include_point(extent *e, double x, double y)
{
    double at[2] = {x, y};
    for (int i = 0; i < 2; i++) {
        e->low[i] = fmin(e->low[i], at[i]);
        e->high[i] = fmax(e->high[i], at[i]);
    }
}

/* Path and marks; of a path that leads nowhere the beginning. */
static extent extent_of(const nb_plot *plot)
{
    enum { BEGINNING = 6 };
    extent e = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    bool arrives = plot->run.path.end == NB_DESCENT_SMALL;
    for (uint32_t k = 0; k < plot->n_path && (arrives || k < BEGINNING); k++)
        include_point(&e, plot->path[2 * k], plot->path[2 * k + 1]);
    for (uint32_t k = 0; k < plot->n_marks; k++)
        if (plot->marks[k].kind < NB_MARK_START)
            include_point(&e, plot->marks[k].x, plot->marks[k].y);
    return e;
}

/* Where no box was given, one with whole ends about all that is to be seen, unless the
 * usual one holds it. */
static bool fit_box(nabla_result *r, nb_plot *plot)
{
    nb_pool *p = r->session->pool;
    nb_box *box = &plot->box;
    const double usual = 2.5, most = 1e6, room = 0.65;
    extent e = extent_of(plot);
    double side = 0, farthest = 0;
    if (!nb_choose_box(r, box))
        return false;
    for (uint32_t i = 0; i < r->def->n; i++) {
        farthest = fmax(farthest, fmax(fabs(e.low[i]), fabs(e.high[i])));
        side = fmax(side, e.high[i] - e.low[i]);
    }
    if (box->given || !(farthest > usual && farthest < most))
        return true;
    side = fmax(side, 2);
    for (uint32_t i = 0; i < r->def->n; i++) {
        double middle = (e.low[i] + e.high[i]) / 2;
        box->low[i] = floor(middle - room * side);
        box->high[i] = ceil(middle + room * side);
        box->low_value[i] = nb_integer(p, (slong)box->low[i]);
        box->high_value[i] = nb_integer(p, (slong)box->high[i]);
        box->from[i] = nb_layout_number(p, nb_value(p, box->low_value[i]), false);
        box->to[i] = nb_layout_number(p, nb_value(p, box->high_value[i]), false);
    }
    return !nb_failed(p);
}

/* "all 3 critical points are marked, proven" */
static void put_critical(nb_out *o, const nb_plot *plot)
{
    nb_buf b = {0};
    uint32_t n = plot->n_critical;
    if (n == 0 && plot->marks_complete && !plot->curves)
        nb_buf_puts(&b, "there is no critical point, proven");
    else if (n == 0 && plot->curves)
        nb_buf_puts(&b, "the critical points form curves, which are not marked");
    else if (n == 1 && plot->marks_complete)
        nb_buf_printf(&b, "the only %scritical point is marked, proven",
                      plot->curves ? "isolated " : "");
    else if (plot->marks_complete)
        nb_buf_printf(&b, "all %u %scritical points are marked, proven", (unsigned)n,
                      plot->curves ? "isolated " : "");
    else
        nb_buf_printf(&b, "%u critical point%s marked; there may be others", (unsigned)n,
                      n == 1 ? " is" : "s are");
    o->sentence = true;
    nb_out_words(o, nb_buf_text(&b));
    nb_out_end(o);
    nb_buf_free(&b);
}

/* ---- files ---- */

static bool ends_in(const char *text, nb_span span, const char *ending)
{
    size_t n = strlen(ending), length = span.end - span.begin;
    return length > n && memcmp(text + span.end - n, ending, n) == 0;
}

/* to picture.svg, to picture.png, to picture.pdf, to window */
static bool read_target(nabla_result *r, const char *text, const nb_clause *to,
                        nb_plot *plot)
{
    static const char hint[] = "write to picture.svg";
    nabla *s = r->session;
    if (!to)
        return plot->form != NB_PLOT_SURFACE ||
               refuse(s, (nb_span){0, 0}, "plot f as surface to picture.svg",
                      "a surface is drawn in a file or in a window");
    if (plot->form == NB_PLOT_DESCRIPTION)
        return refuse(s, to->word, "plot f as description",
                      "a description goes to no file");
    if (memchr(text + to->span.begin, '\0', to->span.end - to->span.begin))
        return refuse(s, to->span, hint, "a file name cannot hold a NUL character");
    bool window = is_word(text, to->span, "window");
    plot->terminal = window                            ? NB_TERMINAL_WINDOW
                     : ends_in(text, to->span, ".pdf") ? NB_TERMINAL_PDF
                                                       : NB_TERMINAL_PNG;
    if (ends_in(text, to->span, ".svg"))
        r->action = NABLA_WRITE;
    else if (window || ends_in(text, to->span, ".png") || ends_in(text, to->span, ".pdf"))
        r->action = NABLA_GNUPLOT;
    else
        return refuse(
            s, to->span, hint,
            "a picture goes to a file that ends in .svg, .png or .pdf, or to window");
    nb_span name = to->span;
    if (window)
        name.begin = name.end;
    return nb_take_argument(r, text, name);
}

/* The title in one line: f(x, y) = x² + 3y². */
static void print_title(nabla_result *r, nb_buf *out)
{
    const nb_def *d = r->def;
    nb_pool *p = r->session->pool;
    bool bare = !d->name && d->n == 1; /* x ↦ x² */
    nb_buf_puts(out, d->name ? d->name : "");
    for (uint32_t i = 0; i < d->n; i++) {
        nb_buf_puts(out, i ? ", " : bare ? "" : "(");
        nb_print(p, nb_def_param(d, i), NB_STYLE_UNICODE, out);
    }
    nb_buf_puts(out, d->name ? ") = " : bare ? " ↦ " : ") ↦ ");
    nb_print(p, d->body, NB_STYLE_UNICODE, out);
}

/* Draws the figure into r->output. */
static bool make_figure(nabla_result *r, const nb_plot *plot)
{
    static const nb_figure_kind kinds[] = {[NB_PLOT_CONTOURS] = NB_FIGURE_CONTOURS,
                                           [NB_PLOT_HEAT] = NB_FIGURE_HEAT,
                                           [NB_PLOT_SURFACE] = NB_FIGURE_SURFACE,
                                           [NB_PLOT_CURVE] = NB_FIGURE_CURVE};
    nb_pool *p = r->session->pool;
    const char *name = r->def->name ? r->def->name : "f";
    nb_buf title = {0}, names[2] = {{0}}, slope = {0};
    nb_scene scene = {0};
    nb_scene_plan plan = {0};
    print_title(r, &title);
    for (uint32_t i = 0; i < r->def->n; i++)
        nb_print(p, nb_def_param(r->def, i), NB_STYLE_UNICODE, &names[i]);
    nb_buf_printf(&slope, "%s′, its derivative", name);
    nb_figure figure = {.kind = kinds[plot->form],
                        .title = nb_buf_text(&title),
                        .names = {nb_buf_text(&names[0]), nb_buf_text(&names[1]), name},
                        .curves = {name, nb_buf_text(&slope)}};
    nb_figure_plan(&figure, &plan);
    bool ok = nb_plot_scene(r, plot, &plan, &scene);
    if (ok && scene.range.defined == 0)
        ok = nb_fail(p, NB_ERR_UNDEFINED,
                     "the function is undefined at every point that was looked at");
    if (ok && r->action == NABLA_WRITE)
        nb_svg(&figure, &scene, &r->output);
    else if (ok)
        nb_gnuplot(&figure, &scene, plot->terminal, &r->output);
    if (ok && (r->output.failed || title.failed || slope.failed))
        ok = nb_fail(p, NB_ERR_MEMORY, "out of memory");
    nb_scene_free(&scene);
    nb_buf_free(&title);
    nb_buf_free(&slope);
    nb_buf_free(&names[0]);
    nb_buf_free(&names[1]);
    return ok;
}

/* ---- running ---- */

static bool run_plot(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_clauses c;
    nb_plot *plot = calloc(1, sizeof *plot);
    if (!plot)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    r->data = plot;
    plot->arrows = true;
    if (!nb_split_clauses(s->pool, text, st->argument, keywords, &c) ||
        !nb_read_subject(r, st, text, c.items[0].span))
        return false;
    const nb_clause *in = nb_clause_of(&c, "in");
    return check_dimension(r, st) && read_form(r, text, nb_clause_of(&c, "as"), plot) &&
           read_extras(r, text, nb_clause_of(&c, "with"), true, plot) &&
           read_extras(r, text, nb_clause_of(&c, "without"), false, plot) &&
           (!in || nb_read_box(r, text, in->span, &plot->box)) &&
           read_target(r, text, nb_clause_of(&c, "to"), plot) &&
           run_path(r, st, text, &c, plot) && find_critical(r, plot) &&
           fit_box(r, plot) && (r->action == NABLA_NOTHING || make_figure(r, plot));
}

bool nb_plot_scene(nabla_result *r, const nb_plot *plot, nb_scene_plan *plan,
                   nb_scene *out)
{
    plan->n = r->def->n;
    for (uint32_t i = 0; i < r->def->n; i++) {
        plan->low[i] = plot->box.low[i];
        plan->high[i] = plot->box.high[i];
    }
    if (!plot->arrows)
        plan->arrows_x = plan->arrows_y = 0;
    plan->sampler = plot_sampler(r);
    bool ok = plan->sampler && nb_scene_make(r->session->pool, plan, out);
    nb_sampler_free(plan->sampler);
    out->path = plot->path;
    out->n_path = plot->n_path;
    out->marks = plot->marks;
    out->n_marks = plot->n_marks;
    return ok;
}

/* ---- for people ---- */

/* "f(x, y) = x² + 3y², x from −3 to 3, y from −3 to 3" */
static void put_title(nb_out *o, nabla_result *r, const nb_plot *plot)
{
    int width = o->width;
    o->width = 0;
    if (!r->def->name && r->def->n == 1)
        nb_out_expr(o, nb_def_param(r->def, 0), NB_LEVEL_ANY);
    else
        nb_label_function(o, r, NB_PLACE_PARAMETERS);
    nb_out_sign(o, r->def->name ? NB_SIGN_EQUALS : NB_SIGN_MAPS_TO);
    nb_out_expr(o, r->def->body, NB_LEVEL_RELATION);
    for (uint32_t i = 0; i < r->def->n; i++) {
        nb_out_text(o, ", ");
        nb_out_expr(o, nb_def_param(r->def, i), NB_LEVEL_ANY);
        nb_out_words(o, " from ");
        nb_out_expr(o, plot->box.from[i], NB_LEVEL_ANY);
        nb_out_words(o, " to ");
        nb_out_expr(o, plot->box.to[i], NB_LEVEL_ANY);
    }
    nb_out_end(o);
    o->width = width;
}

static void print_name(nabla_result *r, nb_expr symbol, bool unicode, nb_buf *out)
{
    nb_print(r->session->pool, symbol, unicode ? NB_STYLE_UNICODE : NB_STYLE_ASCII, out);
}

static void draw(nabla_result *r, nb_out *o, const nb_plot *plot)
{
    enum { COLUMNS = 80, ROWS = 24, OTHER_ROWS = 3 }; /* title, command, prompt */
    nabla *s = r->session;
    bool unicode = o->style == NB_STYLE_UNICODE;
    nb_buf names[4] = {{0}};
    nb_scene scene = {0};
    nb_scene_plan plan = {0};
    for (uint32_t i = 0; i < 2 && i < r->def->n; i++)
        print_name(r, nb_def_param(r->def, i), unicode, &names[i]);
    nb_buf_puts(&names[2], r->def->name ? r->def->name : "the function");
    nb_buf_printf(&names[3], unicode ? "%s′, its derivative" : "%s', its derivative",
                  r->def->name ? r->def->name : "f");
    int columns = s->settings.columns > 0 ? s->settings.columns : COLUMNS;
    int rows = s->settings.rows > 0 ? s->settings.rows : ROWS;
    nb_chart chart = {.kind = plot->form == NB_PLOT_CURVE  ? NB_CHART_CURVE
                              : plot->form == NB_PLOT_HEAT ? NB_CHART_HEAT
                                                           : NB_CHART_CONTOURS,
                      .unicode = unicode,
                      .color = s->settings.color,
                      .indent = o->indent,
                      .names = {nb_buf_text(&names[0]), nb_buf_text(&names[1])},
                      .function = nb_buf_text(&names[2]),
                      .derivative = nb_buf_text(&names[3]),
                      .width = columns,
                      .height = rows - OTHER_ROWS};
    nb_chart_fit(&chart, plot->box.low, plot->box.high);
    nb_chart_plan(&chart, &plan);
    put_title(o, r, plot);
    if (nb_plot_scene(r, plot, &plan, &scene)) {
        if (scene.range.defined == 0)
            nb_buf_printf(o->to,
                          "%snothing to be seen: undefined at every point that "
                          "was looked at\n",
                          o->indent);
        else if (!nb_chart_draw(&chart, &scene, o->to))
            nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    }
    nb_scene_free(&scene);
    for (int i = 0; i < 4; i++)
        nb_buf_free(&names[i]);
}

static void people(nabla_result *r, nb_out *o)
{
    nb_plot *plot = r->data;
    if (r->action != NABLA_NOTHING)
        nb_buf_printf(o->to,
                      *r->argument ? "%sthe picture is in %s\n"
                                   : "%sthe picture is in a window\n",
                      o->indent, r->argument);
    else if (plot->form == NB_PLOT_DESCRIPTION)
        nb_describe(r, plot, o->style, o->indent, o->to);
    else
        draw(r, o, plot);
    if (plot->descent)
        nb_line_descent_end(o, r, &plot->run);
    if (plot->critical)
        put_critical(o, plot);
}

/* ---- for programs ---- */

static void put_box(nb_writer *w, const nb_plot *plot)
{
    nb_json_key(&w->j, "box");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < w->r->def->n; i++) {
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "variable",
                       nb_symbol_name(w->p, nb_def_param(w->r->def, i)));
        nb_put_typed(w, "from", plot->box.from[i], NB_STYLE_TEXT);
        nb_put_typed(w, "to", plot->box.to[i], NB_STYLE_TEXT);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

static void json(nabla_result *r, nb_writer *w)
{
    static const char *const forms[] = {"contours", "heat", "surface", "description",
                                        "curve"};
    nb_plot *plot = r->data;
    nb_buf b = {0};
    nb_put_function(w, r->def);
    nb_json_member(&w->j, "as", forms[plot->form]);
    put_box(w, plot);
    if (r->action != NABLA_NOTHING)
        nb_json_member(&w->j, "file", *r->argument ? r->argument : NULL);
    nb_describe(r, plot, NB_STYLE_TEXT, "", &b);
    if (r->def->n == 2) {
        nb_json_key(&w->j, "levels");
        nb_json_open(&w->j, '[');
        for (uint32_t i = 0; i < plot->n_levels; i++) {
            nb_buf level = {0};
            nb_round_text(plot->levels[i], &level);
            nb_json_string(&w->j, nb_buf_text(&level));
            nb_buf_free(&level);
        }
        nb_json_close(&w->j, ']');
    }
    nb_json_member(&w->j, "description", nb_buf_text(&b));
    w->j.out->failed |= b.failed;
    nb_buf_free(&b);
    if (plot->critical) {
        nb_json_key(&w->j, "critical");
        nb_json_open(&w->j, '{');
        nb_json_key(&w->j, "points");
        nb_json_integer(&w->j, plot->n_critical);
        nb_json_key(&w->j, "complete");
        nb_json_bool(&w->j, plot->marks_complete);
        nb_json_close(&w->j, '}');
    }
    if (plot->descent) {
        nb_json_key(&w->j, "descent");
        nb_json_open(&w->j, '{');
        nb_put_point(w);
        nb_put_descent(w, &plot->run);
        nb_json_close(&w->j, '}');
    }
}

/* ---- life ---- */

static void roots(void *data, nb_roots *all)
{
    nb_plot *plot = data;
    nb_box_roots(&plot->box, all);
    nb_descent_run_roots(&plot->run, all);
}

static void release(void *data)
{
    nb_plot *plot = data;
    nb_descent_run_free(&plot->run);
    free(plot->path);
    free(plot->marks);
    free(plot);
}

const nb_command_class nb_plot_command = {.kind = "plot",
                                          .run = run_plot,
                                          .people = people,
                                          .json = json,
                                          .roots = roots,
                                          .release = release};
