#include "shell/shell.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool shell_path(char *path, size_t size, const char *variable, const char *fallback,
                const char *name)
{
    const char *base = getenv(variable), *home = getenv("HOME");
    int n;
    /* The specification wants relative values ignored. */
    if (base && base[0] == '/')
        n = snprintf(path, size, "%s/nabla/%s", base, name);
    else if (home && *home)
        n = snprintf(path, size, "%s/%s/nabla/%s", home, fallback, name);
    else
        return false;
    return n > 0 && (size_t)n < size;
}

void shell_make_folders(const char *path)
{
    char *copy = strdup(path);
    for (char *c = copy ? strchr(copy + 1, '/') : NULL; c; c = strchr(c + 1, '/')) {
        *c = '\0';
        mkdir(copy, 0700); /* an existing one is as good */
        *c = '/';
    }
    free(copy);
}
