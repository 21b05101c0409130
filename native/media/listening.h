// What is heard on one channel besides digits: a place where detectors stand beside each other. A channel
// that nobody watches costs nothing; all detectors are made with Media, so that none allocates later.
//
// Another detector: a bit in Hear, a member here, begun anew in watch(), fed in hear(), told by a new
// method of Output with an empty body.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "board/board.h"
#include "dsp/answerer.h"
#include "dsp/call_progress.h"
#include "dsp/data_tones.h"
#include "dsp/hangup_detector.h"
#include "dsp/hangup_tone.h"
#include "dsp/level_meter.h"
#include "dsp/tone_plan.h"

namespace callbox::media {

class Output;
using board::ChannelIndex;

/// Bits; the values are those of engine::Watch.
enum Hear : uint8_t {
    kHearProgress = 1, // call-progress tones of the country, SIT: Output::progressTone
    kHearData = 2,     // fax and modem tones: Output::dataTone
    kHearAnswerer = 4, // person or machine, from now on: Output::answerer
    kHearLevel = 8,    // level and noise, once a second: Output::level
};
constexpr uint8_t kHearAll = 15;

/// A stretch of what a channel received. Made and destroyed off the media thread, which only fills it.
struct Capture {
    explicit Capture(size_t most) : samples(most) {}
    std::vector<int16_t> samples; // as long as it may become
    size_t filled = 0;
    bool full() const { return filled == samples.size(); }
};

/// One per channel, media thread only but for makeLine.
class Listening {
  public:
    /// Both must outlive it.
    Listening(const dsp::TonePlan &plan, const dsp::ProgressTables &progress);

    /// Before the media thread runs: the channel is a line towards an exchange and can hear that the far end
    /// has hung up: by the country's tones, or by none until setHangupTone.
    void makeLine(bool countryTones);
    /// A new use of the channel.
    void open();
    /// Forgets what was watched; what was being captured is told as far as it came.
    void close(ChannelIndex channel, Output &output);

    /// Replaces what was heard before; each detector asked for begins anew. False, and nothing has
    /// changed, for an unknown bit.
    bool watch(uint8_t what);
    uint8_t watched() const { return watched_; }
    /// Instead of the country's tones, from now on and in later uses. False if the channel is no line or the
    /// tone can't be one.
    bool setHangupTone(const dsp::HangupTone &tone);
    /// A flash: dial tone that comes now is no hang-up. Not expected: a call in was answered, and it is one.
    void expectDialTone(bool expected = true);
    /// Fills it with what comes from now on; no tone ends the call meanwhile. `capture` stays with the caller
    /// (false) if the channel is no line, or captures already.
    bool capture(std::unique_ptr<Capture> &&capture);

    /// Nothing to hear: hear() need not be called.
    bool idle() const {
        return watched_ == 0 && capture_ == nullptr && (line_ == nullptr || !line_->listens());
    }
    /// What the channel received in this block: 1 .. board::kMaxBlockSamples.
    void hear(ChannelIndex channel, const int16_t *samples, int count, Output &output);

  private:
    void hearProgress(ChannelIndex channel, const int16_t *samples, int count, Output &output);
    void hearAnswerer(ChannelIndex channel, const int16_t *samples, int count, Output &output);
    void meterLevel(ChannelIndex channel, const int16_t *samples, int count, Output &output);
    void fill(ChannelIndex channel, const int16_t *samples, int count, Output &output);

    const dsp::TonePlan &plan_;
    uint8_t watched_ = 0;
    dsp::AnswererDetector answerer_;
    dsp::LevelMeter level_;
    std::unique_ptr<dsp::HangupDetector> line_; // only of a line towards an exchange
    std::unique_ptr<Capture> capture_;
    dsp::CallProgress progress_;
    dsp::DataTones data_;
};

} // namespace callbox::media
