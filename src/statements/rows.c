#include "statements/rows.h"

#include "session/lines.h"
#include "session/value.h"
#include "session/vector.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- filling ---- */

static bool no_memory(nabla_result *r)
{
    return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
}

/* The rows of an answer, made when asked for first; NULL after an error. */
static nb_rows *rows_of(nabla_result *r)
{
    if (!r->data && !(r->data = calloc(1, sizeof(nb_rows))))
        no_memory(r);
    return r->data;
}

nb_row *nb_row_new(nabla_result *r, const char *key, const char *words)
{
    nb_rows *rows = rows_of(r);
    if (!rows || nb_failed(r->session->pool))
        return NULL;
    nb_row *items =
        nb_room(r->session->pool, rows->items, rows->n, &rows->capacity, sizeof *items);
    if (!items)
        return NULL;
    rows->items = items;
    rows->items[rows->n] = (nb_row){.key = key, .words = words};
    return &rows->items[rows->n++];
}

bool nb_row_canonical(nabla_result *r, nb_row *row, nb_expr canonical, bool conditions)
{
    return row && canonical &&
           nb_make_formula(r->session, r->def, conditions, NB_NONE, canonical,
                           &row->formula);
}

bool nb_row_typed(nabla_result *r, nb_row *row, nb_expr typed)
{
    if (!row || !typed)
        return false;
    row->formula.typed = typed;
    row->formula.size = (uint32_t)nb_tree_size(r->session->pool, typed, NB_TREE_MAX);
    return !nb_failed(r->session->pool);
}

bool nb_row_vector(nabla_result *r, nb_row *row, const nb_expr *typed, uint32_t n)
{
    if (!row)
        return false;
    row->formulas = calloc(n ? n : 1, sizeof *row->formulas);
    if (!row->formulas)
        return no_memory(r);
    row->n_formulas = n;
    for (uint32_t i = 0; i < n; i++) {
        row->formulas[i].typed = typed[i];
        row->formulas[i].size =
            (uint32_t)nb_tree_size(r->session->pool, typed[i], NB_TREE_MAX);
    }
    return !nb_failed(r->session->pool);
}

bool nb_row_members(nabla_result *r, nb_row *row, const nb_member *members, uint32_t n)
{
    if (!row)
        return false;
    row->members = calloc(n ? n : 1, sizeof *members);
    if (!row->members)
        return no_memory(r);
    if (n)
        memcpy(row->members, members, n * sizeof *members);
    row->n = n;
    return !nb_failed(r->session->pool);
}

bool nb_row_values(nabla_result *r, nb_row *row, const nb_expr *values, uint32_t n)
{
    if (!row)
        return false;
    row->members = calloc(n ? n : 1, sizeof *row->members);
    if (!row->members)
        return no_memory(r);
    row->n = n;
    for (uint32_t i = 0; i < n && !nb_failed(r->session->pool); i++) {
        row->members[i] = (nb_member){.status = NB_AT_DEFINED, .value = values[i]};
        nb_member_show(r, &row->members[i]);
    }
    return !nb_failed(r->session->pool);
}

bool nb_row_prefix(nabla_result *r, nb_row *row, const char *words)
{
    return row && ((row->prefix = strdup(words)) || no_memory(r));
}

bool nb_row_say(nabla_result *r, nb_row *row, const char *format, ...)
{
    enum { MOST = 400 };
    va_list args;
    if (!row || !(row->sentence = malloc(MOST)))
        return no_memory(r);
    va_start(args, format);
    vsnprintf(row->sentence, MOST, format, args);
    va_end(args);
    return true;
}

/* ---- for people ---- */

static void put_vector(nb_out *o, nabla_result *r, const nb_row *row)
{
    nabla_result probe = *r;
    probe.members = row->members;
    probe.n_members = row->n;
    nb_put_values(o, &probe);
    r->worst = probe.worst;
}

static void put_value(nb_out *o, nabla_result *r, const nb_row *row)
{
    const nb_member *m = &row->members[0];
    if (m->status != NB_AT_DEFINED) {
        nb_line_gap(o, r, m, false);
        return;
    }
    nb_chain c;
    nb_chain_begin(&c, o, true);
    nb_chain_member(&c, r, m);
    nb_chain_end(&c);
}

/* Whether all values have an exact form that is short. */
static bool is_shown(const nb_row *row)
{
    bool shown = true;
    for (uint32_t i = 0; i < row->n; i++)
        shown = shown && row->members[i].status == NB_AT_DEFINED && row->members[i].shown;
    return shown;
}

static void put_exact(nb_out *o, const nb_row *row)
{
    nb_out_vector(o);
    for (uint32_t i = 0; i < row->n; i++)
        nb_out_item(o, row->members[i].shown);
}

/* A line for each row of a matrix of formulas or values. */
static void put_matrix(nb_out *o, nabla_result *r, const nb_row *row)
{
    uint32_t n = row->n_formulas ? row->n_formulas : row->n;
    for (uint32_t i = 0; i < n; i += row->columns) {
        nb_out_end(o);
        nb_out_text(o, "  ");
        if (row->n_formulas) {
            nb_put_formulas(o, row->formulas + i, row->columns);
            continue;
        }
        nb_row line = {.members = row->members + i, .n = row->columns};
        if (is_shown(&line))
            put_exact(o, &line);
        else
            put_vector(o, r, &line);
    }
}

/* " ≈ (0.5, 2.25)" */
static void put_decimals(nb_out *o, const nb_row *row)
{
    const char *text = row->decimals;
    nb_out_sign(o, NB_SIGN_ABOUT);
    nb_out_open(o, NB_BRACKET_ROUND);
    while (*text) {
        nb_buf one = {0}, shown = {0};
        nb_buf_add(&one, text, strcspn(text, " "));
        nb_style_decimal(nb_buf_text(&one), o->style, &shown);
        nb_out_raw(o, nb_buf_text(&shown));
        text += one.length + (text[one.length] == ' ');
        if (*text)
            nb_out_text(o, ", ");
        nb_buf_free(&one);
        nb_buf_free(&shown);
    }
    nb_out_close(o, NB_BRACKET_ROUND);
}

static void put_lefts(nb_out *o, const nb_row *row)
{
    nb_out_open(o, NB_BRACKET_ROUND);
    for (uint32_t i = 0; i < row->lefts.n; i++) {
        if (i > 0)
            nb_out_text(o, ", ");
        nb_out_expr(o, row->lefts.items[i], NB_LEVEL_ANY);
    }
    nb_out_close(o, NB_BRACKET_ROUND);
}

/* dy/dx, or the partial ∂z/∂x where there are more variables. */
static void put_slope(nb_out *o, const nabla_result *r, const nb_row *row)
{
    static const char *const signs[2][NB_SIGN_STYLES] = {
        {"d", "d", "d", "<mi>d</mi>"},
        {"d", "∂", "\\partial ", "<mo>∂</mo>"},
    };
    const char *d = signs[r->def->n > 2][nb_style_column(o->style)];
    nb_expr sides[2] = {row->above, row->below};
    nb_buf texts[2] = {{0}, {0}};
    for (int k = 0; k < 2; k++) {
        nb_buf_puts(&texts[k], d);
        nb_print(o->p, sides[k], o->style, &texts[k]);
    }
    nb_out_ratio(o, nb_buf_text(&texts[0]), nb_buf_text(&texts[1]));
    nb_buf_free(&texts[0]);
    nb_buf_free(&texts[1]);
}

static void put_row(nb_out *o, nabla_result *r, const nb_row *row)
{
    bool label = row->prefix || row->sign || row->named || row->left || row->lefts.n ||
                 row->derivative || row->above;
    if (row->words)
        nb_out_words(o, row->words);
    if (row->prefix)
        nb_out_words(o, row->prefix);
    if (row->sign)
        nb_out_raw(o, (*row->sign)[nb_style_column(o->style)]);
    if (row->named)
        nb_label_function(o, r, row->place);
    if (row->derivative)
        nb_label_derivative(o, r, &(nb_by){nb_def_param(r->def, 0), 1}, 1, row->place);
    if (row->left)
        nb_out_expr(o, row->left, NB_LEVEL_RELATION);
    if (row->lefts.n)
        put_lefts(o, row);
    if (row->above)
        put_slope(o, r, row);
    if (row->formula.typed) {
        if (label)
            nb_line_formula(o, r, &row->formula);
        else if (nb_out_takes(o, &row->formula))
            nb_out_expr(o, row->formula.typed, NB_LEVEL_ANY);
        else
            nb_out_words(o, "too long to write out");
        if (!label)
            nb_line_conditions(o, &row->formula);
    }
    if (row->n_formulas && !row->columns) {
        nb_out_sign(o, NB_SIGN_EQUALS);
        nb_put_formulas(o, row->formulas, row->n_formulas);
    }
    if (row->columns)
        put_matrix(o, r, row);
    else if (row->n > 1 || row->vector)
        put_vector(o, r, row);
    else if (row->n == 1)
        put_value(o, r, row);
    if (!row->formula.typed)
        nb_line_conditions(o, &row->formula);
    if (row->decimals)
        put_decimals(o, row);
    if (row->sentence)
        nb_out_words(o, row->sentence);
    nb_out_end(o);
}

void nb_rows_people(nabla_result *r, nb_out *o)
{
    const nb_rows *rows = r->data;
    for (uint32_t i = 0; rows && i < rows->n; i++)
        put_row(o, r, &rows->items[i]);
}

/* ---- for programs ---- */

static void put_values(nb_writer *w, const nb_row *row, uint32_t from, uint32_t n)
{
    nb_json_open(&w->j, '[');
    for (uint32_t i = from; i < from + n; i++) {
        nb_json_open(&w->j, '{');
        nb_put_value(w, &row->members[i]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

static void put_formulas(nb_writer *w, const nb_row *row, uint32_t from, uint32_t n)
{
    nb_json_open(&w->j, '[');
    for (uint32_t i = from; i < from + n; i++) {
        nb_json_open(&w->j, '{');
        nb_put_formula(w, &row->formulas[i]);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

static void put_rows_of_matrix(nb_writer *w, const nb_row *row)
{
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < row->n + row->n_formulas; i += row->columns)
        if (row->n_formulas)
            put_formulas(w, row, i, row->columns);
        else
            put_values(w, row, i, row->columns);
    nb_json_close(&w->j, ']');
}

static void put_decimals_of(nb_writer *w, const nb_row *row)
{
    const char *text = row->decimals;
    nb_json_open(&w->j, '[');
    while (*text) {
        size_t n = strcspn(text, " ");
        nb_json_open(&w->j, '{');
        nb_json_member(&w->j, "exact", NULL);
        nb_json_key(&w->j, "decimal");
        nb_json_bytes(&w->j, text, n);
        nb_json_close(&w->j, '}');
        text += n + (text[n] == ' ');
    }
    nb_json_close(&w->j, ']');
}

static void put_member(nb_writer *w, const nb_row *row)
{
    nb_json_key(&w->j, row->key);
    if (row->decimals) {
        put_decimals_of(w, row);
    } else if (row->columns) {
        put_rows_of_matrix(w, row);
    } else if (row->n_formulas) {
        put_formulas(w, row, 0, row->n_formulas);
    } else if (row->n > 1 || row->vector) {
        put_values(w, row, 0, row->n);
    } else if (row->formula.typed || row->n == 1) {
        nb_json_open(&w->j, '{');
        if (row->formula.typed)
            nb_put_formula(w, &row->formula);
        if (row->n == 1)
            nb_put_value(w, row->members);
        nb_json_close(&w->j, '}');
    } else {
        nb_json_string(&w->j, row->sentence);
    }
}

void nb_rows_put(nabla_result *r, nb_writer *w)
{
    const nb_rows *rows = r->data;
    for (uint32_t i = 0; rows && i < rows->n; i++)
        if (rows->items[i].key)
            put_member(w, &rows->items[i]);
    for (uint32_t i = 0; rows && i < rows->n; i++)
        if (rows->items[i].n_formulas && rows->items[i].formula.conditions.n)
            nb_put_conditions(w, &rows->items[i].formula.conditions);
}

void nb_rows_json(nabla_result *r, nb_writer *w)
{
    if (r->def)
        nb_put_function(w, r->def);
    if (r->has_point)
        nb_put_point(w);
    nb_rows_put(r, w);
}

/* ---- memory ---- */

void nb_rows_roots(void *data, nb_roots *roots)
{
    nb_rows *rows = data;
    for (uint32_t i = 0; i < rows->n; i++) {
        nb_row *row = &rows->items[i];
        nb_roots_add(roots, &row->left);
        nb_roots_add_list(roots, &row->lefts);
        nb_roots_add(roots, &row->above);
        nb_roots_add(roots, &row->below);
        nb_roots_add_formula(roots, &row->formula);
        for (uint32_t k = 0; k < row->n_formulas; k++)
            nb_roots_add_formula(roots, &row->formulas[k]);
        for (uint32_t k = 0; k < row->n; k++)
            nb_roots_add_member(roots, &row->members[k]);
    }
}

void nb_rows_release(void *data)
{
    nb_rows *rows = data;
    for (uint32_t i = 0; i < rows->n; i++) {
        nb_formula_free(&rows->items[i].formula);
        for (uint32_t k = 0; k < rows->items[i].n_formulas; k++)
            nb_formula_free(&rows->items[i].formulas[k]);
        free(rows->items[i].formulas);
        nb_list_free(&rows->items[i].lefts);
        free(rows->items[i].members);
        free(rows->items[i].prefix);
        free(rows->items[i].decimals);
        free(rows->items[i].sentence);
    }
    free(rows->items);
    free(rows);
}
