/* The forms that are shown: how long they are, and that they are what they were. */

#include "algebra/canon.h"
#include "algebra/layout.h"
#include "algebra/measure.h"
#include "algebra/tidy.h"
#include "calculus/confirm.h"
#include "calculus/derive.h"
#include "present/print.h"
#include "random_expression.h"
#include "reading.h"
#include "typed_size.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct fixture {
    nb_error error;
    nb_pool *pool;
    random_source random;
} fixture;

static int open_pool(void **state)
{
    static fixture f;
    f.error = (nb_error){0};
    f.pool = nb_pool_new(&f.error);
    f.random = random_from_environment();
    *state = &f;
    return f.pool ? 0 : -1;
}

static int close_pool(void **state)
{
    nb_pool_free(((fixture *)*state)->pool);
    flint_cleanup();
    return 0;
}

static void say(fixture *f, const char *what, nb_expr canonical)
{
    nb_buf b = {0};
    nb_print(f->pool, nb_layout(f->pool, canonical, NULL), NB_STYLE_TEXT, &b);
    print_message("%s: %s\n", what, nb_buf_text(&b));
    nb_buf_free(&b);
}

/* ---- the measure ---- */

/* The measure is an estimate in one point: which way a sum stands, that is, whether
 * a minus sign is seen before it. (Undefined values such as 1/0 don't matter.) */
static void measure_is_what_is_printed(void **state)
{
    fixture *f = *state;
    nb_pool *p = f->pool;
    int different = 0, n = 0;
    for (int i = 0; i < 3000; i++) {
        nb_expr typed = random_expression(p, &f->random, 2 + (unsigned)i % 24, true);
        nb_expr e = nb_canonical(p, typed);
        nb_expr laid = e ? nb_layout(p, e, NULL) : NB_NONE;
        nb_error_clear(&f->error);
        if (!laid)
            continue;
        uint32_t measured = nb_measure(p, e), printed = typed_size(p, laid);
        n++;
        different += measured != printed;
        if (measured > printed + 4 || printed > measured + 4) {
            say(f, "form", e);
            fail_msg("measured %u, printed %u", measured, printed);
        }
    }
    assert_true(n > 1000);
    assert_true(different <= n / 30);
}

/* ---- the best form ---- */

/* Found once, it is found again; it is never longer than what was given, and has the
 * same values. */
static void best_forms_stay(void **state)
{
    fixture *f = *state;
    nb_pool *p = f->pool;
    for (int i = 0; i < 600; i++) {
        static const char *const names[] = {"x", "y", "z"};
        nb_expr x = nb_symbol(p, names[i % 3], 1);
        nb_expr typed = random_expression(p, &f->random, 2 + (unsigned)i % 20, true);
        nb_expr e = nb_derive(p, nb_canonical(p, typed), x);
        nb_expr once = nb_tidy(p, e), twice = nb_tidy(p, once);
        if (nb_failed(p)) {
            nb_error_clear(&f->error);
            continue;
        }
        if (!nb_confirmed(p, e, nb_layout(p, once, NULL)) || once != twice ||
            nb_measure(p, once) > nb_measure(p, e)) {
            say(f, "given", e);
            say(f, "once", once);
            say(f, "twice", twice);
            fail();
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measure_is_what_is_printed),
        cmocka_unit_test(best_forms_stay),
    };
    return cmocka_run_group_tests(tests, open_pool, close_pool);
}
