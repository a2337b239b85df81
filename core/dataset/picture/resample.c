#include "resample.h"

// A product and a sum are rounded one by one, also where the processor could do
// both at once.
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

// Four floats in a register: SSE on amd64, NEON on arm64.
typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

static void widen(float *restrict dst, const uint8_t *restrict src, int n) {
    for (int i = 0; i < n; i++) dst[i] = src[i];
}

// blend: line = the weighted sum of count rows of the ring from row first on.
// Sixteen values stay in registers while the rows pass by.
static void blend(float *restrict line, const float *restrict ring, int stride, int taps, int first, int count, const float *restrict w) {
    for (int i = 0; i < stride; i += 16) {
        four a = {0}, b = {0}, c = {0}, d = {0};
        for (int k = 0, row = first % taps; k < count; k++, row = row + 1 == taps ? 0 : row + 1) {
            const float *src = ring + (int64_t)row * stride + i;
            a += w[k] * *(const four *)src;
            b += w[k] * *(const four *)(src + 4);
            c += w[k] * *(const four *)(src + 8);
            d += w[k] * *(const four *)(src + 12);
        }
        *(four *)(line + i) = a;
        *(four *)(line + i + 4) = b;
        *(four *)(line + i + 8) = c;
        *(four *)(line + i + 12) = d;
    }
}

// stretch: each pixel of out is the weighted sum of count pixels of line. A
// register holds red, green, blue and a fourth value that does not count.
static void stretch(float *restrict out, const float *restrict line, const int32_t *first, const int32_t *count,
                    const float *restrict weights, int taps, int width) {
    for (int x = 0; x < width; x++, weights += taps) {
        const float *src = line + 3 * (int64_t)first[x];
        four a = {0}, b = {0};
        int k = 0;
        for (; k + 2 <= count[x]; k += 2, src += 6) {
            a += weights[k] * *(const four *)src;
            b += weights[k + 1] * *(const four *)(src + 3);
        }
        if (k < count[x]) a += weights[k] * *(const four *)src;
        *(four *)(out + 3 * x) = a + b;
    }
}

int resample_rows(float *out, const uint8_t *pix, int64_t row_bytes, int columns,
                  const int32_t *across_first, const int32_t *across_count, const float *across, int across_taps, int width,
                  const int32_t *down_first, const int32_t *down_count, const float *down, int down_taps,
                  int y0, int rows, float *ring, int next, float *line) {
    int n = 3 * columns, stride = (n + 15) / 16 * 16;
    for (int y = y0; y < y0 + rows; y++, out += 3 * width) {
        if (next < down_first[y]) next = down_first[y];
        for (; next < down_first[y] + down_count[y]; next++)
            widen(ring + (int64_t)(next % down_taps) * stride, pix + next * row_bytes, n);
        blend(line, ring, stride, down_taps, down_first[y], down_count[y], down + (int64_t)y * down_taps);
        stretch(out, line, across_first, across_count, across, across_taps, width);
    }
    return next;
}

static inline float normalised(float v, float mean, float deviation) {
    v = v > 0 ? v : 0;
    v = v < 255 ? v : 255;
    return ((float)(int)(v + 0.5f) / 255 - mean) / deviation;
}

void normalise_row(float *dst, int64_t n, const float *values, int width, int mirrored, const float *mean, const float *deviation) {
    for (int c = 0; c < 3; c++) {
        float *restrict line = dst + c * n;
        const float *restrict src = values + c;
        float m = mean[c], d = deviation[c];
        if (mirrored)
            for (int x = 0; x < width; x++) line[width - 1 - x] = normalised(src[3 * x], m, d);
        else
            for (int x = 0; x < width; x++) line[x] = normalised(src[3 * x], m, d);
    }
}
