#ifndef NB_TEACH_DIAGNOSE_H
#define NB_TEACH_DIAGNOSE_H

#include "calculus/derivation.h"
#include "teach/mistake.h"

/* Why an answer is wrong: the mistakes that reproduce it. After Brown & Burton,
 * "Diagnostic models for procedural bugs in basic mathematical skills", Cognitive
 * Science 2, 1978: a wrong answer is the right procedure with one step replaced by a
 * wrong one. */

/* What was asked: the derivative of a function by a variable, as a formula or, where a
 * point is given, its value there. */
typedef struct nb_task {
    nb_expr function; /* typed, CALLs expanded */
    nb_expr variable;
    const nb_expr *variables; /* of the function, n SYMBOLs */
    uint32_t n;
    const nb_map *point; /* NULL, or canonical closed values of the variables */
} nb_task;

/* A mistake at a place of the derivation. */
typedef struct nb_slip {
    const nb_mistake *mistake;
    nb_expr part;            /* what was derived wrongly, typed, as it was written      */
    nb_expr left, right;     /* its operands for the letters of the mistake's row       */
    nb_expr variable;        /* SYMBOL that it was to be derived by                     */
    nb_expr other;           /* SYMBOL, where another variable plays a part; or NB_NONE */
    nb_expr extra;           /* typed: what the answer has too much, or NB_NONE         */
    nb_expr right_one;       /* typed and unsimplified: the part's true derivative      */
    const nb_rule_row *rule; /* the rule that is right there, or NULL */
} nb_slip;

enum { NB_SLIPS = 2, NB_EXPLANATIONS_MAX = 5 };

/* One mistake, or two that come together. */
typedef struct nb_explanation {
    nb_slip slips[NB_SLIPS];
    unsigned n;
} nb_explanation;

typedef struct nb_diagnosis {
    nb_explanation items[NB_EXPLANATIONS_MAX];
    unsigned n;
    bool gave_up; /* the limit of work was reached: there may be others */
} nb_diagnosis;

/* A limit of work that does not depend on time: each candidate looked at counts 1,
 * each expression built 5, each proof 50. */
typedef struct nb_work {
    uint64_t left;
    bool exhausted;
} nb_work;

#define NB_WORK_DEFAULT 20000u

/* Takes from what is left; false when it was not enough. */
bool nb_work_take(nb_work *w, uint64_t amount);

/* Names the mistakes that provably lead to the answer, canonical and known to be wrong.
 * A pair is looked for where no single mistake does. False with an error; that nothing
 * is found is none. */
bool nb_diagnose(nb_pool *p, const nb_task *task, nb_expr answer, nb_work *work,
                 nb_diagnosis *out);

/* The same for an equality: whether splitting a sum at one place of `left`, typed, gives
 * `answer`. */
bool nb_diagnose_equality(nb_pool *p, nb_expr left, const nb_expr *variables, uint32_t n,
                          nb_expr answer, nb_work *work, nb_diagnosis *out);

#endif
