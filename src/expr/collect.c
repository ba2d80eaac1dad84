#include "expr/pool_internal.h"

#include <stdlib.h>
#include <string.h>

/* Mark and compact. Operands lie below their users, so one downward loop marks
 * and one upward loop moves. */

static void mark(const nb_pool *p, uint32_t *moved, nb_expr **roots, size_t n)
{
    for (size_t i = 0; i < n; i++)
        moved[*roots[i]] = 1;
    for (nb_expr e = p->n; e-- > 1;) {
        if (!moved[e])
            continue;
        for (uint32_t i = 0; i < nb_nargs(p, e); i++)
            moved[nb_arg(p, e, i)] = 1;
    }
    moved[NB_NONE] = 0;
}

/* Moves what the node's `first` points at to the end of the kept part. */
static void move_payload(nb_pool *p, nb_node *node, const uint32_t *moved)
{
    if (node->op == NB_NUMBER) {
        if (node->first != p->nnumbers)
            fmpq_swap(p->at.numbers + p->nnumbers, p->at.numbers + node->first);
        node->first = p->nnumbers++;
    } else if (node->op == NB_SYMBOL) {
        char *name = p->names[node->first];
        p->names[node->first] = p->names[p->nnames];
        p->names[p->nnames] = name;
        node->first = p->nnames++;
    } else {
        for (uint32_t i = 0; i < node->nargs; i++)
            p->at.args[p->nargs + i] = moved[p->at.args[node->first + i]];
        node->first = p->nargs;
        p->nargs += node->nargs;
    }
}

static void compact(nb_pool *p, uint32_t *moved)
{
    uint32_t old_n = p->n, old_numbers = p->nnumbers, old_names = p->nnames;
    p->n = 1;
    p->nargs = p->nnumbers = p->nnames = 0;
    for (nb_expr e = 1; e < old_n; e++) {
        if (!moved[e])
            continue;
        nb_node node = p->at.nodes[e];
        move_payload(p, &node, moved);
        moved[e] = p->n;
        p->at.nodes[p->n++] = node;
    }
    p->number_bytes = 0;
    for (uint32_t i = 0; i < p->nnumbers; i++)
        p->number_bytes += nb_fmpq_bytes(p->at.numbers + i);
    for (uint32_t i = p->nnumbers; i < old_numbers; i++)
        fmpq_clear(p->at.numbers + i);
    p->name_bytes = 0;
    for (uint32_t i = 0; i < p->nnames; i++)
        p->name_bytes += strlen(p->names[i]) + 1;
    for (uint32_t i = p->nnames; i < old_names; i++)
        free(p->names[i]);
}

/* Gives memory back after a large statement; keeps what a usual one needs. */
static void shrink(void **array, uint32_t *capacity, uint32_t used, size_t size)
{
    uint32_t want = used < 512 ? 1024 : used * 2;
    if (*capacity / 4 < want)
        return;
    void *smaller = realloc(*array, want * size);
    if (smaller) {
        *array = smaller;
        *capacity = want;
    }
}

static void shrink_all(nb_pool *p)
{
    void *nodes = p->at.nodes, *args = p->at.args, *numbers = p->at.numbers,
         *names = p->names;
    shrink(&nodes, &p->capacity, p->n, sizeof *p->at.nodes);
    shrink(&args, &p->args_capacity, p->nargs, sizeof *p->at.args);
    shrink(&numbers, &p->numbers_capacity, p->nnumbers, sizeof *p->at.numbers);
    shrink(&names, &p->names_capacity, p->nnames, sizeof *p->names);
    p->at.nodes = nodes;
    p->at.args = args;
    p->at.numbers = numbers;
    p->names = names;
    while (p->table_size > 4096 && p->table_size / 8 > p->n) {
        nb_place_in_table *table = realloc(p->table, p->table_size / 2 * sizeof *table);
        if (!table)
            break;
        p->table = table;
        p->table_size /= 2;
    }
}

void nb_pool_collect(nb_pool *p, nb_expr **roots, size_t n)
{
    uint32_t *moved = calloc(p->n, sizeof *moved);
    if (!moved)
        return; /* nothing is lost: the pool only stays as large as it is */
    mark(p, moved, roots, n);
    compact(p, moved);
    for (size_t i = 0; i < n; i++)
        *roots[i] = moved[*roots[i]];
    free(moved);
    shrink_all(p);
    memset(p->integers, 0, sizeof p->integers);
    memset(p->notes, 0, sizeof p->notes);
    for (uint32_t i = p->n_lent; i < NB_POOL_SLOTS; i++) {
        free(p->lent[i].entries);
        p->lent[i] = (nb_slots){0};
    }
    memset(p->table, 0, p->table_size * sizeof *p->table);
    nb_pool_rehash(p);
}
