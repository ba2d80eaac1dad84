#ifndef NB_ALGEBRA_FACTS_H
#define NB_ALGEBRA_FACTS_H

#include "expr/expr.h"

/* What is known of the sign of a canonical expression wherever it is defined, and a few
 * questions that are asked often. Kept in the node, so that no question walks down the
 * expression. */
enum {
    NB_FACT_KNOWN = 1,      /* the facts have been worked out            */
    NB_FACT_NONNEG = 2,     /* >= 0                                      */
    NB_FACT_POSITIVE = 4,   /* > 0; implies NONNEG                       */
    NB_FACT_NONPOS = 8,     /* <= 0                                      */
    NB_FACT_CLOSED = 16,    /* without symbols: a constant               */
    NB_FACT_PRIMITIVE = 32, /* a sum that is its own primitive part, sign and all */
    NB_FACT_SINES = 64,     /* sin, cos, sinh or cosh is a factor at the top or in */
    NB_FACT_RATIOS = 128,   /* a sum there; the same of tan, cot, sec, csc, tanh … */
    NB_FACT_WITHIN_1 = 256, /* between -1 and 1: sin(x), cos(x) tanh(y)  */
    NB_FACT_UNDER_1 = 512   /* and never one of them; implies WITHIN_1   */
};

/* Works the facts of a canonical node out from its operands' and keeps them. */
nb_expr nb_with_facts(nb_pool *p, nb_expr e);

unsigned nb_facts(nb_pool *p, nb_expr e);
bool nb_is_nonnegative(nb_pool *p, nb_expr e);
bool nb_is_positive(nb_pool *p, nb_expr e);
bool nb_is_closed(nb_pool *p, nb_expr e);

#endif
