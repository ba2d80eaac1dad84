#ifndef NB_SYNTAX_CLAUSES_H
#define NB_SYNTAX_CLAUSES_H

#include "syntax/parse.h"

/* The arguments of commands, taken apart: "f at (2, 1) order 3" is f, at (2, 1) and
 * order 3. Only spans of the text are made; parse.h reads them. */

typedef struct nb_clause {
    const char *keyword; /* one of those asked for; NULL: what stands before them */
    nb_span word;        /* where the keyword is                                  */
    nb_span span;        /* what follows it, blanks trimmed; may be empty         */
} nb_clause;

enum { NB_CLAUSES_MAX = 12 };

typedef struct nb_clauses {
    nb_clause items[NB_CLAUSES_MAX]; /* the first has no keyword */
    uint32_t n;
} nb_clauses;

/* Splits [span.begin, span.end) of the text at the keywords (a list that ends with
 * NULL) that stand outside brackets and bars of the kind ‖, and not before an equals
 * sign, where a variable is named. False, with an error, when one of them comes
 * twice. */
bool nb_split_clauses(nb_pool *p, const char *text, nb_span span,
                      const char *const *keywords, nb_clauses *out);

/* The clause of a keyword (NULL: the first), or NULL when there is none. */
const nb_clause *nb_clause_of(const nb_clauses *c, const char *keyword);

/* The span [begin, end) of the text without the blanks at both ends. */
nb_span nb_trimmed(const char *text, uint32_t begin, uint32_t end);

/* Splits a span at commas and semicolons outside brackets into at most `max` parts,
 * blanks trimmed, and answers how many there are (max + 1: more). An empty span has
 * none. */
uint32_t nb_split_list(const char *text, nb_span span, nb_span *parts, uint32_t max);

/* The first equals sign (=, == or ≡) outside brackets; false when there is none. */
bool nb_find_equals(const char *text, nb_span span, nb_span *sign);

/* The inside of a span that is one pair of round, square or angle brackets: "(2, 1)",
 * "[0, 1]", "⟨3, 4⟩"; false when it is not. */
bool nb_inside_brackets(const char *text, nb_span span, nb_span *inside);

/* "x = -3..3", "x=-3…3", "x in [-3, 3]", "x from -3 to 3": the spans of the name and
 * the bounds; false (and no error) when the span is nothing of the kind. */
bool nb_split_range(const char *text, nb_span span, nb_span *name, nb_span *low,
                    nb_span *high);

#endif
