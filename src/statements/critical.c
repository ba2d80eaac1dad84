#include "statements/critical.h"

#include "algebra/canon.h"
#include "numeric/sign.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <stdlib.h>
#include <string.h>

/* critical [f] [in x=-3..3, y=-3..3] */

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
                          run->box.given ? run->box.low_value : NULL,
                          run->box.given ? run->box.high_value : NULL, &run->set);
    if (!ok && r->session->error.code == NB_ERR_USAGE && !run->box.given) {
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
    return (!in || nb_read_whole_box(r, text, in->span, &run->box)) && search(r, st, run);
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
    nb_box_roots(&run->box, all);
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
