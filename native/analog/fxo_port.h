// A port that faces an exchange and behaves as a telephone does: it sees ringing, lifts, lays. A
// table of states without a clock: the owner says how many milliseconds have gone by. ITU-T Q.552.
#pragma once

#include <cstdint>

#include "board/board.h"
#include "dsp/tone_plan.h"

namespace callbox::analog {

enum class FxoState : uint8_t {
    kIdle,      // on-hook, quiet
    kRinging,   // on-hook, the exchange rings (or is between two bursts)
    kRefused,   // as kRinging, but its seizure was cleared by us: these bursts make no new one
    kOffHook,   // loop closed: answered or seized
    kNoBattery, // no feeding voltage: cable out or exchange dead; nothing can be done here
};
constexpr int kFxoStates = 5;

enum class FxoEvent : uint8_t {
    kNone,
    kIncoming,    // the first burst of ringing
    kCleared,     // ringing stopped unanswered, or the battery went away under a seizure
    kBatteryLost, // while idle: no seizure is hurt, the technician wants to know
    kBatteryBack,
};

/// The signal goes to the board, then the event to whoever holds the seizure.
struct FxoOutput {
    bool hasSignal = false;
    board::LineSignal signal = board::LineSignal::kOnHook; // kOffHook or kOnHook
    FxoEvent event = FxoEvent::kNone;
};

/// Not thread-safe: one owner, the signalling thread. Repeated inputs change nothing.
class FxoPort {
  public:
    explicit FxoPort(const dsp::RingCadence &cadence) : ringGoneMs_(cadence.longestOffMs() * 3 / 2) {}

    /// The board reports kRingOn, kRingOff, kBatteryLost, kBatteryBack; polarity is heard and ignored
    /// until a country needs it.
    FxoOutput line(board::LineSignal signal);
    /// Lifts. Answers while ringing, seizes while idle; refused (nothing comes out) without battery.
    FxoOutput offHook();
    /// Lays down. While it rings: the seizure is over, further bursts of the same ringing make no new
    /// one, until the line was quiet for ringGoneMs.
    FxoOutput clear();
    /// `ms` since the last call of elapse.
    FxoOutput elapse(uint32_t ms);

    /// False: elapse would change nothing, so no timer is needed.
    bool countsTime() const { return state_ == FxoState::kRinging || state_ == FxoState::kRefused; }

    FxoState state() const { return state_; }
    /// Ringing has ended when the line was quiet for this long after a burst: 1.5 × the longest pause of the
    /// cadence.
    uint32_t ringGoneMs() const { return ringGoneMs_; }
    uint32_t unexpected() const { return unexpected_; }

  private:
    enum class Input : uint8_t { kRingOn, kRingOff, kBatteryLost, kBatteryBack, kLift, kClear, kRingGone };
    struct Row;
    static const Row kTable[];
    FxoOutput apply(Input input);

    uint32_t ringGoneMs_;
    FxoState state_ = FxoState::kIdle;
    bool burst_ = false;   // ringing current is on now
    uint32_t quietMs_ = 0; // since the last burst ended
    uint32_t unexpected_ = 0;
};

const char *fxoStateName(FxoState state);

} // namespace callbox::analog
