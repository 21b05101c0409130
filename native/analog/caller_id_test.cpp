#include <doctest/doctest.h>

#include <random>
#include <string>

#include "analog/caller_id.h"
#include "analog/caller_id_line.h"

using namespace callbox::analog;

namespace {

const DtmfCodes kDtoC{'D', 'C'};

std::vector<uint8_t> sealed(uint8_t type, const std::string &body) {
    std::vector<uint8_t> octets;
    octets.push_back(type);
    octets.push_back(static_cast<uint8_t>(body.size()));
    for (const char c : body)
        octets.push_back(static_cast<uint8_t>(c));
    uint8_t sum = 0;
    for (const uint8_t octet : octets)
        sum = static_cast<uint8_t>(sum + octet);
    octets.push_back(static_cast<uint8_t>(-sum));
    return octets;
}

std::string parameter(char type, const std::string &value) {
    return std::string(1, type) + static_cast<char>(value.size()) + value;
}

CallerId read(const std::vector<uint8_t> &octets) {
    return readFskMessage(octets.data(), octets.size(), false);
}

/// "13800138000", "withheld", "unavailable", or the problem.
std::string words(const CallerId &id) {
    if (id.problem != CallerIdProblem::kNone)
        return problemName(id.problem);
    return id.shown == NumberShown::kAllowed    ? id.number
           : id.shown == NumberShown::kWithheld ? "withheld"
                                                : "unavailable";
}

} // namespace

TEST_CASE("caller ID by FSK: what stands in a message") {
    struct Row {
        uint8_t type;
        std::string body, says;
        const char *name = "";
    };
    const std::string time = parameter(1, "11231406"), number = parameter(2, "13800138000");
    const Row rows[] = {
        {0x04, "1123140613800138000", "13800138000"},
        {0x04, "11231406P", "withheld"},
        {0x04, "11231406O", "unavailable"},
        {0x04, "11231406", "unavailable"},
        {0x04, "1123", "garbled"},
        {0x04, "99999999010 8888-6666", "01088886666"}, // a wrong clock is no reason
        {0x04, "1123140613A", "garbled"},
        {0x80, time + number, "13800138000"},
        {0x80, number, "13800138000"},
        {0x80, time, "unavailable"},
        {0x80, "", "unavailable"},
        {0x80, time + parameter(4, "P"), "withheld"},
        {0x80, time + parameter(4, "O"), "unavailable"},
        {0x80, time + parameter(4, ""), "unavailable"},
        {0x80, time + number + parameter(7, "ZHANG MIN "), "13800138000", "ZHANG MIN"},
        {0x80, number + parameter(7, "\xD5\xC5\xC3\xF4"), "13800138000", "张敏"}, // GBK
        {0x80, number + parameter(7, "\xE5\xBC\xA0"), "13800138000", "张"},       // UTF-8
        {0x80, number + parameter(7, "\xFF\xFE\xFF"), "13800138000", ""},
        {0x80, number + parameter(7, "BELL\x07"), "13800138000", ""},
        {0x80, number + parameter(0x55, "whatever") + parameter(0x11, "\x01"), "13800138000"},
        {0x80, number + "\x02", "garbled"},                               // a parameter without a length
        {0x80, number + std::string("\x07\x30", 2) + "short", "garbled"}, // a length that lies
        {0x80, parameter(2, std::string(20, '7')), std::string(20, '7')},
        {0x80, parameter(2, std::string(21, '7')), "too-long"},
        {0x80, parameter(2, std::string(200, '7')), "too-long"},
        {0x04, "11231406" + std::string(200, '7'), "too-long"},
        {0x82, parameter(0x0B, "\xFF"), "not-a-call"}, // message waiting
        {0x7F, "", "not-a-call"},
    };
    for (const Row &row : rows) {
        CAPTURE(static_cast<int>(row.type));
        CAPTURE(row.body);
        const CallerId id = read(sealed(row.type, row.body));
        CHECK(words(id) == row.says);
        CHECK(id.name == row.name);
        CHECK(id.way == CallerIdWay::kFsk);
        CHECK((id.problem == CallerIdProblem::kNone || id.number.empty()));
    }
    CHECK(read(sealed(0x04, "1123140613800138000")).time.day == 23);
    CHECK(read(sealed(0x04, "1399140613800138000")).time.month == 0);
}

TEST_CASE("caller ID by FSK: one wrong bit anywhere is never a number") {
    const std::vector<uint8_t> right = sealed(0x80, parameter(1, "11231406") + parameter(2, "13800138000"));
    for (size_t at = 0; at < right.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            std::vector<uint8_t> wrong = right;
            wrong[at] = static_cast<uint8_t>(wrong[at] ^ (1 << bit));
            const std::string says = words(read(wrong));
            CHECK((says == "bad-checksum" || says == "cut"));
        }
    }
    for (size_t count = 0; count < right.size(); ++count) {
        CHECK(words(readFskMessage(right.data(), count, false)) == "cut");
        CHECK(words(readFskMessage(right.data(), count, true)) == "cut");
    }
}

TEST_CASE("caller ID: a million octets of garbage give nothing that could not be a number") {
    std::mt19937 random(11);
    for (int n = 0; n < 20'000; ++n) {
        std::string body;
        for (unsigned i = random() % 60; i > 0; --i)
            body += static_cast<char>(random() % 3 == 0 ? random() % 9 : random());
        const CallerId id = read(sealed(n % 2 == 0 ? 0x80 : 0x04, body));
        CHECK(id.number.size() <= kMaxCallerDigits);
        CHECK(id.number.find_first_not_of("0123456789*#") == std::string::npos);
        CHECK(id.name.size() <= kMaxCallerName);
        std::string digits;
        for (unsigned i = random() % 80; i > 0; --i)
            digits += "0123456789ABCD*#"[random() % 16];
        const CallerId dtmf = readDtmfDigits(digits, kDtoC);
        CHECK(dtmf.number.size() <= kMaxCallerDigits);
        CHECK(dtmf.number.find_first_not_of("0123456789") == std::string::npos);
    }
}

TEST_CASE("caller ID by FSK: what is written is read, and fits") {
    CallerId id;
    id.shown = NumberShown::kAllowed;
    id.number = "01088886666";
    id.name = "A name that is longer than a telephone shows";
    id.time = {12, 31, 23, 59};
    const CallerId back = read(writeFskMessage(id));
    CHECK(back.number == id.number);
    CHECK(back.name == "A name that is");
    CHECK(back.time.minute == 59);
    id.name = "张敏和她的朋友们";
    CHECK(read(writeFskMessage(id)).name == "张敏和她的");
    id.number = std::string(200, '1');
    CHECK(read(writeFskMessage(id)).number == std::string(20, '1'));
    id.shown = NumberShown::kWithheld;
    CHECK(words(read(writeFskMessage(id))) == "withheld");
    CHECK(read(writeFskMessage(id)).name.empty());
    id.shown = NumberShown::kUnavailable;
    CHECK(words(read(writeFskMessage(id))) == "unavailable");
    for (const CallerIdSending way : {CallerIdSending::kFskBell202, CallerIdSending::kDtmf}) {
        id.shown = NumberShown::kAllowed;
        CHECK(callerIdSound(id, way, kDtoC).size() < 8000U * 35 / 10); // 3.5 s: 20 digits in DTMF
    }
    CHECK(callerIdSound(id, CallerIdSending::kNone, kDtoC).empty());
}

TEST_CASE("caller ID by DTMF: the forms of exchanges") {
    struct Row {
        const char *digits;
        DtmfCodes codes;
        const char *says;
    };
    const Row rows[] = {
        {"D13800138000C", kDtoC, "13800138000"},
        {"A13800138000C", kDtoC, "13800138000"},
        {"A01088886666D10086C", kDtoC, "01088886666"}, // D: diverted from
        {"A01088886666D10086B10C", kDtoC, "01088886666"},
        {"B00C", kDtoC, "unavailable"},
        {"B10C", kDtoC, "withheld"},
        {"DC", kDtoC, "unavailable"},
        {"A13800138000#", kDtoC, "13800138000"},
        {"13800138000#", kDtoC, "13800138000"},
        {"D1#", kDtoC, "withheld"},
        {"D2#", kDtoC, "unavailable"},
        {"D3#", kDtoC, "unavailable"},
        {"D1380013", kDtoC, "cut"},
        {"5", kDtoC, "garbled"},
        {"", kDtoC, "garbled"},
        {"D138*0013C", kDtoC, "garbled"},
        {"D111111111111111111111C", kDtoC, "too-long"}, // 21
        {"*13800138000#", {'*', '#'}, "13800138000"},
        {"13800138000", {0, 0}, "13800138000"},
        {"A13800138000", {'A', 0}, "13800138000"},
    };
    for (const Row &row : rows) {
        CAPTURE(std::string(row.digits));
        CHECK(words(readDtmfDigits(row.digits, row.codes)) == row.says);
    }
    CallerId id;
    id.shown = NumberShown::kAllowed;
    id.number = "13800138000";
    CHECK(writeDtmfDigits(id, kDtoC) == "D13800138000C");
    CHECK(writeDtmfDigits(id, {'A', '#'}) == "A13800138000#");
    id.shown = NumberShown::kWithheld;
    CHECK(writeDtmfDigits(id, kDtoC) == "B10C");
    id.shown = NumberShown::kUnavailable;
    CHECK(writeDtmfDigits(id, kDtoC) == "B00C");
}

namespace {

const std::vector<uint8_t> kGood = sealed(0x04, "1123140613800138000");
std::vector<uint8_t> spoilt() {
    std::vector<uint8_t> octets = kGood;
    for (size_t i = 0; i < octets.size(); ++i)
        octets[i] = static_cast<uint8_t>(octets[i] ^ (i + 1 == octets.size() ? 1 : 0));
    return octets;
}

std::optional<CallerId> burst(CallerIdLine &line, const std::vector<uint8_t> &octets) {
    callbox::dsp::FskBurst heard;
    std::copy(octets.begin(), octets.end(), heard.octet);
    heard.count = static_cast<uint16_t>(octets.size());
    heard.levelDbm0 = -13.5F;
    heard.markHz = 1200;
    return line.burst(heard, 1);
}

/// A call with a second ring that brings its ID in this way: 'f', 'd' before the ring, or '-': none.
void call(CallerIdLine &line, char way) {
    if (way == 'd')
        for (const char digit : std::string("D13800138000C"))
            line.digit(digit, 1);
    const std::optional<CallerId> early = line.ringBegan();
    CHECK(early.has_value() == (way == 'd'));
    if (way == 'f')
        CHECK(burst(line, kGood).has_value());
    line.ringEnded(true);
}

} // namespace

TEST_CASE("a line learns its way from three equal calls, and learns anew when the exchange changes") {
    struct Row {
        const char *calls;
        bool learnt;
        CallerIdWay way;
        bool needNotWait;
    };
    const Row rows[] = {
        {"", false, CallerIdWay::kNone, false},     {"ff", false, CallerIdWay::kNone, false},
        {"fff", true, CallerIdWay::kFsk, false},    {"ffdff", false, CallerIdWay::kNone, false},
        {"ddd", true, CallerIdWay::kDtmf, true},    {"---", true, CallerIdWay::kNone, true},
        {"---ff", true, CallerIdWay::kNone, true},  {"---fff", true, CallerIdWay::kFsk, false},
        {"fffd-d", true, CallerIdWay::kFsk, false}, {"fffddd", true, CallerIdWay::kDtmf, true},
    };
    for (const Row &row : rows) {
        CAPTURE(std::string(row.calls));
        CallerIdLine line(kDtoC);
        for (const char way : std::string(row.calls))
            call(line, way);
        CHECK(line.hasLearnt() == row.learnt);
        CHECK(line.learntWay() == row.way);
        CHECK(line.needNotWait() == row.needNotWait);
    }
}

TEST_CASE("a call that was answered after one ring teaches nothing") {
    CallerIdLine line(kDtoC);
    for (int n = 0; n < 5; ++n) {
        line.ringBegan();
        line.ringEnded(false, 7'000);
    }
    CHECK_FALSE(line.hasLearnt());
    REQUIRE(line.spills().size() == 5); // what a technician sees: it rang, and nothing came
    CHECK(line.spills().back().way == CallerIdWay::kNone);
    CHECK_FALSE(line.spills().back().rangTwice);
    CHECK(line.spills().back().atUs == 7'000);
}

TEST_CASE("a bad burst is told once and counted, a good one after it is still taken, a third is not") {
    CallerIdLine line(kDtoC);
    line.ringBegan();
    const std::optional<CallerId> bad = burst(line, spoilt());
    REQUIRE(bad.has_value());
    CHECK(words(*bad) == "bad-checksum");
    CHECK(words(*burst(line, kGood)) == "13800138000");
    CHECK_FALSE(burst(line, kGood).has_value());
    CHECK(line.counters().badChecksum == 1);
    CHECK(line.counters().fsk == 2);
    CHECK(line.spills().size() == 3);
    CHECK(line.spills().front().octets == spoilt());
    CHECK(line.spills().front().levelDbm0 == doctest::Approx(-13.5));
    CHECK(line.spills().front().markHz == doctest::Approx(1200));
    CHECK_FALSE(line.spills().front().beforeRing);
    line.ringEnded(true);
    CHECK(line.spills().size() == 3); // something came: no row that nothing did
}

TEST_CASE("caller ID without a ring is forgotten after six seconds; one about something else is none") {
    CallerIdLine line(kDtoC);
    CHECK_FALSE(burst(line, kGood).has_value());
    CHECK(line.countsTime());
    line.elapse(kIdKeepsMs - 1, 1);
    CHECK(line.ringBegan().has_value());
    line.ringEnded(true);
    burst(line, kGood);
    line.elapse(kIdKeepsMs, 1);
    CHECK_FALSE(line.countsTime());
    CHECK_FALSE(line.ringBegan().has_value());
    line.ringEnded(false);
    burst(line, sealed(0x82, parameter(0x0B, "\xFF")));
    CHECK_FALSE(line.ringBegan().has_value());
}

TEST_CASE("digits end with a pause where no stop code comes; endless ones are bounded") {
    CallerIdLine line({'A', 0});
    line.ringBegan();
    double levelDbm0 = -10;
    for (const char digit : std::string("A10086"))
        CHECK_FALSE(line.digit(digit, 1, levelDbm0 -= 1).has_value());
    CHECK_FALSE(line.elapse(kDigitsApartMs - 1, 1).has_value());
    CHECK(words(*line.elapse(1, 1)) == "10086");
    CHECK(line.spills().back().levelDbm0 == doctest::Approx(-13.5)); // the mean of -11 .. -16
    CallerIdLine noisy(kDtoC);
    noisy.ringBegan();
    noisy.digit('5', 1);
    CHECK_FALSE(noisy.elapse(kDigitsApartMs, 1).has_value());
    CHECK(noisy.spills().empty());
    CallerIdLine flooded(kDtoC);
    flooded.ringBegan();
    for (int n = 0; n < 100'000; ++n)
        flooded.digit('5', 1);
    CHECK(words(*flooded.digit('C', 1)) == "too-long");
    CHECK(flooded.spills().back().octets.size() <= kMaxLineDigits);
    for (int n = 0; n < 1000; ++n)
        burst(flooded, kGood);
    CHECK(flooded.spills().size() == kSpillsKept);
}
