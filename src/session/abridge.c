#include "session/answer.h"

#include <stdlib.h>
#include <string.h>

/* Long answers name the parts that their formulas share. */

/* In characters. SCREENFUL: shorter answers are written whole; a gradient is told twice,
 * part by part and as a vector. JSON_MOST: longer ones
 * have no `text`, unless the setting expand asks for it. TIMES: names must make an answer
 * so much shorter. FEW_NODES: with fewer it is no screenful at all. */
enum { SCREENFUL = 24 * 80 / 2, JSON_MOST = 250000, TIMES = 2, FEW_NODES = 400 };

static bool is_defined(void *data, const char *name)
{
    return nb_table_find(data, name) != NULL;
}

/* Every formula and condition of the answer, one after the other. */
static bool list_all(nabla_result *r, nb_list *out)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < r->n_formulas; i++) {
        const nb_formula *f = &r->formulas[i];
        ok = nb_list_add(r->session->pool, out, f->typed);
        for (uint32_t k = 0; ok && k < f->conditions.n; k++)
            ok = nb_list_add(r->session->pool, out, f->conditions.items[k]);
    }
    return ok;
}

/* Gives the formulas their brief forms, in the order in which they were listed. */
static bool keep_brief(nabla_result *r, const nb_expr *brief)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < r->n_formulas; i++) {
        nb_formula *f = &r->formulas[i];
        f->brief = *brief++;
        for (uint32_t k = 0; ok && k < f->conditions.n; k++)
            ok = nb_list_add(r->session->pool, &f->brief_conditions, *brief++);
    }
    return ok;
}

/* Whether names could make the answer so much shorter: each node of the DAG is written
 * once at least, with the leaves it has. */
static bool may_help(nabla_result *r, const nb_list *all, uint64_t nodes)
{
    nb_pool *p = r->session->pool;
    nb_list order = {0};
    uint64_t least = 0;
    bool ok = nb_topological(p, all->items, all->n, &order);
    for (uint32_t i = 0; ok && i < order.n; i++) {
        const nb_expr *args = nb_args(p, order.items[i]);
        for (uint32_t k = 0; k < nb_nargs(p, order.items[i]); k++)
            least += nb_nargs(p, args[k]) == 0;
        least += nb_nargs(p, order.items[i]) > 0;
    }
    nb_list_free(&order);
    return ok && nodes >= TIMES * least;
}

bool nb_abridge(nabla_result *r)
{
    nabla *s = r->session;
    nb_abridged *a = &r->abridged;
    nb_list all = {0};
    uint64_t nodes = 0;
    for (uint32_t i = 0; i < r->n_formulas; i++)
        nodes += r->formulas[i].size;
    if (nodes < FEW_NODES || !r->def)
        return true;
    nb_names_taken taken = {r->def->parts, r->def->n, is_defined, s};
    bool ok = list_all(r, &all);
    if (ok && !may_help(r, &all, nodes)) {
        nb_list_free(&all);
        return !nb_failed(s->pool);
    }
    nb_expr *brief = ok ? malloc(((size_t)all.n + 1) * sizeof *brief) : NULL;
    if (ok && !brief)
        ok = nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    ok = ok && nb_share(s->pool, all.items, all.n, &taken, &a->sharing, brief);
    a->helps = ok && a->sharing.names.n && a->sharing.whole > SCREENFUL &&
               a->sharing.whole / TIMES >= a->sharing.brief;
    a->too_long = ok && a->sharing.whole > JSON_MOST;
    if (a->helps)
        ok = keep_brief(r, brief);
    else
        nb_sharing_free(&a->sharing);
    free(brief);
    nb_list_free(&all);
    return ok;
}

/* Whether some formula is longer than any text may be. */
static bool outgrows(const nabla_result *r)
{
    for (uint32_t i = 0; i < r->n_formulas; i++)
        if (r->formulas[i].size >= NB_TREE_MAX)
            return true;
    return false;
}

bool nb_shows_brief(const nabla_result *r)
{
    return r->abridged.helps && (!r->session->settings.expand || outgrows(r));
}

bool nb_lacks_text(const nabla_result *r)
{
    return r->abridged.helps &&
           ((r->abridged.too_long && !r->session->settings.expand) || outgrows(r));
}
