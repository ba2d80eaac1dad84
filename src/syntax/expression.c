#include "syntax/parser.h"

#include <stdlib.h>
#include <string.h>

bool nb_is_condition(const nb_pool *p, nb_expr e)
{
    nb_op op = nb_op_of(p, e);
    return op == NB_REL || op == NB_AND || op == NB_OR || op == NB_NOT;
}

/* ---- applying an operator to the operands on the stack ---- */

static bool want_value(nb_parser *P, const nb_operand *a)
{
    if (!a->value || !nb_is_condition(P->p, a->value))
        return !nb_failed(P->p);
    nb_syntax_error(P, a->begin, a->end, "%s is a condition, and a value is needed here",
                    nb_quoted(P, a->begin, a->end).text);
    nb_hint(P, "conditions belong in piecewise(value, condition, ..., otherwise)");
    return false;
}

static bool want_condition(nb_parser *P, const nb_operand *a)
{
    if (!a->value || nb_is_condition(P->p, a->value))
        return !nb_failed(P->p);
    nb_syntax_error(P, a->begin, a->end, "%s is a value, and a condition is needed here",
                    nb_quoted(P, a->begin, a->end).text);
    nb_hint(P, "a condition compares two values: x > 0");
    return false;
}

/* The power of a number or of e that is e, or the last factor of e. */
static bool is_number_power(const nb_parser *P, nb_expr e)
{
    nb_op op = nb_op_of(P->p, e);
    if (op == NB_MUL || op == NB_NEG)
        e = nb_arg(P->p, e, op == NB_MUL ? 1 : 0);
    nb_expr base = nb_op_of(P->p, e) == NB_POW ? nb_arg(P->p, e, 0) : NB_NONE;
    return base && (nb_is_number(P->p, base) || nb_is_fn(P->p, base, NB_FN_E));
}

/* 1/2x and e^2x: say how it was read, and how the other reading is written. */
NB_REPORTS static void note_product(nb_parser *P, const nb_operand *a,
                                    const nb_operand *b, bool glued)
{
    nb_op op = nb_op_of(P->p, a->value);
    if (glued && nb_is_number(P->p, a->value) && nb_is_fn(P->p, b->value, NB_FN_E)) {
        nb_note_add(
            P, NB_NOTE_TIMES_E, a->begin, b->end, "%s is read as %s·e, with e = 2.718...",
            nb_quoted(P, a->begin, b->end).text, nb_quoted(P, a->begin, a->end).text);
    }
    if (a->shape != SHAPE_PLAIN || a->extra == 0)
        return;
    uint32_t begin = op == NB_MUL || op == NB_NEG ? a->power : a->begin;
    nb_quote whole = nb_quoted(P, begin, b->end), left = nb_quoted(P, begin, a->end);
    nb_quote head = nb_quoted(P, begin, a->extra), right = nb_quoted(P, b->begin, b->end);
    nb_quote both = nb_quoted(P, a->extra, b->end);
    if (op == NB_DIV)
        nb_note_add(P, NB_NOTE_QUOTIENT, a->begin, b->end,
                    "%s is read as (%s)·%s; the other reading is written %s(%s)",
                    whole.text, left.text, right.text, head.text, both.text);
    else if (glued && is_number_power(P, a->value))
        nb_note_add(P, NB_NOTE_POWER, begin, b->end,
                    "%s is read as (%s)·%s; the other reading is written %s(%s)",
                    whole.text, left.text, right.text, head.text, both.text);
}

/* (-8)^(1/3) */
NB_REPORTS static void note_root(nb_parser *P, const nb_operand *a, const nb_operand *b)
{
    nb_pool *p = P->p;
    if (nb_op_of(p, a->value) != NB_NEG || !nb_is_number(p, nb_arg(p, a->value, 0)))
        return;
    slong numerator, denominator;
    if (nb_op_of(p, b->value) != NB_DIV ||
        !nb_get_int(p, nb_arg(p, b->value, 0), &numerator) ||
        !nb_get_int(p, nb_arg(p, b->value, 1), &denominator) || denominator % 2 == 0)
        return;
    nb_note_add(P, NB_NOTE_REAL_ROOT, a->begin, b->end,
                "%s is the real root: all values of nabla are real numbers",
                nb_quoted(P, a->begin, b->end).text);
}

/* a < b < c is a < b and b < c; only signs that point one way are chained. */
static bool relate(nb_parser *P, nb_operand a, nb_operand b, nb_rel rel)
{
    nb_pool *p = P->p;
    nb_expr value;
    if (a.shape == SHAPE_CHAIN) {
        nb_expr last = nb_op_of(p, a.value) == NB_AND ? nb_arg(p, a.value, 1) : a.value;
        nb_rel before = (nb_rel)nb_fn_of(p, last);
        bool rising =
            (before == NB_LT || before == NB_LE) && (rel == NB_LT || rel == NB_LE);
        bool falling =
            (before == NB_GT || before == NB_GE) && (rel == NB_GT || rel == NB_GE);
        if (!rising && !falling && !(before == NB_EQ && rel == NB_EQ)) {
            nb_syntax_error(P, a.begin, b.end,
                            "%s mixes comparisons that point different ways",
                            nb_quoted(P, a.begin, b.end).text);
            nb_hint(P, "join them with and: a < b and b > c");
            return false;
        }
        value = nb_binary(p, NB_AND, a.value, nb_relation(p, rel, a.extra, b.value));
    } else {
        if (!want_value(P, &a))
            return false;
        value = nb_relation(p, rel, a.value, b.value);
    }
    if (!nb_push(P, value, a.begin, b.end, SHAPE_CHAIN))
        return false;
    nb_top(P)->extra = b.value;
    return true;
}

/* What is on top of the stack ends with the power a: x e^2, -e^2. */
static void keep_power(nb_parser *P, const nb_operand *a)
{
    if (a->shape != SHAPE_PLAIN || a->extra == 0 || nb_op_of(P->p, a->value) != NB_POW)
        return;
    nb_top(P)->extra = a->extra;
    nb_top(P)->power = a->begin;
}

static bool apply_prefix(nb_parser *P, nb_operator o)
{
    nb_operand a = nb_pop(P);
    P->waiting--;
    if (!(o.op == NB_NOT ? want_condition(P, &a) : want_value(P, &a)))
        return false;
    nb_expr value;
    if (o.op != NB_FN)
        value = nb_unary(P->p, (nb_op)o.op, a.value);
    else if (o.index)
        value = nb_fn2(P->p, NB_FN_ROOT, a.value, o.index);
    else
        value = nb_fn1(P->p, o.fn, a.value);
    if (!nb_push(P, value, o.begin, a.end, SHAPE_PLAIN))
        return false;
    if (o.op == NB_NEG)
        keep_power(P, &a);
    return true;
}

static bool apply_binary(nb_parser *P, nb_operator o)
{
    nb_operand b = nb_pop(P), a = nb_pop(P);
    if (o.op == NB_AND || o.op == NB_OR) {
        if (!want_condition(P, &a) || !want_condition(P, &b))
            return false;
    } else if (!want_value(P, &b) || (o.op != NB_REL && !want_value(P, &a))) {
        return false;
    }
    if (o.op == NB_REL)
        return relate(P, a, b, (nb_rel)o.fn);
    if (o.juxtaposed)
        note_product(P, &a, &b, o.glued);
    nb_shape shape = SHAPE_PLAIN;
    if (o.op == NB_POW) {
        P->waiting--;
        note_root(P, &a, &b);
        if (b.shape == SHAPE_BRACKETED)
            shape = SHAPE_BRACKETED;
    }
    if (!nb_push(P, nb_binary(P->p, (nb_op)o.op, a.value, b.value), a.begin, b.end,
                 shape))
        return false;
    if (o.op == NB_DIV || o.op == NB_POW)
        nb_top(P)->extra = b.begin;
    else if (o.op == NB_MUL)
        keep_power(P, &b);
    return true;
}

/* Applies the waiting operators above `base` that bind at least this tightly. */
NB_APART static bool reduce(nb_parser *P, uint32_t base, nb_level level)
{
    while (P->n_operators > base) {
        nb_operator o = P->operators[P->n_operators - 1];
        if (o.level < (uint8_t)level)
            break;
        P->n_operators--;
        bool prefix = o.op == NB_NEG || o.op == NB_NOT || o.op == NB_FN;
        if (!(prefix ? apply_prefix(P, o) : apply_binary(P, o)))
            return false;
    }
    return true;
}

static bool push_operator(nb_parser *P, nb_operator o)
{
    nb_operator *operators = nb_room(P->p, P->operators, P->n_operators,
                                     &P->operators_capacity, sizeof *operators);
    if (!operators)
        return false;
    P->operators = operators;
    P->operators[P->n_operators++] = o;
    return true;
}

/* ---- prefix operators ---- */

/* The operator that a prefix sign makes; op is NB_OP_NONE when there is none. */
static nb_operator prefix(nb_parser *P)
{
    nb_operator o = {.op = NB_OP_NONE, .begin = P->t.begin, .level = NB_LEVEL_SIGN};
    nb_token t = P->t;
    if (t.kind == T_MINUS) {
        o.op = NB_NEG;
    } else if (t.kind == T_NOT || (t.kind == T_WORD && nb_is_keyword(P, "not"))) {
        o.op = NB_NOT;
        o.level = NB_LEVEL_NOT;
    } else if (t.kind == T_ROOT && nb_after(P, t).kind != T_OPEN) {
        o.op = NB_FN;
        o.fn = t.sub == 2 ? NB_FN_SQRT : t.sub == 3 ? NB_FN_CBRT : NB_FN_ROOT;
        if (t.sub == 4)
            o.index = nb_integer(P->p, 4);
    }
    return o;
}

/* A raised index before a root sign: ⁴√x. */
static bool raised_root(nb_parser *P, nb_operator *o)
{
    *o = (nb_operator){
        .op = NB_FN, .fn = NB_FN_ROOT, .level = NB_LEVEL_SIGN, .begin = P->t.begin};
    o->index = nb_raised(P, P->t);
    return o->index && nb_advance(P);
}

/* ⁴√( … ) is read as one operand. */
static bool root_brackets(nb_parser *P)
{
    return nb_after(P, nb_after(P, P->t)).kind == T_OPEN;
}

/* Puts the prefix signs before an operand on the stack. */
NB_APART static bool read_prefixes(nb_parser *P)
{
    for (;;) {
        if (P->t.kind == T_PLUS) {
            if (!nb_advance(P))
                return false;
            continue;
        }
        nb_operator o = prefix(P);
        if (P->t.kind == T_SUPER && nb_after(P, P->t).kind == T_ROOT &&
            !root_brackets(P) && !raised_root(P, &o))
            return false;
        if (o.op == NB_OP_NONE)
            return true;
        if (!nb_await(P) || !push_operator(P, o) || !nb_advance(P))
            return false;
    }
}

/* ---- operators between operands ---- */

bool nb_is_stop_word(nb_parser *P, nb_token t)
{
    static const char *const words[] = {"at",  "if",   "and",  "or",
                                        "for", "when", "else", "otherwise"};
    uint32_t n = t.end - t.begin;
    if (t.kind != T_WORD || (t.ascii && (n < 2 || n > 9)))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (nb_token_is_word(P, t, words[i]))
            return true;
    return false;
}

bool nb_is_root_index(const nb_parser *P, nb_token t)
{
    nb_token next = nb_after(P, t);
    return t.kind == T_SUPER && t.space && next.kind == T_ROOT && next.sub == 2 &&
           !next.space;
}

bool nb_begins_operand(nb_parser *P, nb_token t)
{
    switch (t.kind) {
    case T_SUPER: return nb_is_root_index(P, t);
    case T_WORD: return !nb_is_stop_word(P, t);
    case T_BAR: return P->bars == 0;
    case T_NUMBER:
    case T_VULGAR:
    case T_OPEN:
    case T_OPENBAR:
    case T_ROOT:
    case T_PARTIAL:
    case T_FRACTION:
    case T_RADICAL:
    case T_CASES: return true;
    default: return false;
    }
}

static nb_operator binary(nb_parser *P, nb_op op, unsigned fn)
{
    return (nb_operator){.op = (uint8_t)op,
                         .fn = (uint8_t)fn,
                         .level = (uint8_t)nb_binding_of(op).self,
                         .begin = P->t.begin};
}

/* The operator that comes next, a product where an operand follows directly; op is
 * NB_OP_NONE where the expression ends. */
NB_APART static nb_operator infix(nb_parser *P)
{
    switch (P->t.kind) {
    case T_PLUS: return binary(P, NB_ADD, 0);
    case T_MINUS: return binary(P, NB_SUB, 0);
    case T_TIMES: return binary(P, NB_MUL, 0);
    case T_SLASH: return binary(P, NB_DIV, 0);
    case T_CARET: return binary(P, NB_POW, 0);
    case T_RELATION: return binary(P, NB_REL, P->t.sub);
    case T_AND: return binary(P, NB_AND, 0);
    case T_OR: return binary(P, NB_OR, 0);
    default: break;
    }
    if (P->t.kind == T_WORD && nb_is_keyword(P, "and"))
        return binary(P, NB_AND, 0);
    if (P->t.kind == T_WORD && nb_is_keyword(P, "or"))
        return binary(P, NB_OR, 0);
    if (!nb_begins_operand(P, P->t))
        return binary(P, NB_OP_NONE, 0);
    nb_operator product = binary(P, NB_MUL, 0);
    product.juxtaposed = true;
    product.glued = !P->t.space;
    return product;
}

NB_REPORTS static bool two_numbers(nb_parser *P)
{
    nb_operand *a = nb_top(P);
    nb_quote left = nb_quoted(P, a->begin, a->end),
             right = nb_quoted(P, P->t.begin, P->t.end);
    if (a->shape == SHAPE_NUMBER && P->t.kind == T_VULGAR) {
        nb_syntax_error(P, a->begin, P->t.end, "%s%s: a sum, or a product?", left.text,
                        right.text);
        nb_hint(P, "write %s + %s for the mixed number, or %s*%s", left.text, right.text,
                left.text, right.text);
    } else if (a->shape == SHAPE_NUMBER) {
        nb_syntax_error(P, a->begin, P->t.end, "two numbers stand side by side: %s %s",
                        left.text, right.text);
        nb_hint(P, "write %s*%s for the product, or %s%s for one number", left.text,
                right.text, left.text, right.text);
    } else {
        nb_syntax_error(P, P->t.begin, P->t.end,
                        "the number %s follows %s without an operator", right.text,
                        left.text);
        nb_hint(P, "write %s*%s for the product, or %s^%s for the power", left.text,
                right.text, left.text, right.text);
    }
    return false;
}

NB_REPORTS static bool too_many_bars(nb_parser *P)
{
    nb_token t = nb_after(P, P->t);
    while (t.kind != T_BAR && t.kind != T_END && t.kind != T_BAD)
        t = nb_after(P, t);
    if (t.kind != T_BAR) {
        nb_syntax_error(P, P->t.begin, P->t.end, "this | has no partner");
        nb_hint(P, "write |x| or abs(x)");
        return false;
    }
    nb_syntax_error(P, P->t.begin, P->t.end,
                    "these bars can be paired in two ways: |a| b |c|, or |a |b| c|");
    nb_hint(P, "write abs(...) for one of the absolute values");
    return false;
}

/* A product is not carried over to the next line without a sign: most often a
 * bracket was forgotten on the line before. */
NB_REPORTS static bool line_break(nb_parser *P)
{
    if (!P->open) {
        nb_syntax_error(P, P->t.begin, P->t.end, "a statement ends with its line");
    } else {
        nb_syntax_error(P, P->open - 1, P->open,
                        "this bracket is still open where the next line begins");
        nb_hint(P, "close it, or write * where a product goes on in the next line");
    }
    return false;
}

static bool breaks_line(const nb_parser *P)
{
    return P->t.space &&
           memchr(P->text + P->last_end, '\n', P->t.begin - P->last_end) != NULL;
}

/* Whether the next word begins a function: there the argument of sin 2x ends. */
static bool at_function(nb_parser *P)
{
    nb_word word;
    if (P->t.kind != T_WORD)
        return false;
    if (!nb_classify(P, P->t, &word))
        return true;
    return word.kind == WORD_FUNCTION || word.kind == WORD_DERIVATIVE ||
           word.kind == WORD_LOGARITHM || word.kind == WORD_PIECEWISE ||
           (word.kind == WORD_ELEMENTARY && nb_function_row(word.fn)->arity != 0);
}

/* Whether a function's argument without brackets goes on with this operator. */
static bool runs_on(nb_parser *P, nb_operator o)
{
    if (o.op == NB_POW)
        return true;
    return o.juxtaposed && o.glued && !at_function(P);
}

bool nb_read_expression(nb_parser *P, bool tight)
{
    uint32_t base = P->n_operators;
    bool after_bars = false; /* |a| b: another bar could pair both ways */
    for (;;) {
        if (!read_prefixes(P) || !nb_read_operand(P))
            return false;
        nb_operator o = infix(P);
        if (o.op == NB_OP_NONE || (tight && !runs_on(P, o)))
            return !nb_failed(P->p) && reduce(P, base, NB_LEVEL_ANY);
        if (o.juxtaposed && breaks_line(P))
            return line_break(P);
        if (o.juxtaposed && (P->t.kind == T_NUMBER || P->t.kind == T_VULGAR))
            return two_numbers(P);
        if (o.juxtaposed && P->t.kind == T_BAR && after_bars)
            return too_many_bars(P);
        after_bars =
            (after_bars && o.level > NB_LEVEL_SUM) ||
            (o.juxtaposed && nb_top(P)->shape == SHAPE_BARS && P->t.kind != T_BAR);
        if (o.op == NB_DIV)
            nb_note_slash(P, base);
        /* a < b < c: the first comparison is done before the second. */
        nb_level left =
            o.op == NB_REL ? NB_LEVEL_RELATION : nb_binding_of((nb_op)o.op).left;
        if (!reduce(P, base, left) || !push_operator(P, o))
            return false;
        if (o.op == NB_POW && !nb_await(P))
            return false;
        if (!o.juxtaposed && !nb_advance(P))
            return false;
    }
}

bool nb_read_value(nb_parser *P)
{
    return nb_read_expression(P, false) && want_value(P, nb_top(P));
}

bool nb_read_condition(nb_parser *P)
{
    return nb_read_expression(P, false) && want_condition(P, nb_top(P));
}
