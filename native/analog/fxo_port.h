// A port that faces an exchange and behaves as a telephone does: it sees ringing, lifts, lays, and hears
// that the far end has gone. A table of states without a clock: the owner says how many milliseconds have
// gone by. ITU-T Q.552.
#pragma once

#include <cstdint>

#include "analog/line_profile.h"
#include "board/board.h"
#include "dsp/tone_plan.h"

namespace callbox::analog {

/// A loop break of this length is the exchange saying that the far end has hung up (ANSI/TIA-464 "open
/// switch interval" is 600 ms and more, exchanges send 250 .. 900 ms); shorter is a contact, longer a fault.
constexpr uint32_t kLoopBreakMinMs = 200;
constexpr uint32_t kLoopBreakMaxMs = 1000;
/// A polarity that turns within this of our own answer is the exchange's answer to it, not a hang-up.
constexpr uint32_t kPolaritySettlesMs = 500;
/// A burst after at least so much quiet is the next ring; nearer ones are parts of one double ring.
constexpr uint32_t kRingsApartMs = 1000;

enum class FxoState : uint8_t {
    kIdle,       // on-hook, quiet
    kFirstRing,  // on-hook, rung for the first time: nobody has been told of a call yet
    kRinging,    // on-hook, the exchange rings (or is between two bursts) and the call was told
    kRefused,    // as kRinging, but its seizure was cleared by us: these bursts make no new one
    kOffHook,    // loop closed: answered or seized
    kLoopBroken, // the same, but the battery is away: a far end that hung up, or a fault?
    kGuard,      // just laid down: lifted now, the exchange would take it for a flash
    kGuardLift,  // the same, and to be lifted when that is over
    kNoBattery,  // no feeding voltage: cable out or exchange dead; nothing can be done here
};
constexpr int kFxoStates = 9;

enum class FxoEvent : uint8_t {
    kNone,
    kRingBegan,     // ring 1: listen for caller ID, or announce() at once
    kIncoming,      // ring 2, or announce(): call control is to be told
    kRingGone,      // ringing stopped before anybody was told
    kCleared,       // ringing stopped unanswered
    kFarEndCleared, // off-hook: the far end has hung up; the port is on-hook already
    kFault,         // the battery went away for good under a seizure
    kAnswered,      // an outgoing call: the exchange turned the polarity
    kGlare,         // it rang before it could be lifted: that seizure is lost, a call comes
    kBatteryLost,   // while no seizure is hurt: the technician wants to know
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
    /// `guardMs`: how long the line stays laid at least, so that no exchange takes it for a flash.
    FxoPort(const dsp::RingCadence &cadence, uint32_t guardMs)
        : cadenceOffMs_(cadence.longestOffMs()), ringGoneMs_(cadenceOffMs_ * 3 / 2), guardMs_(guardMs) {}

    /// What the board reports of the line.
    FxoOutput line(board::LineSignal signal);
    /// kFirstRing only: caller ID has come, or won't.
    FxoOutput announce();
    /// Answers while ringing.
    FxoOutput answer();
    /// Lifts an idle line, at once or when its guard time is over. Nothing comes of it while it rings or has
    /// no battery: see canSeize.
    FxoOutput seize();
    /// Lays down. While it rings: the seizure is over, further bursts of the same ringing make no new
    /// one, until the line was quiet for ringGoneMs.
    FxoOutput clear();
    /// The busy tone of a far end that has hung up was recognised. Only off-hook does it mean anything.
    FxoOutput hangupHeard();
    /// `ms` since the last call of elapse. Call before any input, so that times belong to their state.
    FxoOutput elapse(uint32_t ms);

    /// False: elapse would change nothing, so no timer is needed.
    bool countsTime() const { return state_ != FxoState::kIdle && state_ != FxoState::kNoBattery; }
    bool canSeize() const { return state_ == FxoState::kIdle || state_ == FxoState::kGuard; }
    bool lifted() const { return state_ == FxoState::kOffHook || state_ == FxoState::kLoopBroken; }

    FxoState state() const { return state_; }
    /// Ringing has ended when the line was quiet for this long after a burst: 1.5 × the longest pause of the
    /// cadence, until this ringing's own pause has been measured: then 15 % more than that and 200 ms.
    uint32_t ringGoneMs() const { return ringGoneMs_; }
    /// The line turns its polarity when an outgoing call is answered: known since the first one that did.
    bool answerSupervised() const { return answerSupervised_; }
    bool ringing() const {
        return state_ == FxoState::kFirstRing || state_ == FxoState::kRinging || state_ == FxoState::kRefused;
    }
    /// Of this ringing, or the last one: 2 once it is known that nothing came between the first two.
    uint32_t rings() const { return rings_; }
    uint32_t unexpected() const { return unexpected_; }
    uint32_t loopBreaks() const { return loopBreaks_; } // taken for a hang-up
    uint32_t reversals() const { return reversals_; }   // seen off-hook

  private:
    enum class Input : uint8_t {
        kRing, // ring 1 of a ringing, or a burst of the same ring
        kNextRing,
        kRingOff,
        kRingGone,
        kBatteryLost,
        kBatteryBackEarly, // also: when it did not matter how long it was away
        kBatteryBack,      // after a loop break
        kTimeUp,
        kAnnounce,
        kAnswer,
        kSeize,
        kClear,
        kFarEndGone
    };
    struct Row;
    static const Row kTable[];
    FxoOutput apply(Input input);
    FxoOutput ringOn();
    FxoOutput polarity(bool reversed);

    uint32_t cadenceOffMs_, ringGoneMs_, guardMs_;
    FxoState state_ = FxoState::kIdle;
    bool burst_ = false;   // ringing current is on now
    uint32_t quietMs_ = 0; // since the last burst ended
    uint32_t inStateMs_ = 0;
    uint32_t rings_ = 0;
    bool reversed_ = false, outgoing_ = false, reversedInCall_ = false, answerSupervised_ = false;
    uint32_t unexpected_ = 0, loopBreaks_ = 0, reversals_ = 0;
};

const char *fxoStateName(FxoState state);

} // namespace callbox::analog
