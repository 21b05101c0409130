#include "virtual/wire.h"

#include <algorithm>
#include <cstring>

#include "virtual/fcs.h"

namespace callbox::virtualboard {
namespace {

constexpr size_t kSignalOctets = 4;
constexpr size_t kAlarmsOctets = 4;
constexpr size_t kFrameHeaderOctets = 2;
constexpr uint8_t kCrc4Bit = 1, kLockedBit = 2, kIdleBit = 4;
constexpr uint8_t kAllLineBits = kCrc4Bit | kLockedBit | kIdleBit;
constexpr uint8_t kAllAlarms = board::kAlarmLos | board::kAlarmLof | board::kAlarmAis | board::kAlarmRai;

void put(uint8_t *out, uint64_t value, size_t octets) {
    for (size_t i = 0; i < octets; ++i) {
        out[i] = static_cast<uint8_t>(value >> (8 * i));
    }
}

uint64_t get(const uint8_t *in, size_t octets) {
    uint64_t value = 0;
    for (size_t i = 0; i < octets; ++i) {
        value |= static_cast<uint64_t>(in[i]) << (8 * i);
    }
    return value;
}

bool parseHello(const uint8_t *packet, size_t octets, Message &message) {
    if (octets != kHelloOctets) {
        return false;
    }
    message.version = static_cast<uint16_t>(get(packet + 2, 2));
    message.magic = static_cast<uint32_t>(get(packet + 4, 4));
    message.geometry.spans = static_cast<int>(get(packet + 8, 2));
    message.geometry.lines = static_cast<int>(get(packet + 10, 2));
    message.geometry.blockSamples = static_cast<int>(get(packet + 12, 2));
    message.geometry.exchangeLines = static_cast<int>(get(packet + 14, 2));
    return true;
}

bool parseBlock(const uint8_t *packet, size_t octets, const Geometry &geometry, Message &message) {
    if (octets != geometry.blockOctets()) {
        return false;
    }
    message.sequence = static_cast<uint32_t>(get(packet + 4, 4));
    message.dueUs = static_cast<int64_t>(get(packet + 8, 8));
    message.body = packet + kBlockHeaderOctets;
    message.octets = geometry.audioOctets();
    return message.dueUs >= 0 && message.dueUs <= INT64_MAX / 2; // so that differences cannot overflow
}

bool parseFrame(const uint8_t *packet, size_t octets, const Geometry &geometry, Message &message) {
    if (octets < kFrameHeaderOctets + 1 + kFcsOctets || octets > kMaxFrameMessageOctets) {
        return false;
    }
    message.span = packet[1];
    message.body = packet + kFrameHeaderOctets;
    message.octets = octets - kFrameHeaderOctets - kFcsOctets;
    const uint16_t sent = static_cast<uint16_t>(get(message.body + message.octets, kFcsOctets));
    message.goodFcs = sent == frameCheckSequence(message.body, message.octets);
    return message.span >= 1 && message.span <= geometry.spans;
}

bool parseSignal(const uint8_t *packet, size_t octets, const Geometry &geometry, Message &message) {
    if (octets != kSignalOctets || packet[1] > static_cast<uint8_t>(board::LineSignal::kFlash)) {
        return false; // what comes after it never crosses
    }
    message.signal = static_cast<board::LineSignal>(packet[1]);
    message.line = static_cast<int>(get(packet + 2, 2));
    return message.line >= 1 && message.line <= geometry.lines;
}

bool parseAlarms(const uint8_t *packet, size_t octets, const Geometry &geometry, Message &message) {
    if (octets != kAlarmsOctets || (packet[2] & ~kAllAlarms) != 0) {
        return false;
    }
    message.span = packet[1];
    message.alarms = packet[2];
    return message.span >= 1 && message.span <= geometry.spans;
}

bool parseErrors(const uint8_t *packet, size_t octets, const Geometry &geometry, Message &message) {
    if (octets != kErrorsOctets) {
        return false;
    }
    message.span = packet[1];
    message.errors.crcErrors = static_cast<uint32_t>(get(packet + 4, 4));
    message.errors.farEndErrors = static_cast<uint32_t>(get(packet + 8, 4));
    message.errors.codeViolations = static_cast<uint32_t>(get(packet + 12, 4));
    message.errors.slips = static_cast<uint32_t>(get(packet + 16, 4));
    const SpanErrors &told = message.errors;
    return message.span >= 1 && message.span <= geometry.spans && told.crcErrors <= kMaxErrorsTold &&
           told.farEndErrors <= kMaxErrorsTold && told.codeViolations <= kMaxErrorsTold &&
           told.slips <= kMaxSlipsWaiting;
}

bool parseLineUp(const uint8_t *packet, size_t octets, const Geometry &geometry, Message &message) {
    if (octets != kLineUpOctets || packet[2] > kAllLineBits || packet[3] != 0) {
        return false;
    }
    message.span = packet[1];
    message.lineUp.crc4 = (packet[2] & kCrc4Bit) != 0;
    message.lineUp.locked = (packet[2] & kLockedBit) != 0;
    message.lineUp.idle = (packet[2] & kIdleBit) != 0;
    message.lineUp.ppb = static_cast<int32_t>(static_cast<uint32_t>(get(packet + 4, 4)));
    return message.span >= 1 && message.span <= geometry.spans && message.lineUp.ppb >= -kMaxPpb &&
           message.lineUp.ppb <= kMaxPpb;
}

} // namespace

bool parseMessage(const uint8_t *packet, size_t octets, const Geometry &geometry, Message &message) {
    if (octets == 0) {
        return false;
    }
    message = Message{};
    message.type = static_cast<MessageType>(packet[0]);
    switch (message.type) {
    case MessageType::kHello:
        return parseHello(packet, octets, message);
    case MessageType::kRefuse:
        message.body = packet + 1;
        message.octets = octets - 1;
        return message.octets <= kMaxRefusalOctets;
    case MessageType::kBlock:
        return parseBlock(packet, octets, geometry, message);
    case MessageType::kFrame:
        return parseFrame(packet, octets, geometry, message);
    case MessageType::kSignal:
        return parseSignal(packet, octets, geometry, message);
    case MessageType::kAlarms:
        return parseAlarms(packet, octets, geometry, message);
    case MessageType::kErrors:
        return parseErrors(packet, octets, geometry, message);
    case MessageType::kLineUp:
        return parseLineUp(packet, octets, geometry, message);
    }
    return false;
}

size_t writeHello(uint8_t *out, const Geometry &geometry) {
    std::memset(out, 0, kHelloOctets);
    out[0] = static_cast<uint8_t>(MessageType::kHello);
    put(out + 2, kWireVersion, 2);
    put(out + 4, kWireMagic, 4);
    put(out + 8, static_cast<uint64_t>(geometry.spans), 2);
    put(out + 10, static_cast<uint64_t>(geometry.lines), 2);
    put(out + 12, static_cast<uint64_t>(geometry.blockSamples), 2);
    put(out + 14, static_cast<uint64_t>(geometry.exchangeLines), 2);
    return kHelloOctets;
}

size_t writeRefusal(uint8_t *out, const std::string &text) {
    const size_t octets = std::min(text.size(), kMaxRefusalOctets);
    out[0] = static_cast<uint8_t>(MessageType::kRefuse);
    std::memcpy(out + 1, text.data(), octets);
    return 1 + octets;
}

void writeBlockHeader(uint8_t *out, uint32_t sequence, int64_t dueUs) {
    std::memset(out, 0, kBlockHeaderOctets);
    out[0] = static_cast<uint8_t>(MessageType::kBlock);
    put(out + 4, sequence, 4);
    put(out + 8, static_cast<uint64_t>(dueUs), 8);
}

size_t writeFrame(uint8_t *out, int span, const uint8_t *frame, size_t octets) {
    out[0] = static_cast<uint8_t>(MessageType::kFrame);
    out[1] = static_cast<uint8_t>(span);
    std::memcpy(out + kFrameHeaderOctets, frame, octets);
    put(out + kFrameHeaderOctets + octets, frameCheckSequence(frame, octets), kFcsOctets);
    return kFrameHeaderOctets + octets + kFcsOctets;
}

size_t writeSignal(uint8_t *out, int line, board::LineSignal signal) {
    out[0] = static_cast<uint8_t>(MessageType::kSignal);
    out[1] = static_cast<uint8_t>(signal);
    put(out + 2, static_cast<uint64_t>(line), 2);
    return kSignalOctets;
}

size_t writeAlarms(uint8_t *out, int span, uint8_t alarms) {
    out[0] = static_cast<uint8_t>(MessageType::kAlarms);
    out[1] = static_cast<uint8_t>(span);
    out[2] = alarms;
    out[3] = 0;
    return kAlarmsOctets;
}

size_t writeErrors(uint8_t *out, int span, const SpanErrors &errors) {
    out[0] = static_cast<uint8_t>(MessageType::kErrors);
    out[1] = static_cast<uint8_t>(span);
    put(out + 2, 0, 2);
    put(out + 4, errors.crcErrors, 4);
    put(out + 8, errors.farEndErrors, 4);
    put(out + 12, errors.codeViolations, 4);
    put(out + 16, errors.slips, 4);
    return kErrorsOctets;
}

size_t writeLineUp(uint8_t *out, int span, const LineUp &line) {
    out[0] = static_cast<uint8_t>(MessageType::kLineUp);
    out[1] = static_cast<uint8_t>(span);
    out[2] = static_cast<uint8_t>((line.crc4 ? kCrc4Bit : 0) | (line.locked ? kLockedBit : 0) |
                                  (line.idle ? kIdleBit : 0));
    out[3] = 0;
    put(out + 4, static_cast<uint32_t>(line.ppb), 4);
    return kLineUpOctets;
}

} // namespace callbox::virtualboard
