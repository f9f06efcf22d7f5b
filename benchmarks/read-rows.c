// Reads rows of a large table in random order, as a pass reads weight rows, and does nothing else with them.
// Usage: read-rows ROWS ROW_BYTES READS REPEATS; prints the CPU seconds of the fastest repeat.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int count, char **words) {
  if (count != 5) return fprintf(stderr, "usage: read-rows ROWS ROW_BYTES READS REPEATS\n"), 2;
  const size_t rows = strtoull(words[1], NULL, 10), row_words = strtoull(words[2], NULL, 10) / 4, reads = strtoull(words[3], NULL, 10);
  const int repeats = atoi(words[4]);
  const size_t bytes = (rows * row_words * 4 + 63) / 64 * 64;
  uint32_t *table = aligned_alloc(64, bytes), *order = malloc(reads * 4);
  if (table == NULL || order == NULL) return fprintf(stderr, "read-rows: no memory\n"), 1;
  memset(table, 1, bytes);
  uint32_t state = 1;
  for (size_t i = 0; i < reads; i++) {
    state = state * 1664525u + 1013904223u;
    order[i] = (uint32_t)(((uint64_t)state * rows) >> 32);
  }
  double best = 1e30;
  uint32_t sum = 0;
  for (int repeat = 0; repeat < repeats; repeat++) {
    const double started = now();
    for (size_t i = 0; i < reads; i++) {
      const uint32_t *row = table + order[i] * row_words;
      for (size_t k = 0; k < row_words; k++) sum += row[k];
    }
    const double seconds = now() - started;
    if (seconds < best) best = seconds;
  }
  printf("{\"seconds\":%.9f,\"sum\":%u}\n", best, sum);
  return 0;
}
