// A port that feeds a telephone: it sees the hook, tells a flash from a hang-up, and rings. A table of
// states without a clock: the owner says how many milliseconds have gone by. ITU-T Q.552 (Z interface),
// ITU-T E.180.
#pragma once

#include <cstdint>

#include "analog/line_profile.h"
#include "board/board.h"
#include "dsp/tone_plan.h"

namespace callbox::analog {

/// After this long on busy or congestion tone with the receiver still off, the howler. ITU-T E.180 leaves
/// the time to the administration; YD/T 1549 has 60 s.
constexpr uint32_t kHowlerAfterMs = 60'000;
/// Dial tone for so long without a digit turns to congestion. ITU-T Q.543 §2.3: 10 .. 20 s.
constexpr uint32_t kDialToneMs = 20'000;
/// Caller ID begins so long after the first ring and ends so long before the second. ETSI EN 300 659-1
/// §6.1.2: 500 .. 2000 ms and at least 200 ms; Telcordia GR-30-CORE: at least 300 ms and 475 ms.
constexpr uint32_t kSpillAfterRingMs = 550;
constexpr uint32_t kSpillBeforeRingMs = 500;

enum class FxsState : uint8_t {
    kLaid,      // on-hook, quiet
    kRinging,   // on-hook, called (or about to be: caller ID in DTMF comes first)
    kDialling,  // lifted by its user: hears dial tone until the first digit or until call control speaks
    kUndialled, // the same, but dialled nothing for kDialToneMs: congestion
    kForgotten, // the same for kHowlerAfterMs more: howler. Its seizure lives on.
    kTalking,   // off-hook, what it hears is call control's business
    kFlashing,  // on-hook for less than a flash may last: its call is kept
    kReleased,  // the call is over, the receiver is not yet down: busy tone
    kHowling,   // the same for more than kHowlerAfterMs
};
constexpr int kFxsStates = 9;

enum class FxsEvent : uint8_t {
    kNone,
    kLifted,         // from kLaid: the telephone asks for service
    kAnswered,       // from kRinging
    kFlash,          // back from a short on-hook, or the board timed it
    kLaidDown,       // the receiver is down, and it is no flash: this ends the seizure, if there is one
    kAlreadyOffHook, // ring() on a telephone that is off the hook: the call can't be offered
};

/// What the owner does after an input, in this order: ring signals to the board, the tone to media, caller
/// ID to media, the event to whoever holds the seizure.
struct FxsOutput {
    bool hasSignal = false;
    board::LineSignal signal = board::LineSignal::kRingOff; // kRingOn or kRingOff
    bool toneChanged = false;
    bool hasTone = false; // with toneChanged: false = silence
    dsp::Tone tone = dsp::Tone::kDial;
    bool speak = false; // now is the time for caller ID
    FxsEvent event = FxsEvent::kNone;
};

/// How one call rings.
struct FxsRing {
    dsp::RingCadence cadence;
    /// How long its caller ID sounds; 0 = none. `spillFirst`: before the first ring, which then waits for
    /// it; else after it, and the pause there is made long enough.
    uint32_t spillMs = 0;
    bool spillFirst = false;
};

/// Not thread-safe: one owner, the signalling thread. Repeated inputs change nothing.
class FxsPort {
  public:
    explicit FxsPort(const FlashWindow &flash) : flash_(flash) {}

    /// The board reports the hook. On-hook in a call is a flash if the telephone comes back in time, else
    /// a hang-up when that time is over; on-hook in any other state is a hang-up at once.
    FxsOutput hook(bool offHook);
    /// The board timed the hook itself and says that it was a flash.
    FxsOutput flash();
    /// Rings, the ON phase first and at once (but see FxsRing::spillFirst).
    FxsOutput ring(const FxsRing &how);
    /// The call is over for this port: ringing stops, or the telephone hears busy until it is laid.
    FxsOutput clear();
    /// A digit began, or call control plays to or bridges this telephone: dial tone ends.
    FxsOutput quiet();
    /// `ms` since the last call of elapse; call before any other input, so that times belong to their state.
    /// At most one change of ringing per call is reported, so call at least every 100 ms.
    FxsOutput elapse(uint32_t ms);
    /// Dial tone stutters from the next lift on.
    void setMessageWaiting(bool waiting) { messageWaiting_ = waiting; }

    /// False: elapse would change nothing, so no timer is needed.
    bool countsTime() const {
        return state_ != FxsState::kLaid && state_ != FxsState::kTalking && state_ != FxsState::kForgotten &&
               state_ != FxsState::kHowling;
    }

    FxsState state() const { return state_; }
    /// In use by its own user, so that it can't be rung; a flash counts as off-hook.
    bool offHook() const { return state_ != FxsState::kLaid && state_ != FxsState::kRinging; }
    /// Inputs that the state did not expect, such as off-hook when it was off-hook already.
    uint32_t unexpected() const { return unexpected_; }

  private:
    enum class Input : uint8_t {
        kOffHook,
        kBackTooSoon, // off-hook after less than a flash: a contact that bounced
        kOnHook,
        kFlash,
        kRing,
        kClear,
        kQuiet,
        kTimeUp
    };
    struct Row;
    static const Row kTable[];
    FxsOutput apply(Input input);
    FxsOutput ringFor(uint32_t ms);
    uint32_t phaseMs() const;
    uint32_t timeUpMs() const;

    FlashWindow flash_;
    FxsRing ring_{};
    FxsState state_ = FxsState::kLaid;
    bool messageWaiting_ = false;
    bool spillDue_ = false, beforeFirst_ = false, firstRound_ = true;
    uint8_t ringPhase_ = 0;
    uint32_t inPhaseMs_ = 0; // since the ringing phase or the state began
    uint32_t unexpected_ = 0;
};

const char *fxsStateName(FxsState state);

} // namespace callbox::analog
