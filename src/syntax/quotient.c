#include "syntax/parser.h"

#include <string.h>

/* Derivatives written as quotients:
 *
 *   ∂f/∂x (2, 1)   ∂²f/∂x∂y   df/dx   \frac{\partial f}{\partial x}
 *   ∂/∂x x^2 y     d^2/dx^2 sin x    \frac{d}{dx} x^2    d(x^2)/dx
 *
 * ∂²f/∂x∂y is ∂/∂x (∂f/∂y): what stands last is differentiated by first. */

typedef struct quotient {
    bool fraction; /* \frac{…}{…} instead of …/…                  */
    uint32_t begin;
    uint32_t order;  /* the order above the line                    */
    nb_token target; /* WORD f, OPEN of a formula, or END: operator */
} quotient;

/* ---- looking whether it is one ---- */

static bool is_d(const nb_parser *P, nb_token t)
{
    return t.kind == T_WORD && P->text[t.begin] == 'd' && t.end == t.begin + 1;
}

static bool is_upright_d(nb_parser *P, nb_token t)
{
    return t.kind == T_PARTIAL || is_d(P, t) ||
           (t.kind == T_WORD && !t.ascii && nb_token_is_word(P, t, "d"));
}

/* dx, unless dx is a name of its own. */
static bool is_differential(nb_parser *P, nb_token t)
{
    if (is_upright_d(P, t))
        return nb_after(P, t).kind == T_WORD;
    if (t.kind != T_WORD || !t.ascii || P->text[t.begin] != 'd')
        return false;
    nb_expr symbol = nb_word_symbol(P, t);
    return symbol && nb_look_up(P, symbol).meaning == NB_NAME_UNKNOWN;
}

static nb_token after_order(nb_parser *P, nb_token t)
{
    if (t.kind == T_SUPER)
        return nb_after(P, t);
    if (t.kind != T_CARET)
        return t;
    t = nb_after(P, t);
    return t.kind == T_OPEN ? nb_after_group(P, t) : nb_after(P, t);
}

/* df where f is a function and df is not a name. */
static bool is_d_function(nb_parser *P, nb_token t)
{
    if (t.kind != T_WORD || !t.ascii || t.end - t.begin < 2 || P->text[t.begin] != 'd')
        return false;
    nb_expr whole = nb_word_symbol(P, t);
    if (!whole || nb_look_up(P, whole).meaning != NB_NAME_UNKNOWN)
        return false;
    t.begin++;
    return nb_is_function(P, t);
}

/* The token after "d^2 f(x)" or the like; the line or brace should follow. */
static nb_token after_numerator(nb_parser *P, nb_token t)
{
    if (is_upright_d(P, t)) {
        t = after_order(P, nb_after(P, t));
        if (t.kind == T_WORD)
            t = nb_after(P, t);
    } else {
        t = nb_after(P, t);
    }
    return t.kind == T_OPEN ? nb_after_group(P, t) : t;
}

static bool is_quotient(nb_parser *P)
{
    nb_token t = P->t;
    bool fraction = t.kind == T_FRACTION;
    if (fraction) {
        t = nb_after(P, t);
        if (t.kind != T_OPEN)
            return false;
        t = nb_after(P, t);
    }
    if (t.kind == T_PARTIAL)
        return !fraction || after_numerator(P, t).kind != T_SLASH;
    if (!is_upright_d(P, t) && !is_d_function(P, t) && !is_differential(P, t))
        return false;
    t = after_numerator(P, t);
    if (t.kind != (fraction ? T_CLOSE : T_SLASH))
        return false;
    t = nb_after(P, t);
    if (t.kind == T_OPEN)
        t = nb_after(P, t);
    return is_differential(P, t);
}

/* The token after the ∂x² or dx that begins here, and others that follow it. */
static nb_token after_denominator(nb_parser *P, nb_token t)
{
    do {
        if (is_upright_d(P, t))
            t = nb_after(P, t);
        t = after_order(P, nb_after(P, t));
    } while (t.kind == T_PARTIAL);
    return t;
}

/* The token after the quotient that begins here. */
static nb_token after_quotient(nb_parser *P)
{
    nb_token t = P->t;
    if (t.kind == T_FRACTION) {
        t = nb_after_group(P, nb_after(P, t));
        return t.kind == T_OPEN ? nb_after_group(P, t) : t;
    }
    t = nb_after(P, after_numerator(P, t));
    return t.kind == T_OPEN ? nb_after_group(P, t) : after_denominator(P, t);
}

bool nb_is_named_quotient(nb_parser *P)
{
    nb_token t = P->t;
    bool fraction = t.kind == T_FRACTION;
    if (fraction)
        t = nb_after(P, nb_after(P, t));
    bool named = is_upright_d(P, t) ? nb_is_function(P, after_order(P, nb_after(P, t)))
                                    : is_d_function(P, t);
    return named && is_quotient(P) &&
           after_numerator(P, t).kind == (fraction ? T_CLOSE : T_SLASH);
}

/* ---- reading it ---- */

static bool how_to(nb_parser *P)
{
    nb_hint(P, "write ∂f/∂x, ∂²f/∂x∂y, or d/dx x^2");
    return false;
}

/* ^2, ², or nothing: 1. */
static bool read_order(nb_parser *P, uint32_t *order)
{
    nb_token t = P->t;
    bool braces = false;
    *order = 1;
    if ((t.kind != T_CARET && t.kind != T_SUPER) || nb_is_root_index(P, t))
        return true;
    if (t.kind == T_CARET) {
        if (!nb_advance(P))
            return false;
        braces = P->t.kind == T_OPEN;
        if (braces && !nb_advance(P))
            return false;
    }
    fmpq_t value;
    fmpq_init(value);
    nb_token number = P->t;
    bool ok = (number.kind == T_NUMBER || number.kind == T_SUPER) &&
              nb_token_value(P->err, P->text, number, value) &&
              fmpz_is_one(fmpq_denref(value)) && fmpq_sgn(value) > 0;
    *order = ok && fmpz_cmp_ui(fmpq_numref(value), NB_ORDER_MAX) <= 0
                 ? (uint32_t)fmpz_get_ui(fmpq_numref(value))
                 : NB_ORDER_MAX + 1;
    fmpq_clear(value);
    if (!ok) {
        nb_syntax_error(P, number.begin, number.end,
                        "the order of a derivative is 1, 2, 3, ...");
        return how_to(P);
    }
    if (!nb_advance(P))
        return false;
    if (braces && P->t.kind != T_CLOSE)
        return nb_unexpected(P, "the closing brace");
    return !braces || nb_advance(P);
}

/* Where the ∂x² or dx that follows the line ends; 0 when there is none. */
static uint32_t denominator_end(nb_parser *P, nb_token line)
{
    nb_token t = nb_after(P, line), next;
    if (line.kind != T_SLASH || !is_differential(P, t))
        return 0;
    if (is_upright_d(P, t))
        t = nb_after(P, t);
    next = nb_after(P, t);
    if (next.kind == T_CARET)
        next = nb_after(P, next);
    else if (next.kind != T_SUPER)
        next = t;
    return next.kind == T_OPEN ? 0 : next.end;
}

/* dy/dx and d sin(x)/dx. */
static bool not_a_function(nb_parser *P, const quotient *q, nb_token name)
{
    nb_token line = nb_after(P, name);
    if (line.kind == T_OPEN)
        line = nb_after_group(P, line);
    uint32_t end = denominator_end(P, line), above = line.begin, d = name.begin;
    while (above > name.end && strchr(" \t", P->text[above - 1]))
        above--;
    while (d > q->begin + 1 && strchr(" \t", P->text[d - 1]))
        d--;
    nb_quote shown = nb_quoted(P, name.begin, name.end), head = nb_quoted(P, q->begin, d);
    nb_quote below = nb_quoted(P, line.begin, end);
    nb_quote formula = nb_quoted(P, name.begin, above);
    if (nb_function_find(shown.text, strlen(shown.text)) != NB_FN_COUNT) {
        nb_syntax_error(P, name.begin, above,
                        "only a function's name or brackets stand above the line");
        if (end > 0)
            nb_hint(P, "write %s%s %s", head.text, below.text, formula.text);
        return end > 0 ? false : how_to(P);
    }
    nb_name_error(P, name.begin, name.end, "there is no function %s", shown.text);
    if (end > 0 && !strchr("\xE2\\", P->text[q->begin]))
        nb_hint(P, "define it first: %s(%s) = ...; or write the formula after %s%s",
                shown.text, strcmp(shown.text, "x") == 0 ? "t" : "x", head.text,
                below.text);
    else
        nb_hint(P, "define it first: %s(x, y) = ...; or write the formula after ∂/∂x",
                shown.text);
    return false;
}

/* What stands above the line after d: a function, a formula in brackets, nothing. */
static bool read_target(nb_parser *P, quotient *q)
{
    q->target = P->t;
    if (P->t.kind == T_WORD) {
        nb_expr symbol = nb_word_symbol(P, P->t);
        nb_named f =
            symbol ? nb_look_up(P, symbol) : (nb_named){NB_NAME_UNKNOWN, 0, NULL};
        if (symbol && f.meaning != NB_NAME_FUNCTION)
            return not_a_function(P, q, P->t);
        if (!symbol || !nb_advance(P))
            return false;
        if (P->t.kind == T_OPEN && nb_is_identity(P, P->t, f))
            return nb_advance_to(P, nb_after_group(P, P->t).begin);
        return true;
    }
    if (P->t.kind == T_OPEN)
        return nb_advance_to(P, nb_after_group(P, P->t).begin);
    q->target.kind = T_END;
    return true;
}

static bool read_numerator(nb_parser *P, quotient *q)
{
    q->order = 1;
    if (is_upright_d(P, P->t))
        return nb_advance(P) && read_order(P, &q->order) && read_target(P, q);
    q->target = P->t; /* df */
    q->target.begin++;
    if (!nb_is_function(P, q->target))
        return not_a_function(P, q, q->target);
    return nb_advance(P);
}

static bool read_line(nb_parser *P, const quotient *q)
{
    if (P->t.kind != (q->fraction ? T_CLOSE : T_SLASH)) {
        nb_syntax_error(P, q->begin, P->t.end, "a derivative is written as a quotient");
        return how_to(P);
    }
    if (!nb_advance(P))
        return false;
    if (!q->fraction)
        return true;
    return P->t.kind == T_OPEN ? nb_advance(P)
                               : nb_unexpected(P, "the denominator in braces");
}

/* ∂x² or dx^2 below the line. */
static bool read_differential(nb_parser *P, nb_statement *s, uint32_t *total)
{
    nb_token word = P->t;
    uint32_t times;
    if (is_upright_d(P, word)) {
        if (!nb_advance(P))
            return false;
        word = P->t;
    } else {
        word.begin++;
    }
    if (word.kind != T_WORD) {
        nb_syntax_error(P, word.begin, word.end, "a variable is missing after ∂");
        return how_to(P);
    }
    nb_expr symbol = nb_word_symbol(P, word);
    if (!symbol || !nb_advance(P) || !read_order(P, &times))
        return false;
    *total += times;
    return nb_add_by(P, s, symbol, times);
}

static void reverse(nb_statement *s)
{
    for (uint32_t i = 0; i < s->n_by / 2; i++) {
        nb_by kept = s->by[i];
        s->by[i] = s->by[s->n_by - 1 - i];
        s->by[s->n_by - 1 - i] = kept;
    }
}

static bool read_denominator(nb_parser *P, nb_statement *s, quotient *q)
{
    uint32_t total = 0;
    bool bracket = !q->fraction && P->t.kind == T_OPEN;
    if (bracket && !nb_advance(P))
        return false;
    if (!is_differential(P, P->t)) {
        nb_syntax_error(P, P->t.begin, P->t.end, "∂ and a variable should be here");
        return how_to(P);
    }
    do {
        if (!read_differential(P, s, &total))
            return false;
    } while (total < q->order ? is_differential(P, P->t)
                              : P->t.kind == T_PARTIAL && !nb_is_named_quotient(P));
    uint32_t end = P->last_end;
    if ((bracket || q->fraction) &&
        (P->t.kind != T_CLOSE ? !nb_unexpected(P, "the closing bracket")
                              : !nb_advance(P)))
        return false;
    reverse(s);
    if (total == q->order)
        return true;
    nb_syntax_error(P, q->begin, end, "the order is %u above the line and %u below it",
                    q->order, total);
    nb_hint(P, "second derivatives are written ∂²f/∂x², ∂²f/∂x∂y, d^2/dx^2");
    return false;
}

/* d(x^2)/dx: back to the formula, then on after the quotient. */
static bool read_formula_above(nb_parser *P, nb_statement *s, const quotient *q)
{
    nb_token after = P->t;
    uint32_t last = P->last_end;
    nb_rewind(P, q->target);
    s->kind = NB_DERIVATIVE;
    for (uint32_t i = 0; i < s->n_by; i++)
        if (!nb_declare(P, s->by[i].variable))
            return false;
    if (!nb_read_group(P))
        return false;
    nb_operand body = *nb_top(P);
    if (nb_is_condition(P->p, body.value))
        return nb_syntax_error(P, body.begin, body.end,
                               "a formula is needed here, not a condition");
    s->body = body.value;
    s->body_span = (nb_span){body.begin, body.end};
    nb_rewind(P, after);
    P->last_end = last;
    return true;
}

bool nb_read_quotient(nb_parser *P, nb_statement *s)
{
    quotient q = {.fraction = P->t.kind == T_FRACTION, .begin = P->t.begin};
    if (q.fraction && (!nb_advance(P) || !nb_advance(P)))
        return false;
    if (!read_numerator(P, &q) || !read_line(P, &q) || !read_denominator(P, s, &q))
        return false;
    if (q.target.kind == T_OPEN)
        return read_formula_above(P, s, &q);
    if (q.target.kind == T_WORD) {
        s->kind = NB_PARTIAL;
        s->name = nb_word_symbol(P, q.target);
        s->name_span = (nb_span){q.target.begin, q.target.end};
        return nb_check_partial(P, s, q.begin, P->last_end);
    }
    if (P->t.kind == T_END) {
        nb_syntax_error(P, P->t.begin, P->t.end,
                        "the line ends where a formula should be");
        nb_hint(P, "write %s x^2", nb_quoted(P, q.begin, P->last_end).text);
        return false;
    }
    return nb_read_differentiated(P, s) &&
           (s->kind != NB_PARTIAL || nb_check_partial(P, s, q.begin, P->last_end));
}

bool nb_try_quotient(nb_parser *P, nb_statement *s, bool *found)
{
    *found = is_quotient(P);
    if (*found && nb_is_named_quotient(P)) {
        nb_token t = after_quotient(P);
        *found = nb_ends_target(P, t.kind == T_OPEN ? nb_after_group(P, t) : t);
    }
    if (!*found)
        return true;
    if (!nb_read_quotient(P, s))
        return false;
    if (s->kind == NB_PARTIAL && !s->has_point &&
        !nb_read_arguments(P, s, nb_look_up(P, s->name)))
        return false;
    return nb_read_at(P, s);
}
