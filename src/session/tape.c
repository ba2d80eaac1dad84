#include "tape/tape.h"

#include "numeric/ball.h"
#include "numeric/decimal.h"
#include "session/answer.h"
#include "session/value.h"
#include "tape/balls.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Functions at many points, for hosts. */

struct nabla_tape {
    nb_tape tape;
    char engine[32];
    char **names;
};

/* The function of that name, or the current one; NULL with an error. */
static nb_def *find(nabla *s, const char *name)
{
    nb_def *d = name ? nb_table_find(s, name) : s->current;
    if (d && !d->constant)
        return d;
    if (name)
        nb_error_set(&s->error, NB_ERR_NAME, "there is no function %s", name);
    else
        nb_error_set(&s->error, NB_ERR_USAGE, "no function has been defined");
    return NULL;
}

static void begin(nabla *s)
{
    nb_session_collect(s);
    nb_error_clear(&s->error);
    s->interrupt = 0;
}

/* ---- tapes ---- */

static bool copy_names(nabla *s, nabla_tape *t, const nb_def *d)
{
    t->names = calloc((size_t)d->n + 1, sizeof *t->names);
    bool ok = t->names != NULL;
    for (uint32_t i = 0; ok && i < d->n; i++) {
        const char *name = nb_symbol_name(s->pool, nb_def_param(d, i));
        size_t size = strlen(name) + 1;
        t->names[i] = malloc(size);
        ok = t->names[i] != NULL;
        if (ok)
            memcpy(t->names[i], name, size);
    }
    if (!ok)
        nb_error_set(&s->error, NB_ERR_MEMORY, "out of memory");
    return ok;
}

nabla_tape *nabla_tape_new(nabla *s, const char *name)
{
    begin(s);
    nb_def *d = find(s, name);
    if (!d)
        return NULL;
    nabla_tape *t = calloc(1, sizeof *t);
    if (!t) {
        nb_error_set(&s->error, NB_ERR_MEMORY, "out of memory");
        return NULL;
    }
    if (copy_names(s, t, d) &&
        nb_tape_make(&t->tape, s->pool, d->expanded, d->n, d->parts)) {
        snprintf(t->engine, sizeof t->engine, "%s %s", t->tape.engine.processor,
                 t->tape.engine.source);
        return t;
    }
    t->tape.n = d->n;
    nabla_tape_free(t);
    return NULL;
}

void nabla_tape_free(nabla_tape *t)
{
    if (!t)
        return;
    for (size_t i = 0; t->names && t->names[i]; i++)
        free(t->names[i]);
    free(t->names);
    nb_tape_free(&t->tape);
    free(t);
}

const char *nabla_current(const nabla *s) { return s->current ? s->current->name : NULL; }

size_t nabla_tape_variables(const nabla_tape *t) { return t->tape.n; }

const char *nabla_tape_variable(const nabla_tape *t, size_t i)
{
    return i < t->tape.n ? t->names[i] : NULL;
}

void nabla_tape_operations(const nabla_tape *t, size_t *value, size_t *gradient)
{
    *value = (size_t)t->tape.function_operations;
    *gradient = (size_t)t->tape.gradient_operations;
}

const char *nabla_tape_engine(const nabla_tape *t) { return t->engine; }

nabla_status nabla_tape_evaluate(const nabla_tape *t, size_t n,
                                 const double *const *variables, size_t stride,
                                 double *value, double *const *gradient,
                                 size_t gradient_stride, double *norm, unsigned threads)
{
    nb_batch batch = {.points = n,
                      .variables = variables,
                      .stride = stride,
                      .value = value,
                      .gradient = gradient,
                      .gradient_stride = gradient_stride,
                      .norm = norm};
    return nb_tape_evaluate(&t->tape, &batch, threads) ? NABLA_OK : NABLA_LIMIT;
}

/* ---- one point, proven ---- */

static bool read_coordinate(nabla_result *r, const char *text)
{
    nabla *s = r->session;
    nb_scope scope = nb_session_scope(s);
    nb_map nowhere = {0};
    nb_expr value = NB_NONE;
    nb_undefined why;
    nb_expr typed = nb_parse_expression(s->pool, text, strlen(text), &scope, NULL);
    nb_expr closed = typed ? nb_session_expand(s, typed, NULL, 0) : NB_NONE;
    if (!closed)
        return false;
    if (nb_at(s->pool, closed, &nowhere, &value, &why) != NB_AT_DEFINED) {
        nb_error_set(&s->error, NB_ERR_UNDEFINED, "the value of %s does not exist", text);
        return false;
    }
    return nb_list_add(s->pool, &r->point, typed) &&
           nb_list_add(s->pool, &r->values, value);
}

static nabla_status worst_of(const nabla_value *values, size_t n)
{
    nabla_status worst = NABLA_OK;
    for (size_t i = 0; i < n; i++)
        if (values[i].status > worst)
            worst = values[i].status;
    return worst;
}

/* Whether a rounded decimal is written as the value would be if it were exactly that: a
 * last digit 0 would be left out, and whole numbers have no exponent. */
static bool is_written_alike(const char *text)
{
    const char *e = strchr(text, 'e');
    size_t n = e ? (size_t)(e - text) : strlen(text);
    return n > 0 && text[n - 1] != '0' && (!e || e[1] == '-');
}

/* A decimal from a ball, where it does not matter whether it is exact. */
static char *decimal_of_ball(nabla *s, const arb_t x, slong digits)
{
    enum { LONGEST = 1 << 16 };
    nb_buf out = {0};
    bool good = false;
    if (!arb_is_exact(x)) {
        good = nb_decimal_of_ball(x, digits, &out) == NB_DECIMAL_ROUNDED &&
               is_written_alike(nb_buf_text(&out));
    } else if (arb_is_zero(x) || (arf_cmpabs_2exp_si(arb_midref(x), LONGEST) < 0 &&
                                  arf_cmpabs_2exp_si(arb_midref(x), -LONGEST) > 0)) {
        fmpq_t q;
        fmpq_init(q);
        arf_get_fmpq(q, arb_midref(x));
        nb_decimal_status status =
            nb_decimal(s->pool, nb_number(s->pool, q, NB_EXACT), digits, &out);
        good = status == NB_DECIMAL_EXACT || status == NB_DECIMAL_ROUNDED;
        fmpq_clear(q);
    }
    if (good)
        return nb_buf_take(&out);
    nb_buf_free(&out);
    return NULL;
}

/* The values' decimals by one reverse sweep in balls with `prec` bits; false, and no
 * value, where these do not do. */
static bool sweep_with(const nabla_result *r, const nb_graph *g, slong digits, slong prec,
                       nabla_value *values)
{
    nabla *s = r->session;
    uint32_t n = r->def->n;
    arb_ptr point = _arb_vec_init((slong)n), y = _arb_vec_init((slong)n + 2);
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++)
        ok = nb_enclose(s->pool, r->values.items[i], prec, point + i);
    ok = ok && nb_graph_balls(g, point, prec, y, y + 1, y + n + 1, NULL);
    for (uint32_t i = 0; i < n + 2; i++)
        ok = ok && arb_is_finite(y + i);
    for (uint32_t i = 0; ok && i < n + 2; i++) {
        values[i].decimal = decimal_of_ball(s, y + i, digits);
        ok = values[i].decimal != NULL;
    }
    for (uint32_t i = 0; !ok && i < n + 2; i++)
        nabla_value_clear(&values[i]);
    _arb_vec_clear(point, (slong)n);
    _arb_vec_clear(y, (slong)n + 2);
    return ok;
}

/* False where the exact evaluation has to decide, or with an error. */
static bool sweep(const nabla_result *r, nabla_value *values)
{
    enum { GUARD_BITS = 64, ATTEMPTS = 3 };
    nabla *s = r->session;
    nb_graph g = {0};
    slong digits = s->settings.digits ? (slong)s->settings.digits : NB_JSON_DIGITS;
    slong prec = digits * 10 / 3 + GUARD_BITS;
    bool ok = nb_graph_build(&g, s->pool, r->def->expanded, r->def->n, r->def->parts) &&
              nb_graph_reverse(&g);
    bool done = false;
    for (int i = 0; ok && !done && i < ATTEMPTS; i++, prec *= 2) {
        done = sweep_with(r, &g, digits, prec, values);
        ok = !nb_failed(s->pool);
    }
    nb_graph_free(&g);
    return done;
}

/* By the exact values of the formulas. */
static bool evaluate(nabla_result *r, nabla_value *values)
{
    nabla *s = r->session;
    uint32_t n = r->def->n;
    if (!nb_answer_value(r) || !nb_answer_members(r) || !nb_answer_norm(r))
        return false;
    nb_member_tell(s, &r->value, &values[0]);
    for (uint32_t i = 0; i < n; i++)
        nb_member_tell(s, &r->members[i], &values[i + 1]);
    nb_member_tell(s, &r->norm, &values[n + 1]);
    return true;
}

static nabla_status at_point(nabla *s, const char *name, const char *const *coordinates,
                             nabla_value *values, bool exact)
{
    begin(s);
    nabla_result r = {.session = s, .def = find(s, name)};
    if (!r.def)
        return NABLA_ERROR;
    uint32_t n = r.def->n;
    for (uint32_t i = 0; i < n + 2; i++)
        values[i] = (nabla_value){.low = -HUGE_VAL, .high = HUGE_VAL};
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++)
        ok = read_coordinate(&r, coordinates[i]);
    if (ok && (exact || !sweep(&r, values)) && !nb_failed(s->pool))
        evaluate(&r, values);
    nb_list_free(&r.point);
    nb_list_free(&r.values);
    nb_list_free(&r.steps);
    free(r.members);
    return nb_failed(s->pool) ? nb_status_of(s->error.code) : worst_of(values, n + 2);
}

nabla_status nabla_gradient_at(nabla *s, const char *name, const char *const *coordinates,
                               nabla_value *values)
{
    return at_point(s, name, coordinates, values, true);
}

nabla_status nabla_decimals_at(nabla *s, const char *name, const char *const *coordinates,
                               nabla_value *values)
{
    return at_point(s, name, coordinates, values, false);
}
