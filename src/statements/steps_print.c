#include "session/label.h"
#include "session/lines.h"
#include "session/writer.h"
#include "statements/steps.h"

#include <string.h>

/* Told lines as texts: for people, for LaTeX, for Markdown, for programs. */

/* ---- pieces ---- */

/* How section i is derived: by one variable, or by all up to it. */
static uint32_t orders_of(const nb_steps_answer *a, uint32_t section, nb_by *by)
{
    uint32_t n = 0;
    for (uint32_t i = a->higher ? 0 : section; i <= section; i++) {
        if (n && by[n - 1].variable == a->variables.items[i])
            by[n - 1].times++;
        else
            by[n++] = (nb_by){a->variables.items[i], 1};
    }
    return n;
}

void nb_steps_label(nb_out *o, const nabla_result *r, uint32_t section)
{
    nb_by by[NB_SECTIONS_MAX];
    uint32_t n = orders_of(r->data, section, by);
    nb_label_derivative(o, r, by, n, NB_PLACE_NONE);
}

static bool is_parameter(const nabla_result *r, nb_expr x)
{
    for (uint32_t i = 0; i < r->def->n; i++)
        if (nb_def_param(r->def, i) == x)
            return true;
    return false;
}

static void put_subscript(nb_out *o, const char *name)
{
    bool latex = o->style == NB_STYLE_LATEX;
    nb_out_raw(o, latex ? "_{" : "_");
    nb_out_name(o, name);
    nb_out_raw(o, latex ? "}" : "");
}

/* Whether e contains another symbol than x. */
static bool has_others(nb_pool *p, nb_expr e, nb_expr x)
{
    nb_list symbols = {0};
    bool found = false;
    nb_free_symbols(p, e, &symbols);
    for (uint32_t i = 0; i < symbols.n; i++)
        found = found || symbols.items[i] != x;
    nb_list_free(&symbols);
    return found;
}

/* d/dx e, or (e)_x */
static void put_derivative(nb_out *o, const nabla_result *r, const nb_told_piece *piece)
{
    static const char *const signs[2][NB_SIGN_STYLES] = {
        {"d", "d", "d", "<mi>d</mi>"}, {"d", "∂", "\\partial", "<mo>∂</mo>"}};
    const char *name = nb_symbol_name(o->p, piece->variable);
    bool own = is_parameter(r, piece->variable);
    bool several = own ? r->def->n > 1 : has_others(o->p, piece->e, piece->variable);
    if (several && o->s->settings.notation == NB_SUBSCRIPT) {
        nb_out_open(o, NB_BRACKET_ROUND);
        nb_out_expr(o, piece->e, NB_LEVEL_ANY);
        nb_out_close(o, NB_BRACKET_ROUND);
        put_subscript(o, name);
        return;
    }
    const char *d = signs[several][nb_style_column(o->style)];
    nb_buf below = {0};
    nb_buf_puts(&below, d);
    nb_buf_puts(&below, several && o->style == NB_STYLE_LATEX ? " " : "");
    nb_print_name(name, o->style, &below);
    nb_out_ratio(o, d, nb_buf_text(&below));
    nb_out_text(o, " ");
    nb_out_expr(o, piece->e, NB_LEVEL_POWER);
    o->to->failed |= below.failed;
    nb_buf_free(&below);
}

/* In one line, as part of a sentence. */
static void put_condition(nb_out *o, nb_expr condition)
{
    nb_buf b = {0};
    nb_print(o->p, condition, o->style, &b);
    nb_out_raw(o, nb_buf_text(&b));
    o->to->failed |= b.failed;
    nb_buf_free(&b);
}

static void put_piece(nb_out *o, const nabla_result *r, const nb_told_line *line,
                      const nb_told_piece *piece)
{
    const nb_steps_answer *a = r->data;
    switch (piece->kind) {
    case NB_TOLD_WORDS: nb_out_words(o, nb_told_text(&a->told, piece)); break;
    case NB_TOLD_EXPR:
        if (nb_is_condition(o->p, piece->e))
            put_condition(o, piece->e);
        else
            nb_out_expr(o, piece->e, NB_LEVEL_RELATION);
        break;
    case NB_TOLD_SYMBOL: nb_out_name(o, nb_symbol_name(o->p, piece->e)); break;
    case NB_TOLD_EQUALS: nb_out_sign(o, NB_SIGN_EQUALS); break;
    case NB_TOLD_DERIVATIVE: put_derivative(o, r, piece); break;
    case NB_TOLD_WHOLE: nb_steps_label(o, r, line->section); break;
    case NB_TOLD_PRIMED:
        nb_out_open(o, NB_BRACKET_ROUND);
        nb_out_expr(o, piece->e, NB_LEVEL_ANY);
        nb_out_close(o, NB_BRACKET_ROUND);
        nb_out_sign(o, NB_SIGN_PRIME);
        break;
    }
}

/* Words where a line is broken, without what joins them to the rest. */
static void put_edge(nb_out *o, const char *words, bool begins, bool ends)
{
    nb_buf b = {0};
    nb_buf_puts(&b, words + (begins ? strspn(words, " ") : 0));
    while (ends && b.length > 0 && strchr(" :", b.text[b.length - 1]))
        b.text[--b.length] = '\0';
    nb_out_words(o, nb_buf_text(&b));
    o->to->failed |= b.failed;
    nb_buf_free(&b);
}

/* Adds the pieces [first, end) of a line to the line of o. */
static void put_pieces(nb_out *o, const nabla_result *r, const nb_told_line *line,
                       uint32_t first, uint32_t end)
{
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    for (uint32_t i = first; i < end; i++) {
        const nb_told_piece *piece = &t->pieces[line->first + i];
        bool begins = i == first && i > 0, ends = i + 1 == end && i + 1 < line->n;
        if (piece->kind == NB_TOLD_WORDS && (begins || ends))
            put_edge(o, nb_told_text(t, piece), begins, ends);
        else
            put_piece(o, r, line, piece);
    }
}

/* The conditions of the result stand behind the last line of its section. */
static void put_conditions(nb_out *o, const nabla_result *r, uint32_t line)
{
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    uint32_t section = t->lines[line].section;
    if (line + 1 == t->n_lines || t->lines[line + 1].section != section)
        nb_line_conditions(o, &r->formulas[section]);
}

bool nb_steps_is_idle(const nb_steps_answer *a, const nb_told_line *line)
{
    return line->kind == NB_LINE_SECTION && line->n == 1 && a->n_sections == 1;
}

/* ---- for people ---- */

/* Where a long line goes on in the next: before "with u = ..." or before its equation.
 * Its length where there is no such place. */
static uint32_t break_of(const nb_told *t, const nb_told_line *line)
{
    for (uint32_t i = 1; i < line->n; i++) {
        const nb_told_piece *piece = &t->pieces[line->first + i];
        if (piece->kind == NB_TOLD_WHOLE || piece->kind == NB_TOLD_DERIVATIVE)
            return i;
        if (piece->kind == NB_TOLD_WORDS &&
            strncmp(nb_told_text(t, piece), " with ", 6) == 0)
            return i;
    }
    return line->n;
}

static bool is_too_wide(const nb_out *o, nabla_result *r, uint32_t line, size_t indent)
{
    nb_buf text = {0};
    size_t columns = indent;
    if (o->width <= 0)
        return false;
    nb_steps_line_text(r, line, 0, o->style, &text);
    nb_buf_heed(o->to, nb_buf_text(&text));
    for (size_t i = 0; i < text.length; i++)
        columns += ((unsigned char)text.text[i] & 0xC0) != 0x80;
    nb_buf_free(&text);
    return columns > (size_t)o->width;
}

/* Writes the first `end` pieces of a line; a line that is too wide goes on below. */
static void write_line(nb_out *o, nabla_result *r, uint32_t i, uint32_t end, int depth)
{
    enum { STEP = 3, DEEPEST = 12 };
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    const nb_told_line *line = &t->lines[i];
    const char *indent = o->indent;
    char blanks[STEP * (DEEPEST + 2) + 16], number[24];
    int n = STEP * (depth < DEEPEST ? depth : DEEPEST);
    uint32_t first = 0, middle = end;
    if (line->kind == NB_LINE_HEAD && is_too_wide(o, r, i, (size_t)n + 6))
        middle = break_of(t, line) < end ? break_of(t, line) : end;
    snprintf(number, sizeof number, "%u. ", (unsigned)(line->step + 1));
    nb_out_text(o, line->kind == NB_LINE_HEAD ? number : "");
    for (;;) {
        snprintf(blanks, sizeof blanks, "%s%*s", indent, n, "");
        o->indent = blanks;
        put_pieces(o, r, line, first, middle);
        if (middle == line->n)
            put_conditions(o, r, i);
        nb_out_end(o);
        if (middle == end)
            break;
        first = middle;
        middle = end;
        n += STEP;
    }
    o->indent = indent;
}

void nb_steps_lines(nb_out *o, nabla_result *r, uint32_t first, uint32_t end,
                    uint32_t pieces)
{
    const nb_steps_answer *a = r->data;
    const nb_told *t = &a->told;
    for (uint32_t i = first; i < end && nb_poll(o->p); i++) {
        const nb_told_line *line = &t->lines[i];
        bool result = line->kind == NB_LINE_RESULT, last = i + 1 == end;
        if (!nb_steps_is_idle(a, line))
            write_line(o, r, i, last && pieces ? pieces : line->n,
                       (int)(line->depth + result));
    }
}

/* ---- documents ---- */

void nb_steps_line_text(nabla_result *r, uint32_t i, uint32_t pieces, nb_style style,
                        nb_buf *out)
{
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    nb_out o;
    nb_buf text = {0};
    nb_out_init(&o, r->session, style, 0, &text);
    o.indent = "";
    put_pieces(&o, r, &t->lines[i], 0, pieces ? pieces : t->lines[i].n);
    if (!pieces)
        put_conditions(&o, r, i);
    nb_out_end(&o);
    size_t length = text.length;
    while (length > 0 && text.text[length - 1] == '\n')
        length--;
    nb_buf_add(out, nb_buf_text(&text), length);
    out->failed |= text.failed;
    nb_out_free(&o);
    nb_buf_free(&text);
}

void nb_steps_latex(nb_out *o, nabla_result *r)
{
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    nb_buf *to = o->to;
    nb_buf_puts(to, "\\begin{align*}\n");
    for (uint32_t i = 0; i < t->n_lines && nb_poll(o->p); i++) {
        const nb_told_line *line = &t->lines[i];
        uint32_t depth = line->depth + (line->kind == NB_LINE_RESULT);
        nb_buf_puts(to, "& ");
        for (uint32_t k = 0; k < depth && k < 12; k++)
            nb_buf_puts(to, "\\quad ");
        if (line->kind == NB_LINE_HEAD)
            nb_buf_printf(to, "\\text{%u. }", (unsigned)(line->step + 1));
        nb_steps_line_text(r, i, 0, NB_STYLE_LATEX, to);
        nb_buf_puts(to, i + 1 < t->n_lines ? " \\\\\n" : "\n");
    }
    nb_buf_puts(to, "\\end{align*}\n");
}

/* Formulas between dollars, words as they are. */
static void put_markdown(nabla_result *r, uint32_t i, nb_buf *out)
{
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    const nb_told_line *line = &t->lines[i];
    nb_buf text = {0};
    nb_out o;
    bool inside = false;
    nb_out_init(&o, r->session, NB_STYLE_LATEX, 0, &text);
    o.indent = "";
    for (uint32_t k = line->first; k < line->first + line->n; k++) {
        bool words = t->pieces[k].kind == NB_TOLD_WORDS;
        if (inside == words)
            nb_out_raw(&o, "$");
        inside = !words;
        if (words)
            nb_out_raw(&o, nb_told_text(t, &t->pieces[k]));
        else
            put_piece(&o, r, line, &t->pieces[k]);
    }
    if (inside)
        put_conditions(&o, r, i);
    nb_out_raw(&o, inside ? "$" : "");
    nb_out_end(&o);
    nb_buf_puts(out, nb_buf_text(&text));
    out->failed |= text.failed;
    nb_out_free(&o);
    nb_buf_free(&text);
}

void nb_steps_markdown(nb_out *o, nabla_result *r)
{
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    for (uint32_t i = 0; i < t->n_lines && nb_poll(o->p); i++) {
        const nb_told_line *line = &t->lines[i];
        uint32_t depth = line->depth + (line->kind == NB_LINE_RESULT);
        if (line->kind == NB_LINE_SECTION) {
            nb_buf_puts(o->to, i > 0 ? "\n" : "");
        } else {
            nb_buf_printf(o->to, "%*s- ", (int)(2 * depth), "");
            if (line->kind == NB_LINE_HEAD)
                nb_buf_printf(o->to, "**%u.** ", (unsigned)(line->step + 1));
        }
        put_markdown(r, i, o->to);
        nb_buf_puts(o->to, line->kind == NB_LINE_SECTION ? "\n" : "");
    }
}

/* ---- for programs ---- */

static void put_texts(nabla_result *r, nb_writer *w, uint32_t step)
{
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    nb_buf text = {0}, latex = {0};
    for (uint32_t i = 0; i < t->n_lines; i++) {
        const nb_told_line *line = &t->lines[i];
        bool own = line->kind == NB_LINE_HEAD || line->kind == NB_LINE_RESULT;
        if (!own || line->step != step)
            continue;
        nb_buf_puts(&text, text.length ? "; " : "");
        nb_buf_puts(&latex, latex.length ? " \\\\ " : "");
        nb_steps_line_text(r, i, 0, NB_STYLE_ASCII, &text);
        nb_steps_line_text(r, i, 0, NB_STYLE_LATEX, &latex);
    }
    nb_json_member(&w->j, "text", nb_buf_text(&text));
    nb_json_member(&w->j, "latex", nb_buf_text(&latex));
    nb_buf_free(&text);
    nb_buf_free(&latex);
}

static void put_step(nabla_result *r, nb_writer *w, uint32_t i)
{
    const nb_told *t = &((const nb_steps_answer *)r->data)->told;
    const nb_step *step = &t->steps[i];
    nb_json_open(&w->j, '{');
    nb_json_key(&w->j, "number");
    nb_json_integer(&w->j, (long)i + 1);
    nb_json_member(&w->j, "rule", t->texts.text + step->rule);
    if (step->of)
        nb_put_typed(w, "of", step->of, NB_STYLE_TEXT);
    nb_json_member(&w->j, "variable", nb_symbol_name(w->p, step->variable));
    nb_put_typed(w, "result", step->result, NB_STYLE_TEXT);
    nb_json_key(&w->j, "depends");
    nb_json_open(&w->j, '[');
    for (uint32_t k = 0; k < step->n_used; k++)
        nb_json_integer(&w->j, (long)t->used.items[step->first_used + k] + 1);
    nb_json_close(&w->j, ']');
    put_texts(r, w, i);
    nb_json_close(&w->j, '}');
}

void nb_steps_json(nabla_result *r, nb_writer *w)
{
    const nb_steps_answer *a = r->data;
    nb_json_key(&w->j, "derivatives");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < a->n_sections; i++) {
        nb_json_open(&w->j, '{');
        nb_json_key(&w->j, "variables");
        nb_json_open(&w->j, '[');
        for (uint32_t k = a->higher ? 0 : i; k <= i; k++)
            nb_json_string(&w->j, nb_symbol_name(w->p, a->variables.items[k]));
        nb_json_close(&w->j, ']');
        nb_put_formula(w, &r->formulas[i]);
        nb_json_key(&w->j, "steps");
        nb_json_open(&w->j, '[');
        for (uint32_t k = 0; k < a->told.n_steps; k++)
            if (a->told.steps[k].section == i)
                put_step(r, w, k);
        nb_json_close(&w->j, ']');
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}
