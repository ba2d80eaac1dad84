#ifndef NB_SESSION_VALUE_H
#define NB_SESSION_VALUE_H

#include "numeric/decimal.h"
#include "session/out.h"

/* Values as texts: exact where that is short, and as a decimal. */

enum {
    NB_EXACT_COLUMNS = 60, /* longer exact forms are not shown */
    NB_PEOPLE_DIGITS = 5,
    NB_JSON_DIGITS = 6
};

/* Appends the exact form of a member, in a style; false, and nothing appended, when
 * there is no short one. */
bool nb_value_exact(nb_pool *p, const nb_member *m, nb_style style, nb_buf *out);

/* Whether the exact form, in this text, is a decimal already, or an integer. */
bool nb_says_all(const nb_pool *p, const nb_member *m, const nb_buf *text);

/* What a line says after its label: " = √(4² + 6²) = 2√13 ≈ 7.2111". Parts that
 * repeat what is there already are left out. */
typedef struct nb_chain {
    nb_out *o;
    nb_buf last;  /* text of the last part, to compare with */
    bool started; /* something stands before the next part */
} nb_chain;

void nb_chain_begin(nb_chain *c, nb_out *o, bool started);
/* What the next part must differ from. */
void nb_chain_label(nb_chain *c, const char *text);
/* A typed expression, unless it is too long to be read. */
void nb_chain_expr(nb_chain *c, nb_expr typed);
/* The value of a defined member, exact and as a decimal. */
void nb_chain_member(nb_chain *c, nabla_result *r, const nb_member *m);
void nb_chain_end(nb_chain *c);

/* Records that a digit could not be proven. */
void nb_note_unproven(nabla_result *r);

/* Digits of decimals for people. */
slong nb_people_digits(const nabla *s);

#endif
