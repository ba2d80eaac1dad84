#include "present/mathml.h"

#include "present/print_internal.h"

#include <string.h>

#define TIMES "<mo>&#x2062;</mo>"
#define APPLY "<mo>&#x2061;</mo>"
#define OPEN  "<mrow><mo>(</mo>"
#define CLOSE "<mo>)</mo></mrow>"

static bool is_root(const printer *w, nb_expr e)
{
    return nb_is_fn(w->p, e, NB_FN_SQRT) || nb_is_fn(w->p, e, NB_FN_CBRT) ||
           nb_is_fn(w->p, e, NB_FN_ROOT);
}

static nb_level mathml_level(const printer *w, nb_expr e)
{
    if (nb_is_number(w->p, e)) {
        nb_level level = nb_number_level(w->p, e);
        return level == NB_LEVEL_PRODUCT ? NB_LEVEL_POWER : level;
    }
    if (nb_op_of(w->p, e) == NB_DIV || is_root(w, e) || nb_is_literal_factorial(w->p, e))
        return NB_LEVEL_POWER;
    return nb_binding_of(nb_op_of(w->p, e)).self;
}

static const char *mathml_joint(const printer *w, token next, const char *text)
{
    (void)text;
    bool numbers = w->last == T_NUMBER && next == T_FRACTION;
    return next == T_NUMBER || numbers ? "<mo>&#xB7;</mo>" : TIMES;
}

/* One operand in a place that takes exactly one element. */
static void put_element(printer *w, nb_expr e, nb_level least)
{
    nb_put_text(w, "<mrow>", T_OTHER);
    nb_put_expr(w, e, least);
    nb_put_text(w, "</mrow>", T_OTHER);
}

static void put_number(printer *w, nb_expr e)
{
    if (nb_number_sign(w->p, e) < 0)
        nb_put_text(w, "<mo>&#x2212;</mo>", T_OTHER);
    nb_put_text(w, "<mn>", T_NUMBER);
    nb_put_node(w, P_NUMBER, e, T_NUMBER);
    nb_put_text(w, "</mn>", T_NUMBER);
}

static void put_arguments(printer *w, nb_expr e, uint32_t first)
{
    nb_put_text(w, APPLY OPEN, T_OTHER);
    for (uint32_t i = first; i < nb_nargs(w->p, e); i++) {
        if (i > first)
            nb_put_text(w, "<mo>,</mo>", T_OTHER);
        nb_put_expr(w, nb_arg(w->p, e, i), NB_LEVEL_ANY);
    }
    nb_put_text(w, CLOSE, T_END_CALL);
}

static void put_function_name(printer *w, nb_expr e)
{
    nb_put_text(w, "<mi>", T_CALL);
    nb_put_text(w, nb_function_row(nb_fn_of(w->p, e))->unicode, T_CALL);
    nb_put_text(w, "</mi>", T_CALL);
}

static void put_root(printer *w, nb_expr e)
{
    bool square = nb_is_fn(w->p, e, NB_FN_SQRT), cube = nb_is_fn(w->p, e, NB_FN_CBRT);
    nb_put_text(w, square ? "<msqrt>" : "<mroot>", T_RADICAL);
    put_element(w, nb_arg(w->p, e, 0), NB_LEVEL_ANY);
    if (cube)
        nb_put_text(w, "<mn>3</mn>", T_OTHER);
    else if (!square)
        put_element(w, nb_arg(w->p, e, 1), NB_LEVEL_ANY);
    nb_put_text(w, square ? "</msqrt>" : "</mroot>", T_END_CALL);
}

static void put_function(printer *w, nb_expr e)
{
    if (nb_nargs(w->p, e) == 0) {
        put_function_name(w, e);
    } else if (nb_is_literal_factorial(w->p, e)) {
        put_number(w, nb_arg(w->p, e, 0));
        nb_put_text(w, "<mo>!</mo>", T_END_CALL);
    } else if (nb_is_fn(w->p, e, NB_FN_ABS)) {
        nb_put_text(w, "<mrow><mo>|</mo>", T_BAR);
        nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_ANY);
        nb_put_text(w, "<mo>|</mo></mrow>", T_END_BAR);
    } else if (is_root(w, e)) {
        put_root(w, e);
    } else {
        put_function_name(w, e);
        put_arguments(w, e, 0);
    }
}

static void put_power(printer *w, nb_expr e)
{
    nb_expr base = nb_arg(w->p, e, 0), exponent = nb_arg(w->p, e, 1);
    bool inner = nb_takes_inner_power(w->p, e);
    nb_put_text(w, "<msup>", T_OTHER);
    if (inner)
        put_function_name(w, base);
    else
        put_element(w, base, NB_LEVEL_ATOM);
    put_element(w, exponent, NB_LEVEL_ANY);
    nb_put_text(w, "</msup>", T_POWER);
    if (inner)
        put_arguments(w, base, 0);
}

static void put_binary(printer *w, nb_expr e, const char *sign)
{
    nb_binding row = nb_binding_of(nb_op_of(w->p, e));
    nb_put_expr(w, nb_arg(w->p, e, 0), row.left);
    nb_put_text(w, "<mo>", T_OTHER);
    nb_put_text(w, sign, T_OTHER);
    nb_put_text(w, "</mo>", T_OTHER);
    nb_put_later(w, nb_arg(w->p, e, 1), row.right);
}

static void put_quotient(printer *w, nb_expr e, nb_level least)
{
    nb_put_carried_sign(w, e, least, "<mo>&#x2212;</mo>");
    nb_put_text(w, "<mfrac>", T_FRACTION);
    put_element(w, nb_arg(w->p, e, 0), NB_LEVEL_ANY);
    put_element(w, nb_arg(w->p, e, 1), NB_LEVEL_ANY);
    nb_put_text(w, "</mfrac>", T_END_CALL);
}

static void put_cases(printer *w, nb_expr e)
{
    uint32_t n = nb_nargs(w->p, e);
    nb_put_text(w, "<mrow><mo>{</mo><mtable>", T_OTHER);
    for (uint32_t i = 0; i < n; i += 2) {
        nb_put_text(w, "<mtr><mtd>", T_OTHER);
        nb_put_expr(w, nb_arg(w->p, e, i), NB_LEVEL_ANY);
        nb_put_text(w, "</mtd><mtd>", T_OTHER);
        nb_put_text(w, i + 1 < n ? "<mtext>if&#xA0;</mtext>" : "<mtext>otherwise</mtext>",
                    T_OTHER);
        if (i + 1 < n)
            nb_put_expr(w, nb_arg(w->p, e, i + 1), NB_LEVEL_ANY);
        nb_put_text(w, "</mtd></mtr>", T_OTHER);
    }
    nb_put_text(w, "</mtable></mrow>", T_END_CALL);
}

static const char *relation(nb_pool *p, nb_expr e)
{
    unsigned rel = nb_fn_of(p, e);
    return rel == NB_LT   ? "&lt;"
           : rel == NB_GT ? "&gt;"
                          : nb_relation_sign(rel, NB_STYLE_UNICODE);
}

static void mathml_pieces(printer *w, nb_expr e, nb_level least)
{
    switch (nb_op_of(w->p, e)) {
    case NB_NUMBER: put_number(w, e); break;
    case NB_SYMBOL: nb_put_node(w, P_NAME, e, nb_name_token(w, e)); break;
    case NB_FN: put_function(w, e); break;
    case NB_ADD: put_binary(w, e, "+"); break;
    case NB_SUB: put_binary(w, e, "&#x2212;"); break;
    case NB_NEG:
        nb_put_sign(w, "<mo>&#x2212;</mo>");
        nb_put_later(w, nb_arg(w->p, e, 0), NB_LEVEL_POWER);
        break;
    case NB_MUL:
        nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_PRODUCT);
        nb_put_join(w);
        nb_put_later(w, nb_arg(w->p, e, 1), nb_right_of_product(w->p, e));
        break;
    case NB_DIV: put_quotient(w, e, least); break;
    case NB_POW: put_power(w, e); break;
    case NB_CALL:
        nb_put_node(w, P_NAME, nb_arg(w->p, e, 0), T_CALL);
        put_arguments(w, e, 1);
        break;
    case NB_REL: put_binary(w, e, relation(w->p, e)); break;
    case NB_AND: put_binary(w, e, "and"); break;
    case NB_OR: put_binary(w, e, "or"); break;
    case NB_NOT:
        nb_put_text(w, "<mo>not</mo>", T_OTHER);
        nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_ATOM);
        break;
    case NB_CASES: put_cases(w, e); break;
    default: nb_put_text(w, "<mtext>?</mtext>", T_WORD);
    }
}

const style_row nb_mathml_row = {mathml_level, mathml_pieces, mathml_joint, OPEN, CLOSE};

void nb_print_mathml_name(const char *name, nb_buf *out)
{
    const char *sub;
    size_t length = nb_name_base(name, &sub);
    nb_buf base = {0};
    nb_buf_add(&base, name, length);
    nb_buf_puts(out, sub ? "<msub><mi>" : "<mi>");
    nb_print_name(nb_buf_text(&base), NB_STYLE_UNICODE, out);
    nb_buf_puts(out, "</mi>");
    if (sub) {
        bool digits = strspn(sub, "0123456789") == strlen(sub);
        nb_buf_puts(out, digits ? "<mn>" : "<mi>");
        nb_print_name(sub, NB_STYLE_UNICODE, out);
        nb_buf_puts(out, digits ? "</mn></msub>" : "</mi></msub>");
    }
    out->failed |= base.failed;
    nb_buf_free(&base);
}

void nb_print_mathml_equation(nb_pool *p, const char *left, nb_expr right, nb_buf *out)
{
    nb_buf_puts(out,
                "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">");
    nb_buf_puts(out, left);
    if (*left)
        nb_buf_puts(out, "<mo>=</mo>");
    nb_print(p, right, NB_STYLE_MATHML, out);
    nb_buf_puts(out, "</math>");
}

void nb_print_mathml(nb_pool *p, nb_expr typed, nb_buf *out)
{
    nb_print_mathml_equation(p, "", typed, out);
}
