// The calls of one span: libpri's events in, ours out.
//
// pri_calls.cpp: who is who, and timers; pri_incoming.cpp, pri_outgoing.cpp: set-up each way;
// pri_clearing.cpp: ends; pri_channels.cpp: restart, service and audit of timeslots.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "isdn/channel_audit.h"
#include "isdn/channel_restarts.h"
#include "isdn/channel_service.h"
#include "isdn/last_digit.h"
#include "isdn/libpri_api.h"
#include "isdn/pri_span.h"
#include "isdn/timeslots.h"

namespace callbox::isdn {

constexpr size_t kMaxCalls = 64;        // 30 bearers, 30 being released, a few that wait for a refusal
constexpr int kAnyChannelOnWire = 0xFF; // libpri writes it as "any channel" (Q.931 §4.5.13)

/// Progress descriptions that say "listen to the bearer" (Q.931 §4.5.23): 8 and 1. 2 and 3 name ends that
/// aren't ISDN; sound may follow, but nobody has said so.
constexpr int kInbandMask = PRI_PROG_INBAND_AVAILABLE | PRI_PROG_CALL_NOT_E2E_ISDN;

/// Where a libpri event came from: a frame of the far end, or a timer of ours.
enum class Trigger : uint8_t { kFrame, kTimer };

/// A timeslot of this span, or kNoTimeslot for "any channel" and "no channel".
inline int namedTimeslot(int wireChannel) {
    const int number = wireChannel & 0xFF;
    return wireChannel < 0 || number == kAnyChannelOnWire ? kNoTimeslot : number;
}

inline int validCause(int cause) { return cause >= 1 && cause <= 127 ? cause : PRI_CAUSE_NORMAL_UNSPECIFIED; }

/// Handles and timeslots are kept here, protocol states in libpri. Every call that began ends with
/// exactly one kCleared, also if libpri drops it without a word (see sweep).
class PriCalls {
  public:
    PriCalls(const PriPlan &plan, const PriSpan::EventOut &eventOut, const PriSpan::NewHandle &newHandle,
             PriCounters &counters)
        : plan_(plan), eventOut_(eventOut), newHandle_(newHandle), counters_(counters),
          restarts_(plan.side == Side::kUser) {}

    void attach(pri *controller) { pri_ = controller; }
    void setOwner(std::function<CallHandle(int)> owner) { owner_ = std::move(owner); }
    /// `display`: the name in the frame that made the event, "" = none.
    void handle(const pri_event &event, Trigger trigger, const std::string &display = "");
    /// Ends the calls that libpri has destroyed without an event.
    void sweep(Trigger trigger);

    void proceed(CallHandle call);
    void progress(CallHandle call, bool inband, int cause);
    void alert(CallHandle call, bool inband);
    void answer(CallHandle call);
    void moreDigits(CallHandle call, const std::string &digits, bool complete);
    void clear(CallHandle call, int cause);
    int dial(CallHandle call, const DialRequest &request, bool spanUsable);
    void restart(int timeslot);
    bool setService(int timeslot, Service service);
    Service service(int timeslot) const { return service_.of(timeslot); }

    /// RESTART for each idle timeslot, one after the other.
    void restartAllIdle();
    void forgetRestarts() { restarts_.forgetAll(); }
    /// Layer 2 began anew and dropped what was under way.
    void repeatLostRestart();
    bool restarting() const { return !restarts_.idle(); }

    /// T301, T302, T304, T310, overdue RESTARTs and, once a minute, the audit. `linkUp`: RESTARTs may go out.
    void runTimers(bool linkUp);
    /// Microseconds until runTimers is due.
    int64_t dueInUs(bool linkUp) const;

    /// Takes libpri's records with it: nobody will ask for these calls again.
    void abandon();
    /// Is there a call of this reference? `toOriginator`: the flag as the far end sends it.
    bool knows(uint16_t reference, bool toOriginator) const;
    CallHandle callOn(int timeslot) const { return timeslots_.holder(timeslot); }
    int timeslotOf(CallHandle call) const;
    size_t count() const { return calls_.size(); }

  private:
    enum class State : uint8_t {
        kDialling,         // our SETUP is out, nothing came back
        kOverlapSending,   // SETUP ACKNOWLEDGE has come
        kOverlapReceiving, // we sent SETUP ACKNOWLEDGE
        kTaken,            // CALL PROCEEDING has gone one way or the other
        kAnswered,         // CONNECT has
        kClearing,         // we sent DISCONNECT (or RELEASE, RELEASE COMPLETE)
        kReleasing,        // the far end sent DISCONNECT, we answered RELEASE; kCleared is told
    };
    enum class Guard : uint8_t { kNone, kT301, kT302, kT304, kT310 };
    struct Call {
        q931_call *leg = nullptr;
        int reference = -1; // Q.931 §4.3, without the flag
        State state = State::kDialling;
        bool incoming = false;
        bool alerted = false;
        bool overlap = false; // outgoing: more digits may follow
        int timeslot = kNoTimeslot;
        int wireChannel = 0;                // as libpri wants it back, with the interface identifier
        int cause = 0;                      // kClearing: ours
        ClearedBy by = ClearedBy::kNearEnd; // kClearing
        Guard guard = Guard::kNone;
        int64_t guardDueUs = 0;
        size_t digitCount = 0; // of the called number so far
        std::string waiting;   // digits until SETUP ACKNOWLEDGE
        bool lastWaiting = false;
    };
    using Entry = std::map<CallHandle, Call>::iterator;

    // incoming
    void onSetup(const pri_event_ring &ring, const std::string &display);
    int chooseTimeslot(const pri_event_ring &ring, int named, int &cause);
    bool yield(int named);
    void refuse(const pri_event_ring &ring, int named, int cause);
    void refuseNumber(const pri_event_ring &ring, int named, int timeslot);
    void tellRefused(const pri_event_ring &ring, int named, int cause);
    int referenceOf(q931_call *leg) const;
    PriEvent incomingEvent(const pri_event_ring &ring, const Call &call, CallHandle handle,
                           const std::string &display);
    void onDigits(q931_call *leg, const char *digits, bool complete);
    Entry findIncoming(CallHandle call);
    // outgoing
    int chooseOwn(const DialRequest &request, int &cause) const;
    int sendSetup(q931_call *leg, int timeslot, const DialRequest &request) const;
    int refuseDial(CallHandle call, int cause);
    void onSetupAck(const pri_event_setup_ack &ack);
    void onTaken(q931_call *leg, int wireChannel, bool inband);
    bool noteChannel(Entry entry, int wireChannel, State reached);
    void onAlerting(const pri_event_ringing &ringing);
    void onProgress(const pri_event_proceeding &progress);
    void onAnswer(const pri_event_answer &answer);
    void tellInband(CallHandle call);
    void sendDigits(Call &call, const std::string &digits, bool complete);
    // clearing
    void onDisconnect(const pri_event_hangup &hangup);
    void onGone(const pri_event_hangup &hangup, Trigger trigger);
    void hangUp(Entry entry, int cause, ClearedBy by = ClearedBy::kNearEnd);
    /// Forgets the call and tells it, unless it was told.
    void finish(Entry entry, int cause, ClearedBy by);
    void tellCleared(CallHandle call, int timeslot, int cause, ClearedBy by);
    // channels
    void onFarRestart(int wireChannel);
    /// Ends the calls of one timeslot, or all.
    void onRestart(int wireChannel);
    void onRestartAcknowledged(int wireChannel);
    void sendNextRestart();
    void restartLate();
    void suspect(int timeslot, Finding finding);
    /// In use again, if it was stuck.
    void heal(int timeslot);
    void audit();
    Finding lookAt(int timeslot, CallHandle holder) const;
    void freeStuck(int timeslot);
    void tryStuck();
    void tellStuck(int timeslot, const char *reason, uint32_t nextTryMs);
    void tellService(int timeslot, ClearedBy by);
    int findIdle(Timeslots::From from) const;
    bool mayTake(int timeslot) const {
        return timeslots_.idle(timeslot) && service_.open(timeslot) && !restarts_.covers(timeslot) &&
               !audit_.stuck(timeslot);
    }
    // bookkeeping
    Entry find(q931_call *leg);
    /// The call that is not being cleared, or end().
    Entry findLeg(q931_call *leg);
    /// The live call, or end() and counted as stale.
    Entry findLive(CallHandle call);
    void startGuard(Call &call, Guard guard);
    void guardExpired(Entry entry);
    void stale() { ++counters_.staleCommands; }

    const PriPlan plan_;
    const PriSpan::EventOut &eventOut_;
    const PriSpan::NewHandle &newHandle_;
    PriCounters &counters_;
    pri *pri_ = nullptr;
    std::map<CallHandle, Call> calls_;
    Timeslots timeslots_;
    ChannelRestarts restarts_;
    ChannelService service_;
    ChannelAudit audit_;
    std::function<CallHandle(int)> owner_;
    bool restartKnown_ = false; // the far end has acknowledged one in this process
    int64_t nextAuditUs_ = 0;   // 0: not yet set
};

} // namespace callbox::isdn
