/* Forms that are to be shown are held against what they were made from. */

#include "calculus/confirm.h"
#include "nabla.h"
#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static nb_expr typed(nb_pool *p, const char *text)
{
    nb_expr e = nb_parse_expression(p, text, strlen(text), NULL, NULL);
    assert_int_not_equal(e, NB_NONE);
    return e;
}

static bool confirmed(const char *given, const char *shown)
{
    nb_error error = {0};
    nb_pool *p = nb_pool_new(&error);
    bool yes = nb_confirmed(p, typed(p, given), typed(p, shown));
    assert_int_equal(error.code, NB_OK);
    nb_pool_free(p);
    return yes;
}

static void equal_forms_are_confirmed(void **state)
{
    (void)state;
    assert_true(confirmed("(x + y)^2", "x^2 + 2 x*y + y^2"));
    assert_true(confirmed("sqrt(x^2)", "abs(x)"));
    assert_true(confirmed("ln(x) + ln(y)", "ln(x*y)")); /* the domain may grow */
    assert_true(confirmed("x^2/x", "x"));
    assert_true(confirmed("2^(1/2)*3^(1/2)", "sqrt(6)"));
    assert_true(confirmed("ln(-1 - x^2)", "0"));                  /* defined nowhere */
    assert_true(confirmed("(1 + 10^30*x)/10^30 - x", "1/10^30")); /* many digits */
}

static void wrong_forms_are_not(void **state)
{
    (void)state;
    assert_false(confirmed("(x + y)^2", "x^2 + y^2"));
    assert_false(confirmed("sqrt(x^2)", "x")); /* wrong where x < 0 */
    assert_false(confirmed("abs(x)/x", "1"));
    assert_false(confirmed("ln(x^2)", "2 ln(x)")); /* defined in less */
    assert_false(confirmed("sin(x) cos(y)", "sin(x) cos(y) + 1/10^6"));
    assert_false(confirmed("asin(sin(x))", "x"));
    assert_false(confirmed("2^(1/2)", "1.41421356"));
}

/* ---- sessions ---- */

static FILE *open_forms(void)
{
    static const char *const places[] = {"tests/golden/algebra/forms.in",
                                         "../tests/golden/algebra/forms.in",
                                         "../../tests/golden/algebra/forms.in"};
    FILE *f = NULL;
    for (size_t i = 0; !f && i < sizeof places / sizeof *places; i++)
        f = fopen(places[i], "r");
    return f;
}

static void nothing_falls_back(void **state)
{
    (void)state;
    FILE *f = open_forms();
    if (!f)
        skip();
    char line[400];
    nabla *s = nabla_new();
    int n = 0;
    while (fgets(line, sizeof line, f)) {
        nabla_result *r = NULL;
        line[strcspn(line, "\n")] = 0;
        assert_int_equal(nabla_run(s, line, strlen(line), &r), NABLA_OK);
        nabla_result_text(r, 80);
        nabla_result_free(r);
        n++;
    }
    fclose(f);
    assert_true(n > 50);
    assert_int_equal(nabla_fallbacks(s), 0);
    nabla_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_forms_are_confirmed),
        cmocka_unit_test(wrong_forms_are_not),
        cmocka_unit_test(nothing_falls_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
