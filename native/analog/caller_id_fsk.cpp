#include <algorithm>
#include <cctype>

#include "analog/caller_id.h"

namespace callbox::analog {
namespace {

// ETSI EN 300 659-3 §5.2, §5.4; the single-data form is Telcordia's only.
enum MessageType : uint8_t { kSingleCallSetup = 0x04, kCallSetup = 0x80 };
enum Parameter : uint8_t {
    kDateAndTime = 0x01,
    kCallingNumber = 0x02,
    kNumberAbsent = 0x04,
    kCallingName = 0x07,
};
constexpr size_t kTimeDigits = 8; // MMDDHHMM
constexpr char kPrivate = 'P', kOutOfArea = 'O';

bool isDigits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void readTime(std::string_view text, CallTime &time) {
    if (text.size() != kTimeDigits || !isDigits(text))
        return; // a wrong clock takes nobody's number away
    const auto two = [text](size_t at) {
        return static_cast<uint8_t>((text[at] - '0') * 10 + text[at + 1] - '0');
    };
    const CallTime read{two(0), two(2), two(4), two(6)};
    if (read.month >= 1 && read.month <= 12 && read.day >= 1 && read.day <= 31 && read.hour < 24 &&
        read.minute < 60)
        time = read;
}

void readAbsence(char reason, CallerId &id) {
    id.shown = reason == kPrivate ? NumberShown::kWithheld : NumberShown::kUnavailable;
    id.number.clear();
}

/// Some exchanges write spaces or hyphens between the digits.
void readNumber(std::string_view text, CallerId &id) {
    std::string digits;
    for (const char c : text) {
        if (c == ' ' || c == '-')
            continue;
        if ((c < '0' || c > '9') && c != '*' && c != '#') {
            id.problem = CallerIdProblem::kGarbled;
            return;
        }
        digits += c;
    }
    if (digits.size() > kMaxCallerDigits) {
        id.problem = CallerIdProblem::kTooLong;
        return;
    }
    id.number = digits;
    id.shown = digits.empty() ? NumberShown::kUnavailable : NumberShown::kAllowed;
}

/// Time, then the digits or the letter why there are none.
void readSingle(std::string_view body, CallerId &id) {
    if (body.size() < kTimeDigits) {
        id.problem = CallerIdProblem::kGarbled;
        return;
    }
    readTime(body.substr(0, kTimeDigits), id.time);
    const std::string_view number = body.substr(kTimeDigits);
    if (number.size() == 1 && (number[0] == kPrivate || number[0] == kOutOfArea))
        readAbsence(number[0], id);
    else
        readNumber(number, id);
}

void readParameter(uint8_t type, std::string_view value, CallerId &id) {
    switch (type) {
    case kDateAndTime:
        readTime(value, id.time);
        break;
    case kCallingNumber:
        readNumber(value, id);
        break;
    case kNumberAbsent:
        if (!value.empty())
            readAbsence(value[0], id);
        break;
    case kCallingName:
        id.name = nameAsUtf8(value);
        break;
    default: // redirecting number, call type, the operator's own ...
        break;
    }
}

void readMultiple(std::string_view body, CallerId &id) {
    for (size_t at = 0; at < body.size() && id.problem == CallerIdProblem::kNone;) {
        if (at + 2 > body.size() || at + 2 + static_cast<uint8_t>(body[at + 1]) > body.size()) {
            id.problem = CallerIdProblem::kGarbled;
            return;
        }
        const size_t length = static_cast<uint8_t>(body[at + 1]);
        readParameter(static_cast<uint8_t>(body[at]), body.substr(at + 2, length), id);
        at += 2 + length;
    }
}

void append(std::vector<uint8_t> &to, uint8_t type, std::string_view value) {
    to.push_back(type);
    to.push_back(static_cast<uint8_t>(value.size()));
    for (const char c : value)
        to.push_back(static_cast<uint8_t>(c));
}

std::string timeText(const CallTime &time) {
    std::string text;
    for (const uint8_t value : {time.month, time.day, time.hour, time.minute}) {
        text += static_cast<char>('0' + value / 10 % 10);
        text += static_cast<char>('0' + value % 10);
    }
    return text;
}

} // namespace

CallerId readFskMessage(const uint8_t *octets, size_t count, bool cut) {
    CallerId id;
    id.way = CallerIdWay::kFsk;
    const auto wrong = [&id](CallerIdProblem problem) {
        CallerId none;
        none.way = id.way;
        none.problem = problem;
        return none;
    };
    if (cut || count < 3 || count != octets[1] + 3U)
        return wrong(CallerIdProblem::kCut);
    uint8_t sum = 0;
    for (size_t i = 0; i < count; ++i)
        sum = static_cast<uint8_t>(sum + octets[i]);
    if (sum != 0)
        return wrong(CallerIdProblem::kBadChecksum);
    std::string body;
    for (size_t i = 2; i + 1 < count; ++i)
        body += static_cast<char>(octets[i]);
    if (octets[0] == kSingleCallSetup)
        readSingle(body, id);
    else if (octets[0] == kCallSetup)
        readMultiple(body, id);
    else
        return wrong(CallerIdProblem::kNotACall);
    return id.problem == CallerIdProblem::kNone ? id : wrong(id.problem);
}

std::vector<uint8_t> writeFskMessage(const CallerId &from) {
    std::vector<uint8_t> octets;
    octets.push_back(kCallSetup);
    octets.push_back(0);
    if (from.time.month != 0)
        append(octets, kDateAndTime, timeText(from.time));
    if (from.shown == NumberShown::kAllowed && !from.number.empty())
        append(octets, kCallingNumber, std::string_view(from.number).substr(0, kMaxCallerDigits));
    else
        append(octets, kNumberAbsent,
               std::string(1, from.shown == NumberShown::kWithheld ? kPrivate : kOutOfArea));
    if (from.shown == NumberShown::kAllowed && !from.name.empty()) {
        size_t length = std::min(from.name.size(), kMaxSentName);
        while (length > 0 && length < from.name.size() && (from.name[length] & 0xC0) == 0x80)
            --length; // a whole character
        append(octets, kCallingName, std::string_view(from.name).substr(0, length));
    }
    octets[1] = static_cast<uint8_t>(octets.size() - 2);
    uint8_t sum = 0;
    for (const uint8_t octet : octets)
        sum = static_cast<uint8_t>(sum + octet);
    octets.push_back(static_cast<uint8_t>(-sum));
    return octets;
}

const char *problemName(CallerIdProblem problem) {
    constexpr const char *kNames[] = {"", "bad-checksum", "cut", "garbled", "too-long", "not-a-call"};
    return kNames[static_cast<int>(problem)];
}

} // namespace callbox::analog
