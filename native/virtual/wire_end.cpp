#include "virtual/wire_end.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <utility>

namespace callbox::virtualboard {

using board::LineSignal;

namespace {

constexpr int64_t kLateUs = 10'000;

int inRange(const char *name, int value, int low, int high) {
    if (value < low || value > high) {
        throw std::runtime_error("virtual board: " + std::string(name) + " is " + std::to_string(value) +
                                 ", it must be " + std::to_string(low) + " to " + std::to_string(high));
    }
    return value;
}

Geometry checkedGeometry(const Options &options) {
    inRange("bufferBlocks", options.bufferBlocks, 0, kMaxBufferBlocks);
    return Geometry{inRange("spans", options.spans, 0, kMaxSpans),
                    inRange("lines", options.lines, 0, kMaxLines),
                    inRange("blockSamples", options.blockSamples, 1, board::kMaxBlockSamples)};
}

std::vector<board::Channel> listChannels(const Geometry &geometry, bool exchangeEnd) {
    std::vector<board::Channel> channels;
    channels.reserve(geometry.channelCount());
    for (int span = 1; span <= geometry.spans; ++span) {
        for (int timeslot = 1; timeslot <= 31; ++timeslot) {
            if (timeslot != board::kDchannelTimeslot) {
                channels.push_back({board::ChannelKind::kBearer, span, timeslot, 0,
                                    "E1-" + std::to_string(span) + ":" + std::to_string(timeslot)});
            }
        }
    }
    const auto kind = exchangeEnd ? board::ChannelKind::kFxo : board::ChannelKind::kFxs;
    for (int line = 1; line <= geometry.lines; ++line) {
        channels.push_back({kind, 0, 0, line, "L" + std::to_string(line)});
    }
    return channels;
}

bool mayCommand(bool exchangeEnd, LineSignal signal) {
    switch (signal) {
    case LineSignal::kOffHook:
    case LineSignal::kOnHook:
        return exchangeEnd; // a telephone lifts
    case LineSignal::kRingOn:
    case LineSignal::kRingOff:
    case LineSignal::kPolarityReversed:
    case LineSignal::kPolarityNormal:
        return !exchangeEnd; // the port that feeds it rings
    case LineSignal::kBatteryLost:
    case LineSignal::kBatteryBack:
        return false;
    }
    return false;
}

} // namespace

int64_t monotonicUs() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
}

WireEnd::WireEnd(const Options &options, bool exchangeEnd)
    : options_(options), exchangeEnd_(exchangeEnd), geometry_(checkedGeometry(options)),
      wakeFd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), channels_(listChannels(geometry_, exchangeEnd)),
      events_(geometry_.spans, channels_.size() - static_cast<size_t>(geometry_.lines), geometry_.lines),
      ownLines_(static_cast<size_t>(geometry_.lines)), faults_(options.faults), random_(options.seed) {
    // One octet more than the longest packet, so that a longer one is seen to be too long.
    const size_t longest =
        std::max({geometry_.blockOctets(), kMaxFrameMessageOctets, 1 + kMaxRefusalOctets, kHelloOctets});
    rxPacket_.resize(longest + 1);
    txPacket_.resize(geometry_.blockOctets());
    silence_.assign(geometry_.audioOctets(), board::kAlawSilence);
    rx_ = silence_.data();
    updateAlarms();
    for (int line = 1; exchangeEnd_ && line <= geometry_.lines; ++line) {
        events_.setLine(line, LineSignal::kBatteryLost);
    }
}

long WireEnd::receive(int fd) {
    const auto read = [&] {
        return ::recv(fd, rxPacket_.data(), rxPacket_.size(), MSG_DONTWAIT | MSG_TRUNC);
    };
    ssize_t octets = read();
    if (octets < 0 && errno == ECONNRESET) {
        octets = read(); // it closed with our last words unread, but its own last words are still here
    }
    if (octets > 0) {
        return octets;
    }
    return octets < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

bool WireEnd::sendPacket(int fd, const uint8_t *packet, size_t octets) {
    return ::send(fd, packet, octets, MSG_DONTWAIT | MSG_NOSIGNAL) == static_cast<ssize_t>(octets);
}

void WireEnd::updateAlarms() {
    const std::lock_guard<std::mutex> lock(alarmMutex_); // or an older answer could overtake a newer one
    const uint32_t pulled = pulledHere_.load() | pulledThere_.load();
    for (int span = 1; span <= geometry_.spans; ++span) {
        const bool lost = !connected_.load() || ((pulled >> (span - 1)) & 1) != 0;
        events_.setAlarms(span, lost ? board::kAlarmLos : 0);
    }
}

void WireEnd::wireUp(Descriptor wire) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        wire_ = std::move(wire);
        connected_.store(true);
        wireError_.clear();
        // The far end may be a new process, or may remember an old one of ours: tell it everything.
        uint8_t packet[8];
        for (int span = 1; span <= geometry_.spans; ++span) {
            const bool pulled = ((pulledHere_.load() >> (span - 1)) & 1) != 0;
            sendPacket(wire_.get(), packet, writeAlarms(packet, span, pulled ? board::kAlarmLos : 0));
        }
        for (size_t line = 0; line < ownLines_.size(); ++line) {
            sendLine(line);
        }
    }
    updateAlarms();
    for (int line = 1; exchangeEnd_ && line <= geometry_.lines; ++line) {
        events_.setLine(line, LineSignal::kBatteryBack);
    }
}

void WireEnd::wireDown(const std::string &why) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        wire_.reset();
        connected_.store(false);
        wireError_ = why;
    }
    pulledThere_.store(0);
    updateAlarms();
    for (int line = 1; exchangeEnd_ && line <= geometry_.lines; ++line) {
        events_.setLine(line, LineSignal::kRingOff); // a dead wire carries no ringing current
        events_.setLine(line, LineSignal::kPolarityNormal);
        events_.setLine(line, LineSignal::kBatteryLost);
    }
}

void WireEnd::handleSignalling(const Message &message) {
    switch (message.type) {
    case MessageType::kFrame:
        if (!message.goodFcs) {
            framesBadFcs_.fetch_add(1, std::memory_order_relaxed);
        } else if (((pulledHere_.load() >> (message.span - 1)) & 1) == 0 &&
                   !events_.pushFrame(message.span, message.body, message.octets)) {
            countRefused();
        }
        return;
    case MessageType::kSignal:
        if (mayCommand(!exchangeEnd_, message.signal)) {
            events_.setLine(message.line, message.signal);
            return;
        }
        break;
    case MessageType::kAlarms: {
        const uint32_t bit = 1u << (message.span - 1);
        if (message.alarms != 0) {
            pulledThere_.fetch_or(bit);
        } else {
            pulledThere_.fetch_and(~bit);
        }
        updateAlarms();
        return;
    }
    case MessageType::kHello:
    case MessageType::kRefuse:
    case MessageType::kBlock:
        break;
    }
    countRefused();
}

void WireEnd::silencePulledSpans(uint8_t *audio) const {
    const uint32_t pulled = pulledHere_.load() | pulledThere_.load();
    const size_t spanOctets = board::kBearersPerSpan * blockSamples();
    for (size_t span = 0; pulled != 0 && span < static_cast<size_t>(geometry_.spans); ++span) {
        if (((pulled >> span) & 1) != 0) {
            std::memset(audio + span * spanOctets, board::kAlawSilence, spanOctets);
        }
    }
}

void WireEnd::fillTxWithSilence() {
    std::memset(txPacket_.data() + kBlockHeaderOctets, board::kAlawSilence, geometry_.audioOctets());
    blockOpen_ = true;
}

void WireEnd::sendBlock(uint32_t sequence, int64_t dueUs) {
    blockOpen_ = false;
    blocks_.fetch_add(1, std::memory_order_relaxed);
    if (dueUs != 0 && monotonicUs() - dueUs > kLateUs) {
        lateBlocks_.fetch_add(1, std::memory_order_relaxed);
    }
    if (!connected_.load()) {
        return;
    }
    writeBlockHeader(txPacket_.data(), sequence, dueUs);
    // A full socket means that the far end sleeps: this block is lost, as on a line, and it sees the gap.
    sendPacket(wire_.get(), txPacket_.data(), txPacket_.size());
    if (linesUnsent_.load()) {
        sendUnsentLines();
    }
}

bool WireEnd::roll(uint32_t every) { return every != 0 && random_() % every == 0; }

bool WireEnd::sendFrame(int span, const uint8_t *frame, size_t octets) {
    if (span < 1 || span > geometry_.spans || frame == nullptr || octets == 0 ||
        octets > board::kMaxFrameOctets) {
        return false;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!wire_.open() || (((pulledHere_.load() | pulledThere_.load()) >> (span - 1)) & 1) != 0) {
        return false;
    }
    uint8_t packet[kMaxFrameMessageOctets];
    const size_t length = writeFrame(packet, span, frame, octets);
    if (roll(faults_.dropFrameEvery)) {
        return true; // it left, as far as this end can know
    }
    if (roll(faults_.corruptFrameEvery)) {
        const size_t bit = random_() % ((length - 2) * 8);
        packet[2 + bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
    }
    return sendPacket(wire_.get(), packet, length);
}

void WireEnd::sendLine(size_t line) {
    OwnLine &own = ownLines_[line];
    const int number = static_cast<int>(line) + 1;
    uint8_t packet[8];
    const auto tell = [&](LineSignal state) {
        return sendPacket(wire_.get(), packet, writeSignal(packet, number, state));
    };
    bool sent = true;
    if (exchangeEnd_) {
        sent = tell(own.offHook ? LineSignal::kOffHook : LineSignal::kOnHook);
    } else {
        sent = tell(own.ringing ? LineSignal::kRingOn : LineSignal::kRingOff) &&
               tell(own.reversed ? LineSignal::kPolarityReversed : LineSignal::kPolarityNormal);
    }
    own.unsent = !sent;
    if (!sent) {
        linesUnsent_.store(true);
    }
}

void WireEnd::sendUnsentLines() {
    const std::lock_guard<std::mutex> lock(mutex_);
    linesUnsent_.store(false);
    for (size_t line = 0; wire_.open() && line < ownLines_.size(); ++line) {
        if (ownLines_[line].unsent) {
            sendLine(line);
        }
    }
}

void WireEnd::signal(board::ChannelIndex channel, LineSignal signal) {
    const size_t firstLine = channels_.size() - ownLines_.size();
    if (channel < firstLine || channel >= channels_.size() || !mayCommand(exchangeEnd_, signal)) {
        return;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    OwnLine &own = ownLines_[channel - firstLine];
    own.offHook = signal == LineSignal::kOffHook || (signal != LineSignal::kOnHook && own.offHook);
    own.ringing = signal == LineSignal::kRingOn || (signal != LineSignal::kRingOff && own.ringing);
    own.reversed =
        signal == LineSignal::kPolarityReversed || (signal != LineSignal::kPolarityNormal && own.reversed);
    if (wire_.open()) {
        sendLine(channel - firstLine);
    }
}

void WireEnd::setFaults(const Faults &faults) {
    const std::lock_guard<std::mutex> lock(mutex_);
    faults_ = faults;
}

void WireEnd::setPulled(int span, bool pulled) {
    if (span < 1 || span > geometry_.spans) {
        return;
    }
    const uint32_t bit = 1u << (span - 1);
    if (pulled) {
        pulledHere_.fetch_or(bit);
    } else {
        pulledHere_.fetch_and(~bit);
    }
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        uint8_t packet[8];
        if (wire_.open()) {
            sendPacket(wire_.get(), packet, writeAlarms(packet, span, pulled ? board::kAlarmLos : 0));
        }
    }
    updateAlarms();
}

void WireEnd::close() {
    closed_.store(true);
    const uint64_t one = 1;
    (void)!::write(wakeFd_.get(), &one, sizeof one);
}

void WireEnd::setWireError(const std::string &why) {
    const std::lock_guard<std::mutex> lock(mutex_);
    wireError_ = why;
}

std::string WireEnd::wireError() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return wireError_;
}

board::Counters WireEnd::counters() const {
    board::Counters counters;
    counters.blocks = blocks_.load(std::memory_order_relaxed);
    counters.slips = slips_.load(std::memory_order_relaxed);
    counters.lateBlocks = lateBlocks_.load(std::memory_order_relaxed);
    counters.framesBadFcs = framesBadFcs_.load(std::memory_order_relaxed);
    counters.messagesRefused = messagesRefused_.load(std::memory_order_relaxed);
    return counters;
}

} // namespace callbox::virtualboard
