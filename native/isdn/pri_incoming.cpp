// Calls that the far end sets up, and what the box says to them.
#include <cstring>

#include "isdn/libpri_details.h"
#include "isdn/numbers.h"
#include "isdn/pri_calls.h"

namespace callbox::isdn {
namespace {

bool isSpeech(int transferCapability) {
    return transferCapability == PRI_TRANS_CAP_SPEECH || transferCapability == PRI_TRANS_CAP_3_1K_AUDIO ||
           transferCapability == PRI_TRANS_CAP_7K_AUDIO;
}

/// The called number, from wherever the far end put it.
const char *calledOf(const pri_event_ring &ring) {
    return ring.callednum[0] == '\0' ? ring.keypad_digits : ring.callednum;
}

} // namespace

bool PriCalls::yield(int named) {
    const Entry holder = calls_.find(timeslots_.holder(named));
    if (plan_.side != Side::kUser || holder == calls_.end() || holder->second.state != State::kDialling) {
        return false;
    }
    // Q.931 §5.7, glare: the network's call wins. It gives ours another timeslot, or 44 if there is none.
    timeslots_.release(named, holder->first);
    holder->second.timeslot = kNoTimeslot;
    return true;
}

int PriCalls::chooseTimeslot(const pri_event_ring &ring, int named, int &cause) {
    if (timeslots_.idle(named) && service_.open(named)) {
        return named;
    }
    if (named != kNoTimeslot && service_.open(named) && yield(named)) {
        return named;
    }
    if (named == kNoTimeslot || ring.flexible) { // Q.931 §5.2.3.1: the one named was only preferred
        // From the end that our own hunting reaches last.
        cause = PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION;
        return findIdle(plan_.side == Side::kUser ? Timeslots::From::kLowest : Timeslots::From::kHighest);
    }
    cause = PRI_CAUSE_REQUESTED_CHAN_UNAVAIL;
    return kNoTimeslot;
}

void PriCalls::tellRefused(const pri_event_ring &ring, int named, int cause) {
    PriEvent event;
    event.kind = PriEvent::Kind::kRefused;
    event.timeslot = named;
    event.cause = cause;
    event.callingNumber = isWellFormedNumber(ring.callingnum) ? ring.callingnum : "";
    event.calledNumber = isWellFormedNumber(ring.callednum) ? ring.callednum : "";
    event.presentation = presentationOf(ring.calling.number);
    eventOut_(event);
}

void PriCalls::refuse(const pri_event_ring &ring, int named, int cause) {
    counters_.refused34 += cause == PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION;
    counters_.refused44 += cause == PRI_CAUSE_REQUESTED_CHAN_UNAVAIL;
    pri_hangup(pri_, ring.call, cause); // RELEASE COMPLETE, nothing else has been sent (§5.3.2 a)
    tellRefused(ring, named, cause);
}

void PriCalls::refuseNumber(const pri_event_ring &ring, int named, int timeslot) {
    // With a cause that isn't about the channel libpri says nothing to a SETUP it has not answered yet, and
    // keeps the call. So it is taken and cleared at once: CALL PROCEEDING, DISCONNECT 28.
    const CallHandle handle = newHandle_();
    Call call;
    call.leg = ring.call;
    call.reference = referenceOf(ring.call);
    call.state = State::kReleasing; // nobody is told of a call
    call.incoming = true;
    call.timeslot = timeslot;
    timeslots_.take(timeslot, handle);
    calls_[handle] = call;
    pri_proceeding(pri_, ring.call, (ring.channel < 0 ? 0 : ring.channel & ~0xFF) | timeslot, 0);
    pri_hangup(pri_, ring.call, PRI_CAUSE_INVALID_NUMBER_FORMAT);
    tellRefused(ring, named, PRI_CAUSE_INVALID_NUMBER_FORMAT);
}

PriEvent PriCalls::incomingEvent(const pri_event_ring &ring, const Call &call, CallHandle handle,
                                 const std::string &display) {
    PriEvent event;
    event.kind = PriEvent::Kind::kIncoming;
    event.call = handle;
    event.timeslot = call.timeslot;
    event.presentation = presentationOf(ring.calling.number);
    event.callingNumber = ring.calling.number.str;
    event.calledNumber = calledOf(ring);
    event.details = detailsOf(ring);
    if (!display.empty()) {
        event.details.callingName = display;
    }
    event.complete = call.state != State::kOverlapReceiving;
    if (!isWellFormedNumber(event.callingNumber)) {
        ++counters_.protocolErrors;
        event.callingNumber.clear();
        event.presentation = Presentation::kUnavailable;
    } else if (plan_.side == Side::kUser && event.presentation != Presentation::kAllowed) {
        event.callingNumber.clear(); // some networks send it all the same; it is not for us
        event.details.callingName.clear();
    }
    if (plan_.side == Side::kUser && event.details.redirectingPresentation != Presentation::kAllowed) {
        event.details.redirectingNumber.clear();
    }
    return event;
}

void PriCalls::onSetup(const pri_event_ring &ring, const std::string &display) {
    const int named = namedTimeslot(ring.channel);
    if (!isSpeech(ring.ctype)) {
        return refuse(ring, named, PRI_CAUSE_INCOMPATIBLE_DESTINATION);
    }
    int cause = PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION;
    const int timeslot = calls_.size() < kMaxCalls ? chooseTimeslot(ring, named, cause) : kNoTimeslot;
    if (timeslot == kNoTimeslot) {
        return refuse(ring, named, cause);
    }
    if (!isWellFormedNumber(calledOf(ring))) { // a cut number would reach the wrong person
        ++counters_.protocolErrors;
        return refuseNumber(ring, named, timeslot);
    }
    Call call;
    call.leg = ring.call;
    call.reference = referenceOf(ring.call);
    call.incoming = true;
    call.timeslot = timeslot;
    call.wireChannel = (ring.channel < 0 ? 0 : ring.channel & ~0xFF) | timeslot;
    call.digitCount = std::strlen(calledOf(ring));
    call.state = plan_.overlapReceiving && ring.complete == 0 ? State::kOverlapReceiving : State::kTaken;
    const CallHandle handle = newHandle_();
    const PriEvent event = incomingEvent(ring, call, handle, display);
    timeslots_.take(timeslot, handle);
    restarts_.forget(timeslot); // the far end itself knows that it is idle
    heal(timeslot);
    if (call.state == State::kOverlapReceiving) {
        startGuard(call, Guard::kT302);
        pri_setup_ack(pri_, call.leg, call.wireChannel, 0, 0); // names the channel (§5.2.3, §5.2.4)
    } else {
        pri_proceeding(pri_, call.leg, call.wireChannel, 0);
    }
    calls_[handle] = call;
    eventOut_(event);
}

void PriCalls::onDigits(q931_call *leg, const char *digits, bool complete) {
    const Entry entry = findLeg(leg);
    if (entry == calls_.end() || entry->second.state != State::kOverlapReceiving ||
        entry->second.guard != Guard::kT302) {
        return; // the number is taken as complete already
    }
    Call &call = entry->second;
    call.digitCount += std::strlen(digits);
    if (!isWellFormedNumber(digits) || call.digitCount > static_cast<size_t>(kMaxNumberDigits)) {
        ++counters_.protocolErrors;
        return hangUp(entry, PRI_CAUSE_INVALID_NUMBER_FORMAT);
    }
    PriEvent event;
    event.kind = PriEvent::Kind::kMoreDigits;
    event.call = entry->first;
    event.timeslot = call.timeslot;
    event.digits = digits;
    event.complete = complete;
    if (complete) {
        call.guard = Guard::kNone;
        call.state = State::kTaken;
        pri_proceeding(pri_, call.leg, call.wireChannel, 0);
    } else {
        startGuard(call, Guard::kT302);
    }
    eventOut_(event);
}

// --- commands -------------------------------------------------------------------------------------

PriCalls::Entry PriCalls::findIncoming(CallHandle handle) {
    const Entry entry = findLive(handle);
    if (entry == calls_.end()) {
        return entry;
    }
    Call &call = entry->second;
    if (!call.incoming || call.state == State::kAnswered) {
        stale();
        return calls_.end();
    }
    return entry;
}

void PriCalls::proceed(CallHandle handle) {
    const Entry entry = findIncoming(handle);
    if (entry == calls_.end() || entry->second.state != State::kOverlapReceiving) {
        return; // en bloc it has gone out by itself
    }
    Call &call = entry->second;
    call.guard = Guard::kNone;
    call.state = State::kTaken;
    pri_proceeding(pri_, call.leg, call.wireChannel, 0);
}

void PriCalls::progress(CallHandle handle, bool inband, int cause) {
    const Entry entry = findIncoming(handle);
    if (entry == calls_.end() || !inband) {
        return;
    }
    Call &call = entry->second;
    if (cause >= 1 && cause <= 127) {
        pri_progress_with_cause(pri_, call.leg, call.wireChannel, 1, cause);
    } else {
        pri_progress(pri_, call.leg, call.wireChannel, 1);
    }
}

void PriCalls::alert(CallHandle handle, bool inband) {
    const Entry entry = findIncoming(handle);
    if (entry == calls_.end()) {
        return;
    }
    Call &call = entry->second;
    if (call.alerted) {
        return stale();
    }
    call.alerted = true;
    call.state = State::kTaken; // libpri sends CALL PROCEEDING first if overlap receiving still went on
    call.guard = Guard::kNone;
    pri_acknowledge(pri_, call.leg, call.wireChannel, inband ? 1 : 0);
}

void PriCalls::answer(CallHandle handle) {
    const Entry entry = findIncoming(handle);
    if (entry == calls_.end()) {
        return;
    }
    Call &call = entry->second;
    call.state = State::kAnswered;
    call.guard = Guard::kNone;
    pri_answer(pri_, call.leg, call.wireChannel, 0);
}

} // namespace callbox::isdn
