#include "calculus/rules.h"

#include "algebra/substitute.h"
#include "syntax/parse.h"

#include <string.h>

static const nb_rule_row rows[NB_RULE_COUNT] = {
#define NB_RULE(id, name, op, fn, left, right, derivative, condition) \
    [NB_RULE_##id] = {#id, name, op, fn, left, right, derivative, condition},
#include "calculus/rules.def"
#undef NB_RULE
};

const nb_rule_row *nb_rule_row_of(nb_rule rule) { return &rows[rule]; }

nb_rule nb_rule_of_row(const nb_rule_row *row)
{
    for (unsigned i = 0; i < NB_RULE_COUNT; i++)
        if (row == &rows[i])
            return (nb_rule)i;
    return NB_RULE_COUNT;
}

static nb_expr parsed(nb_pool *p, const char *text)
{
    return nb_parse_expression(p, text, strlen(text), NULL, NULL);
}

/* The operation of the row on its letters. */
static nb_expr left_side(nb_pool *p, const nb_rule_row *row, unsigned fn)
{
    nb_expr args[2];
    uint32_t n = 0;
    if (row->left[0])
        args[n++] = parsed(p, row->left);
    if (row->right[0])
        args[n++] = parsed(p, row->right);
    if (row->op == NB_OP_NONE || row->op == NB_SYMBOL)
        return args[0];
    return nb_make(p, row->op, row->op == NB_FN ? fn : 0, n, args);
}

/* A derivative of functions.def, which is in u and v, in the letters of the row: of
 * log(u, c) it is 1/(u ln(c)). */
static nb_expr in_letters(nb_pool *p, const nb_rule_row *row, const char *text)
{
    nb_map letters = {0};
    bool ok = true;
    if (row->left[0])
        ok = nb_map_put(p, &letters, parsed(p, "u"), parsed(p, row->left));
    if (ok && row->right[0])
        ok = nb_map_put(p, &letters, parsed(p, "v"), parsed(p, row->right));
    nb_expr e = ok ? nb_substitute(p, parsed(p, text), &letters) : NB_NONE;
    nb_map_free(&letters);
    return e;
}

bool nb_rule_statement(nb_pool *p, const nb_rule_row *row, unsigned fn, nb_expr *left,
                       nb_expr *right)
{
    static const char *const names[][2] = {{"du", "u'"}, {"dv", "v'"}, {"dc", "c'"}};
    nb_map values = {0};
    bool ok = true;
    if (row->fn != NB_ANY_FN)
        fn = row->fn;
    if (!row->derivative[0] || (row->op == NB_FN && fn == NB_ANY_FN))
        return false;
    *left = left_side(p, row, fn);
    for (size_t i = 0; ok && i < sizeof names / sizeof *names; i++)
        ok = nb_map_put(p, &values, parsed(p, names[i][0]),
                        nb_symbol(p, names[i][1], strlen(names[i][1])));
    if (ok && row->op == NB_FN) {
        const nb_function *f = nb_function_row(fn);
        ok = (!f->derivative[0] || nb_map_put(p, &values, parsed(p, "f1"),
                                              in_letters(p, row, f->derivative))) &&
             (!f->derivative2[0] || nb_map_put(p, &values, parsed(p, "f2"),
                                               in_letters(p, row, f->derivative2)));
    }
    *right = ok ? nb_substitute(p, parsed(p, row->derivative), &values) : NB_NONE;
    nb_map_free(&values);
    return *left && *right;
}
