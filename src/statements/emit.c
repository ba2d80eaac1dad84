#include "tape/emit.h"
#include "session/out.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"

#include <stdlib.h>
#include <string.h>

/* emit c: the function, its gradient and the norm as a C function. */

/* "f(x, y) = x^2 + 3*y^2", for a comment. */
static void describe(nabla *s, const nb_def *d, nb_buf *out)
{
    enum { LONGEST = 60 };
    nb_buf body = {0};
    nb_buf_printf(out, "%s(", d->name ? d->name : "f");
    for (uint32_t i = 0; i < d->n; i++)
        nb_buf_printf(out, "%s%s", i ? ", " : "",
                      nb_symbol_name(s->pool, nb_def_param(d, i)));
    nb_buf_puts(out, ")");
    if (nb_tree_size(s->pool, d->body, LONGEST) < LONGEST)
        nb_print(s->pool, d->body, NB_STYLE_TEXT, &body);
    nb_buf_heed(out, nb_buf_text(&body));
    if (body.length && body.length <= LONGEST)
        nb_buf_printf(out, " = %s", nb_buf_text(&body));
    nb_buf_free(&body);
}

static bool write_code(nabla *s, const nb_def *d, nb_buf *code)
{
    nb_graph g = {0};
    nb_buf comment = {0};
    const char **names = calloc((size_t)d->n + 1, sizeof *names);
    bool ok = names && nb_graph_build(&g, s->pool, d->expanded, d->n, d->parts) &&
              nb_graph_reverse(&g);
    /* Reversing makes symbols: the names are looked up when no more come. */
    for (uint32_t i = 0; ok && i < d->n; i++)
        names[i] = nb_symbol_name(s->pool, nb_def_param(d, i));
    describe(s, d, &comment);
    ok = ok && nb_emit_c(&g, d->name, names, nb_buf_text(&comment), code);
    if (!names)
        nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    nb_buf_free(&comment);
    nb_graph_free(&g);
    free(names);
    return ok;
}

static bool run(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_span rest = st->argument;
    while (rest.begin < rest.end && text[rest.begin] == ' ')
        rest.begin++;
    bool is_c = rest.begin < rest.end && (text[rest.begin] | 0x20) == 'c' &&
                (rest.begin + 1 == rest.end || text[rest.begin + 1] == ' ');
    if (!is_c)
        return nb_usage(s, st->command, st->argument);
    rest.begin++;
    while (rest.begin < rest.end && text[rest.begin] == ' ')
        rest.begin++;
    nb_buf *code = calloc(1, sizeof *code);
    r->data = code;
    if (!code)
        return nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    if (!nb_read_subject(r, st, text, rest))
        return false;
    if (r->has_point)
        return nb_usage(s, st->command, st->argument);
    return write_code(s, r->def, code);
}

static void people(nabla_result *r, nb_out *o)
{
    const nb_buf *code = r->data;
    nb_buf_add(o->to, nb_buf_text(code), code->length);
}

static void json(nabla_result *r, nb_writer *w)
{
    nb_put_function(w, r->def);
    nb_json_member(&w->j, "language", "c");
    nb_json_member(&w->j, "code", nb_buf_text(r->data));
}

static void release(void *data)
{
    if (data)
        nb_buf_free(data);
    free(data);
}

const nb_command_class nb_emit_command = {
    .kind = "emit", .run = run, .people = people, .json = json, .release = release};
