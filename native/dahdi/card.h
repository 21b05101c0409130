// The board itself. Opening is in card_opening.cpp, sound in card_sound.cpp, signalling in
// card_signalling.cpp.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "board/board.h"
#include "dahdi/dahdi_board.h"
#include "dahdi/driver_file.h"
#include "dahdi/line_state.h"
#include "dahdi/sound_channel.h"
#include "dahdi/span_port.h"

namespace callbox::dahdi {

class Card final : public board::Board {
  public:
    explicit Card(const Options &options);

    const std::vector<board::Channel> &channels() const override { return channels_; }
    int spanCount() const override { return static_cast<int>(spans_.size()); }
    int blockSamples() const override { return kBlockSamples; }

    void use(board::ChannelIndex channel, bool wanted) override;
    board::Wait waitBlock(int timeoutMs) override;
    int blocksAtOnce() const override { return options_.blocksAtOnce; }
    const uint8_t *rx(board::ChannelIndex channel) const override {
        return sound_[channel]->heard() + turn_ * kBlockSamples;
    }
    uint8_t *tx(board::ChannelIndex channel) override {
        return sound_[channel]->toSay() + turn_ * kBlockSamples;
    }
    void finishBlock() override;

    int eventFd() const override { return ready_.fd(); }
    bool nextEvent(board::Event &event) override;
    bool sendFrame(int span, const uint8_t *frame, size_t octets) override;
    void signal(board::ChannelIndex channel, board::LineSignal signal) override;

    void close() override;
    board::Counters counters() const override;
    board::SpanCounters spanCounters(int span) const override;
    board::SpanStatus spanStatus(int span) const override;
    board::SpanLineRefusal setUpSpan(int span, const board::SpanLine &line) override;
    bool setLoopback(int span, board::Loopback loopback) override;
    bool setGain(board::ChannelIndex channel, double receiveDb, double sendDb) override;
    bool setEchoCanceller(board::ChannelIndex channel, int taps) override;

  private:
    struct Line { // of an analog port
        LineState state;
        std::optional<int> hookAgain; // what the driver was too busy for
        bool cut = false;             // FXS: the driver holds the battery back for a moment
        explicit Line(board::ChannelKind kind) : state(kind) {}
    };

    const Place &placeOf(int span, int timeslot) const;
    void openSpan(int number);
    void openLine(int number);
    void watch(const DriverFile &file, uint32_t events, uint64_t tag);
    void unwatch(const DriverFile &file);
    bool hasSpan(int span) const { return span >= 1 && span <= spanCount(); }

    bool tick(int timeoutMs);
    void hear(board::ChannelIndex channel);
    void lost(board::ChannelIndex channel);

    void takeEvents(board::ChannelIndex channel);
    void onEvent(board::ChannelIndex channel, int event);
    void report(board::ChannelIndex channel, const LineReport &report);
    void append(board::Event &&event);
    bool take(board::Event &event);

    void collect();
    void takeFrames(size_t span);
    void look(size_t span);
    void lookAtAll();
    void lookAtLine(board::ChannelIndex channel);
    void hookAgain(board::ChannelIndex channel);
    void hook(board::ChannelIndex channel, int command);
    void signalFxs(board::ChannelIndex channel, board::LineSignal signal);
    void signalFxo(board::ChannelIndex channel, board::LineSignal signal);

    const Options options_;
    DriverFile control_, clock_; // of the driver
    DriverFile ready_;           // epoll over all that nextEvent reads
    DriverFile mediaHas_;        // the media thread has events for nextEvent
    std::vector<Place> places_;  // only while opening
    std::vector<board::Channel> channels_;
    std::vector<std::unique_ptr<SoundChannel>> sound_; // by channel
    std::vector<std::unique_ptr<Line>> lines_;         // by channel, none for a bearer; guarded by mutex_
    std::vector<std::unique_ptr<SpanPort>> spans_;
    std::vector<board::ChannelIndex> used_; // media thread
    int turn_ = 0;                          // media thread: which of the blocks that came at once
    int ticksSinceLook_ = 0;                // media thread
    std::mutex mutex_;                      // the driver's events are taken and told in one order
    std::deque<board::Event> waiting_;
    std::atomic<bool> closed_{false};
    std::atomic<uint64_t> blocks_{0}, slips_{0}, eventsLost_{0};
};

// What a ready file of ready_ is: a line's channel, or one of these.
constexpr uint64_t kSpanTag = 1ULL << 32; // + index of the span
constexpr uint64_t kMediaTag = 2ULL << 32;

} // namespace callbox::dahdi
