// libjpeg-turbo without its jumps: each call does what the bytes given so far allow
// and says how it ended. All that can jump is jumped from and caught in turbo.c.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum {
    TURBO_DONE,      // what was asked for is done
    TURBO_MORE,      // bytes are wanted: see turbo_room
    TURBO_REFUSED,   // turbo_reason says why
    TURBO_TOO_OFTEN, // too many scans
};

typedef struct turbo turbo;

const char *turbo_version(void);

turbo *turbo_new(void); // NULL where there is no memory
void turbo_free(turbo *);
const char *turbo_reason(const turbo *);

// turbo_room is where the next n bytes of the file belong, turbo_filled says how many
// were put there.
uint8_t *turbo_room(turbo *, int *n);
void turbo_filled(turbo *, int n);

// One after the other, each again until it is done. turbo_start takes the scale in
// eighths (1, 2, 4 or 8) and returns the size that follows. turbo_rows writes red,
// green and blue of all pixels to pix.
int turbo_header(turbo *, int *width, int *height);
int turbo_start(turbo *, int eighths, int *width, int *height);
int turbo_rows(turbo *, uint8_t *pix);
int turbo_finish(turbo *);
