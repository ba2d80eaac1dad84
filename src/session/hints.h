#ifndef NB_SESSION_HINTS_H
#define NB_SESSION_HINTS_H

#include <stdbool.h>
#include <stdint.h>

/* What the command hint says next: sentences that an answer leaves behind, one for each
 * time it is asked. */
typedef struct nb_hints {
    char **items;
    uint32_t n, next;
} nb_hints;

void nb_hints_clear(nb_hints *h);
/* Adds a sentence at the end; copied. False when memory ran out. */
bool nb_hints_add(nb_hints *h, const char *text);
/* The next one, or NULL after the last; valid until the hints are cleared. */
const char *nb_hints_next(nb_hints *h);

#endif
