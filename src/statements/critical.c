#include "statements/critical.h"

#include "algebra/canon.h"
#include "numeric/sign.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <stdlib.h>
#include <string.h>

/* critical [f] [in x=-3..3, y=-3..3] */

/* ---- the box ---- */

static bool bound(nabla_result *r, const char *text, nb_span span, nb_expr *typed,
                  nb_expr *canonical)
{
    nb_list all = {0}, values = {0};
    bool ok = nb_read_constants(r->session, text, span, &all, &values);
    if (ok && values.n != 1)
        nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                    "an end of the box is one number");
    ok = ok && values.n == 1;
    if (ok) {
        *typed = all.items[0];
        *canonical = values.items[0];
    }
    nb_list_free(&all);
    nb_list_free(&values);
    return ok;
}

/* Which parameter a range is for; n when for none. */
static uint32_t parameter(nabla_result *r, const char *text, nb_span name)
{
    uint32_t i = 0;
    nb_expr e = nb_read_over(r->session, text, name, r->def->parts, r->def->n);
    while (e && i < r->def->n && nb_def_param(r->def, i) != e)
        i++;
    if (e && i == r->def->n)
        nb_error_at(&r->session->error, NB_ERR_USAGE, name.begin, name.end,
                    "the function has no such variable");
    return e ? i : r->def->n;
}

static bool is_ordered(nabla_result *r, const nb_critical_run *run, uint32_t i,
                       nb_span span)
{
    nb_pool *p = r->session->pool;
    if (nb_sign_of(p, nb_difference(p, run->high[i], run->low[i])) == NB_POSITIVE)
        return true;
    if (!nb_failed(p))
        nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                    "the range must go from a smaller number to a larger one");
    return false;
}

static bool read_range(nabla_result *r, const nb_statement *st, const char *text,
                       nb_span part, nb_critical_run *run)
{
    nb_span name, low, high;
    if (!nb_split_range(text, part, &name, &low, &high))
        return nb_usage(r->session, st->command, part);
    uint32_t i = parameter(r, text, name);
    if (i == r->def->n)
        return false;
    if (run->low[i]) {
        nb_error_at(&r->session->error, NB_ERR_USAGE, part.begin, part.end,
                    "this variable has a range already");
        return false;
    }
    return bound(r, text, low, &run->low_typed[i], &run->low[i]) &&
           bound(r, text, high, &run->high_typed[i], &run->high[i]) &&
           is_ordered(r, run, i, part);
}

static bool read_box(nabla_result *r, const nb_statement *st, const char *text,
                     const nb_clause *in, nb_critical_run *run)
{
    nb_span parts[NB_MOST_VARIABLES];
    uint32_t n = nb_split_list(text, in->span, parts, NB_MOST_VARIABLES);
    if (n == 0 || n > NB_MOST_VARIABLES)
        return nb_usage(r->session, st->command, in->word);
    for (uint32_t k = 0; k < n; k++)
        if (!read_range(r, st, text, parts[k], run))
            return false;
    for (uint32_t i = 0; i < r->def->n; i++)
        if (!run->low[i]) {
            nb_error_at(&r->session->error, NB_ERR_USAGE, in->word.begin, in->span.end,
                        "there is no range for %s",
                        nb_symbol_name(r->session->pool, nb_def_param(r->def, i)));
            return false;
        }
    run->boxed = true;
    return true;
}

/* ---- the command ---- */

/* How to give a box: "critical f in x=-5..5, y=-5..5". */
static void hint_box(nabla_result *r)
{
    nb_buf b = {0};
    nb_buf_printf(&b, "for example: critical%s%s in ", r->def->name ? " " : "",
                  r->def->name ? r->def->name : "");
    for (uint32_t i = 0; i < r->def->n; i++)
        nb_buf_printf(&b, "%s%s=-5..5", i ? ", " : "",
                      nb_symbol_name(r->session->pool, nb_def_param(r->def, i)));
    nb_error_hint(&r->session->error, "%s", nb_buf_text(&b));
    nb_buf_free(&b);
}

static bool search(nabla_result *r, const nb_statement *st, nb_critical_run *run)
{
    nb_def *d = r->def;
    if (d->n > NB_MOST_VARIABLES) {
        nb_error_at(&r->session->error, NB_ERR_LIMIT, st->name_span.begin,
                    st->argument.end,
                    "critical points are found for up to %d variables, not for %u",
                    NB_MOST_VARIABLES, (unsigned)d->n);
        return false;
    }
    bool ok = nb_critical(r->session->pool, d->expanded, d->parts, d->n,
                          run->boxed ? run->low : NULL, run->boxed ? run->high : NULL,
                          &run->set);
    if (!ok && r->session->error.code == NB_ERR_USAGE && !run->boxed) {
        nb_error_clear(&r->session->error);
        nb_error_at(&r->session->error, NB_ERR_USAGE, st->name_span.begin,
                    st->name_span.end,
                    "not all critical points of this function can be bounded: say in "
                    "which box to look");
        hint_box(r);
    }
    if (ok && !run->set.complete)
        r->status = NABLA_LIMIT;
    return ok;
}

static bool run_critical(nabla_result *r, const nb_statement *st, const char *text)
{
    static const char *const keywords[] = {"in", "on", NULL};
    nb_clauses c;
    nb_critical_run *run = calloc(1, sizeof *run);
    if (!run)
        return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
    r->data = run;
    if (!nb_split_clauses(r->session->pool, text, st->argument, keywords, &c) ||
        !nb_read_subject(r, st, text, c.items[0].span))
        return false;
    if (r->has_point)
        return nb_usage(r->session, st->command, c.items[0].span);
    if (nb_clause_of(&c, "on"))
        return nb_refuse_region(r->session, st->command, nb_clause_of(&c, "on"));
    const nb_clause *in = nb_clause_of(&c, "in");
    return (!in || read_box(r, st, text, in, run)) && search(r, st, run);
}

static void people(nabla_result *r, nb_out *o) { nb_line_critical(o, r, r->data); }

static void json(nabla_result *r, nb_writer *w)
{
    nb_put_function(w, r->def);
    nb_put_critical(w, r->data);
}

/* ---- what it holds ---- */

static void add_all(nb_roots *roots, nb_expr *e, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        nb_roots_add(roots, &e[i]);
}

void nb_critical_point_roots(nb_critical_point *point, nb_roots *roots)
{
    nb_solution *z = &point->zero;
    add_all(roots, point->exact, point->n);
    add_all(roots, point->eigen_exact, point->n);
    add_all(roots, z->variables, point->n);
    add_all(roots, z->functions, z->n);
    add_all(roots, z->jacobian, z->n * z->n);
    nb_roots_add(roots, &point->value);
    nb_roots_add(roots, &point->failing);
}

static void roots(void *data, nb_roots *all)
{
    nb_critical_run *run = data;
    add_all(all, run->low, NB_MOST_VARIABLES);
    add_all(all, run->high, NB_MOST_VARIABLES);
    add_all(all, run->low_typed, NB_MOST_VARIABLES);
    add_all(all, run->high_typed, NB_MOST_VARIABLES);
    nb_roots_add_list(all, &run->set.rough);
    for (uint32_t i = 0; i < run->set.n_points; i++)
        nb_critical_point_roots(&run->set.points[i], all);
    for (uint32_t i = 0; i < run->set.n_curves; i++) {
        nb_critical_curve *c = &run->set.curves[i];
        add_all(all, c->equations, c->n);
        add_all(all, c->where, c->n_where);
        nb_roots_add(all, &c->failing);
        nb_roots_add(all, &c->value);
    }
}

static void release(void *data)
{
    nb_critical_run *run = data;
    nb_critical_free(&run->set);
    free(run);
}

const nb_command_class nb_critical_command = {.kind = "critical",
                                              .run = run_critical,
                                              .people = people,
                                              .json = json,
                                              .roots = roots,
                                              .release = release};
