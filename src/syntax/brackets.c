#include "syntax/parse.h"

#include <string.h>

/* Whether the line is a command that takes the name of a file, where brackets
 * mean nothing. */
static bool takes_file(const char *text, size_t length)
{
    static const char *const words[] = {"load ", "save "};
    size_t i = 0;
    while (i < length && strchr(" \t\n", text[i]) && text[i])
        i++;
    for (size_t k = 0; k < 2; k++)
        if (length - i >= 5 && memcmp(text + i, words[k], 5) == 0)
            return true;
    return false;
}

static bool here(const char *text, size_t length, size_t i, const char *what)
{
    size_t n = strlen(what);
    return length - i >= n && memcmp(text + i, what, n) == 0;
}

size_t nb_open_brackets(const char *text, size_t length, size_t before)
{
    size_t open = before;
    if (before == 0 && takes_file(text, length))
        return 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '#') {
            while (i < length && text[i] != '\n')
                i++;
        } else if (c == '(' || c == '[' || c == '{' || here(text, length, i, "（") ||
                   here(text, length, i, "\\begin{")) {
            open++;
        } else if (c == ')' || c == ']' || c == '}' || here(text, length, i, "）") ||
                   here(text, length, i, "\\end{")) {
            open -= open > 0;
        }
    }
    return open;
}

bool nb_is_unfinished(const char *text, size_t length)
{
    return nb_open_brackets(text, length, 0) > 0;
}
