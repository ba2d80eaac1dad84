#ifndef NB_TEACH_CANDIDATE_H
#define NB_TEACH_CANDIDATE_H

#include "teach/diagnose.h"

/* What a mistake would make of one part of a function: the candidates that an answer
 * is held against. */

typedef struct nb_candidate {
    const nb_mistake *mistake;
    uint32_t record; /* where in the derivation */
    nb_expr local; /* typed: the wrong derivative of that part, the others being right */
    bool sees;     /* its formula would see other mistakes further down */
    bool paired;   /* only together with a mistake in what uses the record: an inner
                      derivative that is taken for 1 */
    nb_expr part, left, right, other;
    uint32_t of; /* the record of `part`, where only one of its users is concerned: then
                    `record` is that user; else the same */
} nb_candidate;

typedef struct nb_candidates {
    nb_pool *p;
    nb_derivation *d;
    const nb_task *task;
    nb_derivation *others; /* by the other variables, task->n of them; opened as needed */
    bool *opened;
    nb_work *work;
    nb_candidate *items;
    uint32_t n, capacity;
} nb_candidates;

/* Lists them for all parts of the derivation. False with an error; nb_candidates_free()
 * in any case. */
bool nb_candidates_list(nb_candidates *c, nb_derivation *d, const nb_task *task,
                        nb_work *work);
void nb_candidates_free(nb_candidates *c);

/* A sum split wrongly: (a + b)^n as a^n + b^n, ln(a + b) as ln a + ln b. NB_NONE where e
 * is nothing of the kind. A sum of more terms is split into all of them, or, if `once`,
 * at its last sign alone (NB_NONE where that is the same). */
nb_expr nb_split_wrongly(nb_pool *p, nb_expr e, bool once);

/* e with every occurrence of a part replaced. */
nb_expr nb_with_part(nb_pool *p, nb_expr e, nb_expr part, nb_expr by);

#endif
