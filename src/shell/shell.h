#ifndef NB_SHELL_SHELL_H
#define NB_SHELL_SHELL_H

#include <nabla.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The program around the library. It uses include/nabla.h and nothing else of it:
 * files, terminals and signals are its business alone. */

typedef struct shell {
    nabla *session;
    bool json;
    bool quiet;       /* answers are not shown, errors are */
    bool color;       /* on standard error and in the prompt */
    bool interactive; /* a person is typing */
    bool driven;      /* another program does: it reads JSON, and writes to a pipe */
    bool history;
    bool quit;
    nabla_status worst;
    bool misread; /* the last statement was not understood */
    int depth;    /* files that are being loaded by files */
} shell;

/* Where a statement stands. */
typedef struct place {
    const char *file; /* NULL: at the prompt */
    size_t line;      /* of the statement's first line */
} place;

/* ---- statements (statement.c) ---- */

/* Runs a statement and writes its answer. False when it was `quit`. */
bool shell_run(shell *sh, const char *text, size_t length, place where);

/* Runs the statements of an open file; an open bracket goes on in the next line, but
 * not where `one_a_line` is set. The number of statements goes to *count. */
void shell_run_stream(shell *sh, FILE *in, const char *name, bool one_a_line,
                      size_t *count);
/* The same for a file by name; false when it cannot be read, with a reason in
 * *problem (static, or strerror's). */
bool shell_run_file(shell *sh, const char *name, size_t *count, const char **problem);

/* Sees to it that what was written has gone out. Ends the process, with a message
 * unless it was a closed pipe, when it has not. */
void shell_flush(shell *sh);

/* ---- files that are written (replace.c) ---- */

/* Lets the file hold these bytes, or stay as it was: they are written beside it and on
 * the disk before they take its name. Symbolic links and permissions stay; devices and
 * pipes are written to. False, with the reason in *problem, when that cannot be. */
bool shell_replace_file(const char *name, const char *bytes, size_t n, char *problem,
                        size_t size);

/* ---- pictures (picture.c) ---- */

/* Writes the picture of a result to its file, or has gnuplot do it. */
void shell_picture(nabla_result *r);

/* ---- many points (points.c) ---- */

/* Evaluates the current function at the points of a CSV file ("-": standard input)
 * and writes its rows to standard output, with the results behind them; `digits`:
 * proven ones, as many as are set. doc/points.md describes it. */
void shell_run_points(shell *sh, const char *file, bool digits);

/* ---- errors (report.c) ---- */

/* Writes an error to standard error, with its line and a caret. */
void shell_report(const shell *sh, const nabla_error *error, const char *text,
                  size_t length, place where);
void shell_note(const shell *sh, const nabla_note *note, const char *text, size_t length,
                place where);
/* "nabla: what: why" */
void shell_complain(shell *sh, const char *what, const char *why);

/* ---- signals (signals.c) ---- */

/* Lets Ctrl-C interrupt the session, and remembers it. `restart`: reading and writing
 * go on after it; otherwise they end. */
void shell_catch_interrupts(nabla *session, bool restart);
/* Whether there was one since the last call of shell_was_interrupted(). */
bool shell_is_interrupted(void);
bool shell_was_interrupted(void);
/* Shows on standard error that work goes on, when it takes longer. */
void shell_spinner_start(void);
void shell_spinner_stop(void);

/* ---- the prompt (prompt.c, complete.c, paths.c) ---- */

enum { SHELL_PROMPT_COLUMNS = 2 };

/* Greets, and runs the user's configuration. */
void shell_prompt_begin(shell *sh);
/* Reads and runs what is typed, until the end of input or `quit`. */
void shell_prompt(shell *sh);
void shell_prepare_completion(nabla *session);
/* Columns of the terminal on standard output; 0 when it is none. */
int shell_columns(const shell *sh);
/* Writes lines, those broken at blanks that have more columns; 0: none is. */
void shell_write(FILE *to, const char *text, int columns);
/* Tells the session how large the terminal on standard output is. */
void shell_measure_window(const shell *sh);

/* The record of the quiz: taken from its file, and kept there (record.c). */
void shell_restore_record(shell *sh);
void shell_keep_record(shell *sh);

/* A file of ours under a base folder of the XDG specification: the variable's value
 * or HOME/fallback, then nabla/name. False when neither is known. */
bool shell_path(char *path, size_t size, const char *variable, const char *fallback,
                const char *name);
/* Makes the folders above a path. */
void shell_make_folders(const char *path);

#endif
