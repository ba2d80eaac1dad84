#include "session/label.h"

#include "present/mathml.h"

#include <stdio.h>
#include <string.h>

bool nb_is_single(const nabla_result *r) { return r->def->n == 1; }

void nb_label_place(nb_out *o, const nabla_result *r, nb_place_shown place)
{
    if (place == NB_PLACE_NONE)
        return;
    nb_out_open(o, NB_BRACKET_ROUND);
    for (uint32_t i = 0; i < r->def->n; i++) {
        if (i > 0)
            nb_out_text(o, ", ");
        if (place == NB_PLACE_POINT)
            nb_out_expr(o, r->point.items[i], NB_LEVEL_ANY);
        else
            nb_out_name(o, nb_symbol_name(o->p, nb_def_param(r->def, i)));
    }
    nb_out_close(o, NB_BRACKET_ROUND);
}

void nb_label_function(nb_out *o, const nabla_result *r, nb_place_shown place)
{
    if (r->def->name)
        nb_out_name(o, r->def->name);
    nb_label_place(o, r, place);
}

void nb_label_gradient(nb_out *o, const nabla_result *r, nb_place_shown place)
{
    /* Without a name behind it. */
    static const char *const bare[NB_SIGN_STYLES] = {"grad", "∇", "\\nabla",
                                                     "<mo>∇</mo>"};
    if (r->def->name) {
        nb_out_sign(o, NB_SIGN_NABLA);
        nb_label_function(o, r, place);
    } else {
        nb_out_raw(o, bare[nb_style_column(o->style)]);
    }
}

void nb_label_norm(nb_out *o, const nabla_result *r, nb_place_shown place)
{
    bool single = nb_is_single(r);
    nb_bracket bracket = single ? NB_BRACKET_BARS : NB_BRACKET_NORM;
    nb_out_open(o, bracket);
    if (single)
        nb_label_derivative(o, r, &(nb_by){nb_def_param(r->def, 0), 1}, 1, place);
    else
        nb_label_gradient(o, r, place);
    nb_out_close(o, bracket);
}

/* ---- derivatives ---- */

static uint32_t order_of(const nb_by *by, uint32_t n)
{
    uint32_t order = 0;
    for (uint32_t i = 0; i < n; i++)
        order += by[i].times;
    return order;
}

/* base^k, where the base is in the style already. */
static void put_power(nb_buf *b, const char *base, uint32_t k, nb_style style)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴",
                                         "⁵", "⁶", "⁷", "⁸", "⁹"};
    char digits[16];
    if (k == 1) {
        nb_buf_puts(b, base);
        return;
    }
    snprintf(digits, sizeof digits, "%u", (unsigned)k);
    if (style == NB_STYLE_MATHML) {
        nb_buf_printf(b, "<msup><mrow>%s</mrow><mn>%s</mn></msup>", base, digits);
    } else if (style == NB_STYLE_LATEX) {
        nb_buf_printf(b, "%s^{%s}", base, digits);
    } else if (style == NB_STYLE_ASCII) {
        nb_buf_printf(b, "%s^%s", base, digits);
    } else {
        nb_buf_puts(b, base);
        for (const char *c = digits; *c; c++)
            nb_buf_puts(b, raised[*c - '0']);
    }
}

/* f′, f″, f‴, f⁽⁴⁾ */
static void put_primes(nb_out *o, uint32_t order)
{
    static const char *const formats[NB_SIGN_STYLES] = {"^(%u)", "", "^{(%u)}",
                                                        "<mo>(%u)</mo>"};
    static const char *const many[] = {"", "′", "″", "‴"};
    nb_buf b = {0};
    bool unicode = o->style == NB_STYLE_UNICODE;
    if (order <= 3 && unicode) {
        nb_buf_puts(&b, many[order]);
    } else if (order <= 3) {
        for (uint32_t i = 0; i < order; i++)
            nb_buf_puts(&b, nb_sign_text(NB_SIGN_PRIME, o->style));
    } else if (unicode) {
        put_power(&b, "⁽", order, o->style);
        nb_buf_puts(&b, "⁾");
    } else {
        nb_buf_printf(&b, formats[nb_style_column(o->style)], (unsigned)order);
    }
    nb_out_raw(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

static void put_name(nb_buf *b, const char *name, nb_style style)
{
    if (style == NB_STYLE_MATHML)
        nb_print_mathml_name(name, b);
    else
        nb_print_name(name, style, b);
}

/* ∂²f over ∂y∂x: what was differentiated by first stands last. */
static void put_leibniz(nb_out *o, const nabla_result *r, const nb_by *by, uint32_t n)
{
    static const char *const signs[2][NB_SIGN_STYLES] = {
        {"d", "d", "d", "<mi>d</mi>"},
        {"d", "∂", "\\partial", "<mo>∂</mo>"},
    };
    bool latex = o->style == NB_STYLE_LATEX;
    const char *d = signs[r->def->n > 1][nb_style_column(o->style)];
    const char *gap = latex && r->def->n > 1 ? " " : "";
    nb_buf above = {0}, below = {0};
    put_power(&above, d, order_of(by, n), o->style);
    if (r->def->name) {
        nb_buf_puts(&above, latex ? " " : "");
        put_name(&above, r->def->name, o->style);
    }
    for (uint32_t i = n; i-- > 0;) {
        nb_buf name = {0};
        put_name(&name, nb_symbol_name(o->p, by[i].variable), o->style);
        nb_buf_puts(&below, latex && i + 1 < n ? " " : "");
        nb_buf_puts(&below, d);
        nb_buf_puts(&below, gap);
        put_power(&below, nb_buf_text(&name), by[i].times, o->style);
        nb_buf_free(&name);
    }
    nb_out_ratio(o, nb_buf_text(&above), nb_buf_text(&below));
    nb_buf_free(&above);
    nb_buf_free(&below);
}

/* f_xy reads well where every variable is one letter. */
static bool takes_subscripts(const nb_out *o, const nb_by *by, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const char *name = nb_symbol_name(o->p, by[i].variable);
        if (!nb_is_letter(name, o->style) || strchr(name, '_'))
            return false;
    }
    return o->s->settings.notation == NB_SUBSCRIPT && order_of(by, n) <= 6 &&
           o->style != NB_STYLE_MATHML;
}

static void put_subscripts(nb_out *o, const nabla_result *r, const nb_by *by, uint32_t n)
{
    nb_out_name(o, r->def->name);
    nb_out_raw(o, o->style == NB_STYLE_LATEX ? "_{" : "_");
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < by[i].times; k++)
            nb_out_name(o, nb_symbol_name(o->p, by[i].variable));
    nb_out_raw(o, o->style == NB_STYLE_LATEX ? "}" : "");
}

void nb_label_derivative(nb_out *o, const nabla_result *r, const nb_by *by, uint32_t n,
                         nb_place_shown place)
{
    if (r->def->name && nb_is_single(r)) {
        nb_out_name(o, r->def->name);
        put_primes(o, order_of(by, n));
        nb_label_place(o, r, place == NB_PLACE_NONE ? NB_PLACE_PARAMETERS : place);
    } else if (r->def->name && takes_subscripts(o, by, n)) {
        put_subscripts(o, r, by, n);
        nb_label_place(o, r, place);
    } else {
        put_leibniz(o, r, by, n);
        if (r->def->name && place == NB_PLACE_POINT) {
            nb_out_text(o, " ");
            nb_label_place(o, r, place);
        }
    }
}
