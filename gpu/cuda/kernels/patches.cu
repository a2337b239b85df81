// Patches of pictures (B, C, height, width): which places of a picture a patch has.
#include "reals.h"
#include "sums.h"

struct grid {
  int channels, height, width, p, k;
};

// pixel is where pixel (y, x) of channel c of a patch lies in the pictures.
DEVICE long pixel(grid g, long image, int patch, int c, int y, int x) {
  const int across = g.width / g.p, top = patch / across * g.p, left = patch % across * g.p;
  return ((image * g.channels + c) * g.height + top + y) * g.width + left + x;
}

KERNEL(gather_patches, void *y, int y_half, const float *images, const int *ids, long n, int channels, int height,
       int width, int p, int k) {
  const long i = element();
  if (i >= n) return;
  const grid g = {channels, height, width, p, k};
  const int size = channels * p * p, at = i % size;
  const long row = i / size;
  put(reals{y, y_half}, i, images[pixel(g, row / k, ids[row], at / (p * p), at / p % p, at % p)]);
}

// scatter_patches: a thread takes one place of all patches of a picture, one after the
// other, for patches may be the same.
KERNEL(scatter_patches, float *dimages, const float *dy, const int *ids, long n, int channels, int height, int width,
       int p, int k) {
  const long i = element(); // of (B, C P P)
  if (i >= n) return;
  const grid g = {channels, height, width, p, k};
  const int size = channels * p * p, at = i % size;
  const long image = i / size;
  for (long row = image * k; row < (image + 1) * k; row++)
    dimages[pixel(g, image, ids[row], at / (p * p), at / p % p, at % p)] += dy[row * size + at];
}

// target_value is number i of a patch in the order row, column, channel.
DEVICE float target_value(const float *images, grid g, long image, int patch, int i) {
  return images[pixel(g, image, patch, i % g.channels, i / g.channels / g.p, i / g.channels % g.p)];
}

// pixel_target: a warp takes a patch.
KERNEL(pixel_target, float *y, const float *images, const int *ids, long rows, int channels, int height, int width,
       int p, int k, int normalise) {
  const long row = warp_row();
  if (row >= rows) return;
  const grid g = {channels, height, width, p, k};
  const int size = channels * p * p, patch = ids[row];
  float mean = 0, scale = 1;
  if (normalise) {
    float sum = 0, squares = 0;
    for (int i = lane(); i < size; i += WARP) sum += target_value(images, g, row / k, patch, i);
    mean = warp_sum(sum) / size;
    for (int i = lane(); i < size; i += WARP) {
      const float d = target_value(images, g, row / k, patch, i) - mean;
      squares += d * d;
    }
    scale = 1 / root(warp_sum(squares) / (size - 1) + 1e-6f);
  }
  for (int i = lane(); i < size; i += WARP) {
    const float v = target_value(images, g, row / k, patch, i);
    y[row * size + i] = normalise ? (v - mean) * scale : v;
  }
}
