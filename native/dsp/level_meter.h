// Active speech level and noise floor of a channel, once a second. In the manner of ITU-T P.56 method B, in
// simple form: power is averaged over the time in which speech is present, found by 10 ms frames, a margin
// of 15.9 dB and a hangover of 200 ms as there; but over the last second only, and with a floor that follows
// the line instead of the 14 fixed thresholds. For steady signals it is the plain power.
#pragma once

#include <cstdint>

#include "dsp/voice_activity.h"

namespace callbox::dsp {

struct LevelReading {
    double activeDbm0 = -99; // -99: no activity in this second
    double noiseDbm0 = -99;  // the floor: the quietest 100 ms of the last seconds
    double activity = 0;     // share of the second, 0 .. 1
};

/// Plain state, no allocation.
class LevelMeter {
  public:
    /// 16-bit samples at 8 kHz, any count up to 8000. True: a second is over, `reading` is new.
    bool process(const int16_t *samples, int count, LevelReading &reading);

  private:
    void frameEnded();
    LevelReading secondEnded();

    double framePower_ = 0; // sum of squares
    double activePower_ = 0, allPower_ = 0;
    int inFrame_ = 0, frames_ = 0, activeFrames_ = 0, hangover_ = 0;
    double quietest_ = 0; // mean square of the quietest 100 ms of this second
    double tenth_ = 0;
    double floor_ = -1; // mean square; -1: not yet known
};

} // namespace callbox::dsp
