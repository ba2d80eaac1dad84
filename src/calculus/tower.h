#ifndef NB_CALCULUS_TOWER_H
#define NB_CALCULUS_TOWER_H

#include "expr/expr.h"

/* Functions as fractions of polynomials over a tower of generators, in which what
 * is equal becomes equal to zero when subtracted:
 *
 *   KERNEL    a symbol, pi, or an expression of which nothing is used
 *   FUNCTION  f(key) or f(key, key2), keys being fractions themselves
 *   UNIT      i
 *   TURN      e^(i key/turn): sines and cosines are Laurent polynomials in these
 *   GROWTH    e^(key/turn)
 *   MODULUS   |f|^(1/root) for a polynomial f in the generators below it, irreducible
 *             as far as the factorization went, complex where it has turns
 *   LOG       ln|f|, the same
 *   ROOT      the real root key^(1/degree)
 *
 * Roots and logarithms of products are split by |uv| = |u||v|, which is true of all
 * real and complex numbers; where the sign of a real f is known, |f|^root is f or -f.
 * (Risch structure theory, see Bronstein, "Symbolic Integration I", 2005, chapter 9,
 * is the classical relative; over the reals moduli take the place of its branches.)
 *
 * Every value is right at each point where the expression is defined, its
 * denominator being nonzero there. The work is bounded; beyond the bounds `ok` is
 * false and nothing is claimed. */

enum { NB_TOWER_GENS = 24, NB_TOWER_FACTS = 24, NB_TOWER_SPLITS = 4 };

/* In a mask of assumptions: something else may be zero too. */
#define NB_TOWER_UNCOVERED 0x80000000u

typedef struct nb_fraction {
    fmpz_mpoly_t num, den;
} nb_fraction;

typedef enum nb_gen_kind {
    NB_GEN_KERNEL,
    NB_GEN_FUNCTION,
    NB_GEN_UNIT,
    NB_GEN_TURN,
    NB_GEN_GROWTH,
    NB_GEN_MODULUS,
    NB_GEN_LOG,
    NB_GEN_ROOT
} nb_gen_kind;

typedef struct nb_gen {
    nb_gen_kind kind;
    unsigned fn;          /* FUNCTION: nb_fn; ROOT: the degree                    */
    nb_expr expr;         /* its value, canonical; NB_NONE where it has no form   */
    nb_fraction key;      /* MODULUS, LOG: f in num                               */
    nb_fraction key2;     /* MODULUS: f times its conjugate, where f is complex   */
    bool complex;         /* f has turns                                          */
    int sign;             /* MODULUS of a real f: known of f, 0: not known        */
    uint32_t facts_asked; /* how many facts there were when it was asked          */
} nb_gen;

/* sign * f >= 0; strict: f != 0. */
typedef struct nb_tower_fact {
    fmpz_mpoly_t f;
    int sign; /* 0: only that f != 0 */
    bool strict;
} nb_tower_fact;

typedef struct nb_tower {
    nb_pool *p;
    fmpz_mpoly_ctx_t ctx;
    nb_gen gens[NB_TOWER_GENS];
    slong n;
    ulong turn, root;           /* what exponents of TURN, GROWTH; MODULUS are over  */
    ulong want_turn, want_root; /* multiples of them that are needed                 */
    nb_map place;               /* expression -> index in values, from 1             */
    nb_fraction **values;
    uint32_t nvalues, capacity;
    nb_tower_fact facts[NB_TOWER_FACTS];
    uint32_t nfacts;
    const nb_list *assumed; /* expressions whose sign is assumed: bit i of `minus` */
    unsigned minus;
    nb_list candidates;     /* expressions whose sign would have helped             */
    nb_list contradictions; /* masks of the assumed factors of a radicand that the
                               assumptions make negative: it is zero there           */
    int depth;
    uint64_t work;
    bool ok;
} nb_tower;

/* `assumed` may be NULL; it is borrowed. */
void nb_tower_init(nb_tower *t, nb_pool *p, ulong turn, ulong root,
                   const nb_list *assumed, unsigned minus);
void nb_tower_clear(nb_tower *t);

/* The value of a canonical expression, owned by the tower; NULL when not ok. */
const nb_fraction *nb_tower_value(nb_tower *t, nb_expr e);

/* Notes u >= 0 (strict: u > 0), u != 0, which hold wherever the whole is defined. */
void nb_tower_note_sign(nb_tower *t, const nb_fraction *u, bool strict);
void nb_tower_note_nonzero(nb_tower *t, const nb_fraction *u);

/* Whether the value is zero by the relations of its generators. */
bool nb_tower_is_zero(nb_tower *t, const nb_fraction *f);

/* ---- polynomials in its generators ---- */

/* y = a b, not reduced; too large a product ends the work. */
void nb_tower_product(nb_tower *t, fmpz_mpoly_t y, const fmpz_mpoly_t a,
                      const fmpz_mpoly_t b);
/* Whether the unit or a turn occurs in f. */
bool nb_poly_is_complex(nb_tower *t, const fmpz_mpoly_t f);
/* f as a canonical expression; NB_NONE where a generator has none. */
nb_expr nb_tower_expr(nb_tower *t, const fmpz_mpoly_t f);
/* The sign of a real f that is known, *strict where it is not zero either. */
int nb_tower_sign(nb_tower *t, const fmpz_mpoly_t f, bool *strict);

#endif
