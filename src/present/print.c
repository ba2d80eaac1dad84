#include "present/print.h"

#include "present/print_internal.h"
#include "syntax/parse.h"

#include <stdlib.h>
#include <string.h>

/* ---- the stack ---- */

static void put(printer *w, piece x)
{
    if (w->n == w->capacity) {
        size_t capacity = w->capacity ? w->capacity * 2 : 64;
        piece *stack = realloc(w->stack, capacity * sizeof *stack);
        if (!stack) {
            nb_fail(w->p, NB_ERR_MEMORY, "out of memory");
            return;
        }
        w->stack = stack;
        w->capacity = capacity;
    }
    w->stack[w->n++] = x;
}

void nb_put_expr(printer *w, nb_expr e, nb_level least)
{
    put(w, (piece){.kind = P_EXPR, .e = e, .least = (uint8_t)least});
}

void nb_put_later(printer *w, nb_expr e, nb_level least)
{
    nb_expr behind;
    bool stacked = nb_op_of(w->p, e) == NB_DIV && w->row->level(w, e) >= NB_LEVEL_POWER;
    bool sign = !stacked && nb_is_signed(w->p, e, &behind);
    nb_put_expr(w, e, sign ? NB_LEVEL_ATOM : least);
}

void nb_put_text(printer *w, const char *text, token t)
{
    put(w, (piece){.kind = P_TEXT, .text = text, .token = (uint8_t)t});
}

void nb_put_node(printer *w, piece_kind kind, nb_expr e, token t)
{
    put(w, (piece){.kind = (uint8_t)kind, .e = e, .token = (uint8_t)t});
}

void nb_put_join(printer *w) { put(w, (piece){.kind = P_JOIN}); }

void nb_put_mark(printer *w, token t)
{
    put(w, (piece){.kind = P_MARK, .token = (uint8_t)t});
}

void nb_put_arguments(printer *w, nb_expr e, uint32_t first)
{
    for (uint32_t i = first; i < nb_nargs(w->p, e); i++) {
        if (i > first)
            nb_put_text(w, ", ", T_OTHER);
        nb_put_expr(w, nb_arg(w->p, e, i), NB_LEVEL_ANY);
    }
}

void nb_put_sign(printer *w, const char *sign)
{
    if (!w->unsigned_next)
        nb_put_text(w, sign, T_OTHER);
    w->unsigned_next = false;
}

void nb_put_carried_sign(printer *w, nb_expr quotient, nb_level least, const char *sign)
{
    nb_expr behind;
    if (least > NB_LEVEL_SUM || w->unsigned_next ||
        !nb_is_signed(w->p, nb_arg(w->p, quotient, 0), &behind) ||
        w->row->level(w, behind) < NB_LEVEL_POWER)
        return;
    nb_put_text(w, sign, T_OTHER);
    nb_put_node(w, P_UNSIGN, NB_NONE, T_OTHER);
}

/* The pieces from `start` on are in reading order: the first must come off the
 * stack first. */
static void turn_round(printer *w, size_t start)
{
    for (size_t i = start, j = w->n; i + 1 < j; i++) {
        piece x = w->stack[i];
        w->stack[i] = w->stack[--j];
        w->stack[j] = x;
    }
}

/* ---- questions ---- */

nb_level nb_right_of_product(const nb_pool *p, nb_expr e)
{
    return nb_is_run(p, e) ? NB_LEVEL_PRODUCT : NB_LEVEL_POWER;
}

token nb_name_token(const printer *w, nb_expr e)
{
    return nb_is_letter(nb_symbol_name(w->p, e), w->style) ? T_LETTER : T_WORD;
}

nb_level nb_number_level(nb_pool *p, nb_expr e)
{
    if (nb_number_sign(p, e) < 0)
        return NB_LEVEL_SIGN;
    if (nb_fn_of(p, e) == NB_EXACT)
        return fmpz_is_one(fmpq_denref(nb_value(p, e))) ? NB_LEVEL_ATOM
                                                        : NB_LEVEL_PRODUCT;
    nb_buf digits = {0};
    nb_print_number(p, e, &digits);
    bool quotient = strchr(nb_buf_text(&digits), '/') != NULL;
    nb_buf_free(&digits);
    return quotient ? NB_LEVEL_PRODUCT : NB_LEVEL_ATOM;
}

bool nb_is_signed(nb_pool *p, nb_expr e, nb_expr *behind)
{
    while (nb_op_of(p, e) == NB_MUL || nb_op_of(p, e) == NB_DIV)
        e = nb_arg(p, e, 0);
    bool neg = nb_op_of(p, e) == NB_NEG;
    *behind = neg ? nb_arg(p, e, 0) : e;
    return neg || (nb_is_number(p, e) && nb_number_sign(p, e) < 0);
}

bool nb_is_natural(nb_pool *p, nb_expr e)
{
    return nb_is_number(p, e) && nb_fn_of(p, e) == NB_EXACT &&
           nb_number_sign(p, e) >= 0 && fmpz_is_one(fmpq_denref(nb_value(p, e)));
}

bool nb_is_literal_factorial(nb_pool *p, nb_expr e)
{
    return nb_is_fn(p, e, NB_FN_FACTORIAL) && nb_is_natural(p, nb_arg(p, e, 0));
}

bool nb_takes_inner_power(nb_pool *p, nb_expr power)
{
    nb_expr base = nb_arg(p, power, 0), exponent = nb_arg(p, power, 1);
    if (nb_op_of(p, base) != NB_FN || !nb_is_natural(p, exponent) ||
        nb_is_int(p, exponent, 0) || nb_is_int(p, exponent, 1))
        return false;
    switch (nb_fn_of(p, base)) {
    case NB_FN_SIN:
    case NB_FN_COS:
    case NB_FN_TAN:
    case NB_FN_COT:
    case NB_FN_SEC:
    case NB_FN_CSC:
    case NB_FN_SINH:
    case NB_FN_COSH:
    case NB_FN_TANH:
    case NB_FN_COTH:
    case NB_FN_SECH:
    case NB_FN_CSCH: return true;
    default: return false;
    }
}

static void find_bars(const printer *w)
{
    nb_list order = {0};
    nb_map *barred = &w->barred->nodes;
    nb_topological(w->p, &w->barred->root, 1, &order);
    for (uint32_t i = 0; i < order.n && !nb_failed(w->p); i++) {
        nb_expr x = order.items[i];
        bool inside = nb_is_fn(w->p, x, NB_FN_ABS);
        for (uint32_t k = 0; k < nb_nargs(w->p, x) && !inside; k++)
            inside = nb_map_get(barred, nb_arg(w->p, x, k), 0);
        if (inside)
            nb_map_put(w->p, barred, x, 1);
    }
    w->barred->found = true;
    nb_list_free(&order);
}

bool nb_is_barred(const printer *w, nb_expr e)
{
    if (!w->barred->found)
        find_bars(w);
    return nb_map_get(&w->barred->nodes, e, 0);
}

/* ---- writing ---- */

/* Writes the sign of a product that is due before a token; runs that wait for their
 * first token begin with this one. */
static void begin_token(printer *w, const char *text, token t)
{
    if (w->joining)
        nb_buf_puts(w->out, w->row->joint(w, t, text));
    w->joining = false;
    for (; w->n_waiting; w->n_waiting--)
        w->runs[w->n_runs - w->n_waiting] = (begun_run){w->out->length, (uint8_t)t};
}

static void write_token(printer *w, const char *text, token t)
{
    begin_token(w, text, t);
    nb_buf_puts(w->out, text);
    w->last = t;
}

static void write_superscript(printer *w, const char *digits)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴",
                                         "⁵", "⁶", "⁷", "⁸", "⁹"};
    for (; *digits; digits++)
        nb_buf_puts(w->out, raised[*digits - '0']);
}

static void write_node(printer *w, piece x)
{
    nb_buf *text = &w->token_text;
    const char *name = x.kind == P_NAME ? nb_symbol_name(w->p, x.e) : NULL;
    nb_buf_clear(text);
    if (name && (w->style == NB_STYLE_TEXT || w->style == NB_STYLE_ASCII ||
                 (w->style == NB_STYLE_UNICODE && nb_is_plain_name(name)))) {
        write_token(w, name, (token)x.token);
        return;
    }
    if (x.kind == P_NAME)
        nb_print_name(nb_symbol_name(w->p, x.e), w->style, text);
    else
        nb_print_number(w->p, x.e, text);
    if (x.kind == P_SUPER)
        write_superscript(w, nb_buf_text(text));
    else
        write_token(w, nb_buf_text(text), (token)x.token);
    bool scaled = x.kind == P_NUMBER && strchr(nb_buf_text(text), 'e');
    w->last = scaled ? T_EXPONENT : (token)x.token;
    nb_buf_heed(w->out, nb_buf_text(text));
}

/* ---- what has been written before ---- */

void nb_written_free(nb_written *known)
{
    nb_map_free(&known->at);
    free(known->places);
    *known = (nb_written){0};
}

/* Keeps where the text of e stands: from `start` to the end; its first token and its
 * last. */
static void keep(nb_pool *p, nb_written *known, nb_expr e, size_t start, token first,
                 token last, nb_buf *out)
{
    enum { LONG = 64 };
    if (out->failed || out->length - start < LONG || out->length >= UINT32_MAX)
        return;
    size_t length = out->length - start;
    nb_text_place place = {(uint32_t)start, (uint32_t)length, (uint8_t)first,
                           (uint8_t)last};
    nb_text_place *places =
        nb_room(p, known->places, known->n, &known->capacity, sizeof *places);
    if (!places)
        return;
    known->places = places;
    known->places[known->n++] = place;
    nb_map_put(p, &known->at, e, known->n);
}

/* Where the text of e stands; NULL: it has not been written. */
static const nb_text_place *find(const nb_written *known, nb_expr e)
{
    uint32_t place = nb_map_get(&known->at, e, 0);
    return place ? &known->places[place - 1] : NULL;
}

static bool copy(const nb_written *known, nb_expr e, nb_buf *out)
{
    const nb_text_place *place = find(known, e);
    if (place)
        nb_buf_repeat(out, place->start, place->length);
    return place;
}

/* A node in parentheses, which may have been written before: what is in them does not
 * depend on what is around them. */
static void expand_known(printer *w, nb_expr e)
{
    write_token(w, w->row->open, T_OPEN);
    if (copy(w->known, e, w->out)) {
        write_token(w, w->row->close, T_CLOSE);
        return;
    }
    size_t start = w->n;
    piece end = {.kind = P_KEEP, .e = e};
    end.start = w->out->length;
    w->row->pieces(w, e, NB_LEVEL_ANY);
    put(w, end);
    nb_put_text(w, w->row->close, T_CLOSE);
    turn_round(w, start);
}

static void begin_run(printer *w)
{
    begun_run *runs = nb_room(w->p, w->runs, w->n_runs, &w->runs_capacity, sizeof *runs);
    if (!runs)
        return;
    w->runs = runs;
    w->n_runs++;
    w->n_waiting++;
}

static void end_run(printer *w, nb_expr e)
{
    begun_run run = w->runs[--w->n_runs];
    keep(w->p, w->known, e, run.start, (token)run.first, w->last, w->out);
}

/* A run of factors, which may have been written before. */
static void expand_run(printer *w, nb_expr e)
{
    const nb_text_place *place = find(w->known, e);
    if (place) {
        begin_token(w, w->out->text + place->start, (token)place->first);
        nb_buf_repeat(w->out, place->start, place->length);
        w->last = (token)place->last;
        return;
    }
    size_t start = w->n;
    nb_put_node(w, P_BEGIN, e, T_OTHER);
    w->row->pieces(w, e, NB_LEVEL_PRODUCT);
    nb_put_node(w, P_END, e, T_OTHER);
    turn_round(w, start);
}

/* Replaces a node by its pieces; writes the most frequent one at once. */
static void expand(printer *w, nb_expr e, nb_level least)
{
    if (w->row == &nb_infix_row && nb_is_symbol(w->p, e)) {
        write_node(w, (piece){.kind = P_NAME, .e = e, .token = nb_name_token(w, e)});
        return;
    }
    bool bracketed = w->row->level(w, e) < least;
    if (bracketed && w->known) {
        expand_known(w, e);
        return;
    }
    if (w->known && nb_is_run(w->p, e)) {
        expand_run(w, e);
        return;
    }
    size_t start = w->n;
    if (bracketed)
        nb_put_text(w, w->row->open, T_OPEN);
    w->row->pieces(w, e, bracketed ? NB_LEVEL_ANY : least);
    if (bracketed)
        nb_put_text(w, w->row->close, T_CLOSE);
    turn_round(w, start);
}

static void run(printer *w)
{
    while (w->n && nb_poll(w->p) && !w->out->failed) {
        piece x = w->stack[--w->n];
        switch (x.kind) {
        case P_EXPR: expand(w, x.e, (nb_level)x.least); break;
        case P_TEXT: write_token(w, x.text, (token)x.token); break;
        case P_UNSIGN: w->unsigned_next = true; break;
        case P_JOIN: w->joining = true; break;
        case P_MARK: w->last = (token)x.token; break;
        case P_KEEP: keep(w->p, w->known, x.e, x.start, T_OTHER, T_OTHER, w->out); break;
        case P_BEGIN: begin_run(w); break;
        case P_END: end_run(w, x.e); break;
        default: write_node(w, x);
        }
    }
}

static const style_row *row_of(nb_style style)
{
    if (style == NB_STYLE_MATHML)
        return &nb_mathml_row;
    return style == NB_STYLE_LATEX ? &nb_latex_row : &nb_infix_row;
}

static void print(nb_pool *p, nb_expr typed, nb_style style, int least, nb_written *known,
                  nb_buf *out)
{
    barred_nodes barred = {.root = typed};
    printer w = {
        .p = p, .out = out, .style = style, .row = row_of(style), .barred = &barred};
    if (w.row == &nb_infix_row)
        w.known = known;
    if (typed == NB_NONE || nb_failed(p))
        return;
    nb_put_expr(&w, typed, (nb_level)least);
    run(&w);
    nb_is_written(p, out);
    free(w.stack);
    free(w.runs);
    nb_buf_free(&w.token_text);
    nb_map_free(&barred.nodes);
}

void nb_print_within(nb_pool *p, nb_expr typed, nb_style style, int least, nb_buf *out)
{
    print(p, typed, style, least, NULL, out);
}

void nb_print_again(nb_pool *p, nb_expr typed, nb_style style, int least,
                    nb_written *known, nb_buf *out)
{
    bool bare = least <= NB_LEVEL_SUM && !nb_is_condition(p, typed);
    size_t start = out->length;
    if (bare && copy(known, typed, out))
        return;
    print(p, typed, style, least, known, out);
    if (bare && !nb_failed(p))
        keep(p, known, typed, start, T_OTHER, T_OTHER, out);
}

void nb_print(nb_pool *p, nb_expr typed, nb_style style, nb_buf *out)
{
    nb_print_within(p, typed, style, NB_LEVEL_ANY, out);
}

void nb_print_vector(nb_pool *p, const nb_expr *items, uint32_t n, nb_style style,
                     nb_buf *out)
{
    const style_row *row = row_of(style);
    nb_buf_puts(out, row->open);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            nb_buf_puts(out, style == NB_STYLE_MATHML ? "<mo>,</mo>" : ", ");
        nb_print(p, items[i], style, out);
    }
    nb_buf_puts(out, row->close);
}

const char *nb_relation_sign(unsigned rel, nb_style style)
{
    static const char *const signs[][3] = {
        [NB_LT] = {"<", "<", "<"},     [NB_LE] = {"<=", "≤", "\\le"},
        [NB_EQ] = {"=", "=", "="},     [NB_NE] = {"!=", "≠", "\\ne"},
        [NB_GE] = {">=", "≥", "\\ge"}, [NB_GT] = {">", ">", ">"},
    };
    return signs[rel][style == NB_STYLE_UNICODE ? 1 : style == NB_STYLE_LATEX ? 2 : 0];
}
