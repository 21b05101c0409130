// What a call says of itself besides its two numbers. The names and their order are those of engine.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace callbox::isdn {

constexpr size_t kMaxNameOctets = 80; // of UTF-8; libpri sends at most 50 (63 in QSIG)

/// ITU-T Q.931 §4.5.10, octet 3.
enum class NumberType : uint8_t {
    kUnknown,
    kInternational,
    kNational,
    kNetworkSpecific,
    kSubscriber,
    kAbbreviated
};
enum class NumberPlan : uint8_t { kUnknown, kIsdn, kData, kTelex, kNational, kPrivate };
/// Of the calling number: ITU-T Q.931 §4.5.10, octet 3a.
enum class Screening : uint8_t { kNotScreened, kPassed, kFailed, kNetwork };
/// Why a call was redirected: ITU-T Q.952, ETSI EN 300 207-1.
enum class RedirectingReason : uint8_t { kUnknown, kBusy, kNoReply, kDeflected, kOutOfOrder, kUnconditional };
/// Of a calling or redirecting number. kWithheld: its owner asked for it. kUnavailable: nobody knows it.
enum class Presentation : uint8_t { kAllowed, kWithheld, kUnavailable };

struct CallDetails {
    NumberType callingType = NumberType::kUnknown, calledType = NumberType::kUnknown;
    NumberPlan callingPlan = NumberPlan::kUnknown, calledPlan = NumberPlan::kUnknown;
    Screening screening = Screening::kNotScreened;
    std::string callingName;       // UTF-8
    std::string redirectingNumber; // [0-9*#]{0,20}; "" = none
    Presentation redirectingPresentation = Presentation::kAllowed;
    RedirectingReason redirectingReason = RedirectingReason::kUnknown;
};

} // namespace callbox::isdn
