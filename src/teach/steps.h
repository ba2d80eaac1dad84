#ifndef NB_TEACH_STEPS_H
#define NB_TEACH_STEPS_H

#include "algebra/layout.h"
#include "calculus/derivation.h"
#include "teach/told.h"

/* A derivative, rule by rule, as a teacher would write it. */

typedef struct nb_lesson {
    nb_expr e;        /* typed: what is derived; CALLs allowed */
    nb_expr variable; /* SYMBOL */
    nb_expr final;    /* typed: the derivative as it is shown in the end */
    nb_definition_of *definition_of;
    void *data;
    const nb_layout_options *options; /* how results are written */
} nb_lesson;

/* Parts of an expression that are told one by one; a derivation with more is an error. */
enum { NB_STEPS_MAX = 300 };

/* Appends a section with the derivation of lesson->e: what is held constant; each rule,
 * once, as a numbered step with its equation behind the steps that it needs; the
 * simplifications from there to lesson->final, each named. Everything comes out of the
 * records of a derivation (calculus/derivation.h). False with an error in the pool. */
bool nb_tell_steps(nb_told *t, const nb_lesson *lesson);

#endif
