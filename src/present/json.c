#include "present/json.h"

#include "text/utf8.h"

#include <inttypes.h>
#include <string.h>

static void begin_item(nb_json *j)
{
    if (j->comma)
        nb_buf_putc(j->out, ',');
    j->comma = true;
}

void nb_json_open(nb_json *j, char bracket)
{
    begin_item(j);
    nb_buf_putc(j->out, bracket);
    j->comma = false;
}

void nb_json_close(nb_json *j, char bracket)
{
    nb_buf_putc(j->out, bracket);
    j->comma = true;
}

void nb_json_key(nb_json *j, const char *key)
{
    nb_json_string(j, key);
    nb_buf_putc(j->out, ':');
    j->comma = false;
}

static void escape(nb_buf *out, unsigned char c)
{
    static const char named[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *at = c ? strchr(named, c) : NULL;
    if (at) {
        nb_buf_putc(out, '\\');
        nb_buf_putc(out, letters[at - named]);
    } else if (c < 0x20 || c == 0x7F) {
        nb_buf_printf(out, "\\u%04x", c);
    } else {
        nb_buf_putc(out, (char)c);
    }
}

/* How many bytes from the start need no escape. */
static size_t plain_run(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && text[n] >= 0x20 && text[n] < 0x7F && text[n] != '"' &&
           text[n] != '\\')
        n++;
    return n;
}

void nb_json_bytes(nb_json *j, const char *text, size_t length)
{
    begin_item(j);
    nb_buf_putc(j->out, '"');
    nb_buf_heed(j->out, text);
    for (size_t i = 0; i < length;) {
        size_t run = plain_run(text + i, length - i);
        nb_buf_add(j->out, text + i, run);
        i += run;
        if (i == length)
            break;
        uint32_t c;
        size_t n = nb_utf8_decode(text + i, length - i, &c);
        if (n == 0)
            nb_buf_puts(j->out, "\xEF\xBF\xBD");
        else if (n == 1)
            escape(j->out, (unsigned char)c);
        else
            nb_buf_add(j->out, text + i, n);
        i += n ? n : 1;
    }
    nb_buf_putc(j->out, '"');
}

void nb_json_string(nb_json *j, const char *text)
{
    if (text)
        nb_json_bytes(j, text, strlen(text));
    else
        nb_json_null(j);
}

void nb_json_raw(nb_json *j, const char *json)
{
    begin_item(j);
    nb_buf_puts(j->out, json);
}

void nb_json_integer(nb_json *j, int64_t value)
{
    begin_item(j);
    nb_buf_printf(j->out, "%" PRId64, value);
}

void nb_json_bool(nb_json *j, bool value) { nb_json_raw(j, value ? "true" : "false"); }

void nb_json_null(nb_json *j) { nb_json_raw(j, "null"); }

void nb_json_member(nb_json *j, const char *key, const char *text)
{
    nb_json_key(j, key);
    nb_json_string(j, text);
}
