#include "algebra/rewrite.h"
#include "algebra/layout.h"
#include "algebra/parts.h"
#include "calculus/identical.h"
#include "session/lines.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <stdlib.h>

/* simplify, expand, factor, collect, together, apart: an expression in the form that
 * was asked for, with the conditions that it has lost on the way. */

typedef struct answer {
    nb_expr typed; /* as read */
    nb_formula formula;
} answer;

/* ---- whole numbers ---- */

enum { MOST_DIGITS = 40 };

static nb_expr integer(nb_pool *p, const fmpz_t n)
{
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_fmpz(q, n);
    nb_expr e = nb_number(p, q, NB_EXACT);
    fmpq_clear(q);
    return e;
}

static nb_expr times(nb_pool *p, nb_expr product, nb_expr factor)
{
    return product ? nb_binary(p, NB_MUL, product, factor) : factor;
}

/* 2^2*3 for 12; NB_NONE for 1 and after an error. */
static nb_expr prime_factors(nb_pool *p, const fmpz_t n)
{
    fmpz_factor_t f;
    nb_expr product = NB_NONE;
    if (fmpz_sizeinbase(n, 10) > MOST_DIGITS)
        return nb_fail(p, NB_ERR_LIMIT, "numbers of more than %d digits are not factored",
                       MOST_DIGITS);
    fmpz_factor_init(f);
    fmpz_factor(f, n);
    for (slong i = 0; i < f->num && !nb_failed(p); i++) {
        nb_expr prime = integer(p, f->p + i);
        nb_expr power =
            f->exp[i] == 1 ? prime
                           : nb_binary(p, NB_POW, prime, nb_integer(p, (slong)f->exp[i]));
        product = times(p, product, power);
    }
    fmpz_factor_clear(f);
    return product;
}

static nb_expr factored_number(nb_pool *p, nb_expr number)
{
    fmpz_t top, bottom;
    fmpz_init(top);
    fmpz_init(bottom);
    fmpz_abs(top, fmpq_numref(nb_value(p, number)));
    fmpz_set(bottom, fmpq_denref(nb_value(p, number)));
    bool minus = nb_number_sign(p, number) < 0;
    nb_expr above = fmpz_is_zero(top) ? nb_integer(p, 0) : prime_factors(p, top);
    nb_expr below = prime_factors(p, bottom);
    nb_expr e = above ? above : nb_integer(p, 1);
    if (below)
        e = nb_binary(p, NB_DIV, e, below);
    fmpz_clear(top);
    fmpz_clear(bottom);
    return minus && !nb_failed(p) ? nb_unary(p, NB_NEG, e) : e;
}

/* ---- formulas ---- */

static nb_expr lay_out(nabla *s, const nb_def *d, nb_expr canonical)
{
    const nb_reading *body = nb_reading_of(s, d);
    if (!body || !canonical)
        return NB_NONE;
    nb_layout_options options = {
        .variables = d->parts, .n = d->n, .decimals = d->decimals, .order = &body->order};
    return nb_layout(s->pool, canonical, &options);
}

/* The conditions of d that the canonical expression, which is shown, has lost. */
static bool lost(nb_pool *p, const nb_reading *body, nb_expr shown, nb_list *out)
{
    nb_conditions have = {0}, rest = {0};
    bool ok = nb_conditions_of(p, shown, &have) &&
              nb_conditions_beyond(p, &body->conditions, &have, &rest) &&
              nb_lost_conditions(p, &rest, shown, NB_NONE, out);
    nb_conditions_free(&have);
    nb_conditions_free(&rest);
    return ok;
}

static bool add_conditions(nabla *s, const nb_def *d, nb_expr shown, nb_formula *out)
{
    const nb_reading *body = nb_reading_of(s, d);
    bool ok = body && lost(s->pool, body, shown, &out->conditions);
    for (uint32_t i = 0; ok && i < out->conditions.n; i++) {
        out->conditions.items[i] = lay_out(s, d, out->conditions.items[i]);
        ok = out->conditions.items[i] != NB_NONE;
    }
    return ok && !nb_failed(s->pool);
}

static bool take(nabla *s, const nb_def *d, nb_expr typed, nb_expr shown, nb_formula *out)
{
    out->typed = typed;
    if (!typed || !shown || !add_conditions(s, d, shown, out))
        return false;
    out->size = (uint32_t)nb_tree_size(s->pool, typed, NB_TREE_MAX);
    return true;
}

/* content * product, the content before the brackets of a single sum too. */
static nb_expr with_content(nabla *s, const nb_def *d, nb_expr content, nb_expr product)
{
    nb_pool *p = s->pool;
    bool sum = nb_op_of(p, product) == NB_SUM && nb_nargs(p, product) > 2;
    if (!sum || nb_is_int(p, content, 1))
        return lay_out(s, d, nb_product2(p, content, product));
    fmpz_t top, bottom;
    nb_expr e = lay_out(s, d, product);
    bool minus = nb_number_sign(p, content) < 0;
    fmpz_init(top);
    fmpz_init(bottom);
    fmpz_abs(top, fmpq_numref(nb_value(p, content)));
    fmpz_set(bottom, fmpq_denref(nb_value(p, content)));
    nb_expr above = integer(p, top), below = integer(p, bottom);
    if (!fmpz_is_one(top))
        e = nb_binary(p, NB_MUL, minus ? nb_unary(p, NB_NEG, above) : above, e);
    else if (minus)
        e = nb_unary(p, NB_NEG, e);
    if (!fmpz_is_one(bottom))
        e = nb_binary(p, NB_DIV, e, below);
    fmpz_clear(top);
    fmpz_clear(bottom);
    return e;
}

/* sum + term, the term being a typed sum or product: its own terms one by one. */
static nb_expr plus(nb_pool *p, nb_expr sum, nb_expr term)
{
    nb_list stack = {0};
    bool ok = true;
    if (!sum || !term)
        return sum ? sum : term;
    nb_expr e = term;
    while (ok && (nb_op_of(p, e) == NB_ADD || nb_op_of(p, e) == NB_SUB)) {
        ok = nb_list_add(p, &stack, e);
        e = nb_arg(p, e, 0);
    }
    bool minus = nb_op_of(p, e) == NB_NEG;
    sum = nb_binary(p, minus ? NB_SUB : NB_ADD, sum, minus ? nb_arg(p, e, 0) : e);
    while (ok && stack.n) {
        e = stack.items[--stack.n];
        sum = nb_binary(p, nb_op_of(p, e), sum, nb_arg(p, e, 1));
    }
    nb_list_free(&stack);
    return sum;
}

/* -e, the sign before the first factor: -2x/y, not -(2x/y). */
static nb_expr negated(nb_pool *p, nb_expr e)
{
    nb_list spine = {0};
    bool ok = true;
    while (ok && e && (nb_op_of(p, e) == NB_MUL || nb_op_of(p, e) == NB_DIV)) {
        ok = nb_list_add(p, &spine, e);
        e = nb_arg(p, e, 0);
    }
    e = nb_unary(p, NB_NEG, e);
    while (ok && spine.n) {
        nb_expr x = spine.items[--spine.n];
        e = nb_binary(p, nb_op_of(p, x), e, nb_arg(p, x, 1));
    }
    nb_list_free(&spine);
    return e;
}

/* c * by^k as it is written: (a + b) x^2. */
static nb_expr collected_term(nabla *s, const nb_def *d, nb_expr c, nb_expr power,
                              bool *minus)
{
    nb_pool *p = s->pool;
    bool sum = nb_op_of(p, c) == NB_SUM && nb_nargs(p, c) > 2;
    *minus = !nb_is_int(p, power, 1) && nb_is_negative_form(p, c);
    if (*minus)
        c = nb_negate(p, c);
    if (!sum || nb_is_int(p, power, 1))
        return lay_out(s, d, nb_product2(p, c, power));
    return nb_binary(p, NB_MUL, lay_out(s, d, c), lay_out(s, d, power));
}

static bool collect(nabla *s, const nb_def *d, nb_expr by, nb_formula *out)
{
    nb_pool *p = s->pool;
    nb_list coefficients = {0}, exponents = {0};
    nb_expr base, k, sum = NB_NONE, canonical = nb_zero(p);
    bool ok = nb_collect(p, d->canonical, by, &coefficients, &exponents);
    if (ok)
        nb_split_power(p, by, &base, &k);
    if (ok && nb_is_fn(p, base, NB_FN_E))
        base = by;
    for (uint32_t i = 0; ok && i < exponents.n; i++) {
        bool minus;
        nb_expr power = nb_power(p, base, exponents.items[i]);
        bool below = nb_number_sign(p, exponents.items[i]) < 0;
        nb_expr c = coefficients.items[i];
        nb_expr term = collected_term(s, d, below ? nb_product2(p, c, power) : c,
                                      below ? nb_one(p) : power, &minus);
        canonical = nb_sum2(p, canonical, nb_product2(p, c, power));
        if (minus)
            sum = sum ? nb_binary(p, NB_SUB, sum, term) : negated(p, term);
        else
            sum = plus(p, sum, term);
        ok = sum != NB_NONE;
    }
    nb_list_free(&coefficients);
    nb_list_free(&exponents);
    return ok && take(s, d, sum, canonical, out);
}

static bool factor(nabla *s, const nb_def *d, nb_formula *out)
{
    nb_expr content;
    if (nb_is_number(s->pool, d->canonical))
        return take(s, d, factored_number(s->pool, d->canonical), d->canonical, out);
    nb_expr product = nb_factors_of(s->pool, d->canonical, &content);
    nb_expr typed = product ? with_content(s, d, content, product) : NB_NONE;
    return take(s, d, typed, product, out);
}

static bool rewrite(nabla *s, nb_command command, nb_def *d, nb_expr by, nb_formula *out)
{
    nb_pool *p = s->pool;
    nb_expr e = nb_def_canonical(s, d);
    if (!e)
        return false;
    switch (command) {
    case NB_COMMAND_SIMPLIFY: return nb_make_formula(s, d, true, NB_NONE, e, out);
    case NB_COMMAND_FACTOR: return factor(s, d, out);
    case NB_COMMAND_EXPAND: e = nb_expand(p, e); break;
    case NB_COMMAND_TOGETHER: e = nb_together(p, e); break;
    case NB_COMMAND_COLLECT: return collect(s, d, by, out);
    default: e = nb_apart(p, e, by);
    }
    return take(s, d, lay_out(s, d, e), e, out);
}

/* ---- the command ---- */

/* What follows the comma: the variable or function to collect by, or to take apart in. */
static bool read_by(nabla_result *r, const nb_statement *st, const char *text,
                    nb_span part, nb_expr *by)
{
    nabla *s = r->session;
    nb_list variables = {0};
    nb_expr typed, expanded;
    bool ok = nb_read_subexpression(r, st, text, part, &typed, &expanded, &variables);
    *by = ok ? nb_canonical(s->pool, expanded) : NB_NONE;
    nb_list_free(&variables);
    if (ok && st->command == NB_COMMAND_APART && !nb_is_symbol(s->pool, *by)) {
        nb_error_at(&s->error, NB_ERR_USAGE, part.begin, part.end,
                    "partial fractions are in one variable");
        ok = false;
    }
    return ok && *by;
}

static bool only_variable(nabla_result *r, const nb_statement *st,
                          const nb_list *variables, nb_expr *by)
{
    nabla *s = r->session;
    if (variables->n == 1) {
        *by = variables->items[0];
        return true;
    }
    nb_error_at(&s->error, NB_ERR_USAGE, st->argument.begin, st->argument.end,
                variables->n ? "partial fractions in which variable?"
                             : "partial fractions need a variable");
    if (variables->n)
        nb_error_hint(&s->error, "for example: apart EXPRESSION, %s",
                      nb_symbol_name(s->pool, variables->items[0]));
    return false;
}

/* Errors of the computation have no place of their own. */
static bool placed(nabla *s, nb_span argument, bool ok)
{
    if (!ok && s->error.begin == s->error.end) {
        s->error.begin = argument.begin;
        s->error.end = argument.end;
    }
    return ok;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_span parts[2];
    nb_list variables = {0};
    nb_expr expanded = NB_NONE, by = NB_NONE;
    bool takes_two = st->command == NB_COMMAND_COLLECT || st->command == NB_COMMAND_APART;
    uint32_t n = nb_split_list(text, st->argument, parts, 2);
    answer *a = r->data = calloc(1, sizeof *a);
    if (!a)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    if (n == 0 || n > (takes_two ? 2u : 1u) ||
        (n == 1 && st->command == NB_COMMAND_COLLECT))
        return nb_usage(s, st->command, n ? st->argument : st->name_span);
    r->command = st->command;
    bool ok =
        nb_read_subexpression(r, st, text, parts[0], &a->typed, &expanded, &variables) &&
        nb_check_literals(s, expanded, parts[0]);
    if (ok && n == 2)
        ok = read_by(r, st, text, parts[1], &by);
    else if (ok && st->command == NB_COMMAND_APART)
        ok = only_variable(r, st, &variables, &by);
    r->def = ok ? nb_function_over(s, &variables, expanded, parts[0]) : NULL;
    ok = r->def &&
         placed(s, st->argument, rewrite(s, st->command, r->def, by, &a->formula));
    nb_list_free(&variables);
    return ok;
}

static void people(nabla_result *r, nb_out *o)
{
    const answer *a = r->data;
    nb_out_expr(o, a->typed, NB_LEVEL_ANY);
    nb_line_formula(o, r, &a->formula);
    nb_out_end(o);
}

static void json(nabla_result *r, nb_writer *w)
{
    const answer *a = r->data;
    nb_json_member(&w->j, "command", nb_command_of(r->command)->name);
    nb_put_typed(w, "expression", a->typed, NB_STYLE_TEXT);
    nb_put_formula(w, &a->formula);
}

static void roots(void *data, nb_roots *all)
{
    answer *a = data;
    nb_roots_add(all, &a->typed);
    nb_roots_add_formula(all, &a->formula);
}

static void release(void *data)
{
    answer *a = data;
    if (a)
        nb_formula_free(&a->formula);
    free(a);
}

const nb_command_class nb_rewrite_command = {.kind = "rewriting",
                                             .formulas = true,
                                             .run = run,
                                             .people = people,
                                             .json = json,
                                             .roots = roots,
                                             .release = release};
