#include "tape/tape.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Points are worked off in blocks that fit into the nearest cache. Which points make
 * up a block depends on the tape and on nothing else, and each thread has a workspace
 * of its own. */

enum {
    CACHE = 28 * 1024, /* bytes that the columns of a block may take where they can */
    MOST_POINTS = 256,
    LEAST_POINTS = 64,
    MANY_COLUMNS = 16384, /* from here on a block has so few points that it fits */
    FEWEST_POINTS = NB_LANES,
    MOST_THREADS = 64,
    SHARE = 32 /* blocks below which a thread is not worth its start */
};

/* One thread's part of the work. */
typedef struct worker {
    const nb_tape *tape;
    const nb_program *program;
    const nb_batch *batch;
    size_t block;       /* points of one */
    size_t first, last; /* blocks [first, last) */
    double *space;      /* all columns of one block */
    double **columns;
} worker;

static size_t block_points(const nb_program *p)
{
    size_t columns = nb_program_columns(p) + 1;
    size_t points = CACHE / sizeof(double) / columns;
    points -= points % LEAST_POINTS;
    if (columns > MANY_COLUMNS)
        return FEWEST_POINTS;
    return points > MOST_POINTS    ? MOST_POINTS
           : points < LEAST_POINTS ? LEAST_POINTS
                                   : points;
}

/* ---- one thread's columns ---- */

static bool prepare(worker *w)
{
    const nb_program *p = w->program;
    size_t n = nb_program_columns(p);
    if (w->block > SIZE_MAX / sizeof(double) / (n + 1))
        return false;
    w->columns = malloc((n + 1) * sizeof *w->columns);
    /* Rounded up to whole cache lines, since aligned_alloc may insist on it. */
    w->space = aligned_alloc(64, (n + 1) * w->block * sizeof(double));
    if (!w->columns || !w->space)
        return false;
    for (size_t i = 0; i < n; i++)
        w->columns[i] = w->space + i * w->block;
    for (uint32_t i = 0; i < p->n_constants; i++)
        for (size_t k = 0; k < w->block; k++)
            w->columns[n - p->n_constants + i][k] = p->constants[i];
    return true;
}

static double *own_column(const worker *w, size_t i) { return w->space + i * w->block; }

/* The caller's array for an output of the program; NULL for none. */
static double *target(const worker *w, uint32_t output, size_t *stride)
{
    const nb_batch *b = w->batch;
    *stride = 1;
    if (output == 0)
        return b->value;
    if (output == w->tape->n + 1)
        return b->norm;
    *stride = b->gradient_stride;
    return b->gradient ? b->gradient[output - 1] : NULL;
}

/* Inputs that lie in a row are read where they are; of a block that is not full the
 * last point is repeated. */
static void load(worker *w, size_t at, size_t points)
{
    const nb_batch *b = w->batch;
    for (uint32_t i = 0; i < w->program->n_inputs; i++) {
        const double *from = b->variables[i] + at * b->stride;
        if (b->stride == 1 && points == w->block) {
            /* Programs write no input. */
            memcpy(&w->columns[i], &from, sizeof from);
            continue;
        }
        double *to = w->columns[i] = own_column(w, i);
        for (size_t k = 0; k < w->block; k++)
            to[k] = from[(k < points ? k : points - 1) * b->stride];
    }
}

/* Outputs go straight to where the caller wants them if they can. */
static void aim(worker *w, size_t at, size_t points)
{
    uint32_t first = w->program->n_inputs;
    for (uint32_t i = 0; i < w->program->n_outputs; i++) {
        size_t stride;
        double *to = target(w, i, &stride);
        bool direct = to && stride == 1 && points == w->block;
        w->columns[first + i] = direct ? to + at : own_column(w, first + i);
    }
}

static void store(const worker *w, size_t at, size_t points)
{
    uint32_t first = w->program->n_inputs;
    for (uint32_t i = 0; i < w->program->n_outputs; i++) {
        size_t stride;
        double *to = target(w, i, &stride);
        const double *from = w->columns[first + i];
        if (!to || from == to + at)
            continue;
        for (size_t k = 0; k < points; k++)
            to[(at + k) * stride] = from[k];
    }
}

/* ---- what blocks leave to do point by point ---- */

/* Where the function has no value its derivatives have none. */
static void blank(const worker *w, size_t k)
{
    for (uint32_t i = 1; i < w->program->n_outputs; i++)
        w->columns[w->program->n_inputs + i][k] = NAN;
}

/* The norm where squares would leave the range of doubles. */
static void scale_norm(const worker *w, size_t k)
{
    double *const *g = w->columns + w->program->n_inputs + 1;
    double most = 0, sum = 0;
    for (uint32_t i = 0; i < w->tape->n; i++) {
        if (isnan(g[i][k]))
            return;
        most = fmax(most, fabs(g[i][k]));
    }
    for (uint32_t i = 0; i < w->tape->n && most > 0 && !isinf(most); i++)
        sum += g[i][k] / most * (g[i][k] / most);
    g[w->tape->n][k] = isinf(most) ? most : most * sqrt(sum);
}

static void finish(const worker *w)
{
    const nb_program *p = w->program;
    const double *value = w->columns[p->n_inputs];
    bool has_norm = p == &w->tape->all;
    if (p == &w->tape->function)
        return;
    const double *norm = has_norm ? w->columns[p->n_inputs + p->n_outputs - 1] : NULL;
    if (!w->tape->engine.inspect(value, norm, w->block))
        return;
    for (size_t k = 0; k < w->block; k++) {
        if (isnan(value[k]))
            blank(w, k);
        else if (norm && !(norm[k] > NB_NORM_LEAST && norm[k] < NB_NORM_MOST))
            scale_norm(w, k);
    }
}

/* ---- all blocks ---- */

static void *work(void *data)
{
    worker *w = data;
    for (size_t b = w->first; b < w->last; b++) {
        size_t at = b * w->block, left = w->batch->points - at;
        size_t points = left < w->block ? left : w->block;
        load(w, at, points);
        aim(w, at, points);
        w->tape->engine.run(w->program, w->columns, w->block, &w->tape->engine.functions);
        finish(w);
        store(w, at, points);
    }
    return NULL;
}

static void run(worker *workers, unsigned n)
{
    pthread_t threads[MOST_THREADS];
    bool started[MOST_THREADS] = {false};
    for (unsigned i = 1; i < n; i++)
        started[i] = pthread_create(&threads[i], NULL, work, &workers[i]) == 0;
    work(&workers[0]);
    for (unsigned i = 1; i < n; i++) {
        if (started[i])
            pthread_join(threads[i], NULL);
        else
            work(&workers[i]);
    }
}

bool nb_tape_evaluate(const nb_tape *t, const nb_batch *batch, unsigned threads)
{
    bool ok = true;
    worker workers[MOST_THREADS] = {{0}};
    const nb_program *p = batch->norm       ? &t->all
                          : batch->gradient ? &t->gradient
                                            : &t->function;
    size_t block = block_points(p);
    size_t blocks = batch->points / block + (batch->points % block != 0);
    size_t n = blocks / SHARE + 1;
    if (batch->points == 0)
        return true;
    if (n > threads)
        n = threads ? threads : 1;
    if (n > MOST_THREADS)
        n = MOST_THREADS;
    for (size_t i = 0; i < n; i++) {
        workers[i] = (worker){.tape = t, .program = p, .batch = batch, .block = block};
        workers[i].first = blocks * i / n;
        workers[i].last = blocks * (i + 1) / n;
        ok = ok && prepare(&workers[i]);
    }
    if (ok)
        run(workers, (unsigned)n);
    for (size_t i = 0; i < n; i++) {
        free(workers[i].space);
        free(workers[i].columns);
    }
    return ok;
}
