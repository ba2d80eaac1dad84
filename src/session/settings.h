#ifndef NB_SESSION_SETTINGS_H
#define NB_SESSION_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the command set changes. */

typedef enum nb_notation { NB_LEIBNIZ, NB_SUBSCRIPT } nb_notation;
typedef enum nb_vector { NB_PARENTHESES, NB_ANGLE, NB_IJ } nb_vector;

typedef struct nb_settings {
    uint32_t digits; /* 0: by default */
    unsigned style;  /* nb_style: UNICODE, ASCII or LATEX */
    unsigned notation, vector;
    bool linear;
    bool expand;       /* formulas are written whole, with no names for shared parts */
    bool inline_notes; /* under the echo */
    bool color;
    int columns, rows; /* of the window that pictures are made for; 0: not known */
    uint32_t limit;    /* of work for a check; 0: by default */
} nb_settings;

typedef struct nb_option {
    const char *name, *values, *help;
} nb_option;

/* The i-th option; NULL name after the last. */
const nb_option *nb_option_at(size_t i);

#endif
