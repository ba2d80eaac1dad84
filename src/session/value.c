#include "session/value.h"

#include "text/utf8.h"

#include <string.h>

slong nb_people_digits(const nabla *s)
{
    return s->settings.digits ? (slong)s->settings.digits : NB_PEOPLE_DIGITS;
}

void nb_note_unproven(nabla_result *r)
{
    if (r->worst < NABLA_LIMIT)
        r->worst = NABLA_LIMIT;
}

/* Columns of a formula, about; of markup what it shows. */
static size_t columns_of(nb_pool *p, nb_expr typed, nb_style style, const char *text,
                         size_t n)
{
    if (style == NB_STYLE_LATEX)
        return n / 2;
    if (style != NB_STYLE_MATHML)
        return nb_utf8_width(text, n);
    nb_buf b = {0};
    nb_print(p, typed, NB_STYLE_UNICODE, &b);
    size_t columns = nb_utf8_width(nb_buf_text(&b), b.length);
    nb_buf_free(&b);
    return columns;
}

/* Prints e, and takes it back when it is too wide. */
static bool print_short(nb_pool *p, nb_expr typed, nb_style style, nb_buf *out)
{
    size_t start = out->length;
    nb_print(p, typed, style, out);
    size_t n = out->failed ? 0 : out->length - start;
    if (n == 0 ||
        columns_of(p, typed, style, nb_buf_text(out) + start, n) <= NB_EXACT_COLUMNS)
        return n > 0;
    out->length = start;
    out->text[start] = '\0';
    return false;
}

bool nb_value_exact(nb_pool *p, const nb_member *m, nb_style style, nb_buf *out)
{
    return m->shown && print_short(p, m->shown, style, out);
}

void nb_chain_begin(nb_chain *c, nb_out *o, bool started)
{
    *c = (nb_chain){.o = o, .started = started};
}

void nb_chain_end(nb_chain *c) { nb_buf_free(&c->last); }

static void joint(nb_chain *c, nb_sign_name sign)
{
    if (c->started)
        nb_out_sign(c->o, sign);
    c->started = true;
}

void nb_chain_expr(nb_chain *c, nb_expr typed)
{
    nb_buf text = {0};
    if (print_short(c->o->p, typed, c->o->style, &text) &&
        strcmp(nb_buf_text(&text), nb_buf_text(&c->last)) != 0) {
        joint(c, NB_SIGN_EQUALS);
        nb_out_expr(c->o, typed, NB_LEVEL_RELATION);
        nb_buf_free(&c->last);
        c->last = text;
    } else {
        nb_buf_free(&text);
    }
}

/* An integer of readable length: its decimal says nothing new. */
static bool is_plain_integer(const nb_pool *p, nb_expr value)
{
    enum { READABLE = 20 };
    return nb_is_number(p, value) && fmpz_is_one(fmpq_denref(nb_value(p, value))) &&
           fmpz_sizeinbase(fmpq_numref(nb_value(p, value)), 10) <= READABLE;
}

static bool is_integer(const nb_pool *p, nb_expr value)
{
    return nb_is_number(p, value) && fmpz_is_one(fmpq_denref(nb_value(p, value)));
}

bool nb_says_all(const nb_pool *p, const nb_member *m, const nb_buf *text)
{
    if (is_integer(p, m->value))
        return text->length > 0 && is_plain_integer(p, m->value);
    return (nb_is_number(p, m->value) && text->length > 0 &&
            !strchr(nb_buf_text(text), '/') && !strstr(nb_buf_text(text), "frac"));
}

static void add_decimal(nb_chain *c, const nb_buf *digits, bool exact)
{
    nb_buf text = {0};
    nb_style_decimal(nb_buf_text(digits), c->o->style, &text);
    if (strcmp(nb_buf_text(&text), nb_buf_text(&c->last)) != 0) {
        if (c->started)
            nb_out_sign(c->o, exact ? NB_SIGN_EQUALS : NB_SIGN_ABOUT);
        c->started = true;
        nb_out_raw(c->o, nb_buf_text(&text));
    }
    c->o->to->failed |= text.failed;
    nb_buf_free(&text);
}

void nb_chain_member(nb_chain *c, nabla_result *r, const nb_member *m)
{
    nb_out *o = c->o;
    nb_buf digits = {0};
    if (m->shown)
        nb_chain_expr(c, m->shown);
    if (m->shown && is_plain_integer(o->p, m->value))
        return;
    nb_decimal_status status =
        nb_decimal(o->p, m->value, nb_people_digits(o->s), &digits);
    if (status == NB_DECIMAL_EXACT || status == NB_DECIMAL_ROUNDED) {
        add_decimal(c, &digits, status == NB_DECIMAL_EXACT);
    } else if (status == NB_DECIMAL_TOO_LARGE) {
        nb_out_words(o, "  (too large for a decimal)");
    } else if (status == NB_DECIMAL_UNPROVEN) {
        nb_out_words(o, "  (its digits are not proven)");
        nb_note_unproven(r);
    }
    nb_buf_free(&digits);
}

void nb_chain_label(nb_chain *c, const char *text)
{
    nb_buf_clear(&c->last);
    nb_buf_puts(&c->last, text);
}
