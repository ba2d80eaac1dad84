#include "statements/box.h"

#include "numeric/decimal.h"

#include <math.h>

static bool refuse(nabla *s, nb_span span, const char *hint, const char *message)
{
    nb_error_at(&s->error, NB_ERR_USAGE, span.begin, span.end, "%s", message);
    nb_error_hint(&s->error, "%s", hint);
    return false;
}

static const char box_hint[] = "write in x=-3..3, y=-3..3";

/* An end of a range: as typed, its value, and the double nearest to that. */
static bool read_end(nabla *s, const char *text, nb_span span, nb_expr *typed,
                     nb_expr *value, double *x)
{
    const double largest = 1e100;
    nb_list types = {0}, values = {0};
    double high;
    bool ok = nb_read_constants(s, text, span, &types, &values);
    if (ok && values.n != 1)
        ok = refuse(s, span, box_hint, "one number should be here");
    if (ok && !(nb_interval(s->pool, values.items[0], x, &high) && fabs(*x) < largest &&
                fabs(high) < largest))
        ok = nb_failed(s->pool) ? false
                                : refuse(s, span, box_hint, "this number is too large");
    if (ok) {
        *typed = types.items[0];
        *value = values.items[0];
        *x += (high - *x) / 2;
    }
    nb_list_free(&types);
    nb_list_free(&values);
    return ok;
}

/* The variable that a range is for: by its name, or the i-th where it has none. */
static bool find_variable(nabla_result *r, const char *text, nb_span name, uint32_t i,
                          uint32_t *out)
{
    nabla *s = r->session;
    *out = i;
    if (nb_is_empty_span(name))
        return true;
    nb_expr e = nb_parse_expression(s->pool, text + name.begin, name.end - name.begin,
                                    NULL, NULL);
    for (*out = 0; e && *out < r->def->n; ++*out)
        if (nb_def_param(r->def, *out) == e)
            return true;
    nb_error_forgive(&s->error);
    return refuse(s, name, box_hint, "this is no variable of the function");
}

bool nb_read_box(nabla_result *r, const char *text, nb_span span, nb_box *box)
{
    nabla *s = r->session;
    nb_span parts[NB_BOX_MOST], name, low, high;
    bool given[NB_BOX_MOST] = {false};
    uint32_t n = nb_split_list(text, span, parts, NB_BOX_MOST), at;
    box->given = true;
    if (n == 0 || n > r->def->n)
        return refuse(s, span, box_hint, "there should be one range for each variable");
    for (uint32_t i = 0; i < n; i++) {
        if (!nb_split_range(text, parts[i], &name, &low, &high))
            return refuse(s, parts[i], box_hint, "a range like x=-3..3 should be here");
        if (!find_variable(r, text, name, i, &at))
            return false;
        if (given[at])
            return refuse(s, parts[i], box_hint, "this variable has two ranges");
        given[at] = true;
        if (!read_end(s, text, low, &box->from[at], &box->low_value[at], &box->low[at]) ||
            !read_end(s, text, high, &box->to[at], &box->high_value[at], &box->high[at]))
            return false;
        if (!(box->high[at] - box->low[at] > 1e-9 * fabs(box->low[at])))
            return refuse(s, parts[i], box_hint,
                          "the first end of a range must be less than the second");
    }
    return true;
}

bool nb_read_whole_box(nabla_result *r, const char *text, nb_span span, nb_box *box)
{
    if (r->def->n > NB_BOX_MOST)
        return refuse(r->session, span, box_hint, "a box has at most four variables");
    if (!nb_read_box(r, text, span, box))
        return false;
    for (uint32_t i = 0; i < r->def->n; i++)
        if (!box->to[i]) {
            nb_error_at(&r->session->error, NB_ERR_USAGE, span.begin, span.end,
                        "there is no range for %s",
                        nb_symbol_name(r->session->pool, nb_def_param(r->def, i)));
            return false;
        }
    return true;
}

bool nb_choose_box(nabla_result *r, nb_box *box)
{
    nb_pool *p = r->session->pool;
    enum { REACH = 3 };
    for (uint32_t i = 0; i < r->def->n; i++) {
        if (box->to[i])
            continue;
        box->chosen = true;
        box->low[i] = -REACH;
        box->high[i] = REACH;
        box->low_value[i] = nb_integer(p, -REACH);
        box->to[i] = box->high_value[i] = nb_integer(p, REACH);
        box->from[i] = nb_unary(p, NB_NEG, box->to[i]);
    }
    return !nb_failed(p);
}

void nb_box_roots(nb_box *box, nb_roots *roots)
{
    for (int i = 0; i < NB_BOX_MOST; i++) {
        nb_roots_add(roots, &box->from[i]);
        nb_roots_add(roots, &box->to[i]);
        nb_roots_add(roots, &box->low_value[i]);
        nb_roots_add(roots, &box->high_value[i]);
    }
}
