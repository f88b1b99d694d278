#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "CImageCodecs.h"

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf back;
} errors;

_Noreturn static void on_error(j_common_ptr jpeg) { longjmp(((errors *)jpeg->err)->back, 1); }

static void silent(j_common_ptr jpeg, int level) {
    (void)jpeg;
    (void)level;
}

/// One row of pixels as libjpeg wants them: brightness, blue, red for each.
static void spread(uint8_t *row, const uint8_t *frame, uint32_t y, uint32_t width, uint32_t height, size_t stride,
                   image_codec_layout layout) {
    const uint8_t *first = frame + y * stride;
    if (layout == image_codec_yuyv) {
        for (uint32_t x = 0; x < width; x++) {
            const uint8_t *pair = first + x / 2 * 4;
            row[3 * x] = pair[x % 2 * 2];
            row[3 * x + 1] = pair[1];
            row[3 * x + 2] = pair[3];
        }
    } else {
        const uint8_t *colours = frame + (height + y / 2) * stride;
        for (uint32_t x = 0; x < width; x++) {
            row[3 * x] = first[x];
            row[3 * x + 1] = colours[x / 2 * 2];
            row[3 * x + 2] = colours[x / 2 * 2 + 1];
        }
    }
}

static size_t needed_bytes(uint32_t width, uint32_t height, size_t stride, image_codec_layout layout) {
    size_t rows = layout == image_codec_nv12 ? height + height / 2 : height;
    return stride * (rows - 1) + (layout == image_codec_yuyv ? 2 * (size_t)width : width);
}

image_codec_status image_codec_jpeg_write(const uint8_t *frame, size_t frame_bytes, uint32_t width, uint32_t height,
                                          size_t stride, image_codec_layout layout, int quality, uint8_t **written,
                                          size_t *count) {
    *written = NULL;
    *count = 0;
    if (width == 0 || height == 0 || (layout != image_codec_gray && width % 2) ||
        (layout == image_codec_nv12 && height % 2) || frame_bytes < needed_bytes(width, height, stride, layout))
        return image_codec_broken;
    // So much that libjpeg never moves to a larger buffer, as it would not wipe the old one; pages not used cost nothing.
    size_t room = (size_t)(width + 15) * (height + 15) * 4 + 4096;
    unsigned long length = room;
    uint8_t *row = malloc((size_t)width * 3), *bytes = malloc(room);
    uint8_t *target = bytes;
    struct jpeg_compress_struct jpeg = {0};
    errors state = {0};
    jpeg.err = jpeg_std_error(&state.base);
    state.base.error_exit = on_error;
    state.base.emit_message = silent;
    image_codec_status status = image_codec_memory;
    if (row && bytes && !setjmp(state.back)) {
        jpeg_create_compress(&jpeg);
        jpeg_mem_dest(&jpeg, &target, &length);
        jpeg.image_width = width;
        jpeg.image_height = height;
        jpeg.input_components = layout == image_codec_gray ? 1 : 3;
        jpeg.in_color_space = layout == image_codec_gray ? JCS_GRAYSCALE : JCS_YCbCr;
        jpeg_set_defaults(&jpeg);
        jpeg_set_quality(&jpeg, quality, TRUE);
        if (layout != image_codec_gray) {
            jpeg.comp_info[0].h_samp_factor = 2;
            jpeg.comp_info[0].v_samp_factor = layout == image_codec_nv12 ? 2 : 1;
        }
        jpeg_start_compress(&jpeg, TRUE);
        for (uint32_t y = 0; y < height; y++) {
            JSAMPROW line = row;
            if (layout == image_codec_gray) line = (JSAMPROW)(frame + y * stride);
            else spread(row, frame, y, width, height, stride, layout);
            jpeg_write_scanlines(&jpeg, &line, 1);
        }
        jpeg_finish_compress(&jpeg);
        if (target == bytes) status = image_codec_ok;
    }
    jpeg_destroy_compress(&jpeg);
    image_codec_free(row, row ? (size_t)width * 3 : 0);
    if (target != bytes) free(target);
    if (status == image_codec_ok) {
        *written = bytes;
        *count = length;
    } else {
        image_codec_free(bytes, bytes ? room : 0);
    }
    return status;
}
