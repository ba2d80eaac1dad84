#include "expr/function.h"
#include "statements/statements.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

/* The words that a prompt may complete. */

/* Symbols that are typed as \name and Tab. */
static const char *const symbols[][2] = {
    {"\\alpha", "α"},   {"\\beta", "β"},    {"\\gamma", "γ"},  {"\\delta", "δ"},
    {"\\epsilon", "ε"}, {"\\zeta", "ζ"},    {"\\eta", "η"},    {"\\theta", "θ"},
    {"\\iota", "ι"},    {"\\kappa", "κ"},   {"\\lambda", "λ"}, {"\\mu", "μ"},
    {"\\nu", "ν"},      {"\\xi", "ξ"},      {"\\rho", "ρ"},    {"\\sigma", "σ"},
    {"\\tau", "τ"},     {"\\upsilon", "υ"}, {"\\phi", "φ"},    {"\\chi", "χ"},
    {"\\psi", "ψ"},     {"\\omega", "ω"},   {"\\Gamma", "Γ"},  {"\\Delta", "Δ"},
    {"\\Theta", "Θ"},   {"\\Lambda", "Λ"},  {"\\Xi", "Ξ"},     {"\\Sigma", "Σ"},
    {"\\Phi", "Φ"},     {"\\Psi", "Ψ"},     {"\\Omega", "Ω"},  {"\\pi", "π"},
    {"\\partial", "∂"}, {"\\nabla", "∇"},   {"\\sqrt", "√"},   {"\\cbrt", "∛"},
    {"\\cdot", "·"},    {"\\times", "×"},   {"\\div", "÷"},    {"\\norm", "‖"},
    {"\\le", "≤"},      {"\\ge", "≥"},      {"\\ne", "≠"},     {"\\degree", "°"},

};

enum { N_SYMBOLS = sizeof symbols / sizeof *symbols };

/* A definition in one line: "f(x, y)". */
static void describe(nabla *s, const nb_def *d)
{
    nb_buf b = {0};
    nb_buf_puts(&b, d->constant ? "your constant" : "your function of ");
    for (uint32_t i = 0; i < d->n && b.length + NB_NAME_MAX + 3 < sizeof s->word; i++)
        nb_buf_printf(&b, "%s%s", i ? ", " : "",
                      nb_symbol_name(s->pool, nb_def_param(d, i)));
    strncpy(s->word, nb_buf_text(&b), sizeof s->word - 1);
    s->word[sizeof s->word - 1] = '\0';
    nb_buf_free(&b);
}

/* The i-th of the function's spellings, its name first; false after the last. */
static bool spelling_at(nabla *s, const nb_function *row, size_t i, nabla_word *word)
{
    const char *text = row->spellings;
    *word =
        (nabla_word){.text = row->name, .help = row->help, .kind = NABLA_WORD_FUNCTION};
    if (i == 0)
        return true;
    while (*text && --i)
        text += strcspn(text, " ") + (text[strcspn(text, " ")] == ' ');
    size_t n = strcspn(text, " ");
    if (n == 0 || n >= sizeof s->word)
        return false;
    memcpy(s->word, text, n);
    s->word[n] = '\0';
    word->text = s->word;
    return true;
}

/* Mathematica's Sin and the like are read, but not offered. */
static bool is_offered(const char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            return false;
    return true;
}

/* Counts *i down over the spellings of all functions. */
static bool function_at(nabla *s, size_t *i, nabla_word *word)
{
    for (unsigned f = 0; f < NB_FN_COUNT; f++)
        for (size_t k = 0; spelling_at(s, nb_function_row(f), k, word); k++)
            if (is_offered(word->text) && (*i)-- == 0)
                return true;
    return false;
}

static bool is_letter_of_a_word(char c) { return (c >= 'a' && c <= 'z'); }

/* Counts *i down over the words at, grad, norm, ... */
static bool entry_at(size_t *i, nabla_word *word)
{
    static const char *const offered[] = {"at", "grad", "norm", "diff", "piecewise"};
    for (size_t k = 0; k < sizeof offered / sizeof *offered; k++) {
        if ((*i)-- > 0)
            continue;
        size_t e = 0;
        while (nb_help_entry_at(e)->name &&
               strcmp(nb_help_entry_at(e)->name, offered[k]) != 0)
            e++;
        bool call = k > 2;
        *word = (nabla_word){.text = offered[k],
                             .help = nb_help_entry_at(e)->help,
                             .kind = call ? NABLA_WORD_FUNCTION : NABLA_WORD_COMMAND};
        return true;
    }
    return false;
}

/* Counts *i down over the settings, each followed by the words it takes. */
static bool setting_at(nabla *s, size_t *i, nabla_word *word)
{
    for (size_t k = 0; nb_option_at(k)->name; k++) {
        const nb_option *option = nb_option_at(k);
        if ((*i)-- == 0) {
            *word = (nabla_word){
                .text = option->name, .help = option->help, .kind = NABLA_WORD_SETTING};
            return true;
        }
        for (const char *at = option->values; *at;) {
            size_t n = strcspn(at, ",");
            if (is_letter_of_a_word(*at) && n < sizeof s->word && (*i)-- == 0) {
                memcpy(s->word, at, n);
                s->word[n] = '\0';
                *word = (nabla_word){
                    .text = s->word, .help = option->name, .kind = NABLA_WORD_CHOICE};
                return true;
            }
            at += n + strspn(at + n, ", ");
        }
    }
    return false;
}

static bool command_at(size_t i, nabla_word *word)
{
    const nb_command_row *row = nb_command_of((nb_command)i);
    *word =
        (nabla_word){.text = row->name, .help = row->help, .kind = NABLA_WORD_COMMAND};
    return true;
}

bool nabla_word_at(nabla *s, size_t i, nabla_word *word)
{
    if (i < s->table.n) {
        describe(s, s->table.items[i]);
        *word = (nabla_word){
            .text = s->table.items[i]->name, .help = s->word, .kind = NABLA_WORD_NAME};
        return true;
    }
    i -= s->table.n;
    if (function_at(s, &i, word))
        return true;
    if (entry_at(&i, word) || setting_at(s, &i, word))
        return true;
    if (i < NB_COMMAND_COUNT)
        return command_at(i, word);
    i -= NB_COMMAND_COUNT;
    if (i >= N_SYMBOLS)
        return false;
    *word = (nabla_word){.text = symbols[i][0],
                         .help = symbols[i][1],
                         .replacement = symbols[i][1],
                         .kind = NABLA_WORD_SYMBOL};
    return true;
}

size_t nabla_columns(const char *text, size_t length)
{
    return nb_utf8_width(text, length);
}
