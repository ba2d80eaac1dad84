#ifndef NB_STATEMENTS_EXERCISE_H
#define NB_STATEMENTS_EXERCISE_H

#include "session/lines.h"
#include "session/writer.h"
#include "statements/argument.h"
#include "statements/statements.h"
#include "teach/quiz.h"

/* What quiz and worksheet share: what is asked for, and how an exercise is told. */

typedef struct nb_wish {
    unsigned count; /* "10": how many; 0: not said */
    bool one_topic;
    nb_topic topic;
    unsigned level; /* 0: not said */
    bool has_seed;
    uint64_t seed;
    nb_span format; /* "as latex"; empty: not said */
} nb_wish;

/* Reads "[N] [TOPIC] [LEVEL] [seed S] [as FORMAT]"; the count only where `counted`. */
bool nb_wish_read(nabla *s, const char *text, nb_span argument, bool counted,
                  nb_wish *out);

/* An exercise as an answer in itself: a function f that is in no table, and the point,
 * so that the labels of session/label.h can write it. Frees nothing of r. */
bool nb_exercise_begin(nabla_result *r, const nb_exercise *e);

/* The right answers as people write them; says how many, 0 after an error. */
unsigned nb_exercise_answers(nabla_result *r, const nb_exercise *e,
                             nb_formula answers[NB_EXERCISE_VARIABLES]);

/* A part of a line: ∂f/∂x, ∇f(x, y), ‖∇f(3, 4)‖, or the directional derivative in words.
 */
void nb_exercise_label(nb_out *o, const nabla_result *r, const nb_exercise *e);
/* A part of a line: the vector of a directional derivative, (3, 4). */
void nb_exercise_vector(nb_out *o, const nb_exercise *e);
/* Members: topic, level, ask, function, point, vector; where it has them. */
void nb_exercise_put(nb_writer *w, const nb_exercise *e);

#endif
