#include "syntax/parser.h"

#include <string.h>

/* f_x, f_xy(2, 1), f', f''(3), diff(f, x), diff(x^2 y, x, 2, y). */

/* ---- f_x ---- */

/* Whether nothing but a point follows, from this token on: then the derivative is a
 * statement of its own, and else a part of a formula. */
static bool is_alone(nb_parser *P, nb_token t)
{
    return nb_ends_target(P, t.kind == T_OPEN ? nb_after_group(P, t) : t);
}

NB_REPORTS bool nb_wrong_subscript(nb_parser *P, nb_token t, const char *sub, nb_named f,
                                   int count)
{
    nb_quote name = nb_quoted(P, t.begin, t.end);
    if (count > 1)
        nb_name_error(P, t.begin, t.end, "%s can be read in more than one way",
                      name.text);
    else
        nb_name_error(P, t.begin, t.end,
                      "%s: %s is not made of variables of the function", name.text, sub);
    nb_hint(P, "the variable%s %s%s%s%s", f.n == 1 ? " is" : "s are",
            nb_symbol_name(P->p, f.params[0]), f.n > 1 ? ", " : "",
            f.n > 1 ? nb_symbol_name(P->p, f.params[1]) : "", f.n > 2 ? ", ..." : "");
    return false;
}

static bool read_subscript(nb_parser *P, nb_statement *s, const char *sub, nb_named f)
{
    uint8_t lengths[NB_NAME_MAX] = {0};
    nb_token t = P->t;
    int count = nb_subscript_ways(P->p, sub, f, lengths);
    if (count != 1)
        return nb_wrong_subscript(P, t, sub, f, count);
    s->kind = NB_PARTIAL;
    s->name_span = (nb_span){t.begin, t.end};
    for (size_t i = 0; sub[i]; i += lengths[i])
        if (!nb_add_by(P, s, nb_symbol(P->p, sub + i, lengths[i]), 1))
            return false;
    return nb_advance(P) && nb_read_arguments(P, s, f) && nb_read_at(P, s);
}

/* f_x(2, 1) where there is no f: no variable, and no good name for one. */
static bool looks_like_partial(const char *name)
{
    return strchr("fghFGH", name[0]) && name[1] == '_' && name[2] &&
           strchr("xyzt", name[2]);
}

/* ---- f' ---- */

NB_REPORTS static bool which_variable(nb_parser *P, nb_token word, nb_named f)
{
    nb_quote name = nb_quoted(P, word.begin, word.end);
    const char *x = nb_symbol_name(P->p, f.params[0]);
    nb_syntax_error(P, word.begin, P->last_end,
                    "%s does not say by which variable to differentiate",
                    nb_quoted(P, word.begin, P->last_end).text);
    nb_hint(P, "%s has %u variables: write %s_%s or ∂%s/∂%s", name.text, f.n, name.text,
            x, name.text, x);
    return false;
}

bool nb_read_primes(nb_parser *P, nb_token word, nb_named f, uint32_t *order)
{
    *order = 0;
    while (P->t.kind == T_PRIME) {
        *order += *order > NB_ORDER_MAX ? 0 : P->t.sub;
        if (!nb_advance(P))
            return false;
    }
    return f.n == 1 || which_variable(P, word, f);
}

static bool read_primed(nb_parser *P, nb_statement *s)
{
    nb_token word = P->t;
    uint32_t order;
    s->kind = NB_PARTIAL;
    s->name = nb_word_symbol(P, word);
    s->name_span = (nb_span){word.begin, word.end};
    nb_named f = nb_look_up(P, s->name);
    return nb_advance(P) && nb_read_primes(P, word, f, &order) &&
           nb_add_by(P, s, f.params[0], order) && nb_read_arguments(P, s, f) &&
           nb_read_at(P, s);
}

/* The token after a function's name and its primes. */
static nb_token after_primes(nb_parser *P)
{
    nb_token t = nb_after(P, P->t);
    while (t.kind == T_PRIME)
        t = nb_after(P, t);
    return t;
}

bool nb_try_subscript(nb_parser *P, nb_statement *s, bool *found)
{
    char name[NB_NAME_MAX + 1];
    *found = false;
    if (P->t.kind != T_WORD || nb_word_name(P->text, P->t, name) == 0)
        return true;
    nb_expr whole = nb_word_symbol(P, P->t);
    if (!whole)
        return false;
    nb_named named = nb_look_up(P, whole);
    if (named.meaning == NB_NAME_FUNCTION && nb_after(P, P->t).kind == T_PRIME) {
        *found = is_alone(P, after_primes(P));
        return !*found || read_primed(P, s);
    }
    if (named.meaning != NB_NAME_UNKNOWN)
        return true;
    size_t length;
    nb_expr head = nb_subscripted_function(P->p, P->scope, name, &length);
    if (head) {
        *found = is_alone(P, nb_after(P, P->t));
        s->name = *found ? head : NB_NONE;
        return !*found || read_subscript(P, s, name + length + 1, nb_look_up(P, head));
    }
    if (!looks_like_partial(name))
        return true;
    *found = true;
    nb_name_error(P, P->t.begin, P->t.end, "%s: there is no function %c", name, name[0]);
    nb_hint(P, "define it first: %c(x, y) = ...", name[0]);
    return false;
}

/* ---- diff(x^2 y, x, 2, y) ---- */

/* The first comma at the level of the bracket, or the bracket that closes it. */
static nb_token first_comma(nb_parser *P, nb_token t)
{
    size_t depth = 0;
    for (; t.kind != T_END && t.kind != T_BAD; t = nb_after(P, t)) {
        if (t.kind == T_OPEN)
            depth++;
        else if (t.kind == T_CLOSE && depth-- == 0)
            break;
        else if (depth == 0 && (t.kind == T_COMMA || t.kind == T_SEMICOLON))
            break;
    }
    return t;
}

static bool not_a_variable(nb_parser *P)
{
    nb_syntax_error(P, P->t.begin, P->t.end,
                    "a variable to differentiate by should be here");
    nb_hint(P, "write diff(x^2 y, x) or diff(x^2 y, x, 2, y)");
    return false;
}

static bool read_times(nb_parser *P, uint32_t *times)
{
    fmpq_t value;
    fmpq_init(value);
    bool ok = nb_token_value(P->err, P->text, P->t, value) &&
              fmpz_is_one(fmpq_denref(value)) && fmpq_sgn(value) > 0;
    bool small = ok && fmpz_cmp_ui(fmpq_numref(value), NB_ORDER_MAX) <= 0;
    *times = small ? (uint32_t)fmpz_get_ui(fmpq_numref(value)) : NB_ORDER_MAX + 1;
    fmpq_clear(value);
    if (!ok)
        return nb_syntax_error(P, P->t.begin, P->t.end,
                               "the order of a derivative is 1, 2, 3, ...");
    return nb_advance(P);
}

/* ", x, 2, y)" */
static bool read_variables(nb_parser *P, nb_statement *s)
{
    while (P->t.kind == T_COMMA || P->t.kind == T_SEMICOLON) {
        uint32_t times = 1;
        if (!nb_advance(P))
            return false;
        if (P->t.kind != T_WORD)
            return not_a_variable(P);
        nb_expr symbol = nb_word_symbol(P, P->t);
        if (!symbol || !nb_advance(P))
            return false;
        nb_token next = nb_after(P, P->t);
        if ((P->t.kind == T_COMMA || P->t.kind == T_SEMICOLON) && next.kind == T_NUMBER) {
            if (!nb_advance(P) || !read_times(P, &times))
                return false;
        }
        if (!nb_add_by(P, s, symbol, times))
            return false;
    }
    return true;
}

/* diff(x^2) with one variable in it needs no other word. */
static bool only_variable(nb_parser *P, nb_statement *s, nb_token word)
{
    nb_list free = {0};
    nb_expr variable = NB_NONE;
    if (s->n_by > 0)
        return true;
    if (s->kind == NB_PARTIAL) {
        nb_named f = nb_look_up(P, s->name);
        variable = f.n == 1 ? f.params[0] : NB_NONE;
    } else if (nb_free_symbols(P->p, s->body, &free)) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < free.n; i++)
            if (nb_look_up(P, free.items[i]).meaning == NB_NAME_UNKNOWN) {
                variable = free.items[i];
                n++;
            }
        variable = n == 1 ? variable : NB_NONE;
    }
    nb_list_free(&free);
    if (variable)
        return nb_add_by(P, s, variable, 1);
    nb_syntax_error(P, word.begin, P->last_end,
                    "by which variable is this to be differentiated?");
    nb_hint(P, "write diff(x^2 y, x)");
    return false;
}

bool nb_try_diff(nb_parser *P, nb_statement *s, bool *found)
{
    nb_token word = P->t, open = nb_after(P, word);
    bool named = nb_is_keyword(P, "diff") || nb_is_keyword(P, "derivative");
    *found = named && open.kind == T_OPEN && open.sub == '(';
    if (!*found)
        return true;
    if (!nb_advance(P))
        return false;
    nb_token body = nb_after(P, open), comma = first_comma(P, body);
    if (comma.kind == T_COMMA || comma.kind == T_SEMICOLON) {
        if (!nb_advance_to(P, comma.begin) || !read_variables(P, s) || !nb_close(P, open))
            return false;
    }
    nb_token after = P->t;
    uint32_t last = P->last_end;
    if (!nb_advance_to(P, body.begin) || !nb_read_differentiated(P, s))
        return false;
    if (P->t.kind == T_CLOSE && s->n_by == 0) {
        if (!nb_close(P, open))
            return false;
        after = P->t;
        last = P->last_end;
    } else if (P->t.begin != comma.begin) {
        return nb_close(P, open) && nb_unexpected(P, "an operator or )");
    }
    nb_rewind(P, after);
    P->last_end = last;
    if (!only_variable(P, s, word))
        return false;
    nb_named f = s->name ? nb_look_up(P, s->name) : (nb_named){NB_NAME_UNKNOWN, 0, NULL};
    if (s->kind == NB_PARTIAL &&
        (!nb_check_partial(P, s, word.begin, last) || !nb_read_arguments(P, s, f)))
        return false;
    return nb_read_at(P, s);
}
