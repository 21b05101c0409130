// Is there voice in these 10 ms? Energy above a noise floor that follows the line.
#pragma once

#include <cstdint>

#include "dsp/high_pass.h"

namespace callbox::dsp {

constexpr int kVoiceFrameSamples = 80; // 10 ms

/// Plain state, no allocation.
class VoiceActivity {
  public:
    /// Exactly kVoiceFrameSamples samples. True: voice (or any sound well above the floor).
    bool frame(const int16_t *samples);
    double levelDbm0() const { return levelDbm0_; } // of the last frame, 200 Hz high-pass
    double floorDbm0() const { return floorDbm0_; }
    double peakDbm0() const { return peakDbm0_; } // of the voice so far, falls slowly

  private:
    double measure(const int16_t *samples);
    void followFloor();

    static constexpr int kWindows = 8; // the floor is the quietest of the last 8 × 250 ms
    double levelDbm0_ = -99, floorDbm0_ = -60, peakDbm0_ = -99, smoothDbm0_ = -99;
    double windowMin_[kWindows] = {9, 9, 9, 9, 9, 9, 9, 9}; // 9: not yet heard
    double currentMin_ = 9;
    int window_ = 0, framesInWindow_ = 0, frames_ = 0;
    bool voice_ = false;
    HighPass200Hz highPass_;
};

} // namespace callbox::dsp
