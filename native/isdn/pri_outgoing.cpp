// Calls that the box sets up, and what the far end says to them.
#include "isdn/libpri_clock.h"
#include "isdn/libpri_details.h"
#include "isdn/numbers.h"
#include "isdn/pri_calls.h"

namespace callbox::isdn {
namespace {

bool isWellFormed(const DialRequest &request) {
    return (request.overlap || !request.calledNumber.empty()) && isWellFormedNumber(request.calledNumber) &&
           isWellFormedNumber(request.callingNumber) && isWellFormedNumber(request.details.redirectingNumber);
}

} // namespace

int PriCalls::refuseDial(CallHandle call, int cause) {
    tellCleared(call, kNoTimeslot, cause, ClearedBy::kNearEnd);
    return -1;
}

int PriCalls::sendSetup(q931_call *leg, int timeslot, const DialRequest &request) const {
    pri_sr *setup = pri_sr_new();
    if (setup == nullptr) {
        return -1;
    }
    const CallDetails &details = request.details;
    std::string called = request.calledNumber; // libpri wants char*
    std::string redirecting = details.redirectingNumber;
    const bool any = timeslot == kNoTimeslot;
    // Hunting: any idle one will do, so the far end may answer with another (Q.931 §5.1.2, §5.7).
    const bool exclusive = !any && request.timeslot != kHuntTimeslot;
    pri_sr_set_channel(setup, any ? kAnyChannelOnWire : timeslot, exclusive ? 1 : 0, 0);
    pri_sr_set_bearer(setup, PRI_TRANS_CAP_SPEECH, PRI_LAYER_1_ALAW);
    pri_sr_set_called(setup, called.data(), planCode(details.calledType, details.calledPlan),
                      request.overlap ? 0 : 1);
    const pri_party_id caller = callerOf(request);
    if (caller.number.valid) {
        pri_sr_set_caller_party(setup, &caller);
    }
    if (!redirecting.empty()) {
        pri_sr_set_redirecting(setup, redirecting.data(), planCode(NumberType::kUnknown, NumberPlan::kIsdn),
                               presentationCode(details.redirectingPresentation, Screening::kNotScreened),
                               redirectingCode(details.redirectingReason, plan_.protocol));
    }
    const int result = pri_setup(pri_, leg, setup);
    pri_sr_free(setup);
    return result;
}

int PriCalls::chooseOwn(const DialRequest &request, int &cause) const {
    if (request.timeslot == kAnyTimeslot) {
        return kNoTimeslot;
    }
    if (request.timeslot == kHuntTimeslot) {
        // From opposite ends, so that both sides seldom reach for the same one.
        const int idle =
            findIdle(plan_.side == Side::kNetwork ? Timeslots::From::kLowest : Timeslots::From::kHighest);
        cause = idle == kNoTimeslot ? PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION : 0;
        return idle;
    }
    const int timeslot = request.timeslot;
    const bool possible = Timeslots::exists(timeslot) && service_.open(timeslot);
    // A faulty exchange may name a busy one: it is the box that has to refuse it.
    if (!possible || (plan_.side == Side::kUser && !mayTake(timeslot))) {
        cause = PRI_CAUSE_REQUESTED_CHAN_UNAVAIL;
    }
    return timeslot;
}

int PriCalls::dial(CallHandle handle, const DialRequest &request, bool spanUsable) {
    if (calls_.count(handle) != 0) {
        stale(); // it lives; a second dial must not end it
        return -1;
    }
    if (!isWellFormed(request)) {
        return refuseDial(handle, PRI_CAUSE_INVALID_NUMBER_FORMAT);
    }
    if (!spanUsable) {
        return refuseDial(handle, PRI_CAUSE_NETWORK_OUT_OF_ORDER);
    }
    int cause = 0;
    const int seized = chooseOwn(request, cause);
    if (cause != 0) {
        return refuseDial(handle, cause);
    }
    q931_call *leg = calls_.size() < kMaxCalls ? pri_new_call(pri_) : nullptr;
    if (leg == nullptr) {
        return refuseDial(handle, PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION);
    }
    if (sendSetup(leg, seized, request) != 0) {
        pri_destroycall(pri_, leg);
        return refuseDial(handle, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);
    }
    Call call;
    call.leg = leg;
    call.reference = referenceOf(leg);
    call.wireChannel = seized;
    call.overlap = request.overlap;
    call.digitCount = request.calledNumber.size();
    if (mayTake(seized)) {
        call.timeslot = seized;
        timeslots_.take(seized, handle);
    } // else the far end chooses, or must refuse
    calls_[handle] = call;
    return call.timeslot;
}

void PriCalls::sendDigits(Call &call, const std::string &digits, bool complete) {
    for (size_t i = 0; i < digits.size(); ++i) {
        const bool last = complete && i + 1 == digits.size();
        pri_information(pri_, call.leg, static_cast<char>(last ? digits[i] | kLastDigitMark : digits[i]));
    }
    if (complete && digits.empty()) {
        pri_information(pri_, call.leg, kLastDigitMark);
    }
    if (complete || !digits.empty()) {
        startGuard(call, Guard::kT304);
    }
    call.overlap = call.overlap && !complete;
}

void PriCalls::moreDigits(CallHandle handle, const std::string &digits, bool complete) {
    const Entry entry = findLive(handle);
    if (entry == calls_.end()) {
        return;
    }
    Call &call = entry->second;
    if (call.incoming || !call.overlap || call.lastWaiting || call.state >= State::kTaken) {
        return stale(); // the far end wants no more
    }
    call.digitCount += digits.size();
    if (!isWellFormedNumber(digits) || call.digitCount > static_cast<size_t>(kMaxNumberDigits)) {
        return hangUp(entry, PRI_CAUSE_INVALID_NUMBER_FORMAT);
    }
    if (call.state == State::kOverlapSending) {
        return sendDigits(call, digits, complete);
    }
    call.waiting += digits;
    call.lastWaiting = complete;
}

// --- what the far end answers -----------------------------------------------------------------------

bool PriCalls::noteChannel(Entry entry, int wireChannel, State reached) {
    const CallHandle handle = entry->first;
    Call &call = entry->second;
    const int timeslot = namedTimeslot(wireChannel);
    if (timeslot != call.timeslot && timeslot != kNoTimeslot) {
        if (!timeslots_.idle(timeslot) || !service_.open(timeslot)) {
            // It chose a timeslot that is in use, blocked, or none: two calls must not share one.
            hangUp(entry, PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
            return false;
        }
        timeslots_.release(call.timeslot, handle);
        timeslots_.take(timeslot, handle);
        call.timeslot = timeslot;
        call.wireChannel = wireChannel;
    }
    if (call.timeslot == kNoTimeslot) { // "any channel", and the far end doesn't say which (§5.1.2)
        hangUp(entry, PRI_CAUSE_MANDATORY_IE_MISSING);
        return false;
    }
    const bool first = call.state == State::kDialling;
    if (call.state < reached) {
        call.state = reached;
    }
    if (reached >= State::kTaken) {
        call.guard = Guard::kNone;
        call.waiting.clear();
    }
    if (first) {
        heal(call.timeslot);
        PriEvent event;
        event.kind = PriEvent::Kind::kProceeding;
        event.call = handle;
        event.timeslot = call.timeslot;
        eventOut_(event);
    }
    const Entry still = calls_.find(handle); // the listener may have cleared it
    return still != calls_.end() && still->second.state < State::kClearing;
}

void PriCalls::tellInband(CallHandle call) {
    PriEvent event;
    event.kind = PriEvent::Kind::kProgress;
    event.call = call;
    event.inband = true;
    event.timeslot = timeslotOf(call);
    eventOut_(event);
}

void PriCalls::onSetupAck(const pri_event_setup_ack &ack) {
    const Entry entry = findLeg(ack.call);
    if (entry == calls_.end()) {
        return;
    }
    const CallHandle handle = entry->first;
    if (!noteChannel(entry, ack.channel, State::kOverlapSending)) {
        return;
    }
    Call &call = calls_.find(handle)->second;
    startGuard(call, Guard::kT304); // also for a number that we took for complete
    const std::string digits = std::move(call.waiting);
    call.waiting.clear();
    sendDigits(call, digits, call.lastWaiting);
    if ((ack.progressmask & kInbandMask) != 0) {
        tellInband(handle);
    }
}

void PriCalls::onTaken(q931_call *leg, int wireChannel, bool inband) {
    const Entry entry = findLeg(leg);
    if (entry == calls_.end()) {
        return;
    }
    const CallHandle handle = entry->first;
    if (!noteChannel(entry, wireChannel, State::kTaken)) {
        return;
    }
    Call &call = calls_.find(handle)->second;
    if (!call.alerted && !inband) {
        startGuard(call, Guard::kT310);
    }
    if (inband) {
        tellInband(handle);
    }
}

void PriCalls::onAlerting(const pri_event_ringing &ringing) {
    const Entry entry = findLeg(ringing.call);
    if (entry == calls_.end()) {
        return;
    }
    PriEvent event;
    event.kind = PriEvent::Kind::kAlerting;
    event.call = entry->first;
    event.inband = (ringing.progressmask & kInbandMask) != 0;
    if (noteChannel(entry, ringing.channel, State::kTaken)) {
        Call &call = calls_.find(event.call)->second;
        call.alerted = true;
        startGuard(call, Guard::kT301);
        event.timeslot = call.timeslot;
        eventOut_(event);
    }
}

void PriCalls::onProgress(const pri_event_proceeding &progress) {
    const Entry entry = findLeg(progress.call);
    if (entry == calls_.end()) {
        return;
    }
    PriEvent event;
    event.kind = PriEvent::Kind::kProgress;
    event.call = entry->first;
    event.inband = (progress.progressmask & kInbandMask) != 0;
    event.cause = progress.cause > 0 ? progress.cause : 0;
    const Guard before = entry->second.guard;
    const int64_t dueUs = entry->second.guardDueUs;
    if (noteChannel(entry, progress.channel, State::kTaken)) {
        Call &call = calls_.find(event.call)->second;
        if (before == Guard::kT301) { // T310 and T304 end with PROGRESS, T301 does not (Q.931 §5.1.6)
            call.guard = before;
            call.guardDueUs = dueUs;
        }
        event.timeslot = call.timeslot;
        eventOut_(event);
    }
}

void PriCalls::onAnswer(const pri_event_answer &answer) {
    const Entry entry = findLeg(answer.call);
    if (entry == calls_.end()) {
        return;
    }
    PriEvent event;
    event.kind = PriEvent::Kind::kAnswered;
    event.call = entry->first;
    if (noteChannel(entry, answer.channel, State::kAnswered)) {
        event.timeslot = timeslotOf(event.call);
        eventOut_(event);
    }
}

} // namespace callbox::isdn
