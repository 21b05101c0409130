// What a test or a training breaks on a virtual wire: the JavaScript shape is WireFault of daemon/driver.
#include <cmath>

#include "binding/arguments.h"
#include "binding/convert.h"

namespace callbox::binding {

using virtualboard::Fault;

namespace {

const std::vector<const char *> kFaultNames = {"los",
                                               "lof",
                                               "ais",
                                               "rai",
                                               "d-channel-dead",
                                               "frame-loss",
                                               "frame-errors",
                                               "bit-errors",
                                               "wires-swapped",
                                               "half-open",
                                               "clock-drift",
                                               "d-channel-refused",
                                               "d-channel-not-open",
                                               "frame-repeated",
                                               "frame-lost",
                                               "crc-errors",
                                               "far-end-errors",
                                               "code-violations",
                                               "stuck-signals",
                                               "cut",
                                               "noise",
                                               "hum",
                                               "echo"};
static_assert(static_cast<int>(Fault::Kind::kEcho) == 22, "kFaultNames is in the order of Fault::Kind");

void readBitErrors(const Fields &fields, Fault &fault) {
    fault.timeslot = static_cast<int>(fields.integerOr("timeslot", 0, 31, 0));
    fault.firstBit = fields.integerOr("firstBit", 0, UINT32_MAX, 0);
    fault.everyBits = fields.integer("everyBits", 1, virtualboard::kMaxBitsBetweenErrors);
    fault.bitErrors = fields.integerOr("bitErrors", 0, virtualboard::kMaxFaultCount, 0);
    fault.random = fields.flagOr("random", false);
}

void readHowMuch(const Fields &fields, Fault &fault) {
    using Kind = Fault::Kind;
    switch (fault.kind) {
    case Kind::kFrameLoss:
    case Kind::kFrameErrors:
        fault.oneIn = fields.integer("oneIn", 1, virtualboard::kMaxFaultCount);
        break;
    case Kind::kBitErrors:
        readBitErrors(fields, fault);
        break;
    case Kind::kHalfOpen:
        fault.everyBits = fields.integer("everyBits", virtualboard::kLeastBitsHalfOpen,
                                         virtualboard::kMaxBitsBetweenErrors);
        break;
    case Kind::kClockDrift:
        fault.ppm = static_cast<int>(
            std::lround(fields.real("ppm", -virtualboard::kMaxDriftPpm, virtualboard::kMaxDriftPpm)));
        break;
    case Kind::kDchannelNotOpen:
        fault.idle = fields.oneOf("octets", {"flags", "idle"}) == 1;
        break;
    case Kind::kFrameRepeated:
    case Kind::kFrameLost:
        fault.count = fields.integerOr("count", 1, virtualboard::kMaxSlipsWaiting, 1);
        break;
    case Kind::kCrcErrors:
    case Kind::kFarEndErrors:
    case Kind::kCodeViolations:
        fault.count = fields.integerOr("count", 1, virtualboard::kMaxFaultCount, 1);
        break;
    case Kind::kNoise:
    case Kind::kHum:
        fault.levelDbm0 = fields.real("levelDbm0", -90, 0);
        break;
    case Kind::kEcho:
        fault.erlDb = fields.real("erlDb", 0, 60);
        fault.delayMs = fields.integerOr("delayMs", 0, virtualboard::kMaxEchoMs, 0);
        break;
    default: // it is there or not
        break;
    }
}

} // namespace

Fault faultFrom(const Napi::Value &value, bool on) {
    Fields fields(value, "fault");
    Fault fault;
    fault.kind = static_cast<Fault::Kind>(fields.oneOf("fault", kFaultNames));
    fields.rename(std::string("fault '") + kFaultNames[static_cast<size_t>(fault.kind)] + "'");
    fault.direction = static_cast<Fault::Direction>(fields.oneOf("direction", {"send", "receive"}));
    if (virtualboard::isOfLine(fault.kind))
        fault.line = static_cast<int>(fields.integer("line", 1, 64));
    else
        fault.span = static_cast<int>(fields.integer("span", 1, kMaxSpan));
    if (on) // how much it was is not needed to end it
        readHowMuch(fields, fault);
    return fault;
}

} // namespace callbox::binding
