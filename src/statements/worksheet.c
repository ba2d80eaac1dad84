#include "session/label.h"
#include "statements/exercise.h"

#include <stdlib.h>
#include <string.h>

/* worksheet N [TOPIC] [LEVEL] seed S [as latex]: a sheet of exercises and its key, as
 * Markdown or LaTeX. The same seed writes the same sheet. */

typedef struct item {
    nb_exercise exercise;
    nb_formula answers[NB_EXERCISE_VARIABLES];
    unsigned n;
} item;

typedef struct sheet {
    nb_wish wish;
    bool latex;
    item *items;
    unsigned n;
} sheet;

/* ---- drawing ---- */

static void release(void *data)
{
    sheet *t = data;
    for (unsigned i = 0; i < t->n; i++)
        for (unsigned k = 0; k < t->items[i].n; k++)
            nb_formula_free(&t->items[i].answers[k]);
    free(t->items);
    free(t);
}

static void roots(void *data, nb_roots *to)
{
    sheet *t = data;
    for (unsigned i = 0; i < t->n; i++) {
        nb_roots_add(to, &t->items[i].exercise.body);
        for (unsigned k = 0; k < t->items[i].n; k++)
            nb_roots_add_formula(to, &t->items[i].answers[k]);
    }
}

/* Whether an exercise on the same function was drawn before. */
static bool is_known(const sheet *t, const nb_exercise *e)
{
    for (unsigned i = 0; i < t->n; i++)
        if (t->items[i].exercise.body == e->body)
            return true;
    return false;
}

static bool draw(nabla_result *r, sheet *t)
{
    enum { TRIES = 200 };
    nb_drawn drawn = {{0}};
    nb_pool *p = r->session->pool;
    nb_random random = {t->wish.seed};
    for (unsigned i = 0; i < t->wish.count && nb_poll(p); i++) {
        item *x = &t->items[i];
        nb_topic topic =
            t->wish.one_topic ? t->wish.topic : (nb_topic)(i % NB_TOPIC_COUNT);
        bool ok = false;
        for (unsigned k = 0; k < TRIES && (k == 0 || is_known(t, &x->exercise)); k++)
            ok = nb_exercise_draw(p, &random, topic, t->wish.level ? t->wish.level : 1,
                                  &drawn, &x->exercise);
        if (ok && is_known(t, &x->exercise))
            return nb_fail(p, NB_ERR_LIMIT, "there are not that many different exercises");
        if (!ok || !nb_exercise_begin(r, &x->exercise))
            return false;
        x->n = nb_exercise_answers(r, &x->exercise, x->answers);
        t->n++;
        if (x->n == 0)
            return false;
    }
    return !nb_failed(p);
}

static bool read_format(nabla_result *r, const char *text, sheet *t)
{
    nb_span f = t->wish.format;
    size_t n = f.end - f.begin;
    t->latex = n == 5 && memcmp(text + f.begin, "latex", 5) == 0;
    if (n == 0 || t->latex || (n == 8 && memcmp(text + f.begin, "markdown", 8) == 0))
        return true;
    nb_error_at(&r->session->error, NB_ERR_USAGE, f.begin, f.end,
                "a worksheet is written as markdown or as latex");
    return false;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    sheet *t = r->data = calloc(1, sizeof *t);
    if (!t)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    if (!nb_wish_read(r->session, text, st->argument, true, &t->wish) ||
        !read_format(r, text, t))
        return false;
    if (t->wish.count == 0)
        return nb_usage(r->session, st->command, st->argument);
    if (!t->wish.has_seed)
        t->wish.seed = 1;
    t->items = calloc(t->wish.count, sizeof *t->items);
    if (!t->items)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    return draw(r, t);
}

/* ---- writing ---- */

/* The line that `o` holds goes to `to` without its indentation and line feed. */
static void end_inline(nb_out *o, nb_buf *to)
{
    nb_buf line = {0}, *before = o->to;
    o->to = &line;
    nb_out_end(o);
    o->to = before;
    while (line.length && strchr(" \n", line.text[line.length - 1]))
        line.length--;
    nb_buf_puts(to, "$");
    nb_buf_add(to, nb_buf_text(&line), line.length);
    nb_buf_puts(to, "$");
    to->failed |= line.failed;
    nb_buf_free(&line);
}

static void write_directional(nb_out *o, nabla_result *r, const nb_exercise *e,
                              nb_buf *to)
{
    nb_buf_puts(to, "the directional derivative at ");
    nb_label_place(o, r, NB_PLACE_POINT);
    end_inline(o, to);
    nb_buf_puts(to, " along ");
    nb_exercise_vector(o, e);
    end_inline(o, to);
}

static void write_question(nb_out *o, nabla_result *r, const item *x, nb_buf *to)
{
    if (!nb_exercise_begin(r, &x->exercise))
        return;
    nb_buf_puts(to, "Find ");
    if (nb_topic_of(x->exercise.topic)->ask == NB_ASK_DIRECTIONAL) {
        write_directional(o, r, &x->exercise, to);
    } else {
        nb_exercise_label(o, r, &x->exercise);
        end_inline(o, to);
    }
    nb_buf_puts(to, " for ");
    nb_label_function(o, r, NB_PLACE_PARAMETERS);
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_out_expr(o, r->def->body, NB_LEVEL_RELATION);
    end_inline(o, to);
    nb_buf_puts(to, ".\n");
}

static void write_answer(nb_out *o, const item *x, nb_buf *to)
{
    if (x->n > 1)
        nb_out_open(o, NB_BRACKET_ROUND);
    for (unsigned i = 0; i < x->n; i++) {
        if (i)
            nb_out_text(o, ", ");
        nb_out_expr(o, x->answers[i].typed, NB_LEVEL_ANY);
    }
    if (x->n > 1)
        nb_out_close(o, NB_BRACKET_ROUND);
    end_inline(o, to);
    nb_buf_puts(to, "\n");
}

static void write_title(const sheet *t, nb_buf *to)
{
    const char *about =
        t->wish.one_topic ? nb_topic_of(t->wish.topic)->about : "partial derivatives";
    nb_buf_printf(to, "%c%s, level %u (seed %llu)", about[0] - 'a' + 'A', about + 1,
                  t->wish.level ? t->wish.level : 1, (unsigned long long)t->wish.seed);
}

static void write_markdown(nb_out *o, nabla_result *r, nb_buf *to)
{
    const sheet *t = r->data;
    nb_buf_puts(to, "# ");
    write_title(t, to);
    nb_buf_puts(to, "\n\n");
    for (unsigned i = 0; i < t->n; i++) {
        nb_buf_printf(to, "%u. ", i + 1);
        write_question(o, r, &t->items[i], to);
    }
    nb_buf_puts(to, "\n## Answers\n\n");
    for (unsigned i = 0; i < t->n; i++) {
        nb_buf_printf(to, "%u. ", i + 1);
        write_answer(o, &t->items[i], to);
    }
}

static void write_latex(nb_out *o, nabla_result *r, nb_buf *to)
{
    const sheet *t = r->data;
    nb_buf_puts(to, "\\documentclass{article}\n\\usepackage{amsmath}\n"
                    "\\begin{document}\n\\section*{");
    write_title(t, to);
    nb_buf_puts(to, "}\n\\begin{enumerate}\n");
    for (unsigned i = 0; i < t->n; i++) {
        nb_buf_puts(to, "\\item ");
        write_question(o, r, &t->items[i], to);
    }
    nb_buf_puts(to, "\\end{enumerate}\n\\newpage\n\\section*{Answers}\n"
                    "\\begin{enumerate}\n");
    for (unsigned i = 0; i < t->n; i++) {
        nb_buf_puts(to, "\\item ");
        write_answer(o, &t->items[i], to);
    }
    nb_buf_puts(to, "\\end{enumerate}\n\\end{document}\n");
}

static void write_sheet(nabla_result *r, nb_buf *to)
{
    const sheet *t = r->data;
    nb_out o;
    nb_out_init(&o, r->session, NB_STYLE_LATEX, 0, to);
    o.indent = "";
    if (t->latex)
        write_latex(&o, r, to);
    else
        write_markdown(&o, r, to);
    nb_out_free(&o);
}

static void people(nabla_result *r, nb_out *o) { write_sheet(r, o->to); }

static void json(nabla_result *r, nb_writer *w)
{
    const sheet *t = r->data;
    nb_buf text = {0};
    nb_json_key(&w->j, "seed");
    nb_json_integer(&w->j, (int64_t)t->wish.seed);
    nb_json_key(&w->j, "exercises");
    nb_json_open(&w->j, '[');
    for (unsigned i = 0; i < t->n && nb_exercise_begin(r, &t->items[i].exercise); i++) {
        nb_json_open(&w->j, '{');
        nb_exercise_put(w, &t->items[i].exercise);
        nb_json_key(&w->j, "answer");
        nb_json_open(&w->j, '[');
        for (unsigned k = 0; k < t->items[i].n; k++) {
            nb_json_open(&w->j, '{');
            nb_put_formula(w, &t->items[i].answers[k]);
            nb_json_close(&w->j, '}');
        }
        nb_json_close(&w->j, ']');
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
    write_sheet(r, &text);
    nb_json_member(&w->j, t->latex ? "latex" : "markdown", nb_buf_text(&text));
    w->j.out->failed |= text.failed;
    nb_buf_free(&text);
}

const nb_command_class nb_worksheet_command = {.kind = "worksheet",
                                               .run = run,
                                               .people = people,
                                               .json = json,
                                               .roots = roots,
                                               .release = release};
