// What every family file ends with: all kernels, and the table of them.
// FAMILY is the table's name.
#include "kernels.h"
#include "vector.h"
#include "vmath.h"

#include "halves.h"

#include "memory_kernels.h"

#include "matrix_kernels.h"

#include "attention_backward_kernels.h"
#include "cross_entropy_kernels.h"
#include "layer_norm_kernels.h"
#include "loss_kernels.h"
#include "mean_kernels.h"
#include "optimizer_kernels.h"
#include "patches_kernels.h"
#include "softmax_kernels.h"
#include "tokens_kernels.h"

#ifndef FLOATS
#define FLOATS FAMILY
#endif

#define QUOTE(x) #x
#define NAME(x) QUOTE(x)

const struct kernels FAMILY = {
    .name = NAME(FAMILY),
#ifdef DOTS
    .dots = 1,
#endif
    .floats = &FLOATS,
    .memory = MEMORY_KERNELS,
    .matrix = MATRIX_KERNELS,
    .tokens = TOKEN_KERNELS,
    .rows = ROWS_KERNELS,
    .attention = ATTENTION_KERNELS,
    .loss = LOSS_KERNELS,
};
