#ifndef NB_EXPR_PRECEDENCE_H
#define NB_EXPR_PRECEDENCE_H

#include "expr/expr.h"

/* How tightly typed forms bind: the one table that the parser builds by and the
 * printers put parentheses by. A form may stand as an operand without
 * parentheses where its level is at least the level that the place asks for. */
typedef enum nb_level {
    NB_LEVEL_ANY,
    NB_LEVEL_OR,
    NB_LEVEL_AND,
    NB_LEVEL_NOT,      /* not a                                    */
    NB_LEVEL_RELATION, /* a < b; chains are conjunctions           */
    NB_LEVEL_SUM,      /* a + b, a - b                             */
    NB_LEVEL_PRODUCT,  /* a*b, a b, a/b: one level, left to right  */
    NB_LEVEL_SIGN,     /* -a                                       */
    NB_LEVEL_POWER,    /* a^b, to the right: 2^3^2 is 2^(3^2)      */
    NB_LEVEL_POSTFIX,  /* a!                                       */
    NB_LEVEL_ATOM      /* numbers, names, calls, brackets          */
} nb_level;

typedef struct nb_binding {
    nb_level self;  /* of the form                                        */
    nb_level left;  /* what a left (or the only) operand must be at least */
    nb_level right; /* what a right operand must be at least              */
} nb_binding;

/* The row of an operation; functions and constants are atoms. A NUMBER that is
 * negative or not an integer is an atom for the parser only: a printer that
 * writes one as -2 or 3/2 must treat it as a SIGN or a PRODUCT. */
static inline nb_binding nb_binding_of(nb_op op)
{
    static const nb_binding rows[] = {
        [NB_OR] = {NB_LEVEL_OR, NB_LEVEL_OR, NB_LEVEL_AND},
        [NB_AND] = {NB_LEVEL_AND, NB_LEVEL_AND, NB_LEVEL_NOT},
        [NB_NOT] = {NB_LEVEL_NOT, NB_LEVEL_NOT, NB_LEVEL_NOT},
        [NB_REL] = {NB_LEVEL_RELATION, NB_LEVEL_SUM, NB_LEVEL_SUM},
        [NB_ADD] = {NB_LEVEL_SUM, NB_LEVEL_SUM, NB_LEVEL_PRODUCT},
        [NB_SUB] = {NB_LEVEL_SUM, NB_LEVEL_SUM, NB_LEVEL_PRODUCT},
        [NB_MUL] = {NB_LEVEL_PRODUCT, NB_LEVEL_PRODUCT, NB_LEVEL_SIGN},
        [NB_DIV] = {NB_LEVEL_PRODUCT, NB_LEVEL_PRODUCT, NB_LEVEL_SIGN},
        [NB_NEG] = {NB_LEVEL_SIGN, NB_LEVEL_SIGN, NB_LEVEL_SIGN},
        [NB_POW] = {NB_LEVEL_POWER, NB_LEVEL_POSTFIX, NB_LEVEL_SIGN},
    };
    nb_binding atom = {NB_LEVEL_ATOM, NB_LEVEL_ANY, NB_LEVEL_ANY};
    if ((size_t)op < sizeof rows / sizeof rows[0] && rows[op].self != NB_LEVEL_ANY)
        return rows[op];
    return atom;
}

#endif
