#include "syntax/parser.h"

#include <string.h>

/* Derivatives inside formulas: f_x + f_y, 2f'(x), x ∂f/∂x. Each is a CALL whose head
 * is named like the derivative. Without brackets its arguments are the variables of
 * the function itself. */

/* ---- names of derivatives ---- */

static nb_named look_up(const nb_scope *scope, const char *name)
{
    return scope ? scope->look_up(scope->data, name)
                 : (nb_named){NB_NAME_UNKNOWN, 0, NULL};
}

/* In how many ways (0, 1, or 2 for more) a subscript is a row of the function's
 * variables; the lengths of the variables, from the front, go to lengths[]. */
int nb_subscript_ways(nb_pool *p, const char *sub, nb_named f,
                      uint8_t lengths[NB_NAME_MAX])
{
    int count[NB_NAME_MAX + 1] = {0};
    size_t n = strlen(sub);
    count[n] = 1;
    for (size_t i = n; i-- > 0;) {
        for (uint32_t k = 0; k < f.n; k++) {
            const char *name = nb_symbol_name(p, f.params[k]);
            size_t m = strlen(name);
            if (m > n - i || strncmp(sub + i, name, m) != 0 || count[i + m] == 0)
                continue;
            count[i] += count[i + m];
            lengths[i] = (uint8_t)m;
        }
        count[i] = count[i] > 2 ? 2 : count[i];
    }
    return count[0];
}

nb_expr nb_subscripted_function(nb_pool *p, const nb_scope *scope, const char *name,
                                size_t *length)
{
    for (size_t i = strlen(name); i-- > 1;) {
        if (name[i] != '_')
            continue;
        nb_expr head = nb_symbol(p, name, i);
        if (!head || look_up(scope, nb_symbol_name(p, head)).meaning != NB_NAME_FUNCTION)
            continue;
        *length = i;
        return head;
    }
    return NB_NONE;
}

static size_t primes_of(const char *name)
{
    size_t n = strlen(name), k = 0;
    while (k < n && name[n - 1 - k] == '\'')
        k++;
    return k;
}

nb_expr nb_derivative_parts(nb_pool *p, const nb_scope *scope, const char *name,
                            nb_list *by)
{
    uint8_t lengths[NB_NAME_MAX] = {0};
    size_t primes = primes_of(name), length = strlen(name) - primes;
    nb_expr head = primes ? nb_symbol(p, name, length)
                          : nb_subscripted_function(p, scope, name, &length);
    if (!head)
        return NB_NONE;
    nb_named f = look_up(scope, nb_symbol_name(p, head));
    bool ok = f.meaning == NB_NAME_FUNCTION;
    if (primes) {
        ok = ok && f.n == 1;
        for (size_t i = 0; ok && i < primes; i++)
            ok = nb_list_add(p, by, f.params[0]);
        return ok ? head : NB_NONE;
    }
    const char *sub = name + length + 1;
    ok = ok && strlen(sub) < NB_NAME_MAX && nb_subscript_ways(p, sub, f, lengths) == 1;
    for (size_t i = 0; ok && sub[i]; i += lengths[i])
        ok = nb_list_add(p, by, nb_symbol(p, sub + i, lengths[i]));
    return ok ? head : NB_NONE;
}

NB_REPORTS static bool too_long(nb_parser *P, uint32_t begin, uint32_t end)
{
    return nb_syntax_error(P, begin, end,
                           "this derivative cannot be named inside a formula");
}

/* f' or f_xy for the derivative of the function by these variables, in this order. */
static nb_expr name_of(nb_parser *P, nb_expr function, const nb_by *by, uint32_t n,
                       uint32_t begin)
{
    char name[NB_NAME_MAX + 1];
    nb_named f = nb_look_up(P, function);
    const char *base = nb_symbol_name(P->p, function);
    size_t length = strlen(base);
    bool ok = length < NB_NAME_MAX;
    if (ok)
        strcpy(name, base);
    if (ok && f.n > 1)
        strcpy(name + length++, "_");
    for (uint32_t i = 0; ok && i < n; i++) {
        const char *piece = f.n > 1 ? nb_symbol_name(P->p, by[i].variable) : "'";
        for (uint32_t k = 0; ok && k < by[i].times; k++) {
            ok = length + strlen(piece) <= NB_NAME_MAX;
            if (ok)
                strcpy(name + length, piece);
            length += strlen(piece);
        }
    }
    nb_list again = {0};
    ok = ok && nb_derivative_parts(P->p, P->scope, name, &again) == function;
    nb_list_free(&again);
    if (!ok && !nb_failed(P->p))
        too_long(P, begin, P->last_end);
    return ok ? nb_symbol(P->p, name, length) : NB_NONE;
}

/* ---- reading ---- */

NB_REPORTS static bool variable_missing(nb_parser *P, uint32_t begin, uint32_t end,
                                        nb_named f, nb_expr missing)
{
    nb_quote shown = nb_quoted(P, begin, end);
    nb_name_error(P, begin, end, "%s depends on %s, which is not known here", shown.text,
                  nb_symbol_name(P->p, missing));
    nb_hint(P, "write its arguments: %s(%s)", shown.text,
            f.n == 1   ? "x"
            : f.n == 2 ? "x, y"
                       : "x, y, ...");
    return false;
}

static bool is_readable(nb_parser *P, nb_expr variable)
{
    if (nb_is_param(P, variable))
        return true;
    if (P->names == NAMES_CLOSED || P->names == NAMES_DECLARED)
        return nb_look_up(P, variable).meaning == NB_NAME_CONSTANT;
    return nb_look_up(P, variable).meaning != NB_NAME_FUNCTION;
}

/* The variables of the function as the arguments of its derivative. */
static bool push_variables(nb_parser *P, uint32_t begin, uint32_t end, nb_named f)
{
    for (uint32_t i = 0; i < f.n; i++) {
        if (!is_readable(P, f.params[i]))
            return variable_missing(P, begin, end, f, f.params[i]);
        if (!nb_push(P, f.params[i], begin, end, SHAPE_PLAIN))
            return false;
    }
    return true;
}

NB_REPORTS static bool wrong_count(nb_parser *P, uint32_t begin, uint32_t end,
                                   uint32_t wanted, uint32_t given)
{
    return nb_syntax_error(P, begin, P->last_end,
                           "%s takes %u argument%s, and %u %s given",
                           nb_quoted(P, begin, end).text, wanted, wanted == 1 ? "" : "s",
                           given, given == 1 ? "is" : "are");
}

/* The arguments of the derivative `head`, whose name ends before P->t. */
static bool read_arguments(nb_parser *P, nb_expr head, nb_expr function, uint32_t begin)
{
    uint32_t end = P->last_end, wanted = nb_look_up(P, function).n, given = wanted;
    if (function == P->self)
        return nb_defined_by_itself(P, begin, end);
    if (!nb_push(P, head, begin, end, SHAPE_PLAIN))
        return false;
    if (P->t.kind == T_OPEN ? !nb_read_list(P, &given)
                            : !push_variables(P, begin, end, nb_look_up(P, function)))
        return false;
    if (given != wanted)
        return wrong_count(P, begin, end, wanted, given);
    return nb_build(P, NB_CALL, 0, given + 1, begin);
}

/* The name in formulas of a derivative that was read as a statement's. */
NB_APART static nb_expr name_of_statement(nb_parser *P, nb_statement *s, uint32_t begin)
{
    return nb_check_partial(P, s, begin, P->last_end)
               ? name_of(P, s->name, s->by, s->n_by, begin)
               : NB_NONE;
}

/* f_xy: its own name, but f_x of one variable is f'. */
NB_APART static nb_expr name_of_word(nb_parser *P, nb_token word, nb_expr *function)
{
    char name[NB_NAME_MAX + 1];
    nb_list by = {0};
    nb_statement s = {0};
    nb_word_name(P->text, word, name);
    s.name = *function = nb_derivative_parts(P->p, P->scope, name, &by);
    bool ok = s.name != NB_NONE;
    for (uint32_t i = 0; ok && i < by.n; i++)
        ok = nb_add_by(P, &s, by.items[i], 1);
    nb_expr head = ok ? name_of_statement(P, &s, word.begin) : NB_NONE;
    nb_list_free(&by);
    nb_statement_free(&s);
    return head;
}

bool nb_read_derivative(nb_parser *P, nb_token word)
{
    nb_expr function, head = name_of_word(P, word, &function);
    return head && read_arguments(P, head, function, word.begin);
}

NB_APART static nb_expr name_with_primes(nb_parser *P, nb_token word, nb_expr function)
{
    uint32_t order;
    nb_named f = nb_look_up(P, function);
    nb_statement s = {.name = function};
    bool ok = nb_read_primes(P, word, f, &order) &&
              nb_add_by(P, &s, nb_look_up(P, function).params[0], order);
    nb_expr head = ok ? name_of_statement(P, &s, word.begin) : NB_NONE;
    nb_statement_free(&s);
    return head;
}

bool nb_read_primed(nb_parser *P, nb_token word, nb_expr function)
{
    nb_expr head = name_with_primes(P, word, function);
    return head && read_arguments(P, head, function, word.begin);
}

NB_APART static nb_expr name_of_quotient(nb_parser *P, nb_expr *function)
{
    uint32_t begin = P->t.begin;
    nb_statement s = {0};
    bool ok = nb_read_quotient(P, &s);
    *function = s.name;
    nb_expr head = ok ? name_of_statement(P, &s, begin) : NB_NONE;
    nb_statement_free(&s);
    return head;
}

bool nb_read_derivative_quotient(nb_parser *P)
{
    uint32_t begin = P->t.begin;
    nb_expr function, head = name_of_quotient(P, &function);
    return head && read_arguments(P, head, function, begin);
}
