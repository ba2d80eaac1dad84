#include "session/writer.h"

#include "session/value.h"

/* The parts of JSON objects that many answers have. doc/json.md describes them. */

/* ---- texts ---- */

void nb_put_typed(nb_writer *w, const char *key, nb_expr typed, nb_style style)
{
    nb_json_key(&w->j, key);
    nb_put_item(w, typed, style);
}

void nb_put_item(nb_writer *w, nb_expr typed, nb_style style)
{
    nb_buf_clear(&w->scratch);
    nb_print(w->p, typed, style, &w->scratch);
    nb_json_bytes(&w->j, nb_buf_text(&w->scratch), w->scratch.length);
    w->j.out->failed |= w->scratch.failed;
}

void nb_put_name(nb_writer *w, const char *key, const nb_def *d)
{
    nb_json_key(&w->j, key);
    nb_json_string(&w->j, d->name);
}

static const char *symbol(const nb_writer *w, nb_expr e)
{
    return nb_symbol_name(w->p, e);
}

/* ---- functions and formulas ---- */

/* "params": [...] */
static void put_params(nb_writer *w, const nb_def *d)
{
    nb_json_key(&w->j, "params");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < d->n; i++)
        nb_json_string(&w->j, symbol(w, nb_def_param(d, i)));
    nb_json_close(&w->j, ']');
}

void nb_put_function(nb_writer *w, const nb_def *d)
{
    nb_json_key(&w->j, "function");
    nb_json_open(&w->j, '{');
    nb_put_name(w, "name", d);
    put_params(w, d);
    nb_put_typed(w, "body", d->body, NB_STYLE_TEXT);
    nb_json_close(&w->j, '}');
}

static void put_texts(nb_writer *w, nb_expr typed)
{
    nb_put_typed(w, "text", typed, NB_STYLE_TEXT);
    nb_put_typed(w, "latex", typed, NB_STYLE_LATEX);
}

void nb_put_conditions(nb_writer *w, const nb_list *conditions)
{
    nb_json_key(&w->j, "conditions");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < conditions->n; i++)
        if (nb_is_int(w->p, conditions->items[i], 0))
            nb_json_string(&w->j, "false");
        else
            nb_put_item(w, conditions->items[i], NB_STYLE_TEXT);
    nb_json_close(&w->j, ']');
}

void nb_put_formula(nb_writer *w, const nb_formula *f)
{
    bool lacks = f->brief && nb_lacks_text(w->r);
    if (!lacks && f->size >= NB_TREE_MAX) {
        nb_json_key(&w->j, "error");
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "code", "limit");
        nb_json_member(&w->j, "message", "the formula is too long to write out");
        nb_json_close(&w->j, '}');
        nb_note_unproven(w->r);
        return;
    }
    if (lacks) {
        nb_json_member(&w->j, "text", NULL);
        nb_json_member(&w->j, "latex", NULL);
    } else {
        put_texts(w, f->typed);
    }
    if (f->brief) {
        nb_json_key(&w->j, "shared");
        nb_json_open(&w->j, '{');
        put_texts(w, f->brief);
        nb_json_close(&w->j, '}');
    }
    nb_put_conditions(w, lacks ? &f->brief_conditions : &f->conditions);
}

void nb_put_where(nb_writer *w)
{
    const nb_sharing *s = &w->r->abridged.sharing;
    if (s->names.n == 0)
        return;
    nb_json_key(&w->j, "where");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < s->names.n; i++) {
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "name", symbol(w, s->names.items[i]));
        put_texts(w, s->parts.items[i]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

void nb_put_gradient(nb_writer *w)
{
    const nb_def *d = w->r->def;
    nb_json_key(&w->j, "gradient");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < d->n; i++) {
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "variable", symbol(w, nb_def_param(d, i)));
        nb_put_formula(w, &w->r->formulas[i]);
        if (w->r->told) {
            nb_json_key(&w->j, "by_chain_rule");
            nb_json_open(&w->j, '{');
            put_texts(w, w->r->told[i].typed);
            nb_json_close(&w->j, '}');
        }
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

/* ---- values ---- */

static slong digits_of(const nabla *s)
{
    return s->settings.digits ? (slong)s->settings.digits : NB_JSON_DIGITS;
}

static void put_decimal(nb_writer *w, const nb_member *m, bool exact)
{
    nb_buf b = {0};
    nb_decimal_status status = nb_decimal(w->p, m->value, digits_of(w->s), &b);
    nb_json_key(&w->j, "decimal");
    nb_json_string(&w->j, b.length ? nb_buf_text(&b) : NULL);
    nb_buf_free(&b);
    if (status == NB_DECIMAL_UNPROVEN)
        nb_json_member(&w->j, "unknown", "the digits could not be proven");
    else if (status == NB_DECIMAL_TOO_LARGE)
        nb_json_member(&w->j, "unknown", "too large for a decimal");
    if (status == NB_DECIMAL_UNPROVEN || (status == NB_DECIMAL_TOO_LARGE && !exact))
        nb_note_unproven(w->r);
}

/* The inside of a value: exact and decimal, or why there is none. */
void nb_put_value(nb_writer *w, const nb_member *m)
{
    nb_buf b = {0};
    if (m->status != NB_AT_DEFINED) {
        nb_write_reason(w->s, &m->why, NB_STYLE_TEXT, &b);
        nb_json_member(&w->j, m->status == NB_AT_UNDEFINED ? "undefined" : "unknown",
                       nb_buf_text(&b));
        nb_buf_free(&b);
        return;
    }
    bool exact = nb_value_exact(w->p, m, NB_STYLE_TEXT, &b);
    nb_json_key(&w->j, "exact");
    nb_json_string(&w->j, exact ? nb_buf_text(&b) : NULL);
    nb_buf_free(&b);
    put_decimal(w, m, exact);
    if (m->why.one_sided) {
        nb_json_key(&w->j, "one_sided");
        nb_json_bool(&w->j, true);
    }
}

void nb_put_member(nb_writer *w, const char *key, const nb_member *m)
{
    nb_json_key(&w->j, key);
    nb_json_open(&w->j, '{');
    nb_put_value(w, m);
    nb_json_close(&w->j, '}');
}

void nb_put_point(nb_writer *w)
{
    nb_json_key(&w->j, "point");
    nb_json_open(&w->j, '{');
    for (uint32_t i = 0; i < w->r->def->n; i++)
        nb_put_typed(w, symbol(w, nb_def_param(w->r->def, i)), w->r->point.items[i],
                     NB_STYLE_TEXT);
    nb_json_close(&w->j, '}');
}

void nb_put_members(nb_writer *w, const char *key)
{
    nb_json_key(&w->j, key);
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < w->r->n_members; i++) {
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "variable", symbol(w, nb_def_param(w->r->def, i)));
        nb_put_value(w, &w->r->members[i]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

void nb_put_norm(nb_writer *w)
{
    nb_json_key(&w->j, "norm");
    nb_json_open(&w->j, '{');
    if (w->r->norm.status == NB_AT_DEFINED)
        nb_put_value(w, &w->r->norm);
    else if (w->r->norm.status == NB_AT_UNDEFINED)
        nb_json_member(&w->j, "undefined", "a component of the gradient is undefined");
    else
        nb_json_member(&w->j, "unknown", "a component of the gradient is not proven");
    nb_json_close(&w->j, '}');
}

void nb_put_definition(nb_writer *w, const nb_def *d)
{
    nb_json_open(&w->j, '{');
    nb_put_name(w, "name", d);
    if (!d->constant)
        put_params(w, d);
    nb_put_typed(w, "body", d->body, NB_STYLE_TEXT);
    nb_json_close(&w->j, '}');
}
