// Active level and noise of a channel, once a second. In the manner of ITU-T P.56 method B, in simple form:
// power is averaged over the time in which speech is present, which begins 15.9 dB below the level and lasts
// 200 ms longer, as there; but over each second by itself, with one threshold taken from that second and the
// noise instead of P.56's fourteen. For steady signals it is the plain power.
#pragma once

#include <cstdint>

namespace callbox::dsp {

constexpr int kLevelFrameSamples = 80; // 10 ms

struct LevelReading {
    double activeDbm0 = -99; // -99: nothing at all
    double noiseDbm0 = -99;  // the quietest 100 ms heard lately; it follows louder noise by 1 dB a second
    double activity = 0;     // share of the second, 0 .. 1
};

/// Plain state, no allocation.
class LevelMeter {
  public:
    /// 16-bit samples at 8 kHz, any count up to 8000. True: a second is over, `reading` is new.
    bool process(const int16_t *samples, int count, LevelReading &reading);

  private:
    LevelReading secondEnded();

    float frame_[8000 / kLevelFrameSamples] = {}; // mean squares
    double framePower_ = 0;
    int inFrame_ = 0, frames_ = 0;
    double floor_ = -1; // mean square; -1: not yet known
};

} // namespace callbox::dsp
