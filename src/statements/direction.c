#include "algebra/canon.h"
#include "session/label.h"
#include "session/lines.h"
#include "session/vector.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"

/* The direction of steepest ascent. */

/* The gradient over its norm, where that is not zero. */
static bool answer(nabla_result *r)
{
    nb_pool *p = r->session->pool;
    if (!nb_answer_members(r) || !nb_answer_norm(r))
        return false;
    if (r->norm.status != NB_AT_DEFINED || nb_is_int(p, r->norm.value, 0))
        return true;
    for (uint32_t i = 0; i < r->n_members; i++) {
        nb_member *m = &r->members[i];
        m->value = nb_quotient(p, m->value, r->norm.value);
        if (!m->value)
            return false;
        nb_member_show(r, m);
    }
    return !nb_failed(p);
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    if (!nb_read_subject(r, st, text, st->argument))
        return false;
    return r->has_point ? answer(r) : nb_needs_point(r->session, st);
}

static void people(nabla_result *r, nb_out *o)
{
    nb_line_place(o, r);
    if (r->norm.status != NB_AT_DEFINED) {
        nb_line_gaps(o, r);
        nb_line_norm(o, r);
        return;
    }
    if (nb_is_int(o->p, r->norm.value, 0)) {
        nb_label_gradient(o, r, NB_PLACE_POINT);
        nb_out_words(o, " is zero: there is no direction of steepest ascent");
        nb_out_end(o);
        return;
    }
    nb_out_words(o, "steepest ascent along ");
    nb_label_gradient(o, r, NB_PLACE_POINT);
    nb_out_text(o, o->style == NB_STYLE_LATEX ? " / " : "/");
    nb_label_norm(o, r, NB_PLACE_POINT);
    nb_put_values(o, r);
    nb_out_end(o);
    nb_out_words(o, "rate of change there: ");
    nb_line_norm(o, r);
    nb_out_words(o, "steepest descent the opposite way, at the opposite rate");
    nb_out_end(o);
}

static void json(nabla_result *r, nb_writer *w)
{
    bool flat = r->norm.status == NB_AT_DEFINED && nb_is_int(w->p, r->norm.value, 0);
    nb_put_name(w, "function", r->def);
    nb_put_point(w);
    if (flat || r->norm.status != NB_AT_DEFINED) {
        nb_json_key(&w->j, "direction");
        nb_json_null(&w->j);
    } else {
        nb_put_members(w, "direction");
    }
    nb_json_key(&w->j, "rate");
    nb_json_open(&w->j, '{');
    if (r->norm.status == NB_AT_DEFINED)
        nb_put_value(w, &r->norm);
    else
        nb_json_member(&w->j, r->norm.status == NB_AT_UNDEFINED ? "undefined" : "unknown",
                       "a component of the gradient");
    nb_json_close(&w->j, '}');
}

const nb_command_class nb_direction_command = {
    .kind = "direction", .formulas = true, .run = run, .people = people, .json = json};
