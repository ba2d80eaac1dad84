#include "present/mathml.h"
#include "present/print.h"

#include "present/name.h"
#include "syntax/lex.h"
#include "text/utf8.h"

#include <string.h>

/* The letters that Latin has too: their names say more than A, B, E... */
static bool looks_latin(uint32_t c)
{
    static const uint32_t own[] = {0x0393, 0x0394, 0x0398, 0x039B, 0x039E,
                                   0x03A3, 0x03A6, 0x03A8, 0x03A9};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i] == c)
            return false;
    return c < 0x03B1 || c == 0x03BF;
}

/* The Greek letter that a name stands for, as UTF-8 with NUL, or "". */
static void greek_letter(const char *name, size_t length, char letter[5])
{
    letter[0] = '\0';
    const char *greek = nb_greek_name(name, length);
    if (!greek || strlen(greek) != length)
        return;
    for (uint32_t c = 0x0391; c <= 0x03C9; c++) {
        char text[4];
        size_t n = nb_utf8_encode(c, text);
        const char *known = nb_character_at(text, (uint32_t)n, 0).greek;
        if (known != greek || c == 0x03C2) /* the final sigma */
            continue;
        if (!looks_latin(c)) {
            memcpy(letter, text, n);
            letter[n] = '\0';
        }
        return;
    }
}

static bool is_greek(const char *name, size_t length)
{
    char letter[5];
    greek_letter(name, length, letter);
    return letter[0] != '\0';
}

static bool all_digits(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

/* How many primes end a name: u' is the derivative of u in a rule. No name that can be
 * typed has one. */
static size_t primes_of(const char *name, size_t length)
{
    size_t n = 0;
    while (n < length && name[length - 1 - n] == '\'')
        n++;
    return n;
}

static void print_unicode(const char *base, size_t length, const char *sub, nb_buf *out)
{
    char letter[5];
    greek_letter(base, length, letter);
    if (letter[0])
        nb_buf_puts(out, letter);
    else
        nb_buf_add(out, base, length);
    if (!sub)
        return;
    if (!all_digits(sub)) {
        nb_buf_printf(out, "_%s", sub);
        return;
    }
    for (; *sub; sub++) {
        const char digit[] = {'\xe2', '\x82', (char)('\x80' + (*sub - '0')), '\0'};
        nb_buf_puts(out, digit);
    }
}

/* \alpha, x, \mathrm{speed}; inside a subscript the letters alone. */
static void print_latex_part(const char *part, size_t length, bool subscript, nb_buf *out)
{
    bool greek = is_greek(part, length), word = !greek && !subscript && length > 1;
    nb_buf_puts(out, greek ? "\\" : word ? "\\mathrm{" : "");
    nb_buf_add(out, part, length);
    nb_buf_puts(out, word ? "}" : "");
}

/* a_b_c is a_{b_{c}}. */
static void print_latex(const char *name, nb_buf *out)
{
    size_t depth = 0;
    for (;;) {
        size_t length = strcspn(name, "_");
        print_latex_part(name, length, depth > 0, out);
        name += length;
        if (*name == '\0')
            break;
        nb_buf_puts(out, "_{");
        name++;
        depth++;
    }
    for (; depth > 0; depth--)
        nb_buf_putc(out, '}');
}

/* a_b_c, _a and a_ have no subscript. */
size_t nb_name_base(const char *name, const char **sub)
{
    const char *mark = strchr(name, '_');
    *sub = mark ? mark + 1 : NULL;
    if (mark && mark > name && mark[1] != '\0' && !strchr(mark + 1, '_'))
        return (size_t)(mark - name);
    *sub = NULL;
    return strlen(name);
}

bool nb_is_plain_name(const char *name)
{
    return name[1 + strspn(name + 1, "0123456789")] == '\0' &&
           ((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z'));
}

bool nb_is_letter(const char *name, nb_style style)
{
    if (name[0] && nb_is_plain_name(name))
        return name[1] == '\0';
    const char *sub;
    size_t length = nb_name_base(name, &sub);
    length -= primes_of(name, length);
    return length == 1 || (style != NB_STYLE_ASCII && is_greek(name, length));
}

/* The name before its primes, which stand behind a subscript and outside of braces. */
static void print_primed(const char *name, size_t length, nb_style style, nb_buf *out)
{
    char base[NB_NAME_MAX + 1];
    memcpy(base, name, length);
    base[length] = '\0';
    nb_print_name(base, style, out);
    for (name += length; *name; name++)
        nb_buf_puts(out, style == NB_STYLE_UNICODE ? "′" : "'");
}

void nb_print_name(const char *name, nb_style style, nb_buf *out)
{
    size_t whole = strlen(name), primes = primes_of(name, whole);
    if (primes && primes < whole && whole - primes <= NB_NAME_MAX &&
        style != NB_STYLE_MATHML) {
        print_primed(name, whole - primes, style, out);
        return;
    }
    const char *sub;
    size_t length = nb_name_base(name, &sub);
    if (style == NB_STYLE_MATHML)
        nb_print_mathml_name(name, out);
    else if (style == NB_STYLE_UNICODE && *name && nb_is_plain_name(name))
        nb_buf_add(out, name, length);
    else if (style == NB_STYLE_UNICODE)
        print_unicode(name, length, sub, out);
    else if (style == NB_STYLE_LATEX)
        print_latex(name, out);
    else
        nb_buf_puts(out, name);
}
