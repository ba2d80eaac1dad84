#include "syntax/lex.h"

#include "expr/function.h"
#include "text/utf8.h"

#include <string.h>

typedef struct source {
    const char *text;
    uint32_t length;
} source;

static nb_character at(source s, uint32_t i)
{
    return nb_character_at(s.text, s.length, i);
}

static bool is_digit(nb_character c)
{
    return c.plain >= '0' && c.plain <= '9' && c.kind == T_NUMBER;
}

static bool is_letter(nb_character c) { return c.kind == T_WORD && c.plain; }

static bool starts(source s, uint32_t i, const char *word)
{
    size_t n = strlen(word);
    return i + n <= s.length && memcmp(s.text + i, word, n) == 0;
}

/* ---- blanks ---- */

/* The length of a LaTeX command that is only a blank, or 0. */
static uint32_t latex_blank(source s, uint32_t i)
{
    static const char *const words[] = {"\\quad", "\\qquad", "\\displaystyle",
                                        "\\limits"};
    if (s.text[i] != '\\' || i + 1 >= s.length)
        return 0;
    if (strchr(",;:! ", s.text[i + 1]) && s.text[i + 1])
        return 2;
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        uint32_t n = (uint32_t)strlen(words[k]);
        if (starts(s, i, words[k]) && !is_letter(at(s, i + n)))
            return n;
    }
    return 0;
}

/* Past blanks and comments. */
static uint32_t skip_blanks(source s, uint32_t i)
{
    while (i < s.length) {
        if (s.text[i] == '#') {
            while (i < s.length && s.text[i] != '\n')
                i++;
            continue;
        }
        nb_character c = at(s, i);
        uint32_t n = c.blank ? c.length : latex_blank(s, i);
        if (n == 0)
            break;
        i += n;
    }
    return i;
}

/* ---- words ---- */

/* Where the ASCII name goes while a word is read; n counts on when it is full. */
typedef struct name_sink {
    char text[NB_NAME_MAX + 1];
    size_t n;
    bool ascii;
} name_sink;

static void emit(name_sink *sink, char c)
{
    if (sink->n < NB_NAME_MAX)
        sink->text[sink->n] = c;
    sink->n++;
}

static void emit_name(name_sink *sink, const char *name)
{
    sink->ascii = false;
    for (; *name; name++)
        emit(sink, *name);
}

/* The letters after a backslash: their end. */
static uint32_t command_end(source s, uint32_t i)
{
    for (i++; i < s.length; i++) {
        char c = s.text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            break;
    }
    return i;
}

/* One element of a subscript: a letter, digit, Greek letter or \greek. Returns
 * what follows it, or i when there is none. */
static uint32_t element(source s, uint32_t i, name_sink *sink)
{
    nb_character c = at(s, i);
    if (is_letter(c) || is_digit(c)) {
        if (c.plain == '.')
            return i;
        sink->ascii = sink->ascii && c.length == 1;
        emit(sink, c.plain);
        return i + c.length;
    }
    if (c.greek) {
        emit_name(sink, c.greek);
        return i + c.length;
    }
    if (c.plain == '\\') {
        uint32_t end = command_end(s, i);
        const char *greek = nb_greek_name(s.text + i + 1, end - i - 1);
        if (greek) {
            emit_name(sink, greek);
            return end;
        }
    }
    return i;
}

/* A subscript in braces that only names: {1}, {xy}, {x_{1}}. Returns what follows
 * it; 0 (and the sink as it was) when it is anything else. */
static uint32_t braced(source s, uint32_t i, name_sink *sink)
{
    name_sink trial = *sink;
    uint32_t most = i + 2 * NB_NAME_MAX;
    unsigned depth = 0;
    trial.ascii = false;
    do {
        nb_character c = at(s, i);
        uint32_t next = element(s, i, &trial);
        if (next == i) {
            if (c.plain == '_')
                emit(&trial, '_');
            else if (c.plain == '{')
                depth++;
            else if (c.plain == '}')
                depth--;
            else if (!c.blank)
                return 0;
            next = i + c.length;
        }
        i = next;
    } while (depth > 0 && i < most);
    if (depth > 0 || trial.n == sink->n)
        return 0;
    *sink = trial;
    return i;
}

/* What may follow the first letters of a name: digits, letters, subscripts. */
typedef enum tail_kind { TAIL_LATEX, TAIL_GREEK, TAIL_ASCII } tail_kind;

static uint32_t subscript(source s, uint32_t i, name_sink *sink, tail_kind kind,
                          bool *more)
{
    uint32_t inside = i + 1;
    *more = false;
    if (at(s, inside).plain == '{') {
        size_t before = sink->n;
        emit(sink, '_');
        uint32_t end = braced(s, inside, sink);
        if (end == 0)
            sink->n = before;
        return end ? end : i;
    }
    name_sink trial = *sink;
    emit(&trial, '_');
    uint32_t end = element(s, inside, &trial);
    if (end == inside)
        return i;
    *sink = trial;
    *more = kind != TAIL_LATEX && is_letter(at(s, inside) /* not Greek */);
    *more = *more || (kind != TAIL_LATEX && is_digit(at(s, inside)));
    return end;
}

static uint32_t tail(source s, uint32_t i, name_sink *sink, tail_kind kind)
{
    bool subscripted = false;
    for (;;) {
        nb_character c = at(s, i);
        if (c.lowered) {
            emit_name(sink, "_");
            for (; c.lowered; c = at(s, i)) {
                emit(sink, c.lowered);
                i += c.length;
            }
            return i;
        }
        if (c.plain == '_') {
            bool more;
            uint32_t end = subscript(s, i, sink, kind, &more);
            if (end == i || !more)
                return end;
            subscripted = true;
            i = end;
            continue;
        }
        bool letters = kind == TAIL_ASCII || subscripted;
        if (!(is_letter(c) && letters) &&
            !(is_digit(c) && c.plain != '.' && kind != TAIL_LATEX))
            return i;
        i = element(s, i, sink);
    }
}

/* \operatorname{word}, \mathrm{word}, \text{word}: past the brace, or 0. */
static uint32_t spelled(source s, uint32_t i, name_sink *sink)
{
    i = skip_blanks(s, i);
    if (at(s, i).plain != '{')
        return 0;
    uint32_t begin = skip_blanks(s, i + 1);
    for (i = begin; i < s.length; i++) {
        nb_character c = at(s, i);
        if (c.plain != '_' && !is_letter(c) && !is_digit(c))
            break;
        emit(sink, c.plain);
    }
    uint32_t end = skip_blanks(s, i);
    return i > begin && at(s, end).plain == '}' ? end + 1 : 0;
}

static bool is_spelling_command(const char *name, size_t n)
{
    static const char *const words[] = {"operatorname", "mathrm", "mathit", "mathbf",
                                        "text",         "textrm", "mbox",   "mathop"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == n && memcmp(words[i], name, n) == 0)
            return true;
    return false;
}

/* \sin, \alpha, \operatorname{arsinh}: past the word, or 0 when it is none. */
static uint32_t latex_word(source s, uint32_t i, name_sink *sink)
{
    uint32_t end = command_end(s, i);
    const char *name = s.text + i + 1;
    size_t n = end - i - 1;
    sink->ascii = false;
    const char *greek = nb_greek_name(name, n);
    nb_fn fn = nb_function_find(name, n);
    if (is_spelling_command(name, n)) {
        end += end < s.length && s.text[end] == '*';
        end = spelled(s, end, sink);
    } else if (greek) {
        emit_name(sink, greek);
    } else if (fn != NB_FN_COUNT && nb_function_row(fn)->arity != 0) {
        for (size_t k = 0; k < n; k++)
            emit(sink, name[k]);
    } else {
        return 0;
    }
    return end ? tail(s, end, sink, TAIL_LATEX) : 0;
}

/* Past the word that begins at i; 0 when none does. */
static uint32_t scan_word(source s, uint32_t i, name_sink *sink)
{
    nb_character c = at(s, i);
    sink->n = 0;
    sink->ascii = true;
    if (c.plain == '\\')
        return latex_word(s, i, sink);
    if (c.kind != T_WORD)
        return 0;
    uint32_t end = element(s, i, sink);
    return tail(s, end, sink, c.greek ? TAIL_GREEK : TAIL_ASCII);
}

size_t nb_word_name(const char *text, nb_token t, char name[NB_NAME_MAX + 1])
{
    name_sink sink;
    source s = {text, t.end};
    if (t.ascii) {
        sink.n = t.end - t.begin;
        if (sink.n <= NB_NAME_MAX)
            memcpy(sink.text, text + t.begin, sink.n);
    } else {
        scan_word(s, t.begin, &sink);
    }
    if (sink.n > NB_NAME_MAX)
        sink.n = 0;
    memcpy(name, sink.text, sink.n);
    name[sink.n] = '\0';
    return sink.n;
}

/* ---- numbers ---- */

static uint32_t digits(source s, uint32_t i)
{
    nb_character c = at(s, i);
    while (is_digit(c)) {
        i += c.length;
        c = at(s, i);
    }
    return i;
}

/* Past the exponent that begins at i, or i when there is none. */
static uint32_t exponent(source s, uint32_t i)
{
    nb_character e = at(s, i);
    if (e.plain != 'e' && e.plain != 'E')
        return i;
    uint32_t next = i + e.length;
    nb_character sign = at(s, next);
    if (sign.plain == '-' || sign.plain == '+')
        next += sign.length;
    uint32_t end = digits(s, next);
    return end > next ? end : i;
}

static nb_token number(source s, nb_token t)
{
    uint32_t i = digits(s, t.begin);
    bool whole = i > t.begin;
    if (at(s, i).plain == '.') {
        uint32_t end = digits(s, i + 1);
        nb_character next = at(s, end);
        /* "2.x" and "1.2.3" are no numbers, "2." is. */
        bool good = end > i + 1 || (whole && next.kind != T_WORD);
        i = end;
        if (!good || next.plain == '.') {
            t.kind = T_BAD;
            t.sub = BAD_NUMBER;
            while (at(s, i).kind == T_NUMBER)
                i += at(s, i).length;
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
    source s = {text, t.end};
    for (uint32_t i = t.begin; i < t.end; i += at(s, i).length) {
        char c = at(s, i).plain;
        if (c == '.' || c == 'e' || c == 'E')
            return true;
    }
    return false;
}

/* ---- LaTeX commands that are signs ---- */

static const struct {
    const char *name;
    uint8_t kind, sub;
} commands[] = {
    {"cdot", T_TIMES, 0},
    {"times", T_TIMES, 0},
    {"ast", T_TIMES, 0},
    {"div", T_SLASH, 0},
    {"frac", T_FRACTION, 0},
    {"dfrac", T_FRACTION, 0},
    {"tfrac", T_FRACTION, 0},
    {"cfrac", T_FRACTION, 0},
    {"sqrt", T_RADICAL, 0},
    {"partial", T_PARTIAL, 0},
    {"nabla", T_NABLA, 0},
    {"circ", T_DEGREE, 0},
    {"degree", T_DEGREE, 0},
    {"prime", T_PRIME, 1},
    {"le", T_RELATION, NB_LE},
    {"leq", T_RELATION, NB_LE},
    {"leqslant", T_RELATION, NB_LE},
    {"ge", T_RELATION, NB_GE},
    {"geq", T_RELATION, NB_GE},
    {"geqslant", T_RELATION, NB_GE},
    {"ne", T_RELATION, NB_NE},
    {"neq", T_RELATION, NB_NE},
    {"lt", T_RELATION, NB_LT},
    {"gt", T_RELATION, NB_GT},
    {"land", T_AND, 0},
    {"wedge", T_AND, 0},
    {"lor", T_OR, 0},
    {"vee", T_OR, 0},
    {"lnot", T_NOT, 0},
    {"neg", T_NOT, 0},
    {"lvert", T_OPENBAR, 0},
    {"rvert", T_CLOSEBAR, 0},
    {"vert", T_BAR, 0},
    {"lVert", T_NORM, '('},
    {"rVert", T_NORM, ')'},
    {"Vert", T_NORM, 0},
    {"lbrace", T_OPEN, '{'},
    {"rbrace", T_CLOSE, '}'},
    {"to", T_ARROW, 0},
    {"mapsto", T_ARROW, 0},
};

static const char *const sizes[] = {"left",  "right", "bigl",  "bigr",  "Bigl", "Bigr",
                                    "biggl", "biggr", "Biggl", "Biggr", "big",  "Big"};

static nb_token token(source s, nb_token t);

/* \left( and its like: the delimiter, with bars told open from closed. */
static nb_token sized(source s, nb_token t, uint32_t end, bool opens, bool closes)
{
    nb_token d = {.begin = skip_blanks(s, end)};
    nb_character c = at(s, d.begin);
    bool delimiter =
        c.kind == T_OPEN || c.kind == T_CLOSE || c.kind == T_BAR || c.kind == T_NORM;
    /* One step only: a chain of \left\left\left is not followed. */
    bool command = c.plain == '\\' &&
                   (starts(s, d.begin, "\\{") || starts(s, d.begin, "\\}") ||
                    starts(s, d.begin, "\\|") || starts(s, d.begin, "\\lvert") ||
                    starts(s, d.begin, "\\rvert") || starts(s, d.begin, "\\vert") ||
                    starts(s, d.begin, "\\Vert") || starts(s, d.begin, "\\lVert") ||
                    starts(s, d.begin, "\\rVert"));
    if (!delimiter && !command) {
        t.kind = T_BAD;
        t.sub = BAD_COMMAND;
        t.end = end;
        return t;
    }
    d = token(s, d);
    d.begin = t.begin;
    d.space = t.space;
    if (d.kind == T_BAR && (opens || closes))
        d.kind = opens ? T_OPENBAR : T_CLOSEBAR;
    if (d.kind == T_NORM && (opens || closes))
        d.sub = opens ? '(' : ')';
    return d;
}

static nb_token environment(source s, nb_token t, uint32_t end, bool begins)
{
    t.kind = T_BAD;
    t.sub = BAD_COMMAND;
    t.end = end;
    if (starts(s, end, "{cases}")) {
        t.kind = begins ? T_CASES : T_ENDCASES;
        t.end = end + 7;
    }
    return t;
}

static bool is_word(const char *name, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(name, word, n) == 0;
}

/* A backslash and what belongs to it. */
static nb_token command(source s, nb_token t)
{
    uint32_t end = command_end(s, t.begin);
    const char *name = s.text + t.begin + 1;
    size_t n = end - t.begin - 1;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (is_word(name, n, commands[i].name)) {
            t.kind = commands[i].kind;
            t.sub = commands[i].sub;
            t.end = end;
            return t;
        }
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (is_word(name, n, sizes[i]))
            return sized(s, t, end, i < 10 && i % 2 == 0, i < 10 && i % 2 == 1);
    if (is_word(name, n, "begin") || is_word(name, n, "end"))
        return environment(s, t, end, n == 5);
    name_sink sink;
    sink.n = 0;
    uint32_t word = n ? scan_word(s, t.begin, &sink) : 0;
    t.kind = word ? T_WORD : T_BAD;
    t.sub = word ? 0 : BAD_COMMAND;
    t.end = word ? word : end;
    if (n > 0 || t.begin + 1 >= s.length)
        return t;
    t.end = t.begin + 2;
    switch (name[0]) {
    case '{': t.kind = T_OPEN, t.sub = '{'; break;
    case '}': t.kind = T_CLOSE, t.sub = '}'; break;
    case '|': t.kind = T_NORM, t.sub = 0; break;
    case '\\': t.kind = T_ROW; break;
    default: t.end = t.begin + 1; break;
    }
    return t;
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

static bool pair(source s, nb_token *t)
{
    nb_character first = at(s, t->begin), second = at(s, t->begin + first.length);
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
static nb_token raised(source s, nb_token t)
{
    bool good = true;
    uint32_t i = t.begin, n = 0;
    nb_character c = at(s, i);
    for (; c.kind == T_SUPER; n++) {
        bool sign = c.plain == '-' || c.plain == '+';
        good = good && !(sign && n > 0);
        i += c.length;
        c = at(s, i);
        good = good && !(sign && c.kind != T_SUPER);
    }
    t.end = i;
    if (!good) {
        t.kind = T_BAD;
        t.sub = BAD_SUPER;
    }
    return t;
}

/* The token that begins at t.begin. */
static nb_token token(source s, nb_token t)
{
    nb_character c = at(s, t.begin);
    t.kind = c.kind;
    t.sub = c.sub;
    t.end = t.begin + c.length;
    if (c.kind == T_WORD) {
        name_sink sink;
        t.end = scan_word(s, t.begin, &sink);
        t.ascii = sink.ascii;
    } else if (c.kind == T_NUMBER) {
        return number(s, t);
    } else if (c.plain == '\\') {
        return command(s, t);
    } else if (c.kind == T_SUPER) {
        return raised(s, t);
    } else if (c.kind != T_END && !pair(s, &t) && c.plain == '$') {
        t.sub = BAD_DOLLAR;
    }
    return t;
}

nb_token nb_lex(const char *text, uint32_t length, uint32_t from)
{
    source s = {text, length};
    nb_token t = {.begin = skip_blanks(s, from)};
    t.space = t.begin > from;
    return token(s, t);
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
