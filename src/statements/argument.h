#ifndef NB_STATEMENTS_ARGUMENT_H
#define NB_STATEMENTS_ARGUMENT_H

#include "session/answer.h"
#include "syntax/clauses.h"

/* The arguments of commands: spans of the statement's text. */

/* Whether there is nothing between begin and end. */
bool nb_is_empty_span(nb_span span);

/* Adds notes of a piece of the text that begins at that byte to those of the statement
 * that is running. */
void nb_pass_notes(nabla *s, const nb_notes *from, uint32_t by);

/* Copies the span into r->argument. */
bool nb_take_argument(nabla_result *r, const char *text, nb_span span);

/* The error that a command is written differently, with its synopsis and example;
 * false. */
bool nb_usage(nabla *s, nb_command command, nb_span span);
/* The error that the command takes no curve or region "on ..."; false. */
bool nb_refuse_region(nabla *s, nb_command command, const nb_clause *on);
/* The error that the command needs a point; false. */
bool nb_needs_point(nabla *s, const nb_statement *st);

/* A statement read from a piece of the text, with spans of the whole; to be freed with
 * nb_statement_free() either way. */
bool nb_read_part(nabla *s, const char *text, nb_span part, nb_statement *out);

/* Reads a piece of the text as a point of r->def, "(2, 1)" or "x=2, y=1". */
bool nb_read_place_of(nabla_result *r, const char *text, nb_span part);

/* Reads a piece of the text as what the command is about, and sets r->def and, where
 * one is given, the point: "f", "f at (2, 1)", "f(2, 1)", "at (2, 1)", an expression
 * (which becomes the current function); nothing means the current function. */
bool nb_read_subject(nabla_result *r, const nb_statement *st, const char *text,
                     nb_span part);
/* The same, with the point of a clause "at" (NULL: there is none) that stands apart. */
bool nb_read_subject_at(nabla_result *r, const nb_statement *st, const char *text,
                        nb_span part, const nb_clause *at);

/* Reads a piece of the text as a typed expression or condition over the n SYMBOLs (none:
 * closed) and the functions and constants of the session; NB_NONE with an error whose
 * span is in the whole text. */
nb_expr nb_read_typed(nabla *s, const char *text, nb_span part, const nb_expr *symbols,
                      uint32_t n);
/* The same, with those functions and constants expanded. */
nb_expr nb_read_over(nabla *s, const char *text, nb_span part, const nb_expr *symbols,
                     uint32_t n);

/* Reads a piece of the text as an expression, as the name of a function, whose body it
 * then is, or as a derivative, the formula of which it is: as typed, and with CALLs and
 * constants expanded. Its variables are added to those that are in the list already. */
bool nb_read_subexpression(nabla_result *r, const nb_statement *st, const char *text,
                           nb_span part, nb_expr *typed, nb_expr *expanded,
                           nb_list *variables);

/* Reads a piece of the text as a vector with as many components as r->def has variables:
 * "(3, 4)", "⟨3, 4⟩", "3i + 4j"; one number alone is one component, whatever r->def has.
 * The components as typed, and their canonical values. */
bool nb_read_vector(nabla_result *r, const char *text, nb_span part, nb_list *typed,
                    nb_list *values);

/* Reads a piece of the text as closed expressions, "(3, 4)" or "3, 4", and their
 * canonical values. False with an error, which a value that is undefined is too. */
bool nb_read_constants(nabla *s, const char *text, nb_span part, nb_list *typed,
                       nb_list *values);

#endif
