#include "present/print_internal.h"

#include <string.h>

/* TEXT, UNICODE and ASCII: the operators between their operands. */

static bool for_people(const printer *w) { return w->style != NB_STYLE_TEXT; }

/* √x, ∛5: a radical before a number or a name needs no brackets. */
static bool bare_radicand(const printer *w, nb_expr e)
{
    nb_expr a = nb_arg(w->p, e, 0);
    return w->style == NB_STYLE_UNICODE &&
           (nb_is_natural(w->p, a) || nb_is_symbol(w->p, a));
}

static bool is_radical(const printer *w, nb_expr e)
{
    return w->style == NB_STYLE_UNICODE &&
           (nb_is_fn(w->p, e, NB_FN_SQRT) || nb_is_fn(w->p, e, NB_FN_CBRT));
}

/* |u|, unless there are bars in u. */
static bool in_bars(const printer *w, nb_expr e)
{
    return for_people(w) && nb_is_fn(w->p, e, NB_FN_ABS) &&
           !nb_is_barred(w, nb_arg(w->p, e, 0));
}

static nb_level infix_level(const printer *w, nb_expr e)
{
    if (nb_is_number(w->p, e))
        return nb_number_level(w->p, e);
    if (for_people(w) && nb_is_literal_factorial(w->p, e))
        return NB_LEVEL_POWER;
    if (is_radical(w, e))
        return NB_LEVEL_POWER;
    return nb_binding_of(nb_op_of(w->p, e)).self;
}

/* ---- products ---- */

/* How `next` is joined to what was written last, in UNICODE. A sign is written
 * wherever the eye or the parser could take the two for something else: a call,
 * a longer number, a longer exponent. */
static const char *unicode_joint(token last, token next, const char *text)
{
    bool low = last == T_NUMBER || last == T_LETTER || last == T_CLOSE;
    bool open_end = last == T_RADICAND || last == T_EXPONENT;
    switch (next) {
    case T_NUMBER: return "·";
    case T_BAR: return last == T_NUMBER ? "" : open_end ? "·" : " ";
    case T_OPEN: /* x(y + 1), as in books; after a longer name it looks like a call */
        return low || last == T_POWER ? "" : "·";
    case T_RADICAL: /* x²·√y: a raised number before √ could be its index */
        return low || last == T_WORD ? "" : "·";
    case T_LETTER:
    case T_WORD:
        if (last == T_NUMBER) /* 2e5 would be a number */
            return (*text == 'e' || *text == 'E') && text[1] ? "·" : "";
        return last == T_RADICAND ? "·" : " ";
    case T_CALL: return last == T_RADICAND ? "·" : " ";
    default: return "·";
    }
}

static const char *ascii_joint(token last, token next)
{
    switch (next) {
    case T_NUMBER: return "*";
    case T_BAR: return last == T_EXPONENT ? "*" : " ";
    case T_OPEN:
        return last == T_NUMBER || last == T_LETTER || last == T_CLOSE || last == T_POWER
                   ? " "
                   : "*";
    default: return " ";
    }
}

const char *nb_infix_joint(nb_style style, token last, token next, const char *text)
{
    if (style == NB_STYLE_TEXT)
        return "*";
    return style == NB_STYLE_UNICODE ? unicode_joint(last, next, text)
                                     : ascii_joint(last, next);
}

static const char *infix_joint(const printer *w, token next, const char *text)
{
    return nb_infix_joint(w->style, w->last, next, text);
}

/* The least level for the left operand of a product or quotient. People are
 * shown (1/2) x and (x/y)/z, where the parentheses say what a slash leaves to a
 * rule. */
static nb_level left_of_product(const printer *w, nb_expr left)
{
    bool quotient = nb_op_of(w->p, left) == NB_DIV || nb_is_number(w->p, left);
    return for_people(w) && quotient ? NB_LEVEL_POWER : NB_LEVEL_PRODUCT;
}

/* ---- powers ---- */

/* A natural number or its negative can be written as a superscript. */
static bool superscript(const printer *w, nb_expr exponent)
{
    bool negative = nb_op_of(w->p, exponent) == NB_NEG;
    if (negative)
        exponent = nb_arg(w->p, exponent, 0);
    return w->style == NB_STYLE_UNICODE && nb_is_natural(w->p, exponent) &&
           !(negative && nb_is_int(w->p, exponent, 0)); /* nobody writes x⁻⁰ */
}

static void put_superscript(printer *w, nb_expr exponent)
{
    if (nb_op_of(w->p, exponent) == NB_NEG) {
        nb_put_text(w, "⁻", T_POWER);
        exponent = nb_arg(w->p, exponent, 0);
    }
    nb_put_node(w, P_SUPER, exponent, T_POWER);
}

/* ^exponent. People get parentheses around all but numbers and names. */
static void put_exponent(printer *w, nb_expr exponent)
{
    if (superscript(w, exponent)) {
        put_superscript(w, exponent);
        return;
    }
    nb_put_text(w, "^", T_OTHER);
    if (!for_people(w)) {
        nb_put_later(w, exponent, NB_LEVEL_POWER);
        return;
    }
    bool constant = nb_op_of(w->p, exponent) == NB_FN && nb_nargs(w->p, exponent) == 0;
    bool bare = nb_is_number(w->p, exponent) || nb_is_symbol(w->p, exponent) || constant;
    nb_put_expr(w, exponent, bare ? NB_LEVEL_ATOM : BRACKETED);
    nb_put_mark(w, nb_is_natural(w->p, exponent) ? T_POWER : T_EXPONENT);
}

static void put_power(printer *w, nb_expr e)
{
    nb_expr base = nb_arg(w->p, e, 0), exponent = nb_arg(w->p, e, 1);
    if (superscript(w, exponent) && nb_takes_inner_power(w->p, e)) {
        nb_put_text(w, nb_function_row(nb_fn_of(w->p, base))->unicode, T_CALL);
        put_superscript(w, exponent);
        nb_put_text(w, "(", T_OTHER);
        nb_put_arguments(w, base, 0);
        nb_put_text(w, ")", T_END_CALL);
        return;
    }
    nb_put_expr(w, base, NB_LEVEL_ATOM);
    put_exponent(w, exponent);
}

/* ---- functions ---- */

static void put_radical(printer *w, nb_expr e)
{
    bool bare = bare_radicand(w, e);
    nb_put_text(w, nb_function_row(nb_fn_of(w->p, e))->unicode, T_RADICAL);
    if (!bare)
        nb_put_text(w, "(", T_OTHER);
    nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_ANY);
    if (bare)
        nb_put_mark(w, T_RADICAND);
    else
        nb_put_text(w, ")", T_END_CALL);
}

static void put_function(printer *w, nb_expr e)
{
    const nb_function *row = nb_function_row(nb_fn_of(w->p, e));
    const char *name = w->style == NB_STYLE_UNICODE ? row->unicode : row->name;
    if (nb_nargs(w->p, e) == 0) {
        bool pi = w->style == NB_STYLE_UNICODE && nb_is_fn(w->p, e, NB_FN_PI);
        nb_put_text(w, name, pi ? T_LETTER : T_WORD);
    } else if (for_people(w) && nb_is_literal_factorial(w->p, e)) {
        nb_put_node(w, P_NUMBER, nb_arg(w->p, e, 0), T_NUMBER);
        nb_put_text(w, "!", T_END_CALL);
    } else if (in_bars(w, e)) {
        nb_put_text(w, "|", T_BAR);
        nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_ANY);
        nb_put_text(w, "|", T_END_BAR);
    } else if (is_radical(w, e)) {
        put_radical(w, e);
    } else {
        nb_put_text(w, name, T_CALL);
        nb_put_text(w, "(", T_OTHER);
        nb_put_arguments(w, e, 0);
        nb_put_text(w, ")", T_END_CALL);
    }
}

/* ---- every node ---- */

static void put_binary(printer *w, nb_expr e, const char *sign)
{
    nb_binding row = nb_binding_of(nb_op_of(w->p, e));
    nb_put_expr(w, nb_arg(w->p, e, 0), row.left);
    nb_put_text(w, sign, T_OTHER);
    nb_put_later(w, nb_arg(w->p, e, 1), row.right);
}

static void put_product(printer *w, nb_expr e, bool quotient)
{
    nb_expr left = nb_arg(w->p, e, 0);
    nb_put_expr(w, left, left_of_product(w, left));
    if (quotient)
        nb_put_text(w, "/", T_OTHER);
    else
        nb_put_join(w);
    nb_put_later(w, nb_arg(w->p, e, 1), nb_right_of_product(w->p, e));
}

static void put_call(printer *w, const char *name, nb_expr e)
{
    nb_put_text(w, name, T_CALL);
    nb_put_text(w, "(", T_OTHER);
    nb_put_arguments(w, e, 0);
    nb_put_text(w, ")", T_END_CALL);
}

static void put_relation(printer *w, nb_expr e)
{
    nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_SUM);
    nb_put_text(w, " ", T_OTHER);
    nb_put_text(w, nb_relation_sign(nb_fn_of(w->p, e), w->style), T_OTHER);
    nb_put_text(w, " ", T_OTHER);
    nb_put_expr(w, nb_arg(w->p, e, 1), NB_LEVEL_SUM);
}

static void infix_pieces(printer *w, nb_expr e, nb_level least)
{
    (void)least;
    bool unicode = w->style == NB_STYLE_UNICODE, text = w->style == NB_STYLE_TEXT;
    switch (nb_op_of(w->p, e)) {
    case NB_NUMBER:
        if (nb_number_sign(w->p, e) < 0)
            nb_put_text(w, unicode ? "−" : "-", T_OTHER);
        nb_put_node(w, P_NUMBER, e, T_NUMBER);
        break;
    case NB_SYMBOL: nb_put_node(w, P_NAME, e, nb_name_token(w, e)); break;
    case NB_FN: put_function(w, e); break;
    case NB_ADD: put_binary(w, e, text ? "+" : " + "); break;
    case NB_SUB: put_binary(w, e, text ? "-" : unicode ? " − " : " - "); break;
    case NB_NEG:
        nb_put_text(w, unicode ? "−" : "-", T_OTHER);
        nb_put_later(w, nb_arg(w->p, e, 0), NB_LEVEL_POWER);
        break;
    case NB_MUL: put_product(w, e, false); break;
    case NB_DIV: put_product(w, e, true); break;
    case NB_POW: put_power(w, e); break;
    case NB_CALL:
        nb_put_node(w, P_NAME, nb_arg(w->p, e, 0), T_CALL);
        nb_put_text(w, "(", T_OTHER);
        nb_put_arguments(w, e, 1);
        nb_put_text(w, ")", T_END_CALL);
        break;
    case NB_REL: put_relation(w, e); break;
    case NB_AND: put_binary(w, e, " and "); break;
    case NB_OR: put_binary(w, e, " or "); break;
    case NB_NOT:
        nb_put_text(w, "not ", T_OTHER);
        nb_put_expr(w, nb_arg(w->p, e, 0), NB_LEVEL_ATOM);
        break;
    case NB_CASES: put_call(w, "piecewise", e); break;
    default: put_call(w, nb_op_of(w->p, e) == NB_SUM ? "SUM" : "PROD", e);
    }
}

const style_row nb_infix_row = {infix_level, infix_pieces, infix_joint, "(", ")"};
