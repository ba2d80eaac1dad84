#include "present/print_internal.h"

/* LATEX: fractions and exponents in braces, so that fewer parentheses are needed
 * than on one line. */

static bool is_root(const printer *w, nb_expr e)
{
    return nb_is_fn(w->p, e, NB_FN_SQRT) || nb_is_fn(w->p, e, NB_FN_CBRT);
}

static nb_level latex_level(const printer *w, nb_expr e)
{
    if (nb_is_number(w->p, e)) {
        nb_level level = nb_number_level(w->p, e);
        return level == NB_LEVEL_PRODUCT ? NB_LEVEL_POWER : level;
    }
    /* Bracketed as the base of a power, nowhere else. */
    if (nb_op_of(w->p, e) == NB_DIV || is_root(w, e) || nb_is_literal_factorial(w->p, e))
        return NB_LEVEL_POWER;
    return nb_binding_of(nb_op_of(w->p, e)).self;
}

static const char *latex_joint(const printer *w, token next, const char *text)
{
    (void)text;
    bool fraction = next == T_FRACTION && w->last == T_NUMBER; /* not 2 1/3 */
    bool call = next == T_OPEN && w->last == T_WORD;           /* not f(x)  */
    return next == T_NUMBER || fraction || call ? " \\cdot " : " ";
}

static void put_braced(printer *w, nb_expr e)
{
    nb_put_text(w, "{", T_OTHER);
    nb_put_expr(w, e, NB_LEVEL_ANY);
    nb_put_text(w, "}", T_OTHER);
}

static void put_bracketed(printer *w, nb_expr e, uint32_t first)
{
    nb_put_text(w, "\\left(", T_OTHER);
    nb_put_arguments(w, e, first);
    nb_put_text(w, "\\right)", T_END_CALL);
}

static void put_fraction(printer *w, nb_expr above, nb_expr below)
{
    nb_put_text(w, "\\frac", T_FRACTION);
    put_braced(w, above);
    put_braced(w, below);
}

static void put_quotient(printer *w, nb_expr e, nb_level least)
{
    nb_put_carried_sign(w, e, least, "-");
    put_fraction(w, nb_arg(w->p, e, 0), nb_arg(w->p, e, 1));
}

static void put_number(printer *w, nb_expr e)
{
    if (nb_number_sign(w->p, e) < 0)
        nb_put_sign(w, "-");
    nb_put_node(w, P_NUMBER, e, T_NUMBER);
}

static void put_function(printer *w, nb_expr e)
{
    const nb_function *row = nb_function_row(nb_fn_of(w->p, e));
    nb_expr first = nb_nargs(w->p, e) ? nb_arg(w->p, e, 0) : NB_NONE;
    if (first == NB_NONE) {
        nb_put_text(w, row->latex, T_WORD);
    } else if (nb_is_literal_factorial(w->p, e)) {
        put_number(w, first);
        nb_put_text(w, "!", T_END_CALL);
    } else if (nb_is_fn(w->p, e, NB_FN_ABS)) {
        nb_put_text(w, "\\left|", T_BAR);
        nb_put_expr(w, first, NB_LEVEL_ANY);
        nb_put_text(w, "\\right|", T_END_BAR);
    } else if (is_root(w, e)) {
        nb_put_text(w, row->latex, T_CALL);
        put_braced(w, first);
        nb_put_mark(w, T_END_CALL);
    } else {
        nb_put_text(w, row->latex, T_CALL);
        put_bracketed(w, e, 0);
    }
}

static void put_power(printer *w, nb_expr e)
{
    nb_expr base = nb_arg(w->p, e, 0), exponent = nb_arg(w->p, e, 1);
    bool inner = nb_takes_inner_power(w->p, e);
    if (inner)
        nb_put_text(w, nb_function_row(nb_fn_of(w->p, base))->latex, T_CALL);
    else
        nb_put_expr(w, base, NB_LEVEL_ATOM);
    nb_put_text(w, "^", T_OTHER);
    put_braced(w, exponent);
    nb_put_mark(w, T_POWER);
    if (inner)
        put_bracketed(w, base, 0);
}

static void put_binary(printer *w, nb_expr e, const char *sign)
{
    nb_binding row = nb_binding_of(nb_op_of(w->p, e));
    nb_put_expr(w, nb_arg(w->p, e, 0), row.left);
    nb_put_text(w, " ", T_OTHER);
    nb_put_text(w, sign, T_OTHER);
    nb_put_text(w, " ", T_OTHER);
    nb_put_later(w, nb_arg(w->p, e, 1), row.right);
}

static void put_product(printer *w, nb_expr e)
{
    nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_PRODUCT);
    nb_put_join(w);
    nb_put_later(w, nb_arg(w->p, e, 1), nb_right_of_product(w->p, e));
}

static void put_cases(printer *w, nb_expr e)
{
    uint32_t n = nb_nargs(w->p, e);
    nb_put_text(w, "\\begin{cases} ", T_OTHER);
    for (uint32_t i = 0; i < n; i += 2) {
        nb_put_expr(w, nb_arg(w->p, e, i), NB_LEVEL_ANY);
        nb_put_text(w, i + 1 < n ? " & \\text{if } " : " & \\text{otherwise}", T_OTHER);
        if (i + 1 < n)
            nb_put_expr(w, nb_arg(w->p, e, i + 1), NB_LEVEL_ANY);
        if (i + 2 < n)
            nb_put_text(w, " \\\\ ", T_OTHER);
    }
    nb_put_text(w, " \\end{cases}", T_END_CALL);
}

static void put_call(printer *w, const char *name, nb_expr e)
{
    nb_put_text(w, name, T_CALL);
    put_bracketed(w, e, 0);
}

static void latex_pieces(printer *w, nb_expr e, nb_level least)
{
    switch (nb_op_of(w->p, e)) {
    case NB_NUMBER: put_number(w, e); break;
    case NB_SYMBOL: nb_put_node(w, P_NAME, e, nb_name_token(w, e)); break;
    case NB_FN: put_function(w, e); break;
    case NB_ADD: put_binary(w, e, "+"); break;
    case NB_SUB: put_binary(w, e, "-"); break;
    case NB_NEG:
        nb_put_sign(w, "-");
        nb_put_later(w, nb_arg(w->p, e, 0), NB_LEVEL_POWER);
        break;
    case NB_MUL: put_product(w, e); break;
    case NB_DIV: put_quotient(w, e, least); break;
    case NB_POW: put_power(w, e); break;
    case NB_CALL:
        nb_put_node(w, P_NAME, nb_arg(w->p, e, 0), T_CALL);
        put_bracketed(w, e, 1);
        break;
    case NB_REL:
        put_binary(w, e, nb_relation_sign(nb_fn_of(w->p, e), NB_STYLE_LATEX));
        break;
    case NB_AND: put_binary(w, e, "\\text{ and }"); break;
    case NB_OR: put_binary(w, e, "\\text{ or }"); break;
    case NB_NOT:
        nb_put_text(w, "\\text{not } ", T_OTHER);
        nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_ATOM);
        break;
    case NB_CASES: put_cases(w, e); break;
    default: put_call(w, nb_op_of(w->p, e) == NB_SUM ? "SUM" : "PROD", e);
    }
}

const style_row nb_latex_row = {latex_level, latex_pieces, latex_joint, "\\left(",
                                "\\right)"};
