/// Compiles one body for each level of the instruction set and picks the best at run time.
#pragma once

#if defined(__x86_64__)
#define MATCH_V4 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq,avx2,fma,bmi2,popcnt")))
#define MATCH_V3 __attribute__((target("avx2,fma,bmi2,popcnt")))
#define MATCH_LEVELS(type, name, parameters, arguments)                                                            \
    MATCH_V4 static type name##_v4 parameters { return name##_body arguments; }                                    \
    MATCH_V3 static type name##_v3 parameters { return name##_body arguments; }                                    \
    type name parameters {                                                                                         \
        if (__builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512vl") &&                     \
            __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))                              \
            return name##_v4 arguments;                                                                            \
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return name##_v3 arguments;           \
        return name##_body arguments;                                                                              \
    }
#else
#define MATCH_LEVELS(type, name, parameters, arguments)                                                            \
    type name parameters { return name##_body arguments; }
#endif

#define MATCH_BODY static inline __attribute__((always_inline))
