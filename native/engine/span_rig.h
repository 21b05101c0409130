// One end of a wire stepped by its owner, and sound by which an octet is known: for what one span's change
// may not touch.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "engine/frame_tap.h"
#include "engine/prompt_store.h"
#include "engine/signalling_thread.h"
#include "engine/writer_thread.h"
#include "virtual/virtual_board.h"

namespace callbox::engine::testing {

constexpr int kSpans = 4, kChangedSpan = 4;
constexpr size_t kBlock = board::kMaxBlockSamples;
constexpr board::ChannelIndex kBearers = 3 * board::kBearersPerSpan; // of the spans that nobody touches

inline Config configOf(bool exchangeEnd) {
    Config config;
    config.exchangeEnd = exchangeEnd;
    config.spans = kSpans;
    config.lines = 0;
    return config;
}

/// Signalling and media of one end, stepped by the test.
class SteppedEnd {
  public:
    SteppedEnd(virtualboard::VirtualBoard &board, bool exchangeEnd)
        : frames_(
              [this](DChannelFrame &&frame) {
                  frames.push_back(std::move(frame));
                  return frames.size() <= kMostFrames;
              },
              kSpans),
          gate_([this](Event &&event) { return on(std::move(event)); }, [] {}, board.channels()),
          writer_(gate_, notices_, wake_), prompts_(notices_, wake_),
          media_(board, *dsp::findTonePlan("cn"), gate_, writer_, notices_, wake_),
          signalling_(board, configOf(exchangeEnd), *dsp::findTonePlan("cn"), gate_, frames_, media_, writer_,
                      prompts_, notices_, wake_) {}

    void stepMedia() { media_.step(0); }
    void stepSignalling(int64_t nowUs) { signalling_.step(nowUs); }
    void post(Command command) { signalling_.post(std::move(command)); }
    void setUp(int span, const SpanPlan &plan) {
        Command command{};
        command.kind = Command::Kind::kSetUpSpan;
        command.span = span;
        command.setup = plan;
        post(std::move(command));
    }
    bool isUp(int span) {
        const auto rows = gate_.snapshot();
        return std::all_of(rows.begin(), rows.end(), [span](const ChannelState &row) {
            return row.channel.span != span || (row.dchannelUp && row.alarms == 0);
        });
    }
    Seizure on(board::ChannelIndex channel) { return gate_.snapshot()[channel].seizure; }
    Service service(board::ChannelIndex channel) { return gate_.snapshot()[channel].service; }
    size_t count(Event::Kind kind) const {
        return static_cast<size_t>(std::count_if(events.begin(), events.end(),
                                                 [kind](const Event &event) { return event.kind == kind; }));
    }
    LinkCounters links(int span) const { return frames_.links(span); }
    uint64_t framesDropped() const { return frames_.dropped(); }

    static constexpr size_t kMostFrames = 1'000'000;
    std::vector<Event> events;
    std::vector<DChannelFrame> frames;
    std::function<void(const Event &)> react = [](const Event &) {};

  private:
    bool on(Event &&event) {
        events.push_back(event);
        react(event);
        return true;
    }
    Inbox<Notice> notices_{256};
    WakeFd wake_;
    FrameTap frames_;
    EventGate gate_;
    WriterThread writer_;
    PromptStore prompts_;
    MediaThread media_;
    SignallingThread signalling_;
};

inline Command of(Command::Kind kind, Seizure seizure) {
    Command command{};
    command.kind = kind;
    command.seizure = seizure;
    return command;
}

inline SpanPlan plan(SpanSide side, bool crc4 = true, bool overlap = false,
                     Protocol protocol = Protocol::kEuroIsdn) {
    SpanPlan made{side, protocol, overlap};
    made.crc4 = crc4;
    made.clockPriority = side == SpanSide::kUser ? kChangedSpan : 0;
    return made;
}

/// No tone, no modem, and never the same for two channels or two moments.
inline uint8_t octet(board::ChannelIndex channel, uint64_t sample) {
    uint64_t mixed = (sample * 131 + channel) * 0x9E3779B97F4A7C15ULL;
    mixed ^= mixed >> 29;
    return static_cast<uint8_t>(mixed * 0xBF58476D1CE4E5B9ULL >> 56);
}

} // namespace callbox::engine::testing
