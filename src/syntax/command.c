#include "syntax/clauses.h"
#include "syntax/parser.h"

#include <string.h>

static const nb_command_row rows[] = {
#define NB_COMMAND_ROW(id, class, name, aliases, synopsis, help, example) \
    {name, aliases, synopsis, help, example},
#include "syntax/commands.def"
#undef NB_COMMAND_ROW
};

const nb_command_row *nb_command_of(nb_command command) { return &rows[command]; }

nb_command nb_command_find(const char *name, size_t length)
{
    for (unsigned i = 0; i < NB_COMMAND_COUNT; i++) {
        if (strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0)
            return (nb_command)i;
        const char *alias = rows[i].aliases;
        if (*alias && strlen(alias) == length && memcmp(alias, name, length) == 0)
            return (nb_command)i;
    }
    return NB_COMMAND_COUNT;
}

/* The rest of the line without its comment and outer blanks. A # begins a comment
 * only after a blank: file names may have one inside. */
static nb_span argument_after(const nb_parser *P, uint32_t begin)
{
    uint32_t end = begin;
    while (end < P->length && !(P->text[end] == '#' && strchr(" \t\n", P->text[end - 1])))
        end++;
    return nb_trimmed(P->text, begin, end);
}

/* A word before an operator is meant as a name, even one that is not known. */
static bool fits(nb_parser *P, nb_command command, nb_token word)
{
    if (command == NB_COMMAND_LOAD || command == NB_COMMAND_SAVE ||
        command == NB_COMMAND_HELP)
        return true;
    nb_token next = nb_after(P, word);
    /* "norm grad f" is a statement of its own. */
    if (command == NB_COMMAND_NORM)
        return next.kind == T_NUMBER || nb_token_is_word(P, next, "inf") ||
               nb_token_is_word(P, next, "infinity") || nb_token_is_word(P, next, "oo") ||
               P->text[next.begin] == '\\' ||
               (next.kind == T_BAD && memcmp(P->text + next.begin, "∞", 3) == 0);
    switch (next.kind) {
    case T_MINUS:
        /* "answer -2x" has an argument, "answer - 2x" is a difference. */
        return next.space && !strchr(" \t", P->text[next.end]);
    case T_PLUS:
    case T_TIMES:
    case T_SLASH:
    case T_CARET:
    case T_RELATION:
    case T_BANG:
    case T_SUPER: return false;
    default: return true;
    }
}

bool nb_try_command(nb_parser *P, nb_statement *s, bool *found)
{
    nb_token t = P->t;
    bool question = t.kind == T_BAD && P->text[t.begin] == '?';
    *found = false;
    if ((t.kind != T_WORD || !t.ascii) && !question)
        return true;
    nb_command command = nb_command_find(P->text + t.begin, t.end - t.begin);
    if (command == NB_COMMAND_COUNT || !fits(P, command, t))
        return true;
    nb_expr word = question ? NB_NONE : nb_word_symbol(P, t);
    if (word && nb_look_up(P, word).meaning != NB_NAME_UNKNOWN)
        return true;
    *found = true;
    s->kind = NB_COMMAND;
    s->command = command;
    s->name_span = (nb_span){t.begin, t.end};
    s->argument = argument_after(P, t.end);
    return !nb_failed(P->p);
}
