// Timeslots: restarted (ITU-T Q.931 §5.5), blocked and drained, and audited.
#include <vector>

#include "isdn/libpri_clock.h"
#include "isdn/pri_calls.h"

namespace callbox::isdn {

int PriCalls::findIdle(Timeslots::From from) const {
    return timeslots_.findIdle(from, [this](int timeslot) { return !mayTake(timeslot); });
}

// --- RESTART ----------------------------------------------------------------------------------------

void PriCalls::restart(int timeslot) {
    if (!Timeslots::exists(timeslot)) {
        return stale();
    }
    onRestart(timeslot);
    restarts_.add(timeslot);
    sendNextRestart();
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
    if (!Timeslots::exists(timeslot) || !(restarts_.covers(timeslot) || audit_.stuck(timeslot))) {
        return;
    }
    restartKnown_ = true;
    onRestart(timeslot); // a SETUP may have crossed our RESTART: the far end has dropped that call
    restarts_.acknowledged(timeslot);
    heal(timeslot);
    sendNextRestart();
}

void PriCalls::repeatLostRestart() {
    restarts_.lost();
    sendNextRestart();
}

void PriCalls::restartLate() {
    const int late = restarts_.takeLate(libpriNowUs());
    if (late == kNoTimeslot) {
        return;
    }
    ++counters_.restartsUnanswered;
    if (restartKnown_) {
        suspect(late, Finding::kRestartUnanswered);
        return sendNextRestart();
    }
    // It has never acknowledged any: some exchanges know no RESTART. Without, the timeslots must do.
    restarts_.forgetAll();
    if (audit_.stuck(late)) {
        heal(late);
        tellStuck(late, "restart-unknown", 0);
    }
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

void PriCalls::onFarRestart(int wireChannel) {
    const int named = namedTimeslot(wireChannel);
    onRestart(wireChannel);
    for (int timeslot = 1; timeslot <= 31; ++timeslot) {
        if (named == kNoTimeslot || timeslot == named) {
            heal(timeslot); // the far end itself has idled it
        }
    }
}

// --- service ----------------------------------------------------------------------------------------

void PriCalls::tellService(int timeslot, ClearedBy by) {
    PriEvent event;
    event.kind = PriEvent::Kind::kService;
    event.timeslot = timeslot;
    event.service = service_.of(timeslot);
    event.by = by;
    eventOut_(event);
}

bool PriCalls::setService(int timeslot, Service service) {
    if (!Timeslots::exists(timeslot)) {
        stale();
        return false;
    }
    service_.set(timeslot, service, !timeslots_.idle(timeslot));
    tellService(timeslot, ClearedBy::kNearEnd);
    return true;
}

// --- audit ------------------------------------------------------------------------------------------

void PriCalls::suspect(int timeslot, Finding finding) { audit_.suspect(timeslot, finding, libpriNowUs()); }

void PriCalls::heal(int timeslot) {
    if (!Timeslots::exists(timeslot)) {
        return;
    }
    const bool wasStuck = audit_.stuck(timeslot);
    audit_.healed(timeslot);
    if (wasStuck) {
        tellService(timeslot, ClearedBy::kNetwork);
    }
}

Finding PriCalls::lookAt(int timeslot, CallHandle holder) const {
    const auto entry = calls_.find(holder);
    const CallHandle owner = owner_ ? owner_(timeslot) : holder;
    if (holder == 0) {
        return owner == 0 ? Finding::kWell : Finding::kNoCall;
    }
    if (entry == calls_.end()) {
        return Finding::kCallLost;
    }
    if (entry->second.state >= State::kClearing) {
        return Finding::kReleaseUnanswered;
    }
    return owner == holder ? Finding::kWell : Finding::kNoCall;
}

void PriCalls::audit() {
    const int64_t nowUs = libpriNowUs();
    for (int timeslot = 1; timeslot <= 31; ++timeslot) {
        if (!Timeslots::exists(timeslot) || restarts_.covers(timeslot)) {
            continue;
        }
        const CallHandle holder = timeslots_.holder(timeslot);
        if (audit_.look(timeslot, lookAt(timeslot, holder), holder, nowUs)) {
            freeStuck(timeslot);
        }
    }
}

void PriCalls::freeStuck(int timeslot) {
    const CallHandle holder = timeslots_.holder(timeslot);
    onRestart(timeslot); // ends the call that it can't end otherwise, cause 41
    timeslots_.release(timeslot, holder);
}

void PriCalls::tryStuck() {
    if (restarts_.dueInUs(libpriNowUs()) >= 0) {
        return; // one at a time
    }
    const ChannelAudit::Try due = audit_.takeDue(libpriNowUs());
    if (due.timeslot == kNoTimeslot) {
        return;
    }
    restarts_.add(due.timeslot);
    sendNextRestart();
    tellStuck(due.timeslot, reasonOf(due.finding), due.nextTryMs);
}

void PriCalls::tellStuck(int timeslot, const char *reason, uint32_t nextTryMs) {
    ++counters_.stuck;
    PriEvent event;
    event.kind = PriEvent::Kind::kStuck;
    event.timeslot = timeslot;
    event.reason = reason;
    event.nextTryMs = nextTryMs;
    eventOut_(event);
}

} // namespace callbox::isdn
