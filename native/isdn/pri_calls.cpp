// Who is who among the calls of a span, and their timers.
#include "isdn/pri_calls.h"

#include <algorithm>
#include <vector>

#include "isdn/libpri_clock.h"

namespace callbox::isdn {
namespace {

constexpr int64_t kUsPerMs = 1'000;

} // namespace

void PriCalls::handle(const pri_event &event, Trigger trigger, const std::string &display) {
    switch (event.e) {
    case PRI_EVENT_RING:
        return onSetup(event.ring, display);
    case PRI_EVENT_INFO_RECEIVED:
        return onDigits(event.ring.call, event.ring.callednum, event.ring.complete != 0);
    case PRI_EVENT_KEYPAD_DIGIT: // some exchanges and telephones dial by keypad elements
        return onDigits(event.digit.call, event.digit.digits, false);
    case PRI_EVENT_SETUP_ACK:
        return onSetupAck(event.setup_ack);
    case PRI_EVENT_PROCEEDING:
        return onTaken(event.proceeding.call, event.proceeding.channel,
                       (event.proceeding.progressmask & kInbandMask) != 0);
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
        return onFarRestart(event.restart.channel);
    case PRI_EVENT_RESTART_ACK:
        return onRestartAcknowledged(event.restartack.channel);
    case PRI_EVENT_CONFIG_ERR: // both ends say they are the network, or both the user
        ++counters_.protocolErrors;
        return;
    default: // NOTIFY, FACILITY, connected numbers and the like change nothing here
        return;
    }
}

PriCalls::Entry PriCalls::find(q931_call *leg) {
    return std::find_if(calls_.begin(), calls_.end(),
                        [leg](const auto &entry) { return entry.second.leg == leg; });
}

PriCalls::Entry PriCalls::findLeg(q931_call *leg) {
    const Entry entry = find(leg);
    return entry != calls_.end() && entry->second.state < State::kClearing ? entry : calls_.end();
}

PriCalls::Entry PriCalls::findLive(CallHandle call) {
    const Entry entry = calls_.find(call);
    if (entry == calls_.end() || entry->second.state >= State::kClearing) {
        stale();
        return calls_.end();
    }
    return entry;
}

int PriCalls::referenceOf(q931_call *leg) const {
    int low = 0; // libpri hands it out in two parts
    const int high = pri_get_crv(pri_, leg, &low);
    return high < 0 ? -1 : high << 3 | low;
}

bool PriCalls::knows(uint16_t reference, bool toOriginator) const {
    return std::any_of(calls_.begin(), calls_.end(), [=](const auto &entry) {
        return entry.second.reference == reference && entry.second.incoming != toOriginator;
    });
}

int PriCalls::timeslotOf(CallHandle call) const {
    const auto entry = calls_.find(call);
    return entry == calls_.end() ? kNoTimeslot : entry->second.timeslot;
}

// --- timers that libpri does not have ------------------------------------------------------------

void PriCalls::startGuard(Call &call, Guard guard) {
    const PriTimers &timers = plan_.timers;
    const int ms = guard == Guard::kT301   ? timers.t301
                   : guard == Guard::kT302 ? timers.t302
                   : guard == Guard::kT304 ? timers.t304
                                           : timers.t310;
    call.guard = guard;
    call.guardDueUs = libpriNowUs() + ms * kUsPerMs;
}

void PriCalls::guardExpired(Entry entry) {
    Call &call = entry->second;
    const Guard guard = call.guard;
    call.guard = Guard::kNone;
    switch (guard) {
    case Guard::kNone:
        return;
    case Guard::kT301: // Q.931 §5.1.7: nobody answers
        return hangUp(entry, PRI_CAUSE_NO_ANSWER, ClearedBy::kNetwork);
    case Guard::kT304: // Q.931 §5.1.3
    case Guard::kT310: // Q.931 §5.1.5.1
        return hangUp(entry, PRI_CAUSE_RECOVERY_ON_TIMER_EXPIRE, ClearedBy::kNetwork);
    case Guard::kT302: // Q.931 §5.2.4
        if (call.digitCount == 0) {
            return hangUp(entry, PRI_CAUSE_INVALID_NUMBER_FORMAT, ClearedBy::kNetwork);
        }
        PriEvent event;
        event.kind = PriEvent::Kind::kMoreDigits;
        event.call = entry->first;
        event.timeslot = call.timeslot;
        return eventOut_(event); // whoever routes the call judges whether the digits are enough
    }
}

void PriCalls::runTimers(bool linkUp) {
    const int64_t nowUs = libpriNowUs();
    std::vector<CallHandle> due;
    for (const auto &[handle, call] : calls_) {
        if (call.guard != Guard::kNone && call.state < State::kClearing && call.guardDueUs <= nowUs) {
            due.push_back(handle);
        }
    }
    for (const CallHandle handle : due) {
        const Entry entry = calls_.find(handle); // the listener may have ended it meanwhile
        if (entry != calls_.end() && entry->second.state < State::kClearing) {
            guardExpired(entry);
        }
    }
    restartLate();
    if (nextAuditUs_ == 0) {
        nextAuditUs_ = nowUs + ChannelAudit::kPeriodUs;
    } else if (nowUs >= nextAuditUs_) {
        nextAuditUs_ = nowUs + ChannelAudit::kPeriodUs;
        audit();
    }
    if (linkUp) {
        tryStuck();
    }
}

int64_t PriCalls::dueInUs(bool linkUp) const {
    const int64_t nowUs = libpriNowUs();
    int64_t dueUs = nextAuditUs_; // 0: at once, to set it
    for (const auto &[handle, call] : calls_) {
        if (call.guard != Guard::kNone && call.state < State::kClearing) {
            dueUs = std::min(dueUs, call.guardDueUs);
        }
    }
    int64_t dueInUs = std::max<int64_t>(0, dueUs - nowUs);
    const int64_t restartUs = restarts_.dueInUs(nowUs);
    if (restartUs >= 0) {
        dueInUs = std::min(dueInUs, restartUs);
    } else if (linkUp && audit_.anyStuck()) { // only while none is out
        dueInUs = std::min(dueInUs, audit_.dueInUs(nowUs));
    }
    return dueInUs;
}

} // namespace callbox::isdn
