// What the box asks for: the commands of PriSpan.
#include "isdn/libpri_clock.h"
#include "isdn/numbers.h"
#include "isdn/pri_calls.h"

namespace callbox::isdn {
namespace {

constexpr int kNumberPlan = (PRI_TON_UNKNOWN << 4) | PRI_NPI_E163_E164;

int presentationCode(Side side, Presentation presentation) {
    const bool network = side == Side::kNetwork;
    switch (presentation) {
    case Presentation::kAllowed:
        return network ? PRES_ALLOWED_NETWORK_NUMBER : PRES_ALLOWED_USER_NUMBER_NOT_SCREENED;
    case Presentation::kWithheld:
        return network ? PRES_PROHIB_NETWORK_NUMBER : PRES_PROHIB_USER_NUMBER_NOT_SCREENED;
    case Presentation::kUnavailable:
        break;
    }
    return PRES_NUMBER_NOT_AVAILABLE;
}

} // namespace

void PriCalls::alert(CallHandle handle) {
    const Entry entry = findLive(handle);
    if (entry == calls_.end()) {
        return;
    }
    Call &call = entry->second;
    if (!call.incoming || call.alerted || call.state != State::kTaken) {
        ++counters_.staleCommands;
        return;
    }
    call.alerted = true;
    pri_acknowledge(pri_, call.leg, call.wireChannel, 0);
}

void PriCalls::answer(CallHandle handle) {
    const Entry entry = findLive(handle);
    if (entry == calls_.end()) {
        return;
    }
    Call &call = entry->second;
    if (!call.incoming || call.state != State::kTaken) {
        ++counters_.staleCommands;
        return;
    }
    call.state = State::kAnswered;
    pri_answer(pri_, call.leg, call.wireChannel, 0);
}

void PriCalls::clear(CallHandle handle, int cause) {
    const Entry entry = findLive(handle);
    if (entry != calls_.end()) {
        hangUp(entry, cause >= 1 && cause <= 127 ? cause : PRI_CAUSE_NORMAL_CLEARING);
    }
}

int PriCalls::refuseDial(CallHandle call, int cause) {
    tellCleared(call, kNoTimeslot, cause, ClearedBy::kNearEnd);
    return -1;
}

int PriCalls::sendSetup(q931_call *leg, int timeslot, const std::string &callingNumber,
                        Presentation presentation, const std::string &calledNumber) const {
    pri_sr *request = pri_sr_new();
    if (request == nullptr) {
        return -1;
    }
    std::string calling =
        presentation == Presentation::kUnavailable ? "" : callingNumber; // libpri wants char*
    std::string called = calledNumber;
    const bool any = timeslot == kNoTimeslot;
    pri_sr_set_channel(request, any ? kAnyChannelOnWire : timeslot, any ? 0 : 1, 0);
    pri_sr_set_bearer(request, PRI_TRANS_CAP_SPEECH, PRI_LAYER_1_ALAW);
    pri_sr_set_called(request, called.data(), kNumberPlan, 1);
    if (!calling.empty() || presentation != Presentation::kAllowed) {
        pri_sr_set_caller(request, calling.data(), nullptr, kNumberPlan,
                          presentationCode(side_, presentation));
    }
    const int result = pri_setup(pri_, leg, request);
    pri_sr_free(request);
    return result;
}

int PriCalls::dial(CallHandle handle, int timeslot, const std::string &callingNumber,
                   Presentation presentation, const std::string &calledNumber, bool spanUsable) {
    if (calls_.count(handle) != 0) {
        ++counters_.staleCommands; // it lives; a second dial must not end it
        return -1;
    }
    if (calledNumber.empty() || !isWellFormedNumber(calledNumber) || !isWellFormedNumber(callingNumber)) {
        return refuseDial(handle, PRI_CAUSE_INVALID_NUMBER_FORMAT);
    }
    if (!spanUsable) {
        return refuseDial(handle, PRI_CAUSE_NETWORK_OUT_OF_ORDER);
    }
    int seized = timeslot;
    if (timeslot == kAnyTimeslot) {
        seized = kNoTimeslot;
    } else if (timeslot == kHuntTimeslot) {
        // From opposite ends, so that both sides seldom reach for the same one.
        seized = findIdle(side_ == Side::kNetwork ? Timeslots::From::kLowest : Timeslots::From::kHighest);
        if (seized == kNoTimeslot) {
            return refuseDial(handle, PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION);
        }
    } else if (!Timeslots::exists(timeslot) || (side_ == Side::kUser && !mayTake(timeslot))) {
        return refuseDial(handle, PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
    }
    q931_call *leg = calls_.size() < kMaxCalls ? pri_new_call(pri_) : nullptr;
    if (leg == nullptr) {
        return refuseDial(handle, PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION);
    }
    if (sendSetup(leg, seized, callingNumber, presentation, calledNumber) != 0) {
        pri_destroycall(pri_, leg);
        return refuseDial(handle, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);
    }
    Call call;
    call.leg = leg;
    call.wireChannel = seized;
    if (mayTake(seized)) {
        call.timeslot = seized;
        timeslots_.take(seized, handle);
    } // else the far end chooses, or must refuse: an exchange that names a busy timeslot is its box's test
    calls_[handle] = call;
    return call.timeslot;
}

void PriCalls::restart(int timeslot) {
    if (!Timeslots::exists(timeslot)) {
        ++counters_.staleCommands;
        return;
    }
    onRestart(timeslot);
    restarts_.add(timeslot);
    sendNextRestart();
}

} // namespace callbox::isdn
