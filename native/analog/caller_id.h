// Who calls, as an exchange tells a telephone on the hook: what stands in it, and its two ways onto the
// line. ETSI EN 300 659-3 and Telcordia GR-30-CORE (FSK), ETSI EN 300 659-1 annex B (DTMF).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analog/line_profile.h"

namespace callbox::analog {

constexpr size_t kMaxCallerDigits = 20;                 // ETSI EN 300 659-3 §5.4.2
constexpr size_t kMaxCallerName = 80;                   // octets of UTF-8
constexpr double kSentDtmfDbm0 = -12;                   // each tone of caller ID that is sent
constexpr double kV23MarkHz = 1300, kV23SpaceHz = 2100; // ITU-T V.23
/// The fields of a message that is sent: so that it fits the pause after a ring.
constexpr size_t kMaxSentName = 15; // Telcordia GR-1188-CORE

enum class CallerIdWay : uint8_t { kNone, kFsk, kDtmf };
enum class NumberShown : uint8_t { kAllowed, kWithheld, kUnavailable };

/// Why a burst or a row of digits gave no number.
enum class CallerIdProblem : uint8_t {
    kNone,
    kBadChecksum,
    kCut,      // ended in the middle
    kGarbled,  // its parts don't fit into each other, or hold what is no number
    kTooLong,  // a number of more than kMaxCallerDigits
    kNotACall, // well formed, but about something else: messages waiting, charges
};
/// "", "bad-checksum", "cut", "garbled", "too-long", "not-a-call".
const char *problemName(CallerIdProblem problem);

/// Of the exchange, as it was told: local time, without a year.
struct CallTime {
    uint8_t month = 0, day = 0, hour = 0, minute = 0; // month 0: not told
};

struct CallerId {
    CallerIdWay way = CallerIdWay::kNone;
    CallerIdProblem problem = CallerIdProblem::kNone;
    NumberShown shown = NumberShown::kUnavailable;
    std::string number; // [0-9*#], only if kAllowed
    std::string name;   // UTF-8; empty if none came or it was in no known code
    CallTime time;
};

/// Reads the octets of one burst: type, length, parameters, checksum. Never throws; whatever is wrong is
/// a problem. `cut`: the burst ended before its length said.
CallerId readFskMessage(const uint8_t *octets, size_t count, bool cut);
/// A call set-up message with parameters for time, number (or why there is none) and name.
std::vector<uint8_t> writeFskMessage(const CallerId &from);

/// Reads a row of DTMF digits. What stands in it is told by its letters (A number, D number or diverted-from
/// number, B why none), by a final # (the Danish forms A..#, D1#) or by the line's own codes.
CallerId readDtmfDigits(std::string_view digits, const DtmfCodes &codes);
std::string writeDtmfDigits(const CallerId &from, const DtmfCodes &codes);
/// It can end here: its stop code has come.
bool dtmfIsComplete(std::string_view digits, const DtmfCodes &codes);

/// The sound of it, 16-bit linear at 8 kHz; empty for kNone.
std::vector<int16_t> callerIdSound(const CallerId &from, CallerIdSending way, const DtmfCodes &codes);

/// UTF-8 of a name in ASCII, GBK or UTF-8; empty if it is neither, cut at a whole character after
/// kMaxCallerName octets.
std::string nameAsUtf8(std::string_view name);

} // namespace callbox::analog
