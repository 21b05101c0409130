// A port that feeds a telephone: it sees the hook and rings. A table of states without a clock:
// the owner says how many milliseconds have gone by. ITU-T Q.552 (Z interface), ITU-T E.180.
#pragma once

#include <cstdint>

#include "board/board.h"
#include "dsp/tone_plan.h"

namespace callbox::analog {

/// After this long on busy tone with the receiver still off, the howler. ITU-T E.180 leaves the
/// time to the administration; YD/T 1549 has 60 s.
constexpr uint32_t kHowlerAfterMs = 60'000;

enum class FxsState : uint8_t {
    kLaid,     // on-hook, quiet
    kRinging,  // on-hook, called
    kDialling, // lifted by its user: hears dial tone until the first digit or until call control speaks
    kTalking,  // off-hook, what it hears is call control's business
    kReleased, // the call is over, the receiver is not yet down: busy tone
    kHowling,  // the same for more than kHowlerAfterMs
};
constexpr int kFxsStates = 6;

enum class FxsEvent : uint8_t {
    kNone,
    kLifted,         // from kLaid: the telephone asks for service
    kAnswered,       // from kRinging
    kLaidDown,       // the receiver is down; from kDialling and kTalking this ends the seizure
    kAlreadyOffHook, // ring() on a telephone that is off the hook: the call can't be offered
};

/// What the owner does after an input, in this order: ring signals to the board, the tone to media,
/// the event to whoever holds the seizure.
struct FxsOutput {
    bool hasSignal = false;
    board::LineSignal signal = board::LineSignal::kRingOff; // kRingOn or kRingOff
    bool toneChanged = false;
    bool hasTone = false; // with toneChanged: false = silence
    dsp::Tone tone = dsp::Tone::kDial;
    FxsEvent event = FxsEvent::kNone;
};

/// Not thread-safe: one owner, the signalling thread. Repeated inputs change nothing.
class FxsPort {
  public:
    explicit FxsPort(const dsp::RingCadence &cadence) : cadence_(cadence) {}

    /// The board reports the hook. On-hook is a hang-up at once: telling a flash (a short on-hook)
    /// from a hang-up belongs to the issue on transfers, which also brings its timer.
    FxsOutput hook(bool offHook);
    /// Rings with the country's cadence, the ON phase first and at once.
    FxsOutput ring();
    /// The call is over for this port: ringing stops, or the telephone hears busy until it is laid.
    FxsOutput clear();
    /// A digit began, or call control plays to or bridges this telephone: dial tone ends.
    FxsOutput quiet();
    /// `ms` since the last call of elapse (or since any other input: they don't take time). At most
    /// one change of ringing per call is reported, so call at least every 100 ms.
    FxsOutput elapse(uint32_t ms);

    /// False: elapse would change nothing, so no timer is needed.
    bool countsTime() const { return state_ == FxsState::kRinging || state_ == FxsState::kReleased; }

    FxsState state() const { return state_; }
    bool offHook() const { return state_ != FxsState::kLaid && state_ != FxsState::kRinging; }
    /// Inputs that the state did not expect, such as off-hook when it was off-hook already.
    uint32_t unexpected() const { return unexpected_; }

  private:
    enum class Input : uint8_t { kOffHook, kOnHook, kRing, kClear, kQuiet, kHowlerDue };
    struct Row;
    static const Row kTable[];
    FxsOutput apply(Input input);

    dsp::RingCadence cadence_;
    FxsState state_ = FxsState::kLaid;
    uint8_t ringPhase_ = 0;
    uint32_t inPhaseMs_ = 0; // since the ringing phase or the state began
    uint32_t unexpected_ = 0;
};

const char *fxsStateName(FxsState state);

} // namespace callbox::analog
