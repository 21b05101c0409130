// What both ends of the wire have in common: channels, states of lines and cables, sending.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "virtual/event_queue.h"
#include "virtual/unix_socket.h"
#include "virtual/virtual_board.h"
#include "virtual/wire.h"

namespace callbox::virtualboard {

/// CLOCK_MONOTONIC, the same in both processes.
int64_t monotonicUs();

/// The media thread owns everything here except what stands under mutex_ or is atomic.
class WireEnd {
  public:
    virtual ~WireEnd() = default;
    WireEnd(const WireEnd &) = delete;
    WireEnd &operator=(const WireEnd &) = delete;

    virtual board::Wait waitBlock(int timeoutMs) = 0;
    virtual void finishBlock() = 0;
    virtual void tick() = 0;
    virtual void cutWire() = 0;
    /// Takes over one end of a socketpair, as if it had been accepted or connected.
    virtual void take(Descriptor wire) = 0;
    /// Carries whatever waits on the wire, without waiting and without making a block.
    virtual void service() = 0;

    const uint8_t *rx(board::ChannelIndex channel) const { return rx_ + channel * blockSamples(); }
    uint8_t *tx(board::ChannelIndex channel) {
        return txPacket_.data() + kBlockHeaderOctets + channel * blockSamples();
    }
    bool sendFrame(int span, const uint8_t *frame, size_t octets);
    void signal(board::ChannelIndex channel, board::LineSignal signal);
    void setFaults(const Faults &faults);
    void setPulled(int span, bool pulled);
    void close();
    std::string wireError() const;
    board::Counters counters() const;

    const std::vector<board::Channel> &channels() const { return channels_; }
    const Geometry &geometry() const { return geometry_; }
    EventQueue &events() { return events_; }
    bool connected() const { return connected_.load(); }

  protected:
    WireEnd(const Options &options, bool exchangeEnd);

    size_t blockSamples() const { return static_cast<size_t>(geometry_.blockSamples); }
    /// Octets received into rxPacket_, 0: nothing waits, -1: the far end has gone.
    long receive(int fd);
    /// Sends one packet without waiting; false if it does not fit or the far end has gone.
    static bool sendPacket(int fd, const uint8_t *packet, size_t octets);
    void wireUp(Descriptor wire);
    void wireDown(const std::string &why);
    /// Frame, signal or alarms; anything else is counted as refused.
    void handleSignalling(const Message &message);
    void countRefused() { messagesRefused_.fetch_add(1, std::memory_order_relaxed); }
    void silencePulledSpans(uint8_t *audio) const;
    void fillTxWithSilence();
    /// Sends the block in txPacket_, then line states that did not fit earlier.
    void sendBlock(uint32_t sequence, int64_t dueUs);
    void setWireError(const std::string &why);
    bool closed() const { return closed_.load(); }

    const Options options_;
    const bool exchangeEnd_;
    const Geometry geometry_;
    Descriptor wakeFd_; // close() of another thread
    Descriptor wire_;   // changed under mutex_ by the media thread only, so it reads without
    std::vector<uint8_t> rxPacket_, txPacket_, silence_;
    const uint8_t *rx_ = nullptr;
    bool blockOpen_ = false;
    std::atomic<uint64_t> blocks_{0}, slips_{0}, lateBlocks_{0};

  private:
    struct OwnLine { // what this end commands, sent again when the wire comes back
        bool offHook = false, ringing = false, reversed = false, unsent = false;
    };

    void sendLine(size_t line);
    void sendUnsentLines();
    void updateAlarms();
    bool roll(uint32_t every);

    std::vector<board::Channel> channels_;
    EventQueue events_;
    std::atomic<bool> connected_{false}, closed_{false};
    std::atomic<uint64_t> framesBadFcs_{0}, messagesRefused_{0};
    std::atomic<uint32_t> pulledHere_{0}, pulledThere_{0}; // bit 0: span 1
    std::mutex alarmMutex_;
    mutable std::mutex mutex_;
    std::vector<OwnLine> ownLines_;
    std::atomic<bool> linesUnsent_{false};
    Faults faults_;
    std::mt19937_64 random_;
    std::string wireError_;
};

} // namespace callbox::virtualboard
