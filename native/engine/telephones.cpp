#include "engine/telephones.h"

#include <cstring>
#include <utility>

#include "dsp/g711.h"
#include "engine/thread_clock.h"

namespace callbox::engine {

using analog::FxsEvent;
using analog::FxsOutput;
using analog::FxsState;
using board::ChannelIndex;
using board::LineSignal;

namespace {

constexpr uint32_t kSpillPlay = UINT32_MAX; // of the lines' own; call control counts from 1
constexpr const char *kStateIdle = "idle", *kStateRinging = "ringing", *kStateOffHook = "off-hook";
// ITU-T Q.850
constexpr int kNormalClearing = 16;
constexpr int kUserBusy = 17;
constexpr int kChannelUnavailable = 44;

const char *stateName(FxsState state) {
    return state == FxsState::kLaid      ? kStateIdle
           : state == FxsState::kRinging ? kStateRinging
                                         : kStateOffHook;
}

const dsp::RingCadence &cadenceOf(const dsp::TonePlan &plan, RingCadence which) {
    return which == RingCadence::kDouble ? plan.doubleRing
           : which == RingCadence::kLong ? plan.longRing
                                         : plan.ringing;
}

/// What the telephone's display shows. A number that call control doesn't know is unavailable, not withheld.
analog::CallerId shownBy(const Command &command, const analog::CallTime &time) {
    analog::CallerId id;
    id.time = time;
    id.shown = command.presentation == Presentation::kWithheld ? analog::NumberShown::kWithheld
               : command.presentation == Presentation::kAllowed && !command.callingNumber.empty()
                   ? analog::NumberShown::kAllowed
                   : analog::NumberShown::kUnavailable;
    if (id.shown != analog::NumberShown::kAllowed)
        return id;
    id.number = command.callingNumber;
    id.name = command.details.callingName;
    return id;
}

} // namespace

Telephones::Telephones(board::Board &board, const dsp::TonePlan &plan,
                       const std::vector<analog::LineProfile> &profiles, EventGate &gate, Seizures &seizures,
                       MediaThread &media, CallClock clock)
    : board_(board), plan_(plan), profiles_(profiles), gate_(gate), seizures_(seizures), media_(media),
      clock_(std::move(clock)), ports_(board.channels().size()) {
    for (ChannelIndex index = 0; index < ports_.size(); index++)
        if (board.channels()[index].kind == board::ChannelKind::kFxs)
            ports_[index].fxs = std::make_unique<analog::FxsPort>(profiles_[index].flash);
}

bool Telephones::countsTime() const {
    for (const Port &port : ports_)
        if (port.fxs && port.fxs->countsTime())
            return true;
    return false;
}

void Telephones::elapse(uint32_t ms) {
    for (ChannelIndex index = 0; index < ports_.size(); index++)
        if (ports_[index].fxs && ports_[index].fxs->countsTime())
            carryOut(index, ports_[index].fxs->elapse(ms));
}

void Telephones::onSignal(ChannelIndex channel, LineSignal signal) {
    Port &port = ports_[channel];
    if (signal == LineSignal::kFlash) {
        carryOut(channel, port.fxs->flash());
        return;
    }
    if (signal != LineSignal::kOffHook && signal != LineSignal::kOnHook)
        return; // what an FXS port can't see
    const bool offHook = signal == LineSignal::kOffHook;
    Event hook = eventOf(Event::Kind::kHook, 0);
    hook.channel = channel;
    hook.offHook = offHook;
    gate_.publish(
        channel, [offHook](ChannelState &row) { row.offHook = offHook; }, std::move(hook));
    carryOut(channel, port.fxs->hook(offHook));
}

void Telephones::carryOut(ChannelIndex channel, const FxsOutput &output) {
    if (output.hasSignal)
        board_.signal(channel, output.signal);
    tellState(channel);
    event(channel, output);
    if (output.toneChanged)
        setTone(channel, output);
    if (output.speak)
        speak(channel);
}

void Telephones::event(ChannelIndex channel, const FxsOutput &output) {
    Use *use = seizures_.on(channel);
    switch (output.event) {
    case FxsEvent::kLifted:
        lifted(channel);
        break;
    case FxsEvent::kAnswered:
        stopSpill(channel);
        if (use != nullptr) {
            reverse(channel, true);
            seizures_.answered(*use, true);
        }
        break;
    case FxsEvent::kFlash: {
        Event flash = eventOf(Event::Kind::kFlash, use == nullptr ? 0 : use->seizure);
        flash.channel = channel;
        gate_.emit(std::move(flash));
        break;
    }
    case FxsEvent::kLaidDown:
        reverse(channel, false);
        if (use != nullptr)
            seizures_.end(use->seizure, kNormalClearing, ClearedBy::kFarEnd);
        break;
    case FxsEvent::kAlreadyOffHook: // ring() asks for the state itself
    case FxsEvent::kNone:
        break;
    }
}

/// Its user asks for service: a seizure without a called number, whose digits come as they are dialled.
void Telephones::lifted(ChannelIndex channel) {
    closeTone(channel);
    const Seizure seizure = seizures_.nextIncoming();
    seizures_.begin(seizure, 0);
    Event event = eventOf(Event::Kind::kIncoming, seizure);
    event.offHook = true;
    seizures_.attach(*seizures_.find(seizure), channel, std::move(event));
}

void Telephones::closeTone(ChannelIndex channel) {
    if (!std::exchange(ports_[channel].toneOnly, false))
        return;
    MediaCommand close{};
    close.kind = MediaCommand::Kind::kClose;
    close.channel = channel;
    media_.postAlways(std::move(close));
}

void Telephones::setTone(ChannelIndex channel, const FxsOutput &output) {
    Port &port = ports_[channel];
    const bool used = seizures_.on(channel) != nullptr;
    MediaCommand command{};
    command.channel = channel;
    if (!used && !output.hasTone) {
        closeTone(channel);
        return;
    }
    if (!used && !port.toneOnly) { // the call is over, the receiver not yet down
        MediaCommand open{};
        open.kind = MediaCommand::Kind::kOpen;
        open.channel = channel;
        media_.postAlways(std::move(open));
        port.toneOnly = true;
    }
    command.kind = output.hasTone ? MediaCommand::Kind::kSetTone : MediaCommand::Kind::kClearTone;
    command.tone = output.tone;
    media_.postAlways(std::move(command));
}

void Telephones::speak(ChannelIndex channel) {
    Port &port = ports_[channel];
    if (!port.spill)
        return;
    board_.signal(channel, LineSignal::kOpenSound);
    MediaCommand play{};
    play.kind = MediaCommand::Kind::kPlay;
    play.channel = channel;
    play.list = std::make_unique<media::PlayList>();
    play.list->play = kSpillPlay;
    play.list->tell = false;
    media::PlayItem item;
    item.kind = media::PlayItem::Kind::kPrompt;
    item.prompt = port.spill;
    play.list->items.push_back(std::move(item));
    media_.postAlways(std::move(play));
}

void Telephones::stopSpill(ChannelIndex channel) {
    if (!std::exchange(ports_[channel].spill, nullptr))
        return;
    MediaCommand stop{};
    stop.kind = MediaCommand::Kind::kStopPlay;
    stop.channel = channel;
    stop.play = kSpillPlay;
    media_.postAlways(std::move(stop));
}

void Telephones::reverse(ChannelIndex channel, bool on) {
    Port &port = ports_[channel];
    if (port.reversed == on || !profiles_[channel].polarityAtAnswer)
        return;
    port.reversed = on;
    board_.signal(channel, on ? LineSignal::kPolarityReversed : LineSignal::kPolarityNormal);
}

void Telephones::tellState(ChannelIndex channel) {
    Port &port = ports_[channel];
    const char *name = stateName(port.fxs->state());
    const bool same = std::strcmp(stateName(port.told), name) == 0;
    port.told = port.fxs->state();
    if (same)
        return;
    Event event = eventOf(Event::Kind::kLineState, 0);
    event.channel = channel;
    event.reason = name;
    gate_.emit(std::move(event));
}

analog::FxsRing Telephones::howToRing(const Command &command, Port &port) {
    const analog::LineProfile &profile = profiles_[command.channel];
    analog::FxsRing how;
    how.cadence = cadenceOf(plan_, command.cadence);
    const analog::CallerId shown = shownBy(command, clock_());
    const std::vector<int16_t> sound = analog::callerIdSound(shown, profile.callerId, profile.dtmf);
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        port.sent.push_back(analog::sentSpill(shown, profile.callerId, profile.dtmf, monotonicUs()));
        if (port.sent.size() > analog::kSpillsKept)
            port.sent.pop_front();
    }
    how.spillMs = static_cast<uint32_t>(sound.size() * 1000 / board::kSampleRateHz);
    how.spillFirst = profile.callerId == analog::CallerIdSending::kDtmf;
    auto spill = std::make_shared<media::Prompt>();
    spill->alaw.resize(sound.size());
    dsp::linearToAlaw(sound.data(), spill->alaw.data(), sound.size());
    port.spill = sound.empty() ? nullptr : std::move(spill);
    return how;
}

std::vector<analog::CallerIdSpill> Telephones::sent(ChannelIndex channel) const {
    if (!has(channel))
        return {};
    const std::lock_guard<std::mutex> lock(mutex_);
    return {ports_[channel].sent.begin(), ports_[channel].sent.end()};
}

void Telephones::ring(const Command &command) {
    const ChannelIndex channel = command.channel;
    if (!has(channel)) {
        seizures_.refuse(command.seizure, kChannelUnavailable, ClearedBy::kNearEnd);
        return;
    }
    Port &port = ports_[channel];
    // Off the hook: call control has been told by `hook` and `incoming` before this, and decides.
    if (port.fxs->offHook() || seizures_.on(channel) != nullptr) {
        seizures_.refuse(command.seizure, kUserBusy, ClearedBy::kFarEnd);
        return;
    }
    seizures_.begin(command.seizure, 0);
    seizures_.attach(*seizures_.find(command.seizure), channel);
    carryOut(channel, port.fxs->ring(howToRing(command, port)));
}

void Telephones::answer(Use &use) {
    seizures_.answered(use, false);
    quiet(*use.channel);
    reverse(*use.channel, true);
}

void Telephones::clear(Use &use, int cause) {
    const ChannelIndex channel = *use.channel;
    seizures_.end(use.seizure, cause, ClearedBy::kNearEnd);
    ports_[channel].spill = nullptr;
    reverse(channel, false);
    carryOut(channel, ports_[channel].fxs->clear());
}

void Telephones::lamp(ChannelIndex channel, bool on) {
    board_.signal(channel, on ? LineSignal::kLampOn : LineSignal::kLampOff);
    ports_[channel].fxs->setMessageWaiting(on);
}

void Telephones::quiet(ChannelIndex channel) {
    if (has(channel))
        carryOut(channel, ports_[channel].fxs->quiet());
}

uint64_t Telephones::unexpectedSignals() const {
    uint64_t sum = 0;
    for (const Port &port : ports_)
        sum += port.fxs ? port.fxs->unexpected() : 0;
    return sum;
}

} // namespace callbox::engine
