#include "fiber.h"

#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

namespace emulate {
namespace {

const size_t STACK = 1 << 18; // as much of it as is touched takes memory

void (*begin)();
bool launched; // the fiber that arrives comes from the launcher

#ifdef __SANITIZE_ADDRESS__
const void *launcher_bottom; // its stack, as the sanitizer tells us
size_t launcher_size;
#endif

// about_to and arrived tell the address sanitizer that the stack changes.
void about_to(Fiber &to, void **fake) {
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_start_switch_fiber(fake, to.stack ? to.stack : launcher_bottom, to.stack ? STACK : launcher_size);
#else
  (void)to, (void)fake;
#endif
}

void arrived(void *fake, bool from_launcher) {
#ifdef __SANITIZE_ADDRESS__
  const void *bottom;
  size_t size;
  __sanitizer_finish_switch_fiber(fake, &bottom, &size);
  if (from_launcher) launcher_bottom = bottom, launcher_size = size;
#else
  (void)fake, (void)from_launcher;
#endif
}

[[noreturn]] void entry() {
  arrived(nullptr, launched);
  begin();
  abort();
}

} // namespace

#ifdef __x86_64__

// emulate_change keeps the registers that a call must keep on the stack, and the stack's
// pointer in *from.
extern "C" void emulate_change(void **from, void *to);
asm(R"(
.text
.globl emulate_change
.type emulate_change, @function
emulate_change:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size emulate_change, .-emulate_change
)");

static void prepare_stack(Fiber &f) {
  void **top = (void **)(f.stack + STACK) - 1; // a function begins 8 bytes off 16
  *--top = (void *)entry;
  for (int i = 0; i < 6; i++) *--top = nullptr;
  f.at = top;
}

static void change_stack(Fiber &from, Fiber &to) { emulate_change(&from.at, to.at); }

#else

} // namespace emulate
#include <ucontext.h>
namespace emulate {

// Each change is a call of the system here: slower.
static ucontext_t *context(Fiber &f) {
  if (!f.context) f.context = calloc(1, sizeof(ucontext_t));
  return (ucontext_t *)f.context;
}

static void prepare_stack(Fiber &f) {
  ucontext_t *c = context(f);
  getcontext(c);
  c->uc_stack.ss_sp = f.stack;
  c->uc_stack.ss_size = STACK;
  makecontext(c, entry, 0);
}

static void change_stack(Fiber &from, Fiber &to) { swapcontext(context(from), context(to)); }

#endif

void prepare(Fiber &f, void (*start)()) {
  if (!f.stack) f.stack = (char *)mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (f.stack == MAP_FAILED) abort();
  begin = start;
  prepare_stack(f);
}

void change(Fiber &from, Fiber &to) {
  launched = !from.stack;
  about_to(to, &from.fake);
  change_stack(from, to);
  arrived(from.fake, false);
}

void leave(Fiber &from, Fiber &to) {
  launched = false;
  about_to(to, nullptr); // its stack is not needed again
  change_stack(from, to);
  abort();
}

} // namespace emulate

// emulate_sanitized tells whether this was compiled with the address sanitizer, which cgo
// gives to C alone.
extern "C" int emulate_sanitized(void) {
#ifdef __SANITIZE_ADDRESS__
  return 1;
#else
  return 0;
#endif
}
