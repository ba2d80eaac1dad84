#include "syntax/parser.h"

#include <stdlib.h>
#include <string.h>

void nb_statement_free(nb_statement *s)
{
    nb_list_free(&s->params);
    nb_list_free(&s->at_names);
    nb_list_free(&s->at_values);
    free(s->by);
    *s = (nb_statement){.kind = NB_EMPTY};
}

/* ---- helpers ---- */

static bool is_equals(nb_token t)
{
    return (t.kind == T_RELATION && t.sub == NB_EQ) || t.kind == T_ASSIGN;
}

bool nb_declare(nb_parser *P, nb_expr symbol)
{
    return symbol && nb_map_put(P->p, &P->params, symbol, 1);
}

bool nb_is_function(nb_parser *P, nb_token t)
{
    if (t.kind != T_WORD)
        return false;
    nb_expr symbol = nb_word_symbol(P, t);
    return symbol && !nb_is_param(P, symbol) &&
           nb_look_up(P, symbol).meaning == NB_NAME_FUNCTION;
}

bool nb_ends_target(nb_parser *P, nb_token t)
{
    return t.kind == T_END || nb_token_is_word(P, t, "at");
}

/* Nothing may be left of the line; the last value is still on the stack. */
static bool read_end(nb_parser *P)
{
    nb_token t = P->t;
    if (t.kind == T_END)
        return true;
    if ((t.kind == T_COMMA || t.kind == T_SEMICOLON) && nb_after(P, t).kind == T_END) {
        nb_syntax_error(P, t.begin, t.end, "a statement ends with its line, without a %s",
                        t.kind == T_COMMA ? "comma" : "semicolon");
        nb_hint(P, "leave the %c out", t.kind == T_COMMA ? ',' : ';');
        return false;
    }
    if (nb_is_keyword(P, "if")) {
        nb_syntax_error(P, t.begin, t.end, "a function by cases stands in braces");
        nb_hint(P, "write {x^2 if x > 0; 0 otherwise}");
        return false;
    }
    if ((t.kind == T_COMMA || t.kind == T_SEMICOLON) && P->n_operands > 0)
        return nb_comma_error(P);
    if (t.kind == T_CLOSE) {
        nb_syntax_error(P, t.begin, t.end, "this %c closes nothing", t.sub);
        nb_hint(P, "leave it out, or add the bracket that it closes");
        return false;
    }
    if (t.kind == T_BAR || t.kind == T_CLOSEBAR)
        return nb_syntax_error(P, t.begin, t.end, "this | closes nothing");
    return nb_unexpected(P, "an operator or the end of the line");
}

static bool not_a_value(nb_parser *P, nb_operand body)
{
    nb_quote shown = nb_quoted(P, body.begin, body.end);
    bool equation =
        nb_op_of(P->p, body.value) == NB_REL && nb_fn_of(P->p, body.value) == NB_EQ;
    if (equation) {
        nb_syntax_error(P, body.begin, body.end,
                        "%s is an equation; there is nothing to differentiate in it",
                        shown.text);
        nb_hint(P,
                "a function is defined as f(x, y) = x^2 + 3y^2, a constant as a = 3/2");
    } else {
        nb_syntax_error(P, body.begin, body.end,
                        "%s is a condition, and a formula is needed here", shown.text);
        nb_hint(P, "conditions belong in piecewise(value, condition, ..., otherwise)");
    }
    return false;
}

bool nb_read_body(nb_parser *P, nb_statement *s)
{
    if (!nb_read_expression(P, false))
        return false;
    nb_operand body = *nb_top(P);
    if (nb_failed(P->p))
        return false;
    if (nb_is_condition(P->p, body.value))
        return not_a_value(P, body);
    s->body = body.value;
    s->body_span = (nb_span){body.begin, body.end};
    return true;
}

/* ---- f(x, y) = body ---- */

/* The token after "f(x, y)" or "a": the = of a definition, or anything else. */
static nb_token definition_sign(nb_parser *P)
{
    if (P->t.kind != T_WORD)
        return P->t;
    nb_token next = nb_after(P, P->t);
    return next.kind == T_OPEN && next.sub == '(' ? nb_after_group(P, next) : next;
}

static bool not_a_parameter(nb_parser *P)
{
    nb_syntax_error(P, P->t.begin, P->t.end,
                    "the parameters of a definition are names, and '%s' is not one",
                    nb_quoted(P, P->t.begin, P->t.end).text);
    nb_hint(P, "a function is defined as f(x, y) = x^2 + 3y^2");
    return false;
}

static bool read_parameter(nb_parser *P, nb_statement *s)
{
    nb_token t = P->t;
    if (t.kind != T_WORD)
        return not_a_parameter(P);
    if (!nb_check_new_name(P, t, true))
        return false;
    nb_expr symbol = nb_word_symbol(P, t);
    if (nb_map_get(&P->params, symbol, 0) == 1)
        return nb_name_error(P, t.begin, t.end, "%s is a parameter twice",
                             nb_quoted(P, t.begin, t.end).text);
    return nb_declare(P, symbol) && nb_list_add(P->p, &s->params, symbol) &&
           nb_advance(P);
}

static bool read_parameters(nb_parser *P, nb_statement *s, nb_token name)
{
    if (P->t.kind == T_CLOSE) {
        nb_quote shown = nb_quoted(P, name.begin, name.end);
        nb_syntax_error(P, name.begin, P->t.end, "%s has no parameters", shown.text);
        nb_hint(P, "write %s(x) = ... for a function, %s = ... for a constant",
                shown.text, shown.text);
        return false;
    }
    for (;;) {
        if (!read_parameter(P, s))
            return false;
        if (P->t.kind == T_CLOSE)
            return true;
        if (P->t.kind != T_COMMA && P->t.kind != T_SEMICOLON)
            return not_a_parameter(P);
        if (!nb_advance(P))
            return false;
    }
}

static bool read_definition(nb_parser *P, nb_statement *s)
{
    nb_token name = P->t;
    s->kind = NB_DEFINITION;
    if (!nb_check_new_name(P, name, false))
        return false;
    s->name = nb_word_symbol(P, name);
    s->name_span = (nb_span){name.begin, name.end};
    P->names = NAMES_DECLARED;
    P->self = s->name;
    if (!nb_advance(P) || !nb_advance(P) || !read_parameters(P, s, name) ||
        !nb_advance(P) || !nb_advance(P))
        return false;
    return nb_read_body(P, s) && nb_read_at(P, s) && read_end(P);
}

/* ---- a = 3/2 ---- */

/* f_x and f_xy for a function f of x and y. */
static bool is_partial(nb_parser *P, nb_token t)
{
    char name[NB_NAME_MAX + 1];
    size_t n = nb_word_name(P->text, t, name);
    char *under = n ? memchr(name, '_', n) : NULL;
    if (!under || under == name || !under[1])
        return false;
    nb_named f = nb_look_up(P, nb_symbol(P->p, name, (size_t)(under - name)));
    bool all = f.meaning == NB_NAME_FUNCTION;
    for (const char *c = under + 1; *c && all; c++) {
        bool one = false;
        for (uint32_t i = 0; i < f.n && !one; i++) {
            const char *x = nb_symbol_name(P->p, f.params[i]);
            one = x[0] == *c && !x[1];
        }
        all = one;
    }
    return all;
}

/* f_x = 0 is a question, not a definition. */
static bool not_a_constant(nb_parser *P, nb_token t)
{
    nb_quote shown = nb_quoted(P, t.begin, t.end);
    nb_name_error(P, t.begin, t.end,
                  "%s is a partial derivative: it cannot be a constant", shown.text);
    nb_hint(P, "where it is zero: critical; whether it is a formula: check %s = ...",
            shown.text);
    return false;
}

static bool read_constant(nb_parser *P, nb_statement *s)
{
    nb_token name = P->t;
    s->kind = NB_CONSTANT;
    if (is_partial(P, name))
        return not_a_constant(P, name);
    if (!nb_check_new_name(P, name, false))
        return false;
    s->name = nb_word_symbol(P, name);
    s->name_span = P->target = (nb_span){name.begin, name.end};
    P->names = NAMES_CLOSED;
    return nb_advance(P) && nb_advance(P) && nb_read_body(P, s) && read_end(P);
}

/* ---- formulas and names ---- */

/* f(x, y) with f's own parameters is f itself. */
static void recognize_function(nb_parser *P, nb_statement *s)
{
    if (nb_op_of(P->p, s->body) != NB_CALL)
        return;
    nb_expr head = nb_arg(P->p, s->body, 0);
    nb_named f = nb_look_up(P, head);
    if (f.meaning != NB_NAME_FUNCTION)
        return;
    for (uint32_t i = 0; i < f.n; i++)
        if (nb_arg(P->p, s->body, i + 1) != f.params[i])
            return;
    s->kind = s->has_point ? NB_POINT : NB_SHOW;
    s->name = head;
    s->name_span = s->body_span;
    s->body = NB_NONE;
}

static bool read_formula(nb_parser *P, nb_statement *s)
{
    s->kind = NB_ANONYMOUS;
    P->names = NAMES_FREE;
    if (!nb_read_body(P, s) || !nb_read_at(P, s) || !read_end(P))
        return false;
    recognize_function(P, s);
    return true;
}

/* Whether a function's name, bare or in brackets, is all but the point. */
static bool is_named(nb_parser *P)
{
    nb_token t = P->t;
    if (t.kind != T_OPEN)
        return nb_is_function(P, t) && nb_ends_target(P, nb_after(P, t));
    nb_token name = nb_after(P, t), close = nb_after(P, name);
    return t.sub == '(' && nb_is_function(P, name) && close.kind == T_CLOSE &&
           close.sub == ')' && nb_ends_target(P, nb_after(P, close));
}

/* f, (f), and f at (2, 1). */
static bool read_named(nb_parser *P, nb_statement *s)
{
    bool bracket = P->t.kind == T_OPEN;
    if (bracket && !nb_advance(P))
        return false;
    s->name = nb_word_symbol(P, P->t);
    s->name_span = (nb_span){P->t.begin, P->t.end};
    if (!nb_advance(P) || (bracket && !nb_advance(P)) || !nb_read_at(P, s))
        return false;
    s->kind = s->has_point ? NB_POINT : NB_SHOW;
    return read_end(P);
}

/* f(x) == x^2 may be a question or a definition. */
static bool read_double_sign(nb_parser *P, nb_token sign)
{
    nb_syntax_error(P, sign.begin, sign.end,
                    "== compares two values; a definition is written with one =");
    nb_hint(P, "write f(x, y) = x^2 + 3y^2 or a = 3/2");
    return false;
}

/* = 3/2 */
static bool nameless(nb_parser *P)
{
    nb_syntax_error(P, P->t.begin, P->t.end, "a name is missing before %s",
                    nb_quoted(P, P->t.begin, P->t.end).text);
    nb_hint(P, "write f(x, y) = x^2 + 3y^2 or a = 3/2");
    return false;
}

static bool read_arrow(nb_parser *P)
{
    nb_token arrow = nb_after(P, P->t);
    nb_syntax_error(P, arrow.begin, arrow.end, "'%s' does not define a function here",
                    nb_quoted(P, arrow.begin, arrow.end).text);
    nb_hint(P, "a function is defined as f(x, y) = x^2 + 3y^2");
    return false;
}

static bool is_closed(nb_parser *P, nb_token open)
{
    uint32_t depth = 1;
    nb_token t = nb_after(P, open);
    for (; depth > 0 && t.kind != T_END && t.kind != T_BAD; t = nb_after(P, t)) {
        depth += t.kind == T_OPEN;
        depth -= t.kind == T_CLOSE;
    }
    return depth == 0;
}

/* What keeps f(é) = é^2 and f(x, y = x from being definitions: a character without a
 * meaning, or the bracket of the parameters that is not closed before the sign. */
static bool broken_definition(nb_parser *P, nb_token open)
{
    nb_token t = nb_after(P, open);
    while (t.kind == T_WORD || t.kind == T_COMMA || t.kind == T_SEMICOLON)
        t = nb_after(P, t);
    if (t.kind == T_BAD)
        nb_lex_explain(P->err, P->text, t);
    else if (is_equals(t) && !is_closed(P, open)) {
        nb_syntax_error(P, open.begin, open.end, "this ( is never closed");
        nb_hint(P, "a function is defined as f(x, y) = x^2 + 3y^2");
    } else {
        return false;
    }
    return true;
}

/* An unknown name with a bracket. */
static bool is_new_call(nb_parser *P)
{
    nb_token open = nb_after(P, P->t);
    if (P->t.kind != T_WORD || open.kind != T_OPEN || open.sub != '(')
        return false;
    nb_expr symbol = nb_word_symbol(P, P->t);
    return symbol && nb_look_up(P, symbol).meaning != NB_NAME_CONSTANT &&
           !nb_is_keyword(P, "at");
}

typedef bool try_statement(nb_parser *P, nb_statement *s, bool *found);

static bool read_statement(nb_parser *P, nb_statement *s)
{
    static try_statement *const tries[] = {nb_try_gradient, nb_try_quotient,
                                           nb_try_subscript, nb_try_diff};
    bool found = false;
    if (P->t.kind == T_END)
        return true;
    nb_token sign = definition_sign(P);
    if (is_equals(P->t))
        return nameless(P);
    if (is_equals(sign) && sign.end - sign.begin == 2 && sign.kind != T_ASSIGN)
        return read_double_sign(P, sign);
    if (is_equals(sign))
        return nb_after(P, P->t).kind == T_OPEN ? read_definition(P, s)
                                                : read_constant(P, s);
    if (is_new_call(P) && broken_definition(P, nb_after(P, P->t)))
        return false;
    if (P->t.kind == T_WORD && nb_after(P, P->t).kind == T_ARROW)
        return read_arrow(P);
    if (!nb_try_command(P, s, &found) || found)
        return !nb_failed(P->p);
    if (P->t.kind == T_BAD) {
        nb_lex_explain(P->err, P->text, P->t);
        return false;
    }
    if (nb_is_keyword(P, "at")) {
        s->kind = NB_POINT;
        return nb_read_at(P, s) && read_end(P);
    }
    P->names = NAMES_FREE;
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++)
        if (!tries[i](P, s, &found) || found)
            return !nb_failed(P->p) && read_end(P);
    if (is_named(P))
        return read_named(P, s);
    return read_formula(P, s);
}

/* ---- the doors ---- */

static bool fits(nb_pool *p, size_t length)
{
    if (length < UINT32_MAX - 1024)
        return true;
    nb_fail(p, NB_ERR_LIMIT, "a statement is at most 4 GiB long");
    return false;
}

bool nb_parse_statement(nb_pool *p, const char *text, size_t length,
                        const nb_scope *scope, nb_notes *notes, nb_statement *out)
{
    nb_parser P;
    nb_statement_free(out);
    if (nb_failed(p) || !fits(p, length))
        return false;
    nb_parser_init(&P, p, text, (uint32_t)length, scope, notes);
    P.names = NAMES_FREE;
    P.t = nb_lex(text, P.length, 0);
    bool ok = read_statement(&P, out) && !nb_failed(p);
    nb_parser_free(&P);
    return ok;
}

bool nb_parse_point(nb_pool *p, const char *text, size_t length, const nb_scope *scope,
                    nb_notes *notes, nb_statement *out)
{
    nb_parser P;
    nb_statement_free(out);
    if (nb_failed(p) || !fits(p, length))
        return false;
    nb_parser_init(&P, p, text, (uint32_t)length, scope, notes);
    out->kind = NB_POINT;
    bool ok = nb_advance_to(&P, 0) && nb_read_place(&P, out, 0) && read_end(&P);
    nb_parser_free(&P);
    return ok && !nb_failed(p);
}

/* The expression that the whole text is. */
static nb_expr read_whole(nb_parser *P)
{
    if (nb_advance_to(P, 0) && nb_read_expression(P, false) && read_end(P))
        return nb_top(P)->value;
    return NB_NONE;
}

nb_expr nb_parse_expression(nb_pool *p, const char *text, size_t length,
                            const nb_scope *scope, nb_notes *notes)
{
    nb_parser P;
    if (nb_failed(p) || !fits(p, length))
        return NB_NONE;
    nb_parser_init(&P, p, text, (uint32_t)length, scope, notes);
    P.names = NAMES_ANY;
    nb_expr e = read_whole(&P);
    nb_parser_free(&P);
    return nb_failed(p) ? NB_NONE : e;
}

nb_expr nb_parse_over(nb_pool *p, const char *text, size_t length, const nb_expr *symbols,
                      uint32_t n, const nb_scope *scope, nb_notes *notes)
{
    nb_parser P;
    if (nb_failed(p) || !fits(p, length))
        return NB_NONE;
    nb_parser_init(&P, p, text, (uint32_t)length, scope, notes);
    P.names = n ? NAMES_DECLARED : NAMES_CLOSED;
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++)
        ok = nb_declare(&P, symbols[i]);
    nb_expr e = ok ? read_whole(&P) : NB_NONE;
    nb_parser_free(&P);
    return nb_failed(p) ? NB_NONE : e;
}
