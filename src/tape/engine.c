#include "tape/run.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which runner, and where its functions come from. The libraries of vector functions
 * are opened when the first tape is made that has a use for them: a program that
 * evaluates nothing starts without them. */

static const struct {
    unsigned char op;
    const char *name;  /* in the C library */
    unsigned char ulp; /* of SLEEF's version, in tenths; 0: runners have their own */
    double (*f)(double);
    double (*f2)(double, double);
} functions[] = {
    {NB_TAPE_CBRT, "cbrt", 10, cbrt, NULL},    {NB_TAPE_EXP, "exp", 0, exp, NULL},
    {NB_TAPE_LN, "log", 0, log, NULL},         {NB_TAPE_LOG2, "log2", 10, log2, NULL},
    {NB_TAPE_LOG10, "log10", 10, log10, NULL}, {NB_TAPE_SIN, "sin", 0, sin, NULL},
    {NB_TAPE_COS, "cos", 0, cos, NULL},        {NB_TAPE_TAN, "tan", 10, tan, NULL},
    {NB_TAPE_ASIN, "asin", 10, asin, NULL},    {NB_TAPE_ACOS, "acos", 10, acos, NULL},
    {NB_TAPE_ATAN, "atan", 10, atan, NULL},    {NB_TAPE_SINH, "sinh", 10, sinh, NULL},
    {NB_TAPE_COSH, "cosh", 10, cosh, NULL},    {NB_TAPE_TANH, "tanh", 10, tanh, NULL},
    {NB_TAPE_ASINH, "asinh", 10, asinh, NULL}, {NB_TAPE_ACOSH, "acosh", 10, acosh, NULL},
    {NB_TAPE_ATANH, "atanh", 10, atanh, NULL}, {NB_TAPE_ERF, "erf", 10, erf, NULL},
    {NB_TAPE_POW, "pow", 10, NULL, pow},       {NB_TAPE_POWP, "pow", 10, NULL, pow},
    {NB_TAPE_ATAN2, "atan2", 10, NULL, atan2}, {NB_TAPE_HYPOT, "hypot", 5, NULL, hypot},
    {NB_TAPE_SQRT, "sqrt", 0, sqrt, NULL},
};

enum { N_FUNCTIONS = sizeof functions / sizeof *functions };

double (*nb_libm_1(nb_operation op))(double)
{
    for (size_t i = 0; i < N_FUNCTIONS; i++)
        if (functions[i].op == op)
            return functions[i].f;
    return NULL;
}

double (*nb_libm_2(nb_operation op))(double, double)
{
    for (size_t i = 0; i < N_FUNCTIONS; i++)
        if (functions[i].op == op)
            return functions[i].f2;
    return NULL;
}

bool nb_is_library_function(nb_operation op)
{
    for (size_t i = 0; i < N_FUNCTIONS; i++)
        if (functions[i].op == op)
            return functions[i].ulp > 0;
    return false;
}

#ifdef NB_RUN_X86

/* ---- libraries ---- */

static void *library(const char *const *names)
{
    void *handle = NULL;
    for (; !handle && *names; names++)
        handle = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
    return handle;
}

/* SLEEF: Sleef_sind8_u10avx512f and so on. */
static bool take_sleef(nb_engine *e, bool wide)
{
    static const char *const names[] = {"libsleef.so.3", "libsleef.so.4", "libsleef.so",
                                        NULL};
    char symbol[64];
    e->library = library(names);
    for (size_t i = 0; e->library && i < N_FUNCTIONS; i++) {
        if (functions[i].ulp == 0)
            continue;
        snprintf(symbol, sizeof symbol, "Sleef_%sd%d_u%02d%s", functions[i].name,
                 wide ? 8 : 4, functions[i].ulp, wide ? "avx512f" : "avx2");
        e->functions.at[functions[i].op] = dlsym(e->library, symbol);
    }
    e->source = "sleef";
    return e->library != NULL;
}

/* glibc: _ZGVeN8v_sin and so on. */
static bool take_libmvec(nb_engine *e, bool wide)
{
    static const char *const names[] = {"libmvec.so.1", NULL};
    char symbol[64];
    e->library = library(names);
    for (size_t i = 0; e->library && i < N_FUNCTIONS; i++) {
        if (functions[i].ulp == 0)
            continue;
        snprintf(symbol, sizeof symbol, "_ZGV%s%s_%s", wide ? "eN8" : "dN4",
                 functions[i].f2 ? "vv" : "v", functions[i].name);
        e->functions.at[functions[i].op] = dlsym(e->library, symbol);
    }
    e->source = "libmvec";
    return e->library != NULL;
}

static bool allowed(const char *limit, const char *what)
{
    return !limit || !*limit || strstr(limit, what);
}

void nb_engine_open(nb_engine *e, bool wanted)
{
    const char *limit = getenv("NABLA_VECTOR");
    *e = (nb_engine){.run = nb_run_plain,
                     .inspect = nb_inspect_plain,
                     .processor = "plain",
                     .source = "libm"};
    __builtin_cpu_init();
    bool wide = allowed(limit, "avx512") && __builtin_cpu_supports("avx512f") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    bool middle = allowed(limit, "avx2") && __builtin_cpu_supports("avx2") &&
                  __builtin_cpu_supports("fma");
    if (!wide && !middle)
        return;
    e->run = wide ? nb_run_avx512 : nb_run_avx2;
    e->inspect = wide ? nb_inspect_avx512 : nb_inspect_avx2;
    e->processor = wide ? "avx512" : "avx2";
    if (!wanted || (limit && strstr(limit, "libm") && !strstr(limit, "libmvec")))
        return;
    if ((limit && strstr(limit, "libmvec")) || !take_sleef(e, wide))
        if (!take_libmvec(e, wide))
            e->source = "libm";
}

#else

void nb_engine_open(nb_engine *e, bool wanted)
{
    (void)wanted;
    *e = (nb_engine){.run = nb_run_plain,
                     .inspect = nb_inspect_plain,
                     .processor = "plain",
                     .source = "libm"};
}

#endif

void nb_engine_close(nb_engine *e)
{
    if (e->library)
        dlclose(e->library);
    *e = (nb_engine){0};
}
