#include "dump.h"

#include "expr/function.h"

#include <stdlib.h>

static const char *head_of(const nb_pool *p, nb_expr e)
{
    static const char *const relations[] = {"<", "<=", "=", "!=", ">=", ">"};
    switch (nb_op_of(p, e)) {
    case NB_FN: return nb_function_row(nb_fn_of(p, e))->name;
    case NB_ADD: return "+";
    case NB_SUB: return "-";
    case NB_MUL: return "*";
    case NB_DIV: return "/";
    case NB_NEG: return "neg";
    case NB_POW: return "^";
    case NB_CALL: return "call";
    case NB_REL: return relations[nb_fn_of(p, e)];
    case NB_AND: return "and";
    case NB_OR: return "or";
    case NB_NOT: return "not";
    case NB_CASES: return "cases";
    case NB_SUM: return "sum";
    case NB_PROD: return "prod";
    default: return "?";
    }
}

void dump_expr(nb_buf *out, const nb_pool *p, nb_expr e)
{
    if (e == NB_NONE) {
        nb_buf_puts(out, "none");
    } else if (nb_is_number(p, e)) {
        char *text = fmpq_get_str(NULL, 10, nb_value(p, e));
        nb_buf_puts(out, text);
        if (nb_fn_of(p, e) == NB_DECIMAL)
            nb_buf_putc(out, 'd');
        flint_free(text);
    } else if (nb_is_symbol(p, e)) {
        nb_buf_puts(out, nb_symbol_name(p, e));
    } else if (nb_nargs(p, e) == 0) {
        nb_buf_puts(out, head_of(p, e));
    } else {
        nb_buf_printf(out, "(%s", head_of(p, e));
        for (uint32_t i = 0; i < nb_nargs(p, e); i++) {
            nb_buf_putc(out, ' ');
            dump_expr(out, p, nb_arg(p, e, i));
        }
        nb_buf_putc(out, ')');
    }
}

static void dump_list(nb_buf *out, const nb_pool *p, const nb_list *list)
{
    nb_buf_puts(out, " (");
    for (uint32_t i = 0; i < list->n; i++) {
        nb_buf_puts(out, i ? " " : "");
        dump_expr(out, p, list->items[i]);
    }
    nb_buf_putc(out, ')');
}

static void dump_point(nb_buf *out, const nb_pool *p, const nb_statement *s)
{
    if (!s->has_point)
        return;
    nb_buf_puts(out, " at");
    if (s->at_names.n > 0)
        dump_list(out, p, &s->at_names);
    dump_list(out, p, &s->at_values);
}

void dump_statement(nb_buf *out, const nb_pool *p, const nb_statement *s)
{
    static const char *const kinds[] = {"empty",   "define",     "anonymous", "constant",
                                        "show",    "point",      "gradient",  "norm",
                                        "partial", "derivative", "command"};
    nb_buf_puts(out, kinds[s->kind]);
    if (s->kind == NB_COMMAND) {
        nb_buf_printf(out, " %s", nb_command_of(s->command)->name);
        return;
    }
    if (s->name)
        nb_buf_printf(out, " %s", nb_symbol_name(p, s->name));
    if (s->kind == NB_DEFINITION)
        dump_list(out, p, &s->params);
    for (uint32_t i = 0; i < s->n_by; i++)
        nb_buf_printf(out, " by %s %u", nb_symbol_name(p, s->by[i].variable),
                      s->by[i].times);
    if (s->body) {
        nb_buf_putc(out, ' ');
        dump_expr(out, p, s->body);
    }
    dump_point(out, p, s);
}
