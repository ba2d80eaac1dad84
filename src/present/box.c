#include "present/box.h"

#include "present/box_internal.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Lines. What is to be shown is first cut into blocks that may stand on lines of
 * their own; then each line takes as many as fit. */

/* Larger expressions, as trees, are written on one line: nobody would see what is
 * meant. */
enum { LARGEST_TREE = 5000, LEAST_ROOM = 20 };

typedef struct block {
    uint32_t box;
    const char *before; /* written on one line, if the box is too wide: this, */
    nb_expr e;          /* the expression, if it is not NB_NONE,              */
    nb_level least;     /* bracketed if it is looser than this,               */
    const char *behind; /* and this                                           */
    bool glued;         /* stays on the line of the one before it             */
} block;

typedef struct page {
    boxes b;
    const nb_box_options *options;
    nb_buf *out;
    block *blocks;
    uint32_t n, capacity;
    const char *label;
    uint32_t indent;
} page;

static nb_style style_of(const page *g)
{
    return g->options->ascii ? NB_STYLE_ASCII : NB_STYLE_UNICODE;
}

static bool add_block(page *g, block x)
{
    block *blocks = nb_room(g->b.p, g->blocks, g->n, &g->capacity, sizeof *blocks);
    if (!blocks)
        return false;
    g->blocks = blocks;
    g->blocks[g->n++] = x;
    return true;
}

/* sign and box side by side. */
static uint32_t with_sign(page *g, const char *sign, uint32_t which)
{
    uint32_t start = g->b.n_row;
    nb_row_text(&g->b, sign, T_OTHER);
    nb_row_add(&g->b, which);
    return nb_row_end(&g->b, start);
}

/* The terms of a sum, each with the operator before it. */
static bool cut_sum(page *g, nb_expr e)
{
    nb_pool *p = g->b.p;
    nb_list chain = {0};
    bool ok = true;
    while (ok && (nb_op_of(p, e) == NB_ADD || nb_op_of(p, e) == NB_SUB)) {
        ok = nb_list_add(p, &chain, e);
        e = nb_arg(p, e, 0);
    }
    block first = {
        .before = "", .e = e, .least = NB_LEVEL_SUM, .behind = "", .glued = true};
    first.box = nb_box_expr(&g->b, e, NB_LEVEL_SUM);
    ok = ok && add_block(g, first);
    for (uint32_t i = chain.n; ok && i-- > 0;) {
        nb_expr x = chain.items[i], term = nb_arg(p, x, 1);
        const char *minus = g->options->ascii ? " - " : " − ";
        block next = {.e = term, .least = NB_LEVEL_PRODUCT, .behind = ""};
        next.before = nb_op_of(p, x) == NB_ADD ? " + " : minus;
        next.box = with_sign(g, next.before, nb_box_later(&g->b, term, NB_LEVEL_PRODUCT));
        ok = add_block(g, next);
    }
    nb_list_free(&chain);
    return ok;
}

/* An expression in brackets, or one that binds so tightly. */
static bool cut_whole(page *g, nb_expr e, nb_level least)
{
    block x = {.before = "", .e = e, .least = least, .behind = "", .glued = true};
    x.box = nb_box_expr(&g->b, e, least);
    return add_block(g, x);
}

static uint32_t vector_box(page *g, const nb_expr *items, uint32_t n)
{
    uint32_t start = g->b.n_row;
    for (uint32_t i = 0; i < n; i++) {
        nb_row_text(&g->b, i ? ", " : "", T_OTHER);
        nb_row_add(&g->b, nb_box_expr(&g->b, items[i], NB_LEVEL_ANY));
    }
    uint32_t row = nb_row_end(&g->b, start);
    return nb_box_of(&g->b, B_FENCE, '(', &row, 1);
}

static uint32_t room(const page *g)
{
    uint32_t width = g->options->width;
    return width == 0 ? UINT32_MAX : width > g->indent ? width - g->indent : 1;
}

/* A vector in one block if it fits; else its items one by one. */
static bool cut_vector(page *g, const nb_expr *items, uint32_t n)
{
    uint32_t whole = vector_box(g, items, n);
    if (!g->b.ok)
        return false;
    if (g->b.all[whole].width <= room(g))
        return add_block(
            g, (block){.box = whole, .before = "", .behind = "", .glued = true});
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        block x = {.e = items[i], .least = NB_LEVEL_ANY, .glued = i == 0};
        x.before = i ? " " : "(";
        x.behind = i + 1 < n ? "," : ")";
        uint32_t start = g->b.n_row;
        nb_row_text(&g->b, x.before, T_OTHER);
        nb_row_add(&g->b, nb_box_expr(&g->b, items[i], NB_LEVEL_ANY));
        nb_row_text(&g->b, x.behind, T_OTHER);
        x.box = nb_row_end(&g->b, start);
        ok = add_block(g, x);
    }
    return ok;
}

static bool cut(page *g, const nb_box_part *parts, uint32_t n)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        const nb_box_part *x = &parts[i];
        if (x->kind == NB_BOX_EXPR && x->least > NB_LEVEL_SUM)
            ok = cut_whole(g, x->items[0], x->least);
        else if (x->kind == NB_BOX_EXPR)
            ok = cut_sum(g, x->items[0]);
        else if (x->kind == NB_BOX_VECTOR)
            ok = cut_vector(g, x->items, x->n);
        else
            ok = add_block(g, (block){.box = nb_box_text(&g->b, x->text, T_OTHER),
                                      .before = x->text,
                                      .behind = "",
                                      .glued = x->text[0] != ' '});
    }
    return ok && g->b.ok;
}

/* ---- writing ---- */

static void blanks(page *g, uint32_t n)
{
    while (n-- > 0)
        nb_buf_putc(g->out, ' ');
}

/* Whether an operator between blanks ends before the blank at `at`: the line is
 * broken before it, not behind. */
static bool behind_operator(const char *text, size_t at)
{
    static const char *const operators[] = {" +", " -", " −", " =", " ≈", " *"};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t n = strlen(operators[i]);
        if (at >= n && memcmp(text + at - n, operators[i], n) == 0)
            return true;
    }
    return false;
}

/* Bytes of text that fit into so many columns, up to a blank if there is one. */
static size_t fitting(const char *text, uint32_t columns)
{
    size_t best = 0, at = 0, length = strnlen(text, 4 * ((size_t)columns + 1));
    uint32_t used = 0;
    while (at < length) {
        uint32_t c;
        size_t n = nb_utf8_decode(text + at, length - at, &c);
        n = n ? n : 1;
        if (text[at] == ' ' && at > 0 && !behind_operator(text, at))
            best = at;
        used += (uint32_t)nb_utf8_width(text + at, n);
        if (used > columns)
            return best ? best : at > 0 ? at : n;
        at += n;
    }
    return at;
}

/* Writes text on lines behind the indent, broken at blanks. */
static void write_wrapped(page *g, const char *text)
{
    nb_buf_heed(g->out, text);
    while (*text) {
        size_t n = fitting(text, room(g));
        if (g->label)
            nb_buf_puts(g->out, g->label);
        else
            blanks(g, g->indent);
        g->label = NULL;
        nb_buf_add(g->out, text, n);
        nb_buf_putc(g->out, '\n');
        text += n;
        text += *text == ' ';
    }
}

/* The blocks from..to-1 side by side; the blank that an operator begins with is
 * dropped at the beginning of a line. */
static void write_line(page *g, uint32_t from, uint32_t to)
{
    boxes *b = &g->b;
    uint32_t start = b->n_row;
    for (uint32_t i = from; i < to; i++)
        nb_row_add(b, g->blocks[i].box);
    uint32_t row = nb_row_end(b, start);
    nb_buf own = {0};
    for (uint32_t i = 0; !g->label && i < g->indent; i++)
        nb_buf_putc(&own, ' ');
    nb_box_draw(b, row, g->label ? g->label : nb_buf_text(&own), g->indent, g->out);
    nb_buf_free(&own);
    g->label = NULL;
}

/* The same blocks on one line, broken at blanks. */
static void write_linear(page *g, uint32_t from, uint32_t to)
{
    nb_buf text = {0};
    for (uint32_t i = from; i < to; i++) {
        const block *x = &g->blocks[i];
        bool blank = i == from && !g->label && x->before[0] == ' ';
        nb_buf_puts(&text, x->before + blank);
        if (x->e)
            nb_print_within(g->b.p, x->e, style_of(g), x->least, &text);
        nb_buf_puts(&text, x->behind);
    }
    write_wrapped(g, nb_buf_text(&text));
    nb_buf_free(&text);
}

static void write_lines(page *g)
{
    for (uint32_t i = 0; i < g->n && g->b.ok;) {
        uint32_t end = i, width = 0;
        while (end < g->n) {
            uint32_t more = g->b.all[g->blocks[end].box].width;
            if (end > i && width + more > room(g) && !g->blocks[end].glued)
                break;
            width += more;
            end++;
        }
        if (width > room(g))
            write_linear(g, i, end);
        else
            write_line(g, i, end);
        i = end;
    }
}

/* Everything on one line, for what is too large to draw. */
static void write_plain(page *g, const nb_box_part *parts, uint32_t n)
{
    nb_buf text = {0};
    for (uint32_t i = 0; i < n; i++) {
        if (parts[i].kind == NB_BOX_TEXT)
            nb_buf_puts(&text, parts[i].text);
        else if (parts[i].kind == NB_BOX_EXPR)
            nb_print_within(g->b.p, parts[i].items[0], style_of(g), parts[i].least,
                            &text);
        else
            nb_print_vector(g->b.p, parts[i].items, parts[i].n, style_of(g), &text);
    }
    write_wrapped(g, nb_buf_text(&text));
    nb_buf_free(&text);
}

/* All expressions of the parts; false when they are too large to draw. */
static bool gather(page *g, const nb_box_part *parts, uint32_t n, nb_list *roots)
{
    uint64_t size = 0;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; parts[i].kind != NB_BOX_TEXT && k < parts[i].n; k++) {
            size += nb_tree_size(g->b.p, parts[i].items[k], LARGEST_TREE);
            if (size >= LARGEST_TREE || !nb_list_add(g->b.p, roots, parts[i].items[k]))
                return false;
        }
    }
    return true;
}

void nb_print_boxes(nb_pool *p, const nb_box_part *parts, uint32_t n,
                    const nb_box_options *options, nb_buf *out)
{
    page g = {.b = {.p = p, .ascii = options->ascii},
              .options = options,
              .out = out,
              .label = ""};
    nb_list roots = {0};
    if (nb_failed(p))
        return;
    if (n > 0 && parts[0].kind == NB_BOX_TEXT) {
        g.label = parts[0].text;
        g.indent = (uint32_t)nb_utf8_width(g.label, strlen(g.label));
        parts++;
        n--;
        if (options->width && g.indent + LEAST_ROOM > options->width)
            g.indent = options->width > LEAST_ROOM ? 4 : 0;
    }
    if (gather(&g, parts, n, &roots)) {
        if (nb_boxes_build(&g.b, roots.items, roots.n) && cut(&g, parts, n))
            write_lines(&g);
    } else if (!nb_failed(p)) {
        write_plain(&g, parts, n);
    }
    free(g.blocks);
    nb_list_free(&roots);
    nb_boxes_free(&g.b);
}

void nb_print_box(nb_pool *p, const char *label, nb_expr typed,
                  const nb_box_options *options, nb_buf *out)
{
    nb_box_part parts[2] = {{.kind = NB_BOX_TEXT, .text = label},
                            {.kind = NB_BOX_EXPR, .items = &typed, .n = 1}};
    nb_print_boxes(p, parts, 2, options, out);
}
