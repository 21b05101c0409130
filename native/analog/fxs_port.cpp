#include "analog/fxs_port.h"

#include <algorithm>

namespace callbox::analog {
namespace {

enum class Ringing : uint8_t { kSame, kStart, kStop };
enum class Sound : uint8_t { kSame, kNone, kDial, kCongestion, kBusy, kHowler };
constexpr uint32_t kSpillThenRingMs = 250; // ETSI EN 300 659-1 annex B: at least 200 ms after the last tone

/// Where in the cadence caller ID has its place: the first of the longest pauses.
uint8_t spillPhase(const dsp::RingCadence &cadence) {
    uint8_t longest = 1;
    for (uint8_t i = 1; i < cadence.count; i = static_cast<uint8_t>(i + 2))
        if (cadence.ms[i] > cadence.ms[longest])
            longest = i;
    return longest;
}

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
    {FxsState::kDialling, Input::kFlash, FxsState::kDialling, Ringing::kSame, Sound::kDial, FxsEvent::kFlash},
    {FxsState::kDialling, Input::kRing, FxsState::kDialling, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kDialling, Input::kClear, FxsState::kReleased, Ringing::kSame, Sound::kBusy, FxsEvent::kNone},
    {FxsState::kDialling, Input::kQuiet, FxsState::kTalking, Ringing::kSame, Sound::kNone, FxsEvent::kNone},
    {FxsState::kDialling, Input::kTimeUp, FxsState::kUndialled, Ringing::kSame, Sound::kCongestion,
     FxsEvent::kNone},

    {FxsState::kUndialled, Input::kOnHook, FxsState::kLaid, Ringing::kSame, Sound::kNone,
     FxsEvent::kLaidDown},
    {FxsState::kUndialled, Input::kFlash, FxsState::kDialling, Ringing::kSame, Sound::kDial,
     FxsEvent::kFlash},
    {FxsState::kUndialled, Input::kRing, FxsState::kUndialled, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kUndialled, Input::kClear, FxsState::kReleased, Ringing::kSame, Sound::kBusy, FxsEvent::kNone},
    {FxsState::kUndialled, Input::kQuiet, FxsState::kTalking, Ringing::kSame, Sound::kNone, FxsEvent::kNone},
    {FxsState::kUndialled, Input::kTimeUp, FxsState::kForgotten, Ringing::kSame, Sound::kHowler,
     FxsEvent::kNone},

    {FxsState::kForgotten, Input::kOnHook, FxsState::kLaid, Ringing::kSame, Sound::kNone,
     FxsEvent::kLaidDown},
    {FxsState::kForgotten, Input::kFlash, FxsState::kDialling, Ringing::kSame, Sound::kDial,
     FxsEvent::kFlash},
    {FxsState::kForgotten, Input::kRing, FxsState::kForgotten, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kForgotten, Input::kClear, FxsState::kReleased, Ringing::kSame, Sound::kBusy, FxsEvent::kNone},
    {FxsState::kForgotten, Input::kQuiet, FxsState::kTalking, Ringing::kSame, Sound::kNone, FxsEvent::kNone},

    {FxsState::kTalking, Input::kOnHook, FxsState::kFlashing, Ringing::kSame, Sound::kSame, FxsEvent::kNone},
    {FxsState::kTalking, Input::kFlash, FxsState::kTalking, Ringing::kSame, Sound::kSame, FxsEvent::kFlash},
    {FxsState::kTalking, Input::kRing, FxsState::kTalking, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kTalking, Input::kClear, FxsState::kReleased, Ringing::kSame, Sound::kBusy, FxsEvent::kNone},
    {FxsState::kTalking, Input::kQuiet, FxsState::kTalking, Ringing::kSame, Sound::kSame, FxsEvent::kNone},

    {FxsState::kFlashing, Input::kOffHook, FxsState::kTalking, Ringing::kSame, Sound::kSame,
     FxsEvent::kFlash},
    {FxsState::kFlashing, Input::kBackTooSoon, FxsState::kTalking, Ringing::kSame, Sound::kSame,
     FxsEvent::kNone},
    {FxsState::kFlashing, Input::kRing, FxsState::kFlashing, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    // Nobody hears a busy tone: it is down. If it comes back it asks for a new call.
    {FxsState::kFlashing, Input::kClear, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kNone},
    {FxsState::kFlashing, Input::kQuiet, FxsState::kFlashing, Ringing::kSame, Sound::kSame, FxsEvent::kNone},
    {FxsState::kFlashing, Input::kTimeUp, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kLaidDown},

    {FxsState::kReleased, Input::kOnHook, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kLaidDown},
    // The recall key after a call: a new dial tone, as if it had been laid and lifted.
    {FxsState::kReleased, Input::kFlash, FxsState::kDialling, Ringing::kSame, Sound::kDial,
     FxsEvent::kLifted},
    {FxsState::kReleased, Input::kRing, FxsState::kReleased, Ringing::kSame, Sound::kSame,
     FxsEvent::kAlreadyOffHook},
    {FxsState::kReleased, Input::kQuiet, FxsState::kReleased, Ringing::kSame, Sound::kSame, FxsEvent::kNone},
    {FxsState::kReleased, Input::kTimeUp, FxsState::kHowling, Ringing::kSame, Sound::kHowler,
     FxsEvent::kNone},

    {FxsState::kHowling, Input::kOnHook, FxsState::kLaid, Ringing::kSame, Sound::kNone, FxsEvent::kLaidDown},
    {FxsState::kHowling, Input::kFlash, FxsState::kDialling, Ringing::kSame, Sound::kDial, FxsEvent::kLifted},
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
    if (row->next != state_ || row->sound == Sound::kDial) {
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
    out.tone = row->sound == Sound::kBusy         ? dsp::Tone::kBusy
               : row->sound == Sound::kHowler     ? dsp::Tone::kHowler
               : row->sound == Sound::kCongestion ? dsp::Tone::kCongestion
               : messageWaiting_                  ? dsp::Tone::kMessageDial
                                                  : dsp::Tone::kDial;
    return out;
}

FxsOutput FxsPort::hook(bool offHook) {
    if (!offHook)
        return apply(Input::kOnHook);
    const bool bounced = state_ == FxsState::kFlashing && inPhaseMs_ < flash_.minMs;
    return apply(bounced ? Input::kBackTooSoon : Input::kOffHook);
}

FxsOutput FxsPort::flash() { return apply(Input::kFlash); }
FxsOutput FxsPort::clear() { return apply(Input::kClear); }
FxsOutput FxsPort::quiet() { return apply(Input::kQuiet); }

FxsOutput FxsPort::ring(const FxsRing &how) {
    FxsOutput out = apply(Input::kRing);
    if (!out.hasSignal)
        return out;
    ring_ = how;
    firstRound_ = true;
    beforeFirst_ = how.spillMs > 0 && how.spillFirst;
    spillDue_ = how.spillMs > 0 && !how.spillFirst;
    out.hasSignal = !beforeFirst_;
    out.speak = beforeFirst_;
    return out;
}

uint32_t FxsPort::timeUpMs() const {
    switch (state_) {
    case FxsState::kDialling:
        return kDialToneMs;
    case FxsState::kFlashing:
        return flash_.maxMs + 1U;
    default:
        return kHowlerAfterMs;
    }
}

FxsOutput FxsPort::elapse(uint32_t ms) {
    if (!countsTime())
        return {};
    if (state_ == FxsState::kRinging)
        return ringFor(ms);
    const uint32_t dueMs = timeUpMs();
    inPhaseMs_ += std::min(ms, dueMs); // can't wrap
    return inPhaseMs_ >= dueMs ? apply(Input::kTimeUp) : FxsOutput();
}

uint32_t FxsPort::phaseMs() const {
    if (beforeFirst_)
        return ring_.spillMs + kSpillThenRingMs;
    const uint32_t ms = ring_.cadence.ms[ringPhase_];
    const bool spills = firstRound_ && ring_.spillMs > 0 && !ring_.spillFirst;
    return spills && ringPhase_ == spillPhase(ring_.cadence)
               ? std::max(ms, kSpillAfterRingMs + ring_.spillMs + kSpillBeforeRingMs)
               : ms;
}

FxsOutput FxsPort::ringFor(uint32_t ms) {
    FxsOutput out;
    if (ring_.cadence.count < 2)
        return out;
    const uint32_t dueMs = phaseMs();
    inPhaseMs_ += std::min(ms, dueMs);
    if (spillDue_ && ringPhase_ == spillPhase(ring_.cadence) && inPhaseMs_ >= kSpillAfterRingMs) {
        spillDue_ = false;
        out.speak = true;
    }
    if (inPhaseMs_ < dueMs)
        return out;
    inPhaseMs_ -= dueMs; // what is over belongs to the next phase, so the cadence doesn't drift
    out.hasSignal = true;
    if (beforeFirst_) {
        beforeFirst_ = false;
        out.signal = board::LineSignal::kRingOn;
        return out;
    }
    ringPhase_ = static_cast<uint8_t>((ringPhase_ + 1) % ring_.cadence.count);
    firstRound_ = firstRound_ && ringPhase_ != 0;
    out.signal = ringPhase_ % 2 == 0 ? board::LineSignal::kRingOn : board::LineSignal::kRingOff;
    return out;
}

const char *fxsStateName(FxsState state) {
    constexpr const char *kNames[kFxsStates] = {"laid",    "ringing",  "dialling", "undialled", "forgotten",
                                                "talking", "flashing", "released", "howling"};
    return kNames[static_cast<int>(state)];
}

} // namespace callbox::analog
