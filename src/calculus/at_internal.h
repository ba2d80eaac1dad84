#ifndef NB_CALCULUS_AT_INTERNAL_H
#define NB_CALCULUS_AT_INTERNAL_H

#include "calculus/at.h"
#include "numeric/sign.h"

/* What the files of evaluation at a point share. */

/* A set of variables: bit i is the i-th symbol met; the last bit is for all from
 * the 64th on. */
typedef uint64_t nb_varset;

/* A node at the point. A condition's value is the NUMBER 1 or 0. */
typedef struct nb_at_node {
    nb_at_result status;
    nb_expr value;
    nb_undefined why;
    nb_varset depends; /* on these variables                                       */
    nb_varset edge;    /* along these the point may lie on the edge of the domain  */
    nb_varset jump;    /* along these it may be discontinuous, or pieced together  */
} nb_at_node;

/* Evaluations at one point, node by node. */
typedef struct nb_at_run {
    nb_pool *p;
    const nb_map *point;
    nb_balls balls;
    nb_map place; /* node -> its place in nodes + 1 */
    nb_at_node *nodes;
    uint32_t n, capacity;
    nb_list stack, symbols;
} nb_at_run;

void nb_at_begin(nb_at_run *r, nb_pool *p, const nb_map *point);
void nb_at_end(nb_at_run *r);
/* The node e at the point, valid until the next call; NULL after an error. */
const nb_at_node *nb_at_node_of(nb_at_run *r, nb_expr e);
/* The bit of a variable. */
nb_varset nb_at_bit(nb_at_run *r, nb_expr symbol);

/* A value that is zero is given as the NUMBER 0. */
nb_sign nb_at_sign(nb_at_run *r, nb_expr *value);

/* ---- for the rules of single nodes ---- */

/* The i-th operand's node; it has been evaluated. */
const nb_at_node *nb_at_operand(const nb_at_run *r, nb_expr e, uint32_t i);
/* Say what a node has come to. */
void nb_at_defined(nb_at_node *n, nb_expr value);
void nb_at_undefined(nb_at_node *n, nb_reason reason, nb_expr culprit);
void nb_at_unknown(nb_at_node *n, nb_reason reason, nb_expr culprit, nb_expr first);
/* Takes over the status, value and reason. */
void nb_at_adopt(nb_at_node *n, const nb_at_node *from);
/* A condition that is proven to hold. */
bool nb_at_is_true(nb_pool *p, const nb_at_node *n);
/* A NUMBER 1, 2, 3 … */
bool nb_at_is_natural(nb_pool *p, nb_expr e);
/* An elementary function whose arguments are all defined. */
void nb_at_function(nb_at_run *r, nb_expr e, nb_at_node *n);

/* Whether a canonical closed expression is irrational, proven by its form. */
bool nb_is_irrational(nb_pool *p, nb_expr e);

/* A column of the function table, read as a typed expression of u and v. */
nb_expr nb_read_column(nb_pool *p, const char *text);

#endif
