#ifndef NB_NUMERIC_BALL_H
#define NB_NUMERIC_BALL_H

#include "expr/expr.h"

/* Enclosures of expressions in ball arithmetic (Johansson, "Arb: efficient
 * arbitrary-precision midpoint-radius interval arithmetic", IEEE Trans. Comp.
 * 66, 2017). Every ball contains the value of its expression, typed or canonical,
 * read over the real numbers: x^(p/q) with an odd q in lowest terms is the real
 * root. A ball that is not finite says nothing: the value may be undefined, or
 * the precision too low to tell.
 *
 * Cost: each node once, at the precision asked. Precision lost to cancellation is
 * the caller's to raise. Values too large for any exponent, such as
 * 9^(9^387420489), end at once in a ball that is not finite. */

/* The ball of one node. */
typedef struct nb_slot {
    arb_struct ball;
    fmpq exact;        /* the value itself where has_exact: the exponents of */
    bool has_exact;    /* roots must be known exactly                        */
    signed char truth; /* of a condition: 1, 0, or -1 where it is not known  */
} nb_slot;

/* Balls of many expressions at one precision; what they share is computed once. */
typedef struct nb_balls {
    nb_pool *pool;
    slong prec;
    bool too_large; /* some value was finite but beyond what exponents hold */
    nb_map place;
    nb_slot *slots;
    uint32_t n, capacity;
    nb_list stack;
} nb_balls;

void nb_balls_init(nb_balls *b, nb_pool *p, slong prec);
void nb_balls_clear(nb_balls *b);

/* Gives a SYMBOL a value. Before the first nb_balls_of() on what contains it. */
bool nb_balls_bind(nb_balls *b, nb_expr symbol, const arb_t value);

/* The ball of e, valid until the next call; NULL when the work was stopped (the
 * pool has the error). SYMBOLs without a value get a ball that is not finite. */
arb_srcptr nb_balls_of(nb_balls *b, nb_expr e);

/* The truth of a condition: 1, 0, or -1 where the balls don't tell. */
int nb_balls_truth(nb_balls *b, nb_expr condition);

/* One enclosure of a closed expression. False when it is not finite. */
bool nb_enclose(nb_pool *p, nb_expr closed, slong prec, arb_t out);

/* Adds the rational multiple c * x to y. */
void nb_arb_addmul_fmpq(arb_t y, const arb_t x, const fmpq_t c, slong prec);

#endif
