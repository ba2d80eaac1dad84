#include "shell/shell.h"

#include <string.h>

/* Errors, with the line they are in and a caret below. */

/* The line of a statement that holds a byte. */
typedef struct source_line {
    const char *text;
    size_t length, number; /* from 0 */
    size_t begin, end;     /* of the span, within the line */
} source_line;

static source_line find_line(const char *text, size_t length, size_t begin, size_t end)
{
    source_line l = {.text = text};
    size_t start = 0;
    if (begin > length)
        begin = length;
    for (size_t i = 0; i < begin; i++) {
        if (text[i] == '\n') {
            start = i + 1;
            l.number++;
        }
    }
    l.text = text + start;
    while (start + l.length < length && text[start + l.length] != '\n')
        l.length++;
    l.begin = begin - start;
    l.end = end < begin ? l.begin : end - start;
    if (l.end > l.length)
        l.end = l.length;
    return l;
}

/* Bytes of the character at the head of n bytes; 0 when they are no UTF-8. */
static size_t character(const unsigned char *s, size_t n)
{
    size_t want = s[0] < 0x80   ? 1
                  : s[0] < 0xC2 ? 0
                  : s[0] < 0xE0 ? 2
                  : s[0] < 0xF0 ? 3
                                : 4;
    if (want == 0 || want > n || s[0] > 0xF4)
        return 0;
    for (size_t i = 1; i < want; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return want;
}

/* A character as a terminal may have it: control characters and what is no UTF-8
 * become a sign of their own. Returns its columns. */
static size_t shown(const unsigned char *s, size_t n, const char **text, size_t *length)
{
    size_t k = character(s, n);
    *text = (const char *)s;
    *length = k;
    bool c1 = k == 2 && s[0] == 0xC2 && s[1] < 0xA0;
    if (k == 1 && s[0] == '\t') {
        *text = " ";
    } else if (k == 0 || c1 || s[0] < 0x20 || s[0] == 0x7F) {
        *text = "?";
        *length = 1;
        return 1;
    }
    return nabla_columns(*text, *length);
}

enum { EXCERPT = 100 }; /* columns of a line that are shown */

/* Where to begin, so that the span is seen. */
static size_t excerpt_start(const source_line *l)
{
    size_t start = 0;
    if (l->begin > EXCERPT * 3 / 4)
        start = l->begin - EXCERPT / 2;
    while (start > 0 && start < l->length &&
           ((unsigned char)l->text[start] & 0xC0) == 0x80)
        start--;
    return start;
}

static void write_carets(size_t before, size_t under, const char *red, const char *plain)
{
    fprintf(stderr, "%*s%s", (int)before, "", red);
    for (size_t i = 0; i < (under ? under : 1); i++)
        fputc('^', stderr);
    fprintf(stderr, "%s\n", plain);
}

static void write_excerpt(const source_line *l, const char *red, const char *plain)
{
    size_t from = excerpt_start(l), columns = 0, before = 0, under = 0;
    const unsigned char *s = (const unsigned char *)l->text;
    fputs(from ? "    ..." : "    ", stderr);
    before += from ? 3 : 0;
    for (size_t i = from; i < l->length && columns < EXCERPT;) {
        const char *text;
        size_t length, n = character(s + i, l->length - i);
        size_t wide = shown(s + i, l->length - i, &text, &length);
        fwrite(text, 1, length, stderr);
        columns += wide;
        if (i < l->begin)
            before += wide;
        else if (i < l->end)
            under += wide;
        i += n ? n : 1;
    }
    fputc('\n', stderr);
    write_carets(before + 4, under, red, plain);
}

/* Characters before the span. */
static size_t column_of(const source_line *l)
{
    size_t column = 1;
    for (size_t i = 0; i < l->begin && i < l->length; i++)
        column += ((unsigned char)l->text[i] & 0xC0) != 0x80;
    return column;
}

/* At a prompt the line is on the screen already, just above, if it fits there. */
static bool is_above(const shell *sh, const source_line *l, size_t length)
{
    return l->number == 0 && l->length == length && !memchr(l->text, '\t', length) &&
           nabla_columns(l->text, length) + SHELL_PROMPT_COLUMNS <
               (size_t)shell_columns(sh);
}

static void write_head(const shell *sh, const source_line *l, place where,
                       const char *word, const char *color)
{
    const char *plain = sh->color ? "\033[0m" : "";
    if (where.file)
        fprintf(stderr, "%s:%zu:%zu: ", where.file, where.line + l->number, column_of(l));
    fprintf(stderr, "%s%s%s", sh->color ? color : "", word, plain);
}

/* A line of words between two others. */
static void write_told(const shell *sh, const char *before, const char *words,
                       const char *after)
{
    char line[1024];
    snprintf(line, sizeof line, "  %s%s%s\n", before, words, after);
    shell_write(stderr, line, shell_columns(sh));
}

void shell_report(const shell *sh, const nabla_error *error, const char *text,
                  size_t length, place where)
{
    const char *red = sh->color ? "\033[31m" : "", *plain = sh->color ? "\033[0m" : "";
    source_line l = find_line(text, length, error->begin, error->end);
    bool placed = error->end > error->begin || strcmp(error->code, "syntax") == 0;
    if (where.file) {
        write_head(sh, &l, where, "", "");
        fprintf(stderr, "%s\n", error->message);
        if (placed)
            write_excerpt(&l, red, plain);
    } else {
        bool above = is_above(sh, &l, length);
        if (placed && above)
            write_carets(SHELL_PROMPT_COLUMNS + nabla_columns(l.text, l.begin),
                         nabla_columns(l.text + l.begin, l.end - l.begin), red, plain);
        write_told(sh, red, error->message, plain);
        if (placed && !above)
            write_excerpt(&l, red, plain);
    }
    if (error->hint[0])
        write_told(sh, "hint: ", error->hint, "");
}

void shell_note(const shell *sh, const nabla_note *note, const char *text, size_t length,
                place where)
{
    source_line l = find_line(text, length, note->begin, note->end);
    write_head(sh, &l, where, "note: ", "\033[2m");
    fprintf(stderr, "%s\n", note->text);
}

void shell_complain(shell *sh, const char *what, const char *why)
{
    fflush(stdout);
    fprintf(stderr, "nabla: %s: %s\n", what, why);
    if (sh->worst < NABLA_ERROR)
        sh->worst = NABLA_ERROR;
}
