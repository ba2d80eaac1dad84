#include "algebra/canon.h"
#include "algebra/tidy.h"
#include "numeric/sign.h"
#include "statements/local.h"

#include <stdio.h>
#include <string.h>

/* norm p f at P: the p-norm of the gradient, (|f_x|^p + |f_y|^p)^(1/p); its limit for
 * great p, norm inf, is the largest |component|. The Euclidean norm is norm 2. */

typedef struct power {
    bool infinite;
    nb_expr p; /* canonical, >= 1 */
} power;

/* The word that the argument begins with, and what follows it. */
static void split_word(const char *text, nb_span argument, nb_span *word, nb_span *rest)
{
    uint32_t end = argument.begin;
    while (end < argument.end && !strchr(" \t", text[end]))
        end++;
    *word = (nb_span){argument.begin, end};
    while (end < argument.end && strchr(" \t", text[end]))
        end++;
    *rest = (nb_span){end, argument.end};
}

static bool is_infinity(const char *text, nb_span word)
{
    static const char *const names[] = {"inf", "infinity", "∞", "\\infty", "oo"};
    size_t n = word.end - word.begin;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == n && memcmp(names[i], text + word.begin, n) == 0)
            return true;
    return false;
}

static bool read_power(nabla_result *r, const char *text, nb_span word, power *out)
{
    nabla *s = r->session;
    nb_list typed = {0}, values = {0};
    if (is_infinity(text, word)) {
        out->infinite = true;
        return true;
    }
    bool ok = nb_read_constants(s, text, word, &typed, &values);
    out->p = ok ? values.items[0] : NB_NONE;
    if (ok &&
        (values.n != 1 || !nb_is_number(s->pool, out->p) ||
         nb_number_sign(s->pool, nb_difference(s->pool, out->p, nb_one(s->pool))) < 0)) {
        nb_error_at(&s->error, NB_ERR_USAGE, word.begin, word.end,
                    "a p-norm needs a number p of at least 1, or inf");
        ok = false;
    }
    nb_list_free(&typed);
    nb_list_free(&values);
    return ok;
}

/* The norm of canonical components. */
static nb_expr norm_of(nb_pool *p, const nb_expr *items, uint32_t n, const power *by)
{
    nb_list terms = {0};
    nb_expr result;
    for (uint32_t i = 0; i < n; i++) {
        nb_expr size = nb_apply1(p, NB_FN_ABS, items[i]);
        nb_list_add(p, &terms, by->infinite ? size : nb_power(p, size, by->p));
    }
    if (by->infinite) {
        result = terms.n ? terms.items[0] : NB_NONE;
        for (uint32_t i = 1; i < terms.n; i++)
            result = nb_apply(p, NB_FN_MAX, 2, (nb_expr[]){result, terms.items[i]});
    } else {
        result = nb_power(p, nb_tidy(p, nb_sum(p, terms.items, terms.n)),
                          nb_quotient(p, nb_one(p), by->p));
    }
    nb_list_free(&terms);
    return result;
}

static bool answer(nabla_result *r, const power *by, char *words)
{
    nb_pool *p = r->session->pool;
    nb_local l = {0};
    if (!r->has_point) {
        nb_list partials = {0};
        for (uint32_t i = 0; i < r->def->n; i++)
            nb_list_add(p, &partials, nb_def_partial(r->session, r->def, i));
        nb_row *row = nb_row_new(r, "norm", NULL);
        bool ok =
            nb_row_canonical(r, row, norm_of(p, partials.items, partials.n, by), true) &&
            nb_row_prefix(r, row, words);
        nb_list_free(&partials);
        return ok;
    }
    bool ok = nb_local_begin(r, &l);
    if (ok && l.whole) {
        nb_expr value = norm_of(p, l.gradient.items, l.gradient.n, by);
        nb_row *row = nb_row_new(r, "norm", NULL);
        ok = nb_row_values(r, row, &value, 1) && nb_row_prefix(r, row, words);
    }
    nb_local_free(&l);
    return ok;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    nb_span word, rest;
    power by = {0};
    char words[80];
    split_word(text, st->argument, &word, &rest);
    if (nb_is_empty_span(word))
        return nb_usage(r->session, st->command, st->name_span);
    if (!read_power(r, text, word, &by) || !nb_read_subject(r, st, text, rest))
        return false;
    snprintf(words, sizeof words, "%.*s-norm of the gradient",
             (int)(word.end - word.begin), text + word.begin);
    return answer(r, &by, words);
}

const nb_command_class nb_norm_command = {
    .kind = "pnorm", .formulas = true, .run = run, NB_ROWS_CLASS};
