#ifndef NB_TEACH_TELLER_H
#define NB_TEACH_TELLER_H

#include "teach/finish.h"
#include "teach/steps.h"

/* What the files that tell a derivation share. Records are named by their numbers. */

typedef struct nb_teller {
    nb_pool *p;
    nb_told *t;
    nb_derivation d;
    const nb_lesson *lesson;
    nb_expr *shown; /* record -> its derivative, written well; NB_NONE: not yet */
    uint32_t *step; /* record -> the step that tells it, or NB_NO_STEP          */
} nb_teller;

/* ---- records ---- */

static inline const nb_record *nb_record_at(const nb_teller *s, uint32_t i)
{
    return &s->d.records[i];
}

static inline nb_rule nb_rule_at(const nb_teller *s, uint32_t i)
{
    return nb_rule_of_row(nb_record_at(s, i)->row);
}

static inline uint32_t nb_operand(const nb_teller *s, uint32_t i, uint32_t k)
{
    return s->d.operands.items[nb_record_at(s, i)->first + k];
}

static inline bool nb_is_additive(nb_rule rule)
{
    return rule >= NB_RULE_SUM && rule <= NB_RULE_CONSTANT_LESS;
}

/* c u, u c, u/c and -u: a factor that stays. */
static inline bool nb_is_multiple(nb_rule rule)
{
    return rule == NB_RULE_NEGATIVE || rule == NB_RULE_MULTIPLE ||
           rule == NB_RULE_MULTIPLE_OF || rule == NB_RULE_PART;
}

/* The record of the part that c multiplies. */
static inline uint32_t nb_inner_of(const nb_teller *s, uint32_t i)
{
    return nb_operand(s, i, 0);
}

/* Rules whose formula has an inner derivative. */
static inline bool nb_is_chain(nb_rule rule)
{
    return rule == NB_RULE_GENERAL_POWER || rule == NB_RULE_EXPONENTIAL ||
           rule == NB_RULE_EXPONENTIAL_BASE || rule == NB_RULE_ABSOLUTE ||
           rule == NB_RULE_RECIPROCAL ||
           (rule >= NB_RULE_FUNCTION && rule <= NB_RULE_FUNCTION_SECOND);
}

static inline bool nb_has_trivial_inner(const nb_teller *s, uint32_t i)
{
    return nb_rule_at(s, nb_inner_of(s, i)) == NB_RULE_IDENTITY;
}

/* ---- derivatives as they are written (teller.c) ---- */

/* The terms of a chain of sums in reading order, and for each 1 or 0 as it is added or
 * subtracted. */
bool nb_teller_terms(const nb_teller *s, uint32_t top, nb_list *terms, nb_list *plus);
/* The formula of the record's rule with the derivatives of its parts put in. */
nb_expr nb_teller_filled(nb_teller *s, uint32_t i);
/* What has happened between two forms, the first of which may have CALLs. */
nb_change_made nb_teller_change(const nb_teller *s, nb_expr from, nb_expr to);
/* Fills s->shown in. */
bool nb_teller_derive(nb_teller *s);

/* ---- words and formulas (wording.c) ---- */

/* Whether a record is told in one line: nothing below it needs a word. */
bool nb_is_plain(const nb_teller *s, uint32_t i);
void nb_tell_plain(nb_teller *s, uint32_t i, uint32_t depth);
/* The same for a sum whose terms are powers and multiples of the variable. */
bool nb_is_plain_sum(const nb_teller *s, uint32_t i);
void nb_tell_plain_sum(nb_teller *s, uint32_t i, uint32_t depth);
/* "2y, 5 and 12 do not contain x: their derivatives are 0", for those of the records
 * that are constant. */
void nb_tell_constants(nb_teller *s, const nb_list *terms, uint32_t depth);
/* The rule and its formula; the step, or NB_NO_STEP with an error. */
uint32_t nb_tell_head(nb_teller *s, uint32_t i, uint32_t depth);
/* "d/dx e = its parts put in = written well" */
void nb_tell_equation(nb_teller *s, uint32_t i, uint32_t step);
/* "= e", which is noted as equal to the step's result. */
void nb_tell_equal(nb_teller *s, uint32_t step, nb_expr e);

#endif
