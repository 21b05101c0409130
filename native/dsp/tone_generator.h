// Plays a tone of the plan: phase-continuous, cadenced.
#pragma once

#include <cstdint>

#include "dsp/oscillator.h"
#include "dsp/tone_plan.h"

namespace callbox::dsp {

class ToneGenerator {
  public:
    /// From the start of its cadence. `spec` must outlive the playing.
    void start(const ToneSpec &spec);
    /// Fills `out`; silence if nothing was started.
    void generate(int16_t *out, int samples);

  private:
    void enterSegment();

    const ToneSpec *spec_ = nullptr;
    uint8_t segment_ = 0;
    uint32_t left_ = 0; // samples of this segment; unused when it lasts for ever
    Oscillator oscillator_[kMaxToneFrequencies];
};

} // namespace callbox::dsp
