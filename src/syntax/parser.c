#include "syntax/parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void nb_parser_init(nb_parser *P, nb_pool *p, const char *text, uint32_t length,
                    const nb_scope *scope, nb_notes *notes)
{
    *P = (nb_parser){.p = p,
                     .err = nb_pool_error(p),
                     .scope = scope,
                     .notes = notes,
                     .text = text,
                     .length = length,
                     .stack = __builtin_frame_address(0)};
    if (notes)
        notes->n = 0;
    for (uint32_t i = 0; scope && i < scope->n_variables; i++)
        if (!nb_map_put(p, &P->params, scope->variables[i], 1))
            return;
}

void nb_parser_free(nb_parser *P)
{
    nb_map_free(&P->params);
    nb_map_free(&P->bare);
    nb_list_free(&P->scratch);
    free(P->operands);
    free(P->operators);
}

/* ---- tokens ---- */

enum { STEPS_BETWEEN_POLLS = 1024 };

bool nb_advance_to(nb_parser *P, uint32_t end)
{
    P->last_end = end;
    P->t = nb_lex(P->text, P->length, end);
    if (++P->steps % STEPS_BETWEEN_POLLS == 0 && !nb_poll(P->p))
        return false;
    if (P->t.kind == T_BAD)
        nb_lex_explain(P->err, P->text, P->t);
    return P->t.kind != T_BAD && !nb_failed(P->p);
}

bool nb_advance(nb_parser *P) { return nb_advance_to(P, P->t.end); }

void nb_rewind(nb_parser *P, nb_token t) { P->t = t; }

nb_token nb_after(const nb_parser *P, nb_token t)
{
    return nb_lex(P->text, P->length, t.end);
}

nb_token nb_after_group(const nb_parser *P, nb_token t)
{
    size_t open = 0;
    do {
        if (t.kind == T_OPEN)
            open++;
        else if (t.kind == T_CLOSE)
            open--;
        else if (t.kind == T_END || t.kind == T_BAD)
            return t;
        t = nb_after(P, t);
    } while (open > 0);
    return t;
}

bool nb_token_is_word(nb_parser *P, nb_token t, const char *word)
{
    if (t.kind != T_WORD)
        return false;
    if (t.ascii) {
        size_t n = strlen(word);
        if (t.end - t.begin != n || memcmp(P->text + t.begin, word, n) != 0)
            return false;
    } else {
        char name[NB_NAME_MAX + 1];
        nb_word_name(P->text, t, name);
        if (strcmp(name, word) != 0)
            return false;
    }
    nb_expr symbol = nb_word_symbol(P, t);
    return symbol && !nb_is_param(P, symbol) &&
           nb_look_up(P, symbol).meaning == NB_NAME_UNKNOWN;
}

bool nb_is_keyword(nb_parser *P, const char *word)
{
    return nb_token_is_word(P, P->t, word);
}

nb_expr nb_word_symbol(nb_parser *P, nb_token t)
{
    char name[NB_NAME_MAX + 1];
    size_t n = nb_word_name(P->text, t, name);
    if (n > 0)
        return nb_symbol(P->p, name, n);
    nb_error_at(P->err, NB_ERR_LIMIT, t.begin, t.end,
                "this name is too long: the limit is %d letters", NB_NAME_MAX);
    return NB_NONE;
}

bool nb_is_param(const nb_parser *P, nb_expr symbol)
{
    return P->names != NAMES_CLOSED && P->params.n > 0 &&
           nb_map_get(&P->params, symbol, 0) == 1;
}

nb_named nb_look_up(nb_parser *P, nb_expr symbol)
{
    nb_named unknown = {NB_NAME_UNKNOWN, 0, NULL};
    if (!P->scope || !P->scope->look_up)
        return unknown;
    return P->scope->look_up(P->scope->data, nb_symbol_name(P->p, symbol));
}

/* ---- errors and notes ---- */

static bool fail(nb_parser *P, nb_code code, uint32_t begin, uint32_t end,
                 const char *format, va_list args)
{
    char message[NB_MESSAGE_MAX];
    vsnprintf(message, sizeof message, format, args);
    nb_error_at(P->err, code, begin, end, "%s", message);
    return false;
}

bool nb_syntax_error(nb_parser *P, uint32_t begin, uint32_t end, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(P, NB_ERR_SYNTAX, begin, end, format, args);
    va_end(args);
    return false;
}

bool nb_name_error(nb_parser *P, uint32_t begin, uint32_t end, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(P, NB_ERR_NAME, begin, end, format, args);
    va_end(args);
    return false;
}

void nb_hint(nb_parser *P, const char *format, ...)
{
    char hint[NB_HINT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(hint, sizeof hint, format, args);
    va_end(args);
    nb_error_hint(P->err, "%s", hint);
}

nb_quote nb_quoted(const nb_parser *P, uint32_t begin, uint32_t end)
{
    enum { SHOWN = 40 };
    nb_quote q;
    size_t n = end > begin ? end - begin : 0;
    bool cut = n > SHOWN;
    if (cut)
        n = SHOWN;
    while (cut && n > 0 && ((unsigned char)P->text[begin + n] & 0xC0) == 0x80)
        n--;
    memcpy(q.text, P->text + begin, n);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)q.text[i] < 0x20)
            q.text[i] = ' ';
    strcpy(q.text + n, cut ? "..." : "");
    return q;
}

bool nb_unexpected(nb_parser *P, const char *expected)
{
    nb_token t = P->t;
    if (t.kind == T_END)
        return nb_syntax_error(P, t.begin, t.end, "the line ends where %s should be",
                               expected);
    if (t.kind == T_SUBSCRIPT) {
        nb_syntax_error(P, t.begin, t.end, "this _ does not belong to a name");
        nb_hint(P, "a name begins with a letter, and a subscript follows it directly: "
                   "x_1, f_xy");
        return false;
    }
    return nb_syntax_error(P, t.begin, t.end, "%s should be here, not '%s'", expected,
                           nb_quoted(P, t.begin, t.end).text);
}

void nb_note_add(nb_parser *P, nb_note_kind kind, uint32_t begin, uint32_t end,
                 const char *format, ...)
{
    if (!P->notes)
        return;
    for (uint32_t i = 0; i < P->notes->n; i++)
        if (P->notes->items[i].kind == kind)
            return;
    nb_note *note = &P->notes->items[P->notes->n++];
    note->kind = kind;
    note->span = (nb_span){begin, end};
    va_list args;
    va_start(args, format);
    vsnprintf(note->text, sizeof note->text, format, args);
    va_end(args);
}

static bool deeper(nb_parser *P, uint32_t *count)
{
    if ((*count)++ < NB_NESTING_MAX)
        return true;
    nb_error_at(P->err, NB_ERR_LIMIT, P->t.begin, P->t.end,
                "nested deeper than 10,000 levels");
    return false;
}

/* 10,000 levels of an optimized build take 4 MiB. Sanitizers and debug builds have
 * frames several times as large, and must not run out of a stack of 8 MiB. */
enum { STACK_MAX = 7 << 20 };

bool nb_descend(nb_parser *P)
{
    const char *here = __builtin_frame_address(0);
    size_t used = (size_t)(here < P->stack ? P->stack - here : here - P->stack);
    if (used < STACK_MAX)
        return deeper(P, &P->depth);
    nb_error_at(P->err, NB_ERR_LIMIT, P->t.begin, P->t.end,
                "nested too deeply for the stack");
    return false;
}

bool nb_await(nb_parser *P) { return deeper(P, &P->waiting); }

/* ---- operands ---- */

bool nb_push(nb_parser *P, nb_expr value, uint32_t begin, uint32_t end, nb_shape shape)
{
    nb_operand *operands = nb_room(P->p, P->operands, P->n_operands,
                                   &P->operands_capacity, sizeof *operands);
    if (!operands)
        return false;
    P->operands = operands;
    P->operands[P->n_operands++] =
        (nb_operand){.value = value, .begin = begin, .end = end, .shape = (uint8_t)shape};
    return !nb_failed(P->p);
}

nb_operand nb_pop(nb_parser *P) { return P->operands[--P->n_operands]; }

nb_operand *nb_top(nb_parser *P) { return &P->operands[P->n_operands - 1]; }

bool nb_build(nb_parser *P, nb_op op, unsigned fn, uint32_t n, uint32_t begin)
{
    nb_operand *first = P->operands + (P->n_operands - n);
    P->scratch.n = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!nb_list_add(P->p, &P->scratch, first[i].value))
            return false;
    nb_expr e = nb_make(P->p, op, fn, n, P->scratch.items);
    P->n_operands -= n;
    return nb_push(P, e, begin, P->last_end, SHAPE_PLAIN);
}
