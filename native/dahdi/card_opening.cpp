#include <dahdi/user.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "dahdi/card.h"

namespace callbox::dahdi {

using board::ChannelIndex;
using board::ChannelKind;

namespace {

constexpr int kTimeslots = 31;

// Times the driver keeps for an analog port.
constexpr int kLongestFlashMs = 800;   // a longer break is a hang-up, which is told so much later
constexpr int kFlashMs = 500;          // what we send
constexpr int kLiftedSettleMs = 100;   // FXS: contacts bounce
constexpr int kLongestRingMs = 60'000; // one burst: the cadence is the engine's, not the driver's
constexpr int kDefaultZone = -1;

std::string bearerName(size_t span, int timeslot) {
    return "E1-" + std::to_string(span) + ":" + std::to_string(timeslot);
}

bool isDchannel(int signalling) {
    return signalling == DAHDI_SIG_HDLCFCS || signalling == DAHDI_SIG_HARDHDLC;
}

ChannelKind lineKind(const Place &place) {
    if ((place.signalling & __DAHDI_SIG_FXO) != 0) // a port is driven by the signalling of its opposite
        return ChannelKind::kFxs;
    if ((place.signalling & __DAHDI_SIG_FXS) != 0)
        return ChannelKind::kFxo;
    fail("channel " + std::to_string(place.number) +
         " is no analog port; configure it as fxoks (a telephone hangs on it) or fxsks (it faces an "
         "exchange) in "
         "/etc/dahdi/system.conf and run dahdi_cfg");
}

/// For file descriptors that are not the driver's.
DriverFile made(int fd, const char *what) {
    if (fd < 0)
        fail(std::string("no ") + what + ": " + std::strerror(errno) + "; raise the limit of open files");
    return DriverFile(fd);
}

[[noreturn]] void notForIsdn(const Place &place, int timeslot) {
    const int before = place.number - timeslot;
    const auto channel = [before](int each) { return std::to_string(before + each); };
    fail("span " + std::to_string(place.span) + " is not configured for ISDN (timeslot " +
         std::to_string(timeslot) + " is something else); put the lines  bchan=" + channel(1) + "-" +
         channel(15) + "," + channel(17) + "-" + channel(31) + "  and  dchan=" +
         channel(board::kDchannelTimeslot) + "  into /etc/dahdi/system.conf and run dahdi_cfg");
}

/// Times and cadence of the driver's own, which the engine's take the place of.
void setTimes(const SoundChannel &sound, const Place &place, ChannelKind kind) {
    dahdi_params params{};
    if (sound.file().ask(DAHDI_GET_PARAMS, &params)) {
        params.flashtime = kFlashMs;
        params.rxflashtime = kLongestFlashMs;
        if (kind == ChannelKind::kFxs)
            params.debouncetime = kLiftedSettleMs;
        sound.file().ask(DAHDI_SET_PARAMS, &params);
    }
    if (kind != ChannelKind::kFxs)
        return;
    if (!sound.file().set(DAHDI_SETTONEZONE, kDefaultZone)) {
        fail("channel " + std::to_string(place.number) +
             " cannot ring: the driver has no tone zone. Put  loadzone=cn  and  defaultzone=cn  into "
             "/etc/dahdi/system.conf and run dahdi_cfg");
    }
    dahdi_ring_cadence cadence{};
    cadence.ringcadence[0] = kLongestRingMs;
    cadence.ringcadence[1] = 1;
    sound.file().ask(DAHDI_SETCADENCE, &cadence);
}

} // namespace

std::unique_ptr<board::Board> open(const Options &options) {
    check(options);
    return std::make_unique<Card>(options);
}

Card::Card(const Options &options)
    : options_(options), control_(openControl()), clock_(openClock()),
      ready_(made(epoll_create1(EPOLL_CLOEXEC), "epoll")),
      mediaHas_(made(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")), places_(places(control_)) {
    for (const int span : options.spans)
        openSpan(span);
    for (const int line : options.lines)
        openLine(line);
    places_.clear();
    used_.reserve(channels_.size());
    watch(mediaHas_, EPOLLIN, kMediaTag);
    for (size_t span = 0; span < spans_.size(); span++) {
        spans_[span]->look(control_);
        board::Event first{};
        first.kind = board::Event::Kind::kAlarms;
        first.span = static_cast<int>(span + 1);
        first.alarms = spans_[span]->alarms();
        append(std::move(first));
    }
    for (ChannelIndex channel = 0; channel < lines_.size(); channel++)
        if (lines_[channel])
            lookAtLine(channel);
    turn_ = options_.blocksAtOnce - 1;
    setBuffers(clock_, options_, "the driver's clock"); // it forgets as much as the channels do
}

const Place &Card::placeOf(int span, int timeslot) const {
    const auto inSpan = [span](const Place &place) { return place.span == span; };
    const auto found = std::find_if(places_.begin(), places_.end(), [&](const Place &place) {
        return inSpan(place) && place.position == timeslot;
    });
    const std::string name = "span " + std::to_string(span);
    if (found == places_.end() && std::none_of(places_.begin(), places_.end(), inSpan)) {
        fail("the driver has no " + name +
             "; run lsdahdi to see which there are, and dahdi_cfg -vv if none is "
             "configured");
    }
    if (found == places_.end()) {
        fail(name + " has no timeslot " + std::to_string(timeslot) +
             ", so it is no E1; analog ports are named as lines, by their channel numbers");
    }
    if (timeslot == board::kDchannelTimeslot ? !isDchannel(found->signalling)
                                             : found->signalling != DAHDI_SIG_CLEAR)
        notForIsdn(*found, timeslot);
    return *found;
}

void Card::openSpan(int number) {
    const size_t ours = spans_.size() + 1;
    for (int timeslot = 1; timeslot <= kTimeslots; timeslot++) {
        if (timeslot == board::kDchannelTimeslot)
            continue;
        const std::string name = bearerName(ours, timeslot);
        sound_.push_back(std::make_unique<SoundChannel>(placeOf(number, timeslot), name, options_));
        lines_.push_back(nullptr);
        channels_.push_back({ChannelKind::kBearer, static_cast<int>(ours), timeslot, 0, name});
    }
    spans_.push_back(std::make_unique<SpanPort>(control_, number, placeOf(number, board::kDchannelTimeslot),
                                                bearerName(ours, board::kDchannelTimeslot)));
    watch(spans_.back()->dchannel(), EPOLLIN | EPOLLPRI, kSpanTag + ours - 1);
}

void Card::openLine(int number) {
    const auto place = std::find_if(places_.begin(), places_.end(),
                                    [&](const Place &each) { return each.number == number; });
    if (place == places_.end())
        fail("the driver has no channel " + std::to_string(number) + "; run lsdahdi to see which there are");
    const ChannelKind kind = lineKind(*place);
    const int line = static_cast<int>(channels_.size() - spans_.size() * board::kBearersPerSpan) + 1;
    const std::string name = "L" + std::to_string(line);
    auto sound = std::make_unique<SoundChannel>(*place, name, options_);
    setTimes(*sound, *place, kind);
    watch(sound->file(), EPOLLPRI, channels_.size());
    sound_.push_back(std::move(sound));
    lines_.push_back(std::make_unique<Line>(kind));
    channels_.push_back({kind, 0, 0, line, name});
}

void Card::watch(const DriverFile &file, uint32_t events, uint64_t tag) {
    epoll_event interest{};
    interest.events = events;
    interest.data.u64 = tag;
    if (epoll_ctl(ready_.fd(), EPOLL_CTL_ADD, file.fd(), &interest) != 0)
        fail(std::string("cannot wait for the driver's events: ") + std::strerror(errno));
}

void Card::unwatch(const DriverFile &file) { epoll_ctl(ready_.fd(), EPOLL_CTL_DEL, file.fd(), nullptr); }

void Card::close() { closed_.store(true, std::memory_order_relaxed); }

board::Counters Card::counters() const {
    board::Counters counters;
    counters.blocks = blocks_.load(std::memory_order_relaxed);
    counters.slips = slips_.load(std::memory_order_relaxed);
    counters.messagesRefused = eventsLost_.load(std::memory_order_relaxed);
    for (const auto &span : spans_)
        counters.framesBadFcs += span->framesBadFcs();
    return counters;
}

board::SpanCounters Card::spanCounters(int span) const {
    return hasSpan(span) ? spans_[static_cast<size_t>(span - 1)]->counters(control_) : board::SpanCounters{};
}

board::SpanStatus Card::spanStatus(int span) const {
    return hasSpan(span) ? spans_[static_cast<size_t>(span - 1)]->status(control_) : board::SpanStatus{};
}

board::SpanLineRefusal Card::setUpSpan(int span, const board::SpanLine &line) {
    return hasSpan(span) ? spans_[static_cast<size_t>(span - 1)]->setUp(control_, line)
                         : board::SpanLineRefusal::kFraming;
}

bool Card::setLoopback(int span, board::Loopback loopback) {
    if (!hasSpan(span))
        return false;
    dahdi_maintinfo loop{};
    loop.spanno = spans_[static_cast<size_t>(span - 1)]->number();
    loop.command = loopback == board::Loopback::kOff           ? DAHDI_MAINT_NONE
                   : loopback == board::Loopback::kTowardsLine ? DAHDI_MAINT_NETWORKLINELOOP
                                                               : DAHDI_MAINT_LOCALLOOP;
    const bool byCard = control_.ask(DAHDI_MAINT, &loop);
    if (byCard && loopback != board::Loopback::kOff)
        return true;
    if (loopback == board::Loopback::kTowardsBox)
        return false;
    // A card that has no such loop: the driver turns each timeslot round.
    const bool on = loopback == board::Loopback::kTowardsLine;
    bool all = spans_[static_cast<size_t>(span - 1)]->loop(on);
    for (ChannelIndex channel = 0; channel < channels_.size(); channel++)
        if (channels_[channel].span == span)
            all = sound_[channel]->loop(on) && all;
    return all;
}

bool Card::setGain(ChannelIndex channel, double receiveDb, double sendDb) {
    constexpr double kMostDb = 24;
    const auto right = [](double db) { return db >= -kMostDb && db <= kMostDb; }; // false for NaN
    return channel < sound_.size() && right(receiveDb) && right(sendDb) &&
           sound_[channel]->setGain(receiveDb, sendDb);
}

bool Card::setEchoCanceller(ChannelIndex channel, int taps) {
    return channel < sound_.size() && taps >= 0 && sound_[channel]->setEchoCanceller(taps);
}

} // namespace callbox::dahdi
