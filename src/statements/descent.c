#include "statements/descent.h"

#include "algebra/canon.h"
#include "calculus/derive.h"
#include "numeric/decimal.h"
#include "numeric/sign.h"
#include "statements/argument.h"

#include <stdlib.h>
#include <string.h>

/* A descent as it is asked for. */

static void whole_steps(nb_pool *p, nb_descent_run *run)
{
    if (run->options.method != NB_DESCENT_PLAIN &&
        run->options.method != NB_DESCENT_MOMENTUM)
        run->rate = run->options.rate = nb_integer(p, 1);
}

bool nb_descent_defaults(nabla_result *r, nb_descent_run *run, nb_descent_method method)
{
    nb_pool *p = r->session->pool;
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, 1, 10);
    run->rate = nb_number(p, q, NB_DECIMAL);
    fmpq_set_si(q, 1, 1000000);
    run->tolerance = nb_number(p, q, NB_DECIMAL);
    run->options = (nb_descent_options){.method = method,
                                        .rate = nb_ratio(p, 1, 10),
                                        .tolerance = nb_ratio(p, 1, 1000000),
                                        .momentum = nb_ratio(p, 9, 10),
                                        .steps = NB_DESCENT_DEFAULT_STEPS,
                                        .digits = NB_DESCENT_DIGITS};
    fmpq_clear(q);
    whole_steps(p, run);
    return !nb_failed(p);
}

/* ---- clauses ---- */

static bool refuse(nabla *s, nb_span span, const char *message, const char *hint)
{
    nb_error_at(&s->error, NB_ERR_USAGE, span.begin, span.end, "%s", message);
    nb_error_hint(&s->error, "%s", hint);
    return false;
}

/* One positive constant: as typed, and its value. */
static bool read_positive(nabla *s, const char *text, nb_span span, const char *what,
                          const char *hint, nb_expr *typed, nb_expr *value)
{
    nb_list types = {0}, values = {0};
    char message[80];
    bool ok = !nb_is_empty_span(span) || refuse(s, span, "a number should be here", hint);
    ok = ok && nb_read_constants(s, text, span, &types, &values);
    if (ok && values.n != 1)
        ok = refuse(s, span, "one number should be here", hint);
    if (ok && nb_sign_of(s->pool, values.items[0]) != NB_POSITIVE) {
        snprintf(message, sizeof message, "%s must be a positive number", what);
        ok = refuse(s, span, message, hint);
    }
    if (ok) {
        *typed = types.items[0];
        *value = values.items[0];
    }
    nb_list_free(&types);
    nb_list_free(&values);
    return ok;
}

static const char *const names_of_norm[] = {"norm", "grad", "∇", "‖", "||",
                                            "|",    "(",    ")", " ", "\t"};

/* Whether the span is the norm of the gradient of r->def: ‖∇f‖, norm grad f, norm. */
static bool is_norm(const nabla_result *r, const char *text, nb_span span)
{
    uint32_t at = span.begin;
    bool norm = false, named = false;
    while (at < span.end) {
        size_t n = 0;
        for (size_t i = 0; i < sizeof names_of_norm / sizeof *names_of_norm && !n; i++) {
            size_t length = strlen(names_of_norm[i]);
            if (length <= span.end - at &&
                memcmp(text + at, names_of_norm[i], length) == 0) {
                n = length;
                norm = norm || i == 0 || i == 3 || i == 4;
            }
        }
        if (!n && !named && r->def->name) {
            n = strlen(r->def->name);
            named = true;
            if (n > span.end - at || memcmp(text + at, r->def->name, n) != 0)
                return false;
        }
        if (!n)
            return false;
        at += (uint32_t)n;
    }
    return norm;
}

/* until ‖∇f‖ < 1e-10, until 1e-10 */
static bool read_until(nabla_result *r, const char *text, nb_span span,
                       nb_descent_run *run)
{
    static const char hint[] = "write until ‖∇f‖ < 1e-6, or until 1e-6";
    uint32_t at = span.begin;
    while (at < span.end && text[at] != '<')
        at++;
    if (at < span.end) {
        nb_span before = {span.begin, at};
        if (!is_norm(r, text, before))
            return refuse(r->session, before,
                          "the norm of the gradient should stand before <", hint);
        at++;
        while (at < span.end && (text[at] == ' ' || text[at] == '\t'))
            at++;
        span.begin = at;
    }
    return read_positive(r->session, text, span, "the tolerance", hint, &run->tolerance,
                         &run->options.tolerance);
}

static bool read_steps(nabla_result *r, const char *text, nb_span span,
                       nb_descent_run *run)
{
    nb_expr typed, value;
    slong steps;
    if (!read_positive(r->session, text, span, "the number of steps", "write steps 100",
                       &typed, &value))
        return false;
    if (!nb_get_int(r->session->pool, value, &steps) || steps > NB_DESCENT_MOST_STEPS)
        return refuse(r->session, span,
                      "the number of steps must be a whole number, 100000 at most",
                      "write steps 100");
    run->options.steps = (uint32_t)steps;
    return true;
}

static const struct {
    const char *word; /* as it is asked for; by default none */
    const char *json;
} methods[] = {
    [NB_DESCENT_PLAIN] = {NULL, "fixed"},
    [NB_DESCENT_LINE_SEARCH] = {"linesearch", "linesearch"},
    [NB_DESCENT_MOMENTUM] = {"momentum", "momentum"},
    [NB_DESCENT_NEWTON] = {"newton", "newton"},
    [NB_DESCENT_BEST] = {NULL, "best"},
};

const char *nb_method_word(nb_descent_method method) { return methods[method].json; }

bool nb_read_method(const char *text, nb_span word, nb_descent_run *run)
{
    size_t n = word.end - word.begin;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (methods[i].word && strlen(methods[i].word) == n &&
            memcmp(methods[i].word, text + word.begin, n) == 0) {
            run->options.method = (nb_descent_method)i;
            return true;
        }
    return false;
}

/* linesearch, newton, momentum, momentum 0.8 */
static bool read_with(nabla_result *r, const char *text, nb_span span,
                      nb_descent_run *run)
{
    nb_span word = span;
    nb_expr typed;
    while (word.end > word.begin && memchr(text + word.begin, ' ', word.end - word.begin))
        word.end--;
    bool known = nb_read_method(text, word, run);
    nb_span rest = {word.end, span.end};
    while (rest.begin < rest.end && text[rest.begin] == ' ')
        rest.begin++;
    if (known && run->options.method == NB_DESCENT_MOMENTUM && !nb_is_empty_span(rest))
        return read_positive(r->session, text, rest, "the momentum",
                             "write with momentum 0.9", &typed, &run->options.momentum);
    if (known && nb_is_empty_span(rest))
        return true;
    return refuse(r->session, span, "there is no such method of descent",
                  "write with linesearch, with momentum or with newton");
}

bool nb_read_descent(nabla_result *r, const char *text, const nb_clauses *c,
                     nb_descent_run *run)
{
    const nb_clause *rate = nb_clause_of(c, "rate"), *until = nb_clause_of(c, "until"),
                    *steps = nb_clause_of(c, "steps"), *with = nb_clause_of(c, "with");
    if (with && !read_with(r, text, with->span, run))
        return false;
    whole_steps(r->session->pool, run);
    return (!rate || read_positive(r->session, text, rate->span, "the rate",
                                   "write rate 0.1", &run->rate, &run->options.rate)) &&
           (!until || read_until(r, text, until->span, run)) &&
           (!steps || read_steps(r, text, steps->span, run));
}

/* ---- the start ---- */

bool nb_read_start(nabla_result *r, const char *text, nb_span span)
{
    if (nb_is_empty_span(span))
        return refuse(r->session, span, "a point should be here", "write from (2, 1)");
    return nb_read_place_of(r, text, span);
}

/* ---- running ---- */

bool nb_second_derivatives(nabla_result *r, nb_list *out)
{
    nabla *s = r->session;
    uint32_t n = r->def->n;
    out->n = 0;
    for (uint32_t k = 0; k < n * n; k++) {
        uint32_t i = k / n, j = k % n;
        nb_expr e = j < i ? out->items[j * n + i]
                          : nb_derive(s->pool, nb_def_partial(s, r->def, i),
                                      nb_def_param(r->def, j));
        if (!e || !nb_poll(s->pool) || !nb_list_add(s->pool, out, e))
            return false;
    }
    return true;
}

/* Digits of the iterates: enough for those that are shown and for the tolerance. */
static slong digits_for(nabla_result *r, const nb_descent_run *run)
{
    double low, high;
    slong digits = NB_DESCENT_DIGITS, shown = (slong)r->session->settings.digits + 10;
    if (nb_interval(r->session->pool, run->options.tolerance, &low, &high) && low > 0) {
        arb_t t;
        arb_init(t);
        arb_set_d(t, low);
        slong places = -arf_abs_bound_lt_2exp_si(arb_midref(t)) * 3 / 10 + 15;
        arb_clear(t);
        if (places > digits)
            digits = places;
    }
    if (shown > digits)
        digits = shown;
    return digits < NB_DESCENT_MOST_DIGITS ? digits : NB_DESCENT_MOST_DIGITS;
}

bool nb_run_descent(nabla_result *r, nb_descent_run *run)
{
    nabla *s = r->session;
    nb_def *d = r->def;
    nb_list partials = {0};
    bool ok = true;
    run->options.digits = digits_for(r, run);
    for (uint32_t i = 0; ok && i < d->n; i++)
        ok = nb_list_add(s->pool, &partials, nb_def_partial(s, d, i));
    if (ok && run->options.method >= NB_DESCENT_NEWTON)
        ok = nb_second_derivatives(r, &run->second);
    nb_descent_problem problem = {.function = d->expanded,
                                  .n = d->n,
                                  .variables = d->parts,
                                  .partials = partials.items,
                                  .second = run->second.items,
                                  .start = r->values.items};
    ok = ok && !nb_failed(s->pool) &&
         nb_gradient_descent(s->pool, &problem, &run->options, &run->path);
    nb_list_free(&partials);
    return ok;
}

/* ---- life ---- */

void nb_descent_run_roots(nb_descent_run *run, nb_roots *roots)
{
    nb_curvature *c = &run->curvature;
    nb_expr *single[] = {&run->options.rate,
                         &run->options.tolerance,
                         &run->options.momentum,
                         &run->rate,
                         &run->tolerance,
                         &run->path.why.node,
                         &run->path.why.first,
                         &run->path.why.second,
                         &c->least,
                         &c->most,
                         &c->limit,
                         &c->factor};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        nb_roots_add(roots, single[i]);
    nb_roots_add_list(roots, &run->second);
    nb_roots_add_list(roots, &run->path.coordinates);
}

void nb_descent_run_free(nb_descent_run *run)
{
    nb_descent_free(&run->path);
    nb_list_free(&run->second);
    free(run->curvature.least_text);
    free(run->curvature.most_text);
    free(run->curvature.limit_text);
    free(run->curvature.factor_text);
}
