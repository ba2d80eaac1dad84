#include "syntax/parser.h"

/* ∇f, grad f(2, 1), ∇(x^2 + y^2), and their norm between bars or after a word. */

static bool is_gradient_sign(nb_parser *P, nb_token t)
{
    return t.kind == T_NABLA || nb_token_is_word(P, t, "grad") ||
           nb_token_is_word(P, t, "gradient");
}

/* What may stand directly after the function of a gradient. */
static bool ends_function(nb_parser *P, nb_token t)
{
    switch (t.kind) {
    case T_END:
    case T_NORM:
    case T_BAR:
    case T_CLOSEBAR:
    case T_CLOSE: return true;
    default: return nb_token_is_word(P, t, "at");
    }
}

/* (f) */
static bool is_bracketed_function(nb_parser *P)
{
    if (P->t.kind != T_OPEN)
        return false;
    nb_token word = nb_after(P, P->t);
    return nb_is_function(P, word) && nb_after(P, word).kind == T_CLOSE;
}

/* A lone name: f, or f(2, 1). */
static bool is_lone_name(nb_parser *P)
{
    if (P->t.kind != T_WORD)
        return false;
    nb_token next = nb_after(P, P->t);
    if (next.kind == T_OPEN)
        next = nb_after_group(P, next);
    return ends_function(P, next);
}

static bool no_such_function(nb_parser *P)
{
    nb_quote name = nb_quoted(P, P->t.begin, P->t.end);
    nb_name_error(P, P->t.begin, P->t.end, "there is no function %s", name.text);
    nb_hint(P, "define it first: %s(x, y) = ...; or write the formula in brackets",
            name.text);
    return false;
}

static bool read_named(nb_parser *P, nb_statement *s)
{
    bool bracket = P->t.kind == T_OPEN;
    if (bracket && !nb_advance(P))
        return false;
    s->name = nb_word_symbol(P, P->t);
    s->name_span = (nb_span){P->t.begin, P->t.end};
    if (!nb_advance(P) || (bracket && !nb_advance(P)))
        return false;
    return nb_read_arguments(P, s, nb_look_up(P, s->name));
}

/* What the gradient is taken of: nothing (the current function), a function with
 * its point, or a formula. */
static bool read_target(nb_parser *P, nb_statement *s)
{
    if (ends_function(P, P->t))
        return nb_read_at(P, s);
    if (P->t.kind == T_SUPER || P->t.kind == T_CARET)
        return nb_syntax_error(P, P->t.begin, P->t.end,
                               "∇² (the Laplacian) is not read yet");
    if (is_bracketed_function(P) || (nb_is_function(P, P->t) && is_lone_name(P)))
        return read_named(P, s) && nb_read_at(P, s);
    if (is_lone_name(P)) {
        nb_word word;
        if (!nb_classify(P, P->t, &word))
            return false;
        if (word.kind == WORD_VARIABLE || word.kind == WORD_NONE)
            return no_such_function(P);
    }
    return nb_read_body(P, s) && nb_read_at(P, s);
}

/* ---- norms ---- */

/* The bars or brackets around a gradient: two of a kind for ||∇f||. */
typedef struct fence {
    uint8_t kind; /* of the closing token; T_END: none */
    uint8_t count;
    uint32_t begin, end;
} fence;

static bool read_fence(nb_parser *P, fence *f)
{
    nb_token t = P->t;
    *f = (fence){T_END, 0, t.begin, t.end};
    if (t.kind == T_NORM || t.kind == T_BAR) {
        f->kind = t.kind;
        f->count = 1;
        if (t.kind == T_BAR && nb_after(P, t).kind == T_BAR) {
            f->count = 2;
            if (!nb_advance(P))
                return false;
        }
    } else if (t.kind == T_OPENBAR) {
        f->kind = T_CLOSEBAR;
        f->count = 1;
    } else {
        if (!nb_advance(P))
            return false; /* the word norm */
        if (P->t.kind != T_OPEN || !is_gradient_sign(P, nb_after(P, P->t)))
            return true;
        f->kind = T_CLOSE;
        f->count = 1;
    }
    return nb_advance(P);
}

static bool close_fence(nb_parser *P, const fence *f)
{
    for (uint8_t i = 0; i < f->count; i++) {
        if (P->t.kind == T_END) {
            nb_quote sign = nb_quoted(P, f->begin, f->end);
            return nb_syntax_error(P, f->begin, f->end, "this %s is never closed",
                                   sign.text);
        }
        if (P->t.kind != f->kind)
            return nb_unexpected(P, "the end of the norm");
        if (!nb_advance(P))
            return false;
    }
    return true;
}

static bool read_norm(nb_parser *P, nb_statement *s)
{
    fence f;
    s->kind = NB_NORM;
    uint32_t bars = P->bars;
    if (!read_fence(P, &f))
        return false;
    if (!is_gradient_sign(P, P->t)) {
        nb_syntax_error(P, P->t.begin, P->t.end, "the norm is taken of a gradient");
        nb_hint(P, "write norm grad f(2, 1) or ‖∇f(2, 1)‖");
        return false;
    }
    P->bars = 1; /* a bar closes the norm, and opens nothing */
    if (!nb_advance(P) || !read_target(P, s) || !close_fence(P, &f))
        return false;
    P->bars = bars;
    if (s->name && !s->has_point && !nb_read_arguments(P, s, nb_look_up(P, s->name)))
        return false;
    return nb_read_at(P, s);
}

static bool begins_norm(nb_parser *P)
{
    nb_token t = P->t, next = nb_after(P, t);
    if (nb_is_keyword(P, "norm"))
        return true;
    if (t.kind == T_BAR && next.kind == T_BAR)
        next = nb_after(P, next);
    return (t.kind == T_NORM || t.kind == T_BAR || t.kind == T_OPENBAR) &&
           is_gradient_sign(P, next);
}

bool nb_try_gradient(nb_parser *P, nb_statement *s, bool *found)
{
    *found = true;
    if (begins_norm(P))
        return read_norm(P, s);
    *found = is_gradient_sign(P, P->t);
    if (!*found)
        return true;
    s->kind = NB_GRADIENT;
    return nb_advance(P) && read_target(P, s);
}
