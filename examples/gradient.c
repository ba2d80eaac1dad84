/* The gradient of a function and its norm at a point.
 *
 *     cc gradient.c -lnabla && ./a.out
 */
#include <nabla.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    nabla *session = nabla_new();
    const char *statements[] = {"f(x, y) = x^2 + 3y^2", "at (2, 1)", "f(x, y) = 3 4"};

    for (int i = 0; session && i < 3; i++) {
        nabla_result *result;
        nabla_run(session, statements[i], strlen(statements[i]), &result);
        fputs(nabla_result_text(result, 0), stdout);
        const nabla_error *error = nabla_result_error(result);
        if (error)
            printf("column %zu: %s\n", error->begin + 1, error->message);
        nabla_result_free(result);
    }

    nabla_expr *fy = nabla_gradient(session, "f", 1);
    char *latex = nabla_print(fy, NABLA_LATEX);
    puts(latex);
    nabla_string_free(latex);
    nabla_expr_free(fy);
    nabla_free(session);
    return 0;
}
