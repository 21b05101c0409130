// One D-channel of an E1 span: EuroISDN (ETSI EN 300 403-1, ITU-T Q.921, Q.931) or QSIG (ECMA-143) by
// libpri, without a thread, a file descriptor or a clock of its own. Frames, alarms and commands go in;
// frames and events come out through two callbacks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "isdn/call_details.h"

struct pri; // libpri's own names
struct q931_call;

namespace callbox::isdn {

enum class Side : uint8_t { kUser, kNetwork }; // QSIG: slave, master
enum class Protocol : uint8_t { kEuroIsdn, kQsig };
/// In service, kept from new calls (refused with cause 44), or kept from them once its call has ended.
enum class Service : uint8_t { kInService, kBlocked, kDraining };

/// Milliseconds, 1 s .. 10 min. Defaults: ETSI EN 300 403-1 table 9.2 (user side), where it gives a range
/// the end that keeps a call longest.
struct PriTimers {
    int t301 = 180'000; // ALERTING heard, no CONNECT: cause 19
    int t302 = 15'000;  // overlap receiving, no digit: the number is taken as it is, without any: cause 28
    int t304 = 30'000;  // overlap sending, no answer to the last digit: cause 102
    /// D-channel lost with a call active: cause 27. Q.931 table 9-2 allows 6-90 s, ETS 300 102-1 has 90;
    /// libpri's own 6 s end calls over a glitch that Q.921 alone needs 13 s to notice and mend.
    int t309 = 90'000;
    int t310 = 110'000; // CALL PROCEEDING heard, nothing since: cause 102
};

/// How one span speaks.
struct PriPlan {
    Side side = Side::kUser;
    Protocol protocol = Protocol::kEuroIsdn;
    bool overlapReceiving = false; // a SETUP without "sending complete" gets SETUP ACKNOWLEDGE
    PriTimers timers{};
};

/// kFarEnd: it sent DISCONNECT, RELEASE or RELEASE COMPLETE. kNearEnd: our clear() did, or our own
/// refusal of a dial. kNetwork: neither; a timer, a RESTART or the loss of the D-channel did.
enum class ClearedBy : uint8_t { kFarEnd, kNearEnd, kNetwork };

constexpr int kMaxNumberDigits = 20; // ITU-T E.164 allows 15; China's dialled strings need a prefix
constexpr int kAnyTimeslot = -1;     // dial: the far end chooses (Q.931 §4.5.13 "any channel")
constexpr int kHuntTimeslot = 0;     // dial: we prefer an idle one, the far end may choose another

/// Names one call on one span. Incoming ones come from the constructor's NewHandle, outgoing ones
/// are chosen by whoever dials; the two must never collide. Commands with a handle that has ended,
/// or never was, do nothing and are counted in staleCommands.
using CallHandle = uint32_t;

struct PriEvent {
    enum class Kind : uint8_t {
        kIncoming,   // SETUP taken: timeslot, numbers, presentation, details. complete: CALL PROCEEDING is
                     // already on its way; else SETUP ACKNOWLEDGE is, and more digits come
        kMoreDigits, // incoming overlap: digits, complete
        kProceeding, // our SETUP was taken: timeslot is the one in use from here on
        kAlerting,   // inband
        kProgress,   // inband, cause (0: none given)
        kAnswered,   // CONNECT
        kCleared,    // cause, by; exactly once for each handle that kIncoming or dial() began
        kRefused,    // an incoming SETUP that never became a call: timeslot it named (0: any), cause 34 or 44
        kDchannel,   // up: established, and after the first time every timeslot restarted (Q.931 §5.5)
        kService,    // timeslot, service: by setService, or drained
        kStuck       // timeslot, reason, nextTryMs: the audit found it neither idle nor carrying a call
    };
    Kind kind{};
    CallHandle call = 0;
    int timeslot = 0; // 1-15, 17-31; 0 not known (yet)
    int cause = 0;    // ITU-T Q.850
    ClearedBy by = ClearedBy::kFarEnd;
    bool inband = false; // progress indicator 8 (or 1): listen to the bearer now
    bool up = false;     // kDchannel
    Presentation presentation = Presentation::kUnavailable;
    std::string callingNumber, calledNumber; // [0-9*#]{0,20}
    CallDetails details;                     // kIncoming
    bool complete = true;                    // kIncoming, kMoreDigits
    std::string digits;                      // kMoreDigits: [0-9*#]{0,20}
    Service service{};                       // kService
    /// kStuck: "release-unanswered", "restart-unanswered", "call-lost", "no-call": what was found; a RESTART
    /// follows, nextTryMs later the next one if it isn't acknowledged. "restart-unknown": the far end
    /// has never acknowledged any; the timeslot is used again.
    std::string reason;
    uint32_t nextTryMs = 0;
};

struct DialRequest {
    int timeslot = kHuntTimeslot; // 1-15, 17-31: that one, exclusively; kHuntTimeslot; kAnyTimeslot
    std::string callingNumber;    // [0-9*#]{0,20}
    Presentation presentation = Presentation::kAllowed;
    std::string calledNumber; // [0-9*#]{1,20}; {0,20} with overlap
    CallDetails details{};
    bool overlap = false; // more digits follow by moreDigits()
};

struct PriCounters {
    uint64_t refused34 = 0;     // SETUP while no timeslot was idle
    uint64_t refused44 = 0;     // SETUP that named a busy or unknown timeslot exclusively
    uint64_t staleCommands = 0; // commands for calls that had ended
    uint64_t framesIn = 0, framesOut = 0;
    uint64_t framesRefused = 0;  // shorter or longer than Q.921 allows, or arrived during an alarm
    uint64_t framesNotSent = 0;  // FrameOut said no; Q.921 repeats them
    uint64_t protocolErrors = 0; // what libpri complained about
    uint64_t dchannelDowns = 0;
    uint64_t restartsUnanswered = 0; // RESTART sent, no acknowledgement within 10 s
    uint64_t stuck = 0;              // kStuck events
};

/// All calls on one thread. Callbacks come from inside onFrame, runTimers and the commands;
/// EventOut may call commands at once, FrameOut must not call anything here.
class PriSpan {
  public:
    /// One frame without FCS for Board::sendFrame. False: not sent.
    using FrameOut = std::function<bool(const uint8_t *frame, size_t octets)>;
    using EventOut = std::function<void(const PriEvent &event)>;
    using NewHandle = std::function<CallHandle()>;

    /// Starts Q.921 at once (SABME), so FrameOut must be ready.
    /// libpri has no way to free a D-channel's controller: each PriSpan leaves about 21 kB behind, so have
    /// one a span, and a new one only when a technician changes how the span speaks.
    PriSpan(const PriPlan &plan, FrameOut frameOut, EventOut eventOut, NewHandle newHandle);
    ~PriSpan();
    PriSpan(const PriSpan &) = delete;
    PriSpan &operator=(const PriSpan &) = delete;

    /// A frame as Event::kFrame brings it (checked, without FCS).
    void onFrame(const uint8_t *frame, size_t octets);
    /// The whole set of board::Alarm bits now. While LOS, LOF or AIS stands nothing is sent or heard.
    void onAlarms(uint8_t alarms);
    /// Microseconds until runTimers() is due, 0 if it is overdue, -1 if nothing is scheduled.
    /// Reads gettimeofday, as libpri does.
    int64_t nextTimerUs() const;
    void runTimers();

    // --- commands --------------------------------------------------------------------------
    /// Incoming call: CALL PROCEEDING, if it has not gone out yet; ends overlap receiving.
    void proceed(CallHandle call);
    /// Incoming call: PROGRESS with indicator 8, cause 0 = none. Without inband there is nothing that the
    /// message could say (its indicator is mandatory, Q.931 §3.1.8): nothing is sent.
    void progress(CallHandle call, bool inband, int cause);
    /// Incoming call: ALERTING, with inband and indicator 8.
    void alert(CallHandle call, bool inband = false);
    /// Incoming call: CONNECT.
    void answer(CallHandle call);
    /// Outgoing overlap call: INFORMATION, one message a digit, the last with "sending complete" if
    /// `complete`. What comes before SETUP ACKNOWLEDGE waits for it. Digits that the far end no longer
    /// wants (it has all it needs) are dropped. [0-9*#], 20 in all with the called number: else cleared, 28.
    void moreDigits(CallHandle call, const std::string &digits, bool complete);
    /// Ends the call with a Q.850 cause (1-127, others become 16). kCleared comes when the far end
    /// has let go (RELEASE, RELEASE COMPLETE) or its timers have run out.
    void clear(CallHandle call, int cause);
    /// Sends SETUP.
    /// Returns the timeslot seized, or 0 if the far end chooses, or -1 if refused here: then
    /// kCleared has been emitted already with cause 34 (none idle), 44 (that one is busy, blocked or none),
    /// 28 (bad number), 38 (D-channel down or alarm). A handle that lives is left alone: -1, stale.
    /// The network side may name a busy timeslot, as a faulty exchange does: the SETUP goes out,
    /// 0 is returned, and it is the user side that has to refuse it.
    int dial(CallHandle call, const DialRequest &request);
    /// Sends RESTART for one timeslot (Q.931 §5.5); its call is cleared with cause 41 by kNetwork. One goes
    /// out at a time.
    void restart(int timeslot);
    /// Local: EuroISDN has no SERVICE messages. kDraining of an idle timeslot is kBlocked at once. Outlives
    /// the D-channel's ups and downs. False: no such timeslot.
    bool setService(int timeslot, Service service);
    Service service(int timeslot) const;
    /// Tells the audit which call the owner believes to be on a timeslot (0: none). Without: not compared.
    void setOwner(std::function<CallHandle(int timeslot)> owner);

    bool dchannelUp() const;
    /// 0: idle, else the handle; a timeslot stays busy until RELEASE COMPLETE though its call has ended.
    CallHandle callOn(int timeslot) const;
    /// Timeslot of a live call, 0 if none is known (yet).
    int timeslotOf(CallHandle call) const;
    /// Calls not yet wholly released.
    size_t callCount() const;
    /// Calls that libpri itself remembers, -1 if it won't tell.
    int libpriCallCount() const;
    const PriCounters &counters() const;

  private:
    struct Impl; // keeps libpri.h, which has no extern "C", out of other rooms
    std::unique_ptr<Impl> impl_;
};

} // namespace callbox::isdn
