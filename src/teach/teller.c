#include "teach/teller.h"

#include "teach/neat.h"

#include <stdlib.h>

/* ---- sums ---- */

bool nb_teller_terms(const nb_teller *s, uint32_t top, nb_list *terms, nb_list *plus)
{
    nb_list stack = {0};
    bool ok = nb_list_add(s->p, &stack, top) && nb_list_add(s->p, &stack, 1);
    while (ok && stack.n) {
        bool adds = stack.items[--stack.n];
        uint32_t i = stack.items[--stack.n];
        nb_rule rule = nb_rule_at(s, i);
        if (!nb_is_additive(rule) && rule != NB_RULE_NEGATIVE) {
            ok = nb_list_add(s->p, terms, i) && nb_list_add(s->p, plus, adds);
            continue;
        }
        bool turns = rule == NB_RULE_NEGATIVE ||
                     nb_op_of(s->p, nb_record_at(s, i)->form) == NB_SUB;
        for (uint32_t k = nb_record_at(s, i)->n; ok && k-- > 0;) {
            bool last = k + 1 == nb_record_at(s, i)->n;
            ok = nb_list_add(s->p, &stack, nb_operand(s, i, k)) &&
                 nb_list_add(s->p, &stack, last && turns ? !adds : adds);
        }
    }
    nb_list_free(&stack);
    return ok;
}

static nb_expr sum_of_terms(const nb_teller *s, uint32_t top)
{
    nb_pool *p = s->p;
    nb_list terms = {0}, plus = {0};
    bool ok = nb_teller_terms(s, top, &terms, &plus);
    nb_expr e = nb_integer(p, 0);
    for (uint32_t i = 0; ok && i < terms.n; i++) {
        nb_expr a = s->shown[terms.items[i]];
        e = nb_binary(p, plus.items[i] ? NB_ADD : NB_SUB, e, a);
    }
    nb_list_free(&terms);
    nb_list_free(&plus);
    return ok ? e : NB_NONE;
}

/* ---- derivatives as they are written ---- */

nb_expr nb_teller_filled(nb_teller *s, uint32_t i)
{
    nb_rule rule = nb_rule_at(s, i);
    bool pieces =
        rule == NB_RULE_PIECES || rule == NB_RULE_LEAST || rule == NB_RULE_GREATEST;
    if (pieces && s->shown[i]) /* their regions are no typed conditions before */
        return s->shown[i];
    nb_expr e =
        nb_is_additive(rule) ? sum_of_terms(s, i) : nb_record_from(&s->d, i, s->shown);
    return nb_neat(s->p, e);
}

/* With like terms collected and in the usual order. */
static nb_expr well_written(nb_teller *s, nb_expr e)
{
    return nb_layout(s->p, nb_derivation_value(&s->d, e), s->lesson->options);
}

static nb_expr without_calls(const nb_teller *s, nb_expr e)
{
    if (!e || !s->lesson->definition_of)
        return e;
    return nb_expand_calls(s->p, e, s->lesson->definition_of, s->lesson->data);
}

nb_change_made nb_teller_change(const nb_teller *s, nb_expr from, nb_expr to)
{
    return nb_name_change(s->p, without_calls(s, from), to);
}

/* Whether something other than a sum, or the lesson, asks for the record's derivative. */
static bool mark_wanted(nb_teller *s, bool *wanted)
{
    wanted[s->d.root] = true;
    for (uint32_t i = 0; i < s->d.n; i++)
        for (uint32_t k = 0; k < nb_record_at(s, i)->n; k++)
            if (!nb_is_additive(nb_rule_at(s, i)) ||
                !nb_is_additive(nb_rule_at(s, nb_operand(s, i, k))))
                wanted[nb_operand(s, i, k)] = true;
    return true;
}

bool nb_teller_derive(nb_teller *s)
{
    bool *wanted = calloc(s->d.n + 1, sizeof *wanted);
    bool ok =
        wanted ? mark_wanted(s, wanted) : nb_fail(s->p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && i < s->d.n && nb_poll(s->p); i++) {
        if (!wanted[i])
            continue;
        s->shown[i] = well_written(s, nb_teller_filled(s, i));
        ok = s->shown[i] != NB_NONE;
    }
    free(wanted);
    return ok && !nb_failed(s->p);
}
