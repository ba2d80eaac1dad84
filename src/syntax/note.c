#include "syntax/parser.h"

#include <string.h>

/* Notes about a quotient that follows without a blank: sin π/2, x^1/3. They are
 * made where the sign is read, when what stands before it is not applied yet. */

/* The text of a span without the blanks at its end. */
static nb_quote trimmed(const nb_parser *P, uint32_t begin, uint32_t end)
{
    while (end > begin && strchr(" \t\n", P->text[end - 1]))
        end--;
    return nb_quoted(P, begin, end);
}

/* Past the bracket that closes the one at t, when it is near; 0 when it is not. */
static uint32_t near_bracket_end(const nb_parser *P, nb_token t)
{
    enum { FAR = 50 };
    unsigned open = 0;
    for (int i = 0; i < FAR && t.kind != T_END && t.kind != T_BAD; i++) {
        open += t.kind == T_OPEN;
        if (t.kind == T_CLOSE && --open == 0)
            return t.end;
        t = nb_after(P, t);
    }
    return 0;
}

/* Where a simple denominator ends: a number, a name, a bracket; 0 for others. */
static uint32_t denominator_end(nb_parser *P, nb_token t)
{
    nb_word word;
    if (t.kind == T_NUMBER)
        return t.end;
    if (t.kind == T_OPEN)
        return near_bracket_end(P, t);
    if (t.kind != T_WORD || !nb_classify(P, t, &word))
        return 0;
    bool constant = word.kind == WORD_ELEMENTARY && nb_function_row(word.fn)->arity == 0;
    return word.kind == WORD_VARIABLE || word.kind == WORD_CONSTANT || constant ? word.end
                                                                                : 0;
}

/* sin π/2, but not sin x/x. */
static void note_run(nb_parser *P, nb_token below)
{
    const nb_operand *a = nb_top(P);
    uint32_t end = denominator_end(P, below);
    if (end == 0)
        return;
    uint32_t n = end - below.begin;
    if (n == a->end - a->extra &&
        memcmp(P->text + below.begin, P->text + a->extra, n) == 0)
        return;
    nb_note_add(P, NB_NOTE_RUN, a->begin, end,
                "%s is read as (%s)/%s; the other reading is written %s(%s)",
                nb_quoted(P, a->begin, end).text, nb_quoted(P, a->begin, a->end).text,
                nb_quoted(P, below.begin, end).text, trimmed(P, a->begin, a->extra).text,
                nb_quoted(P, a->extra, end).text);
}

/* x^1/3 and x^3/2 look like roots, x^2/4 and x^2/16 do not. */
static bool looks_like_root(const nb_parser *P, nb_expr exponent, nb_token below)
{
    enum { SMALL = 5 };
    slong m, n = 0;
    if (nb_op_of(P->p, exponent) == NB_NEG)
        exponent = nb_arg(P->p, exponent, 0);
    if (!nb_get_int(P->p, exponent, &m))
        return !nb_is_number(P->p, exponent);
    for (uint32_t i = below.begin; i < below.end && n <= SMALL; i++)
        n = P->text[i] >= '0' && P->text[i] <= '9' ? 10 * n + (P->text[i] - '0')
                                                   : SMALL + 1;
    if (m == 1)
        return true;
    return n > 1 && n <= SMALL && m % n != 0 && !(n == 4 && m % 2 == 0);
}

/* The power that a waiting ^ makes of the operand before it. */
static void note_exponent(nb_parser *P, uint32_t base, nb_token below)
{
    uint32_t i = P->n_operators, powers = 0;
    if (below.kind != T_NUMBER || nb_top(P)->shape == SHAPE_BRACKETED)
        return;
    for (; i > base; i--) {
        const nb_operator *o = &P->operators[i - 1];
        if (o->op != NB_POW && o->op != NB_NEG)
            break;
        powers += o->op == NB_POW;
    }
    while (i < P->n_operators && P->operators[i].op == NB_NEG)
        i++;
    if (powers != 1 && !(powers == 2 && P->operators[i + 1].op == NB_NEG))
        return;
    uint32_t sign = P->operators[i].begin;
    const nb_operand *a = &P->operands[P->n_operands - 1 - powers];
    uint32_t begin = nb_after(P, nb_lex(P->text, P->length, sign)).begin;
    if (powers == 1 && !looks_like_root(P, nb_top(P)->value, below))
        return;
    nb_note_add(P, NB_NOTE_FRACTION, a->begin, below.end,
                "%s is read as (%s)/%s; the other reading is written %s^(%s)",
                nb_quoted(P, a->begin, below.end).text,
                nb_quoted(P, a->begin, P->last_end).text,
                nb_quoted(P, below.begin, below.end).text,
                trimmed(P, a->begin, sign).text, nb_quoted(P, begin, below.end).text);
}

void nb_note_slash(nb_parser *P, uint32_t base)
{
    nb_token below = nb_after(P, P->t);
    if (P->t.space || below.space || !P->notes)
        return;
    if (nb_top(P)->shape == SHAPE_APPLIED)
        note_run(P, below);
    else
        note_exponent(P, base, below);
}
