#include <math.h>
#include <nabla.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The measuring part of numeric.py: prints the engine, then a row for each function, as
 * JSON, a line each. */

#define REFERENCE(name)                                   \
    void name##_scalar(const double *, double *, size_t); \
    void name##_fast(const double *, double *, size_t);   \
    void name##_exact(const long double *, long double *, size_t);
REFERENCE(E1)
REFERENCE(E2)
REFERENCE(E3)
REFERENCE(E4)
REFERENCE(E5)

#ifdef ADOLC
/* adolc.cpp */
void adolc_record(int function);
void adolc_gradient(int function, int n, const double *x, double *g, size_t points);
#endif

enum { MOST_VARIABLES = 100, MOST_ROUNDS = 101 };

typedef struct function {
    const char *name;
    size_t n;
    void (*scalar)(const double *, double *, size_t);
    void (*fast)(const double *, double *, size_t);
    void (*exact)(const long double *, long double *, size_t);
} function;

/* Points in rows for C, in columns for nabla; results likewise. */
typedef struct data {
    size_t points;
    double *rows, *row_results;
    double *columns, *column_results; /* value, gradient, norm */
    const double *x[MOST_VARIABLES];
    double *g[MOST_VARIABLES];
} data;

static char *define(int which)
{
    static char text[20000];
    size_t n = 0;
    if (which == 1)
        return "E1(x, y) = x^2 + 3y^2";
    if (which == 2)
        return "E2(x, y) = exp(x y)*sin(x) + ln(1 + x^2 + y^2)";
    n += (size_t)sprintf(text, "E%d(", which);
    for (int i = 1; which != 4 && i <= 100; i++)
        n += (size_t)sprintf(text + n, "%sx%d", i > 1 ? "," : "", i);
    n += (size_t)sprintf(text + n, which == 4 ? "x, y, z) = 0" : ") = 1");
    if (which == 3)
        text[n - 1] = '0';
    for (int i = 1; which == 3 && i < 100; i++)
        n += (size_t)sprintf(text + n, "+100*(x%d-x%d^2)^2+(1-x%d)^2", i + 1, i, i);
    for (int i = 1; which == 4 && i <= 10; i++)
        n += (size_t)sprintf(text + n,
                             "+%d/2*exp(-%d/4*((x-%d/8)^2+(y+%d/8)^2+(z-%d/4)^2))", i, i,
                             i, i, i);
    for (int i = 1; which == 5 && i <= 100; i++)
        n += (size_t)sprintf(text + n, "*x%d", i);
    return text;
}

static void *array(size_t n)
{
    void *p = aligned_alloc(64, (n * sizeof(double) + 63) / 64 * 64);
    if (!p)
        exit(2);
    return p;
}

static void allocate(data *d, const function *f)
{
    d->points = f->n > 10 ? 1024 : 8192;
    d->rows = array(d->points * f->n);
    d->row_results = array(d->points * (f->n + 2));
    d->columns = array(d->points * f->n);
    d->column_results = array(d->points * (f->n + 2));
    for (size_t i = 0; i < f->n; i++) {
        d->x[i] = d->columns + i * d->points;
        d->g[i] = d->column_results + (i + 1) * d->points;
    }
}

static void release(data *d)
{
    free(d->rows);
    free(d->row_results);
    free(d->columns);
    free(d->column_results);
}

/* New points, of 53 random bits a coordinate. */
static void make_points(data *d, const function *f, unsigned long long *state)
{
    for (size_t i = 0; i < d->points * f->n; i++) {
        *state = *state * 6364136223846793005ull + 1442695040888963407ull;
        double u = (double)(*state >> 11) / (double)(1ull << 53);
        d->rows[i] = f->n == 100 ? 0.5 + u : 4 * u - 2;
        d->columns[i % f->n * d->points + i / f->n] = d->rows[i];
    }
}

/* ---- times ---- */

typedef enum contender { TAPE, TAPE_GRADIENT, TAPE_VALUE, SCALAR, FAST, OTHER } contender;
enum { CONTENDERS = OTHER + 1 };

static void run(contender who, const function *f, int which, data *d,
                const nabla_tape *tape)
{
    double *norm = d->column_results + (f->n + 1) * d->points;
    switch (who) {
    case TAPE:
        nabla_tape_evaluate(tape, d->points, d->x, 1, d->column_results, d->g, 1, norm,
                            1);
        break;
    case TAPE_GRADIENT:
        nabla_tape_evaluate(tape, d->points, d->x, 1, d->column_results, d->g, 1, NULL,
                            1);
        break;
    case TAPE_VALUE:
        nabla_tape_evaluate(tape, d->points, d->x, 1, d->column_results, NULL, 1, NULL,
                            1);
        break;
    case SCALAR: f->scalar(d->rows, d->row_results, d->points); break;
    case FAST: f->fast(d->rows, d->row_results, d->points); break;
    case OTHER:
#ifdef ADOLC
        adolc_gradient(which, (int)f->n, d->rows, d->row_results, d->points / 32);
#endif
        break;
    }
    (void)which;
}

/* Nanoseconds of user CPU a point. */
static double measure(contender who, const function *f, int which, data *d,
                      const nabla_tape *tape)
{
    size_t times = 1;
    for (;; times *= 2) {
        clock_t start = clock();
        for (size_t i = 0; i < times; i++)
            run(who, f, which, d, tape);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (seconds > 0.02)
            return seconds * 1e9 / (double)times /
                   (double)(who == OTHER ? d->points / 32 : d->points);
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, int n)
{
    qsort(x, (size_t)n, sizeof *x, ascending);
    return x[n / 2];
}

/* ---- accuracy ---- */

enum { QUANTITIES = 3, SAMPLE = 1 << 20 };

/* Errors of value, gradient and norm in units of 2^-53: relative to the value, of the
 * worst component to the norm, relative to the norm. */
typedef struct errors {
    float *of[QUANTITIES];
    size_t n;
} errors;

/* Results of point k begin at r[k * stride] and lie `apart` from each other; `exact`
 * has them in rows. */
static void collect(errors *e, const data *d, const function *f, const double *r,
                    size_t stride, size_t apart, const long double *exact)
{
    for (size_t k = 0; k < d->points && e->n < SAMPLE; k++, e->n++) {
        const long double *o = exact + k * (f->n + 2);
        const double *got = r + k * stride;
        long double norm = o[f->n + 1], worst = 0;
        for (size_t i = 1; i <= f->n; i++) {
            long double error = fabsl(got[i * apart] - o[i]);
            worst = error <= worst ? worst : error;
        }
        e->of[0][e->n] = (float)ldexpl(fabsl((got[0] - o[0]) / o[0]), 53);
        e->of[1][e->n] = (float)ldexpl(worst / norm, 53);
        e->of[2][e->n] = (float)ldexpl(fabsl(got[(f->n + 1) * apart] - norm) / norm, 53);
    }
}

static int ascending_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Of each quantity mean, 99.9 percentile and maximum. */
static void print_errors(const char *who, errors *e)
{
    printf("\"%s\": [", who);
    for (int q = 0; q < QUANTITIES; q++) {
        double sum = 0;
        for (size_t i = 0; i < e->n; i++)
            sum += e->of[q][i];
        qsort(e->of[q], e->n, sizeof(float), ascending_floats);
        printf("%s[%.5g, %.5g, %.5g]", q ? ", " : "", sum / (double)e->n,
               e->of[q][e->n - e->n / 1000 - 1], e->of[q][e->n - 1]);
        free(e->of[q]);
    }
    printf("]");
}

static void compare_errors(const function *f, int which, data *d, const nabla_tape *tape)
{
    errors ours = {.n = 0}, theirs = {.n = 0};
    unsigned long long state = 2;
    long double *exact = malloc(sizeof *exact * d->points * (f->n + 2)),
                *x = malloc(sizeof *x * d->points * f->n);
    for (int q = 0; q < QUANTITIES; q++) {
        ours.of[q] = array(SAMPLE);
        theirs.of[q] = array(SAMPLE);
    }
    while (ours.n < SAMPLE) {
        make_points(d, f, &state);
        for (size_t i = 0; i < d->points * f->n; i++)
            x[i] = d->rows[i];
        f->exact(x, exact, d->points);
        run(TAPE, f, which, d, tape);
        run(SCALAR, f, which, d, tape);
        collect(&ours, d, f, d->column_results, 1, d->points, exact);
        collect(&theirs, d, f, d->row_results, f->n + 2, 1, exact);
    }
    printf("\"errors\": {");
    print_errors("ours", &ours);
    printf(", ");
    print_errors("C", &theirs);
    printf("}");
    free(exact);
    free(x);
}

/* ---- a row ---- */

static void compare(nabla *s, const function *f, int which, int rounds)
{
    static double ns[CONTENDERS][MOST_ROUNDS], ratio[CONTENDERS][MOST_ROUNDS];
    data d;
    unsigned long long state = 1;
    char *text = define(which);
    if (nabla_define(s, text, strlen(text)) != NABLA_OK) {
        fprintf(stderr, "%s: %s\n", f->name, nabla_last_error(s)->message);
        exit(2);
    }
    nabla_tape *tape = nabla_tape_new(s, f->name);
    if (!tape)
        exit(2);
    allocate(&d, f);
    make_points(&d, f, &state);
#ifdef ADOLC
    adolc_record(which);
#endif
    for (int r = 0; r < rounds; r++) {
        for (int c = 0; c < CONTENDERS; c++)
            ns[c][r] = measure((contender)c, f, which, &d, tape);
        for (int c = 0; c < CONTENDERS; c++)
            ratio[c][r] = ns[TAPE][r] / ns[c][r];
        ratio[TAPE_VALUE][r] = ns[TAPE_GRADIENT][r] / ns[TAPE_VALUE][r];
    }
    size_t value, all;
    nabla_tape_operations(tape, &value, &all);
    printf("{\"name\": \"%s\", \"ns\": %.4g, \"scalar\": %.4g, \"fast\": %.4g, ", f->name,
           median(ns[TAPE], rounds), median(ratio[SCALAR], rounds),
           median(ratio[FAST], rounds));
#ifdef ADOLC
    printf("\"adolc\": %.4g, ", median(ratio[OTHER], rounds));
#endif
    printf("\"gradient\": %.4g, \"operations\": %.4g, ",
           median(ratio[TAPE_VALUE], rounds), (double)all / (double)value);
    compare_errors(f, which, &d, tape);
    printf("}\n");
    fflush(stdout);
    nabla_tape_free(tape);
    release(&d);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 9;
    const function functions[] = {{"E1", 2, E1_scalar, E1_fast, E1_exact},
                                  {"E2", 2, E2_scalar, E2_fast, E2_exact},
                                  {"E3", 100, E3_scalar, E3_fast, E3_exact},
                                  {"E4", 3, E4_scalar, E4_fast, E4_exact},
                                  {"E5", 100, E5_scalar, E5_fast, E5_exact}};
    nabla *s = nabla_new();
    if (!s || rounds < 1 || rounds > MOST_ROUNDS)
        return 2;
    nabla_define(s, "t(x) = tan(x)", 13);
    nabla_tape *t = nabla_tape_new(s, "t");
    printf("{\"engine\": \"%s\"}\n", nabla_tape_engine(t));
    fflush(stdout);
    nabla_tape_free(t);
    for (int i = 0; i < 5; i++)
        compare(s, &functions[i], i + 1, rounds);
    nabla_free(s);
    return 0;
}
