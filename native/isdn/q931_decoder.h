// Reads Q.921 frames and the Q.931 messages in them, for traces, the call ladder and tests. It shares
// no code with libpri, so it can judge libpri's frames. Pure functions; every length is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace callbox::isdn {

enum class Q921Kind : uint8_t {
    kInformation,
    kReceiveReady,
    kReceiveNotReady,
    kReject,
    kSabme,
    kDm,
    kUi,
    kDisc,
    kUa,
    kFrmr,
    kXid
};

/// ITU-T Q.921 §3.
struct Q921Frame {
    Q921Kind kind{};
    int sapi = 0, tei = 0;
    bool commandBit = false; // C/R as sent
    bool pollFinal = false;
    int sendSequence = 0, receiveSequence = 0; // N(S) of kInformation; N(R) of it and of supervisory frames
    const uint8_t *message = nullptr;          // kInformation, kUi: layer 3, inside the frame
    size_t messageOctets = 0;
};

/// A frame without its FCS. False: not a frame of Q.921 (too short, reserved control octet).
bool decodeQ921(const uint8_t *frame, size_t octets, Q921Frame &decoded);
const char *nameOf(Q921Kind kind);

/// One information element: ITU-T Q.931 §4.5.
struct Q931Element {
    int codeset = 0; // 0 = Q.931; others by shift (§4.5.2)
    uint8_t id = 0;  // of a one-octet element of type 1 (0x90, 0xB0 ..) without its value
    bool oneOctet = false;
    uint8_t value = 0; // type 1: bits 1-4
    const uint8_t *contents = nullptr;
    size_t octets = 0; // of contents
};

/// ITU-T Q.931 §4.1-4.4. The elements point into the message.
struct Q931Message {
    static constexpr size_t kMaxElements = 64;
    uint8_t type = 0;
    int referenceOctets = 0;   // 0: dummy
    uint16_t reference = 0;    // without the flag; 0 with octets: the global one
    bool toOriginator = false; // call reference flag: sent to the side that chose the reference
    std::vector<Q931Element> elements;
};

/// False: not Q.931 (discriminator), or cut short. `message` is then as far as it was read.
bool decodeQ931(const uint8_t *message, size_t octets, Q931Message &decoded);

/// "SETUP", "CALL PROCEEDING", "message 0x99"
std::string messageName(uint8_t type);
/// One line for people who know Q.931: "channel exclusive 7", "cause 16 user",
/// "called 02087654321 (unknown/isdn)", "progress 8". Elements that cannot be read: name and hex.
std::string describe(const Q931Element &element);
/// Names of the message, its reference and all elements: "SETUP ref 5 orig | bearer speech alaw | .."
std::string describe(const Q931Message &message);

} // namespace callbox::isdn
