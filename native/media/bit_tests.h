// Bit-error tests on idle bearers: a pseudo-random sequence out, and what comes in compared with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "board/board.h"
#include "dsp/prbs.h"

namespace callbox::media {

struct BitTestResult {
    bool inSync = false, ended = false;
    uint64_t bits = 0, errors = 0, lossesOfSync = 0; // since the test began; bits and errors in sync only
};

/// Told on the media thread: must not block or call back.
class BitTestOutput {
  public:
    virtual ~BitTestOutput() = default;
    virtual void bitTest(board::ChannelIndex channel, const BitTestResult &result) = 0;
};

/// Media thread only. A test needs a channel that nobody else fills: its owner stops it before the channel is
/// used for a call. process() neither allocates nor locks.
class BitTests {
  public:
    BitTests(size_t channels, BitTestOutput &output);

    /// 2^15 - 1 (ITU-T O.150 §5.3) from the next block on. False: it runs already, or there is no such
    /// channel.
    bool start(board::ChannelIndex channel);
    /// Tells the last result, with `ended`. False: no test runs there.
    bool stop(board::ChannelIndex channel);
    bool runs(board::ChannelIndex channel) const { return channel < tests_.size() && tests_[channel]; }
    bool any() const { return running_ != 0; }
    /// One block, between waitBlock and finishBlock; tells each test's result once a second.
    void process(board::Board &board);

  private:
    struct Test {
        dsp::PrbsGenerator generator{dsp::Prbs::k2e15};
        dsp::PrbsChecker checker{dsp::Prbs::k2e15};
        int samplesToReport = board::kSampleRateHz;
    };
    BitTestResult resultOf(const Test &test) const;

    BitTestOutput &output_;
    std::vector<std::unique_ptr<Test>> tests_; // by channel
    size_t running_ = 0;
};

} // namespace callbox::media
