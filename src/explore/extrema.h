#ifndef NB_EXPLORE_EXTREMA_H
#define NB_EXPLORE_EXTREMA_H

#include "explore/critical.h"

/* The extrema of a function on a set of points: its values at all points where they can
 * be (critical points inside, on each piece of the boundary, corners), compared. Where
 * the set is closed and bounded and the function continuous on it, the least and the
 * greatest of these values are its absolute extrema (extreme value theorem). */

typedef enum nb_region_kind {
    NB_REGION_BOX,     /* low[i] <= x[i] <= high[i]                     */
    NB_REGION_POLYGON, /* a convex polygon of the plane, given by its corners */
    NB_REGION_LEVEL,   /* g = 0: a curve, a surface                     */
    NB_REGION_WITHIN   /* g <= 0                                        */
} nb_region_kind;

enum { NB_MOST_CORNERS = 12 };

/* All expressions are canonical, all but g closed; `written` is g as it was typed. */
typedef struct nb_region {
    nb_region_kind kind;
    nb_expr low[NB_MOST_VARIABLES], high[NB_MOST_VARIABLES];
    uint32_t n_corners;
    nb_expr corners[NB_MOST_CORNERS][2];
    nb_expr g, written;
} nb_region;

typedef enum nb_candidate_place {
    NB_PLACE_INSIDE,
    NB_PLACE_BOUNDARY,
    NB_PLACE_CORNER
} nb_candidate_place;

/* A point where there may be an extremum; or, with curve.n > 0, a set of critical points
 * that all have one value. */
typedef struct nb_candidate {
    uint32_t n;
    nb_candidate_place place;
    nb_expr exact[NB_MOST_VARIABLES]; /* canonical, or NB_NONE */
    arb_struct at[NB_MOST_VARIABLES];
    nb_expr value; /* canonical, or NB_NONE */
    arb_struct value_ball;
    bool smooth;         /* of a level set: f is differentiable there */
    bool has_multiplier; /* of a level set: lambda with grad f = lambda grad g */
    nb_expr multiplier;  /* canonical, or NB_NONE */
    arb_struct multiplier_ball;
    nb_critical_kind kind; /* of f on a level set, by its second derivatives along it */
    bool least, greatest;
    nb_critical_curve curve;
} nb_candidate;

/* Why the least and the greatest value are not known to be absolute extrema. */
typedef enum nb_extrema_gap {
    NB_GAP_NONE,
    NB_GAP_UNDECIDED,  /* there may be other candidates            */
    NB_GAP_UNBOUNDED,  /* the set is not known to be bounded       */
    NB_GAP_CONTINUITY, /* the function is not known to be continuous on it */
    NB_GAP_EMPTY       /* there is no candidate                    */
} nb_extrema_gap;

typedef struct nb_extrema {
    uint32_t n;
    nb_candidate *items;
    bool complete; /* all candidates are there */
    uint32_t flat; /* edges along which the function is constant */
    bool tied;     /* values that are marked alike may differ far behind the point */
    nb_extrema_gap gap;
    bool least_known, greatest_known; /* these are absolute extrema, proven */
} nb_extrema;

/* The candidates of a typed function (CALLs expanded) of n SYMBOLs; a polygon needs 2 of
 * them, a level set 2 or 3. False after an error; NB_ERR_USAGE where the corners are not
 * those of a convex polygon. *out is to be freed either way; zero it before. */
bool nb_extrema_of(nb_pool *p, nb_expr function, const nb_expr *variables, uint32_t n,
                   const nb_region *region, nb_extrema *out);
void nb_extrema_free(nb_extrema *e);

#endif
