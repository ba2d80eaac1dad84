#include "pool.h"

#include "algebra/canon.h"
#include "calculus/at.h"
#include "teach/quiz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Exercises and the score. */

/* Not undefined in a few points: domains are all of space. */
static void is_total(const nb_exercise *e)
{
    for (int i = 0; i < 27; i++) {
        nb_map at = {0};
        nb_undefined why;
        nb_expr value;
        int rest = i;
        for (unsigned k = 0; k < e->n; k++, rest /= 3)
            nb_map_put(p, &at, nb_exercise_variable(p, k),
                       nb_integer(p, 3 * (rest % 3) - 3));
        assert_int_equal(nb_at(p, e->body, &at, &value, &why), NB_AT_DEFINED);
        nb_map_free(&at);
    }
}

/* Its variables are the first n, all of them. */
static void has_its_variables(const nb_exercise *e)
{
    for (unsigned i = 0; i < NB_EXERCISE_VARIABLES; i++)
        assert_int_equal(nb_contains(p, e->body, nb_exercise_variable(p, i)), i < e->n);
}

static void each_topic_has_each_level(void **state)
{
    nb_random random = {1};
    (void)state;
    for (unsigned t = 0; t < NB_TOPIC_COUNT; t++)
        for (unsigned level = 1; level <= NB_LEVELS; level++) {
            nb_drawn drawn = {{0}};
            for (unsigned i = 0; i < 20; i++) {
                nb_exercise e;
                nb_expr answers[NB_EXERCISE_VARIABLES];
                assert_true(nb_exercise_draw(p, &random, (nb_topic)t, level, &drawn, &e));
                assert_int_not_equal(nb_exercise_solve(p, &e, answers), 0);
                assert_true(answers[0] != NB_NONE);
                is_total(&e);
                has_its_variables(&e);
            }
        }
}

static void forms_do_not_repeat(void **state)
{
    nb_random random = {5};
    nb_drawn drawn = {{0}};
    unsigned seen[NB_FORMS] = {0};
    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        nb_exercise e;
        assert_true(nb_exercise_draw(p, &random, NB_TOPIC_CHAIN, 2, &drawn, &e));
        assert_int_equal(seen[e.form]++, 0);
    }
}

static void a_seed_repeats_itself(void **state)
{
    nb_random a = {42}, b = {42};
    nb_drawn drawn_a = {{0}}, drawn_b = {{0}};
    (void)state;
    for (unsigned t = 0; t < NB_TOPIC_COUNT; t++) {
        nb_exercise first, second;
        assert_true(nb_exercise_draw(p, &a, (nb_topic)t, 2, &drawn_a, &first));
        assert_true(nb_exercise_draw(p, &b, (nb_topic)t, 2, &drawn_b, &second));
        assert_int_equal(first.body, second.body);
        assert_memory_equal(first.by, second.by, sizeof first.by);
        assert_memory_equal(first.point, second.point, sizeof first.point);
    }
}

static void norms_are_rational(void **state)
{
    nb_random random = {7};
    nb_drawn drawn = {{0}};
    (void)state;
    for (unsigned i = 0; i < 60; i++) {
        nb_exercise e;
        nb_expr answers[NB_EXERCISE_VARIABLES];
        assert_true(nb_exercise_draw(p, &random, NB_TOPIC_NORM, 1 + i % 3, &drawn, &e));
        nb_exercise_solve(p, &e, answers);
        assert_true(nb_is_number(p, answers[0]));
        assert_true(nb_number_sign(p, answers[0]) > 0);
    }
}

static void missed_topics_come_more_often(void **state)
{
    nb_quiz q = {.random = {3}};
    unsigned chain = 0, power = 0;
    (void)state;
    q.seen[NB_TOPIC_CHAIN] = q.missed[NB_TOPIC_CHAIN] = 3;
    for (unsigned i = 0; i < 400; i++) {
        assert_true(nb_quiz_next(p, &q));
        chain += q.exercise.topic == NB_TOPIC_CHAIN;
        power += q.exercise.topic == NB_TOPIC_POWER;
    }
    assert_true(chain > 3 * power);
}

static void only_the_first_answer_counts(void **state)
{
    nb_quiz q = {0};
    (void)state;
    assert_true(nb_quiz_next(p, &q));
    nb_quiz_count(&q, false);
    assert_true(q.pending);
    nb_quiz_count(&q, true);
    assert_false(q.pending);
    assert_int_equal(q.asked, 1);
    assert_int_equal(q.right, 0);
}

static void three_in_a_row_go_up(void **state)
{
    nb_quiz q = {0};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        assert_true(nb_quiz_next(p, &q));
        nb_quiz_count(&q, true);
    }
    assert_true(nb_quiz_next(p, &q));
    assert_int_equal(q.exercise.level, 2);
}

static void the_record_is_kept(void **state)
{
    nb_quiz q = {.random = {12345}, .current_level = 2}, back = {0};
    nb_buf b = {0};
    (void)state;
    nb_quiz_write(&q, &b);
    assert_string_equal(nb_buf_text(&b), "");
    q.seen[NB_TOPIC_ROOT] = 5;
    q.missed[NB_TOPIC_ROOT] = 2;
    nb_quiz_write(&q, &b);
    assert_true(nb_quiz_read(&back, nb_buf_text(&b)));
    assert_memory_equal(back.seen, q.seen, sizeof q.seen);
    assert_memory_equal(back.missed, q.missed, sizeof q.missed);
    assert_true(back.random.state == 12345);
    assert_int_equal(back.current_level, 2);
    assert_false(nb_quiz_read(&back, "something else\n"));
    assert_int_equal(back.seen[NB_TOPIC_ROOT], 5);
    nb_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_topic_has_each_level, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(forms_do_not_repeat, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(a_seed_repeats_itself, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(norms_are_rational, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(missed_topics_come_more_often, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(only_the_first_answer_counts, pool_setup,
                                        pool_teardown),
        cmocka_unit_test_setup_teardown(three_in_a_row_go_up, pool_setup, pool_teardown),
        cmocka_unit_test_setup_teardown(the_record_is_kept, pool_setup, pool_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
