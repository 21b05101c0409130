// The wires of the emulated machine (guest/*.conf), as the tests name them.
#pragma once

#include <memory>
#include <vector>

#include "board/board.h"
#include "dahdi/dahdi_board.h"

namespace callbox::hardware {

/// The local bus moves sound in bursts of up to 30 ms when the host is busy; a card every millisecond.
constexpr int kReserveBlocks = 8;

/// Telephone ports and exchange lines that are wired to each other (pair.conf); each takes seconds, so few.
inline const std::vector<int> kTelephonePorts = {63, 64, 65};
inline const std::vector<int> kExchangeLines = {87, 88, 89};

/// dahdi_cfg on a file of guest/: makes its spans, or (-s) takes them away. Throws std::runtime_error.
void configure(const char *file, bool away);

/// A board that can be taken away and opened again while a test holds it.
class Replaceable final : public board::Board {
  public:
    explicit Replaceable(dahdi::Options options);
    void remove() { board_.reset(); }
    void reopen();

    const std::vector<board::Channel> &channels() const override { return channels_; }
    int spanCount() const override { return spanCount_; }
    int blockSamples() const override { return board::kMaxBlockSamples; }
    board::Wait waitBlock(int timeoutMs) override {
        return board_ ? board_->waitBlock(timeoutMs) : board::Wait::kTimeout;
    }
    const uint8_t *rx(board::ChannelIndex channel) const override { return board_->rx(channel); }
    uint8_t *tx(board::ChannelIndex channel) override { return board_->tx(channel); }
    void finishBlock() override { board_->finishBlock(); }
    int eventFd() const override { return board_->eventFd(); }
    bool nextEvent(board::Event &event) override { return board_ && board_->nextEvent(event); }
    bool sendFrame(int span, const uint8_t *frame, size_t octets) override {
        return board_->sendFrame(span, frame, octets);
    }
    void signal(board::ChannelIndex channel, board::LineSignal signal) override {
        board_->signal(channel, signal);
    }
    void close() override { board_->close(); }
    board::Counters counters() const override { return board_->counters(); }
    board::SpanCounters spanCounters(int span) const override { return board_->spanCounters(span); }
    board::SpanStatus spanStatus(int span) const override { return board_->spanStatus(span); }
    board::SpanLineRefusal setUpSpan(int span, const board::SpanLine &line) override {
        return board_->setUpSpan(span, line);
    }
    bool setLoopback(int span, board::Loopback loopback) override {
        return board_->setLoopback(span, loopback);
    }
    bool setGain(board::ChannelIndex channel, double receiveDb, double sendDb) override {
        return board_->setGain(channel, receiveDb, sendDb);
    }
    bool setEchoCanceller(board::ChannelIndex channel, int taps) override {
        return board_->setEchoCanceller(channel, taps);
    }

  private:
    const dahdi::Options options_;
    std::unique_ptr<board::Board> board_;
    std::vector<board::Channel> channels_;
    int spanCount_ = 0;
};

} // namespace callbox::hardware
