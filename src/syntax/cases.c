#include "syntax/parser.h"

/* The three spellings of a function given by cases:
 *
 *   piecewise(x^2, x > 0, 0)              piecewise(x^2 if x > 0, 0 otherwise)
 *   { x^2 if x > 0; 0 otherwise }
 *   \begin{cases} x^2 & x > 0 \\ 0 & \text{otherwise} \end{cases}
 *
 * Each leaves value, condition, ..., [value otherwise] on the operand stack. */

static bool at_separator(nb_parser *P)
{
    return P->t.kind == T_COMMA || P->t.kind == T_SEMICOLON || P->t.kind == T_ROW;
}

static bool at_if(nb_parser *P)
{
    return nb_is_keyword(P, "if") || nb_is_keyword(P, "when") || nb_is_keyword(P, "for");
}

static bool at_otherwise(nb_parser *P)
{
    return nb_is_keyword(P, "otherwise") || nb_is_keyword(P, "else");
}

/* (x, y) = (0, 0) or (x, y) != (0, 0), of as many coordinates: all are equal, or one is
 * not. */
static bool begins_points(nb_parser *P)
{
    nb_token t = P->t;
    bool comma = false;
    if (t.kind != T_OPEN || t.sub != '(')
        return false;
    nb_token sign = nb_after_group(P, t);
    if (sign.kind != T_RELATION || (sign.sub != NB_EQ && sign.sub != NB_NE))
        return false;
    nb_token right = nb_after(P, sign);
    for (t = nb_after(P, t); t.begin < sign.begin && !comma; t = nb_after(P, t)) {
        if (t.kind == T_OPEN)
            t = nb_after_group(P, t);
        comma = t.kind == T_COMMA || t.kind == T_SEMICOLON;
    }
    return comma && right.kind == T_OPEN && right.sub == '(';
}

/* One coordinate of both points, which are on the stack. */
static nb_expr compared(nb_parser *P, uint32_t n, uint32_t i, nb_rel rel)
{
    const nb_operand *left = nb_top(P) + 1 - 2 * (size_t)n;
    return nb_relation(P->p, rel, left[i].value, left[n + i].value);
}

NB_APART static bool read_points(nb_parser *P)
{
    uint32_t begin = P->t.begin, n, m;
    if (!nb_read_list(P, &n))
        return false;
    nb_rel rel = (nb_rel)P->t.sub;
    if (!nb_advance(P) || !nb_read_list(P, &m))
        return false;
    if (n != m)
        return nb_syntax_error(P, begin, P->last_end,
                               "these points have %u and %u coordinates", n, m);
    nb_expr all = compared(P, n, 0, rel);
    for (uint32_t i = 1; i < n; i++)
        all = nb_binary(P->p, rel == NB_NE ? NB_OR : NB_AND, all, compared(P, n, i, rel));
    P->n_operands -= 2 * n;
    return nb_push(P, all, begin, P->last_end, SHAPE_BRACKETED);
}

/* The value on top of the stack is followed by its condition, by "otherwise", or
 * by nothing. *last: no further case may follow. */
static bool read_case_condition(nb_parser *P, bool latex, bool *last)
{
    bool marked = false;
    *last = true;
    if (latex && P->t.kind == T_COMMA && !nb_advance(P))
        return false;
    if ((P->t.kind == T_AMPERSAND) || (!latex && at_separator(P))) {
        marked = true;
        if (!nb_advance(P))
            return false;
    }
    if (at_otherwise(P))
        return nb_advance(P);
    if (at_if(P)) {
        marked = true;
        if (!nb_advance(P))
            return false;
    }
    if (!marked)
        return true;
    *last = false;
    return begins_points(P) ? read_points(P) : nb_read_condition(P);
}

NB_REPORTS static bool not_last(nb_parser *P)
{
    nb_syntax_error(P, P->t.begin, P->t.end,
                    "no case can follow the value that holds otherwise");
    nb_hint(P, "write piecewise(value, condition, ..., otherwise)");
    return false;
}

/* The cases after the first value, which is on the stack, up to a token that does
 * not continue them. */
static bool read_cases(nb_parser *P, uint32_t base, bool latex, uint32_t begin)
{
    for (;;) {
        bool last;
        if (!read_case_condition(P, latex, &last))
            return false;
        if (!last && at_otherwise(P)) { /* a if c else b */
            last = true;
            if (!nb_advance(P) || !nb_read_value(P))
                return false;
        }
        if (!at_separator(P))
            break;
        nb_token separator = P->t;
        if (!nb_advance(P))
            return false;
        if (P->t.kind == T_ENDCASES || P->t.kind == T_CLOSE)
            break;
        if (last) {
            P->t = separator;
            return not_last(P);
        }
        if (!nb_read_value(P))
            return false;
    }
    uint32_t n = P->n_operands - base;
    if (n < 2) {
        nb_syntax_error(P, begin, P->last_end, "a function by cases needs a condition");
        nb_hint(P, "write piecewise(x^2, x > 0, 0) or {x^2 if x > 0; 0 otherwise}");
        return false;
    }
    return nb_build(P, NB_CASES, 0, n, begin);
}

bool nb_read_piecewise(nb_parser *P, nb_token word)
{
    nb_token open = P->t;
    uint32_t base = P->n_operands, bars = P->bars, outer = P->open;
    if (open.kind != T_OPEN) {
        nb_syntax_error(P, word.begin, word.end, "piecewise needs its cases in brackets");
        nb_hint(P, "write piecewise(x^2, x > 0, 0)");
        return false;
    }
    if (!nb_descend(P) || !nb_advance(P))
        return false;
    P->bars = 0;
    P->open = open.begin + 1;
    if (!nb_read_value(P) || !read_cases(P, base, false, word.begin) ||
        !nb_close(P, open))
        return false;
    P->depth--;
    P->bars = bars;
    P->open = outer;
    nb_top(P)->end = P->last_end;
    return true;
}

bool nb_read_cases_after(nb_parser *P, nb_token open)
{
    nb_operand *first = nb_top(P);
    if (first->value && nb_is_condition(P->p, first->value))
        return nb_syntax_error(P, first->begin, first->end,
                               "a value is needed here, not a condition");
    return read_cases(P, P->n_operands - 1, false, open.begin) && nb_close(P, open);
}

bool nb_read_latex_cases(nb_parser *P)
{
    nb_token open = P->t;
    uint32_t base = P->n_operands, bars = P->bars;
    if (!nb_descend(P) || !nb_advance(P))
        return false;
    P->bars = 0;
    if (!nb_read_value(P) || !read_cases(P, base, true, open.begin))
        return false;
    if (P->t.kind != T_ENDCASES)
        return nb_unexpected(P, "\\end{cases}");
    P->depth--;
    P->bars = bars;
    return nb_advance(P);
}
