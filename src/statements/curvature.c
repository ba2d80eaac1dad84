#include "algebra/canon.h"
#include "algebra/layout.h"
#include "explore/eigen.h"
#include "numeric/ball.h"
#include "numeric/sign.h"
#include "session/value.h"
#include "statements/descent.h"

#include <stdlib.h>

/* What the Hessian says of a fixed rate. For f = c + (x - a)' H (x - a)/2 a step of
 * descent multiplies the part of x - a along an eigenvector by 1 - rate * λ; so it
 * converges for every start where 0 < rate < 2/λmax (Boyd & Vandenberghe, Convex
 * Optimization, 9.3). For other functions this holds near the point at which H is
 * taken. */

/* Whether the second derivatives are the same everywhere. */
static bool is_constant(nb_pool *p, const nb_list *second)
{
    nb_list symbols = {0};
    bool constant = true;
    for (uint32_t i = 0; constant && i < second->n; i++)
        constant = nb_free_symbols(p, second->items[i], &symbols) && symbols.n == 0;
    nb_list_free(&symbols);
    return constant;
}

/* The Hessian at the start, exactly; false where it is undefined or not short. */
static bool exact_matrix(nabla_result *r, const nb_list *second, nb_list *out)
{
    enum { SHORT = 60 }; /* nodes of an entry */
    nb_pool *p = r->session->pool;
    nb_map point = {0};
    bool ok = nb_point_map(r, &point);
    for (uint32_t i = 0; ok && i < second->n; i++) {
        nb_expr value;
        nb_undefined why = {0};
        ok = nb_at(p, second->items[i], &point, &value, &why) == NB_AT_DEFINED &&
             nb_tree_size(p, value, SHORT) < SHORT && nb_list_add(p, out, value);
    }
    nb_map_free(&point);
    return ok && !nb_failed(p);
}

/* 2/λmax and |1 - rate λmax| as they are read, from eigenvalues in closed form. */
static bool exact_advice(nabla_result *r, nb_descent_run *run, const nb_expr *values)
{
    nb_pool *p = r->session->pool;
    nb_curvature *c = &run->curvature;
    nb_layout_options options = {.decimals = r->decimals};
    uint32_t n = r->def->n;
    nb_expr most = values[n - 1], rate = run->options.rate;
    c->exact = true;
    c->least = nb_layout(p, values[0], &options);
    c->most = nb_layout(p, most, &options);
    c->definite = nb_sign_of(p, values[0]) == NB_POSITIVE;
    c->negative = nb_sign_of(p, values[0]) == NB_NEGATIVE;
    if (nb_sign_of(p, most) != NB_POSITIVE)
        return !nb_failed(p);
    nb_expr limit = nb_quotient(p, nb_integer(p, 2), most);
    nb_expr factor =
        nb_apply1(p, NB_FN_ABS, nb_difference(p, nb_one(p), nb_product2(p, rate, most)));
    c->compared = nb_sign_of(p, nb_difference(p, rate, limit));
    c->limit = nb_layout(p, limit, &options);
    options.decimals = true;
    c->factor = nb_layout(p, factor, &options);
    return !nb_failed(p);
}

static char *decimal_text(const nabla *s, const arb_t x)
{
    nb_buf b = {0};
    nb_decimal_status status = nb_decimal_of_ball(x, nb_people_digits(s), &b);
    bool known = status == NB_DECIMAL_ROUNDED || status == NB_DECIMAL_EXACT;
    if (nb_is_written(s->pool, &b) && known)
        return nb_buf_take(&b);
    nb_buf_free(&b);
    return NULL;
}

/* The same in decimals, from enclosures. */
static void decimal_advice(nabla_result *r, nb_descent_run *run, arb_ptr values,
                           slong prec)
{
    nb_curvature *c = &run->curvature;
    const nabla *s = r->session;
    arb_srcptr most = values + r->def->n - 1;
    arb_t x, rate;
    c->definite = arb_is_positive(values);
    c->negative = arb_is_negative(values);
    c->least_text = decimal_text(s, values);
    c->most_text = decimal_text(s, most);
    if (!arb_is_positive(most))
        return;
    arb_init(x);
    arb_init(rate);
    nb_enclose(r->session->pool, run->options.rate, prec, rate);
    arb_ui_div(x, 2, most, prec);
    c->limit_text = decimal_text(s, x);
    c->compared = arb_lt(rate, x) ? -1 : arb_gt(rate, x) ? 1 : 2;
    arb_mul(x, rate, most, prec);
    arb_sub_ui(x, x, 1, prec);
    arb_abs(x, x);
    c->factor_text = decimal_text(s, x);
    arb_clear(x);
    arb_clear(rate);
}

static bool enclose_matrix(nabla_result *r, const nb_descent_run *run, uint32_t k,
                           slong prec, arb_ptr out)
{
    nb_pool *p = r->session->pool;
    nb_balls b;
    arb_t x;
    bool ok = true;
    nb_balls_init(&b, p, prec);
    arb_init(x);
    for (uint32_t i = 0; ok && i < r->def->n; i++) {
        arb_set_fmpq(x, nb_value(p, nb_descent_coordinate(&run->path, k, i)), prec);
        ok = nb_balls_bind(&b, nb_def_param(r->def, i), x);
    }
    for (uint32_t i = 0; ok && i < run->second.n; i++) {
        arb_srcptr value = nb_balls_of(&b, run->second.items[i]);
        ok = value && arb_is_finite(value);
        if (ok)
            arb_set(out + i, value);
    }
    arb_clear(x);
    nb_balls_clear(&b);
    return ok;
}

bool nb_find_curvature(nabla_result *r, nb_descent_run *run)
{
    nb_pool *p = r->session->pool;
    nb_curvature *c = &run->curvature;
    uint32_t n = r->def->n;
    nb_expr exact[NB_EIGEN_MOST];
    nb_list matrix = {0};
    c->compared = 2;
    if (n > NB_EIGEN_MOST)
        return true;
    if (!nb_second_derivatives(r, &run->second))
        return false;
    bool early = run->path.end == NB_DESCENT_DIVERGES;
    c->constant = is_constant(p, &run->second);
    c->point = early ? 0 : run->path.points - 1;
    if ((c->constant || c->point == 0) && exact_matrix(r, &run->second, &matrix) &&
        nb_eigen_exact(p, matrix.items, n, exact))
        c->known = exact_advice(r, run, exact);
    nb_list_free(&matrix);
    if (c->known || nb_failed(p))
        return !nb_failed(p);
    slong prec = (slong)((double)run->options.digits * 3.33) + 64;
    arb_ptr entries = _arb_vec_init((slong)run->second.n);
    arb_ptr values = _arb_vec_init((slong)n);
    c->known = enclose_matrix(r, run, c->point, prec, entries) &&
               nb_eigen_enclose(r->session->pool, values, entries, n, prec);
    if (c->known)
        decimal_advice(r, run, values, prec);
    _arb_vec_clear(entries, (slong)run->second.n);
    _arb_vec_clear(values, (slong)n);
    return !nb_failed(p);
}

/* ---- told ---- */

static void put_number(nb_out *o, nb_expr typed, const char *text)
{
    nb_buf b = {0};
    if (typed) {
        nb_out_expr(o, typed, NB_LEVEL_SUM);
        return;
    }
    nb_style_decimal(text ? text : "?", o->style, &b);
    nb_out_raw(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

static const char *lambda(const nb_out *o)
{
    return o->style == NB_STYLE_UNICODE ? "λ" : "lambda";
}

/* "the Hessian's eigenvalues are 2 and 6" */
static void put_eigenvalues(nb_out *o, nabla_result *r, const nb_descent_run *run)
{
    const nb_curvature *c = &run->curvature;
    o->sentence = true;
    nb_out_words(
        o, r->def->n == 1   ? o->style == NB_STYLE_UNICODE ? "the second derivative λ"
                                                           : "the second derivative, lambda"
           : r->def->n == 2 ? "the eigenvalues of the Hessian"
                            : "the least and the largest eigenvalue of the Hessian");
    nb_out_words(o, c->constant     ? ", the same everywhere,"
                    : c->point == 0 ? " at the start"
                                    : " at the last point");
    nb_out_words(o, r->def->n == 1 ? " is " : " are ");
    put_number(o, c->least, c->least_text);
    if (r->def->n > 1) {
        nb_out_words(o, " and ");
        put_number(o, c->most, c->most_text);
    }
    nb_out_end(o);
}

static void put_limit(nb_out *o, const nb_curvature *c)
{
    nb_buf b = {0};
    nb_buf_printf(&b, "2/%s", lambda(o));
    nb_out_text(o, nb_buf_text(&b));
    nb_out_sign(o, c->limit ? NB_SIGN_EQUALS : NB_SIGN_ABOUT);
    put_number(o, c->limit, c->limit_text);
    nb_buf_free(&b);
}

static void put_factor(nb_out *o, const nb_descent_run *run)
{
    const nb_curvature *c = &run->curvature;
    nb_buf b = {0};
    nb_buf_printf(&b, "|1 %s ", o->style == NB_STYLE_UNICODE ? "−" : "-");
    nb_out_text(o, nb_buf_text(&b));
    nb_out_expr(o, run->rate, NB_LEVEL_POWER);
    nb_buf_clear(&b);
    nb_buf_printf(&b, "%s%s|", o->style == NB_STYLE_UNICODE ? "·" : "*", lambda(o));
    nb_out_text(o, nb_buf_text(&b));
    nb_out_sign(o, c->factor ? NB_SIGN_EQUALS : NB_SIGN_ABOUT);
    put_number(o, c->factor, c->factor_text);
    nb_buf_free(&b);
}

void nb_line_curvature(nb_out *o, nabla_result *r, const nb_descent_run *run)
{
    const nb_curvature *c = &run->curvature;
    bool texts = c->exact || (c->least_text && c->most_text);
    if (!c->known || !texts || run->options.method != NB_DESCENT_PLAIN)
        return;
    put_eigenvalues(o, r, run);
    if (c->negative)
        nb_out_words(o, "one is negative: there is no minimum near that point");
    if (c->negative || (!c->limit && !c->limit_text)) {
        if (c->negative)
            nb_out_end(o);
        return;
    }
    nb_buf b = {0};
    o->sentence = true;
    if (r->def->n > 1)
        nb_buf_printf(&b, "along the eigenvector of the larger, %s, ", lambda(o));
    nb_buf_puts(&b, "each step multiplies the error by ");
    nb_out_words(o, nb_buf_text(&b));
    nb_buf_free(&b);
    put_factor(o, run);
    nb_out_end(o);
    o->sentence = true;
    if (c->compared >= 0 && c->compared < 2 && run->path.end == NB_DESCENT_SMALL)
        nb_out_words(o, "for further steps ");
    nb_out_words(o, c->compared == 1 ? "the rate is too large: it must be less than "
                    : c->compared == 0
                        ? "the rate is just too large: it must be less than "
                        : "the rate may be anything less than ");
    put_limit(o, c);
    nb_out_words(o, c->constant ? "" : ", near that point");
    nb_out_end(o);
}
