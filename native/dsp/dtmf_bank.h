// Hears DTMF on many channels at once. ITU-T Q.24 and its Annex A; figures that Q.24 leaves open:
// ETSI ES 201 235-3.
//
// Two stages. The screen looks at frames of 10 ms, sixteen channels at a time: do two lines, one of each
// group, hold much of the power? A digit of 40 ms holds three frames whole, so two in a row that pass wake
// the second stage (dtmf_fine.h), which goes back over the last 40 ms and decides. Of two frames in a row
// the screen looks at one, and at its neighbours only if that one passes; until then a channel costs next
// to nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dsp/dtmf_fine.h"
#include "dsp/dtmf_kernel.h"
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
    static constexpr int kMaxSamples = kDtmfFrameSamples; // in one call

    explicit DtmfBank(size_t channels, Simd simd = widestSimd());

    /// From now on the channel is heard, as if silence had gone before. False if it doesn't exist or is
    /// open already.
    bool open(size_t channel);
    bool isOpen(size_t channel) const { return channel < channels_.size() && channels_[channel].open; }
    /// The channel's use is over; a digit that sounds ends now: `sink(const DtmfEvent &)`. False if it
    /// isn't open.
    template <typename Sink> bool close(size_t channel, Sink &&sink) {
        events_.clear();
        const bool closed = forget(channel);
        for (const DtmfEvent &event : events_)
            sink(event);
        return closed;
    }
    /// One block: `alaw[channel]` holds `samples` octets, 1 .. kMaxSamples, the same number for every
    /// channel; what closed channels point at isn't read. Then `sink(const DtmfEvent &)` for what happened,
    /// each channel's events in their order.
    template <typename Sink> void process(const uint8_t *const *alaw, int samples, Sink &&sink) {
        events_.clear();
        listen(alaw, samples);
        for (const DtmfEvent &event : events_)
            sink(event);
    }

  private:
    static constexpr int kFrames = 4; // kept of each channel: a wakened analysis looks back so far
    struct Channel {
        bool open = false;
        bool awake = false;   // the fine analysis runs
        bool passed = false;  // the frame before may be part of a digit
        bool looked = false;  // the frame before was screened
        uint8_t dialLeft = 0; // counts down since a dial tone alone was heard
        uint8_t idle = 0;     // frames since the fine analysis had anything
    };
    struct Kept {
        alignas(64) uint8_t frame[kFrames][kDtmfFrameSamples];
    };
    struct Group { // to be screened together
        uint32_t member[kDtmfGroup];
        int count = 0;
    };

    bool forget(size_t channel);
    void listen(const uint8_t *const *alaw, int samples);
    void hearFrame(uint32_t channel);
    void endFrame();
    const uint8_t *frame(uint32_t channel, int back) const; // 0: the latest
    void screen(Group &group, int back);
    void noteScreened(uint32_t channel, uint8_t screened);
    void wake(uint32_t channel);
    void follow(uint32_t channel);
    void analyse(uint32_t channel, int frames);
    void put(uint32_t channel, const DtmfChange &change);

    const DtmfKernel &kernel_;
    std::vector<Channel> channels_;
    std::vector<Kept> kept_;
    std::vector<DtmfFine> fine_;
    std::vector<DtmfEvent> events_; // of the call under way
    Group due_, lookBack_;          // channels of which the latest frame, the one before is to be screened
    int frame_ = 0;                 // the one being filled, in Kept
    int fill_ = 0;                  // its samples
};

} // namespace callbox::dsp
