// Counts what a process asks of the system: memory allocations, and bytes that it writes to files. Preloaded by
// counts.py; at its end the process writes both numbers to the file that COUNTS names. For glibc.
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_ulong allocations, bytes;

void *malloc(size_t size) { allocations++; return __libc_malloc(size); }
void *calloc(size_t count, size_t size) { allocations++; return __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { allocations++; return __libc_realloc(old, size); }
void *aligned_alloc(size_t alignment, size_t size) { allocations++; return __libc_memalign(alignment, size); }

int posix_memalign(void **place, size_t alignment, size_t size) {
    allocations++;
    *place = __libc_memalign(alignment, size);
    return *place ? 0 : 12;
}

// Counts what was written if it went to a file.
static ssize_t written(int file, ssize_t count) {
    struct stat of;
    if (count > 0 && fstat(file, &of) == 0 && S_ISREG(of.st_mode)) bytes += (unsigned long)count;
    return count;
}

ssize_t write(int file, const void *from, size_t count) { return written(file, syscall(SYS_write, file, from, count)); }
ssize_t writev(int file, const struct iovec *from, int count) { return written(file, syscall(SYS_writev, file, from, count)); }
ssize_t pwrite(int file, const void *from, size_t count, off_t at) { return written(file, syscall(SYS_pwrite64, file, from, count, at)); }
ssize_t pwrite64(int file, const void *from, size_t count, off64_t at) { return written(file, syscall(SYS_pwrite64, file, from, count, at)); }

__attribute__((destructor)) static void tell(void) {
    const char *name = getenv("COUNTS");
    FILE *file = name ? fopen(name, "w") : NULL;
    if (!file) return;
    unsigned long counted[] = {allocations, bytes};
    fprintf(file, "%lu %lu\n", counted[0], counted[1]);
    fclose(file);
}
