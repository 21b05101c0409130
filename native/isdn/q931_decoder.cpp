#include "isdn/q931_decoder.h"

namespace callbox::isdn {
namespace {

constexpr uint8_t kDiscriminator = 0x08; // ITU-T Q.931 §4.2
constexpr uint8_t kShift = 0x90;         // §4.5.3, §4.5.4
constexpr int kMaxReferenceOctets = 2;   // §4.3: primary rate

bool decodeUnnumbered(uint8_t control, Q921Kind &kind) {
    switch (control & 0xEF) { // without the poll bit; ITU-T Q.921 table 5
    case 0x6F:
        kind = Q921Kind::kSabme;
        return true;
    case 0x0F:
        kind = Q921Kind::kDm;
        return true;
    case 0x03:
        kind = Q921Kind::kUi;
        return true;
    case 0x43:
        kind = Q921Kind::kDisc;
        return true;
    case 0x63:
        kind = Q921Kind::kUa;
        return true;
    case 0x87:
        kind = Q921Kind::kFrmr;
        return true;
    case 0xAF:
        kind = Q921Kind::kXid;
        return true;
    default:
        return false;
    }
}

bool decodeSupervisory(uint8_t control, Q921Kind &kind) {
    switch (control) {
    case 0x01:
        kind = Q921Kind::kReceiveReady;
        return true;
    case 0x05:
        kind = Q921Kind::kReceiveNotReady;
        return true;
    case 0x09:
        kind = Q921Kind::kReject;
        return true;
    default:
        return false;
    }
}

/// Reads one element at `at` and moves behind it. False: it does not fit.
bool readElement(const uint8_t *message, size_t octets, size_t &at, Q931Element &element) {
    const uint8_t first = message[at++];
    if ((first & 0x80) != 0) { // §4.5.1: one octet
        const bool valued = (first & 0xF0) != 0xA0;
        element.oneOctet = true;
        element.id = valued ? first & 0xF0 : first;
        element.value = valued ? first & 0x0F : 0;
        return true;
    }
    if (at >= octets || message[at] > octets - at - 1) {
        return false;
    }
    element.id = first;
    element.octets = message[at];
    element.contents = message + at + 1;
    at += 1 + element.octets;
    return true;
}

} // namespace

bool decodeQ921(const uint8_t *frame, size_t octets, Q921Frame &decoded) {
    decoded = Q921Frame{};
    // §3.2: the address is two octets long
    if (frame == nullptr || octets < 3 || (frame[0] & 0x01) != 0 || (frame[1] & 0x01) == 0) {
        return false;
    }
    decoded.sapi = frame[0] >> 2;
    decoded.tei = frame[1] >> 1;
    decoded.commandBit = (frame[0] & 0x02) != 0;
    const uint8_t control = frame[2];
    if ((control & 0x03) == 0x03) {
        decoded.pollFinal = (control & 0x10) != 0;
        decoded.message = frame + 3;
        decoded.messageOctets = octets - 3;
        return decodeUnnumbered(control, decoded.kind);
    }
    if (octets < 4) {
        return false;
    }
    decoded.pollFinal = (frame[3] & 0x01) != 0;
    decoded.receiveSequence = frame[3] >> 1;
    if ((control & 0x03) == 0x01) {
        return decodeSupervisory(control, decoded.kind);
    }
    decoded.kind = Q921Kind::kInformation;
    decoded.sendSequence = control >> 1;
    decoded.message = frame + 4;
    decoded.messageOctets = octets - 4;
    return true;
}

bool decodeQ931(const uint8_t *message, size_t octets, Q931Message &decoded) {
    decoded = Q931Message{};
    if (message == nullptr || octets < 3 || message[0] != kDiscriminator) {
        return false;
    }
    decoded.referenceOctets = message[1] & 0x0F;
    size_t at = 2;
    if (decoded.referenceOctets > kMaxReferenceOctets || (message[1] & 0xF0) != 0 ||
        octets < at + static_cast<size_t>(decoded.referenceOctets) + 1) {
        return false;
    }
    for (int i = 0; i < decoded.referenceOctets; ++i) {
        const uint8_t octet = message[at++];
        decoded.toOriginator = i == 0 ? (octet & 0x80) != 0 : decoded.toOriginator;
        decoded.reference = static_cast<uint16_t>(decoded.reference << 8 | (i == 0 ? octet & 0x7F : octet));
    }
    decoded.type = message[at++];
    int locked = 0, once = -1; // code sets: §4.5.2
    while (at < octets) {
        Q931Element element;
        if (decoded.elements.size() == Q931Message::kMaxElements ||
            !readElement(message, octets, at, element)) {
            return false;
        }
        if (element.oneOctet && element.id == kShift) {
            const int codeset = element.value & 0x07;
            const bool locking = (element.value & 0x08) == 0;
            locked = locking ? codeset : locked;
            once = locking ? -1 : codeset;
            continue;
        }
        element.codeset = once >= 0 ? once : locked;
        once = -1;
        decoded.elements.push_back(element);
    }
    return true;
}

} // namespace callbox::isdn
