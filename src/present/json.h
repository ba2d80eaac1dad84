#ifndef NB_PRESENT_JSON_H
#define NB_PRESENT_JSON_H

#include "text/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* Writes JSON (RFC 8259) on one line into a buffer. Commas and colons come by
 * themselves:
 *
 *     nb_json j = {.out = &buf};
 *     nb_json_open(&j, '{');
 *     nb_json_key(&j, "kind");
 *     nb_json_string(&j, "error");
 *     nb_json_close(&j, '}');
 *
 * Whether memory sufficed is in the buffer's `failed`. */
typedef struct nb_json {
    nb_buf *out;
    bool comma; /* the next item is not the first of its object or array */
} nb_json;

void nb_json_open(nb_json *j, char bracket);  /* '{' or '[' */
void nb_json_close(nb_json *j, char bracket); /* '}' or ']' */

/* The key of the member that is written next. */
void nb_json_key(nb_json *j, const char *key);

/* A string, escaped; NULL is written as null. Bytes that are no UTF-8 become
 * U+FFFD. */
void nb_json_string(nb_json *j, const char *text);
void nb_json_bytes(nb_json *j, const char *text, size_t length);

void nb_json_integer(nb_json *j, int64_t value);
void nb_json_bool(nb_json *j, bool value);
void nb_json_null(nb_json *j);
/* Something that is JSON already, such as a number. */
void nb_json_raw(nb_json *j, const char *json);

/* key and string at once. */
void nb_json_member(nb_json *j, const char *key, const char *text);

#endif
