#include "analog/fxo_port.h"

#include <algorithm>

namespace callbox::analog {
namespace {

enum class Loop : uint8_t { kSame, kClose, kOpen };
constexpr uint32_t kLongMs = 3'600'000; // counters stop here, so that they can't wrap

} // namespace

struct FxoPort::Row {
    FxoState state;
    Input input;
    FxoState next;
    Loop loop;
    FxoEvent event;
};

// A pair that isn't here changes nothing; it is counted as unexpected.
const FxoPort::Row FxoPort::kTable[] = {
    // state, input -> next, loop, event
    {FxoState::kIdle, Input::kRing, FxoState::kFirstRing, Loop::kSame, FxoEvent::kRingBegan},
    {FxoState::kIdle, Input::kRingOff, FxoState::kIdle, Loop::kSame, FxoEvent::kNone},
    {FxoState::kIdle, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kBatteryLost},
    {FxoState::kIdle, Input::kSeize, FxoState::kOffHook, Loop::kClose, FxoEvent::kNone},
    {FxoState::kIdle, Input::kClear, FxoState::kIdle, Loop::kSame, FxoEvent::kNone},
    {FxoState::kIdle, Input::kFarEndGone, FxoState::kIdle, Loop::kSame, FxoEvent::kNone},

    {FxoState::kFirstRing, Input::kRing, FxoState::kFirstRing, Loop::kSame, FxoEvent::kNone},
    {FxoState::kFirstRing, Input::kNextRing, FxoState::kRinging, Loop::kSame, FxoEvent::kIncoming},
    {FxoState::kFirstRing, Input::kRingOff, FxoState::kFirstRing, Loop::kSame, FxoEvent::kNone},
    {FxoState::kFirstRing, Input::kRingGone, FxoState::kIdle, Loop::kSame, FxoEvent::kRingGone},
    {FxoState::kFirstRing, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kBatteryLost},
    {FxoState::kFirstRing, Input::kAnnounce, FxoState::kRinging, Loop::kSame, FxoEvent::kIncoming},
    {FxoState::kFirstRing, Input::kFarEndGone, FxoState::kFirstRing, Loop::kSame, FxoEvent::kNone},

    {FxoState::kRinging, Input::kRing, FxoState::kRinging, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRinging, Input::kNextRing, FxoState::kRinging, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRinging, Input::kRingOff, FxoState::kRinging, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRinging, Input::kRingGone, FxoState::kIdle, Loop::kSame, FxoEvent::kCleared},
    {FxoState::kRinging, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kFault},
    {FxoState::kRinging, Input::kAnswer, FxoState::kOffHook, Loop::kClose, FxoEvent::kNone},
    {FxoState::kRinging, Input::kClear, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRinging, Input::kFarEndGone, FxoState::kRinging, Loop::kSame, FxoEvent::kNone},

    {FxoState::kRefused, Input::kRing, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRefused, Input::kNextRing, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRefused, Input::kRingOff, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRefused, Input::kRingGone, FxoState::kIdle, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRefused, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kBatteryLost},
    {FxoState::kRefused, Input::kClear, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRefused, Input::kFarEndGone, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},

    // The exchange trips its ringing when the loop closes; a burst may still be on the way.
    {FxoState::kOffHook, Input::kRing, FxoState::kOffHook, Loop::kSame, FxoEvent::kNone},
    {FxoState::kOffHook, Input::kNextRing, FxoState::kOffHook, Loop::kSame, FxoEvent::kNone},
    {FxoState::kOffHook, Input::kRingOff, FxoState::kOffHook, Loop::kSame, FxoEvent::kNone},
    {FxoState::kOffHook, Input::kBatteryLost, FxoState::kLoopBroken, Loop::kSame, FxoEvent::kNone},
    {FxoState::kOffHook, Input::kClear, FxoState::kGuard, Loop::kOpen, FxoEvent::kNone},
    {FxoState::kOffHook, Input::kFarEndGone, FxoState::kGuard, Loop::kOpen, FxoEvent::kFarEndCleared},

    {FxoState::kLoopBroken, Input::kRingOff, FxoState::kLoopBroken, Loop::kSame, FxoEvent::kNone},
    {FxoState::kLoopBroken, Input::kBatteryBackEarly, FxoState::kOffHook, Loop::kSame, FxoEvent::kNone},
    {FxoState::kLoopBroken, Input::kBatteryBack, FxoState::kGuard, Loop::kOpen, FxoEvent::kFarEndCleared},
    {FxoState::kLoopBroken, Input::kTimeUp, FxoState::kNoBattery, Loop::kOpen, FxoEvent::kFault},
    {FxoState::kLoopBroken, Input::kClear, FxoState::kNoBattery, Loop::kOpen, FxoEvent::kNone},
    {FxoState::kLoopBroken, Input::kFarEndGone, FxoState::kLoopBroken, Loop::kSame, FxoEvent::kNone},

    {FxoState::kGuard, Input::kRing, FxoState::kFirstRing, Loop::kSame, FxoEvent::kRingBegan},
    {FxoState::kGuard, Input::kRingOff, FxoState::kGuard, Loop::kSame, FxoEvent::kNone},
    {FxoState::kGuard, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kBatteryLost},
    {FxoState::kGuard, Input::kTimeUp, FxoState::kIdle, Loop::kSame, FxoEvent::kNone},
    {FxoState::kGuard, Input::kSeize, FxoState::kGuardLift, Loop::kSame, FxoEvent::kNone},
    {FxoState::kGuard, Input::kClear, FxoState::kGuard, Loop::kSame, FxoEvent::kNone},
    {FxoState::kGuard, Input::kFarEndGone, FxoState::kGuard, Loop::kSame, FxoEvent::kNone},

    {FxoState::kGuardLift, Input::kRing, FxoState::kFirstRing, Loop::kSame, FxoEvent::kGlare},
    {FxoState::kGuardLift, Input::kRingOff, FxoState::kGuardLift, Loop::kSame, FxoEvent::kNone},
    {FxoState::kGuardLift, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kFault},
    {FxoState::kGuardLift, Input::kTimeUp, FxoState::kOffHook, Loop::kClose, FxoEvent::kNone},
    {FxoState::kGuardLift, Input::kClear, FxoState::kGuard, Loop::kSame, FxoEvent::kNone},
    {FxoState::kGuardLift, Input::kFarEndGone, FxoState::kGuardLift, Loop::kSame, FxoEvent::kNone},

    {FxoState::kNoBattery, Input::kBatteryBackEarly, FxoState::kIdle, Loop::kSame, FxoEvent::kBatteryBack},
    {FxoState::kNoBattery, Input::kRingOff, FxoState::kNoBattery, Loop::kSame, FxoEvent::kNone},
    {FxoState::kNoBattery, Input::kClear, FxoState::kNoBattery, Loop::kSame, FxoEvent::kNone},
    {FxoState::kNoBattery, Input::kFarEndGone, FxoState::kNoBattery, Loop::kSame, FxoEvent::kNone},
};

FxoOutput FxoPort::apply(Input input) {
    const Row *row = nullptr;
    for (const Row &candidate : kTable) {
        if (candidate.state == state_ && candidate.input == input)
            row = &candidate;
    }
    FxoOutput out;
    if (row == nullptr) {
        ++unexpected_;
        return out;
    }
    const bool waits = row->next == FxoState::kGuardLift; // for the rest of the same guard time
    if (row->next != state_ && !waits)
        inStateMs_ = 0;
    state_ = row->next;
    out.event = row->event;
    if (row->loop != Loop::kSame) {
        out.hasSignal = true;
        out.signal = row->loop == Loop::kClose ? board::LineSignal::kOffHook : board::LineSignal::kOnHook;
    }
    return out;
}

FxoOutput FxoPort::ringOn() {
    const bool first =
        state_ == FxoState::kIdle || state_ == FxoState::kGuard || state_ == FxoState::kGuardLift;
    const bool next = !first && quietMs_ >= kRingsApartMs;
    if (first)
        ringGoneMs_ = cadenceOffMs_ * 3 / 2;
    else if (next && !lifted())
        ringGoneMs_ = std::min(ringGoneMs_, std::max(quietMs_, cadenceOffMs_) * 115 / 100 + 200);
    rings_ = first ? 1 : rings_ + next;
    burst_ = true;
    quietMs_ = 0;
    return apply(next ? Input::kNextRing : Input::kRing);
}

FxoOutput FxoPort::polarity(bool reversed) {
    if (reversed == reversed_)
        return {};
    reversed_ = reversed;
    if (state_ != FxoState::kOffHook)
        return {}; // on-hook it announces caller ID, for which we always listen
    ++reversals_;
    if (!outgoing_)
        return inStateMs_ < kPolaritySettlesMs ? FxoOutput() : apply(Input::kFarEndGone);
    if (reversedInCall_)
        return apply(Input::kFarEndGone);
    reversedInCall_ = answerSupervised_ = true;
    FxoOutput out;
    out.event = FxoEvent::kAnswered;
    return out;
}

FxoOutput FxoPort::line(board::LineSignal signal) {
    switch (signal) {
    case board::LineSignal::kRingOn:
        return burst_ ? FxoOutput() : ringOn();
    case board::LineSignal::kRingOff:
        burst_ = false;
        quietMs_ = 0;
        return apply(Input::kRingOff);
    case board::LineSignal::kBatteryLost:
        burst_ = false;
        return apply(Input::kBatteryLost);
    case board::LineSignal::kBatteryBack: {
        const bool isBreak = state_ == FxoState::kLoopBroken && inStateMs_ >= kLoopBreakMinMs;
        loopBreaks_ += isBreak;
        return apply(isBreak ? Input::kBatteryBack : Input::kBatteryBackEarly);
    }
    case board::LineSignal::kPolarityReversed:
        return polarity(true);
    case board::LineSignal::kPolarityNormal:
        return polarity(false);
    default:
        break; // the others are commands here; a board that reports them is wrong
    }
    ++unexpected_;
    return {};
}

FxoOutput FxoPort::announce() { return apply(Input::kAnnounce); }
FxoOutput FxoPort::clear() { return apply(Input::kClear); }
FxoOutput FxoPort::hangupHeard() { return apply(Input::kFarEndGone); }

FxoOutput FxoPort::answer() {
    outgoing_ = outgoing_ && state_ != FxoState::kRinging; // an answer too many is none to an outgoing call
    return apply(Input::kAnswer);
}

FxoOutput FxoPort::seize() {
    if (canSeize()) { // else it would forget that the call under way was answered
        outgoing_ = true;
        reversedInCall_ = false;
    }
    return apply(Input::kSeize);
}

FxoOutput FxoPort::elapse(uint32_t ms) {
    if (!countsTime())
        return {};
    const auto grown = [ms](uint32_t sum) { return sum + std::min(ms, kLongMs - std::min(sum, kLongMs)); };
    inStateMs_ = grown(inStateMs_);
    switch (state_) {
    case FxoState::kGuard:
    case FxoState::kGuardLift:
        return inStateMs_ >= guardMs_ ? apply(Input::kTimeUp) : FxoOutput();
    case FxoState::kLoopBroken:
        return inStateMs_ > kLoopBreakMaxMs ? apply(Input::kTimeUp) : FxoOutput();
    case FxoState::kOffHook:
        return {};
    default:
        break;
    }
    if (burst_)
        return {};
    quietMs_ = grown(quietMs_);
    return quietMs_ < ringGoneMs_ ? FxoOutput() : apply(Input::kRingGone);
}

const char *fxoStateName(FxoState state) {
    constexpr const char *kNames[kFxoStates] = {"idle",    "first-ring", "ringing",
                                                "refused", "off-hook",   "loop-broken",
                                                "guard",   "guard-lift", "no-battery"};
    return kNames[static_cast<int>(state)];
}

} // namespace callbox::analog
