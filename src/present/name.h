#ifndef NB_PRESENT_NAME_H
#define NB_PRESENT_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* The length of a name without its subscript, and that: alpha_1 is alpha and 1.
 * *sub is NULL for none. */
size_t nb_name_base(const char *name, const char **sub);

/* A letter with or without digits, as x and x12: Unicode output leaves it as it is. */
bool nb_is_plain_name(const char *name);

#endif
