#include "CWipingFree.h"

#include <malloc.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
// A sanitizer has an allocator of its own.
#define ALLOCATOR_OF_ITS_OWN
#endif
#endif

#if defined(__GLIBC__) && !defined(ALLOCATOR_OF_ITS_OWN)

// A program's own free stands before glibc's for all its libraries; glibc's stays within reach by this name.
void __libc_free(void *memory);

void free(void *memory) {
    if (memory) explicit_bzero(memory, malloc_usable_size(memory));
    __libc_free(memory);
}

#endif
