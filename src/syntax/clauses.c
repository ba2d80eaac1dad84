#include "syntax/clauses.h"

#include "syntax/lex.h"

#include <string.h>

nb_span nb_trimmed(const char *text, uint32_t begin, uint32_t end)
{
    while (begin < end && strchr(" \t\r\n", text[begin]))
        begin++;
    while (end > begin && strchr(" \t\r\n", text[end - 1]))
        end--;
    return (nb_span){begin, end};
}

/* The next token of a span outside brackets: at depth 0 before and after it. */
typedef struct walk {
    const char *text;
    uint32_t at, end, depth;
    bool norm; /* between ‖ and ‖ */
    nb_token t;
} walk;

/* False at the end. */
static bool next(walk *w)
{
    while (w->at < w->end) {
        w->t = nb_lex(w->text, w->end, w->at);
        if (w->t.kind == T_END || w->t.end <= w->at)
            return false;
        w->at = w->t.end;
        if (w->t.kind == T_OPEN)
            w->depth++;
        else if (w->t.kind == T_CLOSE)
            w->depth -= w->depth > 0;
        else if (w->t.kind == T_NORM)
            w->norm = !w->norm;
        else if (w->depth == 0 && !w->norm)
            return true;
    }
    return false;
}

/* A word before '=' names a variable: in in=-1..1, at at=2. */
static bool is_assigned(const walk *w)
{
    if (w->at >= w->end)
        return false;
    nb_token t = nb_lex(w->text, w->end, w->at);
    return t.kind == T_RELATION && t.sub == NB_EQ;
}

static const char *keyword_at(const walk *w, const char *const *keywords)
{
    if (w->t.kind != T_WORD || is_assigned(w))
        return NULL;
    size_t n = w->t.end - w->t.begin;
    for (; *keywords; keywords++)
        if (strlen(*keywords) == n && memcmp(*keywords, w->text + w->t.begin, n) == 0)
            return *keywords;
    return NULL;
}

static bool add_clause(nb_pool *p, nb_clauses *out, const char *keyword, nb_token t)
{
    if (out->n == NB_CLAUSES_MAX || nb_clause_of(out, keyword)) {
        nb_error_at(nb_pool_error(p), NB_ERR_SYNTAX, t.begin, t.end,
                    "'%s' stands here twice", keyword);
        return false;
    }
    out->items[out->n++] = (nb_clause){keyword, {t.begin, t.end}, {t.end, t.end}};
    return true;
}

bool nb_split_clauses(nb_pool *p, const char *text, nb_span span,
                      const char *const *keywords, nb_clauses *out)
{
    walk w = {.text = text, .at = span.begin, .end = span.end};
    out->n = 1;
    out->items[0] = (nb_clause){NULL, {span.begin, span.begin}, span};
    while (next(&w)) {
        const char *keyword = keyword_at(&w, keywords);
        if (!keyword)
            continue;
        out->items[out->n - 1].span.end = w.t.begin;
        if (!add_clause(p, out, keyword, w.t))
            return false;
        out->items[out->n - 1].span.end = span.end;
    }
    for (uint32_t i = 0; i < out->n; i++)
        out->items[i].span =
            nb_trimmed(text, out->items[i].span.begin, out->items[i].span.end);
    return true;
}

const nb_clause *nb_clause_of(const nb_clauses *c, const char *keyword)
{
    if (!keyword)
        return &c->items[0];
    for (uint32_t i = 1; i < c->n; i++)
        if (strcmp(c->items[i].keyword, keyword) == 0)
            return &c->items[i];
    return NULL;
}

uint32_t nb_split_list(const char *text, nb_span span, nb_span *parts, uint32_t max)
{
    walk w = {.text = text, .at = span.begin, .end = span.end};
    uint32_t begin = span.begin, n = 0;
    if (nb_trimmed(text, span.begin, span.end).begin == span.end ||
        span.begin == span.end)
        return 0;
    while (next(&w)) {
        if (w.t.kind != T_COMMA && w.t.kind != T_SEMICOLON)
            continue;
        if (n == max)
            return max + 1;
        parts[n++] = nb_trimmed(text, begin, w.t.begin);
        begin = w.t.end;
    }
    if (n == max)
        return max + 1;
    parts[n++] = nb_trimmed(text, begin, span.end);
    return n;
}

static bool is_equals(const char *text, nb_token t)
{
    return (t.kind == T_RELATION && t.sub == NB_EQ) ||
           (t.kind == T_BAD && t.end - t.begin >= 3 &&
            memcmp(text + t.begin, "≡", 3) == 0);
}

bool nb_find_equals(const char *text, nb_span span, nb_span *sign)
{
    uint32_t depth = 0;
    for (uint32_t at = span.begin; at < span.end;) {
        nb_token t = nb_lex(text, span.end, at);
        if (t.kind == T_END || t.end <= at)
            return false;
        at = t.end;
        depth += t.kind == T_OPEN;
        depth -= t.kind == T_CLOSE && depth > 0;
        if (depth == 0 && is_equals(text, t)) {
            *sign = (nb_span){t.begin, t.end};
            return true;
        }
    }
    return false;
}

/* ---- brackets and ranges ---- */

static bool begins_with(const char *text, nb_span span, const char *word)
{
    size_t n = strlen(word);
    return span.end - span.begin >= n && memcmp(text + span.begin, word, n) == 0;
}

static bool ends_with(const char *text, nb_span span, const char *word)
{
    size_t n = strlen(word);
    return span.end - span.begin >= n && memcmp(text + span.end - n, word, n) == 0;
}

/* Whether the bracket at the beginning is closed at the end, not before. */
static bool is_one_group(const char *text, nb_span span)
{
    uint32_t depth = 0;
    for (uint32_t at = span.begin; at < span.end;) {
        nb_token t = nb_lex(text, span.end, at);
        if (t.kind == T_END || t.end <= at)
            return false;
        at = t.end;
        depth += t.kind == T_OPEN;
        depth -= t.kind == T_CLOSE && depth > 0;
        if (depth == 0)
            return at == span.end;
    }
    return false;
}

bool nb_inside_brackets(const char *text, nb_span span, nb_span *inside)
{
    if (begins_with(text, span, "⟨") && ends_with(text, span, "⟩")) {
        *inside = nb_trimmed(text, span.begin + (uint32_t)strlen("⟨"),
                             span.end - (uint32_t)strlen("⟩"));
        return true;
    }
    if (span.end - span.begin < 2 || !strchr("([<", text[span.begin]))
        return false;
    char close = text[span.begin] == '(' ? ')' : text[span.begin] == '[' ? ']' : '>';
    if (text[span.end - 1] != close || (close != '>' && !is_one_group(text, span)))
        return false;
    *inside = nb_trimmed(text, span.begin + 1, span.end - 1);
    return true;
}

/* The first place of a word in the span outside brackets, or its end. */
static uint32_t find(const char *text, nb_span span, const char *word)
{
    uint32_t depth = 0, n = (uint32_t)strlen(word);
    for (uint32_t i = span.begin; i + n <= span.end; i++) {
        if (depth == 0 && memcmp(text + i, word, n) == 0)
            return i;
        if (strchr("([{", text[i]))
            depth++;
        else if (strchr(")]}", text[i]) && depth > 0)
            depth--;
    }
    return span.end;
}

static bool split_at(const char *text, nb_span span, const char *word, nb_span *before,
                     nb_span *after)
{
    uint32_t at = find(text, span, word);
    if (at == span.end)
        return false;
    *before = nb_trimmed(text, span.begin, at);
    *after = nb_trimmed(text, at + (uint32_t)strlen(word), span.end);
    return before->begin < before->end && after->begin < after->end;
}

bool nb_split_range(const char *text, nb_span span, nb_span *name, nb_span *low,
                    nb_span *high)
{
    static const char *const signs[] = {"=", " in ", "∈", " from "};
    static const char *const dots[] = {"...", "..", "…", " to "};
    nb_span bounds, inside, two[2];
    bool found = false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs && !found; i++)
        found = split_at(text, span, signs[i], name, &bounds);
    if (!found)
        return false;
    for (size_t i = 0; i < sizeof dots / sizeof *dots; i++)
        if (split_at(text, bounds, dots[i], low, high))
            return true;
    if (!nb_inside_brackets(text, bounds, &inside) ||
        nb_split_list(text, inside, two, 2) != 2)
        return false;
    *low = two[0];
    *high = two[1];
    return two[0].begin < two[0].end && two[1].begin < two[1].end;
}
