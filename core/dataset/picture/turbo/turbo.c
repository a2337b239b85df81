//go:build cgo && (linux || jpegturbo) && !nojpegturbo

#include "turbo.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#define TEXT(x) #x
#define TEXT_OF(x) TEXT(x)

const char *turbo_version(void) { return TEXT_OF(LIBJPEG_TURBO_VERSION); }

enum {
    room = 128 << 10,   // a table may take 64 KiB, and is read as a whole
    most_scans = 500,
};

struct turbo {
    struct jpeg_decompress_struct c;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf caller;
    int ended; // how the call that was jumped out of ended
    size_t skip; // bytes to come that nobody wants
    char reason[JMSG_LENGTH_MAX];
    uint8_t bytes[room];
};

static void leave(turbo *t, int how) {
    t->ended = how;
    longjmp(t->caller, 1);
}

static void on_error(j_common_ptr c) {
    turbo *t = c->client_data;
    c->err->format_message(c, t->reason);
    leave(t, TURBO_REFUSED);
}

static void on_message(j_common_ptr c, int level) {
    if (level < 0) on_error(c); // a warning: the data is damaged
}

static void say_nothing(j_common_ptr c) { (void)c; }

static void on_progress(j_common_ptr c) {
    turbo *t = c->client_data;
    if (t->c.input_scan_number > most_scans) leave(t, TURBO_TOO_OFTEN);
}

static void nothing(j_decompress_ptr c) { (void)c; }

static boolean wait_for_more(j_decompress_ptr c) {
    (void)c;
    return FALSE;
}

static void skip(j_decompress_ptr c, long n) {
    turbo *t = c->client_data;
    if (n <= 0) return;
    size_t here = (size_t)n < t->source.bytes_in_buffer ? (size_t)n : t->source.bytes_in_buffer;
    t->source.next_input_byte += here;
    t->source.bytes_in_buffer -= here;
    t->skip += (size_t)n - here;
}

turbo *turbo_new(void) {
    turbo *t = malloc(sizeof *t);
    if (!t) return NULL;
    memset(t, 0, offsetof(turbo, bytes));
    t->c.err = jpeg_std_error(&t->errors);
    t->c.client_data = t;
    t->errors.error_exit = on_error;
    t->errors.emit_message = on_message;
    t->errors.output_message = say_nothing;
    if (setjmp(t->caller)) {
        turbo_free(t);
        return NULL;
    }
    jpeg_create_decompress(&t->c);
    t->progress.progress_monitor = on_progress;
    t->c.progress = &t->progress;
    t->source = (struct jpeg_source_mgr){
        .next_input_byte = t->bytes, .init_source = nothing, .fill_input_buffer = wait_for_more, .skip_input_data = skip,
        .resync_to_restart = jpeg_resync_to_restart, .term_source = nothing};
    t->c.src = &t->source;
    return t;
}

void turbo_free(turbo *t) {
    jpeg_destroy_decompress(&t->c);
    free(t);
}

const char *turbo_reason(const turbo *t) { return t->reason; }

uint8_t *turbo_room(turbo *t, int *n) {
    size_t left = t->source.bytes_in_buffer;
    memmove(t->bytes, t->source.next_input_byte, left);
    t->source.next_input_byte = t->bytes;
    *n = (int)(room - left);
    return t->bytes + left;
}

void turbo_filled(turbo *t, int n) {
    t->source.bytes_in_buffer += (size_t)n;
    size_t unwanted = t->skip;
    t->skip = 0;
    if (unwanted) skip(&t->c, (long)unwanted);
}

int turbo_header(turbo *t, int *width, int *height) {
    if (setjmp(t->caller)) return t->ended;
    if (jpeg_read_header(&t->c, TRUE) == JPEG_SUSPENDED) return TURBO_MORE;
    *width = (int)t->c.image_width;
    *height = (int)t->c.image_height;
    return TURBO_DONE;
}

int turbo_start(turbo *t, int eighths, int *width, int *height) {
    if (setjmp(t->caller)) return t->ended;
    t->c.scale_num = (unsigned)eighths;
    t->c.scale_denom = 8;
    t->c.out_color_space = JCS_RGB;
    t->c.dct_method = JDCT_ISLOW;
    t->c.do_fancy_upsampling = TRUE;
    t->c.do_block_smoothing = FALSE;
    if (!jpeg_start_decompress(&t->c)) return TURBO_MORE;
    *width = (int)t->c.output_width;
    *height = (int)t->c.output_height;
    return TURBO_DONE;
}

int turbo_rows(turbo *t, uint8_t *pix) {
    if (setjmp(t->caller)) return t->ended;
    size_t row = 3 * (size_t)t->c.output_width;
    while (t->c.output_scanline < t->c.output_height) {
        JSAMPROW rows[16];
        JDIMENSION n = t->c.output_height - t->c.output_scanline;
        if (n > 16) n = 16;
        for (JDIMENSION i = 0; i < n; i++) rows[i] = pix + (t->c.output_scanline + i) * row;
        if (!jpeg_read_scanlines(&t->c, rows, n)) return TURBO_MORE;
    }
    return TURBO_DONE;
}

int turbo_finish(turbo *t) {
    if (setjmp(t->caller)) return t->ended;
    return jpeg_finish_decompress(&t->c) ? TURBO_DONE : TURBO_MORE;
}
