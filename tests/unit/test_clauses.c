#include "syntax/clauses.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Arguments of commands, taken apart. */

static nb_span whole(const char *text) { return (nb_span){0, (uint32_t)strlen(text)}; }

static void assert_span(const char *text, nb_span span, const char *expected)
{
    char got[200] = "";
    memcpy(got, text + span.begin, span.end - span.begin);
    assert_string_equal(got, expected);
}

static const char *const keywords[] = {"at", "order", "from", NULL};

static void keywords_split(void **state)
{
    nb_error error = {0};
    nb_pool *p = nb_pool_new(&error);
    nb_clauses c;
    const char *text = "f at (2, 1)  order 3";
    (void)state;
    assert_true(nb_split_clauses(p, text, whole(text), keywords, &c));
    assert_int_equal(c.n, 3);
    assert_span(text, nb_clause_of(&c, NULL)->span, "f");
    assert_span(text, nb_clause_of(&c, "at")->span, "(2, 1)");
    assert_span(text, nb_clause_of(&c, "order")->span, "3");
    assert_null(nb_clause_of(&c, "from"));
    nb_pool_free(p);
}

static void brackets_hide_keywords(void **state)
{
    nb_error error = {0};
    nb_pool *p = nb_pool_new(&error);
    nb_clauses c;
    const char *text = "g(at, order) at 1";
    (void)state;
    assert_true(nb_split_clauses(p, text, whole(text), keywords, &c));
    assert_span(text, nb_clause_of(&c, NULL)->span, "g(at, order)");
    assert_span(text, nb_clause_of(&c, "at")->span, "1");
    nb_pool_free(p);
}

static void variables_may_bear_the_name_of_a_keyword(void **state)
{
    nb_error error = {0};
    nb_pool *p = nb_pool_new(&error);
    nb_clauses c;
    const char *text = "f at at=1, from = 2 order 3";
    (void)state;
    assert_true(nb_split_clauses(p, text, whole(text), keywords, &c));
    assert_int_equal(c.n, 3);
    assert_span(text, nb_clause_of(&c, "at")->span, "at=1, from = 2");
    assert_span(text, nb_clause_of(&c, "order")->span, "3");
    nb_pool_free(p);
}

static void a_keyword_comes_once(void **state)
{
    nb_error error = {0};
    nb_pool *p = nb_pool_new(&error);
    nb_clauses c;
    const char *text = "f at 1 at 2";
    (void)state;
    assert_false(nb_split_clauses(p, text, whole(text), keywords, &c));
    assert_string_equal(error.message, "'at' stands here twice");
    assert_int_equal(error.begin, 7);
    nb_pool_free(p);
}

static void lists_split(void **state)
{
    nb_span parts[3];
    const char *text = "x, g(1, 2) , [3; 4]";
    (void)state;
    assert_int_equal(nb_split_list(text, whole(text), parts, 3), 3);
    assert_span(text, parts[0], "x");
    assert_span(text, parts[1], "g(1, 2)");
    assert_span(text, parts[2], "[3; 4]");
    assert_int_equal(nb_split_list(text, whole(text), parts, 2), 3);
    assert_int_equal(nb_split_list("  ", whole("  "), parts, 3), 0);
}

static void ranges_split(void **state)
{
    static const char *const good[][4] = {
        {"x=-3..3", "x", "-3", "3"},           {"x = -pi … pi", "x", "-pi", "pi"},
        {"y in [0, 2]", "y", "0", "2"},        {"t from -1 to 1", "t", "-1", "1"},
        {"x=(0.5)..2.5", "x", "(0.5)", "2.5"},
    };
    static const char *const bad[] = {"x", "x=3", "x=..3", "x in [1, 2, 3]", ""};
    nb_span name, low, high;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *text = good[i][0];
        assert_true(nb_split_range(text, whole(text), &name, &low, &high));
        assert_span(text, name, good[i][1]);
        assert_span(text, low, good[i][2]);
        assert_span(text, high, good[i][3]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(nb_split_range(bad[i], whole(bad[i]), &name, &low, &high));
}

static void brackets_open(void **state)
{
    nb_span inside;
    (void)state;
    assert_true(nb_inside_brackets("(1, 2)", whole("(1, 2)"), &inside));
    assert_span("(1, 2)", inside, "1, 2");
    assert_true(nb_inside_brackets("⟨1, 2⟩", whole("⟨1, 2⟩"), &inside));
    assert_span("⟨1, 2⟩", inside, "1, 2");
    assert_false(nb_inside_brackets("(1)(2)", whole("(1)(2)"), &inside));
    assert_false(nb_inside_brackets("1, 2", whole("1, 2"), &inside));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keywords_split),
        cmocka_unit_test(brackets_hide_keywords),
        cmocka_unit_test(variables_may_bear_the_name_of_a_keyword),
        cmocka_unit_test(a_keyword_comes_once),
        cmocka_unit_test(lists_split),
        cmocka_unit_test(ranges_split),
        cmocka_unit_test(brackets_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
