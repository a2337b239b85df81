// The block that runs: its fibers, what they wait for, its shared memory.
#include "processor.h"
#include "emulate.h"
#include "fiber.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace emulate {

int thread;
Where block, blocks;
Kernel *kernels;

namespace {

enum { MOST = 1024, LANES = 32 };

struct Copy {
  void *to;
  const void *from;
  int group;
};

struct Thread {
  Fiber fiber;
  bool done;
  int exchanges; // with the warp, so far
  int groups;    // of copies that were closed
  std::vector<Copy> copies;
};

// Meeting is where threads wait until all of them are there.
struct Meeting {
  int arrived, round;
};

struct Warp {
  Meeting meeting;
  alignas(16) unsigned char shown[2][LANES][64];
};

struct Array {
  const void *place;
  void *memory;
};

Thread threads[MOST];
Warp warps[MOST / LANES];
Meeting meeting;
Fiber launcher;
int count, alive;
long idle; // changes of place since anything happened
std::vector<Array> arrays;
const Kernel *running;
const uint64_t *arguments;
const char *failure;
size_t dynamic_bytes;

// next is the thread of [from, to) after this one that is not done.
int next(int from, int to) {
  for (int i = thread + 1; i < to; i++)
    if (!threads[i].done) return i;
  for (int i = from; i < thread; i++)
    if (!threads[i].done) return i;
  return thread;
}

void give_way(int from, int to) {
  const int here = thread, other = next(from, to);
  if (other == here || ++idle > 100L * MOST) fail("threads wait for others that do not come");
  thread = other;
  change(threads[here].fiber, threads[other].fiber);
}

void meet(Meeting &m, int from, int to) {
  if (++m.arrived == to - from) {
    m.arrived = 0;
    m.round++;
    idle = 0;
    return;
  }
  const int round = m.round;
  while (m.round == round) give_way(from, to);
}

void run_thread() {
  running->run(running->function, arguments);
  Thread &t = threads[thread];
  if (!t.copies.empty()) fail("a thread ends before its copies");
  t.done = true;
  idle = 0;
  if (--alive == 0) leave(t.fiber, launcher);
  thread = next(0, count);
  leave(t.fiber, threads[thread].fiber);
}

void run_block() {
  meeting = {};
  alive = count;
  idle = 0;
  for (int i = 0; i < count; i++) {
    Thread &t = threads[i];
    t.done = false;
    t.exchanges = t.groups = 0;
    t.copies.clear();
    warps[i / LANES].meeting = {};
    prepare(t.fiber, run_thread);
  }
  thread = 0;
  change(launcher, threads[0].fiber);
  for (const Array &a : arrays) free(a.memory);
  arrays.clear();
}

} // namespace

void fail(const char *why) {
  failure = why;
  leave(threads[thread].fiber, launcher);
}

void wait_for_block() { meet(meeting, 0, count); }

const unsigned char (*wait_for_warp(const void *mine, size_t bytes))[64] {
  const int w = thread / LANES, from = w * LANES;
  auto &shown = warps[w].shown[threads[thread].exchanges++ % 2];
  memcpy(shown[thread % LANES], mine, bytes);
  if (from + LANES > count) fail("a warp with fewer than 32 threads exchanges values");
  meet(warps[w].meeting, from, from + LANES);
  return shown;
}

void *shared(const void *place, size_t bytes) {
  for (const Array &a : arrays)
    if (a.place == place) return a.memory;
  void *memory = aligned_alloc(16, (bytes + 15) / 16 * 16);
  memset(memory, 0xff, bytes); // NaN
  arrays.push_back({place, memory});
  return memory;
}

void *dynamic_shared() {
  static const char place = 0;
  return shared(&place, dynamic_bytes);
}

void copy_later(void *to, const void *from) {
  if ((uintptr_t)to % 16 != 0 || (uintptr_t)from % 16 != 0) fail("a copy is not aligned to 16 bytes");
  threads[thread].copies.push_back({to, from, threads[thread].groups});
}

void copy_group() { threads[thread].groups++; }

void copy_wait(int pending) {
  Thread &t = threads[thread];
  size_t n = 0;
  for (; n < t.copies.size() && t.copies[n].group < t.groups - pending; n++)
    memcpy(t.copies[n].to, t.copies[n].from, 16);
  t.copies.erase(t.copies.begin(), t.copies.begin() + n);
}

} // namespace emulate

using namespace emulate;

const char *emulate_launch(const char *name, const int grid[3], const int size[3], int shared_bytes,
                           const uint64_t *args, int n) {
  static char message[200];
  const Kernel *k = kernels;
  while (k && strcmp(k->name, name) != 0) k = k->next;
  if (!k) return "there is no such kernel";
  if (k->parameters != n) {
    snprintf(message, sizeof message, "the kernel has %d parameters, the launch %d", k->parameters, n);
    return message;
  }
  if (size[0] > 256 || size[1] != 1 || size[2] != 1) return "a block has 256 threads at most, in one dimension";
  running = k;
  arguments = args;
  count = size[0];
  dynamic_bytes = shared_bytes;
  blocks = {grid[0], grid[1], grid[2]};
  failure = nullptr;
  for (block.z = 0; block.z < blocks.z; block.z++)
    for (block.y = 0; block.y < blocks.y; block.y++)
      for (block.x = 0; block.x < blocks.x && !failure; block.x++) run_block();
  return failure;
}
