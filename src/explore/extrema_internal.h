#ifndef NB_EXPLORE_EXTREMA_INTERNAL_H
#define NB_EXPLORE_EXTREMA_INTERNAL_H

#include "explore/critical_internal.h"
#include "explore/extrema.h"
#include "numeric/sign.h"

/* What the files of the search for extrema share. */

enum { NB_EXTREMA_BITS = 400 };

/* What the candidates are collected with. */
typedef struct nb_quest {
    nb_pool *p;
    uint32_t n;
    nb_hunt h; /* the function with its derivatives */
    const nb_region *region;
    nb_extrema *out;
    uint32_t n_inside; /* all of these are positive exactly inside the region */
    nb_expr inside[NB_MOST_CORNERS];
    bool boxed; /* of a level set: it lies in this box */
    nb_expr low[NB_MOST_VARIABLES], high[NB_MOST_VARIABLES];
    nb_cell box;
    nb_list loose; /* values of sets of critical points, which may be elsewhere */
} nb_quest;

/* A part of the region: its points as expressions of m variables, which lie in a box. */
typedef struct nb_piece {
    uint32_t m;
    nb_expr variables[NB_MOST_VARIABLES];
    nb_expr low[NB_MOST_VARIABLES], high[NB_MOST_VARIABLES];
    bool boxed;
    nb_expr coordinates[NB_MOST_VARIABLES];
    nb_candidate_place place;
} nb_piece;

/* Notes that there may be other candidates; false after an error. */
bool nb_quest_undecided(nb_quest *q);
/* The same in place of NB_ERR_USAGE, where there was nothing to search in. */
bool nb_quest_forgive(nb_quest *q);

/* ---- candidates (extrema_candidate.c) ---- */

void nb_candidate_init(nb_candidate *c, uint32_t n, nb_candidate_place place);
void nb_candidate_free(nb_candidate *c);
bool nb_candidate_is_exact(const nb_candidate *c);
/* The sign of an expression at a candidate. */
nb_sign nb_quest_sign_at(nb_quest *q, nb_expr e, const nb_candidate *c);
/* Adds a candidate whose place is known, with its value; takes it over. */
bool nb_quest_add(nb_quest *q, nb_candidate *c);
/* Adds one of which all is known. */
bool nb_quest_append(nb_quest *q, nb_candidate *c);
/* Adds a set of critical points of a piece. */
bool nb_quest_add_curve(nb_quest *q, const nb_piece *s, const nb_critical_curve *curve);
/* Adds the critical points of the function on a piece; a point with n coordinates. */
bool nb_quest_add_piece(nb_quest *q, const nb_piece *s);
bool nb_quest_add_corner(nb_quest *q, const nb_expr *coordinates);

/* ---- regions ---- */

/* All candidates of a region of the kind; false after an error. */
bool nb_quest_search_box(nb_quest *q);
bool nb_quest_search_polygon(nb_quest *q);
bool nb_quest_search_level(nb_quest *q);

/* The least (NEGATIVE) or the greatest (POSITIVE) i-th coordinate of the corners. */
nb_expr nb_polygon_extent(nb_quest *q, uint32_t i, nb_sign wanted);
/* The multiplier of a candidate on g = 0, and its kind along it. */
void nb_level_tell(nb_quest *q, nb_candidate *c);

/* ---- what is known of a region (extrema_region.c) ---- */

/* Whether it is known to be bounded, and closed: g has no points where it is not
 * defined. */
bool nb_region_is_bounded(nb_quest *q);
/* Whether the function is known to be continuous on it. */
bool nb_region_is_continuous(nb_quest *q);
/* Puts a box with whole numbers for its ends around a bounded set g <= 0. */
void nb_level_find_box(nb_quest *q);
/* On a line or plane g = 0 the function is a quadratic polynomial of the other variables
 * whose form is definite: convex (1) or concave (-1); 0: it is not. */
int nb_level_convexity(nb_quest *q);

#endif
