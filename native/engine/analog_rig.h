// Two ends of virtual analog lines in one thread and in virtual time: lines towards an exchange (FXO) at
// one end, what feeds them (FXS) at the other. All of it is the product's own; the test makes the ticks.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dsp/g711.h"
#include "engine/analog_lines.h"
#include "engine/audio_commands.h"
#include "engine/writer_thread.h"
#include "virtual/virtual_board.h"

namespace callbox::engine::testing {

constexpr int64_t kTickUs = 10'000;

/// A board as it is, that writes down what it is commanded, and lets the test change what it hears.
class WatchedBoard final : public board::Board {
  public:
    explicit WatchedBoard(virtualboard::VirtualBoard &board) : board_(board) {}
    const std::vector<board::Channel> &channels() const override { return board_.channels(); }
    int spanCount() const override { return board_.spanCount(); }
    int blockSamples() const override { return board_.blockSamples(); }
    board::Wait waitBlock(int timeoutMs) override { return board_.waitBlock(timeoutMs); }
    const uint8_t *rx(board::ChannelIndex channel) const override {
        if (!hear)
            return board_.rx(channel);
        std::copy_n(board_.rx(channel), board::kMaxBlockSamples, heard_);
        hear(channel, heard_);
        return heard_;
    }
    uint8_t *tx(board::ChannelIndex channel) override { return board_.tx(channel); }
    void finishBlock() override { board_.finishBlock(); }
    int eventFd() const override { return board_.eventFd(); }
    bool nextEvent(board::Event &event) override { return board_.nextEvent(event); }
    bool sendFrame(int, const uint8_t *, size_t) override { return false; }
    void signal(board::ChannelIndex channel, board::LineSignal signal) override {
        commanded.push_back(signal);
        board_.signal(channel, signal);
    }
    void close() override { board_.close(); }
    size_t count(board::LineSignal signal) const {
        return static_cast<size_t>(std::count(commanded.begin(), commanded.end(), signal));
    }

    std::vector<board::LineSignal> commanded;
    std::function<void(board::ChannelIndex, uint8_t *)> hear; // spoils a block of 10 ms on its way in

  private:
    virtualboard::VirtualBoard &board_;
    mutable uint8_t heard_[board::kMaxBlockSamples] = {};
};

struct Told {
    Event event;
    int64_t atMs = 0;
};

/// One end: what the signalling and media threads do, step by step.
class End {
  public:
    End(virtualboard::VirtualBoard &wire, const Config &config, const int64_t &nowUs)
        : board(wire), nowUs_(nowUs), gate_(
                                          [this](Event &&event) {
                                              told.push_back({std::move(event), nowUs_ / 1000});
                                              return true;
                                          },
                                          [] {}, wire.channels()),
          writer_(gate_, notices_, wake_), plan_(*dsp::findTonePlan(config.country.c_str())),
          media_(board, plan_, gate_, writer_, notices_, wake_), seizures_(board.channels(), gate_, media_),
          lines(board, config, plan_, gate_, seizures_, media_, [] {
              return analog::CallTime{11, 23, 14, 6};
          }) {
        seizures_.setOnEnd([](const Use &) {});
        media_.makeLines(true);
    }

    void step() {
        media_.step(0);
        lines.elapse(nowUs_);
        board::Event event;
        while (board.nextEvent(event))
            if (event.kind == board::Event::Kind::kLineSignal)
                lines.onSignal(event.channel, event.signal);
        std::vector<Notice> notices;
        notices_.take(notices);
        for (const Notice &notice : notices) {
            if (notice.kind == Notice::Kind::kHangupHeard)
                lines.hangupHeard(notice.channel);
            else
                lines.onNotice(notice);
        }
    }

    // --- what call control does -----------------------------------------------------------
    Command &command(Command::Kind kind, Seizure seizure) {
        built = Command{};
        built.kind = kind;
        built.seizure = seizure;
        return built;
    }
    void ring(Seizure seizure, const std::string &number = "", const std::string &name = "",
              Presentation presentation = Presentation::kAllowed,
              RingCadence cadence = RingCadence::kNormal) {
        command(Command::Kind::kRing, seizure).callingNumber = number;
        built.presentation = presentation;
        built.details.callingName = name;
        built.cadence = cadence;
        lines.ring(built);
    }
    void seize(Seizure seizure) { lines.seize(command(Command::Kind::kSeize, seizure)); }
    void answer(Seizure seizure) { lines.answer(use(seizure)); }
    void clear(Seizure seizure, int cause = 16) { lines.clear(use(seizure), cause); }
    /// True: they were held back.
    bool sendDigits(Seizure seizure, const std::string &digits) {
        if (lines.holdDigits(use(seizure), digits))
            return true;
        MediaCommand send{};
        send.kind = MediaCommand::Kind::kSendDigits;
        send.channel = *use(seizure).channel;
        send.digits = digits;
        media_.postAlways(std::move(send));
        return false;
    }
    void play(Seizure seizure, dsp::Tone tone) {
        MediaCommand set{};
        set.kind = MediaCommand::Kind::kSetTone;
        set.channel = *use(seizure).channel;
        set.tone = tone;
        media_.postAlways(std::move(set));
    }
    Use &use(Seizure seizure) {
        REQUIRE(seizures_.find(seizure) != nullptr);
        return *seizures_.find(seizure);
    }
    bool alive(Seizure seizure) { return seizures_.find(seizure) != nullptr; }

    /// The first such event since forget(), null: none.
    const Told *find(Event::Kind kind) const {
        for (const Told &one : told)
            if (one.event.kind == kind)
                return &one;
        return nullptr;
    }
    /// All events since forget(), in short: "line-state:ringing incoming ...".
    std::string story() const;
    void forget() { told.clear(); }

    WatchedBoard board;
    std::vector<Told> told;
    Command built;

  private:
    const int64_t &nowUs_;
    Inbox<Notice> notices_{64};
    WakeFd wake_;
    EventGate gate_;
    WriterThread writer_;
    const dsp::TonePlan &plan_;
    MediaThread media_;
    Seizures seizures_;

  public:
    AnalogLines lines; // after what it uses
};

inline std::string End::story() const {
    std::string text;
    for (const Told &one : told) {
        const Event &event = one.event;
        using Kind = Event::Kind;
        text += text.empty() ? "" : " ";
        text += event.kind == Kind::kLineState       ? event.reason
                : event.kind == Kind::kIncoming      ? "incoming"
                : event.kind == Kind::kCallerId      ? "caller-id"
                : event.kind == Kind::kAnswered      ? "answered"
                : event.kind == Kind::kCleared       ? "cleared-" + std::to_string(event.cause)
                : event.kind == Kind::kHook          ? (event.offHook ? "hook-up" : "hook-down")
                : event.kind == Kind::kFlash         ? "flash"
                : event.kind == Kind::kDigit         ? std::string("digit-") + event.digit
                : event.kind == Kind::kCommandFailed ? "failed"
                                                     : "other";
    }
    return text;
}

/// `far` is the FXO end, `near` the one that feeds it.
struct Rig {
    explicit Rig(const Config &config = {}) : Rig(config, config) {}
    Rig(const Config &farConfig, const Config &nearConfig)
        : wires(virtualboard::VirtualBoard::pair(options(), options())), far(*wires.first, farConfig, nowUs),
          near(*wires.second, nearConfig, nowUs) {
        run(50);
        far.forget();
        near.forget();
        far.board.commanded.clear();
        near.board.commanded.clear();
    }
    static virtualboard::Options options() {
        virtualboard::Options options;
        options.spans = 0;
        options.lines = 1;
        options.manualTicks = true;
        return options;
    }
    void tick() {
        nowUs += kTickUs;
        wires.first->tick();
        far.step();
        near.step();
    }
    void run(int64_t ms) {
        for (int64_t at = 0; at < ms; at += kTickUs / 1000)
            tick();
    }
    /// Ticks until the event is told at this end; fails the test after 30 s.
    Told until(End &end, Event::Kind kind) {
        for (int i = 0; i < 3000; ++i) {
            if (const Told *found = end.find(kind))
                return *found;
            tick();
        }
        FAIL("the event did not come; so far: " << end.story());
        return {};
    }
    int64_t nowMs() const { return nowUs / 1000; }

    int64_t nowUs = 1'000'000;
    std::pair<std::unique_ptr<virtualboard::VirtualBoard>, std::unique_ptr<virtualboard::VirtualBoard>> wires;
    End far, near;
};

} // namespace callbox::engine::testing
