#include "shell/shell.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Pictures that go to files or, by the program gnuplot, to windows. */

extern char **environ;

enum { PROBLEM_SIZE = 300 };

/* ---- gnuplot ---- */

/* Its standard streams, as nameless files: nothing waits for anything, and a picture
 * that was not finished replaces none. */
typedef struct streams {
    FILE *in, *out, *err;
} streams;

static bool open_streams(streams *s, const char *script, size_t n, char *problem)
{
    *s = (streams){tmpfile(), tmpfile(), tmpfile()};
    bool ok = s->in && s->out && s->err && fwrite(script, 1, n, s->in) == n &&
              fflush(s->in) == 0 && fseek(s->in, 0, SEEK_SET) == 0;
    if (!ok)
        snprintf(problem, PROBLEM_SIZE, "cannot make a temporary file: %s",
                 strerror(errno));
    return ok;
}

static void close_streams(streams *s)
{
    FILE *all[] = {s->in, s->out, s->err};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i])
            fclose(all[i]);
}

/* Starts it without its configuration files; no shell is in between. Signals that we
 * handle or ignore are as they are for everyone. */
static int start(const streams *s, bool window, pid_t *pid)
{
    char name[] = "gnuplot", plain[] = "-d", persist[] = "-persist";
    char *const file_argv[] = {name, plain, NULL};
    char *const window_argv[] = {name, plain, persist, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGALRM);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&actions, fileno(s->in), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(s->out), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(s->err), STDERR_FILENO);
    int error = posix_spawnp(pid, name, &actions, &attributes,
                             window ? window_argv : file_argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

/* The status that it ended with; -1 where a signal ended it. Ctrl-C ends it. */
static int await(pid_t pid)
{
    const struct timespec moment = {.tv_nsec = 5000000};
    int status = 0;
    for (pid_t ended = 0; ended == 0 || (ended < 0 && errno == EINTR);) {
        ended = waitpid(pid, &status, WNOHANG);
        if (ended == 0 && shell_is_interrupted())
            kill(pid, SIGKILL);
        if (ended == 0)
            nanosleep(&moment, NULL);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What it complained of: the first line that says something. */
static void read_complaint(FILE *err, char *problem)
{
    char line[200] = "";
    rewind(err);
    while (fgets(line, sizeof line, err)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (strspn(line, " \t^") != strlen(line))
            break;
    }
    snprintf(problem, PROBLEM_SIZE, "gnuplot failed: %s", line);
}

static bool copy_output(FILE *out, const char *name, char *problem)
{
    long n = fseek(out, 0, SEEK_END) == 0 ? ftell(out) : -1;
    char *bytes = n > 0 ? malloc((size_t)n) : NULL;
    rewind(out);
    bool ok = bytes && fread(bytes, 1, (size_t)n, out) == (size_t)n;
    if (!ok)
        snprintf(problem, PROBLEM_SIZE, "gnuplot has drawn nothing");
    ok = ok && shell_replace_file(name, bytes, (size_t)n, problem, PROBLEM_SIZE);
    free(bytes);
    return ok;
}

static bool run_gnuplot(const char *name, const char *script, size_t n, char *problem)
{
    enum { NO_WINDOW = 7 }; /* with this our scripts say that there can be none */
    streams s;
    pid_t pid;
    bool window = *name == '\0';
    if (!open_streams(&s, script, n, problem)) {
        close_streams(&s);
        return false;
    }
    int error = start(&s, window, &pid);
    int status = error ? 0 : await(pid);
    if (error)
        snprintf(problem, PROBLEM_SIZE,
                 error == ENOENT
                     ? "gnuplot is not installed; a picture in a file that ends "
                       "in .svg does not need it"
                     : "cannot start gnuplot: %s",
                 strerror(error));
    else if (shell_is_interrupted())
        snprintf(problem, PROBLEM_SIZE, "interrupted");
    else if (status == NO_WINDOW)
        snprintf(problem, PROBLEM_SIZE, "gnuplot can open no window here");
    else if (status != 0)
        read_complaint(s.err, problem);
    bool ok = *problem == '\0' && (window || copy_output(s.out, name, problem));
    close_streams(&s);
    return ok;
}

void shell_picture(nabla_result *r)
{
    char problem[PROBLEM_SIZE] = "";
    const char *name = nabla_result_argument(r);
    size_t n;
    const char *bytes = nabla_result_output(r, &n);
    bool ok = nabla_result_action(r) == NABLA_WRITE
                  ? shell_replace_file(name, bytes, n, problem, PROBLEM_SIZE)
                  : run_gnuplot(name, bytes, n, problem);
    nabla_result_done(r, 0, NABLA_OK, ok ? NULL : problem);
}
