#include "calculus/derivation.h"

#include "algebra/canon.h"
#include "calculus/arrange.h"
#include "calculus/derive.h"
#include "syntax/parse.h"

#include <stdlib.h>
#include <string.h>

static bool no_memory(nb_pool *p) { return nb_fail(p, NB_ERR_MEMORY, "out of memory"); }

static bool is_constant_letter(const char *letter)
{
    return strchr("cna", letter[0]) != NULL;
}

/* ---- dependence ---- */

/* What is known of expressions by a variable; NULL with an error. */
static nb_dependence *dependence_of(nb_derivation *d, nb_expr variable)
{
    for (uint32_t i = 0; i < d->n_dependences; i++)
        if (d->dependences[i].variable == variable)
            return &d->dependences[i];
    nb_dependence *more =
        realloc(d->dependences, (d->n_dependences + 1) * sizeof *d->dependences);
    if (!more) {
        no_memory(d->p);
        return NULL;
    }
    d->dependences = more;
    more[d->n_dependences] = (nb_dependence){.variable = variable};
    return &more[d->n_dependences++];
}

/* ---- the row for an expression ---- */

static bool letter_fits(nb_pool *p, const nb_dependence *on, const char *letter,
                        nb_expr e)
{
    switch (letter[0]) {
    case 'x': return e == on->variable;
    case 'e': return nb_is_fn(p, e, NB_FN_E);
    case 'u':
    case 'v': return nb_depends(on, e);
    default: return is_constant_letter(letter) && !nb_depends(on, e);
    }
}

static bool row_fits(nb_pool *p, const nb_dependence *on, const nb_rule_row *row,
                     nb_expr e)
{
    if (row->op == NB_OP_NONE)
        return row->left[0] && letter_fits(p, on, row->left, e);
    if (nb_op_of(p, e) != row->op)
        return false;
    if (row->op == NB_FN && row->fn != NB_ANY_FN && row->fn != nb_fn_of(p, e))
        return false;
    if (row->op == NB_SYMBOL)
        return letter_fits(p, on, row->left, e);
    if (!row->left[0]) /* any operands */
        return true;
    uint32_t n = row->right[0] ? 2 : 1;
    return nb_nargs(p, e) == n && letter_fits(p, on, row->left, nb_arg(p, e, 0)) &&
           (n == 1 || letter_fits(p, on, row->right, nb_arg(p, e, 1)));
}

static const nb_rule_row *row_for(nb_pool *p, const nb_dependence *on, nb_expr e)
{
    if (nb_op_of(p, e) == NB_FN && nb_depends(on, e)) {
        const nb_function *f = nb_function_row(nb_fn_of(p, e));
        if (!f->derivative[0] && f->rewrite[0])
            return nb_rule_row_of(NB_RULE_ALGEBRA);
    }
    for (unsigned i = 0; i < NB_RULE_COUNT; i++)
        if (row_fits(p, on, nb_rule_row_of((nb_rule)i), e))
            return nb_rule_row_of((nb_rule)i);
    nb_fail(p, NB_ERR_USAGE, "there is no rule for the derivative of this expression");
    return NULL;
}

/* ---- formulas ---- */

static nb_expr parsed(nb_pool *p, const char *text)
{
    return nb_parse_expression(p, text, strlen(text), NULL, NULL);
}

/* The formula of a text, read once. */
static nb_expr formula_of(nb_derivation *d, const char *text)
{
    for (uint32_t i = 0; i < d->templates.n; i++)
        if (d->texts[i] == text)
            return d->templates.items[i];
    nb_expr e = parsed(d->p, text);
    const char **texts = realloc(d->texts, (d->templates.n + 1) * sizeof *texts);
    if (!texts) {
        no_memory(d->p);
        return NB_NONE;
    }
    d->texts = texts;
    texts[d->templates.n] = text;
    return e && nb_list_add(d->p, &d->templates, e) ? e : NB_NONE;
}

static bool bind(nb_derivation *d, nb_map *values, const char *name, nb_expr e)
{
    return e && nb_map_put(d->p, values, nb_symbol(d->p, name, strlen(name)), e);
}

static nb_expr outer_formula(nb_derivation *d, const char *text, const nb_record *r)
{
    nb_map values = {0};
    bool ok =
        (!r->u || bind(d, &values, "u", r->u)) && (!r->v || bind(d, &values, "v", r->v));
    nb_expr e = ok ? nb_substitute(d->p, formula_of(d, text), &values) : NB_NONE;
    nb_map_free(&values);
    return e;
}

/* f1 and f2: the derivatives of the function by its arguments. */
static bool bind_outer(nb_derivation *d, nb_map *values, const nb_record *r)
{
    const nb_function *f = nb_function_row(nb_fn_of(d->p, r->form));
    return (!f->derivative[0] ||
            bind(d, values, "f1", outer_formula(d, f->derivative, r))) &&
           (!f->derivative2[0] ||
            bind(d, values, "f2", outer_formula(d, f->derivative2, r)));
}

/* Binds a letter to an operand and "d" before it to the operand's derivative. */
static bool bind_letter(nb_derivation *d, nb_map *values, const char *letter, nb_expr e,
                        nb_expr derivative)
{
    char name[3] = {'d', letter[0], '\0'};
    return !letter[0] || ((letter[0] == 'e' || bind(d, values, letter, e)) &&
                          (!derivative || bind(d, values, name, derivative)));
}

static nb_expr filled_in(nb_derivation *d, const nb_record *r, const nb_rule_row *row,
                         nb_expr du, nb_expr dv)
{
    nb_map values = {0};
    bool ok = bind_letter(d, &values, row->left, r->u, du) &&
              bind_letter(d, &values, row->right, r->v, dv) &&
              (nb_op_of(d->p, r->form) != NB_FN || bind_outer(d, &values, r));
    nb_expr formula = ok ? formula_of(d, row->derivative) : NB_NONE;
    nb_expr e = formula ? nb_substitute(d->p, formula, &values) : NB_NONE;
    nb_map_free(&values);
    return e;
}

/* ---- records ---- */

/* The record of e by the variable, made if it is not there; NB_NO_RECORD with an
 * error. */
static uint32_t record_of(nb_derivation *d, nb_expr e, nb_expr variable)
{
    nb_pool *p = d->p;
    nb_dependence *on = dependence_of(d, variable);
    if (!on || !nb_depend_note(p, on, e))
        return NB_NO_RECORD;
    uint32_t known = nb_map_get(&on->records, e, NB_NO_RECORD);
    if (known != NB_NO_RECORD)
        return known;
    nb_record *records = nb_room(p, d->records, d->n, &d->capacity, sizeof *records);
    if (!records)
        return NB_NO_RECORD;
    d->records = records;
    records[d->n] =
        (nb_record){.e = e, .variable = variable, .du = NB_NO_RECORD, .dv = NB_NO_RECORD};
    return nb_map_put(p, &on->records, e, d->n) ? d->n++ : NB_NO_RECORD;
}

/* Adds the record of an operand to those that record i uses. */
static uint32_t use(nb_derivation *d, uint32_t i, nb_expr e, nb_expr variable)
{
    uint32_t k = record_of(d, e, variable);
    if (k == NB_NO_RECORD || !nb_list_add(d->p, &d->operands, k))
        return NB_NO_RECORD;
    d->records[i].n++;
    return k;
}

/* The expression that a function abbreviates. */
static nb_expr written_out(nb_derivation *d, nb_expr e)
{
    nb_record r = {.u = nb_arg(d->p, e, 0),
                   .v = nb_nargs(d->p, e) > 1 ? nb_arg(d->p, e, 1) : NB_NONE};
    return outer_formula(d, nb_function_row(nb_fn_of(d->p, e))->rewrite, &r);
}

static bool use_all(nb_derivation *d, uint32_t i, uint32_t step)
{
    nb_expr e = d->records[i].form, variable = d->records[i].variable;
    bool ok = true;
    for (uint32_t k = 0; ok && k < nb_nargs(d->p, e); k += step)
        ok = use(d, i, nb_arg(d->p, e, k), variable) != NB_NO_RECORD;
    return ok;
}

static bool definition(nb_derivation *d, nb_expr call, nb_definition *out)
{
    return d->definition_of && d->definition_of(d->data, nb_arg(d->p, call, 0), out) &&
           out->n == nb_nargs(d->p, call) - 1;
}

/* For each argument that contains the variable: the body by that parameter, then the
 * argument. */
static bool use_call(nb_derivation *d, uint32_t i)
{
    nb_expr e = d->records[i].form, variable = d->records[i].variable;
    nb_definition g;
    if (!definition(d, e, &g))
        return nb_fail(d->p, NB_ERR_NAME, "the function '%s' is not defined",
                       nb_symbol_name(d->p, nb_arg(d->p, e, 0)));
    bool ok = true;
    for (uint32_t k = 0; ok && k < g.n; k++) {
        nb_expr a = nb_arg(d->p, e, k + 1);
        if (nb_depends(dependence_of(d, variable), a))
            ok = use(d, i, g.body, g.params[k]) != NB_NO_RECORD &&
                 use(d, i, a, variable) != NB_NO_RECORD;
    }
    return ok;
}

static bool has_derivative(const nb_rule_row *row, const char *letter)
{
    char name[3] = {'d', letter[0], '\0'};
    return letter[0] && strstr(row->derivative, name) != NULL;
}

static bool use_letters(nb_derivation *d, uint32_t i)
{
    nb_record r = d->records[i];
    if (r.row->left[0]) {
        bool leaf = nb_nargs(d->p, r.form) == 0 || r.row->op == NB_OP_NONE;
        r.u = leaf ? r.form : nb_arg(d->p, r.form, 0);
    }
    if (r.row->right[0])
        r.v = nb_arg(d->p, r.form, 1);
    d->records[i] = r;
    if (has_derivative(r.row, r.row->left))
        r.du = use(d, i, r.u, r.variable);
    if (has_derivative(r.row, r.row->right))
        r.dv = use(d, i, r.v, r.variable);
    d->records[i].du = r.du;
    d->records[i].dv = r.dv;
    return !nb_failed(d->p);
}

/* Chooses the row of record i and makes the records of its operands. */
static bool enter(nb_derivation *d, uint32_t i)
{
    nb_pool *p = d->p;
    nb_record *r = &d->records[i];
    nb_dependence *on = dependence_of(d, r->variable);
    bool arrange = !d->as_written && nb_depends(on, r->e);
    r->form = arrange ? nb_arranged(p, on, r->e) : r->e;
    r->row = r->form ? row_for(p, on, r->form) : NULL;
    r->first = d->operands.n;
    if (!r->row)
        return false;
    switch (nb_rule_of_row(r->row)) {
    case NB_RULE_ALGEBRA: {
        nb_expr form = written_out(d, r->e);
        r->form = form;
        return form && use(d, i, form, r->variable) != NB_NO_RECORD;
    }
    case NB_RULE_CALL: return use_call(d, i);
    case NB_RULE_LEAST:
    case NB_RULE_GREATEST: return use_all(d, i, 1);
    case NB_RULE_PIECES: return use_all(d, i, 2);
    default: return use_letters(d, i);
    }
}

/* ---- derivatives without a formula ---- */

static nb_expr raw_of(const nb_derivation *d, const nb_expr *raws, uint32_t record)
{
    return raws ? raws[record] : d->records[record].raw;
}

/* Sum of g_k(arguments) * a_k'. */
static nb_expr call_derivative(nb_derivation *d, const nb_record *r, const nb_expr *raws)
{
    nb_pool *p = d->p;
    nb_definition g;
    nb_map values = {0};
    nb_expr sum = NB_NONE;
    bool ok = definition(d, r->form, &g);
    for (uint32_t k = 0; ok && k < g.n; k++)
        ok = nb_map_put(p, &values, g.params[k], nb_arg(p, r->form, k + 1));
    for (uint32_t k = 0; ok && k < r->n; k += 2) {
        nb_expr outer = raw_of(d, raws, d->operands.items[r->first + k]);
        nb_expr term = nb_binary(p, NB_MUL, nb_substitute(p, outer, &values),
                                 raw_of(d, raws, d->operands.items[r->first + k + 1]));
        sum = sum ? nb_binary(p, NB_ADD, sum, term) : term;
    }
    nb_map_free(&values);
    return sum;
}

/* The canonical arguments of an extremum or conditions of a piecewise value. */
static bool canonical_args(nb_derivation *d, nb_expr e, uint32_t first, uint32_t step,
                           nb_list *out)
{
    bool ok = true;
    for (uint32_t k = first; ok && k < nb_nargs(d->p, e); k += step) {
        nb_expr a = nb_derivation_value(d, nb_arg(d->p, e, k));
        ok = a && nb_list_add(d->p, out, a);
    }
    return ok;
}

static bool list_regions(nb_derivation *d, const nb_record *r, nb_list *regions)
{
    nb_pool *p = d->p;
    nb_list args = {0};
    bool ok, pieces = nb_op_of(p, r->form) == NB_CASES;
    if (pieces) {
        ok = canonical_args(d, r->form, 1, 2, &args) &&
             (args.n == r->n || nb_list_add(p, &args, NB_NONE)) &&
             nb_regions(p, args.items, args.n, r->variable, regions);
    } else {
        ok = canonical_args(d, r->form, 0, 1, &args);
        for (uint32_t i = 0; ok && i < args.n; i++)
            ok = nb_list_add(
                p, regions,
                nb_taken_alone(p, nb_fn_of(p, r->form), args.items, args.n, i));
    }
    nb_list_free(&args);
    return ok;
}

static nb_expr pieces_derivative(nb_derivation *d, const nb_record *r,
                                 const nb_expr *raws)
{
    nb_pool *p = d->p;
    nb_list regions = {0}, args = {0};
    bool ok = list_regions(d, r, &regions) && regions.n == r->n;
    for (uint32_t i = 0; ok && i < r->n; i++)
        ok = nb_list_add(p, &args, raw_of(d, raws, d->operands.items[r->first + i])) &&
             nb_list_add(p, &args, regions.items[i]);
    nb_expr e = ok ? nb_make(p, NB_CASES, 0, args.n, args.items) : NB_NONE;
    nb_list_free(&regions);
    nb_list_free(&args);
    return e;
}

/* The derivative by the record's own row, from those of its operands. */
static nb_expr by_own_row(nb_derivation *d, const nb_record *r, const nb_expr *raws)
{
    switch (nb_rule_of_row(r->row)) {
    case NB_RULE_ALGEBRA: return raw_of(d, raws, d->operands.items[r->first]);
    case NB_RULE_CALL: return call_derivative(d, r, raws);
    case NB_RULE_LEAST:
    case NB_RULE_GREATEST:
    case NB_RULE_PIECES: return pieces_derivative(d, r, raws);
    default:
        return filled_in(d, r, r->row,
                         r->du == NB_NO_RECORD ? NB_NONE : raw_of(d, raws, r->du),
                         r->dv == NB_NO_RECORD ? NB_NONE : raw_of(d, raws, r->dv));
    }
}

nb_expr nb_record_from(nb_derivation *d, uint32_t record, const nb_expr *derivatives)
{
    return by_own_row(d, &d->records[record], derivatives);
}

/* ---- the pass ---- */

/* Enters and finishes what the record at the bottom of the stack needs, operands first;
 * `order` gets the records as they are finished. */
static bool derive_all(nb_derivation *d, nb_list *order)
{
    nb_list stack = {0};
    nb_map entered = {0};
    bool ok = nb_list_add(d->p, &stack, d->root);
    while (ok && stack.n && nb_poll(d->p)) {
        uint32_t i = stack.items[stack.n - 1];
        if (d->records[i].raw) {
            stack.n--;
        } else if (nb_map_get(&entered, i + 1, 0)) {
            d->records[i].raw = by_own_row(d, &d->records[i], NULL);
            ok = d->records[i].raw && nb_list_add(d->p, order, i);
            stack.n--;
        } else {
            ok = enter(d, i) && nb_map_put(d->p, &entered, i + 1, 1);
            for (uint32_t k = d->records[i].n; ok && k-- > 0;)
                ok =
                    nb_list_add(d->p, &stack, d->operands.items[d->records[i].first + k]);
        }
    }
    nb_list_free(&stack);
    nb_map_free(&entered);
    return ok && !nb_failed(d->p);
}

/* Puts the records into the order in which they were finished. */
static bool put_in_order(nb_derivation *d, const nb_list *order)
{
    nb_record *records = malloc((order->n + 1) * sizeof *records);
    uint32_t *place = malloc((d->n + 1) * sizeof *place);
    bool ok = (records && place) || no_memory(d->p);
    for (uint32_t i = 0; ok && i < order->n; i++) {
        records[i] = d->records[order->items[i]];
        place[order->items[i]] = i;
    }
    for (uint32_t i = 0; ok && i < order->n; i++) {
        nb_record *r = &records[i];
        r->du = r->du == NB_NO_RECORD ? r->du : place[r->du];
        r->dv = r->dv == NB_NO_RECORD ? r->dv : place[r->dv];
        for (uint32_t k = 0; k < r->n; k++)
            d->operands.items[r->first + k] = place[d->operands.items[r->first + k]];
    }
    if (ok) {
        d->root = place[d->root];
        d->n = d->capacity = order->n;
        free(d->records);
        d->records = records;
    } else {
        free(records);
    }
    free(place);
    return ok;
}

static bool open_derivation(nb_derivation *d, nb_expr e, nb_expr variable)
{
    nb_list order = {0};
    if (!e || !variable)
        return false;
    d->root = record_of(d, e, variable);
    bool ok = d->root != NB_NO_RECORD && derive_all(d, &order) && put_in_order(d, &order);
    nb_list_free(&order);
    return ok;
}

bool nb_derivation_open(nb_derivation *d, nb_pool *p, nb_expr e, nb_expr variable,
                        nb_definition_of *definition_of, void *data)
{
    *d = (nb_derivation){.p = p, .definition_of = definition_of, .data = data};
    return open_derivation(d, e, variable);
}

bool nb_derivation_open_as_written(nb_derivation *d, nb_pool *p, nb_expr e,
                                   nb_expr variable)
{
    *d = (nb_derivation){.p = p, .as_written = true};
    return open_derivation(d, e, variable);
}

void nb_derivation_close(nb_derivation *d)
{
    for (uint32_t i = 0; i < d->n_dependences; i++)
        nb_depend_free(&d->dependences[i]);
    free(d->dependences);
    free(d->records);
    nb_list_free(&d->operands);
    nb_list_free(&d->templates);
    free(d->texts);
    *d = (nb_derivation){0};
}

nb_expr nb_derivation_raw(const nb_derivation *d) { return d->records[d->root].raw; }

nb_expr nb_derivation_value(nb_derivation *d, nb_expr typed)
{
    if (d->definition_of)
        typed = nb_expand_calls(d->p, typed, d->definition_of, d->data);
    return typed ? nb_canonical(d->p, typed) : NB_NONE;
}

/* ---- other rows ---- */

/* Whether the derivatives that the row speaks of are known. */
static bool has_operands(const nb_record *r, const nb_rule_row *row)
{
    return (!has_derivative(row, row->left) || r->du != NB_NO_RECORD) &&
           (!has_derivative(row, row->right) || r->dv != NB_NO_RECORD);
}

bool nb_record_fits(nb_derivation *d, uint32_t record, const nb_rule_row *row)
{
    const nb_record *r = &d->records[record];
    const nb_dependence *on = dependence_of(d, r->variable);
    return row->derivative[0] && on && has_operands(r, row) &&
           row_fits(d->p, on, row, r->form);
}

/* The operands of a record as those of another row that fits it. */
static nb_expr by_row(nb_derivation *d, nb_record r, const nb_rule_row *row,
                      const nb_expr *raws)
{
    if (row->op != NB_OP_NONE && nb_nargs(d->p, r.form) > 0) {
        r.u = nb_arg(d->p, r.form, 0);
        r.v = row->right[0] ? nb_arg(d->p, r.form, 1) : NB_NONE;
    } else {
        r.u = r.form;
    }
    return filled_in(d, &r, row, r.du == NB_NO_RECORD ? NB_NONE : raw_of(d, raws, r.du),
                     r.dv == NB_NO_RECORD ? NB_NONE : raw_of(d, raws, r.dv));
}

nb_expr nb_record_by(nb_derivation *d, uint32_t record, const nb_rule_row *row)
{
    return by_row(d, d->records[record], row, NULL);
}

nb_expr nb_record_given(nb_derivation *d, uint32_t record, bool second,
                        nb_expr derivative)
{
    nb_record r = d->records[record];
    if ((second ? r.dv : r.du) == NB_NO_RECORD || !r.row->derivative[0])
        return NB_NONE;
    nb_expr du = r.du == NB_NO_RECORD ? NB_NONE : raw_of(d, NULL, r.du);
    nb_expr dv = r.dv == NB_NO_RECORD ? NB_NONE : raw_of(d, NULL, r.dv);
    return filled_in(d, &r, r.row, second ? du : derivative, second ? derivative : dv);
}

static const nb_override *override_at(const nb_override *overrides, uint32_t n,
                                      uint32_t record)
{
    for (uint32_t i = 0; i < n; i++)
        if (overrides[i].record == record)
            return &overrides[i];
    return NULL;
}

static bool uses_changed(const nb_derivation *d, const nb_record *r, const nb_expr *raws)
{
    for (uint32_t k = 0; k < r->n; k++) {
        uint32_t i = d->operands.items[r->first + k];
        if (raws[i] != d->records[i].raw)
            return true;
    }
    return false;
}

nb_expr nb_derivation_with(nb_derivation *d, const nb_override *overrides, uint32_t n)
{
    nb_expr *raws = malloc((d->n + 1) * sizeof *raws);
    nb_expr result = NB_NONE;
    bool ok = raws || no_memory(d->p);
    for (uint32_t i = 0; ok && i <= d->root; i++) {
        const nb_record *r = &d->records[i];
        const nb_override *o = override_at(overrides, n, i);
        if (o)
            raws[i] = o->row ? by_row(d, *r, o->row, raws) : o->derivative;
        else
            raws[i] = uses_changed(d, r, raws) ? by_own_row(d, r, raws) : r->raw;
        ok = raws[i] && nb_poll(d->p);
    }
    if (ok)
        result = raws[d->root];
    free(raws);
    return result;
}
