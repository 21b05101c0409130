#include "virtual/exchange_end.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace callbox::virtualboard {
namespace {

constexpr int kMaxMessagesAtOnce = 256;       // then a due tick gets its turn
constexpr int64_t kHelloWithinUs = 1'000'000; // a connection that says nothing is closed
constexpr uint64_t kMaxTicksDue = 100;        // after a longer sleep the rest is given up
constexpr int64_t kUsPerSample = 125;         // 1 / 8 kHz

std::string describe(const Geometry &geometry) {
    return std::to_string(geometry.spans) + " span(s), " + std::to_string(geometry.lines) + " line(s), " +
           std::to_string(geometry.exchangeLines) + " of them towards an exchange, blocks of " +
           std::to_string(geometry.blockSamples) + " samples";
}

} // namespace

ExchangeEnd::ExchangeEnd(const std::string &path, const Options &options)
    : WireEnd(options, true), answers_(static_cast<size_t>(options.bufferBlocks) + 2) {
    for (Answer &answer : answers_) {
        answer.packet.resize(rxPacket_.size());
    }
    if (!path.empty()) {
        listener_ = std::make_unique<ListeningSocket>(path);
    }
    setWireError("no box has connected yet");
    if (options.manualTicks) {
        tickFd_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        return;
    }
    const int64_t periodUs = geometry_.blockSamples * kUsPerSample;
    nextDueUs_ = monotonicUs() + periodUs;
    tickFd_.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    itimerspec timer{};
    timer.it_value = {nextDueUs_ / 1'000'000, nextDueUs_ % 1'000'000 * 1'000};
    timer.it_interval = {0, periodUs * 1'000};
    if (!tickFd_.open() || ::timerfd_settime(tickFd_.get(), TFD_TIMER_ABSTIME, &timer, nullptr) != 0) {
        throw std::runtime_error(
            "cannot start the exchange's clock: the limit on open files (ulimit -n) is reached");
    }
}

board::Wait ExchangeEnd::waitBlock(int timeoutMs) {
    if (blockOpen_) {
        finishBlock();
    }
    const int64_t deadlineUs = monotonicUs() + static_cast<int64_t>(timeoutMs) * 1'000;
    int waitMs = 0; // first see what is there already
    for (;;) {
        poll(waitMs);
        if (closed()) {
            return board::Wait::kClosed;
        }
        const int64_t grace = ticksDue_ > 0 ? graceUs() : 0;
        if (ticksDue_ > 0 && grace == 0) {
            makeBlock();
            return board::Wait::kBlock;
        }
        const int64_t left = deadlineUs - monotonicUs();
        if (left <= 0) {
            return board::Wait::kTimeout;
        }
        const int64_t pause = grace > 0 ? std::min(left, grace) : left;
        waitMs = static_cast<int>((pause + 999) / 1'000);
    }
}

void ExchangeEnd::service() { poll(0); }

void ExchangeEnd::poll(int timeoutMs) {
    // An answer is needed at the next tick and not before. Whoever sleeps on the wire is woken by each
    // packet, and the box pays for that: so the wire is only slept on while a due block waits for its answer.
    // What the box signals may be heard one block later for it.
    const bool tickReadsWire = connected() && !options_.manualTicks && timeoutMs > 0 && ticksDue_ == 0;
    const int wire = connected() ? wire_.get() : candidate_.get();
    pollfd fds[4] = {{wakeFd_.get(), POLLIN, 0},
                     {tickFd_.get(), POLLIN, 0},
                     {tickReadsWire ? -1 : wire, POLLIN, 0},
                     {listener_ && !candidate_.open() ? listener_->fd() : -1, POLLIN, 0}};
    if (candidate_.open() && listener_) { // socketpairs greet in their own time
        const int64_t leftUs = candidateSinceUs_ + kHelloWithinUs - monotonicUs();
        if (leftUs <= 0) {
            candidate_.reset();
            return;
        }
        timeoutMs = std::min(timeoutMs, static_cast<int>(leftUs / 1'000) + 1);
    }
    if (::poll(fds, 4, timeoutMs) <= 0) {
        return;
    }
    if (fds[1].revents != 0) {
        readTicks();
    }
    if (fds[2].revents != 0 || (tickReadsWire && ticksDue_ > 0)) {
        if (connected()) {
            readWire();
        } else {
            readCandidate();
        }
    }
    if (fds[3].revents != 0) {
        admit();
    }
}

void ExchangeEnd::readTicks() {
    uint64_t ticks = 0;
    if (::read(tickFd_.get(), &ticks, sizeof ticks) == sizeof ticks) {
        ticksDue_ += ticks;
    }
    if (!options_.manualTicks && ticksDue_ > kMaxTicksDue) {
        const uint64_t givenUp = ticksDue_ - kMaxTicksDue;
        slips_.fetch_add(givenUp, std::memory_order_relaxed);
        ticksDue_ = kMaxTicksDue;
        nextDueUs_ += static_cast<int64_t>(givenUp) * geometry_.blockSamples * kUsPerSample;
    }
}

void ExchangeEnd::readWire() {
    for (int i = 0; i < kMaxMessagesAtOnce && connected(); ++i) {
        const long octets = receive(wire_.get());
        if (octets < 0) {
            wireDown("the box has gone; waiting for it to come back");
            return;
        }
        if (octets == 0) {
            return;
        }
        Message message;
        if (static_cast<size_t>(octets) >= rxPacket_.size() ||
            !parseMessage(rxPacket_.data(), static_cast<size_t>(octets), geometry_, message)) {
            countRefused();
        } else if (message.type == MessageType::kBlock) {
            keepAnswer(message);
        } else {
            handleSignalling(message);
        }
    }
}

bool ExchangeEnd::expected(uint32_t sequence) const {
    return connected() && static_cast<int32_t>(sequence - firstSequence_) >= 0;
}

void ExchangeEnd::keepAnswer(const Message &message) {
    const uint32_t age = sequence_ - 1 - message.sequence; // 0: answers the newest block
    if (!expected(message.sequence) || static_cast<int32_t>(age) < 0) {
        countRefused(); // answers a block that was never sent
        return;
    }
    if (age > static_cast<uint32_t>(options_.bufferBlocks)) {
        return; // too late: its slip is counted already
    }
    Answer &answer = answerTo(message.sequence);
    std::swap(answer.packet, rxPacket_);
    answer.sequence = message.sequence;
    answer.here = true;
}

int64_t ExchangeEnd::graceUs() {
    // When this process itself woke late, blocks go out in a burst: the box still gets its full time.
    const Answer &answer = answerTo(wanted());
    if (options_.manualTicks || boxLate_ || !expected(wanted()) || answer.here) {
        return 0;
    }
    const int64_t allowedUs = (1 + options_.bufferBlocks) * geometry_.blockSamples * kUsPerSample;
    return std::max<int64_t>(0, answer.blockSentUs + allowedUs - monotonicUs());
}

void ExchangeEnd::makeBlock() {
    --ticksDue_;
    Answer &answer = answerTo(wanted());
    const bool heard = expected(wanted()) && answer.here;
    if (expected(wanted())) {
        boxLate_ = !heard;
        slips_.fetch_add(heard ? 0 : 1, std::memory_order_relaxed);
    }
    openBlock(heard ? answer.packet.data() + kBlockHeaderOctets : nullptr);
}

void ExchangeEnd::finishBlock() {
    if (!blockOpen_) {
        return;
    }
    const int64_t dueUs = nextDueUs_;
    Answer &answer = answerTo(sequence_);
    answer.sequence = sequence_;
    answer.here = false;
    answer.blockSentUs = dueUs == 0 ? 0 : monotonicUs();
    if (dueUs != 0) {
        nextDueUs_ += geometry_.blockSamples * kUsPerSample;
    }
    sendBlock(sequence_++, dueUs);
}

void ExchangeEnd::tick() {
    const uint64_t one = 1;
    if (options_.manualTicks) {
        (void)!::write(tickFd_.get(), &one, sizeof one);
    }
}

void ExchangeEnd::cutWire() {
    candidate_.reset();
    if (connected()) {
        wireDown("the wire was cut at the exchange");
    }
}

void ExchangeEnd::take(Descriptor wire) {
    cutWire();
    candidate_ = std::move(wire);
    candidateSinceUs_ = monotonicUs();
}

void ExchangeEnd::admit() {
    Descriptor guest = listener_->accept();
    if (!guest.open()) {
        return;
    }
    if (connected()) {
        uint8_t packet[1 + kMaxRefusalOctets];
        const size_t octets =
            writeRefusal(packet, "this exchange already has a box on its wire; end that one first");
        sendPacket(guest.get(), packet, octets);
        return;
    }
    candidate_ = std::move(guest);
    candidateSinceUs_ = monotonicUs();
}

void ExchangeEnd::readCandidate() {
    const long octets = receive(candidate_.get());
    if (octets < 0) {
        candidate_.reset();
    } else if (octets > 0) {
        greet(octets);
    }
}

void ExchangeEnd::greet(long octets) {
    Message hello;
    if (static_cast<size_t>(octets) >= rxPacket_.size() ||
        !parseMessage(rxPacket_.data(), static_cast<size_t>(octets), geometry_, hello) ||
        hello.type != MessageType::kHello || hello.magic != kWireMagic) {
        countRefused();
        refuse("this is a Callbox exchange's wire, and what connected to it is no Callbox box");
        return;
    }
    if (hello.version != kWireVersion) {
        refuse("the exchange speaks wire version " + std::to_string(kWireVersion) + ", the box " +
               std::to_string(hello.version) + "; install the same release on both");
        return;
    }
    if (!(hello.geometry == geometry_)) {
        refuse("the exchange has " + describe(geometry_) + "; the box wants " + describe(hello.geometry) +
               "; give both the same");
        return;
    }
    uint8_t packet[kHelloOctets];
    if (!sendPacket(candidate_.get(), packet, writeHello(packet, geometry_))) {
        candidate_.reset();
        return;
    }
    firstSequence_ = sequence_;
    boxLate_ = false;
    wireUp(std::move(candidate_));
}

void ExchangeEnd::refuse(const std::string &why) {
    uint8_t packet[1 + kMaxRefusalOctets];
    sendPacket(candidate_.get(), packet, writeRefusal(packet, why));
    candidate_.reset();
    setWireError("refused a box: " + why);
}

} // namespace callbox::virtualboard
