#include "shell/shell.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help_text[] =
    "Gradients of functions of several variables: simplified, and exact at a point.\n"
    "\n"
    "  nabla                                        type at a prompt\n"
    "  nabla -e 'f(x, y) = x^2 + 3y^2 at (2, 1)'    one statement\n"
    "  nabla FILE                                   the statements of a file\n"
    "  echo 'x^2 + 3y^2' | nabla --json             for programs\n"
    "\n"
    "  -e STATEMENT         run a statement; may be repeated\n"
    "  -i, --interactive    then go on at the prompt\n"
    "  -                    the statements of standard input\n"
    "      --json           answer with one JSON object for each statement\n"
    "      --digits N       significant digits of decimals (1 to 10000)\n"
    "      --points FILE    the function at each point of a CSV file (-: standard\n"
    "                       input); its first line names the variables\n"
    "      --style STYLE    unicode, ascii or latex\n"
    "      --linear         formulas on one line at the terminal too\n"
    "      --color WHEN     always, never or auto\n"
    "      --memory SIZE    at most so much for expressions: 500M, 2G\n"
    "      --limit N        work that a check may do to find a mistake\n"
    "      --no-history     do not keep what is typed\n"
    "      --version        print the version\n"
    "  -h, --help           print this\n"
    "      --               what follows are files\n"
    "\n"
    "The status is the worst of all statements: 0 fine, 1 something undefined, 2 not\n"
    "understood, 3 a limit or not proven, 130 interrupted. 'help' at the prompt tells\n"
    "more about what to type.\n";

/* What is to be done, in the order of the command line. */
typedef struct job {
    const char *text;
    bool statement; /* not a file */
} job;

typedef struct arguments {
    job *jobs;
    size_t n;
    bool interactive, linear;
    const char *style, *color, *digits, *memory, *limit, *points;
} arguments;

static void die(const char *message, const char *detail)
{
    fprintf(stderr, "nabla: %s%s\nnabla --help lists the options.\n", message, detail);
    exit(NABLA_ERROR);
}

/* ---- options ---- */

/* The value of "--name=value", or of "--name value"; NULL when this is not --name. */
static const char *value_of(const char *name, char **argv, int argc, int *i)
{
    const char *arg = argv[*i];
    size_t n = strlen(name);
    if (strncmp(arg, name, n) != 0 || (arg[n] && arg[n] != '='))
        return NULL;
    if (arg[n] == '=')
        return arg + n + 1;
    if (*i + 1 >= argc)
        die("a value is missing after ", name);
    return argv[++*i];
}

static void add_job(arguments *a, const char *text, bool statement)
{
    a->jobs[a->n++] = (job){.text = text, .statement = statement};
}

static bool with_value(arguments *a, char **argv, int argc, int *i)
{
    const char *value;
    if ((value = value_of("-e", argv, argc, i)))
        add_job(a, value, true);
    else if ((value = value_of("--digits", argv, argc, i)))
        a->digits = value;
    else if ((value = value_of("--points", argv, argc, i)))
        a->points = value;
    else if ((value = value_of("--style", argv, argc, i)))
        a->style = value;
    else if ((value = value_of("--color", argv, argc, i)))
        a->color = value;
    else if ((value = value_of("--limit", argv, argc, i)))
        a->limit = value;
    else if ((value = value_of("--memory", argv, argc, i)))
        a->memory = value;
    else
        return false;
    return true;
}

static bool plain(arguments *a, shell *sh, const char *arg)
{
    if (strcmp(arg, "--json") == 0)
        sh->json = true;
    else if (strcmp(arg, "--linear") == 0)
        a->linear = true;
    else if (strcmp(arg, "--no-history") == 0)
        sh->history = false;
    else if (strcmp(arg, "-i") == 0 || strcmp(arg, "--interactive") == 0)
        a->interactive = true;
    else if (strcmp(arg, "--ascii") == 0)
        a->style = "ascii";
    else
        return false;
    return true;
}

static void read_arguments(arguments *a, shell *sh, int argc, char **argv)
{
    bool files = false;
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (files || arg[0] != '-' || arg[1] == '\0') {
            add_job(a, arg, false);
        } else if (strcmp(arg, "--") == 0) {
            files = true;
        } else if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
            fputs(help_text, stdout);
            exit(fflush(stdout) == 0 ? NABLA_OK : NABLA_ERROR);
        } else if (strcmp(arg, "--version") == 0) {
            printf("nabla %s\n", nabla_version());
            exit(fflush(stdout) == 0 ? NABLA_OK : NABLA_ERROR);
        } else if (!plain(a, sh, arg) && !with_value(a, argv, argc, &i)) {
            die("no such option: ", arg);
        }
    }
}

/* ---- settings ---- */

/* "500M", "2 GiB", "1000000": bytes; 0 when it cannot be read. */
static size_t bytes_of(const char *text)
{
    char *unit;
    unsigned long long n =
        text[0] >= '0' && text[0] <= '9' ? strtoull(text, &unit, 10) : 0;
    if (n == 0)
        return 0;
    while (*unit == ' ')
        unit++;
    static const char units[] = "KMGT";
    const char *u = *unit ? strchr(units, *unit & ~0x20) : NULL;
    if (*unit && *unit != 'B' && !u)
        return 0;
    unsigned shift = u ? 10 * ((unsigned)(u - units) + 1) : 0;
    if (shift && n > SIZE_MAX >> shift)
        return SIZE_MAX;
    return (size_t)(n << shift);
}

/* Half of what the machine has. */
static size_t default_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || size <= 0)
        return (size_t)1 << 30;
    return (size_t)pages * (size_t)size / 2;
}

static void set(shell *sh, const char *option, const char *value)
{
    if (!value || nabla_set(sh->session, option, value))
        return;
    const nabla_error *error = nabla_last_error(sh->session);
    fprintf(stderr, "nabla: %s\n  hint: %s\n", error->message, error->hint);
    exit(NABLA_ERROR);
}

static bool wants_color(const char *when)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    if (when && strcmp(when, "always") == 0)
        return true;
    if (when && strcmp(when, "never") == 0)
        return false;
    if (when && strcmp(when, "auto") != 0)
        die("--color is always, never or auto, not ", when);
    return isatty(STDERR_FILENO) && !(none && *none) && term && strcmp(term, "dumb") != 0;
}

/* Whether the environment asks for UTF-8. Its names are looked at rather than the
 * locale loaded, which would be a tenth of the program's whole time. */
static bool wants_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strstr(value, "UTF-8") || strstr(value, "utf8") ||
                   strstr(value, "utf-8") || strstr(value, "UTF8");
    }
    return false;
}

static void apply(const arguments *a, shell *sh)
{
    bool utf8 = wants_utf8();
    set(sh, "style", a->style ? a->style : utf8 ? "unicode" : "ascii");
    set(sh, "digits", a->digits);
    set(sh, "limit", a->limit);
    if (a->linear)
        set(sh, "linear", "on");
    size_t bytes = a->memory ? bytes_of(a->memory) : default_memory();
    if (bytes == 0)
        die("--memory takes a size such as 500M or 2G, not ", a->memory);
    nabla_set_memory(sh->session, bytes);
    sh->color = wants_color(a->color);
}

/* ---- work ---- */

static void run_stdin(shell *sh)
{
    size_t count = 0;
    shell_run_stream(sh, stdin, "<stdin>", sh->json, &count);
}

static void run_job(shell *sh, const job *j, size_t number)
{
    size_t count = 0;
    const char *problem;
    if (j->statement) {
        if (sh->interactive)
            printf("> %s\n", j->text);
        shell_run(sh, j->text, strlen(j->text),
                  (place){sh->interactive ? NULL : "<command line>", number});
    } else if (strcmp(j->text, "-") == 0) {
        run_stdin(sh);
    } else if (!shell_run_file(sh, j->text, &count, &problem)) {
        shell_complain(sh, j->text, problem);
    }
}

static void run_all(shell *sh, const arguments *a)
{
    bool terminals = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !sh->json;
    bool prompt = terminals && !a->points && (a->interactive || a->n == 0);
    size_t statements = 0;
    sh->interactive = prompt;
    sh->quiet = a->points != NULL;
    if (prompt)
        shell_prompt_begin(sh);
    for (size_t i = 0; i < a->n && !sh->quit && sh->worst != NABLA_INTERRUPTED; i++) {
        statements += a->jobs[i].statement;
        run_job(sh, &a->jobs[i], statements);
        if (shell_was_interrupted())
            sh->worst = NABLA_INTERRUPTED;
    }
    if (sh->quit || sh->worst == NABLA_INTERRUPTED)
        return;
    if (a->points)
        shell_run_points(sh, a->points, a->digits != NULL);
    else if (prompt)
        shell_prompt(sh);
    else if (a->n == 0 || a->interactive)
        run_stdin(sh);
}

/* Whether another program asks as it goes along. Then Ctrl-C stops a statement and not
 * the session, and an answer is never cut off. */
static bool is_driven(const shell *sh, const arguments *a)
{
    struct stat in;
    return sh->json && a->n == 0 && !a->points && fstat(STDIN_FILENO, &in) == 0 &&
           (S_ISFIFO(in.st_mode) || S_ISSOCK(in.st_mode));
}

/* Arrays of expressions grow by doubling and go when their statement is done. Memory that
 * the allocator gives back to the system is cleared page by page when it is asked for
 * again, which takes a tenth of the time of long statements; so it keeps what it has. Very
 * long arrays are mapped by themselves: these grow without being copied. */
static void keep_pages(void)
{
#ifdef __GLIBC__
    enum { MAPPED = 4 << 20, KEPT = 256 << 20 };
    mallopt(M_MMAP_THRESHOLD, MAPPED);
    mallopt(M_TRIM_THRESHOLD, KEPT);
#endif
}

int main(int argc, char **argv)
{
    shell sh = {.history = true};
    keep_pages();
    arguments a = {0};
    a.jobs = calloc((size_t)argc + 1, sizeof *a.jobs);
    sh.session = nabla_new();
    if (!a.jobs || !sh.session) {
        fputs("nabla: out of memory\n", stderr);
        return NABLA_LIMIT;
    }
    read_arguments(&a, &sh, argc, argv);
    apply(&a, &sh);
    sh.driven = is_driven(&sh, &a);
    shell_catch_interrupts(sh.session, sh.driven);
    run_all(&sh, &a);
    shell_flush(&sh);
    nabla_free(sh.session);
    free(a.jobs);
    return (int)sh.worst;
}
