/* Draws random sentences from grammar/nabla.ebnf; every one must be read. The file
 * is found in the current directory or above it. SEED in the environment chooses
 * the sentences. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expr/function.h"
#include "syntax/parse.h"
#include "text/buf.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the grammar as a tree ---- */

typedef enum node_kind {
    TERMINAL,
    RULE,
    SEQUENCE,
    CHOICE,
    OPTION,
    REPEAT,
    GLUE
} node_kind;

typedef struct node {
    node_kind kind;
    const char *text; /* TERMINAL, RULE: where its text begins in the file */
    size_t length;
    int rule;         /* RULE: its number                                  */
    int *children, n; /* SEQUENCE, CHOICE: numbers of nodes; OPTION…: one  */
    int cost;         /* least depth of rules that it needs                */
} node;

typedef struct rule {
    const char *name;
    size_t length;
    int body, cost;
    bool lexical, drawn;
} rule;

enum { MOST_NODES = 8000, MOST_RULES = 200, UNKNOWN_COST = 1000 };

static char *source;
static const char *cursor;
static node nodes[MOST_NODES];
static int n_nodes;
static rule rules[MOST_RULES];
static int n_rules;

static void read_grammar(void)
{
    static const char *const places[] = {"grammar/nabla.ebnf", "../grammar/nabla.ebnf",
                                         "../../grammar/nabla.ebnf"};
    FILE *f = NULL;
    for (int i = 0; i < 3 && !f; i++)
        f = fopen(places[i], "rb");
    if (!f)
        fail_msg("grammar/nabla.ebnf is not here");
    nb_buf text = {0};
    char chunk[4096];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        nb_buf_add(&text, chunk, n);
    fclose(f);
    cursor = source = nb_buf_take(&text);
    assert_non_null(source);
}

static void skip_blanks(void)
{
    for (;;) {
        while (isspace((unsigned char)*cursor))
            cursor++;
        if (strncmp(cursor, "(*", 2) != 0)
            return;
        cursor = strstr(cursor, "*)");
        assert_non_null(cursor);
        cursor += 2;
    }
}

static int new_node(node_kind kind)
{
    assert_true(n_nodes < MOST_NODES);
    nodes[n_nodes] = (node){.kind = kind, .rule = -1, .cost = UNKNOWN_COST};
    return n_nodes++;
}

static void add_child(int parent, int child)
{
    node *p = &nodes[parent];
    p->children = realloc(p->children, (size_t)(p->n + 1) * sizeof *p->children);
    p->children[p->n++] = child;
}

static int read_choice(void);

static int enclosed(node_kind kind, char close)
{
    cursor++;
    int inner = read_choice();
    skip_blanks();
    if (*cursor != close)
        fail_msg("grammar: %c expected before %.30s", close, cursor);
    cursor++;
    if (kind == SEQUENCE)
        return inner;
    int e = new_node(kind);
    add_child(e, inner);
    return e;
}

static int read_element(void)
{
    int e;
    switch (*cursor) {
    case '(': return enclosed(SEQUENCE, ')');
    case '[': return enclosed(OPTION, ']');
    case '{': return enclosed(REPEAT, '}');
    case '~': cursor++; return new_node(GLUE);
    case '"':
        e = new_node(TERMINAL);
        nodes[e].text = ++cursor;
        nodes[e].length = strcspn(cursor, "\"");
        cursor += nodes[e].length + 1;
        return e;
    default: break;
    }
    if (!isalpha((unsigned char)*cursor))
        fail_msg("grammar: cannot read %.30s", cursor);
    e = new_node(RULE);
    nodes[e].text = cursor;
    while (isalnum((unsigned char)*cursor) || *cursor == '_')
        cursor++;
    nodes[e].length = (size_t)(cursor - nodes[e].text);
    return e;
}

static int read_choice(void)
{
    int choice = new_node(CHOICE), sequence = new_node(SEQUENCE);
    add_child(choice, sequence);
    for (skip_blanks(); *cursor && !strchr(";)]}", *cursor); skip_blanks()) {
        if (*cursor != '|') {
            add_child(sequence, read_element());
            continue;
        }
        cursor++;
        sequence = new_node(SEQUENCE);
        add_child(choice, sequence);
    }
    return choice;
}

static void read_rules(void)
{
    for (skip_blanks(); *cursor; skip_blanks()) {
        rule *r = &rules[n_rules++];
        assert_true(n_rules < MOST_RULES);
        r->name = cursor;
        r->lexical = isupper((unsigned char)*cursor);
        r->length = strcspn(cursor, " =");
        cursor += r->length;
        skip_blanks();
        assert_int_equal(*cursor, '=');
        cursor++;
        r->body = read_choice();
        r->cost = UNKNOWN_COST;
        assert_int_equal(*cursor, ';');
        cursor++;
    }
    for (int i = 0; i < n_nodes; i++) {
        if (nodes[i].kind != RULE)
            continue;
        for (int k = 0; k < n_rules; k++)
            if (rules[k].length == nodes[i].length &&
                memcmp(rules[k].name, nodes[i].text, nodes[i].length) == 0)
                nodes[i].rule = k;
        if (nodes[i].rule < 0)
            fail_msg("grammar: no rule %.*s", (int)nodes[i].length, nodes[i].text);
    }
}

/* The least depth of rules that each node needs, by rounds until nothing falls. */
static int cost_of(const node *e)
{
    int cost = e->kind == CHOICE ? UNKNOWN_COST : 0;
    if (e->kind == RULE)
        return rules[e->rule].cost + 1;
    if (e->kind == OPTION || e->kind == REPEAT)
        return 0;
    for (int i = 0; i < e->n; i++) {
        int child = nodes[e->children[i]].cost;
        if (e->kind == CHOICE ? child < cost : child > cost)
            cost = child;
    }
    return cost;
}

static void find_costs(void)
{
    bool fell = true;
    while (fell) {
        fell = false;
        for (int i = 0; i < n_nodes; i++) {
            int cost = cost_of(&nodes[i]);
            fell = fell || cost < nodes[i].cost;
            nodes[i].cost = cost < nodes[i].cost ? cost : nodes[i].cost;
        }
        for (int k = 0; k < n_rules; k++)
            rules[k].cost = nodes[rules[k].body].cost;
    }
    for (int k = 0; k < n_rules; k++)
        if (rules[k].cost >= UNKNOWN_COST)
            fail_msg("grammar: %.*s never ends", (int)rules[k].length, rules[k].name);
}

static int setup(void **state)
{
    (void)state;
    read_grammar();
    read_rules();
    find_costs();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int i = 0; i < n_nodes; i++)
        free(nodes[i].children);
    free(source);
    return 0;
}

/* ---- drawing a sentence ---- */

static uint64_t state_of_random;

static uint32_t random_below(uint32_t n)
{
    state_of_random ^= state_of_random << 13; /* xorshift, Marsaglia 2003 */
    state_of_random ^= state_of_random >> 7;
    state_of_random ^= state_of_random << 17;
    return (uint32_t)(state_of_random >> 32) % n;
}

static bool is_word(unsigned char c) { return isalnum(c) || c == '_' || c >= 0x80; }

/* Whether two neighbours would become one word or another sign without a blank. */
static bool would_join(const nb_buf *out, const char *next)
{
    unsigned char a = (unsigned char)out->text[out->length - 1], b = (unsigned char)*next;
    bool number = isdigit(a);
    for (size_t i = out->length;
         number && i > 0 && is_word((unsigned char)out->text[i - 1]); i--)
        number = isdigit((unsigned char)out->text[i - 1]) != 0;
    if (number && isalpha(b))
        return b == 'e';
    if (is_word(a) && (isalnum(b) || b == '.'))
        return true;
    return (a == '!' && b == '=') || strncmp(next, "⁵", 3) == 0;
}

static void write(nb_buf *out, const node *e, bool glued)
{
    char text[64];
    memcpy(text, e->text, e->length);
    text[e->length] = '\0';
    if (e->length == 0)
        return;
    if (out->length > 0 && !glued && (would_join(out, text) || random_below(3) == 0))
        nb_buf_putc(out, ' ');
    nb_buf_puts(out, text);
}

/* `glued` says on entry whether the first word may have no blank before it, and on
 * return the same for what follows. */
static void draw(nb_buf *out, int number, int depth, bool lexical, bool *glued)
{
    const node *e = &nodes[number];
    if (e->kind == TERMINAL) {
        write(out, e, *glued);
        *glued = lexical;
    } else if (e->kind == GLUE) {
        *glued = true;
    } else if (e->kind == RULE) {
        rules[e->rule].drawn = true;
        draw(out, rules[e->rule].body, depth - 1, rules[e->rule].lexical, glued);
        *glued = lexical;
    } else if (e->kind == CHOICE) {
        int fitting = 0, chosen = 0;
        for (int i = 0; i < e->n; i++) {
            int cost = nodes[e->children[i]].cost;
            bool fits = cost <= depth || cost == e->cost;
            if (fits && random_below((uint32_t)++fitting) == 0)
                chosen = e->children[i];
        }
        draw(out, chosen, depth, lexical, glued);
    } else if (e->kind == SEQUENCE) {
        for (int i = 0; i < e->n; i++)
            draw(out, e->children[i], depth, lexical, glued);
    } else {
        int most = e->kind == REPEAT ? 3 : 1;
        bool fits = nodes[e->children[0]].cost <= depth;
        for (int i = 0; fits && i < most && random_below(3) == 0; i++)
            draw(out, e->children[0], depth, lexical, glued);
    }
}

/* ---- the session that the grammar speaks of ---- */

static nb_error err;
static nb_pool *p;
static nb_expr f_params[2], g_params[1];

static nb_named look_up(void *data, const char *name)
{
    static const char *const constants[] = {"x", "y", "z", "x_1", "alpha", "a"};
    (void)data;
    if (strcmp(name, "f") == 0)
        return (nb_named){NB_NAME_FUNCTION, 2, f_params};
    if (strcmp(name, "g") == 0)
        return (nb_named){NB_NAME_FUNCTION, 1, g_params};
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++)
        if (strcmp(name, constants[i]) == 0)
            return (nb_named){NB_NAME_CONSTANT, 0, NULL};
    return (nb_named){NB_NAME_UNKNOWN, 0, NULL};
}

static void must_read(const char *text, uint64_t seed)
{
    nb_scope scope = {.look_up = look_up};
    nb_statement s = {0};
    nb_error_clear(&err);
    p = nb_pool_new(&err);
    assert_non_null(p);
    f_params[0] = nb_symbol(p, "x", 1);
    f_params[1] = nb_symbol(p, "y", 1);
    g_params[0] = nb_symbol(p, "t", 1);
    if (!nb_parse_statement(p, text, strlen(text), &scope, NULL, &s))
        fail_msg("SEED=%llu: %s\n%u-%u: %s (%s)", (unsigned long long)seed, text,
                 err.begin, err.end, err.message, err.hint);
    nb_statement_free(&s);
    nb_pool_free(p);
}

static void every_sentence_is_read(void **state)
{
    const char *given = getenv("SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 1;
    nb_buf text = {0};
    (void)state;
    for (uint64_t round = 0; round < 20000; round++) {
        bool glued = true;
        state_of_random = (seed + 1) * 0x9E3779B97F4A7C15u + round * 0xD1B54A32D192ED03u;
        for (int i = 0; i < 3; i++)
            random_below(2);
        nb_buf_clear(&text);
        draw(&text, rules[0].body, 4 + (int)(round % 20), false, &glued);
        must_read(nb_buf_text(&text), seed);
    }
    nb_buf_free(&text);
    for (int k = 1; k < n_rules; k++)
        if (!rules[k].drawn)
            fail_msg("no sentence has a %.*s", (int)rules[k].length, rules[k].name);
}

/* The grammar names every function of the table. */
static void every_function_is_in_the_grammar(void **state)
{
    (void)state;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const char *name = nb_function_row(fn)->name;
        bool found = fn == NB_FN_FACTORIAL; /* written 5! */
        for (int i = 0; i < n_nodes && !found; i++)
            found = nodes[i].kind == TERMINAL && nodes[i].length == strlen(name) &&
                    memcmp(nodes[i].text, name, nodes[i].length) == 0;
        if (!found)
            fail_msg("%s is not in the grammar", name);
    }
}

static void every_command_is_in_the_grammar(void **state)
{
    (void)state;
    for (unsigned i = 0; i < NB_COMMAND_COUNT; i++) {
        const char *name = nb_command_of((nb_command)i)->name;
        if (!strstr(source, name))
            fail_msg("%s is not in the grammar", name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sentence_is_read),
        cmocka_unit_test(every_function_is_in_the_grammar),
        cmocka_unit_test(every_command_is_in_the_grammar),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
