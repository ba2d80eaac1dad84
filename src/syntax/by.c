#include "syntax/parser.h"

#include <stdlib.h>
#include <string.h>

/* What the statements about derivatives share: the list of variables, and what
 * is differentiated. */

bool nb_add_by(nb_parser *P, nb_statement *s, nb_expr variable, uint32_t times)
{
    uint64_t total = times;
    for (uint32_t i = 0; i < s->n_by; i++)
        total += s->by[i].times;
    if (total > NB_ORDER_MAX) {
        nb_error_at(P->err, NB_ERR_LIMIT, P->t.begin, P->t.end,
                    "the order of a derivative is at most %d", NB_ORDER_MAX);
        return false;
    }
    if (!variable)
        return false;
    if (s->n_by > 0 && s->by[s->n_by - 1].variable == variable) {
        s->by[s->n_by - 1].times += times;
        return true;
    }
    nb_by *grown = realloc(s->by, (s->n_by + 1) * sizeof *grown);
    if (!grown)
        return nb_fail(P->p, NB_ERR_MEMORY, "out of memory");
    s->by = grown;
    s->by[s->n_by++] = (nb_by){variable, times};
    return true;
}

/* "x, y and z" */
static void list_parameters(nb_parser *P, nb_named f, char *out, size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    for (uint32_t i = 0; i < f.n; i++) {
        const char *name = nb_symbol_name(P->p, f.params[i]);
        const char *joint = i == 0 ? "" : i + 1 < f.n ? ", " : " and ";
        if (n + strlen(joint) + strlen(name) + 5 > size) {
            strcpy(out + n, ", ...");
            return;
        }
        strcpy(out + n, joint);
        strcat(out + n, name);
        n += strlen(out + n);
    }
}

bool nb_check_partial(nb_parser *P, nb_statement *s, uint32_t begin, uint32_t end)
{
    nb_named f = nb_look_up(P, s->name);
    for (uint32_t i = 0; i < s->n_by; i++) {
        uint32_t k = 0;
        while (k < f.n && f.params[k] != s->by[i].variable)
            k++;
        if (k < f.n)
            continue;
        char list[120];
        list_parameters(P, f, list, sizeof list);
        nb_name_error(P, begin, end, "%s has no variable %s",
                      nb_symbol_name(P->p, s->name),
                      nb_symbol_name(P->p, s->by[i].variable));
        nb_hint(P, f.n == 1 ? "its variable is %s" : "its variables are %s", list);
        return false;
    }
    return true;
}

/* Whether a user function's bare name, or f(x, y) with its own parameters, is all
 * that is differentiated. */
static bool is_function_itself(nb_parser *P)
{
    if (!nb_is_function(P, P->t))
        return false;
    nb_token next = nb_after(P, P->t);
    if (next.kind == T_OPEN) {
        nb_named f = nb_look_up(P, nb_word_symbol(P, P->t));
        if (!nb_is_identity(P, next, f))
            return false;
        next = nb_after_group(P, next);
    }
    return nb_ends_target(P, next) || next.kind == T_COMMA || next.kind == T_CLOSE;
}

/* d/dx f(2, 1) is the derivative of a number, which no one means. */
static bool is_value_of_function(nb_parser *P, nb_statement *s)
{
    if (nb_op_of(P->p, s->body) != NB_CALL)
        return false;
    for (uint32_t i = 0; i < s->n_by; i++)
        if (nb_contains(P->p, s->body, s->by[i].variable))
            return false;
    return s->n_by > 0;
}

static void note_reach(nb_parser *P, nb_statement *s)
{
    nb_operand *body = nb_top(P);
    nb_op op = nb_op_of(P->p, s->body);
    bool open_end = P->t.kind == T_END || nb_is_keyword(P, "at");
    if (open_end && body->shape != SHAPE_BRACKETED && (op == NB_ADD || op == NB_SUB))
        nb_note_add(P, NB_NOTE_REACH, body->begin, body->end,
                    "all of %s is differentiated; for less of it use brackets",
                    nb_quoted(P, body->begin, body->end).text);
}

static bool is_closed_number(const nb_pool *p, nb_expr e)
{
    if (nb_op_of(p, e) == NB_NEG)
        e = nb_arg(p, e, 0);
    return nb_is_number(p, e);
}

/* Where a number in brackets begins that ends the body after a blank and without a
 * sign, as in x^3 (2); the body's end when there is none. */
static uint32_t bracket_at_end(nb_parser *P, const nb_operand *body)
{
    nb_token t = nb_lex(P->text, P->length, body->begin), before = t;
    uint32_t open = body->end - 1;
    while (open > body->begin && P->text[open] != '(')
        open--;
    while (t.begin < open && t.kind != T_END && t.kind != T_BAD) {
        before = t;
        t = nb_after(P, t);
    }
    bool product = t.begin == open && t.space && before.kind != T_TIMES;
    return product ? open : body->end;
}

/* d/dx x^3 (2): a point to those who write f(2), a product to the rules. */
static bool ends_with_point(nb_parser *P, nb_statement *s)
{
    nb_operand *body = nb_top(P);
    if (P->t.kind != T_END || nb_op_of(P->p, s->body) != NB_MUL ||
        body->shape != SHAPE_PLAIN || P->text[body->end - 1] != ')' ||
        !is_closed_number(P->p, nb_arg(P->p, s->body, 1)))
        return false;
    uint32_t open = bracket_at_end(P, body), end = open;
    if (open == body->end)
        return false;
    while (strchr(" \t", P->text[end - 1]))
        end--;
    nb_quote value = nb_quoted(P, open + 1, body->end - 1);
    nb_syntax_error(P, open, body->end, "(%s): the point of the derivative, or a factor?",
                    value.text);
    nb_hint(P, "write %s at %s for the point, %s*(%s) for the product",
            nb_quoted(P, nb_lex(P->text, P->length, 0).begin, end).text, value.text,
            nb_quoted(P, body->begin, end).text, value.text);
    return true;
}

bool nb_read_differentiated(nb_parser *P, nb_statement *s)
{
    if (is_function_itself(P)) {
        s->kind = NB_PARTIAL;
        s->name = nb_word_symbol(P, P->t);
        s->name_span = (nb_span){P->t.begin, P->t.end};
        return nb_advance(P) && nb_read_arguments(P, s, nb_look_up(P, s->name));
    }
    s->kind = NB_DERIVATIVE;
    for (uint32_t i = 0; i < s->n_by; i++)
        if (!nb_declare(P, s->by[i].variable))
            return false;
    if (!nb_read_body(P, s))
        return false;
    if (ends_with_point(P, s))
        return false;
    note_reach(P, s);
    if (!is_value_of_function(P, s))
        return true;
    nb_quote shown = nb_quoted(P, s->body_span.begin, s->body_span.end);
    const char *name = nb_symbol_name(P->p, nb_arg(P->p, s->body, 0));
    nb_syntax_error(P, s->body_span.begin, s->body_span.end,
                    "%s does not depend on %s, so its derivative is 0", shown.text,
                    nb_symbol_name(P->p, s->by[0].variable));
    nb_hint(P, "the derivative at a point is written %s_%s(...) or d/d%s %s at (...)",
            name, nb_symbol_name(P->p, s->by[0].variable),
            nb_symbol_name(P->p, s->by[0].variable), name);
    return false;
}
