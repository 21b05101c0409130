#include "isdn/pri_calls.h"

#include <algorithm>
#include <vector>

#include "isdn/libpri_clock.h"
#include "isdn/numbers.h"

namespace callbox::isdn {
namespace {

constexpr int kInbandMask = PRI_PROG_INBAND_AVAILABLE | PRI_PROG_CALL_NOT_E2E_ISDN;

/// A timeslot of this span, or kNoTimeslot for "any channel" and "no channel".
int namedTimeslot(int wireChannel) {
    const int number = wireChannel & 0xFF;
    return wireChannel < 0 || number == kAnyChannelOnWire ? kNoTimeslot : number;
}

int validCause(int cause) { return cause >= 1 && cause <= 127 ? cause : PRI_CAUSE_NORMAL_UNSPECIFIED; }

bool isSpeech(int transferCapability) {
    return transferCapability == PRI_TRANS_CAP_SPEECH || transferCapability == PRI_TRANS_CAP_3_1K_AUDIO ||
           transferCapability == PRI_TRANS_CAP_7K_AUDIO;
}

Presentation presentationOf(const pri_party_number &number) {
    if (!number.valid) {
        return Presentation::kUnavailable;
    }
    switch (number.presentation & PRI_PRES_RESTRICTION) {
    case PRI_PRES_ALLOWED:
        return number.str[0] == '\0' ? Presentation::kUnavailable : Presentation::kAllowed;
    case PRI_PRES_RESTRICTED:
        return Presentation::kWithheld;
    default:
        return Presentation::kUnavailable;
    }
}

} // namespace

void PriCalls::handle(const pri_event &event, Trigger trigger) {
    switch (event.e) {
    case PRI_EVENT_RING:
        return onSetup(event.ring);
    case PRI_EVENT_PROCEEDING:
        return onTaken(event.proceeding.call, event.proceeding.channel,
                       (event.proceeding.progressmask & kInbandMask) != 0);
    case PRI_EVENT_SETUP_ACK: // the far end wants more digits than there are; it will time out or go on
        return onTaken(event.setup_ack.call, event.setup_ack.channel,
                       (event.setup_ack.progressmask & kInbandMask) != 0);
    case PRI_EVENT_RINGING:
        return onAlerting(event.ringing);
    case PRI_EVENT_PROGRESS:
        return onProgress(event.proceeding);
    case PRI_EVENT_ANSWER:
        return onAnswer(event.answer);
    case PRI_EVENT_HANGUP_REQ:
        return onDisconnect(event.hangup);
    case PRI_EVENT_HANGUP:
    case PRI_EVENT_HANGUP_ACK:
        return onGone(event.hangup, trigger);
    case PRI_EVENT_RESTART:
        return onRestart(event.restart.channel);
    case PRI_EVENT_RESTART_ACK:
        return onRestartAcknowledged(event.restartack.channel);
    case PRI_EVENT_CONFIG_ERR: // both ends say they are the network, or both the user
        ++counters_.protocolErrors;
        return;
    default: // NOTIFY, FACILITY, INFORMATION and the like mean nothing to an en-bloc voice trunk
        return;
    }
}

PriCalls::Entry PriCalls::find(q931_call *leg) {
    return std::find_if(calls_.begin(), calls_.end(),
                        [leg](const auto &entry) { return entry.second.leg == leg; });
}

PriCalls::Entry PriCalls::findLive(CallHandle call) {
    const Entry entry = calls_.find(call);
    if (entry == calls_.end() || entry->second.state >= State::kClearing) {
        ++counters_.staleCommands;
        return calls_.end();
    }
    return entry;
}

int PriCalls::timeslotOf(CallHandle call) const {
    const auto entry = calls_.find(call);
    return entry == calls_.end() ? kNoTimeslot : entry->second.timeslot;
}

// --- incoming calls ---------------------------------------------------------------------------

int PriCalls::chooseTimeslot(const pri_event_ring &ring, int named, int &cause) {
    const bool exclusive = named != kNoTimeslot && !ring.flexible;
    if (timeslots_.idle(named)) {
        return named;
    }
    if (!exclusive) { // Q.931 §5.2.3.1: the one named was only preferred
        // From the end that our own hunting reaches last.
        cause = PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION;
        return findIdle(side_ == Side::kUser ? Timeslots::From::kLowest : Timeslots::From::kHighest);
    }
    const Entry holder = calls_.find(timeslots_.holder(named));
    if (side_ == Side::kUser && holder != calls_.end() && holder->second.state == State::kDialling) {
        // Q.931 §5.7, glare: the network's call wins; ours will be refused with cause 44.
        timeslots_.release(named, holder->first);
        holder->second.timeslot = kNoTimeslot;
        return named;
    }
    cause = PRI_CAUSE_REQUESTED_CHAN_UNAVAIL;
    return kNoTimeslot;
}

void PriCalls::refuse(const pri_event_ring &ring, int named, int cause) {
    PriEvent event;
    event.kind = PriEvent::Kind::kRefused;
    event.timeslot = named;
    event.cause = cause;
    event.callingNumber = isWellFormedNumber(ring.callingnum) ? ring.callingnum : "";
    event.calledNumber = isWellFormedNumber(ring.callednum) ? ring.callednum : "";
    event.presentation = presentationOf(ring.calling.number);
    counters_.refused34 += cause == PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION;
    counters_.refused44 += cause == PRI_CAUSE_REQUESTED_CHAN_UNAVAIL;
    pri_hangup(pri_, ring.call, cause); // RELEASE COMPLETE, nothing else has been sent (§5.3.2 a)
    eventOut_(event);
}

void PriCalls::onSetup(const pri_event_ring &ring) {
    const int named = namedTimeslot(ring.channel);
    if (!isSpeech(ring.ctype)) {
        return refuse(ring, named, PRI_CAUSE_INCOMPATIBLE_DESTINATION);
    }
    if (!isWellFormedNumber(ring.callednum)) { // a cut number would reach the wrong person
        ++counters_.protocolErrors;
        return refuse(ring, named, PRI_CAUSE_INVALID_NUMBER_FORMAT);
    }
    int cause = PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION;
    const int timeslot = calls_.size() < kMaxCalls ? chooseTimeslot(ring, named, cause) : kNoTimeslot;
    if (timeslot == kNoTimeslot) {
        return refuse(ring, named, cause);
    }
    const CallHandle handle = newHandle_();
    Call call;
    call.leg = ring.call;
    call.state = State::kTaken;
    call.incoming = true;
    call.timeslot = timeslot;
    call.wireChannel = (ring.channel < 0 ? 0 : ring.channel & ~0xFF) | timeslot;
    timeslots_.take(timeslot, handle);
    restarts_.forget(timeslot); // the far end itself knows that it is idle
    calls_[handle] = call;

    PriEvent event;
    event.kind = PriEvent::Kind::kIncoming;
    event.call = handle;
    event.timeslot = timeslot;
    event.presentation = presentationOf(ring.calling.number);
    event.callingNumber = ring.calling.number.str;
    event.calledNumber = ring.callednum;
    if (!isWellFormedNumber(event.callingNumber)) {
        ++counters_.protocolErrors;
        event.callingNumber.clear();
        event.presentation = Presentation::kUnavailable;
    } else if (side_ == Side::kUser && event.presentation != Presentation::kAllowed) {
        event.callingNumber.clear(); // some networks send it all the same; it is not for us
    }
    pri_proceeding(pri_, call.leg, call.wireChannel, 0); // names the channel (§5.2.3)
    eventOut_(event);
}

// --- what the far end answers -----------------------------------------------------------------

bool PriCalls::noteChannel(Entry entry, int wireChannel) {
    const CallHandle handle = entry->first;
    Call &call = entry->second;
    const int timeslot = namedTimeslot(wireChannel);
    if (timeslot != call.timeslot && timeslot != kNoTimeslot) {
        if (!timeslots_.idle(timeslot)) {
            // It chose a timeslot that is in use (or none): two calls must not share one.
            hangUp(entry, PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
            return false;
        }
        timeslots_.release(call.timeslot, handle);
        timeslots_.take(timeslot, handle);
        call.timeslot = timeslot;
        call.wireChannel = wireChannel;
    }
    if (call.state == State::kDialling) {
        call.state = State::kTaken;
        PriEvent event;
        event.kind = PriEvent::Kind::kProceeding;
        event.call = handle;
        event.timeslot = call.timeslot;
        eventOut_(event);
    }
    const Entry still = calls_.find(handle); // the listener may have cleared it
    return still != calls_.end() && still->second.state < State::kClearing;
}

void PriCalls::onTaken(q931_call *leg, int wireChannel, bool inband) {
    const Entry entry = find(leg);
    if (entry == calls_.end() || entry->second.state >= State::kClearing) {
        return;
    }
    PriEvent event;
    event.kind = PriEvent::Kind::kProgress;
    event.call = entry->first;
    event.inband = true;
    if (noteChannel(entry, wireChannel) && inband) {
        event.timeslot = timeslotOf(event.call);
        eventOut_(event);
    }
}

void PriCalls::onAlerting(const pri_event_ringing &ringing) {
    const Entry entry = find(ringing.call);
    if (entry == calls_.end() || entry->second.state >= State::kClearing) {
        return;
    }
    PriEvent event;
    event.kind = PriEvent::Kind::kAlerting;
    event.call = entry->first;
    event.inband = (ringing.progressmask & kInbandMask) != 0;
    if (noteChannel(entry, ringing.channel)) {
        event.timeslot = timeslotOf(event.call);
        eventOut_(event);
    }
}

void PriCalls::onProgress(const pri_event_proceeding &progress) {
    const Entry entry = find(progress.call);
    if (entry == calls_.end() || entry->second.state >= State::kClearing) {
        return;
    }
    PriEvent event;
    event.kind = PriEvent::Kind::kProgress;
    event.call = entry->first;
    event.inband = (progress.progressmask & kInbandMask) != 0;
    event.cause = progress.cause > 0 ? progress.cause : 0;
    if (noteChannel(entry, progress.channel)) {
        event.timeslot = timeslotOf(event.call);
        eventOut_(event);
    }
}

void PriCalls::onAnswer(const pri_event_answer &answer) {
    const Entry entry = find(answer.call);
    if (entry == calls_.end() || entry->second.state >= State::kClearing) {
        return;
    }
    PriEvent event;
    event.kind = PriEvent::Kind::kAnswered;
    event.call = entry->first;
    if (noteChannel(entry, answer.channel)) {
        calls_[event.call].state = State::kAnswered;
        event.timeslot = timeslotOf(event.call);
        eventOut_(event);
    }
}

// --- clearing ---------------------------------------------------------------------------------

void PriCalls::tellCleared(CallHandle call, int timeslot, int cause, ClearedBy by) {
    PriEvent event;
    event.kind = PriEvent::Kind::kCleared;
    event.call = call;
    event.timeslot = timeslot;
    event.cause = cause;
    event.by = by;
    eventOut_(event);
}

void PriCalls::finish(Entry entry, int cause, ClearedBy by) {
    const CallHandle handle = entry->first;
    const Call call = entry->second;
    timeslots_.release(call.timeslot, handle);
    calls_.erase(entry);
    if (call.state == State::kClearing) {
        tellCleared(handle, call.timeslot, call.cause, ClearedBy::kNearEnd);
    } else if (call.state != State::kReleasing) {
        tellCleared(handle, call.timeslot, cause, by);
    }
}

void PriCalls::onDisconnect(const pri_event_hangup &hangup) {
    const int cause = validCause(hangup.cause);
    q931_call *const leg = hangup.call;
    const Entry entry = find(leg);
    pri_hangup(pri_, leg, cause); // RELEASE at once (§5.3.3); the timeslot is free with RELEASE COMPLETE
    if (entry == calls_.end() || entry->second.state >= State::kClearing) {
        return;
    }
    entry->second.state = State::kReleasing;
    tellCleared(entry->first, entry->second.timeslot, cause, ClearedBy::kFarEnd);
}

void PriCalls::onGone(const pri_event_hangup &hangup, Trigger trigger) {
    const int cause = validCause(hangup.cause);
    const bool acknowledged = hangup.e == PRI_EVENT_HANGUP_ACK; // libpri has destroyed its record then
    const Entry entry = find(hangup.call);
    if (!acknowledged) {
        pri_hangup(pri_, hangup.call, cause); // RELEASE COMPLETE if that is due, and destroys its record
    }
    if (entry != calls_.end()) {
        finish(entry, cause, trigger == Trigger::kTimer ? ClearedBy::kNetwork : ClearedBy::kFarEnd);
    }
}

void PriCalls::sweep(Trigger trigger) {
    for (Entry entry = calls_.begin(); entry != calls_.end();) {
        int mode = 0;
        if (pri_get_crv(pri_, entry->second.leg, &mode) >= 0) {
            ++entry;
            continue;
        }
        const CallHandle handle = entry->first;
        finish(entry, PRI_CAUSE_NORMAL_UNSPECIFIED,
               trigger == Trigger::kTimer ? ClearedBy::kNetwork : ClearedBy::kFarEnd);
        entry = calls_.upper_bound(handle); // the listener may have changed the map
    }
}

void PriCalls::hangUp(Entry entry, int cause) {
    entry->second.state = State::kClearing;
    entry->second.cause = cause;
    pri_hangup(pri_, entry->second.leg, cause);
}

int PriCalls::findIdle(Timeslots::From from) const {
    return timeslots_.findIdle(from, [this](int timeslot) { return restarts_.covers(timeslot); });
}

void PriCalls::restartAllIdle() {
    for (int timeslot = 1; timeslot <= 31; ++timeslot) {
        if (timeslots_.idle(timeslot)) {
            restarts_.add(timeslot);
        }
    }
    sendNextRestart();
}

void PriCalls::sendNextRestart() {
    const int timeslot = restarts_.takeNext(libpriNowUs());
    if (timeslot != kNoTimeslot) {
        pri_reset(pri_, timeslot);
    }
}

void PriCalls::onRestartAcknowledged(int wireChannel) {
    const int timeslot = namedTimeslot(wireChannel);
    if (!Timeslots::exists(timeslot) || !restarts_.covers(timeslot)) {
        return;
    }
    onRestart(timeslot); // a SETUP may have crossed our RESTART: the far end has dropped that call
    restarts_.acknowledged(timeslot);
    sendNextRestart();
}

void PriCalls::giveUpRestartsIfLate() {
    if (restarts_.giveUpIfLate(libpriNowUs())) {
        ++counters_.protocolErrors;
    }
}

void PriCalls::repeatLostRestart() {
    restarts_.lost();
    sendNextRestart();
}

void PriCalls::onRestart(int wireChannel) {
    const int named = namedTimeslot(wireChannel);
    std::vector<CallHandle> hit;
    for (const auto &[handle, call] : calls_) {
        if (named == kNoTimeslot || call.timeslot == named) {
            hit.push_back(handle);
        }
    }
    for (const CallHandle handle : hit) {
        const Entry entry = calls_.find(handle); // the listener may have ended others meanwhile
        if (entry != calls_.end()) {
            pri_destroycall(pri_, entry->second.leg);
            finish(entry, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE, ClearedBy::kNetwork);
        }
    }
}

} // namespace callbox::isdn
