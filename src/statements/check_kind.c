#include "statements/check.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "numeric/sign.h"

#include <stdlib.h>
#include <string.h>

/* check discriminant f at P = D, and check f at P is a saddle point: the second
 * derivative test of a function of two variables, D = f_xx f_yy - f_xy^2 (OpenStax,
 * Calculus Volume 3, 4.7). */

enum { XX, XY, YX, YY, SECONDS };

typedef struct test {
    nb_expr second[SECONDS]; /* canonical: formulas, or values at the point */
    nb_expr d;
} test;

static bool no_part(nabla_result *r, nb_check *c)
{
    c->parts = calloc(1, sizeof *c->parts);
    c->n = 1;
    return c->parts || nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
}

static bool two_variables(nabla_result *r, nb_span span)
{
    if (r->def->n == 2)
        return true;
    nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                "the second derivative test is for functions of two variables");
    return false;
}

static nb_expr discriminant(nb_pool *p, const nb_expr *second, bool squared)
{
    nb_expr mixed = second[XY];
    return nb_difference(p, nb_product2(p, second[XX], second[YY]),
                         squared ? nb_power(p, mixed, nb_integer(p, 2)) : mixed);
}

/* The second derivatives as formulas. */
static bool take_formulas(nabla_result *r, test *t)
{
    nabla *s = r->session;
    if (!nb_def_partials(s, r->def))
        return false;
    for (unsigned k = 0; k < SECONDS; k++)
        t->second[k] = nb_derive(s->pool, nb_def_partial(s, r->def, k / 2),
                                 nb_def_param(r->def, k % 2));
    t->d = discriminant(s->pool, t->second, true);
    return t->d != NB_NONE;
}

/* Their values at the point; *missing gets the first that has none. */
static bool take_values(nabla_result *r, test *t, const nb_member **missing)
{
    nb_pool *p = r->session->pool;
    free(r->members);
    r->members = NULL;
    *missing = NULL;
    if (!nb_answer_hessian(r))
        return false;
    for (unsigned k = 0; k < SECONDS; k++) {
        t->second[k] = r->members[k].value;
        if (r->members[k].status != NB_AT_DEFINED && !*missing)
            *missing = &r->members[k];
    }
    t->d = *missing ? NB_NONE : discriminant(p, t->second, true);
    return *missing || t->d;
}

static void name(nb_check_part *part, nb_mistake_id id, nb_expr left)
{
    nb_diagnosis *d = &part->diagnosis;
    if (d->n < NB_EXPLANATIONS_MAX)
        d->items[d->n++] = (nb_explanation){
            .slips = {{.mistake = nb_mistake_of(id), .left = left}}, .n = 1};
}

/* ---- the discriminant ---- */

static bool is_answer(nabla_result *r, const nb_check_part *part, nb_expr e)
{
    nb_pool *p = r->session->pool;
    nb_comparison same = {0};
    if (!e)
        return false;
    if (part->values)
        return nb_sign_of(p, nb_difference(p, e, part->yours.value)) == NB_ZERO;
    bool is =
        nb_compare_functions(p, e, part->expanded, r->def->parts, r->def->n, &same) &&
        same.verdict == NB_EQUAL;
    nb_comparison_free(&same);
    return is;
}

static void explain(nabla_result *r, nb_check_part *part, const test *t)
{
    nb_pool *p = r->session->pool;
    nb_expr twice = nb_sum2(p, t->second[XY], t->second[XY]);
    nb_expr product = nb_product2(p, t->second[XX], t->second[YY]);
    if (is_answer(r, part, nb_negate(p, t->d)))
        name(part, NB_MISTAKE_SIGN_OF_D, NB_NONE);
    if (is_answer(r, part, discriminant(p, t->second, false)) ||
        is_answer(r, part, nb_difference(p, product, twice)))
        name(part, NB_MISTAKE_MIXED_TWICE, NB_NONE);
    if (is_answer(r, part, product))
        name(part, NB_MISTAKE_MIXED_LOST, NB_NONE);
}

bool nb_check_discriminant(nabla_result *r, nb_check *c, const char *text, nb_span right)
{
    nb_pool *p = r->session->pool;
    nb_layout_options options = {.variables = r->def->parts, .n = r->def->n};
    const nb_member *missing = NULL;
    test t = {0};
    c->asked = NB_ASKED_DISCRIMINANT;
    if (!two_variables(r, right) || !no_part(r, c) ||
        !nb_check_read(r, text, right, &c->parts[0]))
        return false;
    if (r->has_point ? !take_values(r, &t, &missing) : !take_formulas(r, &t))
        return false;
    nb_member m = missing ? *missing : (nb_member){.status = NB_AT_DEFINED, .value = t.d};
    if (r->has_point && !missing)
        nb_member_show(r, &m);
    bool ok = r->has_point ? nb_check_value(r, &c->parts[0], &m)
                           : nb_check_formula(r, &c->parts[0],
                                              nb_layout(p, nb_tidy(p, t.d), &options));
    if (ok && !missing && c->parts[0].judged.mark == NB_MARK_DIFFERENT)
        explain(r, &c->parts[0], &t);
    return ok && !nb_failed(p);
}

/* ---- the kind of a critical point ---- */

typedef enum kind { MINIMUM, MAXIMUM, SADDLE, INCONCLUSIVE, KINDS } kind;

static const char *const kinds[KINDS] = {"a minimum", "a maximum", "a saddle point",
                                         "inconclusive"};

/* The kind that the words say; KINDS for none. */
static kind kind_of(const char *text, nb_span span)
{
    static const char *const stems[][2] = {{"min", "least"},
                                           {"max", "greatest"},
                                           {"saddle", "pass"},
                                           {"inconclusive", "undecided"}};
    char words[64];
    size_t n = span.end - span.begin;
    if (n >= sizeof words)
        return KINDS;
    memcpy(words, text + span.begin, n);
    words[n] = '\0';
    for (unsigned k = 0; k < KINDS; k++)
        if (strstr(words, stems[k][0]) || strstr(words, stems[k][1]))
            return (kind)k;
    return KINDS;
}

/* NB_ZERO where all components are zero, NB_POSITIVE where one is not. */
static nb_sign gradient_sign(nabla_result *r)
{
    nb_sign all = NB_ZERO;
    for (uint32_t i = 0; i < r->n_members; i++) {
        const nb_member *m = &r->members[i];
        nb_sign sign = m->status == NB_AT_DEFINED ? nb_sign_of(r->session->pool, m->value)
                                                  : NB_SIGN_UNKNOWN;
        if (sign == NB_POSITIVE || sign == NB_NEGATIVE)
            return NB_POSITIVE;
        if (sign == NB_SIGN_UNKNOWN)
            all = NB_SIGN_UNKNOWN;
    }
    return all;
}

static void decide(nabla_result *r, nb_check *c, const test *t, kind said)
{
    nb_pool *p = r->session->pool;
    nb_check_part *part = &c->parts[0];
    nb_sign d = nb_sign_of(p, t->d), bend = nb_sign_of(p, t->second[XX]);
    nb_expr shown = nb_layout(p, nb_tidy(p, t->d), NULL);
    if (d == NB_SIGN_UNKNOWN || (d == NB_POSITIVE && bend == NB_SIGN_UNKNOWN)) {
        part->judged.mark = NB_MARK_UNPROVEN;
        return;
    }
    kind truth = d == NB_ZERO          ? INCONCLUSIVE
                 : d == NB_NEGATIVE    ? SADDLE
                 : bend == NB_POSITIVE ? MINIMUM
                                       : MAXIMUM;
    part->judged.mark = truth == said           ? NB_MARK_SAME
                        : truth == INCONCLUSIVE ? NB_MARK_UNPROVEN
                                                : NB_MARK_DIFFERENT;
    if (truth == said)
        return;
    c->remark = truth == INCONCLUSIVE ? "D = 0: the second derivative test says nothing"
                : truth == SADDLE     ? "it is a saddle point"
                : truth == MINIMUM    ? "it is a local minimum"
                                      : "it is a local maximum";
    if (truth == INCONCLUSIVE)
        name(part, NB_MISTAKE_KIND_UNDECIDED, NB_NONE);
    else if (said != INCONCLUSIVE && (truth == SADDLE || said == SADDLE))
        name(part, NB_MISTAKE_KIND_BY_SIGN, shown);
    else if (said != INCONCLUSIVE)
        name(part, NB_MISTAKE_KIND_BY_SECOND,
             nb_layout(p, nb_tidy(p, t->second[XX]), NULL));
}

bool nb_check_kind(nabla_result *r, nb_check *c, const char *text, nb_span right)
{
    const nb_member *missing = NULL;
    test t = {0};
    kind said = kind_of(text, right);
    c->asked = NB_ASKED_KIND;
    if (said == KINDS) {
        nb_error_at(&r->session->error, NB_ERR_USAGE, right.begin, right.end,
                    "this is no kind of critical point");
        nb_error_hint(&r->session->error,
                      "the kinds: minimum, maximum, saddle point, inconclusive");
        return false;
    }
    c->kind = kinds[said];
    if (!two_variables(r, right) || !no_part(r, c) || !nb_answer_members(r))
        return false;
    nb_sign gradient = gradient_sign(r);
    r->status = NABLA_OK;
    if (gradient == NB_POSITIVE) {
        c->parts[0].judged.mark = NB_MARK_DIFFERENT;
        c->remark = "it is no critical point: the gradient is not zero there";
        return !nb_failed(r->session->pool);
    }
    if (!take_values(r, &t, &missing))
        return false;
    r->status = NABLA_OK;
    if (missing || gradient == NB_SIGN_UNKNOWN)
        c->parts[0].judged.mark = NB_MARK_UNPROVEN;
    else
        decide(r, c, &t, said);
    return !nb_failed(r->session->pool);
}
