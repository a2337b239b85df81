// A fiber is a stack of its own on which a function runs until it hands over to
// another fiber.
#pragma once

#include <cstddef>

namespace emulate {

struct Fiber {
  void *at;      // the stack's pointer while others run
  char *stack;   // its lowest byte, null for the system's own thread
  void *context; // where the machine has no change of our own
  void *fake;    // the address sanitizer's
};

// prepare lets a fiber begin anew with a function, which must end with leave.
void prepare(Fiber &f, void (*start)());

// change runs `to` until something changes back to `from`; leave never comes back.
void change(Fiber &from, Fiber &to);
[[noreturn]] void leave(Fiber &from, Fiber &to);

} // namespace emulate
