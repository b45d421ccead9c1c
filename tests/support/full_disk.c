/* A disk with so many bytes left: what would make a file grow by more than is left fails as on a full disk. Put before the C
 * library (LD_PRELOAD), so that it needs neither a file system of its own nor the rights to make one. The bytes left stand in
 * COPYTASTER_TEST_ROOM; files are those under COPYTASTER_TEST_DISK. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static _Atomic long room;
static char disk[4096];

__attribute__((constructor)) static void begin(void) {
    const char *left = getenv("COPYTASTER_TEST_ROOM"), *where = getenv("COPYTASTER_TEST_DISK");
    room = left ? atol(left) : 0;
    snprintf(disk, sizeof disk, "%s", where ? where : "");
}

static int on_disk(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    return n > 0 && disk[0] && strncmp(path, disk, strlen(disk)) == 0;
}

/* Whether the file may end at `end`; takes what it grows by from the room. */
static int fits(int fd, off_t end) {
    struct stat now;
    int before = errno;
    if (!on_disk(fd) || fstat(fd, &now) != 0 || !S_ISREG(now.st_mode) || end <= now.st_size) {
        errno = before;
        return 1;
    }
    long more = (long)(end - now.st_size);
    if ((room -= more) < 0) {
        room += more;
        errno = ENOSPC;
        return 0;
    }
    errno = before;
    return 1;
}

#define REAL(name, ...) ((ssize_t (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
    return fits(fd, at + (off_t)n) ? REAL(pwrite64, int, const void *, size_t, off64_t)(fd, bytes, n, at) : -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) {
    return fits(fd, at + (off_t)n) ? REAL(pwrite, int, const void *, size_t, off_t)(fd, bytes, n, at) : -1;
}

ssize_t write(int fd, const void *bytes, size_t n) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    return at < 0 || fits(fd, at + (off_t)n) ? REAL(write, int, const void *, size_t)(fd, bytes, n) : -1;
}

int ftruncate64(int fd, off64_t size) {
    return fits(fd, size) ? ((int (*)(int, off64_t))dlsym(RTLD_NEXT, "ftruncate64"))(fd, size) : -1;
}

int ftruncate(int fd, off_t size) {
    return fits(fd, size) ? ((int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate"))(fd, size) : -1;
}

int posix_fallocate64(int fd, off64_t at, off64_t n) {
    return fits(fd, at + n) ? ((int (*)(int, off64_t, off64_t))dlsym(RTLD_NEXT, "posix_fallocate64"))(fd, at, n) : ENOSPC;
}

int posix_fallocate(int fd, off_t at, off_t n) {
    return fits(fd, at + n) ? ((int (*)(int, off_t, off_t))dlsym(RTLD_NEXT, "posix_fallocate"))(fd, at, n) : ENOSPC;
}
