#ifndef NB_EXPLORE_CRITICAL_H
#define NB_EXPLORE_CRITICAL_H

#include "explore/refine.h"
#include "numeric/decimal.h"

/* Critical points: the inner points of a function's domain where all its partial
 * derivatives are zero or one of them fails to exist. All of them in a box, or in the
 * whole space, with proof: what could not be decided is told. */

typedef enum nb_critical_kind {
    NB_CRITICAL_INCONCLUSIVE,
    NB_CRITICAL_MINIMUM,
    NB_CRITICAL_MAXIMUM,
    NB_CRITICAL_SADDLE /* neither */
} nb_critical_kind;

enum { NB_MOST_KINKS = 4 }; /* absolute values whose signs are told apart */

/* What a kind was concluded from. */
typedef enum nb_critical_reason {
    NB_BECAUSE_HESSIAN, /* the signs of its eigenvalues                            */
    NB_BECAUSE_SIGN,    /* f minus its value there is nowhere negative (positive)  */
    NB_BECAUSE_FORM     /* the leading term of f along all lines or curves x_i t^w_i */
} nb_critical_reason;

typedef struct nb_critical_point {
    uint32_t n;
    nb_solution zero;                 /* what encloses it, unless it is exact */
    nb_expr exact[NB_MOST_VARIABLES]; /* canonical, or NB_NONE                */
    bool all_exact;
    arb_struct at[NB_MOST_VARIABLES]; /* enclosures                           */
    nb_expr value;                    /* canonical, or NB_NONE                */
    arb_struct value_ball;            /* where value is NB_NONE */
    bool smooth;                      /* the gradient is zero there           */
    nb_expr failing;                  /* else a variable whose partial fails  */
    nb_critical_kind kind;
    nb_critical_reason because;
    bool has_eigen; /* eigenvalues of the Hessian, ascending */
    arb_struct eigen[NB_MOST_VARIABLES];
    nb_expr eigen_exact[NB_MOST_VARIABLES]; /* all or none */
    bool on_boundary;                       /* of the box                           */
    bool at_edge;                           /* on it or beside it: not decided      */
    bool extreme_only;  /* it lies on a curve: listed as an extremum only */
    bool by_definition; /* judged by the definition of the partial derivatives */
} nb_critical_point;

/* A set that is no point: where all these canonical expressions are zero. */
typedef struct nb_critical_curve {
    uint32_t n;
    nb_expr equations[NB_MOST_VARIABLES];
    bool rough;      /* a partial fails to exist there; else the gradient is zero */
    nb_expr failing; /* the variable of that partial, where it is the same everywhere */
    nb_expr value;   /* of the function on all of it, or NB_NONE */
    nb_critical_kind kind; /* of all its points; else INCONCLUSIVE */
    bool except; /* not at those of its points that are listed as no critical ones */
    /* only where each of these is positive (sign 1) or negative (-1) */
    uint32_t n_where;
    nb_expr where[NB_MOST_KINKS];
    int signs[NB_MOST_KINKS];
} nb_critical_curve;

typedef struct nb_critical_set {
    uint32_t n_points, n_curves;
    nb_critical_point *points; /* in order of their coordinates */
    nb_critical_curve *curves;
    nb_cells undecided; /* critical points may be here, and are not listed */
    nb_list rough;      /* canonical expressions: where they are zero a partial may
                           fail to exist, and that was not decided */
    bool complete;      /* nothing undecided */
    bool everywhere;    /* of the whole space */
    bool edge;          /* the domain has an edge, which is not looked at */
    uint32_t looked;    /* boxes looked at */
} nb_critical_set;

/* The critical points of a typed function (CALLs expanded) of n SYMBOLs (1 to 4), in
 * the box from low[i] to high[i] (canonical closed expressions, its boundary
 * included), or with low NULL in the whole space. False after an error; where the
 * whole space is too much to search it is NB_ERR_USAGE, and the box is to be given.
 * *out is to be freed either way; zero it before. */
bool nb_critical(nb_pool *p, nb_expr function, const nb_expr *variables, uint32_t n,
                 const nb_expr *low, const nb_expr *high, nb_critical_set *out);
void nb_critical_free(nb_critical_set *set);

/* Proves that there is exactly one critical point with zero gradient near an
 * approximate one (Krawczyk's test in a box about it), and classifies it. False, with
 * no error, where that could not be proven. *out is to be freed if it is true. */
bool nb_critical_near(nb_pool *p, nb_expr function, const nb_expr *variables, uint32_t n,
                      const double *approximate, nb_critical_point *out);
void nb_critical_point_free(nb_critical_point *point);

/* A coordinate, the value, or an eigenvalue (of those that the point has) with proven
 * digits, appended as by nb_decimal. */
nb_decimal_status nb_critical_coordinate(nb_pool *p, const nb_critical_point *point,
                                         uint32_t i, slong digits, nb_buf *out);
nb_decimal_status nb_critical_value(nb_pool *p, nb_expr function,
                                    const nb_critical_point *point, slong digits,
                                    nb_buf *out);
nb_decimal_status nb_critical_eigen(nb_pool *p, nb_expr function,
                                    const nb_critical_point *point, uint32_t k,
                                    slong digits, nb_buf *out);

/* "local minimum", "saddle point", … for a function of n variables. */
const char *nb_critical_words(nb_critical_kind kind, uint32_t n);

#endif
