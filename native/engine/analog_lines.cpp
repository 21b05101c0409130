#include "engine/analog_lines.h"

#include <utility>

#include "engine/thread_clock.h"

namespace callbox::engine {

using analog::FxoEvent;
using analog::FxoOutput;
using analog::FxoState;
using analog::FxsEvent;
using analog::FxsOutput;
using analog::FxsState;
using board::ChannelIndex;
using board::ChannelKind;
using board::LineSignal;

namespace {

constexpr int64_t kElapseEveryUs = 20'000; // ringing is exact to so much
// ITU-T Q.850
constexpr int kNormalClearing = 16;
constexpr int kUserBusy = 17;
constexpr int kOutOfOrder = 27;
constexpr int kChannelUnavailable = 44;

} // namespace

AnalogLines::AnalogLines(board::Board &board, const dsp::TonePlan &plan, EventGate &gate, Seizures &seizures,
                         MediaThread &media)
    : board_(board), gate_(gate), seizures_(seizures), media_(media), ports_(board.channels().size()),
      plan_(plan), lastElapseUs_(monotonicUs()) {
    for (ChannelIndex index = 0; index < ports_.size(); index++) {
        if (board.channels()[index].kind == ChannelKind::kFxs)
            ports_[index].fxs = std::make_unique<analog::FxsPort>(analog::lineProfile(plan.country).flash);
        if (board.channels()[index].kind == ChannelKind::kFxo)
            ports_[index].fxo = std::make_unique<analog::FxoPort>(plan.ringing, 800);
    }
}

bool AnalogLines::countsTime(const Port &port) const {
    return port.fxs ? port.fxs->countsTime() : port.fxo && port.fxo->countsTime();
}

int64_t AnalogLines::nextTimerUs() const {
    for (const Port &port : ports_)
        if (countsTime(port))
            return kElapseEveryUs;
    return -1;
}

void AnalogLines::elapse(int64_t nowUs) {
    const int64_t ms = (nowUs - lastElapseUs_) / 1000;
    if (ms <= 0)
        return;
    lastElapseUs_ += ms * 1000; // the rest of a millisecond counts the next time
    for (ChannelIndex index = 0; index < ports_.size(); index++) {
        if (!countsTime(ports_[index]))
            continue;
        if (ports_[index].fxs)
            carryOut(index, ports_[index].fxs->elapse(static_cast<uint32_t>(ms)));
        else
            carryOut(index, ports_[index].fxo->elapse(static_cast<uint32_t>(ms)));
    }
}

void AnalogLines::onSignal(ChannelIndex channel, LineSignal signal) {
    if (channel >= ports_.size())
        return;
    if (ports_[channel].fxo)
        carryOut(channel, ports_[channel].fxo->line(signal));
    else if (ports_[channel].fxs && signal == LineSignal::kFlash)
        carryOut(channel, ports_[channel].fxs->flash());
    else if (ports_[channel].fxs && (signal == LineSignal::kOffHook || signal == LineSignal::kOnHook))
        onHook(channel, signal == LineSignal::kOffHook);
}

void AnalogLines::onHook(ChannelIndex channel, bool offHook) {
    Event hook = eventOf(Event::Kind::kHook, 0);
    hook.channel = channel;
    hook.offHook = offHook;
    gate_.publish(
        channel, [offHook](ChannelState &row) { row.offHook = offHook; }, std::move(hook));
    carryOut(channel, ports_[channel].fxs->hook(offHook));
}

void AnalogLines::carryOut(ChannelIndex channel, const FxsOutput &output) {
    if (output.hasSignal)
        board_.signal(channel, output.signal);
    Use *use = seizures_.on(channel);
    switch (output.event) {
    case FxsEvent::kLifted:
        incoming(channel, true);
        break;
    case FxsEvent::kAnswered:
        if (use != nullptr)
            seizures_.answered(*use, true);
        break;
    case FxsEvent::kLaidDown:
        if (use != nullptr)
            seizures_.end(use->seizure, kNormalClearing, ClearedBy::kFarEnd);
        break;
    case FxsEvent::kFlash: {
        Event flash = eventOf(Event::Kind::kFlash, use == nullptr ? 0 : use->seizure);
        flash.channel = channel;
        gate_.emit(std::move(flash));
        break;
    }
    case FxsEvent::kAlreadyOffHook: // ring() asks for the state itself
    case FxsEvent::kNone:
        break;
    }
    if (output.toneChanged)
        setTone(channel, output);
}

void AnalogLines::setTone(ChannelIndex channel, const FxsOutput &output) {
    Port &port = ports_[channel];
    const bool used = seizures_.on(channel) != nullptr;
    MediaCommand command{};
    command.channel = channel;
    if (!used && output.hasTone && !port.toneOnly) { // the call is over, the receiver not yet down
        MediaCommand open{};
        open.kind = MediaCommand::Kind::kOpen;
        open.channel = channel;
        media_.postAlways(std::move(open));
        port.toneOnly = true;
    }
    if (port.toneOnly && (used || !output.hasTone)) {
        port.toneOnly = false;
        command.kind = MediaCommand::Kind::kClose;
    } else {
        command.kind = output.hasTone ? MediaCommand::Kind::kSetTone : MediaCommand::Kind::kClearTone;
        command.tone = output.tone;
    }
    media_.postAlways(std::move(command));
}

void AnalogLines::incoming(ChannelIndex channel, bool offHook) {
    const Seizure seizure = seizures_.nextIncoming();
    seizures_.begin(seizure, 0);
    Event event = eventOf(Event::Kind::kIncoming, seizure);
    event.offHook = offHook;
    seizures_.attach(*seizures_.find(seizure), channel, std::move(event));
}

void AnalogLines::carryOut(ChannelIndex channel, const FxoOutput &output) {
    if (output.hasSignal) {
        const bool offHook = output.signal == LineSignal::kOffHook;
        gate_.set(channel, [offHook](ChannelState &row) { row.offHook = offHook; });
        board_.signal(channel, output.signal);
    }
    if (output.event == FxoEvent::kRingBegan)
        carryOut(channel, ports_[channel].fxo->announce());
    if (output.event == FxoEvent::kIncoming)
        incoming(channel, false);
    if (output.event != FxoEvent::kCleared && output.event != FxoEvent::kFarEndCleared &&
        output.event != FxoEvent::kFault)
        return;
    const bool dead = output.event == FxoEvent::kFault;
    if (const Use *use = seizures_.on(channel))
        seizures_.end(use->seizure, dead ? kOutOfOrder : kNormalClearing,
                      dead ? ClearedBy::kNetwork : ClearedBy::kFarEnd);
}

void AnalogLines::ring(const Command &command) {
    const ChannelIndex channel = command.channel;
    if (channel >= ports_.size() || !ports_[channel].fxs) {
        seizures_.refuse(command.seizure, kChannelUnavailable, ClearedBy::kNearEnd);
        return;
    }
    analog::FxsPort &port = *ports_[channel].fxs;
    if (port.offHook() || seizures_.on(channel) != nullptr) {
        seizures_.refuse(command.seizure, kUserBusy, ClearedBy::kFarEnd);
        return;
    }
    seizures_.begin(command.seizure, 0);
    seizures_.attach(*seizures_.find(command.seizure), channel);
    carryOut(channel, port.ring({plan_.ringing, 0, false}));
}

void AnalogLines::seize(const Command &command) {
    const ChannelIndex channel = command.channel;
    if (channel >= ports_.size() || !ports_[channel].fxo || seizures_.on(channel) != nullptr ||
        !ports_[channel].fxo->canSeize()) {
        const bool dead = channel < ports_.size() && ports_[channel].fxo &&
                          ports_[channel].fxo->state() == FxoState::kNoBattery;
        seizures_.refuse(command.seizure, dead ? kOutOfOrder : kChannelUnavailable, ClearedBy::kNearEnd);
        return;
    }
    seizures_.begin(command.seizure, 0);
    Use &use = *seizures_.find(command.seizure);
    seizures_.attach(use, channel);
    seizures_.answered(use, false);
    carryOut(channel, ports_[channel].fxo->seize());
}

void AnalogLines::answer(Use &use) {
    seizures_.answered(use, false);
    if (ports_[*use.channel].fxo)
        carryOut(*use.channel, ports_[*use.channel].fxo->answer());
    else
        quiet(*use.channel);
}

void AnalogLines::clear(Use &use, int cause) {
    const ChannelIndex channel = *use.channel;
    seizures_.end(use.seizure, cause, ClearedBy::kNearEnd);
    if (ports_[channel].fxs)
        carryOut(channel, ports_[channel].fxs->clear());
    else
        carryOut(channel, ports_[channel].fxo->clear());
}

void AnalogLines::hangupHeard(ChannelIndex channel) {
    if (channel < ports_.size() && ports_[channel].fxo)
        carryOut(channel, ports_[channel].fxo->hangupHeard());
}

void AnalogLines::quiet(ChannelIndex channel) {
    Port &port = ports_[channel];
    if (port.fxs)
        carryOut(channel, port.fxs->quiet());
}

} // namespace callbox::engine
