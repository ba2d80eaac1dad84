#include "session/answer.h"

#include <stdlib.h>
#include <string.h>

/* Definitions as statements that define them again. A definition keeps what it used
 * when it was made. So its body is written as it was typed only where that would be
 * read the same way: every name in it means the same today (nb_reread_bodies()), and is
 * written before. Otherwise it is written with those names replaced. */

static size_t place_of(const nb_table *t, const nb_def *d)
{
    size_t i = 0;
    while (i < t->n && t->items[i] != d)
        i++;
    return i;
}

static bool is_param(const nb_def *d, nb_expr symbol)
{
    for (uint32_t i = 0; i < d->n; i++)
        if (d->parts[i] == symbol)
            return true;
    return false;
}

/* Whether what the body names is all among the first `before` definitions. */
static bool uses_earlier(nabla *s, const nb_def *d, size_t before)
{
    nb_list order = {0};
    bool ok = nb_topological(s->pool, &d->body, 1, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        nb_expr e = order.items[i];
        if (!nb_is_symbol(s->pool, e) || is_param(d, e))
            continue;
        const nb_def *used = nb_table_find(s, nb_symbol_name(s->pool, e));
        ok = used && place_of(&s->table, used) < before;
    }
    nb_list_free(&order);
    return ok;
}

static nb_expr body_to_save(nabla *s, const nb_def *d, size_t place)
{
    return d->body == d->expanded || uses_earlier(s, d, place) ? d->body : d->expanded;
}

static bool write_definition(nabla *s, size_t place, nb_buf *out)
{
    const nb_def *d = s->table.items[place];
    nb_expr body = body_to_save(s, d, place);
    if (nb_tree_size(s->pool, body, NB_TREE_MAX) >= NB_TREE_MAX)
        return nb_fail(s->pool, NB_ERR_LIMIT, "%s is too long to write out", d->name);
    nb_buf_puts(out, d->name);
    for (uint32_t i = 0; i < d->n; i++) {
        nb_buf_puts(out, i ? ", " : "(");
        nb_buf_puts(out, nb_symbol_name(s->pool, d->parts[i]));
    }
    nb_buf_puts(out, d->n ? ") = " : " = ");
    nb_print(s->pool, body, NB_STYLE_TEXT, out);
    nb_buf_putc(out, '\n');
    return !nb_failed(s->pool);
}

/* Definitions as statements; see nabla_saved(). */
static bool write_definitions(nabla *s, nb_buf *out)
{
    for (size_t i = 0; i < s->table.n; i++)
        if (!write_definition(s, i, out))
            return false;
    return !out->failed;
}

char *nabla_saved(nabla *s, size_t *definitions)
{
    nb_buf b = {0};
    nb_error_clear(&s->error);
    *definitions = s->table.n;
    nb_buf_puts(&b, "");
    bool ok = write_definitions(s, &b);
    char *text = nb_buf_take(&b);
    if (ok && text)
        return text;
    free(text);
    nb_error_set(&s->error, NB_ERR_MEMORY, "out of memory");
    return NULL;
}
