#ifndef NB_EXPR_FUNCTION_H
#define NB_EXPR_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>

/* The elementary functions: one row each in expr/functions.def, which says all
 * that nabla knows of one. Every layer reads its columns from there. */
typedef enum nb_fn {
#define NB_FUNCTION(id, ...) NB_FN_##id,
#include "expr/functions.def"
#undef NB_FUNCTION
    NB_FN_COUNT
} nb_fn;

typedef struct nb_function {
    const char *name;        /* canonical ASCII spelling: what text output uses */
    int arity;               /* 0: a constant; -1: two or more arguments        */
    const char *spellings;   /* other names, separated by blanks                */
    const char *unicode;     /* the name in Unicode output                      */
    const char *latex;       /* the name in LaTeX                               */
    const char *derivative;  /* by the first argument u, in nabla's language,
                                or "" where a rewriting comes first             */
    const char *derivative2; /* by the second argument v, or ""                 */
    const char *domain;      /* a condition on u (and v), or "" for everywhere  */
    const char *rewrite;     /* the same in simpler functions, or ""            */
    const char *inverse;     /* spelling of the inverse function, or ""         */
    const char *rule;        /* what a textbook calls the rule of derivation    */
    const char *help;        /* one line                                        */
    const char *example;     /* a line to type                                  */
} nb_function;

/* The row of a function. */
const nb_function *nb_function_row(unsigned fn);

/* The function of that name or spelling; NB_FN_COUNT when there is none. */
nb_fn nb_function_find(const char *name, size_t length);

/* The function nearest in spelling, for "did you mean"; NB_FN_COUNT if none is
 * within two edits. */
nb_fn nb_function_near(const char *name, size_t length);

#endif
