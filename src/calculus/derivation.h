#ifndef NB_CALCULUS_DERIVATION_H
#define NB_CALCULUS_DERIVATION_H

#include "algebra/substitute.h"
#include "calculus/rules.h"

/* The derivation of a typed expression by the rules of calculus/rules.def: one record
 * for each of its distinct parts that contain the variable, operands before users.
 * Each part is derived by the first row that fits it, by putting its operands and their
 * derivatives into the row's formula; nothing is simplified on the way, so that a rule
 * can be shown, and a wrong one tried instead, at any place.
 *
 * Products and quotients are first arranged as a textbook does: factors without the
 * variable go before the others (3y x^2 sin x is (3y)(x^2 sin x)), and c/u^n is
 * c u^(-n). */

#define NB_NO_RECORD UINT32_MAX

typedef struct nb_record {
    nb_expr e;        /* the part, typed, as it was written                        */
    nb_expr form;     /* the same arranged; what `row` fits                        */
    nb_expr variable; /* SYMBOL that it is derived by; in the body of a called
                         function that function's parameter                        */
    const nb_rule_row *row;
    nb_expr u, v;      /* the operands of `form` for the row's letters, or NB_NONE   */
    uint32_t du, dv;   /* records of the derivatives of these, or NB_NO_RECORD       */
    uint32_t first, n; /* all records that it uses: places in `operands`           */
    nb_expr raw;       /* typed: the row's formula with everything filled in         */
} nb_record;

typedef struct nb_derivation {
    nb_pool *p;
    nb_definition_of *definition_of;
    void *data;
    nb_record *records;
    uint32_t n, capacity;
    uint32_t root;
    bool as_written; /* products and quotients are not arranged first */
    nb_list operands;
    struct nb_dependence *dependences; /* one for each variable */
    uint32_t n_dependences;
    nb_list templates; /* formulas that were read, with their texts beside */
    const char **texts;
} nb_derivation;

/* Derives e, typed, by a SYMBOL. CALLs are derived by the chain rule, their bodies
 * through `definition_of`, which may be NULL where there are none. False, with an error
 * in the pool, when it could not be done; nb_derivation_close() frees in any case.
 * The pool must not be collected while a derivation is open.
 *
 * min, max and piecewise values have no formula: the record's raw derivative is a
 * piecewise value, with the pieces' derivatives inside their regions (calculus/derive.h).
 * A function that is another's abbreviation (hypot, root) has the row ALGEBRA and one
 * operand, what it stands for. */
bool nb_derivation_open(nb_derivation *d, nb_pool *p, nb_expr e, nb_expr variable,
                        nb_definition_of *definition_of, void *data);
void nb_derivation_close(nb_derivation *d);
/* The same with products and quotients left as they were written: (2x)/(3y) is derived by
 * the quotient rule. */
bool nb_derivation_open_as_written(nb_derivation *d, nb_pool *p, nb_expr e,
                                   nb_expr variable);

/* The derivative of the whole, typed, with nothing simplified. */
nb_expr nb_derivation_raw(const nb_derivation *d);

/* The canonical form of a typed expression of the derivation, CALLs expanded. */
nb_expr nb_derivation_value(nb_derivation *d, nb_expr typed);

/* Whether a row of any table fits the record: operation, function and letters. Rows
 * without a formula never do. */
bool nb_record_fits(nb_derivation *d, uint32_t record, const nb_rule_row *row);

/* What the row's formula gives at a record that it fits, the derivatives of its operands
 * being the true ones. */
nb_expr nb_record_by(nb_derivation *d, uint32_t record, const nb_rule_row *row);

/* What the record's own row gives with other expressions, typed, as the derivatives of
 * its operands: derivatives[i] is that of record i. */
nb_expr nb_record_from(nb_derivation *d, uint32_t record, const nb_expr *derivatives);

/* What the record's own row gives where the derivative of its first (second: of its
 * second) letter is another one; NB_NONE where its row has no such letter. */
nb_expr nb_record_given(nb_derivation *d, uint32_t record, bool second,
                        nb_expr derivative);

/* One place where something else is done than the rules say. */
typedef struct nb_override {
    uint32_t record;
    const nb_rule_row *row; /* NULL: `derivative` is taken as it is */
    nb_expr derivative;     /* typed */
} nb_override;

/* The derivative of the whole, typed and unsimplified, with these overrides in place of
 * the rules; only what uses one of the places is built anew. A row's formula sees the
 * overrides below it. */
nb_expr nb_derivation_with(nb_derivation *d, const nb_override *overrides, uint32_t n);

#endif
