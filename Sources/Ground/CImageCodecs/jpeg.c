#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h>

#include "CImageCodecs.h"

// A block of 64 pixels takes at least one bit, so a file that states more than 512 pixels a byte is a bomb.
static const uint64_t most_pixels_per_byte = 512;
// A progressive file may paint the same pixels over and over, and keeps all of them in memory meanwhile.
static const int most_scans = 64;
static const uint64_t most_progressive_pixels = 16 << 20;

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf back;
    image_codec_status status;
} errors;

_Noreturn static void leave(j_common_ptr jpeg, image_codec_status status) {
    errors *state = (errors *)jpeg->err;
    state->status = status;
    longjmp(state->back, 1);
}

static void on_error(j_common_ptr jpeg) {
    leave(jpeg, jpeg->err->msg_code == JERR_OUT_OF_MEMORY ? image_codec_memory : image_codec_broken);
}

/// Damage that libjpeg would paper over is an error here; stray bytes between segments harm nothing.
static void on_message(j_common_ptr jpeg, int level) {
    if (level < 0 && jpeg->err->msg_code != JWRN_EXTRANEOUS_DATA) leave(jpeg, image_codec_broken);
}

static void on_progress(j_common_ptr jpeg) {
    if (((j_decompress_ptr)jpeg)->input_scan_number > most_scans) leave(jpeg, image_codec_bomb);
}

/// Reads up to the first scan; the caller has set `state->back`.
static void read_header(j_decompress_ptr jpeg, const uint8_t *bytes, size_t count) {
    jpeg_create_decompress(jpeg);
    jpeg_mem_src(jpeg, bytes, count);
    jpeg_read_header(jpeg, TRUE);
    if (jpeg->arith_code || jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK)
        leave((j_common_ptr)jpeg, image_codec_unsupported);
    uint64_t pixels = (uint64_t)jpeg->image_width * jpeg->image_height;
    if (pixels > count * most_pixels_per_byte) leave((j_common_ptr)jpeg, image_codec_bomb);
    if (jpeg_has_multiple_scans(jpeg) && pixels > most_progressive_pixels)
        leave((j_common_ptr)jpeg, image_codec_bomb);
}

static void prepare(errors *state, j_decompress_ptr jpeg) {
    jpeg->err = jpeg_std_error(&state->base);
    state->base.error_exit = on_error;
    state->base.emit_message = on_message;
}

image_codec_status image_codec_jpeg_header(const uint8_t *bytes, size_t count, image_codec_header *header) {
    struct jpeg_decompress_struct jpeg = {0};
    errors state = {0};
    prepare(&state, &jpeg);
    if (setjmp(state.back)) {
        jpeg_destroy_decompress(&jpeg);
        return state.status;
    }
    read_header(&jpeg, bytes, count);
    header->width = jpeg.image_width;
    header->height = jpeg.image_height;
    jpeg_destroy_decompress(&jpeg);
    return image_codec_ok;
}

image_codec_status image_codec_jpeg_read(const uint8_t *bytes, size_t count, uint8_t *pixels, uint32_t width,
                                         uint32_t height) {
    struct jpeg_decompress_struct jpeg = {0};
    struct jpeg_progress_mgr progress = {.progress_monitor = on_progress};
    errors state = {0};
    prepare(&state, &jpeg);
    if (setjmp(state.back)) {
        jpeg_destroy_decompress(&jpeg);
        return state.status;
    }
    read_header(&jpeg, bytes, count);
    jpeg.progress = &progress;
    jpeg.out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(&jpeg);
    if (jpeg.output_width != width || jpeg.output_height != height || jpeg.output_components != 1)
        leave((j_common_ptr)&jpeg, image_codec_broken);
    while (jpeg.output_scanline < height) {
        JSAMPROW row = pixels + (size_t)jpeg.output_scanline * width;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return image_codec_ok;
}
