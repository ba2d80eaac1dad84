/* Two contexts in two threads: they share nothing.
 *
 *     cc threads.c -lnabla -pthread && ./a.out
 */
#include <nabla.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void *work(void *answer)
{
    nabla *session = nabla_new();
    nabla_result *result;
    for (int i = 1; i <= 100; i++) {
        char statement[80];
        snprintf(statement, sizeof statement,
                 "f(x, y) = sin(x y)/%d + ln(x)^2 at (%d, pi)", i, i);
        nabla_run(session, statement, strlen(statement), &result);
        snprintf(answer, 1000, "%s", nabla_result_json(result));
        nabla_result_free(result);
    }
    nabla_free(session);
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    static char answers[2][1000];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, answers[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    puts(strcmp(answers[0], answers[1]) == 0 ? "the same answers" : "different answers");
    return 0;
}
