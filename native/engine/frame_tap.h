// What goes over the D-channels, for who looks on: each good frame with its time, and link requests counted.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/engine.h"

namespace callbox::engine {

class FrameTap {
  public:
    /// A null sink: frames are counted only.
    FrameTap(Engine::FrameSink sink, int spans);

    /// Signalling thread. A frame without its FCS, as the board took or brought it.
    void see(int span, bool sent, const uint8_t *frame, size_t octets);

    // Any thread.
    LinkCounters links(int span) const;
    /// Frames that the sink refused.
    uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  private:
    struct Links {
        std::atomic<uint64_t> sabmeSent{0}, sabmeReceived{0}, uaReceived{0}, dmReceived{0}, discReceived{0};
    };
    void count(Links &links, bool sent, uint8_t control);

    const Engine::FrameSink sink_;
    std::vector<Links> links_; // by span, 0 unused
    std::atomic<uint64_t> dropped_{0};
};

} // namespace callbox::engine
