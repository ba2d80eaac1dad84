#include "teach/told.h"

#include <stdlib.h>
#include <string.h>

void nb_told_init(nb_told *t, nb_pool *p) { *t = (nb_told){.p = p}; }

void nb_told_free(nb_told *t)
{
    free(t->pieces);
    free(t->lines);
    free(t->steps);
    nb_list_free(&t->used);
    nb_list_free(&t->equals);
    nb_buf_free(&t->texts);
    *t = (nb_told){0};
}

void nb_told_each(nb_told *t, void (*visit)(void *data, nb_expr *e), void *data)
{
    for (uint32_t i = 0; i < t->n_pieces; i++) {
        visit(data, &t->pieces[i].e);
        visit(data, &t->pieces[i].variable);
    }
    for (uint32_t i = 0; i < t->n_steps; i++) {
        visit(data, &t->steps[i].of);
        visit(data, &t->steps[i].variable);
        visit(data, &t->steps[i].result);
    }
    for (uint32_t i = 0; i < t->equals.n; i++)
        visit(data, &t->equals.items[i]);
}

void nb_told_line_begin(nb_told *t, nb_told_line_kind kind, uint32_t step, uint32_t depth)
{
    nb_told_line *lines =
        nb_room(t->p, t->lines, t->n_lines, &t->lines_capacity, sizeof *lines);
    if (!lines)
        return;
    t->lines = lines;
    lines[t->n_lines++] = (nb_told_line){.kind = kind,
                                         .step = step,
                                         .section = t->n_sections - 1,
                                         .depth = depth,
                                         .first = t->n_pieces};
}

static void add_piece(nb_told *t, nb_told_piece piece)
{
    if (t->n_lines == 0)
        return;
    nb_told_piece *pieces =
        nb_room(t->p, t->pieces, t->n_pieces, &t->pieces_capacity, sizeof *pieces);
    if (!pieces)
        return;
    t->pieces = pieces;
    pieces[t->n_pieces++] = piece;
    t->lines[t->n_lines - 1].n++;
}

/* Words that follow words are one piece. */
void nb_told_words(nb_told *t, const char *words)
{
    size_t length = strlen(words);
    nb_told_piece *last = t->n_pieces ? &t->pieces[t->n_pieces - 1] : NULL;
    bool joins = last && t->n_lines && t->lines[t->n_lines - 1].n &&
                 last->kind == NB_TOLD_WORDS &&
                 last->at + last->length + 1 == t->texts.length;
    if (joins) {
        t->texts.length--; /* over the NUL between them */
        last->length += length;
    } else {
        add_piece(t, (nb_told_piece){
                         .kind = NB_TOLD_WORDS, .at = t->texts.length, .length = length});
    }
    nb_buf_add(&t->texts, words, length + 1);
    if (t->texts.failed)
        nb_fail(t->p, NB_ERR_MEMORY, "out of memory");
}

void nb_told_name(nb_told *t, uint32_t step, const char *name)
{
    t->steps[step].rule = t->texts.length;
    nb_buf_add(&t->texts, name, strlen(name) + 1);
    nb_told_words(t, name);
}

void nb_told_put(nb_told *t, nb_told_kind kind, nb_expr e)
{
    add_piece(t, (nb_told_piece){.kind = kind, .e = e});
}

void nb_told_derivative(nb_told *t, nb_expr e, nb_expr variable)
{
    add_piece(t,
              (nb_told_piece){.kind = NB_TOLD_DERIVATIVE, .e = e, .variable = variable});
}

const char *nb_told_text(const nb_told *t, const nb_told_piece *piece)
{
    return t->texts.text + piece->at;
}

uint32_t nb_told_step(nb_told *t, const nb_rule_row *row, nb_expr of, nb_expr variable)
{
    nb_step *steps =
        nb_room(t->p, t->steps, t->n_steps, &t->steps_capacity, sizeof *steps);
    if (!steps)
        return NB_NO_STEP;
    t->steps = steps;
    steps[t->n_steps] = (nb_step){.row = row,
                                  .of = of,
                                  .variable = variable,
                                  .section = t->n_sections - 1,
                                  .first_used = t->used.n,
                                  .first_equal = t->equals.n};
    return t->n_steps++;
}
