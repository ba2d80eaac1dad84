#ifndef NB_TEACH_MISTAKE_H
#define NB_TEACH_MISTAKE_H

#include "calculus/rules.h"

/* The table of mistakes: the rows of teach/mistakes.def. */

typedef enum nb_mistake_id {
#define NB_MISTAKE(id, ...) NB_MISTAKE_##id,
#include "teach/mistakes.def"
#undef NB_MISTAKE
    NB_MISTAKE_COUNT
} nb_mistake_id;

/* How the wrong results of a row are made; mistakes.def says what each does. */
typedef enum nb_tried {
    NB_TRY_FORMULA,
    NB_TRY_NUMBER,
    NB_TRY_NAMES,
    NB_TRY_CHAIN,
    NB_TRY_SIGN,
    NB_TRY_NEGATIVE,
    NB_TRY_OTHER_TOO,
    NB_TRY_OTHER_INSTEAD,
    NB_TRY_OTHER_FACTOR,
    NB_TRY_LOST_NAMES,
    NB_TRY_LOST_NUMBER,
    NB_TRY_SWAPPED,
    NB_TRY_INTEGRATED,
    NB_TRY_SPLIT,
    NB_TRY_ELSEWHERE /* in answers that are no derivatives (teach/value.h) */
} nb_tried;

typedef struct nb_mistake {
    nb_rule_row row;  /* row.id and row.name are the mistake's */
    const char *kind; /* "M1" */
    nb_tried tried;
    const char *message, *hint;
} nb_mistake;

const nb_mistake *nb_mistake_of(nb_mistake_id id);

#endif
