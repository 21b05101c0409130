// A telephony card made of software: E1 spans and analog lines of two boards wired together by one
// SOCK_SEQPACKET Unix socket, between two processes or (socketpair) inside one.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "board/board.h"
#include "virtual/fault.h"

namespace callbox::virtualboard {

class WireEnd; // one end of the wire, see wire_end.h

constexpr int kMaxSpans = 8;
constexpr int kMaxLines = 64;
constexpr int kMaxExchangeLines = 32;
constexpr int kMaxBufferBlocks = 16;
constexpr int kRetryMs = 200; // box end: pause between attempts to reach the exchange

/// What goes wrong on the D-channels that this end sends on. 0 = never. Seeded by Options::seed.
struct Faults {
    uint32_t dropFrameEvery = 0;    // on average one frame in this many is lost
    uint32_t corruptFrameEvery = 0; // on average one in this many has one bit turned
};

struct Options {
    int spans = 1;         // 0 .. kMaxSpans; both ends must agree
    int lines = 0;         // of telephones, 0 .. kMaxLines; both ends must agree
    int exchangeLines = 0; // of the box towards an exchange, 0 .. kMaxExchangeLines; both ends must agree
    int blockSamples = board::kMaxBlockSamples; // 1 .. 80; both ends must agree
    int bufferBlocks = 1; // exchange end: how many blocks the box's answer may be late, 0 .. kMaxBufferBlocks
    bool manualTicks = false; // exchange end: tick() makes the blocks instead of the monotonic clock
    uint64_t seed = 1;        // of the faults
    Faults faults{};
    /// By span. Missing ones have CRC4; the exchange end gives its clock on all of them, the box end takes it
    /// from the first one that is there.
    std::vector<board::SpanLine> spanLines;
};

/// Channel order at both ends: bearers of span 1 (timeslots 1-15, 17-31), span 2, .., then lines
/// 1 .. n (kFxo at the exchange end, kFxs at the box end), then exchange lines n + 1 .. m the other way
/// round.
///
/// Timing. The exchange end makes the blocks, by an absolute timerfd or by tick(). In block T it
/// sends block T and hears what the box answered to block T - 1 - bufferBlocks: a constant delay.
/// An answer that is not there by then is replaced by silence, counted as a slip, and thrown away
/// when it comes. The box end hears one block after the other and is never ahead of the exchange.
///
/// First events after opening: kAlarms with LOS for each span and, at the exchange end,
/// kBatteryLost for each line; cleared when the wire is up. While it is down the exchange end goes
/// on ticking and hears silence, the box end has no blocks and tries to connect every kRetryMs.
///
/// tick(), close(), counters(), connected(), wireError() and all that concerns faults but cutWire() may be
/// called from any thread.
class VirtualBoard final : public board::Board {
  public:
    /// Exchange end. Makes the socket file with mode 0600; replaces one that nobody listens on.
    /// Throws std::runtime_error with a text for the owner (bad options, path too long, in use,
    /// not writable).
    static std::unique_ptr<VirtualBoard> listen(const std::string &path, const Options &options);
    /// Box end. Tries for ever; never throws because nobody listens, only for bad options.
    static std::unique_ptr<VirtualBoard> connect(const std::string &path, const Options &options);
    /// Both ends in one process, wired and greeted: first the exchange end, then the box end. With
    /// manualTicks the whole is deterministic in one thread: exchange->tick(), exchange waitBlock(0)
    /// .. finishBlock(), box waitBlock(0) .. finishBlock(). waitBlock(0) without a block due still
    /// carries frames, signals and alarms into the event queue. If the options disagree the ends
    /// stay unconnected and wireError() says why.
    static std::pair<std::unique_ptr<VirtualBoard>, std::unique_ptr<VirtualBoard>>
    pair(const Options &exchange, const Options &box);
    /// Wires two ends made by pair() again after cutWire(); for one thread.
    static void rewire(VirtualBoard &exchange, VirtualBoard &box);
    ~VirtualBoard() override;

    const std::vector<board::Channel> &channels() const override;
    int spanCount() const override;
    int blockSamples() const override;
    board::Wait waitBlock(int timeoutMs) override;
    const uint8_t *rx(board::ChannelIndex channel) const override;
    uint8_t *tx(board::ChannelIndex channel) override;
    void finishBlock() override;
    int eventFd() const override;
    bool nextEvent(board::Event &event) override;
    bool sendFrame(int span, const uint8_t *frame, size_t octets) override;
    void signal(board::ChannelIndex channel, board::LineSignal signal) override;
    board::SpanCounters spanCounters(int span) const override;
    board::SpanStatus spanStatus(int span) const override;
    /// Both ends must have CRC4, or neither: the one that has it and gets none shows LOF and sends RAI. One
    /// end of the wire must take its clock from the other: when none does, or both do, slips come at the
    /// difference of their crystals, 15 ppm (one in 8.3 s on each span and at each end).
    board::SpanLineRefusal setUpSpan(int span, const board::SpanLine &line) override;
    /// Towards the line: all that arrives goes back (sound in the same block, frames too) and none of it is
    /// ours; what we send is lost, sendFrame answers false. Towards the box: what we send comes back one
    /// block later, the far end sees AIS.
    bool setLoopback(int span, board::Loopback loopback) override;

    /// Manual ticks, exchange end: one more block is due.
    void tick();
    /// waitBlock answers kClosed from now on, also to a thread that waits in it.
    void close() override;
    bool connected() const;
    board::Counters counters() const override;
    /// Why the wire is down, or was last refused: a sentence for the owner; empty while all is well.
    std::string wireError() const;

    void setFaults(const Faults &faults);
    /// Throws std::invalid_argument with a sentence for the tester if the fault cannot be, and then does
    /// nothing. One that lasts replaces the one of its kind on the same way.
    void inject(const Fault &fault);
    /// Ends a lasting fault: kind, direction, span or line of `fault` name it. Nothing happens if there is
    /// none. Either kind of slip: those that wait are not done.
    void clearFault(const Fault &fault);
    /// Ends all of them at this end.
    void clearFaults();
    /// Bits turned since this board was opened.
    uint64_t bitErrorsInjected(int span, Fault::Direction direction) const;
    /// Pulls the cable of one span (1-based): LOS, no frames and silence at both ends until plugSpan.
    void pullSpan(int span);
    void plugSpan(int span);
    /// Drops the whole connection. A box made by connect() is back after kRetryMs. Media thread only.
    void cutWire();

  private:
    explicit VirtualBoard(std::unique_ptr<WireEnd> end);
    std::unique_ptr<WireEnd> end_;
};

} // namespace callbox::virtualboard
