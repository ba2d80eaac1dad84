#include "expr/function.h"
#include "session/out.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"
#include "text/utf8.h"

#include <string.h>

/* Help from the tables of functions and commands. */

/* ---- texts ---- */

/* The tables are written in Unicode; a plain terminal gets plain signs. */
static void put(nb_buf *out, const char *text, nb_style style)
{
    static const char *const plain[][2] = {
        {"≥", ">="},   {"≤", "<="},    {"≠", "!="},  {"π", "pi"}, {"√", "sqrt"},
        {"∛", "cbrt"}, {"₂", "2"},     {"₁₀", "10"}, {"−", "-"},  {"²", "^2"},
        {"∂", "d"},    {"∇", "grad "}, {"‖", "||"},  {"·", "*"},  {"°", "deg"},
    };
    if (style == NB_STYLE_UNICODE) {
        nb_buf_puts(out, text);
        return;
    }
    nb_buf_heed(out, text);
    while (*text) {
        size_t i = 0, n = sizeof plain / sizeof *plain;
        while (i < n && strncmp(text, plain[i][0], strlen(plain[i][0])) != 0)
            i++;
        if (i < n) {
            nb_buf_puts(out, plain[i][1]);
            text += strlen(plain[i][0]);
        } else {
            nb_buf_putc(out, *text++);
        }
    }
}

/* The left column is so wide, with a margin of two; lines of the right one end by the
 * usual width of a terminal. */
enum { LEFT_COLUMNS = 26, RIGHT_COLUMNS = 80 - 2 - LEFT_COLUMNS };

/* Words in lines of RIGHT_COLUMNS, each but the first below the first. */
static void put_wrapped(nb_buf *out, const char *text)
{
    size_t column = 0;
    nb_buf_heed(out, text);
    while (*text) {
        size_t n = strcspn(text, " "), width = nb_utf8_width(text, n);
        if (column && column + 1 + width > RIGHT_COLUMNS) {
            nb_buf_printf(out, "\n  %*s", LEFT_COLUMNS, "");
            column = 0;
        } else if (column) {
            nb_buf_putc(out, ' ');
            column++;
        }
        nb_buf_add(out, text, n);
        column += width;
        text += n;
        text += strspn(text, " ");
    }
}

static void put_line(nb_buf *out, const char *left, const char *right, nb_style style)
{
    nb_buf b = {0};
    put(&b, left, style);
    size_t columns = nb_utf8_width(nb_buf_text(&b), b.length);
    nb_buf_puts(out, "  ");
    nb_buf_puts(out, nb_buf_text(&b));
    /* What is too wide for its column has a line of its own. */
    if (columns >= LEFT_COLUMNS)
        nb_buf_printf(out, "\n  %*s", LEFT_COLUMNS, "");
    else
        nb_buf_printf(out, "%*s", (int)(LEFT_COLUMNS - columns), "");
    nb_buf_clear(&b);
    put(&b, right, style);
    put_wrapped(out, nb_buf_text(&b));
    nb_buf_putc(out, '\n');
    nb_buf_free(&b);
}

/* ---- topics ---- */

typedef void write_topic(nabla *s, nb_style style, nb_buf *out);

static void write_commands(nabla *s, nb_style style, nb_buf *out)
{
    (void)s;
    for (unsigned i = 0; i < NB_COMMAND_COUNT; i++) {
        const nb_command_row *row = nb_command_of((nb_command)i);
        put_line(out, row->synopsis, row->help, style);
    }
}

static void write_functions(nabla *s, nb_style style, nb_buf *out)
{
    (void)s;
    for (unsigned i = 0; i < NB_FN_COUNT; i++) {
        const nb_function *row = nb_function_row(i);
        put_line(out, row->name, row->help, style);
    }
}

static void write_statements(nabla *s, nb_style style, nb_buf *out)
{
    static const char *const lines[][2] = {
        {"f(x, y) = x^2 + 3y^2", "define f, and see its gradient"},
        {"x^2 + 3y^2", "the same without a name"},
        {"a = 3/2", "a constant"},
        {"at (2, 1)", "value, gradient and norm there"},
        {"at x=2, y=1", "the same by names"},
        {"f at (2, 1)", "of the function f"},
        {"f(2, 1)", "a value"},
        {"grad f(2, 1)", "the gradient at a point; also ∇f(2, 1)"},
        {"norm grad f(2, 1)", "its norm; also ‖∇f(2, 1)‖"},
        {"f_x(2, 1)", "a partial derivative; also ∂f/∂x (2, 1)"},
        {"f_xy", "a mixed one"},
        {"d/dx sin(x)^2", "a derivative of an expression"},
        {"diff(x^2 y^3, x, 2, y)", "twice by x, then by y"},
    };
    (void)s;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        put_line(out, lines[i][0], lines[i][1], style);
}

static void write_notation(nabla *s, nb_style style, nb_buf *out)
{
    static const char *const lines[][2] = {
        {"2x, x y, 2(x + 1)", "products need no sign"},
        {"x^2, x**2, x²", "powers; 2^3^2 is 2^(3^2)"},
        {"-x^2", "is -(x^2)"},
        {"1/2x", "is (1/2)x: from left to right"},
        {"sin 2x, sin^2 x", "are sin(2x) and (sin x)^2"},
        {"sin x cos y", "is sin(x) cos(y)"},
        {"log x", "is ln x; others: log2, log10, log_b(x)"},
        {"|x|, 5!, 30°", "absolute value, factorial, degrees"},
        {"piecewise(x, x > 0, -x)", "values and their conditions"},
        {"\\frac{x}{y}, √x, π", "what is pasted from elsewhere"},
        {"# ...", "a comment"},
    };
    (void)s;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        put_line(out, lines[i][0], lines[i][1], style);
}

static void write_settings(nabla *s, nb_style style, nb_buf *out)
{
    (void)s;
    for (size_t i = 0; nb_option_at(i)->name; i++) {
        nb_buf b = {0};
        nb_buf_printf(&b, "set %s ...", nb_option_at(i)->name);
        put_line(out, nb_buf_text(&b), nb_option_at(i)->values, style);
        nb_buf_free(&b);
    }
}

static const struct {
    const char *name, *help;
    write_topic *write;
} topics[] = {
    {"statements", "what to type", write_statements},
    {"notation", "how formulas are read", write_notation},
    {"functions", "the elementary functions", write_functions},
    {"commands", "the commands", write_commands},
    {"settings", "what 'set' changes", write_settings},
};

enum { N_TOPICS = sizeof topics / sizeof *topics };

static void write_topics(nb_style style, nb_buf *out)
{
    for (size_t i = 0; i < N_TOPICS; i++) {
        nb_buf b = {0};
        nb_buf_printf(&b, "help %s", topics[i].name);
        put_line(out, nb_buf_text(&b), topics[i].help, style);
        nb_buf_free(&b);
    }
    put_line(out, "help NAME", "a function or a command, such as help sin", style);
}

static void write_overview(nabla *s, nb_style style, nb_buf *out)
{
    write_statements(s, style, out);
    nb_buf_putc(out, '\n');
    write_topics(style, out);
    put_line(out, "quit", "leave; also Ctrl-D", style);
}

/* ---- one name ---- */

static const nb_help_entry entries[] = {
    {"at", "at POINT, f at POINT", "value, gradient and norm there", "f at x=2, y=1"},
    {"grad", "grad f(POINT)", "the gradient at a point; also ∇f(2, 1)", "grad f(2, 1)"},
    {"gradient", "grad f(POINT)", "the gradient at a point; also ∇f(2, 1)",
     "grad f(2, 1)"},
    {"∇", "∇f(POINT)", "the gradient at a point; also grad f(2, 1)", "grad f(2, 1)"},
    {"norm", "norm grad f(POINT)", "the Euclidean norm of the gradient; also ‖∇f(2, 1)‖",
     "norm grad f(2, 1)"},
    {"diff", "diff(u, x, 2, y)", "the derivative of u, twice by x, then by y",
     "diff(x^2 y^3, x, 2, y)"},
    {"derivative", "d/dx u, diff(u, x), f_x", "the derivative of u by x",
     "d/dx sin(x)^2"},
    {"d/dx", "d/dx u", "the derivative of u by x", "d/dx sin(x)^2"},
    {"f_x", "f_x, f_xy, f_x(POINT)", "partial derivatives; also ∂f/∂x (2, 1)",
     "f_x(2, 1)"},
    {"piecewise", "piecewise(u, condition, v)", "u where the condition holds, else v",
     "piecewise(x, x > 0, -x)"},
    {"constant", "NAME = VALUE", "a named constant", "a = 3/2"},
    {"function", "f(x, y) = u", "define f, and see its gradient", "f(x, y) = x^2 + 3y^2"},
    {"digits", "set digits N", "significant digits of decimals: 1 ... 10000, default",
     "set digits 20"},
    {"style", "set style WORD", "how formulas are written: unicode, ascii, latex",
     "set style ascii"},
    {"leibniz", "set notation WORD", "partial derivatives: leibniz, subscript",
     "set notation leibniz"},
    {"subscript", "set notation WORD", "partial derivatives: leibniz, subscript",
     "set notation subscript"},
    {"vector", "set vector WORD", "vectors: parentheses, angle, ij", "set vector ij"},
    {"linear", "set linear WORD", "on: every formula on one line", "set linear on"},
    {"expand", "set expand WORD",
     "on: long results are written whole; off: parts that they repeat get names",
     "set expand on"},
    {NULL, NULL, NULL, NULL},
};

const nb_help_entry *nb_help_entry_at(size_t i) { return &entries[i]; }

static const nb_help_entry *find_entry(const char *name)
{
    size_t i = 0;
    while (entries[i].name && strcmp(entries[i].name, name) != 0)
        i++;
    return entries[i].name ? &entries[i] : NULL;
}

static void write_entry(const nb_help_entry *row, nb_style style, nb_buf *out)
{
    put_line(out, row->synopsis, row->help, style);
    put_line(out, "  example", row->example, style);
}

static void write_function(const nb_function *row, nb_style style, nb_buf *out)
{
    nb_buf title = {0};
    nb_buf_puts(&title, row->name);
    if (row->arity == 1)
        nb_buf_puts(&title, "(u)");
    else if (row->arity == 2)
        nb_buf_puts(&title, "(u, v)");
    else if (row->arity < 0)
        nb_buf_puts(&title, "(u, v, ...)");
    put_line(out, nb_buf_text(&title), row->help, style);
    nb_buf_free(&title);
    if (*row->spellings)
        put_line(out, "  also written", row->spellings, style);
    if (*row->derivative)
        put_line(out, row->arity == 2 ? "  derivative by u" : "  derivative",
                 row->derivative, style);
    if (*row->derivative2)
        put_line(out, "  derivative by v", row->derivative2, style);
    if (*row->domain)
        put_line(out, "  defined for", row->domain, style);
    if (*row->rewrite)
        put_line(out, "  the same as", row->rewrite, style);
    put_line(out, "  example", row->example, style);
}

static void write_command(const nb_command_row *row, nb_style style, nb_buf *out)
{
    put_line(out, row->synopsis, row->help, style);
    if (*row->aliases)
        put_line(out, "  also written", row->aliases, style);
    put_line(out, "  example", row->example, style);
    if (strcmp(row->name, "set") == 0)
        write_settings(NULL, style, out);
    if (strcmp(row->name, "help") == 0)
        write_topics(style, out);
}

static void write_defined(nabla *s, const nb_def *d, nb_style style, nb_buf *out)
{
    nb_buf_puts(out, "  ");
    nb_print_name(d->name, style, out);
    for (uint32_t i = 0; i < d->n; i++) {
        nb_buf_puts(out, i ? ", " : "(");
        nb_print_name(nb_symbol_name(s->pool, nb_def_param(d, i)), style, out);
    }
    nb_buf_puts(out, d->n ? ") = " : " = ");
    nb_print(s->pool, d->body, style, out);
    nb_buf_putc(out, '\n');
}

static size_t find_topic(const char *name)
{
    size_t i = 0;
    while (i < N_TOPICS && strcmp(topics[i].name, name) != 0)
        i++;
    return i;
}

static void write_help(nabla *s, const char *topic, nb_style style, nb_buf *out)
{
    size_t n = topic ? strlen(topic) : 0;
    size_t known = n ? find_topic(topic) : N_TOPICS;
    if (n == 0)
        write_overview(s, style, out);
    else if (known < N_TOPICS)
        topics[known].write(s, style, out);
    else if (strcmp(topic, "topics") == 0)
        write_topics(style, out);
    else if (nb_table_find(s, topic))
        write_defined(s, nb_table_find(s, topic), style, out);
    else if (nb_command_find(topic, n) != NB_COMMAND_COUNT)
        write_command(nb_command_of(nb_command_find(topic, n)), style, out);
    else if (nb_function_find(topic, n) != NB_FN_COUNT)
        write_function(nb_function_row(nb_function_find(topic, n)), style, out);
    else if (find_entry(topic))
        write_entry(find_entry(topic), style, out);
}

/* False, with an error, when there is no such topic. */
static bool check_topic(nabla *s, const char *topic, nb_span span)
{
    size_t n = strlen(topic);
    if (n == 0 || find_topic(topic) < N_TOPICS || strcmp(topic, "topics") == 0 ||
        nb_table_find(s, topic) || nb_command_find(topic, n) != NB_COMMAND_COUNT ||
        nb_function_find(topic, n) != NB_FN_COUNT || find_entry(topic))
        return true;
    nb_error_at(&s->error, NB_ERR_USAGE, span.begin, span.end,
                "there is no help on '%.60s'", topic);
    nb_fn near = nb_function_near(topic, n);
    if (near != NB_FN_COUNT)
        nb_error_hint(&s->error, "did you mean 'help %s'?", nb_function_row(near)->name);
    else
        nb_error_hint(&s->error, "'help topics' lists what there is");
    return false;
}

/* ---- the command ---- */

static bool run_help(nabla_result *r, const nb_statement *st, const char *text)
{
    return nb_take_argument(r, text, st->argument) &&
           check_topic(r->session, r->argument, st->argument);
}

static void people(nabla_result *r, nb_out *o)
{
    write_help(o->s, r->argument, o->style, o->to);
}

static void json(nabla_result *r, nb_writer *w)
{
    nb_buf b = {0};
    nb_json_member(&w->j, "topic", r->argument);
    write_help(w->s, r->argument, NB_STYLE_TEXT, &b);
    nb_json_member(&w->j, "text", nb_buf_text(&b));
    nb_buf_free(&b);
}

const nb_command_class nb_help_command = {
    .kind = "help", .run = run_help, .people = people, .json = json};
