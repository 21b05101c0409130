// What two channels receive and are sent, looked at by a technician: the media thread keeps their last
// seconds, anybody else makes spectra of them. The sound itself leaves this room nowhere.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "board/board.h"
#include "dsp/spectrum.h"

namespace callbox::media {

constexpr size_t kScopes = 2; // channels at once
/// A frame is made of so many samples, the spectrum of its last dsp::kSpectrumSamples: windows of 64 ms each
/// 100 ms don't overlap and have no phases, so that speech cannot be made of them again.
constexpr size_t kScopeFrameSamples = 800;
constexpr size_t kScopeLevels = 5; // of 20 ms each: fine enough to measure a cadence
constexpr size_t kMaxScopeFrames = 20;

struct ScopeSide {
    float spectrumDbm0[dsp::kSpectrumBins];
    float levelsDbm0[kScopeLevels];
};
struct ScopeFrame {
    uint64_t endSample = 0; // since start(); a multiple of kScopeFrameSamples
    ScopeSide received, sent;
};

class LineScope {
  public:
    /// Control side, any thread, one at a time. Looks at this channel from the next block on, from sample 0;
    /// one that is looked at already goes on. False: kScopes others are.
    bool start(board::ChannelIndex channel);
    /// Nobody looks any more; of a channel nobody looks at: nothing.
    void stop(board::ChannelIndex channel);
    bool watches(board::ChannelIndex channel) const;
    /// The whole frames after sample `after` that are still there, oldest first, at most kMaxScopeFrames;
    /// none of a channel that nobody looks at. Twenty transforms take about 0.2 ms.
    std::vector<ScopeFrame> framesAfter(board::ChannelIndex channel, uint64_t after) const;

    /// Media thread: one block, after everybody who fills or changes it. Neither allocates nor locks; costs a
    /// look at two numbers where nobody looks.
    void process(board::Board &board);

  private:
    static constexpr size_t kKeptSamples = 32'768; // 4 s; a power of two
    static constexpr int64_t kNobody = -1;
    using Octets = std::array<std::atomic<uint8_t>, kKeptSamples>;
    struct Slot {
        std::atomic<int64_t> channel{kNobody};
        std::atomic<uint64_t> written{0}; // samples since the box began: release after the octets
        std::atomic<uint64_t> begin{0};   // `written` when the channel was chosen
        Octets received{}, sent{};
    };
    const Slot *slotOf(board::ChannelIndex channel) const;
    static void copyFrame(const Octets &from, uint64_t endSample, int16_t (&to)[kScopeFrameSamples]);
    static void keep(Octets &to, uint64_t at, const uint8_t *octets, size_t count);

    std::array<Slot, kScopes> slots_;
};

} // namespace callbox::media
