#include "session/vector.h"

#include "session/value.h"

#include <stdio.h>
#include <stdlib.h>

/* Vectors of formulas and of values: (2x, 6y), ⟨4, 6⟩, 2x i + 6y j. */

/* ---- shapes ---- */

/* Writes the i-th item where it must bind as tightly as `least`; one that stands
 * `later` in a sum brackets a minus sign. */
typedef void put_item(nb_out *o, void *data, uint32_t i, nb_level least, bool later);

static bool is_signed(nb_pool *p, nb_expr e)
{
    while (nb_op_of(p, e) == NB_MUL || nb_op_of(p, e) == NB_DIV)
        e = nb_arg(p, e, 0);
    return nb_op_of(p, e) == NB_NEG || (nb_is_number(p, e) && nb_number_sign(p, e) < 0);
}

static void put_expr(nb_out *o, nb_expr e, nb_level least, bool later)
{
    nb_out_expr(o, e, later && is_signed(o->p, e) ? NB_LEVEL_ATOM : least);
}

static void put_bare(nb_out *o, put_item *item, void *data, uint32_t n)
{
    bool angle = o->s->settings.vector == NB_ANGLE;
    nb_bracket bracket = angle ? NB_BRACKET_ANGLE : NB_BRACKET_ROUND;
    nb_out_open(o, bracket);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            nb_out_text(o, ", ");
        item(o, data, i, NB_LEVEL_ANY, false);
    }
    nb_out_close(o, bracket);
}

/* 2x i + 6y j */
static void put_units(nb_out *o, put_item *item, void *data, uint32_t n)
{
    static const char *const formats[NB_SIGN_STYLES] = {
        " %c", " %c", " \\mathbf{%c}", "<mi mathvariant=\"bold\">%c</mi>"};
    for (uint32_t i = 0; i < n; i++) {
        char unit[64];
        if (i > 0)
            nb_out_text(o, " + ");
        item(o, data, i, NB_LEVEL_PRODUCT, i > 0);
        snprintf(unit, sizeof unit, formats[nb_style_column(o->style)], "ijk"[i]);
        nb_out_raw(o, unit);
    }
}

static void put_column(nb_out *o, put_item *item, void *data, uint32_t n)
{
    nb_out_raw(o, "\\begin{pmatrix} ");
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            nb_out_raw(o, " \\\\ ");
        item(o, data, i, NB_LEVEL_ANY, false);
    }
    nb_out_raw(o, " \\end{pmatrix}");
}

static void put_vector(nb_out *o, put_item *item, void *data, uint32_t n)
{
    unsigned shape = o->s->settings.vector;
    if (shape == NB_IJ && n >= 2 && n <= 3)
        put_units(o, item, data, n);
    else if (shape == NB_PARENTHESES && o->style == NB_STYLE_LATEX)
        put_column(o, item, data, n);
    else
        put_bare(o, item, data, n);
}

static void put_formula_item(nb_out *o, void *data, uint32_t i, nb_level least,
                             bool later)
{
    const nb_formula *formulas = data;
    if (!nb_out_takes(o, &formulas[i]))
        nb_out_words(o, "...");
    else
        put_expr(o, formulas[i].typed, least, later);
}

static bool is_round(const nb_out *o, uint32_t n)
{
    unsigned shape = o->s->settings.vector;
    return o->style != NB_STYLE_LATEX &&
           (shape == NB_PARENTHESES || (shape == NB_IJ && (n < 2 || n > 3)));
}

void nb_put_formulas(nb_out *o, const nb_formula *formulas, uint32_t n)
{
    bool whole = true;
    for (uint32_t i = 0; i < n; i++)
        whole = whole && nb_out_takes(o, &formulas[i]);
    if (!whole || !is_round(o, n)) {
        put_vector(o, put_formula_item, (void *)formulas, n);
        return;
    }
    nb_out_vector(o);
    for (uint32_t i = 0; i < n; i++)
        nb_out_item(o, formulas[i].typed);
}

/* ---- vectors of values ---- */

static void put_gap_item(nb_out *o, const nb_member *m)
{
    if (m->status == NB_AT_UNDEFINED)
        nb_out_words(o, "undefined");
    else
        nb_out_text(o, "?");
}

static void put_exact_item(nb_out *o, void *data, uint32_t i, nb_level least, bool later)
{
    const nb_member *members = data;
    if (members[i].status == NB_AT_DEFINED)
        put_expr(o, members[i].shown, least, later);
    else
        put_gap_item(o, &members[i]);
}

static void put_exact(nb_out *o, nabla_result *r)
{
    bool whole = true;
    for (uint32_t i = 0; i < r->n_members; i++)
        whole = whole && r->members[i].status == NB_AT_DEFINED;
    if (!whole || !is_round(o, r->n_members)) {
        put_vector(o, put_exact_item, r->members, r->n_members);
        return;
    }
    nb_out_vector(o);
    for (uint32_t i = 0; i < r->n_members; i++)
        nb_out_item(o, r->members[i].shown);
}

/* Decimals of the members, worked out before the line is written. */
typedef struct decimals {
    const nb_member *members;
    nb_buf *texts;
    nb_decimal_status *status;
} decimals;

static void put_decimal_item(nb_out *o, void *data, uint32_t i, nb_level least,
                             bool later)
{
    const decimals *d = data;
    bool minus = nb_buf_text(&d->texts[i])[0] == '-';
    nb_buf b = {0};
    if (d->members[i].status != NB_AT_DEFINED) {
        put_gap_item(o, &d->members[i]);
        return;
    }
    if (!d->texts[i].length) {
        bool large = d->status[i] == NB_DECIMAL_TOO_LARGE;
        nb_out_words(o, large ? "(too large)" : "(not proven)");
        return;
    }
    (void)least;
    nb_style_decimal(nb_buf_text(&d->texts[i]), o->style, &b);
    if (minus && later)
        nb_out_open(o, NB_BRACKET_ROUND);
    nb_out_raw(o, nb_buf_text(&b));
    if (minus && later)
        nb_out_close(o, NB_BRACKET_ROUND);
    nb_buf_free(&b);
}

/* Whether every member can be shown exactly, and whether that says all. */
static void survey(nb_out *o, nabla_result *r, bool *exact, bool *plain)
{
    *exact = *plain = true;
    for (uint32_t i = 0; i < r->n_members; i++) {
        const nb_member *m = &r->members[i];
        nb_buf b = {0};
        if (m->status == NB_AT_DEFINED) {
            *exact = *exact && nb_value_exact(o->p, m, o->style, &b);
            *plain = *plain && nb_says_all(o->p, m, &b);
        }
        nb_buf_free(&b);
    }
}

static void put_decimals(nb_out *o, nabla_result *r, bool shown)
{
    uint32_t n = r->n_members;
    decimals d = {.members = r->members};
    bool exact = true;
    d.texts = calloc(n, sizeof *d.texts);
    d.status = calloc(n, sizeof *d.status);
    for (uint32_t i = 0; d.texts && d.status && i < n; i++) {
        if (r->members[i].status != NB_AT_DEFINED)
            continue;
        d.status[i] =
            nb_decimal(o->p, r->members[i].value, nb_people_digits(o->s), &d.texts[i]);
        exact = exact && d.status[i] == NB_DECIMAL_EXACT;
        if (d.status[i] == NB_DECIMAL_UNPROVEN ||
            (d.status[i] == NB_DECIMAL_TOO_LARGE && !shown))
            nb_note_unproven(r);
    }
    if (d.texts && d.status) {
        nb_out_sign(o, exact ? NB_SIGN_EQUALS : NB_SIGN_ABOUT);
        put_vector(o, put_decimal_item, &d, n);
    } else {
        o->to->failed = true;
    }
    for (uint32_t i = 0; d.texts && i < n; i++)
        nb_buf_free(&d.texts[i]);
    free(d.texts);
    free(d.status);
}

/* = (cos(1), 2e²) ≈ (0.5403, 14.778) */
void nb_put_values(nb_out *o, nabla_result *r)
{
    bool exact, plain;
    survey(o, r, &exact, &plain);
    if (exact) {
        nb_out_sign(o, NB_SIGN_EQUALS);
        put_exact(o, r);
    }
    if (!plain || !exact)
        put_decimals(o, r, exact);
}
