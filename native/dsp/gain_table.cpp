#include "dsp/gain_table.h"

#include <algorithm>
#include <cmath>

#include "dsp/g711.h"

namespace callbox::dsp {

/// Rounded to the A-law value that is nearest, so that no level is biased by what lies between two steps.
GainTable::GainTable(double db) : db_(std::isnan(db) ? 0 : std::clamp(db, -kMaxGainDb, kMaxGainDb)) {
    const double factor = std::pow(10.0, db_ / 20);
    for (int octet = 0; octet < 256; ++octet) {
        const auto from = static_cast<uint8_t>(octet);
        const int linear = alawToLinear(from);
        const bool silence = linear == 8 || linear == -8; // ITU-T G.711 Table 1a: the two smallest values
        const double to = std::clamp(std::round(linear * factor), -32768.0, 32767.0);
        table_[from] = isUnity() || silence ? from : linearToAlaw(static_cast<int16_t>(to));
    }
}

void GainTable::apply(const uint8_t *from, uint8_t *to, size_t octets) const {
    for (size_t n = 0; n < octets; ++n)
        to[n] = table_[from[n]];
}

} // namespace callbox::dsp
