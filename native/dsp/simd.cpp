#include "dsp/simd.h"

namespace callbox::dsp {

Simd widestSimd() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") != 0 ? Simd::kAvx2 : Simd::kBaseline;
#else
    return Simd::kBaseline;
#endif
}

} // namespace callbox::dsp
