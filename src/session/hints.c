#include "session/hints.h"

#include <stdlib.h>
#include <string.h>

void nb_hints_clear(nb_hints *h)
{
    for (uint32_t i = 0; i < h->n; i++)
        free(h->items[i]);
    free(h->items);
    *h = (nb_hints){0};
}

bool nb_hints_add(nb_hints *h, const char *text)
{
    size_t length = strlen(text);
    char **items = realloc(h->items, (h->n + 1) * sizeof *items);
    if (!items)
        return false;
    h->items = items;
    items[h->n] = malloc(length + 1);
    if (!items[h->n])
        return false;
    memcpy(items[h->n++], text, length + 1);
    return true;
}

const char *nb_hints_next(nb_hints *h)
{
    return h->next < h->n ? h->items[h->next++] : NULL;
}
