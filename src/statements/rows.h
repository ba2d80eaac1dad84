#ifndef NB_STATEMENTS_ROWS_H
#define NB_STATEMENTS_ROWS_H

#include "session/label.h"
#include "session/writer.h"

/* Answers that are a list of rows, each with a name, a formula, a value, a vector or a
 * sentence: what most commands about a function at a point have to say. A command fills
 * an nb_rows; the functions at the end are its class's people, json, roots, release. */

/* What a row begins with, in ASCII, Unicode, LaTeX and MathML. */
typedef const char *const nb_row_sign[NB_SIGN_STYLES];

typedef struct nb_row {
    const char *key;         /* of its member in JSON; NULL: people only            */
    const char *words;       /* said first; NULL: nothing                           */
    char *prefix;            /* or words that were made for it                      */
    const nb_row_sign *sign; /* then a sign, NULL: none …                           */
    nb_place_shown place;    /* … and the function's name with this place           */
    bool named;              /* whether it is                                       */
    bool derivative;         /* then f'(a), for a function of one variable          */
    nb_expr left;            /* typed: a left side; NB_NONE: none                   */
    nb_list lefts;           /* or a vector as a left side                          */
    nb_expr above, below;    /* or dy/dx of two SYMBOLs                             */
    nb_formula formula;      /* and a formula; typed is NB_NONE: none               */
    nb_formula *formulas;    /* or n_formulas, as a vector                          */
    uint32_t n_formulas;
    nb_member *members;  /* n values: one, or the components of a vector        */
    uint32_t n, columns; /* columns > 0: a matrix with so many                  */
    bool vector;         /* even if n is 1                                      */
    char *decimals; /* or decimals, with blanks between, of values without exact form */
    char *sentence; /* said at the end, and the member in JSON where there
                       is nothing else                                     */
} nb_row;

typedef struct nb_rows {
    nb_row *items;
    uint32_t n, capacity;
} nb_rows;

/* A new row at the end, whose other fields the caller fills in; NULL after an error. */
nb_row *nb_row_new(nabla_result *r, const char *key, const char *words);

/* What a row says. Each is false after an error. The first lays a canonical expression
 * over r->def's variables out, with the conditions of r->def that it has lost if asked
 * for; the second takes a typed one. */
bool nb_row_canonical(nabla_result *r, nb_row *row, nb_expr canonical, bool conditions);
bool nb_row_typed(nabla_result *r, nb_row *row, nb_expr typed);
/* n typed expressions, as a vector. */
bool nb_row_vector(nabla_result *r, nb_row *row, const nb_expr *typed, uint32_t n);
/* n canonical closed values. */
bool nb_row_values(nabla_result *r, nb_row *row, const nb_expr *values, uint32_t n);
/* Members that are known already; copied. */
bool nb_row_members(nabla_result *r, nb_row *row, const nb_member *members, uint32_t n);
bool nb_row_prefix(nabla_result *r, nb_row *row, const char *words);
bool nb_row_say(nabla_result *r, nb_row *row, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void nb_rows_people(nabla_result *r, nb_out *o);
void nb_rows_json(nabla_result *r, nb_writer *w);
/* The rows alone, without function and point. */
void nb_rows_put(nabla_result *r, nb_writer *w);
void nb_rows_roots(void *data, nb_roots *roots);
void nb_rows_release(void *data);

#define NB_ROWS_CLASS                                                       \
    .people = nb_rows_people, .json = nb_rows_json, .roots = nb_rows_roots, \
    .release = nb_rows_release

#endif
