#include "syntax/parser.h"

#include <string.h>

/* ---- powers between a function and its argument: sin^2 x, sin⁻¹ x ---- */

/* Reads the exponent onto the operand stack; *there says whether one is. */
static bool read_exponent(nb_parser *P, bool *there)
{
    nb_token t = P->t;
    *there = t.kind == T_CARET || (t.kind == T_SUPER && !nb_is_root_index(P, t));
    if (!*there)
        return true;
    if (t.kind == T_SUPER) {
        nb_expr e = nb_raised(P, t);
        return e && nb_advance(P) && nb_push(P, e, t.begin, t.end, SHAPE_BRACKETED);
    }
    if (!nb_advance(P))
        return false;
    uint32_t begin = P->t.begin;
    bool negative = P->t.kind == T_MINUS;
    if (negative && !nb_advance(P))
        return false;
    return nb_read_operand(P) && (!negative || nb_build(P, NB_NEG, 0, 1, begin));
}

static bool is_minus_one(const nb_parser *P, nb_expr e)
{
    return nb_op_of(P->p, e) == NB_NEG && nb_is_int(P->p, nb_arg(P->p, e, 0), 1);
}

/* sin^-1: the inverse function, where the row names one that begins with a. */
NB_REPORTS static bool invert(nb_parser *P, nb_token word, uint8_t *fn)
{
    const nb_function *row = nb_function_row(*fn);
    nb_quote name = nb_quoted(P, word.begin, word.end);
    if (row->inverse[0] == 'a' && row->name[0] != 'a') {
        *fn = (uint8_t)nb_function_find(row->inverse, strlen(row->inverse));
        nb_note_add(
            P, NB_NOTE_INVERSE, word.begin, P->last_end,
            "%s is read as the inverse function, %s; the reciprocal is written 1/%s(...)",
            nb_quoted(P, word.begin, P->last_end).text, nb_function_row(*fn)->unicode,
            name.text);
        return true;
    }
    nb_syntax_error(P, word.begin, P->last_end,
                    "%s: the inverse function, or one over %s?",
                    nb_quoted(P, word.begin, P->last_end).text, name.text);
    if (row->inverse[0])
        nb_hint(P, "write %s(...) for the inverse, 1/%s(...) for the reciprocal",
                row->inverse, name.text);
    else
        nb_hint(P, "write 1/%s(...) for the reciprocal", name.text);
    return false;
}

/* ---- arguments ---- */

/* What ends the argument of sin 2x must not look like a part of it. */
NB_REPORTS static bool check_after_run(nb_parser *P, nb_token word, uint32_t begin)
{
    nb_word meaning = {.kind = WORD_NONE};
    nb_token t = P->t;
    if (!t.space || !nb_begins_operand(P, t) || t.kind == T_NUMBER || t.kind == T_VULGAR)
        return true;
    if (t.kind == T_WORD) {
        if (!nb_classify(P, t, &meaning))
            return false;
        if (meaning.kind == WORD_FUNCTION || meaning.kind == WORD_DERIVATIVE ||
            meaning.kind == WORD_LOGARITHM || meaning.kind == WORD_PIECEWISE ||
            meaning.kind == WORD_KEYWORD ||
            (meaning.kind == WORD_ELEMENTARY && nb_function_row(meaning.fn)->arity != 0))
            return true;
        if (meaning.kind == WORD_NONE)
            return nb_unknown_name(P, t);
        t.end = meaning.end;
    }
    nb_quote name = nb_quoted(P, word.begin, word.end),
             first = nb_quoted(P, begin, P->last_end);
    nb_quote next = nb_quoted(P, t.begin, t.end);
    const char *shown = t.kind == T_WORD ? next.text : "(...)";
    nb_syntax_error(P, word.begin, t.end, "%s %s %s: how far does %s reach?", name.text,
                    first.text, shown, name.text);
    nb_hint(P, "write %s(%s)*%s or %s(%s*%s)", name.text, first.text, shown, name.text,
            first.text, shown);
    return false;
}

NB_REPORTS static bool no_argument(nb_parser *P, nb_token word)
{
    nb_quote name = nb_quoted(P, word.begin, word.end);
    nb_syntax_error(P, word.begin, word.end, "%s needs an argument", name.text);
    nb_hint(P, "write %s(x)", name.text);
    return false;
}

/* The argument written without brackets: sin 2x. */
static bool read_run(nb_parser *P, nb_token word)
{
    nb_token t = P->t;
    bool sign = t.kind == T_MINUS && !nb_after(P, t).space;
    if (!sign && t.kind != T_SUPER && t.kind != T_BAR && !nb_begins_operand(P, t))
        return no_argument(P, word);
    if (!nb_descend(P) || !nb_read_expression(P, true))
        return false;
    P->depth--;
    return check_after_run(P, word, t.begin);
}

NB_REPORTS static bool wrong_count(nb_parser *P, nb_token word, uint32_t given,
                                   int wanted)
{
    nb_quote name = nb_quoted(P, word.begin, word.end);
    nb_syntax_error(P, word.begin, P->last_end, "%s takes %d argument%s, and %u %s given",
                    name.text, wanted, wanted == 1 ? "" : "s", given,
                    given == 1 ? "is" : "are");
    return false;
}

/* Two numbers where one is wanted: maybe a decimal comma. */
NB_REPORTS static void hint_comma(nb_parser *P)
{
    nb_operand *b = nb_top(P), *a = b - 1;
    if (a->shape == SHAPE_NUMBER && b->shape == SHAPE_NUMBER && b->begin == a->end + 1)
        nb_hint(P, "for one number write %s.%s", nb_quoted(P, a->begin, a->end).text,
                nb_quoted(P, b->begin, b->end).text);
}

/* Settles which row is meant and whether the count of arguments fits it. */
NB_REPORTS static bool settle(nb_parser *P, nb_token word, uint32_t n, uint8_t *fn)
{
    int arity = nb_function_row(*fn)->arity;
    nb_quote name = nb_quoted(P, word.begin, word.end);
    if (*fn == NB_FN_LN && n == 2 && strstr(name.text, "og")) {
        *fn = NB_FN_LOGB;
        return true;
    }
    if (arity == -1 && n >= 2)
        return true;
    if (arity == -1) {
        nb_syntax_error(P, word.begin, P->last_end, "%s takes two or more arguments",
                        name.text);
        nb_hint(P, "write %s(x, y)", name.text);
        return false;
    }
    if ((int)n == arity)
        return true;
    wrong_count(P, word, n, arity);
    if (*fn == NB_FN_SQRT && n == 2)
        nb_hint(P, "another root is written root(x, n)");
    else if (*fn == NB_FN_ATAN && n == 2)
        nb_hint(P, "the angle of the point (x, y) is atan2(y, x)");
    else if (n == 2 && arity == 1)
        hint_comma(P);
    return false;
}

NB_REPORTS static bool check_factorial(nb_parser *P, nb_token word)
{
    slong n;
    nb_operand *a = nb_top(P);
    if (nb_get_int(P->p, a->value, &n) && n >= 0)
        return true;
    return nb_syntax_error(P, word.begin, P->last_end,
                           "a factorial is read of a natural number only, as in 5!");
}

NB_REPORTS static void note_argument(nb_parser *P, nb_token word, uint8_t fn)
{
    nb_operand *a = nb_top(P);
    slong n;
    nb_quote name = nb_quoted(P, word.begin, word.end);
    if (fn == NB_FN_LN && strstr(name.text, "og"))
        nb_note_add(
            P, NB_NOTE_LOG, word.begin, word.end,
            "%s is read as the natural logarithm ln; to the base 10 write log10(x)",
            name.text);
    if (fn >= NB_FN_SIN && fn <= NB_FN_CSC && nb_op_of(P->p, a->value) == NB_NUMBER &&
        nb_get_int(P->p, a->value, &n) && n >= 15 && n % 15 == 0)
        nb_note_add(P, NB_NOTE_DEGREES, a->begin, a->end,
                    "angles are in radians; %ld degrees are written %ld°", (long)n,
                    (long)n);
}

NB_REPORTS static bool primed(nb_parser *P, nb_token word)
{
    nb_syntax_error(P, word.begin, P->t.end,
                    "a prime is read only after a function of your own");
    nb_hint(P, "write d/dx %s(x)", nb_quoted(P, word.begin, word.end).text);
    return false;
}

NB_REPORTS static bool no_brackets(nb_parser *P, nb_token word)
{
    nb_quote name = nb_quoted(P, word.begin, word.end);
    nb_syntax_error(P, word.begin, word.end, "%s needs its arguments in brackets",
                    name.text);
    nb_hint(P, "write %s(x, y)", name.text);
    return false;
}

/* The arguments in brackets, or the one without; *n says how many. */
static bool read_arguments(nb_parser *P, nb_token word, uint8_t fn, uint32_t *n)
{
    int arity = nb_function_row(fn)->arity;
    *n = 1;
    if (P->t.kind == T_PRIME)
        return primed(P, word);
    if (P->t.kind != T_OPEN)
        return arity == 1 ? read_run(P, word) : no_brackets(P, word);
    if (!nb_read_list(P, n))
        return false;
    return *n > 0 || no_argument(P, word);
}

/* The base of log_(b+1), when it is not part of the word. */
static bool read_base(nb_parser *P, nb_expr *base)
{
    if (!nb_advance(P))
        return false;
    if (P->t.kind != T_OPEN)
        return nb_unexpected(P, "the base of the logarithm, in brackets,");
    if (!nb_read_group(P))
        return false;
    *base = nb_pop(P).value;
    return true;
}

/* What stands between a function's name and its argument. */
typedef struct head {
    uint8_t fn;
    nb_expr base;  /* of a logarithm, or NB_NONE */
    nb_expr power; /* of sin^2 x, or NB_NONE     */
} head;

NB_APART static bool read_head(nb_parser *P, nb_token word, head *h)
{
    bool powered;
    if (h->fn == NB_FN_LN && P->t.kind == T_SUBSCRIPT && !read_base(P, &h->base))
        return false;
    if (!read_exponent(P, &powered))
        return false;
    if (!powered)
        return true;
    h->power = nb_pop(P).value;
    if (!h->power || !is_minus_one(P, h->power))
        return !nb_failed(P->p);
    h->power = NB_NONE;
    return invert(P, word, &h->fn);
}

/* Builds the function of its n arguments, which are on the stack. */
NB_APART static bool finish(nb_parser *P, nb_token word, uint32_t n, head h,
                            bool brackets)
{
    bool ok;
    uint32_t argument = nb_top(P)->begin;
    if (h.base) {
        ok = n == 1 ? nb_push(P, h.base, word.begin, word.end, SHAPE_PLAIN) &&
                          nb_build(P, NB_FN, NB_FN_LOGB, 2, word.begin)
                    : wrong_count(P, word, n, 1);
    } else {
        ok = settle(P, word, n, &h.fn) &&
             (h.fn != NB_FN_FACTORIAL || check_factorial(P, word));
        if (ok) {
            note_argument(P, word, h.fn);
            ok = nb_build(P, NB_FN, h.fn, n, word.begin);
        }
    }
    if (ok && h.power)
        ok = nb_push(P, h.power, word.begin, word.end, SHAPE_BRACKETED) &&
             nb_build(P, NB_POW, 0, 2, word.begin);
    if (ok && !brackets) {
        nb_top(P)->shape = SHAPE_APPLIED;
        nb_top(P)->extra = argument;
    }
    return ok;
}

bool nb_read_elementary(nb_parser *P, nb_token word, const nb_word *meaning)
{
    head h = {.fn = meaning->fn,
              .base = meaning->kind == WORD_LOGARITHM ? meaning->symbol : NB_NONE};
    uint32_t n;
    if (!read_head(P, word, &h))
        return false;
    bool brackets = P->t.kind == T_OPEN;
    return read_arguments(P, word, h.base ? NB_FN_LN : h.fn, &n) &&
           finish(P, word, n, h, brackets);
}

/* ---- user functions ---- */

NB_REPORTS static bool not_called(nb_parser *P, nb_token word, uint32_t arity)
{
    nb_quote name = nb_quoted(P, word.begin, word.end);
    const char *arguments = arity == 1 ? "x" : arity == 2 ? "x, y" : "x, y, ...";
    if (P->t.kind == T_CARET || P->t.kind == T_SUPER) {
        uint32_t end = P->t.kind == T_CARET ? nb_after(P, P->t).end : P->t.end;
        nb_syntax_error(P, word.begin, end,
                        "%s: a power of the value, or %s applied again?",
                        nb_quoted(P, word.begin, end).text, name.text);
        nb_hint(P, "write %s(%s)^2 or %s(%s(%s))", name.text, arguments, name.text,
                name.text, arguments);
        return false;
    }
    nb_name_error(P, word.begin, word.end,
                  "%s is a function, and its arguments are missing", name.text);
    nb_hint(P, "write %s(%s)", name.text, arguments);
    return false;
}

NB_REPORTS bool nb_defined_by_itself(nb_parser *P, uint32_t begin, uint32_t end)
{
    nb_name_error(P, begin, end, "%s cannot be used in its own definition",
                  nb_quoted(P, begin, end).text);
    nb_hint(P, "give the new function another name");
    return false;
}

bool nb_read_call(nb_parser *P, nb_token word, nb_expr symbol)
{
    uint32_t arity = nb_look_up(P, symbol).n, n;
    if (symbol == P->self)
        return nb_defined_by_itself(P, word.begin, word.end);
    if (P->t.kind != T_OPEN)
        return not_called(P, word, arity);
    if (!nb_push(P, symbol, word.begin, word.end, SHAPE_PLAIN) || !nb_read_list(P, &n))
        return false;
    if (n == arity)
        return nb_build(P, NB_CALL, 0, n + 1, word.begin);
    wrong_count(P, word, n, (int)arity);
    if (n == 2 && arity == 1)
        hint_comma(P);
    return false;
}

/* ---- roots ---- */

static bool build_root(nb_parser *P, uint32_t begin, unsigned index)
{
    if (index == 2)
        return nb_build(P, NB_FN, NB_FN_SQRT, 1, begin);
    if (index == 3)
        return nb_build(P, NB_FN, NB_FN_CBRT, 1, begin);
    return nb_push(P, nb_integer(P->p, index), begin, begin, SHAPE_PLAIN) &&
           nb_build(P, NB_FN, NB_FN_ROOT, 2, begin);
}

bool nb_read_root(nb_parser *P)
{
    uint32_t begin = P->t.begin;
    nb_expr index = NB_NONE;
    if (P->t.kind == T_SUPER) {
        index = nb_raised(P, P->t);
        if (!index || !nb_advance(P))
            return false;
    }
    unsigned sign = P->t.sub;
    if (!nb_advance(P) || !nb_read_group(P))
        return false;
    if (!index)
        return build_root(P, begin, sign);
    return nb_push(P, index, begin, begin, SHAPE_PLAIN) &&
           nb_build(P, NB_FN, NB_FN_ROOT, 2, begin);
}

/* ---- LaTeX ---- */

/* {…}, or the one character that LaTeX takes without braces: \frac12. */
static bool read_latex_argument(nb_parser *P, nb_token command)
{
    nb_token t = P->t;
    if (t.kind == T_OPEN && t.sub == '{')
        return nb_read_group(P);
    if (t.kind == T_NUMBER) {
        nb_expr digit = nb_integer(P->p, P->text[t.begin] - '0');
        bool good = P->text[t.begin] >= '0' && P->text[t.begin] <= '9';
        if (good)
            return nb_advance_to(P, t.begin + 1) &&
                   nb_push(P, digit, t.begin, t.begin + 1, SHAPE_BRACKETED);
    } else if (t.kind == T_WORD) {
        nb_word word;
        if (t.ascii)
            t.end = t.begin + 1;
        if (!nb_classify(P, t, &word))
            return false;
        if (word.kind == WORD_VARIABLE || word.kind == WORD_CONSTANT)
            return nb_advance_to(P, t.end) &&
                   nb_push(P, word.symbol, t.begin, t.end, SHAPE_BRACKETED);
        if (word.kind == WORD_ELEMENTARY && nb_function_row(word.fn)->arity == 0)
            return nb_advance_to(P, t.end) &&
                   nb_push(P, nb_make(P->p, NB_FN, word.fn, 0, NULL), t.begin, t.end,
                           SHAPE_BRACKETED);
    }
    nb_syntax_error(P, t.begin, t.end, "%s needs its arguments in braces",
                    nb_quoted(P, command.begin, command.end).text);
    nb_hint(P, command.kind == T_FRACTION ? "write \\frac{x}{y}" : "write \\sqrt{x}");
    return false;
}

static bool want_values(nb_parser *P, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        nb_operand *a = nb_top(P) - i;
        if (a->value && nb_is_condition(P->p, a->value))
            return nb_syntax_error(P, a->begin, a->end,
                                   "a value is needed here, not a condition");
    }
    return true;
}

bool nb_read_fraction(nb_parser *P)
{
    nb_token command = P->t;
    if (!nb_advance(P) || !read_latex_argument(P, command) ||
        !read_latex_argument(P, command) || !want_values(P, 2) ||
        !nb_build(P, NB_DIV, 0, 2, command.begin))
        return false;
    nb_top(P)->shape = SHAPE_BRACKETED;
    return true;
}

bool nb_read_radical(nb_parser *P)
{
    nb_token command = P->t;
    nb_expr index = NB_NONE;
    if (!nb_advance(P))
        return false;
    if (P->t.kind == T_OPEN && P->t.sub == '[') {
        if (!nb_read_group(P) || !want_values(P, 1))
            return false;
        index = nb_pop(P).value;
    }
    if (P->t.kind == T_OPEN && P->t.sub == '(' ? !nb_read_group(P)
                                               : !read_latex_argument(P, command))
        return false;
    if (!want_values(P, 1))
        return false;
    if (!index || nb_is_int(P->p, index, 2) || nb_is_int(P->p, index, 3))
        return build_root(P, command.begin, index && nb_is_int(P->p, index, 3) ? 3 : 2);
    return nb_push(P, index, command.begin, command.begin, SHAPE_PLAIN) &&
           nb_build(P, NB_FN, NB_FN_ROOT, 2, command.begin);
}
