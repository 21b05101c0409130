// The half of WireEnd that breaks things: sound on its way, and what testers and technicians ask for.
#include <algorithm>
#include <cstring>

#include "virtual/wire_end.h"

namespace callbox::virtualboard {

using board::Loopback;

// --- sound ------------------------------------------------------------------------------------

void WireEnd::noteShaping() {
    bool shapes = false;
    for (const SpanEnd &one : spans_) {
        shapes = shapes || one.shapesSound();
    }
    for (const LineEnd &one : lines_) {
        shapes = shapes || one.shapesSound();
    }
    shapesSound_.store(shapes);
}

void WireEnd::openBlock(uint8_t *sound) {
    rx_ = sound == nullptr ? silence_.data() : sound;
    if (shapesSound_.load()) {
        if (sound == nullptr) { // the silence that all share is not to be changed
            std::copy(silence_.begin(), silence_.end(), heardNothing_.begin());
            sound = heardNothing_.data();
            rx_ = sound;
        }
        const std::lock_guard<std::mutex> lock(mutex_);
        shapeReceived(sound);
    }
    std::memset(txPacket_.data() + kBlockHeaderOctets, board::kAlawSilence, geometry_.audioOctets());
    blockOpen_ = true;
}

void WireEnd::shapeReceived(uint8_t *sound) {
    for (size_t i = 0; i < spans_.size(); ++i) {
        if (spans_[i].shapesSound()) {
            spans_[i].shapeReceived(soundOf(sound, i * board::kBearersPerSpan));
            report(static_cast<int>(i) + 1);
        }
    }
    const size_t firstLine = channels_.size() - lines_.size();
    for (size_t i = 0; i < lines_.size(); ++i) {
        if (lines_[i].shapesSound()) {
            lines_[i].shapeReceived(soundOf(sound, firstLine + i));
        }
    }
}

void WireEnd::shapeSent() {
    uint8_t *sent = txPacket_.data() + kBlockHeaderOctets;
    for (size_t i = 0; i < spans_.size(); ++i) {
        if (spans_[i].shapesSound()) {
            const size_t first = i * board::kBearersPerSpan;
            spans_[i].shapeSent(soundOf(sent, first), rx(static_cast<board::ChannelIndex>(first)));
            report(static_cast<int>(i) + 1);
        }
    }
    const size_t firstLine = channels_.size() - lines_.size();
    for (size_t i = 0; i < lines_.size(); ++i) {
        if (lines_[i].shapesSound()) {
            lines_[i].shapeSent(soundOf(sent, firstLine + i),
                                rx(static_cast<board::ChannelIndex>(firstLine + i)));
        }
    }
    noteShaping();
}

// --- what a technician or a tester asks for -----------------------------------------------------

board::SpanCounters WireEnd::spanCounters(int number) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return isSpan(number) ? span(number).counters : board::SpanCounters{};
}

bool WireEnd::setLoopback(int number, Loopback loopback) {
    if (!isSpan(number)) {
        return false;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    span(number).setLoopback(loopback);
    report(number);
    changed();
    return true;
}

board::SpanStatus WireEnd::spanStatus(int number) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return isSpan(number) ? span(number).status() : board::SpanStatus{};
}

board::SpanLineRefusal WireEnd::setUpSpan(int number, const board::SpanLine &line) {
    if (!isSpan(number)) {
        return board::SpanLineRefusal::kFraming;
    }
    if (line.clockPriority < 0 || line.clockPriority > board::kMaxClockPriority) {
        return board::SpanLineRefusal::kClock;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    span(number).setLine(line);
    sayLine(number); // before the alarm that may follow from it
    report(number);
    changed();
    return board::SpanLineRefusal::kNone;
}

void WireEnd::setFaults(const Faults &faults) {
    const std::lock_guard<std::mutex> lock(mutex_);
    faults_ = faults;
}

void WireEnd::inject(const Fault &fault) {
    requireFault(fault, geometry_.spans, geometry_.lines);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (isOfLine(fault.kind)) {
        lines_[static_cast<size_t>(fault.line) - 1].inject(fault);
    } else {
        span(fault.span).inject(fault);
    }
    faultsChanged(fault);
}

void WireEnd::clearFault(const Fault &fault) {
    requireFault(fault, geometry_.spans, geometry_.lines);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (isOfLine(fault.kind)) {
        lines_[static_cast<size_t>(fault.line) - 1].clear(fault.kind, fault.direction);
    } else {
        span(fault.span).clear(fault.kind, fault.direction);
    }
    faultsChanged(fault);
}

void WireEnd::faultsChanged(const Fault &fault) {
    if (isOfLine(fault.kind)) {
        lineChanged(static_cast<size_t>(fault.line) - 1);
    } else {
        report(fault.span);
    }
    changed();
}

void WireEnd::lineChanged(size_t line) {
    reportLine(line);
    if (wire_.open()) {
        sendLine(line);
    }
}

void WireEnd::clearFaults() {
    const std::lock_guard<std::mutex> lock(mutex_);
    faults_ = {};
    for (int number = 1; number <= geometry_.spans; ++number) {
        span(number).clearAll();
        report(number);
    }
    for (size_t line = 0; line < lines_.size(); ++line) {
        lines_[line].clearAll();
        lineChanged(line);
    }
    changed();
}

uint64_t WireEnd::bitErrorsInjected(int number, Fault::Direction direction) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return isSpan(number) ? span(number).bitErrorsInjected(direction) : 0;
}

void WireEnd::setPulled(int number, bool pulled) {
    if (!isSpan(number)) {
        return;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto direction : {Fault::Direction::kSend, Fault::Direction::kReceive}) {
        Fault fault;
        fault.kind = Fault::Kind::kLos;
        fault.span = number;
        fault.direction = direction;
        if (pulled) {
            span(number).inject(fault);
        } else {
            span(number).clear(fault.kind, direction);
        }
    }
    report(number);
    changed();
}

} // namespace callbox::virtualboard
