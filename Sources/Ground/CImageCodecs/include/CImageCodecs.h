/// libpng and libjpeg behind functions that return a code: a library's long jump never crosses into Swift.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum {
    image_codec_ok = 0,
    image_codec_broken = 1,       ///< the bytes are damaged or cut short
    image_codec_unsupported = 2,  ///< a kind of picture we do not read
    image_codec_memory = 3,
    image_codec_bomb = 4,  ///< states more pixels than its bytes can hold, or takes too much work to decode
} image_codec_status;

/// What a file states before any pixel is decoded.
typedef struct {
    uint32_t width;
    uint32_t height;
} image_codec_header;

image_codec_status image_codec_png_header(const uint8_t *bytes, size_t count, image_codec_header *header);
/// `pixels` has room for width * height grey bytes; both must be what the header states.
image_codec_status image_codec_png_read(const uint8_t *bytes, size_t count, uint8_t *pixels, uint32_t width,
                                        uint32_t height);
/// `*written` is to be given to `image_codec_free`.
image_codec_status image_codec_png_write(const uint8_t *pixels, uint32_t width, uint32_t height,
                                         double pixels_per_inch, uint8_t **written, size_t *count);
/// Wipes and frees.
void image_codec_free(uint8_t *written, size_t count);

image_codec_status image_codec_jpeg_header(const uint8_t *bytes, size_t count, image_codec_header *header);
image_codec_status image_codec_jpeg_read(const uint8_t *bytes, size_t count, uint8_t *pixels, uint32_t width,
                                         uint32_t height);

/// How the bytes of an uncompressed camera frame lie.
typedef enum { image_codec_gray, image_codec_yuyv, image_codec_nv12 } image_codec_layout;

/// A baseline JPEG with the standard Huffman tables; `*written` is to be given to `image_codec_free`.
image_codec_status image_codec_jpeg_write(const uint8_t *frame, size_t frame_bytes, uint32_t width, uint32_t height,
                                          size_t stride, image_codec_layout layout, int quality, uint8_t **written,
                                          size_t *count);
