// The calls of one span: libpri's events in, ours out.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "isdn/channel_restarts.h"
#include "isdn/libpri_api.h"
#include "isdn/pri_span.h"
#include "isdn/timeslots.h"

namespace callbox::isdn {

constexpr size_t kMaxCalls = 64;        // 30 bearers, 30 being released, a few that wait for a refusal
constexpr int kAnyChannelOnWire = 0xFF; // libpri writes it as "any channel" (Q.931 §4.5.13)

/// Where a libpri event came from: a frame of the far end, or a timer of ours.
enum class Trigger : uint8_t { kFrame, kTimer };

/// Handles and timeslots are kept here, protocol states in libpri. Every call that began ends with
/// exactly one kCleared, also if libpri drops it without a word (see sweep).
class PriCalls {
  public:
    PriCalls(Side side, const PriSpan::EventOut &eventOut, const PriSpan::NewHandle &newHandle,
             PriCounters &counters)
        : side_(side), eventOut_(eventOut), newHandle_(newHandle), counters_(counters),
          restarts_(side == Side::kUser) {}

    void attach(pri *controller) { pri_ = controller; }
    void handle(const pri_event &event, Trigger trigger);
    /// Ends the calls that libpri has destroyed without an event.
    void sweep(Trigger trigger);

    void alert(CallHandle call);
    void answer(CallHandle call);
    void clear(CallHandle call, int cause);
    int dial(CallHandle call, int timeslot, const std::string &callingNumber, Presentation presentation,
             const std::string &calledNumber, bool spanUsable);
    void restart(int timeslot);

    /// RESTART for each idle timeslot, one after the other.
    void restartAllIdle();
    void forgetRestarts() { restarts_.forgetAll(); }
    void giveUpRestartsIfLate();
    /// Layer 2 began anew and dropped what was under way.
    void repeatLostRestart();
    const ChannelRestarts &restarts() const { return restarts_; }

    CallHandle callOn(int timeslot) const { return timeslots_.holder(timeslot); }
    int timeslotOf(CallHandle call) const;
    size_t count() const { return calls_.size(); }

  private:
    enum class State : uint8_t {
        kDialling,  // our SETUP is out, nothing came back
        kTaken,     // CALL PROCEEDING has gone one way or the other
        kAnswered,  // CONNECT has
        kClearing,  // we sent DISCONNECT (or RELEASE, RELEASE COMPLETE)
        kReleasing, // the far end sent DISCONNECT, we answered RELEASE; kCleared is told
    };
    struct Call {
        q931_call *leg = nullptr;
        State state = State::kDialling;
        bool incoming = false;
        bool alerted = false;
        int timeslot = kNoTimeslot;
        int wireChannel = 0; // as libpri wants it back, with the interface identifier
        int cause = 0;       // kClearing: ours
    };
    using Entry = std::map<CallHandle, Call>::iterator;

    void onSetup(const pri_event_ring &ring);
    int chooseTimeslot(const pri_event_ring &ring, int named, int &cause);
    void refuse(const pri_event_ring &ring, int named, int cause);
    void onTaken(q931_call *leg, int wireChannel, bool inband);
    bool noteChannel(Entry entry, int wireChannel);
    void onAlerting(const pri_event_ringing &ringing);
    void onProgress(const pri_event_proceeding &progress);
    void onAnswer(const pri_event_answer &answer);
    void onDisconnect(const pri_event_hangup &hangup);
    void onGone(const pri_event_hangup &hangup, Trigger trigger);
    void onRestart(int wireChannel);
    void onRestartAcknowledged(int wireChannel);
    void sendNextRestart();
    int findIdle(Timeslots::From from) const;
    bool mayTake(int timeslot) const { return timeslots_.idle(timeslot) && !restarts_.covers(timeslot); }

    Entry find(q931_call *leg);
    /// The live call, or end() and counted as stale.
    Entry findLive(CallHandle call);
    void hangUp(Entry entry, int cause);
    /// Forgets the call and tells it, unless it was told.
    void finish(Entry entry, int cause, ClearedBy by);
    void tellCleared(CallHandle call, int timeslot, int cause, ClearedBy by);
    int refuseDial(CallHandle call, int cause);
    int sendSetup(q931_call *leg, int timeslot, const std::string &callingNumber, Presentation presentation,
                  const std::string &calledNumber) const;

    const Side side_;
    const PriSpan::EventOut &eventOut_;
    const PriSpan::NewHandle &newHandle_;
    PriCounters &counters_;
    pri *pri_ = nullptr;
    std::map<CallHandle, Call> calls_;
    Timeslots timeslots_;
    ChannelRestarts restarts_;
};

} // namespace callbox::isdn
