#include "driver.h"

#ifdef _WIN32
#include <windows.h>
#define CALL __stdcall
static void *load(const char *name) { return (void *)LoadLibraryA(name); }
static void *symbol(void *library, const char *name) { return (void *)GetProcAddress((HMODULE)library, name); }
#else
#include <dlfcn.h>
#define CALL
static void *load(const char *name) { return dlopen(name, RTLD_NOW | RTLD_LOCAL); }
static void *symbol(void *library, const char *name) { return dlsym(library, name); }
#endif

// The few functions and numbers of the driver that are used here. A function without a
// version at its end is the first of its name, which every driver has.
typedef int(CALL *init_function)(unsigned flags);
typedef int(CALL *number_function)(int *out);
typedef int(CALL *get_function)(int *device, int ordinal);
typedef int(CALL *name_function)(char *name, int room, int device);
typedef int(CALL *memory_function)(size_t *bytes, int device);
typedef int(CALL *attribute_function)(int *value, int attribute, int device);
enum { PROCESSORS = 16, COMPUTE_MODE = 20, MAJOR = 75, MINOR = 76 };
enum { NOT_FOUND = 500 }; // CUDA_ERROR_NOT_FOUND

static int attribute(attribute_function ask, int which, int device, driver_card *c) {
  int value = 0;
  const int error = ask(&value, which, device);
  if (error && !c->error) c->error = error;
  return value;
}

void ask_driver(const char *library, driver_answer *a) {
  *a = (driver_answer){0};
  void *const driver = load(library); // stays loaded: a driver that was started may not be taken away
  if (!driver) return;
  a->library = 1;
  const init_function init = (init_function)symbol(driver, "cuInit");
  const number_function version = (number_function)symbol(driver, "cuDriverGetVersion");
  const number_function count = (number_function)symbol(driver, "cuDeviceGetCount");
  const get_function get = (get_function)symbol(driver, "cuDeviceGet");
  const name_function name = (name_function)symbol(driver, "cuDeviceGetName");
  const memory_function memory = (memory_function)symbol(driver, "cuDeviceTotalMem_v2");
  const attribute_function ask = (attribute_function)symbol(driver, "cuDeviceGetAttribute");
  if (!init || !version || !count || !get || !name || !memory || !ask) {
    a->error = NOT_FOUND;
    return;
  }
  version(&a->version);
  if ((a->error = init(0)) || (a->error = count(&a->cards))) {
    a->cards = 0;
    return;
  }
  if (a->cards > CARDS) a->cards = CARDS;
  for (int i = 0; i < a->cards; i++) {
    driver_card *const c = &a->card[i];
    int device = 0;
    if ((c->error = get(&device, i)) || (c->error = name(c->name, NAME - 1, device)) ||
        (c->error = memory(&c->memory, device)))
      continue;
    c->capability = 10 * attribute(ask, MAJOR, device, c) + attribute(ask, MINOR, device, c);
    c->processors = attribute(ask, PROCESSORS, device, c);
    c->exclusive = attribute(ask, COMPUTE_MODE, device, c);
  }
}
