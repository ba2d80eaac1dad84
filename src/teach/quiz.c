#include "teach/quiz.h"

#include <stdio.h>
#include <string.h>

/* ---- which comes next ---- */

/* How likely a topic is: twice as likely after each miss that no right answer has made
 * up for, up to eight times. */
static unsigned weight(const nb_quiz *q, nb_topic topic)
{
    unsigned right = q->seen[topic] - q->missed[topic];
    unsigned open = q->missed[topic] > right / 2 ? q->missed[topic] - right / 2 : 0;
    return 1u << (open < 3 ? open : 3);
}

static nb_topic draw_topic(nb_quiz *q)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < NB_TOPIC_COUNT; i++)
        sum += weight(q, (nb_topic)i);
    unsigned k = nb_random_below(&q->random, sum);
    for (unsigned i = 0; i + 1 < NB_TOPIC_COUNT; i++) {
        unsigned w = weight(q, (nb_topic)i);
        if (k < w)
            return (nb_topic)i;
        k -= w;
    }
    return (nb_topic)(NB_TOPIC_COUNT - 1);
}

bool nb_quiz_next(nb_pool *p, nb_quiz *q)
{
    if (q->current_level == 0)
        q->current_level = 1;
    nb_topic topic = q->one_topic ? q->topic : draw_topic(q);
    q->tried = false;
    q->pending = nb_exercise_draw(p, &q->random, topic,
                                  q->level ? q->level : q->current_level, &q->drawn,
                                  &q->exercise);
    return q->pending;
}

void nb_quiz_count(nb_quiz *q, bool right)
{
    enum { UP = 3 };
    nb_topic topic = q->exercise.topic;
    bool counts = !q->tried;
    q->pending = !right;
    q->tried = !right;
    if (!counts)
        return;
    q->asked++;
    q->right += right;
    q->seen[topic]++;
    q->missed[topic] += !right;
    q->in_a_row = right ? q->in_a_row + 1 : 0;
    if (!right && q->current_level > 1)
        q->current_level--;
    if (q->in_a_row == UP) {
        q->in_a_row = 0;
        q->current_level += q->current_level < NB_LEVELS;
    }
}

/* ---- the record ---- */

static const char first_line[] = "nabla quiz 1";

void nb_quiz_write(const nb_quiz *q, nb_buf *out)
{
    unsigned seen = 0;
    for (unsigned i = 0; i < NB_TOPIC_COUNT; i++)
        seen += q->seen[i];
    nb_buf_puts(out, "");
    if (seen == 0)
        return;
    nb_buf_printf(out, "%s\nrandom %llu\nlevel %u\n", first_line,
                  (unsigned long long)q->random.state, q->current_level);
    for (unsigned i = 0; i < NB_TOPIC_COUNT; i++)
        if (q->seen[i])
            nb_buf_printf(out, "topic %s %u %u\n", nb_topic_of((nb_topic)i)->name,
                          q->seen[i], q->missed[i]);
}

static void read_topic(nb_quiz *q, const char *line)
{
    char name[32];
    unsigned seen, missed;
    if (sscanf(line, "topic %31s %u %u", name, &seen, &missed) != 3 || missed > seen)
        return;
    nb_topic topic = nb_topic_find(name, strlen(name));
    if (topic == NB_TOPIC_COUNT)
        return;
    q->seen[topic] = seen;
    q->missed[topic] = missed;
}

bool nb_quiz_read(nb_quiz *q, const char *text)
{
    if (strncmp(text, first_line, sizeof first_line - 1) != 0)
        return false;
    *q = (nb_quiz){0};
    for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
        unsigned long long state;
        unsigned level;
        if (sscanf(text, "random %llu", &state) == 1)
            q->random.state = state;
        else if (sscanf(text, "level %u", &level) == 1 && level <= NB_LEVELS)
            q->current_level = level;
        else
            read_topic(q, text);
    }
    return true;
}
