// The messages on the wire between the two ends of a virtual board: little-endian, one to a
// SOCK_SEQPACKET packet. Pure functions; every length and range is checked before use, because
// the other end may be hostile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "board/board.h"
#include "virtual/span_end.h"

namespace callbox::virtualboard {

constexpr uint32_t kWireMagic = 0x31584243; // "CBX1"
constexpr uint16_t kWireVersion = 3;
constexpr size_t kBlockHeaderOctets = 16;
constexpr size_t kFcsOctets = 2;
constexpr size_t kMaxFrameMessageOctets = 2 + board::kMaxFrameOctets + kFcsOctets;
constexpr size_t kHelloOctets = 16;
constexpr size_t kMaxRefusalOctets = 240;
constexpr size_t kErrorsOctets = 20;
constexpr size_t kLineUpOctets = 8;
constexpr uint32_t kMaxErrorsTold = 2'000'000'000; // of one kind in one message

/// What both ends must agree on.
struct Geometry {
    int spans = 0;
    int lines = 0; // all of them
    int blockSamples = 0;
    int exchangeLines = 0; // how many of the lines, the last ones, the box has towards an exchange

    /// Whether a line (1-based) is a kFxo at that end; else it is a kFxs there and a kFxo at the other.
    bool isFxo(int line, bool exchangeEnd) const { return (line > lines - exchangeLines) != exchangeEnd; }
    size_t channelCount() const {
        return static_cast<size_t>(spans) * board::kBearersPerSpan + static_cast<size_t>(lines);
    }
    size_t audioOctets() const { return channelCount() * static_cast<size_t>(blockSamples); }
    size_t blockOctets() const { return kBlockHeaderOctets + audioOctets(); }
    bool operator==(const Geometry &other) const {
        return spans == other.spans && lines == other.lines && blockSamples == other.blockSamples &&
               exchangeLines == other.exchangeLines;
    }
};

enum class MessageType : uint8_t {
    kHello = 1,  // magic, version, geometry; the box speaks first, the exchange answers
    kRefuse = 2, // a text for the owner; the sender closes after it
    kBlock = 3,  // sequence, due time, one block of every channel
    kFrame = 4,  // a D-channel frame and its FCS
    kSignal = 5, // a line's new state, or a flash
    kAlarms = 6, // what the sender's signal is on a span (LOS, LOF, AIS or none) and whether it says RAI
    kErrors = 7, // what the receiver's card would count on a span
    kLineUp = 8, // framing and clock of the sender's signal on a span
};

struct Message {
    MessageType type{};
    uint32_t magic = 0;            // kHello
    uint16_t version = 0;          // kHello
    Geometry geometry;             // kHello
    uint32_t sequence = 0;         // kBlock
    int64_t dueUs = 0;             // kBlock: CLOCK_MONOTONIC when the exchange's tick was due; 0 manual ticks
    int span = 0;                  // kFrame, kAlarms, kErrors, kLineUp: 1-based
    int line = 0;                  // kSignal: 1-based
    board::LineSignal signal{};    // kSignal
    uint8_t alarms = 0;            // kAlarms
    SpanErrors errors;             // kErrors
    LineUp lineUp;                 // kLineUp
    const uint8_t *body = nullptr; // kBlock: audio; kFrame: frame without FCS; kRefuse: text
    size_t octets = 0;             // of body
    bool goodFcs = false;          // kFrame
};

/// Reads one packet. False if its type, length or any field is not possible on this geometry;
/// `message.body` points into `packet`. A frame with a bad FCS parses, with goodFcs false.
bool parseMessage(const uint8_t *packet, size_t octets, const Geometry &geometry, Message &message);

/// All writers return the octets written; `out` must hold the most their type can take.
size_t writeHello(uint8_t *out, const Geometry &geometry);
size_t writeRefusal(uint8_t *out, const std::string &text); // cut at kMaxRefusalOctets
void writeBlockHeader(uint8_t *out, uint32_t sequence, int64_t dueUs);
/// Appends the FCS; octets 1 .. board::kMaxFrameOctets.
size_t writeFrame(uint8_t *out, int span, const uint8_t *frame, size_t octets);
size_t writeSignal(uint8_t *out, int line, board::LineSignal signal);
size_t writeAlarms(uint8_t *out, int span, uint8_t alarms);
size_t writeErrors(uint8_t *out, int span, const SpanErrors &errors);
size_t writeLineUp(uint8_t *out, int span, const LineUp &line);

} // namespace callbox::virtualboard
