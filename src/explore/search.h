#ifndef NB_EXPLORE_SEARCH_H
#define NB_EXPLORE_SEARCH_H

#include "explore/over.h"

/* All zeros of n functions of n variables in a box, by branch and prune: boxes over
 * which a function has no zero are dropped, the others contracted by the interval
 * Newton method with preconditioning (Hansen & Sengupta) or halved; existence and
 * uniqueness by Krawczyk's test. Neumaier, Interval Methods for Systems of Equations,
 * 1990, chapter 5; Moore, Kearfott & Cloud, Introduction to Interval Analysis, 2009. */

enum { NB_MOST_VARIABLES = 4 };

typedef struct nb_cell {
    nb_range side[NB_MOST_VARIABLES];
} nb_cell;

typedef struct nb_cells {
    nb_cell *items;
    uint32_t n, capacity;
} nb_cells;

/* Adds a copy; false after an error. */
bool nb_cells_add(nb_pool *p, nb_cells *b, const nb_cell *box);
void nb_cells_free(nb_cells *b);
/* Whether two boxes with n sides have a point in common. */
bool nb_cells_touch(const nb_cell *a, const nb_cell *b, uint32_t n);

typedef struct nb_search {
    nb_pool *p;
    uint32_t n;
    nb_over *system; /* the n functions, then their derivatives, row by row; functions
                        that the system has besides lie behind these */
    double least;    /* boxes narrower than this part of the first are left over */
    uint32_t budget; /* boxes looked at, at most */
    nb_cells zeros;  /* each encloses exactly one zero, proven; it may lie a little
                        outside of the box searched */
    nb_cells around; /* for each of these a box about it without another zero */
    nb_cells left;   /* nothing is known of these; zeros elsewhere are all found */
    uint32_t looked; /* boxes looked at */
    nb_cell whole;   /* the box searched */
} nb_search;

/* Fills zeros, around and left, which are empty before; false after an error (an
 * interrupt, no memory). A search that has spent its budget leaves boxes over. The
 * points where a function is undefined do not count as zeros, and boxes in which
 * there may be some are not proven to have any. */
bool nb_search_run(nb_search *s, const nb_cell *box);
void nb_search_free(nb_search *s);

#endif
