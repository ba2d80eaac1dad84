#include "syntax/parser.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What to say about a name that means nothing. Suggestions look names up, which a
 * failed pool refuses: they are made before the error is recorded. Each writes its
 * hint and answers whether it has one. */

__attribute__((format(printf, 2, 3))) static bool propose(char *hint, const char *format,
                                                          ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(hint, NB_HINT_MAX, format, args);
    va_end(args);
    return true;
}

static bool takes_arguments(nb_fn fn)
{
    return fn != NB_FN_COUNT && nb_function_row(fn)->arity != 0;
}

/* sinx, expx, ln2: the function that it begins with. */
static bool suggest_argument(nb_parser *P, const char *name, char *hint)
{
    for (size_t n = strlen(name) - 1; n >= 2; n--) {
        const char *rest = name + n;
        bool number = rest[strspn(rest, "0123456789")] == '\0';
        if (takes_arguments(nb_function_find(name, n)) &&
            (number || nb_is_factor(P, rest, strlen(rest))))
            return propose(hint, "did you mean %.*s(%s)?", (int)n, name, rest);
    }
    return false;
}

/* xsinx, xsin x: a factor before a function's name. */
static bool suggest_factor(nb_parser *P, const char *name, char *hint)
{
    enum { LONGEST = 24 };
    size_t n = strlen(name);
    if (n > LONGEST)
        return false;
    for (size_t i = 1; i + 2 <= n && nb_is_factor(P, name, i); i++) {
        for (size_t j = n; j >= i + 2; j--) {
            if (!takes_arguments(nb_function_find(name + i, j - i)) ||
                (j < n && !nb_is_factor(P, name + j, n - j)))
                continue;
            return propose(hint, "did you mean %.*s*%.*s(%s)?", (int)i, name,
                           (int)(j - i), name + i, j < n ? name + j : "...");
        }
    }
    return false;
}

static bool suggest_function(const char *name, char *hint)
{
    char lower[NB_NAME_MAX + 1];
    size_t n = strlen(name);
    for (size_t i = 0; i <= n; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    nb_fn fn = nb_function_find(lower, n);
    if (fn == NB_FN_COUNT && n >= 3)
        fn = nb_function_near(name, n);
    return fn != NB_FN_COUNT &&
           propose(hint, "did you mean %s?", nb_function_row(fn)->name);
}

/* A known name that differs by one letter changed, added, dropped or swapped. */
static bool one_edit(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b), i = 0;
    while (a[i] && a[i] == b[i])
        i++;
    if (na == nb && a[i])
        return strcmp(a + i + 1, b + i + 1) == 0 ||
               (a[i + 1] && a[i] == b[i + 1] && a[i + 1] == b[i] &&
                strcmp(a + i + 2, b + i + 2) == 0);
    if (na == nb + 1)
        return strcmp(a + i + 1, b + i) == 0;
    return nb == na + 1 && strcmp(a + i, b + i + 1) == 0;
}

static bool suggest_command(const char *name, char *hint)
{
    nb_command exact = nb_command_find(name, strlen(name));
    if (exact != NB_COMMAND_COUNT)
        return propose(hint, "%s is a command: %s", name, nb_command_of(exact)->synopsis);
    for (unsigned i = 0; i < NB_COMMAND_COUNT; i++) {
        const char *known = nb_command_of((nb_command)i)->name;
        if (strlen(name) >= 3 && one_edit(name, known))
            return propose(hint, "did you mean %s?", known);
    }
    return false;
}

/* Of the parameters that differ by one letter the first in alphabetical order. */
static bool suggest_parameter(nb_parser *P, const char *name, char *hint)
{
    const char *best = NULL;
    for (uint32_t i = 0; i < P->params.capacity; i++) {
        nb_expr symbol = P->params.entries[i].key;
        const char *known = symbol ? nb_symbol_name(P->p, symbol) : "";
        if (strlen(known) >= 3 && one_edit(name, known) &&
            (!best || strcmp(known, best) < 0))
            best = known;
    }
    return best && propose(hint, "did you mean %s?", best);
}

/* A parameter, or a name of the session. */
static bool suggest_name(nb_parser *P, const char *name, char *hint)
{
    const char *known;
    if (strlen(name) < 3)
        return false;
    if (suggest_parameter(P, name, hint))
        return true;
    if (!P->scope || !P->scope->name_at)
        return false;
    for (size_t i = 0; (known = P->scope->name_at(P->scope->data, i)) != NULL; i++)
        if (one_edit(name, known))
            return propose(hint, "did you mean %s?", known);
    return false;
}

/* Words of mathematics for what nabla does not do, and words of other programs. */
static bool suggest_nothing_else(const char *name, char *hint)
{
    static const struct {
        const char *words, *hint;
    } rows[] = {
        {" lim limit ", "nabla does not take limits"},
        {" int integral integrate antiderivative ", "nabla does not integrate"},
        {" sum prod product ", "nabla has no sums and products over an index: write the "
                               "terms out, with + and *"},
        {" det inv matrix vector dot cross transpose ", "nabla has no vectors and "
                                                        "matrices to calculate with"},
        {" rot del nabla ",
         "the operators with ∇ are grad f, div (P, Q), curl (P, Q, R), laplacian f"},
        {" inf infinity infty oo Inf Infinity nan NaN ",
         "infinity is not a number; values must be finite"},
        {" let def define var const function func ",
         "a definition needs no word before it: f(x, y) = x^2 + 3y^2, a = 3/2"},
        {" solve roots ",
         "nabla does not solve equations; where a gradient is zero: critical f"},
        {" maximize maximise optimize optimise ",
         "absolute extrema on a region: extrema f in x=0..1, y=0..2"},
        {" plot3d graph draw contour ",
         "a picture is drawn by: plot f in x=-3..3, y=-3..3"},
        {" derivative derivatives differentiate derive deriv partial slope ",
         "a derivative is written d/dx x^2, diff(x^2, x) or, of a function f, f_x"},
        {" find evaluate eval compute calculate show what print of the ",
         "what is wanted is typed alone: f_x(2, 1), grad f, at (2, 1)"},
        {" plane linear linearization linearize linearise approximation approximate ",
         "the tangent plane and linear approximation: tangent f at (2, 1)"},
        {" points stationary saddle local second classify ",
         "critical points and their kinds: critical f, hessian f at (2, 1)"},
        {" extremum absolute global maximum minimum ",
         "critical f; on a region: extrema f in x=0..1, y=0..2"},
        {" constraint subject multiplier multipliers ",
         "under a constraint: extrema f on x^2 + y^2 = 4"},
        {" discriminant ", "it is told by: hessian f at (2, 1)"},
        {" directional ", "derivative f along (3, 4) at (2, 1)"},
        {" steepest ascent rate ", "direction f at (2, 1)"},
        {" implicit implicitly ", "dy/dx of a curve: level x^2 + y^2 = 25"},
    };
    char sought[NB_NAME_MAX + 3];
    snprintf(sought, sizeof sought, " %s ", name);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strstr(rows[i].words, sought))
            return propose(hint, "%s", rows[i].hint);
    return false;
}

/* Letters that are variables more often than parts of a word; parameters and
 * constants are factors in any case. */
static bool likely_factors(nb_parser *P, const char *name)
{
    for (; *name; name++) {
        nb_expr symbol = nb_symbol(P->p, name, 1);
        if (!symbol)
            return false;
        if (!strchr("xyzuvwabc", *name) && !nb_is_param(P, symbol) &&
            nb_look_up(P, symbol).meaning != NB_NAME_CONSTANT)
            return false;
    }
    return true;
}

/* xy, abc: letters that may be meant as factors; or x2, a lost exponent. */
static bool suggest_product(nb_parser *P, const char *name, char *hint)
{
    char spaced[10];
    size_t n = strlen(name), letters = 0;
    while (isalpha((unsigned char)name[letters]))
        letters++;
    bool lost_power =
        letters == 1 && n > 1 && name[1 + strspn(name + 1, "0123456789")] == '\0';
    if (lost_power)
        return propose(hint, "write %c*%s or %c^%s, or put %s among the parameters",
                       name[0], name + 1, name[0], name + 1, name);
    if (letters != n || n < 2 || n > 4 || (n > 2 && !likely_factors(P, name)))
        return false;
    for (size_t i = 0; i < n; i++) {
        spaced[2 * i] = name[i];
        spaced[2 * i + 1] = i + 1 < n ? '*' : '\0';
    }
    if (P->names == NAMES_FREE)
        return propose(hint,
                       "write %s for the product, or f(%s) = ... to make %s one variable",
                       spaced, name, name);
    return propose(hint, "write %s for the product, or put %s among the parameters",
                   spaced, name);
}

static int by_name(const void *a, const void *b)
{
    return strcmp((const char *)a, (const char *)b);
}

/* z = x^2 + y^2: the definition with all variables of the rest of the line. */
static bool suggest_parameters(nb_parser *P, const char *name, char *hint)
{
    enum { MOST = 16 };
    char names[MOST][NB_NAME_MAX + 1], list[NB_HINT_MAX / 2] = "", word[NB_NAME_MAX + 1];
    nb_quote target = nb_quoted(P, P->target.begin, P->target.end);
    size_t n = 0, length = 0;
    nb_token t = nb_lex(P->text, P->length, P->target.end);
    if (!nb_is_free_name(P, name) && strlen(name) <= NB_NAME_MAX)
        strcpy(names[n++], name);
    for (; t.kind != T_END && t.kind != T_BAD && n < MOST; t = nb_after(P, t)) {
        size_t i = 0;
        if (t.kind != T_WORD || nb_word_name(P->text, t, word) == 0 ||
            strcmp(word, target.text) == 0 || !nb_is_free_name(P, word))
            continue;
        while (i < n && strcmp(names[i], word) != 0)
            i++;
        if (i == n)
            strcpy(names[n++], word);
    }
    if (n == 0)
        return propose(hint, "give it a value first: %s = 2", name);
    qsort(names, n, sizeof names[0], by_name);
    for (size_t i = 0; i < n && length + strlen(names[i]) + 3 < sizeof list; i++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s",
                                   i ? ", " : "", names[i]);
    return propose(hint, "a function is defined with its parameters: %s(%s) = ...",
                   target.text, list);
}

static bool suggest_definition(nb_parser *P, const char *name, char *hint)
{
    if (P->names == NAMES_DECLARED)
        return propose(
            hint, "put it among the parameters, or give it a value first: %s = 2", name);
    if (P->names == NAMES_CLOSED && P->target.end > 0)
        return suggest_parameters(P, name, hint);
    if (P->names == NAMES_CLOSED)
        return propose(hint, "give it a value first: %s = 2", name);
    return propose(
        hint,
        "a variable is one letter, a Greek letter, or like x1 or x_1; other names "
        "are made by a definition: f(%s) = ...",
        name);
}

static void suggest(nb_parser *P, const char *name, nb_token next, char *hint)
{
    bool closed = P->names == NAMES_CLOSED;
    bool call = next.kind == T_OPEN && next.sub == '(' && !next.space;
    nb_fn near =
        call && strlen(name) >= 3 ? nb_function_near(name, strlen(name)) : NB_FN_COUNT;
    if (near != NB_FN_COUNT && one_edit(name, nb_function_row(near)->name)) {
        propose(hint, "did you mean %s?", nb_function_row(near)->name); /* no product */
        return;
    }
    if (name[1] && (suggest_name(P, name, hint) || suggest_nothing_else(name, hint) ||
                    suggest_argument(P, name, hint) || suggest_factor(P, name, hint) ||
                    suggest_command(name, hint) || suggest_function(name, hint)))
        return;
    if (closed && next.kind == T_RELATION && next.sub == NB_EQ) {
        propose(hint, "coordinates are separated by commas: at x=2, y=1");
        return;
    }
    if (next.kind == T_OPEN && next.sub == '(') {
        propose(
            hint,
            "write %s*(...) for the product, or define the function first: %s(%s) = ...",
            name, name, strcmp(name, "x") == 0 ? "t" : "x");
        return;
    }
    if (closed || !suggest_product(P, name, hint))
        suggest_definition(P, name, hint);
}

bool nb_unknown_name(nb_parser *P, nb_token t)
{
    char name[NB_NAME_MAX + 1], hint[NB_HINT_MAX] = "";
    nb_token next = nb_after(P, t);
    bool bracket = next.kind == T_OPEN && next.sub == '(';
    if (nb_word_name(P->text, t, name) == 0 || nb_failed(P->p))
        return false;
    suggest(P, name, next, hint);
    if (P->names == NAMES_CLOSED)
        nb_name_error(P, t.begin, t.end, "%s has no value", name);
    else if (bracket)
        nb_name_error(P, t.begin, t.end, "%s is neither a function nor a variable", name);
    else if (P->names == NAMES_DECLARED)
        nb_name_error(P, t.begin, t.end, "%s is neither a parameter nor known otherwise",
                      name);
    else
        nb_name_error(P, t.begin, t.end, "%s is not known", name);
    nb_hint(P, "%s", hint);
    return false;
}
