// The pool. Each thread has a share of an operation's tasks, one after the other, and
// takes them from the front; when it has none left it takes those of others from the
// back. So what a thread reads for one task it often has in its caches for the next,
// and two threads seldom want the same. A share is a 64-bit word: the number of the
// operation, and which tasks nobody has taken. A task is taken by replacing the word
// with compare-and-swap, which fails when the operation is over; so a thread that wakes
// late takes nothing.
#include "pool.h"

#include "memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#ifndef _WIN32
#include <signal.h>
#endif

// SPIN is how often a thread looks for work before it sleeps: some 50 us, which
// is longer than the gap between two operations of a training step, and much
// shorter than a person's patience with a fan.
enum { SPIN = 2000 };

// MOST is how many places a share has. Where an operation has more tasks for each
// thread, several that follow each other take one place. `make sanitize` has few places,
// so that this is tried.
#ifndef POOL_MOST
#define POOL_MOST 0xffff
#endif
enum { MOST = POOL_MOST, BITS = 0xffff };

struct worker {
  _Alignas(64) uint64_t share; // operation << 32 | end << 16 | front
  struct pool *pool;
  uint32_t seen; // the last operation that it helped with
  pthread_t thread;
  void *scratch;
};

struct pool {
  _Alignas(64) uint32_t op;  // counts the operations
  _Alignas(64) int64_t open; // tasks not finished
  _Alignas(64) task_fn *fn;
  const void *arg;
  long tasks, each; // of them at a place
  int stop;
  int sleepers, caller_sleeps;
  pthread_mutex_t mutex;
  pthread_cond_t work, done;
  size_t scratch; // bytes
  int threads;    // started, and the caller
  struct worker workers[]; // [0] is the caller
};

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#define LOAD(x) __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define STORE(x, v) __atomic_store_n(&(x), (v), __ATOMIC_SEQ_CST)

// first is the first task of thread i's share.
static long first(const struct pool *p, long i) { return p->tasks * i / p->threads; }

// take_from does tasks of thread number `of` for operation `op` until none is left, and
// returns how many. The scratch, too, is only looked at once a task is taken: between
// operations it may be replaced.
static long take_from(struct pool *p, long of, uint32_t op, struct worker *self) {
  struct worker *owner = &p->workers[of];
  long finished = 0;
  for (uint64_t w = LOAD(owner->share); w >> 32 == op;) {
    long front = w & BITS, end = w >> 16 & BITS;
    if (front == end) break;
    uint64_t rest = owner == self ? w + 1 : w - (1 << 16);
    if (!__atomic_compare_exchange_n(&owner->share, &w, rest, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) continue;
    // The operation goes on until this place is done.
    long at = first(p, of) + (owner == self ? front : end - 1) * p->each, last = first(p, of + 1);
    for (long task = at; task < at + p->each && task < last; task++, finished++) p->fn(p->arg, task, self->scratch);
    w = LOAD(owner->share);
  }
  return finished;
}

// take does tasks of operation `op`, its own first, until none is left.
static void take(struct pool *p, uint32_t op, struct worker *self) {
  long finished = 0, own = self - p->workers;
  for (long i = 0; i < p->threads; i++) finished += take_from(p, (own + i) % p->threads, op, self);
  self->seen = op;
  if (finished == 0 || __atomic_sub_fetch(&p->open, finished, __ATOMIC_SEQ_CST) > 0) return;
  if (!LOAD(p->caller_sleeps)) return;
  pthread_mutex_lock(&p->mutex);
  pthread_cond_signal(&p->done);
  pthread_mutex_unlock(&p->mutex);
}

static int idle(struct pool *p, const struct worker *self) { return LOAD(p->op) == self->seen && !LOAD(p->stop); }

// wait_for_work spins for a while, then sleeps. Whoever publishes work looks at
// `sleepers` afterwards, a sleeper at the operation after it has counted itself: one of
// the two sees the other.
static void wait_for_work(struct pool *p, const struct worker *self) {
  for (int i = 0; i < SPIN; i++) {
    if (!idle(p, self)) return;
    relax();
  }
  pthread_mutex_lock(&p->mutex);
  __atomic_add_fetch(&p->sleepers, 1, __ATOMIC_SEQ_CST);
  while (idle(p, self)) pthread_cond_wait(&p->work, &p->mutex);
  __atomic_sub_fetch(&p->sleepers, 1, __ATOMIC_SEQ_CST);
  pthread_mutex_unlock(&p->mutex);
}

static void *work(void *arg) {
  struct worker *self = arg;
  struct pool *p = self->pool;
  while (!LOAD(p->stop)) {
    wait_for_work(p, self);
    take(p, LOAD(p->op), self);
  }
  return 0;
}

static void wait_until_done(struct pool *p) {
  for (int i = 0; i < SPIN; i++) {
    if (LOAD(p->open) == 0) return;
    relax();
  }
  pthread_mutex_lock(&p->mutex);
  STORE(p->caller_sleeps, 1);
  while (LOAD(p->open) > 0) pthread_cond_wait(&p->done, &p->mutex);
  STORE(p->caller_sleeps, 0);
  pthread_mutex_unlock(&p->mutex);
}

void pool_run(struct pool *p, task_fn *fn, const void *arg, long tasks) {
  if (tasks <= 1 || p->threads == 1) {
    for (long task = 0; task < tasks; task++) fn(arg, task, p->workers[0].scratch);
    return;
  }
  uint32_t op = p->op + 1;
  p->fn = fn, p->arg = arg, p->tasks = tasks;
  p->each = (tasks / p->threads + MOST) / MOST;
  STORE(p->open, tasks);
  for (long i = 0; i < p->threads; i++) {
    uint64_t places = (first(p, i + 1) - first(p, i) + p->each - 1) / p->each;
    STORE(p->workers[i].share, (uint64_t)op << 32 | places << 16);
  }
  STORE(p->op, op);
  if (LOAD(p->sleepers) > 0) {
    pthread_mutex_lock(&p->mutex);
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->mutex);
  }
  take(p, op, &p->workers[0]);
  wait_until_done(p);
}

int pool_reserve(struct pool *p, size_t bytes) {
  if (bytes <= p->scratch) return 1;
  for (int i = 0; i < p->threads; i++) {
    void *larger = memory_new(bytes);
    if (!larger) return 0; // some have more than they need now
    memory_free(p->workers[i].scratch);
    p->workers[i].scratch = larger;
  }
  p->scratch = bytes;
  return 1;
}

int pool_threads(const struct pool *p) { return p->threads; }

void *pool_scratch(struct pool *p) { return p->workers[0].scratch; }

// start begins one worker. It is not the place where Go's runtime wants to get
// signals, so it blocks them all.
static int start(struct worker *w) {
#ifdef _WIN32
  return pthread_create(&w->thread, 0, work, w);
#else
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = pthread_create(&w->thread, 0, work, w);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  return failed;
#endif
}

struct pool *pool_new(int threads) {
  struct pool *p = memory_new(sizeof *p + threads * sizeof(struct worker));
  if (!p) return 0;
  p->scratch = SCRATCH_BYTES;
  pthread_mutex_init(&p->mutex, 0);
  pthread_cond_init(&p->work, 0);
  pthread_cond_init(&p->done, 0);
  for (; p->threads < threads; p->threads++) {
    struct worker *w = &p->workers[p->threads];
    w->pool = p;
    w->scratch = memory_new(SCRATCH_BYTES);
    if (!w->scratch || (p->threads > 0 && start(w))) {
      memory_free(w->scratch);
      pool_free(p);
      return 0;
    }
  }
  return p;
}

void pool_free(struct pool *p) {
  pthread_mutex_lock(&p->mutex);
  STORE(p->stop, 1);
  pthread_cond_broadcast(&p->work);
  pthread_mutex_unlock(&p->mutex);
  for (int i = 0; i < p->threads; i++) {
    if (i > 0) pthread_join(p->workers[i].thread, 0);
    memory_free(p->workers[i].scratch);
  }
  pthread_cond_destroy(&p->work);
  pthread_cond_destroy(&p->done);
  pthread_mutex_destroy(&p->mutex);
  memory_free(p);
}
