#include "teach/steps.h"

#include "syntax/parse.h"
#include "teach/finish.h"
#include "teach/neat.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct teller {
    nb_pool *p;
    nb_told *t;
    nb_derivation d;
    const nb_lesson *lesson;
    nb_expr *shown; /* record -> its derivative, written well; NB_NONE: not yet    */
    uint32_t *step; /* record -> the step that tells it, or NB_NO_STEP              */
} teller;

static const nb_record *record_at(const teller *s, uint32_t i)
{
    return &s->d.records[i];
}

static nb_rule rule_of(const teller *s, uint32_t i)
{
    return nb_rule_of_row(record_at(s, i)->row);
}

static uint32_t operand(const teller *s, uint32_t i, uint32_t k)
{
    return s->d.operands.items[record_at(s, i)->first + k];
}

static bool is_additive(nb_rule rule)
{
    return rule >= NB_RULE_SUM && rule <= NB_RULE_CONSTANT_LESS;
}

/* c u, u c, u/c and -u: a factor that stays. */
static bool is_multiple(nb_rule rule)
{
    return rule == NB_RULE_NEGATIVE || rule == NB_RULE_MULTIPLE ||
           rule == NB_RULE_MULTIPLE_OF || rule == NB_RULE_PART;
}

/* The record of the part that c multiplies. */
static uint32_t inner_of(const teller *s, uint32_t i) { return operand(s, i, 0); }

/* Rules whose formula has an inner derivative. */
static bool is_chain(nb_rule rule)
{
    return rule == NB_RULE_GENERAL_POWER || rule == NB_RULE_EXPONENTIAL ||
           rule == NB_RULE_EXPONENTIAL_BASE || rule == NB_RULE_ABSOLUTE ||
           rule == NB_RULE_RECIPROCAL ||
           (rule >= NB_RULE_FUNCTION && rule <= NB_RULE_FUNCTION_SECOND);
}

static bool has_trivial_inner(const teller *s, uint32_t i)
{
    return rule_of(s, inner_of(s, i)) == NB_RULE_IDENTITY;
}

/* ---- sums ---- */

/* The terms of a chain of sums in reading order, and for each 1 or 0 as it is added or
 * subtracted. */
static bool list_terms(const teller *s, uint32_t top, nb_list *terms, nb_list *plus)
{
    nb_list stack = {0};
    bool ok = nb_list_add(s->p, &stack, top) && nb_list_add(s->p, &stack, 1);
    while (ok && stack.n) {
        bool adds = stack.items[--stack.n];
        uint32_t i = stack.items[--stack.n];
        nb_rule rule = rule_of(s, i);
        if (!is_additive(rule) && rule != NB_RULE_NEGATIVE) {
            ok = nb_list_add(s->p, terms, i) && nb_list_add(s->p, plus, adds);
            continue;
        }
        bool turns =
            rule == NB_RULE_NEGATIVE || nb_op_of(s->p, record_at(s, i)->form) == NB_SUB;
        for (uint32_t k = record_at(s, i)->n; ok && k-- > 0;) {
            bool last = k + 1 == record_at(s, i)->n;
            ok = nb_list_add(s->p, &stack, operand(s, i, k)) &&
                 nb_list_add(s->p, &stack, last && turns ? !adds : adds);
        }
    }
    nb_list_free(&stack);
    return ok;
}

static nb_expr sum_of_terms(const teller *s, uint32_t top)
{
    nb_pool *p = s->p;
    nb_list terms = {0}, plus = {0};
    bool ok = list_terms(s, top, &terms, &plus);
    nb_expr e = nb_integer(p, 0);
    for (uint32_t i = 0; ok && i < terms.n; i++) {
        nb_expr a = s->shown[terms.items[i]];
        e = nb_binary(p, plus.items[i] ? NB_ADD : NB_SUB, e, a);
    }
    nb_list_free(&terms);
    nb_list_free(&plus);
    return ok ? e : NB_NONE;
}

/* ---- derivatives as they are written ---- */

/* The formula of the record's rule with the derivatives of its parts put in. */
static nb_expr filled_in(teller *s, uint32_t i)
{
    nb_rule rule = rule_of(s, i);
    bool pieces =
        rule == NB_RULE_PIECES || rule == NB_RULE_LEAST || rule == NB_RULE_GREATEST;
    if (pieces && s->shown[i]) /* their regions are no typed conditions before */
        return s->shown[i];
    nb_expr e =
        is_additive(rule) ? sum_of_terms(s, i) : nb_record_from(&s->d, i, s->shown);
    return nb_neat(s->p, e);
}

/* With like terms collected and in the usual order. */
static nb_expr well_written(teller *s, nb_expr e)
{
    return nb_layout(s->p, nb_derivation_value(&s->d, e), s->lesson->options);
}

static nb_expr without_calls(const teller *s, nb_expr e)
{
    if (!e || !s->lesson->definition_of)
        return e;
    return nb_expand_calls(s->p, e, s->lesson->definition_of, s->lesson->data);
}

static nb_change_made change_between(const teller *s, nb_expr from, nb_expr to)
{
    return nb_name_change(s->p, without_calls(s, from), to);
}

/* Whether something other than a sum, or the lesson, asks for the record's derivative. */
static bool mark_wanted(teller *s, bool *wanted)
{
    wanted[s->d.root] = true;
    for (uint32_t i = 0; i < s->d.n; i++)
        for (uint32_t k = 0; k < record_at(s, i)->n; k++)
            if (!is_additive(rule_of(s, i)) || !is_additive(rule_of(s, operand(s, i, k))))
                wanted[operand(s, i, k)] = true;
    return true;
}

static bool write_derivatives(teller *s)
{
    bool *wanted = calloc(s->d.n + 1, sizeof *wanted);
    bool ok =
        wanted ? mark_wanted(s, wanted) : nb_fail(s->p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && i < s->d.n && nb_poll(s->p); i++) {
        if (!wanted[i])
            continue;
        s->shown[i] = well_written(s, filled_in(s, i));
        ok = s->shown[i] != NB_NONE;
    }
    free(wanted);
    return ok && !nb_failed(s->p);
}

/* ---- names of rules ---- */

/* What a textbook calls the rule of the record, without the word rule. */
static const char *own_name(const teller *s, uint32_t i)
{
    const nb_record *r = record_at(s, i);
    nb_rule rule = rule_of(s, i);
    if (rule >= NB_RULE_FUNCTION && rule <= NB_RULE_FUNCTION_BOTH)
        return nb_function_row(nb_fn_of(s->p, r->form))->rule;
    return r->row->name;
}

typedef struct names {
    const char *items[3];
    uint32_t n;
} names;

static void add_name(names *n, const char *name)
{
    for (uint32_t i = 0; i < n->n; i++)
        if (strcmp(n->items[i], name) == 0)
            return;
    n->items[n->n++] = name;
}

/* The rules that the step of record i uses at once: the factor that stays, the chain
 * rule, the rule itself. */
static names names_of(const teller *s, uint32_t i, uint32_t inner)
{
    names n = {0};
    nb_rule rule = rule_of(s, inner);
    if (i != inner)
        add_name(&n, record_at(s, i)->row->name);
    bool chain = is_chain(rule) && rule != NB_RULE_GENERAL_POWER &&
                 rule != NB_RULE_RECIPROCAL && !has_trivial_inner(s, inner);
    if (chain || rule == NB_RULE_FUNCTION_BOTH)
        add_name(&n, "chain rule");
    if (rule != NB_RULE_IDENTITY || i == inner)
        add_name(&n, own_name(s, inner));
    return n;
}

/* The name without " rule" at its end; how long it is. */
static size_t stem(const char *name)
{
    static const char suffix[] = " rule";
    size_t length = strlen(name), n = sizeof suffix - 1;
    return length > n && strcmp(name + length - n, suffix) == 0 ? length - n : length;
}

/* "Constant multiple and power rules" */
static void join_names(const names *n, nb_buf *out)
{
    size_t begin = out->length;
    bool rules = false;
    for (uint32_t i = 0; i < n->n; i++) {
        size_t length = stem(n->items[i]);
        rules = rules || n->items[i][length];
        nb_buf_puts(out, i == 0 ? "" : i + 1 < n->n ? ", " : " and ");
        nb_buf_add(out, n->items[i], length);
    }
    if (rules)
        nb_buf_puts(out, n->n > 1 ? " rules" : " rule");
    if (!out->failed)
        out->text[begin] = (char)toupper((unsigned char)out->text[begin]);
}

/* ---- steps ---- */

/* A new step for record i, with its head begun: "Product rule: ". */
static uint32_t begin_step(teller *s, uint32_t i, uint32_t depth, const char *name)
{
    const nb_record *r = record_at(s, i);
    uint32_t step = nb_told_step(s->t, r->row, r->e, r->variable);
    if (step == NB_NO_STEP)
        return step;
    s->step[i] = step;
    s->t->steps[step].result = s->shown[i];
    nb_told_line_begin(s->t, NB_LINE_HEAD, step, depth);
    nb_told_name(s->t, step, name);
    nb_told_words(s->t, ": ");
    return step;
}

static uint32_t begin_named(teller *s, uint32_t i, uint32_t depth, const names *n)
{
    nb_buf name = {0};
    join_names(n, &name);
    uint32_t step = begin_step(s, i, depth, nb_buf_text(&name));
    nb_buf_free(&name);
    return step;
}

/* Adds "= e" and notes that it is equal to the step's result. */
static void put_equal(teller *s, uint32_t step, nb_expr e)
{
    nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
    nb_told_put(s->t, NB_TOLD_EXPR, e);
    if (nb_list_add(s->p, &s->t->equals, e))
        s->t->steps[step].n_equal++;
}

static bool is_rewritten_power(const teller *s, uint32_t i)
{
    const nb_record *r = record_at(s, i);
    uint32_t inner = is_multiple(rule_of(s, i)) ? inner_of(s, i) : i;
    nb_rule rule = rule_of(s, inner);
    return r->form != r->e && nb_op_of(s->p, r->e) == NB_DIV &&
           (rule == NB_RULE_POWER || rule == NB_RULE_GENERAL_POWER);
}

/* Whether the record is told in one line: nothing below it needs a word. */
static bool is_plain(const teller *s, uint32_t i)
{
    nb_rule rule = rule_of(s, i);
    if (is_multiple(rule)) {
        i = inner_of(s, i);
        rule = rule_of(s, i);
    }
    if (rule == NB_RULE_IDENTITY || rule == NB_RULE_CONSTANT || rule == NB_RULE_POWER)
        return true;
    return is_chain(rule) && rule != NB_RULE_ABSOLUTE && has_trivial_inner(s, i);
}

/* "d/dx e = its parts put in = written well". The equalities of a step must stand
 * together in `equals`, so nothing else may come between. */
static void put_equation(teller *s, uint32_t i, uint32_t step)
{
    const nb_record *r = record_at(s, i);
    nb_expr filled = filled_in(s, i), shown = s->shown[i];
    if (i == s->d.root)
        nb_told_put(s->t, NB_TOLD_WHOLE, NB_NONE);
    else
        nb_told_derivative(s->t, r->e, r->variable);
    if (is_rewritten_power(s, i)) {
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_derivative(s->t, r->form, r->variable);
    }
    s->t->steps[step].first_equal = s->t->equals.n;
    bool differs = change_between(s, filled, shown).name != NULL;
    if (differs)
        put_equal(s, step, filled);
    bool stays = differs && i == s->d.root && !is_plain(s, i);
    if (!stays)
        put_equal(s, step, shown);
    s->t->steps[step].result = stays ? filled : shown;
}

/* "with u = x^2, v = sin(y)" */
static void put_letters(teller *s, uint32_t i)
{
    const nb_record *r = record_at(s, i);
    const char *letters[] = {r->row->left, r->row->right};
    nb_expr parts[] = {r->u, r->v};
    bool first = true;
    for (int k = 0; k < 2; k++) {
        if (!letters[k][0] || strchr("xe", letters[k][0]))
            continue;
        nb_told_words(s->t, first ? " with " : ", ");
        nb_told_put(s->t, NB_TOLD_SYMBOL, nb_symbol(s->p, letters[k], 1));
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_put(s->t, NB_TOLD_EXPR, parts[k]);
        first = false;
    }
}

/* "(u v)' = u' v + u v' with u = ..., v = ..." */
static void put_formula(teller *s, uint32_t i)
{
    const nb_record *r = record_at(s, i);
    unsigned fn = nb_op_of(s->p, r->form) == NB_FN ? nb_fn_of(s->p, r->form) : NB_ANY_FN;
    nb_expr left, right;
    if (nb_rule_statement(s->p, r->row, fn, &left, &right)) {
        nb_told_put(s->t, NB_TOLD_PRIMED, left);
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_put(s->t, NB_TOLD_EXPR, nb_neat(s->p, right));
    }
    put_letters(s, i);
    if (r->row->condition[0]) {
        nb_told_words(s->t, ", where ");
        nb_told_put(s->t, NB_TOLD_EXPR,
                    nb_parse_expression(s->p, r->row->condition,
                                        strlen(r->row->condition), NULL, NULL));
    }
}

/* ---- steps of one line ---- */

enum { SHORT_SUM = 4 };

/* A sum below others whose terms are powers and multiples of the variable. */
static bool is_plain_sum(const teller *s, uint32_t i)
{
    nb_list terms = {0}, plus = {0};
    bool plain = is_additive(rule_of(s, i)) && list_terms(s, i, &terms, &plus) &&
                 terms.n <= SHORT_SUM;
    for (uint32_t k = 0; plain && k < terms.n; k++) {
        uint32_t term = terms.items[k];
        if (is_multiple(rule_of(s, term)))
            term = inner_of(s, term);
        nb_rule rule = rule_of(s, term);
        plain =
            rule == NB_RULE_IDENTITY || rule == NB_RULE_CONSTANT || rule == NB_RULE_POWER;
    }
    nb_list_free(&terms);
    nb_list_free(&plus);
    return plain;
}

static void name_sum(const teller *s, uint32_t i, names *n)
{
    nb_list terms = {0}, plus = {0};
    bool added = false, subtracted = false;
    list_terms(s, i, &terms, &plus);
    for (uint32_t k = 0; k < plus.n; k++) {
        added = added || (plus.items[k] && k > 0);
        subtracted = subtracted || !plus.items[k];
    }
    if (added)
        add_name(n, "sum rule");
    if (subtracted)
        add_name(n, "difference rule");
    nb_list_free(&terms);
    nb_list_free(&plus);
}

/* One whose terms are powers too says so. */
static bool has_power(const teller *s, uint32_t i)
{
    nb_list terms = {0}, plus = {0};
    bool found = false;
    list_terms(s, i, &terms, &plus);
    for (uint32_t k = 0; k < terms.n; k++) {
        uint32_t term = terms.items[k];
        if (is_multiple(rule_of(s, term)))
            term = inner_of(s, term);
        found = found || rule_of(s, term) == NB_RULE_POWER;
    }
    nb_list_free(&terms);
    nb_list_free(&plus);
    return found;
}

static void tell_plain_sum(teller *s, uint32_t i, uint32_t depth)
{
    names n = {0};
    name_sum(s, i, &n);
    if (has_power(s, i))
        add_name(&n, "power rule");
    uint32_t step = begin_named(s, i, depth, &n);
    if (step != NB_NO_STEP)
        put_equation(s, i, step);
}

static void tell_plain(teller *s, uint32_t i, uint32_t depth)
{
    uint32_t inner = is_multiple(rule_of(s, i)) ? inner_of(s, i) : i;
    names n = names_of(s, i, inner);
    uint32_t step = begin_named(s, i, depth, &n);
    if (step == NB_NO_STEP)
        return;
    put_equation(s, i, step);
    if (rule_of(s, i) == NB_RULE_CONSTANT && nb_nargs(s->p, record_at(s, i)->e)) {
        nb_told_words(s->t, ", for ");
        nb_told_put(s->t, NB_TOLD_EXPR, record_at(s, i)->e);
        nb_told_words(s->t, " does not contain ");
        nb_told_put(s->t, NB_TOLD_SYMBOL, record_at(s, i)->variable);
    }
}

static bool has_symbol(const teller *s, uint32_t i)
{
    nb_list symbols = {0};
    bool found = nb_free_symbols(s->p, record_at(s, i)->e, &symbols) && symbols.n > 0;
    nb_list_free(&symbols);
    return found;
}

/* "2y, 5 and 12 do not contain x: their derivatives are 0" */
static void tell_constants(teller *s, const nb_list *terms, uint32_t depth)
{
    uint32_t n = 0, done = 0, step = NB_NO_STEP;
    bool worth = depth <= 1; /* that 1 has the derivative 0 need not be said deep down */
    for (uint32_t i = 0; i < terms->n; i++) {
        bool constant = rule_of(s, terms->items[i]) == NB_RULE_CONSTANT;
        n += constant;
        worth = worth || (constant && has_symbol(s, terms->items[i]));
    }
    if (!worth)
        return;
    for (uint32_t i = 0; i < terms->n; i++) {
        uint32_t k = terms->items[i];
        if (rule_of(s, k) != NB_RULE_CONSTANT)
            continue;
        if (done == 0)
            step = begin_step(s, k, depth, "Constant rule");
        else
            nb_told_words(s->t, done + 1 < n ? ", " : " and ");
        s->step[k] = step;
        nb_told_put(s->t, NB_TOLD_EXPR, record_at(s, k)->e);
        done++;
    }
    if (step == NB_NO_STEP)
        return;
    nb_told_words(s->t, n > 1 ? " do not contain " : " does not contain ");
    nb_told_put(s->t, NB_TOLD_SYMBOL, record_at(s, s->d.root)->variable);
    nb_told_words(s->t, n > 1 ? ": their derivatives are 0" : ": its derivative is 0");
    s->t->steps[step].first_equal = s->t->equals.n;
}

/* ---- heads of steps with others below ---- */

static uint32_t head_of_sum(teller *s, uint32_t i, uint32_t depth)
{
    names n = {0};
    name_sum(s, i, &n);
    uint32_t step = begin_named(s, i, depth, &n);
    nb_told_words(s->t, "differentiate term by term");
    return step;
}

/* The call of a function named g followed by `suffix`, with the letters u, v, w. */
static nb_expr lettered(teller *s, nb_expr call, const char *suffix)
{
    static const char *const letters[] = {"u", "v", "w"};
    nb_pool *p = s->p;
    nb_expr args[4];
    nb_buf name = {0};
    uint32_t n = nb_nargs(p, call);
    nb_buf_printf(&name, "%s%s", nb_symbol_name(p, nb_arg(p, call, 0)), suffix);
    args[0] = nb_symbol(p, nb_buf_text(&name), name.length);
    for (uint32_t k = 1; k < n; k++)
        args[k] = nb_symbol(p, letters[k - 1], 1);
    nb_buf_free(&name);
    return nb_make(p, NB_CALL, 0, n, args);
}

/* g'(u) u', or g_s(u, v) u' + g_t(u, v) v' for the parameters s and t. */
static nb_expr call_formula(teller *s, nb_expr call)
{
    static const char *const primed[] = {"u'", "v'", "w'"};
    nb_pool *p = s->p;
    nb_definition g;
    nb_expr sum = NB_NONE;
    uint32_t n = nb_nargs(p, call) - 1;
    if (!s->lesson->definition_of(s->lesson->data, nb_arg(p, call, 0), &g) || g.n != n)
        return NB_NONE;
    for (uint32_t k = 0; k < n; k++) {
        nb_buf suffix = {0};
        nb_buf_puts(&suffix, n == 1 ? "'" : "_");
        nb_buf_puts(&suffix, n == 1 ? "" : nb_symbol_name(p, g.params[k]));
        nb_expr outer = lettered(s, call, nb_buf_text(&suffix));
        nb_expr term = nb_binary(p, NB_MUL, outer, nb_symbol(p, primed[k], 2));
        sum = sum ? nb_binary(p, NB_ADD, sum, term) : term;
        nb_buf_free(&suffix);
    }
    return sum;
}

static uint32_t head_of_call(teller *s, uint32_t i, uint32_t depth)
{
    static const char *const letters[] = {" with u", ", v", ", w"};
    nb_expr call = record_at(s, i)->form;
    nb_buf name = {0};
    nb_buf_printf(&name, "Chain rule for %s",
                  nb_symbol_name(s->p, nb_arg(s->p, call, 0)));
    uint32_t step = begin_step(s, i, depth, nb_buf_text(&name));
    nb_buf_free(&name);
    if (nb_nargs(s->p, call) > 4) {
        nb_told_words(s->t, "its derivative by each argument, times that argument's");
        return step;
    }
    nb_told_put(s->t, NB_TOLD_PRIMED, lettered(s, call, ""));
    nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
    nb_told_put(s->t, NB_TOLD_EXPR, call_formula(s, call));
    for (uint32_t k = 1; k < nb_nargs(s->p, call); k++) {
        nb_told_words(s->t, letters[k - 1]);
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_put(s->t, NB_TOLD_EXPR, nb_arg(s->p, call, k));
    }
    return step;
}

static uint32_t head_of_others(teller *s, uint32_t i, uint32_t depth)
{
    uint32_t inner = i;
    bool factor = is_multiple(rule_of(s, i)) && is_chain(rule_of(s, inner_of(s, i)));
    if (factor)
        inner = inner_of(s, i);
    names n = names_of(s, i, inner);
    uint32_t step = begin_named(s, i, depth, &n);
    if (step == NB_NO_STEP)
        return step;
    if (factor)
        s->step[inner] = step;
    put_formula(s, inner);
    if (rule_of(s, i) == NB_RULE_LOGARITHMIC) {
        nb_told_line_begin(s->t, NB_LINE_BESIDE, step, depth + 1);
        nb_expr u = nb_symbol(s->p, "u", 1), v = nb_symbol(s->p, "v", 1);
        nb_expr ln = nb_fn1(s->p, NB_FN_LN, nb_binary(s->p, NB_POW, u, v));
        nb_told_words(s->t, "take the logarithm, ");
        nb_told_put(s->t, NB_TOLD_EXPR, ln);
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_put(s->t, NB_TOLD_EXPR,
                    nb_binary(s->p, NB_MUL, v, nb_fn1(s->p, NB_FN_LN, u)));
        nb_told_words(s->t, ", and differentiate both sides");
    }
    return step;
}

static uint32_t tell_head(teller *s, uint32_t i, uint32_t depth)
{
    nb_rule rule = rule_of(s, i);
    uint32_t step;
    if (is_additive(rule))
        return head_of_sum(s, i, depth);
    switch (rule) {
    case NB_RULE_CALL: return head_of_call(s, i, depth);
    case NB_RULE_ALGEBRA:
        step = begin_step(s, i, depth, "Write it out");
        nb_told_put(s->t, NB_TOLD_EXPR, record_at(s, i)->e);
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_put(s->t, NB_TOLD_EXPR, record_at(s, i)->form);
        return step;
    case NB_RULE_LEAST:
    case NB_RULE_GREATEST:
        step = begin_step(s, i, depth, rule == NB_RULE_LEAST ? "Minimum" : "Maximum");
        nb_told_words(s->t, "differentiate the argument that is taken");
        return step;
    case NB_RULE_PIECES:
        step = begin_step(s, i, depth, "Piecewise function");
        nb_told_words(s->t, "differentiate each piece inside its region");
        return step;
    default: return head_of_others(s, i, depth);
    }
}

/* ---- the tree ---- */

/* The records that stand below record i in the tree, in their order. */
static bool list_children(teller *s, uint32_t i, nb_list *out)
{
    nb_list plus = {0};
    bool ok = true;
    if (is_additive(rule_of(s, i))) {
        ok = list_terms(s, i, out, &plus);
    } else {
        if (is_multiple(rule_of(s, i)) && is_chain(rule_of(s, inner_of(s, i))))
            i = inner_of(s, i);
        for (uint32_t k = 0; ok && k < record_at(s, i)->n; k++)
            ok = nb_list_add(s->p, out, operand(s, i, k));
    }
    nb_list_free(&plus);
    return ok;
}

/* "d/dx e = ... was step 3" */
static void refer(teller *s, uint32_t i, uint32_t depth)
{
    const nb_record *r = record_at(s, i);
    char text[48];
    nb_told_line_begin(s->t, NB_LINE_BESIDE, s->step[i], depth);
    nb_told_derivative(s->t, r->e, r->variable);
    nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
    nb_told_put(s->t, NB_TOLD_EXPR, s->shown[i]);
    snprintf(text, sizeof text, ", from step %u", (unsigned)(s->step[i] + 1));
    nb_told_words(s->t, text);
}

static bool is_silent(const teller *s, uint32_t i)
{
    return rule_of(s, i) == NB_RULE_IDENTITY || rule_of(s, i) == NB_RULE_CONSTANT;
}

typedef enum moment {
    OPENS,     /* the step's head, or a reference to it */
    CONSTANTS, /* the terms of a sum that vanish        */
    CLOSES     /* the step's equation                   */
} moment;

typedef struct place {
    uint32_t record, depth;
    moment when;
} place;

typedef struct places {
    place *items;
    uint32_t n, capacity;
} places;

static bool push(teller *s, places *l, place x)
{
    if (l->n == l->capacity) {
        uint32_t capacity = l->capacity ? 2 * l->capacity : 32;
        place *items = realloc(l->items, capacity * sizeof *items);
        if (!items)
            return nb_fail(s->p, NB_ERR_MEMORY, "out of memory");
        l->items = items;
        l->capacity = capacity;
    }
    l->items[l->n++] = x;
    return true;
}

/* What the children of record i are told by, behind it. */
static void close_step(teller *s, uint32_t i, uint32_t depth)
{
    uint32_t step = s->step[i];
    nb_list children = {0};
    bool ok = list_children(s, i, &children);
    s->t->steps[step].first_used = s->t->used.n;
    for (uint32_t k = 0; ok && k < children.n; k++) {
        uint32_t used = s->step[children.items[k]];
        if (used == NB_NO_STEP)
            continue;
        bool known = false;
        for (uint32_t j = s->t->steps[step].first_used; j < s->t->used.n; j++)
            known = known || s->t->used.items[j] == used;
        if (!known && nb_list_add(s->p, &s->t->used, used))
            s->t->steps[step].n_used++;
    }
    nb_list_free(&children);
    nb_told_line_begin(s->t, NB_LINE_RESULT, step, depth);
    put_equation(s, i, step);
}

static bool open_children(teller *s, places *stack, uint32_t i, uint32_t depth)
{
    nb_list children = {0};
    bool ok = list_children(s, i, &children);
    if (ok && is_additive(rule_of(s, i)))
        ok = push(s, stack, (place){i, depth, CONSTANTS});
    for (uint32_t k = children.n; ok && k-- > 0;)
        if (!is_silent(s, children.items[k]))
            ok = push(s, stack, (place){children.items[k], depth, OPENS});
    nb_list_free(&children);
    return ok;
}

static void tell_constant_terms(teller *s, uint32_t i, uint32_t depth)
{
    nb_list terms = {0}, plus = {0};
    if (list_terms(s, i, &terms, &plus))
        tell_constants(s, &terms, depth);
    nb_list_free(&terms);
    nb_list_free(&plus);
}

static bool tell_opening(teller *s, places *stack, place x)
{
    if (s->step[x.record] != NB_NO_STEP) {
        refer(s, x.record, x.depth);
    } else if (x.depth > 0 && is_plain_sum(s, x.record)) {
        tell_plain_sum(s, x.record, x.depth);
    } else if (is_plain(s, x.record)) {
        tell_plain(s, x.record, x.depth);
    } else {
        return tell_head(s, x.record, x.depth) != NB_NO_STEP &&
               push(s, stack, (place){x.record, x.depth, CLOSES}) &&
               open_children(s, stack, x.record, x.depth + 1);
    }
    return true;
}

static bool tell_tree(teller *s)
{
    places stack = {0};
    bool ok = push(s, &stack, (place){s->d.root, 0, OPENS});
    while (ok && stack.n && nb_poll(s->p)) {
        place x = stack.items[--stack.n];
        switch (x.when) {
        case OPENS: ok = tell_opening(s, &stack, x); break;
        case CONSTANTS: tell_constant_terms(s, x.record, x.depth); break;
        case CLOSES: close_step(s, x.record, x.depth); break;
        }
    }
    free(stack.items);
    return ok && !nb_failed(s->p);
}

/* ---- beginning and end ---- */

/* "y and z are held constant: they do not depend on x" */
static bool tell_held(teller *s)
{
    nb_list symbols = {0};
    nb_expr x = s->lesson->variable, last = NB_NONE;
    nb_told *t = s->t;
    bool ok = nb_free_symbols(s->p, s->lesson->e, &symbols);
    uint32_t n = 0, done = 0;
    for (uint32_t i = 0; i < symbols.n; i++)
        n += symbols.items[i] != x;
    t->n_sections++;
    nb_told_line_begin(t, NB_LINE_SECTION, NB_NO_STEP, 0);
    nb_told_put(t, NB_TOLD_WHOLE, NB_NONE);
    for (uint32_t i = 0; ok && i < symbols.n; i++) {
        if (symbols.items[i] == x)
            continue;
        nb_told_words(t, done == 0 ? ": " : done + 1 < n ? ", " : " and ");
        nb_told_put(t, NB_TOLD_SYMBOL, symbols.items[i]);
        last = symbols.items[i];
        done++;
    }
    if (last) {
        nb_told_words(t, n > 1 ? " are held constant: they do not depend on "
                               : " is held constant: it does not depend on ");
        nb_told_put(t, NB_TOLD_SYMBOL, x);
    }
    nb_list_free(&symbols);
    return ok;
}

/* A step that goes on from step `from`; it, or NB_NO_STEP with an error. */
static uint32_t tell_change(teller *s, uint32_t from, nb_change_made change, nb_expr to)
{
    nb_buf name = {0};
    nb_buf_puts(&name, change.name);
    if (!name.failed)
        name.text[0] = (char)toupper((unsigned char)name.text[0]);
    uint32_t step = nb_told_step(s->t, NULL, NB_NONE, s->lesson->variable);
    if (step != NB_NO_STEP) {
        nb_told_line_begin(s->t, NB_LINE_HEAD, step, 0);
        s->t->steps[step].result = to;
        nb_told_name(s->t, step, nb_buf_text(&name));
        if (change.about) {
            nb_told_words(s->t, " ");
            nb_told_put(s->t, NB_TOLD_EXPR, change.about);
        }
        nb_told_words(s->t, ": ");
        nb_told_put(s->t, NB_TOLD_WHOLE, NB_NONE);
        if (nb_list_add(s->p, &s->t->used, from))
            s->t->steps[step].n_used = 1;
        put_equal(s, step, to);
    }
    nb_buf_free(&name);
    return step;
}

/* From the formula of the last rule to the form that is shown. */
static bool tell_finish(teller *s)
{
    uint32_t step = s->step[s->d.root];
    nb_expr at = s->t->steps[step].result;
    nb_expr stages[] = {s->shown[s->d.root], s->lesson->final};
    for (int i = 0; i < 2; i++) {
        nb_change_made change = change_between(s, at, stages[i]);
        if (nb_failed(s->p))
            return false;
        if (!change.name)
            continue;
        step = tell_change(s, step, change, stages[i]);
        if (step == NB_NO_STEP)
            return false;
        at = stages[i];
    }
    return true;
}

/* The last formula of the rules is written as the answer is, where that is the same. */
static bool settle_order(teller *s)
{
    nb_expr *last = &s->shown[s->d.root];
    if (!change_between(s, *last, s->lesson->final).name)
        *last = s->lesson->final;
    return !nb_failed(s->p);
}

bool nb_tell_steps(nb_told *t, const nb_lesson *lesson)
{
    teller s = {.p = t->p, .t = t, .lesson = lesson};
    bool ok = nb_derivation_open(&s.d, t->p, lesson->e, lesson->variable,
                                 lesson->definition_of, lesson->data);
    if (ok && s.d.n > NB_STEPS_MAX)
        ok = nb_fail(t->p, NB_ERR_LIMIT,
                     "the derivation has %u parts: at most %d are told step by step",
                     (unsigned)s.d.n, (int)NB_STEPS_MAX);
    if (ok) {
        s.shown = calloc(s.d.n + 1, sizeof *s.shown);
        s.step = malloc((s.d.n + 1) * sizeof *s.step);
        ok = (s.shown && s.step) || nb_fail(t->p, NB_ERR_MEMORY, "out of memory");
        for (uint32_t i = 0; ok && i < s.d.n; i++)
            s.step[i] = NB_NO_STEP;
    }
    ok = ok && write_derivatives(&s) && settle_order(&s) && tell_held(&s) &&
         tell_tree(&s) && tell_finish(&s);
    free(s.shown);
    free(s.step);
    nb_derivation_close(&s.d);
    return ok && !nb_failed(t->p);
}
