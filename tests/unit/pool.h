#ifndef NB_UNIT_POOL_H
#define NB_UNIT_POOL_H

#include "expr/expr.h"

/* A pool for each test of a program, with the names that tests use. */
extern nb_error err;
extern nb_pool *p;

/* For cmocka_unit_test_setup_teardown(). */
int pool_setup(void **state);
int pool_teardown(void **state);

/* The typed expression that the text is; the test fails where it cannot be read. */
nb_expr read_typed(const char *text);

#endif
