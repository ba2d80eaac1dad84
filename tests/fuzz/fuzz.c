/* Coverage-guided fuzzing of the statement level, for clang's libFuzzer: `make fuzz`.
 * Each line of the input is a statement of one session. Whatever comes, the answer
 * must be a text and one JSON object on one line, and what is printed for programs
 * must be readable again. */

#include <nabla.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(nabla *session, const char *line, size_t length)
{
    nabla_result *result = NULL;
    nabla_status status = nabla_run(session, line, length, &result);
    if (!result)
        return;
    assert(status <= nabla_result_status(result));
    const nabla_error *error = nabla_result_error(result);
    assert(!error || (error->begin <= error->end && error->end <= length));
    const char *json = nabla_result_json(result);
    assert(!strchr(json, '\n'));
    assert(json[0] == '\0' || (json[0] == '{' && json[strlen(json) - 1] == '}'));
    (void)nabla_result_text(result, 0);
    (void)nabla_result_text(result, 60);
    (void)status, (void)error, (void)json;
    nabla_result_free(result);
}

/* What is saved must define the same again. */
static void save_and_load(nabla *session)
{
    size_t n, m;
    char *saved = nabla_saved(session, &n), *again = NULL;
    nabla *copy = nabla_new();
    for (char *line = saved; line && *line; line = strchr(line, '\n') + 1)
        nabla_define(copy, line, strcspn(line, "\n"));
    if (saved)
        again = nabla_saved(copy, &m);
    assert(!saved || !again || strcmp(saved, again) == 0);
    nabla_string_free(saved);
    nabla_string_free(again);
    nabla_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    nabla *session = nabla_new();
    nabla_set_memory(session, 64 << 20);
    const char *text = (const char *)data, *end = text + size;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop ? stop : end) - text);
        run(session, text, length);
        text += length + 1;
    }
    save_and_load(session);
    nabla_free(session);
    return 0;
}
