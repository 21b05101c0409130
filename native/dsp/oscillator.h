// A sine whose phase never jumps.
#pragma once

#include <cstdint>

namespace callbox::dsp {

constexpr int kSampleRateHz = 8000; // ITU-T G.711 §2

class Oscillator {
  public:
    /// 0 < frequencyHz < 4000; `amplitude` is the peak in 16-bit steps. The phase goes on from where
    /// it was.
    void set(double frequencyHz, double amplitude);
    /// Adds to `sum`, so that several make a chord.
    void add(float *sum, int samples);
    void restart() { phase_ = 0; }

  private:
    uint32_t phase_ = 0; // a full turn is 2^32
    uint32_t step_ = 0;
    float amplitude_ = 0;
};

/// Rounds, and keeps within 16 bits.
inline int16_t toSample(float value) {
    const float rounded = value + (value >= 0 ? 0.5F : -0.5F);
    return rounded >= 32767    ? int16_t{32767}
           : rounded <= -32768 ? int16_t{-32768}
                               : static_cast<int16_t>(rounded);
}

} // namespace callbox::dsp
