#include "tape/emit.h"

#include "tape/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Texts of values up to this length that are wanted only once stand inside what
 * wants them. */
enum { INLINE_LENGTH = 48 };

/* How an operation is spelled: with the prefix, a helper; else a C function. */
static const struct {
    unsigned char op;
    bool helper;
    const char *name, *body;
} calls[] = {
    {NB_TAPE_DIV, true, "divide", "double a, double b) { return b == 0 ? NAN : a / b; }"},
    {NB_TAPE_ABS, false, "fabs", NULL},
    {NB_TAPE_SIGN, true, "sign",
     "double a) { return a > 0 ? 1 : a < 0 ? -1 : a == 0 ? 0 : NAN; }"},
    {NB_TAPE_MIN, true, "least",
     "double a, double b) { return a < b ? a : b <= a ? b : NAN; }"},
    {NB_TAPE_MAX, true, "greatest",
     "double a, double b) { return a > b ? a : b >= a ? b : NAN; }"},
    {NB_TAPE_STEP, true, "step",
     "double a, double b) { return a < b ? 1 : a > b ? 0 : NAN; }"},
    {NB_TAPE_EDGE, true, "edge", "double a, double b) { return a == b ? NAN : 0; }"},
    {NB_TAPE_LT, true, "less",
     "double a, double b) { return a < b ? 1 : a >= b ? 0 : NAN; }"},
    {NB_TAPE_LE, true, "at_most",
     "double a, double b) { return a <= b ? 1 : a > b ? 0 : NAN; }"},
    {NB_TAPE_EQ, true, "equal",
     "double a, double b) { return a == b ? 1 : a < b || a > b ? 0 : NAN; }"},
    {NB_TAPE_NE, true, "unequal",
     "double a, double b) { return a == b ? 0 : a < b || a > b ? 1 : NAN; }"},
    {NB_TAPE_AND, true, "both",
     "double a, double b) { return a == 1 ? b : a == 0 ? 0 : NAN; }"},
    {NB_TAPE_OR, true, "either",
     "double a, double b) { return a == 0 ? b : a == 1 ? 1 : NAN; }"},
    {NB_TAPE_NOT, true, "not", "double a) { return 1 - a; }"},
    {NB_TAPE_SELECT, true, "choose",
     "double c, double a, double b) { return c == 1 ? a : c == 0 ? b : NAN; }"},
    {NB_TAPE_POW, true, "power",
     "double a, double b)\n"
     "{\n"
     "    return isnan(a) || isnan(b) || (a == 0 && b <= 0) ? NAN : pow(a, b);\n"
     "}"},
    {NB_TAPE_POWP, true, "root",
     "double a, double b)\n"
     "{\n"
     "    return a > 0 ? pow(a, b) : a == 0 && b > 0 ? 0 : NAN;\n"
     "}"},
    {NB_TAPE_SQRT, false, "sqrt", NULL},
    {NB_TAPE_CBRT, false, "cbrt", NULL},
    {NB_TAPE_EXP, false, "exp", NULL},
    {NB_TAPE_LN, true, "ln", "double a) { return a > 0 ? log(a) : NAN; }"},
    {NB_TAPE_LOG2, true, "lb", "double a) { return a > 0 ? log2(a) : NAN; }"},
    {NB_TAPE_LOG10, true, "lg", "double a) { return a > 0 ? log10(a) : NAN; }"},
    {NB_TAPE_SIN, false, "sin", NULL},
    {NB_TAPE_COS, false, "cos", NULL},
    {NB_TAPE_TAN, false, "tan", NULL},
    {NB_TAPE_ASIN, false, "asin", NULL},
    {NB_TAPE_ACOS, false, "acos", NULL},
    {NB_TAPE_ATAN, false, "atan", NULL},
    {NB_TAPE_SINH, false, "sinh", NULL},
    {NB_TAPE_COSH, false, "cosh", NULL},
    {NB_TAPE_TANH, false, "tanh", NULL},
    {NB_TAPE_ASINH, false, "asinh", NULL},
    {NB_TAPE_ACOSH, false, "acosh", NULL},
    {NB_TAPE_ATANH, true, "artanh",
     "double a) { return a > -1 && a < 1 ? atanh(a) : NAN; }"},
    {NB_TAPE_ERF, false, "erf", NULL},
    {NB_TAPE_ATAN2, true, "angle",
     "double y, double x) { return y == 0 && x == 0 ? NAN : atan2(y + 0.0, x); }"},
    {NB_TAPE_HYPOT, true, "hypotenuse",
     "double a, double b) { return isnan(a) || isnan(b) ? NAN : hypot(a, b); }"},
};

enum { N_CALLS = sizeof calls / sizeof *calls };

typedef struct emitter {
    const nb_graph *g;
    nb_buf *out;
    char prefix[80];
    char **texts; /* of each value; NULL: not yet, or not needed */
    uint32_t *uses;
    unsigned temporaries;
} emitter;

/* ---- texts of values ---- */

static void add_double(nb_buf *b, double value)
{
    if (isnan(value)) {
        nb_buf_puts(b, "NAN");
        return;
    }
    if (isinf(value)) {
        nb_buf_puts(b, value < 0 ? "-INFINITY" : "INFINITY");
        return;
    }
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    nb_buf_puts(b, text);
    if (!strpbrk(text, ".e"))
        nb_buf_puts(b, ".0");
}

static double constant(const emitter *e, nb_tape_value v)
{
    const nb_tape_node *n = &e->g->nodes[v];
    return nb_nearest_double(e->g->pool, e->g->constants.items[n->a[0]]);
}

static bool is_constant(const emitter *e, nb_tape_value v)
{
    return e->g->nodes[v].op == NB_TAPE_CONST;
}

/* An operand, in brackets where it is a sum, product or negative number. */
static void add_operand(const emitter *e, nb_buf *b, nb_tape_value v)
{
    const char *text = e->texts[v];
    bool simple = *text != '-' && !strchr(text, ' ');
    /* A call holds blanks between its arguments only. */
    const char *open = strchr(text, '(');
    if (open && *text != '(' && text[strlen(text) - 1] == ')' &&
        strcspn(text, " ") > (size_t)(open - text)) {
        int depth = 0;
        simple = true;
        for (const char *c = open; *c; c++) {
            depth += (*c == '(') - (*c == ')');
            simple = simple && (depth > 0 || !c[1]);
        }
    }
    nb_buf_printf(b, simple ? "%s" : "(%s)", text);
}

static void add_infix(const emitter *e, nb_buf *b, nb_tape_value x, const char *sign,
                      nb_tape_value y)
{
    add_operand(e, b, x);
    nb_buf_puts(b, sign);
    add_operand(e, b, y);
}

static void add_call(const emitter *e, nb_buf *b, const nb_tape_node *n)
{
    unsigned arity = nb_operation_arity((nb_operation)n->op);
    for (size_t i = 0; i < N_CALLS; i++)
        if (calls[i].op == n->op)
            nb_buf_printf(b, "%s%s", calls[i].helper ? e->prefix : "", calls[i].name);
    for (unsigned i = 0; i < arity; i++) {
        nb_buf_puts(b, i ? ", " : "(");
        nb_buf_puts(b, e->texts[n->a[i]]);
    }
    nb_buf_putc(b, ')');
}

/* The factor -1 of a product. */
static bool is_negation(const emitter *e, nb_tape_value v)
{
    const nb_tape_node *n = &e->g->nodes[v];
    return n->op == NB_TAPE_MUL && nb_graph_is_int(e->g, n->a[0], -1);
}

/* Whether a sum spells this term by a minus sign, and not by its own text. */
static bool is_subtracted(const emitter *e, const nb_tape_node *sum, unsigned i)
{
    return is_negation(e, sum->a[i]) && !is_negation(e, sum->a[1 - i]);
}

static void add_sum(const emitter *e, nb_buf *b, const nb_tape_node *n)
{
    for (unsigned i = 0; i < 2; i++) {
        if (is_subtracted(e, n, i)) {
            add_infix(e, b, n->a[1 - i], " - ", e->g->nodes[n->a[i]].a[1]);
            return;
        }
    }
    add_infix(e, b, n->a[0], " + ", n->a[1]);
}

/* A quotient by a number other than 0 needs no helper. */
static bool is_plain_quotient(const emitter *e, const nb_tape_node *n)
{
    return n->op == NB_TAPE_DIV && is_constant(e, n->a[1]) && constant(e, n->a[1]) != 0;
}

static void add_value(const emitter *e, nb_buf *b, nb_tape_value v)
{
    const nb_tape_node *n = &e->g->nodes[v];
    switch ((nb_operation)n->op) {
    case NB_TAPE_CONST: add_double(b, constant(e, v)); break;
    case NB_TAPE_INPUT: nb_buf_printf(b, "x[%u]", (unsigned)n->a[0]); break;
    case NB_TAPE_ADD: add_sum(e, b, n); break;
    case NB_TAPE_MUL:
        if (is_negation(e, v)) {
            nb_buf_putc(b, '-');
            add_operand(e, b, n->a[1]);
        } else {
            add_infix(e, b, n->a[0], " * ", n->a[1]);
        }
        break;
    case NB_TAPE_DIV:
        if (is_plain_quotient(e, n))
            add_infix(e, b, n->a[0], " / ", n->a[1]);
        else
            add_call(e, b, n);
        break;
    default: add_call(e, b, n);
    }
}

/* ---- the function ---- */

/* How often the text of each value is wanted. */
static void count(emitter *e)
{
    const nb_graph *g = e->g;
    e->uses[g->value] += 1;
    e->uses[g->norm] += 1;
    for (uint32_t i = 0; i < g->n_inputs; i++)
        e->uses[g->gradient[i]] += 1;
    for (uint32_t v = g->n; v-- > 1;) {
        const nb_tape_node *n = &g->nodes[v];
        unsigned arity = nb_operation_arity((nb_operation)n->op);
        for (unsigned i = 0; e->uses[v] && i < arity; i++) {
            bool minus = n->op == NB_TAPE_ADD && is_subtracted(e, n, i) &&
                         !(i == 1 && is_subtracted(e, n, 0));
            e->uses[minus ? g->nodes[n->a[i]].a[1] : n->a[i]]++;
        }
    }
}

static bool name_value(emitter *e, nb_tape_value v)
{
    nb_buf text = {0};
    add_value(e, &text, v);
    unsigned op = e->g->nodes[v].op;
    bool leaf = op == NB_TAPE_CONST || op == NB_TAPE_INPUT;
    if (!leaf && (e->uses[v] > 1 || text.length > INLINE_LENGTH)) {
        nb_buf_printf(e->out, "    const double t%u = ", ++e->temporaries);
        nb_buf_puts(e->out, nb_buf_text(&text));
        nb_buf_puts(e->out, ";\n");
        nb_buf_clear(&text);
        nb_buf_printf(&text, "t%u", e->temporaries);
    }
    e->texts[v] = nb_buf_take(&text);
    return e->texts[v] != NULL;
}

static bool write_helpers(const emitter *e)
{
    bool used[NB_TAPE_OPERATIONS] = {false}, any = false;
    for (uint32_t v = 1; v < e->g->n; v++)
        if (e->uses[v] && !is_plain_quotient(e, &e->g->nodes[v]))
            used[e->g->nodes[v].op] = true;
    for (size_t i = 0; i < N_CALLS; i++) {
        if (!calls[i].helper || !used[calls[i].op])
            continue;
        nb_buf_printf(e->out, "static double %s%s(%s\n", e->prefix, calls[i].name,
                      calls[i].body);
        any = true;
    }
    return any;
}

static bool reads_inputs(const emitter *e)
{
    for (uint32_t v = 1; v < e->g->n; v++)
        if (e->g->nodes[v].op == NB_TAPE_INPUT && e->uses[v])
            return true;
    return false;
}

static void write_head(const emitter *e, const char *const *names, const char *comment)
{
    uint32_t n = e->g->n_inputs;
    nb_buf_puts(e->out, "/* ");
    nb_buf_puts(e->out, comment);
    nb_buf_puts(e->out, "\n *\n * Returns the value at ");
    for (uint32_t i = 0; i < n; i++)
        nb_buf_printf(e->out, "%sx[%u] = %s", i ? ", " : "", (unsigned)i, names[i]);
    nb_buf_printf(e->out,
                  "; g gets the gradient, *norm its norm.\n * A NaN stands for what is"
                  " undefined: do not compile this with -ffast-math. */\n"
                  "#include <math.h>\n\n");
    bool helpers = write_helpers(e);
    nb_buf_printf(
        e->out,
        "%sdouble %sgradient(const double x[%u], double g[%u], double *norm)\n{\n",
        helpers ? "\n" : "", e->prefix, (unsigned)n, (unsigned)n);
    if (!reads_inputs(e))
        nb_buf_puts(e->out, "    (void)x;\n");
}

static void write_results(const emitter *e)
{
    const nb_graph *g = e->g;
    uint32_t n = g->n_inputs;
    nb_buf_printf(e->out, "    const double value = %s;\n", e->texts[g->value]);
    nb_buf_printf(e->out,
                  "    if (isnan(value)) {\n"
                  "        for (int i = 0; i < %u; i++)\n"
                  "            g[i] = NAN;\n"
                  "        return *norm = NAN;\n    }\n",
                  (unsigned)n);
    /* x and g may be the same array: all is read before anything is written. */
    for (uint32_t i = 0; i < n; i++)
        nb_buf_printf(e->out, "    g[%u] = %s;\n", (unsigned)i, e->texts[g->gradient[i]]);
    nb_buf_printf(e->out, "    *norm = %s;\n    return value;\n}\n", e->texts[g->norm]);
}

/* A prefix for all names: that of the function, made an identifier. */
static void make_prefix(emitter *e, const char *name)
{
    size_t n = 0;
    name = name ? name : "f";
    for (; *name && n < sizeof e->prefix - 2; name++) {
        char c = *name;
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                    (n > 0 && c >= '0' && c <= '9');
        e->prefix[n++] = good ? c : '_';
    }
    e->prefix[n++] = '_';
    e->prefix[n] = '\0';
}

bool nb_emit_c(const nb_graph *g, const char *name, const char *const *names,
               const char *comment, nb_buf *out)
{
    emitter e = {.g = g, .out = out};
    e.texts = calloc(g->n, sizeof *e.texts);
    e.uses = calloc(g->n, sizeof *e.uses);
    bool ok = e.texts && e.uses;
    make_prefix(&e, name);
    if (ok) {
        count(&e);
        write_head(&e, names, comment);
    }
    for (uint32_t v = 1; ok && v < g->n; v++)
        ok = (!e.uses[v] || name_value(&e, v)) && nb_poll(g->pool);
    if (ok)
        write_results(&e);
    for (uint32_t v = 0; e.texts && v < g->n; v++)
        free(e.texts[v]);
    free(e.texts);
    free(e.uses);
    if ((!ok || out->failed) && !nb_failed(g->pool))
        nb_fail(g->pool, NB_ERR_MEMORY, "out of memory");
    return !nb_failed(g->pool);
}
