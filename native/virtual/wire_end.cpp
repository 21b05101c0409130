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
using board::Loopback;

namespace {

constexpr int64_t kLateUs = 10'000;
constexpr uint8_t kNothingSaid = 0xFF; // no set of alarms
/// The exchange is the reference; a card's own crystal is off by this much (ITU-T G.703 §9 allows 50 ppm).
constexpr int32_t kBoxOscillatorPpb = 15'000;

board::SpanLine lineOf(const Options &options, int number, bool exchangeEnd) {
    if (number <= static_cast<int>(options.spanLines.size())) {
        return options.spanLines[static_cast<size_t>(number) - 1];
    }
    board::SpanLine line;
    line.clockPriority = exchangeEnd ? 0 : number;
    return line;
}

int inRange(const char *name, int value, int low, int high) {
    if (value < low || value > high) {
        throw std::runtime_error("virtual board: " + std::string(name) + " is " + std::to_string(value) +
                                 ", it must be " + std::to_string(low) + " to " + std::to_string(high));
    }
    return value;
}

Geometry checkedGeometry(const Options &options) {
    inRange("bufferBlocks", options.bufferBlocks, 0, kMaxBufferBlocks);
    const int exchangeLines = inRange("exchangeLines", options.exchangeLines, 0, kMaxExchangeLines);
    return Geometry{inRange("spans", options.spans, 0, kMaxSpans),
                    inRange("lines", options.lines, 0, kMaxLines) + exchangeLines,
                    inRange("blockSamples", options.blockSamples, 1, board::kMaxBlockSamples), exchangeLines};
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
    for (int line = 1; line <= geometry.lines; ++line) {
        const auto kind =
            geometry.isFxo(line, exchangeEnd) ? board::ChannelKind::kFxo : board::ChannelKind::kFxs;
        channels.push_back({kind, 0, 0, line, "L" + std::to_string(line)});
    }
    return channels;
}

/// What a port may do to its line.
bool mayCommand(bool isFxo, LineSignal signal) {
    switch (signal) {
    case LineSignal::kOffHook:
    case LineSignal::kOnHook:
    case LineSignal::kFlash:
        return isFxo; // a telephone lifts
    case LineSignal::kRingOn:
    case LineSignal::kRingOff:
    case LineSignal::kPolarityReversed:
    case LineSignal::kPolarityNormal:
    case LineSignal::kBatteryLost:
    case LineSignal::kBatteryBack:
        return !isFxo; // the port that feeds it rings
    default:
        return false; // its sound path is always open, and this wire has no lamp
    }
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
      said_(static_cast<size_t>(geometry_.spans), 0), saidLines_(said_.size()),
      lineSaid_(said_.size(), false), faults_(options.faults), random_(options.seed) {
    // One octet more than the longest packet, so that a longer one is seen to be too long.
    const size_t longest =
        std::max({geometry_.blockOctets(), kMaxFrameMessageOctets, 1 + kMaxRefusalOctets, kHelloOctets});
    rxPacket_.resize(longest + 1);
    txPacket_.resize(geometry_.blockOctets());
    silence_.assign(geometry_.audioOctets(), board::kAlawSilence);
    rx_ = silence_.data();
    heardNothing_ = silence_;
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int number = 1; number <= geometry_.spans; ++number) {
        spans_.emplace_back(blockSamples(), options.seed + static_cast<uint64_t>(number),
                            lineOf(options, number, exchangeEnd));
        report(number);
    }
    for (size_t line = 0; line < static_cast<size_t>(geometry_.lines); ++line) {
        lines_.emplace_back(isFxo(line), blockSamples(), options.seed + kMaxSpans + 1 + line);
        reportLine(line);
    }
    noteShaping();
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

void WireEnd::wireUp(Descriptor wire) {
    const std::lock_guard<std::mutex> lock(mutex_);
    wire_ = std::move(wire);
    connected_.store(true);
    wireError_.clear();
    // The far end may be a new process, or may remember an old one of ours: tell it everything.
    for (int number = 1; number <= geometry_.spans; ++number) {
        said_[static_cast<size_t>(number) - 1] = kNothingSaid;
        lineSaid_[static_cast<size_t>(number) - 1] = false;
        span(number).setConnected(true);
    }
    settleClock(); // framing before alarms: the far end is not to think for a moment that it were wrong
    for (int number = 1; number <= geometry_.spans; ++number) {
        report(number);
    }
    for (size_t line = 0; line < lines_.size(); ++line) {
        lines_[line].setConnected(true);
        sendLine(line);
        reportLine(line);
    }
    noteShaping();
}

void WireEnd::wireDown(const std::string &why) {
    const std::lock_guard<std::mutex> lock(mutex_);
    wire_.reset();
    connected_.store(false);
    wireError_ = why;
    for (int number = 1; number <= geometry_.spans; ++number) {
        span(number).setConnected(false);
        report(number);
    }
    for (size_t line = 0; line < lines_.size(); ++line) {
        lines_[line].setConnected(false);
        reportLine(line);
    }
    changed();
}

// --- what comes in ----------------------------------------------------------------------------

void WireEnd::handleSignalling(const Message &message) {
    const std::lock_guard<std::mutex> lock(mutex_);
    switch (message.type) {
    case MessageType::kFrame:
        handleFrame(message);
        return;
    case MessageType::kSignal: {
        const size_t line = static_cast<size_t>(message.line) - 1;
        if (!mayCommand(!isFxo(line), message.signal)) {
            break;
        }
        if (message.signal != LineSignal::kFlash) {
            lines_[line].hear(message.signal);
            reportLine(line);
        } else if (lines_[line].passesFlash(Fault::Direction::kReceive)) {
            events_.pushFlash(message.line);
        }
        return;
    }
    case MessageType::kAlarms:
        span(message.span).setHeard(message.alarms);
        report(message.span);
        changed();
        return;
    case MessageType::kLineUp:
        span(message.span).setHeardLine(message.lineUp);
        report(message.span);
        changed();
        return;
    case MessageType::kErrors: {
        SpanEnd &counting = span(message.span);
        counting.slipsToReport += counting.count(message.errors);
        report(message.span);
        return;
    }
    case MessageType::kHello:
    case MessageType::kRefuse:
    case MessageType::kBlock:
        break;
    }
    countRefused();
}

void WireEnd::handleFrame(const Message &message) {
    SpanEnd &from = span(message.span);
    if (!from.hears() || from.loopback() == Loopback::kTowardsBox) {
        return;
    }
    if (from.refusesLink(Fault::Direction::kReceive)) {
        return; // who would refuse our link asks for none
    }
    const SpanEnd::Fate fate = from.frameFate(Fault::Direction::kReceive, message.octets);
    if (fate == SpanEnd::Fate::kVanishes) {
        return;
    }
    if (!message.goodFcs || fate == SpanEnd::Fate::kSpoilt) {
        framesBadFcs_.fetch_add(1, std::memory_order_relaxed);
        ++from.counters.framesBadFcs;
        return;
    }
    if (from.refusesLink(Fault::Direction::kSend)) {
        const std::vector<uint8_t> answer = refusalOf(message.body, message.octets);
        uint8_t packet[kMaxFrameMessageOctets];
        if (!answer.empty() && wire_.open()) {
            sendPacket(wire_.get(), packet, writeFrame(packet, message.span, answer.data(), answer.size()));
        }
        return;
    }
    if (from.loopback() == Loopback::kTowardsLine) {
        sendOnSpan(from, message.span, message.body, message.octets);
        return;
    }
    ++from.counters.framesIn;
    if (!events_.pushFrame(message.span, message.body, message.octets)) {
        countRefused();
    }
}

/// DM with the request's address, which in an answer has the same C/R bit (ITU-T Q.921 §3.3.2), and F as its
/// P.
std::vector<uint8_t> WireEnd::refusalOf(const uint8_t *frame, size_t octets) const {
    constexpr uint8_t kSabme = 0x6F, kDm = 0x0F, kPollBit = 0x10; // §3.6
    if (octets != 3 || (frame[2] & ~kPollBit) != kSabme) {
        return {};
    }
    return {frame[0], frame[1], static_cast<uint8_t>(kDm | (frame[2] & kPollBit))};
}

// --- framing and clock ------------------------------------------------------------------------

void WireEnd::settleClock() {
    int from = 0;
    for (int number = 1; number <= geometry_.spans; ++number) {
        const SpanEnd &one = span(number);
        const int priority = one.line().clockPriority;
        const bool usable = connected() && priority > 0 && one.hears() && one.loopback() == Loopback::kOff;
        if (usable && (from == 0 || priority < span(from).line().clockPriority)) {
            from = number;
        }
    }
    // Both ends of a wire that take their clock from each other have none: each runs by its own crystal.
    const bool follows = from != 0 && !span(from).farIsLocked();
    const int32_t ppb = follows        ? std::clamp(span(from).receivedPpb(), -kMaxPpb / 2, kMaxPpb / 2)
                        : exchangeEnd_ ? 0
                                       : kBoxOscillatorPpb;
    for (int number = 1; number <= geometry_.spans; ++number) {
        span(number).setClock(ppb, from != 0, from == number);
        sayLine(number);
    }
}

void WireEnd::sayLine(int number) {
    const size_t index = static_cast<size_t>(number) - 1;
    const LineUp now = span(number).toSayLine();
    if (!wire_.open() || (lineSaid_[index] && saidLines_[index] == now)) {
        return;
    }
    uint8_t packet[kLineUpOctets];
    saidLines_[index] = now;
    lineSaid_[index] = sendPacket(wire_.get(), packet, writeLineUp(packet, number, now));
    if (!lineSaid_[index]) {
        unsent_.store(true);
    }
}

// --- what goes out ----------------------------------------------------------------------------

void WireEnd::report(int number) {
    SpanEnd &told = span(number);
    events_.setAlarms(number, told.alarms());
    for (; told.slipsToReport > 0; --told.slipsToReport) {
        events_.pushSlip(number);
    }
    if (!wire_.open()) {
        told.owed = {};
        return;
    }
    uint8_t packet[kErrorsOctets];
    uint8_t &said = said_[static_cast<size_t>(number) - 1];
    const uint8_t toSay = told.toSay();
    if (said != toSay) {
        said = sendPacket(wire_.get(), packet, writeAlarms(packet, number, toSay)) ? toSay : kNothingSaid;
    }
    SpanErrors now = told.owed;
    now.slips = std::min(now.slips, kMaxSlipsWaiting);
    if (now.any() && sendPacket(wire_.get(), packet, writeErrors(packet, number, now))) {
        const uint32_t slipsLeft = told.owed.slips - now.slips;
        told.owed = {};
        told.owed.slips = slipsLeft;
    }
    if (said == kNothingSaid || told.owed.any()) {
        unsent_.store(true);
    }
}

void WireEnd::reportLine(size_t line) {
    const LineLevels now = lines_[line].toReport();
    const int number = static_cast<int>(line) + 1;
    if (isFxo(line)) {
        events_.setLine(number, now.ringing ? LineSignal::kRingOn : LineSignal::kRingOff);
        events_.setLine(number, now.reversed ? LineSignal::kPolarityReversed : LineSignal::kPolarityNormal);
        events_.setLine(number, now.noBattery ? LineSignal::kBatteryLost : LineSignal::kBatteryBack);
    } else {
        events_.setLine(number, now.offHook ? LineSignal::kOffHook : LineSignal::kOnHook);
    }
}

void WireEnd::sendLine(size_t line) {
    const LineLevels now = lines_[line].toTell();
    const int number = static_cast<int>(line) + 1;
    uint8_t packet[8];
    const auto tell = [&](LineSignal state) {
        return sendPacket(wire_.get(), packet, writeSignal(packet, number, state));
    };
    bool sent = true;
    if (isFxo(line)) {
        sent = tell(now.offHook ? LineSignal::kOffHook : LineSignal::kOnHook);
    } else {
        sent = tell(now.ringing ? LineSignal::kRingOn : LineSignal::kRingOff) &&
               tell(now.reversed ? LineSignal::kPolarityReversed : LineSignal::kPolarityNormal) &&
               tell(now.noBattery ? LineSignal::kBatteryLost : LineSignal::kBatteryBack);
    }
    lines_[line].unsent = !sent;
    if (!sent) {
        unsent_.store(true);
    }
}

void WireEnd::sendUnsent() {
    unsent_.store(false);
    for (int number = 1; wire_.open() && number <= geometry_.spans; ++number) {
        sayLine(number);
        report(number);
    }
    for (size_t line = 0; wire_.open() && line < lines_.size(); ++line) {
        if (lines_[line].unsent) {
            sendLine(line);
        }
    }
}

bool WireEnd::roll(uint32_t every) { return every != 0 && random_() % every == 0; }

bool WireEnd::sendFrame(int number, const uint8_t *frame, size_t octets) {
    if (!isSpan(number) || frame == nullptr || octets == 0 || octets > board::kMaxFrameOctets) {
        return false;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    SpanEnd &to = span(number);
    if (to.loopback() == Loopback::kTowardsBox) {
        ++to.counters.framesOut;
        ++to.counters.framesIn;
        return events_.pushFrame(number, frame, octets);
    }
    // While the line is sent back to the line nothing of ours reaches it.
    return wire_.open() && to.hears() && to.loopback() == Loopback::kOff &&
           sendOnSpan(to, number, frame, octets);
}

bool WireEnd::sendOnSpan(SpanEnd &to, int number, const uint8_t *frame, size_t octets) {
    uint8_t packet[kMaxFrameMessageOctets];
    const size_t length = writeFrame(packet, number, frame, octets);
    const SpanEnd::Fate fate = to.frameFate(Fault::Direction::kSend, octets);
    ++to.counters.framesOut;
    if (to.refusesLink(Fault::Direction::kSend)) {
        return true; // it never spoke
    }
    if (to.refusesLink(Fault::Direction::kReceive)) {
        const std::vector<uint8_t> answer = refusalOf(frame, octets);
        to.counters.framesIn += !answer.empty();
        if (!answer.empty() && !events_.pushFrame(number, answer.data(), answer.size())) {
            countRefused();
        }
        return true;
    }
    if (fate == SpanEnd::Fate::kVanishes || roll(faults_.dropFrameEvery)) {
        return true; // it left, as far as this end can know
    }
    if (fate == SpanEnd::Fate::kSpoilt || roll(faults_.corruptFrameEvery)) {
        const size_t bit = random_() % ((length - 2) * 8);
        packet[2 + bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
    }
    return sendPacket(wire_.get(), packet, length);
}

void WireEnd::signal(board::ChannelIndex channel, LineSignal signal) {
    const size_t firstLine = channels_.size() - static_cast<size_t>(geometry_.lines);
    if (channel < firstLine || channel >= channels_.size() ||
        !mayCommand(isFxo(channel - firstLine), signal)) {
        return;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    const size_t line = channel - firstLine;
    if (signal == LineSignal::kFlash) {
        flash(line);
        return;
    }
    lines_[line].command(signal);
    if (wire_.open()) {
        sendLine(line);
    }
}

void WireEnd::flash(size_t line) {
    uint8_t packet[8];
    if (wire_.open() && lines_[line].toTell().offHook && lines_[line].passesFlash(Fault::Direction::kSend)) {
        sendPacket(wire_.get(), packet, writeSignal(packet, static_cast<int>(line) + 1, LineSignal::kFlash));
    }
}

void WireEnd::sendBlock(uint32_t sequence, int64_t dueUs) {
    blockOpen_ = false;
    blocks_.fetch_add(1, std::memory_order_relaxed);
    if (dueUs != 0 && monotonicUs() - dueUs > kLateUs) {
        lateBlocks_.fetch_add(1, std::memory_order_relaxed);
    }
    if (shapesSound_.load()) {
        const std::lock_guard<std::mutex> lock(mutex_);
        shapeSent();
    }
    if (!connected_.load()) {
        return;
    }
    writeBlockHeader(txPacket_.data(), sequence, dueUs);
    // A full socket means that the far end sleeps: this block is lost, as on a line, and it sees the gap.
    sendPacket(wire_.get(), txPacket_.data(), txPacket_.size());
    if (unsent_.load()) {
        const std::lock_guard<std::mutex> lock(mutex_);
        sendUnsent();
    }
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
