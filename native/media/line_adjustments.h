// Gain and echo control of single channels, as a technician set them: on what a channel receives before
// anyone hears it, and on what it sends after all has been mixed. They belong to the channel, not to its
// call.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "board/board.h"
#include "dsp/echo_canceller.h"
#include "dsp/gain_table.h"

namespace callbox::media {

using board::ChannelIndex;

/// Made off the media thread: its canceller allocates.
struct LineAdjustment {
    dsp::GainTable receive, send;
    std::unique_ptr<dsp::EchoCanceller> echo; // for blocks of the board's length; null: none
    std::array<uint8_t, board::kMaxBlockSamples> received{}, sent{};
};

/// Media thread only. Costs nothing while no channel is adjusted, and otherwise for those that are.
class LineAdjustments {
  public:
    /// A board's number of channels; samples in each block.
    LineAdjustments(size_t channels, int blockSamples);

    /// Replaces the channel's adjustment; null ends it. `adjustment` then holds the former one, to be
    /// destroyed elsewhere. False, and nothing has changed, if there is no such channel.
    bool set(ChannelIndex channel, std::unique_ptr<LineAdjustment> &adjustment);
    bool none() const { return adjusted_.empty(); }

    /// The block as everyone shall hear it: rx itself for channels that aren't adjusted. Valid until the
    /// next.
    const uint8_t *const *received(const uint8_t *const *rx);
    /// The last of the block: tx as it goes to the line.
    void send(uint8_t *const *tx);

  private:
    void cancelEcho(LineAdjustment &adjustment, const uint8_t *rx) const;

    const size_t blockSamples_;
    std::vector<std::unique_ptr<LineAdjustment>> adjustments_; // by channel
    std::vector<ChannelIndex> adjusted_;                       // never grows beyond its reserve
    std::vector<const uint8_t *> rx_;
};

} // namespace callbox::media
