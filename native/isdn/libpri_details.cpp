#include "isdn/libpri_details.h"

#include <array>
#include <cstring>
#include <utility>

#include "isdn/numbers.h"
#include "isdn/q931_decoder.h"

namespace callbox::isdn {
namespace {

constexpr size_t kMaxSentNameOctets = 50; // ECMA-164: a QSIG name; the display element takes more
constexpr int kDeflectionInNumber = 0x4;  // ITU-T Q.952; libpri's own 3 belongs to its QSIG components

constexpr uint8_t kSetup = 0x05, kDisplay = 0x28; // ITU-T Q.931 §4.4, §4.5
constexpr uint8_t kNorthAmericanDisplay = 0xB1;   // an octet before the text that says "calling party name"

constexpr std::array<std::pair<NumberPlan, int>, 6> kPlans = {{{NumberPlan::kUnknown, PRI_NPI_UNKNOWN},
                                                               {NumberPlan::kIsdn, PRI_NPI_E163_E164},
                                                               {NumberPlan::kData, PRI_NPI_X121},
                                                               {NumberPlan::kTelex, PRI_NPI_F69},
                                                               {NumberPlan::kNational, PRI_NPI_NATIONAL},
                                                               {NumberPlan::kPrivate, PRI_NPI_PRIVATE}}};

constexpr std::array<std::pair<NumberType, int>, 6> kTypes = {
    {{NumberType::kUnknown, PRI_TON_UNKNOWN},
     {NumberType::kInternational, PRI_TON_INTERNATIONAL},
     {NumberType::kNational, PRI_TON_NATIONAL},
     {NumberType::kNetworkSpecific, PRI_TON_NET_SPECIFIC},
     {NumberType::kSubscriber, PRI_TON_SUBSCRIBER},
     {NumberType::kAbbreviated, PRI_TON_ABBREVIATED}}};

template <typename Table, typename Name> int codeIn(const Table &table, Name name) {
    for (const auto &[known, code] : table) {
        if (known == name) {
            return code;
        }
    }
    return 0;
}

template <typename Table> auto nameIn(const Table &table, int code) {
    for (const auto &[known, its] : table) {
        if (its == code) {
            return known;
        }
    }
    return table[0].first;
}

/// Octets of the UTF-8 character that begins here, 0: none does (RFC 3629).
size_t characterOctets(const std::string &text, size_t at) {
    const auto octet = [&](size_t index) -> unsigned {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0u;
    };
    const unsigned first = octet(at);
    const size_t octets = first < 0x80                    ? 1
                          : first >= 0xC2 && first < 0xE0 ? 2
                          : first >= 0xE0 && first < 0xF0 ? 3
                          : first >= 0xF0 && first < 0xF5 ? 4
                                                          : 0;
    for (size_t i = 1; i < octets; ++i) {
        if ((octet(at + i) & 0xC0) != 0x80) {
            return 0;
        }
    }
    const unsigned second = octet(at + 1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool beyond = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
    return overlong || beyond ? 0 : octets;
}

bool isUtf8(const std::string &text) {
    for (size_t at = 0; at < text.size();) {
        const size_t octets = characterOctets(text, at);
        if (octets == 0) {
            return false;
        }
        at += octets;
    }
    return true;
}

std::string fromLatin1(const std::string &text) {
    std::string utf8;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80) {
            utf8 += c;
        } else {
            utf8 += static_cast<char>(0xC0 | (code >> 6));
            utf8 += static_cast<char>(0x80 | (code & 0x3F));
        }
    }
    return utf8;
}

/// What is neither UTF-8 nor printable is mended or dropped; at most kMaxNameOctets.
std::string readable(const std::string &raw) {
    std::string text;
    for (const char c : raw) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x20 && code != 0x7F) {
            text += c;
        }
    }
    return cutName(isUtf8(text) ? text : fromLatin1(text), kMaxNameOctets);
}

} // namespace

int planCode(NumberType type, NumberPlan plan) { return codeIn(kTypes, type) << 4 | codeIn(kPlans, plan); }
NumberType numberTypeOf(int planCode) { return nameIn(kTypes, planCode >> 4 & 0x07); }
NumberPlan numberPlanOf(int planCode) { return nameIn(kPlans, planCode & 0x0F); }

int presentationCode(Presentation presentation, Screening screening) {
    switch (presentation) {
    case Presentation::kAllowed:
        return PRI_PRES_ALLOWED | static_cast<int>(screening);
    case Presentation::kWithheld:
        return PRI_PRES_RESTRICTED | static_cast<int>(screening);
    case Presentation::kUnavailable:
        break;
    }
    return PRES_NUMBER_NOT_AVAILABLE;
}

Presentation presentationOf(const pri_party_number &number) {
    if (!number.valid) {
        return Presentation::kUnavailable;
    }
    switch (number.presentation & PRI_PRES_RESTRICTION) {
    case PRI_PRES_ALLOWED:
        return number.str[0] == '\0' ? Presentation::kUnavailable : Presentation::kAllowed;
    case PRI_PRES_RESTRICTED:
        return Presentation::kWithheld;
    default:
        return Presentation::kUnavailable;
    }
}

Screening screeningOf(int presentationCode) {
    return static_cast<Screening>(presentationCode & PRI_PRES_NUMBER_TYPE);
}

int redirectingCode(RedirectingReason reason, Protocol protocol) {
    switch (reason) {
    case RedirectingReason::kUnknown:
        return PRI_REDIR_UNKNOWN;
    case RedirectingReason::kBusy:
        return PRI_REDIR_FORWARD_ON_BUSY;
    case RedirectingReason::kNoReply:
        return PRI_REDIR_FORWARD_ON_NO_REPLY;
    case RedirectingReason::kDeflected:
        return protocol == Protocol::kQsig ? PRI_REDIR_DEFLECTION : kDeflectionInNumber;
    case RedirectingReason::kOutOfOrder:
        return PRI_REDIR_DTE_OUT_OF_ORDER;
    case RedirectingReason::kUnconditional:
        return PRI_REDIR_UNCONDITIONAL;
    }
    return PRI_REDIR_UNKNOWN;
}

RedirectingReason redirectingReasonOf(int code) {
    switch (code) {
    case PRI_REDIR_FORWARD_ON_BUSY:
        return RedirectingReason::kBusy;
    case PRI_REDIR_FORWARD_ON_NO_REPLY:
        return RedirectingReason::kNoReply;
    case PRI_REDIR_DEFLECTION:
    case kDeflectionInNumber:
        return RedirectingReason::kDeflected;
    case PRI_REDIR_DTE_OUT_OF_ORDER:
        return RedirectingReason::kOutOfOrder;
    case PRI_REDIR_FORWARDED_BY_DTE:
    case PRI_REDIR_UNCONDITIONAL:
        return RedirectingReason::kUnconditional;
    default:
        return RedirectingReason::kUnknown;
    }
}

std::string cutName(const std::string &name, size_t octets) {
    size_t end = 0;
    while (end < name.size()) {
        const size_t next = end + characterOctets(name, end);
        if (next == end || next > octets) {
            break;
        }
        end = next;
    }
    return name.substr(0, end);
}

std::string nameOf(const pri_party_name &name) {
    if (!name.valid || (name.presentation & PRI_PRES_RESTRICTION) != PRI_PRES_ALLOWED) {
        return "";
    }
    return readable(std::string(name.str, strnlen(name.str, sizeof(name.str))));
}

std::string displayIn(const uint8_t *frame, size_t octets) {
    Q921Frame layer2;
    Q931Message message;
    if (!decodeQ921(frame, octets, layer2) || layer2.kind != Q921Kind::kInformation ||
        !decodeQ931(layer2.message, layer2.messageOctets, message) || message.type != kSetup) {
        return "";
    }
    for (const Q931Element &element : message.elements) {
        if (element.codeset == 0 && element.id == kDisplay && element.octets > 0) {
            const size_t skipped = element.contents[0] == kNorthAmericanDisplay ? 1 : 0;
            return readable(std::string(element.contents + skipped, element.contents + element.octets));
        }
    }
    return "";
}

CallDetails detailsOf(const pri_event_ring &ring) {
    CallDetails details;
    details.calledType = numberTypeOf(ring.calledplan);
    details.calledPlan = numberPlanOf(ring.calledplan);
    details.callingName = nameOf(ring.calling.name);
    if (ring.calling.number.valid) {
        details.callingType = numberTypeOf(ring.calling.number.plan);
        details.callingPlan = numberPlanOf(ring.calling.number.plan);
        details.screening = screeningOf(ring.calling.number.presentation);
    }
    for (int i = 0; ring.subcmds != nullptr && i < ring.subcmds->counter_subcmd; ++i) {
        const pri_subcommand &told = ring.subcmds->subcmd[i];
        if (told.cmd != PRI_SUBCMD_REDIRECTING) {
            continue;
        }
        const pri_party_redirecting &redirecting = told.u.redirecting;
        details.redirectingPresentation = presentationOf(redirecting.from.number);
        details.redirectingReason = redirectingReasonOf(redirecting.reason);
        if (isWellFormedNumber(redirecting.from.number.str)) {
            details.redirectingNumber = redirecting.from.number.str;
        }
    }
    return details;
}

pri_party_id callerOf(const DialRequest &request) {
    pri_party_id caller{};
    const bool known = request.presentation != Presentation::kUnavailable;
    caller.number.valid =
        !known || !request.callingNumber.empty() || request.presentation == Presentation::kWithheld;
    caller.number.plan = known ? planCode(request.details.callingType, request.details.callingPlan) : 0;
    caller.number.presentation = presentationCode(request.presentation, request.details.screening);
    if (known) {
        std::strncpy(caller.number.str, request.callingNumber.c_str(), sizeof(caller.number.str) - 1);
    }
    const std::string name = cutName(request.details.callingName, kMaxSentNameOctets);
    if (!name.empty() && known) {
        caller.name.valid = 1;
        caller.name.presentation = caller.number.presentation & PRI_PRES_RESTRICTION;
        caller.name.char_set = PRI_CHAR_SET_ISO10646_UTF_8STRING;
        std::strncpy(caller.name.str, name.c_str(), sizeof(caller.name.str) - 1);
    }
    return caller;
}

} // namespace callbox::isdn
