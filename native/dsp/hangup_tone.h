// A tone by which a line says that the far end has hung up.
#pragma once

#include <cstdint>

namespace callbox::dsp {

/// What is expected; the detector knows how far off a line may be. Mirrored by engine::HangupTone.
struct HangupTone {
    float frequencyHz = 0;        // 0 = none: no tone ends a call; else 300 .. 2000
    uint16_t onMs = 0, offMs = 0; // 0, 0 = continuous
    float levelDbm0 = 0;          // as learnt; 0 = any level a tone may have
};

} // namespace callbox::dsp
