#include "dahdi/sound_channel.h"

#include <dahdi/user.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "dahdi/gain_table.h"

namespace callbox::dahdi {

namespace {

/// Blocks the driver may hold beyond the reserve: so long may the media thread stand still before sound is
/// lost.
constexpr int kSpareBlocks = 4;
/// A block that is due is in the driver's hands within its next interrupts.
constexpr int kBlockIsComingMs = 2;

} // namespace

void setBuffers(const DriverFile &file, const Options &options, const std::string &what) {
    const int atOnce = options.blocksAtOnce;
    const auto buffersFor = [atOnce](int blocks) { return (blocks + atOnce - 1) / atOnce; };
    dahdi_bufferinfo buffers{};
    buffers.txbufpolicy = DAHDI_POLICY_IMMEDIATE;
    buffers.rxbufpolicy = DAHDI_POLICY_IMMEDIATE;
    buffers.numbufs = buffersFor(options.bufferBlocks) + buffersFor(kSpareBlocks);
    buffers.bufsize = atOnce * kBlockSamples;
    if (!file.ask(DAHDI_SET_BUFINFO, &buffers))
        fail(what + " refuses its buffers: " + std::strerror(errno));
}

SoundChannel::SoundChannel(const Place &place, const std::string &name, const Options &options)
    : reserve_(static_cast<size_t>(options.bufferBlocks) * kBlockSamples),
      samples_(static_cast<size_t>(options.blocksAtOnce) * kBlockSamples),
      file_(openChannel(place.number, name)) {
    const std::string channel = "channel " + std::to_string(place.number) + " (" + name + ")";
    if (place.signalling == DAHDI_SIG_CLEAR && !file_.set(DAHDI_AUDIOMODE, 1))
        fail(channel + " refuses to carry sound: " + std::strerror(errno));
    if (!file_.set(DAHDI_SETLAW, DAHDI_LAW_ALAW))
        fail(channel + " refuses A-law: " + std::strerror(errno));
    setBuffers(file_, options, channel);
    heard_.fill(board::kAlawSilence);
    toSay_.fill(board::kAlawSilence);
}

void SoundChannel::use(bool wanted) {
    if (wanted == used_)
        return;
    used_ = wanted;
    begun_ = false;
    heard_.fill(board::kAlawSilence);
    toSay_.fill(board::kAlawSilence);
    file_.set(DAHDI_BUFFER_EVENTS, 0);
    file_.set(DAHDI_FLUSH,
              DAHDI_FLUSH_BOTH); // what was heard before this call, and blocks in step with the clock
    if (!wanted)
        return;
    fillReserve();
    file_.set(DAHDI_BUFFER_EVENTS, 1); // from here on the driver tells when it loses sound
}

void SoundChannel::fillReserve() {
    std::array<uint8_t, kMostSamples> silence;
    silence.fill(board::kAlawSilence);
    for (size_t filled = 0; filled < reserve_; filled += samples_) {
        // Refused only while it still holds as much.
        [[maybe_unused]] const ssize_t written =
            ::write(file_.fd(), silence.data(), std::min(samples_, reserve_ - filled));
    }
}

SoundChannel::Got SoundChannel::read() {
    for (int attempt = 0; attempt < 2; attempt++) {
        if (::read(file_.fd(), heard_.data(), samples_) == static_cast<ssize_t>(samples_)) {
            begun_ = true;
            return Got::kSound;
        }
        if (errno == ELAST)
            return Got::kEvents;
        if (errno != EAGAIN && errno != EINTR) {
            gone_ = true;
            break;
        }
        if (!begun_ || attempt > 0)
            break;
        pollfd coming = {file_.fd(), POLLIN, 0};
        ::poll(&coming, 1, kBlockIsComingMs);
    }
    heard_.fill(board::kAlawSilence);
    return gone_ ? Got::kGone : Got::kNothing;
}

SoundChannel::Put SoundChannel::write() {
    Put put = Put::kSent;
    if (!looped_.load(std::memory_order_relaxed) && !gone_) {
        if (refill_.exchange(false, std::memory_order_relaxed))
            fillReserve();
        if (::write(file_.fd(), toSay_.data(), samples_) != static_cast<ssize_t>(samples_))
            put = errno == ELAST ? Put::kEvents : Put::kLost;
    }
    if (put == Put::kSent)
        beSilent();
    return put;
}

int SoundChannel::takeEvent() {
    int event = DAHDI_EVENT_NONE;
    return file_.ask(DAHDI_GETEVENT, &event) ? event : -1;
}

bool SoundChannel::loop(bool on) {
    looped_.store(on, std::memory_order_relaxed);
    file_.set(DAHDI_FLUSH, DAHDI_FLUSH_WRITE);
    return file_.set(DAHDI_LOOPBACK, on ? 1 : 0);
}

bool SoundChannel::setGain(double receiveDb, double sendDb) {
    const auto received = gainTable(receiveDb), sent = gainTable(sendDb);
    dahdi_gains gains{}; // chan 0: the one whose file this is
    std::copy(received.begin(), received.end(), gains.rxgain);
    std::copy(sent.begin(), sent.end(), gains.txgain);
    return file_.ask(DAHDI_SETGAINS, &gains);
}

bool SoundChannel::setEchoCanceller(int taps) {
    if (taps == 0)
        return file_.set(DAHDI_ECHOCANCEL, 0);
    int length = 32; // the driver takes powers of two, 32 .. 1024
    while (length < taps && length < 1024)
        length *= 2;
    // A channel that no canceller is attached to (echocanceller= in system.conf) answers well and does
    // nothing; only this request tells.
    return file_.set(DAHDI_ECHOCANCEL, length) && file_.set(DAHDI_ECHOCANCEL_FAX_MODE, 0);
}

} // namespace callbox::dahdi
