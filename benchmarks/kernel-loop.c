// The two loops of a fast fit in C, over the same rows, weights and gradients as the kernel is given:
//   score   out[k] = b[k] + Σ_e x_e · W[id_e][k]            four rows at a time, as the kernel does
//   update  square[id] += x² Σ g²,  W[id][k] −= step / √square[id] · x · g[k]
// Usage: kernel-loop FILE REPEATS; prints seconds of the fastest repeat of each loop and sums to compare results by.
//
// FILE: u32 documents, entries, features, stride; u32 offsets[documents + 1]; u32 ids[entries]; f32 values[entries];
//       f32 weights[features · stride]; f32 gradients[BATCH · stride]; f32 squares[BATCH]
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH 64
#define STEP 4.0f

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void *take(FILE *file, size_t count) {
  void *out = aligned_alloc(64, (count * 4 + 63) / 64 * 64);
  if (out == NULL || fread(out, 4, count, file) != count) {
    fprintf(stderr, "kernel-loop: the file is cut short\n");
    exit(1);
  }
  return out;
}

static void score(const uint32_t *ids, const float *values, uint32_t begin, uint32_t end, const float *weights, size_t stride, float *restrict out) {
  uint32_t e = begin;
  for (; e + 4 <= end; e += 4) {
    const float *w0 = weights + ids[e] * stride, *w1 = weights + ids[e + 1] * stride;
    const float *w2 = weights + ids[e + 2] * stride, *w3 = weights + ids[e + 3] * stride;
    const float x0 = values[e], x1 = values[e + 1], x2 = values[e + 2], x3 = values[e + 3];
    for (size_t k = 0; k < stride; k++) out[k] = out[k] + x0 * w0[k] + x1 * w1[k] + x2 * w2[k] + x3 * w3[k];
  }
  for (; e < end; e++) {
    const float *w = weights + ids[e] * stride;
    for (size_t k = 0; k < stride; k++) out[k] += values[e] * w[k];
  }
}

static void update(float *restrict w, const float *restrict g, size_t stride, float c) {
  for (size_t k = 0; k < stride; k++) w[k] += c * g[k];
}

int main(int count, char **words) {
  if (count != 3) return fprintf(stderr, "usage: kernel-loop FILE REPEATS\n"), 2;
  FILE *file = fopen(words[1], "rb");
  if (file == NULL) return fprintf(stderr, "kernel-loop: no file %s\n", words[1]), 2;
  uint32_t *head = take(file, 4);
  const uint32_t documents = head[0], entries = head[1], features = head[2];
  const size_t stride = head[3];
  uint32_t *offsets = take(file, documents + 1), *ids = take(file, entries);
  float *values = take(file, entries), *weights = take(file, features * stride);
  float *gradients = take(file, BATCH * stride), *squares = take(file, BATCH);
  float *state = calloc(features, 4), *out = calloc(BATCH * stride, 4);
  double best_score = 1e30, best_update = 1e30, score_sum = 0, weight_sum = 0;
  const int repeats = atoi(words[2]);
  for (int repeat = 0; repeat < repeats; repeat++) {
    double started = now();
    for (uint32_t d = 0; d < documents; d++) {
      float *row = out + d % BATCH * stride;
      memset(row, 0, stride * 4);
      score(ids, values, offsets[d], offsets[d + 1], weights, stride, row);
    }
    best_score = fmin(best_score, now() - started);
  }
  for (size_t k = 0; k < BATCH * stride; k++) score_sum += fabs(out[k]);
  for (int repeat = 0; repeat < repeats; repeat++) {
    double started = now();
    for (uint32_t d = 0; d < documents; d++) {
      for (uint32_t e = offsets[d]; e < offsets[d + 1]; e++) {
        const float x = values[e];
        const float total = state[ids[e]] += x * x * squares[d % BATCH];
        update(weights + ids[e] * stride, gradients + d % BATCH * stride, stride, -(STEP / sqrtf(total)) * x);
      }
    }
    best_update = fmin(best_update, now() - started);
  }
  for (size_t k = 0; k < features * stride; k++) weight_sum += fabs(weights[k]);
  printf("{\"scoreSeconds\":%.9f,\"updateSeconds\":%.9f,\"scoreSum\":%.9g,\"weightSum\":%.9g}\n", best_score, best_update, score_sum, weight_sum);
  return 0;
}
