#include "explore/contour.h"

#include <math.h>
#include <stdlib.h>

/* Contours by marching squares. The crossings of a level with the edges of the grid
 * are joined within each square; an edge belongs to two squares at most, so every
 * crossing has at most two neighbours, and following them gives the lines. */

double nb_grid_x(const nb_grid *g, double column)
{
    return g->low[0] + (g->high[0] - g->low[0]) * column / (g->nx - 1);
}

double nb_grid_y(const nb_grid *g, double row)
{
    return g->low[1] + (g->high[1] - g->low[1]) * row / (g->ny - 1);
}

typedef struct crossing {
    uint32_t next[2]; /* edges + 1; 0: none */
} crossing;

/* Edge (i, j) to (i + 1, j) is 2 (j nx + i), that to (i, j + 1) is one more. */
typedef struct march {
    const nb_grid *g;
    double level, jump;
    crossing *edges;
} march;

static double at(const nb_grid *g, uint32_t i, uint32_t j)
{
    return g->values[(size_t)j * g->nx + i];
}

static void join(march *m, uint32_t a, uint32_t b)
{
    m->edges[a].next[m->edges[a].next[0] != 0] = b + 1;
    m->edges[b].next[m->edges[b].next[0] != 0] = a + 1;
}

bool nb_leaps(double before, double a, double b, double after)
{
    double step = b - a, first = a - before, last = after - b;
    if (!isfinite(first) || !isfinite(last))
        return false;
    return step > 0 ? first < 0 && last < 0 && step > -first && step > -last
                    : first > 0 && last > 0 && -step > first && -step > last;
}

static double beyond(const nb_grid *g, uint32_t i, uint32_t j)
{
    return i < g->nx && j < g->ny ? at(g, i, j) : NAN;
}

/* Across the square to the right of and above (i, j). Indices below 0 wrap round to
 * large ones. */
static bool has_leap(const nb_grid *g, uint32_t i, uint32_t j)
{
    for (uint32_t k = 0; k < 2; k++)
        if (nb_leaps(beyond(g, i - 1, j + k), at(g, i, j + k), at(g, i + 1, j + k),
                     beyond(g, i + 2, j + k)) ||
            nb_leaps(beyond(g, i + k, j - 1), at(g, i + k, j), at(g, i + k, j + 1),
                     beyond(g, i + k, j + 2)))
            return true;
    return false;
}

/* A value on the level counts as above it, so that a line never goes through a corner. */
static void square(march *m, uint32_t i, uint32_t j)
{
    const nb_grid *g = m->g;
    double v[4] = {at(g, i, j), at(g, i + 1, j), at(g, i + 1, j + 1), at(g, i, j + 1)};
    double least = v[0], most = v[0];
    unsigned above = 0;
    for (unsigned k = 0; k < 4; k++) {
        if (!isfinite(v[k]))
            return;
        above |= (unsigned)(v[k] >= m->level) << k;
        least = fmin(least, v[k]);
        most = fmax(most, v[k]);
    }
    if (above == 0 || above == 15 || most - least > m->jump || has_leap(g, i, j))
        return;
    uint32_t corner = 2 * (j * g->nx + i);
    uint32_t bottom = corner, left = corner + 1, right = corner + 3,
             top = corner + 2 * g->nx;
    bool middle = (v[0] + v[1] + v[2] + v[3]) / 4 >= m->level;
    switch (above) {
    case 1:
    case 14: join(m, left, bottom); break;
    case 2:
    case 13: join(m, bottom, right); break;
    case 4:
    case 11: join(m, right, top); break;
    case 8:
    case 7: join(m, top, left); break;
    case 3:
    case 12: join(m, left, right); break;
    case 6:
    case 9: join(m, bottom, top); break;
    default: /* 5, 10: opposite corners */
        if ((above == 5) == middle) {
            join(m, left, top);
            join(m, bottom, right);
        } else {
            join(m, left, bottom);
            join(m, right, top);
        }
    }
}

/* Where the level crosses an edge, in columns and rows. */
static void place(const march *m, uint32_t edge, double *x, double *y)
{
    const nb_grid *g = m->g;
    uint32_t i = edge / 2 % g->nx, j = edge / 2 / g->nx;
    bool upright = edge % 2;
    double a = at(g, i, j), b = upright ? at(g, i, j + 1) : at(g, i + 1, j);
    double t = (m->level - a) / (b - a);
    *x = i + (upright ? 0 : t);
    *y = j + (upright ? t : 0);
}

static bool add_line(nb_contour *c, uint32_t *capacity)
{
    if (c->n == *capacity) {
        uint32_t more = *capacity ? 2 * *capacity : 8;
        nb_polyline *lines = realloc(c->lines, more * sizeof *lines);
        if (!lines)
            return false;
        c->lines = lines;
        *capacity = more;
    }
    c->lines[c->n++] = (nb_polyline){0};
    return true;
}

/* The neighbour of an edge that is not `from` (an edge + 1, or 0 at the start); plus 1,
 * 0 for none. */
static uint32_t onward(const march *m, uint32_t edge, uint32_t from)
{
    const crossing *c = &m->edges[edge];
    return from && c->next[0] == from ? c->next[1] : c->next[0];
}

/* Follows a line from an edge on: its points go to `out`, unless that is NULL, and
 * their number is the answer. */
static uint32_t follow(const march *m, uint32_t start, double *out, bool *closed)
{
    uint32_t n = 0, edge = start, from = 0;
    for (;;) {
        if (out)
            place(m, edge, &out[2 * (size_t)n], &out[2 * (size_t)n + 1]);
        n++;
        uint32_t next = onward(m, edge, from);
        *closed = next == start + 1;
        if (!next || *closed)
            return n;
        from = edge + 1;
        edge = next - 1;
    }
}

static void forget(march *m, uint32_t start)
{
    uint32_t edge = start, from = 0;
    for (;;) {
        uint32_t next = onward(m, edge, from);
        m->edges[edge] = (crossing){{0, 0}};
        if (!next || next == start + 1)
            return;
        from = edge + 1;
        edge = next - 1;
    }
}

static bool trace(march *m, uint32_t start, nb_contour *out, uint32_t *capacity)
{
    bool closed;
    uint32_t n = follow(m, start, NULL, &closed);
    if (!add_line(out, capacity))
        return false;
    nb_polyline *line = &out->lines[out->n - 1];
    line->points = malloc(2 * (size_t)n * sizeof *line->points);
    if (!line->points)
        return false;
    line->n = follow(m, start, line->points, &line->closed);
    forget(m, start);
    return true;
}

bool nb_contour_make(const nb_grid *g, double level, double jump, nb_contour *out)
{
    uint32_t edges = 2 * g->nx * g->ny, capacity = 0;
    march m = {g, level, jump, calloc(edges, sizeof *m.edges)};
    bool ok = m.edges != NULL;
    *out = (nb_contour){0};
    for (uint32_t j = 0; ok && j + 1 < g->ny; j++)
        for (uint32_t i = 0; i + 1 < g->nx; i++)
            square(&m, i, j);
    /* Open lines from their ends, then what is left: closed ones. */
    for (int closed = 0; closed < 2; closed++)
        for (uint32_t e = 0; ok && e < edges; e++)
            if (m.edges[e].next[0] && (closed || !m.edges[e].next[1]))
                ok = trace(&m, e, out, &capacity);
    free(m.edges);
    return ok;
}

void nb_contour_free(nb_contour *c)
{
    for (uint32_t i = 0; i < c->n; i++)
        free(c->lines[i].points);
    free(c->lines);
    *c = (nb_contour){0};
}
