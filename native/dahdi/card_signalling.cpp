// The signalling thread's half, and the driver's events, which either thread may come upon.
#include <dahdi/user.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "dahdi/card.h"

namespace callbox::dahdi {

using board::ChannelIndex;
using board::ChannelKind;
using board::Event;
using board::LineSignal;

namespace {

constexpr int kOpenSoundMs = 4'000;         // see LineSignal::kOpenSound
constexpr size_t kMaxWaitingEvents = 8'192; // the driver itself keeps 64 a channel
constexpr size_t kMaxSlipsTold = 1'024;     // of those waiting: a storm of them must not cost a hook signal
constexpr int kMaxEventsAtOnce = 64;
constexpr int kMaxFramesAtOnce = 64;
constexpr int kGone = -1;
constexpr int kReceivedOnHook = 0; // rxhooksig; see line_state.cpp

void drain(const DriverFile &counter) {
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(counter.fd(), &count, sizeof count);
}

} // namespace

// --- either thread ----------------------------------------------------------------------

void Card::takeEvents(ChannelIndex channel) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int taken = 0; taken < kMaxEventsAtOnce; taken++) {
        const int event = sound_[channel]->takeEvent();
        if (event == DAHDI_EVENT_NONE)
            return;
        if (event == kGone || event == DAHDI_EVENT_REMOVED) { // the card was taken out
            unwatch(sound_[channel]->file());
            onEvent(channel, DAHDI_EVENT_ONHOOK);
            return;
        }
        onEvent(channel, event);
    }
}

/// With mutex_ held.
void Card::onEvent(ChannelIndex channel, int event) {
    if (event == DAHDI_EVENT_WRITE_UNDERRUN)
        sound_[channel]->refillReserve();
    if (event == DAHDI_EVENT_WRITE_UNDERRUN || event == DAHDI_EVENT_READ_OVERRUN) {
        slips_.fetch_add(1, std::memory_order_relaxed);
        const int span = channels_[channel].span;
        if (span == 0 || waiting_.size() >= kMaxSlipsTold)
            return;
        spans_[static_cast<size_t>(span - 1)]->countSlip();
        Event slip{};
        slip.kind = Event::Kind::kSlip;
        slip.span = span;
        append(std::move(slip));
    } else if (lines_[channel]) {
        report(channel, lines_[channel]->state.take(event));
    }
}

/// With mutex_ held.
void Card::report(ChannelIndex channel, const LineReport &report) {
    if (report.hook)
        hook(channel, *report.hook);
    for (size_t i = 0; i < report.count; i++) {
        Event told{};
        told.kind = Event::Kind::kLineSignal;
        told.channel = channel;
        told.signal = report.signals[i];
        append(std::move(told));
    }
}

/// With mutex_ held.
void Card::append(Event &&event) {
    if (waiting_.size() >= kMaxWaitingEvents) {
        eventsLost_.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    waiting_.push_back(std::move(event));
    if (waiting_.size() == 1) {
        const uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(mediaHas_.fd(), &one, sizeof one);
    }
}

bool Card::take(Event &event) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (waiting_.empty())
        return false;
    event = std::move(waiting_.front());
    waiting_.pop_front();
    return true;
}

// --- signalling thread ------------------------------------------------------------------

bool Card::nextEvent(Event &event) {
    if (take(event))
        return true;
    collect();
    return take(event);
}

void Card::collect() {
    std::array<epoll_event, 64> ready;
    const int count = epoll_wait(ready_.fd(), ready.data(), static_cast<int>(ready.size()), 0);
    for (int i = 0; i < count; i++) {
        const uint64_t tag = ready[static_cast<size_t>(i)].data.u64;
        if (tag == kMediaTag) {
            drain(mediaHas_);
        } else if (tag >= kSpanTag) {
            takeFrames(static_cast<size_t>(tag - kSpanTag));
        } else {
            takeEvents(static_cast<ChannelIndex>(tag));
        }
    }
}

void Card::takeFrames(size_t span) {
    SpanPort &port = *spans_[span];
    for (int taken = 0; taken < kMaxFramesAtOnce; taken++) {
        Event frame{};
        if (!port.receive(frame.frame))
            break;
        frame.kind = Event::Kind::kFrame;
        frame.span = static_cast<int>(span + 1);
        const std::lock_guard<std::mutex> lock(mutex_);
        append(std::move(frame));
    }
    if (port.gone())
        unwatch(port.dchannel());
    const std::lock_guard<std::mutex> lock(mutex_);
    look(span); // an alarm's event looks like any other here
}

// --- looking for what the driver has no event for: either thread, with mutex_ held --------

void Card::look(size_t span) {
    if (!spans_[span]->look(control_))
        return;
    Event alarms{};
    alarms.kind = Event::Kind::kAlarms;
    alarms.span = static_cast<int>(span + 1);
    alarms.alarms = spans_[span]->alarms();
    append(std::move(alarms));
}

/// The kinds of an alarm that was there already, a battery that is back, a hook the driver was too busy for.
void Card::lookAtAll() {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (size_t span = 0; span < spans_.size(); span++)
        look(span);
    for (ChannelIndex channel = 0; channel < lines_.size(); channel++) {
        if (!lines_[channel])
            continue;
        if (lines_[channel]->state.batteryLost() || lines_[channel]->cut)
            lookAtLine(channel);
        if (lines_[channel]->hookAgain)
            hook(channel, *lines_[channel]->hookAgain);
    }
}

void Card::lookAtLine(ChannelIndex channel) {
    dahdi_params params{};
    if (!sound_[channel]->file().ask(DAHDI_GET_PARAMS, &params))
        return;
    Line &line = *lines_[channel];
    const bool laid = line.cut && params.rxhooksig == kReceivedOnHook;
    line.cut = line.cut && line.hookAgain && !laid;
    // While it holds the battery back the driver does not tell that the telephone was laid down.
    report(channel, laid ? line.state.take(DAHDI_EVENT_ONHOOK)
                         : line.state.look(params.rxhooksig, params.chan_alarms != 0));
}

// --- signalling thread ------------------------------------------------------------------

bool Card::sendFrame(int span, const uint8_t *frame, size_t octets) {
    return hasSpan(span) && spans_[static_cast<size_t>(span - 1)]->send(frame, octets);
}

/// With mutex_ held.
void Card::hook(ChannelIndex channel, int command) {
    Line &line = *lines_[channel];
    const bool busy = !sound_[channel]->file().set(DAHDI_HOOK, command) && errno == EBUSY;
    line.hookAgain = busy ? std::optional<int>(command) : std::nullopt;
}

void Card::signal(ChannelIndex channel, LineSignal signal) {
    if (channel >= channels_.size())
        return;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (channels_[channel].kind == ChannelKind::kFxs)
        signalFxs(channel, signal);
    else if (channels_[channel].kind == ChannelKind::kFxo)
        signalFxo(channel, signal);
}

/// With mutex_ held.
void Card::signalFxs(ChannelIndex channel, LineSignal signal) {
    const DriverFile &file = sound_[channel]->file();
    Line &line = *lines_[channel];
    switch (signal) {
    case LineSignal::kRingOn:
        hook(channel, DAHDI_RING);
        break;
    case LineSignal::kRingOff:
        if (!line.state.offHook()) // lifting has stopped it, and this would lay the port to rest
            hook(channel, DAHDI_RINGOFF);
        break;
    case LineSignal::kPolarityReversed:
    case LineSignal::kPolarityNormal:
        file.set(DAHDI_SETPOLARITY, signal == LineSignal::kPolarityReversed ? 1 : 0);
        break;
    case LineSignal::kBatteryLost:
        if (!line.state.offHook()) // the driver cuts only what feeds a lifted telephone
            break;
        hook(channel, DAHDI_ONHOOK);
        line.cut = true; // for 500 ms, whatever we say; then it is to feed the telephone again
        line.hookAgain = DAHDI_OFFHOOK;
        break;
    case LineSignal::kOpenSound:
        file.set(DAHDI_ONHOOKTRANSFER, kOpenSoundMs);
        break;
    case LineSignal::kLampOn:
    case LineSignal::kLampOff:
        file.set(DAHDI_VMWI, signal == LineSignal::kLampOn ? 1 : 0);
        break;
    default:
        break;
    }
}

void Card::signalFxo(ChannelIndex channel, LineSignal signal) {
    switch (signal) {
    case LineSignal::kOffHook:
        hook(channel, DAHDI_OFFHOOK);
        break;
    case LineSignal::kOnHook:
        hook(channel, DAHDI_ONHOOK);
        break;
    case LineSignal::kFlash:
        hook(channel, DAHDI_FLASH);
        break;
    default:
        break;
    }
}

} // namespace callbox::dahdi
