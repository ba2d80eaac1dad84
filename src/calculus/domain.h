#ifndef NB_CALCULUS_DOMAIN_H
#define NB_CALCULUS_DOMAIN_H

#include "expr/expr.h"

/* Where an expression is defined, as conditions that must all hold. What holds
 * everywhere as far as the signs show is left out. Conditions inside a piecewise value
 * count in their region only: "x > 0 or x >= 5" (cases.c). A condition is kept as
 * (rel, e), meaning e rel 0, with rel one of NE, GT, GE and e stripped of what does
 * not matter to its sign; one of another form (an OR, an equation) is kept whole,
 * with rel EQ. Zero-initialise to start; holds indices of the pool. */
typedef struct nb_conditions {
    nb_list keys, rels;
    nb_list
        soft; /* the keys that are positive because of a power x^y alone: it is defined
                 at some points of the other side too, so that nothing else follows */
    nb_list jumps; /* where a function jumps that is defined there: what a sign() is taken
                      of, which must not be 0, or "u != 0 or v > 0" for atan2(u, v) */
} nb_conditions;

/* The conditions of a typed or canonical expression, CALLs expanded. */
bool nb_conditions_of(nb_pool *p, nb_expr e, nb_conditions *out);
/* The same where the canonical forms of its parts are known (nb_canonical_forms()). */
bool nb_conditions_with(nb_pool *p, nb_expr e, const nb_map *forms, nb_conditions *out);
void nb_conditions_free(nb_conditions *c);

/* Those conditions of a function, as typed, that `shown`, a simplified formula for
 * its derivative by `variable` (NB_NONE: by any), does not bring along by itself:
 * x^2/x = x "for x != 0". Appends canonical RELs (or ORs) to *out, none of them
 * implied by another or by the domain of `shown`; the NUMBER 0 alone where the
 * function is defined nowhere. */
bool nb_lost_conditions(nb_pool *p, const nb_conditions *typed, nb_expr shown,
                        nb_expr variable, nb_list *out);

/* The same for n formulas by a variable each: appends all of their conditions to *out,
 * ends[i] being where those of the i-th end. What the formulas share is looked at once.
 */
bool nb_all_lost_conditions(nb_pool *p, const nb_conditions *typed, const nb_expr *shown,
                            const nb_expr *variables, uint32_t n, nb_list *out,
                            uint32_t *ends);

/* Whether the i-th condition is one of a power x^y alone. */
bool nb_is_soft(const nb_conditions *c, uint32_t i);

/* Whether the i-th condition of `wanted` is one of `given`, or plainly follows from one
 * of them, leaving out the one numbered `except`. False says nothing. */
#define NB_NO_CONDITION UINT32_MAX
bool nb_condition_follows(nb_pool *p, const nb_conditions *wanted, uint32_t i,
                          const nb_conditions *given, uint32_t except);

/* A condition (rel, e) as a person writes it: x > 1, where e is x - 1. */
nb_expr nb_readable_condition(nb_pool *p, nb_rel rel, nb_expr e);

/* ---- functions by cases (cases.c) ---- */

/* Adds to `facts` what a condition, typed or canonical, says where it holds, or does not;
 * not everything can be told. */
bool nb_note_condition(nb_pool *p, nb_expr condition, bool holds, nb_conditions *facts);

/* The conditions under which a CASES node is defined, all of which must hold: canonical
 * conditions, among them the NUMBERs 0 and 1. Appends. */
bool nb_clauses_of(nb_pool *p, nb_expr cases, nb_list *out);

/* Whether a clause, alternatives joined by OR, follows from another one: but for points
 * on the edges of the cases, where no formula by cases is defined. */
bool nb_clause_follows(nb_pool *p, nb_expr wanted, nb_expr given);

#endif
