#include "shell/shell.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a quiz has kept of right and wrong answers, from one talk to the next. */

enum { PATH_LENGTH = 4096, RECORD_MAX = 1 << 16 };

static bool record_path(const shell *sh, char *path)
{
    return sh->history &&
           shell_path(path, PATH_LENGTH, "XDG_STATE_HOME", ".local/state", "quiz");
}

void shell_restore_record(shell *sh)
{
    char path[PATH_LENGTH];
    FILE *in = record_path(sh, path) ? fopen(path, "r") : NULL;
    if (!in)
        return;
    char *text = malloc(RECORD_MAX);
    if (text) {
        text[fread(text, 1, RECORD_MAX - 1, in)] = '\0';
        nabla_quiz_restore(sh->session, text);
    }
    free(text);
    fclose(in);
}

void shell_keep_record(shell *sh)
{
    char path[PATH_LENGTH];
    char *text = record_path(sh, path) ? nabla_quiz_record(sh->session) : NULL;
    if (text && *text) {
        char problem[PATH_LENGTH + 100]; /* a record that cannot be kept stops nobody */
        shell_make_folders(path);
        (void)shell_replace_file(path, text, strlen(text), problem, sizeof problem);
    } else if (text) {
        unlink(path); /* nothing was ever asked, or the record was reset */
    }
    nabla_string_free(text);
}
