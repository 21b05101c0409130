// Q.921 and Q.931 in words, as people who trace lines write them.
#include <cstdio>

#include "isdn/q931_decoder.h"

namespace callbox::isdn {
namespace {

struct Named {
    int code;
    const char *name;
};

constexpr Named kMessages[] = { // ITU-T Q.931 table 4-2
    {0x00, "ESCAPE"},
    {0x01, "ALERTING"},
    {0x02, "CALL PROCEEDING"},
    {0x03, "PROGRESS"},
    {0x05, "SETUP"},
    {0x07, "CONNECT"},
    {0x0D, "SETUP ACKNOWLEDGE"},
    {0x0F, "CONNECT ACKNOWLEDGE"},
    {0x20, "USER INFORMATION"},
    {0x21, "SUSPEND REJECT"},
    {0x22, "RESUME REJECT"},
    {0x24, "HOLD"},
    {0x25, "SUSPEND"},
    {0x26, "RESUME"},
    {0x28, "HOLD ACKNOWLEDGE"},
    {0x2D, "SUSPEND ACKNOWLEDGE"},
    {0x2E, "RESUME ACKNOWLEDGE"},
    {0x30, "HOLD REJECT"},
    {0x31, "RETRIEVE"},
    {0x33, "RETRIEVE ACKNOWLEDGE"},
    {0x37, "RETRIEVE REJECT"},
    {0x45, "DISCONNECT"},
    {0x46, "RESTART"},
    {0x4D, "RELEASE"},
    {0x4E, "RESTART ACKNOWLEDGE"},
    {0x5A, "RELEASE COMPLETE"},
    {0x60, "SEGMENT"},
    {0x62, "FACILITY"},
    {0x64, "REGISTER"},
    {0x6E, "NOTIFY"},
    {0x75, "STATUS ENQUIRY"},
    {0x79, "CONGESTION CONTROL"},
    {0x7B, "INFORMATION"},
    {0x7D, "STATUS"}};

constexpr Named kElements[] = { // table 4-3, code set 0
    {0x04, "bearer"},
    {0x08, "cause"},
    {0x14, "state"},
    {0x18, "channel"},
    {0x1C, "facility"},
    {0x1E, "progress"},
    {0x20, "network-facilities"},
    {0x27, "notification"},
    {0x28, "display"},
    {0x29, "date-time"},
    {0x2C, "keypad"},
    {0x34, "signal"},
    {0x4C, "connected"},
    {0x6C, "calling"},
    {0x6D, "calling-subaddress"},
    {0x70, "called"},
    {0x71, "called-subaddress"},
    {0x74, "redirecting"},
    {0x76, "redirection"},
    {0x79, "restart"},
    {0x7C, "low-layer"},
    {0x7D, "high-layer"},
    {0x7E, "user-user"},
    {0xA1, "sending-complete"}};

constexpr Named kTypes[] = {{0, "unknown"}, {1, "international"}, {2, "national"},
                            {3, "network"}, {4, "subscriber"},    {6, "abbreviated"}};
constexpr Named kPlans[] = {{0, "unknown"}, {1, "isdn"},     {3, "data"},
                            {4, "telex"},   {8, "national"}, {9, "private"}};
constexpr Named kPresentations[] = {{0, "allowed"}, {1, "withheld"}, {2, "unavailable"}};
constexpr Named kScreenings[] = {{0, "not-screened"}, {1, "passed"}, {2, "failed"}, {3, "network"}};
constexpr Named kLocations[] = {{0, "user"},          {1, "private-local"}, {2, "public-local"},
                                {3, "transit"},       {4, "public-remote"}, {5, "private-remote"},
                                {7, "international"}, {10, "beyond"}};
constexpr Named kCapabilities[] = {
    {0x00, "speech"}, {0x08, "data"}, {0x09, "restricted"}, {0x10, "3.1kHz"}, {0x11, "data-tones"}};
constexpr Named kLayer1[] = {{0x22, "ulaw"}, {0x23, "alaw"}};
constexpr Named kKinds[] = {{static_cast<int>(Q921Kind::kInformation), "I"},
                            {static_cast<int>(Q921Kind::kReceiveReady), "RR"},
                            {static_cast<int>(Q921Kind::kReceiveNotReady), "RNR"},
                            {static_cast<int>(Q921Kind::kReject), "REJ"},
                            {static_cast<int>(Q921Kind::kSabme), "SABME"},
                            {static_cast<int>(Q921Kind::kDm), "DM"},
                            {static_cast<int>(Q921Kind::kUi), "UI"},
                            {static_cast<int>(Q921Kind::kDisc), "DISC"},
                            {static_cast<int>(Q921Kind::kUa), "UA"},
                            {static_cast<int>(Q921Kind::kFrmr), "FRMR"},
                            {static_cast<int>(Q921Kind::kXid), "XID"}};

template <size_t N> const char *find(const Named (&table)[N], int code) {
    for (const Named &row : table) {
        if (row.code == code) {
            return row.name;
        }
    }
    return nullptr;
}

template <size_t N> std::string name(const Named (&table)[N], int code) {
    const char *known = find(table, code);
    return known == nullptr ? std::to_string(code) : known;
}

std::string hex(const uint8_t *octets, size_t count) {
    std::string text;
    char two[4];
    for (size_t i = 0; i < count; ++i) {
        std::snprintf(two, sizeof(two), "%02x", octets[i]);
        text += two;
    }
    return text;
}

/// Printable ASCII and UTF-8 as it is; anything else as \xNN, so that a trace stays text.
std::string text(const uint8_t *octets, size_t count) {
    std::string out;
    char four[8];
    for (size_t i = 0; i < count; ++i) {
        if (octets[i] < 0x20 || octets[i] == 0x7F) {
            std::snprintf(four, sizeof(four), "\\x%02x", octets[i]);
            out += four;
        } else {
            out += static_cast<char>(octets[i]);
        }
    }
    return out;
}

/// Octets of a group up to and with the one that has bit 8 set, at most `most`; 0: it does not end.
size_t groupOctets(const Q931Element &element, size_t at, size_t most) {
    for (size_t i = 0; i < most && at + i < element.octets; ++i) {
        if ((element.contents[at + i] & 0x80) != 0) {
            return i + 1;
        }
    }
    return 0;
}

std::string typeAndPlan(uint8_t octet) {
    return name(kTypes, octet >> 4 & 0x07) + "/" + name(kPlans, octet & 0x0F);
}

/// §4.5.8, §4.5.10 and, with a third octet, redirecting numbers.
std::string number(const Q931Element &element) {
    const size_t group = groupOctets(element, 0, 3);
    if (group == 0) {
        return "";
    }
    const std::string digits = text(element.contents + group, element.octets - group);
    std::string described = " " + (digits.empty() ? "-" : digits) + " " + typeAndPlan(element.contents[0]);
    if (group >= 2) {
        described += " " + name(kPresentations, element.contents[1] >> 5 & 0x03) + " " +
                     name(kScreenings, element.contents[1] & 0x03);
    }
    if (group >= 3) {
        described += " reason " + std::to_string(element.contents[2] & 0x0F);
    }
    return described;
}

std::string bearer(const Q931Element &element) { // §4.5.5
    if (element.octets < 2) {
        return "";
    }
    std::string described = " " + name(kCapabilities, element.contents[0] & 0x1F);
    const size_t layer1 = 1 + groupOctets(element, 1, 2);
    if (layer1 > 1 && layer1 < element.octets) {
        described += " " + name(kLayer1, element.contents[layer1] & 0x7F);
    }
    return described;
}

std::string cause(const Q931Element &element) { // Q.850 §2.1
    const size_t group = groupOctets(element, 0, 2);
    if (group == 0 || group >= element.octets) {
        return "";
    }
    return " " + std::to_string(element.contents[group] & 0x7F) + " " +
           name(kLocations, element.contents[0] & 0x0F);
}

std::string channel(const Q931Element &element) { // §4.5.13
    if (element.octets < 1) {
        return "";
    }
    const uint8_t first = element.contents[0];
    const std::string choice = (first & 0x08) != 0 ? " exclusive" : " preferred";
    if ((first & 0x20) == 0) {
        return ""; // basic rate
    }
    switch (first & 0x03) {
    case 0:
        return choice + " none";
    case 3:
        return choice + " any";
    default:
        break;
    }
    const size_t type = 1 + ((first & 0x40) != 0 ? groupOctets(element, 1, 8) : 0); // after the interface
    if (type + 1 >= element.octets) {
        return type == element.octets ? choice + " interface" : "";
    }
    if ((element.contents[type] & 0x10) != 0) {
        return choice + " map " + hex(element.contents + type + 1, element.octets - type - 1);
    }
    return choice + " " + std::to_string(element.contents[type + 1] & 0x7F);
}

std::string progress(const Q931Element &element) { // §4.5.23
    if (element.octets < 2) {
        return "";
    }
    return " " + std::to_string(element.contents[1] & 0x7F) + " " +
           name(kLocations, element.contents[0] & 0x0F);
}

std::string restart(const Q931Element &element) { // §4.5.25
    if (element.octets < 1) {
        return "";
    }
    const int which = element.contents[0] & 0x07;
    return which == 0 ? " channels" : which == 6 ? " interface" : which == 7 ? " all" : "";
}

std::string state(const Q931Element &element) { // §4.5.7
    return element.octets < 1 ? "" : " " + std::to_string(element.contents[0] & 0x3F);
}

std::string display(const Q931Element &element) { // §4.5.16, with an octet for the character set or not
    const size_t skip = element.octets > 0 && element.contents[0] == 0xB1 ? 1 : 0;
    return " " + text(element.contents + skip, element.octets - skip);
}

std::string contents(const Q931Element &element) {
    switch (element.id) {
    case 0x04:
        return bearer(element);
    case 0x08:
        return cause(element);
    case 0x14:
        return state(element);
    case 0x18:
        return channel(element);
    case 0x1E:
        return progress(element);
    case 0x28:
        return display(element);
    case 0x2C:
        return " " + text(element.contents, element.octets);
    case 0x4C:
    case 0x6C:
    case 0x70:
    case 0x74:
        return number(element);
    case 0x79:
        return restart(element);
    default:
        return "";
    }
}

} // namespace

const char *nameOf(Q921Kind kind) {
    const char *known = find(kKinds, static_cast<int>(kind));
    return known == nullptr ? "?" : known;
}

std::string messageName(uint8_t type) {
    if (const char *known = find(kMessages, type)) {
        return known;
    }
    return "message 0x" + hex(&type, 1);
}

std::string describe(const Q931Element &element) {
    const char *known = element.codeset == 0 ? find(kElements, element.id) : nullptr;
    std::string described =
        known != nullptr ? known : "element " + std::to_string(element.codeset) + ":0x" + hex(&element.id, 1);
    if (element.oneOctet) {
        return described;
    }
    const std::string read = known == nullptr ? "" : contents(element);
    return described + (read.empty() ? " 0x" + hex(element.contents, element.octets) : read);
}

std::string describe(const Q931Message &message) {
    std::string described = messageName(message.type);
    if (message.referenceOctets == 0) {
        described += " dummy";
    } else if (message.reference == 0) {
        described += std::string(" global") + (message.toOriginator ? " to-originator" : " from-originator");
    } else {
        described += " ref " + std::to_string(message.reference) +
                     (message.toOriginator ? " to-originator" : " from-originator");
    }
    for (const Q931Element &element : message.elements) {
        described += " | " + describe(element);
    }
    return described;
}

} // namespace callbox::isdn
