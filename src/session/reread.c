#include "session/session.h"

#include <string.h>

/* A definition keeps what the names in its body meant when it was made. Where a name
 * means something else now, the body as it was written would be read wrongly, by people
 * and by the program: then what the name stood for stands in its place. */

/* Whether the symbol is the name, or that of a derivative of it: f, f', f_x. */
static bool is_of(const char *symbol, const char *name)
{
    size_t n = strlen(name);
    return strncmp(symbol, name, n) == 0 && (!symbol[n] || strchr("'_", symbol[n]));
}

static bool has_name(nabla *s, nb_expr typed, const char *name)
{
    nb_list order = {0};
    bool found = !nb_topological(s->pool, &typed, 1, &order);
    for (uint32_t i = 0; !found && i < order.n; i++)
        found = nb_is_symbol(s->pool, order.items[i]) &&
                is_of(nb_symbol_name(s->pool, order.items[i]), name);
    nb_list_free(&order);
    return found;
}

/* The body of `was` with the arguments of the call, in which `done` is replaced. */
static nb_expr body_for(nabla *s, const nb_def *was, nb_expr call, const nb_map *done)
{
    nb_map values = {0};
    bool ok = nb_nargs(s->pool, call) == was->n + 1;
    for (uint32_t i = 0; ok && i < was->n; i++) {
        nb_expr a = nb_substitute(s->pool, nb_arg(s->pool, call, i + 1), done);
        ok = a && nb_map_put(s->pool, &values, was->parts[i], a);
    }
    nb_expr body = ok ? nb_substitute(s->pool, was->body, &values) : NB_NONE;
    nb_map_free(&values);
    return body;
}

/* `typed` with `was` in the place of its name. */
static nb_expr put_in_place(nabla *s, nb_expr typed, const nb_def *was)
{
    nb_pool *p = s->pool;
    nb_map done = {0};
    nb_list order = {0};
    nb_expr name = nb_symbol(p, was->name, strlen(was->name));
    bool ok = name && nb_topological(p, &typed, 1, &order);
    if (ok && was->constant)
        ok = nb_map_put(p, &done, name, was->body);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr e = order.items[i];
        if (nb_op_of(p, e) != NB_CALL || nb_arg(p, e, 0) != name)
            continue;
        nb_expr body = body_for(s, was, e, &done);
        ok = body && nb_map_put(p, &done, e, body);
    }
    nb_expr result = ok ? nb_substitute(p, typed, &done) : NB_NONE;
    nb_list_free(&order);
    nb_map_free(&done);
    return result;
}

/* Whether no call is of a name that a parameter of d hides. */
static bool has_all_calls(nabla *s, const nb_def *d, nb_expr typed)
{
    nb_list order = {0};
    bool ok = nb_topological(s->pool, &typed, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++)
        for (uint32_t k = 0; ok && k < d->n; k++)
            ok = nb_op_of(s->pool, order.items[i]) != NB_CALL ||
                 nb_arg(s->pool, order.items[i], 0) != d->parts[k];
    nb_list_free(&order);
    return ok;
}

/* What cannot be read is not read as it was meant. */
static bool is_read_as_meant(nabla *s, const nb_def *d, nb_expr typed)
{
    bool same = typed && has_all_calls(s, d, typed) &&
                nb_session_expand(s, typed, d->parts, d->n) == d->expanded;
    if (s->error.code != NB_ERR_MEMORY && s->error.code != NB_ERR_INTERRUPTED)
        nb_error_clear(&s->error);
    return same;
}

static nb_expr written_of(const nb_def *d) { return d->outdated ? d->outdated : d->body; }

static nb_expr reread(nabla *s, const nb_def *d, const nb_def *was)
{
    nb_expr body = written_of(d);
    if (is_read_as_meant(s, d, body))
        return body;
    body = was && !nb_failed(s->pool) ? put_in_place(s, d->body, was) : NB_NONE;
    return is_read_as_meant(s, d, body) ? body : d->expanded;
}

bool nb_reread_bodies(nabla *s, const char *name, const nb_def *was)
{
    nb_list bodies = {0};
    nb_def *first = s->living, *d = first; /* reading may derive more, before them */
    bool ok = true;
    for (; ok && d; d = d->next) {
        bool stands = (d->body != d->expanded && has_name(s, d->body, name)) ||
                      (d->outdated && has_name(s, d->outdated, name));
        nb_expr body = stands ? reread(s, d, was) : d->body;
        ok = !nb_failed(s->pool) && nb_list_add(s->pool, &bodies, body);
    }
    d = first;
    for (uint32_t i = 0; ok && i < bodies.n; i++, d = d->next) {
        nb_expr written = written_of(d);
        d->body = bodies.items[i];
        d->outdated = d->body == written ? NB_NONE : written;
    }
    nb_list_free(&bodies);
    return ok;
}
