#include "reading.h"

#include "dump.h"

#include <stdio.h>
#include <string.h>

static nb_error err;
static nb_pool *p;
static nb_expr f_params[2], g_params[1];

static nb_named look_up(void *data, const char *name)
{
    (void)data;
    if (strcmp(name, "f") == 0)
        return (nb_named){NB_NAME_FUNCTION, 2, f_params};
    if (strcmp(name, "g") == 0)
        return (nb_named){NB_NAME_FUNCTION, 1, g_params};
    if (strcmp(name, "a") == 0 || strcmp(name, "b") == 0 || strcmp(name, "rate") == 0)
        return (nb_named){NB_NAME_CONSTANT, 0, NULL};
    return (nb_named){NB_NAME_UNKNOWN, 0, NULL};
}

static const char *name_at(void *data, size_t i)
{
    static const char *const names[] = {"f", "g", "a", "b", "rate"};
    (void)data;
    return i < 5 ? names[i] : NULL;
}

static const nb_scope scope = {.look_up = look_up, .name_at = name_at};

static void open_session(void)
{
    nb_error_clear(&err);
    p = nb_pool_new(&err);
    assert_non_null(p);
    f_params[0] = nb_symbol(p, "x", 1);
    f_params[1] = nb_symbol(p, "y", 1);
    g_params[0] = nb_symbol(p, "t", 1);
}

/* note: the text that a note of the kind must have; NULL: there must be none. */
static void check(const char *text, const char *expected, const char *note,
                  nb_note_kind kind)
{
    nb_statement s = {0};
    nb_buf shown = {0};
    nb_notes own = {0};
    open_session();
    if (!nb_parse_statement(p, text, strlen(text), &scope, &own, &s))
        fail_msg("%s: %s (%s)", text, err.message, err.hint);
    dump_statement(&shown, p, &s);
    if (strcmp(nb_buf_text(&shown), expected) != 0)
        fail_msg("%s is read as %s, not %s", text, nb_buf_text(&shown), expected);
    if (!note && own.n > 0)
        fail_msg("%s: unexpected note: %s", text, own.items[0].text);
    if (note) {
        uint32_t i = 0;
        while (i < own.n && own.items[i].kind != kind)
            i++;
        if (i == own.n)
            fail_msg("%s: no note of kind %d", text, (int)kind);
        assert_string_equal(own.items[i].text, note);
    }
    nb_buf_free(&shown);
    nb_statement_free(&s);
    nb_pool_free(p);
}

void reads(const char *text, const char *expected)
{
    check(text, expected, NULL, NB_NOTE_KINDS);
}

void reads_with_note(const char *text, const char *expected, nb_note_kind kind,
                     const char *note)
{
    check(text, expected, note, kind);
}

void expression_reads(const char *text, const char *expected)
{
    nb_buf shown = {0};
    open_session();
    nb_expr e = nb_parse_expression(p, text, strlen(text), NULL, NULL);
    if (!e)
        fail_msg("%s: %s (%s)", text, err.message, err.hint);
    dump_expr(&shown, p, e);
    if (strcmp(nb_buf_text(&shown), expected) != 0)
        fail_msg("%s is read as %s, not %s", text, nb_buf_text(&shown), expected);
    nb_buf_free(&shown);
    nb_pool_free(p);
}

static void refuse(const char *text)
{
    nb_statement s = {0};
    open_session();
    if (nb_parse_statement(p, text, strlen(text), &scope, NULL, &s)) {
        nb_buf shown = {0};
        dump_statement(&shown, p, &s);
        fail_msg("%s is read as %s", text, nb_buf_text(&shown));
    }
    nb_statement_free(&s);
    nb_pool_free(p);
}

void refuses(const char *text, nb_code code, uint32_t begin, uint32_t end,
             const char *message, const char *hint)
{
    refuse(text);
    if (strcmp(err.message, message) != 0 || strcmp(err.hint, hint) != 0)
        fail_msg("%s: %s (%s), not %s (%s)", text, err.message, err.hint, message, hint);
    if (err.code != code || err.begin != begin || err.end != end)
        fail_msg("%s: %s at %u to %u, not %s at %u to %u", text, nb_code_name(err.code),
                 err.begin, err.end, nb_code_name(code), begin, end);
}

void refuses_with(const char *text, nb_code code, const char *words)
{
    refuse(text);
    if (!strstr(err.message, words) && !strstr(err.hint, words))
        fail_msg("%s: %s (%s) does not say %s", text, err.message, err.hint, words);
    if (err.code != code)
        fail_msg("%s: %s, not %s", text, nb_code_name(err.code), nb_code_name(code));
}

nb_code survives(const char *text, size_t length)
{
    nb_statement s = {0};
    nb_notes notes;
    open_session();
    bool ok = nb_parse_statement(p, text, length, &scope, &notes, &s);
    assert_int_equal(ok, err.code == NB_OK);
    if (!ok) {
        assert_true(err.message[0] != '\0');
        assert_true(err.begin <= err.end && err.end <= length);
    }
    nb_statement_free(&s);
    nb_pool_free(p);
    return err.code;
}

void all_read(const reading *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        reads(table[i].text, table[i].expected);
}
