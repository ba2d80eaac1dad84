#include "shell/shell.h"

#include <string.h>

/* Sentences that are longer than a line of the terminal, broken at blanks. */

/* Bytes of the escape sequence at the head of the text, which takes no column; 0: none.
 */
static size_t escape(const char *text, size_t n)
{
    size_t i = 2;
    if (n < 2 || text[0] != '\033' || text[1] != '[')
        return 0;
    while (i < n && text[i] != 'm')
        i++;
    return i < n ? i + 1 : n;
}

/* How far the line can go in so many columns: up to a blank, or all of it. */
static size_t fitting(const char *line, size_t n, size_t columns)
{
    size_t width = 0, best = 0;
    for (size_t i = 0; i < n;) {
        size_t skip = escape(line + i, n - i), next = i + (skip ? skip : 1);
        while (!skip && next < n && ((unsigned char)line[next] & 0xC0) == 0x80)
            next++;
        if (line[i] == ' ' && width > 0)
            best = i;
        width += skip ? 0 : nabla_columns(line + i, next - i);
        if (width > columns)
            return best ? best : n;
        i = next;
    }
    return n;
}

/* A table or a picture stands in columns; breaking its lines would not help. */
static bool has_columns(const char *line, size_t n)
{
    for (size_t i = 0; i + 3 <= n; i++)
        if (memcmp(line + i, "   ", 3) == 0)
            return true;
    return false;
}

static void write_line(FILE *to, const char *line, size_t n, size_t columns)
{
    size_t indent = strspn(line, " "), more = indent;
    if (indent > n || indent + 20 > columns || has_columns(line + indent, n - indent)) {
        fwrite(line, 1, n, to);
        return;
    }
    fwrite(line, 1, indent, to);
    for (line += indent, n -= indent; n > 0;) {
        size_t fits = fitting(line, n, columns - more);
        fwrite(line, 1, fits, to);
        line += fits;
        n -= fits;
        while (n > 0 && *line == ' ') {
            line++;
            n--;
        }
        more = indent + 4;
        if (n > 0)
            fprintf(to, "\n%*s", (int)more, "");
    }
}

void shell_write(FILE *to, const char *text, int columns)
{
    if (columns <= 0) {
        fputs(text, to);
        return;
    }
    for (;;) {
        size_t n = strcspn(text, "\n");
        write_line(to, text, n, (size_t)columns);
        text += n;
        if (*text == '\0')
            return;
        fputc(*text++, to);
    }
}
