#ifndef NB_TEACH_QUIZ_H
#define NB_TEACH_QUIZ_H

#include "teach/exercise.h"
#include "text/buf.h"

/* A quiz: which exercise comes next, and the score. What was missed comes more often,
 * and who is right several times in a row goes up a level. Zero-initialised it is a new
 * one. */
typedef struct nb_quiz {
    bool pending; /* an exercise waits for its answer              */
    bool tried;   /* a wrong one was given: the next does not count */
    nb_exercise exercise;
    nb_random random;
    nb_drawn drawn;
    bool one_topic; /* only `topic`; else all of them */
    nb_topic topic;
    unsigned level; /* 1 to NB_LEVELS; 0: adapted to the answers */
    unsigned current_level, in_a_row;
    unsigned asked, right;                                 /* since the quiz began */
    unsigned seen[NB_TOPIC_COUNT], missed[NB_TOPIC_COUNT]; /* ever */
} nb_quiz;

/* Draws the next exercise. False with an error of the pool. */
bool nb_quiz_next(nb_pool *p, nb_quiz *q);
/* Counts the answer to the exercise: the first that is given. Once a right one is there
 * it is no longer pending. */
void nb_quiz_count(nb_quiz *q, bool right);

/* The record over all quizzes, as lines of text, and back. False when the text is none.
 */
void nb_quiz_write(const nb_quiz *q, nb_buf *out);
bool nb_quiz_read(nb_quiz *q, const char *text);

#endif
