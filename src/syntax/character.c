#include "syntax/lex_internal.h"
#include "text/utf8.h"

#include <string.h>

/* What people paste. Ordered by code point, searched by halves. */
typedef struct symbol {
    uint32_t c;
    uint8_t kind, sub;
    char plain;
} symbol;

#define VULGAR(n, d) T_VULGAR, (n)*16 + (d)

static const symbol symbols[] = {
    {0x00AC, T_NOT, 0, 0},          {0x00B0, T_DEGREE, 0, 0},
    {0x00B4, T_PRIME, 1, 0},        {0x00B7, T_TIMES, 0, '*'},
    {0x00BC, VULGAR(1, 4), 0},      {0x00BD, VULGAR(1, 2), 0},
    {0x00BE, VULGAR(3, 4), 0},      {0x00D7, T_TIMES, 0, '*'},
    {0x00F7, T_SLASH, 0, '/'},      {0x02C6, T_CARET, 0, '^'},
    {0x0387, T_TIMES, 0, '*'},      {0x2010, T_MINUS, 0, '-'},
    {0x2011, T_MINUS, 0, '-'},      {0x2012, T_MINUS, 0, '-'},
    {0x2013, T_MINUS, 0, '-'},      {0x2014, T_MINUS, 0, '-'},
    {0x2016, T_NORM, 0, 0},         {0x2019, T_PRIME, 1, 0},
    {0x2022, T_TIMES, 0, '*'},      {0x2032, T_PRIME, 1, 0},
    {0x2033, T_PRIME, 2, 0},        {0x2034, T_PRIME, 3, 0},
    {0x2044, T_SLASH, 0, '/'},      {0x2062, T_TIMES, 0, '*'},
    {0x2153, VULGAR(1, 3), 0},      {0x2154, VULGAR(2, 3), 0},
    {0x2155, VULGAR(1, 5), 0},      {0x2156, VULGAR(2, 5), 0},
    {0x2157, VULGAR(3, 5), 0},      {0x2158, VULGAR(4, 5), 0},
    {0x2159, VULGAR(1, 6), 0},      {0x215A, VULGAR(5, 6), 0},
    {0x215B, VULGAR(1, 8), 0},      {0x215C, VULGAR(3, 8), 0},
    {0x215D, VULGAR(5, 8), 0},      {0x215E, VULGAR(7, 8), 0},
    {0x2192, T_ARROW, 0, 0},        {0x21A6, T_ARROW, 0, 0},
    {0x2202, T_PARTIAL, 0, 0},      {0x2207, T_NABLA, 0, 0},
    {0x2212, T_MINUS, 0, '-'},      {0x2215, T_SLASH, 0, '/'},
    {0x2217, T_TIMES, 0, '*'},      {0x2218, T_DEGREE, 0, 0},
    {0x2219, T_TIMES, 0, '*'},      {0x221A, T_ROOT, 2, 0},
    {0x221B, T_ROOT, 3, 0},         {0x221C, T_ROOT, 4, 0},
    {0x2223, T_BAR, 0, '|'},        {0x2225, T_NORM, 0, 0},
    {0x2227, T_AND, 0, 0},          {0x2228, T_OR, 0, 0},
    {0x2254, T_ASSIGN, 0, 0},       {0x2260, T_RELATION, NB_NE, 0},
    {0x2264, T_RELATION, NB_LE, 0}, {0x2265, T_RELATION, NB_GE, 0},
    {0x22C5, T_TIMES, 0, '*'},      {0x2715, T_TIMES, 0, '*'},
    {0x2A2F, T_TIMES, 0, '*'},      {0x2A7D, T_RELATION, NB_LE, 0},
    {0x2A7E, T_RELATION, NB_GE, 0},
};

/* ASCII signs that are a token of their own whatever follows, by their codes. */
static const struct {
    uint8_t kind, sub;
} signs[128] = {
    ['('] = {T_OPEN, '('},       ['['] = {T_OPEN, '['},       ['{'] = {T_OPEN, '{'},
    [')'] = {T_CLOSE, ')'},      [']'] = {T_CLOSE, ']'},      ['}'] = {T_CLOSE, '}'},
    ['|'] = {T_BAR, 0},          [','] = {T_COMMA, 0},        [';'] = {T_SEMICOLON, 0},
    ['+'] = {T_PLUS, 0},         ['-'] = {T_MINUS, 0},        ['*'] = {T_TIMES, 0},
    ['/'] = {T_SLASH, 0},        ['^'] = {T_CARET, 0},        ['!'] = {T_BANG, 0},
    ['\''] = {T_PRIME, 1},       ['<'] = {T_RELATION, NB_LT}, ['>'] = {T_RELATION, NB_GT},
    ['='] = {T_RELATION, NB_EQ}, ['&'] = {T_AMPERSAND, 0},    ['_'] = {T_SUBSCRIPT, 0},
};

bool nb_plain_sign(unsigned char c, nb_token *t)
{
    if (c >= sizeof signs / sizeof signs[0] || !signs[c].kind)
        return false;
    t->kind = signs[c].kind;
    t->sub = signs[c].sub;
    return true;
}

static const char *const greek_small[] = {
    "alpha",   "beta", "gamma", "delta",  "epsilon", "zeta", "eta",
    "theta",   "iota", "kappa", "lambda", "mu",      "nu",   "xi",
    "omicron", "pi",   "rho",   "sigma",  "sigma",   "tau",  "upsilon",
    "phi",     "chi",  "psi",   "omega",
};

/* U+0391 + i; the capital of pi is left out, because Pi spells the constant. */
static const char *const greek_large[] = {
    "Alpha", "Beta",   "Gamma",   "Delta", "Epsilon", "Zeta",    "Eta",   "Theta", "Iota",
    "Kappa", "Lambda", "Mu",      "Nu",    "Xi",      "Omicron", NULL,    "Rho",   NULL,
    "Sigma", "Tau",    "Upsilon", "Phi",   "Chi",     "Psi",     "Omega",
};

static const struct {
    uint32_t c;
    const char *name;
} greek_variants[] = {
    {0x00B5, "mu"},  {0x03D1, "theta"},   {0x03D5, "phi"},   {0x03F0, "kappa"},
    {0x03F1, "rho"}, {0x03F5, "epsilon"}, {0x2126, "Omega"}, {0x2206, "Delta"},
};

static const char *greek_letter(uint32_t c)
{
    if (c >= 0x03B1 && c <= 0x03C9)
        return greek_small[c - 0x03B1];
    if (c >= 0x0391 && c <= 0x03A9)
        return greek_large[c - 0x0391];
    for (size_t i = 0; i < sizeof greek_variants / sizeof greek_variants[0]; i++)
        if (greek_variants[i].c == c)
            return greek_variants[i].name;
    return NULL;
}

enum { SHORTEST_GREEK = 2, LONGEST_GREEK = 7 };

const char *nb_greek_name(const char *name, size_t length)
{
    if (length > 3 && memcmp(name, "var", 3) == 0) {
        name += 3;
        length -= 3;
    }
    if (length < SHORTEST_GREEK || length > LONGEST_GREEK || name[length - 1] <= '9')
        return NULL;
    for (size_t i = 0; i < sizeof greek_small / sizeof greek_small[0]; i++) {
        if (strlen(greek_small[i]) == length && memcmp(greek_small[i], name, length) == 0)
            return greek_small[i];
        const char *large = greek_large[i];
        if (large && strlen(large) == length && memcmp(large, name, length) == 0)
            return large;
    }
    return NULL;
}

/* The mathematical alphabets U+1D400 to U+1D7FF (bold, italic, script, ...), which
 * word processors and PDF files put for plain letters. */
static bool mathematical(uint32_t c, nb_character *out)
{
    if (c == 0x210E || c == 0x212F) {
        out->plain = c == 0x210E ? 'h' : 'e';
        return true;
    }
    if (c < 0x1D400 || c > 0x1D7FF)
        return false;
    if (c <= 0x1D6A3) {
        uint32_t i = (c - 0x1D400) % 52;
        out->plain = (char)(i < 26 ? 'A' + i : 'a' + (i - 26));
    } else if (c >= 0x1D7CE) {
        out->plain = (char)('0' + (c - 0x1D7CE) % 10);
    } else if (c >= 0x1D6A8 && c <= 0x1D7C9) {
        uint32_t i = (c - 0x1D6A8) % 58;
        if (i == 25)
            out->kind = T_NABLA;
        else if (i == 51)
            out->kind = T_PARTIAL;
        else if (i >= 26 && i < 51)
            out->greek = greek_small[i - 26];
        else if (i < 25)
            out->greek = greek_large[i];
    }
    return true;
}

static bool is_blank(uint32_t c)
{
    return c == 0x00A0 || (c >= 0x2000 && c <= 0x200D) || c == 0x202F || c == 0x205F ||
           c == 0x2060 || c == 0x2061 || c == 0x2063 || c == 0x3000 || c == 0xFEFF ||
           c == 0x2028 || c == 0x2029;
}

/* Raised digits and signs make a T_SUPER; `plain` is what they raise. */
static char raised(uint32_t c)
{
    switch (c) {
    case 0x00B2: return '2';
    case 0x00B3: return '3';
    case 0x00B9: return '1';
    case 0x207A: return '+';
    case 0x207B: return '-';
    default: break;
    }
    if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079))
        return (char)('0' + (c - 0x2070));
    return 0;
}

static char lowered(uint32_t c)
{
    static const struct {
        uint32_t c;
        char letter;
    } letters[] = {
        {0x1D62, 'i'}, {0x1D63, 'r'}, {0x1D64, 'u'}, {0x1D65, 'v'}, {0x2C7C, 'j'}};
    if (c >= 0x2080 && c <= 0x2089)
        return (char)('0' + (c - 0x2080));
    if (c >= 0x2090 && c <= 0x209C)
        return "aeox\0hklmnpst"[c - 0x2090];
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i].c == c)
            return letters[i].letter;
    return 0;
}

static void ascii(char c, nb_character *out)
{
    out->plain = c;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        out->kind = T_WORD;
        return;
    }
    if ((c >= '0' && c <= '9') || c == '.') {
        out->kind = T_NUMBER;
        return;
    }
    out->blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (signs[(unsigned char)c].kind) {
        out->kind = signs[(unsigned char)c].kind;
        out->sub = signs[(unsigned char)c].sub;
    }
}

static void unicode(uint32_t c, nb_character *out)
{
    size_t low = 0, high = sizeof symbols / sizeof symbols[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (symbols[middle].c < c)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < sizeof symbols / sizeof symbols[0] && symbols[low].c == c) {
        out->kind = symbols[low].kind;
        out->sub = symbols[low].sub;
        out->plain = symbols[low].plain;
        return;
    }
    out->blank = is_blank(c);
    out->lowered = lowered(c);
    if ((out->plain = raised(c)) != 0)
        out->kind = T_SUPER;
    else if (mathematical(c, out) && out->plain)
        out->kind = out->plain >= 'A' ? T_WORD : T_NUMBER;
    else if (out->greek || (out->greek = greek_letter(c)) != NULL)
        out->kind = T_WORD;
}

nb_character nb_character_at(const char *text, uint32_t length, uint32_t at)
{
    nb_character out = {.kind = T_BAD, .sub = BAD_CHARACTER};
    if (at >= length) {
        out.kind = T_END;
        return out;
    }
    uint32_t c = 0;
    out.length = (uint8_t)nb_utf8_decode(text + at, length - at, &c);
    if (out.length == 0) {
        out.length = 1;
        out.sub = BAD_UTF8;
    } else if (c == 0) {
        out.sub = BAD_NUL;
    } else if (c < 0x80) {
        ascii((char)c, &out);
    } else if (c >= 0xFF01 && c <= 0xFF5E) { /* full-width ASCII */
        ascii((char)(c - 0xFF01 + '!'), &out);
    } else {
        unicode(c, &out);
    }
    return out;
}
