#include "analog/line_profile.h"

#include <cstring>

namespace callbox::analog {
namespace {

struct Entry {
    const char *country;
    LineProfile profile;
};

constexpr DtmfCodes kDtoC{'D', 'C'};
constexpr DtmfCodes kAtoC{'A', 'C'};

constexpr Entry kEntries[] = {
    {"cn", {{80, 450}, CallerIdSending::kFskBell202, kDtoC, false}},
    {"us", {{300, 1000}, CallerIdSending::kFskBell202, kAtoC, false}},
    {"gb", {{50, 350}, CallerIdSending::kFskV23, kAtoC, false}},
    {"de", {{50, 350}, CallerIdSending::kFskV23, kAtoC, false}},
};

} // namespace

LineProfile lineProfile(const char *country) {
    for (const Entry &entry : kEntries)
        if (country != nullptr && std::strcmp(entry.country, country) == 0)
            return entry.profile;
    return kEntries[0].profile;
}

} // namespace callbox::analog
