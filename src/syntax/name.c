#include "syntax/parser.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- kinds of words ---- */

static bool is_among(const char *name, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return false;
}

static bool is_reserved(const char *name)
{
    static const char *const words[] = {"at",  "and",  "or",   "not",       "if",
                                        "for", "when", "else", "otherwise", "piecewise"};
    return is_among(name, words, sizeof words / sizeof words[0]);
}

static bool is_letter(char c) { return isalpha((unsigned char)c) != 0; }

/* The length of the letter or Greek letter's name that a name begins with, when
 * nothing, digits or a subscript follow: x, x1, x_1, alpha, T_max. Else 0. */
static size_t variable_base(const char *name)
{
    size_t letters = 0;
    while (is_letter(name[letters]))
        letters++;
    if (letters != 1 && !nb_greek_name(name, letters))
        return 0;
    const char *rest = name + letters;
    size_t digits = strspn(rest, "0123456789");
    /* pi2 and e2 are not variables: a sign or a raised digit was lost there. */
    nb_fn constant = nb_function_find(name, letters);
    if (constant != NB_FN_COUNT && (digits > 0 || constant == NB_FN_PI))
        return 0;
    if (rest[digits] == '\0')
        return letters;
    if (digits > 0 || rest[0] != '_' || strchr(rest + 1, '_'))
        return 0;
    return letters;
}

static nb_fn find(const char *name, size_t n) { return nb_function_find(name, n); }

/* ---- products written together: xy, 2xsin(y) ---- */

/* What a piece of a word may be. */
typedef enum piece { PIECE_NONE, PIECE_FACTOR, PIECE_FUNCTION } piece;

static piece piece_of(nb_parser *P, const char *name, size_t n)
{
    nb_expr symbol = nb_symbol(P->p, name, n);
    if (!symbol)
        return PIECE_NONE;
    if (nb_is_param(P, symbol))
        return PIECE_FACTOR;
    nb_named named = nb_look_up(P, symbol);
    if (named.meaning != NB_NAME_UNKNOWN)
        return named.meaning == NB_NAME_FUNCTION ? PIECE_FUNCTION : PIECE_FACTOR;
    nb_fn fn = find(name, n);
    if (fn == NB_FN_COUNT || fn == NB_FN_E) /* ex is more often e^x without its ^ */
        return PIECE_NONE;
    return nb_function_row(fn)->arity == 0 ? PIECE_FACTOR : PIECE_FUNCTION;
}

bool nb_is_factor(nb_parser *P, const char *name, size_t n)
{
    return piece_of(P, name, n) == PIECE_FACTOR || (P->names == NAMES_FREE && n == 1);
}

enum { LONGEST_PRODUCT = 24 };

/* In how many ways (0, 1, or 2 for more) the word is a row of known factors, the
 * last one a function when a bracket follows. *first gets the first factor's
 * length. Counted from the end of the word. */
static int ways(nb_parser *P, const char *name, size_t n, bool bracket, size_t *first)
{
    int count[LONGEST_PRODUCT + 1] = {0};
    count[n] = 1;
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j <= n; j++) {
            if (count[j] == 0 || (i == 0 && j == n))
                continue;
            piece kind = piece_of(P, name + i, j - i);
            if (kind == PIECE_NONE || (kind == PIECE_FUNCTION && !(bracket && j == n)))
                continue;
            count[i] += count[j];
            if (i == 0)
                *first = j;
        }
        count[i] = count[i] > 2 ? 2 : count[i];
    }
    return count[0];
}

/* A free letter before a function: xsin(y) where nothing is declared. */
static bool letter_before_function(nb_parser *P, const char *name, size_t n)
{
    return P->names == NAMES_FREE && n > 1 && is_letter(name[0]) &&
           piece_of(P, name + 1, n - 1) == PIECE_FUNCTION;
}

static bool two_ways(nb_parser *P, nb_token t)
{
    nb_quote name = nb_quoted(P, t.begin, t.end);
    nb_name_error(P, t.begin, t.end, "%s can be read as a product in more than one way",
                  name.text);
    nb_hint(P, "put blanks or * between its factors");
    return false;
}

/* Splits a word into its first factor and the rest, which is read next. */
static bool split(nb_parser *P, nb_token t, const char *name, nb_word *out)
{
    size_t n = strlen(name), first = 0;
    nb_token next = nb_after(P, t);
    bool bracket = next.kind == T_OPEN && !next.space;
    if (!t.ascii || n < 2 || n > LONGEST_PRODUCT)
        return true;
    int count = ways(P, name, n, bracket, &first);
    if (count > 1)
        return two_ways(P, t);
    if (count == 0) {
        if (!bracket || !letter_before_function(P, name, n))
            return true;
        first = 1;
    }
    nb_word whole = *out;
    nb_token head = t;
    head.end = t.begin + (uint32_t)first;
    if (!nb_classify(P, head, out))
        return false;
    if (out->kind == WORD_NONE) {
        *out = whole;
        return true;
    }
    char rest[NB_NAME_MAX + 1];
    strcpy(rest, name + first);
    nb_note_add(P, NB_NOTE_PRODUCT, t.begin, t.end, "%s is read as the product %.*s·%s",
                name, (int)first, name, rest);
    return !nb_failed(P->p);
}

/* ---- log_2, log_b ---- */

static bool logarithm(nb_parser *P, nb_token t, const char *name, nb_word *out)
{
    if (strncmp(name, "log_", 4) != 0 || name[4] == '\0')
        return true;
    const char *base = name + 4;
    size_t digits = strspn(base, "0123456789");
    if (digits > 0) {
        char text[NB_NAME_MAX + 1];
        memcpy(text, base, digits);
        text[digits] = '\0';
        /* log_2x is log_2 of x: what follows the digits is read next. */
        if (base[digits] && !t.ascii)
            return true;
        out->end = t.end - (uint32_t)strlen(base + digits);
        out->kind = WORD_ELEMENTARY;
        out->fn = strcmp(text, "2") == 0    ? NB_FN_LOG2
                  : strcmp(text, "10") == 0 ? NB_FN_LOG10
                                            : NB_FN_LOGB;
        if (out->fn != NB_FN_LOGB)
            return true;
        fmpq_t q;
        fmpq_init(q);
        fmpz_set_str(fmpq_numref(q), text, 10);
        out->symbol = nb_number(P->p, q, NB_EXACT);
        fmpq_clear(q);
        out->kind = WORD_LOGARITHM;
        return true;
    }
    nb_expr symbol = nb_symbol(P->p, base, strlen(base));
    if (!symbol)
        return false;
    bool known =
        nb_is_param(P, symbol) || nb_look_up(P, symbol).meaning == NB_NAME_CONSTANT;
    bool e = strcmp(nb_symbol_name(P->p, symbol), "e") == 0;
    bool free = P->names == NAMES_ANY ||
                (P->names == NAMES_FREE && variable_base(nb_symbol_name(P->p, symbol)));
    if (!known && !e && !free)
        return true;
    out->kind = WORD_LOGARITHM;
    out->fn = NB_FN_LOGB;
    out->symbol = e && !known ? nb_make(P->p, NB_FN, NB_FN_E, 0, NULL) : symbol;
    return out->symbol != NB_NONE;
}

/* ---- f_xy ---- */

/* A derivative of a user function; what has its look and is none is an error. */
static bool derivative(nb_parser *P, nb_token t, const char *name, nb_word *out)
{
    uint8_t lengths[NB_NAME_MAX] = {0};
    size_t length = 0;
    if (!strchr(name, '_') || !nb_subscripted_function(P->p, P->scope, name, &length))
        return !nb_failed(P->p);
    const char *sub = name + length + 1;
    nb_named f = nb_look_up(P, nb_symbol(P->p, name, length));
    int count = nb_subscript_ways(P->p, sub, f, lengths);
    if (count == 1)
        out->kind = WORD_DERIVATIVE;
    else if (is_letter(sub[0]))
        return nb_wrong_subscript(P, t, sub, f, count);
    return true;
}

/* ---- what a word means ---- */

/* The meanings that need no guess: names of the scope, then the table. */
static bool classify_known(nb_parser *P, const char *name, nb_word *out)
{
    nb_named named = nb_look_up(P, out->symbol);
    if (nb_is_param(P, out->symbol))
        out->kind = WORD_VARIABLE;
    else if (named.meaning == NB_NAME_CONSTANT)
        out->kind = WORD_CONSTANT;
    else if (named.meaning == NB_NAME_FUNCTION)
        out->kind = WORD_FUNCTION;
    else if (strcmp(name, "piecewise") == 0)
        out->kind = WORD_PIECEWISE;
    else if (is_reserved(name))
        out->kind = WORD_KEYWORD;
    else
        return false;
    return true;
}

bool nb_classify(nb_parser *P, nb_token t, nb_word *out)
{
    char name[NB_NAME_MAX + 1];
    *out = (nb_word){.kind = WORD_NONE, .end = t.end, .symbol = nb_word_symbol(P, t)};
    if (!out->symbol)
        return false;
    nb_word_name(P->text, t, name);
    if (classify_known(P, name, out))
        return true;
    nb_fn fn = find(name, strlen(name));
    if (fn != NB_FN_COUNT) {
        out->kind = WORD_ELEMENTARY;
        out->fn = (uint8_t)fn;
        return true;
    }
    if (!logarithm(P, t, name, out) || out->kind != WORD_NONE)
        return !nb_failed(P->p);
    if (!derivative(P, t, name, out) || out->kind != WORD_NONE)
        return !nb_failed(P->p);
    if (P->names == NAMES_ANY || (P->names == NAMES_FREE && variable_base(name))) {
        out->kind = WORD_VARIABLE;
        out->guessed = true;
        return true;
    }
    return split(P, t, name, out);
}

bool nb_is_free_name(nb_parser *P, const char *name)
{
    if (!variable_base(name) || find(name, strlen(name)) != NB_FN_COUNT)
        return false;
    nb_expr symbol = nb_symbol(P->p, name, strlen(name));
    return symbol && nb_look_up(P, symbol).meaning == NB_NAME_UNKNOWN;
}

/* ---- new names ---- */

bool nb_check_new_name(nb_parser *P, nb_token t, bool parameter)
{
    char name[NB_NAME_MAX + 1];
    if (!nb_word_symbol(P, t))
        return false;
    nb_word_name(P->text, t, name);
    nb_fn fn = find(name, strlen(name));
    if (fn != NB_FN_COUNT && nb_function_row(fn)->arity == 0) {
        const nb_function *row = nb_function_row(fn);
        nb_name_error(P, t.begin, t.end, "%s is %s, and cannot be %s", name, row->help,
                      parameter ? "a parameter" : "defined anew");
        nb_hint(P, "choose another name");
        return false;
    }
    if (parameter)
        return true;
    if (fn != NB_FN_COUNT) {
        nb_name_error(P, t.begin, t.end,
                      "%s is a function that nabla has, and cannot be defined anew",
                      name);
        nb_hint(P, "choose another name; as a parameter it may be used: f(%s) = ...",
                name);
        return false;
    }
    if (is_reserved(name)) {
        nb_name_error(P, t.begin, t.end,
                      "%s is a word of the language, and cannot be defined", name);
        nb_hint(P, "choose another name; as a parameter it may be used: f(%s) = ...",
                name);
        return false;
    }
    return true;
}
