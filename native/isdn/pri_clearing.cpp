// How calls end.
#include "isdn/pri_calls.h"

namespace callbox::isdn {

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
    const bool drained = timeslots_.idle(call.timeslot) && service_.callEnded(call.timeslot);
    calls_.erase(entry);
    if (call.state == State::kClearing) {
        tellCleared(handle, call.timeslot, call.cause, call.by);
    } else if (call.state != State::kReleasing) {
        tellCleared(handle, call.timeslot, cause, by);
    }
    if (drained) {
        tellService(call.timeslot, ClearedBy::kNearEnd);
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
    if (entry == calls_.end()) {
        return;
    }
    const int timeslot = entry->second.timeslot;
    if (acknowledged && trigger == Trigger::kTimer && timeslot != kNoTimeslot) {
        // T308 ran out twice: who knows whether the far end has let go (Q.931 §5.3.3).
        suspect(timeslot, Finding::kReleaseUnanswered);
    }
    finish(entry, cause, trigger == Trigger::kTimer ? ClearedBy::kNetwork : ClearedBy::kFarEnd);
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

void PriCalls::abandon() {
    for (const auto &[handle, call] : calls_) {
        pri_destroycall(pri_, call.leg);
    }
    calls_.clear();
}

void PriCalls::hangUp(Entry entry, int cause, ClearedBy by) {
    Call &call = entry->second;
    call.state = State::kClearing;
    call.guard = Guard::kNone;
    call.cause = cause;
    call.by = by;
    pri_hangup(pri_, call.leg, cause);
}

void PriCalls::clear(CallHandle handle, int cause) {
    const Entry entry = findLive(handle);
    if (entry != calls_.end()) {
        hangUp(entry, cause >= 1 && cause <= 127 ? cause : PRI_CAUSE_NORMAL_CLEARING);
    }
}

} // namespace callbox::isdn
