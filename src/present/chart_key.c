#include "present/chart_internal.h"

#include "text/utf8.h"

#include <string.h>

/* Colours, signs and the key that explains them. */

/* ---- colours ---- */

/* Each has a contrast of at least 3.3 to black and to white (WCAG 2.1, 1.4.11 asks for
 * 3), so that it is legible on dark and on light terminals. */
uint8_t nb_level_color(uint32_t i, uint32_t n)
{
    static const uint8_t ramp[] = {27, 32, 30, 28, 64, 100, 130, 166, 160};
    enum { LAST = sizeof ramp - 1 };
    return ramp[n > 1 ? i * LAST / (n - 1) : LAST / 2];
}

/* From dark to bright, so that the order is seen without telling hues apart. */
static const uint8_t bands[] = {53, 54, 61, 31, 37, 35, 71, 113, 149, 185, 227};
enum { BANDS = sizeof bands };

uint8_t nb_band_color(uint32_t i, uint32_t n)
{
    return bands[n > 0 ? i * (BANDS - 1) / n : BANDS / 2];
}

/* White on the dark ones, black on the bright ones. */
uint8_t nb_band_ink(uint8_t band_color)
{
    enum { WHITE = 231, BLACK = 16, DARK = 4 };
    for (unsigned i = 0; i < DARK; i++)
        if (bands[i] == band_color)
            return WHITE;
    return BLACK;
}

uint32_t nb_band_glyph(const nb_chart *c, uint32_t i, uint32_t n)
{
    static const uint32_t shades[] = {0xB7, 0x2591, 0x2592, 0x2593, 0x2588};
    static const char letters[] = ".:-=+*#%@";
    enum { SHADES = sizeof shades / sizeof *shades - 1, LETTERS = sizeof letters - 2 };
    if (c->unicode && n <= SHADES)
        return shades[n ? i * SHADES / n : SHADES / 2];
    return (uint32_t)letters[n ? i * LETTERS / n : LETTERS / 2];
}

/* ---- marks ---- */

static const struct {
    uint32_t unicode;
    char ascii;
    uint8_t color;
    const char *word;
} marks[NB_MARK_KINDS] = {
    [NB_MARK_MINIMUM] = {0x25CF, 'L', 27, "local minimum"},
    [NB_MARK_MAXIMUM] = {0x25B2, 'H', 160, "local maximum"},
    [NB_MARK_SADDLE] = {0x2716, 'X', 28, "saddle point"},
    [NB_MARK_OTHER] = {0x25C6, '?', 130, "other critical point"},
    [NB_MARK_START] = {'S', 'S', NB_PATH_COLOR, "start"},
    [NB_MARK_END] = {'E', 'E', NB_PATH_COLOR, "end"},
};

uint32_t nb_mark_glyph(const nb_chart *c, nb_mark_kind kind)
{
    return c->unicode ? marks[kind].unicode : (uint32_t)marks[kind].ascii;
}

uint8_t nb_mark_color(nb_mark_kind kind) { return marks[kind].color; }

const char *nb_mark_word(nb_mark_kind kind) { return marks[kind].word; }

/* ---- the key ---- */

static nb_buf *line(nb_drawing *d)
{
    if (d->n_key == NB_KEY_LINES)
        d->n_key--; /* what does not fit is written over the last line */
    nb_buf_clear(&d->key[d->n_key]);
    d->key_width[d->n_key] = 0;
    return &d->key[d->n_key++];
}

/* Adds to the last line of the key. */
static void say(nb_drawing *d, const char *text)
{
    nb_buf_puts(&d->key[d->n_key - 1], text);
    d->key_width[d->n_key - 1] += (int)nb_utf8_width(text, strlen(text));
}

static void show(nb_drawing *d, uint32_t glyph, int times, uint8_t color, uint8_t ground)
{
    nb_buf *b = &d->key[d->n_key - 1];
    char bytes[4];
    size_t n = nb_utf8_encode(glyph, bytes);
    if (d->c->color && (color || ground))
        nb_color_escape(color, ground, b);
    for (int i = 0; i < times; i++)
        nb_buf_add(b, bytes, n);
    if (d->c->color && (color || ground))
        nb_color_escape(0, 0, b);
    d->key_width[d->n_key - 1] += times;
}

static void say_number(nb_drawing *d, nb_round r)
{
    nb_buf b = {0};
    nb_chart_number(r, d->c->unicode, &b);
    say(d, nb_buf_text(&b));
    nb_buf_free(&b);
}

/* ━ 2  ━ 4  ━ 6, over as many lines as they need. */
static void contour_key(nb_drawing *d)
{
    enum { WIDE = 26 };
    const nb_scene *s = d->s;
    line(d);
    say(d, s->n_levels ? "contours of " : "no contours of ");
    say(d, d->c->function);
    if (s->n_levels)
        say(d, " at");
    for (uint32_t i = 0; i < s->n_levels; i++) {
        nb_buf b = {0};
        if (s->contours[i].n == 0)
            continue;
        nb_chart_number(s->levels[i], d->c->unicode, &b);
        int width = (int)nb_utf8_width(nb_buf_text(&b), b.length) + 4;
        nb_buf_free(&b);
        if (i == 0 || d->key_width[d->n_key - 1] + width > WIDE)
            line(d);
        else
            say(d, "  ");
        show(d, d->c->unicode ? 0x2501 : 'a' + i, 1, nb_level_color(i, s->n_levels), 0);
        say(d, " ");
        say_number(d, s->levels[i]);
    }
}

static void band_sample(nb_drawing *d, uint32_t i)
{
    uint32_t n = d->s->n_levels;
    uint8_t color = nb_band_color(i, n);
    if (d->c->color && d->c->unicode)
        show(d, 0x2588, 2, color, 0);
    else if (d->c->color)
        show(d, nb_band_glyph(d->c, i, n), 2, nb_band_ink(color), color);
    else
        show(d, nb_band_glyph(d->c, i, n), 2, 0, 0);
    say(d, "  ");
}

/* The highest band on top. */
static void heat_key(nb_drawing *d)
{
    const nb_scene *s = d->s;
    line(d);
    say(d, "values of ");
    say(d, d->c->function);
    for (uint32_t i = s->n_levels + 1; i-- > 0;) {
        line(d);
        band_sample(d, i);
        if (i == 0) {
            say(d, s->n_levels ? "below " : "all");
            if (s->n_levels)
                say_number(d, s->levels[0]);
            continue;
        }
        say(d, i == s->n_levels ? "from " : "");
        say_number(d, s->levels[i - 1]);
        if (i < s->n_levels) {
            say(d, " to ");
            say_number(d, s->levels[i]);
        } else {
            say(d, " on");
        }
    }
}

static bool has_mark(const nb_scene *s, nb_mark_kind kind)
{
    for (uint32_t i = 0; i < s->n_marks; i++)
        if (s->marks[i].kind == kind)
            return true;
    return false;
}

static void mark_key(nb_drawing *d)
{
    for (int kind = 0; kind < NB_MARK_START; kind++) {
        if (!has_mark(d->s, (nb_mark_kind)kind))
            continue;
        line(d);
        show(d, nb_mark_glyph(d->c, (nb_mark_kind)kind), 1,
             nb_mark_color((nb_mark_kind)kind), 0);
        say(d, " ");
        say(d, nb_mark_word((nb_mark_kind)kind));
    }
    if (d->s->n_path) {
        line(d);
        show(d, d->c->unicode ? 0x2022 : 'o', 1, NB_PATH_COLOR, 0);
        say(d, " descent from S to E");
    }
}

static void surface_key(nb_drawing *d)
{
    if (d->c->kind == NB_CHART_HEAT)
        heat_key(d);
    else
        contour_key(d);
    if (d->arrows) {
        line(d);
        show(d, d->c->unicode ? 0x2197 : '^', 1, 0, 0);
        say(d, " gradient: the way up");
    }
    mark_key(d);
    if (!d->c->equal) {
        line(d);
        say(d, "x and y have different scales");
    }
}

static void curve_key(nb_drawing *d)
{
    line(d);
    show(d, d->c->unicode ? 0x2501 : '*', 3, NB_CURVE_COLOR, 0);
    say(d, " ");
    say(d, d->c->function);
    line(d);
    show(d, d->c->unicode ? 0x2504 : '.', 3, NB_SLOPE_COLOR, 0);
    say(d, " ");
    say(d, d->c->derivative);
    mark_key(d);
}

void nb_make_key(nb_drawing *d)
{
    if (d->c->kind == NB_CHART_CURVE)
        curve_key(d);
    else
        surface_key(d);
    if (d->undefined) {
        line(d);
        say(d, "blank where ");
        say(d, d->c->function);
        say(d, " is undefined");
    }
    if (d->s->range.cut) {
        line(d);
        say(d, "the steepest parts are cut off");
    }
}
