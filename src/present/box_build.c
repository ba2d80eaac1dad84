#include "present/box_internal.h"

#include <stdlib.h>
#include <string.h>

/* Typed expressions -> boxes. A node has up to four boxes: as it stands; inside an
 * exponent, where a quotient is written with a slash; and either without the minus
 * sign that it begins with, which a fraction carries in front. */
enum { SCRIPT = 1, UNSIGNED = 2 };

static const char *minus(const boxes *b) { return b->ascii ? "-" : "−"; }

static bool carries_sign(const boxes *b, nb_expr quotient)
{
    nb_expr behind;
    return nb_is_signed(b->p, nb_arg(b->p, quotient, 0), &behind);
}

/* ---- which boxes are needed ---- */

static void ask(boxes *b, nb_expr e, unsigned variant)
{
    b->needed[nb_map_get(&b->place, e, 0)] |= (uint8_t)(1u << variant);
}

/* The variant in which a node uses its i-th operand. */
static unsigned variant_of(const boxes *b, nb_expr e, uint32_t i, unsigned variant)
{
    unsigned script = variant & SCRIPT, without = variant & UNSIGNED;
    switch (nb_op_of(b->p, e)) {
    case NB_POW: return i == 1 ? SCRIPT : script;
    case NB_MUL: return i == 0 ? variant : script;
    case NB_DIV:
        if (i == 0 && !script && carries_sign(b, e))
            return UNSIGNED;
        return i == 0 ? script | without : script;
    default: return script;
    }
}

static void ask_operands(boxes *b, nb_expr e, unsigned variant)
{
    for (uint32_t i = 0; i < nb_nargs(b->p, e); i++)
        ask(b, nb_arg(b->p, e, i), variant_of(b, e, i, variant));
}

/* ---- brackets ---- */

static nb_level level_of(const boxes *b, nb_expr e, unsigned variant)
{
    nb_pool *p = b->p;
    bool fraction = !(variant & SCRIPT);
    if (nb_is_number(p, e)) {
        nb_level level = nb_number_level(p, e);
        return level == NB_LEVEL_PRODUCT && fraction ? NB_LEVEL_POWER : level;
    }
    if (nb_op_of(p, e) == NB_DIV && fraction)
        return carries_sign(b, e) && !(variant & UNSIGNED) ? NB_LEVEL_SIGN
                                                           : NB_LEVEL_POWER;
    if (nb_is_literal_factorial(p, e) || nb_is_fn(p, e, NB_FN_SQRT) ||
        nb_is_fn(p, e, NB_FN_CBRT))
        return NB_LEVEL_POWER;
    return nb_binding_of(nb_op_of(p, e)).self;
}

static uint32_t fenced(boxes *b, uint32_t inside, unsigned mark)
{
    return nb_box_of(b, B_FENCE, mark, &inside, 1);
}

static uint32_t operand(boxes *b, nb_expr e, unsigned variant, nb_level least)
{
    uint32_t made = b->made[nb_map_get(&b->place, e, 0)][variant];
    return level_of(b, e, variant) < least ? fenced(b, made, '(') : made;
}

static uint32_t later(boxes *b, nb_expr e, unsigned variant, nb_level least)
{
    nb_expr behind;
    return operand(b, e, variant, nb_is_signed(b->p, e, &behind) ? NB_LEVEL_ATOM : least);
}

uint32_t nb_box_expr(boxes *b, nb_expr e, nb_level least)
{
    return b->ok ? operand(b, e, 0, least) : 0;
}

uint32_t nb_box_later(boxes *b, nb_expr e, nb_level least)
{
    return b->ok ? later(b, e, 0, least) : 0;
}

/* ---- leaves ---- */

/* What nb_print() writes for a leaf. */
static uint32_t printed(boxes *b, nb_expr e, token t)
{
    nb_buf text = {0};
    nb_print(b->p, e, b->ascii ? NB_STYLE_ASCII : NB_STYLE_UNICODE, &text);
    uint32_t made = nb_box_text(b, nb_buf_text(&text), t);
    nb_buf_free(&text);
    return made;
}

static uint32_t number(boxes *b, nb_expr e, unsigned variant)
{
    nb_buf digits = {0};
    nb_print_number(b->p, e, &digits);
    uint32_t start = b->n_row;
    if (nb_number_sign(b->p, e) < 0 && !(variant & UNSIGNED))
        nb_row_text(b, minus(b), T_OTHER);
    char *slash = variant & SCRIPT ? NULL : strchr(nb_buf_text(&digits), '/');
    if (slash) {
        *slash = '\0';
        uint32_t parts[2] = {nb_box_text(b, digits.text, T_NUMBER),
                             nb_box_text(b, slash + 1, T_NUMBER)};
        nb_row_add(b, nb_box_of(b, B_FRACTION, 0, parts, 2));
    } else {
        bool scaled = strchr(nb_buf_text(&digits), 'e') != NULL;
        nb_row_text(b, nb_buf_text(&digits), scaled ? T_EXPONENT : T_NUMBER);
    }
    nb_buf_free(&digits);
    return nb_row_end(b, start);
}

static uint32_t name(boxes *b, nb_expr e, token t)
{
    nb_buf text = {0};
    nb_print_name(nb_symbol_name(b->p, e), b->ascii ? NB_STYLE_ASCII : NB_STYLE_UNICODE,
                  &text);
    uint32_t made = nb_box_text(b, nb_buf_text(&text), t);
    nb_buf_free(&text);
    return made;
}

/* ---- operators ---- */

static void add_minus(boxes *b, uint32_t operand_box)
{
    nb_row_text(b, minus(b), T_OTHER);
    if (b->ok && operand_box && b->all[operand_box].first == T_FRACTION)
        nb_row_text(b, " ", T_OTHER);
    nb_row_add(b, operand_box);
}

static uint32_t binary(boxes *b, nb_expr e, unsigned variant, const char *sign)
{
    nb_binding row = nb_binding_of(nb_op_of(b->p, e));
    uint32_t start = b->n_row;
    nb_row_add(b, operand(b, nb_arg(b->p, e, 0), variant & SCRIPT, row.left));
    nb_row_text(b, sign, T_OTHER);
    nb_row_add(b, later(b, nb_arg(b->p, e, 1), variant & SCRIPT, row.right));
    return nb_row_end(b, start);
}

static uint32_t product(boxes *b, nb_expr e, unsigned variant)
{
    nb_expr left = nb_arg(b->p, e, 0);
    bool slash = variant & SCRIPT && nb_op_of(b->p, left) == NB_DIV;
    uint32_t start = b->n_row;
    nb_row_add(b, operand(b, left, variant, slash ? NB_LEVEL_POWER : NB_LEVEL_PRODUCT));
    nb_level least = nb_right_of_product(b->p, e);
    nb_row_join(b, start, later(b, nb_arg(b->p, e, 1), variant & SCRIPT, least));
    return nb_row_end(b, start);
}

static uint32_t quotient(boxes *b, nb_expr e, unsigned variant)
{
    nb_expr over = nb_arg(b->p, e, 0), under = nb_arg(b->p, e, 1);
    unsigned above = variant_of(b, e, 0, variant);
    uint32_t start = b->n_row;
    if (variant & SCRIPT) {
        bool slash = nb_op_of(b->p, over) == NB_DIV;
        nb_row_add(b, operand(b, over, above, slash ? NB_LEVEL_POWER : NB_LEVEL_PRODUCT));
        nb_row_text(b, "/", T_OTHER);
        nb_row_add(b, later(b, under, SCRIPT, NB_LEVEL_POWER));
        return nb_row_end(b, start);
    }
    uint32_t parts[2] = {operand(b, over, above, NB_LEVEL_ANY),
                         operand(b, under, 0, NB_LEVEL_ANY)};
    uint32_t fraction = nb_box_of(b, B_FRACTION, 0, parts, 2);
    if (!carries_sign(b, e) || variant & UNSIGNED)
        return fraction;
    add_minus(b, fraction);
    return nb_row_end(b, start);
}

static uint32_t negation(boxes *b, nb_expr e, unsigned variant)
{
    uint32_t inside = later(b, nb_arg(b->p, e, 0), variant & SCRIPT, NB_LEVEL_POWER);
    uint32_t start = b->n_row;
    if (variant & UNSIGNED)
        return inside;
    add_minus(b, inside);
    return nb_row_end(b, start);
}

/* An exponent as superscript characters, or 0. */
static uint32_t superscript(boxes *b, nb_expr exponent)
{
    static const char *const small[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    bool negative = nb_op_of(b->p, exponent) == NB_NEG;
    nb_expr size = negative ? nb_arg(b->p, exponent, 0) : exponent;
    if (b->ascii || !nb_is_natural(b->p, size))
        return 0;
    nb_buf digits = {0}, text = {0};
    nb_print_number(b->p, size, &digits);
    if (negative)
        nb_buf_puts(&text, "⁻");
    nb_buf_heed(&text, nb_buf_text(&digits));
    for (const char *d = nb_buf_text(&digits); *d; d++)
        nb_buf_puts(&text, small[*d - '0']);
    uint32_t made = nb_box_text(b, nb_buf_text(&text), T_POWER);
    nb_buf_free(&digits);
    nb_buf_free(&text);
    return made;
}

/* A low base takes superscript characters, where there are any. */
static uint32_t raised(boxes *b, uint32_t base, nb_expr exponent)
{
    uint32_t small = superscript(b, exponent), start = b->n_row;
    if (small && base && b->all[base].height == 1) {
        nb_row_add(b, base);
        nb_row_add(b, small);
        return nb_row_end(b, start);
    }
    uint32_t parts[2] = {base,
                         small ? small : operand(b, exponent, SCRIPT, NB_LEVEL_ANY)};
    return nb_box_of(b, B_RAISED, 0, parts, 2);
}

/* ---- functions ---- */

static void add_arguments(boxes *b, nb_expr e, uint32_t first, unsigned variant)
{
    uint32_t start = b->n_row;
    for (uint32_t i = first; i < nb_nargs(b->p, e); i++) {
        if (i > first)
            nb_row_text(b, ", ", T_OTHER);
        nb_row_add(b, operand(b, nb_arg(b->p, e, i), variant & SCRIPT, NB_LEVEL_ANY));
    }
    uint32_t inside = nb_row_end(b, start), fence = fenced(b, inside, '(');
    if (fence)
        b->all[fence].last = T_END_CALL;
    nb_row_add(b, fence);
}

static const char *function_name(const boxes *b, nb_expr e)
{
    const nb_function *row = nb_function_row(nb_fn_of(b->p, e));
    return b->ascii ? row->name : row->unicode;
}

static uint32_t power(boxes *b, nb_expr e, unsigned variant)
{
    nb_expr base = nb_arg(b->p, e, 0), exponent = nb_arg(b->p, e, 1);
    if (!nb_takes_inner_power(b->p, e))
        return raised(b, operand(b, base, variant & SCRIPT, NB_LEVEL_ATOM), exponent);
    uint32_t start = b->n_row;
    uint32_t named = raised(b, nb_box_text(b, function_name(b, base), T_CALL), exponent);
    nb_row_add(b, named);
    add_arguments(b, base, 0, variant);
    return nb_row_end(b, start);
}

static uint32_t root(boxes *b, nb_expr e, unsigned variant)
{
    nb_expr inside = nb_arg(b->p, e, 0);
    bool cube = nb_is_fn(b->p, e, NB_FN_CBRT);
    if (!b->ascii && (nb_is_natural(b->p, inside) || nb_is_symbol(b->p, inside))) {
        uint32_t bare = printed(b, e, T_RADICAL);
        if (bare)
            b->all[bare].last = T_RADICAND;
        return bare;
    }
    uint32_t radicand = operand(b, inside, variant & SCRIPT, NB_LEVEL_ANY);
    return nb_box_of(b, B_ROOT, cube ? 3 : 0, &radicand, 1);
}

/* 5!, which begins as a number does and ends as a call. */
static uint32_t factorial(boxes *b, nb_expr e)
{
    uint32_t made = printed(b, e, T_NUMBER);
    if (made)
        b->all[made].last = T_END_CALL;
    return made;
}

static uint32_t function(boxes *b, nb_expr e, unsigned variant)
{
    nb_pool *p = b->p;
    if (nb_nargs(p, e) == 0)
        return nb_box_text(b, function_name(b, e), T_WORD);
    if (nb_is_literal_factorial(p, e))
        return factorial(b, e);
    if (nb_is_fn(p, e, NB_FN_ABS))
        return fenced(b, operand(b, nb_arg(p, e, 0), variant & SCRIPT, NB_LEVEL_ANY),
                      '|');
    if (nb_is_fn(p, e, NB_FN_SQRT) || nb_is_fn(p, e, NB_FN_CBRT))
        return root(b, e, variant);
    uint32_t start = b->n_row;
    nb_row_text(b, function_name(b, e), T_CALL);
    add_arguments(b, e, 0, variant);
    return nb_row_end(b, start);
}

static uint32_t call(boxes *b, nb_expr e, unsigned variant)
{
    uint32_t start = b->n_row;
    nb_row_add(b, name(b, nb_arg(b->p, e, 0), T_CALL));
    add_arguments(b, e, 1, variant);
    return nb_row_end(b, start);
}

/* ---- conditions and pieces ---- */

static uint32_t negated_condition(boxes *b, nb_expr e, unsigned variant)
{
    uint32_t start = b->n_row;
    nb_row_text(b, "not ", T_OTHER);
    nb_row_add(b, operand(b, nb_arg(b->p, e, 0), variant & SCRIPT, NB_LEVEL_ATOM));
    return nb_row_end(b, start);
}

static uint32_t relation(boxes *b, nb_expr e, unsigned variant)
{
    char sign[16];
    nb_style style = b->ascii ? NB_STYLE_ASCII : NB_STYLE_UNICODE;
    snprintf(sign, sizeof sign, " %s ", nb_relation_sign(nb_fn_of(b->p, e), style));
    uint32_t start = b->n_row;
    nb_row_add(b, operand(b, nb_arg(b->p, e, 0), variant & SCRIPT, NB_LEVEL_SUM));
    nb_row_text(b, sign, T_OTHER);
    nb_row_add(b, operand(b, nb_arg(b->p, e, 1), variant & SCRIPT, NB_LEVEL_SUM));
    return nb_row_end(b, start);
}

static uint32_t cases(boxes *b, nb_expr e, unsigned variant)
{
    uint32_t n = nb_nargs(b->p, e), table = b->n_row;
    for (uint32_t i = 0; i < n; i += 2) {
        nb_row_add(b, operand(b, nb_arg(b->p, e, i), variant & SCRIPT, NB_LEVEL_ANY));
        uint32_t start = b->n_row;
        nb_row_text(b, i + 1 < n ? "if " : "otherwise", T_OTHER);
        if (i + 1 < n)
            nb_row_add(
                b, operand(b, nb_arg(b->p, e, i + 1), variant & SCRIPT, NB_LEVEL_ANY));
        nb_row_add(b, nb_row_end(b, start));
    }
    uint32_t made = nb_box_of(b, B_TABLE, 0, b->row + table, b->n_row - table);
    b->n_row = table;
    return fenced(b, made, '{');
}

/* ---- every node ---- */

static uint32_t build(boxes *b, nb_expr e, unsigned variant)
{
    switch (nb_op_of(b->p, e)) {
    case NB_NUMBER: return number(b, e, variant);
    case NB_SYMBOL:
        return name(b, e,
                    nb_is_letter(nb_symbol_name(b->p, e), NB_STYLE_UNICODE) ? T_LETTER
                                                                            : T_WORD);
    case NB_FN: return function(b, e, variant);
    case NB_ADD: return binary(b, e, variant, " + ");
    case NB_SUB: return binary(b, e, variant, b->ascii ? " - " : " − ");
    case NB_NEG: return negation(b, e, variant);
    case NB_MUL: return product(b, e, variant);
    case NB_DIV: return quotient(b, e, variant);
    case NB_POW: return power(b, e, variant);
    case NB_CALL: return call(b, e, variant);
    case NB_REL: return relation(b, e, variant);
    case NB_AND: return binary(b, e, variant, " and ");
    case NB_OR: return binary(b, e, variant, " or ");
    case NB_NOT: return negated_condition(b, e, variant);
    case NB_CASES: return cases(b, e, variant);
    default: return printed(b, e, T_WORD);
    }
}

bool nb_boxes_build(boxes *b, const nb_expr *roots, uint32_t n)
{
    b->ok = nb_topological(b->p, roots, n, &b->order);
    b->made = calloc(b->order.n + 1, sizeof *b->made);
    b->needed = calloc(b->order.n + 1, sizeof *b->needed);
    if (b->ok && (!b->made || !b->needed))
        b->ok = nb_fail(b->p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; b->ok && i < b->order.n; i++)
        b->ok = nb_map_put(b->p, &b->place, b->order.items[i], i);
    for (uint32_t i = 0; b->ok && i < n; i++)
        ask(b, roots[i], 0);
    for (uint32_t i = b->order.n; b->ok && i-- > 0;)
        for (unsigned v = 0; v < 4; v++)
            if (b->needed[i] & 1u << v)
                ask_operands(b, b->order.items[i], v);
    for (uint32_t i = 0; b->ok && i < b->order.n && nb_poll(b->p); i++)
        for (unsigned v = 0; v < 4; v++)
            if (b->needed[i] & 1u << v)
                b->made[i][v] = build(b, b->order.items[i], v);
    return b->ok = b->ok && !nb_failed(b->p);
}
