// A stand-in for the NVIDIA driver, for tests: a library libcuda.so.1 with the few
// functions that this program calls, whose card is the processor and whose memory is
// the machine's. Kernels run in ../emulate. The environment says what card it is and
// what fails:
//
//   STANDIN_INIT=803          cuInit gives that error
//   STANDIN_CUDA=10020        the version of CUDA it knows (12040)
//   STANDIN_CARDS=0           how many cards there are (1)
//   STANDIN_CAPABILITY=75     of the card (80)
//   STANDIN_MODE=2            the compute mode (0)
//   STANDIN_MEMORY=1000000    bytes of memory (64 GiB)
//   STANDIN_OTHERS=1000       of which other programs hold so many (0)
//   STANDIN_FAIL=cuLaunchKernel:100:719   that function's 100th call gives that error,
//                             and every call after it, until the setting is another
//
// In which order streams run is in streams.h.
#include "../emulate/emulate.h"
#include "../emulate/processor.h"
#include "streams.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace {

enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_DEVICE = 101, NO_BINARY = 209, INVALID_PTX = 218, NOT_FOUND = 500, LAUNCH_FAILED = 719 };
enum { PROCESSORS = 16, COMPUTE_MODE = 20, MAJOR = 75, MINOR = 76, SHARED_OPTIN = 97 };

long setting(const char *name, long usual) {
  const char *text = getenv(name);
  return text && *text ? atol(text) : usual;
}

std::string failing; // the setting that the next two are of
std::map<std::string, long> calls;
int lost; // the error that every call gives from now on

// fails is the error that a call is to give, or 0.
int fails(const char *function) {
  const char *text = getenv("STANDIN_FAIL");
  if (!text) text = "";
  if (failing != text) failing = text, calls.clear(), lost = 0; // the next test of a process has another card
  if (lost) return lost;
  char name[64];
  long which;
  int error;
  if (sscanf(text, "%63[^:]:%ld:%d", name, &which, &error) != 3) return 0;
  if (strcmp(name, function) != 0 || ++calls[name] < which) return 0;
  if (error == OUT_OF_MEMORY) return error; // this may pass
  return lost = error;
}

std::map<char *, size_t> blocks; // of the card's memory
size_t held() {
  size_t sum = 0;
  for (const auto &b : blocks) sum += b.second;
  return sum;
}
size_t total() { return setting("STANDIN_MEMORY", 64L << 30); }
size_t room() {
  const size_t taken = held() + setting("STANDIN_OTHERS", 0);
  return taken < total() ? total() - taken : 0;
}

// inside tells whether a range lies in one block of the card.
bool inside(uint64_t at, size_t bytes) {
  auto next = blocks.upper_bound((char *)at);
  if (next == blocks.begin()) return false;
  const auto &b = *--next;
  return (char *)at + bytes <= b.first + b.second;
}

int contexts; // that are there; they share streams and memory

struct Function {
  std::string name;
  int parameters, shared;
};
struct Module {
  std::map<std::string, Function> functions;
};

const emulate::Kernel *kernel(const char *name) {
  const emulate::Kernel *k = emulate::kernels;
  while (k && strcmp(k->name, name) != 0) k = k->next;
  return k;
}

} // namespace

#define CALL(name, ...)                                                                                                \
  extern "C" int name(__VA_ARGS__) {                                                                                   \
    if (const int error = fails(#name)) return error;
#define END                                                                                                            \
  return SUCCESS;                                                                                                      \
  }

CALL(cuInit, unsigned) return setting("STANDIN_INIT", 0);
}
CALL(cuDriverGetVersion, int *version) *version = setting("STANDIN_CUDA", 12040);
END
CALL(cuDeviceGetCount, int *count) * count = setting("STANDIN_CARDS", 1);
END
CALL(cuDeviceGet, int *device, int ordinal)
if (ordinal < 0 || ordinal >= setting("STANDIN_CARDS", 1)) return INVALID_DEVICE;
*device = ordinal;
END
CALL(cuDeviceGetName, char *name, int length, int) snprintf(name, length, "Stand-in card");
END
CALL(cuDeviceTotalMem_v2, size_t *bytes, int) * bytes = total();
END
CALL(cuDeviceGetAttribute, int *value, int attribute, int)
const int capability = setting("STANDIN_CAPABILITY", 80);
switch (attribute) {
case PROCESSORS: *value = 1; break;
case COMPUTE_MODE: *value = setting("STANDIN_MODE", 0); break;
case MAJOR: *value = capability / 10; break;
case MINOR: *value = capability % 10; break;
case SHARED_OPTIN: *value = capability == 75 ? 64 << 10 : 99 << 10; break;
default: return INVALID_VALUE;
}
END

CALL(cuCtxCreate_v2, void **context, unsigned, int) * context = &blocks;
contexts++;
END
CALL(cuCtxDestroy_v2, void *)
if (--contexts > 0) return SUCCESS; // what is left of this one goes with the last
streams::clear();
for (const auto &b : blocks) free(b.first);
blocks.clear();
END
CALL(cuCtxSetCurrent, void *context) return context ? SUCCESS : INVALID_VALUE;
}
CALL(cuStreamCreate, void **stream, unsigned) * stream = streams::create();
END
CALL(cuStreamDestroy_v2, void *) END
CALL(cuStreamSynchronize, void *stream) streams::host_waits((streams::Stream *)stream);
return lost;
}
CALL(cuStreamWaitEvent, void *stream, void *event, unsigned) streams::wait((streams::Stream *)stream, (streams::Event *)event);
END
CALL(cuEventCreate, void **event, unsigned) * event = new streams::Event;
END
CALL(cuEventDestroy_v2, void *event) delete (streams::Event *)event;
END
CALL(cuEventRecord, void *event, void *stream) streams::record((streams::Event *)event, (streams::Stream *)stream);
END
CALL(cuEventSynchronize, void *event) streams::host_waits((streams::Event *)event);
return lost;
}

CALL(cuMemGetInfo_v2, size_t *left, size_t *all) * left = room();
*all = total();
END
// Every block ends where its bytes end, so that a sanitizer sees who goes beyond.
CALL(cuMemAlloc_v2, uint64_t *at, size_t bytes)
if (bytes == 0) return INVALID_VALUE;
void *memory = nullptr;
if (bytes > room() || posix_memalign(&memory, 256, bytes)) return OUT_OF_MEMORY;
memset(memory, 0xff, bytes); // NaN
blocks[(char *)memory] = bytes;
streams::trace("memory", nullptr);
*at = (uint64_t)memory;
END
CALL(cuMemFree_v2, uint64_t at)
for (streams::Stream *s : streams::all) streams::drain(s);
if (!blocks.erase((char *)at)) return INVALID_VALUE;
free((void *)at);
END
CALL(cuMemHostAlloc, void **memory, size_t bytes, unsigned) return posix_memalign(memory, 4096, bytes) ? OUT_OF_MEMORY : SUCCESS;
}
CALL(cuMemFreeHost, void *memory) free(memory);
END
CALL(cuMemcpyHtoDAsync_v2, uint64_t to, const void *from, size_t bytes, void *stream)
if (!inside(to, bytes)) return INVALID_VALUE;
streams::add("copy to the card", stream, [=] { memcpy((void *)to, from, bytes); });
END
CALL(cuMemcpyDtoHAsync_v2, void *to, uint64_t from, size_t bytes, void *stream)
if (!inside(from, bytes)) return INVALID_VALUE;
streams::add("copy from the card", stream, [=] { memcpy(to, (void *)from, bytes); });
END
CALL(cuMemcpyDtoDAsync_v2, uint64_t to, uint64_t from, size_t bytes, void *stream)
if (!inside(to, bytes) || !inside(from, bytes)) return INVALID_VALUE;
streams::add("copy", stream, [=] { memcpy((void *)to, (void *)from, bytes); });
END
CALL(cuMemsetD8Async, uint64_t to, unsigned char value, size_t bytes, void *stream)
if (!inside(to, bytes)) return INVALID_VALUE;
streams::add("clear", stream, [=] { memset((void *)to, value, bytes); });
END

// A module has those kernels whose names are in its PTX. One for newer cards is refused.
CALL(cuModuleLoadData, void **module, const char *text)
int oldest = 0;
const char *target = strstr(text, ".target sm_");
if (!target || sscanf(target, ".target sm_%d", &oldest) != 1) return INVALID_PTX;
if (oldest > setting("STANDIN_CAPABILITY", 80)) return NO_BINARY;
auto *m = new Module;
for (const emulate::Kernel *k = emulate::kernels; k; k = k->next)
  if (strstr(text, (".entry " + std::string(k->name) + "(").c_str())) m->functions[k->name] = {k->name, k->parameters, 48 << 10};
*module = m;
END
CALL(cuModuleUnload, void *module) delete (Module *)module;
END
CALL(cuModuleGetFunction, void **function, void *module, const char *name)
auto &all = ((Module *)module)->functions;
const auto found = all.find(name);
if (found == all.end()) return NOT_FOUND;
*function = &found->second;
END
CALL(cuFuncSetAttribute, Function *f, int attribute, int value)
if (attribute != 8 || value > 99 << 10) return INVALID_VALUE;
f->shared = value;
END
CALL(cuLaunchKernel, Function *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, void *stream, void **arguments, void **)
if ((int)shared > f->shared) return INVALID_VALUE;
std::vector<uint64_t> words(f->parameters);
for (int i = 0; i < f->parameters; i++) words[i] = *(uint64_t *)arguments[i];
streams::add(("kernel " + f->name).c_str(), stream, [=] {
  const int grid[3] = {(int)gx, (int)gy, (int)gz}, block[3] = {(int)bx, (int)by, (int)bz};
  if (const char *why = emulate_launch(f->name.c_str(), grid, block, shared, words.data(), f->parameters)) {
    fprintf(stderr, "stand-in driver: kernel %s: %s\n", f->name.c_str(), why);
    lost = LAUNCH_FAILED;
  }
});
return lost;
}
