#include "syntax/lex_internal.h"

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

/* \left( and its like: the delimiter, with bars told open from closed. */
static nb_token sized(nb_source s, nb_token t, uint32_t end, bool opens, bool closes)
{
    nb_token d = {.begin = nb_skip_blanks(s, end)};
    nb_character c = nb_at(s, d.begin);
    bool delimiter =
        c.kind == T_OPEN || c.kind == T_CLOSE || c.kind == T_BAR || c.kind == T_NORM;
    /* One step only: a chain of \left\left\left is not followed. */
    bool command = c.plain == '\\' &&
                   (nb_starts(s, d.begin, "\\{") || nb_starts(s, d.begin, "\\}") ||
                    nb_starts(s, d.begin, "\\|") || nb_starts(s, d.begin, "\\lvert") ||
                    nb_starts(s, d.begin, "\\rvert") || nb_starts(s, d.begin, "\\vert") ||
                    nb_starts(s, d.begin, "\\Vert") || nb_starts(s, d.begin, "\\lVert") ||
                    nb_starts(s, d.begin, "\\rVert"));
    if (!delimiter && !command) {
        t.kind = T_BAD;
        t.sub = BAD_COMMAND;
        t.end = end;
        return t;
    }
    d = nb_token_at(s, d);
    d.begin = t.begin;
    d.space = t.space;
    if (d.kind == T_BAR && (opens || closes))
        d.kind = opens ? T_OPENBAR : T_CLOSEBAR;
    if (d.kind == T_NORM && (opens || closes))
        d.sub = opens ? '(' : ')';
    return d;
}

static nb_token environment(nb_source s, nb_token t, uint32_t end, bool begins)
{
    t.kind = T_BAD;
    t.sub = BAD_COMMAND;
    t.end = end;
    if (nb_starts(s, end, "{cases}")) {
        t.kind = begins ? T_CASES : T_ENDCASES;
        t.end = end + 7;
    }
    return t;
}

static bool is_word(const char *name, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(name, word, n) == 0;
}

nb_token nb_latex_command(nb_source s, nb_token t)
{
    uint32_t end = nb_command_end(s, t.begin);
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
    nb_name_sink sink;
    sink.n = 0;
    uint32_t word = n ? nb_scan_word(s, t.begin, &sink) : 0;
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
