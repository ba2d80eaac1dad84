#include "shell/shell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Statements from files, pipes and the command line. */

void shell_flush(shell *sh)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return;
    if (shell_is_interrupted()) {
        clearerr(stdout); /* Ctrl-C stops a long answer, not the session */
        return;
    }
    if (errno != EPIPE)
        fprintf(stderr, "nabla: cannot write to standard output: %s\n", strerror(errno));
    exit(sh->worst > NABLA_ERROR ? (int)sh->worst : NABLA_ERROR);
}

/* ---- load, save ---- */

static void save(shell *sh, nabla_result *r)
{
    const char *name = nabla_result_argument(r);
    size_t n = 0;
    char *text = nabla_saved(sh->session, &n);
    if (!text) {
        nabla_result_done(r, 0, NABLA_LIMIT, nabla_last_error(sh->session)->message);
        return;
    }
    char problem[300] = "";
    bool ok = shell_replace_file(name, text, strlen(text), problem, sizeof problem);
    nabla_result_done(r, n, NABLA_OK, ok ? NULL : problem);
    nabla_string_free(text);
}

static void load(shell *sh, nabla_result *r)
{
    enum { DEEPEST = 20 }; /* files that load files: one may load itself */
    const char *name = nabla_result_argument(r), *reason = "";
    char problem[300];
    size_t n = 0;
    nabla_status before = sh->worst;
    bool ok = false;
    sh->worst = NABLA_OK;
    if (sh->depth >= DEEPEST) {
        reason = "too many files load one another";
    } else {
        sh->depth++;
        ok = shell_run_file(sh, name, &n, &reason);
        sh->depth--;
    }
    snprintf(problem, sizeof problem, "cannot read %s: %s", name, reason);
    nabla_result_done(r, n, sh->worst, ok ? NULL : problem);
    if (before > sh->worst)
        sh->worst = before;
}

static void do_action(shell *sh, nabla_result *r)
{
    switch (nabla_result_action(r)) {
    case NABLA_LOAD: load(sh, r); break;
    case NABLA_SAVE: save(sh, r); break;
    case NABLA_QUIT: sh->quit = true; break;
    case NABLA_WRITE:
    case NABLA_GNUPLOT: shell_picture(r); break;
    case NABLA_NOTHING: break;
    }
}

/* ---- one statement ---- */

static void write_json(nabla_result *r)
{
    const char *json = nabla_result_json(r);
    if (*json) {
        fputs(json, stdout);
        putchar('\n');
    }
}

static void write_text(shell *sh, nabla_result *r, const char *text, size_t length,
                       place where)
{
    const nabla_note *note;
    if (!sh->quiet) {
        shell_write(stdout, nabla_result_text(r, shell_columns(sh)), shell_columns(sh));
        fflush(stdout);
    }
    for (size_t i = 0; !sh->interactive && (note = nabla_result_note(r, i)); i++)
        shell_note(sh, note, text, length, where);
    const nabla_error *error = nabla_result_error(r);
    if (error)
        shell_report(sh, error, text, length, where);
}

bool shell_run(shell *sh, const char *text, size_t length, place where)
{
    nabla_result *r;
    bool spin = sh->interactive && isatty(STDERR_FILENO);
    if (spin)
        shell_spinner_start();
    shell_measure_window(sh);
    nabla_run(sh->session, text, length, &r);
    if (r)
        do_action(sh, r);
    if (!r) {
        shell_complain(sh, "memory", "there is none left");
    } else if (sh->json && sh->depth > 0) {
        /* One object a statement: that of the `load` counts for all of these. */
        (void)nabla_result_json(r);
    } else if (sh->json && !sh->quiet) {
        write_json(r);
    } else {
        if (spin)
            (void)nabla_result_text(r, shell_columns(sh));
        if (spin)
            shell_spinner_stop();
        write_text(sh, r, text, length, where);
        spin = false;
    }
    if (spin)
        shell_spinner_stop();
    if (r && nabla_result_status(r) > sh->worst)
        sh->worst = nabla_result_status(r);
    sh->misread = r && nabla_result_error(r);
    nabla_result_free(r);
    shell_flush(sh);
    return !sh->quit;
}

/* ---- many statements ---- */

/* A statement that grows line by line. */
typedef struct pending {
    char *text;
    size_t length, capacity;
    size_t open;  /* brackets */
    size_t first; /* its first line */
} pending;

static bool append(pending *p, const char *line, size_t n)
{
    if (p->length + n + 1 > p->capacity) {
        size_t capacity = (p->length + n + 1) * 2;
        char *text = realloc(p->text, capacity);
        if (!text)
            return false;
        p->text = text;
        p->capacity = capacity;
    }
    if (p->length)
        p->text[p->length++] = '\n';
    memcpy(p->text + p->length, line, n);
    p->length += n;
    return true;
}

static bool is_blank(const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

/* Takes one more line; true when the statement is complete. An empty line ends one
 * whose brackets were never closed. */
static bool take_line(pending *p, const char *line, size_t n, bool one_a_line)
{
    if (p->length > 0 && is_blank(line, n))
        return true;
    p->open = nabla_open_brackets(line, n, p->open);
    if (!append(p, line, n))
        return true;
    return one_a_line || p->open == 0;
}

/* Where lines come from: those that are read again, then a file. */
typedef struct source {
    FILE *in;
    char *line; /* the last one from the file */
    size_t size;
    char *again, *next; /* lines to be read again, NULL for none; where they go on */
    size_t number;      /* of the last line */
} source;

/* The next line, without its end; false after the last. */
static bool next_line(source *s, char **line, size_t *length)
{
    if (s->next) {
        *line = s->next;
        *length = strcspn(s->next, "\n");
        s->next = s->next[*length] ? s->next + *length + 1 : NULL;
        s->number++;
        return true;
    }
    ssize_t n = getline(&s->line, &s->size, s->in);
    if (n < 0)
        return false;
    *line = s->line;
    *length = (size_t)n;
    if (s->number++ == 0 && n >= 3 && memcmp(s->line, "\xEF\xBB\xBF", 3) == 0) {
        *line += 3; /* the mark that some editors put before UTF-8 */
        *length -= 3;
    }
    if (*length > 0 && (*line)[*length - 1] == '\n')
        --*length;
    if (*length > 0 && (*line)[*length - 1] == '\r')
        --*length;
    return true;
}

/* A bracket that was never closed has swallowed the lines behind it: all but the
 * first of them are read again, since every statement runs. */
static void read_again(source *s, const pending *p)
{
    const char *rest = memchr(p->text, '\n', p->length);
    if (!rest || memchr(p->text, '\0', p->length))
        return;
    size_t n = (size_t)(p->text + p->length - ++rest),
           left = s->next ? strlen(s->next) : 0;
    char *again = malloc(n + left + 2);
    if (!again)
        return;
    memcpy(again, rest, n);
    if (s->next)
        again[n++] = '\n';
    memcpy(again + n, s->next ? s->next : "", left + 1);
    again[n + left] = '\0';
    free(s->again);
    s->again = s->next = again;
    s->number = p->first;
}

/* Runs the statement that has been gathered; false when that was the last. */
static bool run_pending(shell *sh, pending *p, source *s, const char *name, size_t *count)
{
    *count += !is_blank(p->text, p->length);
    bool going = shell_run(sh, p->text, p->length, (place){name, p->first});
    if (sh->misread && p->open > 0)
        read_again(s, p);
    p->length = p->open = 0;
    if (sh->driven && sh->depth == 0) {
        (void)shell_was_interrupted(); /* that stopped the statement alone */
        return going;
    }
    return going && sh->worst != NABLA_INTERRUPTED && !shell_is_interrupted();
}

void shell_run_stream(shell *sh, FILE *in, const char *name, bool one_a_line,
                      size_t *count)
{
    source s = {.in = in};
    pending p = {0};
    char *line;
    size_t n;
    bool going = true;
    while (going) {
        bool more = next_line(&s, &line, &n);
        if (more && p.length == 0)
            p.first = s.number;
        if (more && !take_line(&p, line, n, one_a_line))
            continue;
        if (!more && p.length == 0)
            break;
        going = run_pending(sh, &p, &s, name, count);
    }
    if (shell_was_interrupted() && !sh->interactive)
        sh->worst = NABLA_INTERRUPTED;
    free(p.text);
    free(s.again);
    free(s.line);
}

bool shell_run_file(shell *sh, const char *name, size_t *count, const char **problem)
{
    struct stat about;
    FILE *in = fopen(name, "r");
    if (!in) {
        *problem = strerror(errno);
        return false;
    }
    if (fstat(fileno(in), &about) == 0 && S_ISDIR(about.st_mode)) {
        fclose(in);
        *problem = "it is a folder";
        return false;
    }
    shell_run_stream(sh, in, name, false, count);
    fclose(in);
    return true;
}
