// One D-channel of an E1 span: EuroISDN (ETSI EN 300 403-1, ITU-T Q.921, Q.931) by libpri, without
// a thread, a file descriptor or a clock of its own. Frames, alarms and commands go in; frames and
// events come out through two callbacks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct pri; // libpri's own names
struct q931_call;

namespace callbox::isdn {

enum class Side : uint8_t { kUser, kNetwork };
/// Of the calling number. kWithheld: the caller asked for it. kUnavailable: nobody knows it.
enum class Presentation : uint8_t { kAllowed, kWithheld, kUnavailable };
/// kFarEnd: it sent DISCONNECT, RELEASE or RELEASE COMPLETE. kNearEnd: our clear() did, or our own
/// refusal of a dial. kNetwork: neither; a timer, a RESTART or the loss of the D-channel did.
enum class ClearedBy : uint8_t { kFarEnd, kNearEnd, kNetwork };

constexpr int kMaxNumberDigits = 20; // ITU-T E.164 allows 15; China's dialled strings need a prefix
constexpr int kAnyTimeslot = -1;     // dial: the far end chooses (Q.931 §4.5.13 "any channel")
constexpr int kHuntTimeslot = 0;     // dial: we choose an idle one, exclusively

/// Names one call on one span. Incoming ones come from the constructor's NewHandle, outgoing ones
/// are chosen by whoever dials; the two must never collide. Commands with a handle that has ended,
/// or never was, do nothing and are counted in staleCommands.
using CallHandle = uint32_t;

struct PriEvent {
    enum class Kind : uint8_t {
        kIncoming,   // SETUP taken; CALL PROCEEDING is already on its way: timeslot, numbers, presentation
        kProceeding, // our SETUP was taken: timeslot is the one in use from here on
        kAlerting,   // inband
        kProgress,   // inband, cause (0: none given)
        kAnswered,   // CONNECT
        kCleared,    // cause, by; exactly once for each handle that kIncoming or dial() began
        kRefused,    // an incoming SETUP that never became a call: timeslot it named (0: any), cause 34 or 44
        kDchannel    // up: established, and after the first time every timeslot restarted (Q.931 §5.5)
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
    PriSpan(Side side, FrameOut frameOut, EventOut eventOut, NewHandle newHandle);
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
    /// Incoming call: ALERTING.
    void alert(CallHandle call);
    /// Incoming call: CONNECT.
    void answer(CallHandle call);
    /// Ends the call with a Q.850 cause (1-127, others become 16). kCleared comes when the far end
    /// has let go (RELEASE, RELEASE COMPLETE) or its timers have run out.
    void clear(CallHandle call, int cause);
    /// Sends SETUP, en bloc. `timeslot`: 1-15, 17-31 exactly that one, exclusively; kHuntTimeslot;
    /// kAnyTimeslot. Numbers are [0-9*#], called 1-20 digits, calling 0-20.
    /// Returns the timeslot seized, or 0 if the far end chooses, or -1 if refused here: then
    /// kCleared has been emitted already with cause 34 (none idle), 44 (that one is busy or none),
    /// 28 (bad number), 38 (D-channel down or alarm). A handle that lives is left alone: -1, stale.
    /// The network side may name a busy timeslot, as a faulty exchange does: the SETUP goes out,
    /// 0 is returned, and it is the user side that has to refuse it.
    int dial(CallHandle call, int timeslot, const std::string &callingNumber, Presentation presentation,
             const std::string &calledNumber);
    /// Sends RESTART for one timeslot (Q.931 §5.5); its call is cleared with cause 41 by kNetwork.
    void restart(int timeslot);

    bool dchannelUp() const;
    /// 0: idle, else the handle; a timeslot stays busy until RELEASE COMPLETE though its call has ended.
    CallHandle callOn(int timeslot) const;
    /// Timeslot of a live call, 0 if none is known (yet).
    int timeslotOf(CallHandle call) const;
    /// Calls not yet wholly released.
    size_t callCount() const;
    const PriCounters &counters() const;

  private:
    struct Impl; // keeps libpri.h, which has no extern "C", out of other rooms
    std::unique_ptr<Impl> impl_;
};

} // namespace callbox::isdn
