#include "shell/shell.h"

#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

/* Completion: functions, commands, the session's names, \symbols, files. Readline
 * has no place for data of its caller, hence these variables. */
static nabla *words_of;
static size_t next_word;

/* Whether a word may stand at the place of completion: settings behind set, their
 * values behind their name, anything else elsewhere. */
static bool belongs(const nabla_word *w)
{
    const char *line = rl_line_buffer + strspn(rl_line_buffer, " ");
    bool set = strncmp(line, "set ", 4) == 0;
    if (!set)
        return w->kind != NABLA_WORD_SETTING && w->kind != NABLA_WORD_CHOICE;
    const char *option = line + 4 + strspn(line + 4, " ");
    size_t n = strcspn(option, " =");
    if (!option[n])
        return w->kind == NABLA_WORD_SETTING;
    return w->kind == NABLA_WORD_CHOICE && strlen(w->help) == n &&
           strncmp(w->help, option, n) == 0;
}

static char *next_match(const char *text, int again)
{
    nabla_word w;
    size_t n = strlen(text);
    if (!again)
        next_word = 0;
    while (nabla_word_at(words_of, next_word++, &w))
        if (strncmp(w.text, text, n) == 0 && w.text[0] && belongs(&w))
            return strdup(w.text);
    return NULL;
}

/* The word of exactly this text; of several, the session's own comes first. */
static bool find_word(const char *text, nabla_word *w)
{
    for (size_t i = 0; nabla_word_at(words_of, i, w); i++)
        if (strcmp(w->text, text) == 0 && belongs(w))
            return true;
    return false;
}

/* Whether the line begins with a command that takes a file. */
static bool wants_file(int start)
{
    const char *line = rl_line_buffer;
    while (*line == ' ')
        line++;
    return start > 0 &&
           (strncmp(line, "load ", 5) == 0 || strncmp(line, "save ", 5) == 0);
}

static char **complete(const char *text, int start, int end)
{
    nabla_word w;
    (void)end;
    rl_attempted_completion_over = 1;
    if (wants_file(start)) {
        rl_attempted_completion_over = 0;
        return NULL;
    }
    const char *line = rl_line_buffer + strspn(rl_line_buffer, " ");
    if (!*text && strncmp(line, "set ", 4) != 0)
        return NULL; /* every word there is would help nobody */
    char **matches = rl_completion_matches(text, next_match);
    if (!matches || matches[1] || !find_word(matches[0], &w))
        return matches;
    /* The only match. */
    rl_completion_append_character =
        w.kind == NABLA_WORD_COMMAND || w.kind == NABLA_WORD_SETTING ? ' ' : '\0';
    if (w.kind == NABLA_WORD_FUNCTION && strcmp(w.text, "pi") != 0 &&
        strcmp(w.text, "e") != 0)
        rl_completion_append_character = '(';
    if (w.replacement) {
        free(matches[0]);
        matches[0] = strdup(w.replacement);
    }
    return matches;
}

/* The candidates below each other, each with what it is. */
static void show_matches(char **matches, int n, int longest)
{
    nabla_word w;
    rl_crlf();
    for (int i = 1; i <= n; i++) {
        const char *help = find_word(matches[i], &w) ? w.help : "";
        fprintf(rl_outstream, "  %-*s  %s\n", longest, matches[i], help);
    }
    rl_on_new_line();
    rl_redisplay();
}

/* Files look best in readline's own columns. */
static void show(char **matches, int n, int longest)
{
    enum { MOST = 40 };
    nabla_word w;
    if (n > MOST || !find_word(matches[1], &w)) {
        rl_display_match_list(matches, n, longest);
        rl_on_new_line();
        rl_redisplay();
    } else {
        show_matches(matches, n, longest);
    }
}

void shell_prepare_completion(nabla *session)
{
    static char breaks[] = " \t\n+-*/^()[]{}|,;=<>!\"'";
    words_of = session;
    rl_attempted_completion_function = complete;
    rl_completion_display_matches_hook = show;
    rl_completer_word_break_characters = breaks;
    rl_completer_quote_characters = "";
}
