#include "analog/fxs_port.h"

namespace callbox::analog {
namespace {

enum class Ringing : uint8_t { kSame, kStart, kStop };
enum class Sound : uint8_t { kSame, kNone, kDial, kBusy, kHowler };

} // namespace

struct FxsPort::Row {
    FxsState state;
    Input input;
    FxsState next;
    Ringing ringing;
    Sound sound;
    FxsEvent event;
};

// A pair that isn't here changes nothing; it is counted as unexpected.
const FxsPort::Row FxsPort::kTable[] = {
    // state, input -> next, ringing, sound, event
    {FxsState::kLaid, Input::kOffHook, FxsState::kDialling, Ringing::kSame, Sound::kDial, FxsEvent::kLifted},
    {FxsState::kLaid, Input::kRing, FxsState::kRinging, Ringing::kStart, Sound::kSame, FxsEvent::kNone},
    {FxsState::kLaid, Input::kClear, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kNone},
    {FxsState::kLaid, Input::kQuiet, FxsState::kLaid, Ringing::kSame, Sound::kSame, FxsEvent::kNone},

    {FxsState::kRinging, Input::kOffHook, FxsState::kTalking, Ringing::kStop, Sound::kNone,
     FxsEvent::kAnswered},
    {FxsState::kRinging, Input::kClear, FxsState::kLaid, Ringing::kStop, Sound::kNone, FxsEvent::kNone},
    {FxsState::kRinging, Input::kQuiet, FxsState::kRinging, Ringing::kSame, Sound::kSame, FxsEvent::kNone},

    {FxsState::kDialling, Input::kOnHook, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kLaidDown},
    {FxsState::kDialling, Input::kRing, FxsState::kDialling, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kDialling, Input::kClear, FxsState::kReleased, Ringing::kSame, Sound::kBusy, FxsEvent::kNone},
    {FxsState::kDialling, Input::kQuiet, FxsState::kTalking, Ringing::kSame, Sound::kNone, FxsEvent::kNone},

    {FxsState::kTalking, Input::kOnHook, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kLaidDown},
    {FxsState::kTalking, Input::kRing, FxsState::kTalking, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kTalking, Input::kClear, FxsState::kReleased, Ringing::kSame, Sound::kBusy, FxsEvent::kNone},
    {FxsState::kTalking, Input::kQuiet, FxsState::kTalking, Ringing::kSame, Sound::kSame, FxsEvent::kNone},

    {FxsState::kReleased, Input::kOnHook, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kLaidDown},
    {FxsState::kReleased, Input::kRing, FxsState::kReleased, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kReleased, Input::kQuiet, FxsState::kReleased, Ringing::kSame, Sound::kSame, FxsEvent::kNone},
    {FxsState::kReleased, Input::kHowlerDue, FxsState::kHowling, Ringing::kSame, Sound::kHowler,
     FxsEvent::kNone},

    {FxsState::kHowling, Input::kOnHook, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kLaidDown},
    {FxsState::kHowling, Input::kRing, FxsState::kHowling, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kHowling, Input::kQuiet, FxsState::kHowling, Ringing::kSame, Sound::kSame, FxsEvent::kNone},
};

FxsOutput FxsPort::apply(Input input) {
    const Row *row = nullptr;
    for (const Row &candidate : kTable) {
        if (candidate.state == state_ && candidate.input == input)
            row = &candidate;
    }
    FxsOutput out;
    if (row == nullptr) {
        ++unexpected_;
        return out;
    }
    if (row->next != state_ || row->ringing == Ringing::kStart) {
        inPhaseMs_ = 0;
        ringPhase_ = 0;
    }
    state_ = row->next;
    out.event = row->event;
    if (row->ringing != Ringing::kSame) {
        out.hasSignal = true;
        out.signal =
            row->ringing == Ringing::kStart ? board::LineSignal::kRingOn : board::LineSignal::kRingOff;
    }
    out.toneChanged = row->sound != Sound::kSame;
    out.hasTone = out.toneChanged && row->sound != Sound::kNone;
    out.tone = row->sound == Sound::kBusy     ? dsp::Tone::kBusy
               : row->sound == Sound::kHowler ? dsp::Tone::kHowler
                                              : dsp::Tone::kDial;
    return out;
}

FxsOutput FxsPort::hook(bool offHook) { return apply(offHook ? Input::kOffHook : Input::kOnHook); }
FxsOutput FxsPort::ring() { return apply(Input::kRing); }
FxsOutput FxsPort::clear() { return apply(Input::kClear); }
FxsOutput FxsPort::quiet() { return apply(Input::kQuiet); }

FxsOutput FxsPort::elapse(uint32_t ms) {
    FxsOutput out;
    if (state_ == FxsState::kReleased) {
        inPhaseMs_ += ms < kHowlerAfterMs ? ms : kHowlerAfterMs; // can't wrap
        return inPhaseMs_ >= kHowlerAfterMs ? apply(Input::kHowlerDue) : out;
    }
    if (state_ != FxsState::kRinging || cadence_.count < 2)
        return out;
    const uint32_t phaseMs = cadence_.ms[ringPhase_];
    inPhaseMs_ += ms < phaseMs ? ms : phaseMs;
    if (inPhaseMs_ < phaseMs)
        return out;
    inPhaseMs_ -= phaseMs; // what is over belongs to the next phase, so the cadence doesn't drift
    ringPhase_ = static_cast<uint8_t>((ringPhase_ + 1) % cadence_.count);
    out.hasSignal = true;
    out.signal = ringPhase_ % 2 == 0 ? board::LineSignal::kRingOn : board::LineSignal::kRingOff;
    return out;
}

const char *fxsStateName(FxsState state) {
    constexpr const char *kNames[kFxsStates] = {"laid",    "ringing",  "dialling",
                                                "talking", "released", "howling"};
    return kNames[static_cast<int>(state)];
}

} // namespace callbox::analog
