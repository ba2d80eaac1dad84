#include "session/label.h"
#include "session/lines.h"
#include "session/value.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    return nb_read_subject(r, st, text, st->argument) && nb_answer_hessian(r);
}

static void people(nabla_result *r, nb_out *o)
{
    uint32_t n = r->def->n;
    if (r->has_point)
        nb_line_place(o, r);
    for (uint32_t k = 0; k < n * n; k++) {
        nb_by by[2] = {{nb_def_param(r->def, k / n), 1},
                       {nb_def_param(r->def, k % n), 1}};
        bool twice = k / n == k % n;
        if (twice)
            by[0].times = 2;
        nb_label_derivative(o, r, by, twice ? 1 : 2,
                            r->has_point ? NB_PLACE_POINT : NB_PLACE_NONE);
        if (!r->has_point) {
            nb_line_formula(o, r, &r->formulas[k]);
        } else if (r->members[k].status == NB_AT_DEFINED) {
            nb_chain c;
            nb_chain_begin(&c, o, true);
            nb_chain_member(&c, r, &r->members[k]);
            nb_chain_end(&c);
        } else {
            nb_line_gap(o, r, &r->members[k], false);
        }
        nb_out_end(o);
    }
}

static void json(nabla_result *r, nb_writer *w)
{
    uint32_t n = r->def->n;
    nb_put_function(w, r->def);
    if (r->has_point)
        nb_put_point(w);
    nb_json_key(&w->j, "hessian");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < n; i++) {
        nb_json_open(&w->j, '[');
        for (uint32_t k = i * n; k < (i + 1) * n; k++) {
            nb_json_open(&w->j, '{');
            if (r->has_point)
                nb_put_value(w, &r->members[k]);
            else
                nb_put_formula(w, &r->formulas[k]);
            nb_json_close(&w->j, '}');
        }
        nb_json_close(&w->j, ']');
    }
    nb_json_close(&w->j, ']');
}

const nb_command_class nb_hessian_command = {
    .kind = "hessian", .formulas = true, .run = run, .people = people, .json = json};
