#ifndef NB_TEACH_JUDGE_H
#define NB_TEACH_JUDGE_H

#include "calculus/equal.h"

/* Whether an answer is right. Right and wrong are proven; what is neither is said to be
 * not proven. */

typedef enum nb_mark {
    NB_MARK_SAME,       /* written as nabla would write it                          */
    NB_MARK_EQUIVALENT, /* another form of it                                       */
    NB_MARK_WHERE,      /* equal where both are defined, which is not the same      */
    NB_MARK_ROUNDED,    /* a decimal: the value correctly rounded to its digits     */
    NB_MARK_UNPROVEN,   /* not decided                                              */
    NB_MARK_DIFFERENT
} nb_mark;

typedef struct nb_judgement {
    nb_mark mark;
    uint32_t digits;          /* ROUNDED: significant digits that are right */
    nb_comparison comparison; /* of formulas: conditions, or a point with both values, and
                                 with DIFFERENT conditions under which it is right */
} nb_judgement;

void nb_judgement_free(nb_judgement *j);

/* An answer as a formula: `truth` and `answer` are typed, CALLs expanded; `shown` is the
 * truth as it would be written, typed, or NB_NONE. The left values of the comparison are
 * the truth's. False with an error. */
bool nb_judge_formula(nb_pool *p, nb_expr truth, nb_expr shown, nb_expr answer,
                      const nb_expr *variables, uint32_t n, nb_judgement *out);

/* A decimal as it was written: how many digits stand behind the point, and how many of
 * all are significant. */
typedef struct nb_decimal_form {
    bool is_decimal;
    uint32_t behind, significant;
} nb_decimal_form;

/* The form of the text [begin, end); is_decimal is false for all but a plain decimal
 * such as -7.2110. */
nb_decimal_form nb_decimal_form_of(const char *text, size_t length);

/* An answer as a value: `truth` and `answer` are canonical and closed, `shown` and
 * `written` their typed forms. */
bool nb_judge_value(nb_pool *p, nb_expr truth, nb_expr shown, nb_expr answer,
                    nb_expr written, nb_decimal_form form, nb_judgement *out);

bool nb_is_right(nb_mark mark);

#endif
