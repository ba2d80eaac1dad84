#ifndef NB_PRESENT_SHARE_H
#define NB_PRESENT_SHARE_H

#include "expr/expr.h"

/* Names for the parts that formulas have in common, as people write them: a long
 * derivative becomes t2 cos(t1) with t1 = ..., t2 = ... Written out, an expression is as
 * long as its tree; with names, about as long as its DAG. */
typedef struct nb_sharing {
    nb_list names;  /* SYMBOLs t1, t2, ...: a part uses those before it only */
    nb_list parts;  /* what they stand for, typed, with names in it */
    uint64_t whole; /* about how many characters all formulas have written out */
    uint64_t brief; /* the same with names, the parts included */
} nb_sharing;

/* What names mean already. */
typedef struct nb_names_taken {
    const nb_expr *symbols; /* n SYMBOLs beside those of the formulas */
    uint32_t n;
    bool (*is_taken)(void *data, const char *name); /* any others; or NULL */
    void *data;
} nb_names_taken;

/* The n typed expressions with names for what occurs more than once and is long enough
 * to be worth a name, and for what would be nested too deep to read; into
 * brief[0 ... n-1]. No name is taken or a symbol of the expressions, and neither has
 * these with another number behind the letter. Zero-initialise *out; free it with
 * nb_sharing_free(). False after an error. */
bool nb_share(nb_pool *p, const nb_expr *typed, uint32_t n, const nb_names_taken *taken,
              nb_sharing *out, nb_expr *brief);
void nb_sharing_free(nb_sharing *s);

#endif
