#ifndef NB_TEXT_ERROR_H
#define NB_TEXT_ERROR_H

#include <stdbool.h>
#include <stdint.h>

/* What went wrong. The names that programs see are in nb_code_name(). */
typedef enum nb_code {
    NB_OK = 0,
    NB_ERR_SYNTAX,      /* the text could not be read                        */
    NB_ERR_NAME,        /* a name is unknown, reserved or used wrongly       */
    NB_ERR_USAGE,       /* a command or an option got what it cannot take    */
    NB_ERR_UNDEFINED,   /* the value does not exist over the real numbers    */
    NB_ERR_UNPROVEN,    /* could not be decided; nothing is claimed          */
    NB_ERR_LIMIT,       /* a limit on size or work was reached               */
    NB_ERR_MEMORY,      /* out of memory, or the memory limit was reached    */
    NB_ERR_INTERRUPTED, /* the user asked to stop                            */
    NB_ERR_IO           /* a file could not be read or written               */
} nb_code;

enum { NB_MESSAGE_MAX = 400, NB_HINT_MAX = 240 };

/* The first error of a statement. `begin` and `end` are byte offsets into the
 * statement's text (end exclusive); equal when no place can be named. */
typedef struct nb_error {
    nb_code code;
    uint32_t begin, end;
    char message[NB_MESSAGE_MAX];
    char hint[NB_HINT_MAX]; /* how to write it, or "" */
} nb_error;

/* The word that programs see for a code: "syntax", "name", "limit"... */
const char *nb_code_name(nb_code code);

/* Forgets the error. */
void nb_error_clear(nb_error *err);

/* The same for one that says something of the text, after an attempt to read it in one
 * of several ways; that memory ran out, or the user asked to stop, is kept. */
void nb_error_forgive(nb_error *err);

/* Records an error, printf-style, unless one is recorded already: the first
 * cause is what the user needs. Long messages are cut at a character. */
void nb_error_set(nb_error *err, nb_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with the byte span [begin, end) of the statement's text. */
void nb_error_at(nb_error *err, nb_code code, uint32_t begin, uint32_t end,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Adds the fix to the recorded error, if it has none yet. */
void nb_error_hint(nb_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
