// A fixed set of threads that share one operation at a time.
//
// No two tasks write the same place, so it does not matter which thread takes which
// task. An operation is cut into tasks by its shapes only; by the number of threads
// too where no sum reaches over two tasks (matrix_weight.h). So results have the same
// bits on any machine with the same kernels.
#pragma once
#include <stddef.h>

enum { SCRATCH_BYTES = 2 << 20 }; // for each thread, to begin with

struct pool;

// A task function does task number `task` of its operation. `scratch` is the
// thread's own, SCRATCH_BYTES or what was reserved, aligned to 64; what it holds
// before is undefined.
typedef void task_fn(const void *arg, long task, void *scratch);

struct pool *pool_new(int threads); // the caller is one of them; null: no memory
void pool_free(struct pool *p);     // ends the threads
int pool_threads(const struct pool *p);
int pool_reserve(struct pool *p, size_t bytes); // of scratch, at least; 0: no memory
void *pool_scratch(struct pool *p); // the caller's own, for work between runs

// pool_run does tasks 0 to tasks-1 and returns when all are done. Called from one
// thread at a time, and not from a task.
void pool_run(struct pool *p, task_fn *fn, const void *arg, long tasks);
