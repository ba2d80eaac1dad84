#include "present/box_internal.h"

#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

/* ---- memory ---- */

/* Makes room for one more; false (and b->ok) when there is no memory. */
static bool grow(boxes *b, void **array, uint32_t n, uint32_t *capacity, size_t size)
{
    if (n < *capacity)
        return b->ok;
    uint32_t more = *capacity ? *capacity * 2 : 64;
    void *larger = b->ok ? realloc(*array, more * size) : NULL;
    if (!larger) {
        if (b->ok)
            nb_fail(b->p, NB_ERR_MEMORY, "out of memory");
        return b->ok = false;
    }
    *array = larger;
    *capacity = more;
    return true;
}

void nb_boxes_free(boxes *b)
{
    free(b->all);
    free(b->items);
    free(b->made);
    free(b->needed);
    free(b->row);
    nb_buf_free(&b->text);
    nb_list_free(&b->order);
    nb_map_free(&b->place);
}

static uint32_t add_box(boxes *b, box x)
{
    void *all = b->all;
    if (b->n == 0)
        b->n = 1; /* box 0 is none */
    bool ok = grow(b, &all, b->n, &b->capacity, sizeof *b->all);
    b->all = all;
    if (!ok)
        return 0;
    b->all[b->n] = x;
    return b->n++;
}

static void add_item(boxes *b, uint32_t item)
{
    void *items = b->items;
    bool ok = grow(b, &items, b->n_items, &b->items_capacity, sizeof *b->items);
    b->items = items;
    if (ok)
        b->items[b->n_items++] = item;
}

/* ---- measuring ---- */

static const box *item_of(const boxes *b, const box *x, uint32_t i)
{
    return &b->all[b->items[x->start + i]];
}

static uint32_t most(uint32_t a, uint32_t b) { return a > b ? a : b; }

static uint32_t below(const box *x) { return x->height - x->above - 1; }

static void measure_row(const boxes *b, box *x)
{
    uint32_t under = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        const box *y = item_of(b, x, i);
        x->width += y->width;
        x->above = most(x->above, y->above);
        under = most(under, below(y));
    }
    x->height = x->above + 1 + under;
    x->first = x->n ? item_of(b, x, 0)->first : T_OTHER;
    x->last = x->n ? item_of(b, x, x->n - 1)->last : T_OTHER;
}

/* The bar is longer than one of a fraction inside. */
static void measure_fraction(const boxes *b, box *x)
{
    const box *over = item_of(b, x, 0), *under = item_of(b, x, 1);
    bool nested = over->kind == B_FRACTION || under->kind == B_FRACTION;
    x->width = most(over->width, under->width) + (nested ? 2 : 0);
    x->height = over->height + 1 + under->height;
    x->above = over->height;
    x->first = x->last = T_FRACTION;
}

/* An exponent stands above a low base, and beside the top of a tall one. */
static void measure_raised(const boxes *b, box *x)
{
    const box *base = item_of(b, x, 0), *exponent = item_of(b, x, 1);
    uint32_t rise = exponent->height - (base->height > 1);
    x->width = base->width + exponent->width;
    x->height = base->height + rise;
    x->above = base->above + rise;
    x->first = base->first;
    x->last = T_POWER;
}

/* Columns of a root's sign: one slanted stroke a row. */
static uint32_t root_sign(const boxes *b, const box *radicand)
{
    return radicand->height == 1 && !b->ascii ? 1 : radicand->height + 1;
}

static void measure_root(const boxes *b, box *x)
{
    const box *y = item_of(b, x, 0);
    x->width =
        y->width + root_sign(b, y) + (x->mark && b->ascii && y->height == 1 ? 1 : 0);
    x->height = y->height + 1;
    x->above = y->above + 1;
    x->first = T_RADICAL;
    x->last = T_END_CALL;
}

static void measure_fence(const boxes *b, box *x)
{
    const box *y = item_of(b, x, 0);
    x->width = y->width + 2;
    x->height = y->height;
    x->above = y->above;
    x->first = x->mark == '|' ? T_BAR : T_OPEN;
    x->last = x->mark == '|' ? T_END_BAR : T_CLOSE;
}

/* The width of a column of a table. */
static uint32_t column(const boxes *b, const box *x, uint32_t which)
{
    uint32_t width = 0;
    for (uint32_t i = which; i < x->n; i += 2)
        width = most(width, item_of(b, x, i)->width);
    return width;
}

static uint32_t table_row_above(const boxes *b, const box *x, uint32_t i)
{
    return most(item_of(b, x, i)->above, item_of(b, x, i + 1)->above);
}

static uint32_t table_row_height(const boxes *b, const box *x, uint32_t i)
{
    uint32_t under = most(below(item_of(b, x, i)), below(item_of(b, x, i + 1)));
    return table_row_above(b, x, i) + 1 + under;
}

static void measure_table(const boxes *b, box *x)
{
    x->width = column(b, x, 0) + 2 + column(b, x, 1);
    for (uint32_t i = 0; i + 1 < x->n; i += 2)
        x->height += table_row_height(b, x, i);
    x->above = (x->height - 1) / 2;
}

static void measure(const boxes *b, box *x)
{
    switch (x->kind) {
    case B_ROW: measure_row(b, x); break;
    case B_FRACTION: measure_fraction(b, x); break;
    case B_RAISED: measure_raised(b, x); break;
    case B_ROOT: measure_root(b, x); break;
    case B_FENCE: measure_fence(b, x); break;
    default: measure_table(b, x);
    }
}

/* ---- making ---- */

uint32_t nb_box_text(boxes *b, const char *text, token t)
{
    box x = {.kind = B_TEXT, .first = (uint8_t)t, .last = (uint8_t)t, .height = 1};
    x.start = (uint32_t)b->text.length;
    x.n = (uint32_t)strlen(text);
    x.width = (uint32_t)nb_utf8_width(text, x.n);
    nb_buf_puts(&b->text, text);
    b->ok = b->ok && nb_is_written(b->p, &b->text);
    return add_box(b, x);
}

uint32_t nb_box_of(boxes *b, box_kind kind, unsigned mark, const uint32_t *items,
                   uint32_t n)
{
    box x = {.kind = (uint8_t)kind, .mark = (uint8_t)mark, .start = b->n_items, .n = n};
    for (uint32_t i = 0; i < n; i++) {
        b->ok = b->ok && items[i] != 0;
        add_item(b, items[i]);
    }
    if (!b->ok)
        return 0;
    measure(b, &x);
    return add_box(b, x);
}

void nb_row_add(boxes *b, uint32_t item)
{
    void *row = b->row;
    bool ok = grow(b, &row, b->n_row, &b->row_capacity, sizeof *b->row);
    b->row = row;
    if (ok)
        b->row[b->n_row++] = item;
}

void nb_row_text(boxes *b, const char *text, token t)
{
    if (*text || nb_is_lost(text))
        nb_row_add(b, nb_box_text(b, text, t));
}

void nb_row_join(boxes *b, uint32_t start, uint32_t item)
{
    if (b->ok && item && b->n_row > start) {
        token last = (token)b->all[b->row[b->n_row - 1]].last;
        token next = (token)b->all[item].first;
        const char *joint = " ";
        if (next == T_FRACTION && last == T_NUMBER)
            joint = b->ascii ? " * " : "·";
        else if (next != T_FRACTION && last != T_FRACTION)
            joint = nb_infix_joint(b->ascii ? NB_STYLE_ASCII : NB_STYLE_UNICODE, last,
                                   next, "");
        nb_row_text(b, joint, T_OTHER);
    }
    nb_row_add(b, item);
}

uint32_t nb_row_end(boxes *b, uint32_t start)
{
    uint32_t n = b->ok ? b->n_row - start : 0;
    uint32_t row =
        b->ok && n == 1 ? b->row[start] : nb_box_of(b, B_ROW, 0, b->row + start, n);
    b->n_row = start;
    return row;
}

/* ---- drawing ---- */

typedef struct canvas {
    uint32_t width, height;
    uint32_t *cells; /* characters; 0 is a blank */
} canvas;

static void set(canvas *c, uint32_t x, uint32_t y, uint32_t character)
{
    if (x < c->width && y < c->height)
        c->cells[(size_t)y * c->width + x] = character;
}

static void draw_text(const boxes *b, const box *t, canvas *c, uint32_t x, uint32_t y)
{
    const char *text = nb_buf_text(&b->text) + t->start;
    for (size_t i = 0; i < t->n;) {
        uint32_t character;
        size_t n = nb_utf8_decode(text + i, t->n - i, &character);
        set(c, x++, y, n ? character : '?');
        i += n ? n : 1;
    }
}

/* One side of a bracket; Unicode has pieces for each kind of tall bracket. */
static void draw_bracket(const boxes *b, canvas *c, uint32_t x, uint32_t y,
                         uint32_t height, unsigned mark)
{
    /* alone, top, middle, bottom, at the height of the tip */
    static const uint32_t drawn[][5] = {
        {'(', 0x239B, 0x239C, 0x239D, 0x239C},
        {')', 0x239E, 0x239F, 0x23A0, 0x239F},
        {'|', 0x2502, 0x2502, 0x2502, 0x2502},
        {'{', 0x23A7, 0x23AA, 0x23A9, 0x23A8},
        {' ', ' ', ' ', ' ', ' '},
    };
    static const char plain[][5] = {{'(', '/', '|', '\\', '|'},
                                    {')', '\\', '|', '/', '|'},
                                    {'|', '|', '|', '|', '|'},
                                    {'{', '/', '|', '\\', '<'},
                                    {' ', ' ', ' ', ' ', ' '}};
    size_t which = mark == '('   ? 0
                   : mark == ')' ? 1
                   : mark == '|' ? 2
                   : mark == '{' ? 3
                                 : 4;
    for (uint32_t i = 0; i < height; i++) {
        size_t part = height == 1             ? 0
                      : i == 0                ? 1
                      : i == height - 1       ? 3
                      : i == (height - 1) / 2 ? 4
                                              : 2;
        set(c, x, y + i, b->ascii ? (uint32_t)plain[which][part] : drawn[which][part]);
    }
}

static void draw_root(const boxes *b, const box *x, canvas *c, uint32_t left,
                      uint32_t top)
{
    const box *y = item_of(b, x, 0);
    uint32_t sign = x->width - y->width, bottom = top + x->height - 1;
    for (uint32_t i = 0; i < y->width; i++)
        set(c, left + sign + i, top, '_');
    if (sign == 1) {
        set(c, left, bottom, x->mark ? 0x221B : 0x221A);
        return;
    }
    for (uint32_t i = 0; i < y->height; i++)
        set(c, left + sign - y->height + i, bottom - i, b->ascii ? '/' : 0x2571);
    set(c, left + sign - y->height - 1, bottom, b->ascii ? '\\' : 0x2572);
    if (x->mark)
        set(c, left, bottom - (y->height > 1), '3');
}

typedef struct placed {
    uint32_t which, x, y; /* top left corner */
} placed;

/* Where the i-th box of x stands, when x stands at `at`. */
static placed place_item(const boxes *b, const box *x, placed at, uint32_t i,
                         uint32_t offset)
{
    const box *y = item_of(b, x, i);
    placed here = {b->items[x->start + i], at.x, at.y};
    switch (x->kind) {
    case B_ROW:
        here.x += offset;
        here.y += x->above - y->above;
        break;
    case B_FRACTION:
        here.x += (x->width - y->width) / 2;
        here.y += i == 0 ? 0 : x->above + 1;
        break;
    case B_RAISED:
        here.x += i == 0 ? 0 : item_of(b, x, 0)->width;
        here.y += i == 0 ? x->above - y->above : 0;
        break;
    case B_ROOT:
        here.x += x->width - y->width;
        here.y += 1;
        break;
    case B_FENCE: here.x += 1; break;
    default:
        here.x += i % 2 ? column(b, x, 0) + 2 : 0;
        here.y += offset + table_row_above(b, x, i & ~1u) - y->above;
    }
    return here;
}

static void draw_own(const boxes *b, const box *x, canvas *c, placed at)
{
    switch (x->kind) {
    case B_TEXT: draw_text(b, x, c, at.x, at.y); break;
    case B_FRACTION:
        for (uint32_t i = 0; i < x->width; i++)
            set(c, at.x + i, at.y + x->above, b->ascii ? '-' : 0x2500);
        break;
    case B_ROOT: draw_root(b, x, c, at.x, at.y); break;
    case B_FENCE:
        draw_bracket(b, c, at.x, at.y, x->height, x->mark);
        draw_bracket(b, c, at.x + x->width - 1, at.y, x->height,
                     x->mark == '('   ? ')'
                     : x->mark == '{' ? ' '
                                      : x->mark);
        break;
    default: break;
    }
}

static void draw_all(boxes *b, uint32_t which, canvas *c)
{
    placed *stack = NULL;
    uint32_t n = 0, capacity = 0;
    void *memory = NULL;
    if (grow(b, &memory, 0, &capacity, sizeof *stack)) {
        stack = memory;
        stack[n++] = (placed){which, 0, 0};
    }
    while (n && b->ok && nb_poll(b->p)) {
        placed at = stack[--n];
        const box *x = &b->all[at.which];
        uint32_t offset = 0;
        draw_own(b, x, c, at);
        for (uint32_t i = 0; x->kind != B_TEXT && i < x->n && b->ok; i++) {
            if (grow(b, &memory, n, &capacity, sizeof *stack)) {
                stack = memory;
                stack[n++] = place_item(b, x, at, i, offset);
            }
            if (x->kind == B_ROW)
                offset += item_of(b, x, i)->width;
            else if (x->kind == B_TABLE && i % 2)
                offset += table_row_height(b, x, i - 1);
        }
    }
    free(memory);
}

static void write_canvas(const canvas *c, uint32_t baseline, const char *label,
                         uint32_t indent, nb_buf *out)
{
    for (uint32_t y = 0; y < c->height; y++) {
        const uint32_t *row = c->cells + (size_t)y * c->width;
        uint32_t end = c->width;
        while (end > 0 && (row[end - 1] == 0 || row[end - 1] == ' '))
            end--;
        if (y == baseline)
            nb_buf_puts(out, label);
        for (uint32_t x = 0; y != baseline && end > 0 && x < indent; x++)
            nb_buf_putc(out, ' ');
        for (uint32_t x = 0; x < end; x++) {
            char bytes[4];
            nb_buf_add(out, bytes, nb_utf8_encode(row[x] ? row[x] : ' ', bytes));
        }
        nb_buf_putc(out, '\n');
    }
}

void nb_box_draw(boxes *b, uint32_t which, const char *label, uint32_t indent,
                 nb_buf *out)
{
    if (!b->ok || !which)
        return;
    const box *x = &b->all[which];
    canvas c = {.width = x->width, .height = x->height};
    c.cells = calloc((size_t)c.width * c.height + 1, sizeof *c.cells);
    if (!c.cells) {
        nb_fail(b->p, NB_ERR_MEMORY, "out of memory");
        b->ok = false;
        return;
    }
    draw_all(b, which, &c);
    write_canvas(&c, b->all[which].above, label, indent, out);
    free(c.cells);
}
