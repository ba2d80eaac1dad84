#include "session/out.h"

#include "present/box.h"
#include "present/mathml.h"

#include <stdlib.h>
#include <string.h>

/* ---- tables ---- */

unsigned nb_style_column(nb_style style)
{
    switch (style) {
    case NB_STYLE_UNICODE: return 1;
    case NB_STYLE_LATEX: return 2;
    case NB_STYLE_MATHML: return 3;
    default: return 0;
    }
}

const char *nb_sign_text(nb_sign_name sign, nb_style style)
{
    static const char *const signs[NB_SIGN_COUNT][NB_SIGN_STYLES] = {
        [NB_SIGN_EQUALS] = {" = ", " = ", " = ", "<mo>=</mo>"},
        [NB_SIGN_ABOUT] = {" ~ ", " ≈ ", " \\approx ", "<mo>≈</mo>"},
        [NB_SIGN_MAPS_TO] = {" -> ", " ↦ ", " \\mapsto ", "<mo>↦</mo>"},
        [NB_SIGN_NABLA] = {"grad ", "∇", "\\nabla ", "<mo>∇</mo>"},
        [NB_SIGN_PRIME] = {"'", "′", "'", "<mo>′</mo>"},
    };
    return signs[sign][nb_style_column(style)];
}

static const char *bracket_text(unsigned bracket, bool close, nb_style style)
{
    static const char *const brackets[NB_BRACKET_COUNT][NB_SIGN_STYLES][2] = {
        [NB_BRACKET_ROUND] = {{"(", ")"},
                              {"(", ")"},
                              {"\\left(", "\\right)"},
                              {"<mrow><mo>(</mo>", "<mo>)</mo></mrow>"}},
        [NB_BRACKET_ANGLE] = {{"<", ">"},
                              {"⟨", "⟩"},
                              {"\\left\\langle ", "\\right\\rangle"},
                              {"<mrow><mo>⟨</mo>", "<mo>⟩</mo></mrow>"}},
        [NB_BRACKET_BARS] = {{"|", "|"},
                             {"|", "|"},
                             {"\\left|", "\\right|"},
                             {"<mrow><mo>|</mo>", "<mo>|</mo></mrow>"}},
        [NB_BRACKET_NORM] = {{"||", "||"},
                             {"‖", "‖"},
                             {"\\left\\|", "\\right\\|"},
                             {"<mrow><mo>‖</mo>", "<mo>‖</mo></mrow>"}},
    };
    return brackets[bracket][nb_style_column(style)][close];
}

/* ---- collecting a line ---- */

void nb_out_init(nb_out *o, nabla *s, nb_style style, int width, nb_buf *to)
{
    *o = (nb_out){
        .s = s, .p = s->pool, .style = style, .width = width, .indent = "  ", .to = to};
}

void nb_out_free(nb_out *o)
{
    free(o->pieces);
    nb_buf_free(&o->texts);
    nb_list_free(&o->items);
    nb_written_free(&o->written);
}

bool nb_out_takes(const nb_out *o, const nb_formula *f)
{
    enum { SCREEN_MAX = 20000 }; /* some twenty screens */
    return (o->brief && f->brief) || f->size < (o->width > 0 ? SCREEN_MAX : NB_TREE_MAX);
}

nb_expr nb_out_form(const nb_out *o, const nb_formula *f)
{
    return o->brief && f->brief ? f->brief : f->typed;
}

const nb_list *nb_out_conditions(const nb_out *o, const nb_formula *f)
{
    return o->brief && f->brief ? &f->brief_conditions : &f->conditions;
}

static void put(nb_out *o, nb_line_piece x)
{
    if (o->n == o->capacity) {
        size_t capacity = o->capacity ? o->capacity * 2 : 32;
        nb_line_piece *pieces = realloc(o->pieces, capacity * sizeof *pieces);
        if (!pieces) {
            o->to->failed = true;
            return;
        }
        o->pieces = pieces;
        o->capacity = capacity;
    }
    o->pieces[o->n++] = x;
}

void nb_out_raw(nb_out *o, const char *text)
{
    size_t length = strlen(text);
    nb_buf_heed(o->to, text);
    if (length == 0)
        return;
    put(o,
        (nb_line_piece){.kind = NB_PIECE_TEXT, .at = o->texts.length, .length = length});
    nb_buf_add(&o->texts, text, length);
}

/* Inside an element of MathML. */
static void put_element(nb_out *o, const char *element, const char *text)
{
    nb_buf b = {0};
    nb_buf_printf(&b, "<%s>", element);
    nb_buf_heed(&b, text);
    for (; *text; text++) {
        if (*text == '<' || *text == '>' || *text == '&')
            nb_buf_puts(&b, *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : "&amp;");
        else
            nb_buf_putc(&b, *text);
    }
    nb_buf_printf(&b, "</%s>", element);
    nb_out_raw(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

void nb_out_text(nb_out *o, const char *text)
{
    if (o->style != NB_STYLE_MATHML)
        nb_out_raw(o, text);
    else if (text[strspn(text, " ")] || nb_is_lost(text))
        put_element(o, text[strspn(text, " ,:/+-.")] ? "mtext" : "mo",
                    text + strspn(text, " "));
}

/* Words in LaTeX, with the signs that it would take for its own. */
static void put_latex_words(nb_out *o, const char *text)
{
    nb_buf b = {0};
    nb_buf_puts(&b, "\\text{");
    nb_buf_heed(&b, text);
    for (; *text; text++) {
        if (*text == '^' || *text == '~')
            nb_buf_printf(&b, "\\%c{}", *text);
        else if (*text == '\\')
            nb_buf_puts(&b, "\\textbackslash{}");
        else
            nb_buf_printf(&b, strchr("_%#&${}", *text) ? "\\%c" : "%c", *text);
    }
    nb_buf_putc(&b, '}');
    nb_out_raw(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

void nb_out_words(nb_out *o, const char *text)
{
    if (o->style == NB_STYLE_MATHML)
        put_element(o, "mtext", text);
    else if (o->style == NB_STYLE_LATEX)
        put_latex_words(o, text);
    else
        nb_out_raw(o, text);
}

void nb_out_sign(nb_out *o, nb_sign_name sign)
{
    nb_out_raw(o, nb_sign_text(sign, o->style));
}

void nb_out_open(nb_out *o, nb_bracket bracket)
{
    put(o, (nb_line_piece){.kind = NB_PIECE_OPEN, .bracket = (uint8_t)bracket});
}

void nb_out_close(nb_out *o, nb_bracket bracket)
{
    put(o, (nb_line_piece){.kind = NB_PIECE_CLOSE, .bracket = (uint8_t)bracket});
}

void nb_out_name(nb_out *o, const char *name)
{
    nb_buf b = {0};
    if (o->style == NB_STYLE_MATHML)
        nb_print_mathml_name(name, &b);
    else
        nb_print_name(name, o->style, &b);
    nb_out_raw(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

void nb_out_expr(nb_out *o, nb_expr typed, nb_level least)
{
    put(o, (nb_line_piece){.kind = NB_PIECE_EXPR, .least = (uint8_t)least, .e = typed});
}

void nb_out_vector(nb_out *o)
{
    put(o, (nb_line_piece){.kind = NB_PIECE_VECTOR, .at = o->items.n});
}

void nb_out_item(nb_out *o, nb_expr typed)
{
    if (o->n && nb_list_add(o->p, &o->items, typed))
        o->pieces[o->n - 1].length++;
}

void nb_out_ratio(nb_out *o, const char *above, const char *below)
{
    size_t at = o->texts.length;
    nb_buf_puts(&o->texts, above);
    nb_buf_puts(&o->texts, below);
    put(o, (nb_line_piece){.kind = NB_PIECE_RATIO,
                           .at = at,
                           .length = strlen(above),
                           .below = at + strlen(above),
                           .below_length = strlen(below)});
}

static void decimal_element(const char *digits, const char *e, nb_buf *out)
{
    if (*digits == '-')
        nb_buf_puts(out, "<mo>−</mo>");
    digits += *digits == '-';
    nb_buf_printf(out, "<mn>%.*s</mn>", e ? (int)(e - digits) : (int)strlen(digits),
                  digits);
    if (e)
        nb_buf_printf(out, "<mo>·</mo><msup><mn>10</mn><mn>%s</mn></msup>", e + 1);
}

void nb_style_decimal(const char *digits, nb_style style, nb_buf *out)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴",
                                         "⁵", "⁶", "⁷", "⁸", "⁹"};
    const char *e = strchr(digits, 'e');
    if (style == NB_STYLE_MATHML) {
        decimal_element(digits, e, out);
        return;
    }
    if (*digits == '-') {
        nb_buf_puts(out, style == NB_STYLE_UNICODE ? "−" : "-");
        digits++;
    }
    if (!e || style == NB_STYLE_ASCII || style == NB_STYLE_TEXT) {
        nb_buf_puts(out, digits);
        return;
    }
    nb_buf_add(out, digits, (size_t)(e - digits));
    if (style == NB_STYLE_LATEX) {
        nb_buf_printf(out, " \\cdot 10^{%s}", e + 1);
        return;
    }
    nb_buf_puts(out, "·10");
    for (const char *c = e + 1; *c; c++)
        nb_buf_puts(out, *c == '-' ? "⁻" : raised[*c - '0']);
}

/* ---- writing it ---- */

static void write_ratio(nb_out *o, const nb_line_piece *x, nb_buf *to)
{
    static const char *const parts[NB_SIGN_STYLES][3] = {
        {"", "/", ""},
        {"", "/", ""},
        {"\\frac{", "}{", "}"},
        {"<mfrac><mrow>", "</mrow><mrow>", "</mrow></mfrac>"},
    };
    const char *texts = nb_buf_text(&o->texts), *const * around;
    around = parts[nb_style_column(o->style)];
    nb_buf_puts(to, around[0]);
    nb_buf_add(to, texts + x->at, x->length);
    nb_buf_puts(to, around[1]);
    nb_buf_add(to, texts + x->below, x->below_length);
    nb_buf_puts(to, around[2]);
}

static void write_vector(nb_out *o, const nb_line_piece *x, nb_buf *to)
{
    const nb_expr *items = o->items.items + x->at;
    if (o->style != NB_STYLE_MATHML) {
        nb_print_vector(o->p, items, (uint32_t)x->length, o->style, to);
        return;
    }
    nb_buf_puts(to, bracket_text(NB_BRACKET_ROUND, false, o->style));
    for (size_t i = 0; i < x->length; i++) {
        nb_buf_puts(to, i ? "<mo>,</mo>" : "");
        nb_print(o->p, items[i], o->style, to);
    }
    nb_buf_puts(to, bracket_text(NB_BRACKET_ROUND, true, o->style));
}

static void write_piece(nb_out *o, const nb_line_piece *x, nb_buf *to)
{
    switch ((nb_piece_kind)x->kind) {
    case NB_PIECE_TEXT: nb_buf_add(to, nb_buf_text(&o->texts) + x->at, x->length); break;
    case NB_PIECE_EXPR: nb_print_within(o->p, x->e, o->style, x->least, to); break;
    case NB_PIECE_OPEN: nb_buf_puts(to, bracket_text(x->bracket, false, o->style)); break;
    case NB_PIECE_CLOSE: nb_buf_puts(to, bracket_text(x->bracket, true, o->style)); break;
    case NB_PIECE_RATIO: write_ratio(o, x, to); break;
    case NB_PIECE_VECTOR: write_vector(o, x, to); break;
    }
}

/* Writes a formula, of which a long one may have been written on a line before: the
 * components of a gradient are told by themselves and in the vector. */
static void write_again(nb_out *o, nb_expr e, int least)
{
    if (o->s->settings.color) /* lines are coloured when they are written */
        nb_print_within(o->p, e, o->style, least, o->to);
    else
        nb_print_again(o->p, e, o->style, least, &o->written, o->to);
}

static void write_line_piece(nb_out *o, const nb_line_piece *x)
{
    if (o->style == NB_STYLE_MATHML ||
        (x->kind != NB_PIECE_EXPR && x->kind != NB_PIECE_VECTOR)) {
        write_piece(o, x, o->to);
    } else if (x->kind == NB_PIECE_EXPR) {
        write_again(o, x->e, x->least);
    } else {
        nb_buf_puts(o->to, bracket_text(NB_BRACKET_ROUND, false, o->style));
        for (size_t i = 0; i < x->length; i++) {
            nb_buf_puts(o->to, i ? ", " : "");
            write_again(o, o->items.items[x->at + i], NB_LEVEL_ANY);
        }
        nb_buf_puts(o->to, bracket_text(NB_BRACKET_ROUND, true, o->style));
    }
}

static void write_linear(nb_out *o)
{
    bool mathml = o->style == NB_STYLE_MATHML;
    nb_buf_puts(o->to, o->indent);
    if (mathml)
        nb_buf_puts(o->to, "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" "
                           "display=\"block\">");
    for (size_t i = 0; i < o->n; i++)
        write_line_piece(o, &o->pieces[i]);
    nb_buf_puts(o->to, mathml ? "</math>\n" : "\n");
}

static bool is_relation(const nb_out *o, const nb_line_piece *x)
{
    const char *text = nb_buf_text(&o->texts) + x->at;
    return x->kind == NB_PIECE_TEXT && x->length > 2 && text[0] == ' ' &&
           text[x->length - 1] == ' ';
}

/* The number of the label's pieces: up to the first relation, or to a formula that
 * is not a coordinate in brackets. */
static size_t label_end(const nb_out *o)
{
    size_t depth = 0;
    for (size_t i = 0; i < o->n; i++) {
        const nb_line_piece *x = &o->pieces[i];
        if (x->kind == NB_PIECE_OPEN)
            depth++;
        if (x->kind == NB_PIECE_CLOSE)
            depth--;
        if (depth == 0 && x->kind == NB_PIECE_EXPR)
            return i;
        if (is_relation(o, x))
            return i + 1;
    }
    return 0;
}

/* The pieces of a line as parts of a drawing: what is no formula is collected to
 * texts, and so is what stands in brackets of the line. */
typedef struct drawing {
    nb_box_part *parts;
    nb_buf *texts; /* one for each part */
    uint32_t n;
    size_t depth;
    bool in_text; /* the last text is not a part yet */
} drawing;

static void end_text(drawing *d)
{
    if (!d->in_text)
        return;
    d->parts[d->n] =
        (nb_box_part){.kind = NB_BOX_TEXT, .text = nb_buf_text(&d->texts[d->n])};
    d->n++;
    d->in_text = false;
}

static void add_piece(nb_out *o, drawing *d, const nb_line_piece *x, bool in_label)
{
    bool vector = x->kind == NB_PIECE_VECTOR;
    d->depth += x->kind == NB_PIECE_OPEN;
    d->depth -= x->kind == NB_PIECE_CLOSE;
    if (in_label || d->depth > 0 || (x->kind != NB_PIECE_EXPR && !vector)) {
        d->in_text = true;
        write_piece(o, x, &d->texts[d->n]);
        return;
    }
    end_text(d);
    d->parts[d->n++] = (nb_box_part){.kind = vector ? NB_BOX_VECTOR : NB_BOX_EXPR,
                                     .items = vector ? o->items.items + x->at : &x->e,
                                     .n = vector ? (uint32_t)x->length : 1,
                                     .least = vector ? NB_LEVEL_ANY : (nb_level)x->least};
}

static void draw(nb_out *o, drawing *d)
{
    size_t label = label_end(o);
    nb_buf_puts(&d->texts[0], o->indent);
    d->in_text = true;
    for (size_t i = 0; i < o->n; i++) {
        if (i == label)
            end_text(d); /* what is behind is aligned to its end */
        add_piece(o, d, &o->pieces[i], i < label);
    }
    end_text(d);
    nb_box_options options = {.ascii = o->style == NB_STYLE_ASCII,
                              .width = (uint32_t)o->width};
    nb_print_boxes(o->p, d->parts, d->n, &options, o->to);
}

/* Whether a line is small enough to be easier to read in two dimensions. */
static bool is_drawable(const nb_out *o)
{
    enum { DRAWN_MAX = 2000 }; /* nodes */
    uint64_t size = 0;
    if (o->width <= 0 || nb_style_column(o->style) > 1)
        return false;
    for (size_t i = 0; i < o->n; i++)
        if (o->pieces[i].kind == NB_PIECE_EXPR)
            size += nb_tree_size(o->p, o->pieces[i].e, DRAWN_MAX);
    for (uint32_t i = 0; i < o->items.n && size < DRAWN_MAX; i++)
        size += nb_tree_size(o->p, o->items.items[i], DRAWN_MAX);
    return size < DRAWN_MAX;
}

static void write_boxes(nb_out *o)
{
    drawing d = {0};
    d.parts = calloc(o->n + 2, sizeof *d.parts);
    d.texts = calloc(o->n + 2, sizeof *d.texts);
    if (d.parts && d.texts)
        draw(o, &d);
    else
        o->to->failed = true;
    for (size_t i = 0; d.texts && i < o->n + 2; i++)
        nb_buf_free(&d.texts[i]);
    free(d.texts);
    free(d.parts);
}

/* In two dimensions. What is taller than a line is kept apart from the formulas
 * around it: a denominator would seem to belong to the next numerator. */
static void write_apart(nb_out *o)
{
    nb_buf drawn = {0}, *to = o->to;
    size_t rows = 0;
    o->to = &drawn;
    write_boxes(o);
    o->to = to;
    for (size_t i = 0; i < drawn.length; i++)
        rows += drawn.text[i] == '\n';
    if (o->rows > 0 && (rows > 1 || o->rows > 1))
        nb_buf_putc(to, '\n');
    nb_buf_add(to, nb_buf_text(&drawn), drawn.length);
    o->rows = rows;
    nb_buf_free(&drawn);
}

/* Colours the label, which stands somewhere in the lines written from `start` on. */
static void color_label(nb_out *o, size_t start)
{
    size_t n = label_end(o);
    nb_buf label = {0}, whole = {0};
    for (size_t i = 0; i < n && !is_relation(o, &o->pieces[i]); i++)
        write_piece(o, &o->pieces[i], &label);
    nb_buf_add(&whole, nb_buf_text(o->to) + start, o->to->length - start);
    const char *text = nb_buf_text(&whole);
    const char *found = label.length ? strstr(text, nb_buf_text(&label)) : NULL;
    if (found) {
        o->to->length = start;
        nb_buf_add(o->to, text, (size_t)(found - text));
        nb_buf_printf(o->to, "\033[36m%s\033[0m", nb_buf_text(&label));
        nb_buf_puts(o->to, found + label.length);
    }
    o->to->failed |= label.failed || whole.failed;
    nb_buf_free(&label);
    nb_buf_free(&whole);
}

void nb_out_end(nb_out *o)
{
    size_t start = o->to->length;
    if (o->texts.failed)
        o->to->failed = true;
    else if (is_drawable(o))
        write_apart(o);
    else
        write_linear(o);
    if (o->s->settings.color && !o->sentence && nb_style_column(o->style) < 2 &&
        !o->to->failed)
        color_label(o, start);
    o->sentence = false;
    o->n = 0;
    o->items.n = 0;
    nb_buf_clear(&o->texts);
}
