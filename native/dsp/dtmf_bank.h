// Hears DTMF on many channels at once. ITU-T Q.24 and its Annex A; figures that Q.24 leaves open:
// ETSI ES 201 235-3.
//
// Two stages. The screen looks at each 10 ms of every channel, sixteen channels at a time: do two lines,
// one of each group, hold much of the power? A digit of 40 ms holds three such stretches whole, so two
// that pass in a row wake the second stage, which goes back over the last 40 ms, and until then a channel
// costs next to nothing. The second stage (dtmf_fine.h) decides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dsp/simd.h"

namespace callbox::dsp {

struct DtmfEvent {
    uint32_t channel = 0;
    char digit = 0;
    bool ended = false;      // false: it has begun and still sounds
    uint32_t durationMs = 0; // with ended: how long it sounded, ± 5 ms
};

/// Channels are 0 .. channels-1, none open at first. Doesn't allocate after construction, never throws.
class DtmfBank {
  public:
    static constexpr int kFrameSamples = 80; // 10 ms

    explicit DtmfBank(size_t channels, Simd simd = widestSimd());
    ~DtmfBank();
    DtmfBank(const DtmfBank &) = delete;
    DtmfBank &operator=(const DtmfBank &) = delete;

    /// From now on the channel is heard, as if silence had gone before. False if it doesn't exist or is
    /// open already.
    bool open(size_t channel);
    /// The channel's use is over; a digit that sounds ends now: `sink(const DtmfEvent &)`. False if it
    /// isn't open.
    template <typename Sink> bool close(size_t channel, Sink &&sink) {
        events_.clear();
        const bool closed = forget(channel);
        for (const DtmfEvent &event : events_)
            sink(event);
        return closed;
    }
    /// One block: `alaw[channel]` holds `samples` octets, 1 .. kFrameSamples, the same number for every
    /// channel; what closed channels point at isn't read. Then `sink(const DtmfEvent &)`, by channel and
    /// in the order of time.
    template <typename Sink> void process(const uint8_t *const *alaw, int samples, Sink &&sink) {
        events_.clear();
        listen(alaw, samples);
        for (const DtmfEvent &event : events_)
            sink(event);
    }

  private:
    struct Channel;
    bool forget(size_t channel);
    void listen(const uint8_t *const *alaw, int samples);

    std::vector<Channel> channels_;
    std::vector<DtmfEvent> events_; // of the call under way
};

} // namespace callbox::dsp
