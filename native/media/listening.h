// What is heard on one channel besides digits: a place where detectors stand beside each other. A channel
// that nobody watches costs nothing; all detectors are made with Media, so that none allocates later.
//
// Another detector: a bit in Hear, a member here, begun anew in watch(), fed in hear(), told by a new
// method of Output with an empty body.
#pragma once

#include <cstdint>

#include "board/board.h"
#include "dsp/hangup_tone.h"
#include "dsp/tone_plan.h"

namespace callbox::media {

class Output;
using board::ChannelIndex;

/// Bits; the values are those of engine::Watch.
enum Hear : uint8_t {
    kHearProgress = 1, // call-progress tones of the country, SIT: Output::progressTone
    kHearData = 2,     // fax and modem tones: Output::dataTone
    kHearAnswerer = 4, // person or machine, from now on
    kHearLevel = 8,    // level and noise, once a second
};
constexpr uint8_t kHearAll = 15;

/// One per channel, media thread only.
class Listening {
  public:
    explicit Listening(const dsp::TonePlan &plan);

    /// Replaces what was heard before; each detector asked for begins anew. False, and nothing has
    /// changed, for an unknown bit.
    bool watch(uint8_t what);
    uint8_t watched() const { return watched_; }
    /// Nothing to hear: hear() need not be called.
    bool idle() const { return watched_ == 0; }

    /// What the channel received in this block: 1 .. board::kMaxBlockSamples.
    void hear(ChannelIndex channel, const int16_t *samples, int count, Output &output);

  private:
    uint8_t watched_ = 0;
};

} // namespace callbox::media
