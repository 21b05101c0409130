#include "virtual/wire.h"

#include <doctest/doctest.h>

#include <vector>

using namespace callbox::virtualboard;
using callbox::board::LineSignal;

namespace {
const Geometry kGeometry{1, 8, 80};
}

TEST_CASE("each message is read as it was written") {
    std::vector<uint8_t> packet(kGeometry.blockOctets() + 300);
    Message message;
    REQUIRE(parseMessage(packet.data(), writeHello(packet.data(), kGeometry), kGeometry, message));
    CHECK(message.magic == kWireMagic);
    CHECK(message.version == kWireVersion);
    CHECK(message.geometry == kGeometry);

    writeBlockHeader(packet.data(), 0xFFFFFFFF, 123456789);
    REQUIRE(parseMessage(packet.data(), kGeometry.blockOctets(), kGeometry, message));
    CHECK(message.sequence == 0xFFFFFFFF);
    CHECK(message.dueUs == 123456789);
    CHECK(message.octets == 38 * 80);

    const uint8_t frame[] = {0x02, 0x01, 0x7F};
    const size_t length = writeFrame(packet.data(), 1, frame, sizeof frame);
    REQUIRE(parseMessage(packet.data(), length, kGeometry, message));
    CHECK(message.goodFcs);
    CHECK(message.octets == 3);
    packet[3] ^= 1;
    REQUIRE(parseMessage(packet.data(), length, kGeometry, message));
    CHECK_FALSE(message.goodFcs);

    REQUIRE(
        parseMessage(packet.data(), writeSignal(packet.data(), 8, LineSignal::kRingOn), kGeometry, message));
    CHECK(message.line == 8);
    CHECK(message.signal == LineSignal::kRingOn);

    REQUIRE(parseMessage(packet.data(), writeAlarms(packet.data(), 1, 1), kGeometry, message));
    CHECK(message.alarms == 1);

    REQUIRE(parseMessage(packet.data(), writeErrors(packet.data(), 1, {1, 2, 3, 4}), kGeometry, message));
    CHECK(message.span == 1);
    CHECK(message.errors.crcErrors == 1);
    CHECK(message.errors.farEndErrors == 2);
    CHECK(message.errors.codeViolations == 3);
    CHECK(message.errors.slips == 4);

    REQUIRE(
        parseMessage(packet.data(), writeRefusal(packet.data(), std::string(1000, 'x')), kGeometry, message));
    CHECK(message.octets == kMaxRefusalOctets);
}

TEST_CASE("what is too short, too long or out of range is refused") {
    std::vector<uint8_t> packet(kGeometry.blockOctets() + 300, 0);
    Message message;
    CHECK_FALSE(parseMessage(packet.data(), 0, kGeometry, message));
    for (unsigned type = 0; type < 256; ++type) {
        packet[0] = static_cast<uint8_t>(type);
        CAPTURE(type);
        CHECK(parseMessage(packet.data(), 1, kGeometry, message) == (type == 2)); // a refusal may be wordless
    }
    const auto length = kGeometry.blockOctets();
    writeBlockHeader(packet.data(), 1, 0);
    CHECK_FALSE(parseMessage(packet.data(), length - 1, kGeometry, message));
    CHECK_FALSE(parseMessage(packet.data(), length + 1, kGeometry, message));
    writeBlockHeader(packet.data(), 1, -1);
    CHECK_FALSE(parseMessage(packet.data(), length, kGeometry, message));
    for (const int span : {0, 2, 255}) {
        CHECK_FALSE(parseMessage(packet.data(), writeAlarms(packet.data(), span, 0), kGeometry, message));
        const uint8_t octet = 1;
        CHECK_FALSE(
            parseMessage(packet.data(), writeFrame(packet.data(), span, &octet, 1), kGeometry, message));
    }
    CHECK_FALSE(parseMessage(packet.data(), writeAlarms(packet.data(), 1, 16), kGeometry, message));
    for (const int line : {0, 9, 65535}) {
        CHECK_FALSE(parseMessage(packet.data(), writeSignal(packet.data(), line, LineSignal::kOnHook),
                                 kGeometry, message));
    }
    CHECK_FALSE(parseMessage(packet.data(), writeSignal(packet.data(), 1, LineSignal::kOpenSound), kGeometry,
                             message)); // never crosses
    const auto errorsParse = [&](int span, const SpanErrors &errors) {
        return parseMessage(packet.data(), writeErrors(packet.data(), span, errors), kGeometry, message);
    };
    CHECK(errorsParse(1, {kMaxErrorsTold, kMaxErrorsTold, kMaxErrorsTold, kMaxSlipsWaiting}));
    CHECK_FALSE(errorsParse(0, {1, 0, 0, 0}));
    CHECK_FALSE(errorsParse(2, {1, 0, 0, 0}));
    CHECK_FALSE(errorsParse(1, {kMaxErrorsTold + 1, 0, 0, 0}));
    CHECK_FALSE(errorsParse(1, {0, kMaxErrorsTold + 1, 0, 0}));
    CHECK_FALSE(errorsParse(1, {0, 0, kMaxErrorsTold + 1, 0}));
    CHECK_FALSE(errorsParse(1, {0, 0, 0, kMaxSlipsWaiting + 1})); // each one makes an event
    writeErrors(packet.data(), 1, {1, 0, 0, 0});
    CHECK_FALSE(parseMessage(packet.data(), kErrorsOctets - 1, kGeometry, message));
    CHECK_FALSE(parseMessage(packet.data(), kErrorsOctets + 1, kGeometry, message));
}
