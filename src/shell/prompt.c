#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

/* The prompt. Readline is driven character by character, so that a signal finds this
 * loop and not readline: Ctrl-C drops the line and nothing else. */

enum { HISTORY_MAX = 1000, PATH_LENGTH = 4096 };

/* ---- signals: what has come, for the loop to see ---- */

static volatile sig_atomic_t got_interrupt, got_stop, got_resize, got_end;

static void on_signal(int number)
{
    switch (number) {
    case SIGINT: got_interrupt = 1; break;
    case SIGTSTP: got_stop = 1; break;
    case SIGWINCH: got_resize = 1; break;
    default: got_end = 1;
    }
}

static const int watched[] = {SIGINT, SIGTSTP, SIGWINCH, SIGTERM, SIGHUP};
enum { WATCHED = sizeof watched / sizeof *watched };

/* While a line is edited these signals wait for pselect(). */
static void watch(struct sigaction before[WATCHED], sigset_t *outside)
{
    struct sigaction act;
    sigset_t block;
    memset(&act, 0, sizeof act);
    act.sa_handler = on_signal;
    sigemptyset(&act.sa_mask);
    sigemptyset(&block);
    for (int i = 0; i < WATCHED; i++)
        sigaddset(&block, watched[i]);
    sigprocmask(SIG_BLOCK, &block, outside);
    for (int i = 0; i < WATCHED; i++)
        sigaction(watched[i], &act, &before[i]);
}

static void unwatch(const struct sigaction before[WATCHED], const sigset_t *outside)
{
    for (int i = 0; i < WATCHED; i++)
        sigaction(watched[i], &before[i], NULL);
    sigprocmask(SIG_SETMASK, outside, NULL);
}

/* ---- one line ---- */

static char *typed;
static bool line_ready;

static void take(char *line)
{
    rl_callback_handler_remove();
    typed = line;
    line_ready = true;
}

typedef enum line_end { LINE_TYPED, LINE_DROPPED, LINE_CLOSED } line_end;

static void stop_and_go_on(void)
{
    got_stop = 0;
    rl_deprep_terminal();
    kill(getpid(), SIGSTOP);
    rl_prep_terminal(1);
    rl_forced_update_display();
}

static void drop_line(void)
{
    got_interrupt = 0;
    rl_point = rl_end;
    rl_redisplay();
    fputs("^C\n", rl_outstream);
    fflush(rl_outstream);
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_callback_handler_remove();
}

/* Waits for a key or a signal. */
static void wait_for_input(const sigset_t *outside)
{
    fd_set in;
    FD_ZERO(&in);
    FD_SET(STDIN_FILENO, &in);
    int n = pselect(STDIN_FILENO + 1, &in, NULL, NULL, NULL, outside);
    if (n > 0 && !got_interrupt && !got_end)
        rl_callback_read_char();
    if (got_resize) {
        got_resize = 0;
        rl_resize_terminal();
    }
    if (got_stop)
        stop_and_go_on();
}

/* Reads a line into `typed`. */
static line_end read_line(const char *prompt)
{
    struct sigaction before[WATCHED];
    sigset_t outside;
    got_interrupt = got_stop = got_resize = got_end = 0;
    typed = NULL;
    line_ready = false;
    watch(before, &outside);
    rl_callback_handler_install(prompt, take);
    while (!line_ready && !got_interrupt && !got_end)
        wait_for_input(&outside);
    if (!line_ready)
        drop_line();
    unwatch(before, &outside);
    if (got_end)
        return LINE_CLOSED;
    return line_ready ? typed ? LINE_TYPED : LINE_CLOSED : LINE_DROPPED;
}

/* ---- history ---- */

static bool history_path(const shell *sh, char *path)
{
    const char *own = getenv("NABLA_HISTFILE");
    if (!sh->history)
        return false;
    if (own && *own)
        return snprintf(path, PATH_LENGTH, "%s", own) < PATH_LENGTH;
    return shell_path(path, PATH_LENGTH, "XDG_STATE_HOME", ".local/state", "history");
}

static void open_history(const char *path)
{
    stifle_history(HISTORY_MAX);
    if (read_history(path) == 0)
        return;
    shell_make_folders(path);
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    if (fd >= 0)
        close(fd);
}

static void close_history(const char *path)
{
    history_truncate_file(path, HISTORY_MAX);
    chmod(path, 0600);
}

/* Keeps what was typed, on one line; what begins with a blank is not kept. */
static void remember(char *text, const char *path)
{
    if (text[0] == ' ' || text[strspn(text, " \t\n")] == '\0')
        return;
    for (char *c = text; *c; c++)
        if (*c == '\n')
            *c = ' ';
    HIST_ENTRY *last =
        history_length ? history_get(history_base + history_length - 1) : NULL;
    if (last && strcmp(last->line, text) == 0)
        return;
    add_history(text);
    if (*path)
        append_history(1, path);
}

/* ---- statements from lines ---- */

typedef struct statement {
    char *text;
    size_t length, open;
} statement;

static bool add_line(statement *s, const char *line, size_t n)
{
    char *text = realloc(s->text, s->length + n + 2);
    if (!text)
        return false;
    s->text = text;
    if (s->length)
        s->text[s->length++] = '\n';
    memcpy(s->text + s->length, line, n);
    s->length += n;
    s->text[s->length] = '\0';
    s->open = nabla_open_brackets(line, n, s->open);
    return true;
}

static void drop(statement *s)
{
    free(s->text);
    *s = (statement){0};
}

static bool finish(shell *sh, statement *s, const char *history)
{
    bool going = true;
    if (s->text) {
        size_t length = s->length;
        char *kept = strdup(s->text);
        if (kept)
            remember(kept, history);
        free(kept);
        going = shell_run(sh, s->text, length, (place){NULL, 1});
    }
    drop(s);
    return going;
}

/* What was typed may be several lines, when it was pasted. An empty line ends a
 * statement whose brackets are open. */
static bool take_typed(shell *sh, statement *s, const char *history)
{
    bool going = true;
    for (char *line = typed; going && line;) {
        char *feed = strchr(line, '\n');
        size_t n = feed ? (size_t)(feed - line) : strlen(line);
        bool blank = strspn(line, " \t\r") >= n;
        if (!blank && !add_line(s, line, n))
            return false;
        if (s->open == 0 || blank)
            going = finish(sh, s, history);
        line = feed ? feed + 1 : NULL;
    }
    free(typed);
    return going;
}

/* ---- the loop ---- */

static void greet(bool first)
{
    printf("nabla %s  (help, quit)\n", nabla_version());
    if (first)
        puts("Type a function, such as  f(x, y) = x^2 + 3y^2  and then a point:  at (2, "
             "1)");
}

/* The arrow keys search for what begins like the line, unless the user has bound
 * them otherwise. */
static void bind_arrows(void)
{
    static const char *const up[] = {"\033[A", "\033OA"}, *const down[] = {"\033[B",
                                                                           "\033OB"};
    for (int i = 0; i < 2; i++) {
        if (rl_function_of_keyseq(up[i], NULL, NULL) == rl_get_previous_history)
            rl_bind_keyseq(up[i], rl_history_search_backward);
        if (rl_function_of_keyseq(down[i], NULL, NULL) == rl_get_next_history)
            rl_bind_keyseq(down[i], rl_history_search_forward);
    }
}

static void prepare(shell *sh)
{
    setlocale(LC_CTYPE, ""); /* readline asks it how wide characters are */
    rl_readline_name = "nabla";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    /* Before the user's own settings are read. */
    rl_variable_bind("blink-matching-paren", "on");
    rl_initialize();
    bind_arrows();
    shell_prepare_completion(sh->session);
    using_history();
}

/* The statements that a user wants run at each start. */
static void run_configuration(shell *sh)
{
    char path[PATH_LENGTH];
    size_t n = 0;
    const char *problem;
    if (shell_path(path, sizeof path, "XDG_CONFIG_HOME", ".config", "config") &&
        access(path, F_OK) == 0 && !shell_run_file(sh, path, &n, &problem))
        shell_complain(sh, path, problem);
}

static void type_statements(shell *sh, const char *history)
{
    statement s = {0};
    const char *first = sh->color ? "\001\033[1m\002>\001\033[0m\002 " : "> ";
    bool going = true, hinted = false;
    while (going) {
        switch (read_line(s.open ? "  " : first)) {
        case LINE_TYPED:
            hinted = false;
            going = take_typed(sh, &s, history);
            break;
        case LINE_DROPPED:
            drop(&s);
            if (hinted)
                puts("Ctrl-D leaves");
            hinted = !hinted;
            break;
        case LINE_CLOSED:
            putchar('\n');
            going = false;
            break;
        }
        (void)shell_was_interrupted();
    }
    drop(&s);
}

void shell_prompt_begin(shell *sh)
{
    char path[PATH_LENGTH];
    bool first = history_path(sh, path) && access(path, F_OK) != 0;
    nabla_set_inline_notes(sh->session, true);
    nabla_set_color(sh->session, sh->color);
    greet(first);
    run_configuration(sh);
}

void shell_prompt(shell *sh)
{
    char path[PATH_LENGTH] = "";
    prepare(sh);
    if (history_path(sh, path))
        open_history(path);
    else
        path[0] = '\0';
    shell_restore_record(sh);
    type_statements(sh, path);
    shell_keep_record(sh);
    if (*path)
        close_history(path);
    /* How a talk ends is no verdict on it. */
    sh->worst = NABLA_OK;
}

int shell_columns(const shell *sh)
{
    struct winsize size;
    if (!sh->interactive)
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

void shell_measure_window(const shell *sh)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        nabla_set_window(sh->session, size.ws_col, size.ws_row);
}
