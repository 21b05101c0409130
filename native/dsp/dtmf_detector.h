// Hears DTMF. ITU-T Q.24 and its Annex A; figures that Q.24 leaves open: ETSI ES 201 235-3.
//
// Every 5 ms the last 20 ms, weighted by a Hann window, are correlated with the eight frequencies.
// Over 20 ms the window keeps the two groups, and a dial tone, 50 dB apart. How far the phase
// turned since the window before tells the true frequency to about a hertz. Two such lines that hold
// nearly all the power, steady in frequency for five windows, are a digit; speech isn't.
#pragma once

#include <cstdint>

namespace callbox::dsp {

struct DtmfEvent {
    char digit = 0;
    bool ended = false;      // false: it has begun and still sounds
    uint32_t durationMs = 0; // with ended: how long it sounded, ± 5 ms
};

/// One per channel. Cost is the same for every channel and nearly the same for every sound, except
/// that silence is cheap.
class DtmfDetector {
  public:
    static constexpr int kHopSamples = 40;     // 5 ms
    static constexpr int kWindowSamples = 160; // 20 ms
    /// More events than this can't come from one call with at most 80 samples.
    static constexpr int kMaxEvents = 8;

    /// 1 .. 80 samples. Writes what happened to `events` and returns how many.
    int process(const int16_t *samples, int count, DtmfEvent (&events)[kMaxEvents]);
    /// The channel's use is over: a digit that sounds ends now. The detector is as new afterwards.
    int finish(DtmfEvent (&events)[kMaxEvents]);

  private:
    struct Line { // one of the eight frequencies, in this window
        float re = 0, im = 0;
    };
    struct Hit {
        int index = -1;                          // into kDtmfDigits, -1: no digit here
        float lowOffsetHz = 0, highOffsetHz = 0; // from the nominal frequencies
    };
    Hit analyse();
    void correlate(const int16_t *weighted);
    float offsetHz(int line) const;
    void step(const Hit &hit, DtmfEvent *events, int &count);
    void endDigit(DtmfEvent *events, int &count);
    bool steady() const;

    alignas(32) int16_t window_[kWindowSamples] = {};
    int fill_ = 0; // samples of the hop under way
    Line now_[8] = {}, before_[8] = {};
    bool lineKnown_ = false; // before_ is from the window before this one
    // The digit that may be beginning:
    int candidate_ = -1;
    int hits_ = 0;
    float lowOffset_[5] = {}, highOffset_[5] = {};
    // The digit that sounds:
    int digit_ = -1;
    uint32_t hops_ = 0;   // from its first hit to its last
    uint32_t misses_ = 0; // hops since the last hit
};

} // namespace callbox::dsp
