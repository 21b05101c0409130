// Hears DTMF on a line on which nobody speaks: caller ID before the first ring. ETSI EN 300 659-1 annex B,
// ITU-T Q.24. Simpler than the detector of calls, since there is no talk to tell digits from.
#pragma once

#include <cstdint>

namespace callbox::dsp {

class QuietLineDtmf {
  public:
    static constexpr int kHopSamples = 80;        // 10 ms
    static constexpr int kWindowSamples = 160;    // 20 ms
    static constexpr double kMinToneDbm0 = -40.0; // either tone
    /// Digits that ended in these samples, at most kMaxDigits (the rest is not told), written to `digits`.
    static constexpr int kMaxDigits = 4;
    static constexpr int kHitsToBegin = 2; // with the window's 20 ms: sounds of 30 ms and more
    int process(const int16_t *samples, int count, char (&digits)[kMaxDigits]);
    void reset();
    /// A digit sounds now: known 20 .. 40 ms after its start.
    bool sounding() const { return candidate_ >= 0 && hits_ >= kHitsToBegin; }
    /// Both tones together, of the digit that was told last.
    double toldDbm0() const { return toldDbm0_; }

  private:
    int analyse();
    char step(int index);

    int16_t window_[kWindowSamples] = {};
    int fill_ = 0;
    int candidate_ = -1, hits_ = 0, misses_ = 0;
    bool told_ = false;
    float power_ = 0, loudest_ = 0; // of this window; of the digit that sounds
    double toldDbm0_ = 0;
};

} // namespace callbox::dsp
