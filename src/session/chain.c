#include "session/answer.h"

#include "algebra/canon.h"
#include "calculus/gradient.h"
#include "present/print.h"

#include <stdlib.h>
#include <string.h>

/* Gradients told by the chain rule, through the functions that a body calls: after
 * l3(x) = 4 l2(x) (1 - l2(x)), that l3'(x) is 4 (1 - 2 l2(x)) l2'(x). With the bodies of
 * the calls put in, such a formula doubles from one definition to the next, and takes as
 * long to find and to read; told so, each is as long as what was typed.
 *
 * The outline of a function is its body with a variable in the place of each call, which
 * is named like the call as it is written. */

/* CHAIN_FROM: nodes of a body, its calls expanded, from which on its gradient is told so.
 * MOST_DERIVATIVES: of calls by parameters. MOST_MORE: nodes that all calls, each written
 * out, may have beyond twice those of the body; 45 calls within each other have so many.
 */
enum { CHAIN_FROM = 40, MOST_DERIVATIVES = 2000, MOST_MORE = 1000 };

typedef struct chain {
    nabla *s;
    const nb_def *d;
    nb_expr body;   /* d's, without named constants */
    nb_list calls;  /* inner ones first */
    nb_map symbols; /* CALL -> its variable in the outline */
    nb_map meaning; /* variable -> CALL, of values and of derivatives */
    nb_expr *by;    /* canonical: of call i by parameter j at [i * d->n + j] */
} chain;

static void close_chain(chain *c)
{
    nb_list_free(&c->calls);
    nb_map_free(&c->symbols);
    nb_map_free(&c->meaning);
    free(c->by);
}

/* A variable that is named like the CALL as it is written. */
static nb_expr variable_for(chain *c, nb_expr call)
{
    nb_pool *p = c->s->pool;
    nb_buf name = {0};
    nb_print(p, call, NB_STYLE_TEXT, &name);
    nb_expr x =
        nb_is_written(p, &name) ? nb_symbol(p, nb_buf_text(&name), name.length) : NB_NONE;
    nb_buf_free(&name);
    return x && nb_map_put(p, &c->meaning, x, call) ? x : NB_NONE;
}

static nb_def *callee(const chain *c, uint32_t i)
{
    nb_pool *p = c->s->pool;
    return nb_table_find(c->s, nb_symbol_name(p, nb_arg(p, c->calls.items[i], 0)));
}

/* The name of f's derivative by its k-th parameter in formulas: f', f_x. */
static bool write_name(const chain *c, const nb_def *f, uint32_t k, nb_buf *name)
{
    bool single = f->n == 1;
    nb_buf_puts(name, f->name);
    nb_buf_puts(name, single ? "'" : "_");
    nb_buf_puts(name, single ? "" : nb_symbol_name(c->s->pool, f->parts[k]));
    return nb_is_written(c->s->pool, name);
}

/* Whether the name is one of d's parameters, or of a definition, d among them. */
static bool is_taken(const chain *c, const char *name)
{
    bool taken = strcmp(name, c->d->name) == 0 || nb_table_find(c->s, name);
    for (uint32_t i = 0; !taken && i < c->d->n; i++)
        taken = strcmp(name, nb_symbol_name(c->s->pool, c->d->parts[i])) == 0;
    return taken;
}

/* Whether the names of f's derivatives are read as what they are meant to be. */
static bool has_names(const chain *c, const nb_def *f)
{
    nb_pool *p = c->s->pool;
    nb_scope scope = nb_session_scope(c->s);
    bool ok = true;
    for (uint32_t k = 0; ok && k < f->n; k++) {
        nb_buf name = {0};
        nb_list by = {0};
        ok = write_name(c, f, k, &name) && name.length <= NB_NAME_MAX &&
             !is_taken(c, nb_buf_text(&name)) &&
             nb_derivative_parts(p, &scope, nb_buf_text(&name), &by) && by.n == 1 &&
             by.items[0] == f->parts[k];
        nb_list_free(&by);
        nb_buf_free(&name);
    }
    return ok;
}

/* Lists the calls; false too where a name is no function's, its derivatives have no
 * names, or it is not defined everywhere; and in formulas by cases, whose derivatives
 * are read case by case. */
static bool open_chain(chain *c, nabla *s, const nb_def *d)
{
    nb_pool *p = s->pool;
    nb_list order = {0};
    *c = (chain){.s = s, .d = d};
    c->body = nb_session_constants(s, d->body, d->parts, d->n);
    bool ok = c->body && nb_topological(p, &c->body, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr e = order.items[i];
        ok = nb_op_of(p, e) != NB_CASES;
        if (!ok || nb_op_of(p, e) != NB_CALL)
            continue;
        const nb_def *f = nb_table_find(s, nb_symbol_name(p, nb_arg(p, e, 0)));
        ok = f && f->everywhere && has_names(c, f) && nb_list_add(p, &c->calls, e);
        nb_expr x = ok ? variable_for(c, e) : NB_NONE;
        ok = x && nb_map_put(p, &c->symbols, e, x);
    }
    nb_list_free(&order);
    return ok && c->calls.n && (uint64_t)c->calls.n * d->n <= MOST_DERIVATIVES;
}

/* Whether the derivatives of all calls are not much longer than the body. */
static bool has_short_calls(chain *c)
{
    nb_pool *p = c->s->pool;
    uint64_t most = MOST_MORE + 2 * nb_tree_size(p, c->body, NB_TREE_MAX), sum = 0;
    uint64_t *sizes = malloc(c->calls.n * sizeof *sizes);
    bool ok = sizes || nb_fail(p, NB_ERR_MEMORY, "out of memory");
    ok = ok && nb_tree_sizes(p, c->calls.items, c->calls.n, most, sizes);
    for (uint32_t i = 0; ok && i < c->calls.n; i++)
        sum += sizes[i];
    free(sizes);
    return ok && sum <= most;
}

/* Whether the arguments of the calls are defined everywhere: no variable stands for
 * them in the outline. */
static bool has_all_arguments(chain *c)
{
    nb_pool *p = c->s->pool;
    bool ok = true;
    for (uint32_t i = 0; ok && i < c->calls.n; i++)
        for (uint32_t k = 1; ok && k < nb_nargs(p, c->calls.items[i]); k++) {
            nb_expr a = nb_arg(p, c->calls.items[i], k);
            if (nb_is_symbol(p, a) || nb_is_number(p, a))
                continue;
            a = nb_substitute(p, a, &c->symbols);
            ok = a && nb_read_canonical(c->s, a) && nb_is_unconditional(c->s);
        }
    return ok;
}

/* The outline as a function of d's parameters and then of its calls. */
static nb_def *outline_of(chain *c)
{
    nb_pool *p = c->s->pool;
    nb_list variables = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < c->d->n; i++)
        ok = nb_list_add(p, &variables, c->d->parts[i]);
    for (uint32_t i = 0; ok && i < c->calls.n; i++)
        ok = nb_list_add(p, &variables,
                         nb_map_get(&c->symbols, c->calls.items[i], NB_NONE));
    nb_expr body = ok ? nb_substitute(p, c->body, &c->symbols) : NB_NONE;
    nb_expr canonical = body ? nb_read_canonical(c->s, body) : NB_NONE;
    nb_def *g = canonical ? nb_def_new(c->s, NULL, variables.n, variables.items) : NULL;
    nb_list_free(&variables);
    if (!g)
        return NULL;
    g->body = g->expanded = body;
    g->canonical = canonical;
    g->plain = c->d->n;
    g->decimals = c->d->decimals;
    g->everywhere = nb_is_unconditional(c->s);
    return g;
}

bool nb_find_outline(nabla *s, nb_def *d)
{
    chain c;
    bool is_long = d->expanded != d->body &&
                   nb_tree_size(s->pool, d->expanded, CHAIN_FROM) >= CHAIN_FROM;
    if (!is_long || !d->n)
        return false;
    nb_def *g = NULL;
    if (open_chain(&c, s, d) && has_short_calls(&c) && has_all_arguments(&c))
        g = outline_of(&c);
    close_chain(&c);
    if (g && g->everywhere) {
        d->outline = g;
        d->everywhere = true;
    } else {
        nb_def_release(s, g);
    }
    return d->outline != NULL;
}

/* ---- the chain rule ---- */

/* A derivative of call i by its k-th argument, as a variable: f'(u), f_x(u, v). */
static nb_expr outer_derivative(chain *c, uint32_t i, uint32_t k)
{
    nb_pool *p = c->s->pool;
    const nb_def *f = callee(c, i);
    nb_buf name = {0};
    nb_list args = {0};
    nb_expr call = c->calls.items[i];
    bool ok = write_name(c, f, k, &name) &&
              nb_list_add(p, &args, nb_symbol(p, nb_buf_text(&name), name.length));
    for (uint32_t a = 1; ok && a < nb_nargs(p, call); a++)
        ok = nb_list_add(p, &args, nb_arg(p, call, a));
    nb_expr derivative = ok ? nb_make(p, NB_CALL, 0, args.n, args.items) : NB_NONE;
    nb_list_free(&args);
    nb_buf_free(&name);
    return derivative ? variable_for(c, derivative) : NB_NONE;
}

/* The derivative by parameter j of what has these partial derivatives: by each of d's
 * parameters, then by the first `calls` calls. */
static nb_expr total(chain *c, const nb_expr *partials, uint32_t calls, uint32_t j)
{
    nb_pool *p = c->s->pool;
    uint32_t n = c->d->n;
    nb_list terms = {0};
    bool ok = nb_list_add(p, &terms, partials[j]);
    for (uint32_t i = 0; ok && i < calls; i++)
        ok = nb_list_add(p, &terms, nb_product2(p, partials[n + i], c->by[i * n + j]));
    nb_expr sum = ok ? nb_sum(p, terms.items, terms.n) : NB_NONE;
    nb_list_free(&terms);
    return sum;
}

/* Adds what the k-th argument of call i contributes to its derivatives. */
static bool add_argument(chain *c, const nb_def *g, uint32_t i, uint32_t k)
{
    nb_pool *p = c->s->pool;
    uint32_t n = c->d->n;
    nb_expr outer = outer_derivative(c, i, k);
    nb_expr inner = nb_substitute(p, nb_arg(p, c->calls.items[i], k + 1), &c->symbols);
    nb_expr canonical = outer && inner ? nb_canonical(p, inner) : NB_NONE;
    nb_expr *partials = malloc((n + i) * sizeof *partials);
    bool ok = partials || nb_fail(p, NB_ERR_MEMORY, "out of memory");
    ok = ok && canonical && nb_gradient(p, canonical, g->parts, n + i, partials);
    for (uint32_t j = 0; ok && j < n; j++) {
        nb_expr *by = &c->by[i * n + j];
        *by = nb_sum2(p, *by, nb_product2(p, outer, total(c, partials, i, j)));
        ok = *by != NB_NONE;
    }
    free(partials);
    return ok;
}

static bool derive_calls(chain *c, const nb_def *g)
{
    nb_pool *p = c->s->pool;
    uint32_t n = c->d->n;
    nb_expr zero = nb_zero(p);
    c->by = malloc((size_t)c->calls.n * n * sizeof *c->by);
    bool ok = c->by || nb_fail(p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && i < c->calls.n * n; i++)
        c->by[i] = zero;
    for (uint32_t i = 0; ok && i < c->calls.n; i++)
        for (uint32_t k = 0; ok && k + 1 < nb_nargs(p, c->calls.items[i]); k++)
            ok = add_argument(c, g, i, k);
    return ok;
}

/* Puts the calls back where the formulas have variables for them. */
static bool with_calls(chain *c, nb_formula *f, uint32_t n)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        f[i].typed = nb_substitute(c->s->pool, f[i].typed, &c->meaning);
        ok = f[i].typed != NB_NONE;
    }
    return ok;
}

bool nb_answer_by_chain_rule(nabla_result *r)
{
    chain c;
    nabla *s = r->session;
    nb_def *d = r->def, *g = d->outline;
    uint32_t n = d->n;
    if (!open_chain(&c, s, d)) {
        close_chain(&c);
        return false;
    }
    nb_expr *totals = malloc((n + 1) * sizeof *totals);
    r->told = calloc(n + 1, sizeof *r->told);
    r->n_told = r->told ? n : 0;
    bool ok = (totals && r->told) || nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    ok = ok && nb_def_partials(s, g) && derive_calls(&c, g);
    for (uint32_t j = 0; ok && j < n; j++)
        ok = (totals[j] = total(&c, g->parts + g->n, c.calls.n, j)) != NB_NONE;
    ok = ok && nb_make_formulas(s, g, NULL, totals, n, r->told) &&
         with_calls(&c, r->told, n);
    close_chain(&c);
    free(totals);
    return ok && !nb_failed(s->pool);
}
