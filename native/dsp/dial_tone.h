// Hears an exchange's dial tone on a line that was just lifted. ITU-T E.180 §5: its frequencies are those
// of the country's plan.
#pragma once

#include <cstdint>

#include "dsp/tone_plan.h"

namespace callbox::dsp {

class DialToneEar {
  public:
    static constexpr int kWindowSamples = 160;  // 20 ms
    static constexpr uint32_t kMinToneMs = 500; // longer than any burst of busy or vacant tone
    static constexpr int kGapWindows = 3;     // a stuttered dial tone is dial tone: China's pauses for 40 ms
    static constexpr double kMinDbm0 = -35.0; // ITU-T E.180 §3.3 less a long line's loss
    /// `spec` is the plan's dial tone; it must outlive this object's use.
    void start(const ToneSpec &spec);
    /// True once: dial tone has sounded for kMinToneMs.
    bool process(const int16_t *samples, int count);

  private:
    bool windowIsTone() const;

    const ToneSpec *spec_ = nullptr;
    int16_t window_[kWindowSamples] = {};
    int fill_ = 0;
    uint32_t soundMs_ = 0;
    int gap_ = 0; // windows without it
};

} // namespace callbox::dsp
