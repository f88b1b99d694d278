#include <malloc.h>
#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "CImageCodecs.h"

// Deflate cannot shrink more than 1032 to 1, so a file that states more than that is a bomb.
static const uint64_t largest_deflate_ratio = 1032;

static const uint64_t quick_from_pixels = 4 << 20;

typedef struct {
    const uint8_t *bytes;
    size_t left;
} source;

static void silent(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void jump(png_structp png, png_const_charp text) {
    (void)text;
    png_longjmp(png, 1);
}

static void read_source(png_structp png, png_bytep target, size_t count) {
    source *from = png_get_io_ptr(png);
    if (from->left < count) png_error(png, "cut short");
    memcpy(target, from->bytes, count);
    from->bytes += count;
    from->left -= count;
}

static png_voidp allocate(png_structp png, png_alloc_size_t count) {
    (void)png;
    return malloc(count);
}

/// libpng's rows and the windows of deflate and inflate hold parts of the picture, which may be a print.
static void release(png_structp png, png_voidp memory) {
    (void)png;
    if (memory) explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

static png_structp make_reader(source *from, png_infop *info) {
    png_structp png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, NULL, jump, silent, NULL, allocate, release);
    if (!png) return NULL;
    *info = png_create_info_struct(png);
    if (!*info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return NULL;
    }
    png_set_read_fn(png, from, read_source);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_set_chunk_cache_max(png, 16);
    // Grey is luma of the values as they are; with one of these libpng would make it in linear light.
    static const png_byte colour_spaces[] = "gAMA\0sRGB\0iCCP\0cHRM\0cICP";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, colour_spaces, 5);
    return png;
}

image_codec_status image_codec_png_header(const uint8_t *bytes, size_t count, image_codec_header *header) {
    source from = {bytes, count};
    png_infop info = NULL;
    png_structp png = make_reader(&from, &info);
    if (!png) return image_codec_memory;
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return image_codec_broken;
    }
    png_read_info(png, info);
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    uint64_t raw = (uint64_t)(png_get_rowbytes(png, info) + 1) * header->height;
    png_destroy_read_struct(&png, &info, NULL);
    return raw > count * largest_deflate_ratio ? image_codec_bomb : image_codec_ok;
}

/// Every kind of PNG becomes 8-bit grey; what is transparent lies on white.
static void ask_for_grey(png_structp png, png_infop info) {
    int kind = png_get_color_type(png, info);
    int transparent = (kind & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, info, PNG_INFO_tRNS);
    png_uint_16 full = png_get_bit_depth(png, info) == 16 ? 65535 : 255;
    png_color_16 white = {.red = full, .green = full, .blue = full, .gray = full};
    png_set_expand(png);
    if (transparent) png_set_background_fixed(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 100000);
    png_set_scale_16(png);
    if (kind & PNG_COLOR_MASK_COLOR) png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE, 29900, 58700);
}

image_codec_status image_codec_png_read(const uint8_t *bytes, size_t count, uint8_t *pixels, uint32_t width,
                                        uint32_t height) {
    source from = {bytes, count};
    png_infop info = NULL;
    png_structp png = make_reader(&from, &info);
    if (!png) return image_codec_memory;
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return image_codec_broken;
    }
    png_read_info(png, info);
    ask_for_grey(png, info);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height ||
        png_get_rowbytes(png, info) != width)
        png_error(png, "not grey");
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < height; y++) png_read_row(png, pixels + (size_t)y * width, NULL);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return image_codec_ok;
}

typedef struct {
    uint8_t *bytes;
    size_t count, room;
} sink;

static void write_sink(png_structp png, png_bytep more, size_t count) {
    sink *to = png_get_io_ptr(png);
    if (to->count + count > to->room) {
        size_t room = (to->count + count) * 2;
        uint8_t *grown = malloc(room);
        if (!grown) png_error(png, "no memory");
        if (to->bytes) memcpy(grown, to->bytes, to->count);
        image_codec_free(to->bytes, to->count);
        to->bytes = grown;
        to->room = room;
    }
    memcpy(to->bytes + to->count, more, count);
    to->count += count;
}

static void flush_sink(png_structp png) { (void)png; }

image_codec_status image_codec_png_write(const uint8_t *pixels, uint32_t width, uint32_t height,
                                         double pixels_per_inch, uint8_t **written, size_t *count) {
    sink to = {NULL, 0, 0};
    png_structp png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, NULL, jump, silent, NULL, allocate, release);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_write_struct(&png, NULL);
        return image_codec_memory;
    }
    png_set_write_fn(png, &to, write_sink, flush_sink);
    if (setjmp(png_jmpbuf(png))) {
        image_codec_free(to.bytes, to.count);
        png_destroy_write_struct(&png, &info);
        return image_codec_memory;
    }
    // A finger takes milliseconds at the usual level; a slap of all fingers would take seconds, to save a few hundredths.
    if ((uint64_t)width * height > quick_from_pixels) png_set_compression_level(png, 1);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (pixels_per_inch > 0) {
        png_uint_32 per_metre = (png_uint_32)lround(pixels_per_inch / 0.0254);
        png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    }
    png_write_info(png, info);
    for (uint32_t y = 0; y < height; y++) png_write_row(png, pixels + (size_t)y * width);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    *written = to.bytes;
    *count = to.count;
    return image_codec_ok;
}

void image_codec_free(uint8_t *written, size_t count) {
    if (!written) return;
    explicit_bzero(written, count);
    free(written);
}
