#include "session/vector.h"

#include "session/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Vectors of formulas and of values: (2x, 6y), ⟨4, 6⟩, 2x i + 6y j. */

/* ---- shapes ---- */

/* How an item looks as a coefficient of i, j or k. */
enum { LOOKS_ZERO = 1, LOOKS_ONE = 2, LOOKS_NEGATIVE = 4 };

typedef unsigned look_item(nb_out *o, void *data, uint32_t i);
/* Writes the i-th item; as a coefficient without the minus sign it begins with,
 * and in brackets if it is a sum or a quotient. */
typedef void put_item(nb_out *o, void *data, uint32_t i, bool coefficient);

typedef struct items {
    put_item *put;
    look_item *look;
    void *data;
    uint32_t n;
} items;

static bool is_signed(nb_pool *p, nb_expr e)
{
    while (nb_op_of(p, e) == NB_MUL || nb_op_of(p, e) == NB_DIV)
        e = nb_arg(p, e, 0);
    return nb_op_of(p, e) == NB_NEG || (nb_is_number(p, e) && nb_number_sign(p, e) < 0);
}

static nb_expr positive(nb_pool *p, nb_expr e)
{
    if (nb_op_of(p, e) == NB_NEG)
        return nb_arg(p, e, 0);
    fmpq_t q;
    fmpq_init(q);
    fmpq_neg(q, nb_value(p, e));
    nb_expr made = nb_number(p, q, (nb_number_style)nb_fn_of(p, e));
    fmpq_clear(q);
    return made;
}

/* A signed expression without its sign, which stands at the left end of a chain of
 * products and quotients. */
static nb_expr unsigned_part(nb_pool *p, nb_expr e)
{
    nb_list chain = {0};
    bool ok = true;
    while (ok && (nb_op_of(p, e) == NB_MUL || nb_op_of(p, e) == NB_DIV)) {
        ok = nb_list_add(p, &chain, e);
        e = nb_arg(p, e, 0);
    }
    e = ok ? positive(p, e) : NB_NONE;
    for (uint32_t i = chain.n; i-- > 0;)
        e = nb_binary(p, nb_op_of(p, chain.items[i]), e, nb_arg(p, chain.items[i], 1));
    nb_list_free(&chain);
    return e;
}

static unsigned look_at_expr(nb_out *o, nb_expr e)
{
    unsigned looks = 0;
    if (nb_is_int(o->p, e, 0))
        return LOOKS_ZERO;
    if (is_signed(o->p, e)) {
        looks = LOOKS_NEGATIVE;
        e = unsigned_part(o->p, e);
    }
    return nb_is_int(o->p, e, 1) ? looks | LOOKS_ONE : looks;
}

static void put_expr(nb_out *o, nb_expr e, bool coefficient)
{
    if (!coefficient) {
        nb_out_expr(o, e, NB_LEVEL_ANY);
        return;
    }
    if (is_signed(o->p, e))
        e = unsigned_part(o->p, e);
    bool ratio = nb_op_of(o->p, e) == NB_DIV || nb_is_number(o->p, e);
    nb_out_expr(o, e, ratio ? NB_LEVEL_POWER : NB_LEVEL_PRODUCT);
}

static void put_bare(nb_out *o, const items *v)
{
    bool angle = o->s->settings.vector == NB_ANGLE;
    nb_bracket bracket = angle ? NB_BRACKET_ANGLE : NB_BRACKET_ROUND;
    nb_out_open(o, bracket);
    for (uint32_t i = 0; i < v->n; i++) {
        if (i > 0)
            nb_out_text(o, ", ");
        v->put(o, v->data, i, false);
    }
    nb_out_close(o, bracket);
}

/* The sign before a term of a sum: the first shows a minus sign only. */
static void put_term_sign(nb_out *o, bool first, bool negative)
{
    static const char *const minus[2][NB_SIGN_STYLES] = {
        {" - ", " − ", " - ", "<mo>−</mo>"}, {"-", "−", "-", "<mo>−</mo>"}};
    if (negative)
        nb_out_raw(o, minus[first][nb_style_column(o->style)]);
    else if (!first)
        nb_out_text(o, " + ");
}

/* 2x i − 6y j; a component that is zero is left out. */
static void put_units(nb_out *o, const items *v)
{
    static const char *const formats[NB_SIGN_STYLES] = {
        "%s%c", "%s%c", "%s\\mathbf{%c}", "%.0s<mi mathvariant=\"bold\">%c</mi>"};
    bool first = true;
    for (uint32_t i = 0; i < v->n; i++) {
        char unit[64];
        unsigned looks = v->look(o, v->data, i);
        if (looks & LOOKS_ZERO)
            continue;
        put_term_sign(o, first, looks & LOOKS_NEGATIVE);
        first = false;
        if (!(looks & LOOKS_ONE))
            v->put(o, v->data, i, true);
        snprintf(unit, sizeof unit, formats[nb_style_column(o->style)],
                 looks & LOOKS_ONE ? "" : " ", "ijk"[i]);
        nb_out_raw(o, unit);
    }
    if (first)
        nb_out_expr(o, nb_integer(o->p, 0), NB_LEVEL_ANY);
}

static void put_column(nb_out *o, const items *v)
{
    nb_out_raw(o, "\\begin{pmatrix} ");
    for (uint32_t i = 0; i < v->n; i++) {
        if (i > 0)
            nb_out_raw(o, " \\\\ ");
        v->put(o, v->data, i, false);
    }
    nb_out_raw(o, " \\end{pmatrix}");
}

static void put_vector(nb_out *o, const items *v)
{
    unsigned shape = o->s->settings.vector;
    if (shape == NB_IJ && v->n >= 2 && v->n <= 3)
        put_units(o, v);
    else if (shape == NB_PARENTHESES && o->style == NB_STYLE_LATEX)
        put_column(o, v);
    else
        put_bare(o, v);
}

static void put_formula_item(nb_out *o, void *data, uint32_t i, bool coefficient)
{
    const nb_formula *formulas = data;
    if (!nb_out_takes(o, &formulas[i]))
        nb_out_words(o, "...");
    else
        put_expr(o, nb_out_form(o, &formulas[i]), coefficient);
}

static unsigned look_at_formula(nb_out *o, void *data, uint32_t i)
{
    const nb_formula *formulas = data;
    return nb_out_takes(o, &formulas[i]) ? look_at_expr(o, nb_out_form(o, &formulas[i]))
                                         : 0;
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
        put_vector(o, &(items){put_formula_item, look_at_formula, (void *)formulas, n});
        return;
    }
    nb_out_vector(o);
    for (uint32_t i = 0; i < n; i++)
        nb_out_item(o, nb_out_form(o, &formulas[i]));
}

/* ---- vectors of values ---- */

static void put_gap_item(nb_out *o, const nb_member *m)
{
    if (m->status == NB_AT_UNDEFINED)
        nb_out_words(o, "undefined");
    else
        nb_out_text(o, "?");
}

static unsigned look_at_exact(nb_out *o, void *data, uint32_t i)
{
    const nb_member *m = (const nb_member *)data + i;
    return m->status == NB_AT_DEFINED ? look_at_expr(o, m->shown) : 0;
}

static void put_exact_item(nb_out *o, void *data, uint32_t i, bool coefficient)
{
    const nb_member *members = data;
    if (members[i].status == NB_AT_DEFINED)
        put_expr(o, members[i].shown, coefficient);
    else
        put_gap_item(o, &members[i]);
}

static void put_exact(nb_out *o, nabla_result *r)
{
    bool whole = true;
    for (uint32_t i = 0; i < r->n_members; i++)
        whole = whole && r->members[i].status == NB_AT_DEFINED;
    if (!whole || !is_round(o, r->n_members)) {
        put_vector(o, &(items){put_exact_item, look_at_exact, r->members, r->n_members});
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

static unsigned look_at_decimal(nb_out *o, void *data, uint32_t i)
{
    const decimals *d = data;
    const char *text = nb_buf_text(&d->texts[i]);
    (void)o;
    if (d->members[i].status != NB_AT_DEFINED || !*text)
        return 0;
    unsigned looks = *text == '-' ? LOOKS_NEGATIVE : 0;
    text += *text == '-';
    if (d->status[i] == NB_DECIMAL_EXACT && strcmp(text, "0") == 0)
        return LOOKS_ZERO;
    if (d->status[i] == NB_DECIMAL_EXACT && strcmp(text, "1") == 0)
        looks |= LOOKS_ONE;
    return looks;
}

static void put_decimal_item(nb_out *o, void *data, uint32_t i, bool coefficient)
{
    const decimals *d = data;
    const char *text = nb_buf_text(&d->texts[i]);
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
    nb_style_decimal(text + (coefficient && *text == '-'), o->style, &b);
    nb_out_raw(o, nb_buf_text(&b));
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
        put_vector(o, &(items){put_decimal_item, look_at_decimal, &d, n});
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
