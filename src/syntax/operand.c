#include "syntax/parser.h"

#include <stdlib.h>
#include <string.h>

/* ---- brackets ---- */

static const char ten_digits[] = "0123456789";

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* 1,000 and 1,000,000: digits in groups of three. */
NB_REPORTS static bool thousands(nb_parser *P, const nb_operand *left)
{
    char joined[NB_MESSAGE_MAX / 2];
    size_t n = left->end - left->begin;
    uint32_t i = left->end;
    if (n > 3 || P->text[left->begin] == '0' ||
        strspn(P->text + left->begin, ten_digits) < n)
        return false;
    memcpy(joined, P->text + left->begin, n);
    while (i < P->length && P->text[i] == ',' && n + 4 < sizeof joined) {
        nb_token t = nb_after(P, nb_lex(P->text, P->length, i));
        size_t more = t.end - i - 1;
        const char *digits = P->text + i + 1;
        bool group = t.kind == T_NUMBER && t.begin == i + 1 && more >= 3 &&
                     is_digit(digits[0]) && is_digit(digits[1]) && is_digit(digits[2]) &&
                     (more == 3 || digits[3] == '.') && n + more < sizeof joined;
        if (!group)
            break;
        memcpy(joined + n, digits, more);
        n += more;
        i = t.end;
        if (more > 3)
            break;
    }
    joined[n] = '\0';
    if (i == left->end)
        return false;
    nb_quote shown = nb_quoted(P, left->begin, i);
    nb_syntax_error(P, left->begin, i, "%s: one number, or several?", shown.text);
    nb_hint(P, "write %.40s for the number%s", joined,
            n <= 6 ? "; a decimal number has a point: 1.5" : "");
    return true;
}

/* 1,5 may be a number of those who write a decimal comma. */
NB_REPORTS bool nb_comma_error(nb_parser *P)
{
    nb_token comma = P->t, next = nb_after(P, comma);
    nb_operand *left = nb_top(P);
    bool number = left->shape == SHAPE_NUMBER && next.kind == T_NUMBER &&
                  nb_op_of(P->p, left->value) == NB_NUMBER;
    if (number && comma.kind == T_COMMA && thousands(P, left))
        return false;
    if (number && !comma.space && !next.space) {
        nb_quote a = nb_quoted(P, left->begin, left->end),
                 b = nb_quoted(P, next.begin, next.end);
        nb_syntax_error(P, left->begin, next.end, "%s,%s: one number, or two?", a.text,
                        b.text);
        nb_hint(
            P,
            "write %s.%s for the number; two arguments belong to a function or a point: "
            "f(%s, %s), at (%s, %s)",
            a.text, b.text, a.text, b.text, a.text, b.text);
        return false;
    }
    nb_syntax_error(P, comma.begin, comma.end,
                    "one value is expected here, and a %s separates two",
                    comma.kind == T_COMMA ? "comma" : "semicolon");
    nb_hint(P, "several values belong to a function or a point: f(2, 1), at (2, 1)");
    return false;
}

bool nb_close(nb_parser *P, nb_token open)
{
    static const char pairs[] = "()[]{}";
    nb_token t = P->t;
    char sign[2] = {(char)open.sub, '\0'};
    if (t.kind == T_CLOSE) {
        for (int i = 0; i < 6; i += 2)
            if (pairs[i] == open.sub && pairs[i + 1] == t.sub)
                return nb_advance(P);
        nb_syntax_error(P, open.begin, t.end, "%s is closed by %c", sign, t.sub);
        nb_hint(P, "write %s...%c", sign, open.sub == '(' ? ')' : open.sub + 2);
        return false;
    }
    if (t.kind == T_END) {
        nb_syntax_error(P, open.begin, open.end, "this %s is never closed", sign);
        nb_hint(P, "add the missing %c", open.sub == '(' ? ')' : open.sub + 2);
        return false;
    }
    if (t.kind == T_COMMA || t.kind == T_SEMICOLON)
        return nb_comma_error(P);
    return nb_unexpected(P, open.sub == '(' ? "an operator or )"
                                            : "an operator or the closing bracket");
}

static bool stops_cases(nb_parser *P)
{
    return P->t.kind == T_COMMA || P->t.kind == T_SEMICOLON || nb_is_stop_word(P, P->t);
}

bool nb_read_group(nb_parser *P)
{
    nb_token open = P->t;
    uint32_t bars = P->bars, outer = P->open;
    if (!nb_descend(P) || !nb_advance(P))
        return false;
    if (P->t.kind == T_CLOSE)
        return nb_syntax_error(P, open.begin, P->t.end,
                               "there is nothing between these brackets");
    P->bars = 0;
    P->open = open.begin + 1;
    if (!nb_read_expression(P, false))
        return false;
    if (open.sub == '{' && stops_cases(P)) {
        if (!nb_read_cases_after(P, open))
            return false;
    } else if (!nb_close(P, open)) {
        return false;
    }
    P->bars = bars;
    P->open = outer;
    P->depth--;
    nb_operand *a = nb_top(P);
    a->begin = open.begin;
    a->end = P->last_end;
    a->extra = 0;
    a->shape = SHAPE_BRACKETED;
    return true;
}

bool nb_read_list(nb_parser *P, uint32_t *n)
{
    nb_token open = P->t;
    uint32_t bars = P->bars, outer = P->open;
    nb_token_kind separator = T_END;
    *n = 0;
    if (!nb_descend(P) || !nb_advance(P))
        return false;
    P->bars = 0;
    P->open = open.begin + 1;
    while (P->t.kind != T_CLOSE || *n > 0) {
        if (!nb_read_value(P))
            return false;
        ++*n;
        if (P->t.kind != T_COMMA && P->t.kind != T_SEMICOLON)
            break;
        if (separator != T_END && P->t.kind != separator) {
            nb_syntax_error(P, P->t.begin, P->t.end,
                            "both , and ; separate values in one list");
            nb_hint(P, "decimals are written with a point: (1.5, 2)");
            return false;
        }
        separator = (nb_token_kind)P->t.kind;
        if (!nb_advance(P))
            return false;
    }
    P->bars = bars;
    P->open = outer;
    P->depth--;
    return nb_close(P, open);
}

/* ---- bars ---- */

NB_REPORTS static bool never_closed(nb_parser *P, nb_token open)
{
    if (P->t.kind != T_END)
        return nb_unexpected(P, "an operator or |");
    nb_syntax_error(P, open.begin, open.end, "this | is never closed");
    nb_hint(P, "write |x| or abs(x)");
    return false;
}

static bool read_bars(nb_parser *P)
{
    nb_token open = P->t;
    uint32_t bars = P->bars;
    bool plain = open.kind == T_BAR;
    if (!nb_descend(P) || !nb_advance(P))
        return false;
    P->bars = plain ? bars + 1 : 0;
    if (!nb_read_value(P))
        return false;
    if (P->t.kind != (plain ? T_BAR : T_CLOSEBAR))
        return never_closed(P, open);
    if (!nb_advance(P))
        return false;
    P->bars = bars;
    P->depth--;
    if (!nb_build(P, NB_FN, NB_FN_ABS, 1, open.begin))
        return false;
    nb_top(P)->shape = SHAPE_BARS;
    return true;
}

/* ---- numbers ---- */

NB_REPORTS static void note_exponent(nb_parser *P, nb_token t)
{
    nb_quote shown = nb_quoted(P, t.begin, t.end);
    size_t n = strcspn(shown.text, "eE");
    if (shown.text[n] == '\0')
        return;
    const char *exponent = shown.text + n + 1;
    bool sign = *exponent == '+' || *exponent == '-';
    nb_note_add(
        P, NB_NOTE_EXPONENT, t.begin, t.end,
        "%s is read as the number %.*s·10^%s; with the constant e it is written %.*s*e%s",
        shown.text, (int)n, shown.text, exponent + (*exponent == '+'), (int)n, shown.text,
        sign ? exponent : "");
}

/* 0x10, 0b1, 0o7: 0 times a name, were it not how programs write numbers. */
NB_REPORTS static bool based_number(nb_parser *P, nb_token word)
{
    static const struct {
        const char *letters, *digits, *name;
        int base;
    } bases[] = {
        {"xX", "0123456789abcdefABCDEF", "hexadecimal", 16},
        {"oO", "01234567", "octal", 8},
        {"bB", "01", "binary", 2},
    };
    char name[NB_NAME_MAX + 1];
    size_t n = nb_word_name(P->text, word, name);
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        if (n < 2 || !strchr(bases[i].letters, name[0]) ||
            name[1 + strspn(name + 1, bases[i].digits)] ||
            (n == 2 && !strpbrk(name, ten_digits)))
            continue;
        nb_syntax_error(P, P->t.begin, word.end,
                        "0%s: numbers are decimal, and this looks %s", name,
                        bases[i].name);
        if (n <= 8)
            nb_hint(P, "write %lu for the number, or 0*%s for the product",
                    strtoul(name + 1, NULL, bases[i].base), name);
        else
            nb_hint(P, "write the number in decimal, or 0*%s for the product", name);
        return true;
    }
    return false;
}

/* x^2. may end with a decimal number or with the full stop of a sentence. */
NB_REPORTS static bool full_stop(nb_parser *P)
{
    nb_quote shown = nb_quoted(P, P->t.begin, P->t.end);
    shown.text[strlen(shown.text) - 1] = '\0';
    nb_syntax_error(P, P->t.end - 1, P->t.end,
                    "%s. ends the line: a decimal number, or a full stop?", shown.text);
    nb_hint(P, "leave the full stop out, or write %s.0", shown.text);
    return false;
}

/* Refuses a number whose end has another meaning elsewhere. */
NB_APART static bool check_number(nb_parser *P)
{
    nb_token t = P->t, next = nb_after(P, t);
    if (t.end - t.begin == 1 && P->text[t.begin] == '0' && next.kind == T_WORD &&
        next.ascii && !next.space)
        return !based_number(P, next);
    return next.kind != T_END || P->text[t.end - 1] != '.' || full_stop(P);
}

NB_APART static bool read_number(nb_parser *P)
{
    nb_token t = P->t;
    if (!check_number(P))
        return false;
    bool decimal = nb_token_is_decimal(P->text, t);
    fmpq_t value;
    fmpq_init(value);
    bool ok = nb_token_value(P->err, P->text, t, value);
    nb_expr e = ok ? nb_number(P->p, value, decimal ? NB_DECIMAL : NB_EXACT) : NB_NONE;
    fmpq_clear(value);
    if (!ok || !nb_advance(P))
        return false;
    if (decimal)
        note_exponent(P, t);
    return nb_push(P, e, t.begin, t.end, SHAPE_NUMBER);
}

NB_APART static bool read_vulgar(nb_parser *P)
{
    nb_token t = P->t;
    nb_expr e = nb_binary(P->p, NB_DIV, nb_integer(P->p, t.sub / 16),
                          nb_integer(P->p, t.sub % 16));
    return nb_advance(P) && nb_push(P, e, t.begin, t.end, SHAPE_BRACKETED);
}

/* ---- words ---- */

/* Notes every word of the text that no bracket follows. */
NB_REPORTS static bool collect_bare(nb_parser *P)
{
    nb_token t = nb_lex(P->text, P->length, 0);
    P->bare_known = true;
    while (t.kind != T_END && t.kind != T_BAD) {
        nb_token next = nb_after(P, t);
        if (t.kind == T_WORD && next.kind != T_OPEN) {
            nb_expr word = nb_word_symbol(P, t);
            if (!word || !nb_map_put(P->p, &P->bare, word, 1))
                return false;
        }
        t = next;
    }
    return true;
}

/* Whether the bracket that begins here holds a sum; a long one is not searched. */
NB_REPORTS static bool holds_sum(nb_parser *P)
{
    enum { FAR = 200 };
    unsigned depth = 1;
    nb_token t = nb_after(P, P->t);
    for (int i = 0; i < FAR && t.kind != T_END && t.kind != T_BAD;
         i++, t = nb_after(P, t)) {
        if (t.kind == T_OPEN)
            depth++;
        else if (t.kind == T_CLOSE && --depth == 0)
            return false;
        else if (depth == 1 && i > 0 && (t.kind == T_PLUS || t.kind == T_MINUS))
            return true;
        else if (depth == 1 && (t.kind == T_COMMA || t.kind == T_SEMICOLON))
            return false;
    }
    return false;
}

/* f(x) of an undeclared f is a call to some and a product to others. It is taken
 * as a product where f also stands alone, as in x(x + 1), and where a letter that
 * no one calls a function by stands before a sum, as in a(x + 1). */
static bool bracket_is_product(nb_parser *P, nb_expr symbol)
{
    if (!P->bare_known && !collect_bare(P))
        return false;
    if (nb_map_get(&P->bare, symbol, 0) == 1)
        return true;
    const char *name = nb_symbol_name(P->p, symbol);
    bool function_letter = name[1] == '\0' && strchr("fghFGH", name[0]);
    return !function_letter && holds_sum(P);
}

NB_REPORTS static bool call_or_product(nb_parser *P, nb_token word)
{
    nb_quote name = nb_quoted(P, word.begin, word.end);
    nb_name_error(P, word.begin, word.end,
                  "%s is not known: is %s(...) a function or a product?", name.text,
                  name.text);
    nb_hint(P,
            "write %s*(...) for the product, or define the function first: %s(%s) = ...",
            name.text, name.text, strcmp(name.text, "x") == 0 ? "t" : "x");
    return false;
}

NB_APART static bool read_variable(nb_parser *P, nb_token word, const nb_word *meaning)
{
    bool split = meaning->end < word.end;
    word.end = meaning->end;
    if (!nb_advance_to(P, meaning->end))
        return false;
    if (meaning->guessed && !split && P->t.kind == T_OPEN && P->t.sub == '(' &&
        !bracket_is_product(P, meaning->symbol))
        return nb_failed(P->p) ? false : call_or_product(P, word);
    nb_expr e = meaning->symbol;
    if (meaning->kind == WORD_ELEMENTARY)
        e = nb_make(P->p, NB_FN, meaning->fn, 0, NULL);
    return nb_push(P, e, word.begin, word.end, SHAPE_PLAIN);
}

static bool read_word(nb_parser *P)
{
    nb_token word = P->t;
    nb_word meaning;
    if (P->text[word.begin] == 'd' && nb_is_named_quotient(P))
        return nb_read_derivative_quotient(P);
    if (!nb_classify(P, word, &meaning))
        return false;
    switch ((nb_word_kind)meaning.kind) {
    case WORD_NONE: return nb_unknown_name(P, word);
    case WORD_KEYWORD: return nb_unexpected(P, "a value");
    case WORD_VARIABLE:
    case WORD_CONSTANT: return read_variable(P, word, &meaning);
    case WORD_ELEMENTARY:
        if (nb_function_row(meaning.fn)->arity == 0)
            return read_variable(P, word, &meaning);
        break;
    default: break;
    }
    word.end = meaning.end;
    if (!nb_advance_to(P, meaning.end))
        return false;
    if (meaning.kind == WORD_FUNCTION)
        return P->t.kind == T_PRIME ? nb_read_primed(P, word, meaning.symbol)
                                    : nb_read_call(P, word, meaning.symbol);
    if (meaning.kind == WORD_DERIVATIVE)
        return nb_read_derivative(P, word);
    if (meaning.kind == WORD_PIECEWISE)
        return nb_read_piecewise(P, word);
    return nb_read_elementary(P, word, &meaning);
}

/* ---- what follows an operand ---- */

static bool postfix_factorial(nb_parser *P)
{
    nb_operand a = *nb_top(P);
    slong n;
    bool literal = nb_op_of(P->p, a.value) == NB_NUMBER;
    if (!literal || !nb_get_int(P->p, a.value, &n) || n < 0) {
        bool again = nb_is_fn(P->p, a.value, NB_FN_FACTORIAL);
        nb_quote shown = nb_quoted(P, a.begin, P->t.end);
        nb_syntax_error(P, a.begin, P->t.end,
                        "%s: a factorial is read of a natural number only, as in 5!",
                        shown.text);
        if (again)
            nb_hint(P, "n!! is another function, the double factorial, which nabla does "
                       "not have");
        return false;
    }
    return nb_advance(P) && nb_build(P, NB_FN, NB_FN_FACTORIAL, 1, a.begin);
}

nb_expr nb_raised(nb_parser *P, nb_token t)
{
    fmpq_t value;
    fmpq_init(value);
    nb_expr e = NB_NONE;
    if (nb_token_value(P->err, P->text, t, value)) {
        bool negative = fmpq_sgn(value) < 0;
        fmpq_abs(value, value);
        e = nb_number(P->p, value, NB_EXACT);
        if (negative)
            e = nb_unary(P->p, NB_NEG, e);
    }
    fmpq_clear(value);
    return e;
}

static bool postfix_power(nb_parser *P)
{
    nb_token t = P->t, next = nb_after(P, t);
    uint32_t begin = nb_top(P)->begin;
    if (next.kind == T_ROOT && next.sub == 2 && !next.space && !t.space) {
        nb_syntax_error(P, t.begin, next.end,
                        "%s: a power of what stands before it, or a root?",
                        nb_quoted(P, t.begin, next.end).text);
        nb_hint(P, "write root(x, n) for the root, or x^n*√y for the power");
        return false;
    }
    nb_expr e = nb_raised(P, t);
    if (!e || !nb_advance(P) || !nb_push(P, e, t.begin, t.end, SHAPE_BRACKETED) ||
        !nb_build(P, NB_POW, 0, 2, begin))
        return false;
    nb_top(P)->shape = SHAPE_BRACKETED;
    return true;
}

/* 30° is 30·(π/180). */
static bool postfix_degrees(nb_parser *P, uint32_t end)
{
    uint32_t begin = nb_top(P)->begin;
    nb_expr pi = nb_make(P->p, NB_FN, NB_FN_PI, 0, NULL);
    nb_expr degree = nb_binary(P->p, NB_DIV, pi, nb_integer(P->p, 180));
    if (!nb_advance_to(P, end) || !nb_push(P, degree, begin, end, SHAPE_PLAIN) ||
        !nb_build(P, NB_MUL, 0, 2, begin))
        return false;
    nb_top(P)->shape = SHAPE_BRACKETED;
    return true;
}

/* 30^\circ, 30^{\circ}: where it ends, or 0. */
static uint32_t raised_degree(nb_parser *P)
{
    nb_token t = nb_after(P, P->t);
    bool braces = t.kind == T_OPEN && t.sub == '{';
    if (braces)
        t = nb_after(P, t);
    if (t.kind != T_DEGREE)
        return 0;
    if (braces)
        t = nb_after(P, t);
    return braces && t.kind != T_CLOSE ? 0 : t.end;
}

NB_REPORTS static bool stray_prime(nb_parser *P)
{
    nb_syntax_error(P, P->t.begin, P->t.end,
                    "a prime is read only after a function's name: f'(3)");
    nb_hint(P,
            "define the function first: g(x) = ...; then g'(x), g'' are its derivatives");
    return false;
}

/* 30°° is no angle; and of a million signs each is a product with a larger number. */
NB_REPORTS static bool second_degree(nb_parser *P)
{
    nb_syntax_error(P, P->t.begin, P->t.end, "a degree sign stands here twice");
    nb_hint(P, "write 30° for 30 degrees");
    return false;
}

NB_APART static bool read_postfix(nb_parser *P)
{
    bool degrees = false;
    for (;;) {
        bool ok;
        uint32_t end = P->t.kind == T_DEGREE  ? P->t.end
                       : P->t.kind == T_CARET ? raised_degree(P)
                                              : 0;
        if (end && degrees)
            return second_degree(P);
        degrees = degrees || end;
        if (P->t.kind == T_BANG)
            ok = postfix_factorial(P);
        else if (P->t.kind == T_SUPER && !nb_is_root_index(P, P->t))
            ok = postfix_power(P);
        else if (end)
            ok = postfix_degrees(P, end);
        else if (P->t.kind == T_PRIME)
            ok = stray_prime(P);
        else
            return true;
        if (!ok)
            return false;
    }
}

/* ---- operands ---- */

NB_REPORTS static bool no_operand(nb_parser *P)
{
    nb_token t = P->t;
    if (t.kind == T_NABLA || t.kind == T_PARTIAL) {
        nb_syntax_error(P, t.begin, t.end,
                        "%s is read only at the beginning of a statement",
                        nb_quoted(P, t.begin, t.end).text);
        if (t.kind == T_NABLA)
            nb_hint(P, "∇f(2, 1) is a statement of its own");
        else
            nb_hint(P, "inside a formula ∂f/∂x is read, of a function f defined before");
        return false;
    }
    if (t.kind == T_NORM) {
        nb_syntax_error(P, t.begin, t.end,
                        "norm bars are read only around a gradient: ‖∇f(2, 1)‖");
        nb_hint(P, "an absolute value is written |x|");
        return false;
    }
    if (t.kind == T_SUPER || t.kind == T_BANG || t.kind == T_DEGREE || t.kind == T_PRIME)
        return nb_syntax_error(P, t.begin, t.end,
                               "%s follows nothing that it could belong to",
                               nb_quoted(P, t.begin, t.end).text);
    return nb_unexpected(P, "a value");
}

static bool read_atom(nb_parser *P)
{
    switch (P->t.kind) {
    case T_NUMBER: return read_number(P);
    case T_VULGAR: return read_vulgar(P);
    case T_WORD: return read_word(P);
    case T_OPEN: return nb_read_group(P);
    case T_BAR:
    case T_OPENBAR: return read_bars(P);
    case T_ROOT: return nb_read_root(P);
    case T_SUPER:
        return nb_after(P, P->t).kind == T_ROOT ? nb_read_root(P) : no_operand(P);
    case T_PARTIAL:
        return nb_is_named_quotient(P) ? nb_read_derivative_quotient(P) : no_operand(P);
    case T_FRACTION:
        return nb_is_named_quotient(P) ? nb_read_derivative_quotient(P)
                                       : nb_read_fraction(P);
    case T_RADICAL: return nb_read_radical(P);
    case T_CASES: return nb_read_latex_cases(P);
    default: return no_operand(P);
    }
}

bool nb_read_operand(nb_parser *P) { return read_atom(P) && read_postfix(P); }
