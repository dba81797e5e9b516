/* Starts commands in turns and measures each: benches/sign.py compiles and runs it.
 *
 *   spawn ROUNDS < commands      a command a line, its words parted by U+001F
 *
 * Prints a line for each run: the command's number, nanoseconds, peak memory in KiB, exit code. A small program of
 * its own, because an interpreter's fork would cost more than what is measured. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { COMMANDS = 16, WORDS = 64 };
extern char **environ;

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **arguments) {
    static char *commands[COMMANDS][WORDS];
    int rounds = count > 1 ? atoi(arguments[1]) : 1, known = 0;
    char *line = NULL;
    size_t size = 0;
    while (known < COMMANDS && getline(&line, &size, stdin) > 0) {
        line[strcspn(line, "\n")] = 0;
        char *rest = strdup(line), *word;
        for (int at = 0; at < WORDS - 1 && (word = strsep(&rest, "\x1f")); at++)
            commands[known][at] = word;
        known++;
    }
    posix_spawn_file_actions_t streams;
    posix_spawn_file_actions_init(&streams);
    posix_spawn_file_actions_addopen(&streams, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&streams, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&streams, 2, "/dev/null", O_WRONLY, 0);
    for (int round = 0; round < rounds; round++) {
        for (int at = 0; at < known; at++) {
            pid_t child;
            int status;
            struct rusage used;
            long long begin = now();
            if (posix_spawnp(&child, commands[at][0], &streams, NULL, commands[at], environ)) {
                fprintf(stderr, "cannot start %s\n", commands[at][0]);
                return 1;
            }
            wait4(child, &status, 0, &used);
            long long took = now() - begin;
            printf("%d %lld %ld %d\n", at, took, used.ru_maxrss,
                   WIFEXITED(status) ? WEXITSTATUS(status) : 128);
        }
    }
    return 0;
}
