/* For realpath(). */
#define _XOPEN_SOURCE 700

#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files that are written whole or not at all. */

/* Ctrl-C does not cut a file short. */
static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            bytes += written;
            n -= (size_t)written;
        }
    }
    return true;
}

/* Into the file itself: for devices and pipes, and where nothing can be made beside it.
 */
static bool write_through(const char *path, const char *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0)
        return false;
    bool ok = write_all(fd, bytes, n);
    int reason = errno;
    bool closed = close(fd) == 0;
    if (!ok)
        errno = reason;
    return ok && closed;
}

/* A new file gets the permissions that open() would have given it. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* `about`: of the file that is replaced; NULL where there is none. Root's copy of
 * somebody's file stays theirs; nobody else can give files away, and need not. */
static bool take_over(int fd, const struct stat *about)
{
    if (about && about->st_uid != geteuid() &&
        fchown(fd, about->st_uid, about->st_gid) != 0 && errno != EPERM)
        return false;
    return fchmod(fd, about ? about->st_mode & 07777 : usual_mode()) == 0;
}

/* What is in `draft` is on the disk before it takes the name. */
static bool finish_draft(int fd, const char *draft, const char *path, const char *bytes,
                         size_t n, const struct stat *about)
{
    bool ok = write_all(fd, bytes, n) && take_over(fd, about) &&
              (fsync(fd) == 0 || errno == EINVAL);
    int reason = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        reason = errno;
    }
    if (ok && rename(draft, path) == 0)
        return true;
    if (ok)
        reason = errno;
    unlink(draft);
    errno = reason;
    return false;
}

static bool write_beside(const char *path, const char *bytes, size_t n,
                         const struct stat *about)
{
    static const char name[] = ".nabla-XXXXXX";
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    char *draft = malloc(folder + sizeof name);
    if (!draft)
        return false;
    memcpy(draft, path, folder);
    memcpy(draft + folder, name, sizeof name);
    int fd = mkstemp(draft);
    bool ok = false;
    if (fd >= 0)
        ok = finish_draft(fd, draft, path, bytes, n, about);
    else if (about && (errno == EACCES || errno == EPERM))
        ok = write_through(path, bytes, n); /* the folder is locked, the file is not */
    int reason = errno;
    free(draft);
    errno = reason;
    return ok;
}

/* Renaming would replace files that are not for writing, and symbolic links. */
static bool replace(const char *name, const char *bytes, size_t n)
{
    struct stat about, link;
    bool there = stat(name, &about) == 0;
    if (there && !S_ISREG(about.st_mode))
        return write_through(name, bytes, n);
    if (there && access(name, W_OK) != 0)
        return false;
    if (lstat(name, &link) != 0 || !S_ISLNK(link.st_mode))
        return write_beside(name, bytes, n, there ? &about : NULL);
    if (!there)
        return write_through(name, bytes, n); /* the link leads to no file yet */
    char *target = realpath(name, NULL);
    bool ok = target && write_beside(target, bytes, n, &about);
    int reason = errno;
    free(target);
    errno = reason;
    return ok;
}

bool shell_replace_file(const char *name, const char *bytes, size_t n, char *problem,
                        size_t size)
{
    errno = 0;
    if (replace(name, bytes, n))
        return true;
    snprintf(problem, size, "cannot write %s: %s", name,
             errno == ENOENT   ? "there is no such folder"
             : errno == EISDIR ? "it is a folder"
                               : strerror(errno));
    return false;
}
