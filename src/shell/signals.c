/* For setitimer(): the one clock that rings everywhere. */
#define _XOPEN_SOURCE 700

#include "shell/shell.h"

#include <errno.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* The only state that a signal handler can reach. */
static nabla *running;
static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t ticks;

static void on_interrupt(int number)
{
    (void)number;
    interrupted = 1;
    if (running)
        nabla_interrupt(running);
}

void shell_catch_interrupts(nabla *session, bool restart)
{
    struct sigaction act;
    memset(&act, 0, sizeof act);
    running = session;
    act.sa_handler = on_interrupt;
    sigemptyset(&act.sa_mask);
    act.sa_flags = restart ? SA_RESTART : 0;
    sigaction(SIGINT, &act, NULL);
}

bool shell_is_interrupted(void) { return interrupted; }

bool shell_was_interrupted(void)
{
    bool was = interrupted;
    interrupted = 0;
    return was;
}

/* ---- the spinner ---- */

enum { TICK = 100000, FIRST_TICK = 5 }; /* microseconds; half a second */

/* Writes "| 1.2 s" over itself. Only calls that a handler may make. */
static void on_tick(int number)
{
    int before = errno;
    char text[] = "\r| 0000.0 s  (Ctrl-C stops)";
    long t = ++ticks;
    (void)number;
    if (t >= FIRST_TICK && t < 100000) {
        text[1] = "|/-\\"[t % 4];
        text[8] = (char)('0' + t % 10);
        long s = t / 10;
        for (int i = 6; i >= 3; i--, s /= 10)
            text[i] = s || i == 6 ? (char)('0' + s % 10) : ' ';
        ssize_t n = write(STDERR_FILENO, text, sizeof text - 1);
        (void)n;
    }
    errno = before;
}

static void set_timer(long microseconds)
{
    struct itimerval t;
    memset(&t, 0, sizeof t);
    t.it_interval.tv_usec = microseconds;
    t.it_value.tv_usec = microseconds;
    setitimer(ITIMER_REAL, &t, NULL);
}

void shell_spinner_start(void)
{
    struct sigaction act;
    memset(&act, 0, sizeof act);
    act.sa_handler = on_tick;
    act.sa_flags = SA_RESTART;
    sigemptyset(&act.sa_mask);
    sigaction(SIGALRM, &act, NULL);
    ticks = 0;
    set_timer(TICK);
}

void shell_spinner_stop(void)
{
    static const char wipe[] = "\r                              \r";
    set_timer(0);
    signal(SIGALRM, SIG_IGN);
    if (ticks >= FIRST_TICK) {
        ssize_t n = write(STDERR_FILENO, wipe, sizeof wipe - 1);
        (void)n;
    }
}
