#include "statements/check.h"

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/tidy.h"
#include "expr/function.h"
#include "session/label.h"
#include "session/lines.h"
#include "session/value.h"

#include <string.h>

/* An answer that was judged, told to people. */

/* ---- sentences with formulas in them ---- */

/* Signs of the table of mistakes where they cannot be written. */
static const char *const plain[][2] = {
    {"′", "'"},  {"⁻¹", "^(-1)"}, {"ⁿ", "^n"}, {"ᵘ", "^u"}, {"²", "^2"}, {"√", "sqrt "},
    {"‖", "||"}, {"−", "-"},      {"·", "*"},  {"₁", "_1"}, {"₂", "_2"}, {"—", "-"},
};

/* Words of the table, as the style can write them. */
static void put_words(nb_out *o, const char *text, size_t n)
{
    nb_buf b = {0};
    for (size_t i = 0; i < n;) {
        size_t k = 0, signs = sizeof plain / sizeof *plain;
        while (k < signs && strncmp(text + i, plain[k][0], strlen(plain[k][0])) != 0)
            k++;
        if (k < signs && o->style != NB_STYLE_UNICODE) {
            nb_buf_puts(&b, plain[k][1]);
            i += strlen(plain[k][0]);
        } else {
            nb_buf_add(&b, text + i++, 1);
        }
    }
    if (b.length)
        nb_out_words(o, nb_buf_text(&b));
    nb_buf_free(&b);
}

/* ∂(e)/∂x, or ∂/∂x without an expression; of one variable d(e)/dx. */
static void put_derivative(nb_out *o, const nabla_result *r, nb_expr e, const char *name,
                           nb_expr variable)
{
    bool latex = o->style == NB_STYLE_LATEX, many = r->def->n > 1;
    const char *d = !many || o->style == NB_STYLE_ASCII ? "d"
                    : latex                             ? "\\partial "
                                                        : "∂";
    nb_out_raw(o, latex ? "\\frac{" : "");
    nb_out_raw(o, d);
    if (e) {
        nb_out_open(o, NB_BRACKET_ROUND);
        nb_out_expr(o, e, NB_LEVEL_ANY);
        nb_out_close(o, NB_BRACKET_ROUND);
    } else if (name) {
        nb_out_name(o, name);
    }
    nb_out_raw(o, latex ? "}{" : "/");
    nb_out_raw(o, d);
    nb_out_name(o, nb_symbol_name(o->p, variable));
    nb_out_raw(o, latex ? "}" : "");
}

/* The operand that a letter of the mistake's row stands for. */
static nb_expr operand(const nb_slip *slip, char letter)
{
    if (slip->mistake->row.left[0] == letter)
        return slip->left;
    if (slip->mistake->row.right[0] == letter)
        return slip->right;
    return NB_NONE;
}

static void put_if(nb_out *o, nb_expr e)
{
    if (e)
        nb_out_expr(o, e, NB_LEVEL_ANY);
}

static bool is_key(const char *key, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(key, word, n) == 0;
}

static void put_key(nb_out *o, const nabla_result *r, const nb_slip *slip,
                    const char *key, size_t n)
{
    if (is_key(key, n, "D x"))
        put_derivative(o, r, NB_NONE, NULL, slip->variable);
    else if (is_key(key, n, "D y"))
        put_derivative(o, r, NB_NONE, NULL, slip->other);
    else if (is_key(key, n, "D x f"))
        put_derivative(o, r, NB_NONE, r->def->name, slip->variable);
    else if (is_key(key, n, "D y f"))
        put_derivative(o, r, NB_NONE, r->def->name, slip->other);
    else if (n == 3 && key[0] == 'D' && operand(slip, key[2]))
        put_derivative(o, r, operand(slip, key[2]), NULL, slip->variable);
    else if (is_key(key, n, "e"))
        put_if(o, slip->part);
    else if (is_key(key, n, "extra"))
        put_if(o, slip->extra);
    else if (is_key(key, n, "x"))
        put_if(o, slip->variable);
    else if (is_key(key, n, "y"))
        put_if(o, slip->other);
    else
        put_if(o, operand(slip, key[0]));
}

static void put_template(nb_out *o, const nabla_result *r, const nb_slip *slip,
                         const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "{");
        put_words(o, text, n);
        text += n;
        if (*text == '\0')
            return;
        n = strcspn(text, "}");
        put_key(o, r, slip, text + 1, n - 1);
        text += n + 1;
    }
}

/* ---- what is said of a mistake ---- */

static void say_rule(nb_out *o, const nb_slip *slip)
{
    nb_expr left, right;
    unsigned fn = slip->part && nb_op_of(o->p, slip->part) == NB_FN
                      ? nb_fn_of(o->p, slip->part)
                      : NB_ANY_FN;
    if (!slip->rule)
        return;
    nb_out_words(o, "The rule: ");
    nb_out_words(o, slip->rule->name);
    if (!slip->rule->derivative[0] ||
        !nb_rule_statement(o->p, slip->rule, fn, &left, &right))
        return;
    nb_out_words(o, ", ");
    nb_out_open(o, NB_BRACKET_ROUND);
    nb_out_expr(o, left, NB_LEVEL_ANY);
    nb_out_close(o, NB_BRACKET_ROUND);
    nb_out_sign(o, NB_SIGN_PRIME);
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_out_expr(o, right, NB_LEVEL_RELATION);
}

static void say_step(nb_out *o, nabla_result *r, const nb_slip *slip)
{
    nb_layout_options options = {.variables = r->def->parts, .n = r->def->n};
    nb_expr e =
        slip->right_one && slip->part ? nb_canonical(o->p, slip->right_one) : NB_NONE;
    if (!e)
        return;
    e = nb_layout(o->p, nb_tidy(o->p, e), &options);
    nb_out_words(o, "The step: ");
    put_derivative(o, r, slip->part, NULL, slip->variable);
    nb_out_sign(o, NB_SIGN_EQUALS);
    nb_out_expr(o, e, NB_LEVEL_RELATION);
}

/* Of a value at a point no term can be quoted. */
static const char *message_of(const nb_slip *slip)
{
    bool quotes = strstr(slip->mistake->message, "{extra}") != NULL;
    return quotes && !slip->extra ? "For {D x} hold {y} constant; you derived by {y} too."
                                  : slip->mistake->message;
}

void nb_check_say(nb_out *o, nabla_result *r, const nb_slip *slip, unsigned saying)
{
    switch (saying) {
    case 0: put_template(o, r, slip, message_of(slip)); break;
    case 1: put_template(o, r, slip, slip->mistake->hint); break;
    case 2: say_rule(o, slip); break;
    case 3: say_step(o, r, slip); break;
    default: break;
    }
}

static void put_slip(nb_out *o, nabla_result *r, const nb_slip *slip, const char *before)
{
    nb_out_words(o, before);
    nb_out_words(o, slip->mistake->row.name);
    nb_out_words(o, ". ");
    nb_check_say(o, r, slip, 0);
    nb_out_end(o);
}

/* One number may come about in many ways. */
static bool is_a_guess(const nabla_result *r, const nb_slip *slip)
{
    return r->has_point && slip->mistake->tried != NB_TRY_ELSEWHERE;
}

static void put_diagnosis(nb_out *o, nabla_result *r, const nb_diagnosis *d)
{
    for (unsigned i = 0; i < d->n; i++) {
        const nb_explanation *e = &d->items[i];
        bool guess = is_a_guess(r, &e->slips[0]);
        put_slip(o, r, &e->slips[0],
                 e->n > 1 ? (i ? "or two mistakes: " : "two mistakes: ")
                 : i      ? "or: "
                 : guess  ? "perhaps the mistake: "
                          : "mistake: ");
        for (unsigned k = 1; k < e->n; k++)
            put_slip(o, r, &e->slips[k], "and: ");
    }
}

/* ---- how it was read ---- */

static void put_body(nb_out *o, const nabla_result *r)
{
    if (r->def->name)
        return;
    nb_out_text(o, " ");
    nb_out_open(o, NB_BRACKET_ROUND);
    nb_out_expr(o, r->def->body, NB_LEVEL_ANY);
    nb_out_close(o, NB_BRACKET_ROUND);
}

static void put_along(nb_out *o, const nabla_result *r, const nb_check *c)
{
    static const char *const d[NB_SIGN_STYLES] = {"D_u ", "Dᵤ", "D_{\\mathbf{u}} ",
                                                  "<msub><mi>D</mi><mi>u</mi></msub>"};
    nb_out_raw(o, d[nb_style_column(o->style)]);
    nb_label_function(o, r, r->has_point ? NB_PLACE_POINT : NB_PLACE_PARAMETERS);
    put_body(o, r);
    nb_out_words(o, " along ");
    nb_out_open(o, NB_BRACKET_ROUND);
    for (uint32_t i = 0; i < c->vector.n; i++) {
        nb_out_text(o, i ? ", " : "");
        nb_out_expr(o, c->vector.items[i], NB_LEVEL_ANY);
    }
    nb_out_close(o, NB_BRACKET_ROUND);
}

void nb_check_put_question(nb_out *o, nabla_result *r, const nb_check *c)
{
    nb_place_shown place = r->has_point ? NB_PLACE_POINT : NB_PLACE_NONE;
    switch (c->asked) {
    case NB_ASKED_DERIVATIVE:
        nb_label_derivative(o, r, r->by, r->n_by, place);
        put_body(o, r);
        break;
    case NB_ASKED_GRADIENT:
        nb_label_gradient(o, r, r->has_point ? place : NB_PLACE_PARAMETERS);
        put_body(o, r);
        break;
    case NB_ASKED_NORM:
        nb_label_norm(o, r, r->has_point ? place : NB_PLACE_PARAMETERS);
        put_body(o, r);
        break;
    case NB_ASKED_ALONG: put_along(o, r, c); break;
    case NB_ASKED_DISCRIMINANT:
        nb_out_words(o, "discriminant of ");
        nb_label_function(o, r, r->has_point ? place : NB_PLACE_PARAMETERS);
        put_body(o, r);
        break;
    case NB_ASKED_KIND:
        nb_label_function(o, r, NB_PLACE_POINT);
        put_body(o, r);
        break;
    case NB_ASKED_EQUALITY: nb_out_expr(o, c->left, NB_LEVEL_RELATION); break;
    }
}

void nb_check_put_read(nb_out *o, nabla_result *r, const nb_check *c)
{
    nb_check_put_question(o, r, c);
    if (c->asked == NB_ASKED_KIND) {
        nb_out_words(o, " is ");
        nb_out_words(o, c->kind);
        return;
    }
    nb_out_sign(o, NB_SIGN_EQUALS);
    if (c->asked == NB_ASKED_GRADIENT)
        nb_out_open(o, NB_BRACKET_ROUND);
    for (uint32_t i = 0; i < c->n; i++) {
        nb_out_text(o, i ? ", " : "");
        nb_out_expr(o, c->parts[i].answer,
                    c->asked == NB_ASKED_GRADIENT ? NB_LEVEL_ANY : NB_LEVEL_RELATION);
    }
    if (c->asked == NB_ASKED_GRADIENT)
        nb_out_close(o, NB_BRACKET_ROUND);
}

/* ---- the verdict ---- */

/* A value behind a word. */
static void put_value(nb_out *o, nabla_result *r, const nb_member *m)
{
    nb_buf b = {0};
    if (m->status != NB_AT_DEFINED) {
        nb_out_words(o, m->status == NB_AT_UNDEFINED ? " undefined" : " not known");
        return;
    }
    bool exact = nb_value_exact(o->p, m, o->style, &b);
    if (exact) {
        nb_out_words(o, " ");
        nb_out_raw(o, nb_buf_text(&b));
    }
    nb_buf_clear(&b);
    if (!exact || !nb_is_number(o->p, m->value)) {
        nb_buf digits = {0};
        nb_decimal(o->p, m->value, nb_people_digits(r->session), &digits);
        nb_style_decimal(nb_buf_text(&digits), o->style, &b);
        nb_out_sign(o, NB_SIGN_ABOUT);
        nb_out_raw(o, nb_buf_text(&b));
        nb_buf_free(&digits);
    }
    nb_buf_free(&b);
}

/* "at (x, y) = (1, 2) " */
static void put_place(nb_out *o, const nabla_result *r, const nb_comparison *d)
{
    bool many = r->def->n > 1;
    nb_out_words(o, "at ");
    if (many)
        nb_label_place(o, r, NB_PLACE_PARAMETERS);
    else
        nb_out_name(o, nb_symbol_name(o->p, nb_def_param(r->def, 0)));
    nb_out_sign(o, NB_SIGN_EQUALS);
    if (many)
        nb_out_open(o, NB_BRACKET_ROUND);
    for (uint32_t i = 0; i < d->point.n; i++) {
        nb_out_text(o, i ? ", " : "");
        nb_out_expr(o, nb_layout(o->p, d->point.items[i], NULL), NB_LEVEL_ANY);
    }
    if (many)
        nb_out_close(o, NB_BRACKET_ROUND);
    nb_out_words(o, " ");
}

static void put_conditions(nb_out *o, const nb_list *conditions)
{
    for (uint32_t i = 0; i < conditions->n; i++) {
        nb_buf b = {0};
        nb_print_within(o->p, nb_layout(o->p, conditions->items[i], NULL), o->style,
                        NB_LEVEL_NOT, &b);
        nb_out_words(o, i ? " and " : "");
        nb_out_raw(o, nb_buf_text(&b));
        nb_buf_free(&b);
    }
}

static void put_difference(nb_out *o, nabla_result *r, const nb_check *c,
                           const nb_check_part *part)
{
    const nb_comparison *d = &part->judged.comparison;
    bool equality = c->asked == NB_ASKED_EQUALITY;
    nb_out_words(o, "different");
    if (!part->values && !d->at_first)
        return;
    nb_out_words(o, ": ");
    if (!part->values && r->def && r->def->n > 0)
        put_place(o, r, d);
    nb_out_words(o, equality && !c->left_line ? "the right side is" : "yours is");
    put_value(o, r, &part->yours);
    if (equality && c->left_line) {
        nb_buf b = {0};
        nb_buf_printf(&b, ", line %u is", (unsigned)c->left_line);
        nb_out_words(o, nb_buf_text(&b));
        nb_buf_free(&b);
    } else {
        nb_out_words(o, equality ? ", the left side" : ", right is");
    }
    put_value(o, r, &part->right);
    if (d->conditions.n) {
        nb_out_words(o, equality ? "; equal where " : "; right where ");
        put_conditions(o, &d->conditions);
    }
}

static void put_equivalent(nb_out *o, const nb_check *c, const nb_check_part *part)
{
    nb_out_words(o, "right: equivalent (proven)");
    if (part->truth && c->asked != NB_ASKED_EQUALITY) {
        nb_out_words(o, part->values ? "; in short " : "; nabla writes ");
        nb_out_expr(o, part->truth, NB_LEVEL_RELATION);
    }
}

static void put_mark(nb_out *o, nabla_result *r, const nb_check *c,
                     const nb_check_part *part)
{
    switch (part->judged.mark) {
    case NB_MARK_SAME:
        nb_out_words(o, c->asked == NB_ASKED_KIND ? "right" : "right: the same form");
        break;
    case NB_MARK_EQUIVALENT: put_equivalent(o, c, part); break;
    case NB_MARK_WHERE:
        nb_out_words(o, "right: equivalent where ");
        put_conditions(o, &part->judged.comparison.conditions);
        nb_out_words(o, " (proven)");
        break;
    case NB_MARK_ROUNDED: {
        nb_buf b = {0};
        nb_buf_printf(&b, "right to %u digits", (unsigned)part->judged.digits);
        nb_out_words(o, nb_buf_text(&b));
        nb_buf_free(&b);
        if (part->truth) {
            nb_out_words(o, "; exactly ");
            nb_out_expr(o, part->truth, NB_LEVEL_RELATION);
        }
        break;
    }
    case NB_MARK_UNPROVEN:
        nb_out_words(o, c->asked == NB_ASKED_KIND
                            ? "not proven"
                            : "not proven: neither that it is equal nor that it differs");
        break;
    case NB_MARK_DIFFERENT: put_difference(o, r, c, part); break;
    }
}

static void put_score(nb_out *o, const nb_check *c)
{
    nb_buf b = {0};
    uint32_t right = 0;
    for (uint32_t i = 0; i < c->n; i++)
        right += nb_is_right(c->parts[i].judged.mark);
    if (right == c->n)
        nb_buf_puts(&b, "the gradient is right");
    else
        nb_buf_printf(&b, "%u of %u components %s right", (unsigned)right, (unsigned)c->n,
                      right == 1 ? "is" : "are");
    nb_out_words(o, nb_buf_text(&b));
    nb_out_end(o);
    nb_buf_free(&b);
}

void nb_check_put_verdict(nb_out *o, nabla_result *r, const nb_check *c)
{
    bool gradient = c->asked == NB_ASKED_GRADIENT;
    for (uint32_t i = 0; i < c->n; i++) {
        const nb_check_part *part = &c->parts[i];
        if (gradient) {
            nb_label_derivative(o, r, &(nb_by){part->variable, 1}, 1, NB_PLACE_NONE);
            nb_out_words(o, ": ");
        }
        put_mark(o, r, c, part);
        nb_out_end(o);
        put_diagnosis(o, r, &part->diagnosis);
    }
    if (gradient && c->n > 1)
        put_score(o, c);
    if (c->remark) {
        nb_out_words(o, c->remark);
        nb_out_end(o);
    }
    if (c->gave_up) {
        nb_out_words(o, "the search for mistakes reached its limit: see set limit");
        nb_out_end(o);
    }
}

/* ---- hints ---- */

static void leave(nabla_result *r, const nb_slip *slip, unsigned saying)
{
    nabla *s = r->session;
    nb_buf b = {0};
    nb_out o;
    nb_out_init(&o, s, (nb_style)s->settings.style, 0, &b);
    o.indent = "";
    nb_check_say(&o, r, slip, saying);
    if (o.n > 0)
        nb_out_end(&o);
    nb_out_free(&o);
    if (b.length > 0 && b.text[b.length - 1] == '\n')
        b.text[--b.length] = '\0';
    if (b.length > 0 && !nb_hints_add(&s->hints, nb_buf_text(&b)))
        nb_fail(s->pool, NB_ERR_MEMORY, "out of memory");
    nb_buf_free(&b);
}

/* The message has been said: the hints, then the rules, then the steps. */
void nb_check_leave_hints(nabla_result *r, const nb_check *c)
{
    nb_hints_clear(&r->session->hints);
    for (uint32_t i = 0; i < c->n; i++)
        for (unsigned saying = 1; saying < NB_SAYINGS; saying++)
            if (c->parts[i].diagnosis.n > 0)
                for (unsigned k = 0; k < c->parts[i].diagnosis.items[0].n; k++)
                    leave(r, &c->parts[i].diagnosis.items[0].slips[k], saying);
}
