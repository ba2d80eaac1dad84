#ifndef NB_SESSION_WRITER_H
#define NB_SESSION_WRITER_H

#include "present/json.h"
#include "session/answer.h"

/* Parts of the JSON object of an answer; doc/json.md describes them. */
typedef struct nb_writer {
    nb_json j;
    nabla *s;
    nb_pool *p;
    nabla_result *r;
    nb_buf scratch; /* the text that is being written */
} nb_writer;

/* A typed expression as text: a member of that key, or an item of an array. */
void nb_put_typed(nb_writer *w, const char *key, nb_expr typed, nb_style style);
void nb_put_item(nb_writer *w, nb_expr typed, nb_style style);

/* The name of a function or constant; null for a nameless one. */
void nb_put_name(nb_writer *w, const char *key, const nb_def *d);
/* "function": {name, params, body} */
void nb_put_function(nb_writer *w, const nb_def *d);
/* {name, [params], body} */
void nb_put_definition(nb_writer *w, const nb_def *d);
/* The members text, latex, conditions of a formula; with names, shared. */
void nb_put_formula(nb_writer *w, const nb_formula *f);
/* "where": what the names in the answer's formulas stand for, if there are any. */
void nb_put_where(nb_writer *w);
/* "conditions": [...] */
void nb_put_conditions(nb_writer *w, const nb_list *conditions);
/* "gradient": the formulas of the answer, each with its variable. */
void nb_put_gradient(nb_writer *w);

/* The members of a value: exact and decimal, or undefined or unknown. */
void nb_put_value(nb_writer *w, const nb_member *m);
/* The same as an object of that key. */
void nb_put_member(nb_writer *w, const char *key, const nb_member *m);
/* "point": {x: ..., y: ...} */
void nb_put_point(nb_writer *w);
/* The members of r as an array of objects, each with its variable. */
void nb_put_members(nb_writer *w, const char *key);
/* "norm": {...} */
void nb_put_norm(nb_writer *w);

#endif
