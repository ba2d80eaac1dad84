#ifndef NB_CALCULUS_RULES_H
#define NB_CALCULUS_RULES_H

#include "expr/expr.h"
#include "expr/function.h"

/* The textbook's rules of differentiation: the rows of calculus/rules.def. */

enum { NB_ANY_FN = 255 };

typedef enum nb_rule {
#define NB_RULE(id, ...) NB_RULE_##id,
#include "calculus/rules.def"
#undef NB_RULE
    NB_RULE_COUNT
} nb_rule;

/* The columns are explained in rules.def. A table of mistakes has rows of this type. */
typedef struct nb_rule_row {
    const char *id, *name;
    nb_op op;
    unsigned fn;
    const char *left, *right;
    const char *derivative;
    const char *condition;
} nb_rule_row;

const nb_rule_row *nb_rule_row_of(nb_rule rule);
/* Which of the table's rows it is; NB_RULE_COUNT for a row of another table. */
nb_rule nb_rule_of_row(const nb_rule_row *row);

/* The two sides of a rule as typed expressions in its letters, for people to read:
 * u*v and u'*v + u*v', where u' is a SYMBOL too.
 * `fn` fills in the function of a row that fits any; NB_ANY_FN: none. False where the
 * row is no formula. */
bool nb_rule_statement(nb_pool *p, const nb_rule_row *row, unsigned fn, nb_expr *left,
                       nb_expr *right);

#endif
