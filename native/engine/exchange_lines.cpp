#include "engine/exchange_lines.h"

#include <cstring>
#include <utility>

namespace callbox::engine {

using analog::CallerId;
using analog::FxoEvent;
using analog::FxoOutput;
using analog::FxoState;
using board::ChannelIndex;
using board::LineSignal;
using media::ListenFor;

namespace {

constexpr uint32_t kGuardBeyondFlashMs = 250; // laid down for so much more than the longest flash
// ITU-T Q.850
constexpr int kNormalClearing = 16;
constexpr int kOutOfOrder = 27;
constexpr int kChannelUnavailable = 44;

const char *stateName(FxoState state) {
    switch (state) {
    case FxoState::kFirstRing:
    case FxoState::kRinging:
    case FxoState::kRefused:
        return "ringing";
    case FxoState::kOffHook:
    case FxoState::kLoopBroken:
    case FxoState::kGuardLift:
        return "off-hook";
    case FxoState::kNoBattery:
        return "no-battery";
    default:
        return "idle";
    }
}

void tell(Event &event, const CallerId &id) {
    event.callingNumber = id.number;
    event.presentation = static_cast<Presentation>(id.shown);
    event.callerId = static_cast<CallerIdKind>(id.way);
    event.details.callingName = id.name;
    event.reason = analog::problemName(id.problem);
}
static_assert(static_cast<int>(analog::NumberShown::kUnavailable) ==
                      static_cast<int>(Presentation::kUnavailable) &&
                  static_cast<int>(analog::NumberShown::kWithheld) ==
                      static_cast<int>(Presentation::kWithheld),
              "tell() takes one for the other");
static_assert(static_cast<int>(analog::CallerIdWay::kDtmf) == static_cast<int>(CallerIdKind::kDtmf),
              "tell() takes one for the other");

} // namespace

ExchangeLines::ExchangeLines(board::Board &board, const dsp::TonePlan &plan,
                             const std::vector<analog::LineProfile> &profiles,
                             const std::vector<bool> &announceAtOnce, EventGate &gate, Seizures &seizures,
                             MediaThread &media)
    : board_(board), gate_(gate), seizures_(seizures), media_(media), ports_(board.channels().size()) {
    for (ChannelIndex index = 0; index < ports_.size(); index++) {
        if (board.channels()[index].kind != board::ChannelKind::kFxo)
            continue;
        Port &port = ports_[index];
        port.fxo = std::make_unique<analog::FxoPort>(plan.ringing,
                                                     profiles[index].flash.maxMs + kGuardBeyondFlashMs);
        port.ids = std::make_unique<analog::CallerIdLine>(profiles[index].dtmf);
        port.announceAtOnce = announceAtOnce[index];
    }
}

bool ExchangeLines::countsTime() const {
    for (const Port &port : ports_)
        if (port.fxo && (port.fxo->countsTime() || port.waitsForTone || port.ids->countsTime()))
            return true;
    return false;
}

void ExchangeLines::elapse(uint32_t ms, int64_t nowUs) {
    nowUs_ = nowUs;
    for (ChannelIndex index = 0; index < ports_.size(); index++) {
        Port &port = ports_[index];
        if (!port.fxo)
            continue;
        if (port.ids->countsTime()) {
            std::optional<CallerId> id;
            {
                const std::lock_guard<std::mutex> lock(mutex_);
                id = port.ids->elapse(ms, nowUs);
            }
            idCame(index, id);
        }
        if (port.fxo->countsTime())
            carryOut(index, port.fxo->elapse(ms));
        if (port.waitsForTone && port.fxo->lifted() && (port.waitedMs += ms) >= kDialToneWaitMs)
            endToneWait(index);
    }
}

void ExchangeLines::onSignal(ChannelIndex channel, LineSignal signal) {
    carryOut(channel, ports_[channel].fxo->line(signal));
}

void ExchangeLines::carryOut(ChannelIndex channel, const FxoOutput &output) {
    if (output.hasSignal) {
        const bool offHook = output.signal == LineSignal::kOffHook;
        gate_.set(channel, [offHook](ChannelState &row) { row.offHook = offHook; });
        board_.signal(channel, output.signal);
        offHook ? lifted(channel) : listen(channel, ListenFor::kCallerId);
    }
    tellState(channel);
    event(channel, output.event);
    followRinging(channel);
}

void ExchangeLines::event(ChannelIndex channel, FxoEvent event) {
    switch (event) {
    case FxoEvent::kGlare:
        end(channel, kChannelUnavailable, ClearedBy::kNetwork);
        ringBegan(channel);
        break;
    case FxoEvent::kRingBegan:
        ringBegan(channel);
        break;
    case FxoEvent::kIncoming:
        incoming(channel);
        break;
    case FxoEvent::kCleared:
    case FxoEvent::kFarEndCleared:
        end(channel, kNormalClearing, ClearedBy::kFarEnd);
        break;
    case FxoEvent::kFault:
        ++lineFaults_;
        end(channel, kOutOfOrder, ClearedBy::kNetwork);
        break;
    case FxoEvent::kAnswered:
        if (Use *use = seizures_.on(channel))
            seizures_.answered(*use, true);
        break;
    default: // the line's state tells the rest
        break;
    }
}

void ExchangeLines::end(ChannelIndex channel, int cause, ClearedBy by) {
    Port &port = ports_[channel];
    port.waitsForTone = false;
    port.held.clear();
    if (const Use *use = seizures_.on(channel))
        seizures_.end(use->seizure, cause, by);
    if (!port.fxo->lifted())
        listen(channel, ListenFor::kCallerId); // after the close that came with the end
}

// --- calls in ---------------------------------------------------------------------------------

void ExchangeLines::ringBegan(ChannelIndex channel) {
    Port &port = ports_[channel];
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        port.id = port.ids->ringBegan();
    }
    port.ringing = true;
    if (port.id || port.announceAtOnce || port.ids->needNotWait())
        carryOut(channel, port.fxo->announce());
}

void ExchangeLines::followRinging(ChannelIndex channel) {
    Port &port = ports_[channel];
    if (!port.ringing || port.fxo->ringing())
        return;
    port.ringing = false;
    const std::lock_guard<std::mutex> lock(mutex_);
    port.ids->ringEnded(port.fxo->rings() >= 2, nowUs_);
}

void ExchangeLines::incoming(ChannelIndex channel) {
    Port &port = ports_[channel];
    const Seizure seizure = seizures_.nextIncoming();
    seizures_.begin(seizure, 0);
    Event event = eventOf(Event::Kind::kIncoming, seizure);
    if (port.id)
        tell(event, *std::exchange(port.id, std::nullopt));
    seizures_.attach(*seizures_.find(seizure), channel, std::move(event));
}

void ExchangeLines::idCame(ChannelIndex channel, const std::optional<CallerId> &id) {
    if (!id)
        return;
    Port &port = ports_[channel];
    if (port.fxo->state() == FxoState::kFirstRing) {
        port.id = id;
        carryOut(channel, port.fxo->announce());
        return;
    }
    const Use *use = seizures_.on(channel);
    if (use == nullptr || port.fxo->state() != FxoState::kRinging)
        return;
    Event event = eventOf(Event::Kind::kCallerId, use->seizure);
    event.channel = channel;
    tell(event, *id);
    gate_.emit(std::move(event));
}

void ExchangeLines::burst(ChannelIndex channel, const dsp::FskBurst &burst) {
    if (!has(channel) || ports_[channel].fxo->lifted())
        return;
    std::optional<CallerId> id;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        id = ports_[channel].ids->burst(burst, nowUs_);
    }
    idCame(channel, id);
}

void ExchangeLines::digit(ChannelIndex channel, char digit, double levelDbm0) {
    if (!has(channel) || ports_[channel].fxo->lifted())
        return;
    std::optional<CallerId> id;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        id = ports_[channel].ids->digit(digit, nowUs_, levelDbm0);
    }
    idCame(channel, id);
}

void ExchangeLines::answer(Use &use) {
    seizures_.answered(use, false);
    ports_[*use.channel].outgoing = false;
    carryOut(*use.channel, ports_[*use.channel].fxo->answer());
    MediaCommand answered{}; // its caller may have gone at the same moment: then dial tone is all there is
    answered.kind = MediaCommand::Kind::kExpectDialTone;
    answered.channel = *use.channel;
    answered.on = false;
    media_.postAlways(std::move(answered));
}

// --- calls out --------------------------------------------------------------------------------

void ExchangeLines::seize(const Command &command) {
    const ChannelIndex channel = command.channel;
    if (!has(channel) || seizures_.on(channel) != nullptr || !ports_[channel].fxo->canSeize()) {
        const bool dead = has(channel) && ports_[channel].fxo->state() == FxoState::kNoBattery;
        seizures_.refuse(command.seizure, dead ? kOutOfOrder : kChannelUnavailable, ClearedBy::kNearEnd);
        return;
    }
    Port &port = ports_[channel];
    port.outgoing = port.waitsForTone = true;
    port.toneHeard = false;
    port.waitedMs = 0;
    port.held.clear();
    seizures_.begin(command.seizure, 0);
    // Answered or not is the polarity's to tell, and nobody's on a line that has none.
    seizures_.attach(*seizures_.find(command.seizure), channel);
    carryOut(channel, port.fxo->seize());
}

/// The loop is closed: from now on the exchange's sounds are the call's.
void ExchangeLines::lifted(ChannelIndex channel) {
    const Port &port = ports_[channel];
    listen(channel, port.outgoing && port.waitsForTone ? ListenFor::kDialTone : ListenFor::kNothing);
}

bool ExchangeLines::holdDigits(const Use &use, const std::string &digits) {
    if (!has(*use.channel))
        return false;
    Port &port = ports_[*use.channel];
    if (!port.waitsForTone) {
        if (port.outgoing && !port.toneHeard) {
            ++dialledWithoutTone_;
            port.toneHeard = true; // once a call
        }
        return false;
    }
    if (port.held.size() + digits.size() > kMaxHeldDigits) {
        Event event = eventOf(Event::Kind::kCommandFailed, use.seizure);
        event.reason = "too-many-digits";
        gate_.emit(std::move(event));
        return true;
    }
    port.held += digits;
    return true;
}

void ExchangeLines::dialTone(ChannelIndex channel) {
    if (!has(channel) || !ports_[channel].waitsForTone)
        return;
    ports_[channel].toneHeard = true;
    endToneWait(channel);
}

void ExchangeLines::endToneWait(ChannelIndex channel) {
    Port &port = ports_[channel];
    port.waitsForTone = false;
    listen(channel, ListenFor::kNothing);
    if (port.held.empty())
        return;
    if (!std::exchange(port.toneHeard, true))
        ++dialledWithoutTone_;
    MediaCommand send{};
    send.kind = MediaCommand::Kind::kSendDigits;
    send.channel = channel;
    send.digits = std::exchange(port.held, "");
    media_.postAlways(std::move(send));
}

bool ExchangeLines::flash(const Use &use) {
    if (!has(*use.channel) || ports_[*use.channel].fxo->state() != FxoState::kOffHook)
        return false;
    board_.signal(*use.channel, LineSignal::kFlash);
    return true;
}

void ExchangeLines::clear(Use &use, int cause) {
    const ChannelIndex channel = *use.channel;
    end(channel, cause, ClearedBy::kNearEnd);
    carryOut(channel, ports_[channel].fxo->clear());
}

void ExchangeLines::hangupHeard(ChannelIndex channel) {
    if (has(channel))
        carryOut(channel, ports_[channel].fxo->hangupHeard());
}

// --- what is told -----------------------------------------------------------------------------

void ExchangeLines::listen(ChannelIndex channel, ListenFor what) {
    MediaCommand command{};
    command.kind = MediaCommand::Kind::kListenLine;
    command.channel = channel;
    command.listenFor = what;
    media_.postAlways(std::move(command));
}

void ExchangeLines::tellState(ChannelIndex channel) {
    Port &port = ports_[channel];
    const char *name = stateName(port.fxo->state());
    if (std::strcmp(std::exchange(port.told, name), name) == 0)
        return;
    Event event = eventOf(Event::Kind::kLineState, 0);
    event.channel = channel;
    event.reason = name;
    gate_.emit(std::move(event));
}

CallerIdRecord ExchangeLines::callerId(ChannelIndex channel) const {
    CallerIdRecord record;
    if (!has(channel))
        return record;
    const std::lock_guard<std::mutex> lock(mutex_);
    const analog::CallerIdLine &ids = *ports_[channel].ids;
    record.learnt = ids.hasLearnt();
    record.kind = static_cast<CallerIdKind>(ids.learntWay());
    record.spills.assign(ids.spills().begin(), ids.spills().end());
    return record;
}

AnalogCounters ExchangeLines::counters() const {
    AnalogCounters sum;
    for (const Port &port : ports_) {
        if (!port.fxo)
            continue;
        const analog::CallerIdLine::Counters &ids = port.ids->counters();
        sum.callerIdFsk += ids.fsk;
        sum.callerIdDtmf += ids.dtmf;
        sum.callerIdBadChecksum += ids.badChecksum;
        sum.callerIdCut += ids.cut;
        sum.callerIdGarbled += ids.garbled;
        sum.loopBreaks += port.fxo->loopBreaks();
        sum.reversals += port.fxo->reversals();
        sum.unexpectedSignals += port.fxo->unexpected();
    }
    sum.dialledWithoutTone = dialledWithoutTone_;
    sum.lineFaults = lineFaults_;
    return sum;
}

} // namespace callbox::engine
