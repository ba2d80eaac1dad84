#include "shell/csv.h"
#include "shell/shell.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* --points: a function at every row of a CSV file. Rows are read in batches of
 * constant size, so memory does not depend on how many there are. */

enum {
    MOST_ROWS = 8192,       /* in a batch                      */
    MOST_NUMBERS = 1 << 21, /* likewise, where that leaves any */
    MOST_COMPLAINTS = 20,   /* about single rows               */
    MOST_SECOND_LOOKS = 10000,
    THREADS = 2,
    DOUBLE_DIGITS = 17
};

/* A row that is waiting to be written: its bytes as they were read, then the texts of
 * its coordinates, each followed by a NUL. */
typedef struct row {
    size_t begin, length;
    bool readable; /* all coordinates are numbers */
} row;

typedef struct points {
    shell *sh;
    const char *name; /* of the file */
    csv in;
    nabla_tape *tape;
    bool proven;     /* --digits was given */
    size_t d;        /* variables */
    size_t *columns; /* of the file, for each variable */
    size_t width;    /* columns of the file */
    size_t batch;    /* rows in one */
    double **x;      /* d + (value, gradient, norm) columns of so many doubles */
    double **y;
    row *rows;
    size_t n;
    char *text;
    size_t text_length, text_size;
    const char **coordinates; /* of one point */
    nabla_value *values;
    size_t total, undefined, unproven, unread, looks;
    time_t started, shown;
} points;

static void worst(points *p, nabla_status status)
{
    if (status > p->sh->worst)
        p->sh->worst = status;
}

/* ---- complaints ---- */

/* About a row, on standard error: FILE:LINE: column NAME: what is wrong. */
static void complain(points *p, const char *variable, const char *text, const char *what)
{
    worst(p, NABLA_ERROR);
    if (++p->unread > MOST_COMPLAINTS)
        return;
    fprintf(stderr, "%s:%zu: ", p->name, p->in.line);
    if (variable)
        fprintf(stderr, "column %s: ", variable);
    if (text)
        fprintf(stderr, "'%.40s' ", text);
    fprintf(stderr, "%s\n", what);
}

static void say(const points *p, size_t n, const char *one, const char *many)
{
    if (n)
        fprintf(stderr, "nabla: %zu of %zu point%s %s\n", n, p->total,
                p->total == 1 ? "" : "s", n == 1 ? one : many);
}

static void summarize(const points *p)
{
    if (p->unread > MOST_COMPLAINTS)
        fprintf(stderr, "%s: %zu more rows could not be read\n", p->name,
                p->unread - MOST_COMPLAINTS);
    say(p, p->undefined, "is undefined", "are undefined");
    say(p, p->unproven, "could not be decided", "could not be decided");
}

/* ---- the header ---- */

static void header_error(points *p, const char *format, const char *what)
{
    fprintf(stderr, "nabla: %s: ", p->name);
    fprintf(stderr, format, what);
    fputc('\n', stderr);
    worst(p, NABLA_ERROR);
}

/* Whether a column is called as a variable is: α is alpha. */
static bool is_called(points *p, const char *field, const char *variable)
{
    if (strcmp(field, variable) == 0)
        return true;
    bool ascii = true;
    for (const char *c = field; *c && ascii; c++)
        ascii = (unsigned char)*c < 0x80;
    nabla_expr *e = ascii ? NULL : nabla_parse(p->sh->session, field, strlen(field));
    char *text = e ? nabla_print(e, NABLA_TEXT) : NULL;
    bool same = text && strcmp(text, variable) == 0;
    nabla_string_free(text);
    nabla_expr_free(e);
    return same;
}

static bool find_column(points *p, size_t i)
{
    const char *name = nabla_tape_variable(p->tape, i);
    size_t found = 0;
    for (size_t k = 0; k < p->in.n; k++) {
        if (is_called(p, p->in.fields[k], name)) {
            p->columns[i] = k;
            found++;
        }
    }
    double number;
    if (found == 1)
        return true;
    if (found > 1)
        header_error(p, "two columns are called %s", name);
    else if (csv_number(p->in.fields[0], &number))
        header_error(p, "the first line must name the columns, %s among them", name);
    else if (p->in.n == 1 && strpbrk(p->in.fields[0], ";\t"))
        header_error(p, "no column is called %s: commas separate columns here", name);
    else
        header_error(p, "no column is called %s", name);
    return false;
}

static bool read_header(points *p)
{
    if (!csv_next(&p->in)) {
        if (!shell_is_interrupted())
            header_error(p, "there is nothing in it%s", "");
        return false;
    }
    p->width = p->in.n;
    for (size_t i = 0; i < p->d; i++)
        if (!find_column(p, i))
            return false;
    return true;
}

static void write_header(const points *p, const char *function)
{
    fwrite(p->in.record, 1, p->in.length, stdout);
    printf(",%s", function);
    for (size_t i = 0; i < p->d; i++)
        printf(",%s_%s", function, nabla_tape_variable(p->tape, i));
    fputs(",norm\n", stdout);
}

/* ---- reading ---- */

static bool keep(points *p, const char *bytes, size_t n)
{
    if (p->text_length + n > p->text_size) {
        size_t size = 2 * (p->text_length + n);
        char *text = realloc(p->text, size);
        if (!text)
            return false;
        p->text = text;
        p->text_size = size;
    }
    memcpy(p->text + p->text_length, bytes, n);
    p->text_length += n;
    return true;
}

/* Whether doubles have room for the number: neither too large nor so small that they
 * lose digits. */
static bool fits(const char *text, double value)
{
    size_t mantissa = strcspn(text, "eE");
    return isfinite(value) &&
           (fabs(value) >= DBL_MIN || strcspn(text, "123456789") >= mantissa);
}

/* One coordinate of the record; false when it is no number. Where doubles have no room
 * for it there is no value, and so a second look. */
static bool read_coordinate(points *p, size_t i, double *to)
{
    const char *text = p->in.fields[p->columns[i]];
    const char *variable = nabla_tape_variable(p->tape, i);
    if (csv_number(text, to)) {
        *to = fits(text, *to) ? *to : NAN;
        return true;
    }
    *to = NAN;
    if (*text)
        complain(p, variable, text, "is not a number");
    else
        complain(p, variable, NULL, "there is no number");
    return false;
}

static bool has_right_width(points *p)
{
    char what[100];
    if (p->in.unclosed) {
        complain(p, NULL, NULL, "a quotation mark is missing");
        return false;
    }
    if (p->in.n == p->width)
        return true;
    snprintf(what, sizeof what, "%zu column%s, not %zu", p->in.n, p->in.n == 1 ? "" : "s",
             p->width);
    complain(p, NULL, NULL, what);
    return false;
}

/* Takes the record into the batch; false when memory ran out. */
static bool take_row(points *p)
{
    row *r = &p->rows[p->n];
    *r = (row){.begin = p->text_length, .length = p->in.length, .readable = true};
    bool ok = keep(p, p->in.record, p->in.length);
    for (size_t i = 0; ok && i < p->d; i++) {
        const char *text = p->in.fields[p->columns[i]];
        if (r->readable)
            r->readable = read_coordinate(p, i, &p->x[i][p->n]);
        else
            p->x[i][p->n] = NAN;
        ok = keep(p, text, strlen(text) + 1);
    }
    p->n += ok;
    return ok;
}

/* Fills a batch; false at the end, or when it cannot go on. */
static bool read_batch(points *p)
{
    p->n = p->text_length = 0;
    while (p->n < p->batch && csv_next(&p->in)) {
        if (!has_right_width(p))
            continue;
        if (!take_row(p)) {
            p->in.failed = true;
            break;
        }
    }
    return p->n > 0;
}

/* ---- writing ---- */

/* A coordinate as nabla reads numbers: "+.5E3" is 0.5e3. */
static bool spell(const char *text, char *out, size_t size)
{
    size_t n = 0;
    if (strlen(text) + 3 > size)
        return false;
    text += *text == '+';
    if (*text == '-')
        out[n++] = *text++;
    if (*text == '.')
        out[n++] = '0';
    for (; *text; text++) {
        if (*text == '.' && (text[1] < '0' || text[1] > '9'))
            continue;
        out[n++] = *text == 'E' ? 'e' : *text;
    }
    out[n] = '\0';
    return true;
}

/* Evaluates the row's point exactly; the texts stay in p->values until cleared. */
static bool look_closely(points *p, const row *r)
{
    enum { LONGEST = 400 };
    const char *text = p->text + r->begin + r->length;
    char *room = malloc(p->d * LONGEST + 1);
    bool ok = room != NULL;
    for (size_t i = 0; ok && i < p->d; i++) {
        ok = spell(text, room + i * LONGEST, LONGEST);
        p->coordinates[i] = room + i * LONGEST;
        text += strlen(text) + 1;
    }
    if (ok)
        nabla_decimals_at(p->sh->session, NULL, p->coordinates, p->values);
    free(room);
    return ok;
}

/* Among doubles a second look gives a double too, if that has room for the value. */
static void write_decimal(const points *p, const char *decimal)
{
    char number[CSV_NUMBER_MAX];
    double value = strtod(decimal, NULL);
    if (!p->proven && isfinite(value) && (value != 0 || strcmp(decimal, "0") == 0)) {
        csv_print(number, value);
        decimal = number;
    }
    fputs(decimal, stdout);
}

/* Writes proven digits, or nothing for what does not exist. */
static void write_proven(points *p, const row *r)
{
    bool known = look_closely(p, r), undefined = false, undecided = !known;
    for (size_t i = 0; i < p->d + 2; i++) {
        putchar(',');
        if (!known)
            continue;
        nabla_value *v = &p->values[i];
        if (v->decimal)
            write_decimal(p, v->decimal);
        else if (v->status == NABLA_UNDEFINED)
            undefined = true;
        else
            undecided = true;
        nabla_value_clear(v);
    }
    p->undefined += undefined;
    p->unproven += undecided && !undefined;
    if (undecided)
        worst(p, NABLA_LIMIT);
    if (undefined)
        worst(p, NABLA_UNDEFINED);
}

/* Where doubles do not tell, or left their range, the point is looked at exactly. */
static bool is_doubtful(const points *p, size_t k)
{
    for (size_t i = 0; i < p->d + 2; i++)
        if (!isfinite(p->y[i][k]))
            return true;
    return false;
}

static void write_doubles(const points *p, size_t k)
{
    char number[CSV_NUMBER_MAX + 1];
    for (size_t i = 0; i < p->d + 2; i++) {
        size_t n = 0;
        number[0] = ',';
        if (isfinite(p->y[i][k]))
            n = csv_print(number + 1, p->y[i][k]);
        fwrite(number, 1, n + 1, stdout);
    }
}

static void write_row(points *p, size_t k)
{
    const row *r = &p->rows[k];
    fwrite(p->text + r->begin, 1, r->length, stdout);
    if (!r->readable) {
        for (size_t i = 0; i < p->d + 2; i++)
            putchar(',');
    } else if (p->proven || (is_doubtful(p, k) && p->looks < MOST_SECOND_LOOKS)) {
        p->looks += !p->proven;
        write_proven(p, r);
    } else {
        write_doubles(p, k);
        if (is_doubtful(p, k)) {
            p->unproven++;
            worst(p, NABLA_LIMIT);
        }
    }
    putchar('\n');
}

static void show_progress(points *p)
{
    time_t now = time(NULL);
    if (now > p->started + 1 && now > p->shown && isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%zu points", p->total);
        fflush(stderr);
        p->shown = now;
    }
}

/* ---- all of it ---- */

static bool evaluate(points *p)
{
    return p->proven ||
           nabla_tape_evaluate(p->tape, p->n, (const double *const *)p->x, 1, p->y[0],
                               p->y + 1, 1, p->y[p->d + 1], THREADS) == NABLA_OK;
}

static void run(points *p)
{
    while (read_batch(p) && !shell_is_interrupted()) {
        if (!evaluate(p)) {
            p->in.failed = true;
            break;
        }
        for (size_t k = 0; k < p->n && !shell_is_interrupted(); k++) {
            p->total++;
            write_row(p, k);
        }
        show_progress(p);
        if (ferror(stdout))
            break;
    }
    if (p->shown)
        fputs("\r\033[K", stderr);
    if (p->in.failed) {
        shell_complain(p->sh, "memory", "there is none left");
        worst(p, NABLA_LIMIT);
    } else if (ferror(p->in.in) && !shell_is_interrupted()) {
        shell_complain(p->sh, p->name, strerror(errno));
        worst(p, NABLA_ERROR);
    }
}

static bool allocate(points *p)
{
    size_t d = p->d;
    p->batch = MOST_NUMBERS / (2 * d + 2) + 1;
    if (p->batch > MOST_ROWS)
        p->batch = MOST_ROWS;
    double *numbers = malloc((2 * d + 2) * p->batch * sizeof *numbers);
    p->columns = calloc(d + 1, sizeof *p->columns);
    p->x = calloc(2 * d + 3, sizeof *p->x);
    p->rows = calloc(p->batch, sizeof *p->rows);
    p->coordinates = calloc(d + 1, sizeof *p->coordinates);
    p->values = calloc(d + 2, sizeof *p->values);
    if (!numbers || !p->columns || !p->x || !p->rows || !p->coordinates || !p->values) {
        free(numbers);
        return false;
    }
    for (size_t i = 0; i < 2 * d + 2; i++)
        p->x[i] = numbers + i * p->batch;
    p->y = p->x + d;
    return true;
}

static void release(points *p)
{
    if (p->x)
        free(p->x[0]);
    free(p->x);
    free(p->columns);
    free(p->rows);
    free(p->coordinates);
    free(p->values);
    free(p->text);
    csv_close(&p->in);
    nabla_tape_free(p->tape);
}

static FILE *open_file(points *p)
{
    struct stat about;
    if (strcmp(p->name, "-") == 0) {
        p->name = "<stdin>";
        return stdin;
    }
    FILE *in = fopen(p->name, "r");
    if (in && fstat(fileno(in), &about) == 0 && S_ISDIR(about.st_mode)) {
        fclose(in);
        in = NULL;
        errno = EISDIR;
    }
    if (!in) {
        shell_complain(p->sh, p->name, strerror(errno));
        worst(p, NABLA_ERROR);
    }
    return in;
}

void shell_run_points(shell *sh, const char *file, bool digits)
{
    points p = {.sh = sh, .name = file, .proven = digits, .started = time(NULL)};
    const char *name = nabla_current(sh->session);
    p.tape = nabla_tape_new(sh->session, NULL);
    if (!p.tape) {
        fprintf(stderr, "nabla: --points: %s\n", nabla_last_error(sh->session)->message);
        worst(&p, NABLA_ERROR);
        return;
    }
    p.d = nabla_tape_variables(p.tape);
    char value[16] = "";
    FILE *in = open_file(&p);
    if (in) {
        csv_open(&p.in, in);
        /* A second look at a point gives as many digits as a double has. */
        snprintf(value, sizeof value, "%d", DOUBLE_DIGITS);
        if (!digits)
            nabla_set(sh->session, "digits", value);
        if (!allocate(&p)) {
            shell_complain(sh, "memory", "there is none left");
            worst(&p, NABLA_LIMIT);
        } else if (read_header(&p)) {
            write_header(&p, name ? name : "f");
            run(&p);
            summarize(&p);
        }
        if (in != stdin)
            fclose(in);
    }
    release(&p);
    if (shell_was_interrupted())
        sh->worst = NABLA_INTERRUPTED;
}
