#include "session/answer.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"

#include <stdlib.h>

/* Values at a point. */

enum {
    SHORT_NODES = 40, /* what is larger is shown as a decimal only */
    NORM_STEPS = 4    /* components up to which the norm's formula is shown */
};

/* ---- one value ---- */

void nb_member_show(nabla_result *r, nb_member *m)
{
    nb_pool *p = r->session->pool;
    nb_layout_options options = {.decimals = r->decimals};
    m->shown = NB_NONE;
    if (m->status != NB_AT_DEFINED) {
        if (r->status < NABLA_UNDEFINED && m->status == NB_AT_UNDEFINED)
            r->status = NABLA_UNDEFINED;
        if (m->status == NB_AT_UNKNOWN)
            r->status = NABLA_LIMIT;
        return;
    }
    if (nb_tree_size(p, m->value, SHORT_NODES + 1) <= SHORT_NODES) {
        m->value = nb_tidy(p, m->value);
        m->shown = nb_layout(p, m->value, &options);
    }
}

bool nb_member_closed(nabla_result *r, nb_expr expanded, nb_member *out)
{
    nb_map nowhere = {0};
    out->status = nb_at(r->session->pool, expanded, &nowhere, &out->value, &out->why);
    nb_map_free(&nowhere);
    if (!nb_failed(r->session->pool))
        nb_member_show(r, out);
    return !nb_failed(r->session->pool);
}

/* ---- literals ---- */

/* Whether e is worth a look: a number or a constant is defined. */
static bool is_compound(const nb_pool *p, nb_expr e)
{
    return nb_nargs(p, e) > 0 && !nb_is_condition(p, e);
}

/* Whether e, without variables, has a value; `shown` is what the error is about. */
static bool check_literal(nabla *s, nb_expr e, nb_expr shown, nb_span span)
{
    nb_map nowhere = {0};
    nb_expr value;
    nb_undefined why = {0};
    nb_at_result status = nb_at(s->pool, e, &nowhere, &value, &why);
    nb_map_free(&nowhere);
    if (nb_failed(s->pool))
        return false;
    if (status != NB_AT_UNDEFINED)
        return true;
    nb_style style = (nb_style)s->settings.style;
    nb_buf reason = {0}, part = {0};
    if (why.node == e)
        why.node = NB_NONE;
    if (why.reason == NB_WHY_ZERO_TO_ZERO)
        nb_buf_puts(&reason, "no value would suit both 0^x and x^0");
    else if (why.reason == NB_WHY_OUTSIDE_DOMAIN && !why.node)
        nb_buf_puts(&reason, "that is outside the function's domain");
    else
        nb_write_reason(s, &why, style, &reason);
    if (nb_tree_size(s->pool, shown, SHORT_NODES + 1) <= SHORT_NODES)
        nb_print(s->pool, shown, style, &part);
    else
        nb_buf_puts(&part, shown == e ? "a part without variables" : "a part");
    nb_error_at(&s->error, NB_ERR_UNDEFINED, span.begin, span.end, "%s is undefined: %s",
                nb_buf_text(&part), nb_buf_text(&reason));
    nb_buf_free(&reason);
    nb_buf_free(&part);
    return false;
}

/* What the search for literals knows of a node: that it has variables in it, and that it
 * counts. */
enum { IS_OPEN = 1, IS_REACHED = 2 };

/* Whether a node has variables in it. */
static bool is_open(const nb_pool *p, const nb_slots *known, nb_expr e)
{
    bool found = nb_is_symbol(p, e);
    for (uint32_t k = 0; k < nb_nargs(p, e) && !found; k++)
        found = nb_slots_get(known, nb_arg(p, e, k));
    return found;
}

/* Whether e may be undefined for every x as x/0, root(x, 0) and log(x, 1) are. */
static bool has_suspect_divisor(const nb_pool *p, nb_expr e, const nb_slots *known)
{
    bool quotient = nb_op_of(p, e) == NB_DIV;
    if (!quotient && !nb_is_fn(p, e, NB_FN_ROOT) && !nb_is_fn(p, e, NB_FN_LOGB))
        return false;
    nb_expr divisor = nb_arg(p, e, 1);
    bool fine = quotient && nb_is_number(p, divisor) && nb_number_sign(p, divisor) != 0;
    return !fine && !nb_slots_get(known, divisor);
}

/* With 2 for what is divided. */
static bool check_divisor(nabla *s, nb_expr e, nb_span span)
{
    nb_pool *p = s->pool;
    nb_expr args[] = {nb_integer(p, 2), nb_arg(p, e, 1)};
    nb_expr probe = nb_make(p, nb_op_of(p, e), nb_fn_of(p, e), 2, args);
    return probe && check_literal(s, probe, e, span);
}

/* Looks at those operands of e that have no variables, and passes on to the others.
 * The pieces of a function by cases count in their region only. */
static bool check_operands(nabla *s, nb_expr e, nb_slots *known, nb_span span)
{
    nb_pool *p = s->pool;
    bool ok = true;
    if (nb_op_of(p, e) == NB_CASES)
        return true;
    if (has_suspect_divisor(p, e, known))
        ok = check_divisor(s, e, span);
    for (uint32_t k = 0; ok && k < nb_nargs(p, e); k++) {
        nb_expr a = nb_arg(p, e, k);
        if (nb_slots_get(known, a))
            ok = nb_slots_put(p, known, a, IS_OPEN | IS_REACHED);
        else if (is_compound(p, a))
            ok = check_literal(s, a, a, span);
    }
    return ok;
}

/* The largest parts without variables are looked at. */
bool nb_check_literals(nabla *s, nb_expr expanded, nb_span span)
{
    nb_pool *p = s->pool;
    nb_list order = {0};
    nb_slots *known = nb_slots_take(p);
    bool ok = known && nb_topological(p, &expanded, 1, &order), any = false;
    for (uint32_t i = 0; ok && i < order.n; i++) {
        bool open = is_open(p, known, order.items[i]);
        ok = !open || nb_slots_put(p, known, order.items[i], IS_OPEN);
        any = any || (open ? has_suspect_divisor(p, order.items[i], known)
                           : is_compound(p, order.items[i]));
    }
    if (ok && any && nb_slots_get(known, expanded))
        ok = nb_slots_put(p, known, expanded, IS_OPEN | IS_REACHED);
    else if (ok && any && is_compound(p, expanded))
        ok = check_literal(s, expanded, expanded, span);
    for (uint32_t i = any ? order.n : 0; ok && i-- > 0;)
        if (nb_slots_get(known, order.items[i]) & IS_REACHED)
            ok = check_operands(s, order.items[i], known, span);
    nb_slots_give(p, known);
    nb_list_free(&order);
    return ok;
}

/* ---- points ---- */

static bool wrong_count(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    const nb_def *d = r->def;
    nb_buf names = {0};
    if (d->n == 0) {
        nb_error_at(&s->error, NB_ERR_USAGE, st->point_span.begin, st->point_span.end,
                    "there is no variable that could take a value");
        return false;
    }
    for (uint32_t i = 0; i < d->n && names.length < 100; i++)
        nb_buf_printf(&names, "%s%s", i ? ", " : "",
                      nb_symbol_name(s->pool, nb_def_param(d, i)));
    nb_error_at(&s->error, NB_ERR_USAGE, st->point_span.begin, st->point_span.end,
                "%s has %u %s (%s), and this point has %u",
                d->name ? d->name : "the function", (unsigned)d->n,
                d->n == 1 ? "parameter" : "parameters", nb_buf_text(&names),
                (unsigned)st->at_values.n);
    nb_error_hint(&s->error, "write one number for each of %s%s", nb_buf_text(&names),
                  st->at_values.n == d->n + 1
                      ? "; the value of the function is not among them"
                      : "");
    nb_buf_free(&names);
    return false;
}

/* The place in the statement of the i-th parameter's value. */
static bool find_coordinate(nabla_result *r, const nb_statement *st, uint32_t i,
                            uint32_t *at)
{
    nabla *s = r->session;
    nb_expr x = nb_def_param(r->def, i);
    *at = i;
    if (st->at_names.n == 0)
        return true;
    for (*at = 0; *at < st->at_names.n; ++*at)
        if (st->at_names.items[*at] == x)
            return true;
    nb_error_at(&s->error, NB_ERR_USAGE, st->point_span.begin, st->point_span.end,
                "no value is given for %s", nb_symbol_name(s->pool, x));
    return false;
}

static bool check_names(nabla_result *r, const nb_statement *st)
{
    nabla *s = r->session;
    for (uint32_t i = 0; i < st->at_names.n; i++) {
        bool known = false;
        for (uint32_t k = 0; k < r->def->n && !known; k++)
            known = nb_def_param(r->def, k) == st->at_names.items[i];
        if (!known) {
            nb_error_at(&s->error, NB_ERR_USAGE, st->point_span.begin, st->point_span.end,
                        "%s has no parameter %s",
                        r->def->name ? r->def->name : "the function",
                        nb_symbol_name(s->pool, st->at_names.items[i]));
            return false;
        }
    }
    return true;
}

static bool read_coordinate(nabla_result *r, const nb_statement *st, uint32_t i)
{
    nabla *s = r->session;
    uint32_t at;
    if (!find_coordinate(r, st, i, &at))
        return false;
    nb_expr typed = st->at_values.items[at];
    nb_expr expanded = nb_session_expand(s, typed, NULL, 0);
    nb_map nowhere = {0};
    nb_member m = {0};
    if (!expanded)
        return false;
    m.status = nb_at(s->pool, expanded, &nowhere, &m.value, &m.why);
    nb_map_free(&nowhere);
    if (nb_failed(s->pool))
        return false;
    if (m.status != NB_AT_DEFINED) {
        nb_buf reason = {0};
        nb_write_reason(s, &m.why, (nb_style)s->settings.style, &reason);
        nb_error_at(&s->error,
                    m.status == NB_AT_UNDEFINED ? NB_ERR_UNDEFINED : NB_ERR_UNPROVEN,
                    st->point_span.begin, st->point_span.end, "the value of %s is %s: %s",
                    nb_symbol_name(s->pool, nb_def_param(r->def, i)),
                    m.status == NB_AT_UNDEFINED ? "undefined" : "not known",
                    nb_buf_text(&reason));
        nb_buf_free(&reason);
        return false;
    }
    r->decimals = r->decimals || nb_has_decimals(s, typed);
    return nb_list_add(s->pool, &r->point, typed) &&
           nb_list_add(s->pool, &r->values, m.value);
}

bool nb_answer_point(nabla_result *r, const nb_statement *st)
{
    if (!check_names(r, st))
        return false;
    if (st->at_values.n != r->def->n)
        return wrong_count(r, st);
    r->has_point = true;
    r->decimals = r->decimals || r->def->decimals;
    for (uint32_t i = 0; i < r->def->n; i++)
        if (!read_coordinate(r, st, i))
            return false;
    return true;
}

/* ---- a function at the point ---- */

bool nb_point_map(nabla_result *r, nb_map *m)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < r->def->n; i++)
        ok = nb_map_put(r->session->pool, m, nb_def_param(r->def, i), r->values.items[i]);
    return ok;
}

typedef struct at_point {
    nb_map map;
    nb_place *place;
} at_point;

static bool begin(nabla_result *r, at_point *a)
{
    nb_pool *p = r->session->pool;
    a->map = (nb_map){0};
    a->place =
        nb_point_map(r, &a->map) ? nb_place_new(p, r->def->expanded, &a->map) : NULL;
    return a->place != NULL;
}

static bool end(nabla_result *r, at_point *a)
{
    nb_place_free(a->place);
    nb_map_free(&a->map);
    return !nb_failed(r->session->pool);
}

/* The value of a body with derivatives where their formulas give none, from those of
 * the derivatives at the point, by definition. */
static void value_by_definition(nabla_result *r, const nb_map *point, nb_member *m)
{
    nabla *s = r->session;
    nb_map typed = {0}, nowhere = {0};
    nb_expr body = NB_NONE;
    bool ok = nb_has_derivatives(s, r->def->body);
    for (uint32_t i = 0; ok && i < r->def->n; i++) {
        nb_expr x = nb_def_param(r->def, i), v = nb_map_get(point, x, NB_NONE);
        ok = nb_map_put(s->pool, &typed, x, nb_layout(s->pool, v, NULL));
    }
    if (ok)
        body = nb_substitute(s->pool, r->def->body, &typed);
    body = body ? nb_session_expand(s, body, NULL, 0) : NB_NONE;
    nb_member found = {0};
    if (body)
        found.status = nb_at(s->pool, body, &nowhere, &found.value, &found.why);
    if (body && found.status == NB_AT_DEFINED)
        *m = found;
    nb_map_free(&typed);
    nb_map_free(&nowhere);
}

bool nb_answer_value(nabla_result *r)
{
    at_point a;
    nb_member *m = &r->value;
    if (begin(r, &a)) {
        m->status = nb_place_value(a.place, &m->value, &m->why);
        r->has_value = true;
        if (m->status == NB_AT_UNDEFINED)
            value_by_definition(r, &a.map, m);
    }
    if (!nb_failed(r->session->pool))
        nb_member_show(r, m);
    return end(r, &a);
}

bool nb_answer_members(nabla_result *r)
{
    nabla *s = r->session;
    nb_def *d = r->def;
    at_point a;
    r->members = calloc(d->n ? d->n : 1, sizeof *r->members);
    if (!r->members)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    r->n_members = d->n;
    bool ok = begin(r, &a) && nb_def_partials(s, d);
    /* where only derivatives by definition give the value, formulas do not say more */
    nb_member by_formula = {0};
    bool beyond =
        ok && r->has_value && r->value.status == NB_AT_DEFINED &&
        nb_has_derivatives(s, d->body) &&
        nb_place_value(a.place, &by_formula.value, &by_formula.why) == NB_AT_UNDEFINED;
    for (uint32_t i = 0; ok && i < d->n && nb_poll(s->pool); i++) {
        nb_member *m = &r->members[i];
        nb_expr partial = nb_def_partial(s, d, i);
        if (partial)
            m->status = nb_place_partial(a.place, partial, nb_def_param(d, i), &m->value,
                                         &m->why);
        if (m->status == NB_AT_UNDEFINED && beyond)
            *m =
                (nb_member){.status = NB_AT_UNKNOWN, .why = {.reason = NB_WHY_UNDECIDED}};
        if (!nb_failed(s->pool))
            nb_member_show(r, m);
    }
    return end(r, &a);
}

/* ---- the norm ---- */

/* What the norm lacks, if a component has no value; else NULL. */
static const nb_member *missing(const nabla_result *r)
{
    const nb_member *unknown = NULL;
    for (uint32_t i = 0; i < r->n_members; i++) {
        if (r->members[i].status == NB_AT_UNDEFINED)
            return &r->members[i];
        if (r->members[i].status == NB_AT_UNKNOWN)
            unknown = &r->members[i];
    }
    return unknown;
}

/* sqrt(4^2 + 6^2) from the components as they are shown. */
static nb_expr root_of_squares(nabla_result *r)
{
    nb_pool *p = r->session->pool;
    nb_expr sum = NB_NONE, two = nb_integer(p, 2);
    for (uint32_t i = 0; i < r->n_members; i++) {
        if (!r->members[i].shown)
            return NB_NONE;
        nb_expr square = nb_binary(p, NB_POW, r->members[i].shown, two);
        sum = sum ? nb_binary(p, NB_ADD, sum, square) : square;
    }
    return nb_fn1(p, NB_FN_SQRT, sum);
}

/* sqrt(4^2 + 6^2), sqrt(52): how the norm comes about, as long as it is short. */
static bool add_steps(nabla_result *r, nb_expr squares)
{
    nb_pool *p = r->session->pool;
    nb_layout_options options = {.decimals = r->decimals};
    if (r->n_members > NORM_STEPS || !r->members[0].shown)
        return true;
    if (r->n_members == 1)
        return r->members[0].value == r->norm.value ||
               nb_list_add(p, &r->steps, nb_fn1(p, NB_FN_ABS, r->members[0].shown));
    nb_expr first = root_of_squares(r);
    if (!first)
        return !nb_failed(p);
    if (!nb_list_add(p, &r->steps, first))
        return false;
    if (!nb_is_number(p, squares))
        return true;
    nb_expr under = nb_layout(p, squares, &options);
    return under && nb_list_add(p, &r->steps, nb_fn1(p, NB_FN_SQRT, under));
}

bool nb_answer_norm(nabla_result *r)
{
    nb_pool *p = r->session->pool;
    const nb_member *gap = missing(r);
    r->has_norm = true;
    if (gap) {
        r->norm = (nb_member){.status = gap->status, .why = gap->why};
        return !nb_failed(p);
    }
    nb_list terms = {0};
    nb_expr two = nb_integer(p, 2);
    for (uint32_t i = 0; i < r->n_members; i++)
        nb_list_add(p, &terms, nb_power(p, r->members[i].value, two));
    nb_expr squares = nb_sum(p, terms.items, terms.n);
    nb_list_free(&terms);
    /* One component: the root of its square need not be found again. */
    nb_expr norm = r->n_members == 1 ? nb_apply1(p, NB_FN_ABS, r->members[0].value)
                                     : nb_sqrt(p, squares);
    r->norm = (nb_member){.status = NB_AT_DEFINED, .value = norm};
    if (!norm)
        return false;
    nb_member_show(r, &r->norm);
    return add_steps(r, squares) && !nb_failed(p);
}
