#include "syntax/lex_internal.h"

#include "expr/function.h"

static void emit(nb_name_sink *sink, char c)
{
    if (sink->n < NB_NAME_MAX)
        sink->text[sink->n] = c;
    sink->n++;
}

static void emit_name(nb_name_sink *sink, const char *name)
{
    sink->ascii = false;
    for (; *name; name++)
        emit(sink, *name);
}

uint32_t nb_command_end(nb_source s, uint32_t i)
{
    for (i++; i < s.length; i++) {
        char c = s.text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            break;
    }
    return i;
}

/* One element of a subscript: a letter, digit, Greek letter or \greek. Returns
 * what follows it, or i when there is none. */
static uint32_t element(nb_source s, uint32_t i, nb_name_sink *sink)
{
    nb_character c = nb_at(s, i);
    if (nb_is_letter(c) || nb_is_digit(c)) {
        if (c.plain == '.')
            return i;
        sink->ascii = sink->ascii && c.length == 1;
        emit(sink, c.plain);
        return i + c.length;
    }
    if (c.greek) {
        emit_name(sink, c.greek);
        return i + c.length;
    }
    if (c.plain == '\\') {
        uint32_t end = nb_command_end(s, i);
        const char *greek = nb_greek_name(s.text + i + 1, end - i - 1);
        if (greek) {
            emit_name(sink, greek);
            return end;
        }
    }
    return i;
}

/* A subscript in braces that only names: {1}, {xy}, {x_{1}}. Returns what follows
 * it; 0 (and the sink as it was) when it is anything else. */
static uint32_t braced(nb_source s, uint32_t i, nb_name_sink *sink)
{
    nb_name_sink trial = *sink;
    uint32_t most = i + 2 * NB_NAME_MAX;
    unsigned depth = 0;
    trial.ascii = false;
    do {
        nb_character c = nb_at(s, i);
        uint32_t next = element(s, i, &trial);
        if (next == i) {
            if (c.plain == '_')
                emit(&trial, '_');
            else if (c.plain == '{')
                depth++;
            else if (c.plain == '}')
                depth--;
            else if (!c.blank)
                return 0;
            next = i + c.length;
        }
        i = next;
    } while (depth > 0 && i < most);
    if (depth > 0 || trial.n == sink->n)
        return 0;
    *sink = trial;
    return i;
}

/* What may follow the first letters of a name: digits, letters, subscripts. */
typedef enum tail_kind { TAIL_LATEX, TAIL_GREEK, TAIL_ASCII } tail_kind;

static uint32_t subscript(nb_source s, uint32_t i, nb_name_sink *sink, tail_kind kind,
                          bool *more)
{
    uint32_t inside = i + 1;
    *more = false;
    if (nb_at(s, inside).plain == '{') {
        size_t before = sink->n;
        emit(sink, '_');
        uint32_t end = braced(s, inside, sink);
        if (end == 0)
            sink->n = before;
        return end ? end : i;
    }
    nb_name_sink trial = *sink;
    emit(&trial, '_');
    uint32_t end = element(s, inside, &trial);
    if (end == inside)
        return i;
    *sink = trial;
    *more = kind != TAIL_LATEX && nb_is_letter(nb_at(s, inside) /* not Greek */);
    *more = *more || (kind != TAIL_LATEX && nb_is_digit(nb_at(s, inside)));
    return end;
}

static uint32_t tail(nb_source s, uint32_t i, nb_name_sink *sink, tail_kind kind)
{
    bool subscripted = false;
    for (;;) {
        nb_character c = nb_at(s, i);
        if (c.lowered) {
            emit_name(sink, "_");
            for (; c.lowered; c = nb_at(s, i)) {
                emit(sink, c.lowered);
                i += c.length;
            }
            return i;
        }
        if (c.plain == '_') {
            bool more;
            uint32_t end = subscript(s, i, sink, kind, &more);
            if (end == i || !more)
                return end;
            subscripted = true;
            i = end;
            continue;
        }
        bool letters = kind == TAIL_ASCII || subscripted;
        if (!(nb_is_letter(c) && letters) &&
            !(nb_is_digit(c) && c.plain != '.' && kind != TAIL_LATEX))
            return i;
        i = element(s, i, sink);
    }
}

/* \operatorname{word}, \mathrm{word}, \text{word}: past the brace, or 0. */
static uint32_t spelled(nb_source s, uint32_t i, nb_name_sink *sink)
{
    i = nb_skip_blanks(s, i);
    if (nb_at(s, i).plain != '{')
        return 0;
    uint32_t begin = nb_skip_blanks(s, i + 1);
    for (i = begin; i < s.length; i++) {
        nb_character c = nb_at(s, i);
        if (c.plain != '_' && !nb_is_letter(c) && !nb_is_digit(c))
            break;
        emit(sink, c.plain);
    }
    uint32_t end = nb_skip_blanks(s, i);
    return i > begin && nb_at(s, end).plain == '}' ? end + 1 : 0;
}

static bool is_spelling_command(const char *name, size_t n)
{
    static const char *const words[] = {"operatorname", "mathrm", "mathit", "mathbf",
                                        "text",         "textrm", "mbox",   "mathop"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == n && memcmp(words[i], name, n) == 0)
            return true;
    return false;
}

/* \sin, \alpha, \operatorname{arsinh}: past the word, or 0 when it is none. */
static uint32_t latex_word(nb_source s, uint32_t i, nb_name_sink *sink)
{
    uint32_t end = nb_command_end(s, i);
    const char *name = s.text + i + 1;
    size_t n = end - i - 1;
    sink->ascii = false;
    const char *greek = nb_greek_name(name, n);
    nb_fn fn = nb_function_find(name, n);
    if (is_spelling_command(name, n)) {
        end += end < s.length && s.text[end] == '*';
        end = spelled(s, end, sink);
    } else if (greek) {
        emit_name(sink, greek);
    } else if (fn != NB_FN_COUNT && nb_function_row(fn)->arity != 0) {
        for (size_t k = 0; k < n; k++)
            emit(sink, name[k]);
    } else {
        return 0;
    }
    return end ? tail(s, end, sink, TAIL_LATEX) : 0;
}

uint32_t nb_scan_word(nb_source s, uint32_t i, nb_name_sink *sink)
{
    nb_character c = nb_at(s, i);
    sink->n = 0;
    sink->ascii = true;
    if (c.plain == '\\')
        return latex_word(s, i, sink);
    if (c.kind != T_WORD)
        return 0;
    uint32_t end = element(s, i, sink);
    return tail(s, end, sink, c.greek ? TAIL_GREEK : TAIL_ASCII);
}

size_t nb_word_name(const char *text, nb_token t, char name[NB_NAME_MAX + 1])
{
    nb_name_sink sink;
    nb_source s = {text, t.end};
    if (t.ascii) {
        sink.n = t.end - t.begin;
        if (sink.n <= NB_NAME_MAX)
            memcpy(sink.text, text + t.begin, sink.n);
    } else {
        nb_scan_word(s, t.begin, &sink);
    }
    if (sink.n > NB_NAME_MAX)
        sink.n = 0;
    memcpy(name, sink.text, sink.n);
    name[sink.n] = '\0';
    return sink.n;
}
