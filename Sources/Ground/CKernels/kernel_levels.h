/// Compiles one body for each level of the instruction set: `name` runs the best one, `name_at` the one it is told.
#pragma once
#include "kernel_level.h"

#define KERNEL_LIST(...) __VA_ARGS__

#if defined(__x86_64__)
#define KERNEL_V4 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq,avx2,fma,bmi2,popcnt")))
#define KERNEL_V3 __attribute__((target("avx2,fma,bmi2,popcnt")))
#define KERNEL_LEVELS(type, name, parameters, arguments)                                                            \
    KERNEL_V4 static type name##_v4 parameters { return name##_body arguments; }                                    \
    KERNEL_V3 static type name##_v3 parameters { return name##_body arguments; }                                    \
    type name##_at(int32_t level, KERNEL_LIST parameters) {                                                         \
        if (level >= KERNEL_AVX512) return name##_v4 arguments;                                                     \
        if (level == KERNEL_AVX2) return name##_v3 arguments;                                                       \
        return name##_body arguments;                                                                               \
    }                                                                                                               \
    type name parameters { return name##_at(kernel_level(), KERNEL_LIST arguments); }
#else
#define KERNEL_LEVELS(type, name, parameters, arguments)                                                            \
    type name##_at(int32_t level, KERNEL_LIST parameters) {                                                         \
        (void)level;                                                                                                \
        return name##_body arguments;                                                                               \
    }                                                                                                               \
    type name parameters { return name##_body arguments; }
#endif

#define KERNEL_BODY static inline __attribute__((always_inline))
