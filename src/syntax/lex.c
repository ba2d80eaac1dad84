#include "syntax/lex_internal.h"

#include "expr/function.h"
#include "text/utf8.h"

/* ---- blanks ---- */

/* The length of a LaTeX command that is only a blank, or 0. */
static uint32_t latex_blank(nb_source s, uint32_t i)
{
    static const char *const words[] = {"\\quad", "\\qquad", "\\displaystyle",
                                        "\\limits"};
    if (s.text[i] != '\\' || i + 1 >= s.length)
        return 0;
    if (strchr(",;:! ", s.text[i + 1]) && s.text[i + 1])
        return 2;
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        uint32_t n = (uint32_t)strlen(words[k]);
        if (nb_starts(s, i, words[k]) && !nb_is_letter(nb_at(s, i + n)))
            return n;
    }
    return 0;
}

uint32_t nb_skip_blanks(nb_source s, uint32_t i)
{
    while (i < s.length) {
        unsigned char first = (unsigned char)s.text[i];
        if (first > ' ' && first < 0x7F && first != '#' && first != '\\')
            break;
        if (first == '#') {
            while (i < s.length && s.text[i] != '\n')
                i++;
            continue;
        }
        nb_character c = nb_at(s, i);
        uint32_t n = c.blank ? c.length : latex_blank(s, i);
        if (n == 0)
            break;
        i += n;
    }
    return i;
}

/* ---- numbers ---- */

static uint32_t digits(nb_source s, uint32_t i)
{
    nb_character c = nb_at(s, i);
    while (nb_is_digit(c)) {
        i += c.length;
        c = nb_at(s, i);
    }
    return i;
}

/* Past the exponent that begins at i, or i when there is none. */
static uint32_t exponent(nb_source s, uint32_t i)
{
    nb_character e = nb_at(s, i);
    if (e.plain != 'e' && e.plain != 'E')
        return i;
    uint32_t next = i + e.length;
    nb_character sign = nb_at(s, next);
    if (sign.plain == '-' || sign.plain == '+')
        next += sign.length;
    uint32_t end = digits(s, next);
    return end > next ? end : i;
}

static nb_token number(nb_source s, nb_token t)
{
    uint32_t i = digits(s, t.begin);
    bool whole = i > t.begin;
    if (nb_at(s, i).plain == '.') {
        uint32_t end = digits(s, i + 1);
        nb_character next = nb_at(s, end);
        /* "2.x" and "1.2.3" are no numbers, "2." is. */
        bool good = end > i + 1 || (whole && next.kind != T_WORD);
        i = end;
        if (!good || next.plain == '.') {
            t.kind = T_BAD;
            t.sub = BAD_NUMBER;
            while (nb_at(s, i).kind == T_NUMBER)
                i += nb_at(s, i).length;
            t.end = i > t.begin ? i : t.begin + 1;
            return t;
        }
    }
    t.kind = T_NUMBER;
    t.end = exponent(s, i);
    return t;
}

bool nb_token_is_decimal(const char *text, nb_token t)
{
    nb_source s = {text, t.end};
    for (uint32_t i = t.begin; i < t.end; i += nb_at(s, i).length) {
        char c = nb_at(s, i).plain;
        if (c == '.' || c == 'e' || c == 'E')
            return true;
    }
    return false;
}

/* ---- tokens ---- */

static const struct {
    const char *text;
    uint8_t kind, sub;
} pairs[] = {
    {"**", T_CARET, 0},        {"<=", T_RELATION, NB_LE}, {">=", T_RELATION, NB_GE},
    {"!=", T_RELATION, NB_NE}, {"<>", T_RELATION, NB_NE}, {"==", T_RELATION, NB_EQ},
    {":=", T_ASSIGN, 0},       {"->", T_ARROW, 0},        {"&&", T_AND, 0},
};

static bool pair(nb_source s, nb_token *t)
{
    nb_character first = nb_at(s, t->begin), second = nb_at(s, t->begin + first.length);
    bool ascii = (unsigned char)s.text[t->begin] < 0x80 || s.text[t->begin] == '\xEF';
    if (!ascii || !first.plain || !second.plain)
        return false;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].text[0] == first.plain && pairs[i].text[1] == second.plain) {
            t->kind = pairs[i].kind;
            t->sub = pairs[i].sub;
            t->end = t->begin + first.length + second.length;
            return true;
        }
    }
    return false;
}

/* Raised digits in a row, with a sign before them or none. */
static nb_token raised(nb_source s, nb_token t)
{
    bool good = true;
    uint32_t i = t.begin, n = 0;
    nb_character c = nb_at(s, i);
    for (; c.kind == T_SUPER; n++) {
        bool sign = c.plain == '-' || c.plain == '+';
        good = good && !(sign && n > 0);
        i += c.length;
        c = nb_at(s, i);
        good = good && !(sign && c.kind != T_SUPER);
    }
    t.end = i;
    if (!good) {
        t.kind = T_BAD;
        t.sub = BAD_SUPER;
    }
    return t;
}

static bool is_plain_digit(unsigned char c) { return c >= '0' && c <= '9'; }

static bool is_plain_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A word, integer or sign that ASCII alone decides, which is nearly all that is typed;
 * false where it takes a look at more than the next byte: at subscripts, decimals,
 * exponents, pairs, Unicode, LaTeX. */
static bool plain(nb_source s, nb_token *t)
{
    const unsigned char *text = (const unsigned char *)s.text;
    uint32_t i = t->begin;
    if (i >= s.length)
        return false;
    unsigned char c = text[i++], next;
    if (is_plain_letter(c)) {
        while (i < s.length && (is_plain_letter(text[i]) || is_plain_digit(text[i])))
            i++;
        next = i < s.length ? text[i] : 0;
        t->kind = T_WORD;
        t->ascii = true;
        if (next == '_')
            return false;
    } else if (is_plain_digit(c)) {
        while (i < s.length && is_plain_digit(text[i]))
            i++;
        next = i < s.length ? text[i] : 0;
        t->kind = T_NUMBER;
        if (next == '.' || next == 'e' || next == 'E')
            return false;
    } else {
        next = i < s.length ? text[i] : 0;
        if (!nb_plain_sign(c, t) || next == '*' || next == '=' || next == '>' ||
            next == '&')
            return false;
    }
    t->end = i;
    return next < 0x80;
}

nb_token nb_token_at(nb_source s, nb_token t)
{
    nb_token read = t;
    if (plain(s, &read))
        return read;
    nb_character c = nb_at(s, t.begin);
    t.kind = c.kind;
    t.sub = c.sub;
    t.end = t.begin + c.length;
    if (c.kind == T_WORD) {
        nb_name_sink sink;
        t.end = nb_scan_word(s, t.begin, &sink);
        t.ascii = sink.ascii;
    } else if (c.kind == T_NUMBER) {
        return number(s, t);
    } else if (c.plain == '\\') {
        return nb_latex_command(s, t);
    } else if (c.kind == T_SUPER) {
        return raised(s, t);
    } else if (c.kind != T_END && !pair(s, &t) && c.plain == '$') {
        t.sub = BAD_DOLLAR;
    }
    return t;
}

nb_token nb_lex(const char *text, uint32_t length, uint32_t from)
{
    nb_source s = {text, length};
    nb_token t = {.begin = nb_skip_blanks(s, from)};
    t.space = t.begin > from;
    return nb_token_at(s, t);
}

/* ---- errors ---- */

typedef struct look_alike {
    uint32_t c;
    const char *is, *like;
} look_alike;

static const look_alike look_alikes[] = {
    {0x0430, "Cyrillic", "a"},      {0x0435, "Cyrillic", "e"},
    {0x043E, "Cyrillic", "o"},      {0x0440, "Cyrillic", "p"},
    {0x0441, "Cyrillic", "c"},      {0x0443, "Cyrillic", "y"},
    {0x0445, "Cyrillic", "x"},      {0x2211, "a sum sign", "Sigma"},
    {0x03A0, "a capital pi", "pi"}, {0x220F, "a product sign", "pi"},
};

static void explain_character(nb_error *err, const char *text, nb_token t)
{
    uint32_t c = 0;
    char shown[5] = "";
    nb_utf8_decode(text + t.begin, t.end - t.begin, &c);
    bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    if (!control)
        memcpy(shown, text + t.begin, t.end - t.begin);
    nb_error_at(err, NB_ERR_SYNTAX, t.begin, t.end,
                "the character %s%s(U+%04X) has no meaning here", shown,
                control ? "" : " ", c);
    for (size_t i = 0; i < sizeof look_alikes / sizeof look_alikes[0]; i++)
        if (look_alikes[i].c == c)
            nb_error_hint(err, "it is %s; did you mean %s?", look_alikes[i].is,
                          look_alikes[i].like);
    if (c == 0x221E)
        nb_error_hint(err, "infinity is not a number; values must be finite");
    else if (c == '%')
        nb_error_hint(err, "write a percentage as a fraction: 5/100");
    else if (c == ':')
        nb_error_hint(err,
                      "a definition is written f(x, y) = x^2 + 3y^2, a quotient a/b");
    else if (c == '"')
        nb_error_hint(err, "a second derivative is written f'' with two single marks");
}

/* The function nearest to a mistyped \command. */
static void explain_command(nb_error *err, const char *text, nb_token t)
{
    int n = (int)(t.end - t.begin);
    nb_error_at(err, NB_ERR_SYNTAX, t.begin, t.end,
                "%.*s is not a LaTeX command that nabla reads", n > 40 ? 40 : n,
                text + t.begin);
    nb_fn near =
        n > 1 ? nb_function_near(text + t.begin + 1, (size_t)n - 1) : NB_FN_COUNT;
    if (near != NB_FN_COUNT)
        nb_error_hint(err, "did you mean \\%s?", nb_function_row(near)->name);
    else
        nb_error_hint(err,
                      "\\frac{a}{b}, \\sqrt{x}, \\cdot, \\left( \\right), \\sin, \\alpha "
                      "and their like are read");
}

void nb_lex_explain(nb_error *err, const char *text, nb_token t)
{
    int n = (int)(t.end - t.begin);
    switch ((nb_bad)t.sub) {
    case BAD_CHARACTER: explain_character(err, text, t); break;
    case BAD_UTF8:
        nb_error_at(err, NB_ERR_SYNTAX, t.begin, t.end,
                    "the byte 0x%02X is not UTF-8 text", (unsigned char)text[t.begin]);
        nb_error_hint(err, "save the file, or set the terminal, as UTF-8");
        break;
    case BAD_NUL:
        nb_error_at(err, NB_ERR_SYNTAX, t.begin, t.end, "the text contains a NUL byte");
        break;
    case BAD_NUMBER:
        if (n == 1 && text[t.begin] == '.') {
            nb_error_at(err, NB_ERR_SYNTAX, t.begin, t.end,
                        "this full stop belongs to no number");
            nb_error_hint(err, "a statement ends with its line: leave the . out");
            break;
        }
        nb_error_at(err, NB_ERR_SYNTAX, t.begin, t.end, "%.*s is not a number",
                    n > 40 ? 40 : n, text + t.begin);
        nb_error_hint(err,
                      "a number has at most one decimal point, and digits after it: 1.5");
        break;
    case BAD_COMMAND: explain_command(err, text, t); break;
    case BAD_SUPER:
        nb_error_at(err, NB_ERR_SYNTAX, t.begin, t.end, "%.*s is not an exponent",
                    n > 40 ? 40 : n, text + t.begin);
        nb_error_hint(
            err, "write x² or x⁻¹; an exponent that is a formula is written x^(2 - 1)");
        break;
    case BAD_DOLLAR:
        nb_error_at(err, NB_ERR_SYNTAX, t.begin, t.end,
                    "the dollar signs of LaTeX are not part of a formula");
        nb_error_hint(err, "leave out the $");
        break;
    }
}
