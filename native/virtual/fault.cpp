#include "virtual/fault.h"

#include <stdexcept>

#include "board/board.h"

namespace callbox::virtualboard {

using Kind = Fault::Kind;

namespace {

template <typename Number> void inRange(const char *name, Number value, Number low, Number high) {
    if (!(value >= low && value <= high)) { // also refuses what is no number
        throw std::invalid_argument("fault: '" + std::string(name) + "' is " + std::to_string(value) +
                                    ", it must be " + std::to_string(low) + " to " + std::to_string(high));
    }
}

} // namespace

bool isOfLine(Kind kind) { return kind >= Kind::kStuckSignals; }

void requireFault(const Fault &fault, int spans, int lines) {
    inRange("kind", static_cast<int>(fault.kind), 0, static_cast<int>(Kind::kEcho));
    inRange("direction", static_cast<int>(fault.direction), 0, 1);
    const bool ofLine = isOfLine(fault.kind);
    if ((ofLine ? lines : spans) == 0) {
        throw std::invalid_argument(ofLine ? "fault: this board has no lines"
                                           : "fault: this board has no spans");
    }
    inRange(ofLine ? "line" : "span", ofLine ? fault.line : fault.span, 1, ofLine ? lines : spans);
    switch (fault.kind) {
    case Kind::kFrameRepeated:
    case Kind::kFrameLost:
        inRange("count", fault.count, 1u, kMaxSlipsWaiting);
        break;
    case Kind::kCrcErrors:
    case Kind::kFarEndErrors:
    case Kind::kCodeViolations:
        inRange("count", fault.count, 1u, kMaxFaultCount);
        break;
    case Kind::kFrameLoss:
    case Kind::kFrameErrors:
        inRange("oneIn", fault.oneIn, 1u, kMaxFaultCount);
        break;
    case Kind::kBitErrors:
        inRange("timeslot", fault.timeslot, 0, 31);
        if (fault.timeslot == board::kDchannelTimeslot) {
            throw std::invalid_argument("fault: timeslot 16 carries the signalling; use frame errors there");
        }
        inRange("everyBits", fault.everyBits, 1u, kMaxBitsBetweenErrors);
        inRange("bitErrors", fault.bitErrors, 0u, kMaxFaultCount);
        break;
    case Kind::kHalfOpen:
        inRange("everyBits", fault.everyBits, kLeastBitsHalfOpen, kMaxBitsBetweenErrors);
        break;
    case Kind::kClockDrift:
        inRange("ppm", fault.ppm, -kMaxDriftPpm, kMaxDriftPpm);
        break;
    case Kind::kNoise:
    case Kind::kHum:
        inRange("levelDbm0", fault.levelDbm0, -90.0, 0.0);
        break;
    case Kind::kEcho:
        inRange("erlDb", fault.erlDb, 0.0, 60.0);
        inRange("delayMs", fault.delayMs, 0u, kMaxEchoMs);
        break;
    default:
        break;
    }
}

} // namespace callbox::virtualboard
