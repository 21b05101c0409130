#include "analog/fxo_port.h"

namespace callbox::analog {
namespace {

enum class Loop : uint8_t { kSame, kClose, kOpen };

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
    {FxoState::kIdle, Input::kRingOn, FxoState::kRinging, Loop::kSame, FxoEvent::kIncoming},
    {FxoState::kIdle, Input::kRingOff, FxoState::kIdle, Loop::kSame, FxoEvent::kNone},
    {FxoState::kIdle, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kBatteryLost},
    {FxoState::kIdle, Input::kLift, FxoState::kOffHook, Loop::kClose, FxoEvent::kNone},
    {FxoState::kIdle, Input::kClear, FxoState::kIdle, Loop::kSame, FxoEvent::kNone},

    {FxoState::kRinging, Input::kRingOn, FxoState::kRinging, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRinging, Input::kRingOff, FxoState::kRinging, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRinging, Input::kRingGone, FxoState::kIdle, Loop::kSame, FxoEvent::kCleared},
    {FxoState::kRinging, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kCleared},
    {FxoState::kRinging, Input::kLift, FxoState::kOffHook, Loop::kClose, FxoEvent::kNone},
    {FxoState::kRinging, Input::kClear, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},

    {FxoState::kRefused, Input::kRingOn, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRefused, Input::kRingOff, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRefused, Input::kRingGone, FxoState::kIdle, Loop::kSame, FxoEvent::kNone},
    {FxoState::kRefused, Input::kBatteryLost, FxoState::kNoBattery, Loop::kSame, FxoEvent::kBatteryLost},
    {FxoState::kRefused, Input::kLift, FxoState::kOffHook, Loop::kClose, FxoEvent::kNone},
    {FxoState::kRefused, Input::kClear, FxoState::kRefused, Loop::kSame, FxoEvent::kNone},

    // The exchange trips its ringing when the loop closes; a burst may still be on the way.
    {FxoState::kOffHook, Input::kRingOn, FxoState::kOffHook, Loop::kSame, FxoEvent::kNone},
    {FxoState::kOffHook, Input::kRingOff, FxoState::kOffHook, Loop::kSame, FxoEvent::kNone},
    {FxoState::kOffHook, Input::kBatteryLost, FxoState::kNoBattery, Loop::kOpen, FxoEvent::kCleared},
    {FxoState::kOffHook, Input::kClear, FxoState::kIdle, Loop::kOpen, FxoEvent::kNone},

    {FxoState::kNoBattery, Input::kBatteryBack, FxoState::kIdle, Loop::kSame, FxoEvent::kBatteryBack},
    {FxoState::kNoBattery, Input::kRingOff, FxoState::kNoBattery, Loop::kSame, FxoEvent::kNone},
    {FxoState::kNoBattery, Input::kClear, FxoState::kNoBattery, Loop::kSame, FxoEvent::kNone},
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
    state_ = row->next;
    out.event = row->event;
    if (row->loop != Loop::kSame) {
        out.hasSignal = true;
        out.signal = row->loop == Loop::kClose ? board::LineSignal::kOffHook : board::LineSignal::kOnHook;
    }
    return out;
}

FxoOutput FxoPort::line(board::LineSignal signal) {
    switch (signal) {
    case board::LineSignal::kRingOn:
        burst_ = true;
        quietMs_ = 0;
        return apply(Input::kRingOn);
    case board::LineSignal::kRingOff:
        burst_ = false;
        quietMs_ = 0;
        return apply(Input::kRingOff);
    case board::LineSignal::kBatteryLost:
        burst_ = false;
        return apply(Input::kBatteryLost);
    case board::LineSignal::kBatteryBack:
        return apply(Input::kBatteryBack);
    case board::LineSignal::kPolarityReversed:
    case board::LineSignal::kPolarityNormal:
        return {};
    case board::LineSignal::kOffHook:
    case board::LineSignal::kOnHook:
        break; // these are commands here; a board that reports them is wrong
    }
    ++unexpected_;
    return {};
}

FxoOutput FxoPort::offHook() { return apply(Input::kLift); }
FxoOutput FxoPort::clear() { return apply(Input::kClear); }

FxoOutput FxoPort::elapse(uint32_t ms) {
    if (!countsTime() || burst_)
        return {};
    quietMs_ += ms < ringGoneMs_ ? ms : ringGoneMs_; // can't wrap
    return quietMs_ < ringGoneMs_ ? FxoOutput() : apply(Input::kRingGone);
}

const char *fxoStateName(FxoState state) {
    constexpr const char *kNames[kFxoStates] = {"idle", "ringing", "refused", "off-hook", "no-battery"};
    return kNames[static_cast<int>(state)];
}

} // namespace callbox::analog
