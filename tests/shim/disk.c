/* Stands between momo and its disk, loaded by LD_PRELOAD.
 *
 * MOMO_SHIM_FOLDER   the folder whose files are watched
 * MOMO_SHIM_TRACE    where every change of these files, every sync, and every byte that came or went by a
 *                    socket is written down, in the order in which it happened
 * MOMO_SHIM_FAULT    a file; while it says ENOSPC, writes fail so, while it says EIO, syncs do
 *
 * A record: kind (1 byte), then three numbers of 8 bytes (descriptor or name's length, offset, length), then
 * the bytes. The test reads it: tests/it/durable/trace.rs.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 65536
static char watched[MOST];
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;
static const char *folder, *fault;

__attribute__((constructor)) static void begin(void) {
    folder = getenv("MOMO_SHIM_FOLDER");
    fault = getenv("MOMO_SHIM_FAULT");
    const char *path = getenv("MOMO_SHIM_TRACE");
    if (path)
        trace = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void put(const void *bytes, size_t count) {
    const char *at = bytes;
    while (count > 0) {
        ssize_t done = syscall(SYS_write, trace, at, count);
        if (done <= 0)
            return;
        at += done;
        count -= done;
    }
}

static void note(char kind, int64_t what, int64_t offset, const void *bytes, int64_t length) {
    if (trace < 0)
        return;
    int64_t numbers[3] = {what, offset, length};
    put(&kind, 1);
    put(numbers, sizeof numbers);
    if (bytes)
        put(bytes, length);
}

static int is_watched(int fd) { return fd >= 0 && fd < MOST && watched[fd]; }

/* Whether the file of faults names this one now. */
static int fails(const char *name) {
    char word[16] = {0};
    if (!fault)
        return 0;
    int fd = syscall(SYS_openat, AT_FDCWD, fault, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return 0;
    syscall(SYS_read, fd, word, sizeof word - 1);
    syscall(SYS_close, fd);
    return strncmp(word, name, strlen(name)) == 0;
}

static int opened(int at, const char *path, int flags, int mode) {
    struct stat facts;
    int is_new = (flags & O_CREAT) && fstatat(at, path, &facts, 0) != 0;
    pthread_mutex_lock(&order);
    int fd = syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && fd < MOST) {
        watched[fd] = folder && strncmp(path, folder, strlen(folder)) == 0;
        if (watched[fd])
            note(is_new ? 'C' : 'O', fd, flags & O_TRUNC ? 1 : 0, path, strlen(path));
    }
    pthread_mutex_unlock(&order);
    return fd;
}

#define MODE(flags)                                                                                               \
    int mode = 0;                                                                                                  \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                                           \
        va_list rest;                                                                                              \
        va_start(rest, flags);                                                                                     \
        mode = va_arg(rest, int);                                                                                  \
        va_end(rest);                                                                                              \
    }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }

int close(int fd) {
    pthread_mutex_lock(&order);
    if (is_watched(fd))
        watched[fd] = 0;
    int result = syscall(SYS_close, fd);
    pthread_mutex_unlock(&order);
    return result;
}

static ssize_t written(int fd, const void *bytes, size_t count, off64_t offset, int moves) {
    pthread_mutex_lock(&order);
    ssize_t done = -1;
    if (fails("ENOSPC")) {
        errno = ENOSPC;
    } else {
        if (moves)
            offset = syscall(SYS_lseek, fd, 0, SEEK_CUR);
        done = moves ? syscall(SYS_write, fd, bytes, count) : syscall(SYS_pwrite64, fd, bytes, count, offset);
        int error = errno;
        if (done > 0)
            note('W', fd, offset, bytes, done);
        errno = error;
    }
    pthread_mutex_unlock(&order);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    return is_watched(fd) ? written(fd, bytes, count, 0, 1) : syscall(SYS_write, fd, bytes, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    return is_watched(fd) ? written(fd, bytes, count, offset, 0) : syscall(SYS_pwrite64, fd, bytes, count, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    return is_watched(fd) ? written(fd, bytes, count, offset, 0) : syscall(SYS_pwrite64, fd, bytes, count, offset);
}

static int cut(int fd, off64_t length) {
    if (!is_watched(fd))
        return syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&order);
    int result = -1;
    if (fails("ENOSPC"))
        errno = ENOSPC;
    else if ((result = syscall(SYS_ftruncate, fd, length)) == 0)
        note('T', fd, length, NULL, 0);
    pthread_mutex_unlock(&order);
    return result;
}
int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

static int synced(int fd, long call) {
    if (!is_watched(fd))
        return syscall(call, fd);
    pthread_mutex_lock(&order);
    int result = -1;
    if (fails("EIO"))
        errno = EIO;
    else if ((result = syscall(call, fd)) == 0)
        note('S', fd, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return result;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
    pthread_mutex_lock(&order);
    int result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (result == 0 && folder && strncmp(path, folder, strlen(folder)) == 0)
        note('U', 0, 0, path, strlen(path));
    pthread_mutex_unlock(&order);
    return result;
}

ssize_t recv(int fd, void *bytes, size_t count, int flags) {
    ssize_t done = syscall(SYS_recvfrom, fd, bytes, count, flags, NULL, NULL);
    int error = errno;
    if (done > 0 && trace >= 0) {
        pthread_mutex_lock(&order);
        note('R', fd, 0, bytes, done);
        pthread_mutex_unlock(&order);
    }
    errno = error;
    return done;
}

/* Noted before it goes: what is noted earlier had happened when the answer left. */
ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    if (trace >= 0) {
        pthread_mutex_lock(&order);
        note('A', fd, 0, bytes, count);
        pthread_mutex_unlock(&order);
    }
    return syscall(SYS_sendto, fd, bytes, count, flags, NULL, 0);
}
