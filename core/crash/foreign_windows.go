package crash

/*
#include <stdint.h>
#include <stdio.h>
#include <windows.h>

static HANDLE report;

// Where in the program it was holds for every process of it; where in memory for one.
static LONG WINAPI tell(EXCEPTION_POINTERS *fault) {
	char text[200];
	DWORD written;
	void *at = fault->ExceptionRecord->ExceptionAddress;
	int n = snprintf(text, sizeof text, "Exception 0x%lx at %p, %lld bytes from the program's beginning, in a thread that is not Go's\n",
		fault->ExceptionRecord->ExceptionCode, at, (long long)((char *)at - (char *)GetModuleHandle(NULL)));
	WriteFile(report, text, n, &written, NULL);
	return EXCEPTION_CONTINUE_SEARCH;
}

static void watch(uintptr_t file) {
	report = (HANDLE)file;
	SetUnhandledExceptionFilter(file ? tell : NULL);
}
*/
import "C"

import "os"

// watchForeign has f told of faults in threads that the runtime did not make, such as those
// of the kernels in C: on Windows it passes over them, and the process would end without a
// word.
func watchForeign(f *os.File) (end func()) {
	C.watch(C.uintptr_t(f.Fd()))
	return func() { C.watch(0) }
}
