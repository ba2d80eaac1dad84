#include "calculus/points.h"

#include "algebra/facts.h"

/* The first points, coordinate by coordinate; later coordinates go on from there. */
enum { NICE = 16, WIDTH = 4 };

static const signed char nice[NICE][WIDTH] = {
    {2, 1, 3, 5},   {1, 2, 3, 4},    {3, 2, 1, 5},   {-1, 2, 3, 1},
    {2, -1, 1, 3},  {-2, -3, 1, 2},  {1, 1, 1, 1},   {1, 0, 2, 3},
    {0, -1, 2, 3},  {3, 5, 2, 7},    {-3, 1, -2, 5}, {4, -3, 2, 1},
    {5, 3, -1, -2}, {-1, -2, -3, 2}, {0, 0, 0, 0},   {10, 7, 3, 2},
};

static nb_expr number(nb_pool *p, slong a, ulong b)
{
    return nb_with_facts(p, nb_ratio(p, a, b));
}

/* One of the fractions of small height that are left, by a fixed sequence. */
static nb_expr fraction(nb_pool *p, uint32_t *state)
{
    static const signed char tops[] = {1, -1, 1, 3,  -2, 5,   2, -3,
                                       4, 7,  1, -5, 20, -20, 9};
    static const signed char bottoms[] = {2, 3, 1, 4, 5, 1, 7, 2};
    *state = *state * 1664525u + 1013904223u;
    slong a = tops[(*state >> 9) % sizeof tops];
    return number(p, a, (ulong)bottoms[(*state >> 20) % sizeof bottoms]);
}

bool nb_point(nb_pool *p, uint32_t i, uint32_t n, nb_expr *coordinates)
{
    uint32_t state = 40503u * (i + 1);
    for (uint32_t k = 0; k < n; k++) {
        if (i < NICE && k < WIDTH)
            coordinates[k] = number(p, nice[i][k], 1);
        else if (i < NICE)
            coordinates[k] = number(p, (slong)((k + i) % 5) + 1, 1 + k % 2);
        else
            coordinates[k] = fraction(p, &state);
    }
    return !nb_failed(p);
}
