#include "isdn/q931_decoder.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace callbox::isdn;
using Bytes = std::vector<uint8_t>;

namespace {

std::string words(const Bytes &message) {
    Q931Message decoded;
    const bool whole = decodeQ931(message.data(), message.size(), decoded);
    return (whole ? "" : "[cut] ") + describe(decoded);
}

bool readable(const Bytes &frame) {
    Q921Frame decoded;
    return decodeQ921(frame.data(), frame.size(), decoded);
}

} // namespace

TEST_CASE("frames of Q.921 table 5") {
    struct Row {
        Bytes frame;
        const char *kind;
        bool pollFinal, commandBit;
        int ns, nr;
    };
    for (const Row &row :
         {Row{{0x00, 0x01, 0x7F}, "SABME", true, false, 0, 0},
          Row{{0x02, 0x01, 0x73}, "UA", true, true, 0, 0}, Row{{0x00, 0x01, 0x0F}, "DM", false, false, 0, 0},
          Row{{0x00, 0x01, 0x53}, "DISC", true, false, 0, 0},
          Row{{0x00, 0x01, 0x87, 0x00}, "FRMR", false, false, 0, 0},
          Row{{0x02, 0x01, 0x01, 0x09}, "RR", true, true, 0, 4},
          Row{{0x00, 0x01, 0x05, 0x08}, "RNR", false, false, 0, 4},
          Row{{0x00, 0x01, 0x09, 0x08}, "REJ", false, false, 0, 4},
          Row{{0x00, 0x01, 0x04, 0x06, 0x08}, "I", false, false, 2, 3},
          Row{{0x00, 0xFF, 0x03, 0x08}, "UI", false, false, 0, 0}}) {
        CAPTURE(row.kind);
        Q921Frame decoded;
        REQUIRE(decodeQ921(row.frame.data(), row.frame.size(), decoded));
        CHECK(std::string(nameOf(decoded.kind)) == row.kind);
        CHECK(decoded.pollFinal == row.pollFinal);
        CHECK(decoded.commandBit == row.commandBit);
        CHECK(decoded.sendSequence == row.ns);
        CHECK(decoded.receiveSequence == row.nr);
        CHECK(decoded.sapi == 0);
    }
    for (const Bytes &bad :
         {Bytes{}, Bytes{0x00}, Bytes{0x00, 0x01}, Bytes{0x01, 0x01, 0x7F}, Bytes{0x00, 0x00, 0x7F},
          Bytes{0x00, 0x01, 0x01}, Bytes{0x00, 0x01, 0x0D, 0x00}, Bytes{0x00, 0x01, 0xFF}}) {
        CHECK_FALSE(readable(bad));
    }
    Q921Frame decoded;
    CHECK_FALSE(decodeQ921(nullptr, 0, decoded));
}

TEST_CASE("messages of Q.931 in words") {
    CHECK(
        words({0x08, 0x02, 0x00, 0x05, 0x05, 0x04, 0x03, 0x80, 0x90, 0xA3, 0x18, 0x03, 0xA9, 0x83, 0x87,
               0x6C, 0x06, 0x21, 0xA3, '1',  '3',  '8',  '0',  0x70, 0x04, 0x81, '1',  '1',  '0',  0xA1}) ==
        "SETUP ref 5 from-originator | bearer speech alaw | channel exclusive 7 | calling 1380 national/isdn "
        "withheld network | called 110 unknown/isdn | sending-complete");
    CHECK(words({0x08, 0x02, 0x80, 0x05, 0x45, 0x08, 0x02, 0x82, 0x91}) ==
          "DISCONNECT ref 5 to-originator | cause 17 public-local");
    CHECK(words({0x08, 0x02, 0x80, 0x05, 0x03, 0x1E, 0x02, 0x81, 0x88}) ==
          "PROGRESS ref 5 to-originator | progress 8 private-local");
    CHECK(words({0x08, 0x02, 0x00, 0x00, 0x46, 0x18, 0x03, 0xA9, 0x83, 0x84, 0x79, 0x01, 0x80}) ==
          "RESTART global from-originator | channel exclusive 4 | restart channels");
    CHECK(words({0x08, 0x02, 0x00, 0x00, 0x46, 0x79, 0x01, 0x87}) ==
          "RESTART global from-originator | restart all");
    CHECK(words({0x08, 0x02, 0x7F, 0xFF, 0x05, 0x74, 0x06, 0x00, 0x20, 0x8F, '4', '0', '0', 0x28, 0x03, 0xE5,
                 0xBC, 0xA0}) == "SETUP ref 32767 from-originator | redirecting 400 unknown/unknown withheld "
                                 "not-screened reason 15 | display 张");
    CHECK(words({0x08, 0x02, 0x00, 0x05, 0x02, 0x18, 0x01, 0xA3}) ==
          "CALL PROCEEDING ref 5 from-originator | channel preferred any");
    CHECK(words({0x08, 0x00, 0x62}) == "FACILITY dummy");
    CHECK(words({0x08, 0x01, 0x85, 0x99}) == "message 0x99 ref 5 to-originator");
}

TEST_CASE("code sets: a shift for one element, a locked one, and elements nobody knows") {
    CHECK(words({0x08, 0x02, 0x00, 0x05, 0x05, 0x9E, 0x01, 0x01, 0x41, 0x70, 0x02, 0x80, '1'}) ==
          "SETUP ref 5 from-originator | element 6:0x01 0x41 | called 1 unknown/unknown");
    CHECK(words({0x08, 0x02, 0x00, 0x05, 0x05, 0x95, 0x70, 0x01, 0x41, 0x98, 0x70, 0x02, 0x80, '1'}) ==
          "SETUP ref 5 from-originator | element 5:0x70 0x41 | called 1 unknown/unknown");
    CHECK(words({0x08, 0x02, 0x00, 0x05, 0x05, 0x01, 0x00}) ==
          "SETUP ref 5 from-originator | element 0:0x01 0x");
}

TEST_CASE("what is cut short or not Q.931 is said to be so, as far as it could be read") {
    CHECK(words({0x08, 0x02, 0x00, 0x05, 0x05, 0x04, 0x03, 0x80}) == "[cut] SETUP ref 5 from-originator");
    CHECK(words({0x08, 0x02, 0x00, 0x05, 0x05, 0x70}) == "[cut] SETUP ref 5 from-originator");
    CHECK(words({0x08, 0x02, 0x00, 0x05}).rfind("[cut]", 0) == 0);
    CHECK(words({0x08, 0x03, 0x00, 0x05, 0x05, 0x05}).rfind("[cut]", 0) == 0); // a reference of three octets
    CHECK(words({0x03, 0x02, 0x00, 0x05, 0x05}).rfind("[cut]", 0) == 0);
    CHECK(words({}).rfind("[cut]", 0) == 0);
    // Elements whose contents can't be: they are shown as they are.
    CHECK(words({0x08, 0x02, 0x00, 0x05, 0x45, 0x08, 0x01, 0x02}) ==
          "DISCONNECT ref 5 from-originator | cause 0x02");
    CHECK(words({0x08, 0x02, 0x00, 0x05, 0x45, 0x18, 0x00, 0x70, 0x00}) ==
          "DISCONNECT ref 5 from-originator | channel 0x | called 0x");
}

TEST_CASE("a hundred thousand random frames and messages: nothing is read beyond its end") {
    std::mt19937_64 random(1);
    for (int i = 0; i < 100'000; ++i) {
        Bytes bytes(random() % 64); // exactly as long, so that a sanitizer sees an octet too far
        for (uint8_t &octet : bytes) {
            octet = static_cast<uint8_t>(random());
        }
        if (bytes.size() > 5 && i % 2 == 0) {
            bytes[0] = 0x08;
            bytes[1] = 0x02;
        }
        Q921Frame frame;
        decodeQ921(bytes.data(), bytes.size(), frame);
        CHECK(!words(bytes).empty());
    }
    Bytes many = {0x08, 0x02, 0x00, 0x05, 0x05};
    many.resize(260, 0xA1);
    Q931Message message;
    CHECK_FALSE(decodeQ931(many.data(), many.size(), message));
    CHECK(message.elements.size() == Q931Message::kMaxElements);
}
