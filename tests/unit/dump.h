#ifndef TESTS_DUMP_H
#define TESTS_DUMP_H

#include "expr/expr.h"
#include "syntax/parse.h"
#include "text/buf.h"

/* Expressions and statements as S-expressions, for tests: (+ x (* 2 y)). Recurses
 * on the depth of the expression. Numbers are fractions; a trailing d marks those
 * typed as decimals. */
void dump_expr(nb_buf *out, const nb_pool *p, nb_expr e);

/* A statement in a line: "define f (x y) (+ x y) at (2 1)". */
void dump_statement(nb_buf *out, const nb_pool *p, const nb_statement *s);

#endif
