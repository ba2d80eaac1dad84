#include "pool.h"

#include "syntax/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

nb_error err;
nb_pool *p;

int pool_setup(void **state)
{
    (void)state;
    nb_error_clear(&err);
    p = nb_pool_new(&err);
    return p == NULL;
}

int pool_teardown(void **state)
{
    (void)state;
    nb_pool_free(p);
    p = NULL;
    flint_cleanup();
    return 0;
}

nb_expr read_typed(const char *text)
{
    nb_expr e = nb_parse_expression(p, text, strlen(text), NULL, NULL);
    if (!e)
        fail_msg("%s: %s", text, err.message);
    return e;
}
