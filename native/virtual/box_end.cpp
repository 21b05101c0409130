#include "virtual/box_end.h"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace callbox::virtualboard {
namespace {

constexpr int64_t kRetryUs = kRetryMs * 1'000;
constexpr int64_t kGreetingWithinUs = 2'000'000;
constexpr int kMaxMessagesAtOnce = 256; // without looking at the clock

std::string readable(const uint8_t *text, size_t octets) {
    std::string out(reinterpret_cast<const char *>(text), octets);
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return out;
}

} // namespace

BoxEnd::BoxEnd(const std::string &path, const Options &options) : WireEnd(options, false), path_(path) {
    if (!path.empty()) {
        requireSocketPath(path);
    }
    setWireError("not connected yet");
}

board::Wait BoxEnd::waitBlock(int timeoutMs) {
    if (blockOpen_) {
        finishBlock();
    }
    const int64_t deadlineUs = monotonicUs() + static_cast<int64_t>(timeoutMs) * 1'000;
    int64_t nowUs = deadlineUs - static_cast<int64_t>(timeoutMs) * 1'000;
    for (int messages = 0;; ++messages) {
        if (closed()) {
            return board::Wait::kClosed;
        }
        connectIfDue(nowUs);
        const int fd = connected() ? wire_.get() : greeting_.get();
        pollfd fds[2] = {{wakeFd_.get(), POLLIN, 0}, {fd, POLLIN, 0}};
        int64_t pauseUs = std::max<int64_t>(0, deadlineUs - nowUs);
        if (!connected() && !path_.empty()) {
            const int64_t turnUs = greeting_.open() ? greetingSinceUs_ + kGreetingWithinUs : nextAttemptUs_;
            pauseUs = std::min(pauseUs, std::max<int64_t>(0, turnUs - nowUs));
        }
        ::poll(fds, 2, static_cast<int>((pauseUs + 999) / 1'000));
        const Got got = fds[1].revents != 0 ? readOne() : Got::kNothing;
        if (got == Got::kBlock) {
            return board::Wait::kBlock;
        }
        nowUs = monotonicUs();
        // With no time to wait, what is there already is still read, up to a bound.
        if (nowUs >= deadlineUs &&
            (got == Got::kNothing || timeoutMs > 0 || messages >= kMaxMessagesAtOnce)) {
            return closed() ? board::Wait::kClosed : board::Wait::kTimeout;
        }
    }
}

void BoxEnd::service() {
    pollfd wire = {connected() ? wire_.get() : greeting_.get(), POLLIN, 0};
    if (::poll(&wire, 1, 0) > 0) {
        readOne();
    }
}

void BoxEnd::connectIfDue(int64_t nowUs) {
    if (greeting_.open() && !path_.empty() && nowUs - greetingSinceUs_ > kGreetingWithinUs) {
        hangUp("the exchange on " + path_ + " does not answer; is it hung?");
    }
    if (connected() || greeting_.open() || path_.empty() || nowUs < nextAttemptUs_) {
        return;
    }
    nextAttemptUs_ = nowUs + kRetryUs;
    std::string error;
    Descriptor wire = connectTo(path_, error);
    if (!wire.open()) {
        setWireError(error);
        return;
    }
    take(std::move(wire));
}

void BoxEnd::take(Descriptor wire) {
    cutWire();
    greeting_ = std::move(wire);
    greetingSinceUs_ = monotonicUs();
    uint8_t packet[kHelloOctets];
    sendPacket(greeting_.get(), packet, writeHello(packet, geometry_)); // a refused one shows when reading
}

void BoxEnd::hangUp(const std::string &why) {
    greeting_.reset();
    nextAttemptUs_ = monotonicUs() + kRetryUs;
    if (connected()) {
        wireDown(why);
    } else {
        setWireError(why);
    }
}

void BoxEnd::cutWire() {
    if (connected() || greeting_.open()) {
        hangUp("the wire was cut at the box");
    }
}

BoxEnd::Got BoxEnd::readOne() {
    const bool up = connected();
    const long octets = receive(up ? wire_.get() : greeting_.get());
    if (octets == 0) {
        return Got::kNothing;
    }
    if (octets < 0) {
        hangUp(up ? "the exchange has gone; I keep trying" : "the exchange hung up before it greeted");
        return Got::kMessage;
    }
    if (up) {
        return readWire(octets);
    }
    readGreeting(octets);
    return Got::kMessage;
}

void BoxEnd::readGreeting(long octets) {
    Message message;
    if (static_cast<size_t>(octets) >= rxPacket_.size() ||
        !parseMessage(rxPacket_.data(), static_cast<size_t>(octets), geometry_, message)) {
        countRefused();
        hangUp("what answers on " + path_ + " is no Callbox exchange");
    } else if (message.type == MessageType::kRefuse) {
        hangUp("the exchange refused this box: " + readable(message.body, message.octets));
    } else if (message.type != MessageType::kHello || message.magic != kWireMagic ||
               message.version != kWireVersion || !(message.geometry == geometry_)) {
        countRefused();
        hangUp("the exchange on " + path_ + " greeted wrongly; install the same release on both");
    } else {
        anyBlock_ = false;
        wireUp(std::move(greeting_));
    }
}

BoxEnd::Got BoxEnd::readWire(long octets) {
    Message message;
    if (static_cast<size_t>(octets) >= rxPacket_.size() ||
        !parseMessage(rxPacket_.data(), static_cast<size_t>(octets), geometry_, message)) {
        countRefused();
    } else if (message.type != MessageType::kBlock) {
        handleSignalling(message);
    } else if (takeBlock(message)) {
        return Got::kBlock;
    }
    return Got::kMessage;
}

bool BoxEnd::takeBlock(const Message &message) {
    const int32_t step = static_cast<int32_t>(message.sequence - sequence_);
    if (anyBlock_ && step <= 0) {
        countRefused(); // an exchange never goes back
        return false;
    }
    if (anyBlock_ && step > 1) {
        slips_.fetch_add(static_cast<uint64_t>(step - 1), std::memory_order_relaxed);
    }
    anyBlock_ = true;
    sequence_ = message.sequence;
    dueUs_ = message.dueUs;
    openBlock(rxPacket_.data() + kBlockHeaderOctets);
    return true;
}

void BoxEnd::finishBlock() {
    if (blockOpen_) {
        sendBlock(sequence_, dueUs_);
    }
}

} // namespace callbox::virtualboard
