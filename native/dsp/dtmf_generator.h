// Sends DTMF. ITU-T Q.23; levels ETSI ES 201 235-2 §4.2.
#pragma once

#include <cstdint>

#include "dsp/oscillator.h"

namespace callbox::dsp {

constexpr uint32_t kDtmfOnMs = 80; // ITU-T Q.24 Table A-1: every administration takes 70 ms and more
constexpr uint32_t kDtmfOffMs = 80;
constexpr double kDtmfLowDbm0 = -9;  // the high group goes 2 dB stronger, as the line takes more of it away:
constexpr double kDtmfHighDbm0 = -7; // ETSI ES 201 235-2 §4.2.2

class DtmfGenerator {
  public:
    /// One signal and the pause after it. False, and nothing changes, if `digit` is none of the sixteen.
    bool start(char digit, uint32_t onMs = kDtmfOnMs, uint32_t offMs = kDtmfOffMs,
               double lowDbm0 = kDtmfLowDbm0, double highDbm0 = kDtmfHighDbm0);
    bool sounding() const { return on_ + off_ > 0; } // signal or pause is left
    /// Fills at most `samples` and returns how many; fewer at the end of the pause.
    int generate(int16_t *out, int samples);
    void stop() { on_ = off_ = 0; }

  private:
    Oscillator low_, high_;
    uint32_t on_ = 0, off_ = 0; // samples left
};

} // namespace callbox::dsp
