/* Memory may run out at any allocation. Here each of them fails in turn, once, or from
 * there on: the statement then answers with an error, or as if nothing had been; the
 * definitions are what they were, the same statement has its usual answer afterwards, and
 * nothing leaks.
 *
 * The linker sends the library's calls here (see the Makefile). What FLINT and the C
 * library allocate is theirs: FLINT ends the process when it gets nothing.
 *
 * Every one of the first hundred, and a sample of those after, unless ALLOCATIONS=all. */

#include "reading.h"

#include <nabla.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the seam ---- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *s);
void __wrap_free(void *p);

static struct {
    bool counting;   /* between arm() and disarm()         */
    bool from_there; /* all that follow fail too           */
    size_t count;    /* allocations since arm()            */
    size_t fail;     /* the number of the one to fail      */
    size_t failed;   /* how many have                      */
    long living;     /* blocks that are not freed          */
} memory;

static bool refuse(void)
{
    if (!memory.counting)
        return false;
    size_t i = memory.count++;
    bool no = i == memory.fail || (memory.from_there && i > memory.fail);
    memory.failed += no;
    return no;
}

void *__wrap_malloc(size_t size)
{
    void *p = refuse() ? NULL : __real_malloc(size);
    memory.living += p != NULL;
    return p;
}

void *__wrap_calloc(size_t n, size_t size)
{
    void *p = refuse() ? NULL : __real_calloc(n, size);
    memory.living += p != NULL;
    return p;
}

void *__wrap_realloc(void *old, size_t size)
{
    void *p = refuse() ? NULL : __real_realloc(old, size);
    memory.living += !old && p;
    return p;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    void *p = refuse() ? NULL : __real_aligned_alloc(alignment, size);
    memory.living += p != NULL;
    return p;
}

char *__wrap_strdup(const char *s)
{
    size_t n = strlen(s) + 1;
    char *p = __wrap_malloc(n);
    return p ? memcpy(p, s, n) : NULL;
}

void __wrap_free(void *p)
{
    memory.living -= p != NULL;
    __real_free(p);
}

static void arm(size_t fail, bool from_there)
{
    memory.count = memory.failed = 0;
    memory.fail = fail;
    memory.from_there = from_there;
    memory.counting = true;
}

static void disarm(void) { memory.counting = false; }

/* ---- one statement ---- */

static const char *const definitions[] = {
    "f(x, y) = x^2*sin(x*y) + y/x",
    "a = 3/2",
    "g(t) = e^(-t^2/2)",
    "h(x, y) = x^4 + y^4 - 4*x*y",
};
enum { N_DEFINITIONS = sizeof definitions / sizeof *definitions };

/* What it answers, as JSON and as text in both widths; malloc'd. */
typedef struct answer {
    nabla_status status;
    char *json, *text;
} answer;

static void forget(answer *a)
{
    __real_free(a->json);
    __real_free(a->text);
    *a = (answer){0};
}

static char *copy_of(const char *s)
{
    size_t n = strlen(s) + 1;
    char *p = __real_malloc(n);
    assert_non_null(p);
    return memcpy(p, s, n);
}

static answer ask(nabla *s, const char *statement)
{
    nabla_result *r = NULL;
    answer a = {.status = nabla_run(s, statement, strlen(statement), &r)};
    if (!r) {
        assert_int_equal(a.status, NABLA_LIMIT);
        assert_string_equal(nabla_last_error(s)->code, "memory");
        return a;
    }
    a.json = copy_of(nabla_result_json(r));
    char *narrow = copy_of(nabla_result_text(r, 0));
    const char *wide = nabla_result_text(r, 60);
    a.text = __real_malloc(strlen(narrow) + strlen(wide) + 1);
    assert_non_null(a.text);
    strcat(strcpy(a.text, narrow), wide);
    __real_free(narrow);
    for (size_t i = 0; nabla_result_note(r, i); i++)
        ;
    a.status = nabla_result_status(r);
    if (a.status == NABLA_LIMIT && nabla_result_error(r))
        assert_string_not_equal(nabla_result_error(r)->message, "");
    nabla_result_free(r);
    return a;
}

static nabla *new_session(void)
{
    nabla *s = nabla_new();
    assert_non_null(s);
    for (size_t i = 0; i < N_DEFINITIONS; i++) {
        answer a = ask(s, definitions[i]);
        assert_int_equal(a.status, NABLA_OK);
        forget(&a);
    }
    return s;
}

static char *saved(nabla *s)
{
    size_t n;
    char *text = nabla_saved(s, &n);
    assert_non_null(text);
    return text;
}

/* Shows the two from a little before the place where they part. */
static void expect_same(const char *what, const char *statement, size_t n,
                        const char *got, const char *want)
{
    if (!got)
        got = "(nothing)";
    if (strcmp(got, want) == 0)
        return;
    enum { BEFORE = 40, SHOWN = 300 };
    size_t k = 0;
    while (got[k] && got[k] == want[k])
        k++;
    k -= k < BEFORE ? k : BEFORE;
    fail_msg("%s: allocation %zu failing: %s\n%.*s\ninstead of\n%.*s", statement, n, what,
             SHOWN, got + k, SHOWN, want + k);
}

static bool is_memory_error(const answer *a)
{
    return !a->json || strstr(a->json, "\"code\":\"memory\"") || *a->json == '\0';
}

/* Lets the n-th allocation of the statement fail; false when it has fewer. `as_ever` is
 * its usual answer, `after` what is defined after it. */
static bool try_failing(const char *statement, size_t n, bool from_there,
                        const answer *as_ever, const char *before, const char *after)
{
    long living = memory.living;
    nabla *s = new_session();
    arm(n, from_there);
    answer a = ask(s, statement);
    disarm();
    bool failed = memory.failed > 0;
    if (a.status == NABLA_LIMIT && failed) {
        if (!is_memory_error(&a) && strcmp(a.json, as_ever->json) != 0)
            fail_msg("%s: allocation %zu failing: another error: %s", statement, n,
                     a.json);
    } else {
        expect_same("another answer", statement, n, a.json, as_ever->json);
        expect_same("another text", statement, n, a.text, as_ever->text);
    }
    char *now = saved(s);
    if (strcmp(now, after) != 0)
        expect_same("other definitions", statement, n, now, before);
    nabla_string_free(now);
    forget(&a);
    if (strncmp(statement, "work", 4) == 0)
        a = ask(s, "end"), forget(&a); /* which is an error where none goes on */
    a = ask(s, "div (x y, y^2)");
    if (!a.json || !strstr(a.json, "\"divergence\":{\"text\":\"3*y\""))
        fail_msg("%s: allocation %zu failing: then: %s", statement, n, a.json);
    forget(&a);
    nabla_free(s);
    if (memory.living != living)
        fail_msg("%s: allocation %zu failing: %ld blocks are lost", statement, n,
                 memory.living - living);
    return failed;
}

static size_t next_to_fail(size_t n)
{
    enum { ALL = 100, SAMPLE = 12 };
    const char *how = getenv("ALLOCATIONS");
    if (how && strcmp(how, "all") == 0)
        return n + 1;
    return n < ALL ? n + 1 : n + n / SAMPLE;
}

static void try_all(const char *statement)
{
    nabla *s = new_session();
    char *before = saved(s);
    answer as_ever = ask(s, statement);
    char *after = saved(s);
    nabla_free(s);
    for (int from_there = 0; from_there < 2; from_there++)
        for (size_t n = 0; try_failing(statement, n, from_there, &as_ever, before, after);
             n = next_to_fail(n))
            ;
    forget(&as_ever);
    nabla_string_free(before);
    nabla_string_free(after);
}

/* ---- what is asked ---- */

/* Every kind of statement and every command, with one of each that fails by itself. */
static const char *const statements[] = {
    "u(x, y) = x^2 + 3y^2",
    "k(p, q) = p^2/q at (2, 1)",
    "f(t) = t^2 + a",
    "b = sqrt(2) + a",
    "f(2, 1)",
    "f at (1, 0)",
    "at (2, sqrt(2))",
    "grad f",
    "norm grad f(2, 1)",
    "norm grad h",
    "f_xy(1, 2)",
    "d/dx sin(x)^2/x",
    "x^2 + sinn(x)",
    "help sin",
    "help",
    "set digits 12",
    "vars",
    "forget f",
    "undo",
    "load nowhere",
    "save nowhere",
    "latex f",
    "mathml f",
    "emit c f",
    "steps f_x",
    "hint f_x",
    "simplify sin(x)^2 + cos(x)^2",
    "expand (x + y)^3",
    "factor x^4 - y^4",
    "factor 360",
    "collect (x + y)^2 + x, x",
    "together 1/x + 1/y",
    "apart 1/(x^2 - 1)",
    "equal sin(2x), 2 sin(x) cos(x)",
    "equal x, x + 1",
    "hessian h at (1, 1)",
    "check h_x = 4x^3",
    "check f_x = x*sin(y)",
    "work h_x = 4x^3 - 4y",
    "direction h at (2, 1)",
    "derivative h along (3, 4) at (2, 1)",
    "level h at (2, 1)",
    "norm 1 h at (2, 1)",
    "jacobian (x^2 - y^2, 2x y)",
    "div (x y, y^2) at (1, 2)",
    "curl (y, -x, z)",
    "laplacian h",
    "taylor h at (2, 1) order 2",
    "tangent f at (2, 1)",
    "critical h",
    "descend h from (2, 1) rate 0.01 steps 3",
    "minimise h from (2, 1)",
    "plot g in t=-2..2",
    "plot h in x=-2..2, y=-2..2 to picture.svg",
    "quiz chain 2 seed 7",
    "answer 6cos(2x)",
    "worksheet 2 chain 2 seed 7",
    "quit",
};

static void every_allocation_fails(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        try_all(statements[i]);
}

/* ---- hosts that do without statements ---- */

/* Each is called with a session, or NULL where a new one could not be had; true when it
 * has done what it does. What it was given it gives back. */
typedef bool call(nabla *s);

static bool makes_a_session(nabla *s)
{
    (void)s;
    nabla *another = nabla_new();
    nabla_free(another);
    return another != NULL;
}

static bool prints(nabla_expr *e, const char *expected)
{
    char *text = e ? nabla_print(e, NABLA_TEXT) : NULL;
    bool ok = text != NULL;
    if (ok)
        assert_string_equal(text, expected);
    nabla_string_free(text);
    nabla_expr_free(e);
    return ok;
}

static bool derives(nabla *s)
{
    static const char text[] = "x^2*sin(x)";
    nabla_expr *e = nabla_parse(s, text, sizeof text - 1);
    bool ok = e && prints(nabla_derive(e, "x"), "x*(2*sin(x)+x*cos(x))");
    nabla_expr_free(e);
    return ok;
}

static bool takes_a_gradient(nabla *s)
{
    return prints(nabla_gradient(s, "h", 1), "4*(y^3-x)");
}

static bool evaluates(nabla *s)
{
    static const nabla_assignment at[] = {{"t", "sqrt(2)"}};
    nabla_expr *e = nabla_function(s, "g");
    nabla_value value = {0};
    bool ok = e && nabla_evaluate(e, at, 1, &value) == NABLA_OK;
    if (ok)
        assert_string_equal(value.exact, "1/e");
    if (ok)
        assert_string_equal(value.decimal, "0.367879");
    if (e)
        nabla_value_clear(&value);
    nabla_expr_free(e);
    return ok;
}

static bool takes_values(nabla *s, nabla_status from(nabla *, const char *,
                                                     const char *const *, nabla_value *))
{
    static const char *const place[] = {"2", "1/2"};
    nabla_value values[4] = {{0}};
    bool ok = from(s, "h", place, values) == NABLA_OK;
    if (ok)
        assert_string_equal(values[2].decimal, "-7.5");
    for (int i = 0; i < 4; i++)
        nabla_value_clear(&values[i]);
    return ok;
}

static bool evaluates_exactly(nabla *s) { return takes_values(s, nabla_gradient_at); }
static bool evaluates_in_balls(nabla *s) { return takes_values(s, nabla_decimals_at); }

static bool runs_a_tape(nabla *s)
{
    const double x[] = {2, 1}, y[] = {1, 1}, *xy[] = {x, y};
    double value[2], x_part[2], *gradient[] = {x_part, NULL};
    nabla_tape *tape = nabla_tape_new(s, "h");
    nabla_status status = NABLA_LIMIT;
    if (tape)
        status = nabla_tape_evaluate(tape, 2, xy, 1, value, gradient, 1, NULL, 1);
    else
        assert_string_equal(nabla_last_error(s)->code, "memory");
    bool ok = status == NABLA_OK;
    assert_true(ok || status == NABLA_LIMIT);
    if (ok)
        assert_true(value[0] == 9 && x_part[0] == 28 && value[1] == -2);
    nabla_tape_free(tape);
    return ok;
}

static bool saves(nabla *s)
{
    size_t n;
    char *text = nabla_saved(s, &n);
    bool ok = text != NULL;
    if (ok)
        assert_int_equal(n, N_DEFINITIONS);
    nabla_string_free(text);
    return ok;
}

static bool completes(nabla *s)
{
    nabla_word word;
    size_t i = 0;
    while (nabla_word_at(s, i, &word))
        i++;
    return i > 0;
}

static void every_call_fails(void **state)
{
    (void)state;
    static call *const calls[] = {makes_a_session,   derives,
                                  takes_a_gradient,  evaluates,
                                  evaluates_exactly, evaluates_in_balls,
                                  runs_a_tape,       saves,
                                  completes};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        for (size_t n = 0, failed = 1; failed; n++) {
            long living = memory.living;
            nabla *s = new_session();
            arm(n, false);
            bool ok = calls[i](s);
            disarm();
            failed = memory.failed;
            if (!ok && !failed)
                fail_msg("call %zu fails by itself", i);
            if (!ok && calls[i] != makes_a_session && calls[i] != runs_a_tape &&
                strcmp(nabla_last_error(s)->code, "memory") != 0)
                fail_msg("call %zu, allocation %zu: another error: %s", i, n,
                         nabla_last_error(s)->code);
            if (!calls[i](s))
                fail_msg("call %zu fails after allocation %zu has", i, n);
            nabla_free(s);
            if (memory.living != living)
                fail_msg("call %zu, allocation %zu: %ld blocks are lost", i, n,
                         memory.living - living);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_fails),
        cmocka_unit_test(every_call_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
