// The inner loops of resample.go. One call makes some rows of the result; the
// order of every sum is fixed and nothing is fused, so all machines agree.
#pragma once
#include <stdint.h>

// One direction's filter: place i of the result is made of count[i] places of
// the source from first[i] on, with the weights from taps*i on.
//
// resample_rows makes rows y0 .. y0+rows of the result: out (rows, width, 3).
// pix is the first pixel that counts, row_bytes away from the one below it, and
// columns wide; across_first counts from it. ring (down_taps, stride) holds
// source rows as float: row i at place i % down_taps; stride is 3*columns rounded
// up to a multiple of 16. next is the first source row not yet in the ring; the
// new one is returned. line holds stride+1 values. out has room for one value
// more than it is given.
int resample_rows(float *out, const uint8_t *pix, int64_t row_bytes, int columns,
                  const int32_t *across_first, const int32_t *across_count, const float *across, int across_taps, int width,
                  const int32_t *down_first, const int32_t *down_count, const float *down, int down_taps,
                  int y0, int rows, float *ring, int next, float *line);

// normalise_row writes one row of pixels to three planes, n values apart: each
// value is cut to 0..255 and rounded, then (value/255 - mean) / deviation.
void normalise_row(float *dst, int64_t n, const float *values, int width, int mirrored, const float *mean, const float *deviation);
