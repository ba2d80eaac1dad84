#include "statements/check.h"

#include "algebra/layout.h"
#include "expr/function.h"

#include <string.h>

/* An answer that was judged, told to programs; doc/json.md describes it. */

/* The word of a mark in JSON. */
static const char *check_word(nb_mark mark)
{
    static const char *const words[] = {
        [NB_MARK_SAME] = "same form",         [NB_MARK_EQUIVALENT] = "equivalent",
        [NB_MARK_WHERE] = "equivalent where", [NB_MARK_ROUNDED] = "rounded",
        [NB_MARK_UNPROVEN] = "not proven",    [NB_MARK_DIFFERENT] = "different",
    };
    return words[mark];
}

/* A line of the answer as a text member. */
static void put_said(nb_writer *w, const char *key, const nb_slip *slip, unsigned saying)
{
    nb_buf b = {0};
    nb_out o;
    nb_out_init(&o, w->s, NB_STYLE_UNICODE, 0, &b);
    o.indent = "";
    nb_check_say(&o, w->r, slip, saying);
    nb_out_end(&o);
    nb_out_free(&o);
    if (b.length > 0)
        b.text[--b.length] = '\0';
    nb_json_member(&w->j, key, b.length ? nb_buf_text(&b) : NULL);
    nb_buf_free(&b);
}

static void put_slip(nb_writer *w, const nb_slip *slip, unsigned explanation)
{
    const nb_mistake *m = slip->mistake;
    nb_json_open(&w->j, '{');
    nb_json_member(&w->j, "id", m->kind);
    nb_json_member(&w->j, "case", m->row.id);
    nb_json_member(&w->j, "name", m->row.name);
    nb_json_key(&w->j, "explanation");
    nb_json_integer(&w->j, explanation + 1);
    put_said(w, "message", slip, 0);
    put_said(w, "hint", slip, 1);
    put_said(w, "rule", slip, 2);
    put_said(w, "step", slip, 3);
    if (slip->part)
        nb_put_typed(w, "place", slip->part, NB_STYLE_TEXT);
    nb_json_close(&w->j, '}');
}

static void put_mistakes(nb_writer *w, const nb_diagnosis *d)
{
    nb_json_key(&w->j, "mistakes");
    nb_json_open(&w->j, '[');
    for (unsigned i = 0; i < d->n; i++)
        for (unsigned k = 0; k < d->items[i].n; k++)
            put_slip(w, &d->items[i].slips[k], i);
    nb_json_close(&w->j, ']');
}

static void put_comparison(nb_writer *w, const nb_check_part *part)
{
    const nb_comparison *d = &part->judged.comparison;
    if (d->point.n > 0 && !part->values) {
        nb_json_key(&w->j, "point");
        nb_json_open(&w->j, '{');
        for (uint32_t i = 0; i < d->point.n; i++)
            nb_put_typed(w, nb_symbol_name(w->p, nb_def_param(w->r->def, i)),
                         nb_layout(w->p, d->point.items[i], NULL), NB_STYLE_TEXT);
        nb_json_close(&w->j, '}');
    }
    if (part->values || d->at_first) {
        nb_put_member(w, "yours", &part->yours);
        nb_put_member(w, "right", &part->right);
    }
}

static void put_conditions(nb_writer *w, const nb_list *conditions)
{
    nb_json_key(&w->j, "conditions");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < conditions->n; i++)
        nb_put_item(w, nb_layout(w->p, conditions->items[i], NULL), NB_STYLE_TEXT);
    nb_json_close(&w->j, ']');
}

void nb_check_put_part(nb_writer *w, const nb_check_part *part)
{
    nb_mark mark = part->judged.mark;
    if (part->answer) {
        nb_json_key(&w->j, "answer");
        nb_json_open(&w->j, '{');
        nb_put_typed(w, "text", part->answer, NB_STYLE_TEXT);
        nb_put_typed(w, "latex", part->answer, NB_STYLE_LATEX);
        nb_json_close(&w->j, '}');
    }
    nb_json_member(&w->j, "verdict", check_word(mark));
    if (mark == NB_MARK_ROUNDED) {
        nb_json_key(&w->j, "digits");
        nb_json_integer(&w->j, part->judged.digits);
    }
    if (mark == NB_MARK_WHERE)
        put_conditions(w, &part->judged.comparison.conditions);
    if (mark == NB_MARK_DIFFERENT) {
        put_comparison(w, part);
        if (part->judged.comparison.conditions.n)
            put_conditions(w, &part->judged.comparison.conditions);
        put_mistakes(w, &part->diagnosis);
    }
}

static void put_read(nb_writer *w, const nb_check *c)
{
    nb_buf b = {0};
    nb_out o;
    nb_out_init(&o, w->s, NB_STYLE_ASCII, 0, &b);
    o.indent = "";
    nb_check_put_read(&o, w->r, c);
    nb_out_end(&o);
    nb_out_free(&o);
    if (b.length > 0)
        b.text[--b.length] = '\0';
    nb_json_member(&w->j, "read", nb_buf_text(&b));
    nb_buf_free(&b);
}

void nb_check_put_json(nb_writer *w, const nb_check *c)
{
    put_read(w, c);
    if (c->asked == NB_ASKED_GRADIENT) {
        nb_json_member(&w->j, "verdict", check_word(c->mark));
        nb_json_key(&w->j, "components");
        nb_json_open(&w->j, '[');
        for (uint32_t i = 0; i < c->n; i++) {
            nb_json_open(&w->j, '{');
            nb_json_member(&w->j, "variable", nb_symbol_name(w->p, c->parts[i].variable));
            nb_check_put_part(w, &c->parts[i]);
            nb_json_close(&w->j, '}');
        }
        nb_json_close(&w->j, ']');
    } else {
        nb_check_put_part(w, &c->parts[0]);
    }
    if (c->remark)
        nb_json_member(&w->j, "remark", c->remark);
    if (c->gave_up) {
        nb_json_key(&w->j, "limit");
        nb_json_bool(&w->j, true);
    }
}
