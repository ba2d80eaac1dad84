#ifndef NB_TEACH_EXERCISE_H
#define NB_TEACH_EXERCISE_H

#include "expr/expr.h"

/* Exercises, drawn by topic and level from teach/exercises.def. The same seed gives the
 * same exercises on every machine. */

typedef enum nb_topic {
#define NB_TOPIC(id, name, task, about) NB_TOPIC_##id,
#include "teach/exercises.def"
#undef NB_TOPIC
    NB_TOPIC_COUNT
} nb_topic;

typedef enum nb_ask {
    NB_ASK_PARTIAL,    /* by by[0]                            */
    NB_ASK_MIXED,      /* by by[0], then by by[1]             */
    NB_ASK_GRADIENT,   /*                                     */
    NB_ASK_NORM,       /* of the gradient at the point        */
    NB_ASK_DIRECTIONAL /* at the point along the vector       */
} nb_ask;

typedef struct nb_topic_row {
    const char *name;
    nb_ask ask;
    const char *about;
} nb_topic_row;

const nb_topic_row *nb_topic_of(nb_topic topic);
/* The topic of that name; NB_TOPIC_COUNT when there is none. */
nb_topic nb_topic_find(const char *name, size_t length);

enum {
    NB_LEVELS = 3,
    NB_EXERCISE_VARIABLES = 3,
#define NB_EXERCISE(topic, level, body) +1
    NB_FORMS =
#include "teach/exercises.def"
#undef NB_EXERCISE
};

typedef struct nb_exercise {
    nb_topic topic;
    unsigned level;
    unsigned form;                     /* the row that the function is made from       */
    unsigned n;                        /* of its variables: x, y, z, or the first ones */
    nb_expr body;                      /* typed, over these                            */
    unsigned by[2];                    /* PARTIAL, MIXED: 0 for x, 1 for y, 2 for z    */
    int point[NB_EXERCISE_VARIABLES];  /* NORM, DIRECTIONAL         */
    int vector[NB_EXERCISE_VARIABLES]; /* DIRECTIONAL: not a unit vector, rational norm */
} nb_exercise;

/* How many times each form was drawn. */
typedef struct nb_drawn {
    unsigned times[NB_FORMS];
} nb_drawn;

/* The i-th variable of exercises, a SYMBOL. */
nb_expr nb_exercise_variable(nb_pool *p, unsigned i);

/* Random numbers: SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014). */
typedef struct nb_random {
    uint64_t state;
} nb_random;

/* A number from 0 to n - 1. */
unsigned nb_random_below(nb_random *r, unsigned n);

/* Draws an exercise from one of the forms that were drawn least, and counts that. NORM
 * has a point where the norm is a rational number other than 0. False with an error of
 * the pool. */
bool nb_exercise_draw(nb_pool *p, nb_random *random, nb_topic topic, unsigned level,
                      nb_drawn *drawn, nb_exercise *out);

/* The right answers in canonical form: one, or the components of a gradient; says how
 * many. NB_NONE with an error of the pool. */
unsigned nb_exercise_solve(nb_pool *p, const nb_exercise *e,
                           nb_expr answers[NB_EXERCISE_VARIABLES]);

#endif
