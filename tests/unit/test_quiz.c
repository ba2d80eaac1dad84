#include "algebra/canon.h"
#include "teach/quiz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Exercises and the score. */

static nb_error error;

static nb_pool *new_pool(void)
{
    nb_error_clear(&error);
    return nb_pool_new(&error);
}

static void each_topic_has_each_level(void **state)
{
    nb_pool *p = new_pool();
    nb_random random = {1};
    (void)state;
    for (unsigned t = 0; t < NB_TOPIC_COUNT; t++)
        for (unsigned level = 1; level <= NB_LEVELS; level++)
            for (unsigned i = 0; i < 20; i++) {
                nb_exercise e;
                nb_expr answers[2];
                assert_true(nb_exercise_draw(p, &random, (nb_topic)t, level, &e));
                assert_int_not_equal(nb_exercise_solve(p, &e, answers), 0);
                assert_true(answers[0] != NB_NONE);
            }
    nb_pool_free(p);
}

static void a_seed_repeats_itself(void **state)
{
    nb_pool *p = new_pool();
    nb_random a = {42}, b = {42};
    (void)state;
    for (unsigned t = 0; t < NB_TOPIC_COUNT; t++) {
        nb_exercise first, second;
        assert_true(nb_exercise_draw(p, &a, (nb_topic)t, 2, &first));
        assert_true(nb_exercise_draw(p, &b, (nb_topic)t, 2, &second));
        assert_int_equal(first.body, second.body);
        assert_int_equal(first.by, second.by);
        assert_memory_equal(first.point, second.point, sizeof first.point);
    }
    nb_pool_free(p);
}

static void norms_are_rational(void **state)
{
    nb_pool *p = new_pool();
    nb_random random = {7};
    (void)state;
    for (unsigned i = 0; i < 60; i++) {
        nb_exercise e;
        nb_expr answers[2];
        assert_true(nb_exercise_draw(p, &random, NB_TOPIC_NORM, 1 + i % 3, &e));
        nb_exercise_solve(p, &e, answers);
        assert_true(nb_is_number(p, answers[0]));
        assert_true(nb_number_sign(p, answers[0]) > 0);
    }
    nb_pool_free(p);
}

static void missed_topics_come_more_often(void **state)
{
    nb_pool *p = new_pool();
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
    nb_pool_free(p);
}

static void only_the_first_answer_counts(void **state)
{
    nb_pool *p = new_pool();
    nb_quiz q = {0};
    (void)state;
    assert_true(nb_quiz_next(p, &q));
    nb_quiz_count(&q, false);
    assert_true(q.pending);
    nb_quiz_count(&q, true);
    assert_false(q.pending);
    assert_int_equal(q.asked, 1);
    assert_int_equal(q.right, 0);
    nb_pool_free(p);
}

static void three_in_a_row_go_up(void **state)
{
    nb_pool *p = new_pool();
    nb_quiz q = {0};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        assert_true(nb_quiz_next(p, &q));
        nb_quiz_count(&q, true);
    }
    assert_true(nb_quiz_next(p, &q));
    assert_int_equal(q.exercise.level, 2);
    nb_pool_free(p);
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
        cmocka_unit_test(each_topic_has_each_level),
        cmocka_unit_test(a_seed_repeats_itself),
        cmocka_unit_test(norms_are_rational),
        cmocka_unit_test(missed_topics_come_more_often),
        cmocka_unit_test(only_the_first_answer_counts),
        cmocka_unit_test(three_in_a_row_go_up),
        cmocka_unit_test(the_record_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
