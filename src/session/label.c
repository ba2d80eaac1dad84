#include "session/label.h"

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
    const char *sign = nb_sign_text(NB_SIGN_NABLA, o->style);
    if (r->def->name) {
        nb_out_text(o, sign);
        nb_label_function(o, r, place);
    } else if (o->style == NB_STYLE_ASCII) {
        nb_out_text(o, "grad");
    } else {
        nb_out_text(o, o->style == NB_STYLE_LATEX ? "\\nabla" : sign);
    }
}

void nb_label_norm(nb_out *o, const nabla_result *r, nb_place_shown place)
{
    if (nb_is_single(r)) {
        nb_by by = {nb_def_param(r->def, 0), 1};
        bool latex = o->style == NB_STYLE_LATEX;
        nb_out_text(o, latex ? "\\left|" : "|");
        nb_label_derivative(o, r, &by, 1, place);
        nb_out_text(o, latex ? "\\right|" : "|");
        return;
    }
    nb_out_open(o, NB_BRACKET_NORM);
    nb_label_gradient(o, r, place);
    nb_out_close(o, NB_BRACKET_NORM);
}

/* ---- derivatives ---- */

static uint32_t order_of(const nb_by *by, uint32_t n)
{
    uint32_t order = 0;
    for (uint32_t i = 0; i < n; i++)
        order += by[i].times;
    return order;
}

/* A number as an exponent. */
static void put_power(nb_buf *b, uint32_t k, nb_style style)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴",
                                         "⁵", "⁶", "⁷", "⁸", "⁹"};
    nb_buf digits = {0};
    nb_buf_printf(&digits, "%u", (unsigned)k);
    if (style == NB_STYLE_LATEX) {
        nb_buf_printf(b, "^{%s}", nb_buf_text(&digits));
    } else if (style == NB_STYLE_ASCII) {
        nb_buf_printf(b, "^%s", nb_buf_text(&digits));
    } else {
        for (const char *c = nb_buf_text(&digits); *c; c++)
            nb_buf_puts(b, raised[*c - '0']);
    }
    nb_buf_free(&digits);
}

/* f′, f″, f‴, f⁽⁴⁾ */
static void put_primes(nb_out *o, uint32_t order)
{
    nb_buf b = {0};
    bool unicode = o->style == NB_STYLE_UNICODE;
    if (order <= 3) {
        static const char *const primes[] = {"", "′", "″", "‴"};
        if (unicode)
            nb_buf_puts(&b, primes[order]);
        for (uint32_t i = 0; i < order && !unicode; i++)
            nb_buf_putc(&b, '\'');
    } else if (unicode) {
        nb_buf_puts(&b, "⁽");
        put_power(&b, order, o->style);
        nb_buf_puts(&b, "⁾");
    } else {
        nb_buf_printf(&b, o->style == NB_STYLE_LATEX ? "^{(%u)}" : "^(%u)", (unsigned)order);
    }
    nb_out_text(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

/* ∂²f over ∂y∂x: what was differentiated by first stands last. */
static void put_leibniz(nb_out *o, const nabla_result *r, const nb_by *by, uint32_t n)
{
    bool partial = r->def->n > 1;
    bool latex = o->style == NB_STYLE_LATEX, ascii = o->style == NB_STYLE_ASCII;
    const char *d = !partial || ascii ? "d" : latex ? "\\partial " : "∂";
    nb_buf above = {0}, below = {0};
    uint32_t order = order_of(by, n);
    nb_buf_puts(&above, latex && partial ? "\\partial" : d);
    if (order > 1)
        put_power(&above, order, o->style);
    if (r->def->name) {
        nb_buf_puts(&above, latex ? " " : "");
        nb_print_name(r->def->name, o->style, &above);
    }
    for (uint32_t i = n; i-- > 0;) {
        nb_buf_puts(&below, latex && i + 1 < n ? " " : "");
        nb_buf_puts(&below, d);
        nb_print_name(nb_symbol_name(o->p, by[i].variable), o->style, &below);
        if (by[i].times > 1)
            put_power(&below, by[i].times, o->style);
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
    return o->s->settings.notation == NB_SUBSCRIPT && order_of(by, n) <= 6;
}

static void put_subscripts(nb_out *o, const nabla_result *r, const nb_by *by, uint32_t n)
{
    nb_out_name(o, r->def->name);
    nb_out_text(o, o->style == NB_STYLE_LATEX ? "_{" : "_");
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < by[i].times; k++)
            nb_out_name(o, nb_symbol_name(o->p, by[i].variable));
    nb_out_text(o, o->style == NB_STYLE_LATEX ? "}" : "");
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
