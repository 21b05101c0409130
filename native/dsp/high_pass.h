// Keeps mains hum and what lies below the telephone's band out of a measurement.
#pragma once

namespace callbox::dsp {

/// Butterworth, second order, -3 dB at 200 Hz of 8 kHz. Plain state.
class HighPass200Hz {
  public:
    float pass(float x) {
        const float y = kB * (x - 2 * x1_ + x2_) - kA1 * y1_ - kA2 * y2_;
        x2_ = x1_;
        x1_ = x;
        y2_ = y1_;
        y1_ = y;
        return y;
    }

  private:
    static constexpr float kB = 0.894859f, kA1 = -1.778632f, kA2 = 0.800803f;
    float x1_ = 0, x2_ = 0, y1_ = 0, y2_ = 0;
};

} // namespace callbox::dsp
