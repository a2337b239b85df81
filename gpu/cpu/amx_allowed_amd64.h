// Whether this process may use AMX: Linux gives each process the room to save its tiles
// only when it asks; elsewhere nobody has tried it.
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>

static int amx_allowed(void) {
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
  return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}
#else
static int amx_allowed(void) { return 0; }
#endif
