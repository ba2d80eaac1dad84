#include "syntax/parse.h"
#include "teach/neat.h"
#include "teach/teller.h"

#include <ctype.h>
#include <string.h>

/* How rules are named, and the lines of steps. */

/* ---- names of rules ---- */

/* What a textbook calls the rule of the record, without the word rule. */
static const char *own_name(const nb_teller *s, uint32_t i)
{
    const nb_record *r = nb_record_at(s, i);
    nb_rule rule = nb_rule_at(s, i);
    if (rule >= NB_RULE_FUNCTION && rule <= NB_RULE_FUNCTION_BOTH)
        return nb_function_row(nb_fn_of(s->p, r->form))->rule;
    return r->row->name;
}

typedef struct names {
    const char *items[4];
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
static names names_of(const nb_teller *s, uint32_t i, uint32_t inner)
{
    names n = {0};
    nb_rule rule = nb_rule_at(s, inner);
    if (i != inner)
        add_name(&n, nb_record_at(s, i)->row->name);
    bool chain = nb_is_chain(rule) && rule != NB_RULE_GENERAL_POWER &&
                 rule != NB_RULE_RECIPROCAL && !nb_has_trivial_inner(s, inner);
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
static uint32_t begin_step(nb_teller *s, uint32_t i, uint32_t depth, const char *name)
{
    const nb_record *r = nb_record_at(s, i);
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

/* The names may be missing where memory ran out when the terms were looked for. */
static uint32_t begin_named(nb_teller *s, uint32_t i, uint32_t depth, const names *n)
{
    nb_buf name = {0};
    if (nb_failed(s->p))
        return NB_NO_STEP;
    join_names(n, &name);
    uint32_t step = begin_step(s, i, depth, nb_buf_text(&name));
    nb_buf_free(&name);
    return step;
}

/* Adds "= e" and notes that it is equal to the step's result. */
void nb_tell_equal(nb_teller *s, uint32_t step, nb_expr e)
{
    nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
    nb_told_put(s->t, NB_TOLD_EXPR, e);
    if (nb_list_add(s->p, &s->t->equals, e))
        s->t->steps[step].n_equal++;
}

static bool is_rewritten_power(const nb_teller *s, uint32_t i)
{
    const nb_record *r = nb_record_at(s, i);
    uint32_t inner = nb_is_multiple(nb_rule_at(s, i)) ? nb_inner_of(s, i) : i;
    nb_rule rule = nb_rule_at(s, inner);
    return r->form != r->e && nb_op_of(s->p, r->e) == NB_DIV &&
           (rule == NB_RULE_POWER || rule == NB_RULE_GENERAL_POWER);
}

/* Whether the record is told in one line: nothing below it needs a word. */
bool nb_is_plain(const nb_teller *s, uint32_t i)
{
    nb_rule rule = nb_rule_at(s, i);
    if (nb_is_multiple(rule)) {
        i = nb_inner_of(s, i);
        rule = nb_rule_at(s, i);
        if (nb_is_plain_sum(s, i))
            return true;
    }
    if (rule == NB_RULE_IDENTITY || rule == NB_RULE_CONSTANT || rule == NB_RULE_POWER)
        return true;
    return nb_is_chain(rule) && rule != NB_RULE_ABSOLUTE && nb_has_trivial_inner(s, i);
}

/* "d/dx e = its parts put in = written well". The equalities of a step must stand
 * together in `equals`, so nothing else may come between. */
void nb_tell_equation(nb_teller *s, uint32_t i, uint32_t step)
{
    const nb_record *r = nb_record_at(s, i);
    nb_expr filled = nb_teller_filled(s, i), shown = s->shown[i];
    if (i == s->d.root)
        nb_told_put(s->t, NB_TOLD_WHOLE, NB_NONE);
    else
        nb_told_derivative(s->t, r->e, r->variable);
    if (is_rewritten_power(s, i)) {
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_derivative(s->t, r->form, r->variable);
    }
    s->t->steps[step].first_equal = s->t->equals.n;
    bool differs = nb_teller_change(s, filled, shown).name != NULL;
    if (differs)
        nb_tell_equal(s, step, filled);
    bool stays = differs && i == s->d.root && !nb_is_plain(s, i);
    if (!stays)
        nb_tell_equal(s, step, shown);
    s->t->steps[step].result = stays ? filled : shown;
}

/* 1/u, of which c/u is the general case. */
static bool is_over_one(const nb_teller *s, uint32_t i)
{
    return nb_rule_at(s, i) == NB_RULE_RECIPROCAL &&
           nb_is_int(s->p, nb_record_at(s, i)->u, 1);
}

static nb_expr with_one(nb_teller *s, nb_expr formula)
{
    nb_map values = {0};
    nb_expr e = NB_NONE;
    if (nb_map_put(s->p, &values, nb_symbol(s->p, "c", 1), nb_integer(s->p, 1)))
        e = nb_substitute(s->p, formula, &values);
    nb_map_free(&values);
    return e;
}

/* "with u = x^2, v = sin(y)" */
static void put_letters(nb_teller *s, uint32_t i)
{
    const nb_record *r = nb_record_at(s, i);
    const char *letters[] = {r->row->left, r->row->right};
    nb_expr parts[] = {r->u, r->v};
    bool first = true;
    for (int k = 0; k < 2; k++) {
        if (!letters[k][0] || strchr("xe", letters[k][0]) ||
            (letters[k][0] == 'c' && is_over_one(s, i)))
            continue;
        nb_told_words(s->t, first ? " with " : ", ");
        nb_told_put(s->t, NB_TOLD_SYMBOL, nb_symbol(s->p, letters[k], 1));
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_put(s->t, NB_TOLD_EXPR, parts[k]);
        first = false;
    }
}

/* "(u v)' = u' v + u v' with u = ..., v = ..." */
static void put_formula(nb_teller *s, uint32_t i)
{
    const nb_record *r = nb_record_at(s, i);
    unsigned fn = nb_op_of(s->p, r->form) == NB_FN ? nb_fn_of(s->p, r->form) : NB_ANY_FN;
    nb_expr left, right;
    if (nb_rule_statement(s->p, r->row, fn, &left, &right)) {
        if (is_over_one(s, i)) {
            left = with_one(s, left);
            right = with_one(s, right);
        }
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
bool nb_is_plain_sum(const nb_teller *s, uint32_t i)
{
    nb_list terms = {0}, plus = {0};
    bool plain = nb_is_additive(nb_rule_at(s, i)) &&
                 nb_teller_terms(s, i, &terms, &plus) && terms.n <= SHORT_SUM;
    for (uint32_t k = 0; plain && k < terms.n; k++) {
        uint32_t term = terms.items[k];
        if (nb_is_multiple(nb_rule_at(s, term)))
            term = nb_inner_of(s, term);
        nb_rule rule = nb_rule_at(s, term);
        plain =
            rule == NB_RULE_IDENTITY || rule == NB_RULE_CONSTANT || rule == NB_RULE_POWER;
    }
    nb_list_free(&terms);
    nb_list_free(&plus);
    return plain;
}

static void name_sum(const nb_teller *s, uint32_t i, names *n)
{
    nb_list terms = {0}, plus = {0};
    bool added = false, subtracted = false;
    nb_teller_terms(s, i, &terms, &plus);
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
static bool has_power(const nb_teller *s, uint32_t i)
{
    nb_list terms = {0}, plus = {0};
    bool found = false;
    nb_teller_terms(s, i, &terms, &plus);
    for (uint32_t k = 0; k < terms.n; k++) {
        uint32_t term = terms.items[k];
        if (nb_is_multiple(nb_rule_at(s, term)))
            term = nb_inner_of(s, term);
        found = found || nb_rule_at(s, term) == NB_RULE_POWER;
    }
    nb_list_free(&terms);
    nb_list_free(&plus);
    return found;
}

static void name_plain_sum(const nb_teller *s, uint32_t i, names *n)
{
    name_sum(s, i, n);
    if (has_power(s, i))
        add_name(n, "power rule");
}

void nb_tell_plain_sum(nb_teller *s, uint32_t i, uint32_t depth)
{
    names n = {0};
    name_plain_sum(s, i, &n);
    uint32_t step = begin_named(s, i, depth, &n);
    if (step != NB_NO_STEP)
        nb_tell_equation(s, i, step);
}

void nb_tell_plain(nb_teller *s, uint32_t i, uint32_t depth)
{
    uint32_t inner = nb_is_multiple(nb_rule_at(s, i)) ? nb_inner_of(s, i) : i;
    names n = {0};
    if (nb_is_additive(nb_rule_at(s, inner))) {
        add_name(&n, nb_record_at(s, i)->row->name);
        name_plain_sum(s, inner, &n);
    } else {
        n = names_of(s, i, inner);
    }
    uint32_t step = begin_named(s, i, depth, &n);
    if (step == NB_NO_STEP)
        return;
    nb_tell_equation(s, i, step);
    if (nb_rule_at(s, i) == NB_RULE_CONSTANT && nb_nargs(s->p, nb_record_at(s, i)->e)) {
        nb_told_words(s->t, ", for ");
        nb_told_put(s->t, NB_TOLD_EXPR, nb_record_at(s, i)->e);
        nb_told_words(s->t, " does not contain ");
        nb_told_put(s->t, NB_TOLD_SYMBOL, nb_record_at(s, i)->variable);
    }
}

static bool has_symbol(const nb_teller *s, uint32_t i)
{
    nb_list symbols = {0};
    bool found = nb_free_symbols(s->p, nb_record_at(s, i)->e, &symbols) && symbols.n > 0;
    nb_list_free(&symbols);
    return found;
}

/* "2y, 5 and 12 do not contain x: their derivatives are 0" */
void nb_tell_constants(nb_teller *s, const nb_list *terms, uint32_t depth)
{
    uint32_t n = 0, done = 0, step = NB_NO_STEP;
    bool worth = depth <= 1; /* that 1 has the derivative 0 need not be said deep down */
    for (uint32_t i = 0; i < terms->n; i++) {
        bool constant = nb_rule_at(s, terms->items[i]) == NB_RULE_CONSTANT;
        n += constant;
        worth = worth || (constant && has_symbol(s, terms->items[i]));
    }
    if (!worth)
        return;
    for (uint32_t i = 0; i < terms->n; i++) {
        uint32_t k = terms->items[i];
        if (nb_rule_at(s, k) != NB_RULE_CONSTANT)
            continue;
        if (done == 0)
            step = begin_step(s, k, depth, "Constant rule");
        else
            nb_told_words(s->t, done + 1 < n ? ", " : " and ");
        s->step[k] = step;
        nb_told_put(s->t, NB_TOLD_EXPR, nb_record_at(s, k)->e);
        done++;
    }
    if (step == NB_NO_STEP)
        return;
    nb_told_words(s->t, n > 1 ? " do not contain " : " does not contain ");
    nb_told_put(s->t, NB_TOLD_SYMBOL, nb_record_at(s, s->d.root)->variable);
    nb_told_words(s->t, n > 1 ? ": their derivatives are 0" : ": its derivative is 0");
    s->t->steps[step].first_equal = s->t->equals.n;
}

/* ---- heads of steps with others below ---- */

static uint32_t head_of_sum(nb_teller *s, uint32_t i, uint32_t depth)
{
    names n = {0};
    name_sum(s, i, &n);
    uint32_t step = begin_named(s, i, depth, &n);
    nb_told_words(s->t, "differentiate term by term");
    return step;
}

/* The call of a function named g followed by `suffix`, with the letters u, v, w. */
static nb_expr lettered(nb_teller *s, nb_expr call, const char *suffix)
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
static nb_expr call_formula(nb_teller *s, nb_expr call)
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

static uint32_t head_of_call(nb_teller *s, uint32_t i, uint32_t depth)
{
    static const char *const letters[] = {" with u", ", v", ", w"};
    nb_expr call = nb_record_at(s, i)->form;
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

static uint32_t head_of_others(nb_teller *s, uint32_t i, uint32_t depth)
{
    uint32_t inner = i;
    bool factor =
        nb_is_multiple(nb_rule_at(s, i)) && nb_is_chain(nb_rule_at(s, nb_inner_of(s, i)));
    if (factor)
        inner = nb_inner_of(s, i);
    names n = names_of(s, i, inner);
    uint32_t step = begin_named(s, i, depth, &n);
    if (step == NB_NO_STEP)
        return step;
    if (factor)
        s->step[inner] = step;
    put_formula(s, inner);
    if (nb_rule_at(s, i) == NB_RULE_LOGARITHMIC) {
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

uint32_t nb_tell_head(nb_teller *s, uint32_t i, uint32_t depth)
{
    nb_rule rule = nb_rule_at(s, i);
    uint32_t step;
    if (nb_is_additive(rule))
        return head_of_sum(s, i, depth);
    switch (rule) {
    case NB_RULE_CALL: return head_of_call(s, i, depth);
    case NB_RULE_ALGEBRA:
        step = begin_step(s, i, depth, "Write it out");
        nb_told_put(s->t, NB_TOLD_EXPR, nb_record_at(s, i)->e);
        nb_told_put(s->t, NB_TOLD_EQUALS, NB_NONE);
        nb_told_put(s->t, NB_TOLD_EXPR, nb_record_at(s, i)->form);
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
