// Recognises the tones of fax machines and modems. ITU-T T.30 §4 (CNG, CED), ITU-T V.25 §3 (answer tone and
// its phase reversals), ITU-T V.8 §7.2 (ANSam), Bell 103 answer tone.
#pragma once

#include <cstdint>

#include "dsp/tone_probe.h"
#include "dsp/tone_segments.h"

namespace callbox::dsp {

enum class DataTone : uint8_t {
    kCng,           // 1100 Hz, 0.5 s on, 3 s off: a fax machine calls
    kCed,           // 2100 Hz: a fax machine or modem answers
    kCedReversed,   // 2100 Hz, its phase turned every 450 ms: a modem of V.25 answers
    kAnsam,         // 2100 Hz, its level swinging 15 times a second: a modem of V.8
    kAnsamReversed, // both: a modem of V.8 (V.34 fax, V.90)
    kBellAnswer,    // 2225 Hz: a Bell modem answers
};
constexpr int kDataToneCount = 6;
/// "cng", "ced", "ced-reversed", "ansam", "ansam-reversed", "bell-answer".
const char *dataToneName(DataTone tone);

class DataTones {
  public:
    DataTones();
    void restart();
    /// 1 .. 80 samples. True: `tone` was recognised. Each is told once until restart().
    bool process(const int16_t *samples, int count, DataTone &tone);

  private:
    bool step(DataTone &tone);
    void stepAnswer(bool ended);
    bool answerTone(DataTone &tone) const;
    bool calling() const;

    ToneProbe probe_;
    ToneSegments segments_;
    bool told_[kDataToneCount] = {};
    // The 2100 Hz that runs:
    static constexpr int kLagHops = 6;
    uint32_t answerHops_ = 0, sinceReversal_ = 0;
    int reversals_ = 0;
    float phase_[kLagHops] = {}, amplitude_[kLagHops] = {}; // of the last hops, in turns and in 16-bit steps
    double sumRe_ = 0, sumIm_ = 0;                          // of the turn per hop, weighted by power
    double sumAmplitude_ = 0, swingRe_ = 0, swingIm_ = 0;
    uint32_t swingHops_ = 0;
};

} // namespace callbox::dsp
