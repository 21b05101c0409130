// Is a single steady tone sounding (ring-back, a machine's beep)? Speech wanders, a tone doesn't.
#pragma once

#include <cstdint>

namespace callbox::dsp {

/// Frames of 10 ms; plain state, no allocation.
class SteadyTone {
  public:
    static constexpr int kFrameSamples = 80;
    static constexpr int kMinFrames = 10; // 100 ms of the same frequency and level

    /// Exactly kFrameSamples samples. True while a tone that has lasted kMinFrames still sounds.
    bool frame(const int16_t *samples);
    int frames() const { return frames_; }         // how long the present run has lasted
    double frequencyHz() const { return meanHz_; } // of the present run
    double levelDbm0() const { return meanDbm0_; }

  private:
    int frames_ = 0;
    double meanHz_ = 0, meanDbm0_ = 0;
};

} // namespace callbox::dsp
