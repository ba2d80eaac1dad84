#include "syntax/parser.h"

/* The topmost n operands become the coordinates. */
static bool take_values(nb_parser *P, nb_statement *s, uint32_t n)
{
    nb_operand *first = P->operands + (P->n_operands - n);
    for (uint32_t i = 0; i < n; i++)
        if (!nb_list_add(P->p, &s->at_values, first[i].value))
            return false;
    P->n_operands -= n;
    s->has_point = true;
    return true;
}

static bool is_equals(nb_token t) { return t.kind == T_RELATION && t.sub == NB_EQ; }

static bool no_point(nb_parser *P, uint32_t begin)
{
    nb_syntax_error(P, begin, P->t.end, "at needs a point");
    nb_hint(P, "write at (2, 1) or at x=2, y=1");
    return false;
}

/* x=2 */
static bool read_pair(nb_parser *P, nb_statement *s)
{
    nb_token word = P->t;
    if (word.kind != T_WORD || !is_equals(nb_after(P, word))) {
        nb_syntax_error(P, word.begin, word.end, "a coordinate like y=1 should be here");
        nb_hint(P, "write at x=2, y=1 or at (2, 1)");
        return false;
    }
    nb_expr symbol = nb_word_symbol(P, word);
    for (uint32_t i = 0; i < s->at_names.n; i++)
        if (s->at_names.items[i] == symbol)
            return nb_syntax_error(P, word.begin, word.end,
                                   "%s has two values in this point",
                                   nb_quoted(P, word.begin, word.end).text);
    /* The comparison must not swallow a second "=". */
    return nb_list_add(P->p, &s->at_names, symbol) && nb_advance(P) && nb_advance(P) &&
           nb_read_value(P) && take_values(P, s, 1);
}

static bool read_pairs(nb_parser *P, nb_statement *s)
{
    for (;;) {
        if (!read_pair(P, s))
            return false;
        if (P->t.kind != T_COMMA && P->t.kind != T_SEMICOLON)
            return true;
        if (!nb_advance(P))
            return false;
    }
}

static bool begins_pair(nb_parser *P, nb_token t)
{
    return t.kind == T_WORD && is_equals(nb_after(P, t));
}

/* (2, 1), (x=2, y=1), or a value that begins with a bracket: (1 + 2)/3. */
static bool read_bracket(nb_parser *P, nb_statement *s)
{
    nb_token open = P->t;
    uint32_t n;
    if (begins_pair(P, nb_after(P, open)))
        return nb_advance(P) && read_pairs(P, s) && nb_close(P, open);
    if (!nb_read_list(P, &n))
        return false;
    if (n == 0)
        return no_point(P, open.begin);
    if (n > 1 || P->t.kind == T_END)
        return take_values(P, s, n);
    P->n_operands -= n;
    nb_rewind(P, open);
    return nb_read_value(P) && take_values(P, s, 1);
}

bool nb_read_place(nb_parser *P, nb_statement *s, uint32_t begin)
{
    nb_names names = P->names;
    bool ok;
    s->point_span.begin = P->t.begin;
    P->names = NAMES_CLOSED;
    if (P->t.kind == T_END)
        ok = no_point(P, begin);
    else if (begins_pair(P, P->t))
        ok = read_pairs(P, s);
    else if (P->t.kind == T_OPEN)
        ok = read_bracket(P, s);
    else
        ok = nb_read_value(P) &&
             (P->t.kind == T_COMMA ? nb_comma_error(P) : take_values(P, s, 1));
    P->names = names;
    s->point_span.end = P->last_end;
    return ok;
}

bool nb_read_at(nb_parser *P, nb_statement *s)
{
    nb_token at = P->t;
    if (!nb_is_keyword(P, "at"))
        return true;
    if (s->has_point)
        return nb_syntax_error(P, at.begin, at.end, "this statement has a point already");
    return nb_advance(P) && nb_read_place(P, s, at.begin);
}

bool nb_is_identity(nb_parser *P, nb_token open, nb_named f)
{
    nb_token t = nb_after(P, open);
    for (uint32_t i = 0; i < f.n; i++) {
        if (t.kind != T_WORD || nb_word_symbol(P, t) != f.params[i])
            return false;
        t = nb_after(P, t);
        if (t.kind != (i + 1 < f.n ? T_COMMA : T_CLOSE))
            return false;
        if (i + 1 < f.n)
            t = nb_after(P, t);
    }
    return f.n > 0;
}

bool nb_read_arguments(nb_parser *P, nb_statement *s, nb_named f)
{
    nb_token open = P->t;
    nb_names names = P->names;
    uint32_t n;
    if (open.kind != T_OPEN)
        return true;
    if (f.meaning == NB_NAME_FUNCTION && nb_is_identity(P, open, f))
        return nb_advance_to(P, nb_after_group(P, open).begin);
    P->names = NAMES_CLOSED;
    s->point_span.begin = open.begin;
    if (!nb_read_list(P, &n))
        return false;
    P->names = names;
    s->point_span.end = P->last_end;
    if (n == 0 || (f.meaning == NB_NAME_FUNCTION && n != f.n)) {
        nb_syntax_error(P, open.begin, P->last_end,
                        "this point has %u coordinate%s, and %u %s needed", n,
                        n == 1 ? "" : "s", f.n, f.n == 1 ? "is" : "are");
        return false;
    }
    return take_values(P, s, n);
}
