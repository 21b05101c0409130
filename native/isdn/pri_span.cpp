#include "isdn/pri_span.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "board/board.h"
#include "isdn/last_digit.h"
#include "isdn/libpri_api.h"
#include "isdn/libpri_clock.h"
#include "isdn/libpri_details.h"
#include "isdn/message_gate.h"
#include "isdn/pri_calls.h"

namespace callbox::isdn {
namespace {

constexpr int kFcsOctets = 2;              // libpri counts them both ways, though it never looks at them
constexpr int kMaxTimersAtOnce = 512;      // then the caller's other work gets its turn
constexpr uint8_t kRelease = 0x4D;         // Q.931 §4.4
constexpr uint8_t kNoDiscriminator = 0xFF; // reserved: libpri drops it and says so
constexpr size_t kSabmeOctets = 3;
constexpr int64_t kT200Us = 1'000'000; // Q.921 §5.9.1, libpri's default
constexpr uint8_t kDeafAlarms = board::kAlarmLos | board::kAlarmLof | board::kAlarmAis;

/// Q.921 §2.9: three octets for unnumbered frames, four for those with sequence numbers.
bool isPossibleFrame(const uint8_t *frame, size_t octets) {
    if (frame == nullptr || octets < 3 || octets > board::kMaxFrameOctets) {
        return false;
    }
    const bool unnumbered = (frame[2] & 0x03) == 0x03;
    return unnumbered || octets >= 4;
}

/// Q.921 §3.6.1: with or without the poll bit.
bool isSabme(const uint8_t *frame) { return (frame[2] & 0xEF) == 0x6F; }

/// Where a frame's layer 3 message begins, 0 if it carries none (Q.921 §3.4).
size_t messageOffset(const uint8_t *frame, size_t octets) {
    const bool information = (frame[2] & 0x01) == 0;
    const bool unnumberedInformation = (frame[2] & 0xEF) == 0x03;
    const size_t offset = information ? 4 : unnumberedInformation ? 3 : 0;
    return offset < octets ? offset : 0;
}

/// libpri's own function that frees a controller is static, for a start that failed. So it stays behind,
/// without calls and without us, but known: what a leak checker reports is a leak of another kind.
void retire(pri *controller) {
    static std::mutex mutex;
    static auto *const retired = new std::vector<pri *>; // never destroyed
    const std::lock_guard<std::mutex> lock(mutex);
    retired->push_back(controller);
}

} // namespace

struct PriSpan::Impl {
    Impl(const PriPlan &plan, FrameOut out, EventOut events, NewHandle handles)
        : frameOut(std::move(out)), eventOut(std::move(events)), newHandle(std::move(handles)),
          calls(plan, eventOut, newHandle, counters) {}

    /// Octets that libpri is to read of it.
    size_t gate(uint8_t *frame, size_t octets);
    static int readFrame(pri *controller, void *buffer, int room);
    static int writeFrame(pri *controller, void *buffer, int octets);
    static void countError(pri *controller, char *text);
    static void ignoreMessage(pri *, char *) {}
    bool deaf() const { return (alarms & kDeafAlarms) != 0; }
    void send(const uint8_t *frame, size_t octets);
    /// The line is alive again: asks for the link at once, what was asked during the alarm is lost.
    void repeatSabme();
    void handle(const pri_event &event, Trigger trigger, const std::string &display = "");
    void setDchannel(bool up);
    /// After each entry: what changed without an event.
    void settle(Trigger trigger);

    const FrameOut frameOut;
    const EventOut eventOut;
    const NewHandle newHandle;
    PriCounters counters;
    PriCalls calls;
    pri *controller = nullptr;
    const uint8_t *pending = nullptr; // the frame that libpri is to read
    size_t pendingOctets = 0;
    uint8_t alarms = 0;
    std::array<uint8_t, kSabmeOctets> lastSabme{};
    int64_t lastSabmeUs = 0;   // 0: none yet
    bool linkUp = false;       // Q.921 is established
    bool restartedAll = false; // once in this process
    bool up = false;           // as told
};

int PriSpan::Impl::readFrame(pri *controller, void *buffer, int room) {
    auto *self = static_cast<Impl *>(pri_get_userdata(controller));
    if (self == nullptr || self->pending == nullptr) {
        return 0;
    }
    // Some of libpri's parsers look for an octet with bit 8 set without minding the end of their
    // element; behind the frame they shall find one at once.
    std::memset(buffer, 0xFF, static_cast<size_t>(room));
    std::memcpy(buffer, self->pending, self->pendingOctets);
    self->pending = nullptr;
    return static_cast<int>(self->gate(static_cast<uint8_t *>(buffer), self->pendingOctets)) + kFcsOctets;
}

size_t PriSpan::Impl::gate(uint8_t *frame, size_t octets) {
    const size_t at = messageOffset(frame, octets);
    if (at == 0) {
        return octets;
    }
    Q931Message message;
    const bool whole = decodeQ931(frame + at, octets - at, message);
    // Anything but Q.931 is to be ignored (§5.8.1). libpri would answer the maintenance messages of North
    // America, and two of it answer each other without end.
    Admission admission = Admission::kIgnore;
    if (whole || message.type != 0) {
        admission = admit(message, whole, calls.knows(message.reference, message.toOriginator));
    }
    counters.protocolErrors += admission != Admission::kPass || !whole;
    if (admission == Admission::kIgnore) {
        frame[at] = kNoDiscriminator;
    } else if (admission == Admission::kAnswerUnknown) {
        const size_t type = at + 2 + static_cast<size_t>(message.referenceOctets);
        frame[type] = kRelease;
        return type + 1;
    }
    return octets;
}

int PriSpan::Impl::writeFrame(pri *controller, void *buffer, int octets) {
    auto *self = static_cast<Impl *>(pri_get_userdata(controller));
    if (self == nullptr || octets <= kFcsOctets) {
        return octets;
    }
    const auto *frame = static_cast<const uint8_t *>(buffer);
    const auto length = static_cast<size_t>(octets - kFcsOctets);
    self->send(frame, length);
    if (length == kSabmeOctets && isSabme(frame)) {
        std::memcpy(self->lastSabme.data(), frame, length);
        self->lastSabmeUs = libpriNowUs();
    }
    return octets; // Q.921 will notice by itself what did not arrive
}

void PriSpan::Impl::send(const uint8_t *frame, size_t octets) {
    std::array<uint8_t, board::kMaxFrameOctets> marked{};
    const size_t markedOctets = withSendingComplete(frame, octets, marked);
    const bool sent =
        !deaf() && (markedOctets != 0 ? frameOut(marked.data(), markedOctets) : frameOut(frame, octets));
    ++(sent ? counters.framesOut : counters.framesNotSent);
}

void PriSpan::Impl::repeatSabme() {
    // Once T200 has run out libpri may be pausing before it tries anew, and would take an answer for an
    // error.
    if (!linkUp && lastSabmeUs != 0 && libpriNowUs() - lastSabmeUs < kT200Us) {
        send(lastSabme.data(), lastSabme.size());
    }
}

void PriSpan::Impl::countError(pri *controller, char *) {
    auto *self = controller == nullptr ? nullptr : static_cast<Impl *>(pri_get_userdata(controller));
    if (self != nullptr) {
        ++self->counters.protocolErrors;
    }
}

void PriSpan::Impl::setDchannel(bool isUp) {
    if (up == isUp) {
        return;
    }
    up = isUp;
    counters.dchannelDowns += isUp ? 0 : 1;
    PriEvent event;
    event.kind = PriEvent::Kind::kDchannel;
    event.up = isUp;
    eventOut(event);
}

void PriSpan::Impl::handle(const pri_event &event, Trigger trigger, const std::string &display) {
    switch (event.e) {
    case PRI_EVENT_DCHAN_UP:
        linkUp = true;
        if (!restartedAll) { // the far end may remember calls of a process before this one
            restartedAll = true;
            calls.restartAllIdle();
        }
        break;
    case PRI_EVENT_DCHAN_DOWN:
        linkUp = false;
        calls.forgetRestarts();
        break;
    default:
        calls.handle(event, trigger, display);
    }
}

void PriSpan::Impl::settle(Trigger trigger) {
    calls.sweep(trigger);
    // Until the timeslots are known to be idle at both ends nobody should dial.
    setDchannel(linkUp && (up || !calls.restarting()));
}

PriSpan::PriSpan(const PriPlan &plan, FrameOut frameOut, EventOut eventOut, NewHandle newHandle)
    : impl_(std::make_unique<Impl>(plan, std::move(frameOut), std::move(eventOut), std::move(newHandle))) {
    pri_set_message(&Impl::ignoreMessage);
    pri_set_error(&Impl::countError);
    const bool qsig = plan.protocol == Protocol::kQsig;
    pri *controller = pri_new_cb(-1, plan.side == Side::kNetwork ? PRI_NETWORK : PRI_CPE,
                                 qsig ? PRI_SWITCH_QSIG : PRI_SWITCH_EUROISDN_E1, &Impl::readFrame,
                                 &Impl::writeFrame, impl_.get());
    if (controller == nullptr) {
        throw std::runtime_error("no memory for a D-channel");
    }
    impl_->controller = controller;
    impl_->calls.attach(controller);
    pri_hangup_fix_enable(controller, 1); // clears as Q.931 §5.3.2 says, whatever the cause
    pri_set_overlapdial(controller, 1);   // "sending complete" goes out when we say so, not always
    pri_set_timer(controller, PRI_TIMER_T309, plan.timers.t309);
    if (qsig) {
        pri_facility_enable(controller); // names and diversions are components there (ECMA-164, ECMA-174)
    }
}

PriSpan::~PriSpan() {
    impl_->calls.abandon();
    pri_set_userdata(impl_->controller, nullptr);
    retire(impl_->controller);
}

void PriSpan::onFrame(const uint8_t *frame, size_t octets) {
    if (!isPossibleFrame(frame, octets) || impl_->deaf()) {
        ++impl_->counters.framesRefused;
        return;
    }
    ++impl_->counters.framesIn;
    impl_->pending = frame;
    impl_->pendingOctets = octets;
    const bool wasUp = impl_->linkUp;
    const pri_event *event = pri_check_event(impl_->controller);
    impl_->pending = nullptr;
    if (wasUp && isSabme(frame)) { // libpri re-establishes silently; both SABMEs may just have crossed
        impl_->calls.repeatLostRestart();
    }
    if (event != nullptr) {
        const bool setup = event->e == PRI_EVENT_RING;
        impl_->handle(*event, Trigger::kFrame, setup ? displayIn(frame, octets) : "");
    }
    impl_->settle(Trigger::kFrame);
}

void PriSpan::onAlarms(uint8_t alarms) {
    const bool wasDeaf = impl_->deaf();
    impl_->alarms = alarms;
    if (wasDeaf && !impl_->deaf()) {
        impl_->repeatSabme();
    }
}

int64_t PriSpan::nextTimerUs() const {
    const int64_t ownUs = impl_->calls.dueInUs(impl_->linkUp);
    const timeval *next = pri_schedule_next(impl_->controller);
    if (next == nullptr) {
        return ownUs;
    }
    const int64_t dueUs = static_cast<int64_t>(next->tv_sec) * 1'000'000 + next->tv_usec;
    return std::min(ownUs, std::max<int64_t>(0, dueUs - libpriNowUs()));
}

void PriSpan::runTimers() {
    for (int i = 0; i < kMaxTimersAtOnce; ++i) {
        const pri_event *event = pri_schedule_run(impl_->controller);
        if (event == nullptr) {
            break;
        }
        impl_->handle(*event, Trigger::kTimer);
    }
    impl_->calls.runTimers(impl_->linkUp);
    impl_->settle(Trigger::kTimer);
}

void PriSpan::proceed(CallHandle call) { impl_->calls.proceed(call); }
void PriSpan::progress(CallHandle call, bool inband, int cause) {
    impl_->calls.progress(call, inband, cause);
}
void PriSpan::alert(CallHandle call, bool inband) { impl_->calls.alert(call, inband); }
void PriSpan::answer(CallHandle call) { impl_->calls.answer(call); }

void PriSpan::moreDigits(CallHandle call, const std::string &digits, bool complete) {
    impl_->calls.moreDigits(call, digits, complete);
}

void PriSpan::clear(CallHandle call, int cause) {
    impl_->calls.clear(call, cause);
    impl_->settle(Trigger::kFrame); // a call that nobody has heard of yet is gone at once
}

int PriSpan::dial(CallHandle call, const DialRequest &request) {
    return impl_->calls.dial(call, request, impl_->up && !impl_->deaf());
}

void PriSpan::restart(int timeslot) { impl_->calls.restart(timeslot); }
bool PriSpan::setService(int timeslot, Service service) { return impl_->calls.setService(timeslot, service); }
Service PriSpan::service(int timeslot) const { return impl_->calls.service(timeslot); }
void PriSpan::setOwner(std::function<CallHandle(int)> owner) { impl_->calls.setOwner(std::move(owner)); }

int PriSpan::libpriCallCount() const {
    char *info = pri_dump_info_str(impl_->controller);
    const char *count = info == nullptr ? nullptr : std::strstr(info, "active-calls:");
    int calls = -1;
    if (count != nullptr) {
        calls = std::atoi(count + std::strlen("active-calls:"));
    }
    std::free(info);
    return calls;
}

bool PriSpan::dchannelUp() const { return impl_->up; }
CallHandle PriSpan::callOn(int timeslot) const { return impl_->calls.callOn(timeslot); }
int PriSpan::timeslotOf(CallHandle call) const { return impl_->calls.timeslotOf(call); }
size_t PriSpan::callCount() const { return impl_->calls.count(); }
const PriCounters &PriSpan::counters() const { return impl_->counters; }

} // namespace callbox::isdn
