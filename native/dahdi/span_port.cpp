#include "dahdi/span_port.h"

#include <dahdi/user.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace callbox::dahdi {

namespace {

constexpr size_t kFcsOctets = 2;  // of ITU-T Q.921 §2.7: the driver fills them in and hands them up
constexpr int kFrameBuffers = 32; // frames that may wait each way
constexpr int kFrameBufferSize =
    512; // above kMaxFrameOctets + FCS; the driver keeps 32 KiB a channel at most
constexpr uint8_t kDeaf = board::kAlarmLos | board::kAlarmLof | board::kAlarmAis;

/// Of dahdi_dynamic.c: a span over the network, or wired to another one of this machine. It takes SPANCONFIG
/// without a word and does nothing.
bool hasLine(const dahdi_spaninfo &info) { return std::strncmp(info.name, "DYN/", 4) != 0; }

uint64_t since(uint64_t before, uint64_t now) { return now >= before ? now - before : now; }

} // namespace

uint8_t alarmsOf(int driverAlarms) {
    uint8_t alarms = 0;
    if ((driverAlarms & DAHDI_ALARM_LOS) != 0)
        alarms |= board::kAlarmLos;
    if ((driverAlarms & (DAHDI_ALARM_LFA | DAHDI_ALARM_LMFA)) != 0)
        alarms |= board::kAlarmLof;
    if ((driverAlarms & DAHDI_ALARM_BLUE) != 0)
        alarms |= board::kAlarmAis;
    if ((driverAlarms & DAHDI_ALARM_YELLOW) != 0)
        alarms |= board::kAlarmRai;
    // Many a card says red and no more.
    if ((driverAlarms & (DAHDI_ALARM_RED | DAHDI_ALARM_NOTOPEN)) != 0 && (alarms & kDeaf) == 0)
        alarms |= board::kAlarmLos;
    return alarms;
}

SpanPort::SpanPort(const DriverFile &control, int number, const Place &dchannel, const std::string &name)
    : number_(number), dchannel_(openChannel(dchannel.number, name)), atOpen_(cardCounters(control)) {
    dahdi_bufferinfo buffers{};
    buffers.txbufpolicy = DAHDI_POLICY_IMMEDIATE;
    buffers.rxbufpolicy = DAHDI_POLICY_IMMEDIATE;
    buffers.numbufs = kFrameBuffers;
    buffers.bufsize = kFrameBufferSize;
    if (!dchannel_.ask(DAHDI_SET_BUFINFO, &buffers))
        fail("the D-channel of span " + std::to_string(number) +
             " refuses its buffers: " + std::strerror(errno));
}

bool SpanPort::send(const uint8_t *frame, size_t octets) {
    if (gone_ || looped_ || (alarms_ & kDeaf) != 0 || octets == 0 || octets > board::kMaxFrameOctets)
        return false;
    std::array<uint8_t, board::kMaxFrameOctets + kFcsOctets> whole{};
    std::copy_n(frame, octets, whole.begin());
    const auto size = static_cast<ssize_t>(octets + kFcsOctets);
    ssize_t written = ::write(dchannel_.fd(), whole.data(), static_cast<size_t>(size));
    if (written < 0 && errno == ELAST) {
        takeEvents();
        written = ::write(dchannel_.fd(), whole.data(), static_cast<size_t>(size));
    }
    if (written != size)
        return false;
    framesOut_.fetch_add(1, std::memory_order_relaxed);
    return true;
}

bool SpanPort::receive(std::vector<uint8_t> &frame) {
    std::array<uint8_t, kFrameBufferSize> octets;
    while (!gone_) {
        const ssize_t got = ::read(dchannel_.fd(), octets.data(), octets.size());
        if (got < 0 && errno == ELAST) {
            takeEvents();
            continue;
        }
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            gone_ = errno != EAGAIN;
            return false;
        }
        const auto size = static_cast<size_t>(got);
        if (size <= kFcsOctets || size > board::kMaxFrameOctets + kFcsOctets)
            continue; // no frame of Q.921
        frame.assign(octets.begin(), octets.begin() + static_cast<ptrdiff_t>(size - kFcsOctets));
        framesIn_.fetch_add(1, std::memory_order_relaxed);
        lastWasAbort_ = false;
        return true;
    }
    return false;
}

void SpanPort::takeEvents() {
    int event = DAHDI_EVENT_NONE;
    do {
        if (!dchannel_.ask(DAHDI_GETEVENT, &event)) {
            gone_ = true;
            return;
        }
        if (event == DAHDI_EVENT_BADFCS || event == DAHDI_EVENT_ABORT || event == DAHDI_EVENT_OVERRUN)
            framesBadFcs_.fetch_add(1, std::memory_order_relaxed);
        if (event == DAHDI_EVENT_ABORT)
            framesAborted_.fetch_add(1, std::memory_order_relaxed);
        lastWasAbort_ = event == DAHDI_EVENT_NONE ? lastWasAbort_.load() : event == DAHDI_EVENT_ABORT;
        if (event == DAHDI_EVENT_REMOVED)
            gone_ = true;
    } while (event != DAHDI_EVENT_NONE); // alarms are looked at by look()
}

bool SpanPort::loop(bool on) {
    looped_ = on;
    dchannel_.set(DAHDI_FLUSH, DAHDI_FLUSH_WRITE);
    return dchannel_.set(DAHDI_LOOPBACK, on ? 1 : 0);
}

bool SpanPort::look(const DriverFile &control) {
    dahdi_spaninfo info{};
    info.spanno = number_;
    const bool there = !gone_ && control.ask(DAHDI_SPANSTAT, &info);
    const uint8_t now = there ? alarmsOf(info.alarms) : uint8_t{board::kAlarmLos};
    const uint8_t risen = static_cast<uint8_t>(now & ~alarms_);
    if ((risen & board::kAlarmLos) != 0)
        lossOfSignal_.fetch_add(1, std::memory_order_relaxed);
    if ((risen & board::kAlarmLof) != 0)
        lossOfFrame_.fetch_add(1, std::memory_order_relaxed);
    if ((risen & board::kAlarmAis) != 0)
        alarmIndications_.fetch_add(1, std::memory_order_relaxed);
    if ((risen & board::kAlarmRai) != 0)
        remoteAlarms_.fetch_add(1, std::memory_order_relaxed);
    return alarms_.exchange(now) != now;
}

board::SpanCounters SpanPort::cardCounters(const DriverFile &control) const {
    dahdi_spaninfo info{};
    info.spanno = number_;
    board::SpanCounters counters;
    if (!control.ask(DAHDI_SPANSTAT, &info))
        return counters;
    const auto count = [](auto value) { return static_cast<uint64_t>(value < 0 ? 0 : value); };
    counters.crcErrors = count(info.crc4count);
    counters.farEndErrors = count(info.ebitcount);
    counters.codeViolations = std::max<uint64_t>(count(info.bpvcount), info.cvcount); // the same by two names
    return counters;
}

board::SpanCounters SpanPort::counters(const DriverFile &control) const {
    board::SpanCounters counters = cardCounters(control);
    counters.crcErrors = since(atOpen_.crcErrors, counters.crcErrors);
    counters.farEndErrors = since(atOpen_.farEndErrors, counters.farEndErrors);
    counters.codeViolations = since(atOpen_.codeViolations, counters.codeViolations);
    counters.lossOfSignal = lossOfSignal_.load(std::memory_order_relaxed);
    counters.lossOfFrame = lossOfFrame_.load(std::memory_order_relaxed);
    counters.slips = slips_.load(std::memory_order_relaxed);
    counters.framesIn = framesIn_.load(std::memory_order_relaxed);
    counters.framesOut = framesOut_.load(std::memory_order_relaxed);
    counters.framesBadFcs = framesBadFcs();
    counters.alarmIndications = alarmIndications_.load(std::memory_order_relaxed);
    counters.remoteAlarms = remoteAlarms_.load(std::memory_order_relaxed);
    counters.framesAborted = framesAborted_.load(std::memory_order_relaxed);
    return counters;
}

/// The driver tells aborts and frames, not flags: after an abort alone the timeslot may be idle or noisy.
board::SpanStatus SpanPort::status(const DriverFile &control) const {
    using Status = board::SpanStatus;
    Status now;
    dahdi_spaninfo info{};
    info.spanno = number_;
    if (!control.ask(DAHDI_SPANSTAT, &info))
        return now;
    const bool hears = (alarmsOf(info.alarms) & kDeaf) == 0;
    if (hears && lastWasAbort_)
        now.signalling = Status::Octets::kIdle;
    else if (hears && framesIn_ != 0)
        now.signalling = Status::Octets::kFlags;
    now.hasLine = hasLine(info);
    if (!now.hasLine)
        return now;
    const bool expected = (info.lineconfig & DAHDI_CONFIG_CRC4) != 0;
    now.multiframe = !expected                               ? Status::Multiframe::kOff
                     : (info.alarms & DAHDI_ALARM_LMFA) != 0 ? Status::Multiframe::kMissing
                     : hears                                 ? Status::Multiframe::kFound
                                                             : Status::Multiframe::kUnknown;
    now.clock = info.syncsrc == number_ ? Status::Gives::kYes : Status::Gives::kNo;
    return now;
}

board::SpanLineRefusal SpanPort::setUp(const DriverFile &control, const board::SpanLine &line) {
    using Refusal = board::SpanLineRefusal;
    if (line.clockPriority < 0 || line.clockPriority > board::kMaxClockPriority)
        return Refusal::kClock;
    dahdi_spaninfo info{};
    info.spanno = number_;
    if (gone_ || !control.ask(DAHDI_SPANSTAT, &info))
        return Refusal::kFraming;
    if (!hasLine(info))
        return Refusal::kNone; // nothing there frames or clocks; its signalling can be another all the same
    dahdi_lineconfig wanted{};
    wanted.span = number_;
    wanted.lbo = info.lbo;
    wanted.lineconfig =
        line.crc4 ? info.lineconfig | DAHDI_CONFIG_CRC4 : info.lineconfig & ~DAHDI_CONFIG_CRC4;
    wanted.sync = line.clockPriority;
    if (!control.ask(DAHDI_SPANCONFIG, &wanted))
        return wanted.lineconfig == info.lineconfig ? Refusal::kClock : Refusal::kFraming;
    // Who has no way to set a span up says yes and forgets it.
    const int before = info.lineconfig;
    const bool kept = control.ask(DAHDI_SPANSTAT, &info) && info.lineconfig == wanted.lineconfig;
    return kept || before == wanted.lineconfig ? Refusal::kNone : Refusal::kFraming;
}

} // namespace callbox::dahdi
