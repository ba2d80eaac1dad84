#include "statements/check.h"

#include "algebra/layout.h"
#include "session/label.h"
#include "session/lines.h"
#include "syntax/lex.h"

#include <stdlib.h>
#include <string.h>

/* work ... end: a working, line by line. A line is an expression or a chain A = B = C; a
 * line that begins with =, or has none, goes on from the line before, any other begins a
 * new chain. The first of a chain may be a derivative or a norm that is asked for. Each
 * expression must equal the last one before it that is right. */

/* One line, read and judged. */
typedef struct nb_working_line {
    uint32_t number;
    bool asked;      /* it begins with a question, whose left side is the result's */
    nb_expr first;   /* typed: or with this expression; NB_NONE: it goes on         */
    nb_check *steps; /* one for each equals sign                                    */
    uint32_t n, capacity;
    bool ends;                     /* it is the word "end": */
    uint32_t lines, judged, wrong; /* see nb_working */
    bool unproven;
} nb_working_line;

enum { MEMBERS_MAX = 32 };

static bool no_memory(nabla_result *r)
{
    return nb_fail(r->session->pool, NB_ERR_MEMORY, "out of memory");
}

static bool complain(nabla_result *r, nb_span at, const char *message, const char *hint)
{
    nb_error_at(&r->session->error, NB_ERR_USAGE, at.begin, at.end, "%s", message);
    nb_error_hint(&r->session->error, "%s", hint);
    return false;
}

/* ---- which lines are lines of the working ---- */

/* Whether a word is a command that is carried out inside a working too. */
static bool is_command_inside(const char *text, nb_token t)
{
    static const nb_command inside[] = {NB_COMMAND_WORK, NB_COMMAND_HELP, NB_COMMAND_SET,
                                        NB_COMMAND_HINT, NB_COMMAND_QUIT};
    if (t.kind != T_WORD)
        return false;
    nb_command found = nb_command_find(text + t.begin, t.end - t.begin);
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (found == inside[i])
            return true;
    return false;
}

bool nb_working_line_of(nabla *s, const char *text, size_t length, nb_statement *out)
{
    const char *comment = memchr(text, '#', length);
    nb_span line =
        nb_trimmed(text, 0, comment ? (uint32_t)(comment - text) : (uint32_t)length);
    if (!s->working.active || nb_is_empty_span(line) ||
        is_command_inside(text, nb_lex(text, line.end, line.begin)))
        return false;
    out->kind = NB_COMMAND;
    out->command = NB_COMMAND_WORK;
    out->argument = line;
    return true;
}

/* ---- reading ---- */

/* The members of a chain; an empty first one where the line begins with =. More than
 * MEMBERS_MAX are an error. */
static uint32_t split_members(const char *text, nb_span span, nb_span *members)
{
    uint32_t n = 0;
    nb_span rest = span, sign;
    while (n + 1 < MEMBERS_MAX && nb_find_equals(text, rest, &sign)) {
        members[n++] = nb_trimmed(text, rest.begin, sign.begin);
        rest = nb_trimmed(text, sign.end, rest.end);
    }
    members[n++] = rest;
    return n;
}

static bool keep_by(nabla_result *r)
{
    nb_working *w = &r->session->working;
    w->by = malloc((r->n_by + 1) * sizeof *w->by);
    if (!w->by)
        return no_memory(r);
    memcpy(w->by, r->by, r->n_by * sizeof *w->by);
    w->n_by = r->n_by;
    return true;
}

/* A derivative or a norm that is asked for: its true formula or value is what the next
 * expression must equal. */
static bool take_question(nabla_result *r, nb_statement *question, const char *text)
{
    nabla *s = r->session;
    bool ok = nb_run_statement(r, question, text);
    const nb_member *m = question->kind == NB_NORM ? &r->norm : &r->value;
    r->kind = NB_ANSWER_COMMAND;
    r->status = NABLA_OK;
    if (!ok)
        return false;
    s->working.def = nb_def_keep(r->def);
    s->working.last_line = s->working.lines + 1;
    if (!r->has_point) {
        s->working.last = r->formulas[0].typed;
        return question->kind == NB_NORM || keep_by(r);
    }
    if (m->status != NB_AT_DEFINED)
        return complain(r, question->name_span, "this has no value at the point",
                        "ask for it without work to see why");
    s->working.last = nb_layout(s->pool, m->value, NULL);
    return s->working.last != NB_NONE;
}

static bool take_expression(nabla_result *r, const nb_statement *st, nb_working_line *l)
{
    nabla *s = r->session;
    r->def = nb_nameless_function(s, st->body, st->body_span);
    if (!r->def)
        return false;
    s->working.def = nb_def_keep(r->def);
    s->working.last = r->def->expanded;
    s->working.last_line = s->working.lines + 1;
    l->first = st->body;
    return true;
}

/* Begins a chain with its first member; *goes_on where it is an expression that stands
 * alone and follows the line before. */
static bool begin_chain(nabla_result *r, nb_working_line *l, const char *text,
                        nb_span member, bool alone, bool *goes_on)
{
    nabla *s = r->session;
    nb_statement st = {0};
    *goes_on = false;
    bool ok = nb_read_part(s, text, member, &st);
    bool question =
        st.kind == NB_PARTIAL || st.kind == NB_DERIVATIVE || st.kind == NB_NORM;
    *goes_on = ok && alone && s->working.last && !question;
    if (ok && !*goes_on) {
        nb_working_forget_chain(s);
        if (question)
            ok = l->asked = take_question(r, &st, text);
        else if (st.kind == NB_ANONYMOUS && !st.has_point)
            ok = take_expression(r, &st, l);
        else
            ok = complain(r, member,
                          "a line of a working is an expression, a derivative or a norm",
                          "a gradient is worked out component by component");
    }
    nb_statement_free(&st);
    return ok;
}

static nb_check *new_step(nabla_result *r, nb_working_line *l)
{
    nb_check *steps =
        nb_room(r->session->pool, l->steps, l->n, &l->capacity, sizeof *steps);
    if (!steps)
        return NULL;
    l->steps = steps;
    l->steps[l->n] = (nb_check){0};
    return &l->steps[l->n++];
}

/* Judges a member: values as values, with their digits, all else as formulas. */
static bool judge_member(nabla_result *r, nb_check *c)
{
    nabla *s = r->session;
    nb_check_part *part = &c->parts[0];
    nb_list symbols = {0};
    nb_member before = {0};
    bool closed = nb_free_symbols(s->pool, s->working.last, &symbols) &&
                  nb_free_symbols(s->pool, part->expanded, &symbols) && symbols.n == 0;
    nb_list_free(&symbols);
    if (!closed)
        return nb_check_formula(r, part, s->working.last) && nb_check_explain(r, c);
    return nb_member_closed(r, s->working.last, &before) &&
           nb_check_value(r, part, &before);
}

static void forget_by(nabla *s)
{
    free(s->working.by);
    s->working.by = NULL;
    s->working.n_by = 0;
}

/* The next member goes on from this one if it is right; else from where this one should
 * have gone on, and what went astray is kept to compare with. */
static void go_on_from(nabla *s, const nb_check *c)
{
    nb_working *w = &s->working;
    bool right = nb_is_right(c->mark);
    w->astray = right ? NB_NONE : c->parts[0].expanded;
    w->astray_wrong = c->mark == NB_MARK_DIFFERENT;
    if (!right)
        return;
    forget_by(s);
    if (c->mark == NB_MARK_ROUNDED)
        return;
    w->last = c->parts[0].expanded;
    w->last_line = w->lines + 1;
}

/* A member that is not right may still follow from the one before that is not: then it
 * has no mistake of its own. */
static bool see_whether_it_follows(nabla_result *r, nb_check *c)
{
    const nb_working *w = &r->session->working;
    nb_judgement j = {0};
    if (!w->astray || nb_is_right(c->mark))
        return true;
    bool ok = nb_judge_formula(r->session->pool, w->astray, w->astray,
                               c->parts[0].expanded, r->def->parts, r->def->n, &j);
    if (ok && nb_is_right(j.mark)) {
        c->remark = w->astray_wrong
                        ? "it follows from the expression before it, which is wrong"
                        : "it follows from the expression before it, which is not proven";
        c->parts[0].diagnosis.n = 0;
    }
    nb_judgement_free(&j);
    return ok;
}

/* Holds a member against the last right expression before it. */
static bool take_member(nabla_result *r, nb_working_line *l, const char *text,
                        nb_span member)
{
    nabla *s = r->session;
    nb_check *c = new_step(r, l);
    if (!c)
        return false;
    c->parts = calloc(1, sizeof *c->parts);
    if (!c->parts)
        return no_memory(r);
    c->n = 1;
    c->asked = s->working.by ? NB_ASKED_DERIVATIVE : NB_ASKED_EQUALITY;
    c->left = s->working.last;
    c->left_line = s->working.last_line <= s->working.lines ? s->working.last_line : 0;
    if (!nb_check_read(r, text, member, &c->parts[0]) || !judge_member(r, c))
        return false;
    c->mark = c->parts[0].judged.mark;
    if (!see_whether_it_follows(r, c))
        return false;
    go_on_from(s, c);
    return true;
}

/* What the answer shows of the chain that goes on. */
static bool go_on(nabla_result *r, nb_span span)
{
    nabla *s = r->session;
    if (!s->working.last)
        return complain(r, span, "there is no line before that this could go on from",
                        "begin with what is to be worked out: ∂/∂x (x^2 sin y)");
    if (!r->def)
        r->def = nb_def_keep(s->working.def);
    if (!r->by && s->working.by) {
        r->by = malloc((s->working.n_by + 1) * sizeof *r->by);
        if (!r->by)
            return no_memory(r);
        memcpy(r->by, s->working.by, s->working.n_by * sizeof *r->by);
        r->n_by = s->working.n_by;
    }
    return true;
}

static bool take_line(nabla_result *r, nb_working_line *l, const char *text, nb_span span)
{
    nb_span members[MEMBERS_MAX];
    uint32_t n = split_members(text, span, members), first = 1;
    bool goes_on = nb_is_empty_span(members[0]);
    if (!goes_on && !begin_chain(r, l, text, members[0], n == 1, &goes_on))
        return false;
    if (goes_on && n == 1)
        first = 0;
    if (first < n && !go_on(r, span))
        return false;
    for (uint32_t i = first; i < n; i++) {
        if (nb_is_empty_span(members[i]))
            return complain(r, span, "an expression is missing beside an equals sign",
                            "a line is an expression, or a chain A = B = C");
        if (!take_member(r, l, text, members[i]))
            return false;
    }
    return true;
}

/* ---- the commands ---- */

static void count_line(nabla *s, nb_working_line *l, nabla_result *r)
{
    nb_mark worst = NB_MARK_SAME;
    l->number = ++s->working.lines;
    s->working.judged += l->n;
    for (uint32_t i = 0; i < l->n; i++)
        if (l->steps[i].mark > worst)
            worst = l->steps[i].mark;
    if (worst == NB_MARK_DIFFERENT && !s->working.wrong)
        s->working.wrong = l->number;
    if (worst == NB_MARK_UNPROVEN)
        s->working.unproven = true;
    r->status = nb_is_right(worst)           ? NABLA_OK
                : worst == NB_MARK_DIFFERENT ? NABLA_UNDEFINED
                                             : NABLA_LIMIT;
}

static bool is_end(const char *text, nb_span span)
{
    return span.end - span.begin == 3 && memcmp(text + span.begin, "end", 3) == 0;
}

static bool end_working(nabla_result *r, nb_working_line *l)
{
    nabla *s = r->session;
    l->ends = true;
    l->lines = s->working.lines;
    l->judged = s->working.judged;
    l->wrong = s->working.wrong;
    l->unproven = s->working.unproven;
    r->status = l->wrong ? NABLA_UNDEFINED : l->unproven ? NABLA_LIMIT : NABLA_OK;
    nb_working_clear(s);
    return true;
}

static bool carry_on(nabla_result *r, nb_working_line *l, const nb_statement *st,
                     const char *text)
{
    nabla *s = r->session;
    if (st->name_span.end > 0) { /* the word "work" */
        nb_working_clear(s);
        s->working.active = true;
        if (nb_is_empty_span(st->argument))
            return true;
    }
    if (st->name_span.end == 0 && is_end(text, st->argument))
        return end_working(r, l);
    if (!take_line(r, l, text, st->argument))
        return false;
    count_line(s, l, r);
    nb_hints_clear(&s->hints);
    for (uint32_t i = 0; i < l->n; i++)
        if (l->steps[i].mark == NB_MARK_DIFFERENT) {
            nb_check_leave_hints(r, &l->steps[i]);
            break;
        }
    return !nb_failed(s->pool);
}

/* A working like this one, to be worked on; false without memory. */
static bool copy_working(nabla *s, nb_working *copy)
{
    *copy = s->working;
    nb_def_keep(copy->def);
    if (!copy->by)
        return true;
    copy->by = malloc((copy->n_by + 1) * sizeof *copy->by);
    if (copy->by)
        memcpy(copy->by, s->working.by, copy->n_by * sizeof *copy->by);
    else
        nb_def_release(s, copy->def);
    return copy->by != NULL;
}

/* A line that fails leaves the working as it was before. */
static bool run_work(nabla_result *r, const nb_statement *st, const char *text)
{
    nabla *s = r->session;
    nb_working before;
    nb_working_line *l = r->data = calloc(1, sizeof *l);
    if (!l || !copy_working(s, &before))
        return no_memory(r);
    bool ok = carry_on(r, l, st, text);
    if (!ok) {
        nb_working failed = s->working;
        s->working = before;
        before = failed;
    }
    free(before.by);
    nb_def_release(s, before.def);
    return ok;
}

/* ---- told ---- */

static void put_start(nb_out *o, nabla_result *r, const nb_working_line *l)
{
    if (l->asked) {
        nb_check c = {.asked = r->by ? NB_ASKED_DERIVATIVE : NB_ASKED_NORM};
        nb_check_put_question(o, r, &c);
    } else if (l->first) {
        nb_out_expr(o, l->first, NB_LEVEL_RELATION);
    }
}

static void put_read(nb_out *o, nabla_result *r, const nb_working_line *l)
{
    bool started = l->asked || l->first;
    put_start(o, r, l);
    for (uint32_t i = 0; i < l->n; i++) {
        nb_out_text(o, started ? " = " : "= ");
        nb_out_expr(o, l->steps[i].parts[0].answer, NB_LEVEL_RELATION);
        started = true;
    }
}

static void people_end(const nb_working_line *e, nb_out *o)
{
    nb_buf b = {0};
    if (e->wrong)
        nb_buf_printf(&b, "line %u is the first that does not follow",
                      (unsigned)e->wrong);
    else if (e->unproven)
        nb_buf_puts(&b, "no line is wrong, but not all are proven");
    else if (e->judged == 0)
        nb_buf_puts(&b, "nothing was worked out");
    else if (e->lines == 1)
        nb_buf_puts(&b, "the line is right");
    else
        nb_buf_printf(&b, "all %u lines are right", (unsigned)e->lines);
    nb_out_words(o, nb_buf_text(&b));
    nb_out_end(o);
    nb_buf_free(&b);
}

static void people(nabla_result *r, nb_out *o)
{
    nb_working_line *l = r->data;
    nb_buf b = {0};
    o->width = 0;
    if (l->ends) {
        people_end(l, o);
        return;
    }
    if (l->number == 0) {
        nb_out_words(o, "a working: type its lines, then end");
        nb_out_end(o);
        return;
    }
    nb_buf_printf(&b, "line %u: ", (unsigned)l->number);
    nb_out_words(o, nb_buf_text(&b));
    nb_buf_free(&b);
    put_read(o, r, l);
    nb_out_end(o);
    for (uint32_t i = 0; i < l->n; i++)
        nb_check_put_verdict(o, r, &l->steps[i]);
}

static void json_end(const nb_working_line *e, nb_writer *w)
{
    nb_json_member(&w->j, "kind", "end");
    nb_json_key(&w->j, "lines");
    nb_json_integer(&w->j, e->lines);
    nb_json_member(&w->j, "verdict",
                   e->wrong      ? "wrong"
                   : e->unproven ? "not proven"
                                 : "right");
    nb_json_key(&w->j, "first_wrong");
    if (e->wrong)
        nb_json_integer(&w->j, e->wrong);
    else
        nb_json_null(&w->j);
}

static void json(nabla_result *r, nb_writer *w)
{
    nb_working_line *l = r->data;
    nb_buf b = {0};
    nb_out o;
    if (l->ends) {
        json_end(l, w);
        return;
    }
    nb_json_member(&w->j, "kind", "work");
    nb_json_key(&w->j, "line");
    nb_json_integer(&w->j, l->number);
    nb_out_init(&o, w->s, NB_STYLE_ASCII, 0, &b);
    o.indent = "";
    put_read(&o, r, l);
    nb_out_end(&o);
    nb_out_free(&o);
    if (b.length > 0)
        b.text[--b.length] = '\0';
    nb_json_member(&w->j, "read", nb_buf_text(&b));
    nb_buf_free(&b);
    nb_json_key(&w->j, "steps");
    nb_json_open(&w->j, '[');
    for (uint32_t i = 0; i < l->n; i++) {
        nb_json_open(&w->j, '{');
        nb_check_put_part(w, &l->steps[i].parts[0]);
        if (l->steps[i].remark)
            nb_json_member(&w->j, "remark", l->steps[i].remark);
        nb_json_close(&w->j, '}');
    }
    nb_json_close(&w->j, ']');
}

static void roots(void *data, nb_roots *to)
{
    nb_working_line *l = data;
    nb_roots_add(to, &l->first);
    for (uint32_t i = 0; i < l->n; i++)
        nb_check_roots(&l->steps[i], to);
}

static void release(void *data)
{
    nb_working_line *l = data;
    for (uint32_t i = 0; i < l->n; i++)
        nb_check_empty(&l->steps[i]);
    free(l->steps);
    free(l);
}

const nb_command_class nb_work_command = {
    .run = run_work, .people = people, .json = json, .roots = roots, .release = release};
