// Both receivers of caller ID on one line on the hook, at the same time.
#pragma once

#include "dsp/fsk.h"
#include "dsp/quiet_line_dtmf.h"

namespace callbox::dsp {

class CallerIdEar {
  public:
    /// 1 .. 80 samples. `digits` and `count`: the DTMF digits that ended. The FSK burst that ended, or null;
    /// valid until the next call.
    const FskBurst *process(const int16_t *samples, int samplesCount,
                            char (&digits)[QuietLineDtmf::kMaxDigits], int &count) {
        count = dtmf_.process(samples, samplesCount, digits);
        if (dtmf_.sounding()) { // two tones can look like bits
            fsk_.reset();
            return nullptr;
        }
        return fsk_.process(samples, samplesCount);
    }
    /// Level of the DTMF digit that was told last.
    double digitDbm0() const { return dtmf_.toldDbm0(); }
    void reset() {
        fsk_.reset();
        dtmf_.reset();
    }

  private:
    FskReceiver fsk_;
    QuietLineDtmf dtmf_;
};

} // namespace callbox::dsp
