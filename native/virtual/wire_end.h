// What both ends of the wire have in common: channels, spans and lines, sending.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "virtual/event_queue.h"
#include "virtual/fault.h"
#include "virtual/line_end.h"
#include "virtual/span_end.h"
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
    board::SpanCounters spanCounters(int span) const;
    board::SpanStatus spanStatus(int span) const;
    board::SpanLineRefusal setUpSpan(int span, const board::SpanLine &line);
    bool setLoopback(int span, board::Loopback loopback);
    void setFaults(const Faults &faults);
    void inject(const Fault &fault);
    void clearFault(const Fault &fault);
    void clearFaults();
    uint64_t bitErrorsInjected(int span, Fault::Direction direction) const;
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
    /// Frame, signal, alarms or errors; anything else is counted as refused.
    void handleSignalling(const Message &message);
    void countRefused() { messagesRefused_.fetch_add(1, std::memory_order_relaxed); }
    /// What the card hears of a block that came (null: none came) becomes rx; tx is filled with silence.
    void openBlock(uint8_t *sound);
    /// Sends the block in txPacket_, then what did not fit earlier.
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
    SpanEnd &span(int number) { return spans_[static_cast<size_t>(number) - 1]; }
    const SpanEnd &span(int number) const { return spans_[static_cast<size_t>(number) - 1]; }
    bool isSpan(int number) const { return number >= 1 && number <= geometry_.spans; }
    uint8_t *soundOf(uint8_t *sound, size_t channel) const { return sound + channel * blockSamples(); }

    // All of these under mutex_:
    /// After anything about it may have changed: events here, alarms and errors to the far end.
    void report(int span);
    /// Which span gives this board its clock, and what follows from it on all of them.
    void settleClock();
    /// Tells the far end framing and clock of the span, unless it knows them.
    void sayLine(int span);
    /// After something lasting has changed.
    void changed() {
        settleClock();
        noteShaping();
    }
    void reportLine(size_t line);
    /// Whether this end's port of the line (0-based) faces an exchange.
    bool isFxo(size_t line) const { return geometry_.isFxo(static_cast<int>(line) + 1, exchangeEnd_); }
    void sendLine(size_t line);
    void flash(size_t line);
    void sendUnsent();
    void faultsChanged(const Fault &fault);
    void lineChanged(size_t line);
    void noteShaping();
    void shapeReceived(uint8_t *sound);
    void shapeSent();
    bool sendOnSpan(SpanEnd &to, int number, const uint8_t *frame, size_t octets);
    /// A refusing end's answer to a link request; nothing to any other frame.
    std::vector<uint8_t> refusalOf(const uint8_t *frame, size_t octets) const;
    void handleFrame(const Message &message);
    bool roll(uint32_t every);

    std::vector<board::Channel> channels_;
    EventQueue events_;
    std::atomic<bool> connected_{false}, closed_{false};
    std::atomic<uint64_t> framesBadFcs_{0}, messagesRefused_{0};
    std::atomic<bool> shapesSound_{true}; // some span or line changes what is heard or sent
    std::atomic<bool> unsent_{false};     // the far end has not been told everything
    std::vector<uint8_t> heardNothing_;   // a block of silence that may be shaped
    mutable std::mutex mutex_;
    std::vector<SpanEnd> spans_;
    std::vector<uint8_t> said_; // by span: the alarms the far end was told
    std::vector<LineUp> saidLines_;
    std::vector<bool> lineSaid_; // by span: saidLines_ is what the far end was told
    std::vector<LineEnd> lines_;
    Faults faults_;
    std::mt19937_64 random_;
    std::string wireError_;
};

} // namespace callbox::virtualboard
