#ifndef NB_STATEMENTS_STATEMENTS_H
#define NB_STATEMENTS_STATEMENTS_H

#include "session/answer.h"

/* What the files of the statements share: what each kind of statement does, and how
 * its answer is told to people and to programs. */

/* Carries a statement out; `text` is what its spans are of. */
bool nb_run_statement(nabla_result *r, const nb_statement *st, const char *text);
/* The function that an argument names, or the current one when it is empty. Kept. */
nb_def *nb_named_function(nabla *s, nb_expr name, nb_span span);
/* The function, kept, that a statement is about: named, given by its body, or
 * current. */
nb_def *nb_statement_function(nabla *s, const nb_statement *st);
/* A nameless function of the free variables of a typed expression, in alphabetical
 * order; one reference. */
nb_def *nb_nameless_function(nabla *s, nb_expr body, nb_span span);

/* Appends the free variables of a typed expression in alphabetical order: all symbols
 * that are no constants of the session. */
bool nb_free_variables(nabla *s, nb_expr body, nb_list *out);
/* A nameless function of these parameters; one reference. */
nb_def *nb_function_over(nabla *s, const nb_list *params, nb_expr body, nb_span span);

/* Whether a text is a line of the working that goes on, and not a command; then *out is
 * the statement that reads it. */
bool nb_working_line_of(nabla *s, const char *text, size_t length, nb_statement *out);

/* ---- commands ---- */

/* The class of a command. */
const nb_command_class *nb_command_class_of(nb_command command);

#define NB_COMMAND_ROW(id, class, name, aliases, synopsis, help, example) \
    extern const nb_command_class nb_##class##_command;
#include "syntax/commands.def"
#undef NB_COMMAND_ROW

/* ---- answers as texts ---- */

/* Appends the answer as lines for people, formulas drawn in two dimensions at most
 * `width` columns wide (0: on one line), or as one JSON object. */
void nb_write_people(nabla_result *r, int width, nb_buf *out);
void nb_write_json(nabla_result *r, nb_buf *out);

/* ---- help ---- */

/* A word of the language that is neither function nor command, such as grad. */
typedef struct nb_help_entry {
    const char *name, *synopsis, *help, *example;
} nb_help_entry;

/* The i-th; NULL name after the last. */
const nb_help_entry *nb_help_entry_at(size_t i);

#endif
