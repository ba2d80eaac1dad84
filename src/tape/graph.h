#ifndef NB_TAPE_GRAPH_H
#define NB_TAPE_GRAPH_H

#include "expr/expr.h"

/* A function and its gradient as one straight-line program over the operations of
 * tape/operations.def: first what the typed function computes, in its order, then
 * the reverse sweep (Griewank & Walther, "Evaluating Derivatives", 2nd ed. 2008,
 * ch. 3), written out as operations like any other. Values are hash-consed, so what
 * function and derivatives have in common is computed once; constants are exact
 * closed expressions and are folded exactly.
 *
 * Undefined is a value of its own that spreads: the function is undefined exactly
 * where its typed form is, up to rounding at the edge of its domain. A derivative
 * comes out undefined in some points where the function has a kink or an edge and
 * the definition would have to decide. */

typedef uint32_t nb_tape_value; /* index of a value; 0: none */

typedef enum nb_operation {
#define NB_OPERATION(id, operands, cost) NB_TAPE_##id,
#include "tape/operations.def"
#undef NB_OPERATION
    NB_TAPE_OPERATIONS
} nb_operation;

/* Operands of the operation. */
unsigned nb_operation_arity(nb_operation op);

typedef struct nb_tape_node {
    uint8_t op;         /* nb_operation                                            */
    nb_tape_value a[3]; /* operands; INPUT: a[0] is its number; CONST: of a constant */
} nb_tape_node;

typedef struct nb_graph {
    nb_pool *pool;
    nb_tape_node *nodes; /* nodes[0] is unused; operands stand before their users */
    uint32_t n, capacity;
    uint32_t *table; /* hash table of the nodes */
    uint32_t table_size;
    nb_list constants; /* closed expressions; NB_NONE is undefined */
    nb_map constant_of;
    uint32_t n_inputs;
    uint32_t n_function;     /* nodes below this belong to the function itself */
    bool reverse;            /* the function is complete: 0 * a is 0 from now on */
    nb_tape_value value;     /* the function  */
    nb_tape_value *gradient; /* n_inputs, after nb_graph_reverse() */
    nb_tape_value norm;      /* of the gradient */
} nb_graph;

/* The graph of a typed expression (CALLs expanded) in n variables. Its constants are
 * expressions of the pool, which must not be collected meanwhile. False with an
 * error in the pool; to be freed either way. */
bool nb_graph_build(nb_graph *g, nb_pool *p, nb_expr typed, uint32_t n,
                    const nb_expr *variables);
void nb_graph_free(nb_graph *g);

/* Adds the gradient and its norm. */
bool nb_graph_reverse(nb_graph *g);

/* Elementary operations that a value needs, with those of the gradient's components
 * where `gradient` says so: fused operations count as what they consist of. */
uint64_t nb_graph_operations(const nb_graph *g, bool gradient);

/* ---- for build.c and reverse.c ---- */

nb_tape_value nb_graph_input(nb_graph *g, uint32_t i);
nb_tape_value nb_graph_constant(nb_graph *g, nb_expr closed);
nb_tape_value nb_graph_integer(nb_graph *g, slong value);
/* The closed expression of a CONST; NB_NONE of any other value. */
nb_expr nb_graph_closed(const nb_graph *g, nb_tape_value v);
bool nb_graph_is_int(const nb_graph *g, nb_tape_value v, slong value);

/* Each gives 0 after an error, and when it is given 0. */
nb_tape_value nb_graph_add(nb_graph *g, nb_tape_value a, nb_tape_value b);
nb_tape_value nb_graph_sub(nb_graph *g, nb_tape_value a, nb_tape_value b);
nb_tape_value nb_graph_mul(nb_graph *g, nb_tape_value a, nb_tape_value b);
nb_tape_value nb_graph_div(nb_graph *g, nb_tape_value a, nb_tape_value b);
nb_tape_value nb_graph_1(nb_graph *g, nb_operation op, nb_tape_value a);
nb_tape_value nb_graph_2(nb_graph *g, nb_operation op, nb_tape_value a, nb_tape_value b);
nb_tape_value nb_graph_select(nb_graph *g, nb_tape_value c, nb_tape_value a,
                              nb_tape_value b);
/* base^r for a rational r, by multiplications and roots where that is accurate. */
nb_tape_value nb_graph_power(nb_graph *g, nb_tape_value base, const fmpq_t r);

/* A column of tape/kernels.def or expr/functions.def, with values for u and v. */
nb_tape_value nb_graph_column(nb_graph *g, const char *text, nb_tape_value u,
                              nb_tape_value v);
/* The derivative of an operation by its operand number i, as a column; "" where it
 * has none. */
const char *nb_operation_derivative(nb_operation op, unsigned i);
/* The function of the table that an operation computes; NB_FN_COUNT for none. */
unsigned nb_operation_function(nb_operation op);

#endif
