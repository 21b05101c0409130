// Decides what is a DTMF digit on one channel. ITU-T Q.24 Annex A; figures that it leaves open: ETSI
// ES 201 235-3.
//
// Every 5 ms the last 20 ms, weighted by a Hann window, are correlated with the eight frequencies.
// Over 20 ms the window keeps the two groups, and a dial tone, 50 dB apart. How far the phase
// turned since the window before tells the true frequency to about a hertz. Two such lines that hold
// nearly all the power, steady in frequency and level for five windows, are a digit; speech isn't.
#pragma once

#include <cstdint>

#include "dsp/dtmf_kernel.h"

namespace callbox::dsp {

/// What one window changed. `ended` comes before `begun`.
struct DtmfChange {
    char begun = 0, ended = 0;
    uint32_t durationMs = 0; // of `ended`
};

class DtmfFine {
  public:
    static constexpr int kHopSamples = 40; // 5 ms

    /// A window without decision, so that the next one knows how the phases turn.
    void prime(const DtmfKernel &kernel, const int16_t *window);
    /// kDtmfWindowSamples samples, kHopSamples after the window before. `overDial`: a dial tone was heard
    /// just before, so leave it out of account.
    DtmfChange process(const DtmfKernel &kernel, const int16_t *window, bool overDial);
    /// The digit that sounds, if any, ends here. As new afterwards.
    DtmfChange finish();
    /// A digit sounds, may be beginning or has only just ended.
    bool busy() const { return digit_ >= 0 || candidate_ >= 0; }
    /// The last window, processed with `overDial`, held a dial tone and nothing else.
    bool dialAlone() const { return dialAlone_; }

  private:
    static constexpr int kHitsToBegin = 5;
    struct Line { // one of the eight frequencies, in this window
        float re = 0, im = 0;
    };
    struct Hit {
        int index = -1;                          // into kDtmfDigits, -1: no digit here
        float purity = 0;                        // share of the two tones in all power
        float lowOffsetHz = 0, highOffsetHz = 0; // from the nominal frequencies
        float lowSquare = 0, highSquare = 0;     // of the amplitudes
    };
    Hit analyse(const DtmfKernel &kernel, const int16_t *window, bool overDial);
    bool take(const DtmfSums &sums);
    float offsetHz(int line) const;
    void step(const Hit &hit, DtmfChange &change);
    void remember(const Hit &hit);
    void endDigit(DtmfChange &change);
    bool isDigit() const;

    Line now_[kDtmfLines] = {}, before_[kDtmfLines] = {};
    bool dialAlone_ = false;
    bool lineKnown_ = false; // before_ is from the window before this one
    // The digit that may be beginning:
    int candidate_ = -1;
    int hits_ = 0;
    uint32_t span_ = 0, gap_ = 0;   // hops from the first to the last of them, and since
    Hit recent_[kHitsToBegin] = {}; // the latest at hits_ - 1, the oldest gives way
    // The digit that sounds:
    int digit_ = -1;
    uint32_t hops_ = 0;   // from its first hit to its last
    uint32_t misses_ = 0; // hops since the last hit
};

} // namespace callbox::dsp
