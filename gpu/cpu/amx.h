// AMX: eight tiles of 16 rows of 64 bytes, and one instruction that multiplies two of
// them. A thread says how large its tiles are before it uses them (tiles_begin), and
// lets them go (tiles_end), lest the system save 8 KiB at each change of threads.
//
// The instructions are spelt here, for the compilers' own names for them let stores that
// a load needs be moved behind it.
#pragma once
#include <stdint.h>

enum { TILE_ROWS_MOST = 16, TILE_BYTES = 64, TILES_ALL = 8 };

INLINE void tiles_begin(void) {
  struct {
    uint8_t palette, start, zeros[14];
    uint16_t bytes[16];
    uint8_t rows[16];
  } shape __attribute__((aligned(64))) = {.palette = 1};
  for (int t = 0; t < TILES_ALL; t++) shape.bytes[t] = TILE_BYTES, shape.rows[t] = TILE_ROWS_MOST;
  __asm__ volatile("ldtilecfg %0" : : "m"(shape));
}

INLINE void tiles_end(void) { __asm__ volatile("tilerelease" : : : "memory"); }

// stride is in bytes, and fills a register everywhere.
#define TILE_ZERO(t) __asm__ volatile("tilezero %%tmm" #t : : :)
#define TILE_LOAD(t, at, stride) \
  __asm__ volatile("tileloadd (%0,%1,1), %%tmm" #t : : "r"(at), "r"((int64_t)(stride)) : "memory")
#define TILE_STORE(t, at, stride) \
  __asm__ volatile("tilestored %%tmm" #t ", (%0,%1,1)" : : "r"(at), "r"((int64_t)(stride)) : "memory")

// TILE_DOT: sum (16, 16 floats) += a (16, 16 pairs) b (16, 16 pairs), where b's row k
// holds pair k of each of its columns.
#define TILE_DOT(sum, a, b) __asm__ volatile("tdpbf16ps %%tmm" #b ", %%tmm" #a ", %%tmm" #sum : : :)
