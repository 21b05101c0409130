// Which vector instructions this processor has. Results never depend on it, only the speed.
#pragma once

#include <cstdint>

namespace callbox::dsp {

enum class Simd : uint8_t { kBaseline, kAvx2 }; // baseline: what every processor of the architecture has

/// The widest that this processor has and this build knows.
Simd widestSimd();

} // namespace callbox::dsp
